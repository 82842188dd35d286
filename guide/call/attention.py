"""What the agent keeps an eye on: the caller's anger, the clock, the manager."""

from guide.call import actions as act
from guide.call import events as ev
from guide.call.decision import Allowed, Decision, Refused
from guide.call.situation import Situation
from guide.plain import plain_line


def set_stage(action: act.SetStage, now: Situation) -> Decision:
    """Judge the caller's anger; escalated-callers, E2."""
    if action.stage is now.call.stage:
        return Allowed()
    return Allowed((ev.Staged(action.stage),))


def start_clock(now: Situation) -> Decision:
    """Start the clock for a colleague's answer, or start it again; escalated-callers, E20."""
    return Allowed((ev.ClockStarted(now.script.clock.seconds),))


def stop_clock(action: act.StopClock, now: Situation) -> Decision:
    """Stop the clock."""
    if now.call.clock is None:
        return Refused("No clock is running: t starts one.")
    return Allowed((ev.ClockStopped(action.answered),))


def get_manager() -> Decision:
    """Get a manager involved; escalated-callers, E10. Asking again is recorded again."""
    return Allowed((ev.ManagerAsked(),))


def name_manager(action: act.NameManager, now: Situation) -> Decision:
    """Who came; naming one who was not asked for records the asking too."""
    name = plain_line(action.name)
    if not name:
        return Refused("Write down the manager's name.")
    came = ev.ManagerCame(name)
    return Allowed((came,) if now.call.manager.asked else (ev.ManagerAsked(), came))
