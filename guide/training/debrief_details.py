"""Debrief: what the caller told, and what is written down of it."""

from collections.abc import Iterator

from guide.call.state import Detail
from guide.training.expect import ExpectedDetail
from guide.training.fair import holds, same
from guide.training.finding import Finding, Sign, moment
from guide.training.performance import Performance
from guide.training.sources import source_of_details

_LETTER_BY_LETTER = ("caller", "number")
"""Details that are compared with the moves; all others are in the trainee's own words."""

_READ_LATER = "Whoever goes on from this record has nothing else."


def details(of: Performance) -> Iterator[Finding]:
    """What the caller told, against what is written down."""
    said = {one.field: one for one in of.scenario.expected.details}
    asked = (field for field in of.model.details if field in _asked_for(of))
    wanted = dict.fromkeys((*asked, *said))
    source = source_of_details(of.script)
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


def _told(of: Performance, field: str) -> str:
    """When the caller told a detail, as an aside; empty for one that they never tell."""
    tells = [cue.name for cue in of.cues if cue.field == field]
    at = [u.at for u in of.spoken if u.name in tells]
    if not tells:
        return ""
    return f" (told at {moment(at[0])})" if at else " (never asked for)"


def _asked_for(of: Performance) -> set[str]:
    """The details that a step on the way of the moves asks for."""
    visited = [
        script.step(step) for name, step in of.model.visited if (script := of.library.get(name))
    ]
    return {field for step in visited if step for field in step.capture}


def _differs(
    of: Performance, written: Detail, wanted: ExpectedDetail | None, source: str
) -> Finding | None:
    """What is to be said of a detail that is written down; None when it is as it should be."""
    label, about = _begun(of.script.label(written.field)), f"detail:{written.field}"
    model = of.model.detail(written.field) if written.field in _LETTER_BY_LETTER else ""
    value = wanted.value if wanted and wanted.value else model
    at = (of.elapsed(written.n),)
    if value and not same(written.value, value):
        sentence = f"{label} is written down as “{written.value}”; it was “{value}”."
        return Finding(Sign.THINK, about, sentence, at, _READ_LATER, source)
    lacks = holds(written.value, wanted.contains) if wanted else ()
    if lacks:
        words = ", ".join(f"“{one}”" for one in lacks)
        sentence = f"{label} is written down without {words}: “{written.value}”."
        return Finding(Sign.THINK, about, sentence, at, _READ_LATER, source)
    return None


def _begun(label: str) -> str:
    return label[:1].upper() + label[1:]
