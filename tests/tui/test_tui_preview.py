"""The call screen of a file that is being written: it follows the file, and keeps nothing."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from kit import FRIDAY
from piloted import PATIENCE, Piloted
from script.small_scripts import HEAD, line, step, to
from untouched import everything

from guide.session.clock import SetClock
from guide.tui import preview
from guide.tui.keys import ACTIONS, rekeyed
from guide.tui.preview import PreviewApp, PreviewScreen, ProblemsScreen

GAP = '\n  [[step.line]]\n  gap = "Not written."\n'
ONE = HEAD + step("a", line('"Hello."'), to("b")) + step("b", "", to("c")) + step("c")
NARROW, WIDE = (80, 24), (120, 36)
OFTEN = 0.03


@pytest.fixture(autouse=True)
def _looked_at_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "POLL_SECONDS", OFTEN)


class Previewed(Piloted):
    """A preview that runs, and the file that it follows."""

    app: PreviewApp

    def __init__(self, file: Path, *rest: object) -> None:
        super().__init__(*rest)  # type: ignore[arg-type]
        self.file = file

    async def save(self, text: str, *seen: str) -> None:
        """Save the file, and wait until these words are on the screen."""
        self.file.write_text(text, "utf-8")
        await self.sees(*seen)

    async def sees(self, *words: str) -> None:
        await self.until(lambda: all(word in self.text for word in words))

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that comes with one of the next looks at the file."""
        for _ in range(PATIENCE):
            await self.pilot.pause()
            if holds():
                return
            await asyncio.sleep(OFTEN)
        raise AssertionError(f"it never held; the screen was\n{self.text}")


@asynccontextmanager
async def previewed(
    folder: Path, text: str = ONE, size: tuple[int, int] = NARROW, **more: object
) -> AsyncIterator[Previewed]:
    file = folder / "one.toml"
    file.write_text(text, "utf-8")
    clock = SetClock(FRIDAY)
    app = PreviewApp(file, "Robin", clock=clock, **more)  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Previewed(file, app, pilot, clock, app._book)


