"""Every command, in the groups that --help shows. What they do is imported when they are called."""

from pathlib import Path
from typing import Annotated

import typer

from guide.chart.paper import Paper
from guide.cli.options import (
    A_CALL,
    A_NAME,
    A_SCENARIO,
    LATEST_CALL,
    Force,
    Json,
    OneScript,
    Out,
    Practice,
    ScenarioToPick,
    Scripts,
    Seed,
    Speed,
    call_named,
    calls_offered,
    folders_named,
    named,
    number_sought,
    scenarios_offered,
    scripts_offered,
    text,
    unfinished_offered,
    value,
)
from guide.cli.owed_words import DOINGS, Doing, Due
from guide.cli.review_words import REMARK_DOINGS, RemarkDoing
from guide.cli.scripts import ChartForm, FileKind, Form

app = typer.Typer()

DueThen = Annotated[
    Due | None, typer.Option("--due", help="Only those that are due then.", show_default=False)
]
OfKind = Annotated[str, text("KIND", "Only this kind: callback …", "--kind")]
ForNumber = Annotated[str, number_sought("Only for this number.")]
Saying = Annotated[list[str] | None, text("WORD", "Only what says this.", "--find")]
AlsoClosed = Annotated[bool, typer.Option("--closed", help="Closed ones, too.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet.")]
OfCaller = Annotated[str, text("NAME", "Only of this caller.", "--caller")]
OfAgent = Annotated[str, text("NAME", "Only those this person took.", "--agent")]
Ending = Annotated[
    str, text("WORDS", "Only those that ended so: callback, not ended …", "--ending")
]
FromDay = Annotated[
    str, typer.Option("--from", metavar="DAY", help="Only from this day on: 11/20, fri …")
]
ToDay = Annotated[str, typer.Option("--to", metavar="DAY", help="Only until this day.")]
OfGround = Annotated[str, text("WORDS", "Only with this ground to hang up: abusive …", "--ground")]
Owing = Annotated[bool, typer.Option("--owed", help="Only where something is owed.")]
AsCalendar = Annotated[bool, typer.Option("--ics", help="Print an iCalendar file.")]


@app.command(rich_help_panel="Calls")
def call(
    script: Annotated[
        str, named("SCRIPT", "A script's id. Leave it out to pick one.", scripts_offered)
    ] = "",
    scripts: Scripts = None,
    out: Out = None,
    caller: Annotated[str, text("NAME", "The caller, if known; - reads a line.")] = "",
    number: Annotated[str, text("NUMBER", "The caller's number; - reads a line.")] = "",
    agent: Annotated[str, text("NAME", "Who takes the call (default: GUIDE_AGENT).")] = "",
    ref: Annotated[str, text("TEXT", "A reference for the record, such as a ticket.")] = "",
    language: Annotated[
        str, text("CODE", "Speak to the caller in this language: es … (default: GUIDE_LANGUAGE).")
    ] = "",
) -> None:
    """Take a call.

    Options show in the list of processes and in the shell's history. With - in place of a name or a
    number, it is read from standard input instead: a line each, the name first.
    """
    from guide.cli.take import take_call

    known = {"caller": caller, "number": number, "agent": agent, "ref": ref, "language": language}
    raise typer.Exit(take_call(script, scripts=scripts, out=out, **known))


@app.command(rich_help_panel="Calls")
def resume(
    call: Annotated[str, named(A_NAME, LATEST_CALL, unfinished_offered)] = "",
    branch: Annotated[
        int | None,
        value("N", "Of a record that went on in two places: the branch to go on with.", min=1),
    ] = None,
    scripts: Scripts = None,
    out: Out = None,
) -> None:
    """Continue an unfinished call.

    It continues at the same step, with the same clocks, counter and draft. A branch that has ended
    is finished: its summary is written. Of a call that ended within a day, its page is shown again.
    """
    from guide.cli.take import resume_call

    raise typer.Exit(resume_call(call, branch=branch or 0, scripts=scripts, out=out))


