"""Sending in a thread of its own, so that no key waits for it, and how the desk stands.

    outbox = Outbox(name, places)
    book = CallBook(library, places, writer=partial(ThreadWriter, then=outbox.wake))
    outbox.start()           # once the first frame is there
    outbox.standing.words    # "desk", or "desk away since 10:12 AM"
    outbox.board             # who is at the board
    outbox.supervisor        # whether this login may be there
    outbox.follow(call)      # have the desk know what it asks of them
    outbox.heard(call.id, n) # what became of the ask that is event n
    outbox.received(call.id) # what the desk has of it
    outbox.handed_over       # the calls that were handed over to this login
    outbox.denied            # what a supervisor denies of permissions by voice
    outbox.denials           # all that was ever denied of them
    outbox.ended(call)       # have that in the register, once its call has ended
    outbox.look_up(number)   # have asked who calls
    outbox.known(number)     # what other agents' calls tell
    outbox.close()

Nothing of it but `close` ever waits for the desk.
"""

import contextlib
import queue
import random
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from guide.call.actions import HearDenial
from guide.call.ask_times import FIRST_SECONDS
from guide.call.state import Call
from guide.desk.asking import Asks, clocks_apart
from guide.desk.bell import Bell
from guide.errors import DeskAway, GuideError
from guide.record.places import Places
from guide.script.dates import shown_clock
from guide.session.at_desk import HandedOver, Heard, Received
from guide.session.clock import Clock, Moment, SystemClock

if TYPE_CHECKING:
    from guide.desk.connection import Connection
    from guide.desk.denials import Denials
    from guide.desk.sending import Sender
    from guide.register.known_caller import KnownCaller

NOT_INSTALLED = "The desk needs {}, which is not installed. Run: pip install 'call-guide[desk]'"

_LOOK = 2.0
"""After so many seconds it is looked whether other programs have recorded something."""

_SHOWN_FIRST = 0.02
"""For so many seconds what is on disk is shown first, with the interpreter to the screen alone:
two threads at work made a key slower. What somebody waits for goes at once."""

_HEARTBEAT = 5.0

_SHORTEST, _LONGEST = 0.25, 30.0
"""Seconds between attempts to reach a desk that is away."""

_ELSEWHERE = 15.0
"""So often it is asked what others did about promises made here: nobody waits for it."""

_SLOW = 3.0
"""A desk that owes an answer for so many seconds is shown as away."""

_AT_THE_END = 2.0
"""For so many seconds a program that ends waits until all is sent."""


class Standing(Struct, frozen=True):
    """How the desk stands: since when (UTC) it is away, and why; None where it is not.

    `begun` tells that it was reached, or found away, at all. `refused` are sentences about files
    that the desk does not take. `clock` says how far this computer's clock is from the server's,
    where it is.
    """

    begun: bool = False
    away_since: datetime | None = None
    why: str = ""
    refused: tuple[str, ...] = ()
    clock: str = ""

    @property
    def words(self) -> str:
        """For a status line; nothing before there is something to say."""
        if self.away_since is not None:
            return f"desk away since {shown_clock(self.away_since.astimezone())}"
        wrong = f" · clock {self.clock} the desk’s" if self.clock else ""
        return f"desk{wrong}" if self.begun else ""


