"""A register as it was stored: every later version reads every kind of line, and says the same."""

import json
from hashlib import sha256
from pathlib import Path
from typing import get_args

from guide.record.codec import GENESIS, seal, written_time
from guide.record.sealed_file import FORMAT, read_sealed
from guide.register.after_call import Deed, OfCall, after_call

STORED = Path(__file__).with_name("register-1.jsonl")


def test_the_stored_register_is_the_one_that_was_stored() -> None:
    assert sha256(STORED.read_bytes()).hexdigest() == (
        "3dc0f2edf26c2463f1e3171c32d6d8242970eb06a593b26b37fb15c19d4f8a72"
    ), "an old version does not change what it wrote: put a further example beside it"


def test_every_kind_of_line_is_in_it_and_is_written_again_to_the_byte() -> None:
    read = read_sealed(STORED, "register", after_call)
    assert read.faults == ()
    kinds = {type(line.what) for line in read.lines}
    assert kinds == {*get_args(Deed), *get_args(OfCall)}
    last, again = GENESIS, b""
    for line in read.lines:
        told = json.dumps(
            {"format": FORMAT} | line.record(), separators=(",", ":"), default=written_time
        )
        sealed, last = seal(told, last)
        again += sealed
    assert again == STORED.read_bytes()
