"""Which lines of the register the program can have written: a line can be written by hand.

What decides whether a deed is recorded judges the line that is read, too: it is lawful where the
same decision, on the promise as it stood before it, has this very line written. No other is
followed; `guide verify` tells each.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from msgspec import UNSET, Struct
from msgspec.structs import astuple, replace

from guide.call import events as ev
from guide.call.context import Refused
from guide.call.fold import call_of
from guide.call.rules.names import is_oneself
from guide.call.state import Call, FollowUp
from guide.register.after_call import (
    CLOSING,
    AfterCall,
    AfterEnding,
    Deed,
    Done,
    EndingCorrected,
    FilledIn,
    LastNote,
    Line,
    Moved,
    NoteWithdrawn,
    NumberCorrected,
    PromiseAdded,
    RefusedByCaller,
    Reopened,
    TakenBack,
    Told,
    Tried,
    reads_as_heard,
)
from guide.register.as_it_counts import as_far_as_it_counts, is_outdone
from guide.register.followed import corrected_with, followed
from guide.register.mistakes import CAN_BE_TAKEN_BACK, is_back, taken_back
from guide.register.promise import (
    Promise,
    State,
    as_compared,
    corrected_alone,
    hashes_of,
    is_earlier,
    promise_of,
    promises_of,
    to_take_back,
)
from guide.register.rules import (
    NOTHING_TO_TAKE_BACK,
    closing,
    is_as_stored,
    line_of,
    line_of_added,
    line_of_call,
    line_of_kept,
    why_no_time,
)
from guide.register.stored import MOST_OF_NOTE
from guide.script.model import CALLERS_NUMBER, FollowUpKind

_NOT_AS_STORED = "It holds text that the program does not store: too long, a card number, or signs."

NOT_KEPT = "The call does not tell that such a branch of its record was kept."

_NOT_RECORDED = "It is none that is recorded: "

_NOT_AS_HEARD = "It tells whether it was done at the desk, and its note is of nothing that was."


class Standing(Struct, frozen=True):
    """What a call promised as it stands, by the numbers of the events.

    `callers` stands for the caller's number, which is corrected with those of the promises.
    `outdone` are the lines that were lawful, and what they say the call itself, which went on, told
    otherwise since: that counts.
    """

    promises: dict[int, Promise]
    callers: Promise
    outdone: tuple[AfterCall, ...] = ()

    @property
    def number(self) -> str:
        """The caller's number."""
        return self.callers.number

    def after(self, line: AfterCall) -> "Standing":
        """The same after a further line, if that is lawful."""
        about = promise_of(line, self.promises)
        if about is None:
            return self._with_line_of_undone(line)
        line = as_far_as_it_counts(about, line)
        outdone = self.outdone
        if mistake := self._mistake_outdone(about, line):
            return replace(self, outdone=tuple(one for one in outdone if one is not mistake))
        is_over = is_outdone(about, line)
        known = _as_if_unknown(_as_if_open(about, line), line)
        if _why_unlawful(_as_if_untold(known, line) if is_over else known, line):
            return self
        mistaken = taken_back((*about.lines, line))[-1] if is_back(line.what) else None
        unaware = not is_over and _is_unaware(about, line)
        since = {
            n: corrected_with(one, line, mistaken, unaware=unaware)
            for n, one in self.promises.items()
        }
        since[about.n] = about if is_over else followed(about, [replace(line, n=about.n)])
        if is_over:
            outdone = (*outdone, line)
        callers = corrected_with(self.callers, line, mistaken, unaware=unaware)
        return Standing(since, callers, outdone)

    def _with_line_of_undone(self, line: AfterCall) -> "Standing":
        """The same after what may be about a promise like another one, undone on the call."""
        since = {
            n: replace(one, of_undone=(*one.of_undone, line))
            for n, one in self.promises.items()
            if (line.n, line.made) in one.undone and not why_unlawful_note(line)
        }
        return replace(self, promises=self.promises | since) if since else self

    def _mistake_outdone(self, about: Promise, line: AfterCall) -> AfterCall | None:
        """Which line that is outdone is the mistake that this line takes back, if it is one."""
        if not isinstance(line.what, TakenBack):
            return None
        last = to_take_back(about)
        found = (
            one
            for one in reversed(self.outdone)
            if promise_of(one, {about.n: about})
            and isinstance(one.what, CAN_BE_TAKEN_BACK)
            # What was taken back after the call had told it was something else.
            and is_outdone(about, replace(one, at=line.at))
        )
        mistake = next(found, None)
        return mistake if mistake and (last is None or last.at <= mistake.at) else None


