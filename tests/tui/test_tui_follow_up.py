from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from kit import FRIDAY, of_kind, with_desk
from on_screen import NARROW, OnScreen
from panes import joined

from guide.call import actions as act
from guide.call import events as ev
from guide.script.desk import Desk as DeskTimes
from guide.script.model import FollowUpKind

FORMS: dict[FollowUpKind, dict[str, str]] = {
    FollowUpKind.CALLBACK: {"caller": "Dana", "concern": "the title", "number": "404-555-0142"},
    FollowUpKind.DO_NOT_CALL: {"number": "404-555-0142"},
    FollowUpKind.COMPLAINT: {"concern": "the title"},
    FollowUpKind.MESSAGE: {"to": "Lee in finance", "text": "please call back"},
    FollowUpKind.VOICEMAIL: {"for": "Lee in finance"},
    FollowUpKind.AGREED: {"agreed": "a new title"},
}

KNOWN = (
    act.WriteDetail("caller", "Dana Whitlock"),
    act.WriteDetail("number", "404-555-0142"),
    act.WriteDetail("concern", "the title"),
)
AT_CALLBACK = act.GoTo("escalated-callers", "callback")
REPORT = "Report to the supervisor"


def open_form(screen: OnScreen, kind: FollowUpKind) -> None:
    screen.press("f", str([*FollowUpKind].index(kind) + 1))


def form(screen: OnScreen) -> str:
    """What the open panel shows."""
    return joined(screen.pane(screen.title))


@pytest.mark.parametrize("kind", FORMS)
def test_each_kind_is_recorded_with_what_it_must_hold(kind: FollowUpKind) -> None:
    screen = OnScreen(size=NARROW)
    open_form(screen, kind)
    for value in FORMS[kind].values():
        screen.type(value, "enter")
    fields_left = ["due", "done"] if kind is FollowUpKind.AGREED else ["done"]
    screen.press("delete", *("enter" for _ in fields_left))
    (added,) = screen.call.follow_ups
    assert added.kind == kind
    assert {name: value for name, value in added.fields if value} == FORMS[kind]
    assert added.lacks == ()
    assert not added.done
    assert screen.title == "", "one is back on the call"
    assert "Recorded: " in screen.status


@pytest.mark.parametrize(
    ("number", "doubt"),
    [("25550147", "A US number has 10 digits, this one has 8."), ("404-555-0142", "")],
)
def test_a_callback_to_a_number_that_may_be_wrong_is_recorded_and_doubted(
    number: str, doubt: str
) -> None:
    screen = OnScreen()
    screen.press("f", "1")
    screen.burst(*"Dana", "enter", *"title", "enter", *number, "enter")
    assert ("Is the number right?" in form(screen)) == bool(doubt)
    screen.press("enter")
    (added,) = screen.call.follow_ups
    assert added.field("number") == number
    assert (f"Is the number right? {doubt}" in joined(screen.text)) == bool(doubt)


def test_a_callback_of_which_all_is_known_is_f_enter_enter() -> None:
    screen = OnScreen("escalated-callers", *KNOWN, AT_CALLBACK)
    screen.press("f", "enter", "enter")
    (added,) = screen.call.follow_ups
    assert (added.kind, added.lacks, added.done) == ("callback", (), False)
    assert screen.title == ""


def test_the_one_kind_that_is_owed_here_opens_at_once_and_esc_leads_to_the_list() -> None:
    screen = OnScreen("escalated-callers", AT_CALLBACK)
    screen.press("f")
    assert screen.title == "Callback"
    screen.press("escape")
    assert screen.title == "Follow-up"
    assert "Required at this step ▸ 1 Callback" in form(screen)
    screen.press("escape")
    assert screen.title == ""


def test_a_kind_has_the_same_key_wherever_it_stands_in_the_list() -> None:
    screen = OnScreen("escalated-callers", act.GoTo("escalated-callers", "what-i-can-do"))
    screen.press("f", "escape")
    assert "Required at this step ▸ 5 Message in the internal chat" in form(screen)
    screen.press("1")
    assert screen.title == "Callback"


