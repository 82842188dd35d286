"""What is typed is nobody else's: no variable has it written down, no crash leaves it behind."""

import pytest
from prompt import Prompt

TELL = """
import os, sys
from guide.cli.run import keep_to_itself
keep_to_itself(sys.argv[1:])
print("left", *sorted(name for name in os.environ if name.startswith("TEXTUAL")))
"""
SEAT = {"TEXTUAL_DRIVER": "x:Y", "TEXTUAL_FPS": "60", "TEXTUAL_COLOR_SYSTEM": "truecolor"}
LOUD = {"TEXTUAL": "debug", "TEXTUAL_LOG": "typed.log", "TEXTUAL_PRESS": "q"}


@pytest.mark.parametrize("typed", [[], ["call"], ["serve"], ["demo", "--record", "x"], ["doctor"]])
def test_no_variable_of_textual_s_is_left_when_a_command_begins(
    guide: Prompt, typed: list[str]
) -> None:
    assert guide.python(TELL, typed, **SEAT, **LOUD).out.split() == ["left"]


def test_a_window_of_the_classroom_has_what_the_classroom_says_and_nothing_else(
    guide: Prompt,
) -> None:
    assert guide.python(TELL, ["seat"], **SEAT, **LOUD).out.split() == ["left", *sorted(SEAT)]


def test_a_recording_writes_nothing_of_what_textual_would_log(guide: Prompt) -> None:
    answer = guide.process("demo", "friday-callback", "--svg", "one.svg", **LOUD)
    assert answer.code == 0, answer.err
    assert not (guide.folder / "typed.log").exists()


def test_a_crash_leaves_no_core(guide: Prompt) -> None:
    pytest.importorskip("resource")
    code = """
import resource
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
from guide.cli.run import run
run(["--version"])
print(resource.getrlimit(resource.RLIMIT_CORE)[0])
"""
    assert guide.python(code).out.split()[-1] == "0"
