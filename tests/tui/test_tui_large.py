import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import shipped, with_script
from msgspec.structs import replace
from panes import joined
from shown import NAMES, NARROW, WIDE, at, demo, text

from guide.tui.glyphs import GLYPHS, TALL
from guide.tui.large import large_rows
from guide.tui.large_type import ROWS, can_draw, cells_across, drawn, large_lines
from guide.tui.rows import width_of
from guide.tui.scene import Scene

WORDINGS = [line.spoken.text for s in shipped().scripts.values() for line in s.lines]
TITLES = [
    words
    for script in shipped().scripts.values()
    for step in script.steps
    for words in (step.title, *(choice.label for choice in step.choices))
]


def test_letters_are_told_apart_and_stand_on_eight_rows() -> None:
    assert len(set(GLYPHS.values())) == len(GLYPHS)
    for letter, rows in GLYPHS.items():
        assert len(rows) == TALL, letter
        assert len({len(row) for row in rows}) == 1, letter
        assert any("#" in row for row in rows), letter
    large = {character: drawn(character) for character in GLYPHS}
    assert len(set(large.values())) == len(GLYPHS)


def test_capitals_and_small_letters_are_both_there() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    assert can_draw(letters + letters.upper() + "0123456789.,:;!?'\"“”‘’()-–…▲■")


@pytest.mark.parametrize("words", [text for text in WORDINGS if text] + TITLES)
@pytest.mark.parametrize("width", [56, 76, 116])
def test_approved_wording_is_broken_only_at_blanks_and_nothing_of_it_is_lost(
    words: str, width: int
) -> None:
    lines = large_lines(f"“{words}”", width)
    assert lines is not None
    assert "".join(" ".join(lines).split()) == "".join(f"“{words}”".split())
    if width > 60:
        assert " ".join(lines) == f"“{' '.join(words.split())}”"
    for line in lines:
        assert cells_across(line) <= width
        rows = drawn(line)
        assert len(rows) == ROWS
        assert {len(row) for row in rows} == {cells_across(line)}


@given(st.text(min_size=1), st.integers(20, 120))
def test_what_cannot_be_drawn_is_said_and_what_can_fits(words: str, width: int) -> None:
    lines = large_lines(words, width)
    assert (lines is None) == (not can_draw(words))
    for line in lines or ():
        assert cells_across(line) <= width


def scene(name: str, position: float, size: tuple[int, int]) -> Scene:
    return at(name, position).scene(*size)


@pytest.mark.parametrize("size", [NARROW, WIDE])
@pytest.mark.parametrize("name", NAMES)
def test_the_pages_of_every_step_hold_the_whole_line_every_choice_and_the_counter(
    name: str, size: tuple[int, int]
) -> None:
    for frame in demo(name).frames:
        now = scene(name, frame.shows, size)
        pages = [large_rows(now, size[1] - 4, page) for page in range(8)]
        for rows in pages:
            assert len(rows) == size[1] - 4
            assert {width_of(one) for one in rows} == {size[0]}
        shown = "\n".join(span.text for rows in pages for one in rows for span in one)
        words = now.words(now.marked) if now.marked else ""
        for line in large_lines(f"“{words}”", size[0] - 4) or () if words else ():
            for row in drawn(line):
                assert row in shown
        for choice in now.now.step.choices:
            large = drawn(f"{choice.key} {choice.label}")
            assert choice.label in shown or all(row in shown for row in large)
        counter = f"WARNINGS {now.standing.given} of {now.standing.required}"
        assert counter in shown or drawn(counter)[2].strip() in shown
        assert now.now.step.title in shown


def test_a_letter_that_cannot_be_drawn_is_shown_to_the_letter_all_the_same() -> None:
    script = shipped().script("escalated-callers")
    first, *rest = script.steps
    odd = replace(script, steps=(replace(first, title="Grüße, Łukasz", lines=()), *rest))
    now = scene("friday-callback", 0, WIDE)
    other = replace(now, now=replace(now.now, library=with_script(odd)))
    shown = "\n".join(s.text for one in large_rows(other, 32, 0) for s in one)
    assert "G r ü ß e ," in shown
    assert "Ł u k a s z" in shown


def test_one_key_is_the_large_type_and_its_pages_turn_by_themselves_and_by_key() -> None:
    view = at("friday-callback", 106)
    assert "page" not in text(view)
    view.key("l")
    first = text(view, NARROW)
    assert "page 1 of" in first
    view.key("pagedown")
    assert "page 2 of" in text(view, NARROW)
    later = at("friday-callback", view.player.frame.shows + 6.5, large=True)
    if later.player.index == view.player.index:
        assert "page 2 of" in text(later, NARROW)
    assert "TRAINING · DEMO" in joined(first)
