"""The keys that do an action, way by way.

The ways are tried on a call view of its own; the first that puts the very same thing on record is
the one to show. So no key is ever shown that would not do it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial, singledispatch

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.rules.follow_ups import THREAT
from guide.script.model import FollowUpKind
from guide.tui.hands import (
    Look,
    Press,
    Way,
    adapted,
    at_line,
    fields_in,
    form,
    into_notes,
    just,
    keys,
    keys_then,
    letters,
    note,
    over_write,
)
from guide.tui.keys import ends_call
from guide.tui.panels.warn import WarnPanel

_DIGITS = "123456789"
_LETTERS = "abdfghij"
_MOST_PARTS = 6


@singledispatch
def ways(action: Action) -> Iterator[Way]:
    """The ways in which this may be done with keys, the likeliest first; none for some."""
    return iter(())


@ways.register
def _(action: act.Choose) -> Iterator[Way]:
    yield keys(str(action.key))


@ways.register
def _(action: act.Back) -> Iterator[Way]:
    yield keys("backspace")


@ways.register
def _(action: act.GoTo) -> Iterator[Way]:
    if not action.step:
        yield from (keys("g", digit) for digit in _DIGITS)


@ways.register
def _(action: act.Return) -> Iterator[Way]:
    yield keys("g", "g")


@ways.register
def _(action: act.Say) -> Iterator[Way]:
    yield partial(at_line, action.line, lambda look: iter((Press("space"),)))


@ways.register
def _(action: act.Adapt) -> Iterator[Way]:
    yield partial(at_line, action.line, partial(adapted, action.words, action.reason))


@ways.register
def _(action: act.LeaveOut) -> Iterator[Way]:
    yield partial(at_line, action.line, partial(adapted, "", action.reason))


@ways.register
def _(action: act.Write) -> Iterator[Way]:
    yield partial(note, (), action.text)


@ways.register
def _(action: act.Draft) -> Iterator[Way]:
    def way(look: Look) -> Iterator[Press]:
        yield from into_notes(look)
        yield from letters(action.text.removeprefix(look().editor.text))

    yield way


@ways.register
def _(action: act.Rewrite) -> Iterator[Way]:
    yield from (partial(note, ("up",) * back, action.text) for back in range(1, _MOST_PARTS))


@ways.register
def _(action: act.WriteDetail) -> Iterator[Way]:
    def way(look: Look) -> Iterator[Press]:
        yield from keys("c")(look)
        fields = fields_in(look)
        names = [field.id for field in fields.fields] if fields else []
        if fields and action.field in names:
            yield from over_write(fields, names.index(action.field), action.value)
            yield Press("escape")

    yield way
    for letter in _LETTERS:
        yield partial(_missing_detail, letter, action.value)


def _missing_detail(letter: str, value: str, look: Look) -> Iterator[Press]:
    """A detail that the end asks for, by its letter there."""
    yield from keys("e", letter)(look)
    fields = fields_in(look)
    if fields:
        yield from over_write(fields, fields.active, value)
        yield from map(Press, ("escape", "escape"))


@ways.register
def _(action: act.SetStage) -> Iterator[Way]:
    yield keys("a", str(action.stage.rank))


@ways.register
def _(action: act.StartClock) -> Iterator[Way]:
    yield keys("t")


@ways.register
def _(action: act.StopClock) -> Iterator[Way]:
    yield keys("t")


@ways.register
def _(action: act.GetManager) -> Iterator[Way]:
    yield keys("m")


@ways.register
def _(action: act.NameManager) -> Iterator[Way]:
    yield partial(form, {"name": action.name})
    for letter in _LETTERS:
        yield keys_then("e", letter, fill=partial(_name_and_out, action.name))


def _name_and_out(name: str, look: Look) -> Iterator[Press]:
    yield from form({"name": name}, look)
    yield Press("escape")


@ways.register
def _(action: act.MakeEffort) -> Iterator[Way]:
    yield from (_protocol(just(digit)) for digit in _DIGITS)
    yield _protocol(lambda look: _typed_and_kept(action.what))


@ways.register
def _(action: act.StateGround) -> Iterator[Way]:
    yield from _picked_in_protocol()


@ways.register
def _(action: act.QuoteCaller) -> Iterator[Way]:
    yield from _written_in_protocol(action.words)


@ways.register
def _(action: act.Permit) -> Iterator[Way]:
    yield from _written_in_protocol(action.by)


@ways.register
def _(action: act.Warn) -> Iterator[Way]:
    yield from _picked_in_protocol()


@ways.register
def _(action: act.Calm) -> Iterator[Way]:
    yield from _picked_in_protocol()


@ways.register
def _(action: act.ReportThreat) -> Iterator[Way]:
    yield from _picked_in_protocol()
    report = _kind(FollowUpKind.REPORT)
    yield from (keys("f", report, digit) for digit in _DIGITS)


def _picked_in_protocol() -> Iterator[Way]:
    """Every item of every part of the protocol's panel."""
    for tabs in range(_MOST_PARTS):
        yield from (_protocol(just(*["tab"] * tabs, key)) for key in f"{_DIGITS}yn")


