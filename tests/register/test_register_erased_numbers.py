"""What two people decided of a number not to call stands once its call is erased, and the notes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import product

import pytest
from msgspec import Struct
from msgspec.structs import replace
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, NOW, a_call

from guide import __version__
from guide.call import actions as act
from guide.call.context import Refused
from guide.call.fold import call_of
from guide.record.erased_numbers import DoNotCall
from guide.register.after_call import (
    AfterCall,
    Deed,
    Done,
    RefusedByCaller,
    Reopened,
    Tried,
    Voided,
)
from guide.register.lawful import as_they_stand
from guide.register.merged import merged
from guide.register.not_to_call import number_since, numbers_of_erased
from guide.register.noted import Noted, note_about
from guide.register.promise import Promise, promises_of
from guide.register.rules import line_of, number_corrected, number_corrected_back

_FIRST, *_REST = a_call(DO_NOT_CALL, act.End("hung-up")).entries
_BEGAN = replace(_FIRST, event=replace(_FIRST.event, program=__version__))
THE_CALL = call_of((_BEGAN, *_REST))
(ASKED,) = promises_of(THE_CALL)

DEEDS = ("done", "refused", "void", "reopened", "corrected", "taken-back", "tried")


class Two(Struct):
    """An agent with a register of their own, and a supervisor with notes about it.

    Who `sees` has the other one's before them, as of whenever they do something.
    """

    sees: frozenset[str]
    agent: tuple[AfterCall, ...] = ()
    notes: tuple[Noted, ...] = ()

    @property
    def every(self) -> list[AfterCall]:
        return merged([self.agent, [one.line for one in self.notes]])

    def standing(self, lines: Sequence[AfterCall]) -> Promise:
        return as_they_stand([ASKED], lines).promises[ASKED.n]

    def do(self, who: str, kind: str, tick: int) -> bool:
        own = self.agent if who == "agent" else [one.line for one in self.notes]
        promise = self.standing(self.every if who in self.sees else own)
        if (deed := deed_of(kind, promise, who)) is None:
            return False
        line = line_of(promise, deed, who, NOW + timedelta(minutes=tick))
        if isinstance(line, Refused):
            return False
        if who == "agent":
            if "agent" in self.sees:
                line = AfterCall(line.at, line.by, line.call, line.n, line.what, elsewhere=True)
            self.agent = (*self.agent, line)
        else:
            self.notes = (*self.notes, note_about(promise, line, ASKED.n, "0" * 64, [promise]))
        return True

    def listed(self) -> list[str]:
        promise = self.standing(self.every)
        return [] if promise.off_the_list else sorted([promise.number, *promise.disputed])

    def listed_once_erased(self, *, notes: bool) -> list[str]:
        own = self.standing(self.agent)
        since = number_since(own, [one for one in self.agent if one.elsewhere])
        kept = DoNotCall(
            since.number, "2026-11-20", promise=own.id, at=since.at, decided=since.decided
        )
        left = [one.left for one in self.notes] if notes else self.notes
        stays = [one for one in left if one]
        return sorted(one.number for one in numbers_of_erased([kept], stays, {CALL}))


def deed_of(kind: str, promise: Promise, who: str) -> Deed | None:
    match kind:
        case "done":
            return Done("a note")
        case "refused":
            return RefusedByCaller("a note")
        case "void":
            return Voided("why")
        case "reopened":
            return Reopened("why")
        case "corrected":
            return number_corrected(promise, f"312 555 018{len(who)}", "why")
        case "taken-back":
            return number_corrected_back(promise, "why")
        case _:
            return Tried("a note")


SEES = [(), ("supervisor",), ("agent",), ("agent", "supervisor")]


def every(many: int, sees: Sequence[str]) -> Iterator[tuple[object, Two]]:
    """What two do, one after the other, in each way in which all of it is recorded."""
    for history in product(product(("agent", "supervisor"), DEEDS), repeat=many):
        two = Two(frozenset(sees))
        if all(two.do(who, kind, n) for n, (who, kind) in enumerate(history)):
            yield history, two


@pytest.mark.parametrize("notes", [True, False])
@pytest.mark.parametrize("many", [1, 2])
@pytest.mark.parametrize("sees", SEES)
def test_the_number_stands_as_two_left_it(sees: Sequence[str], many: int, *, notes: bool) -> None:
    for history, two in every(many, sees):
        assert two.listed_once_erased(notes=notes) == two.listed(), history


@pytest.mark.parametrize("sees", SEES)
def test_whether_it_is_listed_stands_after_more(sees: Sequence[str]) -> None:
    for history, two in every(3, sees):
        for notes in (True, False):
            assert bool(two.listed_once_erased(notes=notes)) == bool(two.listed()), history


@pytest.mark.parametrize("back", [True, False])
def test_what_was_done_with_a_number_that_was_right_after_all_counts_once_the_call_is_erased(
    *, back: bool
) -> None:
    asked = act.AddFollowUp("do-not-call", ())
    first, *rest = a_call(CALLBACK, asked, act.End("hung-up")).entries
    began = replace(first, event=replace(first.event, program=__version__))
    callback, number = promises_of(call_of((began, *rest)))
    lines = list[AfterCall]()

    def do(n: int, deed_of: Callable[[Promise], Deed | None], by: str) -> Promise:
        promise = as_they_stand([callback, number], lines).promises[n]
        deed = deed_of(promise)
        assert deed is not None
        line = line_of(promise, deed, by, NOW + timedelta(minutes=len(lines)))
        assert isinstance(line, AfterCall)
        lines.append(line)
        return as_they_stand([callback, number], lines).promises[number.n]

    do(number.n, lambda _: Done("in dialer"), "agent")
    own = do(callback.n, lambda one: number_corrected(one, "312 555 0143", ""), "agent")
    if back:
        own = do(callback.n, lambda one: number_corrected_back(one, ""), "agent")
    since = number_since(own, ())
    kept = DoNotCall(since.number, "2026-11-20", promise=own.id, at=since.at, decided=since.decided)
    # Whoever notes this does not know of it.
    line = AfterCall(NOW + timedelta(hours=1), "supervisor", CALL, number.n, Voided("why"))
    note = note_about(number, line, number.n, "0" * 64, [callback, number])
    standing = as_they_stand([callback, number], [*lines, line]).promises[number.n]
    assert standing.off_the_list is not back
    assert bool([*numbers_of_erased([kept], [note], {CALL})]) is back


def test_of_a_number_that_is_off_the_list_it_is_kept_when_that_was_decided_and_no_more() -> None:
    two = Two(frozenset())
    assert two.do("agent", "refused", 0)
    since = number_since(two.standing(two.agent), ())
    kept = DoNotCall(since.number, "2026-11-20", ASKED.id, since.at, since.decided)
    assert "0199" not in str(kept.record())
    assert [one.kind for one in kept.decided] == ["refused"]
    assert [*numbers_of_erased([kept], (), {CALL})] == []
    # Another folder has an earlier copy of the call, which knows nothing of that.
    copy = DoNotCall(ASKED.number, "2026-11-20", ASKED.id)
    assert [*numbers_of_erased([kept, copy], (), {CALL})] == []
