"""Erasing at the desk what calls said: an agent asks for it, and a supervisor does it."""

from collections.abc import Iterable, Sequence
from datetime import UTC

from msgspec import Struct

from guide.call.context import Refused
from guide.desk.connection import Connection, is_supervisor, patience
from guide.desk.held_up import told_who, wait_no_longer
from guide.desk.live_calls import Key
from guide.errors import DeskError
from guide.text import plain_line

_HELD_UP = 10.0
"""For so many seconds erasing waits for a row: a batch that a seat sends may take as long."""

_LONGEST = 600
"""For so many seconds erasing what waited for years may take."""


GONE = Refused(
    "The desk has it no more: its call was erased, or the desk was put back from a backup."
    " Nothing of yours was recorded."
)
"""Why nothing is done at a board about what was there a moment ago."""


def why_gone(connection: Connection) -> Refused:
    """Why the desk has no more what a board showed a moment ago, and nothing is done about it."""
    if is_supervisor(connection):
        return GONE
    return Refused(
        "Your login is no supervisor’s any more, and may not do that: ask whoever administers the"
        " desk. Nothing of yours was recorded."
    )


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


def erased_at_desk(connection: Connection, calls: Sequence[str]) -> dict[str, str]:
    """By call of this login that was erased at the desk, in a sentence: when, by whom and why."""
    with patience(connection):
        rows = connection.execute(
            "SELECT call, erased_by, erased_at, asked_by, why FROM desk.tombstone"
            " WHERE seat = session_user AND call = ANY(%s) AND erased_at IS NOT NULL",
            ([*calls],),
        ).fetchall()
    found = {}
    for call, by, at, asked, why in rows:
        when = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        told = f"Erased at the desk by {plain_line(by)} on {when}, as {plain_line(asked)} asked"
        found[str(call)] = f"{told} ({plain_line(why)})." if why else f"{told}."
    return found


def erased_of(connection: Connection, calls: Iterable[Key]) -> list[Key]:
    """Those of these calls that were erased at the desk, whoever they are of."""
    seats, journals = map(list, zip(*calls, strict=True))
    with patience(connection):
        found = connection.execute(
            "SELECT seat, call FROM desk.tombstone WHERE erased_at IS NOT NULL"
            " AND (seat, call) IN (SELECT * FROM unnest(%s::text[], %s::text[]))",
            (seats, journals),
        ).fetchall()
    return [(seat, call) for seat, call in found]


def erase(connection: Connection) -> list[str]:
    """Erase all of it; the calls. Raises DeskError unless the login is a supervisor's.

    And where somebody's program holds it up.
    """
    try:
        with patience(connection, _LONGEST), connection.transaction():
            # A login that keeps a row locked has that told, and nothing erased afterwards.
            wait_no_longer(connection, _HELD_UP)
            found = connection.execute("SELECT desk.erase()").fetchall()
    except DeskError as error:
        raise told_who(connection, error, "Nothing was erased.") from None
    return [str(call) for (call,) in found]
