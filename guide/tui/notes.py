"""The notes pane: the caller's details, the notes with their times, and the field to write one."""

from datetime import tzinfo
from functools import lru_cache

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from guide.call.state import Note
from guide.record.card_numbers import is_masked
from guide.script.dates import shown_clock
from guide.script.model import CALLER_FIELDS
from guide.tui.pane import Pane
from guide.tui.rows import BLANK, SCROLL_BAR, Row, Span, Voice, cut, row, wrapped
from guide.tui.scene import Scene

_NOTES_SHOWN = 200
"""The newest so many notes are in the pane: on a long call there are thousands."""
_STAMP = len("12:00 PM ")
"""The columns of a note's time; where there are at least `_ROOMY` nothing else stands in them."""

_ROOMY = 40

_MASKED = "card number masked"


class NotesPane(Vertical):
    """Details on top, the notes, the field beneath."""

    def compose(self) -> ComposeResult:
        """The field itself is mounted once the first frame is there."""
        yield Pane("details")
        with VerticalScroll(id="log", can_focus=False):
            yield Pane("notes-list")
        yield Pane("invite")

    def on_mount(self) -> None:
        """Have the newest note in sight."""
        self._show_newest()

    def _show_newest(self) -> None:
        """Have the newest note in sight from now on, in whatever room there is for it."""
        self.query_one("#log", VerticalScroll).anchor()

    def show(self, scene: Scene) -> None:
        """Show what is on record, and the field's sign."""
        width, height = self.content_size
        if not width:
            return
        self.query_one("#details", Pane).show(details_rows(scene, width, max(1, height // 3)))
        notes = self.query_one("#notes-list", Pane)
        rows = note_rows(scene, width - SCROLL_BAR)
        longer = len(rows) > len(notes.rows)
        notes.show(rows)
        if longer:
            self._show_newest()
        self.query_one("#invite", Pane).show(_invitation(scene, width))


def _invitation(scene: Scene, width: int) -> list[Row]:
    action = scene.action("notes")
    if scene.correcting:
        text = "✎ Correcting a note: Enter keeps it, Esc leaves it as it was."
    elif scene.typing and scene.panel is None:
        return []
    else:
        text = f"{action.shown_key}: write a note"
    return [row(Span(piece, Voice.DIM, action.key)) for piece in wrapped(text, width)]


def details_rows(scene: Scene, width: int, room: int) -> list[Row]:
    """The details written down, those that stay in sight first; one short row where room is."""
    context, action = scene.now, scene.action("details")
    always = (*context.script.in_sight, *CALLER_FIELDS)
    names = dict.fromkeys((*always, *context.call.details))
    shown = [name for name in names if context.call.detail(name) or name in always]
    labels = {name: context.script.label(name) for name in shown}
    if room < len(shown):
        known = [context.call.detail(name) for name in shown if context.call.detail(name)]
        text = " · ".join(known) or f"{action.shown_key}: {', '.join(labels.values())}"
        return [
            row(Span(piece, Voice.TITLE if known else Voice.DIM, action.key))
            for piece in wrapped(text, width)
        ]
    label_width = min(14, max(len(label) for label in labels.values()))
    rows: list[Row] = []
    for name in shown:
        value = context.call.detail(name)
        label = cut(labels[name], label_width).ljust(label_width)
        first, *more = wrapped(value or "–", max(8, width - label_width - 2))
        voice = Voice.TITLE if value else Voice.DIM
        rows.append(row(Span(f"{label}  ", Voice.DIM, action.key), Span(first, voice, action.key)))
        rows += [row(" " * (label_width + 2), Span(piece, voice, action.key)) for piece in more]
    return [*rows, BLANK]


def note_rows(scene: Scene, width: int) -> list[Row]:
    """The newest notes, the very newest last."""
    notes = scene.call.notes[-_NOTES_SHOWN:]
    zone = scene.now.zone
    rows = [
        one
        for note in notes
        for one in _note(note, zone, width, corrected=note.n == scene.correcting)
    ]
    earlier = len(scene.call.notes) - len(notes)
    if earlier:
        rows.insert(0, row(Span(f"{earlier:,} earlier notes are in the log", Voice.DIM)))
    return rows


@lru_cache(1024)
def _note(note: Note, zone: tzinfo, width: int, *, corrected: bool) -> tuple[Row, ...]:
    """The rows of one note. Remembered: each key that is typed shows them all again."""
    stamp = shown_clock(note.at.astimezone(zone)).rjust(_STAMP - 1)
    indent = _STAMP if width >= _ROOMY else 1
    pieces = wrapped(" " * (_STAMP - indent) + note.text, width - indent)
    voice = Voice.PICKED if corrected else Voice.TEXT
    sign = "✎" if note.before else " "
    first = row(Span(f"{stamp}{sign}", Voice.DIM), Span(pieces[0][_STAMP - indent :], voice))
    lead = " " * indent
    mark = [row(lead, Span(_MASKED, Voice.DIM))] if is_masked(note.text) else []
    return (first, *(row(lead, Span(piece, voice)) for piece in pieces[1:]), *mark)
