"""Everything wrong with scripts, for who keeps them: mistakes, and wording nobody approved."""

import os
from pathlib import Path

from msgspec import Struct

from guide.script.approval import APPROVALS_FILE, Approvals
from guide.script.approval_file import load_approvals
from guide.script.checks import check
from guide.script.checks_approval import check_standing
from guide.script.findings import Problem, Severity
from guide.script.library import Library, library_of, read_folder
from guide.script.load import draft_of_file
from guide.script.model import Script
from guide.script.parse import Draft


class Checked(Struct, frozen=True):
    """What was looked at: everything wrong with it, and the scripts that agents are offered."""

    problems: tuple[Problem, ...] = ()
    scripts: tuple[Script, ...] = ()
    library: Library | None = None

    @property
    def has_errors(self) -> bool:
        """Whether something must be mended."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def checked_folder(path: Path) -> Checked:
    """Check the scripts of a folder, with one another and against what was approved.

    Raises `ScriptError` if the folder cannot be looked into.
    """
    folder = read_folder(path)
    library = library_of(folder)
    # Approvals that cannot be read have been told of; what they held would be guessed at.
    if folder.approvals.records or not folder.of_approvals:
        for draft in folder.drafts:
            _check_standing(draft, folder.approvals, any_on_file=folder.has_approvals)
    return Checked(folder.problems, tuple(library.scripts.values()), library)


def checked_file(path: Path) -> Checked:
    """Check one script by itself, against what was approved beside it.

    What it says of other scripts takes their folder to be checked.
    """
    draft = draft_of_file(path)
    check(draft)
    sound = draft.script is not None and not draft.findings.has_errors
    on_file = path.parent / APPROVALS_FILE
    approvals, of_approvals = load_approvals(on_file)
    if approvals.records or not of_approvals:
        _check_standing(draft, approvals, any_on_file=os.path.lexists(on_file))
    scripts = (approvals.applied(draft.script),) if draft.script and sound else ()
    return Checked(draft.findings.problems, scripts)


def _check_standing(draft: Draft, approvals: Approvals, *, any_on_file: bool) -> None:
    if draft.script is not None:
        script = approvals.applied(draft.script)
        check_standing(draft, script, approvals.last(script.id), any_on_file=any_on_file)
