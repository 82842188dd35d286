"""A call that has ended, until it is wrapped up: what is owed of it, a last note, how it ended.

Whatever is said and done is a line of the register, on the disk before it shows. At the end the
addendum to the summary is written, and then entered in the ledger: so it is closed.
Killed before that, the call is as far as it was; the next start of the program writes the addendum
of what was said until then, and closes what is a day old. Within a day it can be taken up again,
closed or not: what is said then is added, and the addendum is written and entered once more.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from msgspec import UNSET, Struct
from msgspec.structs import replace

from guide.call.context import Context, Refused
from guide.call.events import Ended, FollowUpAdded
from guide.call.fold import call_of
from guide.call.phone_number import normal_number
from guide.call.rules.endings import corrected, detail_missing, endings, required, to_promise
from guide.call.state import Call, FollowUp
from guide.call.wording import sentence
from guide.errors import Contradicted, RecordError, UnknownName
from guide.record.archive import KeptScripts
from guide.record.calls import find_kept_call, time_of
from guide.record.codec import GENESIS, Chain, seal, written_time
from guide.record.disk import AppendFile, Disk, contents
from guide.record.erasures import refuse_erased
from guide.record.journal import read_journal
from guide.record.ledger import (
    enter,
    enter_extent,
    when_wrapped_up,
    wrapped_up,
    wrapped_up_line,
)
from guide.record.places import Places
from guide.record.sealed_file import (
    append_sealed,
    held,
    last_sound_lines,
    of_call,
    sound_lines_with,
)
from guide.register.after_call import (
    AfterCall,
    AfterEnding,
    Deed,
    EndingCorrected,
    FilledIn,
    LastNote,
    Line,
    NoteWithdrawn,
    NumberCorrected,
    OfCall,
    PermissionDenied,
    PromiseAdded,
    Voided,
    after_call,
)
from guide.register.cardless import cardless_fields
from guide.register.corrections import Correction, corrections
from guide.register.lawful import (
    Standing,
    Unlawful,
    added_since,
    as_they_stand,
    unlawful_lines,
    why_unlawful_of_call,
)
from guide.register.promise import (
    Promise,
    State,
    corrected_alone,
    listed_since,
    promises_of,
    without_due_amended,
)
from guide.register.register import NAME, append_deed
from guide.register.rules import LONGEST_AFTER, line_of, line_of_added, line_of_call
from guide.register.stored import as_stored, without_codes
from guide.script.library import Library
from guide.script.model import CALLERS_NUMBER, FollowUpKind


class Denied(Struct, frozen=True):
    """A permission by voice that a supervisor denies; and who settled that, if anybody did.

    `before`: what the agent undid or corrected of it on the call; empty where it stands.
    """

    line: AfterEnding
    what: PermissionDenied
    before: str = ""
    settled_by: str = ""
    settled_why: str = ""

    @property
    def told(self) -> str:
        """The same in sentences."""
        what = self.what
        told = (
            f"The warning of event {what.warning} {self._stands} on record as permitted by voice by"
            f" {what.named}. {self.line.by} denies that: {sentence(what.why)}"
        )
        if self.settled_by:
            return f"{told} Settled by {self.settled_by}: {sentence(self.settled_why)}"
        return told

    @property
    def _stands(self) -> str:
        return f"was, before {self.before}," if self.before else "is"


def _before(denied: PermissionDenied, call: Call) -> str:
    """What became on the call of a permission that is denied, if it does not stand so any more."""
    by = {warned.n: as_stored(warned.permission_by) for warned in call.protocol.warnings}
    if denied.warning not in by:
        return "it was undone"
    return "" if by[denied.warning] == denied.named else "that was corrected"


class WrapUp(Struct, frozen=True, dict=True):
    """A call that has ended, and all that came after it, in its order.

    `scripts` are those that are kept: a correction is of an ending that one of them has. With
    `moves_stay`, what was moved while the call went on is due then, whatever day the call told
    since: so it was before version 0.13. With `corrected_alone`, numbers are corrected as before
    version 0.14: `guide.register.promise.corrected_alone`.
    """

    call: Call
    scripts: KeptScripts
    lines: tuple[Line, ...] = ()
    moves_stay: bool = False
    corrected_alone: bool = False

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """What the call promised and how that stands, in the order in which it was promised for.

        What has no time comes last; then what was added since, as it was. What is moved keeps its
        place: nothing moves under the finger.
        """
        every = self._standing.promises.values()
        made = sorted(
            (one for one in every if not one.added), key=lambda one: by_time(one, one.promised)
        )
        since = (one for one in every if one.added)
        return listed_since(self.call, self.added, (*made, *since))

    @cached_property
    def added(self) -> tuple[FollowUp, ...]:
        """What was promised on the call and written down after it, as it was then."""
        return added_since(self.call, self.lines)

    @property
    def next_number(self) -> int:
        """The number that a promise gets which is written down next."""
        numbers = (line.n for line in self.lines if isinstance(line, AfterCall))
        return max(len(self.call.entries), *numbers, 0) + 1

    @cached_property
    def call_now(self) -> Call:
        """The call with what is promised as it stands: without what is void."""
        standing = {one.n: one for one in self.promises if one.state is not State.VOID}
        made = (*self.call.follow_ups, *self.added)
        return replace(
            self.call,
            follow_ups=tuple(
                replace(
                    one,
                    fields=_fields_now(one, standing[one.n]),
                    done_at=standing[one.n].closed_at,
                    done_by=standing[one.n].told_to or standing[one.n].closed_by,
                )
                for one in made
                if one.n in standing
            ),
        )

    @property
    def number(self) -> str:
        """The caller's number, as far as is known now."""
        return self._standing.number

    @property
    def number_corrected(self) -> tuple[AfterCall, NumberCorrected] | None:
        """Who corrected the caller's number, last; None where it is as the call has it."""
        if normal_number(self.number) == normal_number(self.call.detail(CALLERS_NUMBER)):
            return None
        every = (done for one in self.promises for done in one.corrections)
        to_it = (done for done in every if done[1].number == self.number)
        return max(to_it, key=lambda done: done[0].at)

    @cached_property
    def _standing(self) -> Standing:
        about = (one for one in self.lines if isinstance(one, AfterCall))
        promises = promises_of(self.call, self.added)
        if self.moves_stay:
            promises = tuple(map(without_due_amended, promises))
        if self.corrected_alone:
            promises = tuple(map(corrected_alone, promises))
        return as_they_stand(promises, about, self.call.detail(CALLERS_NUMBER))

    @cached_property
    def owed(self) -> tuple[Promise, ...]:
        """What is still owed, the most pressing first."""
        open_ = (one for one in self.promises if not one.closed)
        return tuple(sorted(open_, key=lambda one: by_time(one, one.until)))

    @cached_property
    def notes(self) -> tuple[tuple[AfterEnding, str], ...]:
        """The last notes that stand: who wrote each and when, and its text."""
        return tuple(
            (line, line.what.text)
            for line in self._of_notes
            if isinstance(line.what, LastNote) and line not in self.withdrawn
        )

    @cached_property
    def withdrawn(self) -> tuple[AfterEnding, ...]:
        """The last notes that do not stand any more."""
        standing, gone = list[AfterEnding](), list[AfterEnding]()
        for line in self._of_notes:
            if isinstance(line.what, LastNote):
                standing.append(line)
            elif standing:
                gone.append(standing.pop())
        return tuple(gone)

    @cached_property
    def denied(self) -> tuple[Denied, ...]:
        """The permissions by voice that a supervisor denies, in the order of their denials."""
        found = dict[tuple[int, str], Denied]()
        for line in self.lines:
            what = line.what
            if not isinstance(line, AfterEnding) or not isinstance(what, PermissionDenied):
                continue
            if why_unlawful_of_call(self.call, line):
                continue
            of = what.warning, what.named
            if not what.settled:
                found[of] = Denied(line, what, _before(what, self.call))
            elif known := found.get(of):
                found[of] = replace(known, settled_by=line.by, settled_why=what.why)
        return tuple(found.values())

    @property
    def _of_notes(self) -> Iterator[AfterEnding]:
        for line in self.lines:
            if not isinstance(line, AfterEnding) or why_unlawful_of_call(self.call, line):
                continue
            if isinstance(line.what, LastNote | NoteWithdrawn):
                yield line

    @cached_property
    def every_correction(self) -> tuple[Correction, ...]:
        """Every correction of the ending, those too that are not followed."""
        return corrections(self.call, self.lines, self.scripts)

    @cached_property
    def unlawful(self) -> tuple[tuple[Line, Unlawful], ...]:
        """The lines that no program has written, and why; corrections tell that themselves.

        And those of people who did not know that the promise was closed by others before.
        """
        lines = [*enumerate(self.lines)]
        found = unlawful_lines(self.call, lines, alone=self.corrected_alone)
        return tuple((self.lines[one.number], one) for one in found)

    @property
    def of_no_program(self) -> tuple[str, ...]:
        """In a sentence, that there are lines which no program has written; or nothing.

        What people noted who did not know that a promise was closed is none of them.
        """
        lines = [one for one in self.unlawful if not (one[1].closed or one[1].outdone)]
        if not lines:
            return ()
        what = f"{len(lines):,} lines" if len(lines) > 1 else "A line"
        count = "count" if len(lines) > 1 else "counts"
        return (
            f"{what} of the register about this call {count} for nothing. {lines[0][1].why} guide"
            f" verify {self.call.id} tells all of it.",
        )

    @property
    def corrected(self) -> Correction | None:
        """The correction of the ending that counts; none where it was corrected back."""
        last = self._last_correction
        return None if last and self.call.ended and _is_back(last, self.call.ended.event) else last

    @property
    def corrected_back(self) -> Correction | None:
        """The correction by which the ending is again the one that was recorded, if one is."""
        return None if self.corrected else self._last_correction

    @property
    def _last_correction(self) -> Correction | None:
        lawful = [one for one in self.every_correction if not one.faults]
        return lawful[-1] if lawful else None

    @property
    def ending(self) -> tuple[str, str]:
        """How the call ended, as far as is known now: id and label."""
        if self.corrected:
            return self.corrected.what.ending, self.corrected.what.label
        ended = self.call.ended
        return (ended.event.ending, ended.event.label or ended.event.ending) if ended else ("", "")

    @property
    def ending_told(self) -> str:
        """How the call ended, as far as is known now, in words."""
        if self.corrected:
            return self.corrected.what.told
        return self.call.ended.event.told if self.call.ended else ""

    @cached_property
    def required(self) -> tuple[str, ...]:
        """In sentences, what the ending that counts, or the call, requires and is not on record.

        What was written down since is not told any more, a detail in a promise neither; what is
        void since is told again.
        """
        known = {
            detail_missing(promise.label_of(name))
            for promise in self.promises
            if promise.state is not State.VOID
            for name, value in promise.fields
            if value and not self.call.detail(name)
        }
        every = (*self._required_still, *self._required_again)
        return tuple(one for one in every if one not in known)

    @property
    def required_as_before(self) -> tuple[str, ...]:
        """The same as version 0.9 told it: with the details that stand in a promise since.

        And what is void since where something else was required as the call ended.
        """
        ended = self.call.ended
        known = ended is not None and ended.event.required is not UNSET
        return (*self._required_still, *(self._required_again if known else ()))

    @cached_property
    def _required_still(self) -> tuple[str, ...]:
        """What was required as the ending was chosen or corrected, and is not on record yet."""
        if not self.required_then:
            return ()
        ever, now = self._to_add(()), self._to_add(self.call_now.follow_ups)
        return tuple(one for one in self.required_then if one not in ever or one in now)

    @cached_property
    def _required_again(self) -> tuple[str, ...]:
        """What is required, was on record, and is void since."""
        if not any(one.state is State.VOID for one in self.promises):
            return ()
        now = self._to_add(self.call_now.follow_ups)
        return tuple(one for one in now if one not in self._required_still)

    @cached_property
    def may_be_added(self) -> frozenset[str]:
        """What of it is required to be promised: the same sentences."""
        return frozenset(self._to_add(self.call_now.follow_ups))

    @property
    def lacks_scripts(self) -> bool:
        """Whether a script that the call was taken with is not kept: what it asks is not known."""
        return any(self.scripts.script(sha) is None for _, sha in self.call.scripts)

    def _to_add(self, follow_ups: tuple[FollowUp, ...]) -> tuple[str, ...]:
        """What would be required to be promised, were these promised; none without the scripts."""
        kept = {name: self.scripts.script(sha) for name, sha in self.call.scripts}
        scripts = {name: script for name, script in kept.items() if script is not None}
        if self.call.ended is None or self.lacks_scripts:
            return ()
        library = Library(scripts, (), self.scripts.folder)
        context = Context(replace(self.call, follow_ups=follow_ups), library, self.call.ended.at)
        ending = next((one for one in endings(context) if one.id == self.ending[0]), None)
        return tuple(item.text for item in to_promise(context, ending))

    @property
    def required_then(self) -> tuple[str, ...]:
        """The same as it was when the ending was chosen, or corrected."""
        if self.corrected:
            return self.corrected.what.missing
        ended = self.call.ended
        found = ended.event.required if ended else ()
        return () if found is UNSET else found

    @property
    def chain(self) -> Chain:
        """What shows that all of it is there: a chain of these lines alone.

        The register's own chain goes on anew where another call's lines are erased.
        """
        return chain_of(self.lines)


