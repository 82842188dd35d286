"""Grounds, endings, reasons to report and follow-ups as a script file has them."""

from guide.script import setting
from guide.script.desk import is_due, with_right_number
from guide.script.due_words import due_meant
from guide.script.findings import listed, quoted
from guide.script.model import (
    USUAL_FOLLOW_UPS,
    Audience,
    DayKind,
    DueRule,
    Ending,
    FollowUpKind,
    FollowUpRule,
    Ground,
    Line,
    Reason,
    usual_follow_up,
)
from guide.script.parse_steps import LINE_KEYS, LineBook
from guide.script.table import Table, is_id

OWN_FIELDS = frozenset(name for usual in USUAL_FOLLOW_UPS.values() for name in usual.needs)
"""The fields a follow-up may hold without the script defining them."""

MOST_WARNINGS = 9
"""A script may ask for so many on a ground."""

_ASK = "ask"

GROUND_KEYS = {
    "id": setting.identifier("What choices state.", required=True),
    "label": setting.text("What the agent picks as the reason.", required=True),
    "warnings": setting.whole(
        "How many warnings must come first.", 0, MOST_WARNINGS, required=True
    ),
    "permission": setting.flag("Whether a supervisor's permission comes before the first warning."),
    "threat": setting.either(
        'Whether a supervisor must be told; "ask" where only the agent can tell.',
        {"type": "boolean"},
        {"enum": [_ASK]},
    ),
    "coach": setting.text("Advice to the agent, never read out."),
    "warning": setting.either(
        "The warning, to the letter; a list of them where each warning has words of its own.",
        setting.schema_of(LINE_KEYS),
        {"type": "array", "items": setting.schema_of(LINE_KEYS), "minItems": 1},
    ),
    "ending": setting.table(LINE_KEYS, "The last words before the call is ended."),
}
ENDING_KEYS = {
    "id": setting.identifier("What choices lead to.", required=True),
    "label": setting.text("What the record calls it.", required=True),
    "needs": setting.ids(FollowUpKind, "Follow-ups without which it would be an empty promise."),
    "protocol": setting.flag("Whether it is the one by the hang-up protocol."),
}
REPORT_KEYS = {
    "id": setting.identifier("What scenarios name.", required=True),
    "label": setting.text("The reason to report, as the agent ticks it.", required=True),
    "threat": setting.flag("Whether it is a threat."),
}
_DUE_TIMES = (
    '"now", "within 4 hours", "same day", "next day, morning", "next working day, 17:30", '
    '"next monday", "within 3 days", "within 10 working days" or "agreed, within 3 days"'
)
DUE_KEYS = {
    "aim": setting.text(f"What is aimed at: {_DUE_TIMES}.", required=True),
    "latest": setting.text(f"The latest: {_DUE_TIMES}.", required=True),
}
FOLLOW_UP_KEYS = setting.Keys(
    {
        "kind": setting.one_of(FollowUpKind, "Which of the usual follow-ups."),
        "id": setting.identifier("The id of a follow-up of the script's own."),
        "label": setting.text("What the screen calls it; a usual one has a name already."),
        "needs": setting.texts("Fields it must hold; left out, those of the usual one."),
        "audience": setting.one_of(
            Audience,
            "Whom one of the script's own is told to: a promise to the caller, or to colleagues.",
        ),
        "owner": setting.identifier("The field that names who is to do it; left out, the agent."),
        "coach": setting.text("Advice to the agent, never read out."),
        "source": setting.text("Where it stands in the document."),
        "weekday": setting.table(DUE_KEYS, "When it is owed if promised on a weekday."),
        "weekend": setting.table(DUE_KEYS, "When it is owed if promised on a weekend."),
        "due": setting.table(DUE_KEYS, "When it is owed, on all days alike."),
    },
    one_of=[("kind", "id")],
)


def grounds_of(file: Table, lines: LineBook) -> tuple[Ground, ...]:
    return tuple(_ground(table, lines) for table in file.tables("ground", "ground", GROUND_KEYS))


