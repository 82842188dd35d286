"""The scripts of one folder, checked with one another, with the approvals beside them."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from guide.errors import ScriptError, UnknownName
from guide.script.approval import APPROVALS_FILE, Approvals
from guide.script.approval_file import load_approvals
from guide.script.checks import check
from guide.script.checks_across import by_id, check_across, entrances, warn_of_unsound
from guide.script.findings import Findings, Problem, Severity
from guide.script.load import draft_of_file
from guide.script.locate import WHOLE_FILE
from guide.script.model import Script
from guide.script.nearest import nearest, quoted, suggestion
from guide.script.parse import Draft
from guide.script.toml_reader import MOST_BYTES, file_name
from guide.script.wording import Status

MOST_FILES = 1_000
MOST_FOLDER_BYTES = 2_097_152
"""All scripts of a folder together: some hundred of the usual size."""

_OTHER = "Name another with --scripts or GUIDE_SCRIPTS."


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
        """Everything wrong: with the folder, with each script, with the approvals."""
        of_drafts = [problem for draft in self.drafts for problem in draft.findings.problems]
        return (*self.of_folder, *of_drafts, *self.of_approvals)


def read_folder(path: Path) -> Folder:
    """Read and check every script of a folder; raises `ScriptError` if it cannot be looked into."""
    in_folder = Findings(file_name(path))
    drafts = tuple(draft_of_file(file) for file in _files_to_read(path, in_folder))
    known = _checked(drafts)
    approvals, of_approvals = load_approvals(path / APPROVALS_FILE)
    return Folder(
        path=path,
        drafts=drafts,
        scripts=_sound(drafts, approvals),
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


def _checked(drafts: tuple[Draft, ...]) -> dict[str, Draft]:
    """Check the drafts, each by itself and with one another; return them by id."""
    entered = entrances(drafts)
    for draft in drafts:
        check(draft, entered.get(draft.id, frozenset()))
    known = by_id(drafts)
    check_across(drafts, known)
    unsound = {name for name, draft in known.items() if draft.findings.has_errors}
    warn_of_unsound(drafts, known, unsound)
    return known


def _sound(drafts: tuple[Draft, ...], approvals: Approvals) -> dict[str, Script]:
    return {
        draft.script.id: approvals.applied(draft.script)
        for draft in drafts
        if draft.script is not None and not draft.findings.has_errors
    }


class Library:
    """The sound scripts of a folder by id, in the order of their files, and all that is wrong."""

    def __init__(
        self,
        scripts: Mapping[str, Script],
        problems: tuple[Problem, ...],
        folder: Path,
        unsound: tuple[str, ...] = (),
        approvals: Approvals | None = None,
    ) -> None:
        self.scripts = scripts
        self.folder = folder
        self.approvals = approvals or Approvals()
        self._problems = problems
        self._unsound = unsound

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with the folder."""
        return self._problems

    @property
    def unsound(self) -> tuple[str, ...]:
        """The ids of the scripts that their own mistakes keep from agents."""
        return self._unsound

    def get(self, script_id: str) -> Script | None:
        """The script with this id, if it is there and sound."""
        return self.scripts.get(script_id)

    def script(self, script_id: str) -> Script:
        """The script with this id; raises `UnknownName` if it is not there or not sound."""
        if script_id in self.scripts:
            return self.scripts[script_id]
        if script_id in self.unsound:
            raise UnknownName(
                f"The script {quoted(script_id)} has mistakes and is not offered; "
                "`guide check` tells them."
            )
        near = nearest(script_id, self.scripts)
        hint = suggestion(near, "`guide list` shows the scripts there are.")
        raise UnknownName(f"There is no script {quoted(script_id)}. {hint}")

    def complete(self) -> None:
        """Read what was left until somebody asks for it."""

    def with_scripts(self, scripts: Mapping[str, Script]) -> "Library":
        """The same folder's library with other scripts in it."""
        return Library(scripts, self.problems, self.folder, self.unsound, self.approvals)

    def protocol_of(self, script: Script) -> Script | None:
        """The script whose grounds apply to `script`; None if there is none, or not a sound one."""
        if script.protocol:
            return self.get(script.protocol)
        return script if script.grounds else None

    def approved(self, script: Script) -> int:
        """How many lines of `script` are approved as they stand."""
        return self.count(script, Status.APPROVED)

    def count(self, script: Script, status: Status) -> int:
        """How many lines of `script` are worth this."""
        return sum(line.status is status for line in script.lines)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep a script from agents."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def sound(self) -> bool:
        """Whether nothing keeps any script from agents."""
        return not self.errors


def load_library(folder: Path) -> Library:
    """Load and check every script of `folder`; raises `ScriptError` if it cannot be looked into."""
    return library_of(read_folder(folder))


def library_of(folder: Folder) -> Library:
    """The scripts of a folder that was read."""
    return Library(
        scripts=folder.scripts,
        problems=folder.problems,
        folder=folder.path,
        unsound=tuple(name for name in folder.known if name not in folder.scripts),
        approvals=folder.approvals,
    )


def shipped_folder() -> Path:
    """The folder of the scripts that come with the program, installed or in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "scripts"
    return installed if installed.is_dir() else package.parent / "scripts"
