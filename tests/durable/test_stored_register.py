"""A register as it was stored: every later version reads every kind of line, and says the same."""

import json
from hashlib import sha256
from pathlib import Path
from typing import get_args

import pytest

from guide.record.codec import GENESIS, seal, written_time
from guide.record.sealed_file import FORMAT, read_sealed
from guide.register.after_call import Deed, Line, OfCall, after_call, reads_plainly

STORED = {
    "register-1.jsonl": "3dc0f2edf26c2463f1e3171c32d6d8242970eb06a593b26b37fb15c19d4f8a72",
    "register-2.jsonl": "06e3737c3c0c07f0b407e08773cadddfa575b728572aaf66992104b47261ce16",
    "register-3.jsonl": "3ec59917567f5eefec4e3899b18a570819cbacfa0b662d92d5fca46e86dce356",
}
"""What versions before 0.10, 0.10, and those since wrote; with the hash of each."""


def _lines(name: str) -> tuple[Line, ...]:
    read = read_sealed(Path(__file__).with_name(name), "register", after_call)
    assert read.faults == ()
    return read.lines


@pytest.mark.parametrize("name", STORED)
def test_the_stored_register_is_the_one_that_was_stored(name: str) -> None:
    stored = Path(__file__).with_name(name).read_bytes()
    assert sha256(stored).hexdigest() == STORED[name], (
        "an old version does not change what it wrote: put a further example beside it"
    )


def test_every_kind_of_line_is_in_one() -> None:
    kinds = {type(line.what) for name in STORED for line in _lines(name)}
    assert kinds == {*get_args(Deed), *get_args(OfCall)}


@pytest.mark.parametrize("name", STORED)
def test_every_line_is_written_again_to_the_byte(name: str) -> None:
    last, again = GENESIS, b""
    for line in _lines(name):
        told = json.dumps(
            {"format": FORMAT} | line.record(), separators=(",", ":"), default=written_time
        )
        sealed, last = seal(told, last)
        again += sealed
    assert again == Path(__file__).with_name(name).read_bytes()


@pytest.mark.parametrize("name", STORED)
def test_lists_read_quickly_what_every_kind_of_line_says(name: str) -> None:
    """But for what was promised, which holds what other kinds do not."""
    for part in Path(__file__).with_name(name).read_bytes().splitlines():
        assert reads_plainly(part) == (b'"kind":"promised"' not in part)
        assert not reads_plainly(part.replace(b'"by":', b'"by":"","by":', 1))
        assert not reads_plainly(part.replace(b'"by":', b'"seen":1,"by":', 1))
