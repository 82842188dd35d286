"""Letters that pass for others and characters that no eye can see, in words and in names.

A letter is taken for a look-alike where it stands in a word with letters of another alphabet, where
a whole word of look-alikes stands in a text of another alphabet, and where it is a letter in
disguise (full-width, mathematical); full-width ones are at home beside Chinese, Japanese and Korean
writing. What Python knows of characters' names has to do: a full table of look-alikes would be
larger than the program.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from msgspec import Struct

from guide.script.odd_characters import named

_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "GEORGIAN")
_FULL_WIDTH = "FULLWIDTH"
_DISGUISES = ("MATHEMATICAL", "CIRCLED", "PARENTHESIZED", "SQUARED", "NEGATIVE")
# On the left letters of Cyrillic, Greek and Armenian; on the right the Latin ones they look like.
_LIKE = {
    **dict(zip("аеіјорсухѕһԁԛԝѵ", "aeijopcyxshdqwv", strict=True)),
    **dict(zip("АВЕІЈКМНОРСТУХЅԌ", "ABEIJKMHOPCTYXSG", strict=True)),
    **dict(zip("αγικνορυχ", "ayikvopux", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("օսոհ", "ounh", strict=True)),
}
# What the eye takes for one: of letters and digits, and of two letters side by side.
_ONE_SHAPE = str.maketrans("I1|ıɩ0O", "llllloo")
_ONE_LETTER = (("rn", "m"), ("vv", "w"))
_STRUCK = str.maketrans("øØłŁđĐ", "oOlLdD")
_ACCENTS = re.compile("[\u0300-\u036f]")
_FILLERS = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_JOINERS = "\u200c\u200d"
_WORD = re.compile(r"[^\W\d_]+")


class Suspect(Struct, frozen=True):
    """A character that is not what it seems: where it stands in the text, and the word it is in."""

    char: str
    at: int
    word: str = ""

    @property
    def name(self) -> str:
        return named(self.char)

    @property
    def like(self) -> str:
        """The letter it looks like, where that is known."""
        seen = seen_as(self.char)
        return seen if seen != self.char else ""


def look_alike(text: str, among: str = "") -> Suspect | None:
    """The first letter of `text` that passes for another, if there is one.

    The usual alphabet is that of `among`, if it is given: what stands around the text.
    """
    if text.isascii():
        return None
    counts = Counter(filter(None, map(_alphabet, among or text)))
    usual = counts.most_common(1)[0][0] if counts else ""
    disguises = _DISGUISES if any(map(is_east_asian, text)) else (_FULL_WIDTH, *_DISGUISES)
    words = _WORD.finditer(text)
    found = (_odd_letter(word[0], word.start(), usual, disguises) for word in words)
    return next((suspect for suspect in found if suspect is not None), None)


def is_east_asian(char: str) -> bool:
    """Say whether a letter is full-width by nature."""
    return unicodedata.east_asian_width(char) == "W" and char.isalpha()


def _odd_letter(word: str, start: int, usual: str, disguises: tuple[str, ...]) -> Suspect | None:
    if word.isascii():
        return None
    letters = [_alphabet(char) for char in word]
    own = {alphabet for alphabet in letters if alphabet}
    foreign = own - {usual}
    alike = foreign and len(own) == 1 and all(char in _LIKE for char in word)
    for n, char in enumerate(word):
        disguised = unicodedata.name(char, "").startswith(disguises)
        if disguised or (letters[n] in foreign and (len(own) > 1 or alike)):
            return Suspect(char, start + n, word)
    return None


def unseen(text: str) -> Suspect | None:
    """The first character of `text` that leaves no mark on a screen, if there is one.

    What joins letters is let pass in alphabets that need it, and in emoji.
    """
    if text.isascii():
        return None
    for n, char in enumerate(text):
        if not _leaves_no_mark(char):
            continue
        before = text[n - 1 : n]
        if char not in _JOINERS or not before or before.isascii() or _alphabet(before):
            return Suspect(char, n)
    return None


def seen_as(text: str) -> str:
    """The text as it looks: without its disguises, its white space all alike."""
    if text.isascii():
        return " ".join(text.split())
    shown = "".join(_LIKE.get(char, char) for char in unicodedata.normalize("NFKC", text))
    return " ".join("".join(char for char in shown if not _leaves_no_mark(char)).split())


def is_disguised(name: str, among: str) -> bool:
    """Whether letters of a name pass for those that stand around it, or are not seen."""
    is_plain = unicodedata.is_normalized("NFKC", name)
    return not is_plain or unseen(name) is not None or look_alike(name, among) is not None


def outline(text: str) -> str:
    """What is left of a name for whoever passes over it, by which it is taken for another.

    Capitals, accents, blanks and punctuation are off, and what looks alike is one: I, l and 1, O
    and 0, rn and m, vv and w. It may be empty.
    """
    return _shapes(_letters(text)).casefold().replace("i", "l")


def looks_of(label: str, *, signs: bool = True) -> tuple[str, str]:
    """By what a label in a list is taken for another: by its letters, or else by their shapes.

    Neither punctuation counts, nor whether it has its articles. What stands amid digits counts, as
    in 1.5 and 15; with `signs`, as where a label is picked and not counted by its letters, so do
    signs such as < and +.
    """
    amid = "\n".join(_AMID_DIGITS.findall(label))
    if signs:
        amid += "".join(char for char in label if unicodedata.category(char)[0] == "S")
    letters = _letters(_ARTICLE.sub("", label)) or label
    return f"letters {letters.casefold()}\n{amid}", f"shapes {_shapes(letters)}\n{amid}"


# A capital A may be the name of something: Plan A.
_ARTICLE = re.compile(r"\b(?:[Tt]he|THE|an?)\s+(?=\w)|^\W*An?\s+(?=\w)")
_AMID_DIGITS = re.compile(r"(?<=\d)[\W_]+(?=\d)")


@lru_cache(4096)
def _letters(text: str) -> str:
    """The letters, digits and bars of a text, without accents."""
    # Only Latin, Greek and Cyrillic letters have these accents: elsewhere a mark is a letter.
    parts = unicodedata.normalize("NFKD", seen_as(text).translate(_STRUCK))
    plain = unicodedata.normalize("NFKC", _ACCENTS.sub("", parts))
    return "".join(c for c in plain if c == "|" or unicodedata.category(c)[0] in "LNM")


def _shapes(letters: str) -> str:
    shown = letters.translate(_ONE_SHAPE)
    for shape, letter in _ONE_LETTER:
        shown = shown.replace(shape, letter)
    return shown


@lru_cache(4096)
def _alphabet(char: str) -> str:
    """Which alphabet a letter is of; empty for what is none, and for alphabets that mix."""
    first = unicodedata.name(char, "").partition(" ")[0]
    return first if first in _ALPHABETS and char.isalpha() else ""


@lru_cache(4096)
def _leaves_no_mark(char: str) -> bool:
    return char in _FILLERS or unicodedata.category(char) == "Cf"
