"""The picker of demos: the scenarios there are with what each is about, one key each."""

from guide.tui.frame import SMALLEST, too_small
from guide.tui.look import Palette
from guide.tui.rows import BLANK, Row, Span, Voice, cut, fit, row, wrapped
from guide.tui.scenario_picker import Practisable, ScenarioPicker, ScenarioPickerView

_KEYS = "123456789abcdefghijklmnoprstuvwxyz"
_FOOTER = "1-9 a-z shows it   ↑ ↓ Enter   Ctrl+P palette   Ctrl+Q quit"


class DemoPickerView(ScenarioPickerView):
    """The offer, each scenario with its title and a sentence."""

    def rows(self, width: int, height: int) -> list[Row]:
        """The whole screen."""
        if width < SMALLEST[0] or height < SMALLEST[1]:
            return too_small(width, height)
        inner = min(width - 4, 92)
        margin = " " * ((width - inner) // 2)
        asked = "Which call do you want to show?" if self._offer else "No scenario is there."
        rows = [
            BLANK,
            row(margin, Span(" TRAINING · DEMO ", Voice.AMBER), "  ", Span("Call Guide")),
            BLANK,
            *(row(margin, Span(f"✗ {p}", Voice.MESSAGE)) for p in self._told(inner)),
            row(margin, Span(asked, Voice.COACH)),
            BLANK,
        ]
        marked = len(rows)
        for index in range(len(self._offer)):
            marked = len(rows) if index == self._at else marked
            rows += [row(margin, *one) for one in self._shown(index, inner)]
        top = max(0, min(marked - height // 2, len(rows) - height + 1))
        rows = rows[top : top + height - 1]
        rows += [BLANK] * (height - 1 - len(rows))
        foot = row(" ", Span(cut(_FOOTER, width - 2), Voice.DIM))
        return [fit(one, width) for one in [*rows, foot]]

    def _told(self, width: int) -> tuple[str, ...]:
        return wrapped(self._message, width - 2) if self._message else ()

    def _shown(self, index: int, width: int) -> list[Row]:
        one, key = self._offer[index], _KEYS[index] if index < len(_KEYS) else " "
        sign = Span("▸ " if index == self._at else "  ", Voice.FOCUS)
        voice = Voice.PICKED if index == self._at else Voice.TEXT
        head = row(sign, Span(f" {key} ", Voice.KEY, key), Span(f"  {one.title}", voice, key))
        about = wrapped(one.script, width - 8)
        return [head, *(row("       ", Span(piece, Voice.DIM, key)) for piece in about)]


class DemoPicker(ScenarioPicker):
    """Offers scenarios to be shown; its result is the name of the one that was picked."""

    def __init__(
        self,
        offer: tuple[Practisable, ...],
        palette: Palette,
        message: str = "",
        *,
        back: bool = False,
    ) -> None:
        super().__init__(offer, palette, message, back=back)
        self.view = DemoPickerView(offer, message)
