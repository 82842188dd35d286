"""The file `approvals.toml`, read and written.

[[approval]]
    script = "escalated-callers"
    version = "1"
    sha256 = "…"                     # of the script file as it was
    by = "…"
    at = 2026-01-31T09:00:00Z
    note = "…"

    [[approval.line]]
    id = "connect"
    sha256 = "…"                     # of the text, to the letter
    adapted = "…"                    # why the text is not the document's, where it is not
    text = "…"
"""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from guide.script.approval import Approval, Approvals, ApprovedLine
from guide.script.findings import Findings, Problem, quoted
from guide.script.model import hash_of
from guide.script.table import Table
from guide.script.toml_reader import document_of, file_name, text_of

MOST_APPROVAL_BYTES = 2_097_152
MOST_APPROVAL_MARKS = 60_000

_APPROVAL_KEYS = ("script", "version", "sha256", "by", "at", "note", "line")
_LINE_KEYS = ("id", "sha256", "text", "adapted")
_HASH = re.compile(r"[0-9a-f]{64}")

_HEADER = """\
# Who approved which wording, and when. The last approval of a script counts; older ones are kept.
# Written by `guide approve`, which does not keep remarks: its --note does.

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
    return _read(text, findings), findings.problems


def _read(text: str, findings: Findings) -> Approvals:
    document = document_of(text, findings, long_lines=True, most_marks=MOST_APPROVAL_MARKS)
    if document is None:
        return Approvals()
    top = Table("the file", document, (), findings, ("approval",))
    as_written = not findings.has_errors
    records = [_approval(t, findings) for t in top.tables("approval", "approval", _APPROVAL_KEYS)]
    return Approvals(tuple(r for r in records if r is not None)) if as_written else Approvals()


def _approval(table: Table, findings: Findings) -> Approval | None:
    before = findings.count
    approval = Approval(
        script=table.identifier("script", required=True),
        version=table.prose("version", required=True),
        sha256=_hash(table),
        by=table.prose("by", required=True),
        at=_at(table),
        note=_note(table),
        lines=tuple(_approved_line(line) for line in table.tables("line", "line", _LINE_KEYS)),
    )
    return approval if findings.count == before else None


def _note(table: Table) -> str:
    return "" if table.value("note") == "" else table.prose("note")


def _hash(table: Table) -> str:
    value = table.wording("sha256", required=True)
    if value.strip() and not _HASH.fullmatch(value):
        message = f"{quoted(value)} in {table.name} is not a SHA-256 hash."
        table.wrong("sha256", "bad-hash", message, "Approve the script again.")
    return value


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
    import tomli_w  # Only who approves pays for it, not who takes a call.

    return _HEADER + tomli_w.dumps(
        {"approval": [_approval_table(record) for record in approvals.records]}
    )


def _approval_table(record: Approval) -> dict[str, object]:
    return {
        "script": record.script,
        "version": record.version,
        "sha256": record.sha256,
        "by": record.by,
        "at": record.at,
        "note": record.note,
        "line": [_line_table(line) for line in record.lines],
    }


def _line_table(line: ApprovedLine) -> dict[str, str]:
    adapted = {"adapted": line.adapted} if line.adapted else {}
    return {"id": line.id, "sha256": line.sha256, **adapted, "text": line.text}
