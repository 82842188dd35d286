"""What a real terminal sends, and how the program ends with it: in a terminal of its own."""

import signal
import sys
import time
from pathlib import Path

import pytest
from kit import of_kind
from sweeps import swept
from terminal import Terminal

from guide.call import events as ev
from guide.call.fold import call_of
from guide.record.journal import read_journal

SCRIPT = "escalated-callers"
FIRST = "Calm enough to talk"
RESTORED = [
    b"\x1b[?1000l",
    b"\x1b[?1003l",
    b"\x1b[?1006l",
    b"\x1b[?2004l",
    b"\x1b[?1004l",
    b"\x1b[?25h",
    b"\x1b[?1049l",
]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")


def taken(home: Path, env: dict[str, str] | None = None) -> Terminal:
    screen = Terminal(home, "call", SCRIPT, env=env)
    screen.shows(FIRST)
    return screen


def journal_of(home: Path) -> Path:
    (journal,) = (home / "state").rglob("*.jsonl")
    return journal


def events_of(home: Path) -> list[str]:
    return [type(entry.event).__name__ for entry in read_journal(journal_of(home)).entries]


def draft_of(home: Path) -> str:
    return call_of(read_journal(journal_of(home)).entries).draft


def left(screen: Terminal) -> None:
    screen.press("ctrl+q")
    assert screen.end() == 0


def test_a_byte_that_is_no_text_is_seen_in_what_is_typed_and_presses_no_key(
    tmp_path: Path,
) -> None:
    screen = taken(tmp_path)
    screen.send(b"\xe9")
    screen.press("N")
    screen.shows("Enter keep")
    screen.send(b"caf\xe9\xff 7")
    screen.type("!", "enter")
    screen.shows("caf�� 7!")
    screen.type("ACCOUNT 7", "alt+W")
    screen.escape("Reason?")
    screen.shows("ACCOUNT 7")
    left(screen)


def test_a_mouse_report_cut_in_two_takes_no_choice(tmp_path: Path) -> None:
    screen = taken(tmp_path)
    before = events_of(tmp_path)
    for begun, rest in (
        (b"\x1b[", b"<35;12;21M"),
        (b"\x1b[<35;1", b"2;1M"),
        (b"\x1b", b"[<35;2;2M"),
    ):
        screen.send(begun)
        time.sleep(0.25)
        screen.send(rest)
    screen.send(b"\x1b]11;rgb:1e1e/")
    time.sleep(0.25)
    screen.send(b"1e1e/2e2e\x1b\\")
    screen.press("n")
    screen.shows("Enter keep")
    screen.type("still here")
    screen.shows("still here")
    assert [one for one in events_of(tmp_path) if one != "Drafted"] == before
    left(screen)


def test_a_click_that_gives_focus_does_nothing_and_a_paste_with_escapes_is_text(
    tmp_path: Path,
) -> None:
    screen = taken(tmp_path)
    row = next(n for n, text in enumerate(screen.rows) if FIRST in text)
    column = screen.rows[row].index(FIRST) + 2
    click = f"\x1b[<0;{column + 1};{row + 1}M\x1b[<0;{column + 1};{row + 1}m".encode()
    screen.send(b"\x1b[O")
    screen.send(b"\x1b[I" + click)
    screen.press("n")
    screen.shows("Enter keep")
    screen.type("not yet", "enter")
    screen.shows("not yet", "step 1")
    screen.paste("\x1b[31mred\x1b[0m \x1b1 \x1b")
    screen.shows("[31mred[0m 1", "step 1")
    screen.escape("Enter keep")
    screen.send(click)
    screen.shows("step 2")
    left(screen)


def test_a_signal_gives_the_terminal_back_tells_the_shell_and_loses_nothing(
    tmp_path: Path,
) -> None:
    screen = taken(tmp_path)
    for how, code in (("SIGTERM", -signal.SIGTERM), ("SIGHUP", -signal.SIGHUP), ("SIGINT", 130)):
        screen.press("n")
        screen.shows("Enter keep")
        screen.type(f"{how} ")
        screen.until(lambda how=how: how in draft_of(tmp_path))
        assert screen.kill(signal.Signals[how]) == code
        after = screen.output.rpartition(b"\x1b[?1049h")[2]
        for sequence in RESTORED:
            assert sequence in after
        assert screen.echoes
        said = screen.output.decode().rpartition("\x1b[?1049l")[2]
        assert ("is saved. guide resume continues it." in said) == (how == "SIGINT")
        screen = Terminal(tmp_path, "resume")
        screen.shows(how, FIRST)
    left(screen)


def test_the_size_of_the_terminal_counts_not_the_environment_s(tmp_path: Path) -> None:
    screen = taken(tmp_path, env={"COLUMNS": "200", "LINES": "60"})
    screen.until(lambda: len(screen.rows[2]) == 120)
    screen.resize(80, 24)
    screen.until(lambda: "WARNINGS" in screen.rows[1] and "1-9 choose" in screen.rows[-1])
    left(screen)


