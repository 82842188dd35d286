from functools import reduce

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from guide.text import plain
from guide.tui.editor import LIMIT, Editor
from guide.tui.notes import editor_rows
from guide.tui.rows import Span, Voice

MOVES = ("left", "right", "home", "end", "ctrl+a", "ctrl+e", "ctrl+left", "ctrl+right")
CUTS = ("backspace", "delete", "ctrl+d", "ctrl+w", "ctrl+u", "ctrl+k")
PRESSES = st.sampled_from((*MOVES, *CUTS, "ctrl+n", "alt+enter", "ctrl+z"))
TEXT = st.text(st.sampled_from("ab \n漢é🙂"), max_size=60)
TYPED = st.one_of(TEXT, st.text(max_size=8))


@st.composite
def editors(draw: st.DrawFn) -> Editor:
    text = draw(TEXT)
    return Editor(text, draw(st.integers(0, len(text))))


def pressed(editor: Editor, key: str) -> Editor:
    after = editor.pressed(key)
    assert after is not None, f"{key} is an editing key"
    return after


def either(editor: Editor, what: tuple[str, str]) -> Editor:
    key, text = what
    return pressed(editor, key) if key else editor.typed(text)


CHANGES = st.lists(
    st.one_of(st.tuples(PRESSES, st.just("")), st.tuples(st.just(""), TYPED)), max_size=30
)


@given(editors(), CHANGES)
def test_the_cursor_never_leaves_the_text(editor: Editor, changes: list[tuple[str, str]]) -> None:
    for change in changes:
        editor = either(editor, change)
        assert 0 <= editor.at <= len(editor.text)


@given(editors(), TYPED)
def test_what_is_typed_stands_before_the_cursor_and_all_else_stays(
    editor: Editor, text: str
) -> None:
    after = editor.typed(text)
    assert after.text == editor.text[: editor.at] + plain(text) + editor.text[editor.at :]
    assert after.text[after.at :] == editor.text[editor.at :]


@given(editors(), st.sampled_from(MOVES))
def test_moving_changes_no_text(editor: Editor, key: str) -> None:
    assert pressed(editor, key).text == editor.text


@given(editors(), st.sampled_from(CUTS))
def test_deleting_takes_out_only_one_piece_at_the_cursor(editor: Editor, key: str) -> None:
    after = pressed(editor, key)
    behind = editor.text[editor.at :] if after.at < editor.at else after.text[after.at :]
    assert after.text == editor.text[: after.at] + behind
    assert editor.text.endswith(behind)


@given(editors(), CHANGES)
def test_taking_back_leads_to_every_text_there_was_before_a_deletion_or_a_paste(
    editor: Editor, changes: list[tuple[str, str]]
) -> None:
    after = reduce(either, [change for change in changes if change[0] != "ctrl+z"], editor)
    while after.before is not None:
        after = pressed(after, "ctrl+z")
    assert after.text == editor.text


def test_one_ctrl_z_takes_back_the_last_word() -> None:
    editor = reduce(Editor.typed, "waited three", Editor())
    assert pressed(editor, "ctrl+z").text == "waited"


def test_a_deleted_word_comes_back_with_ctrl_z() -> None:
    editor = pressed(Editor.of("waited three weeks"), "ctrl+w")
    assert editor.text == "waited three "
    assert pressed(editor, "ctrl+z") == Editor.of("waited three weeks")


def test_a_key_that_edits_nothing_is_none_of_the_editor() -> None:
    assert Editor.of("a").pressed("f5") is None


def test_an_editor_holds_no_more_than_its_limit_and_keeps_what_it_has() -> None:
    full = Editor.of("a" * LIMIT)
    assert full.typed("b").text == full.text
    assert Editor.of("a" * (LIMIT - 1)).typed("bcd").text == "a" * (LIMIT - 1) + "b"


@given(editors(), st.integers(10, 40), st.integers(1, 5))
def test_the_cursor_is_always_in_sight_on_the_character_it_is_before(
    editor: Editor, width: int, room: int
) -> None:
    rows = editor_rows(editor, width, room, "› ", active=True)
    assert 1 <= len(rows) <= room
    assert all(sum(cell_len(span.text) for span in one) <= width for one in rows)
    under = [span.text for one in rows for span in one if span.voice is Voice.CURSOR]
    behind = editor.text[editor.at : editor.at + 1]
    assert under == [" " if behind in ("", "\n") else behind]


@given(editors(), st.integers(10, 40))
def test_where_there_is_room_all_that_was_typed_is_shown(editor: Editor, width: int) -> None:
    rows = editor_rows(editor, width, 200, "› ", active=True)
    shown = "".join(_typed(one) for one in rows)
    assert shown.replace(" ", "") == editor.text.replace("\n", "").replace(" ", "")


def _typed(one: tuple[Span, ...]) -> str:
    return "".join(span.text for span in one[1:])


@given(editors())
def test_a_field_that_is_not_active_has_no_cursor(editor: Editor) -> None:
    rows = editor_rows(editor, 30, 5, "  ", active=False)
    assert all(span.voice is not Voice.CURSOR for one in rows for span in one)


def test_a_long_text_is_shown_around_the_cursor() -> None:
    editor = Editor("x" * 60_000, 30_000)
    rows = editor_rows(editor, 30, 3, "› ", active=True)
    assert len(rows) == 3
    assert any(span.voice is Voice.CURSOR for one in rows for span in one)
