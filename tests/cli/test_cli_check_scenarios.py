import json
import os
import shutil
from pathlib import Path

import pytest
from prompt import SCRIPTS, Prompt
from training.scenario_text import scenario_text

HEAD = scenario_text(about="", refused="")
END = """
[[move]]
at = 65
do = "end"
ending = "hung-up"
"""
SOUND = f'{HEAD}\n[[move]]\nat = 5\ncaller = "Well?"\n{END}'
CHOICE = "\n[[move]]\nat = 9\n%s\n"
REPLY = '\n[[reply]]\nid = "r"\nwhen = { %s }\ncaller = "Oh."\n'
EXPECT = "\n[[expect]]\n%s\n"


def _folder(guide: Prompt, text: str) -> Path:
    """The shipped scripts with one scenario of our own beside them; returns the scenario."""
    folder = guide.folder / "scripts"
    if not folder.exists():
        shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("scenarios"))
        (folder / "scenarios").mkdir()
    scenario = folder / "scenarios" / "ours.toml"
    scenario.write_text(text, "utf-8")
    return scenario


def _told(guide: Prompt, file: Path, *typed: str | Path) -> list[dict[str, object]]:
    """What is told of this file."""
    every = json.loads(guide("check", "--json", *typed).out)
    return [problem for problem in every if problem["file"] == str(file)]


# What is added to or changed in the sound one; code, line, sentence and fix.
MISTAKES = [
    (SOUND.replace('"calming-a-caller"', '"calming-a-caler"'),
     "missing-target", 4, "There is no script `calming-a-caler`, which the scenario names.",
     "Did you mean `calming-a-caller`?"),
    (SOUND.replace("title = ", "titel = "),
     "unknown-key", 3, "`titel` is not a setting of [scenario].", "Did you mean `title`?"),
    (SOUND.replace('agent = "R. Alvarez"\n', 'agent = "R. Alvarez"\nearlier = "none"\n'),
     "missing-target", 8, "There is no scenario `none`, which `earlier` names.",
     "There are: `ours`."),
    (SOUND.replace('"Well?"', '"Well?"\nreports = "thret"'),
     "missing-target", 12, "There is no reason to report `thret`, which move 1 names.",
     "Did you mean `threat`?"),
    (SOUND.replace('"Well?"', '"Well?"\ncause_for = ["callback", "do-not-cal"]'),
     "missing-target", 12,
     "There is no follow-up or reason to report `do-not-cal`, which move 1 names.",
     "Did you mean `do-not-call`?"),
    (SOUND.replace('"Well?"', '"Well?"\nsettles = ["agred"]'),
     "missing-target", 12, "There is no ending `agred`, which move 1 names.",
     "Did you mean `agreed`?"),
    (SOUND.replace(END, CHOICE % 'do = "detail"\nfield = "conern"\nvalue = "Rails"' + END),
     "missing-target", 16, "There is no detail `conern`, which move 2 names.",
     "Did you mean `concern`?"),
    (SOUND.replace(END, CHOICE % 'do = "choose"\nkey = 1\ncontrary = [2, 7]' + END),
     "missing-target", 17,
     "Choice 7, which `contrary` in move 2 names, is none of the others at `remain-calm`.",
     "The others are 2."),
    (SOUND.replace(END, CHOICE % 'do = "choose"\nkey = 1\ncontrary = [1]' + END),
     "missing-target", 17,
     "Choice 1, which `contrary` in move 2 names, is none of the others at `remain-calm`.",
     "The others are 2."),
    (SOUND.replace('"Well?"', '"Well?"\ndo = "say"\ncontrary = [2]'),
     "unknown-key", 13, "`contrary` in move 1 is of other choices, and it takes none.",
     'Take it out, or write do = "choose".'),
    (SOUND.replace('"Well?"', '"Well?"\ndo = "say"\njudged = true'),
     "unknown-key", 13, "`judged` in move 1 is of a choice, and it takes none.",
     'Take it out, or write do = "choose".'),
    (SOUND.replace(END, CHOICE % 'do = "choose"\nkey = 1\ncontrary = [2, "3"]' + END),
     "wrong-type", 17, "Item 2 of `contrary` in move 2 is a text; it must be a whole number.",
     "Write it as a list: contrary = [1, 2]."),
    (SOUND.replace(END, CHOICE % 'do = "choose"\nkey = 1\ncontrary = [2, 12]' + END),
     "bad-number", 17, "Item 2 of `contrary` in move 2 must be from 1 to 9.", "Take it out."),
    (SOUND + REPLY % 'warned = 1, step = "optons"',
     "missing-target", 20, "There is no step `optons`, which reply `r` names.",
     "Did you mean `options`?"),
    (SOUND + REPLY % 'said = "acknowlege"',
     "missing-target", 20, "There is no line `acknowlege`, which reply `r` names.",
     "Did you mean `acknowledge`?"),
    (SOUND + REPLY % 'ground = "abus"',
     "missing-target", 20, "There is no ground `abus`, which reply `r` names.",
     "Did you mean `abuse`?"),
    (SOUND + REPLY % 'follow_up = "calback"',
     "missing-target", 20, "There is no follow-up `calback`, which reply `r` names.",
     "Did you mean `callback`?"),
    (SOUND + EXPECT % 'endings = ["hung-up"]' + EXPECT % 'endings = ["resolved",\n  "agred"]',
     "missing-target", 23, "There is no ending `agred`, which an [[expect]] names.",
     "Did you mean `agreed`?"),
    (SOUND + EXPECT % 'detail = "numbr"\nvalue = "5"',
     "missing-target", 19, "There is no detail `numbr`, which an [[expect]] names.",
     "Did you mean `number`?"),
    (SOUND + EXPECT % 'acknowledge = "rnt"\nwithin = 5',
     "missing-target", 19, "There is no line or step `rnt`, which an [[expect]] names.",
     "Did you mean `rant`?"),
    (SOUND.replace('"hung-up"', '"hung"'),
     "refused-move", 15, "Move 2 at 1:05 is refused: ", "Mend this move or one before it"),
    (SOUND.replace("agent =", 'refused = "still owed"\nagent ='),
     "not-refused", 7, "Move 2 at 1:05 is not refused, although `refused` in [scenario] says so: "
     "“still owed”.", "Take `refused` out"),
    (SOUND.replace("agent =", 'refused = "still owed"\nagent =').replace('"hung-up"', '"hung"'),
     "other-reason", 7, "Move 2 at 1:05 is refused for another reason than `refused` in",
     "Write words of that reason"),
    (SOUND.replace(END, '\n[[move]]\nat = 9\ndo = "note"\ntext = "Quiet"\n'),
     "no-ending", 15, "The moves do not end the call.", "Add a last move"),
    (SOUND.replace("2026-11-20T14:03:00-05:00", "9999-12-31T23:59:59-00:00"),
     "bad-time", 5, "`starts` in [scenario] is at the very end of the calendar.", "Write a day"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "line", "message", "fix"), MISTAKES)