def _ground(table: Table, lines: LineBook) -> Ground:
    ground_id = table.identifier("id", required=True)
    warning_lines = _warning_lines(table, ground_id, lines)
    return Ground(
        id=ground_id,
        label=table.prose("label", required=True),
        warnings=table.whole("warnings", 0, MOST_WARNINGS, meant=len(warning_lines)),
        permission=table.flag("permission"),
        threat=None if table.value("threat") == _ASK else _threat(table),
        warning_lines=warning_lines,
        ending=_ground_line(table, "ending", ground_id, lines),
        coach=table.prose("coach"),
    )


def _threat(table: Table) -> bool:
    if isinstance(table.value("threat"), str):
        fix = 'Write true, false, or "ask" where only the agent can tell.'
        table.wrong_type("threat", 'true, false or "ask"', fix)
        return False
    return table.flag("threat")


def _warning_lines(ground: Table, ground_id: str, lines: LineBook) -> tuple[Line, ...]:
    """The words of a ground's warnings: of all of them, or of one after the other."""
    several = ground.value("warning")
    if not isinstance(several, list):
        line = _ground_line(ground, "warning", ground_id, lines)
        return (line,) if line else ()
    tables = ground.tables("warning", "warning", LINE_KEYS)
    usual_id = f"{ground_id}-warning"
    read = tuple(
        lines.read(table, f"{usual_id}-{number}" if number > 1 else usual_id)
        for number, table in enumerate(tables, 1)
    )
    # Those that cannot be read were noted, and are not missing.
    return read or (Line(usual_id, ""),) * min(len(several), 1)


def _ground_line(ground: Table, key: str, ground_id: str, lines: LineBook) -> Line | None:
    table = ground.table(key, f"the {key} of {ground.name}", LINE_KEYS)
    usual_id = f"{ground_id}-{key}"
    if table:
        return lines.read(table, usual_id)
    # One that cannot be read was noted, and is not missing.
    return Line(usual_id, "") if ground.has(key) else None


def endings_of(file: Table) -> tuple[Ending, ...]:
    return tuple(
        Ending(
            id=table.identifier("id", required=True),
            label=table.prose("label", required=True),
            needs=table.names("needs"),
            protocol=table.flag("protocol"),
        )
        for table in file.tables("ending", "ending", ENDING_KEYS)
    )


def reports_of(file: Table) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            id=table.identifier("id", required=True),
            label=table.prose("label", required=True),
            threat=table.flag("threat"),
        )
        for table in file.tables("report", "report", REPORT_KEYS)
    )


def follow_ups_of(file: Table) -> tuple[tuple[int, FollowUpRule], ...]:
    """The rules for follow-ups of a usual kind or of one's own, each with its place in the list."""
    tables = file.tables("follow_up", "follow-up", FOLLOW_UP_KEYS)
    rules = ((n, _follow_up(table)) for n, table in enumerate(tables))
    return tuple((n, rule) for n, rule in rules if rule is not None)


def _follow_up(table: Table) -> FollowUpRule | None:
    kind, own = _usual_kind(table)
    own = own or _own_kind(table)
    label, needs, coach = table.prose("label"), table.names("needs"), table.prose("coach")
    source, due = table.prose("source"), _due(table)
    audience, owner = table.kind("audience", Audience), table.name_of("owner")
    if kind is None and not own:
        return None
    usual = usual_follow_up(kind or own)
    return FollowUpRule(
        kind=kind or own,
        label=label or usual.label,
        needs=needs if table.has("needs") else usual.needs,
        due=due,
        coach=coach,
        source=source,
        audience=audience or Audience.CALLER,
        owner=owner,
    )


def _usual_kind(table: Table) -> tuple[FollowUpKind | None, str]:
    """The usual kind it is of; or the id of one of the script's own, where `kind` has that."""
    named = table.name_of("kind")
    if not is_id(named) or table.findings.speller.nearest(named, (*USUAL_FOLLOW_UPS,)):
        return table.kind("kind", FollowUpKind), ""
    message = f"`kind` in {table.name} cannot be {quoted(named)}."
    usual = listed((*USUAL_FOLLOW_UPS,), 20)
    fix = f'Write id = "{named}" in place of it for one of your own; the usual ones are {usual}.'
    table.wrong("kind", "unknown-value", message, fix)
    return None, named  # What names it elsewhere, and goes with one's own, is right.


