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
from guide.script.joining import joined, unsealed_behind_sealed
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


def conflict(
    our_side: Approvals = OURS,
    their_side: Approvals = THEIRS,
    *,
    middle: str = "",
    both: Approvals = BOTH,
) -> str:
    """The file as git leaves it where both branches added to its end."""
    start = approvals_text(both)
    ours, theirs = (approvals_text(one).removeprefix(start) for one in (our_side, their_side))
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
    of_s = [one.by for one in records if one.script == "s"]
    assert of_s == ["Ann", "Lee", "Kim", "Lee"], "by their times"
    assert len(records) == len(MERGED.records)
    assert {replace(one, seal="", after="") for one in records} == {
        replace(one, seal="", after="") for one in MERGED.records
    }
    assert [one.by for one in found.put_behind] == ["Kim", "Lee"]


SOUND_BRANCHES = {
    "different scripts": (("Kim", "Hello there.", "s"), ("Lee", "Bye.", "t")),
    "a script that is new": (("Kim", "Hello there.", "s"), ("Lee", "Anew.", "new")),
    "two scripts that are new": (("Kim", "Anew.", "new"), ("Lee", "Newer.", "newer")),
    "the same person": (("Kim", "Hello there.", "s"), ("Kim", "Bye.", "t")),
    "the same script": (("Kim", "Hello there.", "s"), ("Lee", "Hi.", "s")),
    "at one time": (("Kim", "Hello.", "s"), ("Lee", "Hallo.", "t")),
}


@pytest.mark.parametrize("branches", SOUND_BRANCHES.values(), ids=SOUND_BRANCHES)
def test_whatever_two_branches_approved_is_joined_to_the_same_file_on_both(
    branches: Sequence[tuple[str, str, str]],
) -> None:
    both = BOTH.with_more((approval("Ann", "Good-bye.", "t"),))
    main, side = (both.with_more((approval(*one),)) for one in branches)
    here, there = (joined(conflict(*sides, both=both)) for sides in ((main, side), (side, main)))
    assert here is not None
    assert there is not None
    assert here.approvals == there.approvals
    assert told(*here.approvals.records) == []
    assert [one.by for one in here.approvals.records[2:]] in (
        [branches[0][0], branches[1][0]],
        [branches[1][0], branches[0][0]],
    )
    assert here.put_behind
    assert there.put_behind


def test_rules_and_lines_and_what_is_gone_of_different_scripts_are_joined() -> None:
    terms = replace(approval("Kim", "Hello.", "s"), lines=(), terms="start: one\n")
    gone = replace(approval("Lee", "Hello, hello.", "t"), lines=(), gone=("hello",))
    withdrawn = replace(gone, withdraws="Kim", note="too long", gone=("other",))
    main = BOTH.with_more((terms,))
    side = BOTH.with_more((approval("Lee", "Hi.", "t"), gone, withdrawn))
    found = joined(conflict(main, side))
    assert found is not None
    assert told(*found.approvals.records) == []
    assert {*found.approvals.records} == {*main.records, *side.records}
    assert found.put_behind == side.records[1:]


def test_two_sides_with_the_same_approvals_are_joined_to_either() -> None:
    again = joined(conflict(OURS, OURS))
    assert again is not None
    assert again.approvals == OURS
    assert again.put_behind == ()


def rule(by: str, minute: int, terms: str = "", text: str = "") -> Approval:
    signed = (ApprovedLine("hello", hash_of(text), text),) if text else ()
    at = AT + timedelta(minutes=minute)
    return Approval("s", "1", "0" * 64, by, at, "", signed, terms or None, changes_only=True)


BASE = Approvals().with_more((rule("Ann", 0, "start: one\n", "Hello."),))
TWO = ("approvers: 2\n", "may_approve/“Kim”\nmay_approve/“Ann”\napprovers: 2\n")


