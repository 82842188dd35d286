"""The call in large type, to be read from the back of a room: counter, step, line, what comes next.

The line to say goes first, to the letter. What does not fit beside it in large letters stands in
the terminal's own; a line that is too long for one screen is turned page by page.
"""

from guide.call.state import MarkKind
from guide.tui.choices import leads_to
from guide.tui.large_type import cells_across, drawn, large_lines
from guide.tui.rows import BLANK, Row, Span, Voice, cut, fit, row, width_of, wrapped
from guide.tui.scene import Scene
from guide.tui.status import counter_voice, status

_MARGIN = 2
_SHORT = 28


def large_rows(scene: Scene, height: int, page: int) -> list[Row]:
    """The screen in large type: exactly `height` rows.

    Where it takes several pages, `page` is one of them, counted on from 0 and round again.
    """
    width = scene.width - 2 * _MARGIN
    head = [status(scene)[0], *_counter(scene, width, height)]
    room = height - len(head)
    pages = _pages(scene, width, room - 1)
    at = page % len(pages)
    count = Span(f"page {at + 1} of {len(pages)}", Voice.DIM) if len(pages) > 1 else Span("")
    body = pages[at][: room - 1]
    rows = [*head, *body, *[BLANK] * (room - 1 - len(body)), row(" " * _MARGIN, count)]
    return [fit(one, scene.width) for one in rows[:height]]


def _pages(scene: Scene, width: int, room: int) -> list[list[Row]]:
    """The line and what can come next, on one page if that is to be had, else on several."""
    line, small, big = _line(scene, width), _small_choices(scene, width), _choices(scene, width)
    if _tall(line) + len(big) <= room and big:
        return [_spread(line, room - len(big)) + big]
    next_ = [big] if big and len(big) <= room else []
    if _tall(line) + len(small) <= room:
        return [_spread(line, room - len(small)) + small, *next_]
    most = max(1, room // max(map(len, line)))
    parts = [line[n : n + most] for n in range(0, len(line), most)]
    return [*(_spread(part, room) for part in parts), *(next_ or [small])]


def _tall(line: list[list[Row]]) -> int:
    return sum(map(len, line))


def _spread(line: list[list[Row]], room: int) -> list[Row]:
    """Lines of letters with air between them, where there is room for it: exactly `room` rows."""
    airy = _tall(line) + len(line) - 1 <= room
    rows: list[Row] = []
    for index, one in enumerate(line):
        rows += [*([BLANK] if airy and index else []), *one]
    return [*rows, *[BLANK] * (room - len(rows))]


def _words(scene: Scene) -> str:
    line = scene.marked
    if line is None:
        return scene.now.step.title
    words = scene.words(line)
    return f"“{words}”" if words else "no approved wording on file"


def _big(text: str, voice: Voice) -> list[Row]:
    """A text that fits, as rows of blocks."""
    return [row(" " * _MARGIN, Span(one, voice)) for one in drawn(text)]


def _counter(scene: Scene, width: int, height: int) -> list[Row]:
    """The warning counter, and beside it where the call is; both large where they fit."""
    now, step = scene.standing, scene.now.step.title
    count = f"WARNINGS {now.given} of {now.required}"
    voice = counter_voice(now.alarm)
    sign = {Voice.AMBER: "▲ ", Voice.RED: "■ "}.get(voice, "")
    ink = {Voice.AMBER: Voice.AMBER_TEXT, Voice.RED: Voice.RED_TEXT}.get(voice, Voice.TITLE)
    wide = cells_across(sign + count)
    where = _trail(scene, width)
    # On a short screen a counter that has nothing to say leaves its place to the line.
    if (height < _SHORT and not sign) or wide > width:
        said = row(" ", Span(f" {sign}{count} · {now.words} ", voice))
        return [said, row(" " * _MARGIN, *where)]
    rows = _big(sign + count, ink)
    beside = large_lines(step, width - wide - 4) or ()
    if len(beside) == 1:
        gap = Span(" " * (width - wide - cells_across(beside[0])))
        titles = (Span(title, Voice.HERE) for title in drawn(beside[0]))
        rows = [(*one, gap, title) for one, title in zip(rows, titles, strict=True)]
    return [*rows, row(" ", Span(f" {now.words} ", voice), "  ", *where)]


def _trail(scene: Scene, width: int) -> Row:
    """What came before, and where the call is."""
    path = scene.call.path
    here = Span(scene.now.step.title, Voice.HERE)
    if len(path) < 2:
        return row(here)
    before = cut(path[-2].title, max(4, width - len(here.text) - 40))
    return row(Span(before, Voice.DIM), Span("  →  ", Voice.DIM), here)


def _choices(scene: Scene, width: int) -> list[Row]:
    """What can come next, in large letters; nothing if some of it cannot be drawn in one line."""
    texts = [f"{choice.key} {choice.label}" for choice in scene.now.step.choices]
    lines = [large_lines(text, width) or () for text in texts]
    if not texts or any(len(one) != 1 for one in lines):
        return []
    return [BLANK, *(one for text in texts for one in _big(text, Voice.TEXT))]


def _small_choices(scene: Scene, width: int) -> list[Row]:
    """What can come next, a row each."""
    rows = []
    for choice in scene.now.step.choices:
        key = Span(f" {choice.key} ", Voice.KEY, str(choice.key))
        text = row(" " * _MARGIN, key, Span(f"  {choice.label}", Voice.RULE))
        leads = cut(f"   {leads_to(choice, scene.now)}", max(0, width - width_of(text)))
        rows.append((*text, Span(leads, Voice.DIM)))
    return [BLANK, *rows] if rows else []


def _line(scene: Scene, width: int) -> list[list[Row]]:
    """The line to say, each line of its letters by itself."""
    text, line = _words(scene), scene.marked
    mark = scene.call.mark(scene.line_script.id, line.id) if line else None
    done = mark is not None and mark.kind is not MarkKind.PASSED_OVER
    voice = Voice.DIM if done else Voice.LINE if line else Voice.HERE
    lines = large_lines(text, width)
    if lines is None:
        # A letter that the large ones lack: to the letter goes before size.
        pieces = wrapped(text, max(1, width // 2))
        return [[row(" " * _MARGIN, Span(" ".join(piece), voice)), BLANK] for piece in pieces]
    return [_big(one, voice) for one in lines]
