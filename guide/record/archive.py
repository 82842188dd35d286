"""The scripts that calls were taken with, to the letter, and which was used last."""

import contextlib
import re
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from guide.errors import RecordError
from guide.record.calls import files_like, usable_fallback
from guide.record.disk import Disk, own_bytes
from guide.record.places import Places
from guide.script.library import parse_script
from guide.script.model import Script

_HASH = re.compile("[0-9a-f]{64}")


def keep_script(disk: Disk, folder: Path, script: Script) -> None:
    """Keep the text of a script's file, once, as `<sha256>.toml`; one without a file has none."""
    data = script.text.encode()
    if not data or kept_script_text(folder, script.sha256) is not None:
        return
    disk.private_folder(folder)
    disk.write_whole({folder / f"{script.sha256}.toml": data})


def kept_scripts(folder: Path) -> tuple[Script, ...]:
    """Every script that is kept as it was."""
    texts = (kept_script_text(folder, path.stem) for path in files_like(folder, "*.toml"))
    parsed = (parse_script(text, "")[0] for text in texts if text is not None)
    return tuple(script for script in parsed if script is not None)


def is_kept_script(name: str) -> bool:
    """Whether a file of this name holds a script that is kept."""
    path = Path(name)
    return path.suffix == ".toml" and _HASH.fullmatch(path.stem) is not None


def kept_script_text(folder: Path, sha: str) -> str | None:
    """The text of the script file with this hash; None when it is not kept, or not as it was."""
    if not _HASH.fullmatch(sha):
        return None
    try:
        data = own_bytes(folder / f"{sha}.toml")
        return data.decode() if sha256(data).hexdigest() == sha else None
    except (OSError, ValueError):
        return None


def kept_text(places: Places, sha: str) -> str | None:
    """The same, wherever it lies: also where it waits to be brought home."""
    found = kept_script_text(places.wording, sha)
    if found is None and (folder := usable_fallback(places)):
        found = kept_script_text(folder, sha)
    return found


class KeptScripts:
    """The scripts that are kept, each read once however many calls were taken with it.

    For whoever looks at many calls.
    """

    def __init__(self, places: Places) -> None:
        self.folder = places.wording
        self._places = places
        self._texts: dict[str, str | None] = {}
        self._scripts: dict[str, Script | None] = {}

    @cached_property
    def every(self) -> tuple[Script, ...]:
        """All of them."""
        return kept_scripts(self.folder)

    def is_sound(self, sha: str) -> bool:
        """Whether the file with this hash is there as it was."""
        return self._text(sha) is not None

    def script(self, sha: str) -> Script | None:
        """The script of the file with this hash; None where it is none, or not as it was."""
        if sha not in self._scripts:
            text = self._text(sha)
            self._scripts[sha] = parse_script(text, "")[0] if text is not None else None
        return self._scripts[sha]

    def _text(self, sha: str) -> str | None:
        if sha not in self._texts:
            self._texts[sha] = kept_text(self._places, sha)
        return self._texts[sha]


_MOST = 20


def last_scripts(places: Places) -> tuple[str, ...]:
    """Ids of the scripts used, the last used first."""
    try:
        return tuple(own_bytes(places.scripts_used).decode().split())
    except (OSError, ValueError):
        return ()


def remember_script(disk: Disk, places: Places, script: str) -> None:
    """Put a script first among those used. A disk that refuses is no reason to stop a call."""
    used = dict.fromkeys((script, *last_scripts(places)))
    text = "".join(f"{name}\n" for name in list(used)[:_MOST])
    with contextlib.suppress(RecordError):
        disk.private_folder(places.state)
        disk.write_whole({places.scripts_used: text.encode()})
