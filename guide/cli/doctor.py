"""Details for a bug report: what is here and what is set; and all that is wrong, with a remedy.

Nothing of a caller is in it. The name of whoever types it is taken out of paths, and values that
may hold a secret are only said to be set.
"""

import getpass
import os
import platform
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from pathlib import Path

from guide import __version__
from guide.call.context import zone_named
from guide.cli.output import (
    FINE,
    JSON_VERSION,
    WRONG,
    columns,
    print_json,
    print_out,
    with_progress,
)
from guide.cli.settings import (
    NO_HOME,
    VARIABLES,
    Settings,
    Theme,
    read_settings,
    strange_variables,
)
from guide.errors import GuideError, RecordError, SettingsError
from guide.record.call_list import each_call
from guide.record.calls import waiting_files
from guide.record.disk import Disk, refuse_no_folder, refuse_shared
from guide.record.forget import retention_days
from guide.record.group import (
    is_of_group,
    name_of_group,
    why_not_for_group,
    why_out_of_reach,
)
from guide.record.opening import open_records
from guide.record.places import Places
from guide.register.left_notes import left_of_own
from guide.register.missing import what_is_missing
from guide.script.findings import Severity, did_you_mean
from guide.script.library import load_library, shipped_folder
from guide.session.clock import local_zone
from guide.text import counted, plain_line
from guide.tui.bars import SMALLEST

Section = dict[str, str]
"""What there is, by name."""

_LANGUAGE = ("LC_ALL", "LC_CTYPE", "LANG")
"""Variables that say what a terminal's bytes mean, the first that is set above the others."""

_TOLD = ("TERM", "COLORTERM", "COLORFGBG", "NO_COLOR", "COLUMNS", "LINES", *_LANGUAGE, "TZ")
"""Variables that change what is seen."""
_HUSHED = ("TMUX", "STY", "SSH_CONNECTION")
"""Beginnings of such variables of which only the name is told."""

_ROOM = 50 * 2**20
"""So many bytes must be free: a long day of calls, ten times over."""


def report_doctor(scripts: Path | None, out: Path | None, *, as_json: bool) -> int:
    """Put out the report; the exit code says whether something is wrong."""
    found, in_file = read_settings()
    found = found.below(scripts=scripts, out=out)
    desk, desk_works = _desk(found)
    every: dict[str, Section] = {
        "versions": _versions(),
        "places": _places(found),
        "terminal": _terminal(),
        "time": {"zone": local_zone().name or "not known", "utc_offset": f"{_local():%z}"},
        "settings": _settings(found),
        **({"desk": desk} if desk else {}),
    }
    sections = {
        name: {key: _without_name(value) for key, value in section.items()}
        for name, section in every.items()
    }
    remarks = [*_remarks(), *(p.sentence for p in in_file if p.severity is Severity.WARNING)]
    remarks += _notes_left(found)
    problems = [p.sentence for p in in_file if p.severity is Severity.ERROR]
    problems += dict.fromkeys(
        [*_wrong_settings(found), *_wrong_places(found), *_wrong_terminal(), *_wrong_time()]
    )
    if not desk_works:
        problems.append("Something of the desk does not work. guide desk check says what, and why.")
    # They quote what is set, which may hold anything.
    remarks, problems = [
        [_without_name(plain_line(one)) for one in told] for told in (remarks, problems)
    ]
    if as_json:
        print_json({"json": JSON_VERSION, **sections, "remarks": remarks, "problems": problems})
    else:
        shown = [_shown(name, section) for name, section in sections.items() if section]
        print_out("\n\n".join((*shown, *remarks, "\n".join(problems) or "No problems found.")))
    return WRONG if problems else FINE


def _shown(name: str, section: Section) -> str:
    names = (key if key.isupper() else key.replace("_", " ") for key in section)
    rows = [("", *row) for row in zip(names, section.values(), strict=True)]
    return f"{name.capitalize()}\n{columns(rows)}"


