"""Reels on the screen, for tests."""

from functools import cache

from kit import shipped

from guide.script.library import shipped_folder
from guide.training.demo import demo_of
from guide.training.recording import Frame, Recording
from guide.training.scenario import Scenario
from guide.training.scenario_file import load_scenario, scenario_files

NAMES = tuple(scenario_files(shipped_folder()))
WIDE, NARROW = (120, 36), (80, 24)


@cache
def scenario(name: str) -> Scenario:
    """A shipped scenario."""
    return load_scenario(scenario_files(shipped_folder())[name])


@cache
def demo(name: str) -> Recording:
    """The demo of a shipped scenario."""
    return demo_of(scenario(name), shipped())


def moves(recording: Recording) -> tuple[Frame, ...]:
    """The frame after each move of a demo."""
    return tuple(frame for frame in recording.frames if not frame.minor)[1:]
