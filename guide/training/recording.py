"""A recording: a call as frames, each what is to be seen from one moment on.

It is computed beforehand and frozen, so that going back is nothing but showing an earlier frame.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from guide.call import events as ev
from guide.call.actions import Action
from guide.call.events import Stage
from guide.call.state import Call
from guide.script.library import Library
from guide.training.unspaced import length

MOST_CHAPTERS = 9
"""One for each digit."""

LEAST = 0.2
"""Two frames that are stepped to are never closer than this, in seconds."""

_KEYS_SHOWN = 2.0
"""How long the keys of a move stay in sight after it, in seconds."""

_WORDS_A_SECOND = 2.8
"""How fast a caller's words are shown: a little slower than they are said, to be read."""


class Frame(Struct, frozen=True):
    """What is to be seen from `shows` seconds into the recording on.

    The call as it stands then, `at` seconds after its start and at `moment` (UTC). `caller` is as
    much of the caller's last words as was said, and they may be `speaking` still.

    While the agent is at work, `action` is what they are about to do, `keys` what they pressed for
    it, `panel` what they opened for it (see `guide.training.demo`), and `typed` what stands in
    its fields. `skipped` seconds of silence are being passed over. A `minor` frame is played and
    not stepped to.
    """

    call: Call
    at: float
    moment: datetime
    shows: float = 0.0
    caller: str = ""
    speaking: bool = False
    caption: str = ""
    action: Action | None = None
    refusal: str = ""
    panel: str = ""
    typed: tuple[tuple[str, str], ...] = ()
    keys: tuple[str, ...] = ()
    skipped: float = 0.0
    minor: bool = False
    chapter: str = ""


class Press(Struct, frozen=True):
    """What is on the screen after one more press, and how much of an effort that was.

    `keys` are all that were pressed so far, but for the letters of texts.
    """

    panel: str
    typed: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    effort: float


class MilestoneKind(StrEnum):
    """What a milestone is; each with the sign that stands for it on the timeline."""

    ANGER = "~"
    NOTE = "n"
    FOLLOW_UP = "f"
    REFUSED = "✗"
    WARNING = "▲"
    END = "■"


_KINDS: dict[type[ev.Event], MilestoneKind] = {
    ev.Staged: MilestoneKind.ANGER,
    ev.Noted: MilestoneKind.NOTE,
    ev.NoteCorrected: MilestoneKind.NOTE,
    ev.FollowUpAdded: MilestoneKind.FOLLOW_UP,
    ev.FollowUpDone: MilestoneKind.FOLLOW_UP,
    ev.ActionRefused: MilestoneKind.REFUSED,
    ev.WarningGiven: MilestoneKind.WARNING,
    ev.Ended: MilestoneKind.END,
}


class Milestone(Struct, frozen=True):
    """Something worth jumping to, `shows` seconds into the recording."""

    kind: MilestoneKind
    shows: float


class Chapter(Struct, frozen=True):
    """A part of the recording, by the digit that jumps to it."""

    number: int
    shows: float
    title: str


