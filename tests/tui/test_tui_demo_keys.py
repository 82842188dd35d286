"""Every shipped scenario, played on the real call screen by the keys that its moves name."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from kit import shipped
from msgspec.structs import replace
from piloted import Piloted, drawn
from shown import NAMES, demo, moves, scenario
from sweeps import swept
from textual.events import Paste
from textual.widgets import Input

from guide.call import events as ev
from guide.call.actions import Action, End, TakeOver
from guide.call.context import Context
from guide.call.events import Entry, Event
from guide.call.state import Call
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.session.session import Session
from guide.training.demo import plain_keys
from guide.training.practice import play
from guide.training.recording import Frame, Recording
from guide.training.scenario import Move, Scenario
from guide.training.scenario_actions import NAMED_KEYS, is_key, texts_of
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.call_screen import CallScreen
from guide.tui.key_press import RUN_SECONDS
from guide.tui.panel import Panel
from guide.tui.recorded import RecordedMoment, RecordedPanels

SIZE = (120, 36)
NO_WORD = RUN_SECONDS + 0.01
"""Seconds between keys that are not taken for running text."""

EVERY_RUN = (
    "charged-twice",
    "no-more-calls",
    "passed-on",
    "supervisor-takes-over",
    "threat-reported",
    "warned-and-ended",
)
"""Scenarios in which everything is done that is done in any."""

NO_KEYS = {
    # No form of that script asks for these details.
    "charged-twice": ("effect", "people"),
}


class OneCall(GuideApp):
    """The program with one call on the screen."""

    def __init__(self, session: Session, book: CallBook) -> None:
        super().__init__(book, LaunchOptions(""))
        self._session = session

    def begin(self) -> None:
        self.push_screen(CallScreen(self._session, self._book), lambda result: None)


@asynccontextmanager
async def on_the_call_screen(
    played: Scenario, folder: Path
) -> AsyncIterator[tuple[Piloted, Session]]:
    places = Places(folder / "state", folder / "out")
    for move in played.moves:
        if isinstance(move.action, TakeOver):
            play(scenario(played.earlier), shipped(), places, call_id=move.action.from_call)
    clock = SetClock(played.starts)
    book = CallBook(shipped(), places, clock=clock, writer=DirectWriter, training=True)
    session = book.start(played.script, agent=played.agent, zone=played.zone)
    app = OneCall(session, book)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        yield Piloted(app, pilot, clock, book), session


@pytest.mark.parametrize("name", swept(NAMES, EVERY_RUN))
async def test_the_keys_of_a_move_do_exactly_what_it_does(name: str, tmp_path: Path) -> None:
    recording = demo(name)
    frames = [index for index, frame in enumerate(recording.frames) if not frame.minor][1:]
    async with on_the_call_screen(scenario(name), tmp_path) as (screen, session):
        for index, move in zip(frames, scenario(name).moves, strict=False):
            after = recording.frames[index]
            if move.action is None or after.action is None:
                continue
            keys = move.keys or plain_keys(move.action)
            if not keys:
                assert move.action.field in NO_KEYS[name]  # type: ignore[union-attr]
                session.do(move.action)
                continue
            begins = after.at - (len(keys) - 1) * NO_WORD
            screen.clock.set(max(screen.clock.now().ticks, begins))
            known = len(session.call.entries)
            last = -2 if keys[-2:] == ("Enter", "Esc") else -1
            await press(screen, keys[:last], move.action)
            assert_shown_as_it_is(recording, recording.frames[index + last], screen)
            screen.clock.set(max(screen.clock.now().ticks, after.at))
            await press(screen, keys[last:], move.action)
            if isinstance(move.action, End) and not after.refusal:
                await screen.until(lambda: session.call.ended is not None)
            assert did(session.call, known) == did(after.call, len_before(recording, index)), move
            if after.refusal:
                assert after.refusal in screen.text
            elif session.call.ended is None:
                assert opened_in(shown(recording, after)) == opened_on(screen)


def test_every_run_plays_all_that_is_done_in_a_scenario() -> None:
    def done(names: Iterable[str]) -> set[type[Action]]:
        return {type(move.action) for name in names for move in scenario(name).moves if move.action}

    assert done(EVERY_RUN) == done(NAMES)


async def press(screen: Piloted, keys: tuple[str, ...], action: Action) -> None:
    for before, key in pairwise(("", *keys)):
        if before:
            # As fast as in running text they would be taken for that.
            screen.clock.set(screen.clock.now().ticks + NO_WORD)
        if is_key(key):
            await screen.hit({"esc": "escape"}.get(key.lower(), key.lower()))
        else:
            screen.app.post_message(Paste(texts_of(action)[key]))
        # The screen of the call stays in front but for the last key, whose ending is waited for.
        await drawn(screen.pilot)


def assert_shown_as_it_is(recording: Recording, before: Frame, screen: Piloted) -> None:
    """Just before a move is done, the demo shows the panel that is open, and what is typed."""
    moment = shown(recording, before)
    assert opened_in(moment) == opened_on(screen)
    assert {text for _, text in before.typed} <= typed(screen)
    assert not screen.screen.view.noting or moment.note == screen.note


def shown(recording: Recording, frame: Frame) -> RecordedMoment:
    return RecordedPanels(recording).at(frame.shows, flow=True)


def opened_in(moment: RecordedMoment) -> tuple[object, bool]:
    """What the open panel asks, and whether the note's field is open."""
    scene = moment.scene
    return asked(scene.panel, scene.now), scene.typing and scene.panel is None


