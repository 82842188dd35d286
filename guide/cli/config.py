"""The settings file: `config.toml` in the settings folder, or the file that GUIDE_CONFIG names.

    agent = "Kim Lee"
    scripts = "~/my-scripts"    # folders: the full path, or from ~ on
    out = "~/summaries"
    state = "/srv/calls/kim"
    theme = "light"             # or "dark"

    [keys]                      # of the call screen: a letter or a sign
    warn = "q"

Only what does something is accepted. `shared` and `desk` are kept for a later version: they are
read, and it is said that nothing uses them yet.
"""

import os
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from guide.script.findings import Findings, Problem
from guide.script.table import Table
from guide.script.toml_reader import document_of, file_name, text_of

_LATER = ("shared", "desk")
_SETTINGS = ("agent", "scripts", "out", "state", "theme", "keys", *_LATER)


class Theme(StrEnum):
    """The looks there are."""

    DARK = "dark"
    LIGHT = "light"


class Config(Struct, frozen=True):
    """What a settings file sets; what it leaves out is empty. `keys` are by the id of an action."""

    agent: str = ""
    scripts: Path | None = None
    out: Path | None = None
    state: Path | None = None
    theme: str = ""
    keys: tuple[tuple[str, str], ...] = ()


def read_config(file: Path) -> tuple[Config, tuple[Problem, ...]]:
    """What the file sets, and all that is wrong with it; a file that is not there sets nothing."""
    if not os.path.lexists(file):
        return Config(), ()
    findings = Findings(file_name(file))
    text = text_of(file, findings)
    document = None if text is None else document_of(text, findings)
    config = Config() if document is None else _config(document, findings)
    return config, findings.problems


def _config(document: dict[str, object], findings: Findings) -> Config:
    table = Table("the settings file", document, (), findings, _SETTINGS)
    for name in _LATER:
        if table.prose(name):
            message = f"`{name}` is set, but this version does not use it yet."
            findings.warning(table.at(name), "later", message, "It is for a later version.")
    return Config(
        agent=table.prose("agent"),
        scripts=_folder(table, "scripts"),
        out=_folder(table, "out"),
        state=_folder(table, "state"),
        theme=table.kind("theme", Theme) or "",
        keys=_keys(table),
    )


def _folder(table: Table, key: str) -> Path | None:
    """A folder, which must not depend on where the program was started."""
    text = table.wording(key)
    path = Path(os.path.expanduser(text))
    if not text.strip():
        return None
    if not path.is_absolute():
        message = f"`{key}` in {table.name} is not a full path."
        table.wrong(key, "bad-path", message, 'Start it with "/" or "~/".')
        return None
    return path


def _keys(table: Table) -> tuple[tuple[str, str], ...]:
    if not table.has("keys"):
        return ()
    # Not many change a key, and a list of scripts does not wait for the table of actions.
    from guide.tui.keys import ACTIONS, wrong_keys

    names = tuple(action.id for action in ACTIONS)
    keys = table.table("keys", "[keys]", names)
    wanted = {name: key for name in names if keys and (key := keys.wording(name).strip())}
    for name, (message, fix) in wrong_keys(ACTIONS, wanted).items():
        if keys:
            keys.wrong(name, "bad-key", message, fix)
    return tuple(wanted.items())
