"""What a key press means, as far as a terminal can tell."""

from collections.abc import Iterable

from textual import events
from textual.binding import Binding, BindingType

from guide.text import is_text

_NAMED = {"space": " "}


def typed_character(event: events.Key) -> str:
    """The character a key event types, or the empty string."""
    if event.key in _NAMED:
        return _NAMED[event.key]
    if event.key.startswith("alt+"):
        return ""
    character = event.character or ""
    return character if len(character) == 1 and is_text(character) else ""


def editing_actions(bindings: Iterable[BindingType]) -> dict[str, str]:
    """The action of each editing key of a field of the toolkit.

    A field does them at once. The toolkit first has a key go round all the screen, and a letter
    that is typed meanwhile overtakes it: Backspace would take another letter than it was meant for.
    """
    return {
        key.strip(): one.action
        for one in bindings
        if isinstance(one, Binding)
        for key in one.key.split(",")
        # With Alt a key does what it does outside of the field.
        if not key.strip().startswith("alt+")
    }
