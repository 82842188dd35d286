"""Approving words and rules at the prompt: what changed is shown, somebody agrees, it is kept."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from guide.call.rules.names import name_doubt
from guide.cli.languages import check_is_another, check_language
from guide.cli.output import FINE, WRONG, agreed, print_json, warn
from guide.cli.settings import settings
from guide.errors import ScriptError
from guide.record.disk import Disk
from guide.script.approval import (
    APPROVALS_FILE,
    MOST_APPROVAL_BYTES,
    Approval,
    Approvals,
    approvals_text,
    load_approvals,
    parse_approvals,
)
from guide.script.checks_shed import rules_shed
from guide.script.diff import Edit, differences, unseen_difference
from guide.script.findings import did_you_mean, quoted
from guide.script.languages import language_name
from guide.script.library import Folder, Library, library_of, read_folder
from guide.script.misnamed_approvals import holds_approvals
from guide.script.model import Script
from guide.script.people import check_name, people_of, person
from guide.script.signatures import Signatures, together
from guide.script.signing import (
    Change,
    ChangeKind,
    approval_of,
    approved_last,
    changed_terms,
    changed_translations,
    changes,
    is_ready,
    scripts_gone,
    signed_unsealed,
    term_waits,
    term_withdrawn,
    withdrawal_of,
)
from guide.script.term_words import TermChange, worth_telling
from guide.session.clock import Clock, SystemClock
from guide.text import counted, plain_line

_STYLES = {Edit.SAME: "", Edit.OUT: "red strike", Edit.IN: "bold green"}
_KINDS = {
    ChangeKind.CHANGED: "yellow",
    ChangeKind.NEW: "green",
    ChangeKind.REMOVED: "red",
    ChangeKind.STALE: "yellow",
    ChangeKind.UNSEALED: "yellow",
    ChangeKind.WITHDRAWN: "yellow",
}


class Pending(Struct, frozen=True):
    """A script with what would be signed: what changed since its last approval, if it has one."""

    script: Script
    signed: Signatures
    changes: tuple[Change, ...]
    terms: tuple[TermChange, ...]


def approve_scripts(
    names: Sequence[str],
    scripts: Path | None,
    by: str,
    note: str,
    *,
    yes: bool,
    as_json: bool,
    lines: Sequence[str] = (),
    withdraw: str = "",
    language: str = "",
    clock: Clock | None = None,
) -> int:
    """Approve the words and rules of these scripts, or of all, as they stand; return the exit code.

    With `lines`, of these lines alone. With `language`, only the translations into it: who reads
    that language approves them. With `withdraw`, what this person approved is withdrawn.

    What is put on file is what was shown: a file that changes meanwhile is not approved by it.
    """
    if not plain_line(by):
        raise ScriptError('An approval needs a name: --by "Kim Lee".')
    check_name(plain_line(by))
    if doubt := name_doubt(plain_line(by)):
        warn(f"Is “{plain_line(by)}” right? {doubt}")
    folder = read_folder(settings(scripts=scripts).scripts_folder)
    library = library_of(folder)
    _check_file(folder)
    check_language(language)
    chosen = _chosen(folder, library, names)
    check_is_another(language, chosen)
    _check_lines(folder, chosen, lines)
    if withdraw:
        return _withdraw(
            *(folder, library, names, by, note, lines, withdraw),
            language=language,
            yes=yes,
            clock=clock,
        )
    pending = _pending(folder, library, names, by, lines, language)
    if as_json:
        print_json([fields for one in pending for fields in _fields(one)])
    else:
        for one in pending:
            _show_changes(one, language)
    _tell_shed(folder, pending)
    left_out = () if names else library.unsound
    if left_out:
        wrong = counted(len(left_out), "script")
        warn(f"{wrong} cannot be approved because of mistakes. guide check lists them.")
    if not pending and language and _is_untranslated(folder, library, names, language):
        name = language_name(language)
        warn(f"No line here is translated into {name}: nothing was there to approve.")
        warn(f"Add translation.{language} to the lines. Nothing was written.")
        return WRONG
    if not pending:
        told = _tell_who_else_must(folder, names, by, lines, language)
        early = _tell_what_waits(folder, names, by, language)
        if early:
            warn("Nothing was written.")
            return WRONG
        if not told:
            what = "Nothing else has changed" if left_out else "Nothing has changed"
            warn(f"{what} since the last approval. Nothing was written.")
    elif yes or _agreed(pending, by):
        at = (clock or SystemClock()).now().at
        more = [
            approval_of(
                *(one.script, by, at, note), signed=one.signed, only=lines, language=language
            )
            for one in pending
        ]
        path = _write(folder, more)
        warn(f"Approved by {plain_line(by)}: {_counts(pending)}. Saved in {path}.")
        now = read_folder(folder.path)
        gone = {script.id for script in scripts_gone(now.approvals, now.known)}
        left = [name for name in names if name in (*now.known, *gone)]
        if left or not names:
            _tell_who_else_must(now, left, by, lines, language)
            _tell_what_waits(now, left, by, language)
    else:
        warn("Nothing was approved.")
        return WRONG
    return WRONG if left_out else FINE


def _tell_shed(folder: Folder, pending: Sequence[Pending]) -> None:
    """Say of what is to be approved where it is a script with another id, or gives its words up."""
    shown = {one.script.id for one in pending}
    for script in folder.scripts.values():
        for shed in rules_shed(script, folder.approvals):
            if script.id in shown or (shed.of in shown and shed.of not in folder.known):
                warn(f"{shed.message} guide check tells how to mend it.")


def _tell_who_else_must(
    folder: Folder, names: Sequence[str], by: str, lines: Sequence[str], language: str
) -> bool:
    """Say what this person has approved and others must approve, too; whether there is anything."""
    by, is_any = plain_line(by), False
    for script in _chosen(folder, library_of(folder), names):
        signed = folder.approvals.signed(script.id)
        every = _not_signed(script, signed, "", lines, language)
        left = {one.key for one in _not_signed(script, signed, by, lines, language)}
        mine = [one for one in every if one.key not in left]
        waiting = (signed.waiting(one.key) for one in mine)
        if missing := max((one.missing for one in waiting if one is not None), default=0):
            is_any = True
            more = "another person" if missing == 1 else f"{missing} other people"
            option = f" --language {language}" if language else ""
            warn(
                f"{script.id}: {by} has approved {_counted(mine)}, and {more} must approve that,"
                f" too, before it holds: guide approve {script.id}{option} --by NAME."
            )
    return is_any


def _tell_what_waits(folder: Folder, names: Sequence[str], by: str, language: str) -> bool:
    """Say which translations are signed apart from this; whether some cannot be signed yet."""
    by, is_early = plain_line(by), False
    for script in _chosen(folder, library_of(folder), names):
        signed = folder.approvals.signed(script.id)
        for other in script.languages:
            if not language and (found := changed_translations(script, signed, other, by)):
                warn(
                    f"{script.id}: {counted(len(found), 'translation')} into"
                    f" {language_name(other)} to approve, with --language {other}."
                )
        if language:
            early = [one for one in script.lines if one.translation(language) and not is_ready(one)]
            if early:
                is_early = True
                what = "its line is" if len(early) == 1 else "their lines are"
                warn(
                    f"{script.id}: {counted(len(early), 'translation')} into"
                    f" {language_name(language)} cannot be approved before {what}:"
                    f" guide approve {script.id} --by NAME."
                )
    return is_early


def _check_file(folder: Folder) -> None:
    if folder.of_approvals:
        raise ScriptError(
            f"{folder.path / APPROVALS_FILE} has mistakes, and approvals on file must not be lost."
            f" Fix them first: guide check {folder.path} lists them."
        )
    if (folder.path / APPROVALS_FILE).exists():
        return
    for other in sorted(folder.path.iterdir()):
        if holds_approvals(other):
            raise ScriptError(
                f"{other} holds approvals, and they must not be lost. Rename it to {APPROVALS_FILE}"
                " first."
            )


def _pending(
    folder: Folder,
    library: Library,
    names: Sequence[str],
    by: str,
    lines: Sequence[str],
    language: str,
) -> list[Pending]:
    """What of these scripts, or of these lines of them, this person has not approved."""
    by = plain_line(by)
    found = []
    for script in _chosen(folder, library, names):
        signed = folder.approvals.signed(script.id)
        every = _not_signed(script, signed, by, lines, language)
        if every:
            _check_may(script, signed, by)
            words = tuple(one for one in every if isinstance(one, Change))
            gone = [one.line for one in words if one.kind is ChangeKind.REMOVED]
            rules = tuple(one for one in every if isinstance(one, TermChange))
            rules = worth_telling(rules, gone) if script.steps else rules
            found.append(Pending(script, signed, words, rules))
    return found


def _not_signed(
    script: Script, signed: Signatures, by: str, lines: Sequence[str], language: str
) -> tuple[Change | TermChange, ...]:
    """What of a script, or of these lines of it, is not as signed; without what `by` has signed."""
    if language:
        every = changed_translations(script, signed, language, by)
    else:
        every = changes(script, signed, by)
    of_lines = tuple(change for change in every if not lines or change.line in lines)
    return of_lines if lines or language else (*of_lines, *changed_terms(script, signed, by))


def _chosen(folder: Folder, library: Library, names: Sequence[str]) -> list[Script]:
    """These scripts, or all; those that were approved and are gone, too, without anything."""
    gone = {script.id: script for script in scripts_gone(folder.approvals, folder.known)}
    chosen = dict.fromkeys(names or (*library.scripts, *gone))
    return [gone.get(name) or library.script(name) for name in chosen]


def _is_untranslated(folder: Folder, library: Library, names: Sequence[str], language: str) -> bool:
    """Whether no line of these scripts has a translation into this language."""
    return not any(language in one.languages for one in _chosen(folder, library, names))


def _check_lines(folder: Folder, scripts: Sequence[Script], lines: Sequence[str]) -> None:
    """Raise `ScriptError` for a line that none of these scripts has, nor ever had approved."""
    known = {line.id: None for script in scripts for line in script.lines}
    for script in scripts:
        signed = folder.approvals.signed(script.id)
        known |= {name: None for name, _ in signed.held("line")}
    for name in lines:
        if name not in known:
            hint = did_you_mean(name, known, "`guide show SCRIPT` shows the lines of a script.")
            raise ScriptError(f"There is no line {quoted(name)} here. {hint}")


def _check_may(script: Script, signed: Signatures, by: str) -> None:
    """Raise `ScriptError` if this person may not approve this script."""
    may = signed.may_approve or script.may_approve
    if may and person(by) not in people_of(may):
        who = together(may)
        raise ScriptError(f"{by} may not approve {script.id}. Those who may: {who}.")


def _withdraw(
    folder: Folder,
    library: Library,
    names: Sequence[str],
    by: str,
    note: str,
    lines: Sequence[str],
    of: str,
    *,
    language: str,
    yes: bool,
    clock: Clock | None,
) -> int:
    """Withdraw what somebody approved of one script; earlier approvals hold again."""
    if len(names) != 1:
        raise ScriptError("Name one script to withdraw approvals of.")
    [script] = _chosen(folder, library, names)
    by, of = plain_line(by), plain_line(of)
    signed = folder.approvals.signed(script.id)
    _check_may(script, signed, by)
    at = (clock or SystemClock()).now().at
    record = withdrawal_of(
        *(script, of, by, at, note), signed=signed, only=lines, language=language
    )
    rules = len((record.terms or "").splitlines())
    translations = sum("/" in name for name in record.gone)
    counts = ((len(record.gone) - translations, "line"), (translations, "translation"))
    some = [counted(n, thing) for n, thing in (*counts, (rules, "rule")) if n]
    what = f"{together(some)} of {script.id}"
    nobody = "Nothing was withdrawn: there is nobody to ask. Use --yes to withdraw without asking."
    if not yes and not agreed(f"Withdraw what {of} approved: {what}?", nobody):
        warn("Nothing was withdrawn.")
        return WRONG
    path = _write(folder, [record])
    warn(f"Withdrawn by {by}, what {of} approved: {what}. Saved in {path}.")
    return FINE


def _show_changes(pending: Pending, language: str) -> None:
    """Put out what would be approved of a script; in colour on a terminal."""
    console = Console(highlight=False, soft_wrap=True)
    script = pending.script
    by, waits = approved_last(pending.signed, language)
    when = f"last approved {by}" if by else "not approved yet" if waits else "never approved yet"
    when += waits and f"{'; what changed' if by else ''}: {waits}"
    title = f"{script.id}, version {script.version}"
    if not script.steps:
        title += ", which is not here any more"
    if language:
        title += f", translations into {language_name(language)}"
    console.print(Text.assemble((title, "bold"), f": {when}"))
    for change in pending.changes:
        console.print(_change(change))
    if pending.terms and not script.steps:
        console.print(f"  and {_counted(pending.terms)} of it")
    elif pending.terms:
        console.print(_heading(pending))
        for term in pending.terms:
            console.print(_term(term, pending.signed))
    console.print()


def _heading(pending: Pending) -> Text:
    """What the rules below are: those that changed, or all, where none was ever signed."""
    first = not pending.signed.rules_are_signed
    words = "rules, which are not approved yet:" if first else "rules that changed:"
    if any(_kind(one, pending.signed) is ChangeKind.UNSEALED for one in pending.terms):
        words = "rules that changed, or were approved without a seal:"
    return Text(f"  {words}", "bold")


def _kind(term: TermChange, signed: Signatures) -> ChangeKind:
    if term.before is None:
        if signed.in_force(term.key):
            return ChangeKind.UNSEALED
        return ChangeKind.WITHDRAWN if term_withdrawn(term, signed) else ChangeKind.NEW
    return ChangeKind.REMOVED if term.now is None else ChangeKind.CHANGED


def _term(term: TermChange, signed: Signatures) -> Text:
    """A rule as a sentence: what holds now, and how it was, where it was otherwise."""
    kind = _kind(term, signed)
    is_gone = kind is ChangeKind.REMOVED
    text = Text.assemble((f"  {kind:<7} ", _KINDS[kind]), term.was if is_gone else term.sentence)
    if is_gone:
        text.append(f"\n    now: {term.sentence}", "dim")
    elif kind is ChangeKind.CHANGED:
        text.append(f"\n    before: {term.was}", "dim")
    if note := _note(term, signed):
        text.append(f"\n    {note}", "dim")
    return text


def _note(term: TermChange, signed: Signatures) -> str:
    """Who has signed a rule as it is now, where that is not enough."""
    if _kind(term, signed) is ChangeKind.UNSEALED:
        return signed_unsealed(term.key, signed)
    return "; ".join(filter(None, (term_withdrawn(term, signed), term_waits(term, signed))))


def _change(change: Change) -> Text:
    """A change word by word, told apart by signs and, too, by colour."""
    name = f"{change.line}, {language_name(change.language)}" if change.language else change.line
    text = Text.assemble((f"  {change.kind:<7} ", _KINDS[change.kind]), name, "\n    ")
    if change.source:
        text.append(f"of: {change.source}\n    ", "dim")
    pieces = differences(change.before, change.now)
    for before, piece in zip((None, *pieces), pieces, strict=False):
        if before and before.edit is Edit.OUT and piece.edit is Edit.IN:
            text.append(" ")
        text.append(str(piece), _STYLES[piece.edit])
    text.append(unseen_difference(pieces))
    if change.note:
        text.append(f"\n    {change.note}", "dim")
    return text


def _fields(pending: Pending) -> Iterator[dict[str, object]]:
    for change in pending.changes:
        yield {
            "script": pending.script.id,
            "line": change.line,
            "change": change.kind,
            "before": change.before,
            "now": change.now,
            "note": change.note,
            "rule": None,
            **({"language": change.language, "source": change.source} if change.language else {}),
        }
    for term in pending.terms:
        yield {
            "script": pending.script.id,
            "line": None,
            "change": _kind(term, pending.signed),
            "before": term.was,
            "now": term.sentence,
            "note": _note(term, pending.signed),
            "rule": term.name,
        }


def _agreed(pending: Sequence[Pending], by: str) -> bool:
    return agreed(
        f"Approve {_counts(pending)} in the name of {plain_line(by)}?",
        "Nothing was approved: there is nobody to ask. Use --yes to approve without asking.",
    )


def _counts(pending: Sequence[Pending]) -> str:
    every: list[Change | TermChange] = []
    for one in pending:
        every += [*one.changes, *one.terms]
    return f"{_counted(every)} of {counted(len(pending), 'script')}"


def _counted(changes: Sequence[Change | TermChange]) -> str:
    """How many lines, translations and rules these are."""
    kinds = Counter[str](change.key[0] for change in changes)
    things = (("line", "line"), ("translation", "translation"), ("term", "rule"))
    return together(counted(kinds[kind], thing) for kind, thing in things if kinds[kind])


def _write(folder: Folder, more: Sequence[Approval]) -> Path:
    path = folder.path / APPROVALS_FILE
    # Somebody else may have approved something while this was being read.
    if load_approvals(path) != (folder.approvals, ()):
        raise ScriptError(f"{path} changed in the meantime. Nothing was approved. Try again.")
    write_approvals(path, folder.approvals.with_more(tuple(more)))
    return path


def write_approvals(path: Path, approvals: Approvals) -> None:
    """Put these approvals on file; raises `ScriptError` if they could not be read again."""
    text = approvals_text(approvals)
    data = text.encode()
    if len(data) > MOST_APPROVAL_BYTES or parse_approvals(text, path.name) != (approvals, ()):
        raise ScriptError(
            f"{path} would be too large to read again. Nothing was approved. Move the oldest"
            " approvals to a file outside the folder, then try again."
        )
    Disk().write_shared(path, data)
