"""Showing a kept call at the prompt. It is read, and nothing is locked, made or changed."""

from pathlib import Path

from guide.call.fold import call_of
from guide.cli.demo import OR_A_FILE
from guide.cli.output import FINE, WRONG, warn
from guide.cli.screen import require_terminal, show
from guide.cli.settings import Settings, settings
from guide.errors import RecordError
from guide.record.calls import find_call
from guide.record.journal import read_journal
from guide.script.library import load_library
from guide.session.callbook import library_then
from guide.training.recording import Recording
from guide.training.review import review_of

_ENDING = ".jsonl"


def replay_call(name: str, scripts: Path | None, speed: float, *, practice: bool) -> int:
    """Show a call by its id or the start of it, or from its journal's file.

    The exit code says whether its record is whole.
    """
    chosen = settings(scripts=scripts)
    recording = _recording(name, chosen, practice=practice)
    require_terminal("Calls are shown", OR_A_FILE)
    from guide.tui.player_app import PlayerApp

    app = PlayerApp(recording.library, recording, speed=speed, palette=chosen.palette)
    failed = show(app, "The record is as it was: a replay changes nothing.")
    if recording.damage:
        shown = "What was shown is what stands before that."
        warn(f"This record is damaged: {recording.damage}. {shown}")
    if recording.remark:
        warn(recording.remark)
    return failed or (WRONG if recording.damage else FINE)


def _recording(name: str, chosen: Settings, *, practice: bool) -> Recording:
    where = chosen.private_places()
    path = Path(name).expanduser()
    if path.suffix != _ENDING and len(path.parts) < 2:
        path = find_call(where.calls_of(practice), name)
    reading = read_journal(path)
    if not reading.entries:
        raise RecordError(f"{path} holds no whole event: there is nothing to show.")
    library = load_library(chosen.scripts_folder)
    return review_of(reading, library_then(library, where, call_of(reading.entries)))
