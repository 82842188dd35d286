"""What calls and a register tell of promises, and having it at the desk beside the journals.

It is told from the lines that a desk receives, in the transaction that receives them, and each
line counts once. A promise that somebody at the desk has closed meanwhile stays as they closed it.
One that was written down after its call is told by the line of the register that did.
"""

import contextlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from guide.call import events as ev
from guide.call.events import Entry
from guide.call.fold import call_of
from guide.call.state import Call
from guide.desk.bounds import NUMBER, TEXT, WORDS, within
from guide.desk.connection import Connection
from guide.errors import RecordError, UnknownName
from guide.record.calls import find_kept_call
from guide.record.codec import decoded, own_hash
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.sealed_file import of_call, sound_lines_with
from guide.register.after_call import (
    AT_DESK,
    CLOSING,
    AfterCall,
    Deed,
    Moved,
    NumberCorrected,
    PassedOn,
    PromiseAdded,
    Reopened,
    Told,
    after_call,
    note_of,
    was_heard,
)
from guide.register.promise import Promise, promises_of
from guide.register.wrap_up import wrap_up_of
from guide.script.model import FollowUpKind
from guide.text import plain

MADE = b'"kind":"follow-up-added"'
"""A call without this promises nothing: within a text, quotation marks are escaped in JSON."""

_TELLING = (b'"kind":"follow-up-', b'"kind":"detailed"', b'"kind":"corrected"', b'"kind":"ended"')
"""What can change what a call has promised, by how a line begins to tell its kind."""

_MOST_KIND = 100

_SEAL = 149
"""Characters at the end of a line that seal it; see sql/0002-journals.sql."""


class MadePromise(Struct, frozen=True):
    """A promise as a call tells it by now; `until` is in UTC.

    Event `n` of the call, of this `hash`, made it.
    """

    n: int
    hash: str
    kind: str
    label: str
    caller: str
    number: str
    words: str
    until: datetime | None


class DoneAbout(Struct, frozen=True):
    """What was done about the promise that event `n` of a call made, by the line of this hash.

    `kind` is the database's word for it, `by` who did it as the line has it. `elsewhere`: the
    promise may be another seat's. `number` is the right one, where it was corrected. `closed_by` is
    who had closed what is opened again, as far as was known where that was done. The line is number
    `line` of this `journal`. `heard`: the desk told of it, and has it by whoever did it.
    """

    call: str
    n: int
    kind: str
    hash: str
    to_whom: str = ""
    until: datetime | None = None
    note: str = ""
    elsewhere: bool = False
    by: str = ""
    number: str = ""
    closed_by: str = ""
    journal: str = ""
    line: int = 0
    heard: bool = False


class ToldByCall(Struct, frozen=True):
    """What the lines of a call tell of promises; the number and the hash of the last line."""

    call: str
    event: int
    hash: str
    made: tuple[MadePromise, ...]
    done: tuple[DoneAbout, ...]


def can_tell(lines: Sequence[bytes]) -> bool:
    """Whether any of these lines can change what its call has promised."""
    return any(one in line for line in lines for one in _TELLING)


def told_by_call(journal: str, lines: Sequence[bytes]) -> ToldByCall | None:
    """What the sound lines of a call, from its first on, tell; None where they tell nothing.

    Nor do lines that only a later version of this program can read.
    """
    if not any(MADE in line for line in lines):
        return None
    try:
        entries = decoded(lines)
        call = call_of(entries)
    except (RecordError, ValueError):
        return None
    hashes = [own_hash(line) or "" for line in lines]
    made = tuple(_made(one, hashes[one.n - 1]) for one in promises_of(call))
    done = tuple(_done_on_call(journal, call, entries, hashes))
    return ToldByCall(journal, len(lines), hashes[-1], made, done)


