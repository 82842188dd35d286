import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from kit import shipped
from msgspec.structs import replace
from panes import joined
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, NOW, a_call, keep, take
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from guide.call.actions import AddFollowUp, ReportThreat
from guide.call.events import FollowUpAdded
from guide.call.fold import call_of
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.forget import erase_calls
from guide.record.places import Places
from guide.register.after_call import (
    Deed,
    Done,
    Moved,
    NumberCorrected,
    PassedOn,
    Reopened,
    TakenBack,
    Tried,
    Voided,
)
from guide.register.index import Wanted, register
from guide.register.missing import wrong_in_brief
from guide.register.owed_today import how_much_is_owed
from guide.register.promise import Promise, State
from guide.register.register import do, recording
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.tui._textual_private import strips_of
from guide.tui.owed import KEYS, OwedApp
from guide.tui.owed_table import OwedTable

OTHER = "20261120-190400-abcd"
THIRD = "20261120-190500-abcd"


class Owed:
    """The register on the screen, over calls on the disk."""

    def __init__(self, app: OwedApp, pilot: Pilot[None], places: Places, clock: SetClock) -> None:
        self.app, self.pilot, self.places, self.clock = app, pilot, places, clock

    async def press(self, *keys: str) -> None:
        """Press keys, each a second after the one before it."""
        for key in keys:
            self.clock.set(self.clock.now().ticks + 1)
            await self.burst(key)

    async def burst(self, *keys: str) -> None:
        """Press keys so fast that nothing is drawn between them."""
        for key in keys:
            character = {"space": " "}.get(key, key if len(key) == 1 else None)
            self.app.post_message(events.Key(key, character))
        await self.pilot.pause()
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        await self.press(*("space" if sign == " " else sign for sign in text), "enter")

    @property
    def text(self) -> str:
        return "\n".join(strip.text.rstrip() for strip in strips_of(self.app.screen))

    def promise(self, call: str = CALL) -> Promise:
        with register(self.places) as index:
            return index.page(Wanted((call,), closed=True))[0]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, a_call(CALLBACK))
    keep(found, a_call(DO_NOT_CALL, call=OTHER))
    return found


@asynccontextmanager
async def shown(places: Places, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Owed]:
    book = CallBook(shipped(), places)
    clock = SetClock(NOW)
    app = OwedApp(book, places, "Kim Lo", clock=clock)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        yield Owed(app, pilot, places, clock)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_what_is_owed_is_there_with_words_to_whom_and_until_when(
    places: Places, size: tuple[int, int]
) -> None:
    async with shown(places, size) as on:
        for part in (
            "1 later · 1 no time",
            "Sat, Nov 21, 12:00 PM",
            "Dana Whitlock",
            "(312) 555-0134",
            "next day, morning",
            "Robin owes it · open",
            "y copy number",
            "Esc back",
        ):
            assert part in joined(on.text), on.text


async def test_done_asks_names_the_promise_and_is_on_the_disk_after_enter(places: Places) -> None:
    async with shown(places) as on:
        await on.press("d")
        assert "Done: Callback, Dana Whitlock, (312) 555-0134" in on.text
        assert on.promise().state is State.OPEN
        await on.type("spoke to Dana")
        promise = on.promise()
        assert (promise.state, promise.closed_by, promise.note) == (
            State.DONE,
            "Kim Lo",
            "spoke to Dana",
        )
        assert "u takes it back" in on.text
        assert "Sat, Nov 21" not in on.text
        await on.press("u")
        assert "Owed again: Callback" in on.text
        await on.type("another call")
        assert on.promise().state is State.OPEN
        assert "Sat, Nov 21" in on.text


