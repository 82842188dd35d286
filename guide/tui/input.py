"""What a key press means, as far as a terminal can tell."""

from typing import cast

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

_NAMED = {"space": " "}


def tell_alt_digits() -> None:
    """Have Alt+1 to Alt+9 arrive as such.

    Textual takes them for the signs that a Mac's option key types (¡ ™ £ …), which cannot be told
    from a pound sign that was really typed. There is no public way to say otherwise.
    """
    known = cast("dict[str, object]", ANSI_SEQUENCES_KEYS)
    for digit in "0123456789":
        known.pop(f"\x1b{digit}", None)


def typed_character(event: events.Key) -> str:
    """The character a key event types, or the empty string."""
    if event.key in _NAMED:
        return _NAMED[event.key]
    if event.key.startswith("alt+"):
        return ""
    character = event.character or ""
    return character if len(character) == 1 and character.isprintable() else ""
