"""The bell: whoever waits is woken by a ring, by what comes in, or by time; no ring is lost."""

import os
from collections.abc import Iterator
from threading import Thread

import pytest

from guide.desk.bell import Bell

FOREVER = 600.0


@pytest.fixture
def door() -> Iterator[tuple[int, int]]:
    """What comes in at the first of these was put into the second."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_a_ring_before_or_while_one_waits_is_heard(door: tuple[int, int]) -> None:
    bell = Bell()
    bell.ring()
    assert bell.wait(FOREVER, door[0])
    bell.clear()
    for _ in range(3):
        ringing = Thread(target=bell.ring)
        ringing.start()
        assert bell.wait(FOREVER, door[0])
        ringing.join()
        bell.clear()
    assert not bell.wait(0, door[0])
    bell.close()


def test_what_comes_in_wakes_too(door: tuple[int, int]) -> None:
    bell = Bell()
    os.write(door[1], b"x")
    assert not bell.wait(FOREVER, door[0])
    bell.close()


def test_ringing_never_waits_however_often_nobody_hears(door: tuple[int, int]) -> None:
    bell = Bell()
    bell.wait(0, door[0])
    for _ in range(20_000):
        bell.ring()
    bell.clear()
    bell.wait(0, door[0])
    bell.close()
    bell.ring()
