"""The call screen: widgets that show the call, and keys that do what it showed."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList

from guide.session.at_desk import AtDesk
from guide.session.callbook import CallBook
from guide.session.session import Session
from guide.tui.aside import ASIDE, Aside
from guide.tui.bars import too_small
from guide.tui.body import CallBody
from guide.tui.call_view import CallResult, CallView
from guide.tui.deferred import NextPaint, load_modules, load_the_rest
from guide.tui.key_press import KeyLaw, SecondPress, typed_character
from guide.tui.key_words import AS_PRESSED
from guide.tui.keys import (
    ACTIONS,
    OF_THE_PROGRAM,
    Actions,
    action_for,
    is_typing_key,
    without_case,
)
from guide.tui.leaving import RETRY_SECONDS, Leaving
from guide.tui.notes import NotesPane
from guide.tui.open_panel import OpenPanel
from guide.tui.pane import Pane
from guide.tui.panel_pane import FieldInput, PanelPane
from guide.tui.scene import Scene
from guide.tui.terminal_cursor import put_cursor

if TYPE_CHECKING:
    from guide.session.answers import Answers
    from guide.tui.glance import Glance
    from guide.tui.note_area import NoteArea

ANSWER_SECONDS = 0.02
"""How long painting waits for the journal's answer, which is nearly always there in a tenth of it.

