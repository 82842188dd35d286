"""A file's bytes as text: read whole, of bearable size, in UTF-8, with nothing unsafe in it."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from guide.plain import is_plain, plain_line
from guide.script.findings import Findings
from guide.script.locate import Where

MOST_BYTES = 524_288
MOST_LINE = 4_096
MOST_MARKS = 60_000
"""Marks that settings are made of (= , . [ and {): a script of thousands of steps has fewer."""

_STAND_IN = "\ufffd"
_LINE_SEPARATORS = "\u2028\u2029"


def file_name(path: Path) -> str:
    """The path as messages show it."""
    return plain_line(os.fspath(path).encode("utf-8", "replace").decode())


def text_of(path: Path, findings: Findings, most_bytes: int = MOST_BYTES) -> str | None:
    """The text of the file to the letter, or None after noting why there is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            findings.note(
                0, 0, "not-a-file", "This is not an ordinary file.", "Move it out of the folder."
            )
            return None
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        findings.note(
            0,
            0,
            "unreadable",
            f"The file cannot be read: {reason}.",
            "See that the file is there and that you may read it.",
        )
        return None
    if len(data) > most_bytes:
        findings.note(
            0,
            0,
            "too-big",
            f"The file is larger than {most_bytes:,} bytes.",
            "Divide it into several files.",
        )
        return None
    return _decoded(data, findings)


def _decoded(data: bytes, findings: Findings) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        findings.note(
            line,
            column,
            "not-utf-8",
            f"The file is not saved in UTF-8: there is a byte {data[error.start]:#04x} here.",
            "Save the file again as UTF-8 (in the editor: Save as, encoding UTF-8).",
        )
        return None


def has_bearable_lines(text: str, findings: Findings) -> bool:
    """Say whether no line is too long, after noting those that are."""
    lines = [n for n, line in enumerate(text.split("\n"), 1) if len(line) > MOST_LINE]
    for line in lines:
        findings.note(
            line,
            1,
            "too-big",
            f"The line is longer than {MOST_LINE:,} characters.",
            'Divide the text over several lines, between """ and """.',
        )
    return not lines


def marks_in(text: str) -> int:
    """How many marks the text has of those that settings are made of."""
    return sum(map(text.count, "=,.[{"))


def has_bearable_count(text: str, findings: Findings, most: int) -> bool:
    """Say whether the file holds no more than can be read in a moment, after noting it if not."""
    count = marks_in(text)
    if count > most:
        findings.note(
            0,
            0,
            "too-big",
            f"The file holds too much: it has {count:,} of the marks = , . [ and {{, and at most "
            f"{most:,} are read.",
            "Divide it into several files.",
        )
    return count <= most


def without_unsafe(text: str, findings: Findings) -> str:
    """The text with a stand-in for every unsafe character, after noting each line that has one."""
    chars = "".join(sorted(char for char in set(text) if not _is_safe(char)))
    if not chars:
        return text
    unsafe = re.compile(f"[{re.escape(chars)}]")
    for n, line in enumerate(text.split("\n"), 1):
        if match := unsafe.search(line):
            findings.note(n, match.start() + 1, "unsafe-character", *_about(match[0]))
    return unsafe.sub(_STAND_IN, text)


def note_unsafe_values(document: dict[str, object], findings: Findings) -> None:
    """Note every text in the document that is unsafe; after `without_unsafe`, by an escape."""
    for where, text in _texts(document):
        unsafe = next((char for char in text if not _is_safe(char)), "")
        if unsafe:
            findings.error(where, "unsafe-character", *_about(unsafe))


def _texts(document: dict[str, object]) -> Iterator[tuple[Where, str]]:
    todo: list[tuple[Where, object]] = [((), document)]
    while todo:
        where, value = todo.pop()
        if isinstance(value, str):
            yield where, value
        elif isinstance(value, dict):
            yield from (((*where, key), key) for key in value)
            todo.extend(((*where, key), item) for key, item in value.items())
        elif isinstance(value, list):
            todo.extend(((*where, n), item) for n, item in enumerate(value))


def _is_safe(text: str) -> bool:
    return is_plain(text) and not any(char in text for char in _LINE_SEPARATORS)


def _about(char: str) -> tuple[str, str]:
    return (
        f"There is an invisible control character here (U+{ord(char):04X}).",
        "Delete it: it can change what a screen shows. Typing the words anew gets rid of it.",
    )
