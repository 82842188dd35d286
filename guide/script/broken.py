"""What is wrong where a file is not TOML, in words for somebody who never heard of TOML."""

import re
import tomllib

from msgspec import Struct

from guide.script.locate import Places
from guide.script.nearest import quoted

LISTS = (
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
TABLES = ("script", "desk", "clock", "fields", "ground.warning", "ground.ending")

_ERROR = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)",
    re.DOTALL,
)
_HEADING = re.compile(r"\s*+(?P<open>\[++)\s*+(?P<name>[a-z_.]++)\s*+(?P<close>\]*+)\s*+(?:#.*)?")
_SETTING = re.compile(r"\s*(?P<name>[A-Za-z0-9_-]+)\s*=")
_FIRST_WORD = re.compile(r"\s*(?P<name>[A-Za-z0-9_-]+)")
_TYPOGRAPHIC = re.compile(r"=\s*\[?\s*[“”„‟‘’‚«»]")
_OPEN = ("Unclosed array", "Unterminated string", 'Expected "')
_NO_MORE_QUOTES = """Expected "'\""""
_NOT_CLOSED = r"Found invalid character '\n'"


class Flaw(Struct, frozen=True):
    """One place where the file is not TOML.

    `first` is the line where its statement begins; `is_open` says that something begun there is
    never closed, so that nobody can tell where the next statement begins.
    """

    line: int
    column: int
    first: int
    code: str
    message: str
    fix: str
    is_open: bool = False


def flaw_of(error: tomllib.TOMLDecodeError, text: str) -> Flaw:
    """The flaw that `tomllib` stumbled over in `text`."""
    match = _ERROR.fullmatch(str(error))
    what = match["what"] if match else str(error)
    lines = text.split("\n")
    if match and match["line"]:
        line, column = int(match["line"]), int(match["column"])
        first = Places("\n".join(lines[:line])).statement(line).line
    else:
        places = Places(text)
        start = places.unclosed or places.statement(len(lines))
        line, column, first = start.line, start.column, places.statement(start.line).line
        if lines[line - 1].startswith("'", column - 1) and what == _NO_MORE_QUOTES:
            what = _NOT_CLOSED
    code, message, fix = _words(what, lines[min(line, len(lines)) - 1], first)
    return Flaw(line, column, first, code, message, fix, what.startswith(_OPEN))


def wrong_headings(text: str) -> list[tuple[Flaw, str]]:
    """Every heading with too few or too many brackets, and how it is written."""
    found = []
    for n, line in enumerate(text.split("\n"), 1):
        match = _HEADING.fullmatch(line)
        right = _heading(match["name"]) if match else ""
        if match and right and match["open"] + match["name"] + match["close"] != right:
            flaw = Flaw(
                n,
                match.start("open") + 1,
                n,
                "broken-toml",
                f"The heading {quoted(line.strip())} has the wrong number of brackets.",
                f"Write {right}.",
            )
            found.append((flaw, right))
    return found


def first_word(line: str) -> str:
    """What would be the name if the line were a setting."""
    match = _FIRST_WORD.match(line)
    return match["name"] if match else ""


def is_heading(line: str) -> bool:
    """Say whether the line begins as a heading does."""
    return line.lstrip().startswith("[")


def _setting_name(line: str) -> str:
    """The name before the equals sign, if the line is a setting."""
    match = _SETTING.match(line)
    return match["name"] if match else ""


def _heading(name: str) -> str:
    if name in LISTS:
        return f"[[{name}]]"
    return f"[{name}]" if name in TABLES or name.startswith("stages.") else ""


def _words(what: str, line: str, first: int) -> tuple[str, str, str]:
    """Code, message and fix for what `tomllib` says of this line."""
    name = _setting_name(line)
    setting = f"{quoted(name)}: " if name else ""
    if _TYPOGRAPHIC.search(line):
        return (
            "broken-toml",
            f"{setting}the quotation marks around the text are typographic ones.",
            'Put straight quotation marks " around the text; inside it any may stand.',
        )
    if what == "Cannot overwrite a value" or what.startswith("Duplicate inline table key"):
        return _twice(line, name)
    if what.startswith(("Cannot declare", "Cannot redefine", "Cannot mutate")):
        return (
            "duplicate-key",
            f"{quoted(line.strip())} is in the file already.",
            "Put both parts together under one heading.",
        )
    message, fix = next(
        (words for begin, words in _SENTENCES if what.startswith(begin)),
        (
            f"the file cannot be read from here on ({what}).",
            "Compare the line with the same setting elsewhere in the scripts.",
        ),
    )
    message = message.replace("LINE", str(first))
    return "broken-toml", setting + message if name else message[0].upper() + message[1:], fix


def _twice(line: str, name: str) -> tuple[str, str, str]:
    if is_heading(line):
        return (
            "duplicate-key",
            f"The heading {quoted(line.strip())} does not fit what stands above it.",
            "Write it as it is written elsewhere in the file, with the same brackets.",
        )
    thing = quoted(name) if name else "A setting"
    return (
        "duplicate-key",
        f"{thing} is given twice.",
        "Take one out; if a new step, line or choice begins here, its heading is missing, "
        "such as [[step.choice]].",
    )


_SENTENCES = (
    (
        r"Illegal character '\n'",
        (
            "the text is not closed at the end of the line.",
            'Put a " at its end; a text over several lines stands between """ and """.',
        ),
    ),
    (
        _NOT_CLOSED,
        (
            "the text is not closed at the end of the line.",
            "Put a ' at its end; a text over several lines stands between ''' and '''.",
        ),
    ),
    (
        "Unterminated string",
        ("the text that begins here is never closed.", 'Put a " (or """) at its end.'),
    ),
    (
        'Expected "',
        ("the text that begins here is never closed.", "Put a ' (or ''') at its end."),
    ),
    (
        "Unclosed array",
        (
            "the list that begins in line LINE is not closed, or a comma is missing before this.",
            "Put a comma between the items of the list, and a ] after the last.",
        ),
    ),
    (
        "Unclosed inline table",
        (
            "the braces are not closed in this line, or a comma is missing.",
            "Keep everything from { to } in one line, with commas between.",
        ),
    ),
    (
        "Unescaped",
        (
            r"a backslash \ in a text has a meaning of its own.",
            r"Write it twice: \\.",
        ),
    ),
    ("Invalid hex", (r"there is a \u or \U without its number.", r"Write a backslash twice: \\.")),
    (
        "Escaped character",
        ("there is an escape that stands for no character.", "Write the character itself."),
    ),
    (
        "Expected newline",
        (
            "something stands after the end of the value.",
            'Put quotation marks " around a text or a time of day; one inside a text is written '
            r"\".",
        ),
    ),
    (
        "Expected '='",
        (
            "this line is not a setting: there is no = after its first word.",
            'Write name = "text"; put a # before a remark; put a text of several lines between '
            '""" and """.',
        ),
    ),
    (
        "Invalid value",
        (
            "what stands after the = cannot be read.",
            'Put a text between straight quotation marks "; write true and false in small letters.',
        ),
    ),
    (
        "Invalid date",
        ("there is no such date.", "Write year, month and day: 2026-12-25."),
    ),
    (
        "Expected ']'",
        ("the brackets of this heading do not match.", "Write [name], or [[name]] for a list."),
    ),
    (
        "Expected ']]'",
        ("the brackets of this heading do not match.", "Write [[name]]."),
    ),
    (
        "Invalid",
        (
            "this line is not a setting.",
            'Write name = "text"; put a # before a remark.',
        ),
    ),
)
