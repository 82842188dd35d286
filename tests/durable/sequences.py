"""Random sequences of what befalls a desk, beside a model that knows what was acknowledged.

A sequence is a list of deeds: things an agent does, faults of either disk, kills, cuts of the
power, entrances. Each deed carries all that is random about it, so that a sequence from which
others were taken out still does the same.
"""

import contextlib
import errno
import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from durable.failing import Failing, Pair
from durable.forgetful import Tree, plant
from durable.sample_call import whole_summaries
from in_memory import in_memory
from kit import ZONE

from guide.call import actions as act
from guide.call.events import Stage
from guide.call.fold import call_of
from guide.errors import GuideError, NotSaved, RecordError, UnknownName
from guide.record.call_list import kept_calls
from guide.record.calls import branches, find_files, find_kept_call, waiting_files
from guide.record.codec import own_hash, sound_lines
from guide.record.disk import Disk
from guide.record.finish import write_summary
from guide.record.journal import read_journal
from guide.record.verify import Measure, verify_call
from guide.record.verify_all import everything_kept, tombstones, verify_beside, verify_kept
from guide.record.writer import DirectWriter
from guide.script.library import Library, parse_script
from guide.session.callbook import CallBook
from guide.session.session import Session

PLACES = (
    ("state",),
    ("state",),
    ("state",),
    ("second",),
    ("out",),
    ("state", "second"),
    ("state", "out"),
)
CODES = (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)
ACTIONS: tuple[act.Action, ...] = (
    act.Write("waited three weeks for the title"),
    act.Draft("waited three w"),
    act.Draft("waited three weeks"),
    act.Choose(1),
    act.Choose(2),
    act.Back(),
    act.SetStage(Stage.HOSTILE),
    act.GetManager(),
    act.WriteDetail("caller", "Dana Whitlock"),
    act.Say(),
)

_SCRIPT, _ = parse_script(
    """
[script]
id = "short"
title = "Short"
version = "1"
use_when = "Ever."

[[ending]]
id = "over"
label = "Over"

[[step]]
id = "first"
title = "First"
[[step.line]]
id = "hello"
text = "Hello."
[[step.choice]]
label = "on"
to = "second"
[[step.choice]]
label = "over"
end = "over"

[[step]]
id = "second"
title = "Second"
[[step.line]]
id = "bye"
text = "Bye."
[[step.choice]]
label = "back"
to = "first"
""",
    "short.toml",
)
assert _SCRIPT is not None
LIBRARY = Library({_SCRIPT.id: _SCRIPT}, (), Path("scripts"))
"""One script that is read at once: thousands of sequences read it again and again."""

ENTRANCES = ("start", "resume", "calls", "summary", "verify", "verify all", "picker")

_ARMED = ("fault", "kill in", "cut in")
"""What is met in the middle of the deed that comes next."""

Deed = tuple[str, int, int]
"""What is done, and two numbers that say all the rest of it."""

_WEIGHTS = {
    "act": 40,
    "enter": 12,
    "lose": 6,
    "mend": 6,
    "fault": 10,
    "kill": 5,
    "kill in": 6,
    "cut": 3,
    "cut in": 4,
    "retry": 3,
    "leave": 3,
    "end": 5,
    "finish": 3,
    "in order": 3,
    "swap": 4,
}


_OFTEN_APART = 0.25

_APART: tuple[Deed, ...] = (
    ("act", 0, 1),
    ("lose", 0, 0),
    ("act", 1, 1),
    ("retry", 0, 0),
    ("act", 2, 1),
    ("kill", 0, 0),
    ("swap", 0, 0),
    ("mend", 0, 0),
    ("act", 3, 1),
    ("act", 0, 1),
    ("kill", 0, 0),
    ("swap", 0, 0),
)
"""What makes a record branch, and hardly ever comes about by chance: what is saved elsewhere is out
of sight when the call goes on."""


class Killed(BaseException):
    """The program was killed."""


class Found(AssertionError):
    """The program broke its word."""


def deeds_of(seed: int, most: int = 40) -> tuple[Deed, ...]:
    """The sequence with this seed."""
    chance = random.Random(seed)
    names = chance.choices([*_WEIGHTS], [*_WEIGHTS.values()], k=chance.randint(8, most))
    deeds = [(name, chance.randrange(40), chance.randrange(1 << 30)) for name in names]
    if chance.random() < _OFTEN_APART:
        at = chance.randrange(len(deeds))
        deeds[at:at] = [deed for deed in _APART if chance.random() < 0.9]
    return tuple(deeds)


