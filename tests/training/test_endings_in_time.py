"""Each ending, at each moment of each shipped call: it had come about by then, or it is named."""

from copy import copy
from functools import cache

import pytest
from plays import (
    LIBRARY,
    NAMES,
    Deed,
    Play,
    does,
    flaws_of,
    place,
    plan_of,
    played,
    scenario_of,
)

from guide.call import actions as act
from guide.call import events as ev
from guide.training.debrief import Debrief
from guide.training.finding import Sign

RESTS_ON = {
    ("second-call", "agreed"): "Yes. That settles it. Thank you.",
    ("supervisor-takes-over", "agreed"): "Yes. With the letter, yes.",
    ("warned-and-calm", "resolved"): "It is there. It has just come in.",
}
"""What the caller says by which a call has come to an ending."""

STEP_OF = {("passed-on", "connected"): "connect"}
"""The step from which a call ends so, where the caller need not say anything."""


def said(play: Play) -> list[str]:
    return [e.event.words for e in play.call.entries if isinstance(e.event, ev.CallerSpoke)]


@cache
def moments(name: str) -> tuple[Play, ...]:
    """A perfect play, as it stood whenever something new was said, chosen or owed; not ended."""
    play = Play(scenario_of(name))
    found: dict[tuple[object, ...], Play] = {}
    for deed in (Deed(None), *plan_of(play.scenario)[:-1]):
        play.carry_out(deed)
        call = play.call
        new = len(said(play)), call.here.n, len(call.follow_ups), call.manager
        found.setdefault(new, copy(play))
    return tuple(found.values())


def ended(play: Play, ending: str) -> Debrief | None:
    """How a call is looked back on that was ended then; None where a rule refuses to."""
    over = copy(play)
    over.do(act.End(ending))
    return over.told if over.call.ended else None


def had_come_about(play: Play, name: str, ending: str) -> bool:
    """Whether the call had come to an ending that needs nothing to be on record."""
    if (name, ending) in RESTS_ON:
        return any(words.startswith(RESTS_ON[name, ending]) for words in said(play))
    if (name, ending) in STEP_OF:
        return play.call.here.step == STEP_OF[name, ending]
    if ending == "handed-over":
        return bool(play.call.manager.asked) or _is_offered(play, ending)
    return False


def _is_offered(play: Play, ending: str) -> bool:
    choices = (c for step in LIBRARY.script(play.call.here.script).steps for c in step.choices)
    return any(choice.to.ending == ending and "hand over" in choice.label for choice in choices)


@pytest.mark.parametrize("name", NAMES)
def test_each_ending_at_each_moment_had_come_about_or_is_named(name: str) -> None:
    script = LIBRARY.script(scenario_of(name).script)
    protocol = LIBRARY.protocol_of(script)
    endings = {e.id: e for e in (*(protocol.endings if protocol else ()), *script.endings)}
    tried = 0
    for play in moments(name):
        for ending in endings.values():
            told = None if ending.protocol else ended(play, ending.id)
            if told is None:
                continue
            tried += 1
            flaws = flaws_of(told)
            praised = any(f.about == "ending" and f.sign is Sign.WELL for f in told.findings)
            where = f"“{ending.label}” at {play.now}"
            if ending.needs:
                kinds = {f"follow-up:{kind}" for kind in ending.needs}
                on_record = {f.kind for f in play.call.follow_ups}
                named = {*flaws} & {"ending", "ending:untrue", *kinds}
                assert set(ending.needs) <= on_record or (named and not praised), where
            elif not said(play):
                assert not praised, f"{where}: anything can befall such a call"
            elif ending.id == "handed-over" and not had_come_about(play, name, ending.id):
                assert (flaws.get("ending"), "ending:untrue" in flaws) == (Sign.THINK, False), where
            elif had_come_about(play, name, ending.id):
                assert "ending:untrue" not in flaws, where
            else:
                assert flaws.get("ending:untrue") is Sign.NEVER, where
    assert tried


@pytest.mark.parametrize(("name", "ending"), RESTS_ON)
def test_what_the_caller_said_is_so_from_whatever_step_it_is_recorded(
    name: str, ending: str
) -> None:
    there = [play for play in moments(name) if had_come_about(play, name, ending)]
    assert there
    for play in there:
        told = ended(play, ending)
        assert told
        assert "ending:untrue" not in flaws_of(told)
        assert any(f.about == "ending" and f.sign is Sign.WELL for f in told.findings)


@pytest.mark.parametrize("ending", ["Calmed down and resolved", "Turned around, resolved"])
def test_who_calms_down_and_apologizes_has_not_had_anything_resolved(ending: str) -> None:
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    calm = place(plan, does(act.Warn)) + 2
    steps = {"Calmed down and resolved": 0, "Turned around, resolved": 3}[ending]
    play = played(scenario, (*plan[: calm + steps], Deed(act.End("resolved"))))
    assert play.call.ended
    assert play.call.ended.event.label == ending
    [told] = [f for f in play.told.findings if f.about.startswith("ending")]
    assert told.sign is Sign.NEVER
    assert "the caller had not said what that rests on, and had last said, at" in told.sentence
    assert "“All right. All right. That was not fair." in told.sentence
