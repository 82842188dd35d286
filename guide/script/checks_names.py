"""Names that would be taken for one another: ids, and what agents pick by or records have."""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from guide.script.findings import Findings, quoted
from guide.script.locate import Where
from guide.script.look_alike import looks_of, seen_as
from guide.script.model import ENDED, NOT_ENDED, USUAL_FOLLOW_UPS, Script
from guide.script.parse import ParsedFile

_NAME_OF_ITS_OWN = "Give each a name of its own."
_OTHER_NAME = "Give it another name: nobody could tell the two apart in lists and figures."
# Figures count what has one name, and their names are letters and digits alone.
_as_counted = partial(looks_of, signs=False)
_BETWEEN = re.compile(r"\b(?:by|with|per|via|under|of|on|through|due to|the|an?)\b", re.IGNORECASE)


def _as_read(label: str) -> tuple[str, ...]:
    """By what the label of an ending passes for another: without the small words that join it."""
    return _as_counted(_BETWEEN.sub("", label) or label)


def check_names(parsed: ParsedFile, script: Script) -> None:
    """Note two things of a kind with one id, or with labels that nobody can tell apart."""
    findings = parsed.findings
    kinds = (
        ("ending", "ending", "endings", [(one.id, one.label) for one in script.endings]),
        ("ground", "ground", "grounds", [(one.id, one.label) for one in script.grounds]),
        ("report", "reason", "reasons to report", [(one.id, one.label) for one in script.reports]),
    )
    for key, kind, kinds_called, names in kinds:
        _check_ids(kind, [((key, n), name) for n, (name, _) in enumerate(names)], findings)
        labels = [((key, n, "label"), label) for n, (_, label) in enumerate(names)]
        for where, label, line in findings.repeated(labels, _as_counted):
            message = f"Two {kinds_called} are called {quoted(label)}, the first in line {line}."
            findings.error(where, "duplicate-label", message, _NAME_OF_ITS_OWN)
    _check_ids("step", [(("step", n), one.id) for n, one in enumerate(script.steps)], findings)
    titles = [(("step", n, "title"), one.title) for n, one in enumerate(script.steps)]
    for where, title, line in findings.repeated(titles, looks_of):
        message = f"Two steps are called {quoted(title)}, the first in line {line}."
        findings.warning(where, "duplicate-label", message, _NAME_OF_ITS_OWN)
    _check_ids("line", parsed.lines.named, findings)
    _check_choices(script, findings)
    _check_fields(parsed, script)
    _check_follow_ups(parsed)
    _check_reserved(script, findings)


def _check_ids(kind: str, named: Iterable[tuple[Where, str]], findings: Findings) -> None:
    for where, name, line in findings.repeated(((*where, "id"), name) for where, name in named):
        message = f"The id {quoted(name)} is given to two {kind}s, the first in line {line}."
        fix = "Give one of them another id."
        if kind == "line":
            fix = f'{fix[:-1]}, or write use = "{name}" if it is the same line.'
        findings.error(where, "duplicate-id", message, fix)


def _check_choices(script: Script, findings: Findings) -> None:
    for n, step in enumerate(script.steps):
        first: dict[str, int] = {}
        for choice in step.choices:
            looks = looks_of(choice.label) if choice.label else ()
            if before := next((first[look] for look in looks if look in first), 0):
                both = f"Choices {before} and {choice.key} of step {quoted(step.id)}"
                message = f"{both} are both called {quoted(choice.label)}."
                where = ("step", n, "choice", choice.key - 1, "label")
                fix = "Give each a label of its own."
                findings.error(where, "duplicate-label", message, fix)
            first |= {look: choice.key for look in looks if look not in first}


def _check_fields(parsed: ParsedFile, script: Script) -> None:
    places = parsed.field_places
    labels = [(places[one.id], one.label) for one in script.fields if one.id in places]
    for where, label, line in parsed.findings.repeated(labels, looks_of):
        message = f"Two fields are called {quoted(label)}, the first in line {line}."
        parsed.findings.error(where, "duplicate-label", message, _NAME_OF_ITS_OWN)


def _check_follow_ups(parsed: ParsedFile) -> None:
    """Note each follow-up that is called as another kind is, in this script or usually."""
    findings = parsed.findings
    called = {look: kind for kind, one in USUAL_FOLLOW_UPS.items() for look in looks_of(one.label)}
    for _, rule in parsed.rules:
        if not rule.own and rule.label:
            # What is usual is not met in this script.
            called = {looks: kind for looks, kind in called.items() if kind != rule.kind}
    for n, rule in parsed.rules:
        looks = looks_of(rule.label) if rule.label else ()
        other = next((called[look] for look in looks if look in called), rule.kind)
        if other != rule.kind:
            message = (
                f"The follow-ups {quoted(other)} and {quoted(rule.kind)} are both called "
                f"{quoted(rule.label)}."
            )
            where = ("follow_up", n, "label")
            findings.error(where, "duplicate-label", message, _NAME_OF_ITS_OWN)
        called |= {look: rule.kind for look in looks if look not in called}


