"""Lines that are never shown: those for days that a desk does not have."""

from collections.abc import Container
from datetime import timedelta

from guide.call.context import Context
from guide.proof.telling import Telling
from guide.proof.trial import MONDAY
from guide.proof.ways import Place
from guide.script.library import Library
from guide.script.model import DayKind, Script
from guide.script.nearest import quoted


def tell_lines(
    script: Script, reached: Container[Place], library: Library, telling: Telling
) -> None:
    """Tell of every line of a script that is shown on no day, at the steps that calls come to."""
    if any(p.code == "never-said" and p.file == script.file for p in library.problems):
        return
    days = _days(script, library, telling)
    for n, step in enumerate(script.steps):
        if not step.lines or (script.id, step.id) not in reached:
            continue
        shown = set[int]()
        for now in days.values():
            shown |= {id(line) for line in now.lines_of(step)}
            if len(shown) == len(step.lines):
                break
        for j, line in enumerate(step.lines):
            if id(line) not in shown:
                telling.of(script).warning(
                    ("step", n, "line", j),
                    "unreachable-line",
                    f"The line {quoted(line.id)} of step {quoted(step.id)} is never shown: "
                    f"it is for a {line.on}, and the desk has only {next(iter(days))}s.",
                    "Take `on` out, or mend `working_days` under [desk].",
                )


def _days(script: Script, library: Library, telling: Telling) -> dict[DayKind, Context]:
    """A situation on each kind of day that the desk has."""
    call = telling.trial.begun(script.id)
    week = (Context(call, library, MONDAY + timedelta(days=n)) for n in range(7))
    return {now.day_of(script): now for now in week}
