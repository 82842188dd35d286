"""What a call has on record so far, a paragraph each: for whoever takes it over. Pure."""

from collections.abc import Iterator
from datetime import datetime

from guide.call.state import Call, FollowUp
from guide.script.dates import shown_clock, shown_time
from guide.text import counted
from guide.tui.rows import Voice

Told = tuple[str, Voice]
"""A paragraph, and the voice it is in."""

_MOST_NOTES = 100
"""So many notes are told, the last ones: a board shows them anew each second."""

_WITH_ASK = ("caller", "number", "concern")
"""The details that come with every ask."""


def on_record(call: Call, warnings: int = 0) -> Iterator[Told]:
    """Anger, answers, what was tried, warnings, promises and notes, by this computer's clock.

    So many `warnings`, the first ones, are told already.
    """
    if call.stages:
        stages = (f"{one.event.stage.value} {_at(one.at)}" for one in call.stages)
        yield f"Anger: {', '.join(stages)}", Voice.TEXT
    for name, detail in call.details.items():
        if name not in _WITH_ASK:
            yield f"{detail.event.label}: {detail.event.value}", Voice.TEXT
    for effort in call.protocol.efforts:
        yield f"Tried {_at(effort.at)}: {effort.event.what}", Voice.TEXT
    for warned in call.protocol.warnings[warnings:]:
        by = f", permitted by {warned.permission_by}" if warned.permission_by else ""
        yield f"Warned {_at(warned.at)}: {warned.event.label}{by}", Voice.AMBER_TEXT
    for one in call.follow_ups:
        yield _promised(one), Voice.TEXT
    if before := len(call.notes[:-_MOST_NOTES]):
        yield f"{counted(before, 'note')} before these: follow the call to read them.", Voice.DIM
    for note in call.notes[-_MOST_NOTES:]:
        yield f"Note {_at(note.at)}: {note.text}", Voice.TEXT


def _promised(one: FollowUp) -> str:
    kind = "Between colleagues" if one.internal else "Promised"
    held = (f"{one.event.label_of(name) or name}: {value}" for name, value in one.spelled if value)
    day = one.at.astimezone().date()
    until = f"due {shown_time(one.due.astimezone(), day)}" if one.due else ""
    state = (one.closed_as or "done") if one.done else "to do"
    told = (f"{kind} {_at(one.at)}: {one.label}", *held, until, state)
    return " · ".join(filter(None, told))


def _at(moment: datetime) -> str:
    return shown_clock(moment.astimezone())
