"""The end of a call on disk: its summary written, its journal put away."""

from pathlib import Path

from guide.call.fold import call_of
from guide.call.state import Call
from guide.errors import RecordError
from guide.record.call_files import best_file, files_by_call, files_like
from guide.record.calls import open_calls
from guide.record.codec import Chain
from guide.record.disk import Disk
from guide.record.journal import Journal
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
    *,
    into: Path | None = None,
    first: bool = False,
) -> tuple[Path, Path]:
    """Write the summary of a call that ended, then put its journal among those done.

    In this order, so that a call is only put away when its summary is there. The summary goes
    `into` this folder, or where those of its kind usually go. `first` as for `Disk.write_whole`.
    """
    training = call.started.training
    folder = into or places.summaries_of(training)
    written = write_summary(disk, folder, call, chain, first=first)
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


def finish_ended(disk: Disk, places: Places) -> tuple[str, ...]:
    """Finish the calls whose program died between their end and their summary; their ids.

    One that another program holds, or that the disk refuses, is left for the next time.
    """
    ended = [c for calls in (places.calls, places.training) for c in open_calls(calls) if c.ended]
    return tuple(info.id for info in ended if _finished(disk, places, info.path))


def _finished(disk: Disk, places: Places, path: Path) -> bool:
    try:
        journal = Journal.open(disk, path)
        try:
            finish_call(disk, places, call_of(journal.found.entries), journal.chain)
        finally:
            journal.close()
    except RecordError:
        return False
    return True