def test_each_mistake_of_a_scenario_is_told_with_its_line_and_how_to_mend_it(
    guide: Prompt, text: str, code: str, line: int, message: str, fix: str
) -> None:
    file = _folder(guide, text)
    [problem] = _told(guide, file, file.parent.parent)
    assert (problem["code"], problem["line"], problem["severity"]) == (code, line, "error")
    assert str(problem["message"]).startswith(message)
    assert str(problem["fix"]).startswith(fix)
    answer = guide("check", file.parent.parent)
    assert answer.code == 1
    assert f"{file}:{line}:" in answer.out
    assert answer.err.endswith(" 0 sound scenarios.\n")


@pytest.mark.parametrize("key", ["step", "said", "adapted", "left_out", "passed_over", "ground"])
def test_a_wrong_name_in_when_is_told_with_its_column(guide: Prompt, key: str) -> None:
    when = f'silence = 9, {key} = "no-such-name"'
    file = _folder(guide, SOUND + REPLY % when)
    [problem] = _told(guide, file, file)
    assert "`no-such-name`, which reply `r` names" in str(problem["message"])
    assert (problem["line"], problem["column"]) == (20, len("when = { silence = 9, ") + 1)


def test_the_sound_scenario_that_the_others_are_made_from_is_sound(guide: Prompt) -> None:
    file = _folder(guide, SOUND)
    answer = guide("check", file.parent.parent)
    assert answer.code == 0
    assert answer.err.endswith(" 1 sound scenario: nothing is wrong.\n")


UNKNOWN = SOUND.replace('"hung-up"', '"hung"')


def test_a_refused_move_is_told_with_the_rule_s_reason(guide: Prompt) -> None:
    file = _folder(guide, UNKNOWN)
    [problem] = _told(guide, file, file)
    assert "is refused: There is no ending “hung” here; there are: " in str(problem["message"])


def test_a_move_may_be_refused_where_the_scenario_says_so(guide: Prompt) -> None:
    file = _folder(guide, UNKNOWN.replace("agent =", 'refused = "no ending “hung”"\nagent ='))
    answer = guide("check", file)
    assert (answer.code, answer.out) == (0, "")


