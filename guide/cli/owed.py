"""What is owed, at the prompt: the register as a table, for other programs, and what was done."""

import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from guide.call.context import Refused
from guide.call.fold import call_of
from guide.call.phone_number import for_a_dialer, is_whole_number, normal_number, number_doubt
from guide.call.rules.doubts import done_doubt
from guide.call.rules.names import meant_name, name_doubt
from guide.call.wording import sentence
from guide.cli.output import (
    FINE,
    WRONG,
    columns,
    print_json,
    print_out,
    warn,
    with_progress,
)
from guide.cli.owed_words import Doing, Due
from guide.cli.screen import require_terminal, show_app
from guide.cli.settings import Settings, settings
from guide.errors import GuideError, RecordError, UnknownName
from guide.record.calls import all_files, fallback_unseen, find_kept_call, time_of
from guide.record.disk import Disk
from guide.record.erased_numbers import do_not_call
from guide.record.journal import read_journal
from guide.record.left_out import left_out
from guide.record.places import CALL_ID, Places
from guide.record.summary.times import DeskTime
from guide.record.verify import contradictions
from guide.register.after_call import (
    Deed,
    Done,
    FilledIn,
    Moved,
    NumberCorrected,
    PassedOn,
    RefusedByCaller,
    Reopened,
    TakenBack,
    Told,
    Tried,
    Voided,
    words_of,
)
from guide.register.corrected_numbers import had_number
from guide.register.export import calendar, fields_of, spreadsheet, table
from guide.register.index import RegisterIndex, Wanted, register
from guide.register.known_caller import is_listed
from guide.register.missing import damage_of_register, what_is_missing
from guide.register.mistakes import taken_back
from guide.register.promise import CLOSED, Promise
from guide.register.register import LONGEST_DAY, Record, When, named, recording, when
from guide.register.rules import (
    NO_NUMBER_BACK,
    NUMBER_LACKS,
    closing,
    far_day,
    filled_in,
    not_as_typed,
    number_corrected,
    number_corrected_back,
    to_fill_in,
    until_typed,
    why_not_opened_again,
    why_not_passed_on,
    why_on_its_call,
)
from guide.script.dates import shown_time
from guide.script.findings import did_you_mean
from guide.script.model import USUAL_FOLLOW_UPS, FollowUpKind
from guide.session.clock import SystemClock
from guide.text import counted, unaccented

if TYPE_CHECKING:
    from guide.desk.outbox import Outbox

_HEADINGS = ("DUE", "WHAT", "CALLER", "NUMBER", "WHO", "STATE", "PROMISE")

_GROUPS = {
    Due.OVERDUE: When.OVERDUE,
    Due.TODAY: When.TODAY,
    Due.LATER: When.LATER,
    Due.UNTIMED: When.UNTIMED,
}


