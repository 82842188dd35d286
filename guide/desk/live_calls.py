"""Calls that go on, folded from the events that a desk received as the call's own screen does.

What a seat sends is taken for what it is, lines of a hostile program too: such a call is told as
one that cannot be read, and all it says is without what could command a terminal.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from guide.call.events import Entry, Resumed
from guide.call.fold import begin, then
from guide.call.harmless import harmless
from guide.call.possible import Possible
from guide.call.rules.standing import Alarm, needed_to_end
from guide.call.state import Call
from guide.desk.asking import HERE_SECONDS
from guide.desk.asks import named
from guide.desk.bounds import CALLS
from guide.errors import RecordError
from guide.record.codec import GENESIS, decoded, follows
from guide.text import plain_line

LATELY = timedelta(minutes=15)
"""A call that has not ended and of which nothing came for so long is no live one."""

_OF_ONE = 20
"""So many calls of one login are shown: more are counted."""

_FEW = 2
"""So many calls of one login come before what others have."""

_JUST_ENDED = 20
"""So many calls are known for a while that ended while they were followed."""

_TOO_LONG = "It cannot be shown: it is too long, or its login has too much else that goes on."

_TO_THE_END = 2**31 - 1
"""Of a journal that is known up to here nothing more is read."""

_HERE = timedelta(seconds=HERE_SECONDS)

Key = tuple[str, str]
"""A journal: whose it is, and its name."""


class Received(Struct, frozen=True):
    """A line of a journal as the desk received it, and when by the server's clock (UTC)."""

    seat: str
    journal: str
    n: int
    hash: str
    line: str
    at: datetime


class LiveCall(Struct, frozen=True):
    """A call as far as the desk knows it; `received` is when its last event came.

    `first` is when its first event came, and `began` when it began, as far as that can be told by
    the server's clock. Without a `call`, `problem` says why it cannot be shown. `gone_since`: since
    when its program is not heard of any more. `closed` are the numbers of what it promised and
    somebody has closed since.
    """

    seat: str
    journal: str
    received: datetime
    call: Call | None = None
    problem: str = ""
    began: datetime | None = None
    first: datetime | None = None
    gone_since: datetime | None = None
    closed: frozenset[int] = frozenset()

    @property
    def key(self) -> Key:
        return self.seat, self.journal

    @property
    def agent(self) -> str:
        """Whose call it is: the login, and the name where that is another."""
        name = plain_line(self.call.started.agent) if self.call else ""
        return named(self.seat, name)

    @property
    def script(self) -> str:
        """The title of the script in hand."""
        if self.call is None:
            return ""
        here = self.call.here.script
        return plain_line(_titles(self.call).get(here, self.call.started.title))

    @property
    def step(self) -> str:
        return plain_line(self.call.here.title) if self.call else ""

    @property
    def anger(self) -> str:
        return str(self.call.stage.value) if self.call and self.call.stage else ""

    @property
    def heated(self) -> bool:
        return bool(self.call and self.call.stage and self.call.stage.heated)

    @property
    def to_do(self) -> int:
        """How much is owed by now."""
        return sum(one.n not in self.closed for one in self.call.owed) if self.call else 0

    @property
    def threat(self) -> bool:
        """Whether the reason that stands is a threat."""
        stated = self.call.protocol.ground if self.call else None
        return stated is not None and stated.threat

    @property
    def warnings(self) -> str:
        """The warnings given, of those that the reason takes: `1 of 2`; `none` where it takes none.

        Without a reason empty where none was given.
        """
        if self.call is None:
            return ""
        state = self.call.protocol
        if state.ground is None:
            return str(len(state.warnings)) if state.warnings else ""
        if not state.ground.warnings:
            return "none"
        return f"{state.given(state.ground.ground)} of {state.ground.warnings}"

    @property
    def alarm(self) -> Alarm:
        """How loud the counter of warnings is."""
        state = self.call.protocol if self.call else None
        if state and state.ground and needed_to_end(state, state.ground) is None:
            return Alarm.MAY_END
        return Alarm.WARNED if state and state.warnings else Alarm.QUIET

    def ground(self, name: str) -> str:
        """What a reason of this id is called; the id where it is not known here."""
        stated = self.call.protocol.ground if self.call else None
        return plain_line(stated.label if stated and stated.ground == name else name)

    def elapsed(self, now: datetime) -> float:
        """Seconds into the call at a moment (the server's, in UTC); its clock may stand still."""
        if self.call is None:
            return 0.0
        now = min(now, self.gone_since or now)
        last = self.call.last.elapsed
        began = self.began or self.received - timedelta(seconds=last)
        return last if self.call.ended else max(last, (now - began).total_seconds())


