"""The register of a state folder: what is owed, and having on record what was done about it.

A promise counts from the moment it is on its call's record, whether the call has ended or not.
Practice owes nothing. What happens after the call is kept in a sealed file, appended to and never
rewritten, and acknowledged once it is on the disk.
"""

from collections.abc import Collection, Container
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Protocol

from msgspec import UNSET
from msgspec.structs import replace

from guide.call.context import Refused
from guide.errors import RecordError, UnknownName
from guide.record.calls import all_files, branches, damaged_sentences, names_by_call
from guide.record.disk import AppendFile, Disk, contents
from guide.record.erased_numbers import NumberSince
from guide.record.erasures import erasure_of, remedy_of_half_erased
from guide.record.ledger import Deed as Entered
from guide.record.ledger import Ledger, enter, enter_extent, extent_line
from guide.record.ledger import cut_off as ledger_cut_off
from guide.record.places import DONE, Places
from guide.record.sealed_file import (
    append_sealed,
    extent_of,
    held,
    of_call,
    read_sealed,
    rewrite_sealed,
    sound_lines_with,
)
from guide.record.summary.times import DeskTime, set_back
from guide.register.after_call import (
    AfterCall,
    Deed,
    FilledIn,
    PromiseAdded,
    after_call,
    was_heard,
)
from guide.register.cardless import cardless_of
from guide.register.followed import followed
from guide.register.index import OWED, RegisterIndex, Wanted, promises_in, register
from guide.register.not_to_call import number_since
from guide.register.promise import Promise
from guide.register.rules import line_of, with_meant_name
from guide.register.stored import without_codes
from guide.script.model import FollowUpKind

NAME = "register"
"""What a person calls the file."""

LONGEST_DAY = timedelta(hours=26)
"""No zone's day ends later than this after a moment of it."""


_A_CLOCK_IS_WRONG = timedelta(hours=1)


class When(StrEnum):
    """How pressing a promise is, in the order in which they are shown."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"
    UNTIMED = "no time"


def when(promise: Promise, now: datetime) -> When:
    """How pressing a promise is at a moment (UTC); a day is one of the desk's."""
    if promise.until is None:
        return When.UNTIMED
    if promise.until < now:
        return When.OVERDUE
    zone = DeskTime.of(promise.zone).zone
    same = promise.until.astimezone(zone).date() == now.astimezone(zone).date()
    return When.TODAY if same else When.LATER


def pressing(index: RegisterIndex, now: datetime, wanted: Wanted = OWED) -> dict[When, int]:
    """How many of the promises that are wanted and owed are how pressing, at a moment (UTC)."""
    owed = replace(wanted, closed=False)
    count, overdue, untimed = index.tally(now, owed)
    soon = index.page(replace(owed, after=now, before=now + LONGEST_DAY))
    today = sum(when(one, now) is When.TODAY for one in soon)
    return {
        When.OVERDUE: overdue,
        When.TODAY: today,
        When.LATER: count - overdue - today - untimed,
        When.UNTIMED: untimed,
    }


def named(index: RegisterIndex, name: str, lists: str = "guide owed") -> Promise:
    """The promise of this name, or of the call of this name where it made but one.

    `lists` is the command that lists what there is. Raises UnknownName, and RecordError where the
    call cannot be read.
    """
    found = index.named(name)
    if len(found) == 1:
        return found[0]
    if found:
        every = ", ".join(one.id for one in found)
        raise UnknownName(f"The call {name} made {len(found)} promises: {every}. Name one.")
    if why := index.unread.get(name.partition("/")[0]):
        raise RecordError(why)
    raise UnknownName(f"There is no promise “{name}”. {lists} lists them.")


def do(
    disk: Disk,
    places: Places,
    name: str,
    deed: Deed,
    by: str,
    now: datetime,
    *,
    heard: datetime | None = None,
    seen: Promise | None = None,
) -> Promise | Refused:
    """Have on the disk what somebody did about a promise; the promise as it is then, or why not.

    `heard`: they did it at the team's desk, and when (UTC); it comes into the register `now`.
    `seen` is how the promise stood when they were asked, as `line_of` has it.
    Others are kept out meanwhile, and what they did before counts: of two who close one promise,
    the second is told. Raises UnknownName, and RecordError where the disk refuses.
    """
    with held(disk, places.register, NAME) as file, register(places) as index:
        promise = named(index, name)
        if erasure_of(places, promise.call, training=False):
            # When, and how it is erased again, was told as the records were opened.
            raise RecordError(f"Nothing was recorded about the call {promise.call}: it was erased.")
        if not _on_record(places, promise):
            return Refused(_why_not_held(places, promise.call))
        cardless = cardless_of(places, promise.call) if isinstance(deed, FilledIn) else ()
        return append_deed(
            disk, file, places, promise, deed, by, now, heard=heard, cardless=cardless, seen=seen
        )


def _why_not_held(places: Places, call: str) -> str:
    """Why nothing can be done about a promise that the record of its call does not hold."""
    files = all_files(places, places.journal_path(call))
    for path in files:
        try:
            contents(path)
        except RecordError as unreadable:
            # Whether it holds that promise nobody can say.
            return f"The record of the call {call} cannot be read. {unreadable}"
    if files and len(branches(files)) > 1:
        return (
            f"The record of the call {call} has branched, and that is promised in another branch:"
            f" put it in order first. guide verify {call} tells how."
        )
    damaged = damaged_sentences(files) if files else ()
    return " ".join((f"The record of the call {call} does not hold that promise.", *damaged))


