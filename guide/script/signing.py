"""What an approval would sign: what of a script is not as it was signed, and who has signed it."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct

from guide.errors import ScriptError
from guide.script.approval import GONE, Approval, ApprovedLine
from guide.script.findings import quoted
from guide.script.model import Line, Script
from guide.script.signatures import Content, Key, Signatures, Version
from guide.script.term_words import TermChange, term_changes
from guide.script.terms import term_of
from guide.text import plain_line


class ChangeKind(StrEnum):
    """What became of a line or a rule since the last approval."""

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


def changes(script: Script, signed: Signatures, by: str = "") -> tuple[Change, ...]:
    """The lines of a script that are not as they were signed, in the order of its file.

    With `by`, those that this person has signed already are left out.
    """
    worded = {line.id: line for line in script.lines if not line.gap}
    gaps = {line.id: f"a gap now: {line.gap}" for line in script.lines if line.gap}
    found = [_change(line, signed) for line in worded.values()]
    for name, version in signed.all_in_force("line"):
        if name not in worded and version.content:
            before, note = version.content.text, gaps.get(name, "")
            waits = _waits_for(signed.waiting(("line", name)), None)
            note = "; ".join(filter(None, (note, waits)))
            found.append(Change(name, ChangeKind.REMOVED, before, "", note))
    return tuple(
        change
        for change in found
        if change is not None and not _has_signed(by, ("line", change.line), change, worded, signed)
    )


def _has_signed(
    by: str, key: Key, change: Change, worded: Mapping[str, Line], signed: Signatures
) -> bool:
    """Whether somebody has signed this very change, and it waits for others."""
    line = worded.get(change.line)
    content = Content(line.text, line.adapted) if line else None
    waiting = signed.waiting(key)
    return waiting is not None and waiting.content == content and by in waiting.by


def _waits_for(waiting: Version | None, content: Content | None) -> str:
    """Who has signed what is there now, and how many must do so too; empty if nobody has."""
    if waiting is None or waiting.content != content:
        return ""
    more = f"{waiting.missing} more must approve it"
    return f"approved by {waiting.names}; {more}"


def line_waits(line: Line, signed: Signatures) -> str:
    """Who has signed a line as it is now, and how many must do so too; empty if nobody has."""
    return _waits_for(signed.waiting(("line", line.id)), Content(line.text, line.adapted))


def _change(line: Line, signed: Signatures) -> Change | None:
    version, now = signed.in_force(("line", line.id)), Content(line.text, line.adapted)
    waits = line_waits(line, signed)
    now_adapted = f"adapted: {line.adapted}" if line.adapted else ""
    if version is None or version.content is None:
        note = "; ".join(filter(None, (now_adapted, waits)))
        return Change(line.id, ChangeKind.NEW, "", line.text, note)
    approved = version.content
    if now == approved:
        return None
    if line.adapted == approved.adapted:
        note = ""
    else:
        note = now_adapted or f"not adapted any more: {approved.adapted}"
    note = "; ".join(filter(None, (note, waits)))
    return Change(line.id, ChangeKind.CHANGED, approved.text, line.text, note)


def changed_terms(script: Script, signed: Signatures, by: str = "") -> tuple[TermChange, ...]:
    """The rules of a script that are not as they were signed: all of them, if none ever was.

    With `by`, those that this person has signed already are left out.
    """
    in_force = [
        term
        for path, version in signed.all_in_force("term")
        if version.content
        and (term := term_of(f"{path}: {version.content.text}" if version.content.text else path))
    ]
    return tuple(
        change
        for change in term_changes(script, in_force)
        if by not in _signers(change, signed.waiting(("term", change.name)))
    )


def _signers(change: TermChange, waiting: Version | None) -> Collection[str]:
    """Who has signed this very change of a rule, so far."""
    content = Content(change.now.value) if change.now else None
    return waiting.by if waiting is not None and waiting.content == content else ()


def term_waits(change: TermChange, signed: Signatures) -> str:
    """Who has signed a change of a rule, and how many must do so too; empty if nobody has."""
    content = Content(change.now.value) if change.now else None
    return _waits_for(signed.waiting(("term", change.name)), content)


def approval_of(
    script: Script,
    by: str,
    at: datetime,
    note: str = "",
    *,
    signed: Signatures | None = None,
    only: Collection[str] = (),
) -> Approval:
    """The approval of what of `script` is not `signed` yet, by somebody at `at` (aware).

    With `only`, it is of these lines alone, and of no rule. Raises `ScriptError` if nobody is
    named.
    """
    by = plain_line(by)
    if not by:
        raise ScriptError("An approval needs the name of the one who approves.")
    before = signed or Signatures()
    lines = [change for change in changes(script, before, by) if not only or change.line in only]
    worded = {line.id: line for line in script.lines}
    rules = () if only else changed_terms(script, before, by)
    spelled = [f"{GONE}{rule.name}" if rule.now is None else str(rule.now) for rule in rules]
    return Approval(
        script=script.id,
        version=script.version,
        sha256=script.sha256,
        by=by,
        at=at.astimezone(UTC).replace(microsecond=0),
        note=plain_line(note),
        lines=tuple(
            ApprovedLine(line.id, line.sha256, line.text, line.adapted)
            for line in (
                worded[change.line] for change in lines if change.kind is not ChangeKind.REMOVED
            )
        ),
        terms="".join(f"{line}\n" for line in spelled) if spelled else None,
        changes_only=True,
        gone=tuple(change.line for change in lines if change.kind is ChangeKind.REMOVED),
    )


def withdrawal_of(
    script: Script,
    of: str,
    by: str,
    at: datetime,
    note: str = "",
    *,
    signed: Signatures,
    only: Collection[str] = (),
) -> Approval:
    """The withdrawal of what `of` has signed of a script, or `only` of these lines, by somebody.

    Raises `ScriptError` if there is nothing to withdraw.
    """
    keys = signed.signed_by(of)
    lines = tuple(name for kind, name in keys if kind == "line" and (not only or name in only))
    rules = [] if only else [path for kind, path in keys if kind == "term"]
    if not lines and not rules:
        raise ScriptError(
            f"{of} has approved nothing of {quoted(script.id)} that could be withdrawn."
        )
    return Approval(
        script=script.id,
        version=script.version,
        sha256=script.sha256,
        by=plain_line(by),
        at=at.astimezone(UTC).replace(microsecond=0),
        note=plain_line(note),
        lines=(),
        terms="".join(f"{path}\n" for path in rules) if rules else None,
        changes_only=True,
        withdraws=of,
        gone=lines,
    )
