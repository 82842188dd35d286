"""The finger and the screen agree: what the screen said for a key, and what was recorded.

Nothing here asks the program what it meant to do: the screen is read as it stands, a key is
pressed, and each event that then is on record must be one that the screen had named for that key.
"""

import random
import re
from dataclasses import dataclass, field

from on_screen import NARROW, WIDE, OnScreen

from guide.call import events as ev

SCRIPTS = ("escalated-callers", "hang-up-protocol", "calming-a-caller")
WARNINGS = re.compile(r"WARNINGS +(?:(\d+) of \d+|[·✗]|not saved)")
"""None of none is told without numbers."""

_AT_WILL = (
    ev.Drafted,
    ev.Noted,
    ev.NoteCorrected,
    ev.Detailed,
    ev.PassedOver,
)
"""What happens of itself, or by leaving a field: it ends nothing, and holds only what was typed."""


@dataclass(frozen=True)
class Promised:
    """What the screen said before a key."""

    typing: bool
    choices: dict[str, str]
    items: dict[str, str]
    marked: str
    confirm: tuple[str, str]
    panel: bool
    actions: set[str]
    chart: str

    @classmethod
    def of(cls, screen: OnScreen) -> "Promised":
        """Read it off the widgets, as they are painted."""
        body = screen.screen.body
        choices: dict[str, str] = {}
        pane = body.say
        for one in pane.choices if pane.region.area else ():
            for span in one:
                if span.key:
                    choices[span.key] = f"{choices.get(span.key, '')} {span.text}"
        shape = body.panel.shape if screen.panel is not None else None
        items = {}
        if shape is not None:
            items = {body.panel.items.key_of(item.id): item.label for item in shape.items}
        confirm = (shape.confirm.key, shape.confirm.label) if shape and shape.confirm else ("", "")
        marked = screen.scene.marked
        return cls(
            screen.screen.typing,
            {key: _words(label) for key, label in choices.items()},
            items,
            marked.id if marked else "",
            confirm,
            shape is not None,
            {action.key for action in screen.view.actions},
            "" if pane.region.area else screen.text,
        )

    def leads(self, key: str, label: str) -> bool:
        """Whether a key stood before this choice, where one looks: the whole chart lies over it."""
        digit = key.removeprefix("alt+")
        if self.chart:
            return f"{digit} {label.split()[0]}" in self.chart
        shown = self.choices.get(key) or self.choices.get(digit, "")
        return shown.startswith(" ".join(label.split()))


def _words(label: str) -> str:
    return " ".join(re.sub(r"^\s*(Alt\+)?\d\s", "", label).split())


