"""A script's file while it is being written: what is wrong with it, and a call of it as it stands.

Nothing is kept of such a call. After a save it goes on where it was.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from guide.call.events import Entry
from guide.call.rules.flow import beginning
from guide.call.state import Call
from guide.errors import GuideError, ScriptError
from guide.record.calls import new_call_id
from guide.script.accepted import settled
from guide.script.approval import APPROVALS_FILE
from guide.script.checks_approval import OF_APPROVAL, Checked, checked_folder
from guide.script.findings import Problem, Severity
from guide.script.library import Library, script_files
from guide.script.model import Script, Step
from guide.script.reachability_findings import prove
from guide.script.toml_reader import file_name
from guide.session.clock import Clock, local_zone
from guide.session.session import Session
from guide.training.player import EphemeralWriter

_GOES_ON = "It goes on here once the file is back."


class Version(Struct, frozen=True):
    """The script that a file held, and the library of its folder then."""

    script: Script
    library: Library


class Look(Struct, frozen=True):
    """What a look at the file found: all that `guide check` tells of it, what is worst first.

    What is accepted in the file is settled, and not told.

    `file` is its name as messages have it. There is no `version` of it where an error keeps its
    script from agents.
    """

    file: str
    problems: tuple[Problem, ...]
    version: Version | None = None

    def count(self, severity: Severity) -> int:
        """How many problems are of this severity."""
        return sum(problem.severity is severity for problem in self.problems)


Stamp = tuple[tuple[int, ...], ...]
"""Tells one version of the file, and of the approvals beside it, from another."""


def stamp_of(file: Path) -> Stamp:
    """The stamp of what is there now; what cannot be looked at has an empty part."""
    return _stat(file), _stat(file.parent / APPROVALS_FILE)


def _stat(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode


def require_script_file(file: Path) -> None:
    """Raise GuideError unless this is a file that is read as a script."""
    if not os.path.lexists(file):
        raise GuideError(f"There is no file {file_name(file)} to show.")
    if file.is_dir():
        raise GuideError(f"{file_name(file)} is a folder: name one script in it.")
    if file.suffix.lower() != ".toml" or file.name.startswith(".") or file.name == APPROVALS_FILE:
        raise GuideError(
            f"{file_name(file)} is not read as a script: its name has to end in .toml, and begins"
            f" without a dot. {APPROVALS_FILE} holds approvals."
        )


def look_at(file: Path) -> Look:
    """Check the file as `guide check` does its folder. Whatever is there is told, none raised."""
    name = file_name(file)
    try:
        if file not in script_files(file.parent):
            return _not_there(name)
        checked = checked_folder(file.parent)
    except (FileNotFoundError, ScriptError):
        return _not_there(name)
    except OSError as error:
        message = f"Its folder cannot be looked into: {error.strerror}."
        return Look(name, (_whole_file(name, message, _GOES_ON),))
    library = checked.library
    script = next((one for one in checked.scripts if one.file == name), None)
    problems = [problem for problem in checked.problems if problem.file == name]
    problems += _of_approvals(name, file.parent, checked)
    if script is None and not any(one.severity is Severity.ERROR for one in problems):
        message = "The file is not among those that are read in its folder."
        fix = "guide check tells of the folder what is wrong with it."
        problems.append(_whole_file(name, message, fix))
    version = Version(script, library) if script is not None and library is not None else None
    if version is not None:
        failures = prove(version.library).failures
        problems += [problem for problem in failures if problem.file == name]
        problems = [*settled(problems, (version.script,), whole=True).problems]
    # What keeps the file from being shown comes first: what nobody approved does not.
    problems.sort(key=lambda one: (one.severity is not Severity.ERROR, one.code in OF_APPROVAL))
    return Look(name, tuple(problems), version)


def _of_approvals(name: str, folder: Path, checked: Checked) -> Iterable[Problem]:
    """What keeps the approvals beside the file, or one of them, from being read."""
    beside = file_name(folder / APPROVALS_FILE)
    for problem in checked.problems:
        if problem.file == beside and problem.code not in OF_APPROVAL:
            at = f"{APPROVALS_FILE}, line {problem.line}" if problem.line else APPROVALS_FILE
            yield _whole_file(name, f"{at}: {problem.message}", problem.fix)


def _not_there(name: str) -> Look:
    return Look(name, (_whole_file(name, "The file is not there any more.", _GOES_ON),))


def _whole_file(name: str, message: str, fix: str) -> Problem:
    return Problem(name, 0, "unreadable", Severity.ERROR, message, fix)


def begin_preview(version: Version, step: Step, agent: str, clock: Clock) -> Session:
    """A call that begins at any step of the script, and of which nothing is kept."""
    moment = clock.now()
    started = beginning(
        version.script, new_call_id(moment.at), zone=local_zone().name, agent=agent, training=True
    )
    started = replace(started, step=step.id, step_title=step.title)
    first = Entry(1, moment.at, 0.0, started)
    return Session.begin(first, version.library, clock, EphemeralWriter())


def go_on_with(call: Call, version: Version, clock: Clock) -> tuple[Session, str]:
    """The call with the file as it is now, and a sentence where that could not keep all of it.

    It stands at the same step, with all that happened, where all that it came by is left. It begins
    anew at that step otherwise, or at the nearest that is left.
    """
    if _holds(call, version.library):
        writer = EphemeralWriter(len(call.entries))
        return Session(call.entries, version.library, clock, writer), ""
    here = call.here
    if step := version.script.step(here.step):
        told = "The call begins anew here: what it came by is gone from the file."
    else:
        step = _nearest(call, version.script)
        told = f"The step “{here.title}” is gone from the file: you stand at “{step.title}” now."
    return begin_preview(version, step, call.started.agent, clock), told


def _holds(call: Call, library: Library) -> bool:
    """Whether all that the call came by, and the ground it stands on, is still there."""
    visited = ((library.get(visit.script), visit.step) for visit in call.path)
    if not all(script and script.step(step) for script, step in visited):
        return False
    stated = call.protocol.ground
    protocol = library.get(stated.script) if stated and isinstance(stated.script, str) else None
    return stated is None or (protocol is not None and protocol.ground(stated.ground) is not None)


def _nearest(call: Call, script: Script) -> Step:
    """The step called so now; or the last one that the call came by; or the first."""
    titled = (step for step in script.steps if step.title == call.here.title)
    came_by = (script.step(one.step) for one in reversed(call.path) if one.script == script.id)
    return next(titled, None) or next(filter(None, came_by), script.first_step)
