"""Whether a record is as it was written: journal, ledger, summaries, wording and approvals.

What cannot be compared is a fault: nothing fits because something is not there.
"""

import contextlib
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from guide import __version__
from guide.call import events as ev
from guide.call.events import BranchKept, Entry, LineEvent, Rehearsed
from guide.call.fold import call_of
from guide.call.rules.endings import ended_by_protocol_without
from guide.call.scripts_used import script_used
from guide.call.state import Call
from guide.errors import RecordError, UnknownName
from guide.record.approved_rules import RulesThen
from guide.record.archive import KeptScripts, kept_script_text
from guide.record.branch import branched_sentence, cut_short, cut_short_sentence, not_as_kept
from guide.record.calls import (
    all_files,
    branches,
    call_of_file,
    damaged_sentences,
    find_kept_call,
    has_event,
    names_by_call,
    several_files,
    time_of,
)
from guide.record.codec import Chain, encoded, unknown_fields
from guide.record.disk import contents
from guide.record.erased import erased_on
from guide.record.erasures import erasure_of
from guide.record.group import is_of_group
from guide.record.journal import Reading, read_journal
from guide.record.lawful import unlawful_events
from guide.record.ledger import Deed, Ledger, LedgerLine, ledger_of_call, read_ledger
from guide.record.places import CALL_ID, DONE, SUFFIXES, Places
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.record.summary.times import clock_jumps
from guide.record.summary.toml import toml_text
from guide.record.versions import (
    ALL_SINCE,
    false_versions,
    has_all_rules_of_now,
    newer_program,
    newest_program,
    numbers,
    older_program,
)
from guide.script.approval import Approvals, approved_words
from guide.script.model import Script, hash_of
from guide.text import counted

_SAME_MOMENT = timedelta(minutes=1)
_A_CLOCK_IS_WRONG = timedelta(hours=1)


class Measure(Struct, frozen=True, dict=True):
    """What a record is measured by, beside its own files: read once, however many are verified."""

    places: Places
    approvals: Approvals
    ledger: Ledger

    @classmethod
    def of(cls, places: Places, approvals: Approvals) -> "Measure":
        """With the ledger that is kept here."""
        return cls(places, approvals, read_ledger(places.ledger))

    @cached_property
    def scripts(self) -> KeptScripts:
        return KeptScripts(self.places)

    @cached_property
    def several_files(self) -> dict[str, tuple[Path, ...]]:
        """The files of those calls that have more than one, whatever numbers these have."""
        kinds = (several_files(self.places, training=training) for training in (True, False))
        return {call: files for kind in kinds for call, files in kind.items()}

    @cached_property
    def _approved(self) -> dict[str, Script | None]:
        return {}

    def as_approved(self, sha: str) -> Script | None:
        """The kept script with this hash, with what each of its lines is worth."""
        if sha not in self._approved:
            script = self.scripts.script(sha)
            self._approved[sha] = self.approvals.applied_as_of(script) if script else None
        return self._approved[sha]

    @cached_property
    def rules(self) -> RulesThen:
        return RulesThen(self.approvals)


def measure_of(measure: Measure, named: str) -> Measure:
    """What the record is measured by that is named as `verify_call` takes it.

    The summary of somebody else's call is measured by what is kept beside its folder: journal,
    ledger and wording. It counts where one's own records do not have the call.
    """
    asked = Path(named).absolute()
    if asked.suffix not in SUFFIXES or not asked.is_file():
        return measure
    call, above = _call_named(asked), asked.parent.parent
    own = measure.places
    for places in (own, Places(above, asked.parent), Places(above / "state", asked.parent)):
        try:
            _journal(places, call)
        except (UnknownName, RecordError):
            continue
        return measure if places is own else Measure.of(places, measure.approvals)
    return measure


