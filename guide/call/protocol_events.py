"""Events of the hang-up protocol, with the terms that held when they happened."""

from typing import ClassVar

from guide.call.line_events import Worded
from guide.frozen import dataclass


@dataclass(frozen=True, slots=True)
class EffortMade:
    """A reasonable effort to redirect or de-escalate was made; hang-up-protocol, H5."""

    KIND: ClassVar[str] = "effort-made"
    what: str


@dataclass(frozen=True, slots=True)
class GroundStated:
    """The ground for the hang-up protocol, with its terms; hang-up-protocol, H6."""

    KIND: ClassVar[str] = "ground-stated"
    ground: str
    label: str
    warnings: int
    permission: bool
    threat: bool = False


@dataclass(frozen=True, slots=True)
class CallerSaid:
    """The caller's own words that make the ground specific; hang-up-protocol, H6 and H12."""

    KIND: ClassVar[str] = "caller-said"
    words: str


@dataclass(frozen=True, slots=True)
class PermissionGiven:
    """A supervisor, by name, permitted to warn on this ground; hang-up-protocol, H7."""

    KIND: ClassVar[str] = "permission-given"
    ground: str
    by: str


@dataclass(frozen=True, slots=True)
class WarningGiven(Worded):
    """A warning was given on this ground, in these words."""

    KIND: ClassVar[str] = "warning-given"
    ground: str
    label: str
    script: str
    line: str
    text: str
    sha256: str
    status: str


@dataclass(frozen=True, slots=True)
class CalmedDown:
    """The caller calmed down; the ground no longer stands, the warnings given do."""

    KIND: ClassVar[str] = "calmed-down"
