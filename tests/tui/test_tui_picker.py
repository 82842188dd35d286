"""The front door: what it offers, and that nothing begins unless it was picked."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest
from kit import FRIDAY, shipped, utc
from msgspec.structs import replace
from panes import joined
from piloted import piloted
from promised_calls import CALLBACK, DO_NOT_CALL, a_call, keep
from textual import events
from textual.app import App
from textual.pilot import Pilot

from guide.record.call_list import CallInfo
from guide.record.places import Places
from guide.script.findings import Problem, Severity
from guide.script.library import load_library, shipped_folder
from guide.tui._textual_private import strips_of
from guide.tui.app import GuideApp
from guide.tui.call_screen import CallScreen
from guide.tui.not_saved import NotSavedScreen
from guide.tui.pickers import CallPicker, Offer, Pick, Picked, PickerScreen

SCRIPTS = tuple(shipped().scripts.values())
SIZES = [(60, 20), (80, 24), (120, 36), (200, 50)]


def call(n: int) -> CallInfo:
    return CallInfo(
        f"20261120-19030{n}-k7wd",
        Path("/nowhere"),
        FRIDAY,
        "escalated-callers",
        "Escalated callers",
        f"Robin {n}",
        entries=12,
    )


class _Door(App[Pick]):
    """Shows the picker alone; what was picked is in `picks`."""

    CSS_PATH = GuideApp.CSS_PATH

    def __init__(self, picker: PickerScreen[Any]) -> None:
        super().__init__()
        self.picker = picker
        self.picks: list[Pick | None] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict.fromkeys(("panel-border", "quiet", "bright", "field", "field-focus"), "#000000")

    def on_mount(self) -> None:
        self.push_screen(self.picker, self.picks.append)

    @property
    def text(self) -> str:
        return "\n".join(strip.text.rstrip() for strip in strips_of(self.screen))


@asynccontextmanager
async def door(
    offer: Offer, size: tuple[int, int] = (120, 50), **said: Any
) -> AsyncIterator[tuple[_Door, Pilot[Pick]]]:
    app = _Door(CallPicker(offer, **said))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


@pytest.mark.parametrize("size", SIZES)
async def test_the_picker_is_as_large_as_the_terminal_and_the_mark_always_in_sight(
    size: tuple[int, int],
) -> None:
    offer = Offer(tuple(map(call, range(9))), SCRIPTS)
    async with door(offer, size, message="A refusal.", summary="News.") as (app, pilot):
        for _ in range(15):
            await pilot.press("down")
            strips = strips_of(app.screen)
            assert [strip.cell_length for strip in strips] == [size[0]] * size[1]
            assert app.text.count("▸") == 1


async def test_unfinished_calls_come_first_and_every_script_says_when_to_use_it() -> None:
    async with door(Offer((call(1),), SCRIPTS)) as (app, _):
        text = joined(app.text)
        assert text.index("Resume: Escalated callers") < text.index("1 Calming a caller")
        assert "Fri, Nov 20, 2:03 PM · Robin 1 · 12 events saved" in text
        for script in SCRIPTS:
            assert script.title in text
            assert script.use_when in text


@pytest.mark.parametrize(
    ("key", "picks"),
    [
        ("b", [Pick(Picked.CALL, call(2).id)]),
        ("B", [Pick(Picked.CALL, call(2).id)]),
        ("5", [Pick(Picked.SCRIPT, SCRIPTS[4].id)]),
        *((key, []) for key in ("c", "6", "0", "x", "f1", "escape", "space", "enter")),
    ],
)
async def test_letters_pick_calls_and_digits_scripts_and_nothing_else_picks(
    key: str, picks: list[Pick]
) -> None:
    async with door(Offer((call(1), call(2)), SCRIPTS)) as (app, pilot):
        await pilot.press(key)
        await pilot.pause(0.3)
        assert app.picks == picks


@pytest.mark.parametrize("place", range(6))
async def test_arrows_and_enter_reach_everything(place: int) -> None:
    everything = [call(1).id, *(script.id for script in SCRIPTS)]
    async with door(Offer((call(1),), SCRIPTS)) as (app, pilot):
        await pilot.press(*["down"] * (place + 1), "enter")
        assert [pick.id for pick in app.picks if pick] == [everything[place]]


async def test_up_begins_at_the_last_script() -> None:
    async with door(Offer((call(1),), SCRIPTS)) as (app, pilot):
        await pilot.press("up", "enter")
        assert app.picks == [Pick(Picked.SCRIPT, SCRIPTS[-1].id)]


async def test_scripts_keep_their_number_and_the_last_used_says_so() -> None:
    async with door(Offer((), SCRIPTS, last_used=SCRIPTS[3].id)) as (app, pilot):
        assert f" 4   {SCRIPTS[3].title} · last used" in app.text
        await pilot.press("4")
        await pilot.pause(0.3)
        assert app.picks == [Pick(Picked.SCRIPT, SCRIPTS[3].id)]


async def test_a_script_says_what_of_it_nobody_approved_before_it_is_picked() -> None:
    told = {SCRIPTS[1].id: "1 line changed, 2 rules not as approved", SCRIPTS[2].id: ""}
    async with door(Offer((), SCRIPTS, not_as_approved=told)) as (app, _):
        assert app.text.count(" ! ") == 1
        assert f"{SCRIPTS[1].use_when} ! 1 line changed, 2 rules not as approved." in joined(
            app.text
        )


async def test_the_front_door_looks_up_what_of_a_script_nobody_approved(tmp_path: Path) -> None:
    ours = Path(shutil.copytree(shipped_folder(), tmp_path / "ours"))
    file = ours / "hang-up-protocol.toml"
    text = file.read_text("utf-8")
    assert "permission = true" in text
    file.write_text(text.replace("permission = true", "permission = false", 1), "utf-8")
    async with piloted(tmp_path, library=load_library(ours), size=(120, 50)) as screen:
        assert joined(screen.text).count("! 1 rule not as approved.") == 1
        assert "!" not in joined(screen.text).partition("Escalated callers")[2].partition("3 ")[0]


async def test_a_click_picks() -> None:
    async with door(Offer((), SCRIPTS)) as (app, pilot):
        rows = app.text.splitlines()
        y = next(y for y, one in enumerate(rows) if SCRIPTS[2].title in one)
        await pilot.click(offset=(rows[y].index(SCRIPTS[2].title) + 2, y))
        await pilot.pause()
        assert app.picks == [Pick(Picked.SCRIPT, SCRIPTS[2].id)]


async def test_where_there_are_more_than_nine_scripts_the_arrows_reach_the_tenth() -> None:
    many = tuple(replace(SCRIPTS[0], id=f"s{n}", title=f"Script {n}") for n in range(12))
    async with door(Offer((), many), (80, 24)) as (app, pilot):
        await pilot.press(*["down"] * 12)
        assert "Script 11" in app.text
        await pilot.press("enter")
        assert app.picks == [Pick(Picked.SCRIPT, "s11")]


async def test_mistakes_in_scripts_are_told_and_sound_ones_offered() -> None:
    problem = Problem(
        "my.toml", 7, "no-target", Severity.ERROR, "There is no step `a`.", "Name one."
    )
    offer = Offer((), SCRIPTS[:2], (problem, replace(problem, file="other.toml")))
    async with door(offer) as (app, pilot):
        words = joined(app.text)
        assert "! 2 problems in 2 script files: guide check tells all. my.toml, line 7:" in words
        await pilot.press("1")
        await pilot.pause(0.3)
        assert app.picks == [Pick(Picked.SCRIPT, SCRIPTS[0].id)]


async def test_without_any_script_it_says_so() -> None:
    async with door(Offer((), ())) as (app, pilot):
        assert "No script can be used here." in app.text
        await pilot.press("enter", "down", "enter", "1", "a")
        assert app.picks == []


async def test_what_went_wrong_and_where_the_summary_is_stand_on_top() -> None:
    said = {"message": "The disk is full.", "summary": "It is at /a/b.md"}
    async with door(Offer((), SCRIPTS), **said) as (app, _):
        text = app.text
        first, second = text.index("It is at /a/b.md"), text.index("✗ The disk is full.")
        assert first < second < text.index("Take a call")


async def test_nothing_is_marked_before_an_arrow_so_enter_alone_begins_nothing() -> None:
    async with door(Offer((call(1),), SCRIPTS)) as (app, pilot):
        await pilot.press("enter", "enter")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "▸" not in app.text
        await pilot.press("enter", "enter")
        assert app.picks == []


async def test_two_keys_in_one_burst_pick_once() -> None:
    async with door(Offer((), SCRIPTS)) as (app, pilot):
        for key in "2222":
            app.post_message(events.Key(key, key))
        await pilot.pause(0.3)
        assert app.picks == [Pick(Picked.SCRIPT, SCRIPTS[1].id)]


async def test_the_picker_says_how_much_is_owed_and_leads_to_the_register_and_back(
    tmp_path: Path,
) -> None:
    places = Places(tmp_path / "state", tmp_path / "summaries")
    keep(places, a_call(CALLBACK))
    keep(places, a_call(DO_NOT_CALL, call="20261120-190400-abcd"))
    noon = utc("2026-11-21 15:00")
    async with piloted(tmp_path, at=noon) as on:
        told = "Owed: 1 due today · 0 overdue · 1 without a time   r the register"
        await on.until(lambda: told in on.text)
        await on.press("r")
        assert "OWED  1 today" in on.text
        await on.press("d", "enter", "d", "enter")
        assert "Nothing is owed." in on.text
        await on.press("escape")
        await on.until(lambda: "Owed: nothing" in on.text)
        await on.press("1")
        await on.until(lambda: isinstance(on.app.screen, CallScreen))


@pytest.mark.parametrize(
    "picker", [CallPicker(Offer((), SCRIPTS)), NotSavedScreen(lambda: "Refused.", back=True)]
)
async def test_a_picker_shows_its_offer_once_as_it_opens(
    monkeypatch: pytest.MonkeyPatch, picker: PickerScreen[Any]
) -> None:
    shown: list[PickerScreen[Any]] = []
    on_mount = PickerScreen.on_mount

    def counted(self: PickerScreen[Any]) -> None:
        shown.append(self)
        on_mount(self)

    monkeypatch.setattr(PickerScreen, "on_mount", counted)
    async with _Door(picker).run_test() as pilot:
        await pilot.pause()
    assert shown == [picker]


async def test_the_register_opens_only_once_it_is_known_and_once_only() -> None:
    go_on = Event()

    def count(given_up: Callable[[], bool]) -> str:
        go_on.wait(20)
        return "2 due today · 1 overdue"

    async with door(Offer((), SCRIPTS), owed=count) as (app, pilot):
        assert "Owed: …" in app.text
        await pilot.press("r")
        assert app.picks == []
        go_on.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Owed: 2 due today · 1 overdue" in app.text
        await pilot.press("R", "r")
        await pilot.pause(0.3)
        assert app.picks == [Pick(Picked.OWED, "")]


async def test_who_picks_while_the_register_is_read_waits_for_nothing() -> None:
    given_up = Event()

    def count(is_given_up: Callable[[], bool]) -> str:
        for _ in range(2000):
            if is_given_up():
                given_up.set()
                return ""
            sleep(0.01)
        return "too late"

    async with door(Offer((), SCRIPTS), owed=count) as (app, pilot):
        await pilot.press("2")
        await pilot.pause(0.3)
        assert app.picks == [Pick(Picked.SCRIPT, SCRIPTS[1].id)]
        for _ in range(200):
            await pilot.pause(0.01)
            if given_up.is_set():
                break
        assert given_up.is_set()


async def test_the_footer_says_what_enter_takes() -> None:
    async with door(Offer((), SCRIPTS)) as (app, pilot):
        assert "↑ ↓ then Enter" in app.text.splitlines()[-1]
        await pilot.press("down", "enter")
        assert app.picks == [Pick(Picked.SCRIPT, SCRIPTS[0].id)]


def burst(app: _Door, text: str) -> None:
    for sign in text:
        app.post_message(events.Key({" ": "space"}.get(sign, sign), sign))


@pytest.mark.parametrize(
    "prose",
    [
        *("about her bill 2 weeks late", "was 3 days ago", "really 1", "bills, 4 of them"),
        *("2 weeks late", "3125550134", "1st call", "4-2-1"),
    ],
)
async def test_what_is_typed_at_the_picker_begins_and_resumes_nothing(prose: str) -> None:
    offer = Offer((call(1), call(2)), SCRIPTS)
    async with door(offer, summary="/kept/one.md", owed=lambda _: "3 today") as (app, pilot):
        await pilot.pause()
        burst(app, prose)
        await pilot.pause(0.3)
        assert app.picks == []
        assert "You were typing: nothing was done." in app.text
        await pilot.pause(0.6)
        await pilot.press("2")
        await pilot.pause(0.3)
        assert app.picks == [Pick(Picked.SCRIPT, SCRIPTS[1].id)]


async def test_a_letter_tapped_twice_resumes_its_call_and_esc_takes_it_back() -> None:
    async with door(Offer((call(1), call(2)), SCRIPTS)) as (app, pilot):
        await pilot.press("b", "escape")
        await pilot.pause(0.3)
        assert app.picks == []
        await pilot.press("b", "b")
        await pilot.pause(0.3)
        assert app.picks == [Pick(Picked.CALL, call(2).id)]


async def test_no_sentence_gives_up_a_call_that_is_not_saved() -> None:
    app = _Door(NotSavedScreen(lambda: "The disk is full.", back=True))
    async with app.run_test() as pilot:
        await pilot.pause()
        burst(app, "going to pay by Monday")
        await pilot.pause(0.3)
        assert app.picks == []
        assert "Give this call up?" not in app.text


async def test_a_call_has_the_words_that_were_approved_while_the_program_ran(
    tmp_path: Path,
) -> None:
    folder = Path(shutil.copytree(shipped_folder(), tmp_path / "ours"))
    async with piloted(tmp_path, library=load_library(folder)) as screen:
        file = folder / "calming-a-caller.toml"
        text = file.read_text("utf-8")
        title = 'title = "Calming a caller"'
        assert title in text
        file.write_text(text.replace(title, 'title = "Calming them down"', 1), "utf-8")
        await screen.press("1")
        assert "CALMING THEM DOWN" in screen.text
        assert screen.book.read_scripts_anew() == ""
        # Nobody is kept from a script by what somebody is about to change in it.
        file.write_text("[script", "utf-8")
        assert "not sound any more" in screen.book.read_scripts_anew()
        assert screen.book.library.get("calming-a-caller") is not None
        shutil.rmtree(folder)
        assert "as they were before" in screen.book.read_scripts_anew()
        assert screen.book.library.get("calming-a-caller") is not None
