"""The scenarios that lie with a folder of scripts, in its folder `scenarios`."""

from collections.abc import Iterable
from pathlib import Path

from guide.errors import UnknownName
from guide.script.nearest import listed, nearest, quoted, suggestion

FOLDER = "scenarios"
_ENDING = ".toml"


def scenario_files(scripts: Path) -> dict[str, Path]:
    """The scenario files that lie with the scripts in this folder, by name."""
    try:
        found = sorted((scripts / FOLDER).iterdir())
    except OSError:
        return {}
    toml = (path for path in found if path.suffix == _ENDING and not path.name.startswith("."))
    return {path.stem: path for path in toml}


def find_scenario(name: str, scripts: Path) -> Path:
    """The file of a scenario, by its name among those with the scripts or by its path.

    Raises `UnknownName`, with the nearest name there is.
    """
    known = scenario_files(scripts)
    if name in known:
        return known[name]
    path = Path(name).expanduser()
    if path.suffix == _ENDING or len(path.parts) > 1:
        return path
    raise UnknownName(_no_such_scenario(name, known, scripts))


def _no_such_scenario(name: str, known: Iterable[str], scripts: Path) -> str:
    names = list(known)
    if not names:
        return f"There is no scenario in {scripts / FOLDER}. Name the file of one instead."
    if not name:
        return f"Name a scenario: {listed(names, 20)}."
    hint = suggestion(nearest(name, names), f"Those there are: {listed(names, 20)}.")
    return f"There is no scenario {quoted(name)}. {hint}"
