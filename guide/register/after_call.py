"""What happens after a call: the only thing that the register itself stores.

Each line says who did it and when. Most are about a promise: it is tried, done, refused by the
caller, passed on, moved to another time with a reason, void with a reason, taken up again after it
was closed by mistake; of what is to be reported, somebody is told; the last of this was a mistake;
or its number was, and is another one; what it lacked is filled in; or it is only now written down.
Others are about the call itself, while it is wrapped up: a last note, one that is withdrawn,
another ending than the one chosen by mistake; or a supervisor says of it that a warning was not
permitted as it says. Nothing is ever taken out.
"""

from collections.abc import Callable, Iterable
from datetime import MAXYEAR, MINYEAR, datetime
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, get_args

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import FieldInfo, fields

from guide.call.events import FollowUpAdded, UtcTime
from guide.record.branch import KeptBranch
from guide.record.places import CALL_ID
from guide.record.sealed_file import (
    FIFTH,
    FOURTH,
    NEWEST,
    SECOND,
    SEVENTH,
    SIXTH,
    THIRD,
    is_as_written,
)
from guide.script.protocol_names import ending_told


class _Deed(Struct, frozen=True, tag_field="kind"):
    """What was done; its name on disk is its `kind`."""


class Tried(_Deed, frozen=True, tag="tried"):
    """It was tried, and nobody was reached."""

    note: str = ""


class Done(_Deed, frozen=True, tag="done"):
    """It is kept."""

    note: str = ""


class Told(_Deed, frozen=True, tag="told"):
    """What was to be reported is: who was told."""

    to: str
    note: str = ""


class RefusedByCaller(_Deed, frozen=True, tag="refused"):
    """The caller does not want it any more."""

    note: str = ""


class PassedOn(_Deed, frozen=True, tag="passed-on"):
    """Somebody else, a person or a team, keeps it from now on."""

    to: str
    note: str = ""


class Moved(_Deed, frozen=True, tag="moved"):
    """It is owed until another time than was promised; why."""

    until: UtcTime
    why: str


class Voided(_Deed, frozen=True, tag="void"):
    """It was no promise, or cannot be kept; why."""

    why: str


class Reopened(_Deed, frozen=True, tag="reopened"):
    """It was closed by mistake, and is owed again; why."""

    why: str


class TakenBack(_Deed, frozen=True, tag="taken-back"):
    """The last thing that was recorded, and has not closed it, was a mistake; why.

    `earlier`: it is owed again since, and what was recorded before it was closed was the mistake.
    """

    why: str
    earlier: bool | UnsetType = UNSET


class NumberCorrected(_Deed, frozen=True, tag="number-corrected"):
    """The number that it holds was wrong: the right one, and the one `before`, empty for none; why.

    `listed`: the right one was on the do-not-call list, as far as was known then. `everywhere`: so
    it was wherever it stood in that call. Versions before 0.9 corrected it in one promise alone.
    `back`: the correction before was a mistake; what that changed, and nothing else, is as it was.
    """

    number: str
    before: str
    why: str = ""
    listed: bool = False
    everywhere: bool | UnsetType = UNSET
    back: bool | UnsetType = UNSET


class FilledIn(_Deed, frozen=True, tag="filled-in"):
    """What it was to hold and did not: the id of each field, what it is called, and its text."""

    fields: tuple[tuple[str, str, str], ...]


class PromiseAdded(_Deed, frozen=True, tag="promised"):
    """It was promised on the call, and is written down after it, as it would have been there.

    `branch` is the last hash of the branch of its record that promised it, where that was kept with
    another one as the call had ended: `guide.record.branch`.
    """

    promised: FollowUpAdded
    branch: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | UnsetType = UNSET


Deed = (
    Tried
    | Done
    | Told
    | RefusedByCaller
    | PassedOn
    | Moved
    | Voided
    | Reopened
    | TakenBack
    | NumberCorrected
    | FilledIn
    | PromiseAdded
)
"""What is done about a promise."""

