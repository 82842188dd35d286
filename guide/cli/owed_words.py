"""The words that the commands about the register know."""

from enum import StrEnum


class Due(StrEnum):
    """Which promises, by when they are due; in a desk's own days."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"
    UNTIMED = "untimed"


class Doing(StrEnum):
    """What was done about a promise, as a word for the command line."""

    TRIED = "tried"
    DONE = "done"
    TOLD = "told"
    REFUSED = "refused"
    PASSED_ON = "passed-on"
    MOVED = "moved"
    VOID = "void"
    REOPENED = "reopened"
    TAKEN_BACK = "taken-back"
    CORRECTED = "corrected"
    FILLED_IN = "filled-in"
    PROMISED = "promised"


DOINGS = ", ".join(Doing)
