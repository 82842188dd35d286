"""Of which calls of other people one keeps notes though they are erased, or may be.

Whoever erases a call does so in the folder that has it, and knows nothing of what somebody else
noted about it. That a folder is not there to be looked into tells nothing of its calls.
"""

from collections.abc import Collection, Generator, Iterator, Sequence, Set

from guide.record.calls import kept_files
from guide.record.erased import Tombstone
from guide.record.erasures import erased_among
from guide.record.places import Places
from guide.register.collected import Collection as Collected
from guide.register.collected import noted_calls
from guide.text import counted

_SOME = 3
"""So many calls are named where there are more."""


def left_by_folders(collection: Collected) -> Iterator[str]:
    """In sentences, what one noted about calls that these folders have erased, or do not have.

    Raises RecordError where that cannot be read, as `left_of_own` does.
    """
    about = noted_calls(collection.own, to_erase=True)
    folders = [*collection.copies.values()]
    erased = yield from _of_erased(folders, about)
    if gone := sorted(about - erased - kept_files(collection.places.calls).keys()):
        yield (
            f"You noted something about {_named(gone)}, in none of these folders. Only the folder"
            " that had a call tells whether it was erased: name that, too. guide forget CALL erases"
            " what you noted about one."
        )


def left_of_own(own: Places) -> Iterator[str]:
    """In sentences, what one noted about other people's calls, as far as nobody else is asked."""
    about = noted_calls(own, to_erase=True)
    erased = yield from _of_erased([own], about)
    if others := sorted(about - erased - kept_files(own.calls).keys()):
        yield (
            f"You keep notes about {_named(others)}, of other people. guide collect tells whether"
            " those were erased, with the folders that had them. guide forget CALL erases what you"
            " noted about one."
        )


def _of_erased(folders: Sequence[Places], about: Collection[str]) -> Generator[str, None, Set[str]]:
    """Tell of each call that one of these folders has erased; which those are."""
    found = dict[str, Tombstone]()
    for places in folders:
        found |= erased_among(places, about, training=False)
    for call, stone in sorted(found.items()):
        yield f"{stone.sentence} What you noted about it is kept: guide forget {call} erases that."
    return found.keys()


def _named(calls: Sequence[str]) -> str:
    some = ", ".join(calls[:_SOME]) + ", …" * (len(calls) > _SOME)
    return f"{counted(len(calls), 'call')} ({some})"
