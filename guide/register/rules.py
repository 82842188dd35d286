"""What may be done about a promise or said of a call after it, and why not.

Each refusal is a sentence for whoever asked.
"""

from collections.abc import Container, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo

from msgspec import UNSET, Struct
from msgspec.structs import astuple, replace

from guide.call.context import Overtaken, Refused
from guide.call.events import FollowUpAdded
from guide.call.phone_number import normal_number
from guide.call.rules.denials import voice_permission
from guide.call.rules.follow_ups import TOLD_ONESELF
from guide.call.rules.names import is_number, is_oneself, meant_name, why_no_name
from guide.call.state import Call
from guide.record.branch import KeptBranch
from guide.record.card_numbers import holds_card, mask, mask_typed
from guide.record.summary.times import DeskTime
from guide.register.after_call import (
    CLOSING,
    AfterCall,
    AfterEnding,
    Deed,
    Done,
    EndingCorrected,
    FilledIn,
    LastNote,
    Moved,
    NoteWithdrawn,
    NumberCorrected,
    OfCall,
    PassedOn,
    PermissionDenied,
    PromiseAdded,
    RefusedByCaller,
    Reopened,
    TakenBack,
    Told,
    Tried,
    Voided,
    reads_as_heard,
)
from guide.register.as_it_counts import as_it_counts
from guide.register.followed import closed_at_desk
from guide.register.mistakes import correction_in_force, correction_taken_back
from guide.register.promise import Promise, State, is_earlier, to_take_back
from guide.register.stored import (
    LONGEST_LABEL,
    MOST_OF_NOTE,
    as_stored,
    field_as_stored,
    in_one_line,
    promised_as_stored,
)
from guide.script.dates import coming_moment, far_ahead
from guide.script.model import CALLERS_NUMBER, FollowUpKind
from guide.script.people import as_spelled

NO_CALLER_REFUSES = "No caller can refuse that: it passes between colleagues."

NO_NUMBER = "No number of its own belongs to that: write it in a note."
"""Why there is no number to correct."""

NOTHING_TO_TAKE_BACK = "Nothing was recorded of it that can be taken back."
"""Why nothing is taken back."""

NOTHING_LACKS = "Nothing of what it must hold is missing."
"""Why there is nothing to fill in."""

NUMBER_LACKS = "Its number is missing: that is recorded as a correction."
"""Why a number is not filled in: it may stand elsewhere in the call, too."""

NO_NUMBER_BACK = "There was no other number before: correct it to the right one."
"""Why a correction is not taken back."""

LONGEST_AFTER = timedelta(days=1)
"""So long after its ending a call can be taken up again, to be wrapped up."""

TOO_LATE = "That call ended over a day ago. What is owed is marked in the register."
"""Why the page of a call is not taken up again."""

_NO_CARD = "That may be a card number, which is not kept: type the phone number."

_MOST_MISSING = 10
"""Sentences of what is missing: a line of the register is short."""

_WRONG_BY = timedelta(days=1)
_LONGEST_OWED = timedelta(days=36525)
_FARTHEST = timedelta(days=3653)

END_OF_DAY = time(23, 59)
"""Until when something is owed that is moved to a day without a time."""

NO_DAY = "is no day: write fri, mon 5pm, +2 or 11/28."
"""What is said of something that was typed for one."""


def line_of(
    promise: Promise,
    deed: Deed,
    by: str,
    now: datetime,
    *,
    heard: bool = False,
    cardless: Container[str] = (),
    seen: Promise | None = None,
) -> AfterCall | Refused:
    """The line that says what somebody did about a promise `now` (UTC), or why it cannot be.

    `heard`: it was done at the team's desk. `seen` is how the promise stood when they were asked:
    what is undone is what they saw, and nothing else. What is typed is cut, cleaned, and stripped
    of card numbers first, but in the `cardless` fields, where there are none.
    """
    name = who(by)
    if isinstance(name, Refused):
        return name
    if isinstance(deed, NumberCorrected) and _is_masked(deed.number):
        return Refused(_NO_CARD)
    deed = _clean(deed, cardless)
    if isinstance(deed, TakenBack) and is_earlier(promise):
        deed = replace(deed, earlier=True)
    # A computer's clock that was set back since does not take it before the promise.
    at = max(now, promise.made_at)
    if heard and isinstance(deed, CLOSING):
        # Nobody at the desk knew that it is closed here: it stands beside that, which counts.
        promise = replace(promise, state=State.OPEN)
    if why := why_no_time(at, promise.made_at) or _why_not(promise, deed, at):
        could_be = seen is not None and not _why_not(seen, deed, at)
        return Overtaken(why) if could_be else Refused(why)
    if seen is not None and (why := _why_not_as_seen(promise, seen, deed)):
        return Overtaken(why)
    tells = heard if heard or reads_as_heard(deed) else UNSET
    made = promise.hash if promise.goes_on else UNSET
    return AfterCall(at, name, promise.call, promise.n, deed, heard=tells, made=made)