def opened_on(screen: Piloted) -> tuple[object, bool]:
    view = screen.screen.view
    return asked(view.panel, view.now()), view.noting and view.panel is None


def asked(panel: Panel | None, now: Context) -> tuple[str, list[str], list[str]] | None:
    """A panel's title, its question and its fields."""
    if panel is None:
        return None
    shape = panel.shape(now)
    return panel.title, [text.text for text in shape.text[:1]], [one.id for one in shape.fields]


def typed(screen: Piloted) -> set[str]:
    return {screen.note, *(field.value for field in screen.screen.query(Input))}


def len_before(recording: Recording, index: int) -> int:
    return len(recording.frames[index - 1].call.entries)


def did(call: Call, known: int) -> list[Event]:
    """What happened after the first `known` entries, but for drafts and for the reasons that not
    every form asks for."""
    entries = [e for e in call.entries[known:] if not isinstance(e.event, ev.Drafted)]
    return [_bare(entry.event, call) for entry in entries]


def _bare(event: Event, call: Call) -> Event:
    if isinstance(event, ev.Adapted | ev.Ended):
        return replace(event, reason="")
    if isinstance(event, ev.FollowUpDone | ev.FollowUpAmended | ev.NoteCorrected | ev.Corrected):
        return replace(event, of=_without_drafts(event.of, call.entries))
    return event


def _without_drafts(n: int, entries: tuple[Entry, ...]) -> int:
    """The number an entry would have if drafts were not on record."""
    return sum(not isinstance(e.event, ev.Drafted) for e in entries[:n])


@pytest.mark.parametrize("name", NAMES)
def test_keys_stand_in_a_scenario_only_where_they_are_not_plain(name: str) -> None:
    open_before = ""
    for frame, move in zip(moves(demo(name)), scenario(name).moves, strict=False):
        if move.action and not open_before:
            assert move.keys != plain_keys(move.action) or not move.keys
        open_before = frame.panel


def test_what_is_a_key_is_told_from_what_is_a_text() -> None:
    for word in (*NAMED_KEYS, "a", "9", "?", "Ctrl+U", "Alt+1", "F10"):
        assert is_key(word), word
    for word in ("value", "text", "to", "enter", "", "F0x", "ctrl+u"):
        assert not is_key(word), word
    assert Move(0).keys == ()
