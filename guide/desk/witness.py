"""What the desk saw of each journal, with the server's time, against what is kept here.

The witness has the hash of every event as it was received, and nobody's login can change that. So
it tells what was rewritten, cut off or deleted since, whoever did it; and which answers of the
board are not the same in both records, or who is said to have permitted something and denies it.
"""

import contextlib
from collections import ChainMap
from collections.abc import Container, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from guide.call.events import Entry, Started, Witnessed
from guide.desk.answered import Answered, Taken, answer_faults, answered, taken_in
from guide.desk.by_voice import OnRecord, denied_by_now, newest, on_record, voice_faults
from guide.desk.callers import CallFrom, caller_faults, callers_at_desk
from guide.desk.computer import this_computer
from guide.desk.connection import Connection, patience
from guide.desk.deeds import (
    DeedAtDesk,
    DoneHere,
    deed_faults,
    deeds_at_desk,
    done_here,
    may_be_at_board,
)
from guide.desk.erasing import erased_at_desk
from guide.desk.promises import told_by_call
from guide.desk.withheld import (
    AskAtDesk,
    PromiseAtDesk,
    added_faults,
    ask_faults,
    asks_at_desk,
    lines_received,
    promise_faults,
    promises_at_desk,
)
from guide.errors import RecordError
from guide.record.calls import kept_files, merged, waiting_files
from guide.record.codec import SoundLines, decoded, own_hash, sound_lines
from guide.record.disk import contents
from guide.record.erased import Tombstone
from guide.record.journal import reading_of
from guide.record.places import CALL_ID, DONE, Places
from guide.record.verify import Verdict
from guide.record.verify_all import tombstones
from guide.register.stored import as_stored
from guide.text import counted, plain_line

_AT_A_TIME = 200
"""So many calls are asked for at a time."""


class Seen(Struct, frozen=True):
    """An event as the desk received it: its number, its hash, and when (UTC)."""

    n: int
    hash: str
    at: datetime


def verdicts_of_desk(connection: Connection, places: Places) -> Iterator[Verdict]:
    """The verdict on each call that the desk received of this login; last, on the desk itself.

    Raises DeskError where it cannot be asked.
    """
    stones = tombstones(places)
    kept = merged(kept_files(places.calls), waiting_files(places, training=False))
    here, faults = _done_here(places)
    here = replace(here, at_board=may_be_at_board(connection))
    lines = [digest for added in here.added.values() for digest in added.values()]
    received = lines_received(connection, lines)
    laid = _laid_at(connection)
    events = unseen = 0
    voiced: list[OnRecord] = []
    for one in _witnessed(connection):
        files = tuple(map(_Kept.of, kept.pop(one.call, ())))
        paths = tuple(file.path for file in files)
        told = _told(one, files, stones.get(one.call), here, received, laid)
        yield Verdict(one.call, len(one.seen), paths, *told)
        voiced += [on_voice for on_voice in one.voiced if on_voice.counts]
        events += len(one.seen)
        unseen += _unseen(files, {event.hash for event in one.seen})
    for call, others in kept.items():
        files = tuple(map(_Kept.of, others))
        unseen += _unseen(files, set())
        # What the desk has nothing of, its board cannot have answered.
        lacking = (
            *_unread(files),
            *answer_faults(_taken(files), ()),
            *_deed_faults(call, (), files, here),
        )
        if lacking:
            yield Verdict(call, 0, tuple(file.path for file in files), lacking)
    faults += tuple(_strange(connection))
    yield Verdict("desk", events, (), faults, (*_countersigned(voiced), *_limits(unseen)))


def _laid_at(connection: Connection) -> datetime:
    """When the desk was laid (UTC): of what was before it witnesses nothing."""
    with patience(connection):
        row = connection.execute("SELECT at FROM desk.version WHERE number = 1").fetchone()
    assert row is not None
    return cast("datetime", row[0])


def _done_here(places: Places) -> tuple[DoneHere, tuple[str, ...]]:
    """What the register tells of promises; in sentences, what of it could not be compared."""
    try:
        here = done_here(places)
    except RecordError as error:
        return DoneHere(unread=1), (f"What was done about promises was not compared: {error}",)
    if not here.unread:
        return here, ()
    unread = counted(here.unread, "line")
    return here, (
        f"{unread} of the register {places.register} cannot be read: what the desk has of them was"
        " not compared.",
    )