class Asked(Struct, frozen=True):
    """Which promises are asked for."""

    due: Due | None = None
    kind: str = ""
    by: str = ""
    number: str = ""
    words: tuple[str, ...] = ()
    closed: bool = False

    def wanted(self, now: datetime) -> Wanted:
        """The nearest that the index can tell; `fits` tells the rest."""
        kind = self.kind.lower() if self.kind.lower() in [*FollowUpKind] else ""
        found = Wanted(self.words, kind, self.by, self.number, closed=self.closed)
        match self.due:
            case Due.OVERDUE:
                return replace(found, before=now)
            case Due.TODAY:
                return replace(found, after=now, before=now + LONGEST_DAY)
            case Due.LATER:
                return replace(found, after=now)
            case Due.UNTIMED:
                return replace(found, untimed=True)
            case None:
                return found

    def fits(self, promise: Promise, now: datetime) -> bool:
        then = self.due is None or when(promise, now) is _GROUPS[self.due]
        kinds = (promise.kind.casefold(), promise.label.casefold())
        return then and (not self.kind or self.kind.casefold() in kinds)

    def refuse_unknown_kind(self, index: RegisterIndex) -> None:
        """Raise UnknownName for a kind that is neither one nor the label of any promise."""
        kind = self.kind.casefold()
        if not kind or kind in [*FollowUpKind]:
            return
        promises = index.page(Wanted(closed=True))
        kinds = list(dict.fromkeys((*FollowUpKind, *sorted({one.kind for one in promises}))))
        labels = {one.label for one in promises}
        labels |= {usual.label for usual in USUAL_FOLLOW_UPS.values()}
        if kind not in {*kinds, *(label.casefold() for label in labels)}:
            otherwise = f"Kinds are {', '.join(kinds)}."
            by_label = did_you_mean(self.kind, sorted(labels), otherwise)
            mend = did_you_mean(kind, kinds, by_label)
            raise UnknownName(f"There is no kind “{self.kind}”. {mend}")

    def unknown_person(self, index: RegisterIndex) -> str:
        """That no promise and no call tells of whoever is asked for, in a sentence; or empty."""
        people = index.people() if self.by else frozenset()
        sought = unaccented(self.by)
        if not self.by or any(sought in unaccented(name) for name in people):
            return ""
        names = [*sorted(people), *(part for name in sorted(people) for part in name.split())]
        return f"Nobody “{self.by}” is known here. {did_you_mean(self.by, names, '')}".rstrip()


def show_owed() -> int:
    """Show the register on the screen; the exit code."""
    chosen = settings()
    where = chosen.records()
    require_terminal("What is owed is shown", "guide owed --json puts it out.")
    with register(where, partial(with_progress, doing="Reading calls")) as index:
        # The screen need not wait for calls that were not read yet.
        unread = index.unread
    code = show_register(chosen, where)
    return warn_of_unread(unread) or code


def show_register(
    chosen: Settings,
    where: Places,
    record: Record | None = None,
    notice: str = "",
    *,
    wrong: bool = False,
) -> int:
    """Show this register; `record` is what has done what is marked.

    A notice stands above it, as that of a fault where something is `wrong`.
    """
    from guide.script.library import load_library
    from guide.session.callbook import CallBook
    from guide.tui.owed import OwedApp

    book = CallBook(load_library(chosen.scripts_folder), where)
    # Other people's folders, which are copies, have a record of their own.
    outbox = None
    if chosen.desk and record is None:
        from guide.cli.desk import leave_desk, outbox_of

        outbox = outbox_of(chosen, where)
    app = OwedApp(
        book,
        where,
        chosen.agent_name(),
        chosen.palette,
        chosen.actions,
        desk=outbox,
        first_frame=outbox.start if outbox else object,
    )
    if outbox:
        outbox.watch(app.changed_elsewhere)
    if record is not None:
        app.register.record_by(record, notice, wrong=wrong)
    code = show_app(app, "What was recorded is saved.")
    if outbox:
        leave_desk(outbox)
    return code


def _heard_of_desk(chosen: Settings, where: Places) -> "Outbox | None":
    """Bring the register and the desk to the same; what was reached so, where there is one."""
    if not chosen.desk:
        return None
    from guide.cli.desk import heard_of_desk

    return heard_of_desk(chosen, where)


def tell_owed(asked: Asked, *, json: bool, csv: bool, ics: bool) -> int:
    """Put out the promises that are asked for, the most pressing first; the exit code."""
    chosen = settings()
    where = chosen.records()
    _heard_of_desk(chosen, where)
    code = warn_of_unread(print_promises(where, asked, json=json, csv=csv, ics=ics))
    return warn_of_missing(where) or code


