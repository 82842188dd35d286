"""The lines of a script in a booklet: to the letter, and in words what there is to know of each."""

from collections.abc import Iterator

from guide.chart.text_line import field_labels
from guide.record.summary.markdown_text import flowing, quote
from guide.script.model import Audience, DayKind, Line, Script
from guide.script.wording import Status, places_in

_DAYS = {DayKind.WEEKDAY: "on weekdays", DayKind.WEEKEND: "at weekends"}


def told_line(script: Script, line: Line, name: str = "Say") -> list[str]:
    """A line under its `name`: its words as a quotation, then what else is to be known."""
    words = line.spoken.text
    when = f"**{name}** ({'; '.join(_when(line))}):"
    gap = f"> **There is no wording on file.** {flowing(line.gap)}"
    said = quote(words) if words else [gap]
    return [when, "", *said, *(part for note in _notes(script, line) for part in ("", note))]


def _when(line: Line) -> Iterator[str]:
    yield "must be said" if line.must_say else "may be said"
    if line.on is not None:
        yield _DAYS[line.on]
    if line.audience is Audience.COLLEAGUE:
        yield "to a colleague, never to the caller"


def _notes(script: Script, line: Line) -> Iterator[str]:
    words = line.spoken.text
    if places := places_in(words):
        yield f"Fill in what was written down: {flowing(field_labels(script, places))}."
    if line.read_back:
        yield f"Then read back: {flowing(field_labels(script, line.read_back))}."
    if line.adapted:
        yield f"These are not the document’s own words. {flowing(line.adapted)}"
    if line.original:
        yield f"The document has: {flowing(f'“{line.original}”')}"
    if line.status is Status.NEW or (line.status is Status.ADAPTED and line.approved is None):
        yield "Nobody has approved this wording yet."
    if line.status is Status.CHANGED:
        now = f"the words “{line.text}”" if line.text else "no wording"
        yield f"This is the approved wording. The script’s file now has {flowing(now)}."