async def test_a_line_of_the_register_that_does_not_count_is_told_above_what_is_owed(
    places: Places,
) -> None:
    async with shown(places) as on:
        await on.press("d")
        await on.type("spoke to Dana")
    whole = places.register.read_bytes()
    places.register.write_bytes(whole.replace(b"spoke to Dana", b"spoke to Dora"))
    async with shown(places) as on:
        assert "✗ Line 1 of the register" in joined(on.text)
        assert "What is done may stand as owed, and what is owed be missing:" in joined(on.text)
    # What was cut short nobody was told to be done.
    places.register.write_bytes(whole + b'{"format":1,"at"')
    async with shown(places) as on:
        assert "✗" not in on.text


async def test_what_was_found_by_a_number_stays_in_sight_once_that_is_corrected(
    places: Places,
) -> None:
    async with shown(places) as on:
        await on.press("slash")
        await on.type("5550134")
        assert on.app.screen.query_one(OwedTable).row_count == 1
        await on.press("k")
        await on.type("312 555 0199")
        await on.press("enter")
        assert "312 555 0199" in on.text
        assert f"with “{CALL}”" in on.text
        await on.press("t")
        await on.type("no answer")
        assert on.promise().tries == 1
        await on.press("d")
        await on.type("spoke to Dana")
        assert on.promise().state is State.DONE


async def test_that_it_was_tried_is_taken_back(places: Places) -> None:
    async with shown(places) as on:
        await on.press("t")
        await on.type("no answer")
        assert "u takes it back" in on.text
        await on.press("u")
        assert "Taken back, “tried · no answer”: Callback" in on.text
        await on.type("another caller")
        assert (on.promise().state, on.promise().tries) == (State.OPEN, 0)
        await on.press("u")
        assert "Nothing of it can be taken back." in on.text


async def test_what_was_recorded_before_it_was_closed_by_mistake_is_taken_back_too(
    places: Places,
) -> None:
    async with shown(places) as on:
        for key, why in (("t", "no answer"), ("d", "spoke to Dana"), ("u", "another call")):
            await on.press(key)
            await on.type(why)
        await on.press("u")
        assert "Taken back, “tried · no answer”: Callback" in on.text
        await on.type("that, too")
        assert (on.promise().state, on.promise().tries) == (State.OPEN, 0)
        await on.press("u")
        assert "Nothing of it can be taken back." in on.text


async def test_what_became_of_it_before_the_latest_is_told_to_be_there(places: Places) -> None:
    record = partial(do, Disk(), places)
    for n in range(4):
        assert isinstance(record(f"{CALL}/5", Tried(f"try {n}"), "Kim Lo", NOW), Promise)
    async with shown(places, (120, 36)) as owed:
        assert "try 3" in owed.text
        assert "try 0" not in owed.text
        assert "… Enter shows what was before." in owed.text


async def test_what_is_taken_back_is_of_the_promise_that_one_went_back_to(places: Places) -> None:
    keep(places, a_call(DO_NOT_CALL, call="20261120-190400-abcd"))
    async with shown(places) as on:
        await on.press("t")
        await on.type("no answer")
        await on.press("down", "d")
        await on.type("listed")
        await on.press("up", "u")
        assert "Taken back, “tried · no answer”: Callback" in on.text