def print_promises(
    where: Places, asked: Asked, *, json: bool, csv: bool, ics: bool
) -> Mapping[str, str]:
    """Put out the promises of this register that are asked for, the most pressing first.

    By call, why it could not be read whole: of those some may be missing.
    """
    if json + csv + ics > 1:
        raise GuideError("Use one of --json, --csv and --ics.")
    now = SystemClock().now().at
    going = partial(with_progress, doing="Reading calls")
    with register(where, going, thoroughly=True, as_far_as_read=True) as index:
        asked.refuse_unknown_kind(index)
        found = [one for one in index.page(asked.wanted(now)) if asked.fits(one, now)]
        unknown = "" if found else asked.unknown_person(index)
        before = had_number(where, index, asked.number)
        open_or_asked_for = (one for one in before if asked.closed or not one.closed)
        corrected = [one for one in open_or_asked_for if asked.fits(one, now)]
        unread = index.unread
    if unknown:
        warn(unknown)
    for one in corrected:
        warn(f"{one.id}: its number was corrected to “{one.number}” since.")
    if json:
        print_json([fields_of(one, now) for one in found])
    elif csv:
        print_out(spreadsheet(found, now))
    elif ics:
        if untimed := sum(one.until is None and not one.closed for one in found):
            warn(f"Not in the calendar: {counted(untimed, 'promise')} without a time.")
        # RFC 5545 ends its lines so; Windows does for every text.
        print_out(calendar(found, now).replace("\n", "\n" if os.linesep == "\r\n" else "\r\n"))
    else:
        nothing = "No promise is as asked for." if asked != Asked() else "Nothing is owed."
        _print_table(found, now, nothing)
    return unread


def warn_of_unread(unread: Mapping[str, str]) -> int:
    """Say which calls could not be read whole: what they promised may be missing; the exit code."""
    for call, why in sorted(unread.items()):
        warn(f"{call}: {why}")
    return WRONG if unread else FINE


def warn_of_missing(where: Places, *, joined: bool = False) -> int:
    """Say what the ledger knows and is not there; the exit code. `joined` as in `what_is_missing`.

    That there are files that may be a branch, and cannot be read as one, is told as the records are
    opened.
    """
    code = _warn_of(what_is_missing(where, joined=joined))
    return WRONG if any(left_out(where)) else code


def warn_of_unseen(where: Places) -> int:
    """Say that there may be calls where nobody looks; the exit code."""
    return _warn_of(fallback_unseen(where))


def _warn_of(told: Sequence[str]) -> int:
    for one in told:
        warn(one)
    return WRONG if told else FINE


def _print_table(found: Sequence[Promise], now: datetime, nothing: str) -> None:
    if not found:
        warn(nothing)
        return
    print_out(columns([_HEADINGS, *(_row(one, now) for one in found)]))
    groups = [when(one, now) for one in found if not one.closed]
    parts = [f"{groups.count(group):,} {group}" for group in When if group in groups]
    if closed := len(found) - len(groups):
        parts.append(f"{closed:,} closed")
    warn(f"{counted(len(found), 'promise')}: {', '.join(parts)}.")


def _row(promise: Promise, now: datetime) -> tuple[str, ...]:
    zone = DeskTime.of(promise.zone).zone
    today = now.astimezone(zone).date()
    due = shown_time(promise.until.astimezone(zone), today) if promise.until else "–"
    late = " !" if not promise.closed and when(promise, now) is When.OVERDUE else ""
    known = (promise.about, promise.caller, promise.number, promise.owner)
    told = (promise.standing, promise.warning, promise.uncallable, promise.incomplete)
    standing = " · ".join(filter(None, told))
    return (due + late, *known, standing, promise.id)


_CLOSING = (Doing.DONE, Doing.TOLD, Doing.REFUSED, Doing.VOID)
_NAMING = (Doing.TOLD, Doing.PASSED_ON)
_WITH_TO = (*_NAMING, Doing.MOVED, Doing.CORRECTED)


