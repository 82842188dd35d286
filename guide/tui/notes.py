"""The notes pane: the caller's details, the notes with their times, and the composer beneath."""

from datetime import tzinfo
from functools import lru_cache

from guide.call.state import Note
from guide.record.card_numbers import is_masked
from guide.script.model import CALLER_FIELDS
from guide.tui.editor import Editor
from guide.tui.rows import BLANK, Row, Span, Voice, cut, row, wrapped
from guide.tui.scene import Scene

_NOTE_ROWS = 8
_WINDOW = 2048
_MASKED = "card number masked"


def notes_pane(scene: Scene, width: int, height: int) -> list[Row]:
    """Details on top, the newest notes, the composer at the bottom: exactly `height` rows."""
    composer = composer_rows(scene, width, max(1, min(5, height // 3)))
    details = details_rows(scene, width, max(1, (height - len(composer)) // 2))
    room = height - len(details) - len(composer)
    gap = [BLANK] if details and room > 3 else []
    room -= len(gap)
    notes = _newest(scene, width, room + scene.notes_scroll)
    end = max(min(room, len(notes)), len(notes) - scene.notes_scroll)
    seen = notes[max(0, end - room) : end]
    return [*details, *gap, *seen, *[BLANK] * (room - len(seen)), *composer]


def details_rows(scene: Scene, width: int, room: int) -> list[Row]:
    """The details written down, those that stay in sight first; one short row where room is."""
    context, action = scene.now, scene.action("details")
    always = (*context.script.in_sight, *CALLER_FIELDS)
    names = dict.fromkeys((*always, *context.call.details))
    shown = [name for name in names if context.call.detail(name) or name in always]
    labels = {name: context.script.label(name).lower() for name in shown}
    label_width = min(14, max(len(label) for label in labels.values()))
    if room < len(shown) and not context.call.details:
        return [
            row(Span(cut(f"{action.shown_key}: {', '.join(labels.values())}", width), Voice.DIM))
        ]
    if room < 3:
        known = [context.call.detail(name) for name in shown if context.call.detail(name)]
        return [row(Span(cut(" · ".join(known), width), Voice.TITLE))]
    rows: list[Row] = []
    for name in shown[:room]:
        value = context.call.detail(name)
        voice = Voice.TITLE if value else Voice.DIM
        label = cut(labels[name], label_width).ljust(label_width)
        text = cut(value or "–", width - label_width - 2)
        rows.append(row(Span(f"{label}  ", Voice.DIM, action.key), Span(text, voice, action.key)))
    return rows


def _newest(scene: Scene, width: int, most: int) -> list[Row]:
    """The rows of the newest notes: of as many as fill `most` rows, and of no others.

    On a long call there are thousands, and each key paints the pane.
    """
    notes: list[tuple[Row, ...]] = []
    rows = 0
    for note in reversed(scene.call.notes):
        if rows >= most:
            break
        notes.append(_note(note, scene.now.zone, width, corrected=note.n == scene.correcting))
        rows += len(notes[-1])
    return [one for note in reversed(notes) for one in note]


@lru_cache(512)
def _note(note: Note, zone: tzinfo, width: int, *, corrected: bool) -> tuple[Row, ...]:
    """The rows of one note. Remembered: each key that is typed shows them all again."""
    stamp = f"{note.at.astimezone(zone):%H:%M}"
    pieces = wrapped(_head(note.text, width), width - 6)
    if len(pieces) > _NOTE_ROWS:
        lines = note.text.count("\n") + 1
        size = f"{lines:,} lines" if lines > 1 else f"{len(note.text):,} characters"
        pieces = (*pieces[: _NOTE_ROWS - 1], f"… {size} in all")
    voice = Voice.PICKED if corrected else Voice.TEXT
    sign = "✎" if note.before else " "
    first = row(Span(f"{stamp}{sign}", Voice.DIM), Span(pieces[0], voice))
    mark = [row("      ", Span(_MASKED, Voice.DIM))] if is_masked(note.text) else []
    return (first, *(row("      ", Span(piece, voice)) for piece in pieces[1:]), *mark)


def _head(text: str, width: int) -> str:
    """As much of a long note as can be shown at all: wrapping a pasted book would take a second."""
    return text[: width * _NOTE_ROWS * 2]


def composer_rows(scene: Scene, width: int, room: int) -> list[Row]:
    """The composer: what is being typed, the cursor in sight, in at most `room` rows."""
    if not scene.typing and not scene.editor.text:
        notes = scene.action("notes")
        invitation = Span(f"{notes.shown_key}: write a note", Voice.DIM, notes.key)
        return [row(Span("› ", Voice.DIM), invitation)]
    sign = "✎ " if scene.correcting else "› "
    return editor_rows(scene.editor, width, room, sign, active=scene.typing)


def editor_rows(editor: Editor, width: int, room: int, sign: str, *, active: bool) -> list[Row]:
    """Text being typed, wrapped, with the cursor as a reversed cell; the part around the cursor."""
    inner = max(1, width - 3)
    start = _window_start(editor, inner, room)
    text = editor.text[start : editor.at + inner * (room + 2)]
    at = editor.at - start
    lines, cursor_row, cursor_column = _laid_out(text, at, inner)
    first = max(0, min(cursor_row - room + 1, len(lines) - room))
    rows: list[Row] = []
    for index, line in enumerate(lines[first : first + room], start=first):
        lead = Span(
            sign if index == 0 and start == 0 else "  ", Voice.FOCUS if active else Voice.DIM
        )
        if active and index == cursor_row:
            under = line[cursor_column : cursor_column + 1] or " "
            rows.append(
                row(
                    lead,
                    Span(line[:cursor_column], Voice.INPUT),
                    Span(under, Voice.CURSOR),
                    Span(line[cursor_column + 1 :], Voice.INPUT),
                )
            )
        else:
            rows.append(row(lead, Span(line, Voice.INPUT)))
    return rows


def _window_start(editor: Editor, inner: int, room: int) -> int:
    """Where the part of a long text begins that has to be looked at: a few screens suffice.

    It stays put while one types, so that the rows do not break anew at every key.
    """
    return max(0, editor.at - inner * (room + 2)) // _WINDOW * _WINDOW


def _laid_out(text: str, at: int, width: int) -> tuple[list[str], int, int]:
    """Lines of `text`, and the row and column of the character at `at`."""
    lines: list[str] = []
    cursor = (0, 0)
    offset = 0
    for part in text.split("\n"):
        pieces = list(wrapped(part, width))
        for index, piece in enumerate(pieces):
            last = index == len(pieces) - 1
            if offset <= at <= offset + len(piece):
                cursor = (len(lines), at - offset)
            lines.append(piece)
            offset += len(piece)
            if not last:
                offset += _skipped(text, offset)
        offset += 1
    return lines, *cursor


def _skipped(text: str, offset: int) -> int:
    """The blank at which a line was broken is not shown; the cursor counts it."""
    return 1 if text[offset : offset + 1] == " " else 0
