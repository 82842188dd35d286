"""What agents ask of the board, as it is read there: in which order, and whom it rings for. Pure.

All of it was written by others: nothing here holds what could command a terminal.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from guide.call.events import AskKind
from guide.desk.evidence import Evidence
from guide.session.at_desk import AskState, is_with
from guide.text import plain_line

_FEW = 2
"""So many threats of one login, and so many other asks, come before what else is asked."""


class Ask(Struct, frozen=True):
    """An ask and what has become of it; times are the server's, in UTC.

    `hash` is that of event `n` of the call, on which it rests. `by` brought it to its `state` at
    `since`, with this reason; `seen_by` are all who have looked at it. `over`: its call has ended.
    `problem`: why what is told of the call is not read from it.
    """

    id: int
    seat: str
    at: datetime
    call: str
    n: int
    hash: str
    kind: str
    ground: str = ""
    words: str = ""
    evidence: Evidence = Evidence()
    first_to: str = ""
    state: AskState = AskState.WRITTEN
    by: str = ""
    reason: str = ""
    since: datetime | None = None
    seen_by: tuple[str, ...] = ()
    over: bool = False
    problem: str = ""

    @property
    def agent(self) -> str:
        """Who asks: the login, and the name where that is another."""
        return named(self.seat, self.evidence.agent)

    @property
    def said(self) -> str:
        """The caller's words."""
        return self.words or self.evidence.said

    @property
    def told(self) -> str:
        """Its state in words, with whom it is from; a threat is taken note of."""
        noted = self.kind == AskKind.THREAT and self.state is AskState.GRANTED
        state = "noted" if noted else str(self.state)
        return f"{state} by {self.by}" if self.by else state

    def is_for(self, login: str, now: datetime, here: Collection[str]) -> bool:
        """Whether it is this supervisor's to answer at a moment (the server's, in UTC).

        `here` are those who are at a board: whoever has gone meanwhile keeps nobody waiting. What
        somebody who was asked first has refused is asked of all others.
        """
        since = (now - self.at).total_seconds()
        alone = is_with(self.first_to, since, self.evidence.first_seconds, here)
        mine = self.first_to == login or not (alone or self.is_refused_by(login))
        return self.seat != login and mine

    def is_refused_by(self, login: str) -> bool:
        """Whether this supervisor has refused this very ask; what is asked anew is another."""
        return self.evidence.refused_first == login

    @property
    def is_of_use(self) -> bool:
        """Whether it can be answered: once its call is over, a threat alone can."""
        return not self.over or self.kind == AskKind.THREAT

    def is_waited_for(self, now: datetime) -> bool:
        """Whether an answer is still of use: a threat is told however late it is."""
        waited = (now - self.at).total_seconds()
        return self.kind == AskKind.THREAT or (not self.over and waited < self.evidence.waits)

    def waits(self, now: datetime) -> bool:
        """Whether somebody waits for it to be taken or answered."""
        return self.state in (AskState.WRITTEN, AskState.SEEN) and self.is_waited_for(now)

    def rings(self, login: str, now: datetime, here: Collection[str]) -> bool:
        """Whether it calls for this supervisor: until somebody takes it, or nobody waits."""
        return self.waits(now) and self.is_for(login, now, here)


def named(login: str, name: str) -> str:
    """Somebody by login, which cannot be made up, and by name where that tells more.

    The login comes first: no name, however long, takes its place.
    """
    return login if not name or name.casefold() == login.casefold() else f"{login} ({name})"


def in_order(asks: Iterable[Ask], now: datetime) -> tuple[Ask, ...]:
    """At a moment (the server's, in UTC): first what somebody waits for, then what is taken.

    Then what nobody waits for any more, and last what cannot be answered. Of each: threats first,
    then the oldest; what one login asks besides, threats too, comes behind the others' asks.
    """
    so_many = Counter[tuple[str, bool, int]]()
    ordered: list[tuple[int, bool, bool, Ask]] = []
    for ask in sorted(asks, key=lambda one: (one.at, one.id)):
        threat, late = ask.kind == AskKind.THREAT, _lateness(ask, now)
        so_many[ask.seat, threat, late] += 1
        ordered.append((late, so_many[ask.seat, threat, late] > _FEW, not threat, ask))
    return tuple(one[-1] for one in sorted(ordered, key=itemgetter(0, 1, 2)))


def _lateness(ask: Ask, now: datetime) -> int:
    if not ask.is_of_use:
        return 3
    if ask.waits(now):
        return 0
    return 1 if ask.is_waited_for(now) else 2


Answer = tuple[str, str, str, datetime]
"""AskState, by whom, the reason, when (UTC)."""


def followed(ask: Ask, answers: Sequence[Answer]) -> Ask:
    """The ask after its answers, in their order: one that was only seen since stays taken.

    Of two who took it, it is with the second: the first had gone by then.
    """
    states = [AskState(one[0]) for one in answers]
    standing = max(range(len(states)), key=lambda n: (_rank(states[n]), n), default=None)
    if standing is None:
        return ask
    state, by, reason, since = answers[standing]
    seen = tuple(dict.fromkeys(plain_line(one[1]) for one in answers if one[0] == AskState.SEEN))
    return replace(
        ask,
        state=AskState(state),
        by=plain_line(by),
        reason=plain_line(reason),
        since=since,
        seen_by=seen,
    )


def _rank(state: AskState) -> int:
    return 3 if state.is_last else [AskState.WRITTEN, AskState.SEEN, AskState.TAKEN].index(state)
