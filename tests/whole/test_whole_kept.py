import json
import signal
import stat
from pathlib import Path

import pytest
from panes import joined
from terminal import Terminal

DRAFT = "waited 3 weeks for the title and was told to"


def journal_of(home: Path) -> Path:
    """The journal of the one call that is kept."""
    (journal,) = (home / "state" / "calls").rglob("*.jsonl")
    return journal


def draft_of(home: Path) -> str:
    """The draft as the journal has it."""
    draft = ""
    for line in journal_of(home).read_text("utf-8").splitlines():
        event = json.loads(line)
        if event.get("kind") == "drafted":
            draft = draft[: event["keep"]] + event["text"]
    return draft


def a_note_half_written(home: Path) -> Terminal:
    """A call with one warning given, in the middle of a note of which the journal has all."""
    screen = Terminal(home, "call", "escalated-callers")
    screen.shows("Calm enough to talk")
    for key, shown in (
        ("2", "“Sorry to hear you have concerns"),
        ("w", "one warning"),
        ("2", "What did you try?"),
        ("1", "What did the caller say?"),
    ):
        screen.press(key)
        screen.shows(shown)
    screen.press_until("enter", "Was it a threat?")
    screen.press("1")
    screen.shows("you may warn")
    screen.press_until("space", "▲ WARNINGS 1 of 1")
    screen.escape("┌─ Hang-up protocol")
    screen.press("n")
    screen.shows("Enter keep")
    screen.type(DRAFT)
    screen.until(lambda: draft_of(home) == DRAFT, "the draft in the journal")
    screen.until(lambda: clock_of(screen) > "00:00:00", "the clock")
    return screen


def clock_of(screen: Terminal) -> str:
    """The call clock, as it stands on the screen."""
    return screen.rows[0].split("ESCALATED CALLERS")[1].split()[0]


def goes_on(screen: Terminal, draft: str, since: str) -> None:
    """The call is where it was left: step, counter, draft, and its clock goes on."""
    screen.shows("“Sorry to hear you have concerns", "▲ WARNINGS 1 of 1", "step 2")
    screen.until(lambda: draft in screen.pane("Notes"), "the draft")
    assert clock_of(screen) >= since > "00:00:00"


def more_of_the_note(home: Path, screen: Terminal, more: str) -> None:
    """Go on with the note until the journal has all of it."""
    draft = draft_of(home) + more
    screen.press("n")
    screen.shows("Enter keep")
    screen.type(more)
    screen.until(lambda: draft_of(home) == draft, "the draft in the journal")


# The signals are sent by the tests of what is put in, too: of these only the sweep asks that much.
@pytest.mark.parametrize(
    "ways",
    [
        ("SIGKILL", "closed", "ctrl+q"),
        pytest.param(("SIGTERM", "SIGHUP"), marks=pytest.mark.sweep),
    ],
)
def test_however_a_program_ends_in_the_middle_of_a_note_the_same_call_and_draft_are_there_again(
    tmp_path: Path, ways: tuple[str, ...]
) -> None:
    screen = a_note_half_written(tmp_path)
    began = journal_of(tmp_path).read_text("utf-8").splitlines()[0]
    for how in ways:
        since, draft = clock_of(screen), draft_of(tmp_path)
        if how == "closed":
            screen.hang_up()
        elif how == "ctrl+q":
            screen.press("ctrl+q")
            assert screen.end() == 0
            said = screen.output.decode().rpartition("\x1b[?1049l")[2]
            call = journal_of(tmp_path).stem
            assert f"guide: Call {call} is saved. guide resume continues it." in said
        else:
            assert screen.kill(signal.Signals[how]) != 0
        if how == "SIGKILL":
            screen = Terminal(tmp_path)
            screen.shows("an unfinished one", "Robin")
            screen.press("a")
        else:
            screen = Terminal(tmp_path, "resume")
        goes_on(screen, draft, since)
        more_of_the_note(tmp_path, screen, "!")
    screen.press("enter")
    screen.until(lambda: f'"{DRAFT}{"!" * len(ways)}"' in journal_of(tmp_path).read_text("utf-8"))
    assert journal_of(tmp_path).read_text("utf-8").splitlines()[0] == began
    screen.press("ctrl+q")
    assert screen.end() == 0


def test_a_second_program_on_the_same_call_is_refused_in_words(tmp_path: Path) -> None:
    first = Terminal(tmp_path, "call", "escalated-callers")
    first.shows("Calm enough to talk")
    second = Terminal(tmp_path, "resume")
    second.shows("CALL GUIDE")
    call = journal_of(tmp_path).stem
    assert f"✗ The call {call} is held by another running program" in joined(second.text)
    second.press("ctrl+q")
    assert second.end() == 0
    first.press("2")
    first.shows("“Sorry to hear you have concerns")
    first.press("ctrl+q")
    assert first.end() == 0


