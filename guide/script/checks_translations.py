"""What can be wrong with translations: places that differ, what is missing, what nobody approved.

The cause first: what lacks a translation, or has one that is stale or new, is told in one line for
each language of a script. While the words of a line are not approved themselves, nothing is told of
the approval of their translations.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from guide.script.approval import approved_words
from guide.script.checks_answers import (
    half_places,
    how_to_mend_brace,
    in_other_brackets,
    known_places,
    stray_brace,
)
from guide.script.diff import Differ, around, marked
from guide.script.findings import Findings, listed, quoted
from guide.script.languages import language_name, miswritten
from guide.script.locate import Where
from guide.script.look_alike import outline
from guide.script.model import Audience, Line, Script, Status, Translation
from guide.script.parse import ParsedFile
from guide.script.signatures import Signatures
from guide.script.signing import translation_waits, translation_withdrawn
from guide.text import capital, counted

_IN_BRACES = re.compile(r"\{[^{}\n]*\}")


def check_translations(parsed: ParsedFile, script: Script) -> None:
    """Note translations with other places than their lines, and what lacks one."""
    findings, known = parsed.findings, known_places(script)
    for where, line in parsed.lines.worded:
        for one in line.translations:
            _check_places((*where, "translation", one.language), line, one, known, findings)
            if one.language == script.language:
                name = language_name(one.language)
                message = f"Line {quoted(line.id)} is translated into {name}, which it is in."
                fix = "Take the translation out, or mend `language` under [script]."
                findings.error((*where, "translation", one.language), "no-use", message, fix)
            elif _is_same(line.text, one.text):
                name = language_name(one.language)
                message = f"The {name} translation of line {quoted(line.id)} is the line itself."
                fix = "Translate it; or take it out, and the line counts as not translated."
                findings.warning(
                    (*where, "translation", one.language), "same-translation", message, fix
                )
    to_caller = [line for line in script.lines if line.text and line.audience is Audience.CALLER]
    having: dict[str, list[str]] = {}
    for line in script.lines:
        for one in line.translations:
            having.setdefault(one.language, []).append(line.id)
    meant = {language: _meant(language, having) for language in having}
    for language, ids in having.items():
        # What stands under a code that is hardly meant lacks no translation.
        likewise = (held for code, held in having.items() if meant[code] == language)
        found = {*ids, *chain.from_iterable(likewise)}
        lacking = [line.id for line in to_caller if line.id not in found]
        if lacking:
            name = language_name(language)
            message = f"Line {quoted(lacking[0])} has no {name} translation."
            if len(lacking) > 1:
                of = f"{len(lacking)} of {len(to_caller)} lines"
                message = f"{of} have no {name} translation: {listed(lacking)}."
            before = ""
            if near := meant[language]:
                others = counted(len(having[near]), "line")
                into = f"into {quoted(language)}: only {listed(ids)}; into {quoted(near)}: {others}"
                message = f"Translated {into}."
                before = f"Did you mean {quoted(near)}? If not: "
            _note_missing(script, language, message, findings, lacking, before=before)


def _meant(language: str, having: Mapping[str, Collection[str]]) -> str:
    """The language of more lines that may be meant by this one; empty if there is none."""
    more = [one for one, ids in having.items() if len(ids) > len(having[language])]
    return miswritten(language, more)


def _is_same(source: str, translation: str) -> bool:
    """Whether the words of a translation are those of its line; what is filled in aside."""
    words = outline(_IN_BRACES.sub("", source))
    return bool(words) and words == outline(_IN_BRACES.sub("", translation))


def places_that_differ(source: str, translation: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The places of the source that its translation lacks, and those that only the latter has."""
    before = dict.fromkeys(_IN_BRACES.findall(source))
    after = dict.fromkeys(_IN_BRACES.findall(translation))
    return tuple(p for p in before if p not in after), tuple(p for p in after if p not in before)