def as_they_stand(
    promises: Iterable[Promise], lines: Iterable[AfterCall], number: str = ""
) -> Standing:
    """The promises of a call after those of these lines that are lawful, in their order.

    `number` is the caller's as the call has it.
    """
    of = {one.n: one for one in promises}
    unknown = Promise("", 0, "", "", datetime.min.replace(tzinfo=UTC), "", "", "", number=number)
    alone = any(one.corrected_alone for one in of.values())
    found = Standing(of, corrected_alone(unknown) if alone else unknown)
    for line in lines:
        if not isinstance(line.what, PromiseAdded):
            found = found.after(line)
    return found


class Unlawful(Struct, frozen=True):
    """A line that is not lawful, by its number, and in a sentence why.

    `closed` tells how the promise was closed before, where that alone speaks against it: so it is
    with what people note who know nothing of each other. `corrects`: the number that it corrects is
    another since, wherever else in the call it stood. `outdone`: it was lawful, and the call, which
    went on, has told it otherwise since; versions before 0.13 had it that it is not lawful.
    `again`: it has owed again what somebody else had owed again before.
    """

    number: int
    why: str
    closed: str = ""
    corrects: bool = False
    outdone: bool = False
    again: bool = False


def unlawful_lines(
    call: Call, lines: Sequence[tuple[int, Line]], *, alone: bool = False
) -> Iterator[Unlawful]:
    """Which of the lines that are of this call are not lawful, or outdone; each has its number.

    How an ending may be corrected is told by `guide.register.corrections`. `alone`: numbers are
    corrected as by versions before 0.14, `guide.register.promise.corrected_alone`.
    """
    as_told = corrected_alone if alone else _as_it_is
    promised, so_far = [*map(as_told, promises_of(call))], list[AfterCall]()
    callers = call.detail(CALLERS_NUMBER)
    standing = as_they_stand(promised, (), callers)
    made = {one.n: one.event for one in call.entries if isinstance(one.event, ev.FollowUpAdded)}
    notes = 0
    for number, line in lines:
        closed, corrects, outdone, again = "", False, False, False
        if isinstance(line, AfterEnding):
            is_note = not isinstance(line.what, EndingCorrected)
            why = why_unlawful_of_call(call, line) if is_note else ""
            if not why and isinstance(line.what, LastNote):
                notes += 1
            elif not why and isinstance(line.what, NoteWithdrawn):
                why = "" if notes else "There was no note that could be withdrawn."
                notes -= not why
        elif isinstance(line.what, PromiseAdded):
            why = _why_not_added(call, line, line.what, standing.promises)
            if not why:
                # What was corrected before is right on what is written down since, too.
                added = promises_of(call, [_follow_up(line, line.what)])[-1:]
                promised += map(as_told, added)
                standing = as_they_stand(promised, so_far, callers)
        elif promise := promise_of(line, standing.promises):
            why = _why_unlawful(_as_if_written_then(promise, line), line)
            if why and (call.ended is None or line.at < call.ended.at):
                outdone = not _why_unlawful_then(call, line, promise.n, so_far)
            again = bool(why) and _is_opened_again(promise, line)
            since = standing.after(line)
            closed = closing(promise) if since != standing else ""
            corrects = _elsewhere(since, promise.n) != _elsewhere(standing, promise.n)
            standing = since
            so_far.append(line)
        else:
            why = _why_of_none(call, line, made.get(line.n))
            # What a branch promised may be written down after what was done about it.
            so_far.append(line)
        if why:
            yield Unlawful(number, why, closed, corrects, outdone, again)


def _as_it_is(promise: Promise) -> Promise:
    return promise


def _elsewhere(standing: Standing, n: int) -> tuple[str, ...]:
    """The numbers that stand in a call, but for that of this promise."""
    others = (one.number for one in standing.promises.values() if one.n != n)
    return (standing.number, *others)


def _why_of_none(call: Call, line: AfterCall, made: ev.FollowUpAdded | None) -> str:
    """Why a line is about nothing that the call promises; empty where it may have been about it."""
    if line.made is UNSET or (made is not None and line.made in hashes_of(call, line.n, made)):
        # What was taken back on a call that went on was a promise before.
        return "" if made is not None else f"Event {line.n} of the call made no promise."
    if line.elsewhere or any(_kept_branches(call)):
        # Another branch promised it: that is in somebody else's folder, or by then was done there.
        return ""
    return f"Event {line.n} of the call did not make that promise."


def added_since(call: Call, lines: Iterable[Line]) -> tuple[FollowUp, ...]:
    """What was promised on a call and written down after it, as far as that is lawful."""
    found: dict[int, FollowUp] = {}
    for line in lines:
        if not isinstance(line, AfterCall) or not isinstance(line.what, PromiseAdded):
            continue
        if not _why_not_added(call, line, line.what, found):
            found[line.n] = _follow_up(line, line.what)
    return tuple(found.values())