def mark(
    name: str,
    doing: Doing,
    to: str,
    note: str,
    agent: str,
    folders: Sequence[Path],
    holds: Sequence[str] = (),
) -> int:
    """Have on record what was done about a promise; say how it stands; the exit code.

    `to` is a name or a day, where somebody keeps it from now on or it is owed until another day.
    Where there are `folders`, the promise is one of those that `guide collect` has of them.
    """
    chosen = settings(agent=agent)
    if doing is Doing.PROMISED:
        if folders:
            raise GuideError("What was promised is written down where its call is kept.")
        return _write_down(chosen, name, to, note, holds)
    if holds and doing is not Doing.FILLED_IN:
        uses = f"{Doing.PROMISED} or {Doing.FILLED_IN}"
        raise GuideError(f"--with says what a promise holds: use it with {uses}.")
    if to and doing not in _WITH_TO:
        raise GuideError(f"--to goes with {', '.join(_WITH_TO)}; with {doing} it says nothing.")
    with ExitStack() as left:
        if folders:
            from guide.cli.collect import opened

            collection = left.enter_context(opened(chosen, folders))
            where, reached = collection.places, None
            record: Record = collection.do
        else:
            where = chosen.records()
            record = recording(where, Disk(tell=warn, group=where.group))
            # What somebody else closed there is closed: the second is told.
            reached = _heard_of_desk(chosen, where)
        now = SystemClock().now().at
        with register(where, partial(with_progress, doing="Reading calls")) as index:
            promise = _named(index, name, where, collected=bool(folders))
        given = _given(holds)
        if doing in _NAMING:
            to = meant_name(to.strip(), chosen.agent_name())
        deed = _deed(doing, to, note, promise, now, given)
        if isinstance(deed, NumberCorrected):
            deed = replace(deed, listed=is_listed(where, deed.number, promise.call))
        passes_on = isinstance(deed, PassedOn) and not promise.closed
        if passes_on and (why := why_not_passed_on(to, promise.owner)):
            warn(why)
            return WRONG
        closes = doing in _CLOSING and not (folders or promise.closed)
        done = not isinstance(deed, RefusedByCaller | Voided)
        if closes and (why := why_on_its_call(promise, chosen.agent_name(), done=done)):
            warn(why)
            return WRONG
        may_open = folders or not chosen.desk or (reached and reached.supervisor)
        if isinstance(deed, Reopened) and not may_open and (why := why_not_opened_again(promise)):
            warn(why)
            return WRONG
        moved: Moved | None = None
        if isinstance(deed, FilledIn):
            from guide.register.answered import as_answered

            read = as_answered(where, promise, deed, now)
            if isinstance(read, Refused):
                warn(read.reason)
                return WRONG
            deed, moved = read
        answer = record(promise.id, deed, chosen.agent_name(), now, seen=promise)
        if moved and isinstance(answer, Promise):
            answer = record(promise.id, moved, chosen.agent_name(), now)
        if isinstance(deed, NumberCorrected | FilledIn) and not folders:
            from guide.register.wrap_up import write_cut_short

            write_cut_short(Disk(group=where.group), where, now)
        if isinstance(deed, NumberCorrected | TakenBack) and isinstance(answer, Promise):
            # What was known of the number before is not so of this one, nor of others of the call.
            listed = dict[int, bool]()
            # It is on record, whether or not this is known.
            with suppress(GuideError), register(where) as index:
                listed = {one.n: one.listed for one in index.named(answer.call)}
            answer = replace(answer, listed=listed.get(promise.n, False))
        if reached:
            _heard_of_desk(chosen, where)
    if isinstance(answer, Refused):
        mend = _owed_again_first(promise, doing)
        if answer.reason == NUMBER_LACKS:
            mend = f"guide mark {promise.id} corrected --to NUMBER"
        reason = _told_as_refused(answer)
        warn(f"{sentence(reason)} {mend}" if mend else reason)
        return WRONG
    print_out(columns([_HEADINGS, _row(answer, now)]))
    if changed := not_as_typed(
        chosen.agent_name(), to, note, *given.values(), kept=dict(answer.fields).values()
    ):
        warn(changed)
    for damage in () if folders else (*_contradicted(where, promise), *damage_of_register(where)):
        warn(damage)
    if mistaken := taken_back(answer.lines)[-1]:
        spelled = DeskTime.of(answer.zone).moment
        warn(f"Taken back: “{words_of(mistaken.what, spelled)}”.")
    if isinstance(deed, Moved) and (far := far_day(deed.until, promise, now)):
        warn(f"Is that the day? Moved to {far}. taken-back takes it back.")
    for_dialer = answer.kind == FollowUpKind.DO_NOT_CALL
    corrected = isinstance(deed, NumberCorrected)
    if corrected and (doubt := number_doubt(answer.number, listed=for_dialer)):
        warn(f"Is “{answer.number}” right? {doubt}")
    if isinstance(deed, Told | PassedOn) and (doubt := name_doubt(to, promise.caller)):
        back = Doing.REOPENED if isinstance(deed, Told) else Doing.TAKEN_BACK
        warn(f"Is “{to}” right? {doubt} {back} takes it back.")
    if isinstance(deed, Done) and (doubt := done_doubt(note)):
        warn(f"Is it done? {doubt} {Doing.REOPENED} has it owed again.")
    return FINE