def _without_name(text: str) -> str:
    """The text with `~` in place of the home folder, and of the user's name in names of files."""
    with suppress(RuntimeError):
        for home in {str(Path.home()), os.path.realpath(Path.home())} - {"/"}:
            text = re.sub(rf"{re.escape(home)}(?![\w.-])", "~", text)
    with suppress(KeyError, OSError):
        user = re.escape(getpass.getuser())
        # A name of a file begins behind a slash or has a dot, a hyphen or such; other words stay.
        begins_or_ends = rf"(?<=[/._-]){user}(?![^\W_])|(?<![^\W_]){user}(?=[._-]\w)"
        text = re.sub(begins_or_ends, "~", text)
    return text


def _versions() -> Section:
    told = {
        "guide": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": platform.platform(),
    }
    return told | dict(_packages())


def _packages() -> Iterator[tuple[str, str]]:
    """What the program builds on, as its own metadata has it; none where it is not installed."""
    with suppress(metadata.PackageNotFoundError):
        for requirement in metadata.requires("call-guide") or ():
            extra = re.search(r"extra == .(\w+)", requirement)
            name = re.match(r"[\w.-]+", requirement)
            if name and (extra is None or extra[1] in ("web", "desk")):
                try:
                    yield name[0], metadata.version(name[0])
                except metadata.PackageNotFoundError:
                    yield name[0], "not installed"


def _places(found: Settings) -> Section:
    places = _places_of(found)
    every = {
        "file": ("settings_file", found.file),
        "scripts": ("scripts", found.scripts or shipped_folder()),
        "state": ("calls", places and places.state),
        "out": ("summaries", places and places.out),
        "elsewhere": ("fallback_folder", places and places.fallback_dir),
    }
    return {
        name: ", ".join(
            (str(path), _rights(path), *_readers(path, places), *_set_by(found, setting))
        )
        for setting, (name, path) in every.items()
        if path
    }


def _places_of(found: Settings) -> Places | None:
    """Where things are kept; None where that is in a home folder that nobody knows."""
    with suppress(SettingsError):
        return found.places
    return None


def _set_by(found: Settings, setting: str) -> tuple[str, ...]:
    return (f"set by {found.set_by[setting]}",) if setting in found.set_by else ()


def _readers(path: Path, places: Places | None) -> tuple[str, ...]:
    """Who may read what is in a folder beside its owner, by the settings."""
    if places is None or places.group is None or not is_of_group(path, places.group):
        return ()
    return (f"read by the group {name_of_group(places.group)}",)


def _rights(path: Path) -> str:
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return "not there"
    except OSError as error:
        return error.strerror or str(error)
    whose = "yours" if status.st_uid == os.geteuid() else "somebody else's"
    return f"{stat.filemode(status.st_mode)}, {whose}"


def _terminal() -> Section:
    names = ("input", "output", "errors")
    streams = zip(names, (sys.stdin, sys.stdout, sys.stderr), strict=True)
    size = _size()
    told = {name: "terminal" if one.isatty() else "not a terminal" for name, one in streams}
    told["size"] = f"{size[0]}×{size[1]}" if size else "unknown"
    told["encoding"] = sys.getfilesystemencoding()
    told |= {name: os.environ[name] for name in _TOLD if name in os.environ}
    return told | {name: "set" for name in sorted(os.environ) if name.startswith(_HUSHED)}


def _size() -> tuple[int, int] | None:
    """Columns and rows of the terminal, whatever COLUMNS and LINES say."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        with suppress(OSError, ValueError):
            return os.get_terminal_size(stream.fileno())
    return None


def _local() -> datetime:
    return datetime.now(UTC).astimezone()


def _settings(found: Settings) -> Section:
    """What is set, but for the places."""
    values = {
        "agent": "set" if found.agent else "",
        "shared": found.shared,
        "desk": "set",
        "desk_first_seconds": str(found.desk_first_seconds),
        "theme": found.theme,
        "keys": ", ".join(f"{name} {key}" for name, key in found.keys),
        "retention_days": found.retention_days,
        "debug": "set",
    }
    return {
        VARIABLES.get(name, name): ", ".join((value, *_set_by(found, name)))
        for name, value in values.items()
        if name in found.set_by
    }


_OF_NOBODY = ("library", "server", "encryption", "tables", "append only", "clock")
"""What is told of the desk here: where it is, and who is there, is nobody else's business."""


