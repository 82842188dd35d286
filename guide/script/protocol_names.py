"""Labels of endings that say by themselves that a call was ended by the hang-up protocol."""

import re
from functools import lru_cache

from guide.script.look_alike import outline, seen_as

IN_NAME_ONLY = " (in name only)"
"""What is told after a label that says so of a call that was not ended by the protocol."""

_WORD = re.compile(r"[^\W_]+")
_PROTOCOL = re.compile(rf"\b{outline('hang')} ?{outline('up')} {outline('protocol')}\b")


@lru_cache(1024)
def _as_read(label: str) -> str:
    return " ".join(outline(word[0]) for word in _WORD.finditer(seen_as(label)))


_BESIDE = frozenset(
    _as_read(
        "call caller ended ends end ending was is were hung up closed close terminated finished"
        " finish done used applied followed following according accordance in by with per via"
        " under of on through due to the a an our this that"
    ).split()
)
"""The words beside it that leave it at that: any other may say what else it was."""


def names_protocol(label: str) -> bool:
    """Whether the label of an ending names the hang-up protocol, however it is spelled."""
    return _PROTOCOL.search(_as_read(label)) is not None


def passes_for_protocol(label: str) -> bool:
    """Whether the label of an ending says that it is by the hang-up protocol, and nothing else."""
    beside, found = _PROTOCOL.subn(" ", _as_read(label))
    return found > 0 and _BESIDE.issuperset(beside.split())


def ending_told(label: str, *, protocol: bool) -> str:
    """The label of an ending where it counts: what it was not, it is called in name only."""
    return label if protocol or not passes_for_protocol(label) else f"{label}{IN_NAME_ONLY}"
