from guide.tui.editor import Editor
from guide.tui.panels.fields import Field, Fields
from hypothesis import given
from hypothesis import strategies as st

from guide.tui.rows import Voice, width_of

TEXT = st.text(st.sampled_from("ab cd漢"), max_size=80)


@st.composite
def forms(draw: st.DrawFn) -> Fields:
    fields = [
        Field(str(n), label or "Label", Editor.of(value))
        for n, (label, value) in enumerate(
            draw(st.lists(st.tuples(TEXT, TEXT), min_size=6, max_size=20))
        )
    ]
    return Fields(fields, draw(st.integers(0, len(fields) - 1)))


@given(forms(), st.integers(20, 40), st.integers(9, 14))
def test_the_cursor_is_in_sight_however_many_fields_there_are(
    form: Fields, width: int, height: int
) -> None:
    rows = form.rows(width, height)
    assert len(rows) <= height
    assert all(width_of(one) <= width for one in rows)
    assert sum(span.voice is Voice.CURSOR for one in rows for span in one) == 1


def form() -> Fields:
    return Fields([Field("a", "A"), Field("b", "B"), Field("c", "C")])


def test_tab_and_arrows_go_round_and_letters_go_in() -> None:
    fields = form()
    for key, active in (("tab", 1), ("down", 2), ("tab", 0), ("up", 2), ("shift+tab", 1)):
        assert fields.key(key, "")
        assert fields.active == active
    assert fields.key("x", "x")
    assert (fields.value("b"), fields.value("a"), fields.value("none")) == ("x", "", "")


def test_spaces_of_every_kind_are_kept_typed_and_pasted() -> None:
    fields = form()
    for character in "a\u00a0b\u3000c":
        fields.key("a name", character)
    fields.pasted("\u202fd \t e\n\u200df\u00a0")
    assert fields.value("a") == "a\u00a0b\u3000cd e \u200df"


def test_a_key_that_means_nothing_to_a_field_is_not_taken() -> None:
    assert not form().key("f5", "")


def test_the_last_field_is_known_as_such() -> None:
    fields = form()
    assert not fields.at_last
    fields.key("up", "")
    assert fields.at_last
