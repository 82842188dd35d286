"""How fast a window may send: a burst at once, and after that only so much a second."""


class Pace:
    """Grants what is asked for as long as there is some left; it grows again with time."""

    def __init__(self, a_second: float, burst: float, now: float) -> None:
        """Seconds are of any clock that never jumps."""
        self._a_second = a_second
        self._burst = burst
        self._left = burst
        self._at = now

    def wait_for(self, cost: float, now: float) -> float:
        """Take so much; for how many seconds whoever asks has to wait for it."""
        grown = (now - self._at) * self._a_second
        self._left = min(self._burst, self._left + grown) - cost
        self._at = now
        return max(0.0, -self._left / self._a_second)
