"""Debrief: what is on record at the end. The lines, what the caller told, and what is owed."""

from collections.abc import Iterator
from textwrap import shorten

from guide.call import events as ev
from guide.call.context import Context
from guide.call.state import FollowUp, LineMark
from guide.record.summary.times import DeskTime
from guide.script.model import FollowUpKind, Line, Script, Topic
from guide.text import capital
from guide.training.comparison import (
    Comparison,
    Finding,
    Sign,
    lacking,
    moment,
    same,
    source_in,
    together,
)
from guide.training.scenario import Expect

_TO_THE_LETTER = "What is approved is said as it stands on the screen, slips included."
_RELIED_ON = "A required line is what the caller, and the desk, can rely on afterwards."
_READ_LATER = "Whoever goes on from this record has nothing else."
_FORGOTTEN = "What was promised, and is not on record, is forgotten as soon as the next call comes."

_QUOTED = 56
"""How much of a line is quoted."""

_LETTER_BY_LETTER = ("caller", "number")
"""Details that are compared with the moves; all others are in the trainee's own words."""


def lines(of: Comparison) -> Iterator[Finding]:
    """What became of every must-say line that the moves say, or that the trainee came to."""
    missed: list[tuple[Script, Line]] = []
    for script_id, line_id in dict.fromkeys((*of.model.marks, *of.call.marks)):
        found = of.line(script_id, line_id)
        if found is None or not found[1].must_say:
            continue
        script, line = found
        mark = of.call.mark(script_id, line_id)
        warnings = {ground.warning.id for ground in script.grounds if ground.warning}
        if line.id in warnings or (line.grounds and mark is None):
            continue  # The protocol's own lines are told with the warnings and the ending.
        if mark is None:
            missed.append((script, line))
        else:
            yield _line(of, script, line, mark)
    if missed:
        quoted = ", ".join(_quoted(line) for _, line in missed)
        sentence = f"Never came up, for the call went another way: {quoted}."
        source = together(source_in(script, line.source) for script, line in missed)
        yield Finding(Sign.THINK, "lines:missed", sentence, (), _RELIED_ON, source)


def _quoted(line: Line) -> str:
    return f"“{shorten(line.spoken.text or line.gap, _QUOTED, placeholder='…')}”"


def _line(of: Comparison, script: Script, line: Line, mark: LineMark) -> Finding:
    model = of.model.mark(script.id, line.id)
    as_in_the_moves = model is not None and model.event.kind == mark.event.kind
    about, source = f"line:{line.id}", source_in(script, line.source)
    quoted = _quoted(line)
    at = (of.elapsed(mark.n),)
    when = moment(at[0])
    match mark.event:
        case ev.Said() | ev.WarningGiven():
            sentence = f"{quoted} was said at {when}."
            return Finding(Sign.WELL, about, sentence, at, "", source)
        case ev.Adapted() if as_in_the_moves or line.gap:
            sentence = f"{quoted} was said in other words at {when}, with the reason on record."
            return Finding(Sign.WELL, about, sentence, at, "", source)
        case ev.Adapted(words=words):
            sentence = f"{quoted} was said in other words at {when}: “{words}”"
            return Finding(Sign.THINK, about, sentence, at, _TO_THE_LETTER, source)
        case ev.LeftOut() if as_in_the_moves:
            sentence = f"{quoted} was rightly left out at {when}."
            return Finding(Sign.WELL, about, sentence, at, "", source)
        case ev.LeftOut(reason=reason):
            sentence = f"{quoted} was left out at {when}: {reason}"
            return Finding(Sign.THINK, about, sentence, at, _RELIED_ON, source)
        case ev.PassedOver():
            sentence = f"{quoted} was skipped: its step was left at {when} without it."
            return Finding(Sign.NEVER, about, sentence, at, _RELIED_ON, source)


def details(of: Comparison) -> Iterator[Finding]:
    """What the caller told, against what is written down."""
    said = {one.detail: one for one in of.scenario.expected if one.detail}
    asked = {field for step in of.steps(of.model) for field in step.capture}
    wanted = dict.fromkeys((*(field for field in of.model.details if field in asked), *said))
    source = source_in(of.script, dict(of.script.sources).get(Topic.DETAILS, ""))
    held: list[str] = []
    missed: list[str] = []
    for field in wanted:
        written = of.call.details.get(field)
        if written is None:
            missed.append(f"{of.script.label(field)}{_told(of, field)}")
        elif finding := _differs(of, written, said.get(field), source):
            yield finding
        else:
            held.append(of.script.label(field))
    if missed:
        sentence = f"Not written down: {', '.join(missed)}."
        yield Finding(Sign.THINK, "details:missed", sentence, (), _READ_LATER, source)
    if held:
        sentence = f"Written down as it was told: {', '.join(held)}."
        yield Finding(Sign.WELL, "details", sentence, (), "", source)


