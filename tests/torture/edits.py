"""Edits of a file as its author might make them, line by line and table by table, from bytes."""

from collections.abc import Callable

_VALUES = (
    b'""', b'" "', b"1", b"-1", b"true", b"[]", b"{}", b"[[]]", b'["x", 1]', b"{ a = {} }", b"nan",
    b"1.5", b"2026-01-01", b"10:00:00", b"2026-01-01T00:00:00Z", b"0001-01-01T00:00:00+23:59",
    b"9999-12-31T23:59:59-23:59", b"0x" + b"f" * 2000, b"1" * 5000, b'"return"', b'"end:x"',
    b'"x:y"', b'"hang-up-protocol:"', b'"listen"', b'"warning"', b'"ending"', b'"weekend"',
    b'"agreed, within 3 days"', b'"within 4 hours"', b'"{caler} {}"',
    b'"a\\u202eb"', '"p\u0430y \u200b"'.encode(),
    b'"""\na', b"'''", b'"' + b"a " * 2000 + b'"', b"[" * 30, b"{a=" * 30, b"\xff", b"\x00",
    "“x”".encode(), b'"a.txt"', b'"es"', b'"sp"', b'{ es = "Hola {caller}", ar = "{" }',
)  # fmt: skip
_KEYS = (
    b"id", b"title", b"text", b"use", b"gap", b"to", b"end", b"ground", b"calm", b"role", b"label",
    b"on", b"must_say", b"adapted", b"original", b"capture", b"owes", b"needs", b"due", b"weekday",
    b"warnings", b"permission", b"protocol", b"start", b"source", b"zone", b"sha256", b"at", b"do",
    b"translation", b"translation.es", b"es", b"language", b"source_sha256",
    b"timer", b"over", b"seconds", b"audience", b"a.b.c.d.e.f.g.h.i.j.k.l",
    b'"quoted key"', b"''", b"texxt", b"caller", b"value", b"of",
)  # fmt: skip
_HEADINGS = (
    b"[script]", b"[[step]]", b"[step]", b"[[step.line]]", b"[step.line]", b"[[step.choice]]",
    b"[[ground]]", b"[ground.warning]", b"[[ground.warning]]", b"[ground.ending]",
    b"[[ending]]", b"[[follow_up]]", b"[[report]]", b"[fields]", b"[desk]", b"[clock]",
    b"[stages]", b"[stages.annoyed]", b"[step.timer]", b"[step.line.translation]",
    b"[[approval]]", b"[[approval.line]]", b"[scenario]", b"[[move]]", b"[[", b"[a.b]", b"[step",
)  # fmt: skip

_Lines = list[bytes]
_Edit = Callable[[_Lines, int, int, int], None]


def edited(data: bytes, edits: bytes) -> bytes:
    """The file after edits of four bytes each: which one, where (two), and with what."""
    lines = data.split(b"\n")
    for n in range(0, min(len(edits) - 3, 80), 4):
        edit, place, more = edits[n], edits[n + 1] << 8 | edits[n + 2], edits[n + 3]
        if lines:
            _EDITS[edit % len(_EDITS)](lines, place % len(lines), place // len(lines), more)
    return b"\n".join(lines)


def _take_out(lines: _Lines, at: int, _spare: int, _more: int) -> None:
    del lines[at]


def _repeat(lines: _Lines, at: int, _spare: int, more: int) -> None:
    lines[at:at] = [lines[at]] * (1 + more % 3)


def _move(lines: _Lines, at: int, _spare: int, more: int) -> None:
    lines.insert(more * len(lines) // 256, lines.pop(at))


def _value(lines: _Lines, at: int, _spare: int, more: int) -> None:
    key, equals, _ = lines[at].partition(b"=")
    if equals:
        lines[at] = key + b"= " + _VALUES[more % len(_VALUES)]


def _value_of_another(lines: _Lines, at: int, _spare: int, more: int) -> None:
    key, equals, _ = lines[at].partition(b"=")
    other = lines[(at + more - 128) % len(lines)].partition(b"=")[2]
    if equals and other:
        lines[at] = key + b"=" + other


def _key(lines: _Lines, at: int, _spare: int, more: int) -> None:
    _, equals, value = lines[at].partition(b"=")
    if equals:
        lines[at] = _KEYS[more % len(_KEYS)] + b" =" + value


def _setting(lines: _Lines, at: int, spare: int, more: int) -> None:
    lines.insert(at, _KEYS[spare % len(_KEYS)] + b" = " + _VALUES[more % len(_VALUES)])


def _heading(lines: _Lines, at: int, _spare: int, more: int) -> None:
    lines.insert(at, _HEADINGS[more % len(_HEADINGS)])


def _letter(lines: _Lines, at: int, spare: int, more: int) -> None:
    place = spare % (len(lines[at]) + 1)
    lines[at] = lines[at][:place] + bytes([more]) + lines[at][place + more % 2 :]


def _cut(lines: _Lines, at: int, _spare: int, more: int) -> None:
    if more % 4 == 0:
        del lines[at:]


def _table(lines: _Lines, at: int) -> tuple[int, int]:
    """Where the table begins that holds a line, and where it ends."""
    headings = [n for n, line in enumerate(lines) if line.lstrip().startswith(b"[")]
    first = max((n for n in headings if n <= at), default=0)
    return first, min((n for n in headings if n > at), default=len(lines))


def _take_out_table(lines: _Lines, at: int, _spare: int, _more: int) -> None:
    first, end = _table(lines, at)
    del lines[first:end]


def _repeat_table(lines: _Lines, at: int, _spare: int, more: int) -> None:
    first, end = _table(lines, at)
    lines[end:end] = lines[first:end] * (1 + more % 12)


def _move_table(lines: _Lines, at: int, _spare: int, more: int) -> None:
    first, end = _table(lines, at)
    moved = lines[first:end]
    del lines[first:end]
    to = _table(lines, more * len(lines) // 256)[0] if lines else 0
    lines[to:to] = moved


_EDITS: tuple[_Edit, ...] = (
    _take_out, _repeat, _move, _value, _value_of_another, _key, _setting, _heading, _letter, _cut,
    _take_out_table, _repeat_table, _move_table,
)  # fmt: skip