def _kept_branches(call: Call) -> Iterator[str]:
    """The last hashes of the branches of a call's record that were kept with this one."""
    for entry in call.entries:
        if isinstance(entry.event, ev.BranchKept):
            yield entry.event.last_hash


def _follow_up(line: AfterCall, what: PromiseAdded) -> FollowUp:
    promised = what.promised
    return FollowUp(line.n, line.at, 0.0, promised, promised.fields, promised.due)


def _why_not_added(call: Call, line: AfterCall, what: PromiseAdded, taken: Container[int]) -> str:
    """Why a line that writes a promise down cannot have been written; empty where it can."""
    # After the end nothing comes but that branches were kept, which may be later than this line.
    made_by_events = call.ended.n if call.ended else len(call.entries)
    if line.n <= made_by_events or line.n in taken:
        return "Its number is that of something else."
    if _is_too_long(line):
        return _NOT_AS_STORED
    written: AfterCall | Refused
    if what.branch is UNSET:
        # Which fields may hold such numbers whole the scripts say: `whole_by_the_scripts`.
        every = dict(what.promised.fields)
        written = line_of_added(call, line.n, what.promised, line.by, line.at, every)
    elif what.branch not in _kept_branches(call):
        return NOT_KEPT
    else:
        written = line_of_kept(call, line.n, what.promised, what.branch, line.by, line.at)
    if isinstance(written, Refused):
        return f"{_NOT_RECORDED}{written.reason}"
    if written.by != line.by or written.what != what:
        return _NOT_AS_STORED
    return why_no_time(line.at, call.at)


def why_unlawful_note(line: AfterCall) -> str:
    """Why a line about a promise of somebody else's cannot have been written; empty where it can.

    Of the promise no more is known than the line tells.
    """
    kind = FollowUpKind.REPORT if isinstance(line.what, Told) else FollowUpKind.CALLBACK
    number = line.what.before if isinstance(line.what, NumberCorrected) else ""
    unknown = Promise(line.call, line.n, kind, "", line.at, "", "", "", number=number)
    return _why_unlawful(_as_if_written_then(unknown, replace(line, elsewhere=True)), line)


def why_unlawful_of_call(call: Call, line: AfterEnding) -> str:
    """Why a line of the call itself cannot have been written; empty where it can."""
    if call.ended is None:
        return "The call has not ended."
    if _is_too_long(line):
        return _NOT_AS_STORED
    written = line_of_call(call, line.what, line.by, line.at)
    if isinstance(written, Refused):
        return f"{_NOT_RECORDED}{written.reason}"
    if written.by != line.by or not is_as_stored(written.what, line.what):
        return _NOT_AS_STORED
    return why_no_time(line.at, call.ended.at)


def _why_unlawful(promise: Promise, line: AfterCall) -> str:
    """Why a line about the promise cannot have been written; empty where it can."""
    if promise.n != line.n:
        # It is on record here since its branch was kept, and was promised before.
        promise = replace(promise, made_at=min(promise.made_at, line.at))
    if why := why_no_time(line.at, promise.made_at):
        return why
    if _is_too_long(line):
        return _NOT_AS_STORED
    what = line.what
    if line.heard is not UNSET and not reads_as_heard(what):
        return _NOT_AS_HEARD
    if isinstance(what, RefusedByCaller):
        # Versions before 0.6 had that said of what passes between colleagues, too.
        what = Done(what.note)
    if isinstance(what, Reopened) and (promise.done_wrongly or promise.was_done(line.at)):
        # Versions before 0.12 had it stay done with the number that was wrong. And a call that goes
        # on hears that it was opened again, and undoes that it was done.
        promise = replace(promise, state=State.DONE)
    if isinstance(what, Moved) and what.until == promise.until:
        # Versions before 0.10 took a move to the time at which it was due already.
        promise = replace(promise, until=None)
    if isinstance(what, Told) and is_oneself(what.to, promise.agent):
        # Versions before 0.9 took one's own name.
        what = replace(what, to=f"not {what.to}")
    if isinstance(what, TakenBack) and not what.earlier and is_earlier(promise):
        # Nobody who knew that it was closed, and is owed again, has taken it back.
        return f"{_NOT_RECORDED}{NOTHING_TO_TAKE_BACK}"
    # Which fields may hold such numbers whole the scripts say: `whole_by_the_scripts`.
    every: frozenset[str] = frozenset()
    if isinstance(what, FilledIn) and not line.elsewhere:
        every = frozenset(name for name, _, _ in what.fields)
    heard = line.heard is True
    written = line_of(promise, what, line.by, line.at, heard=heard, cardless=every)
    if isinstance(written, Refused):
        return f"{_NOT_RECORDED}{written.reason}"
    if written.by != line.by or not is_as_stored(written.what, what):
        return _NOT_AS_STORED
    return ""