@app.command("list", rich_help_panel="Scripts")
def list_scripts(scripts: Scripts = None, json: Json = False) -> None:
    """List the scripts."""
    from guide.cli.scripts import list_scripts

    list_scripts(scripts, as_json=json)


@app.command(rich_help_panel="Scripts")
def show(
    script: OneScript,
    scripts: Scripts = None,
    form: Annotated[
        Form,
        typer.Option(
            "--format",
            help="Text to read; Markdown, a handout of the wording with approvals, hashes and"
            " where each line comes up; booklet, also Markdown, for trainers, step by step; or CSV,"
            " a table for translators.",
        ),
    ] = Form.TEXT,
    language: Annotated[
        str, text("CODE", "Of the table for translators: into this language alone.")
    ] = "",
    json: Json = False,
) -> None:
    """Print one script: rules, steps, lines, choices.

    The table for translators has the lines to the caller with their translations. guide import
    writes it into the script again.
    """
    from guide.cli.scripts import show_script

    show_script(script, scripts, form, as_json=json, language=language)


@app.command(rich_help_panel="Scripts")
def chart(
    script: OneScript,
    scripts: Scripts = None,
    form: Annotated[
        ChartForm,
        typer.Option(
            "--format", help="Text, SVG to print, Mermaid for a wiki, or DOT for Graphviz."
        ),
    ] = ChartForm.TEXT,
    paper: Annotated[
        Paper | None,
        typer.Option(
            help="The paper size for an SVG, upright or across. Without it, the one that is usual"
            " where the desk is."
        ),
    ] = None,
    out: Annotated[Path | None, value("FILE", "Write to this file.")] = None,
    force: Force = False,
) -> None:
    """Draw the flowchart of a script, on the screen or to print."""
    from guide.cli.chart import chart_script

    chart_script(script, scripts, form, paper, out, force=force)


@app.command("import", rich_help_panel="Scripts")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A Mermaid flowchart (.mmd), or a table of translations (.csv).",
            show_default=False,
            readable=False,
        ),
    ],
    out: Annotated[
        Path | None, value("FILE", "Of a flowchart: write to this file, which must be a new one.")
    ] = None,
    language: Annotated[str, text("CODE", "Of a table: the language of the translations.")] = "",
    scripts: Scripts = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask. For programs.")] = False,
    print_only: Annotated[
        bool,
        typer.Option("--print", help="Of a table: print the script with it, and write nothing."),
    ] = False,
) -> None:
    """Make a script from a flowchart, or bring in translations.

    The boxes of a flowchart are the steps, its arrows the choices. The wording is left open: guide
    check names each line that is still to be written. What cannot be read is told with its line.

    Of a table that guide show wrote, it is shown what is new, and asked; nothing else of a script's
    file is touched. A row is refused if the words have changed meanwhile. Either ends with 1 if not
    everything was taken.
    """
    from guide.cli.import_file import import_file

    code = import_file(file, out, language, scripts, yes=yes, print_only=print_only)
    raise typer.Exit(code)


@app.command(rich_help_panel="Scripts")
def preview(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A script's file (.toml).", show_default=False, readable=False
        ),
    ],
) -> None:
    """Show the call screen of a file while you write it.

    It follows the file as it is saved, stays at the step where you are, and shows what guide check
    tells of the file. You can play the call through: nothing of it is kept.
    """
    from guide.cli.preview import preview_file

    raise typer.Exit(preview_file(file))


@app.command(rich_help_panel="Scripts")
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Folders of scripts, or single files (scenarios too); left out, the scripts in"
            " use.",
            show_default=False,
        ),
    ] = None,
    scripts: Scripts = None,
    against: Annotated[
        list[Path] | None,
        value(
            "FILE",
            "Check that each line is word for word in this document, which its script names as"
            " `source`. Repeat it for each document.",
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="What nobody ever approved is an error, too.")
    ] = False,
    accepted: Annotated[
        bool, typer.Option("--accepted", help="List the accepted warnings too, with the reasons.")
    ] = False,
    json: Json = False,
) -> None:
    """Everything wrong with scripts and scenarios, and how to fix it.

    The scripts of a folder are checked together, a single file on its own. Wording and rules that
    differ from what was approved are errors. The scenarios beside the scripts are played: what they
    name must exist, and rules may refuse only what they expect. Ends with 1 if there is an error;
    warnings alone are fine.
    """
    from guide.cli.check import check_paths

    code = check_paths(
        paths or (), scripts, against or (), as_json=json, strict=strict, with_accepted=accepted
    )
    raise typer.Exit(code)


