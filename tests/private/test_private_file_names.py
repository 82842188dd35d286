"""Files and folders may be called anything: nothing of that reaches a terminal raw, or crashes."""

import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from naughty import NAUGHTY
from sweeps import swept

from guide.cli.run import run
from guide.script.library import shipped_folder

RAW = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
FAULTS = ("Traceback", "fault in the program")


def _name(text: str) -> str:
    """The text as a file's name; empty where no file can have it."""
    name = text.replace("/", "").replace("\0", "")[:40].strip(".")
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return ""
    return name


NAMES = tuple(dict.fromkeys(name for text in NAUGHTY if (name := _name(text))))


@dataclass
class Prompt:
    """The prompt of a terminal."""

    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def type(self, *words: str, terminal: bool = True) -> tuple[int, str]:
        """What a command ends with, and all that it says."""
        self.capsys.readouterr()
        with self.monkeypatch.context() as patch:
            patch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
            code = run(words)
        told = self.capsys.readouterr()
        assert not any(fault in told.err for fault in FAULTS), told.err
        if terminal:
            assert RAW.search(told.out + told.err) is None, told
        return code, told.out + told.err


@pytest.fixture
def prompt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Prompt:
    monkeypatch.setenv("GUIDE_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GUIDE_OUT", str(tmp_path / "out"))
    monkeypatch.setenv("TERM", "dumb")
    return Prompt(capsys, monkeypatch)


def _scripts(folder: Path, *names: str) -> Path:
    """Scripts and scenarios under these names, with their names in them, and wrong ones."""
    shutil.copytree(shipped_folder(), folder)
    scenario = (folder / "scenarios" / "friday-callback.toml").read_bytes()
    for name in names:
        n = NAMES.index(name)
        (folder / f"{name}.toml").write_bytes(_script(n, name))
        (folder / "scenarios" / f"{name}.toml").write_bytes(_scenario(scenario, n, name))
    return folder


def _script(n: int, name: str) -> bytes:
    quoted = json.dumps(name).encode()
    if n % 3 == 0:
        return b'[script]\nid = "x"\ntitle = ' + quoted + b"\n[[" + os.fsencode(name) + b"]]\n"
    return (
        f'[script]\nid = "n{n}"\n'.encode()
        + b"title = " + quoted + b"\nuse_when = " + quoted
        + b'\nversion = "1"\n[[ending]]\nid = "over"\nlabel = ' + quoted
        + b'\n[[step]]\nid = "a"\ntitle = ' + quoted + b"\n[[step.line]]\ntext = " + quoted
        + b'\n[[step.choice]]\nlabel = "Over"\nend = "over"\n'
    )  # fmt: skip


def _scenario(whole: bytes, n: int, name: str) -> bytes:
    return whole if n % 2 else whole + b"\n[[" + os.fsencode(name) + b"]]\n"


def test_scripts_of_any_name_are_listed_and_checked_in_plain_words(
    prompt: Prompt, tmp_path: Path
) -> None:
    scripts = _scripts(tmp_path / "scripts", *NAMES)
    for words in (["list"], ["check"], ["list", "--json"], ["check", "--json"]):
        _, told = prompt.type(*words, "--scripts", str(scripts))
        assert told


# Each third; the sweep takes the others.
@pytest.mark.parametrize("name", swept(NAMES, NAMES[::3]), ids=range(len(NAMES)))
def test_a_file_a_scenario_and_a_folder_of_any_name_is_named_in_plain_words(
    prompt: Prompt, tmp_path: Path, name: str
) -> None:
    scripts, folder = _scripts(tmp_path / "scripts", name), tmp_path / f"folder {name}"
    commands = (
        ["check", str(scripts / f"{name}.toml")],
        ["check", str(scripts / "scenarios" / f"{name}.toml")],
        ["play", name, "--scripts", str(scripts), "--out", str(folder)],
        ["show", name, "--scripts", str(scripts)],
        ["show", f"n{NAMES.index(name)}", "--scripts", str(scripts)],
        ["play", "friday-callback", "--out", str(folder)],
        ["list", "--scripts", str(folder)],
        ["check", str(folder / "nowhere.toml")],
        ["check", str(folder)],
        ["verify", str(folder / f"{name}.md")],
        ["verify", name],
        ["summary", name],
        ["forget", name, "--yes"],
    )
    # Each name with a third of the commands, so that each of them meets names of every kind.
    for words in commands[NAMES.index(name) % 3 :: 3]:
        prompt.type(*words)


def test_what_is_read_by_a_program_names_a_file_to_the_letter(
    prompt: Prompt, tmp_path: Path
) -> None:
    folder = tmp_path / "out \x1b[31m\u202e"
    code, told = prompt.type("play", "friday-callback", "--out", str(folder), terminal=False)
    assert code == 0
    assert Path(told.splitlines()[0]).is_file()
    code, told = prompt.type("play", "friday-callback", "--out", str(folder), "--json")
    assert code == 0
    assert Path(json.loads(told)["summary"]).is_file()


def test_a_state_folder_of_any_name_is_named_in_plain_words(
    prompt: Prompt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        state = tmp_path / f"state {name}"
        state.symlink_to(tmp_path)
        monkeypatch.setenv("GUIDE_STATE", str(state))
        code, told = prompt.type("calls")
        assert code
        assert "is a link" in told
