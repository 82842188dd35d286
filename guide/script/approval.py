"""Approvals: who approved which wording and when, kept in `approvals.toml` beside the scripts.

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
    text = "…"

The newest approval of a script is the one that counts; the older ones are kept.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from guide.errors import ScriptError
from guide.plain import plain_line
from guide.script.model import Ground, Line, Script, Status

APPROVALS_FILE = "approvals.toml"

_HEADER = "# Who approved which wording, and when. The newest approval of a script counts.\n\n"


@dataclass(frozen=True, slots=True)
class ApprovedLine:
    """The wording of a line as it was approved."""

    id: str
    sha256: str
    text: str


@dataclass(frozen=True)
class Approval:
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
        """The lines by their ids."""
        return {line.id: line for line in self.lines}


@dataclass(frozen=True)
class Approvals:
    """Every approval on file."""

    records: tuple[Approval, ...] = ()

    @cached_property
    def _newest(self) -> dict[str, Approval]:
        return {record.script: record for record in sorted(self.records, key=lambda r: r.at)}

    def newest(self, script_id: str) -> Approval | None:
        """The approval of this script that counts, if there is one."""
        return self._newest.get(script_id)

    def status(self, script_id: str, line: Line) -> Status:
        """What the wording of a line is worth."""
        if line.gap:
            return Status.GAP
        if line.adapted:
            return Status.ADAPTED
        approved = self._approved(script_id, line)
        if approved is None:
            return Status.NEW
        return Status.APPROVED if approved.sha256 == line.sha256 else Status.CHANGED

    def applied(self, script: Script) -> Script:
        """The script with the status of each line, and what was approved where that differs."""

        def of(line: Line) -> Line:
            status, approved = self.status(script.id, line), self._approved(script.id, line)
            changed = status is Status.CHANGED and approved is not None
            text = approved.text if changed and approved else ""
            return replace(line, status=status, approved_text=text)

        def of_ground(ground: Ground) -> Ground:
            return replace(
                ground,
                warning=of(ground.warning) if ground.warning else None,
                ending=of(ground.ending) if ground.ending else None,
            )

        return replace(
            script,
            steps=tuple(replace(s, lines=tuple(map(of, s.lines))) for s in script.steps),
            grounds=tuple(map(of_ground, script.grounds)),
        )

    def _approved(self, script_id: str, line: Line) -> ApprovedLine | None:
        record = self.newest(script_id)
        return record.by_id.get(line.id) if record else None


def approve(script: Script, by: str, at: datetime, note: str = "") -> Approval:
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
            ApprovedLine(line.id, line.sha256, line.text) for line in script.lines if not line.gap
        ),
    )


def approvals_text(approvals: Approvals) -> str:
    """The approvals as the text of their file, oldest first."""
    import tomli_w  # Only who approves pays for it, not who takes a call.

    records = sorted(approvals.records, key=lambda r: (r.at, r.script))
    document = {
        "approval": [
            {
                "script": record.script,
                "version": record.version,
                "sha256": record.sha256,
                "by": record.by,
                "at": record.at,
                "note": record.note,
                "line": [
                    {"id": line.id, "sha256": line.sha256, "text": line.text}
                    for line in record.lines
                ],
            }
            for record in records
        ]
    }
    return _HEADER + tomli_w.dumps(document)
