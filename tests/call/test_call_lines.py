from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hotline import with_day
from kit import Desk, of_kind, shipped, utc, warned, went_on, with_desk
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.rules.flow import unsaid
from guide.script.desk import Desk as DeskTimes
from guide.script.model import Audience, DayKind

ESCALATED, IRATE, PROTOCOL = "escalated-callers", "irate-customers", "hang-up-protocol"
MORNING, MONDAY = "by-morning", "by-monday"


def at_callback(at: datetime, zone: str = "America/New_York") -> Desk:
    desk = Desk(at=at, zone=zone)
    desk.open(ESCALATED, "callback")
    return desk


def shown(desk: Desk) -> list[str]:
    return [line.id for line in desk.now.lines]


@pytest.mark.parametrize(
    ("at", "zone", "line"),
    [
        ("2026-11-20 23:30", "America/New_York", MORNING),  # Friday evening there
        ("2026-11-21 04:59", "America/New_York", MORNING),  # its last minute
        ("2026-11-21 05:00", "America/New_York", MONDAY),  # Saturday begins
        ("2026-11-22 02:00", "America/New_York", MONDAY),  # Sunday in UTC, Saturday there
        ("2026-11-23 04:30", "America/New_York", MONDAY),  # Monday in UTC, Sunday there
        ("2026-11-23 05:00", "America/New_York", MORNING),
        ("2026-11-20 10:59", "Pacific/Kiritimati", MONDAY),  # fourteen hours ahead
        ("2026-11-20 09:59", "Pacific/Kiritimati", MORNING),
        ("2026-11-20 23:30", "UTC", MORNING),
        ("2026-11-21 00:00", "UTC", MONDAY),
        ("2026-11-21 00:00", "Nowhere/At_All", MONDAY),  # an unknown zone is UTC
    ],
)
def test_only_the_line_of_the_day_at_the_desk_is_shown(at: str, zone: str, line: str) -> None:
    assert shown(at_callback(utc(at), zone)) == ["submitted", line]


def test_a_zone_that_the_script_names_goes_before_that_of_the_call() -> None:
    friday_evening = utc("2026-11-21 03:00")
    library = with_desk(ESCALATED, DeskTimes(zone="Asia/Tokyo"))
    desk = Desk(IRATE, at=friday_evening, library=library)
    assert desk.now.day is DayKind.WEEKDAY
    desk.open(ESCALATED, "callback")
    assert desk.now.day is DayKind.WEEKEND
    assert shown(desk) == ["submitted", MONDAY]


def test_which_days_are_working_days_is_said_by_the_script() -> None:
    library = with_desk(ESCALATED, DeskTimes(working_days=("sunday", "monday")))
    sunday = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("America/New_York"))
    assert Desk(at=sunday, library=library).now.day is DayKind.WEEKDAY


def test_a_line_for_another_day_cannot_be_said() -> None:
    desk = at_callback(utc("2026-11-20 23:30"))
    assert desk.refused(act.Say(MONDAY)) == (
        "The line “by-monday” is not to be said at this step now."
    )


def test_a_said_line_is_on_record_to_the_letter_with_hash_and_standing() -> None:
    desk = Desk()
    desk.choose(2, 1)
    (said,) = desk.do(act.Say())
    line = desk.now.lines[0]
    assert said == ev.Said(
        ESCALATED,
        "summarise",
        "summary",
        "Thank for explaining just to make sure I got everything right...",
        line.sha256,
        line.status,
        approved_by="escalated-callers.txt",
        approved_at=utc("2026-11-21 12:00"),
    )
    mark = desk.call.mark(ESCALATED, "summary")
    assert mark is not None
    assert (mark.event.kind, mark.at) == ("said", desk.call.last.at)


def test_what_is_shown_is_not_said() -> None:
    desk = Desk()
    desk.choose(2, 1)
    assert desk.call.marks == {}


def test_without_a_name_the_next_line_that_is_not_settled_is_said() -> None:
    desk = at_callback(utc("2026-11-20 15:00"))
    desk.do(act.Say(), act.Say())
    assert [event.line for event in of_kind(ev.Said, desk.events)] == ["submitted", MORNING]


def test_a_step_without_a_line_has_none_to_say() -> None:
    assert Desk().refused(act.Say()) == "No script line for this step."


def test_a_line_to_a_colleague_is_marked_as_one() -> None:
    desk = Desk()
    desk.open(ESCALATED, "manager")
    (line,) = desk.now.lines
    assert line.audience is Audience.COLLEAGUE
    (said,) = desk.do(act.Say())
    assert isinstance(said, ev.Said)
    assert said.text == "Hey, this person and me are clearly not connecting."


