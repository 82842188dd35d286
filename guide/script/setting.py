"""What a table of a file may hold: each setting with its kind, its allowed values and its help.

The tables of settings stand beside the functions that read them. From them a reader knows what is
misspelt, and an editor what to complete: `schema_of` makes a JSON Schema of one, in Draft 4, which
is what editors of TOML go by.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import Enum

from msgspec import Struct

from guide.script.languages import PATTERN

MOST_ID = 64
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
"""How a day is written; an editor does not know which days there are."""

Schema = dict[str, object]


class Key(Struct, frozen=True):
    """One setting: what it is for, what its value may be, and whether it must be there."""

    help: str
    schema: Schema
    required: bool = False


class Keys(dict[str, Key]):
    """The settings of one table; of those in each set of `one_of`, exactly one must be there."""

    def __init__(
        self, keys: Mapping[str, Key], one_of: Iterable[Collection[str]] = (), *, least: int = 0
    ) -> None:
        """`least` is how many settings it must have, whichever they are."""
        super().__init__(keys)
        self.one_of = tuple(one_of)
        self.least = least


def text(told: str, *, required: bool = False) -> Key:
    return Key(told, {"type": "string", "pattern": r"\S"}, required)


def any_text(told: str) -> Key:
    """A text that may be empty."""
    return Key(told, {"type": "string"})


def identifier(told: str, *, required: bool = False) -> Key:
    return Key(told, {"type": "string", "pattern": f"^[a-z0-9_-]{{1,{MOST_ID}}}$"}, required)


def flag(told: str) -> Key:
    return Key(told, {"type": "boolean"})


def whole(told: str, least: int, most: int, *, required: bool = False) -> Key:
    return Key(told, {"type": "integer", "minimum": least, "maximum": most}, required)


def wholes(told: str, least: int, most: int) -> Key:
    item: Schema = {"type": "integer", "minimum": least, "maximum": most}
    return Key(told, {"type": "array", "items": item})


def texts(told: str, *, required: bool = False, least: int = 0, pattern: str = r"\S") -> Key:
    """A list of texts: how many it must have, and how each is written."""
    items: Schema = {"type": "string", "pattern": pattern}
    several: Schema = {"minItems": least} if least else {}
    return Key(told, {"type": "array", "items": items, **several}, required)


def one_of(words: Iterable[str | Enum], told: str, *, required: bool = False) -> Key:
    return Key(told, {"enum": _words(words)}, required)


def ids(usual: Iterable[str | Enum], told: str) -> Key:
    """A list of ids: the usual ones, which editors offer, and a file's own."""
    own = {"type": "string", "pattern": f"^[a-z0-9_-]{{1,{MOST_ID}}}$"}
    return Key(told, {"type": "array", "items": {"anyOf": [{"enum": _words(usual)}, own]}})


def some_of(words: Iterable[str | Enum], told: str) -> Key:
    return Key(told, {"type": "array", "items": {"enum": _words(words)}})


def moment(told: str, *, required: bool = False) -> Key:
    """A date with a time and its zone, without quotation marks; editors see it as a text."""
    return Key(told, {"type": "string"}, required)


def either(told: str, *kinds: Schema, required: bool = False) -> Key:
    """A value that is of one of these kinds."""
    return Key(told, {"anyOf": list(kinds)}, required)


def table(keys: Mapping[str, Key], told: str, *, required: bool = False) -> Key:
    return Key(told, schema_of(keys), required)


def tables(keys: Mapping[str, Key], told: str, *, required: bool = False) -> Key:
    """A list of tables, each under a heading in double brackets."""
    return Key(told, {"type": "array", "items": schema_of(keys)}, required)


def named(value: Schema, told: str) -> Key:
    """A table whose settings are named by whoever writes it, each with such a value."""
    return Key(told, {"type": "object", "additionalProperties": value})


def language(told: str) -> Key:
    """The code of a language."""
    return Key(told, {"type": "string", "pattern": PATTERN})


def languages(told: str) -> Key:
    """A table of texts by the codes of languages."""
    value: Schema = {"type": "string", "pattern": r"\S"}
    by_code: Schema = {"patternProperties": {PATTERN: value}, "additionalProperties": False}
    return Key(told, {"type": "object", **by_code})


def schema_of(keys: Mapping[str, Key]) -> Schema:
    """The JSON Schema (Draft 4) of a table with these settings."""
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {**key.schema, "description": key.help} for name, key in keys.items()},
    }
    if required := [name for name, key in keys.items() if key.required]:
        schema["required"] = required
    if isinstance(keys, Keys):
        if keys.least:
            schema["minProperties"] = keys.least
        if keys.one_of:
            schema["allOf"] = [
                {"oneOf": [{"required": [name]} for name in names]} for names in keys.one_of
            ]
    return schema


def _words(words: Iterable[str | Enum]) -> list[str]:
    return [str(word.value) if isinstance(word, Enum) else word for word in words]
