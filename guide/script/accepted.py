"""Findings that the keeper of a script has settled: `[[accepted]]` in its file, with the reason.

    [[accepted]]
    finding = "gap"               # the code of a warning, as `guide check` tells it
    where = "dnc-spiel"           # and the place, as it is named there
    reason = "The vendor reads its own wording."

Only warnings are settled so: an error keeps a script from agents whatever is said of it. Nor is it
settled so that nobody has approved what agents say: whoever approves it is named.
"""

from collections.abc import Collection, Iterable

from msgspec import Struct

from guide.script.findings import Findings, Problem, Severity, one_of, quoted
from guide.script.locate import Where
from guide.script.model import Accepted, Script

_ERROR = Severity.ERROR
_OF_APPROVAL = frozenset(("unapproved-wording", "unapproved-rules"))

_MOST_PLACES = 100
"""Of more warnings of a kind, the one that was meant is not looked for word by word."""


class Settled(Struct, frozen=True):
    """What is still open, and what is accepted, each with the reason."""

    problems: tuple[Problem, ...]
    accepted: tuple[tuple[Problem, str], ...]


def settled(problems: Iterable[Problem], scripts: Iterable[Script], *, whole: bool) -> Settled:
    """Part the problems by what these scripts accept.

    Where all was looked at (`whole`), what is accepted and not found any more is told.
    """
    scripts = tuple(scripts)
    reasons = {
        (script.file, one.finding, one.where): one.reason
        for script in scripts
        for one in script.accepted
    }
    left: list[Problem] = []
    accepted: list[tuple[Problem, str]] = []
    for problem in problems:
        reason = reasons.get((problem.file, problem.code, problem.where))
        if reason is not None and _may_be_accepted(problem):
            accepted.append((problem, reason))
        else:
            left.append(problem)
    if whole:
        met = {(problem.file, problem.code, problem.where) for problem, _ in accepted}
        open_ones = tuple(left)
        for script in scripts:
            left += _without_use(script, met, open_ones)
    return Settled(tuple(left), tuple(accepted))


def _may_be_accepted(problem: Problem) -> bool:
    return problem.severity is Severity.WARNING and problem.code not in _OF_APPROVAL


def _without_use(
    script: Script, met: set[tuple[str, str, str]], left: Collection[Problem]
) -> tuple[Problem, ...]:
    findings = Findings(script.file)
    findings.look_in(script.text)
    for n, one in enumerate(script.accepted):
        if (script.file, one.finding, one.where) not in met:
            message = f"There is no warning {quoted(one.finding)} at {quoted(one.where)}."
            if one.finding in _OF_APPROVAL:
                message = f"{quoted(one.finding)} cannot be accepted: somebody must approve it."
            fix = _meant(one, left, findings)
            findings.warning(("accepted", n), "accepted-nothing", message, fix)
    return findings.problems


def _meant(one: Accepted, left: Collection[Problem], findings: Findings) -> str:
    """How to mend what accepts nothing: by the place or the warning that was probably meant."""
    if one.finding in _OF_APPROVAL:
        return "Take this out, and have it approved: guide approve --by NAME."
    located = [problem for problem in left if problem.where]
    elsewhere = [p for p in located if p.file != findings.file and p.code == one.finding]
    elsewhere = [problem for problem in elsewhere if _may_be_accepted(problem)]
    if there := [problem for problem in elsewhere if problem.where == one.where]:
        return _meant_elsewhere(there, one.where)
    open_ones = [problem for problem in located if problem.file == findings.file]
    if any((p.code, p.where, p.severity) == (one.finding, one.where, _ERROR) for p in open_ones):
        return "It is an error, and only warnings can be accepted: mend it, and take this out."
    warnings = [problem for problem in open_ones if _may_be_accepted(problem)]
    places = [problem.where for problem in warnings if problem.code == one.finding]
    codes = [problem.code for problem in warnings if problem.where == one.where]
    if places:
        likely = _with_most_words_of(one.where, places) if len(places) <= _MOST_PLACES else places
        near = findings.speller.nearest(one.where, likely)
        meant = f'where = "{near or likely[0]}"'
        if not near and len(likely) > 1:
            meant = f"where as {one_of(likely)}"
        return f"If it is the one that is told, write {meant}; if not, take this out."
    if codes:
        return (
            f'If it is the one that is told, write finding = "{codes[0]}"; if not, take this out.'
        )
    if elsewhere:
        places = [problem.where for problem in elsewhere]
        likely = _with_most_words_of(one.where, places) if len(places) <= _MOST_PLACES else places
        there = [problem for problem in elsewhere if problem.where in likely]
        return _meant_elsewhere(there, one.where)
    return "Take this out: it has been mended, or was never there."


def _meant_elsewhere(there: Collection[Problem], where: str) -> str:
    """How to mend what accepts, in the wrong file, one of the warnings that are told of others."""
    files = one_of(dict.fromkeys(problem.file for problem in there))
    places = [*dict.fromkeys(problem.where for problem in there)]
    into = f'put it there with where = "{places[0]}"' if where not in places else "put it there"
    return f"If it is the one that is told of {files}, {into}; if not, take this out."


def _with_most_words_of(where: str, places: Collection[str]) -> list[str]:
    """The places that have the most of what was written in them, such as its language."""
    written = {*where.split(", ")}
    most = max(len(written.intersection(place.split(", "))) for place in places)
    found = (p for p in places if len(written.intersection(p.split(", "))) == most)
    return list(dict.fromkeys(found))


def place_name(script: Script, where: Where) -> str:
    """What is found at this place, as `where` under [[accepted]] names it.

    That is the id of the line, step, ground or ending; `step, choice 2` for a choice; for what
    lacks a translation `translation, es` and the lines that do; and for all else its heading. Empty
    for a place that the script does not have. A field has its id where its place is known: see
    `ParsedFile.field_places`.
    """
    try:
        return _name(script, where)
    except IndexError:
        return ""


def _name(script: Script, where: Where) -> str:
    match where:
        case ("step", int(n), "line", int(item), *_):
            return script.steps[n].lines[item].id
        case ("step", int(n), "choice", int(item), *_):
            return f"{script.steps[n].id}, choice {item + 1}"
        case ("step", int(n), *_):
            return script.steps[n].id
        case ("ground", int(n), "warning", int(item), *_):
            return script.grounds[n].warning_lines[item].id
        case ("ground", int(n), str(key), *_) if line := dict(script.grounds[n].lines).get(key):
            return line.id
        case ("ground", int(n), *_):
            return script.grounds[n].id
        case ("ending", int(n), *_):
            return script.endings[n].id
        case ("report", int(n), *_):
            return script.reports[n].id
        case ("follow_up", int(n), *_):
            return script.follow_ups[n].kind
        case ("script", "translation", str(language), *lines):
            return ", ".join(("translation", language, *map(str, lines)))
        case (str(heading), *_):
            return heading
        case _:
            return ""