class Outbox:
    """Sends what is on disk to the desk of this name, for as long as the program runs."""

    def __init__(
        self,
        name: str,
        places: Places,
        *,
        kept_in: str = "",
        clock: Clock | None = None,
        first_seconds: int = FIRST_SECONDS,
    ) -> None:
        """`kept_in` is the line of the settings file that has the name, if one has.

        An ask goes only to whom it went first for `first_seconds`.
        """
        self._name = name
        self._kept_in = kept_in
        self._places = places
        self._clock = clock or SystemClock()
        self._standing = Standing()
        self._away_since: datetime | None = None
        self._apart = ""
        self._asks = Asks(first_seconds)
        self._received: dict[str, Received] = {}
        self._handed_over: tuple[HandedOver, ...] = ()
        self._taken_in = 0
        self._supervisor = False
        self._sought: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._asked_for: set[str] = set()
        self._known: dict[str, KnownCaller] = {}
        self._denials: Denials | None = None
        self._bell = Bell()
        self._closing = threading.Event()
        self._urgent = threading.Event()
        self._asked: Moment | None = None
        self._told: Callable[[], object] = object
        # A daemon, so that a network that hangs cannot keep a program from ending.
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def watch(self, told: Callable[[], object]) -> None:
        """Call `told`, in the outbox's thread, whenever there is news of the desk, from now on."""
        self._told = told

    def wake(self) -> None:
        """Say that something new is on disk. Returns at once."""
        self._bell.ring()

    @property
    def words(self) -> str:
        """How the desk stands now, for a status line."""
        return self.standing.words

    @property
    def board(self) -> tuple[str, ...] | None:
        """Who is at the board now, by their logins; None where the desk is not reached."""
        return None if self.standing.away_since else self._asks.board

    @property
    def supervisor(self) -> bool:
        """Whether this login is known to be a supervisor's; never waits."""
        return self._supervisor

    @property
    def first_seconds(self) -> int:
        """For how long an ask goes only to whom it went first."""
        return self._asks.first_seconds

    def follow(self, call: Call) -> None:
        """Have the desk know what this call, as it is on record, asks of the board."""
        if self._asks.follow(call):
            self._urgent.set()
            self._bell.ring()

    def heard(self, call: str, n: int) -> Heard:
        """What the desk says of the ask that is event number `n` of a call; never waits."""
        return self._asks.heard(call, n)

    def received(self, call: str) -> Received | None:
        """What the desk has confirmed of a call that goes on; None for nothing. Never waits."""
        return self._received.get(call)

    @property
    def handed_over(self) -> tuple[HandedOver, ...]:
        """The calls that were handed over to this login, the last first; never waits."""
        return self._handed_over

    @property
    def taken_in(self) -> int:
        """How much of what others did about promises made here is on record by now; never waits."""
        return self._taken_in

    @property
    def denied(self) -> Mapping[str, tuple[str, ...]]:
        """By call, in sentences, which permissions by voice a supervisor denies; never waits."""
        return self._denials.told if self._denials else {}

    @property
    def denials(self) -> Mapping[str, tuple[HearDenial, ...]]:
        """By call, all that supervisors denied of it, also of what it says otherwise by now."""
        return self._denials.every if self._denials else {}

    def ended(self, call: Call) -> None:
        """Have on record what was heard to be denied of a call that has ended; asks no desk."""
        if self._denials:
            self._denials.note(call)

    @property
    def refused(self) -> tuple[str, ...]:
        """In sentences, what of the records the desk does not take; never waits."""
        return self.standing.refused

    def look_up(self, number: str) -> None:
        """Have asked what other agents' calls tell of a number in its normal form, once."""
        if number not in self._asked_for:
            self._asked_for.add(number)
            self._sought.put(number)
            self._bell.ring()

    def known(self, number: str) -> "KnownCaller | None":
        """What the desk has told of a number; never waits."""
        return self._known.get(number)

    @property
    def standing(self) -> Standing:
        """How the desk stands now; never waits."""
        asked, known = self._asked, self._standing
        slow = asked is not None and self._clock.now().ticks - asked.ticks > _SLOW
        if asked is not None and slow and known.away_since is None:
            return Standing(True, asked.at, "The desk does not answer.", known.refused)
        return known

    def close(self, patience: float = _AT_THE_END) -> bool:
        """Send what is left, for so many seconds at most; whether all of it is at the desk."""
        self._closing.set()
        self._urgent.set()
        self._bell.ring()
        if self._thread.is_alive():
            self._thread.join(patience)
        return not self._thread.is_alive() and self._standing.away_since is None

    def _run(self) -> None:
        try:
            self._go_on()
        finally:
            self._bell.close()

    def _go_on(self) -> None:
        wait = _SHORTEST
        while True:
            try:
                self._stay_connected()
                return
            except DeskAway as error:
                wait = _SHORTEST if self._standing.away_since is None else min(wait * 2, _LONGEST)
                self._is_away(str(error))
            except (GuideError, OSError) as error:
                # Somebody has to change something: that may take a while.
                wait = _LONGEST
                self._is_away(str(error))
            except ImportError as missing:
                self._is_away(NOT_INSTALLED.format(missing.name or "libpq"))
                return
            except Exception:
                # Nothing is sent any more: that must not look like a desk that has it all.
                self._is_away("Sending has failed: leave the program, and start it again.")
                raise
            # Three hundred seats do not come back in the same moment.
            if self._closing.wait(wait * random.uniform(0.5, 1)):
                return

    def _stay_connected(self) -> None:
        """Send whatever comes, until the program closes. Raises as soon as something is wrong."""
        # With a caller on the line nobody waits for the library of a database.
        from guide.desk.connection import connect, is_supervisor
        from guide.desk.denials import Denials
        from guide.desk.elsewhere import Elsewhere
        from guide.desk.exchange import Exchange
        from guide.desk.handed_over import HandedOverCalls
        from guide.desk.sending import Sender

        with connect(self._name, self._kept_in) as connection:
            sender = Sender(connection, self._places, received=self._received)
            ring, clock = self._bell.ring, self._clock
            exchange = Exchange(connection, self._asks, self._places, ring, clock)
            elsewhere = Elsewhere(connection, self._places)
            denials = self._denials = self._denials or Denials(self._places)
            handed_over = HandedOverCalls(connection)
            beat = asked_elsewhere = float("-inf")
            while True:
                # In this order: whoever closes it rings once it is to close.
                self._bell.clear()
                self._urgent.clear()
                closing, news = self._closing.is_set(), False
                try:
                    now = self._ask()
                    beats = now.ticks - beat > _HEARTBEAT
                    if beats:
                        server = sender.is_here()
                        self._apart = clocks_apart(self._clock.now().at, server)
                        news = exchange.look_who_is_there()
                        beat = now.ticks
                    sender.send(self._ask)
                    news |= exchange.exchange()
                    self._is_reached(sender, news=news)
                    # Nobody who waits for an answer waits for this.
                    news = self._ask_who_calls(connection)
                    # Whoever has just taken a call over has its caller on the line.
                    news |= self._take_over(handed_over.read())
                    if beats or closing:
                        # It may have come since: nothing of the program tells it any more.
                        news |= denials.take_in(connection)
                    if now.ticks - asked_elsewhere > _ELSEWHERE:
                        # After all that was done here: it may be news to the desk, too.
                        self._supervisor = is_supervisor(connection)
                        taken_in = elsewhere.take_in()
                        self._taken_in += taken_in
                        news |= bool(taken_in)
                        asked_elsewhere = now.ticks
                finally:
                    self._asked = None
                self._is_reached(sender, news=news)
                # Some of it can go well at a desk that is older than this, over and over.
                self._away_since = None
                if closing:
                    denials.close()
                    # A desk that is older than this has nobody say so.
                    with contextlib.suppress(GuideError):
                        sender.leave()
                    return
                if self._bell.wait(_LOOK, connection.fileno()):
                    self._urgent.wait(_SHOWN_FIRST)

    def _ask_who_calls(self, connection: "Connection") -> bool:
        """Ask of the numbers that are looked up; whether anything is known of one."""
        from guide.desk.callers import known_at_desk

        news = False
        while not self._sought.empty():
            number = self._sought.get()
            try:
                self._known[number] = known_at_desk(connection, self._places, number)
            except DeskAway:
                # It is asked again once the desk is back.
                self._sought.put(number)
                raise
            news = True
        return news

    def _take_over(self, calls: tuple[HandedOver, ...]) -> bool:
        """Take note of what was handed over to this login; whether that is news."""
        before, self._handed_over = self._handed_over, calls
        return calls != before

    def _ask(self) -> Moment:
        """Note since when the desk owes an answer."""
        self._asked = self._clock.now()
        return self._asked

    def _is_reached(self, sender: "Sender", *, news: bool) -> None:
        refused = tuple(sender.refused.values())
        self._show(Standing(True, refused=refused, clock=self._apart), news=news)

    def _is_away(self, why: str) -> None:
        self._away_since = self._away_since or self._clock.now().at
        self._asks.see(None)
        self._show(Standing(True, self._away_since, why, self._standing.refused))

    def _show(self, standing: Standing, *, news: bool = False) -> None:
        if news or standing != self._standing:
            self._standing = standing
            self._told()
