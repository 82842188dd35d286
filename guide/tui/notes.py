"""The notes: the pane that shows them, and the one being typed, with its draft on record."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Size

from guide.call import actions as act
from guide.call.context import Allowed, Context, Refused
from guide.call.state import NOTE, Call, Note, corrected_note, correction_of
from guide.record.card_numbers import is_masked
from guide.script.dates import shown_clock
from guide.script.model import CALLER_FIELDS, AnswerKind
from guide.session.session import Session
from guide.tui.known_caller import FEW_ROWS, known_rows
from guide.tui.pane import Pane
from guide.tui.rows import (
    BLANK,
    LEAD,
    SCROLL_BAR,
    Row,
    Span,
    Voice,
    cells,
    cut,
    paragraph,
    row,
    wrapped,
)
from guide.tui.scene import Scene

if TYPE_CHECKING:
    from guide.tui.note_area import NoteArea

_NOTES_SHOWN = 200
"""The newest so many notes are in the pane: on a long call there are thousands."""
_STAMP = len("12:00 PM ")
"""The columns of a note's time; where there are at least `_ROOMY` nothing else stands in them."""

_ROOMY = 40

FIELD_ROWS = 3
MOST_FIELD_ROWS = 6
"""The rows that a note's field can always grow to; those that it has at most."""

_LOG_ROWS = 1
"""The toolkit gives the notes a row whatever stands above and beneath them."""

_BETWEEN, _COLON = " · ", ": "
_SHORTEST = 12
"""What stands between two details in a row; the fewest cells that a long one is cut to there."""

_MASKED = "card number masked"


class NotesPane(Vertical):
    """Details on top, the notes, the field beneath: the others give way to that."""

    _field_rows = FIELD_ROWS

    def compose(self) -> ComposeResult:
        """All but the field."""
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

    async def field(self, text: str) -> "NoteArea":
        """The field one types in; it is mounted, with this text, when it is first asked for.

        Its editor is loaded then, and no first frame waits for it.
        """
        from guide.tui.note_area import NoteArea

        found = next(iter(self.query(NoteArea)), None)
        if found is None:
            found = NoteArea(text)
            found.display = bool(text)
            await self.mount(found, before="#invite")
            self._share_room()
            found.put(text)
        return found

    def show(self, scene: Scene, room: Size) -> None:
        """Show what is on record, and the field's sign, in this room."""
        width, height = room.width - LEAD, room.height
        invitation = _invitation(scene, width)
        free = height - _LOG_ROWS
        # Where one does not type the rows of the field are there for what is said in its place.
        taken = FIELD_ROWS + (len(invitation) if scene.typing else 0)
        details = details_rows(scene, width, height, free - taken)
        self.query_one("#details", Pane).show(details)
        left = free - len(invitation) - len(details)
        self._field_rows = max(1, min(MOST_FIELD_ROWS, left))
        self._share_room()
        notes = self.query_one("#notes-list", Pane)
        rows = note_rows(scene, width - SCROLL_BAR)
        longer = len(rows) > len(notes.rows)
        notes.show(rows)
        if longer:
            self._show_newest()
        self.query_one("#invite", Pane).show(invitation)

    def _share_room(self) -> None:
        """Give the field the rows that the details leave it: it scrolls in them."""
        for field in self.query("#note"):
            field.styles.max_height = self._field_rows


def _invitation(scene: Scene, width: int) -> list[Row]:
    action = scene.action("notes")
    if scene.typing and scene.panel is None:
        if not scene.correcting:
            return []
        text = "✎ Correcting: Enter keeps it, Esc leaves it as it was."
    elif scene.correcting:
        text = f"✎ {action.shown_key}: go on correcting a note"
    else:
        text = f"{action.shown_key}: write a note"
    return paragraph(text, width, Voice.DIM, key=action.key)


