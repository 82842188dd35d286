import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.script.diff import Differ, Edit, Fragment, around, differences, marked

TEXTS = st.text("ab,. \n\u00a0", max_size=40)


def without(edit: Edit, pieces: tuple[Fragment, ...]) -> str:
    return "".join(piece.text for piece in pieces if piece.edit is not edit)


@given(TEXTS, TEXTS)
def test_what_stays_and_goes_is_the_old_text_and_what_stays_and_comes_the_new(
    old: str, new: str
) -> None:
    pieces = differences(old, new)
    assert without(Edit.IN, pieces) == old
    assert without(Edit.OUT, pieces) == new
    assert all(piece.text for piece in pieces)


@given(TEXTS)
def test_a_text_that_stayed_is_one_piece(text: str) -> None:
    assert differences(text, text) == ((Fragment(Edit.SAME, text),) if text else ())


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("to do it today now", "to do it today, now", "to do it [-today-] {+today,+} now"),
        ("a b c d", "a x y d", "a [-b c-] {+x y+} d"),
        ("a b", "a b c", "a b{+ c+}"),
        ("a b c", "a c", "a [-b -]c"),
        ("", "a b", "{+a b+}"),
        ("a", "", "[-a-]"),
    ],
)
def test_changes_are_told_apart_by_signs_and_not_by_colour(old: str, new: str, shown: str) -> None:
    assert marked(differences(old, new)) == shown


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("p\u0430y it", "pay it", "CYRILLIC SMALL LETTER A (U+0430) became LATIN SMALL LETTER A"),
        ("a\u00a0b", "a b", "NO-BREAK SPACE (U+00A0) became SPACE (U+0020)"),
        ("a  b", "a b", "a second space was taken out"),
        ("a b", "a  b", "a second space was added"),
        ("pay", "p\u200bay", "(ZERO WIDTH SPACE (U+200B) was added)"),
        ("p\u200bay", "pay", "(ZERO WIDTH SPACE (U+200B) was taken out)"),
    ],
)
def test_a_change_that_no_eye_can_see_is_told_by_name(old: str, new: str, named: str) -> None:
    assert named in marked(differences(old, new))
    assert "U+" not in marked(differences("a b", "a c"))


def test_around_a_change_only_a_few_words_are_kept() -> None:
    words = [f"w{n}" for n in range(100)]
    pieces = differences(" ".join(words), " ".join([*words[:50], "new", *words[51:]]))
    assert marked(around(pieces, 2)) == "…w48 w49 [-w50-] {+new+} w51 w52…"
    assert marked(around(differences("a b c", "a x c"), 2)) == "a [-b-] {+x+} c"


def test_a_long_change_is_shortened_too() -> None:
    shown = marked(around(differences("", " ".join(["w"] * 500)), 2))
    assert shown.count("w") < 20
    assert "…" in shown


def test_what_would_take_too_long_to_compare_is_told_as_one_change() -> None:
    old, new = " ".join("ab" * 500), " ".join("ba" * 500) + " c"
    assert [piece.edit for piece in differences(old, new)] == [Edit.OUT, Edit.IN]


def test_a_differ_compares_only_so_much_in_its_life() -> None:
    differ, old, new = Differ(), " ".join(["a x"] * 49), " ".join(["y a"] * 50)
    shown = [len(differ.differences(old, new)) for _ in range(100)]
    assert shown[0] > 2
    assert shown[-1] == 2
