"""What is asked of the board, as the events of its call say it.

The row of an ask is the asking login's to write: with psql they write there what they like. The
desk has all events of the call up to the one that asks, so that what a supervisor decides on is
read from these.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from guide.call.fold import begin, then
from guide.call.possible import Possible
from guide.call.state import Call
from guide.desk.asking import evidence
from guide.desk.asks import Ask
from guide.desk.bounds import CALLS, TEXT
from guide.desk.connection import Connection, patience
from guide.desk.evidence import as_json, evidence_in
from guide.desk.live_calls import possible_entry
from guide.errors import RecordError
from guide.record.codec import follows
from guide.text import plain, plain_line

Line = tuple[int, str, str]
"""A line that the desk received: its number, its hash and itself."""

NOT_COMPARED = (
    "Its call cannot be read here: what is told of it is the word of that login alone, compared"
    " with nothing."
)


def lines_before(connection: Connection, ask: Ask) -> list[Line]:
    """The lines of the call that asks, up to the event that does, in order; of all branches.

    None of a call that is too long to be read.
    """
    with patience(connection):
        found = connection.execute(
            "SELECT n, hash, line FROM ("
            " SELECT n, hash, line, sum(octet_length(line)) OVER () AS size"
            " FROM desk.event WHERE (seat, journal) = (%s, %s) AND n <= %s"
            ") AS before WHERE size <= %s ORDER BY n",
            (ask.seat, ask.call, ask.n, CALLS),
        ).fetchall()
    return [(n, digest, line) for n, digest, line in found]


def as_its_call_says(ask: Ask, lines: Sequence[Line]) -> Ask:
    """An ask with what these lines say of it; with a `problem` where they cannot be read.

    How long somebody waits, and for whom it is first, are settings of the seat: they stay.
    """
    try:
        call = _call_up_to(ask, lines)
        [asked] = [one for one in call.asks if one.n == ask.n]
        told = evidence(call, asked, ask.evidence.first_seconds, asked.until)
    except (RecordError, ValueError, LookupError):
        return replace(ask, problem=NOT_COMPARED)
    return replace(
        ask,
        kind=asked.event.about.value,
        ground=plain_line(asked.event.label)[:TEXT],
        words=plain(told.said).strip(),
        evidence=evidence_in(as_json(replace(told, waits=ask.evidence.waits))),
    )


def _call_up_to(ask: Ask, lines: Sequence[Line]) -> Call:
    """The call as it was when it asked: of a journal that was written anew, that branch."""
    branch: list[str] = []
    n = ask.n
    for number, digest, line in reversed(lines):
        fits = follows(branch[-1].encode(), digest) if branch else digest == ask.hash
        if number == n and fits:
            branch.append(line)
            n -= 1
    if n:
        raise RecordError("Not all of the call is there.")
    possible = Possible()
    entries = [possible_entry(possible, n, line) for n, line in enumerate(reversed(branch), 1)]
    call = begin(entries[0])
    for entry in entries[1:]:
        call = then(call, entry)
    return call