def _desk(found: Settings) -> tuple[Section, bool]:
    """How the desk is, and whether all of it works; nothing where none is named."""
    if not found.desk:
        return {}, True
    from guide.cli.desk import desk_findings

    every = desk_findings(found)
    told = {one.about: one.told for one in every if one.works and one.about in _OF_NOBODY}
    return told, all(one.works for one in every)


def _remarks() -> Iterator[str]:
    size = _size()
    if size and (size[0] < SMALLEST[0] or size[1] < SMALLEST[1]):
        yield (
            f"The terminal has {size[0]} columns and {size[1]} rows. A call needs {SMALLEST[0]} and"
            f" {SMALLEST[1]}: make it larger."
        )


def _notes_left(found: Settings) -> list[str]:
    """What one noted about calls of other people, which may be erased."""
    if (places := _places_of(found)) is not None:
        # What cannot be read is a problem, and told as one.
        with suppress(RecordError):
            return [*left_of_own(places)]
    return []


def _refusal(check: Callable[..., object], *of: object) -> Iterator[str]:
    """Why a check raises an error, if it does."""
    try:
        check(*of)
    except GuideError as error:
        yield str(error)


def _wrong_settings(found: Settings) -> Iterator[str]:
    for name in strange_variables():
        yield f"{name} is not a setting. {did_you_mean(name, VARIABLES.values(), 'Remove it.')}"
    if found.theme not in ("", *Theme):
        yield f"GUIDE_THEME is “{found.theme}”: it must be {' or '.join(Theme)}."
    if why := found.why_no_group():
        yield why
    yield from _refusal(retention_days, found.retention_days)
    yield from _refusal(found.agent_name)


def _wrong_places(found: Settings) -> Iterator[str]:
    try:
        library = load_library(found.scripts_folder)
    except GuideError as error:
        yield str(error)
    else:
        if library.errors:
            errors = counted(len(library.errors), "error")
            yield f"The scripts have {errors}. guide check lists each, and how to fix it."
    places = _places_of(found)
    if places is None:
        yield NO_HOME
        return
    for folder in (*places.private, places.out):
        yield from _refusal(refuse_shared, (folder,))
    if places.group is not None and (why := why_not_for_group(places.out, places.group)):
        yield why
    yield from _out_of_reach(places)
    strange = [*_strange_files(places)]
    yield from strange or _missing(places)
    yield from _not_remembered(places)
    folders = [places.out]
    if no_folder := [*_refusal(refuse_no_folder, places.state)]:
        yield from no_folder
    else:
        folders.insert(0, places.state)
        disk = Disk(group=places.group)
        yield from open_records(disk, places)
        if not strange:
            yield from _damaged(places)
        yield from disk.limits.untold()
    for folder in folders:
        yield from ((NO_HOME,) if _has_no_home(folder) else _no_room(folder))


def _strange_files(places: Places) -> Iterator[str]:
    """What is no file, or no folder, where one is kept: most commands stop at it."""
    for path in places.files:
        yield from _stops(path, "file", stat.S_ISREG)
    for path in _kept_in(places):
        yield from _stops(path, "folder", stat.S_ISDIR)


def _stops(path: Path, due: str, is_due: Callable[[int], bool]) -> Iterator[str]:
    with suppress(FileNotFoundError, NotADirectoryError):
        mode = path.lstat().st_mode
        if not is_due(mode):
            yield (
                f"{path} is {_kind(mode)}, and no {due}: whatever reads it stops. Look at it,"
                f" move it away, and put back the {due} that was there, from a copy or from"
                " where it was moved to."
            )


