"""The focus view: the flowchart around the step in hand, in a column as narrow as 20 cells.

From top to bottom: the trail, the step before, the choice that was taken, the step in hand, and
every choice with where it leads. Where rows are few, the choices close up first, then the step
before, then the trail goes; the step in hand and all its choices stay.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from guide.chart.flow import TitleSign, resolve_target, what_follows
from guide.chart.style import DrawnRow, Style, TextRun, fitted
from guide.script.condition_words import only_when
from guide.script.model import Choice, Script, Step, TargetKind
from guide.text import cells, cut, fit


class Stay(Struct, frozen=True):
    """A step on the way so far, and the choice that led there (`key` 0: none did).

    `origin` is the place in the path of the step that `return` leads to; -1 is nowhere.
    """

    script: str
    step: str
    title: str
    key: int = 0
    label: str = ""
    origin: int = -1


class _ShownChoice(Struct, frozen=True):
    """One choice: its key and label, where it leads, and what comes after that."""

    key: int
    label: str
    title: str
    sign: TitleSign | None
    done: bool
    after: str
    closed: bool = False

    @property
    def style(self) -> Style:
        if self.closed:
            return Style.DIM
        if self.sign is None:
            return Style.DONE if self.done else Style.TEXT
        return Style.LOOP if self.sign is TitleSign.LOOP else Style.EXIT


def _shown_choices(
    scripts: Mapping[str, Script],
    script: Script,
    step: Step,
    path: Sequence[Stay],
    visited: AbstractSet[tuple[str, str]],
    closed: AbstractSet[int],
) -> tuple[_ShownChoice, ...]:
    """The choices of `step`, told from where one is: what lies behind, and what `return` means.

    Of those that are `closed`, by their keys, it is told when alone they are open.
    """
    behind = {(stay.script, stay.step) for stay in path}

    def shown(choice: Choice) -> _ShownChoice:
        found = resolve_target(scripts, script, choice.to)
        title, sign, after = found.title, found.sign, ""
        place = (found.script.id, found.step.id) if found.script and found.step else None
        match choice.to.kind:
            case TargetKind.STEP:
                if place in behind:
                    sign = TitleSign.LOOP
                if found.step and (rest := what_follows(scripts, script, found.step)):
                    after = f"then {rest}"
            case TargetKind.SCRIPT:
                after = f"at {found.step.title}" if found.step else ""
            case TargetKind.RETURN:
                origin = path[-1].origin if path else -1
                if 0 <= origin < len(path):
                    title = f"back to {path[origin].title}"
            case TargetKind.END:
                after = "ends the call"
        if choice.key in closed:
            after = only_when(choice.when, script)
        done = place in visited
        return _ShownChoice(
            choice.key, choice.label, title, sign, done, after, choice.key in closed
        )

    return tuple(map(shown, step.choices))


_Form = Callable[[_ShownChoice, bool, int], list[list[TextRun]]]
"""Draws a choice, the last one or not, in rows of so many cells."""


KeyedRow = tuple[DrawnRow, int]
"""A row, and the key of the choice that it is a part of; 0: of none."""


def _choice_rows(choices: Sequence[_ShownChoice], form: _Form, width: int) -> list[KeyedRow]:
    """The choices below one another, on the line that comes down from the step in hand."""
    return [
        (fitted(runs, width), choice.key)
        for choice in choices
        for runs in form(choice, choice is choices[-1], width)
    ]


def _branch(choice: _ShownChoice, last: bool) -> list[TextRun]:
    return [
        TextRun("  ╰" if last else "  ├", Style.BOX),
        TextRun(str(choice.key), Style.KEY),
        TextRun("┤ ", Style.BOX),
    ]


def _signed_title(choice: _ShownChoice, width: int) -> list[TextRun]:
    """The title with its signs, in at most `width` cells; the signs are never cut off."""
    before = f"{choice.sign} " if choice.sign else ""
    after = f" {TitleSign.DONE}" if choice.done else ""
    room = width - cells(before) - cells(after)
    return [
        TextRun(before + cut(choice.title, room), choice.style),
        TextRun(after, Style.DONE),
    ]


def _width(runs: Sequence[TextRun]) -> int:
    return sum(cells(run.text) for run in runs)


def _box(choice: _ShownChoice, last: bool, width: int) -> list[list[TextRun]]:
    inside = width - 8
    title = _signed_title(choice, inside)
    blank = " " * (inside - _width(title))
    stem = TextRun("    " if last else "  │ ", Style.BOX)
    return [
        [TextRun("  │ ", Style.BOX), *_border("╭", choice.label, Style.LABEL, "╮", width - 4)],
        [*_branch(choice, last), *title, TextRun(blank + " │", Style.BOX)],
        [stem, *_border("╰", choice.after, Style.DIM, "╯", width - 4)],
    ]


def _border(left: str, words: str, style: Style, right: str, width: int) -> list[TextRun]:
    """A border of `width` cells with words in it."""
    if not words:
        return [TextRun(left + "─" * (width - 2) + right, Style.BOX)]
    shown = f" {cut(words, width - 6)} "
    rest = "─" * (width - 3 - cells(shown))
    return [
        TextRun(f"{left}─", Style.BOX),
        TextRun(shown, style),
        TextRun(rest + right, Style.BOX),
    ]


def _pair(choice: _ShownChoice, last: bool, width: int) -> list[list[TextRun]]:
    room = width - 6
    arrow = [] if choice.sign else [TextRun("→ ", Style.DIM)]
    title = _signed_title(choice, room - _width(arrow))
    after = f" · {choice.after}" if choice.after else ""
    if cells(after) <= room - _width(arrow) - _width(title):
        title.append(TextRun(after, Style.DIM))
    stem = TextRun("      " if last else "  │   ", Style.BOX)
    label = TextRun(cut(choice.label, room), Style.LABEL)
    return [[*_branch(choice, last), label], [stem, *arrow, *title]]


def _line(choice: _ShownChoice, last: bool, width: int) -> list[list[TextRun]]:
    """Label and title share the row: each may take half of it, and what the other leaves."""
    room = width - 6
    arrow = " " if choice.sign else " → "
    need = _width(_signed_title(choice, len(choice.title) * 2 + 4))
    label = cut(choice.label, max(room // 2 - 1, room - len(arrow) - need))
    title = _signed_title(choice, room - cells(label) - len(arrow))
    words = [TextRun(label, Style.LABEL), TextRun(arrow, Style.DIM), *title]
    return [[*_branch(choice, last), *words]]


_TALL = 30
"""From this many rows on, the trail may take two."""


class _Density(Struct, frozen=True):
    """How roomy the view is: in how many rows each choice is drawn, and the step before."""

    form: _Form
    rows: int
    before: int
    trail: bool = True


_DENSITIES = (
    _Density(_box, rows=3, before=4),
    _Density(_pair, rows=2, before=4),
    _Density(_pair, rows=2, before=1),
    _Density(_line, rows=1, before=4),
    _Density(_line, rows=1, before=1),
    _Density(_line, rows=1, before=1, trail=False),
    _Density(_line, rows=1, before=0, trail=False),
)
"""From the roomiest to the closest."""


def focus_view(
    scripts: Mapping[str, Script],
    script: Script,
    here: str,
    path: Sequence[Stay],
    visited: AbstractSet[tuple[str, str]],
    width: int,
    height: int,
    closed: AbstractSet[int] = frozenset(),
) -> tuple[KeyedRow, ...]:
    """Draw the step `here` of `script` in `height` rows of `width` cells each.

    `path` is the way so far, the step in hand last; `visited` are the steps ever seen, as pairs
    of script id and step id; `closed` are the keys of the choices that are not open now.
    """
    step = script.step(here)
    title = step.title if step else (path[-1].title if path else here)
    choices = _shown_choices(scripts, script, step, path, visited, closed) if step else ()
    before = path[-2] if len(path) > 1 else None
    trail = _trail(path[:-2], width, rows=2 if height >= _TALL else 1)
    for density in _DENSITIES:
        above = trail if density.trail else []
        linked = before is not None and density.before > 0
        if before is not None and linked:
            above = above + _before(scripts, before, path[-1], density.before, width)
        above = [*above, *_here(title, linked, bool(choices), width)]
        rows = [(row, 0) for row in above]
        if len(rows) + density.rows * len(choices) <= height:
            rows += _choice_rows(choices, density.form, width)
            break
    else:
        rows = _cramped(title, choices, width, height)
    blank = (fitted([], width), 0)
    return tuple(rows) + (blank,) * (height - len(rows))


def _trail(stays: Sequence[Stay], width: int, rows: int) -> list[DrawnRow]:
    """The titles of the way so far, newest last; older ones give way to an ellipsis."""
    packed: list[list[TextRun]] = []
    for newest in range(1, len(stays) + 1):
        more = _packed(stays[-newest:], newest < len(stays), width)
        if packed and len(more) > rows:
            break
        packed = more
    return [fitted(line, width) for line in packed]


def _packed(stays: Sequence[Stay], older: bool, width: int) -> list[list[TextRun]]:
    """The titles in as many rows as they need."""
    lines = [[TextRun("…", Style.DIM)]] if older else []
    left = width - 1
    for stay in stays:
        title = cut(f"{TitleSign.DONE} {stay.title}", width - 2)
        need = cells(title) + 1
        if lines and need <= left:
            lines[-1] += [TextRun(" ", Style.DIM), TextRun(title, Style.DONE)]
            left -= need
        else:
            lines.append([TextRun(title, Style.DONE)])
            left = width + 1 - need
    return lines


def _before(
    scripts: Mapping[str, Script], before: Stay, now: Stay, height: int, width: int
) -> list[DrawnRow]:
    """The step before, and the choice that led from it to the step in hand."""
    other = scripts.get(before.script) if before.script != now.script else None
    choice = [TextRun(f"{now.key} ", Style.KEY)] if now.key else []
    choice.append(TextRun(now.label, Style.LABEL))
    title = f"{TitleSign.DONE} {before.title}"
    if height == 1:
        if not now.key:
            choice = [TextRun(other.title, Style.DIM)] if other is not None else []
        room = width - 7
        spare = room - _width(choice)
        line = [
            TextRun("  ╷ ", Style.BOX),
            TextRun(cut(title, max(room // 2, spare)), Style.DONE),
        ]
        return [fitted([*line, TextRun(" · ", Style.DIM), *choice] if choice else line, width)]
    name = f" {other.title} " if other is not None else ""
    top = fit("─" + name, width - 3, "─") if name else "─" * (width - 3)
    return [
        fitted([TextRun("╭" + top + "─╮", Style.BOX)], width),
        (
            TextRun("│ ", Style.BOX),
            TextRun(fit(title, width - 4), Style.DONE),
            TextRun(" │", Style.BOX),
        ),
        fitted([TextRun("╰─┬" + "─" * (width - 4) + "╯", Style.BOX)], width),
        fitted([TextRun("  │ ", Style.BOX), *choice], width),
    ]


def _here(title: str, linked: bool, leads_on: bool, width: int) -> list[DrawnRow]:
    above = "┷" if linked else "━"
    below = "┯" if leads_on else "━"
    rest = "━" * (width - 4)
    inside = fit(f"{TitleSign.HERE} {title}", width - 4)
    return [
        (TextRun(f"┏━{above}{rest}┓", Style.HERE),),
        (TextRun(f"┃ {inside} ┃", Style.HERE),),
        (TextRun(f"┗━{below}{rest}┛", Style.HERE),),
    ]


def _cramped(
    title: str, choices: Sequence[_ShownChoice], width: int, height: int
) -> list[KeyedRow]:
    """Where not even the closest fits: title and choices as lines, and how many do not fit."""
    rows = [(fitted([TextRun(f"{TitleSign.HERE} {title}", Style.HERE)], width), 0)]
    rows += _choice_rows(choices, _line, width)
    if len(rows) > height:
        more = f"  ┆ {len(rows) - height + 1} more choices"
        last = (fitted([TextRun(more, Style.DIM)], width), 0)
        rows = [*rows[: max(height - 1, 0)], last][:height]
    return rows