class _Witnessed(Struct, frozen=True):
    """What the desk has of a call: its events by number, and what was said of it at a board.

    `erased` says, in a sentence, that what it said was erased there; empty where it was not.
    `computer` is the one that sent it first; empty where that was not told.
    """

    call: str
    seen: list[Seen]
    answers: list[Answered]
    voiced: list[OnRecord]
    deeds: list[DeedAtDesk]
    promises: list[PromiseAtDesk]
    asks: list[AskAtDesk]
    callers: list[CallFrom]
    erased: str
    computer: str = ""


class _Kept(Struct, frozen=True):
    """A file of a call: its sound `events` and their hashes, and how many lines it has in all.

    `taken` are the answers of the board that it has; `stood` are the events, by number, that tell
    what the desk had received. `unread` says why it, or what of it, cannot be read.
    """

    path: Path
    hashes: tuple[str, ...]
    lines: int
    events: tuple[bytes, ...] = ()
    taken: tuple[Taken, ...] = ()
    stood: tuple[tuple[int, Witnessed], ...] = ()
    unread: str = ""

    @classmethod
    def of(cls, path: Path) -> "_Kept":
        try:
            data = contents(path)
        except RecordError as error:
            return cls(path, (), 0, unread=str(error))
        sound = sound_lines(data)
        hashes = tuple(filter(None, map(own_hash, sound.lines)))
        taken, stood = tuple(taken_in(sound.lines)), tuple(_stood(sound.lines))
        unread = _why_unread(path, sound)
        return cls(path, hashes, data.count(b"\n"), sound.lines, taken, stood, unread)

    def has(self, event: Seen) -> bool:
        return event.n <= len(self.hashes) and self.hashes[event.n - 1] == event.hash


def _why_unread(path: Path, sound: SoundLines) -> str:
    try:
        reading = reading_of(path, sound)
    except (RecordError, ValueError) as error:
        return str(error)
    # Of a call that goes on a last line that is cut off was never acknowledged.
    damaged = reading.damage and not (sound.torn and path.parent.name != DONE)
    return f"{path}: {reading.damage}. What follows was not compared." if damaged else ""


def _stood(lines: Sequence[bytes]) -> Iterator[tuple[int, Witnessed]]:
    for n, line in enumerate(lines, 1):
        if b'"kind":"witnessed"' in line:
            with contextlib.suppress(RecordError, ValueError):
                [entry] = decoded([line], n)
                if isinstance(entry.event, Witnessed):
                    yield n, entry.event


def _never_received(at_desk: "_Witnessed", files: Sequence[_Kept], laid: datetime) -> Iterator[str]:
    """Where a journal says of the desk what its witness does not; `laid` is since when it has one.

    A witness that was lost is told as that: it shows of no call that it was changed.
    """
    for n, told in dict.fromkeys(one for file in files for one in file.stood):
        if not told.events or any(_is_of(told, event) for event in at_desk.seen):
            continue
        last = told.events, told.last_hash
        is_own = any(told.last_hash in one.hashes[told.events - 1 : told.events] for one in files)
        again = next((one.at for one in at_desk.seen if (one.n, one.hash) == last), None)
        why = "its witness does not."
        if is_own and told.received_at is not None and told.received_at < laid:
            since = f" before it came here, at {_minute(again)}" if again else ""
            why = (
                f"this desk was laid later, at {_minute(laid)}, and what was witnessed before is"
                " lost. That is no sign that the call was changed; and nobody can show any more"
                f" that it was not{since}."
            )
        elif is_own and again:
            why = (
                f"its witness has that event from {_minute(again)} only. That is so where the desk"
                " was put back from a backup and lost what came first; where it was not, somebody"
                " changed the one or the other."
            )
        yield (
            f"Event {n} says that the desk had received {counted(told.events, 'event')}, the last"
            f" of them with that hash at that time: {why}"
        )


def _is_of(told: Witnessed, seen: Seen) -> bool:
    """Whether what a journal says of the desk is of this event; its times are in milliseconds."""
    if told.received_at is None or (told.events, told.last_hash) != (seen.n, seen.hash):
        return False
    return abs(told.received_at - seen.at) < timedelta(milliseconds=1)


