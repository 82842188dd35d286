"""The library of a call that begins: at once what the call can come to, the rest when asked for.

With a caller on the line the first frame does not wait for scripts that no choice leads to, however
many a folder holds. Whatever is not plain and sound at first sight is left to the whole folder.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from guide.errors import GuideError
from guide.script.approval import APPROVALS_FILE, Approvals
from guide.script.approval_file import load_approvals
from guide.script.checks import check
from guide.script.checks_across import by_id, check_across, entrances, named_by
from guide.script.findings import Problem
from guide.script.library import MOST_FOLDER_BYTES, Library, load_library, script_files
from guide.script.load import draft_of_file
from guide.script.model import Script
from guide.script.parse import Draft, may_name
from guide.script.table import is_id


def library_for(script_id: str, folder: Path) -> Library:
    """The library of `folder` for a call with this script; raises as `load_library` does.

    The script is looked for in the file of its name, as are those it leads to. All of them must be
    sound, and no other file may claim the id of one; else the whole folder is read at once.
    """
    drafts = _closure(script_id, folder)
    if not drafts or _claimed_elsewhere(drafts, folder):
        return load_library(folder)
    entered = entrances(drafts)
    for draft in drafts:
        check(draft, entered.get(draft.id, frozenset()))
    check_across(drafts, by_id(drafts))
    approvals = load_approvals(folder / APPROVALS_FILE)[0]
    first = {draft.id: approvals.applied(draft.script) for draft in drafts if draft.script}
    if any(draft.findings.has_errors for draft in drafts):
        return load_library(folder)
    return _LateLibrary(first, folder, approvals)


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


class _LateLibrary(Library):
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
        """Read the others now."""
        len(self.scripts)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with the folder."""
        return self._whole.problems

    @property
    def unsound(self) -> tuple[str, ...]:
        """The ids of the scripts that their own mistakes keep from agents."""
        return self._whole.unsound
