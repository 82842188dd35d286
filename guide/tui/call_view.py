"""A call as one works on it: which line is marked, which panels are open, what was told last.

It turns actions of the table into deeds of the session, and the session into a scene. It knows no
widget: what is typed stands in the fields of the screen.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.rules.corrections import correctable
from guide.call.rules.flow import why_closed
from guide.call.rules.gates import awaited_line
from guide.call.rules.standing import Need, next_need
from guide.call.wording import done_words, shown_words
from guide.chart.layers import ChartTooLarge
from guide.errors import GuideError
from guide.record.call_list import CallInfo
from guide.script.dates import shown_clock
from guide.session.at_desk import HandedOver
from guide.session.callbook import CallBook
from guide.session.redaction import Redaction, digits_lost
from guide.session.session import Session, Shown
from guide.tui.keys import ACTIONS, Actions, by_id, spelled
from guide.tui.notes import Composer
from guide.tui.panel import EarlierCall, Panel
from guide.tui.rows import cut
from guide.tui.scene import MarkedLine, Message, Scene, Tone

if TYPE_CHECKING:
    from guide.tui.chart_view import ChartView
    from guide.tui.glance import Glance

_OFFERED = 9
"""How many earlier calls can be taken over: as many as there are digits."""


_TOO_LARGE = (
    "This script is too large for a chart. The flow shows where each choice of this step leads, and"
    " find (/) opens any other."
)


class CallResult(Struct, frozen=True):
    """A call that is no longer on the screen: ended with its summary, or kept to be resumed.

    `problem` says what went wrong, when something did. `given_up`: it is not saved as a whole.
    """

    call: str
    summary: Path | None = None
    ended: bool = False
    problem: str = ""
    given_up: bool = False


class CallView:
    """What the agent sees of a session, and what the actions do to it.

    `changed` is called when there is something new to show; `put` has the note's field hold a text,
    `copied` sends one to the clipboard.
    """

    def __init__(
        self,
        session: Session,
        book: CallBook,
        changed: Callable[[], None],
        put: Callable[[str], None],
        copied: Callable[[str], None],
        actions: Actions = ACTIONS,
    ) -> None:
        self.actions = actions
        self._by_id = by_id(actions)
        self.session = session
        self.book = book
        self.desk = book.desk
        self._changed = changed
        self._copied = copied
        self.composer = Composer(session, self.tell, put)
        self.noting = False
        self._panels: list[Panel] = []
        self._opened_by_choice: Panel | None = None
        self.message: Message | None = None
        self._seen = session.shown.call.here.n
        self._redaction: Redaction | None = None
        self.chart: ChartView | None = None
        self._drawn: ChartView | None = None
        """The chart that was open last: it is laid out once, and shown again from then on."""
        self.glance: Glance | None = None
        self._mark = MarkedLine(session.context())
        session.watch(self._shown)
        self.tell_of_masking()
        masked = self.message.text if self.message else ""
        told = (session.notice, masked, digits_lost(session.drafts.values()))
        if session.notice or told[-1]:
            self.tell(" ".join(filter(None, told)))

    def scene(self, *, typing: bool, flow: bool, banner: str = "", kept: bool = True) -> Scene:
        """The scene now, from what is on record."""
        shown = self.session.shown
        moment = self.session.clock.now()
        return Scene(
            now=Context(shown.call, self.session.library, moment.at),
            saved=shown.saved,
            pending=self.session.waiting > 1,
            elapsed=self.session.elapsed,
            mark=self._mark.at,
            typing=typing,
            correcting=self.composer.correcting,
            panel=self.panel,
            flow=flow,
            message=self.message,
            actions=self.actions,
            banner=banner or ("TRAINING" if shown.call.started.training else ""),
            owed=self.glance.owed if self.glance else "",
            known=self.glance.known_of(self.number) if self.glance else None,
            kept=kept,
            desk=self.desk.words if self.desk else "",
        )

    @property
    def number(self) -> str:
        """The phone number in hand: of the open panel, or else of the caller."""
        typed = self.panel.number if self.panel else ""
        return typed or self.session.shown.call.detail("number")

    def hear(self, done: Iterable[act.Elsewhere]) -> None:
        """Have on record what was done elsewhere about what this call promised, and tell it."""
        told = []
        for action in done:
            decision = self.session.do(action)
            if isinstance(decision, Allowed) and decision.events:
                held = next(one for one in self.session.call.follow_ups if one.n == action.of)
                told.append(f"{held.label}: {done_words(held) if held.done else 'to do again'}.")
        if told:
            self.tell(" ".join(told))

    def is_listed(self, number: str) -> bool:
        """Whether a number is known to be on the do-not-call list."""
        return self.glance is not None and self.glance.is_listed(number)

    def _shown(self, shown: Shown) -> None:
        """Something is on record now: the mark follows the call."""
        visit = shown.call.here.n
        context = Context(shown.call, self.session.library, shown.call.last.at)
        if visit != self._seen:
            self._seen = visit
            self._mark.begin(context)
            self._follow_on_chart(context)
        else:
            self._mark.follow(context)
        self._changed()

    def _follow_on_chart(self, context: Context) -> None:
        try:
            if self.chart:
                self.chart = self._drawn = self.chart.follow(context)
        except ChartTooLarge:
            self.chart = None
            self.refuse(_TOO_LARGE)

    @property
    def marked(self) -> int:
        """Which of the lines is marked, from 0."""
        return self._mark.at

    @property
    def panel(self) -> Panel | None:
        """The panel that is seen."""
        return self._panels[-1] if self._panels else None

    def keep_drafts(self, typed: dict[str, str]) -> None:
        """Have on record what is being typed: the note, and `typed` by the places of fields."""
        self.composer.keep_draft()
        for place, text in typed.items():
            self.session.do(act.Draft(text, place))

    def act(self, name: str, number: int = 0) -> None:
        """Do an action of the table; what is not to be had now says why."""
        why = self._by_id[name].why_not(self.now())
        if name == "said" and self._panel_has_a_line():
            self._say()
        elif why:
            self.refuse(why)
        elif name == "choose":
            self._choose(number)
        elif name == "mark":
            self._mark.move(number, self.now())
        elif name in _DEEDS:
            _DEEDS[name](self)
        else:
            self._open(name)
        self.tell_of_masking()
        self._changed()

    def _open(self, name: str) -> None:
        from guide.tui.panels import OPENERS

        if name == "end" and self.glance:
            # What was done at another terminal is known by looking alone.
            self.glance.count()
        elif self.glance:
            self.glance.count_if_changed()
        if name in OPENERS:
            self._open_only(OPENERS[name](self))

    def _open_only(self, panel: Panel) -> None:
        self.noting = False
        self._panels = [panel.beneath, panel] if panel.beneath else [panel]

    def _choose(self, number: int) -> None:
        choice = self.now().step.choice(number)
        closed = why_closed(choice, self.now()) if choice is not None else None
        if choice is not None and choice.to.ending and closed is None:
            from guide.tui.panels.end import EndPanel

            self._open_only(EndPanel(self.now(), choice.to.ending))
            return
        before = len(self.session.call.entries)
        decision = self.session.do(act.Choose(number))
        if isinstance(decision, Refused):
            self._say_why_not_chosen(decision)
        else:
            self._panels.clear()
            events = (entry.event for entry in self.session.call.entries[before:])
            if over := [event for event in events if isinstance(event, ev.PassedOver)]:
                key = self._by_id["end"].shown_key
                self.refuse(f"{cut(shown_words(over[0]), 42)} ({key} lists it)")
            if next_need(self.now()) is Need.ANSWER:
                # Whatever the choice is called: this is what the protocol waits for.
                self._open("warn")
                self._opened_by_choice = self.panel

    def _say_why_not_chosen(self, refused: Refused) -> None:
        """Say why a choice is not to be had; where the caller's words open it, ask for them."""
        if refused.action == "warn" and next_need(self.now()) is Need.ANSWER:
            self._open("goes-on")
            self.tell("Record their words first, then choose again.")
        else:
            if line := awaited_line(self.now()):
                self._mark.move_to(line, self.now())
            self.refuse(self._spelled(refused))

    @property
    def opened_by_choice(self) -> bool:
        """Whether the panel that is seen was opened by a choice, and not by the agent."""
        return self.panel is not None and self.panel is self._opened_by_choice

    def _panel_has_a_line(self) -> bool:
        return self.panel is not None and self.panel.line(self.now()) is not None

    def _say(self) -> None:
        context = self.now()
        if self.panel is not None and self._panel_has_a_line():
            action = self.panel.said(context)
            if action is None:
                self.refuse("This line is not to be said now.")
            else:
                self.do(action)
            return
        line = self._mark.line(context)
        if line is not None and isinstance(self.do(act.Say(line.id)), Allowed):
            self._mark.go_on(self.now())

    def _adapt(self) -> None:
        from guide.tui.panels.forms import adapt_panel

        line = self._mark.line(self.now())
        if line is not None:
            self._open_only(adapt_panel(line, self.now().script.id))

    def _write(self) -> None:
        self._panels.clear()
        self.chart = None
        self.noting = True

    def _clock(self) -> None:
        clock = self.session.call.clock
        if clock is None:
            if isinstance(self.do(act.StartClock()), Allowed):
                started = self.now().step.timer or self.now().script.clock
                minutes, seconds = divmod(started.seconds, 60)
                key = self._by_id["clock"].shown_key
                self.tell(f"Timer started: {minutes}:{seconds:02}. {key} stops it.")
            return
        self._open("clock")

    def _not_a_card(self) -> None:
        from guide.tui.panels.lists import NotACardPanel

        masked = self.session.redactions
        if not masked:
            self.refuse("Nothing on record was taken for a card number.")
            return
        self.noting = False
        self.open(NotACardPanel(masked, self._enter_as_typed, self._by_id["not-a-card"]))

    def _enter_as_typed(self, masked: Redaction) -> Decision:
        decision = self.session.enter_as_typed(masked)
        if isinstance(decision, Refused):
            self.refuse(spelled(decision, self.actions))
        return decision

    def _chart(self) -> None:
        # Laying out a chart is a library of its own: it is not loaded before one is asked for.
        from guide.tui.chart_view import ChartView

        self._panels.clear()
        self.noting = False
        if self.chart:
            self.chart = None
            return
        try:
            self._drawn = self._drawn.follow(self.now()) if self._drawn else ChartView(self.now())
            self.chart = self._drawn
        except ChartTooLarge:
            self.refuse(_TOO_LARGE)

    def now(self) -> Context:
        """The call with everything decided, and the moment."""
        return self.session.context()

    def do(self, action: Action) -> Decision:
        """Do something; a refusal is shown in the status line."""
        decision = self.session.do(action)
        if isinstance(decision, Refused):
            self.refuse(self._spelled(decision))
        return decision

    def _spelled(self, refused: Refused) -> str:
        """Why something is refused, and the key that mends it, unless what that opens is open."""
        if self.panel is not None and self.panel.action == refused.action:
            return refused.reason
        return spelled(refused, self.actions, typing=self.noting)

    def open(self, panel: Panel) -> None:
        """Open a further panel; closing it leads back here."""
        panel.beneath = self.panel
        self._panels.append(panel)

    def close(self) -> None:
        """Close the panel on top."""
        if self._panels:
            self._panels.pop()

    def close_all(self) -> None:
        """Close every panel."""
        self._panels.clear()

    def leave_notes(self) -> None:
        """Out of the notes; what was typed is entered."""
        self.noting = False
        self.composer.leave()
        self.tell_of_masking()

    def tell(self, text: str) -> None:
        """Show a sentence in the status line."""
        self.message = Message(text)

    def refuse(self, text: str) -> None:
        """Show why something was not done."""
        self.message = Message(text, Tone.REFUSAL)

    def tell_of_masking(self) -> None:
        """Say once that something was masked, and which key says that it was no card."""
        before, self._redaction = self._redaction, next(iter(self.session.redactions), None)
        if self._redaction is not None and self._redaction is not before:
            key = self._by_id["not-a-card"].shown_typing
            self.tell(f"Masked as a card number or code. {key}: it is neither.")

    def marked_words(self) -> str:
        """The words of the marked line; empty where there is none."""
        context = self.now()
        line = self._mark.line(context)
        return context.words(line) if line else ""

    def take_back(self, since: int) -> bool:
        """Correct what was done after so many entries of the call; whether there was anything."""
        undone = False
        for entry in reversed(self.session.call.entries[since:]):
            if entry in correctable(self.session.call):
                undone |= isinstance(self.session.do(act.Correct(entry.n)), Allowed)
        return undone

    def copy(self, text: str, what: str) -> None:
        """Send a text to the terminal's clipboard, and say so: no terminal says that it took it."""
        self._copied(text)
        self.tell(f"{what}: sent to the clipboard.")

    def enter_note(self) -> None:
        """Enter the note in its field."""
        self.composer.enter()

    def enter_draft(self, place: str) -> None:
        """Enter what was typed at this place as a note."""
        if isinstance(self.do(act.Write(self.session.drafts.get(place, ""))), Allowed):
            self.session.do(act.Draft("", place))
            self.composer.let_go(place)

    def earlier_calls(self) -> tuple[EarlierCall, ...]:
        """The calls that can be taken over: handed over to this seat, and the newest kept here."""
        zone = self.now().zone
        try:
            recent = self.book.recent(_OFFERED, but=self.session.call.id)
        except GuideError as error:
            self.refuse(str(error))
            recent = []
        handed = tuple(_handed_over(one, zone) for one in self.book.handed_over)
        kept = tuple(
            _earlier_call(one, one.started_at, zone)
            for one in recent
            if one.started_at is not None and one.id not in {call.id for call in handed}
        )
        return (*handed, *kept)[:_OFFERED]

    def evidence(self, call_id: str) -> Action | str:
        """The action that takes an earlier call over, or why it cannot be read."""
        try:
            return self.book.evidence(call_id)
        except GuideError as error:
            return str(error)


