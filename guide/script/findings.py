"""What is wrong with a file, as sentences for its keeper, collected so that all is told at once."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from msgspec import Struct

from guide.script.locate import Place, TomlPlaces, Where
from guide.script.odd_characters import told_by_name
from guide.text import plain_line, unaccented

MOST_PROBLEMS = 1_000

_LONGEST_NAME = 80
_MOST_COMPARISONS = 10_000


class Speller:
    """Finds the nearest spelling, at most so many comparisons in its life.

    The limit keeps a file with thousands of wrong names among thousands of right ones from taking
    minutes; the first mistakes get a suggestion, the others only the sentence.
    """

    def __init__(self) -> None:
        self._left = _MOST_COMPARISONS
        self._labels_left = _MOST_COMPARISONS

    def nearest(self, word: str, names: Collection[str]) -> str:
        """The name most like `word`; empty if none is like it."""
        if len(word) > _LONGEST_NAME or len(names) > self._left:
            return ""
        from difflib import get_close_matches  # Only a mistake is worth the time it takes to load.

        self._left -= len(names)
        by_folded = {name.casefold(): name for name in names}
        found = get_close_matches(word.casefold(), by_folded)
        # Whoever misspells a word rarely begins it wrong: munday is monday, not sunday.
        found.sort(key=lambda name: name[:1] != word[:1].casefold())
        return by_folded[found[0]] if found else ""

    def called(self, word: str, labels: Mapping[str, str]) -> str:
        """The name whose label was written in its place; empty if it is no label of theirs."""
        if len(word) > _LONGEST_NAME or len(labels) > self._labels_left:
            return ""
        self._labels_left -= len(labels)
        plain = _letters(word)
        return next((name for name, one in labels.items() if plain and _letters(one) == plain), "")

    def did_you_mean(self, word: str, names: Collection[str], otherwise: str) -> str:
        """How to mend a wrong name: the nearest right one, or else what a right one would be."""
        near = self.nearest(word, names)
        return f"Did you mean {quoted(near)}?" if near else otherwise


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", unaccented(text)).strip()


def quoted(word: str) -> str:
    """A name as messages show it: cut to a length that leaves the sentence readable.

    A character in it that nobody can see is told by its own name.
    """
    word = told_by_name(word)
    return f"`{word if len(word) <= _LONGEST_NAME else word[: _LONGEST_NAME - 1] + '…'}`"


def listed(names: Collection[str], most: int = 8) -> str:
    """Some of these names for the end of a sentence."""
    shown = [quoted(name) for name in islice(names, most)]
    return ", ".join(shown) + (", …" if len(names) > most else "")


def one_of(names: Collection[str], most: int = 8) -> str:
    """What to choose from, for the end of a sentence: the only name, or `one of` several."""
    return f"one of {listed(names, most)}" if len(names) > 1 else listed(names, most)


def did_you_mean(word: str, names: Collection[str], otherwise: str) -> str:
    """See `Speller.did_you_mean`."""
    return Speller().did_you_mean(word, names, otherwise)


class Severity(StrEnum):
    """An error keeps a script from agents; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Struct, frozen=True):
    """One mistake: where (1-based line; 0 is the file as a whole), what, and how to mend it.

    `where` is the same place by the name of what stands there; empty where nothing has one.
    """

    file: str
    line: int
    code: str
    severity: Severity
    message: str
    fix: str
    column: int = 0
    where: str = ""

    @property
    def sentence(self) -> str:
        """The place, what is wrong there, and how to mend it."""
        at = f"{self.file}:{self.line}" if self.line else self.file
        return f"{at}: {self.message} {self.fix}"


@lru_cache(maxsize=1)
def _places_in(text: str) -> TomlPlaces:
    """The places of a text; what checks a script, and what then proves it, look in the same one."""
    return TomlPlaces(text)


