"""The arguments and options that several commands have, each defined once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

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
    str,
    typer.Argument(
        metavar="SCRIPT",
        help="The id of a script; left out, you pick one.",
        autocompletion=complete.scripts,
        show_default=False,
    ),
]
ScriptToShow = Annotated[
    str,
    typer.Argument(metavar="SCRIPT", help="The id of a script.", autocompletion=complete.scripts),
]
ScriptsToApprove = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SCRIPT",
        help="Ids of scripts; left out, every script.",
        autocompletion=complete.scripts,
        show_default=False,
    ),
]
CallToResume = Annotated[
    str,
    typer.Argument(
        metavar="CALL",
        help="The id of a call, or its beginning; left out, the latest unfinished one.",
        autocompletion=complete.unfinished,
        show_default=False,
    ),
]
CallToTell = Annotated[
    str,
    typer.Argument(
        metavar="CALL",
        help="The id of a call, or its beginning.",
        autocompletion=complete.kept,
    ),
]
CallsToVerify = Annotated[
    list[str],
    typer.Argument(
        metavar="SUMMARY",
        help="Files of summaries (.md or .toml), or ids of calls.",
        autocompletion=complete.kept,
    ),
]
CallToForget = Annotated[
    str,
    typer.Argument(
        metavar="CALL",
        help="The id of a call, or its beginning; left out, all that are older than asked.",
        autocompletion=complete.kept,
        show_default=False,
    ),
]
ScenarioToPlay = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="The name of a scenario that comes with the scripts, or its file.",
        autocompletion=complete.scenarios,
        show_default=False,
    ),
]
ScenarioToPractise = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="The name of a scenario that comes with the scripts, or its file; left out, you pick.",
        autocompletion=complete.scenarios,
        show_default=False,
    ),
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
ScenarioToShow = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="The name of a scenario that comes with the scripts, or its file; left out, you pick.",
        autocompletion=complete.scenarios,
        show_default=False,
    ),
]
CallToReplay = Annotated[
    str,
    typer.Argument(
        metavar="CALL",
        help="The id of a call, or its beginning; or the file of a journal (.jsonl).",
        autocompletion=complete.kept,
    ),
]
Speed = Annotated[
    float,
    typer.Option(metavar="N", min=0.25, max=16, help="How fast: from 0.25 to 16 times."),
]
Large = Annotated[bool, typer.Option("--large", help="In large type, for a projector.")]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=0,
        help="Which caller: one number, one caller (else one by chance).",
        show_default=False,
    ),
]
