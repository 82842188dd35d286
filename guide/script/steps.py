"""Steps and choices as a script file has them."""

from guide.script.line_book import LINE_KEYS, LineBook
from guide.script.model import Choice, FollowUpKind, Step, StepRole, Target, TargetKind
from guide.script.nearest import quoted
from guide.script.table import Table, is_id

STEP_KEYS = (
    "id",
    "title",
    "coach",
    "line",
    "choice",
    "capture",
    "show",
    "owes",
    "role",
)
CHOICE_KEYS = ("label", "to", "end", "ground", "calm")

# A step without a name stands for a target that could not be read, which was noted.
_UNREAD = Target(TargetKind.STEP)


def steps_of(file: Table, script_id: str, lines: LineBook) -> tuple[Step, ...]:
    """The steps, in the order of the file."""
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
        coach=table.proses("coach"),
        lines=tuple(
            lines.read(line, f"{step_id}-{n}")
            for n, line in enumerate(table.tables("line", "line", LINE_KEYS), 1)
        ),
        choices=tuple(
            _choice(choice, n, script_id)
            for n, choice in enumerate(table.tables("choice", "choice", CHOICE_KEYS), 1)
        ),
        capture=table.names("capture"),
        show=table.names("show"),
        owes=table.kinds("owes", FollowUpKind),
        role=table.kind("role", StepRole),
    )


def _choice(table: Table, key: int, script_id: str) -> Choice:
    return Choice(
        key=key,
        label=table.prose("label", required=True),
        to=_target(table, script_id),
        ground=table.wording("ground"),
        calm=table.flag("calm"),
    )


def _target(table: Table, script_id: str) -> Target:
    to, end = table.wording("to"), table.wording("end")
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
    if script == script_id and step:
        return Target(TargetKind.STEP, step=step)
    return Target(TargetKind.SCRIPT, step=step, script=script)
