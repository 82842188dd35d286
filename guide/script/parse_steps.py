"""Steps, choices and lines as a script file has them: each line worded once, used where needed."""

from msgspec.structs import replace

from guide.script import setting
from guide.script.conditions import Condition, Mistake, ReadCondition, read_condition
from guide.script.findings import quoted
from guide.script.languages import is_language
from guide.script.locate import Where
from guide.script.model import (
    Audience,
    Choice,
    Coaching,
    DayKind,
    FollowUpKind,
    Line,
    Script,
    Step,
    StepRole,
    Target,
    TargetKind,
    Timer,
    Translation,
)
from guide.script.parse_answers import answers_set
from guide.script.table import Table, is_id, note_no_language
from guide.text import capital, plain_line

_WHEN = "What must hold, such as: member = yes and not (rating < 5)"

LINE_KEYS = setting.Keys(
    {
        "id": setting.identifier("What choices, records and approvals call the line."),
        "text": setting.text(
            "The approved words, to the letter; {caller} and other fields as places."
        ),
        "gap": setting.text("Why there is no wording yet, in place of `text`."),
        "use": setting.text("The id of a line that is worded elsewhere in this script."),
        "source": setting.text("Where it stands in the document."),
        "must_say": setting.flag("Whether it is required; else it may be said."),
        "before_going_on": setting.flag("Whether no choice leads on until it is said or left out."),
        "on": setting.one_of(DayKind, "The days it is for; left out, all."),
        "when": setting.text(f"{_WHEN}, else the line is not offered."),
        "audience": setting.one_of(Audience, "Who it is said to; left out, the caller."),
        "read_back": setting.texts("Fields to read back to the caller."),
        "adapted": setting.text("Why the text is not the document's."),
        "original": setting.text("The document's own words, where the text is adapted."),
        "translation": setting.languages("The line in other languages, by their codes: es, ar."),
    },
    one_of=[("text", "gap", "use")],
)
_WORDS = ("text", "gap", "use")

MOST_LANGUAGES = 50