def _titles(call: Call) -> dict[str, str]:
    """The titles of the scripts that a call has come to, by id."""
    opened = (entry.event for entry in call.entries)
    others = {
        str(getattr(one, "script", "")): str(getattr(one, "title", ""))
        for one in opened
        if hasattr(one, "title") and hasattr(one, "sha256")
    }
    return {**others, call.started.script: call.started.title}


class Shown(Struct, frozen=True):
    """The calls of a list, in its order, and those `beyond` what is shown of one login."""

    calls: tuple[LiveCall, ...] = ()
    beyond: tuple[LiveCall, ...] = ()


def as_shown(calls: Iterable[LiveCall], seats: Mapping[str, datetime], now: datetime) -> Shown:
    """The calls as a board lists them at a moment (the server's, in UTC).

    The one that came first to the desk is first: by the server's clock, whatever a call says of
    itself. What one login has besides comes behind the others' calls, and beneath these all of
    which the program has gone; `seats` says when each login's was heard of last.
    """
    so_many = Counter[str]()
    ordered: list[tuple[bool, bool, LiveCall]] = []
    beyond: list[LiveCall] = []
    told = (_with_heartbeat(call, seats, now) for call in calls)
    for call in sorted(told, key=lambda one: (one.gone_since is not None, _came(one), one.key)):
        so_many[call.seat] += 1
        if so_many[call.seat] > _OF_ONE:
            beyond.append(call)
        else:
            ordered.append((call.gone_since is not None, so_many[call.seat] > _FEW, call))
    return Shown(tuple(one[-1] for one in sorted(ordered, key=itemgetter(0, 1))), tuple(beyond))


def _came(call: LiveCall) -> datetime:
    return call.first or call.received


def _with_heartbeat(call: LiveCall, seats: Mapping[str, datetime], now: datetime) -> LiveCall:
    """The call, with since when nothing was heard of its program, where that is long."""
    heard = max(call.received, seats.get(call.seat, call.received))
    gone = heard if now - heard > _HERE else None
    return call if call.gone_since == gone else replace(call, gone_since=gone)


