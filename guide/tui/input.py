"""What a key press means, as far as a terminal can tell."""

from textual import events

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
