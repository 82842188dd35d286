"""How much is owed, in a line: what the picker says of the register."""

from collections.abc import Callable, Iterator
from datetime import datetime

from guide.errors import GuideError
from guide.record.places import Places
from guide.register.index import register
from guide.register.register import When, pressing


class _GivenUp(Exception):
    """Nobody waits for it any more."""


def how_much_is_owed(places: Places, now: datetime, given_up: Callable[[], bool]) -> str:
    """How much is owed today and how much is overdue at a moment (UTC), or why nobody knows.

    Where the calls of years have to be read for it, it is asked before each whether it is given up:
    what is remembered then stays as it was, and the answer is empty.
    """

    def going(calls: list[str]) -> Iterator[str]:
        for call in calls:
            if given_up():
                raise _GivenUp
            yield call

    try:
        with register(places, going) as index:
            found = pressing(index, now)
    except _GivenUp:
        return ""
    except GuideError as error:
        return str(error)
    today, late = found[When.TODAY], found[When.OVERDUE]
    if not sum(found.values()):
        return "nothing"
    return f"{today:,} due today · {late:,} overdue"
