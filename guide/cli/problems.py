"""Problems as people read them: the place, the sentence, and under it how to mend it."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from guide.script.problem import Problem, Severity

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


def show_problems(problems: Iterable[Problem]) -> None:
    """Put out every problem; in colour on a terminal, and to the letter either way."""
    console = Console(highlight=False, soft_wrap=True)
    for problem in problems:
        console.print(_text(problem))


def _text(problem: Problem) -> Text:
    places = (str(place) for place in (problem.line, problem.column) if place)
    at = ":".join((problem.file, *places))
    return Text.assemble(
        (at, "bold"),
        ": ",
        (f"{problem.severity}[{problem.code}]", _STYLES[problem.severity]),
        f" {problem.message}\n  fix: {problem.fix}",
    )
