"""The finger and the screen agree: what went wrong once, each as a test of the whole kind."""

from pathlib import Path

import pytest
from kit import of_kind, shipped, with_script
from msgspec.structs import replace
from on_screen import NARROW, WIDE, OnScreen
from panes import joined
from piloted import piloted
from sweeps import crossed
from textual import events
from whole_screen import assert_whole

from guide.call import actions as act
from guide.call import events as ev
from guide.script.model import Line, Script
from guide.tui.call_screen import CallScreen
from guide.tui.pickers import CallPicker
from guide.tui.rows import cells
from guide.tui.wrap_up import WrapUpScreen

ESCALATED = "escalated-callers"


# S2: a key that has just acted does not act again, and Space is "said" and nothing else.


def test_a_digit_tapped_twice_takes_one_choice() -> None:
    screen = OnScreen(ESCALATED, act.Choose(2))
    screen.burst("1", "1")
    assert [choice.key for choice in of_kind(ev.Chosen, screen.events)] == [2, 1]
    assert "too soon" not in screen.text
    screen.press("1")
    assert len(of_kind(ev.Chosen, screen.events)) == 3, "a second later it is meant"


def test_a_digit_that_comes_again_too_soon_to_be_meant_is_told() -> None:
    screen = OnScreen(ESCALATED, act.Choose(2))
    screen.press("1")
    screen.wait(0.26)
    screen.hit("1")
    assert [choice.key for choice in of_kind(ev.Chosen, screen.events)] == [2, 1]
    assert "1 came too soon after the last one: press it again." in screen.text
    screen.press("1")
    assert [choice.key for choice in of_kind(ev.Chosen, screen.events)] == [2, 1, 1]
    assert "too soon" not in screen.text


@pytest.mark.parametrize("opener", ["n", "c", "slash"])
@pytest.mark.parametrize(("gap", "told"), [(0.05, False), (0.2, True)])
def test_a_letter_that_opens_a_field_and_is_tapped_twice_is_no_text(
    opener: str, gap: float, told: bool
) -> None:
    screen = OnScreen()
    screen.press(opener)
    screen.wait(gap)
    screen.hit(opener)
    assert screen.screen.typing
    assert not any((screen.note, *screen.fields.values()))
    assert ("came too soon" in screen.text) is told
    screen.press("x")
    assert [screen.note, *screen.fields.values()].count("x") == 1


@pytest.mark.parametrize("text", ["no", "nn", "note", "n n", "number 2"])
def test_no_letter_of_a_word_is_taken_for_the_key_that_opened_its_field(text: str) -> None:
    screen = OnScreen()
    screen.burst("n", *({" ": "space"}.get(one, one) for one in text))
    assert screen.note == text


@pytest.mark.parametrize("then", ["enter", "escape"])
def test_a_letter_tapped_twice_makes_no_note(then: str) -> None:
    screen = OnScreen()
    screen.burst("n", "n", then)
    assert screen.call.notes == ()


def test_space_tapped_twice_says_one_line() -> None:
    screen = OnScreen(ESCALATED, *map(act.Choose, (2, 3, 2)))
    screen.burst("space", "space")
    assert [said.line for said in of_kind(ev.Said, screen.events)] == ["submitted"]


def test_a_letter_tapped_twice_while_typing_is_typed_twice() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.burst(*"bookkeeper")
    assert screen.note == "bookkeeper"


def test_what_comes_before_a_call_is_drawn_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = CallScreen.on_mount

    def pressed_at_once(screen: CallScreen) -> None:
        opened(screen)
        for key in ("w", "1", "n", "down", "escape", "space", "e", "enter"):
            screen.post_message(events.Key(key, key if len(key) == 1 else None))
        screen.post_message(events.Paste("from another window"))
        screen.act("warn")

    monkeypatch.setattr(CallScreen, "on_mount", pressed_at_once)
    screen = OnScreen(ESCALATED)
    assert [type(one) for one in screen.events] == [ev.Started]
    assert (screen.title, screen.note) == ("", "")