def line_of_kept(
    call: Call, n: int, promised: FollowUpAdded, branch: str, by: str, now: datetime
) -> AfterCall | Refused:
    """The line that keeps what a branch, with this last hash, of a call that ended had promised.

    At any time since, for it was on record before.
    """
    name = who(by)
    if isinstance(name, Refused):
        return name
    if call.ended is None:
        return Refused("The call has not ended: what a branch promised is in its own record.")
    at = max(now, call.ended.at)
    return AfterCall(at, name, call.id, n, PromiseAdded(promised_as_stored(promised), branch))


def whats_kept(branch: KeptBranch) -> tuple[PromiseAdded, ...]:
    """What lines say that keep what a branch of a call that ended had promised."""
    last = branch.event.last_hash
    return tuple(PromiseAdded(promised_as_stored(promised), last) for promised in branch.promised)


def line_of_added(
    call: Call,
    n: int,
    promised: FollowUpAdded,
    by: str,
    now: datetime,
    cardless: Container[str] = (),
) -> AfterCall | Refused:
    """The line that writes down, after its call, what was promised there; or why it cannot be.

    `n` is the number that it gets: one that no event of the call has. In the `cardless` fields
    there are no cards, as the script says.
    """
    name = who(by)
    if isinstance(name, Refused):
        return name
    if call.ended is None or now - call.ended.at >= LONGEST_AFTER:
        return Refused(TOO_LATE)
    number = dict(promised.fields).get(CALLERS_NUMBER, "")
    # Versions before 0.10 took what is no number, but on the do-not-call list.
    must_be_one = promised.follow_up == FollowUpKind.DO_NOT_CALL or _is_masked(number)
    if number and must_be_one and (why := why_no_phone_number(number)):
        return Refused(why)
    at = max(now, call.ended.at)
    if promised.due and not call.at <= promised.due < at + _FARTHEST:
        return Refused("It is due on no day that could have been promised.")
    return AfterCall(at, name, call.id, n, PromiseAdded(promised_as_stored(promised, cardless)))


def why_no_time(at: datetime, since: datetime) -> str:
    """Why nothing was done at a moment about what is there since another; empty if it can be.

    A clock that is wrong is wrong by hours, until somebody sets it: not by days.
    """
    if since - at > _WRONG_BY:
        return f"Its time, {at:%Y-%m-%d %H:%M} UTC, is before the call."
    if at - since > _LONGEST_OWED:
        return f"Its time, {at:%Y-%m-%d %H:%M} UTC, is over a hundred years after the call."
    return ""


def line_of_call(call: Call, what: OfCall, by: str, now: datetime) -> AfterEnding | Refused:
    """The line that says what somebody said of a call that has ended, or why it cannot be."""
    match what:
        case LastNote(text):
            what = LastNote(as_stored(text))
            if not what.text:
                return Refused("Write down the note.")
        case NoteWithdrawn(why):
            what = NoteWithdrawn(as_stored(why))
            if not what.why:
                return Refused("Write down why the note is withdrawn.")
        case EndingCorrected():
            what = _short(what)
            if not what.why:
                return Refused("Write down why the ending is corrected.")
        case PermissionDenied(named=named, why=why):
            what = replace(what, named=as_stored(named), why=as_stored(why))
            if refusal := _why_not_denied(what, call):
                return Refused(refusal)
    name = who(by)
    if isinstance(name, Refused):
        return name
    # What a supervisor says at the desk of a call is heard whenever they say it.
    is_late = call.ended and now - call.ended.at >= LONGEST_AFTER
    if call.ended is None or (is_late and not isinstance(what, PermissionDenied)):
        return Refused(TOO_LATE)
    at = max(now, call.ended.at)
    return AfterEnding(at, name, call.id, what)


def _why_not_denied(what: PermissionDenied, call: Call) -> str:
    """Why nobody can deny this of the call; empty where they can."""
    given = voice_permission(call, what.warning)
    if not (what.named and given and what.named in map(as_stored, given.names)):
        return "The call has no such warning that was permitted by voice."
    return "" if what.why else "Write down why."


