"""The arguments and options that several commands have, and what the shell offers for a name."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.models import ArgumentInfo, OptionInfo

from guide.call.phone_number import normal_number
from guide.cli.settings import read_settings
from guide.cli.utf8 import option_as_utf8
from guide.errors import GuideError, UnknownName
from guide.record.call_list import CallInfo, kept_calls, unfinished_calls
from guide.record.calls import waiting_files
from guide.record.places import Places
from guide.script.library import load_library

_HARMLESS = re.compile(r"[A-Za-z0-9._-]+")
"""What a shell takes for a word, wherever it evaluates what is offered: zsh does."""

A_NAME = "CALL"
"""How the help calls the name of a call."""

_AT = re.compile(r"(?:(\d{1,3}):)?(\d{1,5}(?:\.\d+)?)")


def scripts_offered(ctx: typer.Context, incomplete: str) -> list[str]:
    return _beginning(incomplete, lambda: load_library(_folder(ctx)).scripts)


def scenarios_offered(ctx: typer.Context, incomplete: str) -> list[str]:
    # A shell alone asks for them.
    from guide.training.scenario_file import scenario_files

    return _beginning(incomplete, lambda: scenario_files(_folder(ctx)))


def unfinished_offered(incomplete: str) -> list[str]:
    return _beginning(incomplete, lambda: [info.id for info in _unfinished()])


def calls_offered(ctx: typer.Context, incomplete: str) -> list[str]:
    practice = bool(ctx.params.get("practice"))
    return _beginning(incomplete, lambda: [info.id for info in _kept(practice)])


def _beginning(incomplete: str, offers: Callable[[], Iterable[str]]) -> list[str]:
    """The ids that begin so; none where they cannot be read, as a prompt is no place to say.

    Ids alone: titles are others' words, and a shell might run what stands in them.
    """
    try:
        found = [one for one in offers() if one.startswith(incomplete)]
    except GuideError:
        return []
    return [one for one in found if _HARMLESS.fullmatch(one)]


def _unfinished() -> list[CallInfo]:
    places = _places()
    return unfinished_calls(places.calls, waiting_files(places, training=False))


def _kept(practice: bool) -> list[CallInfo]:
    places = _places()
    waiting = waiting_files(places, training=practice)
    return kept_calls(places.calls_of(practice), None, waiting)


def _folder(ctx: typer.Context) -> Path:
    asked = ctx.params.get("scripts")
    return read_settings()[0].below(scripts=Path(asked) if asked else None).scripts_folder


def _places() -> Places:
    """Where the records are, as they lie: a prompt is no place to bring anything home."""
    return read_settings()[0].private_places()


def named(metavar: str, told: str, offered: Callable[..., list[str]]) -> ArgumentInfo:
    """An argument that names what is there; the shell completes it from what is `offered`."""
    argument: ArgumentInfo = typer.Argument(
        metavar=metavar,
        help=told,
        autocompletion=offered,
        show_default=False,
        callback=_named if metavar == A_NAME else None,
    )
    return argument


def _named(ctx: typer.Context, param: typer.CallbackParam, value: str) -> str:
    """The call that is named. An empty name, as of a variable that is not set, is not none."""
    source = ctx.get_parameter_source(str(param.name))
    if value == "" and source is not None and source.name != "DEFAULT":
        raise UnknownName("Name a call: its id, or the beginning of it.")
    return value


def call_named(told: str) -> OptionInfo:
    """An option that names a call."""
    option: OptionInfo = typer.Option(
        metavar=A_NAME, help=told, show_default=False, callback=_named
    )
    return option


def value(metavar: str, told: str, **more: Any) -> OptionInfo:
    """An option that takes a value; without it there is none, which help need not say."""
    option: OptionInfo = typer.Option(metavar=metavar, help=told, show_default=False, **more)
    return option


def text(metavar: str, told: str, *names: str) -> OptionInfo:
    """An option that takes text, or several: to be kept, or to be looked for in what is."""
    option: OptionInfo = typer.Option(
        *names, metavar=metavar, help=told, show_default=False, callback=_as_utf8
    )
    return option


def _as_utf8(
    param: typer.CallbackParam, value: str | Sequence[str] | None
) -> str | list[str] | None:
    name = param.opts[0]
    if value is None:
        return None
    if isinstance(value, str):
        return option_as_utf8(name, value)
    return [option_as_utf8(name, one) for one in value]


def _or_before(ctx: typer.Context, param: typer.CallbackParam, value: Path | None) -> Path | None:
    """The folder asked for after the command, or else before it."""
    before = ctx.parent.params.get(str(param.name)) if ctx.parent else None
    return value or before


def folder_named(text: str) -> Path:
    """The folder that an option names. An empty name would be the one the shell is in."""
    if not text.strip():
        raise GuideError("The name of the folder is empty: write a folder after the option.")
    return Path(text)


def seconds_in(text: str) -> float | None:
    """The seconds that somebody wrote as such, or as minutes and seconds; None for no time."""
    match = _AT.fullmatch(text.strip())
    return int(match[1] or 0) * 60 + float(match[2]) if match else None


def number_sought(told: str) -> OptionInfo:
    """An option that names a number. One without digits would be that of every call without."""
    option: OptionInfo = typer.Option(
        "--number", metavar="NUMBER", help=told, show_default=False, callback=_as_number
    )
    return option


def folders_named(told: str) -> OptionInfo:
    """An option that names a folder of calls, and may be given several times."""
    option: OptionInfo = typer.Option(
        "--folder", metavar="DIR", help=told, show_default=False, readable=False
    )
    return option


def _as_number(param: typer.CallbackParam, value: str) -> str:
    number = option_as_utf8(param.opts[0], value)
    if number and not normal_number(number):
        raise GuideError(f"“{number}” is no number.")
    return number


A_CALL = "A call's id, or the beginning of it"
LATEST_CALL = f"{A_CALL}. Leave it out for the latest unfinished call."
A_SCENARIO = "The name of a scenario that comes with the scripts, or a scenario file"

Scripts = Annotated[
    Path | None,
    value(
        "DIR",
        "Use the scripts in this folder (default: GUIDE_SCRIPTS, or the built-in ones).",
        parser=folder_named,
        callback=_or_before,
    ),
]
Out = Annotated[
    Path | None,
    value(
        "DIR",
        "Write summaries to this folder (default: GUIDE_OUT, or your data folder).",
        parser=folder_named,
        callback=_or_before,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
Practice = Annotated[bool, typer.Option("--practice", help="Practice calls instead of real ones.")]
OneScript = Annotated[str, named("SCRIPT", "A script's id.", scripts_offered)]
ScenarioToPick = Annotated[
    str, named("SCENARIO", f"{A_SCENARIO}. Leave it out to pick one.", scenarios_offered)
]
Speed = Annotated[
    float, typer.Option(metavar="N", min=0.25, max=16, help="Speed, from 0.25 to 16.")
]
Seed = Annotated[
    int | None,
    value("N", "Which caller: the same number gives the same caller (default: random).", min=0),
]
