"""A classroom for browsers: `guide serve` opens it, and each window is a seat."""

import os
import sys
from pathlib import Path

from guide.cli.demo import demo_room
from guide.cli.output import FINE, print_out, warn
from guide.cli.practice import Room
from guide.cli.screen import show_app
from guide.cli.settings import settings
from guide.errors import GuideError
from guide.script.library import load_library
from guide.session.callbook import CallBook
from guide.training.practice import any_seed


def open_classroom(
    host: str, port: int, seed: int | None, scripts: Path | None, out: Path | None
) -> int:
    """Keep a classroom open until it is interrupted; put out its address."""
    chosen = settings(scripts=scripts, out=out)
    folder = chosen.scripts_folder
    load_library(folder)
    where = chosen.records()
    try:
        from guide.web.classroom import LOOPBACK, Classroom
    except ModuleNotFoundError as missing:
        raise GuideError(
            f"The classroom needs {missing.name}, which is not installed."
            " Run: pip install 'call-guide[web]'"
        ) from None
    seat = [sys.executable, "-m", "guide", "seat"]
    seat += ["--seed", str(seed)] if seed is not None else []
    seat += ["--scripts", str(folder.absolute()), "--out", str(where.out)]
    if host not in LOOPBACK:
        warn(
            f"Anyone who can reach {host} can join this class, and what they type is not encrypted."
            " Use it only on a network you trust."
        )
    Classroom(seat, host, port, _opened).serve()
    return FINE


def _opened(address: str) -> None:
    print_out(address)
    sys.stdout.flush()
    warn("The classroom is open: demos and practice only. Ctrl+C closes it.")


def sit(seed: int | None, scripts: Path | None, out: Path | None) -> int:
    """Run a window of the classroom; only `guide serve` starts one."""
    if "TEXTUAL_DRIVER" not in os.environ:
        raise GuideError("A seat is part of a classroom. guide serve opens one.")
    chosen = settings(scripts=scripts, out=out)
    folder = chosen.scripts_folder
    library, where = load_library(folder), chosen.places_for_calls()
    room = Room(folder, library, where, "", any_seed() if seed is None else seed)
    demos, opened = demo_room(folder, library)
    from guide.tui.classroom import ClassApp

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
    return show_app(app, "Your practice was saved.")
