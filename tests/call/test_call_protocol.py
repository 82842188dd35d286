import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import Desk, of_kind, warned, went_on, with_script, with_warnings

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.rules.endings import ending_that_may
from guide.call.rules.names import is_oneself
from guide.call.rules.standing import (
    Alarm,
    Need,
    line_in_hand,
    line_to_say,
    next_need,
    standing,
    still_to_come,
)
from guide.script.model import Choice, Ending, Script, Step, Target, TargetKind

ESCALATED, PROTOCOL = "escalated-callers", "hang-up-protocol"
EFFORT, GROUND, WORDS, PERMIT, WARN, PERSIST = went_on()
WAIT = "Wait for the caller: they stopped, or they continued."


def counter(desk: Desk) -> tuple[int, int, str, Alarm]:
    shown = standing(desk.now)
    return shown.given, shown.required, shown.words, shown.alarm


def test_the_counter_says_at_each_step_what_is_missing() -> None:
    desk = Desk()
    assert counter(desk) == (0, 1, "redirect first", Alarm.QUIET)
    desk.do(EFFORT)
    assert counter(desk) == (0, 1, "choose a reason", Alarm.QUIET)
    desk.do(GROUND)
    assert counter(desk) == (0, 1, "ask a supervisor first", Alarm.QUIET)
    desk.do(PERMIT)
    assert counter(desk) == (0, 1, "you may warn", Alarm.QUIET)
    desk.do(WARN)
    assert counter(desk) == (1, 1, "wait for the caller", Alarm.WARNED)
    desk.do(PERSIST)
    assert counter(desk) == (1, 1, "the call may be ended", Alarm.MAY_END)
    desk.do(act.Calm())
    assert counter(desk) == (1, 1, "calm now; if it starts again, choose a reason", Alarm.WARNED)
    desk.do(act.StateGround("slurs"))
    assert counter(desk) == (0, 1, "you may warn", Alarm.WARNED)


def test_the_counter_asks_for_every_warning_that_the_script_asks_for() -> None:
    desk = Desk(PROTOCOL, *went_on(), library=with_warnings(3))
    assert counter(desk) == (1, 3, "ask a supervisor first", Alarm.WARNED)
    desk.do(PERMIT)
    assert counter(desk) == (1, 3, "warn again", Alarm.WARNED)
    desk.do(WARN)
    assert "1 warning is still to be given" in desk.refused(act.End("protocol"))
    desk.do(PERSIST, PERMIT, WARN)
    assert counter(desk) == (3, 3, "wait for the caller", Alarm.WARNED)
    desk.do(PERSIST)
    assert counter(desk) == (3, 3, "the call may be ended", Alarm.MAY_END)


def test_a_ground_that_needs_no_warning_may_end_at_once() -> None:
    desk = Desk(ESCALATED, act.StateGround("hate"))
    assert counter(desk)[2:] == ("no warning needed – record their words", Alarm.MAY_END)
    assert desk.refused(WARN) == "“Hate speech” needs no warning: the call may be ended."


def test_a_script_without_grounds_has_no_counter() -> None:
    way = Choice(1, "Over", Target(TargetKind.END, ending="over"))
    steps = (Step("one", "One", choices=(way,)),)
    script = Script("small", "Small", "Now", steps, endings=(Ending("over", "Over"),))
    desk = Desk("small", library=with_script(script))
    assert counter(desk) == (0, 0, "no hang-up protocol here", Alarm.QUIET)
    assert desk.now.broken_protocol == ""
    assert "There is no reason “abuse”" in desk.refused(GROUND)
    assert "Choose a reason first" in desk.refused(WARN)
    assert "There is no ending “protocol” here; there are: over." in desk.refused(
        act.End("protocol", "words")
    )


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ((), "Choose a reason first"),
        ((EFFORT,), "Choose a reason first"),
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
    assert "Choose a reason first" in desk.refused(PERMIT)
    desk.do(GROUND)
    assert desk.refused(act.Permit(" \n")) == "Write down who gave the permission."
    desk.do(PERMIT)
    (granted,) = of_kind(ev.PermissionGiven, desk.events)
    assert (granted.by, granted.how) == ("Kim Lo", ev.GrantedBy.VOICE)
    desk.do(act.StateGround("sexual"))
    assert "Ask a supervisor first" in desk.refused(WARN)
    desk.do(GROUND, WARN)


def test_a_permission_where_none_is_needed_is_not_taken() -> None:
    desk = Desk(PROTOCOL, act.StateGround("slurs"))
    assert desk.refused(PERMIT) == "“Slurs, cussing or threats at you” needs no permission."


