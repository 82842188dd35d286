"""Entries without what could command a terminal: a journal may come from anywhere."""

from typing import Any

from msgspec.structs import fields, replace

from guide.call.events import Entry
from guide.text import plain


def harmless(entry: Entry) -> Entry:
    """An entry whose texts hold only what is safe to show."""
    event = entry.event
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    plain_ones = {name: _plain(value) for name, value in values.items()}
    return entry if plain_ones == values else replace(entry, event=replace(event, **plain_ones))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return plain(value) if type(value) is str else value