class RecordedBy(Struct, frozen=True):
    """Which versions a call says it was recorded by: the latest, and one without all rules of now.

    Where there is such an `older` one, the call was not gone through by its rules.
    """

    begun: datetime
    training: bool
    newest: str
    older: str | None

    @classmethod
    def of(cls, call: Call) -> "RecordedBy":
        return cls(call.at, call.started.training, newest_program(call), older_program(call))

    @property
    def remarks(self) -> tuple[str, ...]:
        """That the call was not gone through by its rules, where that is so, and why."""
        if self.older is None:
            return ()
        says = f"says that version {self.older} recorded it" if self.older else "names no version"
        return (
            f"It was not gone through by its rules: it {says}, and that is done from"
            f" {ALL_SINCE} on.",
        )


class Verdict(Struct, frozen=True):
    """What was looked at, and in sentences what of it does not fit; nothing if all of it does.

    `remarks` are told, and are no faults. `new_to_ledger` is the journal's of a call that ended
    before there was a ledger, and is not in it. `recorded` is what the call says of its versions;
    None of what is no call, or cannot be read.
    """

    call: str
    events: int
    files: tuple[Path, ...]
    faults: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    new_to_ledger: Chain | None = None
    recorded: RecordedBy | None = None


def verify_call(measure: Measure, named: str) -> Verdict:
    """Look through the record of a call, named by its id or by one of its summary's files.

    Raises UnknownName when it is not there, RecordError when a file cannot be opened, or when its
    journal holds what cannot be.
    """
    places = measure.places
    asked = Path(named)
    if asked.suffix not in SUFFIXES:
        path = _journal(places, named)
        return verify_journal(measure, path)
    if not asked.is_file():
        raise UnknownName(f"There is no summary {asked}. Name a file that is there, or a call.")
    files = summary_files(asked)
    call = _call_named(asked)
    try:
        path = _journal(places, call)
    except UnknownName as unknown:
        if any(erasure_of(places, call, training=kind) for kind in (False, True)):
            raise
        there = [file for file in files if file.exists()]
        ours = {places.out, places.summaries_of(training=True)}
        if asked.absolute().parent in ours or call in measure.ledger.by_call:
            return without_journal(measure, call, there, str(unknown))
        return Verdict(call, 0, tuple(there), (_NOT_OURS,))
    return verify_journal(measure, path, files)


_WITHOUT_LEDGER = ("", "0.1.0", "0.2.0")
"""The versions that kept none; the empty one is of a journal that does not say."""

_NOT_OURS = (
    "Its journal is not among your own records, nor beside the folder of this summary."
    " guide collect DIR verifies it; DIR is the folder of records of whoever took the call."
)


def verify_journal(measure: Measure, path: Path, files: Sequence[Path] = ()) -> Verdict:
    """Look through the record of the call with this journal, and these files of its summary.

    Left out, they are those in the folders of summaries.
    """
    reading = read_journal(path)
    if not reading.entries:
        return _unread(path, reading)
    call = call_of(reading.entries)
    faults = [*_record_faults(path, reading, call, measure), *_wording_faults(call, measure)]
    faults += unlawful_events(call, measure.scripts.script, measure.as_approved)
    files = files or _usual_files(measure.places, call)
    looked_at: tuple[Path, ...] = (path,)
    # The summary of a call that was erased is not written again: that is no fault of it.
    lines = measure.ledger.by_call.get(call.id, ())
    due = call.ended is not None and all(line.kind is not Deed.ERASED for line in lines)
    if due or any(file.exists() for file in files):
        kept_since = _kept_since(call, measure.ledger)
        before = reading.entries[:kept_since]
        if not kept_since or _summary_faults(files, call_of(before), _chain_of(before)):
            faults += _summary_faults(files, call, reading.chain)
        looked_at = (path, *files)
    remarks, new = _standing(path, call, measure.ledger)
    recorded = RecordedBy.of(call)
    new_to_ledger = reading.chain if new and not faults else None
    faults += _ledger_gone(call) if new else ()
    return Verdict(
        call.id,
        len(reading.entries),
        looked_at,
        tuple(faults),
        (
            *remarks,
            *recorded.remarks,
            *clock_jumps(call.entries),
            *_odd_times(call, measure.ledger, datetime.now(UTC)),
            *open_to_others(path, measure.places.group),
        ),
        new_to_ledger,
        recorded,
    )