def test_a_warning_counts_on_its_own_ground_alone() -> None:
    desk = Desk(PROTOCOL, *went_on(), act.StateGround("slurs"))
    assert "1 warning is still to be given" in desk.refused(act.End("protocol", "x"))
    desk.do(GROUND, act.End("protocol"))


def test_who_went_on_after_one_warning_has_not_gone_on_after_another() -> None:
    desk = Desk(PROTOCOL, *went_on(), act.StateGround("slurs"), WARN)
    assert desk.refused(act.End("protocol", "x")) == WAIT
    desk.do(GROUND, act.End("protocol"))


def test_a_warning_given_still_counts_after_the_caller_was_calm_and_they_are_waited_for() -> None:
    desk = Desk(PROTOCOL, *went_on(), act.Calm())
    assert "Choose a reason first" in desk.refused(act.End("protocol", "x"))
    desk.do(GROUND)
    assert desk.refused(act.End("protocol", "x")) == WAIT
    assert desk.refused(WARN) == WAIT
    desk.do(act.Persist("called me a parrot again"), act.End("protocol"))
    assert desk.call.ended is not None
    assert desk.call.ended.event.reason == "called me a parrot again"


def test_no_further_warning_and_no_ending_before_the_caller_went_on() -> None:
    desk = Desk(PROTOCOL, *warned(), library=with_warnings(2))
    assert desk.refused(WARN) == desk.refused(act.Say("warn-abuse", PROTOCOL)) == WAIT
    desk.do(PERSIST, PERMIT, WARN)
    assert desk.refused(act.End("protocol", "x")) == WAIT
    assert desk.refused(act.Say("end-abuse", PROTOCOL)) == WAIT
    desk.do(PERSIST, act.End("protocol"))


def test_a_double_press_is_one_warning() -> None:
    desk = Desk(PROTOCOL, *warned(), library=with_warnings(3))
    assert desk.refused(WARN) == WAIT
    assert desk.call.protocol.given("abuse") == 1


def test_a_warning_is_not_given_once_more_by_its_key_when_the_call_may_be_ended() -> None:
    desk = Desk(PROTOCOL, *went_on())
    desk.do(PERMIT)
    desk.open(PROTOCOL, "warn")
    told = desk.refused(act.Say("warn-abuse"))
    assert told == "That warning was given, and they continued: the call may be ended."
    assert desk.call.protocol.given("abuse") == 1
    desk.do(act.End("protocol"))


def test_that_it_goes_on_takes_words_a_warning_and_its_ground() -> None:
    desk = Desk(PROTOCOL)
    assert "Choose a reason first" in desk.refused(PERSIST)
    desk.do(act.StateGround("hate"))
    assert desk.refused(PERSIST) == "“Hate speech” needs no warning: record the caller’s words."
    desk.do(GROUND)
    assert desk.refused(PERSIST) == "No warning was given yet. Next: what you tried."
    desk.do(EFFORT, PERMIT, WARN)
    assert desk.refused(act.Persist(" \n")) == "Write down what the caller said after the warning."
    (persisted,) = desk.do(act.Persist(" “still\na parrot” "))
    assert persisted == ev.Persisted("abuse", "“still a parrot”")


def test_a_ground_that_needs_no_warning_waits_for_nobody() -> None:
    desk = Desk(PROTOCOL, act.StateGround("hate"), act.QuoteCaller("a slur"))
    assert next_need(desk.now) is Need.ENDING_LINE
    desk.do(act.End("protocol"))


def test_a_permission_is_used_up_by_its_warning() -> None:
    desk = Desk(PROTOCOL, *went_on(), library=with_warnings(2))
    assert desk.refused(WARN) == "Ask a supervisor first, then record who permitted it."
    desk.do(act.Permit("Ann Oyelaran"), WARN)
    given_ = desk.call.protocol.warnings
    assert [w.permission_by for w in given_] == ["Kim Lo", "Ann Oyelaran"]


@pytest.mark.parametrize("own", ["Robin", " robin. ", "R\u00f3bin"])
def test_nobody_permits_a_warning_of_their_own(own: str) -> None:
    desk = Desk(PROTOCOL, EFFORT, GROUND)
    own_name = "A supervisor permits a warning: that is your own name. Ask somebody else."
    assert desk.refused(act.Permit(own)) == own_name
    desk.do(PERMIT)
    [given] = desk.call.protocol.permissions
    assert desk.refused(act.Permit(own, of=given.n)) == own_name


