"""The rules of the hang-up protocol once more, read off a call's events without its own code."""

from guide.call import events as ev
from guide.call.context import Context
from guide.call.events import Entry
from guide.call.rules.protocol import Alarm, standing, why_not_end, why_not_warn
from guide.call.state import Call
from guide.script.library import Library


def counted(call: Call) -> list[Entry]:
    """The entries that count: neither taken back nor what takes them back."""
    gone = {e.event.of for e in call.entries if isinstance(e.event, ev.Corrected)}
    return [e for e in call.entries if e.n not in gone and not isinstance(e.event, ev.Corrected)]


class Evidence:
    """What was on record before each warning, and before the end."""

    def __init__(self) -> None:
        self.efforts = 0
        self.ground: ev.GroundStated | None = None
        self.permitted: dict[str, str] = {}
        self.given: dict[str, int] = {}

    def take(self, event: ev.Event) -> None:
        """Take one more event in, and check that what it needs was there before it."""
        match event:
            case ev.EffortMade():
                assert event.what.strip()
                self.efforts += 1
            case ev.GroundStated():
                self.ground = event
            case ev.CalmedDown():
                self.ground = None
            case ev.PermissionGiven():
                assert event.by.strip(), "a permission is by somebody"
                assert self.ground is not None
                assert self.ground.ground == event.ground
                self.permitted[event.ground] = event.by
            case ev.WarningGiven():
                self._warning(event)
            case ev.Ended(protocol=True):
                self._ending(event)

    def _warning(self, event: ev.WarningGiven) -> None:
        assert self.efforts, "no warning before an effort"
        assert self.ground is not None
        assert self.ground.ground == event.ground, "a warning is on the ground that stands"
        if self.ground.permission:
            assert self.permitted.get(event.ground), "no warning before a permission"
        self.given[event.ground] = self.given.get(event.ground, 0) + 1

    def _ending(self, event: ev.Ended) -> None:
        assert self.ground is not None, "no ending by the protocol without a ground"
        assert event.ground == self.ground.ground
        assert self.given.get(event.ground, 0) >= self.ground.warnings, "too few warnings"
        assert event.reason.strip(), "no ending by the protocol without a specific reason"


def check_evidence(call: Call) -> Evidence:
    """Check every warning and the ending of a call; what stands on record in the end."""
    evidence = Evidence()
    for entry in counted(call):
        evidence.take(entry.event)
    return evidence


def check_wording(call: Call, *libraries: Library) -> None:
    """Check that every warning was one of its ground, to the letter."""
    for entry in counted(call):
        if isinstance(entry.event, ev.WarningGiven):
            grounds = [
                library.script("hang-up-protocol").ground(entry.event.ground)
                for library in libraries
            ]
            assert entry.event.text in [g.warning.text for g in grounds if g and g.warning]


def check_counter(context: Context) -> None:
    """Check that what the counter says is what the rules decide."""
    state = context.call.protocol
    shown = standing(state, context.protocol)
    may_end = why_not_end(state) is None
    assert (shown.alarm is Alarm.MAY_END) == may_end
    assert ("may be ended" in shown.words or "may end" in shown.words) == may_end
    if state.ground is not None and not may_end:
        assert (shown.words in ("you may warn", "warn again")) == (why_not_warn(state) is None)
        assert (shown.given, shown.required) == (
            state.given(state.ground.ground),
            state.ground.warnings,
        )
        assert shown.given < shown.required
    if not may_end:
        assert (shown.alarm is Alarm.WARNED) == bool(state.warnings)
