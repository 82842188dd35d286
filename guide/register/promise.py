"""A promise: what one call left owed, and what has become of it since.

What was promised never changes: it is read from the call's journal. What happened after the call is
told by the register's own lines, in their order.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from guide.call import events as ev
from guide.call.events import Entry, FollowUpAdded
from guide.call.fold import call_of
from guide.call.phone_number import is_whole_number, normal_number
from guide.call.rules.follow_ups import is_listed, number_to_call
from guide.call.rules.standing import needed_to_end
from guide.call.state import Call, FollowUp, number_of, owner_named
from guide.record.branch import fields_as_kept, promised_apart
from guide.record.summary.times import DeskTime
from guide.record.versions import (
    keeps_reopened,
    keeps_superseded_words,
    passes_marks_on,
    stays_owed_with_right_number,
)
from guide.register.after_call import (
    CLOSING,
    AfterCall,
    Done,
    FilledIn,
    NumberCorrected,
    RefusedByCaller,
    Reopened,
    TakenBack,
    Told,
    Voided,
    words_of,
)
from guide.register.mistakes import CAN_BE_TAKEN_BACK, is_back, mistakes, standing_lines, taken_back
from guide.register.stored import promised_as_stored
from guide.script.model import CALLERS_NUMBER, FollowUpKind, usual_follow_up, usual_label


class State(StrEnum):
    """How far a promise is. The last three are closed: nothing of it is owed any more."""

    OPEN = "open"
    TRIED = "tried"
    PASSED_ON = "passed on"
    DONE = "done"
    REFUSED = "refused by the caller"
    VOID = "void"


CLOSED = {State.DONE: "✓ done", State.REFUSED: "– refused", State.VOID: "× void"}
"""The states that are closed, each with its mark and its word in a list."""


DUE = "*due"
"""In `Promise.amended`, what is no field: until when it was promised."""

DONE = "*done"
"""The same: that it was done."""


class Words(Struct, frozen=True):
    """What the caller was told: the words, and the hash of the approved line they are of."""

    text: str
    sha256: str


class DoneWith(Struct, frozen=True):
    """That a number not to be called was listed: which one, and by whom, when and with which note.

    `on_call`: that is on the call's own record.
    """

    number: str
    by: str
    at: datetime
    note: str
    on_call: bool


class Promise(Struct, frozen=True):
    """Something owed after a call, and what has become of it. All times are in UTC.

    `n` is the number of the event in the call's journal that made it. `promised` is until when it
    was promised, by `rule`, the script's words; `until` is that, or the time it was moved to since.
    `zone` is the desk's, in which both are read. `named` is who is to keep it as the call left it,
    the agent where it named nobody, and `named_in` the field for that, if its kind has one; `owner`
    is who keeps it: whom that names by now, or whom it was passed on to. `tries` counts
    the times it was tried; `closed_by` is who had it on record that it is closed, and `told_to` who
    was told, where it was a report; `lines` is all that happened since the call.
    `needs` are the fields that it must hold. `labels` are what the script calls its fields, where
    that is not what is usual. `listed`: the number that it is to call is on the do-not-call list,
    as far as was looked; `number_listed`: the one that stands with it is, whether or not it is to
    be called, as far as the register was asked; `number_in` is its field. `script` is an id;
    `title` is what people know it by. `added`: it was written down after the call, under a number
    that no event of it has. `hashes` are those of what was promised, whatever its number and time,
    as the call had it first, and as it stands, which is the last; `goes_on`: its call had not
    ended. `numbers` are those of a number not to be called, each with since when, where there were
    several; `done_with` is the one that was wrong as it was done. `dones` are all times that it was
    done since it was last opened again by a person, and `stays_owed` that none of them counts again
    once its number is the right one after all. `amended` are the fields that the call told
    otherwise after it had promised it, each with when it last did: its number by `number_in`,
    whosever that is, when it is due by `DUE`, and that it was done by `DONE`. `undone` are the
    events of the call that promised the same and were undone there, each with its hashes: what was
    done about them was not done about this one. `corrected_alone`: of two who corrected its number
    and did not know of each other, the second corrected it here alone, as before version 0.14.
    `of_undone` are the lines about those that were `undone`. `done_before` is when the call had it
    done, each time that it has undone since.
    """

    call: str
    n: int
    kind: str
    label: str
    made_at: datetime
    agent: str
    script: str
    zone: str
    who_called: str = ""
    number: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    words: tuple[Words, ...] = ()
    promised: datetime | None = None
    rule: str = ""
    until: datetime | None = None
    owner: str = ""
    state: State = State.OPEN
    tries: int = 0
    closed_by: str = ""
    closed_at: datetime | None = None
    note: str = ""
    lines: tuple[AfterCall, ...] = ()
    listed: bool = False
    needs: tuple[str, ...] = ()
    internal: bool = False
    labels: tuple[tuple[str, str], ...] = ()
    named: str = ""
    added: bool = False
    told_to: str = ""
    title: str = ""
    hashes: tuple[str, ...] = ()
    goes_on: bool = False
    number_listed: bool = False
    numbers: tuple[tuple[datetime, str], ...] = ()
    done_with: str = ""
    dones: tuple[DoneWith, ...] = ()
    stays_owed: bool = False
    named_in: str = ""
    number_in: str = CALLERS_NUMBER
    amended: tuple[tuple[str, datetime], ...] = ()
    undone: tuple[tuple[int, str], ...] = ()
    corrected_alone: bool = False
    of_undone: tuple[AfterCall, ...] = ()
    done_before: tuple[datetime, ...] = ()

    @property
    def named_now(self) -> str:
        """Who is to keep it where nobody passed it on: whom its own field names, or the call."""
        return owner_named(self.field(self.named_in) or self.named, self.agent)

    @property
    def caller(self) -> str:
        """Whom it was promised to: whoever it names itself, or else who called."""
        return self.field("caller") or self.who_called

    @property
    def id(self) -> str:
        """The call's id and the number of the event, such as `20261127-190300-k7wd/12`."""
        return f"{self.call}/{self.n}"

    @property
    def hash(self) -> str:
        """That of what was promised, as it stands; empty where it is not known."""
        return self.hashes[-1] if self.hashes else ""

    def is_same(self, other: "Promise") -> bool:
        """Whether both are one thing that was promised, each in its branch of a record."""
        return not {*self.hashes}.isdisjoint(other.hashes)

    @property
    def closed(self) -> bool:
        return self.state in CLOSED

    def was_done(self, by: datetime) -> bool:
        """Whether its call had it done by a moment (UTC), and no line had opened it again then."""
        opened = [line.at for line in self.lines if isinstance(line.what, Reopened)]
        return any(at <= by and all(one < at for one in opened) for at in self.done_before)

    @property
    def is_done_by_number(self) -> bool:
        """Whether it is done, and with a wrong number would not be: that is on a list now."""
        return self.state is State.DONE and self.kind == FollowUpKind.DO_NOT_CALL

    @property
    def mark(self) -> str:
        """What stands before it in a list once it is closed: what is void was not kept."""
        return CLOSED.get(self.state, "").partition(" ")[0]

    @property
    def closed_as(self) -> str:
        """How it was closed, in a word; empty while it is owed."""
        return CLOSED.get(self.state, "").partition(" ")[2]

    @property
    def to_call(self) -> str:
        """The number that it is kept by calling, in its normal form; empty for no such promise."""
        return normal_number(self._called)

    @property
    def _called(self) -> str:
        held = dict(self.fields)
        return number_to_call(self.kind, held, self.needs, self.number, self.number_in)

    @property
    def has_number(self) -> bool:
        """Whether a number of its own belongs to it, which can be wrong, or lack."""
        needs = (*usual_follow_up(self.kind).needs, *self.needs)
        return self.number_in in needs or bool(self.field(self.number_in))

    @property
    def tells_number(self) -> bool:
        """Whether a number stands with it that can be wrong: its own, or else the caller's."""
        return self.has_number or bool(self.number)

    @property
    def corrected_last(self) -> NumberCorrected | None:
        """How its number was corrected, where that was the last that stands but its closing."""
        gone = {*mistakes(self.lines).values()}
        standing = (one.what for n, one in enumerate(self.lines) if n not in gone)
        never = (TakenBack, Reopened, *CLOSING)
        made = [one for one in standing if not isinstance(one, never) and not is_back(one)]
        return made[-1] if made and isinstance(made[-1], NumberCorrected) else None

    @property
    def numbers_before(self) -> tuple[str, ...]:
        """The numbers that it held and that were wrong, the one that was promised first.

        One that it was corrected to once it was closed it never held.
        """
        held = (found for _, what in self.corrections_held for found in (what.before, what.number))
        return tuple(one for one in dict.fromkeys(held) if one not in ("", self.number))

    @property
    def corrections_held(self) -> tuple[tuple[int, NumberCorrected], ...]:
        """The corrections of its number that counted, each with its place among the lines."""
        found, closed = list[tuple[int, NumberCorrected]](), False
        for place, line in enumerate(self.lines):
            match line.what:
                case Done() | Told() | RefusedByCaller() | Voided():
                    closed = self.kind != FollowUpKind.DO_NOT_CALL
                case Reopened():
                    closed = False
                case NumberCorrected():
                    # What is corrected everywhere by another promise is in this one, too.
                    if not closed or line.n != self.n:
                        found.append((place, line.what))
        return tuple(found)

    @property
    def corrections_standing(self) -> tuple[NumberCorrected, ...]:
        """Those of them that were not taken back."""
        gone = {*mistakes(self.lines).values()}
        held = self.corrections_held
        return tuple(one for n, one in held if n not in gone and not is_back(one))

    @property
    def disputed(self) -> tuple[str, ...]:
        """The other numbers that it has by people who did not know of the one that counts.

        Each is one until whoever knows it corrects it, or takes it back; so it is where it was the
        same as the one that counted then, for that was corrected without it being known.
        """
        now, others = "", dict[str, str]()
        for n, one in enumerate(() if self.corrected_alone else self.corrections_standing):
            known = as_compared(one.before)
            if n and known != as_compared(now):
                others.pop(known, None)
                others[as_compared(now)] = now
            now = one.number
        return tuple(number for one, number in others.items() if one != as_compared(self.number))

    @property
    def filled_in(self) -> dict[str, dict[str, AfterCall]]:
        """What it lacked and was filled in, by the field: the texts, each with the line of it.

        There are several where people filled it in who did not know of each other: the last counts.
        """
        found = dict[str, dict[str, AfterCall]]()
        for line in standing_lines(self.lines):
            if isinstance(line.what, FilledIn):
                for name, _, text in line.what.fields:
                    told = found.setdefault(name, {})
                    told.pop(text, None)
                    told[text] = line
        return found

    @property
    def corrections(self) -> tuple[tuple[AfterCall, NumberCorrected], ...]:
        """Each time that its number was corrected: who did it when, and what."""
        return tuple(
            (line, line.what) for line in self.lines if isinstance(line.what, NumberCorrected)
        )

    @property
    def lines_about_it(self) -> tuple[AfterCall, ...]:
        """What happened to it: not how a number was corrected before it was written down."""
        return tuple(
            line
            for line in self.lines
            if not (self.added and line.at < self.made_at and line.n != self.n)
        )

    @property
    def off_the_list(self) -> bool:
        """Whether a number was not to be called, and may be again: that is void, or unwanted."""
        released = self.state in (State.VOID, State.REFUSED)
        return released and self.kind == FollowUpKind.DO_NOT_CALL

    @property
    def standing(self) -> str:
        """Its state, and how often it was tried: `tried 2×`, `passed on · tried 2×`."""
        tried = f"{State.TRIED} {self.tries}×" if self.tries else ""
        if self.state is State.TRIED:
            return tried
        return " · ".join(filter(None, (self.state, tried)))

    @property
    def warning(self) -> str:
        """What is to be known before its number is called; empty where nothing is."""
        return "on the do-not-call list" if self.listed and not self.closed else ""

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields that it must hold and does not, while it is owed."""
        fields = (*self.fields, (self.number_in, self.number))
        held = {name for name, value in fields if value.strip()}
        return () if self.closed else tuple(name for name in self.needs if name not in held)

    @property
    def missing(self) -> str:
        """What the fields are called that it lacks; empty where it lacks nothing."""
        return ", ".join(map(self.label_of, self.lacks))

    @property
    def day_missing(self) -> str:
        """That no day was agreed on with the caller, where one belongs to it; empty otherwise."""
        agreed = self.kind == FollowUpKind.AGREED and self.until is None and not self.closed
        return "no day agreed on: never overdue" if agreed else ""

    @property
    def uncallable(self) -> str:
        """That its number, to call or not to, can be none, while it is owed; empty otherwise."""
        number = self.number if self.kind == FollowUpKind.DO_NOT_CALL else self._called
        if self.closed or not number.strip():
            return ""
        if not normal_number(number):
            return "no phone number"
        return "" if is_whole_number(number) else "short for a phone number"

    @property
    def incomplete(self) -> str:
        """What it lacks, in a few words; empty where it lacks nothing."""
        missing = f"missing: {self.missing}" if self.missing else ""
        others = "" if self.closed else self.other_numbers
        told = (missing, self.day_missing, self.done_wrongly, others, self.done_as_undone)
        return " · ".join(filter(None, told))

    @property
    def done_as_undone(self) -> str:
        """How one like it was closed that was undone on the call, in a few words; or empty."""
        told = [one for one in self.of_undone if isinstance(one.what, (*CLOSING, Reopened))]
        if self.closed or not told or isinstance(told[-1].what, Reopened):
            return ""
        words = words_of(told[-1].what, str)
        return f"one like it was undone on the call: {words} ({told[-1].by})"

    @property
    def other_numbers(self) -> str:
        """Which numbers are told as right beside its own, in a few words; empty for none."""
        others = " or ".join(self.disputed)
        return f"or {others}: two people corrected it" if others else ""

    @property
    def done_wrongly(self) -> str:
        """That it was done, with a number that was wrong, and is owed again; or empty."""
        right = self.closed or as_compared(self.done_with) == as_compared(self.number)
        return "" if right or not self.done_with else f"was done with {self.done_with}"

    def field(self, name: str) -> str:
        """The value of a field that it holds, or the empty string."""
        return dict(self.fields).get(name, "")

    def label_of(self, field: str) -> str:
        """What a field that it holds, or lacks, is called."""
        return dict(self.labels).get(field) or usual_label(field)

    @property
    def subject(self) -> str:
        """What tells it from another of its kind: a report's reason. Empty where nothing does."""
        asked = (usual_follow_up(self.kind).needs or self.needs)[:1]
        return self.field(asked[0]) if asked and asked[0] != self.number_in else ""

    @property
    def about(self) -> str:
        """Its label and its subject: `Report to the supervisor: a threat`."""
        return f"{self.label}: {self.subject}" if self.subject else self.label


