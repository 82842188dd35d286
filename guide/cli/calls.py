"""The calls kept, at the prompt: a list of them, the summary of one, erasing."""

import re
import sys
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from msgspec.structs import replace

from guide.call.fold import call_of
from guide.call.state import Call, Warned
from guide.cli.calls_sought import (
    NOT_ENDED,
    Sought,
    promised_before,
    promised_to,
    read_call,
    written_after,
)
from guide.cli.output import (
    FINE,
    WRONG,
    agreed,
    at_work,
    columns,
    print_json,
    print_out,
    print_path,
    show_progress,
    warn,
    with_progress,
)
from guide.cli.settings import settings
from guide.errors import Contradicted, GuideError, RecordError, UnknownName
from guide.record.archive import KeptScripts
from guide.record.call_list import CallInfo, call_info, each_call, recent_calls
from guide.record.calls import (
    all_files,
    branches,
    call_of_file,
    find_kept_call,
    kept_files,
    strays,
    time_of,
    waiting_files,
)
from guide.record.card_numbers import mask_typed
from guide.record.disk import Disk, contents
from guide.record.erased import Tombstone, damaged_lines
from guide.record.erased_numbers import faults_in_numbers
from guide.record.erasures import erased_among, erasure_of, every_erased
from guide.record.finish import write_summary
from guide.record.forget import days_of, erase_calls, older_than, retention_days
from guide.record.journal import Reading, read_journal
from guide.record.ledger import erased_for_certain, ledger_of_numbers
from guide.record.left_out import left_out
from guide.record.older_copy import why_older
from guide.record.places import CALL_ID, Places
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.record.summary.toml import toml_text
from guide.record.verify import contradictions, summary_files
from guide.register.addendum import after, what_came_after
from guide.register.collected import erase_notes, noted_calls
from guide.register.corrected_numbers import CorrectedNumbers
from guide.register.corrections import CorrectedEndings
from guide.register.denied import DeniedPermissions
from guide.register.export import table
from guide.register.half_note import erase_of_erased_calls
from guide.register.index import erase_what_is_remembered, register
from guide.register.missing import damage_of_register
from guide.register.promise import Promise
from guide.register.register import When, erase_lines, not_to_call_since, when
from guide.register.wrap_up import (
    Denied,
    WrapUp,
    owed_by,
    wrap_up_of,
    write_again,
)
from guide.remarks.kept import erase_remarks
from guide.session.clock import SystemClock
from guide.text import counted, plain_line

_PAGE = 200
"""So many calls are put out at a time."""

_HEADINGS = ("CALL", "STARTED", "SCRIPT", "AGENT", "ENDED")
_COLUMNS = (
    "call",
    "started",
    "script",
    "agent",
    "ended",
    "caller",
    "number",
    "events",
    "permissions",
    "ended_before",
)


