import asyncio
from pathlib import Path

import pytest
from kit import of_kind, shipped
from shown import NARROW, WIDE, demo, moves, watched, watching
from snapshot import Snapshot
from untouched import everything

from guide.call import events as ev
from guide.errors import ScenarioError
from guide.training.recording import Recording
from guide.tui._textual_private import strips_of
from guide.tui.body import CallBody
from guide.tui.key_press import CONFIRM_SECONDS, DOUBLE_SECONDS
from guide.tui.look import LIGHT
from guide.tui.pickers import Offered, ScenarioPicker
from guide.tui.player_app import PlayerApp
from guide.tui.player_screen import TakeOverScreen

NAME = "friday-callback"
OFFER = (
    Offered("friday-callback", "A callback", "The clock runs out."),
    Offered("broken", "Broken", "It has mistakes."),
)


def _opened(name: str) -> Recording:
    if name == "broken":
        raise ScenarioError("This scenario cannot be played.")
    return demo(name)


def offered() -> PlayerApp:
    """The program with recordings to pick from."""
    return PlayerApp(shipped(), None, OFFER, _opened)


async def test_the_recording_plays_by_itself_and_space_pauses_it() -> None:
    seconds = 0.0
    async with watching(PlayerApp(shipped(), demo(NAME))) as screen:
        screen.player._seconds = lambda: seconds
        screen.player._last = 0.0
        screen.player.player = screen.player.player.moved(0.0)
        seconds = 5.0
        await screen.player._tick()
        assert screen.player.player.position == 5.0
        await screen.press("space")
        seconds = 9.0
        await screen.player._tick()
        assert screen.player.player.position == 5.0
        assert "‖" in screen.text
        await screen.press("space", "plus")
        seconds = 10.0
        await screen.player._tick()
        assert screen.player.player.position == 7.0


async def test_time_stands_still_while_help_is_read() -> None:
    async with watched(NAME) as screen:
        await screen.press("question_mark")
        assert "Keys · any key closes" in screen.text
        before = screen.player.player.position
        screen.player._last -= 10
        await screen.player._tick()
        assert screen.player.player.position == before
        await screen.press("x")
        assert "Keys · any key closes" not in screen.text


async def test_somebody_takes_over_and_esc_returns_to_the_same_place() -> None:
    async with watched(NAME, moves(demo(NAME))[5].shows) as screen:
        before = screen.text
        await screen.press("t")
        assert len(screen.app.screen.query(CallBody)) == 1
        assert isinstance(screen.app.screen, TakeOverScreen)
        assert "TRAINING · NOT KEPT" in screen.text
        assert "Esc goes back" in screen.text
        await screen.press("n", "h", "i", "enter", "escape", "3", "w")
        assert isinstance(screen.app.screen, TakeOverScreen)
        view = screen.app.screen.view
        call = view.session.call
        assert of_kind(ev.Noted, [entry.event for entry in call.entries]) == [ev.Noted("hi")]
        assert call.here.step != moves(demo(NAME))[5].call.here.step
        await screen.press("escape")
        assert isinstance(screen.app.screen, TakeOverScreen), "Esc closed the panel first"
        await asyncio.sleep(DOUBLE_SECONDS)
        await screen.press("escape")
        assert screen.app.screen is screen.player
        assert screen.text == before


async def test_a_call_that_is_played_by_hand_to_its_end_leads_back_too() -> None:
    async with watched(NAME, moves(demo(NAME))[2].shows) as screen:
        before = screen.text
        await screen.press("t")
        assert "NOT KEPT" in screen.text.splitlines()[0]
        assert "saved" not in screen.text.splitlines()[0]
        await screen.press("e", "5", "y")
        # A further letter would have made a word of the one that ends the call.
        await screen.pilot.pause(CONFIRM_SECONDS)
        await screen.pilot.pause()
        assert screen.app.screen is screen.player
        assert "Your call is over, and nothing of it was kept." in screen.text
        await screen.press("shift+tab")
        assert screen.text == before


async def test_at_the_end_one_takes_over_just_before_it() -> None:
    async with watched(NAME, demo(NAME).duration) as screen:
        await screen.press("t")
        assert isinstance(screen.app.screen, TakeOverScreen)
        assert screen.app.screen.view.session.call.ended is None


async def test_a_click_on_a_chapter_or_a_key_does_as_the_key() -> None:
    async with watched(NAME) as screen:
        line = screen.text.splitlines()[-2]
        await screen.pilot.click(offset=(line.index("3"), WIDE[1] - 2))
        assert screen.player.player.position == demo(NAME).chapters[2].shows
        foot = screen.text.splitlines()[-1]
        await screen.pilot.click(offset=(foot.index("? help"), WIDE[1] - 1))
        assert screen.player.help


async def test_one_is_picked_and_after_it_another_can_be() -> None:
    async with watching(offered(), NARROW) as screen:
        assert isinstance(screen.app.screen, ScenarioPicker)
        assert "The clock runs out." in screen.text
        await screen.press("2")
        await screen.pilot.pause(0.3)
        assert "✗ This scenario cannot be played." in screen.text
        await screen.press("1")
        await screen.pilot.pause(0.3)
        assert screen.app.screen is screen.player
        await screen.press("q")
        assert isinstance(screen.app.screen, ScenarioPicker)


async def test_the_one_that_was_asked_for_ends_the_program_when_it_is_left() -> None:
    async with watched(NAME) as screen:
        await screen.press("escape")
        assert screen.app.return_value is None
        assert not screen.app.is_running


async def test_the_other_look_is_there_too() -> None:
    async with watched(NAME) as screen:
        commands = {c.title: c for c in screen.app.get_system_commands(screen.app.screen)}
        commands["Look: light"].callback()
        await screen.pilot.pause()
        row = strips_of(screen.app.screen)[5]
        grounds = {one.style.bgcolor.name for one in row if one.style and one.style.bgcolor}
        assert grounds == {LIGHT.ground}


async def test_nothing_is_read_from_or_left_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GUIDE_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    async with watched(NAME, 60) as screen:
        await screen.press("t", "n", "h", "i", "enter", "escape", "o")
        assert "No earlier call is kept here" in screen.text
        await screen.press("escape", "e", "5", "y", "end", "q")
    assert everything(tmp_path) == {}


@pytest.mark.parametrize(("name", "size"), [("demo", WIDE), ("demo-80x24", NARROW)])
async def test_a_demo_looks_as_it_did(name: str, size: tuple[int, int], snapshot: Snapshot) -> None:
    async with watched(NAME, moves(demo(NAME))[7].shows - 1.5, size) as screen:
        snapshot(name, screen.app)
