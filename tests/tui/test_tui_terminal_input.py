"""What a terminal sends, byte for byte and with its pauses: what of it reaches the screen."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from guide.text import plain
from guide.tui._textual_private import KeyReader, tell_alt_digits
from guide.tui.terminal_driver import meanings
from guide.tui.terminal_input import (
    AT_ONCE,
    ESCAPE_AFTER,
    LATE,
    PATIENCE,
    STALLED,
    FocusClick,
    TerminalInput,
)

tell_alt_digits()

CLICK = b"\x1b[<0;20;5M"
RELEASE = b"\x1b[<0;20;5m"
FOCUS = b"\x1b[I"
KEYS = {
    b"\x1b[A": "up",
    b"\x1bOA": "up",
    b"\x1bOP": "f1",
    b"\x1b[12~": "f2",
    b"\x1b[21~": "f10",
    b"\x1b[[C": "f3",
    b"\x1b[1;5D": "ctrl+left",
    b"\x1b[3~": "delete",
    b"\x1b[6~": "pagedown",
    b"\x1b[Z": "shift+tab",
    b"\x1b[27u": "escape",
}
ANSWERS = [
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x07",
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    b"\x1b]4;1;rgb:cccc/0000/0000\x1b\\",
    b"\x1bP>|XTerm(390)\x1b\\",
    b"\x1bP1+r544e=78\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b[>41;390;0c",
    b"\x1b[?62;22c",
    b"\x1b[8;24;80t",
    b"\x1b[4;480;1280t",
    b"\x1b[?1;2S",
    b"\x1b[0n",
    b"\x1b[?31u",
]
REPORTS = [CLICK, RELEASE, b"\x1b[<35;120;36M", b"\x1b[<64;3;4M", b"\x1b[32;20;5M", b"\x1b[M #%"]


def told(*sent: bytes | float) -> list[str]:
    """What bytes with pauses (in seconds) between them are to the screen."""
    terminal, reader, click = TerminalInput(), KeyReader(), FocusClick()
    found: list[Message] = []
    now = 100.0
    for one in (*sent, 2 * PATIENCE):
        if isinstance(one, bytes):
            pieces = terminal.feed(one, now)
            found += [m for m in meanings(pieces, reader) if click.passes(m, now)]
            continue
        until = now + one
        while (wait := terminal.wait(now)) is not None and now + wait <= until:
            now += wait
            pieces = terminal.tick(now)
            found += [m for m in meanings(pieces, reader) if click.passes(m, now)]
        now = until
    return [name for name in map(_named, found) if name]


def _named(message: Message) -> str:
    match message:
        case events.Key():
            return message.key
        case events.Paste():
            return f"paste {message.text}"
        case events.MouseDown():
            return "pressed"
        case events.MouseUp():
            return "released"
        case _:
            return ""


def cuts(sequence: bytes) -> Sequence[tuple[bytes, bytes]]:
    return [(sequence[:at], sequence[at:]) for at in range(1, len(sequence))]


@pytest.mark.parametrize("sequence", KEYS)
def test_a_key_cut_in_two_is_that_key_or_nothing(sequence: bytes) -> None:
    assert told(sequence) == [KEYS[sequence]]
    for begun, rest in cuts(sequence):
        for pause in (0.0, 0.05, 0.25, 0.5):
            keys = told(begun, pause, rest, b"n")
            if begun == b"\x1b" and pause > ESCAPE_AFTER:
                assert keys == ["escape", "n"]
            else:
                assert keys == [KEYS[sequence], "n"]


@pytest.mark.parametrize("sequence", ANSWERS)
def test_an_answer_of_the_terminal_is_nothing_whole_or_cut_in_two(sequence: bytes) -> None:
    assert told(b"a", sequence, b"b") == ["a", "b"]
    for begun, rest in cuts(sequence):
        for pause in (0.0, 0.05, 0.25, 0.5):
            keys = told(b"a", begun, pause, rest, b"b")
            first = ["escape"] if begun == b"\x1b" and pause > ESCAPE_AFTER else []
            assert keys == ["a", *first, "b"]


@pytest.mark.parametrize("sequence", REPORTS)
def test_a_mouse_report_cut_in_two_presses_no_key(sequence: bytes) -> None:
    whole = told(sequence)
    for begun, rest in cuts(sequence):
        if begun == b"\x1b" and not sequence.startswith(b"\x1b[M"):
            assert told(begun, 0.25, rest, b"1") == ["escape", "1"]
        elif begun != b"\x1b":
            assert told(begun, 0.25, rest, b"1") == [*whole, "1"]


@pytest.mark.parametrize("gap", [0.2, 0.5, 1.5, 1.9])
@pytest.mark.parametrize("sequence", [one for one in KEYS if not one.startswith(b"\x1b[[")])
def test_a_key_on_a_line_that_stands_still_twice_is_escape_and_types_nothing(
    sequence: bytes, gap: float
) -> None:
    bare = sequence[1:]
    for at in range(1, len(bare)):
        assert told(b"\x1b", gap, bare[:at], gap, bare[at:], b"n") == ["escape", "n"]
    singly = [part for byte in bare for part in (gap, bytes([byte]))]
    assert told(b"\x1b", *singly, 0.2, b"n") == ["escape", "n"]


@pytest.mark.parametrize(
    "text", ["[", "[[", "O", "[2", "[note]", "[2 weeks]", "OK then", "[[x", "[O"]
)
@pytest.mark.parametrize("gap", [0.2, 1.9, STALLED + 0.1])
def test_text_after_escape_that_begins_like_a_key_is_text_in_its_order(
    text: str, gap: float
) -> None:
    singly = [part for one in text for part in (gap, one.encode())]
    if text == "[O" and gap < STALLED:
        assert told(b"\x1b", *singly, b"1") == ["escape", "1"], "the window lost its focus"
    else:
        assert told(b"\x1b", *singly, b"!") == ["escape", *_spelled(f"{text}!")]
    assert told(b"\x1b", 0.2, b"[", STALLED, b"A") == ["escape", *_spelled("[A")]
    assert told(b"\x1b", 0.2, b"[", 0.2, b"\x1b[A", b"n") == ["escape", *_spelled("["), "up", "n"]


def test_what_never_goes_on_is_nothing() -> None:
    for begun in (b"\x1b[", b"\x1bO", b"\x1b[<35;2", b"\x1b]11;rgb:1", b"\x1bP1+r", b"\x1b[12"):
        assert told(begun, PATIENCE + LATE, b"n") == ["n"]


@pytest.mark.parametrize("sequence", [*KEYS, *ANSWERS, *REPORTS, b"\x1b[?2048;2$y"])
def test_the_rest_that_comes_too_late_presses_no_key(sequence: bytes) -> None:
    for begun, rest in cuts(sequence):
        keys = told(begun, 2.0, rest, 0.5, b"n")
        if begun == b"\x1b" and not sequence.startswith(b"\x1b[M"):
            assert keys == ["escape", "n"]
        elif begun in (b"\x1b]", b"\x1bP", b"\x1b_"):
            assert keys[1:] == ["n"], "the first is Alt with that character"
        elif not sequence.startswith(b"\x1b[M"):
            assert keys == ["n"]


@pytest.mark.parametrize(
    "report",
    [b"\x1b[<0;-5;3M", b"\x1b[<0;7;-1m", b"\x1b[<35;-1;4M", b"\x1b[-1u", b"\x1b[<128;5;3M"],
)
def test_a_mouse_outside_of_the_window_presses_no_key(report: bytes) -> None:
    assert told(b"a", report, b"b") == ["a", "b"]
    for begun, rest in cuts(report):
        if begun != b"\x1b":
            assert told(b"a", begun, 0.25, rest, b"b") == ["a", "b"]


@pytest.mark.parametrize(
    "numbers", [b"1;1:1A", b"49;1:1u", b"97;1:3u", b"1114112u", b"99999999999u"]
)
def test_a_key_event_that_cannot_be_is_nothing_and_no_fault(numbers: bytes) -> None:
    assert told(b"a", b"\x1b[" + numbers, b"b") == ["a", "b"]


def test_escape_is_there_within_a_tenth_of_a_second() -> None:
    assert ESCAPE_AFTER <= 0.1
    terminal = TerminalInput()
    assert terminal.feed(b"\x1b", 5.0) == []
    assert terminal.wait(5.0) == pytest.approx(ESCAPE_AFTER)
    assert [piece.text for piece in terminal.tick(5.0 + ESCAPE_AFTER)] == ["\x1b"]
    assert terminal.wait(6.0) is None


def test_escape_twice_and_escape_before_something_else_are_escape() -> None:
    assert told(b"\x1b\x1b") == ["escape", "escape"]
    assert told(b"\x1b" + CLICK) == ["escape", "pressed"]
    assert told(b"\x1b\x1b[A") == ["escape", "up"]
    assert told(b"\x1b", 0.2, b"[note]") == ["escape", *_spelled("[note]")]
    assert told(b"\x1b", 0.2, b"OK then") == ["escape", *_spelled("OK then")]
    assert told(b"\x1b", 0.2, b"P") == ["escape", "P"]


def _spelled(text: str) -> list[str]:
    return told(*(character.encode() for character in text))


def test_alt_with_a_key_is_that_key_with_alt_and_types_nothing() -> None:
    for number in range(1, 10):
        assert told(f"\x1b{number}".encode()) == [f"alt+{number}"]
    assert told(b"\x1b1\x1b2") == ["alt+1", "alt+2"]
    assert told(b"\x1bx\x1b/\x1b \x1bW") == ["alt+x", "alt+slash", "alt+space", "alt+shift+w"]
    assert told(b"\x1b\x7f") == ["alt+backspace"]
    assert told(b"\x1b]\x1bP", 2.0, b"_") == [
        "alt+right_square_bracket",
        "alt+shift+p",
        "underscore",
    ]
    (key,) = meanings(TerminalInput().feed(b"\x1b1", 0.0), KeyReader())
    assert isinstance(key, events.Key)
    assert not key.is_printable


@pytest.mark.parametrize("broken", [b"\xe9", b"\xff", b"\xc3", b"\xe2\x82", b"\xf0\x9f", b"\x9b"])
def test_each_byte_that_is_no_text_is_seen_and_does_nothing(broken: bytes) -> None:
    unread = ["replacement_character"] * len(broken)
    assert told(b"a", broken, b"b") == ["a", *unread, "b"]
    assert told(b"a" + broken, 0.5, b"\x1b[A") == ["a", *unread, "up"]
    pasted = "\N{REPLACEMENT CHARACTER}" * len(broken)
    assert told(b"\x1b[200~a" + broken + b"b\x1b[201~") == [f"paste a{pasted}b"]
    assert told("\x9b".encode()) == []


def test_a_character_cut_in_two_is_that_character() -> None:
    assert told(b"\xc3", 0.5, b"\xa9") == ["é"]


def test_a_paste_is_text_whatever_is_in_it() -> None:
    sent = b"\x1b[200~1\x1b[A\x1b[<0;1;1Mw\x1b1\r\n\x1b]11;x\x07\x1b[200~\x03\x11e\x1b\x1b[201~e"
    assert told(sent) == ["paste 1[A[<0;1;1Mw1\n]11;x[200~e", "e"]
    for at in range(1, len(sent)):
        keys = told(sent[:at], 0.02, sent[at:])
        assert keys == ["paste 1[A[<0;1;1Mw1\n]11;x[200~e", "e"]


def test_a_paste_that_stalls_is_text_all_the_same() -> None:
    keys = told(b"\x1b[200~Dear", 3.0, b" sirs\x1b[20", 3.0, b"1~n")
    assert keys == ["paste Dear", "paste  sirs", "n"]
    assert told(b"\x1b", 0.25, b"[200~e1\x1b[201~") == ["escape", "paste e1"]


def test_a_paste_whose_end_was_lost_is_left_with_escape() -> None:
    keys = told(b"\x1b[200~Dear", 3.0, b"n", 2.0, b"\x1b", 0.2, b"n")
    assert keys == ["paste Dear", "paste n", "escape", "n"]
    assert told(b"\x1b[200~Dear", 3.0, b"\x11") == ["paste Dear", "ctrl+q"]


def test_a_long_paste_takes_a_time_that_grows_with_it() -> None:
    terminal = TerminalInput()
    terminal.feed(b"\x1b[200~", 0.0)
    for at in range(2_000):
        assert terminal.feed(b"x" * 4096, at / 1000) == []
    (piece,) = terminal.feed(b"\x1b[201~", 3.0)
    assert len(piece.text) == 2_000 * 4096


def test_the_click_that_gives_the_window_its_focus_does_nothing() -> None:
    assert told(FOCUS + CLICK + RELEASE, CLICK + RELEASE) == []
    assert told(FOCUS, 0.1, CLICK, 0.6, RELEASE, CLICK, RELEASE) == ["pressed", "released"]
    assert told(FOCUS, AT_ONCE + 0.1, CLICK, RELEASE) == ["pressed", "released"]
    assert told(b"\x1b[O", CLICK, RELEASE) == ["pressed", "released"]


@given(st.lists(st.sampled_from([*KEYS, *ANSWERS, *REPORTS]), max_size=8), st.data())
def test_sequences_however_they_are_cut_are_the_same_as_whole_ones(
    sequences: list[bytes], data: st.DataObject
) -> None:
    sent = b"".join(sequences)
    at = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=5)))
    pieces = [sent[a:b] for a, b in zip([0, *at], [*at, len(sent)], strict=True)]
    paused = [part for piece in pieces for part in (piece, 0.05)]
    assert told(*paused) == told(*sequences)


@given(st.text(max_size=200))
def test_any_paste_is_one_text_and_nothing_else(text: str) -> None:
    sent = text.encode(errors="replace").replace(b"\x1b[201~", b"")
    wanted = plain(sent.decode())
    keys = told(b"\x1b[200~" + sent + b"\x1b[201~")
    assert "".join(key.removeprefix("paste ") for key in keys) == wanted


@given(st.binary(max_size=64))
def test_no_bytes_are_a_fault(sent: bytes) -> None:
    told(*(sent[at : at + 7] for at in range(0, len(sent), 7)), b"\x1b")
