"""A debrief that cannot be fooled, and is not wrong about a person: findings one by one."""

from datetime import timedelta

import pytest
from bad_plays import (
    BadPlay,
    hung_up_while_calm,
    invented_words,
    untrue_ending,
    wrong_follow_up,
    wrong_ground,
)
from msgspec.structs import replace
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

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Stage
from guide.script.model import FollowUpKind
from guide.training.caller import cue_name
from guide.training.comparison import alike
from guide.training.debrief import debrief
from guide.training.finding import Finding, Passage, Sign, moment, quotation
from guide.training.pace import MOST_WORDS_A_SECOND, least_time, most_time


def found(play: Play, about: str) -> Finding:
    [finding] = [one for one in play.told.findings if one.about == about]
    return finding


def test_a_line_said_one_second_into_the_rant_interrupts_and_acknowledges_nothing() -> None:
    """CASES, T1: it was praised as an acknowledgement, "0 seconds after they had their say"."""
    play = Play(scenario_of("agreed-by-friday", 3), 3)
    play.do(act.Choose(1))
    while not play.talking:
        play.wait()
    play.wait()
    play.do(act.Say())
    play.wait(100)
    play.do(act.Choose(1))
    cut_in = found(play, "interrupted")
    assert cut_in.sign is Sign.THINK
    assert cut_in.sentence.startswith("The caller was interrupted at 0:")
    assert "Let her speak, cuss, yell or whatever is necessary." in quotation(cut_in.passages)
    assert found(play, "acknowledge").sentence.startswith(
        "How the caller felt was acknowledged too early: "
    )
    assert not any("acknowledged 0 seconds" in one.sentence for one in play.told.findings)


def test_all_of_the_protocol_in_three_seconds_and_hung_up_on_an_apology_is_told() -> None:
    """CASES, T2: the debrief had no ✗ for it."""
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    abused = place(plan, lambda one: one.hears == "move 5") + 1
    at_once = (
        act.MakeEffort("Asked to stop"),
        act.StateGround("abuse"),
        act.QuoteCaller("half-wit"),
        act.Permit("Helen Ortiz"),
        act.Warn(),
    )
    hurried = tuple(Deed(action, once=True) for action in at_once)
    hangs_up = Deed(act.Persist("All right"), hears="move 15", pause=2), Deed(act.End("protocol"))
    play = played(scenario, (*plan[:abused], *hurried, *hangs_up))
    never = [one.about for one in play.told.of(Sign.NEVER)]
    assert never[0] == "hung-up:calm"
    assert {"answer:calm", "warning:early", "rushed:said"} <= set(never)
    gravest = play.told.findings[0]
    assert "“All right. All right. That was not fair." in gravest.sentence
    assert "the behavior persists" not in gravest.sentence
    assert "If the concerning language or behavior persists" in quotation(gravest.passages)


def test_a_warning_after_the_effort_was_answered_with_more_abuse_is_in_time() -> None:
    scenario = scenario_of("warned-and-calm")
    play = played(scenario, plan_of(scenario))
    assert found(play, "warning").sign is Sign.WELL
    assert "with the permission of Helen Ortiz" in found(play, "warning").sentence


def test_an_effort_from_before_the_abuse_is_none_to_redirect_it() -> None:
    scenario = scenario_of("warned-and-ended")
    play = Play(scenario)
    play.do(act.Choose(1))
    play.do(act.MakeEffort("Was friendly"))
    play.wait(40)
    play.do(act.Say())
    play.wait(12)
    abuse = [one for one in play.call.entries if getattr(one.event, "move", "") == "move 6"]
    assert abuse, "the caller calls names by now"
    play.do(act.StateGround("slurs"))
    play.wait(20)
    play.do(act.Warn())
    assert found(play, "warning:early").sign is Sign.NEVER


def test_words_that_the_caller_never_said_are_told_beside_what_they_said() -> None:
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    quoted = does(act.QuoteCaller)
    play = played(scenario, instead(plan, quoted, act.QuoteCaller("I will get you for this")))
    assert set(play.flaws()) == {"words"}
    assert "“I will get you for this”" in found(play, "words").sentence
    assert found(play, "words").sign is Sign.NEVER
    assert "half-wit" in found(play, "words").sentence
    softened = played(scenario, instead(plan, quoted, act.QuoteCaller("are you able to read, h…")))
    assert softened.flaws() == {}


def test_a_slur_in_words_of_ones_own_is_not_the_callers_sentence() -> None:
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    abused = place(plan, lambda one: one.hears == "move 5") + 1
    quoted = Deed(act.StateGround("abuse")), Deed(act.QuoteCaller("I said half-wit"))
    play = played(scenario, (*plan[:abused], *quoted))
    said = [one for one in play.call.entries if one.event.kind == "caller-spoke"]
    assert "I said half-wit" not in " ".join(one.event.words for one in said)  # type: ignore[union-attr]
    assert "“I said half-wit”" in found(play, "words").sentence
    assert found(play, "words").sign is Sign.THINK