@app.command(rich_help_panel="Scripts")
def new(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A folder that is not there, or empty.")
    ],
) -> None:
    """Start a folder of your own scripts, with a small one to change.

    The hang-up protocol lies beside it, and a schema that lets an editor complete and underline.
    """
    from guide.cli.schema import start_folder

    raise typer.Exit(start_folder(folder))


@app.command(rich_help_panel="Scripts")
def schema(
    kind: Annotated[
        FileKind, typer.Argument(metavar="KIND", help="script, scenario, approvals or settings.")
    ],
) -> None:
    """Print the JSON Schema of a kind of file, for editors.

    Save it beside your files, and name it in their first line: #:schema script.schema.json
    """
    from guide.cli.schema import print_schema

    raise typer.Exit(print_schema(kind))


@app.command(rich_help_panel="Scripts")
def approve(
    scripts_to_approve: Annotated[
        list[str] | None,
        named("SCRIPT", "Script ids. Leave them out for every script.", scripts_offered),
    ] = None,
    by: Annotated[str, text("NAME", "Who approves.")] = "",
    note: Annotated[str, text("TEXT", "A note to keep with it.")] = "",
    line: Annotated[
        list[str] | None,
        value("LINE", "Approve or withdraw this line alone. Repeat it for each."),
    ] = None,
    withdraw: Annotated[
        str, text("NAME", "Withdraw what this person approved of the script instead.")
    ] = "",
    language: Annotated[
        str, text("CODE", "Approve or withdraw the translations into this language alone: es …")
    ] = "",
    join: Annotated[
        bool,
        typer.Option(
            "--join", help="Put approvals of two branches of git behind one another instead."
        ),
    ] = False,
    scripts: Scripts = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask. For programs.")] = False,
    json: Json = False,
) -> None:
    """Approve the wording and the rules now in the scripts.

    Shows word by word and rule by rule what changed since the last approval, and asks. Who approved
    what and when is kept in approvals.toml beside the scripts. Where a script asks for several
    `approvers`, each approves it in their own name. Translations are approved with --language, by
    whoever reads that language.
    """
    names = scripts_to_approve or ()
    if join:
        from guide.cli.joining import join_approvals

        alone = not (names or by or note or line or withdraw or language or json)
        raise typer.Exit(join_approvals(scripts, alone=alone, yes=yes))
    from guide.cli.approve import approve_scripts

    code = approve_scripts(
        *(names, scripts, by, note),
        yes=yes,
        as_json=json,
        lines=line or (),
        withdraw=withdraw,
        language=language,
    )
    raise typer.Exit(code)


