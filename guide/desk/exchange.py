"""Asks on their way to the desk, and answers on their way back, over one connection.

What a call has on record is what the desk is brought to: an ask is there once, whoever was killed
in between; one that was taken back is taken back there too. What the desk says is read again
whenever it rings, or the outbox looks: no answer rests on a message that may be lost. What somebody
decided counts only with the hash that it must have, over the agent's own record of what was asked.
"""

import contextlib
from collections.abc import Callable
from typing import cast

import psycopg

from guide.call.events import AskAnswer
from guide.call.fold import call_of
from guide.call.state import Ask, Call
from guide.desk.answers import BEGUN_SINCE, answer_hash
from guide.desk.asking import HERE_SECONDS, Asks, Of, evidence, heard_of
from guide.desk.bounds import TEXT, WORDS
from guide.desk.connection import Connection, patience, told
from guide.desk.evidence import as_json
from guide.errors import GuideError
from guide.record.calls import find_files, find_kept_call
from guide.record.codec import own_hash, sound_lines
from guide.record.disk import contents
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.session.at_desk import AskState, Heard
from guide.session.clock import Clock, SystemClock
from guide.text import plain_line

_ASK = """
WITH rests_on AS (
    SELECT journal, n, hash FROM desk.witness
    WHERE journal = %(call)s AND n = %(n)s AND seat = session_user ORDER BY at DESC LIMIT 1
), new AS (
    INSERT INTO desk.ask (call, n, hash, kind, ground, words, evidence, first_to)
    SELECT journal, n, hash, %(kind)s, %(ground)s, %(words)s,
        %(evidence)s::jsonb, %(to)s
    FROM rests_on ON CONFLICT DO NOTHING RETURNING id
)
SELECT id FROM new
UNION ALL
SELECT ask.id FROM desk.ask JOIN rests_on ON ask.call = journal AND ask.n = rests_on.n
    AND ask.hash = rests_on.hash WHERE ask.seat = session_user
"""
"""Gives the id of the ask, new or not; nothing while the desk lacks the event that it rests on."""

_STATES = {state.value: state for state in AskState}

_KNOWN = "SELECT id FROM desk.ask WHERE call = %s AND n = %s AND seat = session_user"

_LEFT = """
SELECT DISTINCT call FROM desk.ask AS asked WHERE seat = session_user AND (
    NOT EXISTS (
        SELECT FROM desk.answer WHERE ask = asked.id
            AND state IN ('granted', 'refused', 'withdrawn', 'nobody')
    ) OR kind = 'threat' AND at > clock_timestamp() - interval '7 days'
)
"""
"""The calls with asks that nothing became of, or that somebody may have taken note of meanwhile."""