@pytest.mark.parametrize("name", ["threat-reported", "warned-and-ended"])
def test_who_hangs_up_for_words_that_nobody_said_is_not_praised_for_the_ending(name: str) -> None:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    made_up = instead(plan, does(act.QuoteCaller), act.QuoteCaller("I am going to kill you"))
    play = played(scenario, made_up)
    assert play.flaws() == {"words": Sign.NEVER}
    assert "ending" not in [one.about for one in play.told.findings]
    reason = act.End("protocol", "Said he would cut my throat")
    play = played(scenario, instead(plan, does(act.End), reason))
    assert play.flaws() == {"words:reason": Sign.THINK}
    assert "“Said he would cut my throat”. What they had" in found(play, "words:reason").sentence
    assert "ending" not in [one.about for one in play.told.findings]


def test_a_threat_filed_as_something_else_says_as_what() -> None:
    scenario = scenario_of("threat-reported")
    other = act.AddFollowUp(FollowUpKind.REPORT, (("reason", "Considers legal action"),))
    play = played(scenario, instead(plan_of(scenario), does(act.ReportThreat), other))
    told = found(play, "report:threat")
    assert told.sign is Sign.NEVER
    assert "was reported as “Considers legal action”" in told.sentence
    assert "the first customer I see in that queue" in told.sentence


def test_shouting_is_no_reason_however_loud() -> None:
    scenario = scenario_of("friday-callback")
    shouted = before(plan_of(scenario), does(act.End), act.StateGround("boundaries"), act.Calm())
    play = played(scenario, shouted)
    assert play.flaws() == {"ground:unneeded": Sign.THINK}
    assert "Forceful is not abusive" in found(play, "ground:unneeded").why


def test_a_question_that_the_caller_answered_unasked_was_not_skipped() -> None:
    script = LIBRARY.script("escalated-callers")
    asks = [replace(one, must_say=True) for one in script.step("stay-calm").lines]  # type: ignore[union-attr]
    steps = tuple(
        replace(step, lines=tuple(asks)) if step.id == "stay-calm" else step
        for step in script.steps
    )
    library = LIBRARY.with_scripts({**LIBRARY.scripts, script.id: replace(script, steps=steps)})
    scenario = scenario_of("friday-callback")
    play = Play(scenario, library=library)
    play.wait(10)
    play.do(act.Choose(1))
    play.wait(60)
    told = [one for one in play.call.entries if getattr(one.event, "move", "") == "move 4"]
    assert told, "the caller says their name unasked"
    play.do(act.Choose(1))
    asked = [one for one in play.told.findings if one.about == "line:ask-name"]
    assert [one.sign for one in asked] == [Sign.WELL]
    assert "the caller had answered it at" in asked[0].sentence


def test_to_wait_for_a_colleague_by_the_timer_is_no_silence() -> None:
    scenario = scenario_of("friday-callback")
    play = played(scenario, plan_of(scenario))
    asked = [one for one in play.call.entries if getattr(one.event, "move", "") == "hello"]
    assert asked, "the caller asks whether anybody is there"
    assert play.flaws() == {}


def test_whoever_reads_a_long_line_slowly_was_not_silent() -> None:
    scenario = scenario_of("push-back")
    plan = plan_of(scenario)
    rebuttal = place(plan, does(act.Say), -2)
    assert played(scenario, plan).flaws() == {}
    slowly = (*plan[:rebuttal], replace(plan[rebuttal], pause=3), *plan[rebuttal + 1 :])
    play = played(scenario, slowly)
    asked = [one for one in play.call.entries if getattr(one.event, "move", "") == "explaining"]
    assert asked, "the caller took the reading for silence"
    assert "silence" not in play.flaws()


def test_a_promise_with_another_number_than_was_told_is_told_with_both() -> None:
    scenario = scenario_of("friday-callback")
    plan = plan_of(scenario)
    which = does(act.AddFollowUp, kind=FollowUpKind.CALLBACK)
    callback = plan[place(plan, which)].action
    assert isinstance(callback, act.AddFollowUp)
    fields = tuple((k, "555-0124" if k == "number" else v) for k, v in callback.fields)
    play = played(scenario, instead(plan, which, replace(callback, fields=fields)))
    told = found(play, "follow-up:callback")
    assert "“555-0124”; it was “555-0142”" in told.sentence


@pytest.mark.parametrize("words", ["", "Yes.", "I would like to guide you towards a resolution"])
def test_the_limits_of_talking_are_far_from_how_people_talk(words: str) -> None:
    """People talk with 2.5 words in a second; nobody with 5, and nobody aloud with 1.5."""
    usual = len(words.split()) / 2.5
    assert least_time(words) == pytest.approx(usual / 2)
    assert most_time(words) >= usual
    assert MOST_WORDS_A_SECOND == 5


def test_how_much_of_a_quotation_was_said() -> None:
    assert alike("You HALF-wit!", "Are you able to read, you half-wit?") == 1
    assert alike("you fool", "Are you able to read?") == 0.5
    assert alike("", "Anything") == 0
    assert alike("halfwit", "Answer me, half-wit!") == 1
    assert alike("You soandso", "You pathetic so-and-so!") == 1
    assert alike("meha", "Answer me, half-wit!") == 0


def test_a_passage_is_quoted_once_with_each_document() -> None:
    told = (Passage("a.txt", "One."), Passage("b.txt"), Passage("a.txt", "Two."))
    assert quotation((*told, told[0])) == "a.txt: “One.” “Two.”; b.txt"


