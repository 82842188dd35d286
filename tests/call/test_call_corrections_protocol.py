import pytest
from kit import Desk, warned, went_on, with_warnings

from guide.call import actions as act
from guide.call import events as ev
from guide.script.model import FollowUpKind

ESCALATED, PROTOCOL = "escalated-callers", "hang-up-protocol"
CALLBACK = FollowUpKind.CALLBACK


def number_of(desk: Desk, kind: type[ev.Event], which: int = -1) -> int:
    return [e.n for e in desk.call.entries if isinstance(e.event, kind)][which]


# -- the protocol --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ev.EffortMade, ev.GroundStated, ev.PermissionGiven])
def test_what_a_warning_rests_on_cannot_be_taken_back_under_it(kind: type[ev.Event]) -> None:
    desk = Desk(PROTOCOL, *warned())
    reason = desk.refused(act.Correct(number_of(desk, kind)))
    named = "Permission to warn, by Kim Lo" if kind is ev.GroundStated else "Warning given: I’m"
    assert reason.startswith(f"“{named}")
    assert reason.endswith("depends on this – undo that first.")


def test_one_effort_of_two_can_be_taken_back_under_a_warning() -> None:
    desk = Desk(PROTOCOL, act.MakeEffort("first"), *warned())
    desk.do(act.Correct(2))
    assert "depends on this" in desk.refused(act.Correct(3))


def test_a_permission_given_twice_can_be_taken_back_once() -> None:
    desk = Desk(PROTOCOL, *warned()[:-1], act.Permit("Ann Oyelaran"), act.Warn())
    desk.do(act.Correct(number_of(desk, ev.PermissionGiven, 0)))
    assert desk.call.protocol.permissions[0].event.by == "Ann Oyelaran"
    assert "depends on this" in desk.refused(act.Correct(number_of(desk, ev.PermissionGiven)))


def test_a_warning_can_be_taken_back_and_its_mark_on_the_line_with_it() -> None:
    desk = Desk(PROTOCOL, *warned())
    desk.do(act.Correct())
    assert desk.call.protocol.given("abuse") == 0
    assert desk.call.mark(PROTOCOL, "warn-abuse") is None
    assert "still to be given" in desk.refused(act.End("protocol"))
    desk.do(act.Correct(number_of(desk, ev.EffortMade)))


def test_a_warning_that_its_answer_rests_on_is_taken_back_after_it() -> None:
    desk = Desk(PROTOCOL, *went_on(), act.Permit("Kim Lo"), act.Warn(), library=with_warnings(3))
    first = number_of(desk, ev.WarningGiven, 0)
    assert desk.refused(act.Correct(first)).startswith(
        "“They continued: still a parrot” depends on this"
    )
    desk.do(act.Correct(number_of(desk, ev.WarningGiven)))
    desk.do(act.Correct(number_of(desk, ev.Persisted)), act.Correct(first))
    assert desk.call.protocol.given("abuse") == 0
    desk.do(act.Warn())
    assert desk.call.protocol.given("abuse") == 1
    assert desk.call.mark(PROTOCOL, "warn-abuse") is not None


def test_a_ground_stated_in_between_that_nothing_rests_on_can_be_taken_back() -> None:
    desk = Desk(PROTOCOL, *warned(), act.StateGround("hate"))
    desk.do(act.Correct())
    assert desk.call.protocol.ground is not None
    assert desk.call.protocol.ground.ground == "abuse"


def test_a_ground_stated_again_before_the_warning_is_what_the_warning_rests_on() -> None:
    desk = Desk(PROTOCOL, *warned()[:-1], act.StateGround("hate"), act.StateGround("abuse"))
    desk.do(act.Warn())
    assert "“Warning given" in desk.refused(act.Correct(number_of(desk, ev.GroundStated)))


def test_a_calming_that_was_none_brings_the_ground_back() -> None:
    desk = Desk(PROTOCOL, *went_on(), act.Calm())
    assert desk.call.protocol.quoted == ""
    desk.do(act.Correct())
    assert desk.call.protocol.ground is not None
    assert desk.call.protocol.quoted == "still a parrot"
    desk.do(act.End("protocol"))


def test_that_it_went_on_can_be_taken_back_and_the_caller_is_waited_for_again() -> None:
    desk = Desk(PROTOCOL, *went_on())
    desk.do(act.Correct())
    assert "Wait for the caller" in desk.refused(act.End("protocol", "x"))
    assert [warned.words_after for warned in desk.call.protocol.warnings] == [""]


def test_an_answer_that_a_further_warning_rests_on_stays() -> None:
    desk = Desk(PROTOCOL, *went_on(), act.Permit("Kim Lo"), act.Warn(), library=with_warnings(2))
    refusal = desk.refused(act.Correct(number_of(desk, ev.Persisted)))
    assert refusal.startswith("“Warning given")


