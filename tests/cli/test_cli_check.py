import json
import re
import shutil
from pathlib import Path

import pytest
from kit import shipped
from prompt import ROOT, SCRIPTS, Prompt

from guide.cli import output

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

AGREED = ["file", "line", "code", "severity", "message", "fix"]
"""What other programs lean on; what is further told stands after it."""

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
    (
        'text = "Hello."',
        'text = "Hello."\n  on = "wekday"\n  [[step.line]]\n  text = "Hi."\n  on = "weekend"',
        "unknown-value",
        18,
    ),
]


def _ten_mistakes(folder: Path) -> Path:
    folder.mkdir()
    for n, (old, new, _, _) in enumerate(TEN):
        text = SCRIPT.format(name=f"script-{n}")
        assert old in text
        text = text.replace(old, new, 1).replace("One of ten", f"One of ten, number {n}")
        (folder / f"script-{n}.toml").write_text(text)
    return folder


def test_ten_mistakes_give_ten_sentences_with_file_and_line(guide: Prompt) -> None:
    folder = _ten_mistakes(guide.folder / "ten")
    answer = guide("check", folder)
    assert answer.code == 1
    told = answer.out.splitlines()
    for n, (_, _, _, line) in enumerate(TEN):
        [sentence] = [one for one in told if one.startswith(f"{folder}/script-{n}.toml:")]
        assert re.match(rf"{folder}/script-{n}\.toml:{line}:[1-9]\d*: error\[", sentence)
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
        assert list(problem) == [*AGREED, "column", "where"]
        assert problem["column"] > 0
        assert (problem["code"], problem["line"], problem["severity"]) == (code, line, "error")
        assert problem["message"]
        assert problem["fix"]


def test_the_shipped_scripts_and_scenarios_are_sound_and_approved(guide: Prompt) -> None:
    answer = guide("check")
    assert answer.code == 0
    proof, _, verdict = answer.err.splitlines()
    assert re.match(r"guide: \d+ states and [\d,]+ transitions seen: no ending by the ", proof)
    assert verdict.startswith("guide: 5 sound scripts with ")
    assert verdict.endswith("nothing is wrong.")
    assert json.loads(guide("check", "--json").out) == []


def test_accepted_warnings_are_counted_and_listed_with_their_reasons_on_request(
    guide: Prompt,
) -> None:
    told = "2 warnings accepted in the scripts; `guide check --accepted` lists them."
    assert guide("check").err.splitlines()[1] == f"guide: {told}"
    answer = guide("check", "--accepted")
    assert (answer.code, answer.out.count("\n  accepted: ")) == (0, 2)
    assert "\n  accepted: The spiel is your site's own: write it there.\n" in answer.out
    told_as_json = json.loads(guide("check", "--accepted", "--json").out)
    assert [(p["code"], p["where"], p["accepted"]) for p in told_as_json] == [
        ("gap", "dnc-spiel", "The spiel is your site's own: write it there."),
        (
            "adapted-wording",
            "sort-this-out",
            "It is a slip of the document; nothing else can be meant.",
        ),
    ]


def test_beside_a_script_that_is_not_sound_nothing_is_said_to_be_proved(guide: Prompt) -> None:
    folder = _ten_mistakes(guide.folder / "ten")
    (folder / "sound.toml").write_text(SCRIPT.format(name="sound"))
    proof, _ = guide("check", folder).err.splitlines()
    assert proof == "guide: 2 states and 1 transition seen: not everything could be proved."


def test_what_is_accepted_of_flows_still_applies_while_a_script_has_mistakes(guide: Prompt) -> None:
    ours = Path(shutil.copytree(SCRIPTS, guide.folder / "ours"))
    accepted = '\n[[accepted]]\nfinding = "shadowed"\nwhere = "x"\nreason = "Yes."\n'
    file = ours / "irate-customers.toml"
    file.write_text(file.read_text("utf-8") + accepted, "utf-8")
    assert "accepted-nothing" in guide("check", ours).out
    (ours / "broken.toml").write_text("[script]\n", "utf-8")
    assert "accepted-nothing" not in guide("check", ours).out