def test_what_is_piped_in_for_an_option_leaves_the_keyboard_to_the_call(tmp_path: Path) -> None:
    pipe = "import os; r, w = os.pipe(); os.write(w, b'Dana\\n312 555 0134\\n'); os.dup2(r, 0)"
    typed = ("call", SCRIPT, "--caller", "-", "--number", "-")
    screen = Terminal(tmp_path, *typed, before=pipe)
    screen.shows(FIRST, "Dana", "312 555 0134")
    screen.press("2")
    screen.shows("step 2")
    left(screen)


def test_what_is_piped_in_and_is_no_text_is_seen_and_told(tmp_path: Path) -> None:
    pipe = "import os; r, w = os.pipe(); os.write(w, b'Zo\\xeb\\n312 555 0134\\n'); os.dup2(r, 0)"
    screen = Terminal(tmp_path, "call", SCRIPT, "--caller", "-", "--number", "-", before=pipe)
    screen.shows(FIRST, "Zo�", "312 555 0134")
    left(screen)
    assert b"--caller -: This is not UTF-8" in screen.output
    assert details_of(tmp_path)["caller"] == "Zo�"


def test_no_variable_of_textual_decides_anything(tmp_path: Path) -> None:
    told = tmp_path / "told.log"
    env = {
        "TEXTUAL_LOG": str(told),
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_PRESS": "2,n,x",
        "TEXTUAL_DRIVER": "no.such:Driver",
        "TEXTUAL_ALLOW_SIGNALS": "1",
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SHOW_RETURN": "1",
    }
    screen = taken(tmp_path, env=env)
    screen.press("n")
    screen.shows("Enter keep")
    screen.type("my secret", "enter")
    screen.shows("my secret", "step 1")
    left(screen)
    assert not told.exists()
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == []


def test_keys_in_the_same_burst_as_the_palette_are_no_fault(tmp_path: Path) -> None:
    screen = taken(tmp_path)
    for key in (b"\x1b[6~", b"\x1b[5~", b"\x1b[F", b"\x1b[B"):
        screen.send(b"\x10" + key * 2)
        screen.shows("Search for commands")
        screen.escape("Search for commands")
        screen.shows(FIRST)
    left(screen)


BLANKS = "\u00a0\u202f\u3000\u200d\u200c"


def test_what_is_text_is_kept_typed_and_pasted(tmp_path: Path) -> None:
    typed, pasted = (begin + "".join(f"{one}{begin}" for one in BLANKS) for begin in "ac")
    screen = taken(tmp_path)
    screen.press("n")
    screen.shows("Enter keep")
    screen.type(typed)
    screen.paste(pasted)
    screen.press("enter")
    screen.escape("Enter keep")
    screen.press("c")
    screen.shows("Enter keeps it")
    screen.type(f"Dana{typed}", "enter")
    screen.escape("Enter keeps it")
    screen.shows("Dana")
    left(screen)
    kept = [entry.event for entry in read_journal(journal_of(tmp_path)).entries]
    assert [one.text for one in of_kind(ev.Noted, kept)] == [f"{typed}{pasted}"]
    assert [one.value for one in of_kind(ev.Detailed, kept)] == [f"Dana{typed}"]


def details_of(home: Path) -> dict[str, str]:
    entries = read_journal(journal_of(home)).entries
    found = of_kind(ev.Detailed, [entry.event for entry in entries])
    return {one.field: one.value for one in found}


@pytest.mark.parametrize("gap", swept([0.0, 0.03, 0.09], [0.0, 0.09]))
def test_a_form_is_filled_as_it_is_typed_however_fast_that_is(tmp_path: Path, gap: float) -> None:
    screen = taken(tmp_path)
    for key in "cDana Fox\r2125550147\rbill is wrong\r":
        screen.send(key.encode())
        time.sleep(gap)
    screen.shows("Saved. Esc goes back")
    assert details_of(tmp_path) == {
        "caller": "Dana Fox",
        "number": "2125550147",
        "concern": "bill is wrong",
    }
    left(screen)


def test_a_key_on_a_line_that_stands_still_within_it_types_nothing(tmp_path: Path) -> None:
    screen = taken(tmp_path)
    for last in (b"A", b"1;5D"):
        screen.press("n")
        screen.shows("Enter keep")
        screen.type("still here")
        for part in (b"\x1b", b"[", last):
            screen.send(part)
            time.sleep(0.3)
        screen.until(lambda: "Enter keep" not in screen.text, "Esc")
    left(screen)
    kept = [entry.event for entry in read_journal(journal_of(tmp_path)).entries]
    assert [one.text for one in of_kind(ev.Noted, kept)] == ["still here"] * 2


def test_a_panel_that_was_scrolled_is_gone_from_the_terminal_once_it_is_closed(
    tmp_path: Path,
) -> None:
    screen = taken(tmp_path)
    screen.press("?")
    screen.shows("The second key works")
    screen.send(b"\x1b[6~\x1b[6~\x1b")
    screen.shows("Notes ─", "n: write a note")
    left(screen)
