"""What may be said in a remark and who may do what about it; each refusal is a sentence.

The rule that has a line written judges the line that is read, too: a line can be written by hand.
No other is followed.
"""

from collections.abc import Iterable
from datetime import datetime
from math import isfinite

from msgspec import Struct
from msgspec.structs import astuple, replace

from guide.call.context import Refused
from guide.record.calls import time_of
from guide.register.rules import is_as_stored, who, why_no_time
from guide.register.stored import MOST_OF_NOTE, as_stored
from guide.remarks.remark import (
    A_REVIEWER,
    Answered,
    Awaited,
    Deed,
    Remark,
    Remarked,
    RemarkLine,
    SignedOff,
    Withdrawn,
    followed,
    noted_by,
    same_person,
)

_LONGEST_NAME = 100
"""Characters of a name or a code: a line of the file is short, however its signs are written."""

_NOT_AS_STORED = "It holds text that the program does not store: too long, a card number, or signs."


def first_line(
    call: str, n: int, what: Remarked, by: str, now: datetime, *, training: bool
) -> RemarkLine | Refused:
    """The line that notes remark `n` of a call `now` (UTC), or why it cannot be noted.

    What is typed is cut, cleaned, and stripped of card numbers first.
    """
    name = who(name_as_stored(by))
    if isinstance(name, Refused):
        return name
    what = replace(
        what,
        text=as_stored(what.text),
        agent=name_as_stored(what.agent),
        finding=name_as_stored(what.finding),
    )
    if not what.text:
        return Refused("Write down the remark.")
    if not what.agent:
        return Refused("The record does not say who took the call: nobody could answer.")
    if not isfinite(what.seconds) or what.event > what.events:
        return Refused("That is no moment of the call.")
    if what.finding and not training:
        return Refused("Only practice has a debrief with findings.")
    began = time_of(call) or now
    if why := why_no_time(now, began):
        return Refused(why)
    return RemarkLine(now, name, call, n, what)


def next_line(remark: Remark, deed: Deed, by: str, now: datetime) -> RemarkLine | Refused:
    """The line that says what somebody does about a remark `now` (UTC), or why it cannot be."""
    name = who(name_as_stored(by))
    if isinstance(name, Refused):
        return name
    match deed:
        case Answered(text):
            deed = Answered(as_stored(text))
        case Withdrawn(why):
            deed = Withdrawn(as_stored(why))
    # A computer's clock that was set back since does not take it before the remark.
    at = max(now, remark.at)
    if why := why_no_time(at, remark.at) or _why_not(remark, deed, name):
        return Refused(why)
    return RemarkLine(at, name, remark.call, remark.n, deed)


def _why_not(remark: Remark, deed: Deed, by: str) -> str:
    """Why this person cannot do this; empty where they can."""
    if remark.withdrawn:
        return f"{remark.withdrawn.by} has withdrawn this remark."
    if remark.closed:
        return "Both have signed off: this remark is settled."
    match deed:
        case Answered(text):
            return _why_no_answer(remark, by) or ("" if text else "Write down the answer.")
        case SignedOff():
            return _why_no_sign_off(remark, by)
        case Withdrawn(why):
            if not same_person(by, remark.by):
                return f"Only {remark.by}, who noted it, can withdraw it. You are {by}."
            return "" if why else "Write down why it is withdrawn."


def _why_no_answer(remark: Remark, by: str) -> str:
    of_agent = same_person(remark.by, remark.agent)
    answers = remark.reviewer if of_agent else remark.agent
    if answers and not same_person(by, answers):
        return f"Only {answers} can answer this remark. You are {by}."
    if of_agent and same_person(by, remark.agent):
        return f"You noted this about your own call: {A_REVIEWER} answers it."
    return ""


def _why_no_sign_off(remark: Remark, by: str) -> str:
    both = [one for one in (remark.reviewer, remark.agent) if one]
    if not any(same_person(by, one) for one in both):
        return f"Only {' and '.join(dict.fromkeys(both))} can sign this off. You are {by}."
    if remark.has_signed(by):
        return "You have signed it off already."
    waits_for_answer = [name for name, what in remark.waits_for if what is Awaited.ANSWER]
    if waits_for_answer and not same_person(remark.by, remark.agent):
        return f"{waits_for_answer[0]} has not answered yet."
    return ""


def name_as_stored(text: str) -> str:
    """A name or a code as it is stored."""
    return as_stored(as_stored(text)[:_LONGEST_NAME])


class Told(Struct, frozen=True):
    """What lines tell: the remarks by their names, and which lines are followed by none, and why.

    Those have the numbers that they came with.
    """

    remarks: dict[str, Remark]
    unlawful: tuple[tuple[int, str], ...] = ()


def told_by(lines: Iterable[tuple[int, RemarkLine]], *, training: bool) -> Told:
    """What the lines of a file tell, in their order, each with its number; practice or real."""
    remarks: dict[tuple[str, int], Remark] = {}
    unlawful: list[tuple[int, str]] = []
    for number, line in lines:
        key = line.call, line.n
        remark = remarks.get(key)
        if why := _why_unlawful(remark, line, training=training):
            unlawful.append((number, why))
        elif isinstance(line.what, Remarked):
            remarks[key] = noted_by(line)
        elif remark:
            remarks[key] = followed(remark, [line])
    return Told({one.id: one for one in remarks.values()}, tuple(unlawful))


def _why_unlawful(remark: Remark | None, line: RemarkLine, *, training: bool) -> str:
    """Why a line cannot have been written after this; empty where it can."""
    what = line.what
    texts = (line.by, *(one for one in astuple(what) if isinstance(one, str)))
    if any(len(text) > MOST_OF_NOTE for text in texts):
        return _NOT_AS_STORED
    if isinstance(what, Remarked):
        if remark:
            return "There is a remark of that number already."
        written = first_line(line.call, line.n, what, line.by, line.at, training=training)
    elif remark is None:
        return "There is no remark that it could be about."
    elif why := why_no_time(line.at, remark.at):
        return why
    else:
        written = next_line(remark, what, line.by, line.at)
    if isinstance(written, Refused):
        return f"It is none that is recorded: {written.reason}"
    is_lawful = written.by == line.by and is_as_stored(written.what, line.what)
    return "" if is_lawful else _NOT_AS_STORED
