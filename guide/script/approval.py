"""Which words and rules were approved, by whom, and the file that keeps it.

The approvals of a script count in their order in the file, whatever anybody's clock said; each adds
to those before it. One from before version 0.6 has no `changes_only`: it was of the whole script.

[[approval]]
    script = "escalated-callers"
    version = "1"
    sha256 = "…"                     # of the script file as it was
    by = "…"
    at = 2026-01-31T09:00:00Z
    note = "…"
    changes_only = true              # what is not named here is as it was
    withdraws = "…"                  # whose signatures are taken back of what is named here
    gone = ["…"]                     # lines that were taken out of the script
    terms_sha256 = "…"               # of the terms, sorted
    terms = '''
ground/abuse/warnings: 2
- ground/abuse/permission
'''                              # a rule that was taken out has a dash
    after_sha256 = "…"               # the `seal_sha256` of the approval of the script before this
    seal_sha256 = "…"                # of all of this approval: an entry that was changed is told

    [[approval.line]]
    id = "connect"
    sha256 = "…"                     # of the text, to the letter
    adapted = "…"                    # why the text is not the document's, where it is not
    language = "es"                  # of a translation; and the hash of the words it translates
    source_sha256 = "…"
    text = "…"

One of version 0.8 or before has no seal. It counts, where no sealed one of any script stands before
it, and `check` tells it until what it is of is approved again. A seal is no signature: whoever can
write the file can make another. What guards against that is who may write it, and its history in
git.
"""

import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict, replace

from guide.script import setting
from guide.script.findings import Findings, Problem, quoted
from guide.script.languages import language_name
from guide.script.model import Line, Script, Status, Translation, Wording, hash_of
from guide.script.people import people_of, person
from guide.script.signatures import (
    APPROVERS,
    MAY_APPROVE,
    Content,
    Key,
    Signatures,
    Version,
    Withdrawal,
    names_in,
    people,
    together,
    translation_key,
)
from guide.script.syntax_errors import (
    CONFLICT,
    JOIN_APPROVALS,
    UNRESOLVED,
    UNRESOLVED_APPROVALS,
)
from guide.script.table import Table, language_of
from guide.script.terms import term_of, terms_hash, text_term
from guide.script.toml_reader import document_of, file_name, text_of


def approved_words(by: str, at: datetime | None) -> str:
    """Who approved and on which day (UTC), such as `Kim Lee on 2026-01-31`."""
    return f"{by} on {at.astimezone(UTC):%Y-%m-%d}" if at else by


def why(line: Line) -> str:
    """Why the text of a line in its file is not simply approved wording; empty if it is."""
    spoken = line.spoken
    approval = approved_words(spoken.by, spoken.at)
    match line.status:
        case Status.APPROVED | Status.STALE:
            return ""
        case Status.CHANGED:
            told = f"Changed since it was approved by {approval}: say the approved words instead."
            return f"{told} {line.withdrawn}." if line.withdrawn else told
        case Status.NEW:
            return f"{line.withdrawn}." if line.withdrawn else "New: not approved yet."
        case Status.GAP:
            return f"No wording on file: {line.gap}"
        case Status.ADAPTED:
            worth = f"approved by {approval}" if line.approved else "not approved yet"
            worth = worth if line.approved else line.withdrawn or worth
            reason = f": {line.adapted}" if line.adapted else "."
            return f"Adapted ({worth}), not the document's wording{reason}"


def why_not_in(line: Line, language: str) -> str:
    """Why a line has no words of its own in a language that may be said; empty if it has."""
    found, name = line.translation(language), language_name(language)
    if found is None or not found.text:
        return f"No {name} translation."
    if found.status is Status.STALE:
        return f"The {name} translation is stale: the words have changed since it was approved."
    if found.sayable:
        return ""
    withdrawn = f": {found.withdrawn}" if found.withdrawn else ""
    return f"The {name} translation is not approved{withdrawn}."


def withdrawn_words(found: Withdrawal | None) -> str:
    """Whose approval was withdrawn, by whom and on which day; empty if none was."""
    if found is None:
        return ""
    if person(found.of) == person(found.by):
        return approved_words(f"{found.of} withdrew their approval", found.at)
    return approved_words(f"{found.of}’s approval was withdrawn by {found.by}", found.at)


def _without_seal(version: Version) -> str:
    """Who has signed what is in force without a seal, where too few have with one."""
    if version.is_sealed:
        return ""
    return f"without a seal by {together(approved_words(*one) for one in version.unsealed)}"