def open_to_others(path: Path, group: int | None) -> Iterator[str]:
    """That others may read a file of one's own records, and how that is mended.

    Of what is no file, as a link, it is told by whatever reads it.
    """
    found = os.lstat(path)
    if found.st_uid != os.geteuid() or not stat.S_ISREG(found.st_mode):
        return
    mode = stat.S_IMODE(found.st_mode)
    due = 0o640 if is_of_group(path.parent, group) else 0o600
    if mode & ~due & (stat.S_IRWXG | stat.S_IRWXO):
        yield f"Others may read {path}: its mode is {mode:04o}. chmod {due:o} {path} mends that."


def verify_copied(measure: Measure, path: Path) -> Verdict:
    """As `verify_journal`, of a copy: only its summary may lack."""
    files = summary_files(measure.places.out / f"{call_of_file(path)}.md")
    if any(file.exists() for file in files):
        return verify_journal(measure, path, files)
    verdict, reading = verify_alone(measure, path), read_journal(path)
    if not reading.entries:
        return verdict
    worded = _wording_faults(call_of(reading.entries), measure)
    return replace(verdict, faults=(*verdict.faults, *worded))


def verify_alone(measure: Measure, path: Path) -> Verdict:
    """As `verify_journal`, of a copy beside which maybe no wording lies, and no summary.

    It is gone through by the rules where all its scripts lie there; by what is approved, and word
    by word, it is not. A summary that another version wrote may differ for that alone: of it only
    how long its journal is, and the last hash, are compared.
    """
    reading = read_journal(path)
    if not reading.entries:
        return _unread(path, reading)
    call = call_of(reading.entries)
    faults = [*_record_faults(path, reading, call, measure)]
    faults += unlawful_events(call, measure.scripts.script, measure.as_approved)
    faults += _ledger_gone(call) if _standing(path, call, measure.ledger)[1] else ()
    files = summary_files(measure.places.out / f"{call.id}.md")
    there = {file for file in files if file.exists()}
    if there and call.started.program == __version__:
        for file, data in zip(files, _summaries_due(call, reading.chain), strict=True):
            faults += _file_faults(file, data, reading.chain) if file in there else ()
    else:
        for file in sorted(there):
            faults += _chain_faults(file, contents(file), reading.chain)
    return Verdict(call.id, len(reading.entries), (path,), tuple(faults))


def _unread(path: Path, reading: Reading) -> Verdict:
    why = reading.damage or "it is empty"
    return Verdict(call_of_file(path), 0, (path,), (f"Nothing of {path} can be read: {why}.",))


def _record_faults(path: Path, reading: Reading, call: Call, measure: Measure) -> Iterator[str]:
    """What of the journal itself does not fit, by itself and by the ledger."""
    yield from _journal_faults(path, reading, call, measure.places)
    yield from _version_faults(reading, call)
    yield from _moved_in_time(call)
    yield from _branch_faults(path, call, measure)
    yield from ended_by_protocol_without(call, call.ended.event if call.ended else None)
    yield from _ledger_faults(path, reading, call, measure.ledger)


def _moved_in_time(call: Call) -> Iterator[str]:
    """Whether a call began when its id says: both are told by one look at the clock.

    A call that is played begins at the hour of its scenario.
    """
    at = None if call.started.training else time_of(call.id)
    if at is not None and abs(call.at - at) > _SAME_MOMENT:
        yield (
            f"Its id says that it began at {at:%Y-%m-%d %H:%M:%S} UTC, and its first event is of"
            f" {call.at:%Y-%m-%d %H:%M:%S}: its times were changed."
        )


