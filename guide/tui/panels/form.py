"""A form: a panel whose letters and pastes go into its fields."""

from guide.tui.panels.fields import Fields
from guide.tui.panels.panel import Host, Panel


class FormPanel(Panel):
    """Has fields to fill in; what becomes of them is for each form to say."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields

    def pasted(self, text: str, host: Host) -> None:
        """Paste into the field."""
        self._fields.pasted(text)

    @property
    def fields(self) -> Fields:
        """The form that is filled in."""
        return self._fields

    @property
    def typing(self) -> bool:
        """Letters go into the fields."""
        return True
