"""A row of the bench: what was measured, beside what, and whether the goal is met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Samples:
    """What was measured again and again."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> "Samples":
        return cls(tuple(values))

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def p99(self) -> float:
        """99 of 100 are not above it; of few samples, the worst."""
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


@dataclass(frozen=True, slots=True)
class Goal:
    """What may be at most: the ratio of the medians, of the 99th percentiles, p99 to median."""

    median: float | None = None
    p99: float | None = None
    own_p99: float | None = None

    def __str__(self) -> str:
        told = [
            f"≤ {self.median:g} ×" if self.median is not None else "",
            f"p99 ≤ {self.p99:g} ×" if self.p99 is not None else "",
            f"p99 ≤ {self.own_p99:g} own" if self.own_p99 is not None else "",
        ]
        return ", ".join(part for part in told if part)


@dataclass(frozen=True, slots=True)
class Row:
    """Something measured at a place, beside something else; `unit` is of both."""

    what: str
    where: str
    unit: str
    samples: Samples
    beside: str = ""
    base: Samples | None = None
    goal: Goal | None = None
    remark: str = ""

    @property
    def ratio(self) -> float | None:
        """The median, in medians of what stands beside it."""
        return self.samples.median / self.base.median if self.base else None

    @property
    def p99_ratio(self) -> float | None:
        """The same of the 99th percentiles."""
        return self.samples.p99 / self.base.p99 if self.base else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        pairs: Sequence[tuple[float | None, float | None]] = (
            (self.goal.median, self.ratio),
            (self.goal.p99, self.p99_ratio),
            (self.goal.own_p99, self.samples.p99 / self.samples.median),
        )
        return all(got is not None and got <= most for most, got in pairs if most is not None)


@dataclass(slots=True)
class Results:
    """All rows so far, and what could not be measured here."""

    rows: list[Row] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
