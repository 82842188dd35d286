"""Showing a scenario or a kept call: on the screen, as a recording, as a picture."""

import asyncio
import os
import re
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from guide.call.context import Refused
from guide.call.fold import call_of
from guide.cli.calls import call_kept_here
from guide.cli.options import seconds_in
from guide.cli.output import FINE, WRONG, at_work, refuse_to_overwrite, warn, write_out
from guide.cli.review import finding_codes
from guide.cli.screen import require_terminal, show_app
from guide.cli.settings import Settings, settings
from guide.errors import GuideError, RecordError
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.remarks.reviewing import Reviewing
from guide.script.library import Library, load_library
from guide.session.callbook import library_then
from guide.session.clock import SystemClock
from guide.training.demo import demo_of
from guide.training.recording import Recording
from guide.training.review import review_of
from guide.training.scenario_file import find_scenario, load_scenario, read_scenario, scenario_files

if TYPE_CHECKING:
    from textual.strip import Strip

    from guide.tui.pickers import Offered
    from guide.tui.player_app import Open

_SIZE = re.compile(r"(\d{2,3})x(\d{2,3})")
_CHAPTER = re.compile(r"c([1-9])")
_MOST = (500, 200)
_OR_A_FILE = (
    "Type it in one; guide demo can also --record a file for a terminal player, or draw an --svg."
)
"""What to do where there is no terminal."""


def show_demo(name: str, scripts: Path | None, speed: float) -> int:
    """Show a scenario on the screen, or those that are picked; return the exit code."""
    chosen = settings(scripts=scripts)
    folder = chosen.scripts_folder
    library = load_library(folder)
    recording = _recording(name, folder, library) if name else None
    require_terminal("Demos are shown", _OR_A_FILE)
    from guide.tui.player_app import PlayerApp

    offer, opened = demo_room(folder, library)
    app = PlayerApp(library, recording, offer, opened, speed=speed, palette=chosen.palette)
    return show_app(app, "A demo keeps nothing and changes nothing.")


def demo_room(folder: Path, library: Library) -> "tuple[tuple[Offered, ...], Open]":
    """The scenarios that can be shown, with what each is about; and what opens one by its name."""
    from guide.tui.pickers import Offered

    read = {name: read_scenario(file)[0] for name, file in scenario_files(folder).items()}
    offer = tuple(Offered(name, one.title, one.about) for name, one in read.items() if one)
    return offer, lambda name: _recording(name, folder, library)


def record_demo(
    name: str,
    scripts: Path | None,
    speed: float,
    file: Path,
    size: str,
    *,
    force: bool,
) -> None:
    """Write a recording of a scenario for terminal players, and put out its path."""
    (width, height), chosen, recording = _to_write(name, scripts, file, size, force=force)
    from guide.tui.export import cast

    async def lines() -> str:
        return "".join([one async for one in cast(recording, width, height, chosen.palette, speed)])

    write_out(file, asyncio.run(lines()), force=force)


def draw_demo(
    name: str, scripts: Path | None, at: str, file: Path, size: str, *, force: bool
) -> None:
    """Write a picture of one moment of a scenario, and put out its path."""
    (width, height), chosen, recording = _to_write(name, scripts, file, size, force=force)
    from guide.tui.export import picture
    from guide.tui.player_app import shown_at

    position = _position(at, recording)

    async def shown() -> "list[Strip]":
        moments = shown_at(recording, (position,), (width, height), chosen.palette)
        return [strip async for strips in moments for strip in strips]

    caption = recording.frames[recording.index(position)].caption
    rows = asyncio.run(shown())
    title = f"{recording.title}: {caption}"
    write_out(file, picture(rows, width, chosen.palette, title), force=force)


def _to_write(
    name: str, scripts: Path | None, file: Path, size: str, *, force: bool
) -> tuple[tuple[int, int], Settings, Recording]:
    """What a file is made from: columns and rows, what is set, and the recording."""
    wanted = _size(size)
    refuse_to_overwrite(file, force=force)
    chosen = settings(scripts=scripts)
    folder = chosen.scripts_folder
    return wanted, chosen, _recording(name, folder, load_library(folder))


