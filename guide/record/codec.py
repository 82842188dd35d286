"""Entries as journal lines, chained by their hashes, and back.

By the chain a line that was cut, changed by a single bit, left out or moved is found, and
everything before it is known to be sound.

A line is one JSON object in ASCII: `n`, `at`, `t` (seconds since the call began) and `kind`, the
event's fields, then `prev` and `hash`. The first line also says which `format` it is in. Entries
are made with millisecond times: finer ones would not come back. Any text comes back as it was, but
for a high and a low surrogate that stand side by side each by itself: they come back as the one
character they spell.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NoReturn, get_args

import msgspec
from msgspec import Struct

from guide import __version__
from guide.call import events as ev
from guide.call.events import Entry, Event, UtcTime
from guide.errors import NewerFormat, RecordError

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


def spliced_lines(data: bytes, whole: SoundLines) -> tuple[bytes, ...]:
    """The branch that a damaged file holds, all that the file holds being `data`; none if none.

    Damage in what it has in common with a `whole` one takes nothing from it: of lines that follow
    one of that, all before them are known.
    """
    numbers = {own_hash(line): n for n, line in enumerate(whole.lines, 1)}
    found: list[bytes] = []
    for line in data.split(b"\n"):
        if own_hash(line) is None:
            continue
        before = line[: -_TAIL - 1][-len(GENESIS) :].decode("ascii", "replace")
        if found and before == own_hash(found[-1]):
            found.append(line)
        elif before in numbers:
            found = [*whole.lines[: numbers[before]], line]
    return tuple(found) if whole.lines[: len(found)] != tuple(found) else ()


_TAIL = len(_HASH) + len(GENESIS) + len(_END)


def _unseal(line: bytes, prev: str) -> str | None:
    """The hash of a line that is as it was written and follows the line hashed `prev`."""
    digest = own_hash(line)
    return digest if digest is not None and follows(line, prev) else None


def own_hash(line: bytes) -> str | None:
    """The hash of a line that is as it was written, whatever line it follows; None if it is not."""
    opened, sealed = line[:-_TAIL], line[-_TAIL:]
    digest = sha256(opened).hexdigest()
    return digest if sealed == _HASH + digest.encode("ascii") + _END else None


def follows(line: bytes, prev: str) -> bool:
    """Whether a line names `prev` as the hash of the line before it."""
    return line[:-_TAIL].endswith(_PREV + prev.encode("ascii") + b'"')


_KINDS = {str(kind.__struct_config__.tag): kind for kind in get_args(Event)}
_NEWER = "Use the version of this program that wrote it, or a later one."
_SHOWN = 40
"""So many characters of a strange value are told."""


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON; ValueError where a field stands in it twice, and one of them is hidden."""
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a field twice")
    return record


_JSON = json.JSONDecoder(parse_constant=_no_number, object_pairs_hook=each_once)


class _Head(Struct, frozen=True):
    """What a line says before its event."""

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
    head = {"n": entry.n, "at": entry.at, "t": entry.elapsed, "kind": told.pop("kind")}
    # A line written again is the same to the byte: its wording has always stood first.
    wording = {name: told.pop(name) for name in ev.Worded.__struct_fields__ if name in told}
    record = ({"format": FORMAT} if entry.n == 1 else {}) | head | wording | told
    return json.dumps(record, allow_nan=False, separators=(",", ":"), default=written_time)


Shape = tuple[str, ...]
"""The kind of a line, and then the names of all its fields, in their order."""


def decoded(lines: Sequence[bytes], first: int = 1) -> tuple[Entry, ...]:
    """The entries of sound lines, the first of which is line number `first`.

    Raises RecordError for what no version up to this one wrote: such a journal is not damaged, and
    must be left as it is. NewerFormat where it says that it is of a later format.
    """
    return tuple(_entry(line, n)[0] for n, line in enumerate(lines, first))


def decoded_with_shapes(lines: Sequence[bytes]) -> tuple[tuple[Entry, ...], dict[Shape, int]]:
    """As `decoded`, of all lines of a journal; and each shape with the first line that has it."""
    entries: list[Entry] = []
    shapes: dict[Shape, int] = {}
    for n, line in enumerate(lines, 1):
        entry, shape = _entry(line, n)
        entries.append(entry)
        shapes.setdefault(shape, n)
    return tuple(entries), shapes


def _entry(line: bytes, n: int) -> tuple[Entry, Shape]:
    try:
        record = _JSON.decode(line.decode())
    except (ValueError, RecursionError):
        raise _strange(n, "it is not a line of a journal") from None
    if not isinstance(record, dict):
        raise _strange(n, "it is not a line of a journal")
    if n == 1 and record.get("format") != FORMAT:
        raise _of_other_format(record)
    kind = _KINDS.get(str(record.get("kind")))
    if kind is None:
        raise _strange(n, f"its kind, {_shown(record.get('kind'))}, is not known here")
    # Keys that an event does not have come from a later version, and are left; one that is missing
    # has its default, where there is one: it came with a later version.
    try:
        head = msgspec.convert(record, _Head)
        event = msgspec.convert(record, kind)
    except (msgspec.ValidationError, ValueError, OverflowError):
        raise _strange(n, f"its fields are not those of {record['kind']!r}") from None
    if head.n != n:
        raise _strange(n, f"it has the number {_shown(head.n)}")
    return Entry(n, head.at, head.t, event), (record["kind"], *record)


def unknown_fields(shapes: Mapping[Shape, int]) -> Iterator[tuple[int, str]]:
    """The numbers of the first lines of these shapes, each with a field that no such event has.

    A later version may have written it, and no earlier one.
    """
    of_line = {"format", "kind", "prev", "hash", *_Head.__struct_fields__}
    for (kind, *names), n in shapes.items():
        known = of_line.union(_KINDS[kind].__struct_fields__)
        yield from ((n, _shown(name)) for name in names if name not in known)


def _shown(value: object) -> str:
    return repr(value)[:_SHOWN]


def _of_other_format(record: dict[str, object]) -> RecordError:
    written = record.get("format")
    if type(written) is not int or written <= FORMAT:
        return _strange(1, f"its format is {_shown(written)}, not {FORMAT}")
    wrote = record.get("program")
    by = f"version {wrote[:_SHOWN]}" if isinstance(wrote, str) and wrote else "a later version"
    return NewerFormat(newer(f"It is in format {_shown(written)}", by))


def newer(what: str, by: str) -> str:
    """That something was written `by` a later version, and what to do about it."""
    return f"{what}, written by {by} of guide. This is version {__version__}: update guide."


def _strange(n: int, why: str) -> RecordError:
    return RecordError(f"Line {n} of the journal cannot be read: {why}. {_NEWER}")
