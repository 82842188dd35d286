"""What is owed by a whole desk, and what was done about it there.

The desk keeps each promise as it was told and each deed; how it stands is folded from them here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Self

from msgspec import Struct
from msgspec.structs import replace
from psycopg.rows import TupleRow

from guide.call.context import Overtaken, Refused
from guide.call.phone_number import can_be_dialed
from guide.desk.bounds import within
from guide.desk.connection import Connection, one, patience
from guide.desk.deeds import IN_ORDER
from guide.desk.erasing import why_gone
from guide.desk.promised import Held, held, lacking
from guide.errors import DeskError
from guide.script.model import usual_follow_up
from guide.text import plain_line

PAGE = 200
"""So many promises are read at a time, by turns of each login: words find the others."""

_CLOSED_BEFORE = "GD003"
"""What the database calls a deed about what is closed; see sql/0004-promises.sql."""

_GONE_BEFORE = "GD005"
"""A deed that takes back, or opens again, what is not the last; see sql/0028-named-mistakes.sql."""

_NO_PROMISE = "23503"
"""And a deed about what is not there."""

_MOST_NOTE = 1_000
_NOTHING_RECORDED = "Nothing of yours was recorded."


class Doing(StrEnum):
    """What is done about a promise at a board, as the database calls it."""

    CLAIMED = "claimed"
    TRIED = "tried"
    MOVED = "moved"
    PASSED_ON = "passed-on"
    DONE = "done"
    REOPENED = "reopened"
    TAKEN_BACK = "taken-back"


_SAID = {
    Doing.CLAIMED: "Yours",
    Doing.TRIED: "Tried",
    Doing.MOVED: "Moved",
    Doing.PASSED_ON: "Passed on",
    Doing.DONE: "Done",
    Doing.REOPENED: "Owed again",
    Doing.TAKEN_BACK: "Taken back",
}


_CLOSING = ("done", "refused", "void")


class DeedTold(Struct, frozen=True):
    """What somebody did about a promise, and when by the server's clock (UTC).

    `of` is the id of what it takes back, or opens again.
    """

    id: int
    by: str
    at: datetime
    kind: str
    to_whom: str = ""
    note: str = ""
    of: int | None = None


class OwedPromise(Struct, frozen=True):
    """A promise of any call of the desk. `promised` is until when it was, `until` is by now (UTC).

    `deeds` are all of it, the first of them first. `holds` is what it holds besides, each with what
    that is called; `lacks` are what it must hold and does not. `listed`: the number that it is to
    call is on the do-not-call list, as far as calls of the desk tell.
    """

    call: str
    seat: str
    n: int
    label: str
    caller: str
    number: str
    words: str
    promised: datetime | None
    until: datetime | None
    closed: bool = False
    deeds: tuple[DeedTold, ...] = ()
    holds: tuple[tuple[str, str], ...] = ()
    lacks: tuple[str, ...] = ()
    listed: bool = False

    @property
    def key(self) -> tuple[str, str, int]:
        return self.call, self.seat, self.n

    @property
    def owner(self) -> str:
        """Who sees to it: whoever claimed it last, or had it passed on to them, or the agent."""
        owners = [
            deed.by if deed.kind == Doing.CLAIMED else deed.to_whom
            for deed in self.standing
            if deed.kind in (Doing.CLAIMED, Doing.PASSED_ON)
        ]
        return owners[-1] if owners else self.seat

    @property
    def closed_as(self) -> str:
        """How it was closed, in a word: `done`, `refused`, `void`; empty while it is owed."""
        closing = self._closing
        return (closing.kind if closing else "closed") if self.closed else ""

    @property
    def closed_by(self) -> str:
        """Who had it on record that it is closed; empty while it is owed."""
        return self._closing.by if self.closed and self._closing else ""

    @property
    def closed_with(self) -> int | None:
        """The id of the deed that closed it; None while it is owed."""
        return self._closing.id if self.closed and self._closing else None

    @property
    def _closing(self) -> DeedTold | None:
        return next((deed for deed in self.deeds[::-1] if deed.kind in _CLOSING), None)

    @property
    def tries(self) -> int:
        return sum(deed.kind == Doing.TRIED for deed in self.standing)

    @property
    def standing(self) -> tuple[DeedTold, ...]:
        """The deeds without what was taken back."""
        gone = {deed.of for deed in self.deeds}
        # A number is corrected back, and not taken back.
        never = ("number-corrected", Doing.TAKEN_BACK)
        return tuple(one for one in self.deeds if one.kind not in never and one.id not in gone)

    @property
    def told(self) -> str:
        """How far it is, in a few words."""
        if self.closed:
            return f"{self.closed_as}: {self.closed_by}" if self.closed_by else self.closed_as
        tried = f"tried {self.tries}×" if self.tries else ""
        claimed = any(deed.kind == Doing.CLAIMED for deed in self.standing)
        endings = [one.kind for one in self.deeds if one.kind in (*_CLOSING, Doing.REOPENED)]
        # It would be closed, had its number not been corrected since.
        wrongly = "was done with a wrong number" if endings[-1:] == ["done"] else ""
        found = ("claimed" if claimed else "", tried, wrongly)
        return " · ".join(filter(None, found)) or "open"


class Wanted(Struct, frozen=True):
    """Which promises are asked for: those that hold each of the words; closed ones too.

    What was filled in or noted since counts, and to whom it was passed on.
    """

    words: tuple[str, ...] = ()
    closed: bool = False


class Page(Struct, frozen=True):
    """The most pressing of the promises that are wanted, and how many there are of them in all.

    `overdue` and `today` count those that are owed, be they wanted or not. `more` says, by login,
    how many of those that are wanted are not among `promises`, the most first.
    """

    promises: tuple[OwedPromise, ...] = ()
    count: int = 0
    overdue: int = 0
    today: int = 0
    owed: int = 0
    wanted: Wanted = Wanted()
    more: tuple[tuple[str, int], ...] = ()


_FOUND = """
FROM desk.promise LEFT JOIN (
    SELECT call, seat, n, string_agg(concat_ws(' ', to_whom, note), ' ') AS since
    FROM desk.deed GROUP BY call, seat, n
) AS done USING (call, seat, n)
WHERE (NOT closed OR %(closed)s) AND NOT EXISTS (
    SELECT FROM unnest(%(likes)s::text[], %(digits)s::text[]) AS sought (word, digits)
    WHERE concat_ws(' ', seat, label, kind, caller, number, words, since) NOT ILIKE word
        AND (digits = '' OR regexp_replace(number, '[^0-9]', '', 'g') NOT LIKE digits)
)
"""
_SHOWN = "call, seat, n, label, caller, number, words, until, owed_until, closed"
_FIND = f"""
WITH placed AS (
    SELECT call, seat, n, closed, owed_until,
        row_number() OVER (PARTITION BY seat ORDER BY closed, owed_until, call, n) AS place
    {_FOUND}
), chosen AS (
    SELECT call, seat, n FROM placed
    ORDER BY closed, coalesce(owed_until >= now(), true), coalesce(owed_until >= %(until)s, true),
        place, owed_until, call, n LIMIT {PAGE}
)
SELECT {_SHOWN} FROM chosen JOIN desk.promise USING (call, seat, n)
ORDER BY closed, owed_until, call, n
"""
"""Where there are more than a page: what is overdue first, then what is due by tonight, and of
each login as many as of any other, its most pressing ones."""

_OWED = f"""
SELECT {_SHOWN} FROM unnest(%s::text[], %s::integer[]) AS share (login, room)
CROSS JOIN LATERAL (
    SELECT * FROM desk.promise AS p WHERE p.seat = share.login AND NOT p.closed
    ORDER BY p.owed_until, p.call, p.n LIMIT share.room
) AS first ORDER BY owed_until, call, n
"""
"""The same of all that is owed, in the order of an index."""

_COUNTS = """
SELECT seat, count(*), count(*) FILTER (WHERE owed_until < now()),
    count(*) FILTER (WHERE owed_until >= now() AND owed_until < %s)
