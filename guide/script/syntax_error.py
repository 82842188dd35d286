"""The first place where a file is not TOML, in words for somebody who never heard of TOML."""

import re
import tomllib

from guide.script.findings import Findings, quoted
from guide.script.locate import Place
from guide.text import capital

_LISTS = (
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
_TABLES = ("script", "desk", "clock", "fields", "ground.warning", "ground.ending")

_ERROR = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)",
    re.DOTALL,
)
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7})(?: |$)")
_HEADING = re.compile(r"\s*+(?P<open>\[++)\s*+(?P<name>[a-z_.]++)\s*+(?P<close>\]*+)\s*+(?:#.*)?")
_SETTING = re.compile(r"\s*(?P<name>[A-Za-z0-9_-]+)\s*=")
_TYPOGRAPHIC = re.compile(r"=\s*\[?\s*[“”„‟‘’‚«»]")

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
    (
        "Unescaped",
        r"a backslash \ in a text has a meaning of its own.",
        r"Write it twice: \\.",
    ),
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
    if match and match["line"]:
        place = Place(int(match["line"]), int(match["column"]))
    else:
        place = findings.places.unclosed or findings.places.statement(len(lines))
    line = lines[place.line - 1]
    if _CONFLICT.match(line):
        message = "Two versions of the file were not put together: here are the marks of git."
        fix = "Unresolved merge: take one side, then approve again."
        findings.note(place, "broken-toml", message, fix)
    elif line.lstrip().startswith("["):
        _note_heading(what, place, lines, findings)
    elif what == "Cannot overwrite a value" or what.startswith("Duplicate inline table key"):
        fix = (
            "Take one out; if a new step, line or choice begins here, its heading is missing, "
            "such as [[step.choice]]."
        )
        name = quoted(_setting_name(line)) if _setting_name(line) else "A setting"
        findings.note(place, "duplicate-key", f"{name} is given twice.", fix)
    else:
        _note_other(what, place, line, findings)


def _note_heading(what: str, place: Place, lines: list[str], findings: Findings) -> None:
    """Note what is wrong with a heading: its own brackets, or those of one above it."""
    for n in (place.line, *range(1, place.line)):
        if right := _with_right_brackets(lines[n - 1]):
            line = lines[n - 1]
            at = Place(n, len(line) - len(line.lstrip()) + 1)
            message = f"The heading {quoted(line.strip())} has the wrong number of brackets."
            findings.note(at, "broken-toml", message, f"Write {right}.")
            return
    shown = quoted(lines[place.line - 1].strip())
    if what == "Cannot overwrite a value":
        message = f"The heading {shown} does not fit what stands above it."
        fix = "Write it as it is written elsewhere in the file, with the same brackets."
        findings.note(place, "duplicate-key", message, fix)
    elif what.startswith("Cannot"):
        message = f"{shown} is in the file already."
        findings.note(place, "duplicate-key", message, "Put both parts together under one heading.")
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
    if _TYPOGRAPHIC.search(line):
        message = "the quotation marks around the text are typographic ones."
        fix = 'Put straight quotation marks " around the text; inside it any may stand.'
    else:
        known = (hint for hint in _HINTS if what.startswith(hint[0]))
        _, message, fix = next(known, ("", message, fix))
    message = message.replace("LINE", str(findings.places.statement(place.line).line))
    name = _setting_name(line)
    told = f"{quoted(name)}: {message}" if name else capital(message)
    findings.note(place, "broken-toml", told, fix)
