"""Approving wording at the prompt: what changed is shown, somebody says yes, and it is on file."""

import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from guide.cli.answer import FINE, WRONG, counted, json_data, words
from guide.cli.settings import settings
from guide.errors import ScriptError
from guide.record.disk import Disk
from guide.script.approval import (
    APPROVALS_FILE,
    Approval,
    Approvals,
    Change,
    approvals_text,
    changes,
)
from guide.script.approval import (
    approve as approval_of,
)
from guide.script.approval_file import MOST_APPROVAL_BYTES, load_approvals, parse_approvals
from guide.script.library import Folder, library_of, read_folder
from guide.script.model import Script
from guide.session.clock import Clock, SystemClock
from guide.text import plain_line


class Pending(Struct, frozen=True):
    """A script with what would be signed: what changed since its last approval, if it has one."""

    script: Script
    last: Approval | None
    changes: tuple[Change, ...]


def approve(
    names: Sequence[str],
    scripts: Path | None,
    by: str,
    note: str,
    *,
    yes: bool,
    as_json: bool,
    clock: Clock | None = None,
) -> int:
    """Approve the wording of these scripts, or of all, as it stands; return the exit code.

    What is put on file is what was shown: a file that changes meanwhile is not approved by it.
    """
    if not plain_line(by):
        raise ScriptError('An approval needs the name of the one who approves: --by "Kim Lee".')
    folder = read_folder(settings(scripts=scripts).scripts_folder)
    pending = _pending(folder, names)
    _show(pending, as_json=as_json)
    left_out = () if names else library_of(folder).unsound
    if left_out:
        words(f"{counted(len(left_out), 'script')} with mistakes cannot be approved: guide check.")
    if not pending:
        words("Nothing has changed since the last approval, so nothing is written.")
    elif yes or _agreed(pending, by):
        _write(folder, pending, by, note, clock or SystemClock())
    else:
        words("Nothing was approved.")
        return WRONG
    return WRONG if left_out else FINE


def _pending(folder: Folder, names: Sequence[str]) -> list[Pending]:
    if folder.of_approvals:
        raise ScriptError(
            f"{folder.path / APPROVALS_FILE} has mistakes, and what is on file must not be lost:"
            f" guide check {folder.path} tells them. Mend them first."
        )
    library = library_of(folder)
    chosen = [library.script(name) for name in dict.fromkeys(names or library.scripts)]
    every = ((script, folder.approvals.last(script.id)) for script in chosen)
    pending = [Pending(script, last, changes(script, last)) for script, last in every]
    return [one for one in pending if one.changes]


def _show(pending: Sequence[Pending], *, as_json: bool) -> None:
    if as_json:
        json_data([_fields(one, change) for one in pending for change in one.changes])
    elif pending:
        from guide.cli.changes import show_changes

        for one in pending:
            show_changes(one.script, one.last, one.changes)


def _fields(pending: Pending, change: Change) -> dict[str, object]:
    return {
        "script": pending.script.id,
        "line": change.line,
        "change": change.kind,
        "before": change.before,
        "now": change.now,
        "note": change.note,
    }


def _agreed(pending: Sequence[Pending], by: str) -> bool:
    """Ask whoever typed the command."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ScriptError("Nothing was approved: nobody can be asked here. --yes approves unasked.")
    sys.stderr.write(f"Approve {_counts(pending)} in the name of {plain_line(by)}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _counts(pending: Sequence[Pending]) -> str:
    lines = counted(sum(len(one.changes) for one in pending), "line")
    return f"{lines} of {counted(len(pending), 'script')}"


def _write(folder: Folder, pending: Sequence[Pending], by: str, note: str, clock: Clock) -> None:
    path, at = folder.path / APPROVALS_FILE, clock.now().at
    # Somebody else may have approved something while this was being read.
    if load_approvals(path) != (folder.approvals, ()):
        raise ScriptError(f"{path} was changed meanwhile. Nothing was approved: try again.")
    more = tuple(approval_of(one.script, by, at, note) for one in pending)
    _write_file(path, folder.approvals.with_more(more))
    words(f"Approved by {plain_line(by)}: {_counts(pending)}. It is on file in {path}.")


def _write_file(path: Path, approvals: Approvals) -> None:
    text = approvals_text(approvals)
    data = text.encode()
    if len(data) > MOST_APPROVAL_BYTES or parse_approvals(text, path.name) != (approvals, ()):
        raise ScriptError(
            f"{path} would hold more than can be read again. Nothing was approved: move the oldest"
            " approvals to a file outside the folder, then try again."
        )
    Disk().write_shared(path, data)
