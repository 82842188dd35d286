"""Playing a scenario at the prompt."""

from pathlib import Path

from guide.cli.output import FINE, WRONG, print_json, print_out, warn
from guide.cli.settings import settings
from guide.script.library import load_library
from guide.training.practice import Played, play
from guide.training.scenario import Scenario
from guide.training.scenario_file import find_scenario, load_scenario


def play_scenario(name: str, scripts: Path | None, out: Path | None, *, as_json: bool) -> int:
    """Play a scenario, put out the path of its summary, and return the exit code."""
    chosen = settings(scripts=scripts, out=out)
    folder = chosen.scripts_folder
    scenario = load_scenario(find_scenario(name, folder))
    into = chosen.practice_summaries
    played = play(scenario, load_library(folder), chosen.private_places(), into=into)
    if as_json:
        print_json(_outcome(scenario, played))
    elif played.summary:
        print_out(str(played.summary[0]))
    problem = _problem(scenario, played)
    if problem:
        warn(problem)
    return WRONG if problem else FINE


def _outcome(scenario: Scenario, played: Played) -> dict[str, object]:
    for_people, for_programs = played.summary or (None, None)
    return {
        "scenario": scenario.id,
        "call": played.call.id,
        "summary": for_people,
        "toml": for_programs,
        "refused": played.refused.reason if played.refused else None,
    }


def _problem(scenario: Scenario, played: Played) -> str:
    """What kept the scenario from going as it is written; empty when nothing did."""
    if (beat := played.refused) is not None:
        return f"{scenario.id}, {beat.name}: {beat.reason}"
    if played.summary is None:
        return f'{scenario.id} does not end its call: add a last move with do = "end".'
    if scenario.refused:
        return f"{scenario.id} expects a refusal (“{scenario.refused}”), and nothing was refused."
    return ""
