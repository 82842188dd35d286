"""Of what there is a great many of: a part that every run of the suite takes, and all the rest.

What is marked as a sweep is left out unless it is asked for: `pytest -m sweep`.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import product
from typing import TypeVar

import pytest

_T = TypeVar("_T")


def swept(every: Iterable[_T], part: Collection[_T]) -> list[object]:
    """All of these for `parametrize`; those that are not in `part` are of the sweep alone."""
    found = list(every)
    assert all(one in found for one in part), "what every run takes is not among them"
    return [
        one if one in part else pytest.param(*_values(one), marks=pytest.mark.sweep)
        for one in found
    ]


def crossed(*every: Sequence[object]) -> list[object]:
    """All combinations of the values of several arguments, for `parametrize`.

    Every run takes as many as it needs to have each value come up.
    """
    most = max(map(len, every))
    return swept(product(*every), [tuple(one[n % len(one)] for one in every) for n in range(most)])


def _values(one: object) -> tuple[object, ...]:
    """The arguments of a test: of a plain tuple each of its own."""
    return one if type(one) is tuple else (one,)
