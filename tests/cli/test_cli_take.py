import grp
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pexpect
import pytest
from prompt import ROOT, Prompt
from test_cli_calls import take

from guide.session.callbook import CallBook
from guide.tui import app
from guide.tui.app import LaunchOptions
from guide.tui.call_view import CallResult
from guide.tui.keys import ACTIONS, Actions
from guide.tui.look import DARK, LIGHT, Palette


@dataclass
class Screen:
    """Stands for the screen: keeps what it was started with, and leaves calls as told."""

    results: tuple[CallResult, ...] = ()
    return_code: int | None = None
    fault: BaseException | None = None
    book: CallBook | None = None
    options: LaunchOptions | None = None
    palette: Palette | None = None
    actions: Actions = ()

    def start(
        self,
        book: CallBook,
        options: LaunchOptions,
        palette: Palette,
        actions: Actions,
        **_: object,
    ) -> "Screen":
        self.book, self.options = book, options
        self.palette, self.actions = palette, actions
        return self

    def run(self) -> None:
        """As the real one does, come back when it is closed."""


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Screen]:
    def given(*results: CallResult, return_code: int | None = None) -> Screen:
        stand_in = Screen(results, return_code)
        monkeypatch.setattr(app, "GuideApp", stand_in.start)
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            monkeypatch.setattr(stream, "isatty", lambda: True)
        return stand_in

    return given


@pytest.mark.parametrize(
    "typed", [[], ["call"], ["call", "irate-customers"], ["call", "--ref", "x"]]
)
def test_without_a_terminal_no_call_is_taken(guide: Prompt, typed: list[str]) -> None:
    answer = guide(*typed)
    assert (answer.code, answer.out) == (2, "")
    assert "this is not a terminal" in answer.err


def test_an_unknown_script_is_answered_with_the_nearest(guide: Prompt) -> None:
    answer = guide("call", "irate-custmers")
    assert (answer.code, answer.out) == (2, "")
    assert "Did you mean `irate-customers`?" in answer.err


@pytest.mark.parametrize("more", [[], ["--agent", "A. Bel"]])
def test_what_is_typed_is_what_the_call_begins_with(
    guide: Prompt,
    screen: Callable[..., Screen],
    monkeypatch: pytest.MonkeyPatch,
    more: list[str],
) -> None:
    monkeypatch.setenv("GUIDE_AGENT", "  R.  Alvarez ")
    shown = screen()
    options = ["--caller", "Dana", "--number", "555-0142", "--ref", "T 7", *more]
    assert guide("call", "irate-customers", *options).code == 0
    details = (("caller", "Dana"), ("number", "555-0142"))
    agent = "A. Bel" if more else "R. Alvarez"
    assert shown.options == LaunchOptions(
        agent, script="irate-customers", ref="T 7", details=details
    )


def test_the_agent_is_who_is_logged_in_unless_named(
    guide: Prompt, screen: Callable[..., Screen], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "ralvarez")
    shown = screen()
    guide()
    assert shown.options is not None
    assert shown.options.agent == "ralvarez"


def test_the_screen_has_the_look_and_the_keys_that_are_set(
    guide: Prompt, screen: Callable[..., Screen]
) -> None:
    shown = screen()
    assert guide().code == 0
    assert (shown.palette, shown.actions) == (DARK, ACTIONS)
    guide.config.write_text('theme = "light"\n[keys]\nwarn = "q"\n')
    assert guide().code == 0
    assert shown.palette is LIGHT
    assert [action.id for action in shown.actions if action.key == "q"] == ["warn"]