def _odd_times(call: Call, ledger: Ledger, now: datetime) -> Iterator[str]:
    """What of its times tells that a clock was wrong, or that they were changed: no fault.

    A call can be entered in the ledger long after its end, and not before it.
    """
    if call.started.training:
        return
    last = max(entry.at for entry in call.entries)
    if last - now > _A_CLOCK_IS_WRONG:
        yield f"Its last event is of {last:%Y-%m-%d %H:%M} UTC, which is still to come."
    end = call.ended.at if call.ended else last
    ended = [one.at for one in ledger.by_call.get(call.id, ()) if one.kind is Deed.ENDED]
    if ended and end - ended[-1] > _A_CLOCK_IS_WRONG:
        yield (
            f"The ledger had its end at {ended[-1]:%Y-%m-%d %H:%M} UTC, and its journal says that"
            f" it ended later, at {end:%Y-%m-%d %H:%M}: a clock was set back, or its times were"
            " changed."
        )


def _version_faults(reading: Reading, call: Call) -> Iterator[str]:
    """What a later version wrote, or would have, than the call names, or than this one.

    Of a later one than this nobody can tell here whether it is right.
    """
    if newer := newer_program(call):
        yield (
            f"Version {newer} of guide had a hand in it, and this is {__version__}, which does not"
            " know all that one records. Update guide, then verify it."
        )
        return
    for n, name in unknown_fields(reading.shapes):
        yield f"Event {n} has a field that no version up to this one writes: {name}."
    yield from false_versions(call, reading.shapes)


def without_journal(
    measure: Measure, call: str, summary: Sequence[Path], otherwise: str = ""
) -> Verdict:
    """The verdict on a call of which no journal is there, only files of its summary, if any."""
    faults: list[str] = []
    kept = _kept(measure.ledger.by_call.get(call, ()))
    if kept:
        events = counted(kept[-1].events, "event")
        faults.append(f"The ledger has it with {events}, and its journal is not there.")
    faults += [f"The summary {file} is there, and its journal is not." for file in summary]
    return Verdict(call, 0, tuple(summary), tuple(faults) or (otherwise,))


def summary_files(asked: Path) -> tuple[Path, ...]:
    return tuple(asked.with_suffix(suffix) for suffix in SUFFIXES)


def _usual_files(places: Places, call: Call) -> tuple[Path, ...]:
    """The summary's files where they are, or else where they should be."""
    usual = places.summaries_of(call.started.training)
    sets = [summary_files(folder / f"{call.id}.md") for folder in (usual, places.out)]
    return next((files for files in sets if any(file.exists() for file in files)), sets[0])


_ID = re.compile(CALL_ID)


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
        if erasure_of(places, call, training=False) is not None:
            raise
        try:
            return find_kept_call(places, call, training=True)
        except UnknownName as other:
            raise other if erasure_of(places, call, training=True) else unknown from None


def _journal_faults(path: Path, reading: Reading, call: Call, places: Places) -> Iterator[str]:
    if reading.damage:
        yield f"The journal {path} is not as it was written: {reading.damage}."
    if path.parent.name == DONE and call.ended is None and not call.started.training:
        yield (
            f"The journal {path} lies among those of calls that ended, and has no ending: its last"
            " events may have been cut off."
        )
    if call.started.training and path.is_relative_to(places.calls):
        yield f"It is a practice call, and its journal {path} lies among real ones."
    if not call.started.training and path.is_relative_to(places.training):
        yield f"It is a real call, and its journal {path} lies among practice calls."