def _contradicted(where: Places, promise: Promise) -> tuple[str, ...]:
    """In sentences, how the ledger contradicts the journal of a promise's call.

    One that is gone, or cannot be read, has no promise that anything is done about.
    """
    with suppress(RecordError, UnknownName):
        path = find_kept_call(where, promise.call, training=False)
        reading = read_journal(path)
        told = contradictions(where, path, reading, call_of(reading.entries))
        return tuple(f"{promise.call}: {one}" for one in told)
    return ()


_OF_WHAT_IS_OWED = (Doing.CORRECTED, Doing.TAKEN_BACK, Doing.FILLED_IN)


def _told_as_refused(refused: Refused) -> str:
    """Why something is not recorded: how a promise is closed would read as if this had done it."""
    is_closed = refused.reason.startswith(tuple(f"{state.capitalize()}: " for state in CLOSED))
    return f"Not recorded: {refused.reason}" if is_closed else refused.reason


def _owed_again_first(promise: Promise, doing: Doing) -> str:
    """What comes first where something about a closed promise is to be put right; or empty."""
    if not (promise.closed and doing in _OF_WHAT_IS_OWED):
        return ""
    return f"guide mark {promise.id} reopened --note WHY has it owed again: then {doing}."


def _write_down(chosen: Settings, name: str, kind: str, why: str, holds: Sequence[str]) -> int:
    """Have on record what was promised on a call of this name, of this kind, and forgotten there.

    Instead of the promise of this name, where it is one's.
    """
    from guide.register.wrap_up import write_cut_short
    from guide.script.library import load_library
    from guide.session.callbook import CallBook
    from guide.session.wrapping_up import take_up

    call, _, n = name.partition("/")
    if n and not n.isdecimal():
        raise UnknownName(f"There is no promise “{name}”. guide owed lists them.")
    where = chosen.records()
    disk = Disk(tell=warn, group=where.group)
    book = CallBook(load_library(chosen.scripts_folder), where, disk=disk)
    of = take_up(book, call, chosen.agent_name())
    kinds = {one.id: one for one in of.kinds()}
    if kind not in kinds:
        mend = did_you_mean(kind, kinds, f"--to names one of {', '.join(kinds)}.")
        raise UnknownName(f"There is no kind “{kind}” on this call. {mend}")
    form = of.form(kind, int(n) if n else 0)
    held = {field: value for field, _, value in form.fields}
    given = _given(holds)
    due = given.pop("due", "") if form.asks_day else ""
    if strange := [field for field in given if field not in held]:
        there = ", ".join((*held, *(["due"] if form.asks_day else [])))
        raise GuideError(f"“{strange[0]}” is nothing that it holds. --with FIELD=TEXT: {there}.")
    instead = (int(n), why) if n else None
    answer = of.add_promise(kind, tuple((held | given).items()), due or form.day, instead)
    if isinstance(answer, Refused):
        lacks = not any((held | given).values())
        reason = _told_as_refused(answer)
        warn(f"{reason} Add {_with(held)}." if held and lacks else reason)
        return WRONG
    write_cut_short(disk, where, SystemClock().now().at)
    print_out(columns([_HEADINGS, _row(answer, SystemClock().now().at)]))
    if changed := not_as_typed(
        chosen.agent_name(), *given.values(), why, kept=dict(answer.fields).values()
    ):
        warn(changed)
    for damage in (*of.contradicted, *damage_of_register(where)):
        warn(damage)
    listed = kind == FollowUpKind.DO_NOT_CALL
    if doubt := number_doubt(answer.field(answer.number_in), listed=listed):
        warn(f"Is “{answer.number}” right? {doubt}")
    if due and answer.until and (far := far_day(answer.until, answer, answer.made_at)):
        warn(f"Is that the day? {far}. guide mark {answer.id} moved --to DAY --note WHY")
    _warn_of_incomplete(answer)
    return FINE


