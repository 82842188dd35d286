"""What calls and a register tell of promises, from the lines that a desk receives.

One that was written down after its call is told by the line of the register that did.
"""

import contextlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from guide.call import events as ev
from guide.call.events import Entry
from guide.call.fold import call_of
from guide.call.state import Call
from guide.desk.bounds import NUMBER, TEXT, WORDS, within
from guide.errors import RecordError, UnknownName
from guide.record.calls import find_kept_call
from guide.record.codec import decoded, own_hash
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.sealed_file import of_call, whole_lines
from guide.register.after_call import (
    AT_DESK,
    CLOSING,
    AfterCall,
    Deed,
    Moved,
    NumberCorrected,
    PassedOn,
    PromiseAdded,
    Reopened,
    TakenBack,
    Told,
    after_call,
    note_of,
    was_heard,
)
from guide.register.mistakes import taken_back
from guide.register.promise import Promise, promises_of
from guide.register.wrap_up import wrap_up_of
from guide.script.model import FollowUpKind
from guide.text import plain

MADE = b'"kind":"follow-up-added"'
"""A call without this promises nothing: within a text, quotation marks are escaped in JSON."""

_TELLING = (b'"kind":"follow-up-', b'"kind":"detailed"', b'"kind":"corrected"', b'"kind":"ended"')
"""What can change what a call has promised, by how a line begins to tell its kind."""

_MOST_KIND = 100

_CALL = re.compile(rb'"call":"[^"]*"')
"""As `of_call` has it."""


class MadePromise(Struct, frozen=True):
    """A promise as a call tells it by now; `until` is in UTC.

    Event `n` of the call, of this `hash`, made it.
    """

    n: int
    hash: str
    kind: str
    label: str
    caller: str
    number: str
    words: str
    until: datetime | None


class DoneAbout(Struct, frozen=True):
    """What was done about the promise that event `n` of a call made, by the line of this hash.

    `kind` is the database's word for it, `by` who did it as the line has it. `elsewhere`: the
    promise may be another seat's. `number` is the right one, where it was corrected. `closed_by` is
    who had closed what is opened again, as far as was known where that was done. The line is number
    `line` of this `journal`. `heard`: the desk told of it, and has it by whoever did it. `mistake`
    is the line that it takes back, where it is of the same register, or opens again as others did.
    It was done `at` this moment (UTC) by the computer's clock there, where they had heard from the
    desk of what is `known`: until when it was moved, and to whom it was passed on.
    """

    call: str
    n: int
    kind: str
    hash: str
    to_whom: str = ""
    until: datetime | None = None
    note: str = ""
    elsewhere: bool = False
    by: str = ""
    number: str = ""
    closed_by: str = ""
    journal: str = ""
    line: int = 0
    heard: bool = False
    mistake: "DoneAbout | None" = None
    at: datetime | None = None
    known: tuple[datetime | str, ...] = ()


class ToldByCall(Struct, frozen=True):
    """What the lines of a call tell of promises; the number and the hash of the last line."""

    call: str
    event: int
    hash: str
    made: tuple[MadePromise, ...]
    done: tuple[DoneAbout, ...]


def can_tell(lines: Sequence[bytes]) -> bool:
    """Whether any of these lines can change what its call has promised."""
    return any(one in line for line in lines for one in _TELLING)


def told_by_call(journal: str, lines: Sequence[bytes]) -> ToldByCall | None:
    """What the sound lines of a call, from its first on, tell; None where they tell nothing.

    Nor do lines that only a later version of this program can read.
    """
    if not any(MADE in line for line in lines):
        return None
    try:
        entries = decoded(lines)
        call = call_of(entries)
    except (RecordError, ValueError):
        return None
    hashes = [own_hash(line) or "" for line in lines]
    made = tuple(_made(one, hashes[one.n - 1]) for one in promises_of(call))
    done = tuple(_done_on_call(journal, call, entries, hashes))
    return ToldByCall(journal, len(lines), hashes[-1], made, done)


def _made(promise: Promise, digest: str) -> MadePromise:
    return MadePromise(
        promise.n,
        digest,
        plain(promise.kind)[:_MOST_KIND],
        plain(promise.about)[:TEXT],
        plain(promise.caller)[:TEXT],
        plain(promise.number)[:NUMBER],
        plain("\n".join(one.text for one in promise.words))[:WORDS],
        within(promise.until),
    )


def _done_on_call(
    journal: str, call: Call, entries: Sequence[Entry], hashes: Sequence[str]
) -> Iterator[DoneAbout]:
    """What was done during the call about what it promised, and what of it was a mistake."""
    reports = {one.n for one in call.follow_ups if one.kind == FollowUpKind.REPORT}
    for entry in entries:
        about = DoneAbout(journal, 0, "", hashes[entry.n - 1], journal=journal, line=entry.n)
        match entry.event:
            # What others did is at the desk as they did it, or is told by the register.
            case ev.FollowUpDone(of=of, by=by, heard=elsewhere) if not elsewhere:
                to = plain(by)[:TEXT] if of in reports else ""
                how = f"by {by}" if by != call.started.agent else ""
                note = (
                    f"{by} was told." if to else " ".join(filter(None, ("Done on the call", how)))
                )
                yield replace(about, n=of, kind="done", to_whom=to, note=plain(note)[:WORDS])
            case ev.Corrected(of=of, by=by):
                match call.entry(of).event:
                    case ev.FollowUpDone(of=promise, heard=elsewhere) if not elsewhere:
                        undone = replace(about, n=promise, kind="reopened", note="It was not done.")
                        if by:
                            # Somebody opened it again elsewhere: so it is at the desk, unless this
                            # came there after what they did.
                            mistake = replace(about, hash=hashes[of - 1], line=of, n=promise)
                            why = f"Owed again: {plain(by)}"[:WORDS]
                            undone = replace(undone, note=why, mistake=mistake)
                        yield undone
                    case ev.FollowUpAdded():
                        why = "Undone on the call."
                        yield replace(about, n=of, kind="void", note=why)


