"""Showing a kept call at the prompt. It is read, and nothing is locked, made or changed."""

from pathlib import Path

from guide.call.fold import call_of
from guide.cli.answer import FINE, WRONG, words
from guide.cli.demo import OR_A_FILE
from guide.cli.folders import places, scripts_folder
from guide.cli.screen import require_terminal, show
from guide.errors import RecordError
from guide.record.calls import find_call
from guide.record.journal import read_journal
from guide.script.library import load_library
from guide.training.kept import library_then
from guide.training.reel import Reel
from guide.training.review import review_of

_ENDING = ".jsonl"


def replay_call(name: str, scripts: Path | None, speed: float, *, practice: bool) -> int:
    """Show a call by its id or the start of it, or from its journal's file.

    The exit code says whether its record is whole.
    """
    reel = _reel(name, scripts, practice=practice)
    require_terminal("Calls are shown", OR_A_FILE)
    from guide.tui.player_app import PlayerApp

    app = PlayerApp(reel.library, reel, speed=speed)
    failed = show(app, "The record is as it was: a replay changes nothing.")
    if reel.damage:
        words(f"This record is damaged: {reel.damage}. What was shown is what stands before that.")
    if reel.remark:
        words(reel.remark)
    return failed or (WRONG if reel.damage else FINE)


def _reel(name: str, scripts: Path | None, *, practice: bool) -> Reel:
    where = places()
    path = Path(name).expanduser()
    if path.suffix != _ENDING and len(path.parts) < 2:
        path = find_call(where.calls_of(practice), name)
    reading = read_journal(path)
    if not reading.entries:
        raise RecordError(f"{path} holds no whole event: there is nothing to show.")
    library = load_library(scripts_folder(scripts))
    return review_of(reading, library_then(library, where, call_of(reading.entries)))
