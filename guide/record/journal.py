"""A call's journal: one line an event, appended and on the disk before it is acknowledged."""

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from guide.call.events import Entry, Started
from guide.call.possible import impossible
from guide.errors import FileChanged, RecordError
from guide.record.calls import fresh_file, refuse_foreign
from guide.record.codec import (
    GENESIS,
    Chain,
    Shape,
    SoundLines,
    decoded_with_shapes,
    encoded,
    sound_lines,
)
from guide.record.disk import AppendFile, Disk, Identity, contents, identity_of


class Reading(Struct, frozen=True):
    """What a journal file holds: its whole events, and in words what is wrong after them.

    `shapes` are those of its lines, each with the first line that has it.
    """

    entries: tuple[Entry, ...]
    last_hash: str
    damage: str = ""
    shapes: Mapping[Shape, int] = {}

    @property
    def chain(self) -> Chain:
        return Chain(len(self.entries), self.last_hash)


def read_journal(path: Path) -> Reading:
    """Read a journal file without locking or mending it.

    Raises RecordError when it cannot be opened, is no call's, or holds what cannot be; NewerFormat
    when a later version wrote it.
    """
    return reading_of(path, sound_lines(contents(path)))


def reading_of(path: Path, sound: SoundLines) -> Reading:
    """What the sound lines of this journal hold; raises as `read_journal` does."""
    try:
        entries, shapes = decoded_with_shapes(sound.lines)
    except RecordError as error:
        raise type(error)(f"{path}: {error}") from None
    if entries and not isinstance(entries[0].event, Started):
        raise RecordError(f"{path} is not a call's journal: it does not begin with its start.")
    refuse_foreign(path, entries)
    if why := impossible(entries):
        raise RecordError(f"{path}: {why}. It was changed, or this program did not write it.")
    return Reading(entries, sound.last_hash, sound.damage, shapes)


