import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from kit import shipped
from prompt import SCRIPTS, Prompt

from guide.chart.handout import handout
from guide.script.conditions import Comparison, Sign
from guide.script.library import Library
from guide.script.model import AnswerField, AnswerKind, Line, Script, Status, Step

NAMES = ("calming-a-caller", "escalated-callers", "hang-up-protocol", "irate-customers")


def test_list_as_json_is_what_other_programs_lean_on(guide: Prompt) -> None:
    answer = guide("list", "--json")
    listed = json.loads(answer.out)
    assert (answer.code, answer.err, len(listed)) == (0, "", 5)
    library = shipped()
    for one in listed:
        script = library.script(one["id"])
        assert one == {
            "id": script.id,
            "title": script.title,
            "steps": len(script.steps),
            "lines": len(script.lines),
            "approved": library.count(script, Status.APPROVED),
            "changed_rules": 0,
        }


def test_list_tells_people_when_to_use_each(guide: Prompt) -> None:
    answer = guide("list")
    for script in shipped().scripts.values():
        assert script.id in answer.out
        assert script.use_when in answer.out


@pytest.mark.parametrize("name", [*NAMES, "taking-over-a-call"])
def test_show_as_json_is_what_other_programs_lean_on(guide: Prompt, name: str) -> None:
    shown = json.loads(guide("show", name, "--json").out)
    script = shipped().script(name)
    assert list(shown) == ["id", "title", "source", "rules", "protocol", "desk", "steps", "grounds"]
    assert (shown["source"], shown["rules"]) == (script.source, list(script.rules))
    for told, step in zip(shown["steps"], script.steps, strict=True):
        assert list(told) == ["id", "title", "coach", "lines", "choices"]
        for line in told["lines"]:
            assert list(line)[:6] == ["id", "text", "must_say", "on", "status", "sha256"]
            assert line["sha256"] == sha256(line["text"].encode()).hexdigest()
            assert line["on"] in (None, "weekday", "weekend")
        assert told["choices"] == [
            {"key": choice.key, "label": choice.label, "to": str(choice.to)}
            for choice in step.choices
        ]


def test_the_grounds_of_a_script_are_told_with_their_wording(guide: Prompt) -> None:
    grounds = json.loads(guide("show", "hang-up-protocol", "--json").out)["grounds"]
    script = shipped().script("hang-up-protocol")
    assert [g["id"] for g in grounds] == [g.id for g in script.grounds]
    for told, ground in zip(grounds, script.grounds, strict=True):
        assert told["warnings"] == ground.warnings
        assert told["permission"] is ground.permission
        worded = [line.text for line in ground.warning_lines]
        assert told["warning_line"] == (worded[0] if worded else None)
        assert [line["text"] for line in told["warning_lines"]] == worded
        assert told["ending_line"] == (ground.ending.text if ground.ending else None)
    assert None in [g["warning_line"] for g in grounds]


def test_show_is_the_script_as_text(guide: Prompt) -> None:
    answer = guide("show", "hang-up-protocol")
    assert answer.code == 0
    words = " ".join(answer.out.split())
    for step in shipped().script("hang-up-protocol").steps:
        assert step.title in words


def test_an_unknown_script_is_answered_with_the_nearest(guide: Prompt) -> None:
    answer = guide("show", "irate-custmers")
    assert (answer.code, answer.out) == (2, "")
    assert (
        answer.err
        == "guide: There is no script `irate-custmers`. Did you mean `irate-customers`?\n"
    )


