"""The steps of a script on the page, with their lines and where their choices lead."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from guide.chart.flow import flow_order, loops
from guide.chart.page import Page
from guide.chart.targets import Sign, resolve_target
from guide.chart.text_line import field_labels, write_line
from guide.script.model import Choice, FollowUpKind, Script, Step, TargetKind


class _Flow(Struct, frozen=True):
    """What a choice needs to say where it leads: the steps' numbers, and which ways lead back."""

    script: Script
    scripts: Mapping[str, Script]
    numbers: Mapping[str, int]
    loops: frozenset[tuple[str, str]]


def write_steps(page: Page, script: Script, scripts: Mapping[str, Script]) -> None:
    """Write every step, in the order of the flow."""
    steps = flow_order(script)
    numbers = {step.id: number for number, step in enumerate(steps, 1)}
    flow = _Flow(script, scripts, numbers, loops(script))
    for step in steps:
        _write_step(page, step, flow)


def kind_labels(script: Script, kinds: Iterable[FollowUpKind]) -> str:
    """What the script calls these follow-ups."""
    rules = ((kind, script.follow_up(kind)) for kind in kinds)
    return ", ".join(rule.label if rule else kind.replace("-", " ") for kind, rule in rules)


def _write_step(page: Page, step: Step, flow: _Flow) -> None:
    page.blank()
    page.write(f"{step.title}  [{step.id}]", f"{flow.numbers[step.id]:>2}. ")
    for coach in step.coach:
        page.write(coach, "    · ")
    if step.capture:
        page.write(field_labels(flow.script, step.capture), "    write down: ")
    if step.show:
        page.write(field_labels(flow.script, step.show), "    in sight: ")
    if step.owes:
        page.write(kind_labels(flow.script, step.owes), "    owed from here: ")
    for line in step.lines:
        write_line(page, flow.script, line)
    if step.choices:
        page.blank()
    for choice in step.choices:
        page.write(f"{choice.label} {_way(step, choice, flow)}", f"    {choice.key}  ")


def _way(step: Step, choice: Choice, flow: _Flow) -> str:
    found = resolve_target(flow.scripts, flow.script, choice.to)
    if choice.to.kind is not TargetKind.STEP:
        return f"{found.sign} {found.title}"
    sign = Sign.LOOP if (step.id, choice.to.step) in flow.loops else "→"
    return f"{sign} {flow.numbers.get(choice.to.step, '?')}. {found.title}"
