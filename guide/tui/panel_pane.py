"""The open panel as widgets: its text, a field for each thing to fill in, a list of its items."""

from collections.abc import Mapping
from functools import partial

from msgspec.structs import replace
from textual import events
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input

from guide.call.context import Context
from guide.text import plain_line
from guide.tui.item_list import ItemList
from guide.tui.key_press import typed_character
from guide.tui.key_words import clickable
from guide.tui.line_input import LineInput
from guide.tui.pane import Pane
from guide.tui.panel import OUT_OF_FIELDS, Field, Item, Panel, Shape, Text, letters_but
from guide.tui.rows import BLANK, LEAD, SCROLL_BAR, Row, Span, Voice, cut, hanging, row, wrapped
from guide.tui.terminal_cursor import put_cursor

LETTERS = letters_but("xy")
"""The keys of items after the nine digits; x and y have a meaning of their own."""

_BORDER_CORNERS = 4
"""The cells of a border that have no room for its words."""


_GAP = 1
"""The blank row above what stands beneath the fields, and above the list."""

_FIELD_ROWS = 4
"""The fewest rows for fields: a gap, a label of two rows, and what is typed."""

_FEWEST_ITEM_ROWS = 4
"""The fewest rows for a list beside others: its gap and an item."""

MOVES_IN_A_FORM = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}
"""To which field from the one that one is in."""


_REFUSED = "✗ "


class FieldInput(LineInput):
    """A field of a panel. What it holds is selected when one comes to it."""

    def __init__(self, panel: Panel, field: Field, value: str) -> None:
        super().__init__(f"field-{field.id}", plain_line(value), field.hint)
        self.panel = panel
        self.field = field
        self.went_on = False
        self.refused: str | None = None
        """The text that was refused here; None where none was."""
        self.doubted = self.value if field.doubts(self.value.strip(), "") else ""
        """The text in it that is doubted, for as long as it is part of what is typed."""

    def doubt(self, caller: str) -> str:
        """Why what it holds is doubted: what is typed on from a text that is, is no other one."""
        text, before = self.value.strip(), self.doubted.strip()
        why = self.field.doubts(text, caller)
        return why or (self.field.doubts(before, caller) if before and before in text else "")

    def note_doubt(self) -> None:
        """Note that what it holds was told to be doubted."""
        if not self.doubted or self.doubted not in self.value:
            self.doubted = self.value

    @property
    def is_refused(self) -> bool:
        """Whether it holds a text that will not do, and somebody was told so."""
        return self.refused is not None and self.refused == self.value

    async def take(self, event: events.Key) -> bool:
        """Type, edit, go on to another field; False for a key that means nothing here."""
        if event.key == "enter":
            self.query_ancestor(PanelPane).go_on(self)
        elif event.key == "backspace" and not self.value:
            # There is nothing to take away: it may lead back from what opened the panel.
            return False
        elif by := MOVES_IN_A_FORM.get(event.key):
            self.query_ancestor(PanelPane).move(by)
        else:
            return await super().take(event)
        return True

    def answers(self, event: events.Key) -> bool:
        """Whether a key is a whole answer here, which then stands in the field.

        Within a text that one goes on with it is a letter of that: an answer in full is none.
        """
        key = typed_character(event).lower()
        answer = dict(self.field.keys).get(key)
        start, end = sorted(self.selection)
        if not answer or ((start, end) != (0, len(self.value)) and self._goes_on_with(key)):
            return False
        self.value = answer
        self.cursor_position = len(answer)
        return True

    def _goes_on_with(self, key: str) -> bool:
        """Whether what it holds is no answer that a key gives, or begins another one with it."""
        answers = [answer for _, answer in self.field.keys]
        longer = f"{self.value}{key}".lower()
        return self.value not in answers or any(one.lower().startswith(longer) for one in answers)


