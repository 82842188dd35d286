"""The scripts of one folder, checked with one another, with the approvals beside them."""

from dataclasses import dataclass
from pathlib import Path

from guide.errors import ScriptError, UnknownName
from guide.script.across import by_id, check_across, entrances, warn_of_unsound
from guide.script.approval import APPROVALS_FILE, Approvals
from guide.script.approval_file import load_approvals
from guide.script.check import check
from guide.script.draft import Draft
from guide.script.findings import Findings
from guide.script.load import draft_of_file
from guide.script.model import Script, Status
from guide.script.nearest import nearest, quoted, suggestion
from guide.script.problem import Problem, Severity
from guide.script.source import file_name

MOST_FILES = 1_000


@dataclass(frozen=True)
class Library:
    """The sound scripts of a folder by id, in the order of their files, and all that is wrong.

    `unsound` are the ids of the scripts that their own mistakes keep from agents.
    """

    scripts: dict[str, Script]
    problems: tuple[Problem, ...]
    folder: Path
    unsound: tuple[str, ...] = ()

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

    def protocol_of(self, script: Script) -> Script | None:
        """The script whose grounds apply to `script`; None if there is none, or not a sound one."""
        if script.protocol:
            return self.get(script.protocol)
        return script if script.grounds else None

    def approved(self, script: Script) -> int:
        """How many lines of `script` are approved as they stand."""
        return sum(line.status is Status.APPROVED for line in script.lines)

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
    in_folder = Findings(file_name(folder))
    drafts = [draft_of_file(path) for path in _script_files(folder, in_folder)]
    known = _checked(drafts)
    approvals, approval_problems = load_approvals(folder / APPROVALS_FILE)
    problems = [*in_folder.problems]
    for draft in drafts:
        problems += draft.findings.problems
    sound = _sound(drafts, approvals)
    return Library(
        scripts=sound,
        problems=(*problems, *approval_problems),
        folder=folder,
        unsound=tuple(name for name in known if name not in sound),
    )


def shipped_folder() -> Path:
    """The folder of the scripts that come with the program, installed or in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "scripts"
    return installed if installed.is_dir() else package.parent / "scripts"


def _script_files(folder: Path, findings: Findings) -> list[Path]:
    name = file_name(folder)
    try:
        found = sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() == ".toml" and path.name != APPROVALS_FILE
            # An editor's own files, such as a lock, are hidden ones.
            if not path.name.startswith(".")
        )
    except FileNotFoundError:
        raise ScriptError(f"There is no folder {name} to take scripts from. {_OTHER}") from None
    except NotADirectoryError:
        raise ScriptError(f"{name} is a file, not a folder of scripts. {_OTHER}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        message = f"The folder {name} cannot be looked into: {reason}. {_OTHER}"
        raise ScriptError(message) from None
    if not found:
        findings.note(0, 0, "no-scripts", "There is no script in this folder.", _OTHER)
    if len(found) > MOST_FILES:
        message = f"There are {len(found):,} scripts here; only the first {MOST_FILES:,} are read."
        findings.note(0, 0, "too-big", message, "Divide them into several folders.")
    return found[:MOST_FILES]


_OTHER = "Name another with --scripts or GUIDE_SCRIPTS."


def _checked(drafts: list[Draft]) -> dict[str, Draft]:
    """Check the drafts, each by itself and with one another; return them by id."""
    entered = entrances(drafts)
    for draft in drafts:
        check(draft, entered.get(draft.id, frozenset()))
    known = by_id(drafts)
    check_across(drafts, known)
    unsound = {name for name, draft in known.items() if draft.findings.has_errors}
    warn_of_unsound(drafts, known, unsound)
    return known


def _sound(drafts: list[Draft], approvals: Approvals) -> dict[str, Script]:
    return {
        draft.script.id: approvals.applied(draft.script)
        for draft in drafts
        if draft.script is not None and not draft.findings.has_errors
    }
