"""What is wrong with a script, as a sentence for the person who keeps it."""

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """An error keeps a script from agents; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Struct, frozen=True):
    """One mistake: where (1-based line; 0 is the file as a whole), what, and how to mend it."""

    file: str
    line: int
    code: str
    severity: Severity
    message: str
    fix: str
    column: int = 0
