"""The caller's details: a small form, kept field by field as one leaves it."""

from guide.call.actions import WriteDetail
from guide.call.context import Context
from guide.script.model import CALLER_FIELDS
from guide.tui.editor import Editor
from guide.tui.panels.fields import Field, Fields
from guide.tui.panels.form import FormPanel
from guide.tui.panels.panel import Host
from guide.tui.rows import BLANK, Row, Span, Voice, row


class DetailsPanel(FormPanel):
    """Name, number, concern, and what the step captures."""

    title = "Details"
    hint = "Enter next · Esc keeps, closes"

    def __init__(self, context: Context, start: str = "") -> None:
        names = list(
            dict.fromkeys((*CALLER_FIELDS, *context.step.capture, *context.script.in_sight))
        )
        if start and start not in names:
            names.append(start)
        first = start or next((n for n in context.step.capture if not context.call.detail(n)), "")
        first = first or next((n for n in names if not context.call.detail(n)), names[0])
        self._asked = set(context.step.capture)
        script, call = context.script, context.call
        fields = [Field(n, script.label(n), Editor.of(call.detail(n))) for n in names]
        super().__init__(Fields(fields, names.index(first)))

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """The fields; those that the step asks for are marked."""
        rows = self._fields.rows(width, height)
        if self._asked and height > len(rows) + 2:
            asked = ", ".join(context.script.label(n).lower() for n in sorted(self._asked))
            rows += [BLANK, row(Span(f"asked for here: {asked}", Voice.DIM))]
        return rows

    def key(self, key: str, character: str, host: Host) -> None:
        """Type, move on, and keep what was typed on the way."""
        if key == "enter":
            last = self._fields.at_last
            self._keep(host)
            if last:
                host.close()
            else:
                self._fields.key("tab", "")
            return
        if key in ("tab", "shift+tab", "up", "down"):
            self._keep(host)
        self._fields.key(key, character)

    def leave(self, host: Host) -> None:
        """Keep the field being typed in."""
        self._keep(host)

    def _keep(self, host: Host) -> None:
        current = self._fields.current
        host.do(WriteDetail(current.id, current.value))
