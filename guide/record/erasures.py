"""Which calls were erased, by what stays of them and by the ledger, each held against the other.

The ledger has when, and since 0.13 a hash of what stays; what stays has the reason, too. A journal
that a backup or a sync put back is not taken up. Where the ledger should have an erasure and does
not, a line was put in: the call is not erased.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from guide.errors import RecordError
from guide.record.erased import Tombstone, erased_calls, erased_on
from guide.record.ledger import (
    Deed,
    Ledger,
    LedgerLine,
    begun_on,
    calls_erased,
    calls_named,
    erased_for_certain,
    erasures_of,
    ledger_of_call,
)
from guide.record.places import Places, erased_of
from guide.text import counted, plain_line

NAME = "list of erased calls"
"""What a person calls the file of what stays."""

_UNKNOWN = "so the ledger says; the reason is gone, or was changed"


def erasure_of(places: Places, name: str, *, training: bool) -> Tombstone | None:
    """How the call with this id was erased, or the last whose id begins so; None where none was.

    Where what stays of it is gone, or is not what the ledger has, it is as the ledger says. One of
    the two that cannot be read stops nobody: whoever reads all of it tells that.
    """
    wanted, stones = name.strip().lower(), list[Tombstone]()
    with suppress(RecordError):
        every = erased_calls(places.calls_of(training))
        stones = [one for one in every if wanted and one.call.startswith(wanted)]
    for stone in reversed(stones):
        begun, lines = None, tuple[LedgerLine, ...]()
        with suppress(RecordError):
            begun, lines = begun_on(places.ledger), ledger_of_call(places.ledger, stone.call).lines
        erased = [line for line in lines if line.kind is Deed.ERASED]
        if erased and not any(_fits(stone, line) for line in erased):
            return _by_ledger(erased[-1])
        if erased or _may_be_older(stone, begun, named=bool(lines), training=training):
            return stone
    with suppress(RecordError):
        if erased := [*erasures_of(places.ledger, wanted)]:
            return _by_ledger(erased[-1])
    return None


def _by_ledger(line: LedgerLine) -> Tombstone:
    return Tombstone(line.call, line.at, _UNKNOWN)


def _may_be_older(stone: Tombstone, begun: datetime | None, *, named: bool, training: bool) -> bool:
    """Whether a call may have been erased before there was a ledger, which has no erasure of it.

    None that is `named` there was, nor one that began later: practice has the hours of its
    scenario.
    """
    if named or (begun is not None and stone.at >= begun):
        return False
    return training or f"{stone.at:%Y%m%d-%H%M%S}" >= stone.call[:_TIME_OF_ID]


_TIME_OF_ID = 15
"""So many letters of a call's id are its time."""


class Stones(Struct, frozen=True):
    """What stays of erased calls, as far as it counts, and what was `put_in`: it does not."""

    counted: tuple[Tombstone, ...] = ()
    put_in: tuple[Tombstone, ...] = ()


def stones_of(places: Places, by_ledger: frozenset[str] | None = None, *, training: bool) -> Stones:
    """All that stays of erased calls. Where the ledger cannot be read, or is not there, all counts.

    `by_ledger` are all calls that the ledger tells as erased, where they are known. Of the ledger
    no more is read than this takes. Raises RecordError where what stays
    cannot be read.
    """
    stones = erased_calls(places.calls_of(training))
    if not stones:
        return Stones()
    try:
        erased = calls_erased(places.ledger) if by_ledger is None else by_ledger
        if all(one.call in erased for one in stones):
            return Stones(stones)
        begun, named = begun_on(places.ledger), calls_named(places.ledger)
    except RecordError:
        return Stones(stones)
    counted = tuple(
        one
        for one in stones
        if one.call in erased
        or _may_be_older(one, begun, named=one.call in named, training=training)
    )
    known = {one.call for one in counted}
    return Stones(counted, tuple(one for one in stones if one.call not in known))


