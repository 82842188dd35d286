from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_scripts import END, HEAD, WARNING, ground, step

from guide.script import check_file, check_folder
from guide.script.library import parse_script
from guide.script.look_alike import look_alike, looks_of, seen_as, unseen
from guide.script.odd_characters import named


@pytest.mark.parametrize(
    ("text", "char", "word", "like"),
    [
        ("please p\u0430y now", "\u0430", "p\u0430y", "a"),  # Cyrillic a
        ("\u0441\u043e\u0440\u0443 the file", "\u0441", "\u0441\u043e\u0440\u0443", "c"),
        ("a c\u0430r and \u0430 dog", "\u0430", "c\u0430r", "a"),
        ("it is \u0430 car", "\u0430", "\u0430", "a"),  # a whole word of one letter
        ("p\u03bfwer", "\u03bf", "p\u03bfwer", "o"),  # Greek omicron
        ("\uff46ull", "\uff46", "\uff46ull", "f"),  # full-width
        ("\U0001d41fine", "\U0001d41f", "\U0001d41fine", "f"),  # mathematical bold
        ("\u043f\u0440p\u0438\u0432\u0435\u0442", "p", "\u043f\u0440p\u0438\u0432\u0435\u0442", ""),
    ],
)
def test_a_letter_that_passes_for_another_is_found(
    text: str, char: str, word: str, like: str
) -> None:
    suspect = look_alike(text)
    assert suspect is not None
    assert (suspect.char, suspect.word, suspect.like) == (char, word, like)
    assert text[suspect.at] == char
    assert suspect.name == named(char)


@pytest.mark.parametrize(
    "text",
    [
        "We understand that you're angry.",
        "I’m unable – “naïve café” … Größe, Łódź, İstanbul, ça va",
        "Здравствуйте, чем могу помочь",
        "Καλημέρα σας",
        "お電話ありがとうございます。Tシャツ",
        "नमस्ते, how are you",
        "안녕하세요 Dana",
        "Ask for Иван today",
        "5 µm, 20 °C, №7",
        "",
    ],
)
def test_honest_wording_of_any_language_is_let_pass(text: str) -> None:
    assert look_alike(text) is None
    assert unseen(text) is None


@pytest.mark.parametrize("char", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u3164", "\U000e0041"])
def test_a_character_that_leaves_no_mark_is_found(char: str) -> None:
    suspect = unseen(f"you{char}r call")
    assert suspect is not None
    assert (suspect.char, suspect.at) == (char, 3)
    assert f"U+{ord(char):04X}" in suspect.name


@pytest.mark.parametrize(
    "text", ["\U0001f468\u200d\U0001f469 hi", "\u0646\u0645\u06cc\u200c\u062e\u0648"]
)
def test_joiners_are_let_pass_where_writing_needs_them(text: str) -> None:
    assert unseen(text) is None


def test_only_joiners_are_let_pass_and_not_all_that_cannot_be_seen() -> None:
    assert unseen("\u0646\u0645\u06cc\u200b\u062e\u0648") is not None


def test_a_joiner_between_latin_letters_is_found() -> None:
    assert unseen("a\u200db") is not None
    assert unseen("\u200cab") is not None


def test_texts_that_look_alike_are_seen_as_the_same() -> None:
    assert seen_as("p\u0430y\u00a0 \uff4eow\u200b") == seen_as("pay now")
    assert seen_as("pay now") != seen_as("pay how")


@given(st.text())
def test_any_text_is_looked_through_without_a_fault(text: str) -> None:
    for suspect in (look_alike(text), unseen(text)):
        assert suspect is None or (text[suspect.at] == suspect.char and suspect.name)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('title = "One"', 'title = "\u041ene"'),
        ('label = "Done"', 'label = "D\u043ene"'),
        ('title = "Step a"', 'title = "St\u0435p a"'),
        ('label = "End"', 'label = "\u0415nd"'),
        ('label = "Done"', 'label = "Do\u200bne"'),
    ],
)
def test_a_letter_in_disguise_in_a_name_is_an_error(before: str, after: str) -> None:
    text = HEAD + step()
    assert before in text
    _, problems = parse_script(text.replace(before, after, 1), "one.toml")
    [problem] = problems
    assert problem.code in ("look-alike", "unsafe-character")
    assert problem.severity == "error"
    assert problem.line == text[: text.index(before)].count("\n") + 1


def test_names_that_look_alike_across_scripts_are_an_error(tmp_path: Path) -> None:
    other = HEAD.replace('"one"', '"two"').replace('"One"', '"Two"')
    cyrillic = "\u0421\u0410\u041c\u0415"  # Cyrillic through and through: no odd letter in it.
    alike = HEAD.replace('label = "Done"', 'label = "CAME"') + step()
    (tmp_path / "one.toml").write_text(alike, "utf-8")
    named = other.replace('label = "Done"', f'label = "{cyrillic}"') + step()
    (tmp_path / "two.toml").write_text(named, "utf-8")
    [problem] = [p for p in check_folder(tmp_path) if p.code == "look-alike"]
    assert problem.severity == "error"
    assert Path(problem.file).name == "two.toml"
    assert problem.message.startswith(f"The ending `{cyrillic}` looks like one in ")
    same = other.replace('label = "Done"', 'label = "came"') + step()
    (tmp_path / "two.toml").write_text(same, "utf-8")
    assert [p for p in check_folder(tmp_path) if p.code == "look-alike"] == []


