"""The arguments and options that several commands have, each defined once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from guide.cli import complete


class Form(StrEnum):
    """How a script is put out: to be read, or as a hand-out of its wording."""

    TEXT = "text"
    MARKDOWN = "markdown"


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
PathsToCheck = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Folders of scripts, or single files; left out, the folder of scripts.",
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
        help="As text to read, or in Markdown: a hand-out of its wording, with approvals, hashes,"
        " and where each line is met.",
    ),
]