CLOSING = (Done, Told, RefusedByCaller, Voided)
"""What closes a promise."""


class LastNote(_Deed, frozen=True, tag="last-note"):
    """What the agent adds once the call has ended."""

    text: str


class NoteWithdrawn(_Deed, frozen=True, tag="note-withdrawn"):
    """The last of the last notes that still stands was a mistake; why."""

    why: str


class EndingCorrected(_Deed, frozen=True, tag="ending-corrected"):
    """The ending was chosen by mistake: how the call ended, and as what it was recorded before.

    Both as id and label, and so is the reason, where the ending is the hang-up protocol's.
    `missing` is what this ending requires and is not on record, in sentences.
    """

    ending: str
    label: str
    before: str
    before_label: str
    why: str
    protocol: bool = False
    ground: str = ""
    ground_label: str = ""
    missing: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """How the call ended, as lists and figures name it."""
        return ending_told(self.label, protocol=self.protocol)


class PermissionDenied(_Deed, frozen=True, tag="permission-denied"):
    """At the desk, a supervisor denies that `named` permitted by voice the warning of this event.

    Or they have `settled` since what another had denied; why, which then is what it was. Such a
    line has the time at which it was heard of here.
    """

    warning: Annotated[int, Meta(ge=1, le=1_000_000_000)]
    named: str
    why: str
    settled: bool = False


OfCall = LastNote | NoteWithdrawn | EndingCorrected | PermissionDenied
"""What is said of a call as a whole after its ending."""

_OF_SECOND = (Told, TakenBack, LastNote, EndingCorrected)
_OF_THIRD = (NumberCorrected, NoteWithdrawn)
"""What not all versions with a register know."""


def words_of(
    what: Deed | OfCall, until: Callable[[datetime], str], mistaken: str = "the last of these"
) -> str:
    """What happened, in a few words; `until` spells a moment as the desk does.

    `mistaken` is what was a mistake, where it says that something was.
    """
    match what:
        case PassedOn(to, note):
            return " · ".join(filter(None, (f"passed on to {to}", note)))
        case Told(to, note):
            return " · ".join(filter(None, (f"{to} was told", note)))
        case Moved(moment, why):
            return f"moved to {until(moment)} · {why}"
        case Voided(why):
            return f"void · {why}"
        case Reopened(why):
            return f"owed again · {why}"
        case TakenBack(why):
            return f"{mistaken} was a mistake · {why}"
        case RefusedByCaller(note):
            return " · ".join(filter(None, ("refused by the caller", note)))
        case Tried(note):
            return " · ".join(filter(None, ("tried", note)))
        case Done(note):
            return " · ".join(filter(None, ("done", note)))
        case NumberCorrected(number, before, why):
            instead = f" instead of {before}" if before else ""
            back = " back" if what.back else ""
            return " · ".join(filter(None, (f"number corrected{back}: {number}{instead}", why)))
        case FilledIn(fields):
            told = " · ".join(f"{label}: {text}" for _, label, text in fields)
            return f"filled in: {told}"
        case PromiseAdded(branch=branch):
            if branch is not UNSET:
                return "promised in another branch of the record, which was kept"
            return "written down after the call"
        case LastNote(text):
            return text
        case NoteWithdrawn(why):
            return f"the note before this is withdrawn · {why}"
        case PermissionDenied(warning, named, why, settled):
            done = "settled what was denied" if settled else "denied"
            return f"{done}: the warning of event {warning}, permitted by voice by {named} · {why}"
        case EndingCorrected():
            return f"“{what.label}” instead of “{what.before_label}” · {what.why}"


