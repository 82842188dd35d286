"""Reading a scenario file: into a `Scenario`, or into all that is wrong with it at once."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from guide.call import actions as act
from guide.call.events import Stage
from guide.errors import ScenarioError, UnknownName
from guide.script import setting
from guide.script.findings import Findings, Problem, did_you_mean, listed, one_of, quoted
from guide.script.model import places_in
from guide.script.parse_terms import MOST_WARNINGS
from guide.script.table import Table
from guide.script.toml_reader import document_of, file_name, text_of
from guide.script.zones import zone_of
from guide.training.scenario import Expect, Move, Reply, Scenario, Variant, When, cast_for
from guide.training.scenario_actions import MOVE_SETTINGS, VERBS, action_of, keys_of

FOLDER = "scenarios"
"""Where scenarios lie in a folder of scripts."""

_WITH_PLACES = ("move", "reply", "expect")
_BELONGS = {
    "value": "detail",
    "contains": "detail",
    "or_nothing": "detail",
    "within": "acknowledge",
    "source": "acknowledge",
}
_OF_A_DETAIL = [key for key, owner in _BELONGS.items() if owner == "detail"]
_NOWHERE = When()
_HOUR = 3_600
_LONGEST_SILENCE = 600
_ENDING = ".toml"
_DAY = 86_400
_ADD_VARIANT = "Add a [[variant]] that does, or take the braces out."

_HEAD_KEYS = {
    "id": setting.identifier("What the scenario is called at the prompt.", required=True),
    "title": setting.text("What trainers pick it by.", required=True),
    "script": setting.identifier("The script that the call begins with.", required=True),
    "starts": setting.moment(
        "When the call begins, with its distance from UTC: 2026-11-20T14:03:00-05:00.",
        required=True,
    ),
    "zone": setting.text("The desk's time zone, for a script that names none."),
    "agent": setting.text("Who takes the call.", required=True),
    "about": setting.text("One sentence for the trainer who picks it."),
    "brief": setting.text("What a trainee is told beforehand; left out, the title."),
    "refused": setting.any_text("Words of the reason, if a rule is to refuse its last action."),
    "earlier": setting.identifier("Another scenario, whose record this call goes on from."),
    "calls_out": setting.flag(
        "Whether the agent calls them: nobody is on the line before their first words."
    ),
}
_SPOKEN = {
    "abusive": setting.flag("Whether it is abuse, and not merely loud or blunt."),
    "reports": setting.text("A reason of the script's for which a supervisor must be told."),
    "cause_for": setting.texts("Kinds of follow-up and reasons to report that it gives cause for."),
}
_MOVE_KEYS = {
    "at": setting.whole("Seconds after the start.", 0, _DAY, required=True),
    "caller": setting.text("What the caller says."),
    **_SPOKEN,
    "settles": setting.texts("Endings that rest on this being said."),
    "caption": setting.text("A word to whoever looks on."),
    "chapter": setting.text("The title of a chapter that begins here, for a demo."),
    "do": setting.one_of(VERBS, "What the agent does."),
    **MOVE_SETTINGS,
    "contrary": setting.wholes(
        "Choices of this step that what the caller said last gives the lie to.", 1, 9
    ),
    "judged": setting.flag("Whether this choice is a judgment, and no answer of the caller's."),
    "keys": setting.texts("What is pressed for it, in a demo."),
}
_WHEN_KEYS = setting.Keys(
    {
        "step": setting.text("The trainee is at this step."),
        "said": setting.text("This line was said."),
        "adapted": setting.text("This line was said in other words."),
        "left_out": setting.text("This line was left out."),
        "passed_over": setting.text("This line was passed over."),
        "warned": setting.whole("So many warnings were given.", 1, MOST_WARNINGS),
        "ground": setting.text("This ground stands."),
        "effort": setting.flag("An effort is on record."),
        "permission": setting.flag("A permission is on record."),
        "follow_up": setting.identifier("A follow-up of this kind is on record."),
        "stage": setting.one_of(Stage, "The caller's anger was judged to be so."),
        "silence": setting.whole("Nothing happened for so many seconds.", 1, _LONGEST_SILENCE),
        "after": setting.text("The reply of this id was spoken."),
    },
    least=1,
)
_REPLY_KEYS = {
    "id": setting.identifier("What other replies name it by.", required=True),
    "when": setting.table(_WHEN_KEYS, "When it comes: all of it must hold.", required=True),
    "caller": setting.either(
        "What the caller says; of several, the seed picks one.",
        setting.text("").schema,
        setting.texts("").schema,
        required=True,
    ),
    "again": setting.flag("Each time it comes true, not only the first."),
    **_SPOKEN,
}
_EXPECT_KEYS = setting.Keys(
    {
        "detail": setting.text("A detail that must be written down."),
        "value": setting.text("What it must be."),
        "contains": setting.texts("Words that must be in it; of a|b, one of them."),
        "or_nothing": setting.flag("Whether it is an answer that there was nothing of it."),
        "acknowledge": setting.text("The line or step by which the anger is acknowledged."),
        "within": setting.whole("So many seconds after their first say.", 1, _HOUR),
        "source": setting.text("Of a step: the words of the document that ask for that."),
        "endings": setting.texts("Endings as good as the one that the moves take."),
        "grounds": setting.texts("Reasons for a warning as good as those that the moves take."),
    },
    one_of=[("detail", "acknowledge", "endings", "grounds")],
)
SCENARIO_KEYS = {
    "scenario": setting.table(_HEAD_KEYS, "The call as a whole.", required=True),
    "move": setting.tables(_MOVE_KEYS, "One moment of the call.", required=True),
    "reply": setting.tables(_REPLY_KEYS, "How the caller takes what a trainee does."),
    "expect": setting.tables(_EXPECT_KEYS, "What a good handling has besides."),
    "variant": setting.Key(
        "What goes into the {places}; the seed picks one of these tables.",
        {"type": "array", "items": setting.named(setting.text("").schema, "").schema},
    ),
}


def scenario_files(scripts: Path) -> dict[str, Path]:
    """The scenario files that lie with the scripts in this folder, by name."""
    try:
        found = sorted((scripts / FOLDER).iterdir())
    except OSError:
        return {}
    toml = (path for path in found if path.suffix == _ENDING and not path.name.startswith("."))
    return {path.stem: path for path in toml}


def _id_in(file: Path) -> str:
    """The id that a scenario's file gives it; empty where that cannot be read."""
    findings = Findings(file_name(file))
    text = text_of(file, findings)
    head = (document_of(text, findings) or {}).get("scenario") if text else None
    found = head.get("id") if isinstance(head, dict) else ""
    return found if isinstance(found, str) else ""


