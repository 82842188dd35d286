"""A seat in the classroom: what a browser's window runs."""

import os
from pathlib import Path

from guide.cli.demo import demo_room
from guide.cli.practice import Room
from guide.cli.screen import show
from guide.cli.settings import settings
from guide.errors import GuideError
from guide.record.disk import refuse_shared
from guide.script.library import load_library
from guide.session.callbook import CallBook
from guide.training.practice import any_seed


def sit(seed: int | None, scripts: Path | None, out: Path | None) -> int:
    """Run a window of the classroom; only `guide serve` starts one."""
    if "TEXTUAL_DRIVER" not in os.environ:
        raise GuideError("A seat is part of a classroom: guide serve opens one.")
    chosen = settings(scripts=scripts, out=out)
    folder = chosen.scripts_folder
    library, where = load_library(folder), chosen.private_places()
    refuse_shared((where.out,))
    room = Room(folder, library, where, "", any_seed() if seed is None else seed)
    demos, opened = demo_room(folder, library)
    from guide.tui.class_app import ClassApp

    def named(name: str) -> None:
        room.agent = name

    book = CallBook(library, where, training=True)
    app = ClassApp(
        book,
        demos,
        opened,
        room.offer(),
        room.begin,
        room.look_back,
        named,
        palette=chosen.palette,
        actions=chosen.actions,
    )
    return show(app, "What was practised here is kept.")
