"""A TOML file as a document: its text, what it holds, or the first place where it is not TOML."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path

from guide.script.findings import Findings, quoted
from guide.script.locate import MOST_KEY_PARTS, WHOLE_FILE, Place, Where
from guide.script.odd_characters import is_odd, odd_one
from guide.text import capital, is_plain, plain_line

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


_WORD_OR_PDF = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files of PDF, of Word, and of Word before 2007 begin."""


def _decoded(data: bytes, findings: Findings) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"The file is not saved in UTF-8: there is a byte {data[error.start]:#04x} here."
        fix = "Save the file again as UTF-8 (in the editor: Save as, encoding UTF-8)."
        if data.startswith(_WORD_OR_PDF):
            message, fix = "This is a Word or PDF file.", "Save it as plain text first."
        findings.error(Place(line, column), "not-utf-8", message, fix)
        return None


def document_of(
    text: str, findings: Findings, *, long_lines: bool = False, most_marks: int = MOST_MARKS
) -> dict[str, object] | None:
    """The document, or None if it cannot be read at all; either way with what is wrong noted."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
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
    if document is not None and "\\" in text:
        _note_unsafe_values(document, findings)
    return document


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


_LISTS = (
    "accepted",
    "report",
    "follow_up",
    "ending",
    "ground",
    "step",
    "step.line",
    "step.choice",
    "approval",
    "approval.line",
)
_TABLES = ("script", "desk", "clock", "fields", "step.timer", "ground.ending")
_EITHER = ("ground.warning",)
"""Headings of one table, or of a list of them."""

_ERROR = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)",
    re.DOTALL,
)
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7})(?: |$)")
_HEADING = re.compile(r"\s*+(?P<open>\[++)\s*+(?P<name>[a-z_.]++)\s*+(?P<close>\]*+)\s*+(?:#.*)?")
_SETTING = re.compile(r"\s*(?P<name>[A-Za-z0-9_-]+)\s*=")
_TYPOGRAPHIC = re.compile(r"=\s*\[?\s*[“”„‟‘’‚«»]")

_OPENS_LIST = re.compile(r"\s*[A-Za-z0-9_-]+\s*=\s*\[")
_BEGINS = re.compile(r"\s*(?:[A-Za-z0-9_-]+\s*=|\[\[?\s*[a-z_.]+\s*\])")
"""How a line begins that begins something: a setting, or a heading."""

_COLON = re.compile(r"\s*(?P<name>[A-Za-z0-9_-]+)\s*:\s*(?P<value>.*)")
_COMMA_FRACTION = re.compile(r"=\s*(?P<whole>[+-]?[0-9][0-9.]*),(?P<fraction>[0-9]+)")
_IN_QUOTES = re.compile(r"""\"(?:[^\"\\]|\\.)*\"|'[^']*'|\#.*""")
_MERGED_APPROVALS = (
    "take one side of this file whole (git checkout --ours or --theirs); `guide check` then names "
    "what of the other side must be approved again."
)
_SHORT = 60
_RETYPE = "Delete it; where a space belongs, type it anew."

_BACKSLASH = (
    r"a backslash \ in a text has a meaning of its own.",
    r"Write it twice: \\.",
)
_HINTS = (
    # how the message of tomllib begins, what is said instead, how to mend it
    (
        r"Illegal character '\n'",
        "the text is not closed at the end of the line.",
        'Put a " at its end; a text over several lines stands between """ and """.',
    ),
    (
        r"Found invalid character '\n'",
        "the text is not closed at the end of the line.",
        "Put a ' at its end; a text over several lines stands between ''' and '''.",
    ),
    (
        'Expected "',
        "the text that begins here is not closed.",
        "Put a ' at its end; a text over several lines stands between ''' and '''.",
    ),
    (
        "Unterminated string",
        "the text that begins here is never closed.",
        'Put a " (or """) at its end.',
    ),
    (
        "Unclosed array",
        "the list that begins in line LINE is not closed, or a comma is missing before this.",
        "Put a comma between the items of the list, and a ] after the last.",
    ),
    (
        "Unclosed inline table",
        "the braces are not closed in this line, or a comma is missing.",
        "Keep everything from { to } in one line, with commas between.",
    ),
    ("Unescaped", *_BACKSLASH),
    # As in "C:\\Users" and "C:\\x": what follows should be the number of a character.
    ("Invalid hex value", *_BACKSLASH),
    ("Escaped character is not", *_BACKSLASH),
    (
        "Expected newline",
        "something stands after the end of the value.",
        r'Put quotation marks " around a text or a time of day; one inside a text is written \".',
    ),
    (
        "Expected '='",
        "this line is not a setting: there is no = after its first word.",
        'Write name = "text"; put a # before a remark; put a text of several lines between """ '
        'and """.',
    ),
    (
        "Expected ']",
        "the brackets of this heading do not match.",
        "Write [name], or [[name]] for a list.",
    ),
    (
        "Invalid value",
        "what stands after the = cannot be read.",
        'Put a text between straight quotation marks "; write true and false in small letters.',
    ),
    ("Invalid date", "there is no such date.", "Write year, month and day: 2026-12-25."),
    (
        "Invalid",
        "this line is not a setting.",
        'Write name = "text"; put a # before a remark.',
    ),
)


