from typing import NamedTuple

import pytest
from kit import of_kind
from on_screen import NARROW, WIDE, OnScreen
from panes import joined

from guide.call import actions as act
from guide.call import events as ev

KEPT = "Kept: what you typed into"


class Form(NamedTuple):
    """A form: the keys to it, what is typed, the keys that record it, and the event that does."""

    script: str
    before: tuple[str, ...]
    to: tuple[str, ...]
    title: str
    enter: tuple[str, ...]
    kind: type[ev.Event]


FORMS = {
    "a callback": Form(
        "escalated-callers", (), ("f", "1"), "Callback", ("enter",) * 6, ev.FollowUpAdded
    ),
    "the caller's words": Form(
        "escalated-callers", ("w", "1", "1"), (), "Hang-up protocol", ("enter",), ev.CallerSaid
    ),
    "an effort": Form(
        "escalated-callers", ("w", "1", "enter"), (), "Hang-up protocol", ("enter",), ev.EffortMade
    ),
    "a line in other words": Form(
        "escalated-callers",
        ("2",),
        ("x",),
        "Adapted or left out",
        ("enter", "why", "enter"),
        ev.Adapted,
    ),
    "who came": Form("escalated-callers", (), ("m", "2"), "Manager", ("enter",), ev.ManagerCame),
}


def press(screen: OnScreen, *keys: str) -> None:
    """Press keys; what is no key's name is typed."""
    for key in keys:
        if len(key) == 1 or key in ("enter", "escape", "tab", "up"):
            screen.press(key)
        else:
            screen.type(key)


def half_typed(form: Form, size: tuple[int, int] = WIDE) -> OnScreen:
    screen = OnScreen(form.script, size=size)
    press(screen, *form.before, *form.to)
    assert screen.title == form.title
    screen.type("half a word")
    return screen


def open_again(screen: OnScreen, form: Form) -> None:
    press(screen, *(form.to or ("w",)))


@pytest.mark.parametrize(
    ("name", "leave"),
    [
        *((name, "escape") for name in FORMS),
        *(("a callback", leave) for leave in ("f2", "f6", "alt+v")),
        *((name, "alt+2") for name in ("an effort", "a line in other words")),
    ],
)
def test_what_was_typed_into_a_form_is_there_when_it_is_opened_again(name: str, leave: str) -> None:
    form = FORMS[name]
    screen = half_typed(form)
    screen.press(leave)
    assert f"{KEPT} “{form.title}”" in joined(screen.text)
    while screen.title or screen.scene.typing or screen.view.chart:
        screen.press("escape")
    if leave == "alt+2" and form.kind is ev.Adapted:
        screen.press("backspace")
    open_again(screen, form)
    assert screen.title == form.title
    assert "half a word" in screen.pane(form.title)
    press(screen, *form.enter)
    assert "half a word" in str(of_kind(form.kind, screen.events)[-1])
    assert screen.call.drafts == {}


@pytest.mark.parametrize("size", [NARROW])
@pytest.mark.parametrize("name", FORMS)
def test_what_was_typed_into_a_form_survives_the_program(name: str, size: tuple[int, int]) -> None:
    form = FORMS[name]
    screen = half_typed(form, size)
    screen.keep_drafts()
    screen.start_again()
    open_again(screen, form)
    assert "half a word" in screen.pane(form.title)


def test_nothing_is_told_to_be_kept_for_next_time_where_all_is_recorded() -> None:
    screen = OnScreen()
    screen.press("c")
    screen.type("Dana Whitlock")
    screen.press("enter")
    screen.type("312 555 0134")
    screen.burst("enter", "escape")
    assert screen.title == ""
    assert screen.call.detail("number") == "312 555 0134"
    assert KEPT not in joined(screen.text)


def test_a_form_that_was_only_looked_at_says_and_keeps_nothing() -> None:
    screen = OnScreen("escalated-callers", act.WriteDetail("number", "0142"))
    screen.press("f", "1", "f6")
    assert KEPT not in screen.status
    assert screen.call.drafts == {}


def test_a_refusal_is_not_hidden_by_what_is_kept() -> None:
    screen = OnScreen()
    screen.press("m", "2")
    screen.type("Sam", "alt+9")
    assert "✗ This step has no choice 9" in screen.status
    assert screen.title == "Manager", "nothing was left"


CALLBACK = act.AddFollowUp(
    "callback", (("caller", "Dana"), ("number", "312 555 0199"), ("concern", "the title"))
)


def test_what_was_typed_and_never_recorded_is_missing_at_the_end_and_goes_where_it_was_typed() -> (
    None
):
    screen = OnScreen("escalated-callers", CALLBACK, size=NARROW)
    screen.press("f", "a")
    screen.type("312 555 0188", "enter")
    screen.press("escape", "escape", "escape", "e")
    assert "Typed in “Number”, not saved: “312 555 0188”" in joined(screen.pane("End the call"))
    screen.press("a")
    assert screen.title == "Callback"
    assert "312 555 0188" in screen.fields.values()
    assert screen.call.notes == ()
    assert screen.call.follow_ups[0].field("number") == "312 555 0199"
    screen.press("enter", "enter")
    assert screen.call.follow_ups[0].field("number") == "312 555 0188"
    assert "✓ Nothing unsaved in “Number”" in joined(screen.pane("End the call"))
    assert screen.call.drafts == {}


UPSET = (act.MakeEffort("asked"), act.StateGround("abuse"))
PERMITTED = (*UPSET, act.QuoteCaller("parrot"), act.Permit("Sam Lee"))
WARNED = (*PERMITTED, act.Warn())