def _branch_faults(path: Path, call: Call, measure: Measure) -> Iterator[str]:
    """Whether the record has branched, and whether each branch that was kept is there."""
    several = measure.several_files.get(call.id, ())
    files = several if path in several else all_files(measure.places, path)
    if len(tips := branches(files)) > 1:
        yield branched_sentence(call.id, tips)
    yield from damaged_sentences(files)
    for n, event in ((e.n, e.event) for e in call.entries if isinstance(e.event, ev.BranchKept)):
        if not any(has_event(file, event.events, event.last_hash) for file in files):
            branch = f"the branch of {counted(event.events, 'event')} that was kept"
            yield f"Event {n}: {branch} is not there."
    if cut_short(call, files):
        yield cut_short_sentence(call.id)
        return
    for n, why in not_as_kept(call, files):
        yield f"Event {n} cannot be: {why}."


def _ledger_faults(path: Path, reading: Reading, call: Call, ledger: Ledger) -> Iterator[str]:
    lines = _of_journal(ledger, call)
    yield from contradicted(path, reading, call, ledger)
    if path.parent.name == DONE and _kept_since(call, ledger):
        yield (
            "A branch of its record was kept, and that was cut short before the ledger told it:"
            f" guide resume {call.id} --branch 1 finishes it."
        )
    if (kept := _kept(lines)) and kept[0].kind is Deed.FOUND:
        yield from _ledger_gone(call)
    if not lines and _is_missing(path, call, ledger) and ledger.cut == call.id:
        yield (
            f"Its line in the ledger {ledger.path}, the last, is cut off: nothing shows that it is"
            " as it ended. A copy of the ledger may: --ledger FILE."
        )
    elif not lines and _is_missing(path, call, ledger):
        yield f"It is not in the ledger {ledger.path}, which was begun before the call ended."


def contradicted(path: Path, reading: Reading, call: Call, ledger: Ledger) -> Iterator[str]:
    """In sentences, how the ledger contradicts a call's journal.

    By how many events it has and their hash, each time that the call ended, or in that it was
    erased, whatever became of its journal since.
    """
    lines = _of_journal(ledger, call)
    # What a branch ended with that was kept beside this one is right as it is.
    apart = {
        (entry.event.events, entry.event.last_hash)
        for entry in call.entries
        if isinstance(entry.event, ev.BranchKept)
    }
    kept = tuple(line for line in _kept(lines) if (line.events, line.last_hash) not in apart)
    chain = reading.chain
    for line in kept:
        whole = line.events == chain.count
        ours = chain.last_hash if whole else encoded(reading.entries[: line.events])[1]
        if line.events > chain.count:
            events = counted(line.events, "event")
            yield f"The ledger has it with {events}; the journal has {chain.count:,}."
        elif ours != line.last_hash:
            yield f"Event {line.events} does not have the hash that the ledger has of it."
    is_done = path.parent.name == DONE and not _kept_since(call, ledger)
    if is_done and kept and kept[-1].events < chain.count:
        yield f"The journal goes on after event {kept[-1].events}, the last that the ledger has."
    if erased := [line for line in lines if line.kind is Deed.ERASED]:
        yield (
            f"It was erased on {erased_on(erased[-1].at)}, and its journal {path} is there."
            f" guide forget {call.id}{' --practice' * call.started.training} erases it again."
        )


def contradictions(places: Places, path: Path, reading: Reading, call: Call) -> tuple[str, ...]:
    """The same by the ledger that is kept here, of which no line of another call is read.

    One that cannot be read is told by whoever reads all of it.
    """
    with contextlib.suppress(RecordError):
        ledger = ledger_of_call(places.ledger, call.id)
        return tuple(contradicted(path, reading, call, ledger))
    return ()


def _kept_since(call: Call, ledger: Ledger) -> int:
    """After how many events the ledger has the call, where branches were kept since; or 0.

    So a program leaves it that is killed while it keeps one.
    """
    known = _kept(ledger.by_call.get(call.id, ()))
    last = known[-1].events if known else 0
    since = call.entries[last:] if last else ()
    return last if since and all(isinstance(one.event, BranchKept) for one in since) else 0


def _chain_of(entries: Sequence[Entry]) -> Chain:
    return Chain(len(entries), encoded(entries)[1])


