"""The commands about the records of calls. What they do is imported when they are called."""

from typing import Annotated

import typer

from guide.cli.options import (
    CallsToVerify,
    CallToForget,
    CallToTell,
    Json,
    Out,
    Practice,
    Scripts,
)

_GROUP = "Records"

app = typer.Typer()


@app.command(rich_help_panel=_GROUP)
def calls(practice: Practice = False, json: Json = False) -> None:
    """List the calls, newest first."""
    from guide.cli.calls import list_calls

    list_calls(practice=practice, as_json=json)


@app.command(rich_help_panel=_GROUP)
def summary(
    call: CallToTell,
    out: Out = None,
    to_screen: Annotated[
        bool, typer.Option("--print", help="Print the summary itself and write nothing.")
    ] = False,
    practice: Practice = False,
    json: Json = False,
) -> None:
    """Write the summary of a call again.

    Prints the path of the summary.
    """
    from guide.cli.calls import give_summary

    raise typer.Exit(give_summary(call, out, practice=practice, to_screen=to_screen, as_json=json))


@app.command(rich_help_panel=_GROUP)
def verify(
    summaries: CallsToVerify, scripts: Scripts = None, out: Out = None, json: Json = False
) -> None:
    """Check that the record of a call is unchanged.

    Compares journal and summaries byte for byte, and the wording with its hashes and approvals.
    Ends with 1 if something does not match, and says what.
    """
    from guide.cli.calls import verify_records

    raise typer.Exit(verify_records(summaries, scripts, out, as_json=json))


@app.command(rich_help_panel=_GROUP)
def forget(
    call: CallToForget = "",
    older_than: Annotated[
        int | None,
        typer.Option(
            metavar="DAYS",
            min=0,
            help="Every call older than this (default: GUIDE_RETENTION_DAYS).",
        ),
    ] = None,
    out: Out = None,
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason. It is kept.")] = "",
    practice: Practice = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask, and erase unfinished calls too.")
    ] = False,
    json: Json = False,
) -> None:
    """Erase a call: journal and summaries.

    Without a call: every call older than the retention period, which is five years unless
    GUIDE_RETENTION_DAYS says otherwise. What stays is a do-not-call number with its date, and that
    the call was erased, when and why. Asks first, and prints the ids.
    """
    from guide.cli.forget import forget_calls

    raise typer.Exit(
        forget_calls(call, older_than, out, why, practice=practice, yes=yes, as_json=json)
    )


@app.command(rich_help_panel=_GROUP)
def doctor(scripts: Scripts = None, out: Out = None, json: Json = False) -> None:
    """Print the details that a bug report needs.

    Versions, where things are kept and with what permissions, the terminal, the time zone and the
    settings. It holds nothing about any caller. Ends with 1 if something is wrong, and says how to
    fix it.
    """
    from guide.cli.doctor import doctor

    raise typer.Exit(doctor(scripts, out, as_json=json))
