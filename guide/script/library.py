"""The scripts that agents are offered, by id; at the start of a call, those it can come to.

With a caller on the line the first frame does not wait for scripts that no choice leads to, however
many a folder holds. Whatever is not plain and sound at first sight is left to the whole folder.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from guide.errors import GuideError, UnknownName
from guide.script.approval import APPROVALS_FILE, Approvals
from guide.script.approval_file import load_approvals
from guide.script.checks_across import named_by
from guide.script.findings import Problem, Severity
from guide.script.load import (
    MOST_FOLDER_BYTES,
    Folder,
    checked_together,
    draft_of_file,
    read_folder,
    script_files,
    sound_scripts,
)
from guide.script.model import Script
from guide.script.nearest import nearest, quoted, suggestion
from guide.script.parse import Draft, may_name
from guide.script.table import is_id
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
        return sum(line.status is status for line in script.lines)

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def sound(self) -> bool:
        return not self.errors


def load_library(folder: Path) -> Library:
    """Load and check every script of `folder`; raises `ScriptError` if it cannot be looked into."""
    return library_of(read_folder(folder))


def library_of(folder: Folder) -> Library:
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


def library_for(script_id: str, folder: Path) -> Library:
    """The library of `folder` for a call with this script; raises as `load_library` does.

    The script is looked for in the file of its name, as are those it leads to. All of them must be
    sound, and no other file may claim the id of one; else the whole folder is read at once.
    """
    drafts = _closure(script_id, folder)
    if not drafts or _claimed_elsewhere(drafts, folder):
        return load_library(folder)
    checked_together(drafts)
    approvals = load_approvals(folder / APPROVALS_FILE)[0]
    first = sound_scripts(drafts, approvals)
    if len(first) < len(drafts):
        return load_library(folder)
    return _PartialLibrary(first, folder, approvals)


def _closure(script_id: str, folder: Path) -> tuple[Draft, ...]:
    """The script and all that it can lead to; none where one is not in the file of its name."""
    drafts: dict[str, Draft] = {}
    todo = [script_id]
    while todo:
        name = todo.pop()
        if name in drafts:
            continue
        file = folder / f"{name}.toml"
        if not is_id(name) or not file.is_file():
            return ()
        drafts[name] = draft = draft_of_file(file)
        if draft.script is None or draft.id != name:
            return ()
        todo += named_by(draft.script)
    return tuple(drafts.values())


def _claimed_elsewhere(drafts: tuple[Draft, ...], folder: Path) -> bool:
    """Whether another file may hold a script with the id of one of these."""
    ids = {draft.id for draft in drafts}
    own = {f"{name}.toml" for name in ids}
    try:
        others = [file for file in script_files(folder) if file.name not in own]
        if sum(file.stat().st_size for file in others) > MOST_FOLDER_BYTES:
            return True
        return any(may_name(file.read_text("utf-8", "replace"), ids) for file in others)
    except OSError:
        return True


class _Scripts(Mapping[str, Script]):
    """Scripts by their ids: the first of them are here, the others once they are needed."""

    def __init__(self, first: Mapping[str, Script], others: Callable[[], Mapping[str, Script]]):
        self._first = first
        self._others = others

    def __getitem__(self, script_id: str) -> Script:
        return self._first.get(script_id) or self._others()[script_id]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._others(), **self._first})

    def __len__(self) -> int:
        return len({**self._others(), **self._first})


class _PartialLibrary(Library):
    """A library of which only some scripts are read yet. What is asked of the others reads them."""

    def __init__(self, first: Mapping[str, Script], folder: Path, approvals: Approvals) -> None:
        scripts = _Scripts(first, lambda: self._whole.scripts)
        super().__init__(scripts, (), folder, approvals=approvals)

    @cached_property
    def _whole(self) -> Library:
        try:
            return load_library(self.folder)
        except GuideError:
            # The folder was there when the call began: what was read then is what there is.
            return Library({}, (), self.folder)

    def complete(self) -> None:
        len(self.scripts)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._whole.problems

    @property
    def unsound(self) -> tuple[str, ...]:
        """The ids of the scripts that their own mistakes keep from agents."""
        return self._whole.unsound
