"""Reels for tests: of the shipped scenarios, and of calls that were really kept."""

from functools import cache
from pathlib import Path

from kit import shipped

from guide.call.events import Entry
from guide.record.calls import find_kept_call
from guide.record.places import Places
from guide.script.library import shipped_folder
from guide.training.demo import demo_of
from guide.training.practice import play
from guide.training.recording import Frame, Recording
from guide.training.scenario import Scenario
from guide.training.scenario_file import load_scenario, scenario_files

NAMES = tuple(scenario_files(shipped_folder()))


@cache
def scenario(name: str) -> Scenario:
    """A shipped scenario."""
    return load_scenario(scenario_files(shipped_folder())[name])


@cache
def demo(name: str) -> Recording:
    """The demo of a shipped scenario."""
    return demo_of(scenario(name), shipped())


def stepped_to(recording: Recording) -> tuple[Frame, ...]:
    """The frames that one steps to."""
    return tuple(frame for frame in recording.frames if not frame.minor)


def kept(name: str, folder: Path) -> Path:
    """The journal of a shipped scenario that was played and kept."""
    places = Places(folder / "state", folder / "out")
    call = play(scenario(name), shipped(), places).call.id
    return find_kept_call(places, call, training=True)


def events_of(entries: tuple[Entry, ...]) -> list[object]:
    """What happened after the start, with its times."""
    return [(entry.at, entry.elapsed, entry.event) for entry in entries[1:]]
