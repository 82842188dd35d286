"""A board's side of the desk, in a thread of its own: nothing on its screen waits for the desk.

    board = Board(name)
    board.start(told)                      # told whenever `view` is another one
    board.view.asks
    board.answer(ask, AskState.GRANTED, "", then)
    board.close()

What a supervisor does is done at once or not at all: while the desk is away nothing is kept for
later, when it would be meant no more.
"""

import contextlib
import queue
import random
import re
import select
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from guide.call.context import Refused
from guide.desk.asks import Ask
from guide.desk.live_calls import Key, LiveCall, LiveCalls, as_shown
from guide.desk.outbox import NOT_INSTALLED, Standing
from guide.errors import DeskAway, GuideError
from guide.record.places import CALL_ID
from guide.session.at_desk import AskState
from guide.session.clock import Clock, SystemClock

if TYPE_CHECKING:
    from psycopg import Notify

    from guide.desk.board_data import BoardData, Here
    from guide.desk.by_voice import Countersign, Voiced
    from guide.desk.connection import Connection
    from guide.desk.owed import Doing, OwedPromise, Page, Wanted

_SHORTEST, _LONGEST = 0.25, 10.0
"""Seconds between attempts to reach a desk that is away."""

_HEARTBEAT = 10.0
_LOOK = 1.0
"""So often the asks are read whatever the desk told: a notice may have been lost."""

_SETTLED = 10
"""So many asks are remembered that others settled."""

_PROMISES = 20.0
"""So often what is owed is read again: it becomes overdue without anybody doing anything."""

_EVENTS = 0.2
"""A call is followed so often at most, however fast its events come."""

_TOLD = 1000
"""Of so many journals at most it is taken in, one by one, that they grew. A login can tell of as
many as it likes that there are not: where it is more, the desk is asked which calls go on."""

_ANEW = 1.0
"""So often that is asked at most."""

_REST = 0.3
"""So long it is waited for more of what was done about promises: several at once are read once."""

Then = Callable[[str | Refused], object]
"""Is given what to tell of something that was done, or why it was not."""

AWAY = Refused("The desk is away: nothing was done. Do it again once it is back.")
_UNSURE = "The desk did not answer. Whether that is recorded, you see here once it is back. {}"


class Unsure(Refused, frozen=True):
    """The desk went away while something was done there: nobody knows yet whether it was."""


class BoardView(Struct, frozen=True):
    """What a board shows: as the desk has it, or had it when it was reached last.

    `more` says, by login, how many asks of theirs are not among `asks`. `voiced` are permissions by
    voice to be countersigned. `calls` are those that are shown, and `beyond` those that one login
    has besides, `ended` those that have just ended. `settled` are the asks that this login had
    taken and somebody else has settled. `ahead` is how far the server's clock is ahead of this
    computer's. `erased` are calls that were shown and have been erased at the desk since. `refused`
    says why there is no board for this login at all.
    """

    standing: Standing = Standing()
    login: str = ""
    refused: str = ""
    ahead: timedelta = timedelta()
    asks: tuple[Ask, ...] = ()
    more: tuple[tuple[str, int], ...] = ()
    settled: tuple[Ask, ...] = ()
    voiced: "tuple[Voiced, ...]" = ()
    calls: tuple[LiveCall, ...] = ()
    beyond: tuple[LiveCall, ...] = ()
    ended: tuple[LiveCall, ...] = ()
    erased: frozenset[Key] = frozenset()
    page: "Page | None" = None
    here: "tuple[Here, ...]" = ()

    @property
    def is_away(self) -> bool:
        return self.standing.away_since is not None

    @property
    def is_read(self) -> bool:
        """Whether anything of the desk was read: it may be away, or refuse this login, before."""
        return bool(self.login)

    def now(self, at: datetime) -> datetime:
        """The server's time at a moment of this computer's (UTC)."""
        return at + self.ahead

    @property
    def at_boards(self) -> frozenset[str]:
        """The logins of those who are at a board."""
        return frozenset(one.login for one in self.here if one.place == "board")

    def rings(self, ask: Ask, now: datetime) -> bool:
        """Whether an ask calls for whoever is at this board, at a moment of the server's (UTC)."""
        return ask.rings(self.login, now, self.at_boards)

    def call(self, key: Key) -> LiveCall | None:
        """The live call of this journal, shown or not."""
        return next((one for one in (*self.calls, *self.beyond) if one.key == key), None)

    def just_ended(self, key: Key) -> LiveCall | None:
        """The call of this journal as it ended lately."""
        return next((one for one in self.ended if one.key == key), None)


class _Deed(Struct, frozen=True):
    """Something to be done at the desk, and who is told of it."""

    do: "Callable[[BoardData], str | Refused]"
    then: Then