@pytest.mark.parametrize("terms", TWO)
@pytest.mark.parametrize("minute", [1, 9], ids=["before the rule", "after it"])
@pytest.mark.parametrize("mine", [0, 1], ids=["on main", "on the side"])
def test_what_one_branch_approved_keeps_to_the_harder_rule_of_the_other(
    terms: str, minute: int, mine: int
) -> None:
    main = BASE.with_more((rule("Kim", 4, terms), rule("Ann", 5, terms)))
    side = BASE.with_more((rule("Zoe", minute, text="Pay now."),))
    sides = (main, side) if mine == 0 else (side, main)
    records = (*sides[0].records, *sides[1].records[1:])
    found = joined(approvals_text(Approvals(records)))
    assert found is not None
    assert [one.by for one in found.approvals.records] == ["Ann", "Kim", "Ann", "Zoe"]
    assert told(*found.approvals.records) == []
    signed = found.approvals.signed("s")
    version = signed.in_force(("line", "hello"))
    assert version is not None
    assert (signed.needed, version.names) == (2, "Ann")


def test_a_rule_dropped_on_one_branch_still_held_for_what_the_other_approved() -> None:
    base = BASE.with_more((rule("Kim", 1, TWO[0]), rule("Ann", 2, TWO[0])))
    main = base.with_more(tuple(rule(by, 3, "- approvers\n") for by in ("Kim", "Ann")))
    side = base.with_more((rule("Zoe", 9, text="Pay now."),))
    records = (*main.records, *side.records[3:])
    found = joined(approvals_text(Approvals(records)))
    assert found is not None
    assert [one.by for one in found.approvals.records] == ["Ann", "Kim", "Ann", "Zoe", "Kim", "Ann"]
    version = found.approvals.signed("s").in_force(("line", "hello"))
    assert version is not None
    assert version.names == "Ann"


def test_lines_that_branch_again_and_again_are_joined_and_not_without_end() -> None:
    def branching(times: int) -> Approvals:
        on_file, records = BASE, [*BASE.records]
        for n in range(times):
            both = [on_file.with_more((rule(by, n + 1, text=f"{by} {n}"),)) for by in ("K", "L")]
            records += [one.records[-1] for one in both]
            on_file = both[0]
        return Approvals(tuple(records))

    found = joined(approvals_text(branching(100)))
    assert found is not None
    assert told(*found.approvals.records) == []
    assert [one.at for one in found.approvals.records] == sorted(
        one.at for one in branching(100).records
    )
    assert joined(approvals_text(branching(101))) is None


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


OLD = Approvals((approval("Ann", "Hello."),))
BY_OLD_VERSION = Approvals(
    (*OLD.records, approval("Kim", "Hello, hello."), approval("Kim", "Oh.", "t"))
)
BY_NEW_VERSION = OLD.with_more((approval("Lee", "Good day."), approval("Lee", "Good day, Sir.")))


def test_a_branch_of_a_version_without_seals_is_joined_to_the_same_file_on_both() -> None:
    old, new = BY_OLD_VERSION, BY_NEW_VERSION
    on_old, on_new = joined(conflict(old, new, both=OLD)), joined(conflict(new, old, both=OLD))
    assert on_old is not None
    assert on_new is not None
    assert on_old.approvals == on_new.approvals
    assert [one.by for one in on_old.approvals.records if one.seal] == ["Lee", "Lee"]
    assert told(*on_old.approvals.records) == []
    assert {one.by for one in on_new.put_behind if not one.seal} == {"Kim"}


def test_what_has_no_seal_behind_what_has_one_is_not_joined_and_is_named() -> None:
    records = (*BY_NEW_VERSION.records, *BY_OLD_VERSION.records[1:])
    text = approvals_text(Approvals(records))
    assert joined(text) is None
    assert [one.text for late in unsealed_behind_sealed(text) for one in late.lines] == [
        "Hello, hello.",
        "Oh.",
    ]
    fixes = told(*records)
    assert "If a version before 0.9 wrote it on another branch, take it out" in fixes[0]
    assert "guide approve s --by NAME" in fixes[0]
    assert told(*BY_NEW_VERSION.records) == []
