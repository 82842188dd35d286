"""What tests of the register build on: calls on the disk that promised something."""

from datetime import timedelta
from pathlib import Path

from kit import Desk, shipped, utc
from msgspec.structs import replace

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.context import Allowed
from guide.call.events import Ended, Entry
from guide.call.fold import call_of
from guide.call.state import Call
from guide.record.codec import encoded
from guide.record.disk import Disk
from guide.record.places import DONE, OPEN, Places
from guide.record.writer import DirectWriter
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook
from guide.session.clock import SetClock

CALL = "20261120-190300-k7wd"
NOW = utc("2026-11-20 20:00")
"""Three in the afternoon of the Friday on which the calls are taken."""

DANA = (("caller", "Dana Whitlock"), ("number", "(312) 555-0134"), ("concern", "a title"))
CALLBACK = act.AddFollowUp(FollowUpKind.CALLBACK, DANA)
DO_NOT_CALL = act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "312 555 0199"),))


def a_call(*actions: Action, call: str = CALL) -> Call:
    """A call of this id, on a Friday at 2:03 PM, on which these actions were done."""
    first, *rest = Desk("escalated-callers", *actions).call.entries
    started = replace(first, event=replace(first.event, call=call))
    return call_of((started, *rest))


def keep(places: Places, call: Call, *, wrapped_up: bool = True) -> Path:
    """Have a call's journal on the disk, among those that are wrapped up or not."""
    folder = places.calls / (DONE if wrapped_up else OPEN)
    Disk().private_folder(folder)
    path = folder / f"{call.id}.jsonl"
    entries = list(call.entries)
    if wrapped_up and call.ended is None:
        last = entries[-1]
        entries.append(Entry(last.n + 1, last.at, last.elapsed, Ended("resolved", "Resolved")))
    path.write_bytes(encoded(entries)[0])
    return path


def take(places: Places, agent: str, *actions: Action, minutes: int = 0) -> str:
    """Take a call to its end as a person does, on that Friday; its id."""
    clock = SetClock(utc("2026-11-20 19:03") + timedelta(minutes=minutes))
    book = CallBook(shipped(), places, clock=clock, writer=DirectWriter)
    session = book.start("escalated-callers", agent=agent)
    for action in (act.GoTo("escalated-callers", "connect"), act.Say(), *actions):
        assert isinstance(session.do(action), Allowed), action
    session.do(act.End("hung-up"))
    book.finish(session)
    return session.call.id
