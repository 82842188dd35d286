"""What agents ask of the board, as it is read there: in which order, and whom it rings for. Pure.

All of it was written by others: nothing here holds what could command a terminal.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from guide.call.events import AskKind
from guide.session.at_desk import AskState, is_with
from guide.text import plain_line

FOR_ONE = 20
"""For so many seconds an ask is for whom it was written first, where it does not say how long."""

_MOST = 20
_MOST_SECONDS = 3_600
_MOST_WORDS = 2_000


class WarningTold(Struct, frozen=True):
    """A warning that was given before: when, for which reason, permitted by whom, as texts."""

    at: str = ""
    ground: str = ""
    by: str = ""


class RefusedTold(Struct, frozen=True):
    """That the same was refused before on this call: by whom, and why."""

    by: str = ""
    reason: str = ""


class Evidence(Struct, frozen=True):
    """What the agent's program tells of the call with an ask.

    For `first_seconds` it is for whom it was written first alone; `until` then (UTC) the agent
    waits for an answer.
    """

    agent: str = ""
    caller: str = ""
    number: str = ""
    concern: str = ""
    script: str = ""
    step: str = ""
    efforts: int = 0
    said: str = ""
    warnings: tuple[WarningTold, ...] = ()
    refused: tuple[RefusedTold, ...] = ()
    first_seconds: int = FOR_ONE
    until: datetime | None = None


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
        until = self.evidence.until
        return until is None or now < until or self.kind == AskKind.THREAT

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


def evidence_of(told: object) -> Evidence:
    """What of an agent's evidence can be understood; the rest is left out."""
    if not isinstance(told, Mapping):
        return Evidence()
    efforts, first = told.get("efforts"), told.get("first_seconds")
    return Evidence(
        agent=_line(told, "agent"),
        caller=_line(told, "caller"),
        number=_line(told, "number"),
        concern=_line(told, "concern"),
        script=_line(told, "script"),
        step=_line(told, "step"),
        efforts=efforts if type(efforts) is int and 0 <= efforts < 1_000 else 0,
        said=_line(told, "said"),
        warnings=tuple(
            WarningTold(*(_line(one, name) for name in ("at", "ground", "by")))
            for one in _each(told.get("warnings"))
        ),
        refused=tuple(
            RefusedTold(_line(one, "by"), _line(one, "reason"))
            for one in _each(told.get("refused"))
        ),
        first_seconds=first if type(first) is int and 0 <= first < _MOST_SECONDS else FOR_ONE,
        until=moment(told.get("until")),
    )


def _each(told: object) -> Iterator[Mapping[str, object]]:
    if isinstance(told, Sequence):
        yield from (one for one in told[:_MOST] if isinstance(one, Mapping))


def _line(told: Mapping[str, object], name: str) -> str:
    found = told.get(name)
    return plain_line(found[:_MOST_WORDS]) if isinstance(found, str) else ""


def moment(told: object) -> datetime | None:
    """A moment in UTC that is told as ISO 8601, with its zone; None where it is none."""
    try:
        found = datetime.fromisoformat(told) if isinstance(told, str) else None
        return found.astimezone(UTC) if found and found.tzinfo else None
    except (ValueError, OverflowError):
        return None
