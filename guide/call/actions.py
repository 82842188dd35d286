"""Actions: what an agent can ask for during a call. A rule answers each with a decision."""

from datetime import date, datetime, time

from msgspec import Struct

from guide.call.events import AskAnswer, AskKind, Stage


class Action(Struct, frozen=True):
    """What an agent asks for."""


class Choose(Action, frozen=True):
    """Take the choice with this key, 1 to 9."""

    key: int


class Back(Action, frozen=True):
    """Go back a step."""


class GoTo(Action, frozen=True):
    """Go to another script, or to a step of any; the way back is kept."""

    script: str
    step: str = ""


class Return(Action, frozen=True):
    """Return to where the script in hand was opened from."""


class Say(Action, frozen=True):
    """The line was said; an empty id means the next line of the step that is not settled.

    With a script named, a line of an earlier step that was passed over.
    """

    line: str = ""
    script: str = ""


class Adapt(Action, frozen=True):
    """The line was said in other words."""

    words: str
    reason: str
    line: str = ""
    script: str = ""


class LeaveOut(Action, frozen=True):
    """The line is deliberately not said."""

    reason: str
    line: str = ""
    script: str = ""


class SwitchLanguage(Action, frozen=True):
    """Speak to the caller in this language from now on; empty: in the script's own."""

    language: str


class Write(Action, frozen=True):
    """Enter a note."""

    text: str


class Rewrite(Action, frozen=True):
    """Correct the note entered as event number `of`; an empty text withdraws it."""

    of: int
    text: str


class Draft(Action, frozen=True):
    """What is typed at a place is now this text: the composer's, or the one that `into` names."""

    text: str
    into: str = ""


class WriteDetail(Action, frozen=True):
    """Write down a detail; an empty value takes it out.

    `listed`: it is a number, and on the do-not-call list.
    """

    field: str
    value: str
    listed: bool = False


class LeaveAnswerOut(Action, frozen=True):
    """There is no answer to what is asked, for a reason."""

    field: str
    reason: str


class SetStage(Action, frozen=True):
    """Judge the caller's anger."""

    stage: Stage


class StartClock(Action, frozen=True):
    """Start the clock for a colleague's answer."""


class StopClock(Action, frozen=True):
    """The clock stops: the colleague has answered; or nobody has; or it is `dropped`, a mistake."""

    answered: bool = False
    dropped: bool = False


class GetManager(Action, frozen=True):
    """A manager is asked for; who comes is named by `NameManager`."""


class NameManager(Action, frozen=True):
    """The manager who got involved."""

    name: str


class MakeEffort(Action, frozen=True):
    """Put an effort to redirect the caller on record."""

    what: str


class StateGround(Action, frozen=True):
    """State the ground for the hang-up protocol; `threat` where only the agent can tell."""

    ground: str
    threat: bool = False


class QuoteCaller(Action, frozen=True):
    """Write down the caller's own words."""

    words: str


class Permit(Action, frozen=True):
    """A supervisor, by name, permits one warning on the ground that stands, by voice.

    With `of`, the permission on record as that event was by this name.
    """

    by: str
    of: int = 0


class Warn(Action, frozen=True):
    """The warning of the ground that stands was given."""


class Persist(Action, frozen=True):
    """The caller goes on after the warning, with these words."""

    words: str


class Calm(Action, frozen=True):
    """The caller stopped, and calmed down."""


class ReportThreat(Action, frozen=True):
    """A threat was made: a supervisor is to be told right away."""


class AskBoard(Action, frozen=True):
    """Ask the board for something, over the desk: first somebody by name, or all at once."""

    about: AskKind
    to: str = ""


class StopAsking(Action, frozen=True):
    """Take back the ask that is event number `of`, or give up waiting for an answer."""

    of: int


class TakeAnswer(Action, frozen=True):
    """The board has answered the ask that is event number `of`; `hash` is of its own record."""

    of: int
    became: AskAnswer
    by: str
    reason: str = ""
    hash: str = ""


class HearDenial(Action, frozen=True):
    """At the board, `by` denies that `named` permitted by voice the warning that is this event."""

    warning: int
    named: str
    by: str
    reason: str


class AddFollowUp(Action, frozen=True):
    """Something is owed after the call. `done_by` not None: it is done already, by or to whom.

    `listed`: its number is on the do-not-call list. `due_time` is of the day it is due, if one was
    agreed on.
    """

    kind: str
    fields: tuple[tuple[str, str], ...] = ()
    due: date | None = None
    done_by: str | None = None
    listed: bool = False
    due_time: time | None = None


class AmendFollowUp(Action, frozen=True):
    """Change the follow-up added as event number `of`; the rest as of one that is added."""

    of: int
    fields: tuple[tuple[str, str], ...]
    due: date | None = None
    due_time: time | None = None
    listed: bool = False


class FinishFollowUp(Action, frozen=True):
    """The follow-up added as event number `of` is done; `by` says by whom, or who was told."""

    of: int
    by: str = ""


class HearDone(Action, frozen=True):
    """The follow-up added as event number `of` was done elsewhere, by or to whom, and when (UTC).

    `closed_as` is how it was closed where it was not done: "refused" or "void".
    """

    of: int
    by: str
    at: datetime
    closed_as: str = ""


class HearUndone(Action, frozen=True):
    """The follow-up added as event number `of` was opened again elsewhere; by whom, when (UTC)."""

    of: int
    by: str
    at: datetime


Elsewhere = HearDone | HearUndone
"""What others did about a follow-up."""


class TakeOver(Action, frozen=True):
    """Go on from an earlier call's record; its evidence becomes details of this call.

    `labels` are those of details that the script in hand may not know. `listed`: the number among
    them is on the do-not-call list. `refused` is not None where it was judged already what of it
    fits its field: what did not, as `TookOver` has it.
    """

    from_call: str
    from_agent: str
    summary: str
    details: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    listed: bool = False
    refused: tuple[tuple[str, str, str], ...] | None = None


class Correct(Action, frozen=True):
    """Event number `of` was a mistake; 0 means the last thing that can be corrected."""

    of: int = 0


class End(Action, frozen=True):
    """End the call with this ending; `reason` is the specific one, in the caller's words."""

    ending: str
    reason: str = ""
