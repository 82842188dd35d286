"""Journals as earlier versions of the program wrote them."""

import json
from collections.abc import Sequence

from guide.call.events import Entry
from guide.record.codec import GENESIS, encoded, seal
from guide.record.versions import CAME_WITH, numbers


def encoded_by(program: str, entries: Sequence[Entry], prev: str = GENESIS) -> tuple[bytes, str]:
    """As `encoded`, without the fields that came after this version; it must know all kinds."""
    later = [kinds for version, kinds in CAME_WITH.items() if numbers(version) > numbers(program)]
    lines: list[bytes] = []
    for line in encoded(entries, prev)[0].splitlines():
        record = json.loads(line)
        dropped = {name for kinds in later for name in kinds.get(record["kind"], ())}
        kept = {k: v for k, v in record.items() if k not in {*dropped, "prev", "hash"}}
        sealed, prev = seal(json.dumps(kept, separators=(",", ":")), prev)
        lines.append(sealed)
    return b"".join(lines), prev
