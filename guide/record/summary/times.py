"""Times as a desk spells them: in its own zone, the same on every computer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import pairwise

from msgspec import Struct

from guide.call.events import BranchKept, Entry, Resumed
from guide.call.zone import zone_called
from guide.script.dates import full_day, shown_clock


def duration(seconds: float) -> str:
    """A length of time as `m:ss` or `h:mm:ss`."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds_between(start: datetime, end: datetime, elapsed: float) -> float:
    """The length that two times printed to the second show, where their clock told true.

    `elapsed` is the length by the program's own clock: it holds where the computer's was set.
    """
    shown = (end.replace(microsecond=0) - start.replace(microsecond=0)).total_seconds()
    return shown if abs(shown - elapsed) < 1 else elapsed


_DAY = 24 * 3600
_LEAST_JUMP = 2.0
_MOST_DRIFT = 0.001
"""By so many seconds, and by this part of the time between, two clocks may differ as they go."""


def clock_jumps(entries: Sequence[Entry]) -> Iterator[str]:
    """In sentences, where the computer's clock jumped: it and the program's own differ there."""
    for before, after in pairwise(entries):
        passed = after.elapsed - before.elapsed
        jump = (after.at - before.at).total_seconds() - passed
        # Somebody put a branched record in order: that was later, and is no time of the call.
        if isinstance(after.event, BranchKept) or abs(jump) < _LEAST_JUMP + _MOST_DRIFT * passed:
            continue
        was_left = isinstance(after.event, Resumed) and not passed
        yield f"Before event {after.n} the computer’s clock {_jumped(jump, was_left=was_left)}."


_LEAST_SET_BACK = 60.0
"""In seconds: several programs write a sealed file, and none knows how long another took."""


def set_back(times: Iterable[tuple[int, datetime]], file: str) -> Iterator[str]:
    """In sentences, before which lines of a sealed file the clock was set back.

    Each line has its number, and the time at which it was written.
    """
    for (_, before), (number, after) in pairwise(times):
        by = (before - after).total_seconds()
        if by >= _LEAST_SET_BACK:
            yield f"Before line {number} of {file} a clock was set back by {_length(by)}."


def _length(seconds: float) -> str:
    return duration(seconds) if seconds < 2 * _DAY else f"{int(seconds // _DAY):,} days"


def _jumped(jump: float, *, was_left: bool) -> str:
    """How the clock jumped, by so many seconds, and how lengths of time are told all the same."""
    length = _length(abs(jump))
    if was_left:
        back = f"was set back by {length} or more"
        forward = f"went {length} forward: it was set, or the call was left for so long"
        counted = "How long it was left is not known, and counts as no time"
    else:
        back = f"was set back by {length}"
        forward = f"went {length} forward: it was set, or the computer slept"
        counted = "Lengths of time are by a clock that does not jump"
    return f"{forward if jump > 0 else back}. {counted}"


class DeskTime(Struct, frozen=True):
    """A zone, and what is to be said of it: its name, or that it is not known here."""

    zone: tzinfo
    words: str

    @classmethod
    def of(cls, name: str) -> "DeskTime":
        """The time of a desk in the zone with this name or rule; UTC, said so, if not known."""
        if zone := zone_called(name):
            return cls(zone, name)
        unknown = f"its zone, “{name}”, is not known here" if name else "its zone is not known"
        return cls(UTC, f"UTC; {unknown}")

    def day(self, at: datetime) -> str:
        """A day, such as `Sat, Nov 21, 2026`."""
        return full_day(at.astimezone(self.zone))

    def minute(self, at: datetime) -> str:
        """A time of day, such as `2:03 PM`."""
        return shown_clock(at.astimezone(self.zone))

    def second(self, at: datetime) -> str:
        """A time of day, such as `2:03:12 PM`."""
        return shown_clock(at.astimezone(self.zone), seconds=True)

    def moment(self, at: datetime) -> str:
        """A day and time, such as `Sat, Nov 21, 2026, 12:00 PM`."""
        return f"{self.day(at)}, {self.minute(at)}"

    def second_after(self, at: datetime, start: datetime) -> str:
        """A time of day, with its day when that is not the one of `start`."""
        local = at.astimezone(self.zone)
        time = shown_clock(local, seconds=True)
        same = local.date() == start.astimezone(self.zone).date()
        return time if same else f"{full_day(local)}, {time}"


def due_words(
    since: datetime, due: datetime | None, aim: datetime | None, began: datetime, desk: DeskTime
) -> str:
    """The due time, such as `Sat, Nov 21, 2026, 12:00 PM at the latest`; empty if there is none."""
    if due is None:
        return ""
    if due <= since:
        return f"at once (since {desk.moment(since)})"
    return f"{desk.moment(due)} at the latest{_aimed(aim, due, began, desk)}"


def _aimed(aim: datetime | None, due: datetime, began: datetime, desk: DeskTime) -> str:
    if aim is None or aim >= due:
        return ""
    # The last minute of a day is how the end of the day is stored: the day says it better.
    words = desk.day(aim) if desk.minute(aim) == "11:59 PM" else desk.moment(aim)
    same = " (the day of the call)" if desk.day(aim) == desk.day(began) else ""
    return f", target {words}{same}"
