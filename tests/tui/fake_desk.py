"""A desk that says what a test has it say, and asks nobody."""

from collections.abc import Callable

from guide.call.actions import HearDenial
from guide.call.state import Call
from guide.register.known_caller import KnownCaller
from guide.session.at_desk import AskState, HandedOver, Heard, Received


class FakeDesk:
    """Who is at its `board` is said beforehand; `says` is what the board answers."""

    def __init__(self, words: str = "desk", board: tuple[str, ...] | None = ("pat", "sam")) -> None:
        self.words = words
        self.board = board
        self.supervisor = False
        self.first_seconds = 20
        self.calls: list[Call] = []
        self.handed_over: tuple[HandedOver, ...] = ()
        self.taken_in = 0
        self.denied: dict[str, tuple[str, ...]] = {}
        self.denials: dict[str, tuple[HearDenial, ...]] = {}
        self.refused: tuple[str, ...] = ()
        self.sought: list[str] = []
        self.callers: dict[str, KnownCaller] = {}
        self.has: dict[str, Received] = {}
        self._heard: dict[tuple[str, int], Heard] = {}
        self._told: Callable[[], object] = object

    def follow(self, call: Call) -> None:
        self.calls.append(call)

    def heard(self, call: str, n: int) -> Heard:
        return self._heard.get((call, n), Heard())

    def received(self, call: str) -> Received | None:
        return self.has.get(call)

    def ended(self, call: Call) -> None:
        pass

    def look_up(self, number: str) -> None:
        self.sought.append(number)

    def known(self, number: str) -> KnownCaller | None:
        return self.callers.get(number)

    def watch(self, told: Callable[[], object]) -> None:
        self._told = told

    def changes(self) -> None:
        """Have the screen told that something has."""
        self._told()

    def says(self, state: AskState, by: str = "", reason: str = "") -> None:
        """Have the board say so of what was asked last."""
        call = self.calls[-1]
        self._heard[call.id, call.asks[-1].n] = Heard(state, by, reason)
        self._told()