def test_a_debrief_made_twice_is_the_same() -> None:
    scenario = scenario_of("threat-at-once")
    play = played(scenario, plan_of(scenario))
    assert debrief(play.call.entries, scenario, LIBRARY) == play.told


def test_no_ending_is_praised_after_what_must_not_happen() -> None:
    for bad in (wrong_ground, hung_up_while_calm):
        scenario = scenario_of("warned-and-ended")
        play = played(scenario, bad(plan_of(scenario), scenario.id))
        assert play.told.of(Sign.NEVER)
        praised = [one.about for one in play.told.of(Sign.WELL)]
        assert "ending" not in praised
        assert bad is wrong_ground or not [one for one in praised if one.startswith("line:end-")]


def test_an_ending_that_nothing_was_said_for_is_not_praised() -> None:
    play = Play(scenario_of("passed-on"), 4)
    play.wait(14)
    play.do(act.End("connected"))
    assert play.call.ended is not None
    assert "ending" not in [one.about for one in play.told.of(Sign.WELL)]


def test_the_caller_went_on_when_they_spoke_and_not_when_that_was_written_down() -> None:
    scenario = scenario_of("warned-and-ended")
    plan = plan_of(scenario)
    slow = [replace(one, pause=60) if isinstance(one.action, act.Persist) else one for one in plan]
    quick = found(played(scenario, plan), "answer").sentence
    assert found(played(scenario, tuple(slow)), "answer").sentence == quick


def bad_play(bad: BadPlay, name: str) -> Play:
    scenario = scenario_of(name)
    return played(scenario, bad(plan_of(scenario), name))


@pytest.mark.parametrize("name", NAMES)
def test_an_ending_that_did_not_happen_must_not_happen(name: str) -> None:
    told = found(bad_play(untrue_ending, name), "ending:untrue")
    assert told.sign is Sign.NEVER
    assert told.sentence.startswith("“Caller hung up” was recorded at ")
    assert "; the caller was on the line, and had last said" in told.sentence


@pytest.mark.parametrize("name", NAMES)
def test_no_call_that_has_hardly_begun_has_the_outcome_that_it_should_have(name: str) -> None:
    scenario = scenario_of(name)
    ending = plan_of(scenario)[-1].action
    assert isinstance(ending, act.End)
    if ending.ending == "protocol":
        ending = act.End("hung-up")
    play = Play(scenario)
    play.wait(7)
    play.do(ending)
    told = [one for one in play.told.findings if one.about == "ending"]
    assert not any(one.sign is Sign.WELL for one in told)


def test_an_outcome_of_a_call_that_has_hardly_begun_must_not_happen() -> None:
    play = Play(scenario_of("friday-callback"))
    play.wait(7)
    play.do(act.End("callback"))
    told = found(play, "ending:untrue")
    assert told.sign is Sign.NEVER
    assert told.sentence.startswith("“Callback submitted” was recorded at 0:07; by then the caller")


def test_whoever_was_not_heard_at_all_may_have_hung_up() -> None:
    for ending, untrue in (("hung-up", False), ("cut-off", False), ("agreed", True)):
        play = Play(scenario_of("second-call"))
        play.do(act.Choose(2))
        play.do(act.End(ending))
        about = [one.about for one in play.told.findings]
        assert ("ending:untrue" in about) is untrue, ending


def test_words_that_nobody_said_to_a_caller_who_was_not_abusive_must_not_happen() -> None:
    told = found(bad_play(invented_words, "friday-callback"), "words")
    assert told.sign is Sign.NEVER
    assert "“You are all useless idiots”. What they had said, at " in told.sentence


def test_words_on_record_of_a_caller_who_had_said_nothing_are_told() -> None:
    play = Play(scenario_of("friday-callback"))
    play.do(act.StateGround("abuse"))
    play.do(act.QuoteCaller("You idiots"))
    told = found(play, "words")
    assert told.sign is Sign.NEVER
    assert told.sentence.endswith("“You idiots”. They had said nothing.")


def test_what_was_said_without_abuse_was_said() -> None:
    scenario = scenario_of("friday-callback")
    said = next(move.caller for move in scenario.moves if move.caller)
    quoted = act.StateGround("abuse"), act.QuoteCaller(said), act.Calm()
    play = played(scenario, before(plan_of(scenario), does(act.End), *quoted))
    assert set(play.flaws()) == {"ground:unneeded"}


def test_a_complaint_that_was_not_logged_is_measured_by_what_is_said_of_the_log() -> None:
    scenario = scenario_of("friday-callback")
    logged = does(act.AddFollowUp, kind=FollowUpKind.COMPLAINT)
    told = found(played(scenario, without(plan_of(scenario), logged)), "follow-ups:missed")
    assert told.sentence == (
        "This call asked for more than was recorded: Complaint log entry. The script: “Passed to"
        " another department: normally none. Else log it.”"
    )
    assert "without adding them to the complaint log because" in quotation(told.passages)


def test_what_had_not_come_up_when_the_call_was_over_was_not_asked_for() -> None:
    play = Play(scenario_of("no-more-calls"))
    play.wait(3)
    play.do(act.End("resolved"))
    told = found(play, "follow-ups:missed")
    assert "asked for more" not in told.sentence
    assert told.sentence == (
        "Not on record: Do-not-call list, Callback by the supervisor, Message to the coach or"
        " PA (had not come up by 0:03, when the call was over)."
    )
    assert all(fact.startswith("The call was over before it came up: ") for fact in told.facts)