def _earlier_call(info: CallInfo, started_at: datetime, zone: tzinfo) -> EarlierCall:
    """A kept call in one line, with when it was started in this zone."""
    ended = info.ended or "not ended"
    title = _in_a_line(started_at, info.title, info.agent, info.caller, info.number, ended, zone)
    return EarlierCall(info.id, title)


def _handed_over(handed: HandedOver, zone: tzinfo) -> EarlierCall:
    """As `_earlier_call`, of a call that the desk has."""
    call = handed.call
    caller, number = call.detail("caller"), call.detail("number")
    ended = call.ended.event.told if call.ended else "not ended"
    title = _in_a_line(call.at, call.started.title, handed.agent, caller, number, ended, zone)
    return EarlierCall(call.id, f"Handed over to you: {title}")


def _in_a_line(
    started_at: datetime, title: str, agent: str, caller: str, number: str, ended: str, zone: tzinfo
) -> str:
    at = started_at.astimezone(zone)
    began = f"{at:%a} {shown_clock(at)} {title}, {agent}"
    return " · ".join(filter(None, (began, caller, number, ended)))


_DEEDS: dict[str, Callable[[CallView], object]] = {
    "said": CallView._say,
    "adapt": CallView._adapt,
    "back": lambda view: view.do(act.Back()),
    "notes": CallView._write,
    "stopped": lambda view: view.do(act.Calm()),
    "clock": CallView._clock,
    "chart": CallView._chart,
    "not-a-card": CallView._not_a_card,
}
"""What the actions do that open no panel of `OPENERS`."""