def test_what_comes_after_a_refused_move_is_warned_of(guide: Prompt) -> None:
    text = (SCRIPTS / "scenarios" / "no-warning.toml").read_text("utf-8")
    file = _folder(guide, f'{text}\n[[move]]\nat = 200\ncaller = "Ha!"\n')
    [problem] = _told(guide, file, file)
    assert (problem["code"], problem["severity"]) == ("never-made", "warning")
    assert problem["line"] == len(text.splitlines()) + 2
    assert guide("check", file).code == 0


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_file_as_windows_writes_it_has_the_same_lines(guide: Prompt, ends: str) -> None:
    file = _folder(guide, "")
    text = SOUND + REPLY % 'step = "optons"' + EXPECT % 'endings = ["agred"]'
    file.write_bytes("\ufeff".encode() + text.replace("\n", ends).encode())
    assert [problem["line"] for problem in _told(guide, file, file)] == [20, 24]


def test_two_scenarios_of_one_id_are_told(guide: Prompt) -> None:
    file = _folder(guide, SOUND)
    again = file.with_name("second.toml")
    again.write_text(SOUND, "utf-8")
    [problem] = _told(guide, again, file.parent.parent)
    assert (problem["code"], problem["line"]) == ("duplicate-id", 2)
    assert str(file) in str(problem["message"])


def test_a_broken_scenario_keeps_no_script_from_agents(guide: Prompt) -> None:
    file = _folder(guide, "[scenario\n")
    folder = file.parent.parent
    assert guide("check", folder).code == 1
    assert len(json.loads(guide("list", "--json", "--scripts", folder).out)) == 5
    assert "5 sound scripts" in guide("check", folder).err


def test_a_scenario_anywhere_is_known_by_its_heading(guide: Prompt) -> None:
    file = guide.folder / "anywhere.toml"
    file.write_text(f"# Not a [script].\n{SOUND}", "utf-8")
    answer = guide("check", file)
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.endswith(" 1 sound scenario: nothing is wrong.\n")
    script = guide.folder / "script.toml"
    shutil.copy(SCRIPTS / "irate-customers.toml", script)
    script.write_text(f"{script.read_text('utf-8')}\n[scenario]\n", "utf-8")
    assert "`scenario` is not a setting" in guide("check", script).out


def test_a_single_scenario_is_checked_against_the_scripts_it_lies_with(guide: Prompt) -> None:
    file = _folder(guide, SOUND.replace("calming-a-caller", "ours-alone"))
    shipped = (SCRIPTS / "calming-a-caller.toml").read_text("utf-8")
    own = file.parent.parent / "ours-alone.toml"
    own.write_text(shipped.replace('"calming-a-caller"', '"ours-alone"', 1), "utf-8")
    assert guide("check", file).code == 0
    answer = guide("check", "--scripts", SCRIPTS, file)
    assert answer.code == 1
    assert "There is no script `ours-alone`" in answer.out


def test_the_folder_of_scenarios_is_checked_with_the_scripts_it_lies_with(guide: Prompt) -> None:
    folder = _folder(guide, SOUND).parent
    (folder / "broken.toml").write_text(SOUND.replace("title", "titel"), "utf-8")
    answer = guide("check", folder)
    assert answer.code == 1
    assert f"{folder}/broken.toml:3:1: error[unknown-key]" in answer.out
    assert answer.err.endswith("; 0 sound scripts with 0 lines, 1 sound scenario.\n")


def test_scenarios_are_not_tried_while_a_script_has_mistakes(guide: Prompt) -> None:
    file = _folder(guide, SOUND.replace('"hung-up"', '"hung"'))
    folder = file.parent.parent
    broken = folder / "taking-over-a-call.toml"
    broken.write_text(broken.read_text("utf-8").replace("use_when", "use_wen"), "utf-8")
    assert _told(guide, file, folder) == []
    answer = guide("check", folder)
    assert answer.code == 1
    assert "guide: 1 scenario could not be tried. Fix the scripts first.\n" in answer.err
    assert answer.err.endswith(" 0 sound scenarios.\n")


def test_checking_scenarios_writes_nothing(guide: Prompt) -> None:
    file = _folder(guide, SOUND)
    before = sorted(guide.folder.rglob("*"))
    assert guide("check", file.parent.parent).code == 0
    assert sorted(guide.folder.rglob("*")) == before
    assert not os.path.lexists(guide.state)


def test_the_shipped_scenarios_are_all_played(guide: Prompt) -> None:
    count = len([*(SCRIPTS / "scenarios").glob("*.toml")])
    assert f", {count} sound scenarios: nothing is wrong.\n" in guide("check").err
