from datetime import date

import pytest
from kit import FRIDAY, of_kind
from on_screen import NARROW, WIDE, OnScreen
from panes import joined

from guide.call import actions as act
from guide.call import events as ev
from guide.script.model import FollowUpKind

FORMS: dict[FollowUpKind, tuple[str, ...]] = {
    FollowUpKind.CALLBACK: ("0142", "Dana Whitlock", "the title"),
    FollowUpKind.DO_NOT_CALL: ("0142",),
    FollowUpKind.COMPLAINT: ("the title",),
    FollowUpKind.MESSAGE: ("Lee in finance", "please call back"),
    FollowUpKind.VOICEMAIL: ("Lee in finance",),
    FollowUpKind.AGREED: ("a new title",),
}


def open_form(screen: OnScreen, kind: FollowUpKind) -> None:
    screen.press("f", str([*FollowUpKind].index(kind) + 1))


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_each_kind_is_recorded_with_what_it_must_hold(
    kind: FollowUpKind, size: tuple[int, int]
) -> None:
    screen = OnScreen(size=size)
    open_form(screen, kind)
    for value in FORMS[kind]:
        screen.type(value, "enter")
    screen.press("ctrl+u", "enter")
    (added,) = screen.call.follow_ups
    assert added.kind == kind
    assert tuple(value for _, value in added.fields) == FORMS[kind]
    assert added.lacks == ()
    assert not added.done
    assert screen.title == ""
    assert screen.status.startswith("WARNINGS 0 of 1 · Recorded: ")
    assert "owed 1" in screen.text.splitlines()[0]


def test_what_the_call_knows_already_is_filled_in() -> None:
    screen = OnScreen()
    screen.press("c")
    screen.type("Dana Whitlock", "enter")
    screen.type("0142", "enter")
    screen.press("escape")
    open_form(screen, FollowUpKind.CALLBACK)
    form = joined(screen.pane("Callback"))
    assert "0142" in form
    assert "Dana Whitlock" in form
    assert "▸ Concern" in form, "the first that is missing is the one being typed in"
    screen.type("the title", "enter")
    screen.press("enter")
    assert screen.call.follow_ups[0].lacks == ()


def test_the_due_time_of_the_script_is_shown_before_it_is_recorded() -> None:
    screen = OnScreen()
    open_form(screen, FollowUpKind.CALLBACK)
    assert "due Sat 21 Nov 12:00 at the latest" in joined(screen.pane("Callback"))
    screen.press(*["enter"] * 4)
    assert "owed, due Sat 21 Nov 12:00 · lacks number, caller, concern" in screen.status


def test_a_message_is_usually_done_during_the_call() -> None:
    screen = OnScreen()
    open_form(screen, FollowUpKind.MESSAGE)
    screen.type("Lee", "enter")
    screen.type("please call", "enter")
    screen.press("enter")
    assert screen.call.follow_ups[0].done_by == "Robin"
    assert screen.call.owed == ()


def test_a_day_is_agreed_on_and_one_too_far_away_is_refused() -> None:
    screen = OnScreen("calming-a-caller")
    open_form(screen, FollowUpKind.AGREED)
    screen.type("a new title", "enter")
    for day, answer in (
        ("soon", "Type a date like Nov 21, 11/21 or tomorrow."),
        ("tues", "✗ At the latest Mon 23 Nov: 3 days away at most."),
        ("+4", "✗ At the latest Mon 23 Nov: 3 days away at most."),
        ("2026-11-19", "✗ Thu 19 Nov is over: agree on today or a later day."),
    ):
        screen.press("ctrl+u")
        screen.type(day, "enter", "enter")
        assert answer in screen.status
        assert screen.call.follow_ups == ()
        screen.press("shift+tab")
    screen.press("ctrl+u")
    screen.type("Sunday", "enter", "enter")
    (added,) = screen.call.follow_ups
    assert added.due is not None
    assert added.due.astimezone(FRIDAY.tzinfo).date() == date(2026, 11, 22)


def test_a_follow_up_on_record_is_opened_amended_and_done() -> None:
    screen = OnScreen()
    open_form(screen, FollowUpKind.CALLBACK)
    screen.press(*["enter"] * 4)
    screen.press("f", "up", "enter")
    assert screen.title == "Callback"
    screen.type("0142", "enter", "enter", "enter")
    screen.type("Kim Lo", "enter")
    (held,) = screen.call.follow_ups
    assert held.field("number") == "0142"
    assert held.done_by == "Kim Lo"


def test_every_reason_to_report_is_ticked_with_its_digit_and_only_once() -> None:
    screen = OnScreen("irate-customers")
    open_form(screen, FollowUpKind.REPORT)
    assert screen.title == "Report to the supervisor"
    screen.press(*"1234567")
    reasons = [f.field("reason") for f in screen.call.follow_ups]
    script = screen.now.script
    assert reasons == [reason.label for reason in script.reports]
    assert len(reasons) == 7
    assert screen.pane("Report to the supervisor").count("✓") == 7
    screen.press("3")
    assert "On record already: Considers legal action." in screen.status
    assert len(screen.call.follow_ups) == 7
    screen.press("escape")
    assert "owed 7" in screen.text.splitlines()[0]


def test_a_reason_of_ones_own_is_typed() -> None:
    screen = OnScreen("irate-customers")
    open_form(screen, FollowUpKind.REPORT)
    screen.press("9")
    screen.type("wants the owner's address", "enter")
    assert screen.call.follow_ups[0].field("reason") == "wants the owner's address"
    assert screen.title == "Report to the supervisor"


def test_a_threat_stays_owed_until_somebody_is_named() -> None:
    screen = OnScreen("irate-customers")
    open_form(screen, FollowUpKind.REPORT)
    screen.press("8", "escape")
    assert of_kind(ev.FollowUpAdded, screen.events)[0].rule == "now"
    screen.press("f", "up", "enter", "enter")
    assert "✗ Write down who was told." in screen.status
    assert len(screen.call.owed) == 1
    screen.type("Kim Lo", "enter")
    assert screen.call.owed == ()


def test_each_follow_up_on_record_has_a_key_of_its_own() -> None:
    screen = OnScreen()
    for kind in ("callback", "voicemail", "message"):
        screen.do(act.AddFollowUp(FollowUpKind(kind), (("number", kind),)))
    keys = ("a", "b", "c")
    for key, held in zip(keys, screen.call.follow_ups, strict=True):
        screen.press("f", key)
        assert screen.title == held.label
        screen.press("escape")


def test_a_number_typed_into_a_callback_stands_beside_the_notes_afterwards() -> None:
    screen = OnScreen()
    open_form(screen, FollowUpKind.CALLBACK)
    screen.type("0142", *["enter"] * 4)
    assert "number 0142" in joined(screen.pane("Notes"))
