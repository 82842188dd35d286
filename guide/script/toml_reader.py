"""A TOML file as a document: its bytes as text of bearable size in UTF-8, and what it holds.

`tomllib` stops at the first mistake. So that all of them are told at once, the setting it stopped
at is blanked or given a stand-in value, and the reading goes on as if it had been understood.
"""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path

from guide.script.broken import Flaw, first_word, flaw_of, is_heading, wrong_headings
from guide.script.findings import Findings
from guide.script.locate import MOST_KEY_PARTS, Places, Where
from guide.text import is_plain, plain_line

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


_VALUE_STAND_IN = "\ue000"
_MOST_FLAWS = 20
_MOST_READ = 90_000
"""After so many marks, reading a file anew for the sake of a further flaw takes too long."""
_MANY_DOTS = re.compile(rf"^(?:[^.\n]*+\.){{{MOST_KEY_PARTS}}}", re.MULTILINE)


def document_of(
    text: str, findings: Findings, *, long_lines: bool = False, most_marks: int = MOST_MARKS
) -> dict[str, object] | None:
    """The document, or None if it cannot be read at all; either way with what is wrong noted."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not long_lines and not has_bearable_lines(text, findings):
        return None
    if not has_bearable_count(text, findings, most_marks):
        return None
    text = without_unsafe(text, findings)
    findings.look_in(text)
    if _MANY_DOTS.search(text) and (place := findings.places.long_key):
        findings.note(
            place.line,
            place.column,
            "too-big",
            f"The name here has more than {MOST_KEY_PARTS} parts with dots between them.",
            "Put the name between quotation marks, or take the dots out.",
        )
        return None
    document = _parsed(text, findings)
    if document is not None and "\\" in text:
        note_unsafe_values(document, findings)
    return document


def _parsed(text: str, findings: Findings) -> dict[str, object] | None:
    # A long text without any marks takes its time too.
    size = marks_in(text) + len(text) // 25
    for _ in range(min(_MOST_FLAWS, 1 + _MOST_READ // (size + 1))):
        try:
            document: dict[str, object] = tomllib.loads(text)
        except RecursionError:
            _note_depth(text, findings)
            return None
        except tomllib.TOMLDecodeError as error:
            mended = _mended(text, flaw_of(error, text), findings)
            if mended is None:
                return None
            text = mended
            findings.stand_in = _VALUE_STAND_IN
        except ValueError:
            findings.note(
                0,
                0,
                "too-big",
                "A number in the file has thousands of digits.",
                "Write the number that is meant, or put quotation marks around a text.",
            )
            return None
        else:
            findings.look_in(text)
            return document
    return None


def _note_depth(text: str, findings: Findings) -> None:
    deep = Places(text, until_deep=True).deep
    findings.note(
        deep.line if deep else 0,
        deep.column if deep else 0,
        "too-big",
        "The brackets here are nested far too deep.",
        "Close each [ with a ] and each { with a }.",
    )


def _mended(text: str, flaw: Flaw, findings: Findings) -> str | None:
    """The text without the flaw, which is noted; None if nothing sensible can follow it."""
    lines = text.split("\n")
    line = lines[min(flaw.line, len(lines)) - 1]
    if is_heading(line) and (wrong := wrong_headings(text)):
        for heading, right in wrong:
            _note(heading, findings)
            lines[heading.line - 1] = right
        return "\n".join(lines)
    _note(flaw, findings)
    first = lines[flaw.first - 1]
    if flaw.is_open or is_heading(first) or _cuts_text(lines[flaw.first - 1 : flaw.line]):
        return None
    name = first_word(first)
    kept = f'{name} = "{_VALUE_STAND_IN}"' if name and flaw.code != "duplicate-key" else ""
    lines[flaw.first - 1 : flaw.line] = [kept] + [""] * (flaw.line - flaw.first)
    return "\n".join(lines)


def _cuts_text(lines: list[str]) -> bool:
    """Say whether a text of several lines begins in these lines and goes on after them."""
    text = "\n".join(lines)
    return any(text.count(quotes) % 2 for quotes in ('"""', "'''"))


def _note(flaw: Flaw, findings: Findings) -> None:
    findings.note(flaw.line, flaw.column, flaw.code, flaw.message, flaw.fix)