_OF_SUMMARY = (NumberCorrected, FilledIn, PromiseAdded)


def is_said(line: Line) -> bool:
    """Whether a line belongs beside the summary: it is of the call, or of what is wrong there."""
    return isinstance(line, AfterEnding) or isinstance(line.what, _OF_SUMMARY)


def _fields_now(one: FollowUp, promise: Promise) -> tuple[tuple[str, str], ...]:
    """What a follow-up holds; the reason of a report by its id, as it is on record."""
    open_to_change = {promise.number_in, *one.lacks}
    now = {name: value for name, value in promise.fields if name in open_to_change}
    held = dict(one.fields) | {name: value for name, value in now.items() if value}
    return tuple(held.items())


def by_time(promise: Promise, at: datetime | None) -> tuple[bool, datetime, int]:
    """What sorts promises by such a time; those without one come last, as they were made."""
    return at is None, at or promise.made_at, promise.n


def _is_back(correction: Correction, ended: Ended) -> bool:
    return correction.what.ending == ended.ending


def chain_of(lines: Sequence[Line]) -> Chain:
    return chains_of(lines)[-1]


def chains_of(lines: Sequence[Line]) -> list[Chain]:
    """The chains of these lines as they grow, the one of no line first."""
    found = [Chain(0, GENESIS)]
    for n, line in enumerate(lines, 1):
        told = json.dumps(line.record(), separators=(",", ":"), default=written_time)
        found.append(Chain(n, seal(told, found[-1].last_hash)[1]))
    return found


