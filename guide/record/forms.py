"""How each type of value that an event can hold stands in JSON, and how it is read back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from guide.call.stage import Stage
from guide.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """How values of one type are written, and read; `read` raises ValueError on anything else."""

    write: Callable[[Any], object]
    read: Callable[[object], object]


def written_time(at: datetime) -> str:
    """A moment as ISO 8601 in UTC; what is finer than a millisecond is dropped."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def read_time(value: object) -> datetime:
    """The moment that `written_time` wrote."""
    if not isinstance(value, str) or not value.endswith("Z"):
        raise ValueError(value)
    return datetime.fromisoformat(value)


def _as_is(value: object) -> object:
    return value


def _exactly(kind: type) -> Form:
    def read(value: object) -> object:
        if type(value) is not kind:
            raise ValueError(value)
        return value

    return Form(_as_is, read)


def _read_float(value: object) -> float:
    if type(value) not in (int, float):
        raise ValueError(value)
    return float(value)  # type: ignore[arg-type]


def _read_stage(value: object) -> Stage:
    found = next((stage for stage in Stage if stage.word == value), None)
    if found is None:
        raise ValueError(value)
    return found


def _read_words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(value)
    return tuple(value)


def _read_pairs(value: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list):
        raise ValueError(value)
    pairs = tuple(_read_words(item) for item in value)
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError(value)
    return pairs


FORMS: dict[object, Form] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    float: Form(_as_is, _read_float),
    Stage: Form(lambda stage: stage.word, _read_stage),
    datetime | None: Form(
        lambda at: None if at is None else written_time(at),
        lambda value: None if value is None else read_time(value),
    ),
    tuple[str, ...]: Form(list, _read_words),
    tuple[tuple[str, str], ...]: Form(lambda pairs: [list(p) for p in pairs], _read_pairs),
}
"""By type, every form there is."""
