"""What is doubted of words that decide something: that they say the opposite, or nothing at all.

An effort opens a warning, and what a caller says after that the end of the call. No decision goes
by these: what was typed stands on record once it is entered a second time.
"""

import re

_SHOWN = 20
"""So many characters of what is doubted are told: at a board there is one row, and it has to say
what Enter does."""

# Compiled when they are first asked for: together they take milliseconds.
_BLANK = (
    r"\W*|n\W?a\W?|none|tbd|idk|ditto|same|(?:same )?as (?:above|before)"
    r"|see (?:above|below|notes?)"
)
_NOT_TRIED = (
    r"(?:no|nope|not yet|not tried|nothing(?: yet| tried)?|did nothing"
    r"|(?:i )?did(?:n'?t| not) try)\W*"
)
_THEY = r"(?:(?:they|he|she|(?:the )?caller|customer|it|now|is|are|was|were|has|have|then) )*"
_STOPPED = (
    rf"{_THEY}(?:stopped|calm(?:ed|er|ing)?(?: down)?|quiet|silent|silence|apologi[sz]ed|"
    r"said (?:sorry|nothing)|nothing(?: said)?|hung up|disconnected|gone)(?: now| again)?\W*"
)
READS_AS_STOPPED = "It reads as if they stopped."
_NOT_DONE = (
    r"\b(?:not (?:yet|done|reached|sent|logged|home|available|answering|there)|no (?:answer|reply)"
    r"|(?:no ?one|nobody) (?:answered|there|home|picked up)"
    r"|did(?:n'?t| not) (?:answer|pick up|reach)|(?:try|call) (?:again|later)"
    r"|line (?:is |was )?busy|wrong number|still (?:to do|open|owed))\b"
)
_NEVER = r"\b(?:not|never|\w+n't)(?: yet)? \w+"
_DONE_AFTER_ALL = (
    r"\b(?:(?:spoke|talked)(?! (?:to|with) (?:no ?one|nobody))|got through|corrected|fixed|solved"
    r"|resolved|settled|(?:then|later) (?:reached|answered|sent|done)"
    r"|if (?:it is |they |he |she )?(?:need(?:ed|s)?|necessary))\b"
)
"""What tells of a note that all the same it is done, or that no more is owed."""


def doubted(text: str, doubt: str) -> str:
    """A doubt as it is asked where something is typed; empty where `doubt` is.

    >>> doubted("n/a", "It holds none of their words.")
    'Is “n/a” right? It holds none of their words. Enter again takes it.'
    """
    told = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"
    return f"Is “{told}” right? {doubt} Enter again takes it." if doubt else ""


def effort_doubt(text: str) -> str:
    """What makes one doubt that this was tried; empty where nothing does. H5."""
    plain = _plain(text)
    if plain and re.fullmatch(_NOT_TRIED, plain):
        return "It says that nothing was tried."
    return "It does not say what was tried." if plain and re.fullmatch(_BLANK, plain) else ""


def words_doubt(text: str) -> str:
    """What makes one doubt that these are words of a caller; empty where nothing does. H6, H12."""
    plain = _plain(text)
    return "It holds none of the caller’s words." if plain and re.fullmatch(_BLANK, plain) else ""


def going_on_doubt(text: str) -> str:
    """What makes one doubt that a caller went on with these words; empty where nothing does. H9."""
    if re.fullmatch(_STOPPED, _plain(text)):
        return READS_AS_STOPPED
    return words_doubt(text)


def done_doubt(note: str) -> str:
    """What makes one doubt that what this is noted about is done; empty where nothing does."""
    plain = _plain(note)
    after_all = re.search(_DONE_AFTER_ALL, re.sub(_NEVER, "", plain))
    return "" if after_all or not re.search(_NOT_DONE, plain) else "It reads as not done."


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
