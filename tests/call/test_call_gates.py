"""Gates: what a step waits for before a choice leads on; ending the call is never held."""

import pytest
from conditional import gated
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import Desk, of_kind
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Refused
from guide.call.fold import call_of
from guide.call.rules.endings import missing
from guide.call.rules.notes import not_taken_over, taking_over
from guide.record.by_the_rules import not_by_the_rules
from guide.record.codec import decoded, encoded

SAID = act.Say("disclosure")
IS_THEM = act.WriteDetail("is_them", "yes")


def begun(*actions: act.Action) -> Desk:
    return Desk("debt", *actions, library=gated())


def refused(desk: Desk, key: int = 1) -> Refused:
    decision = desk.ask(act.Choose(key))
    assert isinstance(decision, Refused)
    return decision


def test_a_choice_is_refused_until_the_line_is_said() -> None:
    desk = begun(IS_THEM)
    held = refused(desk)
    assert held.reason == (
        "First say “This is an attempt to collect a debt.”, or leave it out with a reason."
    )
    assert held.action == "said"
    desk.do(SAID, act.Choose(1))
    assert desk.step == ("debt", "terms")
    assert not of_kind(ev.PassedOver, desk.events)


def test_a_line_that_is_adapted_or_left_out_with_a_reason_is_done() -> None:
    for done in (
        act.Adapt("We call about a debt.", "they asked", "disclosure"),
        act.LeaveOut("they had it in writing", "disclosure"),
    ):
        desk = begun(IS_THEM, done, act.Choose(1))
        assert desk.step == ("debt", "terms")


def test_a_choice_is_refused_until_the_answer_is_there() -> None:
    desk = begun(SAID)
    held = refused(desk)
    assert held.reason == "First write down It is the person, or why there is no answer."
    assert held.action == "details"
    desk.do(IS_THEM, act.Choose(1))
    assert desk.step == ("debt", "terms")


def test_a_choice_that_answers_by_itself_does_not_wait_for_that_answer() -> None:
    desk = begun(SAID, act.Choose(2))
    assert desk.call.detail("is_them") == "no"


def test_an_answer_that_is_left_out_with_a_reason_is_not_waited_for_and_not_missing() -> None:
    desk = begun(SAID)
    assert desk.refused(act.LeaveAnswerOut("is_them", " ")) == "Write down why there is no answer."
    assert "no question" in desk.refused(act.LeaveAnswerOut("nothing", "x"))
    assert any("It is the person" in one.text for one in missing(desk.now))
    desk.do(act.LeaveAnswerOut("is_them", "would not say"), act.Choose(1))
    assert desk.step == ("debt", "terms")
    assert not any("It is the person" in one.text for one in missing(desk.now))


def test_that_an_answer_is_left_out_is_undone_by_itself_and_by_an_answer() -> None:
    desk = begun(SAID, act.LeaveAnswerOut("is_them", "would not say"))
    desk.do(act.Correct())
    assert "It is the person" in refused(desk).reason
    desk.do(act.LeaveAnswerOut("is_them", "would not say"), IS_THEM)
    assert not desk.call.left_out
    why = "It is the person is answered: clear the answer first."
    assert desk.refused(act.LeaveAnswerOut("is_them", "x")) == why
    desk.do(act.WriteDetail("is_them", ""))
    assert "It is the person" in refused(desk).reason


def test_what_is_left_out_comes_back_from_the_journal_with_its_reason() -> None:
    desk = begun(SAID, act.LeaveAnswerOut("is_them", "would not say"))
    lines = encoded(desk.call.entries)[0].splitlines(keepends=True)
    call = call_of(decoded(lines))
    assert call.left_out == desk.call.left_out
    assert call.left_out["is_them"].event.left_out == "would not say"


def test_a_card_number_in_the_reason_is_masked() -> None:
    desk = begun(act.LeaveAnswerOut("is_them", "gave 4111 1111 1111 1111 instead"))
    assert "4111 1111" not in str(desk.call.left_out["is_them"].event.left_out)


def test_a_line_that_is_not_for_this_call_is_not_waited_for() -> None:
    desk = begun(SAID, IS_THEM, act.WriteDetail("remark", "member"))
    assert "You are a member" in refused(desk).reason
    desk.do(act.WriteDetail("remark", "none"), act.Choose(1))
    assert desk.step == ("debt", "terms")


def test_ending_the_call_and_what_leads_elsewhere_is_never_held() -> None:
    assert refused(begun(), 3).action == "end"
    for elsewhere in (act.GoTo("escalated-callers"), act.GoTo("debt", "terms")):
        assert begun(elsewhere).call.ended is None
    ended = begun(act.End("done"))
    assert ended.call.ended is not None