def wrap_up_of(places: Places, call: Call) -> WrapUp:
    """The call as it stands; of the register no line of another call is read."""
    lines = sound_lines_with(places.register, of_call(call.id), after_call)
    return WrapUp(call, KeptScripts(places), lines)


def owed_by(places: Places, journals: Iterable[Path]) -> Iterator[tuple[Promise, ...]]:
    """Of each of these journals, what is still owed of its call and is known nowhere else.

    A number that is not to be called stays on its list. The register is read once.
    """
    of_calls: dict[str, list[Line]] = {}
    for line in sound_lines_with(places.register, b"{", after_call):
        of_calls.setdefault(line.call, []).append(line)
    for journal in journals:
        entries = read_journal(journal).entries
        promises: tuple[Promise, ...] = ()
        if entries:
            call = call_of(entries)
            promises = WrapUp(call, KeptScripts(places), tuple(of_calls.get(call.id, ()))).promises
        open_ones = (one for one in promises if not one.closed)
        yield tuple(one for one in open_ones if one.kind != FollowUpKind.DO_NOT_CALL)


@contextlib.contextmanager
def _register_of(disk: Disk, places: Places, call: Call) -> Iterator[AppendFile]:
    """The register, with every other program kept out, for a line of a call that is kept here.

    Raises RecordError where its record is gone: nobody would find the line again.
    """
    _refuse_gone(places, call)
    with held(disk, places.register, NAME) as file:
        # Somebody may have erased it while another program held the register.
        _refuse_gone(places, call)
        yield file


