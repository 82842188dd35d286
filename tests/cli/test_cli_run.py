import os
import subprocess
import sys

import pytest
from prompt import ROOT, Prompt

from guide.cli import scripts, take


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
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_the_system_refuses_is_told_and_ends_with_2(
    guide: Prompt, unbuffered: str
) -> None:
    with open("/dev/full", "w") as full:
        done = _listing_to(full.fileno(), unbuffered)
    assert done.returncode == 2
    assert done.stderr == b"guide: The system refused: No space left on device.\n"


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


def test_text_that_the_output_cannot_hold_is_shown_some_other_way(guide: Prompt) -> None:
    answer = guide.process("show", "escalated-callers", PYTHONIOENCODING="ascii")
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize(
    "typed",
    [
        ["--version"],
        ["--help"],
        ["list"],
        ["list", "--json"],
        ["show", "irate-customers"],
        ["check"],
        ["play", "no-warning"],
        ["calls"],
    ],
)
def test_commands_without_a_screen_never_import_one(guide: Prompt, typed: list[str]) -> None:
    assert "textual" not in _imported(guide, typed)


@pytest.mark.parametrize("typed", [[], ["call"], ["call", "irate-customers"], ["resume"]])
def test_a_call_begins_without_the_library_that_reads_options(
    guide: Prompt, typed: list[str]
) -> None:
    imported = _imported(guide, typed)
    assert "guide" in imported
    assert not imported & {"typer", "click", "pydantic"}


def _imported(guide: Prompt, typed: list[str]) -> set[str]:
    """The packages that a command imports."""
    code = (
        "import sys\n"
        "from guide.cli.run import run\n"
        "run(sys.argv[1:])\n"
        "print('imported', *{name.partition('.')[0] for name in sys.modules})\n"
    )
    answer = guide.python(code, typed)
    return set(answer.out.splitlines()[-1].split()[1:])