def _short(what: EndingCorrected) -> EndingCorrected:
    """A correction of an ending as it is stored: a line of the register is short."""
    return replace(
        what,
        label=what.label[:LONGEST_LABEL],
        before_label=what.before_label[:LONGEST_LABEL],
        why=as_stored(what.why),
        ground_label=what.ground_label[:LONGEST_LABEL],
        missing=as_missing(what.missing),
    )


def as_missing(sentences: Sequence[str]) -> tuple[str, ...]:
    """What an ending requires and the call lacks, as it is stored: that is short."""
    return tuple(one[:LONGEST_LABEL] for one in sentences[:_MOST_MISSING])


def who(by: str) -> str | Refused:
    """The name of whoever has something on record, as it is stored."""
    name = as_stored(by)
    return Refused("Say who you are: a name.") if not name or is_number(name) else name


def until_typed(typed: str, promise: Promise, now: datetime) -> datetime | None:
    """As `until_typed_in`, of a day where the promise's desk is."""
    return until_typed_in(typed, now, DeskTime.of(promise.zone).zone)


def until_typed_in(typed: str, now: datetime, zone: tzinfo | None) -> datetime | None:
    """The end of a day, or its time of day, as people type it, in UTC; None for what is no day.

    The day is one in this `zone`, or else of this computer's clock.
    """
    found = coming_moment(typed, now.astimezone(zone).date())
    if found is None:
        return None
    day, at = found
    return datetime.combine(day, at or END_OF_DAY, zone).astimezone(UTC)


def far_day(until: datetime, promise: Promise, now: datetime) -> str:
    """In full, a day so far from now that it is hardly the one that was meant; or empty.

    A date that is over and has no year is that of next year.
    """
    zone = DeskTime.of(promise.zone).zone
    return far_ahead(until.astimezone(zone).date(), now.astimezone(zone).date())


def _why_not_as_seen(promise: Promise, seen: Promise, deed: Deed) -> str:
    """Why what was seen cannot be undone any more: somebody was first, or did more about it."""
    since = promise.lines[len(seen.lines) :]
    match deed:
        case TakenBack():
            is_same = to_take_back(promise) == to_take_back(seen)
        case Reopened():
            is_same = (promise.closed_by, promise.closed_at) == (seen.closed_by, seen.closed_at)
        case _:
            is_same = True
    if is_same or not since:
        return ""
    if isinstance(since[-1].what, TakenBack | Reopened):
        return f"{since[-1].by} has undone that before. Nothing of yours was recorded."
    return f"{since[-1].by} has done more about it since. Nothing of yours was recorded."


def why_not_moved(until: datetime, now: datetime, due: datetime | None) -> str:
    """Why what is `due` cannot be moved to this time; empty where it can."""
    if until == due:
        return "It is due at that time already: name another one."
    if timedelta() < until - now < _FARTHEST:
        return ""
    return "Move it to a later time than now, within ten years."


def _why_not(promise: Promise, deed: Deed, now: datetime) -> str:
    """Why this cannot be done; empty where it can."""
    match deed:
        case Reopened(why):
            if not promise.closed:
                return "That is not closed: it is still owed."
            return "" if why else "Write down why it is owed again."
        case _ if promise.closed:
            return closing(promise)
        case Moved(until, why):
            if refusal := why_not_moved(until, now, promise.until):
                return refusal
            return "" if why else "Write down why it is moved."
        case PassedOn(to):
            return why_not_passed_on(to)
        case Told(to):
            return why_not_told(to, promise)
        case Voided(why):
            return "" if why else "Write down why it is void."
        case TakenBack(why):
            if to_take_back(promise) is None:
                return NOTHING_TO_TAKE_BACK
            return "" if why else "Write down why it was a mistake."
        case NumberCorrected():
            return _why_not_corrected(promise, deed)
        case FilledIn(fields):
            return _why_not_filled_in(promise, [name for name, _, text in fields if text])
        case PromiseAdded():
            return "That was promised before."
        case RefusedByCaller() if not may_be_refused(promise):
            return NO_CALLER_REFUSES
        case Tried() | Done() | RefusedByCaller():
            return ""


def why_not_told(to: str, promise: Promise) -> str:
    """Why nobody of this name was told of a promise; empty where they can have been."""
    if promise.kind != FollowUpKind.REPORT:
        return "Nobody has to be told of that: it is not a report."
    if is_oneself(to, promise.agent):
        return TOLD_ONESELF
    return "" if to and not why_no_name(to) else "Write down who was told."


def where_on_call(promise: Promise, *, done: bool) -> str:
    """Where on its call, which goes on, a promise is `done`, or is not needed any more."""
    if not done:
        return "f: there it is not needed after all."
    who = "who was told" if promise.kind == FollowUpKind.REPORT else "who has done it"
    return f"f, and {who} is recorded there."


