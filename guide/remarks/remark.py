"""A remark about a moment of a call: what is stored of it, how it stands, and whom it waits for.

A trainer or a quality reviewer notes it, the agent of the call answers, and both sign off. An agent
may note one too, about an unfair mark say: then whoever else answers is the reviewer. Each of these
is a line that says who did it and when; none is ever taken out.
"""

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from guide.call.events import UtcTime
from guide.call.wording import in_a_row
from guide.record.places import CALL_ID

_NUMBER = Meta(ge=1, le=1_000_000_000)


class _Deed(Struct, frozen=True, tag_field="kind"):
    """What was done; its name on disk is its `kind`."""


class Remarked(_Deed, frozen=True, tag="remarked"):
    """What is remarked about a moment of a call that `agent` took.

    The moment is `seconds` into the call, when it had `event` events. The record of the call had
    `events` when this was noted, the last of them with the hash `last_hash`. `finding` is the code
    of the finding of its debrief that this is about; empty where it is about none.
    """

    text: str
    agent: str
    seconds: Annotated[float, Meta(ge=0, le=10_000_000)]
    event: Annotated[int, _NUMBER]
    events: Annotated[int, _NUMBER]
    last_hash: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    finding: str = ""


class Answered(_Deed, frozen=True, tag="answered"):
    """What the other one says to it."""

    text: str


class SignedOff(_Deed, frozen=True, tag="signed-off"):
    """It was talked over, and this person has nothing to add."""


class Withdrawn(_Deed, frozen=True, tag="withdrawn"):
    """Whoever noted it takes it back; why."""

    why: str


Deed = Answered | SignedOff | Withdrawn
"""What is done about a remark."""


class RemarkLine(Struct, frozen=True):
    """One line of the file: what somebody said at a moment (UTC) in remark `n` of a call."""

    at: datetime
    by: str
    call: str
    n: int
    what: Remarked | Deed

    def record(self) -> dict[str, object]:
        """What is stored of it, without seal."""
        head = {"at": self.at, "by": self.by, "call": self.call, "n": self.n}
        told: dict[str, object] = msgspec.to_builtins(self.what)
        return head | told


class _Head(Struct, frozen=True):
    at: UtcTime
    by: Annotated[str, Meta(min_length=1)]
    call: Annotated[str, Meta(pattern=f"^{CALL_ID}$")]
    n: Annotated[int, _NUMBER]


_OF_FILE = frozenset({"format", "prev", "hash"})
"""What a sealed file adds to a record."""


def remark_line(record: object) -> RemarkLine:
    """The line that a stored record tells. Raises msgspec.ValidationError for one that is none."""
    head = msgspec.convert(record, _Head)
    what = msgspec.convert(record, Remarked | Answered | SignedOff | Withdrawn)
    line = RemarkLine(head.at, head.by, head.call, head.n, what)
    if isinstance(record, dict) and record.keys() - line.record().keys() - _OF_FILE:
        raise msgspec.ValidationError("It has a field that no line has.")
    if line.at.year in (MINYEAR, MAXYEAR):
        raise msgspec.ValidationError("It has a time that cannot be told in every zone.")
    return line


class State(StrEnum):
    """How far a remark is."""

    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Awaited(StrEnum):
    """What a remark waits for."""

    ANSWER = "answer"
    SIGN_OFF = "sign-off"


A_REVIEWER = "a reviewer"
"""Who is waited for where an agent noted a remark about their own call: anybody else."""


class Remark(Struct, frozen=True):
    """A remark as it stands: `lines` are what was done about it since `by` noted it."""

    call: str
    n: int
    at: datetime
    by: str
    what: Remarked
    lines: tuple[RemarkLine, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.call}/r{self.n}"

    @property
    def agent(self) -> str:
        return self.what.agent

    @property
    def reviewer(self) -> str:
        """Who reviews the call; empty where its agent noted this, and nobody has answered yet."""
        if not same_person(self.by, self.agent):
            return self.by
        return self.answers[0].by if self.answers else ""

    @property
    def answers(self) -> tuple[RemarkLine, ...]:
        return tuple(line for line in self.lines if isinstance(line.what, Answered))

    @property
    def withdrawn(self) -> RemarkLine | None:
        return next((line for line in self.lines if isinstance(line.what, Withdrawn)), None)

    @property
    def signed(self) -> tuple[RemarkLine, ...]:
        """The sign-offs that count: those before the last answer were of less than there is now."""
        found: list[RemarkLine] = []
        for line in self.lines:
            if isinstance(line.what, Answered):
                found.clear()
            elif isinstance(line.what, SignedOff):
                found.append(line)
        return tuple(found)

    @property
    def waits_for(self) -> tuple[tuple[str, Awaited], ...]:
        """Who has still to do what."""
        if self.withdrawn:
            return ()
        of_agent = same_person(self.by, self.agent)
        if not self.answers and not (of_agent and self.signed):
            return ((A_REVIEWER if of_agent else self.agent, Awaited.ANSWER),)
        both = filter(None, (self.reviewer, self.agent))
        return tuple((who, Awaited.SIGN_OFF) for who in both if not self.has_signed(who))

    def has_signed(self, who: str) -> bool:
        return any(same_person(line.by, who) for line in self.signed)

    @property
    def state(self) -> State:
        if self.withdrawn:
            return State.WITHDRAWN
        if not self.waits_for:
            return State.SETTLED
        return State.ANSWERED if self.answers else State.OPEN

    @property
    def closed(self) -> bool:
        return self.state in (State.SETTLED, State.WITHDRAWN)

    @property
    def standing(self) -> str:
        """How far it is, in a few words: whom it waits for."""
        if not self.waits_for:
            return f"withdrawn by {self.withdrawn.by}" if self.withdrawn else str(self.state)
        who = in_a_row([name for name, _ in self.waits_for])
        answer = any(what is Awaited.ANSWER for _, what in self.waits_for)
        return f"waits for {who} to {'answer' if answer else 'sign off'}"


def words_of(what: Remarked | Deed) -> str:
    """What was said in a remark or done about it, in words."""
    match what:
        case Remarked() | Answered():
            return f"“{what.text}”"
        case SignedOff():
            return "signed off"
        case Withdrawn(why):
            return f"withdrawn · {why}"


def same_person(one: str, other: str) -> bool:
    """Whether two names are those of one person, as far as names can tell."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def noted_by(line: RemarkLine) -> Remark:
    """The remark that a line notes, which must be one of this kind."""
    if not isinstance(line.what, Remarked):
        raise TypeError("a line that notes no remark")
    return Remark(line.call, line.n, line.at, line.by, line.what)


def followed(remark: Remark, lines: Sequence[RemarkLine]) -> Remark:
    """The remark after these lines, which are about it."""
    return replace(remark, lines=(*remark.lines, *lines))
