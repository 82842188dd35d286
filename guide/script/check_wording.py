"""What can be wrong with the wording of a line: what no eye can see, and what no agent can say."""

import re

from guide.script.desk import DAYS
from guide.script.draft import Draft
from guide.script.findings import Findings
from guide.script.locate import Where
from guide.script.look_alike import look_alike, unseen
from guide.script.model import DayKind, Line, Script
from guide.script.nearest import listed, quoted, suggestion

MOST_WORDS = 60
"""What one breath can carry: some 25 seconds, at the 150 words a minute of calm speech."""

_WORDS_A_SECOND = 2.5
_BRACES = re.compile(r"\{([^{}\n]*)\}")


def check_wording(draft: Draft, script: Script) -> None:
    """Note everything wrong with the words of the lines, each where it is worded."""
    findings, fields = draft.findings, dict(script.fields)
    for where, line in draft.lines.worded:
        if findings.is_hopeless:
            return
        _check_letters((*where, "text"), line.text, line, findings)
        _check_letters((*where, "original"), line.original, line, findings)
        _check_places((*where, "text"), line, fields, findings)
        _check_breath((*where, "text"), line, findings)
        _check_day((*where, "on"), line, script, findings)


def _check_letters(where: Where, text: str, line: Line, findings: Findings) -> None:
    if suspect := unseen(text):
        findings.error_at(
            where,
            suspect.char,
            "unsafe-character",
            f"Line {quoted(line.id)} holds a character that nobody can see: {suspect.name}.",
            "Delete it; typing the words anew gets rid of it.",
        )
    if suspect := look_alike(text):
        like = f" and looks like {suspect.like}" if suspect.like else ""
        findings.error_at(
            where,
            suspect.char,
            "look-alike",
            f"A letter in the word {quoted(suspect.word)} of line {quoted(line.id)} is not what "
            f"it seems: it is {suspect.name}{like}.",
            "Type the word anew.",
        )


def _check_places(where: Where, line: Line, known: dict[str, str], findings: Findings) -> None:
    for name in dict.fromkeys(_BRACES.findall(line.text)):
        if name in known or findings.is_hopeless:
            continue
        near = findings.speller.nearest(name.strip().replace(" ", "_"), known)
        findings.error_at(
            where,
            f"{{{name}}}",
            "unknown-field",
            f"There is no field {quoted(name)} to be filled in where line {quoted(line.id)} has "
            f"{quoted(f'{{{name}}}')}.",
            suggestion(
                near,
                f"Write one of {listed(known)} between the braces, or define it "
                "under the heading [fields].",
            ),
        )
    if brace := re.search("[{}]", _BRACES.sub("", line.text)):
        findings.warning_at(
            where,
            brace[0],
            "stray-brace",
            f"Line {quoted(line.id)} has a single {brace[0]}, which cannot be said.",
            "Take it out, or write the id of a field between { and }.",
        )


def _check_breath(where: Where, line: Line, findings: Findings) -> None:
    words = len(line.text.split())
    if words > MOST_WORDS:
        findings.warning(
            where,
            "long-line",
            f"Line {quoted(line.id)} has {words:,} words, some "
            f"{words / _WORDS_A_SECOND:,.0f} seconds: nobody says more than {MOST_WORDS} in one "
            "breath.",
            "Divide it into several lines.",
        )


def _check_day(where: Where, line: Line, script: Script, findings: Findings) -> None:
    working = len(script.desk.working_days)
    never = {DayKind.WEEKDAY: working == 0, DayKind.WEEKEND: working == len(DAYS)}
    if line.on is not None and never[line.on]:
        findings.warning(
            where,
            "never-said",
            f"Line {quoted(line.id)} is for a {line.on}, and the desk never has one.",
            "Mend `working_days` under [desk], or take `on` out of the line.",
        )