class LineBook:
    """Every line that was read: where it is worded, and where another is used by its id.

    With them stand the `conditions` of lines, choices and coaching, each with its place.

    `named` are the ids with the places that give them; one that was made up for a line without an
    id is there once, since two steps of one id are no fault of their lines.
    """

    def __init__(self) -> None:
        self.worded: list[tuple[Where, Line]] = []
        self.named: list[tuple[Where, str]] = []
        self._made_up: set[str] = set()
        self.used: list[tuple[Where, str]] = []
        self.conditions: list[tuple[Where, ReadCondition]] = []
        self._languages = set[str]()
        self._too_many = False

    def read(self, table: Table, usual_id: str) -> Line:
        """Read a line; one that is used from elsewhere is a mere id until `settled`."""
        given = [key for key in _WORDS if table.has(key)]
        if not given:
            table.missing("text", 'text = "…" with the wording, or gap = "why there is none"')
        elif len(given) > 1:
            both = " and ".join(f"`{key}`" for key in given)
            message = f"There are {both} in {table.name}; a line has only one of them."
            table.wrong(given[1], "either-or", message, "Take one of them out.")
        if given[:1] == ["use"]:
            return self._used(table)
        line = self._worded(table, usual_id)
        self.worded.append((table.where, line))
        if table.has("id") or line.id not in self._made_up:
            self.named.append((table.where, line.id))
        if not table.has("id"):
            self._made_up.add(line.id)
        return line

    def _used(self, table: Table) -> Line:
        for key in LINE_KEYS:
            if key not in _WORDS and table.has(key):
                message = f"`{key}` in {table.name} has no effect beside `use`."
                fix = f"Write `{key}` where the line is worded, and take it out here."
                table.wrong(key, "either-or", message, fix)
        used = table.name_of("use")
        if used.strip():
            self.used.append((table.at("use"), used))
        return Line(used, "")

    def _worded(self, table: Table, usual_id: str) -> Line:
        line = Line(
            id=table.identifier("id") or usual_id,
            text=table.wording("text"),
            gap=table.prose("gap"),
            source=table.prose("source"),
            must_say=table.flag("must_say"),
            before_going_on=table.flag("before_going_on"),
            on=table.kind("on", DayKind),
            when=self.condition(table),
            audience=table.kind("audience", Audience) or Audience.CALLER,
            read_back=table.names("read_back"),
            adapted=table.prose("adapted"),
            original=table.wording("original"),
            translations=self._translations(table),
        )
        if line.original and not table.has("adapted"):
            message = f"There is `original` without `adapted` in {table.name}."
            fix = 'Add adapted = "why the text is not the document\'s", or take `original` out.'
            table.wrong("original", "missing-key", message, fix)
        if line.before_going_on and not line.must_say:
            message = f"`before_going_on` in {table.name} waits for nothing: it is not required."
            fix = "Add must_say = true, or take `before_going_on` out."
            table.wrong("before_going_on", "no-use", message, fix)
        if line.adapted and table.has("gap"):
            message = f"There is `adapted` in {table.name}, but no text that was adapted."
            table.wrong("adapted", "either-or", message, "Take out `adapted` or `gap`.")
        if line.translations and not table.has("text"):
            message = f"There is `translation` in {table.name}, but no text that was translated."
            table.wrong("translation", "either-or", message, "Take out `translation` or `gap`.")
        if line.translations and line.audience is Audience.COLLEAGUE:
            message = f"{table.name} is said to a colleague, whatever the caller's language is."
            fix = "Take `translation` out, or `audience`."
            table.wrong("translation", "no-use", capital(message), fix)
        return line

    def _translations(self, table: Table) -> tuple[Translation, ...]:
        """The line in other languages; what is no language, or one too many, is left out."""
        value = table.value("translation")
        if isinstance(value, str):
            fix = 'Write it with the code of its language: translation.es = "…".'
            table.wrong_type("translation", "a table", fix)
            return ()
        if isinstance(value, list):
            value = next(iter(value), None)
        codes = tuple(value) if isinstance(value, dict) else ()
        inner = table.table("translation", f"`translation` of {table.name}", codes)
        if inner is None:
            return ()
        found: list[Translation] = []
        for code in codes:
            text = inner.wording(code)
            if not is_language(code):
                note_no_language(inner, code, code)
            elif text.strip() and self._takes(code, inner):
                found.append(Translation(code, text))
        return tuple(found)

    def _takes(self, language: str, table: Table) -> bool:
        """Whether a script may have this language, too; the first that is too many is noted."""
        if language in self._languages:
            return True
        if len(self._languages) < MOST_LANGUAGES:
            self._languages.add(language)
            return True
        if not self._too_many:
            message = f"The lines of a script are in at most {MOST_LANGUAGES} other languages."
            fix = "Make a further script for the others."
            table.wrong(language, "too-many-languages", message, fix)
        self._too_many = True
        return False

    def condition(self, table: Table) -> Condition | None:
        """When what a table is about is offered; None: always, or it cannot be read."""
        text, where = table.wording("when"), table.at("when")
        if not text.strip():
            return None
        try:
            read = read_condition(text)
        except Mistake as mistake:
            message = f"`when` in {table.name} cannot be read. {mistake.message}"
            table.findings.error(where, "bad-condition", message, mistake.fix, character=mistake.at)
            return None
        self.conditions.append((where, read))
        return read.condition

    @property
    def ids(self) -> dict[str, Line]:
        """The lines by their ids; of two with one id, the first."""
        return {line.id: line for _, line in reversed(self.worded)}

    def settled(self, script: Script) -> Script:
        """The script with every line in full, and with the grounds it belongs to."""
        of: dict[str, dict[str, None]] = {}
        for ground in script.grounds:
            for _, line in ground.lines:
                of.setdefault(line.id, {})[ground.id] = None
        full = {
            line_id: replace(line, grounds=tuple(of.get(line_id, ())))
            for line_id, line in self.ids.items()
        }
        return script.with_lines(lambda line: full.get(line.id, line))


CHOICE_KEYS = setting.Keys(
    {
        "label": setting.text("What the caller does or says, in a few words.", required=True),
        "to": setting.text('Where it leads: "step", "script:step", "script:" or "return".'),
        "end": setting.text("The id of the ending that it leads to."),
        "ground": setting.text("The ground of the hang-up protocol that it states."),
        "calm": setting.flag("Whether it says that the caller calmed down."),
        "set": setting.named(
            {"type": "string", "pattern": r"\S"}, "What taking it answers, by the fields' ids."
        ),
        "when": setting.text(f"{_WHEN}, else the choice is not open."),
    },
    one_of=[("to", "end")],
)
COACHING_KEYS = {
    "text": setting.text("The advice.", required=True),
    "when": setting.text(f"{_WHEN}, else the advice is not given."),
}
MOST_SECONDS = 3_600
"""No timer runs longer."""

