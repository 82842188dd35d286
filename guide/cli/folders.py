"""The folders that a command works with, asked for by option or by environment."""

import os
from pathlib import Path

from guide.record.disk import refuse_shared
from guide.record.places import Places
from guide.script.library import shipped_folder


def scripts_folder(asked: Path | None) -> Path:
    """The scripts asked for by --scripts or GUIDE_SCRIPTS, or those that come with the program."""
    named = asked or os.environ.get("GUIDE_SCRIPTS")
    return Path(named).expanduser() if named else shipped_folder()


def places(out: Path | None = None) -> Places:
    """Where calls are kept, and where their summaries go.

    Raises RecordError where records would not be private.
    """
    found = Places.of(out, os.environ)
    refuse_shared(found.private)
    return found


def practice_summaries(out: Path | None) -> Path:
    """Where a summary of practice goes: the very folder asked for, or the usual one of practice."""
    where = places(out)
    return where.out if out or os.environ.get("GUIDE_OUT") else where.summaries_of(training=True)
