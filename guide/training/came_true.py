"""Whether what a reply waits for has come true on a call, and since when. Pure."""

from collections.abc import Iterable

from guide.call.state import Call, MarkKind
from guide.training.reply import When
from guide.training.spoken import Spoken


def came_true(when: When, call: Call, so_far: Spoken) -> float | None:
    """When all of it came true, in seconds into the call; None while it is not."""
    moments = list(_moments(when, call, so_far))
    known = [moment for moment in moments if moment is not None]
    return max(known, default=0.0) if len(known) == len(moments) else None


def _moments(when: When, call: Call, so_far: Spoken) -> Iterable[float | None]:
    """For each thing that must hold, since when it does."""
    state = call.protocol
    if when.step:
        here = call.here
        yield _at(here.n, call) if when.step in (here.step, f"{here.script}:{here.step}") else None
    for name, kind in (
        (when.said, MarkKind.SAID),
        (when.adapted, MarkKind.ADAPTED),
        (when.left_out, MarkKind.LEFT_OUT),
        (when.passed_over, MarkKind.PASSED_OVER),
    ):
        if name:
            marks = (
                m.n
                for (script, line), m in call.marks.items()
                if m.kind is kind and name in (line, f"{script}:{line}")
            )
            yield _at(max(marks, default=0), call)
    if when.warned:
        given = state.warnings[when.warned - 1 :]
        yield _at(given[0].n if given else 0, call)
    if when.ground:
        stands = state.ground is not None and state.ground.ground == when.ground
        yield _at(state.ground.n if state.ground and stands else 0, call)
    if when.effort:
        yield _at(max((effort.n for effort in state.efforts), default=0), call)
    if when.permission:
        yield _at(max((given.n for given in state.permissions), default=0), call)
    if when.follow_up:
        kinds = (f.n for f in call.follow_ups if f.kind == when.follow_up)
        yield _at(max(kinds, default=0), call)
    if when.stage is not None:
        yield call.stages[-1].elapsed if call.stages and call.stage is when.stage else None
    if when.after:
        yield so_far.ends.get(when.after)
    if when.silence:
        yield max(call.last.elapsed, so_far.until) + when.silence


def _at(n: int, call: Call) -> float | None:
    return call.entry(n).elapsed if n else None