BY_PROTOCOL = '\n[[ending]]\nid = "by-protocol"\nlabel = "By the protocol"\nprotocol = true\n'


def labels_told(folder: Path, one: str, two: str = "") -> list[str]:
    """What is told of labels that are there twice, in one script or between two."""
    (folder / "one.toml").write_text(one, "utf-8")
    if two:
        other = two.replace('"one"', '"two"').replace('"One"', '"Two"')
        (folder / "two.toml").write_text(other, "utf-8")
    return [p.message for p in check_folder(folder) if p.code == "duplicate-label"]


@pytest.mark.parametrize(
    "label", ["By the protocol", "by the Protocol!", "By the protoco1", "By the prot\u00f3col"]
)
def test_an_ordinary_ending_is_not_called_as_the_protocols_is(tmp_path: Path, label: str) -> None:
    ordinary = HEAD.replace('"Done"', f'"{label}"') + step()
    ours = HEAD + BY_PROTOCOL + ground(WARNING) + step()
    [message] = labels_told(tmp_path, ours, ordinary)
    assert message == (
        f"The ending `done` is called `{label}`, and in `one` that is the one by the hang-up "
        "protocol."
    )


@pytest.mark.parametrize("label", ["By protocol", "Under the protocol.", "With protoco1"])
def test_an_ending_that_reads_as_the_protocols_is_told(tmp_path: Path, label: str) -> None:
    ordinary = HEAD.replace('"Done"', f'"{label}"')
    ours = HEAD + BY_PROTOCOL + ground(WARNING) + step()
    [message] = labels_told(tmp_path, ours, ordinary + step())
    assert message.startswith(f"The ending `done` is called `{label}`, and in `one` ")
    (tmp_path / "two.toml").unlink()
    [message] = labels_told(tmp_path, ordinary + BY_PROTOCOL + ground(WARNING) + step())
    assert "By the protocol" in message


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Take the call", "Take a call.", True),
        ("Manager got the call", "Manager got call", True),
        ("Plan A", "Plan", False),
        ("The", "A", False),
        ("Transferred to a manager", "Transferred by a manager", False),
    ],
)
def test_labels_are_alike_without_their_articles(one: str, other: str, alike: bool) -> None:
    assert bool({*looks_of(one)} & {*looks_of(other)}) == alike


def test_endings_of_one_meaning_have_one_label_in_several_scripts(tmp_path: Path) -> None:
    ours = HEAD + BY_PROTOCOL + ground(WARNING) + step()
    assert labels_told(tmp_path, ours, HEAD + step()) == []


@pytest.mark.parametrize(("ending", "more"), [("Not ended", ""), ("Call ended", BY_PROTOCOL)])
def test_an_ending_is_not_called_as_what_is_none_of_a_scripts(
    tmp_path: Path, ending: str, more: str
) -> None:
    text = HEAD.replace("Done", ending) + step()
    if more:
        text = HEAD + more.replace("By the protocol", ending) + ground(WARNING) + step()
    [message] = labels_told(tmp_path, text)
    assert f"cannot be called `{ending}`" in message


@pytest.mark.parametrize(
    "twins",
    [
        '\n[[ending]]\nid = "gone"\nlabel = "D0ne."\n',
        '\n[[report]]\nid = "a"\nlabel = "Threat"\n\n[[report]]\nid = "b"\nlabel = "thr\u00e9at"\n',
        '\n[fields]\ncaller_name = "Name"\nother = "name:"\n',
        '\n[[follow_up]]\nid = "ring"\nlabel = "Call back"\nneeds = ["number"]\n',
        '\n[[follow_up]]\nid = "a"\nlabel = "Form"\nneeds = ["number"]\n'
        '\n[[follow_up]]\nid = "b"\nlabel = "Forrn"\nneeds = ["number"]\n',
        '\n[[follow_up]]\nkind = "message"\nlabel = "Voicemail"\n',
    ],
)
def test_two_of_one_list_do_not_look_alike(tmp_path: Path, twins: str) -> None:
    [message] = labels_told(tmp_path, HEAD + twins + step())
    assert "called" in message


def test_two_choices_that_look_alike_are_an_error(tmp_path: Path) -> None:
    assert labels_told(tmp_path, HEAD + step(choices=END + END.replace("End", "\u00c9nd")))


@pytest.mark.parametrize(
    ("one", "other"),
    [("1.5 hours", "15 hours"), ("Under < 5", "Under > 5"), ("I", "L"), ("か", "が"), ("✓", "✗")],
)
def test_labels_that_can_be_told_apart_are_let_pass(tmp_path: Path, one: str, other: str) -> None:
    choices = END.replace("End", one) + END.replace("End", other)
    assert labels_told(tmp_path, HEAD + step(choices=choices)) == []