def test_what_the_call_knows_is_filled_in_and_one_starts_at_what_it_does_not() -> None:
    screen = OnScreen("escalated-callers", *KNOWN[:2])
    open_form(screen, FollowUpKind.CALLBACK)
    assert screen.fields == {
        "caller": "Dana Whitlock",
        "concern": "",
        "number": "404-555-0142",
        "done": "",
    }
    screen.type("the title", "enter", "enter", "enter")
    assert screen.call.follow_ups[0].lacks == ()


def test_a_number_typed_into_a_form_replaces_the_one_that_is_known_and_is_nobodys_name() -> None:
    screen = OnScreen("escalated-callers", *KNOWN)
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    screen.type("404-555-0199", "enter", "enter")
    (added,) = screen.call.follow_ups
    assert (added.field("number"), added.done) == ("404-555-0199", False)
    assert screen.call.detail("number") == "404-555-0142", "it need not be the caller's"


@pytest.mark.parametrize(
    "typed",
    ["404-555-0143", "11/28", "+2", "friday", "Fri 3 p.m.", "noon", "in an hour", "June 5", "no"],
)
def test_a_number_or_a_day_is_not_taken_for_who_did_it(typed: str) -> None:
    screen = OnScreen("escalated-callers", *KNOWN)
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    screen.press("enter")
    screen.type(typed, "enter")
    assert screen.call.follow_ups == ()
    assert f"Type a name instead of “{typed}”" in joined(screen.text)
    assert screen.fields["done"] == typed, "what was typed is still there"


@pytest.mark.parametrize(
    ("typed", "why"), [("title is wrong", "reads like a note"), ("f7", "is no whole word")]
)
def test_a_note_is_not_taken_for_who_did_it_until_that_is_meant(typed: str, why: str) -> None:
    screen = OnScreen("escalated-callers", *KNOWN)
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    screen.press("enter")
    screen.type(typed, "enter")
    assert screen.call.follow_ups == ()
    assert f"Is “{typed}” right? It {why}. Enter again takes it." in joined(screen.text)
    assert screen.fields["done"] == typed
    screen.press("enter")
    assert screen.call.follow_ups[0].done_by == typed


def test_the_caller_of_a_form_has_not_done_what_is_promised_to_them() -> None:
    screen = OnScreen("escalated-callers")
    open_form(screen, FollowUpKind.CALLBACK)
    screen.type("Dana", "enter")
    screen.type("the title", "enter")
    screen.type("404-555-0142", "enter")
    screen.type("Dana", "enter")
    assert "Is “Dana” right? It is the caller’s." in joined(screen.text)
    assert screen.call.follow_ups == ()


def test_who_was_told_of_a_threat_is_no_note() -> None:
    screen = OnScreen("escalated-callers", act.ReportThreat())
    (threat,) = screen.call.follow_ups
    open_form(screen, FollowUpKind.REPORT)
    screen.press("t")
    screen.type("he wants a refund", "enter")
    assert "It reads like a note." in joined(screen.text)
    assert not screen.call.follow_ups[0].done
    screen.press("home", "ctrl+k")
    screen.type("the manager on duty", "enter")
    assert screen.call.follow_ups[0].done_by == "the manager on duty"


def test_a_second_number_that_is_not_to_be_called_is_asked_for() -> None:
    screen = OnScreen("escalated-callers", *KNOWN, act.AddFollowUp(FollowUpKind.DO_NOT_CALL))
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    assert screen.fields["number"] == ""


def test_a_number_corrected_in_a_form_is_corrected_everywhere() -> None:
    wrong, right = "404-555-9981", "404-555-9918"
    screen = OnScreen()
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    screen.type(wrong, "enter", "enter")
    open_form(screen, FollowUpKind.CALLBACK)
    screen.press(*["enter"] * 4)
    screen.press("f", "a")
    screen.type(right, "enter", "enter")
    assert screen.call.detail("number") == right
    assert [f.field("number") for f in screen.call.follow_ups] == [right, right]
    open_form(screen, FollowUpKind.CALLBACK)
    assert screen.fields["number"] == right


def test_another_number_to_call_back_is_not_the_callers_and_that_is_said() -> None:
    screen = OnScreen("escalated-callers", *KNOWN, AT_CALLBACK)
    screen.press("f")
    screen.type("404-555-0199", "enter", "enter")
    assert screen.call.follow_ups[0].field("number") == "404-555-0199"
    assert screen.call.detail("number") == "404-555-0142"
    assert "The caller’s number stays 404-555-0142: F8 changes it." in joined(screen.text)