def _witnessed(connection: Connection) -> Iterator[_Witnessed]:
    """Every call of which the desk received something, oldest first."""
    with patience(connection):
        found = connection.execute(
            "SELECT DISTINCT journal FROM desk.witness WHERE seat = session_user AND journal ~ %s"
            " ORDER BY journal",
            (f"^{CALL_ID}$",),
        ).fetchall()
    calls = [str(call) for (call,) in found]
    for start in range(0, len(calls), _AT_A_TIME):
        some = calls[start : start + _AT_A_TIME]
        given, voiced = answered(connection, some), on_record(connection, some)
        erased = erased_at_desk(connection, some)
        asks, callers = asks_at_desk(connection, some), callers_at_desk(connection, some)
        deeds, promises = deeds_at_desk(connection, some), promises_at_desk(connection, some)
        with patience(connection):
            rows = connection.execute(
                "SELECT journal, n, hash, at FROM desk.witness"
                " WHERE seat = session_user AND journal = ANY(%s) ORDER BY journal, n, at",
                (some,),
            ).fetchall()
            kept = connection.execute(
                "SELECT journal, computer FROM desk.kept"
                " WHERE seat = session_user AND journal = ANY(%s)",
                (some,),
            ).fetchall()
        on = {str(call): plain_line(computer) for call, computer in kept}
        for call, events in groupby(rows, itemgetter(0)):
            seen = [Seen(*event[1:]) for event in events]
            said = given.get(call, []), voiced.get(call, [])
            yield _Witnessed(
                call,
                seen,
                *said,
                deeds=deeds.get(call, []),
                promises=promises.get(call, []),
                asks=asks.get(call, []),
                callers=callers.get(call, []),
                erased=erased.get(call, ""),
                computer=on.get(call, ""),
            )


