"""The commands about scripts. What they do is imported when they are called."""

from typing import Annotated

import typer

from guide.chart.paper import Paper
from guide.cli.options import (
    ChartFile,
    ChartForm,
    Documents,
    FormOfChart,
    FormOfScript,
    Json,
    PaperToPrint,
    PathsToCheck,
    Scripts,
    ScriptsToApprove,
    ScriptToShow,
)
from guide.cli.scripts import Form

_GROUP = "Scripts"

app = typer.Typer()


@app.command("list", rich_help_panel=_GROUP)
def list_scripts(scripts: Scripts = None, json: Json = False) -> None:
    """List the scripts."""
    from guide.cli.scripts import list_scripts

    list_scripts(scripts, as_json=json)


@app.command(rich_help_panel=_GROUP)
def show(
    script: ScriptToShow,
    scripts: Scripts = None,
    form: FormOfScript = Form.TEXT,
    json: Json = False,
) -> None:
    """Print one script: rules, steps, lines, choices."""
    from guide.cli.scripts import show_script

    show_script(script, scripts, form, as_json=json)


@app.command(rich_help_panel=_GROUP)
def chart(
    script: ScriptToShow,
    scripts: Scripts = None,
    form: FormOfChart = ChartForm.TEXT,
    paper: PaperToPrint = Paper.A4,
    out: ChartFile = None,
) -> None:
    """Draw the flowchart of a script, on the screen or to print."""
    from guide.cli.chart import chart_script

    chart_script(script, scripts, form, paper, out)


@app.command(rich_help_panel=_GROUP)
def check(
    paths: PathsToCheck = None,
    scripts: Scripts = None,
    against: Documents = None,
    json: Json = False,
) -> None:
    """Everything wrong with scripts and scenarios, and how to fix it.

    The scripts of a folder are checked together, a single file on its own. Wording that differs
    from what was approved is an error. The scenarios beside the scripts are played: what they name
    must exist, and rules may refuse only what they expect. Ends with 1 if there is an error;
    warnings alone are fine.
    """
    from guide.cli.check import check

    raise typer.Exit(check(paths or (), scripts, against or (), as_json=json))


@app.command(rich_help_panel=_GROUP)
def approve(
    scripts_to_approve: ScriptsToApprove = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who approves.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="A note to keep with it.")] = "",
    scripts: Scripts = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask. For programs.")] = False,
    json: Json = False,
) -> None:
    """Approve the wording now in the scripts.

    Shows word by word what changed since the last approval, and asks. Who approved what and when is
    kept in approvals.toml beside the scripts.
    """
    from guide.cli.approve import approve

    asked = tuple(scripts_to_approve or ())
    raise typer.Exit(approve(asked, scripts, by, note, yes=yes, as_json=json))
