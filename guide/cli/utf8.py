"""What comes with a command, read as UTF-8 from its very bytes, whatever the locale is.

Python reads options and variables by the locale. What that cannot read is no text, and would be
missing from the record without a word.
"""

import os

from guide.errors import GuideError

UNREAD = "\N{REPLACEMENT CHARACTER}"
"""Stands for what is not UTF-8 where it is kept all the same."""

NOT_UTF8 = "This is not UTF-8, so not all of its letters can be read."
HOW_TO_SEND_UTF8 = (
    "Set the terminal and its locale, or the program that sends it, to UTF-8 and try again."
)


def is_utf8(given: str) -> bool:
    """Whether the bytes of what the system gave are UTF-8."""
    try:
        os.fsencode(given).decode()
    except UnicodeError:
        return False
    return True


def utf8(given: str) -> str:
    """The text of what the system gave; what is not UTF-8 in it is `UNREAD`."""
    return os.fsencode(given).decode(errors="replace") if given else ""


def option_as_utf8(name: str, given: str) -> str:
    """The text of an option; raises GuideError where it is not UTF-8."""
    if not is_utf8(given):
        raise GuideError(f"{name}: {NOT_UTF8} {HOW_TO_SEND_UTF8}")
    return utf8(given)
