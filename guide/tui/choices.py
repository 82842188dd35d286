"""The choices of the script panel: a key in a box, a plain label, and where it leads."""

from itertools import zip_longest

from guide.call.context import Context
from guide.chart.flow import resolve_target
from guide.script.model import Choice, TargetKind
from guide.tui.rows import BLANK, Row, Span, Voice, fit, row, width_of, wrapped
from guide.tui.scene import Scene

_KEY = "      "
"""The room for a key: a box around its digit, or Alt with it. The digit stands still."""

MANY = 6
"""From so many choices on two stand in a row, rather than that the line and its help give way."""

_LABEL_AT = len(_KEY) + 1
_MEASURED = 100
"""Of a script with thousands of steps, so many say how long its choices are."""


def press_of(key: int, scene: Scene) -> str:
    """The key press that takes a choice: while digits are typed elsewhere, it is Alt with it."""
    return f"alt+{key}" if scene.typing or scene.panel is not None else str(key)


def choice_rows(scene: Scene, width: int, height: int, line: int) -> list[Row]:
    """The choices, whole, in as many rows as it takes.

    Many stand two in a row where the panel, of `height` rows, is short and their labels fit. Where
    they leave no room for the marked line, of `line` rows, no row only says where one leads.
    """
    choices = scene.now.step.choices
    rows = _rows(choices, scene, width, height)
    if len(rows) + line <= height:
        return rows
    return [one for choice in choices for one in _choice(choice, scene, width, apart=False)]


def most_choice_rows(scene: Scene, width: int, height: int) -> int:
    """The rows that the choices of any step of the script in hand take.

    They begin at the same row on every step, so that the eye finds them without looking for them.
    """
    steps = scene.now.script.steps[:_MEASURED]
    return max(len(_rows(step.choices, scene, width, height)) for step in steps)


def _rows(choices: tuple[Choice, ...], scene: Scene, width: int, height: int) -> list[Row]:
    half = (width - 2) // 2
    whole = [_choice(choice, scene, width) for choice in choices]
    if len(choices) < MANY or 2 * sum(map(len, whole)) <= height:
        return [one for rows in whole for one in rows]
    if any(_LABEL_AT + width_of((Span(choice.label),)) > half for choice in choices):
        return [one for rows in whole for one in rows]
    short = [_label(choice, scene, half)[0] for choice in choices]
    pairs = zip_longest(short[::2], short[1::2], fillvalue=BLANK)
    return [(*fit(one, half), Span("  "), *other) for one, other in pairs]


def _label(choice: Choice, scene: Scene, width: int) -> list[Row]:
    press = press_of(choice.key, scene)
    if press.startswith("alt+"):
        key = row(Span(f"Alt+{choice.key} ", Voice.KEY_OFF, press))
    else:
        key = row(Span("   ", Voice.TEXT, press), Span(f" {choice.key} ", Voice.KEY, press))
    first, *more = wrapped(choice.label, width - _LABEL_AT)
    rows = [row(*key, Span(f" {first}", Voice.LABEL, press))]
    return [*rows, *(row(" " * _LABEL_AT, Span(piece, Voice.LABEL, press)) for piece in more)]


def _choice(choice: Choice, scene: Scene, width: int, *, apart: bool = True) -> list[Row]:
    """A choice, and where it leads unless the flow shows that: beside it, or else `apart`."""
    rows = _label(choice, scene, width)
    press = press_of(choice.key, scene)
    told = f"   {leads_to(choice, scene.now)}"
    if not scene.flow:
        room = width - width_of(rows[-1])
        if width_of((Span(told),)) <= room:
            rows[-1] = (*rows[-1], Span(told, Voice.DIM, press))
        elif apart:
            rows += [
                row(" " * _LABEL_AT, Span(piece, Voice.DIM, press))
                for piece in wrapped(told.strip(), width - _LABEL_AT)
            ]
    return rows


def leads_to(choice: Choice, context: Context) -> str:
    """Where a choice leads, in the words of the flowchart."""
    found = resolve_target(context.library.scripts, context.script, choice.to)
    title = found.title
    if choice.to.kind is TargetKind.RETURN:
        title = _origin(context)
    elif choice.to.kind is TargetKind.SCRIPT and found.script is None:
        title += " (cannot be used)"
    return f"{found.sign or '→'} {title}"


def _origin(context: Context) -> str:
    here = context.call.here
    if here.origin >= 0:
        return f"back to {context.call.path[here.origin].title}"
    return context.script.first_step.title
