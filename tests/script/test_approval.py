import re
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sample_script import only, sound

from guide.errors import ScriptError
from guide.script.approval import (
    Approval,
    Approvals,
    ApprovedLine,
    approvals_text,
    load_approvals,
    parse_approvals,
)
from guide.script.findings import Severity
from guide.script.model import Line, Script, Status, Step, Wording, hash_of
from guide.script.signing import approval_of
from guide.text import is_plain

AT = datetime(2026, 1, 31, 9, tzinfo=UTC)


def approval(*texts: str, script: str = "s", at: datetime = AT) -> Approval:
    lines = (approved(f"line-{n}", text) for n, text in enumerate(texts))
    return Approval(script, "1", "0" * 64, "Kim", at, "", tuple(lines))


def approved(name: str, text: str) -> ApprovedLine:
    return ApprovedLine(name, sha256(text.encode()).hexdigest(), text)


def test_an_approval_holds_every_line_with_a_text_as_it_stands() -> None:
    script = sound()
    at = datetime(2026, 1, 31, 11, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    made = approval_of(script, " Kim\n Lee", at, "by mail")
    assert (made.script, made.version, made.sha256) == ("sample", "1", script.sha256)
    assert (made.by, made.at, made.note) == ("Kim Lee", AT, "by mail")
    assert [line.id for line in made.lines] == [line.id for line in script.lines if not line.gap]
    assert made.by_key["line", "warn"] == approved("warn", "Please do not.")


def test_nobody_cannot_approve() -> None:
    with pytest.raises(ScriptError, match="needs the name"):
        approval_of(sound(), " \n", AT)


def status_of(on_file: Approvals, script_id: str, line: Line) -> Status:
    script = Script(script_id, "S", "Always.", (Step("a", "A", lines=(line,)),))
    [judged] = on_file.applied(script).lines
    return judged.status


def test_a_line_is_worth_what_the_last_approval_of_its_script_says() -> None:
    before, last = approval("a", "a", at=AT + timedelta(days=1)), approval("b")
    other = approval("c", script="t")
    on_file = Approvals((before, last, other))
    assert status_of(on_file, "s", Line("line-0", "b")) is Status.APPROVED
    assert status_of(on_file, "s", Line("line-0", "a")) is Status.CHANGED
    assert status_of(on_file, "s", Line("line-1", "a")) is Status.NEW
    assert status_of(on_file, "t", Line("line-0", "c")) is Status.APPROVED
    assert status_of(on_file, "u", Line("line-0", "c")) is Status.NEW
    assert status_of(Approvals(), "s", Line("line-0", "b")) is Status.NEW


def test_a_gap_or_an_adapted_text_never_passes_for_approved() -> None:
    on_file = Approvals((approval("a"),))
    assert status_of(on_file, "s", Line("line-0", "a", adapted="garbled")) is Status.ADAPTED
    assert status_of(on_file, "s", Line("line-1", "", gap="none")) is Status.GAP
    assert status_of(on_file, "s", Line("line-1", "a", adapted="garbled")) is Status.ADAPTED


def test_a_gap_in_place_of_approved_words_is_a_change_of_them() -> None:
    assert (
        status_of(Approvals((approval("a"),)), "s", Line("line-0", "", gap="x")) is Status.CHANGED
    )


def test_a_text_approved_as_adapted_stays_so_whatever_its_file_says() -> None:
    signed = replace(approval("a"), lines=(replace(approved("line-0", "a"), adapted="garbled"),))
    on_file = Approvals((signed,))
    assert status_of(on_file, "s", Line("line-0", "a")) is Status.ADAPTED
    assert status_of(on_file, "s", Line("line-0", "b")) is Status.CHANGED


UNSEALED = "without a seal by Kim on 2026-01-31"


def applied(line: Line, *records: Approval) -> Line:
    step = Step("one", "One", lines=(line,))
    script = Script("s", "S", "Always.", (step,), sha256="0" * 64)
    return Approvals(records).applied(script).steps[0].lines[0]


def test_what_is_said_is_the_approved_wording_with_whose_approval_it_is() -> None:
    same, changed = (
        applied(Line("line-0", "a"), approval("a")),
        applied(Line("line-0", "b"), approval("a")),
    )
    assert (
        same.spoken == changed.spoken == Wording("a", Status.APPROVED, "Kim", AT, caveat=UNSEALED)
    )
    assert changed.text == "b"
    assert changed.spoken.sha256 == hash_of("a")


def test_what_nobody_approved_is_said_as_the_file_has_it_and_for_what_it_is() -> None:
    assert applied(Line("line-0", "a")).spoken == Wording("a", Status.NEW)
    assert applied(Line("line-0", "", gap="none")).spoken == Wording("", Status.GAP)
    assert applied(Line("line-0", "a", adapted="x")).spoken == Wording("a", Status.ADAPTED)


def test_adapted_words_are_never_said_as_simply_approved() -> None:
    line = applied(Line("line-0", "a", adapted="garbled"), approval("a"))
    worded = Wording("a", Status.ADAPTED, "Kim", AT, caveat=UNSEALED)
    assert line.spoken == worded
    signed = replace(approval("a"), lines=(replace(approved("line-0", "a"), adapted="garbled"),))
    assert applied(Line("line-0", "b"), signed).spoken == worded


def test_a_script_kept_from_before_is_judged_by_the_approval_of_its_own_file() -> None:
    script = sound()
    mine = approval_of(script, "Kim", AT)
    newer = replace(mine, sha256="1" * 64, lines=(approved("warn", "Other words."),))
    on_file = Approvals((mine, newer))
    status = {line.id: line.status for line in on_file.applied_as_of(script).lines}
    assert (status["warn"], status["hang-up"]) == (Status.APPROVED, Status.APPROVED)
    status = {line.id: line.status for line in on_file.applied(script).lines}
    assert (status["warn"], status["hang-up"]) == (Status.CHANGED, Status.APPROVED)
    unknown = replace(script, sha256="2" * 64)
    assert on_file.applied_as_of(unknown) == on_file.applied(unknown)


def test_no_file_is_no_approvals(tmp_path: Path) -> None:
    assert load_approvals(tmp_path / "approvals.toml") == (Approvals(), ())


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "approvals.toml").mkdir()
    found, problems = load_approvals(tmp_path / "approvals.toml")
    assert found == Approvals()
    assert only(problems).code == "not-a-file"


