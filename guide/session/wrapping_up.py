"""A call that is wrapped up: its clock, its record and what the register says of it, together."""

import contextlib
from datetime import date, datetime, time
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Context, Refused
from guide.call.fold import call_of
from guide.call.phone_number import normal_number
from guide.call.rules.endings import corrected, endings, to_promise
from guide.call.rules.follow_ups import (
    THREAT_OWED,
    Due,
    add,
    asks_day_beside,
    due_now,
    kinds_here,
    number_to_call,
    offered_fields,
    reasons,
    report_for,
    rule_now,
    threat_report,
    zone_of,
)
from guide.call.state import Call
from guide.errors import RecordError
from guide.record.archive import KeptScripts
from guide.record.calls import call_of_file, find_kept_call
from guide.record.disk import Disk, Identity
from guide.record.erasures import refuse_erased
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.versions import missed_promised
from guide.register.after_call import Deed
from guide.register.half_note import half_note, keep_half_note
from guide.register.known_caller import is_listed
from guide.register.promise import Promise, State
from guide.register.rules import LONGEST_AFTER, TOO_LATE, line_of_added, why_no_phone_number
from guide.register.seen import is_at_home, seen_of_register
from guide.register.wrap_up import (
    WrapUp,
    add_last_note,
    add_promise,
    close,
    correct_ending,
    do_after,
    how_contradicted,
    withdraw_note,
    wrap_up_of,
)
from guide.script.dates import coming_moment, day_example, far_ahead, shown_day
from guide.script.library import Library
from guide.script.model import CALLER_FIELDS, CALLERS_NUMBER, Ending, FollowUpKind
from guide.session.callbook import CallBook, library_then
from guide.session.clock import Clock

_NO_SCRIPT = "The script of this call is not there any more."


class Kind(Struct, frozen=True):
    """A kind of promise, its `place` among them on the call, from 1; whether one is lacking."""

    id: str
    label: str
    place: int
    required: bool


class Form(Struct, frozen=True):
    """What a promise must hold: ids, labels, what is known.

    `asks_day`: a day is agreed on with the caller, and none of the fields asks for it; `day` is the
    one that is offered.
    """

    fields: tuple[tuple[str, str, str], ...] = ()
    asks_day: bool = False
    day: str = ""


def _promised(
    kind: str,
    fields: tuple[tuple[str, str], ...],
    due: tuple[date | None, time | None],
    context: Context,
) -> ev.FollowUpAdded | Refused:
    """What the call would have on record, had this been recorded before its end.

    `due` is the day that was agreed on, and the time, each if there is one.
    """
    named = next((one for one in reasons(context) if one.label == dict(fields).get("reason")), None)
    action = report_for(named, context) if kind == FollowUpKind.REPORT and named else None
    if isinstance(action, act.ReportThreat):
        events: tuple[ev.Event, ...] = threat_report(context)
        if not events:
            return Refused(THREAT_OWED)
    else:
        answer = add(act.AddFollowUp(kind, fields, due[0], due_time=due[1]), context)
        if isinstance(answer, Refused):
            return answer
        events = answer.events
    return next(one for one in events if isinstance(one, ev.FollowUpAdded))


def _known_since(now: WrapUp, wrong: int, needs: tuple[str, ...]) -> dict[str, str]:
    """What the promises of a call tell of these fields, but of numbers: each has its own.

    That is all of the `wrong` one, and of any other what tells of the caller.
    """
    found: dict[str, str] = {}
    for one in sorted(now.promises, key=lambda one: one.n == wrong):
        if one.n == wrong or one.state is not State.VOID:
            of_caller = CALLER_FIELDS if one.n != wrong else needs
            found |= {name: text for name, text in one.fields if text and name in of_caller}
    return {name: text for name, text in found.items() if name in needs and name != CALLERS_NUMBER}


