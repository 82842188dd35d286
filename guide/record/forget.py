"""Erasing calls: all that was kept of one but a do-not-call entry and that it was erased."""

import contextlib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from guide.call.events import Started, UtcTime
from guide.call.fold import call_of
from guide.errors import GuideError, RecordError
from guide.record.call_list import CallInfo, call_info
from guide.record.calls import (
    best_file,
    call_named_by,
    is_half,
    is_journal,
    kept_files,
    time_of,
    usable_fallback,
)
from guide.record.codec import decoded, sound_lines
from guide.record.disk import Disk, contents, names_in
from guide.record.erased import Tombstone, keep_tombstone
from guide.record.erased_numbers import (
    DoNotCall,
    NumberSince,
    enter_numbers,
    in_order,
    keep_do_not_call,
    kept_numbers,
)
from guide.record.erasures import stones_of
from guide.record.journal import read_journal
from guide.record.ledger import OF_NO_CALL, Deed, Ledger, enter, erased_line, read_ledger
from guide.record.places import DONE, OPEN, SUFFIXES, Places, index_of
from guide.record.summary.times import DeskTime
from guide.script.model import FollowUpKind

RETENTION_DAYS = 1827
"""For how many days calls are kept unless GUIDE_RETENTION_DAYS says otherwise: five years.

The US Telemarketing Sales Rule, 16 CFR 310.5, asks for records of calls to be kept for five years;
it is the longest that is commonly asked for, and nothing is ever erased unasked.
"""
_LONGEST = 365_000
_DAYS = re.compile("[0-9]{1,9}")


def retention_days(asked: str = "") -> int:
    """For how many days calls are kept: as GUIDE_RETENTION_DAYS asks, or the usual.

    Raises GuideError where it asks for something else than days.
    """
    return days_of(asked, "GUIDE_RETENTION_DAYS") if asked else RETENTION_DAYS


def days_of(asked: str, by: str) -> int:
    """The number of days that was written; raises GuideError where `by` asks for something else."""
    if not _DAYS.fullmatch(asked) or int(asked) > _LONGEST:
        raise GuideError(f"{by} is “{asked}”; it must be a number of days, such as 1827.")
    return int(asked)


def _untold(_: str) -> None:
    """For whoever needs no sentences."""


def older_than(
    calls: Path,
    days: int,
    now: datetime,
    through: Callable[[Sequence[str]], Iterable[str]] = iter,
    *,
    ledger: Path | None = None,
    tell: Callable[[str], object] = _untold,
) -> list[CallInfo]:
    """The calls of this folder that began more than so many days before `now`, newest first.

    Both the id of a call and its journal, which is read, must say so; where one of them does not
    tell, the other does. A clock that was wrong as a call began makes it no older: the last event
    must be as old, and so must be what stands in the `ledger` before its end; of one that only for
    that is not among them `tell` is told. `through` goes through the ids, and may show how far
    that is.
    """
    limit = now - timedelta(days=min(days, _LONGEST))
    found: list[CallInfo] = []
    kept = kept_files(calls)
    ended: Mapping[str, datetime] | None = None
    for call in through(sorted(kept, reverse=True)):
        by_id = time_of(call)
        if by_id is not None and by_id >= limit:
            continue
        info = call_info(best_file(kept[call]))
        if info is None or not (began := info.started_at or by_id) or began >= limit:
            continue
        if ended is None:
            ended = _ended_by(read_ledger(ledger), kept, now) if ledger else {}
        last = max(_last_event(kept[call], now) or began, ended.get(call, began))
        if last < limit:
            found.append(info)
        else:
            tell(
                f"{call} is not old enough to erase: it began on {began:%Y-%m-%d} as the clock was"
                f" then, and was not over before {last:%Y-%m-%d}. guide forget {call} erases it all"
                " the same."
            )
    return found


class _Timed(Struct):
    at: UtcTime


