"""Where lines meet in a cell: which character has these arms.

A mask holds two bits for each arm: none, light or heavy. Heavy has both bits set, so that masks
are put together with `|` and a heavy arm covers a light one.
"""

from enum import IntEnum
from itertools import product


class Arm(IntEnum):
    """The directions out of a cell; the value is the place of the direction's bits in a mask."""

    UP = 0
    DOWN = 2
    LEFT = 4
    RIGHT = 6


class Weight(IntEnum):
    """How strong a line is drawn."""

    LIGHT = 1
    HEAVY = 3


_WEIGHTS = (0, Weight.LIGHT, Weight.HEAVY)
_CHARACTERS = {
    right << Arm.RIGHT | left << Arm.LEFT | down << Arm.DOWN | up << Arm.UP: char
    for (right, left, down, up), char in zip(
        product(_WEIGHTS, repeat=4),
        " ╵╹╷│╿╻╽┃╴┘┚┐┤┦┒┧┨╸┙┛┑┥┩┓┪┫╶└┖┌├┞┎┟┠─┴┸┬┼╀┰╁╂╾┵┹┭┽╃┱╅╉╺┕┗┍┝┡┏┢┣╼┶┺┮┾╄┲╆╊━┷┻┯┿╇┳╈╋",
        strict=True,
    )
}


def arms(weight: Weight, *directions: Arm) -> int:
    """The mask of a line of one weight with these arms."""
    mask = 0
    for direction in directions:
        mask |= weight << direction
    return mask


def character(mask: int) -> str:
    """The box-drawing character with the arms of a mask."""
    return _CHARACTERS[mask]