def _kept(lines: Sequence[LedgerLine]) -> tuple[LedgerLine, ...]:
    """Those that are of the call's journal."""
    return tuple(line for line in lines if line.kind in (Deed.ENDED, Deed.FOUND))


def _of_journal(ledger: Ledger, call: Call) -> tuple[LedgerLine, ...]:
    """What the ledger says of a call but for what came after it."""
    lines = ledger.by_call.get(call.id, ())
    return tuple(line for line in lines if line.kind is not Deed.WRAPPED_UP)


def _is_missing(path: Path, call: Call, ledger: Ledger) -> bool:
    """Whether the ledger should have a call that it does not have."""
    if call.ended is None or path.parent.name != DONE:
        return False
    return ledger.cut == call.id or (ledger.begun is not None and call.ended.at >= ledger.begun)


def _standing(path: Path, call: Call, ledger: Ledger) -> tuple[tuple[str, ...], bool]:
    """What is to be told of a call that is not in the ledger; whether it may be taken into it."""
    if _of_journal(ledger, call) or call.ended is None or _is_missing(path, call, ledger):
        return (), False
    if path.parent.name == DONE:
        return (_not_entered(call, ledger),), True
    return ("Its end is not in the ledger yet: the next start of guide enters it.",), False


def _ledger_gone(call: Call) -> Iterator[str]:
    """Whether a call that is done, and that no ledger has as it ended, must have been in one."""
    if (program := call.started.program) not in _WITHOUT_LEDGER:
        yield (
            f"Version {program} entered it in the ledger when it ended, and it is not there: the"
            " ledger was removed or replaced."
        )


def was_removed(places: Places) -> bool:
    """Whether there is no ledger, and the newest call that is done was entered in one."""
    if os.path.lexists(places.ledger) and os.lstat(places.ledger).st_size:
        return False
    done = names_by_call(places.calls / DONE)
    if not done:
        return False
    newest = max(done)
    with contextlib.suppress(RecordError):
        first = read_journal(places.calls / DONE / done[newest][0]).entries[:1]
        started = first[0].event if first else None
        return isinstance(started, ev.Started) and started.program not in _WITHOUT_LEDGER
    return False


def _not_entered(call: Call, ledger: Ledger) -> str:
    """Why a call that ended is not in the ledger, as far as its own journal tells."""
    if ledger.begun is None or call.ended is None:
        return "It is not in the ledger: it ended before there was one."
    return (
        f"It is not in the ledger, which was begun on {ledger.begun:%Y-%m-%d}: its journal says"
        f" that it ended before, on {call.ended.at:%Y-%m-%d}, and nothing else does."
    )


def _wording_faults(call: Call, measure: Measure) -> list[str]:
    """In sentences, what of the call's wording does not fit."""
    faults = [*_line_faults(call), *_approval_faults(call, measure.approvals)]
    faults += _scenario_faults(call, measure.places)
    for script, sha in _scripts(call):
        faults += _script_faults(script, sha, measure.scripts, call)
    if has_all_rules_of_now(call):
        faults += measure.rules.untold(call, measure.scripts)
    return [*faults, *_far_faults(call, measure.scripts)]


def _scenario_faults(call: Call, places: Places) -> Iterator[str]:
    """Whether the scenario that a call rehearses is kept as it was: its debrief is told by that."""
    for entry in call.entries:
        if not isinstance(entry.event, Rehearsed):
            continue
        of, file = entry.event, places.scenarios / f"{entry.event.sha256}.toml"
        if kept_script_text(places.scenarios, of.sha256) is None:
            yield (
                f"The scenario “{of.scenario}” as it was kept, {file}, has been changed."
                if file.exists()
                else f"The scenario “{of.scenario}” as it was is not kept: {file} is not there."
            )


def _scripts(call: Call) -> tuple[tuple[str, str], ...]:
    named = (script_used(entry.event) for entry in call.entries)
    return tuple(dict.fromkeys((used.id, used.sha256) for used in named if used))


