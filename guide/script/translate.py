"""Translations into a script's file: only they are written, and nothing else of it is touched.

The text is not written anew from what was read of it: a translation takes the place of the one that
stands there, or stands in a line of its own beneath the words that it translates. That nothing else
became of it is proved before anybody gets it: both texts are read once more and compared.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from copy import deepcopy

from guide.errors import ScriptError
from guide.script.locate import TomlPlaces, Where, WrittenValue
from guide.script.parse import ParsedFile
from guide.script.toml_reader import MOST_LINE

_KEY = "translation"
_DOTTED = re.compile(rf"""["']?{_KEY}["']?[ \t]*\.""")
_BLANK = re.compile(r"[ \t]*")


def with_translations(
    text: str, parsed: ParsedFile, language: str, translations: Mapping[str, str]
) -> str:
    """The text of a script's file with these translations, by the ids of their lines.

    `parsed` is what was read of the text. Raises `ScriptError` where one cannot be written without
    touching something else.
    """
    where = {line.id: place for place, line in reversed(parsed.lines.worded)}
    read = text.removeprefix("\ufeff").replace("\r\n", "\n")
    places = TomlPlaces(read)
    edits = [
        _edit(read, places, where[name], language, words) for name, words in translations.items()
    ]
    changed = read
    for start, end, written in sorted(edits, reverse=True):
        changed = changed[:start] + written + changed[end:]
    _prove(read, changed, {where[name]: words for name, words in translations.items()}, language)
    return _as_it_was(text, sorted(edits))


def is_too_long(words: str) -> bool:
    """Whether a translation is longer than a line of a script's file may be, as it is written."""
    return len(_quoted(words)) > MOST_LINE - _MOST_BEFORE


_MOST_BEFORE = 128
"""So many characters of its line stand before a translation at most."""

_Edit = tuple[int, int, str]
"""From where to where something is taken out of a text, and what is put in its place."""


def _edit(text: str, places: TomlPlaces, where: Where, language: str, words: str) -> _Edit:
    before = places.written((*where, _KEY, language))
    if before is not None:
        return before.begins, before.ends, _quoted(words)
    others = (places.written((*where, _KEY, one)) for one in places.settings((*where, _KEY)))
    other = next((one for one in reversed([*others]) if one is not None), None)
    beside = other or places.written((*where, "text"))
    if beside is None:
        line = places.at(where).line
        raise ScriptError(
            f"{language} cannot be written beneath line {line}: there is no text of one piece."
        )
    is_dotted = other is None or _DOTTED.match(text, other.key) is not None
    key = f"{_KEY}.{language}" if is_dotted else language
    return _beneath(text, beside, f"{key} = {_quoted(words)}")


def _beneath(text: str, beside: WrittenValue, setting: str) -> _Edit:
    """A setting in a line of its own beneath another; or after it, if that has none of its own."""
    begins = text.rfind("\n", 0, beside.key) + 1
    indent = text[begins : beside.key]
    if not _BLANK.fullmatch(indent):
        return beside.ends, beside.ends, f", {setting}"
    end = text.find("\n", beside.ends)
    end = len(text) if end < 0 else end
    return end, end, f"\n{indent}{setting}"


def _quoted(words: str) -> str:
    import tomli_w  # Only who writes translations pays for it, not who takes a call.

    return tomli_w.dumps({"words": words}).partition(" = ")[2].rstrip("\n")


def _prove(before: str, after: str, translations: Mapping[Where, str], language: str) -> None:
    """Raise `ScriptError` unless the two texts say the same but for these translations."""
    wanted = deepcopy(tomllib.loads(before))
    for where, words in translations.items():
        table: object = wanted
        for name in where:
            table = table[name]  # type: ignore[index]
        table.setdefault(_KEY, {})[language] = words  # type: ignore[attr-defined]
    try:
        same = tomllib.loads(after) == wanted
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise ScriptError(
            "The translations cannot be written without changing something else of the file."
            " Write each as translation." + language + ' = "…" beneath the text of its line.'
        )


def _as_it_was(text: str, edits: Sequence[_Edit]) -> str:
    """A text with these edits of what was read of it, and with its own ends of lines."""
    mark = len(text) - len(text.removeprefix("\ufeff"))
    windows = [found.start() for found in re.finditer("\r\n", text)]
    # Where, in what was read, the ends of lines stand that are longer in the text by a character.
    longer = [at - mark - n for n, at in enumerate(windows)]
    newline = "\r\n" if windows else "\n"
    pieces, done = [text[:mark]], mark
    for start, end, written in edits:
        pieces += [text[done : mark + start + bisect_left(longer, start)]]
        pieces += [written.replace("\n", newline)]
        done = mark + end + bisect_left(longer, end)
    return "".join((*pieces, text[done:]))
