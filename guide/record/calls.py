"""The calls that are kept: their ids, lists of them, and finding one by name.

A kind's calls (`Places.calls` or `Places.training`) lie in two folders: `open` for those that are
not wrapped up, `done` for all others; so that what is unfinished is found at once among thousands.
"""

import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from guide.call import events as ev
from guide.call.events import Entry
from guide.errors import RecordError, UnknownName
from guide.record.call_files import best_file, call_of_file, contents, files_by_call
from guide.record.chain import SoundLines, sound_lines
from guide.record.codec import decoded
from guide.record.erased import erased_call
from guide.record.places import DONE, OPEN
from guide.script.nearest import nearest, suggestion

_ALPHABET = "".join(c for c in string.ascii_lowercase + "23456789" if c not in "lo")


def new_call_id(now: datetime) -> str:
    """An id for a call that begins `now`: the time in UTC, and four characters by chance."""
    chance = "".join(secrets.choice(_ALPHABET) for _ in range(4))
    return f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-{chance}"


@dataclass(frozen=True, slots=True)
class CallInfo:
    """A kept call in brief. `ended` is its ending's label; `damage` says what is wrong with it.

    A journal of which nothing can be read has an id, a path and damage, and `started_at` None.
    """

    id: str
    started_at: datetime | None
    script: str
    title: str
    agent: str
    ended: str
    entries: int
    damage: str
    path: Path


def kept_calls(calls: Path) -> list[CallInfo]:
    """Every call kept in this folder, newest first."""
    return _infos(_files(calls))


def recent_calls(calls: Path, most: int) -> list[CallInfo]:
    """The newest calls of this folder, at most so many; no others are read."""
    files = _files(calls)
    return _infos({call: files[call] for call in sorted(files, reverse=True)[:most]})


def unfinished_calls(calls: Path) -> list[CallInfo]:
    """The calls in this folder that have not ended, newest first. As fast with 10,000 kept."""
    return [info for info in open_calls(calls) if not info.ended and info.started_at is not None]


def open_calls(calls: Path) -> list[CallInfo]:
    """The calls not wrapped up, newest first; one that has ended lacks its summary."""
    return _infos(files_by_call(calls / OPEN))


def _files(calls: Path) -> dict[str, tuple[Path, ...]]:
    """By call id, the files of every call; one that was being put away still counts as open."""
    return files_by_call(calls / DONE) | files_by_call(calls / OPEN)


def _infos(files: dict[str, tuple[Path, ...]]) -> list[CallInfo]:
    found = (_info(best_file(files[call])) for call in sorted(files, reverse=True))
    return [info for info in found if info is not None]


def _info(path: Path) -> CallInfo | None:
    """A call in brief; None for a journal that a program was about to begin."""
    call = call_of_file(path)
    try:
        data = contents(path)
        sound = sound_lines(data)
        first = decoded(sound.lines[:1])
        ended = _ended(sound)
    except RecordError as error:
        return CallInfo(call, None, "", "", "", "", 0, str(error), path)
    if not data:
        return None
    started = first[0].event if first else None
    if not isinstance(started, ev.Started):
        damage = sound.damage or "it does not begin with the start of a call"
        return CallInfo(call, None, "", "", "", "", 0, damage, path)
    return CallInfo(
        call,
        first[0].at,
        started.script,
        started.title,
        started.agent,
        ended,
        len(sound.lines),
        sound.damage,
        path,
    )


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
        mark.event.label or mark.event.ending
        for mark in marks
        if isinstance(mark.event, ev.Ended) and mark.n not in gone
    ]
    return labels[-1] if labels else ""


def find_call(calls: Path, name: str) -> Path:
    """The journal of the call with this id, or whose id alone begins so.

    Raises UnknownName, with the nearest, or with when and why the call was erased.
    """
    files = _files(calls)
    wanted = name.strip().lower()
    matches = [wanted] if wanted in files else sorted(c for c in files if c.startswith(wanted))
    if len(matches) == 1:
        return best_file(files[matches[0]])
    erased = None if matches else erased_call(calls, name)
    if erased is not None:
        raise UnknownName(erased.sentence)
    raise UnknownName(_no_such_call(name, matches, sorted(files, reverse=True)))


def _no_such_call(name: str, matches: Sequence[str], every: Sequence[str]) -> str:
    if not every:
        return f"There is no call “{name}”: none is kept yet."
    if matches:
        some = ", ".join(matches[-3:])
        return f"{len(matches)} calls begin with “{name}”, such as {some}. Write more of the id."
    near = nearest(name.strip().lower(), every)
    mend = suggestion(near, "guide calls lists those that are kept.")
    return f"There is no call “{name}”. {mend}"
