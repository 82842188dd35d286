"""Boards and asks at a real desk, for tests."""

import json
import threading
from collections.abc import Callable
from typing import Any

from desk.sent_lines import CALL, hash_of
from psycopg import Connection

from guide.call.context import Refused
from guide.desk.board import Board, BoardView

PATIENCE = 20.0
"""Seconds after which what a test waits for will not come any more."""


class Watched:
    """A board that is running, and what it showed."""

    def __init__(self, name: str) -> None:
        self.board = Board(name)
        self._changed = threading.Condition()
        self.board.start(self._told)

    def _told(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def until(self, holds: Callable[[BoardView], object]) -> BoardView:
        """What it shows once this holds."""
        with self._changed:
            assert self._changed.wait_for(lambda: holds(self.board.view), PATIENCE), self.board.view
            return self.board.view

    def done(self, do: Callable[..., None], *told: object) -> str | Refused:
        """Do something at the board; what it said of it."""
        answers: list[str | Refused] = []
        answered = threading.Event()

        def then(answer: str | Refused) -> None:
            answers.append(answer)
            answered.set()

        do(*told, then)
        assert answered.wait(PATIENCE)
        return answers[0]


def ask(connection: Connection[Any], line: str, **more: Any) -> int:
    """Ask something about the event of this line; the ask's id."""
    values = {"call": CALL, "n": 1, "hash": hash_of(line), "kind": "permission"} | more
    if "evidence" in values:
        values["evidence"] = json.dumps(values["evidence"])
    names, places = ", ".join(values), ", ".join(f"%({name})s" for name in values)
    query = f"INSERT INTO desk.ask ({names}) VALUES ({places}) RETURNING id"
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    return int(row[0])
