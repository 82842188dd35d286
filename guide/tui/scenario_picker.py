"""The pickers of scenarios: those there are, one key each."""

from msgspec import Struct

from guide.tui.canvas_screen import CanvasScreen
from guide.tui.frame import SMALLEST, too_small
from guide.tui.look import Palette
from guide.tui.practice_strip import BANNER
from guide.tui.rows import BLANK, Row, Span, Voice, cut, fit, row, wrapped

_KEYS = "123456789abcdefghijklmnoprstuvwxyz"


class Offered(Struct, frozen=True):
    """A scenario that can be picked: its name, its title, and what is said beside or beneath."""

    name: str
    title: str
    more: str


class ScenarioPickerView:
    """The offer, and a mark on one part of it."""

    banner = BANNER
    question = "Which caller do you want on the line?"
    footer = "1-9 a-z practises   ↑ ↓ Enter   Ctrl+P palette   Ctrl+Q quit"

    def __init__(self, offer: tuple[Offered, ...], message: str = "") -> None:
        self._offer = offer
        self._message = message
        self._at = 0

    def key(self, key: str) -> str:
        """The name of the scenario that this key picks, or empty; arrows move the mark."""
        count = len(self._offer)
        if not count:
            return ""
        if key in ("down", "tab"):
            self._at = (self._at + 1) % count
        elif key in ("up", "shift+tab"):
            self._at = (self._at - 1) % count
        elif key == "enter":
            return self._offer[self._at].name
        elif len(key) == 1 and key in _KEYS[:count]:
            return self._offer[_KEYS.index(key)].name
        return ""

    def rows(self, width: int, height: int) -> list[Row]:
        """The whole screen; the mark stays in sight."""
        if width < SMALLEST[0] or height < SMALLEST[1]:
            return too_small(width, height)
        inner = min(width - 4, 92)
        margin = " " * ((width - inner) // 2)
        body, marked = self._head(inner), 0
        for index in range(len(self._offer)):
            marked = len(body) if index == self._at else marked
            body += self._item(index, inner)
        rows = [BLANK, *(row(margin, *one) for one in body)]
        top = max(0, min(marked + 1 - height // 2, len(rows) - height + 1))
        rows = rows[top : top + height - 1]
        rows += [BLANK] * (height - 1 - len(rows))
        foot = row(" ", Span(cut(self.footer, width - 2), Voice.DIM))
        return [fit(one, width) for one in [*rows, foot]]

    def _head(self, width: int) -> list[Row]:
        rows = [row(Span(self.banner, Voice.AMBER), "  ", Span("Call Guide", Voice.TITLE)), BLANK]
        told = wrapped(self._message, width - 2) if self._message else ()
        rows += [row(Span(f"✗ {piece}", Voice.MESSAGE)) for piece in told]
        asked = self.question if self._offer else "No scenario is there."
        return [*rows, row(Span(asked, Voice.COACH)), BLANK]

    def _item(self, index: int, width: int) -> list[Row]:
        """One scenario, and beside it what is said of it."""
        named, key = self._named(index)
        return [fit((*named, Span("   "), Span(self._offer[index].more, Voice.DIM, key)), width)]

    def _named(self, index: int) -> tuple[Row, str]:
        """The mark, the key and the title of a scenario; and its key."""
        key = _KEYS[index] if index < len(_KEYS) else " "
        sign = Span("▸ " if index == self._at else "  ", Voice.FOCUS)
        voice = Voice.PICKED if index == self._at else Voice.TEXT
        title = Span(f"  {self._offer[index].title}", voice, key)
        return row(sign, Span(f" {key} ", Voice.KEY, key), title), key


class DemoPickerView(ScenarioPickerView):
    """The offer, each scenario with a sentence beneath."""

    banner = " TRAINING · DEMO "
    question = "Which call do you want to show?"
    footer = "1-9 a-z shows it   ↑ ↓ Enter   Ctrl+P palette   Ctrl+Q quit"

    def _item(self, index: int, width: int) -> list[Row]:
        named, key = self._named(index)
        about = wrapped(self._offer[index].more, width - 8)
        return [named, *(row("       ", Span(piece, Voice.DIM, key)) for piece in about)]


class ScenarioPicker(CanvasScreen[str]):
    """Offers scenarios; its result is the name of the one that was picked."""

    def __init__(self, view: ScenarioPickerView, palette: Palette, *, back: bool = False) -> None:
        """`back`: Esc leads back to where one came from; the result is then empty."""
        super().__init__(palette)
        self.view = view
        self._back = back

    def painted(self, width: int, height: int) -> list[Row]:
        """The offer."""
        return self.view.rows(width, height)

    def press(self, key: str, character: str) -> None:
        """Pick, or move the mark."""
        name = self.view.key(key)
        if name or (key == "escape" and self._back):
            self.dismiss(name)
        else:
            self.show()