def append_deed(
    disk: Disk,
    file: AppendFile,
    places: Places,
    promise: Promise,
    deed: Deed,
    by: str,
    now: datetime,
    *,
    heard: datetime | None = None,
    cardless: Container[str] = (),
    seen: Promise | None = None,
) -> Promise | Refused:
    """Have a deed at the end of the register, which is held; as `do`, which finds the promise."""
    at = heard or now
    if heard is None and promise.numbers:
        # They know the number that stands by now, whatever clock it was corrected by.
        at = max(at, promise.numbers[-1][0])
    # What was done at the desk stands here as it stands there.
    deed = deed if heard else without_codes(with_meant_name(deed, by), cardless)
    line = line_of(promise, deed, by, at, heard=heard is not None, cardless=cardless, seen=seen)
    if isinstance(line, Refused):
        return line
    append_sealed(disk, file, [line.record()])
    # By this computer's clock: a time at the desk, which was before, is no clock that was set back.
    enter_extent(disk, places.ledger, places.register, now)
    return followed(promise, [line])


class Record(Protocol):
    """Has on the disk what was done: about which promise, what, by whom, when (UTC); as `do`."""

    def __call__(
        self, name: str, deed: Deed, by: str, now: datetime, /, *, seen: Promise | None = None
    ) -> Promise | Refused: ...


def recording(places: Places, disk: Disk | None = None) -> Record:
    """What records in the register of this state folder."""
    return partial(do, disk or Disk(group=places.group), places)


def _on_record(places: Places, promise: Promise) -> bool:
    """Whether the call's own journal, or the register, still says what is remembered of it."""
    if promise.added:
        lines = sound_lines_with(places.register, of_call(promise.call), after_call)
        return any(
            isinstance(line, AfterCall)
            and isinstance(line.what, PromiseAdded)
            and (line.n, line.at) == (promise.n, promise.made_at)
            for line in lines
        )
    files = all_files(places, places.journal_path(promise.call))
    return any(
        (one.n, one.kind, one.made_at) == (promise.n, promise.kind, promise.made_at)
        for one in promises_in(files)
    )


def not_to_call_since(places: Places) -> dict[str, NumberSince]:
    """Of the promises not to call a number, by their names, what became of it since the call.

    That is another number, or none where it may be called again; the number of one that was written
    down since.
    """
    if not places.register.exists():
        return {}
    with register(places, thoroughly=True) as index:
        asked = index.page(Wanted(kind=FollowUpKind.DO_NOT_CALL, closed=True, erased=True))
    elsewhere: dict[str, list[AfterCall]] = {}
    for line in sound_lines_with(places.register, b'"elsewhere":true', after_call):
        if isinstance(line, AfterCall):
            elsewhere.setdefault(line.call, []).append(line)
    since = {one.id: number_since(one, elsewhere.get(one.call, ())) for one in asked}
    return {one.id: since[one.id] for one in asked if one.added or since[one.id].at is not UNSET}


def erase_lines(disk: Disk, places: Places, calls: Collection[str], now: datetime) -> bool:
    """Erase what was done about promises of these calls, and tell whether there was anything.

    Raises RecordError if the disk refuses.
    """
    if not places.register.exists():
        return False
    with held(disk, places.register, NAME):
        lines = read_sealed(places.register, NAME, after_call).lines
        kept = [line for line in lines if line.call not in calls]
        if len(kept) < len(lines):
            records = [line.record() for line in kept]
            # First: what is there when this is cut short is as it was before.
            line = extent_line(extent_of(records), now, Entered.REWRITTEN)
            enter(disk, places.ledger, [line])
            rewrite_sealed(disk, places.register, records)
    return len(kept) < len(lines)


def register_faults(places: Places, kept: Collection[str], ledger: Ledger) -> tuple[str, ...]:
    """In sentences, what of the register is not as it was written, or is of no call in `kept`."""
    read = read_sealed(places.register, NAME, after_call)
    told = {line.call for line in read.lines}
    of_gone = (
        f"It tells of the call {call}, which is not there."
        f"{remedy_of_half_erased(places, call, training=False)}"
        for call in sorted(told - {*kept})
    )
    alone: tuple[str, ...] = ()
    if not ledger.lines and told & names_by_call(places.calls / DONE).keys():
        alone = (f"It tells of calls that ended, and the ledger {ledger.path} has nothing.",)
    return (*read.faults, *cut_off(places.register, ledger), *of_gone, *alone)


def register_remarks(places: Places, now: datetime) -> tuple[str, ...]:
    """In sentences, what of the times of the register tells that a clock was wrong: no fault."""
    read = read_sealed(places.register, NAME, after_call)
    file = f"the {NAME} {places.register}"
    times = [(number, line.at) for number, line in zip(read.numbers, read.lines, strict=True)]
    ahead = (
        f"Line {number} of {file} is of {at:%Y-%m-%d %H:%M} UTC, which is still to come."
        for number, at in times
        if at - now > _A_CLOCK_IS_WRONG
    )
    # What was done at a team's desk has the time there, and comes here later.
    here = [
        told
        for told, line in zip(times, read.lines, strict=True)
        if not (isinstance(line, AfterCall) and was_heard(line))
    ]
    return (*set_back(here, file), *ahead)


def cut_off(path: Path, ledger: Ledger) -> tuple[str, ...]:
    """Whether the register has all lines that the ledger knows of; it may have more."""
    return ledger_cut_off(NAME, path, ledger.of_register)