def test_what_came_up_is_told_apart_from_what_had_not() -> None:
    scenario = scenario_of("no-more-calls")
    plan = plan_of(scenario)
    told = place(plan, lambda one: one.hears == "move 8")  # “Now get me your supervisor.”
    ends = Deed(act.End("resolved"), pause=5)
    play = played(scenario, (*plan[:told], replace(plan[told], action=None), ends))
    [missed] = [one for one in play.told.findings if one.about == "follow-ups:missed"]
    asked, never = missed.sentence.split(" Not on record: ")
    assert asked.endswith("recorded: Do-not-call list, Callback by the supervisor.")
    assert never.startswith("Message to the coach or PA (had not come up by ")


def test_what_was_never_told_is_another_fact_than_what_was_not_written_down() -> None:
    scenario = scenario_of("passed-on")
    over = Play(scenario)
    over.wait(9)
    over.do(act.Choose(2))
    over.wait(6)
    over.do(act.End("resolved"))
    assert "The call was over before it was told: Number" in found(over, "details:missed").facts
    moved = Play(scenario)
    moved.wait(9)
    for key in (2, 1):
        moved.do(act.Choose(key))
    moved.do(act.End("resolved"))
    assert "Moved on before it was told: Number" in found(moved, "details:missed").facts
    told = played(scenario, without(plan_of(scenario), does(act.WriteDetail, field="number")))
    assert found(told, "details:missed").facts == ("Not written down: Number",)


def test_whoever_asked_not_to_be_called_is_owed_that_at_every_step() -> None:
    scenario = scenario_of("no-more-calls")
    plan = plan_of(scenario)
    asked = place(plan, lambda one: one.hears == "move 12")
    goes_on = Deed(act.Choose(2), hears="move 12")  # Still insists: on to the callback.
    play = played(scenario, (*plan[:asked], goes_on, Deed(act.End("resolved"))))
    assert ("irate-customers", "do-not-call") not in play.call.visited
    told = found(play, "follow-up:do-not-call")
    assert told.sign is Sign.NEVER
    assert told.sentence.startswith("To do since 2:")
    assert told.why == "Whoever asked not to be called, and is not on the list, is called again."


def test_what_was_put_down_instead_is_not_said_to_be_on_record_and_not() -> None:
    play = bad_play(wrong_follow_up, "friday-callback")
    told = found(play, "follow-up:callback").sentence
    assert "never recorded: Callback. Recorded instead: Voicemail for the proper party at" in told
    assert "on record" not in told


def test_nobody_moved_on_who_ended_the_call_where_they_were() -> None:
    scenario = scenario_of("passed-on")
    play = Play(scenario)
    play.wait(9)
    play.do(act.Choose(2))
    play.wait(6)
    play.do(act.End("resolved"))
    told = found(play, "details:missed").sentence
    assert "Number (never told by 0:15, when the call was over)" in told
    assert "you had moved on" not in told
    play = Play(scenario)
    play.wait(9)
    for key in (2, 1):
        play.do(act.Choose(key))
    play.do(act.End("resolved"))
    assert "Number (never told: you had moved on)" in found(play, "details:missed").sentence


def test_a_caller_who_was_put_on_record_as_calm_did_not_stop_for_that() -> None:
    scenario = scenario_of("warned-and-ended")
    plan = plan_of(scenario)
    warned = place(plan, does(act.Warn))
    calm = Deed(act.Calm()), Deed(act.StateGround("slurs")), Deed(act.QuoteCaller("so-and-so"))
    play = played(scenario, (*plan[:warned], *calm, *plan[warned : warned + 1]))
    told = found(play, "warning:late")
    assert "You had put on record that the caller calmed down" in told.sentence
    assert "the caller had stopped" not in told.sentence
    assert "has stopped" not in told.why


def test_whoever_asks_whether_anybody_is_there_did_not_stop_and_did_not_go_on() -> None:
    scenario = scenario_of("friday-callback")
    play = Play(scenario)
    play.wait(20)
    for action in (
        act.MakeEffort("Asked"),
        act.StateGround("abuse"),
        act.QuoteCaller("Well"),
        act.Permit("Ann Lee"),
        act.Warn(),
    ):
        play.do(action)
    play.wait(30)
    play.do(act.Persist("Well"))
    told = found(play, "answer:calm").sentence
    assert "The caller stopped" not in told
    assert "was not abusive: “" in told


def test_what_was_written_down_before_it_was_told_is_not_praised() -> None:
    play = Play(scenario_of("friday-callback"))
    play.do(act.WriteDetail("caller", "Dana Whitlock"))
    play.do(act.WriteDetail("number", "555-0142"))
    assert "details" not in [one.about for one in play.told.findings]
    scenario = scenario_of("friday-callback")
    well = found(played(scenario, plan_of(scenario)), "details").sentence
    assert well == "Written down as it was told: Caller, Number."