class Cuttable(Failing):
    """A disk in a folder that may hold something already, all of which is on it."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        for path in sorted(root.rglob("*")):
            identity = self._made(path)
            if path.is_dir():
                self._names[identity] = {}
            else:
                self._bytes[identity] = path.read_bytes()
            self._names[self._ids[path.parent.stat().st_ino]][path.name] = identity

    def truncate(self, fd: int, size: int) -> None:
        super().truncate(fd, size)
        # What is written there again is written anew, whatever became of what stood there.
        identity = self._identity(fd)
        holes = self._holes.get(identity, [])
        self._holes[identity] = [(start, min(end, size)) for start, end in holes if start < size]

    def left_by_a_cut(self, chance: random.Random) -> Tree:
        """What a cut of the power leaves: of each file all, some or none that was not synced."""
        left = self.left()
        if chance.random() < 0.4:
            return left.synced
        tree: Tree = {}
        for path, data in left.killed.items():
            synced = left.named[path]
            if data is None or synced is None:
                tree[path] = data
                continue
            rest = data[len(synced) :]
            tree[path] = synced + rest[: chance.randint(0, len(rest))]
        return tree


@dataclass
class Known:
    """What the program said of one call."""

    acknowledged: dict[int, str] = field(default_factory=dict)
    """By the number of events that were called saved, the last one's hash."""

    finished: bool = False
    """Its end was told to be complete: summary, ledger, journal put away."""


@dataclass
class ShortDesk(Pair):
    """A desk that takes calls with the short script."""

    def book(self) -> CallBook:
        disk = Disk(self.system)
        return CallBook(LIBRARY, self.places, clock=self.clock, disk=disk, writer=DirectWriter)


@lru_cache(maxsize=64)
def _events(data: bytes) -> frozenset[tuple[int, str | None]]:
    """The numbers and hashes of the events that a journal's file holds."""
    return frozenset((n, own_hash(line)) for n, line in enumerate(sound_lines(data).lines, 1))


_LETTERS = str.maketrans("0123456789", "abcdefghij")


