"""What the program asked of the system, in its order, and what it acknowledged; and the proof from
these alone that nothing was acknowledged, or given its name, before it was synced."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from durable.watched import Watched

from guide.call.events import Entry
from guide.record.writer import Acknowledge, Saved, Writer


@dataclass(frozen=True, slots=True)
class Asked:
    """One call to the system: its name, the file or folder, and the bytes or the new name."""

    name: str
    path: Path
    data: bytes = b""
    to: Path = Path()


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """So many events were acknowledged."""

    count: int


class Recorder(Watched):
    """Keeps a log of what is asked of it; `log` takes the acknowledgements as well."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Asked | Acknowledged] = []
        self._paths: dict[int, Path] = {}

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self.log.append(Asked("make folder", path))

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        new = not os.path.lexists(path)
        fd = super().open(path, flags, mode)
        self._paths[fd] = path
        self.log.append(Asked("create" if new else "open", path))
        return fd

    def write(self, fd: int, data: memoryview) -> int:
        taken = super().write(fd, data)
        self.log.append(Asked("write", self._paths[fd], bytes(data[:taken])))
        return taken

    def sync_data(self, fd: int) -> None:
        super().sync_data(fd)
        self.log.append(Asked("sync", self._paths[fd]))

    def sync(self, fd: int) -> None:
        super().sync(fd)
        self.log.append(Asked("sync", self._paths[fd]))

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        self.log.append(Asked("rename", old, to=new))

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        self.log.append(Asked("sync", folder))


@dataclass
class Telling:
    """A writer whose acknowledgements stand in the log, as whoever is told of them learns them."""

    writer: Writer
    recorder: Recorder

    def _logged(self, acknowledge: Acknowledge) -> Acknowledge:
        def told(saved: Saved) -> None:
            assert saved.ok, saved.reason
            self.recorder.log.append(Acknowledged(saved.count))
            acknowledge(saved)

        return told

    def submit(self, entries: Sequence[Entry], acknowledge: Acknowledge) -> None:
        self.writer.submit(entries, self._logged(acknowledge))

    def retry(self, acknowledge: Acknowledge) -> None:
        self.writer.retry(self._logged(acknowledge))

    def settle(self) -> Saved:
        return self.writer.settle()

    def close(self) -> Saved:
        return self.writer.close()


@dataclass
class Synced:
    """What is known to be on the disk, step by step."""

    written: dict[Path, bytes] = field(default_factory=dict)
    on_disk: dict[Path, bytes] = field(default_factory=dict)
    unsynced_names: set[Path] = field(default_factory=set)

    def step(self, asked: Asked) -> None:
        """Take account of one call."""
        match asked.name:
            case "create":
                self.written[asked.path] = self.on_disk[asked.path] = b""
                self.unsynced_names.add(asked.path)
            case "make folder":
                self.unsynced_names.add(asked.path)
            case "write":
                self.written[asked.path] += asked.data
            case "rename":
                self.named(asked.path, asked.to)
            case "sync" if asked.path in self.written:
                self.on_disk[asked.path] = self.written[asked.path]
            case "sync":
                self.unsynced_names = {p for p in self.unsynced_names if p.parent != asked.path}

    def named(self, old: Path, new: Path) -> None:
        """A file gets its name: all its bytes must be on the disk by then."""
        assert self.on_disk[old] == self.written[old] != b"", f"{new.name} is named unsynced"
        self.written[new], self.on_disk[new] = self.written.pop(old), self.on_disk.pop(old)
        self.unsynced_names = {*self.unsynced_names - {old}, new}

    def acknowledged(self, count: int) -> None:
        """So many events must be on the disk, in a file that is found: it and all folders above it
        have their names on the disk as well."""
        journals = [
            path
            for path in self.on_disk
            if path.suffix == ".jsonl" and self.unsynced_names.isdisjoint({path, *path.parents})
        ]
        most = max((self.on_disk[path].count(b"\n") for path in journals), default=0)
        assert most >= count, f"{count} events acknowledged, {most} synced"


def prove(log: Sequence[Asked | Acknowledged]) -> Synced:
    """Follow the log, and see that each acknowledgement and each name came after its syncs."""
    known = Synced()
    for step in log:
        if isinstance(step, Asked):
            known.step(step)
        else:
            known.acknowledged(step.count)
    return known


def told_by(make: Callable[..., Writer], recorder: Recorder) -> Callable[..., Writer]:
    """A maker of writers that tell the recorder."""
    return lambda journal: Telling(make(journal), recorder)
