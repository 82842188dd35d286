"""Calls whose folder could not be written: what every command makes of the fallback folder."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt import SCRIPTS, Prompt

from guide.call import actions as act
from guide.errors import RecordError
from guide.record.places import Places
from guide.record.system import System
from guide.record.writer import DirectWriter
from guide.script.library import load_library
from guide.session.callbook import CallBook

Lose = Callable[..., None]


@pytest.fixture
def lose(monkeypatch: pytest.MonkeyPatch) -> Lose:
    """Makes a disk read-only under some folders, and no others."""
    lost: list[Path] = []
    make = System.make_folder

    def make_folder(system: System, path: Path) -> None:
        if any(path.is_relative_to(folder) for folder in lost):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        make(system, path)

    monkeypatch.setattr(System, "make_folder", make_folder)

    def refuse(*folders: Path) -> None:
        lost[:] = folders

    return refuse


@pytest.fixture
def elsewhere(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = guide.folder / "elsewhere"
    folder.mkdir()
    monkeypatch.setenv("GUIDE_ELSEWHERE", str(folder))
    return folder


def take(guide: Prompt, elsewhere: Path, *, ended: bool = True) -> tuple[str, str]:
    """Take a call; its id, and what is said at its end."""
    places = Places.of(guide.state, guide.out, elsewhere)
    book = CallBook(load_library(SCRIPTS), places, writer=DirectWriter)
    session = book.start("irate-customers", agent="Robin")
    told = ""
    if ended:
        session.do(act.End("hung-up"))
        with pytest.raises(RecordError) as refused:
            book.finish(session)
        told = str(refused.value)
    session.close()
    return session.call.id, told


def test_the_end_of_a_call_says_that_it_is_kept_where_and_how_its_summary_is_written_later(
    guide: Prompt, elsewhere: Path, lose: Lose
) -> None:
    lose(guide.state, guide.out)
    call, told = take(guide, elsewhere)
    [folder] = elsewhere.iterdir()
    assert told.startswith(f"Could not make the folder {guide.out}: the disk can only be read.")
    assert told.endswith(
        f"The record of the call is kept, in {folder}. guide summary {call} writes the summary once"
        " that can be written; with --out DIR, at once to another folder."
    )
    other = guide.folder / "other"
    assert guide("summary", call, "--out", other).out == f"{other / call}.md\n"


def test_the_end_of_a_call_whose_summary_alone_is_refused_says_the_same(
    guide: Prompt, elsewhere: Path, lose: Lose
) -> None:
    lose(guide.out)
    call, told = take(guide, elsewhere)
    assert f"The record of the call is kept, in {guide.state / 'calls'}. guide summary" in told
    lose()
    assert guide("summary", call).out == f"{guide.out / call}.md\n"


def test_what_cannot_be_brought_home_yet_is_listed_read_and_told(
    guide: Prompt, elsewhere: Path, lose: Lose, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(guide.state, guide.out)
    call, _ = take(guide, elsewhere)
    [folder] = elsewhere.iterdir()
    told = f"guide: The call {call} is saved in {folder}. Could not make the folder {guide.state}"
    answer = guide("calls")
    assert call in answer.out
    assert answer.err.startswith(told)
    assert guide("calls", "--practice").out == ""
    assert call in guide("summary", call, "--print").out
    for typed in (["summary", call, "--print"], ["verify", call], ["forget"], ["resume", "x"]):
        assert guide(*typed).err.startswith(told)
    assert guide("summary", call[:15], "--print").code == 0
    monkeypatch.setenv("LOGNAME", "nobody-in-this-path")
    doctor = guide("doctor")
    assert doctor.code == 1
    assert (
        f"1 call saved in {folder}, because {guide.state} could not be written then."
        " guide calls moves back what can be."
    ) in doctor.out.splitlines()
    assert sorted(path.suffix for path in folder.iterdir()) == [".jsonl", ".toml"]


@pytest.mark.parametrize(
    "typed", [["calls"], ["summary", ""], ["verify", ""], ["forget", "--yes", ""], ["resume", ""]]
)
def test_what_can_be_brought_home_is_before_a_command_looks(
    guide: Prompt, elsewhere: Path, lose: Lose, typed: list[str]
) -> None:
    lose(guide.state, guide.out)
    ended, _ = take(guide, elsewhere)
    left, _ = take(guide, elsewhere, ended=False)
    [folder] = elsewhere.iterdir()
    lose()
    answer = guide(*(word or (left if "resume" in typed else ended) for word in typed))
    assert "There is no" not in answer.err
    assert [*folder.iterdir()] == []
    if typed == ["calls"]:
        assert {ended, left} <= {*answer.out.split()}
    if "forget" in typed:
        assert answer.out == f"{ended}\n"


def test_a_scenario_that_could_not_be_kept_leaves_nothing(
    guide: Prompt, elsewhere: Path, lose: Lose
) -> None:
    lose(guide.state, guide.out)
    answer = guide("play", "friday-callback")
    assert answer.code == 2
    assert [*elsewhere.iterdir()] == []
