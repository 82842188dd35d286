"""Remarks in a replay, by keys: noted at the moment one stands at, answered, signed off."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from kit import shipped
from panes import joined
from promised_calls import CALLBACK, NOW, take
from shown import NARROW, WIDE, Watched, moves, scenario, watched
from textual import events

from guide.call.context import Refused
from guide.record.calls import find_kept_call
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.remarks.remark import Remark, State
from guide.remarks.reviewing import Reviewing
from guide.training.practice import play
from guide.training.review import review_of
from guide.tui.player_app import PlayerApp
from guide.tui.remarks import RemarksScreen

AGENT, REVIEWER = "Robin", "Kim Lo"


class Replay(Watched):
    """A kept call that one person watches; their keys come a second after each other."""

    seconds = 0.0

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.seconds += 1
            character = {"space": " "}.get(key, key if len(key) == 1 else None)
            self.app.post_message(events.Key(key, character))
            await self.pilot.pause()
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        await self.press(*("space" if sign == " " else sign for sign in text), "enter")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "state", tmp_path / "out")


@pytest.fixture
def call(places: Places) -> str:
    return take(places, AGENT, CALLBACK)


@asynccontextmanager
async def replay(
    places: Places,
    call: str,
    by: str,
    size: tuple[int, int] = WIDE,
    codes: tuple[str, ...] = (),
    *,
    training: bool = False,
) -> AsyncIterator[Replay]:
    recording = review_of(read_journal(find_kept_call(places, call, training=training)), shipped())
    clock = iter(range(10_000))
    reviewing = Reviewing(
        places, call, training, by, lambda: NOW + timedelta(seconds=next(clock)), lambda: codes
    )
    seen: list[Replay] = []
    app = PlayerApp(
        recording.library,
        recording,
        seconds=lambda: seen[0].seconds if seen else 0.0,
        reviewing=reviewing,
    )
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        seen.append(Replay(app, pilot))
        await seen[0].go(0.0)
        yield seen[0]


def remarks(places: Places, call: str, *, training: bool = False) -> list[Remark]:
    return Reviewing(places, call, training, AGENT, lambda: NOW).remarks()


async def noted(places: Places, call: str, text: str = "slower") -> None:
    async with replay(places, call, REVIEWER) as screen:
        await screen.go(3.0)
        await screen.press("r")
        await screen.type(text)


async def test_r_notes_a_remark_at_the_moment_one_stands_at(places: Places, call: str) -> None:
    async with replay(places, call, REVIEWER) as screen:
        await screen.go(3.0)
        at = screen.player.player.recording.at(3.0)
        await screen.press("r")
        assert isinstance(screen.app.screen, RemarksScreen)
        assert "What do you remark?" in screen.text
        assert "you are Kim Lo" in screen.text
        await screen.type("say it slower")
        assert "Noted" in screen.text
        assert "Waits for Robin to answer" in screen.text
        await screen.press("escape")
        assert screen.app.screen is screen.player
        assert not screen.player.player.playing
    [one] = remarks(places, call)
    assert (one.by, one.agent, one.what.text) == (REVIEWER, AGENT, "say it slower")
    assert one.what.seconds == round(at, 3)


async def test_the_agent_answers_and_both_sign_off(places: Places, call: str) -> None:
    await noted(places, call)
    async with replay(places, call, AGENT) as screen:
        assert "1 remark on this call open: r shows what was said." in joined(screen.text)
        await screen.press("r", "escape", "a")
        await screen.type("i will")
        await screen.press("s", "enter")
        assert "Waits for Kim Lo to sign off" in screen.text
        await screen.press("s", "enter")
        assert "You have signed it off already." in screen.text
    async with replay(places, call, REVIEWER) as screen:
        await screen.press("r", "escape", "s", "enter")
        assert "Settled" in screen.text
    async with replay(places, call, REVIEWER) as screen:
        assert "remark on this call" not in screen.text
    [one] = remarks(places, call)
    assert one.state is State.SETTLED
    assert [line.by for line in one.lines] == [AGENT, AGENT, REVIEWER]


async def test_a_digit_right_behind_an_answer_says_which_remark_is_meant_next(
    places: Places, call: str
) -> None:
    for text in ("slower", "louder"):
        await noted(places, call, text)
    async with replay(places, call, AGENT) as screen:
        await screen.press("r", "escape", "1", "a")
        await screen.type("i will")
        screen.seconds -= 0.7
        await screen.press("2", "a")
        await screen.type("that too")
    assert [len(one.lines) for one in remarks(places, call)] == [1, 1]


async def test_nobody_answers_for_somebody_else_and_what_was_typed_stays(
    places: Places, call: str
) -> None:
    await noted(places, call)
    async with replay(places, call, REVIEWER) as screen:
        await screen.press("r", "escape", "a")
        await screen.type("as robin")
        assert "Only Robin can answer this remark. You are Kim Lo." in joined(screen.text)
        assert "as robin" in screen.text
        await screen.press("escape", "w")
        await screen.type("a mistake")
        assert "Withdrawn by Kim Lo" in screen.text
    [one] = remarks(places, call)
    assert one.state is State.WITHDRAWN


async def test_esc_records_nothing_and_a_sign_off_has_no_text(places: Places, call: str) -> None:
    await noted(places, call)
    async with replay(places, call, AGENT) as screen:
        await screen.press("r", "x", "escape", "a", "x", "escape", "s")
        await screen.type("fine")
        assert "A sign-off has no text" in screen.text
        await screen.press("escape", "escape")
        assert screen.app.screen is screen.player
    [one] = remarks(places, call)
    assert one.lines == ()


async def test_a_remark_about_the_middle_of_practice_leads_back_there(places: Places) -> None:
    call = play(scenario("friday-callback"), shipped(), places).call.id
    async with replay(places, call, REVIEWER, codes=("warning",), training=True) as screen:
        recording = screen.player.player.recording
        middle = moves(recording)[7]
        await screen.go(middle.shows)
        await screen.press("r")
        await screen.type("why now")
        await screen.type("warning")
        await screen.press("escape", "home", "r", "escape", "enter")
        assert screen.app.screen is screen.player
        assert screen.player.player.frame == middle
    [one] = remarks(places, call, training=True)
    assert (one.what.seconds, one.what.event) == (round(middle.at, 3), len(middle.call.entries))
    assert 1 < one.what.event < one.what.events
    assert one.what.finding == "warning"
    assert remarks(places, call) == []


async def test_of_practice_the_finding_is_asked_and_must_be_one(places: Places, call: str) -> None:
    async with replay(places, call, REVIEWER, codes=("warning", "pace")) as screen:
        await screen.press("r")
        await screen.type("unfair")
        assert "Codes: warning, pace" in screen.text
        await screen.type("nothing")
        assert "The debrief has no finding “nothing”." in joined(screen.text)
    assert remarks(places, call) == []


@pytest.mark.parametrize("size", [NARROW, (60, 20)])
async def test_what_was_said_is_read_in_small_terminals_too(
    places: Places, call: str, size: tuple[int, int]
) -> None:
    await noted(places, call, "say it slower and do look them up before you promise")
    async with replay(places, call, AGENT, size) as screen:
        await screen.press("r", "escape")
        assert "look them up before you promise" in joined(screen.text)
        for words in ("a answer", "s sign off", "n note one here", "Esc back"):
            assert words in screen.text


async def test_nothing_is_remarked_about_a_demo_and_it_says_why() -> None:
    async with watched("friday-callback") as screen:
        await screen.press("r")
        assert screen.app.screen is screen.player
        assert "there is nothing to remark on" in joined(screen.text)


async def test_where_there_can_be_no_remarks_the_reason_is_told(places: Places, call: str) -> None:
    async with replay(places, call, REVIEWER) as screen:
        screen.player._reviewing = Refused("Replay the call by its id.")
        await screen.press("r")
        assert "Replay the call by its id." in joined(screen.text)


async def test_what_is_wrong_with_the_disk_is_told_and_nothing_is_lost(
    places: Places, call: str
) -> None:
    async with replay(places, call, REVIEWER) as screen:
        find_kept_call(places, call, training=False).unlink()
        await screen.press("r")
        await screen.type("slower")
        assert "Not recorded" in screen.text
        assert "slower" in screen.text
    assert remarks(places, call) == []


async def test_what_was_remarked_here_and_is_gone_with_an_older_copy_is_told(
    places: Places, call: str
) -> None:
    before, later = places.state.with_name("before"), places.state.with_name("later")
    shutil.copytree(places.state, before)
    async with replay(places, call, REVIEWER) as screen:
        await screen.press("r")
        await screen.type("slower")
        places.state.rename(later)
        before.rename(places.state)
        await screen.press("n")
        await screen.type("louder")
        assert "1 thing that was on record is not in" in joined(screen.text)
        assert "(“slower”)" in joined(screen.text)
