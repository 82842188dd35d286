"""What both sides know an answer by: its hash, and whether it was given at a board of before."""

import json
from hashlib import sha256

BEGUN_SINCE = "coalesce((to_jsonb(p) ->> 'since')::timestamptz > w.at, false)"
"""Whether the board of presence `p` has begun since the answer `w`, as after it was killed.

A desk of before 0031-since-when.sql does not know.
"""


def answer_hash(ask: int, ask_hash: str, state: str, by: str, reason: str) -> str:
    """The hash of an answer, 64 hexadecimal digits.

    It is of the ask's id and the hash of the journal's event that it rests on, of the state, who
    answered (the login) and the reason: SHA-256 over these five as a JSON array in ASCII, without
    blanks. What was put together of other texts has another one.
    """
    told = json.dumps([ask, ask_hash, str(state), by, reason], separators=(",", ":"))
    return sha256(told.encode("ascii")).hexdigest()
