"""What agents ask of the board, as it is read there: in which order, and whom it rings for. Pure.

All of it was written by others: nothing here holds what could command a terminal.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from guide.call.events import AskKind
from guide.desk.evidence import Evidence
from guide.session.at_desk import AskState, is_with
from guide.text import plain_line


class Ask(Struct, frozen=True):
    """An ask and what has become of it; times are the server's, in UTC.

    `hash` is that of event `n` of the call, on which it rests. `by` brought it to its `state` at
    `since`, with this reason; `seen_by` are all who have looked at it.
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
        """Its state in words, with whom it is from."""
        return f"{self.state} by {self.by}" if self.by else str(self.state)

    def is_for(self, login: str, now: datetime, here: Collection[str]) -> bool:
        """Whether it is this supervisor's to answer at a moment (the server's, in UTC).

        `here` are those who are at a board: whoever has gone meanwhile keeps nobody waiting.
        """
        since = (now - self.at).total_seconds()
        alone = is_with(self.first_to, since, self.evidence.first_seconds, here)
        return self.seat != login and (self.first_to == login or not alone)

    def is_waited_for(self, now: datetime) -> bool:
        """Whether an answer is still of use: a threat is told however late it is."""
        waited = (now - self.at).total_seconds()
        return self.kind == AskKind.THREAT or waited < self.evidence.waits

    def rings(self, login: str, now: datetime, here: Collection[str]) -> bool:
        """Whether it calls for this supervisor: until somebody takes it, or nobody waits."""
        waits = self.state in (AskState.WRITTEN, AskState.SEEN) and self.is_waited_for(now)
        return waits and self.is_for(login, now, here)


def named(login: str, name: str) -> str:
    """Somebody by login, which cannot be made up, and by name where that tells more."""
    return login if not name or name.casefold() == login.casefold() else f"{name} ({login})"


def in_order(asks: Iterable[Ask]) -> tuple[Ask, ...]:
    """The oldest first."""
    return tuple(sorted(asks, key=lambda one: (one.at, one.id)))


Answer = tuple[str, str, str, datetime]
"""AskState, by whom, the reason, when (UTC)."""


def followed(ask: Ask, answers: Sequence[Answer]) -> Ask:
    """The ask after its answers, in their order: one that was only seen since stays taken."""
    states = [AskState(one[0]) for one in answers]
    standing = max(range(len(states)), key=lambda n: (_rank(states[n]), -n), default=None)
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
