"""The rules of the hang-up protocol once more, read off a call's events without its own code."""

from collections import Counter

from guide.call import events as ev
from guide.call.context import Context
from guide.call.events import Entry
from guide.call.rules.protocol import why_not_end, why_not_warn
from guide.call.rules.standing import Alarm, Need, line_to_say, standing
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
        self.granted: dict[str, str] = {}
        self.given: dict[str, int] = {}
        self.went_on: set[str] = set()

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
                self.granted.clear()
                self.went_on.clear()
            case ev.Persisted():
                assert event.words.strip(), "who goes on says something"
                assert self.ground is not None
                assert self.ground.ground == event.ground
                assert self.given.get(event.ground), "nobody goes on after no warning"
                self.went_on.add(event.ground)
            case ev.PermissionGiven():
                assert event.by.strip(), "a permission is by somebody"
                assert self.ground is not None
                assert self.ground.ground == event.ground
                self.granted[event.ground] = event.by
            case ev.WarningGiven():
                self._warning(event)
            case ev.Ended(protocol=True):
                self._ending(event)

    def _warning(self, event: ev.WarningGiven) -> None:
        assert self.efforts, "no warning before an effort"
        assert self.ground is not None
        assert self.ground.ground == event.ground, "a warning is on the ground that stands"
        granted = self.granted.pop(event.ground, "")
        assert granted or not self.ground.permission, "each warning takes a grant of its own"
        if self.given.get(event.ground):
            assert event.ground in self.went_on, "no further warning before the caller went on"
        self.went_on.discard(event.ground)
        self.given[event.ground] = self.given.get(event.ground, 0) + 1

    def _ending(self, event: ev.Ended) -> None:
        assert self.ground is not None, "no ending by the protocol without a ground"
        assert event.ground == self.ground.ground
        assert self.given.get(event.ground, 0) >= self.ground.warnings, "too few warnings"
        if self.ground.warnings:
            assert event.ground in self.went_on, "no ending before the caller went on"
        assert event.reason.strip(), "no ending by the protocol without a specific reason"


def check_evidence(call: Call) -> Evidence:
    """Check every warning and the ending of a call; what stands on record in the end."""
    evidence = Evidence()
    for entry in counted(call):
        evidence.take(entry.event)
    return evidence


def check_wording(call: Call, *libraries: Library) -> None:
    """Check that every warning was the one of its ground whose turn it was, to the letter."""
    given = Counter[tuple[str, str]]()
    for entry in counted(call):
        if isinstance(entry.event, ev.WarningGiven):
            of = entry.event.script, entry.event.ground
            given[of] += 1
            grounds = [library.script(of[0]).ground(of[1]) for library in libraries]
            lines = [ground.warning(given[of]) for ground in grounds if ground]
            assert entry.event.text in [line.text for line in lines if line]


def check_counter(context: Context) -> None:
    """Check that what the counter says is what the rules decide, and what the events add up to."""
    state = context.call.protocol
    shown, evidence = standing(context), check_evidence(context.call)
    stands = evidence.ground
    if stands is not None:
        given = evidence.given.get(stands.ground, 0)
        assert (shown.given, shown.required) == (given, stands.warnings)
        waits = bool(stands.warnings and given and stands.ground not in evidence.went_on)
        assert (shown.need is Need.ANSWER) == waits
        assert not waits or line_to_say(context) is None, "nothing is said to who may answer"
    may_end = why_not_end(state) is None
    assert (shown.alarm is Alarm.MAY_END) == may_end
    opens = ("may be ended", "may end", "no warning needed")
    assert any(words in shown.words for words in opens) == may_end
    assert may_end == (shown.need in (Need.WORDS, Need.ENDING_LINE, Need.END))
    if state.ground is not None and not may_end:
        _check_refusals(context, shown.need)
        may_warn = why_not_warn(state) is None
        assert (shown.words in ("you may warn", "warn again")) == may_warn
        assert (shown.need is Need.WARNING) == may_warn
        assert shown.given < shown.required or shown.need is Need.ANSWER
    if not may_end:
        assert (shown.alarm is Alarm.WARNED) == bool(state.warnings)


def _check_refusals(context: Context, need: Need) -> None:
    """Check that whatever is refused names what the protocol needs next."""
    state = context.call.protocol
    for why in (why_not_warn(state), why_not_end(state)):
        if why is not None:
            assert why.endswith(f" {need}."), (why, need)
