"""What the shell offers when somebody presses tab: scripts, scenarios and calls that are there."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

from guide.cli.settings import read_settings
from guide.errors import GuideError
from guide.record.call_index import CallInfo
from guide.record.calls import kept_calls, unfinished_calls
from guide.record.places import Places
from guide.script.library import load_library
from guide.training.scenario_file import read_scenario, scenario_files

Offer = tuple[str, str]
"""A word, and what it stands for."""


def scripts(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Ids of scripts that begin so, with their titles."""
    return _beginning(incomplete, _scripts(_folder(ctx)))


def _scripts(folder: Path) -> Iterator[Offer]:
    yield from ((s.id, s.title) for s in load_library(folder).scripts.values())


def scenarios(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Names of scenarios that begin so, with their titles."""
    return _beginning(incomplete, _scenarios(_folder(ctx)))


def _scenarios(folder: Path) -> Iterator[Offer]:
    for name, path in scenario_files(folder).items():
        scenario, _ = read_scenario(path)
        yield name, scenario.title if scenario else "has mistakes"


def unfinished(incomplete: str) -> list[Offer]:
    """Ids of unfinished calls that begin so."""
    return _beginning(incomplete, _unfinished())


def _unfinished() -> Iterator[Offer]:
    yield from map(_call, unfinished_calls(_places().calls))


def kept(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Ids of calls that begin so."""
    return _beginning(incomplete, _kept(practice=bool(ctx.params.get("practice"))))


def _kept(*, practice: bool) -> Iterator[Offer]:
    yield from map(_call, kept_calls(_places().calls_of(practice)))


def _call(info: CallInfo) -> Offer:
    return info.id, f"{info.title}, {info.agent}"


def _folder(ctx: typer.Context) -> Path:
    asked = ctx.params.get("scripts")
    return read_settings()[0].below(scripts=Path(asked) if asked else None).scripts_folder


def _places() -> Places:
    return read_settings()[0].private_places()


def _beginning(incomplete: str, offers: Iterable[Offer]) -> list[Offer]:
    """The offers that begin so; none where they cannot be read, as a prompt is no place to say."""
    try:
        return [offer for offer in offers if offer[0].startswith(incomplete)]
    except GuideError:
        return []