def test_whoever_shares_what_the_group_cannot_get_to_is_told_once(
    guide: Prompt, screen: Callable[..., Screen], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDE_SHARED", grp.getgrgid(os.getegid()).gr_name)
    guide.out.parent.chmod(0o700)
    screen()
    assert guide().err.count("cannot read what is shared with it") == 1
    # The call's own screen tells it, and then it is told.
    monkeypatch.setattr(Screen, "run", lambda of: told.extend(of.book.disk.limits.untold()))
    told: list[str] = []
    assert "cannot read" not in guide().err
    assert len(told) == 1


def test_somebody_without_a_name_is_asked_for_one(
    guide: Prompt, screen: Callable[..., Screen], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise OSError("no user")

    monkeypatch.setattr("getpass.getuser", nobody)
    screen()
    answer = guide()
    assert answer.code == 2
    assert "Set GUIDE_AGENT" in answer.err


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ([], ["--scripts", ROOT / "scripts"]),
        (["call"], ["call", "--scripts", ROOT / "scripts"]),
        (["call", "irate-customers"], ["call", "--scripts", ROOT / "scripts", "irate-customers"]),
        (["resume"], ["resume", "--scripts", ROOT / "scripts"]),
        (["resume", "2026"], ["resume", "2026", "--scripts", ROOT / "scripts"]),
    ],
)
def test_a_call_begins_alike_with_options_and_without(
    guide: Prompt,
    screen: Callable[..., Screen],
    short: list[str | Path],
    long: list[str | Path],
) -> None:
    take(guide, ended=False)
    begun = []
    for typed in (short, long):
        shown = screen()
        assert guide(*typed).code == 0
        assert shown.book is not None
        begun.append((shown.options, shown.book.places, shown.book.library.folder))
    assert begun[0] == begun[1]


def test_resume_goes_on_with_the_latest_or_the_one_named(
    guide: Prompt, screen: Callable[..., Screen]
) -> None:
    older, newer = take(guide, hour=18, ended=False), take(guide, ended=False)
    for typed, call in (([], newer), ([older], older), ([older[:12]], older)):
        shown = screen()
        assert guide("resume", *typed).code == 0
        assert shown.options is not None
        assert (shown.options.go_on, shown.options.resume) == (True, call)


def test_resume_without_an_unfinished_call_ends_with_2(guide: Prompt) -> None:
    assert guide("resume").err == (
        "guide: There is no unfinished call to go on with: guide starts a new one. The page of one"
        " that ended within a day is taken up by its name: guide resume CALL.\n"
    )
    ended = take(guide)
    for typed in ([], [ended]):
        answer = guide("resume", *typed)
        assert (answer.code, answer.out) == (2, "")
    assert (
        f"The call {ended} has ended, and its page is taken up within a day only: guide summary"
        f" {ended} shows it, and guide owed what is owed from it."
    ) in answer.err


def test_what_became_of_each_call_is_told_when_the_screen_is_closed(
    guide: Prompt, screen: Callable[..., Screen]
) -> None:
    screen(CallResult("one", Path("/out/one.md"), ended=True), CallResult("two"))
    answer = guide()
    assert (answer.code, answer.out) == (0, "/out/one.md\n")
    assert answer.err == "guide: Call two is saved. guide resume continues it.\n"


def test_a_call_that_could_not_be_saved_is_never_said_to_be_kept_whole(
    guide: Prompt, screen: Callable[..., Screen]
) -> None:
    screen(CallResult("two", problem="The disk is full."))
    answer = guide()
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("guide: The disk is full.\n")
    assert "is saved as far as the disk allowed" in answer.err


def test_a_summary_that_could_not_be_written_ends_with_1(
    guide: Prompt, screen: Callable[..., Screen]
) -> None:
    screen(CallResult("one", ended=True, problem="The disk is full."))
    answer = guide()
    assert (answer.code, answer.out, answer.err) == (1, "", "guide: The disk is full.\n")


def test_a_program_that_crashed_never_ends_with_0(
    guide: Prompt, screen: Callable[..., Screen]
) -> None:
    screen(CallResult("one", Path("/out/one.md"), ended=True), return_code=1)
    answer = guide()
    assert (answer.code, answer.out) == (1, "/out/one.md\n")
    assert "guide resume" in answer.err


def test_a_screen_that_crashes_in_a_real_terminal_never_ends_with_0(guide: Prompt) -> None:
    code = (
        "from guide.tui.app import GuideApp\n"
        "def crash(app): raise ValueError('broken on purpose')\n"
        "GuideApp.on_mount = crash\n"
        "from guide.__main__ import main\n"
        "main()\n"
    )
    child = pexpect.spawn(
        sys.executable, ["-c", code], cwd=ROOT, dimensions=(24, 80), timeout=60, encoding="utf-8"
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
