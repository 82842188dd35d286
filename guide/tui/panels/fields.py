"""Fields: what panels type in. A short list of labelled editors, one of them active."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from guide.text import plain_line
from guide.tui.editor import Editor
from guide.tui.notes import editor_rows
from guide.tui.rows import Row, Span, Voice, cut, row, width_of, wrapped


@dataclass
class Field:
    """One thing to fill in: what it is called on the record and on the screen.

    `place` is where its draft is kept, if it is; `known` what is on record of it.
    """

    id: str
    label: str
    editor: Editor = field(default_factory=Editor)
    place: str = ""
    known: str = field(init=False)

    def __post_init__(self) -> None:
        self.known = self.editor.text

    @property
    def value(self) -> str:
        """What was typed."""
        return self.editor.text.strip()

    @property
    def unsaved(self) -> str:
        """What was typed and is not on record, as its draft holds it."""
        return "" if self.editor.text == self.known else self.editor.text


class Fields:
    """Fields under each other: Tab, arrows and Enter move; everything else is typed."""

    def __init__(self, fields: Sequence[Field], active: int = 0) -> None:
        self.fields = list(fields)
        self.active = min(active, max(0, len(self.fields) - 1))

    @property
    def current(self) -> Field:
        """The field being typed in."""
        return self.fields[self.active]

    @property
    def at_last(self) -> bool:
        """Whether the last field is being typed in."""
        return self.active == len(self.fields) - 1

    def value(self, field_id: str) -> str:
        """What was typed into a field."""
        return next((f.value for f in self.fields if f.id == field_id), "")

    @property
    def unsaved(self) -> bool:
        """Whether anything was typed that only a draft holds."""
        return any(one.place and one.unsaved for one in self.fields)

    def take_up(self, drafts: Mapping[str, str]) -> None:
        """Go on where one was interrupted: what was typed into these fields stands in them."""
        for index, one in enumerate(self.fields):
            if one.place and one.place in drafts:
                one.editor, self.active = Editor.of(drafts[one.place]), index

    def key(self, key: str, character: str) -> bool:
        """Answer a key; False when it is none of a field's."""
        if key in ("tab", "down"):
            self.active = (self.active + 1) % len(self.fields)
        elif key in ("shift+tab", "up"):
            self.active = (self.active - 1) % len(self.fields)
        elif (edited := self.current.editor.pressed(key)) is not None:
            self.current.editor = edited
        elif character:
            self.current.editor = self.current.editor.typed(character)
        else:
            return False
        return True

    def pasted(self, text: str) -> None:
        """Type a pasted text; in a field it is one line."""
        self.current.editor = self.current.editor.typed(plain_line(text))

    def rows(self, width: int, height: int = 999) -> list[Row]:
        """Labels and values, the active one with its cursor; that one is always in sight."""
        blocks = [self._field(index, width) for index in range(len(self.fields))]
        if sum(map(len, blocks)) > height:
            blocks = [
                block if index == self.active else [_short(one, width)]
                for index, (one, block) in enumerate(zip(self.fields, blocks, strict=True))
            ]
        first = 0
        while first < self.active and sum(map(len, blocks[first : self.active + 1])) > height:
            first += 1
        return [one for block in blocks[first:] for one in block][:height]

    def _field(self, index: int, width: int) -> list[Row]:
        one = self.fields[index]
        active = index == self.active
        sign, voice = ("▸ ", Voice.FOCUS) if active else ("  ", Voice.DIM)
        label, *more = wrapped(one.label, width - 2)
        rows = [row(Span(f"{sign}{label}", voice))]
        rows += [row(Span(f"  {piece}", voice)) for piece in more]
        if active:
            return [*rows, *editor_rows(one.editor, width - 2, 4, "  ", active=True)]
        said = Voice.TEXT if one.value else Voice.DIM
        pieces = wrapped(one.value or "–", width - 4)[:2]
        return [*rows, *(row("    ", Span(piece, said)) for piece in pieces)]


def _short(one: Field, width: int) -> Row:
    """A field in one row."""
    label = cut(one.label, width // 2)
    value = cut(one.value or "–", width - 4 - width_of((Span(label),)))
    return row(Span(f"  {label}  ", Voice.DIM), Span(value, Voice.TEXT if one.value else Voice.DIM))
