"""Practice is kept by name: no two seats of a class go by the same one."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from guide.training.seat_names import SeatNames, names_of_class


def test_the_second_of_one_name_is_another_and_is_told(tmp_path: Path) -> None:
    first, second, third = (SeatNames(tmp_path) for _ in range(3))
    assert (first.take("Sam").name, first.take("Sam").told) == ("Sam", "")
    seated = second.take("sam")
    assert seated.name == "sam (2)"
    assert seated.told.startswith("sam sits at another seat. You are sam (2) here")
    assert third.take("Sam").name == "Sam (3)"


def test_who_takes_another_name_leaves_theirs_to_others(tmp_path: Path) -> None:
    first, second = SeatNames(tmp_path), SeatNames(tmp_path)
    first.take("Sam")
    first.take("Ann")
    seated = second.take("Sam")
    assert seated.name == "Sam"
    assert seated.told == "Sam was here before. If that was not you, take another name."
    assert first.take("Sam").name == "Sam (2)"


def test_a_seat_that_is_opened_again_has_its_name_again(tmp_path: Path) -> None:
    before = SeatNames(tmp_path)
    assert before.take("Sam (2)").name == "Sam (2)"
    before.leave()
    assert SeatNames(tmp_path).take("Sam (2)").name == "Sam (2)"


def test_without_a_class_a_name_is_what_it_is(tmp_path: Path) -> None:
    assert SeatNames(None).take("Sam").name == "Sam"
    assert SeatNames(tmp_path / "gone").take("Sam").name == "Sam"


KILLED = """
import os, sys, tempfile
from guide.training.seat_names import names_of_class
tempfile.tempdir = sys.argv[1]
with names_of_class():
    os._exit(0)
"""


def test_the_names_of_a_class_that_was_killed_go_and_those_of_an_open_one_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=True)
    (left,) = tmp_path.iterdir()
    other = tmp_path / "guide-class-of-something-else"
    other.mkdir()
    with names_of_class() as first, names_of_class() as second:
        assert {*tmp_path.iterdir()} == {first, second, other}
        assert left not in (first, second)
        assert SeatNames(first).take("Sam").name == "Sam"
    assert [*tmp_path.iterdir()] == [other]
