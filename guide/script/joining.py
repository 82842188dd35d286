"""Approvals that were put on file apart, on two branches of git, and belong in one file.

Each branch has a line of approvals that goes on from what both had. Behind one another they read as
a file that somebody changed: the first of the second line does not follow the last of the first.
Joined, it does: in the order of time, whichever branch one stands on. One after which approving is
harder stands first as a whole: what the other approved meanwhile keeps to its rules. Where the
branches approved different scripts, nothing has to be sealed again: git alone could not put them
together. What was taken out, changed or copied is never joined: all that is in the file must be as
it was sealed, and follow something that is in it.

What a version before 0.9 approved on one branch has no seal, and stands before all that has one. It
is joined where git tells the branches apart; otherwise it may have been put there since.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import dropwhile

from msgspec import Struct

from guide.script.approval import Approval, Approvals, read_approvals, signed_in
from guide.script.findings import Findings
from guide.script.syntax_errors import CONFLICT

_OURS, _THEIRS, _END = "<<<<<<<", "=======", ">>>>>>>"
_MOST_FORKS = 100
"""A file whose lines of approvals branch more often than this is not joined."""

_MARK = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: |$)")


class Joined(Struct, frozen=True):
    """All approvals in one line for each script, and those of them that were put behind others.

    Of a script that one branch alone approved, those are what the other branch had not.
    """

    approvals: Approvals
    put_behind: tuple[Approval, ...]


def joined(text: str) -> Joined | None:
    """The approvals of a file whose lines branched; None if more is wrong with it than that.

    The file may have the marks of git where it could not put two versions together.
    """
    read = [read_approvals(side, Findings("")) for side in _sides(text)]
    sides = [[*side] for side in read if side is not None]
    if len(sides) < len(read):
        return None
    ours, theirs = sides[0], sides[-1]
    here, there = ({one.seal or one.own_seal for one in side} for side in (ours, theirs))
    records = [*ours, *(one for one in theirs if (one.seal or one.own_seal) not in here)]
    if not any(map(_behind_sealed, sides)):
        records.sort(key=lambda one: bool(one.seal))
    return _in_line(records, here, here & there)


def unsealed_behind_sealed(text: str) -> tuple[Approval, ...]:
    """The approvals without a seal for which nothing in a file that can be read is joined."""
    read = [read_approvals(side, Findings("")) for side in _sides(text)]
    found = (one for side in read if side is not None for one in _behind_sealed(side))
    return tuple({one.own_seal: one for one in found}.values())


def _behind_sealed(records: Sequence[Approval]) -> list[Approval]:
    """The approvals without a seal after one that has one."""
    return [one for one in dropwhile(lambda one: not one.seal, records) if not one.seal]


def has_marks(text: str) -> bool:
    """Whether git left its marks in a file that it could not put together."""
    return CONFLICT.search(text) is not None


def _sides(text: str) -> tuple[str, ...]:
    """The versions of a file that git could not put together; the file itself if it could."""
    if not has_marks(text):
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


def _in_line(records: Sequence[Approval], here: set[str], common: set[str]) -> Joined | None:
    """The approvals, each sealed as what follows the one before it; None if one follows none here.

    `here` are the seals on the branch one stands on, `common` those on both. What is not common
    stands in the order of time, so the file is the same on whichever branch it was joined.
    """
    by_script, any_sealed = dict[str, list[Approval]](), False
    for record in records:
        if record.seal != record.own_seal if record.seal else any_sealed:
            return None
        any_sealed |= bool(record.seal)
        by_script.setdefault(record.script, []).append(record)
    in_order, moved = dict[str, Iterator[Approval]](), set[str]()
    for script, own in by_script.items():
        ordered = _ordered(own)
        if ordered is None:
            return None
        found = list[Approval]()
        for record in ordered:
            before = found[-1] if found else None
            follows = before is None or record.after == (before.seal or before.own_seal)
            found.append(record if follows or not record.seal else record.sealed(before))
        seals = {one.seal or one.own_seal for one in found}
        moved |= seals - {one.seal or one.own_seal for one in own} or seals - here
        in_order[script] = iter(found)
    both = [one for one in records if (one.seal or one.own_seal) in common]
    apart = [one for one in records if (one.seal or one.own_seal) not in common]
    apart.sort(key=lambda one: (bool(one.seal), one.at, one.seal))
    every = tuple(next(in_order[one.script]) for one in (*both, *apart))
    moved |= {one.own_seal for one in apart if not one.seal} - here
    behind = tuple(one for one in every if (one.seal or one.own_seal) in moved)
    return Joined(Approvals(every), behind)


def _ordered(records: list[Approval]) -> list[Approval] | None:
    """The approvals of one script in their order; None if one follows none before it here.

    What was first in the file may follow approvals that were moved away; those without a seal
    stand before all that have one.
    """
    unsealed = [one for one in records if not one.seal]
    root, known = records[0].after, {records[0].after}
    branches = dict[str, list[Approval]]()
    for record in records:
        own = record.seal or record.own_seal
        if own in known or (record.seal and record.after not in known):
            return None
        known.add(own)
        if record.seal:
            is_first = record.after in {root, *(one.own_seal for one in unsealed)}
            branches.setdefault("" if is_first else record.after, []).append(record)
    if sum(len(branch) > 1 for branch in branches.values()) > _MOST_FORKS:
        return None
    return [*unsealed, *_behind_one_another("", branches, unsealed)]


def _behind_one_another(
    seal: str, branches: Mapping[str, list[Approval]], before: Sequence[Approval]
) -> list[Approval]:
    """All that follows the approval of this seal, directly or not; `before` is all up to it."""
    line = list[Approval]()
    while len(following := branches.get(seal, [])) == 1:
        line += following
        seal = following[0].seal
    until = [*before, *line]
    found = [
        _Branch(one.at, (one, *_behind_one_another(one.seal, branches, [*until, one])), until)
        for one in following
    ]
    if len({branch.looseness for branch in found}) <= 1:
        return [*line, *_merged(found)]
    found.sort(key=lambda branch: (branch.looseness, branch.at))
    return [*line, *(one for branch in found for one in branch.records)]


class _Branch(Struct, frozen=True, dict=True):
    """Approvals behind one another that began at some time, after all those before them."""

    at: datetime
    records: tuple[Approval, ...]
    before: Sequence[Approval]

    @cached_property
    def looseness(self) -> tuple[int, bool, int]:
        """How easy approving is at its end, the hardest first in order."""
        signed = signed_in((*self.before, *self.records), terms=False)
        may = signed.may_approve
        return -signed.needed, not may, len(may)


def _merged(branches: Sequence[_Branch]) -> Iterator[Approval]:
    """Branches as one by the times of their approvals, each in its own order."""
    left = [list(branch.records) for branch in branches]
    while left := [records for records in left if records]:
        yield min(left, key=lambda records: (records[0].at, records[0].seal)).pop(0)