def test_what_is_on_record_is_not_said_to_be_forgotten_for_not_being_there() -> None:
    scenario = scenario_of("passed-on")
    plan = plan_of(scenario)
    not_done = found(played(scenario, without(plan, does(act.FinishFollowUp))), "follow-up:message")
    message = act.AddFollowUp(FollowUpKind.MESSAGE, (("to", "P. Novak"),))
    lacking = instead(plan, does(act.AddFollowUp), message)
    for told in (not_done, found(played(scenario, lacking), "follow-up:message")):
        assert "is on record, at" in told.sentence
        assert "not on record" not in told.why


def test_each_interruption_is_told_beside_the_words_that_it_cut() -> None:
    scenario = scenario_of("friday-callback")
    play = Play(scenario)
    for key in (1, 1):
        spoken = len(play.ends)
        while len(play.ends) == spoken:
            play.wait()
        play.wait()
        play.do(act.Choose(key))
        play.do(act.Say())
    began = [one.elapsed for one in play.call.entries if one.event.kind == "caller-spoke"]
    told = found(play, "interrupted").sentence
    assert told.endswith(f"they had begun at {' and '.join(moment(at) for at in began)}.")


def test_empathy_on_record_that_nothing_said_bears_out_is_told_with_what_was_not_acknowledged() -> (
    None
):
    scenario = scenario_of("warned-and-ended")
    silent = without(plan_of(scenario), does(act.Say))
    empathy = act.MakeEffort("Heard them out and showed empathy")
    told = found(played(scenario, instead(silent, does(act.MakeEffort), empathy)), "acknowledge")
    assert "How the caller felt was not acknowledged" in told.sentence
    assert told.sentence.endswith(
        "borne out by nothing that was said: “Heard them out and showed empathy”."
    )
    other = found(played(scenario, silent), "acknowledge")
    assert "borne out" not in other.sentence


def test_what_was_said_before_the_warning_is_no_answer_to_it() -> None:
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    apology = place(plan, does(act.Warn)) + 1
    went_on = Deed(act.Persist("I said half-wit and I mean half-wit"), hears=plan[apology].hears)
    play = played(scenario, (*plan[:apology], went_on, Deed(act.End("protocol"))))
    told = found(play, "words")
    assert told.sign is Sign.NEVER
    assert "What they had said since the warning, at " in told.sentence
    assert "“All right. All right. That was not fair." in told.sentence


def test_a_polite_caller_is_not_told_of_as_an_angry_one() -> None:
    play = Play(scenario_of("charged-twice"))
    play.wait(70)
    play.do(act.End("resolved"))
    for about in ("acknowledge", "anger"):
        told = found(play, about)
        assert told.sign is Sign.THINK
        assert "anger" not in f"{told.sentence} {told.why} {quotation(told.passages)}"


def test_whoever_went_on_and_is_put_on_record_as_calm_is_told_with_what_they_said() -> None:
    scenario = scenario_of("warned-and-ended")
    plan = plan_of(scenario)
    went_on = place(plan, does(act.Persist))
    stopped = replace(plan[went_on], action=act.Calm())
    play = played(scenario, (*plan[:went_on], stopped, Deed(act.End("resolved"))))
    told = found(play, "answer:abusive")
    assert told.sign is Sign.NEVER
    assert told.sentence.startswith("“They stopped” was recorded at 2:")
    assert told.sentence.endswith("“Go on, hang up then, you pathetic so-and-so!”")


def test_hung_up_at_once_for_a_reason_that_was_not_given_is_hung_up_without_a_warning() -> None:
    scenario = scenario_of("warned-and-ended")
    plan = plan_of(scenario)
    abused = place(plan, lambda one: one.hears == "move 6") + 1
    hangs_up = act.StateGround("hate"), act.QuoteCaller("so-and-so"), act.End("protocol")
    play = played(scenario, (*plan[:abused], *(Deed(one, pause=2) for one in hangs_up)))
    told = found(play, "warning:missing")
    assert told.sign is Sign.NEVER
    assert told.sentence.startswith("Hung up at 1:")
    assert told.why == "A caller who is told what will happen has the chance to stop."


def test_whoever_hangs_up_at_once_on_a_threat_is_not_blamed_for_no_warning() -> None:
    shipped = scenario_of("threat-reported")
    insult = replace(shipped.moves[4], reports="threat")
    scenario = replace(shipped, moves=(*shipped.moves[:4], insult, *shipped.moves[5:]))
    plan = plan_of(scenario)
    threatened = place(plan, lambda one: one.hears == "move 5") + 1
    hangs_up = act.StateGround("threat"), act.QuoteCaller("You stupid cow"), act.End("protocol")
    play = played(scenario, (*plan[:threatened], *(Deed(one, pause=2) for one in hangs_up)))
    assert play.call.ended is not None
    assert any(does(act.Warn)(one) for one in plan), "the moves do warn"
    assert not {"warning:missing", "ground:wrong"} & set(play.flaws())


def staged(*stages: tuple[int, Stage]) -> Play:
    """A perfect play of a Friday's callback, with other stages at these seconds."""
    scenario = scenario_of("friday-callback")
    plan = without(plan_of(scenario), does(act.SetStage))
    for at, stage in stages:
        later = next(n for n, one in enumerate(plan) if one.at >= at)
        plan = (*plan[:later], Deed(act.SetStage(stage), plan[later].at), *plan[later:])
    return played(scenario, plan)