def test_a_doubt_about_a_number_is_shown_and_refuses_nothing() -> None:
    screen = OnScreen("escalated-callers", *KNOWN[::2], AT_CALLBACK)
    screen.press("f")
    screen.type("0142")
    screen.show()
    assert "A US number has 10 digits, this one has 4." in form(screen)
    screen.press("enter", "enter")
    assert screen.call.follow_ups[0].field("number") == "0142"


@pytest.mark.parametrize("number", ["0142", "911"])
def test_a_doubted_number_that_is_not_to_be_called_takes_one_explicit_yes(number: str) -> None:
    screen = OnScreen(size=NARROW)
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    screen.type(number, "enter", "enter", "enter", "enter")
    assert screen.call.follow_ups == ()
    assert f"Press y: Record “{number}” as it is" in joined(screen.text)
    assert f"y Record “{number}” as it is" in form(screen)
    screen.press("y")
    assert screen.call.follow_ups[0].field("number") == number
    assert screen.title == ""


def test_a_doubted_number_is_corrected_after_the_doubt() -> None:
    screen = OnScreen(size=NARROW)
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    screen.type("0142", "enter", "enter")
    screen.press("tab")
    screen.type("404-555-0142", "enter", "enter")
    assert [held.field("number") for held in screen.call.follow_ups] == ["404-555-0142"]


def test_what_has_no_digits_is_no_number_that_is_not_to_be_called() -> None:
    screen = OnScreen(size=NARROW)
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    screen.type("call me maybe", "enter", "enter")
    assert screen.call.follow_ups == ()
    assert "“call me maybe” is no phone number: type its digits." in joined(screen.text)
    assert screen.app.focused.field.id == "number"
    screen.type("404-555-0142", "enter", "enter")
    assert screen.call.follow_ups[0].field("number") == "404-555-0142"


def test_the_due_time_is_shown_as_the_desk_reads_it_before_it_is_recorded() -> None:
    screen = OnScreen()
    open_form(screen, FollowUpKind.CALLBACK)
    assert "Due Sat, Nov 21, 12:00 PM at the latest" in form(screen)
    screen.press(*["enter"] * 4)
    assert "Recorded: Callback, due Sat, Nov 21, 12:00 PM" in screen.status


