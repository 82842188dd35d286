"""Promises and asks as the desk has them, against the calls that made them.

What is withheld there, changed, or on no record of the seat is named.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from guide.call.fold import call_of
from guide.call.state import Call
from guide.desk.asking import evidence
from guide.desk.bounds import TEXT, WORDS
from guide.desk.connection import Connection, patience
from guide.desk.deeds import DeedAtDesk
from guide.desk.evidence import as_json, evidence_in, names_in
from guide.desk.promises import MADE, MadePromise, told_by_call
from guide.errors import RecordError
from guide.record.codec import decoded, own_hash
from guide.register.promise import promises_of
from guide.script.model import FollowUpKind
from guide.text import plain_line

_CLOSING = ("done", "refused", "void", "reopened")


class PromiseAtDesk(Struct, frozen=True):
    """A promise as the desk has it, made by the event or line of this `hash`.

    `register` is the journal of that line, empty for an event of the call.
    """

    call: str
    n: int
    hash: str
    kind: str
    until: datetime | None
    closed: bool
    label: str
    caller: str
    number: str
    words: str
    register: str = ""

    @property
    def said(self) -> tuple[object, ...]:
        """What the call says of it."""
        return self.kind, self.until, self.label, self.caller, self.words


class AskAtDesk(Struct, frozen=True):
    """An ask as the desk has it, made by event `n` of a call, of this `hash`.

    `given_up`: its agent waits for no answer any more.
    """

    call: str
    n: int
    hash: str
    kind: str
    ground: str
    words: str
    first_to: str = ""
    evidence: str = "{}"
    given_up: bool = False


def asks_at_desk(connection: Connection, calls: Sequence[str]) -> dict[str, list[AskAtDesk]]:
    """By call of this login, what it asked of the board."""
    with patience(connection):
        rows = connection.execute(
            "SELECT call, n, hash, kind, ground, words, first_to, evidence::text, EXISTS (SELECT"
            " FROM desk.answer AS w WHERE w.ask = ask.id AND w.state IN ('withdrawn', 'nobody'))"
            " FROM desk.ask"
            " WHERE seat = session_user AND call = ANY(%s) ORDER BY call, n, id",
            ([*calls],),
        ).fetchall()
    found = (AskAtDesk(*row) for row in rows)
    return {call: [*asks] for call, asks in groupby(found, lambda one: one.call)}


def ask_faults(at_desk: Sequence[AskAtDesk], files: Sequence[Sequence[bytes]]) -> Iterator[str]:
    """In sentences, what the desk has of asks of a call that the sound lines of its files do not.

    Of those that only a later version of this program can read nothing is said.
    """
    asked: dict[tuple[int, str], list[AskAtDesk]] = {}
    for lines in files if at_desk else ():
        try:
            entries = decoded(lines)
            for ask in call_of(entries).asks if entries else ():
                one = _as_asked(call_of(entries[: ask.n]), own_hash(lines[ask.n - 1]) or "")
                one = replace(one, given_up=ask.became is not None)
                asked.setdefault((one.n, one.hash), []).append(one)
        except (RecordError, ValueError):
            return
    for one in at_desk:
        here = asked.get((one.n, one.hash), [])
        said = one.kind, one.ground, one.words, one.first_to
        if not any((told.kind, told.ground, told.words, told.first_to) == said for told in here):
            yield (
                f"The desk has that event {one.n} asked the board ({plain_line(one.kind)}): the"
                " call does not say it so. It was changed, or this program did not write it."
            )
        elif one.given_up and not any(told.given_up for told in here):
            yield (
                f"The desk has that nobody waits for an answer to event {one.n} any more: the call"
                " does not say so. It was changed, or this program did not write it."
            )
        elif (others := [_other_evidence(one, told) for told in here]) and all(others):
            yield (
                f"What came to the desk with the ask of event {one.n} is not what the call says"
                f" ({', '.join(others[0])}): it was changed, or this program did not write it."
            )


def _as_asked(call: Call, digest: str) -> AskAtDesk:
    """The last ask of a call, as a seat tells it."""
    ask = call.asks[-1]
    told = evidence(call, ask, 0, ask.until)
    about = ask.event.about.value, plain_line(ask.event.label)[:TEXT]
    return AskAtDesk(
        call.id,
        ask.n,
        digest,
        *about,
        plain_line(told.said)[:WORDS],
        plain_line(ask.event.to)[:TEXT],
        as_json(told),
    )


_TOLD = {
    "agent": "who asks",
    "caller": "the caller",
    "number": "the number",
    "concern": "the concern",
    "script": "the script",
    "step": "the step",
    "efforts": "how often it was tried to redirect",
    "said": "the caller's words",
    "warnings": "the warnings before",
    "refused": "what was refused before",
    "refused_first": "who was asked first and refused",
}
"""What of an evidence is read from the call, in words; the rest are settings of the seat."""


def _other_evidence(at_desk: AskAtDesk, told: AskAtDesk) -> list[str]:
    """What of the evidence at the desk is not as the call has it; what it leaves out is not false.

    An earlier version told less.
    """
    there, here = evidence_in(at_desk.evidence), evidence_in(told.evidence)
    names = (name for name in _TOLD if name in names_in(at_desk.evidence))
    return [_TOLD[name] for name in names if getattr(there, name) != getattr(here, name)]


def promises_at_desk(
    connection: Connection, calls: Sequence[str]
) -> dict[str, list[PromiseAtDesk]]:
    """By call of this login, its promises."""
    with patience(connection):
        rows = connection.execute(
            "SELECT call, n, hash, kind, until, closed, label, caller, number, words,"
            " coalesce(register, '') FROM desk.promise"
            " WHERE seat = session_user AND call = ANY(%s) ORDER BY call, n",
            ([*calls],),
        ).fetchall()
    found = (PromiseAtDesk(*row) for row in rows)
    return {call: [*promises] for call, promises in groupby(found, lambda one: one.call)}


def lines_received(connection: Connection, hashes: Sequence[str]) -> frozenset[str]:
    """Which lines of a register, by their hashes, the desk has received of this login."""
    with patience(connection):
        rows = connection.execute(
            "SELECT hash FROM desk.witness WHERE seat = session_user"
            " AND starts_with(journal, 'register-') AND hash = ANY(%s)",
            ([*hashes],),
        ).fetchall()
    return frozenset(digest for (digest,) in rows)


def added_faults(
    at_desk: Sequence[PromiseAtDesk], call: str, added: Iterable[int]
) -> Iterator[str]:
    """In sentences, what was written down after the call, as the desk knows, and is not there."""
    for n in sorted({*added} - {one.n for one in at_desk}):
        yield (
            f"The desk does not have the promise {call}/{n}, which was written down after the call:"
            " no board shows it. guide desk send --all tells it anew; where that changes nothing,"
            " somebody withholds it."
        )


def promise_faults(
    call: str,
    at_desk: Sequence[PromiseAtDesk],
    files: Sequence[Sequence[bytes]],
    deeds: Sequence[DeedAtDesk],
) -> Iterator[str]:
    """In sentences, what of a call's promises the desk withholds, or has otherwise.

    `files` are the sound lines of its files, as far as the desk has them; `deeds` are the desk's.
    """
    told = [made for lines in files if (by := told_by_call(call, lines)) for made in by.made]
    known = {
        (n, own_hash(line)) for lines in files for n, line in enumerate(lines, 1) if MADE in line
    }
    over = any(b'"kind":"ended"' in line for lines in files for line in lines)
    there = {(one.n, one.hash): one for one in at_desk}
    for of in sorted({(one.n, one.hash) for one in told}):
        here = [one for one in told if (one.n, one.hash) == of]
        if of not in there:
            yield (
                f"The desk does not have the promise that event {of[0]} made: no board shows it."
                " guide desk send --all tells it anew; where that changes nothing, somebody"
                " withholds it."
            )
        elif not any(_is_said(there[of], one, deeds, over=over) for one in here):
            yield f"The desk's record of the promise that event {of[0]} made was changed."
    for one in at_desk:
        if not one.register and (one.n, one.hash) not in known:
            yield (
                f"The desk has that event {one.n} made a promise ({plain_line(one.kind)}): the call"
                " does not say so. It was changed, or this program did not write it."
            )
        closing = [deed.kind for deed in deeds if deed.n == one.n and deed.kind in _CLOSING]
        closed = bool(closing) and closing[-1] != "reopened"
        if one.closed != closed and not (closed and _may_be_owed_again(one, closing, deeds, files)):
            has = "closed, and nobody closed it" if one.closed else "open, and somebody closed it"
            yield f"At the desk the promise {one.call}/{one.n} is {has}: that was changed there."


def _may_be_owed_again(
    there: PromiseAtDesk,
    closing: Sequence[str],
    deeds: Sequence[DeedAtDesk],
    files: Sequence[Sequence[bytes]],
) -> bool:
    """Whether it was done with a number that was corrected, of one that is not to be called."""
    if there.kind != FollowUpKind.DO_NOT_CALL or closing[-1] != "done":
        return False
    by_deed = any((one.n, one.kind) == (there.n, "number-corrected") for one in deeds)
    return by_deed or any(_had_several_numbers(there.n, lines) for lines in files)


def _had_several_numbers(n: int, lines: Sequence[bytes]) -> bool:
    """Whether a call had another number before for what its event number `n` promised."""
    with contextlib.suppress(RecordError):
        promises = promises_of(call_of(decoded(lines))) if lines else ()
        return any(one.n == n and one.numbers for one in promises)
    return False


def _is_said(
    there: PromiseAtDesk, made: MadePromise, deeds: Sequence[DeedAtDesk], *, over: bool
) -> bool:
    """Whether the desk has of a promise what its call says; a number is corrected by a deed."""
    corrected = [one.number for one in deeds if (one.n, one.kind) == (there.n, "number-corrected")]
    number = corrected[-1] if corrected else made.number
    # What is said with a promise is told with what comes next: at the latest, that the call ended.
    words = made.words if over else there.words
    said = made.kind, made.until, made.label, made.caller, words
    return there.said == said and there.number == number
