"""Whether the wording on record is the wording of the scripts, and approved by whom it says."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from guide.call import events as ev
from guide.call.events import LineEvent
from guide.call.state import Call
from guide.record.places import Places
from guide.record.wording import kept_script_text, kept_scripts
from guide.script.approval import Approvals
from guide.script.load import parse_script
from guide.script.model import Script
from guide.script.wording import hash_of


def wording_faults(call: Call, places: Places, approvals: Approvals) -> list[str]:
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
    if parsed is None or parsed.id != script or sha256(text.encode()).hexdigest() != sha:
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