class Run:
    """One sequence, run at a desk of its own."""

    def __init__(self, root: Path) -> None:
        root.mkdir()
        self.desk = ShortDesk(root, system=Cuttable(root))
        self.known: dict[str, Known] = {}
        self.session: Session | None = None
        self._numbers = count(1)

    @property
    def system(self) -> Cuttable:
        """The disk as it is now."""
        assert isinstance(self.desk.system, Cuttable)
        return self.desk.system

    def run(self, deeds: Sequence[Deed]) -> None:
        """Do all of it, then mend the disks and see that everything is in order."""
        armed = ""
        for name, at, number in deeds:
            if name in _ARMED:
                armed = name
                self._arm(name, at, number)
                continue
            try:
                self._do(name, at, number)
            except Killed:
                self._die(number if armed == "cut in" else None)
            self._disarm()
            armed = ""
            self._see()
        self._disarm()
        self._die(None)
        self.desk.lose()
        self._put_all_in_order()

    def _disarm(self) -> None:
        self.system.before = lambda name: None
        self.system.half = False

    def close(self) -> None:
        """Let go of all files."""
        self._die(None)

    def _arm(self, name: str, at: int, number: int) -> None:
        """Have a fault, or a kill, met at one of the next calls to the system."""
        calls, system = count(), self.system
        lasts = number % 5 == 0
        code = CODES[number % len(CODES)]

        def before(call: str) -> None:
            met = next(calls)
            if name != "fault" and met == at:
                raise Killed
            if name != "fault" or met < at or (met > at and not lasts):
                return
            if call == "write" and number % 2 and not system.half:
                system.half = True
                return
            raise OSError(code, os.strerror(code))

        system.before = before

    def _die(self, cut: int | None) -> None:
        """The program is gone; with a number, so is what the disk had not written."""
        self.session = None
        system = self.system
        self._disarm()
        system.close_all()
        if cut is None:
            return
        lost, code = system.lost, system.code
        tree = system.left_by_a_cut(random.Random(cut))
        shutil.rmtree(self.desk.root)
        plant(tree, self.desk.root)
        self.desk.system = Cuttable(self.desk.root)
        self.desk.system.lost, self.desk.system.code = lost, code

    def _do(self, name: str, at: int, number: int) -> None:
        with contextlib.suppress(GuideError):
            match name:
                case "act":
                    self._act(ACTIONS[at % len(ACTIONS)], number)
                case "end":
                    self._act(act.End("over"), number)
                case "retry" if self.session:
                    self.session.retry()
                case "leave" if self.session:
                    self._leave()
                case "finish" if self.session and self.session.call.ended:
                    self._finish()
                case "lose":
                    self.desk.lose(*PLACES[at % len(PLACES)], code=CODES[number % len(CODES)])
                case "mend":
                    self.desk.lose()
                case "swap" if self.session is None:
                    self._swap()
                case "kill":
                    self._die(None)
                case "cut":
                    self._die(number)
                case "in order":
                    self._put_in_order(number)
                case "enter":
                    self._enter(ENTRANCES[at % len(ENTRANCES)], number)

    def _swap(self) -> None:
        """Mount another disk at the second place, or take it away: what lies under it is back.

        It is not taken away while a program has a file open there.
        """
        self._disarm()
        second, under, aside = (self.desk.root / name for name in ("second", "under", "aside"))
        for old, new in ((second, aside), (under, second), (aside, under)):
            if old.exists():
                old.rename(new)
        self.system.sync_folder(self.desk.root)

    def _act(self, action: act.Action, number: int) -> None:
        if self.session is None and number % 3:
            # Mostly one goes on with what was left.
            with contextlib.suppress(GuideError):
                self._enter("resume", number)
        if self.session is None:
            self._start()
        assert self.session is not None
        self.desk.clock.set(self.desk.clock.now().ticks + 1)
        if self.session.call.ended is None:
            self.session.do(action)
        else:
            self._finish()

    def _start(self) -> None:
        # Its id has the time at which it begins, and no chance in it.
        letters = f"{next(self._numbers):04}".translate(_LETTERS)
        call = f"{self.desk.clock.now().at:%Y%m%d-%H%M%S}-{letters}"
        self.known[call] = Known()
        self._watch(self.desk.book().start(_SCRIPT.id, agent="R", zone=ZONE, call_id=call))

    def _watch(self, session: Session) -> None:
        self.session = session
        session.watch(lambda shown: self._acknowledge(session, shown.saved.ok))
        self._acknowledge(session, session.shown.saved.ok)

    def _acknowledge(self, session: Session, ok: bool) -> None:
        saved = session.shown.saved
        if not (ok and saved.count):
            return
        self.known[session.call.id].acknowledged[saved.count] = saved.last_hash
        if not self._is_synced(session.call.id, saved.count, saved.last_hash):
            raise Found(f"{session.call.id}: told to be saved, and event {saved.count} is not")

    def _is_synced(self, call: str, number: int, digest: str) -> bool:
        """Whether a cut of the power at this moment would leave the event."""
        mark = f'"hash":"{digest}"'.encode()
        files = (data for path, data in self.system.synced().items() if call in path)
        return any(data is not None and mark in data for data in files)

    def _leave(self) -> None:
        session, self.session = self.session, None
        assert session is not None
        saved = session.close()
        if saved.ok and not self._is_synced(session.call.id, saved.count, saved.last_hash):
            raise Found(f"{session.call.id}: left as saved, and event {saved.count} is not")

    def _finish(self) -> None:
        session = self.session
        assert session is not None
        try:
            self.desk.book().finish(session)
        except NotSaved:
            return
        except GuideError:
            self.session = None
            return
        self.session = None
        self.known[session.call.id].finished = True
        synced = self.system.synced()
        for name, data in whole_summaries(self.desk.kept(session.call.id)).items():
            if synced.get(f"out/{name}") != data:
                raise Found(f"{session.call.id}: told to be finished, and {name} is not there")

    def _enter(self, entrance: str, number: int) -> None:
        """Come in as one of the commands does, or the screen."""
        book, places = self.desk.book(), self.desk.places
        if entrance in ("start", "resume") and self.session is not None:
            entrance = "calls"
        if entrance in ("start", "resume"):
            # What it could not do it tells, and the screen goes on.
            with contextlib.suppress(RecordError):
                book.finish_ended()
        else:
            book.open_records()
        call = [*self.known][number % len(self.known)] if self.known else ""
        match entrance:
            case "start":
                self._start()
            case "resume":
                self._watch(book.resume())
            case "picker":
                book.unfinished()
                book.recent(9)
            case "calls":
                waiting = waiting_files(places, training=False)
                kept_calls(places.calls, book.disk, waiting)
            case "summary" if call:
                reading = read_journal(find_kept_call(places, call, training=False))
                if reading.entries and call_of(reading.entries).ended is not None:
                    write_summary(book.disk, places.out, call_of(reading.entries), reading.chain)
            case "verify" if call:
                self._verify(call)
            case "verify all":
                measure = self._measure()
                stones = tombstones(places)
                for one in everything_kept(measure):
                    verify_kept(measure, one, stones)
                verify_beside(measure)

    def _measure(self) -> Measure:
        return Measure.of(self.desk.places, LIBRARY.approvals)

    def _verify(self, call: str) -> tuple[str, ...]:
        """What verifying tells; that all fits only where it does."""
        faults = verify_call(self._measure(), call).faults
        if not faults:
            self._see_it_fits(call)
        return faults

    def _see_it_fits(self, call: str) -> None:
        reading = read_journal(find_kept_call(self.desk.places, call, training=False))
        if self.known[call].acknowledged.items() - self._held(call):
            raise Found(f"{call}: all fits, and what was acknowledged is gone")
        if self._is_branched(call):
            raise Found(f"{call}: all fits, and it has branched")
        if call_of(reading.entries).ended and self.desk.summaries().items() < (
            whole_summaries(reading).items()
        ):
            raise Found(f"{call}: all fits, and its summary does not")

    def _see(self) -> None:
        """See that nothing acknowledged is lost, whatever is found, and in which place."""
        for call, known in self.known.items():
            lost = known.acknowledged.items() - self._held(call)
            if lost:
                raise Found(f"{call}: event {min(lost)[0]} was acknowledged, and is lost")

    def _held(self, call: str) -> set[tuple[int, str | None]]:
        """The numbers and hashes of all events that any file of a call holds."""
        files = (file for file in self.desk.root.rglob(f"{call}*.jsonl"))
        return set[tuple[int, str | None]]().union(*(_events(file.read_bytes()) for file in files))

    def _files(self, call: str) -> tuple[Path, ...]:
        try:
            return find_files(self.desk.places, call, training=False)
        except UnknownName:
            return ()

    def _put_in_order(self, number: int) -> None:
        branched = [call for call in self.known if self._is_branched(call)]
        if branched and self.session is None:
            self.desk.book().put_in_order(branched[0], number % 2 + 1)
            # With the other branch it goes on, and its summary is that of before.
            self.known[branched[0]].finished = False

    def _put_all_in_order(self) -> None:
        """With both disks back: every call is whole or its branches are told; then it is ended."""
        book = self.desk.book()
        for _ in range(2):
            told = " ".join(book.open_records())
            if left := [*self.desk.in_fallback]:
                raise Found(f"both are back, and elsewhere lies {left}: {told}")
            self._swap()
        for call, known in self.known.items():
            if self._is_branched(call):
                self._see_branches_told(call, told)
            elif known.finished and (faults := self._verify(call)):
                raise Found(f"{call}: told to be finished, and {faults}")
        book.finish_ended()
        for info in book.unfinished():
            session = book.resume(info.id)
            session.do(act.End("over"))
            book.finish(session)
        self._see()
        for call, known in self.known.items():
            if self._files(call):
                self._see_end(call)
            elif known.acknowledged:
                raise Found(f"{call}: its record is gone")
        odd = [fault for one in verify_beside(self._measure()) for fault in one.faults]
        if odd:
            raise Found(f"in the end: {odd}")

    def _is_branched(self, call: str) -> bool:
        files = self._files(call)
        return bool(files) and len(branches(files)) > 1

    def _see_branches_told(self, call: str, told: str) -> None:
        if call not in told:
            raise Found(f"{call}: it has branched, and that is not told: {told}")
        if not self._verify(call):
            raise Found(f"{call}: it has branched, and all fits")
        self.desk.book().put_in_order(call, 1)
        if self._is_branched(call):
            raise Found(f"{call}: it was put in order, and has branched")

    def _see_end(self, call: str) -> None:
        """The one record there is now holds all that was acknowledged, or names where it is."""
        path = find_kept_call(self.desk.places, call, training=False)
        if not read_journal(path).entries:
            return
        if faults := self._verify(call):
            raise Found(f"{call}: in the end {faults}")
        if not whole_summaries(read_journal(path)).items() <= self.desk.summaries().items():
            raise Found(f"{call}: its summary is not what its record tells")


@contextlib.contextmanager
def _room() -> Iterator[Path]:
    with TemporaryDirectory(dir=in_memory()) as made:
        yield Path(made) / "disk"


def failure_of(deeds: Sequence[Deed]) -> Exception | None:
    """What went wrong when these deeds were done; None if nothing did."""
    with _room() as root:
        run = Run(root)
        try:
            run.run(deeds)
        except Exception as failure:
            return failure
        finally:
            run.close()
    return None


def shrunk(deeds: Sequence[Deed], fails: Callable[[Sequence[Deed]], bool]) -> tuple[Deed, ...]:
    """The deeds without those that the failure does not need."""
    left = tuple(deeds)
    at = 0
    while at < len(left):
        fewer = left[:at] + left[at + 1 :]
        if fails(fewer):
            left = fewer
        else:
            at += 1
    return left