def _with(fields: Iterable[str]) -> str:
    return " ".join(f"--with {field}=TEXT" for field in fields)


def _warn_of_incomplete(promise: Promise) -> None:
    """Say what a promise lacks, and the command that mends it."""
    mend = f"guide mark {promise.id}"
    if lacks := to_fill_in(promise):
        missing = ", ".join(map(promise.label_of, lacks))
        warn(f"Missing: {missing}. {mend} filled-in {_with(lacks)}")
    if "number" in promise.lacks:
        warn(f"Missing: {promise.label_of('number')}. {mend} corrected --to NUMBER")
    if promise.day_missing:
        warn(f"No day was agreed on, so it is never overdue. {mend} moved --to DAY --note WHY")


def _named(index: RegisterIndex, name: str, where: Places, *, collected: bool) -> Promise:
    """As `named`; one of a call that is not kept here may be somebody else's."""
    try:
        return named(index, name, "guide collect" if collected else "guide owed")
    except UnknownName as unknown:
        call = name.partition("/")[0]
        ours = re.fullmatch(CALL_ID, call) and all_files(where, where.journal_path(call))
        if collected or ours or not re.fullmatch(CALL_ID, call):
            raise
        remedy = "--folder DIR names the folder of somebody else whose promise it is."
        raise UnknownName(f"{unknown} {remedy}") from None


def _given(holds: Sequence[str]) -> dict[str, str]:
    """What follows --with, by its field."""
    return {field: value for field, _, value in (one.partition("=") for one in holds)}


def _deed(
    doing: Doing, to: str, note: str, promise: Promise, now: datetime, given: Mapping[str, str]
) -> Deed:
    match doing:
        case Doing.FILLED_IN:
            return filled_in(promise, given)
        case Doing.TRIED:
            return Tried(note)
        case Doing.DONE if promise.kind == FollowUpKind.REPORT and not promise.closed:
            # What is owed there is that somebody knows, and who.
            name = f"{promise.call}/{promise.n}"
            raise GuideError(f"Say who was told of it: guide mark {name} told --to NAME.")
        case Doing.DONE:
            return Done(note)
        case Doing.TOLD:
            return Told(to, note)
        case Doing.REFUSED:
            return RefusedByCaller(note)
        case Doing.PASSED_ON:
            return PassedOn(to, note)
        case Doing.MOVED:
            until = until_typed(to, promise, now)
            if until is None:
                raise GuideError(f'“{to}” is no day. Write --to fri, +2, 11/28 or "mon 5pm".')
            return Moved(until, note)
        case Doing.VOID:
            return Voided(note)
        case Doing.REOPENED:
            return Reopened(note)
        case Doing.TAKEN_BACK if promise.corrected_last:
            back = number_corrected_back(promise, note)
            if back is None:
                raise GuideError(NO_NUMBER_BACK)
            return back
        case Doing.TAKEN_BACK:
            return TakenBack(note)
        case Doing.PROMISED:
            raise ValueError("What was promised is written down, and nothing is done about it.")
        case Doing.CORRECTED:
            return number_corrected(promise, to, note)


