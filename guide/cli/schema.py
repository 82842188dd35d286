"""The JSON Schemas of the files that people write, for editors; and a folder to begin with."""

import json
import shlex
import shutil
from pathlib import Path

from guide.cli.output import FINE, print_out
from guide.cli.scripts import FileKind
from guide.cli.settings import file_keys
from guide.errors import GuideError
from guide.script import setting
from guide.script.approval import APPROVALS_KEYS
from guide.script.library import shipped_folder
from guide.script.parse import FILE_KEYS
from guide.training.scenario_file import SCENARIO_KEYS

_DRAFT = "http://json-schema.org/draft-04/schema#"
"""The draft that editors of TOML go by."""

_ONE_KEY = "^\\s*\\S[\\u0300-\\u036f]?\\s*$"
"""A letter or a sign; an accent may stand behind its letter."""

_STARTER = Path(__file__).resolve().parent.parent / "starter" / "first-call.toml"
_PROTOCOL = "hang-up-protocol.toml"
SCHEMA_FILE = "script.schema.json"
"""What the first line of the script to begin with names."""


def schema(kind: FileKind) -> setting.Schema:
    """The JSON Schema (Draft 4) of such a file."""
    match kind:
        case FileKind.SCRIPT:
            keys = FILE_KEYS
        case FileKind.SCENARIO:
            keys = SCENARIO_KEYS
        case FileKind.APPROVALS:
            keys = APPROVALS_KEYS
        case FileKind.SETTINGS:
            keys = _settings()
    return {"$schema": _DRAFT, "title": f"Call Guide: {kind}", **setting.schema_of(keys)}


def _settings() -> dict[str, setting.Key]:
    """What the settings file may hold, with the names of the keys of the call screen."""
    from guide.tui.keys import ACTIONS, FIXED

    one_key: setting.Schema = {"type": "string", "pattern": _ONE_KEY}
    keys = {one.id: setting.Key(one.label, one_key) for one in ACTIONS if one.id not in FIXED}
    return file_keys() | {"keys": setting.table(keys, "Keys of the call screen.")}


def print_schema(kind: FileKind) -> int:
    print_out(_text(kind))
    return FINE


def _text(kind: FileKind) -> str:
    return json.dumps(schema(kind), indent=2, ensure_ascii=False)


def start_folder(folder: Path) -> int:
    """Write a small script into a new folder, with the hang-up protocol and the schema beside it.

    Raises `GuideError` if there is anything in the folder, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise GuideError(f"There is something in {folder} already. Name a new folder.")
        shutil.copyfile(_STARTER, folder / _STARTER.name)
        shutil.copyfile(shipped_folder() / _PROTOCOL, folder / _PROTOCOL)
        (folder / SCHEMA_FILE).write_text(_text(FileKind.SCRIPT) + "\n", "utf-8")
    except OSError as error:
        raise GuideError(f"{folder} cannot be written: {error.strerror or error}.") from None
    print_out(f"{folder / _STARTER.name} is yours to change; {_PROTOCOL} lies beside it.")
    typed = shlex.quote(str(folder))
    print_out(f"Check it: guide check {typed}")
    print_out(f"Try it: guide call {_STARTER.stem} --scripts {typed}")
    return FINE
