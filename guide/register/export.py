"""Promises for other programs: as fields, as rows for a spreadsheet, as a calendar."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import dropwhile
from unicodedata import category

from guide.call.phone_number import normal_number
from guide.record.summary.times import DeskTime
from guide.register.after_call import FOR_FILE, AfterCall
from guide.register.mistakes import taken_back
from guide.register.promise import Promise, of_line
from guide.register.register import when
from guide.text import plain, plain_line

COLUMNS = (
    "promise",
    "due",
    "when",
    "kind",
    "label",
    "caller",
    "number",
    "owner",
    "state",
    "tries",
    "promised",
    "rule",
    "made",
    "agent",
    "script",
    "call",
    "closed",
    "closed_by",
    "note",
    "do_not_call",
    "content",
    "missing",
    "told_to",
)
"""The columns of a spreadsheet, and the fields that JSON has of each promise, beside others."""

_UNSEEN = ("Cf", "Cc")
"""The Unicode categories of characters that format text, or control where it goes."""

_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")
"""What begins a formula in a spreadsheet, the wide ones in one that is set to Japanese.

Some programs leave out what is blank before it.
"""


_ABROAD = r"\+[0-9](?:[ ().\-]{0,2}[0-9]){6,14}"
"""A number with its country's, and nothing else."""


def fields_of(promise: Promise, now: datetime) -> dict[str, object]:
    """A promise as fields; times in UTC."""
    lines = promise.lines_about_it
    return {
        "promise": promise.id,
        "due": promise.until,
        "when": None if promise.closed else str(when(promise, now)),
        "kind": promise.kind,
        "label": promise.label,
        "caller": promise.caller,
        "number": promise.number,
        "owner": promise.owner,
        "state": str(promise.state),
        "tries": promise.tries,
        "promised": promise.promised,
        "rule": promise.rule,
        "made": promise.made_at,
        "agent": promise.agent,
        "script": promise.script,
        "call": promise.call,
        "closed": promise.closed_at,
        "closed_by": promise.closed_by,
        "note": promise.note,
        "do_not_call": promise.number_listed,
        "content": " · ".join(_held(promise)),
        "missing": promise.missing,
        "told_to": promise.told_to,
        "zone": promise.zone,
        "fields": dict(promise.fields),
        "words": [{"text": one.text, "sha256": one.sha256} for one in promise.words],
        "after": [*map(_told, lines, taken_back(lines))],
    }


def _told(line: AfterCall, mistaken: AfterCall | None) -> dict[str, object]:
    """A line of the register as fields: which version can read it is the file's own affair.

    `mistaken` is the line that it says was a mistake, if it says so: that is what it is `of`.
    """
    told = {name: value for name, value in line.record().items() if name not in FOR_FILE}
    return told | ({"of": of_line(mistaken)} if mistaken else {})


def _held(promise: Promise) -> list[str]:
    """What a promise holds, each with its label; and who it is of, where it does not say that."""
    held = {name: value for name, value in promise.fields if value}
    known = {"caller": promise.caller, promise.number_in: promise.number}
    held |= {name: value for name, value in known.items() if value and name not in held}
    return [f"{promise.label_of(name)}: {value}" for name, value in held.items()]


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV that no spreadsheet takes for formulas.

    A cell that would begin a formula begins with an apostrophe instead. A phone number with its
    country's plus sign begins none: it stands as plus and digits alone, as a dialer reads it. A
    cell is one line of plain text.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().rstrip("\n")


def _cell(value: object) -> str:
    text = "" if value is None else plain_line(str(value))
    if re.fullmatch(_ABROAD, text):
        return normal_number(text)
    # Blanks and characters that nobody sees keep no spreadsheet from what is behind them.
    seen = dropwhile(lambda one: one.isspace() or category(one) in _UNSEEN, text)
    return f"'{text}" if next(seen, "") in _FORMULAS else text


def without_guard(cell: str) -> str:
    """What a cell of such a table holds: without what keeps it from being a formula."""
    inner = cell.removeprefix("'")
    return inner if cell != inner and _cell(inner) == f"'{plain_line(inner)}" else cell


def spreadsheet(promises: Iterable[Promise], now: datetime) -> str:
    """Promises as CSV, a row each; times as the desk's wall clock has them."""

    def row(promise: Promise) -> list[object]:
        zone = DeskTime.of(promise.zone).zone
        fields = fields_of(promise, now)
        return [_local(fields[name], zone) for name in COLUMNS]

    return table(COLUMNS, map(row, promises))


def _local(value: object, zone: object) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"  # type: ignore[arg-type]
    return value


_LASTS = timedelta(minutes=15)


def calendar(promises: Iterable[Promise], now: datetime) -> str:
    """An iCalendar (RFC 5545) of promises that have a time, each an event that ends when it is due.

    Each is known by its name: a calendar that takes the file in again has no doubles.
    """
    # Nobody else waits for the library.
    from icalendar import Alarm, Calendar, Event

    found = Calendar()
    found.add("prodid", "-//Call Guide//register//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    for promise in promises:
        if promise.until is None:
            continue
        event = Event()
        event.add("uid", f"{promise.id}@call-guide")
        event.add("dtstamp", now)
        event.add("dtstart", promise.until - _LASTS)
        event.add("dtend", promise.until)
        who = promise.caller or promise.number
        event.add("summary", plain_line(f"{promise.about}: {who}" if who else promise.about))
        told = _held(promise)
        said = [f"“{one.text}”" for one in promise.words]
        if promise.warning:
            told.insert(0, f"This number is {promise.warning}.")
        if promise.missing:
            told.append(f"Missing: {promise.missing}")
        held = "\n".join((*told, *said, f"{promise.owner} · {promise.id}"))
        event.add("description", plain(held))
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", plain_line(promise.about))
        alarm.add("trigger", -_LASTS)
        event.add_component(alarm)
        found.add_component(event)
    return str(found.to_ical().decode()).replace("\r\n", "\n").rstrip("\n")
