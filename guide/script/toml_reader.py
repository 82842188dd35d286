"""A TOML file as a document: its text, what it holds, or the first place where it is not TOML."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path

from guide.script.findings import Findings
from guide.script.locate import MOST_KEY_PARTS, WHOLE_FILE, Place, Where
from guide.script.syntax_errors import UNRESOLVED, note_syntax_error
from guide.text import is_plain, plain_line

MOST_BYTES = 524_288
MOST_LINE = 4_096
MOST_MARKS = 60_000
"""Marks that settings are made of (= , . [ and {): a script of thousands of steps has fewer."""

_STAND_IN = "\ufffd"
_LINE_SEPARATORS = "\u2028\u2029"
_MANY_DOTS = re.compile(rf"^(?:[^.\n]*+\.){{{MOST_KEY_PARTS}}}", re.MULTILINE)


def file_name(path: Path) -> str:
    """The path as messages show it."""
    return plain_line(os.fspath(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def text_of(path: Path, findings: Findings, most_bytes: int = MOST_BYTES) -> str | None:
    """The text of the file to the letter, or None after noting why there is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            message, fix = "This is not an ordinary file.", "Move it out of the folder."
            findings.error(WHOLE_FILE, "not-a-file", message, fix)
            return None
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        message = f"The file cannot be read: {reason}."
        fix = "See that the file is there and that you may read it."
        findings.error(WHOLE_FILE, "unreadable", message, fix)
        return None
    if len(data) > most_bytes:
        message = f"The file is larger than {most_bytes:,} bytes."
        findings.error(WHOLE_FILE, "too-big", message, "Divide it into several files.")
        return None
    return _decoded(data, findings)


_NO_PLAIN_TEXT = {
    b"%PDF-": "This is a Word or PDF file.",
    b"PK\x03\x04": "This is a Word or PDF file.",
    b"\xd0\xcf\x11\xe0": "This is a Word or PDF file.",
    b"{\\rtf": "This is a text with formatting, as word processors save it (RTF).",
    b"<!doctype html": "This is a web page.",
    b"<html": "This is a web page.",
}
"""What files are that begin so: of PDF, of Word, of Word before 2007, of RTF, of HTML."""


def _decoded(data: bytes, findings: Findings) -> str | None:
    begins = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    what = next(
        (told for sign, told in _NO_PLAIN_TEXT.items() if begins.startswith(sign.lower())), ""
    )
    if what:
        findings.error(Place(1, 1), "not-plain-text", what, "Save it as plain text first.")
        return None
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"The file is not saved in UTF-8: there is a byte {data[error.start]:#04x} here."
        fix = "Save the file again as UTF-8 (in the editor: Save as, encoding UTF-8)."
        findings.error(Place(line, column), "not-utf-8", message, fix)
        return None


def document_of(
    text: str, findings: Findings, *, long_lines: bool = False, most_marks: int = MOST_MARKS
) -> dict[str, object] | None:
    """The document, or None if it cannot be read at all; either way with what is wrong noted."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if "\n" not in text:
        text = text.replace("\r", "\n")  # As editors of old ended lines.
    if not long_lines and not _has_bearable_lines(text, findings):
        return None
    if not _has_bearable_count(text, findings, most_marks):
        return None
    text = _without_unsafe(text, findings)
    findings.look_in(text)
    if _MANY_DOTS.search(text) and (place := findings.places.long_key):
        message = f"The name here has more than {MOST_KEY_PARTS} parts with dots between them."
        fix = "Put the name between quotation marks, or take the dots out."
        findings.error(place, "too-big", message, fix)
        return None
    document = _parsed(text, findings)
    if document is not None and not long_lines and (mark := _MERGED.search(text)):
        line = 1 + text.count("\n", 0, mark.start())
        fix = "Unresolved merge: take one side, then approve again."
        findings.error(Place(line, 1), "broken-toml", UNRESOLVED, fix)
    if document is not None and "\\" in text:
        _note_unsafe_values(document, findings)
    return document


_MERGED = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
"""A mark of git within a text of several lines, where it is no mistake of TOML."""


def _parsed(text: str, findings: Findings) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except RecursionError:
        place = findings.places.deep or WHOLE_FILE
        message = "The brackets here are nested far too deep."
        fix = "Close each [ with a ] and each { with a }."
        findings.error(place, "too-big", message, fix)
    except tomllib.TOMLDecodeError as error:
        note_syntax_error(error, text, findings)
    except ValueError:
        message = "A number in the file has thousands of digits."
        fix = "Write the number that is meant, or put quotation marks around a text."
        findings.error(WHOLE_FILE, "too-big", message, fix)
    return None


def _has_bearable_lines(text: str, findings: Findings) -> bool:
    """Whether no line is too long, after noting those that are."""
    lines = [n for n, line in enumerate(text.split("\n"), 1) if len(line) > MOST_LINE]
    for line in lines:
        message = f"The line is longer than {MOST_LINE:,} characters."
        fix = 'Divide the text over several lines, between """ and """.'
        findings.error(Place(line, 1), "too-big", message, fix)
    return not lines


def marks_in(text: str) -> int:
    """How many marks the text has of those that settings are made of."""
    return sum(map(text.count, "=,.[{"))


def _has_bearable_count(text: str, findings: Findings, most: int) -> bool:
    """Whether the file holds no more than can be read in a moment, after noting it if not."""
    count = marks_in(text)
    if count > most:
        findings.error(
            WHOLE_FILE,
            "too-big",
            f"The file holds too much: it has {count:,} of the marks = , . [ and {{, and at most "
            f"{most:,} are read.",
            "Divide it into several files.",
        )
    return count <= most


def _without_unsafe(text: str, findings: Findings) -> str:
    """The text with a stand-in for every unsafe character, after noting each line that has one."""
    chars = "".join(sorted(char for char in set(text) if not _is_safe(char)))
    if not chars:
        return text
    unsafe = re.compile(f"[{re.escape(chars)}]")
    for n, line in enumerate(text.split("\n"), 1):
        if match := unsafe.search(line):
            findings.error(Place(n, match.start() + 1), "unsafe-character", *_about(match[0]))
    return unsafe.sub(_STAND_IN, text)


def _note_unsafe_values(document: dict[str, object], findings: Findings) -> None:
    """Note every text in the document that is unsafe; after `_without_unsafe`, by an escape."""
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
