"""The stored example of a journal: a scenario in which every kind of event comes up.

Each journal format has one, `format-<number>.jsonl`, made once by the program that first wrote that
format and never again: every later version must load it. To make one for a new format:

    cd tests && python -m durable.example_call > durable/format-<number>.jsonl
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from guide.call import actions as act
from guide.call.context import Allowed
from guide.call.events import AskKind, Entry, Noted, Witnessed
from guide.record.calls import branches, find_files
from guide.record.disk import Disk
from guide.record.journal import Journal, read_journal
from guide.record.places import Places
from guide.record.system import System
from guide.record.writer import DirectWriter
from guide.script.library import load_library, shipped_folder
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.session.session import Session
from guide.training.reference import resolve_references
from guide.training.scenario_file import load_scenario

CALL = "20261120-190300-ex4m"
SCENARIO = Path(__file__).with_name("every-event.toml")


def example_journal(folder: Path, system: System | None = None) -> bytes:
    """Play the scenario; the call's journal.

    Half-way the program is ended and started again, and by then another one has gone on elsewhere.
    """
    scenario = load_scenario(SCENARIO)
    clock = SetClock(scenario.starts)
    places = Places(folder / "state", folder / "out")
    book = CallBook(
        load_library(shipped_folder()), places, clock=clock, disk=Disk(system), writer=DirectWriter
    )
    session = book.start(
        scenario.script, agent=scenario.agent, ref="4711", zone=scenario.zone, call_id=CALL
    )
    for n, move in enumerate(scenario.moves):
        if n == len(scenario.moves) // 2:
            session.close()
            _branch(book, session)
            files = find_files(places, CALL, training=False)
            chosen = branches(files).index(places.journal_path(CALL)) + 1
            book.put_in_order(CALL, chosen)
            session = book.resume(CALL)
            _ask_the_board(session)
        clock.set(move.at)
        assert move.action is not None
        if isinstance(move.action, act.End):
            _hear_a_denial(session)
            # What a desk had received by then: no scenario has one.
            session.record((Witnessed(n, "ab" * 32, session.call.last.at),))
        decision = session.do(resolve_references(move.action, session.call))
        assert isinstance(decision, Allowed), (move, decision)
    session.close()
    path = places.journal_path(CALL)
    assert read_journal(path).entries == session.call.entries
    return path.read_bytes()


def _ask_the_board(session: Session) -> None:
    """Ask for a manager, and take it back: no scenario asks a desk."""
    assert isinstance(session.do(act.AskBoard(AskKind.MANAGER)), Allowed)
    [ask] = session.call.open_asks
    assert isinstance(session.do(act.StopAsking(ask.n)), Allowed)


def _hear_a_denial(session: Session) -> None:
    """Have a board deny that the first warning was permitted: no scenario has a desk."""
    [warned, *_] = session.call.protocol.warnings
    denial = act.HearDenial(warned.n, warned.permission_by, "pat", "on leave that day")
    assert session.do(denial) != Allowed()


def _branch(book: CallBook, session: Session) -> None:
    """Have a file there in which the last event is another one."""
    last = session.call.last
    other = Entry(last.n, last.at, last.elapsed, Noted("told a colleague, elsewhere"))
    journal = Journal(book.disk, book.places.journal_path(CALL))
    journal.renew((*session.call.entries[:-1], other))
    journal.close()


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        sys.stdout.buffer.write(example_journal(Path(made)))