class AfterCall(Struct, frozen=True):
    """One line of the register: what somebody did at a moment (UTC) about a promise.

    The promise is the one that event number `n` of `call` made. `elsewhere`: it was done by whoever
    had other people's folders before them, so what those note of the promise counted, too. `heard`:
    it was done at a team's desk, and came into this register later; where its note begins as of
    what was, it says which it is. Versions before 0.11 told that by the note alone. `made`, where
    the call had not ended, is the hash of what was promised, as `Promise.hash`: another branch of
    the record may have another promise of that number.
    """

    at: datetime
    by: str
    call: str
    n: int
    what: Deed
    elsewhere: bool = False
    heard: bool | UnsetType = UNSET
    made: str | UnsetType = UNSET

    def record(self) -> dict[str, object]:
        """What is stored of it, without seal."""
        head: dict[str, object] = {"at": self.at, "by": self.by, "call": self.call, "n": self.n}
        if self.elsewhere:
            head["elsewhere"] = True
        if self.heard is not UNSET:
            head["heard"] = self.heard
        if self.made is not UNSET:
            head["made"] = self.made
        told = head | _told(self.what)
        is_of_seventh = self.heard is not UNSET or self.made is not UNSET
        if is_of_seventh and told.get("format") != NEWEST:
            told["format"] = SEVENTH
        return told


class AfterEnding(Struct, frozen=True):
    """One line of the register: what somebody said at a moment (UTC) of a call that has ended."""

    at: datetime
    by: str
    call: str
    what: OfCall

    def record(self) -> dict[str, object]:
        """What is stored of it, without seal."""
        return {"at": self.at, "by": self.by, "call": self.call} | _told(self.what)


Line = AfterCall | AfterEnding
"""One line of the register."""


def is_written(branch: KeptBranch, lines: Iterable[Line]) -> bool:
    """Whether these lines have all that a branch promised which was kept after the end."""
    whats = (line.what for line in lines if isinstance(line.what, PromiseAdded))
    there = sum(what.branch == branch.event.last_hash for what in whats)
    return there >= len(branch.promised)


def not_written(call: str) -> str:
    """That what a branch of a call promised is not in the register, and how that is mended."""
    return (
        "A branch of its record was kept after its end, and not all that this promised is in the"
        f" register: guide resume {call} --branch 1 writes it there."
    )


def note_of(deed: Deed | OfCall) -> str:
    """What somebody wrote down with what they did: a note, why, or what was missing."""
    if isinstance(deed, FilledIn):
        return " · ".join(f"{label}: {text}" for _, label, text in deed.fields)
    return str(getattr(deed, "note", "") or getattr(deed, "why", ""))


AT_DESK = "At the desk"
"""How the note begins of what a seat heard from its team's desk."""


def was_heard(line: AfterCall) -> bool:
    """Whether it was done at a team's desk, and came into this register later."""
    return reads_as_heard(line.what) if line.heard is UNSET else line.heard


def reads_as_heard(deed: Deed) -> bool:
    """Whether its note begins as of what a seat heard from its team's desk."""
    return note_of(deed).partition(":")[0] == AT_DESK


def _told(what: Deed | OfCall) -> dict[str, object]:
    told: dict[str, object] = msgspec.to_builtins(what, builtin_types=(datetime,))
    if isinstance(what, TakenBack) and what.earlier is not UNSET:
        told["format"] = NEWEST
    elif isinstance(what, _OF_SECOND):
        told["format"] = SECOND
    elif isinstance(what, PermissionDenied):
        told["format"] = SEVENTH
    elif _is_of_sixth(what):
        told["format"] = SIXTH
    elif isinstance(what, FilledIn):
        told["format"] = FIFTH
    elif isinstance(what, PromiseAdded) or (isinstance(what, NumberCorrected) and what.everywhere):
        told["format"] = FOURTH
    elif isinstance(what, _OF_THIRD):
        told["format"] = THIRD
    return told


def _is_of_sixth(what: Deed | OfCall) -> bool:
    """Whether it has a field that versions before 0.10 do not know."""
    branch = what.branch if isinstance(what, PromiseAdded) else UNSET
    return branch is not UNSET or (isinstance(what, NumberCorrected) and bool(what.back))


_MOST_EVENTS = 1_000_000_000