def _made(promise: Promise, digest: str) -> MadePromise:
    return MadePromise(
        promise.n,
        digest,
        plain(promise.kind)[:_MOST_KIND],
        plain(promise.about)[:TEXT],
        plain(promise.caller)[:TEXT],
        plain(promise.number)[:NUMBER],
        plain("\n".join(one.text for one in promise.words))[:WORDS],
        within(promise.until),
    )


def _done_on_call(
    journal: str, call: Call, entries: Sequence[Entry], hashes: Sequence[str]
) -> Iterator[DoneAbout]:
    """What was done during the call about what it promised, and what of it was a mistake."""
    reports = {one.n for one in call.follow_ups if one.kind == FollowUpKind.REPORT}
    for entry in entries:
        about = DoneAbout(journal, 0, "", hashes[entry.n - 1], journal=journal, line=entry.n)
        match entry.event:
            case ev.FollowUpDone(of=of, by=by):
                to = plain(by)[:TEXT] if of in reports else ""
                how = f"by {by}" if by != call.started.agent else ""
                note = (
                    f"{by} was told." if to else " ".join(filter(None, ("Done on the call", how)))
                )
                yield replace(about, n=of, kind="done", to_whom=to, note=plain(note)[:WORDS])
            case ev.Corrected(of=of):
                match call.entry(of).event:
                    case ev.FollowUpDone(of=promise):
                        why = "It was not done."
                        yield replace(about, n=promise, kind="reopened", note=why)
                    case ev.FollowUpAdded():
                        why = "Undone on the call."
                        yield replace(about, n=of, kind="void", note=why)


class AddedPromise(Struct, frozen=True):
    """A promise of a call that is written down after it, by this line of this register."""

    call: str
    register: str
    line: int
    made: MadePromise


def told_by_register(
    places: Places, register: str, first: int, lines: Sequence[bytes]
) -> Iterator[DoneAbout | AddedPromise | str]:
    """What sound lines of a register, from line number `first` on, tell of promises.

    In a sentence, what is promised of a call that cannot be read. What no version knows is passed
    over, and so is what no program has written.
    """
    of_calls = _OfCalls(places)
    for number, line in enumerate(lines, first):
        with contextlib.suppress(msgspec.ValidationError, ValueError):
            told, digest = after_call(json.loads(line)), own_hash(line)
            if not isinstance(told, AfterCall) or not digest:
                continue
            if not isinstance(told.what, PromiseAdded):
                closed_by = _closed_before(places, told) if isinstance(told.what, Reopened) else ""
                done = told_of_deed(told, digest)
                yield replace(done, closed_by=closed_by, journal=register, line=number)
                continue
            try:
                promise = of_calls.added(told)
            except RecordError as error:
                yield f"The promise {told.call}/{told.n} is not at the desk: {error}"
                continue
            if promise is not None:
                made = _made(replace(promise, until=promise.promised), digest)
                yield AddedPromise(told.call, register, number, made)


def _closed_before(places: Places, line: AfterCall) -> str:
    """Who closed a promise last before this line of the register, as that has it; or nothing."""
    by = ""
    for told in sound_lines_with(places.register, of_call(line.call), after_call):
        if told == line:
            break
        if isinstance(told, AfterCall) and told.n == line.n and isinstance(told.what, CLOSING):
            by = told.by
    return by