class WrappingUp:
    """A call that has ended, in the hands of whoever wraps it up.

    What is done is on the disk when a method answers; each raises RecordError where that refuses.
    """

    def __init__(
        self,
        call: Call,
        library: Library,
        places: Places,
        agent: str,
        *,
        clock: Clock,
        disk: Disk,
        summary: Path | None = None,
        records: Identity | None = None,
    ) -> None:
        """`summary` is the one for people, where it was written just now.

        `records` is which folder they were in as the call began; None where that is not known.
        """
        self.call = call
        self.places = places
        self.agent = agent
        self.clock = clock
        self.summary = summary
        self._library = library
        self._disk = disk
        self._seen = seen_of_register(places, records)

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return self.clock.now().at

    @property
    def is_over(self) -> bool:
        """Whether the call ended over a day ago: its page is not taken up again."""
        ended = self.call.ended
        return ended is not None and self.now - ended.at >= LONGEST_AFTER

    @property
    def before(self) -> WrapUp:
        """The call as it ended: nothing of what came after is read."""
        return WrapUp(self.call, KeptScripts(self.places))

    @property
    def wrap_up(self) -> WrapUp:
        """The call as it stands on the disk."""
        return wrap_up_of(self.places, self.call)

    @property
    def wrong(self) -> tuple[str, ...]:
        """In sentences, how the ledger contradicts the call, and that lines of it do not count."""
        return (*self.contradicted, *self.wrap_up.of_no_program)

    @property
    def contradicted(self) -> tuple[str, ...]:
        """In sentences, how the ledger contradicts the call: its summary stays as it was then."""
        return how_contradicted(self.places, self.call)

    def gone(self) -> str:
        """In sentences, what was on record since this was begun and is not any more; or empty."""
        return self._seen.look()

    def _refuse_elsewhere(self) -> None:
        """Raise RecordError where the disk of the records went away, or another came over it."""
        self._seen.refuse_elsewhere(at_home=is_at_home(self.places, self.call.id))

    def endings(self, before: str) -> tuple[tuple[Ending, str], ...]:
        """How a call that ended as `before` can have ended instead; each with why it cannot."""
        context = self._context(self.call)
        if context is None:
            return ()
        found = ((one, corrected(one.id, before, context)) for one in endings(context))
        return tuple(
            (one, answer.reason if isinstance(answer, Refused) else "") for one, answer in found
        )

    def _context(self, call: Call) -> Context | None:
        """The call as its rules saw it when it was ended; None where its script is gone.

        `call` is that with what is promised as it stands.
        """
        ended = self.call.ended
        scripts = (self._library.get(script) for script, _ in self.call.scripts)
        if ended is None or not all(scripts):
            return None
        as_then = missed_promised(self.call)
        return Context(call, self._library, ended.at, misses_promised=as_then)

    def do(self, promise: Promise, deed: Deed) -> Promise | Refused:
        """Have on record what was done about a promise of the call, which stood as it is here."""
        self._refuse_elsewhere()
        told = (self._disk, self.places, self.call, promise.n, deed, self.agent, self.now)
        return do_after(*told, seen=promise)

    def kinds(self) -> tuple[Kind, ...]:
        """What can have been promised on the call, what it requires first."""
        context = self._context(self.wrap_up.call_now)
        if context is None:
            return ()
        required = {item.what for item in to_promise(context, self._ending(context))}
        found = [
            Kind(kind, rule_now(kind, context).label, place, kind in required)
            for place, kind in enumerate(kinds_here(context), 1)
        ]
        return tuple(sorted(found, key=lambda one: not one.required))

    def _ending(self, context: Context) -> Ending | None:
        ending, _ = self.wrap_up.ending
        return next((one for one in endings(context) if one.id == ending), None)

    def reasons(self) -> tuple[str, ...]:
        """The reasons to report the call that its scripts know."""
        context = self._context(self.wrap_up.call_now)
        return tuple(reason.label for reason in reasons(context)) if context else ()

    def form(self, kind: str, wrong: int = 0) -> Form:
        """What a promise of this kind must hold, and what is known of that.

        `wrong` is the number of the promise that is void for it; 0 where none is.
        """
        now = self.wrap_up
        context = self._context(now.call_now)
        if context is None:
            return Form()
        held = offered_fields(kind, context)
        if CALLERS_NUMBER in held:
            held[CALLERS_NUMBER] = now.number
        held = _known_since(now, wrong, rule_now(kind, context).needs) | held
        names = (*rule_now(kind, context).needs, *held)
        names = tuple(sorted(dict.fromkeys(names), key=lambda name: name == CALLERS_NUMBER))
        due = due_now(kind, held, context)
        agreed = isinstance(due, Due) and asks_day_beside(kind, due.rule, context)
        fields = tuple((n, context.field(n).label, held.get(n, "")) for n in names)
        if not (agreed and isinstance(due, Due) and due.latest):
            return Form(fields, agreed)
        day = due.latest.astimezone(zone_of(kind, context)).date()
        return Form(fields, agreed, shown_day(day, self._day(kind, context)))

    def _day(self, kind: str, context: Context) -> date:
        return context.time.astimezone(zone_of(kind, context)).date()

    def add_promise(
        self,
        kind: str,
        fields: tuple[tuple[str, str], ...],
        day: str = "",
        instead: tuple[int, str] | None = None,
    ) -> Promise | Refused:
        """Have on record what was promised on the call, by the rules that held as it ended.

        `day` is one that was agreed on, as people type it, with a time or without. `instead` is the
        number of the promise that is void for it, and why.
        """
        self._refuse_elsewhere()
        promised = self._to_promise(kind, fields, day, instead[0] if instead else 0)
        if isinstance(promised, Refused):
            return promised
        held = dict(promised.fields)
        number_in = promised.phone or CALLERS_NUMBER
        number = number_to_call(kind, held, promised.needs, "", number_in)
        if is_listed(self.places, number, self.call.id):
            promised = replace(promised, listed=True)
        return add_promise(
            self._disk, self.places, self.call, promised, self.agent, self.now, instead=instead
        )

    def why_not(
        self, kind: str, fields: tuple[tuple[str, str], ...], day: str = "", wrong: int = 0
    ) -> str:
        """Why no promise that holds this can be added as far as it goes; empty where one can.

        `wrong` is the number of the promise that is void for it; 0 where none is.
        """
        promised = self._to_promise(kind, fields, day, wrong)
        if isinstance(promised, Refused):
            return promised.reason
        n = self.wrap_up.next_number
        line = line_of_added(self.call, n, promised, self.agent, self.now)
        return line.reason if isinstance(line, Refused) else ""

    def far_day(self, kind: str, day: str) -> str:
        """In full, a day that is hardly the one that was agreed on; or empty, as for the rule's."""
        context = self._context(self.wrap_up.call_now)
        today = self._day(kind, context) if context and day != self.form(kind).day else None
        typed = coming_moment(day, today) if today else None
        return far_ahead(typed[0], today) if typed and today else ""

    def _to_promise(
        self, kind: str, fields: tuple[tuple[str, str], ...], day: str, wrong: int
    ) -> ev.FollowUpAdded | Refused:
        now = self.wrap_up
        left = tuple(one for one in now.call_now.follow_ups if one.n != wrong)
        context = self._context(replace(now.call_now, follow_ups=left))
        if context is None:
            return Refused(_NO_SCRIPT)
        due = coming_moment(day, self._day(kind, context)) if day else None
        if day and due is None:
            return Refused(day_example(self._day(kind, context)))
        number = dict(fields).get(CALLERS_NUMBER, "").strip()
        if number not in ("", now.number) and (why := why_no_phone_number(number)):
            return Refused(why)
        promised = _promised(kind, fields, due or (None, None), context)
        if isinstance(promised, Refused):
            return promised
        held = dict(promised.fields)
        asked = {
            normal_number(one.number)
            for one in now.promises
            if one.kind == FollowUpKind.DO_NOT_CALL and not one.off_the_list and one.n != wrong
        }
        if (
            kind == FollowUpKind.DO_NOT_CALL
            and normal_number(held.get(CALLERS_NUMBER, "")) in asked
        ):
            number = held[CALLERS_NUMBER]
            return Refused(f"“{number}” is on the do-not-call list by this call already.")
        if CALLERS_NUMBER in promised.needs and now.number:
            # The caller's may be another by now than the record of the call has it.
            held.setdefault(CALLERS_NUMBER, now.number)
        if promised.needs and not any(map(held.get, promised.needs)):
            lacks = ", ".join(context.field(name).label for name in promised.needs)
            return Refused(f"Write down what is missing: {lacks}.")
        return replace(promised, fields=tuple(held.items()))

    def add_note(self, text: str) -> WrapUp | Refused:
        """Have a last note on record."""
        self._refuse_elsewhere()
        added = add_last_note(self._disk, self.places, self.call, text, self.agent, self.now)
        if isinstance(added, WrapUp):
            with contextlib.suppress(RecordError):
                self.keep_half_note("")
        return added

    def withdraw_note(self, why: str) -> WrapUp | Refused:
        """Have on record that the last note was a mistake."""
        self._refuse_elsewhere()
        return withdraw_note(self._disk, self.places, self.call, why, self.agent, self.now)

    @property
    def half_note(self) -> str:
        """What was typed of a last note when a program was killed."""
        return half_note(self.places, self.call.id)

    def keep_half_note(self, text: str) -> None:
        """Have on the disk what is typed of a last note so far; empty where it is given up."""
        if text:
            self._refuse_elsewhere()
        if text and not self.places.calls.is_dir():
            # A folder that is away, as a disk that is not connected, is not made anew for that.
            raise RecordError(f"The folder of records is not there: {self.places.state}")
        keep_half_note(self._disk, self.places, self.call.id, text)

    def correct(self, ending: str, why: str) -> WrapUp | Refused:
        """Have on record that the call ended otherwise than was chosen by mistake."""
        context = self._context(self.call)
        if context is None:
            return Refused(_NO_SCRIPT)
        self._refuse_elsewhere()
        return correct_ending(self._disk, self.places, context, ending, why, self.agent, self.now)

    def close(self) -> Path | None:
        """Write the addendum to the summary; None where nothing came after the call."""
        self._refuse_elsewhere()
        record = read_journal(find_kept_call(self.places, self.call.id, training=False)).chain
        folder = self.summary.parent if self.summary else self.places.out
        return close(self._disk, self.places, self.call, record, folder, self.now)


