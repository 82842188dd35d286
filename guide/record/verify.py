"""Whether a call's record is as it was written: its journal, its two summaries, its wording."""

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from guide import __version__
from guide.call.fold import call_of
from guide.call.state import Call
from guide.errors import UnknownName
from guide.record.call_files import call_of_file, contents
from guide.record.calls import find_call
from guide.record.chain import Chain
from guide.record.erased import erased_call
from guide.record.journal import Reading, read_journal
from guide.record.markdown import markdown
from guide.record.places import Places
from guide.record.summary import summary_of
from guide.record.toml_form import toml_text
from guide.record.verify_wording import wording_faults
from guide.script.approval import Approvals

_SUFFIXES = (".md", ".toml")
_ID = re.compile(r"\d{8}-\d{6}-[a-z2-9]{4}")
_LAST_HASH = re.compile(r"\blast[ _]hash\b[ =\"]*(?P<hash>[0-9a-f]{64})")
_EVENTS = re.compile(r"Journal: (?P<md>\d+) events|^events = (?P<toml>\d+)$", re.MULTILINE)
_LONGEST = 60


class Verdict(Struct, frozen=True):
    """What was looked at, and in sentences what of it does not fit; nothing if all of it does."""

    call: str
    events: int
    files: tuple[Path, ...]
    faults: tuple[str, ...]


def verify(places: Places, named: str, approvals: Approvals) -> Verdict:
    """Look through the record of a call, named by its id or by one of its summary's files.

    Raises UnknownName when it is not there, RecordError when a file cannot be opened.
    """
    asked = Path(named)
    is_file = asked.suffix in _SUFFIXES
    if is_file and not asked.is_file():
        raise UnknownName(f"There is no summary {asked}. Name a file that is there, or a call.")
    path = _journal(places, _call_named(asked) if is_file else named)
    reading = read_journal(path)
    if not reading.entries:
        why = reading.damage or "it is empty"
        return Verdict(call_of_file(path), 0, (path,), (f"Nothing of {path} can be read: {why}.",))
    call = call_of(reading.entries)
    faults = [*_journal_faults(path, reading, call), *wording_faults(call, places, approvals)]
    files = _summary_files(asked) if is_file else _usual_files(places, call)
    if call.ended is None and not any(file.exists() for file in files):
        return Verdict(call.id, len(reading.entries), (path,), tuple(faults))
    faults += _summary_faults(files, call, reading.chain)
    return Verdict(call.id, len(reading.entries), (path, *files), tuple(faults))


def _summary_files(asked: Path) -> tuple[Path, ...]:
    return tuple(asked.with_suffix(suffix) for suffix in _SUFFIXES)


def _usual_files(places: Places, call: Call) -> tuple[Path, ...]:
    """The summary's files where they are, or else where they should be."""
    usual = places.summaries_of(call.started.training)
    sets = [_summary_files(folder / f"{call.id}.md") for folder in (usual, places.out)]
    return next((files for files in sets if any(file.exists() for file in files)), sets[0])


def _call_named(summary: Path) -> str:
    """The call that a summary's file is of: by its name, or by what it says."""
    if _ID.fullmatch(summary.stem):
        return summary.stem
    found = _ID.search(contents(summary).decode("utf-8", "replace"))
    return found[0] if found else summary.stem


def _journal(places: Places, call: str) -> Path:
    try:
        return find_call(places.calls, call)
    except UnknownName as unknown:
        if erased_call(places.calls, call) is not None:
            raise
        try:
            return find_call(places.training, call)
        except UnknownName as other:
            raise other if erased_call(places.training, call) else unknown from None


def _journal_faults(path: Path, reading: Reading, call: Call) -> list[str]:
    faults = []
    if reading.damage:
        faults.append(f"The journal {path} is not as it was written: {reading.damage}.")
    if call.id != call_of_file(path):
        faults.append(f"The journal {path} is that of another call, {call.id}.")
    return faults


def _summary_faults(files: Sequence[Path], call: Call, chain: Chain) -> list[str]:
    summary = summary_of(call, chain)
    due = (markdown(summary).encode(), toml_text(summary).encode())
    faults = [fault for file, data in zip(files, due, strict=True) for fault in _file(file, data)]
    kept = [file for file in files if file.exists()]
    faults += [fault for file in kept for fault in _chain_faults(file, chain)]
    if faults and call.started.program != __version__:
        faults.append(
            f"The call was taken with version {call.started.program or 'unknown'}, and this is"
            f" {__version__}: a summary may differ for that reason alone. Verify with that version."
        )
    return faults


def _file(file: Path, due: bytes) -> list[str]:
    """How a summary's file differs from what the journal tells."""
    if not file.exists():
        return [f"The summary {file} is not there: guide summary writes it again."]
    found = contents(file)
    if found == due:
        return []
    lines, due_lines = found.split(b"\n"), due.split(b"\n")
    pairs = enumerate(zip(lines, due_lines, strict=False), 1)
    at = next((n for n, (one, other) in pairs if one != other), min(len(lines), len(due_lines)))
    return [
        f"The summary {file} is not what the journal tells, from line {at} on: it says"
        f" “{_line(lines, at)}”, the journal “{_line(due_lines, at)}”."
    ]


def _line(lines: Sequence[bytes], at: int) -> str:
    text = lines[at - 1].decode("utf-8", "backslashreplace") if at <= len(lines) else ""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _chain_faults(file: Path, chain: Chain) -> list[str]:
    """Whether the journal is as long as the summary says, and ends as it says."""
    text = contents(file).decode("utf-8", "replace")
    count, last = _EVENTS.search(text), _LAST_HASH.search(text)
    faults = []
    if count is None or last is None:
        faults.append(f"The summary {file} does not say how long its journal is.")
    elif int(count["md"] or count["toml"]) != chain.count:
        said = count["md"] or count["toml"]
        faults.append(f"The summary {file} is of {said} events; the journal has {chain.count}.")
    elif last["hash"] != chain.last_hash:
        faults.append(f"The journal does not end with the hash that the summary {file} names.")
    return faults
