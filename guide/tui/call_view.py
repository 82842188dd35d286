"""A call as one works on it: which line is marked, what is typed, which panel is open.

It turns keys into actions and a session into a scene. It knows no toolkit, so that tests, demos and
the screen drive the very same thing.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.wording import words_of
from guide.session.callbook import CallBook
from guide.session.session import Session, Shown
from guide.tui.composer import Composer
from guide.tui.keys import ACTIONS, Actions, action_for, by_id, ends_call, is_typing_key, spelled
from guide.tui.marked_line import MarkedLine
from guide.tui.panel_stack import PanelStack
from guide.tui.rows import cut
from guide.tui.scene import Message, Scene, Tone

if TYPE_CHECKING:
    from guide.tui.chart_view import ChartView
    from guide.tui.panels.fields import Fields
    from guide.tui.panels.panel import EarlierCall, Panel


class CallView:
    """What the agent sees of a session, and what the keys do to it."""

    def __init__(
        self,
        session: Session,
        book: CallBook,
        changed: Callable[[], None],
        actions: Actions = ACTIONS,
    ) -> None:
        """Show `session`; `changed` is called when there is something new to paint."""
        self.actions = actions
        self._by_id = by_id(actions)
        self.session = session
        self.book = book
        self._changed = changed
        self.composer = Composer(session, self.tell)
        self._panels = PanelStack(session)
        self._message = Message(session.notice) if session.notice else None
        self._seen = session.shown.call.here.n
        self._redaction = session.redaction
        self.chart: ChartView | None = None
        self._mark = MarkedLine(session.context())
        session.watch(self._shown)

    def scene(self, width: int, height: int) -> Scene:
        """The scene now, from what is on record."""
        shown = self.session.shown
        moment = self.session.clock.now()
        return Scene(
            now=Context(shown.call, self.session.library, moment.at),
            saved=shown.saved,
            pending=self.session.waiting > 1,
            elapsed=self.session.elapsed,
            width=width,
            height=height,
            mark=self._mark.at,
            typing=self.composer.typing and self._panels.top is None,
            editor=self.composer.editor,
            correcting=self.composer.correcting,
            panel=self._panels.top,
            chart=self.chart,
            message=self._message,
            notes_scroll=self.composer.scroll,
            actions=self.actions,
            banner="TRAINING" if shown.call.started.training else "",
        )

    @property
    def typing(self) -> bool:
        """Whether letters are being typed, in the composer or in a panel."""
        return self._panels.top.typing if self._panels.top else self.composer.typing

    def _shown(self, shown: Shown) -> None:
        """Something is on record now: the mark follows the call."""
        visit = shown.call.here.n
        if visit != self._seen:
            self._seen = visit
            self.composer.scroll = 0
            context = Context(shown.call, self.session.library, shown.call.last.at)
            self._mark.begin(context)
            self.chart = self.chart.follow(context) if self.chart else None
        self._changed()

    def key(self, key: str, character: str) -> None:
        """Answer a key press; `character` is what it types, or empty."""
        self._message = None
        name, number = action_for(key, typing=self.typing, actions=self.actions)
        panel = self._panels.top
        direct = is_typing_key(key, self.actions)
        if key == "escape":
            self.keep_drafts()
            self._escape()
        elif panel is not None and not (direct and name):
            panel.key(key, character, self)
        elif self.chart is not None and self.chart.key(key):
            pass
        elif self.composer.typing and not (direct and name):
            self.composer.key(key, character)
        elif name:
            self.act(name, number)
        self._tell_of_masking()
        self._changed()

    def paste(self, text: str) -> None:
        """Answer a paste: into the panel's field, or as part of a note."""
        self._message = None
        if self._panels.top:
            self._panels.top.pasted(text, self)
        else:
            self.chart = None
            self.composer.paste(text)
        self._tell_of_masking()
        self._changed()

    def _tell_of_masking(self) -> None:
        """Say once that something was masked, and which key says that it was no card."""
        before, self._redaction = self._redaction, self.session.redaction
        if self._redaction is not None and self._redaction is not before:
            key = self._by_id["not-a-card"].shown_typing
            self.tell(f"Card number masked. {key}: it is not a card.")

    def keep_drafts(self) -> None:
        """Have everything on record that is being typed: the note, and what panels ask for."""
        self.composer.keep_draft()
        self._panels.keep_drafts()

    def _tell_of_drafts(self, before: "tuple[Panel, ...]") -> None:
        """Say that what was typed into a panel is kept, where one was closed unanswered."""
        if left := self._panels.left(before):
            self.tell(f"Kept: what you typed into “{left.title}”; it is there next time.")

    def _escape(self) -> None:
        if before := self._panels.panels:
            self.close()
            self._tell_of_drafts(before)
        elif self.chart is not None:
            self.chart = self.chart if self.chart.back() else None
        elif self.composer.typing:
            self.composer.leave()

    def act(self, name: str, number: int = 0) -> None:
        """Do an action of the table; what is not to be had now says why."""
        self.keep_drafts()
        before = self._panels.panels
        if self._panels.top:
            self._panels.top.leave(self)
        why = self._by_id[name].why_not(self.now())
        if why:
            self._refuse(why)
        elif name == "choose":
            self._choose(number)
        elif name == "mark":
            self._mark.move(number, self.now())
        elif name in _DEEDS:
            _DEEDS[name](self)
        else:
            self._open(name)
        if self._message is None:
            self._tell_of_drafts(before)
        self._changed()

    def _open(self, name: str) -> None:
        from guide.tui.panels.openers import OPENERS

        if name in OPENERS:
            self._panels.open_only(OPENERS[name](self))

    def _choose(self, number: int) -> None:
        ending = ends_call(self.now(), number)
        if ending:
            from guide.tui.panels.end import EndPanel

            self._panels.open_only(EndPanel(self.now(), ending))
            return
        before = len(self.session.call.entries)
        if isinstance(self.do(act.Choose(number)), Allowed):
            self._panels.clear()
            events = (entry.event for entry in self.session.call.entries[before:])
            if over := [event for event in events if isinstance(event, ev.PassedOver)]:
                key = self._by_id["end"].shown_key
                self._refuse(f"{cut(words_of(over[0]), 50)} ({key} lists it)")

    def _say(self) -> None:
        line = self._mark.line(self.now())
        if line is not None and isinstance(self.do(act.Say(line.id)), Allowed):
            self._mark.go_on(self.now())

    def _adapt(self) -> None:
        from guide.tui.panels.adapt import adapt_panel

        line = self._mark.line(self.now())
        if line is not None:
            self._panels.open_only(adapt_panel(line, self.now().script.id))

    def _write(self) -> None:
        self._panels.clear()
        self.chart = None
        self.composer.typing = True

    def _manager(self) -> None:
        from guide.tui.panels.manager import manager_panel

        if isinstance(self.do(act.GetManager()), Allowed):
            self.tell("A manager was asked for: on record.")
            self._panels.open_only(manager_panel())

    def _clock(self) -> None:
        clock = self.session.call.clock
        if clock is None:
            if isinstance(self.do(act.StartClock()), Allowed):
                minutes, seconds = divmod(self.now().script.clock.seconds, 60)
                key = self._by_id["clock"].shown_key
                self.tell(f"The clock runs: {minutes}:{seconds:02}. {key} stops it.")
            return
        over = clock.left(self.session.elapsed) <= 0
        self.do(act.StopClock(answered=not over))
        self.tell("Clock stopped: no answer." if over else "Clock stopped: answered.")

    def _not_a_card(self) -> None:
        decision = self.session.enter_as_typed()
        if isinstance(decision, Refused):
            return self._refuse(decision.reason)
        return self.tell("Entered as it was typed.")

    def _chart(self) -> None:
        # Laying out a chart is a library of its own: it is not loaded before one is asked for.
        from guide.tui.chart_view import ChartView

        self._panels.clear()
        self.chart = None if self.chart else ChartView(self.now())

    def now(self) -> Context:
        """The call with everything decided, and the moment."""
        return self.session.context()

    def do(self, action: Action) -> Decision:
        """Do something; a refusal is shown in the status line."""
        decision = self.session.do(action)
        if isinstance(decision, Refused):
            self._refuse(spelled(decision, self.actions, typing=self.typing))
        return decision

    def open(self, panel: "Panel") -> None:
        """Open a further panel; closing it leads back here."""
        self._panels.open(panel)

    def close(self) -> None:
        """Close the panel on top, keeping what was typed into it."""
        self._panels.close(self)

    def close_all(self) -> None:
        """Close every panel."""
        self._panels.clear()

    def tell(self, text: str) -> None:
        """Show a sentence in the status line."""
        self._message = Message(text)

    def _refuse(self, text: str) -> None:
        self._message = Message(text, Tone.REFUSAL)

    def settled(self, fields: "Fields") -> None:
        """What was typed into these fields is on record: their drafts are not needed any more."""
        self._panels.settled(fields)

    def enter_note(self) -> None:
        """Enter the note in the composer."""
        self.composer.enter()

    def enter_draft(self, place: str) -> None:
        """Enter what was typed at this place as a note."""
        if isinstance(self.do(act.Write(self.session.call.drafts.get(place, ""))), Allowed):
            self.session.do(act.Draft("", place))
            self.composer.let_go(place)

    def earlier_calls(self) -> "tuple[EarlierCall, ...]":
        """The kept calls that can be taken over, the newest first."""
        from guide.tui.earlier import earlier_calls

        return earlier_calls(self.book, self.session.call.id, self.now().zone)

    def evidence(self, call_id: str) -> Action | str:
        """The action that takes an earlier call over, or why it cannot be read."""
        from guide.tui.earlier import evidence

        return evidence(self.book, call_id)


_DEEDS: dict[str, Callable[[CallView], object]] = {
    "said": CallView._say,
    "adapt": CallView._adapt,
    "back": lambda view: view.do(act.Back()),
    "notes": CallView._write,
    "stopped": lambda view: view.do(act.Calm()),
    "manager": CallView._manager,
    "clock": CallView._clock,
    "chart": CallView._chart,
    "not-a-card": CallView._not_a_card,
}
"""What the actions do that open no panel of `OPENERS`."""