def find_scenario(name: str, scripts: Path) -> Path:
    """The file of a scenario: by its name among those with the scripts, by its id, or by its path.

    Raises `UnknownName`, with the nearest name there is.
    """
    known = scenario_files(scripts)
    if name in known:
        return known[name]
    path = Path(os.path.expanduser(name))
    if path.suffix == _ENDING or len(path.parts) > 1:
        return path
    for file in known.values() if name else ():
        if _id_in(file) == name:
            return file
    if not known:
        place = scripts / FOLDER
        raise UnknownName(f"There is no scenario in {place}. Name the file of one instead.")
    if not name:
        raise UnknownName(f"Name a scenario: {listed(known, 20)}.")
    hint = did_you_mean(name, known, f"Those there are: {listed(known, 20)}.")
    raise UnknownName(f"There is no scenario {quoted(name)}. {hint}")


def load_scenario(path: Path, seed: int = 0) -> Scenario:
    """The scenario in this file, its places filled as the seed has it.

    Raises `ScenarioError` with every mistake and its line.
    """
    scenario, problems = read_scenario(path)
    if scenario is None:
        told = (problem.sentence for problem in problems)
        raise ScenarioError("\n".join(["This scenario cannot be played.", *told]))
    return cast_for(scenario, seed)


def read_scenario(path: Path) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Read a scenario file, its places as they are; None if anything is wrong with it."""
    findings = Findings(file_name(path))
    text = text_of(path, findings)
    scenario = _scenario(text, findings) if text is not None else None
    return None if findings.has_errors else scenario, findings.problems


def parse_scenario(text: str, name: str) -> Scenario | None:
    """The scenario of this text, its places as they are; None if anything is wrong with it."""
    findings = Findings(name)
    scenario = _scenario(text, findings)
    return None if findings.has_errors else scenario


def _scenario(text: str, findings: Findings) -> Scenario | None:
    document = document_of(text, findings)
    if document is None:
        return None
    top = Table("the file", document, (), findings, SCENARIO_KEYS)
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
        refused="" if head.value("refused") == "" else head.prose("refused"),
        moves=_moves(top),
        brief=head.prose("brief"),
        earlier=head.identifier("earlier"),
        calls_out=head.flag("calls_out"),
        replies=tuple(_replies(top)),
        expected=tuple(_expected(top)),
        variants=_variants(top, document.get("variant")),
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
    )
    _note_places(document, scenario.variants, findings)
    return scenario


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
            table.names("cause_for"),
            keys_of(table, action),
            table.wholes("contrary", 1, 9),
            table.names("settles"),
            table.flag("judged"),
        )
        for key, said in (("contrary", "of other choices"), ("judged", "of a choice")):
            if table.has(key) and not isinstance(action, act.Choose):
                message = f"`{key}` in {table.name} is {said}, and it takes none."
                table.wrong(key, "unknown-key", message, 'Take it out, or write do = "choose".')
        for key in (*_SPOKEN, "settles"):
            if table.has(key) and not table.has("caller"):
                message = (
                    f"`{key}` in {table.name} is about the caller's words, and there are none."
                )
                table.wrong(key, "unknown-key", message, 'Take it out, or add caller = "…".')
        if moves and move.at < moves[-1].at and type(table.value("at")) is int:
            message = f"`at` in {table.name} is earlier than the move before, at {moves[-1].at}."
            table.wrong("at", "bad-order", message, "Put the moves in the order of their times.")
        if not any(table.has(key) for key in ("caller", "caption", "do")):
            table.missing("do", 'do = "…", or caller = "…", or caption = "…"')
        moves.append(move)
    return tuple(moves)


def _replies(top: Table) -> Iterator[Reply]:
    known: set[str] = set()
    for table in top.tables("reply", "reply", _REPLY_KEYS):
        reply = Reply(
            table.identifier("id", required=True),
            _when(table, known),
            _alternatives(table),
            table.flag("again"),
            table.flag("abusive"),
            table.wording("reports"),
            table.names("cause_for"),
        )
        if reply.id in known:
            message = f"The id {quoted(reply.id)} is used twice."
            table.wrong("id", "duplicate-id", message, "Give each reply an id of its own.")
        known.add(reply.id)
        yield reply


def _when(reply: Table, before: set[str]) -> When:
    table = reply.table("when", f"`when` of {reply.name}", _WHEN_KEYS)
    if table is None:
        if not reply.has("when"):
            reply.missing("when", 'when = { step = "…" }')
        return _NOWHERE
    when = When(
        step=table.wording("step"),
        said=table.wording("said"),
        adapted=table.wording("adapted"),
        left_out=table.wording("left_out"),
        passed_over=table.wording("passed_over"),
        warned=table.whole("warned", 1, MOST_WARNINGS, 1) if table.has("warned") else 0,
        ground=table.wording("ground"),
        effort=table.flag("effort"),
        permission=table.flag("permission"),
        follow_up=table.identifier("follow_up"),
        stage=table.kind("stage", Stage),
        silence=table.whole("silence", 1, _LONGEST_SILENCE, 1) if table.has("silence") else 0,
        after=table.wording("after"),
    )
    if not any(table.has(key) for key in _WHEN_KEYS):
        message = f"`when` of {reply.name} says nothing, so the reply would come at once."
        reply.wrong("when", "empty-table", message, f"Write one of {listed(_WHEN_KEYS, 20)} in it.")
    elif when.after.strip() and when.after not in before:
        message = f"`after` in {reply.name} names no reply before it: {quoted(when.after)}."
        otherwise = f"Name {one_of(before)}." if before else "Put that reply before this."
        fix = table.findings.did_you_mean(when.after, before, otherwise)
        table.wrong("after", "unknown-name", message, fix)
    return when


def _alternatives(reply: Table) -> tuple[str, ...]:
    """What the caller says: one text, or several of which the seed picks one."""
    if not isinstance(reply.value("caller"), list):
        words = reply.prose("caller", required=True)
        return (words,) if words else ()
    several = reply.proses("caller")
    if not several:
        fix = 'Write what the caller says: caller = "…".'
        reply.wrong("caller", "empty-list", f"`caller` in {reply.name} is empty.", fix)
    return several


def _expected(top: Table) -> Iterator[Expect]:
    for table in top.tables("expect", "expect", _EXPECT_KEYS):
        _note_strays(table)
        yield Expect(
            detail=table.wording("detail"),
            value=table.prose("value"),
            contains=table.proses("contains"),
            or_nothing=table.flag("or_nothing"),
            acknowledge=table.wording("acknowledge"),
            within=table.whole("within", 1, _HOUR) if table.has("acknowledge") else 0,
            source=table.prose("source"),
            endings=table.names("endings"),
            grounds=table.names("grounds"),
        )


def _note_strays(table: Table) -> None:
    """Note what an expectation lacks, and what does not belong to it."""
    kinds = [key for key in ("detail", "acknowledge", "endings", "grounds") if table.has(key)]
    if not kinds:
        table.missing("detail", "detail = …, acknowledge = …, endings = […], or grounds = […]")
    elif len(kinds) > 1:
        message = f"{table.name} expects two things at once: `{kinds[0]}` and `{kinds[1]}`."
        fix = "Put each under an [[expect]] of its own."
        table.wrong(kinds[1], "two-at-once", message, fix)
    for key, owner in _BELONGS.items():
        if kinds and table.has(key) and owner not in kinds:
            message = f"`{key}` in {table.name} belongs to `{owner}`, which is not there."
            table.wrong(key, "unknown-key", message, "Take it out.")
    if kinds[:1] == ["detail"] and not any(map(table.has, _OF_A_DETAIL)):
        table.missing("value", 'value = "…", contains = ["…"], or or_nothing = true')


def _variants(top: Table, values: object) -> tuple[Variant, ...]:
    """The variants of a scenario file; all must fill the same places. `values` are their tables."""
    tables = values if isinstance(values, list) else []
    names = tuple(dict.fromkeys(name for one in tables if isinstance(one, dict) for name in one))
    variants: list[Variant] = []
    for table in top.tables("variant", "variant", names):
        variants.append(tuple((name, table.prose(name)) for name in names if table.has(name)))
        for name in names:
            if not table.has(name):
                table.missing(name, f'{name} = "…", as the other variants have it')
    return tuple(variants)


def _note_places(
    document: dict[str, object], variants: tuple[Variant, ...], findings: Findings
) -> None:
    """Note the {places} that no variant fills."""
    known = tuple(dict(variants[0])) if variants else ()
    for key in _WITH_PLACES:
        tables = document.get(key)
        for n, table in enumerate(tables if isinstance(tables, list) else ()):
            places = (place for text in _texts(table) for place in places_in(text))
            for place in dict.fromkeys(places):
                if place not in known:
                    otherwise = f"A [[variant]] fills {listed(known)}." if known else _ADD_VARIANT
                    message = f"No [[variant]] fills the place {quoted('{' + place + '}')}."
                    fix = findings.did_you_mean(place, known, otherwise)
                    findings.error((key, n), "unknown-place", message, fix)


def _texts(value: object) -> Iterator[str]:
    """Every text in a value of the file, however deep it lies."""
    if isinstance(value, str):
        yield value
    inner: Iterable[object] = ()
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
    for one in inner:
        yield from _texts(one)
