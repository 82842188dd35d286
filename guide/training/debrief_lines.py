"""Debrief: what became of every line that must be said."""

from collections.abc import Iterator

from guide.call import events as ev
from guide.call.state import LineMark
from guide.script.model import Line, Script
from guide.text import shortened
from guide.training.cause import promised_by
from guide.training.comparison import (
    Comparison,
    denied_in,
    document_of,
    passages_of,
    same,
    stems_in,
)
from guide.training.debrief_nothing_said import hollow, off_the_point
from guide.training.debrief_pace import unsaid
from guide.training.finding import Finding, Passage, Sign, moment

_TO_THE_LETTER = "What is approved is said as it stands on the screen, slips included."
_RELIED_ON = "A required line is what the caller, and the desk, can rely on afterwards."

_QUOTED = 56
"""How much of a line is quoted in a sentence; its passage has all of it."""


def lines(of: Comparison) -> Iterator[Finding]:
    """What became of every must-say line that the moves say, or that the trainee came to."""
    missed: list[tuple[Script, Line]] = []
    strays = off_the_point(of) - hollow(of)
    no_praise = unsaid(of) | hollow(of) | strays | _unkept(of)
    for script_id, line_id in dict.fromkeys((*of.model.marks, *of.call.marks)):
        found = of.line(script_id, line_id)
        if found is None:
            continue
        script, line = found
        mark = of.call.mark(script_id, line_id)
        adapted = mark.event if mark and isinstance(mark.event, ev.Adapted) else None
        broken = adapted and _breaks(script, adapted.words)
        if mark and not broken and _is_in_no_language_of_theirs(mark):
            continue
        if mark and adapted and mark.n in strays and not broken:
            yield _stray(of, script, line, mark, adapted)
            continue
        called_for = line.gap and adapted is None and _in_the_moves(of, script_id, line_id)
        if not line.must_say and not broken and not called_for:
            continue
        warnings = {one.id for ground in script.grounds for one in ground.warning_lines}
        if line.id in warnings or (line.grounds and mark is None):
            continue  # The protocol's own lines are told with the warnings and the ending.
        if mark is None and called_for:
            yield from _nothing_for(of, script, line)
            continue
        if mark is None:
            if not _is_of_another_ending(of, line):
                missed.append((script, line))
            continue
        if _is_in_own_words(of, script, line, mark):
            continue
        finding = _line(of, script, line, mark)
        if finding.sign is not Sign.WELL or mark.n not in no_praise:
            yield finding
    if missed and not of.left_open:
        at = (of.call.last.elapsed,)
        quoted = ", ".join(_quoted(line) for _, line in missed)
        sentence = f"Never came up by {moment(at[0])}, for the call went another way: {quoted}."
        passages = tuple(one for missing in missed for one in passages_of(*missing))
        facts = tuple(f"Never came up: {_quoted(line)}" for _, line in missed)
        yield Finding(Sign.THINK, "lines:missed", sentence, at, _RELIED_ON, passages, facts)


def _unkept(of: Comparison) -> frozenset[int]:
    """The entries of lines that promise what is not on record.

    Who takes a call over goes on with it, and does record it.
    """
    made = {follow_up.kind for follow_up in of.call.follow_ups}
    marks = () if of.handed_over else of.call.marks.values()
    return frozenset(mark.n for mark in marks if not promised_by(of, mark) <= made)


def _stray(
    of: Comparison, script: Script, line: Line, mark: LineMark, adapted: ev.Adapted
) -> Finding:
    """Other words that have nothing of the line's: whoever reads them sees whether they are right.

    An insult is told so, and so is what somebody found better words for.
    """
    at = (of.elapsed(mark.n),)
    sentence = (
        f"In place of {_quoted(line, mark)}, words that are not approved were said at"
        f" {moment(at[0])}; they have nothing of it, nor of what the caller had said:"
        f" “{adapted.words}”"
    )
    fact = f"In place of {_quoted(line)}, words were said that have nothing of it."
    about, passages = f"line:{line.id}", passages_of(script, line)
    return Finding(Sign.THINK, about, sentence, at, _TO_THE_LETTER, passages, (fact,))


def _in_the_moves(of: Comparison, script_id: str, line_id: str) -> bool:
    """Whether the moves say something where the document has a line and not its words."""
    mark = of.model.mark(script_id, line_id)
    return mark is not None and isinstance(mark.event, ev.Adapted)


def _nothing_for(of: Comparison, script: Script, line: Line) -> Iterator[Finding]:
    """A step that was left without a word of what the document calls for there."""
    at = [
        one.at
        for one in of.arrivals
        if one.script == script.id
        and (step := script.step(one.step)) is not None
        and line in step.lines
    ]
    if not at or of.left_open:
        return
    fact = f"Nothing was said in place of a line that has no wording: {_quoted(line)}"
    sentence = f"{fact}. Its step was come to at {moment(at[0])}."
    passages = passages_of(script, line)
    yield Finding(
        Sign.THINK, f"line:{line.id}", sentence, (at[0],), _RELIED_ON, passages, (f"{fact}.",)
    )


