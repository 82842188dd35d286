from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import Desk, of_kind, warned, with_script, with_warnings

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed, Refused
from guide.call.rules.protocol import Alarm, standing, why_not_warn_again
from guide.script.model import Choice, Ending, Script, Step, Target, TargetKind

ESCALATED, PROTOCOL = "escalated-callers", "hang-up-protocol"
EFFORT, GROUND, WORDS, PERMIT, WARN = warned()


def counter(desk: Desk) -> tuple[int, int, str, Alarm]:
    shown = standing(desk.call.protocol, desk.now.protocol)
    return shown.given, shown.required, shown.words, shown.alarm


def test_the_counter_says_at_each_step_what_is_missing() -> None:
    desk = Desk()
    assert counter(desk) == (0, 1, "redirect first", Alarm.QUIET)
    desk.do(EFFORT)
    assert counter(desk) == (0, 1, "state the ground", Alarm.QUIET)
    desk.do(GROUND)
    assert counter(desk) == (0, 1, "ask a supervisor first", Alarm.QUIET)
    desk.do(PERMIT)
    assert counter(desk) == (0, 1, "you may warn", Alarm.QUIET)
    desk.do(WARN)
    assert counter(desk) == (1, 1, "may end: write the caller's words", Alarm.MAY_END)
    desk.do(WORDS)
    assert counter(desk) == (1, 1, "the call may be ended", Alarm.MAY_END)
    desk.do(act.Calm())
    assert counter(desk) == (1, 1, "calm: state the ground if it resumes", Alarm.WARNED)
    desk.do(act.StateGround("slurs"))
    assert counter(desk) == (0, 1, "you may warn", Alarm.WARNED)


def test_the_counter_asks_for_every_warning_that_the_script_asks_for() -> None:
    desk = Desk(PROTOCOL, *warned(), library=with_warnings(3))
    assert counter(desk) == (1, 3, "warn again", Alarm.WARNED)
    desk.do(WARN)
    assert "1 warning is still to be given" in desk.refused(act.End("protocol"))
    desk.do(WARN)
    assert counter(desk) == (3, 3, "the call may be ended", Alarm.MAY_END)


def test_a_ground_that_needs_no_warning_may_end_at_once() -> None:
    desk = Desk(ESCALATED, act.StateGround("hate"))
    assert counter(desk)[2:] == ("may end: write the caller's words", Alarm.MAY_END)
    assert desk.refused(WARN) == "“Hate speech” needs no warning: the call may be ended."


def test_a_script_without_grounds_has_no_counter() -> None:
    way = Choice(1, "Over", Target(TargetKind.END, ending="over"))
    steps = (Step("one", "One", choices=(way,)),)
    script = Script("small", "Small", "Now", steps, endings=(Ending("over", "Over"),))
    desk = Desk("small", library=with_script(script))
    assert counter(desk) == (0, 0, "no hang-up protocol here", Alarm.QUIET)
    assert "There is no ground “abuse”" in desk.refused(GROUND)
    assert "State the ground first" in desk.refused(WARN)
    assert "There is no ending “protocol” here; there are: over." in desk.refused(
        act.End("protocol", "words")
    )


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ((), "State the ground first"),
        ((EFFORT,), "State the ground first"),
        ((GROUND,), "Redirect the caller first"),
        ((GROUND, PERMIT), "Redirect the caller first"),
        ((EFFORT, GROUND), "Ask a supervisor first"),
    ],
)
def test_a_warning_is_refused_with_what_is_missing_first(
    before: tuple[Action, ...], reason: str
) -> None:
    assert reason in Desk(PROTOCOL, *before).refused(WARN)


def test_a_permission_is_for_one_ground_and_by_somebody() -> None:
    desk = Desk(PROTOCOL, EFFORT)
    assert "State the ground first" in desk.refused(PERMIT)
    desk.do(GROUND)
    assert desk.refused(act.Permit(" \n")) == "Write down who gave the permission."
    desk.do(PERMIT, act.StateGround("sexual"))
    assert "Ask a supervisor first" in desk.refused(WARN)
    desk.do(GROUND, WARN)


def test_a_permission_where_none_is_needed_is_not_taken() -> None:
    desk = Desk(PROTOCOL, act.StateGround("slurs"))
    assert desk.refused(PERMIT) == "“Slurs, cussing or threats at you” needs no permission."


def test_a_warning_counts_on_its_own_ground_alone() -> None:
    desk = Desk(PROTOCOL, *warned(), act.StateGround("slurs"))
    assert "1 warning is still to be given on “Slurs" in desk.refused(act.End("protocol", "x"))
    desk.do(GROUND, act.End("protocol"))


def test_a_warning_given_still_counts_after_the_caller_was_calm() -> None:
    desk = Desk(PROTOCOL, *warned(), act.Calm())
    assert "State the ground first" in desk.refused(act.End("protocol", "x"))
    desk.do(GROUND)
    assert "the caller's words first" in desk.refused(act.End("protocol"))
    desk.do(act.End("protocol", "called me a parrot again"))


