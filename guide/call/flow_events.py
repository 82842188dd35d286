"""Events of the way a call took: how it began, which steps it came to, and how it ended."""

from dataclasses import field
from typing import ClassVar

from guide.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Started:
    """A call began at a step of a script. `zone` is the desk's IANA zone name."""

    KIND: ClassVar[str] = "started"
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


@dataclass(frozen=True, slots=True)
class Resumed:
    """The program came back to an unfinished call."""

    KIND: ClassVar[str] = "resumed"
    program: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice was taken and led to a step. `key` is 1 to 9."""

    KIND: ClassVar[str] = "chosen"
    key: int
    label: str
    script: str
    step: str
    step_title: str


@dataclass(frozen=True, slots=True)
class WentBack:
    """The agent went back a step, to the one named."""

    KIND: ClassVar[str] = "went-back"
    script: str
    step: str
    step_title: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Another script was opened at a step; the version and hash say which text of it."""

    KIND: ClassVar[str] = "opened"
    script: str
    title: str
    version: str
    sha256: str
    step: str
    step_title: str
    key: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """The agent returned to the step from which the script in hand had been opened."""

    KIND: ClassVar[str] = "returned"
    script: str
    step: str
    step_title: str
    key: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class TookOver:
    """The call goes on from an earlier call's record."""

    KIND: ClassVar[str] = "took-over"
    from_call: str
    from_agent: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """The call ended. By the protocol: on which ground, and the specific reason."""

    KIND: ClassVar[str] = "ended"
    ending: str
    label: str
    protocol: bool = False
    ground: str = ""
    reason: str = ""
    missing: tuple[str, ...] = field(default=())
