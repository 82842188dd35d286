"""What is set: by option, by an environment variable, or in the settings file, in this order.

This is the one place where a variable of the program's own is read.

The settings file is `config.toml` in the settings folder, or the file that GUIDE_CONFIG names:

    agent = "Kim Lee"
    scripts = "~/my-scripts"    # folders: the full path, or from ~ on
    out = "~/summaries"
    state = "/srv/calls/kim"
    shared = "leads"            # a group of the computer's that may read summaries
    theme = "light"             # or "dark"
    language = "es"             # what callers are spoken to in, if not the script's own

    desk = "service=calls"      # the team's database, as libpq names it; no password
    desk_first_seconds = 20     # so long only the supervisor asked first is asked

    [keys]                      # of the call screen: a letter or a sign
    warn = "q"

Only what does something is accepted.
"""

import getpass
import os
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from msgspec import Struct, field
from msgspec.structs import replace
from platformdirs import user_config_path

from guide.call.ask_times import FIRST_SECONDS
from guide.cli.output import warn
from guide.cli.utf8 import HOW_TO_SEND_UTF8, NOT_UTF8, is_utf8, utf8
from guide.errors import GuideError, RecordError, SettingsError
from guide.record.disk import Disk, refuse_no_folder, refuse_shared
from guide.record.group import group_named, why_not_for_group
from guide.record.places import Places
from guide.script import setting
from guide.script.findings import Findings, Problem, Severity, quoted
from guide.script.languages import how_to_write, is_language
from guide.script.library import shipped_folder
from guide.script.setting import Key
from guide.script.table import Table, language_of
from guide.script.toml_reader import document_of, file_name, text_of
from guide.text import plain_line

if TYPE_CHECKING:
    from guide.tui.keys import Actions
    from guide.tui.look import Palette


class Setting(Struct, frozen=True):
    """What a setting sets, and by which variable or option."""

    sets: str
    variable: str = ""
    option: str = ""


SETTINGS = {
    "agent": Setting("your name, if it is not your login name", "GUIDE_AGENT", "--agent"),
    "scripts": Setting(
        "the folder of scripts, instead of the built-in ones", "GUIDE_SCRIPTS", "--scripts"
    ),
    "out": Setting("the folder of summaries", "GUIDE_OUT", "--out"),
    "state": Setting("the folder of the records of calls", "GUIDE_STATE"),
    "elsewhere": Setting("where records go while that folder cannot take them", "GUIDE_ELSEWHERE"),
    "shared": Setting("the group of users that may read your summaries", "GUIDE_SHARED"),
    "desk": Setting("the team's database, as libpq names it", "GUIDE_DESK", "--desk"),
    "desk_first_seconds": Setting(
        f"for how many seconds only the supervisor asked first is asked; {FIRST_SECONDS} unless set"
    ),
    "theme": Setting("the look: dark or light", "GUIDE_THEME"),
    "language": Setting(
        "the language that callers are spoken to in, such as es", "GUIDE_LANGUAGE", "--language"
    ),
    "keys": Setting("keys of the call screen"),
    "retention_days": Setting(
        "for how many days guide forget keeps calls", "GUIDE_RETENTION_DAYS", "--older-than"
    ),
    "file": Setting("the settings file itself", "GUIDE_CONFIG"),
    "debug": Setting("shows where in the program something failed", "GUIDE_DEBUG"),
}
"""The table of settings, by their names in the file; README and help have it from here."""

_SCRIPTS_OPTION = SETTINGS["scripts"].option

VARIABLES = {name: one.variable for name, one in SETTINGS.items() if one.variable}
"""By what it sets, every variable that is read."""

NO_HOME = "You have no home folder. Set GUIDE_STATE and GUIDE_OUT to folders of your own."

IN_FILE = (
    "agent",
    "scripts",
    "out",
    "state",
    "shared",
    "desk",
    "desk_first_seconds",
    "theme",
    "language",
    "keys",
)
"""What can be set in the file, too."""


_MOST_FIRST = 120
"""By then an agent offers a callback instead of waiting for somebody."""


class Theme(StrEnum):
    """The looks there are."""

    DARK = "dark"
    LIGHT = "light"