def test_another_set_of_scripts_is_taken_by_option_before_environment(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = guide.folder / "one", guide.folder / "two"
    for folder, names in ((one, NAMES[::2]), (two, NAMES[2:3])):
        folder.mkdir()
        for name in names:
            shutil.copy(SCRIPTS / f"{name}.toml", folder)
    monkeypatch.setenv("GUIDE_SCRIPTS", str(one))
    assert _ids(guide("list", "--json").out) == ["calming-a-caller", "hang-up-protocol"]
    assert _ids(guide("list", "--scripts", two, "--json").out) == ["hang-up-protocol"]
    assert _ids(guide("--scripts", two, "list", "--json").out) == ["hang-up-protocol"]


def _ids(out: str) -> list[str]:
    return [one["id"] for one in json.loads(out)]


def test_sound_scripts_are_listed_beside_one_with_mistakes(guide: Prompt) -> None:
    shutil.copy(SCRIPTS / "hang-up-protocol.toml", guide.folder)
    (guide.folder / "broken.toml").write_text("[script]\nid = 'broken'\n")
    answer = guide("list", "--scripts", guide.folder, "--json")
    assert _ids(answer.out) == ["hang-up-protocol"]
    assert "1 script not offered because of mistakes. guide check" in answer.err


def test_where_every_script_is_offered_nothing_is_said_of_those_that_are_not(
    guide: Prompt,
) -> None:
    for name in ("hang-up-protocol.toml", "approvals.toml"):
        shutil.copy(SCRIPTS / name, guide.folder)
    with (guide.folder / "approvals.toml").open("a", encoding="utf-8") as approvals:
        approvals.write("\n[[approval]]\nby = 5\n")
    assert guide("check", guide.folder).code == 1
    assert guide("list", "--scripts", guide.folder).err == ""


@pytest.mark.parametrize("command", [["list"], ["show", "x"], ["check"], ["play", "x.toml"], []])
def test_a_folder_of_scripts_that_is_not_there_ends_with_2(
    guide: Prompt, command: list[str]
) -> None:
    (guide.folder / "x.toml").write_text("")
    answer = guide(*command, "--scripts", guide.folder / "none")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("guide: ")


COMMA = ("resolution today to clarify", "resolution today, to clarify")


def _changed(guide: Prompt) -> str:
    """The shipped scripts: a comma more in one approved line, and another line that is new."""
    folder = guide.folder / "ours"
    shutil.copytree(SCRIPTS, folder)
    script = folder / "escalated-callers.toml"
    text = script.read_text("utf-8").replace(*COMMA).replace('"connecting"', '"connect-them"')
    script.write_text(text, "utf-8")
    return str(folder)


def test_list_counts_no_line_as_approved_that_is_not_to_the_letter(guide: Prompt) -> None:
    folder = _changed(guide)
    [listed] = [
        one
        for one in json.loads(guide("list", "--scripts", folder, "--json").out)
        if one["id"] == "escalated-callers"
    ]
    assert (listed["lines"], listed["approved"]) == (10, 8)
    assert "10 lines, 8 approved, 1 changed, 1 new\n" in guide("list", "--scripts", folder).out
    assert "2 lines, 1 approved, 1 gap\n" in guide("list").out


def _lines(guide: Prompt, script: str, *typed: str) -> dict[str, dict[str, object]]:
    shown = json.loads(guide("show", script, "--json", *typed).out)
    return {line["id"]: line for step in shown["steps"] for line in step["lines"]}


def test_show_as_json_says_why_a_line_is_not_approved_and_what_to_say_instead(
    guide: Prompt,
) -> None:
    lines = _lines(guide, "escalated-callers", "--scripts", _changed(guide))
    changed, new, same = lines["ask-name"], lines["connect-them"], lines["summary"]
    assert changed["status"] == "changed"
    assert changed["approved_text"] == str(changed["text"]).replace(*COMMA[::-1])
    assert changed["why"] == (
        "Changed since it was approved by escalated-callers.txt on 2026-11-21: "
        "say the approved words instead."
    )
    assert (new["status"], new["approved_text"]) == ("new", None)
    assert new["why"] == "New: not approved yet."
    assert (same["status"], same["why"], same["approved_by"]) == (
        "approved",
        "",
        "escalated-callers.txt",
    )
    assert _lines(guide, "irate-customers")["dnc-spiel"]["why"] == (
        "No wording on file: The document calls for the DNC spiel but does not contain it."
    )
    assert str(_lines(guide, "taking-over-a-call")["sort-this-out"]["why"]).startswith(
        "Adapted (approved by taking-over-a-call.txt on 2026-11-21), not the document's wording: "
    )


def test_show_says_the_lines_of_grounds_with_all_there_is_to_know_of_them(guide: Prompt) -> None:
    [abuse, *_] = json.loads(guide("show", "hang-up-protocol", "--json").out)["grounds"]
    assert (abuse["warning"]["id"], abuse["ending"]["id"]) == ("warn-abuse", "end-abuse")
    assert abuse["warning"]["status"] == "approved"


def test_show_as_text_has_the_approved_words_and_those_of_the_file(guide: Prompt) -> None:
    told = " ".join(guide("show", "escalated-callers", "--scripts", _changed(guide)).out.split())
    assert "changed since it was approved: say the approved words" in told
    assert "now in the file: “I would like to guide you towards a resolution today, to" in told
    assert told.index(COMMA[0]) < told.index(COMMA[1])


def _handout(guide: Prompt, script: str, *typed: str, told: str = "") -> str:
    answer = guide("show", script, "--format", "markdown", *typed)
    assert (answer.code, answer.err) == (0, told)
    return answer.out


def test_the_hand_out_has_every_line_with_status_hash_approval_and_place(guide: Prompt) -> None:
    for script in shipped().scripts.values():
        told = _handout(guide, script.id)
        for line in script.lines:
            assert f"\n### {line.id}\n" in told
            assert f"| {line.id} | {line.status} |" in told
            if line.text:
                assert f"> “{line.text}”" in told
                assert f"- SHA-256: {line.sha256}" in told
    told = _handout(guide, "escalated-callers")
    assert "- Status: **approved**, by escalated-callers.txt on 2026-11-21" in told
    assert (
        "- At “Be kind, take notes” (be-kind): “Breathe and gauge” 2 Calm enough to talk"
        " → “Be kind, take notes”"
    ) in told
    assert "- Last approved: by escalated-callers.txt on 2026-11-21 (As the document reads)" in told


def test_the_hand_out_of_a_changed_line_has_both_wordings(guide: Prompt) -> None:
    told = _handout(guide, "escalated-callers", "--scripts", _changed(guide))
    section = told.partition("### ask-name\n")[2].partition("###")[0]
    assert f"a {COMMA[0]} to whom" in section.partition("\n- ")[0]
    assert "- Status: **changed**. Changed since it was approved by" in section
    assert f"a {COMMA[1]} to whom" in section.partition("- In the file now: ")[2]


@pytest.mark.parametrize(("also", "state"), [(False, "withdrawn"), (True, "changed")])
def test_the_hand_out_calls_words_withdrawn_and_tells_whose_approval_it_was(
    guide: Prompt, tmp_path: Path, *, also: bool, state: str
) -> None:
    ours = Path(shutil.copytree(SCRIPTS, tmp_path / "ours"))
    by, mine = "escalated-callers.txt", ("--scripts", ours, "--yes")
    if also:
        by, file = "Kim", ours / "escalated-callers.toml"
        file.write_text(file.read_text("utf-8").replace(*COMMA), "utf-8")
        assert guide("approve", "escalated-callers", "--by", by, *mine).code == 0
    taken = ("--by", "Lee", "--withdraw", by, "--line", "ask-name")
    assert guide("approve", "escalated-callers", *taken, *mine).code == 0
    told = guide("show", "escalated-callers", "--format", "markdown", "--scripts", ours).out
    section = told.partition("### ask-name\n")[2].partition("###")[0]
    status = section.partition("- Status: ")[2].partition("\n")[0]
    assert status.startswith(f"**{state}**. ")
    assert f"{by}’s approval was withdrawn by Lee on " in status.replace("\\", "")
    assert "New:" not in status
    assert f"| ask-name | {state} |" in told


def test_every_form_tells_that_an_approval_was_withdrawn_and_by_whom(
    guide: Prompt, tmp_path: Path
) -> None:
    ours = Path(shutil.copytree(SCRIPTS, tmp_path / "ours"))
    by, mine = "escalated-callers.txt", ("--scripts", ours)
    taken = ("--by", "Lee", "--withdraw", by, "--line", "ask-name")
    assert guide("approve", "escalated-callers", *taken, *mine, "--yes").code == 0
    withdrawn = f"{by}’s approval was withdrawn by Lee on "
    told = json.loads(guide("show", "escalated-callers", "--json", *mine).out)
    [line] = {
        (one["status"], one["why"])
        for step in told["steps"]
        for one in step["lines"]
        if one["id"] == "ask-name"
    }
    assert line[0] == "withdrawn"
    assert line[1].startswith(withdrawn)
    for form in ("text", "booklet"):
        shown = guide("show", "escalated-callers", "--format", form, *mine).out
        assert withdrawn in " ".join(shown.replace("\\", "").split())
    assert "rule" not in guide("approve", "escalated-callers", "--by", "Kim", "--yes", *mine).out
    assert guide("approve", "escalated-callers", *taken[:2], "--withdraw", "Kim", *mine, "--yes")
    [listed] = [one for one in guide("list", *mine).out.split("\n") if "withdrawn" in one]
    assert "1 withdrawn" in listed
    assert "new" not in listed


OUT = [
    *(("show", "--format", form) for form in ("text", "markdown", "booklet")),
    ("show", "--json"),
    ("show", "--format", "csv", "--language", "es"),
    *(("chart", "--format", form) for form in ("text", "svg", "mermaid", "dot")),
]


@pytest.mark.parametrize("typed", OUT, ids=" ".join)
def test_rules_that_are_not_as_approved_are_told_beside_every_form(
    guide: Prompt, tmp_path: Path, typed: tuple[str, ...]
) -> None:
    ours = Path(shutil.copytree(SCRIPTS, tmp_path / "ours"))
    told = []
    for name in ("irate-customers", "hang-up-protocol"):
        file = ours / f"{name}.toml"
        text = file.read_text("utf-8")
        label = 'label = "Caller hung up"'
        assert label in text
        file.write_text(text.replace(label, 'label = "They hung up"'), "utf-8")
        told.append(f"guide: {name}: 1 rule not as approved. guide check tells which.\n")
    answer = guide(typed[0], "irate-customers", *typed[1:], "--scripts", ours)
    assert answer.code == 0
    assert answer.err.endswith("".join(told))
    if "booklet" in typed:
        title = "## Rules that are not as approved\n\n"
        rules = answer.out.partition(title)[2].partition("\n\n")[0]
        assert "“They hung up”" in rules
        assert rules.count("\n") == 0
        protocol = answer.out.partition("## Rules of “")[2].partition("\n\n##")[0]
        assert "” that are not as approved\n\n- " in protocol
        assert "“They hung up”" in protocol


def test_the_hand_out_tells_rules_and_constants_that_are_not_as_approved(
    guide: Prompt, tmp_path: Path
) -> None:
    ours, file = tmp_path / "ours", tmp_path / "ours" / "escalated-callers.toml"
    shutil.copytree(SCRIPTS, ours)
    text = file.read_text("utf-8").replace("[desk]", '[constants]\nfee = "90 euros"\n\n[desk]')
    text = text.replace(COMMA[0], "{fee}", 1)
    file.write_text(text, "utf-8")
    assert guide("approve", "--by", "Kim", "--scripts", ours, "--yes").code == 0
    told = _handout(guide, "escalated-callers", "--scripts", ours)
    assert "- {fee} is “90 euros”\n" in told
    assert "not as approved" not in told
    file.write_text(text.replace("90 euros", "10 euros"), "utf-8")
    aside = "guide: escalated-callers: 1 rule not as approved. guide check tells which.\n"
    told = _handout(guide, "escalated-callers", "--scripts", ours, told=aside)
    rules = told.partition("## Rules that are not as approved\n\n")[2].partition("\n\n")[0]
    assert rules == "- Lines say “10 euros” for \\`fee\\`."
    line = "{fee} is “90 euros” as approved; the file has “10 euros” now"
    assert f"- {line}\n" in told
    booklet = guide("show", "escalated-callers", "--format", "booklet", "--scripts", ours).out
    assert f"- {line}\n" in booklet
    shown = " ".join(guide("show", "escalated-callers", "--scripts", ours).out.split())
    assert line in shown


def test_the_hand_out_keeps_the_capitals_of_labels() -> None:
    line = Line("a", "Hello.", when=Comparison("model", Sign.IS_NOT, "Beta Two"))
    field = AnswerField("model", "Model", AnswerKind.CHOICE, options=("Beta Two",))
    script = Script("s", "S", "Always.", (Step("one", "One", lines=(line,)),), fields=(field,))
    told = handout(script, Library({"s": script}, (), Path()))
    assert "only if Model is other than Beta Two" in told


def test_the_hand_out_leads_to_a_line_of_a_ground_by_its_own_ground(guide: Prompt) -> None:
    told = _handout(guide, "hang-up-protocol")
    section = told.partition("### warn-abuse\n")[2].partition("###")[0]
    assert "- The warning on the ground “Aggressive, offensive or abusive”, from every" in section
    assert "“Reason?” 1 Aggressive, abusive → “Ask a supervisor”" in section


def test_the_hand_out_of_a_gap_says_that_there_are_no_words(guide: Prompt) -> None:
    section = _handout(guide, "irate-customers").partition("### dnc-spiel\n")[2]
    assert section.startswith("\n> **No wording on file.** The document calls for the DNC spiel")
