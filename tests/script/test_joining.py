"""Approvals of two branches are told as that and can be joined; whatever was cut is neither."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from guide.script.approval import (
    Approval,
    Approvals,
    ApprovedLine,
    approvals_text,
    parse_approvals,
)
from guide.script.joining import joined
from guide.script.model import hash_of

AT = datetime(2026, 1, 31, 9, tzinfo=UTC)


def approval(by: str, text: str, script: str = "s") -> Approval:
    signed = ApprovedLine("hello", hash_of(text), text)
    at = AT + timedelta(hours=len(text))
    return Approval(script, "1", "0" * 64, by, at, "", (signed,), changes_only=True)


BOTH = Approvals().with_more((approval("Ann", "Hello."),))
OURS = BOTH.with_more((approval("Kim", "Hello, hello."), approval("Kim", "Good morning.", "t")))
THEIRS = BOTH.with_more((approval("Lee", "Good day."), approval("Lee", "Good day, Sir.")))
MERGED = Approvals((*OURS.records, *THEIRS.records[1:]))


def told(*records: Approval) -> list[str]:
    _, problems = parse_approvals(approvals_text(Approvals(tuple(records))), "approvals.toml")
    return [f"{one.message} {one.fix}" for one in problems]


def conflict(*, middle: str = "") -> str:
    """The file as git leaves it where both branches added to its end."""
    start = approvals_text(BOTH)
    ours, theirs = (approvals_text(one).removeprefix(start) for one in (OURS, THEIRS))
    return f"{start}<<<<<<< HEAD{ours}{middle}=======\n{theirs}>>>>>>> theirs\n"


def test_two_lines_of_approvals_are_told_as_that_with_the_command_that_joins_them() -> None:
    [one] = told(*MERGED.records)
    assert "it was put on file apart from that, as on another branch of git" in one
    assert "guide approve --join" in one


@pytest.mark.parametrize(
    "text",
    [approvals_text(MERGED), conflict(), conflict(middle="||||||| base\n")],
    ids=["by hand", "by git", "by git with the base"],
)
def test_two_lines_are_joined_and_each_approval_stays_whose_it_was(text: str) -> None:
    found = joined(text)
    assert found is not None
    records = found.approvals.records
    assert told(*records) == []
    assert [replace(one, seal="", after="") for one in records] == [
        replace(one, seal="", after="") for one in MERGED.records
    ]
    assert [one.by for one in found.put_behind] == ["Lee", "Lee"]
    assert records[:3] == MERGED.records[:3]


def test_two_lines_without_anything_before_them_are_joined() -> None:
    one, other = (Approvals().with_more((approval(by, by),)) for by in ("Kim", "Lee"))
    found = joined(approvals_text(Approvals((*one.records, *other.records))))
    assert found is not None
    assert told(*found.approvals.records) == []


A, B, T, C, D = MERGED.records


@pytest.mark.parametrize(
    "records",
    [
        (A, B, T, D),
        (A, B, B, C, D),
        (A, B, T, C, D, A),
        (A, B, T, D, C),
        (A, B, T, replace(C, by="Kim"), D),
        (A, B, T, replace(C, seal=""), D),
    ],
    ids=["cut", "copied", "copied back", "exchanged", "changed", "without a seal"],
)
def test_what_was_cut_copied_or_changed_is_never_joined(records: Sequence[Approval]) -> None:
    assert told(*records) != []
    assert joined(approvals_text(Approvals(tuple(records)))) is None


def test_what_cannot_be_read_is_not_joined() -> None:
    assert joined("[[approval]") is None
    assert joined(conflict().replace('by = "Lee"', "by = Lee", 1)) is None