def test_what_is_kept_is_for_its_owner_alone_and_no_name_tells_of_the_caller(
    tmp_path: Path,
) -> None:
    screen = Terminal(tmp_path, "call", "escalated-callers", "--caller", "Whitlock")
    screen.shows("Calm enough to talk", "Whitlock")
    screen.press("n")
    screen.shows("Enter keep")
    screen.type("lemon yellow sedan")
    screen.escape("Enter keep")
    screen.press("e")
    screen.shows("Call outcome")
    screen.press("6")
    screen.shows("y ends")
    screen.press("y")
    screen.shows("Nothing is owed from this call.")
    screen.escape("CALL ENDED")
    screen.shows("The summary is written:")
    screen.press("ctrl+q")
    assert screen.end() == 0
    paths = [*(tmp_path / "state").rglob("*"), *(tmp_path / "summaries").rglob("*")]
    kept = [tmp_path / "state", tmp_path / "summaries", *paths]
    assert sum(path.suffix in (".jsonl", ".md", ".toml") for path in kept) >= 3
    for path in kept:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path
    names = " ".join(str(path.relative_to(tmp_path)) for path in paths).lower()
    for said in ("whitlock", "lemon", "yellow", "sedan"):
        assert said not in names


def test_a_wrap_up_that_is_killed_is_taken_up_again_where_it_was(tmp_path: Path) -> None:
    screen = Terminal(tmp_path, "call", "escalated-callers", "--number", "312 555 0134")
    screen.shows("Calm enough to talk")
    screen.press("f")
    screen.shows("Do-not-call list")
    screen.press("2")
    screen.shows("Enter: next, records")
    screen.press("enter", "enter")
    screen.shows("1 to do")
    screen.press_until("e", "Call outcome")
    screen.shows("Call outcome")
    screen.press("6")
    screen.shows("y ends")
    screen.press("y")
    screen.shows("Still owed: 1", "d logged")
    screen.press("n")
    screen.shows("A last note of this call")
    screen.type("said it twice", "enter")
    screen.shows("The note is kept.", "said it twice")
    assert screen.kill(signal.SIGKILL) != 0
    screen = Terminal(tmp_path, "owed")
    screen.shows("Do-not-call list", "w wrap up the call")
    screen.press("w")
    screen.shows("CALL ENDED  Caller hung up", "said it twice")
    screen.press("d")
    screen.shows("What happened?")
    screen.type("on the list", "enter")
    screen.shows("Nothing is owed from this call.")
    screen.escape("CALL ENDED")
    screen.shows("Nothing is owed.")
    screen.press("ctrl+q")
    assert screen.end() == 0
    [text] = (path.read_text("utf-8") for path in (tmp_path / "summaries").glob("*-after.md"))
    assert text.count("said it twice") == 1
    assert text.count("on the list") == 1