def promises_of(call: Call, added: Sequence[FollowUp] = ()) -> tuple[Promise, ...]:
    """The promises that a call made and did not take back, in their order; then those `added`."""
    made = (_promise(call, owed) for owed in call.follow_ups)
    return (*made, *(replace(_promise(call, owed), added=True) for owed in added))


def promises_apart(call: Call, others: Sequence[Call], last: int) -> tuple[Promise, ...]:
    """What other branches of a call's record promise, until a person has chosen among them.

    Their numbers are those after the `last` one in use, and are for telling them apart alone.
    """
    apart = ((other, owed) for other in others for owed in promised_apart(call, other))
    return tuple(
        replace(_promise(other, owed), n=last + n) for n, (other, owed) in enumerate(apart, 1)
    )


def _promise(call: Call, owed: FollowUp) -> Promise:
    owner = call.owner_of(owed)
    # A report is done as somebody is told: who has that on record is another.
    told = owed.done_by if owed.kind == FollowUpKind.REPORT else ""
    promise = Promise(
        call.id,
        owed.n,
        owed.kind,
        owed.label,
        owed.at,
        call.started.agent,
        call.started.script,
        call.started.zone,
        call.detail("caller"),
        number_of(owed, call),
        owed.spelled,
        _words(call, owed),
        owed.due,
        owed.event.rule,
        owed.due,
        owner,
        listed=is_listed(owed, call),
        needs=owed.event.needs,
        internal=owed.internal,
        labels=tuple(_labels(call, owed)),
        named=owner,
        title=call.started.title,
        hashes=hashes_of(call, owed.n, owed.event),
        goes_on=call.ended is None,
        numbers=_numbers_of(call, owed),
        named_in=owed.event.owner or "",
        number_in=owed.number_in,
        amended=(*_amended(call, owed).items(), *_done_anew(call, owed)),
        undone=tuple(_undone_alike(call, owed)),
        stays_owed=stays_owed_with_right_number(call),
        done_before=tuple(_done_before(call, owed)),
    )
    if owed.done_at is None or owed.heard:
        # What was done elsewhere is told by a line of the register.
        return promise
    by = call.started.agent if told else owed.done_by
    return replace(as_done(promise, by, owed.done_at, was_told(told)), told_to=told)