def _check_places(
    where: Where, line: Line, one: Translation, known: Collection[str], findings: Findings
) -> None:
    """Check that a translation has the places of its line; what is wrong there is told there."""
    lacking, strange = places_that_differ(line.text, one.text)
    misspelt = [place for place in lacking if place[1:-1] not in known]
    lacking = tuple(place for place in lacking if place not in misspelt)
    if half_places(line.text):
        strange = ()
    if misspelt:
        strange = tuple(place for place in strange if place[1:-1] not in known)
    whose = f"The {language_name(one.language)} translation of line {quoted(line.id)}"
    brace = stray_brace(one.text)
    if strange:
        message = f"{whose} has {quoted(strange[0])}, and the line has not."
        near = findings.speller.nearest(strange[0][1:-1], known)
        fix = f"Did you mean {quoted(f'{{{near}}}')}?" if misspelt and near else "Take it out."
        if lacking:
            fix = f"Write {lacking[0]}: the names of places are not translated."
        elif words := in_other_brackets(line.text).get(strange[0][1:-1]):
            fix = f"Write {strange[0]} in the line, too, where it has {quoted(words)}."
        findings.error(where, "other-places", message, fix, words=strange[0])
    elif lacking:
        message = f"{whose} has no {quoted(lacking[0])}, and the line has."
        fix = f"Put {lacking[0]} where it belongs in the translation."
        if brace:
            fix = f"It has a single {brace}: write {lacking[0]} there."
        findings.error(where, "other-places", message, fix)
    elif brace:
        message = f"{whose} has a single {brace}, which cannot be said."
        fix = how_to_mend_brace(one.text, known)
        findings.warning(where, "stray-brace", message, fix, words=brace)


def _note_missing(
    script: Script,
    language: str,
    message: str,
    findings: Findings,
    lines: Sequence[str] = (),
    *,
    before: str = "",
) -> None:
    """Note what lacks a language, at a place that names the lines: another one is told again.

    How to mend it begins with what is to be said `before`.
    """
    fix = (
        f"{before}Add translation.{language} to the lines; guide show {script.id} --format csv"
        f" --language {language} lists them for a translator."
    )
    where = ("script", "translation", language, *lines)
    findings.warning(where, "no-translation", message, fix)


def check_translated_across(
    parsed_files: Collection[ParsedFile], named_by: Mapping[str, Collection[str]]
) -> None:
    """Note scripts without a language that calls come to them in; `named_by` is who leads there.

    Of one that does not say which language it is in, it may be that very one.
    """
    scripts = {parsed.id: parsed.script for parsed in parsed_files}
    for parsed in parsed_files:
        here = parsed.script
        if here is None or not any(line.text for line in here.lines):
            continue
        coming: dict[str, list[str]] = {}
        for name in named_by.get(here.id, ()):
            other = scripts.get(name)
            for language in _spoken(other, here) if other else ():
                coming.setdefault(language, []).append(name)
        for language, names in coming.items():
            if language not in (*here.languages, here.language):
                whence = listed(dict.fromkeys(names))
                name = language_name(language)
                message = (
                    f"Calls in {name} come here from {whence}, and no line is translated into"
                    f" {name}."
                )
                fix = ""
                if not here.language:
                    message += " Which language the lines are in is not said."
                    how = f'write language = "{language}" under [script]'
                    fix = f"If they are in {name}, {how}. If not: "
                _note_missing(here, language, message, parsed.findings, before=fix)


def _spoken(other: Script, here: Script) -> tuple[str, ...]:
    """The languages of the calls that come from another script.

    That one's own is among them where it takes its grounds from here, for these are stated in it;
    a choice may lead here for the very reason that this script is in another language. Where one of
    the two does not say its language, both are taken to be in the same.
    """
    own, mine = (one.language.partition("-")[0] for one in (other, here))
    is_stated = other.protocol == here.id and own and mine and own != mine
    return (other.language, *other.languages) if is_stated else other.languages