def test_who_permits_may_have_the_agents_name_the_other_way_round() -> None:
    assert not is_oneself("James Thomas", "Thomas, James")
    assert is_oneself("Mr. James Thomas", "james thomas")


def test_a_permission_is_void_once_the_caller_calms_down() -> None:
    desk = Desk(PROTOCOL, EFFORT, GROUND, PERMIT, act.Calm(), GROUND)
    assert "Ask a supervisor first" in desk.refused(WARN)
    desk.do(PERMIT, WARN)


def test_what_the_protocol_needs_next_is_told_all_the_way() -> None:
    desk = Desk(PROTOCOL, library=with_warnings(2))
    needs = []
    for action in (
        *(GROUND, EFFORT, PERMIT, WARN, PERSIST, PERMIT, WARN, PERSIST),
        act.Say("end-abuse", PROTOCOL),
    ):
        needs.append(next_need(desk.now))
        desk.do(action)
    round_ = [Need.PERMISSION, Need.WARNING, Need.ANSWER]
    assert needs == [Need.REASON, Need.EFFORT, *round_, *round_, Need.ENDING_LINE]
    assert next_need(desk.now) is Need.END
    desk.do(act.Calm())
    assert next_need(desk.now) is Need.REASON


def test_at_the_step_that_redirects_too_the_reason_comes_first() -> None:
    desk = Desk(PROTOCOL)
    desk.open(PROTOCOL, "redirect")
    assert next_need(desk.now) is Need.REASON
    desk.do(EFFORT)
    assert next_need(desk.now) is Need.REASON
    desk.do(act.StateGround("threat"))
    assert next_need(desk.now) is Need.WORDS


def test_the_line_to_say_is_never_the_last_one_to_somebody_who_may_answer() -> None:
    desk = Desk(PROTOCOL)
    said: list[str] = []
    for action in went_on():
        desk.do(action)
        line = line_to_say(desk.now)
        said.append(line.id if line else "")
    assert said == ["", "", "", "warn-abuse", "", "end-abuse"]


def test_a_warning_holds_its_wording_its_permission_and_the_callers_words() -> None:
    desk = Desk(PROTOCOL, *went_on(), act.Persist("and on"))
    (given_,) = desk.call.protocol.warnings
    assert (given_.permission_by, given_.caller_words) == ("Kim Lo", "useless parrot")
    assert given_.words_after == "still a parrot", "the first after it are the answer to it"
    (event,) = of_kind(ev.WarningGiven, desk.events)
    assert event == given_.event
    assert event.line == "warn-abuse"


def about_two_reasons(*actions: act.Action) -> Desk:
    """Words about one reason, then about another, and back to the first."""
    first, second = act.StateGround("abuse"), act.StateGround("slurs")
    desk = Desk(PROTOCOL, EFFORT, first, act.QuoteCaller("useless parrot"))
    desk.do(second, act.QuoteCaller("one more thing"), first, *actions)
    return desk


def test_a_warning_holds_the_words_about_its_own_reason() -> None:
    desk = about_two_reasons(act.Permit("Kim Lo"), act.Warn())
    (given_,) = desk.call.protocol.warnings
    assert (given_.caller_words, given_.last_words) == ("useless parrot", "one more thing")
    assert given_.caller_words == desk.call.protocol.quoted, "as the panel shows them"


def test_an_ending_by_the_protocol_holds_the_ground_and_the_specific_reason() -> None:
    desk = Desk(PROTOCOL, *went_on())
    desk.do(act.End("protocol"))
    assert desk.call.ended is not None
    ended = desk.call.ended.event
    assert (ended.ground, ended.reason) == ("abuse", "still a parrot"), "what they said then"
    desk = Desk(PROTOCOL, *went_on(), act.End("protocol", " “a\nworse” one "))
    assert desk.call.ended is not None
    assert desk.call.ended.event.reason == "“a worse” one"


@pytest.mark.parametrize("reason", ["", " ", "\n\t", "\x1b\u202e"])
def test_an_ending_by_the_protocol_needs_a_reason_that_says_something(reason: str) -> None:
    desk = Desk(PROTOCOL, act.StateGround("hate"))
    refusal = desk.refused(act.End("protocol", reason))
    assert refusal == "An ending needs the caller’s words first."


@pytest.mark.parametrize("empty", [act.MakeEffort(" "), act.QuoteCaller("\n")])
def test_what_is_put_on_record_says_something(empty: Action) -> None:
    assert desk_says(empty)


def desk_says(action: Action) -> str:
    return Desk(PROTOCOL, GROUND).refused(action)


def test_only_who_was_angry_can_calm_down() -> None:
    assert Desk(PROTOCOL).refused(act.Calm()) == "The caller is not being warned."


