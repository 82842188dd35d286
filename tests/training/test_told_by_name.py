"""A name that the caller says where the moves do something else was told all the same."""

import pytest
from msgspec.structs import replace
from plays import Play, scenario_of

from guide.call import actions as act
from guide.training.scenario import Scenario


def introduced(words: str) -> Scenario:
    """A caller who says these words first, at which the moves take a choice."""
    scenario = scenario_of("no-more-calls", 1)
    first = replace(scenario.moves[0], caller=words)
    return replace(scenario, moves=(first, *scenario.moves[1:]))


def heard(scenario: Scenario, *deeds: act.Action) -> Play:
    """Hears these words alone, does this, and is gone."""
    play = Play(scenario, 1)
    while not play.ends or play.talking:
        play.wait()
    for one in deeds:
        play.do(one)
    assert len(play.ends) == 1
    return play


def missed(play: Play) -> list[str]:
    return [one.sentence for one in play.told.findings if one.about == "details:missed"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Desmond Frye here.", True),
        ("It's Frye again, from 312-555-0154.", False),
        ("Desmond Fryer here.", False),
    ],
)
def test_a_name_that_was_said_was_told(words: str, told: bool) -> None:
    """“Caller (never told)”, where the caller had said “Max Born here.” at 0:02."""
    sentences = missed(heard(introduced(words), act.Choose(1)))
    assert any("Caller (told at 0:" in one for one in sentences) is told, sentences
    written = act.WriteDetail("caller", "Desmond Frye")
    play = heard(introduced(words), act.Choose(1), written)
    assert any(one.about == "details" for one in play.told.findings) is told


def test_a_number_that_was_said_was_told() -> None:
    [sentence] = missed(heard(introduced("Frye, from (312) 555 0154."), act.Choose(1)))
    assert "Number (told at 0:" in sentence
