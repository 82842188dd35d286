"""`guide preview` at the prompt: what it refuses before there is a screen."""

import json
import shutil
from pathlib import Path

import pytest
from prompt import SCRIPTS, Prompt
from sweeps import crossed

from guide.training.preview import look_at

SHIPPED = SCRIPTS / "calming-a-caller.toml"


def test_without_a_terminal_it_says_so_and_what_can_be_had_instead(guide: Prompt) -> None:
    answer = guide("preview", SHIPPED)
    assert (answer.code, answer.out) == (2, "")
    assert "this is not a terminal" in answer.err
    assert "guide check" in answer.err


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("none.toml", "There is no file"),
        ("", "is a folder"),
        ("notes.txt", "not read as a script"),
        ("approvals.toml", "not read as a script"),
    ],
)
def test_what_is_no_script_s_file_is_refused(guide: Prompt, name: str, told: str) -> None:
    for other in ("notes.txt", "approvals.toml"):
        (guide.folder / other).write_text("")
    answer = guide("preview", guide.folder / name)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_a_preview_without_a_screen_leaves_nothing(guide: Prompt, tmp_path: Path) -> None:
    guide.process("preview", SHIPPED)
    assert [*tmp_path.iterdir()] == []


CHANGES = [
    ("", ""),
    ("warnings = 1", "warnings = 0"),
    ("title =", "titel ="),
    ('to = "', 'to = "x'),
    ('text = "', 'text = "Well, '),
    ("permission = true", "permission = false"),
]


@pytest.mark.parametrize(
    ("name", "change"), crossed(["hang-up-protocol", "irate-customers"], CHANGES)
)
def test_what_it_tells_of_a_file_is_what_check_tells_of_it(
    guide: Prompt, name: str, change: tuple[str, str]
) -> None:
    folder = guide.folder / "ours"
    shutil.copytree(SCRIPTS, folder)
    file = folder / f"{name}.toml"
    file.write_text(file.read_text("utf-8").replace(*change, 1), "utf-8")
    found = json.loads(guide("check", folder, "--json").out)
    of_file = {(one["line"], one["message"]) for one in found if one["file"] == str(file)}
    assert {(one.line, one.message) for one in look_at(file).problems} == of_file
