import shutil
from pathlib import Path

from terminal import ROOT, Terminal
from untouched import everything


def test_a_script_is_written_beside_its_preview_played_to_its_end_and_nothing_is_kept(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "ours"
    shutil.copytree(ROOT / "scripts", folder)
    file = folder / "calming-a-caller.toml"
    text = file.read_text("utf-8")
    screen = Terminal(tmp_path, "preview", str(file), size=(80, 24))
    screen.shows("PREVIEW · NOT KEPT", "calming-a-caller.toml: nothing is wrong", "Remain calm")
    screen.press_until("1", "step 2")
    screen.press_until("n", "Enter keep it")
    screen.type("what I try out", "enter")
    screen.escape("Enter keep it")
    file.write_text(text.replace('title = "Let them rant"', 'title = "Hear them out"'), "utf-8")
    screen.shows("Hear them out", "what I try out", "read at")
    file.write_text(text.replace('title = "Let them rant"', 'title = "Let them'), "utf-8")
    screen.shows("the text is not closed", "what you see is of", "Hear them out")
    file.unlink()
    screen.shows("The file is not there any more.", "Hear them out")
    file.write_text(text, "utf-8")
    screen.shows("Let them rant", "nothing is wrong")
    before = everything(tmp_path)
    screen.press_until("e", "Call handed over")
    screen.press_until("3", "y")
    screen.press_until("y", "That call is over, and nothing of it is kept.")
    screen.shows("step 1")
    assert "what I try out" not in screen.text
    screen.press("ctrl+q")
    assert screen.end() == 0
    assert everything(tmp_path) == before
    assert [one.name for one in tmp_path.iterdir()] == ["ours"]
