from record_samples import a_call

from guide.call.events import Entry
from guide.record.codec import GENESIS, decoded, encoded, seal, sound_lines

CALL_OF_FOUR = a_call()
DATA, LAST_HASH = encoded(CALL_OF_FOUR)
LINES = DATA.splitlines(keepends=True)


def _ends() -> list[int]:
    return [sum(map(len, LINES[:n])) for n in range(len(LINES) + 1)]


def _prefix(data: bytes) -> tuple[Entry, ...]:
    return decoded(sound_lines(data).lines)


def test_a_sound_journal_is_whole() -> None:
    sound = sound_lines(DATA)
    assert (len(sound.lines), sound.size, sound.last_hash) == (4, len(DATA), LAST_HASH)
    assert not sound.damage
    assert not sound.torn


def test_an_empty_journal_is_sound() -> None:
    assert sound_lines(b"").last_hash == GENESIS
    assert not sound_lines(b"").damage


def test_a_journal_cut_at_any_byte_keeps_all_whole_events_before_the_cut() -> None:
    for size in range(len(DATA) + 1):
        sound = sound_lines(DATA[:size])
        whole = max(n for n, end in enumerate(_ends()) if end <= size)
        assert decoded(sound.lines) == CALL_OF_FOUR[:whole]
        assert sound.size == _ends()[whole]
        assert bool(sound.damage) == sound.torn == (size not in _ends())


def test_any_single_bit_that_is_flipped_is_found_and_all_before_it_is_kept() -> None:
    for at in range(len(DATA)):
        before = max(n for n, end in enumerate(_ends()) if end <= at)
        for bit in range(8):
            flipped = bytearray(DATA)
            flipped[at] ^= 1 << bit
            sound = sound_lines(bytes(flipped))
            assert sound.damage, (at, bit)
            assert len(sound.lines) == before, (at, bit)
            assert sound.size == _ends()[before]


def test_lines_that_changed_places_are_found() -> None:
    swapped = LINES[0] + LINES[2] + LINES[1] + LINES[3]
    assert _prefix(swapped) == CALL_OF_FOUR[:1]
    assert sound_lines(swapped).damage == "line 2 is not as it was written, or not in its place"


def test_a_line_that_was_left_out_is_found() -> None:
    assert _prefix(LINES[0] + LINES[2]) == CALL_OF_FOUR[:1]


def test_a_line_that_stands_twice_is_found() -> None:
    assert _prefix(LINES[0] + LINES[0]) == CALL_OF_FOUR[:1]


def test_a_line_that_was_written_anew_breaks_all_after_it() -> None:
    forged, _ = seal('{"n":2,"kind":"noted","text":"never said"}', sound_lines(LINES[0]).last_hash)
    assert len(sound_lines(LINES[0] + forged + LINES[2] + LINES[3]).lines) == 2


def test_a_tail_of_zeros_such_as_a_power_cut_leaves_is_a_torn_line() -> None:
    sound = sound_lines(DATA + bytes(500))
    assert sound.torn
    assert sound.size == len(DATA)