What a key does is painted once then, not once before it is on record and once after.
"""

HANGS_SECONDS = 1.0
"""How long a key waits for the journal to have what was entered before it."""

SETTLED_SECONDS = 0.1
"""How long after the first frame the panels are loaded: before anybody can have pressed a key."""

_NEITHER = "Nothing deleted. Esc, then Backspace: back one step. Ctrl+W: delete a word."
"""What is said of Backspace with Alt: many terminals send the same for Esc and then Backspace."""

_PAGE_KEYS = ("pageup", "pagedown")
"""A note is a few rows: they scroll the notes above it."""

_PAGES = {"pageup": -1, "pagedown": 1, "alt+pageup": -1, "alt+pagedown": 1}
"""The keys that scroll the text to say; with Alt while a panel or a note is open, too."""

Breakpoints = list[tuple[int, str]]

BREAKPOINTS = [(0, "-tiny"), (60, "-slim"), (76, "-narrow"), (112, "-wide"), (150, "-broad")]
ROW_BREAKPOINTS = [(0, "-tiny-rows"), (20, "-short"), (32, "-tall")]


def _of(breakpoints: Breakpoints, cells: int) -> str:
    """The class that a style sheet has for so many columns or rows."""
    return max(one for one in breakpoints if one[0] <= cells)[1]


class CallScreen(Screen[CallResult]):
    """One call, from its first step to its summary; the result says how it was left."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = ROW_BREAKPOINTS
    ESCAPE_TO_MINIMIZE: ClassVar[bool] = False
    AUTO_FOCUS: ClassVar[str | None] = ""
    """What is typed in has the focus while it is typed in: not once the palette is closed."""

    banner = ""
    """What is said at the top instead of what the call says of itself."""

    kept = True
    """Whether something is kept of the call, and is told to be saved."""

    def __init__(self, session: Session, book: CallBook, actions: Actions = ACTIONS) -> None:
        super().__init__()
        self._session = session
        self._book = book
        self._ticks = 0
        self._opened = self._left = self._answered = False
        self._painted = self._before_run = 0
        self._note: NoteArea | None = None
        self._answers: Answers | None = None
        self._leaving = Leaving(self, session, book)
        self._paint = NextPaint(self._show_later)
        self._law = KeyLaw(lambda: session.clock.now().ticks)
        self._second_press = SecondPress(self.set_timer, self._tell_too_soon)
        self.view = CallView(session, book, self._changed, self._put_note, self._copy, actions)
        self._aside = Aside(self, session, book, self.view, self.keep_drafts)
        self._panel = OpenPanel(self.view, lambda: self.body.panel, self._law)

    def compose(self) -> ComposeResult:
        """Nothing yet, but in the style of its size: put on later, it has all styled anew."""
        width, height = self.app.size
        self.add_class(_of(self.HORIZONTAL_BREAKPOINTS, width), update=False)
        self.add_class(_of(self.VERTICAL_BREAKPOINTS, height), update=False)
        return ()

    def on_mount(self) -> None:
        """Start the tick that moves the clock and keeps the draft."""
        self.set_interval(1.0, self._tick)
        # A screen that is resumed has all styled anew that it holds: it holds nothing yet.
        self.call_later(self._open)

    async def _open(self) -> None:
        """Have the first frame show the whole call; keys mean what it says once it is drawn."""
        body = CallBody()
        await self.mount(body)
        self._opened = True
        body.foresee(self._scene(), self.app.size)
        self.call_after_refresh(self._seen)
        self.call_after_refresh(self.set_timer, SETTLED_SECONDS, self._settle)

    async def _seen(self) -> None:
        """The first frame is there: what was pressed since it was painted is meant for it."""
        self._law.shown(self._meaning(), self.body.say.painted_at)
        await self.show()

    @property
    def body(self) -> CallBody:
        """What shows the call."""
        return self.query_one(CallBody)

    @property
    def session(self) -> Session:
        """The call that is taken."""
        return self._session

    @property
    def law(self) -> KeyLaw:
        """By which its keys are taken."""
        return self._law

    @property
    def typing(self) -> bool:
        """Whether letters are text now."""
        return self.focused is not None

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)

    def _changed(self) -> None:
        """Something is new: paint it, together with what the journal is about to acknowledge."""
        if self._opened:
            self._paint.within(ANSWER_SECONDS if self._session.outstanding else 0)

    def _show_later(self) -> None:
        self.call_next(self.show)

    async def show(self) -> None:
        """Show the call as it stands on record; once it has ended there, finish it."""
        if self._left or not self._opened or not self.is_attached:
            return
        if self._session.shown.call.ended is not None:
            self._left = True
            self._leaving.finish()
            return
        view = self.view
        if view.glance is not None:
            view.glance.look_up(view.number)
        if view.noting and (self.focused is None or self.focused is not self._note):
            await self._into_notes()
        elif not view.noting and view.panel is None and self.focused is not None:
            self.set_focus(None)
        await self.body.show_chart(view.chart, self._scene())
        kept = self._session.drafts
        await self.body.show(self._scene(), kept)
        if view.panel is not None:
            # A panel takes the focus as it opens: what letters do has changed.
            self.body.show_panes(self._scene())
            self._panel.fields_shown()
        self._law.shown(self._meaning())
        self._painted = self._session.shown.call.last.n
        self.call_after_refresh(self._place_cursor)

    def _scene(self) -> Scene:
        flow = self.body.flow_tells
        return self.view.scene(typing=self.typing, flow=flow, banner=self.banner, kept=self.kept)

    def on_screen_resume(self) -> None:
        """What was pressed while something else was on top was not meant for this."""
        self._law.resumed()
        if self._opened:
            self.call_after_refresh(self._place_cursor)

    def _meaning(self) -> object:
        """What keys mean now: what is listed, marked, asked, and whether one types."""
        view, pane = self.view, self.body.panel
        shape = pane.shape if view.panel is not None else None
        every = (*shape.items, *shape.beside) if shape else ()
        listed = (tuple(i.id for i in every), shape.confirm) if shape else None
        marked = pane.items.marked if shape else view.marked
        here = self._session.shown.call.here.n
        return here, view.panel, listed, marked, view.noting, view.chart is None

    def _place_cursor(self) -> None:
        if not self.is_active:
            return
        note = self._note
        if self.view.panel is not None and self.body.panel.place_cursor():
            return
        if note is not None and self.focused is note:
            put_cursor(note, note.cursor_screen_offset)
        elif self.focused is None:
            put_cursor(self.body.say, self.body.say.line_offset())

    # Notes

    async def _into_notes(self) -> None:
        note = await self._mounted_note()
        note.display = True
        self.set_focus(note)

    async def _mounted_note(self) -> "NoteArea":
        if self._note is None:
            self._note = await self.body.query_one(NotesPane).field(self.view.composer.text)
        return self._note

    def _put_note(self, text: str) -> None:
        if note := self._note:
            note.put(text)
            note.untouched = self.view.composer.untouched

    def on_text_area_changed(self, event: "NoteArea.Changed") -> None:
        """Keep the draft now and then."""
        self._read_note()

    def _read_note(self) -> None:
        """Take note of what stands in the note's field."""
        if note := self._note:
            self.view.composer.changed(note.text)
            note.untouched = self.view.composer.untouched

    async def _note_takes(self, note: "NoteArea", event: events.Key) -> bool:
        """Type into the note, keep it, or take up the one before; one stays in the notes."""
        self._read_note()
        if event.key == "enter":
            self.view.message = None
            if note.text or self._session.shown.saved.ok:
                # Why the call is not saved stays in sight: there is nothing to enter.
                self.view.composer.enter()
            self.view.tell_of_masking()
        elif event.key == "up" and note.leads_up:
            self.view.composer.take_up_earlier()
        else:
            return await note.take(event)
        self._changed()
        return True

    def on_note_area_undone(self) -> None:
        """Say how what Ctrl+Z took away comes back: it may be all that was typed."""
        self.view.tell("Typing undone: Ctrl+Y brings it back.")
        self._changed()

    def on_note_area_full(self) -> None:
        """Say why a letter was not taken."""
        self.view.tell("The note is full: Enter keeps it, and the next one goes on.")
        self._changed()

    def on_note_area_too_long(self, event: "NoteArea.TooLong") -> None:
        """A paste without room becomes a note of its own."""
        self.view.composer.enter_whole(event.text)
        self._changed()

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Do what the screen showed for a key; a key that nothing showed does nothing."""
        if event.key in OF_THE_PROGRAM:
            return
        event.stop()
        event.prevent_default()
        if not await self._is_seen(event):
            return
        if self._panel.comes:
            self._changed()
            if self._panel.takes_in_between(event):
                return
        if too_small(*self.size) and not (self.typing and typed_character(event)):
            # Only that is shown: there is no key that says what it would do.
            return
        await self._catch_up()
        if self.typing and self._law.echoes(event):
            if event.key.isdigit():
                self._tell_too_soon(event)
            else:
                self._second_press.hold(event)
            return
        if (held := self._second_press.before(event)) and await self._field_takes(held):
            self._law.written()
        spelled = self._law.spells(event, letters=False) if self._picked_field else ""
        if self._picked_field and (sentence := self._law.sentence(event)):
            self.body.panel.untyped()
            spelled = sentence
        if spelled:
            await self._into_notes_with(spelled)
            return
        if await self._field_takes(event):
            self._law.written()
            return
        if not self.typing and self._session.shown.call.last.n != self._painted:
            # What is on record is not yet on the screen, by which this key was chosen.
            await self.show()
        if self._law.begins(event):
            self._before_run = len(self._session.call.entries)
        text = self._law.hears(event, typing=self.typing, means=partial(self._means, event))
        if text:
            await self._into_notes_with(text)
        elif text is not None:
            self._tell_too_soon(event)
        elif self._session.outstanding and not self.typing:
            # What the screen shows is not yet what is decided: a key may mean something else.
            await self._settled_then()
        else:
            await self._key(without_case(event.key))

    def _tell_too_soon(self, event: events.Key) -> None:
        """Say that a key was taken once; of a true double tap nobody needs to be told."""
        if self._law.too_soon:
            self.view.tell(f"{event.character} came too soon after the last one: press it again.")
            self._changed()

    @property
    def _picked_field(self) -> bool:
        """Whether one is in a field of a panel."""
        return self.view.panel is not None and self.typing

    async def _is_seen(self, event: Message) -> bool:
        """Whether what came from the agent came after the first frame, and before the last."""
        if not self._law.drawn and self._opened and self.body.say.painted_at < event.time:
            # Between painting the first frame and telling of it the toolkit lays out once more.
            await self._seen()
        return self._law.drawn and not self._left

    def _means(self, event: events.Key) -> bool:
        """Whether a letter, a digit or Space does anything here."""
        key, panel = without_case(event.key), self.view.panel
        name, _ = action_for(key, typing=False, actions=self.view.actions)
        if panel is not None:
            # What opened the panel leaves it open.
            again = bool(name) and name == panel.action
            return again or key == "space" or self.body.panel.pick_of(key) is not None
        return bool(name) or self.view.chart is not None

    async def _into_notes_with(self, text: str) -> None:
        """Have what was typed where no field is in the note: it is never lost, and never a deed."""
        undone = self.view.take_back(self._before_run)
        self.view.message = None
        self.act("notes")
        did = ", and what its keys did is undone" if undone else ""
        self.view.tell(f"You were typing: it is in your note{did}. Esc leaves the note.")
        await self.show()
        if note := self._note:
            before = note.get_text_range((0, 0), note.cursor_location)
            joined = bool(before) and not before[-1].isspace()
            note.insert(f" {text}" if joined else text)
            self._law.written()

    async def _catch_up(self) -> None:
        """Open the field that a key is for, or leave the one that is left: that may be to come.

        It is decided before it is painted. An answered field takes nothing more: what comes next is
        known once the journal has the answer.
        """
        if self._answered:
            await self._on_record()
            await self.show()
            self._answered = False
        elif self.view.panel is not self.body.panel.panel or self.view.noting != self._in_notes:
            await self.show()

    async def _on_record(self) -> None:
        """Wait for the journal, unless its disk hangs."""
        loop = asyncio.get_running_loop()
        hangs_at = loop.time() + HANGS_SECONDS
        while self._session.outstanding and loop.time() < hangs_at:
            await asyncio.sleep(ANSWER_SECONDS / 4)

    @property
    def _in_notes(self) -> bool:
        return self._note is not None and self.focused is self._note

    async def _field_takes(self, event: events.Key) -> bool:
        """Give a key to the field one is in; False where there is none, or where it means nothing.

        Every key comes here in its turn, while the field before it is left and its own is opened.
        """
        field, note = self.focused, self._note
        if isinstance(field, FieldInput):
            if self._panel.confirms_answer(event):
                return True
            answered = field.answers(event)
            is_last = self.body.panel.is_last(field)
            if answered:
                self._panel.answered_by_key()
            if is_last and (answered or event.key == "enter"):
                await self._enter()
                return True
            if answered:
                self.body.panel.go_on(field)
                return True
            if event.key == "enter" and (why := self._why_not(field)):
                self.view.refuse(why)
                self.body.panel.mark_refused(field.field.id)
                # As where one comes to a field: what is typed now takes the place of all of it.
                field.select_all()
                await self._show_soon()
                return True
            taken = await field.take(event)
            if event.key == "enter" and field.field.needed and not field.value.strip():
                name = self.view.now().field(field.field.id).label
                self.view.tell(f"“{name}” is still needed.")
                await self._show_soon()
            return taken
        return note is not None and field is note and await self._note_takes(note, event)

    def _why_not(self, field: FieldInput) -> str:
        """Why Enter goes on from a field to no other one; empty where it does."""
        self.view.message = None
        return field.panel.why_not(field.field.id, field.value.strip(), self.view.now())

    async def _enter(self) -> None:
        """Enter in a panel's last field."""
        self.view.message = None
        self._panel.type()
        await self.show()
        self._answered = self._panel.enter()
        await self._show_soon()

    async def _settled_then(self) -> None:
        self.view.message = None
        self.view.tell("Still saving: that key was not taken.")
        await self.show()

    async def _key(self, key: str) -> None:
        self.view.message = None
        name, number = action_for(key, typing=self.typing, actions=self.view.actions)
        direct = is_typing_key(key, self.view.actions)
        panel = self.view.panel
        if key == "escape":
            await self.escape()
        elif self.typing and key == "alt+backspace":
            self.view.refuse(_NEITHER)
        elif self.view.noting and name == "notes" and key.startswith("alt+"):
            # Esc and then the key, in one go: the note is kept, and the next one begun.
            await self.escape()
            self.act(name)
        elif key.startswith("alt+") and (by := _PAGES.get(key)):
            self.body.say.page(by)
        elif panel is not None and not (direct and name):
            self._panel.press(key, typing=self.typing)
        elif self.view.noting and key in _PAGE_KEYS:
            self._page(self.body.query_one("#log"), _PAGES[key])
        elif self.typing and not (direct and name):
            return
        elif self.view.chart is not None and self.view.chart.key(key):
            pass
        elif by := _PAGES.get(key):
            self.body.say.page(by)
        elif name == "choose" and (hidden := self.body.hides(number)):
            self.view.chart = None
            self.view.tell(f"Now in view, press again: {hidden.label}")
        elif name in ASIDE and len(key) == 1:
            self._panel.soon(key, partial(self.act, name))
        elif name:
            self.act(name, number)
        await self._show_soon()

    async def _show_soon(self) -> None:
        if self._session.outstanding:
            self._changed()
        else:
            await self.show()

    def _page(self, part: Widget, by: int) -> None:
        part.scroll_relative(y=by * max(1, part.size.height - 1), animate=False)

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click, or Enter, on an item of the panel."""
        event.stop()
        pane = self.body.panel
        item = next((one for one in pane.items.items if one.id == event.option_id), None)
        if item is not None and not self._left:
            self.view.message = None
            self._panel.pick(item)
            await self._show_soon()

    def on_panel_pane_left(self, event: PanelPane.Left) -> None:
        """A field of a panel was left."""
        if not self._left:
            self._panel.leave_field(event.panel, event.field, event.value)
            self._changed()

    def on_panel_pane_typed(self) -> None:
        """The text of a panel's field changed."""
        if self.view.panel is not None:
            self._panel.type()
            self._changed()

    async def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A click on something with a key is that key."""
        if await self._is_seen(event):
            if event.key.startswith("step:") and self.view.chart:
                self.view.chart.key(event.key)
                await self.show()
            elif event.key in AS_PRESSED:
                self.app.simulate_key(event.key)
            else:
                await self._click(event.key)

    async def _click(self, key: str) -> None:
        self.view.message = None
        panel = self.view.panel
        name, number = action_for(key, typing=False, actions=self.view.actions)
        item = self.body.panel.pick_of(key) if panel is not None else None
        if key == "escape":
            await self.escape()
        elif item is not None:
            self._panel.pick(item)
        elif name:
            self.act(name, number)
        await self._show_soon()

    async def escape(self) -> None:
        """Out of the panel, the chart or the notes."""
        self.keep_drafts()
        if self.view.panel is not None:
            self._panel.close()
        elif self.view.chart is not None:
            self.view.chart = self.view.chart if self.view.chart.back() else None
        elif self.view.noting:
            self.view.leave_notes()
            if note := self._note:
                note.display = False
        self.view.tell_of_masking()

    def act(self, name: str, number: int = 0) -> None:
        """Do an action of the table, once the call has been drawn."""
        if not self._law.drawn:
            return
        if name in ASIDE:
            self._aside.open(name)
        else:
            self._panel.act(name, number)

    # The register

    def on_glance_counted(self, event: "Glance.Counted") -> None:
        """Show how much is owed."""
        if self.view.glance:
            self.view.glance.was_counted(event)
            self._aside.was_counted()
            if not self._left:
                self.view.hear(event.heard)
            self._changed()

    def on_glance_found(self, event: "Glance.Found") -> None:
        """Show who calls from the number in hand."""
        if self.view.glance:
            self.view.glance.was_found(event)
            self._changed()

    # The board

    def _hear_the_board(self, desk: AtDesk) -> None:
        """Have the desk know what the call asks, and take in what comes back."""
        from guide.session.answers import Answers

        loop, context = asyncio.get_running_loop(), copy_context()

        def told() -> None:
            # The program may have ended meanwhile.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self.call_later, self._take_in, context=context)

        self._answers = Answers(self._session, desk)
        desk.watch(told)
        self._take_in()

    def _take_in(self) -> None:
        if self._answers is None or self._left:
            return
        if told := self._answers.take_in():
            self.view.tell(" ".join(told))
        if self.view.glance:
            self.view.glance.count_anew()
        self._changed()

    async def on_paste(self, event: events.Paste) -> None:
        """Paste into the field one is in; where no field is: it is text, so it is for the notes."""
        event.stop()
        if not await self._is_seen(event):
            return
        await self._catch_up()
        if not self.typing and self.view.panel is None:
            self.view.act("notes")
            await self.show()
        field, note = self.focused, self._note
        if isinstance(field, FieldInput):
            field.paste(event.text)
        elif note is not None and field is note:
            note.paste(event.text)

    def keep_drafts(self) -> None:
        """Have on record what is being typed."""
        self._read_note()
        self._panel.keep_drafts()

    # Beginning, time, end

    async def _settle(self) -> None:
        if not self.is_attached:
            # The program was ended in the moment in which this was to begin.
            return
        load_modules()
        if not self._session.call.started.training:
            self.run_worker(self._load_glance, thread=True, exit_on_error=False)
        await self.body.panel.prepare()
        work = partial(load_the_rest, self._session.library)
        self.run_worker(work, thread=True, exit_on_error=False)
        if self.view.composer.text:
            (await self._mounted_note()).display = True
        if self.view.desk is not None:
            self._hear_the_board(self.view.desk)

    def _load_glance(self) -> None:
        """Load what looks into the register, in a thread: it takes longer than a key may."""
        from guide.tui.glance import Glance

        call, clock, desk = self._session.call.id, self._session.clock, self.view.desk
        glance = Glance(self, self._book.places, call, clock, desk)
        self.call_later(self._begin_to_glance, glance)

    def _begin_to_glance(self, glance: "Glance") -> None:
        self.view.glance = glance
        glance.count()

    async def _tick(self) -> None:
        if self._left or not self._opened:
            return
        self._ticks += 1
        self.keep_drafts()
        if not self._session.shown.saved.in_place and self._ticks % RETRY_SECONDS == 0:
            self._session.retry()
        for told in self._book.disk.limits.untold():
            self.view.tell(told)
        self.body.show_panes(self._scene())
        if self._session.shown.call.open_asks:
            # Whom an ask is with, and whether it has been waited for long enough, is in its panel.
            self._changed()

    async def on_resize(self, event: events.Resize) -> None:
        """Paint for the new size, once it is laid out."""
        if self._opened:
            self.call_after_refresh(self.show)

    def tell(self, text: str) -> None:
        """Show a sentence in the status line."""
        self.view.tell(text)
        self._changed()

    def leave(self) -> CallResult:
        """Keep the draft and let go of the call; it can be resumed."""
        self._left = True
        self.keep_drafts()
        return self._leaving.kept()

    def ask_to_leave(self, leave: Callable[[], None]) -> None:
        """Call `leave` once all that happened is saved, or the agent gives it up."""
        self._panel.at_once()
        self.keep_drafts()
        self._leaving.ask(leave)
