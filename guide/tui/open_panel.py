"""The open panel under the agent's hand: what keys, clicks and answered fields do to the call."""

from collections.abc import Callable
from functools import partial

from textual import events
from textual.timer import Timer

from guide.call.rules.doubts import doubted
from guide.tui.call_view import CallView
from guide.tui.item_list import MOVES
from guide.tui.key_press import CONFIRM_SECONDS, KeyLaw, typed_character
from guide.tui.keys import action_for, by_id, without_case
from guide.tui.panel import Item, Panel
from guide.tui.panel_pane import MOVES_IN_A_FORM, FieldInput, PanelPane

OPENING_SECONDS = 0.5
"""An Enter on an empty field sooner than this after it opened was meant for what was before it; so
was one that comes sooner after an answer of one key, which leads on by itself."""

_PAGE_KEYS = ("pageup", "pagedown")


class OpenPanel:
    """Does to the call what is done in its open panel. What is typed there is never lost."""

    def __init__(self, view: CallView, pane: Callable[[], PanelPane], law: KeyLaw) -> None:
        """`pane` answers with the widget that shows the panel: it is there once it is mounted."""
        self._view = view
        self._pane = pane
        self._law = law
        self._asked_twice: tuple[Panel | None, str] | None = None
        self._first_field: FieldInput | None = None
        self._opened_at = -1.0
        self._answered_by_key_at = -1.0
        self._coming: tuple[str, Callable[[], object], str, Timer] | None = None

    def press(self, key: str, *, typing: bool) -> None:
        """Pick an item by its key, move the mark, go through the fields."""
        pane = self._pane()
        asked, self._asked_twice = self._asked_twice, None
        if self._leads_back(key):
            self._view.close_all()
            self._view.act("back")
        elif typing:
            # A field takes what leads to another one by itself.
            if key in _PAGE_KEYS:
                pane.scroll_or_mark(key)
        elif key in ("tab", "shift+tab"):
            pane.move(MOVES_IN_A_FORM[key])
        elif key == "space":
            self.act("said")
        elif key in MOVES:
            pane.scroll_or_mark(key)
        elif key == "enter":
            self._enter_in_list(pane)
        elif item := pane.pick_of(key):
            if self._may_be_text(item, pane, asked):
                self._asked_twice = (self._view.panel, item.id)
                # The second press is to do it: what it does is in sight by then.
                self._was_out_of_sight(item)
                self._view.tell(f"Press {item.key} once more: {item.label}")
            elif item is pane.shape.confirm:
                instead = f"Not done: a key came right after {item.key}. Press {item.key} again."
                self.soon(item.key, partial(self._confirm, self._view.panel, item), instead)
            else:
                self._pick_seen(item)
        else:
            self._tell_way(key)

    def soon(self, key: str, do: Callable[[], object], instead: str = "") -> None:
        """Do what a letter asks for, unless it turns out to be the first one of a word.

        What is told `instead` where something comes in between.
        """
        self._coming = key, do, instead, self._pane().set_timer(CONFIRM_SECONDS, self.at_once)

    def at_once(self) -> None:
        """Do what was to be done soon, if anything was."""
        coming, self._coming = self._coming, None
        if coming is not None:
            coming[3].stop()
            coming[1]()

    @property
    def comes(self) -> bool:
        """Whether something is about to be done."""
        return self._coming is not None

    def takes_in_between(self, event: events.Key) -> bool:
        """Whether a key does nothing because something else is about to be done.

        A letter makes a word of the one before, and Esc takes that back.
        """
        if self._coming is None:
            return False
        key, _, instead, timer = self._coming
        typed = typed_character(event)
        goes_on = typed and not typed.isdigit() and without_case(event.key) != key
        if not goes_on and event.key != "escape":
            return True
        timer.stop()
        self._coming = None
        self._view.message = None
        if instead:
            self._view.tell(instead)
        return event.key == "escape"

    def _confirm(self, panel: Panel | None, item: Item) -> None:
        asked = self._pane().shape.confirm
        if panel is self._view.panel and asked is not None and asked.id == item.id:
            self.pick(asked)

    def pick(self, item: Item) -> None:
        """Pick an item of the panel that is seen; one that is not to be had says why."""
        view, panel = self._view, self._view.panel
        if panel is None or panel is not self._pane().panel:
            return
        if item.off:
            view.refuse(item.off)
            return
        self.keep_drafts()
        panel.picked(item, view)
        if item.enters:
            self.enter()
        if view.panel is panel and not self._pane().shape.unmarked:
            self._pane().items.mark(item.id)
        view.tell_of_masking()

    def enter(self) -> bool:
        """Enter in the last field: on record, or told why not; one stays in the field.

        True if it was taken: what comes next is for what the panel shows then.
        """
        view, panel, pane = self._view, self._view.panel, self._pane()
        if panel is None:
            return False
        self.keep_drafts()
        if self._just_opened and not any(pane.values.values()):
            return False
        places = [one.field.place for one in pane.inputs if one.field.place]
        self._law.answered()
        self._leave_fields()
        if self._doubts():
            return False
        taken = panel.entered(pane.values, view)
        if taken:
            pane.keep()
            pane.select_whole()
            for place in places:
                view.keep_drafts({place: ""})
        elif view.message is None:
            pane.move(1)
        elif panel.refused:
            pane.go_to(panel.refused)
            pane.mark_refused(panel.refused)
        view.tell_of_masking()
        return taken

    def _doubts(self) -> bool:
        """Ask about a field that is to be looked at again, unless that was told and read."""
        pane, view = self._pane(), self._view
        caller = pane.values.get("caller") or view.now().call.detail("caller")
        for one in pane.inputs:
            doubt = one.doubt(caller)
            if doubt and not (one.is_refused and self._law.may_be_sure):
                self._law.doubted()
                one.note_doubt()
                view.tell(doubted(one.value.strip(), doubt))
                pane.go_to(one.field.id)
                pane.mark_refused(one.field.id)
                return True
        return False

    def fields_shown(self) -> None:
        """Take note of when fields opened: what was pressed right then was not meant for them."""
        first = next(iter(self._pane().inputs), None)
        if first is not self._first_field:
            self._first_field, self._opened_at = first, self._seconds()

    def answered_by_key(self) -> None:
        """Note that a single key was the whole answer in a field, and leads on by itself."""
        self._answered_by_key_at = self._seconds()

    def confirms_answer(self, event: events.Key) -> bool:
        """Whether a key is the Enter that confirms such an answer out of habit, and does no more.

        It comes right after it, and nothing in between.
        """
        at, self._answered_by_key_at = self._answered_by_key_at, -1.0
        return event.key == "enter" and self._seconds() - at < OPENING_SECONDS

    @property
    def _just_opened(self) -> bool:
        return self._seconds() - self._opened_at < OPENING_SECONDS

    def _seconds(self) -> float:
        return self._view.session.clock.now().ticks

    def type(self) -> None:
        """A field's text changed: a search goes on."""
        panel, pane = self._view.panel, self._pane()
        if panel is not None and panel is pane.panel:
            panel.typed(pane.values, self._view)

    def leave_field(self, panel: Panel, field: str, value: str) -> None:
        """A field was left: panels that keep field by field do so."""
        is_kept, is_seen = panel.left(field, value, self._view), panel is self._view.panel
        if is_kept and is_seen:
            self._kept(panel, field, value)
        elif is_seen and panel.why_not(field, value, self._view.now()):
            self._pane().mark_refused(field)
        self._view.tell_of_masking()

    def act(self, name: str, number: int = 0) -> None:
        """Do an action of the table, with or without a panel: what is typed in one is kept."""
        self.keep_drafts()
        panel, typed = self._view.panel, self._unsaved
        self._leave_fields()
        unsaved = self._unsaved
        self._view.act(name, number)
        if typed and self._view.panel is not panel:
            self._tell_kept(panel, saved=not unsaved)

    def close(self) -> None:
        """Close the panel; say so where something typed in it was kept as a draft."""
        self._leave_fields()
        panel, unsaved = self._view.panel, self._unsaved
        self._view.close()
        if unsaved:
            self._tell_kept(panel)

    def keep_drafts(self) -> None:
        """Have on record what is being typed, in the notes too."""
        self._view.keep_drafts(self._pane().unsaved if self._view.panel is not None else {})

    @property
    def _unsaved(self) -> bool:
        return self._view.panel is not None and any(self._pane().unsaved.values())

    def _leads_back(self, key: str) -> bool:
        """Whether a key leads back from a choice that opened this panel, where nothing is typed."""
        name, _ = action_for(key, typing=False, actions=self._view.actions)
        return (
            name == "back" and self._view.opened_by_choice and not any(self._pane().values.values())
        )

    def _may_be_text(
        self, item: Item, pane: PanelPane, asked: tuple[Panel | None, str] | None
    ) -> bool:
        """Whether a key may be a letter of what somebody types, though it would record something.

        `asked` is the panel and the item that the key before asked to press once more for.
        """
        if item is not pane.shape.confirm and not item.twice:
            return False
        if self._law.in_a_word:
            return True
        return item.twice and not item.off and asked != (self._view.panel, item.id)

    def _pick_seen(self, item: Item) -> None:
        """Pick an item whose key is in sight; to one that is not, only scroll."""
        if self._was_out_of_sight(item):
            self._view.tell(f"Now in view, press again: {item.label}")
        else:
            self.pick(item)

    def _was_out_of_sight(self, item: Item) -> bool:
        """Have an item in sight, and tell whether it was not."""
        pane = self._pane()
        shape = pane.shape
        shown = item is shape.confirm or item in shape.beside or item.id in shape.told
        return not shown and pane.items.bring_in_sight(item.id)

    def _enter_in_list(self, pane: PanelPane) -> None:
        """Pick the item that is marked; what is on record already is kept as it is."""
        item = pane.marked
        if item is None:
            if pane.shape.items:
                self._view.tell("Press the key of an item, or ↓ and then Enter.")
            elif confirm := pane.shape.confirm:
                self._view.tell(f"Press {confirm.key}: {confirm.label}")
        elif item.kept:
            self._view.tell(item.kept)
            self._view.close()
        else:
            self._pick_seen(item)

    def _tell_way(self, key: str) -> None:
        """Say which key does from a panel what this one does on the call."""
        view = self._view
        name, number = action_for(key, typing=False, actions=view.actions)
        if view.panel and name and name == view.panel.action:
            # Pressed out of habit, to open what is open already.
            return
        if view.panel and (helps := view.panel.instead_of(name, key, view.now())):
            view.refuse(helps)
        elif name:
            action = by_id(self._view.actions)[name]
            what = f"choice {number}" if name == "choose" else f"“{action.label}”"
            other = f"Alt+{number}" if name == "choose" else action.shown_typing
            first, _, then = other.partition(", ")
            ways = f"{first}, then {then}" if then else f"{first}, or close this with Esc first"
            self._view.tell(f"For {what}, press {ways}.")

    def _leave_fields(self) -> None:
        """Have the panel keep the field one is in, and before it what one went on from.

        That a field was left is heard a little later: keys may have come meanwhile.
        """
        panel, pane = self._view.panel, self._pane()
        if panel is None:
            return
        focused = [one for one in pane.inputs if one is pane.screen.focused]
        for one in (*pane.left_unsaved, *focused):
            value = one.value.strip()
            if panel.left(one.field.id, value, self._view):
                self._kept(panel, one.field.id, value)

    def _kept(self, panel: Panel, field: str, value: str) -> None:
        """Let go of a field's draft: what was typed is on record, and shown as it stands there."""
        pane = self._pane()
        held = next((one for one in pane.inputs if one.field.id == field), None)
        if held is not None and held.value.strip() == value:
            stands = panel.kept_as(field, value, self._view.now())
            if stands and stands != value:
                held.value = stands
                held.cursor_position = len(stands)
            pane.keep(field)
            self._view.keep_drafts({held.field.place: ""})

    def _tell_kept(self, panel: Panel | None, *, saved: bool = False) -> None:
        """Say that what was typed into a panel is not lost; a refusal goes before it.

        `saved`: it is on record, and no draft.
        """
        if panel is None or self._view.message is not None:
            return
        what = f"what you typed into “{panel.title}”"
        self._view.tell(f"Saved: {what}." if saved else f"Kept: {what}; it is there next time.")
