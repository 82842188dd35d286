"""How a call screen was left."""

from pathlib import Path

from msgspec import Struct


class CallResult(Struct, frozen=True):
    """A call that is no longer on the screen: ended with its summary, or kept to be resumed.

    `problem` says what went wrong, when something did.
    """

    call: str
    summary: Path | None = None
    ended: bool = False
    problem: str = ""
