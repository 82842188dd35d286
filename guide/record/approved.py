"""A line's wording to the letter, and whose approval it had, as a summary tells it."""

from datetime import datetime
from typing import Protocol

from guide.record.desk_time import DeskTime


class OfWording(Protocol):
    """Whatever is on record with the wording of a line."""

    @property
    def text(self) -> str:
        """The words, to the letter."""

    @property
    def status(self) -> str:
        """What they were worth."""

    @property
    def approved_by(self) -> str:
        """Who had approved them."""

    @property
    def approved_at(self) -> datetime | None:
        """When they were approved."""

    @property
    def filled(self) -> str:
        """The words with the call's details in their places, if they have any."""

    @property
    def in_file(self) -> str:
        """What the script's file had instead, if anything."""


def told_wording(of: OfWording, desk: DeskTime) -> str:
    """The words as they stood on the screen, with their approval."""
    worth = of.status
    if of.approved_by:
        day = f", {desk.day(of.approved_at)}" if of.approved_at else ""
        adapted = "adapted, " if of.status == "adapted" else ""
        worth = f"{adapted}approved by {of.approved_by}{day}"
    if of.filled:
        worth += f", as “{of.text}”"
    if of.in_file:
        worth += f"; the script's file had been changed since: “{of.in_file}”"
    return f"“{of.filled or of.text}” ({worth})"