def _told(of: Comparison, field: str) -> str:
    """When the caller told a detail, as an aside; empty for one that they never tell."""
    tells = [cue.name for cue in of.cues if cue.field == field]
    at = [u.at for u in of.spoken if u.name in tells]
    if not tells:
        return ""
    return f" (told at {moment(at[0])})" if at else " (never told: you had moved on)"


def _differs(
    of: Comparison, detail: ev.Recorded[ev.Detailed], wanted: Expect | None, source: str
) -> Finding | None:
    """What is to be said of a detail that is written down; None when it is as it should be."""
    written = detail.event
    label, about = capital(of.script.label(written.field)), f"detail:{written.field}"
    model = of.model.detail(written.field) if written.field in _LETTER_BY_LETTER else ""
    value = wanted.value if wanted and wanted.value else model
    at = (of.elapsed(detail.n),)
    if value and not same(written.value, value):
        sentence = f"{label} is written down as “{written.value}”; it was “{value}”."
        return Finding(Sign.THINK, about, sentence, at, _READ_LATER, source)
    lacks = lacking(written.value, wanted.contains) if wanted else ()
    if lacks:
        words = ", ".join(f"“{one}”" for one in lacks)
        sentence = f"{label} is written down without {words}: “{written.value}”."
        return Finding(Sign.THINK, about, sentence, at, _READ_LATER, source)
    return None


def follow_ups(of: Comparison) -> Iterator[Finding]:
    """What is owed by the moves, against what the trainee put on record."""
    left = [f for f in of.call.follow_ups if f.kind != FollowUpKind.REPORT]
    missed: list[FollowUp] = []
    for owed in (f for f in of.model.follow_ups if f.kind != FollowUpKind.REPORT):
        made = next((f for f in left if f.kind == owed.kind), None)
        about, source = f"follow-up:{owed.kind}", _source(of, owed)
        if made is not None:
            left.remove(made)
            yield _follow_up(of, owed, made)
        elif owed.kind in _came_to_owe(of):
            sentence = f"To do, and not on record: {owed.label}."
            yield Finding(Sign.NEVER, about, sentence, (), _FORGOTTEN, source)
        else:
            missed.append(owed)
    if missed:
        labels = ", ".join(dict.fromkeys(owed.label for owed in missed))
        sentence = f"On record in the moves, and not in your call: {labels}."
        source = together(_source(of, owed) for owed in missed)
        yield Finding(Sign.THINK, "follow-ups:missed", sentence, (), _FORGOTTEN, source)


def _source(of: Comparison, owed: FollowUp) -> str:
    rules = of.script.follow_ups
    return source_in(of.script, next((rule.source for rule in rules if rule.kind == owed.kind), ""))


def _came_to_owe(of: Comparison) -> set[str]:
    """What the steps that the trainee came to, and the ending that was taken, owe."""
    ended = of.call.ended
    taken = of.script.ending(ended.event.ending) if ended else None
    owed = {kind for step in of.steps(of.call) for kind in step.owes}
    return {str(kind) for kind in (*owed, *(taken.needs if taken else ()))}


def _follow_up(of: Comparison, owed: FollowUp, made: FollowUp) -> Finding:
    about, at, source = f"follow-up:{owed.kind}", (of.elapsed(made.n),), _source(of, owed)
    if made.lacks:
        names = ", ".join(of.script.label(name) for name in made.lacks)
        sentence = f"{made.label} is on record without {names}."
        return Finding(Sign.THINK, about, sentence, at, _FORGOTTEN, source)
    if owed.done and not made.done:
        sentence = f"{made.label} is on record as still to do; it belonged in the call itself."
        return Finding(Sign.THINK, about, sentence, at, _FORGOTTEN, source)
    state = f"done by {made.done_by}" if made.done else _due(of, made)
    sentence = f"{made.label} is on record{state and ', '}{state}."
    return Finding(Sign.WELL, about, sentence, at, "", source)


def _due(of: Comparison, made: FollowUp) -> str:
    if made.due is None:
        return ""
    zone = Context(of.call, of.library, of.call.last.at).zone_of(of.script)
    return f"due at the latest {DeskTime(zone, '').moment(made.due)}"