def _quoted(line: Line, mark: LineMark | None = None) -> str:
    """The first words of a line: as they stood on the screen, in whose language, if it came up."""
    on_screen = (mark.event.filled or mark.event.text) if mark else ""
    return f"“{shortened(on_screen or line.spoken.text or line.gap, _QUOTED)}”"


def _is_in_no_language_of_theirs(mark: LineMark) -> bool:
    """Whether a line was said that nobody has approved in the language chosen for the caller.

    The screen asks for it in one's own words then: a reader judges. The approved ones in another
    language are nothing to the caller.
    """
    return isinstance(mark.event, ev.Said | ev.Adapted) and bool(mark.event.untranslated)


def _is_in_own_words(of: Comparison, script: Script, line: Line, mark: LineMark) -> bool:
    """Whether other words than the moves' were said where some other words are right.

    Nobody can say of those whether they are. They stand move by move.
    """
    model = of.model.mark(script.id, line.id)
    if not isinstance(mark.event, ev.Adapted) or _breaks(script, mark.event.words):
        return False
    if model is None or not isinstance(model.event, ev.Adapted):
        return bool(line.gap)
    return not same(mark.event.words, model.event.words)


def _is_of_another_ending(of: Comparison, line: Line) -> bool:
    """Whether only the step at which the moves end has it, and the call ended elsewhere as well."""
    here = of.model.here
    step = of.step(here.script, here.step)
    came = (here.script, here.step) in of.call.visited
    return of.went_as_well and not came and step is not None and line in step.lines


def _breaks(script: Script, words: str) -> tuple[Passage, ...]:
    """The rules of a script that words break by the very word to which they say no."""
    said = stems_in(words) - denied_in(words)
    broken = (rule for rule in script.rules if denied_in(rule) & said)
    return tuple(Passage(document_of(script), rule) for rule in broken)


def _line(of: Comparison, script: Script, line: Line, mark: LineMark) -> Finding:
    model = of.model.mark(script.id, line.id)
    as_in_the_moves = model is not None and model.event.kind == mark.event.kind
    about, passages = f"line:{line.id}", passages_of(script, line)
    quoted = _quoted(line, mark)
    at = (of.elapsed(mark.n),)
    when = moment(at[0])
    match mark.event:
        case ev.Said() | ev.WarningGiven():
            sentence = f"{quoted} was said at {when}."
            return Finding(Sign.WELL, about, sentence, at, "", passages)
        case ev.Adapted(words=words) if broken := _breaks(script, words):
            sentence = f"{quoted} was said in other words at {when}: “{words}”"
            fact = f"{_quoted(line)} was said in other words."
            told = (*passages, *broken)
            return Finding(Sign.NEVER, about, sentence, at, _TO_THE_LETTER, told, (fact,))
        case ev.Adapted() if as_in_the_moves or line.gap:
            sentence = f"{quoted} was said in other words at {when}, with the reason on record."
            return Finding(Sign.WELL, about, sentence, at, "", passages)
        case ev.LeftOut() | ev.PassedOver() if answered := _answered(of, mark):
            sentence = f"{quoted} needed no asking: the caller had answered it at {answered}."
            return Finding(Sign.WELL, about, sentence, at, "", passages)
        case ev.Adapted(words=words):
            sentence = f"{quoted} was said in other words at {when}: “{words}”"
            fact = f"{_quoted(line)} was said in other words."
            return Finding(Sign.THINK, about, sentence, at, _TO_THE_LETTER, passages, (fact,))
        case ev.LeftOut() if as_in_the_moves:
            sentence = f"{quoted} was rightly left out at {when}."
            return Finding(Sign.WELL, about, sentence, at, "", passages)
        case ev.LeftOut(reason=reason):
            sentence = f"{quoted} was left out at {when}: {reason}"
            fact = f"{_quoted(line)} was left out."
            return Finding(Sign.THINK, about, sentence, at, _RELIED_ON, passages, (fact,))
        case ev.PassedOver():
            sentence = f"{quoted} was skipped: its step was left at {when} without it."
            fact = f"{_quoted(line)} was skipped."
            return Finding(Sign.NEVER, about, sentence, at, _RELIED_ON, passages, (fact,))


def _answered(of: Comparison, mark: LineMark) -> str:
    """When the caller had told, unasked, the detail that this line asks for; empty if not."""
    line = mark.event.script, mark.event.line
    asked = {cue.field for cue in of.cues if cue.field and line in cue.answers}
    tell = {name for field in asked for name in of.telling(field)}
    by = of.elapsed(mark.n)
    at = (u.at for u in of.spoken if u.name in tell and u.heard <= by)
    return next(map(moment, at), "")
