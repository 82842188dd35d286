"""The forms in which a script is put out."""

from enum import StrEnum


class Form(StrEnum):
    """How a script is put out: to be read, or as a hand-out of its wording, or for a training."""

    TEXT = "text"
    MARKDOWN = "markdown"
    BOOKLET = "booklet"
