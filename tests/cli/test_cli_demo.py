import asyncio
import json
import xml.etree.ElementTree as ET
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pyte
import pytest
from kit import shipped
from prompt import SCRIPTS, Prompt
from untouched import everything
from unwaited import Unwaited

from guide.training.demo import demo_of
from guide.training.scenario_file import load_scenario
from guide.tui.look import wanted_palette
from guide.tui.player_app import shown_at

NAME = "threat-at-once"
RECORDING = demo_of(load_scenario(SCRIPTS / "scenarios" / f"{NAME}.toml"), shipped())


@pytest.fixture(autouse=True)
def _nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the screens drawn one behind the other, without the pauses between them."""

    def run(shown: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=Unwaited) as runner:
            return runner.run(shown)

    monkeypatch.setattr(asyncio, "run", run)


def screens(positions: list[float], size: tuple[int, int], speed: float = 1.0) -> list[list[str]]:
    """What the player shows at these places, row by row."""

    async def shown() -> list[list[str]]:
        moments = shown_at(RECORDING, positions, size, wanted_palette(), speed)
        return [[strip.text.rstrip() for strip in strips] async for strips in moments]

    return asyncio.run(shown())


def test_without_a_terminal_a_demo_says_so_and_what_can_be_had_instead(guide: Prompt) -> None:
    for typed in (["demo"], ["demo", NAME]):
        answer = guide(*typed)
        assert (answer.code, answer.out) == (2, "")
        assert "not a terminal" in answer.err
        assert "--record" in answer.err


def test_a_scenario_that_is_not_there_or_not_sound_is_told(guide: Prompt) -> None:
    assert "Did you mean `threat-at-once`?" in guide("demo", "threat-at-onc").err
    path = guide.folder / "ours.toml"
    path.write_text("[scenario]\n")
    answer = guide("demo", path, "--svg", guide.folder / "x.svg")
    assert answer.code == 2
    assert "cannot be played" in answer.err
    assert not (guide.folder / "x.svg").exists()


def test_a_recording_is_of_the_very_screens_that_are_painted_and_replaces_only_when_asked(
    guide: Prompt,
) -> None:
    file = guide.folder / "demo.cast"
    file.write_text("mine")
    asked = ("demo", NAME, "--record", file, "--size", "80x24", "--speed", "4")
    answer = guide(*asked)
    assert answer.code == 2
    assert "is there already: --force replaces it" in answer.err
    assert file.read_text() == "mine"
    answer = guide(*asked, "--force")
    assert (answer.code, answer.out, answer.err) == (0, f"{file}\n", "")
    events = events_of(file, 80, 24, 4)
    screen = pyte.Screen(80, 24)
    stream = pyte.Stream(screen)
    wanted = [8.0, 21.2, 36.0, 50.0]
    *painted, last = screens([*wanted, RECORDING.duration], (80, 24), 4)
    for (time, _, drawn), after in zip(events, [*events[1:], [9999]], strict=True):
        stream.feed(drawn)
        while wanted and after[0] * 4 > wanted[0]:
            del wanted[0]
            assert [row.rstrip() for row in screen.display] == painted.pop(0), time
    assert [row.rstrip() for row in screen.display] == last


def test_a_recording_is_the_same_each_time_and_leaves_nothing_but_its_file(guide: Prompt) -> None:
    before = everything(SCRIPTS)
    first, second = guide.folder / "1.cast", guide.folder / "2.cast"
    for file in (first, second):
        guide("demo", NAME, "--record", file, "--size", "80x24", "--speed", "16")
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size < 400_000
    events_of(first, 80, 24, 16)
    assert set(everything(guide.folder)) == {"1.cast", "2.cast"}
    assert everything(SCRIPTS) == before


def events_of(file: Path, width: int, height: int, speed: int) -> list[tuple[float, str, str]]:
    """What a recording puts on a terminal, and when; it must be one of this size and speed."""
    header, *events = map(json.loads, file.read_text("utf-8").splitlines())
    assert (header["version"], header["width"], header["height"]) == (2, width, height)
    assert header["env"] == {"TERM": "xterm-256color"}
    times = [time for time, _, _ in events]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(RECORDING.duration / speed, abs=4)
    assert {code for _, code, _ in events} == {"o"}
    return events


def test_a_picture_stands_by_itself(guide: Prompt) -> None:
    file = guide.folder / "demo.svg"
    answer = guide("demo", NAME, "--svg", file, "--at", "c3")
    assert (answer.code, answer.out, answer.err) == (0, f"{file}\n", "")
    text = file.read_text("utf-8")
    assert text.count("http") == 1, "the name of the format, and no address"
    for outside in ("font-face", "url(", "<image", "<script", "href", "style"):
        assert outside not in text
    root = ET.fromstring(text)
    words = "".join(root.itertext())
    assert "TRAINING · DEMO" in words
    assert RECORDING.title in words


def test_a_picture_of_any_moment_or_chapter_can_be_had(guide: Prompt) -> None:
    file = guide.folder / "demo.svg"
    chapter = repr(RECORDING.chapters[2].shows)
    same = []
    for at in ("c3", chapter):
        guide("demo", NAME, "--svg", file, "--at", at, "--force")
        same.append(file.read_text("utf-8"))
    assert same[0] == same[1]
    guide("demo", NAME, "--svg", file, "--at", "0:35", "--force")
    minutes = file.read_text("utf-8")
    guide("demo", NAME, "--svg", file, "--at", "35", "--force")
    assert file.read_text("utf-8") == minutes != same[0]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--at", "c9"], "c1 "),
        (["--at", "soon"], "minutes and seconds (1:35)"),
        (["--size", "huge"], "--size 120x36"),
        (["--size", "10x10"], "from 60x"),
        (["--size", "900x900"], "to 500x200"),
        (["--speed", "99"], "speed"),
    ],
)
def test_what_cannot_be_drawn_is_told_and_nothing_is_written(
    guide: Prompt, asked: list[str], words: str
) -> None:
    file = guide.folder / "demo.svg"
    answer = guide("demo", NAME, "--svg", file, *asked)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.err
    assert not file.exists()


def test_a_picture_that_is_there_is_replaced_only_when_asked_and_is_all_that_is_left(
    guide: Prompt,
) -> None:
    before = everything(SCRIPTS)
    file = guide.folder / "mine"
    file.write_text("mine")
    answer = guide("demo", NAME, "--svg", file)
    assert answer.code == 2
    assert "is there already: --force replaces it" in answer.err
    assert file.read_text() == "mine"
    assert guide("demo", NAME, "--svg", file, "--force").code == 0
    assert file.read_text() != "mine"
    assert set(everything(guide.folder)) == {"mine"}
    assert everything(SCRIPTS) == before


def test_a_folder_that_cannot_be_written_to_is_told(guide: Prompt) -> None:
    answer = guide("demo", NAME, "--svg", guide.folder / "none" / "demo.svg")
    assert answer.code == 2
    assert "Could not write" in answer.err
    assert "name another file" in answer.err
