from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_script import only, sound

from guide.errors import ScriptError
from guide.plain import is_plain
from guide.script.approval import Approval, Approvals, ApprovedLine, approvals_text, approve
from guide.script.approval_file import load_approvals, parse_approvals
from guide.script.model import Line, Status

AT = datetime(2026, 1, 31, 9, tzinfo=UTC)


def approval(*texts: str, script: str = "s", at: datetime = AT) -> Approval:
    lines = (approved(f"line-{n}", text) for n, text in enumerate(texts))
    return Approval(script, "1", "0" * 64, "Kim", at, "", tuple(lines))


def approved(name: str, text: str) -> ApprovedLine:
    return ApprovedLine(name, sha256(text.encode()).hexdigest(), text)


def test_an_approval_holds_every_line_with_a_text_as_it_stands() -> None:
    script = sound()
    at = datetime(2026, 1, 31, 11, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    made = approve(script, " Kim\n Lee", at, "by mail")
    assert (made.script, made.version, made.sha256) == ("sample", "1", script.sha256)
    assert (made.by, made.at, made.note) == ("Kim Lee", AT, "by mail")
    assert [line.id for line in made.lines] == [line.id for line in script.lines if not line.gap]
    assert made.by_id["warn"] == approved("warn", "Please do not.")


def test_nobody_cannot_approve() -> None:
    with pytest.raises(ScriptError, match="needs the name"):
        approve(sound(), " \n", AT)


def test_a_line_is_worth_what_the_newest_approval_of_its_script_says() -> None:
    newer, older = approval("b", at=AT + timedelta(seconds=1)), approval("a", "a")
    other = approval("c", script="t", at=AT + timedelta(days=1))
    on_file = Approvals((newer, older, other))
    assert on_file.status("s", Line("line-0", "b")) is Status.APPROVED
    assert on_file.status("s", Line("line-0", "a")) is Status.CHANGED
    assert on_file.status("s", Line("line-1", "a")) is Status.NEW
    assert on_file.status("t", Line("line-0", "c")) is Status.APPROVED
    assert on_file.status("u", Line("line-0", "c")) is Status.NEW
    assert Approvals().status("s", Line("line-0", "b")) is Status.NEW


def test_a_gap_or_an_adapted_text_never_passes_for_approved() -> None:
    on_file = Approvals((approval("a"),))
    assert on_file.status("s", Line("line-0", "a", adapted="garbled")) is Status.ADAPTED
    assert on_file.status("s", Line("line-0", "", gap="none")) is Status.GAP


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
RECORDS = st.builds(
    Approval,
    script=IDS,
    version=SAFE.map(lambda t: " ".join(t.split())),
    sha256=st.binary(max_size=3).map(lambda data: sha256(data).hexdigest()),
    by=SAFE.map(lambda t: " ".join(t.split())),
    at=st.datetimes(timezones=st.just(UTC)).map(lambda t: t.replace(microsecond=0)),
    note=st.just("") | SAFE.map(lambda t: " ".join(t.split())),
    lines=st.lists(st.builds(approved, IDS, SAFE), max_size=3).map(tuple),
)


@given(st.lists(RECORDS, max_size=4).map(tuple))
def test_approvals_are_read_back_as_they_were_written(records: tuple[Approval, ...]) -> None:
    text = approvals_text(Approvals(records))
    found, problems = parse_approvals(text, "approvals.toml")
    assert problems == ()
    assert sorted(found.records, key=repr) == sorted(records, key=repr)
    assert approvals_text(found) == text


SAMPLE = approvals_text(Approvals((approval("first"), approval("second", script="t"))))


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


def test_the_order_of_approval_does_not_change_the_file() -> None:
    one, two = approval("a"), replace(approval("b"), at=AT + timedelta(days=1))
    assert approvals_text(Approvals((one, two))) == approvals_text(Approvals((two, one)))
