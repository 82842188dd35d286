import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import Desk, shipped, with_script
from msgspec.structs import replace
from on_screen import NARROW, WIDE, OnScreen
from piloted import piloted
from whole_screen import assert_whole

from guide.call import actions as act
from guide.call.events import Entry
from guide.record.codec import encoded
from guide.script.library import Library
from guide.script.model import Coaching, Script
from guide.text import is_plain, runs_from_right
from guide.tui._textual_private import strips_of
from guide.tui.app import LaunchOptions

MARKUP = "[/nope] [/] 50% [off] [@click=app.quit]x[/] [red]a[/red]"
CONTROLS = "a\x1b[31mb\x1b]0;title\x07c\x9bd\x7fe\x00f\rg\x08h"
BIDI = "left \u202eright\u202c \u2066isolated\u2069 \u200fmark"
WIDE_TEXT = "漢字かな 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 é e\u0301 ﷽ \u200b\u200d"
LINES = "one\ntwo\r\nthree\u2028four\x85five\tsix"
HOSTILE = (MARKUP, CONTROLS, BIDI, WIDE_TEXT, LINES)


def hostile(script: Script) -> Script:
    """The script with wording that is hard to show: markup, wide characters, several lines."""
    text = f"{MARKUP} {WIDE_TEXT}\n\nand a second line"

    def told(line_text: str) -> str:
        return f"{line_text} {text}"

    steps = tuple(
        replace(
            step,
            title=f"{step.title} {MARKUP}",
            coaching=(Coaching(MARKUP), Coaching(WIDE_TEXT)),
            lines=tuple(replace(one, text=told(one.text)) for one in step.lines if one.text),
            choices=tuple(replace(c, label=f"{c.label} [/]") for c in step.choices),
        )
        for step in script.steps
    )
    return replace(script, title=MARKUP, use_when=WIDE_TEXT, rules=(MARKUP, WIDE_TEXT), steps=steps)


def library() -> Library:
    return with_script(hostile(shipped().script("escalated-callers")))


_SET_APART = re.compile("[\u2066\u2067]([^\u2066-\u2069]*)\u2069")


def is_shown_plain(text: str) -> bool:
    """Whether a row has no control but the program's own pairs around what runs from the right."""
    return is_plain(
        _SET_APART.sub(lambda pair: pair[1] if runs_from_right(pair[1]) else pair[0], text)
    )


def assert_no_controls(screen: OnScreen) -> None:
    for strip in screen.strips:
        assert is_shown_plain(strip.text), strip.text
        assert "\n" not in strip.text
        assert "\t" not in strip.text


@pytest.mark.parametrize(
    "way",
    [
        ("n",),
        ("c",),
        ("x",),
        ("m", "2"),
        ("slash",),
        ("f", "1"),
    ],
)
def test_whatever_is_typed_or_pasted_is_shown_as_plain_text(way: tuple[str, ...]) -> None:
    screen = OnScreen(size=NARROW)
    screen.press("2", *way)
    for text in HOSTILE:
        screen.type("".join(one for one in text if one.isprintable()))
        screen.paste(text)
        assert_no_controls(screen)
        screen.press("enter")
        assert_no_controls(screen)
        assert_whole(screen)
    screen.press("escape", "escape", "u")
    assert_no_controls(screen)


@pytest.mark.parametrize("size", [(60, 20), WIDE])
def test_a_script_that_is_hard_to_show_is_shown_as_plain_text(size: tuple[int, int]) -> None:
    screen = OnScreen(library=library(), size=size)
    walk = ("2", "3", "2", "space", "up", "1", "1", "backspace", "v", "down", "escape", "slash")
    for key in walk:
        screen.press(key)
        assert_no_controls(screen)
    screen.type("nope")
    for key in ("enter", "u", "escape", "e", "down", "down", "escape", "m", "escape", "f", "1"):
        screen.press(key)
        assert_no_controls(screen)


@given(st.lists(st.text(max_size=200), min_size=12, max_size=12))
@settings(max_examples=2, deadline=None)
def test_any_text_at_all_can_be_a_note(texts: list[str]) -> None:
    screen = OnScreen(size=NARROW)
    for text in texts:
        screen.paste(text)
        assert_no_controls(screen)
        screen.press("enter")
        assert_no_controls(screen)
        assert_whole(screen)


async def test_no_control_character_reaches_the_terminal(tmp_path: Path) -> None:
    details = (("caller", CONTROLS), ("number", BIDI))
    options = LaunchOptions("Robin", script="escalated-callers", ref=MARKUP, details=details)
    async with piloted(tmp_path, options=options, library=library()) as screen:
        for text in HOSTILE:
            await screen.paste(text)
            await screen.press("enter")
        for strip in strips_of(screen.app.screen):
            assert re.search("[\x00-\x1f\x7f-\x9f]", strip.text) is None
            assert is_shown_plain(strip.text)
        assert screen.call.notes[0].text == MARKUP
        assert MARKUP.split()[0] in screen.text
        await screen.press("escape", "ctrl+q")
    async with piloted(tmp_path, library=library()) as screen:
        assert "[/nope] [/] 50% [off] [@click=app.quit]x[/]" in screen.text


def _forged(script: str) -> list[Entry]:
    """A record that somebody made by hand: what ends at a terminal stands wherever text is."""
    desk = Desk(
        script,
        act.Choose(1),
        act.Write("note"),
        act.WriteDetail("caller", "Ann"),
        act.Draft("half a note"),
    )
    forged: list[Entry] = []
    for entry in desk.call.entries:
        event = entry.event
        texts = {
            name: f"{value}{CONTROLS}"
            for name in ("title", "agent", "step_title", "text", "value", "label")
            if isinstance(value := getattr(event, name, None), str)
        }
        forged.append(replace(entry, event=replace(event, **texts)))
    return forged


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_record_made_by_hand_has_no_control_character_on_the_screen(
    size: tuple[int, int],
) -> None:
    screen = OnScreen("irate-customers", size=size)
    screen.writer.saved[:] = _forged("irate-customers")
    screen.start_again()
    for keys in ((), ("n",), ("escape", "c"), ("escape", "u"), ("escape", "e"), ("escape", "w")):
        screen.press(*keys)
        assert is_shown_plain(screen.text.replace("\n", "")), (keys, screen.text)


async def test_a_record_made_by_hand_is_offered_in_plain_words(tmp_path: Path) -> None:
    state = tmp_path / "state" / "calls" / "open"
    state.mkdir(parents=True)
    for folder in (state, state.parent, state.parent.parent):
        folder.chmod(0o700)
    data, _ = encoded(_forged("irate-customers"))
    (state / "20261120-190300-k7wd.jsonl").write_bytes(data)
    async with piloted(tmp_path, "") as screen:
        await screen.pilot.pause()
        assert "Resume: Irate customers" in screen.text
        assert is_shown_plain(screen.text.replace("\n", "")), screen.text
