"""A kept call in brief: all that a list of calls tells of it."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from guide.call import events as ev
from guide.call.events import Entry
from guide.errors import RecordError
from guide.record.call_files import call_of_file, contents
from guide.record.chain import SoundLines, sound_lines
from guide.record.codec import decoded


class CallInfo(Struct, frozen=True):
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


def call_info(path: Path) -> CallInfo | None:
    """The call of this journal in brief; None for one that a program was about to begin."""
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
