"""One register over the records of several people, and what somebody else noted about promises.

Other people's folders are copied, verified, and joined in a folder of one's own that is gone when
the program ends. What one does about their promises is a line of one's own file, sealed like the
register's, never of theirs; it names the promise by call, number and hash of its event. Lines of
every folder count, in the order of their times: closing a promise in one place closes it in all.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import UNSET, Struct
from msgspec.structs import replace

from guide.call.context import Refused
from guide.call.events import FollowUpAdded
from guide.errors import RecordError
from guide.record.archive import kept_script_text
from guide.record.calls import (
    best_file,
    branches,
    fallback_unseen,
    files_by_call,
    files_like,
    held_by_ledger,
    kept_files,
    numbered_name,
    waiting_files,
)
from guide.record.codec import own_hash, sound_lines
from guide.record.copied import (
    Going,
    copy_beside,
    copy_records,
    folders_for_copies,
    holds_nothing_yet,
    remove_copies,
)
from guide.record.disk import Disk, contents
from guide.record.erased import Tombstone, damaged_lines
from guide.record.erased_numbers import (
    DoNotCall,
    faults_in_numbers,
    in_order,
    kept_numbers,
)
from guide.record.erasures import erasure_of, put_in_sentences, stones_of
from guide.record.ledger import Deed as Entered
from guide.record.ledger import (
    Ledger,
    LedgerLine,
    cut_off,
    enter,
    enter_extent,
    extent_line,
    read_ledger,
)
from guide.record.numbers_put_in import numbers_put_in
from guide.record.places import DONE, OPEN, Places, erased_of
from guide.record.sealed_file import (
    append_sealed,
    extent_of,
    held,
    of_call,
    read_sealed,
    rewrite_sealed,
    sound_lines_with,
)
from guide.record.summary.times import DeskTime
from guide.record.verify import Measure, summary_files, verify_alone, verify_copied
from guide.record.verify_all import (
    Kept,
    everything_kept,
    tombstones,
    verdict_on_ledger,
    verify_kept,
)
from guide.record.versions import passes_marks_on
from guide.register.after_call import (
    AfterCall,
    Deed,
    FilledIn,
    Line,
    Moved,
    NumberCorrected,
    PassedOn,
    PromiseAdded,
    Reopened,
    TakenBack,
    Tried,
    after_call,
)
from guide.register.as_known import as_known
from guide.register.followed import followed
from guide.register.index import call_in, promises_in, register, zone_in
from guide.register.lawful import why_unlawful_note
from guide.register.merged import merged
from guide.register.not_to_call import numbers_of_erased
from guide.register.noted import Noted, note_about, noted
from guide.register.promise import Promise, hash_of, promise_of
from guide.register.register import NAME, named, register_faults
from guide.register.rules import line_of, with_meant_name
from guide.register.stored import without_codes
from guide.register.verify_after import AfterCalls, maybe_of
from guide.register.wrap_up import chain_of
from guide.script.approval import Approvals
from guide.script.model import FollowUpKind
from guide.text import plain_line

NOTES = "collected register"
"""What a person calls the file of what was noted about other people's promises."""

_UNDOES = b'"kind":"corrected"'

_NO_APPROVALS = Approvals()
_TICK = timedelta(milliseconds=1)
"""Two lines whose times differ by less than this may be in either order."""


