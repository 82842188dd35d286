"""The end of a call on disk: its summary written, its journal put away; and what was left to do."""

from datetime import datetime
from pathlib import Path

from guide.call import events as ev
from guide.call.fold import call_of
from guide.call.state import Call
from guide.errors import CallBusy, LedgerRefused, RecordError
from guide.record.call_list import open_calls
from guide.record.calls import (
    best_file,
    call_of_file,
    fallback_files,
    files_by_call,
    files_like,
    fresh_file,
)
from guide.record.codec import Chain, decoded, sound_lines
from guide.record.disk import Disk, contents
from guide.record.erased import erased_call
from guide.record.journal import Journal
from guide.record.ledger import enter, kept_line
from guide.record.places import DONE, OPEN, Places


def write_summary(
    disk: Disk, out: Path, call: Call, chain: Chain, *, first: bool = False
) -> tuple[Path, Path]:
    """Write a call's two summary files into `out`, both or neither: Markdown, then TOML.

    `first` as for `Disk.write_whole`.
    """
    # Not before a call has ended: whoever begins one does not wait for this.
    from guide.record.summary.markdown import markdown
    from guide.record.summary.model import summary_of
    from guide.record.summary.toml import toml_text

    summary = summary_of(call, chain)
    for_people, for_programs = out / f"{call.id}.md", out / f"{call.id}.toml"
    disk.private_folder(out)
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
    as for `Disk.write_whole`. Raises LedgerRefused where all but the ledger was written.
    """
    training = call.started.training
    folder = into or places.summaries_of(training)
    written = write_summary(disk, folder, call, chain, first=first)
    try:
        enter(disk, places.ledger, [kept_line(call.id, chain, now)])
    except RecordError as refused:
        raise LedgerRefused(
            f"The summary is written: {written[0]}. The end of the call is not in the ledger yet:"
            f" {refused} The next start of guide tries again."
        ) from refused
    put_away(disk, places.calls_of(training), call.id)
    return written


def put_away(disk: Disk, calls: Path, call_id: str) -> None:
    """Move a call's files to the folder of those done; the one that is the call goes last."""
    files = files_by_call(calls / OPEN, call_id).get(call_id, ())
    if not files:
        return
    best = best_file(files)
    aside = files_like(calls / OPEN, f"{call_id}.*.damaged*")
    ordered = [*aside, *(path for path in files if path != best), best]
    disk.private_folder(calls / DONE)
    disk.move({path: calls / DONE / path.name for path in ordered})


def finish_ended(disk: Disk, places: Places, now: datetime) -> tuple[str, ...]:
    """Finish the calls whose program died between their end and their summary; their ids.

    One that another program holds, or that the disk refuses, is left for the next time. Journals
    that a disk refused are moved back first. Raises RecordError, when all is done, for one that
    could not be, and where the ledger refuses.
    """
    refused = move_journals_back(disk, places)
    ended = [c for calls in (places.calls, places.training) for c in open_calls(calls) if c.ended]
    finished: list[str] = []
    for info in ended:
        try:
            _finish(disk, places, info.path, now)
        except LedgerRefused as error:
            refused = refused or str(error)
        except RecordError:
            continue
        else:
            finished.append(info.id)
    if refused:
        raise RecordError(refused)
    return tuple(finished)


def _finish(disk: Disk, places: Places, path: Path, now: datetime) -> None:
    journal = Journal.open(disk, path)
    try:
        finish_call(disk, places, call_of(journal.found.entries), journal.chain, now)
    finally:
        journal.close()


def move_journals_back(disk: Disk, places: Places) -> str:
    """Move each journal back that no running program holds; in words, why one could not be.

    A journal is copied, and removed from the fallback when the copy is on the disk: whenever that
    is cut short, doing it again completes it.
    """
    why = ""
    for path in (path for files in fallback_files(places).values() for path in files):
        try:
            _move_back(disk, places, path)
        except CallBusy:
            continue
        except RecordError as error:
            why = f"The call {call_of_file(path)} is saved in {path.parent}. {error}"
    return why


def _move_back(disk: Disk, places: Places, path: Path) -> None:
    file = disk.reopen(path)
    try:
        file.lock()
        data = file.read()
        sound = sound_lines(data)
        first = decoded(sound.lines[:1])
        if first and isinstance(first[0].event, ev.Started):
            _copy(disk, places, path.name, data, training=first[0].event.training)
        elif data and not sound.torn:
            return  # not written by this program
        disk.remove(path)
    finally:
        file.close()


def _copy(disk: Disk, places: Places, name: str, data: bytes, *, training: bool) -> None:
    """Keep a journal where it belongs, unless all of it is there, or the call was erased since."""
    calls, call = places.calls_of(training), name.partition(".")[0]
    if erased_call(calls, call) is not None or _is_known(calls, call, data):
        return
    path = places.journal_path(call, training)
    disk.private_folder(path.parent)
    disk.write_whole({fresh_file(path): data})


def _is_known(calls: Path, call: str, data: bytes) -> bool:
    """Whether one of the call's files where they belong holds at least as much."""
    sound = data[: sound_lines(data).size]
    files = (files_by_call(calls / name, call).get(call, ()) for name in (OPEN, DONE))
    return any(contents(path).startswith(sound) for of_call in files for path in of_call)
