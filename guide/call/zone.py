"""Time zones: by an IANA name, or by a POSIX rule such as `HST10` or `EST5EDT,M3.2.0,M11.1.0`."""

import re
from datetime import tzinfo
from functools import lru_cache
from io import BytesIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NAME = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"
_OFFSET = r"[+-]?\d{1,2}(?::\d{2}){0,2}"
_RULE = re.compile(
    rf"{_NAME}{_OFFSET}(?P<summer>{_NAME}(?:{_OFFSET})?(?P<dates>,[\dJM.:/,+-]+)?)?", re.ASCII
)
_USUAL_DATES = ",M3.2.0,M11.1.0"
"""When summer time is kept where a rule does not say it: as C libraries have it."""

_HEADER = b"TZif2" + bytes(15) + b"".join(n.to_bytes(4, "big") for n in (0, 0, 0, 0, 1, 4))
_ONE_TYPE = bytes(6) + b"UTC\0"


def zone_called(name: str) -> tzinfo | None:
    """The zone with this IANA name, or that keeps this POSIX rule; None where it is neither."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _zone_by_rule(name)


@lru_cache(maxsize=8)
def _zone_by_rule(rule: str) -> tzinfo | None:
    """A zone that keeps a rule: that of a zone file without changes, which ends with the rule."""
    match = _RULE.fullmatch(rule)
    if match is None:
        return None
    dates = _USUAL_DATES if match["summer"] and not match["dates"] else ""
    file = 2 * (_HEADER + _ONE_TYPE) + f"\n{rule}{dates}\n".encode()
    try:
        return ZoneInfo.from_file(BytesIO(file), key=rule)
    except ValueError:
        return None