class Findings:
    def __init__(self, file: str) -> None:
        self.file = file
        self.speller = Speller()
        self.homes: Mapping[str, str] = {}
        """By the name of a setting that only one heading has, that heading."""
        self.has_errors = False
        self._text = ""
        self._places: TomlPlaces | None = None
        self._spelt: dict[Where, str] = {}
        self._problems: list[Problem] = []
        self._left_off = 0
        self._name_of: Callable[[Where], str] | None = None

    def did_you_mean(self, word: str, names: Collection[str], otherwise: str) -> str:
        """See `Speller.did_you_mean`; each file has as many comparisons as another."""
        return self.speller.did_you_mean(word, names, otherwise)

    def name_meant(self, word: str, labels: Mapping[str, str], otherwise: str) -> str:
        """As `did_you_mean`, of names by their labels: whoever wrote a label means its name."""
        if labelled := self.speller.called(word, labels):
            return f"Did you mean {quoted(labelled)}?"
        return self.did_you_mean(word, labels, otherwise)

    def look_in(self, text: str) -> None:
        """Take `text` for the TOML in which places are found from now on."""
        self._text, self._places = text.removeprefix("\ufeff"), None

    def name_by(self, name_of: Callable[[Where], str]) -> None:
        """Tell the places of what is noted from now on by these names, too."""
        self._name_of = name_of

    def take_for(self, where: Where, spelt: str) -> None:
        """Take what the file has under the name `spelt` for what belongs at `where`."""
        self._spelt[where] = spelt

    @property
    def places(self) -> TomlPlaces:
        if self._places is None:
            self._places = _places_in(self._text)
        return self._places

    def place(self, where: Where) -> Place:
        """The place where something stands, however its names are spelt in the file."""
        spelt = self._spelt
        names = (spelt.get(where[: n + 1], name) for n, name in enumerate(where))
        return self.places.at(tuple(names) if spelt else where)

    def error(
        self,
        where: Where | Place,
        code: str,
        message: str,
        fix: str,
        *,
        words: str = "",
        character: int | None = None,
    ) -> None:
        """Note a mistake that keeps the script from agents.

        It is at these words of a text, or at this character of it, from 0, if one of them is given.
        """
        self._note(where, code, message, fix, words, Severity.ERROR, character)

    def warning(
        self, where: Where | Place, code: str, message: str, fix: str, *, words: str = ""
    ) -> None:
        """Note something that is probably not meant; at these words of a text, if given."""
        self._note(where, code, message, fix, words, Severity.WARNING)

    def _note(
        self,
        where: Where | Place,
        code: str,
        message: str,
        fix: str,
        words: str,
        severity: Severity,
        character: int | None = None,
    ) -> None:
        self.has_errors |= severity is Severity.ERROR
        if self._is_full:
            # Looking for the place takes time, and beyond a limit nobody is told it.
            self._left_off += 1
            return
        place = where if isinstance(where, Place) else self.place(where)
        if words:
            place = self.places.within(place, words)
        if character is not None:
            place = self.places.character(place, character)
        message, fix = plain_line(message), plain_line(fix)
        name = self._name_of(where) if self._name_of and not isinstance(where, Place) else ""
        self._problems.append(
            Problem(self.file, place.line, code, severity, message, fix, place.column, name)
        )

    def repeated(
        self,
        named: Iterable[tuple[Where, str]],
        looks: Callable[[str], tuple[str, ...]] | None = None,
    ) -> Iterator[tuple[Where, str, int]]:
        """Each place of a name that stood before, with the line where it stood first.

        Names are the same to the letter, or of which `looks` have one in common.
        """
        first: dict[str, Where] = {}
        for where, name in named:
            keys = (looks(name) if looks else (name,)) if name else ()
            if before := next((first[key] for key in keys if key in first), None):
                yield where, name, self.place(before).line
            first |= {key: where for key in keys if key not in first}

    @property
    def _is_full(self) -> bool:
        return len(self._problems) >= MOST_PROBLEMS

    @property
    def count(self) -> int:
        return len(self._problems) + self._left_off

    @property
    def problems(self) -> tuple[Problem, ...]:
        found = sorted(self._problems, key=lambda p: (p.line, p.column))
        if self._is_full:
            message = f"Only the first {MOST_PROBLEMS:,} are told; there may be more."
            fix = "Mend what is told above first, then check again."
            worst = Severity.ERROR if self.has_errors else Severity.WARNING
            found.append(Problem(self.file, 0, "too-many-problems", worst, message, fix))
        return tuple(found)
