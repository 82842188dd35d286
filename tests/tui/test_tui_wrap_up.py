"""The page after a call: what is owed is done there, the ending is corrected, then it is left."""

import asyncio
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from kit import FRIDAY, with_script
from panes import joined
from piloted import Piloted, keys, piloted
from promised_calls import CALLBACK, DO_NOT_CALL, NOW, a_call, keep, take
from script.outage_script import OUTAGES, VISITS
from sweeps import crossed
from textual import events
from tui.fake_desk import FakeDesk

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.context import Allowed, Refused
from guide.call.fold import call_of
from guide.call.state import Call
from guide.errors import RecordError
from guide.record.disk import AppendFile, Disk
from guide.record.journal import read_journal
from guide.record.ledger import wrapped_up
from guide.record.places import Places
from guide.record.sealed_file import read_sealed
from guide.register.after_call import (
    AfterCall,
    Done,
    EndingCorrected,
    FilledIn,
    LastNote,
    Line,
    Moved,
    NoteWithdrawn,
    NumberCorrected,
    PassedOn,
    PermissionDenied,
    PromiseAdded,
    Told,
    Tried,
    Voided,
    after_call,
)
from guide.register.index import register
from guide.register.register import recording
from guide.register.wrap_up import note_denied
from guide.script.library import parse_script
from guide.script.model import FollowUpKind
from guide.tui.app import LaunchOptions
from guide.tui.call_text import CallTextScreen
from guide.tui.owed import OwedScreen
from guide.tui.pickers import CallPicker
from guide.tui.wrap_up import WrapUpScreen

NARROW = (80, 24)
A_TICK = 1.2
"""In so many seconds the page has kept what is typed."""

ENDED = "Right information given"


async def ended(screen: Piloted, *actions: Action) -> WrapUpScreen:
    """A call on which this was done, ended as “Right information given”; its page."""
    for action in actions:
        assert isinstance(screen.screen.view.session.do(action), Allowed)
    await keys(screen, "2", "space", "e", "1", "y")
    await screen.until(lambda: isinstance(screen.app.screen, WrapUpScreen))
    await screen.still()
    page = screen.app.screen
    assert isinstance(page, WrapUpScreen)
    return page


def places(kept: Path) -> Places:
    return Places(kept / "state", kept / "summaries")


def lines(kept: Path) -> tuple[Line, ...]:
    """What the register says."""
    read = read_sealed(places(kept).register, "register", after_call)
    assert read.faults == ()
    return read.lines


def head(screen: Piloted) -> str:
    """The rows above the list, in one."""
    return joined(screen.text.partition("\n\n")[0])


async def left(screen: Piloted) -> str:
    """Leave the page; what the picker says."""
    await screen.press("escape")
    await screen.until(lambda: isinstance(screen.app.screen, CallPicker))
    return await screen.still()


async def test_what_a_callback_lacks_is_on_the_page_and_a_key_fills_it_in(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, act.AddFollowUp("callback", CALLBACK.fields[:2]))
        assert "missing: Concern" in joined(screen.text)
        assert "! Missing: Concern. i: fill it in." in joined(screen.text)
        assert "Concern not recorded (required). i fills it in." in joined(screen.text)
        await keys(screen, "i")
        assert "Filled in: Callback, Dana Whitlock, (312) 555-0134" in screen.text
        await keys(screen, '"a refund"', "enter")
        assert [line.what for line in lines(tmp_path)] == [
            FilledIn((("concern", "Concern", "a refund"),))
        ]
        assert "missing" not in screen.text.lower()
        assert "Concern: a refund" in joined(screen.text)
        assert "i fill in" not in screen.text
        await keys(screen, "u", '"of another call"', "enter")
        assert "missing: Concern" in joined(screen.text)


async def test_what_is_owed_is_done_right_after_the_call_and_is_in_the_addendum(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, CALLBACK, act.ReportThreat())
        assert "Still owed: 2 · 1 overdue" in screen.text
        await keys(screen, "1", "d")
        assert "Who was told?" in screen.text
        await keys(screen, '"Kim Lo"', "enter", '"by phone"', "enter")
        await keys(screen, "2", "t", '"no answer"', "enter")
        await keys(screen, "n", '"she was kind"', "enter")
        assert "Still owed: 1" in screen.text
        assert [line.what for line in lines(tmp_path)] == [
            Told("Kim Lo", "by phone"),
            Tried("no answer"),
            LastNote("she was kind"),
        ]
        call = page.items.items[0].id.partition("/")[0]
        assert not wrapped_up(places(tmp_path).ledger, call)
        assert "The summary is written" in await left(screen)
        assert wrapped_up(places(tmp_path).ledger, call)
    text = (tmp_path / "summaries" / f"{call}-after.md").read_text()
    for part in ("Kim Lo was told · by phone", "tried · no answer", "she was kind"):
        assert part in text
    told = "1. **Callback, (312) 555-0134, Sat, Nov 21, 2026, 12:00 PM at the latest**"
    assert f"{told}: Robin, tried 1×" in text


async def test_what_somebody_else_did_meanwhile_is_in_the_list_as_it_refuses(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, CALLBACK)
        [promise] = page._wrap_up.promises
        await keys(screen, "d")
        recording(places(tmp_path))(promise.id, Done(""), "Kim Lee", NOW)
        await keys(screen, '"called her"', "enter")
        assert "Done: Kim Lee" in head(screen)
        assert "Not recorded: “called her”." in head(screen)
        assert "Nothing is owed from this call." in head(screen)
        assert not page.asking


async def test_the_page_that_was_finished_is_taken_up_again_from_the_first_screen(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, CALLBACK)
        call = page.items.items[0].id.partition("/")[0]
        await keys(screen, "n", '"she was kind"', "enter")
        assert "w its page again" in await left(screen)
        await keys(screen, "w")
        assert "Still owed: 1" in screen.text
        await keys(screen, "n", '"and patient"', "enter")
        assert "w its page again" in await left(screen)
    text = (tmp_path / "summaries" / f"{call}-after.md").read_text()
    assert "she was kind" in text
    assert "and patient" in text


