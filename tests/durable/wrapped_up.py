"""A call that is ended and wrapped up, step by step, by whoever finds it as far as it is."""

from collections.abc import Callable
from functools import cache

from durable.sample_call import CALL, Desk, whole_summaries
from promised_calls import CALLBACK

from guide.call import actions as act
from guide.call.context import Refused
from guide.call.fold import call_of
from guide.call.state import Call
from guide.record.codec import Chain
from guide.record.ledger import Deed, read_ledger, wrapped_up
from guide.record.sealed_file import read_sealed
from guide.record.verify import Measure, verify_call
from guide.register.addendum import addendum_files, addendum_texts
from guide.register.after_call import (
    Done,
    EndingCorrected,
    LastNote,
    Line,
    NumberCorrected,
    PromiseAdded,
    after_call,
)
from guide.register.verify_after import AfterCalls
from guide.register.wrap_up import WrapUp, wrap_up_of
from guide.script.approval import APPROVALS_FILE, Approvals, load_approvals
from guide.script.library import shipped_folder
from guide.session.wrapping_up import WrappingUp, take_up, wrapping_up

NOTE = "she will be at work until five"
NUMBER = "312 555 0188"
STEPS = ("ended", "finished", "number", "added", "done", "noted", "corrected", "closed")
"""What is acknowledged, one after the other."""

Tell = Callable[[str], None]


def nobody(step: str) -> None:
    """Nobody is told of what is acknowledged."""


def end_and_wrap_up(desk: Desk, tell: Tell = nobody) -> None:
    """Take a call that promises something, end it, and do all of its wrap-up."""
    session = desk.start()
    desk.do(session, CALLBACK, act.End("hung-up"))
    assert session.settle().ok
    tell("ended")
    book = desk.book()
    summary, _ = book.finish(session)
    tell("finished")
    go_on(wrapping_up(book, session.call, "Robin", summary), desk, tell)


def go_on(of: WrappingUp, desk: Desk, tell: Tell = nobody) -> None:
    """Do what is not done yet, as an agent does who sees on the page what is."""
    desk.clock.set(desk.clock.now().ticks + 1)
    promise, *others = of.wrap_up.promises
    if not promise.corrections:
        answer = of.do(promise, NumberCorrected(NUMBER, promise.number))
        assert not isinstance(answer, Refused)
    tell("number")
    if not others:
        listed = of.add_promise("do-not-call", (("number", NUMBER),))
        assert not isinstance(listed, Refused)
    tell("added")
    if not promise.closed:
        assert not isinstance(of.do(promise, Done("spoke to her")), Refused)
    tell("done")
    if not of.wrap_up.notes:
        assert not isinstance(of.add_note(NOTE), Refused)
    tell("noted")
    if of.wrap_up.corrected is None:
        assert not isinstance(of.correct("resolved", "wrong key"), Refused)
    tell("corrected")
    of.close()
    tell("closed")


def start_again(desk: Desk) -> None:
    """Start the program once more, and wrap up what was cut short."""
    book = desk.book()
    book.finish_ended()
    if not wrapped_up(desk.places.ledger, CALL):
        go_on(take_up(book, CALL, "Robin"), desk)


def lines(desk: Desk) -> tuple[Line, ...]:
    return read_sealed(desk.places.register, "register", after_call).lines


def see(desk: Desk, acknowledged: str) -> None:
    """See that what was acknowledged is there."""
    kinds = [type(line.what) for line in lines(desk)]
    at = STEPS.index(acknowledged) if acknowledged else -1
    kept = desk.kept()
    call = call_of(kept.entries) if kept else None
    if at >= STEPS.index("ended"):
        assert call is not None
        assert call.ended is not None
    if at >= STEPS.index("finished"):
        assert whole_summaries(kept).items() <= desk.summaries().items()
    for step, kind in (
        ("number", NumberCorrected),
        ("added", PromiseAdded),
        ("done", Done),
        ("noted", LastNote),
        ("corrected", EndingCorrected),
    ):
        assert kinds.count(kind) <= 1, kinds
        if at >= STEPS.index(step):
            assert kinds.count(kind) == 1, kinds
    if at >= STEPS.index("closed"):
        assert wrapped_up(desk.places.ledger, CALL)
    if wrapped_up(desk.places.ledger, CALL):
        assert _addendum(desk, call, kept.chain).items() <= desk.summaries().items()


def see_the_end(desk: Desk) -> None:
    """See that each thing was done once, that all is whole, and that it verifies."""
    kinds = [type(line.what) for line in lines(desk)]
    assert kinds == [NumberCorrected, PromiseAdded, Done, LastNote, EndingCorrected]
    kept = desk.kept()
    call = call_of(kept.entries)
    assert desk.summaries() == whole_summaries(kept) | _addendum(desk, call, kept.chain)
    ledger = read_ledger(desk.places.ledger)
    assert ledger.faults == ()
    assert [line.kind for line in ledger.lines].count(Deed.WRAPPED_UP) == 1
    measure = Measure.of(desk.places, _approvals())
    assert verify_call(measure, CALL).faults == ()
    journal = desk.places.calls / "done" / f"{CALL}.jsonl"
    assert AfterCalls.of(desk.places, ledger).faults(CALL, journal) == []


@cache
def _approvals() -> Approvals:
    approvals, _ = load_approvals(shipped_folder() / APPROVALS_FILE)
    return approvals


def _addendum(desk: Desk, call: Call, record: Chain) -> dict[str, bytes]:
    wrap_up: WrapUp = wrap_up_of(desk.places, call)
    names = [path.name for path in addendum_files(desk.places.out, CALL)]
    return dict(zip(names, addendum_texts(wrap_up, record), strict=True))