def _last_event(files: Iterable[Path], now: datetime) -> datetime | None:
    """When the last event of these journals was, of those that are not still to come."""
    found: list[datetime] = []
    for path in files:
        # What cannot be read tells of no time.
        with contextlib.suppress(RecordError):
            for line in contents(path).split(b"\n"):
                with contextlib.suppress(msgspec.MsgspecError):
                    found.append(msgspec.json.decode(line, type=_Timed).at)
    return max((at for at in found if at <= now), default=None)


def _ended_by(ledger: Ledger, kept: Container[str], now: datetime) -> dict[str, datetime]:
    """By call, before when it cannot have ended, as the lines before it in the ledger have it.

    Those count that were written by a clock of this computer: practice has the hours of its
    scenario, and a line that is still to come was written by a clock that was wrong.
    """
    found: dict[str, datetime] = {}
    latest: datetime | None = None
    for line in ledger.lines:
        if (line.kind in OF_NO_CALL or line.call in kept) and line.at <= now:
            latest = max(latest or line.at, line.at)
        if line.kind is Deed.ENDED and latest:
            found[line.call] = latest
    return found


def erase_calls(
    disk: Disk,
    places: Places,
    chosen: Iterable[tuple[Path, Tombstone]],
    *,
    training: bool,
    also: Path,
    tell: Callable[[str], object] = _untold,
    tell_left: Callable[[str], object] = _untold,
    not_to_call: Mapping[str, NumberSince] | None = None,
) -> Iterator[Tombstone]:
    """Erase calls, each by its journal, and their summaries, also those in `also`.

    `not_to_call` is, by the names of follow-ups, the number that is not to be called as far as is
    known since the call, and stays. One that the call's journal does not have was written down
    since.

    Each is told when it is erased. What stays of one is written first: whenever this is cut short,
    doing it again completes it. Folders are listed once, however many calls there are. A folder
    that is named like a file of a call stays, and `tell` is told so in a sentence; so does a file
    under any other name that holds a call, and `tell_left` is. Raises CallBusy when a program holds
    a call, RecordError when the disk refuses.
    """
    calls = places.calls_of(training)
    told = {stone.call for stone in stones_of(places, training=training).counted}
    numbers = set(kept_numbers(places))
    listed_at: datetime | None = None
    kept = _Kept(places, calls, also)
    disk.remove(index_of(calls))
    try:
        for path, stone in chosen:
            held = disk.reopen(path)
            try:
                held.lock()
                if not training:
                    journals = [f for f in kept.files(stone.call) if is_journal(f.name)]
                    found = {
                        one for f in journals for one in numbers_not_to_call(f, not_to_call or {})
                    }
                    if found:
                        # Also where an erasure was cut short that had kept them.
                        listed_at = stone.at
                    keep_do_not_call(disk, places, sorted(found - numbers, key=in_order))
                    numbers |= found
                enter(disk, places.ledger, [erased_line(stone.call, stone.at, stone.hash)])
                if stone.call not in told:
                    keep_tombstone(disk, calls, stone)
                # The journal the call is found by goes last.
                for file in (*(f for f in kept.files(stone.call) if f != path), path):
                    there = file.parent == places.fallback_dir
                    (disk.remove_there if there else disk.remove)(file)
            finally:
                held.close()
            for folder in kept.folders(stone.call):
                tell(f"{folder} is a folder, so it was not erased: look whether it is to stay.")
            for path in kept.left(stone.call):
                tell_left(
                    f"{path} holds the call {stone.call}, too, and was not erased: its name is not"
                    " that of a call’s journal. Remove it yourself."
                )
            yield stone
    finally:
        if listed_at is not None:
            enter_numbers(disk, places, listed_at)
        # Another program may have written it again meanwhile, with calls that are gone now.
        disk.remove(index_of(calls))


