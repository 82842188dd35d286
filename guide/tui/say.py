"""The script panel: the line to say, the choices, and what helps; in this order when room is short.

The marked line and the choices are never cut off. The line stands at the top, and the choices begin
at the same row on every step of a script, so that the eye finds both without looking for them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from guide.call.follow_ups import rule_now
from guide.call.situation import Situation
from guide.call.state import Mark, MarkKind
from guide.script.model import Audience, Line
from guide.script.wording import Status
from guide.tui.choices import choice_rows, most_choices
from guide.tui.rows import BLANK, Row, Span, Voice, cut, row, width_of, wrapped
from guide.tui.scene import Scene

TALLEST = 22
"""Beyond this many rows a panel grows no further: eyes would have to travel."""

WIDEST = 76
"""A line to say is read in one glance a row; longer rows are not."""


@dataclass
class _Part:
    """A part of the panel above the choices; taken in order of `rank` (0 always) as room allows."""

    rank: int
    rows: list[Row]
    instead: int = -1


def say_panel(scene: Scene, width: int, height: int) -> list[Row]:
    """The panel's rows: exactly `height`, each at most `width` cells."""
    room = min(height, TALLEST)
    choices = choice_rows(scene, width, room - _needed(scene, width))
    parts = list(_parts(scene, width))
    top = _fitting(parts, room - len(choices))
    start = max(len(top), min(room - len(choices), room - most_choices(scene)))
    rows = [*top, *[BLANK] * (start - len(top)), *choices]
    return [*rows, *[BLANK] * (height - len(rows))][:height]


def _needed(scene: Scene, width: int) -> int:
    """The rows that the title and the marked line take whatever else there is."""
    marked = scene.marked
    if marked is None:
        return 1
    return 1 + len([*line_rows(marked, None, scene, width, Voice.BAR), *_flag(marked, width)])


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
            yield _Part(2, [_tag(line, mark, scene)])
            yield _Part(0, _flag(line, width))
            yield _Part(3, _told_in_full(line, width), instead=place + 2)
            yield _Part(6, _in_file(line, width))
            yield _Part(3, _read_back(line, scene, width))
            yield _Part(7, [BLANK])
            place += 7
        else:
            yield _Part(3, [_preview(line, mark, scene, width)])
            in_full = line_rows(line, mark, scene, width, Voice.BORDER)
            yield _Part(9, [*in_full, *_flag(line, width)], instead=place)
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


def line_rows(line: Line, mark: Mark | None, scene: Scene, width: int, bar: Voice) -> list[Row]:
    """A line's approved words, quoted, with a bar on the left; or the gap where there are none."""
    done = mark is not None and mark.kind is not MarkKind.PASSED_OVER
    marked = bar is Voice.BAR
    words = scene.words(line)
    if not words:
        return [
            row(Span("▌ ", bar if marked else Voice.AMBER_TEXT), Span(piece, Voice.AMBER_TEXT))
            for piece in ("NO APPROVED WORDING ON FILE", *wrapped(line.gap, width - 2))
        ]
    voice = Voice.LINE_DONE if done else Voice.LINE if marked else Voice.TEXT
    sign = "▌ " if marked else "│ "
    pieces = wrapped(f"“{words}”", min(width, WIDEST) - 4)
    return [
        row(Span(sign, bar), Span(piece if not index else f" {piece}", voice))
        for index, piece in enumerate(pieces)
    ]


def _preview(line: Line, mark: Mark | None, scene: Scene, width: int) -> Row:
    state, words = _state(line, mark, scene), scene.words(line)
    state = " · ".join([*(sign for sign, _ in _reservations(line)), state])
    text = f"“{words}”" if words else "no approved wording on file"
    voice = Voice.LINE_DONE if mark else Voice.TEXT
    room = width - 2 - len(state) - 2
    return row(
        Span("│ ", Voice.BORDER), Span(cut(text, room), voice), Span(f"  {state}", Voice.DIM)
    )


def _state(line: Line, mark: Mark | None, scene: Scene) -> str:
    if mark is None:
        return "must say" if line.must_say else "may say"
    signs = {
        MarkKind.SAID: "✓ said",
        MarkKind.ADAPTED: "≈ adapted",
        MarkKind.LEFT_OUT: "– left out",
    }
    return f"{signs.get(mark.kind, '! PASSED OVER')} {scene.clock_of(mark.at)}"


