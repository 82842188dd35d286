"""The commands, their arguments and their help. What they do is imported when they are called."""

from typing import Annotated

import typer

from guide import __version__
from guide.cli.options import (
    CallsToVerify,
    CallToForget,
    CallToResume,
    CallToTell,
    Documents,
    Form,
    FormOfScript,
    Json,
    Out,
    PathsToCheck,
    Practice,
    ScenarioToPlay,
    Scripts,
    ScriptsToApprove,
    ScriptToShow,
    ScriptToTake,
)

ABOUT = """What to say to an angry caller, to the letter, and when the call may be ended.

Your first call: type guide and nothing else. Press the number of the script that fits the call.
Say the line that stands brightest on the screen, press space when it is said, and a number for what
the caller does next. F1 shows every key, e ends the call, and its summary is written.

\b
Examples:
  guide                               pick a script and take a call
  guide call irate-customers          take a call with this script
  guide resume                        go on with the call that was left
  guide show hang-up-protocol         read a script
  guide play friday-callback          play a call that was written down
  guide check my-scripts/             all that is wrong with your own scripts
  guide approve --by "Kim Lee"        sign off the wording that is in the scripts now

\b
Settings:
  GUIDE_SCRIPTS   the scripts, if not the program's own      (or --scripts)
  GUIDE_OUT       the summaries, if not your data folder     (or --out)
  GUIDE_STATE     the records of calls, if not your state folder
  GUIDE_RETENTION_DAYS   how long guide forget keeps calls, if not five years
  GUIDE_AGENT     your name, if not the one you log in with  (or --agent)
"""

app = typer.Typer(
    name="guide",
    help=ABOUT,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"guide {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def guide(
    ctx: typer.Context,
    scripts: Scripts = None,
    out: Out = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Take a call with the script that is picked, unless a command is given."""
    if ctx.invoked_subcommand is None:
        from guide.cli import take

        raise typer.Exit(take.call(scripts=scripts, out=out))


@app.command()
def call(
    script: ScriptToTake = "",
    scripts: Scripts = None,
    out: Out = None,
    caller: Annotated[str, typer.Option(metavar="NAME", help="The caller, if known.")] = "",
    number: Annotated[str, typer.Option(metavar="NUMBER", help="The caller's number.")] = "",
    agent: Annotated[
        str, typer.Option(metavar="NAME", help="Who takes the call (else GUIDE_AGENT).")
    ] = "",
    ref: Annotated[
        str, typer.Option(metavar="TEXT", help="A reference for the record, such as a ticket.")
    ] = "",
) -> None:
    """Take a call."""
    from guide.cli import take

    raise typer.Exit(
        take.call(
            script,
            scripts=scripts,
            out=out,
            caller=caller,
            number=number,
            agent=agent,
            ref=ref,
        )
    )


@app.command()
def resume(call: CallToResume = "", scripts: Scripts = None, out: Out = None) -> None:
    """Go on with an unfinished call.

    It goes on at the same step, with the same clocks, counter and draft.
    """
    from guide.cli import take

    raise typer.Exit(take.resume(call, scripts=scripts, out=out))


@app.command("list")
def list_scripts(scripts: Scripts = None, json: Json = False) -> None:
    """The scripts there are."""
    from guide.cli.scripts import list_scripts

    list_scripts(scripts, as_json=json)


@app.command()
def show(
    script: ScriptToShow,
    scripts: Scripts = None,
    form: FormOfScript = Form.TEXT,
    json: Json = False,
) -> None:
    """One script as text: rules, steps, lines, choices."""
    from guide.cli.scripts import show_script

    show_script(script, scripts, form, as_json=json)


@app.command()
def check(
    paths: PathsToCheck = None,
    scripts: Scripts = None,
    against: Documents = None,
    json: Json = False,
) -> None:
    """All that is wrong with scripts, and how to mend it.

    The scripts of a folder are checked with one another; a single file, by itself. Wording that is
    not as it was approved is an error too. Ends with 1 when there is an error; a warning alone is
    fine.
    """
    from guide.cli.check import check

    raise typer.Exit(check(paths or (), scripts, against or (), as_json=json))


@app.command()
def approve(
    scripts_to_approve: ScriptsToApprove = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who approves.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="A remark, kept with it.")] = "",
    scripts: Scripts = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for programs.")] = False,
    json: Json = False,
) -> None:
    """Approve the wording that is in the scripts now.

    Shows what changed since the last approval, word by word, and asks. What was approved, by whom
    and when is kept in approvals.toml beside the scripts.
    """
    from guide.cli.approve import approve

    asked = tuple(scripts_to_approve or ())
    raise typer.Exit(approve(asked, scripts, by, note, yes=yes, as_json=json))


@app.command()
def play(
    scenario: ScenarioToPlay = "", scripts: Scripts = None, out: Out = None, json: Json = False
) -> None:
    """Play a scenario from start to summary, without a screen.

    It goes by the same rules as a call on the screen. Puts out the path of the summary it wrote. An
    action that a rule refuses ends it with 1 and the reason.
    """
    from guide.cli.play import play_scenario

    raise typer.Exit(play_scenario(scenario, scripts, out, as_json=json))


@app.command()
def calls(practice: Practice = False, json: Json = False) -> None:
    """The calls kept, the newest first."""
    from guide.cli.calls import list_calls

    list_calls(practice=practice, as_json=json)


@app.command()
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


@app.command()
def verify(
    summaries: CallsToVerify, scripts: Scripts = None, out: Out = None, json: Json = False
) -> None:
    """Say whether the record of a call is as it was written.

    Compares journal and summaries byte for byte, and the wording with its hashes and approvals.
    Ends with 1 when something does not fit, and says what.
    """
    from guide.cli.verify import verify_records

    raise typer.Exit(verify_records(summaries, scripts, out, as_json=json))


@app.command()
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
) -> None:
    """Erase a call: journal and summaries.

    Without a call, all that are older than the retention period, which is five years unless
    GUIDE_RETENTION_DAYS says otherwise. A do-not-call number stays, with its date, and that the
    call was erased, when and why. Asks first, and puts out the ids.
    """
    from guide.cli.forget import forget_calls

    raise typer.Exit(forget_calls(call, older_than, out, why, practice=practice, yes=yes))
