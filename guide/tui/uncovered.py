"""What a box uncovers when it goes is painted, after something was scrolled, too.

Textual paints what differs between the places of all widgets before a layout and after it. Once
something is scrolled it makes the places before it anew when they are asked for; where the box has
gone by then, nothing differs, and the box stays on the terminal over what is there.
"""

from contextlib import suppress
from functools import partial
from typing import Any

from textual.errors import NoWidget
from textual.screen import Screen
from textual.widget import Widget


def paint_what_is_uncovered(screen: Screen[Any]) -> None:
    """Have the places of this mounted screen's widgets known after each layout, before the next."""
    know_places = partial(_know_places, Widget())
    screen.screen_layout_refresh_signal.subscribe(screen, know_places, immediate=True)


def _know_places(nowhere: Widget, screen: Screen[Any]) -> None:
    with suppress(NoWidget):
        # Whoever asks for one that is nowhere is answered from the places of all.
        screen.find_widget(nowhere)