def two_scripts(folder: Path, one: str, two: str) -> dict[str, list[str]]:
    """The codes of what is told of names, by file; both are read as one folder."""
    (folder / "one.toml").write_text(one, "utf-8")
    other = two.replace('id = "one"', 'id = "two"').replace('title = "One"', 'title = "Two"')
    (folder / "two.toml").write_text(other, "utf-8")
    told: dict[str, list[str]] = {}
    for problem in check_folder(folder):
        if problem.code in ("look-alike", "duplicate-label"):
            told.setdefault(Path(problem.file).stem, []).append(problem.severity)
    return told


def test_only_the_file_that_imitates_is_at_fault_wherever_it_stands_in_the_folder(
    tmp_path: Path,
) -> None:
    honest = HEAD.replace('"Done"', '"Came"') + step()
    imitating = HEAD.replace('"Done"', '"C\u0430me"') + step()
    assert two_scripts(tmp_path, imitating, honest) == {"one": ["error", "error"]}
    assert two_scripts(tmp_path, honest, imitating) == {"two": ["error", "error"]}


CYRILLIC = (
    'title = "\u0416\u0438\u0437\u043d\u044c \u0438 \u0434\u0435\u043b\u043e"',
    'label = "\u0421\u0410\u041c\u0415"',
)


def test_of_two_that_are_equal_both_are_told_and_a_protocol_in_force_stays(tmp_path: Path) -> None:
    latin = HEAD.replace('label = "Done"', 'label = "CAME"') + step()
    russian = HEAD.replace('title = "One"', CYRILLIC[0]).replace('label = "Done"', CYRILLIC[1])
    russian = russian + step().replace('"Step a"', '"\u0428\u0430\u0433"')
    assert two_scripts(tmp_path, latin, russian) == {"one": ["error"], "two": ["error"]}
    ours = HEAD.replace('label = "Done"', 'label = "CAME"') + BY_PROTOCOL + ground(WARNING) + step()
    russian = russian.replace('id = "one"', 'id = "one"\nprotocol = "one"')
    told = two_scripts(tmp_path, ours, russian)
    assert told == {"one": ["warning"], "two": ["error"]}


def test_an_ending_by_a_protocol_that_nobody_uses_takes_no_protocol_away(tmp_path: Path) -> None:
    ours = HEAD + BY_PROTOCOL + ground(WARNING) + step()
    third = HEAD.replace('"one"', '"third"').replace('"One"', '"Third"').replace("Done", "Over")
    third = third.replace('id = "third"', 'id = "third"\nprotocol = "one"')
    (tmp_path / "third.toml").write_text(third + step(), "utf-8")
    theirs = ours.replace('"Done"', '"Else"').replace("By the protocol", "Done")
    assert two_scripts(tmp_path, ours, theirs) == {"two": ["error"]}


@pytest.mark.parametrize("title", ["One", "ONE!", "0ne"])
def test_of_two_scripts_with_one_title_the_second_is_told_and_both_stay(
    tmp_path: Path, title: str
) -> None:
    (tmp_path / "one.toml").write_text(HEAD + step(), "utf-8")
    other = HEAD.replace('id = "one"', 'id = "two"').replace('"One"', f'"{title}"')
    (tmp_path / "two.toml").write_text(other + step(), "utf-8")
    [problem] = check_folder(tmp_path)
    assert (Path(problem.file).name, problem.line, problem.severity) == ("two.toml", 3, "warning")
    first = tmp_path / "one.toml"
    assert problem.message == f"Two scripts are called `{title}`, the first one in {first}."


@pytest.mark.parametrize(
    "label",
    [
        "Ended by the hang-up protocol",
        "Hangup protocol",
        "Call ended: hang up protoco1.",
        "ended under our Hang-Up Pr\u043etocol",
    ],
)
def test_an_ending_in_name_only_is_told_where_no_script_has_the_protocol(
    tmp_path: Path, label: str
) -> None:
    (tmp_path / "one.toml").write_text(HEAD.replace('"Done"', f'"{label}"') + step(), "utf-8")
    for told in (check_folder(tmp_path), check_file(tmp_path / "one.toml")):
        [one] = [problem for problem in told if problem.code == "duplicate-label"]
        assert one.severity == "error"
        assert one.message == (
            f"The ending `done` is called `{label}`, and it is not by the hang-up protocol: no"
            " reason has to be stated for it, and no warning given."
        )
        assert one.fix.startswith("Give it another name. If the call is to be ended by the proto")


def test_an_ending_that_names_the_protocol_otherwise_is_a_warning(tmp_path: Path) -> None:
    text = HEAD.replace('"Done"', '"Hang-up protocol not needed"')
    (tmp_path / "one.toml").write_text(text + step(), "utf-8")
    [one] = [problem for problem in check_folder(tmp_path) if problem.code == "duplicate-label"]
    assert (one.severity, one.message) == (
        "warning",
        "The ending `done` is called `Hang-up protocol not needed`, and it is not by the hang-up"
        " protocol.",
    )
    text = HEAD.replace('"Done"', '"Phone protocol explained"')
    assert labels_told(tmp_path, text + step()) == []