def test_an_adapted_line_keeps_its_own_words_beside_the_agents() -> None:
    desk = Desk()
    desk.choose(2, 1)
    assert "the words you used" in desk.refused(act.Adapt(" ", "in a hurry"))
    assert "why the line is not said" in desk.refused(act.Adapt("In short…", ""))
    (adapted,) = desk.do(act.Adapt("In short…", "in a hurry"))
    assert isinstance(adapted, ev.Adapted)
    assert (adapted.words, adapted.reason) == ("In short…", "in a hurry")
    assert adapted.text.startswith("Thank for explaining")


def test_a_line_is_left_out_only_with_a_reason() -> None:
    desk = Desk()
    desk.choose(2, 1)
    assert "why the line is left out" in desk.refused(act.LeaveOut(" "))
    desk.do(act.LeaveOut("said before"))
    mark = desk.call.mark(ESCALATED, "summary")
    assert mark is not None
    assert (mark.event.kind, mark.event.reason) == ("left-out", "said before")


def test_where_no_wording_is_on_file_nothing_passes_for_it() -> None:
    desk = Desk(IRATE)
    desk.open(IRATE, "do-not-call")
    assert "No approved wording is on file" in desk.refused(act.Say())
    (adapted,) = desk.do(act.Adapt("You will not hear from us again.", ""))
    assert isinstance(adapted, ev.Adapted)
    assert (adapted.text, adapted.status) == ("", "gap")


def test_a_line_is_said_anew_once_an_answer_in_it_is_another_one() -> None:
    desk = Desk("flood-line", act.Choose(1), act.WriteDetail("day", "12/3"), library=with_day())
    desk.do(act.Say())
    assert "Already said at" in desk.refused(act.Say())
    desk.do(act.WriteDetail("day", "12/4"), act.Say())
    said = [event.filled for event in of_kind(ev.Said, desk.events)]
    assert ["‹Thu, Dec 3, 2026›" in said[0], "‹Fri, Dec 4, 2026›" in said[1]] == [True, True]
    assert "Already said at" in desk.refused(act.Say())
    assert desk.now.next_line, "what was said once is owed no more"
    assert desk.now.settled(desk.now.next_line)
    desk.do(act.WriteDetail("day", "12/3"), act.Say())
    assert len(of_kind(ev.Said, desk.events)) == 3


def test_what_was_said_before_an_answer_changed_is_not_missing_again() -> None:
    desk = Desk("flood-line", act.Choose(1), act.WriteDetail("day", "12/3"), library=with_day())
    desk.do(act.Say(), act.WriteDetail("day", "12/4"))
    assert unsaid(desk.now) == ()


# -- lines passed over ---------------------------------------------------------------------


def passed_over() -> Desk:
    desk = Desk()
    desk.choose(2, 1, 1)
    return desk


def test_a_line_passed_over_can_be_said_later_from_elsewhere() -> None:
    desk = passed_over()
    (said,) = desk.do(act.Say("summary", ESCALATED))
    assert isinstance(said, ev.Said)
    assert said.step == "summarise"
    mark = desk.call.mark(ESCALATED, "summary")
    assert mark is not None
    assert mark.event.kind == "said"


@pytest.mark.parametrize(
    "action",
    [
        act.Adapt("In short…", "in a hurry", "summary", ESCALATED),
        act.LeaveOut("no need", "summary", ESCALATED),
    ],
)
def test_a_line_passed_over_can_be_adapted_or_left_out_later(action: act.Action) -> None:
    desk = passed_over()
    desk.do(action)
    mark = desk.call.mark(ESCALATED, "summary")
    assert mark is not None
    assert mark.event.kind in ("adapted", "left-out")


def test_a_line_that_was_settled_cannot_be_said_from_elsewhere() -> None:
    desk = passed_over()
    desk.do(act.Say("summary", ESCALATED))
    assert "not to be said at this step" in desk.refused(act.Say("summary", ESCALATED))
    assert "not to be said at this step" in desk.refused(act.Say("ask-name", ESCALATED))


def test_a_line_of_another_script_is_never_taken_for_one_of_the_step_in_hand() -> None:
    step = shipped().script(IRATE).step("callback")
    assert step is not None
    desk = Desk(IRATE)
    desk.open(IRATE, "callback")
    assert "not to be said" in desk.refused(act.Say("within-the-day", ESCALATED))
    assert "No script line" in desk.refused(act.Say("", ESCALATED))
    desk.do(act.Say("within-the-day", IRATE))


@pytest.mark.parametrize("script", ["", IRATE, "calming-a-caller"])
def test_a_line_elsewhere_is_said_only_under_the_name_of_its_own_script(script: str) -> None:
    desk = Desk()
    desk.choose(2, 1)
    desk.open("calming-a-caller")
    assert "not to be said at this step" in desk.refused(act.Say("summary", script))


def test_a_line_passed_over_is_said_at_its_step_once_one_is_back_there() -> None:
    desk = passed_over()
    desk.do(act.Back())
    (said,) = desk.do(act.Say("summary", ESCALATED))
    assert isinstance(said, ev.Said)
    assert said.step == "summarise"