@pytest.mark.parametrize(
    ("before", "place", "title"),
    [
        ((), "manager:name", "Manager"),
        ((), "report:why", "Report"),
        ((), "detail:number", "Details"),
        ((), "follow-up:callback:number", "Callback"),
        ((), "protocol:effort", "Hang-up protocol"),
        ((), "protocol:words", "Caller’s words"),
        (UPSET, "protocol:permission", "Hang-up protocol"),
        (PERMITTED, "protocol:permission:5", "Hang-up protocol"),
        (WARNED, "protocol:after-warning", "Hang-up protocol"),
        ((), "adapt:escalated-callers/ask-name:words", "Adapted or left out"),
        ((), "protocol:after-warning", ""),
        ((), "protocol:permission", ""),
        (PERMITTED, "protocol:permission:2", ""),
        ((), "follow-up:77:number", ""),
        ((), "no-answer:vehicle:reason", ""),
        ((), "adapt:escalated-callers/none:words", ""),
        ((), "correction:9", ""),
    ],
)
def test_each_text_that_is_not_saved_leads_to_its_form_or_is_told_to_become_a_note(
    before: tuple[act.Action, ...], place: str, title: str
) -> None:
    screen = OnScreen("escalated-callers", *before, act.Draft("Ann Foe", place))
    screen.press("e")
    told = "becomes a note; nothing else changes"
    assert (told in joined(screen.pane("End the call"))) == (not title)
    key = next(
        item.key
        for item in screen.view.panel.shape(screen.view.now()).items
        if item.id.endswith(place)
    )
    screen.press(key)
    if title:
        assert screen.title == title
        assert "Ann Foe" in screen.fields.values()
        assert screen.call.notes == ()
    else:
        assert "Kept as a note. Nothing else on record has changed." in joined(screen.text)
        assert [note.text for note in screen.call.notes] == ["Ann Foe"]
        assert screen.call.drafts == {}


def test_who_is_asked_which_manager_joined_finds_on_record_what_is_said_to_be() -> None:
    screen = OnScreen()
    screen.press("m", "2")
    assert "Manager requested (logged)." in joined(screen.pane("Manager"))
    assert of_kind(ev.ManagerAsked, screen.events)
    screen.press("escape")
    assert "Requested at 2:0" in joined(screen.pane("Manager"))
    screen.press("2")
    screen.type("Sam Lee", "enter")
    assert len(of_kind(ev.ManagerAsked, screen.events)) == 1
    assert screen.call.manager.name == "Sam Lee"


def correcting(text: str = "waited 2 weeks") -> OnScreen:
    screen = OnScreen("escalated-callers", act.Write(text))
    screen.press("n", "up")
    screen.type(" or 3")
    return screen


def test_a_correction_in_progress_survives_the_program() -> None:
    screen = correcting()
    screen.keep_drafts()
    screen.start_again()
    screen.press("n")
    assert screen.note == "waited 2 weeks or 3"
    assert "✎ Correcting" in joined(screen.pane("Notes"))
    assert screen.call.notes[0].text == "waited 2 weeks"
    screen.press("enter")
    assert screen.call.notes[0].text == "waited 2 weeks or 3"
    assert screen.call.drafts == {}


def test_a_correction_that_one_is_not_typing_names_the_key_that_goes_on_with_it() -> None:
    screen = correcting()
    screen.press("f4", "escape")
    assert "✎ n: go on correcting a note" in screen.pane("Notes")
    assert "Esc" not in screen.pane("Notes")
    screen.press("n")
    assert screen.note == "waited 2 weeks or 3"
    assert "Esc leaves it as it was." in joined(screen.pane("Notes"))


def test_a_correction_that_was_left_is_brought_back_with_the_note() -> None:
    screen = correcting()
    screen.press("escape")
    assert "Kept: your correction; n ↑ brings it back." in joined(screen.text)
    assert screen.call.notes[0].text == "waited 2 weeks"
    screen.press("n", "up")
    assert screen.note == "waited 2 weeks or 3"


def test_a_note_taken_up_and_left_untouched_is_no_draft() -> None:
    screen = OnScreen("escalated-callers", act.Write("waited 2 weeks"))
    screen.press("n", "up", "escape")
    assert screen.call.drafts == {}
    assert "Kept" not in screen.status


def test_an_unfinished_correction_becomes_a_note_at_the_end() -> None:
    screen = correcting()
    screen.press("f10", "a")
    assert [note.text for note in screen.call.notes] == ["waited 2 weeks", "waited 2 weeks or 3"]
    assert screen.view.composer.correcting == 0
    assert screen.call.drafts == {}


def test_a_note_that_was_being_typed_stands_in_its_field_before_a_correction_that_was_left() -> (
    None
):
    screen = correcting()
    screen.press("escape", "n")
    screen.type("she is calm")
    screen.keep_drafts()
    screen.start_again()
    assert "she is calm" in screen.pane("Notes")
    screen.press("n")
    assert screen.note == "she is calm"
    screen.press("enter", "up")
    assert screen.note == "she is calm"


LOST = "The dots stand for digits that were not kept: type a phone number again."


@pytest.mark.parametrize(("typed", "told"), [("call 312 555 0134 x", True), ("at 5 pm x", False)])
def test_digits_that_a_draft_came_back_without_are_told(typed: str, told: bool) -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type(typed)
    screen.keep_drafts()
    screen.start_again()
    assert (LOST in joined(screen.text)) == told, screen.text


@pytest.mark.parametrize("leave", ["f10", "f3", "f2"])
def test_a_detail_that_is_on_record_as_one_goes_on_is_told_as_saved(leave: str) -> None:
    screen = OnScreen("escalated-callers")
    screen.press("c")
    screen.type("e")
    screen.press(leave)
    assert screen.title != "Details"
    assert screen.call.detail("caller") == "e"
    assert KEPT not in joined(screen.text)
    assert "Saved: what you typed into “Details”." in joined(screen.text)
