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
    """The calls kept, the newest first."""
    from guide.cli.calls import list_calls

    list_calls(practice=practice, as_json=json)


@app.command(rich_help_panel=_GROUP)
def summary(
    call: CallToTell,
    out: Out = None,
    to_screen: Annotated[
        bool, typer.Option("--print", help="Put out the summary itself; write nothing.")
    ] = False,
    practice: Practice = False,
    json: Json = False,
) -> None:
    """Write the summary of a call again.

    Puts out the path of the summary it wrote.
    """
    from guide.cli.calls import give_summary

    raise typer.Exit(give_summary(call, out, practice=practice, to_screen=to_screen, as_json=json))


@app.command(rich_help_panel=_GROUP)
def verify(
    summaries: CallsToVerify, scripts: Scripts = None, out: Out = None, json: Json = False
) -> None:
    """Say whether the record of a call is as it was written.

    Compares journal and summaries byte for byte, and the wording with its hashes and approvals.
    Ends with 1 when something does not fit, and says what.
    """
    from guide.cli.calls import verify_records

    raise typer.Exit(verify_records(summaries, scripts, out, as_json=json))


@app.command(rich_help_panel=_GROUP)
def doctor(scripts: Scripts = None, out: Out = None, json: Json = False) -> None:
    """What is here and what is set, to paste into a report.

    Versions, where things are kept and with which rights, the terminal, the time zone, settings.
    Nothing of a caller is in it. Ends with 1 when something is wrong, and says how to mend it.
    """
    from guide.cli.doctor import doctor

    raise typer.Exit(doctor(scripts, out, as_json=json))


@app.command(rich_help_panel=_GROUP)
def forget(
    call: CallToForget = "",
    older_than: Annotated[
        int | None,
        typer.Option(
            metavar="DAYS", min=0, help="All calls older than this (else GUIDE_RETENTION_DAYS)."
        ),
    ] = None,
    out: Out = None,
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason, which is kept.")] = "",
    practice: Practice = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; unfinished calls as well.")
    ] = False,
    json: Json = False,
) -> None:
    """Erase a call: journal and summaries.

    Without a call, all that are older than the retention period, which is five years unless
    GUIDE_RETENTION_DAYS says otherwise. A do-not-call number stays, with its date, and that the
    call was erased, when and why. Asks first, and puts out the ids.
    """
    from guide.cli.forget import forget_calls

    raise typer.Exit(
        forget_calls(call, older_than, out, why, practice=practice, yes=yes, as_json=json)
    )