APPROVALS_FILE = "approvals.toml"


class ApprovedLine(Struct, frozen=True):
    """The wording of a line as it was approved; `adapted` says why it is not the document's.

    Of a translation, `language` is its language and `source_sha256` the hash of what it translates.
    """

    id: str
    sha256: str
    text: str
    adapted: str = ""
    language: str = ""
    source_sha256: str = ""

    @property
    def key(self) -> Key:
        return translation_key(self.id, self.language) if self.language else ("line", self.id)

    @property
    def content(self) -> Content:
        return Content(self.text, self.adapted, self.source_sha256)


class Approval(Struct, frozen=True, dict=True):
    """What somebody signed of one version of a script's file, at a time (UTC).

    `terms` are the rules, one a line, with a dash before those that are gone; None if only words
    were signed. If it is of `changes_only`, what it does not name is as it was; else it is of the
    whole script. `gone` are lines that were taken out, and translations, as `greet/es`. If it
    `withdraws` somebody's signatures, they are those for what is in `gone` and for the `terms`.
    """

    script: str
    version: str
    sha256: str
    by: str
    at: datetime
    note: str
    lines: tuple[ApprovedLine, ...]
    terms: str | None = None
    changes_only: bool = False
    withdraws: str = ""
    gone: tuple[str, ...] = ()
    after: str = ""
    seal: str = ""

    @cached_property
    def own_seal(self) -> str:
        """The hash of all that this approval says, and of the seal of the one before it."""
        said = [
            *(self.script, self.version, self.sha256, self.by, self.at.isoformat(), self.note),
            *(self.changes_only, self.withdraws, self.gone, self.after),
            terms_hash(self.terms) if self.terms is not None else None,
            [
                (one.id, one.sha256, one.adapted, one.language, one.source_sha256)
                for one in self.lines
            ],
        ]
        return hash_of(json.dumps(said))

    def sealed(self, before: "Approval | None") -> "Approval":
        """As what follows another approval of its script."""
        following = replace(self, after=before.seal or before.own_seal if before else "")
        return replace(following, seal=following.own_seal)

    @cached_property
    def by_key(self) -> dict[Key, ApprovedLine]:
        return {line.key: line for line in self.lines}

    def is_of(self, language: str) -> bool:
        """Whether it is of translations into a language; without one, of the script's own words."""
        signed = {line.language for line in self.lines}
        signed |= {name.partition("/")[2] for name in self.gone}
        return language in signed or (not language and (self.terms is not None or not signed))


class Approvals(Struct, frozen=True, dict=True):
    """Every approval on file, the oldest first."""

    records: tuple[Approval, ...] = ()

    @cached_property
    def _signed(self) -> dict[str, Signatures]:
        return {}

    @cached_property
    def _by_script(self) -> dict[str, list[Approval]]:
        found: dict[str, list[Approval]] = {}
        for record in self.records:
            found.setdefault(record.script, []).append(record)
        return found

    @property
    def script_ids(self) -> tuple[str, ...]:
        """The scripts that anything was ever signed of, in the order of the file."""
        return tuple(self._by_script)

    def last(self, script_id: str, language: str = "") -> Approval | None:
        """The last approval of this script or of its translations, be it of one line."""
        records = (record for record in reversed(self._of(script_id)) if not record.withdraws)
        return next((record for record in records if record.is_of(language)), None)

    def last_of_rules(self, script_id: str) -> Approval | None:
        """The last approval of its rules that its signer has not withdrawn since."""
        withdrawn: set[str] = set()
        for record in reversed(self._of(script_id)):
            if record.withdraws and record.terms is not None:
                withdrawn.add(person(record.withdraws))
            elif record.terms is not None and person(record.by) not in withdrawn:
                return record
        return None

    def signed(self, script_id: str) -> Signatures:
        """What is signed of the lines and the rules of a script; to be looked at, not added to."""
        if script_id not in self._signed:
            self._signed[script_id] = signed_in(self._of(script_id))
        return self._signed[script_id]

    def _of(self, script_id: str) -> Sequence[Approval]:
        return self._by_script.get(script_id, ())

    def applied(self, script: Script) -> Script:
        """The script with what each of its lines is worth, and what was approved for it."""
        return _judged(script, self._of(script.id))

    def applied_as_of(self, script: Script) -> Script:
        """As `applied`, as of the last approval of this very file where it has one.

        A call goes on with the wording it was begun with, whatever was approved since.
        """
        records = self._of(script.id)
        own = [n for n, record in enumerate(records, 1) if record.sha256 == script.sha256]
        return _judged(script, records[: own[-1]] if own else records)

    def with_more(self, more: tuple[Approval, ...]) -> "Approvals":
        """These and some more, each sealed as what follows those of its script."""
        records, last = list(self.records), {one.script: one for one in self.records}
        for record in more:
            last[record.script] = record.sealed(last.get(record.script))
            records.append(last[record.script])
        return Approvals(tuple(records))

    def bears_out(
        self,
        script: str,
        line: str,
        sha256: str,
        by: str,
        at: datetime | None,
        language: str = "",
    ) -> bool:
        """Whether it is on file that these people approved this line in these words by then.

        With a language, its translation.
        """
        key: Key = translation_key(line, language) if language else ("line", line)
        found = [
            record
            for record in self._of(script)
            if record.by in by
            and (signed := record.by_key.get(key)) is not None
            and signed.sha256 == sha256
        ]
        if any((record.by, record.at) == (by, at) for record in found):
            return True
        names = list(dict.fromkeys(r.by for r in found if at is not None and r.at <= at))
        return len(names) > 1 and together(names) == by and any(r.at == at for r in found)

    def bears_out_text(self, script: str, name: str, text: str) -> bool:
        """Whether it is on file that a constant, or the desk's name, was approved as this text."""
        spelled = str(text_term(name, text))
        return any(spelled in (one.terms or "").splitlines() for one in self._of(script))


