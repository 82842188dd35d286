"""Lines of journals as a seat sends them."""

import json
from collections.abc import Mapping, Sequence

from psycopg import Connection

from guide.record.codec import GENESIS, own_hash, seal

CALL = "20261127-190300-k7wd"


def sealed(texts: list[str], prev: str = GENESIS) -> list[str]:
    """Sealed lines that say these texts, one after the other."""
    return sealed_events([{"kind": "noted", "text": text} for text in texts], prev)


def asked(*about: str) -> list[str]:
    """Sealed lines that ask the board for these, one after the other."""
    return sealed_events([{"kind": "asked", "about": one, "n": n} for n, one in enumerate(about)])


def sealed_events(events: Sequence[Mapping[str, object]], prev: str = GENESIS) -> list[str]:
    """Sealed lines of these events, as they are put by hand: without what each line has."""
    lines = []
    for event in events:
        line, prev = seal(json.dumps(event), prev)
        lines.append(line.decode().rstrip("\n"))
    return lines


def hash_of(line: str) -> str:
    found = own_hash(line.encode())
    assert found
    return found


def send(
    connection: Connection[tuple[object, ...]],
    lines: list[str],
    call: str = CALL,
    after: int = 0,
    prev: str = GENESIS,
) -> int:
    """Have the desk receive lines; how many were new."""
    query = "SELECT desk.receive(%s, %s, %s, %s)"
    row = connection.execute(query, (call, after, prev, "\n".join(lines))).fetchone()
    assert row is not None
    return int(str(row[0]))
