"""Reading a scenario file: into a `Scenario`, or into all that is wrong with it at once."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from guide.errors import ScenarioError
from guide.script.findings import Findings, Problem
from guide.script.parse import zone_of
from guide.script.table import Table
from guide.script.toml_reader import document_of, file_name, text_of
from guide.training.demo_keys import keys_of
from guide.training.expect import expected_of
from guide.training.reply import replies_of
from guide.training.scenario import Move, Scenario
from guide.training.variant import cast_for, note_places, variants_of
from guide.training.verbs import SETTINGS, action_of

_TABLES = ("scenario", "move", "reply", "expect", "variant")
_HEAD_KEYS = (
    "id",
    "title",
    "script",
    "starts",
    "zone",
    "agent",
    "about",
    "brief",
    "refused",
    "earlier",
)
_MOVE_KEYS = ("at", "caller", "abusive", "reports", "caption", "chapter", "do", *SETTINGS, "keys")
_DAY = 86_400


def load_scenario(path: Path, seed: int = 0) -> Scenario:
    """The scenario in this file, its places filled as the seed has it.

    Raises `ScenarioError` with every mistake and its line.
    """
    scenario, problems = read_scenario(path)
    if scenario is None:
        raise ScenarioError(told_mistakes(problems))
    return cast_for(scenario, seed)


def read_scenario(path: Path) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Read a scenario file, its places as they are; None if anything is wrong with it."""
    findings = Findings(file_name(path))
    text = text_of(path, findings)
    return _read(text, findings) if text is not None else (None, findings.problems)


def parse_scenario(text: str, name: str) -> Scenario | None:
    """The scenario of this text, its places as they are; None if anything is wrong with it."""
    return _read(text, Findings(name))[0]


def _read(text: str, findings: Findings) -> tuple[Scenario | None, tuple[Problem, ...]]:
    scenario = _scenario(text, findings)
    return None if findings.has_errors else scenario, findings.problems


def told_mistakes(problems: tuple[Problem, ...]) -> str:
    """The mistakes of a scenario file, a line each."""
    return "\n".join(["This scenario cannot be played.", *map(_told, problems)])


def _told(problem: Problem) -> str:
    at = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return f"{at}: {problem.message} {problem.fix}"


def _scenario(text: str, findings: Findings) -> Scenario | None:
    document = document_of(text, findings)
    if document is None:
        return None
    top = Table("the file", document, (), findings, _TABLES)
    head = top.table("scenario", "[scenario]", _HEAD_KEYS)
    if head is None:
        if not top.has("scenario"):
            top.missing("scenario", "the heading [scenario] with id, title, script and starts")
        return None
    if not top.has("move"):
        top.missing("move", "at least one [[move]]")
    scenario = Scenario(
        id=head.identifier("id", required=True),
        title=head.prose("title", required=True),
        script=head.identifier("script", required=True),
        starts=_starts(head),
        zone=zone_of(head),
        agent=head.prose("agent", required=True),
        about=head.prose("about"),
        refused=_refused(head),
        moves=_moves(top),
        brief=head.prose("brief"),
        earlier=head.identifier("earlier"),
        replies=replies_of(top),
        expected=expected_of(top),
        variants=variants_of(top, document.get("variant")),
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
    )
    note_places(scenario, top)
    return scenario


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
        action = action_of(table)
        move = Move(
            table.whole("at", 0, _DAY),
            table.prose("caller"),
            table.prose("caption"),
            action,
            table.prose("chapter"),
            table.flag("abusive"),
            table.wording("reports"),
            keys_of(table, action),
        )
        _note_words_missing(table)
        if moves and move.at < moves[-1].at and type(table.value("at")) is int:
            message = f"`at` in {table.name} is earlier than the move before, at {moves[-1].at}."
            table.wrong("at", "bad-order", message, "Put the moves in the order of their times.")
        if not any(table.has(key) for key in ("caller", "caption", "do")):
            table.missing("do", 'do = "…", or caller = "…", or caption = "…"')
        moves.append(move)
    return tuple(moves)


def _note_words_missing(move: Table) -> None:
    """Note what is said of the caller's words where the caller says nothing."""
    for key in ("abusive", "reports"):
        if move.has(key) and not move.has("caller"):
            message = f"`{key}` in {move.name} is about the caller's words, and there are none."
            move.wrong(key, "unknown-key", message, 'Take it out, or add caller = "…".')
