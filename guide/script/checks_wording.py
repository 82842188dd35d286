"""What can be wrong with a line's wording: what no eye can see, and what no agent can say."""

from collections.abc import Iterator

from guide.script.checks_names import shared_names
from guide.script.desk import DAYS
from guide.script.findings import Findings, quoted
from guide.script.languages import language_name
from guide.script.locate import Where
from guide.script.look_alike import is_east_asian, look_alike, unseen
from guide.script.model import DayKind, Line, Script
from guide.script.parse import ParsedFile
from guide.text import capital, is_plain

MOST_WORDS = 60
"""What one breath can carry: some 25 seconds, at the 150 words a minute of calm speech."""

_CHARACTERS_A_WORD = 2
"""In Chinese, Japanese and Korean, where spaces do not tell the words: said in the same time."""

_WORDS_A_SECOND = 2.5
"""Calm speech, 150 words a minute: how an agent reads a line out."""


def check_wording(parsed: ParsedFile, script: Script) -> None:
    findings = parsed.findings
    for name, text in script.constants:
        _check_letters(("constants", name), text, f"constant {quoted(name)}", findings)
    for where, name in _names(script):
        _check_letters(where, name, f"the name {quoted(name)}", findings)
    for where, line in parsed.lines.worded:
        of = f"line {quoted(line.id)}"
        _check_letters((*where, "text"), line.text, of, findings)
        _check_letters((*where, "original"), line.original, of, findings)
        _check_breath((*where, "text"), line.text, f"Line {quoted(line.id)}", findings)
        for one in line.translations:
            place, name = (*where, "translation", one.language), language_name(one.language)
            of = f"the {name} translation of line {quoted(line.id)}"
            _check_letters(place, one.text, of, findings)
            _check_breath(place, one.text, capital(of), findings)
        _check_day((*where, "on"), line, script, findings)


def _names(script: Script) -> Iterator[tuple[Where, str]]:
    """Every name that an agent picks by or that a record has, with its place."""
    for n, step in enumerate(script.steps):
        yield ("step", n, "title"), step.title
        for choice in step.choices:
            yield ("step", n, "choice", choice.key - 1, "label"), choice.label
    for _, where, name in shared_names(script):
        yield where, name
    yield from ((("fields", one.id), one.label) for one in script.fields)
    yield from ((("script", "may_approve", n), who) for n, who in enumerate(script.may_approve))


def _check_letters(where: Where, text: str, of: str, findings: Findings) -> None:
    # A control character was told already, as the file was read.
    if is_plain(text) and (suspect := unseen(text)):
        message = f"{capital(of)} holds a character that nobody can see: {suspect.name}."
        fix = "Delete it; typing the words anew gets rid of it."
        findings.error(where, "unsafe-character", message, fix, words=suspect.char)
    if suspect := look_alike(text):
        like = f" and looks like {suspect.like}" if suspect.like else ""
        message = (
            f"A letter in the word {quoted(suspect.word)} of {of} is not what "
            f"it seems: it is {suspect.name}{like}."
        )
        fix = "Type the word anew."
        findings.error(where, "look-alike", message, fix, words=suspect.char)


def _check_breath(where: Where, text: str, whose: str, findings: Findings) -> None:
    wide = sum(map(is_east_asian, text))
    words = max(len(text.split()), wide // _CHARACTERS_A_WORD)
    if words > MOST_WORDS:
        has, most = f"{words:,} words", MOST_WORDS
        if words < wide:
            has, most = f"{wide:,} characters", MOST_WORDS * _CHARACTERS_A_WORD
        findings.warning(
            where,
            "long-line",
            f"{whose} has {has}, some "
            f"{words / _WORDS_A_SECOND:,.0f} seconds: nobody says more than {most} in one "
            "breath.",
            "Divide it into several lines.",
        )


def _check_day(where: Where, line: Line, script: Script, findings: Findings) -> None:
    working = len(script.desk.working_days)
    never = {DayKind.WEEKDAY: working == 0, DayKind.WEEKEND: working == len(DAYS)}
    if line.on is not None and never[line.on]:
        message = f"Line {quoted(line.id)} is for a {line.on}, and the desk never has one."
        fix = "Mend `working_days` under [desk], or take `on` out of the line."
        findings.warning(where, "day-never-comes", message, fix)