class Exchange:
    """Speaks with the desk about asks; after an error it is done with, and another begins anew."""

    def __init__(
        self,
        connection: Connection,
        asks: Asks,
        places: Places,
        ring: Callable[[], None],
        clock: Clock | None = None,
    ) -> None:
        """`ring` is called where the desk rang while something else was read from it.

        Raises DeskAway where the desk cannot be reached.
        """
        self._connection = connection
        self._asks = asks
        self._places = places
        self._clock = clock or SystemClock()
        self._ids: dict[Of, int] = {}
        self._settled: set[Of] = set()
        self._own: dict[Of, frozenset[str]] = {}
        self._ring = ring
        # What is heard is read from the tables: that it rings is enough.
        connection.add_notify_handler(lambda _: ring())
        with patience(connection):
            connection.execute("LISTEN desk_answer")
            left = connection.execute(_LEFT).fetchall()
        self._left = [*filter(None, (_on_disk(str(call), places) for (call,) in left))]

    def look_who_is_there(self) -> bool:
        """Ask who is at the board, but for oneself; whether that has changed."""
        with patience(self._connection):
            found = self._connection.execute(
                "SELECT login FROM desk.presence WHERE place = 'board' AND login <> session_user"
                " AND at > clock_timestamp() - make_interval(secs => %s) ORDER BY login",
                (HERE_SECONDS,),
            ).fetchall()
        return self._asks.see(tuple(plain_line(str(login)) for (login,) in found))

    def exchange(self) -> bool:
        """Bring what is asked to the desk, and hear what became of it; whether that is news.

        All that it rests on has been sent before.
        """
        self._take_in_what_rang()
        followed = {call.id: call for call in (*self._left, *self._asks.followed())}
        self._left.clear()
        waiting = [
            (call, ask)
            for call in followed.values()
            for ask in call.asks
            if not (ask.became and ask.became.of_board) and (call.id, ask.n) not in self._settled
        ]
        if not waiting:
            return False
        with patience(self._connection):
            for call, ask in waiting:
                self._bring(call, ask)
            news = self._hear(waiting)
            taken_back = [(call, ask) for call, ask in waiting if ask.became is not None]
            if ringing := [one for one in taken_back if self._rings(*one, news)]:
                for call, ask in ringing:
                    self._take_back(call, ask)
                news = self._hear(waiting)
        self._settled |= {
            (call.id, ask.n)
            for call, ask in taken_back
            if (call.id, ask.n) not in news or news[call.id, ask.n].state.is_last
        }
        self._note_threats(waiting, news)
        self._hear_rings_behind_answers()
        return self._asks.hear(news)

    def _hear_rings_behind_answers(self) -> None:
        """Ring for what came in behind an answer: nothing more comes in for it, and it is read."""
        while self._connection.pgconn.notifies():
            self._ring()

    def _note_threats(self, waiting: list[tuple[Call, Ask]], news: dict[Of, Heard]) -> None:
        """Have on record who took note of a threat of a call that has ended: it takes no event."""
        for call, ask in waiting:
            heard = news.get((call.id, ask.n), Heard())
            if call.ended and ask.became is None and heard.state is AskState.GRANTED:
                # The register is not loaded before it is needed.
                from guide.desk.after_the_call import note_who_was_told

                note_who_was_told(self._places, call, ask, heard.by)
                self._settled.add((call.id, ask.n))

    def _take_in_what_rang(self) -> None:
        """Read what the server sent by itself: until then the connection has something to read."""
        try:
            self._connection.pgconn.consume_input()
        except psycopg.Error as error:
            raise told(error) from None
        while self._connection.pgconn.notifies():
            pass

    def _bring(self, call: Call, ask: Ask) -> None:
        """Have the ask at the desk, once; one that was taken back before it got there is not."""
        of = (call.id, ask.n)
        if of in self._ids:
            return
        if ask.became is not None:
            row = self._connection.execute(_KNOWN, of).fetchone()
        else:
            now = self._clock.now().at
            known = evidence(call, ask, self._asks.first_seconds, now)
            values = {
                "call": call.id,
                "n": ask.n,
                "kind": ask.event.about.value,
                "ground": plain_line(ask.event.label)[:TEXT],
                "words": plain_line(known.said)[:WORDS],
                "evidence": as_json(known),
                "to": plain_line(ask.event.to)[:TEXT],
            }
            row = self._connection.execute(_ASK, values).fetchone()
        if row is not None:
            self._ids[of] = cast("int", row[0])

    def _hear(self, waiting: list[tuple[Call, Ask]]) -> dict[Of, Heard]:
        ids = {self._ids[of]: of for call, ask in waiting if (of := (call.id, ask.n)) in self._ids}
        if not ids:
            return {}
        rows = self._connection.execute(
            "SELECT w.ask, a.hash, CASE WHEN w.state = 'taken' AND EXISTS (SELECT"
            " FROM desk.presence AS p WHERE (p.login, p.place) = (w.by, 'board')"
            f" AND {BEGUN_SINCE}) THEN 'seen' ELSE w.state END,"
            " w.by, w.reason, w.hash FROM desk.answer AS w"
            " JOIN desk.ask AS a ON a.id = w.ask WHERE w.ask = ANY(%s) ORDER BY w.id",
            ([*ids],),
        ).fetchall()
        answers: dict[Of, list[Heard]] = {of: [] for of in ids.values()}
        for ask, asked, state, *texts in rows:
            # A desk of a later version may say more than is known here.
            if state in _STATES:
                by, reason, hashed = map(plain_line, texts)
                heard = Heard(_STATES[state], by, reason, hashed)
                due = answer_hash(ask, asked, state, by, reason)
                fits = hashed == due and asked in self._own_hashes(ids[ask])
                unfit = heard.state.of_board and not fits
                answers[ids[ask]].append(Heard(AskState.UNFIT, by) if unfit else heard)
        return {of: heard_of(each) for of, each in answers.items()}

    def _own_hashes(self, of: Of) -> frozenset[str]:
        """The hashes that the event which asks has in the agent's own files of the call."""
        if not self._own.get(of):
            self._own[of] = _hashes_on_disk(*of, self._places)
        return self._own[of]

    def _rings(self, call: Call, ask: Ask, news: dict[Of, Heard]) -> bool:
        """Whether the board still has an ask for one that waits for an answer."""
        heard = news.get((call.id, ask.n))
        return heard is not None and not heard.state.is_last

    def _take_back(self, call: Call, ask: Ask) -> None:
        """Have the desk know that nobody waits for an answer any more."""
        state = "nobody" if ask.became is AskAnswer.NOBODY else "withdrawn"
        self._connection.execute(
            "INSERT INTO desk.answer (ask, state, reason) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (self._ids[call.id, ask.n], state, plain_line(ask.reason)),
        )


def _on_disk(call: str, places: Places) -> Call | None:
    """A call as its journal has it; None where that is gone or cannot be read."""
    with contextlib.suppress(GuideError):
        reading = read_journal(find_kept_call(places, call, training=False))
        if reading.entries:
            return call_of(reading.entries)
    return None


def _hashes_on_disk(call: str, n: int, places: Places) -> frozenset[str]:
    """The hashes of an event in each file of a call that has it: one, unless that has branched."""
    found = set[str]()
    with contextlib.suppress(GuideError):
        for path in find_files(places, call, training=False):
            found |= {own_hash(line) or "" for line in sound_lines(contents(path)).lines[n - 1 : n]}
    return frozenset(found - {""})