class Collection(Struct, frozen=True):
    """All that was collected: `places` are of the copies, joined; `own` are one's own.

    `told` is, in sentences, what could not be read, does not fit, or contradicts itself; `twice` is
    what two people did who did not know of each other; `empty`, which folders hold nothing yet.
    `copies` are of each folder.
    """

    places: Places
    own: Places
    disk: Disk
    told: tuple[str, ...]
    twice: tuple[str, ...]
    empty: tuple[str, ...]
    copies: Mapping[Path, Places]
    approvals: Approvals
    copied_from: Mapping[Path, Path]
    """By each journal among the `places`, the file that it is a copy of."""

    def as_in_folders(self, sentence: str) -> str:
        """A sentence about a copy of a journal, as one about the file in somebody's folder."""
        if f"{self.places.calls}" in sentence:
            for copy, file in self.copied_from.items():
                sentence = sentence.replace(f"{copy}", f"{file}")
        return sentence

    def faults_of(self, call: str) -> list[str]:
        """In sentences, what of a call does not fit: what is told of it, and what verify tells.

        Each of its folders is looked at as `guide verify` looks at the record of one call.
        """
        faults = self.told_of(call)
        for folder, places in self.copies.items():
            if files := kept_files(places.calls, call).get(call):
                measure, journal = Measure.of(places, self.approvals), best_file(files)
                verdict = verify_kept(measure, Kept(call, journal), {}, verify_copied)
                came_after = AfterCalls.of(places, measure.ledger, call)
                is_alone = not any(one.exists() for one in summary_files(places.out / f"{call}.md"))
                found = [*(verdict.faults if verdict else ())]
                found += came_after.faults(call, journal, copied=is_alone)
                faults += (
                    plain_line(_of_folder(f"{call}: {one}", places, folder)) for one in found
                )
        return list(dict.fromkeys(faults))

    def told_of(self, call: str) -> list[str]:
        """Of what is `told`, that of a call, and that of registers which may be of it."""
        may_be = set[str]()
        for folder, places in self.copies.items():
            names = [places.collected.name]
            names += [places.register.name] if kept_files(places.calls, call) else []
            for file in (folder / name for name in names):
                may_be.update(maybe_of(call, (one for one in self.told if f"{file}" in one)))
        return [one for one in self.told if call in one or one in may_be]

    def do(
        self, name: str, deed: Deed, by: str, now: datetime, *, seen: Promise | None = None
    ) -> Promise | Refused:
        """Have on the disk, among one's own, what somebody did; see `guide.register.register.do`.

        What was noted since counts, among one's own and in the other folders.
        """
        own = self.own
        call = name.partition("/")[0]
        if stone := self._erased_since(call):
            return Refused(f"{stone.sentence} Nothing was recorded.")
        ours = kept_files(own.calls, call)
        path, what = (own.register, NAME) if ours else (own.collected, NOTES)
        with held(self.disk, path, what) as file:
            self._take_in()
            with register(self.places) as index:
                promise = named(index, name, "guide collect")
                others = index.named(promise.call)
            # It comes after all that is known, whatever the clocks of others say.
            after = (one.at + _TICK for one in promise.lines)
            deed = without_codes(with_meant_name(deed, by))
            at = max(now, *after) if promise.lines else now
            line = line_of(promise, deed, by, at, seen=seen)
            if isinstance(line, Refused):
                return line
            made = _made_by(self.places, promise)
            if made is None:
                return Refused(f"The record of {promise.call} does not hold that promise.")
            if ours:
                line = _as_of_own(own, promise, replace(line, n=made.n, elsewhere=True))
                append_sealed(self.disk, file, [line.record()])
                enter_extent(self.disk, own.ledger, own.register, now)
            else:
                note = note_about(promise, line, made.n, made.sha256, others)
                append_sealed(self.disk, file, [note.record()])
                enter_extent(self.disk, own.ledger, own.collected, now, Entered.NOTES)
        self._take_in()
        return followed(promise, [line])

    def _erased_since(self, call: str) -> Tombstone | None:
        """How a call was erased in one of the folders since these were collected."""
        for folder, places in self.copies.items():
            if erasure_of(places, call, training=False) is None:
                now = Places(folder, folder / _SUMMARIES)
                if stone := erasure_of(now, call, training=False):
                    return stone
        return None

    def _take_in(self) -> None:
        """Have among what was collected what is newly noted, by anybody."""
        known = [*read_sealed(self.places.register, NAME, after_call).lines]
        for folder, places in self.copies.items():
            noted_there = (places.register.name, places.collected.name)
            copy_beside(Disk(), folder, places, noted_there)
        lines, _ = _joined_lines({**self.copies, self.own.state: self.own}, self.places)
        seen = {*known}
        new = [line for line in lines if line not in seen]
        if not new:
            return
        with held(self.disk, self.places.register, NAME) as file:
            if lines[: len(known)] == known or not seen <= {*lines}:
                append_sealed(self.disk, file, [line.record() for line in new])
            else:
                # What was written without a correction that is known counts before that.
                rewrite_sealed(self.disk, self.places.register, [one.record() for one in lines])