async def test_a_line_of_the_register_that_does_not_count_is_told_on_the_page(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, CALLBACK)
        call = page._of.call.id
        await keys(screen, "d", '"spoke to Dana"', "enter")
        assert "✗" not in screen.text
    path = page.places.register
    path.write_bytes(path.read_bytes().replace(b"spoke to Dana", b"spoke to Dora"))
    options = LaunchOptions("Robin", page=call)
    async with piloted(tmp_path, at=FRIDAY + timedelta(hours=1), options=options) as screen:
        assert "What is done may stand as owed" in joined(screen.text)


async def test_the_page_of_a_call_that_promised_nothing_is_there_after_a_restart(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        call = (await ended(screen))._of.call.id
    for options in (None, LaunchOptions("Robin", page=call)):
        at = FRIDAY + timedelta(hours=23)
        async with piloted(tmp_path, at=at, options=options, size=NARROW) as screen:
            if options is None:
                assert "The last call: Escalated callers, Fri, Nov 20" in joined(screen.text)
                assert "w its page again" in screen.text
                await keys(screen, "w")
            await screen.until(lambda: isinstance(screen.app.screen, WrapUpScreen))
            assert "e correct the ending" in await screen.still()
            await keys(screen, "e", "3" if options else "2", '"wrong key"', "enter")
            assert "The ending is corrected." in head(screen)
            await left(screen)
    async with piloted(tmp_path, at=FRIDAY + timedelta(hours=25), size=NARROW) as screen:
        assert "The last call" not in await screen.still()


async def test_a_call_that_owes_nothing_is_a_calm_page_and_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen)
        assert "Nothing is owed from this call. Not on record:" in screen.text
        for told in ("d done", "t tried", "x refused"):
            assert told not in screen.text
        await keys(screen, "d", "t", "1", "space", "u")
        assert "Nothing is owed" in head(screen)
        await left(screen)
    assert not places(tmp_path).register.exists()
    assert len([*(tmp_path / "summaries").iterdir()]) == 2


async def test_an_ending_chosen_by_mistake_is_corrected_with_a_reason(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen)
        before = {p.name: p.read_bytes() for p in (tmp_path / "summaries").iterdir()}
        await keys(screen, "e", "6", "enter")
        assert "Write down why the ending is corrected." in screen.text
        await keys(screen, '"wrong key"', "enter")
        assert head(screen).startswith("CALL ENDED Caller hung up The ending is corrected.")
        [line] = lines(tmp_path)
        assert isinstance(line.what, EndingCorrected)
        assert (line.what.ending, line.what.label) == ("hung-up", "Caller hung up")
        assert (line.what.before, line.what.before_label) == ("resolved", ENDED)
        assert line.what.why == "wrong key"
        await left(screen)
    kept = {p.name: p.read_bytes() for p in (tmp_path / "summaries").iterdir()}
    assert before.items() < kept.items(), "what was sealed stays as it was"
    [after] = (text for name, text in kept.items() if name.endswith("-after.md"))
    assert b"- Ending: **Caller hung up**, corrected by Robin" in after


