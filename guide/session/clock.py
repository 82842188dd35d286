"""Where the time of a call comes from."""

import os
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from guide.call.zone import zone_called
from guide.text import plain_line

_AMONG_ZONES = re.compile(r"/zoneinfo[^/]*/(?P<name>.+)")


class Moment(Struct, frozen=True):
    """A moment: `at` in UTC, to the millisecond; `ticks` in seconds of a clock that never jumps."""

    at: datetime
    ticks: float


class Clock(Protocol):
    """Something that knows the moment it is."""

    def now(self) -> Moment: ...


class SystemClock:
    def now(self) -> Moment:
        return Moment(to_millisecond(datetime.now(UTC)), time.monotonic())


class SetClock:
    """A clock that stands until it is set: for scenarios and tests."""

    def __init__(self, start: datetime) -> None:
        self._start = to_millisecond(start.astimezone(UTC))
        self._ticks = 0.0

    def now(self) -> Moment:
        return Moment(
            to_millisecond(self._start + timedelta(seconds=self._ticks)), round(self._ticks, 3)
        )

    def set(self, seconds: float) -> None:
        """Set it to so many seconds after its start; it never goes back."""
        self._ticks = max(self._ticks, seconds)


class LaterClock:
    """A clock that goes on from a moment (UTC), at the pace of another."""

    def __init__(self, start: datetime, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._start = start
        self._began = self._clock.now().ticks

    def now(self) -> Moment:
        ticks = self._clock.now().ticks - self._began
        return Moment(to_millisecond(self._start + timedelta(seconds=ticks)), ticks)


def to_millisecond(at: datetime) -> datetime:
    """`at` cut to whole milliseconds, as journals keep it."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


class LocalZone(Struct, frozen=True):
    """The zone of this computer: its IANA name or its rule; or else, in a sentence, why not."""

    name: str
    unknown: str = ""


def local_zone(file: Path = Path("/etc/localtime")) -> LocalZone:
    """The zone that this computer's clock is set to: by TZ or this file, as for C libraries."""
    named = os.environ.get("TZ")
    if named is None:
        name = _zone_in(file)
        why = "This computer does not say its time zone"
    else:
        named = named.removeprefix(":")
        name = _zone_in(Path(named)) if named.startswith("/") else named or "UTC"
        why = f"TZ is “{plain_line(named)}”, which is not a time zone"
    if zone_called(name) is not None:
        return LocalZone(name)
    return LocalZone("", f"{why}: times are in UTC. Set TZ, for example TZ=America/New_York.")


def _zone_in(file: Path) -> str:
    """The zone that a zone file is of: by its name among others, or by the rule at its end."""
    try:
        among = _AMONG_ZONES.search(str(file.resolve()))
        return among["name"] if among else _rule_at_the_end(file.read_bytes())
    except OSError:
        return ""


def _rule_at_the_end(zone_file: bytes) -> str:
    last = zone_file.rstrip(b"\n").rpartition(b"\n")[2]
    return last.decode("ascii", "replace") if zone_file.startswith(b"TZif") else ""