def _undone_alike(call: Call, owed: FollowUp) -> Iterator[tuple[int, str]]:
    """The events that promised the same as a follow-up and were undone, each with its hashes.

    What a kept branch promised was no other than what the call itself had promised with it.
    """
    if passes_marks_on(call) or _is_of_branch(call, owed.n):
        return
    own = hashes_of(call, owed.n, owed.event)
    for entry in call.entries:
        if entry.n in call.retracted and isinstance(entry.event, FollowUpAdded):
            every = hashes_of(call, entry.n, entry.event)
            yield from ((entry.n, one) for one in every if one in own)


def _is_of_branch(call: Call, n: int) -> bool:
    """Whether event `n` was put on record where another branch of the call was kept."""
    before = (one.event for one in reversed(call.entries[: n - 1]))
    return isinstance(next(filter(_is_no_promise, before), None), ev.BranchKept)


def _is_no_promise(event: ev.Event) -> bool:
    return not isinstance(event, FollowUpAdded)


def _numbers_of(call: Call, owed: FollowUp) -> tuple[tuple[datetime, str], ...]:
    """The numbers that a call had of one not to be called, each with since when; or empty."""
    if owed.kind != FollowUpKind.DO_NOT_CALL:
        return ()
    found = list[tuple[datetime, str]]()
    for at, number, _ in _states_of(call, owed):
        if not found or as_compared(found[-1][1]) != as_compared(number):
            found.append((at, number))
    return tuple(found) if len(found) > 1 else ()