def why_on_its_call(promise: Promise, by: str, *, done: bool) -> str:
    """Why whoever has an unfinished call closes what it owes on that call; empty for all others.

    What is closed in the register alone is still to do on the call, and in its summary.
    """
    if not (promise.goes_on and is_oneself(by, promise.agent)):
        return ""
    where = where_on_call(promise, done=done)
    return f"That call has not ended: guide resume {promise.call}, then {where}"


def why_not_opened_again(promise: Promise) -> str:
    """Why nobody but a supervisor has owed again what was closed at the desk; empty otherwise.

    The desk takes it of nobody else: there it would stay closed.
    """
    closed = closed_at_desk(promise)
    if closed is None:
        return ""
    return (
        f"{closed.by} closed that at the board: only a supervisor has it owed again, there with u."
    )


def to_fill_in(promise: Promise) -> tuple[str, ...]:
    """The fields that it lacks; a number is corrected: it may stand elsewhere in the call, too."""
    return tuple(name for name in promise.lacks if name != promise.number_in)


def filled_in(promise: Promise, texts: Mapping[str, str]) -> FilledIn:
    """That these texts, by their fields, are what a promise lacked; empty ones are none."""
    return FilledIn(tuple((name, promise.label_of(name), text) for name, text in texts.items()))


def _why_not_filled_in(promise: Promise, fields: Sequence[str]) -> str:
    lacks = to_fill_in(promise)
    number = promise.number_in
    if number in promise.lacks and (number in fields or not lacks):
        return NUMBER_LACKS
    if not lacks:
        return NOTHING_LACKS
    if all(name in lacks for name in fields):
        missing = ", ".join(map(promise.label_of, lacks))
        return "" if fields else f"Write down what is missing: {missing}."
    strange = next(name for name in fields if name not in lacks)
    return f"“{strange}” is not missing. Missing, by the field: {', '.join(lacks)}."


def why_not_passed_on(to: str, owner: str = "") -> str:
    """Why nothing can be passed on to this name; empty where it can.

    `owner` is who owes it by now. What is recorded is not judged by that: two may have passed it on
    who knew nothing of each other, and versions before 0.10 took the same name again.
    """
    if not to or why_no_name(to):
        return "Write down to whom it is passed on."
    same = bool(owner) and as_spelled(to) == as_spelled(owner)
    return f"{owner} owes it already: name somebody else." if same else ""


def _why_not_corrected(promise: Promise, deed: NumberCorrected) -> str:
    if not (promise.has_number or (deed.everywhere and promise.number)):
        return NO_NUMBER
    if deed.number == promise.number and deed.before in promise.disputed:
        return ""
    made = correction_taken_back(promise.lines, deed) if deed.back else None
    if deed.back and promise.corrected_alone:
        made = correction_in_force(promise.lines)
    takes_back = made is not None and is_taken_back_by(made.what, deed)
    # What stood there before it was corrected may have been words.
    if not takes_back and (why := why_no_number(deed.number, promise)):
        return why
    if deed.before != as_stored(promise.number):
        return f"Its number is “{promise.number}” by now: somebody else has corrected it."
    if deed.back and not takes_back:
        return NO_NUMBER_BACK
    return ""


def is_taken_back_by(made: Deed, back: NumberCorrected) -> bool:
    """Whether a correction is the one that was a mistake, as a later line has it."""
    return isinstance(made, NumberCorrected) and as_stored(made.before) == back.number != ""


def why_no_number(typed: str, promise: Promise) -> str:
    """Why what was typed is not the number that a promise should hold; empty where it can be."""
    same = as_stored(typed) == promise.number and not promise.disputed
    return why_no_phone_number(typed) or ("That is the number on record." if same else "")


def why_no_phone_number(typed: str) -> str:
    """Why what was typed is the number of nobody who could be called; empty where it can be."""
    number = as_stored(typed)
    if _is_masked(typed):
        return _NO_CARD
    return "" if normal_number(number) else f"“{number}” is no phone number: type its digits."


def _is_masked(typed: str) -> bool:
    """Whether something of a text is not stored, for it may be a card number."""
    text = in_one_line(typed)
    return mask(text) != text


