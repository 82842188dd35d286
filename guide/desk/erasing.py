"""Erasing at the desk what calls said: an agent asks for it, and a supervisor does it."""

from msgspec import Struct

from guide.desk.connection import Connection, patience

_LONGEST = 600
"""For so many seconds erasing what waited for years may take."""


class Asked(Struct, frozen=True):
    """A call that its agent erased, and wants erased at the desk: whose it was, and why."""

    call: str
    seat: str
    why: str


def to_be_erased(connection: Connection) -> list[Asked]:
    """What waits, the first asked for first; of an agent's login its own."""
    with patience(connection):
        found = connection.execute(
            "SELECT call, seat, why FROM desk.tombstone WHERE erased_at IS NULL ORDER BY asked_at"
        ).fetchall()
    return [Asked(*row) for row in found]


def erase(connection: Connection) -> list[str]:
    """Erase all of it; the calls. Raises DeskError unless the login is a supervisor's."""
    with patience(connection, _LONGEST), connection.transaction():
        return [str(call) for (call,) in connection.execute("SELECT desk.erase()").fetchall()]
