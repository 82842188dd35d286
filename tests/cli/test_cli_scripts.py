import json
import shutil
from hashlib import sha256

import pytest
from prompt import SCRIPTS, Prompt

from guide.script.library import load_library

NAMES = ("calming-a-caller", "escalated-callers", "hang-up-protocol", "irate-customers")


def test_list_as_json_is_what_other_programs_lean_on(guide: Prompt) -> None:
    answer = guide("list", "--json")
    listed = json.loads(answer.out)
    assert (answer.code, answer.err, len(listed)) == (0, "", 5)
    library = load_library(SCRIPTS)
    for one in listed:
        script = library.script(one["id"])
        assert one == {
            "id": script.id,
            "title": script.title,
            "steps": len(script.steps),
            "lines": len(script.lines),
            "approved": library.approved(script),
        }


def test_list_tells_people_when_to_use_each(guide: Prompt) -> None:
    answer = guide("list")
    for script in load_library(SCRIPTS).scripts.values():
        assert script.id in answer.out
        assert script.use_when in answer.out


@pytest.mark.parametrize("name", [*NAMES, "taking-over-a-call"])
def test_show_as_json_is_what_other_programs_lean_on(guide: Prompt, name: str) -> None:
    shown = json.loads(guide("show", name, "--json").out)
    script = load_library(SCRIPTS).script(name)
    assert list(shown) == ["id", "title", "source", "rules", "steps", "grounds"]
    assert (shown["source"], shown["rules"]) == (script.source, list(script.rules))
    for told, step in zip(shown["steps"], script.steps, strict=True):
        assert list(told) == ["id", "title", "coach", "lines", "choices"]
        for line in told["lines"]:
            assert list(line) == ["id", "text", "must_say", "on", "status", "sha256"]
            assert line["sha256"] == sha256(line["text"].encode()).hexdigest()
            assert line["on"] in (None, "weekday", "weekend")
        assert told["choices"] == [
            {"key": choice.key, "label": choice.label, "to": str(choice.to)}
            for choice in step.choices
        ]


def test_the_grounds_of_a_script_are_told_with_their_wording(guide: Prompt) -> None:
    grounds = json.loads(guide("show", "hang-up-protocol", "--json").out)["grounds"]
    script = load_library(SCRIPTS).script("hang-up-protocol")
    assert [g["id"] for g in grounds] == [g.id for g in script.grounds]
    for told, ground in zip(grounds, script.grounds, strict=True):
        assert told["warnings"] == ground.warnings
        assert told["permission"] is ground.permission
        assert told["warning_line"] == (ground.warning.text if ground.warning else None)
        assert told["ending_line"] == (ground.ending.text if ground.ending else None)
    assert None in [g["warning_line"] for g in grounds]


def test_show_is_the_script_as_text(guide: Prompt) -> None:
    answer = guide("show", "hang-up-protocol")
    assert answer.code == 0
    words = " ".join(answer.out.split())
    for step in load_library(SCRIPTS).script("hang-up-protocol").steps:
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
    assert "1 script with mistakes, not offered: guide check" in answer.err


@pytest.mark.parametrize("command", [["list"], ["show", "x"], ["check"], ["play", "x.toml"], []])
def test_a_folder_of_scripts_that_is_not_there_ends_with_2(
    guide: Prompt, command: list[str]
) -> None:
    (guide.folder / "x.toml").write_text("")
    answer = guide(*command, "--scripts", guide.folder / "none")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("guide: ")