def _not_remembered(places: Places) -> Iterator[str]:
    """Folders where a file remembers things; what else stands there the file takes the place of."""
    for path in places.memories:
        if path.is_dir() and not path.is_symlink():
            yield (
                f"{path} is a folder, and no file: nothing can be remembered there, and guide finds"
                " it out again each time. Move it away; the file is written anew."
            )


def _kept_in(places: Places) -> Iterator[Path]:
    """The folders of calls; of that of all whatever is wrong is told already."""
    return (folder for folder in places.private if folder != places.state)


def _kind(mode: int) -> str:
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFREG: "a file",
        stat.S_IFLNK: "a link",
        stat.S_IFIFO: "a pipe",
    }
    return kinds.get(stat.S_IFMT(mode), "a device or a socket")


def _missing(places: Places) -> Iterator[str]:
    """What the ledger knows of and is not there."""
    mend = "Put back what is gone, from a copy; guide verify --all names all of it."
    try:
        yield from (f"{one} {mend}" for one in what_is_missing(places))
    except GuideError as error:
        yield str(error)


def _damaged(places: Places) -> Iterator[str]:
    """Which calls cannot be read whole, or not by this version; of others it is told before."""
    for training in (False, True):
        waiting, calls = waiting_files(places, training=training), places.calls_of(training)
        through = partial(with_progress, doing="Reading calls")
        with suppress(RecordError):
            for one in each_call(calls, None, waiting, through, must_end=not training):
                if one.newer:
                    yield f"{one.id}: {one.newer}"
                elif one.damage and one.path.parent != places.fallback_dir:
                    yield (
                        f"The record of {one.id} is damaged: {one.damage.rstrip('.')}. guide verify"
                        f" {one.id} tells what can be read. Put back a copy of it, if there is one."
                    )


def _out_of_reach(places: Places) -> Iterator[str]:
    """Why the group cannot get to what is shared with it."""
    group = places.group
    if group is None:
        return
    shared = [places.out]
    if is_of_group(places.state, group):
        shared.append(places.state)
    for folder in shared:
        if why := why_out_of_reach(folder, group):
            yield why


def _has_no_home(folder: Path) -> bool:
    """Whether a folder would be made in a home folder that is not there, or is no home."""
    home = Path(os.path.expanduser("~"))
    is_home = home.is_dir() and home != Path("/")
    return not is_home and folder.is_relative_to(home) and not os.access(home, os.W_OK)


def _no_room(folder: Path) -> Iterator[str]:
    """Why nothing can be kept in a folder that is there, or in the one where it would be made."""
    there = next(one for one in (folder, *folder.parents) if os.path.exists(one))
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        yield (
            f"You cannot write to {there}. Change its permissions, or choose another place for"
            f" {folder}."
        )
        return
    free = shutil.disk_usage(there).free
    if free < _ROOM:
        room = f"{free // 2**20} MB"
        yield f"Only {room} are free for {folder}. Free some space, or choose another place."


def _wrong_terminal() -> Iterator[str]:
    encoding = sys.getfilesystemencoding()
    if encoding != "utf-8":
        settings = (f"{name}={os.environ[name]}" for name in _LANGUAGE if os.environ.get(name))
        set_by = next(settings, "LANG is not set")
        yield (
            f"Your language settings ({set_by}) are for {encoding}, and all that the program shows"
            " and prints is UTF-8. Set LC_ALL=C.UTF-8, or your own language with .UTF-8 at its end."
        )


def _wrong_time() -> Iterator[str]:
    zone, local = local_zone(), _local()
    if zone.unknown:
        yield zone.unknown
    elif local.astimezone(zone_named(zone.name)).utcoffset() != local.utcoffset():
        yield (
            f"This computer's time zone is {zone.name}, but its clock says {local:%z}. Set TZ, for"
            " example TZ=America/New_York."
        )
