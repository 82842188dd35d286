"""What is owed after a call, in words that let somebody else do it."""

from datetime import datetime

from msgspec import Struct

from guide.call import events as ev
from guide.call.state import Call, FollowUp
from guide.record.summary.times import DeskTime


class Owed(Struct, frozen=True):
    """A follow-up with its due time in words. `fields` and `lacks` are spelled as labels."""

    follow_up: FollowUp
    due: str
    fields: tuple[tuple[str, str], ...]
    lacks: tuple[str, ...]


class ToDo(Struct, frozen=True):
    """One thing that must still be done: what, the details it takes, and wording to the letter."""

    what: str
    details: tuple[tuple[str, str], ...] = ()
    wording: str = ""

    @property
    def sentence(self) -> str:
        """All of it in a row."""
        details = "".join(f" {label}: {value}." for label, value in self.details)
        return f"{self.what}: “{self.wording}”" if self.wording else f"{self.what}.{details}"


def follow_ups(call: Call, desk: DeskTime) -> tuple[Owed, ...]:
    """Every follow-up of the call, the first due first."""
    by_due = sorted(call.follow_ups, key=lambda f: (f.due is None, f.due or f.at, f.n))
    return tuple(
        Owed(
            follow_up,
            due_words(follow_up.at, follow_up.due, follow_up.event.aim, call.at, desk),
            tuple((label_of(name, call), value) for name, value in follow_up.fields),
            tuple(label_of(name, call) for name in follow_up.lacks),
        )
        for follow_up in by_due
    )


def label_of(field: str, call: Call) -> str:
    """What a field is called: as on the call's screen, where it is on record."""
    detail = call.details.get(field)
    return detail.event.label if detail else field.replace("_", " ").capitalize()


def due_words(
    since: datetime, due: datetime | None, aim: datetime | None, began: datetime, desk: DeskTime
) -> str:
    """The due time, such as `Sat 21 Nov 2026, 12:00 at the latest`; empty if there is none."""
    if due is None:
        return ""
    if due <= since:
        return f"at once (since {desk.moment(since)})"
    return f"{desk.moment(due)} at the latest{_aimed(aim, due, began, desk)}"


def _aimed(aim: datetime | None, due: datetime, began: datetime, desk: DeskTime) -> str:
    if aim is None or aim >= due:
        return ""
    # The last minute of a day is how the end of the day is stored: the day says it better.
    words = desk.day(aim) if desk.minute(aim) == "23:59" else desk.moment(aim)
    same = " (the day of the call)" if desk.day(aim) == desk.day(began) else ""
    return f", aimed at {words}{same}"


def to_do(call: Call, desk: DeskTime) -> tuple[ToDo, ...]:
    """What must still be done: follow-ups by due time, then must-say lines passed over."""
    owed = [_owed(owed) for owed in follow_ups(call, desk) if not owed.follow_up.done]
    return (*owed, *_passed_over(call))


def _owed(owed: Owed) -> ToDo:
    what = f"{owed.follow_up.label}: {owed.due}" if owed.due else owed.follow_up.label
    lacks = (("Not on record, ask for it", ", ".join(owed.lacks)),) if owed.lacks else ()
    return ToDo(what, (*owed.fields, *lacks))


def _passed_over(call: Call) -> list[ToDo]:
    titles = step_titles(call)
    marks = sorted(call.marks.values(), key=lambda mark: mark.n)
    return [
        _must_say(mark.event, titles.get((mark.event.script, mark.event.step), ""))
        for mark in marks
        if isinstance(mark.event, ev.PassedOver)
    ]


def _must_say(over: ev.PassedOver, title: str) -> ToDo:
    where = f" at “{title}”" if title else ""
    if not over.text:
        return ToDo(f"Must-say line “{over.line}” passed over{where} (no wording is on file)")
    return ToDo(f"Must-say line passed over{where}", (), over.text)


def step_titles(call: Call) -> dict[tuple[str, str], str]:
    """By script and step, the title of each step that was seen on the call."""
    moves = (ev.Started, ev.Chosen, ev.WentBack, ev.Opened, ev.Returned)
    return {
        (e.event.script, e.event.step): e.event.step_title
        for e in call.entries
        if isinstance(e.event, moves)
    }
