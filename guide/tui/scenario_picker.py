"""The picker of practice: the scenarios there are, one key each."""

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from guide.frozen import dataclass
from guide.tui.canvas import Canvas
from guide.tui.frame import SMALLEST, too_small
from guide.tui.look import Palette
from guide.tui.practice_strip import BANNER
from guide.tui.rows import BLANK, Row, Span, Voice, cut, fit, row, wrapped

_KEYS = "123456789abcdefghijklmnoprstuvwxyz"
_FOOTER = "1-9 a-z practises   ↑ ↓ Enter   Ctrl+P palette   Ctrl+Q quit"


@dataclass(frozen=True, slots=True)
class Practisable:
    """A scenario that can be practised: its name, and what the trainee is told beforehand."""

    name: str
    title: str
    script: str


class ScenarioPickerView:
    """The offer, and a mark on one part of it."""

    def __init__(self, offer: tuple[Practisable, ...], message: str = "") -> None:
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
        """The whole screen."""
        if width < SMALLEST[0] or height < SMALLEST[1]:
            return too_small(width, height)
        inner = min(width - 4, 92)
        margin = (width - inner) // 2
        body = [*self._head(inner), *(self._item(n, inner) for n in range(len(self._offer)))]
        rows = [BLANK, *(row(" " * margin, *one) for one in body)]
        top = max(0, min(self._marked(rows) - height // 2, len(rows) - height + 1))
        rows = rows[top : top + height - 1]
        rows += [BLANK] * (height - 1 - len(rows))
        foot = row(" ", Span(cut(_FOOTER, width - 2), Voice.DIM))
        return [fit(one, width) for one in [*rows, foot]]

    def _marked(self, rows: list[Row]) -> int:
        return next((n for n, one in enumerate(rows) if any("▸" in s.text for s in one)), 0)

    def _head(self, width: int) -> list[Row]:
        rows = [row(Span(BANNER, Voice.AMBER), "  ", Span("Call Guide", Voice.TITLE)), BLANK]
        told = wrapped(self._message, width) if self._message else ()
        rows += [row(Span(f"✗ {piece}", Voice.MESSAGE)) for piece in told]
        asked = "Which caller do you want on the line?" if self._offer else "No scenario is there."
        return [*rows, row(Span(asked, Voice.COACH)), BLANK]

    def _item(self, index: int, width: int) -> Row:
        one, key = self._offer[index], _KEYS[index] if index < len(_KEYS) else " "
        sign = Span("▸ " if index == self._at else "  ", Voice.FOCUS)
        voice = Voice.PICKED if index == self._at else Voice.TEXT
        title = Span(f"  {one.title}", voice, key)
        named = row(sign, Span(f" {key} ", Voice.KEY, key), title, Span("   "))
        return fit((*named, Span(one.script, Voice.DIM, key)), width)


class ScenarioPicker(Screen[str]):
    """Offers scenarios; its result is the name of the one that was picked."""

    def __init__(
        self,
        offer: tuple[Practisable, ...],
        palette: Palette,
        message: str = "",
        *,
        back: bool = False,
    ) -> None:
        """`back`: Esc leads back to where one came from; the result is then empty."""
        super().__init__()
        self.view = ScenarioPickerView(offer, message)
        self._palette = palette
        self._back = back

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield Canvas(self._palette)

    @property
    def canvas(self) -> Canvas:
        """What everything is painted on."""
        return self.query_one(Canvas)

    def on_resize(self, event: events.Resize) -> None:
        """Paint for the new size, once it is laid out."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        size = self.canvas.size
        if size:
            self.canvas.show(self.view.rows(size.width, size.height))

    def repaint(self, palette: Palette) -> None:
        """Show everything in another look."""
        self.canvas.repaint(palette)

    def on_key(self, event: events.Key) -> None:
        """Pick, or move the mark."""
        if event.key in ("ctrl+p", "ctrl+q"):
            return
        event.stop()
        self._press(event.key)

    def on_click(self, event: events.Click) -> None:
        """A click on an item picks it."""
        key = self.canvas.key_at(event.x, event.y)
        if key:
            self._press(key)

    def _press(self, key: str) -> None:
        name = self.view.key(key)
        if name or (key == "escape" and self._back):
            self.dismiss(name)
        else:
            self._show()
