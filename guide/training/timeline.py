"""The marks and the chapters of a reel: what one jumps to along the timeline."""

from collections.abc import Iterator, Sequence
from textwrap import shorten

from guide.call import events as ev
from guide.call.events import ActionRefused
from guide.call.wording import words_of
from guide.training.reel import Chapter, Frame, Mark, Sort

MOST_CHAPTERS = 9
"""One for each digit."""

_SORTS: tuple[tuple[Sort, tuple[type[ev.Event], ...]], ...] = (
    (Sort.ANGER, (ev.Staged,)),
    (Sort.NOTE, (ev.Noted, ev.NoteCorrected)),
    (Sort.FOLLOW_UP, (ev.FollowUpAdded, ev.FollowUpDone)),
    (Sort.REFUSED, (ActionRefused,)),
    (Sort.WARNING, (ev.WarningGiven,)),
    (Sort.END, (ev.Ended,)),
)


def marks_of(frames: Sequence[Frame]) -> tuple[Mark, ...]:
    """Notes, warnings, changes of anger, follow-ups, refusals and the end, in their order."""
    return tuple(mark for index in range(1, len(frames)) for mark in _marks(frames, index))


def _marks(frames: Sequence[Frame], index: int) -> Iterator[Mark]:
    frame = frames[index]
    new = frame.call.entries[len(frames[index - 1].call.entries) :]
    for entry in new:
        sort = next((sort for sort, kinds in _SORTS if isinstance(entry.event, kinds)), None)
        if sort is not None:
            yield Mark(sort, frame.shows, shorten(words_of(entry.event), 60, placeholder=" …"))
    if frame.refusal and not any(isinstance(entry.event, ActionRefused) for entry in new):
        yield Mark(Sort.REFUSED, frame.shows, shorten(frame.refusal, 60, placeholder=" …"))


def chapters_of(frames: Sequence[Frame]) -> tuple[Chapter, ...]:
    """The chapters that frames begin; where none does, one for each step of the call.

    At most nine: the shortest of more are part of the one before.
    """
    begun = [(f.shows, f.chapter) for f in frames if f.chapter] or list(_steps(frames))
    end = frames[-1].shows
    while len(begun) > MOST_CHAPTERS:
        ends = [*(shows for shows, _ in begun[1:]), end]
        lengths = [after - shows for (shows, _), after in zip(begun, ends, strict=True)]
        del begun[min(range(1, len(begun)), key=lengths.__getitem__)]
    return tuple(Chapter(n, shows, title) for n, (shows, title) in enumerate(begun, 1))


def _steps(frames: Sequence[Frame]) -> Iterator[tuple[float, str]]:
    before = 0
    for frame in frames:
        if frame.call.here.n != before:
            before = frame.call.here.n
            yield frame.shows, frame.call.here.title