def _written_in_protocol(text: str) -> Iterator[Way]:
    for tabs in range(_MOST_PARTS):
        yield _protocol(just(*["tab"] * tabs), lambda look: _typed_and_kept(text))


def _typed_and_kept(text: str) -> Iterator[Press]:
    yield from letters(text)
    yield Press("enter")


def _protocol(*parts: Way) -> Way:
    """The protocol's panel, opened unless it is open, and what is done there."""

    def way(look: Look) -> Iterator[Press]:
        if not isinstance(look().panel, WarnPanel):
            yield from keys("w")(look)
        for part in parts:
            yield from part(look)

    return way


def _kind(kind: FollowUpKind) -> str:
    return str(list(FollowUpKind).index(kind) + 1)


@ways.register
def _(action: act.AddFollowUp) -> Iterator[Way]:
    fields = dict(action.fields)
    if action.kind is FollowUpKind.REPORT:
        yield from (keys("f", _kind(action.kind), digit) for digit in _DIGITS)
        reason = fields.get("reason", "")
        if reason and reason != THREAT:
            yield from (
                keys_then("f", _kind(action.kind), digit, fill=partial(form, {"why": reason}))
                for digit in reversed(_DIGITS)
            )
        return
    wanted = {**fields, "done": action.done_by or ""}
    if action.due:
        wanted["due"] = action.due.isoformat()
    yield keys_then("f", _kind(action.kind), fill=partial(form, wanted))


@ways.register
def _(action: act.AmendFollowUp) -> Iterator[Way]:
    wanted = dict(action.fields)
    if action.due:
        wanted["due"] = action.due.isoformat()
    yield from _of_those_held(wanted)


@ways.register
def _(action: act.FinishFollowUp) -> Iterator[Way]:
    yield from _of_those_held({"done": action.by, "by": action.by})


def _of_those_held(wanted: dict[str, str]) -> Iterator[Way]:
    """Every follow-up on record, the last first: opened, and filled in so."""
    for back in range(1, len(_DIGITS)):
        yield keys_then("f", *["up"] * back, "enter", fill=partial(form, wanted))


@ways.register
def _(action: act.TakeOver) -> Iterator[Way]:
    yield keys("o", "1")


@ways.register
def _(action: act.Correct) -> Iterator[Way]:
    yield from (keys("u", digit) for digit in _DIGITS)


@ways.register
def _(action: act.End) -> Iterator[Way]:
    yield partial(_end_by_choice, action.ending)
    for digit in _DIGITS:
        yield keys("e", digit, "enter")
        if action.reason:
            yield keys_then("e", digit, "enter", fill=partial(form, {"words": action.reason}))


def _end_by_choice(ending: str, look: Look) -> Iterator[Press]:
    """The choice that ends the call so, and Enter."""
    now = look().now
    digits = [choice.key for choice in now.step.choices if ends_call(now, choice.key) == ending]
    if digits:
        yield from keys(str(digits[0]), "enter")(look)