def test_fields_in_which_no_card_number_is_masked_are_listed(guide: Prompt) -> None:
    script = guide.folder / "order.toml"
    fields = '[fields]\nimei = { label = "IMEI", card = "never" }\nsize = { label = "Size" }\n'
    script.write_text(SCRIPT.format(name="order") + fields)
    answer = guide("check", script)
    assert answer.code == 0
    assert f"guide: {script}: no card number is masked in `IMEI`.\n" in answer.err


def test_warnings_alone_are_no_error(guide: Prompt) -> None:
    script = guide.folder / "lonely.toml"
    lonely = '\n[[step]]\nid = "lonely"\ntitle = "Lonely"\n\n  [[step.choice]]\n  label = "End"\n'
    script.write_text(f'{SCRIPT.format(name="lonely")}{lonely}  end = "done"\n')
    answer = guide("check", script)
    assert answer.code == 0
    assert f"{script}:31:1: warning[unreachable]" in answer.out
    assert "0 errors, 2 warnings; 1 sound script" in answer.err


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
    assert answer.code == 0
    assert "1 sound script with 2 lines, 1 sound scenario: nothing is wrong." in answer.err


def test_a_broken_approval_and_a_broken_scenario_are_told_of(guide: Prompt) -> None:
    shutil.copytree(SCRIPTS, guide.folder / "ours")
    approvals = guide.folder / "ours" / "approvals.toml"
    approvals.write_text("[[approval]]\nscrpt = 'x'\n" + approvals.read_text())
    scenario = guide.folder / "ours" / "scenarios" / "no-warning.toml"
    text = scenario.read_text().replace('do = "effort"', 'do = "efort"')
    scenario.write_text(text)
    line = text[: text.index("efort")].count("\n") + 1
    answer = guide("check", guide.folder / "ours")
    assert answer.code == 1
    assert f"{approvals}:2:1: error[unknown-key]" in answer.out
    assert f"{scenario}:{line}:" in answer.out


def test_the_approvals_beside_several_files_are_wrong_once(guide: Prompt) -> None:
    shutil.copytree(SCRIPTS, guide.folder / "ours")
    approvals = guide.folder / "ours" / "approvals.toml"
    approvals.write_text(approvals.read_text() + "<<<<<<< HEAD\n")
    names = ("irate-customers.toml", "hang-up-protocol.toml", "approvals.toml")
    answer = guide("check", *(guide.folder / "ours" / name for name in names))
    assert answer.code == 1
    assert answer.out.count("error[") == 1


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


COMMA = ("resolution today to clarify", "resolution today, to clarify")


def _changed(folder: Path) -> Path:
    """The shipped scripts with a comma more in an approved line."""
    shutil.copytree(SCRIPTS, folder)
    script = folder / "escalated-callers.toml"
    text = script.read_text("utf-8")
    assert text.count(COMMA[0]) == 1
    script.write_text(text.replace(*COMMA), "utf-8")
    return folder


def _documents(folder: Path) -> list[Path]:
    """Documents that the shipped wording stands in, among other words."""
    folder.mkdir()
    for script in shipped().scripts.values():
        wording = [line.original or line.text for line in script.lines]
        text = "\n\n".join(f"It says: “{words}” and so on." for words in wording if words)
        (folder / script.source).write_text(text, "utf-8")
    return sorted(folder.iterdir())


def test_a_changed_comma_in_a_shipped_line_is_an_error(guide: Prompt) -> None:
    folder = _changed(guide.folder / "ours")
    answer = guide("check", folder)
    assert answer.code == 1
    assert f"{folder}/escalated-callers.toml:159:3: error[changed-wording]" in answer.out
    assert "resolution [-today-] {+today,+} to clarify" in answer.out
    assert guide("check", folder / "escalated-callers.toml").code == 1
    assert guide("list", "--scripts", folder).code == 0