@pytest.mark.parametrize("opener", ["w", "f", "m", "a", "c", "g", "u", "t", "question_mark"])
def test_space_records_nothing_but_that_the_bright_line_was_said(opener: str) -> None:
    screen = OnScreen(ESCALATED, act.Choose(2), act.StartClock())
    screen.press(opener)
    marked = screen.scene.marked
    before = len(screen.events)
    screen.press("space")
    said = [e for e in screen.events[before:] if not isinstance(e, ev.Drafted | ev.Detailed)]
    assert all(isinstance(event, ev.Said) for event in said)
    assert [event.line for event in of_kind(ev.Said, said)] in ([], [marked.id if marked else ""])


# S3: what comes after the key that left a screen does nothing.


@pytest.mark.parametrize(("gap", "taken"), [(0.25, [2, 1]), (0.5, [2, 1, 1])])
def test_a_digit_that_comes_again_before_the_next_step_can_be_read_is_taken_once(
    gap: float, taken: list[int]
) -> None:
    screen = OnScreen(ESCALATED, act.Choose(2))
    screen.press("1")
    screen.wait(gap)
    screen.hit("1")
    assert [choice.key for choice in of_kind(ev.Chosen, screen.events)] == taken


async def test_a_burst_at_the_picker_begins_one_call(tmp_path: Path) -> None:
    async with piloted(tmp_path) as screen:
        for key in "2222":
            screen.app.post_message(events.Key(key, key))
        await screen.until(lambda: isinstance(screen.app.screen, CallScreen))
        await screen.pilot.pause()
        assert len(screen.book.unfinished()) == 1
        assert len(screen.call.path) == 1, "no choice was taken by a key meant for the picker"


# S4: what is typed is text until the agent leaves the field.


def test_the_last_enter_of_the_details_keeps_and_stays_so_what_follows_is_text() -> None:
    screen = OnScreen()
    screen.press("c")
    for text in ("Dana Whitlock", "0142", "title not transferred"):
        screen.type(text, "enter")
    before = screen.call.path
    screen.type(" 2 weeks late")
    assert screen.call.path == before
    assert screen.fields["concern"] == "title not transferred 2 weeks late"
    screen.press("escape")
    assert screen.call.detail("concern") == "title not transferred 2 weeks late"


@pytest.mark.parametrize("typed", ["312-555-0134", "312 555 0134", "1112223333", "yes 12 weeks"])
def test_a_number_typed_outside_a_field_ends_no_call(typed: str) -> None:
    screen = OnScreen(ESCALATED, *map(act.Choose, (2, 1, 1)))
    assert screen.step[1] == "what-i-can-do"
    screen.press(*("space" if one == " " else one for one in typed), "enter", "enter")
    assert of_kind(ev.Ended, screen.events) == []


def test_text_pasted_outside_a_field_is_a_note_and_no_deed() -> None:
    screen = OnScreen(ESCALATED, act.Choose(2))
    screen.paste("312-555-0134\n")
    assert screen.step[1] == "be-kind"
    assert screen.note == "312-555-0134\n"


def test_letters_that_come_before_the_field_is_there_are_typed_into_it() -> None:
    screen = OnScreen(ESCALATED, act.Choose(2))
    screen.burst("n", *"1234")
    assert screen.step[1] == "be-kind"
    assert screen.note == "1234"


def test_backspace_takes_the_letter_it_was_meant_for_however_fast_one_types() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.burst(*"weks", "backspace", "backspace", *"eks", "enter", *"and")
    assert [note.text for note in screen.call.notes] == ["weeks"]
    assert screen.note == "and"


def test_what_is_typed_right_after_enter_stands_in_the_next_field() -> None:
    screen = OnScreen()
    screen.press("c")
    screen.burst(*"Dana", "enter", *"0142", "tab", *"late")
    assert screen.fields == {"caller": "Dana", "number": "0142", "concern": "late"}


