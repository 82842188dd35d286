"""A classroom for browsers: `guide serve` opens it, and each window is a seat."""

import contextlib
import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from guide.cli.demo import demo_room
from guide.cli.output import FINE, print_out, warn
from guide.cli.practice import Room
from guide.cli.screen import show_app
from guide.cli.settings import settings
from guide.errors import GuideError
from guide.script.library import load_library
from guide.session.callbook import CallBook
from guide.text import unaccented
from guide.training.practice import any_seed, interrupted_practice
from guide.training.seat_names import Seated, SeatNames, names_of_class
from guide.training.seat_news import SeatNews, encoded

if TYPE_CHECKING:
    from guide.tui.classroom import CutShort
    from guide.web.classroom import Addresses

_A_DAY = 24 * 60 * 60

_MOST_MEMORY = 512 * 1024 * 1024
"""Bytes that a seat may write into: some eight times what it needs."""


def open_classroom(
    host: str, port: int, seed: int | None, scripts: Path | None, out: Path | None
) -> int:
    """Keep a classroom open until it is interrupted; put out its address and the trainer's."""
    chosen = settings(scripts=scripts, out=out)
    folder = chosen.scripts_folder
    load_library(folder)
    where = chosen.records()
    try:
        from guide.web.classroom import Classroom
    except ModuleNotFoundError as missing:
        raise GuideError(
            f"The classroom needs {missing.name}, which is not installed."
            " Run: pip install 'call-guide[web]'"
        ) from None
    # -P: no module is taken from the folder that the class happens to be opened in.
    seat = [sys.executable, "-P", "-m", "guide", "seat"]
    seat += ["--seed", str(seed)] if seed is not None else []
    seat += ["--scripts", str(folder.absolute()), "--out", str(where.out)]
    with names_of_class() as names:
        seat += ["--names", str(names)]
        Classroom(seat, host, port, partial(_opened, host)).serve()
    return FINE


def _opened(host: str, at: "Addresses") -> None:
    """Say where the pages are, and what is open to whom."""
    warn("The page of the class:")
    _put_out(at.members)
    warn("The trainer's page, with every seat. Keep this address to yourself:")
    _put_out(at.trainer)
    if at.token:
        from guide.web.door import ANYWHERE

        reached = "this computer" if host in ANYWHERE else host
        warn(f"The token that the class types: {at.token}")
        warn(
            f"Whoever can reach {reached} and has this token can watch demos and practice here."
            " Calls and records of this computer are open to nobody. What is typed is not"
            " encrypted: use it only on a network you trust."
        )
    else:
        warn(
            "Open to this computer alone, for demos and practice. Calls and records are open to"
            " nobody."
        )
    warn("Ctrl+C closes the class.")


def _put_out(address: str) -> None:
    print_out(address)
    sys.stdout.flush()


def sit(
    seed: int | None,
    scripts: Path | None,
    out: Path | None,
    tell: int,
    name: str,
    unfinished: Mapping[str, float],
    names: Path | None,
) -> int:
    """Run a window of the classroom; only `guide serve` starts one.

    `tell` is the number of the open file that takes the news of this seat. `name` is who sits
    there, where the window was reloaded, and `unfinished` the practice calls that were cut short
    here, with the seconds for which each ran. `names` is the folder by which no two seats have one
    name.
    """
    if "TEXTUAL_DRIVER" not in os.environ or tell < 0:
        raise GuideError("A seat is part of a classroom. guide serve opens one.")
    _limit_memory()
    # What this program starts must not keep the trainer waiting for more news.
    os.set_inheritable(tell, False)
    chosen = settings(scripts=scripts, out=out)
    folder = chosen.scripts_folder
    library, where = load_library(folder), chosen.places_for_calls()
    room = Room(folder, library, where, "", any_seed() if seed is None else seed)
    demos, opened = demo_room(folder, library)
    from guide.tui.classroom import ClassApp

    seats = SeatNames(names)

    def named(name: str) -> Seated:
        seated = seats.take(name)
        room.agent = seated.name
        return seated

    book = CallBook(library, where, training=True)
    app = ClassApp(
        book,
        demos,
        opened,
        room.offer(),
        room.begin,
        room.look_back,
        named,
        partial(_tell, tell),
        name,
        _cut_short(room, unfinished),
        partial(_left_before, room, book),
        palette=chosen.palette,
        actions=chosen.actions,
    )
    return show_app(app, "Your practice was saved.")


def _cut_short(room: Room, unfinished: Mapping[str, float]) -> "tuple[CutShort, ...]":
    """Those of these practice calls that can be gone on with."""
    from guide.tui.classroom import CutShort

    found = (interrupted_practice(call, room.where, ran) for call, ran in unfinished.items())
    return tuple(
        CutShort(
            one.call, one.agent, one.scenario.brief or one.scenario.title, partial(room.go_on, one)
        )
        for one in found
        if one
    )


def _left_before(room: Room, book: CallBook, name: str) -> "CutShort | None":
    """The latest practice of this name that has been left open within a day, if there is one.

    It is of a class that ended without a word, as when its computer did, or of `guide practice`.
    """
    for one in book.unfinished():
        if unaccented(one.agent) == unaccented(name) and _is_recent(one.path):
            for found in _cut_short(room, {one.id: 0.0}):
                return found
    return None


def _is_recent(journal: Path) -> bool:
    """Whether it was written to within a day; the times in it are those of its scenario."""
    with contextlib.suppress(OSError):
        return time() - journal.stat().st_mtime < _A_DAY
    return False


def _tell(file: int, news: SeatNews) -> None:
    """Tell the classroom how things stand; one that has gone is told nothing."""
    line = encoded(news)
    with contextlib.suppress(OSError):
        while line:
            line = line[os.write(file, line) :]


def _limit_memory() -> None:
    """See to it that no seat takes the memory of all others."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # Not on Windows.

        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))
