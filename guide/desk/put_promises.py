"""Having at the desk what calls and a register tell of promises, beside the journals.

It is told in the transaction that receives their lines, and each line counts once. A promise that
somebody at the desk has closed meanwhile stays as they closed it, and what somebody there has taken
back is not taken back again.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from guide.desk.connection import Connection
from guide.desk.promises import AddedPromise, DoneAbout, ToldByCall, told_by_register
from guide.record.places import Places
from guide.text import plain_line

_SEAL = 149
"""Characters at the end of a line that seal it; see sql/0002-journals.sql."""


def put_call(connection: Connection, told: ToldByCall) -> list[str]:
    """Have the desk know what a call tells; in sentences, what it did not take."""
    for one in told.made:
        connection.execute(
            "INSERT INTO desk.promise (call, n, hash, kind, label, caller, number, words, until)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (told.call, *msgspec.structs.astuple(one)),
        )
        connection.execute(
            "INSERT INTO desk.amended (call, n, event, hash, caller, number, words, until)"
            " SELECT call, n, %(event)s, %(hash)s, %(caller)s, %(number)s, %(words)s,"
            " %(until)s::timestamptz FROM desk.promise"
            " WHERE call = %(call)s AND seat = session_user AND n = %(n)s"
            " AND (caller, number, words, until) IS DISTINCT FROM"
            " (%(caller)s, %(number)s, %(words)s, %(until)s::timestamptz)"
            # After the call its number was corrected: what the call said of it does not come back.
            " AND NOT EXISTS (SELECT FROM desk.deed AS d WHERE (d.call, d.seat, d.n) ="
            " (promise.call, promise.seat, promise.n) AND d.kind = 'number-corrected')"
            " ON CONFLICT DO NOTHING",
            msgspec.structs.asdict(one)
            | {"call": told.call, "event": told.event, "hash": told.hash},
        )
    return [*filter(None, (put_deed(connection, one) for one in told.done))]


def put_added(connection: Connection, added: AddedPromise) -> None:
    """Have the desk know of a promise that was written down after its call, once."""
    connection.execute(
        "INSERT INTO desk.promise"
        " (call, register, line, n, hash, kind, label, caller, number, words, until)"
        " SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::timestamptz WHERE EXISTS"
        " (SELECT FROM desk.witness WHERE journal = %s AND seat = session_user)"
        " ON CONFLICT DO NOTHING",
        (
            added.call,
            added.register,
            added.line,
            *msgspec.structs.astuple(added.made),
            added.call,
        ),
    )


def put_register(
    connection: Connection, places: Places, register: str, first: int, lines: Sequence[bytes]
) -> list[str]:
    """Have the desk know what lines of a register tell; in sentences, what it did not take.

    `register` is its journal at the desk, and `first` the number of the first of these lines.
    """
    refused = []
    for told in told_by_register(places, register, first, lines):
        match told:
            case DoneAbout():
                refused.append(put_deed(connection, told))
            case AddedPromise():
                put_added(connection, told)
            case _:
                refused.append(told)
    return [*filter(None, refused)]


_SAME_LINE = (
    "d.by = session_user AND EXISTS (SELECT FROM desk.event AS e"
    " WHERE (e.seat, e.journal, e.hash) = (d.by, %(journal)s, d.hash)"
    f" AND left(e.line, -{_SEAL}) = (SELECT left(same.line, -{_SEAL}) FROM desk.event AS same"
    " WHERE (same.seat, same.journal, same.n, same.hash) ="
    " (session_user, %(journal)s, %(line)s, %(hash)s)))"
)
"""Whether a deed is of the same line, which had another hash then."""

_HEARD = (
    "d.by = %(by)s AND CASE"
    " WHEN %(kind)s IN ('done', 'refused', 'void') THEN d.kind IN ('done', 'refused', 'void')"
    " WHEN %(kind)s IN ('moved', 'passed-on') THEN (d.kind, d.to_whom) ="
    " (%(kind)s, %(to_whom)s) AND d.until IS NOT DISTINCT FROM %(until)s::timestamptz"
    # Whoever claims it there has it passed on to them here.
    " OR %(kind)s = 'passed-on' AND d.kind = 'claimed' AND %(to_whom)s = %(by)s"
    " ELSE d.kind = %(kind)s END"
)
"""Whether a deed is what a seat heard from the desk."""

_BEFORE = (
    "CASE WHEN %(kind)s IN ('moved', 'passed-on') THEN"
    " (SELECT min(d.id) FROM desk.standing(p.call, p.seat, p.n) AS d"
    " WHERE NOT %(heard)s AND (d.by <> session_user OR d.hash = '') AND d.at > %(at)s::timestamptz"
    " AND CASE %(kind)s"
    " WHEN 'moved' THEN d.kind = 'moved' AND d.until <> ALL(%(untils)s::timestamptz[])"
    " ELSE d.kind IN ('passed-on', 'claimed')"
    " AND CASE d.kind WHEN 'claimed' THEN d.by ELSE d.to_whom END <> ALL(%(tos)s::text[])"
    " END) END"
)
"""The first deed that somebody else did later, of which whoever did this had not heard."""


def _mistaken(connection: Connection, mistake: DoneAbout) -> int | None:
    """The deed at the desk that a line of the register is of; None where there is none.

    Of several that say the same, the one that is nearest in time: it may be taken back by now.
    """
    found = connection.execute(
        "SELECT d.id FROM desk.promise AS p JOIN desk.deed AS d USING (call, seat, n)"
        " WHERE p.call = %(call)s AND p.n = %(n)s AND (p.seat = session_user OR %(elsewhere)s)"
        f" AND (d.by = session_user AND d.hash = %(hash)s OR {_SAME_LINE}"
        f" OR %(heard)s AND {_HEARD}) ORDER BY d.hash = %(hash)s DESC,"
        " abs(extract(epoch FROM d.at - %(at)s::timestamptz)), d.id DESC LIMIT 1",
        msgspec.structs.asdict(mistake),
    ).fetchone()
    return None if found is None else int(found[0])


def _taken_back_before(connection: Connection, done: DoneAbout, mistaken: int) -> str:
    """That somebody else has taken back what a line takes back; told when the line comes."""
    found = connection.execute(
        "SELECT b.by, d.kind FROM desk.deed AS d JOIN desk.deed AS b"
        " ON (b.call, b.seat, b.n, b.of) = (d.call, d.seat, d.n, d.id)"
        " WHERE d.id = %(mistaken)s AND b.by <> session_user AND NOT %(heard)s AND NOT EXISTS"
        " (SELECT FROM desk.witness AS w WHERE (w.seat, w.journal, w.n, w.hash) ="
        " (session_user, %(journal)s, %(line)s, %(hash)s) AND w.at < now())",
        msgspec.structs.asdict(done) | {"mistaken": mistaken},
    ).fetchone()
    if found is None:
        return ""
    by, kind = found
    return (
        f"What you took back of the promise {done.call}/{done.n} ({kind.replace('-', ' ')}) was"
        f" taken back at the desk by {plain_line(by)} before: it counts once."
    )


def put_deed(connection: Connection, done: DoneAbout) -> str:
    """Have the desk know what was done about a promise; why it did not take it, or nothing.

    Nobody reopens like that what somebody else has closed and they did not know of; nor what a
    supervisor has, unless they are one.
    """
    mistaken = _mistaken(connection, done.mistake) if done.mistake else None
    if mistaken is None and (done.mistake or done.kind == "taken-back"):
        return ""
    values = msgspec.structs.asdict(done) | {
        "mistake": mistaken,
        "untils": [one for one in done.known if isinstance(one, datetime)],
        "tos": [one for one in done.known if isinstance(one, str)],
    }
    closing = (
        " JOIN LATERAL (SELECT d.id, d.by, d.kind FROM desk.deed AS d"
        " WHERE (d.call, d.seat, d.n) = (p.call, p.seat, p.n)"
        " AND d.kind IN ('done', 'refused', 'void') ORDER BY d.id DESC LIMIT 1) AS closing"
        " ON p.closed"
    )
    of_it = (
        " WHERE p.call = %(call)s AND p.n = %(n)s"
        " AND (p.seat = session_user OR %(elsewhere)s) AND NOT EXISTS"
        " (SELECT FROM desk.deed AS d WHERE d.by = session_user AND d.hash = %(hash)s)"
        # Where lines of another call were erased before it, the same line has another hash since.
        " AND NOT EXISTS (SELECT FROM desk.deed AS d"
        f" WHERE (d.call, d.seat, d.n) = (p.call, p.seat, p.n) AND {_SAME_LINE})"
        # What a seat heard from the desk is there already, by whoever did it.
        " AND NOT (%(heard)s AND EXISTS (SELECT FROM desk.deed AS d"
        f" WHERE (d.call, d.seat, d.n) = (p.call, p.seat, p.n) AND {_HEARD}))"
        # A line that came before, when somebody else had closed it, was refused then and stays so.
        " AND NOT EXISTS (SELECT FROM desk.witness AS w JOIN LATERAL (SELECT d.by, d.kind"
        " FROM desk.deed AS d WHERE (d.call, d.seat, d.n) = (p.call, p.seat, p.n)"
        " AND d.at <= w.at AND d.kind IN ('done', 'refused', 'void', 'reopened')"
        " ORDER BY d.id DESC LIMIT 1) AS before"
        " ON before.kind <> 'reopened' AND before.by <> session_user"
        " WHERE (w.seat, w.journal, w.n, w.hash) ="
        " (session_user, %(journal)s, %(line)s, %(hash)s) AND w.at < now())"
    )
    done_about = connection.execute(
        "INSERT INTO desk.deed"
        " (call, seat, n, kind, to_whom, until, note, hash, number, of, before)"
        " SELECT p.call, p.seat, p.n, %(kind)s, %(to_whom)s, %(until)s::timestamptz, %(note)s,"
        f" %(hash)s, %(number)s, %(mistake)s::bigint, {_BEFORE}"
        f" FROM desk.promise AS p LEFT{closing}{of_it}"
        " AND CASE WHEN %(kind)s = 'reopened'"
        " THEN coalesce(closing.id = %(mistake)s::bigint, closing.by = session_user"
        " OR closing.by = %(closed_by)s AND pg_has_role('guide_supervisor', 'MEMBER'))"
        # With a wrong number that is not done.
        " WHEN %(kind)s = 'number-corrected' AND p.kind = 'do-not-call'"
        " THEN NOT p.closed OR closing.kind = 'done' ELSE NOT p.closed END",
        values,
    )
    if done_about.rowcount or (done.mistake and done.kind == "reopened"):
        # What others opened again, and the call has heard of, is so already, or is closed anew.
        return ""
    if mistaken is not None and (why := _taken_back_before(connection, done, mistaken)):
        return why
    closed = connection.execute(
        f"SELECT closing.by, closing.kind FROM desk.promise AS p{closing}{of_it}",
        values,
    ).fetchone()
    if closed is None or closed[0] == done.by:
        # What a seat heard from the desk stands in its register by who did it there.
        return ""
    by, kind = closed
    return (
        f"The promise {done.call}/{done.n} was closed at the desk by {by} before"
        f" ({kind}): what you recorded of it, {done.kind.replace('-', ' ')}, counts in your own"
        " register alone."
    )
