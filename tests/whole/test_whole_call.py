import tomllib
from pathlib import Path

from terminal import Terminal

NARROW = (80, 24)
WIDE = (120, 36)


def test_a_call_is_taken_from_the_picker_to_its_summary_with_the_keyboard_alone(
    tmp_path: Path,
) -> None:
    screen = Terminal(tmp_path, size=WIDE)
    screen.shows("Take a call", "Escalated callers", "Ctrl+Q quit")
    screen.press("2")
    screen.shows("ESCALATED CALLERS", "WARNINGS 0 of 1", "Calm enough to talk")
    screen.press("a")
    screen.shows("Hostile")
    screen.press("3")
    screen.shows("anger HOSTILE")
    screen.press("2")
    screen.shows("“Sorry to hear you have concerns", "Gave the concern")
    screen.press_until("space", "✓ said")
    screen.press("c")
    screen.shows("Enter keeps it")
    screen.type("Dana Whitlock", "enter")
    screen.type("404 555 0142", "enter")
    screen.type("title not transferred", "enter")
    screen.shows("Saved. Esc goes back")
    screen.escape("Enter keeps it")
    screen.press_until("n", "Enter keep")
    screen.type("waited 3 weeks for the title", "enter")
    screen.until(lambda: "waited 3 weeks for the title" in screen.pane("Notes"), "the note")
    screen.press("alt+1")
    screen.shows("Thank for explaining", "Alt+1")
    screen.escape("Enter keep")
    screen.press("1")
    screen.shows("Skipped:", "1 skipped", "Prefers a callback")
    screen.press("3")
    screen.shows("Submit the callback", "1  Callback submitted")
    screen.press("f")
    screen.shows("Callback", "404 555 0142")
    screen.press("enter", "enter")
    screen.shows("1 to do")
    screen.press_until("space", "✓ said")
    screen.press_until("space", gone="not said yet")
    screen.press("1")
    screen.shows("End the call", "y ends")
    screen.press("y")
    screen.shows("CALL ENDED  Callback submitted", "Still owed: 1")
    screen.press("n")
    screen.shows("A last note of this call")
    screen.type("she will be at work", "enter")
    screen.shows("The note is kept.")
    screen.escape("CALL ENDED")
    screen.shows("CALL GUIDE", "The summary is written:")
    screen.press("ctrl+q")
    assert screen.end() == 0, screen.output.decode()[-3000:]

    (journal,) = (tmp_path / "state" / "calls").rglob("*.jsonl")
    after, _, people, programs = sorted((tmp_path / "summaries").iterdir())
    assert "she will be at work" in after.read_text("utf-8")
    assert str(people) in screen.output.decode().rpartition("\x1b[?1049l")[2]
    text = people.read_text("utf-8")
    for part in ("Dana Whitlock", "waited 3 weeks for the title", "Callback submitted", "hostile"):
        assert part in text
    assert tomllib.loads(programs.read_text("utf-8"))["call"] == journal.stem


def test_a_call_is_ended_by_the_protocol_with_the_keyboard_alone(tmp_path: Path) -> None:
    screen = Terminal(tmp_path, "call", "hang-up-protocol", size=NARROW)
    screen.shows("HANG-UP PROTOCOL", "WARNINGS 0 of 1 · redirect first")
    screen.press("w")
    screen.shows("Aggressive, offensive", "one warning ·")
    screen.press("1")
    screen.shows("What did you try?")
    screen.press("3")
    screen.shows("What did the caller say?")
    screen.type("useless parrot", "enter")
    screen.shows("ask a supervisor first", "Who permitted the warning?")
    screen.type("Kim Lo", "enter")
    screen.shows("you may warn", "“I’m unable to tolerate such")
    screen.press_until("space", "▲ WARNINGS 1 of 1 · wait for the caller", "They continued")
    screen.press("2")
    screen.shows("What did they say after the")
    screen.type("still a parrot", "enter")
    screen.shows("■ WARNINGS 1 of 1 · the call may be ended", "“As you’ve been warned")
    screen.press_until("space", "✓ said")
    screen.press("e")
    screen.shows("y ends")
    screen.press_until("y", "CALL ENDED", "Nothing is owed from this call.")
    screen.escape("CALL ENDED")
    screen.shows("The summary is written:")
    screen.press("ctrl+q")
    assert screen.end() == 0, screen.output.decode()[-3000:]
    (text,) = (path.read_text("utf-8") for path in (tmp_path / "summaries").glob("*.md"))
    for part in (
        "useless parrot",
        "still a parrot",
        "Kim Lo",
        "I’m unable to tolerate such language.",
    ):
        assert part in text


def test_another_size_in_the_middle_of_a_call_changes_nothing_but_the_layout(
    tmp_path: Path,
) -> None:
    screen = Terminal(tmp_path, "call", "escalated-callers")
    screen.shows("Calm enough to talk", "┌─ Flow ")
    screen.press("2")
    screen.shows("“Sorry to hear you have concerns")
    screen.press("n")
    screen.shows("Enter keep")
    screen.type("waited 3 weeks")
    screen.shows("waited 3 weeks")
    for size in (NARROW, (200, 50)):
        screen.resize(*size)
        screen.until(lambda: screen.rows[-1].strip().startswith("Enter keep"))
        screen.shows("“Sorry to hear you have concerns", "waited 3 weeks", "WARNINGS 0 of 1")
        assert len(screen.rows[2]) == size[0]
    screen.resize(50, 15)
    screen.shows("needs 60 columns")
    screen.type(" for it")
    screen.resize(*WIDE)
    screen.shows("waited 3 weeks for it")
    screen.press("enter", "ctrl+q")
    assert screen.end() == 0, screen.output.decode()[-3000:]


def test_without_colours_every_alarm_is_there_in_words(tmp_path: Path) -> None:
    screen = Terminal(tmp_path, "call", "hang-up-protocol", env={"NO_COLOR": ""})
    screen.shows("WARNINGS 0 of 1 · redirect first")
    for key, shown in (("3", "▶ Redirect"), ("1", "Ignores boundaries"), ("3", "■ WARNINGS")):
        screen.press(key)
        screen.shows(shown)
    screen.shows("no warning needed – record their words")
    screen.press("ctrl+q")
    assert screen.end() == 0, screen.output.decode()[-3000:]


def test_a_paste_of_several_lines_is_one_note_and_sends_nothing(tmp_path: Path) -> None:
    screen = Terminal(tmp_path, "call", "escalated-callers")
    screen.shows("Calm enough to talk")
    screen.paste("2\ne\n1\nDear sirs,\nmy title")
    screen.shows("Dear sirs,", "my title", "step 1")
    screen.press("enter", "ctrl+q")
    assert screen.end() == 0, screen.output.decode()[-3000:]