def test_one_stage_off_is_a_judgment_and_to_and_fro_is_none() -> None:
    """They were frustrated, then hostile: never calmer first, and then enraged."""
    play = staged((200, Stage.ANNOYED), (302, Stage.ENRAGED))
    told = found(play, "anger")
    assert told.sign is Sign.THINK
    assert "set to enraged at 5:" in told.sentence
    assert told.sentence.endswith("The stage before it was annoyed.")
    once = staged((20, Stage.FRUSTRATED), (302, Stage.ENRAGED))
    assert once.flaws() == {}
    assert "anger" not in [one.about for one in once.told.findings], "nor is it praised"


def test_a_stage_that_was_set_too_soon_says_what_it_came_before() -> None:
    scenario = scenario_of("friday-callback")
    play = Play(scenario)
    while not play.talking:
        play.wait()
    play.wait(2)
    play.do(act.SetStage(Stage.HOSTILE))
    play.wait(20)
    play.do(act.Choose(2))
    told = found(play, "anger")
    began = told.at[0]
    assert f"can be heard, at {moment(began + 2)}. What shows that the" in told.sentence
    assert f"began at {moment(began)}, and nobody can have heard it out before 0:" in told.sentence
    assert "“Three weeks!" in told.sentence


CHANGES = [
    (name, n)
    for name in NAMES
    for n, move in enumerate(scenario_of(name).moves)
    if isinstance(move.action, act.SetStage) and move.caller
][1:]


@pytest.mark.parametrize(("name", "n"), CHANGES)
def test_a_stage_that_is_set_as_its_words_are_being_said_is_early_and_not_wrong(
    name: str, n: int
) -> None:
    """It was told as that of what the caller had said before, minutes ago."""
    scenario = scenario_of(name)
    plan, words = plan_of(scenario), cue_name(n + 1)
    cut_in = replace(plan[n], hears="", once=True)
    for pause in range(8):
        play = Play(scenario)
        for planned in plan[:n]:
            play.carry_out(planned)
        play.carry_out(Deed(None, hears=words, once=True))
        assert words in play.ends
        play.wait(pause)
        play.carry_out(cut_in)
        told = [one for one in play.told.findings if one.about == "anger"]
        early = [one for one in told if one.sign is not Sign.WELL]
        first = not any(isinstance(one.action, act.SetStage) for one in plan[:n])
        assert all(one.sentence.startswith(TOO_SOON) for one in early)
        assert first or not early


TOO_SOON = "The stage was set before anything that shows it can be heard"


def test_a_stage_that_is_neither_that_heard_nor_that_of_the_words_in_hand_is_wrong() -> None:
    scenario = scenario_of("charged-twice")
    plan = plan_of(scenario)
    n = place(plan, does(act.SetStage, stage=Stage.HOSTILE))
    play = Play(scenario)
    for planned in plan[:n]:
        play.carry_out(planned)
    play.carry_out(Deed(None, hears=cue_name(n + 1), once=True))
    play.do(act.SetStage(Stage.CALM))
    play.wait(60)
    assert "anger" in play.flaws()


@pytest.mark.parametrize("after", range(-1, 9))
def test_the_acknowledging_line_counts_from_when_the_rant_can_be_heard_out(after: int) -> None:
    """Marked amid the rant it comes too early; it is never told as not said."""
    play = Play(scenario_of("agreed-by-friday"))
    play.do(act.Choose(1))
    while not play.talking and after >= 0:
        play.wait()
    play.wait(max(0, after))
    begun = play.now
    play.do(act.Say())
    play.wait(120)
    play.do(act.Choose(1))
    told = found(play, "acknowledge").sentence
    assert "not acknowledged" not in told
    [rant] = [e for e in play.call.entries if getattr(e.event, "move", "") == "move 2"]
    heard = rant.elapsed + least_time(rant.event.words)  # type: ignore[union-attr]
    line = next(e.event for e in play.call.entries if isinstance(e.event, ev.Said))
    in_time = begun - least_time(line.text) + 0.75 >= heard
    assert told.startswith("How the caller felt was acknowledged " + ("at" if in_time else "too"))


def test_a_stage_that_was_never_set_anew_is_told_where_the_caller_changed() -> None:
    scenario = scenario_of("charged-twice")
    plan = plan_of(scenario)
    plan = without(plan, does(act.SetStage, stage=Stage.HOSTILE))
    play = played(scenario, plan)
    assert play.flaws() == {"anger": Sign.THINK}
    told = found(play, "anger").sentence
    assert told.startswith("The stage was left at annoyed, as set at 0:11; by 1:22 the caller was")


@pytest.mark.parametrize(
    ("name", "changed"), [("push-back", Stage.HOSTILE), ("threat-reported", Stage.ENRAGED)]
)
def test_praise_for_a_stage_has_a_word_on_the_change_that_was_missed(
    name: str, changed: Stage
) -> None:
    """One stage off is a judgment, but nobody noticed a change who set it once."""
    plan = plan_of(scenario_of(name))
    n = place(plan, does(act.SetStage))
    once = (*plan[: n + 1], *without(plan[n + 1 :], does(act.SetStage)))
    play = played(scenario_of(name), once)
    assert play.flaws() == {}
    told = found(play, "anger").sentence
    assert f" the caller was {changed.value}, and it was not set anew: “" in told
    whole = found(played(scenario_of(name), plan), "anger").sentence
    assert "anew" not in whole


