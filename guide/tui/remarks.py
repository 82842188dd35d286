"""The remarks about a call that is shown again: noted at a moment, answered, signed off."""

from collections.abc import Callable, Sequence
from functools import partial

from textual.widget import Widget
from textual.widgets import OptionList

from guide.call.context import Refused
from guide.errors import GuideError
from guide.record.summary.times import duration
from guide.register.rules import not_as_typed
from guide.remarks.remark import Answered, Deed, Remark, SignedOff, Withdrawn, words_of
from guide.remarks.reviewing import Reviewing
from guide.text import capital, plain_line
from guide.tui.asking import AskingScreen, Question
from guide.tui.item_list import MOVES, ItemList
from guide.tui.key_press import KeyLaw
from guide.tui.panel import Item
from guide.tui.rows import Row, Span, Voice, paragraph, paragraphs, row

_OF_REMARK = {
    "a": ("answer", "a answer"),
    "s": ("sign-off", "s sign off"),
    "w": ("withdraw", "w withdraw"),
    "enter": ("go", "Enter to that moment"),
}
_ALWAYS = {"n": ("note", "n note one here"), "escape": ("back", "Esc back")}

_DEEDS: dict[str, tuple[str, str, Callable[[str], Deed | Refused]]] = {
    "answer": ("Answer", "What do you say to it?", Answered),
    "sign-off": (
        "Sign off",
        "Enter signs it off in your name.",
        lambda text: Refused("A sign-off has no text: a answers.") if text else SignedOff(),
    ),
    "withdraw": ("Withdraw", "Why?", Withdrawn),
}
"""By the name of the action: its title, what it asks, and what is done with the answer."""

_MOST_ABOUT = 12
"""The rows that tell of the marked remark, at most."""


class RemarksScreen(AskingScreen):
    """The remarks about a call; one can be noted at the moment at which the replay stands."""

    CSS = "#remarks { height: 1fr; margin: 1 0 0 0; }"

    def __init__(
        self, of: Reviewing, seconds: float, law: KeyLaw, go_to: Callable[[float], None]
    ) -> None:
        """`seconds` is the moment of the call; `go_to` has the replay stand at another."""
        super().__init__(law)
        self._of = of
        self._seconds = seconds
        self._go_to = go_to
        self._remarks: dict[str, Remark] = {}
        self._about: tuple[str, list[str]] = ("", [])
        self._seen = of.seen()
        self._gone = ""

    def listed(self) -> Widget:
        return ItemList("remarks")

    @property
    def items(self) -> ItemList:
        """The remarks."""
        return self.query_one(ItemList)

    @property
    def marked(self) -> Remark | None:
        """The remark that is marked."""
        return self._remarks.get(self.items.marked)

    def on_mount(self) -> None:
        """Whoever comes here stands at a moment to remark on."""
        self.items.can_focus = False
        self._note()

    def read(self) -> None:
        """Show the remarks as they are on the disk."""
        self._about = ("", [])
        try:
            found, self._gone = self._of.remarks(), self._seen.look()
        except GuideError as error:
            self.say(str(error), refused=True)
        else:
            self._remarks = {one.id: one for one in found}
            self.items.show([_item(one) for one in found])
        self.show_all()

    def show_all(self) -> None:
        """How many remarks there are, and what was said in the one that is marked."""
        width = max(20, self.size.width - 2)
        self.items.key_items(not self.asking)
        open_ones = sum(not one.closed for one in self._remarks.values())
        told = f"{len(self._remarks):,} on this call, {open_ones:,} open · you are {self._of.by}"
        head: Row = row(Span("REMARKS", Voice.TITLE), "  ", Span(plain_line(told), Voice.COACH))
        marked = self.marked
        said = self._said_in(marked) if marked else []
        about = paragraphs(((text, Voice.TEXT) for text in said), width - 1)
        heading = [head, *self.message_rows(width)]
        if self._gone:
            heading += paragraph(plain_line(f"✗ {self._gone}"), width, Voice.MESSAGE)
        self.show_page(heading, about, _MOST_ABOUT, "guide review tells all of it")
        keys = {**(_OF_REMARK if marked else {}), **_ALWAYS}
        self.show_question(keys, marked.id if marked else "")

    def _said_in(self, remark: Remark) -> list[str]:
        """What a remark is about, how it stands, and what was said in it, in its order."""
        if self._about[0] != remark.id:
            finding = f", about the finding {remark.what.finding}" if remark.what.finding else ""
            told = [f"{remark.id}{finding}: {remark.standing}."]
            told.append(f"{remark.by}: {words_of(remark.what)}")
            told += [f"{line.by}: {words_of(line.what)}" for line in remark.lines]
            if change := self._of.change_since(remark):
                told.append(change.sentence)
            self._about = (remark.id, told)
        return self._about[1]

    # Keys

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell of the remark that is marked now."""
        event.stop()
        self.show_all()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click marks; Enter goes to the moment."""
        event.stop()

    def pressed(self, key: str) -> None:
        """Move the mark, or do what a key says of the marked remark."""
        if key in MOVES:
            self.items.move(key)
            return
        if self.marks(key):
            return
        name, _ = {**_OF_REMARK, **_ALWAYS}.get(key, ("", ""))
        self._message = ()
        marked = self.marked
        if name == "back":
            self.dismiss(None)
            return
        if name == "note":
            self._note()
        elif name == "go" and marked:
            self._go_to(marked.what.seconds)
            self.dismiss(None)
            return
        elif name in _DEEDS and marked:
            self._ask_about(name, marked)
        self.show_all()

    def marks(self, key: str) -> bool:
        item = self.items.item_of(key)
        if item is not None:
            self.items.mark(item.id)
        return item is not None

    def _note(self) -> None:
        """Ask what is remarked about the moment; of practice, about which finding, too."""
        title = f"Remark at {duration(self._seconds)} of this call"
        questions = ["What do you remark?"]
        try:
            codes = self._of.codes()
        except GuideError:
            # Without a debrief there is no finding to name.
            codes = ()
        if codes:
            known = ", ".join(codes)
            questions.append(f"About a finding of the debrief? It may stay empty. Codes: {known}")
        self.ask(Question(title, tuple(questions), self._record_note, free=True))

    def _record_note(self, answers: Sequence[str]) -> str | Refused:
        text, finding = answers[0], "".join(answers[1:])
        self._seen.refuse_elsewhere()
        return self._told("Noted", self._of.note(self._seconds, text, finding), text)

    def _ask_about(self, name: str, remark: Remark) -> None:
        title, question, deed = _DEEDS[name]
        title = f"{title}: {remark.by}, {words_of(remark.what)}"
        record = partial(self._record, remark, deed)
        self.ask(Question(plain_line(title), (question,), record))

    def _record(
        self,
        remark: Remark,
        deed: Callable[[str], Deed | Refused],
        answers: Sequence[str],
    ) -> str | Refused:
        what = deed(answers[0])
        if isinstance(what, Refused):
            return what
        self._seen.refuse_elsewhere()
        return self._told("Recorded", self._of.do(remark, what), answers[0])

    def _told(self, done: str, answer: Remark | Refused, text: str) -> str | Refused:
        if isinstance(answer, Refused):
            return answer
        standing = capital(answer.standing)
        return f"{done}: {answer.id}. {standing}. {not_as_typed(text)}".rstrip()


def _item(remark: Remark) -> Item:
    label = f"{duration(remark.what.seconds)}  {remark.by}: {remark.what.text}"
    return Item(remark.id, plain_line(label), capital(remark.standing))
