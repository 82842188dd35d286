import shutil
from pathlib import Path

import pyte
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
    screen.press_until("n", "Enter keep")
    screen.type("what I try out", "enter")
    screen.escape("Enter keep")
    file.write_text(text.replace('title = "Let them rant"', 'title = "Hear them out"'), "utf-8")
    screen.shows("Hear them out", "what I try out", "read at")
    file.write_text(text.replace('title = "Let them rant"', 'title = "Let them'), "utf-8")
    screen.shows("the text is not closed", "shown as of", "Hear them out")
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


def test_a_save_changes_what_has_changed_and_the_screen_is_never_blank(tmp_path: Path) -> None:
    file = tmp_path / "calming-a-caller.toml"
    for name in (file.name, "hang-up-protocol.toml", "approvals.toml"):
        shutil.copy(ROOT / "scripts" / name, tmp_path)
    screen = Terminal(tmp_path, "preview", str(file), size=(80, 24))
    screen.shows("Remain calm", "1-9 choose")
    text = file.read_text("utf-8")
    before = len(screen.output)
    file.write_text(text.replace('title = "Remain calm"', 'title = "Stay calm"'), "utf-8")
    screen.shows("Stay calm", "1-9 choose")
    painted = pyte.Screen(80, 24)
    stream = pyte.ByteStream(painted)
    stream.feed(screen.output[:before])
    for at in range(before, len(screen.output), 100):
        stream.feed(screen.output[at : at + 100])
        assert sum(bool(row.strip()) for row in painted.display) > 20
    screen.press("ctrl+q")
    assert screen.end() == 0
