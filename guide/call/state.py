"""A call as it stands: what its events so far add up to. Frozen, so that a view can keep one."""

from datetime import datetime, timedelta

from msgspec import UNSET, Struct, UnsetType

from guide.call import events as ev
from guide.call.events import Entry, LineEvent, Recorded, Stage, Started
from guide.script.model import CALLERS_NUMBER, FollowUpKind, usual_follow_up
from guide.text import plain_line

NOTE = ""
"""The place of a new note in the composer."""

Drafts = dict[str, str]
"""What is typed and not entered, by its place.

That of a new note is `NOTE`; a note taken up again has a place of its own, and so has each field of
a form. The names of the forms' places are the screen's.
"""

_CORRECTION = "note:"


def correction_of(n: int) -> str:
    """The place of a correction of the note entered as event number `n`."""
    return f"{_CORRECTION}{n}"


def corrected_note(place: str) -> int:
    """The number of the note that is corrected at this place; 0 where it is another."""
    number = place.removeprefix(_CORRECTION)
    return int(number) if place.startswith(_CORRECTION) and number.isdecimal() else 0


LineMark = Recorded[LineEvent]
"""What became of a line: the last event about it."""


class Warned(Recorded[ev.WarningGiven], frozen=True):
    """A warning that was given: on whose permission, and the caller's words before and after it.

    `permission` is the number of the event by which it was permitted; 0 where it took none.
    `caller_words` are about its ground; `last_words`, about whichever, are what versions before
    0.14 told in their place.
    """

    permission: int = 0
    permission_by: str = ""
    permission_how: ev.GrantedBy = ev.GrantedBy.VOICE
    caller_words: str = ""
    last_words: str = ""
    words_after: str = ""


class ProtocolState(Struct, frozen=True):
    """How far the hang-up protocol has gone on this call.

    `ground` is the one that stands, stated by event number `stated`; `grounds` are all there were.
    `calmed` is the event by which the caller last calmed down.
    """

    efforts: tuple[Recorded[ev.EffortMade], ...] = ()
    ground: ev.GroundStated | None = None
    stated: int = 0
    grounds: tuple[Recorded[ev.GroundStated], ...] = ()
    words: tuple[Recorded[ev.CallerSaid], ...] = ()
    permissions: tuple[Recorded[ev.PermissionGiven], ...] = ()
    warnings: tuple[Warned, ...] = ()
    persisted: tuple[Recorded[ev.Persisted], ...] = ()
    denials: tuple[Recorded[ev.DenialHeard], ...] = ()
    calmed: int = 0

    @property
    def last_words(self) -> str:
        """The caller's words since the caller last calmed down; empty when none are on record."""
        fresh = self._fresh
        return fresh[-1].event.words if fresh else ""

    @property
    def quoted(self) -> str:
        """The last of them that are about the ground that stands; H6, H12.

        What was written down while another one stood is about that one.
        """
        return self.words_about(self.ground.ground) if self.ground else self.last_words

    def words_about(self, ground: str) -> str:
        """The caller's last words about a ground, since the caller last calmed down; H6, H12."""
        of_it = [w.event.words for w in self._fresh if self._is_about(ground, w)]
        return of_it[-1] if of_it else ""

    @property
    def _fresh(self) -> list[Recorded[ev.CallerSaid] | Recorded[ev.Persisted]]:
        every: tuple[Recorded[ev.CallerSaid] | Recorded[ev.Persisted], ...] = (
            *self.words,
            *self.persisted,
        )
        return sorted((w for w in every if w.n > self.calmed), key=lambda w: w.n)

    def _is_about(
        self, ground: str, said: Recorded[ev.CallerSaid] | Recorded[ev.Persisted]
    ) -> bool:
        stood = [g.event.ground for g in self.grounds if self.calmed < g.n < said.n]
        return not stood or stood[-1] == ground

    def permission(self, ground: str) -> Recorded[ev.PermissionGiven] | None:
        """The permission to warn on this ground.

        It is used up by the warning, and void once they calm, or somebody at the board denies it.
        """
        void = {denied.event.of for denied in self.denials}
        since = max(self.calmed, self.last_warning(ground))
        script = self._script(ground)
        granted = (
            given
            for given in self.permissions
            if given.event.ground == ground
            and given.n > since
            and given.n not in void
            and (UNSET in (script, given.event.script) or script == given.event.script)
        )
        return next(granted, None)

    def last_permission(self, ground: str) -> Recorded[ev.PermissionGiven] | None:
        """The one that stands, or else the one that the last warning on this ground used up."""
        used = [warned.permission for warned in self._warned(ground)][-1:]
        last = (given for given in self.permissions if given.n in used)
        return self.permission(ground) or next(last, None)

    def _script(self, ground: str) -> str | UnsetType:
        """The script whose ground this is, where it stands and the journal says."""
        stands = self.ground is not None and self.ground.ground == ground
        return self.ground.script if self.ground and stands else UNSET

    def given(self, ground: str) -> int:
        """How many warnings were given on this ground."""
        return len(self._warned(ground))

    def last_warning(self, ground: str) -> int:
        """The number of the event by which this ground was last warned on; 0 for none."""
        return max((warned.n for warned in self._warned(ground)), default=0)

    def _warned(self, ground: str) -> tuple[Warned, ...]:
        """The warnings on a ground; of one that stands, those by the script whose ground it is."""
        script = self._script(ground)
        return tuple(
            warned
            for warned in self.warnings
            if warned.event.ground == ground and script in (UNSET, warned.event.script)
        )

    def went_on(self, ground: str) -> bool:
        """Whether the caller went on after the last warning on this ground, not calm since."""
        since = max(self.calmed, self.last_warning(ground))
        return any(p.event.ground == ground and p.n > since for p in self.persisted)