def note_syntax_error(error: tomllib.TOMLDecodeError, text: str, findings: Findings) -> None:
    """Note what `tomllib` stumbled over in `text`, with its place and how to mend it."""
    match = _ERROR.fullmatch(str(error))
    what = match["what"] if match else str(error)
    lines = text.split("\n")
    at_end = not (match and match["line"])
    if match and match["line"]:
        place = Place(int(match["line"]), int(match["column"]))
    else:
        place = findings.places.unclosed or findings.places.statement(len(lines))
    line = lines[place.line - 1]
    begins = findings.places.statement(place.line).line
    of_statement = lines[begins - 1]
    of_approvals = any(one.lstrip().startswith("[[approval") for one in lines)
    if _CONFLICT.match(line):
        message = "Two versions of the file were not put together: here are the marks of git."
        fix = "Unresolved merge: take one side, then approve again."
        if of_approvals:
            fix = f"Unresolved merge: {_MERGED_APPROVALS}"
        findings.error(place, "broken-toml", message, fix)
    elif is_odd(line[place.column - 1 : place.column]):
        odd = line[: place.column]
        message = f"Here is a character that must not be there: {odd_one(odd)}."
        findings.error(place, "odd-character", message, _RETYPE)
    elif _OPENS_LIST.match(of_statement) and (
        _BEGINS.match(line) if begins < place.line else at_end and not findings.places.unclosed
    ):
        before = f" before line {place.line} begins something else" if begins < place.line else ""
        message = f"The list {quoted(_setting_name(of_statement))} is not closed{before}."
        fix = "Put a ] after its last item."
        findings.error(findings.places.statement(place.line), "broken-toml", message, fix)
    elif line.lstrip().startswith("["):
        _note_heading(what, place, lines, findings)
    elif what == "Cannot overwrite a value" or what.startswith("Duplicate inline table key"):
        fix = "Take one out."
        if of_approvals:
            fix = f"If two approvals ran into one in a merge, {_MERGED_APPROVALS}"
        elif any(one.lstrip().startswith("[[step") for one in lines):
            fix = (
                "Take one out; if a new step, line or choice begins here, its heading is missing, "
                "such as [[step.choice]]."
            )
        name = quoted(_setting_name(line)) if _setting_name(line) else "A setting"
        findings.error(place, "duplicate-key", f"{name} is given twice.", fix)
    else:
        _note_other(what, place, line, findings)


def _note_heading(what: str, place: Place, lines: list[str], findings: Findings) -> None:
    """Note what is wrong with a heading: its own brackets, or those of one above it."""
    for n in (place.line, *range(1, place.line)):
        if right := _with_right_brackets(lines[n - 1]):
            line = lines[n - 1]
            at = Place(n, len(line) - len(line.lstrip()) + 1)
            message = f"The heading {quoted(line.strip())} has the wrong number of brackets."
            findings.error(at, "broken-toml", message, f"Write {right}.")
            return
    shown = quoted(lines[place.line - 1].strip())
    if what == "Cannot overwrite a value":
        message = f"The heading {shown} does not fit what stands above it."
        fix = "Write it as it is written elsewhere in the file, with the same brackets."
        findings.error(place, "duplicate-key", message, fix)
    elif what.startswith("Cannot"):
        message = f"{shown} is in the file already."
        fix = "Put both parts together under one heading."
        if shown.strip("`[ ]") in _EITHER:
            fix = "Write [[ground.warning]] for each, if each warning has words of its own."
        findings.error(place, "duplicate-key", message, fix)
    else:
        _note_other(what, place, "", findings)


def _with_right_brackets(line: str) -> str:
    """The heading as it is written; empty if it is written so, or is none of a script."""
    match = _HEADING.fullmatch(line)
    if not match:
        return ""
    name, right = match["name"], ""
    if name in _LISTS:
        right = f"[[{name}]]"
    elif name in _EITHER and match["open"] != "[[":
        right = f"[{name}]"
    elif name in _EITHER:
        right = f"[[{name}]]"
    elif name in _TABLES or name.startswith("stages."):
        right = f"[{name}]"
    return right if match["open"] + name + match["close"] != right else ""


def _setting_name(line: str) -> str:
    match = _SETTING.match(line)
    return match["name"] if match else ""


def _note_other(what: str, place: Place, line: str, findings: Findings) -> None:
    message, fix = (
        f"the file cannot be read from here on ({what}).",
        "Compare the line with the same setting elsewhere in the scripts.",
    )
    bare = _IN_QUOTES.sub("", line)
    if colon := _COLON.fullmatch(line):
        name, value = colon["name"], colon["value"].strip()
        written = value if value[:1] in ('"', "'", "[", "{") and len(value) < _SHORT else '"…"'
        message = f"a colon stands after {quoted(name)} where an = belongs."
        fix = f"Write {name} = {written}."
    elif fraction := _COMMA_FRACTION.search(bare):
        number = f"{fraction['whole'].replace('.', '')}.{fraction['fraction']}"
        message = "a number has no comma in it: its fraction stands after a point."
        fix = f"Write {number}, or a whole number where one is asked for."
    elif bare.count("{") > bare.count("}"):
        message = "the braces { and } do not stand in one line."
        fix = (
            "Keep everything from { to } in one line, with commas between; or write it under a "
            "heading of its own."
        )
    elif re.search(r",\s*\}", bare):
        message = "there is a comma before the }."
        fix = "Take it out: commas stand between settings alone."
    elif _TYPOGRAPHIC.search(line):
        message = "the quotation marks around the text are typographic ones."
        fix = 'Put straight quotation marks " around the text; inside it any may stand.'
    else:
        known = (hint for hint in _HINTS if what.startswith(hint[0]))
        _, message, fix = next(known, ("", message, fix))
    message = message.replace("LINE", str(findings.places.statement(place.line).line))
    name = _setting_name(line)
    told = f"{quoted(name)}: {message}" if name else capital(message)
    findings.error(place, "broken-toml", told, fix)
