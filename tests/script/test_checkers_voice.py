"""What the checker says: the cause first, what follows from it once, and nothing that is no fault.

Each test is a case that was met: a mistake told on every other file, a warning that nobody could
settle, wording of other scripts taken for a fault.
"""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sample_script import SOUND, only, spoilt
from small_scripts import HEAD, line, step, to
from test_library import library, script, told

from guide.script import check_folder
from guide.script.accepted import settled
from guide.script.approval import approvals_text
from guide.script.checks_approval import OF_APPROVAL, checked_file, checked_folder
from guide.script.findings import Severity
from guide.script.library import library_for, load_library, parse_script, shipped_folder
from guide.script.look_alike import look_alike
from guide.script.reachability_findings import prove
from guide.script.signing import approval_of, withdrawal_of

HELLO = 'text = "How can I help?"'
CLOSED = 'closed_days = ["2026-12-25", 2027-01-01]'


def codes(text: str) -> list[str]:
    return [problem.code for problem in parse_script(text, "f.toml")[1]]


def lines(text: str) -> list[str]:
    return [f"{problem.code}: {problem.message}" for problem in spoilt((HELLO, f'text = "{text}"'))]


# One mistake, and what follows from it


def test_what_follows_from_an_unsound_script_is_told_once_and_last(tmp_path: Path) -> None:
    lead = [script(name, *["sample:warn"] * 3, head='protocol = "sample"') for name in "ab"]
    unsound = SOUND.replace('version = "1"\n', "")
    found = library(tmp_path, a=lead[0], b=lead[1], sample=unsound)
    assert told(found) == [("sample.toml", "missing-key"), ("sample.toml", "unsound-script")]
    assert found.problems[1].message == (
        "While the script `sample` has mistakes it is not offered to agents: 8 places in `a`, `b` "
        "cannot lead there or take its grounds."
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# A script, once.\n"])
def test_of_a_file_with_nothing_in_it_only_that_is_told(text: str) -> None:
    [problem] = parse_script(text, "f.toml")[1]
    assert (problem.code, problem.line) == ("empty-file", 0)
    assert problem.message == "There is nothing in the file to read."


def test_an_id_given_twice_comes_before_what_leads_nowhere_for_it() -> None:
    text = HEAD + step("a", "", to("call-back") + to("call-back", "Again")) + step("a")
    found = parse_script(text, "f.toml")[1]
    assert [one.code for one in found[:2]] == ["duplicate-id", "missing-target"]
    assert found[0].line == found[1].line
    assert found[1].message == "2 choices lead to `call-back`, and no step has this id."
    assert found[1].fix == 'If it is this one, write id = "call-back" here; else add the step.'


def test_lines_and_rules_of_one_withdrawal_are_told_once_each(tmp_path: Path) -> None:
    at = datetime(2026, 11, 27, tzinfo=UTC)
    shutil.copytree(shipped_folder(), tmp_path / "ours")
    file = tmp_path / "ours" / "escalated-callers.toml"
    text = file.read_text("utf-8").replace("version = ", "approvers = 1\nversion = ", 1)
    file.write_text(text, "utf-8")
    ours = load_library(tmp_path / "ours")
    script, on_file = ours.script("escalated-callers"), ours.approvals
    [last] = [one for one in on_file.records if one.script == script.id]
    signed = on_file.signed(script.id)
    on_file = on_file.with_more((approval_of(script, "Kim", at, signed=signed),))
    signed = on_file.signed(script.id)
    back = withdrawal_of(script, last.by, "Kim", at, signed=signed)
    text = approvals_text(on_file.with_more((back,)))
    (tmp_path / "ours" / "approvals.toml").write_text(text, "utf-8")
    found = [
        one
        for one in check_folder(tmp_path / "ours")
        if one.file.endswith("escalated-callers.toml") and one.code in OF_APPROVAL
    ]
    assert sorted(one.code for one in found) == ["changed-rule", "unapproved-wording"]
    why = f"{last.by}’s approval was withdrawn by Kim on 2026-11-27."
    for what, one in zip(
        ("lines", "rules"), sorted(found, key=lambda p: p.code)[::-1], strict=True
    ):
        assert re.match(f"[0-9]+ {what} are not approved any more: {re.escape(why)} ", one.message)


def test_that_a_language_is_missing_is_told_in_grammar(tmp_path: Path) -> None:
    arabic = '  translation.ar = "\u0645\u0631\u062d\u0628\u0627"\n'
    head = HEAD.replace("version", 'language = "en"\nversion')
    one = head + step("a", line('"Hello."', arabic), to("two:"))
    two = head.replace('"one"', '"two"').replace('"One"', '"Two"') + step("a", line('"Hi."'))
    assert any(
        "no line is translated into Arabic." in problem.message
        for problem in library(tmp_path, one=one, two=two).problems
    )


def test_the_files_with_errors_are_told_before_those_with_warnings(tmp_path: Path) -> None:
    warned = script("a", more='[[step]]\nid = "b"\ntitle = "B"\n[[step.choice]]\nlabel = "x"\n'
                    'end = "done"\n')  # fmt: skip
    found = library(tmp_path, a=warned, b=script("b", "frist"))
    assert told(found) == [("b.toml", "missing-target"), ("a.toml", "unreachable")]


def test_a_script_that_is_not_there_is_told_once_with_all_lines_that_name_it(
    tmp_path: Path,
) -> None:
    text = script("a", "gone:", "gone:x", "gone:y", head='protocol = "gone"')
    [problem] = library(tmp_path, a=text).problems
    assert (problem.code, problem.line) == ("missing-target", 3)
    assert problem.message == (
        "There is no script `gone` to take the grounds from. It is named in lines 17, 20, 23 too."
    )


def test_a_script_that_nobody_approved_among_approved_ones_is_told_once(tmp_path: Path) -> None:
    shutil.copytree(shipped_folder(), tmp_path / "ours")
    (tmp_path / "ours" / "sample.toml").write_text(SOUND)
    errors = [p for p in checked_folder(tmp_path / "ours").problems if p.severity == "error"]
    assert {problem.code for problem in errors} == {"unapproved-wording", "unapproved-rules"}
    assert len(errors) == 2
    assert errors[1].message == (
        "5 lines are new, and nobody has approved them: `listen-1`, `weekend`, `sum-up-2`, `warn`,"
        " `hang-up`."
    )


# Warnings that their keeper has settled

UNREACHED = '[[step]]\nid = "more"\ntitle = "M"\n[[step.choice]]\nlabel = "x"\nend = "done"\n'
NO_USE = ('  end = "protocol"', '  end = "protocol"\n  calm = true')
ACCEPTED = '\n[[accepted]]\nfinding = "{}"\nwhere = "{}"\nreason = "For the next release."\n'


def accepting(folder: Path, finding: str, where: str, more: str = UNREACHED) -> list[str]:
    """What is left of the problems of a folder with one script, and what is accepted."""
    text = script("a", more=more + ACCEPTED.format(finding, where))
    (folder / "a.toml").write_text(text)
    checked = checked_folder(folder)
    found = settled(checked.problems, checked.scripts, whole=True)
    left = [one.code for one in found.problems if one.code != "unapproved-wording"]
    return [*left, *(f"{one.code}: {reason}" for one, reason in found.accepted)]


def test_a_warning_is_accepted_in_the_file_with_a_reason(tmp_path: Path) -> None:
    assert accepting(tmp_path, "unreachable", "more") == ["unreachable: For the next release."]


def test_what_is_accepted_is_of_one_place_and_one_kind_of_warning(tmp_path: Path) -> None:
    assert accepting(tmp_path, "unreachable", "first") == ["unreachable", "accepted-nothing"]
    assert accepting(tmp_path, "gap", "more") == ["unreachable", "accepted-nothing"]


def test_what_is_accepted_of_one_field_is_of_no_other(tmp_path: Path) -> None:
    fields = "".join(
        f'\n[[field]]\nid = "{name}"\nlabel = "{name}"\nrequired = true\n'
        for name in ("age", "job")
    )
    assert accepting(tmp_path, "no-use", "age", fields) == [
        "no-use",
        "no-use: For the next release.",
    ]
    assert accepting(tmp_path, "no-use", "field", fields)[:3] == [
        "no-use",
        "no-use",
        "accepted-nothing",
    ]


def test_that_nobody_has_approved_the_wording_is_not_accepted(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(HEAD + step(body=line('"Hello."')), "utf-8")
    [open_one] = check_folder(tmp_path)
    assert open_one.code == "unapproved-wording"
    for where in (open_one.where, "elsewhere"):
        accepted = ACCEPTED.format("unapproved-wording", where)
        (tmp_path / "one.toml").write_text(HEAD + step(body=line('"Hello."')) + accepted, "utf-8")
        checked = checked_folder(tmp_path)
        found = settled(checked.problems, checked.scripts, whole=True)
        assert found.accepted == ()
        told = {one.code: one for one in found.problems}
        assert told["accepted-nothing"].message == (
            "`unapproved-wording` cannot be accepted: somebody must approve it."
        )
        assert told["unapproved-wording"].fix == open_one.fix
    (tmp_path / "one.toml").write_text(
        HEAD + step(body=line('"Hello."')) + ACCEPTED.format("gap", open_one.where), "utf-8"
    )
    checked = checked_folder(tmp_path)
    found = settled(checked.problems, checked.scripts, whole=True)
    assert "unapproved-wording" not in "".join(one.fix for one in found.problems)


def test_what_is_accepted_and_not_found_any_more_is_told_with_its_line(tmp_path: Path) -> None:
    assert accepting(tmp_path, "unreachable", "more", more="") == ["accepted-nothing"]
    checked = checked_folder(tmp_path)
    [problem] = settled(checked.problems, checked.scripts, whole=True).problems
    assert problem.line == (tmp_path / "a.toml").read_text().split("\n").index("[[accepted]]") + 1
    assert problem.severity is Severity.WARNING
    # A file by itself is not looked at from all sides.
    alone = checked_file(tmp_path / "a.toml")
    assert settled(alone.problems, alone.scripts, whole=False).problems == ()


@pytest.mark.parametrize(
    ("finding", "where", "fix"),
    [
        ("unreachable", "moer", 'write where = "more"'),
        ("unreachable", "Step `more`", 'write where = "more"'),
        ("gap", "more", 'write finding = "unreachable"'),
        ("gap", "first", "Take this out"),
    ],
)
def test_what_accepts_nothing_is_told_with_what_it_probably_means(
    tmp_path: Path, finding: str, where: str, fix: str
) -> None:
    accepting(tmp_path, finding, where)
    checked = checked_folder(tmp_path)
    told_of = settled(checked.problems, checked.scripts, whole=True).problems
    [problem] = [one for one in told_of if one.code == "accepted-nothing"]
    assert problem.message == f"There is no warning `{finding}` at `{where}`."
    assert fix in problem.fix


@pytest.mark.parametrize(
    ("where", "fix"),
    [
        ("more", "put it there; if not"),
        ("moer", 'put it there with where = "more"; if not'),
    ],
)
def test_what_is_accepted_in_the_wrong_file_is_told_with_the_right_one(
    tmp_path: Path, where: str, fix: str
) -> None:
    (tmp_path / "a.toml").write_text(script("a", more=UNREACHED))
    (tmp_path / "b.toml").write_text(script("b", more=ACCEPTED.format("unreachable", where)))
    checked = checked_folder(tmp_path)
    left = settled(checked.problems, checked.scripts, whole=True).problems
    [told] = [one for one in left if one.code == "accepted-nothing"]
    of = f"{tmp_path}/a.toml"
    assert told.file == f"{tmp_path}/b.toml"
    assert told.fix == f"If it is the one that is told of `{of}`, {fix}, take this out."
    text = script("a", more=UNREACHED + ACCEPTED.format("unreachable", "more"))
    (tmp_path / "a.toml").write_text(text)
    checked = checked_folder(tmp_path)
    left = settled(checked.problems, checked.scripts, whole=True).problems
    [told] = [one for one in left if one.code == "accepted-nothing"]
    assert told.fix == "Take this out: it has been mended, or was never there."


def test_an_error_is_not_accepted(tmp_path: Path) -> None:
    text = script("a", more=UNREACHED.replace('end = "done"', 'end = "dnoe"'))
    (tmp_path / "a.toml").write_text(text + ACCEPTED.format("missing-target", "more, choice 1"))
    checked = checked_file(tmp_path / "a.toml")
    left = settled(checked.problems, checked.scripts, whole=False).problems
    assert "missing-target" in [problem.code for problem in left]


def test_an_acceptance_without_a_reason_is_an_error() -> None:
    assert "missing-key" in codes(SOUND + '\n[[accepted]]\nfinding = "gap"\nwhere = "x"\n')


def test_what_the_proof_warns_of_has_a_name_to_accept_it_by(tmp_path: Path) -> None:
    problems = prove(library(tmp_path, sample=SOUND.replace(*NO_USE))).failures
    assert ("no-use", "warn, choice 2") in [(one.code, one.where) for one in problems]


# Wording in other scripts than Latin


@pytest.mark.parametrize("text", ["ＡＢＣ銀行でございます。", "１０時にＡＴＭで", "세계 ＣＥＯ"])
def test_full_width_letters_are_at_home_in_east_asian_text(text: str) -> None:
    assert look_alike(text) is None


@pytest.mark.parametrize("text", ["Ｐay now", "ｐａｙ now"])
def test_full_width_letters_elsewhere_are_still_told(text: str) -> None:
    assert look_alike(text) is not None


@pytest.mark.parametrize("mark", ["\u200f", "\\u200f", "\\u202e"])
def test_a_control_character_is_told_once(mark: str) -> None:
    assert [one.partition(":")[0] for one in lines(f"مرحبا{mark} hello")] == ["unsafe-character"]


def test_a_long_line_without_spaces_is_told_by_how_long_it_takes() -> None:
    [told_of] = lines("申し訳ございません。" * 20)
    assert told_of == (
        "long-line: Line `listen-1` has 180 characters, some 36 seconds: nobody says more than 120"
        " in one breath."
    )
    assert lines("申し訳ございません。" * 10) == []


# Ways back within a file


def test_a_step_of_the_own_script_can_be_opened_so_that_the_call_comes_back() -> None:
    text = SOUND.replace('  to = "sum-up"', '  to = "sample:sum-up"', 1)
    script_read, problems = parse_script(text, "f.toml")
    assert script_read is not None, problems
    assert str(script_read.steps[0].choices[0].to) == "sample:sum-up"
    assert codes(SOUND.replace('  to = "sum-up"', '  to = "sample:sumup"', 1)) == ["missing-target"]


def test_a_return_that_no_call_can_come_back_by_is_told(tmp_path: Path) -> None:
    detour = (
        '[[step]]\nid = "aside"\ntitle = "Aside"\n[[step.choice]]\nlabel = "x"\nto = "return"\n'
    )
    [problem] = library(tmp_path, a=script("a", "aside", more=detour)).problems
    assert (problem.code, problem.severity) == ("no-return", Severity.WARNING)
    assert 'with "a:" before the id' in problem.fix
    assert library(tmp_path, a=script("a", "a:aside", more=detour)).problems == ()


@pytest.mark.parametrize("also", ["mistake", "unreadable"])
def test_a_return_is_not_told_of_while_another_script_may_lead_there(
    tmp_path: Path, also: str
) -> None:
    detour = (
        '[[step]]\nid = "aside"\ntitle = "Aside"\n[[step.choice]]\nlabel = "x"\nto = "return"\n'
    )
    other = script("b", "a:asidee") if also == "mistake" else "[script\n"
    found = library(tmp_path, a=script("a", "aside", more=detour), b=other).problems
    assert found
    assert "no-return" not in {problem.code for problem in found}


def test_a_step_is_not_told_as_one_that_nothing_leads_to_where_a_file_cannot_be_read(
    tmp_path: Path,
) -> None:
    found = library(tmp_path, a=script("a", more=UNREACHED), b="[script\n").problems
    assert {problem.code for problem in found} == {"broken-toml"}


# What a closed day does, one reading of ids


def test_a_due_time_that_may_fall_on_a_closed_day_is_told() -> None:
    calendar = ('"next working day, morning"', '"next day, morning"')
    problem = only(spoilt(calendar))
    assert (problem.code, problem.severity) == ("due-when-closed", Severity.WARNING)
    assert problem.fix == 'Write "next working day, morning" if nobody works then.'
    assert codes(SOUND) == []
    assert codes(SOUND.replace(*calendar).replace(CLOSED, "")) == []


@pytest.mark.parametrize(
    "spelt", ['id = """\nescalated-callers"""', '"\\u0069d" = "escalated-callers"']
)
def test_a_second_file_of_one_id_is_seen_however_its_id_is_written(
    tmp_path: Path, spelt: str
) -> None:
    shutil.copytree(shipped_folder(), tmp_path / "ours")
    other = script("other").replace('id = "other"', spelt)
    (tmp_path / "ours" / "zz.toml").write_text(other)
    whole = load_library(tmp_path / "ours")
    assert "duplicate-id" in [problem.code for problem in whole.problems]
    found = library_for("escalated-callers", tmp_path / "ours")
    assert found.problems == whole.problems
    assert list(found.scripts) == list(whole.scripts)


# A name that is misspelt once is told once


def test_a_misspelt_place_is_told_of_its_line_and_not_of_a_translation_that_is_right() -> None:
    constant = '[constants]\nfree_line = "800 555 0100"\n'
    words = 'text = "Call {freeline} now."\n  translation.es = "Llame al {free_line}."'
    text = HEAD + step("a", f"  [[step.line]]\n  {words}\n\n") + constant
    [first, *others] = [one for one in parse_script(text, "f.toml")[1] if "free" in one.message]
    assert first.message.startswith("There is no field or constant `freeline` to be filled in")
    assert first.fix == "Did you mean `{free_line}`?"
    assert others == []
    both = text.replace("al {free_line}", "al {freelin}")
    found = [one.fix for one in parse_script(both, "f.toml")[1] if "free" in one.message]
    assert found == ["Did you mean `{free_line}`?"] * 2


def test_an_own_follow_up_called_by_kind_is_told_once() -> None:
    own = '[[follow_up]]\nkind = "technician"\nlabel = "Visit"\naudience = "caller"\n'
    text = HEAD + step("a").replace("title =", 'owes = ["technician"]\ntitle =', 1) + own
    found = [one for one in parse_script(text, "f.toml")[1] if one.severity is Severity.ERROR]
    assert [(one.code, one.fix[:23]) for one in found] == [
        ("unknown-value", 'Write id = "technician"')
    ]
