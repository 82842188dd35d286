"""What promises hold and lack beyond what a list shows, read from the lines that made them."""

import contextlib
import json
from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec
from msgspec import Struct

from guide.call.events import Corrected, FollowUpAdded, FollowUpAmended
from guide.desk.connection import Connection
from guide.errors import RecordError
from guide.record.codec import decoded
from guide.register.after_call import PromiseAdded, after_call
from guide.script.model import CALLERS_NUMBER, usual_label
from guide.text import plain_line

Key = tuple[str, str, int]
"""A promise: its call, whose that is, and its number."""

_LISTED = ("caller", CALLERS_NUMBER)
"""What the list has of it by itself."""

_LINES = """
WITH asked AS (
    SELECT p.call, p.seat, p.n, p.made_in, p.made_by, p.hash FROM desk.promise AS p
    JOIN unnest(%s::text[], %s::text[], %s::integer[]) AS k (call, seat, n) USING (call, seat, n)
)
SELECT a.call, a.seat, a.n, e.n, e.line FROM asked AS a JOIN desk.event AS e
    ON (e.seat, e.journal, e.n, e.hash) = (a.seat, a.made_in, a.made_by, a.hash)
UNION ALL
SELECT a.call, a.seat, a.n, e.n, e.line FROM asked AS a JOIN desk.event AS e
    ON (e.seat, e.journal) = (a.seat, a.call) AND e.n > a.n
WHERE a.made_in = a.call
    AND e.line ~ '"kind":"(follow-up-amended|corrected)"'
ORDER BY 1, 2, 3, 4
"""


class Held(Struct, frozen=True):
    """What a promise `holds`, each with what it is called, and what it `lacks`.

    `number_is` is what the number is called that the list has of it.
    """

    holds: tuple[tuple[str, str], ...] = ()
    lacks: tuple[str, ...] = ()
    number_is: str = usual_label(CALLERS_NUMBER)


def held(connection: Connection, keys: Sequence[Key]) -> dict[Key, Held]:
    """By promise, what it holds, as far as what made it can be read."""
    columns = [list(column) for column in zip(*keys, strict=True)] or [[], [], []]
    rows = connection.execute(_LINES, columns, prepare=False).fetchall()
    return {
        key: held_by(key[2], [(n, str(line)) for *_, n, line in lines])
        for key, lines in groupby(rows, lambda row: row[:3])
    }


def held_by(of: int, lines: Sequence[tuple[int, str]]) -> Held:
    """What these lines, each with its number, say of the promise that has number `of`."""
    events = {n: event for n, line in lines if (event := _event(n, line)) is not None}
    gone = {event.of for event in events.values() if isinstance(event, Corrected)}
    made = next((one for one in events.values() if isinstance(one, FollowUpAdded)), None)
    if made is None:
        return Held()
    fields = made.fields
    for n, event in events.items():
        if isinstance(event, FollowUpAmended) and event.of == of and n not in gone:
            fields = event.fields
    listed = (*_LISTED, made.phone)
    told = [(name, text) for name, text in made.spelled(fields) if name not in listed]
    known = {name for name, text in fields if text.strip()}
    lacking = (name for name in made.needs if name not in known)
    return Held(
        tuple((_label(made, name), plain_line(text)) for name, text in told if text.strip()),
        tuple(_label(made, name) for name in lacking),
        _label(made, made.phone or CALLERS_NUMBER),
    )


def lacking(held: Held, number: str, filled_in: Iterable[str]) -> tuple[str, ...]:
    """What it still lacks, with this number by now, and with what these notes say was filled in."""
    notes = " · ".join(filled_in)
    known = {held.number_is} if number else set()
    return tuple(one for one in held.lacks if one not in known and f"{one}: " not in notes)


def _label(made: FollowUpAdded, field: str) -> str:
    return plain_line(made.label_of(field) or usual_label(field))


def _event(n: int, line: str) -> object:
    """What a line of a call says, or what one of a register writes down; None for what is neither.

    A seat may have a later version of this program, or be none.
    """
    with contextlib.suppress(RecordError, ValueError, msgspec.ValidationError):
        if '"kind":"promised"' not in line:
            [entry] = decoded([line.encode("ascii")], n)
            return entry.event
        told = after_call(json.loads(line))
        return told.what.promised if isinstance(told.what, PromiseAdded) else None
    return None