def wrapping_up(book: CallBook, call: Call, agent: str, summary: Path | None) -> WrappingUp:
    """A call that has just ended; `summary` is the one for people, if it could be written."""
    library = library_then(book.library, book.places, call)
    return WrappingUp(
        call,
        library,
        book.places,
        agent,
        clock=book.clock,
        disk=book.disk,
        summary=summary,
        records=book.began_in.get(call.id),
    )


def call_to_take_up(places: Places, call_id: str, now: datetime) -> Call:
    """A call that ended within a day; RecordError says why it cannot be taken up again."""
    path = find_kept_call(places, call_id, training=False)
    refuse_erased(places, call_of_file(path), training=False)
    reading = read_journal(path)
    call = call_of(reading.entries) if reading.entries else None
    if call is None or call.ended is None:
        raise RecordError("That call has not ended yet: there is nothing to wrap up.")
    if now - call.ended.at >= LONGEST_AFTER:
        raise RecordError(TOO_LATE)
    return call


def take_up(book: CallBook, call_id: str, agent: str) -> WrappingUp:
    """A call that ended before; RecordError says why it cannot be taken up again."""
    call = call_to_take_up(book.places, call_id, book.clock.now().at)
    summary = book.places.out / f"{call.id}.md"
    return wrapping_up(book, call, agent, summary if summary.exists() else None)
