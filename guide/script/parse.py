"""One TOML file into a `Script`, or into all that is wrong with it."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path, PurePath

from msgspec import Struct

from guide.script import setting
from guide.script.desk import DAYS, Desk
from guide.script.findings import Findings, listed, one_of, quoted
from guide.script.locate import WHOLE_FILE, Where
from guide.script.model import Accepted, FollowUpRule, Script, StageSigns, Timer, Topic
from guide.script.parse_answers import FIELD_KEYS, SHORT_KEYS, constants_of, fields_of
from guide.script.parse_steps import MOST_SECONDS, STEP_KEYS, LineBook, steps_of
from guide.script.parse_terms import (
    ENDING_KEYS,
    FOLLOW_UP_KEYS,
    GROUND_KEYS,
    REPORT_KEYS,
    endings_of,
    follow_ups_of,
    grounds_of,
    reports_of,
)
from guide.script.table import Table, is_id, language_of
from guide.script.toml_reader import document_of, file_name, text_of
from guide.script.week_days import as_texts, days_in
from guide.script.zones import zone_of

MOST_APPROVERS = 9

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_ID_IN_TEXT = re.compile(r"""^[ \t]*id[ \t]*=[ \t]*["']([a-z0-9-]+)["']""", re.MULTILINE)
# A line break right after three quotation marks is none of the text's.
_ANY_ID = re.compile(r"""id["']?[ \t]*=[ \t]*["']{1,3}(?:\r?\n)?([^"'\n]*)""")
_ESCAPED_KEY = re.compile(r""""[^"\n]*\\[uU][^"\n]*"[ \t]*=""")
_ANY_STRING = re.compile(r"""=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)')""")
_ODD_NAME = re.compile(r"""(?:title|label)["']?[ \t]*=[ \t]*(?:\"{3}|'{3}|"[^"\n]*\\)""")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


SCRIPT_KEYS = {
    "id": setting.Key(
        "What the script is called at the prompt: small letters, digits and hyphens.",
        {"type": "string", "pattern": f"^[a-z0-9-]{{1,{setting.MOST_ID}}}$"},
        required=True,
    ),
    "title": setting.text("What agents pick it by.", required=True),
    "use_when": setting.text("Which calls it is for.", required=True),
    "version": setting.text("Which version this is, such as a date.", required=True),
    "source": setting.text("The document it is made from."),
    "language": setting.language("The language of its lines, as a code such as en or pt-BR."),
    "protocol": setting.text("The id of the script whose grounds apply here."),
    "start": setting.text("The id of the first step; left out, the first in the file."),
    "approvers": setting.whole("How many people must approve it.", 1, MOST_APPROVERS),
    "may_approve": setting.texts("Who may approve it; left out, anybody."),
    "rules": setting.texts("What always holds, shown with the script."),
    "efforts": setting.texts("What an agent can have tried before a warning."),
    "in_sight": setting.texts("Fields that are kept in view all the time."),
}
_HOUR: setting.Schema = {"type": "string", "pattern": f"^{_TIME.pattern}"}
DESK_KEYS = {
    "name": setting.text("What {desk.name} in a line is filled with."),
    "zone": setting.text("The desk's time zone, such as America/New_York."),
    "opens": setting.Key('When the desk opens: "09:00".', _HOUR),
    "closes": setting.Key("When the desk closes.", _HOUR),
    "morning_ends": setting.Key('Until when a due time "morning" is.', _HOUR),
    "day_ends": setting.Key('Until when a due time "end of day" is.', _HOUR),
    "working_days": setting.some_of(DAYS, "The days of the week on which the desk works."),
    "closed_days": setting.texts(
        'Days on which it does not, such as "2026-12-25".', pattern=f"^{setting.DAY}$"
    ),
}
CLOCK_KEYS = {
    "seconds": setting.whole("How long to wait for a colleague's answer.", 1, MOST_SECONDS),
    "over": setting.text("What to do when the time is over."),
}
STAGES = ("annoyed", "frustrated", "hostile", "enraged")
STAGE_KEYS = {
    "signs": setting.text("How the stage shows.", required=True),
    "talk": setting.text("How to talk then.", required=True),
    "source": setting.text("The words of the document that tell of it."),
}
SOURCE_KEYS = {
    topic.value: setting.text("The words of the document that ask for it.") for topic in Topic
}
ACCEPTED_KEYS = {
    "finding": setting.text("The code of the warning, as `guide check` tells it.", required=True),
    "where": setting.text("The place, as `guide check --json` names it.", required=True),
    "reason": setting.text("Why it is settled.", required=True),
}
FILE_KEYS = {
    "script": setting.table(SCRIPT_KEYS, "The script as a whole.", required=True),
    "sources": setting.table(SOURCE_KEYS, "Where the document asks for what is no line."),
    "desk": setting.table(DESK_KEYS, "When and where the desk works."),
    "clock": setting.table(CLOCK_KEYS, "The timer for a colleague's answer."),
    "fields": setting.named(
        {"anyOf": [{"type": "string", "pattern": r"\S"}, setting.schema_of(SHORT_KEYS)]},
        "What a call may capture: an id and its label.",
    ),
    "field": setting.tables(FIELD_KEYS, "What a call may capture, as an answer of a kind."),
    "constants": setting.named(
        {"type": "string", "pattern": r"\S"}, "Texts that lines have places for, by their names."
    ),
    "stages": setting.table(
        {stage: setting.table(STAGE_KEYS, "", required=True) for stage in STAGES},
        "The stages of anger.",
    ),
    "report": setting.tables(REPORT_KEYS, "A reason to report a call."),
    "follow_up": setting.tables(
        FOLLOW_UP_KEYS, "A follow-up: what it needs, and until when it is owed."
    ),
    "ending": setting.tables(ENDING_KEYS, "How a call can end."),
    "ground": setting.tables(GROUND_KEYS, "A reason for the hang-up protocol, with its terms."),
    "step": setting.tables(
        STEP_KEYS, "A step: what is said there, and the ways out.", required=True
    ),
    "accepted": setting.tables(
        ACCEPTED_KEYS, "A warning of `guide check` that is settled, and why."
    ),
}


_HOMES = {
    **dict.fromkeys(SCRIPT_KEYS.keys() - {"id", "title", "source", "protocol"}, "[script]"),
    **dict.fromkeys(DESK_KEYS.keys() - {"name"}, "[desk]"),
}
"""Where settings belong that no other heading has: written under another, they are told so."""


def desk_of(file: Table) -> Desk:
    table, usual = file.table("desk", "[desk]", DESK_KEYS), Desk()
    if table is None:
        return usual
    return Desk(
        zone=zone_of(table),
        opens=_time(table, "opens", usual.opens),
        closes=_time(table, "closes", usual.closes),
        morning_ends=_time(table, "morning_ends", usual.morning_ends),
        day_ends=_time(table, "day_ends", usual.day_ends),
        working_days=_working_days(table, usual.working_days),
        closed_days=_closed_days(table),
        name=table.prose("name"),
    )


def clock_of(file: Table) -> Timer:
    table, usual = file.table("clock", "[clock]", CLOCK_KEYS), Timer()
    if table is None:
        return usual
    return Timer(table.whole("seconds", 1, MOST_SECONDS, usual.seconds), table.prose("over"))


def sources_of(file: Table) -> tuple[tuple[Topic, str], ...]:
    """Where the script's document asks for what is neither a line nor a follow-up."""
    table = file.table("sources", "[sources]", SOURCE_KEYS)
    if table is None:
        return ()
    return tuple((topic, table.prose(topic)) for topic in Topic if table.has(topic))


def stages_of(file: Table) -> tuple[tuple[str, StageSigns], ...]:
    """The stages of anger, mildest first: all of them, or none if the script does not tell them."""
    table = file.table("stages", "[stages]", STAGES)
    if table is None:
        return ()
    stages = []
    for stage in STAGES:
        name = f"[stages.{stage}]"
        part = table.table(stage, name, STAGE_KEYS)
        if part:
            signs = StageSigns(
                part.prose("signs", required=True),
                part.prose("talk", required=True),
                part.prose("source"),
            )
            stages.append((stage, signs))
        elif not table.has(stage):
            table.missing(stage, f"{name} with signs and talk")
    return tuple(stages)


def _time(table: Table, key: str, usual: time) -> time:
    value = table.value(key)
    if isinstance(value, time):
        return value.replace(microsecond=0)
    text = table.name_of(key)
    if not text.strip():
        return usual
    if not _TIME.fullmatch(text):
        message = f"{quoted(text)} is not a time of day ({quoted(key)} in [desk])."
        fix = 'Write hours and minutes with two digits each, from "00:00" to "23:59".'
        table.wrong(key, "bad-time", message, fix)
        return usual
    return time.fromisoformat(text)


def _working_days(table: Table, usual: tuple[str, ...]) -> tuple[str, ...]:
    written = table.value("working_days")
    if isinstance(written, str) and (days := days_in(written)):
        fix = f"Write it as a list: working_days = [{as_texts(days)}]."
        table.wrong_type("working_days", "a list", fix)
        return usual
    texts = table.texts("working_days")
    if not isinstance(table.value("working_days"), list):
        return usual
    if not table.value("working_days"):
        message = "`working_days` in [desk] names no day: nothing would ever be due."
        table.wrong("working_days", "bad-day", message, f"Write some of {listed(DAYS)}.")
        return usual
    for n, text in texts:
        if text in DAYS:
            continue
        message = f"{quoted(text)} is not a day of the week (`working_days` in [desk])."
        fix = table.findings.did_you_mean(text, DAYS, f"Write {one_of(DAYS)}.")
        if days := days_in(text):
            fix = f"Write {as_texts(days)}."
        table.findings.error((*table.at("working_days"), n), "bad-day", message, fix)
    named = {text for _, text in texts}
    return tuple(d for d in DAYS if d in named) if named <= set(DAYS) else usual


def _closed_days(table: Table) -> tuple[date, ...]:
    value, key = table.value("closed_days"), "closed_days"
    if not isinstance(value, list):
        table.texts(key)
        return ()
    days = []
    for n, item in enumerate(value):
        if type(item) is date:
            days.append(item)
        elif (day := _date_in(item)) is not None:
            days.append(day)
        else:
            shown = quoted(item) if isinstance(item, str) else f"Item {n + 1}"
            message = f"{shown} is not a date (`{key}` in [desk])."
            fix = 'Write year, month and day of a real date: "2026-12-25".'
            table.findings.error((*table.at(key), n), "bad-day", message, fix)
    return tuple(days)


def _date_in(item: object) -> date | None:
    if not isinstance(item, str) or not _DAY.fullmatch(item):
        return None
    try:
        return datetime.strptime(item, "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        return None


def accepted_of(file: Table) -> tuple[Accepted, ...]:
    return tuple(
        Accepted(
            table.prose("finding", required=True),
            table.prose("where", required=True),
            table.prose("reason", required=True),
        )
        for table in file.tables("accepted", "accepted finding", ACCEPTED_KEYS)
    )


class ParsedFile(Struct, frozen=True):
    """What was read of one script file.

    `script` has something in place of whatever could not be read; it is None if nothing could.
    `id` is the script's, or the most likely one. `rules` are the rules for follow-ups, each with
    its place in the file's list. `field_places` are, by their ids, those of the fields of the file.
    """

    id: str
    script: Script | None
    findings: Findings
    lines: LineBook
    rules: tuple[tuple[int, FollowUpRule], ...] = ()
    field_places: Mapping[str, Where] = {}


def _unread(file: str, findings: Findings, text: str = "") -> ParsedFile:
    """A file that nothing could be read of."""
    found = _ID_IN_TEXT.search(text)
    return ParsedFile(found[1] if found else PurePath(file).stem, None, findings, LineBook())


def may_name(text: str, ids: Collection[str]) -> bool:
    """Whether a script's text may give one of these ids to anything; quick, and rather yes."""
    found = _ANY_ID.findall(text)
    return any(one in ids or "\\" in one for one in found) or bool(_ESCAPED_KEY.search(text))


def names_are_escaped(text: str) -> bool:
    """Whether a name in a script's text has escapes, or stands on several lines."""
    return ("\\" in text or '"""' in text or "'''" in text) and bool(_ODD_NAME.search(text))


def strings_in(text: str) -> tuple[str, ...]:
    """What a script's text sets to a string of one line, as it stands there."""
    return tuple(plain or literal for plain, literal in _ANY_STRING.findall(text))


def parse_file(path: Path) -> ParsedFile:
    file = file_name(path)
    findings = Findings(file)
    text = text_of(path, findings)
    return _unread(file, findings) if text is None else parse_text(text, file)


def parse_text(text: str, file: str) -> ParsedFile:
    findings = Findings(file)
    document = document_of(text, findings)
    if document is None:
        return _unread(file, findings, text)
    if not document:
        fix = "Write a script, or take the file away; `guide new FOLDER` starts one."
        findings.error(WHOLE_FILE, "empty-file", "There is nothing in the file to read.", fix)
        return _unread(file, findings, text)
    findings.homes = _HOMES
    top = Table("the file", document, (), findings, FILE_KEYS)
    head = top.table("script", "[script]", SCRIPT_KEYS)
    if head is None:
        if not top.has("script"):
            top.missing("script", "the heading [script] with id, title, use_when and version")
        head = Table("[script]", {}, (), Findings(file), SCRIPT_KEYS)
    lines, rules = LineBook(), follow_ups_of(top)
    script_id = _script_id(head)
    steps, grounds = steps_of(top, script_id, lines), grounds_of(top, lines)
    fields, field_places = fields_of(top)
    script = Script(
        id=script_id,
        title=head.prose("title", required=True),
        use_when=head.prose("use_when", required=True),
        version=head.prose("version", required=True),
        source=head.prose("source"),
        language=language_of(head),
        sources=sources_of(top),
        protocol=head.name_of("protocol"),
        start=head.name_of("start"),
        approvers=head.whole("approvers", 1, MOST_APPROVERS, 0),
        may_approve=head.proses("may_approve"),
        rules=head.proses("rules"),
        efforts=head.proses("efforts"),
        in_sight=head.names("in_sight"),
        steps=steps,
        desk=desk_of(top),
        clock=clock_of(top),
        fields=fields,
        constants=constants_of(top, fields),
        stages=stages_of(top),
        reports=reports_of(top),
        follow_ups=tuple(rule for _, rule in rules),
        endings=endings_of(top),
        grounds=grounds,
        accepted=accepted_of(top),
        file=file,
        text=text,
        sha256=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )
    script = lines.settled(script)
    name = script_id or PurePath(file).stem
    return ParsedFile(name, script, findings, lines, rules, field_places)


def _script_id(head: Table) -> str:
    script_id = head.identifier("id", required=True)
    if "_" in script_id and is_id(script_id):
        message = "The id of a script has no underscores: its name is typed at the prompt."
        head.wrong("id", "bad-id", message, f"Write {script_id.replace('_', '-')}.")
    return script_id
