"""Debrief: the lines that must be said, each with when it came, or what became of it."""

from collections.abc import Iterator
from textwrap import shorten

from guide.call.state import Mark, MarkKind
from guide.script.model import Line, Script
from guide.training.finding import Finding, Sign, moment
from guide.training.performance import Performance
from guide.training.sources import source_of_line, together

_TO_THE_LETTER = "What is approved is said as it stands on the screen, slips included."
_OWED = "A must-say line is what the caller, and the desk, can rely on afterwards."
_SHOWN = 56
"""How much of a line is quoted."""


def lines(of: Performance) -> Iterator[Finding]:
    """What became of every must-say line that the moves say, or that the trainee came to."""
    missed: list[tuple[Script, Line]] = []
    for script_id, line_id in dict.fromkeys((*of.model.marks, *of.call.marks)):
        found = of.line(script_id, line_id)
        if found is None or not found[1].must_say:
            continue
        script, line = found
        if line.id in _warnings(script) or (
            line.grounds and of.call.mark(script_id, line_id) is None
        ):
            continue  # The protocol's own lines are told with the warnings and the ending.
        mark = of.call.mark(script.id, line.id)
        if mark is None:
            missed.append((script, line))
        else:
            yield _finding(of, script, line, mark)
    if missed:
        quoted = ", ".join(_quoted(line) for _, line in missed)
        sentence = f"Never came up, for the call went another way: {quoted}."
        source = together(source_of_line(script, line) for script, line in missed)
        yield Finding(Sign.THINK, "lines:missed", sentence, (), _OWED, source)


def _warnings(script: Script) -> set[str]:
    return {ground.warning.id for ground in script.grounds if ground.warning}


def _quoted(line: Line) -> str:
    return f"“{shorten(line.spoken.text or line.gap, _SHOWN, placeholder='…')}”"


def _finding(of: Performance, script: Script, line: Line, mark: Mark) -> Finding:
    model = of.model.mark(script.id, line.id)
    about, source = f"line:{line.id}", source_of_line(script, line)
    quoted = _quoted(line)
    at = (of.elapsed(mark.n),)
    when = moment(at[0])
    match mark.kind:
        case MarkKind.SAID:
            sentence = f"{quoted} was said at {when}."
            return Finding(Sign.WELL, about, sentence, at, "", source)
        case MarkKind.ADAPTED if _as_in_the_moves(model, mark) or line.gap:
            sentence = f"{quoted} was said in other words at {when}, with the reason on record."
            return Finding(Sign.WELL, about, sentence, at, "", source)
        case MarkKind.ADAPTED:
            sentence = f"{quoted} was said in other words at {when}: “{mark.words}”"
            return Finding(Sign.THINK, about, sentence, at, _TO_THE_LETTER, source)
        case MarkKind.LEFT_OUT if _as_in_the_moves(model, mark):
            sentence = f"{quoted} was rightly left out at {when}."
            return Finding(Sign.WELL, about, sentence, at, "", source)
        case MarkKind.LEFT_OUT:
            sentence = f"{quoted} was left out at {when}: {mark.reason}"
            return Finding(Sign.THINK, about, sentence, at, _OWED, source)
        case MarkKind.PASSED_OVER:
            sentence = f"{quoted} was passed over: its step was left at {when} without it."
            return Finding(Sign.NEVER, about, sentence, at, _OWED, source)


def _as_in_the_moves(model: Mark | None, mark: Mark) -> bool:
    return model is not None and model.kind is mark.kind
