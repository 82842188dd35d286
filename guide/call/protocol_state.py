"""How far the hang-up protocol has gone on a call: effort, ground, words, permission, warnings."""

from datetime import datetime

from msgspec import Struct


class Effort(Struct, frozen=True):
    """An effort to redirect the caller."""

    n: int
    at: datetime
    what: str


class Stated(Struct, frozen=True):
    """The ground that stands, with its terms."""

    n: int
    at: datetime
    ground: str
    label: str
    warnings: int
    permission: bool
    threat: bool


class Words(Struct, frozen=True):
    """The caller's own words, as the agent wrote them down."""

    n: int
    at: datetime
    words: str


class Permission(Struct, frozen=True):
    """A supervisor's permission to warn on a ground."""

    n: int
    at: datetime
    ground: str
    by: str


class Warned(Struct, frozen=True):
    """A warning that was given: ground, wording, and on whose permission."""

    n: int
    at: datetime
    ground: str
    label: str
    script: str
    line: str
    text: str
    sha256: str
    status: str
    permission_by: str = ""
    caller_words: str = ""
    approved_by: str = ""
    approved_at: datetime | None = None
    filled: str = ""
    in_file: str = ""


class ProtocolState(Struct, frozen=True):
    """How far the hang-up protocol has gone on this call. `calmed` is the last calming's event."""

    efforts: tuple[Effort, ...] = ()
    ground: Stated | None = None
    words: tuple[Words, ...] = ()
    permissions: tuple[Permission, ...] = ()
    warnings: tuple[Warned, ...] = ()
    calmed: int = 0

    @property
    def quoted(self) -> str:
        """The caller's words since the caller last calmed down; empty when none are on record."""
        fresh = [w.words for w in self.words if w.n > self.calmed]
        return fresh[-1] if fresh else ""

    def permission(self, ground: str) -> Permission | None:
        """The permission on record for this ground, if there is one."""
        return next((p for p in self.permissions if p.ground == ground), None)

    def given(self, ground: str) -> int:
        """How many warnings were given on this ground."""
        return sum(1 for w in self.warnings if w.ground == ground)
