"""Records as a desk has them after some time, made by the program's own code on a disk that syncs
nothing."""

from pathlib import Path

from durable.sample_call import Unsynced

from bench.desk import Desk
from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed
from guide.call.events import Entry
from guide.call.fold import call_of
from guide.call.rules.flow import beginning
from guide.record.archive import keep_script
from guide.record.codec import Chain, encoded
from guide.record.disk import Disk
from guide.record.finish import write_summary
from guide.record.places import DONE
from guide.record.writer import DirectWriter
from guide.script.library import Library, load_library, shipped_folder
from guide.session.callbook import CallBook
from guide.session.clock import SystemClock
from guide.session.session import Session

SCRIPT = "escalated-callers"
EVENTS_OF_A_CALL = 40


def library_of(desk: Desk) -> Library:
    """The scripts of a desk."""
    return load_library(desk.scripts or shipped_folder())


def book_of(desk: Desk) -> CallBook:
    """The call book of a desk, on a disk that syncs nothing."""
    return CallBook(library_of(desk), desk.places, disk=Disk(Unsynced()), writer=DirectWriter)


def left_call(desk: Desk, notes: int, *, script: str = SCRIPT) -> str:
    """A call with so many notes that was left and can be gone on with; its id."""
    session = book_of(desk).start(script, agent="Robin")
    for n in range(notes):
        _done(session, act.Write(f"note {n}: waited for the title, spoke to finance"))
    session.close()
    return session.call.id


def left_call_of(desk: Desk, events: int) -> str:
    """A call of so many events, two of five of them notes, that was left; its id."""
    session = book_of(desk).start(SCRIPT, agent="Robin")
    _events(session, events)
    session.close()
    return session.call.id


def ended_call_of(desk: Desk, events: int) -> tuple[CallBook, Session]:
    """A call of so many events that has just ended, its summary still to be written."""
    book = book_of(desk)
    session = book.start(SCRIPT, agent="Robin")
    _events(session, events)
    _done(session, act.End("hung-up"))
    return book, session


def _events(session: Session, events: int) -> None:
    n = 0
    while len(session.call.entries) < events:
        n += 1
        _done(session, act.Write(f"note {n}: waited for the title, spoke to finance"))
        _done(session, act.Write(f"note {n}: waits again"))
        _done(session, act.Choose(1))
        _done(session, act.Back())


def _done(session: Session, action: act.Action) -> None:
    decision = session.do(action)
    assert isinstance(decision, Allowed), (action, decision)


def keep_noted_call(desk: Desk, notes: int) -> str:
    """Keep a call with so many notes that has ended; its id."""
    script = library_of(desk).script(SCRIPT)
    now = SystemClock().now().at
    call = f"{now:%Y%m%d-%H%M%S}-kept"
    started = beginning(script, call, zone="UTC", agent="Robin")
    noted = [ev.Noted(f"note {n}: waited for the title, spoke to finance") for n in range(notes)]
    told = [started, *noted, ev.Ended("hung-up", "Caller hung up")]
    entries = [Entry(i, now, float(i), event) for i, event in enumerate(told, 1)]
    data, last_hash = encoded(entries)
    disk = Disk(Unsynced())
    for folder in (desk.places.calls / DONE, desk.places.wording):
        disk.private_folder(folder)
    _private(desk.places.calls / DONE / f"{call}.jsonl", data)
    keep_script(disk, desk.places.wording, script)
    write_summary(disk, desk.places.out, call_of(entries), Chain(len(entries), last_hash))
    return call


def keep_calls(desk: Desk, number: int) -> None:
    """Keep so many calls that ended, with their summaries."""
    library = library_of(desk)
    script = library.script(SCRIPT)
    first = script.step(script.first)
    assert first is not None
    done = desk.places.calls / DONE
    for folder in (desk.places.state, desk.places.calls, done, desk.places.out):
        folder.mkdir(mode=0o700, exist_ok=True, parents=True)
    now = SystemClock().now().at
    for n in range(number):
        call = f"2026{n // 2800 + 1:02}{n // 100 % 28 + 1:02}-{n % 100:06}-kept"
        started = ev.Started(
            call, script.id, script.title, "1", script.sha256, first.id, first.title, "UTC", "Robin"
        )
        notes = [ev.Noted(f"note {i}") for i in range(EVENTS_OF_A_CALL - 2)]
        told = [started, *notes, ev.Ended("hung-up", "Caller hung up")]
        entries = [Entry(i, now, float(i), event) for i, event in enumerate(told, 1)]
        _private(done / f"{call}.jsonl", encoded(entries)[0])
        for kind in ("md", "toml"):
            _private(desk.places.out / f"{call}.{kind}", b"")


def _private(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    path.chmod(0o600)
