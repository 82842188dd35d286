"""The commands about training. What they do is imported when they are called."""

from pathlib import Path
from typing import Annotated

import typer

from guide.cli.options import (
    CallToReplay,
    Json,
    Out,
    Practice,
    ScenarioToPick,
    ScenarioToPlay,
    Scripts,
    Seed,
    Speed,
)

_GROUP = "Training"

app = typer.Typer()


@app.command(rich_help_panel=_GROUP)
def play(
    scenario: ScenarioToPlay = "", scripts: Scripts = None, out: Out = None, json: Json = False
) -> None:
    """Run a scenario from start to summary, without a screen.

    The same rules apply as on the screen. Prints the path of the summary. If a rule refuses an
    action, it stops with 1 and the reason.
    """
    from guide.cli.play import play_scenario

    raise typer.Exit(play_scenario(scenario, scripts, out, as_json=json))


@app.command(rich_help_panel=_GROUP)
def demo(
    scenario: ScenarioToPick = "",
    scripts: Scripts = None,
    speed: Speed = 1,
    record: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Record it for terminal players (asciicast).", show_default=False
        ),
    ] = None,
    svg: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw one moment of it as SVG.", show_default=False),
    ] = None,
    at: Annotated[
        str, typer.Option(metavar="TIME", help="Which moment: seconds, 1:35, or a chapter (c3).")
    ] = "0",
    size: Annotated[
        str, typer.Option(metavar="WxH", help="Columns and rows of a recording or picture.")
    ] = "120x36",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
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


@app.command(rich_help_panel=_GROUP)
def replay(
    call: CallToReplay,
    scripts: Scripts = None,
    practice: Practice = False,
    speed: Speed = 1,
) -> None:
    """Show a past call again, from its journal alone.

    The same screen and keys as guide demo. The record is only read.
    """
    from guide.cli.demo import replay_call

    raise typer.Exit(replay_call(call, scripts, speed, practice=practice))


@app.command(rich_help_panel=_GROUP)
def practice(
    scenario: ScenarioToPick = "",
    scripts: Scripts = None,
    out: Out = None,
    agent: Annotated[
        str, typer.Option(metavar="NAME", help="Who practices (default: GUIDE_AGENT).")
    ] = "",
    seed: Seed = None,
    debrief: Annotated[
        str, typer.Option(metavar="CALL", help="Show the debrief of this practice call again.")
    ] = "",
    past: Annotated[
        bool, typer.Option("--history", help="Past practice, and what keeps coming up.")
    ] = False,
    json: Json = False,
) -> None:
    """Practice a call with a caller from a scenario.

    The caller follows the scenario and reacts to what you do; the rest is up to you. At the end, a
    debrief goes through what you did, move by move. There is no score. Practice is kept apart from
    real calls.
    """
    from guide.cli import practice

    if past:
        raise typer.Exit(practice.show_history(agent, scripts, as_json=json))
    if debrief:
        raise typer.Exit(practice.show_debrief(debrief, scripts, as_json=json))
    raise typer.Exit(practice.practise(scenario, scripts, out, agent, seed, as_json=json))


@app.command(rich_help_panel=_GROUP)
def serve(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address to listen on; this computer only.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="Port; 0 for any.")
    ] = 8000,
    seed: Seed = None,
    scripts: Scripts = None,
    out: Out = None,
) -> None:
    """Open a classroom for browsers: demos and practice only.

    Prints its address. Each window is one trainee, and their practice is saved under their name on
    this computer. Needs call-guide[web].
    """
    from guide.cli.classroom import serve

    raise typer.Exit(serve(host, port, seed, scripts, out))


@app.command(hidden=True)
def seat(seed: Seed = None, scripts: Scripts = None, out: Out = None) -> None:
    """A seat in the classroom, as guide serve runs it."""
    from guide.cli.classroom import sit

    raise typer.Exit(sit(seed, scripts, out))
