"""What must hold of the call screen whatever is on it: nothing needed is ever cut off."""

import re

from on_screen import OnScreen
from panes import joined

COUNTER = re.compile(r"WARNINGS (\d+ of \d+|·)")
COMPLETE = (80, 24)


def assert_whole(screen: OnScreen) -> None:
    """Every row is as wide as the screen; the counter, the line and the choices are all there."""
    width, height = screen.size
    assert [strip.cell_length for strip in screen.strips] == [width] * height
    assert COUNTER.search(screen.status), screen.text
    if screen.view.chart is None and width >= COMPLETE[0] and height >= COMPLETE[1]:
        _assert_line_and_choices(screen)


def _assert_line_and_choices(screen: OnScreen) -> None:
    scene, pane = screen.scene, screen.pane("Say")
    shown = _run_on(joined(pane))
    marked = scene.marked
    if marked is not None:
        assert _run_on(scene.words(marked) or marked.gap) in shown, pane
    while_typing = scene.typing or scene.panel is not None
    for choice in scene.now.step.choices:
        key = f"Alt+{choice.key}" if while_typing else f"    {choice.key}  "
        assert key in pane, pane
        assert _run_on(choice.label) in shown, pane


def _run_on(text: str) -> str:
    return "".join(text.split())
