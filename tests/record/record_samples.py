"""What the tests of the record build on: calls, and a disk that fails when told to."""

import errno
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from guide.call import events as ev
from guide.call.events import Entry, Event, Stage
from guide.call.fold import call_of
from guide.record.codec import Chain, encoded
from guide.record.summary.model import Summary, summary_of
from guide.record.system import System

START = datetime(2026, 11, 20, 19, 3, tzinfo=UTC)
CALL = "20261120-190300-k7wd"
SHA = "ab" * 32
WARNING = (
    "I’m unable to tolerate such language. I am happy to keep talking to you in order to assist,"
    " but I need to let you know that if you continue to speak in this manner, I may need to end"
    " the conversation."
)

STARTED = ev.Started(
    CALL,
    "escalated-callers",
    "Escalated callers",
    "1",
    SHA,
    "breathe",
    "Breathe",
    "America/New_York",
    "Robin",
    "4711",
    "0.1.0",
)


def entries_of(*events: Event, first: int = 1) -> tuple[Entry, ...]:
    """Entries ten seconds apart, the first of them number `first`."""
    return tuple(
        Entry(n, START + timedelta(seconds=10 * (n - 1)), 10.0 * (n - 1), event)
        for n, event in enumerate(events, first)
    )


def as_call(entries: Sequence[Entry], call: str) -> tuple[Entry, ...]:
    """The same as the call of this id, if they begin with the start of one."""
    first, *rest = entries
    if not isinstance(first.event, ev.Started):
        return tuple(entries)
    return (replace(first, event=replace(first.event, call=call)), *rest)


def a_call(notes: int = 3) -> tuple[Entry, ...]:
    """A call that has begun, with some notes."""
    return entries_of(STARTED, *(ev.Noted(f"note {n}") for n in range(1, notes + 1)))


ENDED = ev.Ended("resolved", "Resolved")

CALLBACK = ev.FollowUpAdded(
    "callback",
    "Callback",
    (("number", "555-0142"), ("caller", "Dana Whitlock")),
    ("number", "caller", "concern"),
    datetime(2026, 11, 21, 4, 59, tzinfo=UTC),
    datetime(2026, 11, 21, 17, 0, tzinfo=UTC),
    "next day, morning",
)

LINE = ("escalated-callers", "summarise", "summarise-1", "Thank for explaining…", SHA, "approved")


def a_full_call() -> tuple[Entry, ...]:
    """A call on which everything happened that can happen, ended by the hang-up protocol."""
    return entries_of(
        STARTED,
        ev.Resumed("0.1.0"),
        ev.Detailed("caller", "Caller", "Dana Whitlock"),
        ev.Detailed("number", "Number", "555-0142", "20261119-120000-aaaa"),
        ev.Staged(Stage.ANNOYED),
        ev.Chosen(1, "gave the concern", "escalated-callers", "summarise", "Summarize"),
        ev.Said(*LINE),
        ev.Adapted(*LINE[:2], "summarise-2", *LINE[3:5], "changed", "In short…", "in a hurry"),
        ev.LeftOut(*LINE[:2], "summarise-3", "Left", SHA, "approved", "said before"),
        ev.PassedOver(*LINE[:2], "summarise-4", "You must say this.", SHA, "approved"),
        ev.PassedOver(*LINE[:2], "spiel", "", SHA, "gap"),
        ev.WentBack("escalated-callers", "breathe", "Breathe"),
        ev.Drafted(0, "waited 3"),
        ev.Noted("waited 3 weeks for title\n\nspoke to finance"),
        ev.NoteCorrected(14, "waited 4 weeks for title"),
        ev.Noted("a slip of the key"),
        ev.Corrected(16, "Note: a slip of the key"),
        ev.ClockStarted(120),
        ev.ClockStopped(False),
        ev.ManagerAsked(),
        ev.ManagerCame("Sam Ode"),
        ev.Staged(Stage.ENRAGED),
        ev.Opened("hang-up-protocol", "Hang-up protocol", "2", "cd" * 32, "listen", "Listen first"),
        ev.EffortMade("asked for the facts"),
        ev.GroundStated("abuse", "Aggressive, offensive or abusive", 1, True, True),
        ev.CallerSaid("you | useless *idiots*"),
        ev.PermissionGiven("abuse", "Kim Lo"),
        ev.WarningGiven(
            "abuse", "Aggressive", "hang-up-protocol", "warn-abuse", WARNING, SHA, "approved"
        ),
        ev.CalmedDown(),
        ev.Staged(Stage.HOSTILE),
        ev.Returned("escalated-callers", "breathe", "Breathe"),
        CALLBACK,
        ev.FollowUpAmended(32, (*CALLBACK.fields, ("concern", "title not sent")), CALLBACK.due),
        ev.FollowUpAdded("report", "Report to the supervisor", (("reason", "threat"),)),
        ev.FollowUpDone(34, "Kim Lo"),
        ev.FollowUpAdded(
            "report", "Report", (("reason", "threat"),), ("reason",), START, START, "now"
        ),
        ev.Persisted("abuse", "and | you *still* are"),
        ev.TookOver("20261119-120000-aaaa", "Alex", "no title for weeks"),
        ev.Drafted(0, "half a thought"),
        ev.Ended("protocol", "Ended by us", True, "abuse", "called us idiots", ("Not said.",)),
        ev.LanguageChosen("es"),
        ev.BranchKept(2, 4, SHA, ((START, "Note: waited 2 weeks"), (START, "Caller: Dana"))),
        ev.Asked(ev.AskKind.PERMISSION, 120, "abuse", "Aggressive", "hang-up-protocol", "sam"),
        ev.AskAnswered(43, ev.AskAnswer.REFUSED, "sam", "calm | *them* first", answer=SHA),
        ev.Witnessed(43, SHA, START, away=True),
        ev.DenialHeard(27, 28, "abuse", "Kim Lo", "pat", "on | *leave*"),
    )


def chain_of(entries: Sequence[Entry]) -> Chain:
    """The chain of their lines."""
    return Chain(len(entries), encoded(entries)[1])


def summarised(*entries: Entry) -> Summary:
    """The summary of a call with these entries."""
    return summary_of(call_of(entries), chain_of(entries))


class FaultySystem(System):
    """A system that keeps a list of its calls, and refuses one of them, or all from one on.

    `at` is the number of the call to refuse, from 1, counting only calls named `only`, if given.
    """

    def __init__(
        self, at: int = 0, only: str = "", code: int = errno.EIO, for_good: bool = False
    ) -> None:
        self.calls: list[str] = []
        self.at = at
        self.only = only
        self.code = code
        self.for_good = for_good

    def count(self, name: str) -> None:
        self.calls.append(name)
        if self.only not in ("", name):
            return
        number = len(self.calls) if not self.only else self.calls.count(name)
        if number == self.at or (self.for_good and 0 < self.at <= number):
            raise OSError(self.code, os.strerror(self.code))


def _counted(name: str) -> object:
    real = getattr(System, name)

    def call(self: FaultySystem, *arguments: object) -> object:
        self.count(name)
        return real(self, *arguments)

    return call


for _name in (
    *("make_folder", "only_mine", "open", "write", "sync_data", "sync", "truncate"),
    *("lock", "rename", "remove", "remove_same", "sync_folder"),
):
    setattr(FaultySystem, _name, _counted(_name))
