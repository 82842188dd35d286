"""The timer of a step: it starts as the step is come to, is stopped or runs out, ends with it."""

from kit import Desk, of_kind
from msgspec.structs import replace
from outages import outages, with_outages

from guide.call import actions as act
from guide.call import events as ev
from guide.call.fold import call_of
from guide.call.rules.corrections import correctable
from guide.call.rules.endings import missing
from guide.record.codec import decoded, encoded

MEASURE, RESTART = act.GoTo("outages", "measure"), act.GoTo("outages", "restart")


def begun(*actions: act.Action) -> Desk:
    return Desk("outages", *actions, library=with_outages())


def left(desk: Desk) -> float | None:
    """Seconds left on the timer; None where none runs."""
    clock = desk.call.clock
    return clock.left(desk.session.elapsed) if clock else None


def test_it_starts_as_the_step_is_come_to_and_has_what_to_do_when_it_runs_out() -> None:
    desk = begun()
    assert left(desk) is None
    assert desk.choose(4)[-1] == ev.ClockStarted(
        90, "Promise a technician: the line does not answer."
    )
    desk.wait(100)
    assert left(desk) == -10


def test_it_ends_as_the_step_is_left_and_the_next_one_has_its_own() -> None:
    desk = begun()
    desk.choose(4)
    desk.choose(1)
    assert left(desk) == 60
    desk.do(act.Back())
    assert left(desk) == 90
    desk.choose(2)
    assert left(desk) is None
    assert not of_kind(ev.ClockStopped, desk.events)


def test_it_starts_by_every_way_to_the_step() -> None:
    for way in (MEASURE, RESTART):
        desk = begun(way)
        assert left(desk) is not None
    desk = begun(MEASURE, act.GoTo("escalated-callers"))
    assert left(desk) is None
    desk.do(act.Return())
    assert left(desk) == 90


def test_it_starts_with_a_call_that_begins_at_its_step() -> None:
    script = replace(outages(), start="measure")
    library = with_outages().with_scripts({"outages": script})
    desk = Desk("outages", library=library)
    assert left(desk) == 90
    assert [type(event) for event in desk.events] == [ev.Started, ev.ClockStarted]


def test_it_is_stopped_as_any_timer_and_started_again_by_hand() -> None:
    desk = begun(MEASURE)
    assert desk.do(act.StopClock(answered=True)) == (ev.ClockStopped(answered=True),)
    assert left(desk) is None
    desk.wait(30)
    (started,) = desk.do(act.StartClock())
    assert started == ev.ClockStarted(90, "Promise a technician: the line does not answer.")
    assert left(desk) == 90


def test_at_a_step_without_one_it_is_a_colleague_who_is_waited_for() -> None:
    desk = begun()
    assert desk.do(act.StartClock()) == (ev.ClockStarted(120),)


def test_the_timer_that_the_agent_started_runs_on() -> None:
    desk = begun(act.StartClock())
    desk.choose(4)
    desk.choose(1)
    assert left(desk) == 118
    desk.do(act.StopClock(answered=True), act.StartClock())
    assert left(desk) == 60


def test_undoing_the_step_undoes_its_timer_and_has_the_one_before_run_on() -> None:
    desk = begun()
    desk.choose(4)
    desk.wait(20)
    desk.choose(1)
    corrected = desk.do(act.Correct())
    assert [type(desk.call.entry(one.of).event) for one in corrected] == [
        ev.Chosen,
        ev.ClockStarted,
    ]
    assert desk.step == ("outages", "measure")
    # Choosing and undoing took a second each.
    assert left(desk) == 68


def test_what_came_with_the_step_is_not_undone_by_itself() -> None:
    desk = begun(MEASURE)
    first = next(iter(correctable(desk.call)))
    assert isinstance(first.event, ev.Opened)
    assert desk.refused(act.Correct(len(desk.call.entries))) == (
        "It came with the step: stop it, or undo that."
    )
    desk.do(act.StopClock(), act.StartClock(), act.Correct())
    assert left(desk) is None


def test_a_timer_that_runs_is_no_reason_to_stay() -> None:
    desk = begun(MEASURE)
    ending = desk.now.script.endings[0]
    assert not [one for one in missing(desk.now, ending) if "timer" in one.text]
    desk.do(act.End("done"))
    assert desk.call.ended is not None


def test_it_comes_back_from_the_journal_and_others_are_written_as_ever() -> None:
    desk = begun(MEASURE, act.StopClock(), act.GoTo("escalated-callers"), act.StartClock())
    lines = encoded(desk.call.entries)[0].splitlines(keepends=True)
    assert call_of(decoded(lines)) == desk.call
    assert [b'"over"' in line for line in lines if b"clock-started" in line] == [True, False]


def test_a_script_without_timers_has_none() -> None:
    desk = Desk("escalated-callers")
    desk.choose(1)
    assert not of_kind(ev.ClockStarted, desk.events)
