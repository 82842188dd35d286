"""A record that has branched: programs went on with one call in two places that knew nothing of it.

No branch is chosen but by somebody. The one chosen goes on, with an event that tells what happened
in the others; their files stay as they are.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from guide.call.events import BranchKept, Drafted, Ended, Entry, FollowUpAdded, Resumed
from guide.call.fold import call_of
from guide.call.wording import words_of
from guide.errors import RecordError
from guide.record.calls import branches
from guide.record.disk import Disk
from guide.record.journal import Journal, Reading, read_journal
from guide.record.writer import DirectWriter
from guide.text import counted


def branched_sentence(call: str, tips: Sequence[Path]) -> str:
    """That a record has branched, what each branch is, and how they are put in order."""
    told = "; ".join(f"{n} has {_extent(tip)}" for n, tip in enumerate(tips, 1))
    return (
        f"The record of {call} has branched: {told}. guide resume {call} --branch N goes on with"
        " one of them, and keeps the others with it."
    )


def _extent(tip: Path) -> str:
    try:
        reading = read_journal(tip)
    except RecordError as error:
        return f"what cannot be read ({error})"
    last = f"{reading.entries[-1].at.astimezone():%Y-%m-%d %H:%M}" if reading.entries else "never"
    return f"{counted(len(reading.entries), 'event')}, the last {last} ({tip})"


def put_in_order(
    disk: Disk, files: Sequence[Path], branch: int, now: datetime
) -> tuple[Path, Reading]:
    """Have the branch with this number, of a call with these files, go on; its file, and all of it.

    It is put on record what the others hold. Raises RecordError where there is no such branch, one
    of them cannot be read, or the disk refuses; CallBusy where a program holds the one chosen.
    """
    tips = branches(files)
    if not 1 <= branch <= len(tips):
        has = f"{len(tips)} branches" if len(tips) > 1 else "no branches"
        raise RecordError(f"The record has {has}: there is no branch {branch}.")
    chosen = tips[branch - 1]
    journal = Journal.open(disk, chosen)
    writer = DirectWriter(journal)
    try:
        entries = list(journal.found.entries)
        for event in _kept(entries, [tip for tip in tips if tip != chosen]):
            at = max(now, entries[-1].at)
            entries.append(Entry(len(entries) + 1, at, entries[-1].elapsed, event))
        writer.keep(entries[len(journal.found.entries) :])
    finally:
        saved = writer.close()
    if not saved.ok:
        raise RecordError(saved.reason)
    return journal.path, Reading(tuple(entries), saved.last_hash)


def _kept(entries: Sequence[Entry], others: Sequence[Path]) -> Iterator[BranchKept | FollowUpAdded]:
    """What is put on record of the other branches; what they still owe is owed here, too.

    Not on a call that has ended: there the timeline tells it.
    """
    over = any(isinstance(entry.event, Ended) for entry in entries)
    for other in others:
        reading = read_journal(other)
        pairs = zip(entries, reading.entries, strict=False)
        after = next((n for n, (a, b) in enumerate(pairs) if a != b), len(reading.entries))
        told = tuple(
            (entry.at, words_of(entry.event))
            for entry in reading.entries[after:]
            if not isinstance(entry.event, Drafted | Resumed)
        )
        yield BranchKept(after, len(reading.entries), reading.last_hash, told)
        if not over:
            owed = (one for one in call_of(reading.entries).owed if one.n > after)
            yield from (replace(one.event, fields=one.fields, due=one.due) for one in owed)