def _done_anew(call: Call, owed: FollowUp) -> Iterator[tuple[str, datetime]]:
    """When the call itself had a promise done, as `Promise.amended` has it."""
    if owed.done_at is not None and not owed.heard and not keeps_reopened(call):
        yield DONE, owed.done_at


def _done_before(call: Call, owed: FollowUp) -> Iterator[datetime]:
    """When the call had a promise done, each time that it has undone, as `Promise` has it."""
    for entry in () if keeps_reopened(call) else call.entries:
        match entry.event:
            case ev.FollowUpDone(of=owed.n, heard=elsewhere) if not elsewhere:
                if entry.n in call.retracted:
                    yield entry.at


def _amended(call: Call, owed: FollowUp) -> dict[str, datetime]:
    """What a call told of a promise after it had made it, by its field: when it last did."""
    found = dict[str, datetime]()
    before = dict[str, str]()
    for n, (at, number, one) in enumerate(_states_of(call, owed)):
        due = one.due.isoformat() if one.due else ""
        now = dict(one.fields) | {one.number_in: number, DUE: due}
        if n:
            other = [name for name in now | before if now.get(name) != before.get(name)]
            found |= dict.fromkeys(other, at)
        before = now
    return found


def _states_of(call: Call, owed: FollowUp) -> Iterator[tuple[datetime, str, FollowUp]]:
    """How a promise stood, from when it was made: since when, with which number, and as what.

    Nothing where the call told nothing of it again, as most do.
    """
    again = [one for one in call.entries[owed.n :] if _may_correct(one, owed, call)]
    for entry in (call.entries[owed.n - 1], *again) if again else ():
        then = call_of(call.entries[: entry.n])
        for one in (one for one in then.follow_ups if one.n == owed.n):
            yield entry.at, number_of(one, then), one


