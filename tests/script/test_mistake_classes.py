"""Every class of mistake once: the smallest script that has it, and the very sentence it gets."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from guide.script import Severity, check_file, check_folder
from guide.script.approval import Approvals, approvals_text, approve
from guide.script.load import parse_script

HEAD = """\
[script]
id = "one"
title = "One"
use_when = "A test needs it."
version = "1"

[[ending]]
id = "done"
label = "Done"
"""
END = """
  [[step.choice]]
  label = "End"
  end = "done"
"""


def step(name: str = "a", body: str = "", choices: str = END) -> str:
    return f'\n[[step]]\nid = "{name}"\ntitle = "Step {name}"\n{body}{choices}'


def line(text: str, more: str = "") -> str:
    return f'\n  [[step.line]]\n  id = "hello"\n  text = {text}\n{more}'


def to(target: str, label: str = "On") -> str:
    return f'\n  [[step.choice]]\n  label = "{label}"\n  to = "{target}"\n'


def ground(warning: str, more: str = "warnings = 1") -> str:
    ending = '[ground.ending]\nid = "bye"\ntext = "Goodbye."\n'
    return f'\n[[ground]]\nid = "abuse"\nlabel = "Abuse"\n{more}\n{warning}{ending}'


PROTOCOL = HEAD + "protocol = true\n"
WARNING = '[ground.warning]\nid = "warn"\ntext = "Please stop."\n'
LONG = " ".join(["word"] * 75)

MISTAKES = {
    "a misspelt key": (
        HEAD.replace("use_when", "use_wen") + step(),
        "unknown-key",
        "`use_wen` is not a setting of [script].",
        "Did you mean `use_when`?",
    ),
    "an unknown key": (
        HEAD + step(body="frobs = 1\n"),
        "unknown-key",
        "`frobs` is not a setting of step `a`.",
        "Take it out; the settings here are `id`, `title`, `coach`, `line`, `choice`, `capture`, "
        "`show`, `owes`, `role`.",
    ),
    "a wrong type": (
        HEAD.replace('version = "1"', "version = 1") + step(),
        "wrong-type",
        "`version` in [script] is a whole number; it must be a text.",
        'Put it between quotation marks: version = "1".',
    ),
    "a missing target": (
        HEAD + step("breathe", choices=END + to("breath")),
        "missing-target",
        "Choice 2 of step `breathe` leads to `breath`, but there is no such step.",
        "Did you mean `breathe`?",
    ),
    "a step that nothing leads to": (
        HEAD + step() + step("b"),
        "unreachable",
        "Nothing leads to step `b`.",
        "Lead a choice of another step to it, or take it out.",
    ),
    "a dead end": (
        HEAD + step(choices=END + to("b")) + step("b", choices=""),
        "dead-end",
        "No way leads out of step `b`: it has no choices.",
        "Add a choice under the heading [[step.choice]], with `to` or `end`.",
    ),
    "a loop without a way out": (
        HEAD
        + step(choices=END + to("b"))
        + step("b", choices=to("c"))
        + step("c", choices=to("b")),
        "dead-loop",
        "The call can never end from `b`, `c`: no choice leads out.",
        "Add a choice that leads to an ending or to a step outside the loop.",
    ),
    "a step whose one choice leads to itself": (
        HEAD + step(choices=END + to("b")) + step("b", choices=to("b")),
        "dead-loop",
        "Every way out of step `b` leads back to it.",
        "Add a choice that leads to an ending or to a step outside the loop.",
    ),
    "two steps with one id": (
        HEAD + step(choices=END) + step("a").replace("Step a", "Another"),
        "duplicate-id",
        "The id `a` is given to two steps, the first in line 12.",
        "Give one of them another id.",
    ),
    "two choices with one label": (
        HEAD + step(choices=END + to("a", "END")),
        "duplicate-label",
        "Choices 1 and 2 of step `a` are both called `END`.",
        "Give each a label of its own.",
    ),
    "two endings with one label": (
        HEAD + '[[ending]]\nid = "gone"\nlabel = "done"\n' + step(),
        "duplicate-label",
        "Two endings are called `done`, the first in line 9.",
        "Give each a name of its own.",
    ),
    "two steps with one title": (
        HEAD + step(choices=END + to("b")) + step("b").replace("Step b", "Step a"),
        "duplicate-label",
        "Two steps are called `Step a`, the first in line 13.",
        "Give each a name of its own.",
    ),
    "a key given twice": (
        HEAD + step(body='title = "Again"\n'),
        "duplicate-key",
        "`title` is given twice.",
        "Take one out; if a new step, line or choice begins here, its heading is missing, such as "
        "[[step.choice]].",
    ),
    "more than nine choices": (
        HEAD + step(choices=END + "".join(to("a", f"Way {n}") for n in range(9))),
        "too-many-choices",
        "Step `a` has 10 choices; there are keys for 9.",
        "Move some of them to a further step.",
    ),
    "a line too long for one breath": (
        HEAD + step(body=line(f'"{LONG}"')),
        "long-line",
        "Line `hello` has 75 words, some 30 seconds: nobody says more than 60 in one breath.",
        "Divide it into several lines.",
    ),
    "an empty line": (
        HEAD + step(body=line('" "')),
        "empty-text",
        "`text` in line `hello` of step `a` is empty.",
        "Write the text, or take the setting out.",
    ),
    "a must-say line on no path": (
        HEAD + step() + step("b", line('"Hello."', "  must_say = true\n")),
        "never-said",
        "Line `hello` must be said, and no path leads to its step `b`.",
        "Lead a choice to the step, or move the line to a step on the way.",
    ),
    "a weekday line without its weekend twin": (
        HEAD + step(body=line('"Hello."', '  on = "weekday"\n')),
        "no-twin",
        "Step `a` has a line for a weekday and none for a weekend.",
        'Add a line with on = "weekend", or take `on` out if it is said on all days.',
    ),
    "a weekend line at a desk that always works": (
        HEAD
        + '[desk]\nworking_days = ["monday", "tuesday", "wednesday", "thursday", "friday", '
        + '"saturday", "sunday"]\n'
        + step(
            body=line('"Hello."', '  on = "weekend"\n')
            + line('"Hi."', '  on = "weekday"\n').replace('"hello"', '"hi"')
        ),
        "never-said",
        "Line `hello` is for a weekend, and the desk never has one.",
        "Mend `working_days` under [desk], or take `on` out of the line.",
    ),
    "an undefined field in a line": (
        HEAD + step(body=line('"Hello {calller}."')),
        "unknown-field",
        "There is no field `calller` to be filled in where line `hello` has `{calller}`.",
        "Did you mean `caller`?",
    ),
    "an undefined field to be read back": (
        HEAD + step(body=line('"Hello."', '  read_back = ["nmber"]\n')),
        "unknown-field",
        "There is no field `nmber` for `read_back`.",
        "Did you mean `number`?",
    ),
    "a ground without a warning": (
        PROTOCOL + ground("") + step(),
        "missing-key",
        "The ground `abuse` asks for a warning, but has no warning line.",
        "Add it under the heading [ground.warning], or write warnings = 0.",
    ),
    "a ground whose warning has no words": (
        PROTOCOL + ground('[ground.warning]\nid = "warn"\ngap = "None yet."\n') + step(),
        "no-wording",
        "The ground `abuse` has no wording for its warning: line `warn` is a gap.",
        "Write the approved words in place of `gap`; a call cannot be ended without them.",
    ),
    "a ground with a warning it does not ask for": (
        PROTOCOL + ground(WARNING, "warnings = 0") + step(),
        "no-use",
        "The ground `abuse` has a warning line, but asks for no warning.",
        "Write how many warnings it asks for, or take the line out.",
    ),
    "a follow-up without what it takes": (
        HEAD + '[[follow_up]]\nkind = "do-not-call"\nneeds = ["caller"]\n' + step(),
        "empty-promise",
        "The follow-up `do-not-call` does not need `number`, without which nobody can do it.",
        'Add "number" to its `needs`.',
    ),
    "a callback until nobody knows when": (
        HEAD + step(body='owes = ["callback"]\n'),
        "no-due",
        "Step `a` promises `callback`, and nothing says until when.",
        'Add a [[follow_up]] with kind = "callback" and due = { aim = "same day", '
        'latest = "next day, morning" }.',
    ),
    "a follow-up due on weekdays only": (
        HEAD
        + '[[follow_up]]\nkind = "callback"\nweekday = { aim = "now", latest = "now" }\n'
        + step(),
        "no-twin",
        "There is a due time for a weekday in follow-up 1, and none for a weekend.",
        "Add `weekend`, or write `due` if it is the same on all days.",
    ),
    "another script that is not there": (
        HEAD + step(choices=END + to("two:")),
        "missing-target",
        "There is no script `two` for `two:` to lead to.",
        "Write the id of a script: `one`.",
    ),
    "a control character": (
        HEAD + step(body=line('"Hel\\u0007lo."')),
        "unsafe-character",
        "There is an invisible control character here (U+0007).",
        "Delete it: it can change what a screen shows. Typing the words anew gets rid of it.",
    ),
    "a bidirectional override": (
        HEAD + step(body=line('"Hel\u202elo."')),
        "unsafe-character",
        "There is an invisible control character here (U+202E).",
        "Delete it: it can change what a screen shows. Typing the words anew gets rid of it.",
    ),
    "a character that nobody can see": (
        HEAD + step(body=line('"Hel\u200blo."')),
        "unsafe-character",
        "Line `hello` holds a character that nobody can see: ZERO WIDTH SPACE (U+200B).",
        "Delete it; typing the words anew gets rid of it.",
    ),
    "a letter that looks like another": (
        HEAD + step(body=line('"P\u0430y now."')),
        "look-alike",
        "A letter in the word `P\u0430y` of line `hello` is not what it seems: it is CYRILLIC "
        "SMALL LETTER A (U+0430) and looks like a.",
        "Type the word anew.",
    ),
    "a gap": (
        HEAD + step(body='\n  [[step.line]]\n  id = "hello"\n  gap = "The document has none."\n'),
        "gap",
        "Line `hello` has no wording on file: The document has none.",
        "Have wording approved, and write it as `text` in place of `gap`.",
    ),
    "an adapted line": (
        HEAD + step(body=line('"Hello."', '  adapted = "garbled"\n  original = "Hullo"\n')),
        "adapted-wording",
        "Line `hello` is adapted, not the document's wording: garbled.",
        "Nothing, if that is meant; or have the document mended, and take `adapted` out.",
    ),
    "wording that nobody ever approved": (
        HEAD + step(body=line('"Hello."')),
        "unapproved-wording",
        "Nobody has approved the wording of this script: there is no approvals.toml beside it.",
        "Have it approved: guide approve one --by NAME.",
    ),
}
WARNINGS = (
    "a step that nothing leads to",
    "two steps with one title",
    "a line too long for one breath",
    "a weekday line without its weekend twin",
    "a weekend line at a desk that always works",
    "a ground with a warning it does not ask for",
    "a follow-up without what it takes",
    "a callback until nobody knows when",
    "a follow-up due on weekdays only",
    "a gap",
    "an adapted line",
    "wording that nobody ever approved",
)
BESIDES = {"unapproved-wording", "unreachable"}
"""What some of these scripts have besides, told at its own place."""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_gets_its_sentence_and_how_to_mend_it(tmp_path: Path, mistake: str) -> None:
    text, code, message, fix = MISTAKES[mistake]
    (tmp_path / "one.toml").write_text(text, "utf-8")
    problems = check_folder(tmp_path)
    [problem] = [p for p in problems if p.code == code]
    assert {p.code for p in problems} <= {code, *BESIDES}
    assert (problem.message, problem.fix) == (message, fix)
    severity = Severity.WARNING if mistake in WARNINGS else Severity.ERROR
    assert (problem.file, problem.severity) == (str(tmp_path / "one.toml"), severity)
    assert (problem.line > 0, problem.column > 0) == (True, True)


def test_without_a_mistake_there_is_no_sentence(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(HEAD + step())
    assert check_folder(tmp_path) == ()


def test_two_scripts_with_one_id_are_told_of(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(HEAD + step())
    [problem] = check_folder(tmp_path)
    assert (problem.code, problem.line, problem.column) == ("duplicate-id", 2, 1)
    assert problem.message == (
        f"The id `one` is that of another script already: {tmp_path / 'a.toml'}."
    )


def test_a_must_say_line_that_another_script_leads_to_is_on_a_path(tmp_path: Path) -> None:
    said = step("b", line('"Hello."', "  must_say = true\n"))
    (tmp_path / "one.toml").write_text(HEAD + step() + said)
    other = HEAD.replace('id = "one"', 'id = "two"') + step(choices=END + to("one:b"))
    (tmp_path / "two.toml").write_text(other)
    assert [p.code for p in check_folder(tmp_path)] == ["unapproved-wording"]
    assert "never-said" not in {p.code for p in check_file(tmp_path / "one.toml")}


def test_sixty_words_are_said_in_one_breath(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(HEAD + step(body=line(f'"{" ".join(["word"] * 60)}"')))
    assert [p.code for p in check_folder(tmp_path)] == ["unapproved-wording"]


APPROVED = HEAD + step(body=line('"Hello, how can I help you?"'))


def approved_folder(folder: Path, now: str, approved: str = APPROVED) -> Path:
    script, problems = parse_script(approved, "one.toml")
    assert script is not None, problems
    signed = approve(script, "Kim Lee", datetime(2026, 1, 31, tzinfo=UTC))
    (folder / "one.toml").write_text(now, "utf-8")
    (folder / "approvals.toml").write_text(approvals_text(Approvals((signed,))), "utf-8")
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
    from guide.script.library import load_library

    folder = approved_folder(tmp_path, APPROVED.replace("Hello, how", "Hello how"))
    library = load_library(folder)
    assert list(library.scripts) == ["one"]
    assert library.sound


def test_where_the_approvals_cannot_be_read_only_that_is_told(tmp_path: Path) -> None:
    folder = approved_folder(tmp_path, APPROVED)
    (folder / "approvals.toml").write_text("[[approval]\n")
    assert {Path(p.file).name for p in check_folder(folder)} == {"approvals.toml"}
    assert check_file(folder / "one.toml") == ()
