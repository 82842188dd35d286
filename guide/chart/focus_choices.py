"""The choices of the focus view: each a keyed box, a pair of rows, or a single row."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum

from msgspec import Struct

from guide.chart.style import Row, Span, Style, fitted
from guide.chart.targets import Sign, resolve_target, what_follows
from guide.script.model import Choice, Script, Step, TargetKind
from guide.text import cells, cut


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


class ShownChoice(Struct, frozen=True):
    """One choice: its key and label, where it leads, and what comes after that."""

    key: int
    label: str
    title: str
    sign: Sign | None
    done: bool
    after: str

    @property
    def style(self) -> Style:
        if self.sign is None:
            return Style.DONE if self.done else Style.TEXT
        return Style.LOOP if self.sign is Sign.LOOP else Style.EXIT


def shown_choices(
    scripts: Mapping[str, Script],
    script: Script,
    step: Step,
    path: Sequence[Stay],
    visited: AbstractSet[tuple[str, str]],
) -> tuple[ShownChoice, ...]:
    """The choices of `step`, told from where one is: what lies behind, and what `return` means."""
    behind = {(stay.script, stay.step) for stay in path}

    def shown(choice: Choice) -> ShownChoice:
        found = resolve_target(scripts, script, choice.to)
        title, sign, after = found.title, found.sign, ""
        place = (found.script.id, found.step.id) if found.script and found.step else None
        match choice.to.kind:
            case TargetKind.STEP:
                if place in behind:
                    sign = Sign.LOOP
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
        return ShownChoice(choice.key, choice.label, title, sign, place in visited, after)

    return tuple(map(shown, step.choices))


class ChoiceForm(Enum):
    """How roomy a choice is drawn; the value is the rows it takes."""

    BOX = 3
    PAIR = 2
    LINE = 1


def choice_rows(choices: Sequence[ShownChoice], form: ChoiceForm, width: int) -> list[Row]:
    """The choices below one another, on the line that comes down from the step in hand."""
    draw = {ChoiceForm.BOX: _box, ChoiceForm.PAIR: _pair, ChoiceForm.LINE: _line}[form]
    rows = (draw(choice, choice is choices[-1], width) for choice in choices)
    return [fitted(spans, width) for drawn in rows for spans in drawn]


def _branch(choice: ShownChoice, last: bool) -> list[Span]:
    return [
        Span("  ╰" if last else "  ├", Style.BOX),
        Span(str(choice.key), Style.KEY),
        Span("┤ ", Style.BOX),
    ]


def _title(choice: ShownChoice, width: int) -> list[Span]:
    """The title with its signs, in at most `width` cells; the signs are never cut off."""
    before = f"{choice.sign} " if choice.sign else ""
    after = f" {Sign.DONE}" if choice.done else ""
    room = width - cells(before) - cells(after)
    return [Span(before + cut(choice.title, room), choice.style), Span(after, Style.DONE)]


def _width(spans: Sequence[Span]) -> int:
    return sum(cells(span.text) for span in spans)


def _box(choice: ShownChoice, last: bool, width: int) -> list[list[Span]]:
    inside = width - 8
    title = _title(choice, inside)
    blank = " " * (inside - _width(title))
    stem = Span("    " if last else "  │ ", Style.BOX)
    return [
        [Span("  │ ", Style.BOX), *_border("╭", choice.label, Style.LABEL, "╮", width - 4)],
        [*_branch(choice, last), *title, Span(blank + " │", Style.BOX)],
        [stem, *_border("╰", choice.after, Style.DIM, "╯", width - 4)],
    ]


def _border(left: str, words: str, style: Style, right: str, width: int) -> list[Span]:
    """A border of `width` cells with words in it."""
    if not words:
        return [Span(left + "─" * (width - 2) + right, Style.BOX)]
    shown = f" {cut(words, width - 6)} "
    rest = "─" * (width - 3 - cells(shown))
    return [Span(f"{left}─", Style.BOX), Span(shown, style), Span(rest + right, Style.BOX)]


def _pair(choice: ShownChoice, last: bool, width: int) -> list[list[Span]]:
    room = width - 6
    arrow = [] if choice.sign else [Span("→ ", Style.DIM)]
    title = _title(choice, room - _width(arrow))
    after = f" · {choice.after}" if choice.after else ""
    if cells(after) <= room - _width(arrow) - _width(title):
        title.append(Span(after, Style.DIM))
    stem = Span("      " if last else "  │   ", Style.BOX)
    label = Span(cut(choice.label, room), Style.LABEL)
    return [[*_branch(choice, last), label], [stem, *arrow, *title]]


def _line(choice: ShownChoice, last: bool, width: int) -> list[list[Span]]:
    """Label and title share the row: each may take half of it, and what the other leaves."""
    room = width - 6
    arrow = " " if choice.sign else " → "
    need = _width(_title(choice, len(choice.title) * 2 + 4))
    label = cut(choice.label, max(room // 2 - 1, room - len(arrow) - need))
    title = _title(choice, room - cells(label) - len(arrow))
    words = [Span(label, Style.LABEL), Span(arrow, Style.DIM), *title]
    return [[*_branch(choice, last), *words]]