def _may_correct(entry: Entry, owed: FollowUp, call: Call) -> bool:
    """Whether an event may change what a follow-up holds, or the number that stands with it."""
    match entry.event:
        case ev.Detailed(field=field):
            return field in (CALLERS_NUMBER, *owed.event.needs)
        case ev.FollowUpAmended(of=of):
            return of == owed.n
        case ev.Corrected(of=of) if 0 < of < entry.n:
            return _may_correct(call.entries[of - 1], owed, call)
    return False


def hashes_of(call: Call, n: int, promised: FollowUpAdded) -> tuple[str, ...]:
    """The hashes of what event number `n` promised, as the call had it first, and since.

    Each is that of what is put on record where this branch is kept with another one.
    """
    states, callers = [promised], [""]
    listing = promised.follow_up == FollowUpKind.DO_NOT_CALL
    for entry in call.entries:
        # The last is how it stands: what was undone is before all else.
        at = 0 if entry.n in call.retracted else len(call.entries)
        match entry.event:
            case ev.FollowUpAmended(of=of, fields=fields, due=due) if of == n:
                states.insert(at, replace(promised, fields=fields, due=due))
            case ev.Detailed(field=field, value=value) if listing and field == CALLERS_NUMBER:
                callers.insert(at, value)
    found = dict[str, None]()
    for state in states:
        for number in callers:
            fields = fields_as_kept(state.follow_up, state.fields, number)
            told = hash_of(replace(state, fields=fields))
            found.pop(told, None)
            found[told] = None
    return tuple(found)