def put_in_sentences(stones: Collection[Tombstone], path: Path) -> Iterator[str]:
    """What is to be told of lines that were put into what stays of erased calls, which is there.

    Or that the ledger lacks, where an older one was put back.
    """
    named = tuple({one.call: one for one in stones}.values())
    for number, one in enumerate(named[:_SOME], start=1):
        more = len(named) - _SOME if number == _SOME else 0
        yield (
            f"{_PUT_IN} {plain_line(one.call)} was erased on {erased_on(one.at)}, and the ledger"
            " does not: that line counts for nothing. The ledger may be an older one: put the newer"
            " one back if you have it. Take the line out only if somebody put it into"
            f" {path}."
        ) + (f" The same holds for {counted(more, 'more call')} in {path}." if more > 0 else "")


def is_of_put_in(sentence: str) -> bool:
    """Whether this is one of `put_in_sentences`."""
    return sentence.startswith(_PUT_IN)


_PUT_IN = f"The {NAME} has it that"
_SOME = 3
"""So many calls are named where there are more."""


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


def every_erased(places: Places, *, training: bool) -> frozenset[str]:
    """All calls that were erased: what lies there of one is told, and in no list or figure.

    What cannot be read leaves nothing out.
    """
    by_ledger, stones = frozenset[str](), Stones()
    with suppress(RecordError):
        by_ledger = erased_for_certain(places.ledger)
    with suppress(RecordError):
        stones = stones_of(places, by_ledger, training=training)
    return by_ledger.union(stone.call for stone in stones.counted)


def put_back_sentence(stone: Tombstone, *, training: bool) -> str:
    """That a call was erased whose journal is there all the same, and how it is erased again."""
    again = f"guide forget {stone.call}{' --practice' * training}"
    return f"{stone.sentence} Its journal is there again: {again} erases it once more."


def remedy_of_half_erased(places: Places, call: str, *, training: bool) -> str:
    """What erases the rest, if the call was erased and that was cut short; else nothing."""
    half = erasure_of(places, call, training=training) is not None
    return f" guide forget {call} erases what was left of it." if half else ""


def refuse_erased(places: Places, call: str, *, training: bool) -> None:
    """Raise RecordError where a call was erased: whatever lies there of it is not taken up."""
    if stone := erasure_of(places, call, training=training):
        raise RecordError(put_back_sentence(stone, training=training))


def faults_in_erasures(
    places: Places, ledger: Ledger, kept: Collection[str], *, told: Collection[str] = ()
) -> Iterator[str]:
    """In sentences, where what stays of erased calls and the ledger do not say the same.

    Of a call that is `kept` all the same it is told with its journal that it was erased. What was
    erased before there was a ledger is in none. Of which calls a line was put in is `told` already.
    `ledger` may know more than the one that is there, by a copy: what that has was not put in.
    """
    erased: dict[str, list[LedgerLine]] = {}
    for line in ledger.lines:
        if line.kind is Deed.ERASED:
            erased.setdefault(line.call, []).append(line)
    by_ledger = calls_erased(places.ledger).union(erased)
    found = {kind: stones_of(places, by_ledger, training=kind) for kind in (False, True)}
    counted_ones = [stone for stones in found.values() for stone in stones.counted]
    there = {stone.call for stone in counted_ones}
    for call, lines in erased.items():
        if call not in there and call not in kept:
            yield (
                f"The ledger has it that {call} was erased on {erased_on(lines[-1].at)}, and"
                f" the {NAME} does not: its line was taken out, or changed."
            )
    for stone in counted_ones:
        lines = erased.get(stone.call, [])
        if lines and not any(_fits(stone, line) for line in lines):
            yield (
                f"What the {NAME} says of {stone.call} is not what the ledger has of it: its time"
                f" or its reason was changed. It was erased on {erased_on(lines[-1].at)}."
            )
    for training, stones in found.items():
        new = [stone for stone in stones.put_in if stone.call not in told]
        yield from put_in_sentences(new, erased_of(places.calls_of(training)))


def _fits(stone: Tombstone, line: LedgerLine) -> bool:
    """Whether the ledger has a tombstone as it is; before 0.13 it had no more than its time."""
    return line.at == stone.at and line.stone in ("", stone.hash)
