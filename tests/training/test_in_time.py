"""Nothing is praised that cannot have been said, heard or done in the time."""

import pytest
from msgspec.structs import replace
from plays import (
    NAMES,
    Deed,
    Play,
    does,
    instead,
    place,
    plan_of,
    played,
    scenario_of,
    without,
)

from guide.call import actions as act
from guide.training.finding import Finding, Sign, quotation


def well(play: Play) -> list[str]:
    return [one.about for one in play.told.of(Sign.WELL)]


def found(play: Play, about: str) -> Finding:
    [finding] = [one for one in play.told.findings if one.about == about]
    return finding


@pytest.mark.parametrize("name", NAMES)
def test_whoever_clicks_the_whole_call_at_once_is_praised_for_nothing(name: str) -> None:
    scenario = scenario_of(name)
    at_once = (replace(one, once=True, hears="") for one in plan_of(scenario))
    play = played(scenario, tuple(at_once))
    assert play.call.ended is not None or any(one.hears for one in plan_of(scenario))
    praised = set(well(play))
    # What is done before anybody is called, and what is known from the earlier call, takes no time.
    assert praised <= ({"details"} if scenario.earlier else set()), praised


@pytest.mark.parametrize("name", NAMES)
def test_whoever_acts_as_soon_as_the_caller_opens_their_mouth_is_praised_for_no_answer(
    name: str,
) -> None:
    scenario = scenario_of(name)
    hasty = tuple(replace(one, once=True) for one in plan_of(scenario))
    told = played(scenario, hasty).told.of(Sign.WELL)
    answers = ("warning", "answer", "ending")
    assert not [one.about for one in told if one.about in answers or one.about.startswith("line:")]


@pytest.mark.parametrize("name", ["charged-twice", "passed-on", "push-back"])
def test_a_line_that_was_clicked_away_is_told_once(name: str) -> None:
    """That the caller was not acknowledged by it was told as well."""
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    hasty = replace(plan[place(plan, does(act.Say))], once=True)
    n = place(plan, does(act.Say))
    play = played(scenario, (*plan[:n], hasty, *plan[n + 1 :]))
    assert play.flaws() == {"rushed:said": Sign.NEVER}


def redirected(after: int, what: str) -> Play:
    """Warned for slurs; redirected so many seconds after the caller's first abuse has begun."""
    scenario = scenario_of("warned-and-ended")
    plan = plan_of(scenario)
    abused = place(plan, lambda one: one.hears == "move 6")
    deeds: tuple[act.Action, ...] = (act.Choose(3), act.StateGround("slurs"), act.MakeEffort(what))
    hurried = [Deed(plan[abused].action, hears="move 6", pause=after, once=True)]
    hurried += [Deed(action, once=True) for action in deeds]
    effort = place(plan, does(act.MakeEffort))
    return played(scenario, (*plan[:abused], *hurried, *plan[effort + 1 :]))


@pytest.mark.parametrize("after", [1, 2, 3])
def test_no_redirection_is_praised_that_was_clicked_faster_than_it_can_be_said(after: int) -> None:
    play = redirected(after, "Asked them to stop the language and told them what I can do for them")
    assert "warning" not in well(play)
    early = found(play, "warning:early")
    assert early.sign is Sign.NEVER
    assert "was on record sooner than anybody can say it." in early.sentence
    done = found(play, "rushed:done")
    assert done.sentence.startswith("On record sooner than anybody can have done it: “Tried: Asked")


def test_a_redirection_that_can_have_been_said_is_praised() -> None:
    play = redirected(12, "Asked them to stop the language")
    assert "warning" in well(play)
    assert "rushed:done" not in play.flaws()


def test_an_effort_with_hardly_any_time_for_it_is_neither_praised_nor_blamed() -> None:
    """Recorded two seconds after the abuse was over: it was praised as “Redirected first”."""
    what = "Asked them to stop the language"
    hurried = redirected(4, what)
    assert "warning" not in well(hurried)
    assert "rushed:done" not in hurried.flaws()
    [own] = hurried.told.own_words
    assert (own.what, own.words) == ("What you tried", what)
    assert own.beside == "Recorded with 2 seconds for it, after what the caller had said."


def test_a_warning_that_says_they_were_asked_is_not_praised_where_they_were_not() -> None:
    what = "Summed up, offered a resolution"
    play = redirected(12, what)
    assert "warning" not in well(play)
    [own] = play.told.own_words
    assert own.words == what
    assert own.beside.endswith("says that you had asked them to stop, and that is not on record.")


def test_a_permission_with_hardly_any_time_for_it_is_neither_praised_nor_blamed() -> None:
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    abused = place(plan, lambda one: one.hears == "move 5")
    hurried = [
        replace(plan[abused - 1], at=0, once=True),
        Deed(plan[abused].action, hears="move 5", pause=4, once=True),
        Deed(act.StateGround("abuse"), once=True),
        Deed(act.Permit("Helen Ortiz"), once=True),
    ]
    rest = without(plan[abused + 1 :], does(act.StateGround), does(act.Permit))
    play = played(scenario, (*plan[: abused - 1], *hurried, *rest))
    assert "warning" not in well(play)
    assert "rushed:done" not in play.flaws()
    assert [(one.what, one.words) for one in play.told.own_words] == [
        ("Who permitted the warning", "Helen Ortiz")
    ]