class Settings(Struct, frozen=True):
    """What is set, and by what; None or empty for what is left as it comes."""

    file: Path | None
    agent: str = ""
    scripts: Path | None = None
    out: Path | None = None
    state: Path | None = None
    elsewhere: Path | None = None
    shared: str = ""
    desk: str = ""
    desk_first_seconds: int = FIRST_SECONDS
    theme: str = ""
    language: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    retention_days: str = ""
    set_by: Mapping[str, str] = field(default_factory=dict)

    def below(
        self, *, scripts: Path | None = None, out: Path | None = None, agent: str = ""
    ) -> "Settings":
        options = {"scripts": scripts, "out": out, "agent": agent}
        # The folder of real summaries is that, whoever names it once more.
        known = {"scripts": None, "out": self.out, "agent": ""}
        given = {k: value for k, value in options.items() if value and value != known[k]}
        set_by = {name: f"--{name}" for name in given}
        return replace(self, **given, set_by={**self.set_by, **set_by})

    @property
    def scripts_folder(self) -> Path:
        """The folder of the scripts: the one that is set, or those that come with the program.

        Raises SettingsError where one is set once and for all, and is not there.
        """
        by = self.set_by.get("scripts", _SCRIPTS_OPTION)
        if self.scripts and by != _SCRIPTS_OPTION and _is_missing(self.scripts):
            raise SettingsError(
                f"There is no folder {self.scripts} to take scripts from. {by} names it: correct"
                f" that, or name another with {_SCRIPTS_OPTION}."
            )
        return self.scripts or shipped_folder()

    @property
    def places(self) -> Places:
        """Where calls are kept and summaries go, whoever else may look in there.

        Raises SettingsError where a place is in the home folder, and nobody says where that is.
        """
        try:
            found = Places.of(self.state, self.out, self.elsewhere)
            return replace(found, group=group_named(self.shared))
        except RuntimeError:
            raise SettingsError(NO_HOME) from None

    def private_places(self) -> Places:
        """Where calls are kept and summaries go; raises RecordError where they cannot be.

        Whoever looks at records asks `records` for them instead.
        """
        if why := self.why_no_group():
            raise SettingsError(why)
        refuse_no_folder(self.places.state)
        refuse_shared(self.places.private)
        return self.places

    def why_no_group(self) -> str | None:
        """Why there is no group that summaries are shared with, though one is set."""
        if not self.shared or group_named(self.shared) is not None:
            return None
        by = self.set_by.get("shared", "the settings")
        return (
            f"There is no group “{self.shared}” on this computer, which {by} shares summaries with."
            " Name one that is there, or share them with nobody."
        )

    def places_for_calls(self) -> Places:
        """As `private_places`; a shared folder of summaries is refused as well, not at the end."""
        places = self.private_places()
        refuse_shared((places.out,))
        if places.group is not None and (why := why_not_for_group(places.out, places.group)):
            raise RecordError(why)
        return places

    def records(self, tell: Callable[[str], object] = warn) -> Places:
        """The same, with the records opened, and what is to be told of them told.

        See `guide.record.opening`.
        """
        # A list of scripts does not wait for what reads records.
        from guide.record.opening import open_records

        places = self.private_places()
        for told in open_records(Disk(tell=warn, group=places.group), places):
            tell(told)
        return places

    @property
    def practice_summaries(self) -> Path:
        """Where a summary of practice goes: the very folder asked for, or one of its own.

        The folder that is set for summaries is that of real ones: practice has its own in there.
        """
        asked = self.set_by.get("out") == SETTINGS["out"].option
        return self.places.out if asked else self.places.summaries_of(training=True)

    def agent_name(self) -> str:
        """The agent's name: as set, or as this computer knows it; raises GuideError without one."""
        if named := plain_line(self.agent):
            return named
        try:
            return plain_line(utf8(getpass.getuser()))
        except (KeyError, OSError):
            raise GuideError(
                "This computer does not say who you are. Set GUIDE_AGENT to your name."
            ) from None

    @property
    def palette(self) -> "Palette":
        from guide.tui.look import wanted_palette

        return wanted_palette(self.theme)

    @property
    def actions(self) -> "Actions":
        """The table of actions, with the keys that are set."""
        from guide.tui.keys import ACTIONS, rekeyed

        return rekeyed(ACTIONS, dict(self.keys))


def settings(*, scripts: Path | None = None, out: Path | None = None, agent: str = "") -> Settings:
    """What is set, with these options above it.

    A warning about the settings file is told. Raises SettingsError with all that is wrong with it.
    """
    found, problems = read_settings()
    if wrong := [one.sentence for one in problems if one.severity is Severity.ERROR]:
        raise SettingsError("\n".join(wrong))
    for problem in problems:
        warn(problem.sentence)
    return found.below(scripts=scripts, out=out, agent=agent)


def read_settings() -> tuple[Settings, tuple[Problem, ...]]:
    """What the environment and the settings file set, and all that is wrong with the file."""
    env = {name: os.environ.get(variable, "") for name, variable in VARIABLES.items()}
    file = _path(env["file"]) if env["file"] else _usual_file()
    found, problems = _in_file(file)
    above = {name: read(env[name]) for name, read in _READ.items() if env[name]}
    set_by = {name: VARIABLES[name] for name, value in env.items() if value}
    return replace(found, **above, set_by={**found.set_by, **set_by}), (*problems, *_of_variables())


