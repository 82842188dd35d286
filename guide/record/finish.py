"""The end of a call on disk: its summary written, its journal put away; and what was left to do."""

import os
from datetime import datetime
from pathlib import Path

from guide.call.fold import call_of
from guide.call.state import Call
from guide.errors import Contradicted, LedgerRefused, NotFinished, NotPutAway, RecordError
from guide.record.call_list import CallInfo, open_calls
from guide.record.calls import best_file, branches, files_by_call, files_like, fresh_file
from guide.record.codec import Chain
from guide.record.disk import Disk
from guide.record.erasures import erased_among
from guide.record.journal import Journal
from guide.record.ledger import enter, kept_line
from guide.record.opening import open_records
from guide.record.places import DONE, OPEN, Places


def write_summary(
    disk: Disk, out: Path, call: Call, chain: Chain, *, first: bool = False
) -> tuple[Path, Path]:
    """Write a call's two summary files into `out`, both or neither: Markdown, then TOML.

    `first` as for `Disk.write_whole`. Raises Contradicted where one is there that tells more.
    """
    # Not before a call has ended: whoever begins one does not wait for this.
    from guide.record.older_copy import refuse_to_replace
    from guide.record.summary.markdown import markdown
    from guide.record.summary.model import summary_of
    from guide.record.summary.toml import toml_text

    refuse_to_replace(out, call, chain)
    summary = summary_of(call, chain)
    for_people, for_programs = out / f"{call.id}.md", out / f"{call.id}.toml"
    disk.shared_folder(out)
    disk.write_whole(
        {
            for_people: markdown(summary).encode(),
            for_programs: toml_text(summary).encode(),
        },
        first=first,
    )
    return for_people, for_programs


def finish_call(
    disk: Disk,
    places: Places,
    call: Call,
    chain: Chain,
    now: datetime,
    *,
    into: Path | None = None,
    first: bool = False,
) -> tuple[Path, Path]:
    """Write the summary of a call that ended, enter it in the ledger, put its journal away.

    In this order, so that a call is only among those done when its summary is there and the ledger
    knows of it. The summary goes `into` this folder, or where those of its kind usually go. `first`
    as for `Disk.write_whole`. Raises LedgerRefused or NotPutAway where the
    summary was written, and no more.
    """
    training = call.started.training
    folder = into or places.summaries_of(training)
    if folder.parent == places.out:
        # The folder of practice is in that of summaries: who may read it has to get there.
        disk.shared_folder(places.out)
    written = write_summary(disk, folder, call, chain, first=first)
    try:
        enter(disk, places.ledger, [kept_line(call.id, chain, now)])
    except RecordError as refused:
        raise LedgerRefused(
            f"The summary is written: {written[0]}. The end of the call is not in the ledger yet:"
            f" {refused} The next start of guide tries again.",
            written[0],
        ) from refused
    try:
        put_away(disk, places.calls_of(training), call.id)
    except RecordError as refused:
        raise NotPutAway(
            f"The summary is written: {written[0]}. The record of the call is kept, and not yet"
            f" among those that are done: {refused} The next start of guide tries again.",
            written[0],
        ) from refused
    return written


def put_away(disk: Disk, calls: Path, call_id: str) -> None:
    """Move a call's files to the folder of those done; the one that is the call goes last.

    A call whose record has branched stays where it is, to be put in order.
    """
    files = files_by_call(calls / OPEN, call_id).get(call_id, ())
    tips = branches((*files_by_call(calls / DONE, call_id).get(call_id, ()), *files))
    if not files or len(tips) > 1:
        return
    best = best_file(files)
    aside = files_like(calls / OPEN, f"{call_id}.*.damaged*")
    ordered = [*aside, *(path for path in files if path != best), best]
    disk.private_folder(calls / DONE)
    disk.move({path: _name_in_done(calls, path) for path in ordered})


def _name_in_done(calls: Path, path: Path) -> Path:
    """Where a file goes: under its own name, unless an earlier version gave that twice."""
    usual = calls / DONE / path.name
    return calls / DONE / fresh_file(path).name if os.path.lexists(usual) else usual


def finish_ended(disk: Disk, places: Places, now: datetime) -> tuple[str, ...]:
    """Open the records, and finish calls whose program died between their end and their summary.

    The ids of those. One that another program holds, or that the disk refuses, is left for the next
    time; so is one whose record has branched, is not what the ledger has of it, or was erased.
    Raises RecordError, when all is done, with what there is to tell.
    """
    told = [*open_records(disk, places)]
    ended: list[CallInfo] = []
    for training in (False, True):
        there = open_calls(places.calls_of(training))
        erased = erased_among(places, [one.id for one in there], training=training)
        ended += (one for one in there if one.ended and one.id not in erased)
    finished: list[str] = []
    for info in ended:
        if info.branch:
            continue
        try:
            _finish(disk, places, info.path, now)
        except (NotFinished, Contradicted) as error:
            told.append(str(error))
        except RecordError:
            continue
        else:
            finished.append(info.id)
    if told:
        raise RecordError(" ".join(told))
    return tuple(finished)


def _finish(disk: Disk, places: Places, path: Path, now: datetime) -> None:
    # Not before there is such a call: whoever begins one does not wait for this.
    from guide.record.verify import contradictions

    journal = Journal.open(disk, path)
    try:
        if journal.broken:
            raise RecordError(f"{path} could not be written anew.")
        call = call_of(journal.found.entries)
        if wrong := contradictions(places, path, journal.found, call):
            raise Contradicted(
                f"The call {call.id} is not finished, and no summary of it is written."
                f" {' '.join(wrong)}"
            )
        finish_call(disk, places, call, journal.chain, now)
    finally:
        journal.close()