class Visit(Struct, frozen=True):
    """One stay at a step. `origin` is the index in the path of the step that `return` leads to."""

    script: str
    step: str
    title: str
    n: int
    at: datetime
    key: int = 0
    label: str = ""
    origin: int = -1


class Note(Recorded[ev.Noted], frozen=True):
    """A note as it reads now. `before` holds what it read before corrections."""

    text: str
    before: tuple[str, ...] = ()


class RunningClock(Recorded[ev.ClockStarted], frozen=True):
    """The timer that runs, as it was started: a colleague's answer is waited for, or a step's."""

    @property
    def of_step(self) -> bool:
        """Whether it is the timer of a step, and ends as that is left."""
        return self.event.over is not UNSET

    def left(self, elapsed: float) -> float:
        """Seconds left when the call is `elapsed` seconds old; negative when it is over."""
        return self.elapsed + self.event.seconds - elapsed


class FollowUp(Recorded[ev.FollowUpAdded], frozen=True):
    """Something owed after the call, with the fields and due time (UTC) it has by now.

    `heard`: it was done elsewhere. `closed_as` is how it was closed where it was not done.
    """

    fields: tuple[tuple[str, str], ...]
    due: datetime | None
    done_at: datetime | None = None
    done_by: str = ""
    heard: bool = False
    closed_as: str = ""

    @property
    def kind(self) -> str:
        return self.event.follow_up

    @property
    def label(self) -> str:
        return self.event.label

    @property
    def internal(self) -> bool:
        """Whether it passes between colleagues alone, and nothing was promised to the caller."""
        own = self.event.internal
        return usual_follow_up(self.kind).internal if own is UNSET else own

    @property
    def done(self) -> bool:
        return self.done_at is not None

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields it must hold and does not."""
        held = dict(self.fields)
        return tuple(name for name in self.event.needs if not held.get(name, "").strip())

    @property
    def spelled(self) -> tuple[tuple[str, str], ...]:
        """What it holds, with labels in place of ids."""
        return self.event.spelled(self.fields)

    @property
    def number_in(self) -> str:
        """The field that holds the number which stands with it."""
        return self.event.phone or CALLERS_NUMBER

    def field(self, name: str) -> str:
        """The value of a field, or the empty string."""
        return dict(self.fields).get(name, "")


class Ask(Recorded[ev.Asked], frozen=True):
    """Something that the board was asked for, and what became of it, by whom and why.

    `became` is None while an answer is waited for; `answered` is the event that tells it.
    """

    became: ev.AskAnswer | None = None
    by: str = ""
    reason: str = ""
    unused: str = ""
    answered: int = 0

    @property
    def until(self) -> datetime:
        """Till when (UTC) the agent waits for an answer."""
        return self.at + timedelta(seconds=self.event.seconds)


class ManagerState(Struct, frozen=True):
    """When a manager was asked for, and who came."""

    asked: tuple[datetime, ...] = ()
    name: str = ""


class Call(Struct, frozen=True):
    """One conversation with one caller, as its events so far add up.

    `path` is the way to the step in hand (going back shortens it); `visited` is every step ever
    seen; `scripts` are those it was taken with, by id and hash, and `unapproved` the sentences that
    tell of rules of theirs that nobody approved; `marks` is the last word on each
    line, by script and line; `left_out` are the answers that there are none of, with the reason;
    `language` is the one chosen to speak to the caller in (empty: the script's own; None: none was
    chosen yet); `listed` are the numbers, in their normal form, that were on the do-not-call list
    as they were written down; `retracted` are the events that were corrected and no longer count.
    """

    started: Started
    at: datetime
    entries: tuple[Entry, ...]
    path: tuple[Visit, ...]
    visited: frozenset[tuple[str, str]] = frozenset()
    scripts: tuple[tuple[str, str], ...] = ()
    unapproved: tuple[str, ...] = ()
    marks: dict[tuple[str, str], LineMark] = {}
    notes: tuple[Note, ...] = ()
    drafts: Drafts = {}
    details: dict[str, Recorded[ev.Detailed]] = {}
    left_out: dict[str, Recorded[ev.Detailed]] = {}
    stages: tuple[Recorded[ev.Staged], ...] = ()
    clock: RunningClock | None = None
    manager: ManagerState = ManagerState()
    protocol: ProtocolState = ProtocolState()
    asks: tuple[Ask, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    language: str | None = None
    taken_over: ev.TookOver | None = None
    ended: Recorded[ev.Ended] | None = None
    listed: frozenset[str] = frozenset()
    retracted: frozenset[int] = frozenset()

    @property
    def id(self) -> str:
        return self.started.call

    @property
    def here(self) -> Visit:
        """The step in hand."""
        return self.path[-1]

    @property
    def opened_from(self) -> Visit | None:
        """The step that the script in hand was opened from, and that `return` leads to."""
        return self.path[self.here.origin] if self.here.origin >= 0 else None

    @property
    def last(self) -> Entry:
        return self.entries[-1]

    @property
    def draft(self) -> str:
        """The draft of a new note."""
        return self.drafts.get(NOTE, "")

    @property
    def stage(self) -> Stage | None:
        """The caller's anger as last judged."""
        return self.stages[-1].event.stage if self.stages else None

    @property
    def owed(self) -> tuple[FollowUp, ...]:
        """The follow-ups that are not done."""
        return tuple(f for f in self.follow_ups if not f.done)

    @property
    def open_asks(self) -> tuple[Ask, ...]:
        """What the board was asked for and nothing has become of yet."""
        return tuple(ask for ask in self.asks if ask.became is None)

    def last_ask(self, about: ev.AskKind, ground: str = "") -> Ask | None:
        """What was last asked of this kind; a permission, on this ground."""
        asked = (a for a in reversed(self.asks) if a.event.about is about)
        return next((a for a in asked if a.event.ground == ground), None)

    @property
    def supervisor(self) -> str:
        """The one last named: who permitted a warning, joined, or was told; empty for nobody."""
        reports = {f.n for f in self.follow_ups if f.kind == FollowUpKind.REPORT}
        for entry in reversed(self.entries):
            if entry.n in self.retracted:
                continue
            match entry.event:
                case ev.PermissionGiven(by=by):
                    return by
                case ev.ManagerCame(name=name):
                    return name
                case ev.FollowUpDone(of=of, by=by, closed_as=other) if of in reports and not other:
                    return by
        return ""

    def detail(self, field_id: str) -> str:
        """The value of a detail, or the empty string."""
        found = self.details.get(field_id)
        return found.event.value if found else ""

    @property
    def agent(self) -> str:
        """Who takes the call: as it was put right, where it was masked as the call began."""
        return as_put_right(self.started.agent, self.detail("agent"))

    @property
    def ref(self) -> str:
        """The call's reference, in the same way."""
        return as_put_right(self.started.ref, self.detail("reference"))

    def owner_of(self, follow_up: FollowUp) -> str:
        """Who is to do a follow-up: whom it names itself, or the call, or else the agent."""
        field = follow_up.event.owner
        named = "" if field is UNSET else follow_up.field(field) or self.detail(field)
        return owner_named(named, self.started.agent)

    def mark(self, script: str, line: str) -> LineMark | None:
        """What became of a line, if anything did."""
        return self.marks.get((script, line))

    def entry(self, n: int) -> Entry:
        """The first entry is number 1."""
        return self.entries[n - 1]


def as_put_right(began: str, detail: str) -> str:
    """What a call began with, or the detail that it became where it was masked, and is no card."""
    return detail if detail and "•" in began else began


def owner_named(named: str, agent: str) -> str:
    """Who is to do something, as somebody wrote it down; the agent where that is nobody else."""
    name = plain_line(named)
    return agent if name.lower() in ("", "me", "i") else name


def number_of(follow_up: FollowUp, call: Call) -> str:
    """The number that stands with a follow-up: its own, or else the caller's.

    Where its script has it call somebody else, the caller's is none of it.
    """
    own = follow_up.field(follow_up.number_in)
    return own if follow_up.number_in != CALLERS_NUMBER else own or call.detail(CALLERS_NUMBER)
