"""Everything that has a key can be clicked, and a click on a key does what the key does."""

import re
from pathlib import Path

import pytest
from kit import of_kind
from on_screen import NARROW, OnScreen
from piloted import piloted
from textual import events
from textual.geometry import Offset

from guide.call import events as ev
from guide.tui.key_words import KEY
from guide.tui.pane import Pane

OPENED = {
    "call": (),
    "notes": ("n",),
    "reason": ("w",),
    "effort": ("w", "1"),
    "words": ("w", "1", "1"),
    "details": ("c",),
    "anger": ("a",),
    "timer": ("t", "t"),
    "manager": ("m",),
    "manager’s name": ("m", "2"),
    "follow-up": ("f",),
    "callback": ("f", "1"),
    "report": ("f", "3"),
    "another reason": ("f", "3", "9"),
    "go to": ("g",),
    "find": ("slash",),
    "undo": ("a", "2", "u"),
    "copy": ("y",),
    "end": ("e",),
    "end named": ("e", "1"),
    "keys": ("question_mark",),
    "chart": ("v",),
    "wording of the chart": ("v", "enter"),
}
"""Every panel and form, by the keys that open it."""

KEYS = {
    "Enter": "enter",
    "Esc": "escape",
    "Tab": "tab",
    "Space": "space",
    "PgUp": "pageup",
    "PgDn": "pagedown",
    "↑": "up",
    "↓": "down",
    "?": "question_mark",
    **{f"F{n}": f"f{n}" for n in range(1, 11)},
}
_NAMED = re.compile(
    r"(?<![^ ·])(Enter|Esc|Tab|Space|PgUp|PgDn|F\d+|[↑↓](?! \d)|(?<![↑↓] )[a-z0-9?])(?=[ :]|$)"
)
_BORDER = re.compile(r"[└┌]─ (.*?) ─")


def named(screen: OnScreen) -> list[tuple[str, int, int]]:
    """The keys that the footer and the borders name, each with the cell where it stands."""
    *above, footer = screen.text.splitlines()
    parts = [(len(above), 0, footer)]
    parts += [(y, m.start(1), m[1]) for y, one in enumerate(above) for m in _BORDER.finditer(one)]
    return [
        (KEYS.get(one[1], one[1]), x + one.start(), y)
        for y, x, text in parts
        for one in _NAMED.finditer(text)
    ]


def opened(keys: tuple[str, ...]) -> OnScreen:
    screen = OnScreen(size=NARROW)
    screen.press(*keys)
    return screen


def key_at(x: int, y: int, screen: OnScreen) -> str:
    """The key that a click on a cell is."""
    front = screen.app.screen
    widget, _ = front.get_widget_at(x, y)
    if isinstance(widget, Pane) and widget.content_region.contains(x, y):
        return widget.key_at(Offset(x, y) - widget.content_region.offset)
    return front.get_style_at(x, y).meta.get(KEY, "")


@pytest.mark.parametrize("name", OPENED)
def test_each_key_that_is_shown_stands_where_a_click_is_that_key(name: str) -> None:
    screen = opened(OPENED[name])
    keys = named(screen)
    assert keys
    assert [key_at(x, y, screen) for _, x, y in keys] == [key for key, _, _ in keys]


@pytest.mark.parametrize(
    ("opener", "typed", "shown", "key"),
    [
        (("n",), "wants a refund", "Enter keep", "enter"),
        (("w", "1", "1"), "parrot", "Enter keep", "enter"),
        (("c",), "Kim", "Enter keep", "enter"),
        (("c",), "Kim", "Enter keeps it", "enter"),
        (("c",), "Kim", "Esc close", "escape"),
        (("c",), "", "F4 follow", "f4"),
        (("f", "1"), "", "Enter: next", "enter"),
        (("slash",), "calm", "↓ ", "pagedown"),
        (("a",), "", "0 calm", "0"),
        (("t", "t"), "", "1, 2 or 3", "1"),
        (("g",), "", "Esc closes", "escape"),
        (("e", "1"), "", "y ends", "y"),
        (("v",), "", "Enter reads", "enter"),
        (("v",), "", "v or Esc", "v"),
        (("question_mark",), "", "Alt+x", "alt+x"),
        ((), "", "Space said", "space"),
    ],
)
def test_a_click_on_a_key_does_what_the_key_does(
    opener: tuple[str, ...], typed: str, shown: str, key: str
) -> None:
    left = []
    for click in (True, False):
        screen = opened(opener)
        screen.type(typed)
        screen.wait(1)
        if click:
            screen.click(shown)
        else:
            screen.hit(key)
        events = [type(one) for one in screen.events if not isinstance(one, ev.Drafted)]
        left.append((screen.text, screen.screen.typing, events))
    assert left[0] == left[1]


def test_the_whole_protocol_is_taken_with_the_mouse_at_80_by_24() -> None:
    screen = opened(())
    screen.click("F3 warn" if "F3 warn" in screen.text else "w warn")
    screen.click("Aggressive")
    screen.click("Heard them out")
    screen.type("parrot")
    screen.click("Enter keep")
    screen.type("Sam")
    screen.click("Enter keep")
    screen.click("Read word for word")
    assert len(of_kind(ev.WarningGiven, screen.events)) == 1
    screen.click("They continued")
    screen.type("still")
    screen.click("Enter keep")
    screen.click("Space said")
    assert len(of_kind(ev.Said, screen.events)) == 1
    screen.click("They continued")
    screen.click("y ends")
    assert screen.call.ended is not None
    assert screen.call.ended.event.protocol


def test_a_line_whose_words_are_selected_with_the_mouse_was_not_said() -> None:
    screen = opened(("w", "2", "1", "enter", "1"))
    rows = screen.text.splitlines()
    y = next(n for n, one in enumerate(rows) if "Read word for word" in one)
    x = rows[y].index("Read word for word")
    screen.drag((x + 4, y - 2), (x + 4, y))
    assert of_kind(ev.WarningGiven, screen.events) == []
    screen.click_at(x, y)
    assert len(of_kind(ev.WarningGiven, screen.events)) == 1


def test_a_mouse_pressed_on_one_key_and_let_go_on_another_presses_neither() -> None:
    screen = OnScreen()
    footer = screen.app.screen.query_one("#footer", Pane)
    y = footer.region.y
    at = {key_at(x, y, screen): x for x in range(screen.app.size.width)}
    notes, warn = at["n"], at["w"]

    def mouse(kind: type[events.MouseEvent], x: int) -> None:
        event = kind(footer, x, 0, 0, 0, 1, False, False, False, x, y)
        screen.app.call_later(footer.post_message, event)
        screen.show()

    before = screen.panel
    mouse(events.MouseDown, notes)
    mouse(events.Click, warn)
    assert screen.panel == before
    mouse(events.MouseDown, warn)
    mouse(events.Click, warn)
    assert screen.panel != before


@pytest.mark.parametrize(("button", "clicks"), [(1, True), (2, False), (3, False)])
async def test_only_the_left_button_of_the_mouse_clicks(
    tmp_path: Path, button: int, clicks: bool
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        rows = screen.text.splitlines()
        x, y = next((row.index(" 2  ") + 1, y) for y, row in enumerate(rows) if " 2  " in row)
        for event in (events.MouseDown, events.MouseUp):
            screen.app.post_message(event(None, x, y, 0, 0, button, False, False, False))
        await screen.still()
        assert bool(screen.call.path[1:]) == clicks
