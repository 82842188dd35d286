"""A last note that is half typed outlives the program, and nothing of it outlives its call."""

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from promised_calls import CALL, NOW

from guide.record.disk import Disk
from guide.record.places import Places
from guide.register.half_note import (
    call_with_half_note,
    erase_old_half_notes,
    half_note,
    keep_half_note,
)

LATER = "20261120-190400-abcd"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "state", tmp_path / "out")


def test_what_is_typed_is_kept_for_its_owner_alone_until_it_is_given_up(places: Places) -> None:
    assert (half_note(places, CALL), call_with_half_note(places)) == ("", "")
    for text in ("she was", "she was kind"):
        keep_half_note(Disk(), places, CALL, text)
        assert (half_note(places, CALL), call_with_half_note(places)) == (text, CALL)
    [file] = places.half_notes.iterdir()
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(places.half_notes).st_mode) == 0o700
    keep_half_note(Disk(), places, LATER, "another")
    assert call_with_half_note(places) == LATER
    for call in (CALL, LATER):
        keep_half_note(Disk(), places, call, "")
    assert [*places.half_notes.iterdir()] == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("card 4111 1111 1111 11", "card •••• •••• •••• ••"),
        ("cvv 123", "cvv •••"),
        ("at 14:03", "at 14:03"),
    ],
)
def test_it_holds_no_more_digits_than_a_draft(places: Places, typed: str, shown: str) -> None:
    keep_half_note(Disk(), places, CALL, typed)
    assert half_note(places, CALL) == shown


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\x1b[2Jgone\nand", b"x" * 5000])
def test_a_file_made_by_hand_harms_nothing(places: Places, data: bytes) -> None:
    keep_half_note(Disk(), places, CALL, "x")
    (places.half_notes / f"{CALL}.txt").write_bytes(data)
    text = half_note(places, CALL)
    assert text.isprintable()
    assert len(text) <= 1000


def test_a_link_or_a_folder_in_its_place_is_not_followed(places: Places, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("of somebody else")
    Disk().private_folder(places.half_notes)
    (places.half_notes / f"{CALL}.txt").symlink_to(other)
    (places.half_notes / f"{LATER}.txt").mkdir()
    assert (half_note(places, CALL), half_note(places, LATER)) == ("", "")
    assert call_with_half_note(places) == ""
    erase_old_half_notes(Disk(), places, NOW + timedelta(days=3))
    assert other.exists()


def test_what_can_not_be_entered_any_more_is_erased(places: Places) -> None:
    keep_half_note(Disk(), places, CALL, "she was kind")
    (places.half_notes / "mine.txt").write_text("no call’s")
    erase_old_half_notes(Disk(), places, NOW + timedelta(hours=30))
    assert half_note(places, CALL) == "she was kind"
    erase_old_half_notes(Disk(), places, NOW + timedelta(days=3))
    assert [path.name for path in places.half_notes.iterdir()] == ["mine.txt"]
