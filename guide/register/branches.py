"""What the other branches of a call's record promised, where the one that is the call has ended.

A call that goes on has it on its own record. To one that has ended nothing is added but that a
branch was kept: so what that had promised is written down in the register, naming it.
"""

from collections.abc import Sequence
from datetime import datetime

from guide.call.context import Refused
from guide.call.state import Call
from guide.errors import RecordError
from guide.record.branch import KeptBranch
from guide.record.codec import Chain
from guide.record.disk import Disk
from guide.record.ledger import enter_extent
from guide.record.places import Places
from guide.record.sealed_file import append_sealed, held, of_call, sound_lines_with
from guide.register.after_call import AfterCall, Line, PromiseAdded, after_call
from guide.register.register import NAME
from guide.register.rules import line_of_kept
from guide.register.wrap_up import wrap_up_of, write_again


def keep_promises(
    disk: Disk, places: Places, call: Call, branches: Sequence[KeptBranch], now: datetime
) -> None:
    """Have in the register, and on the disk, what these branches of a call that ended promised.

    What is there, as after this was cut short, is not written again. Practice owes nothing. Raises
    RecordError where the disk refuses.
    """
    if call.started.training or not any(branch.promised for branch in branches):
        return
    with held(disk, places.register, NAME) as file:
        known = sound_lines_with(places.register, of_call(call.id), after_call)
        numbers = (line.n for line in known if isinstance(line, AfterCall))
        n = max(len(call.entries) + len(branches), *numbers, 0)
        lines: list[AfterCall] = []
        for branch in branches:
            for promised in branch.promised:
                n += 1
                by, last = call.started.agent, branch.event.last_hash
                line = line_of_kept(call, n, promised, last, by, now)
                if isinstance(line, Refused):
                    raise RecordError(line.reason)
                if line.what not in _whats((*known, *lines)):
                    lines.append(line)
        if lines:
            append_sealed(disk, file, [line.record() for line in lines])
            enter_extent(disk, places.ledger, places.register, now)


def _whats(lines: Sequence[Line]) -> list[PromiseAdded]:
    return [line.what for line in lines if isinstance(line.what, PromiseAdded)]


def write_addendum_again(disk: Disk, places: Places, call: Call, record: Chain) -> None:
    """Have the addendum tell what was kept of branches; `record` is the chain of the journal.

    Raises RecordError where the disk refuses.
    """
    with held(disk, places.register, NAME):
        write_again(disk, places, places.out, wrap_up_of(places, call), record)
