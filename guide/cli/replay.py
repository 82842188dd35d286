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
from guide.training.practice import library_then
from guide.training.recording import Recording
from guide.training.review import review_of

_ENDING = ".jsonl"


def replay_call(name: str, scripts: Path | None, speed: float, *, practice: bool) -> int:
    """Show a call by its id or the start of it, or from its journal's file.

    The exit code says whether its record is whole.
    """
    recording = _recording(name, scripts, practice=practice)
    require_terminal("Calls are shown", OR_A_FILE)
    from guide.tui.player_app import PlayerApp

    app = PlayerApp(recording.library, recording, speed=speed)
    failed = show(app, "The record is as it was: a replay changes nothing.")
    if recording.damage:
        words(
            f"This record is damaged: {recording.damage}."
            " What was shown is what stands before that."
        )
    if recording.remark:
        words(recording.remark)
    return failed or (WRONG if recording.damage else FINE)


def _recording(name: str, scripts: Path | None, *, practice: bool) -> Recording:
    where = places()
    path = Path(name).expanduser()
    if path.suffix != _ENDING and len(path.parts) < 2:
        path = find_call(where.calls_of(practice), name)
    reading = read_journal(path)
    if not reading.entries:
        raise RecordError(f"{path} holds no whole event: there is nothing to show.")
    library = load_library(scripts_folder(scripts))
    return review_of(reading, library_then(library, where, call_of(reading.entries)))
