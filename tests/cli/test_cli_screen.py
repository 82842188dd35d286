"""A fault of the program while an app is on the screen: the real apps, without a terminal."""

import json
import os
import signal
import sys
from typing import cast

import pytest
from prompt import Answer, Prompt

from guide.cli import classroom
from guide.cli.screen import show_app
from guide.tui.app import GuideApp

LEFT = {
    "call": "A call in progress is saved. guide resume continues it.",
    "practice": "Your practice was saved: guide practice --history.",
    "demo": "A demo keeps nothing and changes nothing.",
    "replay": "The record is as it was: a replay changes nothing.",
    "seat": "Your practice was saved.",
}


def fails(app: GuideApp) -> None:
    said_by_caller = "useless parrot"
    raise KeyError(said_by_caller)


def failed(guide: Prompt, monkeypatch: pytest.MonkeyPatch, command: str) -> Answer:
    """What a command answers whose app fails as soon as it is on the screen."""
    typed = [command]
    if command == "replay":
        call = json.loads(guide("play", "friday-callback", "--json").out)["call"]
        typed += [call, "--practice"]
    elif command in ("demo", "practice"):
        typed.append("friday-callback")
    elif command == "seat":
        typed.append(f"--tell={os.open(os.devnull, os.O_WRONLY)}")
        # It would be that of all the tests here.
        monkeypatch.setattr(classroom, "_limit_memory", lambda: None)
    run = GuideApp.run
    monkeypatch.setattr(GuideApp, "run", lambda app: run(app, headless=True))
    monkeypatch.setattr(GuideApp, "on_mount", fails)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setenv("GUIDE_AGENT", "Robin")
    monkeypatch.setenv("TEXTUAL_DRIVER", "of a browser's window")
    return guide(*typed)


@pytest.mark.parametrize("command", LEFT)
def test_a_fault_ends_every_app_with_1_and_one_sentence(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    answer = failed(guide, monkeypatch, command)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == f"guide: The program failed. {LEFT[command]}\n"


@pytest.mark.parametrize("command", LEFT)
def test_whoever_looks_for_a_fault_of_an_app_is_told_where_it_was(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("GUIDE_DEBUG", "1")
    answer = failed(guide, monkeypatch, command)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("Traceback (most recent call last)")
    assert "raise KeyError(said_by_caller)" in answer.err
    assert answer.err.endswith(f"guide: The program failed. {LEFT[command]}\n")


def test_an_app_ends_with_its_terminal_even_where_hang_ups_are_ignored() -> None:
    class App:
        return_code = 0

        def run(self) -> None:
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert show_app(cast("GuideApp", App()), "") == 0
    finally:
        signal.signal(signal.SIGHUP, before)
