"""Cues: the caller's words in a scenario's moves, each with the place in the call it belongs to."""

from msgspec import Struct

from guide.call import actions as act
from guide.call import events as ev
from guide.call.fold import call_of
from guide.training.reference import Reference


class Cue(Struct, frozen=True):
    """Words of the caller, said at the `stay`th stay at a step.

    `answers` are the lines, by script and id, that these words are an answer to; `gap` is how many
    seconds they come after what was before; `field` is the detail that they tell, if they tell one.
    `waiting`: the clock for a colleague's answer runs meanwhile. `after_deed`: the agent has done
    something at this step before. `effort` and `warning`: they answer an effort to redirect, or a
    warning, which can be made from any step. `insists`: abuse, or what must be reported, which the
    caller says even to whoever has left the step before they could.
    """

    name: str
    words: str
    script: str
    step: str
    stay: int
    answers: frozenset[tuple[str, str]]
    gap: int
    field: str
    waiting: bool
    after_deed: bool
    effort: bool
    warning: bool
    insists: bool


def cues_of(reference: Reference) -> tuple[Cue, ...]:
    """The cues of a reference, in its order."""
    found: list[Cue] = []
    beats = reference.beats
    for beat in beats:
        if not beat.move.caller:
            continue
        place = (beat.script, beat.step, beat.stay)
        here = [b for b in beats if (b.script, b.step, b.stay) == place and b.n < beat.n]
        last_words = max((b.events for b in here if b.move.caller), default=0)
        began = here[0].events if here else beat.events
        since = reference.call.entries[max(last_words, began) : beat.events]
        before = here[-1].move.at if here else _before(reference, beat.n)
        action = beat.move.action
        found.append(
            Cue(
                cue_name(beat.n),
                beat.move.caller,
                *place,
                answers=frozenset(
                    (e.event.script, e.event.line)
                    for e in since
                    if isinstance(e.event, ev.Said | ev.Adapted | ev.WarningGiven)
                ),
                gap=beat.move.at - before,
                field=action.field if isinstance(action, act.WriteDetail) else "",
                waiting=call_of(reference.call.entries[: beat.events]).clock is not None,
                after_deed=bool(since),
                effort=any(isinstance(e.event, ev.EffortMade) for e in since),
                warning=any(isinstance(e.event, ev.WarningGiven) for e in since),
                insists=beat.move.abusive or bool(beat.move.reports),
            )
        )
    return tuple(found)


def _before(reference: Reference, n: int) -> int:
    return reference.beats[n - 2].move.at if n > 1 else 0


def cue_name(n: int) -> str:
    """The name by which a journal knows the words of move number `n`; no reply can have it."""
    return f"move {n}"
