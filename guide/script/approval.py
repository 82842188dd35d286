"""Which words were approved, by whom, and what an approval would change.

The last approval of a script in the file is the one that counts, whatever anybody's clock said;
the older ones are kept.
"""

from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from guide.errors import ScriptError
from guide.script.model import Ground, Line, Script, Status, Wording
from guide.text import plain_line


def approved_words(by: str, at: datetime | None) -> str:
    """Who approved and on which day (UTC), such as `Kim Lee on 2026-01-31`."""
    return f"{by} on {at.astimezone(UTC):%Y-%m-%d}" if at else by


def why(line: Line) -> str:
    """Why the text of a line in its file is not simply approved wording; empty if it is."""
    spoken = line.spoken
    approval = approved_words(spoken.by, spoken.at)
    match line.status:
        case Status.APPROVED:
            return ""
        case Status.CHANGED:
            return f"Changed since it was approved by {approval}: say the approved words instead."
        case Status.NEW:
            return "New: nobody has approved it yet."
        case Status.GAP:
            return f"No wording on file: {line.gap}"
        case Status.ADAPTED:
            worth = f"approved by {approval}" if line.approved else "not approved yet"
            reason = f": {line.adapted}" if line.adapted else "."
            return f"Adapted ({worth}), not the document's wording{reason}"


APPROVALS_FILE = "approvals.toml"


class ApprovedLine(Struct, frozen=True):
    """The wording of a line as it was approved; `adapted` says why it is not the document's."""

    id: str
    sha256: str
    text: str
    adapted: str = ""


class Approval(Struct, frozen=True, dict=True):
    """One approval of one script: everything it says in one version of its file. `at` is UTC."""

    script: str
    version: str
    sha256: str
    by: str
    at: datetime
    note: str
    lines: tuple[ApprovedLine, ...]

    @cached_property
    def by_id(self) -> dict[str, ApprovedLine]:
        return {line.id: line for line in self.lines}


class Approvals(Struct, frozen=True, dict=True):
    """Every approval on file, the oldest first."""

    records: tuple[Approval, ...] = ()

    @cached_property
    def _last(self) -> dict[str, Approval]:
        return {record.script: record for record in self.records}

    def last(self, script_id: str) -> Approval | None:
        """The approval of this script that counts, if there is one."""
        return self._last.get(script_id)

    def applied(self, script: Script) -> Script:
        """The script with what each of its lines is worth, and what was approved for it."""
        return _applied(script, self.last(script.id))

    def applied_as_of(self, script: Script) -> Script:
        """As `applied`, by the last approval of this very file where it has one.

        A call goes on with the wording it was begun with, whatever was approved since.
        """
        own = [r for r in self.records if (r.script, r.sha256) == (script.id, script.sha256)]
        return _applied(script, own[-1] if own else self.last(script.id))

    def with_more(self, more: tuple[Approval, ...]) -> "Approvals":
        return Approvals((*self.records, *more))


def _applied(script: Script, approval: Approval | None) -> Script:
    def of_ground(ground: Ground) -> Ground:
        return replace(
            ground,
            warning=_judged(ground.warning, approval) if ground.warning else None,
            ending=_judged(ground.ending, approval) if ground.ending else None,
        )

    return replace(
        script,
        steps=tuple(
            replace(step, lines=tuple(_judged(line, approval) for line in step.lines))
            for step in script.steps
        ),
        grounds=tuple(map(of_ground, script.grounds)),
    )


def _judged(line: Line, approval: Approval | None) -> Line:
    """The line with what it is worth by an approval of its script."""
    on_file = approval.by_id.get(line.id) if approval else None
    if approval is None or on_file is None:
        own = Status.GAP if line.gap else Status.ADAPTED if line.adapted else Status.NEW
        return replace(line, status=own, approved=None)
    same = on_file.sha256 == line.sha256
    adapted = on_file.adapted or (same and line.adapted)
    worth = Status.ADAPTED if adapted else Status.APPROVED
    wording = Wording(on_file.text, worth, approval.by, approval.at)
    return replace(line, status=worth if same else Status.CHANGED, approved=wording)


def approval_of(script: Script, by: str, at: datetime, note: str = "") -> Approval:
    """The approval of every line with a text in `script`, by somebody at `at` (aware).

    Raises `ScriptError` if nobody is named.
    """
    if not plain_line(by):
        raise ScriptError("An approval needs the name of the one who approves.")
    return Approval(
        script=script.id,
        version=script.version,
        sha256=script.sha256,
        by=plain_line(by),
        at=at.astimezone(UTC).replace(microsecond=0),
        note=plain_line(note),
        lines=tuple(
            ApprovedLine(line.id, line.sha256, line.text, line.adapted)
            for line in script.lines
            if not line.gap
        ),
    )


class ChangeKind(StrEnum):
    """What became of a line since the last approval."""

    CHANGED = "changed"
    NEW = "new"
    REMOVED = "removed"


class Change(Struct, frozen=True):
    """One line that is not as it was approved: its text before and now, and what else is new."""

    line: str
    kind: ChangeKind
    before: str
    now: str
    note: str = ""


def changes(script: Script, approval: Approval | None) -> tuple[Change, ...]:
    """The lines of a script that are not as in its last approval, in the order of its file."""
    approved = approval.by_id if approval else {}
    worded = {line.id: line for line in script.lines if not line.gap}
    found = [_change(line, approved.get(line.id)) for line in worded.values()]
    gaps = {line.id: f"a gap now: {line.gap}" for line in script.lines if line.gap}
    removed = [
        Change(line.id, ChangeKind.REMOVED, line.text, "", gaps.get(line.id, ""))
        for line in approved.values()
        if line.id not in worded
    ]
    return (*(change for change in found if change is not None), *removed)


def _change(line: Line, approved: ApprovedLine | None) -> Change | None:
    now_adapted = f"adapted: {line.adapted}" if line.adapted else ""
    if approved is None:
        return Change(line.id, ChangeKind.NEW, "", line.text, now_adapted)
    if line.adapted == approved.adapted:
        note = ""
    else:
        note = now_adapted or f"not adapted any more: {approved.adapted}"
    if line.sha256 == approved.sha256 and not note:
        return None
    return Change(line.id, ChangeKind.CHANGED, approved.text, line.text, note)
