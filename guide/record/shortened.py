"""Calls whose journals hold less than the ledger has of them, as after an old copy was put back."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from guide.errors import RecordError
from guide.record.calls import all_files, has_event, open_files, waiting_files
from guide.record.codec import Chain, decoded, sound_lines
from guide.record.disk import contents
from guide.record.ledger import Deed, Ledger, ends_of, read_ledger
from guide.record.places import CALL_ID, Places

_END = re.compile(
    rf'"kind":"(?:{Deed.ENDED}|{Deed.FOUND})","call":"({CALL_ID})",'
    r'"events":(\d+),"last_hash":"([0-9a-f]{64})"'.encode()
)
_SOME = 3
"""So many calls are named where there are more."""

_FEW = 5
"""Of so many calls the ends are looked for one by one: those of all take longer."""

Ends = Mapping[str, tuple[Chain, ...]]
"""By call, with how many events and which last hash it ended, each time."""


def ends_named(path: Path) -> Ends:
    """All ends that stand in a ledger, in sound lines or not; a fraction of reading it."""
    data = contents(path) if os.path.lexists(path) else b""
    found: dict[str, tuple[Chain, ...]] = {}
    for call, events, last in _END.findall(data):
        name = call.decode()
        found[name] = (*found.get(name, ()), Chain(int(events), last.decode()))
    return found


def unfinished_files(places: Places) -> dict[str, tuple[Path, ...]]:
    """All files of the real calls that have one among those that are not wrapped up, or waiting."""
    waiting = waiting_files(places, training=False)
    there = open_files(places.calls) | waiting
    return {call: all_files(places, places.journal_path(call)) for call in there}


def shortened(
    places: Places, files: Mapping[str, Sequence[Path]], ends: Ends | None = None
) -> tuple[str, ...]:
    """Those of these calls that ended, as the ledger has it, with events that no file of them has.

    One that was erased is none of them, nor one of which no file can be read, which whoever reads
    it tells. The ledger is read line by line only where there are any.
    """
    if not files:
        return ()
    if ends is None and len(files) <= _FEW:
        ends = {call: ends_of(places.ledger, call) for call in files}
    ends = ends_named(places.ledger) if ends is None else ends
    lacking = [
        call
        for call, there in files.items()
        if _lacks(there, ends.get(call, ())) and any(map(_can_be_read, there))
    ]
    ledger = read_ledger(places.ledger) if lacking else Ledger(places.ledger)
    return tuple(call for call in sorted(lacking) if _lacks(files[call], _ends(ledger, call)))


def _can_be_read(path: Path) -> bool:
    try:
        decoded(sound_lines(contents(path)).lines[:1])
    except RecordError:
        # It is told as what it is: of a later format, a link, somebody else's.
        return False
    return True


def _lacks(files: Sequence[Path], ends: Sequence[Chain]) -> bool:
    return any(not any(has_event(path, end.count, end.last_hash) for path in files) for end in ends)


def _ends(ledger: Ledger, call: str) -> tuple[Chain, ...]:
    lines = ledger.by_call.get(call, ())
    if any(line.kind is Deed.ERASED for line in lines):
        return ()
    ended = (line for line in lines if line.kind in (Deed.ENDED, Deed.FOUND))
    return tuple(Chain(line.events, line.last_hash) for line in ended)


def shortened_sentences(calls: Sequence[str]) -> Iterator[str]:
    """What is to be told of them."""
    if not calls:
        return
    several = len(calls) > 1
    what = f"{len(calls):,} calls" if several else "1 call"
    whose = "their journals do" if several else "its journal does"
    some = ", ".join(calls[:_SOME]) + ", …" * (len(calls) > _SOME)
    yield (
        f"The ledger has an end of {what} that {whose} not hold ({some}): an older copy, or another"
        " one, is in its place, and whatever else was told is missing."
    )
