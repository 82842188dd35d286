"""What the caller gave cause for: follow-ups and reports that their words ask for, or bear out."""

from guide.call import events as ev
from guide.call.state import FollowUp, LineMark
from guide.script.model import FollowUpKind
from guide.training.caller import cue_name
from guide.training.comparison import Comparison, Utterance
from guide.training.scenario import Move, Reply

_TO_COLLEAGUES = frozenset({FollowUpKind.MESSAGE, FollowUpKind.REPORT})
"""What no line promises a caller."""


def has_cause(of: Comparison, made: FollowUp) -> bool:
    """Whether the caller had given cause for a follow-up, or for a report's reason, by then.

    What no words of the scenario have as `cause_for` has one where the moves put it on record, or
    an ending that is as good needs it.
    Where a scenario says of nothing when there is cause for it, it is enough that a step or the
    ending asks for it; never for a report or the do-not-call list: those only a caller can ask for.
    A message is anybody's to send, and a reason that no script knows cannot be held against them.
    """
    name = _name(of, made)
    if made.kind == FollowUpKind.MESSAGE or not name:
        return True
    stated = _stated(of)
    if name in stated:
        return any(u.name in stated[name] for u in of.spoken if u.n < made.n)
    if name in {_name(of, owed) for owed in of.model.follow_ups} | _needed_by_endings(of):
        return True
    asked = made.kind not in (FollowUpKind.REPORT, FollowUpKind.DO_NOT_CALL)
    return asked and not stated and asked_since(of, made) is not None


def cause_after(of: Comparison, made: FollowUp) -> Utterance | None:
    """The words that give cause for what is on record, and that came only after it."""
    names = _stated(of).get(_name(of, made), frozenset())
    return next((u for u in of.spoken if u.name in names and u.n > made.n), None)


def was_asked(of: Comparison, owed: FollowUp) -> bool:
    """Whether the words that give cause for what the moves owe can have been heard in the call.

    Where the scenario names none, those that come last before it in the moves are it.
    """
    before = [b for b in of.reference.beats if b.move.caller and len(b.before.entries) < owed.n]
    last = frozenset({cue_name(before[-1].n)} if before else ())
    names = _stated(of).get(_name(of, owed), last)
    over = of.call.last.elapsed
    return not names or any(u.name in names and u.heard <= over for u in of.spoken)


def asked_since(of: Comparison, made: FollowUp) -> float | None:
    """Since when a step that was come to, or the ending, asks for such a follow-up; else None."""
    since: list[float] = []
    for arrival in of.arrivals:
        step = of.step(arrival.script, arrival.step)
        if step and made.kind in step.owes:
            since.append(arrival.at)
    ended = of.call.ended
    taken = of.script.ending(ended.event.ending) if ended else None
    if ended and taken and made.kind in taken.needs:
        since.append(ended.elapsed)
    return min(since, default=None)


def promised_by(of: Comparison, mark: LineMark) -> frozenset[str]:
    """The kinds of follow-up that are promised by a line: those that the step it is said at owes.

    None by a line that was not said.
    """
    said = mark.event if isinstance(mark.event, ev.Said | ev.Adapted) else None
    step = of.step(said.script, said.step) if said else None
    return frozenset(step.owes) - _TO_COLLEAGUES if step else frozenset()


def _name(of: Comparison, made: FollowUp) -> str:
    """What there is to be cause for: a kind, or a report's reason; empty for a reason of nobody."""
    if made.kind != FollowUpKind.REPORT:
        return made.kind
    written = made.field("reason")
    every = (r for script in of.library.scripts.values() for r in script.reports)
    return next((r.id for r in every if written in (r.id, r.label)), "")


def _needed_by_endings(of: Comparison) -> frozenset[str]:
    """The kinds that the endings need which are as good as the one that the moves take."""
    names = (name for one in of.scenario.expected for name in one.endings)
    return frozenset(kind for name in names if (end := of.ending(name)) for kind in end.needs)


def _stated(of: Comparison) -> dict[str, frozenset[str]]:
    """By what there is cause for, the names of the caller's words that give it."""
    found: dict[str, set[str]] = {}
    told: list[tuple[str, Move | Reply]] = [*((reply.id, reply) for reply in of.scenario.replies)]
    told += [(cue_name(n), move) for n, move in enumerate(of.scenario.moves, 1)]
    for words, one in told:
        for name in (*one.cause_for, *([one.reports] if one.reports else ())):
            found.setdefault(name, set()).add(words)
    return {name: frozenset(words) for name, words in found.items()}