def list_calls(
    where: Places,
    sought: Sought,
    *,
    practice: bool,
    as_json: bool,
    as_csv: bool,
    as_told: Callable[[str], str] = str,
    told_before: Collection[str] = (),
) -> int:
    """Put out the calls kept here that are asked for, newest first; say which are damaged.

    A sentence about a file is put out `as_told`, unless it was `told_before`. The exit code: 1
    where one is damaged, or of a later version, or where nobody can say whether it is asked for.
    """
    if as_json and as_csv:
        raise GuideError("Use one of --json and --csv.")
    waiting = waiting_files(where, training=practice)
    kind, disk = where.calls_of(practice), Disk(tell=warn, group=where.group)
    # On a terminal the calls themselves show how far it is.
    scrolls = sys.stdout.isatty() and not (as_json or as_csv)
    shown = iter if scrolls else partial(with_progress, doing="Reading")
    owing, promised, before = frozenset[str](), frozenset[str](), dict[str, Promise]()
    if (sought.owed or sought.number or sought.caller) and not practice:
        reading = partial(with_progress, doing="Reading calls")
        with register(where, reading, as_far_as_read=True) as index:
            owing = index.calls_owing()
            promised = promised_to(index, sought)
            before = promised_before(where, index, sought)
    wrong: dict[str, CallInfo] = {}
    erased = every_erased(where, training=practice)
    every = each_call(kind, disk, waiting, shown, must_end=not practice)
    # What was erased and is there again was told as the records were opened.
    each = _noting_unread((info for info in every if info.id not in erased), wrong)
    if not practice:
        each = map(CorrectedEndings(where).in_brief, each)
    after = written_after(where) if sought.words and not practice else {}
    found = sought.found(
        each,
        with_caller=as_csv,
        going=shown,
        owing=owing,
        promised=promised | before.keys(),
        after=after,
        corrected=(lambda info: info) if practice else CorrectedNumbers(where).in_brief,
    )
    wrong_number: list[CallInfo] = []
    wrong_ending: list[CallInfo] = []
    by_promise: list[CallInfo] = []
    found = _noting(found, by_promise, lambda info: not sought.of_caller(info))
    calls = _noting(found, wrong_number, sought.found_by_wrong_number)
    calls = _noting(calls, wrong_ending, sought.found_by_wrong_ending)
    misplaced: list[CallInfo] = []
    calls = _noting(calls, misplaced, lambda info: info.training and not practice)
    denied = None if practice else DeniedPermissions(where)
    with_denial: list[CallInfo] = []
    if denied:
        calls = _noting(calls, with_denial, lambda info: denied.has(info.id))
    calls = (
        replace(info, damage=as_told(info.damage), newer=as_told(info.newer)) for info in calls
    )
    found_any = put_out_calls(
        _noting_damage(calls, wrong), as_json=as_json, as_csv=as_csv, denied=denied
    )
    if not found_any:
        warn("No such call." if recent_calls(kind, 1, waiting) else "No calls yet.")
    for one in misplaced:
        why = as_told(f"It is a practice call, and its journal {one.path} lies among real ones.")
        if f"{one.id}: {why}" not in told_before:
            warn(f"{one.id}: {why}")
    for one in wrong_number:
        warn(f"{one.id}: its number was corrected to “{one.number}” since.")
    for one in by_promise:
        if one.id in promised:
            warn(f"{one.id}: found by what was promised on it, not by who called.")
        else:
            promise = before[one.id]
            warn(f"{promise.id}: its number was corrected to “{promise.number}” since.")
    for one in wrong_ending:
        warn(f"{one.id}: its ending was corrected to “{one.ended}” since.")
    for one in with_denial:
        for told in _denied(one, denied):
            warn(f"{one.id}: {told.told}")
    for one in wrong.values():
        if one.branch and not (one.damage or one.newer):
            # That is told as the records are opened.
            continue
        damage, newer = as_told(one.damage), as_told(one.newer)
        if f"{one.id}: {newer or damage}" not in told_before:
            in_short = f"The record of {one.id} is damaged: {damage.rstrip('.')}."
            warn(f"{one.id}: {newer}" if newer else in_short)
    if not (as_json or as_csv):
        for remark in strays(where, training=practice):
            warn(remark)
    lacking = any(one.damage or one.newer or one.branch for one in wrong.values())
    lacking |= any(left_out(where))
    lacking |= bool(misplaced)
    return WRONG if lacking else FINE


def _noting(
    calls: Iterator[CallInfo], noted: list[CallInfo], which: Callable[[CallInfo], bool]
) -> Iterator[CallInfo]:
    """The same calls; those of which that holds are noted."""
    for info in calls:
        if which(info):
            noted.append(info)
        yield info


def _noting_unread(calls: Iterator[CallInfo], wrong: dict[str, CallInfo]) -> Iterator[CallInfo]:
    """The same calls; those of which nothing is known are noted by their ids."""
    for info in calls:
        if info.started_at is None:
            wrong[info.id] = info
        yield info


def _noting_damage(calls: Iterator[CallInfo], wrong: dict[str, CallInfo]) -> Iterator[CallInfo]:
    """The same calls; those that are not all that was recorded are noted by their ids."""
    for info in calls:
        if info.damage or info.newer or info.branch:
            wrong[info.id] = info
        yield info


def put_out_calls(
    calls: Iterator[CallInfo],
    *,
    as_json: bool,
    as_csv: bool,
    denied: DeniedPermissions | None = None,
) -> bool:
    """Put calls out, as data or a table; whether there is something to see: data always is.

    Data has with a permission that it is `denied`, where that is known.
    """
    if as_json:
        print_json([_fields(info, denied) for info in calls])
    elif as_csv:
        print_out(table(_COLUMNS, (_cells(info, denied) for info in calls)))
    else:
        return _print_pages(calls)
    return True