@dataclass
class Finger:
    """Presses keys, and holds the screen to its word after each."""

    screen: OnScreen
    warnings: int = 0
    done: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self._one(key)

    def _one(self, key: str) -> None:
        if self.screen.call.ended is not None:
            return
        promised, before = Promised.of(self.screen), len(self.screen.call.entries)
        self.done.append(key)
        self.screen.press(key)
        self.hold(promised, key, before)

    def hold(self, promised: Promised, key: str, before: int) -> None:
        """Every event since `before` is one that was promised for this key."""
        events = [entry.event for entry in self.screen.call.entries[before:]]
        chosen = any(isinstance(e, ev.Chosen | ev.Opened | ev.Returned) for e in events)
        for event in events:
            # What a choice of the flow brings with it, such as that the caller calmed down.
            if not (chosen and isinstance(event, _BY_A_CHOICE)):
                self._held(promised, key, event)
        self._count(before)

    def _held(self, promised: Promised, key: str, event: ev.Event) -> None:
        told = f"{self.done[-12:]}: {key} recorded {event} with {promised}"
        if isinstance(event, _AT_WILL):
            return
        if promised.typing and not key.startswith("f") and not key.startswith("alt+"):
            assert key in ("enter", "tab", "escape", "up", "down"), told
            assert not isinstance(event, ev.Ended | ev.Chosen | ev.WarningGiven), told
        match event:
            case ev.Chosen() | ev.Opened() | ev.Returned() if event.key:
                assert promised.leads(key, event.label) or key in promised.items, told
            case ev.Said():
                assert key == "space" or key in promised.items or key == "enter", told
                if key == "space":
                    assert event.line == promised.marked, told
            case ev.WarningGiven():
                assert key == "space", told
                assert event.line == promised.marked, told
            case ev.Ended():
                assert promised.confirm[0] == key, told
                assert event.label in promised.confirm[1], told
            case _:
                assert (
                    key in promised.items
                    or key in promised.actions
                    or key in ("enter", "tab", "space", "escape")
                    or key.startswith("f")
                ), told

    def _count(self, before: int) -> None:
        """The counter on the screen is the number of warnings counted here."""
        call = self.screen.call
        if call.ended is not None:
            return
        given = [
            entry
            for entry in call.entries
            if isinstance(entry.event, ev.WarningGiven) and entry.n not in call.retracted
        ]
        stated = call.protocol.ground
        # Once the caller is calm, those on the reason that was warned on last are told.
        ground = stated.ground if stated else given[-1].event.ground if given else ""
        counted = [entry for entry in given if entry.event.ground == ground]
        shown = WARNINGS.search(self.screen.status)
        assert shown is not None, f"no counter: {self.screen.status}"
        assert int(shown[1] or 0) == len(counted), f"{self.done[-12:]}: {self.screen.status}"


_BY_A_CHOICE = (
    ev.CalmedDown
    | ev.EffortMade
    | ev.GroundStated
    | ev.FollowUpAdded
    | ev.AskAnswered
    | ev.ClockStopped
)
"""What a choice puts on record besides itself: a threat is to be reported from then on, and the
board is not asked any more for what has no purpose."""

KEYS = (
    *"123456789",
    *"123",
    "space",
    "space",
    "enter",
    "enter",
    "escape",
    "escape",
    "backspace",
    "up",
    "down",
    "tab",
    "shift+tab",
    *"nwfmatcgevuxkoyr0",
    "slash",
    "question_mark",
    *(f"f{n}" for n in range(1, 11)),
    *(f"alt+{n}" for n in range(1, 10)),
    "pageup",
    "pagedown",
    "alt+pageup",
    "alt+pagedown",
    "home",
    "end",
    "delete",
    "left",
    "right",
    "ctrl+a",
    "ctrl+z",
    "W",
    "N",
    "E",
)


def began_at(seed: int) -> OnScreen:
    """A call to wander through: of one script after the other, small and large in turn."""
    return OnScreen(SCRIPTS[seed % len(SCRIPTS)], size=WIDE if seed % 2 else NARROW)


def wander(screen: OnScreen, chance: random.Random, keys: int) -> int:
    """Press so many random keys, with text, bursts, pastes, clicks and new sizes between them."""
    finger = Finger(screen)
    for number in range(keys):
        if screen.call.ended is not None or not screen.app.is_running:
            return number
        match chance.randrange(40):
            case 0:
                screen.type(chance.choice(("312-555-0134", "Dana", "2 weeks late", "fri")))
            case 1:
                before, promised = len(screen.call.entries), Promised.of(screen)
                two = chance.choices(KEYS, k=2)
                screen.burst(*two)
                finger.done += two
                _ended_by(promised, screen, before, two)
            case 2:
                screen.paste(chance.choice(("pasted words", "\x1b[A 12", "two\nlines")))
            case 3:
                finger.done.append("resize")
                screen.resize(*chance.choice(((80, 24), (120, 36), (200, 50), (60, 20))))
            case _:
                finger.press(chance.choice(KEYS))
    return keys


def _ended_by(promised: Promised, screen: OnScreen, before: int, keys: list[str]) -> None:
    """In a burst, nothing ends the call but the key that was asked for when it began."""
    for entry in screen.call.entries[before:]:
        if isinstance(entry.event, ev.Ended):
            assert promised.confirm[0] in keys, f"{keys} ended the call: {promised}"
