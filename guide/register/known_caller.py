"""Who calls from a number: what was kept of earlier calls from it, and what is owed there.

It is looked up in what is remembered of the register, as that stands, and nothing is waited for:
where it cannot be read at once, nobody is known.
"""

import contextlib
import sqlite3
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from guide.call.phone_number import MOST_DIGITS, normal_number
from guide.errors import GuideError
from guide.record.erased_numbers import do_not_call
from guide.record.places import Places
from guide.register.corrections import CorrectedEndings
from guide.register.index import VERSION, asked_not_to_call, refuse_strange_files
from guide.script.dates import shown_past_day
from guide.script.model import FollowUpKind
from guide.text import counted

_FEWEST = 7
"""Digits of a number that is worth looking up."""


class EarlierCall(Struct, frozen=True):
    """A call from the number, or one that promised something to it.

    `ended` is its ending's label, empty for one that has not.
    """

    id: str
    began: datetime
    title: str
    agent: str
    ended: str


class KnownCaller(Struct, frozen=True):
    """What is known of a number. Times are in UTC.

    `calls` and `last`: how often it called before, and when last. `owed` counts its promises that
    are open, but for those not to call it; `warnings` those that were given on its calls.
    `off_the_list`: in a word or two, why it may be called again, which was asked not to be.
    `others`: how many of the calls other agents took, as a team's desk has them. `named`: how many
    calls from elsewhere promised something to the number, done by now or not.
    """

    calls: int = 0
    last: datetime | None = None
    owed: int = 0
    warnings: int = 0
    do_not_call: bool = False
    off_the_list: str = ""
    others: int = 0
    named: int = 0

    def with_others(self, at_desk: "KnownCaller") -> "KnownCaller":
        """The same with what calls tell that are kept elsewhere."""
        listed = self.do_not_call or at_desk.do_not_call
        return KnownCaller(
            self.calls + at_desk.calls,
            max(filter(None, (self.last, at_desk.last)), default=None),
            self.owed + at_desk.owed,
            self.warnings + at_desk.warnings,
            listed,
            "" if listed else self.off_the_list,
            at_desk.others,
            self.named + at_desk.named,
        )

    def words(self, now: datetime, zone: tzinfo) -> str:
        """All of it in one line, as the desk in this `zone` reads it; empty where it is nothing."""
        told = []
        if self.do_not_call:
            told.append("on the do-not-call list")
        elif self.off_the_list:
            told.append(f"not on the do-not-call list any more ({self.off_the_list})")
        if self.warnings:
            told.append(f"{self.warnings:,} warning{'s' if self.warnings > 1 else ''}")
        if self.owed:
            # Not to be called is a promise, too, and is told already.
            what = "more owed" if self.do_not_call else f"promise{'s' * (self.owed > 1)} open"
            told.append(f"{self.owed:,} {what}")
        if self.last is not None:
            day = shown_past_day(self.last.astimezone(zone).date(), now.astimezone(zone).date())
            often = f"{self.calls:,} times, last" if self.calls > 1 else "once,"
            others = f" ({self.others:,} with other agents)" if self.others else ""
            told.append(f"called {often} {day}{others}")
        if self.named and not told:
            told.append(f"something was promised to this number on {counted(self.named, 'call')}")
        line = " · ".join(told)
        return f"{line[:1].upper()}{line[1:]}"


NOBODY = KnownCaller()


def number_to_look_up(typed: str) -> str:
    """The normal form of a number that can be looked up; empty while it is none yet."""
    number = normal_number(typed)
    return number if _FEWEST < len(number) <= MOST_DIGITS + 1 else ""


def erased_do_not_call(places: Places) -> frozenset[str]:
    """The do-not-call numbers of calls that were erased, in their normal form, if they are read."""
    try:
        return frozenset(normal_number(one.number) for one in do_not_call(places))
    except (GuideError, OSError):
        return frozenset()


def is_listed(places: Places, typed: str, but: str) -> bool:
    """Whether a number is on the do-not-call list, as far as is remembered.

    What was asked for on the call named `but` is known of that call.
    """
    number = number_to_look_up(typed)
    if not number:
        return False
    return known_caller(places, number, but, erased_do_not_call(places)).do_not_call


def known_caller(
    places: Places, number: str, but: str = "", erased: Collection[str] = ()
) -> KnownCaller:
    """What is known of a number in its normal form, without the call named `but`.

    `erased` are do-not-call numbers of calls that were erased.
    """
    found = NOBODY
    with contextlib.suppress(OSError, ValueError, sqlite3.Error), _remembered(places) as base:
        ((calls, last, warnings),) = base.execute(
            "SELECT count(*), max(began), ifnull(sum(warnings), 0)"
            " FROM callers WHERE number = ? AND call != ?",
            [number, but],
        ).fetchall()
        ((owed,),) = base.execute(
            "SELECT count(*) FROM promises"
            " WHERE closed = 0 AND kind != ? AND number = ? AND call != ?",
            [FollowUpKind.DO_NOT_CALL, number, but],
        ).fetchall()
        ((named,),) = base.execute(
            "SELECT count(DISTINCT call) FROM promises WHERE number = ? AND call != ?"
            " AND call NOT IN (SELECT call FROM callers WHERE number = ?)",
            [number, but, number],
        ).fetchall()
        asked = asked_not_to_call(base, number, but)
        when = datetime.fromtimestamp(last, UTC) if calls else None
        listed = any(not one.off_the_list for one in asked)
        released = str(asked[-1].state) if asked and not listed else ""
        found = KnownCaller(calls, when, owed, warnings, listed, released, named=named)
    return replace(found, do_not_call=True, off_the_list="") if number in erased else found


def earlier_calls(
    places: Places, number: str, but: str = "", most: int = 20
) -> tuple[EarlierCall, ...]:
    """The calls from a number in its normal form, and those that promised something to it.

    The newest first, without the one named.
    """
    with contextlib.suppress(OSError, ValueError, sqlite3.Error), _remembered(places) as base:
        rows = base.execute(
            "SELECT call, began, title, agent, ended FROM callers WHERE call != ? AND call IN"
            " (SELECT call FROM callers WHERE number = ?"
            " UNION SELECT call FROM promises WHERE number = ?)"
            " ORDER BY began DESC LIMIT ?",
            [but, number, number, most],
        ).fetchall()
        since = CorrectedEndings(places)
        return tuple(
            EarlierCall(
                call,
                datetime.fromtimestamp(began, UTC),
                title,
                agent,
                what.label if (what := since.of(call)) else ended,
            )
            for call, began, title, agent, ended in rows
        )
    return ()


@contextlib.contextmanager
def _remembered(places: Places) -> Iterator[sqlite3.Connection]:
    """What is remembered, to be read alone; sqlite3.Error where another program is writing."""
    refuse_strange_files(places.register_index)
    address = f"{places.register_index.absolute().as_uri()}?mode=ro"
    base = sqlite3.connect(address, uri=True, timeout=0)
    try:
        ((version,),) = base.execute("PRAGMA user_version").fetchall()
        if version != VERSION:
            raise sqlite3.DatabaseError(f"version {version}")
        yield base
    finally:
        base.close()
