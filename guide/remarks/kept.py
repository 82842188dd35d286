"""The file of remarks beside the records of calls, practice and real ones apart.

It is a sealed file, appended to and never rewritten but where a call is erased. A remark is bound
to the record of its call by the hash that this had then, and is acknowledged once it is on the
disk.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from guide.call.context import Refused
from guide.call.events import Entry
from guide.call.fold import call_of
from guide.errors import RecordError, UnknownName
from guide.record.calls import call_of_file, find_kept_call, kept_files, waiting_files
from guide.record.codec import Chain, SoundLines, own_hash, sound_lines
from guide.record.disk import Disk, contents
from guide.record.erasures import refuse_erased, remedy_of_half_erased
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.sealed_file import append_sealed, held, read_sealed, rewrite_sealed
from guide.record.summary.times import set_back
from guide.register.stored import without_codes
from guide.remarks.remark import Deed, Remark, Remarked, followed, noted_by, remark_line
from guide.remarks.rules import Told, first_line, name_as_stored, next_line, told_by
from guide.text import counted

_ROUNDED = 0.001
"""Seconds."""

NAME = "list of remarks"
"""What a person calls the file."""


def remarks_in(places: Places, *, training: bool) -> Told:
    """All remarks about practice, or about real calls, in the order in which they were noted."""
    read = read_sealed(places.remarks_of(training), NAME, remark_line)
    return told_by(zip(read.numbers, read.lines, strict=True), training=training)


def remarks_on(places: Places, call: str, *, training: bool) -> list[Remark]:
    """The remarks about a call, in the order of the moments that they are about."""
    every = remarks_in(places, training=training).remarks.values()
    of_call = (one for one in every if one.call == call)
    return sorted(of_call, key=lambda one: (one.what.seconds, one.n))


def note(
    disk: Disk,
    places: Places,
    call: str,
    seconds: float,
    text: str,
    by: str,
    now: datetime,
    *,
    training: bool,
    finding: str = "",
) -> Remark | Refused:
    """Have a remark about a moment of a call, so many seconds into it, on the disk, or say why not.

    Raises UnknownName where the call is not kept here, and RecordError where it cannot be read, was
    erased, or the disk refuses.
    """
    find_kept_call(places, call, training=training)
    file = places.remarks_of(training)
    with held(disk, file, NAME) as held_file:
        # Somebody may have erased it while another program held the file.
        path = find_kept_call(places, call, training=training)
        refuse_erased(places, call_of_file(path), training=training)
        reading = read_journal(path)
        lasted = max((entry.elapsed for entry in reading.entries), default=-1.0)
        if not 0 <= seconds <= lasted:
            return Refused("That is no moment of the call.")
        known = read_sealed(file, NAME, remark_line).lines
        call = call_of_file(path)
        what = Remarked(
            text,
            call_of(reading.entries).started.agent,
            round(seconds, 3),
            sum(entry.elapsed <= seconds for entry in reading.entries) or 1,
            reading.chain.count,
            reading.chain.last_hash,
            finding,
        )
        n = max((line.n for line in known if line.call == call), default=0) + 1
        line = first_line(call, n, without_codes(what), by, now, training=training)
        if isinstance(line, Refused):
            return line
        append_sealed(disk, held_file, [line.record()])
    return noted_by(line)


def do(
    disk: Disk, places: Places, name: str, deed: Deed, by: str, now: datetime, *, training: bool
) -> Remark | Refused:
    """Have on the disk what somebody did about a remark; the remark as it is then, or why not.

    Others are kept out meanwhile, and what they did before counts. Raises UnknownName where there
    is no such remark, or its call is not kept here; RecordError where that was erased, or the disk
    refuses.
    """
    named(places, name, training=training)
    with held(disk, places.remarks_of(training), NAME) as file:
        remark = named(places, name, training=training)
        find_kept_call(places, remark.call, training=training)
        refuse_erased(places, remark.call, training=training)
        line = next_line(remark, without_codes(deed), by, now)
        if isinstance(line, Refused):
            return line
        append_sealed(disk, file, [line.record()])
        return followed(remark, [line])


def named(places: Places, name: str, *, training: bool) -> Remark:
    """The remark of this name, or of the call of this name where there is but one about it.

    Raises UnknownName.
    """
    remarks = remarks_in(places, training=training).remarks
    wanted = name.strip().lower()
    found = [one for one in remarks.values() if wanted in (one.id, one.call)]
    if len(found) == 1:
        return found[0]
    if found:
        every = ", ".join(one.id for one in found)
        raise UnknownName(f"There are {len(found)} remarks about {name}: {every}. Name one.")
    others = remarks_in(places, training=not training).remarks.values()
    if any(wanted in (one.id, one.call) for one in others):
        mend = "leave out --practice" if training else "add --practice"
        kind = "a real call" if training else "practice"
        raise UnknownName(f"The remark “{name}” is about {kind}: {mend}.")
    lists = "guide review --closed --practice" if training else "guide review --closed"
    raise UnknownName(f"There is no remark “{name}”. {lists} lists them.")


class Change(Struct, frozen=True):
    """What became of the record of a call since a remark was noted."""

    sentence: str
    went_on: bool = False


def change_since(places: Places, remark: Remark, *, training: bool) -> Change | None:
    """What became of the record of its call since a remark was noted; None for nothing.

    A record that was changed does not have the hash any more that it had; one that only went on
    still has.
    """
    then = Chain(remark.what.events, remark.what.last_hash)
    found = [*_sound_files(places, remark.call, training=training)]
    if not found:
        remedy = remedy_of_half_erased(places, remark.call, training=training)
        return Change(f"The record of this call is not there any more, or cannot be read.{remedy}")
    if not any(_begins_so(one, then) for one in found):
        return Change("The record of this call was changed since: it is not as it was remarked on.")
    longest = max(len(one.lines) for one in found)
    if longest > then.count:
        told = f"its record had {counted(then.count, 'event')}, and has {longest:,}."
        return Change(f"The call went on since: {told}", went_on=True)
    return None


def _sound_files(places: Places, call: str, *, training: bool) -> Iterator[SoundLines]:
    kept = kept_files(places.calls_of(training), call).get(call, ())
    waiting = waiting_files(places, training=training, beginning=call).get(call, ())
    for path in (*kept, *waiting):
        try:
            yield sound_lines(contents(path))
        except RecordError:
            continue


def _begins_so(sound: SoundLines, then: Chain) -> bool:
    lines = sound.lines
    return len(lines) >= then.count and own_hash(lines[then.count - 1]) == then.last_hash


def erase_remarks(disk: Disk, places: Places, calls: Collection[str], *, training: bool) -> bool:
    """Erase what is remarked about these calls, and tell whether there was anything.

    Raises RecordError where the disk refuses.
    """
    path = places.remarks_of(training)
    if not path.exists():
        return False
    with held(disk, path, NAME):
        lines = read_sealed(path, NAME, remark_line).lines
        kept = [line for line in lines if line.call not in calls]
        if len(kept) < len(lines):
            rewrite_sealed(disk, path, [line.record() for line in kept])
    return len(kept) < len(lines)


def remark_faults(places: Places, *, training: bool) -> Iterator[str]:
    """In sentences, what of the file is not as it was written, or is not of the calls kept here."""
    path = places.remarks_of(training)
    read = read_sealed(path, NAME, remark_line)
    yield from read.faults
    told = told_by(zip(read.numbers, read.lines, strict=True), training=training)
    for number, why in told.unlawful:
        yield f"Line {number} of the {NAME} {path} counts for nothing. {why}"
    for remark in told.remarks.values():
        yield from (f"{remark.id}: {fault}" for fault in _misfits(places, remark, training))


def _misfits(places: Places, remark: Remark, training: bool) -> Iterator[str]:
    """In sentences, how a remark does not fit the record of its call, which may have gone on."""
    change = change_since(places, remark, training=training)
    if change and not change.went_on:
        yield change.sentence
        return
    try:
        entries = read_journal(find_kept_call(places, remark.call, training=training)).entries
    except (RecordError, UnknownName):
        # What is wrong with that record is told of the call itself.
        return
    if name_as_stored(call_of(entries).started.agent) != remark.agent:
        yield f"It says that {remark.agent} took the call, and the record does not."
    if not _is_moment(remark.what, entries[: remark.what.events]):
        yield "It is about no moment that the call had then."


def _is_moment(what: Remarked, entries: Sequence[Entry]) -> bool:
    """Whether these events had so many by the moment that is remarked on, and lasted until then.

    The moment is on record in milliseconds.
    """
    lasted = max(entry.elapsed for entry in entries)
    least, most = (
        sum(entry.elapsed <= what.seconds + rounded for entry in entries) or 1
        for rounded in (-_ROUNDED, _ROUNDED)
    )
    return what.seconds <= lasted + _ROUNDED and least <= what.event <= most


def remark_times(places: Places, *, training: bool) -> Iterator[str]:
    """In sentences, which times in the file tell that a clock was wrong: no fault."""
    path = places.remarks_of(training)
    read = read_sealed(path, NAME, remark_line)
    times = ((number, line.at) for number, line in zip(read.numbers, read.lines, strict=True))
    yield from set_back(times, f"the {NAME} {path}")
