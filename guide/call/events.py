"""Events: what happened on a call. They are all that is stored; everything shown derives from them.

Each event carries what it needs to be understood years later without the script it came from:
wording to the letter with its hash, labels, terms. An event's name on disk is its `kind`.
"""

from datetime import datetime
from enum import Enum, StrEnum
from typing import Annotated, Generic, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

from guide.script.protocol_names import ending_told

UtcTime = Annotated[datetime, Meta(tz=True)]
"""A moment, in UTC; one without a time zone is refused where it is read."""


class EventBase(Struct, frozen=True, tag_field="kind", gc=False):
    """What all events are: a frozen value that knows its kind."""

    @property
    def kind(self) -> str:
        """The event's name on disk."""
        return str(self.__struct_config__.tag)


class Stage(Enum):
    """How angry the caller is; escalated-callers, E2. Calm is what a caller comes back to."""

    CALM = "calm"
    ANNOYED = "annoyed"
    FRUSTRATED = "frustrated"
    HOSTILE = "hostile"
    ENRAGED = "enraged"

    @property
    def rank(self) -> int:
        """0 for calm, up to 4."""
        return list(Stage).index(self)

    @property
    def heated(self) -> bool:
        """Whether it is one of the two stages that call for more than patience."""
        return self in (Stage.HOSTILE, Stage.ENRAGED)


class GrantedBy(Enum):
    """How a supervisor gave a permission: spoken to the agent, or at the desk's board."""

    VOICE = "voice"
    BOARD = "board"


class AskKind(StrEnum):
    """What an agent asks of the board over the desk."""

    PERMISSION = "permission"
    MANAGER = "manager"
    THREAT = "threat"
    HAND_OVER = "hand-over"


class AskAnswer(Enum):
    """What became of an ask in the end: the last two are the agent's own."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOBODY = "nobody"

    @property
    def of_board(self) -> bool:
        """Whether somebody at the board gave it."""
        return self in (AskAnswer.GRANTED, AskAnswer.REFUSED)


# The way a call took


class Started(EventBase, frozen=True, tag="started"):
    """A call began at a step of a script. `zone` is the desk's: a name or a rule.

    `unapproved` are the rules of the script that nobody had approved as they were, as sentences.
    """

    call: str
    script: str
    title: str
    version: str
    sha256: str
    step: str
    step_title: str
    zone: str
    agent: str
    ref: str = ""
    program: str = ""
    training: bool = False
    unapproved: tuple[str, ...] | UnsetType = UNSET


class Resumed(EventBase, frozen=True, tag="resumed"):
    """The program came back to an unfinished call."""

    program: str = ""


class BranchKept(EventBase, frozen=True, tag="branch-kept"):
    """The record had gone on in two places; this one goes on, and the other is kept as it is.

    Both had the first `after` events. The other has `events` in all, the last of them with
    `last_hash`; `told` is what happened in it, each with its time.
    """

    after: int
    events: int
    last_hash: str
    told: tuple[tuple[UtcTime, str], ...] = ()


class Chosen(EventBase, frozen=True, tag="chosen"):
    """A choice was taken and led to a step. `key` is 1 to 9."""

    key: int
    label: str
    script: str
    step: str
    step_title: str


class WentBack(EventBase, frozen=True, tag="went-back"):
    """The agent went back a step, to the one named."""

    script: str
    step: str
    step_title: str


class Opened(EventBase, frozen=True, tag="opened"):
    """Another script was opened at a step; the version and hash say which text of it.

    `unapproved` as of the script that a call begins with.
    """

    script: str
    title: str
    version: str
    sha256: str
    step: str
    step_title: str
    key: int = 0
    label: str = ""
    unapproved: tuple[str, ...] | UnsetType = UNSET


class Returned(EventBase, frozen=True, tag="returned"):
    """The agent returned to the step from which the script in hand had been opened."""

    script: str
    step: str
    step_title: str
    key: int = 0
    label: str = ""


class LanguageChosen(EventBase, frozen=True, tag="language-chosen"):
    """The caller is spoken to in this language from now on; empty: in the script's own."""

    language: str


class TookOver(EventBase, frozen=True, tag="took-over"):
    """The call goes on from an earlier call's record.

    `refused` are its answers that their fields do not take: of each the field, its label, and what
    was on record there. They are none of this call's.
    """

    from_call: str
    from_agent: str
    summary: str = ""
    refused: tuple[tuple[str, str, str], ...] | UnsetType = UNSET


