"""The class roll: every seat, who sits there, and what the seat has told of itself."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from time import monotonic

from aiohttp import web
from msgspec.structs import replace

from guide.text import unaccented
from guide.training.seat_news import DebriefNews, Doing, SeatNews

MOST_SEATS = 40
"""Windows at a time: each is a program of some 60 MB."""

_MOST_KNOWN = 4 * MOST_SEATS
_MOST_DEBRIEFS = 20
_MOST_UNFINISHED = 20

_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)


class Place:
    """A seat and its window. Known by a key that its window alone has; `number` is for people."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.window: web.WebSocketResponse | None = None
        self.in_use = asyncio.Lock()
        """Held while a program runs here: the next one waits until it has ended."""
        self.news = SeatNews(Doing.ARRIVING)
        self.debriefs: list[DebriefNews] = []
        self.played = Counter[str]()
        """How many practice calls were looked back on here, by who took them."""
        self._unfinished: dict[str, tuple[str, float]] = {}
        self.stopped = False
        """Whether the program ended by a fault of its own, or was killed."""
        self._told_at = monotonic()

    @property
    def is_empty(self) -> bool:
        return self.window is None and not self.in_use.locked()

    @property
    def elapsed(self) -> float:
        """For how many seconds the practice call that runs has run by now."""
        running = self.news.doing is Doing.PRACTICING
        return self.news.elapsed + (monotonic() - self._told_at if running else 0.0)

    def left(self) -> None:
        """Note that nobody sees this seat any more: what runs there had run as long as it has."""
        self.told(replace(self.news, elapsed=self.elapsed, debrief=None))

    def told(self, news: SeatNews) -> None:
        """Note what the seat tells."""
        self.news, self._told_at = news, monotonic()
        if news.doing is not Doing.ARRIVING:
            self._note_unfinished(news)
        if news.debrief is not None:
            self.debriefs = [*self.debriefs, news.debrief][-_MOST_DEBRIEFS:]
            self.played[unaccented(news.debrief.agent)] += 1

    def _note_unfinished(self, news: SeatNews) -> None:
        """Note the call that this person can go on with, and how long it has run at least."""
        who = unaccented(news.name)
        call, elapsed = self._unfinished.pop(who, ("", 0.0))
        if news.call:
            known = elapsed if call == news.call else 0.0
            self._unfinished[who] = (news.call, max(known, news.elapsed))
        if len(self._unfinished) > _MOST_UNFINISHED:
            del self._unfinished[next(iter(self._unfinished))]

    def options(self) -> list[str]:
        """Who sits here, and what waits here for whom, for the next program of this seat."""
        options = [f"--name={self.news.name}"]
        for call, elapsed in self._unfinished.values():
            options += [f"--call={call}", f"--elapsed={elapsed:.3f}"]
        return options

    def for_trainer(self, practices: int) -> dict[str, object]:
        """What the trainer's page shows of it; debriefs in brief.

        `practices` is how many calls whoever sits here has looked back on in this class.
        """
        news, present = self.news, self.window is not None
        running = present and news.doing is Doing.PRACTICING
        return {
            "number": self.number,
            "name": news.name,
            "doing": news.doing,
            "present": present,
            "stopped": self.stopped,
            "cut_short": bool(news.call) and not running,
            "title": news.title,
            "step": news.step,
            "said": news.said,
            "turns": news.turns,
            "seconds": int(self.elapsed if running else news.elapsed),
            "warnings": news.warnings,
            "practices": practices,
            "debriefs": [
                {
                    "call": one.call,
                    "agent": one.agent,
                    "person": unaccented(one.agent),
                    "scenario": one.scenario,
                    "title": one.title,
                    "seed": one.seed,
                    "ended": one.ended,
                    "counts": one.counts,
                }
                for one in self.debriefs
            ],
        }


class Roll:
    """The seats of a class, in the order in which they were taken."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}
        self._count = 0

    def __iter__(self) -> Iterator[Place]:
        return iter([*self._places.values()])

    def present(self) -> int:
        """How many windows are open."""
        return sum(place.window is not None for place in self)

    def place(self, key: str) -> Place | None:
        """The seat of this key, a new one for a new key; None for what is no key."""
        if not _KEY.fullmatch(key):
            return None
        if key not in self._places:
            self._forget_one()
            self._count += 1
            self._places[key] = Place(self._count)
        return self._places[key]

    def for_trainer(self) -> list[dict[str, object]]:
        """What the trainer's page shows of all seats at which somebody is, or was."""
        shown = [place for place in self if place.window or place.news.name]
        return [place.for_trainer(self._practices(place.news.name)) for place in shown]

    def _practices(self, name: str) -> int:
        """How many practice calls of this person were looked back on, at any seat."""
        return sum(place.played[unaccented(name)] for place in self)

    def debrief(self, call: str) -> DebriefNews | None:
        return next((one for place in self for one in place.debriefs if one.call == call), None)

    def _forget_one(self) -> None:
        """Make room for a seat: of those that nobody came back to, the oldest is forgotten."""
        left = (key for key, place in self._places.items() if place.is_empty)
        if len(self._places) >= _MOST_KNOWN and (oldest := next(left, None)):
            del self._places[oldest]
