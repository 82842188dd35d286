"""A caller's name and number need not stand in the list of processes, nor in a shell's history."""

import io
import sys
from collections.abc import Callable

import pytest
from prompt import Prompt
from test_cli_take import Screen, screen

__all__ = ["screen"]


@pytest.mark.parametrize(
    ("typed", "lines", "known"),
    [
        (["--number", "-"], "312 555 0134\n", ("", "312 555 0134")),
        (["--caller", "-"], "  Dana  Smith", ("Dana Smith", "")),
        (["--number", "-", "--caller", "-"], "Dana\n0142\n", ("Dana", "0142")),
        (["--caller", "Dana", "--number", "-"], "\n", ("Dana", "")),
    ],
)
def test_a_dash_reads_a_line_from_standard_input(
    guide: Prompt,
    screen: Callable[..., Screen],
    monkeypatch: pytest.MonkeyPatch,
    typed: list[str],
    lines: str,
    known: tuple[str, str],
) -> None:
    shown = screen()
    given = io.StringIO(lines)
    given.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", given)
    assert guide("call", "irate-customers", *typed).code == 0
    assert shown.options is not None
    assert shown.options.details == (("caller", known[0]), ("number", known[1]))


def test_without_a_line_it_says_so_and_takes_no_call(guide: Prompt) -> None:
    answer = guide.process("call", "irate-customers", "--number", "-")
    assert (answer.code, answer.out) == (2, "")
    assert "--number - reads a line from standard input, and there is none." in answer.err