class Ended(EventBase, frozen=True, tag="ended"):
    """The call ended. By the protocol: on which ground, and the specific reason.

    `required` are the sentences of `missing` that nothing else on record shows as still to do.
    """

    ending: str
    label: str
    protocol: bool = False
    ground: str = ""
    reason: str = ""
    missing: tuple[str, ...] = ()
    required: tuple[str, ...] | UnsetType = UNSET

    @property
    def told(self) -> str:
        """How it ended, as lists, figures and summaries name it."""
        return ending_told(self.label or self.ending, protocol=self.protocol)


# Lines


class Worded(EventBase, frozen=True, kw_only=True):
    """What every event about a line says of the line's wording, beside text, hash and standing.

    `approved_by` and `approved_at` (UTC) are whose approval the text has, and when it was given.
    `filled` is the text with the call's details in its places, where it has such places. `in_file`
    is what the script's file had instead, where that was not what had been approved. `gap` says
    why there is no text, where there is none. Once a language was chosen on the call, `language` is
    that of the text (empty: the script's, which does not say which that is), and `untranslated`
    says why it is not the one chosen, where it is not. `texts` are the constants in the text, and
    the desk's name, that the script's file has otherwise than they were approved: the name of each,
    as approved and as the file has it. Those stood in their places as approved; where that is
    empty, nobody had approved any, and what the file has did. `approval` says what else there is to
    know of the approval: whose is without a seal, or was withdrawn, and when.
    """

    approved_by: str = ""
    approved_at: UtcTime | None = None
    filled: str = ""
    in_file: str = ""
    gap: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    untranslated: str | UnsetType = UNSET
    texts: tuple[tuple[str, str, str], ...] | UnsetType = UNSET
    approval: str | UnsetType = UNSET


class OfLine(Worded, frozen=True, tag="said"):
    """What became of a line of a step: which line, and its wording."""

    script: str
    step: str
    line: str
    text: str
    sha256: str
    status: str


class Said(OfLine, frozen=True):
    """A line was said, to the letter as it stood on the screen, with the standing it had there."""


class Adapted(OfLine, frozen=True, tag="adapted"):
    """A line was said in other words: `words` are the agent's, `text` the line's."""

    words: str
    reason: str


class LeftOut(OfLine, frozen=True, tag="left-out"):
    """A line was deliberately not said."""

    reason: str


class PassedOver(OfLine, frozen=True, tag="passed-over"):
    """A step was left while this must-say line of it was neither said, adapted nor left out."""


# The hang-up protocol


class EffortMade(EventBase, frozen=True, tag="effort-made"):
    """A reasonable effort to redirect or de-escalate was made; hang-up-protocol, H5."""

    what: str


class GroundStated(EventBase, frozen=True, tag="ground-stated"):
    """The ground for the hang-up protocol, with its terms; hang-up-protocol, H6.

    `script` is the one whose ground it is; a journal from before version 0.6 does not say. `title`,
    `version` and `sha256` are that script's, which need not be opened for its warnings to be given;
    a journal from before version 0.8 does not say. `unapproved` as of one that is opened.
    """

    ground: str
    label: str
    warnings: int
    permission: bool
    threat: bool = False
    script: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    version: str | UnsetType = UNSET
    sha256: str | UnsetType = UNSET
    unapproved: tuple[str, ...] | UnsetType = UNSET


class CallerSaid(EventBase, frozen=True, tag="caller-said"):
    """The caller's own words that make the ground specific; hang-up-protocol, H6 and H12."""

    words: str


class PermissionGiven(EventBase, frozen=True, tag="permission-given", omit_defaults=True):
    """A supervisor, by name, permitted one warning on this ground; hang-up-protocol, H7.

    By voice is not written down: a journal has always told it so. `script` is as in `GroundStated`.
    Where there is an `of`, it is none of its own: the one given as that event was by this name.
    At the board it answers the ask that is event number `ask`; `answer` is the hash of the board's
    own record of that.
    """

    ground: str
    by: str
    how: GrantedBy = GrantedBy.VOICE
    script: str | UnsetType = UNSET
    of: int = 0
    ask: int = 0
    answer: str = ""


class WarningGiven(Worded, frozen=True, tag="warning-given"):
    """A warning was given on this ground, in these words."""

    ground: str
    label: str
    script: str
    line: str
    text: str
    sha256: str
    status: str


