"""Reading a scenario file: into a `Scenario`, or into all that is wrong with it at once."""

from datetime import UTC, datetime
from pathlib import Path

from guide.errors import ScenarioError
from guide.script.document import document_of
from guide.script.findings import Findings
from guide.script.head import zone_of
from guide.script.problem import Problem
from guide.script.source import file_name, text_of
from guide.script.table import Table
from guide.training.scenario import Move, Scenario
from guide.training.verbs import SETTINGS, action_of

_HEAD_KEYS = ("id", "title", "script", "starts", "zone", "agent", "about", "refused")
_MOVE_KEYS = ("at", "caller", "caption", "do", *SETTINGS)
_DAY = 86_400


def load_scenario(path: Path) -> Scenario:
    """The scenario in this file; raises `ScenarioError` with every mistake and its line."""
    scenario, problems = read_scenario(path)
    if scenario is None:
        raise ScenarioError("\n".join(["This scenario cannot be played.", *map(_told, problems)]))
    return scenario


def read_scenario(path: Path) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Read a scenario file; None if anything is wrong with it."""
    findings = Findings(file_name(path))
    text = text_of(path, findings)
    scenario = _scenario(text, findings) if text is not None else None
    return None if findings.has_errors else scenario, findings.problems


def _told(problem: Problem) -> str:
    at = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return f"{at}: {problem.message} {problem.fix}"


def _scenario(text: str, findings: Findings) -> Scenario | None:
    document = document_of(text, findings)
    if document is None:
        return None
    top = Table("the file", document, (), findings, ("scenario", "move"))
    head = top.table("scenario", "[scenario]", _HEAD_KEYS)
    if head is None:
        if not top.has("scenario"):
            top.missing("scenario", "the heading [scenario] with id, title, script and starts")
        return None
    if not top.has("move"):
        top.missing("move", "at least one [[move]]")
    return Scenario(
        id=head.identifier("id", required=True),
        title=head.prose("title", required=True),
        script=head.identifier("script", required=True),
        starts=_starts(head),
        zone=zone_of(head),
        agent=head.prose("agent", required=True),
        about=head.prose("about"),
        refused=_refused(head),
        moves=_moves(top),
    )


def _refused(head: Table) -> str:
    return "" if head.value("refused") == "" else head.prose("refused")


def _starts(head: Table) -> datetime:
    value = head.value("starts")
    example = "starts = 2026-11-20T14:03:00-05:00"
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return value
        message = "`starts` in [scenario] does not say how far from UTC its clock is."
        head.wrong("starts", "bad-time", message, f"Write that too: {example}.")
    elif value is not None:
        head.wrong_type("starts", "a date with a time", f"Write {example}.")
    elif not head.has("starts"):
        head.missing("starts", example)
    return datetime.min.replace(tzinfo=UTC)


def _moves(top: Table) -> tuple[Move, ...]:
    moves: list[Move] = []
    for table in top.tables("move", "move", _MOVE_KEYS):
        move = Move(
            table.whole("at", 0, _DAY),
            table.prose("caller"),
            table.prose("caption"),
            action_of(table),
        )
        if moves and move.at < moves[-1].at and type(table.value("at")) is int:
            message = f"`at` in {table.name} is earlier than the move before, at {moves[-1].at}."
            table.wrong("at", "bad-order", message, "Put the moves in the order of their times.")
        if not any(table.has(key) for key in ("caller", "caption", "do")):
            table.missing("do", 'do = "…", or caller = "…", or caption = "…"')
        moves.append(move)
    return tuple(moves)
