"""What a practice call was taken with, kept beside its journal: the scenario's text, by its hash.

So a debrief can be made again, by the same rules, when scenario and scripts have long changed.
"""

from pathlib import Path

from guide.call.events import Rehearsed
from guide.call.state import Call
from guide.record.archive import kept_script_text
from guide.record.disk import Disk
from guide.record.places import Places
from guide.script.library import Library
from guide.script.load import parse_script
from guide.training.scenario import Scenario
from guide.training.scenario_file import parse_scenario
from guide.training.variant import cast_for


def scenario_folder(places: Places) -> Path:
    """Where the scenarios that calls were practised with lie, each under its hash."""
    return places.training.parent / "scenarios"


def keep_scenario(disk: Disk, places: Places, scenario: Scenario) -> None:
    """Keep the text of a scenario, once. Raises RecordError when the disk refuses."""
    folder = scenario_folder(places)
    if kept_script_text(folder, scenario.sha256) is None:
        disk.private_folder(folder)
        disk.write_whole({folder / f"{scenario.sha256}.toml": scenario.text.encode()})


def kept_scenario(places: Places, rehearsed: Rehearsed) -> Scenario | None:
    """The scenario of a practice call as it was, its places filled; None when it is not kept."""
    text = kept_script_text(scenario_folder(places), rehearsed.sha256)
    scenario = parse_scenario(text, rehearsed.scenario) if text is not None else None
    return cast_for(scenario, rehearsed.seed) if scenario else None


def library_then(library: Library, places: Places, call: Call) -> Library:
    """The library with the scripts of a call as they read when it was taken, as far as kept."""
    scripts = dict(library.scripts)
    for script_id, sha in call.scripts:
        now = scripts.get(script_id)
        text = kept_script_text(places.wording, sha) if now is None or now.sha256 != sha else None
        before = parse_script(text, f"{sha[:12]}.toml")[0] if text is not None else None
        if before is not None:
            scripts[script_id] = library.approvals.applied_as_of(before)
    return library.with_scripts(scripts)