@contextlib.contextmanager
def collected(
    disk: Disk,
    own: Places,
    folders: Sequence[Path],
    going: Going = iter,
    approvals: Approvals = _NO_APPROVALS,
) -> Iterator[Collection]:
    """What these folders hold, and one's own; copies of it are gone when this is over.

    Of what their scripts say, `approvals` have what is approved. Raises RecordError where neither
    one's own folder nor the fallback folder can be written.
    """
    remove_copies(own)
    with contextlib.ExitStack() as at_the_end:
        refused: list[RecordError] = []
        for copy in folders_for_copies(own):
            shutil.rmtree(copy, ignore_errors=True)
            at_the_end.callback(shutil.rmtree, copy, ignore_errors=True)
            try:
                disk.private_folder(copy.parent)
                # Whoever may read one's own folder may not read theirs: copies are for nobody else.
                collection = _joined(Disk(), own, folders, copy, going, disk, approvals)
                break
            except RecordError as error:
                shutil.rmtree(copy, ignore_errors=True)
                refused.append(error)
        else:
            raise refused[0]
        yield collection


def noted_calls(own: Places, *, to_erase: bool = False) -> frozenset[str]:
    """The calls of other people about which something is noted among one's own.

    With `to_erase`, those alone of which not all stays when it is erased.
    """
    lines = read_sealed(own.collected, NOTES, noted).lines
    return frozenset(one.line.call for one in lines if not (to_erase and one.left == one))


def erase_notes(disk: Disk, own: Places, calls: Container[str], now: datetime) -> bool:
    """Erase what is noted about these calls; whether something of the do-not-call list stays.

    Raises RecordError if the disk refuses.
    """
    stays = False
    if own.collected.exists():
        with held(disk, own.collected, NOTES):
            lines = read_sealed(own.collected, NOTES, noted).lines
            chosen = [one.line.call in calls for one in lines]
            left = [one.left if at else one for one, at in zip(lines, chosen, strict=True)]
            stays = any(one and at for one, at in zip(left, chosen, strict=True))
            if left != [*lines]:
                records = [one.record() for one in left if one]
                # First: what is there when this is cut short is as it was before.
                line = extent_line(extent_of(records), now, Entered.NOTES_REWRITTEN)
                enter(disk, own.ledger, [line])
                rewrite_sealed(disk, own.collected, records)
    return stays


def faults_in_notes(own: Places, ledger: Ledger) -> tuple[str, ...]:
    """In sentences, what of the notes is not as it was written, or was written by no program.

    Or is not there, as the ledger knows.
    """
    read = read_sealed(own.collected, NOTES, noted)
    numbered = zip(read.numbers, read.lines, strict=True)
    unlawful = (
        f"Line {number} of the {NOTES} {own.collected} counts for nothing. {why}"
        for number, one in numbered
        if (why := why_unlawful_note(one.line))
    )
    return (*read.faults, *unlawful, *cut_off(NOTES, own.collected, ledger.of_notes))


def _joined(
    disk: Disk,
    own: Places,
    folders: Sequence[Path],
    copy: Path,
    going: Going,
    of_own: Disk,
    approvals: Approvals,
) -> Collection:
    """Have copies of all beneath `copy`, joined; what one does then is written by `of_own`."""
    joined = Places(copy / "all", copy / "none")
    told = [*fallback_unseen(own), *_still_elsewhere(own)]
    copies: dict[Path, Places] = {}
    empty = list[str]()
    disk.private_folder(copy)
    for number, folder in enumerate(_each_once(own, folders)):
        state = copy / str(number)
        places = Places(state, state / _SUMMARIES)
        beside = [path(places).name for path in _BESIDE]
        copies[folder] = places
        if holds_nothing_yet(folder):
            empty.append(f"{folder} holds no records of calls yet.")
            continue
        told += copy_records(disk, folder, places, beside, going)
        told += [_of_folder(one, places, folder) for one in _faults(places, approvals, going)]
    copied_from: dict[Path, Path] = {}
    told += _join_calls(disk, copies, joined, copied_from)
    _join_scripts(disk, copies, joined)
    told += _erased_elsewhere(copies)
    erased = (f"{stone.line}\n" for one in copies.values() for stone in _erased_in(one))
    disk.write_passing(erased_of(joined.calls), "".join(erased).encode())
    lines, unbound = _joined_lines(copies, joined)
    rewrite_sealed(disk, joined.register, [line.record() for line in lines])
    numbers = sorted(_erased_numbers(copies, joined), key=in_order)
    rewrite_sealed(disk, joined.do_not_call, [one.record() for one in numbers])
    told += unbound
    twice = (
        *_closed_twice(lines, joined),
        *_corrected_twice(lines, joined),
        *_filled_in_twice(lines, joined),
    )
    twice = tuple(map(plain_line, twice))
    each_once = tuple(dict.fromkeys(map(plain_line, told)))
    none_yet = tuple(map(plain_line, empty))
    return Collection(
        joined, own, of_own, each_once, twice, none_yet, copies, approvals, copied_from
    )