def test_a_warning_holds_its_wording_its_permission_and_the_callers_words() -> None:
    desk = Desk(PROTOCOL, *warned())
    (given_,) = desk.call.protocol.warnings
    assert (given_.permission_by, given_.caller_words) == ("Kim Lo", "useless parrot")
    (event,) = of_kind(ev.WarningGiven, desk.events)
    assert event == given_.event
    assert event.line == "warn-abuse"


def test_an_ending_by_the_protocol_holds_the_ground_and_the_specific_reason() -> None:
    desk = Desk(PROTOCOL, *warned())
    desk.do(act.End("protocol"))
    assert desk.call.ended is not None
    assert (desk.call.ended.event.ground, desk.call.ended.event.reason) == (
        "abuse",
        "useless parrot",
    )
    desk = Desk(PROTOCOL, *warned(), act.End("protocol", " “a\nworse” one "))
    assert desk.call.ended is not None
    assert desk.call.ended.event.reason == "“a worse” one"


@pytest.mark.parametrize("reason", ["", " ", "\n\t", "\x1b\u202e"])
def test_an_ending_by_the_protocol_needs_a_reason_that_says_something(reason: str) -> None:
    desk = Desk(PROTOCOL, act.StateGround("hate"))
    assert "the specific reason" in desk.refused(act.End("protocol", reason))


@pytest.mark.parametrize("empty", [act.MakeEffort(" "), act.QuoteCaller("\n")])
def test_what_is_put_on_record_says_something(empty: Action) -> None:
    assert desk_says(empty)


def desk_says(action: Action) -> str:
    return Desk(PROTOCOL, GROUND).refused(action)


def test_only_who_was_angry_can_calm_down() -> None:
    assert "No ground stands" in Desk(PROTOCOL).refused(act.Calm())


def test_terms_hold_as_they_were_when_the_ground_was_stated() -> None:
    desk = Desk(PROTOCOL, *warned())
    desk.session.library = with_warnings(3)
    desk.do(act.Say("end-abuse", PROTOCOL))
    assert counter(desk)[:2] == (1, 1)
    desk.do(GROUND)
    assert "2 warnings are still to be given" in desk.refused(act.End("protocol"))


@pytest.mark.parametrize("script", [ESCALATED, "calming-a-caller", "taking-over-a-call"])
def test_every_desk_can_end_a_call_by_the_protocol_without_opening_its_script(script: str) -> None:
    desk = Desk(script, *warned(), act.End("protocol"))
    assert desk.call.ended is not None
    assert desk.call.ended.event.protocol


def test_a_script_with_no_ending_but_the_protocols_holds_no_call() -> None:
    way = Choice(1, "Over", Target(TargetKind.END, ending="by-protocol"))
    by_protocol = Ending("by-protocol", "By the protocol", protocol=True)
    steps = (Step("one", "One", choices=(way,)),)
    script = Script("strict", "Strict", "Now", steps, endings=(by_protocol,))
    desk = Desk("strict", library=with_script(script))
    assert "State the ground first" in desk.refused(act.End("by-protocol"))
    desk.do(act.End("ended"))


@given(st.integers(1, 9), st.integers(0, 9))
def test_as_many_warnings_as_a_ground_needs_and_not_one_less(required: int, given_: int) -> None:
    desk = Desk(PROTOCOL, EFFORT, GROUND, WORDS, PERMIT, library=with_warnings(required))
    desk.do(*[WARN] * given_)
    if given_ < required:
        assert f"{required - given_} warning" in desk.refused(act.End("protocol"))
    else:
        desk.do(act.End("protocol"))


@given(st.integers(0, 12))
def test_a_further_warning_counts_once_the_caller_had_five_seconds_to_answer(seconds: int) -> None:
    desk = Desk(PROTOCOL, *warned(), library=with_warnings(3))
    desk.wait(seconds)
    decision = desk.session.do(WARN)
    assert isinstance(decision, Allowed) == (seconds >= 5)
    if isinstance(decision, Refused):
        ago = {0: "just now", 1: "1 second ago"}.get(seconds, f"{seconds} seconds ago")
        assert decision.reason.startswith(f"A warning was counted {ago}: wait for the caller's")
        assert desk.session.do(act.Say("warn-abuse", PROTOCOL)) == decision


def test_a_warning_on_another_ground_or_after_one_taken_back_waits_for_nothing() -> None:
    desk = Desk(PROTOCOL, *warned())
    desk.session.do(act.StateGround("slurs"))
    assert isinstance(desk.session.do(WARN), Allowed)
    desk.session.do(act.Correct())
    assert isinstance(desk.session.do(WARN), Allowed)


def test_a_clock_that_was_set_back_holds_up_no_warning() -> None:
    desk = Desk(PROTOCOL, *warned(), library=with_warnings(3))
    assert why_not_warn_again(desk.call.protocol, desk.now.time - timedelta(hours=1)) is None
