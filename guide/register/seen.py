"""What a page has seen of the register, or of remarks: it tells when that is not there any more.

Somebody may put an older copy of the records in their place while a page is open, or take away the
disk that they are on. What was acknowledged there would be gone without a word.
"""

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from guide.errors import RecordsAway
from guide.record.calls import all_files
from guide.record.codec import own_hash
from guide.record.disk import Identity, contents, identity_of
from guide.record.ledger import erased_for_certain
from guide.record.places import CALL_ID, Places
from guide.register.after_call import after_call, words_of
from guide.text import counted, shortened

_SOME, _MOST = 2, 40
"""So many of the lines that are gone are told, each in so many characters at most."""

_OF_CALL = re.compile(rf'"call":"({CALL_ID})"'.encode())


class Seen:
    """What was seen of a sealed file beside calls, whoever wrote it.

    What somebody erases is taken out of it on purpose. What others put in the place of what was
    seen is seen, too: it may be gone in its turn, once the first is back.
    """

    def __init__(
        self,
        file: Path,
        ledger: Path,
        words: Callable[[object], str],
        folder: Identity | None = None,
    ) -> None:
        """The `ledger` tells which calls were erased; `words` are what a stored record says.

        `folder` is which one it is in, where that is known from before. `words` raises
        msgspec.ValidationError for what is no record.
        """
        self._file = file
        self._ledger = ledger
        self._words = words
        self._folder = identity_of(file.parent) if folder is None else folder
        self._seen: list[bytes] = []

    def look(self) -> str:
        """In sentences, what was seen before and is not there now; empty where all of it is.

        Raises RecordError where the file cannot be read.
        """
        now = contents(self._file) if os.path.lexists(self._file) else b""
        before = [one for one in self._seen if not now.startswith(one)]
        gone = self._gone(now, before) if before else []
        self._seen = [*before, now] if gone else [now]
        return self._told(gone) if gone else ""

    def refuse_elsewhere(self, *, at_home: bool = True) -> None:
        """Raise RecordsAway where the folder is another one than before, and not as it was.

        What is written there would be hidden once the first one is mounted again. `at_home`: what
        it is about is there. An older copy that came in its place on the same disk is told, and
        written in.
        """
        folder = self._file.parent
        identity = identity_of(folder)
        if identity == self._folder:
            return
        told = self.look()
        same_disk = identity and self._folder and identity[0] == self._folder[0]
        if not at_home or (told and not same_disk):
            away = (
                f"{folder} is not the folder that it was: its disk went away, or another folder"
                " came in its place. Mount that disk again, or put that folder back."
            )
            raise RecordsAway(f"{away} {told}".rstrip())
        self._folder = identity

    def _gone(self, now: bytes, before: Sequence[bytes]) -> list[bytes]:
        """The sound lines of these files that are not in this one, in their order."""
        there = {*map(_said, now.split(b"\n"))}
        lines = {_said(line): line for one in before for line in one.split(b"\n")}
        gone = [line for said, line in lines.items() if said not in there and own_hash(line)]
        erased = erased_for_certain(self._ledger) if gone else frozenset[str]()
        return [line for line in gone if not erased.intersection(_calls_in(line))]

    def _said_by(self, lines: Iterable[bytes]) -> Iterator[str]:
        """What each of these lines says, in a few words; nothing of one by a later version."""
        for line in lines:
            with contextlib.suppress(ValueError, msgspec.ValidationError):
                yield shortened(self._words(json.loads(line)), _MOST)

    def _told(self, gone: Sequence[bytes]) -> str:
        what = counted(len(gone), "thing")
        some = "; ".join(f"“{words}”" for words in self._said_by(gone[-_SOME:]))
        more = "…; " * (len(gone) > _SOME)
        was = "were" if len(gone) > 1 else "was"
        return (
            f"{what} that {was} on record {'are' if len(gone) > 1 else 'is'} not in"
            f" {self._file} any more ({more}{some}): an older copy is in its place, or"
            " its disk is away. Put back what was there; if it is lost, record it again."
        )


def _said(line: bytes) -> bytes:
    """A line without its seal: its hashes are others once a line before it was erased."""
    return line.partition(b',"prev":"')[0]


def _calls_in(line: bytes) -> Iterator[str]:
    return (found.decode() for found in _OF_CALL.findall(line))


def is_at_home(places: Places, call: str) -> bool:
    """Whether a file of a real call lies where calls are kept."""
    files = all_files(places, places.journal_path(call))
    return any(one.parent != places.fallback_dir for one in files)


def seen_of_register(places: Places, folder: Identity | None = None) -> Seen:
    """Of the register of a state folder; `folder` as for `Seen`."""
    return Seen(places.register, places.ledger, _words, folder)


def _words(record: object) -> str:
    return words_of(after_call(record).what, lambda at: f"{at:%Y-%m-%d}")