# S5: Enter alone begins nothing and ends nothing.


def test_enter_ends_no_call_however_often_it_is_pressed() -> None:
    screen = OnScreen()
    screen.press("e", "enter", "enter", "enter")
    assert of_kind(ev.Ended, screen.events) == []


def test_an_ending_is_named_first_and_only_y_ends_with_what_was_named() -> None:
    screen = OnScreen(ESCALATED, act.Choose(2))
    screen.press("e", "2")
    named = joined(screen.pane("End the call")).split("End the call: “")[1].split("”")[0]
    screen.press("y")
    (ended,) = of_kind(ev.Ended, screen.events)
    assert ended.label == named


async def test_the_enter_that_comes_after_the_end_begins_no_other_call(tmp_path: Path) -> None:
    async with piloted(tmp_path, ESCALATED) as screen:
        await screen.press("e", "1", "y", "enter", "enter")
        await screen.until(lambda: isinstance(screen.app.screen, WrapUpScreen))
        await screen.still()
        await screen.press("enter", "enter", "escape", "enter")
        await screen.until(lambda: isinstance(screen.app.screen, CallPicker))
        await screen.press("enter", "enter")
        assert isinstance(screen.app.screen, CallPicker)
        assert screen.book.unfinished() == []


async def test_enter_at_the_picker_begins_nothing(tmp_path: Path) -> None:
    async with piloted(tmp_path) as screen:
        await screen.press("enter", "enter")
        assert isinstance(screen.app.screen, CallPicker)
        assert screen.book.unfinished() == []


async def test_scripts_keep_their_number_whichever_was_used_last(tmp_path: Path) -> None:
    places = [script.id for script in shipped().scripts.values()]
    async with piloted(tmp_path) as screen:
        await screen.press("4")
        assert screen.call.started.script == places[3]
        await screen.press("ctrl+q")
    async with piloted(tmp_path) as screen:
        await screen.press("4")
        assert screen.call.started.script == places[3]


# S10: nothing is cut off without a sign and a way to see it.


@pytest.mark.parametrize(
    ("script", "step"), [("taking-over-a-call", "evidence"), ("taking-over-a-call", "open")]
)
def test_all_coaching_is_there_at_80_by_24_and_a_bar_says_that_there_is_more(
    script: str, step: str
) -> None:
    screen = OnScreen(script, act.GoTo(script, step), size=NARROW)
    assert_read_whole(screen, list(screen.now.step.coach))


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_thirty_lines_are_all_there_and_no_row_stays_empty_meanwhile(
    size: tuple[int, int],
) -> None:
    lines = tuple(Line(f"l{n}", f"Line number {n} of many.") for n in range(30))
    screen = OnScreen(ESCALATED, library=with_first_step(lines=lines), size=size)
    assert screen.screen.body.say.max_scroll_y > 0
    inside = [one.strip("│▐▌█▁▂▃▄▅▆▇ ") for one in screen.pane("Say").splitlines()[1:-1]]
    longest = max(map(len, "".join("e" if not one else " " for one in inside).split()), default=0)
    assert longest <= 2, screen.text
    assert_read_whole(screen, [line.text for line in lines])


def test_a_note_of_two_rows_shows_both() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("n")
    text = "waited three weeks for a title that was promised in two, and nobody called back at all"
    screen.type(text)
    assert text in joined(screen.pane("Notes"))


def assert_read_whole(screen: OnScreen, texts: list[str]) -> None:
    """All these texts are read by paging down, if a bar says that there is more than is seen."""
    shown = joined(screen.pane("Say"))
    if not all(text in shown for text in texts):
        assert screen.screen.body.say.max_scroll_y > 0
    for _ in range(30):
        if all(text in shown for text in texts):
            return
        screen.press("pagedown")
        shown += joined(screen.pane("Say"))
    missing = [text for text in texts if text not in shown]
    raise AssertionError(f"never seen: {missing}\n{screen.text}")


