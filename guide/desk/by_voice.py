"""Warnings that somebody permitted by voice: told to the desk, and countersigned there later.

It is told from the lines that a desk receives, in the transaction that receives them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from guide.call import events as ev
from guide.call.context import Refused
from guide.call.fold import call_of
from guide.desk.answers import answer_hash
from guide.desk.connection import Connection, patience
from guide.desk.erasing import why_gone
from guide.errors import DeskError, RecordError
from guide.record.codec import decoded, own_hash
from guide.text import plain_line

WARNED = b'"kind":"warning-given"'
"""A call without this has no warning: within a text, quotation marks are escaped in JSON."""

_TELLING = (WARNED, b'"kind":"permission-given"', b'"kind":"corrected"')

_MOST, _MOST_WORDS, _MOST_REASON = 10_000, 100_000, 1_000
_AT_BOARD = 100
"""So many are read at a time, the oldest of them."""

_FEW = 2
"""So many of one login come before what others have."""

_OF_ONE = 20
"""So many of one login: no agent keeps those of others from being read."""

_ANSWERED = "23505"
"""What the database calls a second answer."""


class Countersign(StrEnum):
    """What a supervisor says of a permission by voice."""

    COUNTERSIGNED = "countersigned"
    DENIED = "denied"


class WarnedByVoice(Struct, frozen=True):
    """A warning that is event `n` of a call, of this `hash`; `named` is said to have permitted it.

    As `event` events of the call tell it. Nobody is named where it was taken back, or did not rest
    on a voice.
    """

    n: int
    hash: str
    event: int
    named: str
    ground: str = ""
    caller: str = ""
    words: str = ""


class DeniedBefore(Struct, frozen=True):
    """What a supervisor denied on the same call: that `named` permitted a warning; and why."""

    named: str
    by: str
    reason: str

    @property
    def told(self) -> str:
        return f"{self.by} denied that {self.named} permitted a warning of this call: {self.reason}"


class Voiced(Struct, frozen=True):
    """The same at the desk, to be countersigned; `at` is when it came there (UTC).

    Of one that was `denied_by` a supervisor with this reason, somebody is to say what it was. What
    was denied of the call `before` this stays to be known, whatever the agent undid since.
    """

    id: int
    call: str
    seat: str
    n: int
    hash: str
    at: datetime
    named: str
    ground: str
    caller: str
    words: str
    denied_by: str = ""
    denied_why: str = ""
    before: tuple[DeniedBefore, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        return "voice", self.id

    def names(self, login: str) -> bool:
        """Whether it is this supervisor who is said to have permitted it."""
        return self.named.casefold() == login.casefold()


def can_tell_of_voice(lines: Sequence[bytes]) -> bool:
    """Whether any of these lines can change whose permission a warning rests on."""
    return any(one in line for line in lines for one in _TELLING)


def warned_by_voice(
    lines: Sequence[bytes], *, of_any_reason: bool = False
) -> tuple[WarnedByVoice, ...]:
    """What the sound lines of a call, from its first on, tell of warnings.

    Their words are those about the reason of each; or the last ones, about whichever. Nothing where
    only a later version of this program can read them.
    """
    if not any(WARNED in line for line in lines):
        return ()
    try:
        call = call_of(decoded(lines))
    except (RecordError, ValueError):
        return ()
    given = [
        WarnedByVoice(
            warned.n,
            own_hash(lines[warned.n - 1]) or "",
            len(lines),
            plain_line(warned.permission_by)[:_MOST],
            plain_line(warned.event.label)[:_MOST],
            plain_line(call.detail("caller"))[:_MOST],
            plain_line(warned.last_words if of_any_reason else warned.caller_words)[:_MOST_WORDS],
        )
        for warned in call.protocol.warnings
        if warned.permission_by and warned.permission_how is ev.GrantedBy.VOICE
    ]
    by_voice = {one.n for one in given}
    others = [
        WarnedByVoice(entry.n, own_hash(lines[entry.n - 1]) or "", len(lines), "")
        for entry in call.entries
        if isinstance(entry.event, ev.WarningGiven) and entry.n not in by_voice
    ]
    return (*given, *others)


def put_voiced(connection: Connection, call: str, told: Sequence[WarnedByVoice]) -> None:
    """Have the desk know what a call tells, once; that nobody is named only of what it knew."""
    for one in told:
        connection.execute(
            "WITH known AS (SELECT named FROM desk.voiced WHERE call = %(call)s AND n = %(n)s"
            " AND seat = session_user AND hash = %(hash)s ORDER BY id DESC LIMIT 1)"
            " INSERT INTO desk.voiced (call, n, hash, event, named, ground, caller, words)"
            " SELECT %(call)s, %(n)s, %(hash)s, %(event)s, %(named)s, %(ground)s, %(caller)s,"
            " %(words)s WHERE coalesce((SELECT named FROM known), '') <> %(named)s"
            " ON CONFLICT DO NOTHING",
            msgspec.structs.asdict(one) | {"call": call},
        )


def to_countersign(connection: Connection) -> tuple[Voiced, ...]:
    """What nobody has countersigned or denied yet, the oldest first; then what was denied.

    The latter until it is settled, or the call says something else. What one login has besides
    comes behind the others'.
    """
    with patience(connection):
        found = connection.execute(
            'SELECT ARRAY(SELECT jsonb_build_array(o.named, b."by", b.reason)'
            " FROM desk.voiced AS o JOIN desk.countersign AS b ON b.voiced = o.id"
            " WHERE (o.call, o.seat) = (waiting.call, waiting.seat) AND o.id <> waiting.id"
            f" AND b.state = 'denied' ORDER BY b.id LIMIT {_OF_ONE}),"
            " id, call, seat, n, hash, at, named, ground, caller, words, denied_by, why"
            " FROM ("
            'SELECT v.*, d."by" AS denied_by, d.reason AS why, row_number() OVER'
            " (PARTITION BY v.seat, v.open ORDER BY v.at, v.id) AS place"
            " FROM desk.voiced AS v LEFT JOIN desk.countersign AS d"
            " ON d.voiced = v.id AND d.state = 'denied' WHERE v.open OR d.id IS NOT NULL"
            " AND NOT EXISTS (SELECT FROM desk.countersign AS c WHERE c.voiced = v.id AND c.again)"
            " AND NOT EXISTS (SELECT FROM desk.voiced AS later WHERE (later.call, later.seat,"
            " later.n, later.hash) = (v.call, v.seat, v.n, v.hash) AND later.id > v.id)"
            f") AS waiting WHERE place <= {_OF_ONE}"
            f" ORDER BY NOT open, place > {_FEW}, at, id LIMIT {_AT_BOARD}"
        ).fetchall()
    return tuple(map(_waiting, found))


def _waiting(row: Sequence[Any]) -> Voiced:
    before, number, call, seat, n, digest, at, *texts = row
    named, ground, caller, words, denied_by, why = (plain_line(text or "") for text in texts)
    denied = tuple(DeniedBefore(*map(plain_line, one)) for one in before)
    told = named, ground, caller, words, denied_by, why
    return Voiced(number, call, plain_line(seat), n, digest, at, *told, denied)


def countersign(
    connection: Connection, login: str, voiced: Voiced, state: Countersign, reason: str
) -> str | Refused:
    """Countersign a permission, or deny it; what to tell of it, or why that is not done.

    Of two who do, the second is told. What was denied is settled so, with what it was.
    """
    settles = bool(voiced.denied_by)
    reason = plain_line(reason)[:_MOST_REASON]
    if settles and state is Countersign.DENIED:
        return Refused("That was denied already.")
    if (settles or state is Countersign.DENIED) and not reason:
        return Refused("Write down why.")
    if voiced.seat == login:
        return Refused("You wrote that down yourself: somebody else has to countersign it.")
    digest = answer_hash(voiced.id, voiced.hash, state, login, reason)
    try:
        with patience(connection):
            done = connection.execute(
                "INSERT INTO desk.countersign (voiced, state, reason, hash, again)"
                " SELECT v.id, %s, %s, %s, %s FROM desk.voiced AS v"
                " WHERE v.id = %s AND v.open <> %s",
                (state, reason, digest, settles, voiced.id, settles),
            )
    except DeskError as error:
        if error.code != _ANSWERED:
            raise
        return _answered_before(connection, voiced)
    if not done.rowcount:
        return _answered_before(connection, voiced)
    said = "Settled" if settles else state.capitalize()
    return f"{said}: {voiced.seat}, {voiced.ground}."


def _answered_before(connection: Connection, voiced: Voiced) -> Refused:
    with patience(connection):
        found = connection.execute(
            "SELECT CASE WHEN again THEN 'settled' ELSE state END, \"by\""
            " FROM desk.countersign WHERE voiced = %s ORDER BY id DESC",
            (voiced.id,),
        ).fetchone()
    if found is None:
        with patience(connection):
            there = connection.execute("SELECT FROM desk.voiced WHERE id = %s", (voiced.id,))
        if not there.rowcount:
            return why_gone(connection)
        return Refused("The agent has corrected that meanwhile. Nothing of yours was recorded.")
    state, by = map(plain_line, found)
    return Refused(f"{state.capitalize()} by {by} before you. Nothing of yours was recorded.")


class OnRecord(Struct, frozen=True):
    """A permission by voice at the desk, of the warning that is event `n`, of this `hash`.

    The desk read it from the call as far as `event`.
    Nobody is `named` where it was taken back. `state` is what a supervisor said of it, empty where
    none has; `open`: one is still to. `fits`: the hash of what was said is the one due. What was
    denied is `settled_by` a supervisor, who has said since `settled_why`; `settled_fits` as before.
    """

    n: int
    hash: str
    named: str
    open: bool
    state: str
    by: str
    reason: str
    fits: bool
    event: int
    ground: str
    caller: str
    words: str
    settled_by: str = ""
    settled_why: str = ""
    settled_fits: bool = True

    @property
    def is_settled(self) -> bool:
        """Whether somebody settled it: what was written past this program settles nothing."""
        return bool(self.settled_by) and self.settled_fits

    @property
    def claim(self) -> WarnedByVoice:
        """What it says, as a call tells it."""
        texts = self.named, self.ground, self.caller, self.words
        return WarnedByVoice(self.n, self.hash, self.event, *texts)

    @property
    def told(self) -> str:
        """What is to be told of it, in a sentence; empty where it is countersigned."""
        return self._told("is")

    def told_of_before(self, undone: bool) -> str:
        """The same, where the warning was `undone` since, or the name corrected."""
        return self._told(f"was, before {'it was undone' if undone else 'that was corrected'},")

    def _told(self, stands: str) -> str:
        said = (
            f"Event {self.n}: the warning {stands} on record as permitted by voice by {self.named}"
        )
        match self.state:
            case Countersign.DENIED:
                denied = f"{said}. {self.by} denies that: {self.reason}"
                if self.is_settled:
                    return f"{denied} (settled by {self.settled_by}: {self.settled_why})"
                return denied
            case "" if self.open:
                return f"{said}. Nobody has countersigned that yet."
            case _:
                return ""

    @property
    def counts(self) -> bool:
        """Whether it is open, or a supervisor has said something of it."""
        return self.open or bool(self.state)


def on_record(connection: Connection, calls: Sequence[str]) -> dict[str, list[OnRecord]]:
    """By call, this login's permissions by voice, and what became of them; the earliest first."""
    with patience(connection):
        rows = connection.execute(
            "SELECT v.call, v.id, v.n, v.hash, v.event, v.open, v.named, v.ground, v.caller,"
            ' v.words, w.state, w."by", w.reason, w.hash, s."by", s.reason, s.hash'
            " FROM desk.voiced AS v"
            " LEFT JOIN desk.countersign AS w ON w.voiced = v.id AND NOT w.again"
            " LEFT JOIN desk.countersign AS s ON s.voiced = v.id AND s.again"
            " WHERE v.seat = session_user AND v.call = ANY(%s) ORDER BY v.id",
            ([*calls],),
        ).fetchall()
    found: dict[str, list[OnRecord]] = {}
    for call, number, n, digest, event, is_open, *texts in rows:
        named, ground, caller, words, state, by, reason, hashed, *since = (
            plain_line(text or "") for text in texts
        )
        settled_by, why, settled = since
        due = answer_hash(number, digest, state, by, reason) if state else ""
        again = Countersign.COUNTERSIGNED, settled_by, why
        fits = not settled_by or settled == answer_hash(number, digest, *again)
        one = OnRecord(
            n,
            digest,
            named,
            is_open,
            state,
            by,
            reason,
            hashed == due,
            event,
            ground,
            caller,
            words,
            settled_by,
            why,
            fits,
        )
        found.setdefault(call, []).append(one)
    return found