def _recording(name: str, folder: Path, library: Library) -> Recording:
    return demo_of(load_scenario(find_scenario(name, folder)), library)


def _size(text: str) -> tuple[int, int]:
    """Columns and rows as people write them, such as 120x36."""
    from guide.tui.player_screen import SMALLEST_PLAYER

    match = _SIZE.fullmatch(text)
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    (least_width, least_height), (most_width, most_height) = SMALLEST_PLAYER, _MOST
    if not (least_width <= width <= most_width and least_height <= height <= most_height):
        raise GuideError(
            f"“{text}” is no size of a screen. Write columns and rows, such as --size 120x36: from"
            f" {least_width}x{least_height} to {most_width}x{most_height}."
        )
    return width, height


def _position(text: str, recording: Recording) -> float:
    """Where in a recording: seconds, minutes and seconds, or a chapter such as c3."""
    if match := _CHAPTER.fullmatch(text):
        chapters = {str(chapter.number): chapter.shows for chapter in recording.chapters}
        if match[1] in chapters:
            return chapters[match[1]]
    elif (seconds := seconds_in(text)) is not None:
        return seconds
    known = ", ".join(f"c{chapter.number} {chapter.title}" for chapter in recording.chapters)
    raise GuideError(
        f"“{text}” is no moment of this demo. Write seconds (95), minutes and seconds (1:35) or a"
        f" chapter: {known}."
    )


def replay_call(name: str, scripts: Path | None, speed: float, *, practice: bool) -> int:
    """Show a call by its id or the start of it, or from its journal's file.

    The exit code says whether its record is whole.
    """
    chosen = settings(scripts=scripts)
    with at_work("Reading the call"):
        recording = recording_of_call(name, chosen, practice=practice)
    require_terminal("Calls are shown", _OR_A_FILE)
    from guide.tui.player_app import PlayerApp

    app = PlayerApp(
        recording.library,
        recording,
        speed=speed,
        palette=chosen.palette,
        reviewing=reviewing_of(name, recording, chosen),
    )
    failed = show_app(app, "The record is as it was: a replay changes nothing.")
    if recording.damage:
        shown = "What was shown is what stands before that."
        warn(f"This record is damaged: {recording.damage}. {shown}")
    if recording.remark:
        warn(recording.remark)
    return failed or (WRONG if recording.damage else FINE)


def reviewing_of(name: str, recording: Recording, chosen: Settings) -> Reviewing | Refused:
    """The remarks about the call that is shown, or why there can be none."""
    if _is_file(name):
        return Refused("Remarks lie beside the records: replay the call by its id.")
    started = recording.frames[0].call.started
    call, where = recording.frames[0].call.id, chosen.places
    codes = partial(finding_codes, chosen, where, call) if started.training else tuple
    try:
        by = chosen.agent_name()
    except GuideError as error:
        return Refused(str(error))

    def now() -> datetime:
        return SystemClock().now().at

    disk = Disk(group=where.group)
    return Reviewing(where, call, started.training, by, now, codes, disk)


def _is_file(name: str) -> bool:
    """Whether a call is named by the file of its journal."""
    path = Path(os.path.expanduser(name))
    return path.suffix == ".jsonl" or len(path.parts) > 1


def recording_of_call(name: str, chosen: Settings, *, practice: bool) -> Recording:
    """A kept call, found by its id or by the file of its journal, which is only read."""
    where = chosen.records()
    if _is_file(name):
        path = Path(os.path.expanduser(name))
    else:
        path = call_kept_here(where, name, practice=practice)
    reading = read_journal(path)
    if not reading.entries:
        raise RecordError(f"{path} holds no complete event, so there is nothing to show.")
    library = load_library(chosen.scripts_folder)
    return review_of(reading, library_then(library, where, call_of(reading.entries)))
