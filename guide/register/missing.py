"""What is not where it belongs: calls, and lines of the register. All lists lack them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from guide.errors import RecordError
from guide.record.calls import (
    fallback_unseen,
    files_by_call,
    kept_files,
    real_among_practice,
    waiting_files,
)
from guide.record.disk import names_in
from guide.record.erased_numbers import faults_in_numbers
from guide.record.erasures import faults_in_erasures, stones_of
from guide.record.ledger import (
    Deed,
    Ledger,
    calls_named,
    ledger_of_numbers,
    ledger_of_register,
    read_ledger,
    unsound_lines_of,
)
from guide.record.numbers_put_in import numbers_put_in
from guide.record.opening import branched_or_left_out
from guide.record.places import DONE, OPEN, Places
from guide.record.sealed_file import unsound_lines
from guide.record.shortened import (
    ends_named,
    shortened,
    shortened_sentences,
    unfinished_files,
)
from guide.record.verify import was_removed
from guide.register.after_call import after_call, reads_plainly
from guide.register.index import remembered_ends
from guide.register.register import NAME, cut_off
from guide.text import counted

_SOME = 3
"""So many calls are named where there are more."""


def what_is_missing(places: Places, *, joined: bool = False, torn: bool = True) -> tuple[str, ...]:
    """In sentences, what of calls, the register and numbers is gone, as far as the ledger knows.

    What several folders hold, `joined`, has no ledger of its own: theirs are looked at before. And
    which real calls lie among those of practice, or where nobody looks. Unless `torn`, not that a
    last line of the register was cut short: nobody was told that it is done.
    """
    gone = partial(_gone, torn=torn)
    parts = (gone, _shortened, _numbers, *(() if joined else (_put_in, unsound_ledger)))
    told = [one for part in parts for one in _told_by(part, places)]
    misplaced = _misplaced(real_among_practice(places))
    return (*dict.fromkeys(told), *misplaced, *fallback_unseen(places))


def damage_of_register(places: Places) -> tuple[str, ...]:
    """In sentences, what is gone of the register, or is not as it was written."""
    return _told_by(_damage_of_register, places)


def damage_in_brief(places: Places) -> str:
    """The first of it for a screen; empty where nothing is wrong.

    A last line that a write left which was cut short is nothing wrong: nobody was told it is done.
    """
    damage = _told_by(partial(_damage_of_register, torn=False), places)
    told = "What is done may stand as owed: guide verify --all tells all of it."
    return f"{damage[0]} {told}" if damage else ""


def wrong_in_brief(places: Places) -> str:
    """For a screen, the first of all that `guide owed` tells of the records; or empty."""
    wrong = (*what_is_missing(places, torn=False), *branched_or_left_out(places))
    told = (
        "What is done may stand as owed, and what is owed be missing: guide verify --all tells all."
    )
    return f"{wrong[0]} {told}" if wrong else ""


def _told_by(part: Callable[[Places], Iterable[str]], places: Places) -> tuple[str, ...]:
    """What a part tells; or why it cannot: a ledger that nobody can read knows of nothing."""
    try:
        return tuple(part(places))
    except RecordError as error:
        return (str(error),)


def _damage_of_register(places: Places, *, torn: bool = True) -> tuple[str, ...]:
    return _cut_off(places, ledger_of_register(places.ledger), torn=torn)


def unsound_ledger(places: Places) -> tuple[str, ...]:
    """That the ledger, or lines of it, are not as they were written, in one sentence.

    What they told of nobody knows here. A last line that is cut off is none of them: it was never
    acknowledged, and the next one takes its place.
    """
    if was_removed(places):
        return (
            f"The ledger {places.ledger} was removed, or emptied: calls that ended should be in it."
            f" {_MAY_BE_GONE} Put it back from a copy; without one, guide verify --all begins"
            " another.",
        )
    faults = unsound_lines_of(places.ledger)
    if not faults:
        return ()
    more = f" The same holds for {counted(len(faults) - 1, 'more line')}." if faults[1:] else ""
    return (f"{faults[0]}{more} {_MAY_BE_GONE}",)


_MAY_BE_GONE = "What is gone of calls, or of numbers, may be told no more."


def _shortened(places: Places) -> Iterator[str]:
    """Which finished calls lack what the ledger has of them; of others it is told at the opening.

    A journal that is remembered as one that ends so is not looked into again.
    """
    ends = ends_named(places.ledger)
    if not ends:
        return
    sure = remembered_ends(places)
    opened = unfinished_files(places)
    there = {
        call: files
        for call, files in files_by_call(places.calls / DONE).items()
        if call not in opened and call in ends
        if {one.last_hash for one in ends[call]} - {sure.get(path.name) for path in files}
    }
    yield from shortened_sentences(shortened(places, there, ends))


def _gone(places: Places, *, torn: bool) -> tuple[str, ...]:
    if not _may_be_gone(places):
        return _damage_of_register(places, torn=torn)
    ledger = read_ledger(places.ledger)
    ended = {
        call
        for call, lines in ledger.by_call.items()
        if any(one.kind in (Deed.ENDED, Deed.FOUND) for one in lines)
        and all(one.kind is not Deed.ERASED for one in lines)
    }
    there = kept_files(places.calls).keys() | kept_files(places.training).keys()
    gone = ended - there
    waiting = {one for kind in (False, True) for one in waiting_files(places, training=kind)}
    gone -= waiting
    # Of those that are there it is told as the records are opened.
    erased = faults_in_erasures(places, ledger, there, told=there | waiting)
    return (*_calls_gone(sorted(gone)), *erased, *_cut_off(places, ledger, torn=torn))


def _cut_off(places: Places, ledger: Ledger, *, torn: bool = True) -> tuple[str, ...]:
    """What is gone of the register, or not as it was written; or why it cannot be read at all."""
    try:
        unsound = unsound_lines(places.register, NAME, after_call, reads_plainly, torn=torn)
        return (*cut_off(places.register, ledger), *unsound)
    except RecordError as error:
        return (str(error),)


def _numbers(places: Places) -> tuple[str, ...]:
    """What is gone of the numbers that must not be called, or is not as it was written."""
    try:
        return tuple(faults_in_numbers(places, ledger_of_numbers(places.ledger)))
    except RecordError as error:
        return (str(error),)


def _put_in(places: Places) -> Iterator[str]:
    return numbers_put_in(places, ledger_of_numbers(places.ledger))


def _may_be_gone(places: Places) -> bool:
    """Whether a call that stands in the ledger has no first journal at home, and was not erased.

    Or what stays of an erased call was put in.
    A fraction of what it takes to read the ledger, which only such a call makes necessary.
    """
    there = {
        name
        for kind in (places.calls, places.training)
        for folder in (DONE, OPEN)
        for name in names_in(kind / folder)
    }
    without = {call for call in calls_named(places.ledger) if f"{call}.jsonl" not in there}
    kinds = [stones_of(places, training=training) for training in (False, True)]
    erased = {stone.call for stones in kinds for stone in stones.counted}
    return bool(without - erased) or any(stones.put_in for stones in kinds)


def _misplaced(calls: Sequence[str]) -> Iterator[str]:
    if calls:
        what = f"{len(calls):,} real calls lie" if len(calls) > 1 else "1 real call lies"
        yield (
            f"{what} among practice calls ({_some_of(calls)}): whatever was told there is missing."
            " guide verify names each journal."
        )


def _some_of(calls: Sequence[str]) -> str:
    return ", ".join(calls[:_SOME]) + ", …" * (len(calls) > _SOME)


def _calls_gone(calls: list[str]) -> tuple[str, ...]:
    if not calls:
        return ()
    some = _some_of(calls)
    several = len(calls) > 1
    what = f"{len(calls):,} calls are" if several else "1 call is"
    whose = "their journals are" if several else "its journal is"
    who = "they" if several else "it"
    return (
        f"{what} in the ledger, and {whose} not there ({some}): whatever {who} told is missing.",
    )
