"""A line of a script on the page: to the letter between quotation marks, and what it is worth."""

from collections.abc import Iterable

from guide.chart.page import Page
from guide.script.model import Audience, DayKind, Line, Script
from guide.script.wording import Status

_STATUS = {
    Status.APPROVED: "approved",
    Status.CHANGED: "changed since it was approved: say the approved words",
    Status.NEW: "not approved",
}
_ON = {DayKind.WEEKDAY: "weekdays only", DayKind.WEEKEND: "weekends only"}
_BAR = "    ▌ "


def write_line(page: Page, script: Script, line: Line, name: str = "") -> None:
    """Write a line with a bar beside it, and below it, without one, what there is to know of it."""
    page.blank()
    words = line.spoken.text
    page.write(f"“{words}”" if words else f"NO WORDING ON FILE: {line.gap}", _BAR, _BAR)
    page.write(_told(line, name), "      ")
    if line.status is Status.CHANGED:
        in_file = f"“{line.text}”" if line.text else line.gap
        page.write(in_file, "      now in the file: ")
    if line.read_back:
        page.write(field_labels(script, line.read_back), "      then read back: ")
    if line.adapted:
        page.write(line.adapted, "      adapted: ")
    if line.original:
        page.write(f"“{line.original}”", "      the document has: ")


def field_labels(script: Script, fields: Iterable[str]) -> str:
    """What the screen calls these fields."""
    return ", ".join(script.label(field) for field in fields)


def _told(line: Line, name: str) -> str:
    told = [name] if name else []
    if line.spoken.text:
        told.append("must say" if line.must_say else "may say")
    if line.on is not None:
        told.append(_ON[line.on])
    if line.audience is Audience.COLLEAGUE:
        told.append("to a colleague, never to the caller")
    if line.status in _STATUS:
        told.append(_STATUS[line.status])
    return " · ".join([*told, line.id])