class Board:
    """Reads the desk of this name, and does there what a supervisor does."""

    def __init__(self, name: str, *, kept_in: str = "", clock: Clock | None = None) -> None:
        """`kept_in` is the line of the settings file that has the name, if one has."""
        self._name = name
        self._kept_in = kept_in
        self._clock = clock or SystemClock()
        self.view = BoardView()
        self._told: Callable[[], object] = object
        self._deeds: queue.SimpleQueue[_Deed] = queue.SimpleQueue()
        self._calls = LiveCalls()
        self._wanted: Wanted | None = None
        self._sought = False
        self._woken, self._wake = socket.socketpair()
        for one in (self._woken, self._wake):
            one.setblocking(False)
        self._closing = threading.Event()
        # A daemon, so that a network that hangs cannot keep a program from ending.
        self._thread = threading.Thread(target=self._run, name="board", daemon=True)

    def start(self, told: Callable[[], object] = object) -> None:
        """Begin; `told` is called, in the board's thread, whenever `view` is another one."""
        self._told = told
        self._thread.start()

    def close(self, patience: float = 1.0) -> None:
        """Stop reading; nobody is at this board any more."""
        self._closing.set()
        self._rouse()
        if self._thread.is_alive():
            self._thread.join(patience)
        if not self._thread.is_alive():
            self._woken.close()
            self._wake.close()

    def answer(self, ask: Ask, state: AskState, reason: str, then: Then) -> None:
        """Have an ask answered. Returns at once; `then` may be called in the board's thread."""
        self._have(lambda data: data.answer(ask, state, reason), then)

    def countersign(self, voiced: "Voiced", state: "Countersign", reason: str, then: Then) -> None:
        """Have a permission by voice countersigned or denied; as `answer`."""
        self._have(lambda data: data.countersign(voiced, state, reason), then)

    def do(
        self,
        promise: "OwedPromise",
        doing: "Doing",
        note: str,
        then: Then,
        *,
        to_whom: str = "",
        until: datetime | None = None,
        of: int | None = None,
    ) -> None:
        """Have at the desk what is done about a promise; as `answer` and `owed.do`."""
        self._have(lambda data: data.do(promise, doing, note, to_whom, until, of), then)

    def seek(self, wanted: "Wanted") -> None:
        """Show these promises from now on. Returns at once."""
        self._wanted, self._sought = wanted, True
        self._rouse()

    def _have(self, do: "Callable[[BoardData], str | Refused]", then: Then) -> None:
        if self.view.is_away or not self.view.standing.begun:
            then(AWAY)
            return
        self._deeds.put(_Deed(do, then))
        self._rouse()

    def _rouse(self) -> None:
        with contextlib.suppress(OSError):
            self._wake.send(b".")

    # In the board's thread

    def _run(self) -> None:
        from guide.desk.board_data import NoSupervisor

        wait = _SHORTEST
        while True:
            try:
                self._stay_connected()
                return
            except NoSupervisor as error:
                self._show(refused=str(error))
                return
            except DeskAway as error:
                wait = min(wait * 2, _LONGEST) if self.view.is_away else _SHORTEST
                self._is_away(str(error))
            except (GuideError, OSError) as error:
                wait = _LONGEST
                self._is_away(str(error))
            except ImportError as missing:
                self._show(refused=NOT_INSTALLED.format(missing.name or "libpq"))
                return
            except Exception:
                # A board that stands still must not look like one at which nobody asks.
                self._is_away("The board has failed: leave it, and start it again.")
                raise
            if self._closing.wait(wait * random.uniform(0.5, 1)):
                return

    def _is_away(self, why: str) -> None:
        since = self.view.standing.away_since or self._clock.now().at
        self._show(standing=Standing(True, since, why))
        self._refuse_deeds()

    def _refuse_deeds(self) -> None:
        """Leave undone what was to be done while the desk went away."""
        while not self._deeds.empty():
            self._deeds.get().then(AWAY)

    def _stay_connected(self) -> None:
        """Read whatever comes, until the program closes. Raises as soon as something is wrong."""
        from guide.desk.board_data import BoardData
        from guide.desk.connection import connect

        with connect(self._name, self._kept_in) as connection:
            data = BoardData(connection)
            # Before anything is read: what comes in between is told.
            data.listen()
            _Reading(self, data, connection).go_on()

    def _show(self, **changes: object) -> None:
        before, self.view = self.view, replace(self.view, **changes)
        if self.view != before:
            self._told()


