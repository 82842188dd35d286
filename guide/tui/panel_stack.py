"""The panels that are open, one on the other; what is typed into them is kept as drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.call.actions import Draft
from guide.session.session import Session

if TYPE_CHECKING:
    from guide.tui.panels.fields import Fields
    from guide.tui.panels.panel import Host, Panel


class PanelStack:
    """Nothing typed into a panel is lost: it is there when the panel is opened again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._panels: list[Panel] = []

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All that are open, the one on top last."""
        return tuple(self._panels)

    @property
    def top(self) -> Panel | None:
        """The panel that is seen, and answers keys."""
        return self._panels[-1] if self._panels else None

    def open(self, panel: Panel) -> None:
        """Put a panel on top, with what was typed into it before."""
        self._panels.append(panel)
        if panel.fields:
            panel.fields.take_up(self._session.call.drafts)

    def open_only(self, panel: Panel) -> None:
        """Open a panel instead of all that are open."""
        self.clear()
        self.open(panel)

    def close(self, host: Host) -> None:
        """Close the panel on top; it keeps what it keeps on leaving."""
        if self._panels:
            self._panels.pop().leave(host)

    def clear(self) -> None:
        """Close every panel."""
        self._panels.clear()

    def keep_drafts(self) -> None:
        """Have on record what is being typed into the panels, as it stands."""
        for panel in self._panels:
            for field in panel.fields.fields if panel.fields else ():
                if field.place:
                    self._session.do(Draft(field.unsaved, field.place))

    def settled(self, fields: Fields) -> None:
        """What was typed into these fields is on record: their drafts are not needed any more."""
        for field in fields.fields:
            field.known = field.editor.text
            if field.place:
                self._session.do(Draft("", field.place))

    def left(self, before: tuple[Panel, ...]) -> Panel | None:
        """A panel that was open before and is not now, if only drafts hold what it was told."""
        gone = (panel for panel in before if panel not in self._panels)
        return next((p for p in gone if p.fields and p.fields.unsaved), None)