def _still_elsewhere(own: Places) -> Iterator[str]:
    """Which of one's own calls are in no folder of records: the disk still refuses them."""
    for call, files in sorted(waiting_files(own, training=False).items()):
        yield f"The call {call} is saved in {files[0].parent}: it is missing here until it is home."


_SUMMARIES = "summaries"
"""Where the README has the folder of summaries lie that belongs to a folder of records."""

_BESIDE: tuple[Callable[[Places], Path], ...] = (
    lambda places: places.ledger,
    lambda places: places.register,
    lambda places: places.collected,
    lambda places: places.do_not_call,
)
"""What lies beside the calls, and is looked at."""


def _each_once(own: Places, folders: Sequence[Path]) -> list[Path]:
    """The folders, one's own first if it holds anything; one that is named twice is one."""
    used = any(path.exists() for path in (own.calls, *(path(own) for path in _BESIDE)))
    found: dict[object, Path] = {}
    for folder in (*([own.state] if used else []), *folders):
        try:
            seen = os.stat(folder)
        except OSError:
            # Whoever copies it tells why it cannot be looked into.
            found.setdefault(folder, folder)
        else:
            found.setdefault((seen.st_dev, seen.st_ino), folder)
    return list(found.values())


def _of_folder(sentence: str, copy: Places, folder: Path) -> str:
    """A sentence about a copy, as one about the folder that it is of."""
    told = sentence.replace(f"{copy.state}/", f"{folder}/")
    return told if f"{folder}/" in told else f"{folder}: {told}"


def _faults(places: Places, approvals: Approvals, going: Going) -> Iterator[str]:
    """In sentences, what does not fit of one folder: its journals, its ledger, its registers."""
    measure = Measure.of(places, approvals)
    stones = tombstones(places)
    yield from verdict_on_ledger(measure.ledger).faults
    came_after = AfterCalls.of(places, measure.ledger)
    every = {one.call: one for one in everything_kept(measure)}
    for call in going(list(every)):
        verdict = verify_kept(measure, every[call], stones, verify_alone)
        faults = list(verdict.faults) if verdict else []
        if (journal := every[call].journal) is not None:
            faults += came_after.faults(call, journal, copied=True)
        yield from (f"{call}: {fault}" for fault in faults)
    yield from damaged_lines(places)
    put_in = stones_of(places, training=False).put_in
    yield from put_in_sentences(put_in, erased_of(places.calls))
    yield from faults_in_numbers(places, measure.ledger)
    yield from numbers_put_in(places, measure.ledger)
    yield from register_faults(places, kept_files(places.calls).keys(), measure.ledger)
    yield from faults_in_notes(places, measure.ledger)


class _Copy(Struct, frozen=True):
    """A journal's file among the copies, the folder that it is of, and whether that has it done."""

    path: Path
    folder: Path
    kind: str


def _join_calls(
    disk: Disk, copies: Mapping[Path, Places], joined: Places, copied_from: dict[Path, Path]
) -> Iterator[str]:
    """Have each call once among all; in sentences, which go on differently in two folders.

    `copied_from` takes up of which file each journal is a copy.
    """
    of: dict[str, list[_Copy]] = {}
    for folder, places in copies.items():
        for kind in (OPEN, DONE):
            for call, files in files_by_call(places.calls / kind).items():
                of.setdefault(call, []).extend(_Copy(path, folder, kind) for path in files)
    for kind in (OPEN, DONE):
        disk.private_folder(joined.calls / kind)
    for call, found in of.items():
        kind = DONE if any(one.kind == DONE for one in found) else OPEN
        different: dict[bytes, _Copy] = {}
        for one in found:
            different.setdefault(contents(one.path), one)
        written: dict[Path, Path] = {}
        for number, (data, one) in enumerate(different.items(), 1):
            path = joined.calls / kind / numbered_name(call, number)
            disk.write_passing(path, data)
            written[path] = one.folder
            copied_from[path] = one.folder / one.path.relative_to(copies[one.folder].state)
        tips = branches(tuple(written))
        if len(tips) > 1 and (ends := _ends(copies, call)):
            # With which one the call ended decides, as in each folder: one's own before others.
            enter(disk, joined.ledger, ends)
            tips = branches(tuple(written))
        if len({written[tip] for tip in tips}) > 1:
            where = " and ".join(dict.fromkeys(str(written[tip]) for tip in tips))
            which = "one with which it ended" if held_by_ledger(tips[0]) else "fullest"
            yield (
                f"The record of {call} has branched: it goes on differently in {where}. The"
                f" {which}, that of {written[tips[0]]}, is shown."
            )