def signed_in(records: Iterable[Approval], *, terms: bool = True) -> Signatures:
    """What these approvals of one script come to, in their order; its lines alone if not `terms`.

    How many must sign, and who may, and the texts in its lines are looked at either way.
    """
    signed = Signatures()
    for record in records:
        _enter(record, signed, terms=terms)
    return signed


def _enter(record: Approval, signed: Signatures, *, terms: bool) -> None:
    rules = _rules_in(record, terms=terms)
    signed.is_by_item |= record.changes_only
    signed.is_sealed |= bool(record.seal) and record.terms is not None
    if signed.is_by_item and not record.changes_only:
        return  # As a version before 0.6 wrote it: no way round what was signed since.
    may = signed.may_approve or names_in(path for path, content in rules.items() if content)
    if may and person(record.by) not in people_of(may):
        return  # Somebody who may not: it counts for nothing.
    keys: list[Key] = [("translation" if "/" in name else "line", name) for name in record.gone]
    keys += [("term", path) for path in rules]
    if record.withdraws:
        for key in keys:
            signed.withdraw(key, record.withdraws, record.by, record.at)
        return
    needed = max(signed.needed, people(rules.get(APPROVERS[1])))
    if not record.changes_only:
        keys += [("line", name) for name, _ in signed.held("line")]
    contents: dict[Key, Content | None] = dict.fromkeys(keys)
    contents |= {one.key: one.content for one in record.lines}
    contents |= {("term", path): content for path, content in rules.items()}
    for key, content in contents.items():
        version = signed.in_force(key)
        if not record.changes_only and version and version.content == content:
            continue  # It was there before: who signed the whole script looked at what changed.
        signed.sign(key, content, record.by, record.at, needed, is_sealed=bool(record.seal))


_OF_LINES = (APPROVERS[1], MAY_APPROVE, "constants/", "desk/name")
"""How the rules begin by which lines are judged: of approving, and the texts in their places."""


def _rules_in(record: Approval, *, terms: bool) -> dict[str, Content | None]:
    """The rules that an approval names, by their paths; not all of them if not `terms`."""
    rules: dict[str, Content | None] = {}
    for spelled in (record.terms or "").splitlines():
        name = spelled.removeprefix(GONE)
        if terms or name.startswith(_OF_LINES):
            term = term_of(name)
            if term is not None:
                path = name[: -len(f": {term.value}")] if term.value else name
                rules[path] = None if spelled != name else Content(term.value)
    return rules


def _judged(script: Script, records: Iterable[Approval]) -> Script:
    signed = signed_in(records, terms=False)
    languages: dict[str, list[str]] = {}
    for name, _ in signed.all_in_force("translation"):
        line, _, language = name.partition("/")
        languages.setdefault(line, []).append(language)
    judged = script.with_lines(partial(_judged_line, signed=signed, languages=languages))
    return replace(judged, approved_texts=tuple(_approved_texts(script, signed)))


