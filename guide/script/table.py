"""One table of a script file, read setting by setting, each mistake noted and passed over.

A setting that is missing or wrong is read as its default, so that the rest can be looked at too. A
misspelt setting is noted once and then read as the one that was meant.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from enum import Enum
from typing import TypeVar

from guide.script.findings import Findings, listed, one_of, quoted
from guide.script.languages import how_to_write, is_language
from guide.script.locate import Where
from guide.script.odd_characters import odd_one, without_odd
from guide.script.setting import MOST_ID
from guide.text import is_plain, plain_line, unaccented

_Kind = TypeVar("_Kind", bound=Enum)

_ID = re.compile(r"[a-z0-9_-]+")
_TYPES = (
    (bool, "true or false"),
    (str, "a text"),
    (int, "a whole number"),
    (float, "a number with a fraction"),
    (list, "a list"),
    (dict, "a table"),
    (datetime, "a date with a time"),
    (date, "a date"),
    (time, "a time"),
)


_WITHIN = {
    "line": "[[step.line]]",
    "choice": "[[step.choice]]",
    "warning": "[ground.warning]",
    "timer": "[step.timer]",
}
"""Headings that belong to another, as they are written within a script."""


_TRANSLATION = "translation"
_OF_LANGUAGE = re.compile(r"^(?:text|translat[a-z]*)[._-]")


def _of_translation(key: str, value: object, keys: Collection[str]) -> str:
    """How to write the translation that an unknown setting holds; empty where it holds none."""
    if _TRANSLATION in keys:
        code = _OF_LANGUAGE.sub("", key)
        # A `to` in a line belongs to a choice, and is not meant for Tongan.
        is_text = isinstance(value, str) and is_language(code) and key != "to"
        return f'Write it as a translation: {_TRANSLATION}.{code} = "…".' if is_text else ""
    name, codes = key, value
    while name != _TRANSLATION and isinstance(codes, dict) and len(codes) == 1:
        [(name, codes)] = codes.items()
    if name != _TRANSLATION:
        return ""
    code = next(iter(codes), "es") if isinstance(codes, dict) else "es"
    return (
        "Write it below the [[step.line]] that it translates, under the heading"
        f' [step.line.translation]; or in the line, as translation.{code} = "…".'
    )


_MEANT = {
    **dict.fromkeys(("min", "minimum"), ("least",)),
    **dict.fromkeys(("max", "maximum"), ("most",)),
    **dict.fromkeys(("say", "says", "words", "wording", "advice"), ("text",)),
    **dict.fromkeys(("if", "only_if", "condition"), ("when",)),
    **dict.fromkeys(("goto", "go_to", "next", "leads_to"), ("to",)),
    **dict.fromkeys(("ask", "asks", "ask_for", "fields"), ("capture",)),
    "required": ("must_say",),
    "choices": ("options",),
    "type": ("kind",),
    "name": ("title", "label"),
    "label": ("title",),
    "title": ("label",),
}
"""Settings by the names that they have elsewhere; of several the one that is not there."""

_SHORT = 10**9
"""Numbers that are told again are below it."""

_IN_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_LONGEST_TOLD = 100
"""So long is a text at most that a mend says again as a list, in characters."""

_MOST_WORDS = 3
"""An item of a list that was written as one text has so many words at most: more are a sentence."""

_DELETE_IT = "Delete it; typing the word anew gets rid of it."


class Table:
    """A table: its name in sentences, its values, where it stands and the settings it knows."""

    def __init__(
        self,
        name: str,
        values: dict[str, object],
        where: Where,
        findings: Findings,
        keys: Collection[str],
        fixed: Collection[str] = (),
    ) -> None:
        """`fixed` are further settings that are known, and offered to nobody."""
        self.name = name
        self.where = where
        self.findings = findings
        self.keys = keys
        self._values = dict(values)
        known = {*keys, *fixed}
        for key in [key for key in values if key not in known]:
            if not self._takes_clean(key, known):
                self._unknown(key, keys)

    def _takes_clean(self, key: str, known: Collection[str]) -> bool:
        """Note an unseen character in the name of a setting, and read it as it looks."""
        clean = without_odd(key)
        if clean not in known or clean in self._values:
            return False
        self._values[clean] = self._values[key]
        self.findings.take_for(self.at(clean), key)
        message = f"The name {quoted(clean)} in {self.name} has a character in it that must not be"
        self.wrong(clean, "odd-character", f"{message} there: {odd_one(key)}.", _DELETE_IT)
        return True

    def _clean(self, text: str, where: Where, subject: str) -> str:
        clean = without_odd(text)
        if clean == text or not is_plain(text):
            return text
        message = f"{subject} in {self.name} has a character in it that must not be there"
        self.findings.error(where, "odd-character", f"{message}: {odd_one(text)}.", _DELETE_IT)
        return clean

    def _unknown(self, key: str, keys: Collection[str]) -> None:
        missing = [known for known in keys if known not in self._values]
        near = next((one for one in _MEANT.get(key, ()) if one in missing), "")
        home = self.findings.homes.get(key) if len(self.where) <= 1 and not near else None
        form = "" if near else _of_translation(key, self._values[key], keys)
        near = near or ("" if home or form else self.findings.speller.nearest(key, missing))
        if near:
            self._values[near] = self._values[key]
            self.findings.take_for(self.at(near), key)
        message = f"{quoted(key)} is not a setting of {self.name}."
        otherwise = f"Take it out; the settings here are {listed(keys, 20)}."
        fix = self.findings.did_you_mean(near or key, keys, otherwise)
        if home:
            fix = f"It belongs to {home}: move it there, above the next heading."
        if "step" in keys and key in _WITHIN:
            fix = f"The heading should be {_WITHIN[key]}, below the one it belongs to."
        self.wrong(key, "unknown-key", message, form or fix)

    def has(self, key: str) -> bool:
        """Say whether the setting is there, be it right or wrong."""
        return key in self._values

    def at(self, key: str) -> Where:
        return (*self.where, key)

    def value(self, key: str) -> object | None:
        return self._values.get(key)

    def wrong(self, key: str, code: str, message: str, fix: str) -> None:
        self.findings.error(self.at(key), code, message, fix)

    def wrong_type(self, key: str, wanted: str, fix: str, item: int | None = None) -> None:
        """Note that a setting, or one item of its list, is of the wrong type."""
        value, where, subject = self.value(key), self.at(key), quoted(key)
        if item is not None and isinstance(value, list):
            value, where, subject = value[item], (*where, item), f"Item {item + 1} of {subject}"
        found = next((words for kind, words in _TYPES if isinstance(value, kind)), "something else")
        message = f"{subject} in {self.name} is {found}; it must be {wanted}."
        self.findings.error(where, "wrong-type", message, fix)

    def missing(self, key: str, example: str) -> None:
        message = f"{quoted(key)} is missing in {self.name}."
        self.findings.error(self.where, "missing-key", message, f"Add {example}.")

    def wording(self, key: str, *, required: bool = False) -> str:
        """A text, to the letter."""
        value = self.value(key)
        if isinstance(value, str):
            if not value.strip():
                message = f"{quoted(key)} in {self.name} is empty."
                self.wrong(key, "empty-text", message, "Write the text, or take the setting out.")
            return value
        if value is not None:
            shown = value if type(value) is int and -_SHORT < value < _SHORT else "…"
            fix = f'Put it between quotation marks: {key} = "{shown}".'
            self.wrong_type(key, "a text", fix)
        elif required:
            self.missing(key, f'{key} = "…"')
        return ""

    def name_of(self, key: str, *, required: bool = False) -> str:
        """A text by which something is meant, without the unseen characters in it, once noted."""
        return self._clean(self.wording(key, required=required), self.at(key), quoted(key))

    def prose(self, key: str, *, required: bool = False) -> str:
        """A text that may be wrapped in the file as one likes, as one line."""
        return plain_line(self.wording(key, required=required))

    def identifier(self, key: str, *, required: bool = False) -> str:
        """An id; one that is not well made is noted and returned all the same."""
        value = self.name_of(key, required=required)
        if value.strip() and not is_id(value):
            message = f"{quoted(value)} in {self.name} cannot be an id."
            better = id_like(value)
            fix = f"Use small letters, digits and hyphens, at most {MOST_ID}"
            self.wrong(key, "bad-id", message, f"{fix}: {better}." if better else f"{fix}.")
        return value

    def names_in(self, key: str) -> tuple[str, ...]:
        """The names of a table whose settings are the file's own; of the first in a list."""
        value = self.value(key)
        if isinstance(value, list) and value:
            value = value[0]
        return tuple(value) if isinstance(value, dict) else ()

    def flag(self, key: str) -> bool:
        """True or false; false if it is left out."""
        value = self.value(key)
        if value is not None and not isinstance(value, bool):
            fix = f"Write {key} = true or {key} = false, without quotation marks."
            self.wrong_type(key, "true or false", fix)
        return value is True

    def whole(
        self, key: str, least: int, most: int, default: int | None = None, meant: int | None = None
    ) -> int:
        """A whole number from `least` to `most`; it must be there if it has no default.

        Where what else the file has tells which is `meant`, one that is wrong is read as that.
        """
        value = self.value(key)
        otherwise = default if default is not None else least if meant is None else meant
        if value is None:
            if default is None:
                # A number that asks for nothing would be taken as it is, and loosen what it is of.
                self.missing(key, f"{key} = {max(otherwise, 1)}")
            return otherwise
        if not isinstance(value, int) or isinstance(value, bool):
            number = _whole_meant(value)
            fits = number is not None and least <= number <= most
            which = "the" if isinstance(value, str) and fits else "a"
            form = {float: " without a fraction", str: " without quotation marks"}
            # What the mend shows must be taken in its turn.
            shown = number if fits else max(otherwise, least)
            fix = f"Write {which} number{form.get(type(value), '')}: {key} = {shown}."
            self.wrong_type(key, "a whole number", fix)
            return number if number is not None and fits else otherwise
        if not least <= value <= most:
            # The number itself may have more digits than Python agrees to print.
            message = f"{quoted(key)} in {self.name} must be from {least} to {most:,}."
            self.wrong(key, "bad-number", message, f"Write a number from {least} to {most:,}.")
            return otherwise
        return value

    def wholes(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """The whole numbers of a list; what is none, or not from `least` to `most`, is noted."""
        value = self.value(key)
        if value is None:
            return ()
        example = f"Write it as a list: {key} = [{least}, {least + 1}]."
        if not isinstance(value, list):
            self.wrong_type(key, "a list", example)
            return ()
        found: list[int] = []
        for n, item in enumerate(value):
            if not isinstance(item, int) or isinstance(item, bool):
                self.wrong_type(key, "a whole number", example, n)
            elif not least <= item <= most:
                subject = f"Item {n + 1} of {quoted(key)} in {self.name}"
                message = f"{subject} must be from {least} to {most:,}."
                self.findings.error((*self.at(key), n), "bad-number", message, "Take it out.")
            else:
                found.append(item)
        return tuple(found)

    def texts(self, key: str, *, or_tables: bool = False) -> tuple[tuple[int, str], ...]:
        """The texts of a list, each with its place in it; what is not a text is noted.

        Tables among them are passed over where they are meant: see `tables_among`.
        """
        value = self.value(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.wrong_type(key, "a list", f"Write it as a list: {key} = {_list_meant(value)}.")
            return ()
        for n, item in enumerate(value):
            if or_tables and isinstance(item, dict):
                continue
            if not isinstance(item, str):
                self.wrong_type(key, "a text", "Put it between quotation marks.", n)
            elif not item.strip():
                message = f"Item {n + 1} of {quoted(key)} in {self.name} is empty."
                self.findings.error((*self.at(key), n), "empty-text", message, "Take it out.")
        return tuple((n, t) for n, t in enumerate(value) if isinstance(t, str) and t.strip())

    def proses(self, key: str) -> tuple[str, ...]:
        return tuple(plain_line(text) for _, text in self.texts(key))

    def names(self, key: str) -> tuple[str, ...]:
        """A list of ids of things defined elsewhere; whether they are is checked later."""
        return tuple(text for _, text in self._texts_of_names(key))

    def _texts_of_names(self, key: str) -> tuple[tuple[int, str], ...]:
        texts, meant = self.texts(key), _items_meant(self.value(key))
        if meant and all(map(is_id, meant)):
            return tuple(enumerate(meant))  # Names in one text are noted, and read all the same.
        return tuple(
            (n, self._clean(text, (*self.at(key), n), f"Item {n + 1} of {quoted(key)}"))
            for n, text in texts
        )

    def kind(self, key: str, kinds: type[_Kind]) -> _Kind | None:
        """One of a few words; None if it is left out, or noted and like none of them."""
        value = self.name_of(key)
        return self._known(value, self.at(key), key, kinds) if value.strip() else None

    def kinds(self, key: str, kinds: type[_Kind]) -> tuple[_Kind, ...]:
        where = self.at(key)
        found = [
            self._known(text, (*where, n), key, kinds) for n, text in self._texts_of_names(key)
        ]
        return tuple(kind for kind in found if kind is not None)

    def _known(self, value: str, where: Where, key: str, kinds: type[_Kind]) -> _Kind | None:
        if value in (known := [str(kind.value) for kind in kinds]):
            return kinds(value)
        message = f"{quoted(key)} in {self.name} cannot be {quoted(value)}."
        named = (word for word in value.lower().split() if word in known)
        near = next(named, "") or self.findings.speller.nearest(value, known)
        fix = f"Did you mean {quoted(near)}?" if near else f"Write {one_of(known, 20)}."
        self.findings.error(where, "unknown-value", message, fix)
        return kinds(near) if near else None

    def table(
        self, key: str, name: str, keys: Collection[str], fixed: Collection[str] = ()
    ) -> "Table | None":
        value = self.value(key)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            fix = f"Write its heading with single brackets: [{self._heading(key)}]."
            self.wrong_type(key, "one table", fix)
            value = value[0]
        if isinstance(value, dict):
            return Table(name, value, self.at(key), self.findings, keys, fixed)
        if value is not None:
            fix = f"Write it under a heading of its own: [{self._heading(key)}]."
            self.wrong_type(key, "a table", fix)
        return None

    def tables(self, key: str, kind: str, keys: Collection[str]) -> Iterator["Table"]:
        """The tables of a list of tables; what is not a table is noted and left out."""
        value = self.value(key)
        if isinstance(value, dict):
            fix = f"Write its heading with double brackets: [[{self._heading(key)}]]."
            self.wrong_type(key, "a list of tables", fix)
            value = [value]
        elif not isinstance(value, list):
            if value is not None:
                fix = f"Write each under a heading of its own: [[{self._heading(key)}]]."
                self.wrong_type(key, "a list of tables", fix)
            return
        for n, item in enumerate(value):
            where = (*self.at(key), n)
            if isinstance(item, dict):
                name = self._name(kind, n, item)
                yield Table(name, item, where, self.findings, keys)
            else:
                fix = f"Write each under a heading of its own: [[{self._heading(key)}]]."
                self.wrong_type(key, "a table", fix, n)

    def tables_among(self, key: str, keys: Collection[str]) -> Iterator[tuple[int, "Table"]]:
        """The tables among the texts of a list, each with its place in it."""
        value = self.value(key)
        for n, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, dict):
                name = f"item {n + 1} of {quoted(key)} in {self.name}"
                yield n, Table(name, item, (*self.at(key), n), self.findings, keys)

    def _heading(self, key: str) -> str:
        return ".".join(part for part in (*self.where, key) if isinstance(part, str))

    def _name(self, kind: str, n: int, values: dict[str, object]) -> str:
        found = values.get("id")
        own = f"{kind} {quoted(found) if isinstance(found, str) and is_id(found) else n + 1}"
        return f"{own} of {self.name}" if self.where else own


def _whole_meant(value: object) -> int | None:
    """The whole number that was written as something else; None if it was none."""
    match value:
        case str() if re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
            return int(value)
        case str() if value.strip().lower() in _IN_WORDS:
            return _IN_WORDS.index(value.strip().lower())
        case float() if abs(value) < _SHORT:
            return round(value)
    return None


def _items_meant(value: object) -> list[str]:
    """The items of a list that was written as one text: short ones with commas, or that one."""
    if not isinstance(value, str) or len(value) > _LONGEST_TOLD or not is_plain(value):
        return []
    items = [item.strip() for item in re.split(r"[,;]|\band\b", value) if item.strip()]
    if not all(map(is_id, items)):
        items = [item.strip() for item in re.split("[,;]", value) if item.strip()]
    are_short = all(len(item.split()) <= _MOST_WORDS for item in items)
    return items if are_short and not value.rstrip().endswith((".", "!", "?")) else [value]


def _list_meant(value: object) -> str:
    items = _items_meant(value)
    return f"[{', '.join(map(_in_quotes, items))}]" if items else '["…", "…"]'


def _in_quotes(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def id_like(text: str) -> str:
    """The id most like a text; empty if none of its letters can be in one."""
    return re.sub(r"[^a-z0-9_]+", "-", unaccented(text)).strip("-")[:MOST_ID]


def language_of(table: Table, key: str = "language") -> str:
    """The language that a setting names; empty for none, and after noting what is no language."""
    language = table.name_of(key)
    if language.strip() and not is_language(language):
        note_no_language(table, key, language)
        return ""
    return language


def note_no_language(table: Table, key: str, written: str) -> None:
    """Note that what is written for a language, at this setting, is none."""
    message = f"{quoted(written)} in {table.name} is not the code of a language."
    table.wrong(key, "bad-language", message, how_to_write(written))


def is_id(text: str) -> bool:
    return len(text) <= MOST_ID and _ID.fullmatch(text) is not None
