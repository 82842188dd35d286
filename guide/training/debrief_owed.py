"""Debrief: what is owed after the call, and what of it is on record."""

from collections.abc import Iterator

from guide.call.state import FollowUp
from guide.record.summary.times import DeskTime
from guide.script.model import FollowUpKind
from guide.training import sources
from guide.training.finding import Finding, Sign
from guide.training.performance import Performance

_OWED = "What was promised, and is not on record, is forgotten as soon as the next call comes."


def follow_ups(of: Performance) -> Iterator[Finding]:
    """What is owed by the moves, against what the trainee put on record."""
    left = [f for f in of.call.follow_ups if f.kind != FollowUpKind.REPORT]
    missed: list[FollowUp] = []
    for owed in (f for f in of.model.follow_ups if f.kind != FollowUpKind.REPORT):
        made = next((f for f in left if f.kind == owed.kind), None)
        source = sources.source_of_follow_up(of.script, owed.kind)
        if made is not None:
            left.remove(made)
            yield _follow_up(of, owed, made, source)
        elif owed.kind in _came_to_owe(of):
            about, sentence = f"follow-up:{owed.kind}", f"Owed, and not on record: {owed.label}."
            yield Finding(Sign.NEVER, about, sentence, (), _OWED, source)
        else:
            missed.append(owed)
    if missed:
        labels = ", ".join(dict.fromkeys(owed.label for owed in missed))
        sentence = f"On record in the moves, and not in your call: {labels}."
        source = sources.together(sources.source_of_follow_up(of.script, f.kind) for f in missed)
        yield Finding(Sign.THINK, "follow-ups:missed", sentence, (), _OWED, source)


def _came_to_owe(of: Performance) -> set[str]:
    """What the steps that the trainee came to, and the ending that was taken, owe."""
    seen = [(script, step) for name, step in of.call.visited if (script := of.library.get(name))]
    steps = [found for script, step in seen if (found := script.step(step))]
    owed = {str(kind) for step in steps for kind in step.owes}
    ended = of.call.ended
    taken = of.script.ending(ended.ending) if ended else None
    return owed | {str(kind) for kind in (taken.needs if taken else ())}


def _follow_up(of: Performance, owed: FollowUp, made: FollowUp, source: str) -> Finding:
    about, at = f"follow-up:{owed.kind}", (of.elapsed(made.n),)
    if made.lacks:
        names = ", ".join(of.script.label(name) for name in made.lacks)
        sentence = f"{made.label} is on record without {names}."
        return Finding(Sign.THINK, about, sentence, at, _OWED, source)
    if owed.done and not made.done:
        sentence = f"{made.label} is on record as owed still; it belonged into the call itself."
        return Finding(Sign.THINK, about, sentence, at, _OWED, source)
    state = f"done by {made.done_by}" if made.done else _due(of, made)
    sentence = f"{made.label} is on record{state and ', '}{state}."
    return Finding(Sign.WELL, about, sentence, at, "", source)


def _due(of: Performance, made: FollowUp) -> str:
    if made.due is None:
        return ""
    zone = of.situation.zone_of(of.script)
    return f"due at the latest {DeskTime(zone, '').moment(made.due)}"