def hash_of(promised: FollowUpAdded) -> str:
    """What tells one thing that was promised from another, in whichever branch of a record.

    It is of what the register stores of it, where that is shorter.
    """
    told = json.dumps(msgspec.to_builtins(promised_as_stored(promised)), sort_keys=True)
    return sha256(told.encode()).hexdigest()


def promise_of(line: AfterCall, promises: Mapping[int, Promise]) -> Promise | None:
    """Which of the promises of a call, by number, a line is about; None where it is none of them.

    What another branch of the record promised has another number once it is on record here; what
    was undone on the call is none of them.
    """
    found = promises.get(line.n)
    if line.made is UNSET or (found is not None and line.made in found.hashes):
        return found
    alike = (one for one in promises.values() if line.made in one.hashes)
    return next((one for one in alike if (line.n, line.made) not in one.undone), None)


def listed_since(
    call: Call, added: Sequence[FollowUp], promises: Sequence[Promise]
) -> tuple[Promise, ...]:
    """The promises of a call as they stand, with which of them are to call a listed number.

    It was on the list as that number was written down, or is asked for on this very call.
    """
    listed = {normal_number(number_of(one, call)) for one in added if one.event.listed is True}
    corrected = (what for one in promises for _, what in one.corrections)
    listed |= call.listed | {normal_number(what.number) for what in corrected if what.listed}
    listed |= {
        normal_number(number)
        for one in promises
        if one.kind == FollowUpKind.DO_NOT_CALL and not one.off_the_list
        for number in (one.number, *one.disputed)
    }
    return tuple(replace(one, listed=one.to_call in listed - {""}) for one in promises)


def _labels(call: Call, owed: FollowUp) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys((*owed.event.needs, *(name for name, _ in owed.fields))):
        detail = call.details.get(name)
        label = owed.event.label_of(name) or (detail.event.label if detail else "")
        if label not in ("", usual_label(name)):
            yield name, label


_MOVES = (ev.Started, ev.Chosen, ev.WentBack, ev.Opened, ev.Returned)

_Saying = tuple[str, str, int]
"""A script and a line of it, by their ids, and the event where that stands apart from others.

It does with words of the agent's own, and in a call whose promises keep what was superseded.
"""


def _words(call: Call, owed: FollowUp) -> tuple[Words, ...]:
    """What was said at the step at which it was promised, to the letter.

    What passes between colleagues alone was promised to nobody, nor is a line that ends the call a
    promise. Of a line that was said anew, as an answer in it was another one by then, the last
    words count.
    """
    if owed.internal or owed.n > len(call.entries):
        return ()
    moves = [entry.n for entry in call.entries if isinstance(entry.event, _MOVES)]
    since = max((n for n in moves if n <= owed.n), default=1)
    until = min((n for n in moves if n > owed.n), default=len(call.entries) + 1)
    apart, said = keeps_superseded_words(call), dict[int, tuple[_Saying, Words]]()
    for entry in call.entries[since - 1 : until - 1]:
        one = _said(entry, apart=apart)
        if one and entry.n not in call.retracted and not _ends_by_protocol(entry, call):
            said[entry.n] = one
    promised = [
        one.n
        for one in call.follow_ups
        if since <= one.n < until and not usual_follow_up(one.kind).internal
    ]
    first = min(said, default=0)
    own, owner = dict[_Saying, Words](), dict[_Saying, int]()
    for n, (line, words) in said.items():
        # Said anew after all was recorded, it is still of what it was of.
        if line not in owner or n < promised[-1]:
            owner[line] = _promised_by(n, first, promised)
        if owner[line] == owed.n:
            own[line] = words
    # Where all was said before any of it was recorded, nobody can tell which was which.
    latest = dict(said.values())
    unclear = not own and len(latest) >= len(promised)
    return tuple((latest if unclear else own).values())