def _print_pages(calls: Iterator[CallInfo]) -> bool:
    """Put calls out page by page, as they are met; whether there were any."""
    widths: list[int] = []
    rows: list[tuple[str, ...]] = [_HEADINGS]
    while page := [*islice(calls, _PAGE)]:
        print_out(columns([*rows, *map(_row, page)], widths))
        rows = []
    return not rows


def _denied(info: CallInfo, denied: DeniedPermissions | None) -> tuple[Denied, ...]:
    """What is denied of a call, which is read for it alone."""
    call = read_call(info) if denied and denied.has(info.id) else None
    return denied.of(call) if denied and call else ()


def _standing(info: CallInfo, denied: DeniedPermissions | None) -> dict[int, Denied]:
    """By warning, what is denied of those that stand, by the names that stand."""
    return {one.what.warning: one for one in _denied(info, denied) if not one.before}


def _fields(info: CallInfo, denied: DeniedPermissions | None) -> dict[str, object]:
    told = _standing(info, denied)
    return {
        "id": info.id,
        "started": info.started_at.isoformat() if info.started_at else None,
        "script": info.script,
        "title": info.title,
        "agent": info.agent,
        "ended": info.ended or None,
        "ended_before": info.ended_before or None,
        "events": info.entries,
        "damage": info.damage or None,
        "newer": info.newer or None,
        "permissions": [
            {
                "n": warned.n,
                "at": warned.at,
                "by": warned.permission_by,
                "how": warned.permission_how.value,
                "ground": warned.event.ground,
                "label": warned.event.label,
                "denied_by": one.line.by if (one := told.get(warned.n)) else None,
                "denied_why": one.what.why if one else None,
                "settled_by": (one.settled_by or None) if one else None,
                "settled_why": (one.settled_why or None) if one else None,
            }
            for warned in _permitted(info)
        ],
    }


def _cells(info: CallInfo, denied: DeniedPermissions | None) -> tuple[object, ...]:
    told = _standing(info, denied)
    ended = info.ended or NOT_ENDED
    of_caller = (info.caller, info.number)
    permissions = "; ".join(
        f"{warned.event.label or warned.event.ground}: {warned.permission_by}"
        f"{_in_brief(told.get(warned.n))}"
        for warned in _permitted(info)
    )
    of_call = (info.id, _started(info), info.script, info.agent, ended)
    return (*of_call, *of_caller, info.entries, permissions, info.ended_before)


def _in_brief(denied: Denied | None) -> str:
    """That a permission is denied, and settled, behind its name."""
    if denied is None:
        return ""
    settled = f", settled by {denied.settled_by}" if denied.settled_by else ""
    return f" (denied by {denied.line.by}{settled})"


def _permitted(info: CallInfo) -> list[Warned]:
    """The warnings given on somebody's permission; only calls that have one are read whole."""
    try:
        permits = b'"kind":"permission-given"' in contents(info.path)
    except RecordError:
        return []
    call = read_call(info) if permits else None
    return [one for one in call.protocol.warnings if one.permission_by] if call else []


def _started(info: CallInfo) -> str:
    return f"{info.started_at.astimezone():%Y-%m-%d %H:%M}" if info.started_at else "unknown"


def _row(info: CallInfo) -> tuple[str, ...]:
    script = info.title or info.script
    before = f" (corrected from {info.ended_before})" if info.ended_before else ""
    return (info.id, _started(info), script, info.agent, f"{info.ended or NOT_ENDED}{before}")


