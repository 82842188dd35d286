"""One person with the remarks about one call: what a screen shows, and records in their name."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct, field

from guide.call.context import Refused
from guide.record.disk import Disk
from guide.record.places import Places
from guide.register.seen import Seen
from guide.remarks.kept import Change, change_since, do, note, remarks_on
from guide.remarks.remark import Deed, Remark, remark_line, words_of


class Reviewing(Struct, frozen=True):
    """The remarks about a call, and `by` whom anything is said in them.

    `codes` are those of the findings of its debrief, where there is one. Its methods raise
    GuideError where the disk refuses, or the call is not there any more.
    """

    places: Places
    call: str
    training: bool
    by: str
    now: Callable[[], datetime]
    codes: Callable[[], Sequence[str]] = tuple
    disk: Disk = field(default_factory=Disk)

    def remarks(self) -> list[Remark]:
        """Those about this call, in the order of the moments that they are about."""
        return remarks_on(self.places, self.call, training=self.training)

    def seen(self) -> Seen:
        """What notices that remarks that were there are there no more."""
        file = self.places.remarks_of(self.training)
        return Seen(file, self.places.ledger, _words)

    def change_since(self, remark: Remark) -> Change | None:
        """What became of the call's record since."""
        return change_since(self.places, remark, training=self.training)

    def note(self, seconds: float, text: str, finding: str = "") -> Remark | Refused:
        """Note a remark about a moment, in seconds into the call."""
        codes = self.codes() if finding else ()
        if finding and finding not in codes:
            known = f" Its findings are {', '.join(codes)}." if codes else ""
            return Refused(f"The debrief has no finding “{finding}”.{known}")
        return note(
            self.disk,
            self.places,
            self.call,
            seconds,
            text,
            self.by,
            self.now(),
            training=self.training,
            finding=finding,
        )

    def do(self, remark: Remark, deed: Deed) -> Remark | Refused:
        """Answer a remark, sign it off, or withdraw it."""
        return do(
            self.disk, self.places, remark.id, deed, self.by, self.now(), training=self.training
        )


def _words(record: object) -> str:
    return words_of(remark_line(record).what).strip("“”")
