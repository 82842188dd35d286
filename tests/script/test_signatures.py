"""Each line and each rule is signed by itself, by as many as must, and by those who may."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from small_scripts import HEAD, PROTOCOL, TWO_WARNINGS, WARNING, ground, line, sealed, step

from guide.errors import ScriptError
from guide.script import check_folder
from guide.script.approval import (
    Approval,
    Approvals,
    ApprovedLine,
    approvals_text,
    parse_approvals,
    signed_in,
)
from guide.script.library import Library, load_library, parse_script
from guide.script.model import Line, Script, Status, Step, hash_of
from guide.script.people import person
from guide.script.signing import (
    ChangeKind,
    approval_of,
    changed_terms,
    changes,
    withdrawal_of,
)
from guide.script.term_words import worth_telling

AT = datetime(2026, 1, 31, tzinfo=UTC)
A, B = Line("a", "Hello."), Line("b", "Bye.")


def script(*lines: Line, approvers: int = 0, may: tuple[str, ...] = ()) -> Script:
    steps = (Step("one", "One", lines=lines),)
    return Script(
        "s",
        "S",
        "Always.",
        steps,
        version="1",
        approvers=approvers,
        may_approve=may,
        sha256="0" * 64,
    )


class Desk:
    """Approvals as they are put on file one after another, a day between them."""

    def __init__(self) -> None:
        self.on_file = Approvals()

    @property
    def at(self) -> datetime:
        return AT + timedelta(days=len(self.on_file.records))

    def approve(self, what: Script, by: str, *only: str) -> None:
        signed = self.on_file.signed("s")
        record = approval_of(what, by, self.at, signed=signed, only=only)
        self.on_file = self.on_file.with_more((record,))

    def withdraw(self, what: Script, of: str, by: str, *only: str) -> None:
        signed = self.on_file.signed("s")
        record = withdrawal_of(what, of, by, self.at, signed=signed, only=only)
        self.on_file = self.on_file.with_more((record,))

    def status(self, what: Script) -> dict[str, tuple[Status, str]]:
        """By the id of each line, what it is worth, and whose its words are."""
        applied = self.on_file.applied(what)
        return {line.id: (line.status, line.spoken.by) for line in applied.lines}


def test_who_approves_one_line_is_the_approver_of_no_other() -> None:
    desk = Desk()
    desk.approve(script(A, B), "Ann")
    changed = script(A, Line("b", "Goodbye."))
    desk.approve(changed, "Kim")
    assert desk.status(changed) == {"a": (Status.APPROVED, "Ann"), "b": (Status.APPROVED, "Kim")}
    assert [one.id for one in desk.on_file.records[-1].lines] == ["b"]


def test_an_approval_of_the_whole_as_before_moves_no_line_to_its_signer_either() -> None:
    def whole(by: str, *lines: Line) -> Approval:
        signed = tuple(ApprovedLine(one.id, hash_of(one.text), one.text) for one in lines)
        return Approval("s", "1", "0" * 64, by, AT, "", signed)

    now = Line("b", "Goodbye.")
    on_file = Approvals((whole("Ann", A, B), whole("Kim", A, now)))
    assert [one.spoken.by for one in on_file.applied(script(A, now)).lines] == ["Ann", "Kim"]
    assert on_file.bears_out("s", "a", A.sha256, "Kim", AT), "a call of that time may name her"
    without = Approvals((whole("Ann", A, B), whole("Kim", A)))
    assert [one.status for one in without.applied(script(A, B)).lines] == [
        Status.APPROVED,
        Status.NEW,
    ]


def test_a_line_can_be_approved_alone() -> None:
    desk = Desk()
    desk.approve(script(A, B), "Ann", "a")
    assert desk.status(script(A, B)) == {"a": (Status.APPROVED, "Ann"), "b": (Status.NEW, "")}
    assert desk.on_file.records[0].terms is None


def test_where_two_must_approve_one_alone_changes_nothing() -> None:
    desk, first = Desk(), script(A, approvers=2)
    desk.approve(first, "Ann")
    assert desk.status(first) == {"a": (Status.NEW, "")}
    desk.approve(first, "Kim")
    assert desk.status(first) == {"a": (Status.APPROVED, "Ann and Kim")}
    changed = script(Line("a", "Good day."), approvers=2)
    desk.approve(changed, "Ann")
    assert desk.status(changed) == {"a": (Status.CHANGED, "Ann and Kim")}
    [change] = changes(changed, desk.on_file.signed("s"))
    assert change.note == "approved by Ann; 1 more must approve it"
    assert changes(changed, desk.on_file.signed("s"), "Ann") == ()
    assert changes(changed, desk.on_file.signed("s"), "Kim") == (change,)
    desk.approve(changed, "Lee")
    assert desk.status(changed) == {"a": (Status.APPROVED, "Ann and Lee")}
    assert desk.on_file.bears_out("s", "a", hash_of("Good day."), "Ann and Lee", AT + 3 * DAY)
    assert not desk.on_file.bears_out("s", "a", hash_of("Good day."), "Ann and Kim", AT + 3 * DAY)


DAY = timedelta(days=1)


def without_seals(on_file: Approvals) -> Approvals:
    """As a version before 0.9 wrote them, or as whoever cuts the seals out does."""
    return Approvals(tuple(replace(one, seal="", after="") for one in on_file.records))


@pytest.mark.parametrize("several", [False, True], ids=["one", "two"])
def test_what_is_in_force_without_a_seal_is_told_until_it_is_approved_again(
    tmp_path: Path, several: bool
) -> None:
    head = HEAD.replace('"one"', '"s"')
    head = head.replace("\n\n", "\napprovers = 2\n\n" if several else "\n\n", 1)
    (tmp_path / "s.toml").write_text(head + step("one", line('"Hello."')), "utf-8")
    first = load_library(tmp_path).script("s")
    signers, desk = ("Ann", "Kim")[: 1 + several], Desk()
    for name in signers:
        desk.approve(first, name)
    desk.on_file = without_seals(desk.on_file)

    def told() -> list[str]:
        (tmp_path / "approvals.toml").write_text(approvals_text(desk.on_file), "utf-8")
        found = check_folder(tmp_path)
        return [f"{one.severity} {one.code}" for one in found if "approv" in one.code]

    severity = "error" if several else "warning"
    assert told() == [f"{severity} unsealed-approval"]
    signed = desk.on_file.signed("s")
    assert {one.kind for one in changes(first, signed, "Lee")} == {ChangeKind.UNSEALED}
    assert changed_terms(first, signed, "Lee"), "the rules, too"
    assert (changes(first, signed), changed_terms(first, signed)) == ((), ()), "they still hold"
    for name in signers:
        assert told() == [f"{severity} unsealed-approval"]
        desk.approve(first, name)
        assert changes(first, desk.on_file.signed("s"), name) == ()
    assert told() == []
    assert desk.status(first) == {"hello": (Status.APPROVED, " and ".join(signers))}


def test_nobody_can_make_two_of_themselves() -> None:
    desk, two = Desk(), script(A, approvers=2)
    desk.approve(two, "Ann")
    desk.approve(two, "Ann")
    assert desk.status(two) == {"a": (Status.NEW, "")}


def test_to_need_fewer_approvers_takes_as_many_as_before() -> None:
    desk, two, one = Desk(), script(A, approvers=2), script(A, approvers=1)
    desk.approve(two, "Ann")
    desk.approve(two, "Kim")
    desk.approve(one, "Ann")
    [change] = changed_terms(one, desk.on_file.signed("s"))
    assert (change.name, desk.on_file.signed("s").needed) == ("approvers", 2)
    desk.approve(one, "Kim")
    assert changed_terms(one, desk.on_file.signed("s")) == ()
    assert desk.on_file.signed("s").needed == 1


def test_who_may_not_approve_counts_for_nothing() -> None:
    desk, ours = Desk(), script(A, may=("Ann Lee", "Kim"))
    desk.approve(ours, "Mallory")
    assert desk.status(ours) == {"a": (Status.NEW, "")}
    desk.approve(ours, "Ann Lee")
    assert desk.status(ours) == {"a": (Status.APPROVED, "Ann Lee")}
    theirs = script(Line("a", "Pay now."), may=("Mallory",))
    desk.approve(theirs, "Mallory")
    assert desk.status(theirs) == {"a": (Status.CHANGED, "Ann Lee")}
    assert desk.on_file.signed("s").may_approve == ("Ann Lee", "Kim")


def test_what_is_withdrawn_gives_way_to_what_was_approved_before() -> None:
    desk, changed = Desk(), script(Line("a", "Good day."), B)
    desk.approve(script(A, B), "Ann")
    desk.approve(changed, "Kim")
    desk.withdraw(changed, "Kim", "Ann")
    assert desk.status(changed) == {"a": (Status.CHANGED, "Ann"), "b": (Status.APPROVED, "Ann")}
    assert desk.on_file.applied(changed).lines[0].spoken.text == "Hello."
    last = desk.on_file.records[-1]
    assert (last.by, last.withdraws, last.gone) == ("Ann", "Kim", ("a",))
    desk.approve(changed, "Lee")
    assert desk.status(changed)["a"] == (Status.APPROVED, "Lee")


@pytest.mark.parametrize("by", ["Ann", "Kim"])
def test_a_withdrawal_makes_way_for_nobody_alone(by: str) -> None:
    desk, two, one = Desk(), script(A, approvers=2, may=("Ann", "Kim")), script(A)
    desk.approve(script(A), "Zoe")
    desk.approve(two, "Ann")
    desk.approve(two, "Kim")
    desk.withdraw(two, "Ann", by)
    signed = desk.on_file.signed("s")
    assert {one.name for one in changed_terms(two, signed)} > {"approvers", "may_approve/“Ann”"}
    dropped = {one.name for one in changed_terms(one, signed)}
    assert dropped == {"approvers", "may_approve/“Ann”", "may_approve/“Kim”"}
    assert (signed.needed, signed.may_approve) == (2, ("Ann", "Kim"))
    for name in ("Zoe", "Kim"):
        desk.approve(one, name)
        assert changed_terms(one, desk.on_file.signed("s")), "not by one, and not by a third"
    changed = script(Line("a", "Pay now."))
    desk.approve(changed, "Kim")
    assert desk.status(changed)["a"] == (Status.CHANGED, "Zoe")
    desk.approve(changed, "Ann")
    assert changed_terms(changed, desk.on_file.signed("s")) == ()
    assert (desk.on_file.signed("s").needed, desk.on_file.signed("s").may_approve) == (1, ())


def test_who_was_taken_off_the_list_is_not_put_back_on_it_by_a_withdrawal() -> None:
    desk, three, two = Desk(), script(A, may=("Ann", "Kim", "Bob")), script(A, may=("Ann", "Kim"))
    desk.approve(three, "Kim")
    desk.approve(two, "Ann")
    desk.withdraw(two, "Ann", "Kim")
    assert desk.on_file.signed("s").may_approve == ("Ann", "Kim")


def test_where_two_must_approve_a_withdrawal_alone_brings_nothing_older_back() -> None:
    desk, old = Desk(), script(Line("a", "Pay now."), B, approvers=2)
    new = script(A, B, approvers=2)
    for what, by in ((old, "Ann"), (old, "Kim"), (new, "Lee"), (new, "Sam")):
        desk.approve(what, by)
    desk.withdraw(new, "Lee", "Ann")
    assert desk.status(new) == {"a": (Status.NEW, ""), "b": (Status.APPROVED, "Ann and Kim")}
    assert [one.line for one in changes(old, desk.on_file.signed("s"))] == ["a"]
    other = script(A, Line("b", "Goodbye."), approvers=2)
    desk.approve(other, "Lee", "b")
    desk.withdraw(other, "Lee", "Lee", "b")
    assert desk.status(other)["b"] == (Status.CHANGED, "Ann and Kim"), "that of others holds"


def test_that_a_withdrawn_rule_of_approving_is_gone_is_told(tmp_path: Path) -> None:
    both, _ = parse_script(TWO, "one.toml")
    one, _ = parse_script(TWO.replace("\napprovers = 2", ""), "one.toml")
    assert both is not None
    assert one is not None
    on_file = sealed(approval_of(one, "Zoe", AT))
    for by in ("Ann", "Kim"):
        on_file = on_file.with_more((approval_of(both, by, AT, signed=on_file.signed("one")),))
    back = withdrawal_of(both, "Ann", "Kim", AT, signed=on_file.signed("one"))
    on_file = on_file.with_more((back,))
    (tmp_path / "one.toml").write_text(TWO.replace("\napprovers = 2", ""), "utf-8")
    (tmp_path / "approvals.toml").write_text(approvals_text(on_file), "utf-8")
    [problem] = check_folder(tmp_path)
    assert (problem.code, problem.severity) == ("changed-rule", "error")
    assert problem.message == (
        "One person is enough to approve this script now. As it was approved: 2 people must "
        "approve this script. Ann’s approval was withdrawn by Kim on 2026-01-31. That rule "
        "still decides who must approve this change."
    )


def test_what_was_withdrawn_is_not_told_as_new() -> None:
    desk, ours = Desk(), script(A)
    desk.approve(ours, "Kim")
    desk.withdraw(ours, "Kim", "Ann")
    [change] = changes(ours, desk.on_file.signed("s"))
    told = "Kim’s approval was withdrawn by Ann on 2026-02-01"
    assert (change.kind, change.note) == (ChangeKind.WITHDRAWN, told)
    library = Library({}, (), Path(), approvals=desk.on_file)
    assert library.unapproved_rules(ours) == (f"Its rules are not approved: {told}.",)


def test_agents_are_told_who_of_two_has_approved_the_rules() -> None:
    desk, ours = Desk(), script(A, approvers=2)
    desk.approve(ours, "Ann")
    library = Library({}, (), Path(), approvals=desk.on_file)
    assert library.unapproved_rules(ours) == (
        "Too few people have approved its rules: only Ann; 1 more must approve them.",
    )


def test_one_line_is_withdrawn_by_itself_and_what_is_not_there_is_refused() -> None:
    desk, ours = Desk(), script(A, B)
    desk.approve(ours, "Kim")
    desk.withdraw(ours, "Kim", "Kim", "b")
    assert desk.status(ours) == {"a": (Status.APPROVED, "Kim"), "b": (Status.NEW, "")}
    assert changed_terms(ours, desk.on_file.signed("s")) == ()
    with pytest.raises(ScriptError, match="has approved nothing"):
        desk.withdraw(ours, "Ann", "Kim")


def test_a_line_taken_out_and_a_rule_that_is_gone_are_signed_as_such() -> None:
    desk, less = Desk(), script(A)
    desk.approve(script(A, replace(B, must_say=True)), "Ann")
    desk.approve(less, "Kim")
    last = desk.on_file.records[-1]
    assert (last.lines, last.gone) == ((), ("b",))
    assert last.terms == "- step/one/line/b\n- line/b/must_say\n"
    assert changes(less, desk.on_file.signed("s")) == ()
    assert changed_terms(less, desk.on_file.signed("s")) == ()


def test_what_was_signed_by_whom_is_read_as_it_was_written() -> None:
    desk, two = Desk(), script(A, B, approvers=2, may=("Ann Lee", "Kim"))
    desk.approve(two, "Ann Lee")
    desk.approve(two, "Kim")
    desk.approve(script(A), "Kim")
    desk.withdraw(two, "Ann Lee", "Kim")
    text = approvals_text(desk.on_file)
    assert parse_approvals(text, "approvals.toml") == (desk.on_file, ())
    assert signed_in(desk.on_file.records).needed == 2


@pytest.mark.parametrize(
    "text", ["approvers: x\n", "approvers: 99\n", "approvers: ١\n", "what is\n"]
)
def test_rules_about_approving_that_make_no_sense_ask_for_one(text: str) -> None:
    record = Approval("s", "1", "0" * 64, "Kim", AT, "", (), text, changes_only=True)
    assert signed_in((record,)).needed == 1


TWO = HEAD.replace('version = "1"', 'version = "1"\napprovers = 2') + step(body=line('"Hello?"'))


def test_a_script_that_asks_for_approvers_is_an_error_without_any(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(TWO, "utf-8")
    [problem] = check_folder(tmp_path)
    assert (problem.code, problem.severity) == ("unapproved-wording", "error")


def test_what_waits_for_a_second_signature_says_whose_it_has(tmp_path: Path) -> None:
    first, _ = parse_script(TWO, "one.toml")
    assert first is not None
    both = sealed(approval_of(first, "Ann", AT))
    more = approval_of(first, "Kim", AT, signed=both.signed("one"))
    changed = TWO.replace("approvers = 2", 'approvers = 2\nrules = ["Be kind."]')
    second, _ = parse_script(changed, "one.toml")
    assert second is not None
    (tmp_path / "one.toml").write_text(TWO, "utf-8")
    (tmp_path / "approvals.toml").write_text(approvals_text(both), "utf-8")
    assert {p.message for p in check_folder(tmp_path)} == {
        "Line `hello` is new. So far it is approved by Ann; 1 more must approve it.",
        "Too few people have approved the rules of this script: only Ann; 1 more must approve "
        "them.",
    }
    both = both.with_more((more,))
    both = both.with_more((approval_of(second, "Kim", AT, signed=both.signed("one")),))
    (tmp_path / "one.toml").write_text(changed, "utf-8")
    (tmp_path / "approvals.toml").write_text(approvals_text(both), "utf-8")
    [problem] = check_folder(tmp_path)
    assert problem.message == (
        "This rule is new: “Be kind.” is a rule of the script. "
        "So far it is approved by Kim; 1 more must approve it."
    )


def test_of_two_of_whom_one_withdraws_the_other_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(TWO, "utf-8")
    both, _ = parse_script(TWO, "one.toml")
    assert both is not None
    on_file = sealed(approval_of(both, "Ann", AT))
    on_file = on_file.with_more((approval_of(both, "Kim", AT, signed=on_file.signed("one")),))
    back = withdrawal_of(both, "Kim", "Kim", AT, signed=on_file.signed("one"))
    on_file = on_file.with_more((back,))
    (tmp_path / "approvals.toml").write_text(approvals_text(on_file), "utf-8")
    day = f"{AT:%Y-%m-%d}"
    assert {problem.message for problem in check_folder(tmp_path)} == {
        f"Line `hello` is not approved: Kim withdrew their approval on {day}. "
        "So far it is approved by Ann; 1 more must approve it.",
        "Too few people have approved the rules of this script: only Ann; 1 more must approve "
        f"them. Kim withdrew their approval on {day}.",
    }
    other = withdrawal_of(both, "Ann", "Kim", AT, signed=on_file.signed("one"))
    on_file = on_file.with_more((other,))
    (tmp_path / "approvals.toml").write_text(approvals_text(on_file), "utf-8")
    assert {problem.message for problem in check_folder(tmp_path)} == {
        f"Line `hello` is not approved: Ann’s approval was withdrawn by Kim on {day}.",
        f"The rules of this script are not approved: Ann’s approval was withdrawn by Kim on {day}.",
    }


def test_a_rule_that_was_withdrawn_and_changed_then_is_told_without_an_approver(
    tmp_path: Path,
) -> None:
    timer = '[[step]]\ntimer = {{ seconds = {}, over = "Go on." }}\n'
    texts = [TWO.replace("[[step]]\n", timer.format(n)) for n in (5, 9)]
    on_file = Approvals()
    for text, people in ((TWO, ("Kim", "Lee")), (texts[0], ("Kim", "Ann"))):
        both, problems = parse_script(text, "one.toml")
        assert both is not None, problems
        for by in people:
            more = approval_of(both, by, AT, signed=on_file.signed("one"))
            on_file = on_file.with_more((more,))
    assert both is not None
    back = withdrawal_of(both, "Ann", "Ann", AT, signed=on_file.signed("one"))
    on_file = on_file.with_more((back,))
    (tmp_path / "one.toml").write_text(texts[1], "utf-8")
    (tmp_path / "approvals.toml").write_text(approvals_text(on_file), "utf-8")
    [told] = [one.message for one in check_folder(tmp_path) if "9 seconds" in one.message]
    assert told == (
        "The timer of “Step a” runs for 9 seconds. As it was approved before that was withdrawn: "
        f"The timer of “Step a” runs for 5 seconds. Ann withdrew their approval on {AT:%Y-%m-%d}."
    )


def test_a_warning_line_that_became_two_is_not_told_as_gone() -> None:
    def told(before: str, after: str) -> list[str]:
        first, second = (parse_script(text, "one.toml")[0] for text in (before, after))
        assert first is not None
        assert second is not None
        signed = sealed(approval_of(first, "Ann", AT)).signed("one")
        return [one.sentence for one in worth_telling(changed_terms(second, signed))]

    one, two = (
        PROTOCOL + ground(warning, "warnings = 2") + step(body=line('"Hello."'))
        for warning in (WARNING, TWO_WARNINGS)
    )
    assert [one for one in told(one, two) if "arning" in one] == [
        "Warning 1 for “Abuse” is the line `warn`.",
        "Warning 2 for “Abuse” is the line `warn-again`.",
    ]


def test_more_approvers_than_may_approve_is_a_mistake(tmp_path: Path) -> None:
    few = TWO.replace("approvers = 2", 'approvers = 2\nmay_approve = ["Ann"]')
    (tmp_path / "one.toml").write_text(few, "utf-8")
    assert "2 people must approve this script, and one person may." in {
        problem.message for problem in check_folder(tmp_path)
    }


KIM = (
    "kim lee",
    "KIM LEE",
    "Kim\u00a0Lee",
    "Kim\u2003Lee",
    "Kim Lee.",
    "“Kim Lee”",
    "Kim  Lee",
    "Lee, Kim",
    "Kim-Lee",
    "Kim_Lee",
    "kim.lee",
    "KimLee",
    "Kim Iee",
    "Kim 1ee",
    "Kim |ee",
    "Kirn Lee",
    "Kim L\u00e9e",
    "K\u00ecm L\u00eb\u00ea",
)
ODD = ("Kim\u200bLee", "Kim\u00ad Lee", "K\u0456m Lee", "\uff2bim Lee")


@pytest.mark.parametrize("again", KIM)
def test_nobody_becomes_two_people_by_how_the_name_is_written(again: str) -> None:
    for may in ((), ("Kim Lee", again, "Ann")):
        desk, two = Desk(), script(A, approvers=2, may=may)
        desk.approve(two, "Kim Lee")
        desk.approve(two, again)
        assert desk.status(two) == {"a": (Status.NEW, "")}
        assert changes(two, desk.on_file.signed("s"), again) == ()
        desk.withdraw(two, again, "Ann")
        assert desk.on_file.signed("s").signed_by("Kim Lee") == ()


def test_a_letter_with_an_accent_is_the_same_however_it_is_put_together() -> None:
    desk, two = Desk(), script(A, approvers=2)
    desk.approve(two, "Jos\u00e9")
    desk.approve(two, "Jose\u0301")
    assert desk.status(two) == {"a": (Status.NEW, "")}
    desk.approve(two, "Jos\u00e9e")
    assert desk.status(two)["a"][0] is Status.APPROVED


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ovvens", "Owens"), ("O0la", "0Ola"), ("S\u00f8ren", "Soren"), ("Ira", "lra")],
)
def test_letters_that_look_alike_make_no_second_person(one: str, other: str) -> None:
    assert person(one) == person(other)


@pytest.mark.parametrize("odd", ODD)
def test_a_name_that_may_pass_for_anothers_signs_nothing(odd: str) -> None:
    desk, ours = Desk(), script(A)
    with pytest.raises(ScriptError, match="Type it anew"):
        desk.approve(ours, odd)
    desk.approve(ours, "Kim Lee")
    with pytest.raises(ScriptError, match="Type it anew"):
        desk.withdraw(ours, "Kim Lee", odd)
    forged = replace(desk.on_file.records[0], by=odd)
    two = script(A, approvers=2)
    desk.approve(two, "Kim Lee")
    assert desk.on_file.with_more((forged,)).applied(two).lines[0].spoken.by == "Kim Lee"


@pytest.mark.parametrize(
    "name", ["Иван Петров", "王小明", "José", "O'Brien", "राम", "رضا", "Ann-Sofie"]
)
def test_a_name_of_one_alphabet_signs(name: str) -> None:
    desk = Desk()
    desk.approve(script(A), name)
    assert desk.status(script(A)) == {"a": (Status.APPROVED, name)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Lee", "Lee Kim"),
        ("Kim Lee", "Dr. Kim Lee"),
        ("Kim Lee", "LEE, Dr. Kim"),
        ("Kim Lee", "lee kim, Ph.D."),
        ("Ann Marie Lee", "Lee Ann-Marie"),
        ("Nolan Kerr", "Kerr Nolan"),
        ("Sam Lee", "samlee"),
        ("金 民秀", "民秀 金"),
        ("金民秀", "金 民秀"),
        ("Prof Miss", "Miss Prof"),
        ("Kim Lee", "Kim Lee, Compliance"),
        ("Kim Lee", "Lee, Kim (Legal)"),
        ("Kim Lee", "Kim Lee QA"),
    ],
)
def test_neither_a_title_nor_the_order_of_words_makes_a_second_person(one: str, other: str) -> None:
    assert person(one) == person(other)


def test_people_whose_names_differ_are_several() -> None:
    assert person("Ian") != person("Nia")
    assert person("Diana") != person("Nadia")
    assert person("Kim Lee") != person("Kim Leek")
    assert person("Dr. Lee") != person("Dr. Kim")
    assert person("Kim Compliance") != person("Kim Legal")
    assert person("राम") != person("रामी")
    assert person("Ann") != person("Anne")
    assert person("\u304b\u306a") != person("\u304c\u306a")
    assert person("\uae40\ubbfc\uc218") != person("\uae40\ubbfc\uc11c")
    assert person("Agent 10") != person("Agent 100")
    assert person("...") == "..."


def test_who_may_approve_is_counted_by_people(tmp_path: Path) -> None:
    few = TWO.replace("approvers = 2", 'approvers = 2\nmay_approve = ["Kim Lee", "Lee, Kim"]')
    (tmp_path / "one.toml").write_text(few, "utf-8")
    assert (
        "2 people must approve this script, and one person may."
        " `Kim Lee` and `Lee, Kim` are one person."
    ) in {problem.message for problem in check_folder(tmp_path)}
    odd = TWO.replace("approvers = 2", 'may_approve = ["\u0410nn"]')
    (tmp_path / "one.toml").write_text(odd, "utf-8")
    assert "look-alike" in {problem.code for problem in check_folder(tmp_path)}


def test_lines_that_wait_for_a_second_person_are_one_mistake(tmp_path: Path) -> None:
    more = line('"Hi."').replace('"hello"', '"hi"')
    text = TWO.replace(step(body=line('"Hello?"')), step(body=line('"Hello?"') + more))
    assert '"hi"' in text
    (tmp_path / "one.toml").write_text(text, "utf-8")
    both, _ = parse_script(text, "one.toml")
    assert both is not None
    on_file = Approvals().with_more((approval_of(both, "Ann", AT),))
    (tmp_path / "approvals.toml").write_text(approvals_text(on_file), "utf-8")
    assert (
        "2 lines are new: `hello`, `hi`. So far each is approved by Ann; 1 more must approve it."
    ) in {one.message for one in check_folder(tmp_path)}
