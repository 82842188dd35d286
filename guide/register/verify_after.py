"""Whether what came after calls is as it was written: register, addenda, ledger."""

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import UNSET, Struct
from msgspec.structs import replace

from guide import __version__
from guide.call.fold import call_of
from guide.call.state import Call
from guide.errors import RecordError
from guide.record.archive import KeptScripts
from guide.record.branch import kept_after_end
from guide.record.calls import kept_files
from guide.record.codec import Chain
from guide.record.disk import contents, names_in
from guide.record.journal import read_journal
from guide.record.ledger import Deed, Ledger, LedgerLine
from guide.record.places import AFTER, CALL_ID, SUFFIXES, Places
from guide.record.sealed_file import numbered_lines_with, of_call, read_sealed, unsound_lines
from guide.record.verify import difference, summary_files
from guide.register.addendum import Form, addendum_files, addendum_texts
from guide.register.after_call import (
    EndingCorrected,
    Line,
    PromiseAdded,
    after_call,
    is_written,
    not_written,
    reads_plainly,
)
from guide.register.by_the_scripts import (
    missing_by_the_scripts,
    not_by_the_scripts,
    whole_by_the_scripts,
)
from guide.register.corrections import corrections
from guide.register.lawful import NOT_KEPT, unlawful_lines
from guide.register.register import NAME, cut_off
from guide.register.rules import whats_kept
from guide.register.wrap_up import WrapUp, chain_of, chains_of, is_said
from guide.text import counted


