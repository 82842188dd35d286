"""The calls kept, at the prompt: a list of them, the summary of one, and whether all fits."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from guide.call.fold import call_of
from guide.cli.output import FINE, WRONG, columns, counted, print_json, print_out, warn
from guide.cli.settings import Settings, settings
from guide.errors import RecordError
from guide.record.call_index import CallInfo
from guide.record.calls import find_call, kept_calls
from guide.record.disk import Disk
from guide.record.journal import Reading, read_journal
from guide.record.summary.files import write_summary
from guide.record.summary.markdown import markdown
from guide.record.summary.model import Summary, summary_of
from guide.record.summary.toml import toml_text
from guide.record.verify import Verdict, verify
from guide.script.approval import APPROVALS_FILE
from guide.script.approval_file import load_approvals

_HEADINGS = ("CALL", "STARTED", "SCRIPT", "AGENT", "ENDED")


def list_calls(*, practice: bool, as_json: bool) -> None:
    """Put out the calls kept, newest first; say which are damaged."""
    calls = kept_calls(settings().private_places().calls_of(practice), Disk())
    if as_json:
        print_json([_fields(info) for info in calls])
        return
    if calls:
        print_out(columns([_HEADINGS, *map(_row, calls)]))
    else:
        warn("No calls yet.")
    for info in calls:
        if info.damage:
            warn(f"The record of {info.id} is damaged: {info.damage}.")


def _fields(info: CallInfo) -> dict[str, object]:
    return {
        "id": info.id,
        "started": info.started_at.isoformat() if info.started_at else None,
        "script": info.script,
        "title": info.title,
        "agent": info.agent,
        "ended": info.ended or None,
        "events": info.entries,
        "damage": info.damage or None,
    }


def _row(info: CallInfo) -> tuple[str, ...]:
    started = f"{info.started_at.astimezone():%Y-%m-%d %H:%M}" if info.started_at else "unknown"
    return (info.id, started, info.script, info.agent, info.ended or "not ended")


def give_summary(
    name: str, out: Path | None, *, practice: bool, to_screen: bool, as_json: bool
) -> int:
    """Write a call's summary again and put out its path, or put out the summary itself.

    A call that has not ended has a summary so far, which is put out and never written.
    """
    chosen = settings(out=out)
    reading = read_journal(find_call(chosen.private_places().calls_of(practice), name))
    summary = _summary(name, reading)
    if as_json:
        print_json(tomllib.loads(toml_text(summary)))
    elif to_screen:
        print_out(markdown(summary).rstrip("\n"))
    else:
        print_out(str(_written(summary, reading, chosen)))
    if reading.damage:
        warn(f"The record of this call is damaged: {reading.damage}. This much can be read.")
        return WRONG
    return FINE


def _summary(name: str, reading: Reading) -> Summary:
    if not reading.entries:
        raise RecordError(
            f"The record of call {name} holds no complete event, so there is nothing to show."
        )
    return summary_of(call_of(reading.entries), reading.chain)


def _written(summary: Summary, reading: Reading, chosen: Settings) -> Path:
    call = summary.started.call
    if summary.ended is None:
        again = f"guide summary {call}{' --practice' * summary.started.training} --print"
        raise RecordError(
            f"The call {call} has not ended, so there is no summary yet. {again} shows it so far."
        )
    training = summary.started.training
    folder = chosen.practice_summaries if training else chosen.places.out
    return write_summary(Disk(), folder, call_of(reading.entries), reading.chain)[0]


def verify_records(
    named: Sequence[str], scripts: Path | None, out: Path | None, *, as_json: bool
) -> int:
    """Verify calls, each named by its id or by a file of its summary; return the exit code."""
    chosen = settings(scripts=scripts, out=out)
    approvals, _ = load_approvals(chosen.scripts_folder / APPROVALS_FILE)
    where = chosen.private_places()
    verdicts = [verify(where, name, approvals) for name in named]
    if as_json:
        print_json([_verdict(verdict) for verdict in verdicts])
    else:
        for verdict in verdicts:
            _report(verdict)
    return WRONG if any(verdict.faults for verdict in verdicts) else FINE


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "call": verdict.call,
        "events": verdict.events,
        "files": list(verdict.files),
        "fits": not verdict.faults,
        "faults": list(verdict.faults),
    }


def _report(verdict: Verdict) -> None:
    if not verdict.faults:
        looked_at = f"{counted(verdict.events, 'event')} in {counted(len(verdict.files), 'file')}"
        print_out(f"{verdict.call}: all fits, {looked_at}.")
    for fault in verdict.faults:
        warn(f"{verdict.call}: {fault}")