def newest(at_desk: Sequence[OnRecord]) -> list[OnRecord]:
    """Of each warning what the call says of it by now."""
    return [*{(one.n, one.hash): one for one in at_desk}.values()]


def denied_by_now(at_desk: Sequence[OnRecord]) -> list[OnRecord]:
    """What a supervisor denied and none has settled, of which the call says nothing else since."""
    denied = (one for one in newest(at_desk) if one.state == Countersign.DENIED)
    return [one for one in denied if not one.is_settled]


def voice_faults(at_desk: Sequence[OnRecord], files: Sequence[Sequence[bytes]]) -> Iterator[str]:
    """In sentences, what of a call's permissions by voice was changed or is hidden at the desk.

    `files` are the sound lines of its files, as far as the desk has them.
    """
    for one in at_desk:
        if not any(_bears_out(lines, one) for lines in files):
            said = f"permitted by voice by {one.named}" if one.named else "not permitted by voice"
            yield (
                f"The desk's record that the warning of event {one.n} was {said} (as of event"
                f" {one.event}) is not what the call says: it was changed, or this program did not"
                " write it."
            )
    told = [warned for lines in files for warned in warned_by_voice(lines)]
    names: dict[tuple[int, str], set[str]] = {}
    for warned in told:
        names.setdefault((warned.n, warned.hash), set()).add(warned.named)
    newest = {(one.n, one.hash): one for one in at_desk}
    of_warning = {one.n: one for one in at_desk}
    for one in at_desk:
        if not one.fits:
            yield (
                f"The desk's record of what {one.by} said of the warning of event {one.n}"
                f" ({one.state}) does not have the hash that it must have: it was changed, or this"
                " program did not write it."
            )
        if not one.settled_fits:
            yield (
                f"The desk has that {one.settled_by} settled what was denied of the warning of"
                f" event {one.n}, without the hash that it must have: it was changed, or this"
                " program did not write it. It settles nothing."
            )
    for one in of_warning.values():
        if one.named and not one.counts:
            yield (
                f"The desk keeps from its board that the warning of event {one.n} was permitted by"
                f" voice by {one.named}: nobody can countersign or deny it."
            )
    for of in sorted(names.keys() | newest.keys()):
        there, here = newest[of].named if of in newest else "", names.get(of, {""})
        if there in here:
            continue
        named = " or ".join(sorted(filter(None, here)))
        if not named:
            yield (
                f"The desk has event {of[0]} as a warning that was permitted by voice by {there}:"
                " that is not on record."
            )
            continue
        has = f"names {there}" if there else "has nothing of that"
        yield (
            f"The warning of event {of[0]} is on record as permitted by voice by {named}, and the"
            f" desk {has}: nobody there can countersign or deny it. guide desk send --all tells it"
            " anew; where that changes nothing, somebody withholds it."
        )


def _bears_out(lines: Sequence[bytes], at_desk: OnRecord) -> bool:
    """Whether lines of a call tell, as far as that event, what the desk has of a warning."""
    if len(lines) < at_desk.event:
        return False
    told = warned_by_voice(lines[: at_desk.event])
    # A desk of before 0.14 has the caller's last words, about whichever reason.
    return at_desk.claim in told or at_desk.claim in warned_by_voice(
        lines[: at_desk.event], of_any_reason=True
    )
