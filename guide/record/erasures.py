"""Which calls were erased, by what stays of them and by the ledger, each held against the other.

The ledger has when, and since 0.13 a hash of what stays; what stays has the reason, too. A journal
that a backup or a sync put back is not taken up.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress

from guide.errors import RecordError
from guide.record.erased import Tombstone, erased_call, erased_calls
from guide.record.ledger import Deed, Ledger, LedgerLine, calls_erased, erasures_of
from guide.record.places import Places

NAME = "list of erased calls"
"""What a person calls the file of what stays."""

_UNKNOWN = "so the ledger says; the reason is gone, or was changed"


def erasure_of(places: Places, name: str, *, training: bool) -> Tombstone | None:
    """How the call with this id was erased, or the last whose id begins so; None where none was.

    Where what stays of it is gone, or is not what the ledger has, it is as the ledger says. One of
    the two that cannot be read stops nobody: whoever reads all of it tells that.
    """
    stone, lines = None, tuple[LedgerLine, ...]()
    with suppress(RecordError):
        stone = erased_call(places.calls_of(training), name)
    with suppress(RecordError):
        lines = erasures_of(places.ledger, stone.call if stone else name.strip().lower())
    if not lines or (stone and any(_fits(stone, line) for line in lines)):
        return stone
    return Tombstone(lines[-1].call, lines[-1].at, _UNKNOWN)


def erased_among(places: Places, calls: Collection[str], *, training: bool) -> dict[str, Tombstone]:
    """Those of these calls that were erased. Whatever else was is gone through once."""
    if not calls:
        return {}
    named = set[str]()
    with suppress(RecordError):
        named |= {stone.call for stone in erased_calls(places.calls_of(training))}
    with suppress(RecordError):
        named |= calls_erased(places.ledger)
    found = ((one, erasure_of(places, one, training=training)) for one in calls if one in named)
    return {call: stone for call, stone in found if stone is not None}


def put_back_sentence(stone: Tombstone, *, training: bool) -> str:
    """That a call was erased whose journal is there all the same, and how it is erased again."""
    again = f"guide forget {stone.call}{' --practice' * training}"
    return f"{stone.sentence} Its journal is there again: {again} erases it once more."


def refuse_erased(places: Places, call: str, *, training: bool) -> None:
    """Raise RecordError where a call was erased: whatever lies there of it is not taken up."""
    if stone := erasure_of(places, call, training=training):
        raise RecordError(put_back_sentence(stone, training=training))


def faults_in_erasures(
    stones: Collection[Tombstone], ledger: Ledger, kept: Collection[str]
) -> Iterator[str]:
    """In sentences, where what stays of erased calls and the ledger do not say the same.

    Of a call that is `kept` all the same it is told with its journal that it was erased. What was
    erased before there was a ledger is in none.
    """
    erased: dict[str, list[LedgerLine]] = {}
    for line in ledger.lines:
        if line.kind is Deed.ERASED:
            erased.setdefault(line.call, []).append(line)
    there = {stone.call for stone in stones}
    for call, lines in erased.items():
        if call not in there and call not in kept:
            yield (
                f"The ledger has it that {call} was erased on {lines[-1].at:%Y-%m-%d}, and the"
                f" {NAME} does not: its line was taken out, or changed."
            )
    for stone in stones:
        lines = erased.get(stone.call, [])
        if not lines and ledger.begun is not None and stone.at >= ledger.begun:
            yield (
                f"The {NAME} has it that {stone.call} was erased on {stone.at:%Y-%m-%d}, and the"
                " ledger does not."
            )
        elif lines and not any(_fits(stone, line) for line in lines):
            yield (
                f"What the {NAME} says of {stone.call} is not what the ledger has of it: its time"
                f" or its reason was changed. It was erased on {lines[-1].at:%Y-%m-%d %H:%M} UTC."
            )


def _fits(stone: Tombstone, line: LedgerLine) -> bool:
    """Whether the ledger has a tombstone as it is; before 0.13 it had no more than its time."""
    return line.at == stone.at and line.stone in ("", stone.hash)
