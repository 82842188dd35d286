"""Sheets of paper, and how a sheet is held. Millimetres.

Everything is laid out for A4: a sheet of A3 is the same, enlarged.
"""

from enum import StrEnum

from msgspec import Struct

MARGIN = 10.0
POINT = 25.4 / 72
LEGIBLE = 7.0
"""Letters of fewer points than this are hard to read on a sheet one holds in the hand."""


class Paper(StrEnum):
    """A size of paper; the value is its name."""

    A4 = "a4"
    A3 = "a3"

    @property
    def sides(self) -> tuple[float, float]:
        """The shorter side and the longer one."""
        return (210.0, 297.0) if self is Paper.A4 else (297.0, 420.0)

    @property
    def enlarged(self) -> float:
        """How many times as wide it is as A4."""
        return self.sides[0] / Paper.A4.sides[0]


class Frame(Struct, frozen=True):
    """A sheet of A4 the way it is held: `width` by `height`."""

    width: float
    height: float

    @property
    def upright(self) -> bool:
        return self.height > self.width

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.width - 2 * MARGIN


FRAMES = (Frame(*Paper.A4.sides), Frame(*reversed(Paper.A4.sides)))
"""A sheet held upright, and across."""
