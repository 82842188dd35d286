"""Keeping the text of every script that a call is taken with, as it was on the call."""

from contextlib import suppress
from pathlib import Path

from guide.call import events as ev
from guide.call.events import LineEvent
from guide.errors import RecordError
from guide.record.disk import Disk
from guide.record.wording import keep_script
from guide.script.library import Library
from guide.script.model import Script
from guide.session.session import Shown


class WordingKept:
    """Watches a session: a script is kept once it is opened, or a line of it is used from afar.

    The session reports a disk that refuses; then the next event tries again. It may be told of the
    call's start in two threads at once.
    """

    def __init__(self, disk: Disk, folder: Path, library: Library) -> None:
        self._disk = disk
        self._folder = folder
        self._library = library
        self._looked = 0
        self._kept: set[str] = set()
        self._wanted: dict[str, Script] = {}

    def __call__(self, shown: Shown) -> None:
        """Keep the scripts that came with the latest events."""
        entries = shown.call.entries[self._looked :]
        self._looked = max(self._looked, len(shown.call.entries))
        for entry in entries:
            if isinstance(entry.event, ev.Started | ev.Opened):
                self._want(entry.event.script, entry.event.sha256)
            elif isinstance(entry.event, LineEvent):
                self._want(entry.event.script)
        for script in [*self._wanted.values()]:
            with suppress(RecordError):
                keep_script(self._disk, self._folder, script)
                self._kept.add(script.sha256)
                self._wanted.pop(script.sha256, None)

    def _want(self, script_id: str, sha: str = "") -> None:
        script = self._library.get(script_id)
        if script is None or script.sha256 in self._kept or sha not in ("", script.sha256):
            return
        self._wanted[script.sha256] = script