def test_in_a_call_of_earlier_rules_what_broke_none_of_them_stops_no_correction() -> None:
    desk = Desk(PROTOCOL, *warned(), library=with_warnings(2))
    given = desk.call.last.event
    desk.session.record((given,))
    desk.do(act.Write("a note"))
    desk.do(act.Correct(number_of(desk, ev.CallerSaid)), act.Correct())
    assert desk.call.protocol.given("abuse") == 2


def test_a_choice_taken_back_takes_the_ground_back_that_it_stated() -> None:
    desk = Desk(PROTOCOL)
    desk.open(PROTOCOL, "ground")
    desk.choose(3)
    desk.do(act.Correct())
    assert desk.step == (PROTOCOL, "ground")
    assert desk.call.protocol.ground is None


def test_a_choice_taken_back_takes_the_calming_back() -> None:
    desk = Desk(PROTOCOL, *warned()[:-1])
    desk.open(PROTOCOL, "warn")
    desk.do(act.Warn())
    desk.choose(1)
    assert desk.call.protocol.ground is None
    desk.do(act.Correct())
    assert desk.step == (PROTOCOL, "warn")
    assert desk.call.protocol.ground is not None


def test_a_ground_stated_by_itself_stays_when_the_step_after_it_is_taken_back() -> None:
    desk = Desk(PROTOCOL, act.StateGround("hate"))
    desk.open(PROTOCOL, "end-call")
    desk.do(act.Correct())
    assert desk.call.protocol.ground is not None


def test_a_choice_on_whose_ground_a_warning_was_given_stays() -> None:
    desk = Desk(PROTOCOL, act.MakeEffort("asked"))
    desk.open(PROTOCOL, "ground")
    desk.choose(2)
    desk.do(act.Say())
    moved = number_of(desk, ev.Chosen)
    assert "“Warning given" in desk.refused(act.Correct(moved))
    desk.do(act.Correct(), act.Correct(moved))
    assert desk.step == (PROTOCOL, "ground")


# -- threats -------------------------------------------------------------------------------


def test_the_report_of_a_threat_is_not_taken_back_while_its_ground_is_on_record() -> None:
    desk = Desk(PROTOCOL, act.StateGround("threat"))
    assert desk.refused(act.Correct(3)) == "A threat is on record: undo its reason first."
    desk.do(act.Correct())
    assert desk.call.protocol.ground is None
    assert desk.call.owed == (), "only the reason asked for it"


def test_a_threat_that_was_told_stays_when_its_reason_is_taken_back() -> None:
    desk = Desk(PROTOCOL, act.StateGround("threat"), act.FinishFollowUp(3, "Kim Lo"))
    desk.do(act.Correct(2))
    assert desk.call.protocol.ground is None
    assert [held.done_by for held in desk.call.follow_ups] == ["Kim Lo"]


def test_a_threat_is_owed_whatever_reason_is_stated_after_it() -> None:
    desk = Desk(PROTOCOL, act.StateGround("threat"), act.StateGround("hate"))
    assert len(desk.call.owed) == 1


def test_a_threat_that_the_agent_reported_stays_when_a_reason_is_taken_back() -> None:
    desk = Desk(PROTOCOL, act.ReportThreat(), act.StateGround("threat"), act.Correct())
    assert desk.call.protocol.ground is None
    assert len(desk.call.owed) == 1


def test_a_threat_stated_by_a_choice_and_taken_back_takes_its_report_back() -> None:
    desk = Desk(PROTOCOL)
    desk.open(PROTOCOL, "ground")
    desk.choose(4)
    desk.do(act.Correct())
    assert (desk.step, desk.call.protocol.ground) == ((PROTOCOL, "ground"), None)
    assert desk.call.owed == ()


@pytest.mark.parametrize("first", [2, 4])
def test_a_threat_stated_on_two_grounds_is_owed_until_both_are_taken_back(first: int) -> None:
    desk = Desk(PROTOCOL, act.StateGround("threat"), act.StateGround("slurs", threat=True))
    desk.do(act.Correct(first))
    assert "A threat is on record" in desk.refused(act.Correct(3))
    desk.do(act.Correct())
    assert desk.call.owed == ()


def test_who_was_told_can_be_put_right() -> None:
    desk = Desk(PROTOCOL, act.StateGround("threat"), act.FinishFollowUp(3, "Kim Lo"))
    desk.do(act.Correct())
    assert len(desk.call.owed) == 1
    desk.do(act.FinishFollowUp(3, "Ann Oyelaran"))
    assert desk.call.follow_ups[0].done_by == "Ann Oyelaran"


def test_a_threat_reported_without_a_ground_can_be_taken_back() -> None:
    desk = Desk(ESCALATED, act.ReportThreat(), act.Correct())
    assert desk.call.follow_ups == ()