class Persisted(EventBase, frozen=True, tag="persisted"):
    """The caller went on after the warning on this ground, in these words; hang-up-protocol, H9."""

    ground: str
    words: str


class CalmedDown(EventBase, frozen=True, tag="calmed-down"):
    """The caller stopped: neither the ground stands any more nor a permission; warnings do."""


# What is asked of the board, over the desk


class Asked(EventBase, frozen=True, tag="asked", omit_defaults=True):
    """The board was asked for something; a permission, to warn on this ground.

    First `to` somebody by name, or all who are there. The agent waits for so many `seconds`.
    `reports` are the numbers of the events by which telling of the threat is owed.
    """

    about: AskKind
    seconds: int
    ground: str = ""
    label: str = ""
    script: str = ""
    to: str = ""
    reports: tuple[int, ...] = ()


class AskAnswered(EventBase, frozen=True, tag="ask-answered", omit_defaults=True):
    """What became of the ask that is event number `of`: who said so, and why.

    A permission that is used is told by `PermissionGiven` instead; here, `unused` is why one is
    not. `answer` is the hash of the board's own record of it.
    """

    of: int
    became: AskAnswer
    by: str = ""
    reason: str = ""
    unused: str = ""
    answer: str = ""


class DenialHeard(EventBase, frozen=True, tag="denial-heard"):
    """At the board, `by` denies that `named` permitted the warning that is event number `warning`.

    It was on record as permitted by voice, on this ground, by event number `of`, which permits no
    further warning from here on; `reason` is why, in their words.
    """

    of: int
    warning: int
    ground: str
    named: str
    by: str
    reason: str


class Witnessed(EventBase, frozen=True, tag="witnessed", omit_defaults=True):
    """What the team's desk had received of the call as it ended: its witness, beside this journal.

    So many `events`, the last of them with `last_hash`, that one at `received_at` by the server's
    clock. `away`: the desk was not reached as the call ended.
    """

    events: int = 0
    last_hash: str = ""
    received_at: UtcTime | None = None
    away: bool = False


# What the agent writes down, owes and corrects


class Noted(EventBase, frozen=True, tag="noted"):
    """The agent entered a note."""

    text: str


class NoteCorrected(EventBase, frozen=True, tag="note-corrected"):
    """The note entered as event number `of` now reads `text`."""

    of: int
    text: str


class Drafted(EventBase, frozen=True, tag="drafted"):
    """A draft changed: its first `keep` characters stay, `text` follows them.

    `into` is its place; see `guide.call.state.Drafts`.
    """

    keep: int
    text: str
    into: str = ""


class Detailed(EventBase, frozen=True, tag="detailed"):
    """A detail of the caller or the call was written down; an empty value takes it out.

    `by_choice`: taking a choice answered it, or going back on one took that back. `left_out` is why
    there is no answer, where the agent said so. `listed`: it is a number, and was on the
    do-not-call list then.
    """

    field: str
    label: str
    value: str
    from_call: str = ""
    by_choice: bool = False
    left_out: str | UnsetType = UNSET
    listed: bool | UnsetType = UNSET


class Staged(EventBase, frozen=True, tag="staged"):
    """The caller's anger was judged to be at this stage."""

    stage: Stage


class ClockStarted(EventBase, frozen=True, tag="clock-started"):
    """A timer was started, for so many seconds: the one for a colleague's answer, or a step's.

    `over` is told of a step's: what to do when its time is over. It ends as the step is left.
    """

    seconds: int
    over: str | UnsetType = UNSET


class ClockStopped(EventBase, frozen=True, tag="clock-stopped"):
    """The timer was stopped; `answered` says whether what was waited for had come.

    `dropped`: it was started by mistake, and nobody was waited for.
    """

    answered: bool
    dropped: bool | UnsetType = UNSET


class ManagerAsked(EventBase, frozen=True, tag="manager-asked"):
    """A manager was asked to get involved."""


class ManagerCame(EventBase, frozen=True, tag="manager-came"):
    """The manager who got involved, by name."""

    name: str


