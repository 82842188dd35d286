"""Problems as people read them: the place, the sentence, and under it how to mend it."""

import sys
from collections.abc import Iterable

from guide.cli.output import print_out
from guide.script.findings import Problem, Severity

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


def show_problems(problems: Iterable[Problem]) -> None:
    """Put out every problem; in colour on a terminal, and to the letter either way."""
    if not sys.stdout.isatty():
        for problem in problems:
            print_out("".join(text for text, _ in _parts(problem)))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for problem in problems:
        console.print(Text.assemble(*_parts(problem)))


def _parts(problem: Problem) -> tuple[tuple[str, str], ...]:
    """What is said of a problem, each part with its style."""
    places = (str(place) for place in (problem.line, problem.column) if place)
    at = ":".join((problem.file, *places))
    return (
        (at, "bold"),
        (": ", ""),
        (f"{problem.severity}[{problem.code}]", _STYLES[problem.severity]),
        (f" {problem.message}\n  fix: {problem.fix}", ""),
    )
