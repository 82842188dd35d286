import asyncio
from collections.abc import Callable
from pathlib import Path
from types import FunctionType

import pytest
from fake_desk import FakeDesk
from kit import of_kind
from panes import joined
from piloted import Piloted, piloted
from textual import events
from textual.dom import DOMNode
from textual.widgets import OptionList

from guide.call import events as ev
from guide.record.journal import Journal, read_journal
from guide.record.writer import ThreadWriter
from guide.tui._textual_private import strips_of
from guide.tui.app import LaunchOptions
from guide.tui.body import CallBody
from guide.tui.call_screen import CallScreen
from guide.tui.chart_view import ChartPane
from guide.tui.classroom import ClassMenu
from guide.tui.item_list import ItemList
from guide.tui.key_press import RUN_SECONDS
from guide.tui.keys import ACTIONS, rekeyed
from guide.tui.look import DARK, LIGHT, wanted_palette
from guide.tui.not_saved import NotSavedScreen
from guide.tui.note_area import NoteArea
from guide.tui.notes import NotesPane
from guide.tui.pane import Pane
from guide.tui.panel_pane import FieldInput, PanelPane
from guide.tui.pickers import CallPicker
from guide.tui.wrap_up import WrapUpScreen

TITLES = {
    "w": "Hang-up protocol",
    "f": "Follow-up",
    "m": "Manager",
    "a": "Anger",
    "c": "Details",
    "g": "Go to",
    "e": "End the call",
    "slash": "Find wording",
    "u": "Undo",
    "o": "Take over",
    "question_mark": "Keys",
    "x": "Adapted or left out",
}
WHILE_TYPING = {
    "f1": "Keys",
    "f3": "Hang-up protocol",
    "f4": "Follow-up",
    "f5": "Manager",
    "f6": "Anger",
    "f8": "Details",
    "f9": "Go to",
    "f10": "End the call",
    "alt+x": "Adapted or left out",
    "alt+slash": "Find wording",
    "alt+u": "Undo",
}


