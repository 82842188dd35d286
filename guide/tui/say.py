"""The script panel: the lines to say, what the step asks for, its coaching; beneath, the choices.

Everything is shown whole: what does not fit is scrolled to, with the marked line in sight.
"""

from collections.abc import Iterator

from msgspec import Struct

from guide.call.rules.follow_ups import rule_now
from guide.tui.keys import KeyAction
from guide.tui.line import details, in_file, line_rows, read_back, tag, told_in_full
from guide.tui.rows import BLANK, Row, Span, Voice, cut, row, width_of, wrapped
from guide.tui.scene import Scene


class Said(Struct, frozen=True):
    """The rows of the script panel, and which of them are the marked line's."""

    rows: tuple[Row, ...]
    marked: tuple[int, int] = (0, 0)


def say_panel(scene: Scene, width: int, *, spaced: bool = True) -> Said:
    """What stands above the choices, as many rows as it takes; `spaced` where there is room."""
    rows = [_title(scene, width), *_clock_over(scene, width), *([BLANK] if spaced else [])]
    marked = (0, 1)
    for line in scene.lines:
        mark = scene.call.mark(scene.line_script.id, line.id)
        is_marked = line is scene.marked
        start = len(rows)
        rows += line_rows(line, mark, scene, width, Voice.BAR if is_marked else Voice.BORDER)
        rows += [tag(line, mark, scene), *told_in_full(line, width), *in_file(line, width)]
        rows += read_back(line, scene, width)
        marked = (start, len(rows)) if is_marked else marked
        rows.append(BLANK)
    if not scene.lines:
        rows += [row(Span("No script line for this step", Voice.DIM)), BLANK]
    if scene.panel_line is None:
        rows += _around(scene, width)
    while rows and not rows[-1]:
        rows.pop()
    return Said(tuple(rows), marked)


def _around(scene: Scene, width: int) -> list[Row]:
    """What the step asks for, and its coaching."""
    asked = [one for rows in _asked(scene, width) for one in rows]
    coach = [one for item in scene.now.step.coach for one in _bullet(item, width)]
    return [*asked, *([BLANK] if asked and coach else []), *coach]


def _title(scene: Scene, width: int) -> Row:
    number = f"step {len(scene.call.path)}"
    own = scene.panel is not None and scene.panel_line is not None
    name = scene.panel.title if own and scene.panel else scene.now.step.title
    title = cut(name, width - len(number) - 1)
    start = row(Span(title, Voice.HERE))
    gap = width - width_of(start) - len(number)
    return row(*start, " " * max(1, gap), Span(number, Voice.DIM))


def _clock_over(scene: Scene, width: int) -> list[Row]:
    """What to do when the clock has run out; escalated-callers, E20."""
    clock = scene.call.clock
    if clock is None or clock.left(scene.elapsed) > 0:
        return []
    text = scene.now.script.clock.over or "The time is over and nobody answered."
    return [row(Span(f" {piece} ", Voice.AMBER)) for piece in wrapped(text, width - 2)]


def _asked(scene: Scene, width: int) -> Iterator[list[Row]]:
    """What the step asks to be written down, promised or shown, most needed first."""
    context, step = scene.now, scene.now.step
    recorded = {f.kind for f in context.call.follow_ups}
    for kind in step.owes:
        label = rule_now(kind, context).label
        if kind in recorded:
            yield [row(Span(f"  ✓ Recorded: {label}", Voice.DIM))]
        else:
            yield _key_note(scene.action("follow-up"), f"Required at this step: {label}", width)
    missing = (name for name in step.capture if not context.call.detail(name))
    open_fields = [context.script.label(name) for name in missing]
    if open_fields:
        text = f"Needed at this step: {', '.join(open_fields)}"
        yield _key_note(scene.action("details"), text, width)
    if step.show:
        yield details("Keep in view", step.show, context, width)


def _key_note(action: KeyAction, text: str, width: int) -> list[Row]:
    first, *rest = wrapped(text, width - 5)
    rows = [
        row("  ", Span(action.shown_key, Voice.TITLE, action.key), "  ", Span(first, Voice.TEXT))
    ]
    return [*rows, *(row("     ", Span(piece, Voice.TEXT)) for piece in rest)]


def _bullet(text: str, width: int) -> list[Row]:
    pieces = wrapped(text, width - 4)
    return [
        row(Span("  · " if not index else "    ", Voice.COACH), Span(piece, Voice.COACH))
        for index, piece in enumerate(pieces)
    ]
