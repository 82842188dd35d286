"""A script step by step, each with what leads on from it: what is left where no chart fits."""

from collections.abc import Iterator, Mapping

from guide.chart.flow import flow_order, resolve_target
from guide.script.condition_words import told_label
from guide.script.model import Script


def listed_steps(script: Script, scripts: Mapping[str, Script]) -> Iterator[str]:
    """The rows of the list, from the first step on; `scripts` give other scripts their titles."""
    for step in flow_order(script):
        yield step.title
        for choice in step.choices:
            target = resolve_target(scripts, script, choice.to)
            sign = target.sign or "→"
            yield f"  {choice.key} {told_label(choice, script)}   {sign} {target.title}"
