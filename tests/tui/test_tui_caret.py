"""What is typed is seen as it is typed, however much else there is to show."""

import pytest
from on_screen import NARROW, WIDE, OnScreen
from panes import joined
from sweeps import crossed
from textual.widget import Widget

from guide.call import actions as act
from guide.tui.asking import AskingScreen, Question
from guide.tui.item_list import ItemList
from guide.tui.key_press import KeyLaw
from guide.tui.notes import details_rows
from guide.tui.rows import paragraph, width_of

SIZES = (NARROW, (60, 20), (80, 20), (80, 32), (112, 24), WIDE, (200, 50))
LONG = "was told twice by different people that a refund had been sent, nothing came, and "
ANSWERS = (
    {},
    {"concern": LONG * 2},
    {"caller": LONG, "number": "312 555 0177", "concern": LONG * 10},
    {"caller": "Dana", "effect": LONG, "offered": "a refund", "mood_start": LONG * 2},
)
NOTES = ("x", "and a word " * 40)


def written(answers: dict[str, str], size: tuple[int, int]) -> OnScreen:
    details = [act.WriteDetail(name, value) for name, value in answers.items()]
    return OnScreen("taking-over-a-call", *details, size=size)


def before_the_cursor(screen: OnScreen) -> str:
    """What is painted in the cell before the terminal's cursor."""
    x, y = screen.app.cursor_position
    return screen.strips[y].crop(x - 1, x).text if y < len(screen.strips) else ""


def type_and_see(screen: OnScreen, text: str = "zq") -> None:
    screen.type(text)
    assert before_the_cursor(screen) == text[-1], screen.text


@pytest.mark.parametrize(("size", "answers", "note"), crossed(SIZES, ANSWERS, NOTES))
def test_a_note_is_seen_as_it_is_typed_however_many_answers_there_are(
    size: tuple[int, int], answers: dict[str, str], note: str
) -> None:
    screen = written(answers, size)
    screen.press("n")
    type_and_see(screen, note + "zq")
    screen.keep_drafts()
    screen.start_again()
    type_and_see(screen)
    screen.press("enter", "up")
    type_and_see(screen)
    for other in (NARROW, size):
        screen.resize(*other)
        type_and_see(screen)


@pytest.mark.parametrize("size", SIZES)
def test_three_rows_of_a_note_are_in_sight_with_the_newest_note_above(
    size: tuple[int, int],
) -> None:
    screen = written(ANSWERS[2], size)
    screen.press("n")
    screen.type("she shouts", "enter")
    assert "she shouts" in screen.pane("Notes")
    for word in ("one", "two", "three"):
        screen.type(word)
        if word != "three":
            screen.press("shift+enter")
    assert all(word in screen.pane("Notes") for word in ("one", "two", "three"))


@pytest.mark.parametrize(("size", "answers"), crossed(SIZES, ANSWERS[1:]))
def test_details_that_are_cut_have_a_sign_and_name_the_key_that_shows_all(
    size: tuple[int, int], answers: dict[str, str]
) -> None:
    screen = written(answers, size)
    for most in range(1, 12):
        for height in (3 * most // 2, 3 * most, 30):
            rows = details_rows(screen.scene, 29, height, most)
            assert len(rows) <= max(1, min(most, height * 2 // 3))
            assert all(width_of(one) <= 29 for one in rows)
            told = "".join(f"{span.text} " for one in rows for span in one)
            whole = all(" ".join(one.split()) in joined(told) for one in answers.values())
            assert whole or ("…" in told and "c: all" in joined(told)), told


@pytest.mark.parametrize("size", SIZES)
def test_every_field_of_the_details_is_seen_as_it_is_typed(size: tuple[int, int]) -> None:
    screen = written(ANSWERS[3], size)
    for number in range(8):
        screen.press("c", *["tab"] * number)
        if screen.screen.focused is not None:
            type_and_see(screen)
        screen.press("escape")


class Asks(AskingScreen):
    """Asks one thing below as much as it is given to tell."""

    def __init__(self, screen: OnScreen, told: int, title: str) -> None:
        super().__init__(KeyLaw(lambda: screen.clock.now().ticks))
        self._told, self._title = told, title

    def listed(self) -> Widget:
        return ItemList("list")

    def on_mount(self) -> None:
        self.say(LONG * self._told, refused=True)
        self.ask(Question(self._title, ("What happened?",), lambda _: ""))

    def read(self) -> None:
        self.show_all()

    def show_all(self) -> None:
        told = paragraph(LONG * self._told, 60)
        self.show_page([*told, *self.message_rows(60)], told, 8, "more")
        self.show_question({"d": ("done", "d done")}, "")


@pytest.mark.parametrize(("size", "told", "title"), crossed(SIZES, (1, 4, 40), ("It", LONG * 40)))
def test_an_answer_is_seen_as_it_is_typed_however_much_is_told_above_it(
    size: tuple[int, int], told: int, title: str
) -> None:
    screen = OnScreen(size=size)
    asks = Asks(screen, told, title)
    screen.app.call_later(screen.app.push_screen, asks)
    screen.press("f9")
    type_and_see(screen)
    assert asks.answer.value == "zq"
    shown = joined(screen.text)
    assert "What happened? zq Enter takes it Esc leaves" in shown
    assert title in shown or "… What happened?" in shown
    for other in (NARROW, (60, 20), size):
        screen.resize(*other)
        type_and_see(screen)


def test_details_that_run_from_the_right_do_so_in_one_text_too() -> None:
    screen = written({"caller": "דנה כהן", "concern": "החשבון שגוי " * 40}, NARROW)
    rows = details_rows(screen.scene, 29, 8, 4)
    assert len(rows) == 4
    assert all(one[0].from_right for one in rows)


def test_of_a_detail_that_is_cut_the_label_goes_before_the_answer() -> None:
    answers = {"caller": LONG, "effect": "yes", "offered": "a refund", "concern": LONG * 9}
    rows = details_rows(written(answers, NARROW).scene, 29, 8, 4)
    told = joined(" ".join(span.text for one in rows for span in one))
    assert "Effect" in told
    assert ": yes" in told
    assert ": a refund" in told
