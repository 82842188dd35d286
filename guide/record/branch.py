"""A record that has branched: programs went on with one call in two places that knew nothing of it.

No branch is chosen but by somebody. The one chosen goes on, with an event that tells what happened
in the others; their files stay as they are. Of a call that ended, the one that the ledger holds is
the call: no other is chosen, for what came after the call is of that one.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice, takewhile
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from guide import __version__
from guide.call.events import BranchKept, Drafted, Entry, FollowUpAdded, Resumed
from guide.call.fold import call_of
from guide.call.phone_number import normal_number
from guide.call.state import Call, FollowUp, number_of
from guide.call.wording import words_of
from guide.errors import RecordError
from guide.record.calls import branches, has_event, held_by_ledger
from guide.record.codec import encoded
from guide.record.disk import Disk
from guide.record.journal import Journal, Reading, read_journal
from guide.record.versions import programs
from guide.record.writer import DirectWriter
from guide.script.model import FollowUpKind
from guide.text import counted


def branched_sentence(call: str, tips: Sequence[Path]) -> str:
    """That a record has branched, what each branch is, and how they are put in order."""
    told = "; ".join(f"{n} has {_extent(tip)}" for n, tip in enumerate(tips, 1))
    if held_by_ledger(tips[0]):
        held = sum(map(held_by_ledger, tips))
        has = "The ledger has branch 1" if held == 1 else f"The ledger has {held} of them"
        return (
            f"The record of {call} has branched: {told}. {has}: guide resume {call} --branch 1"
            " keeps the others with it, and what they promise."
        )
    return (
        f"The record of {call} has branched: {told}. guide resume {call} --branch N goes on with"
        " one of them, and keeps the others with it."
    )


def _extent(tip: Path) -> str:
    try:
        reading = read_journal(tip)
    except RecordError as error:
        return f"what cannot be read ({error})"
    last = f"{reading.entries[-1].at.astimezone():%Y-%m-%d %H:%M}" if reading.entries else "never"
    return f"{counted(len(reading.entries), 'event')}, the last {last} ({tip})"


class KeptBranch(Struct, frozen=True):
    """Another branch than the one that goes on: what is put on record of it, and of its promises.

    Those are what it alone owes, and each number that it alone asks not to call, done or not.
    `call` is the call as it was in that branch.
    """

    event: BranchKept
    promised: tuple[FollowUpAdded, ...]
    call: Call


Keep = Callable[[Call, Sequence[KeptBranch]], None]
"""Has on record what the others promised, where the branch that goes on has ended."""


def put_in_order(
    disk: Disk, files: Sequence[Path], branch: int, now: datetime, keep: Keep
) -> tuple[Path, Reading]:
    """Have the branch with this number, of a call with these files, go on; its file, and all of it.

    It is put on record what the others hold; first, where it has ended, by `keep` what they
    promised: if that is cut short, the record is still branched. Raises RecordError where there is
    no such branch, the ledger holds another one, one of them cannot be read, or the disk refuses;
    CallBusy where a program holds the one chosen.
    """
    tips = branches(files)
    if not 1 <= branch <= len(tips):
        has = f"{len(tips)} branches" if len(tips) > 1 else "no branches"
        raise RecordError(f"The record has {has}: there is no branch {branch}.")
    chosen = tips[branch - 1]
    if chosen != tips[0] and held_by_ledger(tips[0]) and not held_by_ledger(chosen):
        raise RecordError(
            f"The ledger has branch 1, not branch {branch}: with that the call ended, and what came"
            f" after it is of that. --branch 1 keeps the others with it, and what they promise."
        )
    journal = Journal.open(disk, chosen)
    writer = DirectWriter(journal)
    try:
        entries = list(journal.found.entries)
        at = max(now, entries[-1].at)
        before = cut_short(call_of(entries), files)
        for promised in before.promised if before else ():
            entries.append(Entry(len(entries) + 1, at, entries[-1].elapsed, promised))
        call = call_of(entries)
        kept = [kept_branch(call, read_journal(tip)) for tip in tips if tip != chosen]
        events: list[BranchKept | FollowUpAdded] = []
        for one in kept:
            events += (one.event, *(() if call.ended else one.promised))
        if call.ended:
            # Versions up to 0.10 wrote down nothing of what those had promised.
            keep(call, [*kept, *kept_after_end(call, files)])
        for event in events:
            at = max(now, entries[-1].at)
            entries.append(Entry(len(entries) + 1, at, entries[-1].elapsed, event))
        writer.keep(entries[len(journal.found.entries) :])
    finally:
        saved = writer.close()
    if not saved.ok:
        raise RecordError(saved.reason)
    return journal.path, Reading(tuple(entries), saved.last_hash)


def kept_after_end(call: Call, files: Sequence[Path]) -> Iterator[KeptBranch]:
    """The branches that were kept with a call once it had ended, as far as they can be read."""
    for entry in call.entries[call.ended.n :] if call.ended else ():
        if isinstance(entry.event, BranchKept):
            yield from islice(_as_kept(call, entry.event, files), 1)


def not_as_kept(call: Call, files: Sequence[Path]) -> Iterator[tuple[int, str]]:
    """Which events that tell of kept branches these do not bear out, by number, and what of them.

    What is told and owed of a branch differs between versions: a call of others is not judged.
    """
    if any(program != __version__ for _, program in programs(call)):
        return
    orders: dict[tuple[datetime, float], Call] = {}
    for entry in call.entries:
        if not isinstance(entry.event, BranchKept):
            continue
        moment = (entry.at, entry.elapsed)
        # Several that are put in order at once are each held against the call as it was before.
        if moment not in orders:
            orders[moment] = call_of(call.entries[: entry.n - 1])
        before = orders[moment]
        kept = next(_as_kept(before, entry.event, files), None)
        if kept is None:
            continue
        if kept.event != entry.event:
            yield entry.n, "it does not tell what the branch that was kept holds"
        promised = takewhile(_is_promised, call.entries[entry.n :])
        if tuple(one.event for one in promised) != (() if before.ended else kept.promised):
            yield entry.n, "what the branch that was kept promised is not what stands after it"


def cut_short_sentence(call: str) -> str:
    """That not all that a kept branch promised is on record, and what puts it there."""
    return (
        "A branch of its record was kept, and not all that this promised is on record: guide resume"
        f" {call} puts it there."
    )


def cut_short(call: Call, files: Sequence[Path]) -> KeptBranch | None:
    """The branch that was kept last, with what of its promises is not on record yet; if any.

    Of a call that ended all is in the register before the branch is kept.
    """
    there = [*takewhile(_is_promised, reversed(call.entries))][::-1]
    n = len(call.entries) - len(there)
    last = call.entries[n - 1]
    if call.ended is not None or not isinstance(last.event, BranchKept):
        return None
    moment = (last.at, last.elapsed)
    order = (one.n for one in call.entries if (one.at, one.elapsed) == moment)
    first = next(one for one in order if isinstance(call.entries[one - 1].event, BranchKept))
    before = call_of(call.entries[: first - 1])
    kept = next(_as_kept(before, last.event, files), None)
    if kept is None or kept.promised[: len(there)] != tuple(one.event for one in there):
        return None
    left = kept.promised[len(there) :]
    return replace(kept, promised=left) if left else None


def _is_promised(entry: Entry) -> bool:
    return isinstance(entry.event, FollowUpAdded)


def _as_kept(call: Call, event: BranchKept, files: Sequence[Path]) -> Iterator[KeptBranch]:
    """What is put on record of the branch that an event names, from each file that has it."""
    for file in (one for one in files if has_event(one, event.events, event.last_hash)):
        with suppress(RecordError):
            there = read_journal(file).entries[: event.events]
            yield kept_branch(call, Reading(there, event.last_hash))


def kept_branch(call: Call, other: Reading) -> KeptBranch:
    """What is put on record, in a call, of another branch of its record."""
    after = forked_after(call, other.entries)
    told = tuple(
        (entry.at, words_of(entry.event))
        for entry in other.entries[after:]
        if not isinstance(entry.event, Drafted | Resumed)
    )
    event = BranchKept(after, len(other.entries), other.last_hash, told)
    apart = call_of(other.entries) if other.entries else call
    promised = promised_apart(call, apart)
    return KeptBranch(event, tuple(_anew(one) for one in promised), apart)


def forked_after(call: Call, other: Sequence[Entry]) -> int:
    """After how many events another branch of a call goes on differently."""
    pairs = zip(call.entries, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), len(other))


def promised_apart(call: Call, other: Call) -> tuple[FollowUp, ...]:
    """What another branch of a call promises alone, and still owes.

    And each number that it alone asks not to call, done or not: it is in the fields. Where that
    branch went on after it was kept, what it promised by then is on record, and is none of it.
    """
    recorded = tuple(_recorded(call, other))
    return tuple(one for one in _owed(call, other) if (one.n, _anew(one)) not in recorded)


def _recorded(call: Call, other: Call) -> Iterator[tuple[int, FollowUpAdded]]:
    """What was put on record of another branch, by its numbers there, as it was kept and shorter.

    That is in the register where the call had ended, or told to be missing there; else in the call.
    """
    for entry in call.entries:
        kept = entry.event
        if not isinstance(kept, BranchKept) or not 0 < kept.events < len(other.entries):
            continue
        then = other.entries[: kept.events]
        if encoded(then)[1] != kept.last_hash:
            continue
        had_ended = call.ended is not None and call.ended.n < entry.n
        here = tuple(one.event for one in call.entries[entry.n :])
        for one in _owed(call, call_of(then)):
            if had_ended or _anew(one) in here:
                yield one.n, _anew(one)


def _owed(call: Call, other: Call) -> tuple[FollowUp, ...]:
    """All that another branch of a call promises alone, and still owes; see `promised_apart`."""
    after = forked_after(call, other.entries)
    listed = {normal_number(number_of(one, call)) for one in call.follow_ups if _is_listing(one)}
    found: list[FollowUp] = []
    for one in other.follow_ups:
        number = number_of(one, other)
        if _is_listing(one) and normal_number(number):
            if normal_number(number) not in listed:
                found.append(replace(one, fields=fields_as_kept(one.kind, one.fields, number)))
        elif one.n > after and not one.done:
            found.append(one)
    return tuple(found)


def fields_as_kept(
    kind: str, fields: tuple[tuple[str, str], ...], callers: str
) -> tuple[tuple[str, str], ...]:
    """What is put on record of what a branch's follow-up held; `callers` is its caller's number.

    A number that is not to be called may have been the caller's there, and be another one here.
    """
    if kind != FollowUpKind.DO_NOT_CALL or not normal_number(callers) or dict(fields).get("number"):
        return fields
    return tuple((dict(fields) | {"number": callers}).items())


def _is_listing(one: FollowUp) -> bool:
    return one.kind == FollowUpKind.DO_NOT_CALL


def _anew(one: FollowUp) -> FollowUpAdded:
    return replace(one.event, fields=one.fields, due=one.due)