class LiveCalls:
    """The calls that go on, brought up to date by what is received; with those that `ended`."""

    def __init__(self, *, ended: bool = False) -> None:
        self._ended = ended
        self._calls: dict[Key, LiveCall] = {}
        self._last: dict[Key, tuple[int, str]] = {}
        self._possible: dict[Key, Possible] = {}
        self._size: dict[Key, int] = {}
        self._held = Counter[str]()
        self._just_ended: dict[Key, LiveCall] = {}

    @property
    def just_ended(self) -> tuple[LiveCall, ...]:
        """Those that ended lately, as they ended, the last of them last."""
        return tuple(self._just_ended.values())

    @property
    def all(self) -> tuple[LiveCall, ...]:
        """In no order."""
        return tuple(self._calls.values())

    def known(self, key: Key) -> int:
        """Up to which event a journal is known; 0 for one that is not."""
        return self._last.get(key, (0, GENESIS))[0]

    def forget_quiet(self, now: datetime) -> None:
        """Leave out the calls of which nothing came lately."""
        for key, one in [*self._calls.items()]:
            if now - one.received > LATELY:
                self._leave_out(key)

    def leave_out(self, keys: Iterable[Key]) -> None:
        """Know nothing more of these calls, ended ones too."""
        for key in keys:
            self._leave_out(key)
            self._just_ended.pop(key, None)

    def take(self, rows: Iterable[Received]) -> set[Key]:
        """Bring the calls up to date; those are given that are to be read from the beginning.

        Rows of one journal come in the order of their numbers.
        """
        anew: set[Key] = set()
        by_key: dict[Key, list[Received]] = {}
        for one in rows:
            by_key.setdefault((one.seat, one.journal), []).append(one)
        for key, lines in by_key.items():
            known, last = self._last.get(key, (0, GENESIS))
            fresh = _chained(lines, known, last)
            if not fresh and lines:
                if known:
                    self._leave_out(key)
                    anew.add(key)
                continue
            self._follow(key, fresh)
        return anew

    def _follow(self, key: Key, fresh: Sequence[Received]) -> None:
        before, last = self._calls.get(key), fresh[-1]
        self._last[key] = last.n, last.hash
        first = before.first if before else fresh[0].at
        if before is not None and before.problem:
            self._calls[key] = replace(before, received=last.at)
            return
        size = sum(len(one.line) for one in fresh)
        self._size[key] = self._size.get(key, 0) + size
        self._held[key[0]] += size
        if self._held[key[0]] > CALLS:
            self._leave_out(key)
            self._last[key] = _TO_THE_END, last.hash
            self._calls[key] = LiveCall(*key, last.at, problem=_TOO_LONG, first=first)
            return
        try:
            call = before.call if before else None
            began = before.began if before else None
            possible = self._possible.setdefault(key, Possible())
            for one in fresh:
                entry = possible_entry(possible, one.n, one.line)
                call = begin(entry) if call is None else then(call, entry)
                began = _began(began, entry, one.at)
        except (RecordError, ValueError, LookupError) as error:
            # A seat may have a later version of this program, or be none.
            told = (
                str(error) if isinstance(error, RecordError) else "what its seat sent is no call."
            )
            problem = f"It cannot be shown: {plain_line(told)}"
            self._calls[key] = LiveCall(*key, last.at, problem=problem, first=first)
            return
        live = LiveCall(*key, last.at, call, began=began, first=first)
        if call is not None and call.ended is not None and not self._ended:
            followed = before is not None and self._size[key] <= CALLS // _JUST_ENDED
            self._leave_out(key)
            ended = [*self._just_ended.values(), live] if followed else self._just_ended.values()
            self._just_ended = {one.key: one for one in [*ended][-_JUST_ENDED:]}
        else:
            self._calls[key] = live

    def _leave_out(self, key: Key) -> None:
        self._calls.pop(key, None)
        self._last.pop(key, None)
        self._possible.pop(key, None)
        self._held[key[0]] -= self._size.pop(key, 0)


def possible_entry(possible: Possible, n: int, line: str) -> Entry:
    """What a line of a call says that is event `n` of it, with nothing that commands a terminal.

    Raises RecordError, ValueError or LookupError where no call could say it.
    """
    [entry] = decoded([line.encode("ascii")], n)
    if why := possible.impossible(entry):
        raise RecordError(f"{why}.")
    return harmless(entry)


def _began(known: datetime | None, entry: Entry, received: datetime) -> datetime:
    """When a call began, by the server's clock, as this event tells it.

    An event never comes before it happened; one that was held back by an outage comes long after.
    So the earliest that any event tells is the nearest, but for a call that rested.
    """
    told = received - timedelta(seconds=entry.elapsed)
    return told if known is None or isinstance(entry.event, Resumed) else min(known, told)


def _chained(rows: Sequence[Received], known: int, last: str) -> list[Received]:
    """Those of the rows that go on from the event that is known last, each from the one before.

    Of a journal that was written anew there are two of one number: the one that came later counts.
    """
    by_number: Mapping[int, list[Received]] = _by_number(rows)
    chain: list[Received] = []
    n, digest = known + 1, last
    while n in by_number:
        fits = [one for one in by_number[n] if follows(one.line.encode("ascii", "replace"), digest)]
        if not fits:
            break
        chain.append(max(fits, key=lambda one: one.at))
        n, digest = n + 1, chain[-1].hash
    return chain


def _by_number(rows: Sequence[Received]) -> dict[int, list[Received]]:
    found: dict[int, list[Received]] = {}
    for one in rows:
        found.setdefault(one.n, []).append(one)
    return found
