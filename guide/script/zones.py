"""Time zones as people write them, and the IANA name that they mean.

A zone named by letters (“CST”) or by its distance (“UTC-6”) says nothing of when its clocks change,
and the letters nearest to it are those of some other part of the world: only a city is suggested.
"""

import re
from collections.abc import Collection
from zoneinfo import ZoneInfo, available_timezones

from guide.script.findings import Speller, quoted
from guide.script.table import Table

_NEW_YORK, _CHICAGO = "America/New_York", "America/Chicago"
_DENVER, _LOS_ANGELES = "America/Denver", "America/Los_Angeles"

_MEANT = {
    **dict.fromkeys(("et", "est", "edt", "eastern"), _NEW_YORK),
    **dict.fromkeys(("ct", "cst", "cdt", "central"), _CHICAGO),
    **dict.fromkeys(("mt", "mst", "mdt", "mountain"), _DENVER),
    **dict.fromkeys(("pt", "pst", "pdt", "pacific"), _LOS_ANGELES),
    **dict.fromkeys(("akst", "akdt", "alaska"), "America/Anchorage"),
    **dict.fromkeys(("hst", "hawaii"), "Pacific/Honolulu"),
    **dict.fromkeys(("bst", "british"), "Europe/London"),
    **dict.fromkeys(("cest", "mez", "mesz"), "Europe/Berlin"),
}
"""The zones of the United States, and a few more, by what the people in them call them."""

_PARTS = re.compile(r"\b(?:us|canada|time|standard|daylight|summer|zone)\b")
_SIGNS = re.compile(r"[/()&.,]")
_LETTERS_OR_DISTANCE = re.compile(r"[A-Za-z]{1,5}|(?i:utc|gmt|z)?\s*[+-]?[\d:]*", re.ASCII)
_SUCH_AS = "Write a name such as America/New_York or Europe/London."
_NO_CITY = ("Etc/", "US/", "Canada/", "SystemV/", "posix/", "right/")
"""What names that are none of a city begin with: old ones, and fixed distances."""

_WITHOUT_DAYLIGHT = {
    "EST": (_NEW_YORK, "Panama", "America/Panama"),
    "MST": (_DENVER, "Arizona", "America/Phoenix"),
}
"""Zones that exist and whose clocks never change: what is probably meant, and what else may be."""


def zone_of(table: Table) -> str:
    """The time zone that a table names; one that does not exist is noted, and returned as it is."""
    zone = table.name_of("zone")
    if not zone.strip():
        return ""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        known = available_timezones()
        near = zone_meant(zone, known, table.findings.speller)
        fix = f"Did you mean {quoted(near)}?" if near else _SUCH_AS
        if not known:
            fix = "This computer has no time zones; install its tzdata package."
        table.wrong("zone", "bad-zone", f"There is no time zone {quoted(zone)}.", fix)
    if zone in _WITHOUT_DAYLIGHT:
        meant, place, other = _WITHOUT_DAYLIGHT[zone]
        message = f"{quoted(zone)} has no daylight saving time: from March to November its clocks"
        message += " are an hour behind."
        fix = f'Write zone = "{meant}"; where clocks never change, as in {place}, "{other}".'
        table.findings.warning(table.at("zone"), "no-daylight-time", message, fix)
    return zone


def zone_meant(text: str, known: Collection[str], speller: Speller) -> str:
    """The zone that whoever wrote `text` most likely means; empty if that is not clear.

    `known` are the names of the zones of this computer.
    """
    words = " ".join(_PARTS.sub(" ", _SIGNS.sub(" ", text.casefold())).split())
    if words in _MEANT:
        return _MEANT[words]
    cities = [name for name in known if "/" in name and not name.startswith(_NO_CITY)]
    by_city = {name.rpartition("/")[2].casefold(): name for name in sorted(cities, reverse=True)}
    if city := by_city.get(words.replace(" ", "_")):
        return city
    return "" if _LETTERS_OR_DISTANCE.fullmatch(text.strip()) else speller.nearest(text, cities)
