from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_scripts import HEAD, line, sealed, step

from guide.script import Severity, check_file, check_folder
from guide.script.approval import approvals_text
from guide.script.library import load_library, parse_script
from guide.script.signing import approval_of

APPROVED = HEAD + step(body=line('"Hello, how can I help you?"'))


def approved_folder(folder: Path, now: str, approved: str = APPROVED) -> Path:
    script, problems = parse_script(approved, "one.toml")
    assert script is not None, problems
    signed = approval_of(script, "Kim Lee", datetime(2026, 1, 31, tzinfo=UTC))
    (folder / "one.toml").write_text(now, "utf-8")
    (folder / "approvals.toml").write_text(approvals_text(sealed(signed)), "utf-8")
    return folder


def test_approved_wording_has_nothing_wrong_with_it(tmp_path: Path) -> None:
    assert check_folder(approved_folder(tmp_path, APPROVED)) == ()
    assert check_file(tmp_path / "one.toml") == ()


def test_a_changed_comma_is_an_error_with_the_difference_word_by_word(tmp_path: Path) -> None:
    changed = APPROVED.replace("Hello, how", "Hello how")
    [problem] = check_folder(approved_folder(tmp_path, changed))
    assert (problem.code, problem.severity) == ("changed-wording", Severity.ERROR)
    assert problem.message == (
        "Line `hello` is not as it was approved by Kim Lee on 2026-01-31: "
        "“[-Hello,-] {+Hello+} how can I help you?”."
    )
    assert problem.fix == (
        "Put the approved words back, or have the new ones approved: guide approve one --by NAME."
    )
    assert (problem.line, problem.column) == (17, 3)
    assert check_file(tmp_path / "one.toml") == (problem,)


def test_a_new_line_beside_approved_ones_is_an_error(tmp_path: Path) -> None:
    new = HEAD + step(
        body=line('"Hello, how can I help you?"')
        + line('"One moment."').replace('"hello"', '"wait"')
    )
    [problem] = check_folder(approved_folder(tmp_path, new))
    assert (problem.code, problem.severity) == ("unapproved-wording", Severity.ERROR)
    assert problem.message == "Line `wait` is new: nobody has approved it."


def test_an_approved_line_that_was_taken_out_is_an_error(tmp_path: Path) -> None:
    [problem] = check_folder(approved_folder(tmp_path, HEAD + step()))
    assert (problem.code, problem.severity) == ("removed-wording", Severity.ERROR)
    assert problem.message == (
        "Line `hello`, approved by Kim Lee on 2026-01-31, is not in the script any more."
    )


def test_a_gap_in_place_of_approved_words_is_an_error(tmp_path: Path) -> None:
    gap = HEAD + step(body='\n  [[step.line]]\n  id = "hello"\n  gap = "Withdrawn."\n')
    [problem] = check_folder(approved_folder(tmp_path, gap))
    assert problem.code == "changed-wording"
    assert "“[-Hello, how can I help you?-]”" in problem.message


def test_a_mistake_in_a_line_is_not_told_as_a_change_of_it_too(tmp_path: Path) -> None:
    wrong = APPROVED.replace('text = "Hello, how can I help you?"', "text = 5")
    assert [p.code for p in check_folder(approved_folder(tmp_path, wrong))] == ["wrong-type"]


def test_changes_of_wording_keep_no_script_from_agents(tmp_path: Path) -> None:
    folder = approved_folder(tmp_path, APPROVED.replace("Hello, how", "Hello how"))
    library = load_library(folder)
    assert list(library.scripts) == ["one"]
    assert not library.errors


def test_where_the_approvals_cannot_be_read_only_that_is_told(tmp_path: Path) -> None:
    folder = approved_folder(tmp_path, APPROVED)
    (folder / "approvals.toml").write_text("[[approval]\n")
    assert {Path(p.file).name for p in check_folder(folder)} == {"approvals.toml"}
    assert {Path(p.file).name for p in check_file(folder / "one.toml")} == {"approvals.toml"}


