"""The first thing in a class window: who sits there, and whether to watch or to practise."""

from enum import StrEnum

from guide.tui.canvas_screen import CanvasScreen
from guide.tui.editor import Editor
from guide.tui.frame import SMALLEST, too_small
from guide.tui.look import Palette
from guide.tui.rows import BLANK, Row, Span, Voice, cut, fit, row, wrapped

_LONGEST_NAME = 40
_WHO = "Who sits here? The name stands in the record of what you practise."
_TITLES = {"1": "Watch a call", "2": "Practise a call"}
_ABOUT = {
    "1": "It plays by itself. Stop it, go back, change its speed, or take over.",
    "2": "A caller is on the line and you act. What was done is gone through at the end.",
}


class Wanted(StrEnum):
    """What a window is for."""

    DEMO = "demo"
    PRACTICE = "practice"


_KEYS = {"1": Wanted.DEMO, "2": Wanted.PRACTICE}


class ClassMenuView:
    """A name, then two ways to go on."""

    def __init__(self, name: str = "", message: str = "") -> None:
        self.name = name
        self._message = message
        self._editor = Editor.of(name)
        self._naming = not name

    def key(self, key: str, character: str) -> Wanted | None:
        """What this key asks for, if it asks for something."""
        if not self._naming:
            if key == "n":
                self._naming, self._editor = True, Editor.of(self.name)
            return _KEYS.get(key)
        if key == "enter":
            self.name = " ".join(self._editor.text.split())
            self._naming = not self.name
        elif edited := self._editor.pressed(key):
            self._editor = edited
        elif character and len(self._editor.text) < _LONGEST_NAME:
            self._editor = self._editor.typed(character)
        return None

    def rows(self, width: int, height: int) -> list[Row]:
        """The whole screen."""
        if width < SMALLEST[0] or height < SMALLEST[1]:
            return too_small(width, height)
        inner = min(width - 4, 76)
        margin = " " * ((width - inner) // 2)
        body = [row(margin, *one) for one in self._body(inner)]
        top = max(1, (height - len(body)) // 3)
        rows = [*[BLANK] * top, *body][: height - 1]
        rows += [BLANK] * (height - 1 - len(rows))
        return [*(fit(one, width) for one in rows), fit(self._footer(width), width)]

    def _body(self, width: int) -> list[Row]:
        head = [
            row(Span(" TRAINING · CLASS ", Voice.AMBER), "  ", Span("Call Guide", Voice.TITLE)),
            BLANK,
            *(row(Span(f"✗ {piece}", Voice.MESSAGE)) for piece in self._told(width)),
        ]
        if self._naming:
            return [*head, *self._question(width)]
        rows = [*head, row(Span("You are ", Voice.COACH), Span(self.name, Voice.TITLE)), BLANK]
        for key, title in _TITLES.items():
            rows.append(
                row(Span(f" {key} ", Voice.KEY, key), Span(f"  {title}", Voice.PICKED, key))
            )
            about = wrapped(_ABOUT[key], width - 5)
            rows += [row("     ", Span(piece, Voice.DIM, key)) for piece in about]
            rows.append(BLANK)
        return rows

    def _told(self, width: int) -> tuple[str, ...]:
        return wrapped(self._message, width - 2) if self._message else ()

    def _question(self, width: int) -> list[Row]:
        text, at = self._editor.text, self._editor.at
        return [
            row(Span(_WHO, Voice.COACH)),
            BLANK,
            row(
                Span("› ", Voice.FOCUS),
                Span(text[:at], Voice.INPUT),
                Span(text[at : at + 1] or " ", Voice.CURSOR),
                Span(text[at + 1 :], Voice.INPUT),
            ),
        ]

    def _footer(self, width: int) -> Row:
        keys = "Enter goes on" if self._naming else "1 2   n another name"
        return row(" ", Span(cut(f"{keys}   Ctrl+Q leaves the class", width - 2), Voice.DIM))


class ClassMenu(CanvasScreen[Wanted]):
    """Asks what a window is for; `view.name` is who sits there."""

    def __init__(self, palette: Palette, name: str = "", message: str = "") -> None:
        super().__init__(palette)
        self.view = ClassMenuView(name, message)

    def painted(self, width: int, height: int) -> list[Row]:
        """The question, or the two ways."""
        return self.view.rows(width, height)

    def press(self, key: str, character: str) -> None:
        """Type the name, or pick."""
        wanted = self.view.key(key, character)
        if wanted:
            self.dismiss(wanted)
        else:
            self.show()
