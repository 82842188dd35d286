"""The focus view: the flowchart around the step in hand, in a column as narrow as 20 cells.

From top to bottom: the trail, the step before, the choice that was taken, the step in hand, and
every choice with where it leads. Where rows are few, the choices close up first, then the step
before, then the trail goes; the step in hand and all its choices stay.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum

from msgspec import Struct

from guide.chart.focus_choices import ChoiceForm, ShownChoice, Stay, choice_rows, shown_choices
from guide.chart.style import Row, Span, Style, fitted
from guide.chart.targets import Sign
from guide.script.model import Script
from guide.text import cells, cut, fit

_TALL = 30
"""From this many rows on, the trail may take two."""


class _Before(Enum):
    """How the step before is shown; the value is the number of rows."""

    GONE = 0
    LINE = 1
    BOX = 4


class _Density(Struct, frozen=True):
    form: ChoiceForm
    before: _Before
    trail: bool = True


_DENSITIES = (
    _Density(ChoiceForm.BOX, _Before.BOX),
    _Density(ChoiceForm.PAIR, _Before.BOX),
    _Density(ChoiceForm.PAIR, _Before.LINE),
    _Density(ChoiceForm.LINE, _Before.BOX),
    _Density(ChoiceForm.LINE, _Before.LINE),
    _Density(ChoiceForm.LINE, _Before.LINE, trail=False),
    _Density(ChoiceForm.LINE, _Before.GONE, trail=False),
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
) -> tuple[Row, ...]:
    """Draw the step `here` of `script` in `height` rows of `width` cells each.

    `path` is the way so far, the step in hand last; `visited` are the steps ever seen, as pairs
    of script id and step id.
    """
    step = script.step(here)
    title = step.title if step else (path[-1].title if path else here)
    choices = shown_choices(scripts, script, step, path, visited) if step else ()
    before = path[-2] if len(path) > 1 else None
    trail = _trail(path[:-2], width, rows=2 if height >= _TALL else 1)
    for density in _DENSITIES:
        above = trail if density.trail else []
        linked = before is not None and density.before is not _Before.GONE
        if before is not None and linked:
            above = above + _before(scripts, before, path[-1], density.before, width)
        rows = [*above, *_here(title, linked, bool(choices), width)]
        if len(rows) + density.form.value * len(choices) <= height:
            rows += choice_rows(choices, density.form, width)
            break
    else:
        rows = _cramped(title, choices, width, height)
    blank = fitted([], width)
    return tuple(rows) + (blank,) * (height - len(rows))


def _trail(stays: Sequence[Stay], width: int, rows: int) -> list[Row]:
    """The titles of the way so far, newest last; older ones give way to an ellipsis."""
    packed: list[list[Span]] = []
    for newest in range(1, len(stays) + 1):
        more = _packed(stays[-newest:], newest < len(stays), width)
        if packed and len(more) > rows:
            break
        packed = more
    return [fitted(line, width) for line in packed]


def _packed(stays: Sequence[Stay], older: bool, width: int) -> list[list[Span]]:
    """The titles in as many rows as they need."""
    lines = [[Span("…", Style.DIM)]] if older else []
    left = width - 1
    for stay in stays:
        title = cut(f"{Sign.DONE} {stay.title}", width - 2)
        need = cells(title) + 1
        if lines and need <= left:
            lines[-1] += [Span(" ", Style.DIM), Span(title, Style.DONE)]
            left -= need
        else:
            lines.append([Span(title, Style.DONE)])
            left = width + 1 - need
    return lines


def _before(
    scripts: Mapping[str, Script], before: Stay, now: Stay, shown: _Before, width: int
) -> list[Row]:
    """The step before, and the choice that led from it to the step in hand."""
    other = scripts.get(before.script) if before.script != now.script else None
    choice = [Span(f"{now.key} ", Style.KEY)] if now.key else []
    choice.append(Span(now.label, Style.LABEL))
    title = f"{Sign.DONE} {before.title}"
    if shown is _Before.LINE:
        if not now.key:
            choice = [Span(other.title, Style.DIM)] if other is not None else []
        room = width - 7
        spare = room - sum(cells(span.text) for span in choice)
        line = [Span("  ╷ ", Style.BOX), Span(cut(title, max(room // 2, spare)), Style.DONE)]
        return [fitted([*line, Span(" · ", Style.DIM), *choice] if choice else line, width)]
    name = f" {other.title} " if other is not None else ""
    top = fit("─" + name, width - 3, "─") if name else "─" * (width - 3)
    return [
        fitted([Span("╭" + top + "─╮", Style.BOX)], width),
        (Span("│ ", Style.BOX), Span(fit(title, width - 4), Style.DONE), Span(" │", Style.BOX)),
        fitted([Span("╰─┬" + "─" * (width - 4) + "╯", Style.BOX)], width),
        fitted([Span("  │ ", Style.BOX), *choice], width),
    ]


def _here(title: str, linked: bool, leads_on: bool, width: int) -> list[Row]:
    above = "┷" if linked else "━"
    below = "┯" if leads_on else "━"
    rest = "━" * (width - 4)
    inside = fit(f"{Sign.HERE} {title}", width - 4)
    return [
        (Span(f"┏━{above}{rest}┓", Style.HERE),),
        (Span(f"┃ {inside} ┃", Style.HERE),),
        (Span(f"┗━{below}{rest}┛", Style.HERE),),
    ]


def _cramped(title: str, choices: Sequence[ShownChoice], width: int, height: int) -> list[Row]:
    """Where not even the closest fits: title and choices as lines, and how many do not fit."""
    rows = [fitted([Span(f"{Sign.HERE} {title}", Style.HERE)], width)]
    rows += choice_rows(choices, ChoiceForm.LINE, width)
    if len(rows) > height:
        more = f"  ┆ {len(rows) - height + 1} more choices"
        rows = [*rows[: max(height - 1, 0)], fitted([Span(more, Style.DIM)], width)][:height]
    return rows
