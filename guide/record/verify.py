"""Whether a record is as it was written: journal, summaries, wording and approvals."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from guide import __version__
from guide.call import events as ev
from guide.call.events import LineEvent
from guide.call.fold import call_of
from guide.call.state import Call
from guide.errors import UnknownName
from guide.record.archive import kept_script_text, kept_scripts
from guide.record.calls import call_of_file, find_call, find_kept_call
from guide.record.codec import Chain
from guide.record.disk import contents
from guide.record.erased import erased_call
from guide.record.journal import Reading, read_journal
from guide.record.places import Places
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.record.summary.toml import toml_text
from guide.script.approval import Approvals
from guide.script.library import parse_script
from guide.script.model import Script, hash_of


def _wording_faults(call: Call, places: Places, approvals: Approvals) -> list[str]:
    """In sentences, what of the call's wording does not fit."""
    faults = list(_line_faults(call, approvals))
    for script, sha in _scripts(call):
        faults += _script_faults(script, sha, places.wording, call)
    return [*faults, *_far_faults(call, places.wording)]


def _scripts(call: Call) -> tuple[tuple[str, str], ...]:
    opened = (e.event for e in call.entries if isinstance(e.event, ev.Started | ev.Opened))
    return tuple(dict.fromkeys((event.script, event.sha256) for event in opened))


def _lines(call: Call) -> Iterator[tuple[int, LineEvent]]:
    yield from ((e.n, e.event) for e in call.entries if isinstance(e.event, LineEvent))


def _line_faults(call: Call, approvals: Approvals) -> Iterator[str]:
    for n, event in _lines(call):
        if event.text and hash_of(event.text) != event.sha256:
            yield f"Event {n}: the wording of line “{event.line}” is not the one its hash is of."
        yield from _approval_faults(n, event, approvals)


def _approval_faults(n: int, event: LineEvent, approvals: Approvals) -> Iterator[str]:
    """Whether the approval that the event names is on file, where any of its script's is."""
    of_script = [record for record in approvals.records if record.script == event.script]
    if not event.approved_by or not of_script:
        return
    named = [
        record
        for record in of_script
        if record.by == event.approved_by and record.at == event.approved_at
    ]
    signed = (record.by_id.get(event.line) for record in named)
    if not any(line is not None and line.sha256 == event.sha256 for line in signed):
        yield (
            f"Event {n}: no approval of line “{event.line}” in these words by"
            f" {event.approved_by} at that time is on file."
        )


def _script_faults(script: str, sha: str, kept: Path, call: Call) -> Iterator[str]:
    file = kept / f"{sha}.toml"
    text = kept_script_text(kept, sha)
    if text is None:
        yield (
            f"The script “{script}” as it was kept, {file}, has been changed."
            if file.exists()
            else f"The script “{script}” as it was on the call is not kept: {file} is not there."
        )
        return
    parsed, _ = parse_script(text, file.name)
    if parsed is None or parsed.id != script:
        yield f"The kept script {file} is not the script “{script}”."
        return
    on_file = _wording(parsed)
    for n, event in _lines(call):
        said = event.in_file or event.text
        of_it = event.script == script and _used(call, n, script) == sha
        if of_it and said and on_file.get(event.line) != said:
            yield f"Event {n}: line “{event.line}” is not in the kept script in these words."


def _wording(script: Script) -> dict[str, str]:
    """By line id, the words that the script's file holds."""
    return {line.id: line.text or line.gap for line in script.lines}


def _far_faults(call: Call, folder: Path) -> Iterator[str]:
    """Whether lines of scripts that were never opened are in one that is kept."""
    opened = {script for script, _ in _scripts(call)}
    far = [(n, event) for n, event in _lines(call) if event.script not in opened]
    kept = kept_scripts(folder) if far else ()
    for n, event in far:
        of_it = [_wording(script) for script in kept if script.id == event.script]
        said = event.in_file or event.text
        if not of_it:
            yield f"Event {n}: the script “{event.script}” as it was on the call is not kept."
        elif said and all(wording.get(event.line) != said for wording in of_it):
            yield f"Event {n}: line “{event.line}” is not in the kept script in these words."


def _used(call: Call, n: int, script: str) -> str:
    """The text of the script that was in use at event number `n`."""
    opened = (e.event for e in call.entries[:n] if isinstance(e.event, ev.Started | ev.Opened))
    hashes = [event.sha256 for event in opened if event.script == script]
    return hashes[-1] if hashes else ""


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


def verify_call(places: Places, named: str, approvals: Approvals) -> Verdict:
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
    faults = [*_journal_faults(path, reading, call), *_wording_faults(call, places, approvals)]
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
        return find_kept_call(places, call, training=False)
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
        f" “{_shown(lines, at)}”, the journal “{_shown(due_lines, at)}”."
    ]


def _shown(lines: Sequence[bytes], at: int) -> str:
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