FROM desk.promise WHERE NOT closed GROUP BY seat ORDER BY min(owed_until), seat
"""
_DEEDS = f"""
SELECT d.call, d.seat, d.n, d.id, d."by", d.at, d.kind, d.to_whom, d.note, d.of
FROM unnest(%s::text[], %s::text[], %s::integer[]) AS asked (call, seat, n)
JOIN desk.deed AS d USING (call, seat, n) ORDER BY d.call, d.seat, d.n, {IN_ORDER}
"""

_LISTED = """
WITH asked AS (
    SELECT p.call, p.seat, p.n, p.kind, desk.normal(p.number) AS number
    FROM unnest(%s::text[], %s::text[], %s::integer[]) AS k (call, seat, n)
    JOIN desk.promise AS p USING (call, seat, n) WHERE NOT p.closed
), listed AS MATERIALIZED (
    SELECT sought.number FROM (SELECT DISTINCT number FROM asked WHERE number <> '') AS sought
    WHERE EXISTS (
        SELECT FROM desk.promise AS p LEFT JOIN LATERAL (
            SELECT d.kind FROM desk.deed AS d
            WHERE (d.call, d.seat, d.n) = (p.call, p.seat, p.n)
                AND d.kind IN ('done', 'refused', 'void') ORDER BY d.id DESC LIMIT 1
        ) AS closing ON p.closed
        WHERE desk.normal(p.number) = sought.number AND p.kind = 'do-not-call'
            AND (NOT p.closed OR coalesce(closing.kind, '') NOT IN ('refused', 'void'))
    )
)
SELECT call, seat, n, kind FROM asked JOIN listed USING (number)
"""
"""Those of what is owed whose number is not to be called; as desk.known in sql/0020."""


def page_of(connection: Connection, wanted: Wanted, until: datetime) -> Page:
    """The first page; `until` (UTC) is the end of today, as the board's own computer has it."""
    digits = ["".join(filter(str.isdecimal, word)) for word in wanted.words]
    values = {
        "until": until,
        "closed": wanted.closed,
        "likes": [f"%{_escaped(word)}%" for word in wanted.words],
        "digits": [
            f"%{number}%" if can_be_dialed(word) else ""
            for word, number in zip(wanted.words, digits, strict=True)
        ],
    }
    with patience(connection):
        owed = connection.execute(_COUNTS, (until,), prepare=False).fetchall()
        if wanted == Wanted():
            counts = {seat: (late, late + today, every) for seat, every, late, today in owed}
            found, room = owed, _shares(counts)
            rows = connection.execute(_OWED, ([*room], [*room.values()]), prepare=False).fetchall()
        else:
            query = f"SELECT seat, count(*) {_FOUND} GROUP BY seat"
            found = connection.execute(query, values, prepare=False).fetchall()
            rows = connection.execute(_FIND, values, prepare=False).fetchall()
        promises = _with_deeds(connection, [_promise(row) for row in rows])
    overdue, today = sum(row[2] for row in owed), sum(row[3] for row in owed)
    every = Counter({str(seat): int(count) for seat, count, *_ in found})
    return Page(
        tuple(promises),
        every.total(),
        overdue,
        today,
        sum(row[1] for row in owed),
        wanted,
        _more(every, promises),
    )