def _ends(copies: Mapping[Path, Places], call: str) -> list[LedgerLine]:
    """What the folders' ledgers have of the ends of a call, that of the first folder last."""
    every = (read_ledger(places.ledger).by_call for places in reversed([*copies.values()]))
    ended = (Entered.ENDED, Entered.FOUND)
    return [line for of in every for line in of.get(call, ()) if line.kind in ended]


def _erased_elsewhere(copies: Mapping[Path, Places]) -> Iterator[str]:
    """Which calls were erased in one folder, and are still in another."""
    kept = {folder: kept_files(places.calls).keys() for folder, places in copies.items()}
    for folder, places in copies.items():
        for stone in _erased_in(places):
            for other in (one for one in copies if one != folder and stone.call in kept[one]):
                yield f"{stone.sentence} That is told by {folder}; {other} still has it."


def _erased_in(places: Places) -> tuple[Tombstone, ...]:
    """What stays of erased calls in one of the folders, as far as it counts there."""
    return stones_of(places, training=False).counted


def _join_scripts(disk: Disk, copies: Mapping[Path, Places], joined: Places) -> None:
    """Have the scripts of every folder that calls were taken with, each that is as it was."""
    disk.private_folder(joined.wording)
    for places in copies.values():
        for path in files_like(places.wording, "*.toml"):
            if (text := kept_script_text(places.wording, path.stem)) is not None:
                disk.write_passing(joined.wording / path.name, text.encode())


def _joined_lines(copies: Mapping[Path, Places], joined: Places) -> tuple[list[Line], list[str]]:
    """What every folder tells of what was done, each once, by its time; and what does not count.

    A folder's lines stay in their order, whatever its clock did.
    """
    told: list[str] = []
    sequences: list[Sequence[Line]] = []
    ours = {folder: _ours(places, joined) for folder, places in copies.items()}
    added = _hashes_of_added([line for lines in ours.values() for line in lines])
    for folder, places in copies.items():
        bound, loose = _noted_in(places, joined, added)
        sequences += [ours[folder], bound]
        told += (
            f"What {folder} notes about {one.line.call}/{one.line.n} is of another promise than"
            " the call has now, and does not count."
            for one in loose
        )
    lines = merged(sequences)
    registers = [frozenset(one) for one in ours.values()]
    return as_known(lines, registers, lambda line: _lists_number(line, lines, joined)), told


def _lists_number(line: AfterCall, lines: Sequence[Line], joined: Places) -> bool:
    """Whether a line is about a number not to be called, of a call whose promises count so.

    On a call of before version 0.14 what was done counts as it did: `Promise.stays_owed`.
    """
    of_it = [one for one in lines if one.call == line.call]
    promises = promises_in(_best_first(joined, line.call)[:1], of_it)
    about = promise_of(line, {one.n: one for one in promises})
    return about is not None and about.kind == FollowUpKind.DO_NOT_CALL and not about.stays_owed


def _erased_numbers(copies: Mapping[Path, Places], joined: Places) -> Iterator[DoNotCall]:
    """The do-not-call numbers of erased calls, as they stand by what every folder notes of them."""
    kept = {one for places in copies.values() for one in kept_numbers(places)}
    noted_there = [read_sealed(one.collected, NOTES, noted).lines for one in copies.values()]
    erased = {stone.call for one in copies.values() for stone in _erased_in(one)}
    erased -= kept_files(joined.calls).keys()
    return numbers_of_erased(kept, merged(noted_there), erased)


class _Made(Struct, frozen=True):
    """Which event, by number and hash, made a promise in the branch of the record that has it."""

    n: int
    sha256: str


