"""What a demo shows can be done in its time: by the debrief's own rules nobody would be blamed."""

from math import ceil

import pytest
from plays import NAMES, Play, scenario_of

from guide.call.events import CallerSpoke
from guide.training.caller import cue_name, talking
from guide.training.scenario import Scenario

CASTS = [(n, seed) for n in NAMES for seed in range(max(1, len(scenario_of(n).variants)))]


def shown(scenario: Scenario) -> Play:
    """The moves in their own time; the caller has said their words as the agent does the deed."""
    play = Play(scenario)
    for n, move in enumerate(scenario.moves, 1):
        if move.caller:
            play.now = max(play.now, move.at - ceil(talking(move.caller)))
            play.record(CallerSpoke(move.caller, cue_name(n)))
        play.now = move.at
        if move.action:
            play.do(move.action)
    return play


@pytest.mark.parametrize(("name", "seed"), CASTS)
def test_whoever_does_what_a_demo_shows_as_fast_as_it_shows_it_is_blamed_for_nothing(
    name: str, seed: int
) -> None:
    play = shown(scenario_of(name, seed))
    assert play.call.ended
    assert [one.sentence for one in play.told.findings if one.about in play.flaws()] == []


@pytest.mark.parametrize(("name", "seed"), CASTS)
def test_the_callers_words_fit_between_two_moves(name: str, seed: int) -> None:
    before = 0
    for move in scenario_of(name, seed).moves:
        assert not move.caller or move.at - before >= talking(move.caller), move.caller
        before = move.at
