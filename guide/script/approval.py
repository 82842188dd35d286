"""Which words and rules were approved, by whom, what an approval would change, and their file.

The last approval of a script in the file is the one that counts, whatever anybody's clock said;
the older ones are kept.

[[approval]]
    script = "escalated-callers"
    version = "1"
    sha256 = "…"                     # of the script file as it was
    by = "…"
    at = 2026-01-31T09:00:00Z
    note = "…"
    terms_sha256 = "…"               # of the terms, sorted; without them it is of words alone
    terms = '''
ground/abuse/permission
ground/abuse/warnings: 1
'''

    [[approval.line]]
    id = "connect"
    sha256 = "…"                     # of the text, to the letter
    adapted = "…"                    # why the text is not the document's, where it is not
    text = "…"
"""

import os
import re
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict, replace

from guide.errors import ScriptError
from guide.script.findings import Findings, Problem, quoted
from guide.script.model import Line, Script, Status, Wording, hash_of
from guide.script.table import Table
from guide.script.term_words import TermChange, term_changes
from guide.script.terms import terms_hash, terms_text
from guide.script.toml_reader import document_of, file_name, text_of
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
    """One approval of one script: everything it says in one version of its file. `at` is UTC.

    `terms` are its rules as they were signed, one a line; None if only its words were.
    """

    script: str
    version: str
    sha256: str
    by: str
    at: datetime
    note: str
    lines: tuple[ApprovedLine, ...]
    terms: str | None = None

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
        return script.with_lines(partial(_judged, approval=self.last(script.id)))

    def applied_as_of(self, script: Script) -> Script:
        """As `applied`, by the last approval of this very file where it has one.

        A call goes on with the wording it was begun with, whatever was approved since.
        """
        own = [r for r in self.records if (r.script, r.sha256) == (script.id, script.sha256)]
        approval = own[-1] if own else self.last(script.id)
        return script.with_lines(partial(_judged, approval=approval))

    def with_more(self, more: tuple[Approval, ...]) -> "Approvals":
        return Approvals((*self.records, *more))


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
        terms=terms_text(script),
    )


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


def changed_terms(script: Script, approval: Approval | None) -> tuple[TermChange, ...]:
    """The rules of a script that are not as they were signed: all of them, if none ever was."""
    signed = approval.terms if approval else None
    if signed is not None and signed == terms_text(script):
        return ()
    return term_changes(script, signed or "")


MOST_APPROVAL_BYTES = 2_097_152
MOST_APPROVAL_MARKS = 60_000

_APPROVAL_KEYS = (
    "script",
    "version",
    "sha256",
    "by",
    "at",
    "note",
    "terms_sha256",
    "terms",
    "line",
)
_LINE_KEYS = ("id", "sha256", "text", "adapted")
_HASH = re.compile(r"[0-9a-f]{64}")

_HEADER = """\
# Who approved which wording and which rules, and when. The last approval of a script counts; older
# ones are kept. Written by `guide approve`, which does not keep remarks: its --note does.

"""


def load_approvals(path: Path) -> tuple[Approvals, tuple[Problem, ...]]:
    """The approvals on file; none if there is no file, which is nothing wrong.

    An approval with a mistake in it does not count, and none does in a file that is not sound TOML
    or holds unsafe characters.
    """
    if not os.path.lexists(path):
        return Approvals(), ()
    findings = Findings(file_name(path))
    text = text_of(path, findings, MOST_APPROVAL_BYTES)
    if text is None:
        return Approvals(), findings.problems
    return parse_approvals(text, findings.file)


def parse_approvals(text: str, file: str) -> tuple[Approvals, tuple[Problem, ...]]:
    findings = Findings(file)
    document = document_of(text, findings, long_lines=True, most_marks=MOST_APPROVAL_MARKS)
    if document is None:
        return Approvals(), findings.problems
    top = Table("the file", document, (), findings, ("approval",))
    as_written = not findings.has_errors
    read = [_approval(t, findings) for t in top.tables("approval", "approval", _APPROVAL_KEYS)]
    records = tuple(record for record in read if record is not None and as_written)
    return Approvals(records), findings.problems


def _approval(table: Table, findings: Findings) -> Approval | None:
    before = findings.count
    approval = Approval(
        script=table.identifier("script", required=True),
        version=table.prose("version", required=True),
        sha256=_hash(table),
        by=table.prose("by", required=True),
        at=_at(table),
        note="" if table.value("note") == "" else table.prose("note"),
        lines=tuple(_approved_line(line) for line in table.tables("line", "line", _LINE_KEYS)),
        terms=_terms(table),
    )
    return approval if findings.count == before else None


def _hash(table: Table, key: str = "sha256") -> str:
    value = table.wording(key, required=True)
    if value.strip() and not _HASH.fullmatch(value):
        message = f"{quoted(value)} in {table.name} is not a SHA-256 hash."
        table.wrong(key, "bad-hash", message, "Approve the script again.")
    return value


def _terms(table: Table) -> str | None:
    if not table.has("terms") and not table.has("terms_sha256"):
        return None
    terms, on_file = table.wording("terms", required=True), _hash(table, "terms_sha256")
    if terms.strip() and _HASH.fullmatch(on_file) and on_file != terms_hash(terms):
        message = f"The terms of {table.name} are not those its hash was made of."
        fix = "Take the approval out, and approve the script again."
        table.wrong("terms", "bad-hash", message, fix)
    return terms


def _at(table: Table) -> datetime:
    value = table.value("at")
    if isinstance(value, datetime) and value.tzinfo is not None:
        try:
            return value.astimezone(UTC)
        except OverflowError:
            pass
    if not table.has("at"):
        table.missing("at", "at = 2026-01-31T09:00:00Z")
    elif value is not None:
        message = f"`at` in {table.name} is not a date with a time and its zone."
        table.wrong("at", "bad-time", message, "Write it in UTC: at = 2026-01-31T09:00:00Z.")
    return datetime.min.replace(tzinfo=UTC)


def _approved_line(table: Table) -> ApprovedLine:
    line = ApprovedLine(
        id=table.identifier("id", required=True),
        sha256=_hash(table),
        text=table.wording("text", required=True),
        adapted=table.prose("adapted"),
    )
    is_hash = line.text.strip() and _HASH.fullmatch(line.sha256)
    if is_hash and line.sha256 != hash_of(line.text):
        message = f"The text of {table.name} is not the one its hash was made of."
        fix = "Take the approval out, and approve the script again."
        table.wrong("text", "bad-hash", message, fix)
    return line


def approvals_text(approvals: Approvals) -> str:
    """The approvals as the text of their file, in their order: what is added stands at its end."""
    return _HEADER + "\n".join(map(_approval_text, approvals.records))


def _approval_text(record: Approval) -> str:
    import tomli_w  # Only who approves pays for it, not who takes a call.

    head: dict[str, object] = asdict(record)
    del head["lines"], head["terms"]
    text = f"[[approval]]\n{tomli_w.dumps(head)}"
    if record.terms is not None:
        text += tomli_w.dumps({"terms_sha256": terms_hash(record.terms)})
        if "'''" in record.terms:
            text += tomli_w.dumps({"terms": record.terms})
        else:
            # As the call's agent waits for it: a literal text is read ten times as fast.
            text += f"terms = '''\n{record.terms}'''\n"
    lines = [
        {
            "id": line.id,
            "sha256": line.sha256,
            **({"adapted": line.adapted} if line.adapted else {}),
            "text": line.text,
        }
        for line in record.lines
    ]
    return f"{text}\n{tomli_w.dumps({'approval': {'line': lines}})}" if lines else text
