"""What an earlier call's record tells whoever takes the caller over; taking-over-a-call, T3."""

from guide.call.actions import TakeOver
from guide.call.state import Call

_SAME = ("caller", "number", "concern", "effect", "people")


def evidence(earlier: Call) -> TakeOver:
    """The problem, its effect, what was offered, and the moods, as far as they are on record."""
    stages = earlier.stages
    found = {name: earlier.detail(name) for name in _SAME}
    found["offered"] = earlier.detail("offered") or _offered(earlier)
    found["mood_start"] = stages[0].stage.value if stages else earlier.detail("mood_start")
    found["mood_end"] = stages[-1].stage.value if stages else earlier.detail("mood_end")
    return TakeOver(
        earlier.id,
        earlier.started.agent,
        _summary(earlier),
        tuple((name, value) for name, value in found.items() if value),
    )


def _offered(earlier: Call) -> str:
    agreed = [earlier.detail(name) for name in ("solution", "agreement") if earlier.detail(name)]
    return ", ".join((*agreed, *(f.label.lower() for f in earlier.follow_ups)))


def _summary(earlier: Call) -> str:
    ending = earlier.ended.label if earlier.ended else "not ended"
    warnings = len(earlier.protocol.warnings)
    warned = f", {warnings} warning{'s' if warnings > 1 else ''} given" if warnings else ""
    return f"{earlier.started.title}: {ending}{warned}"