class _OfCalls:
    """What is promised by calls of these places, each of them read once."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._read: dict[str, tuple[Promise, ...]] = {}

    def added(self, line: AfterCall) -> Promise | None:
        """What this line writes down; None where it is not lawful, or its call is erased.

        Raises RecordError where the call cannot be read.
        """
        if line.call not in self._read:
            self._read[line.call] = self._promises(line.call)
        return next((one for one in self._read[line.call] if one.added and one.n == line.n), None)

    def _promises(self, call: str) -> tuple[Promise, ...]:
        try:
            path = find_kept_call(self._places, call, training=False)
        except UnknownName:
            return ()
        reading = read_journal(path)
        if not reading.entries:
            raise RecordError(f"{path} holds nothing that is as it was written.")
        return wrap_up_of(self._places, call_of(reading.entries)).promises


def told_of_deed(line: AfterCall, digest: str) -> DoneAbout:
    """What a line of the register, of this hash, tells of a promise, as the desk has it."""
    deed: Deed = line.what
    to, kind, number = "", str(deed.__struct_config__.tag), ""
    until = deed.until if isinstance(deed, Moved) else None
    note = note_of(deed)
    if was_heard(line):
        # A desk that was put back from a backup has it by this seat: it was somebody else.
        note = f"{AT_DESK}, by {line.by}{note.removeprefix(AT_DESK)}"
    match deed:
        case PassedOn(to=to):
            pass
        case NumberCorrected(number=number):
            pass
        case Told(to=to):
            kind, note = "done", " ".join(filter(None, (f"{to} was told.", note)))
    return DoneAbout(
        line.call,
        line.n,
        kind,
        digest,
        plain(to)[:TEXT],
        within(until),
        plain(note)[:WORDS],
        line.elsewhere,
        plain(line.by)[:TEXT],
        plain(number)[:NUMBER],
        heard=was_heard(line),
    )


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


def put_deed(connection: Connection, done: DoneAbout) -> str:
    """Have the desk know what was done about a promise; why it did not take it, or nothing.

    Nobody reopens like that what somebody else has closed and they did not know of; nor what a
    supervisor has, unless they are one.
    """
    values = msgspec.structs.asdict(done)
    closing = (
        " JOIN LATERAL (SELECT d.by, d.kind FROM desk.deed AS d"
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
        " JOIN desk.event AS e ON (e.seat, e.journal, e.hash) = (d.by, %(journal)s, d.hash)"
        " WHERE (d.call, d.seat, d.n, d.by) = (p.call, p.seat, p.n, session_user)"
        f" AND left(e.line, -{_SEAL}) = (SELECT left(same.line, -{_SEAL}) FROM desk.event AS same"
        " WHERE (same.seat, same.journal, same.n, same.hash) ="
        " (session_user, %(journal)s, %(line)s, %(hash)s)))"
        # What a seat heard from the desk is there already, by whoever did it.
        " AND NOT (%(heard)s AND EXISTS (SELECT FROM desk.deed AS d"
        " WHERE (d.call, d.seat, d.n, d.by) = (p.call, p.seat, p.n, %(by)s) AND CASE"
        " WHEN %(kind)s IN ('done', 'refused', 'void') THEN d.kind IN ('done', 'refused', 'void')"
        " WHEN %(kind)s IN ('moved', 'passed-on') THEN (d.kind, d.to_whom) ="
        " (%(kind)s, %(to_whom)s) AND d.until IS NOT DISTINCT FROM %(until)s::timestamptz"
        # Whoever claims it there has it passed on to them here.
        " OR %(kind)s = 'passed-on' AND d.kind = 'claimed' AND %(to_whom)s = %(by)s"
        " ELSE d.kind = %(kind)s END))"
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
        "INSERT INTO desk.deed (call, seat, n, kind, to_whom, until, note, hash, number)"
        " SELECT p.call, p.seat, p.n, %(kind)s, %(to_whom)s, %(until)s::timestamptz, %(note)s,"
        f" %(hash)s, %(number)s FROM desk.promise AS p LEFT{closing}{of_it}"
        " AND CASE WHEN %(kind)s = 'reopened' THEN closing.by = session_user"
        " OR closing.by = %(closed_by)s AND pg_has_role('guide_supervisor', 'MEMBER')"
        # With a wrong number that is not done.
        " WHEN %(kind)s = 'number-corrected' AND p.kind = 'do-not-call'"
        " THEN NOT p.closed OR closing.kind = 'done' ELSE NOT p.closed END",
        values,
    )
    if done_about.rowcount:
        return ""
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
