"""Programs that are killed at random while somebody types at speed; tests/torture has many more."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from durable.killing import Killing

SEED = 20261120


@pytest.fixture
def killing(tmp_path: Path) -> Iterator[Killing]:
    killing = Killing(tmp_path / "desk", SEED)
    yield killing
    killing.close()


def test_twenty_kills_lose_no_acknowledged_event_and_at_most_fifty_characters_of_a_draft(
    killing: Killing, tmp_path: Path
) -> None:
    tally = killing.tally
    # On a slow computer many a typist is killed before it has begun: those count for little.
    while tally.kills < 20 or tally.acknowledged <= 40 or len(tally.behind) <= 10:
        assert tally.kills < 1000, "hardly anything is typed here"
        killing.kill_one(tmp_path)
    killing.finish()


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_program_that_is_told_to_end_loses_no_more_than_one_that_is_killed(
    killing: Killing, tmp_path: Path, by: signal.Signals
) -> None:
    while killing.tally.kills < 4 or killing.tally.acknowledged <= 5:
        assert killing.tally.kills < 500, "hardly anything is typed here"
        killing.kill_one(tmp_path, by)
    killing.finish()
