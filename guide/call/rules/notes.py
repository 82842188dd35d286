"""Rules about what the agent writes down: notes, details, anger, the clock, a manager."""

from itertools import takewhile

from guide.call import actions as act
from guide.call import events as ev
from guide.call.rules.corrections import correct
from guide.call.situation import Allowed, Decision, Refused, Situation
from guide.call.state import NOTE, correction_of
from guide.text import plain, plain_line


def write(action: act.Write, now: Situation) -> Decision:
    """Enter a note."""
    text = plain(action.text).strip()
    if not text:
        return Refused("There is nothing to enter.")
    return Allowed((ev.Noted(text),))


def rewrite(action: act.Rewrite, now: Situation) -> Decision:
    """Correct a note; the text it had stays on record."""
    note = next((n for n in now.call.notes if n.n == action.of), None)
    if note is None:
        return Refused("That note is not on record.")
    text = plain(action.text).strip()
    if not text:
        taken_back = correct(act.Correct(action.of), now)
        events = taken_back.events if isinstance(taken_back, Allowed) else ()
        return Allowed((*events, *_emptied(action.of, now)))
    if text == note.text:
        return Allowed(_emptied(action.of, now))
    return Allowed((ev.NoteCorrected(action.of, text),))


def _emptied(of: int, now: Situation) -> tuple[ev.Drafted, ...]:
    places = (NOTE, correction_of(of))
    return tuple(ev.Drafted(0, "", place) for place in places if place in now.call.drafts)


def draft(action: act.Draft, now: Situation) -> Decision:
    """Keep a draft: only what differs from the one before is recorded."""
    text, before = plain(action.text), now.call.drafts.get(action.into, "")
    if text == before:
        return Allowed()
    same = takewhile(lambda pair: pair[0] == pair[1], zip(text, before, strict=False))
    keep = sum(1 for _ in same)
    return Allowed((ev.Drafted(keep, text[keep:], action.into),))


def write_detail(action: act.WriteDetail, now: Situation) -> Decision:
    """Write down a detail of the caller or the call."""
    name = plain_line(action.field)
    if not name:
        return Refused("A detail needs a name.")
    value = plain_line(action.value)
    if value == now.call.detail(name):
        return Allowed()
    return Allowed((ev.Detailed(name, now.script.label(name), value),))


def take_over(action: act.TakeOver, now: Situation) -> Decision:
    """Go on from an earlier call; what it knew becomes details, unless they are written already."""
    taken = ev.TookOver(action.from_call, action.from_agent, action.summary)
    details = tuple(
        ev.Detailed(name, now.script.label(name), plain_line(value), action.from_call)
        for name, value in action.details
        if plain_line(value) and not now.call.detail(name)
    )
    return Allowed((taken, *details))


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
