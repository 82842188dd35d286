"""Erasing calls: all that was kept of one but a do-not-call entry and that it was erased."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from guide.call.fold import call_of
from guide.errors import GuideError, RecordError
from guide.record.call_files import files_by_call, files_like
from guide.record.call_index import CallInfo
from guide.record.calls import kept_calls, time_of
from guide.record.disk import Disk
from guide.record.erased import DoNotCall, Tombstone, keep_do_not_call, keep_tombstone
from guide.record.journal import Reading, read_journal
from guide.record.places import DONE, OPEN, Places, index_of
from guide.script.model import FollowUpKind

RETENTION_DAYS = 1827
"""For how many days calls are kept unless GUIDE_RETENTION_DAYS says otherwise: five years.

The US Telemarketing Sales Rule, 16 CFR 310.5, asks for records of calls to be kept for five years;
it is the longest that is commonly asked for, and nothing is ever erased unasked.
"""
_LONGEST = 365_000


def retention_days(asked: str = "") -> int:
    """For how many days calls are kept: as GUIDE_RETENTION_DAYS asks, or the usual.

    Raises GuideError where it asks for something else than days.
    """
    if not asked:
        return RETENTION_DAYS
    if not asked.isdecimal() or int(asked) > _LONGEST:
        raise GuideError(
            f"GUIDE_RETENTION_DAYS is “{asked}”; it must be a number of days, such as 1827."
        )
    return int(asked)


def older_than(calls: Path, days: int, now: datetime) -> list[CallInfo]:
    """The calls of this folder that began more than so many days before `now`, newest first."""
    limit = now - timedelta(days=min(days, _LONGEST))
    return [info for info in kept_calls(calls) if (began := _began(info)) and began < limit]


def _began(info: CallInfo) -> datetime | None:
    """When a call began; of a journal that cannot be read, by its id."""
    return info.started_at or time_of(info.id)


def forget(
    disk: Disk, places: Places, path: Path, stone: Tombstone, *, training: bool, also: Path
) -> None:
    """Erase the call whose journal is at `path`, and its summaries, also those in `also`.

    What stays is written first: whenever this is cut short, doing it again completes it. Raises
    CallBusy when a program holds the call, RecordError when the disk refuses.
    """
    calls = places.calls_of(training)
    held = disk.reopen(path)
    try:
        held.lock()
        if not training:
            keep_do_not_call(disk, places.state, _numbers(path))
        keep_tombstone(disk, calls, stone)
        # The journal the call is found by goes last.
        disk.remove(index_of(calls))
        files = [
            *_summaries(places, also, stone.call),
            *_journals(calls, places.second, stone.call),
        ]
        for file in (*(f for f in files if f != path), path):
            disk.remove(file)
    finally:
        held.close()


def _numbers(path: Path) -> tuple[DoNotCall, ...]:
    """The numbers that must not be called, as far as the journal can be read."""
    try:
        reading = read_journal(path)
    except RecordError:
        return ()
    return _of_call(reading) if reading.entries else ()


def _of_call(reading: Reading) -> tuple[DoNotCall, ...]:
    return tuple(
        DoNotCall(owed.field("number"), owed.at.date().isoformat())
        for owed in call_of(reading.entries).follow_ups
        if owed.kind == FollowUpKind.DO_NOT_CALL and owed.field("number")
    )


def _journals(calls: Path, second: Path | None, call: str) -> Iterable[Path]:
    """Every file of the call's journal: all parts, and the copies that were kept aside."""
    for folder in (calls / OPEN, calls / DONE, *([second] if second else [])):
        yield from files_by_call(folder, call).get(call, ())
        yield from files_like(folder, f"{call}.*.damaged*")
        yield from files_like(folder, f".{call}.*.tmp")


def _summaries(places: Places, also: Path, call: str) -> Iterable[Path]:
    """Its summaries wherever they usually are, and what a killed program left of one."""
    for folder in dict.fromkeys((places.out, places.summaries_of(training=True), also)):
        names = (f"{call}.md", f"{call}.toml")
        yield from (folder / name for name in names if (folder / name).exists())
        yield from files_like(folder, f".{call}.*.tmp")
