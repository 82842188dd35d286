"""What holds of a call whatever an agent does, in whatever order."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from kit import FRIDAY, SCRIPTS, Desk, shipped, went_on, with_script, with_warnings
from msgspec.structs import replace
from outages import outages
from protocol_oracle import check_counter, check_evidence, check_wording, counted

from guide import __version__
from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed, Refused
from guide.call.decide import decide
from guide.call.events import AskAnswer, AskKind, Stage
from guide.call.fold import call_of
from guide.call.rules.endings import endings, missing
from guide.call.rules.protocol import why_not_end_by_protocol
from guide.call.state import Call
from guide.record.codec import decoded, encoded
from guide.record.lawful import unlawful_events
from guide.script.library import Library
from guide.script.model import FollowUpKind, Ground, Timer


def with_own_words(ground: Ground) -> Ground:
    """A ground with two warnings, the second in words of its own."""
    warned = replace(ground.warning_lines[0], id=f"{ground.id}-again", text=f"{ground.id} again.")
    return replace(ground, warnings=2, warning_lines=(ground.warning_lines[0], warned))


def with_own_terms() -> Library:
    """The shipped scripts with a timer at every other step, and follow-ups of outages."""
    library = with_warnings(2)
    own = tuple(rule for rule in outages().follow_ups if rule.own)
    for script in library.scripts.values():
        steps = tuple(
            replace(step, timer=Timer(9, "Go on.")) if n % 2 else step
            for n, step in enumerate(script.steps)
        )
        grounds = tuple(map(with_own_words, script.grounds))
        more = {"steps": steps, "grounds": grounds, "follow_ups": (*script.follow_ups, *own)}
        library = with_script(replace(script, **more), library)
    return library


LIBRARIES = {
    "as shipped": shipped(),
    "three warnings": with_warnings(3),
    "own terms": with_own_terms(),
}
SCRIPTS_KEPT = {script.sha256: script for script in shipped().scripts.values()}
GROUNDS = [ground.id for ground in shipped().script("hang-up-protocol").grounds]
PLACES = [("", ""), *((s.id, step.id) for s in shipped().scripts.values() for step in s.steps)]
LINES = [("", ""), *((s.id, line.id) for s in shipped().scripts.values() for line in s.lines)]
Fields = tuple[tuple[str, str], ...]
_T = TypeVar("_T")
FIELDS = ("caller", "number", "concern", "agreed")

words = st.sampled_from(["", " ", "Kim Lo", "one\ntwo", "“you parrot”"])
texts = st.text("ab\n é", max_size=6)
lines = st.sampled_from(LINES)
fields = st.lists(
    st.tuples(st.sampled_from((*FIELDS, "reason")), st.sampled_from(["", "threat", "555-0142"])),
    max_size=3,
).map(tuple)
days = st.none() | st.integers(-1, 8).map(lambda n: FRIDAY.date() + timedelta(days=n))
hours = st.none() | st.sampled_from([time(9), time(14, 30)])

moves = st.one_of(
    st.builds(act.Choose, st.integers(1, 4)),
    st.builds(act.Choose, st.integers(1, 9)),
    st.builds(lambda place: act.GoTo(*place), st.sampled_from(PLACES)),
    st.just(act.Back()),
    st.just(act.Return()),
    st.builds(act.SwitchLanguage, st.sampled_from(["es", "en", ""])),
)
sayings = st.one_of(
    st.just(act.Say()),
    st.builds(lambda line: act.Say(line[1], line[0]), lines),
    st.builds(lambda line, *why: act.Adapt(*why, line[1], line[0]), lines, words, words),
    st.builds(act.Adapt, words, words),
    st.builds(act.LeaveOut, words),
)
writings = st.one_of(
    st.builds(act.Write, texts),
    st.builds(act.Draft, texts, st.sampled_from(("", "note:3", "manager:name"))),
    st.builds(act.WriteDetail, st.sampled_from(FIELDS), words),
    st.builds(act.LeaveAnswerOut, st.sampled_from(FIELDS), words),
    st.builds(act.TakeOver, st.just("20261119"), st.just("Alex"), st.just("no title"), fields),
    st.builds(act.SetStage, st.sampled_from(Stage)),
    st.sampled_from([act.StartClock(), act.StopClock(), act.GetManager()]),
    st.builds(act.NameManager, words),
)
owings = st.builds(
    act.AddFollowUp,
    st.sampled_from([*FollowUpKind, "technician", "line-check"]),
    fields,
    days,
    st.none() | words,
    st.booleans(),
    hours,
)
protocol = st.one_of(
    st.builds(act.MakeEffort, words),
    st.builds(act.StateGround, st.sampled_from((*GROUNDS, "none")), st.booleans()),
    st.builds(act.QuoteCaller, words),
    st.builds(act.Permit, words),
    st.builds(act.Persist, words),
    st.sampled_from([act.Warn(), act.Calm(), act.ReportThreat()]),
)


class AnyCall(RuleBasedStateMachine):
    """An agent who does anything at all."""

    @initialize(script=st.sampled_from(SCRIPTS), terms=st.sampled_from(list(LIBRARIES)))
    def start(self, script: str, terms: str) -> None:
        self.desk = Desk(script, library=LIBRARIES[terms])

    @rule(way=st.lists(moves, min_size=1, max_size=5))
    def move(self, way: list[Action]) -> None:
        for action in way:
            self._ask(action)

    @rule(action=sayings)
    def speak(self, action: Action) -> None:
        self._ask(action)

    @rule(action=writings)
    def write(self, action: Action) -> None:
        self._ask(action)
        if isinstance(action, act.Draft) and self.desk.call.ended is None:
            assert self.desk.call.drafts.get(action.into, "") == action.text

    @rule(action=owings)
    def owe(self, action: Action) -> None:
        self._ask(action)

    @rule(action=protocol)
    def do_a_part_of_the_protocol(self, action: Action) -> None:
        self._ask(action)

    @rule(about=st.sampled_from(AskKind), to=st.sampled_from(["", "sam"]))
    def ask_the_board(self, about: AskKind, to: str) -> None:
        self._ask(act.AskBoard(about, to))

    @rule(which=st.integers(0, 9), became=st.sampled_from(AskAnswer), by=words, reason=words)
    def hear_of_the_board(self, which: int, became: AskAnswer, by: str, reason: str) -> None:
        of = _some(which, [ask.n for ask in self.desk.call.asks])
        before = self.desk.call.asks
        self._ask(act.TakeAnswer(of, became, by, reason) if by else act.StopAsking(of))
        for ask, then in zip(before, self.desk.call.asks, strict=False):
            assert ask.became in (None, AskAnswer.WITHDRAWN, AskAnswer.NOBODY, then.became)

    @rule(which=st.integers(0, 9), named=words, reason=words)
    def hear_of_a_denial(self, which: int, named: str, reason: str) -> None:
        entries, before = self.desk.call.entries, self.desk.call.protocol.denials
        given = [e.n for e in entries if isinstance(e.event, ev.WarningGiven)]
        self._ask(act.HearDenial(_some(which, given), named, "pat", reason))
        after = self.desk.call.protocol.denials
        assert after[: len(before)] == before

    @invariant()
    def what_was_denied_permits_no_warning(self) -> None:
        state = self.desk.call.protocol
        void = {denied.event.of: denied.n for denied in state.denials}
        for ground in GROUNDS:
            permission = state.permission(ground)
            assert permission is None or permission.n not in void
        for warned in state.warnings:
            denied = void.get(warned.permission)
            assert denied is None or warned.n < denied

    @rule(ground=st.sampled_from(GROUNDS))
    def do_all_that_a_warning_needs(self, ground: str) -> None:
        for action in (*went_on(ground), act.Warn(), act.Say("", "hang-up-protocol")):
            self._ask(action)

    @rule(which=st.integers(0, 9), text=texts)
    def rewrite_a_note(self, which: int, text: str) -> None:
        self._ask(act.Rewrite(_some(which, [note.n for note in self.desk.call.notes]), text))

    @rule(which=st.integers(0, 9), fields=fields, due=days, at=hours, by=words)
    def change_what_is_owed(
        self, which: int, fields: Fields, due: date | None, at: time | None, by: str
    ) -> None:
        of = _some(which, [follow_up.n for follow_up in self.desk.call.follow_ups])
        self._ask(act.FinishFollowUp(of, by) if by else act.AmendFollowUp(of, fields, due, at))

    @rule(
        which=st.integers(0, 9),
        by=words,
        ago=st.integers(-60, 600),
        closed_as=st.sampled_from(["", "refused", "void"]),
    )
    def hear_what_others_did(self, which: int, by: str, ago: int, closed_as: str) -> None:
        of = _some(which, [follow_up.n for follow_up in self.desk.call.follow_ups])
        at = self.desk.now.time - timedelta(seconds=ago)
        self._ask(act.HearDone(of, by, at, closed_as) if by else act.HearUndone(of, "sam", at))

    @rule(terms=st.sampled_from(list(LIBRARIES)))
    def go_on_with_other_terms(self, terms: str) -> None:
        self.desk.session.library = LIBRARIES[terms]

    @rule(of=st.just(0) | st.integers(0, 40))
    def correct(self, of: int) -> None:
        self._ask(act.Correct(of))

    @precondition(lambda self: len(self.desk.call.entries) > 20)
    @rule(which=st.integers(0, 9), reason=words)
    def end(self, which: int, reason: str) -> None:
        by_protocol = [e.id for e in endings(self.desk.now) if e.protocol]
        every = [e.id for e in endings(self.desk.now)]
        self._ask(act.End(_some(which, every if which % 2 else by_protocol), reason))

    def _ask(self, action: Action) -> None:
        before = self.desk.call
        decision = self.desk.ask(action)
        if isinstance(decision, Refused):
            assert decision.reason.endswith((".", ".)")), decision.reason
            assert len(decision.reason) > 10
            assert self.desk.call is before
        if before.ended is not None:
            assert isinstance(decision, Refused), "nothing happens after the end"

    # -- what always holds -----------------------------------------------------------------

    @invariant()
    def every_warning_and_ending_has_its_evidence(self) -> None:
        check_evidence(self.desk.call)
        check_wording(self.desk.call, *LIBRARIES.values())

    @invariant()
    def the_counter_says_what_the_rules_decide(self) -> None:
        check_counter(self.desk.now)

    @invariant()
    def the_call_is_what_its_events_add_up_to(self) -> None:
        call = self.desk.call
        assert call_of(call.entries) == call
        assert _but_for_the_record(call_of(counted(call))) == _but_for_the_record(call)

    @invariant()
    def a_normal_ending_is_open_and_the_protocols_only_by_its_rules(self) -> None:
        context = self.desk.now
        for ending in endings(context):
            for reason in ("", "called me a parrot"):
                allowed = isinstance(decide(act.End(ending.id, reason), context), Allowed)
                why = why_not_end_by_protocol(context.call.protocol, reason)
                expected = why is None if ending.protocol else True
                assert allowed == (expected and context.call.ended is None)
        assert any(not ending.protocol for ending in endings(context))

    @invariant()
    def a_threat_that_was_stated_is_owed_or_told(self) -> None:
        stated = [e for e in counted(self.desk.call) if getattr(e.event, "threat", False)]
        reports = [f for f in self.desk.call.follow_ups if f.field("reason") == "threat"]
        assert reports or not stated
        assert all(f.done_by.strip() for f in reports if f.done)

    @invariant()
    def what_is_missing_can_be_said(self) -> None:
        for ending in (None, *endings(self.desk.now)):
            for item in missing(self.desk.now, ending):
                assert item.text.endswith((".", "”")), item

    def teardown(self) -> None:
        entries = self.desk.call.entries
        assert decoded(encoded(entries)[0].splitlines()) == entries
        assert tuple(self.desk.writer.saved) == entries
        first = replace(entries[0], event=replace(self.desk.call.started, program=__version__))
        blamed = unlawful_events(call_of((first, *entries[1:])), SCRIPTS_KEPT.get)
        # The libraries have the same files, and other terms.
        assert [why for why in blamed if not why.endswith("on other terms.")] == []


def _some(which: int, of: Sequence[_T]) -> _T:
    return of[which % len(of)] if of else which  # type: ignore[return-value]


def _but_for_the_record(call: Call) -> Call:
    """A call without the list of its entries, and the draft, which a correction does not bring
    back."""
    return replace(call, entries=(), retracted=frozenset(), drafts={})


def _actions() -> Iterator[Action]:
    """One of each kind of action."""
    yield from (act.Choose(1), act.Back(), act.GoTo("calming-a-caller"), act.Return(), act.Say())
    yield from (
        act.Adapt("words", "why"),
        act.LeaveOut("why"),
        act.Write("note"),
        act.Rewrite(2, ""),
    )
    yield from (act.Draft("d"), act.WriteDetail("caller", "Dana"), act.SetStage(Stage.CALM))
    yield from (act.LeaveAnswerOut("caller", "would not say"), act.SwitchLanguage("es"))
    yield from (act.StartClock(), act.StopClock(), act.GetManager(), act.NameManager("Sam"))
    yield from (act.MakeEffort("asked"), act.StateGround("abuse"), act.QuoteCaller("parrot"))
    yield from (
        act.Permit("Kim"),
        act.Warn(),
        act.Persist("again"),
        act.Calm(),
        act.ReportThreat(),
        act.Correct(),
    )
    yield from (act.AddFollowUp(FollowUpKind.CALLBACK), act.AmendFollowUp(2, ()))
    yield from (act.FinishFollowUp(2), act.TakeOver("a", "b", "c"), act.End("resolved"))
    yield from (act.AskBoard(AskKind.MANAGER), act.StopAsking(2))
    yield act.TakeAnswer(2, AskAnswer.GRANTED, "sam")
    yield from (act.HearDone(2, "sam", FRIDAY), act.HearUndone(2, "sam", FRIDAY))
    yield act.HearDenial(2, "Kim Lo", "pat", "on leave")


def test_every_action_is_tried_after_the_end() -> None:
    kinds = {type(action) for action in _actions()}
    assert kinds == set(act.Action.__subclasses__())


def test_nothing_is_possible_after_the_end() -> None:
    desk = Desk("escalated-callers", act.Write("a note"), act.End("hung-up"))
    for action in _actions():
        assert desk.refused(action) == "The call has ended."


class ShippedCall(AnyCall):
    """The same with the scripts as they are shipped, all through: verify bears out what comes."""

    go_on_with_other_terms = None  # type: ignore[assignment]

    @initialize(script=st.sampled_from(SCRIPTS))
    def start(self, script: str) -> None:  # type: ignore[override]
        self.desk = Desk(script)

    def teardown(self) -> None:
        entries = self.desk.call.entries
        first = replace(entries[0], event=replace(self.desk.call.started, program=__version__))
        call = call_of((first, *entries[1:]))
        assert [*unlawful_events(call, SCRIPTS_KEPT.get, SCRIPTS_KEPT.get)] == []


AnyCall.TestCase.settings = ShippedCall.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyCall = AnyCall.TestCase
TestShippedCall = ShippedCall.TestCase
