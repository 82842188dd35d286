"""The summary of a kept call, and what came after it, to be read until it is closed."""

from rich.markdown import Markdown
from textual.widget import Widget
from textual.widgets import Static

from guide.call.fold import call_of
from guide.errors import GuideError
from guide.markdown import flowing
from guide.record.calls import find_kept_call
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.register.addendum import what_came_after
from guide.register.wrap_up import wrap_up_of
from guide.tui.key_press import KeyLaw
from guide.tui.reading import ReadingScreen


class CallTextScreen(ReadingScreen):
    """The summary of a call, so far as it can be read."""

    DEFAULT_CSS = "#call-page { height: auto; max-width: 96; padding: 1; }"

    def __init__(self, places: Places, call: str, law: KeyLaw) -> None:
        super().__init__(law)
        try:
            reading = read_journal(find_kept_call(places, call, training=False))
            of = call_of(reading.entries)
            self._text = what_came_after(wrap_up_of(places, of))
            self._text += markdown(summary_of(of, reading.chain))
        except GuideError as error:
            self._text = flowing(str(error))

    def page(self) -> Widget:
        # A link in it is not followed: nothing that a caller said opens anything.
        return Static(Markdown(self._text, hyperlinks=False), id="call-page", markup=False)
