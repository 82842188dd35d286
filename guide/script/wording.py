"""Wording: words to be said, what they are worth, and the places in them that a call fills in."""

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from msgspec import Struct

PLACE = re.compile(r"\{([a-z0-9_-]+)\}")


class Status(StrEnum):
    """What the wording of a line is worth."""

    APPROVED = "approved"
    CHANGED = "changed"
    NEW = "new"
    ADAPTED = "adapted"
    GAP = "gap"


class Wording(Struct, frozen=True):
    """Words to be said and what they are worth; who approved them and when (UTC), if anybody."""

    text: str
    status: Status
    by: str = ""
    at: datetime | None = None

    @property
    def sha256(self) -> str:
        return hash_of(self.text)


def hash_of(text: str) -> str:
    """The SHA-256 of the exact UTF-8 text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def places_in(text: str) -> tuple[str, ...]:
    """The fields whose values belong into the text: `caller` where it has `{caller}`."""
    return tuple(dict.fromkeys(PLACE.findall(text)))


def filled(text: str, value: Callable[[str], str]) -> str:
    return PLACE.sub(lambda place: value(place[1]), text)
