"""The arguments and options that several commands have, each defined once."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.models import ArgumentInfo

from guide.chart.paper import Paper
from guide.cli import complete
from guide.cli.scripts import Form


class ChartForm(StrEnum):
    """How a chart is put out: drawn in a terminal, on paper, or for a program that draws it."""

    TEXT = "text"
    SVG = "svg"
    MERMAID = "mermaid"
    DOT = "dot"


def _or_before(ctx: typer.Context, param: typer.CallbackParam, value: Path | None) -> Path | None:
    """The folder asked for after the command, or else before it."""
    before = ctx.parent.params.get(str(param.name)) if ctx.parent else None
    return value or before


def _named(metavar: str, told: str, offered: Callable[..., list[complete.Offer]]) -> ArgumentInfo:
    """An argument that names what is there; the shell completes it from what is `offered`."""
    argument: ArgumentInfo = typer.Argument(
        metavar=metavar, help=told, autocompletion=offered, show_default=False
    )
    return argument


_SCRIPT = "A script's id"
_CALL = "A call's id, or the beginning of it"
_SCENARIO = "The name of a scenario that comes with the scripts, or a scenario file"

Scripts = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Use the scripts in this folder (default: GUIDE_SCRIPTS, or the built-in ones).",
        callback=_or_before,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Write summaries to this folder (default: GUIDE_OUT, or your data folder).",
        callback=_or_before,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]
Practice = Annotated[bool, typer.Option("--practice", help="Practice calls instead of real ones.")]
ScriptToTake = Annotated[
    str, _named("SCRIPT", f"{_SCRIPT}. Leave it out to pick one.", complete.scripts)
]
ScriptToShow = Annotated[str, _named("SCRIPT", f"{_SCRIPT}.", complete.scripts)]
ScriptsToApprove = Annotated[
    list[str] | None,
    _named("SCRIPT", "Script ids. Leave them out for every script.", complete.scripts),
]
CallToResume = Annotated[
    str,
    _named("CALL", f"{_CALL}. Leave it out for the latest unfinished call.", complete.unfinished),
]
CallToTell = Annotated[str, _named("CALL", f"{_CALL}.", complete.kept)]
CallToReplay = Annotated[
    str, _named("CALL", f"{_CALL}, or a journal file (.jsonl).", complete.kept)
]
CallsToVerify = Annotated[
    list[str],
    _named("SUMMARY", "Summary files (.md or .toml), or call ids.", complete.kept),
]
CallToForget = Annotated[
    str, _named("CALL", f"{_CALL}. Leave it out for every call that is old enough.", complete.kept)
]
ScenarioToPlay = Annotated[str, _named("SCENARIO", f"{_SCENARIO}.", complete.scenarios)]
ScenarioToPick = Annotated[
    str, _named("SCENARIO", f"{_SCENARIO}. Leave it out to pick one.", complete.scenarios)
]
PathsToCheck = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Folders of scripts, or single files (scenarios too); left out, the scripts in use.",
        show_default=False,
    ),
]
Documents = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="Check that each line is word for word in this document, which its script names as"
        " `source`. Repeat it for each document.",
        show_default=False,
    ),
]
FormOfScript = Annotated[
    Form,
    typer.Option(
        "--format",
        help="Text to read; Markdown, a handout of the wording with approvals, hashes and where"
        " each line comes up; or booklet, also Markdown, for trainers, step by step.",
    ),
]
FormOfChart = Annotated[
    ChartForm,
    typer.Option(
        "--format",
        help="Text, SVG to print, Mermaid for a wiki, or DOT for Graphviz.",
    ),
]
PaperToPrint = Annotated[
    Paper, typer.Option("--paper", help="The paper size for an SVG, upright or across.")
]
ChartFile = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write to this file.", show_default=False),
]
Speed = Annotated[
    float,
    typer.Option(metavar="N", min=0.25, max=16, help="Speed, from 0.25 to 16."),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=0,
        help="Which caller: the same number gives the same caller (default: random).",
        show_default=False,
    ),
]
