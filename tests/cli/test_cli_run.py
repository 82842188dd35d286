import json
import os
import subprocess
import sys
from itertools import cycle, product
from pathlib import Path

import pexpect
import pytest
from prompt import ROOT, Prompt

from guide.cli import scripts, take

COMMANDS = [
    ["list"],
    ["list", "--json"],
    ["show", "hang-up-protocol"],
    ["chart", "hang-up-protocol"],
    ["check", "--accepted"],
    ["--help"],
    ["--version"],
]


def _raising(error: BaseException) -> object:
    def raising(*_: object, **__: object) -> None:
        raise error

    return raising


@pytest.mark.parametrize("typed", [["list"], ["call"]])
def test_an_interrupted_command_ends_with_130(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, typed: list[str]
) -> None:
    monkeypatch.setattr(scripts, "list_scripts", _raising(KeyboardInterrupt()))
    monkeypatch.setattr(take, "take_call", _raising(KeyboardInterrupt()))
    answer = guide(*typed)
    assert answer.code == 130
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("typed", [["list"], ["call"]])
def test_a_fault_of_the_program_is_a_sentence_and_never_0(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, typed: list[str]
) -> None:
    monkeypatch.setattr(scripts, "list_scripts", _raising(ValueError("odd")))
    monkeypatch.setattr(take, "take_call", _raising(ValueError("odd")))
    answer = guide(*typed)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("guide: A fault in the program itself: ValueError: odd.")
    assert "Traceback" not in answer.err
    monkeypatch.setenv("GUIDE_DEBUG", "1")
    assert "Traceback" in guide(*typed).err


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_gone_is_no_reason_to_complain(guide: Prompt, unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = _listing_to(writing, unbuffered)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_the_system_refuses_is_told_and_ends_with_2(
    guide: Prompt, unbuffered: str
) -> None:
    with open("/dev/full", "w") as full:
        done = _listing_to(full.fileno(), unbuffered)
    assert done.returncode == 2
    assert done.stderr == b"guide: The output cannot be written: No space left on device.\n"


def _listing_to(output: int, unbuffered: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "guide", "list"],
        stdout=output,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        cwd=ROOT,
        check=False,
    )


def test_control_characters_that_were_typed_are_not_sent_back_to_the_terminal(
    guide: Prompt,
) -> None:
    assert "\x1b" not in guide("show", "\x1b[31mred").err


CLOSED = ("<&-", ">&-", "2>&-", "<&- >&- 2>&-")


@pytest.mark.parametrize(
    ("typed", "closed"),
    [*product([["list"]], CLOSED), *zip(COMMANDS[1:], cycle(CLOSED[1:]), strict=False)],
)
def test_a_stream_that_is_closed_is_no_fault(guide: Prompt, typed: list[str], closed: str) -> None:
    done = _in_shell(f'"$@" {closed}', *typed)
    assert (done.returncode, b"fault" in done.stderr) == (0, False)
    assert (b"\n" in done.stdout) == (">&- " not in f"{closed} " or closed == "2>&-")


def test_no_file_takes_the_number_of_a_stream_that_is_closed(guide: Prompt) -> None:
    done = _in_shell('"$@" <&- >&- 2>&-', "play", "friday-callback")
    assert done.returncode == 0
    [summary] = guide.out.rglob("*.md")
    assert guide("verify", summary).code == 0


@pytest.mark.parametrize("typed", [["list"], ["chart", "hang-up-protocol"], ["--help"]])
def test_a_reader_that_goes_does_not_change_how_a_command_ends(
    guide: Prompt, typed: list[str]
) -> None:
    done = _in_shell('set -o pipefail; "$@" 2>&1 | true', *typed)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("typed", "full"),
    [*((typed, ">/dev/full") for typed in COMMANDS), (["list"], "2>/dev/full")],
)
def test_output_that_is_refused_is_told_by_every_command(
    guide: Prompt, typed: list[str], full: str
) -> None:
    done = _in_shell(f'"$@" {full}', *typed)
    told = b"guide: The output cannot be written: No space left on device.\n"
    if full == ">/dev/full":
        assert (done.returncode, done.stderr.endswith(told)) == (2, True)
    else:
        assert (done.returncode, done.stderr) == (0, b"")


def _in_shell(command: str, *typed: str) -> subprocess.CompletedProcess[bytes]:
    """Have bash do a command, in which `"$@"` is the program with what is typed."""
    return subprocess.run(
        ["bash", "-c", command, "bash", sys.executable, "-m", "guide", *typed],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        check=False,
    )


@pytest.mark.parametrize(
    ("typed", "encoding"),
    [
        (["chart", "hang-up-protocol", "--format", "svg"], "latin-1"),
        (["chart", "hang-up-protocol", "--format", "dot"], "utf-16"),
        (["show", "hang-up-protocol", "--format", "markdown"], "ascii"),
        (["show", "hang-up-protocol", "--json"], "latin-1"),
        (["show", "hang-up-protocol"], "ascii"),
        (["show", "hang-up-protocol"], "utf-16"),
    ],
)
def test_what_is_put_out_is_utf_8_whatever_the_locale(
    guide: Prompt, typed: list[str], encoding: str
) -> None:
    answer = guide.process(*typed, PYTHONIOENCODING=encoding)
    assert answer.out == guide(*typed).out
    assert not answer.out.isascii()


PLAIN_ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize("env", [PLAIN_ASCII, {"LC_ALL": "C.UTF-8"}])
def test_a_path_can_be_copied_whatever_the_locale(guide: Prompt, env: dict[str, str]) -> None:
    out = guide.folder / "Übung"
    answer = guide.process("play", "friday-callback", "--out", out, **env)
    assert Path(answer.out.strip()).parent == out
    told = json.loads(guide.process("play", "friday-callback", "--out", out, "--json", **env).out)
    assert Path(told["summary"]).parent == out
    assert str(out / "nö") in guide.process("list", "--scripts", out / "nö", **env).err


@pytest.mark.parametrize("typed", [["chart", "hang-up-protocol"], ["call", "hang-up-protocol"]])
def test_a_terminal_is_sent_utf_8_whatever_the_locale(guide: Prompt, typed: list[str]) -> None:
    env = {**os.environ, **PLAIN_ASCII, "TERM": "xterm-256color"}
    program = pexpect.spawn(
        sys.executable, ["-m", "guide", *typed], env=env, cwd=ROOT, timeout=30, dimensions=(36, 120)
    )
    program.expect(b"Listen first")
    program.expect("│".encode())
    assert b"\\u" not in program.before
    program.close(force=True)


def test_a_path_that_is_no_text_is_put_out_as_it_is(guide: Prompt) -> None:
    out = os.fsencode(guide.folder / "out") + b"\xff"
    typed = [sys.executable, "-m", "guide", "play", "friday-callback", "--out", out]
    put_out = subprocess.check_output(typed, cwd=ROOT)
    assert os.path.isfile(put_out.rstrip(b"\n"))
    assert put_out.startswith(out)
