"""The flow of a script told in sentences, for who cannot see it drawn."""

from collections.abc import Mapping

from guide.chart.flow import flow_order
from guide.chart.leads import Sign, lead
from guide.script.model import Script, Step

_ENDS = {
    Sign.SCRIPT: "to the script “{}”",
    Sign.RETURN: "back to where one came from",
    Sign.END: "the call ends: {}",
}


def told_flow(script: Script, scripts: Mapping[str, Script]) -> str:
    """Every step in the order of the flow, and where each of its choices leads."""
    return " ".join(_told(script, scripts, step) for step in flow_order(script))


def _told(script: Script, scripts: Mapping[str, Script], step: Step) -> str:
    ways: list[str] = []
    for choice in step.choices:
        found = lead(scripts, script, choice.to)
        way = _ENDS[found.sign] if found.sign else "to “{}”"
        ways.append(f"{choice.key} {choice.label}, {way.format(found.title)}")
    return f"{step.title}: {'; '.join(ways) or 'no choices'}."