class Recording(Struct, frozen=True, dict=True):
    """A call to be shown. `demo` says that it was played for the purpose; else it is a record.

    `damage` says in words what is wrong with the record after its last frame, `remark` what else
    is to be known of it.
    """

    title: str
    library: Library
    frames: tuple[Frame, ...]
    demo: bool
    damage: str = ""
    remark: str = ""

    @property
    def duration(self) -> float:
        return self.frames[-1].shows

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters that frames begin; where none does, one for each step of the call.

        At most nine: the shortest of more are part of the one before.
        """
        begun = [(f.shows, f.chapter) for f in self.frames if f.chapter] or list(self._steps())
        while len(begun) > MOST_CHAPTERS:
            ends = [*(shows for shows, _ in begun[1:]), self.duration]
            lengths = [after - shows for (shows, _), after in zip(begun, ends, strict=True)]
            del begun[min(range(1, len(begun)), key=lengths.__getitem__)]
        return tuple(Chapter(n, shows, title) for n, (shows, title) in enumerate(begun, 1))

    def _steps(self) -> Iterator[tuple[float, str]]:
        before = 0
        for frame in self.frames:
            if frame.call.here.n != before:
                before = frame.call.here.n
                yield frame.shows, frame.call.here.title

    @cached_property
    def milestones(self) -> tuple[Milestone, ...]:
        """Notes, warnings, changes of anger, follow-ups, refusals and the end, in their order."""
        found: list[Milestone] = []
        for before, frame in pairwise(self.frames):
            new = [entry.event for entry in frame.call.entries[len(before.call.entries) :]]
            kinds = [_KINDS[type(event)] for event in new if type(event) in _KINDS]
            if frame.refusal and not frame.minor and MilestoneKind.REFUSED not in kinds:
                kinds.append(MilestoneKind.REFUSED)
            found += [Milestone(kind, frame.shows) for kind in kinds]
        return tuple(found)

    def index(self, position: float) -> int:
        """The number of the frame that shows at this position."""
        return max(0, bisect_right(self.frames, position, key=lambda frame: frame.shows) - 1)

    def at(self, position: float) -> float:
        """How many seconds into the call this position is."""
        frame, coming, part = self._between(position)
        return frame.at + part * (coming.at - frame.at)

    def moment(self, position: float) -> datetime:
        """The moment (UTC) that this position shows."""
        frame, coming, part = self._between(position)
        return frame.moment + part * (coming.moment - frame.moment)

    def _between(self, position: float) -> tuple[Frame, Frame, float]:
        """The frame that shows, the one that follows, and how much of the way is done."""
        index = self.index(position)
        frame, coming = self.frames[index], self.frames[min(index + 1, len(self.frames) - 1)]
        length = coming.shows - frame.shows
        return frame, coming, max(0.0, position - frame.shows) / length if length else 0.0

    def stage(self, position: float) -> Stage | None:
        """The caller's anger as it was judged then."""
        return self.frames[self.index(position)].call.stage


def speech(words: str) -> float:
    """How many seconds whoever watches is given for what a caller says."""
    return 0.5 + length(words) / _WORDS_A_SECOND if words else 0.0


def lead_up(
    before: Frame,
    after: Frame,
    skipped: float,
    speech: float,
    work: float = 0.0,
    presses: Sequence[Press] = (),
) -> Iterator[Frame]:
    """The frames between two: silence, the caller's words one by one, and the agent at work.

    `speech` and `work` are how many seconds of it the caller speaks and the agent works; the last
    of `presses` falls together with the frame after.
    """

    def on_the_way(shows: float, **changes: Any) -> Frame:
        """The frame before with changes, the call's time at its place between the two."""
        part = (shows - before.shows) / (after.shows - before.shows)
        at = before.at + part * (after.at - before.at)
        moment = before.moment + part * (after.moment - before.moment)
        changes = {"action": None, "keys": (), **changes}
        return replace(before, shows=shows, at=at, moment=moment, minor=True, chapter="", **changes)

    works = after.shows - work
    speaks = works - speech
    rests = before.shows + (_KEYS_SHOWN if before.keys else LEAST)
    if (before.keys or skipped) and rests < speaks:
        yield on_the_way(rests, skipped=skipped)
    words = after.caller.split(" ") if speech else []
    for n in range(1, len(words) + 1):
        shows = speaks + speech * n / (len(words) + 1)
        yield on_the_way(shows, caller=" ".join(words[:n]), speaking=True)
    if work:
        seen: dict[str, Any] = {"caller": after.caller, "caption": after.caption, "refusal": ""}
        seen["action"] = after.action
        yield on_the_way(works, **seen)
        total, done = sum(press.effort for press in presses), 0.0
        for press in presses[:-1]:
            done += press.effort
            seen |= {"panel": press.panel, "typed": press.typed, "keys": press.keys}
            yield on_the_way(works + work * done / total, **seen)
