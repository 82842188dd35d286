"""What others do about a follow-up while its call goes on: it is on record there, once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from kit import FRIDAY, Desk, shipped
from msgspec.structs import replace

from guide import __version__
from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Entry
from guide.call.fold import call_of
from guide.call.rules.endings import missing
from guide.call.rules.follow_ups import threats_owed
from guide.call.state import FollowUp
from guide.record.codec import Chain, decoded, encoded
from guide.record.lawful import unlawful_events
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.register.promise import promises_of

SOON = FRIDAY + timedelta(seconds=30)
LATER = FRIDAY + timedelta(seconds=60)
THREATENED = act.StateGround("threat")


def at_desk(*actions: act.Action) -> tuple[Desk, int]:
    """A call on which a threat was made, and the number of the report of it."""
    desk = Desk("escalated-callers", THREATENED, *actions)
    return desk, desk.call.follow_ups[0].n


def of(desk: Desk) -> FollowUp:
    return desk.call.follow_ups[0]


def blamed(entries: Sequence[Entry]) -> list[str]:
    """What of a call of this version the rules do not bear out, from what its journal holds."""
    first, *rest = entries
    assert isinstance(first.event, ev.Started)
    of_now = replace(first, event=replace(first.event, program=__version__))
    data, _ = encoded((of_now, *rest))
    call = call_of(decoded(data.splitlines()))
    kept = {one.sha256: one for one in shipped().scripts.values()}
    return [*unlawful_events(call, kept.get, kept.get)]


def summary(desk: Desk) -> str:
    return markdown(summary_of(desk.call, Chain(len(desk.call.entries), "0" * 64)))


def test_a_report_that_a_board_closed_is_done_wherever_the_call_is_read() -> None:
    desk, n = at_desk()
    assert threats_owed(desk.now)
    desk.wait(60)
    heard = desk.do(act.HearDone(n, "sam", SOON))
    assert heard == (ev.FollowUpDone(n, "sam", SOON),)
    assert (of(desk).done_at, of(desk).done_by, of(desk).heard) == (SOON, "sam", True)
    assert not threats_owed(desk.now)
    assert not [one for one in missing(desk.now) if "threat" in one.text]
    assert desk.call.supervisor == "sam"
    assert desk.refused(act.FinishFollowUp(n, "Lee Ode")) == "That is done already."
    desk.do(act.End("hung-up"))
    told = summary(desk)
    assert "Tell a supervisor" not in told
    assert "done: sam was told, 2:03:30 PM" in told
    assert "(2:03:30 PM, sam was told)" in told
    assert blamed(desk.call.entries) == []


def test_it_is_on_record_once_and_to_do_again_once_it_is_opened_again() -> None:
    desk, n = at_desk()
    desk.wait(120)
    desk.do(act.HearDone(n, "sam", SOON))
    assert desk.do(act.HearDone(n, "sam", SOON)) == ()
    # An older reopening is of what was done before.
    assert desk.do(act.HearUndone(n, "pat", SOON - timedelta(seconds=1))) == ()
    why = desk.refused(act.Correct(desk.call.last.n))
    assert "opened again in the register, or at the board" in why
    [undone] = desk.do(act.HearUndone(n, "pat", LATER))
    assert isinstance(undone, ev.Corrected)
    assert desk.do(act.HearUndone(n, "pat", LATER)) == ()
    assert threats_owed(desk.now)
    desk.do(act.FinishFollowUp(n, "Lee Ode"))
    # What the call itself has done since is not opened again by what was before.
    assert desk.do(act.HearUndone(n, "pat", LATER)) == ()
    assert desk.do(act.HearDone(n, "pat", LATER)) == ()
    assert of(desk).done_by == "Lee Ode"
    assert blamed(desk.call.entries) == []


def test_what_was_opened_and_closed_anew_before_the_call_heard_of_it_is_as_it_was_closed_last() -> (
    None
):
    desk, n = at_desk()
    desk.wait(120)
    between = SOON + timedelta(seconds=15)
    desk.do(act.HearDone(n, "sam", SOON), act.HearUndone(n, "kim", between))
    desk.do(act.HearDone(n, "pat", LATER))
    assert (of(desk).done_by, of(desk).done_at) == ("pat", LATER)
    assert blamed(desk.call.entries) == []


def test_what_the_call_had_done_is_to_do_again_where_others_open_it() -> None:
    desk, n = at_desk()
    desk.do(act.FinishFollowUp(n, "Lee Ode"))
    desk.wait(60)
    desk.do(act.HearUndone(n, "pat", desk.now.time))
    assert threats_owed(desk.now)
    desk.do(act.End("hung-up"))
    told = summary(desk)
    assert "owed again: pat, 2:04:02 PM" in told
    assert "mistake" not in told
    assert blamed(desk.call.entries) == []


@pytest.mark.parametrize("closed_as", ["refused", "void"])
def test_what_was_closed_and_not_done_is_told_as_that(closed_as: str) -> None:
    desk = Desk("escalated-callers", act.AddFollowUp("callback", (("number", "312 555 0134"),)))
    desk.wait(60)
    desk.do(act.HearDone(of(desk).n, "Kim Lo", SOON, closed_as))
    assert (of(desk).done, of(desk).closed_as) == (True, closed_as)
    desk.do(act.End("hung-up"))
    assert f"{closed_as}: Kim Lo, 2:03:30 PM" in summary(desk)
    assert f"(2:03:30 PM, {closed_as} by Kim Lo)" in summary(desk)
    assert blamed(desk.call.entries) == []


@pytest.mark.parametrize(
    ("at", "due"), [(FRIDAY - timedelta(days=1), 1.0), (FRIDAY + timedelta(days=1), 3.0)]
)
def test_it_was_done_after_it_was_added_and_before_it_was_heard(at: datetime, due: float) -> None:
    desk, n = at_desk()
    desk.wait(1)
    desk.do(act.HearDone(n, "sam", at))
    assert of(desk).done_at == FRIDAY + timedelta(seconds=due)
    assert desk.do(act.HearDone(n, "sam", at)) == () or due == 3.0


def test_what_nothing_can_have_closed_changes_nothing_and_is_blamed() -> None:
    desk, n = at_desk()
    for action in (
        act.HearDone(99, "sam", SOON),
        act.HearDone(n, " ", SOON),
        act.HearDone(n, "sam", SOON, "lost"),
        act.HearUndone(99, "pat", SOON),
        act.HearUndone(n, "pat", SOON),
    ):
        assert desk.do(action) == ()
    last = desk.call.last
    forged = ev.FollowUpDone(n, "sam", SOON, "lost")
    entry = Entry(last.n + 1, last.at + timedelta(seconds=60), last.elapsed + 60, forged)
    told = blamed((*desk.call.entries, entry))
    assert any("it changes nothing" in one for one in told), told


def test_the_register_counts_it_once_by_its_own_line() -> None:
    desk, n = at_desk()
    desk.do(act.HearDone(n, "sam", SOON))
    [promise] = promises_of(desk.call)
    assert not promise.closed