def _lines(call: Call) -> Iterator[tuple[int, LineEvent]]:
    yield from ((e.n, e.event) for e in call.entries if isinstance(e.event, LineEvent))


def _line_faults(call: Call) -> Iterator[str]:
    for n, event in _lines(call):
        if event.text and hash_of(event.text) != event.sha256:
            yield f"Event {n}: the wording of line “{event.line}” is not the one its hash is of."


def _languages(event: LineEvent) -> tuple[str, ...]:
    """What the words of an event may be: the line's own, or those in the language it names."""
    return ("", event.language) if event.language else ("",)


def _approval_faults(call: Call, approvals: Approvals) -> Iterator[str]:
    """Whether each approval that an event names is on file."""
    scripts = {record.script for record in approvals.records}
    named = [(n, event) for n, event in _lines(call) if event.approved_by]
    for n, event in named:
        named_so = (event.script, event.line, event.sha256, event.approved_by, event.approved_at)
        is_signed = any(approvals.bears_out(*named_so, one) for one in _languages(event))
        if event.script in scripts and not is_signed:
            yield (
                f"Event {n}: no approval of line “{event.line}” in these words by"
                f" {event.approved_by} at that time is on file."
            )
    for n, event in _lines(call):
        for name, text, _ in event.texts or ():
            is_told = text and event.script in scripts
            if is_told and not approvals.bears_out_text(event.script, name, text):
                yield f"Event {n}: no approval of “{text}” for {{{name}}} is on file."
    without = Counter(
        (event.script, approved_words(event.approved_by, event.approved_at))
        for _, event in named
        if event.script not in scripts
    )
    for (script, by), count in without.items():
        yield (
            f"{counted(count, 'line')} of the script “{script}” name{'s' * (count == 1)} an"
            f" approval by {by}, and no approval of that script is on file. Verify with the folder"
            " of scripts that has it: --scripts."
        )


def _script_faults(script: str, sha: str, kept: KeptScripts, call: Call) -> Iterator[str]:
    file = kept.folder / f"{sha}.toml"
    if not kept.is_sound(sha):
        yield (
            f"The script “{script}” as it was kept, {file}, has been changed."
            if file.exists()
            else f"The script “{script}” as it was on the call is not kept: {file} is not there."
        )
        return
    parsed = kept.script(sha)
    if parsed is None or parsed.id != script:
        yield f"The kept script {file} is not the script “{script}”."
        return
    on_file = _wording(parsed)
    for n, event in _lines_of(call, script, sha):
        if not _is_worded(event, on_file):
            yield f"Event {n}: line “{event.line}” is not in the kept script in these words."


_Words = Mapping[tuple[str, str], str]
"""By line id and language, the words that a script's file holds."""


def _wording(script: Script) -> _Words:
    own = {(line.id, ""): line.text or line.gap for line in script.lines}
    return own | {
        (line.id, one.language): one.text for line in script.lines for one in line.translations
    }


def _is_worded(event: LineEvent, on_file: _Words) -> bool:
    """Whether a script's file holds the words of an event, or what it says the file had instead."""
    said = event.in_file or event.text
    return not said or any(on_file.get((event.line, one)) == said for one in _languages(event))


def _far_faults(call: Call, scripts: KeptScripts) -> Iterator[str]:
    """Whether lines of scripts of which the call does not name the text are in one that is kept."""
    named = {script for script, _ in _scripts(call)}
    far = [(n, event) for n, event in _lines(call) if event.script not in named]
    kept = [(script.id, _wording(script)) for script in scripts.every] if far else []
    for n, event in far:
        of_it = [wording for script, wording in kept if script == event.script]
        if not of_it:
            yield f"Event {n}: the script “{event.script}” as it was on the call is not kept."
        elif not any(_is_worded(event, wording) for wording in of_it):
            yield f"Event {n}: line “{event.line}” is not in the kept script in these words."


