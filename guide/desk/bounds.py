"""How far what a login may write goes: the database holds it, a seat sends nothing beyond. Pure.

The same bounds of rows stand in sql/0011-bounds.sql.
"""

from datetime import UTC, datetime
from typing import overload

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2999, 12, 31, tzinfo=UTC)
"""A time between these can be told in any zone, and reckoned with."""

TEXT = 10_000
"""Characters of a text of one line: what is promised, a name, a reason."""

NUMBER = 1_000
"""Characters of a telephone number as it was typed: an index of the database takes that many."""

WORDS = 100_000
"""Characters of what somebody said."""

CALLS = 100_000_000
"""Bytes of what one login's calls say that a board reads at most; the database takes more."""


@overload
def within(at: datetime) -> datetime: ...
@overload
def within(at: datetime | None) -> datetime | None: ...
def within(at: datetime | None) -> datetime | None:
    """A moment (with its zone), or the nearest to it that the desk takes."""
    return at and min(max(at, EARLIEST), LATEST)
