"""Perfect plays, mutated at random: the debrief finds what went wrong, and blames nobody else.

Here a hundred; `torture.mutations` makes as many as one likes.
"""

import pytest
from judged import judged

A_FEW = 100


@pytest.mark.parametrize("first", range(0, A_FEW, 20))
def test_whatever_goes_wrong_is_found_and_nothing_else(first: int) -> None:
    for number in range(first, first + 20):
        one = judged(number)
        assert one.found == one.wrong, (number, one.name, one.mutation)


def test_there_is_something_to_find_and_something_to_leave_alone() -> None:
    every = [judged(number) for number in range(A_FEW)]
    assert sum(bool(one.wrong) for one in every) >= A_FEW // 3
    assert sum(not one.wrong for one in every) >= A_FEW // 3
    assert not any(one.wrong for one in every if one.harmless)