def _refuse_gone(places: Places, call: Call) -> None:
    try:
        find_kept_call(places, call.id, training=False)
        refuse_erased(places, call.id, training=False)
    except UnknownName:
        raise RecordError(
            "The record of this call is not there any more: it was erased, or its folder is away."
        ) from None


def do_after(
    disk: Disk,
    places: Places,
    call: Call,
    n: int,
    deed: Deed,
    by: str,
    now: datetime,
    *,
    seen: Promise | None = None,
) -> Promise | Refused:
    """Have on the disk what somebody did about the promise that event `n` of this call made.

    The promise as it is then, or why not. As `guide.register.register.do`, without its index: the
    call is in hand. Raises RecordError where the disk refuses.
    """
    with _register_of(disk, places, call) as file:
        wrap_up = wrap_up_of(places, call)
        promise = next((one for one in wrap_up.promises if one.n == n), None)
        if promise is None:
            return Refused(f"The record of the call {call.id} does not hold that promise.")
        cardless = cardless_fields(call, wrap_up.scripts)
        return append_deed(disk, file, places, promise, deed, by, now, cardless=cardless, seen=seen)


def add_promise(
    disk: Disk,
    places: Places,
    call: Call,
    promised: FollowUpAdded,
    by: str,
    now: datetime,
    *,
    instead: tuple[int, str] | None = None,
) -> Promise | Refused:
    """Have on the disk what was promised on the call and not written down; or why it cannot be.

    `instead` is the number of the promise that is void for it, and why. Both are written at once.
    Raises RecordError where the disk refuses.
    """
    with _register_of(disk, places, call) as file:
        wrap_up = wrap_up_of(places, call)
        cardless = cardless_fields(call, wrap_up.scripts)
        typed = without_codes(promised, cardless)
        line = line_of_added(call, wrap_up.next_number, typed, by, now, cardless)
        if isinstance(line, Refused):
            return line
        lines = [line]
        if instead is not None:
            n, why = instead
            wrong = next((one for one in wrap_up.promises if one.n == n), None)
            if wrong is None:
                return Refused(f"The record of the call {call.id} does not hold that promise.")
            void = line_of(wrong, without_codes(Voided(why)), by, now)
            if isinstance(void, Refused):
                return void
            # Last: where only the first of them reaches the disk, nothing is lost.
            lines.append(void)
        append_sealed(disk, file, [one.record() for one in lines])
        enter_extent(disk, places.ledger, places.register, now)
        return next(one for one in wrap_up_of(places, call).promises if one.n == line.n)


