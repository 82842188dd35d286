"""Narrower and narrower ways to wrap the words of a chart, to draw it within a width."""

from collections.abc import Iterator, Mapping

from guide.chart.graph import ROOMY, Measure
from guide.chart.whole import Chart, whole_chart
from guide.chart.width import cells
from guide.script.model import Script

_NARROWER = (Measure(18, 14), Measure(16, 12), Measure(14, 11), Measure(12, 9))
_KEY = 2


def measures(script: Script) -> Iterator[Measure]:
    """The usual measure first, then narrower ones; none breaks a word that the usual one does not.

    The same measure comes once.
    """
    titles = _longest_word(step.title for step in script.steps)
    labels = _longest_word(choice.label for step in script.steps for choice in step.choices)
    found = [ROOMY]
    for narrower in _NARROWER:
        one = Measure(
            max(narrower.title, min(titles + _KEY, ROOMY.title)),
            max(narrower.label, min(labels + _KEY, ROOMY.label)),
        )
        if one != found[-1]:
            found.append(one)
    return iter(found)


def chart_within(script: Script, scripts: Mapping[str, Script], width: int) -> Chart:
    """The roomiest chart of at most so many cells in width; else the narrowest there is."""
    charts: list[Chart] = []
    for measure in measures(script):
        charts.append(whole_chart(script, scripts, measure))
        if charts[-1].width <= width:
            return charts[-1]
    return min(charts, key=lambda chart: chart.width)


def _longest_word(texts: Iterator[str]) -> int:
    return max((cells(word) for text in texts for word in text.split()), default=0)
