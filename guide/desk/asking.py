"""What this seat asks of the board, between the screen and the thread that speaks with the desk.

The rules here are pure, and the board goes by the same: how far an ask has come, and what evidence
it carries; whom it is with says `guide.session.at_desk`. Nothing here knows a database.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from threading import Lock

from guide.call import events as ev
from guide.call.ask_times import FIRST_SECONDS
from guide.call.fold import call_of
from guide.call.state import Ask, Call
from guide.desk.evidence import DeniedTold, Evidence, RefusedTold, WarningTold
from guide.record.codec import written_time
from guide.session.at_desk import AskState, Heard, goes_on_from

HERE_SECONDS = 30
"""Whoever was heard of since is there."""


_CLOCKS_APART = 5.0
"""So many seconds two clocks may differ without anybody wondering."""


def clocks_apart(here: datetime, server: datetime) -> str:
    """How far this computer's clock is from the server's; empty where that does not matter."""
    apart = (here - server).total_seconds()
    if abs(apart) <= _CLOCKS_APART:
        return ""
    told = f"{abs(apart):.0f} s" if abs(apart) < 90 else f"{abs(apart) / 60:,.0f} min"
    return f"{told} {'ahead of' if apart > 0 else 'behind'}"


def heard_of(answers: Iterable[Heard]) -> Heard:
    """How far an ask has come by these answers, in their order, once it is at the desk.

    What was decided counts whatever comes after it; taken counts more than seen.
    """
    order = (AskState.WRITTEN, AskState.SEEN, AskState.TAKEN)
    found = Heard(AskState.WRITTEN)
    for answer in answers:
        if answer.state.is_last:
            return answer
        if order.index(answer.state) >= order.index(found.state):
            found = answer
    return found


def evidence(call: Call, ask: Ask, first_seconds: int, now: datetime) -> Evidence:
    """What whoever answers must know, from the call as it was when it was asked.

    All of it is on record: what is masked there is masked here. `now` is by the clock (UTC) that
    the ask has its time from.
    """
    then = call_of(call.entries[: ask.n])
    protocol = then.protocol
    before = goes_on_from(then, ask)
    return Evidence(
        agent=then.started.agent,
        caller=then.detail("caller"),
        number=then.detail("number"),
        concern=then.detail("concern"),
        script=_title(then),
        step=then.here.title,
        efforts=len(protocol.efforts),
        said=protocol.quoted,
        warnings=tuple(
            WarningTold(written_time(warned.at), warned.event.label, warned.permission_by)
            for warned in protocol.warnings
        ),
        refused=tuple(
            RefusedTold(other.by, other.reason)
            for other in then.asks
            if other.became is ev.AskAnswer.REFUSED
            and (other.event.about, other.event.ground) == (ask.event.about, ask.event.ground)
        ),
        denied=tuple(
            DeniedTold(one.event.by, one.event.named, one.event.reason) for one in protocol.denials
        ),
        refused_first=before.by if before else "",
        first_seconds=first_seconds,
        waits=max(0, round((ask.until - now).total_seconds())),
    )


def _title(call: Call) -> str:
    """The title of the script in hand."""
    titles = {
        entry.event.script: entry.event.title
        for entry in call.entries
        if isinstance(entry.event, ev.Started | ev.Opened)
    }
    return titles.get(call.here.script, call.here.script)


Of = tuple[str, int]
"""An ask, by the call and the number of its event."""


class Asks:
    """What the calls at this seat ask, and what the desk says of it; for two threads.

    The screen has calls followed, and asks what was heard. The outbox asks what is followed, and
    puts in what it heard.
    """

    def __init__(self, first_seconds: int = FIRST_SECONDS) -> None:
        self.first_seconds = first_seconds
        self.board: tuple[str, ...] | None = None
        """Who is at the board; None while the desk is not reached."""
        self._lock = Lock()
        self._calls: dict[str, Call] = {}
        self._heard: dict[Of, Heard] = {}

    def follow(self, call: Call) -> bool:
        """Take note of what a call asks; whether any of it is new."""
        with self._lock:
            before = self._calls.get(call.id)
            self._calls[call.id] = call
        return before is None or before.asks != call.asks

    def heard(self, call: str, n: int) -> Heard:
        """What was last heard of an ask."""
        return self._heard.get((call, n), Heard())

    def followed(self) -> tuple[Call, ...]:
        """The calls that ask something."""
        with self._lock:
            return tuple(self._calls.values())

    def hear(self, news: Mapping[Of, Heard]) -> bool:
        """Take note of what the desk says; whether any of it is new."""
        changed = any(self._heard.get(of) != heard for of, heard in news.items())
        self._heard = {**self._heard, **news}
        return changed

    def see(self, board: tuple[str, ...] | None) -> bool:
        """Take note of who is at the board; whether that is new."""
        changed, self.board = self.board != board, board
        return changed