class _Head(Struct, frozen=True):
    at: UtcTime
    by: Annotated[str, Meta(min_length=1)]
    call: Annotated[str, Meta(pattern=f"^{CALL_ID}$")]
    n: Annotated[int, Meta(ge=1, le=_MOST_EVENTS)] | msgspec.UnsetType = msgspec.UNSET
    elsewhere: bool = False
    heard: bool | UnsetType = UNSET
    made: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | UnsetType = UNSET


FOR_FILE = frozenset({"format", "made"})
"""What a line stores for the program alone: it is no part of what is told of it."""

_OF_FILE = frozenset({"format", "prev", "hash"})
"""What a sealed file adds to a record."""

_NOT_IN_ANY_ZONE = (MINYEAR, MAXYEAR)


def after_call(record: object) -> Line:
    """The line that a stored record tells. Raises msgspec.ValidationError for one that is none."""
    head = msgspec.convert(record, _Head)
    line: Line
    if head.n is msgspec.UNSET:
        line = AfterEnding(head.at, head.by, head.call, msgspec.convert(record, OfCall))
    else:
        what = msgspec.convert(record, Deed)
        line = AfterCall(
            head.at, head.by, head.call, head.n, what, head.elsewhere, head.heard, head.made
        )
    if _has_more(record, line.record()):
        raise msgspec.ValidationError("It has a field that no line has.")
    times = [line.at]
    match line.what:
        case Moved(until):
            times.append(until)
        case PromiseAdded(promised):
            times += filter(None, (promised.aim, promised.due))
    if any(one.year in _NOT_IN_ANY_ZONE for one in times):
        raise msgspec.ValidationError("It has a time that cannot be told in every zone.")
    return line


def _has_more(record: object, known: object) -> bool:
    """Whether a record has a field that is none of a line's, or of what the line holds."""
    if not (isinstance(record, dict) and isinstance(known, dict)):
        return False
    more = record.keys() - known.keys() - _OF_FILE
    return bool(more) or any(_has_more(record[name], known[name]) for name in record.keys() & known)


def reads_plainly(line: bytes) -> bool:
    """Whether a line says just what one of its kind says: then `after_call` takes it.

    Where it may and may not, the answer is no. It takes a fraction of the time.
    """
    try:
        plain = _plain_lines().decode(line)
        names = _NAMES.decode(line)
    except (msgspec.MsgspecError, RecursionError):
        return False
    # A name that stands there twice hides a value. A text may look like a name: then nobody knows.
    is_each_once = line.count(b'":') == len(names)
    times = (plain.at, getattr(plain, "until", plain.at))
    spelled = (bytes(names[name]).decode() for name in ("at", "until") if name in names)
    if not all(is_as_written(one.strip('"')) for one in spelled):
        return False
    return is_each_once and not any(one.year in _NOT_IN_ANY_ZONE for one in times)


_NAMES = msgspec.json.Decoder(dict[str, msgspec.Raw])


@cache
def _plain_lines() -> msgspec.json.Decoder[Any]:
    """What reads lines of all kinds but of what was promised, and none with a field more."""
    seal = [("format", Annotated[int, Meta(ge=1, le=SEVENTH)]), ("prev", str), ("hash", str)]
    head = {one.name: one for one in fields(_Head)}
    of_call = [_defined(head[name]) for name in ("at", "by", "call")]
    number = ("n", Annotated[int, Meta(ge=1, le=_MOST_EVENTS)])
    of_deed = [*of_call, number, _defined(head["elsewhere"]), _defined(head["heard"])]
    kinds: Any = tuple(
        msgspec.defstruct(
            kind.__name__,
            [
                *seal,
                *(of_call if kind in get_args(OfCall) else of_deed),
                *map(_defined, fields(kind)),
            ],
            tag_field="kind",
            tag=kind.__struct_config__.tag,
            kw_only=True,
            forbid_unknown_fields=True,
        )
        for kind in get_args(Deed | OfCall)
        if kind is not PromiseAdded
    )
    return msgspec.json.Decoder(reduce(or_, kinds))


def _defined(field: FieldInfo) -> Any:
    """A field of a struct as that of another is defined."""
    told = (field.name, field.type)
    return told if field.required else (*told, field.default)
