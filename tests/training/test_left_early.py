"""A practice that is left before its end: what had come up by then is told, and not praised."""

import pytest
from plays import Deed, Play, does, place, plan_of, played, scenario_of, without

from guide.call import actions as act
from guide.training.finding import Finding, Sign


def found(play: Play, about: str) -> list[Finding]:
    return [one for one in play.told.findings if one.about == about]


def insisting(*more: Deed) -> Play:
    """Asked to be taken off everything, and taken for one who insists on a supervisor alone."""
    scenario = scenario_of("no-more-calls", 1)
    plan = plan_of(scenario)
    asked = place(plan, lambda one: one.hears == "move 12")
    return played(
        scenario, (*plan[:asked], Deed(act.Choose(2), hears="move 12", pause=5), *more), 1
    )


def test_what_had_come_up_and_was_not_on_record_is_told_of_a_call_that_was_left() -> None:
    play = insisting(Deed(act.Say(), pause=5))
    assert play.call.ended is None
    [told] = found(play, "follow-ups:left")
    assert told.sign is Sign.THINK
    assert told.sentence.startswith("Not on record when you left, at ")
    assert "Do-not-call list (to do since 2:00)" in told.sentence, told.sentence
    assert "Callback by the supervisor (to do since 2:" in told.sentence
    assert any("DNC" in passage.words for passage in told.passages)


def test_what_a_line_promises_is_no_praise_without_its_record() -> None:
    assert not found(insisting(Deed(act.Say())), "line:within-the-day")
    callback = act.AddFollowUp(
        "callback",
        (("number", "312-555-0154"), ("caller", "Desmond Frye"), ("concern", "Nine sales calls")),
    )
    [told] = found(insisting(Deed(act.Say()), Deed(callback, pause=10)), "line:within-the-day")
    assert told.sign is Sign.WELL


def test_nor_in_a_call_that_was_ended() -> None:
    scenario = scenario_of("no-more-calls")
    plan = plan_of(scenario)
    assert found(played(scenario, plan), "line:within-the-day")
    play = played(scenario, without(plan, does(act.AddFollowUp, kind="callback"), does(act.End)))
    play.do(act.End("do-not-call"))
    assert play.call.ended is not None
    assert not found(play, "line:within-the-day")


def test_what_has_only_just_come_up_is_not_missing() -> None:
    assert not found(insisting(), "follow-ups:left")


@pytest.mark.parametrize("name", ["no-more-calls", "friday-callback"])
def test_of_a_call_that_is_left_before_anything_had_come_up_nothing_is_missing(name: str) -> None:
    scenario = scenario_of(name)
    play = played(scenario, plan_of(scenario)[:1])
    assert not found(play, "follow-ups:left")
