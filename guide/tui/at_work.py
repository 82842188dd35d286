"""A reel on the call screen, with somebody at work: the panels opened, the letters typed.

What stands on the screen at any moment follows from the frame and the number of keys pressed since:
a call view is set up with the call of the frame, and the keys are pressed. So going back, or to any
place at all, shows exactly what was shown there before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from guide.call import events as ev
from guide.call.actions import TakeOver
from guide.call.events import Entry, Event
from guide.call.situation import Situation
from guide.session.clock import SetClock
from guide.session.session import Session
from guide.training.reel import Frame, Reel
from guide.training.unkept import UnkeptBook, UnkeptWriter
from guide.tui.call_view import CallView
from guide.tui.hands import Press, Way
from guide.tui.panels.follow_up import ReportPanel
from guide.tui.panels.manager import manager_panel
from guide.tui.panels.warn import WarnPanel
from guide.tui.scene import Message, Scene, Tone
from guide.tui.ways import ways

_PAUSE = 10.0
"""A key that is not part of a text takes as long as so many that are."""

_MOST_PRESSES = 4_000

Opening = Callable[[CallView], None]
"""Opens again what an earlier frame left open."""


@dataclass(frozen=True, slots=True)
class Work:
    """What leads to a frame: what is open already, the keys, and how they leave the screen."""

    opened: Opening | None = None
    presses: tuple[Press, ...] = ()
    left: Opening | None = None
    message: Message | None = None

    def moments(self, frame: Frame) -> tuple[float, ...]:
        """When each key is pressed, in seconds of the reel; the last one as the frame begins."""
        lengths = [1.0 if press.typed else _PAUSE for press in self.presses]
        total, done, found = sum(lengths), 0.0, []
        for length in lengths:
            done += length
            found.append(frame.shows - frame.work * (1 - done / total))
        return tuple(found)


class AtWork:
    """The scenes of a reel."""

    def __init__(self, reel: Reel) -> None:
        self.reel = reel
        self._works: list[Work] = [Work()]
        self._last: tuple[int, int, CallView] | None = None

    def work(self, index: int) -> Work:
        """What leads to a frame."""
        while len(self._works) <= index:
            self._works.append(self._found(len(self._works)))
        return self._works[index]

    def pressed(self, position: float) -> tuple[int, int]:
        """The frame at this position, and how many keys have been pressed since."""
        index = self.reel.index(position)
        if index + 1 >= len(self.reel.frames):
            return index, 0
        moments = self.work(index + 1).moments(self.reel.frames[index + 1])
        return index, sum(moment <= position for moment in moments)

    def scene(self, position: float, width: int, height: int, banner: str) -> Scene:
        """What the call screen shows at this position."""
        index, count = self.pressed(position)
        frame = self.reel.frames[index]
        view = self._view(index, count)
        scene = view.scene(width, height)
        return replace(
            scene,
            now=Situation(scene.call, self.reel.library, self.moment(position)),
            elapsed=self.reel.at(position),
            message=scene.message if count else self._message(index, frame),
            banner=banner,
        )

    def moment(self, position: float) -> datetime:
        """The moment that this position shows."""
        index = self.reel.index(position)
        frame = self.reel.frames[index]
        if index + 1 == len(self.reel.frames):
            return frame.moment
        coming = self.reel.frames[index + 1]
        part = (position - frame.shows) / (coming.shows - frame.shows)
        return frame.moment + (coming.moment - frame.moment) * max(0.0, part)

    def _message(self, index: int, frame: Frame) -> Message | None:
        if frame.refusal:
            return Message(frame.refusal, Tone.REFUSAL)
        return self.work(index).message

    def _view(self, index: int, count: int) -> CallView:
        """The call view of a frame after so many keys of what leads to the next."""
        last = self._last
        if last and last[0] == index and last[1] <= count:
            _, done, view = last
        else:
            done, view = 0, self._at(index)
            opened = self.work(index).left
            if opened:
                opened(view)
        if count > done:
            for press in self.work(index + 1).presses[done:count]:
                view.key(press.key, press.character)
        self._last = index, count, view
        return view

    def _at(self, index: int) -> CallView:
        """A call view of the call at a frame, at the moment of the next."""
        frames = self.reel.frames
        call = frames[index].call
        coming = frames[min(index + 1, len(frames) - 1)]
        clock = SetClock(coming.moment)
        earlier = coming.action if isinstance(coming.action, TakeOver) else None
        writer = UnkeptWriter(len(call.entries))
        session = Session(call.entries, self.reel.library, clock, writer)
        return CallView(session, UnkeptBook(self.reel.library, clock, earlier), lambda: None)

    def _found(self, index: int) -> Work:
        """The keys that lead to a frame: the first way that puts the very same on record."""
        frame = self.reel.frames[index]
        opened = self._works[index - 1].left
        if frame.action is None:
            return Work(opened, left=opened)
        for reasons in (True, False):
            for way in ways(frame.action):
                work = self._tried(index, way, opened, reasons=reasons)
                if work is not None:
                    return work
        return Work(opened)

    def _tried(self, index: int, way: Way, opened: Opening | None, *, reasons: bool) -> Work | None:
        """The keys of one way; None unless it does exactly what the frame shows.

        Without `reasons`: but for a reason, which not every panel asks for.
        """
        frame, view = self.reel.frames[index], self._at(index - 1)
        known = len(view.session.call.entries)
        if opened:
            opened(view)
        presses: list[Press] = []
        for press in _at_most(way(lambda: view.scene(80, 24)), _MOST_PRESSES):
            presses.append(press)
            view.key(press.key, press.character)
        scene = view.scene(80, 24)
        did = _events(view.session.call.entries[known:], reasons=reasons)
        shown = _events(self.reel.new(index), reasons=reasons)
        said = scene.message.text if scene.message else ""
        if did != shown or (frame.refusal and said != frame.refusal):
            return None
        return Work(opened, tuple(presses), _left(scene), scene.message)


def _events(entries: Sequence[Entry], *, reasons: bool) -> list[Event]:
    """What happened, but for drafts; if asked for, but for the reasons too."""
    events: Iterator[Event] = (e.event for e in entries if not isinstance(e.event, ev.Drafted))
    return list(events if reasons else map(_without_reason, events))


def _without_reason(event: Event) -> Event:
    return replace(event, reason="") if isinstance(event, ev.Adapted | ev.Ended) else event


def _at_most(presses: Iterator[Press], most: int) -> Iterator[Press]:
    """No more presses than anybody would watch."""
    for _, press in zip(range(most), presses, strict=False):
        yield press


def _left(scene: Scene) -> Opening | None:
    """What a scene leaves open, to be opened again."""
    if isinstance(scene.panel, WarnPanel):
        return lambda view: view.open(WarnPanel(view.now()))
    if isinstance(scene.panel, ReportPanel):
        return lambda view: view.open(ReportPanel(view.now()))
    if scene.panel is not None and scene.panel.title == manager_panel().title:
        return lambda view: view.open(manager_panel())
    return _typing if scene.typing else None


def _typing(view: CallView) -> None:
    view.act("notes")
