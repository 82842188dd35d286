"""The arguments and options that several commands have, each defined once."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.models import ArgumentInfo

from guide.chart.paper import Paper
from guide.cli import complete
from guide.cli.form import Form


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


_SCRIPT = "The id of a script"
_CALL = "The id of a call, or its beginning"
_SCENARIO = "The name of a scenario that comes with the scripts, or its file"

Scripts = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Take scripts from this folder (else GUIDE_SCRIPTS, else the program's own).",
        callback=_or_before,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Write summaries to this folder (else GUIDE_OUT, else your data folder).",
        callback=_or_before,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Put it out as JSON, for other programs.")]
Practice = Annotated[
    bool, typer.Option("--practice", help="Practice and scenarios instead of real calls.")
]
ScriptToTake = Annotated[
    str, _named("SCRIPT", f"{_SCRIPT}; left out, you pick one.", complete.scripts)
]
ScriptToShow = Annotated[str, _named("SCRIPT", f"{_SCRIPT}.", complete.scripts)]
ScriptsToApprove = Annotated[
    list[str] | None, _named("SCRIPT", "Ids of scripts; left out, every script.", complete.scripts)
]
CallToResume = Annotated[
    str, _named("CALL", f"{_CALL}; left out, the latest unfinished one.", complete.unfinished)
]
CallToTell = Annotated[str, _named("CALL", f"{_CALL}.", complete.kept)]
CallToReplay = Annotated[
    str, _named("CALL", f"{_CALL}; or the file of a journal (.jsonl).", complete.kept)
]
CallsToVerify = Annotated[
    list[str],
    _named("SUMMARY", "Files of summaries (.md or .toml), or ids of calls.", complete.kept),
]
CallToForget = Annotated[
    str, _named("CALL", f"{_CALL}; left out, all that are older than asked.", complete.kept)
]
ScenarioToPlay = Annotated[str, _named("SCENARIO", f"{_SCENARIO}.", complete.scenarios)]
ScenarioToPick = Annotated[
    str, _named("SCENARIO", f"{_SCENARIO}; left out, you pick.", complete.scenarios)
]
PathsToCheck = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Folders of scripts, or single files, also of scenarios; left out, the folder of"
        " scripts.",
        show_default=False,
    ),
]
Documents = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="Prove that each line stands to the letter in this document, which its script names"
        " as `source`. Once for each document.",
        show_default=False,
    ),
]
FormOfScript = Annotated[
    Form,
    typer.Option(
        "--format",
        help="As text to read; in Markdown, a hand-out of its wording, with approvals, hashes, and"
        " where each line is met; or, also in Markdown, a booklet for trainers, step by step.",
    ),
]
FormOfChart = Annotated[
    ChartForm,
    typer.Option(
        "--format",
        help="As text, as an SVG to print, in Mermaid for a wiki, or in DOT for Graphviz.",
    ),
]
PaperToPrint = Annotated[
    Paper, typer.Option("--paper", help="The paper that an SVG is to fill, upright or across.")
]
ChartFile = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write it to this file.", show_default=False),
]
Speed = Annotated[
    float,
    typer.Option(metavar="N", min=0.25, max=16, help="How fast: from 0.25 to 16 times."),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=0,
        help="Which caller: one number, one caller (else one by chance).",
        show_default=False,
    ),
]