def with_first_step(**changed: object):
    """The shipped scripts, the first step of one of them changed."""
    script: Script = shipped().script(ESCALATED)
    first = replace(script.steps[0], **changed)
    return with_script(replace(script, steps=(first, *script.steps[1:])))


# S11: text is edited as everywhere else, and whatever is text is kept.

TYPED = "a\u00a0b\u202fc\u3000d👩\u200d👧e\u200cf漢é"
"""With no-break spaces, a full-width space, a joiner and a non-joiner."""


def test_whatever_is_text_is_kept_in_a_note() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.burst(*TYPED, "enter")
    assert [note.text for note in screen.call.notes] == [TYPED]


def test_whatever_is_text_is_kept_in_a_field() -> None:
    screen = OnScreen()
    screen.press("c")
    screen.burst(*TYPED)
    assert screen.fields["caller"] == TYPED
    screen.press("escape")
    assert screen.call.detail("caller") == TYPED


def test_up_and_down_move_in_a_note_of_several_rows() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("n")
    screen.type("one two", "ctrl+n")
    screen.type("three")
    screen.burst("up", "home", *"0 ", "down", "end", "!")
    assert screen.note == "0 one two\nthree!"


def test_what_is_selected_is_typed_over_and_undo_and_redo_go_there_and_back() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("waited three weeks")
    screen.burst("ctrl+shift+left", *"days")
    assert screen.note == "waited three days"
    screen.press("ctrl+z")
    before = screen.note
    screen.press("ctrl+y")
    assert before != screen.note == "waited three days"


# S13: opening and closing record nothing that is not true.


def test_opening_and_closing_a_panel_records_nothing() -> None:
    screen = OnScreen(ESCALATED, act.Choose(2))
    before = len(screen.events)
    for opener in ("w", "f", "m", "mm", "a", "c", "g", "e", "u", "o", "v"):
        screen.press(*opener, "escape")
        assert screen.events[before:] == [], opener
        assert screen.title == "", opener


def test_a_timer_that_is_looked_at_goes_on_and_dropped_is_not_answered() -> None:
    screen = OnScreen()
    screen.press("t", "t", "escape")
    assert of_kind(ev.ClockStopped, screen.events) == []
    screen.press("t", "3")
    (stopped,) = of_kind(ev.ClockStopped, screen.events)
    assert (stopped.answered, stopped.dropped) == (False, True)


def test_a_manager_is_requested_once_for_once_that_the_agent_says_so() -> None:
    screen = OnScreen()
    screen.press("m", "1", "escape", "m", "escape")
    assert len(screen.call.manager.asked) == 1


# S18: one width for all.