@app.command(rich_help_panel="Training")
def play(
    scenario: Annotated[str, named("SCENARIO", f"{A_SCENARIO}.", scenarios_offered)] = "",
    scripts: Scripts = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Run a scenario from start to summary, without a screen.

    The same rules apply as on the screen. Prints the path of the summary. If a rule refuses an
    action, it stops with 1 and the reason.
    """
    from guide.cli.practice import play_scenario

    raise typer.Exit(play_scenario(scenario, scripts, out, as_json=json))


@app.command(rich_help_panel="Training")
def demo(
    scenario: ScenarioToPick = "",
    scripts: Scripts = None,
    speed: Speed = 1,
    record: Annotated[
        Path | None, value("FILE", "Record it for terminal players (asciicast).")
    ] = None,
    svg: Annotated[Path | None, value("FILE", "Draw one moment of it as SVG.")] = None,
    at: Annotated[
        str, typer.Option(metavar="TIME", help="Which moment: seconds, 1:35, or a chapter (c3).")
    ] = "0",
    size: Annotated[
        str, typer.Option(metavar="WxH", help="Columns and rows of a recording or picture.")
    ] = "120x36",
    force: Force = False,
) -> None:
    """Show a call that plays itself, on the screen as in life.

    Space pauses, the arrows step forward and back, ? shows all keys; t takes over: you play on by
    hand, and Esc goes back. Nothing of it is kept.
    """
    from guide.cli import demo

    if record:
        demo.record_demo(scenario, scripts, speed, record, size, force=force)
    if svg:
        demo.draw_demo(scenario, scripts, at, svg, size, force=force)
    if not (record or svg):
        raise typer.Exit(demo.show_demo(scenario, scripts, speed))


@app.command(rich_help_panel="Training")
def replay(
    call: Annotated[str, named(A_NAME, f"{A_CALL}, or a journal file (.jsonl).", calls_offered)],
    scripts: Scripts = None,
    practice: Practice = False,
    speed: Speed = 1,
) -> None:
    """Show a past call again, from its journal alone.

    The same screen and keys as guide demo. The record is only read.
    """
    from guide.cli.demo import replay_call

    raise typer.Exit(replay_call(call, scripts, speed, practice=practice))


@app.command(rich_help_panel="Training")
def practice(
    scenario: ScenarioToPick = "",
    scripts: Scripts = None,
    out: Out = None,
    agent: Annotated[str, text("NAME", "Who practices (default: GUIDE_AGENT).")] = "",
    seed: Seed = None,
    debrief: Annotated[str, call_named("Show the debrief of this practice call again.")] = "",
    past: Annotated[
        bool, typer.Option("--history", help="Past practice, and what keeps coming up.")
    ] = False,
    whole_class: Annotated[
        bool, typer.Option("--class", help="With --history: of everybody who practiced here.")
    ] = False,
    json: Json = False,
) -> None:
    """Practice a call with a caller from a scenario.

    The caller follows the scenario and reacts to what you do; the rest is up to you. At the end, a
    debrief goes through what you did, move by move. There is no score. Practice is kept apart from
    real calls.
    """
    from guide.cli import practice

    if past or whole_class:
        shown = practice.show_history(agent, scripts, whole_class=whole_class, as_json=json)
        raise typer.Exit(shown)
    if debrief:
        raise typer.Exit(practice.show_debrief(debrief, scripts, as_json=json))
    raise typer.Exit(practice.practise(scenario, scripts, out, agent, seed, as_json=json))


@app.command(rich_help_panel="Training")
def review(
    agent: Annotated[str, text("NAME", "Only about calls of this person.", "--agent")] = "",
    call: Annotated[str, named(A_NAME, f"{A_CALL}: only about it.", calls_offered)] = "",
    waits_for: Annotated[str, text("NAME", "Only what waits for this person.", "--for")] = "",
    closed: AlsoClosed = False,
    practice: Practice = False,
    json: Json = False,
) -> None:
    """List the remarks that are open, and whom each waits for.

    Ends with 1 if the record of a call was changed since a remark was noted.
    """
    from guide.cli.review import Asked, list_remarks

    asked = Asked(agent, call, waits_for, closed)
    raise typer.Exit(list_remarks(asked, practice=practice, as_json=json))


@app.command(rich_help_panel="Training")
def remark(
    name: Annotated[
        str,
        typer.Argument(
            metavar="CALL|REMARK",
            help="The call to note a remark about; or a remark, as guide review lists it.",
        ),
    ],
    doing: Annotated[RemarkDoing, typer.Argument(metavar="WHAT", help=REMARK_DOINGS)],
    words: Annotated[str, text("TEXT", "The remark, the answer, or why.", "--text")] = "",
    at: Annotated[
        str,
        value("TIME", "For note: at what moment, seconds or 1:35. With --finding: else its own."),
    ] = "",
    finding: Annotated[
        str, text("CODE", "The finding of the debrief that a new remark is about.", "--finding")
    ] = "",
    practice: Practice = False,
) -> None:
    """Note a remark about a call, answer it, sign it off, withdraw it.

    The agent of the call answers, then both sign off. Whose name it is recorded under, GUIDE_AGENT
    says.
    """
    from guide.cli.review import say_in_remark

    raise typer.Exit(say_in_remark(name, doing, words, at, finding, practice=practice))


@app.command(rich_help_panel="Training")
def serve(
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Address to listen on; this computer only. With another one the class needs a"
            " token, which is printed.",
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="Port; 0 for any.")
    ] = 8000,
    seed: Seed = None,
    scripts: Scripts = None,
    out: Out = None,
) -> None:
    """Open a classroom for browsers: demos and practice only.

    Prints its address, and that of the trainer's page, which shows every seat. Each window is one
    trainee, and their practice is saved under their name on this computer. Needs call-guide[web].
    """
    from guide.cli.classroom import open_classroom

    raise typer.Exit(open_classroom(host, port, seed, scripts, out))


@app.command(hidden=True)
def seat(
    seed: Seed = None,
    scripts: Scripts = None,
    out: Out = None,
    tell: Annotated[int, typer.Option(help="The open file that takes its news.")] = -1,
    name: Annotated[str, typer.Option(help="Who sits there.")] = "",
    call: Annotated[list[str] | None, typer.Option(help="Practice that was cut short.")] = None,
    elapsed: Annotated[list[float] | None, typer.Option(help="For how long each ran.")] = None,
    names: Annotated[Path | None, typer.Option(help="Where the class keeps its names.")] = None,
) -> None:
    """A seat in the classroom, as guide serve runs it."""
    from guide.cli.classroom import sit

    unfinished = dict(zip(call or (), elapsed or (), strict=False))
    raise typer.Exit(sit(seed, scripts, out, tell, name, unfinished, names))


@app.command(rich_help_panel="Records")
def calls(
    number: Annotated[str, number_sought("Only from this number, however it is written.")] = "",
    caller: OfCaller = "",
    agent: OfAgent = "",
    ending: Ending = "",
    since: FromDay = "",
    until: ToDay = "",
    ground: OfGround = "",
    words: Annotated[
        list[str] | None,
        text(
            "WORD",
            "Only with this in notes, details, the caller's words, what was recorded after the"
            " call, or as the name of who permitted a warning, was told, or came as manager.",
            "--find",
        ),
    ] = None,
    owed: Owing = False,
    practice: Practice = False,
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet.")] = False,
) -> None:
    """List the calls, newest first.

    Ends with 1 if one is damaged, or if the ledger knows a call that is not there any more.
    """
    from guide.cli.calls import list_calls
    from guide.cli.calls_sought import Sought, day_of
    from guide.cli.owed import warn_of_missing, warn_of_unseen
    from guide.cli.settings import settings

    days = (day_of(since), day_of(until))
    sought = Sought(number, caller, agent, ending, *days, ground, tuple(words or ()), owed)
    where = settings().records()
    code = list_calls(where, sought, practice=practice, as_json=json, as_csv=csv)
    code = (warn_of_unseen if practice else warn_of_missing)(where) or code
    raise typer.Exit(code)


@app.command(rich_help_panel="Records")
def owed(
    due: DueThen = None,
    kind: OfKind = "",
    by: Annotated[str, text("NAME", "Only what this person owes.")] = "",
    number: ForNumber = "",
    words: Saying = None,
    closed: AlsoClosed = False,
    json: Json = False,
    csv: AsCsv = False,
    ics: AsCalendar = False,
) -> None:
    """Show what is owed to callers, the most pressing first.

    In a terminal it is a screen, unless only a part or another format is asked for. Ends with 1 if
    a call could not be read, or is gone: what it promised may be missing.
    """
    import sys

    from guide.cli.owed import Asked, show_owed, tell_owed

    asked = Asked(due, kind, by, number, tuple(words or ()), closed)
    if asked == Asked() and not (json or csv or ics) and sys.stdout.isatty():
        raise typer.Exit(show_owed())
    raise typer.Exit(tell_owed(asked, json=json, csv=csv, ics=ics))


@app.command(rich_help_panel="Records")
def mark(
    promise: Annotated[
        str, typer.Argument(metavar="PROMISE", help="A promise, as guide owed or collect lists it.")
    ],
    doing: Annotated[Doing, typer.Argument(metavar="WHAT", help=DOINGS)],
    to: Annotated[
        str,
        text(
            "NAME|DAY|NUMBER|KIND",
            "To whom it is passed on, moved until when, the right number, or what was promised.",
        ),
    ] = "",
    note: Annotated[str, text("TEXT", "What happened, or why.")] = "",
    holds: Annotated[
        list[str] | None,
        text("FIELD=TEXT", "What it holds that was promised, such as number=.", "--with"),
    ] = None,
    agent: Annotated[str, text("NAME", "Who you are (default: GUIDE_AGENT).")] = "",
    folders: Annotated[
        list[Path] | None,
        folders_named(
            "A promise of this folder, as guide collect has it. Repeat it for each folder."
        ),
    ] = None,
) -> None:
    """Record what was done about a promise.

    Within a day of a call, CALL promised --to callback writes down what was forgotten, and
    CALL/12 promised replaces that one.
    """
    from guide.cli.owed import mark

    raise typer.Exit(mark(promise, doing, to, note, agent, folders or (), holds or ()))


@app.command(rich_help_panel="Records")
def collect(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDER",
            help="Folders of records, as guide doctor shows them under “calls” to their owners, or"
            " copies of them.",
            show_default=False,
            readable=False,
        ),
    ],
    calls: Annotated[
        bool, typer.Option("--calls", help="List the calls instead of what is owed.")
    ] = False,
    dnc: Annotated[
        bool, typer.Option("--dnc", help="List the numbers that must not be called instead.")
    ] = False,
    show: Annotated[
        str, call_named("Print the summary of this call, and whether its record fits.")
    ] = "",
    due: DueThen = None,
    kind: OfKind = "",
    by: Annotated[str, text("NAME", "Only what this person owes, or took.")] = "",
    number: ForNumber = "",
    words: Saying = None,
    closed: AlsoClosed = False,
    caller: OfCaller = "",
    agent: OfAgent = "",
    ending: Ending = "",
    since: FromDay = "",
    until: ToDay = "",
    ground: OfGround = "",
    owed: Owing = False,
    json: Json = False,
    csv: AsCsv = False,
    ics: AsCalendar = False,
) -> None:
    """Show what several people owe, as one register.

    The folders, and your own, are only read. They are verified first: what does not fit is told,
    and ends with 1. In a terminal it is the screen of guide owed. What you record there is kept in
    your own folder. With --calls, the options of guide calls choose.
    """
    from guide.cli.calls_sought import Sought, day_of
    from guide.cli.collect import Part, collect
    from guide.cli.owed import Asked

    part = Part(calls=calls, numbers=dnc, show=show, json=json, csv=csv, ics=ics)
    found = tuple(words or ())
    asked = Asked(due, kind, by, number, found, closed)
    days = (day_of(since), day_of(until))
    sought = Sought(number, caller, agent or by, ending, *days, ground, found, owed)
    raise typer.Exit(collect(folders, asked, sought, part))


@app.command(rich_help_panel="Records")
def dnc(
    csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV: number, when, who asked, agent, call, state.")
    ] = False,
    json: Json = False,
) -> None:
    """List the numbers that must not be called.

    One a line, as a dialer's suppression file has them. Numbers of calls that were erased are among
    them; one whose follow-up is void is told of beside them. What is no phone number is left out
    and told apart. Ends with 1 then, and if a call could not be read, or is gone: its numbers may
    be missing.
    """
    from guide.cli.owed import tell_do_not_call
    from guide.cli.settings import settings

    where = settings().records()
    raise typer.Exit(tell_do_not_call(where, as_csv=csv, as_json=json))


@app.command(rich_help_panel="Records")
def stats(
    agent: Annotated[str, text("NAME", "Only calls of this agent.")] = "",
    script: Annotated[
        str,
        value("SCRIPT", "Only calls that began with it.", autocompletion=scripts_offered),
    ] = "",
    ending: Ending = "",
    since: FromDay = "",
    until: ToDay = "",
    calls: Annotated[
        str, value("FIGURE", "List the calls behind a figure, or any of a group: skipped …")
    ] = "",
    folders: Annotated[
        list[Path] | None,
        folders_named(
            "Also the calls of this folder, as guide collect has it. Repeat it for each."
        ),
    ] = None,
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet.")] = False,
) -> None:
    """Show figures over the calls kept.

    How they ended, warnings, anger, promises, lines skipped; over all, by script and by agent.
    Practice is not counted. Ends with 1 if a record could not be counted, or is gone, or a folder's
    records do not fit.
    """
    from guide.cli.calls_sought import Sought, day_of
    from guide.cli.stats import Asked, list_behind, tell_figures

    sought = Sought(ending=ending, since=day_of(since), until=day_of(until))
    asked = Asked(sought, script, agent)
    if calls:
        raise typer.Exit(list_behind(calls, asked, folders or (), as_json=json, as_csv=csv))
    raise typer.Exit(tell_figures(asked, folders or (), as_json=json, as_csv=csv))


@app.command(rich_help_panel="Records")
def summary(
    call: Annotated[str, named(A_NAME, f"{A_CALL}.", calls_offered)],
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


@app.command(rich_help_panel="Records")
def verify(
    summaries: Annotated[
        list[str] | None,
        named("SUMMARY", "Summary files (.md or .toml), or call ids.", calls_offered),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Everything that is kept, and the ledger.")
    ] = False,
    ledger: Annotated[
        Path | None, value("FILE", "Compare with a copy of the ledger that was kept elsewhere.")
    ] = None,
    desk: Annotated[
        bool, typer.Option("--desk", help="Compare with what the desk saw of each journal.")
    ] = False,
    scripts: Scripts = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Check that the record of a call is unchanged, or that all are.

    Compares the journal with the ledger and, byte for byte, with the summaries, and the wording
    with its hashes and approvals. --all also finds calls that are gone, and --desk every journal
    that was rewritten, cut or deleted since the desk received it. Ends with 1 if something does not
    match, and says what.
    """
    from guide.cli.verify import verify_records

    names = summaries or ()
    code = verify_records(names, scripts, out, every=every, copy=ledger, desk=desk, as_json=json)
    raise typer.Exit(code)


@app.command(rich_help_panel="Records")
def forget(
    call: Annotated[
        str,
        named(A_NAME, f"{A_CALL}. Leave it out for every call that is old enough.", calls_offered),
    ] = "",
    older_than: Annotated[
        str | None, value("DAYS", "Every call older than this (default: GUIDE_RETENTION_DAYS).")
    ] = None,
    out: Out = None,
    why: Annotated[str, text("TEXT", "The reason. It is kept.")] = "",
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
    from guide.cli.calls import forget_calls

    raise typer.Exit(
        forget_calls(call, older_than, out, why, practice=practice, yes=yes, as_json=json)
    )


@app.command(rich_help_panel="Records")
def doctor(scripts: Scripts = None, out: Out = None, json: Json = False) -> None:
    """Print the details that a bug report needs.

    Versions, where things are kept and with what permissions, the terminal, the time zone and the
    settings. It holds nothing about any caller. Ends with 1 if something is wrong, and says how to
    fix it.
    """
    from guide.cli.doctor import report_doctor

    raise typer.Exit(report_doctor(scripts, out, as_json=json))


@app.command(rich_help_panel="Team")
def board(
    desk: Annotated[
        str, text("NAME", "The desk, as libpq names it (default: GUIDE_DESK).", "--desk")
    ] = "",
    scripts: Scripts = None,
) -> None:
    """See what agents ask, the calls that go on, what is owed.

    For supervisors of a desk. It rings while somebody waits. Calls are followed as their agents see
    them, by the scripts of this computer.
    """
    from guide.cli.board import show_board

    raise typer.Exit(show_board(desk, scripts))