def _made_by(joined: Places, promise: Promise) -> _Made | None:
    """What made a promise; None where it is not there."""
    if promise.added:
        lines = sound_lines_with(joined.register, of_call(promise.call), after_call)
        digest = _hashes_of_added(lines).get((promise.call, promise.n))
        return None if digest is None else _Made(promise.n, digest)
    for number, file in enumerate(_best_first(joined, promise.call)):
        for one in promises_in((file,)):
            # Two of one branch may be the same but for their numbers.
            if one.hash == promise.hash and (number or one.n == promise.n):
                digest = _hash_of(file, one.n)
                return None if digest is None else _Made(one.n, digest)
    return None


def _best_first(joined: Places, call: str) -> list[Path]:
    """Every file of a call, the one that is shown first."""
    files = kept_files(joined.calls, call).get(call, ())
    best = [best_file(files)] if files else []
    return [*best, *(one for one in files if one not in best)]


def _as_of_own(own: Places, promise: Promise, line: AfterCall) -> AfterCall:
    """The line as one of one's own register, where that promise may have another number, or lack.

    It tells which one it is about, unless that is certain of the number.
    """
    files = kept_files(own.calls, promise.call).get(promise.call, ())
    if promise.added:
        lines = sound_lines_with(own.register, of_call(promise.call), after_call)
        is_here = (promise.call, promise.n) in _hashes_of_added(lines)
        return line if is_here else replace(line, made=promise.hash)
    here = [one for one in promises_in(files) if one.is_same(promise)]
    same = next((one for one in here if one.n == line.n), here[0] if here else None)
    if same is None:
        return replace(line, made=promise.hash)
    return replace(line, n=same.n, made=promise.hash if same.goes_on else UNSET)


def _hashes_of_added(lines: Sequence[Line]) -> dict[tuple[str, int], str]:
    """By call and number, the hash of each promise that was written down after its call."""
    return {
        (line.call, line.n): chain_of([line]).last_hash
        for line in lines
        if isinstance(line, AfterCall) and isinstance(line.what, PromiseAdded)
    }


def _ours(places: Places, joined: Places) -> list[Line]:
    """What a folder's own register tells of the calls that it holds: of no others."""
    kept = kept_files(places.calls)
    every = read_sealed(places.register, NAME, after_call).lines
    lines = [line for line in every if line.call in kept]
    there = {call: files for call, files in kept_files(joined.calls).items() if len(files) > 1}
    several = {line.call for line in lines} & there.keys()
    of_here = {call: _by_number(kept[call]) for call in several}
    of_all = {call: _by_number(there[call]) for call in several}
    return [
        _as_of_all(line, of_here[line.call], of_all[line.call]) if line.call in several else line
        for line in lines
    ]


def _by_number(files: Sequence[Path]) -> dict[int, Promise]:
    return {one.n: one for one in promises_in(files)}


def _as_of_all(line: Line, here: Mapping[int, Promise], shown: Mapping[int, Promise]) -> Line:
    """A line of a folder with these promises, where the branch that is shown may have others."""
    if not isinstance(line, AfterCall) or line.made is not UNSET or line.n not in here:
        return line
    promise, other = here[line.n], shown.get(line.n)
    same = other is not None and other.is_same(promise)
    return line if same else replace(line, made=promise.hash)


def _noted_in(
    places: Places, joined: Places, added: Mapping[tuple[str, int], str]
) -> tuple[list[AfterCall], list[Noted]]:
    """What a folder notes about promises that are among all as they were then; and about others.

    `added` are the hashes of those that were written down after their calls. What is of calls that
    were not collected is neither.
    """
    kept = kept_files(joined.calls)
    bound: list[AfterCall] = []
    loose: list[Noted] = []
    for one in read_sealed(places.collected, NOTES, noted).lines:
        if one.line.call not in kept:
            continue
        line = _bound(one, joined, added)
        if line is None:
            loose.append(one)
        else:
            bound.append(line)
    return bound, loose


def _bound(one: Noted, joined: Places, added: Mapping[tuple[str, int], str]) -> AfterCall | None:
    """What is noted about a promise that is there, in whichever branch; None where none is."""
    line = one.line
    if one.sha256 == added.get((line.call, line.n)):
        return line
    for number, file in enumerate(_best_first(joined, line.call)):
        if _hash_of(file, line.n) == one.sha256:
            if not number:
                return _with_what_is_undone(line, file)
            made = _by_number((file,)).get(line.n)
            return line if made is None else replace(line, made=made.hash)
    return None