async def test_every_key_gets_through_to_what_it_does(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("2")
        for key, title in TITLES.items():
            await screen.press(key)
            assert screen.title == title, key
            await screen.press("escape")
        await screen.press("space", "t", "v")
        assert "arrows move" in screen.text
        await screen.press("escape", "backspace")
        events = [entry.event for entry in screen.call.entries]
        assert of_kind(ev.Said, events)
        assert of_kind(ev.ClockStarted, events)
        assert of_kind(ev.WentBack, events)


async def test_every_key_gets_through_while_typing_and_the_note_is_not_touched(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("2", "f2")
        await screen.type("waited 3 weeks?")
        for key, title in WHILE_TYPING.items():
            await screen.press(key)
            assert screen.title == title, key
            await screen.press("escape")
        await screen.press("f7", "alt+space", "alt+1")
        assert screen.call.here.step == "summarise"
        assert screen.call.clock is not None
        assert screen.call.mark("escalated-callers", "ask-concern") is not None
        await screen.press("f2")
        assert screen.note == "waited 3 weeks?"
        await screen.press("enter")
        assert [note.text for note in screen.call.notes] == ["waited 3 weeks?"]


async def test_the_palette_has_every_action_by_name_and_does_it(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        call = screen.screen
        commands = {c.title: c for c in screen.app.get_system_commands(call)}
        for shown in ("Warn  (w)", "Notes  (n)", "End  (e)", "Quit  (Ctrl+Q)", "Look: light"):
            assert shown in commands
        await screen.press("ctrl+p")
        assert screen.app.screen is not call
        await screen.type("follow-up")
        found = screen.app.screen.query_one(OptionList)
        await screen.until(lambda: found.option_count == 1)
        await screen.press("enter")
        await screen.until(lambda: screen.app.screen is call)
        assert screen.title == "Follow-up"


async def test_keys_of_one_s_own_reach_the_call_and_the_palette(tmp_path: Path) -> None:
    own = rekeyed(ACTIONS, {"warn": "q"})
    async with piloted(tmp_path, "escalated-callers", actions=own) as screen:
        commands = {c.title for c in screen.app.get_system_commands(screen.screen)}
        assert "Warn  (q)" in commands
        await screen.press("q")
        assert screen.title == "Hang-up protocol"


async def test_the_other_look_is_a_command_away_and_shows_the_same(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        before = screen.text
        commands = {c.title: c for c in screen.app.get_system_commands(screen.screen)}
        commands["Look: light"].callback()
        await screen.pilot.pause()
        assert screen.app.palette is LIGHT
        assert screen.app.theme == "guide-light"
        assert screen.text == before
        shown = strips_of(screen.app.screen)[5]
        grounds = {one.style.bgcolor.name for one in shown if one.style and one.style.bgcolor}
        assert grounds == {LIGHT.ground}


async def test_a_click_on_a_choice_takes_it_and_one_on_a_key_presses_it(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await click(screen, " 2  Calm enough to talk")
        assert screen.call.here.step == "be-kind"
        await click(screen, "├1┤ ")
        assert screen.call.here.step == "summarise"
        await click(screen, "e end   ? help")
        assert screen.title == "End the call"
        await click(screen, "Esc close ")
        assert screen.title == ""


async def click(screen: Piloted, words: str) -> None:
    y, row = next((y, one) for y, one in enumerate(screen.text.splitlines()) if words in one)
    await screen.pilot.click(offset=(row.index(words) + 1, y))
    await screen.pilot.pause()


async def test_a_paste_goes_into_the_notes_even_from_outside_of_them(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.paste("Dear sirs,\nmy title")
        assert screen.note == "Dear sirs,\nmy title"
        await screen.press("enter")
        assert [note.text for note in screen.call.notes] == ["Dear sirs,\nmy title"]


async def test_another_size_of_the_terminal_shows_the_same_call(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("2", "n")
        await screen.type("waited")
        for size in ((80, 24), (200, 50), (59, 19), (61, 21)):
            await screen.pilot.resize_terminal(*size)
            await screen.until(lambda size=size: screen.app.size == size)
            await screen.pilot.pause()
            rows = screen.text.split("\n")
            assert len(rows) == size[1]
            if size == (59, 19):
                assert "needs 60 columns" in screen.text
            else:
                assert screen.note == "waited"
                assert "waited" in screen.text
                assert "WARNINGS 0 of 1" in rows[1]


async def _wrapped_up(screen: Piloted) -> None:
    """Leave the page that follows a call."""
    await screen.until(lambda: isinstance(screen.app.screen, WrapUpScreen))
    await screen.still()
    await screen.press("escape")
    await screen.until(lambda: isinstance(screen.app.screen, CallPicker))
    await screen.pilot.pause()


async def test_a_call_is_taken_to_its_end_and_the_picker_shows_where_its_summary_is(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", writer=ThreadWriter) as screen:
        await screen.press("2", "space", "e", "1", "y")
        await _wrapped_up(screen)
        (result,) = screen.app.results
        assert result.ended
        assert result.summary is not None
        assert result.summary.read_text().startswith("# ")
        assert result.summary.parent == tmp_path / "summaries"
        assert f"The summary is written: {result.summary}" in "".join(
            one.strip() for one in screen.text.splitlines()
        ).replace("written:/", "written: /")
        await screen.press(str(1 + _place(screen, "escalated-callers")))
        await screen.until(lambda: isinstance(screen.app.screen, CallScreen))
        assert screen.call.started.script == "escalated-callers"


async def test_ctrl_q_keeps_the_call_and_the_next_start_offers_it(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("2", "n")
        await screen.type("half a no")
        call = screen.call.id
        await screen.press("ctrl+q")
        assert [(o.call, o.ended, o.problem) for o in screen.app.results] == [(call, False, "")]
    async with piloted(tmp_path) as screen:
        assert "Resume: Escalated callers" in screen.text
        await screen.press("a")
        assert screen.call.id == call
        assert screen.call.here.step == "be-kind"
        await screen.until(lambda: "half a no" in screen.text)
        await screen.press("n")
        assert screen.note == "half a no"


async def test_keys_pressed_right_before_ctrl_q_are_on_record(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("2")
        screen.clock.set(screen.clock.now().ticks + RUN_SECONDS)
        for key, character in (("space", " "), ("ctrl+q", None), ("1", "1")):
            screen.app.post_message(events.Key(key, character))
        await _soon(lambda: bool(screen.app.results))
    [info] = screen.book.unfinished()
    kept = read_journal(info.path).entries
    assert of_kind(ev.Said, [kept[-1].event]), "and what comes after Ctrl+Q does nothing"


async def test_the_latest_call_is_gone_on_with_when_that_was_asked_for(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        call = screen.call.id
        await screen.press("ctrl+q")
    async with piloted(tmp_path, options=LaunchOptions("Robin", resume=call, go_on=True)) as screen:
        assert screen.call.id == call


async def test_an_earlier_call_fills_in_what_it_knew(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("c")
        await screen.type("Dana Whitlock", "enter")
        await screen.type("0142", "enter")
        await screen.type("title not transferred", "enter")
        await screen.press("escape", "a", "3", "e", "1", "y")
        await _wrapped_up(screen)
        first = screen.app.results[0].call
        await screen.press(str(1 + _place(screen, "taking-over-a-call")))
        await screen.until(lambda: "Flow" in screen.text)
        await screen.press("o")
        assert "Escalated callers, Robin" in joined(screen.pane("Take over"))
        await screen.press("1")
        assert f"Filled in from call {first}." in screen.status
        details = {name: screen.call.detail(name) for name in ("caller", "concern", "mood_end")}
        assert details == {
            "caller": "Dana Whitlock",
            "concern": "title not transferred",
            "mood_end": "hostile",
        }
        assert screen.call.taken_over is not None


def _place(screen: Piloted, script: str) -> int:
    assert isinstance(screen.app.screen, CallPicker)
    return [one.id for one in screen.app.screen.offer.scripts].index(script)


async def test_a_disk_that_refuses_is_told_of_in_words_and_the_call_goes_on(
    tmp_path: Path,
) -> None:
    (tmp_path / "state").write_text("not a folder")
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("2")
        assert "NOT SAVED" in screen.text.splitlines()[0]
        assert "WARNINGS 0 of 1 not saved: " in screen.status
        assert screen.call.here.step == "be-kind"
        (tmp_path / "state").unlink()
        await screen.press("1")
        assert screen.text.splitlines()[0].rstrip().endswith("saved")
        assert "NOT SAVED" not in screen.text
        await screen.press("ctrl+q")
    async with piloted(tmp_path) as screen:
        assert "Resume: Escalated callers" in screen.text


async def test_why_a_call_is_not_saved_stays_in_sight_where_there_is_nothing_to_enter(
    tmp_path: Path,
) -> None:
    (tmp_path / "state").write_text("not a folder")
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("2", "n", "enter", "enter")
        assert "WARNINGS 0 of 1 not saved: " in screen.status
        (tmp_path / "state").unlink()
        await screen.press("w", "enter", "enter")
        assert "There is nothing to enter." in screen.status


async def _branched(kept: Path) -> str:
    """A call whose record has branched; its id."""
    async with piloted(kept, "escalated-callers") as screen:
        await screen.press("2", "ctrl+q")
        entries, disk, call = screen.call.entries, screen.book.disk, screen.call.id
        path = screen.book.places.journal_path(call)
    other = ev.Entry(2, entries[1].at, entries[1].elapsed, ev.Noted("told a colleague"))
    journal = Journal(disk, path)
    journal.renew((entries[0], other))
    journal.close()
    return call


async def test_a_key_goes_on_with_one_branch_of_a_record_and_keeps_the_other(
    tmp_path: Path,
) -> None:
    call = await _branched(tmp_path)
    async with piloted(tmp_path) as screen:
        words = joined(screen.text)
        assert f"The record of {call} has branched" in words
        assert "Resume branch 1: Escalated callers" in words
        assert "Resume branch 2: Escalated callers" in words
        await screen.press("b")
        assert screen.call.id == call
        [kept] = of_kind(ev.BranchKept, (entry.event for entry in screen.call.entries))
        assert len(kept.told) == 1
        assert "branched" not in screen.text
        await screen.press("ctrl+q")
    async with piloted(tmp_path) as screen:
        assert "branched" not in screen.text
        assert "Resume: Escalated callers" in screen.text


async def test_an_older_copy_of_a_call_that_ended_is_told_and_not_offered(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("2", "ctrl+q")
        call, places = screen.call.id, screen.book.places
    places.out.mkdir(parents=True, exist_ok=True)
    said = f'[journal]\nevents = 40\nlast_hash = "{"a" * 64}"\n[ending]\nlabel = "Resolved"\n'
    (places.out / f"{call}.toml").write_text(said)
    async with piloted(tmp_path) as screen:
        for _ in range(2):
            assert "40 events" in screen.text
            assert "“Resolved”" in screen.text
            assert "Resume: " not in screen.text
            # It is told again where another call was left.
            screen.app._pick()
            await screen.still()


@pytest.mark.parametrize("go_on", [False, True])
async def test_a_call_that_begins_at_once_tells_what_there_is_of_the_records(
    tmp_path: Path, *, go_on: bool
) -> None:
    call = await _branched(tmp_path)
    options = LaunchOptions("Kim", resume=call, go_on=True)
    async with piloted(tmp_path, "irate-customers", options=options if go_on else None) as screen:
        await screen.until(lambda: f"The record of {call} has branched" in joined(screen.text))


async def _soon(holds: Callable[[], bool]) -> None:
    """Wait until something holds that is tried again every few seconds."""
    for _ in range(100):
        if holds():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it never held")


async def test_a_call_that_is_not_saved_is_left_once_it_is_given_up_in_words(
    tmp_path: Path,
) -> None:
    (tmp_path / "state").write_text("not a folder")
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("2", "ctrl+q")
        assert screen.app.results == []
        assert "NOT SAVED" in screen.text
        assert "is not a folder" in " ".join(screen.text.split())
        await screen.press("escape")
        assert screen.call.here.step == "be-kind"
        await screen.press("ctrl+q", "ctrl+q", "g")
        assert "What is not saved of it is lost for good." in screen.text
        await screen.press("n", "g", "y")
        (result,) = screen.app.results
        assert result.problem
        assert not result.ended


async def test_a_call_that_is_saved_while_that_is_asked_is_left_without_a_word(
    tmp_path: Path,
) -> None:
    (tmp_path / "state").write_text("not a folder")
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("2", "ctrl+q")
        (tmp_path / "state").unlink()
        await _soon(lambda: bool(screen.app.results))
        assert screen.app.results[0].problem == ""


async def test_a_call_that_ends_while_nothing_can_be_saved_stays_until_it_is(
    tmp_path: Path,
) -> None:
    for name in ("state", "summaries"):
        (tmp_path / name).write_text("not a folder")
    async with piloted(tmp_path, "escalated-callers") as screen:
        call = screen.call.id
        await screen.press("2", "space", "e", "1", "y")
        await _soon(lambda: isinstance(screen.app.screen, NotSavedScreen))
        await screen.pilot.pause()
        assert screen.app.results == []
        await screen.press("ctrl+q", "escape")
        assert isinstance(screen.app.screen, NotSavedScreen)
        for name in ("state", "summaries"):
            (tmp_path / name).unlink()
        await _soon(lambda: bool(screen.app.results))
        (result,) = screen.app.results
        assert (result.ended, result.problem) == (True, "")
        assert result.summary == tmp_path / "summaries" / f"{call}.md"
        assert result.summary.exists()
        await _wrapped_up(screen)


async def test_a_call_that_ended_and_is_given_up_is_told_so(tmp_path: Path) -> None:
    for name in ("state", "summaries"):
        (tmp_path / name).write_text("not a folder")
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("2", "space", "e", "1", "y")
        await _soon(lambda: isinstance(screen.app.screen, NotSavedScreen))
        await screen.pilot.pause()
        await screen.press("g", "y")
        (result,) = screen.app.results
        assert result.problem.startswith("The call was given up, and is not saved as a whole.")
        assert isinstance(screen.app.screen, CallPicker)
        assert "The call was given up" in screen.text


async def test_a_call_that_another_program_holds_is_refused_in_words(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        options = LaunchOptions("Kim", resume=screen.call.id, go_on=True)
        async with piloted(tmp_path, options=options) as other:
            assert isinstance(other.app.screen, CallPicker)
            words = " ".join(other.text.split())
            assert f"✗ The call {screen.call.id} is held by another running program" in words


async def test_a_call_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    async with piloted(tmp_path, options=LaunchOptions("Kim", resume="2020", go_on=True)) as screen:
        assert "✗ There is no call “2020”" in screen.text


OURS = (
    CallScreen,
    CallPicker,
    ClassMenu,
    CallBody,
    ChartPane,
    FieldInput,
    ItemList,
    NoteArea,
    NotesPane,
    Pane,
    PanelPane,
)


@pytest.mark.parametrize("ours", OURS)
async def test_nothing_of_ours_hides_something_private_of_textuals(
    tmp_path: Path, ours: type[DOMNode]
) -> None:
    base = next(one for one in ours.__mro__ if one.__module__.startswith("textual."))
    async with piloted(tmp_path):
        taken = {*dir(base), *vars(base())}
    methods = {n for n, one in vars(ours).items() if isinstance(one, FunctionType | property)}
    begins = vars(ours).get("__init__")
    named = methods | ({*begins.__code__.co_names} if begins else set())
    assert not {name for name in named & taken if name.startswith("_") and name[1] != "_"}


def test_the_look_is_dark_unless_light_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wanted_palette() is DARK
    assert wanted_palette("light") is LIGHT
    monkeypatch.setenv("COLORFGBG", "0;15")
    assert wanted_palette() is LIGHT
    assert wanted_palette("dark") is DARK


async def test_a_time_zone_that_is_not_known_is_told_as_the_call_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Nonsense/Zone")
    async with piloted(tmp_path, "escalated-callers") as screen:
        assert "TZ is “Nonsense/Zone”, which is not a time zone: times are in UTC" in screen.text
        await screen.press("2")
        assert "Nonsense" not in screen.text


async def test_once_the_palette_is_closed_keys_are_what_they_were(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("n", "escape")
        screen.app.action_command_palette()
        await screen.pilot.pause()
        await screen.press("escape")
        await screen.until(lambda: isinstance(screen.app.screen, CallScreen))
        await screen.pilot.pause()
        assert not screen.screen.typing
        assert "1-9 choose" in screen.text
        await screen.press("2")
        assert screen.call.here.step == "be-kind"


async def test_the_status_says_how_the_desk_stands_where_there_is_one(tmp_path: Path) -> None:
    async with piloted(tmp_path, "calming-a-caller") as screen:
        assert screen.text.splitlines()[0].endswith(" saved")
        for words in ("desk", "desk away since 10:12 AM"):
            screen.screen.view.desk = FakeDesk(words)
            await screen.press("space")
            assert screen.text.splitlines()[0].endswith(f" saved · {words}")
