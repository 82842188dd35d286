"""Whether records fit, at the prompt: those that are named, or everything that is kept."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from guide.cli.output import (
    FINE,
    WRONG,
    at_work,
    print_json,
    print_out,
    warn,
    with_progress,
)
from guide.cli.settings import Settings, settings
from guide.errors import GuideError, RecordError
from guide.record.calls import kept_files, waiting_files
from guide.record.disk import Disk
from guide.record.erasures import is_of_put_in
from guide.record.ledger import compared
from guide.record.places import Places
from guide.record.verify import Measure, Verdict, measure_of, verify_call
from guide.record.verify_all import (
    everything_kept,
    take_into_ledger,
    tombstones,
    verdict_on_ledger,
    verdict_on_versions,
    verify_beside,
    verify_kept,
)
from guide.register.collected import NOTES, faults_in_notes
from guide.register.half_note import half_note_faults
from guide.register.index import index_faults
from guide.register.left_notes import left_of_own
from guide.register.register import register_faults, register_remarks
from guide.register.verify_after import AfterCalls, addendum_of
from guide.remarks.kept import remark_faults, remark_times
from guide.script.approval import APPROVALS_FILE, load_approvals
from guide.script.findings import Severity
from guide.session.clock import SystemClock
from guide.text import counted

_SOME = 5
"""So many calls are named where there are more."""


def verify_records(
    named: Sequence[str],
    scripts: Path | None,
    out: Path | None,
    *,
    every: bool,
    copy: Path | None,
    desk: bool,
    as_json: bool,
) -> int:
    """Verify calls, each named by its id or by a file of its summary, or all; the exit code.

    With the `desk`, what it saw of all calls is compared, too.
    """
    if desk and named:
        raise GuideError("--desk is about all calls: use it by itself, or with --all.")
    if every == bool(named) and not desk:
        raise GuideError("Name summaries or calls, or use --all for everything that is kept.")
    chosen = settings(scripts=scripts, out=out)
    file = chosen.scripts_folder / APPROVALS_FILE
    approvals, problems = load_approvals(file)
    unread = tuple(one.sentence for one in problems if one.severity is Severity.ERROR)
    opened: list[str] = []
    measure = Measure.of(chosen.records(opened.append), approvals)
    if every:
        # It is told with all that is kept, by what a copy of the ledger knows as well.
        opened = [one for one in opened if not is_of_put_in(one)]
    if copy is not None:
        measure = Measure(measure.places, approvals, compared(measure.ledger, copy))
    beside = [Verdict("approvals", len(approvals.records), (file,), unread)] if unread else []
    calls: list[Verdict] = []
    of_desk: list[Verdict] = []
    try:
        if every:
            calls = _every_call(measure)
            beside += verify_beside(measure)
            if versions := verdict_on_versions(calls):
                beside.append(versions)
            try:
                came_after = AfterCalls.of(measure.places, measure.ledger)
                beside.append(_verdict_on_register(measure, came_after))
                calls = [_with_after(verdict, came_after) for verdict in calls]
                if left := tuple(left_of_own(measure.places)):
                    beside.append(Verdict(NOTES, 0, (measure.places.collected,), (), left))
            except RecordError as error:
                # It keeps nothing else from being verified.
                beside.append(Verdict("register", 0, (measure.places.register,), (str(error),)))
            beside += _verdicts_on_remarks(measure.places)
        else:
            with at_work("Verifying"):
                calls = [_verdict_on(measure, name) for name in named]
            beside += [verdict_on_ledger(measure.ledger)] if copy is not None else []
        if desk:
            of_desk = _witnessed(chosen, measure.places)
            beside += [one for one in of_desk if one.faults or one.remarks]
    finally:
        _tell(opened, () if as_json else (*beside, *calls))
    verdicts = [*beside, *calls]
    if as_json:
        print_json([_fields(verdict) for verdict in verdicts])
    for verdict in () if as_json else verdicts:
        _report(verdict, quietly=every or desk)
    wrong = any(verdict.faults for verdict in verdicts)
    if every and not as_json:
        fit = sum(not verdict.faults for verdict in calls)
        told = f"{fit:,} fit." if wrong else "all fits."
        notes = " and what you noted about other people’s promises"
        also = notes if measure.places.collected.exists() else ""
        print_out(f"{counted(len(calls), 'call')}{also} verified: {told}")
    if desk and not as_json:
        # One that is erased, or kept on another computer, was not looked at.
        looked_at = [one for one in of_desk[:-1] if one.files or one.faults]
        fit = sum(not one.faults for one in looked_at)
        told = "all fits." if fit == len(looked_at) else f"{fit:,} fit."
        if fit == len(looked_at) and any(one.faults for one in of_desk):
            told = "they fit, but something else does not."
        if not_here := len(of_desk) - 1 - len(looked_at):
            told += f" {not_here:,} not kept here."
        print_out(f"{counted(len(looked_at), 'call')} that the desk received verified: {told}")
    return WRONG if wrong else FINE


def _witnessed(chosen: Settings, places: Places) -> list[Verdict]:
    """What the desk saw of each call, against what is kept; last, what it cannot show."""
    from guide.cli.desk import verdicts_of_desk

    with at_work("Asking the desk"):
        return verdicts_of_desk(chosen, places)


def _tell(opened: Sequence[str], verdicts: Sequence[Verdict]) -> None:
    """Tell what there was to tell as the records were opened, but for the faults of these."""
    faults = {fault for verdict in verdicts for fault in verdict.faults}
    for sentence in opened:
        if sentence not in faults:
            warn(sentence)


def _verdict_on(measure: Measure, named: str) -> Verdict:
    """The verdict on a call that is named, and on what came after it."""
    summary = addendum_of(named)
    measure = measure_of(measure, summary)
    verdict = verify_call(measure, summary)
    return _with_after(verdict, AfterCalls.of(measure.places, measure.ledger, verdict.call))


def _verdict_on_register(measure: Measure, came_after: AfterCalls) -> Verdict:
    """Whether the register is as it was written, and remembered so.

    It and all addenda must be of calls that there are.
    """
    places = measure.places
    kept = kept_files(places.calls).keys() | waiting_files(places, training=False).keys()
    faults = (
        *register_faults(places, kept, measure.ledger),
        *came_after.without_call(kept),
        *index_faults(places, partial(with_progress, doing="Reading calls")),
        *faults_in_notes(places, measure.ledger),
        *half_note_faults(places),
    )
    files = tuple(path for path in (places.register, places.collected) if path.exists())
    remarks = register_remarks(places, SystemClock().now().at)
    return Verdict("register", 0, files, faults, remarks)


def _verdicts_on_remarks(places: Places) -> Iterator[Verdict]:
    """Whether what is remarked about calls is as it was written, and they are as they were then."""
    for training, name in ((False, "remarks"), (True, "remarks on practice")):
        path = places.remarks_of(training)
        if path.exists():
            faults = tuple(remark_faults(places, training=training))
            times = tuple(remark_times(places, training=training))
            yield Verdict(name, 0, (path,), faults, times)


def _with_after(verdict: Verdict, came_after: AfterCalls) -> Verdict:
    """The same with what does not fit of what came after the call."""
    if not verdict.events:
        return verdict
    faults = came_after.faults(verdict.call, verdict.files[0])
    files = (*verdict.files, *came_after.files.get(verdict.call, ()))
    return replace(
        verdict,
        faults=(*verdict.faults, *faults),
        remarks=(*verdict.remarks, *came_after.remarks(verdict.call)),
        files=files,
    )


def _every_call(measure: Measure) -> list[Verdict]:
    """The verdicts on all calls. Those from before there was a ledger are taken into it."""
    stones = tombstones(measure.places)
    kept = with_progress(everything_kept(measure), "Verifying")
    found = [verify_kept(measure, one, stones) for one in kept]
    verdicts = [verdict for verdict in found if verdict is not None]
    new = [verdict for verdict in verdicts if verdict.new_to_ledger is not None]
    if new:
        try:
            disk = Disk(tell=warn, group=measure.places.group)
            take_into_ledger(disk, measure.places, verdicts, SystemClock().now().at)
        except RecordError as error:
            warn(str(error))
        else:
            warn(f"{counted(len(new), 'call')} {_why_new(measure, new)}: in it from now on.")
    return verdicts


def _why_new(measure: Measure, new: Sequence[Verdict]) -> str:
    """Why calls were not in the ledger: where there is one, only their own journals tell."""
    if any(verdict.faults for verdict in new):
        return "should have been in the ledger already"
    if measure.ledger.begun is None:
        return "ended before there was a ledger"
    some = ", ".join(one.call for one in new[:_SOME]) + ", …" * (len(new) > _SOME)
    return f"ended before the ledger was begun, as only their journals say ({some})"


def _fields(verdict: Verdict) -> dict[str, object]:
    return {
        "call": verdict.call,
        "events": verdict.events,
        "files": list(verdict.files),
        "fits": not verdict.faults,
        "faults": list(verdict.faults),
        "remarks": list(verdict.remarks),
    }


def _report(verdict: Verdict, *, quietly: bool) -> None:
    """Tell what does not fit, and what does unless `quietly`.

    What many calls may have in common is told of all together then.
    """
    if not verdict.faults and not quietly:
        looked_at = f"{counted(verdict.events, 'event')} in {counted(len(verdict.files), 'file')}"
        print_out(f"{verdict.call}: all fits, {looked_at}.")
    for fault in verdict.faults:
        warn(f"{verdict.call}: {fault}")
    together = verdict.recorded.remarks if quietly and verdict.recorded else ()
    for remark in verdict.remarks:
        if remark not in together and not (quietly and verdict.new_to_ledger is not None):
            warn(f"{verdict.call}: {remark}")
