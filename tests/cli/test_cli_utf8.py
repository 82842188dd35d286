"""What comes with a command is kept to the letter or refused, whatever the locale is."""

import json
import os
from pathlib import Path

import pytest
from promised_calls import CALL, CALLBACK, a_call, keep
from prompt import Prompt

from guide.record.places import Places

NOT_UTF8 = os.fsdecode(b"wieder \xf6ffnen")
LETTERS = "wieder öffnen 日本"
OF_THE_COMPUTER = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def desk(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> Prompt:
    monkeypatch.setenv("GUIDE_AGENT", "Kim Lo")
    keep(Places(guide.state, guide.out), a_call(CALLBACK))
    return guide


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        (("mark", CALL, "tried", "--note", NOT_UTF8), "--note"),
        (("mark", CALL, "tried", "--agent", NOT_UTF8), "--agent"),
        (("mark", CALL, "passed-on", "--to", NOT_UTF8), "--to"),
        (("call", "irate-customers", "--caller", NOT_UTF8), "--caller"),
        (("call", "irate-customers", "--number", NOT_UTF8), "--number"),
        (("call", "irate-customers", "--ref", NOT_UTF8), "--ref"),
        (("call", "irate-customers", "--agent", NOT_UTF8), "--agent"),
        (("practice", "no-warning", "--agent", NOT_UTF8), "--agent"),
        (("approve", "--by", NOT_UTF8), "--by"),
        (("approve", "--by", "Kim Lo", "--note", NOT_UTF8), "--note"),
        (("forget", CALL, "--why", NOT_UTF8), "--why"),
        (("owed", "--find", "one", "--find", NOT_UTF8), "--find"),
    ],
)
def test_an_option_that_is_not_utf8_is_refused_by_its_name(
    desk: Prompt, typed: tuple[str, ...], option: str
) -> None:
    answer = desk(*typed)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        f"guide: {option}: This is not UTF-8, so not all of its letters can be read."
        " Set the terminal and its locale, or the program that sends it, to UTF-8 and try again.\n"
    )
    assert not Places(desk.state, desk.out).register.exists()


def test_letters_are_kept_in_every_locale(desk: Prompt) -> None:
    typed = ("mark", CALL, "passed-on", "--to", "Jörg", "--note", LETTERS)
    answer = desk.process(*typed, GUIDE_AGENT="Zoë", **OF_THE_COMPUTER)
    assert answer.code == 0, answer.err
    entry = json.loads(Places(desk.state, desk.out).register.read_text())
    assert (entry["by"], entry["to"], entry["note"]) == ("Zoë", "Jörg", LETTERS)


def test_a_folder_may_be_called_anything_in_every_locale(desk: Prompt, tmp_path: Path) -> None:
    folder = tmp_path / "größe"
    answer = desk.process("play", "friday-callback", "--out", folder, **OF_THE_COMPUTER)
    assert answer.code == 0, answer.err
    assert any(folder.rglob("*.md"))


def test_an_agent_s_name_that_is_not_utf8_is_told_by_its_variable(
    desk: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDE_AGENT", os.fsdecode(b"Zo\xeb"))
    answer = desk("mark", CALL, "tried")
    assert answer.code == 2
    assert answer.err.startswith("guide: GUIDE_AGENT: This is not UTF-8")
    assert "GUIDE_AGENT: This is not UTF-8" in desk("doctor").out
