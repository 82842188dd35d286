"""A screen on which only Enter records something, behind a question that says what it is about."""

from collections.abc import Callable, Mapping, Sequence
from math import inf
from time import monotonic

from msgspec import Struct
from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets.input import Selection

from guide.call.context import Overtaken, Refused
from guide.call.wording import sentence
from guide.errors import GuideError, UnknownName
from guide.text import plain_line
from guide.tui.key_press import KeyLaw, SecondPress
from guide.tui.keys import OF_THE_PROGRAM, without_case
from guide.tui.line_input import LineInput
from guide.tui.pane import Pane
from guide.tui.rows import Row, Span, Voice, cut, paragraph, row, width_of
from guide.tui.uncovered import paint_what_is_uncovered

Keys = Mapping[str, tuple[str, str]]
"""By the key, what it does and what the last rows say of it."""


class Question(Struct, frozen=True):
    """What is asked, one thing after the other, and what was answered so far.

    `record` is given all the answers: it says what is told once that is on record, or why not:
    Overtaken where no other answer will do; GuideError it raises where the disk refuses.
    `refuses` is given what was answered so far, and says why the last of it will not do, before
    anything else is asked; empty where it will. `drafts` were answered before, and stand in the
    field again. `seeks`: something is only looked for, and nothing recorded. `free`: any words will
    do, those right behind its key too.
    """

    title: str
    texts: tuple[str, ...]
    record: Callable[[Sequence[str]], str | Refused]
    answers: tuple[str, ...] = ()
    seeks: bool = False
    free: bool = False
    refuses: Callable[[Sequence[str]], str] = lambda _: ""
    drafts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is asked now."""
        return self.texts[len(self.answers)]

    @property
    def draft(self) -> str:
        """What was answered to that before."""
        n = len(self.answers)
        return self.drafts[n] if n < len(self.drafts) else ""


def of_first(refuses: Callable[[str], str]) -> Callable[[Sequence[str]], str]:
    """Refuses what the first answer alone decides."""
    return lambda answers: refuses(answers[0]) if len(answers) == 1 else ""


def of_first_once_sure(
    refuses: Callable[[str], str], doubts: Callable[[str], str], *, of_words: bool
) -> Callable[[Sequence[str]], str]:
    """The same; what is doubted there is refused until it is answered a second time.

    `of_words`: so is what is typed on from that.
    """
    asked: str | None = None
    part = ""

    def refuses_or_doubts(said: str) -> str:
        nonlocal asked, part
        if why := refuses(said):
            return why
        sure, asked = asked == said, said
        if sure:
            return ""
        held = part if of_words and part in said else ""
        why = doubts(said) or (doubts(held) if held else "")
        part = (held or said) if why else ""
        return why

    return of_first(refuses_or_doubts)


_MANY_ROWS = 24
_MOST_TOLD = 4
"""The rows of a message at most, as on a call."""

_ROWS_BESIDES = 5
"""The list with its gap, a border, a field, and a row of keys that may be blank: at least these."""


class AskingScreen(Screen[None]):
    """Takes keys by the law, asks, and shows the question, its field and what the keys do."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    AskingScreen {
        #head, #about, #asked, #asking-keys { height: auto; padding: 0 1; }
        #about { border-top: solid $panel-border; padding: 0; box-sizing: content-box; }
        #answer { margin: 0 1; }
        #answer, #asked { display: none; }
        &.-asking #answer, &.-asking #asked { display: block; }
    }
    """

    def __init__(self, law: KeyLaw) -> None:
        super().__init__()
        self._law = law
        self._second_press = SecondPress(self.set_timer, lambda _: None)
        self._question: Question | None = None
        self._warned = False
        self._refused: str | None = None
        self._in_front_since = inf
        self._message: Row = ()
        self._page: tuple[list[Row], list[Row]] = [], []

    def on_mount(self) -> None:
        """The question goes once it is answered."""
        paint_what_is_uncovered(self)

    def on_resize(self, event: events.Resize) -> None:
        """Show what there is room for."""
        self.call_after_refresh(self.read)

    def compose(self) -> ComposeResult:
        """What is told of all, the list, what is marked, the question, its field, the keys."""
        yield Pane("head")
        yield self.listed()
        yield Pane("about")
        yield Pane("asked")
        yield LineInput("answer")
        yield Pane("asking-keys")

    # What a screen of this kind says of itself

    def listed(self) -> Widget:
        """What it lists, of which one is marked."""
        raise NotImplementedError

    def read(self) -> None:
        """Show how things stand on the disk."""
        raise NotImplementedError

    def show_all(self) -> None:
        """Show what was read, and what is asked."""
        raise NotImplementedError

    def pressed(self, key: str) -> None:
        """Do what a key does while nothing is asked."""
        raise NotImplementedError

    def marks(self, key: str) -> bool:
        """Mark what a key stands for, where that is all it does; whether it is."""
        return False

    def left_question(self, question: Question) -> None:
        """Something was asked and not answered."""

    # What is shown

    def show_page(self, head: list[Row], about: list[Row], most: int, more: str) -> None:
        """Show what is told of all and, in `most` rows, of what is marked; `more`: of the rest."""
        if self.asking and self.size.height < _MANY_ROWS:
            # What one answers in must be whole; the question names what it is about.
            about = []
        if len(about) > most:
            about[most - 1 :] = [row(Span(f"… {more}", Voice.DIM))]
        self._page = head, about

    @property
    def answer(self) -> LineInput:
        """The field in which one answers."""
        return self.query_one(LineInput)

    @property
    def asking(self) -> bool:
        """Whether letters are text now."""
        return self._question is not None

    def show_question(self, keys: Keys, meaning: object) -> None:
        """Show what is asked and what keys do; `meaning` is what they are about."""
        width = max(20, self.size.width - 2)
        key_rows = _key_rows(keys, width, asking=self.asking)
        room = self.size.height - len(key_rows) - _ROWS_BESIDES
        asked = self._asked(width, room // 2)
        room -= len(asked)
        head, about = self._page
        head = _first_rows(head, max(1, room), width)
        about = _first_rows(about, room - len(head), width)
        self.query_one("#head", Pane).show(head)
        self.query_one("#about", Pane).show([row(" ", *one) for one in about])
        self.query_one("#asked", Pane).show(asked)
        self.set_class(self.asking, "-asking")
        self.query_one("#asking-keys", Pane).show(key_rows)
        # Of what is typed the field alone is the meaning, whatever is found by it meanwhile.
        self._law.shown((None if self.asking else meaning, self._question))
        if self.asking:
            # Where the field is, is known once it is laid out.
            self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        if self.focused is self.answer:
            self.app.cursor_position = self.answer.cursor_screen_offset

    def _asked(self, width: int, most: int) -> list[Row]:
        """What is asked, in as many rows; of what it is about, as much as there is room for."""
        if self._question is None:
            return []
        text = self._question.text
        rows = _first_rows(paragraph(text, width, Voice.LABEL) if text else [], most - 1, width)
        title = paragraph(self._question.title, width, Voice.PICKED)
        return _first_rows(title, most - len(rows), width) + rows

    def message_rows(self, width: int) -> list[Row]:
        """What there is to tell, in as many rows as leave room for the field one answers in."""
        rows = [one for s in self._message for one in paragraph(s.text, width, s.voice)]
        return _first_rows(rows, _MOST_TOLD, width)

    def say(self, text: str, *, refused: bool = False) -> None:
        """Tell something with what is shown next."""
        sign = "✗" if refused else "·"
        self._message = row(Span(f"{sign} {plain_line(text)}", Voice.MESSAGE))

    # Keys

    def on_screen_resume(self) -> None:
        """What was pressed while something else was on top was not meant for this."""
        self._law.resumed()
        self._in_front_since = monotonic()

    async def on_key(self, event: events.Key) -> None:
        """Do what the screen showed for a key; a key that nothing showed does nothing."""
        if event.key in OF_THE_PROGRAM:
            return
        event.stop()
        event.prevent_default()
        if not self.is_active:
            return
        if self.asking and self._law.echoes(event):
            if not event.key.isdigit():
                self._second_press.hold(event)
            return
        question = self._question
        deed = question is not None and not (question.seeks or question.free)
        held = self._second_press.before(event)
        if held and deed:
            self._law.spells(held, letters=True)
        elif held and self.asking:
            self._law.written()
            await self.answer.take(held)
        if self.asking and (spelled := self._law.spells(event, letters=deed)):
            self._leave_question()
            self.typed(spelled)
            return
        text = self._law.hears(event, typing=self.asking)
        if text:
            self.typed(text)
        elif text is not None and self._was_in_front(event) and self.marks(event.key):
            # It does no deed. Without it, what the next key says is done about what was marked
            # before.
            self._law.acted()
        if text is not None:
            return
        if not self.asking:
            self.pressed(without_case(event.key))
        elif event.key == "escape":
            self._leave_question()
        elif event.key == "enter":
            self._take_answer()
        else:
            self._law.written()
            await self.answer.take(event)

    def _was_in_front(self, event: events.Key) -> bool:
        """Whether a key that came too soon was meant for what is listed here."""
        return not self.asking and event.time >= self._in_front_since

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the field."""
        event.stop()
        if self.asking:
            self.answer.paste(event.text)

    def typed(self, text: str) -> None:
        """Somebody types a text though nothing is asked: it is no deed."""
        self.say("You were typing: nothing was done.")
        self.show_all()

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A click on something with a key is that key."""
        if event.key == "escape" and self.asking:
            self._leave_question()
        elif event.key == "enter" and self.asking:
            self._take_answer()
        elif not self.asking:
            self.pressed(event.key)

    # Questions

    def ask(self, question: Question, text: str = "") -> None:
        """Ask; `text` stands in the field to begin with."""
        self._question = question
        self._warned = False
        self._open(text)

    def _open(self, text: str) -> None:
        self.answer.value = text
        self.answer.action_select_all()
        self.set_class(True, "-asking")
        self.set_focus(self.answer)

    def _take_answer(self) -> None:
        question = self._question
        if question is None:
            return
        answer = self.answer.value.strip()
        if answer == self._refused and not self._law.may_be_sure:
            return
        answers = (*question.answers, answer)
        self._refused = None
        if why := question.refuses(answers):
            self._law.doubted()
            self._refused = answer
            self.say(why, refused=True)
            self.ask(question, answer)
            self.show_all()
            return
        question = replace(question, answers=answers)
        if len(question.answers) < len(question.texts):
            self._message = ()
            self.ask(question, question.draft)
            self.show_all()
            return
        told = _recorded(question)
        if isinstance(told, Overtaken):
            # No other answer will do: what is typed next is meant for nothing that is there.
            self.say(with_what_was_typed(told.reason, question.answers), refused=True)
            self._close()
            return
        if isinstance(told, Refused):
            again = _asked_again(question)
            self.ask(again, again.draft)
            # It is nothing wrong with what was typed: one may go on with it, or press Enter again.
            self.answer.selection = Selection.cursor(len(again.draft))
            # What refuses it may be what somebody else has done meanwhile.
            self.read()
            self.say(told.reason, refused=True)
            self.show_all()
            return
        if told:
            self.say(told)
        self._close()

    def _leave_question(self) -> None:
        self._message = ()
        if question := self._question:
            self.left_question(question)
        self._close()

    def _close(self) -> None:
        self._question = None
        self.set_focus(None)
        self._law.answered()
        self.read()

    # Leaving

    def ask_to_leave(self, then: Callable[[], None]) -> None:
        """Leave, and call `then`; what is typed and not recorded yet is told first, once."""
        typed = self._question and not self._question.seeks and self.answer.value.strip()
        if typed and not self._warned:
            self._warned = True
            self.say("Not recorded yet: Enter takes it, Esc leaves it. Ctrl+Q again quits.")
            self.show_all()
        else:
            self.leave(then)

    def leave(self, then: Callable[[], None]) -> None:
        """Do what is left to do, and call `then`."""
        then()


def with_what_was_typed(reason: str, answers: Sequence[str]) -> str:
    """Why something is not recorded, and what was typed for it: nothing else has that."""
    typed = ", ".join(f"“{one}”" for one in answers if one)
    return f"{sentence(reason)} Not recorded: {typed}." if typed else reason


def _asked_again(question: Question) -> Question:
    """The question at the answer that will not do; where each by itself will, at the last one."""
    given = question.answers
    refused = (n for n in range(len(given)) if question.refuses(given[: n + 1]))
    at = next(refused, len(given) - 1)
    return replace(question, answers=given[:at], drafts=given)


def _recorded(question: Question) -> str | Refused:
    try:
        return question.record(question.answers)
    except UnknownName as error:
        return Overtaken(f"Not recorded: {error}")
    except GuideError as error:
        return Refused(f"Not recorded: {error}")


def _first_rows(rows: list[Row], most: int, width: int) -> list[Row]:
    """The first rows, with a sign where there are more."""
    if len(rows) <= most or most <= 0:
        return rows[: max(0, most)]
    last = rows[most - 1]
    words = cut("".join(span.text for span in last), width, force=True)
    return [*rows[: most - 1], row(Span(words, last[-1].voice if last else Voice.DIM))]


def _key_rows(keys: Keys, width: int, *, asking: bool) -> list[Row]:
    """What the keys do, in as many rows as it takes."""
    shown = {key: told for key, (_, told) in keys.items()}
    if asking:
        shown = {"enter": "Enter takes it", "escape": "Esc leaves"}
    rows: list[Row] = []
    for key, told in shown.items():
        name, _, label = told.partition(" ")
        pair = row(Span(name, Voice.TITLE, key), Span(f" {label}", Voice.DIM, key))
        if rows and width_of(rows[-1]) + width_of(pair) + 3 <= width:
            rows[-1] = (*rows[-1], Span("   "), *pair)
        else:
            rows.append(pair)
    return rows