DEEDS = st.sampled_from(
    (
        *(act.Choose(key) for key in (1, 2, 3)),
        *(SAID, IS_THEM, act.WriteDetail("is_them", ""), act.WriteDetail("remark", "member")),
        *(act.WriteDetail("remark", ""), act.LeaveOut("no time", "member"), act.Say("member")),
        *(act.LeaveAnswerOut("is_them", "would not say"), act.Correct(), act.Back()),
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(DEEDS, max_size=12))
def test_whatever_is_done_no_choice_leads_on_without_what_the_step_waits_for(
    deeds: list[act.Action],
) -> None:
    desk = begun()
    for deed in deeds:
        before = desk.now
        allowed = isinstance(desk.ask(deed), Allowed)
        if isinstance(deed, act.Choose) and before.step.id == "begin":
            choice = before.step.choice(deed.key)
            assert choice is not None
            waited = [one for one in before.lines if one.id != "hello" and not before.settled(one)]
            told = before.call.detail("is_them") or "is_them" in before.call.left_out
            done = not waited and (told or bool(choice.answers))
            assert allowed == (done and deed.key != 3)


def _takes_over(**answers: str) -> act.TakeOver:
    return act.TakeOver("20261119-170000-h3st", "Sam Ode", "A debt", tuple(answers.items()))


def test_what_a_field_refuses_is_not_taken_over_and_the_gate_stays_shut() -> None:
    desk = begun(SAID, _takes_over(is_them="perhaps", remark="called twice"))
    assert desk.call.detail("is_them") == ""
    assert desk.call.detail("remark") == "called twice"
    assert refused(desk).reason.startswith("First write down It is the person")
    assert not_taken_over(desk.now) == {
        "is_them": "It is the person: answer y for yes or n for no. The earlier call has “perhaps”."
    }
    lines = encoded(desk.call.entries)[0].splitlines(keepends=True)
    assert call_of(decoded(lines)).taken_over == desk.call.taken_over
    again = begun(taking_over(desk.call))
    assert not_taken_over(again.now) == not_taken_over(desk.now)
    desk.do(IS_THEM, act.Choose(1))
    assert not_taken_over(desk.now) == {}


def test_what_a_field_takes_is_taken_over_as_it_is_kept() -> None:
    desk = begun(SAID, _takes_over(is_them="YES"), act.Choose(1))
    assert desk.call.detail("is_them") == "yes"
    assert not_taken_over(desk.now) == {}


def test_what_answered_another_question_is_not_taken_over_and_the_gate_stays_shut() -> None:
    asked = "It is somebody else"
    takes = replace(_takes_over(is_them="yes"), labels=(("is_them", asked),))
    desk = begun(SAID, takes)
    assert desk.call.detail("is_them") == ""
    assert refused(desk).reason.startswith("First write down It is the person")
    told = {"is_them": f"It was asked as “{asked}”. The earlier call has “yes”."}
    assert not_taken_over(desk.now) == told
    assert not_taken_over(begun(taking_over(desk.call)).now) == told
    scripts = {one.sha256: one for one in gated().scripts.values()}
    assert [*not_by_the_rules(desk.call, scripts)] == []
    desk.do(IS_THEM, act.Choose(1))
    same = replace(takes, labels=(("is_them", "It is the person"),))
    assert begun(SAID, same).call.detail("is_them") == "yes"


def test_what_was_judged_before_is_taken_over_as_it_was() -> None:
    desk = begun(SAID, replace(_takes_over(is_them="perhaps"), refused=()), act.Choose(1))
    assert desk.call.detail("is_them") == "perhaps"


def test_what_another_script_that_the_call_may_come_to_refuses_is_not_taken_over() -> None:
    desk = Desk("escalated-callers", _takes_over(is_them="perhaps"), library=gated())
    assert desk.call.detail("is_them") == ""
    assert not_taken_over(desk.now) == {}
    desk.do(act.GoTo("debt"))
    assert [*not_taken_over(desk.now)] == ["is_them"]


@pytest.mark.parametrize("judged", [None, ()])
def test_what_was_taken_over_is_by_the_rules_as_it_was_judged_then(
    judged: tuple[tuple[str, str, str], ...] | None,
) -> None:
    """Nothing was judged by the versions before 0.14."""
    taken = replace(_takes_over(is_them="perhaps", remark="twice"), refused=judged)
    call = begun(SAID, taken).call
    assert bool(call.detail("is_them")) == (judged == ())
    script = gated().script("debt")
    assert [*not_by_the_rules(call, {script.sha256: script})] == []