def numbers_not_to_call(path: Path, since: Mapping[str, NumberSince]) -> tuple[DoNotCall, ...]:
    """The numbers of a journal that were not to be called, as far as it can be read.

    Of one that may be by now, it is kept when that was decided: others may decide otherwise.
    """
    try:
        entries = read_journal(path).entries
    except RecordError:
        return ()
    if not entries:
        return ()
    call = call_of(entries)
    zone = DeskTime.of(call.started.zone).zone
    names = {f"{call.id}/{owed.n}" for owed in call.follow_ups}
    asked = [
        (name, owed.at, since.get(name) or NumberSince(owed.field("number")))
        for owed in call.follow_ups
        if owed.kind == FollowUpKind.DO_NOT_CALL and (name := f"{call.id}/{owed.n}")
    ]
    later = (name for name in since.keys() - names if name.partition("/")[0] == call.id)
    asked += [(name, call.at, since[name]) for name in later]
    return tuple(
        replace(
            DoNotCall.of(one.number, _day(at, zone)),
            promise=name,
            at=one.at,
            decided=one.decided,
        )
        for name, at, one in asked
    )


def _day(at: datetime, zone: tzinfo | None) -> str:
    return at.astimezone(zone).date().isoformat()


class _Kept:
    """What lies in the folders of records, by the call whose id a file's name begins with."""

    def __init__(self, places: Places, calls: Path, also: Path) -> None:
        fallback = [folder] if (folder := usable_fallback(places)) else []
        summaries = (places.out, places.summaries_of(training=True), also)
        kinds = (calls, places.calls, places.training)
        journals = (*dict.fromkeys(kind / one for kind in kinds for one in (OPEN, DONE)), *fallback)
        self._journals = [_by_call(folder) for folder in (*journals, places.half_notes)]
        above = dict.fromkeys((places.state, *kinds))
        self._journals += [_by_call(folder, ".jsonl") for folder in above]
        self._strange = _by_content(journals)
        self._summaries = [_by_call(folder) for folder in dict.fromkeys(summaries)]

    def files(self, call: str) -> Iterator[Path]:
        """Its summaries, every part of its journal, copies of either, halves of files and notes.

        A killed program leaves halves; they are hidden, and their names end in `.tmp`.
        """
        yield from (path for path in self._named(call) if not _is_folder(path))

    def folders(self, call: str) -> Iterator[Path]:
        """Folders that are named like one of these files."""
        yield from filter(_is_folder, self._named(call))

    def left(self, call: str) -> tuple[Path, ...]:
        """Files that hold its journal, and are not named by it."""
        return self._strange.get(call, ())

    def _named(self, call: str) -> Iterator[Path]:
        for folder in self._summaries:
            of_call = folder.get(call, ())
            yield from (f for f in of_call if f.suffix.lower() in SUFFIXES or is_half(f.name))
        for folder in self._journals:
            yield from folder.get(call, ())


def _is_folder(path: Path) -> bool:
    """Whether this is a folder itself: a link to one is removed as a file is."""
    return path.is_dir() and not path.is_symlink()


def _by_call(folder: Path, within: str = "") -> dict[str, list[Path]]:
    """What lies in a folder by call, of names that have this `within`."""
    found: dict[str, list[Path]] = {}
    for name in sorted(names_in(folder)):
        if within in name and (call := call_named_by(name)):
            found.setdefault(call, []).append(folder / name)
    return found


def _by_content(folders: Iterable[Path]) -> dict[str, tuple[Path, ...]]:
    """By call, what is a journal of it, as its first line has it, and is not named by it."""
    found: dict[str, tuple[Path, ...]] = {}
    for folder in folders:
        for name in sorted(names_in(folder)):
            if call_named_by(name):
                continue
            # What cannot be read is told by whoever lists what counts for nothing.
            with contextlib.suppress(RecordError):
                first = decoded(sound_lines(contents(folder / name)).lines[:1])
                if first and isinstance(first[0].event, Started):
                    call = first[0].event.call
                    found[call] = (*found.get(call, ()), folder / name)
    return found
