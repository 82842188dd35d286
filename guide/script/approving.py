"""What approving a script would sign: everything that is not as it was approved last."""

from enum import StrEnum

from msgspec import Struct

from guide.script.approval import Approval, ApprovedLine
from guide.script.model import Line, Script


class Kind(StrEnum):
    """What became of a line since the last approval."""

    CHANGED = "changed"
    NEW = "new"
    REMOVED = "removed"


class Change(Struct, frozen=True):
    """One line that is not as it was approved: its text before and now, and what else is new."""

    line: str
    kind: Kind
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
        Change(line.id, Kind.REMOVED, line.text, "", gaps.get(line.id, ""))
        for line in approved.values()
        if line.id not in worded
    ]
    return (*(change for change in found if change is not None), *removed)


def _change(line: Line, approved: ApprovedLine | None) -> Change | None:
    now_adapted = f"adapted: {line.adapted}" if line.adapted else ""
    if approved is None:
        return Change(line.id, Kind.NEW, "", line.text, now_adapted)
    if line.adapted == approved.adapted:
        note = ""
    else:
        note = now_adapted or f"not adapted any more: {approved.adapted}"
    if line.sha256 == approved.sha256 and not note:
        return None
    return Change(line.id, Kind.CHANGED, approved.text, line.text, note)
