"""How much is owed, in a line: what the picker and the status of a call say of the register."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime

from guide.call.actions import Elsewhere, HearDone, HearUndone
from guide.errors import GuideError
from guide.record.places import Places
from guide.register.after_call import NumberCorrected, Reopened
from guide.register.followed import closing_line
from guide.register.index import PATIENCE_ON_CALL, Wanted, only_a_few, register
from guide.register.promise import Promise, State
from guide.register.register import When, pressing
from guide.script.model import FollowUpKind
from guide.text import counted


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
            found, unread = pressing(index, now), len(index.unread)
        # The status of a call, which this module tells too, does not wait for what that loads.
        from guide.register.missing import wrong_in_brief

        wrong = not (unread or given_up()) and wrong_in_brief(places)
    except _GivenUp:
        return ""
    except GuideError as error:
        return str(error)
    today, late = found[When.TODAY], found[When.OVERDUE]
    told = f"{today:,} due today · {late:,} overdue" if sum(found.values()) else "nothing"
    if untimed := found[When.UNTIMED]:
        told += f" · {untimed:,} without a time"
    if unread:
        told += f" · {counted(unread, 'call')} not read: guide owed tells why"
    if wrong:
        told += " · not all is there: r tells what"
    return told


def heard_since(places: Places, call: str) -> tuple[Elsewhere, ...]:
    """What the register says was done about what a call promised, for the call to take in.

    Empty where that cannot be read now.
    """
    try:
        with register(places, only_a_few, PATIENCE_ON_CALL) as index:
            promises = index.named(call)
    except (GuideError, OSError, sqlite3.Error):
        return ()
    return tuple(heard for promise in promises for heard in heard_of(promise))


def heard_of(promise: Promise) -> Iterator[Elsewhere]:
    """What lines of the register, and not the call itself, say that a promise has come to."""
    opening = (Reopened, NumberCorrected) if promise.kind == FollowUpKind.DO_NOT_CALL else Reopened
    lines = [line for line in promise.lines if isinstance(line.what, opening)]
    opened, closed = max(lines, key=lambda line: line.at, default=None), closing_line(promise)
    # Where nothing closed it later, that closed it before, or the call itself has since.
    if opened and (opened.at < closed.at if closed else not promise.closed):
        yield HearUndone(promise.n, opened.by, opened.at)
    if closed:
        by = promise.told_to or closed.by
        as_ = "" if promise.state is State.DONE else promise.closed_as
        yield HearDone(promise.n, by, closed.at, as_)


def owed_at_a_glance(places: Places, now: datetime, but: str) -> str:
    """What of it there is, for somebody on a call; empty where nothing is pressing, or unknown.

    `but` is the id of that call: what it promised is told with the call itself.
    """
    try:
        with register(places, only_a_few, PATIENCE_ON_CALL) as index:
            found = pressing(index, now, Wanted(but=but))
    except (GuideError, OSError, sqlite3.Error):
        return ""
    today, late = found[When.TODAY], found[When.OVERDUE]
    told = (f"{today:,} due today" if today else "", f"{late:,} overdue" if late else "")
    return " · ".join(filter(None, told))