def _shares(owed: Mapping[str, tuple[int, int, int]]) -> dict[str, int]:
    """How many of a page each login has, of so many: overdue, due by tonight, owed at all.

    By turns, the first of them first: what is overdue has its room before anything else.
    """
    room = PAGE
    shares = dict.fromkeys(owed, 0)
    for most in range(3):
        while room and (short := [one for one in owed if shares[one] < owed[one][most]]):
            turn = max(1, room // len(short))
            for login in short[:room]:
                more = min(turn, owed[login][most] - shares[login])
                shares[login] += more
                room -= more
    return shares


def _more(every: Counter[str], shown: Sequence[OwedPromise]) -> tuple[tuple[str, int], ...]:
    """By login, how many are not shown of so many."""
    lacking = every - Counter(one.seat for one in shown)
    return tuple((plain_line(seat), count) for seat, count in lacking.most_common())


def _escaped(word: str) -> str:
    """A word as LIKE finds it to the letter."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("\0", "")


def _promise(row: TupleRow) -> OwedPromise:
    call, seat, n, label, caller, number, words, promised, until, closed = row
    return OwedPromise(
        call,
        seat,
        n,
        plain_line(label),
        plain_line(caller),
        plain_line(number),
        plain_line(words),
        promised,
        until,
        closed,
    )


def _with_deeds(connection: Connection, promises: list[OwedPromise]) -> list[OwedPromise]:
    keys = [one.key for one in promises]
    columns = [list(column) for column in zip(*keys, strict=True)] or [[], [], []]
    found = connection.execute(_DEEDS, columns).fetchall()
    by_key = {key: [*rows] for key, rows in groupby(found, lambda row: row[:3])}
    known = held(connection, keys)
    listed = {
        (call, seat, n)
        for call, seat, n, kind in connection.execute(_LISTED, columns, prepare=False).fetchall()
        if usual_follow_up(kind).calls_back
    }
    return [
        replace(
            _as_it_stands(one, map(_deed, by_key.get(one.key, ())), known.get(one.key, Held())),
            listed=one.key in listed,
        )
        for one in promises
    ]


def _as_it_stands(promise: OwedPromise, deeds: Iterable[DeedTold], known: Held) -> OwedPromise:
    """A promise with what it holds, what was done about it, and what was filled in since."""
    done = replace(promise, deeds=tuple(deeds), holds=known.holds)
    filled = [deed.note for deed in done.standing if deed.kind == "filled-in"]
    return replace(
        done,
        words=" · ".join(filter(None, (promise.words, *filled))),
        lacks=() if done.closed else lacking(known, promise.number, filled),
    )


def _deed(row: TupleRow) -> DeedTold:
    _, _, _, number, by, at, kind, to_whom, note, of = row
    return DeedTold(number, plain_line(by), at, kind, plain_line(to_whom), plain_line(note), of)


class Recorded(str):
    """What to tell of something that is at the desk now; `id` is the deed's there."""

    id: int

    def __new__(cls, told: str, number: int) -> Self:
        """As it is told, with the deed's id."""
        made = super().__new__(cls, told)
        made.id = number
        return made


def do(
    connection: Connection,
    promise: OwedPromise,
    doing: Doing,
    note: str,
    to_whom: str = "",
    until: datetime | None = None,
    of: int | None = None,
) -> Recorded | Refused:
    """Have at the desk what is done about a promise; what to tell of it, or why it is not done.

    It is passed on to somebody, and moved `until` another time (UTC). What is taken back is the
    deed of the id `of`, while it is the last that stands; what is opened again was closed by it.
    """
    try:
        with patience(connection):
            [done] = one(
                connection,
                "INSERT INTO desk.deed (call, seat, n, kind, note, to_whom, until, of)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
                *promise.key,
                doing,
                plain_line(note)[:_MOST_NOTE],
                plain_line(to_whom)[:_MOST_NOTE],
                within(until),
                of,
            )
    except DeskError as error:
        if error.code == _NO_PROMISE:
            return why_gone(connection)
        if error.code == _GONE_BEFORE:
            return _gone_before(connection, promise, of)
        if error.code != _CLOSED_BEFORE:
            raise
        return Refused(_closed_before(connection, promise))
    told = f"{_SAID[doing]}: {', '.join(filter(None, (promise.label, promise.caller)))}."
    return Recorded(told, int(str(done)))


def _gone_before(connection: Connection, promise: OwedPromise, of: int | None) -> Refused:
    """Why a deed is not taken back: somebody did, or did something else since."""
    with patience(connection):
        [now] = _with_deeds(connection, [promise])
    if back := next((deed for deed in now.deeds if of is not None and deed.of == of), None):
        why = f" ({back.note})" if back.note else ""
        return Overtaken(f"{back.by} took that back before you{why}. {_NOTHING_RECORDED}")
    if last := now.standing[-1:]:
        kind = last[0].kind.replace("-", " ")
        told = f"{last[0].by} did something about it since ({kind})"
        return Refused(f"{told}. {_NOTHING_RECORDED}")
    return Overtaken(f"Nothing of it is left to take back. {_NOTHING_RECORDED}")


def _closed_before(connection: Connection, promise: OwedPromise) -> str:
    with patience(connection):
        [now] = _with_deeds(connection, [promise])
    closing = [deed for deed in now.deeds if deed.kind in _CLOSING]
    told = f"{closing[-1].by} closed that before you ({closing[-1].kind})" if closing else "Closed"
    return f"{told}. {_NOTHING_RECORDED}"
