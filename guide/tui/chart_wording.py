"""The wording of a step of the chart: every line with what became of it, coaching, choices."""

from guide.script.model import Choice, Line, Step
from guide.tui.choices import leads_to
from guide.tui.line import line_rows, read_back, tag, told_in_full
from guide.tui.rows import BLANK, Row, Span, Voice, row, wrapped
from guide.tui.scene import Scene


def wording_rows(scene: Scene, step: Step, width: int) -> list[Row]:
    """All of a step in rows, what matters most first. A click on its title opens it wholly.

    Only a line of the step in hand has the bar of a line to say.
    """
    here = scene.call.here.step == step.id
    place = Span("current step", Voice.DIM) if here else Span("not the current step", Voice.DIM)
    rows: list[Row] = [row(" ", Span(step.title, Voice.HERE, "enter"), "  ", place)]
    lines = scene.now.lines_of(step)
    for line in lines:
        rows += _line(scene, line, width - 2, here=here)
    if not lines:
        rows.append(row(Span("   No script line for this step", Voice.DIM)))
    for item in step.coach:
        rows += _hanging(" · ", item, width, Voice.COACH)
    for choice in step.choices:
        rows += _choice(scene, choice, width)
    return rows


def _line(scene: Scene, line: Line, width: int, *, here: bool) -> list[Row]:
    """A line, what became of it, and what keeps it from being simply approved."""
    mark = scene.call.mark(scene.now.script.id, line.id)
    rows = line_rows(line, mark, scene, width, Voice.BAR if here else Voice.BORDER)
    in_full = told_in_full(line, width)
    rows += [tag(line, mark, scene), *in_full, *read_back(line, scene, width)]
    return [*((Span(" "), *one) for one in rows), BLANK]


def _choice(scene: Scene, choice: Choice, width: int) -> list[Row]:
    return _hanging(
        f" {choice.key} ", f"{choice.label}   {leads_to(choice, scene.now)}", width, Voice.LABEL
    )


def _hanging(sign: str, text: str, width: int, voice: Voice) -> list[Row]:
    """A text under its sign, in as many rows as it takes."""
    first, *rest = wrapped(text, width - len(sign) - 1)
    return [
        row(" ", Span(sign, Voice.TITLE if voice is Voice.LABEL else voice), Span(first, voice)),
        *(row(" " * (len(sign) + 1), Span(piece, voice)) for piece in rest),
    ]