async def test_the_protocols_ending_is_open_only_where_the_record_allows_it(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await ended(screen)
        await keys(screen, "e", "8")
        assert "The record does not allow that." in head(screen)
        assert "Why?" not in screen.text
        await keys(screen, "1")
        assert "That is the ending on record." in head(screen)
        await keys(screen, "escape", "escape")
    async with piloted(tmp_path, "escalated-callers", at=FRIDAY + timedelta(hours=1)) as screen:
        hate = act.StateGround("hate"), act.QuoteCaller("a slur")
        await ended(screen, *hate)
        await keys(screen, "e", "8", '"hung up on hate speech"', "enter")
        assert "CALL ENDED Ended by the hang-up protocol" in head(screen)
        [line] = lines(tmp_path)
        assert isinstance(line.what, EndingCorrected)
        assert line.what.protocol
        assert line.what.ground


async def test_an_ending_that_is_corrected_back_is_told_so(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen)
        await keys(screen, "e", "6", '"wrong key"', "enter")
        await keys(screen, "e", "1", '"it was right"', "enter")
        assert f"CALL ENDED {ENDED}" in head(screen)
        assert "The ending was corrected to “Caller hung up”, and back." in head(screen)


async def test_what_the_corrected_ending_requires_is_told(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen)
        await keys(screen, "e", "4", '"wrong key"', "enter")
        assert "! Callback not recorded: “Callback submitted” requires it." in head(screen)


@pytest.mark.parametrize("again", [0.02, 0.1])
async def test_the_key_that_ended_the_call_does_nothing_here_when_it_comes_twice(
    tmp_path: Path, again: float
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await keys(screen, "2", "space", "e", "1")
        await screen.press("y")
        screen.clock.set(screen.clock.now().ticks + again)
        await screen.hit("y")
        await screen.until(lambda: isinstance(screen.app.screen, WrapUpScreen))
        await screen.hit("y")
        await screen.still()
        assert "clipboard" not in screen.text
        await keys(screen, "y")
        assert "clipboard" in screen.text


async def test_keys_that_come_before_the_page_is_drawn_do_nothing(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        screen.screen.view.session.do(CALLBACK)
        await keys(screen, "2", "space", "e", "1")
        session = screen.screen.view.session
        await screen.hit("y")
        await screen.until(lambda: session.call.ended is not None)
        for key in ("d", "enter", "n", "x", "escape"):
            screen.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await screen.until(lambda: isinstance(screen.app.screen, WrapUpScreen))
        await screen.still()
        assert "Still owed: 1" in screen.text
        assert isinstance(screen.app.screen, WrapUpScreen)
    assert not places(tmp_path).register.exists()


async def test_enter_and_space_record_nothing_and_enter_shows_the_call(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "space", "space", "enter")
        assert isinstance(screen.app.screen, CallTextScreen)
        await keys(screen, "enter", "down", "space")
        assert isinstance(screen.app.screen, WrapUpScreen)
        assert "Still owed: 1" in screen.text


async def test_a_click_on_the_key_that_leads_back_leads_back_from_the_call(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "enter")
        assert isinstance(screen.app.screen, CallTextScreen)
        last = screen.text.splitlines()[-1]
        await screen.pilot.click(offset=(last.index("Esc") + 1, screen.app.size.height - 1))
        assert isinstance(screen.app.screen, WrapUpScreen)


async def test_an_item_keeps_its_key_whatever_becomes_of_it(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        page = await ended(screen, CALLBACK, DO_NOT_CALL, act.ReportThreat())
        before = {one.id: page.items.key_of(one.id) for one in page.items.items}
        assert sorted(before.values()) == ["1", "2", "3"]
        await keys(screen, "1", "d", '"Kim"', "enter", "enter")
        await keys(screen, "2", "m", '"+2"', "enter", '"asked for it"', "enter", "e", "escape")
        assert {one.id: page.items.key_of(one.id) for one in page.items.items} == before


@pytest.mark.parametrize("early", [0.0, -0.3])
async def test_a_digit_right_behind_an_answer_says_what_the_next_letter_is_about(
    tmp_path: Path, early: float
) -> None:
    """Pressed so much before the answer was recorded and shown."""
    async with piloted(tmp_path, "escalated-callers") as screen:
        await ended(screen, CALLBACK, DO_NOT_CALL, act.ReportThreat())
        await asyncio.sleep(-early)
        for digit in "123":
            screen.clock.set(screen.clock.now().ticks + 0.4)
            await screen.hit(digit, early)
            screen.clock.set(screen.clock.now().ticks + 0.4)
            await screen.hit("t")
            await screen.press("enter")
        assert "Still owed: 3" in screen.text
    (one, two, three) = lines(tmp_path)
    assert len({one.n, two.n, three.n}) == 3
    assert {type(line.what) for line in (one, two, three)} == {Tried}


async def test_a_letter_behind_a_digit_that_came_too_soon_does_nothing_elsewhere(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        page = await ended(screen, CALLBACK, DO_NOT_CALL)
        for pause in (0.05, 0.2, 0.35, 0.4, 0.6):
            await keys(screen, "1", "t", "enter")
            for key in ("2", "t", "enter"):
                screen.clock.set(screen.clock.now().ticks + pause)
                await screen.hit(key)
            await screen.still()
            while screen.app.screen is not page or page.asking:
                await keys(screen, "escape")
        first, *_ = (one.n for one in lines(tmp_path))
        assert [one.n for one in lines(tmp_path)].count(first) == 5


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (CALLBACK, "d done"),
        (DO_NOT_CALL, "d logged"),
        (act.AddFollowUp(FollowUpKind.COMPLAINT, (("concern", "a title"),)), "d logged"),
        (act.AddFollowUp(FollowUpKind.MESSAGE, (("to", "Lee"), ("text", "call"))), "d sent"),
        (act.ReportThreat(), "d told"),
    ],
)
async def test_the_key_says_what_is_done_about_what_is_marked(
    tmp_path: Path, action: Action, told: str
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, action)
        assert told in screen.text


async def test_what_is_closed_is_told_so_and_u_takes_it_back(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "x", '"changed her mind"', "enter")
        assert "✓ Nothing is owed from this call." in screen.text
        await keys(screen, "d")
        assert "Refused by the caller: Robin" in head(screen)
        await keys(screen, "u", '"another caller"', "enter")
        assert "Still owed: 1" in screen.text


async def test_a_card_number_in_a_last_note_is_masked_and_that_is_told(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen)
        await keys(screen, "n", '"card 4111 1111 1111 1111"', "enter")
        assert "A card number or code was masked." in head(screen)
        await left(screen)
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert b"41111111" not in kept.replace(b" ", b"")
    assert "•••• 1111".encode() in kept


async def test_a_last_note_that_is_half_typed_is_on_the_disk_until_it_is_entered_or_given_up(
    tmp_path: Path,
) -> None:
    def kept() -> list[str]:
        return [path.read_text() for path in places(tmp_path).half_notes.glob("*")]

    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen)
        for over in ("escape", "enter"):
            await keys(screen, "n", '"she was kind"')
            await asyncio.sleep(A_TICK)
            assert kept() == ["she was kind"]
            await keys(screen, over)
            assert kept() == []
        await keys(screen, "n", '"and patient"')
        await screen.press("ctrl+q", "ctrl+q")
        await asyncio.sleep(A_TICK)
    assert kept() == ["and patient"]
    assert [line.what for line in lines(tmp_path)] == [LastNote("she was kind")]


async def test_what_was_on_record_and_is_gone_with_an_older_copy_is_told(tmp_path: Path) -> None:
    state, before = tmp_path / "state", tmp_path / "before"
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        shutil.copytree(state, before)
        await keys(screen, "t", '"nobody there"', "enter")
        state.rename(tmp_path / "later")
        before.rename(state)
        await keys(screen, "n", '"she was kind"', "enter")
        assert "The note is kept" in head(screen)
        assert "1 thing that was on record is not in" in head(screen)
        assert "“tried · nobody there”" in head(screen)
        state.rename(before)
        (tmp_path / "later").rename(state)
        assert "“she was kind”" in await left(screen)
    assert [line.what for line in lines(tmp_path)] == [Tried("nobody there")]


async def test_nothing_is_recorded_under_a_mount_point_whose_disk_went_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "t", '"nobody there"', "enter")
        places(tmp_path).register.unlink()
        monkeypatch.setattr("guide.register.seen.identity_of", lambda _: (-1, -1))
        await keys(screen, "n", '"she was kind"', "enter")
        assert "Not recorded" in head(screen)
        # What is typed now goes on with the answer.
        await keys(screen, '" and"')
        assert screen.app.screen.answer.value == "she was kind and"
        assert "is not the folder that it was: its disk went away" in head(screen)
    assert not places(tmp_path).register.exists()


@pytest.mark.parametrize(("typed", "told"), [("call 312 555 0134 x", True), ("at 5 x", False)])
async def test_digits_that_a_last_note_came_back_without_are_told(
    tmp_path: Path, typed: str, told: bool
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen)
        page._of.keep_half_note(typed)
        screen.app.push_screen(WrapUpScreen(page._of, page._law))
        await screen.still()
        assert "You were typing this" in head(screen)
        assert ("The dots stand for digits that were not kept" in head(screen)) == told


async def test_a_click_is_its_key(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK, DO_NOT_CALL)

        async def click(words: str) -> None:
            rows = screen.text.splitlines()
            y = next(y for y, one in enumerate(rows) if words in one)
            await screen.pilot.click(offset=(rows[y].index(words), y))
            await screen.still()

        await click("Callback, Dana")
        await click("t tried")
        assert "Tried: Callback" in screen.text
        await click("Esc leaves")
        await click("Esc finish")
        await screen.until(lambda: isinstance(screen.app.screen, CallPicker))


@pytest.mark.parametrize("size", [(60, 20), NARROW, (120, 36)])
async def test_every_key_is_told_whole_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with piloted(tmp_path, "escalated-callers", size=size) as screen:
        await ended(screen, CALLBACK, act.ReportThreat())
        assert "d told" in screen.text
        assert "x refused" not in screen.text
        await keys(screen, "2")
        for told in ("d done", "t tried", "p pass on", "m move", "x refused", "v void", "u undo"):
            assert told in screen.text, screen.text
        await keys(screen, "1")
        for told in ("n last note", "e correct the ending", "y copy path", "Esc finish"):
            assert told in screen.text
        assert "▸ 1   Report" in screen.text
        assert max(len(row) for row in screen.text.splitlines()) <= size[0]


async def test_a_disk_that_refuses_is_told_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise RecordError("The disk is full.")

    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "n", '"she was kind"')
        with monkeypatch.context() as patch:
            patch.setattr(AppendFile, "append", full)
            await keys(screen, "enter")
            assert "Not recorded: The disk is full." in head(screen)
        await keys(screen, "enter")
        assert "The note is kept." in head(screen)
        with monkeypatch.context() as patch:
            patch.setattr(AppendFile, "append", full)
            text = joined(await left(screen))
        assert "What came after the call is saved, and not in an addendum yet." in text


