"""Perfect plays, mutated at random: the debrief finds what went wrong, and blames nobody else.

Here three hundred, a thousand with the sweep; `torture.mutations` makes as many as one likes, and
says the numbers.
"""

import pytest
from judged import judged
from sweeps import swept

MUTATIONS, EVERY_RUN, AT_ONCE = 1_000, 300, 50


@pytest.mark.parametrize("first", swept(range(0, MUTATIONS, AT_ONCE), range(0, EVERY_RUN, AT_ONCE)))
def test_whatever_goes_wrong_is_found_and_nothing_else(first: int) -> None:
    every = [judged(number) for number in range(first, first + AT_ONCE)]
    for number, one in enumerate(every, first):
        assert one.found == one.wrong, (number, one.name, one.mutation)
    assert sum(bool(one.wrong) for one in every) >= AT_ONCE // 4, "there is something to find"
    assert sum(not one.wrong for one in every) >= AT_ONCE // 4, "and something to leave alone"
    assert not any(one.wrong for one in every if one.harmless)


@pytest.mark.parametrize("number", [90_186])
def test_what_was_judged_otherwise_once_is_judged_alike(number: int) -> None:
    """A threat of which nobody was told for minutes."""
    one = judged(number)
    assert "report" in one.found
    assert one.found == one.wrong