class AfterCalls(Struct, frozen=True, dict=True):
    """What the register says of calls, and where their addenda are, read once for many calls."""

    places: Places
    ledger: Ledger
    lines: dict[str, tuple[Line, ...]]
    numbers: dict[str, tuple[int, ...]]
    files: dict[str, tuple[Path, ...]]
    damage: tuple[str, ...] = ()
    """Of one call alone: in sentences, what is wrong with the register that may be of it."""

    @classmethod
    def of(cls, places: Places, ledger: Ledger, call: str = "") -> "AfterCalls":
        """Of all calls, or of this one alone."""
        damage: tuple[str, ...] = ()
        if call:
            damage = tuple(_damage(places, ledger, call))
            found = numbered_lines_with(places.register, of_call(call), after_call)
            files = [one for one in addendum_files(places.out, call) if one.exists()]
        else:
            read = read_sealed(places.register, NAME, after_call)
            found = tuple(zip(read.numbers, read.lines, strict=True))
            files = [places.out / one for one in names_in(places.out) if _call_of(Path(one))]
        by_call: dict[str, list[Line]] = {}
        numbers: dict[str, list[int]] = {}
        for number, line in found:
            by_call.setdefault(line.call, []).append(line)
            numbers.setdefault(line.call, []).append(number)
        of_files: dict[str, list[Path]] = {}
        for file in sorted(files):
            of_files.setdefault(_call_of(file), []).append(file)
        return cls(
            places,
            ledger,
            {name: tuple(of) for name, of in by_call.items()},
            {name: tuple(of) for name, of in numbers.items()},
            {name: tuple(of) for name, of in of_files.items()},
            damage,
        )

    @cached_property
    def scripts(self) -> KeptScripts:
        return KeptScripts(self.places)

    def faults(self, call: str, journal: Path, *, copied: bool = False) -> list[str]:
        """In sentences, what does not fit of what came after a call with this journal.

        Beside a `copied` one the addendum may lack, and one of a call that another version took may
        differ for that alone: it is not compared.
        """
        entries = _entered(self.ledger, call)
        entered = entries[-1] if entries else None
        lines = self.lines.get(call, ())
        has_kept = b'"kind":"branch-kept"' in contents(journal)
        if not (entered or self.files.get(call) or lines or has_kept or self.damage):
            return []
        reading = read_journal(journal)
        if not reading.entries:
            return []
        of = call_of(reading.entries)
        found = [] if of.started.training else [*self.damage]
        found += self._unlawful(of, lines, whole=not reading.damage)
        found += self._not_written(of) if has_kept else ()
        for each in entries:
            if chain_of(lines[: each.events]) != _chain(each):
                return [
                    *found,
                    f"What came after the call is not what the ledger has of it:"
                    f" {_how_many(each.events, len(lines))}.",
                ]
        there = self.files.get(call)
        if (copied and not (there and of.started.program == __version__)) or not (there or entered):
            return found
        least = entered.events if entered else 1
        ends = range(len(lines), least - 1, -1)
        return found + self._file_faults(of, reading.chain, ends, lines)

    def _unlawful(self, call: Call, lines: Sequence[Line], *, whole: bool) -> Iterator[str]:
        """In sentences, which lines of the register no version of the program has written.

        Where the call is not `whole`, what it promised may be missing.
        """
        numbered = [*zip(self.numbers.get(call.id, ()), lines, strict=True)]
        of_ending = [at for at, line in enumerate(lines) if isinstance(line.what, EndingCorrected)]
        for at, one in zip(of_ending, corrections(call, lines, self.scripts), strict=True):
            faults = one.faults
            if whole and not faults:
                then = WrapUp(call, self.scripts, tuple(lines[:at])).call_now
                faults = tuple(missing_by_the_scripts(then, one.what, self.scripts))
            yield from (f"{self._line(numbered[at][0])}: {fault}" for fault in faults)
        whats = {number: told.what for number, told in numbered}
        found = unlawful_lines(call, numbered) if whole else ()
        unlawful = [one for one in found if not one.outdone]
        for line in unlawful:
            what = whats[line.number]
            if (
                isinstance(what, PromiseAdded)
                and line.why == NOT_KEPT
                and self._is_there(call, what)
            ):
                yield (
                    f"{self._line(line.number)} is of a branch of its record that was being kept,"
                    f" and that was cut short: guide resume {call.id} --branch 1 finishes it."
                )
                continue
            but = ", but that it corrects the number where else it stands" if line.corrects else ""
            yield f"{self._line(line.number)} counts for nothing{but}. {line.why}"
        told_already = {line.number for line in unlawful}
        for number, told in numbered:
            if number not in told_already:
                for why in whole_by_the_scripts(call, told.what, self.scripts):
                    yield f"{self._line(number)} cannot be: {why}."
            if isinstance(told.what, PromiseAdded) and told.what.branch is UNSET:
                for why in not_by_the_scripts(call, told.what.promised, self.scripts):
                    yield f"{self._line(number)} cannot be: {why}."

    def _is_there(self, call: Call, what: PromiseAdded) -> bool:
        """Whether the branch that promised this lies among the files of the call."""
        files = kept_files(self.places.calls, call.id).get(call.id, ())
        with contextlib.suppress(RecordError):
            return any(read_journal(one).chain.last_hash == what.branch for one in files)
        return False

    def _not_written(self, call: Call) -> Iterator[str]:
        """Whether the register has what branches promised that were kept after the end."""
        files = kept_files(self.places.calls, call.id).get(call.id, ())
        kept = () if call.started.training else tuple(kept_after_end(call, files))
        lines = self.lines.get(call.id, ())
        if not all(is_written(one, lines) for one in kept):
            yield not_written(call.id)
        promised = [what for one in kept for what in whats_kept(one)]
        branches = {one.event.last_hash for one in kept}
        for number, line in zip(self.numbers.get(call.id, ()), lines, strict=True):
            what = line.what
            if isinstance(what, PromiseAdded) and what.branch in branches and what not in promised:
                yield f"{self._line(number)} cannot be: the branch did not promise that."

    def _line(self, number: int) -> str:
        return f"Line {number} of the register {self.places.register}"

    def remarks(self, call: str) -> tuple[str, ...]:
        """In sentences, what is still to be done, as after a mark at the prompt: no fault."""
        lines = self.lines.get(call, ())
        # A call that goes on has no summary yet.
        there = any(one.exists() for one in summary_files(self.places.out / f"{call}.md"))
        if not there or not self._said_since(call) or self._is_told(call, chain_of(lines)):
            return ()
        return (
            "What came after the call is not beside its summary yet:"
            f" guide summary {call} writes it, and so does the next start of guide.",
        )

    def _said_since(self, call: str) -> bool:
        """Whether more was said of a call than the addendum tells that is in the ledger."""
        entries, lines = _entered(self.ledger, call), self.lines.get(call, ())
        since = lines[entries[-1].events :] if entries else lines
        return any(map(is_said, since))

    def _is_told(self, call: str, after: Chain) -> bool:
        """Whether an addendum is there that is of all these lines."""
        with contextlib.suppress(RecordError):
            files = self.files.get(call, ())
            return bool(files) and after.last_hash.encode() in contents(files[0])
        return False

    def _file_faults(
        self, call: Call, record: Chain, ends: range, lines: Sequence[Line]
    ) -> list[str]:
        """How the addendum differs from one of so many lines, for none of these `ends` fits."""
        found: list[str] = []
        files = addendum_files(self.places.out, call.id)
        try:
            held = [contents(one) if os.path.lexists(one) else None for one in files]
        except RecordError as error:
            return [f"The addendum cannot be read: {error}"]
        every, chains = WrapUp(call, self.scripts, tuple(lines)), chains_of(lines)
        # Each says of how many lines it is, by the hash of the last of them.
        named = [end for end in ends if _is_named(chains[end].last_hash, held)] or ends[:1]
        due = [replace(every, lines=every.lines[:end]) for end in named]
        forms = sorted(Form, reverse=True)
        texts = (addendum_texts(one, record, form=form) for one in due for form in forms)
        if any(held == [*text] for text in texts):
            return []
        if every.lacks_scripts and None not in held:
            return [
                f"Whether the addendum {files[0]} is what the register tells cannot be told: the"
                f" scripts that the call was taken with are not all in {self.scripts.folder}."
            ]
        expected = addendum_texts(due[0], record) if due else (b"", b"")
        for file, data, text in zip(files, held, expected, strict=True):
            if data is None:
                found.append(f"The addendum {file} is not there: guide summary writes it again.")
            elif data != text:
                told = difference(data, text, "the register")
                found.append(f"The addendum {file} is not what the register tells, {told}")
        if found and call.started.program != __version__:
            found.append(
                f"The call was taken with version {call.started.program or 'unknown'}, and this"
                f" is {__version__}: an addendum may differ for that reason alone."
            )
        return found

    def without_call(self, kept: Iterable[str]) -> Iterator[str]:
        """In sentences, which addenda are there whose calls are not."""
        for call in sorted(set(self.files) - set(kept)):
            for file in self.files[call]:
                yield (
                    f"The addendum {file} is there, and its call is not. It may be the last trace"
                    " of that: look at it before you remove it."
                )


