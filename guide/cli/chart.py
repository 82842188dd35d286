"""The chart of a script at the prompt: for a terminal, a wall, a wiki, a slide."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from guide.chart.by_step import listed_steps
from guide.chart.export import dot, mermaid
from guide.chart.layers import ChartTooLarge
from guide.chart.paper import LEGIBLE, Paper, usual_paper
from guide.chart.style import row_text
from guide.chart.svg_sheet import Sheet, sheet
from guide.chart.whole import chart_within
from guide.cli.output import print_out, warn, write_out
from guide.cli.scripts import ChartForm, tell_unapproved
from guide.cli.settings import settings
from guide.script.findings import quoted
from guide.script.library import load_library
from guide.script.model import Script
from guide.session.clock import local_zone

_WIDTH = 120
"""How many columns a chart may take in a file, or where no terminal says how many there are."""


def chart_script(
    name: str,
    scripts: Path | None,
    form: ChartForm,
    paper: Paper | None,
    out: Path | None,
    *,
    force: bool,
) -> None:
    """Put out the chart of a script, or write it to the file `out`.

    Without `paper` it is drawn for the one that is usual where the script's desk is.

    Raises UnknownName with the nearest id, GuideError where `out` is there already or cannot be
    written.
    """
    library = load_library(settings(scripts=scripts).scripts_folder)
    width = _WIDTH if out else shutil.get_terminal_size((_WIDTH, 0)).columns
    script = library.script(name)
    text = _drawn(script, library.scripts, form, paper, width)
    if out:
        write_out(out, text, force=force)
    else:
        print_out(text.rstrip("\n"))
    tell_unapproved(script, library)


def _drawn(
    script: Script, scripts: Mapping[str, Script], form: ChartForm, paper: Paper | None, width: int
) -> str:
    match form:
        case ChartForm.TEXT:
            return _text(script, scripts, width)
        case ChartForm.SVG:
            paper = paper or usual_paper(script.desk.zone or local_zone().name)
            drawn = sheet(script, scripts, paper)
            warn(_printed(drawn, paper))
            return drawn.svg
        case ChartForm.MERMAID:
            return mermaid(script, scripts)
        case ChartForm.DOT:
            return dot(script, scripts)


def _text(script: Script, scripts: Mapping[str, Script], width: int) -> str:
    try:
        chart = chart_within(script, scripts, width)
    except ChartTooLarge:
        warn(
            f"The chart of {quoted(script.id)} is too large to be read. Here are its steps with"
            " their choices; --format mermaid and --format dot leave the drawing to others."
        )
        return "\n".join(listed_steps(script, scripts))
    if chart.width > width:
        warn(
            f"The chart is {chart.width} columns wide, and there are {width}:"
            " make the terminal wider, or take --format svg."
        )
    return "\n".join(row_text(row).rstrip() for row in chart.rows())


def _printed(drawn: Sheet, paper: Paper) -> str:
    """How the sheet is held and how large its letters are; what to do where they are too small."""
    held = "upright" if drawn.upright else "across"
    told = f"{paper.shown} {held}, letters of {drawn.points:.1f} points"
    if drawn.points >= LEGIBLE:
        return f"{told}."
    wall = paper.on_the_wall
    mend = f"--paper {wall} makes them larger" if wall else "the script is a long one"
    return f"{told}, which is small to read: {mend}."