class AddedPromise(Struct, frozen=True):
    """A promise of a call that is written down after it, by this line of this register."""

    call: str
    register: str
    line: int
    made: MadePromise


def told_by_register(
    places: Places, register: str, first: int, lines: Sequence[bytes]
) -> Iterator[DoneAbout | AddedPromise | str]:
    """What sound lines of a register, from line number `first` on, tell of promises.

    In a sentence, what is promised of a call that cannot be read. What no version knows is passed
    over, and so is what no program has written.
    """
    of_calls, before = _OfCalls(places), _Before(places)
    for number, line in enumerate(lines, first):
        with contextlib.suppress(msgspec.ValidationError, ValueError):
            told, digest = after_call(json.loads(line)), own_hash(line)
            if not isinstance(told, AfterCall) or not digest:
                continue
            if not isinstance(told.what, PromiseAdded):
                done = replace(told_of_deed(told, digest), journal=register, line=number)
                yield before.with_it(told, done)
                continue
            try:
                promise = of_calls.added(told)
            except RecordError as error:
                yield f"The promise {told.call}/{told.n} is not at the desk: {error}"
                continue
            if promise is not None:
                made = _made(replace(promise, until=promise.promised), digest)
                yield AddedPromise(told.call, register, number, made)


_AFTER_OTHERS = (Reopened, TakenBack, Moved, PassedOn)
"""What is about what somebody else did, or instead of it."""


class _Before:
    """What a register says of promises before one of its lines; it is read once, when needed."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._by_call: dict[bytes, list[tuple[int, bytes]]] | None = None

    def with_it(self, line: AfterCall, done: DoneAbout) -> DoneAbout:
        """What a line of the register tells, with what is said of the same promise before it."""
        if not isinstance(line.what, _AFTER_OTHERS):
            return done
        before = self._before(line, done.hash)
        lines = [one for *_, one in before]
        match line.what:
            case Reopened():
                closed = [one.by for one in lines if isinstance(one.what, CLOSING)]
                return replace(done, closed_by=closed[-1] if closed else "")
            case TakenBack():
                mistaken = taken_back([*lines, line])[-1]
                of = next((one for one in before if one[2] is mistaken), None)
                return done if of is None else replace(done, mistake=_told(done, *of))
            case _:
                heard = (told_of_deed(one, "") for one in lines if was_heard(one))
                return replace(done, known=tuple(one.until or one.to_whom for one in heard))

    def _before(self, line: AfterCall, digest: str) -> list[tuple[int, str, AfterCall]]:
        """Number, hash and text of the sound lines about a promise before the one of this hash."""
        if self._by_call is None:
            self._by_call = {}
            for number, text in enumerate(whole_lines(self._places.register), 1):
                for call in _CALL.findall(text)[:1]:
                    self._by_call.setdefault(call, []).append((number, text))
        found: list[tuple[int, str, AfterCall]] = []
        for number, text in self._by_call.get(of_call(line.call), ()):
            own = own_hash(text)
            if own == digest:
                return found
            with contextlib.suppress(msgspec.ValidationError, ValueError):
                told = after_call(json.loads(text))
                if own and isinstance(told, AfterCall) and told.n == line.n:
                    found.append((number, own, told))
        # The register was written anew meanwhile: it is sent again.
        return []


def _told(done: DoneAbout, number: int, digest: str, line: AfterCall) -> DoneAbout:
    """What a line of the same register as `done` tells, with its number and hash."""
    return replace(told_of_deed(line, digest), journal=done.journal, line=number)


class _OfCalls:
    """What is promised by calls of these places, each of them read once."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._read: dict[str, tuple[Promise, ...]] = {}

    def added(self, line: AfterCall) -> Promise | None:
        """What this line writes down; None where it is not lawful, or its call is erased.

        Raises RecordError where the call cannot be read.
        """
        if line.call not in self._read:
            self._read[line.call] = self._promises(line.call)
        return next((one for one in self._read[line.call] if one.added and one.n == line.n), None)

    def _promises(self, call: str) -> tuple[Promise, ...]:
        try:
            path = find_kept_call(self._places, call, training=False)
        except UnknownName:
            return ()
        reading = read_journal(path)
        if not reading.entries:
            raise RecordError(f"{path} holds nothing that is as it was written.")
        return wrap_up_of(self._places, call_of(reading.entries)).promises


def told_of_deed(line: AfterCall, digest: str) -> DoneAbout:
    """What a line of the register, of this hash, tells of a promise, as the desk has it."""
    deed: Deed = line.what
    to, kind, number = "", str(deed.__struct_config__.tag), ""
    until = deed.until if isinstance(deed, Moved) else None
    note = note_of(deed)
    if was_heard(line):
        # A desk that was put back from a backup has it by this seat: it was somebody else.
        note = f"{AT_DESK}, by {line.by}{note.removeprefix(AT_DESK)}"
    match deed:
        case PassedOn(to=to):
            pass
        case NumberCorrected(number=number):
            pass
        case Told(to=to):
            kind, note = "done", " ".join(filter(None, (f"{to} was told.", note)))
    return DoneAbout(
        line.call,
        line.n,
        kind,
        digest,
        plain(to)[:TEXT],
        within(until),
        plain(note)[:WORDS],
        line.elsewhere,
        plain(line.by)[:TEXT],
        plain(number)[:NUMBER],
        heard=was_heard(line),
        at=line.at,
    )