def _of_variables() -> Iterator[Problem]:
    """What is wrong with the variables that hold text; folders may be called anything."""
    agent, language = VARIABLES["agent"], VARIABLES["language"]
    if not is_utf8(os.environ.get(agent, "")):
        yield Problem(agent, 0, "not-utf8", Severity.ERROR, NOT_UTF8, HOW_TO_SEND_UTF8)
    named = os.environ.get(language, "").strip()
    if named and not is_language(named):
        message = f"{quoted(named)} is not the code of a language."
        yield Problem(language, 0, "bad-language", Severity.ERROR, message, how_to_write(named))


def strange_variables() -> tuple[str, ...]:
    """Variables that look like the program's own and set nothing."""
    known = {*VARIABLES.values()}
    return tuple(
        name for name in sorted(os.environ) if name.startswith("GUIDE_") and name not in known
    )


def is_debugging() -> bool:
    return bool(os.environ.get(VARIABLES["debug"]))


def _usual_file() -> Path | None:
    """Where the settings file usually is; None where nobody says where the home folder is."""
    try:
        return user_config_path("call-guide", appauthor=False) / "config.toml"
    except RuntimeError:
        return None


def _in_file(file: Path | None) -> tuple[Settings, tuple[Problem, ...]]:
    """What the file sets, and all that is wrong with it; a file that is not there sets nothing."""
    if file is None or not os.path.lexists(file):
        return Settings(file), ()
    findings = Findings(file_name(file))
    text = text_of(file, findings)
    document = None if text is None else document_of(text, findings)
    found = Settings(file) if document is None else _of_document(file, document, findings)
    return found, findings.problems


def file_keys() -> dict[str, Key]:
    """What the settings file may hold."""
    kinds = {
        "desk_first_seconds": setting.whole("", 1, _MOST_FIRST),
        "theme": setting.one_of(Theme, ""),
        "language": setting.language(""),
        "keys": setting.named(setting.text("").schema, ""),
    }
    known = {name: kinds.get(name, setting.text("")) for name in IN_FILE}
    return {name: replace(key, help=SETTINGS[name].sets) for name, key in known.items()}


def _of_document(file: Path, document: dict[str, object], findings: Findings) -> Settings:
    table = Table("the settings file", document, (), findings, file_keys())
    values: dict[str, Any] = {
        "agent": table.prose("agent"),
        "scripts": _folder(table, "scripts"),
        "out": _folder(table, "out"),
        "state": _folder(table, "state"),
        "shared": table.wording("shared").strip(),
        "desk": table.wording("desk").strip(),
        "desk_first_seconds": table.whole("desk_first_seconds", 1, _MOST_FIRST, FIRST_SECONDS),
        "theme": table.kind("theme", Theme),
        "language": language_of(table),
        "keys": _keys(table, document.get("keys")),
    }
    # What is misspelt is read, for its mistakes, and sets nothing.
    found = {name: value for name, value in values.items() if value and name in document}
    set_by = {name: f"{file.name}:{findings.place(table.at(name)).line}" for name in found}
    return Settings(file, **found, set_by=set_by)


def _folder(table: Table, key: str) -> Path | None:
    """A folder, which must not depend on where the program was started."""
    text = table.wording(key)
    path = _path(text)
    if not text.strip():
        return None
    if not path.is_absolute():
        message = f"`{key}` in {table.name} is not a full path."
        table.wrong(key, "bad-path", message, 'Start it with "/" or "~/".')
        return None
    return path


def _keys(table: Table, written: object) -> tuple[tuple[str, str], ...]:
    """The keys that are set; `written` is their table as it stands in the file."""
    if not table.has("keys"):
        return ()
    # Not many change a key, and a list of scripts does not wait for the table of actions.
    from guide.tui.keys import ACTIONS, FIXED, wrong_keys

    names = tuple(action.id for action in ACTIONS)
    keys = table.table("keys", "[keys]", tuple(one for one in names if one not in FIXED), FIXED)
    # A key press is one character: an accent that is written by itself belongs to its letter.
    texts = {name: normalize("NFC", keys.wording(name).strip()) for name in names if keys}
    wanted = {name: key for name, key in texts.items() if key}
    for name, (message, fix) in wrong_keys(ACTIONS, wanted).items():
        if keys:
            keys.wrong(name, "bad-key", message, fix)
    set_here = written if isinstance(written, dict) else {}
    return tuple((name, key) for name, key in wanted.items() if name in set_here)


def _is_missing(folder: Path) -> bool:
    try:
        os.stat(folder)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        # Whoever reads it tells why it cannot be.
        return False
    return False


def _path(text: str) -> Path:
    return Path(os.path.expanduser(text))


_READ: dict[str, Callable[[str], object]] = {
    "agent": utf8,
    "scripts": _path,
    "out": _path,
    "state": _path,
    "elsewhere": _path,
    "shared": str.strip,
    "desk": str.strip,
    "theme": str.lower,
    "language": str.strip,
    "retention_days": str.strip,
}
"""How the text of a variable is read, by what it sets."""