def _told(
    at_desk: _Witnessed,
    files: Sequence[_Kept],
    stone: Tombstone | None,
    here: DoneHere,
    lines_there: Container[str],
    laid: datetime,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Faults and remarks on a call, in sentences."""
    seen = at_desk.seen
    longest, last = max(event.n for event in seen), max(event.at for event in seen)
    events = counted(longest, "event")
    received = f"the desk received {events} of it, the last at {_minute(last)}"
    if stone is not None:
        return (), (f"{stone.sentence} Before that, {received}.",)
    if at_desk.erased and not files:
        return (), (f"{at_desk.erased} Before that, {received}.",)
    if not files and at_desk.computer not in ("", this_computer()):
        return (), (f"Kept on another computer, {at_desk.computer}: {received}. Verify it there.",)
    if not files:
        return (f"Its journal is not there: {received}.",), ()
    denied = denied_by_now(at_desk.voiced)
    faults = [
        *_unread(files),
        *_never_received(at_desk, files, laid),
        *(one.told for one in denied),
    ]
    by_now = {(one.n, one.hash): one for one in newest(at_desk.voiced)}
    others = ((one, by_now[one.n, one.hash]) for one in at_desk.voiced if one not in denied)
    remarks = [one.told if one is now else one.told_of_before(not now.named) for one, now in others]
    if at_desk.erased:
        remarks.append(f"{at_desk.erased} It is still kept here, and was compared with its hashes.")
    else:
        faults += answer_faults(_taken(files), at_desk.answers)
        faults += _told_faults(at_desk, files)
        faults += _deed_faults(at_desk.call, at_desk.deeds, files, here)
        added = here.added.get(at_desk.call, {})
        sent = (n for n, digest in added.items() if digest in lines_there)
        faults += added_faults(at_desk.promises, at_desk.call, sent)
    changed = next((event for event in seen if not any(one.has(event) for one in files)), None)
    lines = max(one.lines for one in files)
    if not any(one.lines or not one.unread for one in files):
        # Nobody can say of what cannot even be opened that it was changed.
        changed = None
    if changed is not None and changed.n > lines:
        faults.insert(0, f"Its journal was cut off after event {lines:,}: {received}.")
    elif changed is not None:
        fault = (
            f"Its journal was changed from event {changed.n:,} on: the desk received that event at"
            f" {_minute(changed.at)}, and it is not there as it was."
        )
        faults.insert(0, fault)
    elif faults and (began := _began(files)) and began < laid:
        remarks.append(
            f"This desk was laid at {_minute(laid)}, after that call began. What supervisors"
            " answered and did before is lost, as is what was witnessed: guide desk send --all"
            " brings only what this computer has. What the desk lacks of it is no sign that the"
            " call was changed; what it has otherwise is."
        )
    return tuple(faults), tuple(filter(None, remarks))


def _unread(files: Sequence[_Kept]) -> list[str]:
    """Why files of a call cannot be read: nobody can say that they fit."""
    return [one.unread for one in files if one.unread]


def _told_faults(at_desk: _Witnessed, files: Sequence[_Kept]) -> Iterator[str]:
    """What the desk withholds of what a call told it, or has otherwise."""
    if _unread(files):
        return
    seen = {event.hash for event in at_desk.seen}
    received = [_received(one, seen) for one in files]
    yield from voice_faults(at_desk.voiced, received)
    yield from ask_faults(at_desk.asks, received)
    yield from caller_faults(at_desk.callers, received)
    yield from promise_faults(at_desk.call, at_desk.promises, received, at_desk.deeds)


def _received(file: _Kept, seen: Container[str]) -> tuple[bytes, ...]:
    """The events that a file begins with and that the desk has received."""
    count = next((n for n, digest in enumerate(file.hashes) if digest not in seen), None)
    return file.events[:count]


def _strange(connection: Connection) -> Iterator[str]:
    """Journals that this login sent under names that no program gives them."""
    with patience(connection):
        found = connection.execute(
            "SELECT journal, count(*) FROM desk.witness WHERE seat = session_user"
            " AND journal !~ %s GROUP BY journal ORDER BY journal",
            (f"^({CALL_ID}|register-[0-9a-f]{{16}})$",),
        ).fetchall()
    for journal, count in found:
        yield (
            f"The desk received {counted(count, 'event')} as “{plain_line(journal)}”, which is no"
            " name of a call: this program did not send them, and they were not compared."
        )


def _deed_faults(
    call: str, at_desk: Sequence[DeedAtDesk], files: Sequence[_Kept], here: DoneHere
) -> Iterator[str]:
    """What of the desk's record of what was done about a call's promises was changed."""
    made = [told for one in files if (told := told_by_call(call, one.events))]
    sent = ChainMap({done.hash: done for told in made for done in told.done}, here.sent)
    heard = here.heard.get(call, ())
    all_read = not (here.unread or _unread(files))
    of_agent = as_stored(_agent(files))
    yield from deed_faults(
        at_desk, sent, heard, of_agent, all_read=all_read, at_board=here.at_board
    )


def _agent(files: Sequence[_Kept]) -> str:
    """Who took a call, as far as its files can be read."""
    begun = _begun(files)
    return begun.event.agent if begun and isinstance(begun.event, Started) else ""


def _began(files: Sequence[_Kept]) -> datetime | None:
    """When a call began (UTC), as far as its files can be read."""
    begun = _begun(files)
    return begun.at if begun else None


def _begun(files: Sequence[_Kept]) -> Entry | None:
    for one in files:
        with contextlib.suppress(RecordError, ValueError):
            for entry in decoded(one.events[:1]):
                if isinstance(entry.event, Started):
                    return entry
    return None


def _taken(files: Sequence[_Kept]) -> list[Taken]:
    """The answers of the board that the files of a call have, each once."""
    return [*dict.fromkeys(answer for one in files for answer in one.taken)]


def _countersigned(voiced: Sequence[OnRecord]) -> Iterator[str]:
    """How many warnings rest on a voice, and what supervisors said of them."""
    if voiced:
        said = [one.state for one in voiced]
        yield (
            f"{counted(len(said), 'warning')} permitted by voice: {said.count('countersigned'):,}"
            f" countersigned, {said.count('denied'):,} denied, {said.count(''):,} not yet."
        )


def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _unseen(files: Sequence[_Kept], seen: set[str]) -> int:
    """How many events of a call the desk has not received."""
    return len({digest for one in files for digest in one.hashes} - seen)


def _limits(unseen: int) -> Iterator[str]:
    """What the witness cannot show."""
    if unseen:
        yield (
            f"Not at the desk yet: {counted(unseen, 'event')}, of which it shows nothing."
            " guide desk send sends what is lacking; guide desk send --all, what it lost."
        )
    yield (
        "It shows what became of journals since they were received, not what was changed before;"
        " and whoever administers the database could change what it shows."
    )