class _Reading:
    """Reads over one connection, for as long as that lasts."""

    def __init__(self, board: Board, data: "BoardData", connection: "Connection") -> None:
        from guide.desk.owed import Wanted

        self._board = board
        self._data = data
        self._connection = connection
        # What is known stays known: a desk that was away tells what is new alone.
        self._calls = board._calls
        self._grown: set[Key] = set()
        self._overrun = False
        self._seats: dict[str, datetime] = {}
        self._closed: dict[Key, frozenset[int]] = {}
        self._due = dict.fromkeys(("here", "asks", "promises", "calls", "live"), 0.0)
        self._usual = Wanted()
        # Not only while it is waited for: what is told during a query counts, too.
        connection.add_notify_handler(self._hear)

    def go_on(self) -> None:
        """Read until the program closes."""
        board = self._board
        board._refuse_deeds()
        self._read_asks()
        # Whoever waits for an answer is seen before all calls are read.
        board._show(standing=Standing(True), login=self._data.login)
        self._read_due()
        self._read_live()
        while not board._closing.is_set():
            self._do_deeds()
            self._read_due()
            if self._overrun and self._is_due("live", _ANEW):
                self._overrun = False
                self._read_live()
            self._wait()
        # A desk that is older than this has nobody say so.
        with contextlib.suppress(GuideError):
            self._data.leave()

    def _do_deeds(self) -> None:
        deeds = self._board._deeds
        while not deeds.empty():
            deed = deeds.get()
            try:
                told = deed.do(self._data)
            except DeskAway as error:
                deed.then(Unsure(_UNSURE.format(error)))
                raise
            except GuideError as error:
                deed.then(Refused(str(error)))
                continue
            self._due |= {"asks": 0.0, "promises": 0.0}
            deed.then(told)

    def _read_due(self) -> None:
        """Read whatever it is time for."""
        board = self._board
        if self._is_due("here", _HEARTBEAT):
            self._data.be_here()
            # Whoever has left said so: when they were heard of last is known all the same.
            self._seats |= self._data.seats()
            now = self._clock_now()
            board._show(here=self._data.here(), ahead=self._data.now() - now)
            self._leave_out_erased()
            self._show_calls()
        if self._is_due("asks", _LOOK):
            self._read_asks()
        if board._sought or self._is_due("promises", _PROMISES):
            board._sought = False
            wanted = board._wanted or self._usual
            board._show(page=self._data.page(wanted, _end_of_today(self._clock_now())))
            self._closed = self._data.closed([one.key for one in self._calls.all])
            self._show_calls()
        if self._grown and self._is_due("calls", _EVENTS):
            grown, self._grown = self._grown, set()
            self._data.follow(self._calls, grown)
            self._show_calls()

    def _leave_out_erased(self) -> None:
        """Have nothing of a call on the screen that was erased at the desk while it went on."""
        if known := [one.key for one in (*self._calls.all, *self._calls.just_ended)]:
            erased = self._data.erased(known)
            self._calls.leave_out(erased)
            self._board._show(erased=self._board.view.erased | {*erased})
            if erased:
                self._due["promises"] = 0.0

    def _clock_now(self) -> datetime:
        return self._board._clock.now().at

    def _is_due(self, name: str, seconds: float) -> bool:
        now = monotonic()
        if now < self._due[name]:
            return False
        self._due[name] = now + seconds
        return True

    def _read_asks(self) -> None:
        found, view = self._data.asks(), self._board.view
        open_ones = {one.id for one in found.asks}
        gone = [
            one
            for one in view.asks
            if one.state is AskState.TAKEN and one.by == view.login and one.id not in open_ones
        ]
        settled = (one for one in map(self._data.as_it_stands, gone) if one.by != view.login)
        self._board._show(
            asks=found.asks,
            more=found.more,
            settled=(*view.settled, *(one for one in settled if one.state.is_last))[-_SETTLED:],
            voiced=self._data.to_countersign(),
        )

    def _read_live(self) -> None:
        """Read all live calls, a part at a time: asks do not wait for a thousand of them."""
        keys = sorted({*self._data.live(), *(one.key for one in self._calls.all)})
        while keys and not self._board._closing.is_set():
            part, keys = keys[:_PART], keys[_PART:]
            self._data.follow(self._calls, part)
            self._show_calls()
            self._do_deeds()
            self._read_due()
        self._show_calls()

    def _show_calls(self) -> None:
        now = self._board.view.now(self._clock_now())
        self._calls.forget_quiet(now)
        shown = as_shown(map(self._with_closed, self._calls.all), self._seats, now)
        self._board._show(calls=shown.calls, beyond=shown.beyond, ended=self._calls.just_ended)

    def _with_closed(self, call: LiveCall) -> LiveCall:
        return replace(call, closed=self._closed.get(call.key, call.closed))

    def _wait(self) -> None:
        """Wait until there is something to do; note what the desk tells meanwhile."""
        board = self._board
        names = ["here", "asks", "promises", *(["calls"] if self._grown else [])]
        names += ["live"] if self._overrun else []
        until = min(self._due[name] for name in names)
        timeout = max(0.0, min(_LOOK, until - monotonic()))
        told, woken = self._connection.fileno(), board._woken.fileno()
        ready, _, _ = select.select([told, woken], [], [], timeout)
        if woken in ready:
            with contextlib.suppress(OSError):
                board._woken.recv(4096)
        if told in ready:
            self._data.take_notices()

    def _hear(self, told: "Notify") -> None:
        match told.channel:
            case "desk_event":
                journal, _, seat = told.payload.partition(" ")
                if not self._overrun and re.fullmatch(CALL_ID, journal):
                    self._grown.add((seat, journal))
                if len(self._grown) > _TOLD:
                    self._grown, self._overrun = set(), True
            case "desk_promise":
                self._due["promises"] = min(self._due["promises"], monotonic() + _REST)
            case _:
                self._due["asks"] = 0.0


_PART = 25
"""So many calls are folded between two looks at what else there is to do."""


def _end_of_today(now: datetime) -> datetime:
    """When today ends on this computer, in UTC."""
    here = now.astimezone()
    tomorrow = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tomorrow.astimezone(UTC)
