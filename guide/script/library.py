"""The scripts that agents are offered, by id; at the start of a call, those it can come to.

With a caller on the line the first frame does not wait for scripts that no choice leads to, however
many a folder holds. Whatever is not plain and sound at first sight is left to the whole folder.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from guide.errors import GuideError, ScriptError, UnknownName
from guide.script.approval import APPROVALS_FILE, Approvals, load_approvals
from guide.script.checks import (
    Entrances,
    by_id,
    check_across,
    check_parts,
    check_script,
    check_ways,
    entrances,
    named_by,
    what_follows,
)
from guide.script.checks_names import NamesAtRisk
from guide.script.findings import Findings, Problem, Severity, did_you_mean, quoted
from guide.script.locate import WHOLE_FILE
from guide.script.misnamed_approvals import holds_approvals, note_misnamed_approvals
from guide.script.model import WITHDRAWN, Script, Status
from guide.script.parse import ParsedFile, may_name, parse_file, parse_text
from guide.script.signing import changed_rules, why_no_rules
from guide.script.table import is_id
from guide.script.toml_reader import MOST_BYTES, file_name
from guide.text import counted

MOST_FILES = 1_000
MOST_FOLDER_BYTES = 2_097_152
"""All scripts of a folder together: some hundred of the usual size."""

_DOCUMENTS = frozenset({".doc", ".docx", ".odt", ".pages", ".rtf"})
"""Endings of the names of files that word processors write."""
_OTHER = "Name another with --scripts or GUIDE_SCRIPTS."


def parse_script(text: str, file: str) -> tuple[Script | None, tuple[Problem, ...]]:
    """Read and check a script's text by itself; None if an error keeps it from agents.

    What it says of other scripts is checked where their folder is read.
    """
    parsed = parse_text(text, file)
    check_script(parsed)
    sound = not parsed.findings.has_errors
    return parsed.script if sound else None, parsed.findings.problems


class Folder(Struct, frozen=True):
    """All that was read in a folder. `known` are the ids of its scripts, sound or not.

    What is noted of a file from now on is told with the rest of its problems; it keeps no script
    that was sound from agents.
    """

    path: Path
    parsed_files: tuple[ParsedFile, ...]
    scripts: dict[str, Script]
    known: tuple[str, ...]
    approvals: Approvals
    of_folder: tuple[Problem, ...]
    of_approvals: tuple[Problem, ...]
    follows: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong, causes before what follows from them: files with errors first."""
        files = sorted(self.parsed_files, key=lambda parsed: not parsed.findings.has_errors)
        of_files = [problem for parsed in files for problem in parsed.findings.problems]
        return (*self.of_folder, *self.of_approvals, *of_files, *self.follows)


def read_folder(path: Path) -> Folder:
    """Read and check every script of a folder; raises `ScriptError` if it cannot be looked into."""
    in_folder = Findings(file_name(path))
    parsed_files = tuple(parse_file(file) for file in _files_to_read(path, in_folder))
    return _checked_together(path, parsed_files, in_folder.problems)


