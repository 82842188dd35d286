"""The script panel: the line to say, the choices, and what helps; in this order when room is short.

The marked line and the choices are never cut off. The line stands at the top, and the choices begin
at the same row on every step of a script, so that the eye finds both without looking for them.
"""

from collections.abc import Iterator

from msgspec import Struct

from guide.call.rules.follow_ups import rule_now
from guide.script.model import Line, Script
from guide.tui.choices import choice_rows, fewest_rows
from guide.tui.keys import KeyAction
from guide.tui.line import (
    details,
    flag,
    in_file,
    in_pieces,
    line_rows,
    preview,
    read_back,
    tag,
    told_in_full,
)
from guide.tui.rows import BLANK, Row, Span, Voice, cut, row, width_of, wrapped
from guide.tui.scene import Scene

ABOVE = 18
"""Beyond this many rows what stands above the choices grows no further: eyes would travel."""


_STARTS: dict[tuple[int, int, int], tuple[Script, int]] = {}
"""Where the choices begin, by script, width and height: a script may have thousands of steps, and
each key asks. By which script it is, not by its text: approvals change what its lines say."""

_MOST_STARTS = 100


class _Part(Struct, frozen=True):
    """A part of the panel above the choices; taken in order of `rank` (0 always) as room allows."""

    rank: int
    rows: list[Row]
    instead: int = -1


def say_panel(scene: Scene, width: int, height: int) -> list[Row]:
    """The panel's rows: exactly `height`, each at most `width` cells."""
    step, marked = scene.now.step, scene.marked
    needed = _needed(marked, scene.words(marked), width) if marked else 1
    start = max(needed, min(_start(scene, width, height), height - fewest_rows(step, width)))
    choices = choice_rows(scene, width, height - start)
    top = _fitting(list(_parts(scene, width)), start)
    rows = [*top, *[BLANK] * (start - len(top)), *choices]
    return [*rows, *[BLANK] * (height - len(rows))][:height]


def _start(scene: Scene, width: int, height: int) -> int:
    """The row at which the choices begin on the steps of the script in hand, wherever they can.

    A step with too many choices for the longest line of the script to stand above them is the
    exception; it does not take the room for their lines from all the others.
    """
    script = scene.now.script
    key = (id(script), width, height)
    known = _STARTS.get(key)
    if known is None or known[0] is not script:
        if len(_STARTS) >= _MOST_STARTS:
            _STARTS.clear()
        known = _STARTS[key] = (script, _start_of(script, width, height))
    return known[1]


def _start_of(script: Script, width: int, height: int) -> int:
    longest = max((_needed(line, line.spoken.text, width) for line in script.lines), default=1)
    rooms = [height - fewest_rows(step, width) for step in script.steps]
    return min((ABOVE, *(room for room in rooms if room >= longest)))


def _needed(line: Line, words: str, width: int) -> int:
    """The rows that the title and this line take, whatever else there is."""
    return 1 + len(in_pieces(line, words, width)) + len(flag(line, width))


def _fitting(parts: list[_Part], room: int) -> list[Row]:
    """The parts that fit, most needed first, in the order in which they stand."""
    taken: dict[int, list[Row]] = {}
    used = 0
    for index in sorted(range(len(parts)), key=lambda i: (parts[i].rank, i)):
        part = parts[index]
        replaced = len(taken.get(part.instead, []))
        if part.rank == 0 or used + len(part.rows) - replaced <= room:
            used += len(part.rows) - replaced
            taken[part.instead if part.instead >= 0 else index] = part.rows
    return [one for index in sorted(taken) for one in taken[index]]


def _parts(scene: Scene, width: int) -> Iterator[_Part]:
    """What stands above the choices, from the top."""
    lines, marked = scene.lines, scene.marked
    yield _Part(0, [_title(scene, width)])
    yield _Part(1, _clock_over(scene, width))
    yield _Part(7, [BLANK])
    place = 3
    for line in lines:
        mark = scene.call.mark(scene.line_script.id, line.id)
        if line is marked:
            yield _Part(0, line_rows(line, mark, scene, width, Voice.BAR))
            yield _Part(2, [tag(line, mark, scene)])
            yield _Part(0, flag(line, width))
            yield _Part(3, told_in_full(line, width), instead=place + 2)
            yield _Part(6, in_file(line, width))
            yield _Part(3, read_back(line, scene, width))
            yield _Part(7, [BLANK])
            place += 7
        else:
            yield _Part(3, [preview(line, mark, scene, width)])
            in_full = line_rows(line, mark, scene, width, Voice.BORDER)
            yield _Part(9, [*in_full, *flag(line, width)], instead=place)
            place += 2
    if not lines:
        yield _Part(8, [row(Span("no line to say here", Voice.DIM)), BLANK])
        place += 1
    elif len(lines) > 1:
        yield _Part(8, [BLANK])
        place += 1
    if scene.panel_line is None:
        yield from _around(scene, width, place)


def _around(scene: Scene, width: int, place: int) -> Iterator[_Part]:
    """What the step asks for, and its coaching; `place` is where these parts begin."""
    asked = list(_asked(scene, width))
    for rows in asked:
        yield _Part(4, rows)
    coach = scene.now.step.coach
    yield _Part(7, [BLANK] if asked and coach else [])
    place += len(asked) + 1
    for item in coach:
        yield _Part(5, [row(Span("  · ", Voice.COACH), Span(cut(item, width - 4), Voice.COACH))])
        yield _Part(6, _bullet(item, width), instead=place)
        place += 2
    yield _Part(7, [BLANK])


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
        label = rule_now(kind, context).label.lower()
        if kind in recorded:
            yield [row(Span(f"  ✓ recorded: {label}", Voice.DIM))]
        else:
            yield _key_note(scene.action("follow-up"), f"owed here: {label}", width)
    missing = (name for name in step.capture if not context.call.detail(name))
    open_fields = [context.script.label(name).lower() for name in missing]
    if open_fields:
        yield _key_note(scene.action("details"), f"write down: {', '.join(open_fields)}", width)
    if step.show:
        yield details("in sight", step.show, context, width)


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
