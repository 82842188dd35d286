"""Find wording in all scripts; Enter goes to the step it stands at, and the way back is kept."""

from operator import itemgetter

from guide.call.actions import GoTo
from guide.call.context import Allowed, Context
from guide.script.model import Line, Script, Step
from guide.tui.panels.fields import Field, Fields
from guide.tui.panels.menu import Item, Menu
from guide.tui.panels.panel import Host, Panel
from guide.tui.rows import BLANK, Row, Span, Voice, row


class FindPanel(Panel):
    """Every line, step and coaching with all the words typed; first where they stand as typed."""

    title = "Find wording"
    hint = "↑ ↓ · Enter goes there · Esc"

    def __init__(self) -> None:
        self._fields = Fields([Field("words", "Words")])
        self._menu = Menu([], digits=False)
        self._found_for = ""

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """The words and what was found."""
        self._search(context)
        field = self._fields.rows(width)
        if not self._menu.items:
            text = "Nothing has these words." if self._fields.current.value else ""
            return [*field, BLANK, row(Span(text, Voice.DIM))]
        return [*field, BLANK, *self._menu.rows(width, height - len(field) - 1)]

    def _search(self, context: Context) -> None:
        wanted = self._fields.current.value.casefold()
        if wanted == self._found_for:
            return
        self._found_for = wanted
        words = wanted.split()
        phrase = " ".join(words)
        found = [
            (phrase not in " ".join(text.casefold().split()), script, step, line, text)
            for script in context.library.scripts.values()
            for step in script.steps
            for line, text in _texts(step)
            if words and all(word in text.casefold() for word in words)
        ]
        found.sort(key=itemgetter(0))
        items = [
            Item(f"{script.id}\n{step.id}", f"“{text}”" if line else text, _where(script, step))
            for _, script, step, line, text in found[:50]
        ]
        self._menu = Menu(items, digits=False)

    def key(self, key: str, character: str, host: Host) -> None:
        """Type, move the mark, go."""
        if key in ("up", "down"):
            self._menu.picked(key)
        elif key == "enter":
            self._search(host.now())
            if picked := self._menu.picked("enter"):
                script, _, step = picked.id.partition("\n")
                if isinstance(host.do(GoTo(script, step)), Allowed):
                    host.close()
        else:
            self._fields.key(key, character)

    def pasted(self, text: str, host: Host) -> None:
        """Paste into the field."""
        self._fields.pasted(text)

    @property
    def typing(self) -> bool:
        """Letters go into the field."""
        return True


def _texts(step: Step) -> list[tuple[Line | None, str]]:
    wordings = ((line, line.spoken.text) for line in step.lines)
    lines: list[tuple[Line | None, str]] = [(line, text) for line, text in wordings if text]
    return [*lines, (None, step.title), *((None, text) for text in step.coach)]


def _where(script: Script, step: Step) -> str:
    return f"{script.title} · {step.title}"
