from guide.tui.canvas import Canvas, plain_text
from guide.tui.rows import Span, Voice, row


def test_a_click_is_the_key_of_the_span_it_is_on() -> None:
    canvas = Canvas()
    canvas._rows = (row(Span("漢 "), Span("1", key="1"), Span("2", key="2")),)
    assert [canvas.key_at(x, 0) for x in range(6)] == ["", "", "", "1", "2", ""]
    assert canvas.key_at(3, 1) == ""


def test_rows_are_read_aloud_without_the_blanks_that_fill_them() -> None:
    assert plain_text([row("a", Span("b", Voice.LINE), "  "), ()]) == "ab\n"
