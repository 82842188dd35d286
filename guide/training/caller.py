"""The caller: says what a scenario has them say when the call has come that far. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from guide.call import events as ev
from guide.call.events import CallerSpoke, Rehearsed
from guide.call.state import Call, MarkKind
from guide.script.library import Library
from guide.training.came_true import came_true
from guide.training.cue import Cue, cues_of
from guide.training.reference import reference, stays
from guide.training.reply import Reply
from guide.training.scenario import Scenario
from guide.training.spoken import Spoken
from guide.training.variant import one_of

PAUSE = 1.5
"""Seconds in which a caller takes breath before answering."""

_LEAST_GAP, _MOST_GAP = 4, 15
_UNANSWERED = 25
"""Seconds after which a caller tells a detail without having been asked to the letter."""


@dataclass(frozen=True)
class Caller:
    """One caller: the words of a scenario's moves and replies, as a seed has them.

    `captures` are the details that each step asks for.
    """

    seed: int
    replies: tuple[Reply, ...]
    cues: tuple[Cue, ...]
    captures: dict[tuple[str, str], tuple[str, ...]]

    @classmethod
    def of(cls, scenario: Scenario, library: Library, seed: int) -> "Caller":
        """The caller of a scenario whose places are filled.

        Raises `UnknownName` for a script that is not there.
        """
        captures = {
            (script.id, step.id): step.capture
            for script in library.scripts.values()
            for step in script.steps
        }
        return cls(seed, scenario.replies, cues_of(reference(scenario, library)), captures)

    def next(self, call: Call, elapsed: float) -> CallerSpoke | None:
        """What the caller says `elapsed` seconds into the call; None while they say nothing.

        It follows from the entries of the call alone, its earlier words among them.
        """
        so_far = Spoken.of(call)
        if call.ended is not None:
            return None
        due = self._reply(call, so_far, elapsed)
        if due is None:
            return self._cue(call, so_far, elapsed)
        reply, ready = due
        turn = f"{reply.id}:{len(so_far.at.get(reply.id, ()))}"
        words = one_of(reply.caller, self.seed, turn)
        return CallerSpoke(words, reply.id) if elapsed >= ready else None

    def _reply(self, call: Call, so_far: Spoken, elapsed: float) -> tuple[Reply, float] | None:
        """The first reply whose time has come, and the moment for it: a breath after that."""
        for reply in self.replies:
            since = came_true(reply.when, call, so_far)
            if since is None or since > elapsed:
                continue
            before = so_far.at.get(reply.id, ())
            if not before or (reply.again and since > before[-1]):
                pause = 0.0 if reply.when.silence else PAUSE
                return reply, max(since, so_far.until) + pause
        return None

    def _cue(self, call: Call, so_far: Spoken, elapsed: float) -> CallerSpoke | None:
        here = call.here
        stay = stays(call, here.script, here.step)
        unsaid = [cue for cue in self.cues if cue.name not in so_far.at]
        own = (c for c in unsaid if (c.script, c.step) == (here.script, here.step))
        cue = next((c for c in own if c.stay <= stay), None)
        taken = None if cue else _taken_hard(unsaid, call)
        if taken is not None:
            cue, ready = taken[0], max(taken[1], so_far.until) + PAUSE
        elif cue is None:
            asked = self.captures.get((here.script, here.step), ())
            told = (c for c in unsaid if c.field in asked and not call.detail(c.field))
            cue = next(told, None) or _insisted_on(unsaid, call)
            ready = so_far.until + PAUSE + _LEAST_GAP
        else:
            ready = _ready(cue, call, so_far)
        return CallerSpoke(cue.words, cue.name) if cue and elapsed >= ready else None


def _ready(cue: Cue, call: Call, so_far: Spoken) -> float:
    """When the caller will say this, as things stand; infinitely late if it waits for an answer."""
    gap = max(_LEAST_GAP, min(cue.gap, _MOST_GAP))
    if cue.answers:
        marks = [call.mark(script, line) for script, line in cue.answers]
        heard = [m for m in marks if m and m.kind is not MarkKind.PASSED_OVER]
        if len(heard) == len(marks):
            return max(so_far.until, *(call.entry(m.n).elapsed for m in heard)) + PAUSE
        return so_far.until + _UNANSWERED if cue.field else float("inf")
    if call.clock is not None:
        # Waiting for a colleague: the caller waits too, and for what comes after, to the end of it.
        return max(so_far.until, call.clock.elapsed + cue.gap) if cue.waiting else float("inf")
    acted = any(_is_deed(entry.event) for entry in call.entries[so_far.n :])
    return so_far.until + (PAUSE if acted or not cue.after_deed else gap)


def _taken_hard(unsaid: Iterable[Cue], call: Call) -> tuple[Cue, float] | None:
    """The first answer to an effort or a warning that was made at another step, and since when."""
    state = call.protocol
    for cue in unsaid:
        made = state.warnings if cue.warning else state.efforts if cue.effort else ()
        if made:
            return cue, call.entry(made[-1].n).elapsed
    return None


def _insisted_on(unsaid: Iterable[Cue], call: Call) -> Cue | None:
    """What the caller meant to say at a step that was left, and is not kept from saying."""
    return next(
        (
            cue
            for cue in unsaid
            if cue.insists
            and not (cue.effort or cue.warning)
            and stays(call, cue.script, cue.step) >= cue.stay
        ),
        None,
    )


def _is_deed(event: ev.Event) -> bool:
    return not isinstance(event, ev.Drafted | ev.PassedOver | CallerSpoke | Rehearsed)
