"""Help: every key, from the table of actions."""

from guide.call.context import Context
from guide.tui.keys import Actions
from guide.tui.panels.panel import Host, Panel
from guide.tui.rows import BLANK, Row, Span, Voice, row, wrapped


class HelpPanel(Panel):
    """Key, key while typing, and what it does; what is not to be had now says why."""

    title = "Keys"
    hint = "↑ ↓ scroll · Esc closes"

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._top = 0

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """The table, from where it was scrolled to."""
        rows: list[Row] = []
        for action in self._actions:
            keys = f"{action.shown_key:<10}{action.shown_typing}"
            why = action.why_not(context)
            rows.append(row(Span(keys, Voice.DIM if why else Voice.TITLE, action.key)))
            rows += [row("  ", Span(p, Voice.TEXT)) for p in wrapped(action.help, width - 2)]
            if why:
                rows += [row("  ", Span(p, Voice.DIM)) for p in wrapped(f"now: {why}", width - 2)]
        about = "The second key does it while you type. Esc leads out of the notes."
        rows += [BLANK, *(row(Span(p, Voice.COACH)) for p in wrapped(about, width))]
        self._top = max(0, min(self._top, len(rows) - height))
        return rows[self._top : self._top + height]

    def key(self, key: str, character: str, host: Host) -> None:
        """Scroll."""
        steps = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -999, "end": 999}
        self._top = max(0, self._top + steps.get(key, 0))