def details_rows(scene: Scene, width: int, height: int, most: int) -> list[Row]:
    """The details written down, those that stay in sight first; in one text where room is short.

    `height` is that of the pane, of which they have two thirds, and never more than `most` rows:
    what is too long for that is cut, with a sign, and the key that shows all.
    """
    context, action = scene.now, scene.action("details")
    always = (*context.script.in_sight, *CALLER_FIELDS)
    names = dict.fromkeys((*always, *context.call.details))
    shown = [name for name in names if context.call.detail(name) or name in always]
    most = max(1, min(most, height * 2 // 3))
    if min(height // 3, most - FEW_ROWS - 1) >= len(shown):
        return _details_beneath_each_other(scene, shown, width, most)
    known = known_rows(scene, width, FEW_ROWS)[: most - 1]
    told = tuple(_short(name, context) for name in shown if context.call.detail(name))
    voice = Voice.TITLE if told else Voice.DIM
    labels = ", ".join(context.field(name).label for name in shown)
    texts = told or ((action.shown_key, labels),)
    text = "\n".join(_in_few_rows(texts, width, most - len(known), _way_to_all(scene)))
    return [*paragraph(text, width, voice, key=action.key), *known]


def _details_beneath_each_other(
    scene: Scene, names: Sequence[str], width: int, most: int
) -> list[Row]:
    """These details beside their labels; there are rows for the first of each."""
    call, key = scene.call, scene.action("details").key
    labels = {name: scene.now.field(name).label for name in names}
    label_width = min(max(14, width // 2 - 2), max(map(cells, labels.values())))
    room = max(8, width - label_width - 2)
    known = known_rows(scene, width, max(FEW_ROWS, most - len(names) - 1))
    values = [wrapped(call.detail(name) or "–", room) for name in names]
    each = _rows_each([len(value) for value in values], most - len(known) - 1)
    rows: list[Row] = []
    for name, value in zip(names, values, strict=True):
        first, *more = _value_rows(value, each, room)
        voice = Voice.TITLE if call.detail(name) else Voice.DIM
        label = cut(labels[name], label_width).ljust(label_width)
        rows.append(row(Span(f"{label}  ", Voice.DIM, key), Span(first, voice, key)))
        rows += [row(" " * (label_width + 2), Span(piece, voice, key)) for piece in more]
    is_cut = any(len(value) > each for value in values)
    return [*rows, *known, row(Span(_way_to_all(scene), Voice.DIM, key)) if is_cut else BLANK]


def _way_to_all(scene: Scene) -> str:
    action = scene.action("details")
    return f"{action.shown_typing if scene.typing else action.shown_key}: all"


def _rows_each(lengths: Sequence[int], room: int) -> int:
    """How many rows a value has at most, so that values of such lengths take no more than these."""
    tried = range(min(max(lengths), room), 1, -1)
    return next((n for n in tried if sum(min(n, one) for one in lengths) <= room), 1)


def _value_rows(rows: Sequence[str], most: int, width: int) -> list[str]:
    """Rows of a text; with a sign at their end where there are more than `most`."""
    if len(rows) <= most:
        return list(rows)
    return [*rows[: most - 1], cut(rows[most - 1], width, force=True)]


_Named = tuple[str, str]
"""A label, which may be empty, and a value."""


@lru_cache(64)
def _in_few_rows(told: tuple[_Named, ...], width: int, most: int, way: str) -> tuple[str, ...]:
    """Details one after the other in `most` rows; the longest are cut, and then `way` leads to all.

    They are cut only as far as they can be made out: then it is the last ones that have no room.
    """
    room = max(cells(label) + cells(value) for label, value in told) + len(_COLON)
    rows = wrapped(_BETWEEN.join(_within(one, room) for one in told), width)
    room = min(room, most * width)
    while len(rows) > most and room > _SHORTEST:
        room -= max(1, room // 8)
        rows = wrapped(_BETWEEN.join((*(_within(one, room) for one in told), way)), width)
    if len(rows) > most:
        last = cut(rows[most - 1], width - cells(f"…{_BETWEEN}{way}"))
        rows = (*rows[: most - 1], f"{last.rstrip('…')}…{_BETWEEN}{way}")
    return rows


def _within(told: _Named, width: int) -> str:
    """A detail in so many cells: of a label half of them may be cut, before its value is."""
    label, value = told
    if not label:
        return cut(value, width)
    label = cut(label, max(width // 2, width - cells(value) - len(_COLON)))
    return f"{label}{_COLON}{cut(value, width - cells(label) - len(_COLON))}"


def _short(name: str, context: Context) -> _Named:
    """A detail among others in a row: only who calls, and why, speaks without its label."""
    field, value = context.field(name), context.call.detail(name)
    speaks = name in CALLER_FIELDS and field.kind is AnswerKind.TEXT
    return ("" if speaks else field.label, value)


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


DRAFT_STEP = 50
"""After so many characters the draft is kept at once, not only every second."""


class Composer:
    """What is typed into the notes. `correcting` is the event number of a note taken up again.

    `put` has the field hold a text.
    """

    def __init__(
        self, session: Session, tell: Callable[[str], None], put: Callable[[str], None]
    ) -> None:
        self.text = session.call.draft
        self.correcting = 0
        if not self.text:
            self.correcting, self.text = _interrupted(session.call)
        self._session = session
        self._tell = tell
        self._put = put

    def changed(self, text: str) -> None:
        """Take note of what the field holds now."""
        self.text = text
        kept = self._session.call.drafts.get(self._place, "")
        if abs(len(text) - len(kept)) >= DRAFT_STEP:
            self.keep_draft()

    def enter_whole(self, text: str) -> None:
        """Enter a text too long for the field as a note of its own."""
        self._session.do(act.Write(text))
        self._tell(f"{len(text):,} characters pasted: saved as a note of its own, whole.")

    def enter(self) -> None:
        """Enter the note, or the correction of one."""
        text = self.text
        action = act.Rewrite(self.correcting, text) if self.correcting else act.Write(text)
        decision = self._session.do(action)
        if isinstance(decision, Allowed):
            self._hold(0, "")
        elif isinstance(decision, Refused):
            self._tell(decision.reason)

    def leave(self) -> None:
        """Out of the notes: a new note is entered; a note taken up stays as it was."""
        if not self.correcting:
            if self.text.strip():
                self.enter()
            return
        self.keep_draft()
        if not self.untouched:
            self._tell("The note stays as it was. Kept: your correction; n ↑ brings it back.")
        self._hold(0, "")

    def keep_draft(self) -> None:
        """Have the draft on record as it stands."""
        if not self._session.call.ended:
            text = "" if self.untouched else self.text
            self._session.do(act.Draft(text, self._place))

    def let_go(self, place: str) -> None:
        """What was typed at this place is on record now, by other means."""
        if place == self._place:
            self._hold(0, "")

    def take_up_earlier(self) -> None:
        """Take the last note up again; once more, the one before."""
        notes = self._session.call.notes
        earlier = [n for n in notes if not self.correcting or n.n < self.correcting]
        if not earlier:
            self._tell("There is no earlier note to correct.")
            return
        self.keep_draft()
        note = earlier[-1]
        self.correcting = note.n
        self._hold(note.n, self._session.drafts.get(self._place, note.text))

    @property
    def untouched(self) -> bool:
        """Whether the field holds a note as it is on record."""
        note = _note_of(self._session.call, self.correcting)
        return note is not None and note.text == self.text

    @property
    def _place(self) -> str:
        return correction_of(self.correcting) if self.correcting else NOTE

    def _hold(self, correcting: int, text: str) -> None:
        self.correcting, self.text = correcting, text
        self._put(text)


def _note_of(call: Call, n: int) -> Note | None:
    return next((note for note in call.notes if note.n == n), None)


def _interrupted(call: Call) -> tuple[int, str]:
    """The note that was being corrected when the call was interrupted, and how far that went."""
    found = ((corrected_note(place), text) for place, text in call.drafts.items())
    return next(((n, text) for n, text in found if _note_of(call, n)), (0, ""))
