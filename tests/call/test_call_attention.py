import pytest
from kit import Desk

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Stage


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_of_anger_is_on_record_with_its_time(stage: Stage) -> None:
    desk = Desk()
    assert desk.call.stage is None
    desk.wait(29)
    desk.do(act.SetStage(stage))
    assert desk.call.stage is stage
    assert desk.call.stages[-1].elapsed == 30
    assert desk.do(act.SetStage(stage)) == (), "the same stage again is no change"


def test_stages_are_kept_in_their_order() -> None:
    desk = Desk("escalated-callers", act.SetStage(Stage.HOSTILE), act.SetStage(Stage.CALM))
    assert [judged.event.stage.value for judged in desk.call.stages] == ["hostile", "calm"]


def test_the_clock_runs_as_long_as_the_script_says() -> None:
    desk = Desk("escalated-callers", act.StartClock())
    clock = desk.call.clock
    assert clock is not None
    assert clock.event.seconds == 120
    desk.wait(20)
    assert clock.left(desk.session.elapsed) == 100
    desk.wait(101)
    assert clock.left(desk.session.elapsed) == -1


def test_the_clock_can_be_started_again_and_stopped() -> None:
    desk = Desk("escalated-callers", act.StartClock())
    desk.wait(60)
    desk.do(act.StartClock())
    assert desk.call.clock is not None
    assert desk.call.clock.left(desk.session.elapsed) == 120
    assert desk.do(act.StopClock(answered=True)) == (ev.ClockStopped(True),)
    assert desk.call.clock is None


def test_a_clock_that_does_not_run_cannot_be_stopped() -> None:
    assert Desk().refused(act.StopClock()) == "No timer is running: start one first."


def test_a_manager_can_be_got_again_and_again_each_time_on_record() -> None:
    desk = Desk("escalated-callers", act.GetManager(), act.GetManager())
    assert len(desk.call.manager.asked) == 2
    desk.do(act.NameManager(" Sam \n Ode "))
    assert desk.call.manager.name == "Sam Ode"


def test_a_manager_who_comes_unasked_was_asked_for() -> None:
    asked, came = Desk().do(act.NameManager("Sam Ode"))
    assert (asked, came) == (ev.ManagerAsked(), ev.ManagerCame("Sam Ode"))


def test_a_manager_has_a_name() -> None:
    assert Desk().refused(act.NameManager(" ")) == "Write down the manager's name."
