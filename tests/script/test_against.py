from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_script import SOUND, line_of

from guide.errors import ScriptError
from guide.script.approval import Approvals
from guide.script.diff import marked
from guide.script.documents import Against, Document, check_against
from guide.script.findings import Severity
from guide.script.library import parse_script
from guide.script.model import Script
from guide.script.signing import approval_of

DOCUMENT = """\
How to answer

Say: “How can I help?”
At the weekend say “How can
  I help, on a weekend?”  When you sum up, “So is it this.”
When they shout: "Please do not." Then: 'I am ending this call.'
"""


def sample(*changes: tuple[str, str]) -> Script:
    """The sample as approved, and then with these changes."""
    text = SOUND
    approved, problems = parse_script(text, "sample.toml")
    assert approved is not None, problems
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    now, problems = parse_script(text, "sample.toml")
    assert now is not None, problems
    return Approvals((approval_of(approved, "Kim", datetime(2026, 1, 31, tzinfo=UTC)),)).applied(
        now
    )


def against(folder: Path, script: Script, document: str = DOCUMENT) -> Against:
    path = folder / "sample.txt"
    path.write_text(document, "utf-8")
    return check_against([script], [path])


def test_each_line_that_stands_in_its_document_is_proved(tmp_path: Path) -> None:
    found = against(tmp_path, sample())
    assert found == Against(5, 1, ())


@pytest.mark.parametrize(
    ("wording", "stands"),
    [
        ("How can I help?", True),
        ("How can\u00a0I help?", True),
        ('"How can I help?"', True),
        ("How can I help", True),
        ("'How can I help?'", False),
        ("how can I help?", False),
        ("How can I hel", False),
        ("ow can I help?", False),
        ("How can I help!", False),
        ("How can, I help?", False),
        ("Howcan I help?", False),
    ],
)
def test_only_quotes_and_white_space_are_folded(wording: str, stands: bool) -> None:
    assert Document("To answer\n\nSay: “How can\tI  help?” At").has(wording) is stands


def test_a_place_stands_for_a_few_words_of_the_document_and_no_more() -> None:
    document = Document("I have your number as [read the number back], is that right?")
    assert document.has("I have your number as {number}, is that right?")
    assert document.has("{caller} I have your number as")
    assert not document.has("I have your number as {number}, is this right?")
    assert not Document(f"I have {'x' * 70} right").has("I have {number} right")


def test_a_line_that_does_not_stand_there_is_told_with_the_nearest_passage(tmp_path: Path) -> None:
    found = against(tmp_path, sample(), DOCUMENT.replace("Please do not.", "Please, do not!"))
    [problem] = found.problems
    assert found.proved == 4
    assert (problem.code, problem.severity) == ("not-in-document", Severity.ERROR)
    assert problem.message == (
        "Line `warn` does not stand in `sample.txt` to the letter; nearest is its line 6: "
        "“[-Please-] {+Please,+} do [-not.-] {+not!+}”."
    )
    assert (problem.file, problem.line, problem.column) == (
        "sample.toml",
        line_of("Please do not."),
        3,
    )


def test_where_nothing_is_like_it_that_is_said(tmp_path: Path) -> None:
    found = against(tmp_path, sample(), "Quite another text.")
    assert len(found.problems) == 5
    assert found.problems[0].message == (
        "Line `warn` does not stand in `sample.txt` to the letter, and nothing there is like it."
    )


def test_what_was_approved_is_proved_whatever_the_file_has_now(tmp_path: Path) -> None:
    changed = sample(("Please do not.", "Please, do not."))
    assert against(tmp_path, changed).problems == ()
    [problem] = against(tmp_path, changed, DOCUMENT.replace("Please do", "Do")).problems
    assert problem.message.startswith("Line `warn` as it was approved by Kim on 2026-01-31 does")


def test_of_an_adapted_line_the_words_it_was_adapted_from_must_stand_there(tmp_path: Path) -> None:
    [problem] = against(tmp_path, sample(), DOCUMENT.replace("So is it", "It is")).problems
    assert problem.message.startswith("The `original` of line `sum-up-2` does not stand")


def test_an_adapted_line_without_its_original_cannot_be_proved(tmp_path: Path) -> None:
    script = sample(('  original = "So is it this."\n', ""))
    [problem] = against(tmp_path, script).problems
    assert (problem.code, problem.severity) == ("no-original", Severity.ERROR)
    assert problem.message == (
        "Line `sum-up-2` is adapted, and does not say from which words of `sample.txt`."
    )


def test_a_script_whose_document_is_not_among_the_files_is_told_of(tmp_path: Path) -> None:
    other = sample(('id = "sample"', 'id = "other"'), ("sample.txt", "other.txt"))
    (tmp_path / "sample.txt").write_text(DOCUMENT, "utf-8")
    found = check_against([sample(), other], [tmp_path / "sample.txt"])
    [problem] = found.problems
    assert (problem.code, problem.severity) == ("no-document", Severity.WARNING)
    assert "its document `other.txt` is not among the files" in problem.message
    assert found.proved == 5
    nameless = sample(('source = "sample.txt"\n', ""))
    [_, problem] = check_against([other, nameless, sample()], [tmp_path / "sample.txt"]).problems
    assert problem.message == "Nothing of this script was proved: it names no document."


def test_a_file_that_no_script_was_made_from_is_a_mistake_and_no_silent_proof(
    tmp_path: Path,
) -> None:
    (tmp_path / "sampel.txt").write_text(DOCUMENT, "utf-8")
    with pytest.raises(ScriptError, match=r"`source` is sampel\.txt\. They were made from `sampl"):
        check_against([sample()], [tmp_path / "sampel.txt"])


def test_two_files_of_one_name_are_not_guessed_at(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "sample.txt").write_text(DOCUMENT, "utf-8")
    files = [tmp_path / "a" / "sample.txt", tmp_path / "b" / "sample.txt"]
    with pytest.raises(ScriptError, match=r"two files called sample\.txt"):
        check_against([sample()], files)


def test_a_document_that_is_no_plain_text_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "sample.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(ScriptError, match=r"sample\.txt: The file is not saved in UTF-8"):
        check_against([sample()], [tmp_path / "sample.txt"])


WORDS = st.lists(st.sampled_from(["a", "bee", "sea", "“", "x,", "é", "\n"]), max_size=30)


@given(WORDS, WORDS, st.lists(st.sampled_from(["bee", "sea", "x,", "dee"]), min_size=3, max_size=9))
def test_words_put_into_a_document_are_found_there(
    before: list[str], after: list[str], words: list[str]
) -> None:
    document = Document(" ".join([*before, *words, *after]))
    assert document.has(" ".join(words))
    nearest = document.nearest(" ".join([*words[:-1], "other"]))
    assert nearest is not None


@given(st.text(), st.text())
def test_any_words_and_any_document_have_an_answer(wording: str, text: str) -> None:
    document = Document(text)
    nearest = document.nearest(wording)
    assert nearest is None or marked(nearest.pieces)
    assert document.has(wording) or wording.strip()
