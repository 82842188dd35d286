"""What tests of calls build on: a desk with the shipped scripts, a clock that is set, and a journal
that is kept in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.events import Entry, Event
from guide.call.rules.flow import beginning
from guide.call.state import Call
from guide.record.writer import Acknowledge, Saved
from guide.script.desk import Desk as DeskTimes
from guide.script.library import Library, load_library, shipped_folder
from guide.script.model import Ground, Script
from guide.session.clock import SetClock
from guide.session.session import Session

ZONE = "America/New_York"
FRIDAY = datetime(2026, 11, 20, 14, 3, tzinfo=ZoneInfo(ZONE))
SCRIPTS = (
    "calming-a-caller",
    "escalated-callers",
    "hang-up-protocol",
    "irate-customers",
    "taking-over-a-call",
)
NOT_SAVED = "The disk is full."

_E = TypeVar("_E")


@cache
def shipped() -> Library:
    """The shipped scripts."""
    return load_library(shipped_folder())


def with_script(script: Script, library: Library | None = None) -> Library:
    """The library with this script in the place of the one with its id, or beside the others."""
    library = library or shipped()
    return library.with_scripts({**library.scripts, script.id: script})


def with_desk(script_id: str, desk: DeskTimes) -> Library:
    """The shipped scripts, one of them with another desk."""
    return with_script(replace(shipped().script(script_id), desk=desk))


@cache
def with_warnings(count: int) -> Library:
    """The shipped scripts with so many warnings on every ground of the hang-up protocol."""
    protocol = shipped().script("hang-up-protocol")
    first = protocol.grounds[0].warning_lines

    def strict(ground: Ground) -> Ground:
        return replace(ground, warnings=count, warning_lines=ground.warning_lines or first)

    return with_script(replace(protocol, grounds=tuple(map(strict, protocol.grounds))))


@dataclass
class MemoryWriter:
    """Keeps entries in memory. While `refusing` nothing is saved; while `holding` nothing is told.

    It lives up to `guide.record.writer.Writer`: what was refused is saved by the next `submit`.
    """

    saved: list[Entry] = field(default_factory=list)
    refusing: bool = False
    holding: bool = False
    closed: bool = False
    _waiting: list[Entry] = field(default_factory=list)
    _held: list[tuple[Sequence[Entry], Acknowledge]] = field(default_factory=list)

    def submit(self, entries: Sequence[Entry], acknowledge: Acknowledge) -> None:
        self._held.append((entries, acknowledge))
        if not self.holding:
            self.tell()

    def retry(self, acknowledge: Acknowledge) -> None:
        self.submit((), acknowledge)

    def tell(self, most: int = 1_000_000) -> None:
        """Save what was submitted first, as far as the disk does not refuse, and say so."""
        while self._held and most > 0:
            entries, acknowledge = self._held.pop(0)
            self._waiting += entries
            acknowledge(self._save())
            most -= 1

    def _save(self) -> Saved:
        if self.refusing:
            return Saved(False, NOT_SAVED, len(self.saved))
        self.saved += self._waiting
        self._waiting = []
        return Saved(True, count=len(self.saved))

    def settle(self) -> Saved:
        self.tell()
        return self._save()

    def close(self) -> Saved:
        self.closed = True
        return self.settle()


class Desk:
    """A call being taken. Each action comes a second after the one before it, a warning five."""

    def __init__(
        self,
        script: str = "escalated-callers",
        *actions: Action,
        at: datetime = FRIDAY,
        zone: str = ZONE,
        library: Library | None = None,
        program: str = "",
    ) -> None:
        self.library = library or shipped()
        self.clock = SetClock(at)
        self.writer = MemoryWriter()
        begun = replace(started(self.library.script(script), zone), program=program)
        first = Entry(1, self.clock.now().at, 0.0, begun)
        self.session = Session.begin(first, self.library, self.clock, self.writer)
        self.do(*actions)

    @property
    def call(self) -> Call:
        """The call with all that was decided."""
        return self.session.call

    @property
    def now(self) -> Context:
        """The call at this moment."""
        return self.session.context()

    @property
    def events(self) -> list[Event]:
        """Every event so far."""
        return [entry.event for entry in self.call.entries]

    @property
    def step(self) -> tuple[str, str]:
        """The script and the step in hand."""
        return self.call.here.script, self.call.here.step

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.set(self.clock.now().ticks + seconds)

    def ask(self, action: Action) -> Decision:
        """Ask for an action, and say what was decided."""
        self.wait(5 if isinstance(action, act.Warn) else 1)
        return self.session.do(action)

    def do(self, *actions: Action) -> tuple[Event, ...]:
        """Do actions that must be allowed; the events of the last one."""
        events: tuple[Event, ...] = ()
        for action in actions:
            decision = self.ask(action)
            assert isinstance(decision, Allowed), f"{action}: {decision}"
            events = decision.events
        return events

    def refused(self, action: Action) -> str:
        """The reason for which an action is refused, as it must be."""
        before = self.call
        decision = self.ask(action)
        assert isinstance(decision, Refused), f"{action}: {decision}"
        assert self.call is before, "a refusal changes nothing"
        return decision.reason

    def choose(self, *keys: int) -> tuple[Event, ...]:
        """Take choices, one after the other; the events of the last one."""
        return self.do(*(act.Choose(key) for key in keys))

    def open(self, script: str, step: str = "") -> None:
        """Go to a step of a script."""
        self.do(act.GoTo(script, step))


def started(script: Script, zone: str = ZONE, call: str = "20261120-190300-k7wd") -> ev.Started:
    """The start of a call with a script."""
    return beginning(script, call, zone=zone, agent="Robin")


def utc(text: str) -> datetime:
    """A moment in UTC, written `2026-11-21 17:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def of_kind(kind: type[_E], events: Iterable[Event]) -> list[_E]:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]


def warned(ground: str = "abuse") -> tuple[Action, ...]:
    """Everything up to the first warning on a ground that needs a permission."""
    return (
        act.MakeEffort("asked for the facts"),
        act.StateGround(ground),
        act.QuoteCaller("useless parrot"),
        act.Permit("Kim Lo"),
        act.Warn(),
    )


def went_on(ground: str = "abuse") -> tuple[Action, ...]:
    """Everything up to the caller's words after that warning: it goes on."""
    return (*warned(ground), act.Persist("still a parrot"))