def tell_do_not_call(where: Places, *, as_csv: bool, as_json: bool, joined: bool = False) -> int:
    """Put out the numbers that must not be called, those of erased calls too, a line each.

    What is no number is left out, for it goes into a dialer; it is told on the side, and so is what
    could not be read whole: its numbers may be missing. The exit code is 1 then. A number that may
    be called again since is told on the side, too; CSV and JSON have it with what became of it.
    """
    going = partial(with_progress, doing="Reading calls")
    with register(where, going, thoroughly=True, as_far_as_read=True) as index:
        asked = _asked_not_to_call(index)
        unread = index.unread
    each = [(one, number) for one in asked for number in (one.number, *one.disputed)]
    found = [*(_number(one, number) for one, number in each), *_erased_numbers(where)]
    left_out = [row for row in found if not is_whole_number(str(row["number"]))]
    rows = [
        row | {"number": for_a_dialer(str(row["number"]))} for row in found if row not in left_out
    ]
    released = {one.id for one in asked if one.off_the_list}
    numbers = [str(row["number"]) for row in rows if row["promise"] not in released]
    listed = {normal_number(one): one for one in numbers[::-1]}
    if as_json:
        print_json(rows)
    elif as_csv:
        print_out(table(_OF_NUMBERS, ([row[name] for name in _OF_NUMBERS] for row in rows)))
    else:
        for number in listed.values():
            print_out(number)
        for told in dict.fromkeys(_listed_before(asked, listed)):
            warn(f"Not listed any more: {told}")
        for one in asked:
            # Of several people's folders that is told as they are opened.
            if one.disputed and not one.off_the_list and not joined:
                each_of_it = " and ".join(f"“{number}”" for number in (one.number, *one.disputed))
                warn(
                    f"Listed, until it is known which is right: {each_of_it} in call {one.call}."
                    f" guide mark {one.id} corrected --to NUMBER names the right one."
                )
    for number in listed.values():
        if doubt := number_doubt(number):
            warn(f"Is “{number}” right? {doubt}")
    code = warn_of_unread(unread)
    code = warn_of_missing(where, joined=joined) or code
    if not left_out:
        return code
    warn(f"{counted(len(left_out), 'line')} left out: no phone number, so no dialer can use it.")
    for row in left_out:
        where_from = f"call {row['call']}" if row["call"] else f"an erased call of {row['asked']}"
        warn(f"“{row['number']}” in {where_from}")
    return WRONG


_OF_NUMBERS = ("number", "asked", "caller", "agent", "call", "promise", "state", "note")


def _listed_before(asked: Iterable[Promise], listed: Container[str]) -> Iterator[str]:
    """Which numbers were to be not called, and may be; `listed` are those that may not."""
    for one in asked:
        if one.off_the_list and normal_number(one.number) not in listed:
            yield f"“{one.number}” in call {one.call}. {closing(one)}"
        for before in one.numbers_before:
            if normal_number(before) not in listed:
                yield f"“{before}” in call {one.call}. Corrected to “{one.number}”."


def _asked_not_to_call(index: RegisterIndex) -> list[Promise]:
    found = index.page(Wanted(kind=FollowUpKind.DO_NOT_CALL, closed=True, erased=True))
    return [one for one in found if one.number]


def _number(promise: Promise, number: str) -> dict[str, object]:
    # What is written down after its call was asked for on it, as it says once that is erased.
    at = (time_of(promise.call) if promise.added else None) or promise.made_at
    return {
        "number": number,
        "asked": at.astimezone(DeskTime.of(promise.zone).zone).date().isoformat(),
        "caller": promise.caller,
        "agent": promise.agent,
        "call": promise.call,
        "promise": promise.id,
        "state": str(promise.state),
        "note": promise.note,
    }


def _erased_numbers(places: Places) -> list[dict[str, object]]:
    unknown: dict[str, object] = dict.fromkeys(_OF_NUMBERS, "")
    found = dict.fromkeys((one.number, one.date) for one in do_not_call(places))
    return [unknown | {"number": number, "asked": date} for number, date in found]
