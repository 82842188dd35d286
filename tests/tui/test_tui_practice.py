"""Practice on the screen: the caller speaks, the trainee acts, and the debrief is read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from kit import shipped
from piloted import Piloted
from textual.screen import Screen
from training.trainee import shipped_scenario

from guide.errors import ScenarioError
from guide.record.call_list import kept_calls, unfinished_calls
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.session.session import Dispatch
from guide.training.debrief import Debrief
from guide.training.history import debrief_of
from guide.training.practice import Practice
from guide.tui.keys import ACTIONS, action_for, by_id, rekeyed, with_heard
from guide.tui.pickers import Offered
from guide.tui.practice import (
    BANNER,
    READ_SECONDS,
    DebriefScreen,
    PracticeApp,
    PracticeScreen,
    practice_picker,
    strip,
)

SEED = 1
OFFER = (
    Offered("passed-on", "A window motor on order", "Escalated callers"),
    Offered("warned-and-calm", "Insurance papers", "Irate customers"),
)


@pytest.fixture(autouse=True)
def _drawn_when_read() -> None:
    """Here all is drawn as it changes: scroll bars come and go."""


class Practising(Piloted):
    """A practice that runs; time passes only when a test says so."""

    app: PracticeApp

    async def let_pass(self, seconds: int) -> None:
        """Let seconds pass, each with its tick."""
        for _ in range(seconds):
            self.clock.set(self.clock.now().ticks + 1)
            if isinstance(self.app.screen, PracticeScreen):
                await self.app.screen._tick()
        await self.pilot.pause()


@asynccontextmanager
async def practising(
    kept: Path, scenario: str = "passed-on", *, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Practising]:
    places, library = Places(kept / "state", kept / "summaries"), shipped()
    book = CallBook(library, places, writer=DirectWriter, training=True)
    clocks: list[SetClock] = []

    def begin(name: str, dispatch: Dispatch) -> Practice:
        if name == "warned-and-calm":
            raise ScenarioError("This one cannot be practised.")
        of = shipped_scenario(name, SEED)
        clocks.append(SetClock(of.starts))
        return Practice(
            of,
            SEED,
            library,
            places,
            agent="Robin",
            clock=clocks[0],
            writer=DirectWriter,
            dispatch=dispatch,
        )

    def look_back(call: str) -> Debrief:
        return debrief_of(call, library, places)

    app = PracticeApp(book, "Robin", OFFER, begin, look_back, scenario)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Practising(
            app,
            pilot,
            clocks[0] if clocks else SetClock(shipped_scenario("passed-on").starts),
            book,
        )


@pytest.mark.parametrize("size", [(80, 24), (60, 22), (120, 36), (200, 60)])
async def test_the_banner_and_the_callers_words_are_above_the_call(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with practising(tmp_path, size=size) as on:
        await on.let_pass(3)
        lines = on.text.splitlines()
        assert BANNER.strip() in lines[0]
        assert "seed 1" in lines[0]
        assert "passed on" not in lines[0]
        assert "Caller: “I have been through your menu twice" in on.text
        assert "WARNINGS 0 of 1" in on.text
        assert len(lines) == size[1]


async def test_the_newest_words_are_the_brightest_and_the_earlier_stay_in_sight(
    tmp_path: Path,
) -> None:
    async with practising(tmp_path, size=(80, 24)) as on:
        await on.let_pass(3)
        await on.press("2", "space")
        await on.let_pass(12)
        rows = strip(on.call, shipped_scenario("passed-on", SEED), SEED, 80, 4)[1:]
        told = ["".join(span.text for span in one) for one in rows]
        newest = next(n for n, one in enumerate(told) if "It is the service department" in one)
        voices = {n: {span.voice for span in one if "“" in span.text} for n, one in enumerate(rows)}
        assert newest > 0
        assert {str(v) for v in voices[newest]} == {"title"}
        assert {str(v) for v in voices[0]} == {"dim"}
        assert told[newest].strip() in on.text


async def test_all_that_the_caller_said_is_a_key_away_where_the_strip_cuts_it(
    tmp_path: Path,
) -> None:
    async with practising(tmp_path, size=(80, 24)) as on:
        assert "h heard · seed 1" in on.text
        await on.press("h")
        assert "The caller has said nothing" in on.pane("What the caller said")
        await on.press("escape")
        await on.let_pass(8)
        await on.press("2", "space")
        await on.let_pass(30)
        said = [e.event.words for e in on.call.entries if e.event.kind == "caller-spoke"]
        assert len(said) > 1
        await on.press("h")
        shown = on.pane("What the caller said")
        assert shown.index(f"“{said[-1][:10]}") < shown.index(f"“{said[0][:10]}")
        assert said[-1].split()[-1] in shown
        await on.press("escape", "2")


def test_a_key_that_the_settings_gave_to_another_shows_not_what_the_caller_said() -> None:
    own = rekeyed(ACTIONS, {"help": "h"})
    assert by_id(with_heard(own))["heard"].key == ""
    assert action_for("h", typing=False, actions=with_heard(own)) == ("help", 0)
    assert action_for("h", typing=False, actions=with_heard(ACTIONS)) == ("heard", 0)


async def test_words_come_while_the_trainee_is_typing(tmp_path: Path) -> None:
    async with practising(tmp_path) as on:
        await on.press("n")
        await on.type("wait")
        await on.let_pass(4)
        assert "I have been through your menu" in on.text
        assert "wait" in on.pane("Notes")


async def test_practice_looks_nobody_up_and_leads_to_no_register(tmp_path: Path) -> None:
    async with practising(tmp_path) as on:
        await on.let_pass(2)
        for key in ("r", "equals_sign"):
            await on.press(key)
            told = "Practice owes nothing: this is for real calls."
            await on.until(lambda told=told: told in on.text)
        assert on.screen.view.glance is None
    assert not Places(tmp_path / "state", tmp_path / "out").register_index.exists()


async def test_a_practice_ends_with_its_debrief(tmp_path: Path) -> None:
    async with practising(tmp_path) as on:
        await on.let_pass(3)
        await on.press("e", "6", "y")
        await on.until(lambda: isinstance(on.app.screen, DebriefScreen))
        await on.pilot.pause()
        assert "DEBRIEF · Annoyed, and passed on" in on.text
        assert "“Caller hung up” was recorded at 0:0" in on.text
        assert on.app.debrief is not None
        await on.hit("enter", later=READ_SECONDS)
        assert on.app.debrief.call in {result.call for result in on.app.results}
    assert unfinished_calls(tmp_path / "state" / "training" / "calls") == []
    [page] = (tmp_path / "summaries").rglob("*.md")
    assert page.parent.name == "training"


@pytest.mark.parametrize("key", ["enter", "escape", "q"])
async def test_a_key_that_was_meant_for_the_call_does_not_close_its_debrief(
    tmp_path: Path, key: str
) -> None:
    async with practising(tmp_path) as on:
        await on.press("e", "6", "y")
        await on.until(lambda: isinstance(on.app.screen, DebriefScreen))
        await on.pilot.pause()
        await on.hit(key, later=0.3)
        await on.pilot.pause()
        assert "DEBRIEF" in on.text
        await on.hit(key, later=2 * READ_SECONDS)
        await on.pilot.pause()
        assert not isinstance(on.app.screen, DebriefScreen)


async def test_a_practice_that_is_left_is_put_away(tmp_path: Path) -> None:
    async with practising(tmp_path) as on:
        await on.let_pass(3)
        await on.press("n")
        await on.type("half a note")
        await on.press("ctrl+q")
        on.app.action_leave()
    calls = tmp_path / "state" / "training" / "calls"
    assert unfinished_calls(calls) == []
    [info] = kept_calls(calls)
    assert not info.ended
    assert not list((tmp_path / "summaries").rglob("*"))


async def test_the_picker_begins_a_practice_or_says_why_not(tmp_path: Path) -> None:
    async with practising(tmp_path, "") as on:
        assert "Which caller do you want on the line?" in on.text
        await on.press("2")
        await on.pilot.pause(0.3)
        await on.pilot.pause()
        assert "This one cannot be practised." in on.text
        await on.press("1")
        await on.pilot.pause(0.3)
        assert isinstance(on.app.screen, PracticeScreen)


async def test_the_picker_has_a_key_for_each_and_keeps_the_mark_in_sight(tmp_path: Path) -> None:
    offer = tuple(Offered(f"n{n}", f"Scenario {n}", "A script") for n in range(33))
    async with training(tmp_path, practice_picker(offer)) as on:
        for _ in range(31):
            await on.press("down")
        await on.pilot.pause()
        assert any("▸" in one and "Scenario 30" in one for one in on.text.splitlines()), on.text
        await on.press("enter")
    assert on.app.left == ["n30"]
    for keys, name in (("1", "n0"), ("aa", "n9"), ("bb", "n10")):
        async with training(tmp_path, practice_picker(offer)) as on:
            await on.press(*keys)
            await on.pilot.pause(0.3)
        assert on.app.left == [name]


async def test_the_debrief_scrolls_to_its_end_and_no_further(tmp_path: Path) -> None:
    from training.trainee import Trainee

    told = Trainee(shipped_scenario("threat-reported"), tmp_path).follow().debrief()
    async with training(tmp_path, DebriefScreen(told)) as on:
        first = await on.still()
        assert "DEBRIEF" in first
        await on.press("end")
        await on.until(lambda: "Call ended: Ended by the hang-up protocol" in on.text)
        last = await on.still()
        await on.press("down", "pagedown")
        assert await on.still() == last
        await on.press("home")
        await on.until(lambda: on.text == first)
        await on.hit("escape", later=READ_SECONDS)
    assert on.app.left == [None]


class OneScreen(PracticeApp):
    """Shows one screen; `left` is how it was left."""

    def __init__(self, book: CallBook, screen: Screen[object]) -> None:
        super().__init__(book, "Robin", (), lambda *_: None, lambda _: None)  # type: ignore[arg-type,return-value]
        self._one = screen
        self.left: list[object] = []

    def begin(self) -> None:
        self.push_screen(self._one, self.left.append)


@asynccontextmanager
async def training(kept: Path, screen: Screen[object]) -> AsyncIterator[Piloted]:
    """One screen of the practice, in 80 columns and 24 rows."""
    book = CallBook(shipped(), Places(kept / "state", kept / "out"), training=True)
    app = OneScreen(book, screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        yield Piloted(app, pilot, SetClock(shipped_scenario("passed-on").starts), book)