class PanelPane(Vertical):
    """Shows a panel. It hands on what the agent did; it does nothing by itself."""

    class Left(Message):
        """A field was left, holding this value."""

        def __init__(self, panel: Panel, field: str, value: str) -> None:
            super().__init__()
            self.panel, self.field, self.value = panel, field, value

    class Typed(Message):
        """A field's text has changed."""

    def __init__(self, *, live: bool = True) -> None:
        """A panel that is not `live` is only looked at."""
        super().__init__(id="panel")
        self._live = live
        self.panel: Panel | None = None
        self.shape = Shape()
        self.items = ItemList("panel-items", letters=LETTERS)
        self._hint = ""

    async def prepare(self) -> None:
        """Mount what it is made of: text and fields, the list, what is to be confirmed.

        A call's first frame has no panel, and does not wait for one.
        """
        if self.prepared or not self.is_attached:
            return
        fields = Vertical(id="panel-fields")
        top = VerticalScroll(Pane("panel-text"), fields, id="panel-top", can_focus=False)
        self.items.can_focus = False
        self.watch(self.items, "scroll_y", self.tell_out_of_sight, init=False)
        self.watch(top, "scroll_y", self._place_after_scroll, init=False)
        foot = VerticalScroll(Pane("panel-below"), id="panel-foot", can_focus=False)
        await self.mount(top, self.items, foot)

    @property
    def prepared(self) -> bool:
        """Whether it has been mounted what it is made of."""
        return bool(self.children)

    async def show(
        self,
        panel: Panel,
        context: Context,
        kept: Mapping[str, str] | None = None,
        known: tuple[Text, ...] = (),
    ) -> None:
        """Show a panel as it stands; `kept` are texts by the place or id of a field.

        `known` is told of the number in it, right beneath its fields.
        """
        await self.prepare()
        opened = panel is not self.panel
        before, shape = self.shape, panel.shape(context)
        self.shape = replace(shape, below=(*known, *shape.below)) if known else shape
        self.panel = panel
        if self.border_title != panel.title:
            self.border_title = panel.title
        if opened:
            self.items.forget()
        new = opened or [f.id for f in before.fields] != [f.id for f in self.shape.fields]
        if new:
            await self._mount_fields(panel, kept or {})
        self._show_text()
        self.items.display = bool(self.shape.items)
        self.items.show(self.shape.items, self.shape.start, unmarked=self.shape.unmarked)
        self._share_room()
        self.call_after_refresh(self.tell_out_of_sight)
        if new and self._live:
            self._focus_start()
        elif self.shape != before:
            # A text that takes more rows now, or fewer, has moved the fields.
            self._show_labels()
            self._keep_in_sight()

    async def _mount_fields(self, panel: Panel, kept: Mapping[str, str]) -> None:
        fields = self.query_one("#panel-fields", Vertical)
        await fields.remove_children()
        widgets: list[Pane | FieldInput] = []
        for field in self.shape.fields:
            label = Pane(classes="label")
            text = kept.get(field.place) if field.place else kept.get(field.id)
            value = field.value if text is None else text
            widgets += [label, FieldInput(panel, field, value)]
            self._show_label(label, field)
        fields.display = bool(widgets)
        if widgets:
            await fields.mount_all(widgets)

    def _show_label(self, label: Pane, field: Field, *, refused: bool = False) -> None:
        """Show what a field is for; with a sign where what it holds was refused."""
        width, voice = max(10, self._width), Voice.AMBER_TEXT if refused else Voice.DIM
        text = f"{_REFUSED}{field.label}" if refused else field.label
        label.show([row(Span(piece, voice)) for piece in wrapped(text, width)])

    def _show_labels(self) -> None:
        labels, inputs = [*self.query("#panel-fields .label").results(Pane)], self.inputs
        # While fields come or go they are shown anew anyway.
        if len(labels) == len(inputs) == len(self.shape.fields):
            for label, one, field in zip(labels, inputs, self.shape.fields, strict=True):
                self._show_label(label, field, refused=one.is_refused)

    def mark_refused(self, field: str) -> None:
        """Show at a field, by its id, that what it holds was refused: until that is changed."""
        for one in self.inputs:
            if one.field.id == field:
                one.refused = one.value
        self._show_labels()

    def _focus_start(self) -> None:
        inputs = self.inputs
        at = next((one for one in inputs if one.field.id == self.shape.start), None)
        unsaved = next((one for one in inputs if one.value != one.field.value), None)
        named = any(item.id == self.shape.start for item in self.shape.items)
        if unsaved is not None:
            # One goes on with what was typed; a name is typed anew, and a number that was masked.
            self.screen.set_focus(unsaved)
            if unsaved.field.whole or _is_masked_number(unsaved.value):
                unsaved.select_all()
            self._keep_in_sight()
        elif inputs and not named:
            self._come_to(at or inputs[0])
            self._keep_in_sight()
        elif self.screen.focused is not None:
            self.screen.set_focus(None)

    def _show_text(self) -> None:
        width = max(10, self._width)
        self.query_one("#panel-text", Pane).show(_paragraphs(self.shape.text, width))
        below = _paragraphs(self.shape.below, width)
        for item in self.shape.beside:
            text = Text(item.label, Voice.AMBER_TEXT, f" {item.key}  ", item.key)
            below += _paragraphs((text,), width)
        if confirm := self.shape.confirm:
            below += [*([BLANK] if below else ()), *_confirm(confirm, width)]
        self.query_one("#panel-below", Pane).show(below)
        self.query_one("#panel-foot").display = bool(below)

    def _share_room(self) -> None:
        """Give what is told beneath the fields its rows; the fields scroll in what is left.

        They keep the one that one is in in sight, and what is told of it is seen with it.
        """
        room, told = self.content_size.height, self._cut_below()
        foot = min(told, room - _FIELD_ROWS - _GAP)
        left = room - (foot + _GAP if told else 0)
        if self.items.display:
            left = min(left - _FEWEST_ITEM_ROWS, room * 7 // 10)
        self.query_one("#panel-foot").styles.max_height = max(1, foot)
        self.query_one("#panel-top").styles.max_height = max(_FIELD_ROWS, left)

    def _cut_below(self) -> int:
        """How many rows are told beneath the fields: fewer where the list needs their room.

        A list that opens on an item further down shows those above it, for their keys pick: what is
        still to come is told again as one gets there.
        """
        below, shape = self.query_one("#panel-below", Pane), self.shape
        needed = 0 if shape.unmarked else self.items.rows_through(shape.start, self._width)
        if not needed or shape.fields or shape.confirm or shape.beside:
            return len(below.rows)
        above = len(self.query_one("#panel-text", Pane).rows)
        left = max(0, self.content_size.height - above - needed - 2 * _GAP)
        if left < len(below.rows):
            *most, last = below.rows[: max(1, left)]
            words = "".join(span.text for span in last)
            below.show([*most, row(Span(cut(words, self._width, force=True), last[-1].voice))])
            self.query_one("#panel-foot").display = left > 0
        return min(left, len(below.rows))

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew."""
        if not self.prepared:
            return
        self._show_text()
        self._share_room()
        self._show_labels()
        self._keep_in_sight()
        self.call_after_refresh(self.tell_out_of_sight)

    def on_item_list_room_changed(self, event: ItemList.RoomChanged) -> None:
        """Count anew what is out of sight, once it is laid out."""
        event.stop()
        self.call_after_refresh(self.tell_out_of_sight)

    def _place_after_scroll(self) -> None:
        """Keep the terminal's cursor at the caret when the fields are scrolled."""
        if self.panel is not None:
            self.call_after_refresh(self.place_cursor)

    def place_cursor(self) -> bool:
        """Have the terminal's cursor at the caret, or on the marked row; False where is neither."""
        field = self.screen.focused
        if isinstance(field, FieldInput):
            put_cursor(field, field.cursor_screen_offset)
            return True
        self.items.place_cursor()
        return self.marked is not None

    def tell_out_of_sight(self) -> None:
        """Say in the border what the keys do, and how many items the list has out of sight."""
        above, below = self.items.out_of_sight
        room = self.size.width - _BORDER_CORNERS
        hint = self._hinted(room)
        told = [f"↑ {above}"] if above else []
        told += [f"↓ {below}"] if below else []
        if told:
            more = " ".join(told)
            # What a hint names as keys to press stays, whatever has no room beside it.
            least = hint if self.shape.told else f"{more} more · Esc"
            own = self.shape.hint
            shorter = (hint, f"{own} · Esc", own) if own else (hint,)
            ways = [f"{sign} · {keys}" for keys in shorter for sign in (f"{more} more", more)]
            hint = next((words for words in ways if len(words) <= room), least)
        if self._hint != hint:
            # Even the same text would have the whole box painted.
            self._hint = hint
            self.border_subtitle = clickable(hint)

    def _hinted(self, room: int) -> str:
        """What the panel's own keys do, and where Esc leads."""
        esc = "Esc: back" if self.panel is not None and self.panel.beneath else "Esc closes"
        own = f"{self.shape.hint} · " if self.shape.hint else ""
        return own + (esc if len(own + esc) <= room else "Esc")

    def _keep_in_sight(self) -> None:
        """Scroll to the field one is in, once it is laid out."""
        field = self.screen.focused
        if isinstance(field, FieldInput):
            scroll = partial(field.scroll_visible, animate=False)
            self.call_after_refresh(scroll)
            # What has come beneath the fields takes their room in a second layout.
            self.call_after_refresh(self.call_after_refresh, scroll)

    @property
    def _width(self) -> int:
        return (self.content_size.width or 42) - LEAD - SCROLL_BAR

    @property
    def inputs(self) -> list[FieldInput]:
        """Its fields, from the top."""
        return list(self.query(FieldInput))

    @property
    def marked(self) -> Item | None:
        """The item that is marked in the list."""
        option = self.items.highlighted_option
        return next((one for one in self.items.items if option and one.id == option.id), None)

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields, by their ids."""
        return {one.field.id: one.value.strip() for one in self.inputs}

    @property
    def unsaved(self) -> dict[str, str]:
        """What was typed and is not on record, by the place where its draft is kept."""
        return {
            one.field.place: "" if one.value == one.field.value else one.value
            for one in self.inputs
            if one.field.place
        }

    @property
    def left_unsaved(self) -> list[FieldInput]:
        """The fields from which one went on to another, and whose text is not on record."""
        inputs = (one for one in self.inputs if one.went_on and one is not self.screen.focused)
        return [one for one in inputs if one.value != one.field.value]

    def pick_of(self, key: str) -> Item | None:
        """The item that a key picks among those that are shown; what is to be confirmed too."""
        confirm = self.shape.confirm
        if confirm and key == confirm.key:
            return confirm
        beside = next((item for item in self.shape.beside if item.key == key), None)
        return beside or self.items.item_of(key)

    def scroll_or_mark(self, key: str) -> None:
        """Move the mark in the list; where there is none, scroll the text."""
        if not self.prepared:
            # The panel was opened a moment ago, and is yet to be seen.
            return
        if self.shape.items:
            self.items.move(key)
            return
        top, foot = (self.query_one(f"#panel-{part}", VerticalScroll) for part in ("top", "foot"))
        # Fields are gone through by other keys.
        top = foot if foot.display and foot.max_scroll_y else top
        page = max(1, top.size.height - 1)
        by = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}.get(key)
        if by is not None:
            top.scroll_relative(y=by, animate=False)
        elif key == "home":
            top.scroll_home(animate=False)
        else:
            top.scroll_end(animate=False)

    def move(self, by: int) -> None:
        """Go to the next field or the one before; around through the list of items."""
        stops: list[FieldInput | None] = [*self.inputs]
        if self.shape.items:
            # In the list no widget has the focus: changing it paints the whole screen anew.
            stops.append(None)
        if stops:
            at = next((i for i, one in enumerate(stops) if one is self.screen.focused), -1)
            self._come_to(stops[(at + by) % len(stops)])

    def go_to(self, field: str) -> None:
        """Go to a field, by its id; or out of all of them."""
        if field == OUT_OF_FIELDS:
            self.screen.set_focus(None)
        for one in self.inputs:
            if one.field.id == field:
                self._come_to(one)

    def _come_to(self, field: FieldInput | None) -> None:
        """Go to a field, with all it holds selected; None: to the list of items."""
        before = self.screen.focused
        if field is before:
            return
        if isinstance(before, FieldInput):
            before.went_on = True
        self.screen.set_focus(field)
        if field is not None:
            field.select_all()

    def select_whole(self) -> None:
        """Have the field one stays in typed anew from here, if its answers are."""
        field = self.screen.focused
        if isinstance(field, FieldInput) and field.field.whole:
            field.select_all()

    def is_last(self, field: FieldInput) -> bool:
        """Whether Enter in this field answers the panel, and does not lead to another field."""
        return not self._onward(field)

    def go_on(self, field: FieldInput) -> None:
        """Go to the field that Enter leads to."""
        for one in self._onward(field)[:1]:
            self._come_to(one)

    def _onward(self, field: FieldInput) -> list[FieldInput]:
        """The fields after this one that Enter does not pass over.

        Where it leads to what is empty alone, it goes round once, what the step asks for first; and
        from an answer in the last one, or in one that is no caller's, to what is needed and was
        passed by.
        Who types nothing into a field that is known, where all others are too, is on the way to
        the one to be corrected.
        """
        inputs = self.inputs
        if not self.shape.enter_order:
            return inputs[inputs.index(field) + 1 :]
        inputs = sorted(inputs, key=lambda one: self.shape.enter_order.index(one.field.id))
        later = inputs[inputs.index(field) + 1 :]
        empty = [one for one in later if not one.value.strip()]
        if field.value.strip() and (not empty or field.field.by_need):
            needed = [one for one in inputs if one.field.needed and not one.value.strip()]
            empty = [*needed, *(one for one in empty if one not in needed)]
        passing = bool(field.value.strip()) and field.value == field.field.value
        return empty or (later if passing else [])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell that something was typed; what was refused is another text now."""
        event.stop()
        if isinstance(event.input, FieldInput):
            field = event.input
            if field.doubted not in field.value:
                field.doubted = ""
            if field.refused is not None:
                self._show_labels()
        self.post_message(self.Typed())

    def on_descendant_focus(self) -> None:
        """Show no keys in the list while they are text: they would type what they say."""
        self.items.key_items(not isinstance(self.screen.focused, FieldInput))

    def on_descendant_blur(self) -> None:
        """Show the keys of the list once they pick again."""
        self.on_descendant_focus()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Tell that a field was left."""
        event.stop()
        if isinstance(event.input, FieldInput):
            field = event.input
            self.post_message(self.Left(field.panel, field.field.id, event.value.strip()))

    def fill(self, typed: Mapping[str, str]) -> None:
        """Have the fields hold these texts, by their ids; others hold what they began with."""
        for one in self.inputs:
            one.can_focus = self._live
            # A detail is typed where the form has opened: its setting is called `value` for all.
            text = typed.get(one.field.id, one.field.value)
            if one.field.id == self.shape.start:
                text = typed.get("value", text)
            if text != one.value:
                one.value, one.cursor_position = text, 0
                # Where it ends is to be seen: that takes a width, which a new field has not yet.
                one.call_after_refresh(one.action_end)

    def untyped(self) -> None:
        """Have the field one is in as it was: what was typed there is for somewhere else."""
        field = self.screen.focused
        if isinstance(field, FieldInput):
            field.value = field.field.value

    def keep(self, *ids: str) -> None:
        """Take what these fields hold as kept, or all where none is named: it is on record."""
        for one in self.inputs:
            if not ids or one.field.id in ids:
                one.field = replace(one.field, value=one.value)


def _is_masked_number(text: str) -> bool:
    """Whether nothing but a number was typed, of which dots are left."""
    return "•" in text and not any(map(str.isalpha, text))


def _paragraphs(texts: tuple[Text, ...], width: int) -> list[Row]:
    rows: list[Row] = []
    for text in texts:
        inner = max(4, width - len(text.lead))
        for number, piece in enumerate(wrapped(text.text, inner)):
            lead = text.lead if not number else " " * len(text.lead)
            rows.append(row(Span(lead, text.voice, text.key), Span(piece, text.voice, text.key)))
    return rows


def _confirm(item: Item, width: int) -> list[Row]:
    cap, gap = Span(f" {item.key} ", Voice.KEY, item.key), Span("  ", Voice.TEXT, item.key)
    return hanging(row(cap, gap), item.label, width, Voice.PICKED, item.key)
