"""Entries as journal lines, and back.

A line is one JSON object in ASCII: `n`, `at`, `t` (seconds since the call began) and `kind`, the
event's fields, then `prev` and `hash` (see `guide.record.chain`). The first line also says which
`format` the journal is in. Entries are made with millisecond times: finer ones would not come back.
Any text comes back as it was, but for a high and a low surrogate that stand side by side each by
itself: they come back as the one character they spell.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NoReturn, get_args

import msgspec
from msgspec import Struct

from guide.call import events as ev
from guide.call.events import Entry, Event, UtcTime
from guide.errors import RecordError
from guide.record.chain import FORMAT, GENESIS, seal

_KINDS = {str(kind.__struct_config__.tag): kind for kind in get_args(Event)}
_NEWER = "Use the version of this program that wrote it, or a later one."


class _Frame(Struct, frozen=True):
    """What a line says beside its event."""

    n: int
    at: UtcTime
    t: float


def written_time(at: datetime) -> str:
    """A moment as ISO 8601 in UTC; what is finer than a millisecond is dropped."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def encoded(entries: Sequence[Entry], prev: str = GENESIS) -> tuple[bytes, str]:
    """The lines of `entries`, which follow the line hashed `prev`; the last one's hash."""
    lines: list[bytes] = []
    for entry in entries:
        line, prev = seal(_body(entry), prev)
        lines.append(line)
    return b"".join(lines), prev


def _body(entry: Entry) -> str:
    told = msgspec.to_builtins(entry.event, builtin_types=(datetime,))
    frame = {"n": entry.n, "at": entry.at, "t": entry.elapsed, "kind": told.pop("kind")}
    # A line written again is the same to the byte: its wording has always stood first.
    wording = {name: told.pop(name) for name in ev.Worded.__struct_fields__ if name in told}
    record = ({"format": FORMAT} if entry.n == 1 else {}) | frame | wording | told
    return json.dumps(record, allow_nan=False, separators=(",", ":"), default=written_time)


def decoded(lines: Sequence[bytes], first: int = 1) -> tuple[Entry, ...]:
    """The entries of sound lines, the first of which is line number `first`.

    Raises RecordError for what no version up to this one wrote: such a journal is not damaged, and
    must be left as it is.
    """
    return tuple(_entry(line, n) for n, line in enumerate(lines, first))


def _entry(line: bytes, n: int) -> Entry:
    try:
        record = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _strange(n, "it is not a line of a journal") from None
    if not isinstance(record, dict):
        raise _strange(n, "it is not a line of a journal")
    if n == 1 and record.get("format") != FORMAT:
        raise _strange(n, f"its format is {record.get('format')!r}, not {FORMAT}")
    kind = _KINDS.get(str(record.get("kind")))
    if kind is None:
        raise _strange(n, f"its kind, {record.get('kind')!r}, is not known here")
    # Keys that an event does not have come from a later version, and are left; one that is missing
    # has its default, where there is one: it came with a later version.
    try:
        frame = msgspec.convert(record, _Frame)
        event = msgspec.convert(record, kind)
    except msgspec.ValidationError:
        raise _strange(n, f"its fields are not those of {record['kind']!r}") from None
    if frame.n != n:
        raise _strange(n, f"it has the number {frame.n!r}")
    return Entry(n, frame.at, frame.t, event)


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _strange(n: int, why: str) -> RecordError:
    return RecordError(f"Line {n} of the journal cannot be read: {why}. {_NEWER}")