REPORT = AddFollowUp(FollowUpKind.REPORT, (("reason", "a slur"),))


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_two_reports_of_one_call_look_different_in_the_list(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    keep(places, a_call(ReportThreat(), REPORT))
    async with shown(places, size) as on:
        listed = on.text.partition("────")[0]
        assert "a slur" in listed
        assert "Threat" in listed


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_label_of_a_kind_of_a_scripts_own_stands_in_its_row(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    call = a_call(CALLBACK)
    held = (("where", "1420 W Belmont Avenue, rear entrance"),)
    visit = FollowUpAdded("fitter", "Visit of a fitter", held, ("where",))
    last = replace(call.last, n=call.last.n + 1, event=visit)
    keep(places, call_of((*call.entries, last)))
    async with shown(places, size) as on:
        assert "Visit of" in on.text.partition("────")[0]


async def test_refused_is_offered_where_a_caller_can_refuse(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    keep(places, a_call(CALLBACK, REPORT))
    async with shown(places) as on:
        assert "x refused" in on.text
        await on.press("down")
        assert "Reason: a slur" in on.text
        assert "x refused" not in on.text
        await on.press("x")
        assert "No caller can refuse that: it passes between colleagues." in on.text
        assert "What happened?" not in on.text


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_page_of_a_call_reads_as_text(places: Places, size: tuple[int, int]) -> None:
    async with shown(places, size) as on:
        await on.press("enter")
        assert "Agent: Robin" in on.text
        for sign in ("# ", "**", "| --", "](", "\\"):
            assert sign not in on.text, on.text


async def test_the_same_key_twice_records_nothing(places: Places) -> None:
    async with shown(places) as on:
        await on.press("d", "d")
        assert on.promise().state is State.OPEN
        await on.press("escape")
        assert on.promise().state is State.OPEN
        assert "What happened?" not in on.text


async def test_a_number_that_is_missing_is_not_told_as_there(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    known = (("caller", "Dana"), ("concern", "a refund"))
    keep(places, a_call(AddFollowUp("callback", known)))
    async with shown(places) as on:
        await on.press("i")
        assert "Its number is missing: that is recorded as a correction. k: the number." in joined(
            on.text
        )


async def test_me_is_whoever_is_at_the_screen(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    keep(places, a_call(REPORT))
    async with shown(places) as on:
        await on.press("p")
        await on.type("me")
        await on.type("")
        assert "Kim Lo owes it" in on.text
        await on.press("p")
        await on.type("myself")
        assert "Kim Lo owes it already" in on.text
        await on.press("escape")
        await on.press("d")
        await on.type("me")
        await on.type("by phone")
        assert on.promise().told_to == "Kim Lo"


async def test_passed_on_and_moved_ask_for_all_they_need(places: Places) -> None:
    async with shown(places) as on:
        await on.press("p")
        await on.type("Team B")
        await on.type("call after five")
        assert (on.promise().owner, on.promise().state) == ("Team B", State.PASSED_ON)
        await on.press("m")
        await on.type("someday")
        await on.type("away")
        assert "is no day" in on.text
        await on.type("+3")
        await on.type("the caller is away")
        assert on.promise().until is not None
        assert f"{on.promise().until:%m-%d %H:%M}" == "11-24 04:59"
        assert on.promise().promised != on.promise().until


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("card 4111 1111 1111 1111 ok", "A card number or code was masked."),
        ("x" * 1200, "The text was too long: only its beginning is kept."),
    ],
)
async def test_what_is_not_kept_as_it_was_typed_is_told(
    places: Places, typed: str, told: str
) -> None:
    async with shown(places) as on:
        await on.press("t")
        on.app.screen.query_one(Input).value = typed
        await on.press("enter")
        assert on.promise().tries == 1
        assert told in joined(on.text)


async def test_the_key_says_what_is_done_about_what_is_marked(places: Places) -> None:
    async with shown(places) as on:
        assert "d done" in on.text
        await on.press("down")
        assert "d logged" in on.text


async def test_what_may_not_be_is_told_and_asked_again(places: Places) -> None:
    async with shown(places) as on:
        await on.press("v")
        await on.type("")
        assert "Write down why it is void." in on.text
        await on.type("a test call")
        assert on.promise().state is State.VOID


async def test_words_find_as_they_are_typed_and_letters_are_text_meanwhile(places: Places) -> None:
    async with shown(places) as on:
        await on.press("slash", "d", "o", "-", "n")
        assert on.app.screen.query_one(Input).value == "do-n"
        assert "Dana Whitlock" not in on.text
        assert "Do-not-call list" in on.text
        await on.press("enter", "escape")
        assert "Sat, Nov 21" in on.text


async def test_no_letter_is_lost_that_was_typed_while_the_list_was_looked_through(
    places: Places,
) -> None:
    async with shown(places) as on:
        await on.press("slash")
        # All of them were pressed before the first one had changed what is marked.
        for event in [events.Key(sign, sign) for sign in "do-not-call"]:
            on.app.post_message(event)
            await on.pilot.pause()
            await on.pilot.pause()
        assert "▸ no time" in on.text
        assert on.app.screen.query_one(Input).value == "do-not-call"


async def test_closed_ones_are_shown_when_asked_for_and_cannot_be_closed_again(
    places: Places,
) -> None:
    async with shown(places) as on:
        await on.press("d", "enter", "c")
        assert "1 closed" in on.text
        assert "Sat, Nov 21" in on.text
        await on.press("home", "d")
        assert "Done: Kim Lo" in on.text


async def test_a_day_that_is_none_is_told_before_the_reason_and_no_reason_is_lost(
    places: Places,
) -> None:
    async with shown(places) as on:
        await on.press("m")
        await on.type("some day")
        assert "“some day” is no day" in on.text
        assert "Why?" not in on.text
        await on.type("fri")
        assert "Why?" in on.text
        assert "is no day" not in on.text
        await on.press("enter")
        assert "Write down why it is moved." in on.text
        assert "Until what day?" not in on.text
        await on.type("she is away")
        assert "moved" in str(on.promise().lines[-1].what).lower()


async def test_what_is_owed_again_is_marked(places: Places) -> None:
    async with shown(places) as on:
        await on.press("end")
        last = on.app.register.table.marked
        await on.press("home")
        first = on.app.register.table.marked
        assert first != last
        await on.press("d", "enter", "u")
        await on.type("by mistake")
        marked = on.app.register.table.marked
        assert marked is not None
        assert first is not None
        assert marked.id == first.id


async def test_enter_shows_the_call_and_escape_leads_back(places: Places) -> None:
    async with shown(places) as on:
        await on.press("enter")
        assert "Call summary" in on.text or CALL in on.text
        await on.press("escape")
        assert "OWED" in on.text
        await on.press("escape")
    assert on.app.return_code in (0, None)


async def test_the_mark_has_a_sign_and_the_terminal_s_cursor(places: Places) -> None:
    async with shown(places) as on:
        for key, what in (("down", "Do-not-call list"), ("up", "Callback"), ("end", "Do-not")):
            await on.press(key)
            row = on.text.splitlines()[on.app.cursor_position.y]
            assert row.startswith("▸ ")
            assert what in row
            assert on.text.count("▸") == 1
        await on.press("v")
        await on.press(*"why")
        row = on.text.splitlines()[on.app.cursor_position.y]
        assert row.strip() == "why"


async def test_keys_that_come_before_the_screen_says_what_they_do_record_nothing(
    places: Places,
) -> None:
    async with shown(places) as on:
        await on.burst("d", "enter")
        assert on.promise().state is State.OPEN
        assert "What happened?" in on.text
        await on.press("escape")
        await on.burst("d", "d", "x", "enter", "enter")
        assert on.promise().state is State.OPEN
        await on.press("escape", "d", "o", "k", "enter")
        assert (on.promise().state, on.promise().note) == (State.DONE, "ok")


async def test_what_is_typed_on_after_the_last_answer_is_no_command(places: Places) -> None:
    async with shown(places) as on:
        await on.press("t", "n", "o", "enter")
        await on.burst("d")
        assert "What happened?" not in on.text
        assert on.promise().tries == 1


async def test_a_held_enter_opens_a_call_and_does_not_close_it(places: Places) -> None:
    async with shown(places) as on:
        await on.press("down")
        await on.burst("enter", "enter", "enter")
        assert "Enter or Esc: back" in on.text
        await on.press("enter")
        assert "OWED" in on.text


async def test_capitals_are_the_same_keys_and_others_do_nothing(places: Places) -> None:
    async with shown(places) as on:
        before = on.text
        await on.press("space", "backspace", "1", "tab", "e", "z", "f3")
        assert on.text == before
        await on.press("D")
        assert "What happened?" in on.text


async def test_a_click_on_a_key_is_that_key(places: Places) -> None:
    async with shown(places) as on:
        rows = on.text.splitlines()
        y = next(y for y, row in enumerate(rows) if "t tried" in row)
        await on.pilot.click(offset=(rows[y].index("t tried") + 3, y))
        await on.pilot.pause()
        assert "Tried: Callback" in on.text


async def test_an_answer_that_goes_on_beyond_its_field_has_a_sign_at_that_edge(
    places: Places,
) -> None:
    async with shown(places) as on:
        await on.press("d")
        on.app.post_message(events.Paste("nobody answers there " * 8))
        await on.press("home")
        [row] = (one for one in on.text.splitlines() if "nobody answers" in one)
        assert row.rstrip().endswith("…")
        await on.press("end")
        [row] = (one for one in on.text.splitlines() if "nobody answers" in one)
        assert row.lstrip().startswith("…")


async def test_a_paste_is_one_line_of_the_answer(places: Places) -> None:
    async with shown(places) as on:
        await on.press("t")
        on.app.post_message(events.Paste("no\nanswer\x1b at 3"))
        await on.press("enter")
        assert on.promise().note == "no answer at 3"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_every_key_is_told_whole_at_every_size(places: Places, size: tuple[int, int]) -> None:
    keep(places, a_call(AddFollowUp(FollowUpKind.CALLBACK, CALLBACK.fields[:2])))
    async with shown(places, size) as on:
        for _, told in KEYS.values():
            assert told in on.text, on.text
        assert max(len(row) for row in on.text.splitlines()) <= size[0]


async def test_what_there_is_no_room_for_is_told(tmp_path: Path) -> None:
    found = Places(tmp_path / "state", tmp_path / "out")
    fields = (("caller", "Dana " * 20), ("number", "1"), ("concern", "a long story " * 60))
    keep(found, a_call(AddFollowUp(FollowUpKind.CALLBACK, fields)))
    async with shown(found) as on:
        assert "… Enter shows the call" in on.text
        assert "Dana Dana Da…" in on.text
        assert "Esc back" in on.text


async def test_strangers_words_are_plain_text_on_the_screen(tmp_path: Path) -> None:
    found = Places(tmp_path / "state", tmp_path / "out")
    hostile = "Dana\x1b]0;owned\x07\x1b[31m\u202eevil"
    fields = (("caller", hostile), ("number", "[bold]312[/]"), ("concern", hostile))
    keep(found, a_call(AddFollowUp(FollowUpKind.CALLBACK, fields)))
    async with shown(found, (200, 50)) as on:
        for bad in ("\x1b", "\x07", "\u202e"):
            assert bad not in on.text
        assert "Dana" in on.text
        await on.press("enter")
        assert "\x1b" not in on.text


async def test_what_another_program_closed_meanwhile_is_told(places: Places) -> None:
    from guide.record.disk import Disk
    from guide.register.after_call import Done
    from guide.register.register import do

    async with shown(places) as on:
        await on.press("d")
        do(Disk(), places, on.promise().id, Done("by phone"), "Ben Ode", NOW)
        await on.type("spoke to Dana")
        assert "Done: Ben Ode" in on.text
        assert "Not recorded: “spoke to Dana”." in joined(on.text)
        assert on.promise().closed_by == "Ben Ode"
        # The question was about that one, and goes with it.
        assert not on.app.register.asking
        assert joined(on.text).count("spoke to Dana") == 1
        await on.press("t", "escape")
        assert "Tried: Do-not-call list" not in on.text


async def test_a_number_that_the_same_call_asks_not_to_call_is_told_as_listed(
    places: Places,
) -> None:
    keep(places, a_call(CALLBACK, AddFollowUp("do-not-call", ())))
    async with shown(places) as on:
        await on.press("k", "ctrl+u")
        await on.type("312 555 0177")
        await on.press("enter")
        assert "It is on the do-not-call list." in joined(on.text)
        await on.press("u", "enter")
        told = "Number corrected back: (312) 555-0134 instead of 312 555 0177. It is on the"
        assert told in joined(on.text)


@pytest.mark.parametrize(
    ("key", "typed", "there", "told"),
    [
        ("k", ("312 555 0188", "misheard"), NumberCorrected("312 555 0177", "x"), "by now"),
        ("k", ("312 555 0188", ""), Done("by phone"), "Done: Ben Ode"),
        ("p", ("Ann Roe", "the title"), Voided("a slip"), "Void: Ben Ode"),
        ("m", ("+2", "asked to"), Done("by phone"), "Done: Ben Ode"),
    ],
)
async def test_a_question_goes_once_no_answer_of_it_can_be_recorded_any_more(
    places: Places, key: str, typed: tuple[str, ...], there: Deed, told: str
) -> None:
    async with shown(places) as on:
        await on.press(key)
        promise = on.promise()
        if isinstance(there, NumberCorrected):
            there = replace(there, before=promise.number)
        do(Disk(), places, promise.id, there, "Ben Ode", NOW)
        if key == "k":
            await on.press("ctrl+u")
        for text in typed:
            await on.type(text)
        assert told in joined(on.text)
        assert not on.app.register.asking
        assert f"“{typed[0]}”" in joined(on.text)


async def test_a_question_about_a_promise_of_a_call_that_is_erased_goes_with_it(
    places: Places,
) -> None:
    async with shown(places) as on:
        await on.press("d")
        path = places.calls / "done" / f"{CALL}.jsonl"
        stones = [(path, Tombstone(CALL, NOW, "old"))]
        [*erase_calls(Disk(), places, stones, training=False, also=places.out)]
        await on.type("spoke to Dana")
        assert "There is no promise" in on.text
        assert "Not recorded: “spoke to Dana”." in joined(on.text)
        assert not on.app.register.asking


async def test_what_is_wrong_with_an_answer_leaves_its_question_open(places: Places) -> None:
    async with shown(places) as on:
        await on.press("v")
        await on.type("")
        assert "Write down why it is void." in on.text
        assert on.app.register.asking


async def test_a_register_with_nothing_in_it_says_so(tmp_path: Path) -> None:
    async with shown(Places(tmp_path / "state", tmp_path / "out")) as on:
        assert "Nothing is owed." in on.text
        await on.press("d", "u", "enter", "y", "c")
        assert "Nothing is owed." in on.text


async def test_a_call_that_cannot_be_read_is_told_above_what_is_owed(places: Places) -> None:
    path = places.calls / "done" / f"{OTHER}.jsonl"
    path.unlink(missing_ok=True)
    path.mkdir()
    async with shown(places) as on:
        assert "✗ Could not read" in on.text
        assert "1 later" in on.text


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_number_that_must_not_be_called_is_told_in_its_row_and_below(
    places: Places, size: tuple[int, int]
) -> None:
    number = (("number", "312-555-0199"), ("caller", "Ann Lee"))
    keep(places, a_call(AddFollowUp(FollowUpKind.CALLBACK, number), call=THIRD))
    async with shown(places, size) as owed:
        rows = [row for row in owed.text.splitlines() if "Dana" in row or "Ann" in row]
        assert ["DNC! Callback" in row for row in rows] == ["Ann" in row for row in rows]
        await owed.press("down")
        assert "This number is on the do-not-call list." in owed.text


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_time_in_another_year_is_whole_in_the_list(
    places: Places, size: tuple[int, int]
) -> None:
    with register(places) as index:
        [callback] = index.page(Wanted(kind="callback"))
    moved = Moved(datetime(2027, 11, 30, 17, 30, tzinfo=UTC), "she is away")
    do(Disk(), places, callback.id, moved, "Kim Lo", NOW)
    async with shown(places, size) as owed:
        [row] = [row for row in owed.text.splitlines() if "Dana Whitlock" in row and "later" in row]
        assert "Nov 30, 2027, 12:30 PM " in row


async def test_what_took_something_back_is_not_said_to_be_taken_back(places: Places) -> None:
    async with shown(places) as owed:
        for what in ("one", "two"):
            await owed.press("t")
            await owed.type(what)
            assert "u takes it back." in joined(owed.text)
        await owed.press("u")
        await owed.type("a slip")
        assert "Taken back, “tried · two”" in owed.text
        assert "takes it back" not in joined(owed.text)


async def test_the_page_of_a_call_is_offered_for_as_long_as_it_can_be_taken_up(
    places: Places,
) -> None:
    for days, offered in ((0, True), (1, False), (3, False)):
        async with shown(places) as owed:
            owed.clock.set(owed.clock.now().ticks + days * 86_400)
            await owed.press("c", "c")
            assert ("w wrap up the call" in owed.text) == offered


async def test_what_a_team_did_meanwhile_is_shown_as_it_comes_and_nothing_marked_is_done(
    places: Places,
) -> None:
    async with shown(places) as on:
        promise = on.promise()
        assert promise.caller in on.text
        done = do(Disk(), places, promise.id, Done("reached"), "sam", NOW)
        assert isinstance(done, Promise)
        on.app.changed_elsewhere()
        # Pressed for what was marked before.
        await on.burst("d")
        assert promise.caller not in on.text
        assert on.promise().note == "reached"
    on.app.changed_elsewhere()


async def test_what_a_promise_lacks_is_told_and_filled_in(places: Places) -> None:
    keep(places, a_call(AddFollowUp("message", (("to", "Jane Roe"),)), call=THIRD))
    async with shown(places) as owed:
        await owed.press("down", "down")
        assert "! Missing: Message. i: fill it in." in joined(owed.text)
        await owed.press("i")
        await owed.press("enter")
        assert "Write down what is missing: Message." in owed.text
        await owed.type("call Ann")
        assert "Missing" not in owed.text
        assert "Message: call Ann" in joined(owed.text)
    assert owed.promise(THIRD).field("text") == "call Ann"


@pytest.mark.parametrize(("key", "word"), [("d", "done"), ("x", "refused"), ("v", "void")])
async def test_how_a_promise_was_closed_stands_in_the_list(
    places: Places, key: str, word: str
) -> None:
    async with shown(places) as owed:
        await owed.press(key)
        await owed.type("a reason")
        await owed.press("c")
        rows = [one.split()[0] for one in owed.text.splitlines() if "Callback  " in one]
        assert rows == [word]


async def test_people_read_the_title_of_a_script_and_not_its_id(places: Places) -> None:
    async with shown(places, (120, 36)) as owed:
        assert "by Robin, Escalated callers · next day, morning" in owed.text
        assert "escalated-callers" not in owed.text


@pytest.mark.parametrize("width", [76, 99, 100, 110, 116, 140])
async def test_what_is_owed_and_to_whom_can_be_read_at_every_width(
    places: Places, width: int
) -> None:
    async with shown(places, (width, 30)) as owed:
        [callback] = [one for one in owed.text.splitlines() if "Callback" in one]
        assert "Dana Whit" in callback
        assert "Do-not-call" in owed.text
        assert " Caller " in owed.text


async def test_a_name_from_the_right_turns_no_column_of_the_table_round(places: Places) -> None:
    fields = (("caller", "محمد رحمن"), ("number", "(312) 555-0135"), ("concern", "a title"))
    keep(places, a_call(AddFollowUp(FollowUpKind.CALLBACK, fields), call=THIRD))
    async with shown(places) as on:
        rows = [one for one in on.text.split("\n") if "محمد" in one]
        assert rows
        assert all("\u2067محمد رحمن\u2069" in one for one in rows), rows


async def test_what_was_done_here_and_is_gone_with_an_older_copy_is_told(places: Places) -> None:
    before, later = places.state.with_name("before"), places.state.with_name("later")
    shutil.copytree(places.state, before)
    async with shown(places) as screen:
        await screen.press("t")
        await screen.type("nobody there")
        places.state.rename(later)
        before.rename(places.state)
        await screen.press("down", "t")
        await screen.type("again")
        assert "1 thing that was on record is not in" in joined(screen.text)
        assert "“tried · nobody there”" in joined(screen.text)


async def test_what_is_undone_is_what_the_question_named(places: Places) -> None:
    record = recording(places)

    def hears(deed: Deed) -> None:
        record(CALL, deed, "sam", NOW)

    async with shown(places) as on:
        hears(PassedOn("Team A"))
        await on.press("p")
        await on.type("Lee")
        await on.press("enter")
        assert on.promise().owner == "Lee"
        await on.press("u")
        assert "Taken back, “passed on to Lee" in on.text
        # It is undone at the desk meanwhile.
        hears(TakenBack("wrong team"))
        await on.type("wrong Lee")
        assert "sam has undone that before. Nothing of yours was recorded." in joined(on.text)
        assert "Not recorded: “wrong Lee”." in joined(on.text)
        assert on.promise().owner == "Team A"
        # What stands by now is another.
        await on.press("u")
        assert "Taken back, “passed on to Team A" in on.text
        await on.press("escape", "d")
        await on.type("reached her")
        await on.press("u")
        hears(Reopened("not her"))
        hears(Done("she called back"))
        await on.type("wrong one")
        assert "sam has done more about it since. Nothing of yours was recorded." in joined(on.text)
        assert on.promise().note == "she called back"


def _gone(places: Places, call: str) -> str:
    (places.calls / "done" / f"{call}.jsonl").unlink()
    return f"1 call is in the ledger, and its journal is not there ({call})"


def _older(places: Places, call: str) -> str:
    done = places.calls / "done" / f"{call}.jsonl"
    (places.calls / "open" / done.name).write_bytes(done.read_bytes().partition(b"\n")[0] + b"\n")
    done.unlink()
    return f"an end of 1 call that its journal does not hold ({call})"


def _without_ledger(places: Places, call: str) -> str:
    places.ledger.unlink()
    return f"The ledger {places.ledger} was removed, or emptied"


def _erased_and_back(places: Places, call: str) -> str:
    done = places.calls / "done" / f"{call}.jsonl"
    journal, stone = done.read_bytes(), Tombstone(call, NOW, "")
    [*erase_calls(Disk(), places, [(done, stone)], training=False, also=places.out)]
    done.write_bytes(journal)
    return f"The call {call} was erased on"


@pytest.mark.parametrize("wrong", [_gone, _older, _without_ledger, _erased_and_back])
async def test_what_the_prompt_tells_of_the_records_is_told_on_the_screen(
    tmp_path: Path, wrong: Callable[[Places, str], str]
) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    call = take(places, "Robin", DO_NOT_CALL)
    assert wrong_in_brief(places) == ""
    assert "not all is there" not in how_much_is_owed(places, NOW, lambda: False)
    told = wrong(places, call)
    async with shown(places, (100, 30)) as screen:
        assert told in joined(screen.text).replace("\n", " "), screen.text
        assert "guide verify --all tells all" in joined(screen.text)
    assert "not all is there: r tells what" in how_much_is_owed(places, NOW, lambda: False)


async def test_nothing_is_recorded_where_the_records_were_moved_away(places: Places) -> None:
    async with shown(places) as screen:
        places.state.rename(places.state.with_name("away"))
        await screen.press("t")
        await screen.type("nobody there")
        assert "Not recorded" in joined(screen.text)
        assert "is not the folder that it was" in joined(screen.text)
    assert not places.state.exists()
