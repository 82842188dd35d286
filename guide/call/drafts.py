"""Drafts: what is being typed and not yet entered, each at its place.

The composer's is at `NOTE`; a note taken up again has a place of its own, and so has each field of
a form. The names of the forms' places are the screen's.
"""

NOTE = ""
"""The place of a new note in the composer."""

Drafts = dict[str, str]

_CORRECTION = "note:"


def correction_of(n: int) -> str:
    """The place of a correction of the note entered as event number `n`."""
    return f"{_CORRECTION}{n}"


def corrected_note(place: str) -> int:
    """The number of the note that is corrected at this place; 0 where it is another."""
    number = place.removeprefix(_CORRECTION)
    return int(number) if place.startswith(_CORRECTION) and number.isdecimal() else 0


def drafted(drafts: Drafts, place: str, text: str) -> Drafts:
    """With this text at a place; an empty one leaves nothing there."""
    others = {name: held for name, held in drafts.items() if name != place}
    return others | {place: text} if text else others


def entered(drafts: Drafts, place: str) -> Drafts:
    """Once the note at a place is entered, from the composer."""
    return drafted(drafted(drafts, NOTE, ""), place, "")
