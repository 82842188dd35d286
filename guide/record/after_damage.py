"""What a damaged file of a call still tells of promises behind the damage.

Lines that were changed take the chain with them: what follows is sealed, and in its place nowhere.
"""

import re
from collections.abc import Iterator, Sequence

from guide.call.events import (
    Corrected,
    Detailed,
    Drafted,
    Entry,
    Event,
    FollowUpAdded,
    FollowUpAmended,
    FollowUpDone,
)
from guide.call.possible import impossible
from guide.errors import RecordError
from guide.record.codec import decoded, own_hash

_NUMBER = re.compile(rb'"n":([1-9][0-9]{0,8}),')


def with_what_follows(lines: Sequence[bytes], data: bytes) -> tuple[tuple[Entry, ...], str]:
    """The entries of `lines`, which a call's file begins with, and those behind the damage.

    `data` is all that the file holds. Of what is behind the damage that counts which tells of
    promises; an empty draft stands in place of all else. With the hash of the last line. Nothing
    where nothing of that is there, or it cannot be.
    """
    entries = [*decoded(lines)]
    last = ""
    for n, line in _behind(lines, data):
        if not entries or n <= len(entries):
            continue
        while len(entries) < n:
            before = entries[-1]
            entries.append(Entry(before.n + 1, before.at, before.elapsed, Drafted(0, "")))
        try:
            [entry] = decoded([line], n)
        except RecordError:
            continue
        last = own_hash(line) or ""
        if _is_of_promise(entry.event, entries):
            entries[-1] = entry
    return (tuple(entries), last) if last and not impossible(entries) else ((), "")


def _behind(lines: Sequence[bytes], data: bytes) -> Iterator[tuple[int, bytes]]:
    """The sealed lines of a file that are none of these, each with the number that it has."""
    known, every = {*lines}, data.split(b"\n")
    for line in every:
        found = _NUMBER.search(line)
        if found and line not in known and own_hash(line) and int(found[1]) <= len(every):
            yield int(found[1]), line


def _is_of_promise(event: Event, entries: Sequence[Entry]) -> bool:
    """Whether an event tells of a promise, or of what one holds, that is among these."""
    match event:
        case FollowUpAdded() | Detailed():
            return True
        case FollowUpAmended(of=of) | FollowUpDone(of=of) | Corrected(of=of):
            of_promise = FollowUpAdded | FollowUpAmended | FollowUpDone | Detailed
            return 0 < of < len(entries) and isinstance(entries[of - 1].event, of_promise)
        case _:
            return False
