"""Approvals that were put on file apart, on two branches of git, and belong in one file.

Each branch has a line of approvals that goes on from what both had. Behind one another they read as
a file that somebody changed: the first of the second line does not follow the last of the first.
Joined, it does. What was taken out, changed or copied is never joined: all that is in the file must
be as it was sealed, and follow something that is in it.
"""

import re

from msgspec import Struct

from guide.script.approval import Approval, Approvals, read_approvals
from guide.script.findings import Findings
from guide.script.syntax_errors import CONFLICT

_OURS, _THEIRS, _END = "<<<<<<<", "=======", ">>>>>>>"
_MARK = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: |$)")


class Joined(Struct, frozen=True):
    """All approvals in one line for each script, and those of them that were put behind others."""

    approvals: Approvals
    put_behind: tuple[Approval, ...]


def joined(text: str) -> Joined | None:
    """The approvals of a file whose lines branched; None if more is wrong with it than that.

    The file may have the marks of git where it could not put two versions together.
    """
    records = list[Approval]()
    for side in _sides(text):
        read = read_approvals(side, Findings(""))
        if read is None:
            return None
        known = {one.seal or one.own_seal for one in records}
        records += [one for one in read if (one.seal or one.own_seal) not in known]
    return _in_line(records)


def _sides(text: str) -> tuple[str, ...]:
    """The versions of a file that git could not put together; the file itself if it could."""
    if not CONFLICT.search(text):
        return (text,)
    ours, theirs, now = list[str](), list[str](), ""
    for line in text.splitlines(keepends=True):
        mark = _MARK.match(line.rstrip("\r\n"))
        if mark is not None:
            now = "" if mark[1] == _END else mark[1]
            continue
        if now in ("", _OURS):
            ours.append(line)
        if now in ("", _THEIRS):
            theirs.append(line)
    return "".join(ours), "".join(theirs)


def _in_line(records: list[Approval]) -> Joined | None:
    """The approvals, each sealed as what follows the one before it; None if one follows none here.

    What was first in the file may follow approvals that were moved away.
    """
    found, moved = list[Approval](), list[Approval]()
    seals, last = dict[str, set[str]](), dict[str, tuple[Approval, Approval]]()
    any_sealed = False
    for record in records:
        known = seals.setdefault(record.script, {record.after})
        own = record.seal or record.own_seal
        is_forged = record.seal != record.own_seal if record.seal else any_sealed
        if is_forged or own in known:
            return None
        before, written = last.get(record.script, (None, None))
        now = record
        if before is not None and written is not None and record.seal:
            follows = record.after == (before.seal or before.own_seal)
            if not follows and record.after not in known:
                return None
            if not follows or written is not before:
                now = record.sealed(written)
                moved.append(now)
        any_sealed |= bool(record.seal)
        known.add(own)
        last[record.script] = record, now
        found.append(now)
    return Joined(Approvals(tuple(found)), tuple(moved))
