"""Loading scripts from their files: one by itself, or all of a folder with one another."""

import os
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from guide.errors import ScriptError
from guide.script.approval import APPROVALS_FILE, Approvals
from guide.script.approval_file import load_approvals
from guide.script.checks import check
from guide.script.checks_across import by_id, check_across, entrances, warn_of_unsound
from guide.script.findings import Findings, Problem
from guide.script.locate import WHOLE_FILE
from guide.script.model import Script
from guide.script.parse import Draft, draft_of, unread
from guide.script.toml_reader import MOST_BYTES, file_name, text_of

MOST_FILES = 1_000
MOST_FOLDER_BYTES = 2_097_152
"""All scripts of a folder together: some hundred of the usual size."""

_OTHER = "Name another with --scripts or GUIDE_SCRIPTS."


def parse_script(text: str, file: str) -> tuple[Script | None, tuple[Problem, ...]]:
    """Read and check a script's text by itself; None if an error keeps it from agents.

    What it says of other scripts is checked where their folder is read.
    """
    draft = draft_of(text, file)
    check(draft)
    sound = not draft.findings.has_errors
    return draft.script if sound else None, draft.findings.problems


def draft_of_file(path: Path) -> Draft:
    file = file_name(path)
    findings = Findings(file)
    text = text_of(path, findings)
    return unread(file, findings) if text is None else draft_of(text, file)


class Folder(Struct, frozen=True):
    """All that was read in a folder. `known` are the ids of its scripts, sound or not.

    What is noted of a draft from now on is told with the rest of its problems; it keeps no script
    that was sound from agents.
    """

    path: Path
    drafts: tuple[Draft, ...]
    scripts: dict[str, Script]
    known: tuple[str, ...]
    approvals: Approvals
    has_approvals: bool
    of_folder: tuple[Problem, ...]
    of_approvals: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        of_drafts = [problem for draft in self.drafts for problem in draft.findings.problems]
        return (*self.of_folder, *of_drafts, *self.of_approvals)


def read_folder(path: Path) -> Folder:
    """Read and check every script of a folder; raises `ScriptError` if it cannot be looked into."""
    in_folder = Findings(file_name(path))
    drafts = tuple(draft_of_file(file) for file in _files_to_read(path, in_folder))
    known = checked_together(drafts)
    approvals, of_approvals = load_approvals(path / APPROVALS_FILE)
    return Folder(
        path=path,
        drafts=drafts,
        scripts=sound_scripts(drafts, approvals),
        known=tuple(known),
        approvals=approvals,
        has_approvals=os.path.lexists(path / APPROVALS_FILE),
        of_folder=in_folder.problems,
        of_approvals=of_approvals,
    )


def _files_to_read(folder: Path, findings: Findings) -> list[Path]:
    name = file_name(folder)
    try:
        found = script_files(folder)
    except FileNotFoundError:
        raise ScriptError(f"There is no folder {name} to take scripts from. {_OTHER}") from None
    except NotADirectoryError:
        raise ScriptError(f"{name} is a file, not a folder of scripts. {_OTHER}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        message = f"The folder {name} cannot be looked into: {reason}. {_OTHER}"
        raise ScriptError(message) from None
    if not found:
        findings.note(WHOLE_FILE, "no-scripts", "There is no script in this folder.", _OTHER)
    if len(found) > MOST_FILES:
        message = f"There are {len(found):,} scripts here; only the first {MOST_FILES:,} are read."
        findings.note(WHOLE_FILE, "too-big", message, "Divide them into several folders.")
    return _bearable(found[:MOST_FILES], findings)


def script_files(folder: Path) -> list[Path]:
    """The files that hold scripts, in the order they are read; raises OSError."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() == ".toml" and path.name != APPROVALS_FILE
        # An editor's own files, such as a lock, are hidden ones.
        if not path.name.startswith(".")
    )


def _bearable(files: list[Path], findings: Findings) -> list[Path]:
    """As many of the files as can be held in memory together."""
    left = MOST_FOLDER_BYTES
    for n, path in enumerate(files):
        with suppress(OSError, ValueError):
            # One that is too large by itself is not read, and told of by itself.
            size = path.stat().st_size
            left -= size if size <= MOST_BYTES else 0
        if left < 0:
            findings.note(
                WHOLE_FILE,
                "too-big",
                f"The scripts here are larger than {MOST_FOLDER_BYTES:,} bytes together; those "
                f"from {path.name} on are not read.",
                "Divide them into several folders.",
            )
            return files[:n]
    return files


def checked_together(drafts: tuple[Draft, ...]) -> dict[str, Draft]:
    """The drafts by id, after noting what is wrong with each by itself and with one another."""
    entered = entrances(drafts)
    for draft in drafts:
        check(draft, entered.get(draft.id, frozenset()))
    known = by_id(drafts)
    check_across(drafts, known)
    unsound = {name for name, draft in known.items() if draft.findings.has_errors}
    warn_of_unsound(drafts, known, unsound)
    return known


def sound_scripts(drafts: tuple[Draft, ...], approvals: Approvals) -> dict[str, Script]:
    """The scripts that no error keeps from agents, by id, with what their lines are worth."""
    return {
        draft.script.id: approvals.applied(draft.script)
        for draft in drafts
        if draft.script is not None and not draft.findings.has_errors
    }
