"""What a board reads of a desk, and what a supervisor does there, over one connection."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import replace
from psycopg.rows import TupleRow

from guide.call.ask_times import WAIT_SECONDS
from guide.call.context import Refused
from guide.call.events import AskKind
from guide.call.rules.names import meant_name
from guide.desk import by_voice, owed
from guide.desk.answers import BEGUN_SINCE, answer_hash
from guide.desk.asks import Ask, followed, in_order
from guide.desk.borne_out import as_its_call_says, lines_before
from guide.desk.by_voice import Countersign, Voiced
from guide.desk.connection import Connection, be_held_up_by_nobody, is_supervisor, one, patience
from guide.desk.erasing import erased_of, why_gone
from guide.desk.evidence import evidence_in
from guide.desk.following import follow
from guide.desk.live_calls import LATELY, Key, LiveCalls
from guide.desk.owed import Doing, OwedPromise, Page, Wanted
from guide.errors import DeskError
from guide.record.places import CALL_ID
from guide.session.at_desk import AskState
from guide.text import capital, plain, plain_line

CHANNELS = ("desk_ask", "desk_answer", "desk_event", "desk_promise")
"""What the desk tells of; see sql/0007 and sql/0008-board.sql."""

_SHIFT = "12 hours"
"""Whoever asked longer ago than this waits for nobody any more."""

_THREATS = "7 days"
"""A threat is told until somebody has taken note of it, for so long at most."""

_HERE = "30 seconds"
"""Whoever was heard of since is here."""

_AT_BOARD = f"""EXISTS (
    SELECT FROM desk.presence AS p
    WHERE (p.login, p.place) = (w."by", 'board') AND p.at > now() - interval '{_HERE}'
        AND NOT {BEGUN_SINCE}
)"""
"""Whether whoever gave the answer `w` is at the board since."""

_STATE = f"CASE WHEN w.state = 'taken' AND NOT {_AT_BOARD} THEN 'seen' ELSE w.state END"
"""What the answer `w` says by now: whoever took an ask and has gone since has only seen it."""

_OVER = timedelta(minutes=10)
"""What was asked on a call that is over is told as that for so long: nobody can answer it."""

_ANSWERED = "23505"
"""What the database calls a second final answer."""

_OF_ONE = 20
"""So many asks of one login are read, those first that somebody waits for: more are counted."""

_ASKS = f"""
WITH waiting AS (
    SELECT a.id, given.answers, count(*) OVER (PARTITION BY a.seat) AS every,
        row_number() OVER (PARTITION BY a.seat ORDER BY a.kind <> 'threat',
            extract(epoch FROM now() - a.at) >= CASE jsonb_typeof(a.evidence -> 'waits')
                WHEN 'number' THEN (a.evidence ->> 'waits')::numeric ELSE {WAIT_SECONDS} END,
            a.at, a.id) AS place
    FROM desk.ask AS a LEFT JOIN LATERAL (
        SELECT json_agg(json_build_array({_STATE}, w."by", w.reason, w.at)
                ORDER BY w.id) AS answers,
            bool_or(w.state IN ('granted', 'refused', 'withdrawn', 'nobody')) AS over
        FROM desk.answer AS w WHERE w.ask = a.id
    ) AS given ON true
    WHERE a.at > now() - interval '{_THREATS}' AND NOT coalesce(given.over, false)
        AND (a.kind = 'threat' OR a.at > now() - interval '{_SHIFT}')
)
SELECT a.id, a.seat, a.at, a.call, a.n, a.hash, a.kind, a.ground, a.words, a.evidence::text,
    a.first_to,
    coalesce(waiting.answers, '[]'::json), coalesce((
        SELECT position('"kind":"ended"' IN e.line) > 0 FROM desk.event AS e
        WHERE (e.seat, e.journal) = (a.seat, a.call) ORDER BY e.n DESC LIMIT 1
    ), false), waiting.every, now()
FROM waiting JOIN desk.ask AS a USING (id) WHERE waiting.place <= {_OF_ONE}
"""
_LIVE = """
SELECT w.seat, w.journal FROM desk.witness AS w
WHERE w.at > now() - %s AND w.journal ~ %s GROUP BY w.seat, w.journal
HAVING NOT EXISTS (
    SELECT FROM desk.event AS e WHERE (e.seat, e.journal, e.n) = (w.seat, w.journal, max(w.n))
        AND position('"kind":"ended"' IN e.line) > 0
)
ORDER BY w.journal, w.seat
"""


_CLOSED = """
SELECT p.seat, p.call, array_agg(p.n) FROM desk.promise AS p
JOIN unnest(%s::text[], %s::text[]) AS asked (seat, journal)
    ON (p.seat, p.call) = (asked.seat, asked.journal)
