"""Entries as journal lines, and back.

A line is one JSON object in ASCII: `n`, `at`, `t` (seconds since the call began) and `kind`, the
event's fields, then `prev` and `hash` (see `guide.record.chain`). The first line also says which
`format` the journal is in. Entries are made with millisecond times: finer ones would not come back.
Any text comes back as it was, but for a high and a low surrogate that stand side by side each by
itself: they come back as the one character they spell.
"""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import get_args, get_type_hints

from guide.call import events as ev
from guide.call.events import Entry, Event
from guide.errors import RecordError
from guide.record.chain import FORMAT, GENESIS, seal
from guide.record.forms import FORMS, Form, read_time, written_time

_KINDS: dict[str, type[Event]] = {kind.KIND: kind for kind in get_args(ev.Event)}
_NEWER = "Use the version of this program that wrote it, or a later one."


def encoded(entries: Sequence[Entry], prev: str = GENESIS) -> tuple[bytes, str]:
    """The lines of `entries`, which follow the line hashed `prev`; the last one's hash."""
    lines: list[bytes] = []
    for entry in entries:
        line, prev = seal(_body(entry), prev)
        lines.append(line)
    return b"".join(lines), prev


def _body(entry: Entry) -> str:
    event = entry.event
    record: dict[str, object] = {"format": FORMAT} if entry.n == 1 else {}
    record |= {
        "n": entry.n,
        "at": written_time(entry.at),
        "t": entry.elapsed,
        "kind": event.KIND,
    }
    record |= {name: form.write(getattr(event, name)) for name, form in _forms(event.KIND).items()}
    return json.dumps(record, allow_nan=False, separators=(",", ":"))


@cache
def _forms(kind: str) -> dict[str, Form]:
    """The form of each field of a kind of event."""
    event = _KINDS[kind]
    hints = get_type_hints(event)
    return {field.name: FORMS[hints[field.name]] for field in dataclasses.fields(event)}


def decoded(lines: Sequence[bytes], first: int = 1) -> tuple[Entry, ...]:
    """The entries of sound lines, the first of which is line number `first`.

    Raises RecordError for what no version up to this one wrote: such a journal is not damaged, and
    must be left as it is.
    """
    return tuple(_entry(line, n) for n, line in enumerate(lines, first))


def _entry(line: bytes, n: int) -> Entry:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise _strange(n, "it is not a line of a journal") from None
    if not isinstance(record, dict):
        raise _strange(n, "it is not a line of a journal")
    if n == 1 and record.get("format") != FORMAT:
        raise _strange(n, f"its format is {record.get('format')!r}, not {FORMAT}")
    kind = _KINDS.get(str(record.get("kind")))
    if kind is None:
        raise _strange(n, f"its kind, {record.get('kind')!r}, is not known here")
    try:
        at = read_time(record.get("at"))
        elapsed = FORMS[float].read(record.get("t"))
        event = kind(**_values(kind.KIND, record))  # type: ignore[arg-type]
    except (ValueError, TypeError):
        raise _strange(n, f"its fields are not those of {kind.KIND!r}") from None
    if record.get("n") != n or not isinstance(elapsed, float):
        raise _strange(n, f"it has the number {record.get('n')!r}")
    return Entry(n, at, elapsed, event)


def _values(kind: str, record: Mapping[str, object]) -> dict[str, object]:
    """The fields of an event. Keys that it does not have come from a later version, and are left.

    One that is missing has its default, where there is one: it came with a later version.
    """
    return {name: form.read(record[name]) for name, form in _forms(kind).items() if name in record}


def _strange(n: int, why: str) -> RecordError:
    return RecordError(f"Line {n} of the journal cannot be read: {why}. {_NEWER}")