def test_a_warning_that_was_clicked_away_is_no_warning_to_praise_nor_to_wait_after() -> None:
    scenario = scenario_of("warned-and-ended")
    plan = plan_of(scenario)
    warns = place(plan, does(act.Warn))
    hurried = (*plan[:warns], replace(plan[warns], once=True, at=0), *plan[warns + 1 :])
    hurried = tuple(
        replace(one, once=True, at=0) if n == warns - 1 else one for n, one in enumerate(hurried)
    )
    play = played(scenario, hurried)
    assert "rushed:said" in play.flaws()
    assert not {"warning", "answer"} & set(well(play))


def test_a_permission_that_nobody_can_have_been_asked_for_is_told_and_not_praised() -> None:
    scenario = scenario_of("friday-callback")
    play = Play(scenario)
    play.wait(20)
    for action in (act.StateGround("abuse"), act.Permit("Ann Lee")):
        play.do(action)
    told = found(play, "rushed:done")
    assert told.sentence == (
        "On record sooner than anybody can have done it: “Permission: Ann Lee” at 0:20."
    )


def test_nobody_can_be_told_of_a_threat_that_is_still_being_said() -> None:
    scenario = scenario_of("threat-reported")
    plan = plan_of(scenario)
    said = place(plan, does(act.Persist))
    hurried = tuple(
        replace(one, once=True, at=0) if said <= n < said + 3 else one for n, one in enumerate(plan)
    )
    play = played(scenario, hurried)
    assert "report:threat" not in well(play)
    assert "“Told: Priya Nair, by chat at 09:23” at 2:" in found(play, "rushed:done").sentence


def test_a_line_said_before_the_caller_had_their_say_acknowledges_nothing() -> None:
    play = Play(scenario_of("agreed-by-friday"))
    play.do(act.Choose(1))
    play.wait()
    assert not play.ends, "the caller has not spoken yet"
    play.do(act.Adapt("I understand.", "shorter"))
    play.wait(120)
    play.do(act.Choose(1))
    assert found(play, "acknowledge").sentence.startswith(
        "How the caller felt was acknowledged too early: "
    )


def test_one_key_that_puts_two_things_on_record_is_one_decision() -> None:
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    warned = place(plan, does(act.Warn)) + 1
    play = played(scenario, plan[:warned])
    play.carry_out(Deed(act.Choose(1), hears=plan[warned].hears, pause=1, once=True))
    told = found(play, "rushed:heard")
    assert " and " not in told.sentence
    assert len(told.at) == 1


def test_a_line_for_which_the_caller_left_no_time_was_said_into_their_words() -> None:
    """Long enough ago since its step was come to, but the caller talked most of that time."""
    play = Play(scenario_of("charged-twice"))
    play.wait(12)
    play.do(act.Choose(2))
    play.do(act.Say())
    while len(play.ends) < 2:
        play.wait()
    play.do(act.Choose(1))
    play.wait(5)
    play.do(act.Say())
    assert "interrupted" in play.flaws()
    assert "line:summary" not in well(play)


def test_a_timer_that_was_started_by_mistake_or_stopped_at_once_is_no_waiting() -> None:
    scenario = scenario_of("passed-on")
    plan = plan_of(scenario)
    stops = place(plan, does(act.StopClock))
    for stop in (act.StopClock(dropped=True), act.StopClock(answered=True)):
        soon = Deed(stop, pause=1, once=True)
        play = played(scenario, (*plan[:stops], soon, *plan[stops + 1 :]))
        assert play.flaws()["clock"] is Sign.THINK
    assert found(play, "clock").sentence == (
        "The timer was stopped sooner than anybody can have answered."
    )


def test_to_take_the_timer_back_is_not_told_as_never_started() -> None:
    scenario = scenario_of("passed-on")
    taken_back = instead(plan_of(scenario), does(act.StopClock), act.StopClock(dropped=True))
    assert found(played(scenario, taken_back), "clock").sentence == (
        "A colleague was to be waited for, and the timer was taken back as a mistake."
    )


@pytest.mark.parametrize("answered", [True, False])
def test_whoever_waits_on_when_the_timer_is_up_is_told_and_not_praised(answered: bool) -> None:
    """Waiting for four minutes was praised, and what the caller asked in them was no silence."""
    scenario = scenario_of("passed-on" if answered else "friday-callback")
    plan = plan_of(scenario)
    play = played(scenario, instead(plan, does(act.StopClock), pause=120))
    told = {"clock": Sign.THINK} | ({} if answered else {"silence": Sign.THINK})
    assert play.flaws() == told
    up = "3:52" if answered else "4:47"
    assert found(play, "clock").sentence.startswith(f"The timer was up at {up}, and it was waited")
    assert "over two minutes has passed we need to" in quotation(found(play, "clock").passages)
    nearly = played(scenario, instead(plan, does(act.StopClock), pause=105 if answered else 15))
    assert nearly.flaws() == {}


def test_a_timer_that_runs_on_when_its_step_was_left_is_no_waiting() -> None:
    scenario = scenario_of("passed-on")
    plan = without(plan_of(scenario), does(act.StopClock))
    plan = (*plan[:-1], replace(plan[-1], pause=100))
    assert "clock" not in played(scenario, plan).flaws()


def test_a_callback_to_a_number_that_nobody_had_told_is_not_praised() -> None:
    scenario = scenario_of("sunday-callback")
    promise = plan_of(scenario)[place(plan_of(scenario), does(act.AddFollowUp, kind="callback"))]
    play = Play(scenario)
    play.wait(10)
    assert promise.action is not None
    play.do(promise.action)
    assert "follow-up:callback" not in well(play)
