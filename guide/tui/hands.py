"""Hands at the keyboard: presses one after the other, with a look at the screen between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from guide.tui.keys import BY_ID, action_for
from guide.tui.panels.fields import Fields
from guide.tui.scene import Scene


@dataclass(frozen=True, slots=True)
class Press:
    """A key press, as a call view takes it; `typed` says that it is part of a text."""

    key: str
    character: str = ""
    typed: bool = False

    @property
    def shown(self) -> str:
        """The key as people write it."""
        return _SHOWN.get(self.key, self.key)

    @property
    def label(self) -> str:
        """What the key does, where the table of actions names it."""
        name, _ = action_for(self.key, typing=False)
        return "" if name in ("", "choose") else BY_ID[name].label


_SHOWN = {
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Backspace",
    "up": "↑",
    "down": "↓",
    "ctrl+u": "Ctrl+U",
    "ctrl+n": "Ctrl+N",
}

Look = Callable[[], Scene]
"""Looks at the screen as it is after the presses so far."""

Way = Callable[[Look], Iterator[Press]]
"""Presses one after the other, looking between them."""

_MOST_OPEN = 6


def keys(*pressed: str) -> Way:
    """Out of whatever is open, and then these keys."""

    def way(look: Look) -> Iterator[Press]:
        yield from out(look)
        yield from map(Press, pressed)

    return way


def just(*pressed: str) -> Way:
    """These keys, whatever is open."""
    return lambda look: map(Press, pressed)


def keys_then(*pressed: str, fill: Way) -> Way:
    """Keys, and then what is typed into what they opened."""

    def way(look: Look) -> Iterator[Press]:
        yield from keys(*pressed)(look)
        yield from fill(look)

    return way


def out(look: Look) -> Iterator[Press]:
    """Esc until nothing is open."""
    for _ in range(_MOST_OPEN):
        scene = look()
        if not (scene.panel or scene.typing or scene.chart):
            return
        yield Press("escape")


def letters(text: str) -> Iterator[Press]:
    """The letters of a text."""
    for character in text:
        yield Press("ctrl+n" if character == "\n" else character, character, typed=True)


def form(wanted: Mapping[str, str], look: Look) -> Iterator[Press]:
    """Fill in the form that is open, and Enter until it is closed."""
    fields = fields_in(look)
    for index, field in enumerate(fields.fields if fields else ()):
        want = wanted.get(field.id)
        if fields and want is not None and want != field.value:
            yield from over_write(fields, index, want)
    if fields:
        yield from (Press("enter") for _ in range(len(fields.fields) - fields.active))


def fields_in(look: Look) -> Fields | None:
    """The form that is open, if one is."""
    panel = look().panel
    return panel.fields if panel else None


def over_write(fields: Fields, index: int, text: str) -> Iterator[Press]:
    """Go to a field, and write this in place of what it holds."""
    way = "down" if index > fields.active else "up"
    yield from (Press(way) for _ in range(abs(index - fields.active)))
    if fields.current.value:
        yield Press("ctrl+u")
    yield from letters(text)


def at_line(line: str, then: Way, look: Look) -> Iterator[Press]:
    """Move the mark to a line, and act on it."""
    yield from out(look)
    scene = look()
    places = [index for index, one in enumerate(scene.lines) if one.id == line]
    way = places[0] - scene.mark if places else 0
    yield from (Press("down" if way > 0 else "up") for _ in range(abs(way)))
    yield from then(look)


def adapted(words: str, reason: str, look: Look) -> Iterator[Press]:
    """The marked line adapted, or without words left out."""
    yield Press("x")
    yield from form({"words": words, "reason": reason}, look)


def note(before: tuple[str, ...], text: str, look: Look) -> Iterator[Press]:
    """Into the notes, these keys, the text in place of what stands there, and Enter."""
    yield from into_notes(look)
    yield from map(Press, before)
    if look().editor.text:
        yield Press("ctrl+u")
    yield from letters(text)
    yield Press("enter")


def into_notes(look: Look) -> Iterator[Press]:
    """Into the notes, unless one is there."""
    if not look().typing:
        yield from out(look)
        yield Press("n")
