"""Whether everything that is kept fits: each call, the ledger, and the small files beside them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import Struct

from guide.errors import RecordError
from guide.record.calls import (
    best_file,
    call_named_by,
    fallback_unseen,
    kept_files,
    merged,
    misnumbered,
    strays,
    waiting_files,
)
from guide.record.disk import Disk, names_in
from guide.record.erased import Tombstone, damaged_lines, erased_on
from guide.record.erased_numbers import NAME, faults_in_numbers
from guide.record.erasures import faults_in_erasures, stones_of
from guide.record.ledger import Deed, Ledger, enter, kept_line
from guide.record.left_out import in_other_fallbacks
from guide.record.numbers_put_in import numbers_put_in
from guide.record.places import SUFFIXES, Places
from guide.record.verify import (
    Measure,
    Verdict,
    open_to_others,
    verify_journal,
    without_journal,
)
from guide.record.versions import ALL_SINCE, numbers
from guide.text import counted


class Kept(Struct, frozen=True):
    """A call of which something is kept, or was: its journal, if there is one, and its summary."""

    call: str
    journal: Path | None
    summary: tuple[Path, ...] = ()


def everything_kept(measure: Measure) -> list[Kept]:
    """Every call that has a journal, or a summary, or a line in the ledger; oldest first."""
    places = measure.places
    found: list[Kept] = []
    for training in (False, True):
        waiting = waiting_files(places, training=training)
        files = merged(kept_files(places.calls_of(training)), waiting)
        known = {one.call for one in found}
        found += [Kept(call, best_file(of)) for call, of in files.items() if call not in known]
    known = {one.call for one in found}
    summaries = _summaries(places)
    without = {*summaries, *measure.ledger.by_call} - known
    found += [Kept(call, None, tuple(summaries.get(call, ()))) for call in without]
    return sorted(found, key=lambda one: one.call)


def _summaries(places: Places) -> dict[str, list[Path]]:
    """By call, the files of summaries that bear its name."""
    found: dict[str, list[Path]] = {}
    for folder in (places.out, places.summaries_of(training=True)):
        for path in sorted(folder / name for name in names_in(folder)):
            if path.suffix in SUFFIXES and call_named_by(path.name) == path.stem:
                found.setdefault(path.stem, []).append(path)
    return found


def verify_kept(
    measure: Measure,
    one: Kept,
    stones: dict[str, Tombstone],
    look: Callable[[Measure, Path], Verdict] = verify_journal,
) -> Verdict | None:
    """The verdict on one of `everything_kept`; None for a call that was erased on purpose.

    `look` looks through its journal. What cannot be read is a fault: it keeps nothing else from
    being verified.
    """
    if one.journal is not None:
        try:
            return look(measure, one.journal)
        except RecordError as error:
            return Verdict(one.call, 0, (one.journal,), (str(error),))
    lines = measure.ledger.by_call.get(one.call, ())
    stone = stones.get(one.call)
    if not (lines and lines[-1].kind is Deed.ERASED) and (lines or stone is None):
        return without_journal(measure, one.call, one.summary)
    if not one.summary:
        return None
    at = stone.at if stone else lines[-1].at
    left = tuple(
        f"It was erased on {erased_on(at)}, and its summary {path} is there: remove that file."
        for path in one.summary
    )
    return Verdict(one.call, 0, one.summary, left)


def tombstones(places: Places) -> dict[str, Tombstone]:
    """By call, all that say that a call was erased, and count."""
    kinds = [stones_of(places, training=training).counted for training in (False, True)]
    return {stone.call: stone for stones in kinds for stone in stones}


def verdict_on_ledger(ledger: Ledger) -> Verdict:
    """Whether the ledger is as it was written, by itself and by the copy it was compared with."""
    if ledger.lines:
        remarks = (*_found_later(ledger), *ledger.remarks)
        return Verdict("ledger", len(ledger.lines), (ledger.path,), ledger.faults, remarks)
    none_yet = () if ledger.faults else ("There is no ledger yet.",)
    return Verdict("ledger", 0, (), ledger.faults, none_yet)


def _found_later(ledger: Ledger) -> Iterator[str]:
    """What the ledger cannot show of calls that were taken into it after they had ended."""
    days = Counter(
        line.at.date()
        for lines in ledger.by_call.values()
        if lines[-1].kind is not Deed.ERASED
        for line in lines
        if line.kind is Deed.FOUND
    )
    for day, calls in sorted(days.items()):
        what = f"{calls:,} calls were" if calls > 1 else "1 call was"
        yield (
            f"{what} entered on {day:%Y-%m-%d}, as the journals were then, and not at the end of"
            " the call. Only a copy of an earlier ledger can show more, if there was one."
        )


def verify_beside(measure: Measure) -> list[Verdict]:
    """The verdicts on what lies beside the calls, each by its name: the ledger, and what is odd."""
    places = measure.places
    found = [verdict_on_ledger(measure.ledger)]
    if erasures := (*damaged_lines(places), *_faults_in_erasures(measure)):
        found.append(Verdict("erased calls", 0, (), erasures))
    if unseen := (*fallback_unseen(places), *in_other_fallbacks(places)):
        found.append(Verdict("fallback folder", 0, (), unseen))
    if unfit := tuple(misnumbered(places)):
        found.append(Verdict("journals", 0, (), unfit))
    ledger = measure.ledger
    if faults := (*faults_in_numbers(places, ledger), *numbers_put_in(places, ledger)):
        found.append(Verdict(NAME, 0, (places.do_not_call,), faults))
    odd = [*strays(places, training=False), *strays(places, training=True)]
    for path in (*places.files, *places.memories):
        odd += open_to_others(path, places.group) if path.exists() else ()
    if odd:
        found.append(Verdict("other files", 0, (), (), tuple(odd)))
    return found


def _faults_in_erasures(measure: Measure) -> Iterator[str]:
    places = measure.places
    kept = {one for kind in (False, True) for one in kept_files(places.calls_of(kind))}
    kept |= {one for kind in (False, True) for one in waiting_files(places, training=kind)}
    yield from faults_in_erasures(places, measure.ledger, kept)


_SOME = 3
"""So many calls are named where there are more."""


def verdict_on_versions(verdicts: Sequence[Verdict]) -> Verdict | None:
    """What is to be told of the versions that the calls name; None where that is nothing.

    Nothing of it is a fault: an earlier version may have been installed again.
    """
    remarks: list[str] = []
    found = [(one.call, one.recorded) for one in verdicts if one.recorded]
    older = [call for call, recorded in found if recorded.older is not None]
    if older:
        remarks.append(
            f"{counted(len(older), 'call')} {'were' if len(older) > 1 else 'was'} not gone through"
            f" by the rules ({_named(older)}): recorded, as the journals say, by a version before"
            f" {ALL_SINCE}."
        )
    # A call that is played begins at the hour of its scenario: that is no clock of this computer.
    real = [one for one in found if not one[1].training]
    late, newest = [], ""
    for call, recorded in sorted(real, key=lambda one: (one[1].begun, one[0])):
        if numbers(recorded.newest) < numbers(newest):
            late.append(call)
        else:
            newest = recorded.newest
    if late:
        remarks.append(
            f"{counted(len(late), 'call')} ({_named(late)}) began after one that a later version"
            " recorded: an earlier version was installed again, or the journal names a false one."
        )
    return Verdict("versions", 0, (), (), tuple(remarks)) if remarks else None


def _named(calls: Sequence[str]) -> str:
    return ", ".join(calls[:_SOME]) + ", …" * (len(calls) > _SOME)


def take_into_ledger(
    disk: Disk, places: Places, verdicts: Sequence[Verdict], now: datetime
) -> None:
    """Enter calls that ended before there was a ledger: from now on it is seen if they change.

    Raises RecordError when the disk refuses.
    """
    entered = partial(kept_line, at=now, kind=Deed.FOUND)
    lines = [entered(v.call, v.new_to_ledger) for v in verdicts if v.new_to_ledger is not None]
    if lines:
        enter(disk, places.ledger, lines)
