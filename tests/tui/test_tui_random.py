import random

import pytest
from law import wander
from on_screen import NARROW, WIDE, OnScreen

SCRIPTS = ("escalated-callers", "hang-up-protocol", "calming-a-caller")


@pytest.mark.parametrize("seed", range(6))
def test_what_the_screen_says_for_a_key_is_what_is_recorded(seed: int) -> None:
    chance = random.Random(seed)
    script = SCRIPTS[seed % len(SCRIPTS)]
    screen = OnScreen(script, size=WIDE if seed % 2 else NARROW)
    wander(screen, chance, 120)
