"""What there is to know of a script's lines, grounds and follow-ups, in words."""

from collections.abc import Iterable

from guide.script.model import (
    Audience,
    DayKind,
    FollowUpKind,
    FollowUpRule,
    Ground,
    Line,
    Script,
)

DAYS = {DayKind.WEEKDAY: "on weekdays", DayKind.WEEKEND: "at weekends"}
TO_A_COLLEAGUE = "to a colleague, never to the caller"


def field_labels(script: Script, fields: Iterable[str]) -> str:
    """What the screen calls these fields."""
    return ", ".join(script.label(field) for field in fields)


def kind_labels(script: Script, kinds: Iterable[FollowUpKind]) -> str:
    """What the script calls these follow-ups."""
    return ", ".join(script.rule_for(kind).label for kind in kinds)


def saying(line: Line) -> list[str]:
    """Whether a line is required, when, and to whom it is said."""
    words = ["required" if line.must_say else "optional"]
    if line.on is not None:
        words.append(DAYS[line.on])
    if line.audience is Audience.COLLEAGUE:
        words.append(TO_A_COLLEAGUE)
    return words


def ground_terms(ground: Ground) -> list[str]:
    """What a ground asks for before the call may be ended."""
    terms = ["no warning needed: the call may be ended at once"]
    if ground.warnings:
        terms = [f"{ground.warnings} warning{'s' if ground.warnings > 1 else ''}"]
    if ground.permission:
        terms.append("a supervisor's permission first")
    if ground.threat:
        terms.append("a threat: a supervisor has to be told")
    elif ground.threat is None:
        terms.append("if it is a threat, a supervisor has to be told")
    return terms


def due_terms(rule: FollowUpRule) -> list[str]:
    """The due times; once if they are the same on all days."""
    times = {
        day: due.latest if due.aim == due.latest else f"aim {due.aim}; at the latest {due.latest}"
        for day, due in rule.due
    }
    if len(times) == len(DayKind) and len(set(times.values())) == 1:
        return [f"due: {next(iter(times.values()))}"]
    return [f"due {DAYS[day]}: {words}" for day, words in times.items()]
