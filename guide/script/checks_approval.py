"""All that is wrong with scripts, for who keeps them: mistakes, and what nobody approved.

None of the latter keeps a script from agents: the screen shows the approved words of a line,
whatever its file has, and says of any other line, and of rules, that nobody approved them.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from guide.script.approval import (
    APPROVALS_FILE,
    Approval,
    Approvals,
    approved_words,
    changed_terms,
    load_approvals,
)
from guide.script.checks import check_script
from guide.script.diff import Differ, around, marked
from guide.script.findings import Problem, quoted
from guide.script.library import Library, library_of, read_folder
from guide.script.locate import Where
from guide.script.model import Line, Script, Status
from guide.script.parse import ParsedFile, parse_file
from guide.script.term_words import TermChange
from guide.script.terms import place_of_term
from guide.text import capital


class Checked(Struct, frozen=True):
    """What was looked at: everything wrong with it, and the scripts that agents are offered."""

    problems: tuple[Problem, ...] = ()
    scripts: tuple[Script, ...] = ()
    library: Library | None = None


def checked_folder(path: Path, *, strict: bool = False) -> Checked:
    """Check the scripts of a folder, with one another and against what was approved.

    Where nothing was ever approved that is a warning, or, if `strict`, an error. Raises
    `ScriptError` if the folder cannot be looked into.
    """
    folder = read_folder(path)
    library = library_of(folder)
    on_file = folder.approvals, folder.of_approvals
    _check_approval(folder.parsed_files, path, *on_file, strict=strict)
    return Checked(folder.problems, tuple(library.scripts.values()), library)


def checked_file(path: Path, *, strict: bool = False) -> Checked:
    """Check one script by itself, against what was approved beside it; `strict` as for a folder.

    What it says of other scripts takes their folder to be checked.
    """
    parsed = parse_file(path)
    check_script(parsed)
    sound = parsed.script is not None and not parsed.findings.has_errors
    approvals, of_approvals = load_approvals(path.parent / APPROVALS_FILE)
    _check_approval((parsed,), path.parent, approvals, of_approvals, strict=strict)
    scripts = (approvals.applied(parsed.script),) if parsed.script and sound else ()
    return Checked(parsed.findings.problems, scripts)


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
            if was_sound and any_on_file:
                _note_terms(parsed, script, approvals.last(script.id))
            elif was_sound:
                _note_never_approved(parsed, script, strict=strict)


def _check_lines(
    parsed: ParsedFile, script: Script, approvals: Approvals, *, any_on_file: bool
) -> None:
    """Note each line of the script that was not approved to the letter.

    Where nothing at all was ever approved (`any_on_file` is false) that is told once, elsewhere.
    """
    approval, findings = approvals.last(script.id), parsed.findings
    renamed = _renamed(script, approval)
    was_sound = not findings.has_errors
    lines, differ = {line.id: line for line in script.lines}, Differ()
    approve = f"have it approved: {_how_to_approve(parsed)}"
    for where, worded in parsed.lines.worded:
        line = lines.get(worded.id)
        if line is None or not (line.text or line.gap):
            continue
        named = f"Line {quoted(line.id)}"
        if line.status is Status.CHANGED:
            _note_changed(parsed, where, line, differ)
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
            message = f"{named} is new: nobody has approved it."
            findings.error((*where, "text"), "unapproved-wording", message, capital(approve))
        if line.adapted and line.status is not Status.CHANGED:
            message = f"{named} is adapted, not the document's wording: {_ended(line.adapted)}"
            fix = "Nothing, if that is meant; or have the document mended, and take `adapted` out."
            findings.warning((*where, "adapted"), "adapted-wording", message, fix)
    if approval is not None and was_sound:
        _note_removed(parsed, script, approval, {*renamed.values()})


def _how_to_approve(parsed: ParsedFile) -> str:
    return f"guide approve {parsed.id} --by NAME."


def _renamed(script: Script, approval: Approval | None) -> dict[str, str]:
    """By the id of a line that nobody has approved, the approved one gone that has its words."""
    have = {line.id for line in script.lines}
    approved = approval.lines if approval else ()
    gone = {line.text: line.id for line in approved if line.id not in have}
    new = (line for line in script.lines if line.approved is None and line.text in gone)
    return {line.id: gone.pop(line.text) for line in new if line.text in gone}


def _note_changed(parsed: ParsedFile, where: Where, line: Line, differ: Differ) -> None:
    approved = line.spoken
    what = marked(around(differ.differences(approved.text, line.text)))
    by = approved_words(approved.by, approved.at)
    message = f"Line {quoted(line.id)} is not as it was approved by {by}: “{what}”."
    fix = "Put the approved words back, or have the new ones approved: "
    setting = "gap" if line.gap else "text"
    parsed.findings.error(
        (*where, setting), "changed-wording", message, fix + _how_to_approve(parsed)
    )


def _note_removed(
    parsed: ParsedFile, script: Script, approval: Approval, renamed: set[str]
) -> None:
    have = {line.id for line in script.lines} | renamed
    by = approved_words(approval.by, approval.at)
    for line in approval.lines:
        if line.id not in have:
            message = f"Line {quoted(line.id)}, approved by {by}, is not in the script any more."
            fix = f"Put it back, or have that approved: {_how_to_approve(parsed)}"
            parsed.findings.error(("script",), "removed-wording", message, fix)


def _note_terms(parsed: ParsedFile, script: Script, approval: Approval | None) -> None:
    """Note each rule that is not as it was signed; once, where none ever was."""
    findings, how = parsed.findings, _how_to_approve(parsed)
    if approval is None or approval.terms is None:
        message = "Nobody has approved the rules of this script."
        if approval is not None:
            by = approved_words(approval.by, approval.at)
            message = f"{message[:-1]}: the approval by {by} is of its words alone."
        findings.error(("script",), "unapproved-rules", message, f"Have them approved: {how}")
        return
    by = approved_words(approval.by, approval.at)
    told = {*approval.by_id} ^ {line.id for line in script.lines}
    for change in changed_terms(script, approval):
        if change.line in told:
            continue  # That the line is new or gone was told.
        if change.before is None:
            message = f"This rule is new: {change.sentence}"
        elif change.now is None:
            message = f"A rule approved by {by} does not hold any more: {change.sentence}"
        else:
            message = f"{change.sentence} As it was approved by {by}: {change.was}"
        fix = f"Set it as it was, or have it approved: {how}"
        findings.error(_place_of(change, parsed, script), "changed-rule", message, fix)


def _place_of(change: TermChange, parsed: ParsedFile, script: Script) -> Where:
    """Where the rule stands, or stood; one of a line's own, where the line is worded."""
    kind, name, *setting = (*change.path, "")
    if kind == "line":
        worded = (where for where, line in parsed.lines.worded if line.id == name)
        return (*next(worded, ("script",)), *setting[:1])
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
