"""Types notes at speed into calls, without a screen, and says of each event when it is saved.

    python typist.py STATE OUT SEED [CALLS]

goes on with the call that was left in STATE, or begins one; enters notes, judges, writes details,
ends the call, writes its summary, and begins the next, until it is killed or has ended so many. All
it does comes from SEED, so that whoever kills it knows what it typed. Each line it puts out is out
at once, in one piece:

    call ID         the call in hand
    typed N         so many characters of notes were typed on this call
    saved N HASH    so many events are acknowledged; the hash of the last one
    over ID         the call has its summary
"""

import os
import random
import sys
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path

from guide.call import actions as act
from guide.call.events import Stage
from guide.record.disk import Disk
from guide.record.places import Places
from guide.record.system import System
from guide.record.writer import ThreadWriter
from guide.script.library import Library, load_library, shipped_folder
from guide.session.callbook import CallBook
from guide.session.session import Shown
from guide.tui.notes import Composer

NOTES = 12
"""How many notes a call has."""

_WORDS = "the title was promised, for Friday; finance says — “Tuesday” she waits 雪 über [off] 50%"


def note_text(seed: int, number: int) -> str:
    """What is typed as note number so and so, from 0, on every call of this seed."""
    chance = random.Random(f"{seed} {number}")
    words = chance.choices(_WORDS.split(), k=chance.randint(3, 60))
    return f"Note {number}: {' '.join(words)}"


def typed_before(seed: int, number: int) -> int:
    """How many characters the notes before this one have."""
    return sum(len(note_text(seed, n)) for n in range(number))


def say(*words: object) -> None:
    """Put out a line; it is out of this program when this returns."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


class Typist:
    """Takes one call of a call book, from where it was left to its summary."""

    def __init__(self, book: CallBook, seed: int) -> None:
        self._book = book
        self._seed = seed
        self._told = threading.Condition()
        self._saved = 0
        resume = bool(book.unfinished())
        self._session = book.resume() if resume else book.start("escalated-callers", agent="Robin")
        say("call", self._session.call.id)
        self._session.watch(self._acknowledged)

    def take(self) -> None:
        """Take the call to its end."""
        while (number := len(self._session.call.notes)) < NOTES:
            self._type_note(number)
            self._something_else(random.Random(f"{self._seed} {number} else"))
        self._session.do(act.End("hung-up"))
        self._book.finish(self._session)
        say("over", self._session.call.id)

    def _acknowledged(self, shown: Shown) -> None:
        say("saved", shown.saved.count, shown.saved.last_hash)
        with self._told:
            self._saved = shown.saved.count
            self._told.notify()

    def _type_note(self, number: int) -> None:
        composer = Composer(self._session, lambda message: None, lambda text: None)
        before = typed_before(self._seed, number)
        rest = note_text(self._seed, number)[len(composer.text) :]
        for character in rest:
            self._wait_after(lambda typed=composer.text + character: composer.changed(typed))
            say("typed", before + len(composer.text))
        self._wait_after(composer.enter)

    def _wait_after(self, press: Callable[[], None]) -> None:
        """Press a key, and wait for the disk when there is something to save.

        Nobody types fifty characters while a disk writes a line; this typist would.
        """
        known = len(self._session.call.entries)
        press()
        entries = len(self._session.call.entries)
        if entries > known:
            with self._told:
                self._told.wait_for(lambda: self._saved >= entries)

    def _something_else(self, chance: random.Random) -> None:
        """A few events more, none of which is waited for."""
        for n in range(chance.randint(0, 5)):
            self._session.do(act.SetStage(chance.choice(list(Stage))))
            self._session.do(act.WriteDetail("concern", f"concern {n}"))


def type_calls(
    library: Library, state: Path, out: Path, seed: int, system: System, calls: int = 0
) -> None:
    """Take calls at this place: so many, or without an end."""
    book = CallBook(library, Places(state, out), disk=Disk(system), writer=ThreadWriter)
    book.finish_ended()
    for done in count(1):
        Typist(book, seed).take()
        if done == calls:
            return


def main(state: str, out: str, seed: str, calls: str = "0") -> None:
    """Type as the command line says."""
    library = load_library(shipped_folder())
    type_calls(library, Path(state), Path(out), int(seed), System(), int(calls))


if __name__ == "__main__":
    main(*sys.argv[1:])
