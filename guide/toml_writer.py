"""Tables as TOML, laid out for people to read, and as quickly for a hundred thousand rows."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from guide.text import plain

_BARE_KEY = re.compile("[A-Za-z0-9_-]+")
_TO_ESCAPE = re.compile('["\\\\\n]')
_ESCAPES = {"\n": r"\n", '"': r"\"", "\\": r"\\"}

_PLAIN_TO_WRITE = (int, float, datetime)

_LONGEST = 95
"""In a list whose tables all have at most so many characters, each stands in one line."""


def toml_of(document: Mapping[str, object]) -> str:
    """The text of a document: texts (made `plain`), numbers, times, dictionaries, lists of these.

    A value that is None is left out. Lists in lists are not looked for.
    """
    parts: list[str] = []
    _write(document, "", "", parts)
    return "".join(parts).removeprefix("\n")


def _write(table: Mapping[str, object], name: str, heading: str, parts: list[str]) -> None:
    """Add the table that is called `name`: its heading and values, then the tables in it."""
    own: list[str] = []
    below: list[tuple[Mapping[str, object], str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            its_name = _below(name, key)
            below.append((value, its_name, f"\n[{its_name}]\n"))
        elif isinstance(value, list) and _have_headings(value):
            its_name = _below(name, key)
            below += [(item, its_name, f"\n[[{its_name}]]\n") for item in value]
        elif value is not None:
            own.append(f"{_key(key)} = {_value(value)}\n")
    if own or not below or heading.startswith("\n[["):
        parts.append(heading)
    parts += own
    for one in below:
        _write(*one, parts)


def _below(name: str, key: str) -> str:
    return f"{name}.{_key(key)}" if name else _key(key)


def _have_headings(items: list[object]) -> bool:
    """Whether these are tables, and too much for a line each."""
    tables = [item for item in items if isinstance(item, dict)]
    return bool(tables) and not all(_fits_a_line(_in_line(table)) for table in tables)


def _fits_a_line(written: str) -> bool:
    return len(written) <= _LONGEST and "\n" not in written


def _value(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _PLAIN_TO_WRITE):
        return str(value)
    if isinstance(value, dict):
        return _in_line(value)
    if isinstance(value, list):
        return (
            "".join(("[\n", *(f"    {_value(item)},\n" for item in value), "]")) if value else "[]"
        )
    raise TypeError(f"{type(value).__name__} is not written as TOML")


def _in_line(table: Mapping[str, object]) -> str:
    told = [f"{_key(key)} = {_value(value)}" for key, value in table.items() if value is not None]
    return f"{{ {', '.join(told)} }}" if told else "{}"


@lru_cache(maxsize=256)
def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    if '"' in text or "\\" in text or not text.isprintable():
        text = _TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], plain(text))
    return '"' + text + '"'
