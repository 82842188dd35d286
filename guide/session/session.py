"""A session: an action goes to its rule, the events to the journal, the call to whoever watches.

Rules see the call with everything decided so far (`call`); watchers are shown only what the journal
has acknowledged (`shown`), so that an event is on disk before the screen shows its effect.
"""

from collections import deque
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from guide.call.actions import Action, Draft
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.events import Drafted, Ended, Entry, Event
from guide.call.fold import call_of, then
from guide.call.state import Call
from guide.record.writer import Saved, Writer
from guide.script.library import Library
from guide.session.clock import Clock, Moment
from guide.session.redaction import Redaction, redact, redaction, why_hidden

LONGEST_AWAY = 24 * 3600
"""For how many seconds a call may have been left: where the wall clock says more, or less than
none, it was set meanwhile, and is no measure of the call."""

Dispatch = Callable[[Callable[[], None]], None]
"""Runs something in the watchers' thread."""


def inline(work: Callable[[], None]) -> None:
    work()


class Shown(Struct, frozen=True):
    """What watchers see: the call as far as it is on record, and whether it is saved."""

    call: Call
    saved: Saved


class Session:
    """One running call. Not thread-safe: everything but the journal is in one thread."""

    def __init__(
        self,
        entries: Iterable[Entry],
        library: Library,
        clock: Clock,
        writer: Writer,
        dispatch: Dispatch = inline,
    ) -> None:
        """Go on with the call of `entries`, all of which are on record already."""
        self.call = call_of(entries)
        self.library = library
        self.clock = clock
        self.notice = ""
        """A sentence to tell the agent as the call begins, if there is one."""
        self.before_end: Callable[[], tuple[Event, ...]] = tuple
        """Gives what is to be on record just before the end of the call."""
        self._writer = writer
        self._dispatch = dispatch
        self._unanswered: deque[float] = deque()
        self._watchers: list[Callable[[Shown], None]] = []
        self._needs: list[Callable[[Shown], str]] = []
        self._told_of_refusals: list[Callable[[Action, Refused], None]] = []
        self._redactions: list[Redaction] = []
        self._typed: dict[str, str] = {}
        self.shown = Shown(self.call, Saved(True, count=len(self.call.entries)))
        now = clock.now()
        away = (now.at - self.call.last.at).total_seconds()
        believed = away if 0 <= away <= LONGEST_AWAY else 0.0
        self._began = now.ticks - self.call.last.elapsed - believed

    @classmethod
    def begin(
        cls,
        first: Entry,
        library: Library,
        clock: Clock,
        writer: Writer,
        dispatch: Dispatch = inline,
    ) -> "Session":
        """Begin a call with its first entry, which is on its way to disk."""
        session = cls((first,), library, clock, writer, dispatch)
        session.shown = Shown(session.call, Saved(True))
        session._submit((first,))
        timer = session.context().step_timer
        if timer is not None:
            session.record((timer,))
        return session

    def need(self, keep: Callable[[Shown], str]) -> None:
        """Have `keep` see to what the record needs beside its journal, from now on.

        It is asked before anybody is shown a change, and says why it could not, in a sentence, or
        nothing. The call is not saved without it.
        """
        self._needs.append(keep)
        self.shown = self._with_needs(self.shown)

    def watch(self, watcher: Callable[[Shown], None]) -> None:
        """Tell `watcher` of every change, in the thread that `dispatch` leads to."""
        self._watchers.append(watcher)

    def watch_refusals(self, watcher: Callable[[Action, Refused], None]) -> None:
        """Tell `watcher` of every action that a rule refuses; practice learns from them."""
        self._told_of_refusals.append(watcher)

    @property
    def elapsed(self) -> float:
        """Seconds since the call began."""
        return self._elapsed(self.clock.now())

    @property
    def waiting(self) -> float:
        """For how many seconds the disk has been owing an answer; 0 when it owes none."""
        if not self._unanswered:
            return 0.0
        return self.clock.now().ticks - self._unanswered[0]

    @property
    def outstanding(self) -> bool:
        """Whether the journal is yet to answer for something that shows; a draft does not."""
        waiting = self.call.entries[len(self.shown.call.entries) :]
        return any(not isinstance(entry.event, Drafted) for entry in waiting)

    @property
    def drafts(self) -> dict[str, str]:
        """The drafts, by place. Where the record has dots: what was typed, as long as this runs."""
        return {place: self._typed.get(place, text) for place, text in self.call.drafts.items()}

    def context(self) -> Context:
        """The call now, with all that was decided, as rules see it."""
        return Context(self.call, self.library, self.clock.now().at)

    @property
    def redactions(self) -> tuple[Redaction, ...]:
        """What was masked since the program began and stands so on record, the last thing first."""
        return tuple(one for one in reversed(self._redactions) if one.stands(self.call))

    def keep_redaction(self, masked: Redaction) -> None:
        """Keep in memory, as it was typed, what is masked on record."""
        self._redactions.append(masked)

    def do(self, action: Action) -> Decision:
        """Do what the agent asks for, or answer why not; what happens is on its way to disk.

        Card numbers and security codes are masked first; `redactions` has what was typed.
        """
        if refused := why_hidden(action, self.call):
            return refused
        if isinstance(action, Draft):
            self._typed[action.into] = action.text
        script = self.library.get(self.call.here.script)
        stored = redact(action, self.call, script.cardless if script else ())
        last = len(self.call.entries)
        decision = self._do(stored)
        if isinstance(decision, Allowed):
            masked = redaction(action, stored, decision, last)
            if masked is not None:
                self.keep_redaction(masked)
        return decision

    def enter_as_typed(self, masked: Redaction | None = None) -> Decision:
        """What was masked, the last thing if it is not named, is no card: correct it on record."""
        masked = masked or next(iter(self.redactions), None)
        if masked is None:
            return Refused("Nothing on record was taken for a card number.")
        decision: Decision = Allowed()
        for action in masked.as_typed():
            decision = self._do(action)
            if isinstance(decision, Refused):
                return decision
        self._redactions.remove(masked)
        return decision

    def _do(self, action: Action) -> Decision:
        # The rules: the first frame does not wait for them.
        from guide.call.decide import decide

        moment = self.clock.now()
        decision = decide(action, Context(self.call, self.library, moment.at))
        if isinstance(decision, Allowed) and decision.events:
            *before, last = decision.events
            if isinstance(last, Ended):
                decision = Allowed((*before, *self.before_end(), last))
        if isinstance(decision, Refused):
            for told in self._told_of_refusals:
                told(action, decision)
        elif decision.events:
            self.record(decision.events, moment)
        return decision

    def record(self, events: Iterable[Event], moment: Moment | None = None) -> None:
        """Record events that no rule has to allow, such as that the call was resumed."""
        moment = moment or self.clock.now()
        entries = []
        for event in events:
            elapsed = round(max(self._elapsed(moment), self.call.last.elapsed), 3)
            entry = Entry(len(self.call.entries) + 1, moment.at, elapsed, event)
            self.call = then(self.call, entry)
            entries.append(entry)
        self._submit(tuple(entries))

    def _submit(self, entries: tuple[Entry, ...]) -> None:
        call = self.call
        self._unanswered.append(self.clock.now().ticks)

        def acknowledged(saved: Saved) -> None:
            self._dispatch(lambda: self._show(call, saved))

        self._writer.submit(entries, acknowledged)

    def retry(self) -> None:
        self._unanswered.append(self.clock.now().ticks)
        self._writer.retry(lambda saved: self._dispatch(lambda: self._show(self.shown.call, saved)))

    def settle(self) -> Saved:
        """Wait until the journal has all that happened, or has refused it."""
        return self._with_needs(Shown(self.call, self._writer.settle())).saved

    def close(self) -> Saved:
        """Wait for the journal and let go of it. The call can be resumed from there."""
        self._redactions.clear()
        # A disk that refused what the call needs may have come back, and takes it now.
        return self._with_needs(Shown(self.call, self._writer.close())).saved

    def _elapsed(self, moment: Moment) -> float:
        return moment.ticks - self._began

    def _show(self, call: Call, saved: Saved) -> None:
        if self._unanswered:
            self._unanswered.popleft()
        newer = call if len(call.entries) >= len(self.shown.call.entries) else self.shown.call
        self.shown = self._with_needs(Shown(newer, saved))
        for watcher in self._watchers:
            watcher(self.shown)

    def _with_needs(self, shown: Shown) -> Shown:
        """What is shown, once what the record needs is seen to; not saved where it could not be."""
        lacking = " ".join(filter(None, [keep(shown) for keep in self._needs]))
        if not lacking or not shown.saved.ok:
            return shown
        return replace(shown, saved=replace(shown.saved, ok=False, reason=lacking))
