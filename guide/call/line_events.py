"""Events about a line: what became of it, its wording to the letter, and whose words they are."""

from datetime import datetime
from typing import ClassVar

from guide.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What every event about a line says of the line's wording, beside text, hash and standing.

    `approved_by` and `approved_at` (UTC) are whose approval the text has, and when it was given.
    `filled` is the text with the call's details in its places, where it has such places. `in_file`
    is what the script's file had instead, where that was not what had been approved.
    """

    approved_by: str = ""
    approved_at: datetime | None = None
    filled: str = ""
    in_file: str = ""


@dataclass(frozen=True, slots=True)
class OfLine(Worded):
    """What became of a line of a step: which line, and its wording."""

    script: str
    step: str
    line: str
    text: str
    sha256: str
    status: str


@dataclass(frozen=True, slots=True)
class Said(OfLine):
    """A line was said, to the letter as it stood on the screen, with the standing it had there."""

    KIND: ClassVar[str] = "said"


@dataclass(frozen=True, slots=True)
class Adapted(OfLine):
    """A line was said in other words: `words` are the agent's, `text` the line's."""

    KIND: ClassVar[str] = "adapted"
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut(OfLine):
    """A line was deliberately not said."""

    KIND: ClassVar[str] = "left-out"
    reason: str


@dataclass(frozen=True, slots=True)
class PassedOver(OfLine):
    """A step was left while this must-say line of it was neither said, adapted nor left out."""

    KIND: ClassVar[str] = "passed-over"
