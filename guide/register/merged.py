"""What several files tell, in one order."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar


class _Timed(Protocol):
    @property
    def at(self) -> datetime: ...


_Told = TypeVar("_Told", bound=_Timed)


def merged(sequences: Iterable[Sequence[_Told]]) -> list[_Told]:
    """The lines of several files by their times, each once; those of a file stay in their order."""
    keyed = (_by_time(lines) for lines in sequences)
    in_order = (line for _, line in heapq.merge(*keyed, key=lambda pair: pair[0]))
    return list(dict.fromkeys(in_order))


def _by_time(lines: Sequence[_Told]) -> Iterator[tuple[datetime, _Told]]:
    latest: datetime | None = None
    for line in lines:
        latest = line.at if latest is None else max(latest, line.at)
        yield latest, line