def _with_what_is_undone(line: AfterCall, file: Path) -> AfterCall:
    """A line about what the call has undone since, with what that was: it may promise it again."""
    call = call_in((file,)) if _UNDOES in contents(file) else None
    if call is None or line.n not in call.retracted or passes_marks_on(call):
        return line
    event = next((one.event for one in call.entries if one.n == line.n), None)
    return replace(line, made=hash_of(event)) if isinstance(event, FollowUpAdded) else line


def _hash_of(file: Path, n: int) -> str | None:
    """The hash of an event of the call in this file; None where it is not there."""
    lines = sound_lines(contents(file)).lines
    return own_hash(lines[n - 1]) if 1 <= n <= len(lines) else None


def _closed_twice(lines: Sequence[Line], joined: Places) -> Iterator[str]:
    """Which promises were closed by two who did not know of each other, and not taken up since."""
    closed: dict[tuple[str, int], list[AfterCall]] = {}
    for line in (one for one in lines if isinstance(one, AfterCall)):
        match line.what:
            case Tried() | PassedOn() | Moved() | TakenBack() | NumberCorrected():
                pass
            case FilledIn() | PromiseAdded():
                pass
            case Reopened():
                closed.pop((line.call, line.n), None)
            case _:
                closed.setdefault((line.call, line.n), []).append(line)
    twice = {promise: closings for promise, closings in closed.items() if len(closings) > 1}
    kept = kept_files(joined.calls) if twice else {}
    for (call, n), closings in twice.items():
        if _was_owed_each_time(joined, call, n, closings):
            continue
        time = DeskTime.of(zone_in(kept.get(call, ())))
        told = ", then ".join(_closing(line, time) for line in closings)
        yield f"{call}/{n} was closed more than once: {told}. The first counts."


def _corrected_twice(lines: Sequence[Line], joined: Places) -> Iterator[str]:
    """Which numbers were corrected by people who did not know of each other, and not settled since.

    A number is corrected everywhere in its call: it is told once.
    """
    found = [one for one in _told_of(lines, joined, NumberCorrected) if one.disputed]
    each = {(one.call, one.number, one.disputed): one for one in reversed(found)}
    for promise in reversed(each.values()):
        time = DeskTime.of(promise.zone)
        every = (*promise.disputed, promise.number)
        of = {what.number: line for line, what in promise.corrections}
        told = ", then ".join(
            f"{number} by {of[number].by} on {time.moment(of[number].at)}"
            for number in every
            if number in of
        )
        yield (
            f"The number of {promise.id} was corrected by people who did not know of each other:"
            f" {told}. The last counts, everywhere in that call; not to be called is each of them"
            f" until one is settled: guide mark {promise.id} corrected --to NUMBER --folder DIR."
        )


def _filled_in_twice(lines: Sequence[Line], joined: Places) -> Iterator[str]:
    """What two filled in differently who did not know of each other, and nobody took back since."""
    for promise in _told_of(lines, joined, FilledIn):
        time = DeskTime.of(promise.zone)
        for name, texts in promise.filled_in.items():
            told = ", then ".join(
                f"“{text}” by {line.by} on {time.moment(line.at)}" for text, line in texts.items()
            )
            if len(texts) > 1:
                yield (
                    f"{promise.label_of(name)} of {promise.id} was filled in by people who did not"
                    f" know of each other: {told}. The last counts."
                )


def _told_of(
    lines: Sequence[Line], joined: Places, kind: type[NumberCorrected | FilledIn]
) -> list[Promise]:
    """The promises of the calls of which something of a kind was done."""
    calls = dict.fromkeys(one.call for one in lines if isinstance(one.what, kind))
    if not calls:
        return []
    with register(joined) as index:
        return [one for call in calls for one in index.named(call)]


def _was_owed_each_time(joined: Places, call: str, n: int, closings: Sequence[AfterCall]) -> bool:
    """Whether nobody closed what was closed: a number was corrected in between."""
    with register(joined) as index:
        found = index.named(f"{call}/{n}")
    dones = {(one.by, one.at) for promise in found for one in promise.dones}
    return dones.issuperset((line.by, line.at) for line in closings)


def _closing(line: AfterCall, time: DeskTime) -> str:
    return f"{line.what.__struct_config__.tag} by {line.by} on {time.moment(line.at)}"