TIMER_KEYS = {
    "seconds": setting.whole("How long it runs.", 1, MOST_SECONDS, required=True),
    "over": setting.text("What to do when the time is over.", required=True),
}
STEP_KEYS = {
    "id": setting.identifier("What choices lead to.", required=True),
    "title": setting.text("What the box of the flowchart says.", required=True),
    "coach": setting.Key(
        "Advice to the agent, never read out: texts, or tables with a text and its condition.",
        {
            "type": "array",
            "items": {
                "anyOf": [{"type": "string", "pattern": r"\S"}, setting.schema_of(COACHING_KEYS)]
            },
        },
    ),
    "line": setting.tables(LINE_KEYS, "What is said here, in order."),
    "choice": setting.tables(CHOICE_KEYS, "The ways out, at most nine."),
    "capture": setting.texts("Fields that the agent fills in here."),
    "show": setting.texts("Fields that are kept in view here."),
    "owes": setting.ids(FollowUpKind, "Follow-ups that are required here."),
    "role": setting.one_of(StepRole, "What the step is in the hang-up protocol."),
    "timer": setting.table(TIMER_KEYS, "A timer that starts as the step is come to."),
}

# A step without a name stands for a target that could not be read, which was noted.
_UNREAD = Target(TargetKind.STEP)


def steps_of(file: Table, script_id: str, lines: LineBook) -> tuple[Step, ...]:
    if not file.has("step"):
        file.missing("step", "a first step under the heading [[step]]")
    return tuple(_step(table, script_id, lines) for table in file.tables("step", "step", STEP_KEYS))


def _step(table: Table, script_id: str, lines: LineBook) -> Step:
    step_id = table.identifier("id", required=True)
    if step_id == TargetKind.RETURN:
        message = "`return` cannot be the id of a step: `to` has it for the way back."
        table.wrong("id", "bad-id", message, "Give the step another id.")
    return Step(
        id=step_id,
        title=table.prose("title", required=True),
        coaching=_coaching(table, lines),
        lines=tuple(
            lines.read(line, f"{step_id}-{n}")
            for n, line in enumerate(table.tables("line", "line", LINE_KEYS), 1)
        ),
        choices=tuple(
            _choice(choice, n, script_id, lines)
            for n, choice in enumerate(table.tables("choice", "choice", CHOICE_KEYS), 1)
        ),
        capture=table.names("capture"),
        show=table.names("show"),
        owes=table.names("owes"),
        role=table.kind("role", StepRole),
        timer=_timer(table),
    )


def _timer(step: Table) -> Timer | None:
    seconds = step.value("timer")
    if type(seconds) is int and 0 < seconds <= MOST_SECONDS:
        fix = f'Write timer = {{ seconds = {seconds}, over = "…" }}.'
        step.wrong_type("timer", "a table", fix)
        return None
    table = step.table("timer", f"the timer of {step.name}", TIMER_KEYS)
    if table is None:
        return None
    return Timer(table.whole("seconds", 1, MOST_SECONDS), table.prose("over", required=True))


def _coaching(table: Table, lines: LineBook) -> tuple[Coaching, ...]:
    """The coaching of a step: texts, and tables of a text and when it is given."""
    found = {n: Coaching(plain_line(text)) for n, text in table.texts("coach", or_tables=True)}
    for n, one in table.tables_among("coach", COACHING_KEYS):
        found[n] = Coaching(one.prose("text", required=True), lines.condition(one))
    return tuple(found[n] for n in sorted(found))


def _choice(table: Table, key: int, script_id: str, lines: LineBook) -> Choice:
    return Choice(
        key=key,
        label=table.prose("label", required=True),
        to=_target(table, script_id),
        ground=table.name_of("ground"),
        calm=table.flag("calm"),
        answers=answers_set(table),
        when=lines.condition(table),
    )


def _target(table: Table, script_id: str) -> Target:
    to, end = table.name_of("to"), table.name_of("end")
    if table.has("to") and table.has("end"):
        message = f"There are `to` and `end` in {table.name}; a choice leads to one place."
        table.wrong("end", "either-or", message, "Take one of them out.")
    elif not table.has("to") and not table.has("end"):
        message = f"Nothing says where {table.name} leads."
        fix = 'Add to = "the id of a step", or end = "the id of an ending".'
        table.findings.error(table.where, "missing-key", message, fix)
    if to.strip():
        return _place(table, to, script_id)
    return Target(TargetKind.END, ending=end) if end.strip() else _UNREAD


def _place(table: Table, to: str, script_id: str) -> Target:
    if to == TargetKind.RETURN:
        return Target(TargetKind.RETURN)
    script, colon, step = to.partition(":")
    if not colon:
        return Target(TargetKind.STEP, step=to)
    if script == TargetKind.END or not is_id(script) or (step and not is_id(step)):
        message = f"{quoted(to)} in {table.name} is not a place to go to."
        fix = (
            f'Write end = "{step[:80]}" instead of `to`.'
            if script == TargetKind.END
            else 'Write "step", "script:step", "script:" for its first step, or "return".'
        )
        table.wrong("to", "bad-target", message, fix)
        return _UNREAD
    return Target(TargetKind.SCRIPT, step=step, script=script)