def test_a_stage_that_is_set_right_at_once_was_a_slip_of_the_finger() -> None:
    scenario = scenario_of("friday-callback")
    for pause, flaws in ((2, {}), (6, {"anger": Sign.THINK})):
        plan = plan_of(scenario)
        slip = (Deed(act.SetStage(Stage.ENRAGED), 8), replace(plan[0], at=0, pause=pause))
        play = played(scenario, (replace(plan[0], action=None), *slip, *plan[1:]))
        assert play.flaws() == flaws


@pytest.mark.parametrize(
    ("seconds", "answered", "praised"),
    [
        (10, False, False),
        (118, False, False),
        (122, False, True),
        (122, True, False),
    ],
)
def test_only_who_waits_the_whole_time_for_nobody_has_waited(
    seconds: int, answered: bool, praised: bool
) -> None:
    scenario = scenario_of("friday-callback")
    plan = plan_of(scenario)
    starts, stops = place(plan, does(act.StartClock)), place(plan, does(act.StopClock))
    stop = Deed(act.StopClock(answered=answered), pause=seconds)
    play = played(scenario, (*plan[: starts + 1], stop, *plan[stops + 1 :]))
    told = [one.sign for one in play.told.findings if one.about == "clock"]
    assert told == ([Sign.WELL] if praised else [])
    assert ("clock:untrue" in play.flaws()) is answered


SOON = {"follow-up:message", "follow-ups:left", "anger"}
"""What there had been a moment for: a message that is not marked as sent, what a step asks for
while its line is said, a stage to set."""


@pytest.mark.parametrize("name", NAMES)
def test_what_had_not_come_up_when_a_call_was_left_is_not_missing(name: str) -> None:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    for some in range(1, len(plan) - 1):
        flaws = played(scenario, plan[:some]).flaws()
        # What was told is written down as it is told, and what must be reported is at once.
        assert flaws.keys() <= {
            "ending",
            "report:threat",
            "report:bbb-ftc",
            "details:missed",
            *SOON,
        }


def test_whoever_is_warned_and_not_quoted_is_told() -> None:
    scenario = scenario_of("warned-and-calm")
    play = played(scenario, without(plan_of(scenario), does(act.QuoteCaller)))
    assert play.flaws() == {"words:missing": Sign.THINK}
    assert found(play, "words:missing").sentence == (
        "The caller was warned at 2:36, and their words are not on record."
    )


@pytest.mark.parametrize("name", ["charged-twice", "push-back"])
def test_a_manager_who_took_over_without_a_name_is_told(name: str) -> None:
    scenario = scenario_of(name)
    play = played(scenario, without(plan_of(scenario), does(act.NameManager)))
    assert play.flaws() == {"manager": Sign.THINK}
    assert found(play, "manager").sentence == "Which manager took over is not on record."


def test_what_the_document_calls_for_without_a_wording_is_not_left_unsaid() -> None:
    """No word of reassurance, or “already answered by the caller”, and nothing was told of it."""
    scenario = scenario_of("no-more-calls")
    plan = plan_of(scenario)
    left_out = act.LeaveOut("Already answered by the caller")
    play = played(scenario, instead(plan, does(act.Adapt), left_out))
    assert play.flaws() == {"line:dnc-spiel": Sign.THINK}
    assert "was left out at 2:19: Already answered" in found(play, "line:dnc-spiel").sentence
    skipped = played(scenario, without(plan, does(act.Adapt)))
    assert skipped.flaws() == {"line:dnc-spiel": Sign.THINK, "silence": Sign.THINK}
    assert "Its step was come to at 2:11." in found(skipped, "line:dnc-spiel").sentence
    assert "Use the DNC spiel." in quotation(found(skipped, "line:dnc-spiel").passages)
    assert not any(f.about == "line:dnc-spiel" for f in played(scenario, plan).told.findings)


def test_what_was_refused_several_times_at_one_moment_is_told_once() -> None:
    scenario = scenario_of("warned-and-calm")
    play = played(scenario, plan_of(scenario)[:8])
    for _ in range(3):
        play.do(act.Warn())
    play.wait(5)
    play.do(act.Warn())
    times = found(play, "permission:missing").at
    assert len(times) == len(set(times)) == 2


def test_silence_is_told_in_the_words_that_broke_it_and_not_as_a_question() -> None:
    scenario = scenario_of("push-back")
    plan = plan_of(scenario)
    n = place(plan, does(act.AddFollowUp, kind="callback"))
    play = played(scenario, (*plan[:n], Deed(None, pause=40), *plan[n:]))
    told = found(play, "silence").sentence
    assert told == (
        f"The caller was left in silence, and broke it, at {moment(play_at(play, 'explaining'))}:"
        " “Do not explain it to me. Get me somebody who decides.”"
    )


def play_at(play: Play, name: str) -> float:
    """When the caller said this."""
    return next(e.elapsed for e in play.call.entries if getattr(e.event, "move", "") == name)