def _tag(line: Line, mark: Mark | None, scene: Scene) -> Row:
    """Whether the marked line is to be said, and was, beneath it: never louder than the line."""
    state = _state(line, mark, scene)
    if line.grounds and scene.panel is not None:
        state = "to the letter"
    elif mark is None:
        state += " · not yet said" if line.spoken.text else " · x: write down what you said"
    flawed = mark is not None and mark.kind is MarkKind.PASSED_OVER
    return row(Span(f"  {state}", Voice.AMBER_TEXT if flawed else Voice.DIM))


def _flag(line: Line, width: int) -> list[Row]:
    """In one row, what keeps a line from being simply approved words for the caller: always shown.

    What nobody approved must not pass for approved where room is short.
    """
    told = "  " + " · ".join(in_full for _, in_full in _reservations(line))
    if len(told) > width:
        told = "  " + " · ".join(sign for sign, _ in _reservations(line))
    return [row(Span(cut(told, width), Voice.AMBER_TEXT))] if told.strip() else []


def _told_in_full(line: Line, width: int) -> list[Row]:
    told = [piece for _, one in _reservations(line) for piece in wrapped(one, width - 2)]
    return [row(Span(f"  {piece}", Voice.AMBER_TEXT)) for piece in told]


def _reservations(line: Line) -> list[tuple[str, str]]:
    """What keeps a line from being simply approved words for the caller: as a sign, and in full."""
    told = []
    if line.audience is Audience.COLLEAGUE:
        told.append(("▲ to a colleague", "▲ to a colleague, never to the caller"))
    if line.status is Status.CHANGED:
        told.append(("! changed", "! changed since approval: say the words above"))
    if line.spoken.text and line.approved is None:
        told.append(("! new", "! new: not approved yet"))
    if line.spoken.status is Status.ADAPTED:
        reason = f": {line.adapted}" if line.adapted else ""
        told.append(("≈ adapted", f"≈ adapted, not the document's wording{reason}"))
    return told


def _in_file(line: Line, width: int) -> list[Row]:
    """What the script's file has instead of the approved words, so that nobody looks for it."""
    if line.status is not Status.CHANGED:
        return []
    text = f"now in the file: “{line.text}”" if line.text else f"now in the file: {line.gap}"
    return [row(Span(f"  {piece}", Voice.DIM)) for piece in wrapped(text, width - 2)]


def _read_back(line: Line, scene: Scene, width: int) -> list[Row]:
    if not line.read_back:
        return []
    return _details("then read back", line.read_back, scene.now, width)


def _details(head: str, names: tuple[str, ...], now: Situation, width: int) -> list[Row]:
    """Details in a short list; those not written down say so."""
    rows = [row(Span(f"  {head}:", Voice.DIM))]
    label_width = max(len(now.script.label(name)) for name in names)
    for name in names:
        value = now.call.detail(name)
        label = now.script.label(name).lower().ljust(label_width)
        pieces = wrapped(value or "–", max(8, width - label_width - 6))
        voice = Voice.TITLE if value else Voice.DIM
        rows.append(row(Span(f"    {label}  ", Voice.DIM), Span(pieces[0], voice)))
        rows += [row(" " * (label_width + 6), Span(piece, voice)) for piece in pieces[1:]]
    return rows


def _asked(scene: Scene, width: int) -> Iterator[list[Row]]:
    """What the step asks to be written down, promised or shown, most needed first."""
    now, step = scene.now, scene.now.step
    recorded = {f.kind for f in now.call.follow_ups}
    for kind in step.owes:
        label = rule_now(kind, now).label.lower()
        if kind in recorded:
            yield [row(Span(f"  ✓ recorded: {label}", Voice.DIM))]
        else:
            yield _key_note("f", f"owed here: {label}", width)
    open_fields = [now.script.label(n).lower() for n in step.capture if not now.call.detail(n)]
    if open_fields:
        yield _key_note("c", f"write down: {', '.join(open_fields)}", width)
    if step.show:
        yield _details("in sight", step.show, now, width)


def _key_note(key: str, text: str, width: int) -> list[Row]:
    first, *rest = wrapped(text, width - 5)
    rows = [row("  ", Span(key, Voice.TITLE, key), "  ", Span(first, Voice.TEXT))]
    return [*rows, *(row("     ", Span(piece, Voice.TEXT)) for piece in rest)]


def _bullet(text: str, width: int) -> list[Row]:
    pieces = wrapped(text, width - 4)
    return [
        row(Span("  · " if not index else "    ", Voice.COACH), Span(piece, Voice.COACH))
        for index, piece in enumerate(pieces)
    ]
