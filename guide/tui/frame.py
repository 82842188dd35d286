"""The frame: where everything stands on the call screen, and what gives way when room is short.

Wide: flow, script panel, notes side by side. Narrow: script panel and flow above the notes.
Slim: no flow (`v` shows the chart). An open panel takes the notes' place, and the flow's too
where it is narrow; the script panel, the counter and the choices stay.
"""

from guide.tui.flow import flow_pane
from guide.tui.footer import footer
from guide.tui.notes import notes_pane
from guide.tui.rows import Row, Span, Voice, beside, cut, fit, row, wrapped
from guide.tui.say import say_panel
from guide.tui.scene import Scene
from guide.tui.status import overflow, status

WIDE = 112
NARROW = 76
SMALLEST = (60, 20)


def paint(scene: Scene) -> list[Row]:
    """The whole call screen: exactly `scene.height` rows of `scene.width` cells."""
    if scene.width < SMALLEST[0] or scene.height < SMALLEST[1]:
        return too_small(scene.width, scene.height)
    rules = rules_row(scene)
    height = scene.height - 3 - len(rules)
    if scene.chart is not None and scene.panel is None:
        body = _chart(scene, height)
    elif scene.width >= WIDE:
        body = _wide(scene, height)
    elif scene.panel:
        body = _narrow_with_panel(scene, height)
    else:
        body = _narrow(scene, height)
    rows = [*status(scene), *body, *rules, overflow(scene) or footer(scene)]
    return [fit(one, scene.width) for one in rows]


def too_small(width: int, height: int) -> list[Row]:
    """What a terminal too small for a call shows."""
    text = (
        f"Call Guide needs {SMALLEST[0]} columns and {SMALLEST[1]} rows; this terminal has {width} "
        f"and {height}. Make it larger: the call goes on and nothing is lost."
    )
    return [row(Span(piece, Voice.TEXT)) for piece in wrapped(text, max(1, width))][:height]


def _wide(scene: Scene, height: int) -> list[Row]:
    flow = 36 if scene.width < 150 else 44
    side = max(36, min(64, (scene.width - flow) * 42 // 100))
    say = scene.width - flow - side
    third = _panel(scene, side, height) if scene.panel else _notes(scene, side, height)
    return beside(_flow(scene, flow, height), _say(scene, say, height), third)


def _narrow(scene: Scene, height: int) -> list[Row]:
    notes = max(6, min(9, height // 3))
    top = height - notes
    if scene.width < NARROW:
        upper = _say(scene, scene.width, top)
    else:
        flow = max(28, scene.width * 34 // 100)
        say = scene.width - flow
        upper = beside(_say(scene, say, top), _flow(scene, flow, top))
    return [*upper, *_notes(scene, scene.width, notes)]


def _narrow_with_panel(scene: Scene, height: int) -> list[Row]:
    panel = min(scene.width // 2, max(36, scene.width * 42 // 100))
    say = _say(scene, scene.width - panel, height)
    return beside(say, _panel(scene, panel, height))


def _chart(scene: Scene, height: int) -> list[Row]:
    if scene.chart is None:
        return []
    rows = scene.chart.rows(scene, scene.width - 2, height - 2)
    return boxed(scene.chart.title, rows, scene.width, height, focused=True, padding=0)


def _say(scene: Scene, width: int, height: int) -> list[Row]:
    focused = not scene.typing and scene.panel is None
    return boxed("Say", say_panel(scene, width - 4, height - 2), width, height, focused=focused)


def _flow(scene: Scene, width: int, height: int) -> list[Row]:
    rows = flow_pane(scene, width - 2, height - 2)
    return boxed("Flow", rows, width, height, focused=False, padding=0)


def _notes(scene: Scene, width: int, height: int) -> list[Row]:
    rows = notes_pane(scene, width - 4, height - 2)
    return boxed("Notes", rows, width, height, focused=scene.typing)


def _panel(scene: Scene, width: int, height: int) -> list[Row]:
    panel = scene.panel
    if panel is None:
        return []
    rows = panel.rows(scene.now, width - 4, height - 3)[: height - 3]
    rows = [*rows, *[()] * (height - 3 - len(rows))]
    hint = row(Span(cut(panel.hint, width - 4), Voice.DIM))
    return boxed(panel.title, [*rows, hint], width, height, focused=True)


def boxed(
    title: str, rows: list[Row], width: int, height: int, *, focused: bool, padding: int = 1
) -> list[Row]:
    """Rows within a thin border that carries the title: exactly `height` rows."""
    voice = Voice.FOCUS if focused else Voice.BORDER
    name = f" {cut(title, width - 6)} "
    inner = width - 2 - 2 * padding
    top = row(
        Span("┌", voice),
        Span(name, Voice.HERE if focused else Voice.DIM),
        Span("─" * (width - 2 - len(name)) + "┐", voice),
    )
    side, pad = Span("│", voice), Span(" " * padding)
    middle = [(side, pad, *fit(one, inner), pad, side) for one in rows[: height - 2]]
    blank = (side, pad, *fit((), inner), pad, side)
    middle += [blank] * (height - 2 - len(middle))
    return [top, *middle, row(Span("└" + "─" * (width - 2) + "┘", voice))]


def rules_row(scene: Scene) -> list[Row]:
    """The standing rules, in sight all call long; under each other where one row is short."""
    rules = [f"! {rule}" for rule in scene.now.script.rules]
    together = "   ".join(rules)
    rows = [together] if len(together) <= scene.width - 2 else rules[:2]
    return [row(" ", Span(cut(text, scene.width - 2), Voice.RULE)) for text in rows if text]