class FollowUpAdded(EventBase, frozen=True, tag="follow-up-added"):
    """Something is owed. `follow_up` is the kind; `fields` are pairs of field id and value.

    `reason_label` is a report's reason as its script words it, where the field has an id. `listed`
    tells that its number was on the do-not-call list then, where it is to be called. `labels` are
    pairs of field id and label, of fields that the script calls otherwise than is usual. `internal`
    is told of a kind of the script's own: whether it passes between colleagues alone. `owner` is
    the field whose detail names who is to do it, where its script has one; `phone` the field that
    holds the number to call, where that is another than `number`.
    """

    follow_up: str
    label: str
    fields: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()
    aim: UtcTime | None = None
    due: UtcTime | None = None
    rule: str = ""
    reason_label: str | UnsetType = UNSET
    listed: bool | UnsetType = UNSET
    labels: tuple[tuple[str, str], ...] | UnsetType = UNSET
    internal: bool | UnsetType = UNSET
    owner: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET

    def label_of(self, field: str) -> str:
        """What its script calls a field, where that is on record; or else nothing."""
        return "" if self.labels is UNSET else dict(self.labels).get(field, "")

    def spelled(self, fields: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Fields that this follow-up holds by now, its reason by the label where it has an id."""
        label = self.reason_label
        if label is UNSET:
            return fields
        by_id = ("reason", dict(self.fields).get("reason", ""))
        return tuple(("reason", label) if field == by_id else field for field in fields)


class FollowUpAmended(EventBase, frozen=True, tag="follow-up-amended"):
    """The follow-up added as event number `of` now holds these fields and this due time.

    `listed`: its number was on the do-not-call list then, where it is to be called.
    """

    of: int
    fields: tuple[tuple[str, str], ...] = ()
    due: UtcTime | None = None
    listed: bool | UnsetType = UNSET


class FollowUpDone(EventBase, frozen=True, tag="follow-up-done"):
    """The follow-up added as event number `of` is done; `by` says by whom or to whom.

    `heard`: it was done elsewhere, at a board or in the register, and when. It is closed as refused
    or void where `closed_as` says so, and was not done.
    """

    of: int
    by: str
    heard: UtcTime | UnsetType = UNSET
    closed_as: str | UnsetType = UNSET


class Corrected(EventBase, frozen=True, tag="corrected"):
    """Event number `of` was a mistake; it stays on record and no longer counts.

    `by`: somebody opened again, at a board or in the register, what it has done; and when.
    """

    of: int
    what: str
    by: str | UnsetType = UNSET
    heard: UtcTime | UnsetType = UNSET


# Training: what a scenario did


class Rehearsed(EventBase, frozen=True, tag="rehearsed"):
    """The call rehearses a scenario; its hash says which text of it, `seed` which caller."""

    scenario: str
    title: str
    sha256: str
    seed: int


class CallerSpoke(EventBase, frozen=True, tag="caller-spoke"):
    """The scenario's caller said this. `move` is the scenario's name for it, or empty."""

    words: str
    move: str = ""


class ActionRefused(EventBase, frozen=True, tag="action-refused"):
    """A rule refused what the trainee was about to do: `what` in a word, and the rule's reason."""

    what: str
    reason: str


Event = (
    Started
    | Resumed
    | BranchKept
    | Chosen
    | WentBack
    | Opened
    | Returned
    | LanguageChosen
    | Said
    | Adapted
    | LeftOut
    | PassedOver
    | Noted
    | NoteCorrected
    | Drafted
    | Detailed
    | Staged
    | ClockStarted
    | ClockStopped
    | ManagerAsked
    | ManagerCame
    | EffortMade
    | GroundStated
    | CallerSaid
    | PermissionGiven
    | WarningGiven
    | Persisted
    | CalmedDown
    | Asked
    | AskAnswered
    | DenialHeard
    | Witnessed
    | FollowUpAdded
    | FollowUpAmended
    | FollowUpDone
    | TookOver
    | Corrected
    | Ended
    | Rehearsed
    | CallerSpoke
    | ActionRefused
)


Move = Chosen | WentBack | Opened | Returned
"""An event by which the step in hand is another."""

LineEvent = Said | Adapted | LeftOut | PassedOver | WarningGiven
"""An event about a line: it carries the line's wording to the letter, with hash and approval."""


E_co = TypeVar("E_co", bound=Event, covariant=True)


class Recorded(Struct, Generic[E_co], frozen=True, gc=False):
    """An event of a kind with its place in the call's list (from 1) and its time.

    `at` is UTC; `elapsed` is seconds since the call began by a clock that never jumps.
    """

    n: int
    at: UtcTime
    elapsed: float
    event: E_co


class Entry(Recorded[Event], frozen=True):
    """An event of whichever kind, as the journal holds it."""