TEXTS = st.text(min_size=1, max_size=50).filter(lambda t: bool(t.strip()) and is_plain(t))
SAFE = TEXTS.map(lambda t: t.replace("\u2028", "").replace("\u2029", "") or "x").filter(
    lambda t: bool(t.strip())
)
IDS = st.text("abc-19", min_size=1, max_size=5)
LINES = st.builds(
    lambda name, text, adapted: replace(approved(name, text), adapted=adapted),
    IDS,
    SAFE,
    st.just("") | SAFE.map(lambda t: " ".join(t.split())),
)
RECORDS = st.builds(
    Approval,
    script=IDS,
    version=SAFE.map(lambda t: " ".join(t.split())),
    sha256=st.binary(max_size=3).map(lambda data: sha256(data).hexdigest()),
    by=SAFE.map(lambda t: " ".join(t.split())),
    at=st.datetimes(timezones=st.just(UTC)).map(lambda t: t.replace(microsecond=0)),
    note=st.just("") | SAFE.map(lambda t: " ".join(t.split())),
    lines=st.lists(LINES, max_size=3).map(tuple),
)


@given(st.lists(RECORDS, max_size=4).map(tuple))
def test_approvals_are_read_back_as_they_were_written(records: tuple[Approval, ...]) -> None:
    text = approvals_text(Approvals(records))
    found, problems = parse_approvals(text, "approvals.toml")
    assert problems == ()
    assert found.records == records
    assert approvals_text(found) == text


SAMPLE = approvals_text(Approvals((approval("first"), approval("second", script="t"))))


@pytest.mark.parametrize(
    ("merged", "told"),
    [
        ("<<<<<<< HEAD\n", "Unresolved merge: put the one line behind the other"),
        ('by = "Lee"\n', "If two approvals ran into one in a merge, take one side"),
    ],
)
def test_approvals_that_a_merge_left_broken_are_told_how_to_mend(merged: str, told: str) -> None:
    text = '[[approval]]\nscript = "a"\nby = "Kim"\n'
    approvals, [problem] = parse_approvals(text + merged, "approvals.toml")
    assert approvals.records == ()
    assert problem.fix.startswith(told)
    assert problem.fix.endswith("names what of the other side must be approved again.")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('by = "Kim"', "", "missing-key"),
        ('by = "Kim"', "by = 1", "wrong-type"),
        ("at = 2026-01-31 09:00:00+00:00", "at = 2026-01-31T09:00:00", "bad-time"),
        ("at = 2026-01-31 09:00:00+00:00", "at = 0001-01-01T00:00:00+10:00", "bad-time"),
        ("at = 2026-01-31 09:00:00+00:00", "", "missing-key"),
        ('sha256 = "' + "0" * 64, 'sha256 = "0', "bad-hash"),
        ('text = "first"', 'text = "fist"', "bad-hash"),
    ],
)
def test_an_approval_with_a_mistake_does_not_count_and_the_others_do(
    old: str, new: str, code: str
) -> None:
    assert old in SAMPLE
    found, problems = parse_approvals(SAMPLE.replace(old, new, 1), "approvals.toml")
    problem = only(problems)
    assert (problem.code, problem.file) == (code, "approvals.toml")
    assert [record.script for record in found.records] == ["t"]