def add_last_note(
    disk: Disk, places: Places, call: Call, text: str, by: str, now: datetime
) -> WrapUp | Refused:
    """Have a last note of a call on the disk; raises RecordError where that refuses."""
    with _register_of(disk, places, call) as file:
        return _added(disk, file, places, call, without_codes(LastNote(text)), by, now)


def withdraw_note(
    disk: Disk, places: Places, call: Call, why: str, by: str, now: datetime
) -> WrapUp | Refused:
    """Have on the disk that the last note was a mistake; raises RecordError where that refuses."""
    with _register_of(disk, places, call) as file:
        if not wrap_up_of(places, call).notes:
            return Refused("There is no note to withdraw.")
        return _added(disk, file, places, call, without_codes(NoteWithdrawn(why)), by, now)


def correct_ending(
    disk: Disk, places: Places, context: Context, ending: str, why: str, by: str, now: datetime
) -> WrapUp | Refused:
    """Have on the disk that a call ended otherwise than was chosen by mistake, or say why not.

    `context` is the call as it was when it was ended. Raises RecordError where the disk refuses.
    """
    call = context.call
    with _register_of(disk, places, call) as file:
        wrap_up = wrap_up_of(places, call)
        before, before_label = wrap_up.ending
        chosen = corrected(ending, before, context)
        if isinstance(chosen, Refused):
            return chosen
        stated = call.protocol.ground if chosen.protocol else None
        what = EndingCorrected(
            chosen.id,
            chosen.label,
            before,
            before_label,
            why,
            chosen.protocol,
            stated.ground if stated else "",
            stated.label if stated else "",
            required(chosen, replace(context, call=wrap_up.call_now)),
        )
        return _added(disk, file, places, call, without_codes(what), by, now)


