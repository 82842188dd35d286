"""What a seat of a class tells the trainer: who sits there, what they do, and their debriefs."""

from enum import StrEnum

import msgspec
from msgspec import Struct

from guide.training.debrief import Debrief
from guide.training.debrief_report import report_of
from guide.training.finding import Sign
from guide.training.practice import Practice


class Doing(StrEnum):
    """What somebody does at a seat."""

    ARRIVING = "arriving"
    CHOOSING = "choosing"
    WATCHING = "watching"
    PRACTICING = "practicing"
    READING = "reading"


class Told(Struct, frozen=True):
    """A paragraph of a debrief; see `guide.training.debrief_report`."""

    kind: str
    text: str
    lead: str


class DebriefNews(Struct, frozen=True):
    """A debrief as it is shown beside others. `counts` are its findings by sign.

    `agent` is who practiced, whoever sits at the seat by now.
    """

    call: str
    agent: str
    scenario: str
    title: str
    seed: int
    ended: str
    counts: dict[str, int]
    report: tuple[Told, ...]


class SeatNews(Struct, frozen=True, omit_defaults=True):
    """How things stand at a seat.

    `title` is of the demo or the scenario. `call` is the practice call that runs, or that `name`
    began and can go on with. `said` of `turns` tells how far its caller has come, `elapsed` is
    in seconds, `warnings` were given. `debrief` is one that has just been shown.
    """

    doing: Doing
    name: str = ""
    title: str = ""
    call: str = ""
    step: str = ""
    said: int = 0
    turns: int = 0
    elapsed: float = 0.0
    warnings: int = 0
    debrief: DebriefNews | None = None


def encoded(news: SeatNews) -> bytes:
    """The news as a line."""
    return msgspec.json.encode(news) + b"\n"


def decoded(line: bytes) -> SeatNews | None:
    """The news in a line; None where there is none."""
    try:
        return msgspec.json.decode(line, type=SeatNews)
    except msgspec.DecodeError:
        return None


def news_of_practice(name: str, practice: Practice) -> SeatNews:
    call = practice.session.shown.call
    script = practice.session.library.get(call.here.script)
    step = script.step(call.here.step) if script else None
    said, turns = practice.said
    return SeatNews(
        Doing.PRACTICING,
        name,
        practice.scenario.title,
        call.id,
        f"{script.title}: {step.title}" if script and step else "",
        said,
        turns,
        practice.session.elapsed,
        len(call.protocol.warnings),
    )


def news_of_debrief(name: str, debrief: Debrief) -> SeatNews:
    told = DebriefNews(
        debrief.call,
        debrief.agent,
        debrief.scenario,
        debrief.title,
        debrief.seed,
        debrief.ended,
        {sign.code: len(debrief.of(sign)) for sign in Sign},
        tuple(Told(part.kind, part.text, part.lead) for part in report_of(debrief)),
    )
    return SeatNews(Doing.READING, name, debrief.title, elapsed=debrief.lasted, debrief=told)
