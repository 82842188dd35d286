"""A few short walks with random keys; tests/torture has long ones."""

import random

import pytest
from law import began_at, wander
from sweeps import swept


@pytest.mark.parametrize("seed", swept(range(3), range(2)))
def test_what_the_screen_says_for_a_key_is_what_is_recorded(seed: int) -> None:
    wander(began_at(seed), random.Random(seed), 60)