def _check_reserved(script: Script, findings: Findings) -> None:
    """Note an ending with the name of no ending, and the protocol's with that of another.

    An ordinary one that reads as the protocol's is told here, where it is not called just so.
    """
    by_protocol = [one.label for one in script.endings if one.protocol and one.label]
    read = {look: label for label in by_protocol for look in _as_read(label)}
    counted = {look for label in by_protocol for look in _as_counted(label)}
    for n, ending in enumerate(script.endings):
        looks = () if ending.protocol or not ending.label else _as_read(ending.label)
        other = next((read[look] for look in looks if look in read), "")
        if other and not counted & {*_as_counted(ending.label)}:
            message = (
                f"The ending {quoted(ending.id)} is called {quoted(ending.label)}, which reads as"
                f" {quoted(other)}, the one by the hang-up protocol."
            )
            findings.error(("ending", n, "label"), "duplicate-label", message, _OTHER_NAME)
        taken = (NOT_ENDED, ENDED.label) if ending.protocol else (NOT_ENDED,)
        for name in taken:
            if ending.label and {*_as_counted(ending.label)} & {*_as_counted(name)}:
                what = "a call without any ending is called so"
                if name == ENDED.label:
                    what = "a call that is ended without one of the script's is called so"
                message = f"The ending {quoted(ending.id)} cannot be called {quoted(name)}: {what}."
                where = ("ending", n, "label")
                findings.error(where, "duplicate-label", message, "Give it another name.")


def shared_names(script: Script) -> Iterator[tuple[str, Where, str]]:
    """The names that are alike from script to script: of what, where they stand, and they."""
    yield "script", ("script", "title"), script.title
    for n, ending in enumerate(script.endings):
        yield "ending", ("ending", n, "label"), ending.label
    for n, ground in enumerate(script.grounds):
        yield "reason for the hang-up protocol", ("ground", n, "label"), ground.label
    for n, reason in enumerate(script.reports):
        yield "reason to report", ("report", n, "label"), reason.label


def check_names_across(parsed_files: Iterable[ParsedFile]) -> None:
    """Note each name that looks like one of its kind elsewhere, and is not the same.

    That is one spelled with other letters, and an ending that is called as the hang-up protocol's
    is: no record, no list and no figure could tell the two apart.
    """
    parsed_files = tuple(parsed for parsed in parsed_files if parsed.script is not None)
    _check_spelling(parsed_files)
    _check_as_protocol(parsed_files)


def _check_spelling(parsed_files: Iterable[ParsedFile]) -> None:
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for parsed in parsed_files:
        for kind, where, name in shared_names(parsed.script) if parsed.script else ():
            plain = " ".join(name.split()).casefold()
            seen = (kind, seen_as(name).casefold())
            other, file = first.setdefault(seen, (plain, parsed.findings.file))
            if name and other != plain:
                message = (
                    f"The {kind} {quoted(name)} looks like one in {file}, and other letters are"
                    " in it."
                )
                parsed.findings.error(where, "look-alike", message, "Type the name anew.")


def _check_as_protocol(parsed_files: Iterable[ParsedFile]) -> None:
    """Note each ordinary ending with the label of one by the hang-up protocol, in any script."""
    by_protocol: dict[str, tuple[str, str]] = {}
    for parsed in parsed_files:
        for ending in parsed.script.endings if parsed.script else ():
            if ending.protocol and ending.label:
                told = ending.label, parsed.id
                by_protocol |= dict.fromkeys(_as_read(ending.label), told)
    for parsed in parsed_files:
        for n, ending in enumerate(parsed.script.endings if parsed.script else ()):
            looks = _as_read(ending.label) if ending.label and not ending.protocol else ()
            found = next((by_protocol[look] for look in looks if look in by_protocol), None)
            if found is not None and found[1] != parsed.id:
                is_same = {*_as_counted(found[0])} & {*_as_counted(ending.label)}
                as_ = "that" if is_same else quoted(found[0])
                message = (
                    f"The ending {quoted(ending.id)} is called {quoted(ending.label)}, and in "
                    f"{quoted(found[1])} {as_} is the one by the hang-up protocol."
                )
                where = ("ending", n, "label")
                parsed.findings.error(where, "duplicate-label", message, _OTHER_NAME)
