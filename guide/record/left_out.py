"""What of calls nobody reads: what lists lack for it is told as the records are opened."""

import contextlib
from collections.abc import Collection, Iterator
from pathlib import Path

from guide.errors import RecordError
from guide.record.calls import damaged_sentences, misnumbered, several_files
from guide.record.places import Places
from guide.record.shortened import shortened, shortened_sentences, unfinished_files


def left_out(places: Places, *, told: Collection[Path] = ()) -> Iterator[str]:
    """What may be a branch of a call, or its end, and cannot be read as one; told in sentences.

    But for these files, of which it is `told`.
    """
    yield from misnumbered(places)
    for training in (False, True):
        # Whoever looks next into a folder that cannot be is told.
        with contextlib.suppress(RecordError):
            for _, files in sorted(several_files(places, training=training).items()):
                yield from damaged_sentences(files, told)
    with contextlib.suppress(RecordError):
        for one in shortened_sentences(shortened(places, unfinished_files(places))):
            yield f"{one} Put back what is gone, from a copy."