def _why_unlawful_then(call: Call, line: AfterCall, n: int, lines: Sequence[AfterCall]) -> str:
    """Why a line cannot have been written about promise `n` of a call that went on; or empty.

    It is judged by what the call had told by then, and the lines before it.
    """
    then = call_of(one for one in call.entries if one.n <= n or one.at <= line.at)
    standing = as_they_stand(promises_of(then), lines, then.detail(CALLERS_NUMBER))
    promise = promise_of(line, standing.promises) or standing.promises.get(n)
    if promise is None:
        return f"Event {n} of the call had made no promise by then."
    return _why_unlawful(_as_if_written_then(promise, line), line)


def _as_if_open(promise: Promise, line: AfterCall) -> Promise:
    """The promise as whoever wrote the line may have known it, when another had closed it.

    Two who know nothing of each other may both close it: then the first counts, and the second line
    stands beside it.
    """
    if promise.closed and not isinstance(line.what, Reopened):
        return replace(promise, state=State.OPEN)
    return promise


def _as_if_unknown(promise: Promise, line: AfterCall) -> Promise:
    """The promise as whoever corrected its number, or filled it in, knew it.

    Another may have done so, too. Of two who know nothing of each other, the last one counts: the
    number before is one it held, or there was none.
    """
    what = line.what
    if isinstance(what, FilledIn):
        return _as_if_not_filled_in(promise, what)
    if not isinstance(what, NumberCorrected):
        return promise
    had_none = not promise.corrected_alone and any(
        not one.before for _, one in promise.corrections_held
    )
    if what.before in promise.numbers_before or (had_none and not what.before):
        return replace(promise, number=what.before)
    return promise


def _as_if_not_filled_in(promise: Promise, what: FilledIn) -> Promise:
    """The promise without those of these fields that it lacked once, and others filled in."""
    before = promise.filled_in if not promise.corrected_alone else {}
    again = {name for name, _, _ in what.fields if name in before}
    return replace(promise, fields=tuple(one for one in promise.fields if one[0] not in again))


def _is_unaware(promise: Promise, line: AfterCall) -> bool:
    """Whether whoever corrected its number did not know that another had done so."""
    what = line.what
    if not isinstance(what, NumberCorrected) or is_back(what):
        return False
    return as_compared(what.before) != as_compared(promise.number)


def _as_if_written_then(promise: Promise, line: AfterCall) -> Promise:
    """The promise that whoever wrote the line had before them, as far as the record can tell.

    It may have been closed since, on the call itself; or somebody else's folder says more of it.
    """
    if line.elsewhere:
        state = State.DONE if isinstance(line.what, Reopened) else State.OPEN
        before: list[Deed] = [Tried()]
        if isinstance(line.what, TakenBack) and line.what.earlier:
            before.append(Reopened(line.what.why))
        lines = tuple(replace(line, what=what) for what in before)
        promise = replace(promise, state=state, lines=lines)
        return _as_if_untold(promise, line)
    promise = _as_if_unknown(promise, line)
    if promise.closed_at and line.at < promise.closed_at:
        return _as_if_open(promise, line)
    return promise


def _as_if_untold(promise: Promise, line: AfterCall) -> Promise:
    """The promise as it lacks what the line fills in, or has the number that the line corrects."""
    match line.what:
        case FilledIn(fields):
            filled = [name for name, _, _ in fields]
            held = tuple(one for one in promise.fields if one[0] not in filled)
            return replace(promise, needs=(*promise.needs, *filled), fields=held)
        case NumberCorrected(number, before, back=back):
            promise = replace(promise, number=before)
            made = NumberCorrected(before, number, everywhere=True)
            return replace(promise, lines=(replace(line, what=made),)) if back else promise
        case _:
            return promise


def _is_opened_again(promise: Promise, line: AfterCall) -> bool:
    """Whether a line has owed again what somebody else has, and is lawful but for that."""
    deciding = [one for one in promise.lines if isinstance(one.what, (*CLOSING, Reopened))]
    if promise.closed or not deciding or not isinstance(line.what, Reopened):
        return False
    last = deciding[-1]
    by_another = isinstance(last.what, Reopened) and last.by != line.by
    return by_another and not _why_unlawful(replace(promise, state=State.DONE), line)


def _is_too_long(line: Line) -> bool:
    """Whether a text is so long that nothing else of it need be looked at."""
    texts = (line.by, *(one for one in astuple(line.what) if isinstance(one, str)))
    return any(len(text) > MOST_OF_NOTE for text in texts)
