"""What a script says is never a card's number is whole after the call, too."""

from pathlib import Path

import pytest
from kit import utc
from promised_calls import NOW

from guide.call import actions as act
from guide.call.context import Allowed
from guide.call.events import FollowUpAdded
from guide.record.disk import Disk
from guide.record.ledger import read_ledger
from guide.record.places import DONE, Places
from guide.record.sealed_file import append_sealed, held
from guide.record.writer import DirectWriter
from guide.register.after_call import AfterCall, Deed, FilledIn, PromiseAdded
from guide.register.promise import Promise
from guide.register.register import do
from guide.register.rules import not_as_typed
from guide.register.verify_after import AfterCalls
from guide.register.wrap_up import do_after
from guide.script.library import load_library
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.session.wrapping_up import WrappingUp, take_up

IMEI = "490154203237518"
SCRIPT = """
[script]
id = "flat-line"
title = "Flat line"
use_when = "A line is flat."
version = "1"

[fields]
imei = { label = "IMEI", card = "never" }

[[follow_up]]
id = "line-check"
label = "Line check"
needs = ["imei", "caller"]

[[ending]]
id = "fixed"
label = "Fixed"

[[step]]
id = "hello"
title = "Hello"
capture = ["caller", "imei"]

  [[step.line]]
  text = "Hello?"

  [[step.choice]]
  label = "It works"
  end = "fixed"
"""


@pytest.fixture
def of(tmp_path: Path) -> WrappingUp:
    """The page of a call that owes a line check without its IMEI."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "flat-line.toml").write_text(SCRIPT, "utf-8")
    places = Places(tmp_path / "state", tmp_path / "out")
    clock = SetClock(utc("2026-11-20 19:30"))
    book = CallBook(load_library(folder), places, clock=clock, writer=DirectWriter)
    session = book.start("flat-line", agent="Kim Lo")
    for action in (act.AddFollowUp("line-check", (("caller", "Dana"),)), act.End("fixed")):
        assert isinstance(session.do(action), Allowed), action
    book.finish(session)
    return take_up(book, session.call.id, "Kim Lo")


def faults(of: WrappingUp) -> list[str]:
    places, call = of.places, of.call.id
    after = AfterCalls.of(places, read_ledger(places.ledger))
    return after.faults(call, places.calls / DONE / f"{call}.jsonl")


def test_a_promise_that_is_written_down_after_the_call_holds_it_whole(of: WrappingUp) -> None:
    promise = of.add_promise("line-check", (("imei", IMEI), ("caller", f"Bob {IMEI}")))
    assert isinstance(promise, Promise)
    assert (promise.field("imei"), promise.field("caller")) == (IMEI, "Bob •••• 7518")
    assert faults(of) == []


@pytest.mark.parametrize("on_the_page", [True, False])
def test_what_is_filled_in_is_whole(of: WrappingUp, on_the_page: bool) -> None:
    [promise] = of.wrap_up.promises
    deed = FilledIn((("imei", "IMEI", IMEI),))
    if on_the_page:
        after = do_after(Disk(), of.places, of.call, promise.n, deed, "Kim Lo", NOW)
    else:
        after = do(Disk(), of.places, promise.id, deed, "Kim Lo", NOW)
    assert isinstance(after, Promise)
    assert after.field("imei") == IMEI
    assert faults(of) == []


def test_what_is_kept_whole_is_not_told_as_masked() -> None:
    assert not_as_typed(f" {IMEI} ", kept=[IMEI]) == ""
    assert "masked" in not_as_typed(IMEI, f"Bob {IMEI}", kept=[IMEI])


ADDED = FollowUpAdded(
    "line-check", "Line check", (("imei", IMEI), ("caller", f"Bob {IMEI}")), ("imei", "caller")
)


@pytest.mark.parametrize(
    "deed",
    [PromiseAdded(ADDED), FilledIn((("imei", "IMEI", IMEI), ("concern", "Concern", IMEI)))],
)
def test_a_line_by_hand_with_one_in_another_field_is_a_fault(of: WrappingUp, deed: Deed) -> None:
    n = of.wrap_up.next_number if isinstance(deed, PromiseAdded) else of.wrap_up.promises[0].n
    with held(Disk(), of.places.register, "register") as file:
        append_sealed(Disk(), file, [AfterCall(NOW, "Kim Lo", of.call.id, n, deed).record()])
    assert len(faults(of)) == 1
