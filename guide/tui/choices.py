"""The choices of the script panel: a key in a box, a plain label, and where it leads."""

from collections.abc import Sequence

from guide.call.context import Context
from guide.chart.flow import resolve_target
from guide.script.model import Choice, Step, TargetKind
from guide.tui.rows import Row, Span, Voice, cut, fit, row, width_of
from guide.tui.scene import Scene

_KEY = "      "
"""The room for a key: a box around its digit, or Alt with it. The digit stands still."""

MANY = 6
"""From so many choices on two stand in a row, rather than that the line and its help give way."""

_LABEL_AT = len(_KEY) + 1


def press_of(key: int, scene: Scene) -> str:
    """The key press that takes a choice: while digits are typed elsewhere, it is Alt with it."""
    return f"alt+{key}" if scene.typing or scene.panel is not None else str(key)


def fewest_rows(step: Step, width: int) -> int:
    """The rows to leave for the choices of a step: one each; half of that for many, if they fit."""
    count, room = len(step.choices), _half(width) - _LABEL_AT
    pairs = all(width_of((Span(choice.label),)) <= room for choice in step.choices)
    return (count + 1) // 2 if count >= MANY and pairs else count


def choice_rows(scene: Scene, width: int, room: int) -> list[Row]:
    """The choices, one a row; two a row where there are fewer than that."""
    choices = scene.now.step.choices
    if len(choices) <= room:
        return [_choice(choice, scene, width) for choice in choices]
    half = _half(width)
    pairs = [choices[i : i + 2] for i in range(0, len(choices), 2)]
    return [
        (*fit(_choice(pair[0], scene, half), half), Span("  "), *_second(pair, scene, half))
        for pair in pairs
    ]


def _second(pair: Sequence[Choice], scene: Scene, width: int) -> Row:
    return _choice(pair[1], scene, width) if len(pair) > 1 else ()


def _half(width: int) -> int:
    return (width - 2) // 2


def _choice(choice: Choice, scene: Scene, width: int) -> Row:
    """A choice and where it leads."""
    press = press_of(choice.key, scene)
    if press.startswith("alt+"):
        key = row(Span(f"Alt+{choice.key} ", Voice.KEY_OFF, press))
    else:
        key = row(Span("   ", Voice.TEXT, press), Span(f" {choice.key} ", Voice.KEY, press))
    spans = row(*key, Span(f" {choice.label}", Voice.LABEL, press))
    leads = f"   {leads_to(choice, scene.now)}"
    room = width - width_of(spans)
    if room >= 12:
        spans = (*spans, Span(cut(leads, room), Voice.DIM, press))
    return fit(spans, width) if width_of(spans) > width else spans


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
