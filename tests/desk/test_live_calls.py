"""Live calls, folded from the lines that a desk received, without a database."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from kit import Desk, utc
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Entry, Stage
from guide.call.fold import call_of
from guide.desk import live_calls
from guide.desk.live_calls import LATELY, LiveCall, LiveCalls, Received, Shown, as_shown
from guide.record.codec import encoded, own_hash

NOW = utc("2026-11-27 19:03")
KEY = ("kim", "20261127-190300-k7wd")
CALL = Desk(
    "escalated-callers",
    act.SetStage(Stage.ENRAGED),
    act.Write("one"),
    act.Correct(),
    act.Draft("t"),
).call


def received(entries: Sequence[Entry], seconds: float = 0) -> list[Received]:
    """These entries as the desk received them, so long after `NOW`."""
    at = NOW + timedelta(seconds=seconds)
    return [
        Received(*KEY, n, own_hash(line) or "", line.decode(), at)
        for n, line in enumerate(encoded(entries)[0].splitlines(), 1)
    ]


def test_a_call_that_is_followed_line_by_line_is_the_call_that_was_recorded() -> None:
    calls = LiveCalls()
    for one in received(CALL.entries):
        assert calls.take([one]) == set()
        assert calls.known(KEY) == one.n
    [live] = calls.all
    assert live.call == call_of(CALL.entries) == CALL
    assert (live.anger, live.heated, live.problem) == ("enraged", True, "")
    assert live.elapsed(NOW + timedelta(seconds=5)) == CALL.last.elapsed + 5


def test_a_call_is_so_long_as_it_is_however_late_its_events_came() -> None:
    calls, rows = LiveCalls(), received(CALL.entries)
    began = NOW - timedelta(seconds=CALL.entries[0].elapsed)
    calls.take(rows[:2])
    # The desk was away for twenty minutes, and the agent's clock is another one.
    late = [replace(one, at=NOW + timedelta(minutes=20)) for one in rows[2:]]
    calls.take(late)
    [live] = calls.all
    now = NOW + timedelta(minutes=21)
    assert abs(live.elapsed(now) - (now - began).total_seconds()) <= CALL.entries[1].elapsed


def test_an_ended_call_and_one_of_which_nothing_comes_are_left_out() -> None:
    calls = LiveCalls()
    rows = received(CALL.entries)
    calls.take(rows)
    calls.forget_quiet(NOW + LATELY)
    assert calls.all
    calls.forget_quiet(NOW + LATELY + timedelta(seconds=1))
    assert calls.all == ()
    last = CALL.last
    ended = Entry(last.n + 1, last.at, last.elapsed, ev.Ended("resolved", "Resolved"))
    calls.take(received([*CALL.entries, ended]))
    assert (calls.all, calls.just_ended) == ((), ())
    # How one that was known ended is told to whoever followed it.
    calls.take(rows)
    calls.take(received([*CALL.entries, ended])[-1:])
    assert calls.all == ()
    [over] = calls.just_ended
    assert over.key == KEY
    assert over.call is not None
    assert over.call.ended is not None


def live(seat: str, came: float, heard: float | None = None) -> LiveCall:
    """A call of a login that came, and was heard of, so many seconds after `NOW`."""
    at, last = (NOW + timedelta(seconds=s) for s in (came, came if heard is None else heard))
    return LiveCall(seat, f"call-{came}", last, CALL, began=at, first=at)


def shown(calls: Sequence[LiveCall], seats: dict[str, float], now: float) -> Shown:
    heard = {seat: NOW + timedelta(seconds=seconds) for seat, seconds in seats.items()}
    return as_shown(calls, heard, NOW + timedelta(seconds=now))


def test_a_call_whose_program_has_gone_stands_beneath_and_its_clock_stands_still() -> None:
    gone, quiet, here = live("kim", 0, 5), live("lee", 1), live("ann", 200)
    found = shown([gone, quiet, here], {"kim": 70, "lee": 195}, 200).calls
    assert [one.seat for one in found] == ["lee", "ann", "kim"]
    assert [one.gone_since for one in found] == [None, None, NOW + timedelta(seconds=70)]
    for seconds in (200, 900):
        assert found[-1].elapsed(NOW + timedelta(seconds=seconds)) == 70
    # It is heard of again.
    [back] = shown([found[-1]], {"kim": 890}, 900).calls
    assert (back.gone_since, back.elapsed(NOW + timedelta(seconds=900))) == (None, 900)


def test_no_login_s_many_calls_keep_others_out_of_sight() -> None:
    forged = [live("mal", n / 100) for n in range(400)]
    others = [live("kim", 10), live("lee", 11)]
    found = shown([*forged, *others], {}, 12)
    assert [one.seat for one in found.calls] == ["mal"] * 2 + ["kim", "lee"] + ["mal"] * 18
    assert (len(found.beyond), {one.seat for one in found.beyond}) == (380, {"mal"})


def test_calls_are_in_the_order_in_which_they_came_whatever_they_say() -> None:
    calls, early = LiveCalls(), "00010101-000000-aaaa"
    calls.take(received(CALL.entries))
    calls.take([replace(one, journal=early) for one in received(CALL.entries, 60)])
    found = shown(calls.all, {"kim": 60}, 61).calls
    assert [one.journal for one in found] == [KEY[1], early]


def test_a_reason_that_takes_no_warning_says_so() -> None:
    threat = Desk("escalated-callers", act.MakeEffort("asked"), act.StateGround("threat"))
    call = LiveCall(*KEY, NOW, threat.call)
    assert call.warnings == "none"


def test_a_line_that_is_missing_has_the_call_read_from_its_beginning() -> None:
    calls = LiveCalls()
    rows = received(CALL.entries)
    calls.take(rows[:2])
    assert calls.take(rows[3:]) == {KEY}
    assert calls.known(KEY) == 0
    calls.take(rows)
    assert calls.all[0].call == CALL


def test_of_a_journal_that_was_written_anew_what_came_later_counts() -> None:
    first, *rest = CALL.entries
    other = replace(first, event=replace(first.event, agent="Somebody Else"))
    before, since = received(CALL.entries), received([other, *rest], seconds=9)
    calls = LiveCalls()
    calls.take(sorted([*before, *since], key=lambda one: one.n))
    [live] = calls.all
    assert live.agent == "kim (Somebody Else)"
    assert live.call is not None
    assert len(live.call.entries) == len(CALL.entries)


def test_what_cannot_be_is_told_and_breaks_nothing() -> None:
    first, *rest = CALL.entries
    last = CALL.last
    strange = [
        [first, replace(rest[0], event=ev.Corrected(99, "x"))],
        [first, replace(rest[0], elapsed=1e300)],
        [first, replace(rest[0], event=ev.WentBack("x", "y", "z"))],
        [*CALL.entries, Entry(last.n + 1, last.at, last.elapsed, first.event)],
        [replace(rest[0], n=1)],
    ]
    for entries in strange:
        calls = LiveCalls()
        calls.take(received(entries))
        [live] = calls.all
        assert live.problem.startswith("It cannot be shown: "), entries
        assert (live.call, live.step, live.to_do, live.elapsed(NOW)) == (None, "", 0, 0.0)


def test_what_is_no_line_of_a_journal_is_told_in_words() -> None:
    calls = LiveCalls()
    [one] = received([CALL.entries[0]])
    # No seat of ours sends it.
    calls.take([replace(one, line=one.line.replace("Robin", "Zoë"))])
    [live] = calls.all
    assert live.problem == "It cannot be shown: what its seat sent is no call."


def test_a_call_of_a_later_version_is_told_and_stays_so_told() -> None:
    first, *rest = received(CALL.entries)
    calls = LiveCalls()
    calls.take([replace(first, line=first.line.replace('"format":1', '"format":9'))])
    problem = calls.all[0].problem
    assert "update guide" in problem
    calls.take([replace(one, at=NOW + timedelta(seconds=9)) for one in rest])
    [live] = calls.all
    assert (live.problem, live.received) == (problem, NOW + timedelta(seconds=9))


def test_what_a_call_says_commands_no_terminal() -> None:
    hostile = "\x1b]0;x\x07red\u202e"
    first, *rest = CALL.entries
    said = replace(first, event=replace(first.event, agent=hostile, title=hostile))
    noted = replace(rest[0], event=ev.Noted(hostile))
    calls = LiveCalls()
    calls.take(received([said, noted]))
    [live] = calls.all
    assert (live.agent, live.script) == ("kim (]0;xred)", "]0;xred")
    assert live.call is not None
    assert live.call.notes[0].text == "]0;xred"


def test_what_one_login_sends_is_held_up_to_a_bound_and_another_s_call_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = received(CALL.entries)
    size = sum(len(one.line) for one in rows)
    monkeypatch.setattr(live_calls, "CALLS", 2 * size)
    calls, others = LiveCalls(), [replace(one, seat="lee") for one in rows]
    for n in range(4):
        calls.take(replace(one, journal=f"20261127-19030{n}-k7wd") for one in rows)
    calls.take(others)
    told = {one.key: one.problem for one in calls.all if one.seat == "kim"}
    assert ["too long" in one for one in told.values()] == [False, False, True, True]
    assert [one.call for one in calls.all if one.seat == "lee"] == [CALL]
    # Nothing more of such a call is read.
    assert calls.known([*told][-1]) > 1_000_000
    calls.forget_quiet(NOW + 2 * LATELY)
    calls.take(rows)
    assert [one.call for one in calls.all] == [CALL]
