"""Who calls from which number: told to the desk, and asked of it for whoever is on the line.

Of calls that are kept elsewhere the desk tells how many there were, and nothing of what was said.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from guide.call.fold import call_of
from guide.desk.bounds import within
from guide.desk.connection import Connection, one, patience
from guide.errors import RecordError
from guide.record.calls import kept_files, merged, waiting_files
from guide.record.codec import decoded, own_hash
from guide.record.erasures import stones_of
from guide.record.places import Places
from guide.register.known_caller import KnownCaller, number_to_look_up
from guide.text import counted, plain_line

NUMBER = b'"field":"number"'
"""A call without this has no number: within a text, quotation marks are escaped in JSON."""

_MOST_WARNINGS = 10_000

_TELLING = (NUMBER, b'"kind":"warning-given"', b'"kind":"corrected"')


class CallFrom(Struct, frozen=True):
    """From which number a call came, in its normal form, as its first `event` events tell it.

    `hash` is the last one's; `number` is empty where none is known any more.
    """

    event: int
    hash: str
    number: str
    began: datetime
    warnings: int


def can_tell_of_caller(lines: Sequence[bytes]) -> bool:
    """Whether any of these lines can change what is told of a call's number."""
    return any(one in line for line in lines for one in _TELLING)


def call_from(lines: Sequence[bytes]) -> CallFrom | None:
    """What the sound lines of a call, from its first on, tell of its number; None for nothing.

    Nor do lines that only a later version of this program can read.
    """
    if not any(NUMBER in line for line in lines):
        return None
    try:
        call = call_of(decoded(lines))
    except (RecordError, ValueError):
        return None
    number = number_to_look_up(call.detail("number"))
    warnings = min(len(call.protocol.warnings), _MOST_WARNINGS)
    return CallFrom(len(lines), own_hash(lines[-1]) or "", number, within(call.at), warnings)


def put_caller(connection: Connection, call: str, told: CallFrom) -> None:
    """Have the desk know from which number a call came, where it does not know it so yet."""
    connection.execute(
        "WITH known AS (SELECT number, warnings FROM desk.caller WHERE call = %(call)s"
        " AND seat = session_user ORDER BY event DESC, at DESC LIMIT 1)"
        " INSERT INTO desk.caller (call, event, hash, number, began, warnings)"
        " SELECT %(call)s, %(event)s, %(hash)s, %(number)s, %(began)s, %(warnings)s"
        " WHERE (SELECT (number, warnings) FROM known)"
        " IS DISTINCT FROM (%(number)s::text, %(warnings)s::integer) ON CONFLICT DO NOTHING",
        msgspec.structs.asdict(told) | {"call": call},
    )


def callers_at_desk(connection: Connection, calls: Sequence[str]) -> dict[str, list[CallFrom]]:
    """By call of this login, from which number it came as the desk was told, in order."""
    with patience(connection):
        rows = connection.execute(
            "SELECT call, event, hash, number, began, warnings FROM desk.caller"
            " WHERE seat = session_user AND call = ANY(%s) ORDER BY call, event, at",
            ([*calls],),
        ).fetchall()
    found: dict[str, list[CallFrom]] = {}
    for call, *told in rows:
        found.setdefault(call, []).append(CallFrom(*told))
    return found


def caller_faults(at_desk: Sequence[CallFrom], files: Sequence[Sequence[bytes]]) -> Iterator[str]:
    """In sentences, what the desk has of a call's number that the sound lines of its files do not.

    Of those that only a later version of this program can read nothing is said.
    """
    for row in at_desk:
        told = [call_from(lines[: row.event]) for lines in files if len(lines) >= row.event]
        if row not in told:
            yield (
                f"The desk has the number of its caller as {plain_line(row.number) or 'none'}, with"
                f" {counted(row.warnings, 'warning')}, as of event {row.event}: the call does not"
                " say so. It was changed, or this program did not write it."
            )


def known_at_desk(connection: Connection, places: Places, number: str) -> KnownCaller:
    """What calls that are not kept in these places tell of a number in its normal form.

    They are other agents', or this login's own of another computer.
    """
    kept = merged(kept_files(places.calls), waiting_files(places, training=False))
    here = [*kept, *(stone.call for stone in stones_of(places, training=False).counted)]
    with patience(connection):
        row = one(
            connection,
            "SELECT calls, last, warnings, owed, listed, others FROM desk.known(%s, %s)",
            number,
            here,
        )
    return msgspec.convert(
        dict(zip(("calls", "last", "warnings", "owed", "do_not_call", "others"), row, strict=True)),
        KnownCaller,
    )
