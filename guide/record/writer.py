"""How entries reach the journal: at once, or through a thread of their own."""

import contextlib
import queue
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from msgspec import Struct

from guide.call.events import Entry
from guide.errors import RecordError
from guide.record.codec import GENESIS, Chain
from guide.record.journal import Journal


class Saved(Struct, frozen=True):
    """Whether everything submitted so far is on the disk; if not, why not, in a sentence.

    It can be `ok` and have a `reason`: then it is saved, but not where it belongs. `count` and
    `last_hash` are of what is on the disk.
    """

    ok: bool
    reason: str = ""
    count: int = 0
    last_hash: str = GENESIS

    @property
    def in_place(self) -> bool:
        """Whether all of it is on the disk where it belongs."""
        return self.ok and not self.reason

    @property
    def chain(self) -> Chain:
        """What shows that a journal holds all of it."""
        return Chain(self.count, self.last_hash)


Acknowledge = Callable[[Saved], None]
"""What is told how saving went. It must not raise."""


class Writer(Protocol):
    """Saves entries, and says of each whether it was saved.

    What the disk refused is kept in memory: the next `submit`, or `retry`, tries a fresh file with
    the whole call, in the fallback folder where the usual one refuses. Nothing is called saved that
    is not. What lies in the fallback is moved back by a `retry`, `settle` or `close`.
    """

    def submit(self, entries: Sequence[Entry], acknowledge: Acknowledge) -> None:
        """Save the next entries of the call; `acknowledge` is told how it went."""

    def retry(self, acknowledge: Acknowledge) -> None:
        """Try again to save what could not be saved."""

    def settle(self) -> Saved:
        """Save what is left, and say how things stand. The journal stays this program's."""

    def close(self) -> Saved:
        """Save what is left, let go of the journal, and say how things stand in the end."""


class DirectWriter:
    """Saves in the calling thread, before `submit` returns.

    What was found in the journal is part of the call's history.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._history: list[Entry] = list(journal.found.entries)
        self._closed: Saved | None = None

    def submit(self, entries: Sequence[Entry], acknowledge: Acknowledge) -> None:
        self.keep(entries)
        acknowledge(self.save())

    def retry(self, acknowledge: Acknowledge) -> None:
        acknowledge(self.save(again=True))

    def settle(self) -> Saved:
        return self.save(again=True)

    def close(self) -> Saved:
        if self._closed is None:
            self._closed = self.save(again=True)
            self._journal.close()
        return self._closed

    def keep(self, entries: Sequence[Entry]) -> None:
        self._history.extend(entries)

    def save(self, *, again: bool = False) -> Saved:
        """Have all that is in memory on the disk, in a fresh file if the one in use was refused.

        `again` also tries whether what lies in the fallback can be moved back, and a fresh file at
        once where the one in use is refused only now.
        """
        journal = self._journal
        if again and journal.fallback_reason and not journal.broken:
            with contextlib.suppress(RecordError):
                journal.move_back(self._history)
        tried_before = journal.broken
        try:
            if journal.broken:
                journal.renew(self._history)
            elif len(self._history) > journal.chain.count:
                journal.append(self._history[journal.chain.count :])
            else:
                journal.check()
        except RecordError as error:
            if again and not tried_before:
                return self.save()
            return Saved(False, str(error), journal.chain.count, journal.chain.last_hash)
        return Saved(True, journal.fallback_reason, journal.chain.count, journal.chain.last_hash)


class _Work(Struct, frozen=True):
    """What waits for the writer's thread."""

    entries: tuple[Entry, ...]
    acknowledge: Acknowledge


class ThreadWriter:
    """Saves in a thread of its own; all that waits goes to the disk with one sync.

    The journal belongs to that thread, and `acknowledge` is called in it. Entries are saved, and
    answered, in the order they came. `then` is called whenever some were answered.
    """

    def __init__(self, journal: Journal, then: Callable[[], object] = object) -> None:
        self._writer = DirectWriter(journal)
        self._then = then
        self._waiting: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._last = Saved(True)
        self._closed = False
        # A daemon, so that a disk that hangs cannot keep a program from ending.
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def submit(self, entries: Sequence[Entry], acknowledge: Acknowledge) -> None:
        if self._closed:
            raise ValueError("submitted to a writer that is closed")
        self._waiting.put(_Work(tuple(entries), acknowledge))

    def retry(self, acknowledge: Acknowledge) -> None:
        self.submit((), acknowledge)

    def settle(self) -> Saved:
        if self._closed:
            return self.close()
        answer: queue.SimpleQueue[Saved] = queue.SimpleQueue()
        self.retry(answer.put)
        return answer.get()

    def close(self) -> Saved:
        if not self._closed:
            self._closed = True
            self._waiting.put(None)
        self._thread.join()
        return self._last

    def _run(self) -> None:
        going_on = True
        while going_on:
            work = self._all_that_waits()
            going_on = None not in work
            batch = [item for item in work if item is not None]
            for item in batch:
                self._writer.keep(item.entries)
            again = any(not item.entries for item in batch)
            self._last = _save_reporting(partial(self._writer.save, again=again))
            for item in batch:
                _report(item.acknowledge, self._last)
            self._then()
        self._last = _save_reporting(self._writer.close)

    def _all_that_waits(self) -> list[_Work | None]:
        work = [self._waiting.get()]
        while not self._waiting.empty():
            work.append(self._waiting.get())
        return work


def _save_reporting(save: Callable[[], Saved]) -> Saved:
    """How saving went. A fault of the program's own is told too: a dead thread tells nothing."""
    try:
        return save()
    except Exception as error:
        return Saved(False, f"Could not save the call: {error!r}. Please report this.")


def _report(acknowledge: Acknowledge, saved: Saved) -> None:
    """Tell `acknowledge`; should it raise, that is reported and the thread goes on saving."""
    try:
        acknowledge(saved)
    except Exception:
        thread = threading.current_thread()
        threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), thread)))
