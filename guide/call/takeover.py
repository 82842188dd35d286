"""How a call begins: by itself, or going on from an earlier call's record."""

from guide.call.actions import TakeOver
from guide.call.events import Started
from guide.call.state import Call
from guide.script.model import CALLER_FIELDS, FollowUpKind, Script


def beginning(
    script: Script,
    call: str,
    *,
    zone: str,
    agent: str,
    ref: str = "",
    program: str = "",
    training: bool = False,
) -> Started:
    """The first event of a call with this id; `zone` is the desk's where the script names none."""
    first = script.first_step
    return Started(
        call,
        script.id,
        script.title,
        script.version,
        script.sha256,
        first.id,
        first.title,
        script.desk.zone or zone,
        agent,
        ref,
        program,
        training,
    )


_SAME = (*CALLER_FIELDS, "effect", "people")


def taking_over(earlier: Call) -> TakeOver:
    """The problem, its effect, what was offered, and the moods, as far as they are on record."""
    stages = earlier.stages
    found = {name: earlier.detail(name) for name in _SAME}
    found["offered"] = earlier.detail("offered") or _offered(earlier)
    found["mood_start"] = stages[0].event.stage.value if stages else earlier.detail("mood_start")
    found["mood_end"] = stages[-1].event.stage.value if stages else earlier.detail("mood_end")
    return TakeOver(
        earlier.id,
        earlier.started.agent,
        _summary(earlier),
        tuple((name, value) for name, value in found.items() if value),
    )


_INTERNAL = (FollowUpKind.REPORT,)
"""What passes between colleagues alone; all else was said to the caller."""


def _offered(earlier: Call) -> str:
    agreed = [earlier.detail(name) for name in ("solution", "agreement") if earlier.detail(name)]
    promised = [f.label for f in earlier.follow_ups if f.kind not in _INTERNAL]
    return ", ".join(dict.fromkeys((*agreed, *promised)))


def _summary(earlier: Call) -> str:
    ending = earlier.ended.event.label if earlier.ended else "not ended"
    warnings = len(earlier.protocol.warnings)
    warned = f", {warnings} warning{'s' if warnings > 1 else ''} given" if warnings else ""
    return f"{earlier.started.title}: {ending}{warned}"
