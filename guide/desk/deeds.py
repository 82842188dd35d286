"""What was done about promises as the desk has it, bound by a hash, against what is on record here.

The server binds each deed as it comes; see sql/0015-bound-deeds.sql. What was sent from here says
what its line says; what was heard of from there is there still, as it was heard.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import groupby

import msgspec
from msgspec import UNSET, Struct

from guide.desk.connection import Connection, one, patience
from guide.desk.promises import DoneAbout, told_of_deed
from guide.record.codec import own_hash
from guide.record.places import Places
from guide.record.sealed_file import whole_lines
from guide.register.after_call import (
    AT_DESK,
    AfterCall,
    Done,
    Moved,
    PassedOn,
    PromiseAdded,
    RefusedByCaller,
    Reopened,
    TakenBack,
    Told,
    Tried,
    Voided,
    after_call,
    note_of,
    was_heard,
)
from guide.register.stored import as_stored
from guide.text import plain_line

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

DEED = (
    'd.call, d.id, d.seat, d.n, d."by", d.at, d.kind, d.to_whom, d.until, d.note, d.hash,'
    " d.number, d.bound, d.of, d.before"
)
"""What `DeedAtDesk` is made of."""

IN_ORDER = "coalesce(d.before, d.id), d.before IS NULL, d.id"
"""The order in which deeds about one promise count; see sql/0028-named-mistakes.sql."""


class DeedAtDesk(Struct, frozen=True):
    """A row of the desk's deeds, as it stands there; `bound` is the hash that it was given.

    `of` is the id of the deed that it takes back, or opens again; `before` that of the one by
    somebody else before which it was done, though it came to the desk after that.
    """

    call: str
    id: int
    seat: str
    n: int
    by: str
    at: datetime
    kind: str
    to_whom: str
    until: datetime | None
    note: str
    hash: str
    number: str
    bound: str
    of: int | None = None
    before: int | None = None

    @property
    def fits(self) -> bool:
        """Whether it is what was bound: SHA-256 over each part with its length in bytes."""
        parts: tuple[str, ...] = (
            str(self.id),
            self.call,
            self.seat,
            str(self.n),
            self.by,
            _micros(self.at),
            self.kind,
            self.to_whom,
            _micros(self.until),
            self.note,
            self.hash,
            self.number,
        )
        if self.of is not None or self.before is not None:
            parts += (str(self.of or ""), str(self.before or ""))
        told = "".join(f"{len(part.encode())}:{part}," for part in parts)
        return sha256(told.encode()).hexdigest() == self.bound

    @property
    def of_others(self) -> bool:
        """Whether it was done at a board or another seat: no line of this register says so."""
        return self.by != self.seat or not self.hash

    @property
    def passed_to(self) -> str:
        """Who keeps it from then on, as a register has it; empty where that stays as it was."""
        to = {"claimed": self.by, "passed-on": self.to_whom}
        return plain_line(to.get(self.kind, ""))

    @property
    def heard_note(self) -> str:
        """The note of a line about this, of a seat that heard of it from the desk."""
        return heard_note("claimed" if self.kind == "claimed" else self.note)

    @property
    def words(self) -> str:
        return (
            f"what {plain_line(self.by)} did about the promise {self.call}/{self.n} ({self.kind})"
        )


def _micros(at: datetime | None) -> str:
    return str((at - _EPOCH) // timedelta(microseconds=1)) if at else ""


def deeds_at_desk(connection: Connection, calls: Sequence[str]) -> dict[str, list[DeedAtDesk]]:
    """By call of this login, what was done about its promises, in order."""
    with patience(connection):
        rows = connection.execute(
            f"SELECT {DEED} FROM desk.deed AS d WHERE d.seat = session_user"
            " AND d.call = ANY(%s) ORDER BY d.call, d.id",
            ([*calls],),
        ).fetchall()
    found = (DeedAtDesk(*row) for row in rows)
    return {call: [*deeds] for call, deeds in groupby(found, lambda deed: deed.call)}


def may_be_at_board(connection: Connection) -> bool:
    """Whether this login is a supervisor's."""
    with patience(connection):
        [may] = one(connection, "SELECT pg_has_role('guide_supervisor', 'MEMBER')")
    return bool(may)


class DoneHere(Struct, frozen=True):
    """What lines of the register tell: what was sent, by the line's hash; what was heard.

    `added` are promises that were written down after their call, by it: the line's hash, by number.
    `unread` are lines that say nothing to this program: those of a later one, or damaged ones.
    `at_board`: this login may be at a board, where what is done rests on no line.
    """

    sent: dict[str, DoneAbout] = {}
    heard: Mapping[str, Sequence[AfterCall]] = {}
    added: Mapping[str, Mapping[int, str]] = {}
    unread: int = 0
    at_board: bool = False


