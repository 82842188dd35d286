"""Which lines of the do-not-call list of erased calls the ledger has nothing of: they were put in.

The ledger has how long the list was after each erasure since version 0.8, and which calls were
erased. A line behind that is of an erasure that was cut short, or of none.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import UNSET

from guide.errors import RecordError
from guide.record.calls import kept_files, merged, waiting_files
from guide.record.erased_numbers import NAME, DoNotCall, sealed_since
from guide.record.forget import numbers_not_to_call
from guide.record.journal import read_journal
from guide.record.ledger import Deed, Ledger, begun_on, calls_erased
from guide.record.places import Places


def numbers_put_in(places: Places, ledger: Ledger) -> Iterator[str]:
    """In sentences, which lines of the list the ledger has nothing of.

    Their numbers stay on the list. `ledger` may know more than the one that is there, by a copy.
    What cannot be read is told by `faults_in_numbers`.
    """
    with suppress(RecordError):
        known = max((line.events for line in ledger.of_numbers), default=0)
        since = sealed_since(places, known)
        if not since or begun_on(places.ledger) is None:
            return
        by_copy = {line.call for line in ledger.lines if line.kind is Deed.ERASED}
        erased = calls_erased(places.ledger) | by_copy
        kept = merged(kept_files(places.calls), waiting_files(places, training=False))
        for number, one in since:
            call = one.promise.partition("/")[0]
            if call not in erased and not any(_may_be_of(one, path) for path in kept.get(call, ())):
                yield (
                    f"Line {number} of the {NAME} {places.do_not_call} is of no erasure that the"
                    " ledger has: somebody put it in, or the ledger is an older one. Its number"
                    " stays on the list. Put the newer ledger back if you have it; take the line"
                    " out only if somebody put it in."
                )


def _may_be_of(one: DoNotCall, journal: Path) -> bool:
    """Whether the erasure of this call, cut short, may have kept the number.

    A number that was corrected since, or that was written down since, is not the journal's.
    """
    try:
        count = len(read_journal(journal).entries)
    except RecordError:
        return True
    asked = [told for told in numbers_not_to_call(journal, {}) if told.promise == one.promise]
    if not asked:
        return int(one.promise.partition("/")[2]) > count
    return one.at is not UNSET or any(told.number == one.number for told in asked)
