"""Whether the journal of a call is an older copy: an end of it is known that no file of it holds.

The ledger knows ends; so does a sealed summary, which an unfinished call never has. A ledger may
have been put back together with the journal, from a backup that was made in mid-call.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from guide.call.events import BranchKept
from guide.call.state import Call
from guide.errors import Contradicted, RecordError
from guide.record.calls import call_of_file, has_event
from guide.record.codec import Chain, decoded, encoded, sound_lines
from guide.record.disk import contents
from guide.record.ledger import ends_of
from guide.record.places import SUFFIXES, Places
from guide.text import counted, plain_line


class SealedSummary(Struct, frozen=True):
    """What a summary's file says: of which events it is, and the label of the ending."""

    path: Path
    chain: Chain
    ending: str


class _Journal(Struct, frozen=True):
    events: int
    last_hash: str


class _Ending(Struct, frozen=True):
    label: str = ""


class _Summary(Struct, frozen=True):
    journal: _Journal
    ending: _Ending = _Ending()


_IN_WORDS = re.compile(r"Journal: ([0-9]{1,9}) events.*\blast hash ([0-9a-f]{64})")
_ENDING = re.compile(r"^- Ending: \*\*(.*)\*\*", re.MULTILINE)


def sealed_summary(folder: Path, call: str) -> SealedSummary | None:
    """The summary of a call in this folder; None where there is none, or it says no such thing."""
    for_people, for_programs = (folder / f"{call}{suffix}" for suffix in SUFFIXES)
    with suppress(RecordError, ValueError, msgspec.ValidationError):
        if os.path.lexists(for_programs):
            # Hardly ever needed: no start of the program waits for it.
            import tomllib

            said = msgspec.convert(tomllib.loads(contents(for_programs).decode()), _Summary)
            chain = Chain(said.journal.events, said.journal.last_hash)
            return SealedSummary(for_programs, chain, said.ending.label)
    with suppress(RecordError, ValueError):
        if os.path.lexists(for_people):
            text = contents(for_people).decode()
            # Words of the caller come before it.
            if found := _IN_WORDS.findall(text):
                events, last_hash = found[-1]
                ending = _ENDING.search(text)
                chain = Chain(int(events), last_hash)
                return SealedSummary(for_people, chain, ending[1] if ending else "")
    return None


def why_older(places: Places, files: Sequence[Path], *, training: bool) -> str:
    """In sentences, which end of a call is known that none of these, all its files, holds; or "".

    Nothing of a call of which no file can be read: whoever reads it tells that.
    """
    call = call_of_file(files[0]) if files else ""
    ends = [end for end in ends_of(places.ledger, call) if not _is_held(files, end)] if call else []
    if not ends:
        return older_than_summary(places, files, training=training)
    known = f"The ledger has it that the call {call} ended, with {_of(ends[-1])}"
    return _told(known, files, training=training)


def older_than_summary(places: Places, files: Sequence[Path], *, training: bool) -> str:
    """The same of a sealed summary alone, where summaries of its kind usually are."""
    call = call_of_file(files[0]) if files else ""
    summary = sealed_summary(places.summaries_of(training), call) if call else None
    if summary is None or _is_held(files, summary.chain):
        return ""
    ended = f" and says that it ended: “{plain_line(summary.ending)}”" if summary.ending else ""
    known = f"The summary {summary.path} of the call {call} is of {_of(summary.chain)}{ended}"
    return _told(known, files, training=training)


def _told(known: str, files: Sequence[Path], *, training: bool) -> str:
    events = max(_events_in(files), default=0)
    if not events:
        return ""
    return (
        f"{known}; its journal has {events:,}, and not that end. An older copy, or one that was"
        " cut, is in its place: it is not taken up. Put the whole journal back from a copy. guide"
        f" summary {call_of_file(files[0])}{' --practice' * training} --print shows what is left"
        " of it."
    )


def refuse_older(places: Places, files: Sequence[Path], *, training: bool) -> None:
    """Raise Contradicted where an end of a call is known that none of its files holds."""
    if why := why_older(places, files, training=training):
        raise Contradicted(why)


def refuse_to_replace(folder: Path, call: Call, chain: Chain) -> None:
    """Raise Contradicted where the summary in this folder tells more than a call has on record.

    One of a branch that is kept with the call does not; nor does one whose events the call has.
    """
    summary = sealed_summary(folder, call.id)
    if summary is None or summary.chain.count <= chain.count:
        return
    said = summary.chain
    kept = ((one.events, one.last_hash) for one in _branches_kept(call))
    if (said.count, said.last_hash) in kept:
        return
    if said.count <= len(call.entries):
        ours = encoded(call.entries[: said.count])[1]
        if ours == said.last_hash:
            return
    raise Contradicted(
        f"The summary {summary.path} stays as it is: it is of {_of(said)}, and the journal has"
        f" {chain.count:,}. An older copy of the journal was gone on with: guide summary {call.id}"
        f"{' --practice' * call.started.training} --print shows what this one tells."
    )


def _branches_kept(call: Call) -> Iterator[BranchKept]:
    return (one.event for one in call.entries if isinstance(one.event, BranchKept))


def _of(chain: Chain) -> str:
    return counted(chain.count, "event")


def _is_held(files: Sequence[Path], end: Chain) -> bool:
    return any(has_event(path, end.count, end.last_hash) for path in files)


def _events_in(files: Sequence[Path]) -> Iterator[int]:
    for path in files:
        with suppress(RecordError):
            lines = sound_lines(contents(path)).lines
            if decoded(lines[:1]):
                yield len(lines)