WHERE p.closed GROUP BY p.seat, p.call
"""


class Here(Struct, frozen=True):
    """Somebody who is here: at a `seat` or at a `board`."""

    login: str
    place: str


class OpenAsks(Struct, frozen=True):
    """The asks that are open; and by login, how many `more` there are of it."""

    asks: tuple[Ask, ...]
    more: tuple[tuple[str, int], ...] = ()


class BoardData:
    """Reads a desk for a board. Its `login` is the supervisor's."""

    def __init__(self, connection: Connection) -> None:
        """Raises DeskError where there is no desk, or the login is no supervisor's."""
        self._connection = connection
        self._read: dict[int, Ask] = {}
        be_held_up_by_nobody(connection)
        with patience(connection):
            [login] = one(connection, "SELECT session_user::text")
        self.login = plain_line(str(login))
        if not is_supervisor(connection):
            raise NoSupervisor(
                f"The board is for supervisors, and {self.login} is none at this desk. Whoever"
                f" administers it lets you in: guide desk users add {self.login} --role supervisor"
            )

    def listen(self) -> None:
        """Be told from now on of what is new."""
        with patience(self._connection):
            for channel in CHANNELS:
                self._connection.execute(f"LISTEN {channel}".encode())

    def take_notices(self) -> None:
        """Have what the desk tells of handed to whoever listens to the connection."""
        with patience(self._connection):
            self._connection.execute("SELECT")

    def be_here(self) -> None:
        """Tell the desk that somebody is at this board."""
        with patience(self._connection):
            self._connection.execute("SELECT desk.here('board')")

    def leave(self) -> None:
        """Tell the desk that nobody is at this board any more."""
        with patience(self._connection):
            self._connection.execute("SELECT desk.leave('board')")

    def now(self) -> datetime:
        """The server's time, in UTC."""
        with patience(self._connection):
            [now] = one(self._connection, "SELECT clock_timestamp()")
        return cast("datetime", now)

    def here(self) -> tuple[Here, ...]:
        """Who is here, boards first, by name."""
        with patience(self._connection):
            found = self._connection.execute(
                "SELECT login, place FROM desk.presence"
                f" WHERE at > now() - interval '{_HERE}' ORDER BY place, login"
            ).fetchall()
        return tuple(Here(plain_line(login), place) for login, place in found)

    def seats(self) -> dict[str, datetime]:
        """When the program at each login's seat was heard of last, by the server's clock (UTC)."""
        with patience(self._connection):
            found = self._connection.execute(
                "SELECT login, at FROM desk.presence WHERE place = 'seat'"
            ).fetchall()
        return {str(login): at for login, at in found}

    def asks(self) -> OpenAsks:
        """The asks that are open, in the order in which they are shown."""
        with patience(self._connection):
            found = self._connection.execute(_ASKS).fetchall()
        if not found:
            return OpenAsks(())
        now = found[0][-1]
        every = {plain_line(str(row[1])): int(row[-2]) for row in found}
        more = {seat: count - _OF_ONE for seat, count in every.items() if count > _OF_ONE}
        asks = [self._ask(row[:-2]) for row in found]
        self._read = {one.id: self._read[one.id] for one in asks}
        told = (one for one in asks if one.is_of_use or now - one.at < _OVER)
        return OpenAsks(in_order(told, now), tuple(sorted(more.items())))

    def _ask(self, row: TupleRow) -> Ask:
        """An ask as its call says it: that is read once, what it rests on does not change."""
        *told, answers, over = row
        if told[0] not in self._read:
            one = _written(told)
            self._read[one.id] = as_its_call_says(one, lines_before(self._connection, one))
        given = [(s, by, why, datetime.fromisoformat(since)) for s, by, why, since in answers]
        return followed(replace(self._read[told[0]], over=over), given)

    def to_countersign(self) -> tuple[Voiced, ...]:
        """As `by_voice.to_countersign`."""
        return by_voice.to_countersign(self._connection)

    def countersign(self, voiced: Voiced, state: Countersign, reason: str) -> str | Refused:
        """As `by_voice.countersign`."""
        return by_voice.countersign(self._connection, self.login, voiced, state, reason)

    def live(self) -> list[Key]:
        """The journals of the calls that go on."""
        with patience(self._connection):
            found = self._connection.execute(_LIVE, (LATELY, f"^{CALL_ID}$")).fetchall()
        return [(seat, journal) for seat, journal in found]

    def closed(self, keys: Collection[Key]) -> dict[Key, frozenset[int]]:
        """By call, the numbers of what it promised and is closed by now."""
        if not keys:
            return {}
        seats, journals = map(list, zip(*keys, strict=True))
        with patience(self._connection):
            found = self._connection.execute(_CLOSED, (seats, journals)).fetchall()
        return {(seat, journal): frozenset(numbers) for seat, journal, numbers in found}

    def follow(self, calls: LiveCalls, keys: Iterable[Key]) -> None:
        """Bring calls up to date with what the desk received of these journals."""
        follow(self._connection, calls, keys)

    def erased(self, calls: Iterable[Key]) -> list[Key]:
        """As `erasing.erased_of`."""
        return erased_of(self._connection, calls)

    def page(self, wanted: Wanted, until: datetime) -> Page:
        """As `owed.page_of`."""
        return owed.page_of(self._connection, wanted, until)

    def do(
        self,
        promise: OwedPromise,
        doing: Doing,
        note: str,
        to_whom: str = "",
        until: datetime | None = None,
        of: int | None = None,
    ) -> owed.Recorded | Refused:
        """As `owed.do`."""
        to_whom = meant_name(to_whom, self.login)
        return owed.do(self._connection, promise, doing, note, to_whom, until, of)

    def answer(self, ask: Ask, state: AskState, reason: str) -> str | Refused:
        """Answer an ask; what to tell of it, or why it is not answered so.

        Of two who answer, the second is told.
        """
        reason = plain_line(reason)[:_MOST_REASON]
        if state is AskState.REFUSED and not reason:
            return Refused("Write down why: the agent reads it.")
        if ask.seat == self.login:
            return Refused("You asked that yourself: somebody else has to answer it.")
        if ask.kind == AskKind.THREAT and state is AskState.REFUSED:
            return Refused("A threat is not refused: g takes note of it.")
        if not ask.is_of_use:
            return Refused("That call is over: nobody waits for an answer.")
        digest = answer_hash(ask.id, ask.hash, state, self.login, reason)
        try:
            with patience(self._connection):
                done = self._connection.execute(
                    "INSERT INTO desk.answer (ask, state, reason, hash)"
                    " SELECT a.id, %s, %s, %s FROM desk.ask AS a WHERE a.id = %s"
                    " AND NOT EXISTS (SELECT FROM desk.answer AS w WHERE w.ask = a.id AND ("
                    " w.state IN ('granted', 'refused', 'withdrawn', 'nobody')"
                    f" OR (w.state = %s AND w.state = 'taken' AND {_AT_BOARD})"
                    " OR (w.state = %s AND w.state = 'seen' AND w.by = session_user)))",
                    (state, reason, digest, ask.id, state, state),
                )
        except DeskError as error:
            if error.code != _ANSWERED:
                raise
            return self._answered_before(ask)
        said = _GRANTED.get(ask.kind, "Granted") if state is AskState.GRANTED else _SAID[state]
        return f"{said}: {ask.agent}." if done.rowcount else self._answered_before(ask)

    def as_it_stands(self, ask: Ask) -> Ask:
        """An ask as it is by now, open or not."""
        with patience(self._connection):
            found = self._connection.execute(
                f'SELECT {_STATE}, w."by", w.reason, w.at FROM desk.answer AS w'
                " WHERE w.ask = %s ORDER BY w.id",
                (ask.id,),
            ).fetchall()
        return followed(ask, found)

    def _answered_before(self, ask: Ask) -> str | Refused:
        now = self.as_it_stands(ask)
        if now.state is AskState.WRITTEN:
            return why_gone(self._connection)
        if now.by == self.login or now.state is AskState.SEEN:
            return ""
        why = f" ({now.reason})" if now.reason else ""
        return Refused(f"{capital(now.told)} before you{why}. Nothing of yours was recorded.")


class NoSupervisor(DeskError):
    """A login that may not have a board: somebody has to change that first."""


_MOST_REASON = 1_000
_SAID = {
    AskState.SEEN: "Seen",
    AskState.TAKEN: "Taken",
    AskState.REFUSED: "Refused",
}
_GRANTED: Mapping[str, str] = {
    AskKind.PERMISSION: "Granted",
    AskKind.MANAGER: "You join",
    AskKind.THREAT: "You took note of the threat",
    AskKind.HAND_OVER: "You take over",
}
"""What is told of a yes to each kind of ask, before whose it is."""


def _written(row: Sequence[Any]) -> Ask:
    """An ask as its row has it, which its login wrote."""
    number, seat, at, call, n, digest, kind, ground, words, evidence, first_to = row
    return Ask(
        number,
        plain_line(seat),
        at,
        plain_line(call),
        n,
        plain_line(digest),
        kind,
        plain_line(ground),
        plain(words).strip(),
        evidence_in(evidence),
        plain_line(first_to),
    )
