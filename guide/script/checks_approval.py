"""All that is wrong with scripts, for who keeps them: mistakes, and what nobody approved.

None of the latter keeps a script from agents: the screen shows the approved words of a line,
whatever its file has, and says of any other line, and of rules, that nobody approved them.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from guide.script.approval import (
    APPROVALS_FILE,
    Approvals,
    approved_words,
    load_approvals,
    withdrawn_words,
)
from guide.script.checks import check_script
from guide.script.checks_shed import rules_shed, words_signed
from guide.script.checks_translations import check_translations_approved
from guide.script.diff import Differ, around, marked
from guide.script.findings import Findings, Problem, listed, quoted
from guide.script.library import Folder, Library, library_of, read_folder
from guide.script.locate import WHOLE_FILE, Where
from guide.script.model import Line, Script, Status
from guide.script.parse import ParsedFile, parse_file
from guide.script.signatures import Signatures, together
from guide.script.signing import (
    binds_still,
    changed_rules,
    gone_waits,
    last_held,
    line_waits,
    line_withdrawn,
    scripts_gone,
    term_waits,
    term_withdrawn,
    why_no_rules,
)
from guide.script.term_words import TermChange
from guide.script.terms import place_of_term
from guide.script.toml_reader import file_name
from guide.text import capital

OF_APPROVAL = frozenset(
    (
        *("unapproved-wording", "changed-wording", "removed-wording", "stale-translation"),
        *("unapproved-rules", "changed-rule", "unsealed-approval", "removed-script"),
        "easier-approval",
    )
)
"""The codes of what nobody approved: it keeps no script from agents."""

_MOST_RULES = 50
"""So many changed rules of a script are told each by itself."""


class Checked(Struct, frozen=True):
    """What was looked at: everything wrong with it, and the scripts that agents are offered."""

    problems: tuple[Problem, ...] = ()
    scripts: tuple[Script, ...] = ()
    library: Library | None = None


def checked_folder(path: Path, *, strict: bool = False) -> Checked:
    """Check the scripts of a folder, with one another and against what was approved.

    Where nothing was ever approved, or without a seal, that is a warning, or, if `strict`, an
    error. Raises `ScriptError` if the folder cannot be looked into.
    """
    folder = read_folder(path)
    library = library_of(folder)
    on_file = folder.approvals, folder.of_approvals
    _check_approval(folder.parsed_files, path, *on_file, strict=strict)
    _check_shed(folder.parsed_files, folder.approvals, folder.known)
    scripts = tuple(library.scripts.values())
    unsealed = _unsealed_approvals(path, scripts, folder.approvals, strict=strict)
    problems = (*folder.problems, *_gone_scripts(folder), *unsealed)
    return Checked(problems, scripts, library)


def _unsealed_approvals(
    folder: Path, scripts: Iterable[Script], approvals: Approvals, *, strict: bool
) -> tuple[Problem, ...]:
    """That what is in force of a script was signed without a seal, once for each script.

    That is an error if `strict`, and where several must approve: one person could have written the
    entries of all.
    """
    findings = Findings(file_name(folder / APPROVALS_FILE))
    for script in scripts:
        signed = approvals.signed(script.id)
        found = dict(signed.without_seal())
        if not found:
            continue
        signers = dict.fromkeys(one for version in found.values() for one in version.unsealed)
        by = together(approved_words(*one) for one in signers)
        message = (
            f"The approvals of {quoted(script.id)} by {by} have no seal. Versions before 0.9 wrote"
            " none, and neither does whoever writes an approval by hand."
        )
        needed = max(signed.needed, script.approvers)
        people = f"{needed} people read" if needed > 1 else "somebody read"
        languages = {key[1].partition("/")[2] for key in found if key[0] == "translation"}
        own = any(key[0] != "translation" for key in found)
        options = ([""] if own else []) + [f" --language {one}" for one in sorted(languages)]
        how = " and ".join(f"guide approve {script.id}{option} --by NAME" for option in options)
        fix = f"Have {people} and approve them again: {how}."
        note = findings.error if strict or needed > 1 else findings.warning
        note(WHOLE_FILE, "unsealed-approval", message, fix)
    return findings.problems


def _check_shed(
    parsed_files: Iterable[ParsedFile], approvals: Approvals, known: Collection[str] | None = None
) -> None:
    """Note each script that is easier to approve than the one whose words it has.

    That is an error where that one is not among the `known` any more: the script has another id.
    """
    for parsed in parsed_files:
        for shed in rules_shed(parsed.script, approvals) if parsed.script else ():
            if known is not None and shed.of not in known:
                back = f'{shed.fix}, or id = "{shed.of}" again.'
                parsed.findings.error(("script",), "easier-approval", shed.message, back)
            else:
                meant = f"{shed.fix}; or, if that is meant, put this under [[accepted]]."
                parsed.findings.warning(("script",), "easier-approval", shed.message, meant)


def _gone_scripts(folder: Folder) -> tuple[Problem, ...]:
    """That a script was approved and is not in the folder any more, for each such script."""
    findings = Findings(file_name(folder.path / APPROVALS_FILE))
    for gone in scripts_gone(folder.approvals, folder.known):
        signed = folder.approvals.signed(gone.id)
        if (last := last_held(signed)) is None:
            continue
        key, was_approved = last
        message = f"The script {quoted(gone.id)} {was_approved}, and is not here any more."
        back = "Put its file back"
        if renamed := _renamed_script(signed, folder):
            message += f" {quoted(renamed)} has words of it."
            back = f'Write id = "{gone.id}" again'
        if waits := gone_waits(key, signed):
            message += f" That it is gone is {waits}."
        fix = f"{back}, or have it approved that it is gone: guide approve {gone.id} --by NAME."
        findings.error(WHOLE_FILE, "removed-script", message, fix)
    return findings.problems


def _renamed_script(signed: Signatures, folder: Folder) -> str:
    """The id of a script that has words signed for another; if it was signed, most of them."""
    texts = words_signed(signed)
    for script in folder.scripts.values():
        shared = texts & {line.text for line in script.lines}
        is_new = script.id not in folder.approvals.script_ids
        if shared and (is_new or 2 * len(shared) >= len(texts)):
            return script.id
    return ""


def checked_file(path: Path, *, strict: bool = False) -> Checked:
    """Check one script by itself, against what was approved beside it; `strict` as for a folder.

    What it says of other scripts takes their folder to be checked. That the approvals beside it
    cannot be read is told with it: nothing else would show that nobody knows what was approved.
    """
    parsed = parse_file(path)
    check_script(parsed)
    sound = parsed.script is not None and not parsed.findings.has_errors
    approvals, of_approvals = load_approvals(path.parent / APPROVALS_FILE)
    _check_approval((parsed,), path.parent, approvals, of_approvals, strict=strict)
    _check_shed((parsed,), approvals)
    scripts = (approvals.applied(parsed.script),) if parsed.script and sound else ()
    unsealed = _unsealed_approvals(path.parent, scripts, approvals, strict=strict)
    return Checked((*of_approvals, *parsed.findings.problems, *unsealed), scripts)


def _check_approval(
    parsed_files: Iterable[ParsedFile],
    folder: Path,
    approvals: Approvals,
    of_approvals: tuple[Problem, ...],
    *,
    strict: bool,
) -> None:
    """Note each line and each rule that is not, to the letter, what was approved."""
    if of_approvals and not approvals.records:
        return  # That they cannot be read was told; what they held would be guessed at.
    any_on_file = os.path.lexists(folder / APPROVALS_FILE)
    for parsed in parsed_files:
        if parsed.script is not None:
            was_sound = not parsed.findings.has_errors
            script = approvals.applied(parsed.script)
            _check_lines(parsed, script, approvals, any_on_file=any_on_file)
            signed = approvals.signed(script.id)
            check_translations_approved(parsed, script, signed, any_on_file=any_on_file)
            if was_sound and any_on_file:
                _note_terms(parsed, script, approvals)
            elif was_sound:
                _note_never_approved(parsed, script, strict=strict or bool(script.approvers))


def _check_lines(
    parsed: ParsedFile, script: Script, approvals: Approvals, *, any_on_file: bool
) -> None:
    """Note each line of the script that was not approved to the letter.

    Where nothing at all was ever approved (`any_on_file` is false) that is told once, elsewhere.
    """
    signed, findings = approvals.signed(script.id), parsed.findings
    renamed = _renamed(script, signed)
    was_sound = not findings.has_errors
    lines, differ = {line.id: line for line in script.lines}, Differ()
    new: list[tuple[Where, str]] = []
    waiting: dict[str, list[tuple[Where, str]]] = {}
    approve = f"have it approved: {_how_to_approve(parsed)}"
    told = _note_withdrawn_lines(parsed, lines, signed)
    for where, worded in parsed.lines.worded:
        line = lines.get(worded.id)
        if line is None or line.id in told or not (line.text or line.gap):
            continue
        named = f"Line {quoted(line.id)}"
        if line.status is Status.CHANGED:
            _note_changed(parsed, where, line, differ, signed)
        elif line.gap and not line.grounds:
            message = f"{named} has no wording on file: {_ended(line.gap)}"
            fix = "Have wording approved, and write it as `text` in place of `gap`."
            findings.warning((*where, "gap"), "gap", message, fix)
        elif before := renamed.get(line.id):
            was = f"Line {quoted(before)} was renamed to {quoted(line.id)}"
            message = f"{was}; the words are the same."
            fix = f'Write id = "{before}" again, or {approve}'
            findings.error((*where, "id"), "unapproved-wording", message, fix)
        elif line.text and line.approved is None and any_on_file:
            withdrawn, waits = line_withdrawn(line, signed), line_waits(line, signed)
            if withdrawn:
                message = _so_far(f"{named} is not approved", withdrawn, waits)
                findings.error((*where, "text"), "unapproved-wording", message, capital(approve))
            elif waits:
                waiting.setdefault(waits, []).append((where, line.id))
            else:
                new.append((where, line.id))
        _note_adaptation(parsed, where, line, signed)
        if line.adapted and line.status is not Status.CHANGED:
            message = f"{named} is adapted, not the document's wording: {_ended(line.adapted)}"
            fix = "If that is meant, put it under [[accepted]]; or have the document mended, and "
            fix += "take `adapted` out."
            findings.warning((*where, "adapted"), "adapted-wording", message, fix)
    for waits, lines_waiting in waiting.items():
        names = listed([name for _, name in lines_waiting])
        message = _so_far(f"Line {names} is new", "", waits)
        if len(lines_waiting) > 1:
            message = f"{len(lines_waiting)} lines are new: {names}. So far each is {waits}."
        place, fix = (*lines_waiting[0][0], "text"), _fix_of(approve, len(lines_waiting))
        findings.error(place, "unapproved-wording", message, fix)
    if new:
        message = f"Line {quoted(new[0][1])} is new: nobody has approved it."
        if len(new) > 1:
            names = listed([name for _, name in new])
            message = f"{len(new)} lines are new, and nobody has approved them: {names}."
        place = (*new[0][0], "text")
        findings.error(place, "unapproved-wording", message, _fix_of(approve, len(new)))
    if was_sound:
        _note_removed(parsed, script, signed, {*renamed.values()})


def _fix_of(approve: str, lines: int) -> str:
    """How so many lines are approved, as a sentence."""
    return capital(approve if lines == 1 else approve.replace("have it", "have them"))


def _note_withdrawn_lines(
    parsed: ParsedFile, lines: Mapping[str, Line], signed: Signatures
) -> set[str]:
    """Note once what one withdrawal did to several lines; the ids of these."""
    found: dict[tuple[str, str], list[tuple[Where, str]]] = {}
    for where, worded in parsed.lines.worded:
        line = lines.get(worded.id)
        if line is not None and (withdrawn := line_withdrawn(line, signed)):
            why = withdrawn, line_waits(line, signed)
            found.setdefault(why, []).append((where, line.id))
    told = set[str]()
    for (withdrawn, waits), some in found.items():
        if len(some) > 1:
            names = [name for _, name in some]
            message = f"{len(some):,} lines are not approved any more"
            message = _so_far(message, withdrawn, waits, "each")
            message += f" They are {listed(names)}."
            fix = f"Have them approved: {_how_to_approve(parsed)}"
            parsed.findings.error((*some[0][0], "text"), "unapproved-wording", message, fix)
            told.update(names)
    return told


def _how_to_approve(parsed: ParsedFile) -> str:
    return f"guide approve {parsed.id} --by NAME."


def _renamed(script: Script, signed: Signatures) -> dict[str, str]:
    """By the id of a line that nobody has approved, the approved one gone that has its words."""
    have = {line.id for line in script.lines}
    gone = {content.text: name for name, content in signed.held("line") if name not in have}
    new = (line for line in script.lines if line.approved is None and line.text in gone)
    return {line.id: gone.pop(line.text) for line in new if line.text in gone}


def _so_far(message: str, withdrawn: str, waits: str, what: str = "it") -> str:
    """What is told, with whose approval was withdrawn and who has approved it so far."""
    message = f"{message}: {withdrawn}." if withdrawn else f"{message}."
    return f"{message} So far {what} is {waits}." if waits else message


def _note_changed(
    parsed: ParsedFile, where: Where, line: Line, differ: Differ, signed: Signatures
) -> None:
    approved = line.spoken
    what = marked(around(differ.differences(approved.text, line.text)))
    by = approved_words(approved.by, approved.at)
    message = f"Line {quoted(line.id)} is not as it was approved by {by}: “{what}”."
    if withdrawn := line_withdrawn(line, signed):
        message += f" {withdrawn}."
    if waits := line_waits(line, signed):
        message += f" So far it is {waits}."
    fix = "Put the approved words back, or have the new ones approved: "
    setting = "gap" if line.gap else "text"
    parsed.findings.error(
        (*where, setting), "changed-wording", message, fix + _how_to_approve(parsed)
    )


def _note_adaptation(parsed: ParsedFile, where: Where, line: Line, signed: Signatures) -> None:
    """Note that the words of a line are said to be adapted otherwise than they were approved."""
    version = signed.in_force(("line", line.id))
    approved = version.content if version else None
    if version is None or approved is None or approved.text != line.text:
        return  # Its words are told.
    if approved.adapted == line.adapted:
        return
    by = approved_words(version.names, version.at)
    was = "as the document’s own."
    now = "is said to be adapted now"
    if approved.adapted:
        was = f"as adapted: {_ended(approved.adapted)}"
        another = "for another reason now" if line.adapted else "no longer"
        now = f"is said to be adapted {another}"
    message = f"Line {quoted(line.id)} {now}. It was approved by {by} {was}"
    if waits := line_waits(line, signed):
        message += f" So far it is {waits}."
    fix = f"Set `adapted` as it was, or have the new state approved: {_how_to_approve(parsed)}"
    place = (*where, "adapted") if line.adapted else where
    parsed.findings.error(place, "changed-wording", message, fix)


def _note_removed(
    parsed: ParsedFile, script: Script, signed: Signatures, renamed: set[str]
) -> None:
    have = {line.id for line in script.lines} | renamed
    for name, content in signed.held("line"):
        if name not in have:
            version = signed.in_force(("line", name))
            by = f" by {approved_words(version.names, version.at)}" if version else ""
            message = f"Line {quoted(name)}, approved{by}, is not in the script any more."
            if withdrawn := withdrawn_words(signed.withdrawal(("line", name), content)):
                message += f" {withdrawn}."
            if waits := gone_waits(("line", name), signed):
                message += f" So far that is {waits}."
            fix = f"Put it back, or have that approved: {_how_to_approve(parsed)}"
            parsed.findings.error(("script",), "removed-wording", message, fix)


def _note_terms(parsed: ParsedFile, script: Script, approvals: Approvals) -> None:
    """Note each rule that is not as it was signed; once, where none ever was."""
    findings, how = parsed.findings, _how_to_approve(parsed)
    signed = approvals.signed(script.id)
    if not signed.rules_are_signed:
        message = why_no_rules(script, approvals, "the rules of this script")
        findings.error(("script",), "unapproved-rules", message, f"Have them approved: {how}")
        return
    changed = _note_withdrawn_rules(parsed, script, signed)
    for change in changed[:_MOST_RULES]:
        place = _place_of(change, parsed, script)
        undo = "Take it out" if change.before is None else "Set it as it was"
        if change.path == ("language",) and change.before and change.now is None:
            undo = f'Write language = "{change.before.value}" under [script] again'
        fix = f"{undo}, or have it approved: {how}"
        findings.error(place, "changed-rule", _rule_message(change, signed), fix)
    more = len(changed) - _MOST_RULES
    if more > 0:
        message = f"{more:,} more rules are not as they were approved; `guide approve` shows them."
        fix = f"Set them as they were, or have them approved: {how}"
        findings.error(("script",), "changed-rule", message, fix)


def _note_withdrawn_rules(
    parsed: ParsedFile, script: Script, signed: Signatures
) -> tuple[TermChange, ...]:
    """Note once what one withdrawal did to several rules; the other changed ones."""
    every = changed_rules(script, signed)
    found: dict[tuple[str, str], list[TermChange]] = {}
    for change in every:
        withdrawn = term_withdrawn(change, signed)
        if withdrawn and not binds_still(change, signed):
            found.setdefault((withdrawn, term_waits(change, signed)), []).append(change)
    told = set[str]()
    for (withdrawn, waits), some in found.items():
        if len(some) > 1:
            message = f"{len(some):,} rules are not approved any more"
            message = _so_far(message, withdrawn, waits, "each")
            message += f" The first: {some[0].sentence}"
            fix = f"Have them approved: {_how_to_approve(parsed)}"
            place = _place_of(some[0], parsed, script)
            parsed.findings.error(place, "changed-rule", message, fix)
            told |= {change.name for change in some}
    return tuple(change for change in every if change.name not in told)


def _rule_message(change: TermChange, signed: Signatures) -> str:
    version = signed.in_force(change.key)
    by = approved_words(version.names, version.at) if version else ""
    waits = term_waits(change, signed)
    ending = f" So far it is {waits}." if waits else ""
    if withdrawn := term_withdrawn(change, signed):
        ending = f" {withdrawn}.{ending}"
    if change.before is None:
        state = "not approved" if withdrawn else "new"
        return f"This rule is {state}: {change.sentence}{ending}"
    if binds_still(change, signed):
        ending += " That rule still decides who must approve this change."
        return f"{change.sentence} As it was approved: {change.was}{ending}"
    whose = f"by {by}" if by else "before that was withdrawn"
    return f"{change.sentence} As it was approved {whose}: {change.was}{ending}"


def _place_of(change: TermChange, parsed: ParsedFile, script: Script) -> Where:
    """Where the rule stands, or stood; one of a line's own, where the line is worded.

    One of a field stands where the file has the field, under either heading.
    """
    kind, name, *setting = (*change.path, "")
    if kind == "line":
        worded = (where for where, line in parsed.lines.worded if line.id == name)
        return (*next(worded, ("script",)), *setting[:1])
    if kind == "field":
        where = parsed.field_places.get(name, ("script",))
        return (*(where[:-1] if where[0] == "field" else where), *setting[:1])
    return place_of_term(script, change.path)


def _note_never_approved(parsed: ParsedFile, script: Script, *, strict: bool) -> None:
    new = {line.id for line in script.lines if line.approved is None and line.text}
    first = next((where for where, line in parsed.lines.worded if line.id in new), None)
    place = (*first, "text") if first is not None else ("script",)
    if first is not None or strict:
        nobody = "Nobody has approved the wording of this script"
        message = f"{nobody}: there is no {APPROVALS_FILE} beside it."
        fix = f"Have it approved: {_how_to_approve(parsed)}"
        note = parsed.findings.error if strict else parsed.findings.warning
        note(place, "unapproved-wording", message, fix)


def _ended(reason: str) -> str:
    """A reason as the end of a sentence."""
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."