def note_denied(
    disk: Disk, places: Places, call: Call, what: PermissionDenied, by: str, now: datetime
) -> WrapUp | Refused:
    """Have on the disk, once, what a supervisor denied or settled at the desk, as was heard there.

    Raises RecordError where the disk refuses.
    """
    with _register_of(disk, places, call) as file:
        line, known = line_of_call(call, what, by, now), wrap_up_of(places, call)
        if isinstance(line, Refused):
            return line
        if any((one.by, one.what) == (line.by, line.what) for one in known.lines):
            return known
        return _added(disk, file, places, call, what, by, now)


def _added(
    disk: Disk,
    file: AppendFile,
    places: Places,
    call: Call,
    what: OfCall,
    by: str,
    now: datetime,
) -> WrapUp | Refused:
    line = line_of_call(call, what, by, now)
    if isinstance(line, Refused):
        return line
    append_sealed(disk, file, [line.record()])
    enter_extent(disk, places.ledger, places.register, now)
    return wrap_up_of(places, call)


def close(
    disk: Disk, places: Places, call: Call, record: Chain, folder: Path, now: datetime
) -> Path | None:
    """Write what came after the call beside its summary, and enter that in the ledger.

    Again, where more came since it was written. The addendum for people; None where there is
    nothing that it does not tell. `record` is the chain of the call's journal. Others are kept out
    meanwhile. Raises RecordError where the disk refuses: the call can be taken up again then.
    """
    if not wrap_up_of(places, call).lines:
        return None
    with held(disk, places.register, NAME):
        wrap_up, entered = wrap_up_of(places, call), wrapped_up(places.ledger, call.id)
        if entered and entered.events == wrap_up.chain.count:
            return None
        written = write_addendum(disk, places, folder, wrap_up, record)
        enter(disk, places.ledger, [wrapped_up_line(call.id, wrap_up.chain, now)])
    return written


def write_addendum(
    disk: Disk, places: Places, folder: Path, wrap_up: WrapUp, record: Chain
) -> Path:
    """Write the addendum's two files, both or neither; the one for people.

    Raises Contradicted where there is one, and the ledger has another record of the call: what that
    told then may stand in it, and nowhere else.
    """
    # Whoever shows a call that has ended does not wait for this.
    from guide.register.addendum import addendum_files, addendum_texts

    files = addendum_files(folder, wrap_up.call.id)
    due = dict(zip(files, addendum_texts(wrap_up, record), strict=True))
    if any(not file.exists() or contents(file) != text for file, text in due.items()):
        there = [file for file in files if file.exists()]
        if there and (wrong := how_contradicted(places, wrap_up.call)):
            raise Contradicted(
                f"{there[0]} stays as it is: what the journal told then may stand in it."
                f" {' '.join(wrong)}"
            )
        disk.shared_folder(folder)
        disk.write_whole(due)
    return files[0]


