import unicodedata
from itertools import product

import pytest

from guide.chart.whole import Arm, Weight, arms, character

WORDS = {
    "UP": [Arm.UP],
    "DOWN": [Arm.DOWN],
    "LEFT": [Arm.LEFT],
    "RIGHT": [Arm.RIGHT],
    "VERTICAL": [Arm.UP, Arm.DOWN],
    "HORIZONTAL": [Arm.LEFT, Arm.RIGHT],
}
WEIGHTS = (0, Weight.LIGHT, Weight.HEAVY)


def mask_of(char: str) -> int:
    """The mask that the name of a box-drawing character tells."""
    mask = 0
    waiting: list[Arm] = []
    weight = 0
    phrases = unicodedata.name(char).removeprefix("BOX DRAWINGS ").split(" AND ")
    for phrase in phrases:
        words = phrase.split()
        told = [word for word in words if word in ("LIGHT", "HEAVY")]
        weight = Weight[told[0]] if told else weight
        ways = [way for word in words for way in WORDS.get(word, [])]
        waiting += ways
        if told or weight:
            for way in waiting:
                mask |= weight << way
            waiting = []
    return mask


@pytest.mark.parametrize("weights", [w for w in product(WEIGHTS, repeat=4) if any(w)])
def test_every_character_has_the_arms_of_its_mask(weights):
    mask = 0
    for way, weight in zip(Arm, weights, strict=True):
        mask |= weight << way
    assert mask_of(character(mask)) == mask


def test_a_heavy_line_over_a_light_one_is_heavy():
    light, heavy = (arms(weight, Arm.LEFT, Arm.RIGHT) for weight in Weight)
    assert character(light | heavy) == "━"


def test_two_lines_that_cross_are_a_cross():
    upright, level = arms(Weight.LIGHT, Arm.UP, Arm.DOWN), arms(Weight.LIGHT, Arm.LEFT, Arm.RIGHT)
    assert character(upright | level) == "┼"
    assert character(0) == " "