@pytest.mark.parametrize("size", [NARROW, WIDE, (60, 21), (200, 60)])
async def test_the_call_and_what_is_wrong_beside_it_are_in_sight(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with previewed(tmp_path, size=size) as on:
        await on.sees("one.toml: 1 warning")
        rows = on.text.splitlines()
        assert len(rows) == size[1]
        assert "PREVIEW · NOT KEPT" in on.text
        assert "“Hello.”" in on.text
        assert rows[-1].lstrip().startswith("1-9 ")
        assert ("line 17: " in on.text) == (size[1] > 21)


async def test_what_is_saved_is_shown_at_the_same_step_with_what_was_done(tmp_path: Path) -> None:
    async with previewed(tmp_path) as on:
        await on.press("space", "n")
        await on.type("a note", "enter", "escape")
        await on.press("1")
        await on.save(ONE.replace("Step b", "A better title"), "A better title")
        assert on.call.here.step == "b"
        assert "a note" in on.text
        await on.press("backspace")
        assert "✓ said" in on.text


async def test_a_note_half_typed_is_there_after_a_save(tmp_path: Path) -> None:
    async with previewed(tmp_path) as on:
        await on.press("n")
        await on.type("half a no")
        await on.save(ONE.replace("Step a", "First step"), "First step")
        await on.press("n")
        assert on.note == "half a no"


async def test_a_file_that_does_not_parse_leaves_the_last_good_version(tmp_path: Path) -> None:
    async with previewed(tmp_path) as on:
        await on.press("1")
        screen = on.app.screen
        await on.save(ONE.replace("Step b", 'Step" b'), "shown as of", "error line 25")
        assert on.app.screen is screen
        assert "Step b" in on.pane("Say")
        await on.press("1")
        assert on.call.here.step == "c"
        await on.save(ONE.replace("Step c", "The end of it"), "The end of it", "read at")
        assert on.call.here.step == "c"


@pytest.mark.parametrize("became", ["gone", "a folder", "a link to itself", "too large"])
async def test_whatever_becomes_of_the_file_it_goes_on_once_it_is_back(
    tmp_path: Path, became: str
) -> None:
    async with previewed(tmp_path) as on:
        on.file.unlink()
        match became:
            case "a folder":
                on.file.mkdir()
            case "a link to itself":
                on.file.symlink_to(on.file)
            case "too large":
                on.file.write_text("#" * 600_000)
        await on.sees("shown as of", "error ")
        assert "“Hello.”" in on.text
        if became == "a folder":
            on.file.rmdir()
        elif became == "a link to itself":
            on.file.unlink()
        # As editors save: a new file takes the place of the old one.
        saved = on.file.with_name("one.toml~")
        saved.write_text(ONE.replace("Hello", "Good day"))
        os.replace(saved, on.file)
        await on.sees("“Good day.”", "read at")


async def test_a_step_that_is_gone_is_left_for_the_nearest_and_that_is_said(tmp_path: Path) -> None:
    async with previewed(tmp_path) as on:
        await on.press("1", "1")
        without = HEAD + step("a", "", to("b")) + step("b")
        await on.save(without, "The step “Step c” is gone", "you stand at “Step b” now.")
        assert on.call.here.step == "b"


async def test_a_file_with_an_error_from_the_start_is_shown_once_it_is_sound(
    tmp_path: Path,
) -> None:
    async with previewed(tmp_path, "broken") as on:
        assert isinstance(on.app.screen, ProblemsScreen)
        await on.sees("one.toml: 1 error", "No call can be shown of it yet", "Ctrl+Q quit")
        await on.pilot.press("escape", "p", "q")
        await on.save(HEAD, "`step` is missing")
        await on.save(ONE, "“Hello.”")
        assert isinstance(on.app.screen, PreviewScreen)


async def test_p_shows_all_that_is_wrong_and_follows_the_file_too(tmp_path: Path) -> None:
    many = HEAD + step("a", GAP * 12)
    async with previewed(tmp_path, many) as on:
        await on.sees("one.toml: 12 warnings", "p shows all")
        assert on.text.count("has no wording") < 12
        await on.press("p")
        assert isinstance(on.app.screen, ProblemsScreen)
        assert "Esc back to the call" in on.text
        await on.save(many.replace("Not written", "Not yet"), "Not yet")
        await on.press("end")
        await on.sees("`a-12`")
        await on.press("escape")
        assert isinstance(on.app.screen, PreviewScreen)
        await on.until(lambda: "Not yet" in on.screen.session.library.script("one").lines[0].gap)


async def test_p_is_a_letter_where_one_types_and_what_the_settings_make_of_it(
    tmp_path: Path,
) -> None:
    async with previewed(tmp_path) as on:
        await on.press("n", "p")
        assert on.note == "p"
    async with previewed(tmp_path, actions=rekeyed(ACTIONS, {"notes": "p"})) as on:
        await on.press("p")
        assert isinstance(on.app.screen, PreviewScreen)
        assert on.screen.view.noting
        names = [one.title for one in on.app.get_system_commands(on.app.screen)]
        assert "Problems of the file" in names


async def test_a_call_that_ends_begins_again_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    async with previewed(tmp_path) as on:
        before = everything(tmp_path)
        await on.press("space", "c")
        await on.type("Dana", "enter")
        await on.type("404 555 0142", "enter", "escape", "escape")
        await on.press("1", "1", "e", "1")
        await on.until(lambda: "y" in on.text)
        await on.press("y")
        await on.sees("That call is over, and nothing of it is kept.")
        assert on.call.here.step == "a"
        assert on.call.notes == ()
        assert on.call.details == {}
        assert everything(tmp_path) == before
        await on.app.action_quit()
    assert everything(tmp_path) == before


@pytest.mark.parametrize("opened", ["e", "w", "f", "c", "v", "slash", "ctrl+p", "question_mark"])
async def test_a_save_while_something_is_open_is_followed(tmp_path: Path, opened: str) -> None:
    async with previewed(tmp_path) as on:
        await on.press(opened)
        await on.save(ONE.replace("Hello", "Good day"))
        await asyncio.sleep(4 * OFTEN)
        await on.pilot.press("escape")
        await on.sees("“Good day.”")
        await on.press("1")
        assert on.call.here.step == "b"