def test_the_shipped_wording_is_proved_against_documents_that_hold_it(guide: Prompt) -> None:
    documents = _documents(guide.folder / "texts")
    for typed in (
        [word for document in documents for word in ("--against", document)],
        # As a shell spells `--against texts/*`.
        ["--against", *documents],
    ):
        answer = guide("check", *typed)
        assert answer.code == 0
        assert "guide: 19 lines match 5 documents word for word.\n" in answer.err


def test_a_document_that_reads_otherwise_is_an_error_with_its_nearest_passage(
    guide: Prompt,
) -> None:
    documents = _documents(guide.folder / "texts")
    changed = documents[1].read_text("utf-8").replace(*COMMA)
    documents[1].write_text(changed, "utf-8")
    answer = guide("check", "--against", *documents)
    assert answer.code == 1
    assert "error[not-in-document] Line `ask-name` does not stand in" in answer.out
    assert "nearest is its line 1: “…" in answer.out
    assert "a resolution [-today-] {+today,+} to clarify" in answer.out
    assert "guide: 18 lines match 5 documents word for word.\n" in answer.err
    told = json.loads(guide("check", "--json", "--against", *documents).out)
    assert "not-in-document" in {problem["code"] for problem in told}


def test_a_document_that_no_script_names_ends_with_2(guide: Prompt) -> None:
    (guide.folder / "other.txt").write_text("x")
    answer = guide("check", "--against", guide.folder / "other.txt")
    assert (answer.code, answer.out) == (2, "")
    assert "No script here says under [script] that its `source` is other.txt." in answer.err
    missing = guide("check", "--against", guide.folder / "none.txt")
    assert (missing.code, missing.out) == (2, "")


def test_wording_that_nobody_approved_is_a_warning_where_nothing_ever_was(guide: Prompt) -> None:
    shutil.copytree(SCRIPTS, guide.folder / "ours")
    (guide.folder / "ours" / "approvals.toml").unlink()
    answer = guide("check", guide.folder / "ours")
    assert answer.code == 0
    assert answer.out.count("warning[unapproved-wording] Nobody has approved the wording of") == 5


def test_the_hook_checks_the_folder_of_scripts_it_is_given(guide: Prompt) -> None:
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert "id: guide-check\n" in hook
    [entry] = re.findall(r"^  entry: (.+)$", hook, re.MULTILINE)
    [args] = re.findall(r"^  args: \[(.+)\]$", hook, re.MULTILINE)
    *options, folder = args.split(", ")
    _changed(guide.folder / folder)
    answer = guide.process(*entry.split()[1:], *options, folder)
    assert (answer.code, entry.split()[0]) == (1, "guide")
    assert "changed-wording" in answer.out
    (guide.folder / folder / "approvals.toml").unlink()
    answer = guide.process(*entry.split()[1:], *options, folder)
    assert answer.code == 1
    assert answer.out.count("error[unapproved-wording] Nobody has approved the wording of") == 5


def test_a_terminal_is_shown_that_checking_takes_its_time(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = guide("check")
    monkeypatch.setattr(output, "_AT_ONCE", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    answer = guide("check")
    assert (answer.code, answer.out) == (quick.code, quick.out)
    assert "Checking" in answer.err


def test_what_of_conditions_was_not_looked_at_is_said(guide: Prompt) -> None:
    folder = guide.folder / "many"
    folder.mkdir()
    names = [f"f{n}" for n in range(14)]
    fields = "".join(f'\n[[field]]\nid = "{n}"\nlabel = "{n}"\nkind = "yes-no"\n' for n in names)
    whole = " and ".join(f"{name} = yes" for name in names)
    choice = f'\n  [[step.choice]]\n  label = "All"\n  end = "done"\n  when = "{whole}"\n'
    text = SCRIPT.format(name="many").replace("\n[[step]]", f"{fields}\n[[step]]", 1) + choice
    text = text.replace("[[step]]\n", f"[[step]]\ncapture = {names}\n", 1)
    (folder / "many.toml").write_text(text)
    answer = guide("check", folder)
    assert "many.toml: its conditions tell more than 4,096 combinations of answers" in answer.err
    assert "of `f12`, `f13`, any answer was taken to be possible." in answer.err