def _checked_together(
    path: Path, parsed_files: tuple[ParsedFile, ...], of_folder: tuple[Problem, ...] = ()
) -> Folder:
    """Scripts of a folder, each checked by itself and with the others, and what was approved."""
    entered = entrances(parsed_files)
    for parsed in parsed_files:
        check_parts(parsed)
    known = by_id(parsed_files)
    check_across(parsed_files, known, shipped_folder())
    all_read = all(parsed.script is not None for parsed in parsed_files)
    no_errors = not any(parsed.findings.has_errors for parsed in parsed_files)
    for parsed in parsed_files:
        steps = entered.get(parsed.id, frozenset())
        check_ways(parsed, Entrances(steps, all_read=all_read, sound=no_errors))
    approvals, of_approvals = load_approvals(path / APPROVALS_FILE)
    sound = {
        parsed.script.id: approvals.applied(parsed.script)
        for parsed in parsed_files
        if parsed.script is not None and not parsed.findings.has_errors
    }
    follows = what_follows(parsed_files, known)
    return Folder(
        path, parsed_files, sound, tuple(known), approvals, of_folder, of_approvals, follows
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
    texts = sorted(folder.glob("[!.]*.toml.txt"))
    misnamed = [path for path in (*found, *texts) if holds_approvals(path)]
    for other in misnamed:
        note_misnamed_approvals(other, findings)
    found = [path for path in found if path not in misnamed]
    for other in sorted(folder.glob("[!.]*.*")):
        may_be_meant = not found or ".toml" in other.suffixes
        if other.suffix.casefold() not in _DOCUMENTS or not may_be_meant:
            continue
        message = f"{other.name} is not read: it is a file of a word processor."
        fix = "Save what it holds as plain text, in a file whose name ends in .toml."
        findings.warning(WHOLE_FILE, "not-read", message, fix)
    for other in (path for path in texts if path not in misnamed):
        message = f"{other.name} is not read: its name does not end in .toml."
        fix = "Take off its .txt, which a text editor may have added and a list of files may hide."
        findings.warning(WHOLE_FILE, "not-read", message, fix)
    if not found:
        findings.error(WHOLE_FILE, "no-scripts", "There is no script in this folder.", _OTHER)
    if len(found) > MOST_FILES:
        message = f"There are {len(found):,} scripts here; only the first {MOST_FILES:,} are read."
        findings.error(WHOLE_FILE, "too-big", message, "Divide them into several folders.")
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


def state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """By name, how long each file of a folder's scripts and approvals is, and when it was written.

    Another one where any of them has changed; nothing where the folder cannot be looked into.
    """
    try:
        files = [*script_files(folder), folder / APPROVALS_FILE]
        known = ((one.name, one.stat()) for one in files if one.exists())
        return tuple((name, of.st_size, of.st_mtime_ns) for name, of in known)
    except OSError:
        return ()


def _bearable(files: list[Path], findings: Findings) -> list[Path]:
    """As many of the files as can be held in memory together."""
    left = MOST_FOLDER_BYTES
    for n, path in enumerate(files):
        with suppress(OSError, ValueError):
            # One that is too large by itself is not read, and told of by itself.
            size = path.stat().st_size
            left -= size if size <= MOST_BYTES else 0
        if left < 0:
            findings.error(
                WHOLE_FILE,
                "too-big",
                f"The scripts here are larger than {MOST_FOLDER_BYTES:,} bytes together; those "
                f"from {path.name} on are not read.",
                "Divide them into several folders.",
            )
            return files[:n]
    return files


MOST_TOLD = 20
"""So many rules that nobody approved are told by themselves."""


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
        self._unapproved: dict[str, tuple[str, ...]] = {}

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
        hint = did_you_mean(script_id, self.scripts, "`guide list` shows the scripts there are.")
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

    def unapproved_rules(self, script: Script) -> tuple[str, ...]:
        """The rules of a script that nobody has approved as they are, as sentences."""
        if script.sha256 not in self._unapproved:
            self._unapproved[script.sha256] = self._unapproved_rules(script)
        return self._unapproved[script.sha256]

    def _unapproved_rules(self, script: Script) -> tuple[str, ...]:
        signed = self.approvals.signed(script.id)
        if not signed.rules_are_signed:
            return (why_no_rules(script, self.approvals, "its rules"),)
        told = [change.sentence for change in changed_rules(script, signed)]
        more = len(told) - MOST_TOLD
        rest = [f"{more:,} more rules are not as they were approved."] if more > 0 else []
        return (*told[:MOST_TOLD], *rest)

    def changed_rules(self, script: Script) -> int | None:
        """How many rules of a script are not as they were approved; None if none ever was."""
        signed = self.approvals.signed(script.id)
        return len(changed_rules(script, signed)) if signed.rules_are_signed else None

    def rules_told(self, script: Script) -> str:
        """What of the rules of a script nobody has approved as they are; empty if all are."""
        changed = self.changed_rules(script)
        if changed is None:
            return "rules not approved"
        return f"{counted(changed, 'rule')} not as approved" if changed else ""

    def not_as_approved(self, script: Script) -> str:
        """What of a script nobody has approved as it is, in a few words; empty if all is."""
        if script.id not in self.approvals.script_ids:
            return "nobody has approved it"
        states = Counter(line.state for line in script.lines)
        told = [
            f"{counted(states[state], 'line')} {state}"
            for state in (Status.CHANGED, Status.NEW, WITHDRAWN)
            if states[state]
        ]
        return ", ".join(filter(None, (*told, self.rules_told(script))))

    def count(self, script: Script, status: Status) -> int:
        return sum(line.status is status for line in script.lines)

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)


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
    sound, and no other file may claim the id of one, or keep one from agents by a name that looks
    like one of its names; else the whole folder is read at once.
    """
    parsed_files = _closure(script_id, folder)
    if not parsed_files or _claimed_elsewhere(parsed_files, folder):
        return load_library(folder)
    part = _checked_together(folder, parsed_files)
    if len(part.scripts) < len(parsed_files):
        return load_library(folder)
    return _PartialLibrary(part.scripts, folder, part.approvals)


def _closure(script_id: str, folder: Path) -> tuple[ParsedFile, ...]:
    """The script and all that it can lead to; none where one is not in the file of its name."""
    parsed_files: dict[str, ParsedFile] = {}
    todo = [script_id]
    while todo:
        name = todo.pop()
        if name in parsed_files:
            continue
        file = folder / f"{name}.toml"
        if not is_id(name) or not file.is_file():
            return ()
        parsed_files[name] = parsed = parse_file(file)
        if parsed.script is None or parsed.id != name:
            return ()
        todo += named_by(parsed.script)
    return tuple(parsed_files.values())


def _claimed_elsewhere(parsed_files: tuple[ParsedFile, ...], folder: Path) -> bool:
    """Whether another file may hold a script with the id of one of these, or put one at fault."""
    ids = {parsed.id for parsed in parsed_files}
    own = {f"{name}.toml" for name in ids}
    try:
        others = [file for file in script_files(folder) if file.name not in own]
        if sum(file.stat().st_size for file in others) > MOST_FOLDER_BYTES:
            return True
        texts = (file.read_text("utf-8", "replace") for file in others)
        names = NamesAtRisk(parsed_files)
        return any(may_name(text, ids) or names.may_be_in(text) for text in texts)
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
        scripts = _Scripts(first, lambda: self._whole().scripts)
        super().__init__(scripts, (), folder, approvals=approvals)
        self._read: Library | None = None

    def _whole(self) -> Library:
        """The library of the whole folder, read when it is first asked for."""
        if self._read is None:
            try:
                self._read = load_library(self.folder)
            except GuideError:
                # The folder was there when the call began: what was read then is what there is.
                self._read = Library({}, (), self.folder)
        return self._read

    def complete(self) -> None:
        self._whole()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._whole().problems

    @property
    def unsound(self) -> tuple[str, ...]:
        """The ids of the scripts that their own mistakes keep from agents."""
        return self._whole().unsound