def _approved_texts(script: Script, signed: Signatures) -> Iterator[tuple[str, str]]:
    """The constants and the desk's name that are not as they were approved, as they were."""
    for name, text in script.own_texts.items():
        version = signed.in_force(("term", text_term(name, text).name))
        approved = version.content.text if version and version.content else ""
        if approved != text:
            yield name, approved


def _judged_line(line: Line, signed: Signatures, languages: Mapping[str, Sequence[str]]) -> Line:
    """The line with what it and its translations are worth by what is signed of its script.

    `languages` are, by lines, those of the translations that are signed, in the file or not.
    """
    judged = _judged_words(line, signed)
    in_file = {one.language: one.text for one in line.translations}
    every = dict.fromkeys((*in_file, *languages.get(line.id, ())))
    if not every:
        return judged
    translations = tuple(
        _judged_translation(judged, language, in_file.get(language, ""), signed)
        for language in every
    )
    return replace(judged, translations=translations)


def _judged_translation(line: Line, language: str, text: str, signed: Signatures) -> Translation:
    """What a translation is worth: nothing, unless it was signed for what is said of the line."""
    key = translation_key(line.id, language)
    version = signed.in_force(key)
    now = Content(text, source=line.sha256) if text else None
    withdrawn = withdrawn_words(signed.withdrawal(key, now))
    if version is None or version.content is None:
        return Translation(language, text, withdrawn=withdrawn)
    words, caveat = version.content, _without_seal(version)
    wording = Wording(words.text, Status.APPROVED, version.names, version.at, language, caveat)
    if line.approved is None or words.source != line.approved.sha256:
        status = Status.STALE
    else:
        status = Status.APPROVED if words.text == text else Status.CHANGED
    return Translation(language, text, status, wording, withdrawn)


def _judged_words(line: Line, signed: Signatures) -> Line:
    version = signed.in_force(("line", line.id))
    found = signed.withdrawal(("line", line.id), Content(line.text, line.adapted))
    withdrawn = withdrawn_words(found)
    if version is None or version.content is None:
        own = Status.GAP if line.gap else Status.ADAPTED if line.adapted else Status.NEW
        return replace(line, status=own, approved=None, withdrawn=withdrawn)
    words = version.content
    same = words.text == line.text and not line.gap
    adapted = words.adapted or (same and line.adapted)
    worth = Status.ADAPTED if adapted else Status.APPROVED
    caveat = _without_seal(version)
    wording = Wording(words.text, worth, version.names, version.at, caveat=caveat)
    status = worth if same else Status.CHANGED
    return replace(line, status=status, approved=wording, withdrawn=withdrawn)


MOST_APPROVAL_BYTES = 2_097_152
MOST_APPROVAL_MARKS = 60_000

GONE = "- "
"""What stands before a rule that was approved to be gone."""

_HASH = re.compile(r"[0-9a-f]{64}")
_HASH_KEY: setting.Schema = {"type": "string", "pattern": f"^{_HASH.pattern}$"}
_LINE_KEYS = {
    "id": setting.identifier("The line.", required=True),
    "sha256": setting.Key("The hash of its text.", _HASH_KEY, required=True),
    "text": setting.text("The words that were approved.", required=True),
    "adapted": setting.text("Why they are not the document's."),
    "language": setting.language("The language of a translation."),
    "source_sha256": setting.Key("The hash of what a translation translates.", _HASH_KEY),
}
_APPROVAL_KEYS = {
    "script": setting.identifier("The script.", required=True),
    "version": setting.text("Its version then.", required=True),
    "sha256": setting.Key("The hash of its file then.", _HASH_KEY, required=True),
    "by": setting.text("Who approved it.", required=True),
    "at": setting.moment("When, in UTC.", required=True),
    "note": setting.any_text("A note that was kept with it."),
    "changes_only": setting.flag("Whether what is not named here is as it was."),
    "withdraws": setting.text("Whose signatures are taken back of what is named here."),
    "gone": setting.texts("Lines that were taken out of the script, and translations: greet/es."),
    "terms_sha256": setting.Key("The hash of the rules, sorted.", _HASH_KEY),
    "terms": setting.any_text("The rules, one a line; a dash stands before one that is gone."),
    "after_sha256": setting.Key("The seal of the script's approval before this one.", _HASH_KEY),
    "seal_sha256": setting.Key("The hash of all of this approval.", _HASH_KEY),
    "line": setting.tables(_LINE_KEYS, "A line as it was approved."),
}
APPROVALS_KEYS = {"approval": setting.tables(_APPROVAL_KEYS, "One approval of one script.")}

