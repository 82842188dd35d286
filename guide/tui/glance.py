"""What the register tells somebody on a call: how much is owed, and who is calling.

No key waits for it: it is asked in threads, and told by messages. Where it cannot be had, nothing
is told.
"""

import os
from functools import partial

from textual.message import Message
from textual.widget import Widget

from guide.call.actions import Elsewhere
from guide.record.places import DONE, Places
from guide.register.known_caller import (
    NOBODY,
    KnownCaller,
    erased_do_not_call,
    known_caller,
    number_to_look_up,
)
from guide.register.owed_today import heard_since, owed_at_a_glance
from guide.session.at_desk import AtDesk
from guide.session.clock import Clock


def _stamps(places: Places) -> tuple[tuple[int, int], ...]:
    """What shows that somebody wrote in the register, or ended or erased a call."""
    found = list[tuple[int, int]]()
    for path in (places.register, places.do_not_call, places.calls / DONE):
        try:
            seen = os.stat(path)
        except OSError:
            found.append((0, 0))
        else:
            found.append((seen.st_mtime_ns, seen.st_size))
    return tuple(found)


class Glance:
    """Asks the register on behalf of a call; `widget` runs the threads, and gets the messages."""

    class Counted(Message):
        """It is known how much is owed, and which numbers of erased calls must not be called.

        And what was done elsewhere about what this call promised, for it to take in.
        """

        def __init__(self, owed: str, erased: frozenset[str], heard: tuple[Elsewhere, ...]) -> None:
            super().__init__()
            self.owed, self.erased, self.heard = owed, erased, heard

    class Found(Message):
        """It is known who calls from a number."""

        def __init__(self, number: str, known: KnownCaller) -> None:
            super().__init__()
            self.number, self.known = number, known

    def __init__(
        self, widget: Widget, places: Places, call: str, clock: Clock, desk: AtDesk | None = None
    ) -> None:
        """`call` is the id of the one that goes on: it is no earlier call of its caller.

        The team's `desk`, where there is one, tells of the calls of others.
        """
        self._desk = desk
        self._widget = widget
        self._places = places
        self._call = call
        self._clock = clock
        self._known: dict[str, KnownCaller] = {}
        self._erased: frozenset[str] = frozenset()
        self._taken_in = desk.taken_in if desk else 0
        self._read = _stamps(places)
        self.owed = ""
        self.counted = False
        """Whether the register has been read: only then are numbers looked up."""

    def count(self) -> None:
        """Have counted how much is owed."""
        self._read = _stamps(self._places)
        self._widget.run_worker(self._count, thread=True, exit_on_error=False)

    def count_anew(self) -> None:
        """Have it counted again where others at the desk have done something about it since."""
        taken_in = self._desk.taken_in if self._desk else 0
        if taken_in != self._taken_in:
            self._taken_in = taken_in
            self.count()

    def count_if_changed(self) -> bool:
        """Have it counted again where another program has written since; whether one has.

        What is remembered does not tell of that before the register is read.
        """
        changed = self.counted and _stamps(self._places) != self._read
        if changed:
            self.count()
        return changed

    def _count(self) -> None:
        owed = owed_at_a_glance(self._places, self._clock.now().at, self._call)
        heard = heard_since(self._places, self._call)
        self._widget.post_message(self.Counted(owed, erased_do_not_call(self._places), heard))

    def was_counted(self, told: "Glance.Counted") -> None:
        """Take note of what was counted. What was looked up before is looked up again."""
        self.owed, self._erased = told.owed, told.erased
        self.counted = True
        self._known.clear()

    def look_up(self, typed: str) -> None:
        """Have looked up who calls from a number, if it is one and nobody has looked yet."""
        number = number_to_look_up(typed)
        if number and self.counted and number not in self._known:
            self._known[number] = NOBODY
            work = partial(self._find, number, self._erased)
            self._widget.run_worker(work, thread=True, exit_on_error=False)
            if self._desk is not None:
                # It answers in its own time, and the screen is told then.
                self._desk.look_up(number)

    def _find(self, number: str, erased: frozenset[str]) -> None:
        known = known_caller(self._places, number, self._call, erased)
        if known != NOBODY:
            self._widget.post_message(self.Found(number, known))

    def look_again(self, number: str) -> KnownCaller:
        """Who calls from a number, as it is remembered at this moment."""
        number = number_to_look_up(number)
        self._known[number] = known_caller(self._places, number, self._call, self._erased)
        return self._known[number]

    def is_listed(self, typed: str) -> bool:
        """Whether a number is known to be on the do-not-call list.

        Whoever types fast is through before what was looked up as they typed is back.
        """
        known = self.known_of(typed)
        if known is None and number_to_look_up(typed):
            known = self.look_again(typed)
        return known is not None and known.do_not_call

    def known_now(self, typed: str) -> KnownCaller | None:
        """Who calls from a number, as it is remembered at this moment; None for nobody.

        What was looked up may not be back yet, and the calls that are listed are of this moment.
        """
        before = self.known_of(typed)
        if number_to_look_up(typed):
            self.look_again(typed)
        return self.known_of(typed) or before

    def known_anew(self, typed: str) -> KnownCaller:
        """Who calls from a number, once something may have been done about what is owed there."""
        self.look_again(typed)
        return self.known_of(typed) or NOBODY

    def awaits_desk(self, typed: str) -> bool:
        """Whether the team's desk has not told yet what it knows of a number."""
        number = number_to_look_up(typed)
        return bool(number) and self._desk is not None and self._desk.known(number) is None

    def was_found(self, told: "Glance.Found") -> None:
        """Take note of who calls from a number."""
        self._known[told.number] = told.known

    def known_of(self, typed: str) -> KnownCaller | None:
        """Who calls from a number, as far as it was looked up; None for nobody."""
        number = number_to_look_up(typed)
        known = self._known.get(number, NOBODY)
        others = self._desk.known(number) if self._desk else None
        if others is not None:
            known = known.with_others(others)
        return None if known == NOBODY else known
