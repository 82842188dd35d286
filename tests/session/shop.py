"""A place with scripts of its own, in which a program can be started anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kit import ZONE

from guide.call.actions import Action
from guide.call.context import Allowed
from guide.record.disk import Disk
from guide.record.places import Places
from guide.record.system import System
from guide.record.writer import DirectWriter
from guide.script.library import load_library
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.session.session import Session

ESCALATED = "escalated-callers"


@dataclass
class Full(System):
    """A disk that is full when it is told to be."""

    full: bool = False

    def write(self, fd: int, data: memoryview) -> int:
        if self.full:
            raise OSError(28, "No space left on device")
        return super().write(fd, data)


@dataclass
class Shop:
    """A place with scripts of its own, a clock and a disk; a program can be started anew in it."""

    folder: Path
    places: Places
    clock: SetClock
    system: Full

    def book(self) -> CallBook:
        """The call book of a program that starts now."""
        library = load_library(self.folder)
        disk = Disk(self.system)
        return CallBook(library, self.places, clock=self.clock, disk=disk, writer=DirectWriter)

    def edit(self, script: str, old: str, new: str) -> None:
        """Change the wording of a script."""
        path = self.folder / f"{script}.toml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


def do(session: Session, *actions: Action) -> None:
    for action in actions:
        assert isinstance(session.do(action), Allowed), action


@contextmanager
def taken(shop: Shop, script: str = ESCALATED, *actions: Action) -> Iterator[Session]:
    """A call that is begun and left, as by a program that was killed."""
    session = shop.book().start(script, agent="Robin", zone=ZONE, call_id="20261120-190300-k7wd")
    do(session, *actions)
    yield session
    session.close()


@contextmanager
def resumed(shop: Shop, call: str = "") -> Iterator[Session]:
    session = shop.book().resume(call)
    yield session
    session.close()
