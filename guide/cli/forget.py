"""Erasing calls at the prompt: one that is named, or all older than so many days; asked first."""

from collections.abc import Sequence
from pathlib import Path

from guide.cli.output import (
    FINE,
    WRONG,
    agreed,
    counted,
    print_json,
    print_out,
    show_progress,
    warn,
)
from guide.cli.settings import settings
from guide.errors import GuideError, RecordError
from guide.record.call_files import call_of_file
from guide.record.call_index import CallInfo, call_info
from guide.record.calls import find_call
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.forget import forget, older_than, retention_days
from guide.record.redaction import mask
from guide.session.clock import SystemClock
from guide.text import plain_line


def forget_calls(
    name: str,
    days: int | None,
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
    if name and days is not None:
        raise GuideError("Name a call or use --older-than, not both.")
    chosen = settings(out=out)
    where = chosen.private_places()
    calls = where.calls_of(practice)
    now = SystemClock().now().at
    if name:
        found = [_named(calls, name)]
        _refuse_unfinished(found[0], yes)
    else:
        days = retention_days(chosen.retention_days) if days is None else days
        found = [c for c in older_than(calls, days, now) if _over(c) or yes]
        why = why or f"older than {counted(days, 'day')}"
    if not found:
        warn("No call is old enough to erase.")
    elif not (yes or _agreed(found)):
        warn("Nothing was erased.")
        return WRONG
    also = chosen.practice_summaries if practice else where.out
    erased: list[Tombstone] = []
    try:
        because = mask(plain_line(why))
        stones = [(info.path, Tombstone(info.id, now, because)) for info in found]
        for stone in forget(Disk(), where, stones, training=practice, also=also):
            erased.append(stone)
            show_progress(f"{len(erased):,} of {counted(len(found), 'call')} erased")
            if not as_json:
                print_out(stone.call)
    finally:
        show_progress("")
        if as_json:
            print_json([{"call": one.call, "at": one.at, "why": one.why} for one in erased])
        if len(found) > 1:
            warn(f"{counted(len(erased), 'call')} erased.")
    return FINE


def _named(calls: Path, name: str) -> CallInfo:
    path = find_call(calls, name)
    return call_info(path) or CallInfo(call_of_file(path), path)


def _over(info: CallInfo) -> bool:
    return bool(info.ended) or info.started_at is None


def _refuse_unfinished(info: CallInfo, yes: bool) -> None:
    if not _over(info) and not yes:
        raise RecordError(
            f"The call {info.id} has not ended. guide resume {info.id} continues it."
            " To erase it anyway, use --yes."
        )


def _agreed(found: Sequence[CallInfo]) -> bool:
    return agreed(
        f"Erase {counted(len(found), 'call')} permanently?",
        "Nothing was erased: there is nobody to ask. Use --yes to erase without asking.",
        about=[plain_line(f"{info.id}  {info.title}, {info.agent}") for info in found],
    )