def test_a_line_that_has_another_id_and_the_same_words_was_renamed(tmp_path: Path) -> None:
    renamed = APPROVED.replace('id = "hello"', 'id = "greeting"')
    [problem] = check_folder(approved_folder(tmp_path, renamed))
    assert (problem.code, problem.severity) == ("unapproved-wording", Severity.ERROR)
    assert problem.message == ("Line `hello` was renamed to `greeting`; the words are the same.")


ADAPTED = APPROVED.replace("how can I help you?", "how may I help?")
ADAPTED = ADAPTED.replace('text = "', 'adapted = "Shorter."\n  text = "')


def test_a_line_that_is_not_called_adapted_any_more_is_an_error(tmp_path: Path) -> None:
    plain = ADAPTED.replace('adapted = "Shorter."\n', "")
    [problem] = check_folder(approved_folder(tmp_path, plain, ADAPTED))
    assert (problem.code, problem.severity) == ("changed-wording", Severity.ERROR)
    assert problem.message == (
        "Line `hello` is said to be adapted no longer. It was approved by Kim Lee on 2026-01-31 as"
        " adapted: Shorter."
    )


def test_a_line_that_is_said_to_be_adapted_now_is_an_error(tmp_path: Path) -> None:
    plain = ADAPTED.replace('adapted = "Shorter."\n', "")
    [problem, _] = check_folder(approved_folder(tmp_path, ADAPTED, plain))
    assert problem.message == (
        "Line `hello` is said to be adapted now. It was approved by Kim Lee on 2026-01-31 as the"
        " document’s own."
    )


def test_a_line_that_is_called_adapted_for_another_reason_is_an_error(tmp_path: Path) -> None:
    other = ADAPTED.replace("Shorter.", "As legal asked.")
    problems = check_folder(approved_folder(tmp_path, other, ADAPTED))
    assert [one.code for one in problems] == ["changed-wording", "adapted-wording"]
    problems = check_folder(approved_folder(tmp_path, ADAPTED, ADAPTED.replace("Shorter.", "No.")))
    assert [one.code for one in problems] == ["changed-wording", "adapted-wording"]


def test_marks_of_a_merge_among_the_rules_are_told_as_that(tmp_path: Path) -> None:
    folder = approved_folder(tmp_path, APPROVED)
    path = folder / "approvals.toml"
    text = path.read_text("utf-8")
    merged = text.replace("desk/opens:", "<<<<<<< HEAD\ndesk/opens:")
    path.write_text(merged, "utf-8")
    [problem] = check_folder(folder)
    assert problem.message.startswith("Two versions of the file were not put together")
    assert problem.fix.startswith("Unresolved merge: put the one line behind the other")


WITH_ORIGINAL = HEAD + step(
    body=line('"Hello."', '  adapted = "A slip of the pen"\n  original = "Hullo."\n')
)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (
            WITH_ORIGINAL.replace('"Hullo."', '"Good day."'),
            "For the line `hello` the document has “Good day.”. As it was approved by Kim Lee on "
            "2026-01-31: For the line `hello` the document has “Hullo.”.",
        ),
        (
            WITH_ORIGINAL.replace('  original = "Hullo."\n', ""),
            "Nothing is said any more of what the document has for the line `hello`.",
        ),
    ],
)
def test_what_the_document_has_for_an_adapted_line_is_approved_too(
    tmp_path: Path, now: str, told: str
) -> None:
    problems = check_folder(approved_folder(tmp_path, now, WITH_ORIGINAL))
    [problem] = [one for one in problems if one.code == "changed-rule"]
    assert problem.severity is Severity.ERROR
    assert problem.message.startswith(told)


def test_several_new_lines_are_approved_together_in_one_sentence(tmp_path: Path) -> None:
    more = "".join(
        f'\n  [[step.line]]\n  id = "{name}"\n  text = "{name}."\n' for name in ("one", "two")
    )
    place = APPROVED.index("\n  [[step.choice]]")
    text = f"{APPROVED[:place]}{more}{APPROVED[place:]}"
    told = [p for p in check_folder(approved_folder(tmp_path, text)) if "are new" in p.message]
    assert [one.fix for one in told] == ["Have them approved: guide approve one --by NAME."]
