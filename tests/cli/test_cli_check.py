import json
import shutil
from pathlib import Path

import pytest
from prompt import SCRIPTS, Prompt

SCRIPT = """\
[script]
id = "{name}"
title = "One of ten"
use_when = "A test needs it."
version = "1"

[[ending]]
id = "done"
label = "Done"

[[step]]
id = "first"
title = "First"
coach = ["Listen."]

  [[step.line]]
  text = "Hello."

  [[step.choice]]
  label = "On"
  to = "last"

[[step]]
id = "last"
title = "Last"

  [[step.choice]]
  label = "End"
  end = "done"
"""

TEN = [
    # what is changed, what it becomes, the code, the line
    ("use_when", "use_wen", "unknown-key", 4),
    ('to = "last"', 'to = "lst"', "missing-target", 21),
    ('  [[step.choice]]\n  label = "End"\n  end = "done"\n', "", "dead-end", 23),
    ('label = "Done"', 'label = "Done"\n[[ending]]\nid = "done"\nlabel = "x"', "duplicate-id", 11),
    ('version = "1"', "version = 1", "wrong-type", 5),
    ('title = "One of ten"', 'title = "One of ten', "broken-toml", 3),
    ('  label = "On"\n', "", "missing-key", 19),
    ('text = "Hello."', 'text = ""', "empty-text", 17),
    ('end = "done"', 'end = "dne"', "missing-target", 29),
    ('text = "Hello."', 'text = "Hello."\n  on = "wekday"', "unknown-value", 18),
]


def _ten_mistakes(folder: Path) -> Path:
    folder.mkdir()
    for n, (old, new, _, _) in enumerate(TEN):
        text = SCRIPT.format(name=f"script-{n}")
        assert old in text
        (folder / f"script-{n}.toml").write_text(text.replace(old, new, 1))
    return folder


def test_ten_mistakes_give_ten_sentences_with_file_and_line(guide: Prompt) -> None:
    folder = _ten_mistakes(guide.folder / "ten")
    answer = guide("check", folder)
    assert answer.code == 1
    told = answer.out.splitlines()
    for n, (_, _, _, line) in enumerate(TEN):
        [sentence] = [one for one in told if one.startswith(f"{folder}/script-{n}.toml:")]
        assert sentence.startswith(f"{folder}/script-{n}.toml:{line}: error[")
        assert told[told.index(sentence) + 1].startswith("  fix: ")
    assert len(told) == 20
    assert answer.err == "guide: 10 errors, 0 warnings; 0 sound scripts with 0 lines.\n"


def test_check_as_json_is_what_other_programs_lean_on(guide: Prompt) -> None:
    folder = _ten_mistakes(guide.folder / "ten")
    answer = guide("check", "--json", folder)
    assert answer.code == 1
    told = {problem["file"]: problem for problem in json.loads(answer.out)}
    for n, (_, _, code, line) in enumerate(TEN):
        problem = told[f"{folder}/script-{n}.toml"]
        assert list(problem) == ["file", "line", "code", "severity", "message", "fix"]
        assert (problem["code"], problem["line"], problem["severity"]) == (code, line, "error")
        assert problem["message"]
        assert problem["fix"]


def test_the_shipped_scripts_and_scenarios_are_sound(guide: Prompt) -> None:
    answer = guide("check")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.startswith("guide: 5 sound scripts with ")
    assert answer.err.endswith(" 6 scenarios: nothing is wrong.\n")
    assert json.loads(guide("check", "--json").out) == []


def test_warnings_alone_are_no_error(guide: Prompt) -> None:
    script = guide.folder / "lonely.toml"
    lonely = '\n[[step]]\nid = "lonely"\ntitle = "Lonely"\n\n  [[step.choice]]\n  label = "End"\n'
    script.write_text(f'{SCRIPT.format(name="lonely")}{lonely}  end = "done"\n')
    answer = guide("check", script)
    assert answer.code == 0
    assert f"{script}:31: warning[" in answer.out
    assert "0 errors, 1 warning; 1 sound script" in answer.err


def test_the_scripts_asked_for_by_option_are_checked(guide: Prompt) -> None:
    folder = _ten_mistakes(guide.folder / "ten")
    assert guide("check", "--scripts", folder).code == 1


def test_several_paths_are_checked_each_as_what_it_is(guide: Prompt) -> None:
    answer = guide(
        "check",
        SCRIPTS / "irate-customers.toml",
        SCRIPTS / "approvals.toml",
        SCRIPTS / "scenarios" / "no-warning.toml",
    )
    assert (answer.code, answer.out) == (0, "")
    assert "1 sound script with 2 lines, 1 scenario: nothing is wrong" in answer.err


def test_a_broken_approval_and_a_broken_scenario_are_told_of(guide: Prompt) -> None:
    shutil.copytree(SCRIPTS, guide.folder / "ours")
    approvals = guide.folder / "ours" / "approvals.toml"
    approvals.write_text("[[approval]]\nscrpt = 'x'\n" + approvals.read_text())
    scenario = guide.folder / "ours" / "scenarios" / "no-warning.toml"
    scenario.write_text(scenario.read_text().replace('do = "effort"', 'do = "efort"'))
    answer = guide("check", guide.folder / "ours")
    assert answer.code == 1
    assert f"{approvals}:2: error[unknown-key]" in answer.out
    assert f"{scenario}:43: error[unknown-value]" in answer.out


def test_a_path_that_is_not_there_ends_with_2(guide: Prompt) -> None:
    answer = guide("check", SCRIPTS, guide.folder / "none.toml")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == f"guide: There is no file or folder {guide.folder}/none.toml to check.\n"


def test_nothing_in_a_script_can_colour_or_mark_up_what_is_told(guide: Prompt) -> None:
    script = guide.folder / "odd.toml"
    script.write_text(SCRIPT.format(name="odd").replace("version =", '"[red]v[/]" ='))
    assert "`[red]v[/]` is not a setting" in guide("check", script).out


@pytest.mark.parametrize("width", ["20", "200"])
def test_a_sentence_is_one_line_however_wide_the_screen(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    folder = _ten_mistakes(guide.folder / "ten")
    assert len(guide("check", folder).out.splitlines()) == 20
