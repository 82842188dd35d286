"""What `guide.script.reachability_conditions` says is what the rules of a call make of conditions.

Held against it is every call there can be: with each combination of answers from the beginning,
and with answers that are changed anywhere on the way.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product as every_one_of

from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st
from small_libraries import library_of

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context
from guide.call.decide import decide
from guide.call.events import Entry
from guide.call.fold import begin, then
from guide.call.rules.flow import why_closed
from guide.call.state import Call
from guide.script.answer_combinations import never_holds
from guide.script.conditions import AllOf, AnyOf, Comparison, Condition, Not, Sign, written
from guide.script.library import Library
from guide.script.model import (
    AnswerField,
    AnswerKind,
    Choice,
    Ending,
    Script,
    Step,
    Target,
    TargetKind,
)
from guide.script.reachability import Reachability
from guide.script.reachability_findings import prove

AT = datetime(2026, 11, 16, 12, tzinfo=UTC)
FIELDS = (
    AnswerField("member", "Member", AnswerKind.YES_NO),
    AnswerField("rating", "Rating", AnswerKind.NUMBER, least="0", most="4"),
)
ANSWERS = {"member": ("yes", "no"), "rating": ("0", "1", "1.5", "2", "2.5", "3", "3.5", "4")}
COMPARISONS = st.one_of(
    st.builds(
        Comparison,
        st.just("member"),
        st.sampled_from((Sign.IS, Sign.IS_NOT)),
        st.sampled_from(("yes", "no")),
    ),
    st.builds(
        Comparison, st.just("rating"), st.sampled_from(Sign), st.sampled_from(("1", "2", "3"))
    ),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    COMPARISONS,
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.builds(AllOf, st.tuples(parts, parts)),
        st.builds(AnyOf, st.tuples(parts, parts)),
    ),
    max_leaves=3,
)


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """One to four steps, each with one to three choices, most of them with a condition."""
    size = draw(st.integers(1, 4))
    targets = st.sampled_from(
        (
            Target(TargetKind.END, ending="done"),
            *(Target(TargetKind.STEP, step=f"s{n}") for n in range(size)),
        )
    )
    steps = []
    for n in range(size):
        ways = draw(
            st.lists(st.tuples(targets, st.one_of(st.none(), CONDITIONS)), min_size=1, max_size=3)
        )
        choices = (Choice(k, f"way {k}", to, when=when) for k, (to, when) in enumerate(ways, 1))
        steps.append(Step(f"s{n}", f"s{n}", choices=tuple(choices)))
    return Script("a", "A", "", tuple(steps), fields=FIELDS, endings=(Ending("done", "Done"),))


def told(script: Script) -> str:
    return "\n".join(
        f"{step.id}: {one.key} {one.to} {written(one.when) if one.when else ''}"
        for step in script.steps
        for one in step.choices
    )


def at(step: str, answers: dict[str, str], library: Library) -> Context:
    """A call at a step with these answers."""
    first = ev.Started("c", "a", "", "", "", step, "", "UTC", "")
    call: Call = begin(Entry(1, AT, 0.0, first))
    for name, value in answers.items():
        detailed = ev.Detailed(name, name, value)
        call = then(call, Entry(call.last.n + 1, AT, 0.0, detailed))
    return Context(call, library, AT)


def open_ways(context: Context) -> Iterator[Choice]:
    for choice in context.step.choices:
        if choice.to.kind is TargetKind.END:
            if why_closed(choice, context) is None:
                yield choice
        elif isinstance(decide(act.Choose(choice.key), context), Allowed):
            yield choice


COMPLETE = [dict(zip(ANSWERS, one, strict=True)) for one in every_one_of(*ANSWERS.values())]
PARTIAL = [
    {name: value for name, value in zip(ANSWERS, one, strict=True) if value}
    for one in every_one_of(*(("", *values) for values in ANSWERS.values()))
]


class Calls:
    """Every call: the steps and choices that some come to, and steps where some can never end."""

    def __init__(self, script: Script) -> None:
        library = library_of(script)
        ways = {
            (step.id, n): list(open_ways(at(step.id, answers, library)))
            for step in script.steps
            for n, answers in enumerate(PARTIAL)
        }
        self.taken: set[tuple[str, int]] = set()
        self.steps, todo = set[str](), [script.first]
        while todo:
            step = todo.pop()
            if step not in self.steps:
                self.steps.add(step)
                for n in range(len(PARTIAL)):
                    for choice in ways[step, n]:
                        self.taken.add((step, choice.key))
                        todo += [choice.to.step] if choice.to.step else []
        self.stuck = {
            step
            for n, answers in enumerate(PARTIAL)
            if answers in COMPLETE
            for step in self.steps
            if not self._ends(step, n, ways)
        }

    def _ends(self, step: str, n: int, ways: dict[tuple[str, int], list[Choice]]) -> bool:
        seen, todo = set[str](), [step]
        while todo:
            here = todo.pop()
            if here in seen:
                continue
            seen.add(here)
            for choice in ways[here, n]:
                if choice.to.kind is TargetKind.END:
                    return True
                todo.append(choice.to.step)
        return False


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scripts())
def test_steps_choices_and_dead_ends_are_those_of_every_call_there_can_be(script: Script) -> None:
    note(told(script))
    calls, library = Calls(script), library_of(script)
    reached = Reachability(library)
    assert {step for _, step in reached.steps} == calls.steps
    closed = {(step, key) for (_, step), key in reached.closed}
    at_steps = {(s.id, c.key) for s in script.steps if s.id in calls.steps for c in s.choices}
    assert at_steps - closed == calls.taken
    failures = [
        one for one in prove(library).failures if one.code in ("no-choice-open", "no-ending-from")
    ]
    assert bool(failures) == bool(calls.stuck)


BETWEEN = AllOf((Comparison("rating", Sign.MORE, "1"), Comparison("rating", Sign.LESS, "2")))
AT_THE_EDGE = AllOf((Comparison("rating", Sign.MORE, "3"), Comparison("rating", Sign.IS_NOT, "4")))


@settings(max_examples=300, deadline=None)
@given(CONDITIONS)
@example(BETWEEN)
@example(AT_THE_EDGE)
@example(Not(BETWEEN))
def test_what_never_holds_holds_with_no_answers_there_can_be(condition: Condition) -> None:
    step = Step("s", "S", choices=(Choice(1, "way", Target(TargetKind.END, ending="done")),))
    script = Script("a", "A", "", (step,), fields=FIELDS)
    library = library_of(script)
    holding = [answers for answers in PARTIAL if at("s", answers, library).holds(condition)]
    assert never_holds(condition, script) == (not holding)
