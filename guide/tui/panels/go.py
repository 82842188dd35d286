"""Go to another script, and back to where one was."""

from guide.call.actions import GoTo, Return
from guide.call.context import Allowed, Context
from guide.tui.keys import KeyAction
from guide.tui.panels.menu import Item, Menu
from guide.tui.panels.panel import Host, Panel
from guide.tui.rows import Row


class GoPanel(Panel):
    """The way back first, when there is one (the key again takes it), then the scripts."""

    title = "Go to"

    def __init__(self, context: Context, go: KeyAction) -> None:
        here = context.call.here
        items = [
            Item(script.id, script.title, script.use_when)
            for script in context.library.scripts.values()
            if script.id != here.script
        ]
        self._back = context.call.path[here.origin] if here.origin >= 0 else None
        if self._back:
            home = context.library.get(self._back.script)
            where = f"{home.title if home else self._back.script}: {self._back.title}"
            items.insert(0, Item("", f"↩ back to {where}", key=go.key))
        self._menu = Menu(items)
        self.hint = f"{go.shown_key} goes back · Esc closes" if self._back else "Esc closes"

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """Where one can go; without the descriptions where room is short."""
        return self._menu.shortened(width, height)

    def key(self, key: str, character: str, host: Host) -> None:
        """Go there."""
        picked = self._menu.picked(key)
        if picked is None:
            return
        action = GoTo(picked.id) if picked.id else Return()
        if isinstance(host.do(action), Allowed):
            host.close()
