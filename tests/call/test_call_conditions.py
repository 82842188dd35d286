"""Conditions on a call: what does not hold is not offered, and does not count as missing."""

from datetime import timedelta

from conditional import members
from kit import FRIDAY, Desk, of_kind

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Refused
from guide.call.rules.endings import missing


def begun(*actions: act.Action, days: int = 0) -> Desk:
    return Desk("members", *actions, at=FRIDAY + timedelta(days), library=members())


def lines(desk: Desk) -> list[str]:
    return [line.id for line in desk.now.lines]


def told(desk: Desk) -> list[str]:
    return [one.text for one in missing(desk.now)]


IS_MEMBER = act.WriteDetail("member", "yes")


def test_a_line_is_offered_only_while_its_condition_holds() -> None:
    desk = begun()
    assert lines(desk) == ["hello"]
    desk.do(IS_MEMBER, act.WriteDetail("orders", "4"))
    assert lines(desk) == ["hello", "thanks"]
    desk.do(act.WriteDetail("orders", "3"))
    assert lines(desk) == ["hello"]


def test_a_line_whose_condition_does_not_hold_cannot_be_said() -> None:
    assert "not to be said" in begun().refused(act.Say("thanks"))


def test_a_required_line_is_missing_and_passed_over_only_while_its_condition_holds() -> None:
    assert not any("Thank you" in text for text in told(begun()))
    desk = begun(IS_MEMBER, act.WriteDetail("orders", "12"))
    assert any("Thank you" in text for text in told(desk))
    desk.choose(1)
    (skipped,) = of_kind(ev.PassedOver, desk.events)
    assert skipped.line == "thanks"
    assert any("Skipped: “Thank you" in text for text in told(desk))
    desk.do(act.WriteDetail("orders", "2"))
    assert not any("Thank you" in text for text in told(desk))
    assert not of_kind(ev.PassedOver, begun(act.Choose(1)).events)


def test_a_choice_is_open_only_while_its_condition_holds_and_keeps_its_key() -> None:
    desk = begun()
    assert desk.refused(act.Choose(2)) == "Choice 2 is open only if Member is yes."
    assert desk.now.closed == {2, 3}
    desk.do(IS_MEMBER)
    assert desk.now.closed == {3}
    desk.choose(2)
    assert desk.step == ("members", "offer")


def test_a_refused_choice_names_what_opens_it() -> None:
    refused = begun().ask(act.Choose(2))
    assert isinstance(refused, Refused)
    assert refused.action == "details"


def test_coaching_for_a_weekend_is_given_at_weekends() -> None:
    assert begun().now.coaching == ("Be quick.",)
    assert begun(days=1).now.coaching == ("Be quick.", "Thank them for their patience.")


def test_where_the_call_came_through_is_known_and_forgotten_by_going_back() -> None:
    assert lines(begun(act.Choose(1))) == []
    desk = begun(IS_MEMBER, act.Choose(2), act.Choose(1))
    assert lines(desk) == ["again"]
    desk.do(act.Back(), act.Back(), act.Choose(1))
    assert lines(desk) == []


def test_a_step_is_visited_once_it_was_left() -> None:
    desk = begun(IS_MEMBER, act.Choose(2), act.GoTo("members", "order"))
    assert lines(desk) == ["again"]
    desk.do(act.GoTo("escalated-callers"), act.Return())
    assert lines(desk) == ["again"]


def test_every_ending_stays_open_by_its_own_key() -> None:
    desk = begun()
    assert desk.refused(act.Choose(3)) == "Choice 3 is open only if Member is no."
    desk.do(act.End("done"))
    assert desk.call.ended is not None
