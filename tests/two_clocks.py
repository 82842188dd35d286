"""A computer's two clocks, of which one jumps."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from guide.session.clock import Moment, to_millisecond


@dataclass
class TwoClocks:
    """A wall clock that can be set, and one that cannot."""

    at: datetime
    ticks: float = 1000.0

    def now(self) -> Moment:
        return Moment(to_millisecond(self.at.astimezone(UTC)), self.ticks)

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.at = self.at.astimezone(UTC) + timedelta(seconds=seconds)
        self.ticks += seconds

    def jump(self, by: timedelta) -> None:
        """Somebody sets the wall clock, or the network does."""
        self.at += by