@pytest.mark.parametrize(
    "title", ["📞 Call back", "❤️ Be kind", "👩‍👩‍👧 Family", "漢字かな", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 flag"]
)
def test_a_title_of_wide_signs_breaks_no_box(title: str) -> None:
    screen = OnScreen(ESCALATED, library=with_first_step(title=title))
    assert_whole(screen)
    rows = [strip.text for strip in screen.strips]
    top = next(one for one in rows if "┏" in one and "┓" in one)
    titled = next(one for one in rows if "▶" in one)
    right = cells(top[: top.index("┓")])
    assert cells(titled[: titled.rindex("┃")]) == right


# S19: Caps Lock makes no difference.


@pytest.mark.parametrize(
    ("key", "title"), [("W", "Hang-up protocol"), ("C", "Details"), ("A", "Anger"), ("U", "Undo")]
)
def test_letters_do_the_same_with_caps_lock(key: str, title: str) -> None:
    screen = OnScreen()
    screen.press(key)
    assert screen.title == title


def test_caps_lock_types_capitals_in_a_note() -> None:
    screen = OnScreen()
    screen.press("N")
    screen.burst(*"WEN")
    assert screen.note == "WEN"


def test_nothing_is_done_while_the_terminal_is_too_small_to_show_what() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("e", "6")
    screen.resize(50, 15)
    screen.press("y")
    assert screen.call.ended is None
    screen.resize(*NARROW)
    screen.press("escape")
    before = screen.step
    screen.resize(50, 15)
    screen.press("1")
    assert screen.step == before


def test_what_is_undone_while_typing_says_how_it_comes_back() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("a long note")
    screen.press("ctrl+z")
    assert screen.note == ""
    assert "Ctrl+Y brings it back" in screen.status
    screen.press("ctrl+y")
    assert screen.note == "a long note"


@pytest.mark.parametrize(
    ("prose", "gap"),
    crossed(
        [
            "Her policy 4 years",
            "She has 4 yellow cars",
            "I want 2 refunds, 1 now",
            "It was 2 days ago",
        ],
        [0.05, 0.2, 0.5],
    ),
)
def test_what_is_typed_where_no_field_is_goes_into_the_note_and_does_nothing(
    prose: str, gap: float
) -> None:
    screen = OnScreen("escalated-callers")
    before = len(screen.call.entries)
    for sign in prose:
        screen.wait(gap)
        screen.hit({" ": "space"}.get(sign, sign))
    assert screen.note == prose
    assert {type(one) for one in screen.events[before:]} <= {ev.Drafted}


def test_a_line_of_prose_that_begins_with_keys_loses_no_letter_and_ends_nothing() -> None:
    screen = OnScreen("escalated-callers")
    for sign in "we expected 4 yellow cars":
        screen.wait(0.1)
        screen.hit({" ": "space"}.get(sign, sign))
    assert screen.note.endswith("we expected 4 yellow cars"[-20:])
    assert screen.call.ended is None


def test_two_keys_with_a_meaning_are_keys_however_fast_they_come() -> None:
    screen = OnScreen("escalated-callers")
    for key in ("e", "4"):
        screen.wait(0.2)
        screen.hit(key)
    assert "y ends" in screen.text


def test_a_key_without_meaning_by_itself_is_no_text() -> None:
    screen = OnScreen("escalated-callers")
    screen.press("z", "w")
    assert screen.pane("Hang-up protocol")
    assert screen.note == ""


@pytest.mark.parametrize(("gap", "words"), [(0.1, "idiot"), (0.3, "idiot"), (0.6, "4idiot")])
def test_the_second_press_of_a_digit_is_no_part_of_the_words_asked_for_then(
    gap: float, words: str
) -> None:
    screen = OnScreen("hang-up-protocol", act.Choose(3))
    screen.press("w", "1", "4")
    screen.wait(gap)
    screen.hit("4")
    screen.type("idiot", "enter")
    assert [said.words for said in of_kind(ev.CallerSaid, screen.events)] == [words]


def type_blindly(screen: OnScreen, prose: str, gap: float) -> None:
    """Type where no field is, so many seconds a key; all of it at once without a gap."""
    keys = [{" ": "space"}.get(sign, sign) for sign in prose]
    for key in keys if gap else ():
        screen.wait(gap)
        screen.hit(key)
    if not gap:
        screen.burst(*keys)


@pytest.mark.parametrize(
    ("prose", "gap"),
    crossed(
        [
            "to be honest, no",
            "11 days ago it broke",
            "2 agents hung up",
            "3 times this week",
            "w 1 ok",
            "we told him so",
            "good grief",
            "keep the old one",
            "very rude rep 2",
            "yesterday he called",
            "they owe me",
            "each rep lies",
        ],
        [0.0, 0.12],
    ),
)
def test_prose_that_begins_with_keys_is_whole_in_the_note_and_what_they_did_is_undone(
    prose: str, gap: float
) -> None:
    screen = OnScreen("escalated-callers")
    before = screen.call
    type_blindly(screen, prose, gap)
    assert screen.note == prose
    assert screen.panel is None
    after = screen.call
    assert after.here.step == before.here.step
    assert not any(
        isinstance(e.event, ev.Said) for e in after.entries if e.n not in after.retracted
    )
    assert after.clock is None


@pytest.mark.parametrize(
    ("prose", "gap"), crossed(["yes he agreed to it", "yes sir, do it", "y: 2 calls"], [0.0, 0.2])
)
def test_a_sentence_that_begins_with_the_letter_that_ends_a_call_ends_none(
    prose: str, gap: float
) -> None:
    screen = OnScreen("escalated-callers")
    screen.press("e", "4")
    screen.wait(1)
    keys = [{" ": "space"}.get(sign, sign) for sign in prose]
    screen.burst(*keys[:2])
    for key in keys[2:]:
        screen.wait(gap)
        screen.hit(key)
    assert screen.call.ended is None
    assert screen.note == prose


def test_enter_right_after_the_letter_that_ends_a_call_changes_nothing() -> None:
    screen = OnScreen("escalated-callers")
    screen.press("e", "4")
    screen.wait(1)
    screen.burst("y", "enter", "enter")
    assert screen.call.ended is not None


@pytest.mark.parametrize(
    ("gap", "keys"), crossed([0.26, 0.35, 0.5], ["1 1 1 ", "1 2", "2 1 f", "1 t", "2 t"])
)
def test_brisk_keys_are_keys_and_no_text(keys: str, gap: float) -> None:
    screen = OnScreen("escalated-callers")
    for sign in keys:
        screen.wait(gap)
        screen.hit({" ": "space"}.get(sign, sign))
    assert "You were typing" not in screen.text
    assert screen.note == ""
    taken = [one for one in screen.events if isinstance(one, ev.Chosen)]
    assert len(taken) == sum(map(str.isdigit, keys))
    assert not any(isinstance(one, ev.Corrected) for one in screen.events)


@pytest.mark.parametrize(
    ("gap", "prose"), crossed([0.0, 0.11, 0.19], ["3 calls and no answer", "4 people told her no"])
)
def test_prose_while_a_reason_is_asked_for_states_none(prose: str, gap: float) -> None:
    screen = OnScreen("escalated-callers")
    screen.press("w")
    screen.wait(1)
    type_blindly(screen, prose, gap)
    assert screen.note == prose
    assert screen.call.protocol.ground is None


@pytest.mark.parametrize("then", ["1", "down", "f2", "enter"])
def test_no_other_key_undoes_the_letter_that_ends_a_call(then: str) -> None:
    screen = OnScreen("escalated-callers")
    screen.press("e", "4")
    screen.wait(1)
    screen.burst("y", then)
    assert [one.ending for one in of_kind(ev.Ended, screen.events)] == ["callback"]


@pytest.mark.parametrize("then", ["escape", "n"])
def test_what_takes_the_letter_that_ends_a_call_back_says_so(then: str) -> None:
    screen = OnScreen("escalated-callers")
    screen.press("e", "4")
    screen.wait(1)
    screen.burst("y", then)
    assert screen.call.ended is None
    assert "Press y again" in screen.text


@pytest.mark.parametrize("gap", [0.0, 0.15])
def test_a_sentence_that_begins_with_the_registers_key_is_a_note(gap: float) -> None:
    screen = OnScreen("escalated-callers")
    screen.burst("r", "e")
    for key in ("f", "u", "n", "d"):
        screen.wait(gap)
        screen.hit(key)
    assert screen.note == "refund"


def test_what_was_to_come_when_the_program_ended_is_no_fault() -> None:
    screen = OnScreen()
    shown, panel = screen.screen, screen.screen.body.panel

    async def after_the_end() -> None:
        await shown.remove()
        await shown._settle()
        await shown.show()
        await panel.prepare()

    screen._run(after_the_end())
