"""What of calls nobody reads, or nobody should: it is told as the records are opened.

Lists lack the one, and have the other.
"""

import contextlib
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from guide.errors import RecordError
from guide.record.calls import (
    damaged_sentences,
    files_by_call,
    is_journal,
    kept_files,
    misnumbered,
    several_files,
    waiting_files,
)
from guide.record.disk import names_in, why_not_private
from guide.record.erasures import (
    erased_among,
    put_back_sentence,
    put_in_sentences,
    stones_of,
)
from guide.record.ledger import calls_erased
from guide.record.older_copy import older_than_summary
from guide.record.places import DONE, OPEN, Places, erased_of, fallbacks_beside
from guide.record.shortened import shortened, shortened_sentences, unfinished_files
from guide.text import counted


def left_out(places: Places, *, told: Collection[Path] = ()) -> Iterator[str]:
    """What may be a branch of a call, or its end, and cannot be read as one; told in sentences.

    But for these files, of which it is `told`.
    """
    yield from in_other_fallbacks(places)
    yield from misnumbered(places)
    for training in (False, True):
        # Whoever looks next into a folder that cannot be is told.
        with contextlib.suppress(RecordError):
            for _, files in sorted(several_files(places, training=training).items()):
                yield from damaged_sentences(files, told)
    with contextlib.suppress(RecordError):
        yield from _older_copies(places)
    with contextlib.suppress(RecordError):
        by_ledger = calls_erased(places.ledger)
        for training in (False, True):
            with contextlib.suppress(RecordError):
                yield from _erased_and_there(places, by_ledger, training=training)


def _older_copies(places: Places) -> Iterator[str]:
    """Which calls that have not ended, by their journals, ended by the ledger or a summary."""
    opened = unfinished_files(places)
    known = shortened(places, opened)
    for one in shortened_sentences(known):
        yield f"{one} Put back what is gone, from a copy."
    for call, files in sorted(opened.items()):
        if call not in known and (why := older_than_summary(places, files, training=False)):
            yield why


_SOME = 3
"""So many calls are named where there are more."""


def _erased_and_there(
    places: Places, by_ledger: frozenset[str], *, training: bool
) -> Iterator[str]:
    """Which calls were erased, and have a journal again, as after a backup was put back.

    And of which only a line tells that was put in, and that they were erased.
    """
    calls, stones = places.calls_of(training), stones_of(places, by_ledger, training=training)
    erased = by_ledger.union(stone.call for stone in (*stones.counted, *stones.put_in))
    if not erased:
        return
    names = (name for folder in (DONE, OPEN) for name in names_in(calls / folder))
    of_erased = (name for name in names if name.partition(".")[0] in erased)
    there = {name.partition(".")[0] for name in of_erased if is_journal(name)}
    there |= waiting_files(places, training=training).keys() & erased
    put_in = [stone for stone in stones.put_in if stone.call in there]
    yield from put_in_sentences(put_in, erased_of(calls))
    there -= {stone.call for stone in put_in}
    if not there:
        return
    if len(there) == 1:
        for stone in erased_among(places, there, training=training).values():
            yield put_back_sentence(stone, training=training)
        return
    some = ", ".join(sorted(there)[:_SOME]) + ", …" * (len(there) > _SOME)
    yield (
        f"{len(there):,} calls that were erased are there again ({some}), as after a backup was put"
        f" back: guide forget CALL{' --practice' * training} erases each of them once more."
    )


def in_other_fallbacks(places: Places) -> Iterator[str]:
    """Which fallback folders hold calls of other records: they may be these, by another name.

    Nobody can tell by their name alone, so nothing of them is brought here: a copy of these records
    may be in use, too.
    """
    own = places.fallback_dir
    if own is None:
        return
    for folder in fallbacks_beside(own):
        with contextlib.suppress(RecordError):
            if why_not_private(folder):
                continue
            calls = files_by_call(folder)
            if not calls:
                continue
            is_here = any(_is_kept(places, call) for call in calls)
            whose = "One of them is of these records, which" if is_here else "These records"
            mend = f"move what is in it to {own}" if os.path.lexists(own) else f"mv {folder} {own}"
            yield (
                f"Files of another records folder lie in {folder}: {counted(len(calls), 'call')}."
                f" {whose} may have been moved, or had another path. If so, {mend}: the next"
                " command brings home what is missing here. If not, GUIDE_STATE names the folder"
                " that they belong to, and a command there brings them home."
            )


def _is_kept(places: Places, call: str) -> bool:
    return any(kept_files(places.calls_of(training), call) for training in (False, True))