def give_summary(
    name: str, out: Path | None, *, practice: bool, to_screen: bool, as_json: bool
) -> int:
    """Write a call's summary again and put out its path, or put out the summary itself.

    A call that has not ended has a summary so far, which is put out and never written.
    """
    chosen = settings(out=out)
    opened: list[str] = []
    where = chosen.records(opened.append)
    for told in opened:
        warn(told)
    if as_json or to_screen:
        return print_summary(where, name, {}, practice=practice, as_json=as_json, own=True)
    path, reading, call = _read_call(where, name, practice=practice)
    came_after = _came_after(where, call)
    if call.ended is None:
        files = all_files(where, path)
        if older := why_older(where, files, training=call.started.training):
            if older not in opened:
                warn(older)
            return WRONG
        again = f"guide summary {call.id}{' --practice' * call.started.training} --print"
        raise RecordError(
            f"The call {call.id} has not ended, so there is no summary yet."
            f" {again} shows it so far."
        )
    folder = chosen.practice_summaries if call.started.training else chosen.places.out
    wrong = _tell_what_is_wrong(where, path, reading, came_after)
    if erasure_of(where, call.id, training=call.started.training):
        # That it is there again was told as the records were opened.
        return WRONG
    kept = [one for one in summary_files(folder / f"{call.id}.md") if one.exists()]
    if kept and contradictions(where, path, reading, call):
        warn(
            f"{kept[0]} stays as it is: what the journal told then may stand in it."
            f" guide summary {call.id} --print shows what the journal tells now."
        )
        return WRONG
    with at_work("Writing the summary"):
        disk = Disk(tell=warn, group=where.group)
        path = write_summary(disk, folder, call, reading.chain)[0]
        addendum, stays = None, ""
        try:
            addendum = write_again(disk, where, folder, came_after, reading.chain)
        except Contradicted as error:
            stays = str(error)
    print_path(path)
    if addendum:
        print_path(addendum)
    if stays:
        warn(stays)
    return _tell_damage(reading) or (WRONG if _has_branched(where, call) else wrong)


def print_summary(
    where: Places,
    name: str,
    more: Mapping[str, object],
    *,
    practice: bool,
    as_json: bool,
    own: bool = False,
) -> int:
    """Put out the summary of a call and what came after, in JSON with `more`; the exit code.

    Of a call of one's `own` it is told, too, what of it the ledger contradicts, and what of the
    register does not count.
    """
    path, reading, call = _read_call(where, name, practice=practice)
    unread = ""
    try:
        came_after = _came_after(where, call)
    except RecordError as error:
        came_after, unread = WrapUp(call, KeptScripts(where)), str(error)
    with at_work("Writing the summary"):
        summary = summary_of(call, reading.chain)
        text = toml_text(summary) if as_json else what_came_after(came_after) + markdown(summary)
        fields = tomllib.loads(text) if as_json else {}
    if as_json:
        print_json({**fields, **({"after": after(came_after)} if came_after.lines else {}), **more})
    else:
        print_out(text.rstrip("\n"))
    code = _tell_what_is_wrong(where, path, reading, came_after) if own else FINE
    if unread:
        warn(unread)
    return _tell_damage(reading) or (WRONG if unread or _has_branched(where, call) else code)


def _tell_what_is_wrong(where: Places, path: Path, reading: Reading, came_after: WrapUp) -> int:
    """Say how the ledger contradicts the journal, and what of the register does not count.

    That may be of this call. The exit code.
    """
    call = came_after.call
    told = [f"{call.id}: {one}" for one in contradictions(where, path, reading, call)]
    if not call.started.training:
        told += (*damage_of_register(where), *came_after.of_no_program)
    for one in told:
        warn(one)
    training = call.started.training
    # What a summary has of it was told as the records were opened.
    is_older = call.ended is None and why_older(where, all_files(where, path), training=training)
    return WRONG if told or is_older else FINE


def _has_branched(where: Places, call: Call) -> bool:
    """Whether a summary is of one branch of several: that is told as the records are opened."""
    path = where.journal_path(call.id, call.started.training)
    return len(branches(all_files(where, path))) > 1


def _read_call(where: Places, name: str, *, practice: bool) -> tuple[Path, Reading, Call]:
    """The journal of a call, what it holds, and the call."""
    with at_work("Reading the call"):
        path = call_kept_here(where, name, practice=practice)
        reading = read_journal(path)
        call = call_of(reading.entries) if reading.entries else None
    if call is None:
        raise RecordError(
            f"The record of call {name} holds no complete event, so there is nothing to show."
        )
    return path, reading, call


def _came_after(where: Places, call: Call) -> WrapUp:
    """The call with what came after it; practice has nothing."""
    return WrapUp(call, KeptScripts(where)) if call.started.training else wrap_up_of(where, call)


