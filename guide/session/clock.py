"""Where the time of a call comes from."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from msgspec import Struct

_ZONE_FILES = Path("/usr/share/zoneinfo")


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


def local_zone_name() -> str:
    """The IANA name of this computer's zone; `UTC` when it cannot be told."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named and "/" in named and not named.startswith("/"):
        return named
    try:
        target = Path("/etc/localtime").resolve()
        return str(target.relative_to(_ZONE_FILES.resolve()))
    except (OSError, ValueError):
        return "UTC"