def test_silence_is_told_with_each_of_the_words_that_broke_it() -> None:
    scenario = scenario_of("supervisor-takes-over")
    plan = plan_of(scenario)
    n = place(plan, does(act.WriteDetail, field="solution"))
    play = played(scenario, (Deed(None, pause=50), *plan[:n], Deed(None, pause=40), *plan[n:]))
    told = found(play, "silence").sentence
    assert "broke it 2 times" in told
    assert told.endswith("“And who says that it does not happen in December?”")


def test_a_follow_up_is_told_with_every_name_and_number_that_is_wrong_in_it() -> None:
    scenario = scenario_of("friday-callback")
    plan = plan_of(scenario)
    callback = plan[place(plan, does(act.AddFollowUp, kind="callback"))].action
    assert isinstance(callback, act.AddFollowUp)
    wrong = {"number": "555-0000", "caller": "Ann Lee"}
    fields = tuple((name, wrong.get(name, value)) for name, value in callback.fields)
    plan = instead(plan, does(act.AddFollowUp, kind="callback"), replace(callback, fields=fields))
    play = played(scenario, plan)
    told = found(play, "follow-up:callback")
    assert told.sign is Sign.NEVER
    assert "“Ann Lee” and Number “555-0000”; it was “Dana Whitlock” and “555-0142”" in told.sentence
    assert len(told.facts) == 2


def test_what_is_graver_in_a_follow_up_is_told_before_what_comes_first() -> None:
    scenario = scenario_of("agreed-by-friday")
    plan = plan_of(scenario)
    agreed = plan[place(plan, does(act.AddFollowUp))].action
    assert isinstance(agreed, act.AddFollowUp)
    later = replace(agreed, fields=(), due=agreed.due + timedelta(days=1))  # type: ignore[operator]
    plan = without(plan, does(act.WriteDetail, field="agreed"))
    play = played(scenario, instead(plan, does(act.AddFollowUp), later))
    told = found(play, "follow-up:agreed")
    assert told.sign is Sign.NEVER
    assert "due at the latest Sat, Nov 21" in told.sentence


@pytest.mark.parametrize(
    ("name", "quoted"), [("warned-and-calm", "halfwit"), ("warned-and-ended", "soandso")]
)
def test_a_word_may_be_written_in_one_that_was_said_in_several(name: str, quoted: str) -> None:
    plan = instead(plan_of(scenario_of(name)), does(act.QuoteCaller), act.QuoteCaller(quoted))
    assert played(scenario_of(name), plan).flaws() == {}


def test_a_reason_may_write_in_one_word_what_was_said_in_several() -> None:
    plan = plan_of(scenario_of("warned-and-ended"))
    end = act.End("protocol", "Called me a soandso")
    assert played(scenario_of("warned-and-ended"), instead(plan, does(act.End), end)).flaws() == {}


@pytest.mark.parametrize(("later", "flaws"), [(1, {}), (12, {"acknowledge": Sign.THINK})])
def test_the_emotion_may_be_written_down_once_its_step_is_left(
    later: int, flaws: dict[str, Sign]
) -> None:
    scenario = scenario_of("no-more-calls")
    plan = plan_of(scenario)
    n = place(plan, does(act.WriteDetail, field="emotion"))
    rest = (*plan[n + 1 : n + 1 + later], Deed(plan[n].action, pause=4), *plan[n + 1 + later :])
    play = played(scenario, (*plan[:n], replace(plan[n], action=None), *rest))
    assert play.flaws() == flaws
    assert "not acknowledged" not in found(play, "acknowledge").sentence


@pytest.mark.parametrize(("seconds", "flaws"), [(122, {}), (20, {"ending": Sign.THINK})])
def test_whoever_waits_in_vain_ends_with_a_callback_as_well_and_logs_the_complaint(
    seconds: int, flaws: dict[str, Sign]
) -> None:
    """Nobody tells a trainee whether the colleague answers: the script goes on either way."""
    scenario = scenario_of("passed-on")
    plan = plan_of(scenario)
    stops, words = place(plan, does(act.StopClock)), scenario.moves[4]
    assert isinstance(words.action, act.WriteDetail)
    concern = ("concern", words.action.value)
    owed = (("number", "555-0104"), ("caller", "Paula Reyes"), concern)
    rest = (
        Deed(act.StopClock(answered=False), pause=seconds),
        Deed(act.Choose(2)),
        Deed(act.AddFollowUp("callback", owed), pause=3),
        Deed(act.Say()),
        Deed(act.Say()),
        Deed(act.AddFollowUp("complaint", (concern,)), pause=3),
        Deed(act.End("callback"), pause=3),
    )
    play = played(scenario, (*plan[:stops], *rest))
    assert play.flaws() == flaws


def test_a_callback_at_once_is_no_way_to_reach_anybody() -> None:
    scenario = scenario_of("passed-on")
    plan = plan_of(scenario)
    owed = (("number", "555-0104"), ("caller", "Paula Reyes"), ("concern", "Window motor"))
    rest = (Deed(act.AddFollowUp("callback", owed), pause=3), Deed(act.End("callback"), pause=3))
    flaws = played(scenario, (*plan[: place(plan, does(act.Choose), 1)], *rest)).flaws()
    assert {"ending", "lines:missed", "follow-ups:missed"} <= flaws.keys()