def call_kept_here(where: Places, name: str, *, practice: bool) -> Path:
    """As `find_kept_call`; an id that is not kept here may be that of somebody else's call."""
    try:
        return find_kept_call(where, name, training=practice)
    except UnknownName as unknown:
        if other := _among_others(where, name, practice=practice):
            raise UnknownName(other) from None
        is_id = re.fullmatch(CALL_ID, name.strip().lower())
        if practice or not is_id or erasure_of(where, name, training=False):
            raise
        remedy = f"guide collect FOLDER --show {name} shows a call from somebody else's folder."
        raise UnknownName(f"{unknown} {remedy}") from None


def _among_others(where: Places, name: str, *, practice: bool) -> str:
    """What to say of a call that is kept with practice, or with real ones, and not with these."""
    try:
        other = call_of_file(find_kept_call(where, name, training=not practice))
    except UnknownName:
        return ""
    if practice:
        return f"The call {other} is no practice: leave out --practice."
    return f"The call {other} is practice: add --practice."


def _tell_damage(reading: Reading) -> int:
    """Say that a record is damaged, where it is; the exit code."""
    if reading.damage:
        warn(f"The record of this call is damaged: {reading.damage}. This much can be read.")
        return WRONG
    return FINE


def forget_calls(
    name: str,
    asked: str | None,
    out: Path | None,
    why: str,
    *,
    practice: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Erase a call, or those older than so many days; put out their ids; return the exit code.

    Where an erasure is cut short, those before it are put out all the same.
    """
    if name and asked is not None:
        raise GuideError("Name a call or use --older-than, not both.")
    chosen = settings(out=out)
    where = chosen.records()
    calls, disk = where.calls_of(practice), Disk(tell=warn, group=where.group)
    for damaged in (
        *damaged_lines(where),
        *faults_in_numbers(where, ledger_of_numbers(where.ledger)),
    ):
        warn(damaged)
    now = SystemClock().now().at
    if name and (call := name.strip().lower()) in noted_calls(where) - kept_files(calls).keys():
        return _forget_notes(where, [call], yes=yes)
    old_notes: list[str] = []
    if name:
        try:
            found = [_named(where, name, practice=practice)]
        except UnknownName:
            if stone := _completed(disk, where, name, now, training=practice):
                if as_json:
                    print_json([{"call": stone.call, "at": stone.at, "why": stone.why}])
                return FINE
            raise
        if not erased_among(where, [found[0].id], training=practice):
            _refuse_unfinished(found[0], yes)
    else:
        by_variable = chosen.retention_days
        days = retention_days(by_variable) if asked is None else days_of(asked, "--older-than")
        reading = partial(with_progress, doing="Reading calls")
        ledger = None if practice else where.ledger
        old = older_than(calls, days, now, reading, ledger=ledger, tell=warn)
        found = [one for one in old if _over(one) or yes]
        why = why or f"older than {counted(days, 'day')}"
        limit = now - timedelta(days=days)
        old_notes = [
            one for one in noted_calls(where, to_erase=True) if (time_of(one) or now) < limit
        ]
    if old_notes and not practice:
        _forget_notes(where, sorted(old_notes), yes=yes)
    if not found:
        warn("No call is old enough to erase.")
    owed = {} if practice else _owed_still(where, found, now)
    if found and not (yes or _agreed(found, owed)):
        warn("Nothing was erased.")
        return WRONG
    also = chosen.practice_summaries if practice else where.out
    erased: list[Tombstone] = []
    left: list[str] = []
    try:
        because = mask_typed(plain_line(why))
        if because != plain_line(why):
            warn(f"Kept of the reason: {because}")
        stones = [(info.path, Tombstone(info.id, now, because)) for info in found]
        not_to_call = {} if practice else not_to_call_since(where)
        # First, too: what is cut short leaves nothing of an erased call there.
        erase_what_is_remembered(disk, where)
        for stone in erase_calls(
            disk,
            where,
            stones,
            training=practice,
            also=also,
            tell=warn,
            tell_left=left.append,
            not_to_call=not_to_call,
        ):
            erased.append(stone)
            if yes and (told := owed.get(stone.call)):
                warn(f"{stone.call} still owed {told}. Nobody is told of that any more.")
            show_progress(f"{len(erased):,} of {counted(len(found), 'call')} erased")
            if not as_json:
                print_out(stone.call)
        _erase_beside(disk, where, now, training=practice)
    except RecordError as refused:
        if erased:
            # The journal is gone, and what was noted beside it may not be.
            again = f"guide forget {erased[-1].call} erases the rest once that is mended."
            raise RecordError(f"{refused} {again}") from refused
        raise
    finally:
        show_progress("")
        for sentence in left:
            warn(sentence)
        if as_json:
            print_json([{"call": one.call, "at": one.at, "why": one.why} for one in erased])
        if len(found) > 1:
            warn(f"{counted(len(erased), 'call')} erased.")
    if erased and not practice and chosen.desk:
        from guide.cli.desk import ask_to_erase

        ask_to_erase(chosen, where, len(erased))
    return WRONG if left else FINE


def _erase_beside(disk: Disk, where: Places, now: datetime, *, training: bool) -> bool:
    """Erase what was noted beside the records of all calls that are erased; whether any was."""
    gone = erased_for_certain(where.ledger)
    lines = erase_lines(disk, where, gone, now)
    remarks = erase_remarks(disk, where, gone, training=training)
    half_notes = erase_of_erased_calls(disk, where)
    erase_what_is_remembered(disk, where)
    return lines or remarks or half_notes


def _completed(
    disk: Disk, where: Places, name: str, now: datetime, *, training: bool
) -> Tombstone | None:
    """The erased call of this name, if something was left of it that is erased now."""
    stone = erasure_of(where, name, training=training)
    if stone is None or not _erase_beside(disk, where, now, training=training):
        return None
    warn(f"{stone.sentence} What was left of it is erased now.")
    return stone


def _forget_notes(where: Places, calls: Sequence[str], *, yes: bool) -> int:
    """Erase what was noted about other people's calls; the exit code."""
    about = counted(len(calls), "call")
    unasked = "Nothing was erased: there is nobody to ask. Use --yes to erase without asking."
    question = f"Erase what you noted about {about} of other people permanently?"
    if not (yes or agreed(question, unasked, about=calls)):
        warn("Nothing was erased.")
        return WRONG
    disk = Disk(tell=warn, group=where.group)
    stays = erase_notes(disk, where, calls, SystemClock().now().at)
    warn(f"What you noted about {about} of other people is erased.")
    if stays:
        warn("What it did to a do-not-call number stays, without your notes: the list needs it.")
    return FINE


def _named(where: Places, name: str, *, practice: bool) -> CallInfo:
    try:
        path = find_kept_call(where, name, training=practice)
    except UnknownName:
        if other := _among_others(where, name, practice=practice):
            raise UnknownName(other) from None
        raise
    return call_info(path) or CallInfo(call_of_file(path), path)


def _over(info: CallInfo) -> bool:
    return bool(info.ended) or info.started_at is None


def _refuse_unfinished(info: CallInfo, yes: bool) -> None:
    if not _over(info) and not yes:
        raise RecordError(
            f"The call {info.id} has not ended. guide resume {info.id} continues it."
            " To erase it anyway, use --yes."
        )


def _owed_still(where: Places, found: Sequence[CallInfo], now: datetime) -> dict[str, str]:
    """How much is still owed of those of these calls of which something is, by their ids."""
    told: dict[str, str] = {}
    for info, owed in zip(found, owed_by(where, (one.path for one in found)), strict=True):
        if owed:
            late = sum(when(one, now) is When.OVERDUE for one in owed)
            overdue = f", {late} overdue" if late else ""
            told[info.id] = f"{counted(len(owed), 'promise')}{overdue}"
    return told


def _agreed(found: Sequence[CallInfo], owed: Mapping[str, str]) -> bool:
    told = ((info, f", still owes {owed[info.id]}" if info.id in owed else "") for info in found)
    return agreed(
        f"Erase {counted(len(found), 'call')} permanently?",
        "Nothing was erased: there is nobody to ask. Use --yes to erase without asking.",
        about=[plain_line(f"{one.id}  {one.title}, {one.agent}{owes}") for one, owes in told],
    )
