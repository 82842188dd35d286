"""What the agent writes down: notes, the draft of one, and the caller's details."""

from itertools import takewhile

from guide.call import actions as act
from guide.call import events as ev
from guide.call.corrections import correct
from guide.call.decision import Allowed, Decision, Refused
from guide.call.drafts import NOTE, correction_of
from guide.call.situation import Situation
from guide.plain import plain, plain_line


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
