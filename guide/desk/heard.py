"""What a seat records of a promise, so that it stands there as it stands at the desk. Pure.

Each side keeps what was done in the order in which it came there. So what is compared is what
stands on each: what was taken back there is taken back here, also where it was not the last here.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from guide.desk.deeds import DeedAtDesk, heard_note, is_of
from guide.register.after_call import (
    CLOSING,
    AfterCall,
    Deed,
    Done,
    Moved,
    PassedOn,
    RefusedByCaller,
    Reopened,
    TakenBack,
    Told,
    Tried,
    Voided,
    was_heard,
)
from guide.register.followed import closing_line
from guide.register.mistakes import CAN_BE_TAKEN_BACK, standing_lines, taken_back
from guide.register.promise import Promise
from guide.script.model import FollowUpKind
from guide.text import plain_line

_ENDING = ("done", "refused", "void", "reopened")
_OPEN = ("tried", "moved", "passed-on", "claimed", "filled-in")
"""What does not close it; the last is never done at a board."""

_SORT = {"claimed": "passed-on"}
"""Whoever claims it keeps it from then on, as whoever it is passed on to."""

Heard = tuple[str, Deed, datetime]
"""Who did something at the desk, what, as it stands in a register, and when (UTC)."""


def news_of(promise: Promise, deeds: Sequence[DeedAtDesk]) -> list[Heard]:
    """What is to be recorded here, in order; `deeds` are all of the promise at the desk, in order.

    What was changed there afterwards counts for nothing: guide verify --desk names it.
    """
    there = [deed for deed in deeds if deed.fits]
    endings = [deed for deed in there if deed.kind in _ENDING]
    known = _known(promise, endings)
    if not endings or not endings[-1].of_others:
        if not promise.closed:
            return _since(promise, there)
        is_open = bool(endings) and endings[-1].kind == "reopened"
        opened = _opened_between(promise, endings, known) if is_open else None
        return [opened, *_since(promise, there)] if opened else []
    ending = endings[-1]
    last = _as_here(promise, ending)
    if ending.kind == "reopened":
        if not promise.closed:
            return _since(promise, there)
        if ending.id in known:
            # What closed it here came after it.
            return []
        # What was second there, as this seat had closed it, was opened again with what was first.
        second = [one for one in endings[-2:-1] if one.of_others and one.id not in known]
        before = [_as_here(promise, one) for one in second]
        return [*filter(None, [*before, last]), *_since(promise, there)]
    if last is None or (promise.closed and ending.id in known):
        return []
    if promise.closed:
        opened = _opened_between(promise, endings, known)
        return [opened, *_since(promise, there), last] if opened else []
    # What was done with a number that was wrong then is known here, and owed all the same.
    is_old = ending.id in known or _is_opened_since(promise, ending)
    is_old = is_old or _is_with_wrong_number(promise, there, ending)
    return [*_since(promise, there), *([] if is_old else [last])]


def _known(promise: Promise, endings: Sequence[DeedAtDesk]) -> dict[int, AfterCall]:
    """Which of these a line here is of, by id: of several that say the same, the nearest in time.

    This computer's clock may be behind the server's, by which it was done.
    """
    left, found = [*endings], dict[int, AfterCall]()
    for line in promise.lines:
        if same := [deed for deed in left if is_of(deed, line)]:
            nearest = _nearest(same, line)
            left.remove(nearest)
            found[nearest.id] = line
    return found


def _opened_between(
    promise: Promise, endings: Sequence[DeedAtDesk], known: Mapping[int, AfterCall]
) -> Heard | None:
    """What opened at the desk what stands as closed here, before something else was done there.

    None where what closes it here has not come to the desk yet, or was second there.
    """
    here = closing_line(promise)
    opened = next((one for one in endings[::-1] if one.kind == "reopened" and one.of_others), None)
    if here is None or opened is None or opened.id in known:
        return None
    is_before = opened.at > here.at
    for deed in endings:
        if known.get(deed.id) is here:
            is_before = deed.id < opened.id
    return _as_here(promise, opened) if is_before else None


def _is_opened_since(promise: Promise, ending: DeedAtDesk) -> bool:
    """Whether somebody here opened again what they had heard is closed, after it was closed so."""
    heard = False
    for line in promise.lines:
        if isinstance(line.what, CLOSING):
            heard = was_heard(line)
        is_own = isinstance(line.what, Reopened) and not was_heard(line)
        if is_own and heard and line.at >= ending.at:
            return True
    return False


def _is_with_wrong_number(
    promise: Promise, there: Sequence[DeedAtDesk], ending: DeedAtDesk
) -> bool:
    """Whether it was done with a number that was corrected here before, and there later."""
    corrected = any(one.kind == "number-corrected" and one.id > ending.id for one in there)
    if not corrected or ending.kind != "done" or promise.kind != FollowUpKind.DO_NOT_CALL:
        return False
    return bool(promise.numbers) and promise.numbers[-1][0] <= ending.at


def _since(promise: Promise, there: Sequence[DeedAtDesk]) -> list[Heard]:
    """What others tried, moved, passed on or took back of a promise that is owed."""
    standing, gone, mistakes = _at_desk(there)
    every = [*standing]
    mistake: DeedAtDesk | None = None
    back = 0
    again: list[DeedAtDesk] = []
    for line in standing_lines(promise.lines):
        stands = _taken(standing, line)
        was = None if stands else _taken(gone, line)
        if mistake is None and was is not None and mistakes[was.id].of_others:
            mistake = mistakes[was.id]
        if mistake is None:
            continue
        back += 1
        if stands:
            again.append(stands)
        is_own = not stands.of_others if stands else was is None
        if is_own or not isinstance(line.what, CAN_BE_TAKEN_BACK):
            # The desk has not received it yet, or never will: what is below it stays.
            return []
    told: list[Heard | None] = []
    until, owner = promise.until, promise.owner
    if mistake is not None:
        undone = TakenBack(heard_note(mistake.note))
        told = [(plain_line(mistake.by), undone, mistake.at)] * back
        until, owner = None, ""
    told += [_as_here(promise, deed) for deed in again]
    unheard = _mistakes_here(promise, there)
    old = [deed for deed in standing if deed.id in unheard]
    last = {_sort(deed): deed for deed in every if deed not in old}
    for deed in standing:
        if deed in old:
            continue
        is_news = deed.kind == "tried" or deed is last[_sort(deed)]
        known = {"moved": deed.until == until, "passed-on": deed.passed_to == owner}
        if deed.of_others and is_news and not known.get(_sort(deed)):
            told.append(_as_here(promise, deed))
    return [*filter(None, told)]


def _mistakes_here(promise: Promise, there: Sequence[DeedAtDesk]) -> set[int]:
    """The ids of what was taken back here, also where the desk has not heard of that.

    One that was put back from a backup has not. But where the promise was opened again there since,
    it may have been closed as that came: then the desk has refused it for good. And what a mistake
    that was heard of took away here, to be told anew, stands where the desk has it so.
    """
    found: set[int] = set()
    for back, line in zip(promise.lines, taken_back(promise.lines), strict=True):
        if line is None:
            continue
        same = [deed for deed in there if is_of(deed, line)]
        is_known = was_heard(back) and any(is_of(deed, back) for deed in there)
        is_opened = any(deed.kind == "reopened" and deed.at > back.at for deed in there)
        if same and not is_known and not is_opened:
            found.add(_nearest(same, line).id)
    return found


def _nearest(deeds: Sequence[DeedAtDesk], line: AfterCall) -> DeedAtDesk:
    """Of several that say the same, the one of a line."""
    return min(deeds, key=lambda deed: abs(deed.at - line.at))


def _at_desk(
    deeds: Sequence[DeedAtDesk],
) -> tuple[list[DeedAtDesk], list[DeedAtDesk], dict[int, DeedAtDesk]]:
    """Of what does not close it: what stands at the desk; what does not; what took that back."""
    mistakes = {deed.of: deed for deed in deeds if deed.of is not None}
    here = [deed for deed in deeds if deed.kind in _OPEN]
    standing = [deed for deed in here if deed.id not in mistakes]
    return standing, [deed for deed in here if deed.id in mistakes], mistakes


def _sort(deed: DeedAtDesk) -> str:
    return _SORT.get(deed.kind, deed.kind)


def _taken(deeds: list[DeedAtDesk], line: AfterCall) -> DeedAtDesk | None:
    """The one of these that a line of the register is of, taken out of them."""
    same = [deed for deed in deeds if is_of(deed, line)]
    if not same:
        return None
    found = _nearest(same, line)
    deeds.remove(found)
    return found


def _as_here(promise: Promise, there: DeedAtDesk) -> Heard | None:
    """What somebody did at the desk, as it stands in a register; None for what never does."""
    what = _what(promise, there)
    return None if what is None else (plain_line(there.by), what, there.at)


def _what(promise: Promise, there: DeedAtDesk) -> Deed | None:
    told, to = there.heard_note, plain_line(there.to_whom)
    match there.kind:
        case "tried":
            return Tried(told)
        case "moved":
            return Moved(there.until, told) if there.until is not None else None
        case "passed-on" | "claimed":
            return PassedOn(there.passed_to, told)
        case "reopened":
            return Reopened(told)
        case "void":
            return Voided(told)
        case "refused" if not promise.internal:
            return RefusedByCaller(told)
        case "done" | "refused" if promise.kind == FollowUpKind.REPORT:
            return Told(to or plain_line(there.by), told)
        case "done" | "refused":
            return Done(told)
        case _:
            return None
