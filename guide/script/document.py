"""A TOML text as a document, with everything noted for which it cannot be one.

`tomllib` stops at the first mistake. So that all of them are told at once, the setting it stopped
at is blanked or given a stand-in value, and the reading goes on as if it had been understood.
"""

import re
import tomllib

from guide.script.broken import Flaw, first_word, flaw_of, is_heading, wrong_headings
from guide.script.findings import Findings
from guide.script.locate import MOST_KEY_PARTS, Places
from guide.script.source import (
    MOST_MARKS,
    has_bearable_count,
    has_bearable_lines,
    marks_in,
    note_unsafe_values,
    without_unsafe,
)

_STAND_IN = "\ue000"
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
            findings.stand_in = _STAND_IN
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
    kept = f'{name} = "{_STAND_IN}"' if name and flaw.code != "duplicate-key" else ""
    lines[flaw.first - 1 : flaw.line] = [kept] + [""] * (flaw.line - flaw.first)
    return "\n".join(lines)


def _cuts_text(lines: list[str]) -> bool:
    """Say whether a text of several lines begins in these lines and goes on after them."""
    text = "\n".join(lines)
    return any(text.count(quotes) % 2 for quotes in ('"""', "'''"))


def _note(flaw: Flaw, findings: Findings) -> None:
    findings.note(flaw.line, flaw.column, flaw.code, flaw.message, flaw.fix)
