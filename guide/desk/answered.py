"""Answers of the board as a call's journal has them, against the board's own record of them."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from guide.call import events as ev
from guide.desk.answers import answer_hash
from guide.desk.connection import Connection, patience
from guide.errors import RecordError
from guide.record.codec import decoded
from guide.text import plain_line

_TELLING = (b'"kind":"permission-given"', b'"kind":"ask-answered"')

_ANSWERED = """
SELECT a.call, a.n, a.id, a.hash, w.state, w."by", w.reason, w.hash
FROM desk.ask AS a JOIN desk.answer AS w ON w.ask = a.id AND w.state IN ('granted', 'refused')
WHERE a.seat = session_user AND a.call = ANY(%s) ORDER BY a.call, a.id, w.id
"""


class Taken(Struct, frozen=True):
    """An answer of the board that event `n` of a call took in, to the ask that is event `of`.

    `of` is 0 where it says to none. `answer` is the hash of the board's record; empty where the
    journal does not tell it.
    """

    n: int
    of: int
    became: str
    by: str
    answer: str


class Answered(Struct, frozen=True):
    """An answer at the desk, to the ask that is event `of`; `fits`: its hash is the one due."""

    of: int
    state: str
    by: str
    hash: str
    fits: bool


def taken_in(lines: Sequence[bytes]) -> Iterator[Taken]:
    """What of the board's answers the sound lines of a journal tell.

    What only a later version can read is passed over.
    """
    for n, line in enumerate(lines, 1):
        if not any(one in line for one in _TELLING):
            continue
        try:
            [entry] = decoded([line], n)
        except (RecordError, ValueError):
            continue
        match entry.event:
            case ev.PermissionGiven(ask=of, by=by, answer=answer, how=how, of=corrected) if of or (
                how is ev.GrantedBy.BOARD and not corrected
            ):
                yield Taken(n, of, ev.AskAnswer.GRANTED.value, by, answer)
            case ev.AskAnswered(of=of, became=became, by=by, answer=answer) if became.of_board:
                yield Taken(n, of, became.value, by, answer)


def answered(connection: Connection, calls: Sequence[str]) -> dict[str, list[Answered]]:
    """By call, what the board answered to asks of this login."""
    with patience(connection):
        rows = connection.execute(_ANSWERED, ([*calls],)).fetchall()
    return {
        call: [_answered(*row[1:]) for row in found] for call, found in groupby(rows, itemgetter(0))
    }


def _answered(
    n: int, ask: int, asked: str, state: str, by: str, reason: str, hashed: str
) -> Answered:
    by, reason = plain_line(by), plain_line(reason)
    due = answer_hash(ask, asked, state, by, reason)
    return Answered(n, state, by, hashed, hashed == due)


def answer_faults(taken: Sequence[Taken], at_desk: Sequence[Answered]) -> Iterator[str]:
    """In sentences, where the two records of the board's answers differ, or one was changed."""
    for one in at_desk:
        if not one.fits:
            yield (
                f"The desk's record of what {one.by} answered to event {one.of} ({one.state}) does"
                " not have the hash that it must have: it was changed, or this program did not"
                " write it."
            )
    for told in taken:
        found = [
            one for one in at_desk if (one.of, one.state, one.by) == (told.of, told.became, told.by)
        ]
        said = f"Event {told.n} says that {told.by} answered at the board ({told.became})"
        if not found:
            others = [f"{one.by} {one.state}" for one in at_desk if one.of == told.of]
            has = f"there it is: {', '.join(others)}" if others else "the desk has no such answer"
            yield f"{said}: {has}."
        elif told.answer and told.answer not in {one.hash for one in found}:
            yield f"{said}: the desk's record of that has another hash."
