"""What an agent's program tells of the call with an ask: written at the seat, read at the board.

What is read was written by others: nothing of it holds what could command a terminal. Pure.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct, to_builtins
from msgspec.json import encode
from msgspec.structs import fields

from guide.call.ask_times import FIRST_SECONDS, WAIT_SECONDS
from guide.desk.bounds import EARLIEST, LATEST
from guide.text import plain_line

_MOST = 20
_MOST_SECONDS = 3_600
_MOST_WORDS = 2_000


class WarningTold(Struct, frozen=True):
    """A warning that was given before: when, for which reason, permitted by whom, as texts."""

    at: str = ""
    ground: str = ""
    by: str = ""


class RefusedTold(Struct, frozen=True):
    """That the same was refused before on this call: by whom, and why."""

    by: str = ""
    reason: str = ""


class DeniedTold(Struct, frozen=True):
    """That it was denied that `named` permitted an earlier warning by voice: by whom, and why."""

    by: str = ""
    named: str = ""
    reason: str = ""


class Evidence(Struct, frozen=True):
    """What the agent's program tells of the call with an ask.

    `refused` is what was refused before; `refused_first` who was asked first and refused this very
    ask: it is for all others since. For `first_seconds` it is for whom it was written first alone.
    The agent waits for an answer for
    `waits` seconds more, as the ask comes to the desk: told so, their clock does not matter.
    """

    agent: str = ""
    caller: str = ""
    number: str = ""
    concern: str = ""
    script: str = ""
    step: str = ""
    efforts: int = 0
    said: str = ""
    warnings: tuple[WarningTold, ...] = ()
    refused: tuple[RefusedTold, ...] = ()
    denied: tuple[DeniedTold, ...] = ()
    refused_first: str = ""
    first_seconds: int = FIRST_SECONDS
    waits: int = WAIT_SECONDS


def as_json(evidence: Evidence) -> str:
    """The evidence as it is told, with nothing in it that a database would not take."""
    return encode(evidence_of(to_builtins(evidence))).decode()


def evidence_in(text: str) -> Evidence:
    """As `evidence_of`, of JSON: also of such as Python will not read."""
    try:
        return evidence_of(json.loads(text))
    except (ValueError, RecursionError):
        return Evidence()


def names_in(text: str) -> frozenset[str]:
    """What JSON of an evidence tells of, by name; all of it where that cannot be read."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return frozenset(one.name for one in fields(Evidence))
    return frozenset(map(str, told)) if isinstance(told, Mapping) else frozenset()


def evidence_of(told: object) -> Evidence:
    """What of an agent's evidence can be understood; the rest is left out."""
    if not isinstance(told, Mapping):
        return Evidence()
    efforts = told.get("efforts")
    texts = {one.name: _line(told, one.name) for one in fields(Evidence) if one.type is str}
    warnings = (_texts(one, WarningTold) for one in _each(told.get("warnings")))
    refused = (_texts(one, RefusedTold) for one in _each(told.get("refused")))
    denied = (_texts(one, DeniedTold) for one in _each(told.get("denied")))
    return Evidence(
        **texts,
        efforts=efforts if type(efforts) is int and 0 <= efforts < 1_000 else 0,
        warnings=tuple(WarningTold(*one) for one in warnings),
        refused=tuple(RefusedTold(*one) for one in refused),
        denied=tuple(DeniedTold(*one) for one in denied),
        first_seconds=_seconds(told.get("first_seconds"), FIRST_SECONDS),
        waits=_seconds(told.get("waits"), WAIT_SECONDS),
    )


def _seconds(told: object, usual: int) -> int:
    return told if type(told) is int and 0 <= told < _MOST_SECONDS else usual


def _texts(told: Mapping[str, object], kind: type[Struct]) -> list[str]:
    return [_line(told, one.name) for one in fields(kind)]


def _each(told: object) -> Iterator[Mapping[str, object]]:
    if isinstance(told, Sequence):
        yield from (one for one in told[:_MOST] if isinstance(one, Mapping))


def _line(told: Mapping[str, object], name: str) -> str:
    found = told.get(name)
    return plain_line(found[:_MOST_WORDS]) if isinstance(found, str) else ""


def moment(told: object) -> datetime | None:
    """A moment in UTC, told as ISO 8601 with its zone; None where it is none, or far off."""
    try:
        found = datetime.fromisoformat(told) if isinstance(told, str) else None
        at = found.astimezone(UTC) if found and found.tzinfo else None
        return at if at and EARLIEST <= at <= LATEST else None
    except (ValueError, OverflowError):
        return None
