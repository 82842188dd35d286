"""What was refused is told by what the caller had said by then, and not by the record alone."""

import pytest
from msgspec.structs import replace
from plays import Deed, Play, before, does, instead, place, plan_of, played, scenario_of, without

from guide.call import actions as act
from guide.call.actions import Action
from guide.training.finding import Finding, Sign


def warned(name: str, hears: bool) -> Play:
    """A play up to the warning, and up to the caller's answer to it if that is heard."""
    plan = plan_of(scenario_of(name))
    warns = place(plan, does(act.Warn))
    answer = Deed(None, hears=plan[warns + 1].hears) if hears else Deed(None)
    return played(scenario_of(name), (*plan[: warns + 1], answer))


def found(play: Play, about: str) -> Finding:
    [finding] = [one for one in play.told.findings if one.about == about]
    return finding


AGAIN = (act.Choose(2), act.Warn(), act.End("protocol", "so-and-so"))
"""What needs the caller's answer to the warning on record."""


@pytest.mark.parametrize("action", AGAIN)
def test_a_caller_who_had_answered_could_answer(action: Action) -> None:
    """The flow's own choice asks for their words first: they were told as not waited for."""
    play = warned("warned-and-ended", hears=True)
    play.wait(20)
    play.do(action)
    assert play.call.entries[-1].event.kind == "action-refused"
    assert "answer:early" not in play.flaws()
    plan = plan_of(play.scenario)
    for planned in plan[place(plan, does(act.Persist)) :]:
        play.carry_out(planned)
    assert play.flaws() == {}
    assert "Waited for the caller after the warning" in found(play, "answer").sentence


@pytest.mark.parametrize("action", AGAIN)
def test_a_caller_who_had_not_answered_could_not(action: Action) -> None:
    play = warned("warned-and-ended", hears=False)
    play.do(action)
    told = found(play, "answer:early")
    assert told.sign is Sign.THINK
    assert "hung up on before they could answer (" in told.sentence


def test_only_the_moments_before_the_answer_are_told() -> None:
    play = warned("warned-and-ended", hears=False)
    play.do(act.Warn())
    early = play.now
    play.wait(30)
    play.do(act.Warn())
    assert found(play, "answer:early").at == (early,)


@pytest.mark.parametrize("action", AGAIN[:2])
def test_a_caller_who_had_calmed_down_is_not_warned_again_nor_hung_up_on(action: Action) -> None:
    play = warned("warned-and-calm", hears=True)
    play.wait(20)
    play.do(action)
    told = found(play, "answer:harmless")
    assert told.sign is Sign.THINK
    assert "what they had answered was not abusive (" in told.sentence
    assert "answer:early" not in play.flaws()


def test_whoever_was_redirected_at_the_step_for_it_and_went_on_had_been_redirected() -> None:
    """What was tried has to be on record; that nothing was is not so."""
    scenario = scenario_of("warned-and-ended")
    plan = plan_of(scenario)
    early = before(without(plan, does(act.MakeEffort)), does(act.QuoteCaller), act.Warn())
    after = instead(early, does(act.QuoteCaller), *tried(plan), at=0)
    play = played(scenario, after)
    assert "action-refused" in [e.event.kind for e in play.call.entries]
    assert "effort:missing" not in play.flaws()


def tried(plan: tuple[Deed, ...]) -> tuple[Action, ...]:
    effort, quoted = (
        plan[place(plan, does(one))].action for one in (act.MakeEffort, act.QuoteCaller)
    )
    assert effort
    assert quoted
    return effort, quoted


def test_whoever_was_not_redirected_is_told_of_by_what_is_on_record() -> None:
    scenario = scenario_of("warned-and-ended")
    plan = plan_of(scenario)
    stated = place(plan, does(act.StateGround))
    hasty = (Deed(one, once=True) for one in (act.Warn(), act.End("protocol")))
    play = played(scenario, (*plan[: stated + 1], *hasty))
    assert found(play, "effort:missing").sentence.startswith(
        "A warning was about to be given, and nothing that was tried to redirect the caller was on"
        " record ("
    )
    assert "a warning that the reason asks for was not on record (" in (
        found(play, "warning:skipped").sentence
    )


def test_a_permission_that_may_have_been_given_aloud_was_not_on_record() -> None:
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    permits = replace(plan[place(plan, does(act.Permit))], action=act.Warn())
    play = played(scenario, (*plan[: place(plan, does(act.Permit))], permits))
    told = found(play, "permission:missing").sentence
    assert "no supervisor’s permission was on record (" in told
