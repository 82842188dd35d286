import json
from pathlib import Path

from terminal import Terminal
from untouched import everything


def test_a_demo_is_watched_stepped_through_taken_over_and_left(tmp_path: Path) -> None:
    screen = Terminal(tmp_path, "demo", "friday-callback", size=(80, 24))
    screen.shows("TRAINING · DEMO", "ESCALATED CALLERS", "Breathe and gauge")
    screen.shows("“Three weeks! Three weeks I have been waiting, and nobody")
    screen.press("space")
    screen.shows("‖")
    for _ in range(3):
        screen.press("\x1b[C")
    screen.shows("“I would like to guide you towards", "✓ said")
    screen.press("\x1b[D")
    screen.until(lambda: "✓ said" not in screen.text, "the step back")
    screen.press("t")
    screen.shows("TRAINING · NOT KEPT", "You play on by hand")
    screen.press("n")
    screen.shows("Enter keep")
    screen.type("a note by hand", "enter")
    screen.shows("a note by hand")
    screen.escape("Enter keep")
    screen.shows("a note by hand")
    screen.escape("NOT KEPT")
    screen.shows("TRAINING · DEMO", "‖")
    assert "a note by hand" not in screen.text
    screen.press("?")
    screen.shows("any key closes")
    screen.press("x", "q")
    assert screen.end() == 0
    assert everything(tmp_path) == {}


def test_a_demo_is_picked_from_those_there_are(tmp_path: Path) -> None:
    screen = Terminal(tmp_path, "demo", "--speed", "4")
    screen.shows("Which call do you want to show?", "Ctrl+Q quit")
    screen.press("1")
    screen.shows("TRAINING · DEMO", "4×")
    screen.press("q")
    screen.shows("Which call do you want to show?")
    screen.press("ctrl+q")
    assert screen.end() == 0
    assert everything(tmp_path) == {}


def test_a_kept_call_is_shown_again_and_left_as_it_was(tmp_path: Path) -> None:
    call = Terminal(tmp_path, "call", "escalated-callers")
    call.shows("Calm enough to talk")
    for key, shown in (
        ("a", "Hostile"),
        ("3", "anger HOSTILE"),
        ("2", "“Sorry to hear you have concerns"),
        ("space", "✓ said"),
        ("n", "Enter keep"),
    ):
        call.press_until(key, shown)
    call.type("waited 3 weeks", "enter")
    call.shows("waited 3 weeks")
    call.press("ctrl+q")
    assert call.end() == 0
    [journal] = (tmp_path / "state" / "calls").rglob("*.jsonl")
    kept = [json.loads(line)["kind"] for line in journal.read_text("utf-8").splitlines()]
    assert "noted" in kept
    before = everything(tmp_path)

    for name in (journal.stem, str(journal)):
        screen = Terminal(tmp_path, "replay", name)
        screen.shows("REPLAY · NOT A LIVE CALL", "Calm enough to talk")
        screen.press("\x1b[F")
        screen.shows("anger HOSTILE", "waited 3 weeks", "✓ said", "■")
        screen.press("\x1b[H")
        screen.until(lambda: "anger –" in screen.text, "the beginning")  # noqa: B023
        screen.press("q")
        assert screen.end() == 0
    assert everything(tmp_path) == before


def test_of_a_damaged_record_what_is_sound_is_shown_and_the_rest_told(tmp_path: Path) -> None:
    call = Terminal(tmp_path, "call", "escalated-callers")
    call.shows("Calm enough to talk")
    call.press("2", "space", "ctrl+q")
    assert call.end() == 0
    [journal] = (tmp_path / "state" / "calls").rglob("*.jsonl")
    journal.write_bytes(journal.read_bytes()[:-20])
    before = everything(tmp_path)
    screen = Terminal(tmp_path, "replay", str(journal))
    screen.shows("DAMAGED RECORD", "REPLAY · NOT A LIVE CALL")
    screen.press("q")
    assert screen.end() == 1
    assert b"This record is damaged" in screen.output
    assert everything(tmp_path) == before