def number_corrected(promise: Promise, number: str, why: str) -> NumberCorrected:
    """That the number of a promise was wrong, wherever it stands in that call.

    Where it is to be the one before the last correction, that is taken back; where it is the one on
    record, that of somebody else who did not know of it is the wrong one.
    """
    if promise.disputed and as_stored(number) == promise.number:
        return NumberCorrected(promise.number, promise.disputed[0], why, everywhere=True)
    made = correction_in_force(promise.lines)
    what = made.what if made else None
    wanted = normal_number(number)
    if isinstance(what, NumberCorrected) and wanted and normal_number(what.before) == wanted:
        back = _number_back(promise, what, why)
        line = AfterCall(promise.made_at, "", promise.call, promise.n, back)
        then = replace(promise, lines=(*promise.lines, line))
        # Where somebody else has corrected the same number, too, theirs would stand.
        if as_it_counts(then, back) == back:
            return back
    before = as_stored(promise.number)
    return NumberCorrected(number, before, why, everywhere=True if before else UNSET)


def _number_back(promise: Promise, made: NumberCorrected, why: str) -> NumberCorrected:
    before = as_stored(promise.number)
    return NumberCorrected(made.before, before, why, everywhere=True, back=True)


def number_corrected_back(promise: Promise, why: str) -> NumberCorrected | None:
    """That its number was right before it was corrected; None where that was not done last."""
    last = promise.corrected_last
    return _number_back(promise, last, why) if last and last.before else None


def may_be_refused(promise: Promise) -> bool:
    """Whether the caller can have said no to it: not to what passes between colleagues alone.

    A message to one is promised to the caller, and still is the colleague's.
    """
    return not (promise.internal or promise.kind == FollowUpKind.MESSAGE)


def closing(promise: Promise) -> str:
    """How a promise was closed, as a sentence; empty where it is not."""
    if not promise.closed:
        return ""
    when = f", {DeskTime.of(promise.zone).moment(promise.closed_at)}" if promise.closed_at else ""
    note = f" {promise.note}" if promise.note else ""
    return f"{promise.state.capitalize()}: {promise.closed_by}{when}.{note}"


def with_meant_name(deed: Deed, by: str) -> Deed:
    """A deed with the name of whoever did it, instead of “me”: later readers are somebody else.

    It is for what is to be recorded: versions before 0.12 stored the word.
    """
    match deed:
        case PassedOn(to) | Told(to):
            return replace(deed, to=meant_name(to, by))
        case _:
            return deed


def _clean(deed: Deed, cardless: Container[str]) -> Deed:
    match deed:
        case PassedOn(to, note):
            return PassedOn(as_stored(to), as_stored(note))
        case Told(to, note):
            return Told(as_stored(to), as_stored(note))
        case Moved(until, why):
            return Moved(until, as_stored(why))
        case Voided(why):
            return Voided(as_stored(why))
        case Reopened(why):
            return Reopened(as_stored(why))
        case TakenBack(why):
            return TakenBack(as_stored(why))
        case Tried(note):
            return Tried(as_stored(note))
        case Done(note):
            return Done(as_stored(note))
        case RefusedByCaller(note):
            return RefusedByCaller(as_stored(note))
        case NumberCorrected():
            number, why = as_stored(deed.number), as_stored(deed.why)
            return replace(deed, number=number, why=why)
        case FilledIn(fields):
            held = (
                (name, label[:LONGEST_LABEL], field_as_stored(text, cardless=name in cardless))
                for name, label, text in fields
            )
            return FilledIn(tuple(one for one in held if one[2]))
        case PromiseAdded():
            return deed


def is_as_stored(written: Struct, stored: Struct) -> bool:
    """Whether a line says what this version would have written, as far as versions differ.

    Those before 0.7 left a blank at the end of what they cut. Those before 0.9 knew fewer security
    codes: what they stored of one counts, but a card number counts in none.
    """
    if type(written) is not type(stored):
        return False
    values = zip(astuple(written), astuple(stored), strict=True)
    return all(_is_value(one, other) for one, other in values)


def _is_value(written: object, stored: object) -> bool:
    if not (isinstance(written, str) and isinstance(stored, str)):
        return written == stored
    if written.rstrip() == stored.rstrip():
        return True
    whole = as_stored(stored) == written and in_one_line(stored) == stored
    return whole and not holds_card(stored)


def not_as_typed(*texts: str, kept: Container[str] = ()) -> str:
    """In sentences, what of these texts is not stored as it was typed; empty where all of it is.

    What is `kept` is on record whole.
    """
    typed = [text for text in map(in_one_line, texts) if text not in kept]
    told = []
    if any(mask_typed(text) != text for text in typed):
        told.append("A card number or code was masked.")
    if any(len(mask(text)) > MOST_OF_NOTE for text in typed):
        told.append("The text was too long: only its beginning is kept.")
    return " ".join(told)