@pytest.mark.parametrize("new", ['by = "K\\u202eim"', "by = Kim", "[[approval]"])
def test_nothing_counts_in_a_file_that_was_damaged(new: str) -> None:
    found, problems = parse_approvals(SAMPLE.replace('by = "Kim"', new, 1), "approvals.toml")
    line = 1 + SAMPLE[: SAMPLE.index('by = "Kim"')].count("\n")
    assert line in {problem.line for problem in problems}
    assert found == Approvals()


@given(
    st.text()
    | st.tuples(st.integers(0, len(SAMPLE)), st.text(max_size=3)).map(
        lambda edit: SAMPLE[: edit[0]] + edit[1] + SAMPLE[edit[0] + 2 :]
    )
)
def test_any_text_is_read_or_told(text: str) -> None:
    found, problems = parse_approvals(text, "approvals.toml")
    assert problems or all(record.at.tzinfo is UTC for record in found.records)


THREE = Approvals((approval("old"),)).with_more(
    (approval("a"), replace(approval("b", script="t"), note="by mail"), approval("c"))
)
SEALED = approvals_text(THREE)


def parts(text: str) -> list[str]:
    """The approvals of a file, each as its text, behind the file's head."""
    head, *each = text.split("[[approval]]\n")
    return [head, *(f"[[approval]]\n{one}" for one in each)]


def test_sealed_approvals_are_read_back_and_earlier_ones_have_no_seal() -> None:
    assert parse_approvals(SEALED, "approvals.toml") == (THREE, ())
    assert [bool(record.seal) for record in THREE.records] == [False, True, True, True]
    assert [bool(record.after) for record in THREE.records] == [False, True, False, True]


@pytest.mark.parametrize(
    ("n", "old", "new"),
    [
        (2, 'by = "Kim"', 'by = "Sam"'),
        (2, "at = 2026-01-31", "at = 2026-01-30"),
        (2, 'version = "1"', 'version = "2"'),
        (2, f'sha256 = "{"0" * 64}"', f'sha256 = "{"1" * 64}"'),
        (3, 'note = "by mail"', 'note = "by phone"'),
        (2, 'note = ""', 'note = ""\nwithdraws = "Ann"'),
        (2, 'note = ""', 'note = ""\ngone = ["hello"]'),
        (2, 'note = ""', 'note = ""\nchanges_only = true'),
        (2, 'id = "line-0"', 'id = "line-1"'),
        (2, 'id = "line-0"', 'id = "line-0"\nadapted = "a slip"'),
        (3, 'script = "t"', 'script = "s"'),
    ],
)
def test_an_approval_that_was_changed_by_hand_is_an_error_and_does_not_count(
    n: int, old: str, new: str
) -> None:
    each = parts(SEALED)
    assert old in each[n]
    each[n] = each[n].replace(old, new, 1)
    found, problems = parse_approvals("".join(each), "approvals.toml")
    problem = problems[0]
    assert (problem.code, problem.severity) == ("bad-hash", Severity.ERROR)
    assert "is not as `guide approve` wrote it: its seal does not fit." in problem.message
    assert THREE.records[n - 1] not in found.records


def test_a_changed_approval_of_an_earlier_version_is_told_where_a_sealed_one_follows_it() -> None:
    changed = SEALED.replace('by = "Kim"', 'by = "Sam"', 1)
    _, [problem] = parse_approvals(changed, "approvals.toml")
    assert "does not follow the one before it here" in problem.message


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ((0, 1, 2, 2, 3, 4), "does not follow"),
        ((0, 1, 3, 4), "does not follow"),
        ((0, 1, 2, 3, 4, 1), "has no `seal_sha256`, and one before it has"),
        ((0, 2, 1, 3, 4), "has no `seal_sha256`"),
    ],
)
def test_approvals_that_were_copied_taken_out_or_moved_are_an_error(
    order: tuple[int, ...], told: str
) -> None:
    each = parts(SEALED)
    _, problems = parse_approvals("".join(each[n] for n in order), "approvals.toml")
    assert told in problems[0].message
    assert "put the file back as it was, from git or a backup" in problems[0].fix.lower()


def test_the_seal_cut_out_of_an_approval_is_an_error_after_one_of_another_script() -> None:
    head, _, mine, other, _ = parts(SEALED)
    cut = re.sub("seal_sha256 = .*\n", "", other)
    found, problems = parse_approvals(head + mine + cut, "approvals.toml")
    assert "has no `seal_sha256`, and one before it has" in problems[0].message
    assert [record.script for record in found.records] == ["s"]


def test_the_oldest_approvals_may_be_moved_away() -> None:
    head, _, *rest = parts(SEALED)
    found, problems = parse_approvals("".join((head, *rest)), "approvals.toml")
    assert (found.records, problems) == (THREE.records[1:], ())


def test_a_further_approval_stands_at_the_end_of_the_file_and_changes_nothing_before_it() -> None:
    before = Approvals((approval("a", at=AT + timedelta(days=1)), approval("b", script="t")))
    after = before.with_more((approval("c"),))
    assert approvals_text(after).startswith(approvals_text(before).rstrip("\n"))
