"""The scripts of one folder, checked with one another, with the approvals beside them."""

from collections.abc import Mapping
from pathlib import Path

from guide.errors import UnknownName
from guide.script.approval import Approvals
from guide.script.folder import Folder, read_folder
from guide.script.model import Script
from guide.script.nearest import nearest, quoted, suggestion
from guide.script.problem import Problem, Severity
from guide.script.wording import Status


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
