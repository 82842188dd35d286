"""What an approval would sign: what of a script is not as it was signed, and who has signed it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct

from guide.errors import ScriptError
from guide.script.approval import (
    GONE,
    Approval,
    Approvals,
    ApprovedLine,
    approved_words,
    withdrawn_words,
)
from guide.script.findings import quoted
from guide.script.model import Line, Script, Translation, hash_of
from guide.script.people import check_name
from guide.script.signatures import (
    Content,
    Key,
    Kind,
    Signatures,
    Version,
    is_of_approving,
    together,
    translation_key,
)
from guide.script.term_words import TermChange, term_changes, worth_telling
from guide.script.terms import Term, term_of, terms_of
from guide.text import capital, plain_line


class ChangeKind(StrEnum):
    """What became of a line or a rule since the last approval.

    A translation is stale where it is as it was, and the words that it translates are not. What is
    unsealed is as it was approved, and too few of those who approved it have sealed that. Withdrawn
    is what was approved as it is now.
    """

    CHANGED = "changed"
    NEW = "new"
    REMOVED = "removed"
    STALE = "stale"
    UNSEALED = "unsealed"
    WITHDRAWN = "withdrawn"


class Change(Struct, frozen=True):
    """One line that is not as it was approved: its text before and now, and what else is new.

    Of a translation, `language` is its language and `source` what it translates.
    """

    line: str
    kind: ChangeKind
    before: str
    now: str
    note: str = ""
    language: str = ""
    source: str = ""

    @property
    def key(self) -> Key:
        """What it is signed as."""
        return translation_key(self.line, self.language) if self.language else ("line", self.line)


def scripts_gone(approvals: Approvals, known: Collection[str]) -> tuple[Script, ...]:
    """The approved scripts that are not among the `known` ids any more, each without anything.

    What was signed of one binds until that it is gone is signed, as of a line taken out: also where
    a signature was withdrawn, or whoever may withdraw could take out what others approved.
    """
    return tuple(
        Script(name, name, "", (), version=last.version, sha256=last.sha256)
        for name in approvals.script_ids
        if name not in known
        and last_held(approvals.signed(name)) is not None
        and (last := approvals.last(name)) is not None
    )


def last_held(signed: Signatures) -> tuple[Key, str] | None:
    """A line or a rule that binds, and by whom it was approved, or whose approval was withdrawn.

    It is the one in force that was signed last, or else one that was withdrawn; None if there is
    none.
    """
    kinds: tuple[Kind, ...] = ("line", "term")
    found = [((kind, name), one) for kind in kinds for name, one in signed.all_in_force(kind)]
    if found:
        key, version = max(found, key=lambda one: one[1].at)
        return key, f"was approved by {approved_words(version.names, version.at)}"
    for kind in kinds:
        for name, content in signed.withdrawn(kind):
            words = withdrawn_words(signed.withdrawal((kind, name), content))
            return (kind, name), f"was approved ({words})" if words else "was approved"
    return None


def gone_waits(key: Key, signed: Signatures) -> str:
    """Who has signed that a line or a rule is gone, and how many must too; empty if nobody has."""
    return _waits_for(signed.waiting(key), None)


def changes(script: Script, signed: Signatures, by: str = "") -> tuple[Change, ...]:
    """The lines of a script that are not as they were signed, in the order of its file.

    With `by`, those that this person has signed already are left out, and those are there, too,
    that somebody has signed without a seal.
    """
    worded = {line.id: line for line in script.lines if not line.gap}
    gaps = {line.id: f"a gap now: {line.gap}" for line in script.lines if line.gap}
    found = [_change(line, signed) or _unsealed(line, signed, by) for line in worded.values()]
    for name, content in signed.held("line"):
        if name not in worded:
            key: Key = ("line", name)
            waits = _waits_for(signed.waiting(key), None)
            withdrawn = withdrawn_words(signed.withdrawal(key, content))
            note = "; ".join(filter(None, (gaps.get(name, ""), withdrawn, waits)))
            found.append(Change(name, ChangeKind.REMOVED, content.text, "", note))
    return tuple(
        change
        for change in found
        if change is not None and not _has_signed(by, ("line", change.line), change, worded, signed)
    )


def changed_translations(
    script: Script, signed: Signatures, language: str, by: str = ""
) -> tuple[Change, ...]:
    """The translations into a language that are not as they were signed, in the file's order.

    The script has what was approved. What translates words that are not approved themselves can be
    signed by nobody yet, and is left out, as is what `by` has signed already; with `by`, what was
    signed without a seal is there.
    """
    found = []
    for line in script.lines:
        translation = line.translation(language)
        if translation is not None and is_ready(line):
            change = _changed_translation(line, translation, signed, by)
            found += [change] if change else []
    return tuple(found)


def is_ready(line: Line) -> bool:
    """Whether the words of a line are approved as its file has them: so they can be translated."""
    return line.approved is not None and line.approved.text == line.text


def translated_content(line: Line, translation: Translation) -> Content | None:
    """What somebody signs who signs a translation; None: that there is none any more."""
    return Content(translation.text, source=line.sha256) if translation.text else None


def _changed_translation(
    line: Line, translation: Translation, signed: Signatures, by: str
) -> Change | None:
    key, now = translation_key(line.id, translation.language), translated_content(line, translation)
    version, waiting = signed.in_force(key), signed.waiting(key)
    before = version.content if version else None
    withdrawn = translation_withdrawn(line, translation, signed)
    if waiting and waiting.content == now and waiting.is_sealed_by(by):
        return None
    if now == before and not signed.is_to_seal(key, by):
        return None
    if now == before:
        kind = ChangeKind.UNSEALED
    elif before is None:
        kind = ChangeKind.WITHDRAWN if withdrawn else ChangeKind.NEW
    elif now is None:
        kind = ChangeKind.REMOVED
    else:
        kind = ChangeKind.STALE if now.text == before.text else ChangeKind.CHANGED
    return Change(
        line.id,
        kind,
        before.text if before else "",
        translation.text,
        "; ".join(filter(None, (withdrawn, _waits_for(waiting, now)))),
        translation.language,
        line.text,
    )


def _has_signed(
    by: str, key: Key, change: Change, worded: Mapping[str, Line], signed: Signatures
) -> bool:
    """Whether somebody has signed this very change, and it waits for others."""
    line = worded.get(change.line)
    content = Content(line.text, line.adapted) if line else None
    waiting = signed.waiting(key)
    return waiting is not None and waiting.content == content and waiting.is_sealed_by(by)


def _unsealed(line: Line, signed: Signatures, by: str) -> Change | None:
    key: Key = ("line", line.id)
    if not signed.is_to_seal(key, by):
        return None
    return Change(line.id, ChangeKind.UNSEALED, line.text, line.text, signed_unsealed(key, signed))


def signed_unsealed(key: Key, signed: Signatures) -> str:
    """Who has signed what is in force, each without a seal, and on which day."""
    version = signed.in_force(key)
    by = (approved_words(*one) for one in version.unsealed) if version else ()
    return f"approved without a seal by {together(by)}"


def _waits_for(waiting: Version | None, content: Content | None) -> str:
    """Who has signed what is there now, and how many must do so too; empty if nobody has."""
    if waiting is None or waiting.content != content:
        return ""
    more = f"{waiting.missing} more must approve it"
    return f"approved by {waiting.names}; {more}"


def line_withdrawn(line: Line, signed: Signatures) -> str:
    """Whose approval of a line as it is now was withdrawn, by whom and when; empty if none was."""
    key: Key = ("line", line.id)
    return withdrawn_words(signed.withdrawal(key, Content(line.text, line.adapted)))


def translation_withdrawn(line: Line, translation: Translation, signed: Signatures) -> str:
    """Whose approval of a translation was withdrawn, by whom and when; empty if none was."""
    key, content = (
        translation_key(line.id, translation.language),
        translated_content(line, translation),
    )
    return withdrawn_words(signed.withdrawal(key, content))


def term_withdrawn(change: TermChange, signed: Signatures) -> str:
    """Whose approval of a change of a rule was withdrawn, by whom and when; empty if none was.

    Of a rule that is not in the file any more, whose approval of that was.
    """
    content = Content(change.now.value) if change.now else None
    if (bound := _bound(change, signed)) is not None:
        content = bound
    return withdrawn_words(signed.withdrawal(change.key, content))


def binds_still(change: TermChange, signed: Signatures) -> bool:
    """Whether what changed is a rule of approving that binds, though it was withdrawn."""
    return is_of_approving(change.key) and _bound(change, signed) is not None


def _bound(change: TermChange, signed: Signatures) -> Content | None:
    return dict(signed.withdrawn("term")).get(change.name) if change.before else None


def line_waits(line: Line, signed: Signatures) -> str:
    """Who has signed a line as it is now, and how many must do so too; empty if nobody has."""
    return _waits_for(signed.waiting(("line", line.id)), Content(line.text, line.adapted))


def translation_waits(line: Line, translation: Translation, signed: Signatures) -> str:
    """Who has signed a translation as it is now, and how many must too; empty if nobody has."""
    waiting = signed.waiting(translation_key(line.id, translation.language))
    return _waits_for(waiting, translated_content(line, translation))


def approved_last(signed: Signatures, language: str = "") -> tuple[str, str]:
    """By whom what holds of a script, or of its translations, was approved last, and when.

    Beside it, who has approved what waits for others. Each is empty where there is none.
    """
    held, waiting = signed.last_in_force(language), signed.last_waiting(language)
    by = f"by {approved_words(held.names, held.at)}" if held else ""
    if waiting is None:
        return by, ""
    so_far = approved_words(waiting.names, waiting.at)
    return by, f"only by {so_far} so far, and {waiting.missing} more must approve it"


def _change(line: Line, signed: Signatures) -> Change | None:
    version, now = signed.in_force(("line", line.id)), Content(line.text, line.adapted)
    withdrawn, waits = line_withdrawn(line, signed), line_waits(line, signed)
    now_adapted = f"adapted: {line.adapted}" if line.adapted else ""
    if version is None or version.content is None:
        note = "; ".join(filter(None, (now_adapted, withdrawn, waits)))
        kind = ChangeKind.WITHDRAWN if withdrawn else ChangeKind.NEW
        return Change(line.id, kind, "", line.text, note)
    approved = version.content
    if now == approved:
        return None
    if line.adapted == approved.adapted:
        note = ""
    else:
        note = now_adapted or f"not adapted any more: {approved.adapted}"
    note = "; ".join(filter(None, (note, withdrawn, waits)))
    return Change(line.id, ChangeKind.CHANGED, approved.text, line.text, note)


def changed_rules(script: Script, signed: Signatures) -> tuple[TermChange, ...]:
    """The rules that are not as they were signed, without those of lines that are new or gone.

    What the document has for an adapted line was signed by no version before 0.9: where all that is
    on file is from those, it is not told.
    """
    of_lines = {name for name, _ in signed.held("line")}
    told = of_lines ^ {line.id for line in script.lines if not line.gap}
    return worth_telling(
        one
        for one in changed_terms(script, signed)
        if one.line not in told and (signed.is_sealed or not _is_new_original(one))
    )


def _is_new_original(change: TermChange) -> bool:
    return change.before is None and change.path[-1] == "original"


def changed_terms(script: Script, signed: Signatures, by: str = "") -> tuple[TermChange, ...]:
    """The rules of a script that are not as they were signed: all of them, if none ever was.

    With `by`, those that this person has signed already are left out; and those that somebody has
    signed without a seal are there, as if nobody had.
    """
    own = {str(term) for term in terms_of(script)}
    in_force = [
        term
        for path, version in signed.all_in_force("term")
        if version.content
        and (term := _term(path, version.content))
        and not (str(term) in own and signed.is_to_seal(("term", path), by))
    ]
    bound = (_term(path, content) for path, content in signed.withdrawn("term"))
    in_force += [term for term in bound if term and str(term) not in own]
    return tuple(
        change
        for change in term_changes(script, in_force)
        if not _has_signed_rule(by, change, signed.waiting(change.key))
    )


def _term(path: str, content: Content) -> Term | None:
    return term_of(f"{path}: {content.text}" if content.text else path)


def _has_signed_rule(by: str, change: TermChange, waiting: Version | None) -> bool:
    """Whether somebody has signed this very change of a rule, and it waits for others."""
    content = Content(change.now.value) if change.now else None
    return waiting is not None and waiting.content == content and waiting.is_sealed_by(by)


def why_no_rules(script: Script, approvals: Approvals, rules: str) -> str:
    """Why none of the rules of a script is in force, in a sentence that calls them `rules`."""
    signed, last = approvals.signed(script.id), approvals.last(script.id)
    changed = changed_terms(script, signed)
    withdrawn = next(filter(None, (term_withdrawn(one, signed) for one in changed)), "")
    of_now = (one for one in changed if term_waits(one, signed))
    waiting = [version for one in of_now if (version := signed.waiting(one.key))]
    signers = dict.fromkeys(by for version in waiting for by in version.by)
    if not waiting and (gone := _signed_as_gone(changed, signed)):
        by = approved_words(gone.names, gone.at)
        return f"Nobody has approved {rules} since it was approved by {by} that they are gone."
    if of_rules := approvals.last_of_rules(script.id):
        message = (
            f"Too few people have approved {rules}: only {together(signers or (of_rules.by,))}"
        )
        if waiting:
            message += f"; {max(one.missing for one in waiting)} more must approve them"
        return f"{message}. {withdrawn}." if withdrawn else f"{message}."
    if withdrawn:
        return f"{capital(rules)} are not approved: {withdrawn}."
    if last is not None and last.terms is None:
        by = approved_words(last.by, last.at)
        return f"Nobody has approved {rules}: the approval by {by} is of its words alone."
    return f"Nobody has approved {rules}."


def _signed_as_gone(changed: Iterable[TermChange], signed: Signatures) -> Version | None:
    """What was signed last of rules that it is in force of that there are none any more."""
    found = filter(None, (signed.taken_out(one.key) for one in changed))
    return max(found, key=lambda one: one.at, default=None)


def term_waits(change: TermChange, signed: Signatures) -> str:
    """Who has signed a change of a rule, and how many must do so too; empty if nobody has."""
    content = Content(change.now.value) if change.now else None
    return _waits_for(signed.waiting(change.key), content)


def approval_of(
    script: Script,
    by: str,
    at: datetime,
    note: str = "",
    *,
    signed: Signatures | None = None,
    only: Collection[str] = (),
    language: str = "",
) -> Approval:
    """The approval of what of `script` is not `signed` yet, by somebody at `at` (aware).

    With `only`, it is of these lines alone, and of no rule. With a `language`, it is of the
    translations into it and of nothing else; the script has what was approved. Raises `ScriptError`
    if nobody is named, or the name may pass for another person's.
    """
    by = plain_line(by)
    if not by:
        raise ScriptError("An approval needs the name of the one who approves.")
    check_name(by)
    before = signed or Signatures()
    every = (
        changed_translations(script, before, language, by)
        if language
        else changes(script, before, by)
    )
    lines = [change for change in every if not only or change.line in only]
    worded = {line.id: line for line in script.lines}
    rules = () if only or language else changed_terms(script, before, by)
    spelled = [f"{GONE}{rule.name}" if rule.now is None else str(rule.now) for rule in rules]
    return Approval(
        script=script.id,
        version=script.version,
        sha256=script.sha256,
        by=by,
        at=at.astimezone(UTC).replace(microsecond=0),
        note=plain_line(note),
        lines=tuple(
            _approved_line(change, worded[change.line])
            for change in lines
            if change.kind is not ChangeKind.REMOVED
        ),
        terms="".join(f"{line}\n" for line in spelled) if spelled else None,
        changes_only=True,
        gone=tuple(change.key[1] for change in lines if change.kind is ChangeKind.REMOVED),
    )


def _approved_line(change: Change, line: Line) -> ApprovedLine:
    if not change.language:
        return ApprovedLine(line.id, line.sha256, line.text, line.adapted)
    sha256 = hash_of(change.now)
    return ApprovedLine(line.id, sha256, change.now, "", change.language, line.sha256)


def withdrawal_of(
    script: Script,
    of: str,
    by: str,
    at: datetime,
    note: str = "",
    *,
    signed: Signatures,
    only: Collection[str] = (),
    language: str = "",
) -> Approval:
    """The withdrawal of what `of` has signed of a script, or `only` of these lines, by somebody.

    Translations are withdrawn with their lines; with a `language`, those into it and nothing else.
    Raises `ScriptError` if there is nothing to withdraw, or the name of whoever withdraws may pass
    for another person's.
    """
    check_name(plain_line(by))
    keys = signed.signed_by(of)
    lines = tuple(key[1] for key in keys if _is_withdrawn(key, only, language))
    rules = [] if only or language else [path for kind, path in keys if kind == "term"]
    if not lines and not rules:
        raise ScriptError(
            f"{of} has approved nothing of {quoted(script.id)} that could be withdrawn."
        )
    return Approval(
        script=script.id,
        version=script.version,
        sha256=script.sha256,
        by=plain_line(by),
        at=at.astimezone(UTC).replace(microsecond=0),
        note=plain_line(note),
        lines=(),
        terms="".join(f"{path}\n" for path in rules) if rules else None,
        changes_only=True,
        withdraws=of,
        gone=lines,
    )


def _is_withdrawn(key: Key, only: Collection[str], language: str) -> bool:
    """Whether a signature for words is among those of these lines, or into this language."""
    kind, name = key
    line, _, of_language = name.partition("/")
    if kind == "term" or (only and line not in only):
        return False
    return not language or of_language == language