def check_translations_approved(
    parsed: ParsedFile, script: Script, signed: Signatures, *, any_on_file: bool
) -> None:
    """Note each translation that is not what was approved; `script` has what was.

    What only some of those who must have `signed` is told with their names. Where nothing was ever
    approved (`any_on_file` is false), new ones are not told.
    """
    differ = Differ()
    places = {worded.id: where for where, worded in parsed.lines.worded}
    by_language: dict[str, list[tuple[Where, Line, Translation]]] = {}
    for line in script.lines:
        if line.approved is not None and line.id in places:
            for one in line.translations:
                where = (*places[line.id], "translation", one.language)
                by_language.setdefault(one.language, []).append((where, line, one))
    for language, found in by_language.items():
        how = f"guide approve {script.id} --language {language} --by NAME."
        stale: dict[tuple[bool, str], list[tuple[Where, str]]] = {}
        new: dict[tuple[str, str], list[tuple[Where, str]]] = {}
        gone: dict[tuple[str, str], list[tuple[Where, str]]] = {}
        for where, line, one in found:
            withdrawn = translation_withdrawn(line, one, signed)
            waits = translation_waits(line, one, signed)
            so_far = "; ".join(filter(None, (withdrawn, waits and f"so far it is {waits}")))
            if one.status is Status.STALE:
                before = one.approved
                is_another = before is not None and one.text not in ("", before.text)
                stale.setdefault((is_another, so_far), []).append((where, line.id))
            elif one.status is Status.NEW:
                state = "not approved any more" if withdrawn else "new"
                new.setdefault((state, so_far), []).append((where, line.id))
            elif one.status is Status.CHANGED and one.approved is not None:
                by = approved_words(one.approved.by, one.approved.at)
                if one.text:
                    _note_changed(where, line, one, so_far, differ, how, parsed)
                else:
                    gone.setdefault((by, so_far), []).append((where, line.id))
        name = language_name(language)
        for (by, so_far), those in gone.items():
            _note_gone(those, f"{name} translation", by, so_far, how, parsed)
        for (is_another, so_far), those in stale.items():
            fix = f"Translate the words as they are now, and have it approved: {how}"
            if is_another:
                fix = f"Have the new translation approved: {how}"
            told = "; ".join(filter(None, ("the words it was approved for have changed", so_far)))
            _note_group(those, f"{name} translation", "stale", told, fix, parsed)
        for (state, so_far), those in new.items() if any_on_file else ():
            told = so_far or "nobody has approved it"
            fix = f"Have it approved: {how}"
            _note_group(those, f"{name} translation", state, told, fix, parsed)


def _note_group(
    found: list[tuple[Where, str]], what: str, state: str, told: str, fix: str, parsed: ParsedFile
) -> None:
    """Note, in one line, all translations into a language that are in this state."""
    code = "stale-translation" if state == "stale" else "unapproved-wording"
    where, first = found[0]
    message = f"The {what} of line {quoted(first)} is {state}: {told}."
    if len(found) > 1:
        them = told.replace("it was", "they were").replace("approved it", "approved them")
        them = them.replace("so far it is", "so far each is")
        names = listed([name for _, name in found])
        message = f"{len(found)} {what}s are {state}, {them}: {names}."
        fix = fix.replace("have it", "have them").replace("Have it", "Have them")
    parsed.findings.error(where, code, message, fix)


def _note_gone(
    found: list[tuple[Where, str]], what: str, by: str, so_far: str, how: str, parsed: ParsedFile
) -> None:
    """Note, in one line, all translations into a language that were taken out, or renamed."""
    where, first = found[0]
    message = (
        f"The {what} of line {quoted(first)}, approved by {by}, is not in the script any more."
    )
    fix, it = f"Put it back, or have that approved: {how}", "that"
    if len(found) > 1:
        names = listed([name for _, name in found])
        message = (
            f"{len(found)} {what}s, approved by {by}, are not in the script any more: {names}."
        )
        fix, it = fix.replace("it back", "them back"), "each"
    if so_far:
        message += f" {capital(so_far).replace('it is', f'{it} is')}."
    parsed.findings.error(where, "removed-wording", message, fix)


def _note_changed(
    where: Where,
    line: Line,
    one: Translation,
    so_far: str,
    differ: Differ,
    how: str,
    parsed: ParsedFile,
) -> None:
    approved = one.approved
    if approved is None:
        return
    stands = f" {capital(so_far)}." if so_far else ""
    by, name = approved_words(approved.by, approved.at), language_name(one.language)
    what = marked(around(differ.differences(approved.text, one.text)))
    message = (
        f"The {name} translation of line {quoted(line.id)} is not as it was approved by {by}:"
        f" “{what}”.{stands}"
    )
    fix = f"Put the approved words back, or have the new ones approved: {how}"
    parsed.findings.error(where, "changed-wording", message, fix)
