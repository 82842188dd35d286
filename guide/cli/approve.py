"""Approving wording at the prompt: what changed is shown, somebody says yes, and it is on file."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from guide.cli.output import FINE, WRONG, agreed, counted, print_json, warn
from guide.cli.settings import settings
from guide.errors import ScriptError
from guide.record.disk import Disk
from guide.script.approval import (
    APPROVALS_FILE,
    MOST_APPROVAL_BYTES,
    Approval,
    Approvals,
    Change,
    ChangeKind,
    approval_of,
    approvals_text,
    approved_words,
    changes,
    load_approvals,
    parse_approvals,
)
from guide.script.diff import Edit, differences, unseen_difference
from guide.script.library import Folder, Library, library_of, read_folder
from guide.script.model import Script
from guide.session.clock import Clock, SystemClock
from guide.text import plain_line

_STYLES = {Edit.SAME: "", Edit.OUT: "red strike", Edit.IN: "bold green"}
_KINDS = {ChangeKind.CHANGED: "yellow", ChangeKind.NEW: "green", ChangeKind.REMOVED: "red"}


class Pending(Struct, frozen=True):
    """A script with what would be signed: what changed since its last approval, if it has one."""

    script: Script
    last: Approval | None
    changes: tuple[Change, ...]


def approve_scripts(
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
        raise ScriptError('An approval needs a name: --by "Kim Lee".')
    folder = read_folder(settings(scripts=scripts).scripts_folder)
    library = library_of(folder)
    pending = _pending(folder, library, names)
    if as_json:
        print_json([_fields(one, change) for one in pending for change in one.changes])
    else:
        for one in pending:
            _show_changes(one)
    left_out = () if names else library.unsound
    if left_out:
        wrong = counted(len(left_out), "script")
        warn(f"{wrong} cannot be approved because of mistakes. guide check lists them.")
    if not pending:
        warn("Nothing has changed since the last approval. Nothing was written.")
    elif yes or _agreed(pending, by):
        _write(folder, pending, by, note, clock or SystemClock())
    else:
        warn("Nothing was approved.")
        return WRONG
    return WRONG if left_out else FINE


def _pending(folder: Folder, library: Library, names: Sequence[str]) -> list[Pending]:
    if folder.of_approvals:
        raise ScriptError(
            f"{folder.path / APPROVALS_FILE} has mistakes, and approvals on file must not be lost."
            f" Fix them first: guide check {folder.path} lists them."
        )
    chosen = [library.script(name) for name in dict.fromkeys(names or library.scripts)]
    every = ((script, folder.approvals.last(script.id)) for script in chosen)
    pending = [Pending(script, last, changes(script, last)) for script, last in every]
    return [one for one in pending if one.changes]


def _show_changes(pending: Pending) -> None:
    """Put out what would be approved of a script; in colour on a terminal."""
    console = Console(highlight=False, soft_wrap=True)
    last, script = pending.last, pending.script
    when = f"last approved by {approved_words(last.by, last.at)}" if last else "never approved yet"
    title = f"{script.id}, version {script.version}"
    console.print(Text.assemble((title, "bold"), f": {when}"))
    for change in pending.changes:
        console.print(_change(change))
    console.print()


def _change(change: Change) -> Text:
    """A change word by word, told apart by signs and, too, by colour."""
    text = Text.assemble((f"  {change.kind:<8}", _KINDS[change.kind]), change.line, "\n    ")
    pieces = differences(change.before, change.now)
    for before, piece in zip((None, *pieces), pieces, strict=False):
        if before and before.edit is Edit.OUT and piece.edit is Edit.IN:
            text.append(" ")
        text.append(str(piece), _STYLES[piece.edit])
    text.append(unseen_difference(pieces))
    if change.note:
        text.append(f"\n    {change.note}", "dim")
    return text


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
    return agreed(
        f"Approve {_counts(pending)} in the name of {plain_line(by)}?",
        "Nothing was approved: there is nobody to ask. Use --yes to approve without asking.",
    )


def _counts(pending: Sequence[Pending]) -> str:
    lines = counted(sum(len(one.changes) for one in pending), "line")
    return f"{lines} of {counted(len(pending), 'script')}"


def _write(folder: Folder, pending: Sequence[Pending], by: str, note: str, clock: Clock) -> None:
    path, at = folder.path / APPROVALS_FILE, clock.now().at
    # Somebody else may have approved something while this was being read.
    if load_approvals(path) != (folder.approvals, ()):
        raise ScriptError(f"{path} changed in the meantime. Nothing was approved. Try again.")
    more = tuple(approval_of(one.script, by, at, note) for one in pending)
    _write_file(path, folder.approvals.with_more(more))
    warn(f"Approved by {plain_line(by)}: {_counts(pending)}. Saved in {path}.")


def _write_file(path: Path, approvals: Approvals) -> None:
    text = approvals_text(approvals)
    data = text.encode()
    if len(data) > MOST_APPROVAL_BYTES or parse_approvals(text, path.name) != (approvals, ()):
        raise ScriptError(
            f"{path} would be too large to read again. Nothing was approved. Move the oldest"
            " approvals to a file outside the folder, then try again."
        )
    Disk().write_shared(path, data)
