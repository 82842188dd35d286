"""Names that would be taken for one another: ids, and what agents pick by or records have."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from msgspec import Struct

from guide.script.findings import Findings, quoted
from guide.script.locate import Where
from guide.script.look_alike import is_disguised, looks_of, seen_as
from guide.script.model import ENDED, NOT_ENDED, USUAL_FOLLOW_UPS, Ending, Script
from guide.script.parse import ParsedFile, names_are_escaped, strings_in
from guide.script.protocol_names import names_protocol, passes_for_protocol

_NAME_OF_ITS_OWN = "Give each a name of its own."
_OTHER_NAME = "Give it another name: nobody could tell the two apart in lists and figures."
# Figures count what has one name, and their names are letters and digits alone.
_ENOUGH = 2_000
_BY_PROTOCOL = re.compile(r"""prot\w*["']?[ \t]*=[ \t]*true""", re.IGNORECASE)
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
        if not ending.protocol and not other and names_protocol(ending.label):
            _note_in_name_only(n, ending, findings)
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


def _note_in_name_only(n: int, ending: Ending, findings: Findings) -> None:
    """Note an ordinary ending that names the hang-up protocol, whether or not there is one here."""
    called = f"The ending {quoted(ending.id)} is called {quoted(ending.label)}"
    where = ("ending", n, "label")
    if not passes_for_protocol(ending.label):
        message = f"{called}, and it is not by the hang-up protocol."
        fix = "If that can be misread, give it another name; if not, put it under [[accepted]]."
        findings.warning(where, "duplicate-label", message, fix)
        return
    message = (
        f"{called}, and it is not by the hang-up protocol: no reason has to be stated for it, and"
        " no warning given."
    )
    fix = (
        "Give it another name. If the call is to be ended by the protocol, write protocol = true"
        ' there, and protocol = "the id of the script with the grounds" under [script].'
    )
    findings.error(where, "duplicate-label", message, fix)


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
    is: no record, no list and no figure could tell the two apart. At fault is what imitates. What
    other scripts take their grounds from stays with agents where neither does.
    """
    parsed_files = tuple(parsed for parsed in parsed_files if parsed.script is not None)
    in_force = _in_force(parsed_files)
    _check_spelling(parsed_files, in_force)
    _check_as_protocol(parsed_files, in_force)
    _check_titles(parsed_files)


def _check_titles(parsed_files: Iterable[ParsedFile]) -> None:
    """Note each script that is called as one before it is: an agent picks by titles."""
    first: dict[str, ParsedFile] = {}
    for parsed in parsed_files:
        title = parsed.script.title if parsed.script else ""
        looks = looks_of(title) if title else ()
        other = next((first[look] for look in looks if look in first), None)
        first |= {look: parsed for look in looks if look not in first}
        if other is None or other.script is None or other.id == parsed.id:
            continue
        there = other.script.title
        if _plain(title) != _plain(there) and seen_as(title) == seen_as(there):
            continue  # That other letters are in it is told.
        message = f"Two scripts are called {quoted(title)}, the first one in {other.findings.file}."
        parsed.findings.warning(("script", "title"), "duplicate-label", message, _NAME_OF_ITS_OWN)


def _in_force(parsed_files: Iterable[ParsedFile]) -> frozenset[str]:
    """The scripts that others take their grounds from."""
    scripts = [parsed.script for parsed in parsed_files if parsed.script is not None]
    return frozenset(one.protocol for one in scripts if one.protocol not in ("", one.id))


class _Named(Struct, frozen=True):
    """A name that is alike from script to script: where it stands, and whether it is disguised."""

    parsed: ParsedFile
    where: Where
    name: str
    is_disguised: bool

    @property
    def plain(self) -> str:
        return _plain(self.name)


def _picked_by(script: Script) -> str:
    """What agents pick by in a script: enough to tell its usual alphabet."""
    names = [name for _, _, name in shared_names(script)]
    steps = [word for one in script.steps for word in (one.title, *(c.label for c in one.choices))]
    return "\n".join((*names, *steps))[:_ENOUGH]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _check_spelling(parsed_files: Iterable[ParsedFile], in_force: Collection[str]) -> None:
    seen: dict[tuple[str, str], list[_Named]] = {}
    for parsed in parsed_files:
        if parsed.script is None:
            continue
        around = _picked_by(parsed.script)
        for kind, where, name in shared_names(parsed.script):
            if name:
                one = _Named(parsed, where, name, is_disguised(name, around))
                seen.setdefault((kind, seen_as(name).casefold()), []).append(one)
    for (kind, _), alike in seen.items():
        if len({one.plain for one in alike}) == 1:
            continue
        disguised = [one for one in alike if one.is_disguised]
        at_fault = disguised or alike
        for one in at_fault:
            other = next((o for o in alike if o not in at_fault), None)
            other = other or next(o for o in alike if o.plain != one.plain)
            message = (
                f"The {kind} {quoted(one.name)} looks like one in {other.parsed.findings.file}, and"
                " other letters are in it."
            )
            stays = not disguised and one.parsed.id in in_force
            note = one.parsed.findings.warning if stays else one.parsed.findings.error
            note(one.where, "look-alike", message, "Type the name anew.")


class _Ends(Struct, frozen=True):
    """An ending of a script: number `n` of its file."""

    parsed: ParsedFile
    n: int
    ending: Ending

    @property
    def looks(self) -> tuple[str, ...]:
        return _as_read(self.ending.label)


def _check_as_protocol(parsed_files: Iterable[ParsedFile], in_force: Collection[str]) -> None:
    """Note each ordinary ending with the label of one by the hang-up protocol, in any script.

    At fault is the ordinary one, unless it stands in a script that others take their grounds from,
    and the other does not: that one is told, and takes its label from nobody.
    """
    endings = [
        _Ends(parsed, n, ending)
        for parsed in sorted(parsed_files, key=lambda parsed: parsed.id not in in_force)
        for n, ending in enumerate(parsed.script.endings if parsed.script else ())
        if ending.label
    ]
    ordinary = [one for one in endings if not one.ending.protocol]
    staying: dict[str, _Ends] = {}
    for one in ordinary:
        if one.parsed.id in in_force:
            staying |= {look: one for look in one.looks if look not in staying}
    by_protocol: dict[str, _Ends] = {}
    for one in endings:
        if one.ending.protocol:
            is_new = one.parsed.id not in in_force
            found = next((staying[look] for look in one.looks if look in staying), None)
            if is_new and found is not None and found.parsed is not one.parsed:
                _note_as_protocol(one, found, "an ordinary one", one.parsed.findings.error)
            else:
                by_protocol |= {look: one for look in one.looks if look not in by_protocol}
    for one in ordinary:
        found = next((by_protocol[look] for look in one.looks if look in by_protocol), None)
        if passes_for_protocol(one.ending.label):
            continue  # That it is so in name only was told, whoever has the other.
        if found is not None and found.parsed is not one.parsed:
            both_stay = {one.parsed.id, found.parsed.id} <= {*in_force}
            note = one.parsed.findings.warning if both_stay else one.parsed.findings.error
            _note_as_protocol(one, found, "the one by the hang-up protocol", note)


def _note_as_protocol(at_fault: _Ends, other: _Ends, what: str, note: Callable[..., None]) -> None:
    here, there = at_fault.ending, other.ending
    is_same = {*_as_counted(here.label)} & {*_as_counted(there.label)}
    as_ = "that" if is_same else quoted(there.label)
    message = (
        f"The ending {quoted(here.id)} is called {quoted(here.label)}, and in "
        f"{quoted(other.parsed.id)} {as_} is {what}."
    )
    note(("ending", at_fault.n, "label"), "duplicate-label", message, _OTHER_NAME)


class NamesAtRisk:
    """The names of some scripts, which those in the text of another one may put at fault.

    Quick, and rather yes: a call that begins waits for it.
    """

    def __init__(self, parsed_files: Iterable[ParsedFile]) -> None:
        scripts = [parsed.script for parsed in parsed_files if parsed.script is not None]
        names = {name for script in scripts for _, _, name in shared_names(script) if name}
        self._plain = {seen_as(name).casefold(): {_plain(name)} for name in names}
        self._is_ascii = all(map(str.isascii, names))
        in_force = frozenset(one.protocol for one in scripts if one.protocol not in ("", one.id))
        endings = [(script.id, one) for script in scripts for one in script.endings if one.label]
        # What ordinary endings say is told of another's by the protocol, and the other way round.
        self._ordinary = {
            look for _, one in endings if not one.protocol for look in _as_read(one.label)
        }
        self._by_protocol = {
            look
            for name, one in endings
            if one.protocol and name not in in_force
            for look in _as_read(one.label)
        }

    def may_be_in(self, text: str) -> bool:
        """Whether a name in this text may put one of them at fault."""
        if names_are_escaped(text):
            return True
        # Without such letters nothing looks like what it is not.
        is_plain = self._is_ascii and text.isascii()
        if not is_plain and any(map(self._is_otherwise, strings_in(text))):
            return True
        has_protocol = "prot" in text.casefold() and _BY_PROTOCOL.search(text) is not None
        looks = self._by_protocol | (self._ordinary if has_protocol else set())
        return bool(looks) and any(not looks.isdisjoint(_as_read(one)) for one in strings_in(text))

    def _is_otherwise(self, name: str) -> bool:
        """Whether this looks like one of the names, and is not the same."""
        plain = {_plain(name)}
        return self._plain.get(seen_as(name).casefold(), plain) != plain
