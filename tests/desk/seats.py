"""Seats at which calls are taken, and supervisors at the board who answer: for tests of asks."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from desk.kept_calls import places_in
from desk.server import Connecting, Desk
from kit import shipped

from guide.call import actions as act
from guide.call.events import AskKind
from guide.call.state import Ask, Call
from guide.desk.answers import answer_hash
from guide.desk.outbox import Outbox
from guide.record.writer import ThreadWriter
from guide.session.answers import Answers
from guide.session.at_desk import AskState, Heard
from guide.session.callbook import CallBook
from guide.session.session import Session
from guide.text import plain_line

UPSET = (
    act.WriteDetail("caller", "Dana Whitlock"),
    act.WriteDetail("number", "555-0142"),
    act.WriteDetail("concern", "no title for weeks"),
    act.MakeEffort("asked for the facts"),
    act.StateGround("abuse"),
    act.QuoteCaller("useless parrot"),
)
ASK = act.AskBoard(AskKind.PERMISSION)


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


class Seat:
    """Kim's program: a call, its outbox, and what comes of answers."""

    def __init__(self, name: str, folder: Path, call: str = "") -> None:
        """With the id of a `call`, that is gone on with."""
        self.outbox = Outbox(name, places_in(folder))
        writer = partial(ThreadWriter, then=self.outbox.wake)
        self.book = CallBook(shipped(), places_in(folder), writer=writer)
        if call:
            self.session: Session = self.book.resume(call)
        else:
            self.session = self.book.start("escalated-callers", agent="Kim")
            self.do(*UPSET)
        self.answers = Answers(self.session, self.outbox)
        self.outbox.start()
        self.told: list[str] = []

    @property
    def call(self) -> Call:
        return self.session.call

    @property
    def ask(self) -> Ask:
        """What was asked last."""
        return self.call.asks[-1]

    @property
    def heard(self) -> Heard:
        return self.outbox.heard(self.call.id, self.ask.n)

    def do(self, *actions: act.Action) -> None:
        for action in actions:
            decision = self.session.do(action)
            assert not hasattr(decision, "reason"), decision
        assert self.session.settle().ok

    def hears(self, state: AskState) -> Heard:
        """Wait until the desk says so of what was asked last."""
        until(lambda: self.heard.state is state)
        return self.heard

    def take_in(self) -> tuple[str, ...]:
        told = self.answers.take_in()
        assert self.session.settle().ok
        return told

    def leave(self) -> None:
        """Close the program, with all sent."""
        self.session.close()
        assert self.outbox.close()

    def die(self) -> None:
        """Leave the call as a kill leaves it: nothing more is recorded, nor sent."""
        self.session.close()
        self.outbox.close(0.1)


class Board:
    """Supervisors who answer."""

    def __init__(self, desk: Desk, as_login: Connecting) -> None:
        self._desk = desk
        self._as_login = as_login

    def is_there(self, *logins: str) -> None:
        for login in logins:
            self._as_login(login).execute("SELECT desk.here('board')")

    def asks(self, *columns: str) -> list[tuple[object, ...]]:
        return self._desk.rows(f"SELECT {', '.join(columns)} FROM desk.ask ORDER BY id")

    def says(self, login: str, state: str, reason: str = "", hashed: str = "") -> str:
        """Answer what was asked last, with the hash that belongs to it unless another is given.

        That hash.
        """
        [(ask, asked)] = self._desk.rows("SELECT id, hash FROM desk.ask ORDER BY id DESC LIMIT 1")
        hashed = hashed or answer_hash(int(str(ask)), str(asked), state, login, plain_line(reason))
        self._as_login(login).execute(
            "INSERT INTO desk.answer (ask, state, reason, hash) VALUES (%s, %s, %s, %s)",
            (ask, state, reason, hashed),
        )
        return hashed

    def answers(self) -> list[tuple[object, ...]]:
        return self._desk.rows('SELECT "by", state, reason FROM desk.answer ORDER BY id')