class Journal:
    """The journal of a running call: this program alone writes it.

    `path` is the file in use. `chain` is of what is certainly on the disk.
    `broken` says that the disk refused: the file is then never appended to again, and `renew` goes
    on in a fresh one. `fallback_reason` says why that one lies in `fallback_dir`; empty where
    it does not.
    """

    def __init__(self, disk: Disk, path: Path, fallback_dir: Path | None = None) -> None:
        """A new call's journal. Its file is made by the first append, which may be refused."""
        self.path = path
        self.fallback_reason = ""
        self.chain = Chain(0)
        self.broken = False
        self.found = Reading((), GENESIS)
        self._disk = disk
        self._usual_path = path
        self._fallback_dir = fallback_dir
        self._home: tuple[Identity | None, Path] | None = None
        self._held: list[AppendFile] = []
        self._changed: AppendFile | None = None

    @classmethod
    def open(
        cls, disk: Disk, path: Path, fallback_dir: Path | None = None, home: Path | None = None
    ) -> "Journal":
        """Go on with a journal: lock it, mend its end, and show in `found` what it held.

        A last line that is cut off is cut back. Where more is wrong the file is first kept aside
        as it is, under its name and `.damaged`. Where the disk can only be read, or is full, the
        file stays as it is and the journal is `broken`: it goes on in a fresh one, as that of a new
        call would. `home` is where one belongs that lies in `fallback_dir`.
        Raises CallBusy when another program holds it.
        """
        journal = cls(disk, path, fallback_dir)
        if home is not None and path.parent == fallback_dir:
            journal._usual_path = home
            journal.fallback_reason = f"Saved elsewhere, in {path.parent}."
        file, journal.broken = journal._opened()
        try:
            file.lock()
            data = file.read()
            sound = sound_lines(data)
            journal.found = journal._readable(sound)
            if sound.damage and not sound.torn:
                journal._keep_damaged(data)
        except BaseException:
            file.close()
            raise
        journal._held.append(file)
        journal.chain = journal.found.chain
        if path == journal._usual_path:
            journal._home = identity_of(path.parent), path
        if not journal.broken:
            journal._write_anew(data[: sound.size])
        return journal

    def _opened(self) -> tuple[AppendFile, bool]:
        """The file, and whether it can only be read."""
        try:
            return self._disk.reopen(self.path), False
        except RecordError as refused:
            try:
                return self._disk.open_to_read(self.path), True
            except RecordError:
                raise refused from None

    def _keep_damaged(self, data: bytes) -> None:
        """Keep a damaged file aside; where the disk refuses that, it is not written anew either."""
        if self.broken:
            return
        try:
            self._disk.write_whole({_aside(self.path): data})
        except RecordError:
            self.broken = True

    def _readable(self, sound: SoundLines) -> Reading:
        reading = reading_of(self.path, sound)
        if not reading.entries:
            raise RecordError(
                f"{self.path} holds no whole event, so this call cannot go on. Start a new one."
            )
        return reading

    def _write_anew(self, data: bytes) -> None:
        """Have in the file what was found in it, certainly on the disk; else it counts as refused.

        An earlier program may have been refused and killed: what it wrote then is read here, and
        may never reach the disk, whatever a sync says now.
        """
        [found] = self._held
        try:
            self._disk.write_whole({self.path: data})
            file = self._disk.reopen(self.path)
        except RecordError:
            self.broken = True
            return
        try:
            file.lock()
        except BaseException:
            file.close()
            raise
        finally:
            found.close()
        file.expect(data)
        self._held = [file]

    def append(self, entries: Sequence[Entry]) -> None:
        """Have the next entries on the disk: one write, one sync. Raises RecordError if it fails.

        The first append makes the file.
        """
        if self.broken:
            raise RecordError(f"{self.path} was refused by the disk: renew the journal first.")
        if not self._held:
            self.renew(entries)
            return
        data, chain = _lines_after(self.chain, entries)
        with self._broken_if_refused() as file:
            file.append(data)
        self.chain = chain

    def check(self) -> None:
        """Raise RecordError where the file in use does not hold what was appended: it is broken.

        By what name it is found is not asked: a call that ended is put away before it is closed.
        """
        if self._held and not self.broken:
            with self._broken_if_refused() as file:
                file.refuse_changed()

    @contextlib.contextmanager
    def _broken_if_refused(self) -> Iterator[AppendFile]:
        try:
            yield self._held[-1]
        except FileChanged:
            self.broken, self._changed = True, self._held[-1]
            raise
        except BaseException:
            self.broken = True
            raise

    def renew(self, history: Sequence[Entry]) -> None:
        """Go on in a fresh file that holds the whole call from its first entry.

        Where the folder refuses, too, it goes on in `fallback_dir`. Files that were refused stay
        as they are, locked until `close`; one that another program has written in is put aside.
        Raises RecordError when fresh ones are refused as well.
        """
        data, chain = _lines_after(Chain(0), history)
        self.broken = True
        try:
            self._go_on_where_it_belongs(data, chain)
        except RecordError as refused:
            if self._fallback_dir is None:
                raise
            try:
                self._go_on_in(self._fallback_dir / self._usual_path.name, data, chain)
            except RecordError:
                raise refused from None
            self.fallback_reason = f"Saved elsewhere, in {self._fallback_dir}. {refused}"
        else:
            self.fallback_reason = ""
        if self._changed:
            self._put_aside(self._changed)
            self._changed = None

    def _put_aside(self, file: AppendFile) -> None:
        """Keep a file that another program has written in, so that it is no journal any more.

        Where the disk refuses that it stays where it is, and what is left of the call in it counts.
        """
        aside = _aside(file.path)
        with contextlib.suppress(RecordError):
            if file.is_at(file.path):
                self._disk.move({file.path: aside})
                self._disk.limits.note(
                    f"Another program changed {file.path} during the call. What it holds now is"
                    f" kept as {aside}; all of the call is in {self.path}."
                )

    def move_back(self, history: Sequence[Entry]) -> None:
        """Go on in a fresh file where the journal belongs. Raises RecordError if that refuses."""
        left = self._held[-1]
        self._go_on_where_it_belongs(*_lines_after(Chain(0), history))
        self.fallback_reason = ""
        # What stays there is a beginning of the call, and removed by whoever opens the records.
        with contextlib.suppress(RecordError):
            left.remove()

    def _go_on_where_it_belongs(self, data: bytes, chain: Chain) -> None:
        """Go on in the usual folder; not where its disk went, or another one came over it, since.

        What was written there then would be hidden once the first one is back.
        """
        folder = self._usual_path.parent
        if not self._is_home(data):
            raise RecordError(
                f"{folder} is not the folder that the call began in: its disk went away, or another"
                " folder came in its place. Mount that disk again, or put that folder back."
            )
        self._go_on_in(self._usual_path, data, chain)
        self._home = identity_of(folder), self.path

    def _is_home(self, data: bytes) -> bool:
        """Whether the usual folder is still the one that the call, which is `data`, was kept in.

        Some disks have other numbers once they are mounted again: then what was written tells.
        Where there is no other place for the call, whatever became of it is.
        """
        if self._home is None or self._fallback_dir is None:
            return True
        identity, path = self._home
        if identity == identity_of(path.parent):
            return True
        with contextlib.suppress(RecordError):
            there = contents(path)
            return bool(there) and data.startswith(there[: sound_lines(there).size or None])
        return False

    def _go_on_in(self, path: Path, data: bytes, chain: Chain) -> None:
        self._disk.private_folder(path.parent)
        file = self._disk.create(fresh_file(path))
        try:
            file.lock()
            file.expect(b"")
            file.append(data)
        except BaseException:
            with contextlib.suppress(RecordError):
                file.remove()
            file.close()
            raise
        self._held.append(file)
        self.path, self.chain, self.broken = file.path, chain, False

    def close(self) -> None:
        """Let another program go on with the call."""
        while self._held:
            self._held.pop().close()


def _lines_after(chain: Chain, entries: Sequence[Entry]) -> tuple[bytes, Chain]:
    """The lines of entries that follow what `chain` shows, and what shows all of it then."""
    count = chain.count + len(entries)
    if [entry.n for entry in entries] != list(range(chain.count + 1, count + 1)):
        raise ValueError(f"entries that do not follow number {chain.count}")
    data, last_hash = encoded(entries, chain.last_hash)
    return data, Chain(count, last_hash)


def _aside(path: Path) -> Path:
    """A name for a copy of a damaged file, that no earlier copy has."""
    aside, number = path.with_name(f"{path.name}.damaged"), 1
    while os.path.exists(aside):
        number += 1
        aside = path.with_name(f"{path.name}.damaged.{number}")
    return aside