def test_terms_hold_as_they_were_when_the_ground_was_stated() -> None:
    desk = Desk(PROTOCOL, *went_on())
    desk.session.library = with_warnings(3)
    desk.do(act.Say("end-abuse", PROTOCOL))
    assert counter(desk)[:2] == (1, 1)
    desk.do(GROUND)
    assert "2 warnings are still to be given" in desk.refused(act.End("protocol"))


@pytest.mark.parametrize("script", [ESCALATED, "calming-a-caller", "taking-over-a-call"])
def test_every_desk_can_end_a_call_by_the_protocol_without_opening_its_script(script: str) -> None:
    desk = Desk(script, *went_on(), act.End("protocol"))
    assert desk.call.ended is not None
    assert desk.call.ended.event.protocol


def test_a_script_with_no_ending_but_the_protocols_holds_no_call() -> None:
    way = Choice(1, "Over", Target(TargetKind.END, ending="by-protocol"))
    by_protocol = Ending("by-protocol", "By the protocol", protocol=True)
    steps = (Step("one", "One", choices=(way,)),)
    script = Script("strict", "Strict", "Now", steps, endings=(by_protocol,))
    desk = Desk("strict", library=with_script(script))
    assert "Choose a reason first" in desk.refused(act.End("by-protocol"))
    desk.do(act.End("ended"))


@given(st.integers(1, 9), st.integers(0, 9))
def test_as_many_warnings_as_a_ground_needs_and_not_one_less(required: int, given_: int) -> None:
    desk = Desk(PROTOCOL, EFFORT, GROUND, WORDS, library=with_warnings(required))
    desk.do(*[PERMIT, WARN, PERSIST] * given_)
    if given_ < required:
        assert f"{required - given_} warning" in desk.refused(act.End("protocol"))
    else:
        desk.do(act.End("protocol"))


def test_what_the_protocol_still_takes_is_told_in_its_order() -> None:
    desk = Desk()
    assert still_to_come(desk.now) == ()
    desk.do(GROUND)
    assert still_to_come(desk.now) == (
        Need.EFFORT,
        Need.WORDS,
        Need.PERMISSION,
        Need.WARNING,
        Need.ANSWER,
        Need.ENDING_LINE,
    )
    desk.do(EFFORT, WORDS, PERMIT)
    assert still_to_come(desk.now) == (Need.WARNING, Need.ANSWER, Need.ENDING_LINE)
    desk.do(WARN)
    assert still_to_come(desk.now) == (Need.ANSWER, Need.ENDING_LINE)
    desk.do(PERSIST)
    assert still_to_come(desk.now) == (Need.ENDING_LINE,)
    desk.do(act.StateGround("hate"))
    assert still_to_come(desk.now) == (Need.WORDS, Need.ENDING_LINE)


def test_words_about_one_reason_are_not_words_about_another() -> None:
    desk = Desk(ESCALATED, EFFORT, GROUND, WORDS)
    quoted = desk.call.protocol.quoted
    assert quoted
    desk.do(act.StateGround("hate"))
    assert desk.call.protocol.quoted == ""
    assert desk.refused(act.End("protocol"))
    desk.do(GROUND)
    assert desk.call.protocol.quoted == quoted, "it was that reason after all"
    desk.do(PERMIT, WARN, PERSIST, act.StateGround("sexual"))
    assert desk.call.protocol.quoted == "", "nor is what they said after a warning on the other"
    desk.do(act.QuoteCaller("and now this"))
    assert desk.call.protocol.quoted == "and now this"


def test_the_warning_is_in_hand_from_its_turn_until_the_answer_and_then_the_ending_line() -> None:
    desk = Desk(ESCALATED, EFFORT)
    assert line_in_hand(desk.now) is None
    desk.do(GROUND, WORDS)
    assert line_in_hand(desk.now) is None
    desk.do(PERMIT)
    ground = desk.now.ground
    assert ground is not None
    assert line_in_hand(desk.now) == ground.warning(1)
    desk.do(WARN)
    assert line_in_hand(desk.now) == ground.warning(1)
    desk.do(PERSIST)
    assert line_in_hand(desk.now) == ground.ending


def test_the_protocols_ending_is_named_only_once_it_may_end_the_call() -> None:
    desk = Desk(ESCALATED)
    for action in went_on():
        assert ending_that_may(desk.now) == ""
        desk.do(action)
    assert ending_that_may(desk.now) == "protocol"
    desk.do(act.Calm())
    assert ending_that_may(desk.now) == ""