def test_the_form_shows_the_due_time_of_the_desk_whose_rule_holds_as_it_is_recorded() -> None:
    desk = DeskTimes(zone="America/Los_Angeles", morning_ends=time(11))
    library = with_desk("escalated-callers", desk)
    screen = OnScreen("escalated-callers", act.GoTo("hang-up-protocol"), library=library)
    open_form(screen, FollowUpKind.CALLBACK)
    assert "Due Sat, Nov 21, 11:00 AM at the latest" in form(screen)
    screen.press(*["enter"] * 4)
    due = datetime(2026, 11, 21, 11, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert screen.call.follow_ups[0].due == due
    assert "due Sat, Nov 21, 11:00 AM" in screen.status


def test_a_message_is_owed_until_somebody_says_that_it_is_done() -> None:
    screen = OnScreen()
    open_form(screen, FollowUpKind.MESSAGE)
    screen.type("Lee", "enter")
    screen.type("please call", "enter", "enter")
    assert screen.call.follow_ups[0].done_by == ""
    assert len(screen.call.owed) == 1


def test_who_did_it_is_typed_over_what_was_filled_in() -> None:
    screen = OnScreen()
    open_form(screen, FollowUpKind.MESSAGE)
    screen.type("Lee", "enter")
    screen.type("please call", "enter")
    screen.type("Ben", "enter")
    assert screen.call.follow_ups[0].done_by == "Ben"


def test_a_day_is_agreed_on_as_people_type_it_and_one_too_far_away_is_refused() -> None:
    screen = OnScreen("calming-a-caller")
    open_form(screen, FollowUpKind.AGREED)
    assert screen.fields["due"] == "Mon, Nov 23"
    screen.type("a new title", "enter")
    for day, answer in (
        ("soon", "Due: Type a date like Nov 21, 11/21 or tomorrow."),
        ("+4", "Mon, Nov 23 is the last day you can agree on (3 days at most)."),
        ("11/19/2026", "Thu, Nov 19, 2026 is over: agree on today or a later day."),
    ):
        screen.type(day, "enter")
        assert answer in joined(screen.pane(screen.title)), "looked at as one leaves it"
        screen.press("enter")
        assert answer in screen.status
        assert screen.call.follow_ups == ()
        assert screen.app.focused.field.id == "due", "one stays in the field to mend"
    screen.type("sunday", "enter", "enter")
    (added,) = screen.call.follow_ups
    assert added.due is not None
    assert added.due.astimezone(FRIDAY.tzinfo).date() == date(2026, 11, 22)
    assert added.event.aim == added.due, "no other day is aimed at"


def test_a_day_just_over_is_refused_and_one_months_ahead_is_asked_about() -> None:
    screen = OnScreen("irate-customers")
    open_form(screen, FollowUpKind.AGREED)
    screen.type("a new title", "enter")
    screen.type("11/12", "enter", "enter")
    assert "Thu, Nov 12, 2026 is over: agree on today or a later day." in screen.status
    assert screen.call.follow_ups == ()
    screen.type("8/1", "enter")
    asked = "Is that the day? It is Sun, Aug 1, 2027, 254 days from now."
    assert asked in joined(screen.pane(screen.title))
    screen.press("enter")
    assert "due Sun, Aug 1, 2027, 11:59 PM. Is that the day?" in screen.status


def test_what_is_refused_of_a_field_is_refused_before_the_next_one_is_asked() -> None:
    screen = OnScreen()
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    screen.type("the office", "enter")
    assert "“the office” is no phone number: type its digits." in screen.status
    assert screen.app.focused.field.id == "number"


@pytest.mark.parametrize("day", ["+9", ""])
def test_what_was_agreed_has_a_day_where_the_script_has_no_rule_for_it(day: str) -> None:
    screen = OnScreen("irate-customers")
    open_form(screen, FollowUpKind.AGREED)
    assert screen.fields["due"] == ""
    screen.type("a new title", "enter")
    if day:
        screen.type(day)
    screen.press("enter", "enter")
    (added,) = screen.call.follow_ups
    assert (added.due is None) == (not day)
    if added.due is not None:
        assert added.due.astimezone(FRIDAY.tzinfo).date() == date(2026, 11, 29)


def test_a_time_is_agreed_on_with_the_day_and_stands_there_when_it_is_opened_again() -> None:
    screen = OnScreen("calming-a-caller")
    open_form(screen, FollowUpKind.AGREED)
    screen.type("a new title", "enter")
    screen.type("mon 5pm", "enter", "enter")
    (added,) = screen.call.follow_ups
    assert added.due == datetime(2026, 11, 23, 17, tzinfo=FRIDAY.tzinfo)
    screen.press("f", "a")
    assert screen.fields["due"] == "Mon, Nov 23, 5:00 PM"
    screen.press("enter", "enter", "enter")
    assert screen.call.follow_ups[0].due == added.due


def test_a_follow_up_on_record_is_opened_changed_and_done() -> None:
    screen = OnScreen("escalated-callers", act.AddFollowUp(FollowUpKind.CALLBACK))
    screen.press("f", "a")
    assert screen.title == "Callback"
    for value in ("Dana", "the title", "404-555-0142", "Kim Lo"):
        screen.type(value, "enter")
    (held,) = screen.call.follow_ups
    assert (held.field("number"), held.done_by) == ("404-555-0142", "Kim Lo")


def test_what_was_called_done_by_mistake_is_owed_again() -> None:
    screen = OnScreen(
        "escalated-callers", act.AddFollowUp(FollowUpKind.VOICEMAIL, (("for", "Lee"),), done_by="")
    )
    screen.press("f", "a")
    screen.click("Not done after all")
    assert len(screen.call.owed) == 1
    screen.press("f", "a")
    screen.click("Not needed after all")
    assert screen.call.follow_ups == ()


def test_every_reason_to_report_is_ticked_and_unticked_with_its_digit() -> None:
    screen = OnScreen("irate-customers")
    open_form(screen, FollowUpKind.REPORT)
    assert screen.title == REPORT
    screen.press(*"1234567")
    reasons = [f.field("reason") for f in screen.call.follow_ups]
    assert reasons == [reason.label for reason in screen.now.script.reports]
    assert len(reasons) == 7
    screen.press("3")
    assert len(screen.call.follow_ups) == 6
    assert reasons[2] not in [f.field("reason") for f in screen.call.follow_ups]
    assert len(of_kind(ev.Corrected, screen.events)) == 1
    screen.press("3")
    assert len(screen.call.follow_ups) == 7
    screen.press("escape", "escape")
    assert screen.title == ""


def test_a_reason_of_ones_own_is_typed_and_can_be_unticked() -> None:
    screen = OnScreen("irate-customers")
    open_form(screen, FollowUpKind.REPORT)
    screen.click("Another reason")
    screen.type("wants the owner's address", "enter")
    assert screen.call.follow_ups[0].field("reason") == "wants the owner's address"
    assert screen.title == REPORT
    screen.click("wants the owner's")
    assert screen.call.follow_ups == ()


def test_one_supervisor_is_told_of_every_report() -> None:
    screen = OnScreen("irate-customers")
    open_form(screen, FollowUpKind.REPORT)
    screen.press("1", "2", "t", "enter")
    assert "Write down who was told." in screen.status
    assert len(screen.call.owed) == 2
    screen.type("Kim Lo", "enter")
    assert screen.call.owed == ()
    assert [f.done_by for f in screen.call.follow_ups] == ["Kim Lo", "Kim Lo"]


def test_a_threat_is_shown_by_its_label_and_owed_until_somebody_is_named() -> None:
    screen = OnScreen("irate-customers")
    open_form(screen, FollowUpKind.REPORT)
    screen.click("Threat to the agent")
    assert of_kind(ev.FollowUpAdded, screen.events)[0].rule == "now"
    assert "✓ Threat to the agent" in form(screen)
    screen.press("f")
    assert "Threat to the agent, staff or clients" in form(screen)
    screen.press("a", "enter")
    assert len(screen.call.owed) == 1
    screen.type("Kim Lo", "enter")
    assert screen.call.owed == ()


def test_the_last_supervisor_is_filled_in_where_one_is_asked_who_was_told() -> None:
    screen = OnScreen("escalated-callers", act.NameManager("Kim Lo"), act.ReportThreat())
    screen.press("f", "a")
    assert screen.fields == {"by": "Kim Lo"}


def test_each_follow_up_on_record_has_a_key_of_its_own() -> None:
    kinds = (FollowUpKind.CALLBACK, FollowUpKind.VOICEMAIL, FollowUpKind.MESSAGE)
    screen = OnScreen("escalated-callers", *(act.AddFollowUp(kind) for kind in kinds))
    for key, held in zip("abc", screen.call.follow_ups, strict=True):
        screen.press("f", key)
        assert screen.title == held.label
        screen.press("escape", "escape")


def test_a_number_typed_into_a_callback_is_a_detail_afterwards() -> None:
    screen = OnScreen()
    open_form(screen, FollowUpKind.CALLBACK)
    screen.press("enter", "enter")
    screen.type("404-555-0142", "enter", "enter")
    assert screen.call.detail("number") == "404-555-0142"
    assert "It is the caller’s number from now on, too." in joined(screen.text)


def test_what_was_typed_and_not_recorded_is_there_when_the_form_opens_again() -> None:
    screen = OnScreen()
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    screen.type("404-555", "escape", "escape")
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    assert screen.fields["number"] == "404-555"


@pytest.mark.parametrize("kind", [FollowUpKind.DO_NOT_CALL, FollowUpKind.CALLBACK])
@pytest.mark.parametrize("crashed", [False, True])
def test_a_phone_number_left_in_a_form_comes_back_whole(kind: FollowUpKind, crashed: bool) -> None:
    screen = OnScreen("escalated-callers", act.WriteDetail("caller", "Al B"))
    open_form(screen, kind)
    while screen.app.focused.id != "field-number":
        screen.press("enter")
    screen.type("4155550123", "escape", "escape")
    if crashed:
        screen.start_again()
    open_form(screen, kind)
    assert screen.fields["number"] == "4155550123"
    screen.press("enter", "enter")
    assert screen.call.follow_ups[0].field("number") == "4155550123"
    assert screen.call.detail("number") == "4155550123"


def test_the_dots_of_a_number_that_was_held_back_are_no_number() -> None:
    screen = OnScreen()
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    screen.type("41555501", "escape", "escape")
    screen.start_again()
    open_form(screen, FollowUpKind.DO_NOT_CALL)
    screen.press("enter", "enter")
    assert screen.call.follow_ups == ()
    assert screen.call.detail("number") == ""


def test_a_click_on_its_way_while_a_form_opens_is_for_the_list_it_was_made_in() -> None:
    screen = OnScreen("escalated-callers", *KNOWN, act.AddFollowUp(FollowUpKind.CALLBACK))
    screen.press("f")
    shown = screen.screen.body.panel
    held = next(item for item in shown.items.items if item.label.startswith("! Callback"))

    async def click_twice() -> None:
        for _ in range(2):
            screen.screen._panel.pick(held)

    screen._run(click_twice())
    screen.show()
    assert screen.title == "Callback"
    assert [one.kind for one in screen.call.follow_ups] == ["callback"]


@pytest.mark.parametrize("seconds", [0.45, 0.79])
def test_a_reason_picked_twice_at_once_is_not_taken_back(seconds: float) -> None:
    screen = OnScreen("irate-customers", size=NARROW)
    screen.press("1", "3", "f")
    for done in ("Recorded", "Undone"):
        count = len(screen.events)
        screen.wait(2)
        screen.hit("1")
        screen.wait(seconds)
        screen.hit("1")
        assert len(screen.events) == count + 1
        assert f"{done}. To change it, press again." in screen.status


@pytest.mark.parametrize("seconds", [0.2, 0.8, 3.0])
def test_enter_never_takes_a_ticked_reason_back(seconds: float) -> None:
    screen = OnScreen("irate-customers", size=NARROW)
    screen.press("1", "3", "f", "2")
    reason = screen.call.follow_ups[0].field("reason")
    assert f"Recorded: {reason}" in screen.status
    screen.wait(seconds)
    screen.hit("enter")
    assert [held.field("reason") for held in screen.call.follow_ups] == [reason]
    assert screen.title == "", "what is recorded stays, and one is back on the call"
    assert f"Recorded: {reason} – to do" in joined(screen.text)


def test_a_reason_is_recorded_with_enter_and_kept_with_the_next() -> None:
    screen = OnScreen("irate-customers", size=NARROW)
    screen.press("1", "3", "f", "enter", "enter")
    assert len(screen.call.follow_ups) == 1
    assert screen.title == ""


def test_a_tick_that_is_taken_back_is_told_in_words() -> None:
    screen = OnScreen("irate-customers", size=NARROW)
    screen.press("1", "3", "f", "2")
    reason = screen.call.follow_ups[0].field("reason")
    screen.press("2")
    assert screen.call.follow_ups == ()
    assert f"Undone (stays in the log): {reason}" in joined(screen.text)


def recorded_solution(*, size: tuple[int, int] = NARROW) -> OnScreen:
    """A call with an agreed solution on record."""
    agreed = act.AddFollowUp(FollowUpKind.AGREED, (("agreed", "a new title on Sunday"),))
    detail = act.WriteDetail("agreed", "a new title on Sunday")
    at_options = act.GoTo("calming-a-caller", "options")
    return OnScreen("calming-a-caller", at_options, detail, agreed, size=size)


def test_a_list_shows_no_keys_while_they_are_text_and_shows_them_once_one_is_in_it() -> None:
    screen = recorded_solution()
    screen.press("f", "a")
    assert "Not needed after all" in form(screen)
    assert "1 Not needed after all" not in form(screen)
    assert "▸" not in form(screen)
    screen.press("tab", "tab")
    assert "▸ 1 Not needed after all" in form(screen)
    screen.press("1")
    assert screen.call.follow_ups == ()


def test_the_list_beside_fields_is_reached_with_the_arrows_and_picked_with_enter() -> None:
    screen = recorded_solution()
    screen.press("f", "a", "down", "down", "enter")
    assert screen.call.follow_ups == ()


def test_the_footer_says_where_esc_leads() -> None:
    screen = recorded_solution(size=(120, 36))
    screen.press("f", "a")
    assert "Esc back to Follow-up" in screen.text
    assert "Esc: back" in screen.pane(screen.title)
    screen.press("escape")
    assert "Esc close " in screen.text
    assert "Esc closes" in screen.pane(screen.title)
    screen.press("escape")
    assert screen.title == ""
