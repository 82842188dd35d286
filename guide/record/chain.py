"""Lines that are chained: each holds the hash of the line before it and its own.

So a line that was cut, changed by a single bit, left out or moved is found, and everything before
it is known to be sound.
"""

from hashlib import sha256

from msgspec import Struct

FORMAT = 1
"""The journal format that this program writes."""

GENESIS = "0" * 64
"""What the first line names as the hash of the line before it."""

_PREV = b',"prev":"'
_HASH = b',"hash":"'
_END = b'"}'

_CUT_OFF = ", the last, is cut off"
_CHANGED = " is not as it was written, or not in its place"


class Chain(Struct, frozen=True):
    """What shows that a journal is whole: how many events, the last line's hash, the format."""

    count: int
    last_hash: str = GENESIS
    format: int = FORMAT


class SoundLines(Struct, frozen=True):
    """The sound lines a journal begins with, and in words what is wrong after them, if anything.

    `size` is the number of bytes they fill. `torn` says that nothing but a last line without its
    end follows them: what a write that was cut off leaves behind.
    """

    lines: tuple[bytes, ...]
    size: int
    last_hash: str
    damage: str = ""
    torn: bool = False


def seal(body: str, prev: str) -> tuple[bytes, str]:
    """The line that says `body` (a JSON object in ASCII) after the line hashed `prev`; its hash."""
    opened = body[:-1].encode("ascii") + _PREV + prev.encode("ascii") + b'"'
    digest = sha256(opened).hexdigest()
    return opened + _HASH + digest.encode("ascii") + _END + b"\n", digest


def sound_lines(data: bytes) -> SoundLines:
    """The sound lines that `data`, all a journal holds, begins with."""
    lines: list[bytes] = []
    start, prev = 0, GENESIS
    damage, torn = "", False
    while start < len(data):
        end = data.find(b"\n", start)
        line = data[start : end if end >= 0 else len(data)]
        digest = _unseal(line, prev)
        if end < 0 or digest is None:
            # A line that is whole but for its end was not cut off: it had been acknowledged.
            torn = end < 0 and _unseal(line[:-1], prev) is None
            damage = f"line {len(lines) + 1}{_CUT_OFF if torn else _CHANGED}"
            break
        lines.append(line)
        start, prev = end + 1, digest
    return SoundLines(tuple(lines), start, prev, damage, torn)


def _unseal(line: bytes, prev: str) -> str | None:
    """The hash of a line that is as it was written and follows the line hashed `prev`."""
    tail = len(_HASH) + len(GENESIS) + len(_END)
    opened, sealed = line[:-tail], line[-tail:]
    digest = sha256(opened).hexdigest()
    sound = sealed == _HASH + digest.encode("ascii") + _END
    follows = opened.endswith(_PREV + prev.encode("ascii") + b'"')
    return digest if sound and follows else None