# -- lines of the protocol -----------------------------------------------------------------


def test_saying_the_warning_is_the_warning() -> None:
    desk = Desk(PROTOCOL, *warned()[:-1])
    desk.open(PROTOCOL, "warn")
    assert shown(desk) == ["warn-abuse"]
    (given,) = desk.do(act.Say())
    assert isinstance(given, ev.WarningGiven)
    assert given.text == (
        "I’m unable to tolerate such language. I am happy to keep talking to you in order to"
        " assist, but I need to let you know that if you continue to speak in this manner, I may"
        " need to end the conversation."
    )
    mark = desk.call.mark(PROTOCOL, "warn-abuse")
    assert mark is not None
    assert mark.event.kind == "warning-given"


def test_a_line_of_another_ground_is_not_shown_and_cannot_be_said() -> None:
    desk = Desk(PROTOCOL, act.MakeEffort("asked"), act.StateGround("slurs"))
    desk.open(PROTOCOL, "warn")
    assert shown(desk) == ["warn-slurs"]
    assert "not to be said" in desk.refused(act.Say("warn-abuse"))
    assert "not to be said" in desk.refused(act.Say("warn-abuse", PROTOCOL))


def test_a_line_of_the_protocol_is_not_said_before_its_ground_is_stated() -> None:
    desk = Desk(PROTOCOL, *warned(), act.Calm())
    assert "not to be said" in desk.refused(act.Say("end-abuse", PROTOCOL))
    desk.do(act.StateGround("abuse"), act.Persist("again"), act.GoTo(PROTOCOL, "end-call"))
    desk.do(act.Calm())
    assert "Choose a reason first" in desk.refused(act.Say("end-abuse"))


def test_the_last_line_is_said_only_once_the_call_may_be_ended() -> None:
    desk = Desk(PROTOCOL, *warned()[:-1])
    assert "1 warning is still to be given" in desk.refused(act.Say("end-abuse", PROTOCOL))
    desk.do(act.Warn())
    assert "Wait for the caller" in desk.refused(act.Say("end-abuse", PROTOCOL))
    desk.do(act.Persist("still a parrot"), act.Say("end-abuse", PROTOCOL))


def test_a_line_of_the_protocol_counts_only_to_the_letter() -> None:
    desk = Desk(PROTOCOL, *warned()[:-1])
    desk.open(PROTOCOL, "warn")
    assert "counts only word for word" in desk.refused(act.Adapt("Stop that.", "shorter"))
    assert desk.call.protocol.given("abuse") == 0


def test_a_line_is_taken_from_the_day_of_the_call_not_of_the_computer() -> None:
    desk = at_callback(utc("2026-11-21 04:59"))
    assert shown(desk) == ["submitted", MORNING]
    desk.wait(120)
    assert shown(desk) == ["submitted", MONDAY], "midnight has passed at the desk"


def test_a_line_that_was_said_on_one_day_is_settled_on_another() -> None:
    desk = at_callback(utc("2026-11-20 15:00"))
    desk.do(act.Say(), act.Say())
    assert all(desk.now.settled(line) for line in desk.now.lines)
    assert not desk.now.settled(replace(desk.now.lines[0], id="another"))


KIND = "ask-concern"


def test_a_line_is_said_once_on_each_visit_to_its_step() -> None:
    desk = Desk()
    desk.choose(2)
    desk.do(act.Say(KIND))
    assert desk.refused(act.Say(KIND)) == "Already said at 2:03 PM."
    desk.choose(1, 2)
    assert desk.step == (ESCALATED, "be-kind")
    desk.do(act.Say(KIND))
    assert len(of_kind(ev.Said, desk.events)) == 2


def test_a_line_taken_back_or_said_in_other_words_can_be_said() -> None:
    desk = Desk()
    desk.choose(2)
    desk.do(act.Say(KIND), act.Correct(), act.Say(KIND))
    desk.do(act.Adapt("Sorry.", "too long", KIND), act.Say(KIND))


def test_going_back_to_a_step_is_no_further_visit() -> None:
    desk = Desk()
    desk.choose(2)
    desk.do(act.Say(KIND), act.Choose(1), act.Back())
    assert "Already said at 2:03 PM." in desk.refused(act.Say(KIND))


def test_the_last_line_is_said_once_for_each_time_its_ground_is_stated() -> None:
    desk = Desk(PROTOCOL, *went_on(), act.Say("end-abuse", PROTOCOL))
    assert "Already said at 2:03 PM." in desk.refused(act.Say("end-abuse", PROTOCOL))
    desk.do(act.Calm(), act.StateGround("abuse"), act.Persist("again"))
    desk.do(act.Say("end-abuse", PROTOCOL))
