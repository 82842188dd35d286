"""Each kept call in brief, lists of them, and what is remembered so that lists are quick.

What is remembered is only ever a convenience, and never decides what is erased. It counts as long
as the journal's size and times are those that were seen when it was read: whatever changes a file
changes one of them. All that shows or verifies a call reads the journal itself. Without this file,
or with one that cannot be read, a list takes longer and says the same.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from guide.call import events as ev
from guide.call.events import Entry
from guide.call.possible import impossible
from guide.call.state import as_put_right
from guide.errors import NewerFormat, RecordError
from guide.record.calls import (
    best_file,
    branches,
    call_of_file,
    files_by_call,
    is_journal,
    is_left_empty,
    kept_files,
    merged,
    names_by_call,
    open_files,
    refuse_foreign,
)
from guide.record.codec import SoundLines, decoded, sound_lines
from guide.record.disk import Disk, contents, names_in, own_bytes
from guide.record.places import DONE, OPEN, index_of


class CallInfo(Struct, frozen=True):
    """A kept call in brief. `ended` is its ending's label; `damage` says what is wrong with it.

    A journal of which nothing can be read has an id, a path and damage, and `started_at` None; one
    that a later version of the program wrote has a sentence of that in `newer` instead. Who
    called, and from which number, is not remembered: it is empty in a list of all calls. `branch`
    is the number of a branch, from 1; 0 where the record has not branched. `ended_before` is how it
    was ended where the ending was corrected after the call, and `number_before` the number that was
    wrong, which only the register knows.
    """

    id: str
    path: Path
    started_at: datetime | None = None
    script: str = ""
    title: str = ""
    agent: str = ""
    ended: str = ""
    entries: int = 0
    damage: str = ""
    caller: str = ""
    number: str = ""
    newer: str = ""
    branch: int = 0
    ended_before: str = ""
    number_before: str = ""
    training: bool = False


def call_info(path: Path) -> CallInfo | None:
    """The call of this journal in brief; None for one that a program was about to begin."""
    call = call_of_file(path)
    first: tuple[Entry, ...] = ()
    try:
        data = contents(path)
        sound = sound_lines(data)
        first = decoded(sound.lines[:1])
        refuse_foreign(path, first)
        ended = _ended(sound)
        details = _details(sound)
    except NewerFormat as error:
        return CallInfo(call, path, newer=str(error))
    except RecordError as error:
        # When it began is known of another call's journal too: it is no older for its name.
        return CallInfo(call, path, first[0].at if first else None, damage=str(error))
    if not data:
        return None
    started = first[0].event if first else None
    if not isinstance(started, ev.Started):
        damage = sound.damage or "it does not begin with the start of a call"
        return CallInfo(call, path, damage=damage)
    if why := impossible(first):
        return CallInfo(call, path, damage=why)
    return CallInfo(
        call,
        path,
        first[0].at,
        started.script,
        started.title,
        as_put_right(started.agent, details["agent"]),
        ended,
        len(sound.lines),
        sound.damage,
        caller=details["caller"],
        number=details["number"],
        training=started.training,
    )


def _details(sound: SoundLines) -> dict[str, str]:
    """The caller's name and number as they stand, and the agent's as it was put right.

    Only the lines that can say so are read.
    """
    known = {"caller": "", "number": "", "agent": ""}
    for n, line in enumerate(sound.lines, 1):
        if b'"kind":"detailed"' in line:
            for entry in decoded([line], n):
                if isinstance(entry.event, ev.Detailed) and entry.event.field in known:
                    known[entry.event.field] = entry.event.value
    return known


def _ended(sound: SoundLines) -> str:
    """The label of the ending that counts. Only the lines that can say so are read.

    Quotation marks within a text are escaped in JSON: these bytes are never part of one.
    """
    marks: list[Entry] = []
    for n, line in enumerate(sound.lines, 1):
        if b'"kind":"ended"' in line or b'"kind":"corrected"' in line:
            marks += decoded([line], n)
    gone = {mark.event.of for mark in marks if isinstance(mark.event, ev.Corrected)}
    labels = [
        mark.event.told for mark in marks if isinstance(mark.event, ev.Ended) and mark.n not in gone
    ]
    return labels[-1] if labels else ""


def kept_calls(
    calls: Path,
    disk: Disk | None = None,
    waiting: Mapping[str, tuple[Path, ...]] | None = None,
) -> list[CallInfo]:
    """Every call kept in this folder, newest first; see `each_call`."""
    return list(each_call(calls, disk, waiting))


_NO_ENDING = "it lies among those of calls that ended, and has no ending"


def each_call(
    calls: Path,
    disk: Disk | None = None,
    waiting: Mapping[str, tuple[Path, ...]] | None = None,
    through: Callable[[Sequence[str]], Iterable[str]] = iter,
    *,
    must_end: bool = False,
) -> Iterator[CallInfo]:
    """Every call kept in this folder, newest first: the first is there before others are looked at.

    With a `disk`, what had to be read is remembered at the end for the next list. `waiting` are
    files that are still in the fallback folder, by call. `through` goes through the ids, and may
    show how far that is. `must_end`: one that is done and has no ending is damaged, as real calls
    are then; practice may be left.
    """
    index = CallIndex(calls)
    done = names_by_call(calls / DONE)
    others = merged(files_by_call(calls / OPEN), waiting or {})
    for call in through(sorted({*done, *others}, reverse=True)):
        files = tuple(calls / DONE / name for name in done.get(call, ()))
        path, *apart = branches((*files, *others.get(call, ())))
        is_done = path.parent.name == DONE
        info = index.info(path) if is_done else call_info(path)
        if info is None and (is_done or is_left_empty(path)):
            info = CallInfo(call, path, damage="it is empty")
        if info is None:
            continue
        if is_done and must_end and not (info.ended or info.damage or info.newer):
            info = replace(info, damage=_NO_ENDING)
        yield replace(info, branch=1) if apart else info
    if disk is not None:
        index.keep(disk)


def recent_calls(
    calls: Path, most: int, waiting: Mapping[str, tuple[Path, ...]] | None = None
) -> list[CallInfo]:
    """The newest calls of this folder, at most so many; of no others more than a name is looked at.

    Names are sorted as ids are: by the time of the call. `waiting` as in `kept_calls`.
    """
    waiting = waiting or {}
    names = {
        *names_in(calls / DONE),
        *names_in(calls / OPEN),
        *(f"{call}.jsonl" for call in waiting),
    }
    ordered = sorted(names, reverse=True)
    newest = groupby(name.partition(".")[0] for name in ordered if is_journal(name))
    some = tuple(call for call, _ in islice(newest, most))
    there = {call: files for call, files in waiting.items() if call in some}
    return _infos(merged(kept_files(calls, some), there))


def unfinished_calls(
    calls: Path, waiting: Mapping[str, tuple[Path, ...]] | None = None
) -> list[CallInfo]:
    """The calls in this folder that have not ended, newest first. As fast with 10,000 kept.

    Of one whose record has branched each branch is in the list, ended or not. `waiting` are files
    that are still in the fallback folder, by call.
    """
    infos = open_calls(calls, waiting)
    return [i for i in infos if i.started_at is not None and (i.branch or not i.ended)]


def open_calls(
    calls: Path, waiting: Mapping[str, tuple[Path, ...]] | None = None
) -> list[CallInfo]:
    """The calls not wrapped up, newest first; one that has ended lacks its summary, or branched."""
    found = merged(open_files(calls), waiting or {})
    infos: list[CallInfo] = []
    for call in sorted(found, reverse=True):
        tips = branches(found[call])
        numbers = range(1, len(tips) + 1) if len(tips) > 1 else (0,)
        for number, path in zip(numbers, tips, strict=True):
            info = call_info(path)
            if info is not None:
                infos.append(replace(info, branch=number))
    return infos


def _newest_first(files: Mapping[str, Sequence[Path]]) -> list[Path]:
    """The journal of each call of which these are the files."""
    return [best_file(files[call]) for call in sorted(files, reverse=True)]


def _infos(files: Mapping[str, Sequence[Path]]) -> list[CallInfo]:
    return [info for path in _newest_first(files) if (info := call_info(path)) is not None]


_WORTH = 100
"""So many journals are rather read again than the file written."""

_Row = tuple[int, int, int, int, str, str, str, str, str, str, bool]
"""A journal's size and its times in nanoseconds, then of its call: how many entries, when it began,
script, title, agent, ending, damage, whether it is practice."""


class _File(Struct, frozen=True):
    """All that is remembered, by the names of journals; a row is read when it is asked for."""

    format: Literal[2]
    calls: dict[str, msgspec.Raw]


class CallIndex:
    """The calls of a folder as they were read before. `info` is asked for each, then `keep`."""

    def __init__(self, calls: Path) -> None:
        self._path = index_of(calls)
        self._known = _rows(self._path)
        self._met: dict[str, msgspec.Raw | _Row] = {}
        self._read = 0

    def info(self, path: Path) -> CallInfo | None:
        """The call of this journal in brief; None for one that was only about to begin."""
        try:
            found = os.stat(path)
        except OSError:
            return call_info(path)
        seen = (found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        known = self._known.get(path.name)
        if known is not None and (info := _info(known, seen, path)) is not None:
            self._met[path.name] = known
            return info
        self._read += 1
        info = call_info(path)
        if info is not None and not info.newer:
            self._met[path.name] = _row(seen, info)
        return info

    def keep(self, disk: Disk) -> None:
        """Remember what was met, where that is worth a write; a disk that refuses costs nothing."""
        if self._read < _WORTH and self._known.keys() <= self._met.keys():
            return
        data = msgspec.json.encode(_Written(2, self._met))
        with contextlib.suppress(RecordError):
            disk.write_whole({self._path: data})


class _Written(Struct, frozen=True):
    format: Literal[2]
    calls: dict[str, msgspec.Raw | _Row]


def _rows(path: Path) -> dict[str, msgspec.Raw]:
    """What is remembered; nothing where it is not as this version writes it."""
    try:
        return msgspec.json.decode(own_bytes(path), type=_File).calls
    except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
        return {}


def _row(seen: tuple[int, int, int], info: CallInfo) -> _Row:
    began = info.started_at.isoformat() if info.started_at else ""
    told = (began, info.script, info.title, info.agent, info.ended, info.damage)
    return (*seen, info.entries, *told, info.training)


def _info(known: msgspec.Raw, seen: tuple[int, int, int], path: Path) -> CallInfo | None:
    """The call of a row; None where its journal has changed, or no version wrote such a row."""
    try:
        row = msgspec.json.decode(known, type=_Row)
        entries, began, script, title, agent, ended, damage, training = row[3:]
        at = datetime.fromisoformat(began).astimezone(UTC) if began else None
    except (ValueError, OverflowError, msgspec.MsgspecError):
        return None
    if row[:3] != seen:
        return None
    told = (at, script, title, agent, ended, entries, damage)
    return CallInfo(call_of_file(path), path, *told, training=training)
