import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.tui.panels.menu import Item, Menu
from guide.tui.rows import Voice, width_of

TEXT = st.text(st.sampled_from("ab cd漢"), min_size=1, max_size=60)
MENUS = st.builds(
    lambda texts, compact: Menu(
        [Item(str(n), label, aside) for n, (label, aside) in enumerate(texts)], compact=compact
    ),
    st.lists(st.tuples(TEXT, TEXT | st.just("")), min_size=1, max_size=12),
    st.booleans(),
)


@given(MENUS, st.integers(0, 20), st.integers(20, 40), st.integers(2, 30), st.booleans())
def test_the_marked_item_is_always_in_sight(
    menu: Menu, downs: int, width: int, height: int, short: bool
) -> None:
    for _ in range(downs):
        menu.picked("down")
    rows = menu.shortened(width, height) if short else menu.rows(width, height)
    assert 1 <= len(rows) <= height
    assert all(width_of(one) <= width for one in rows)
    assert [one[0].voice for one in rows if one[0].text == "▸"] == [Voice.FOCUS]


@given(MENUS, st.integers(20, 40))
def test_a_menu_that_fits_shows_every_item_with_its_key(menu: Menu, width: int) -> None:
    keys = [
        span.text.strip() for one in menu.rows(width) for span in one if span.voice is Voice.KEY
    ]
    assert keys == [str(n) for n in range(1, min(9, len(menu.items)) + 1)]


def test_a_menu_too_long_says_that_there_is_more() -> None:
    menu = Menu([Item(str(n), f"item {n}") for n in range(9)])
    assert menu.rows(40, 5)[-1][-1].text == "… ↓ for more"
    for _ in range(8):
        menu.picked("down")
    assert menu.rows(40, 5)[-1][-1].text == "item 8"


@pytest.mark.parametrize(
    ("keys", "picked"),
    [
        (["1"], "a"),
        (["2"], "b"),
        (["enter"], "a"),
        (["down", "enter"], "b"),
        (["up", "enter"], "c"),
        (["tab", "tab", "tab", "enter"], "a"),
        (["shift+tab", "enter"], "c"),
        (["x"], "c"),
        (["9"], None),
        (["0"], None),
        (["z"], None),
    ],
)
def test_digits_letters_and_enter_pick(keys: list[str], picked: str | None) -> None:
    menu = Menu([Item("a", "A"), Item("b", "B"), Item("c", "C", key="x")])
    answers = [menu.picked(key) for key in keys]
    assert all(answer is None for answer in answers[:-1])
    assert (answers[-1].id if answers[-1] else None) == picked


def test_an_empty_menu_picks_nothing() -> None:
    menu = Menu([])
    assert [menu.picked(key) for key in ("1", "down", "enter")] == [None] * 3
    assert menu.rows(40) == []