_HEADER = """\
# Who approved which wording and which rules, and when. Each approval adds to those before it.
# Written by `guide approve`, which does not keep remarks: its --note does.

"""


def load_approvals(path: Path) -> tuple[Approvals, tuple[Problem, ...]]:
    """The approvals on file; none if there is no file, which is nothing wrong.

    An approval with a mistake in it does not count, and none does in a file that is not sound TOML
    or holds unsafe characters.
    """
    if not os.path.lexists(path):
        return Approvals(), ()
    findings = Findings(file_name(path))
    text = text_of(path, findings, MOST_APPROVAL_BYTES)
    if text is None:
        return Approvals(), findings.problems
    return parse_approvals(text, findings.file)


def parse_approvals(text: str, file: str) -> tuple[Approvals, tuple[Problem, ...]]:
    findings = Findings(file)
    tables = _tables(text, findings)
    as_written = not findings.has_errors
    last, seals = dict[str, Approval](), dict[str, set[str]]()
    records, all_read, any_sealed = [], True, False
    for table in tables:
        record = _approval(table, findings)
        if record is None:
            all_read = False  # Whatever came after it followed what nobody knows.
        elif as_written:
            before = last.get(record.script) if all_read else None
            last[record.script] = record
            known = seals.setdefault(record.script, {record.after})
            message, fix = _not_as_sealed(record, before, known, any_sealed=any_sealed)
            if message:
                table.wrong("seal_sha256", "bad-hash", message, fix)
            else:
                records.append(record)
            any_sealed |= bool(record.seal)
            known.add(record.seal or record.own_seal)
    return Approvals(tuple(records)), findings.problems


def read_approvals(text: str, findings: Findings) -> list[Approval] | None:
    """Every approval of a file, whatever it follows; None if one cannot be read."""
    records = [_approval(table, findings) for table in _tables(text, findings)]
    return None if findings.has_errors else [one for one in records if one is not None]


def _tables(text: str, findings: Findings) -> Iterable[Table]:
    document = document_of(text, findings, long_lines=True, most_marks=MOST_APPROVAL_MARKS)
    if document is None:
        return ()
    top = Table("the file", document, (), findings, APPROVALS_KEYS)
    return top.tables("approval", "approval", _APPROVAL_KEYS)


def _not_as_sealed(
    record: Approval, before: Approval | None, known: Collection[str], *, any_sealed: bool
) -> tuple[str, str]:
    """Why an approval is not as it was written, where it was, and how to mend it; empty if it is.

    The first of a script may have followed others, which were moved to a file outside the folder.
    One without a seal may stand nowhere after a sealed one, of whatever script: who wrote that knew
    seals. `known` are the seals of what stands before it.
    """
    of_script = f"The approval of {quoted(record.script)} by {quoted(record.by)}"
    fix = (
        "Put the file back as it was, from git or a backup; or take this approval and all later "
        "ones of the script out, and approve it again."
    )
    if not record.seal:
        # As version 0.8 or one before wrote it; `check` tells it.
        message = f"{of_script} has no `seal_sha256`, and one before it has."
        fix = (
            "If a version before 0.9 wrote it on another branch, take it out, and have the same"
            f" approved again: guide approve {record.script} --by NAME. If not, put the file back"
            " as it was, from git or a backup."
        )
        return (message, fix) if any_sealed else ("", "")
    if record.seal != record.own_seal:
        return f"{of_script} is not as `guide approve` wrote it: its seal does not fit.", fix
    if before is None or record.after == (before.seal or before.own_seal):
        return "", ""
    if record.after in known and record.seal not in known:
        message = (
            f"{of_script} does not follow the one before it here, but an earlier one: it was put on"
            " file apart from that, as on another branch of git, and the two were merged by hand."
        )
        return message, f"If that is so, {JOIN_APPROVALS}"
    message = (
        f"{of_script} does not follow the one before it here, but another: one was taken out "
        "between the two, put there or changed."
    )
    return message, fix


