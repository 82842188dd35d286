"""The sizes of paper that a chart is printed on, apart from the drawing: options name them."""

from enum import StrEnum

LEGIBLE = 7.0
"""Letters of fewer points than this are hard to read on a sheet one holds in the hand."""


class Paper(StrEnum):
    """A size of paper; the value is its name."""

    A4 = "a4"
    A3 = "a3"

    @property
    def sides(self) -> tuple[float, float]:
        """The shorter side and the longer one, in millimetres."""
        return (210.0, 297.0) if self is Paper.A4 else (297.0, 420.0)

    @property
    def enlarged(self) -> float:
        """How many times as wide it is as A4."""
        return self.sides[0] / Paper.A4.sides[0]