def test_a_last_note_that_is_half_typed_is_there_again_after_a_kill(tmp_path: Path) -> None:
    screen = Terminal(tmp_path, "call", "escalated-callers")
    screen.shows("Calm enough to talk")
    screen.press_until("e", "Call outcome")
    screen.press("6")
    screen.shows("y ends")
    screen.press("y")
    screen.shows("Nothing is owed from this call.")
    screen.press("n")
    screen.shows("A last note of this call")
    screen.type("said it twice, card 4111 1111 1111 1111, the")
    half = tmp_path / "state" / "half-notes"
    screen.until(lambda: any(", the" in one.read_text("utf-8") for one in half.glob("*.txt")))
    assert screen.kill(signal.SIGKILL) != 0
    kept = [path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert sum(b"said it twice" in data for data in kept) == 1
    assert not any(b"4111 11" in data for data in kept)
    screen = Terminal(tmp_path)
    screen.shows("was being typed: w goes on with it.")
    screen.press("w")
    screen.shows("You were typing this when the program ended", "said it twice, card •••• ")
    screen.type(" end", "enter")
    screen.shows("The note is kept.", "•, the end")
    screen.escape("CALL ENDED")
    screen.press("ctrl+q")
    assert screen.end() == 0
    [text] = (path.read_text("utf-8") for path in (tmp_path / "summaries").glob("*-after.md"))
    assert "said it twice, card" in text
    assert not [*(tmp_path / "state" / "half-notes").iterdir()]


FULL = """
import resource, sys
# Of what is compiled meanwhile a piece would be kept, and taken for the whole.
sys.dont_write_bytecode = True
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))
"""


def test_a_disk_that_is_full_shows_not_saved_and_the_call_goes_on(tmp_path: Path) -> None:
    screen = Terminal(tmp_path, "call", "irate-customers", before=FULL)
    screen.shows("Wants a supervisor")
    screen.paste("waited so long " * 400)
    screen.press("enter")
    screen.shows("NOT SAVED", "not saved:")
    screen.escape("Enter keep")
    screen.press("2")
    screen.shows("Must be reported", "NOT SAVED")
    screen.press("w")
    screen.shows("Hang-up protocol", "Reason?")
    screen.press("ctrl+q")
    screen.shows("Give this call up")
    screen.press("g")
    screen.shows("Yes, give this call up")
    screen.press("y")
    assert screen.end() == 1
    told = screen.output.decode().rpartition("\x1b[?1049l")[2]
    assert "is saved as far as the disk allowed" in told
    screen = Terminal(tmp_path)
    screen.shows("an unfinished one")
    screen.press("ctrl+q")
    assert screen.end() == 0


SECRET = "Dana Whitlock, 404 555 0142"
FAULTY = f"""
from guide.tui.call_screen import CallScreen
from guide.tui.open_panel import OpenPanel
from guide.tui.panel_pane import FieldInput
def _fails(self, *_, **__):
    said_by_caller = "{SECRET}"
    raise {{error}}
{{where}} = _fails
"""
FAULTS = {
    "of a key": FAULTY.format(where="CallScreen.act", error="KeyError(said_by_caller)"),
    "of a panel": FAULTY.format(where="OpenPanel.pick", error="KeyError(said_by_caller)"),
    "of the painting": FAULTY.format(where="CallScreen.fails", error="KeyError(said_by_caller)")
    + "CallScreen.act = lambda self, *_: setattr(self.view, 'scene', self.fails)",
}


def test_a_program_that_fails_says_so_in_a_sentence_ends_with_1_and_keeps_the_call(
    tmp_path: Path,
) -> None:
    typed = ("call", "escalated-callers")
    for fault, before in FAULTS.items():
        screen = Terminal(tmp_path, *typed, before=before)
        screen.shows("Calm enough to talk")
        screen.press("m")
        if fault == "of a panel":
            screen.shows("─ Manager ─")
            screen.press("1")
        assert screen.end() == 1
        told = screen.output.decode()
        assert "The program failed. A call in progress is saved. guide resume continues it." in told
        for private in (SECRET, "said_by_caller", "Traceback", "locals"):
            assert private not in told
        typed = ("resume",)
    screen = Terminal(tmp_path, "resume")
    screen.shows("Calm enough to talk")
    screen.press("ctrl+q")
    assert screen.end() == 0


def test_whoever_looks_for_a_fault_is_told_where_it_was_and_nothing_of_the_call(
    tmp_path: Path,
) -> None:
    faulty = FAULTY.format(where="CallScreen.act", error="RuntimeError('a fault')")
    screen = Terminal(
        tmp_path, "call", "escalated-callers", before=faulty, env={"GUIDE_DEBUG": "1"}
    )
    screen.shows("Calm enough to talk")
    screen.press("m")
    assert screen.end() == 1
    told = screen.output.decode()
    assert "Traceback (most recent call last)" in told
    assert "RuntimeError: a fault" in told
    assert SECRET not in told


def test_what_was_typed_until_the_fault_is_there_again(tmp_path: Path) -> None:
    faulty = """
from guide.tui.panel_pane import FieldInput
take = FieldInput.take
async def _fails(self, event):
    if event.character == "!":
        raise RuntimeError("a fault")
    return await take(self, event)
FieldInput.take = _fails
"""
    screen = Terminal(tmp_path, "call", "escalated-callers", before=faulty)
    screen.shows("Calm enough to talk")
    for again in (False, True):
        screen.press("m")
        screen.shows("A manager joined")
        screen.press("2")
        screen.shows("Manager requested (logged)")
        if not again:
            screen.type("Sam Ode!")
            assert screen.end() == 1
            screen = Terminal(tmp_path, "resume")
            screen.shows("Calm enough to talk")
    screen.shows("Sam Ode")
    screen.press("ctrl+q")
    assert screen.end() == 0


def test_a_detail_half_typed_survives_a_kill(tmp_path: Path) -> None:
    screen = Terminal(tmp_path, "call", "escalated-callers")
    screen.shows("Calm enough to talk")
    screen.press("c")
    screen.shows("┌─ Details")
    screen.type("Wanda Kli")
    screen.until(lambda: draft_of(tmp_path) == "Wanda Kli", "the draft in the journal")
    screen.kill(signal.SIGKILL)
    screen = Terminal(tmp_path, "resume")
    screen.shows("Calm enough to talk")
    screen.press("c")
    screen.until(lambda: "Wanda Kli" in screen.pane("Details"), "what was typed")
    screen.press("ctrl+q")
    assert screen.end() == 0
