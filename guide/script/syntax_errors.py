"""What keeps a file from being TOML, told as its writer would say it: what, and how to mend it.

`tomllib` tells what it stumbled over and where. What is meant is looked for in the line itself:
files are written by people who know other kinds of them, pasted, and merged.
"""

import re
import tomllib

from guide.script.conditions import without_comma
from guide.script.findings import Findings, quoted
from guide.script.locate import Place
from guide.script.odd_characters import is_odd, odd_one
from guide.text import capital

_LISTS = (
    "accepted",
    "field",
    "report",
    "follow_up",
    "ending",
    "ground",
    "step",
    "step.line",
    "step.choice",
    "approval",
    "approval.line",
    "move",
    "reply",
    "expect",
    "variant",
)
_TABLES = (
    "script",
    "scenario",
    "desk",
    "clock",
    "fields",
    "sources",
    "step.timer",
    "ground.ending",
)
_EITHER = ("ground.warning",)
"""Headings of one table, or of a list of them."""

_ERROR = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)",
    re.DOTALL,
)
CONFLICT = re.compile(r"(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)
"""The marks that git leaves where two versions of a file could not be put together."""

_HEADING = re.compile(r"\s*+(?P<open>\[++)\s*+(?P<name>[a-z_.]++)\s*+(?P<close>\]*+)\s*+(?:#.*)?")
_SETTING = re.compile(r"\s*(?P<name>[A-Za-z0-9_-]+)\s*=")
_TYPOGRAPHIC = re.compile(r"=\s*\[?\s*[“”„‟‘’‚«»]")

_OPENS_LIST = re.compile(r"\s*[A-Za-z0-9_-]+\s*=\s*\[")
_BEGINS = re.compile(r"\s*(?:[A-Za-z0-9_-]+\s*=|\[\[?\s*[a-z_.]+\s*\])")
"""How a line begins that begins something: a setting, or a heading."""

_COLON = re.compile(r"\s*(?P<name>[A-Za-z0-9_-]+)\s*:\s*(?P<value>.*)")
_NUMBER = re.compile(r"=\s*(?P<number>[+-]?[0-9][0-9.,]*)(?<=[0-9])", re.ASCII)
_BRACES = re.compile(r"=\s*\[?\s*\{")
_IN_QUOTES = re.compile(r"""\"(?:[^\"\\]|\\.)*\"|'[^']*'|\#.*""")
UNRESOLVED = "Two versions of the file were not put together: here are the marks of git."
JOIN_APPROVALS = "put the one line behind the other: guide approve --join shows it, and asks."
MERGED_APPROVALS = (
    "take one side of this file whole (git checkout --ours or --theirs); `guide check` then names "
    "what of the other side must be approved again."
)
UNRESOLVED_APPROVALS = f"Unresolved merge: {JOIN_APPROVALS} Or {MERGED_APPROVALS}"
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
    if CONFLICT.match(line):
        message = UNRESOLVED
        fix = "Unresolved merge: take one side, then approve again."
        if of_approvals:
            fix = UNRESOLVED_APPROVALS
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
            fix = f"If two approvals ran into one in a merge, {MERGED_APPROVALS}"
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
        fix = f"Write {name} = {written}; put a # before a remark."
    elif (written := _NUMBER.search(bare)) and (number := without_comma(written["number"])):
        message = "a number has no comma in it: its fraction stands after a point."
        fix = f"Write {number}, or a whole number where one is asked for."
    elif _BRACES.search(bare) and bare.count("{") > bare.count("}"):
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