def _lines_of(call: Call, script: str, sha: str) -> Iterator[tuple[int, LineEvent]]:
    """The lines of a script that were used while the text with this hash was the one in use."""
    in_use = ""
    for entry in call.entries:
        event = entry.event
        used = script_used(event)
        if used is not None and used.id == script:
            in_use = used.sha256
        elif isinstance(event, LineEvent) and event.script == script and in_use == sha:
            yield entry.n, event


_LAST_HASH = re.compile(r"\blast[ _]hash\b[ =\"]*(?P<hash>[0-9a-f]{64})")
_EVENTS = re.compile(
    r"Journal: (?P<md>[0-9]{1,9}) events|^events = (?P<toml>[0-9]{1,9})$", re.MULTILINE
)
_LONGEST = 60


def _summary_faults(files: Sequence[Path], call: Call, chain: Chain) -> list[str]:
    faults = _files_faults(files, _summaries_due(call, chain), chain)
    if faults and numbers(newest_program(call)) <= _OWNERS_BY_DETAILS:
        as_then = _summaries_due(call, chain, owners_by_details=True)
        faults = faults if _files_faults(files, as_then, chain) else []
    if faults and call.started.program != __version__:
        faults.append(
            f"The call was taken with version {call.started.program or 'unknown'}, and this is"
            f" {__version__}: a summary may differ for that reason alone. Verify with that version."
        )
    return faults


_OWNERS_BY_DETAILS = (0, 11, 0)
"""The last version by which a follow-up’s own field did not say who owes it."""


def _files_faults(files: Sequence[Path], due: Sequence[bytes], chain: Chain) -> list[str]:
    pairs = zip(files, due, strict=True)
    return [fault for file, data in pairs for fault in _file_faults(file, data, chain)]


def _summaries_due(
    call: Call, chain: Chain, *, owners_by_details: bool = False
) -> tuple[bytes, ...]:
    """What the files of a call's summary hold."""
    summary = summary_of(call, chain, owners_by_details=owners_by_details)
    return markdown(summary).encode(), toml_text(summary).encode()


def _file_faults(file: Path, due: bytes, chain: Chain) -> list[str]:
    """How a summary's file differs from what the journal tells."""
    if not file.exists():
        return [f"The summary {file} is not there: guide summary writes it again."]
    found = contents(file)
    if found == due:
        return []
    told = difference(found, due, "the journal")
    return [
        f"The summary {file} is not what the journal tells, {told}",
        *_chain_faults(file, found, chain),
    ]


def difference(found: bytes, due: bytes, source: str) -> str:
    """From which line on a file says something else than its source, as the end of a sentence."""
    lines, due_lines = found.split(b"\n"), due.split(b"\n")
    pairs = enumerate(zip(lines, due_lines, strict=False), 1)
    at = next((n for n, (one, other) in pairs if one != other), min(len(lines), len(due_lines)))
    ours, theirs = _shown(lines, at), _shown(due_lines, at)
    return f"from line {at} on: it says “{ours}”, {source} “{theirs}”."


def _shown(lines: Sequence[bytes], at: int) -> str:
    text = lines[at - 1].decode("utf-8", "backslashreplace") if at <= len(lines) else ""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _chain_faults(file: Path, found: bytes, chain: Chain) -> list[str]:
    """Whether the journal is as long as the summary says, and ends as it says."""
    text = found.decode("utf-8", "replace")
    count, last = _EVENTS.search(text), _LAST_HASH.search(text)
    faults = []
    if count is None or last is None:
        faults.append(f"The summary {file} does not say how long its journal is.")
    elif int(count["md"] or count["toml"]) != chain.count:
        said = counted(int(count["md"] or count["toml"]), "event")
        faults.append(f"The summary {file} is of {said}; the journal has {chain.count:,}.")
    elif last["hash"] != chain.last_hash:
        faults.append(f"The journal does not end with the hash that the summary {file} names.")
    return faults