async def test_the_summary_of_a_call_that_the_ledger_contradicts_is_not_said_to_be_written(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        (journal,) = (places(tmp_path).calls / "done").glob("*.jsonl")
        # Its ending is cut off.
        lines = journal.read_bytes().splitlines(keepends=True)
        journal.write_bytes(b"".join(lines[:-1]))
        text = joined(await left(screen))
        assert "The summary is written" not in text


@pytest.mark.parametrize("away", ["summaries", "state"])
async def test_what_is_gone_as_the_page_is_left_is_not_said_to_be_there(
    tmp_path: Path, away: str
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        folder = tmp_path / "summaries" if away == "summaries" else places(tmp_path).state
        folder.rename(tmp_path / "away")
        await keys(screen, "n", '"she was kind"')
        await asyncio.sleep(A_TICK)
        assert folder.exists() is False
        await keys(screen, "escape")
        text = joined(await left(screen))
        assert ("The summary is written" in text) is (away == "state")
        assert "is saved" not in text


async def test_ctrl_q_tells_of_a_note_that_is_not_recorded_and_else_wraps_up(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, CALLBACK)
        call = page.items.items[0].id.partition("/")[0]
        await keys(screen, "n", '"she was kind"', "ctrl+q")
        assert "Not recorded yet: Enter takes it" in head(screen)
        await keys(screen, "enter", "ctrl+q")
        await _soon(lambda: wrapped_up(places(tmp_path).ledger, call) is not None)


async def _soon(holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never held")


async def test_a_wrap_up_that_was_cut_short_is_taken_up_again_from_the_register(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "n", '"she was kind"', "enter")
        # Here it is killed.
    async with piloted(tmp_path, size=NARROW, at=FRIDAY + timedelta(minutes=5)) as screen:
        await screen.until(lambda: "the register" in screen.text)
        await keys(screen, "r", "w")
        assert isinstance(screen.app.screen, WrapUpScreen)
        assert "she was kind" in screen.text
        await keys(screen, "1", "d", '"spoke to her"', "enter", "escape")
        await screen.until(lambda: isinstance(screen.app.screen, OwedScreen))
        await screen.still()
        assert "Nothing is owed." in screen.text
        await keys(screen, "c", "w")
        assert isinstance(screen.app.screen, WrapUpScreen)
        assert "Nothing is owed" in screen.text
    [after] = (tmp_path / "summaries").glob("*-after.md")
    assert "spoke to her" in after.read_text()
    assert "she was kind" in after.read_text()


async def test_a_page_that_was_open_for_over_a_day_is_not_offered_again(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        screen.clock.set(screen.clock.now().ticks + 25 * 3600)
        text = await left(screen)
        assert "y copies the path" in text
        assert "w its page again" not in text


async def test_a_call_of_another_day_is_not_taken_up(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
    async with piloted(tmp_path, size=NARROW, at=FRIDAY + timedelta(days=2)) as screen:
        await screen.until(lambda: "the register" in screen.text)
        await keys(screen, "r", "w")
        assert "That call ended over a day ago." in joined(screen.text)


@pytest.mark.parametrize(
    ("prose", "gap"),
    crossed(
        [
            "x rays were late",
            "the customer will write",
            "did it again",
            "very upset still",
            "no, 4 days",
        ],
        [0.0, 0.12],
    ),
)
async def test_a_sentence_typed_on_the_page_is_for_the_last_note_and_closes_nothing(
    tmp_path: Path, prose: str, gap: float
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        screen.clock.set(screen.clock.now().ticks + 1)
        for sign in prose:
            screen.clock.set(screen.clock.now().ticks + gap)
            await screen.hit({" ": "space"}.get(sign, sign))
        await keys(screen, "enter")
        assert "Still owed: 1" in screen.text
    assert [line.what for line in lines(tmp_path)] == [
        # What comes behind the note's own key is the note.
        LastNote(prose.removeprefix("n"))
    ]


@pytest.mark.parametrize("key", ["n", "d"])
async def test_a_key_tapped_twice_asks_its_question_with_nothing_typed(
    tmp_path: Path, key: str
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, act.ReportThreat())
        await keys(screen, "1")
        await screen.press(key)
        await screen.hit(key)
        await asyncio.sleep(0.5)
        await screen.shown()
        assert page.asking
        assert page.answer.value == ""


async def test_a_note_that_begins_with_its_key_is_whole(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, CALLBACK)
        await screen.press("n")
        for sign in "no":
            await screen.hit(sign)
        await screen.shown()
        assert page.answer.value == "no"


async def test_the_page_says_of_a_number_that_it_must_not_be_called(tmp_path: Path) -> None:
    same = act.AddFollowUp(FollowUpKind.CALLBACK, DO_NOT_CALL.fields)
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, same, DO_NOT_CALL)
        assert "on the do-not-call list" in screen.text.replace("\n", " ")


async def test_every_last_note_is_on_the_page_and_where_there_is_no_room_how_many_more(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        for note in ("one", "two", "three", "four"):
            await keys(screen, "n", f'"it is {note}"', "enter")
        for note in ("one", "two", "three", "four"):
            assert f"it is {note}" in screen.text
        await keys(screen, "n", '"it is five"', "enter")
        assert "… 2 more notes: Enter shows the call" in screen.text
        assert "it is three" in screen.text
        assert "it is five" in screen.text


async def test_a_wrong_number_is_corrected_and_corrected_back(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, DO_NOT_CALL)
        assert "k number" in screen.text
        await keys(screen, "k", '"the other one"', "enter")
        assert "is no phone number" in head(screen)
        await keys(screen, "ctrl+u", '"555 0188"', "enter")
        assert "Is “555 0188” right? A US number has 10 digits" in head(screen)
        await keys(screen, "ctrl+u", '"312 555 0188"', "enter", '"typed wrong"', "enter")
        assert "Number corrected: 312 555 0188 instead of 312 555 0199." in head(screen)
        assert "u takes it back." in head(screen)
        assert "Do-not-call list, 312 555 0188" in joined(screen.text)
        await keys(screen, "u")
        assert "Correct the number back" in screen.text
        await keys(screen, '"it was right"', "enter")
        right, wrong = "312 555 0188", "312 555 0199"
        assert [line.what for line in lines(tmp_path)] == [
            NumberCorrected(right, wrong, "typed wrong", everywhere=True),
            NumberCorrected(wrong, right, "it was right", everywhere=True, back=True),
        ]
        await keys(screen, "u")
        assert "Nothing of it can be taken back." in head(screen)
        await left(screen)


async def test_two_numbers_are_two_again_once_a_correction_is_taken_back(tmp_path: Path) -> None:
    second = act.AddFollowUp("do-not-call", (("number", "312 555 0122"),))
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, DO_NOT_CALL, second)
        await keys(screen, "1", "k", "ctrl+u", '"3125550122"', "enter", "enter", "u", "enter")
        numbers = [one.number for one in page._wrap_up.promises]
        assert numbers == ["312 555 0199", "312 555 0122"]


async def test_the_callers_number_is_corrected_at_whatever_shows_it(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, CALLBACK, act.ReportThreat())
        assert page.marked is not None
        assert page.marked.kind == "report"
        await keys(screen, "k", '"312 555 0143"', "enter", "enter")
        assert "Number corrected: 312 555 0143 instead of (312) 555-0134." in head(screen)
        assert [one.number for one in page._wrap_up.promises] == ["312 555 0143"] * 2


@pytest.mark.parametrize("key", ["r", "f"])
async def test_what_was_filled_in_is_offered_where_something_is_promised_instead(
    tmp_path: Path, key: str
) -> None:
    lacking = act.AddFollowUp("callback", (("caller", "Ann Lee"), ("number", "312 555 0134")))
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, lacking)
        await keys(screen, "i", '"a title"', "enter", key)
        await keys(screen, page.items.key_of("kind:callback"))
        offered = []
        for _ in range(3):
            offered.append(page.answer.value)
            await keys(screen, "enter")
        assert offered == ["Ann Lee", "a title", "312 555 0134"]


async def test_a_forgotten_promise_is_added_by_the_form_of_the_call(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, act.WriteDetail("caller", "Dana Whitlock"))
        assert "f add a promise" in screen.text
        await keys(screen, "f")
        assert "What was promised on the call? A key picks it." in screen.text
        item = next(one for one in page.items.items if one.id == "kind:callback")
        await keys(screen, page.items.key_of(item.id))
        assert "Add: Callback" in screen.text
        assert page.answer.value == "Dana Whitlock"
        await keys(screen, "enter", '"a title"', "enter", '"555 0143"', "enter")
        assert "Is “555 0143” right?" in head(screen)
        await keys(screen, "ctrl+u", '"312 555 0143"', "enter")
        assert "Added: Callback. v voids it" in head(screen)
        assert page.marked is not None
        assert (page.marked.kind, page.marked.number) == ("callback", "312 555 0143")
        assert page.marked.until is not None
        [line] = lines(tmp_path)
        assert isinstance(line, AfterCall)
        assert isinstance(line.what, PromiseAdded)
        held = dict(line.what.promised.fields)
        assert held == {"caller": "Dana Whitlock", "concern": "a title", "number": "312 555 0143"}
        await keys(screen, "d", '"spoke to her"', "enter")
        await left(screen)
    with register(places(tmp_path)) as index:
        assert index.count() == 0


async def test_a_promise_that_says_nothing_is_refused_in_its_field_and_what_lacks_is_told(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen)
        await keys(screen, "f")
        await keys(screen, page.items.key_of("kind:report"))
        await keys(screen, page.items.key_of(page.items.items[-1].id), "enter")
        assert "Write down what is missing: Reason." in head(screen)
        await keys(screen, "escape", "escape", "f")
        await keys(screen, page.items.key_of("kind:message"), "enter", "enter")
        assert "Write down what is missing: To, Message." in head(screen)
        assert lines(tmp_path) == ()
        await keys(screen, '"call Dana"', "enter")
        told = "Added: Message in the internal chat. Missing: To. i: fill it in. v voids it"
        assert told in head(screen)
        assert "missing: To" in screen.text.partition("\n\n")[2]


async def test_a_solution_without_a_day_is_told_to_be_never_overdue(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen)
        await keys(screen, "f")
        await keys(screen, page.items.key_of("kind:agreed"))
        await keys(screen, '"a refund"', "enter", "enter")
        assert "No day was agreed on, so it is never overdue. m: a day." in head(screen)
        assert page.marked is not None
        await keys(screen, "m", '"+2"', "enter", '"she called"', "enter")
        assert "never overdue" not in joined(screen.text)


async def test_what_is_added_comes_after_what_stands_and_renumbers_nothing(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, CALLBACK, DO_NOT_CALL)
        before = [one.kind for one in page._wrap_up.promises]
        await keys(screen, "f")
        await keys(screen, page.items.key_of("kind:report"), "1", "enter")
        assert [one.kind for one in page._wrap_up.promises] == [*before, "report"]
        assert page._wrap_up.owed[0].kind == "report"
        assert [page.items.key_of(one.id) for one in page._wrap_up.promises] == ["1", "2", "3"]


async def test_the_mark_stays_where_it_was_whatever_was_chosen_meanwhile(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, CALLBACK, DO_NOT_CALL)
        await keys(screen, "2")
        marked = page.marked
        await keys(screen, "e", "6", '"wrong key"', "enter")
        assert "The ending is corrected." in head(screen)
        assert page.marked == marked
        await keys(screen, "f", "escape")
        assert page.marked == marked


async def test_a_promise_of_the_wrong_kind_is_replaced_and_why(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, CALLBACK)
        await keys(screen, "r")
        await keys(screen, page.items.key_of("kind:do-not-call"))
        assert "Do-not-call list instead of Callback" in joined(screen.text)
        assert page.answer.value == "(312) 555-0134"
        await keys(screen, "enter")
        assert "Why was “Callback” wrong?" in screen.text
        await keys(screen, "enter")
        assert "Write down why it is void." in head(screen)
        assert lines(tmp_path) == ()
        await keys(screen, '"she wants no calls"', "enter")
        assert "Void: Callback. Added: Do-not-call list." in head(screen)
        assert [type(one.what) for one in lines(tmp_path)] == [PromiseAdded, Voided]
        assert "Still owed: 1" in screen.text
        assert "× Callback" in screen.text
        assert "✓" not in screen.text


@pytest.mark.parametrize(("key", "mark"), [("d", "✓"), ("x", "–"), ("v", "×")])
async def test_each_way_to_close_a_promise_has_its_own_mark(
    tmp_path: Path, key: str, mark: str
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, key, '"a reason"', "enter")
        assert f"{mark} Callback, Dana Whitlock" in screen.text


async def test_a_callback_to_what_is_no_phone_number_is_told_until_it_is_corrected(
    tmp_path: Path,
) -> None:
    fields = (("number", "his usual line"), ("caller", "Dana"), ("concern", "a title"))
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, act.AddFollowUp("callback", fields))
        assert "open · no phone number" in screen.text
        assert "Number: no phone number. k: the number." in joined(screen.text)
        await keys(screen, "k", '"312 555 0143"', "enter", "enter")
        assert "no phone number" not in screen.text


async def test_a_day_beyond_the_limit_is_refused_in_its_own_field(tmp_path: Path) -> None:
    async with piloted(tmp_path, "calming-a-caller", size=NARROW) as screen:
        do = screen.screen.view.session.do
        assert isinstance(do(act.AddFollowUp("message", (("to", "Lee"),))), Allowed)
        await keys(screen, "e", "1", "y")
        await screen.until(lambda: isinstance(screen.app.screen, WrapUpScreen))
        await screen.still()
        page = screen.app.screen
        assert isinstance(page, WrapUpScreen)
        await keys(screen, "r")
        await keys(screen, page.items.key_of("kind:agreed"))
        await keys(screen, '"a refund"', "enter", '"+4"', "enter")
        assert "is the last day you can agree on (3 days at most)." in joined(screen.text)
        assert "Until what day was agreed?" in screen.text
        await keys(screen, '"+2 at 5 pm"', "enter")
        assert "Why was “Message to a colleague” wrong?" in screen.text
        assert lines(tmp_path) == ()
        await keys(screen, '"another kind"', "enter")
        assert [type(one.what) for one in lines(tmp_path)] == [PromiseAdded, Voided]
        assert "by Sun, Nov 22, 5:00 PM" in screen.text


async def test_a_day_just_over_is_refused_on_the_page_and_one_months_ahead_asked_once_more(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "irate-customers", size=NARROW) as screen:
        page = await ended(screen)
        await keys(screen, "f")
        await keys(screen, page.items.key_of("kind:agreed"))
        await keys(screen, '"a refund"', "enter", '"11/12"', "enter")
        assert "Thu, Nov 12, 2026 is over: agree on today or a later day." in joined(screen.text)
        await keys(screen, "ctrl+u", '"8/1"', "enter")
        told = "“8/1” is Sun, Aug 1, 2027, 254 days from now. Enter again takes it."
        assert told in joined(screen.text)
        assert lines(tmp_path) == ()
        await keys(screen, "enter")
        assert [type(one.what) for one in lines(tmp_path)] == [PromiseAdded]
        assert "by Sun, Aug 1, 2027, 11:59 PM" in screen.text


@pytest.mark.parametrize(("key", "why"), [("d", "who was told"), ("p", "to whom it is passed on")])
async def test_what_cannot_be_a_name_is_refused_before_anything_else_is_asked(
    tmp_path: Path, key: str, why: str
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, act.ReportThreat())
        await keys(screen, key)
        asked = screen.text.splitlines()[-4:]
        await keys(screen, '"312 555 0199"', "enter")
        assert f"Write down {why}." in joined(screen.text)
        assert screen.text.splitlines()[-4][:10] == asked[0][:10]
        await keys(screen, '"Sam Poe"', "enter")
        assert "It may stay empty" in screen.text or "What should they know?" in screen.text


async def test_a_report_is_added_by_its_reason_and_not_twice(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen)
        for _ in range(2):
            await keys(screen, "f")
            await keys(screen, page.items.key_of("kind:report"))
            assert "Why must it be reported? A key picks it." in screen.text
            await keys(screen, "1")
            await screen.type("he wants his address deleted", "enter")
            # Nothing is asked there: what is typed would be lost.
            assert "Nothing is to be written here" in head(screen)
            await keys(screen, "ctrl+u", "enter")
        assert "a supervisor is still to be told" in head(screen)
        assert [type(one.what) for one in lines(tmp_path)] == [PromiseAdded]


async def test_what_the_call_requires_names_the_key_and_goes_once_it_is_added(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, act.GoTo("escalated-callers", "callback"))
        assert "requires it. f adds it." in joined(screen.text)
        await keys(screen, "f")
        assert page.items.items[0].id == "kind:callback"
        assert "Required by this call" in screen.text


async def test_what_one_answers_in_is_whole_also_where_there_is_little_room(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=(60, 20)) as screen:
        there = [act.GoTo("escalated-callers", step) for step in ("what-i-can-do", "callback")]
        page = await ended(screen, *there, DO_NOT_CALL, act.ReportThreat())
        await keys(screen, "n")
        await screen.type("the caller asked for a letter to their old address", "enter")
        await keys(screen, "m")
        await screen.type("today 1am", "enter")
        assert page.asking
        bottom = [page.query_one(name) for name in ("#asked", "#answer", "#asking-keys")]
        assert all(one.region.bottom <= 20 and one.region.height for one in bottom)


async def test_a_kind_has_the_key_that_it_has_on_the_call_also_where_it_is_required(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, act.GoTo("escalated-callers", "what-i-can-do"))
        await keys(screen, "f")
        first, *_ = page.items.items
        assert (first.id, page.items.key_of(first.id)) == ("kind:message", "5")
        assert page.items.key_of("kind:callback") == "1"


async def test_a_number_that_is_doubted_is_taken_by_a_second_enter(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, DO_NOT_CALL)
        await keys(screen, "k", '"555 0188"', "enter", "enter", "enter")
        assert "Number corrected: 555 0188" in head(screen)


async def test_a_doubtful_number_is_asked_again_in_its_own_field(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, act.WriteDetail("caller", "Dana Whitlock"))
        await keys(screen, "f")
        await keys(screen, page.items.key_of("kind:callback"))
        await keys(screen, "enter", '"a title"', "enter", '"312 555 01"', "enter")
        assert "Is “312 555 01” right?" in head(screen)
        assert page.answer.value == "312 555 01"
        await keys(screen, "enter")
        [line] = lines(tmp_path)
        assert isinstance(line.what, PromiseAdded)
        held = dict(line.what.promised.fields)
        assert (held["caller"], held["number"]) == ("Dana Whitlock", "312 555 01")


async def test_what_is_refused_at_the_end_is_asked_again_where_it_is_at_fault(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        page = await ended(screen, CALLBACK)
        await keys(screen, "m", '"+2"', "enter", "enter")
        assert "Write down why it is moved." in head(screen)
        assert page.answer.value == ""
        await keys(screen, '"asked for it"', "enter")
        [line] = lines(tmp_path)
        assert isinstance(line.what, Moved)
        assert line.what.why == "asked for it"


async def test_what_was_logged_is_owed_again_before_its_number_is_corrected(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, DO_NOT_CALL)
        await keys(screen, "d", *"list B", "enter", "k")
        assert "list B. u has it owed again: then k corrects it." in " ".join(head(screen).split())


async def test_a_callback_to_a_listed_number_is_told_as_its_number_is_corrected(
    tmp_path: Path,
) -> None:
    keep(places(tmp_path), a_call(DO_NOT_CALL))
    with register(places(tmp_path)):
        pass
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "k", '"312 555 0199"', "enter", "enter")
        assert "It is on the do-not-call list." in head(screen)
        assert "on the do-not-call list" in screen.text.partition("\n\n")[2]


async def test_a_number_that_the_call_asks_not_to_call_is_told_as_its_number_is_corrected(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK, act.AddFollowUp("do-not-call", ()))
        await keys(screen, "k", '"312 555 0177"', "enter", "enter")
        told = "Number corrected: 312 555 0177 instead of (312) 555-0134. It is on the do-not-call"
        assert told in " ".join(head(screen).split())


async def test_u_withdraws_the_last_note(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen)
        assert "u undo" not in screen.text
        await keys(screen, "n", '"of another call"', "enter")
        assert "u withdraws it." in head(screen)
        await keys(screen, "u")
        assert "Withdraw the note “of another call”" in screen.text
        await keys(screen, '"wrong call"', "enter")
        assert "of another call" not in screen.text
        assert "u undo" not in screen.text
        assert [line.what for line in lines(tmp_path)] == [
            LastNote("of another call"),
            NoteWithdrawn("wrong call"),
        ]


async def test_u_takes_back_what_came_last_be_it_a_note_or_not(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "t", "enter", "n", '"she was kind"', "enter", "u")
        assert "Withdraw the note" in screen.text
        await keys(screen, "escape", "t", "enter", "u")
        assert "Taken back, “tried”" in screen.text
        await keys(screen, "escape", "d", "enter", "n", '"and patient"', "enter", "u")
        assert "Withdraw the note “and patient”" in screen.text


async def test_what_is_passed_on_is_passed_on_to_somebody_else(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "p", '"Ann"', "enter", "enter", "p", '"ANN"', "enter")
        assert "Ann owes it already: name somebody else." in head(screen)
        assert len(lines(tmp_path)) == 1


async def test_a_note_is_passed_on_to_nobody_until_that_is_meant(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "p", '"title is wrong"', "enter")
        await screen.hit("enter")
        await screen.shown()
        told = "Is “title is wrong” right? It reads like a note. Enter again takes it."
        assert told in head(screen)
        assert "To whom?" in screen.text
        await keys(screen, "enter", "enter")
        (line,) = lines(tmp_path)
        assert isinstance(line, AfterCall)
        assert line.what == PassedOn("title is wrong")


async def test_what_is_noted_as_still_to_do_is_not_done_until_that_is_meant(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "d", '"no answer"', "enter")
        told = "Is “no answer” right? It reads as not done. Enter again takes it."
        assert told in head(screen)
        assert lines(tmp_path) == ()
        await keys(screen, "enter")
        assert len(lines(tmp_path)) == 1


async def test_what_is_moved_to_a_time_is_told_with_it(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "m", '"sun 5pm"', "enter", '"asked for it"', "enter")
        assert "It is owed until Sun, Nov 22, 2026, 5:00 PM." in head(screen)


@pytest.mark.parametrize(("day", "asked"), [("+2", False), ("12/24/2027", True)])
async def test_a_far_day_is_looked_at_once_more_and_each_is_told_in_full(
    tmp_path: Path, day: str, asked: bool
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await ended(screen, CALLBACK)
        await keys(screen, "m", f'"{day}"', "enter")
        far = "“12/24/2027” is Fri, Dec 24, 2027, 399 days from now. Enter again takes it."
        assert (far in head(screen)) == asked
        await keys(screen, *["enter"] * asked, '"asked for it"', "enter")
        told = "Fri, Dec 24, 2027" if asked else "Sun, Nov 22, 2026"
        assert f"It is owed until the end of {told}." in head(screen)
        await keys(screen, "m", f'"{day}"', "enter")
        assert "It is due at that time already: name another one." in head(screen)
        assert "Until what day?" in screen.text
        assert len(lines(tmp_path)) == 1


async def test_a_permission_that_was_denied_is_told_on_the_page_as_it_is_heard_of(
    tmp_path: Path,
) -> None:
    desk = FakeDesk()
    name = take(
        places(tmp_path),
        "Robin",
        act.MakeEffort("asked"),
        act.StateGround("abuse"),
        act.QuoteCaller("useless parrot"),
        act.Permit("Sam"),
        act.Warn(),
    )
    call = call_of(read_journal(places(tmp_path).calls / "done" / f"{name}.jsonl").entries)
    [warned] = call.protocol.warnings
    async with piloted(tmp_path, size=NARROW, at=NOW, desk=desk) as screen:
        await keys(screen, "w")
        assert isinstance(screen.app.screen, WrapUpScreen)
        assert "denies" not in screen.text

        async def heard(by: str, why: str, *, settled: bool) -> None:
            what = PermissionDenied(warned.n, "Sam", why, settled)
            done = note_denied(Disk(), places(tmp_path), call, what, by, call.last.at)
            assert not isinstance(done, Refused)
            desk.changes()
            await screen.still()

        await heard("sam", "nobody asked me", settled=False)
        assert "as permitted by voice by Sam. sam denies that: nobody asked me." in head(screen)
        assert "A supervisor settles that, with what it was." in head(screen)
        await heard("pat", "it was me", settled=True)
        assert "Settled by pat: it was me." in head(screen)
        assert "A supervisor settles that" not in head(screen)
        assert "call ended" in head(screen).lower()
        await left(screen)
        addendum = (tmp_path / "summaries" / f"{call.id}-after.md").read_text()
        assert "sam denies that: nobody asked me. Settled by pat: it was me." in addendum
        # The page is gone: what is heard of then is told elsewhere.
        desk.changes()
        await screen.still()


async def test_who_closes_second_what_the_desk_has_closed_is_told_on_the_page_once(
    tmp_path: Path,
) -> None:
    desk = FakeDesk()
    name = take(places(tmp_path), "Robin", CALLBACK)
    async with piloted(tmp_path, size=NARROW, at=NOW, desk=desk) as screen:
        await keys(screen, "w", "1", "d", '"spoke to Dana"', "enter")
        before = "was closed at the desk by sam before (done)"
        desk.refused = (f"The promise {name}/5 {before}.", f"The promise other/5 {before}, too.")
        desk.changes()
        await screen.still()
        assert f"The promise {name}/5 {before}." in joined(screen.text)
        assert "too" not in head(screen)
        await keys(screen, "down")
        desk.changes()
        await screen.still()
        assert before not in joined(screen.text)


async def test_the_page_tells_as_it_is_drawn_what_the_call_was_told_of_a_denial(
    tmp_path: Path,
) -> None:
    class Told(FakeDesk):
        """Has heard of a denial of what the call warned on."""

        def ended(self, call: Call) -> None:
            [warned] = call.protocol.warnings
            what = PermissionDenied(warned.n, "Sam", "nobody asked me")
            note_denied(Disk(), places(tmp_path), call, what, "sam", call.last.at)

    upset = (
        act.MakeEffort("asked"),
        act.StateGround("abuse"),
        act.QuoteCaller("useless parrot"),
        act.Permit("Sam"),
        act.Warn(),
        act.Calm(),
    )
    async with piloted(tmp_path, "escalated-callers", size=NARROW, desk=Told()) as screen:
        await ended(screen, *upset)
        assert "by Sam. sam denies that: nobody asked me." in head(screen)
        # Left at once.
        await left(screen)
    [addendum] = (tmp_path / "summaries").glob("*-after.md")
    assert "sam denies that: nobody asked me." in addendum.read_text()


async def test_what_is_filled_in_on_the_page_is_refused_in_its_field_as_on_the_call(
    tmp_path: Path,
) -> None:
    script, problems = parse_script(OUTAGES + VISITS, "outages.toml")
    assert script is not None, problems
    async with piloted(tmp_path, "outages", size=NARROW, library=with_script(script)) as screen:
        visit = act.AddFollowUp("visit", (("caller", "Dana Whitlock"),))
        assert isinstance(screen.screen.view.session.do(visit), Allowed)
        await keys(screen, "e", "1", "y")
        await screen.until(lambda: isinstance(screen.app.screen, WrapUpScreen))
        await screen.still()
        await keys(screen, "i", '"someday"', "enter")
        assert "Day of the visit: " in head(screen)
        assert lines(tmp_path) == ()
        await keys(screen, "ctrl+u", '"mon"', "enter")
        assert "It is owed until the end of Mon, Nov 23, 2026." in joined(screen.text)
        assert "by Mon, Nov 23, 11:59 PM" in joined(screen.text)
