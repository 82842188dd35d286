"""Promises as the desk has them, against the calls that made them: what is withheld or changed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from guide.desk.connection import Connection, patience
from guide.desk.deeds import DeedAtDesk
from guide.desk.promises import MadePromise

_CLOSING = ("done", "refused", "void", "reopened")


class PromiseAtDesk(Struct, frozen=True):
    """A promise as the desk has it, made by the event or line of this `hash`."""

    call: str
    n: int
    hash: str
    kind: str
    until: datetime | None
    closed: bool


def promises_at_desk(
    connection: Connection, calls: Sequence[str]
) -> dict[str, list[PromiseAtDesk]]:
    """By call of this login, its promises."""
    with patience(connection):
        rows = connection.execute(
            "SELECT call, n, hash, kind, until, closed FROM desk.promise"
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
    at_desk: Sequence[PromiseAtDesk], told: Sequence[MadePromise], deeds: Sequence[DeedAtDesk]
) -> Iterator[str]:
    """In sentences, what of a call's promises the desk withholds, or has otherwise.

    `told` is what the call's files, as far as the desk has them, tell; `deeds` are the desk's.
    """
    there = {(one.n, one.hash): one for one in at_desk}
    for of in sorted({(one.n, one.hash) for one in told}):
        here = [(one.kind, one.until) for one in told if (one.n, one.hash) == of]
        if of not in there:
            yield (
                f"The desk does not have the promise that event {of[0]} made: no board shows it."
                " guide desk send --all tells it anew; where that changes nothing, somebody"
                " withholds it."
            )
        elif (there[of].kind, there[of].until) not in here:
            yield f"The desk's record of the promise that event {of[0]} made was changed."
    for one in at_desk:
        closing = [deed.kind for deed in deeds if deed.n == one.n and deed.kind in _CLOSING]
        closed = bool(closing) and closing[-1] != "reopened"
        if one.closed != closed:
            has = "closed, and nobody closed it" if one.closed else "open, and somebody closed it"
            yield f"At the desk the promise {one.call}/{one.n} is {has}: that was changed there."