def _damage(places: Places, ledger: Ledger, call: str) -> Iterator[str]:
    """In sentences, what of the register is not as it was written, and may be of this call."""
    # What was cut short as it was written was never acknowledged: the ledger knows what was.
    unsound = unsound_lines(places.register, NAME, after_call, reads_plainly, torn=False)
    return maybe_of(call, (*unsound, *cut_off(places.register, ledger)))


def maybe_of(call: str, told: Iterable[str]) -> Iterator[str]:
    """Of sentences about lines of a file, those of lines that do not name another call."""
    of_others = set[str]()
    for one in told:
        line = re.match("Line [0-9]+ of", one)
        if call in one or not (re.search(CALL_ID, one) or (line and line[0] in of_others)):
            yield one
        elif line:
            of_others.add(line[0])


def addendum_of(named: str) -> str:
    """The summary's file beside the addendum of this name; the name itself where it is none."""
    path = Path(named)
    call = _call_of(path)
    return str(path.with_name(f"{call}{path.suffix}")) if call else named


def _call_of(file: Path) -> str:
    """The call whose addendum a file is, by its name; empty where it is none."""
    is_one = file.suffix in SUFFIXES and file.stem.endswith(AFTER)
    return file.stem.removesuffix(AFTER) if is_one else ""


def _is_named(last_hash: str, held: Iterable[bytes | None]) -> bool:
    """Whether one of an addendum's files says that it is of the lines which end so."""
    return any(last_hash.encode() in data for data in held if data is not None)


def _entered(ledger: Ledger, call: str) -> list[LedgerLine]:
    """What the ledger has of each time that the call was wrapped up."""
    return [one for one in ledger.by_call.get(call, ()) if one.kind is Deed.WRAPPED_UP]


def _chain(line: LedgerLine) -> Chain:
    return Chain(line.events, line.last_hash)


def _how_many(known: int, there: int) -> str:
    if there < known:
        return f"{counted(known, 'line')} of the register, which has {there}"
    return f"the hash of {counted(known, 'line')} of the register is another"