def _own_kind(table: Table) -> str:
    """The id of a follow-up of the script's own; empty where it is to be a usual one."""
    own = table.identifier("id")
    if table.has("kind"):
        for key in ("id", "audience"):
            if table.has(key):
                message = f"There are `kind` and {quoted(key)} in {table.name}."
                fix = "Keep `kind` for a usual follow-up, or `id` for one of your own."
                if key == "audience":
                    fix = "Take it out: whom a usual follow-up is told to is not yours to say."
                table.wrong(key, "either-or", message, fix)
        return ""
    if not table.has("id"):
        example = 'kind = "callback" or another kind, or an id of your own'
        table.missing("kind", example)
        return ""
    if own in USUAL_FOLLOW_UPS:
        message = f"{quoted(own)} is a usual follow-up: it cannot be the id of one of your own."
        table.wrong("id", "bad-id", message, f'Write kind = "{own}" in place of `id`.')
        return ""
    if not table.has("label"):
        table.missing("label", 'label = "…", which the screen calls it')
    return own


def _due(table: Table) -> tuple[tuple[DayKind, DueRule], ...]:
    by_day = tuple(
        (day, rule) for day in DayKind if (rule := _due_rule(table, day.value)) is not None
    )
    if inside := _days_inside(table.value("due")):
        message = f"There is {quoted(inside[0])} within `due` of {table.name}."
        fix = (
            "`due` is for all days alike. Write `weekday` and `weekend` in place of it, each with"
            " its own `aim` and `latest`."
        )
        table.wrong("due", "either-or", message, fix)
        return by_day
    rule = _due_rule(table, "due")
    if not table.has("due"):
        _check_twin(table)
        return by_day
    if given := [day for day in DayKind if table.has(day)]:
        message = f"There are `due` and {quoted(given[0])} in {table.name}."
        fix = "Keep `due` for all days alike, or `weekday` and `weekend`."
        table.wrong("due", "either-or", message, fix)
    return tuple((day, rule) for day in DayKind) if rule else ()


def _days_inside(due: object) -> list[DayKind]:
    return [day for day in DayKind if day in due] if isinstance(due, dict) else []


def _check_twin(table: Table) -> None:
    given = [day for day in DayKind if table.has(day)]
    if len(given) == 1:
        [twin] = [day for day in DayKind if day not in given]
        message = f"There is a due time for a {given[0]} in {table.name}, and none for a {twin}."
        fix = f"Add `{twin}`, or write `due` if it is the same on all days."
        table.findings.warning(table.at(given[0]), "no-twin", message, fix)


def _due_rule(table: Table, key: str) -> DueRule | None:
    words = table.value(key)
    if isinstance(words, str):
        meant = words.strip() if is_due(words.strip()) else due_meant(words) or "next day"
        fix = f'Write {key} = {{ aim = "{meant}", latest = "{meant}" }}.'
        table.wrong_type(key, "a table", fix)
        return None
    part = table.table(key, f"`{key}` of {table.name}", DUE_KEYS)
    return DueRule(_due_words(part, "aim"), _due_words(part, "latest")) if part else None


def _due_words(table: Table, key: str) -> str:
    words = table.prose(key, required=True)
    if words and not is_due(words):
        message = f"{quoted(words)} is not a time that can be reckoned with ({table.name})."
        meant = due_meant(words)
        fix = f'Write {key} = "{meant}".' if meant else f"Write {_DUE_TIMES}."
        table.wrong(key, "bad-due", message, fix)
    elif words != (right := with_right_number(words)):
        message = f"{quoted(words)} is shown to agents as it stands ({table.name})."
        table.findings.warning(table.at(key), "slip", message, f'Write {key} = "{right}".')
    return words
