"""Files that hold approvals under another name than the one that these are read from."""

import re
from contextlib import suppress
from pathlib import Path

from guide.script.approval import APPROVALS_FILE
from guide.script.findings import Findings
from guide.script.locate import WHOLE_FILE
from guide.script.toml_reader import MOST_BYTES

_BEGINS = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:[ \t\r]*(?:#[^\n]*)?\n)*[ \t]*\[\[[ \t]*[\"']?approval\b"
)


def holds_approvals(path: Path) -> bool:
    """Whether a file of another name than `approvals.toml` has one like it, and holds such."""
    if path.name == APPROVALS_FILE or "approval" not in path.name.casefold():
        return False
    with suppress(OSError, ValueError), path.open("rb") as file:
        return _BEGINS.search(file.read(MOST_BYTES)) is not None
    return False


def note_misnamed_approvals(path: Path, findings: Findings) -> None:
    """Note that nothing in such a file counts.

    Where capitals do not tell names apart it may be the very file that is read.
    """
    right = path.parent / APPROVALS_FILE
    with suppress(OSError):
        if path.samefile(right):
            return
    message = f"{path.name} holds approvals, and they are read from {APPROVALS_FILE} alone."
    fix = f"Rename it to {APPROVALS_FILE}."
    if right.exists():
        fix = f"Take it out of the folder: {APPROVALS_FILE} is there, too."
    findings.error(WHOLE_FILE, "not-read", message, fix)
