"""What is on record as an outcome, a choice or an answer, and the caller's side contradicts it."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from outages import with_outages
from plays import (
    LIBRARY,
    NAMES,
    Deed,
    Play,
    before,
    does,
    instead,
    place,
    plan_of,
    played,
    scenario_of,
    without,
)
from test_own_terms import scenario as own_scenario

from guide.call import actions as act
from guide.call import events as ev
from guide.script.model import AnswerField, AnswerKind, Choice, Ending
from guide.training.finding import Finding, Sign
from guide.training.reference import reference


def found(play: Play, about: str) -> Finding:
    [finding] = [one for one in play.told.findings if one.about == about]
    return finding


FALSE_OUTCOMES = [
    (name, ending.id)
    for name in NAMES
    for ending in LIBRARY.script(scenario_of(name).script).endings
    if not ending.needs
    and not ending.protocol
    and (name, ending.id) != ("threat-at-once", "connected")  # It is at the protocol by then.
    and ending.id != "handed-over"  # To whom, the trainee alone plays: see below.
    and ending.id != plan_of(scenario_of(name))[-1].action.ending  # type: ignore[union-attr]
]


@pytest.mark.parametrize(("name", "ending"), FALSE_OUTCOMES)
def test_an_outcome_that_nothing_in_the_call_led_to_must_not_happen(name: str, ending: str) -> None:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    play = played(scenario, (*plan[:-1], replace(plan[-1], action=act.End(ending))))
    told = found(play, "ending:untrue")
    assert told.sign is Sign.NEVER
    assert "; the caller was on the line, and had last said, at " in told.sentence
    assert "ending" not in [one.about for one in play.told.findings]


def test_a_manager_who_took_over_is_on_record_as_one_who_joined() -> None:
    """Who joins, the trainee alone plays: that nobody had is not known, and was told as a lie."""
    scenario = scenario_of("charged-twice")
    plan = without(plan_of(scenario), does(act.GetManager), does(act.NameManager))
    told = found(played(scenario, plan), "ending")
    assert told.sign is Sign.THINK
    assert told.sentence == (
        "“A manager took over” was recorded at 2:37, and by the record nobody had joined."
    )


@pytest.mark.parametrize("name", ["friday-callback", "passed-on", "warned-and-calm"])
@pytest.mark.parametrize("asked", [True, False])
def test_whoever_took_over_where_the_moves_have_nobody_is_on_record_too(
    asked: bool, name: str
) -> None:
    scenario = scenario_of(name)
    asks = before(plan_of(scenario), does(act.End), *([act.GetManager()] if asked else []))
    play = played(scenario, (*asks[:-1], replace(asks[-1], action=act.End("handed-over"))))
    assert play.call.ended
    assert play.flaws()["ending"] is Sign.THINK
    assert "ending:untrue" not in play.flaws()


def test_what_takes_the_caller_is_not_true_by_being_on_record() -> None:
    scenario = scenario_of("push-back")
    filed = act.AddFollowUp("voicemail", (("for", "D. Hanley"),))
    plan = before(plan_of(scenario), does(act.End), filed)
    play = played(scenario, (*plan[:-1], replace(plan[-1], action=act.End("voicemail"))))
    assert found(play, "ending:untrue").sign is Sign.NEVER


def test_the_endings_of_a_script_of_ones_own_are_known_by_what_they_are_and_not_by_their_ids() -> (
    None
):
    ours = LIBRARY.script("escalated-callers")
    gone = Ending("weg", "Caller was gone")
    ours = replace(ours, id="ours", endings=(*ours.endings, gone))
    library = LIBRARY.with_scripts({**LIBRARY.scripts, "ours": ours})
    scenario = replace(scenario_of("passed-on"), script="ours")
    play = Play(scenario, library=library)
    play.do(act.End("weg"))
    assert "ending:untrue" not in play.flaws(), "before they said anything, they may be gone"
    play = Play(scenario, library=library)
    play.wait(60)
    play.do(act.End("weg"))
    assert found(play, "ending:untrue").sentence.startswith(
        "“Caller was gone” was recorded at 1:00"
    )


def test_an_answer_that_nobody_gave_was_not_chosen_for_them() -> None:
    scenario = scenario_of("friday-callback")
    plan = plan_of(scenario)
    sums_up = place(plan, does(act.Say), 2)
    at_once = Deed(act.Choose(1), once=True)
    play = played(scenario, (*plan[: sums_up + 1], at_once))
    told = found(play, "choice:untrue")
    assert told.sign is Sign.NEVER
    assert told.sentence.startswith("Chosen, and not so by then: “That is right” at 1:")
    assert "the caller had not answered what you had said at 1:" in told.sentence


def test_who_was_redirected_and_had_not_gone_on_did_not_continue() -> None:
    scenario = scenario_of("warned-and-ended")
    plan = plan_of(scenario)
    redirects = place(plan, does(act.Choose, key=3)) + 1
    play = played(scenario, (*plan[:redirects], Deed(act.Choose(1), pause=0, once=True)))
    told = found(play, "choice:untrue")
    assert "“They continued” at 1:" in told.sentence
    assert "had not been abusive since you began to redirect them" in told.sentence


def test_a_colleague_who_did_not_answer_is_not_on_record_as_having_answered() -> None:
    scenario = scenario_of("friday-callback")
    answered = instead(plan_of(scenario), does(act.StopClock), act.StopClock(answered=True))
    play = played(scenario, answered)
    assert play.flaws() == {"clock:untrue": Sign.NEVER}
    assert "answered at 4:48; nobody had." in found(play, "clock:untrue").sentence


def test_a_timer_that_nobody_answered_and_an_answer_are_not_both_so() -> None:
    scenario = scenario_of("passed-on")
    unanswered = instead(plan_of(scenario), does(act.StopClock), act.StopClock(answered=False))
    told = found(played(scenario, unanswered), "clock:both")
    assert told.sign is Sign.THINK
    assert " as that nobody had answered, and “They answer” was chosen at 2:" in told.sentence
    mistaken = instead(plan_of(scenario), does(act.StopClock), act.StopClock(dropped=True))
    assert "clock:both" not in played(scenario, mistaken).flaws()


@pytest.mark.parametrize("name", ["passed-on", "warned-and-ended", "threat-reported"])
def test_a_manager_whom_the_moves_do_not_have_is_for_a_reader_to_judge(name: str) -> None:
    """Nobody but the trainee plays who joins: “nobody had” was told of one who joined."""
    scenario = scenario_of(name)
    came = act.GetManager(), act.NameManager("Ruth Ansel")
    play = played(scenario, before(plan_of(scenario), does(act.End), *came))
    assert play.flaws() == {}
    [own] = play.told.own_words
    assert (own.what, own.words) == ("The manager who joined", "Ruth Ansel")
    assert own.beside == "In the moves nobody joins: who does, you alone play."


def test_a_manager_of_the_moves_is_no_question_to_a_reader() -> None:
    scenario = scenario_of("push-back")
    other = act.NameManager("Helen Ortiz")
    play = played(scenario, instead(plan_of(scenario), does(act.NameManager), other))
    assert play.flaws() == {}
    assert play.told.own_words == ()


@pytest.mark.parametrize(("name", "joined"), [("passed-on", "the caller"), ("push-back", "me")])
def test_who_cannot_be_a_manager_is_no_manager_who_joined(name: str, joined: str) -> None:
    scenario = scenario_of(name)
    plan = without(plan_of(scenario), does(act.NameManager))
    play = played(scenario, before(plan, does(act.End), act.NameManager(joined)))
    assert play.flaws() == {"nobody": Sign.NEVER}
    assert f"the manager’s name, “{joined}”, at" in found(play, "nobody").sentence


def test_a_number_that_was_made_up_is_worse_than_one_that_was_misheard() -> None:
    play = Play(scenario_of("passed-on"))
    play.wait(5)
    play.do(act.WriteDetail("number", "555-0999"))
    told = found(play, "detail:number")
    assert told.sign is Sign.NEVER
    assert told.sentence.endswith("“555-0999”; the caller had not told it by then.")


def test_what_only_the_caller_can_answer_and_they_never_did_was_not_answered() -> None:
    scenario = scenario_of("second-call")
    plan = plan_of(scenario)
    asks = place(plan, does(act.WriteDetail, field="solution")) + 1
    answers = [Deed(one.action, once=True) for one in plan[asks:]]
    told = found(played(scenario, (*plan[:asks], *answers)), "detail:agreement")
    assert told.sign is Sign.NEVER
    assert told.sentence.endswith("“Yes: refund and letter settle it”; the caller never said it.")


def test_a_wrong_yes_or_no_is_no_slip_of_the_pen() -> None:
    ours = LIBRARY.script("taking-over-a-call")
    closed = AnswerField("agreement", "Agreed", AnswerKind.YES_NO)
    fields = tuple(closed if one.id == "agreement" else one for one in ours.fields)
    library = LIBRARY.with_scripts({**LIBRARY.scripts, ours.id: replace(ours, fields=fields)})
    scenario = scenario_of("second-call")
    moves = tuple(
        replace(one, action=act.WriteDetail("agreement", "yes"))
        if isinstance(one.action, act.WriteDetail) and one.action.field == "agreement"
        else one
        for one in scenario.moves
    )
    scenario = replace(scenario, moves=moves)
    play = Play(scenario, library=library)
    refused = instead(
        plan_of(scenario),
        does(act.WriteDetail, field="agreement"),
        act.WriteDetail("agreement", "no"),
    )
    for planned in refused:
        play.carry_out(planned)
    told = found(play, "detail:agreement")
    assert told.sign is Sign.NEVER
    assert "as “no”; it was “yes”." in told.sentence


def test_a_scenario_of_ones_own_knows_its_own_endings(tmp_path: Path) -> None:
    scenario, _ = own_scenario(tmp_path)
    play = Play(scenario, library=with_outages())
    play.wait(20)
    play.do(act.End("done"))
    assert found(play, "ending:untrue").sign is Sign.NEVER


@pytest.mark.parametrize("name", ["second-call", "supervisor-takes-over"])
def test_what_a_choice_says_of_the_caller_is_not_so_where_nobody_said_anything(name: str) -> None:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    opened = place(plan, does(act.Say)) + 1
    clicked = [Deed(act.Choose(1), pause=1, once=True)] * 3
    # The first choice answers the line; the story and what is repeated come after it.
    play = played(scenario, (*plan[:opened], *clicked))
    told = found(play, "choice:untrue")
    assert told.sign is Sign.NEVER
    assert "“I have their side” at " in told.sentence
    assert "“They confirm it” at " in told.sentence
    assert "and nobody had said anything since you came to that, at " in told.sentence


def written(name: str, **values: str) -> Play:
    """A perfect play, but for these details."""
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    for field, value in values.items():
        plan = instead(plan, does(act.WriteDetail, field=field), act.WriteDetail(field, value))
    return played(scenario, plan)


@pytest.mark.parametrize("answer", ["No, she refuses it", "Refused: wants more", "no"])
@pytest.mark.parametrize("name", ["second-call", "supervisor-takes-over"])
def test_the_opposite_of_what_was_said_must_not_happen(name: str, answer: str) -> None:
    play = written(name, agreement=answer)
    assert play.flaws() == {"detail:agreement": Sign.NEVER}
    assert f"“{answer}”; what was told, at " in found(play, "detail:agreement").sentence
    assert "“Yes. " in found(play, "detail:agreement").sentence
    assert "ending" not in [one.about for one in play.told.findings]


def test_another_day_than_was_told_must_not_happen() -> None:
    play = written("agreed-by-friday", agreed="Rails model B by courier on Mon 23 November")
    assert play.flaws() == {"detail:agreed": Sign.NEVER}
    besides = "Sat on hold on Monday; payment for the Sonata debited twice"
    assert written("sunday-callback", concern=besides).flaws() == {}


@pytest.mark.parametrize("answer", ["Agreed", "Yes", "She is fine with the refund", "Settled"])
def test_an_answer_in_ones_own_words_is_no_other_answer(answer: str) -> None:
    assert written("second-call", agreement=answer).flaws() == {}


def test_what_nothing_bears_out_is_not_praised_as_told() -> None:
    nonsense = {"problem_goal": "x", "people_goal": "asdf", "solution": "nothing at all"}
    play = written("second-call", **nonsense)
    praised = found(play, "details").sentence
    for label in ("Problem goal", "How they should feel", "The solution"):
        assert label not in praised
    assert "Their answer" in praised
    told = found(written("second-call", agreement="asdf"), "detail:agreement")
    assert told.sign is Sign.THINK
    assert "as “asdf”; what was told, at " in told.sentence


SHORT_OF = [
    ("second-call", 2, "the caller had not said what that rests on"),
    ("supervisor-takes-over", 2, "the caller had not said what that rests on"),
    ("passed-on", 1, "the call had not come to “Connect”, from where it ends so."),
    ("warned-and-calm", 4, "the caller had not said what that rests on"),
]
"""Scenarios, how many of the last choices are left out, and what is said of an ending then."""


@pytest.mark.parametrize(("name", "last", "why"), SHORT_OF)
def test_an_expected_ending_that_the_call_never_came_to_is_not_so(
    name: str, last: int, why: str
) -> None:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    play = played(scenario, (*plan[: place(plan, does(act.Choose), -last)], plan[-1]))
    assert play.call.ended is not None
    told = found(play, "ending:untrue")
    assert told.sign is Sign.NEVER
    assert why in told.sentence
    assert "ending" not in [one.about for one in play.told.findings]


@pytest.mark.parametrize("name", NAMES)
def test_an_expected_ending_is_praised_where_the_moves_lead_to_it(name: str) -> None:
    scenario = scenario_of(name)
    play = played(scenario, plan_of(scenario))
    assert "ending:untrue" not in play.flaws()
    assert found(play, "ending").sign is Sign.WELL


@pytest.mark.parametrize("name", ["second-call", "supervisor-takes-over"])
def test_an_ending_that_rests_on_an_answer_nobody_gave_is_not_praised(name: str) -> None:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    asks = place(plan, does(act.Choose), -2) + 1
    agreed = (Deed(act.Choose(1), once=True), plan[-1])
    play = played(scenario, (*plan[:asks], *agreed))
    assert "“They agree” at " in found(play, "choice:untrue").sentence
    assert "ending" not in [one.about for one in play.told.findings]


def test_who_is_fine_with_being_connected_does_not_prefer_a_callback() -> None:
    scenario = scenario_of("passed-on")
    only = tuple(one for one in scenario.expected if not one.endings)
    plan = plan_of(scenario)
    agrees = place(plan, does(act.Choose), -2)
    for one, how in (
        (scenario, "had last said, at 1:48: "),
        (replace(scenario, expected=only), ""),
    ):
        told = found(played(one, (*plan[:agrees], Deed(act.Choose(3)))), "choice:untrue")
        assert told.sign is Sign.NEVER
        assert "“Prefers a callback” at " in told.sentence
        assert told.sentence.endswith(f"{how or ', was '}“If they pick up, fine.”")


@pytest.mark.parametrize("name", ["sunday-callback", "friday-callback", "push-back"])
def test_who_takes_a_callback_in_the_end_may_have_preferred_it(name: str) -> None:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    answers = place(plan, does(act.Choose), 4 if name == "friday-callback" else 3)
    play = played(scenario, (*plan[:answers], Deed(act.Choose(3))))
    assert "choice:untrue" not in play.flaws()


GIVEN_THE_LIE_TO = [
    (name, n, key)
    for name in NAMES
    for n, move in enumerate(scenario_of(name).moves)
    for key in move.contrary
]


@pytest.mark.parametrize(("name", "n", "key"), GIVEN_THE_LIE_TO)
def test_a_choice_that_the_callers_last_words_give_the_lie_to_is_told(
    name: str, n: int, key: int
) -> None:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    others = [one.key for one in _choices_at(name, n)]
    assert key in others
    play = played(scenario, (*plan[:n], replace(plan[n], action=act.Choose(key)), *plan[n + 1 :]))
    told = found(play, "choice:untrue")
    last = next(move.caller for move in scenario.moves[n::-1] if move.caller)
    assert told.sign is Sign.NEVER
    assert f"“{last}”" in told.sentence


def _choices_at(name: str, n: int) -> tuple[Choice, ...]:
    scenario = scenario_of(name)
    script, step, _ = reference(scenario, LIBRARY).beats[n].place
    known = LIBRARY.script(script).step(step)
    assert known is not None
    return known.choices


def test_each_scenario_in_which_the_caller_answers_says_what_that_gives_the_lie_to() -> None:
    assert {name for name, _, _ in GIVEN_THE_LIE_TO} == set(NAMES)


def test_such_a_choice_is_right_once_the_caller_has_said_something_else() -> None:
    scenario = scenario_of("agreed-by-friday")
    plan = plan_of(scenario)
    decent = place(plan, does(act.Choose), 2)
    heard = (Deed(act.Choose(1)), Deed(None, hears="apology"), Deed(act.Choose(2)))
    play = played(scenario, (*plan[:decent], *heard))
    assert [e.event.label for e in play.call.entries if isinstance(e.event, ev.Chosen)][-1] == (
        "Still venting"
    )
    assert "choice:untrue" not in play.flaws()


@pytest.mark.parametrize("mends", [act.Correct(), act.Back()])
@pytest.mark.parametrize(("nth", "key"), [(1, 2), (1, 4), (2, 2)])
def test_such_a_choice_that_was_taken_back_is_none(mends: act.Action, nth: int, key: int) -> None:
    scenario = scenario_of("agreed-by-friday")
    plan = plan_of(scenario)
    n = place(plan, does(act.Choose), nth)
    slip = (replace(plan[n], action=act.Choose(key)), Deed(mends))
    play = played(scenario, (*plan[:n], *slip, *plan[n:]))
    assert "choice:untrue" not in play.flaws()
    done = Deed(act.Write("Stolen goods?"))
    play = played(scenario, (*plan[:n], slip[0], done, Deed(act.Back()), *plan[n:]))
    assert "choice:untrue" in play.flaws()


ABUSIVE = [
    (name, n, choice.key)
    for name in NAMES
    for n, move in enumerate(scenario_of(name).moves)
    if isinstance(move.action, act.Choose)
    for choice in _choices_at(name, n)
    if choice.to.script and choice.key != move.action.key
    if not any(one.abusive for one in scenario_of(name).moves[: n + 1])
]


@pytest.mark.parametrize(("name", "n", "key"), ABUSIVE)
def test_whoever_was_not_abusive_is_not_to_be_taken_for_that(name: str, n: int, key: int) -> None:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    opened = (replace(plan[n], action=act.Choose(key)), Deed(act.Return()))
    told = found(played(scenario, (*plan[:n], *opened, *plan[n:])), "choice:untrue")
    assert told.sentence.endswith(", and the caller had said nothing abusive.")


def test_whoever_has_calmed_down_is_not_to_be_taken_for_abusive_either() -> None:
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    back = place(plan, does(act.Choose), -2)
    abusive = (replace(plan[back], action=act.Choose(4)), Deed(act.Return()))
    told = found(played(scenario, (*plan[:back], *abusive, *plan[back:])), "choice:untrue")
    assert ", and the caller had calmed down, at 2:38: “All right. All right." in told.sentence


@pytest.mark.parametrize("kind", ["do-not-call", "callback"])
def test_one_more_for_a_number_that_the_caller_never_told_is_told(kind: str) -> None:
    """A stranger's number on the do-not-call list, beside the caller's own: nothing was told."""
    scenario = scenario_of("no-more-calls")
    plan = plan_of(scenario)
    right = plan[place(plan, does(act.AddFollowUp, kind=kind))].action
    assert isinstance(right, act.AddFollowUp)
    fields = {**dict(right.fields), "number": "312-555-0199"}
    besides = replace(right, fields=tuple(fields.items()))
    play = played(scenario, before(plan, does(act.End), besides))
    assert play.flaws() == {f"follow-up:{kind}": Sign.NEVER}
    wrong = [f for f in play.told.findings if f.sign is Sign.NEVER]
    assert "at 4:06, with Number “312-555-0199”; it was “312-555-0117”." in wrong[0].sentence


@pytest.mark.parametrize("pause", [0, 1])
def test_whose_fault_it_is_needs_no_answer_and_is_held_against_what_they_had_said(
    pause: int,
) -> None:
    scenario = scenario_of("agreed-by-friday")
    plan = plan_of(scenario)
    told = place(plan, does(act.Say))
    for key, flaws in ((1, {}), (2, {"choice:untrue": Sign.NEVER})):
        judged = Deed(act.Choose(key), pause=pause, once=True)
        play = played(scenario, (*plan[: told + 1], judged))
        assert {k: v for k, v in play.flaws().items() if k.startswith("choice")} == flaws


def test_whose_fault_it_is_needs_what_they_have_to_say() -> None:
    scenario = scenario_of("agreed-by-friday")
    early = (*plan_of(scenario)[:1], Deed(act.Choose(1), once=True))
    assert played(scenario, early).flaws()["choice:untrue"] is Sign.NEVER


def taken_again(name: str, nth: int, *between: Deed) -> Play:
    """The perfect play, with a step back from its nth choice, and that choice taken once more."""
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    n = place(plan, does(act.Choose), nth)
    again = Deed(plan[n].action, pause=1, once=True)
    back = Deed(act.Back(), pause=2, once=True)
    return played(scenario, (*plan[: n + 1], back, *between, again, *plan[n + 1 :]))


@pytest.mark.parametrize("name", NAMES)
def test_a_choice_that_is_taken_again_after_a_step_back_decides_nothing_new(name: str) -> None:
    choices = sum(map(does(act.Choose), plan_of(scenario_of(name))))
    for nth in range(choices):
        assert taken_again(name, nth).flaws() == {}


def test_whoever_decides_before_they_can_have_heard_and_once_more_is_told_with_the_first() -> None:
    scenario = scenario_of("friday-callback")
    plan = plan_of(scenario)
    n = place(plan, does(act.Choose, key=4))
    early = replace(plan[n], once=True, pause=1)
    back = Deed(act.Back(), pause=3, once=True)
    again = Deed(plan[n].action, pause=3)
    play = played(scenario, (*plan[:n], early, back, again, *plan[n + 1 :]))
    assert play.flaws()["rushed:heard"] is Sign.THINK


def test_a_finding_is_about_what_was_done_and_not_about_words_that_it_cites() -> None:
    """A remark on an untrue ending lay at the caller's last words, half a minute before."""
    scenario = scenario_of("friday-callback")
    play = played(scenario, plan_of(scenario)[:6])
    play.wait(30)
    play.do(act.End("connected"))
    told = play.told
    untrue = next(one for one in told.findings if one.about == "ending:untrue")
    assert play.call.ended is not None
    assert untrue.at[0] < play.call.ended.elapsed
    assert told.moment_of(untrue) == play.call.ended.elapsed
    missed = next(one for one in told.findings if one.about == "details:missed")
    assert told.moment_of(missed) == missed.at[0], "of words alone: the first of them"