def how_contradicted(places: Places, call: Call) -> tuple[str, ...]:
    """In sentences, how the ledger contradicts the record of a call.

    Nothing where that is gone, or cannot be read: whoever does something about the call tells it.
    """
    # Whoever shows a call that has ended does not wait for this.
    from guide.record.verify import contradictions

    with contextlib.suppress(RecordError, UnknownName):
        path = find_kept_call(places, call.id, training=False)
        return contradictions(places, path, read_journal(path), call)
    return ()


def write_again(
    disk: Disk, places: Places, folder: Path, wrap_up: WrapUp, record: Chain
) -> Path | None:
    """Write the addendum of a call as all stands; None for one after which nothing came.

    Of a wrap-up that was cut short, what it says so far.
    """
    return write_addendum(disk, places, folder, wrap_up, record) if wrap_up.lines else None


def write_cut_short(disk: Disk, places: Places, now: datetime) -> None:
    """Write what came after calls whose wrap-up was cut short; one that is a day old is closed.

    Of those that were wrapped up last, also what else was done since, as on a page that was taken
    up again; and of those that never were, what was done last while their page could be open.
    What the disk refuses, or another program holds, is left for the next time.
    """
    said: dict[str, datetime] = {}
    written: dict[str, datetime] = {}
    with contextlib.suppress(RecordError):
        for kind in _SAID:
            for line in sound_lines_with(places.register, kind, after_call):
                said[line.call] = max(line.at, said.get(line.call, line.at))
        written = when_wrapped_up(places.ledger)
    cut_short = {call for call, at in said.items() if call not in written or written[call] < at}
    with contextlib.suppress(RecordError):
        latest = sorted(written, key=lambda call: written[call])[-_LATEST:]
        cut_short |= {call for call in latest if _is_more_than_told(places, call, written[call])}
        cut_short |= {line.call for line in _done_last(places) if line.call not in written}
    for call in sorted(cut_short):
        with contextlib.suppress(RecordError):
            _write_cut_short(disk, places, call, now)


def _done_last(places: Places) -> Iterator[Line]:
    """Of the last lines of the register, those of calls whose page could be open by then.

    On that page, or elsewhere: the line does not tell.
    """
    for line in last_sound_lines(places.register, _LATEST, after_call):
        began = time_of(line.call)
        if began is not None and line.at - began < _LONGEST_WITH_CALL:
            yield line


def _is_more_than_told(places: Places, call: str, written: datetime) -> bool:
    """Whether something was done since the addendum was written which that does not tell."""
    from guide.register.addendum import addendum_files

    lines = sound_lines_with(places.register, of_call(call), after_call)
    if not lines or lines[-1].at <= written:
        return False
    people = addendum_files(places.out, call)[0]
    return not people.exists() or chain_of(lines).last_hash.encode() not in contents(people)


def _write_cut_short(disk: Disk, places: Places, call_id: str, now: datetime) -> None:
    reading = read_journal(find_kept_call(places, call_id, training=False))
    if reading.damage or not reading.entries:
        return
    call = call_of(reading.entries)
    if call.ended is None:
        return
    if now - call.ended.at >= LONGEST_AFTER:
        close(disk, places, call, reading.chain, places.out, now)
        return
    with held(disk, places.register, NAME):
        write_again(disk, places, places.out, wrap_up_of(places, call), reading.chain)


_LATEST = 20
"""Of so many calls that were wrapped up last, or of which the register has the last lines, it is
seen whether more was done: no start waits."""

_LONGEST_WITH_CALL = 2 * LONGEST_AFTER
"""So long after a call began its page can be open, whatever time the call took."""

_SAID = (
    b'"kind":"last-note"',
    b'"kind":"note-withdrawn"',
    b'"kind":"ending-corrected"',
    b'"kind":"permission-denied"',
    b'"kind":"number-corrected"',
    b'"kind":"filled-in"',
    b'"kind":"promised"',
)
"""What the lines hold that belong beside a summary."""