def _approval(table: Table, findings: Findings) -> Approval | None:
    before = findings.count
    approval = Approval(
        script=table.identifier("script", required=True),
        version=table.prose("version", required=True),
        sha256=_hash(table),
        by=table.prose("by", required=True),
        at=_at(table),
        note="" if table.value("note") == "" else table.prose("note"),
        lines=tuple(_approved_line(line) for line in table.tables("line", "line", _LINE_KEYS)),
        terms=_terms(table),
        changes_only=table.flag("changes_only"),
        withdraws=table.prose("withdraws"),
        gone=table.names("gone"),
        after=_hash(table, "after_sha256", required=False),
        seal=_hash(table, "seal_sha256", required=False),
    )
    return approval if findings.count == before else None


def _hash(table: Table, key: str = "sha256", *, required: bool = True) -> str:
    value = table.wording(key, required=required)
    if value.strip() and not _HASH.fullmatch(value):
        message = f"{quoted(value)} in {table.name} is not a SHA-256 hash."
        table.wrong(key, "bad-hash", message, "Approve the script again.")
    return value


def _terms(table: Table) -> str | None:
    if not table.has("terms") and not table.has("terms_sha256"):
        return None
    terms, on_file = table.wording("terms", required=True), _hash(table, "terms_sha256")
    if terms.strip() and _HASH.fullmatch(on_file) and on_file != terms_hash(terms):
        message = f"The terms of {table.name} are not those its hash was made of."
        fix = "Take the approval out, and approve the script again."
        if CONFLICT.search(terms):
            message, fix = UNRESOLVED, UNRESOLVED_APPROVALS
        table.wrong("terms", "bad-hash", message, fix)
    return terms


def _at(table: Table) -> datetime:
    value = table.value("at")
    if isinstance(value, datetime) and value.tzinfo is not None:
        try:
            return value.astimezone(UTC)
        except OverflowError:
            pass
    if not table.has("at"):
        table.missing("at", "at = 2026-01-31T09:00:00Z")
    elif value is not None:
        message = f"`at` in {table.name} is not a date with a time and its zone."
        table.wrong("at", "bad-time", message, "Write it in UTC: at = 2026-01-31T09:00:00Z.")
    return datetime.min.replace(tzinfo=UTC)


def _approved_line(table: Table) -> ApprovedLine:
    line = ApprovedLine(
        id=table.identifier("id", required=True),
        sha256=_hash(table),
        text=table.wording("text", required=True),
        adapted=table.prose("adapted"),
        language=language_of(table),
        source_sha256=_hash(table, "source_sha256", required=table.has("language")),
    )
    if table.has("source_sha256") and not table.has("language"):
        message = f"`source_sha256` in {table.name} has no effect without `language`."
        fix = "Take the approval out, and approve the script again."
        table.wrong("source_sha256", "no-use", message, fix)
    is_hash = line.text.strip() and _HASH.fullmatch(line.sha256)
    if is_hash and line.sha256 != hash_of(line.text):
        message = f"The text of {table.name} is not the one its hash was made of."
        fix = "Take the approval out, and approve the script again."
        table.wrong("text", "bad-hash", message, fix)
    return line


def approvals_text(approvals: Approvals) -> str:
    """The approvals as the text of their file, in their order: what is added stands at its end."""
    return _HEADER + "\n".join(map(_approval_text, approvals.records))


def _approval_text(record: Approval) -> str:
    import tomli_w  # Only who approves pays for it, not who takes a call.

    head: dict[str, object] = asdict(record)
    for name in ("lines", "terms", "after", "seal"):
        del head[name]
    for name in ("changes_only", "withdraws", "gone"):
        if not head[name]:
            del head[name]
    text = f"[[approval]]\n{tomli_w.dumps(head)}"
    if record.terms is not None:
        text += tomli_w.dumps({"terms_sha256": terms_hash(record.terms)})
        if "'''" in record.terms:
            text += tomli_w.dumps({"terms": record.terms})
        else:
            # As the call's agent waits for it: a literal text is read ten times as fast.
            text += f"terms = '''\n{record.terms}'''\n"
    seals = {"after_sha256": record.after, "seal_sha256": record.seal}
    text += tomli_w.dumps({name: seal for name, seal in seals.items() if seal})
    lines = [
        {
            "id": line.id,
            "sha256": line.sha256,
            **({"adapted": line.adapted} if line.adapted else {}),
            **_of_translation(line),
            "text": line.text,
        }
        for line in record.lines
    ]
    return f"{text}\n{tomli_w.dumps({'approval': {'line': lines}})}" if lines else text


def _of_translation(line: ApprovedLine) -> dict[str, str]:
    if not line.language:
        return {}
    return {"language": line.language, "source_sha256": line.source_sha256}