def _said(entry: Entry, *, apart: bool) -> tuple[_Saying, Words] | None:
    match entry.event:
        case ev.Adapted(script=script, line=line, words=words, sha256=sha256):
            return (script, line, entry.n), Words(words, sha256)
        case ev.Said(script=script, line=line, text=text, filled=filled, sha256=sha256):
            return (script, line, entry.n if apart else 0), Words(filled or text, sha256)
    return None


def _promised_by(said: int, first: int, promised: Sequence[int]) -> int:
    """Which of the promises of a step a line words, all by the numbers of their events.

    The next one that was recorded, for whoever says it first; the one before, for whoever records
    it first.
    """
    if first < promised[0]:
        return next((n for n in promised if n > said), promised[-1])
    return max(n for n in promised if n < said)


def _ends_by_protocol(entry: Entry, call: Call) -> bool:
    """Whether this is a line of the hang-up protocol, said when that may end the call."""
    if not isinstance(entry.event, ev.Said | ev.Adapted):
        return False
    earlier = call.entries[: entry.n - 1]
    if not any(isinstance(one.event, ev.GroundStated) for one in earlier):
        return False
    protocol = call_of(earlier).protocol
    stated = protocol.ground
    if stated is None or stated.script not in (UNSET, entry.event.script):
        return False
    return needed_to_end(protocol, stated) is None


def to_take_back(promise: Promise) -> AfterCall | None:
    """What of a promise that is owed was recorded last, and can have been a mistake.

    A number that was corrected is corrected back. What closed it, and had it owed again, stays.
    """
    standing = reversed(() if promise.closed else standing_lines(promise.lines))
    return next((one for one in standing if isinstance(one.what, CAN_BE_TAKEN_BACK)), None)


def is_earlier(promise: Promise) -> bool:
    """Whether that was recorded before the promise was closed, and it is owed again since."""
    return to_take_back(promise) not in (None, *standing_lines(promise.lines)[-1:])


def without_due_amended(promise: Promise) -> Promise:
    """The promise as if the call had never told another day, or time, that it is due by."""
    return replace(promise, amended=tuple(one for one in promise.amended if one[0] != DUE))


def of_line(line: AfterCall) -> dict[str, object]:
    """What tells a line from the others about its promise, as fields."""
    return {"at": line.at, "kind": line.record()["kind"]}


def words_since(
    lines: Sequence[AfterCall], time: DeskTime, until: Callable[[datetime], str] | None = None
) -> tuple[str, ...]:
    """What happened to a promise, each line in a few words; what was a mistake is named.

    `until` spells till when something was moved: the day and the time, unless it is given.
    """
    spelled = until or time.moment

    def words(line: AfterCall, of: AfterCall | None) -> str:
        if of is None:
            return words_of(line.what, spelled)
        mistaken = f"“{words_of(of.what, spelled)}” ({time.second_after(of.at, line.at)})"
        return words_of(line.what, spelled, mistaken)

    return tuple(map(words, lines, taken_back(lines)))


def corrected_alone(promise: Promise) -> Promise:
    """The promise as one whose number is corrected as it was before version 0.14."""
    return replace(promise, corrected_alone=True)


def as_compared(number: str) -> str:
    """A number in its normal form; what stands for one in words, as it is."""
    return normal_number(number) or " ".join(number.split())


def was_told(to: str) -> str:
    """That somebody was told, as the note of what was to be reported; empty for nobody."""
    return f"{to} was told." if to else ""


def as_done(
    promise: Promise, by: str, at: datetime, note: str, known: Iterable[DoneWith] = ()
) -> Promise:
    """The promise once it is done; it is not, with a number that was wrong then.

    `known` tell with which number, where the time does not: whoever did it may not have heard of
    the one that it had by then.
    """
    first = promise.numbers[:1]
    before = [number for since, number in promise.numbers if since <= at] or [n for _, n in first]
    before = [one.number for one in known if (one.by, one.at) == (by, at)] or before
    if promise.kind == FollowUpKind.DO_NOT_CALL:
        number = before[-1] if before else promise.number
        done = DoneWith(number, by, at, note, on_call=not promise.lines)
        promise = replace(promise, dones=(*promise.dones, done))
    if before and as_compared(before[-1]) != as_compared(promise.number):
        return replace(promise, done_with=before[-1], note=note)
    return as_closed(promise, State.DONE, by, at, note)


def as_closed(promise: Promise, state: State, by: str, at: datetime, note: str) -> Promise:
    """The promise once somebody has closed it so."""
    return replace(promise, state=state, closed_by=by, closed_at=at, note=note)