def done_here(places: Places) -> DoneHere:
    """What the register of these places tells. Raises RecordError where it cannot be read."""
    sent: dict[str, DoneAbout] = {}
    heard: dict[str, list[AfterCall]] = {}
    added: dict[str, dict[int, str]] = {}
    unread = 0
    for line in whole_lines(places.register):
        digest, told = own_hash(line), None
        with contextlib.suppress(msgspec.ValidationError, ValueError):
            told = after_call(json.loads(line))
        if not digest or told is None:
            unread += 1
        elif isinstance(told, AfterCall) and isinstance(told.what, PromiseAdded):
            added.setdefault(told.call, {})[told.n] = digest
        elif isinstance(told, AfterCall):
            sent[digest] = told_of_deed(told, digest)
            if sent[digest].heard:
                heard.setdefault(told.call, []).append(told)
    return DoneHere(sent, heard, added, unread)


def deed_faults(
    at_desk: Sequence[DeedAtDesk],
    sent: Mapping[str, DoneAbout],
    heard: Iterable[AfterCall],
    agent: str,
    *,
    all_read: bool = True,
    at_board: bool = False,
) -> Iterator[str]:
    """In sentences, what of a call's deeds was changed at the desk, or is not there any more.

    `agent` is who took the call. With all of the lines
    here `all_read`, what none of them bears out is named; but for what whoever may be `at_board`
    did there.
    """
    for deed in at_desk:
        told = sent.get(deed.hash) if deed.by == deed.seat else None
        if not deed.fits:
            yield (
                f"The desk's record of {deed.words} does not have the hash that it must have: it"
                " was changed."
            )
        elif told is not None and not _is_told(deed, told):
            yield f"The desk's record of {deed.words} is not what was sent of it: it was changed."
        elif (
            told is None
            and all_read
            and not (at_board and not deed.hash)
            and _is_untold(deed, sent)
        ):
            yield (
                f"The desk has a record of {deed.words}: no line here bears it out. This program"
                " did not write it, or did at another computer, or at a board."
            )
    for line in heard:
        # Versions before 0.11 did not tell what was heard from what an agent noted in such words.
        may_be_typed = line.heard is UNSET and line.by == agent
        if not may_be_typed and not any(_is_heard(deed, line) for deed in at_desk):
            yield (
                f"The register says that {line.by} did something at the desk about the promise"
                f" {line.call}/{line.n} ({line.what.__struct_config__.tag}): the desk has no such"
                " record."
            )


def _is_untold(deed: DeedAtDesk, sent: Mapping[str, DoneAbout]) -> bool:
    """Whether it is said of this seat, and no line of it says so.

    A line has another hash since lines of another call were erased before it.
    """
    return deed.by == deed.seat and not any(_is_told(deed, line) for line in sent.values())


def _is_told(deed: DeedAtDesk, told: DoneAbout) -> bool:
    there = (deed.call, deed.n, deed.kind, deed.to_whom, deed.until, deed.number)
    here = (told.call, told.n, told.kind, told.to_whom, told.until, told.number)
    # Versions before 0.12 did not send by whom it was done at the desk.
    notes = told.note, told.note.replace(f"{AT_DESK}, by {told.by}", AT_DESK, 1)
    return there == here and deed.note in notes


def heard_note(note: str) -> str:
    """The note of a line about what was heard from the desk, where that had this note."""
    return ": ".join(filter(None, (AT_DESK, plain_line(note))))


def is_of(deed: DeedAtDesk, line: AfterCall) -> bool:
    """Whether a line of the seat's register is of this: heard of from the desk, or sent there."""
    if deed.of_others:
        return _is_heard(deed, line)
    return _is_told(deed, told_of_deed(line, deed.hash))


def _is_heard(deed: DeedAtDesk, line: AfterCall) -> bool:
    """Whether a line of the register is what its seat heard of this."""
    same = (deed.n, as_stored(plain_line(deed.by)), as_stored(deed.heard_note))
    if not was_heard(line) or same != (line.n, line.by, note_of(line.what)):
        return False
    match line.what:
        case Moved(until):
            return deed.kind == "moved" and deed.until == until
        case PassedOn(to):
            return bool(deed.passed_to) and as_stored(deed.passed_to) == to
        case Reopened():
            return deed.kind == "reopened"
        case Voided():
            return deed.kind == "void"
        case Done() | Told() | RefusedByCaller():
            return deed.kind in ("done", "refused")
        case Tried():
            return deed.kind == "tried"
        case TakenBack():
            return deed.kind == "taken-back"
        case _:
            return False
