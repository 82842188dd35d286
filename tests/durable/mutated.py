"""Journals such as strangers could make: every hash is right, and one value cannot be."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guide.record.codec import GENESIS, seal

INFINITE = "1e999 as it stands"
"""Stands for a number that JSON can spell and nothing can hold."""

NUMBERS = (-1, 0, 10, 10**9, 2**63, 10**400, -(10**400), 0.5, 1e300, INFINITE, True)
TEXTS = ("", "\ud800", "\x1b[2J\u202e", "x" * 5000, "../../etc/passwd", "9" * 5000)
TIMES = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    "9999-12-31T23:59:59+00:00",
    "2026-11-20T19:03:00",
    "2026-02-30T00:00:00Z",
    "now",
)
OTHERS = (None, [], {}, [[]], [["x"]], [["x", "y"], ["x", "y"]], "no such thing")


def journal_of(records: list[dict[str, Any]]) -> bytes:
    """The lines of these records, each after the one before it."""
    lines, prev = [], GENESIS
    for record in records:
        text = json.dumps(record, separators=(",", ":")).replace(f'"{INFINITE}"', "1e999")
        line, prev = seal(text, prev)
        lines.append(line)
    return b"".join(lines)


def records_in(path: Path) -> list[dict[str, Any]]:
    records = [json.loads(line) for line in path.read_text().splitlines()]
    return [{k: v for k, v in record.items() if k not in ("prev", "hash")} for record in records]


def mutated(path: Path, seed: int, many: int) -> Iterator[tuple[str, bytes]]:
    """So many journals, each a change of the one in `path`, and in words what the change was."""
    chance = random.Random(f"{path.name} {seed}")
    for _ in range(many):
        records = records_in(path)
        told = _changed(records, chance)
        if chance.random() < 0.2:
            told += "; " + _changed(records, chance)
        yield told, journal_of(records)


def _changed(records: list[dict[str, Any]], chance: random.Random) -> str:
    """Change one thing in the records; in words, what."""
    at = chance.randrange(len(records))
    deed = chance.choice(("value", "value", "value", "value", "event", "again", "gone", "moved"))
    if deed == "value":
        record = records[at]
        name = chance.choice(sorted(record))
        value = chance.choice((*NUMBERS, *TEXTS, *TIMES, *OTHERS))
        record[name] = value
        return f"line {at + 1}: {name} is {str(value)[:30]!r}"
    if deed == "event":
        name = chance.choice(
            ("went-back", "returned", "opened", "clock-stopped", "corrected", "started", "ended")
        )
        kept = {key: records[at][key] for key in ("n", "at", "t")}
        records[at] = kept | _event(name, records[0], chance)
    elif deed == "again":
        records.insert(at, dict(records[chance.randrange(len(records))]))
    elif deed == "gone":
        del records[at]
    else:
        records.insert(chance.randrange(len(records)), records.pop(at))
    for n, record in enumerate(records, 1):
        record["n"] = n
    if records:
        records[0].setdefault("format", 1)
    return f"line {at + 1}: {deed}"


def _event(kind: str, first: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """An event of a kind that may not come here."""
    place = {"script": first.get("script", ""), "step": "x", "step_title": "X"}
    match kind:
        case "corrected":
            return {"kind": kind, "of": chance.randrange(40), "what": "x"}
        case "ended":
            return {"kind": kind, "ending": "x", "label": "X"}
        case "clock-stopped":
            return {"kind": kind, "answered": True}
        case "opened":
            texts = {"title": "X", "version": "1", "sha256": "x"}
            return {"kind": kind, **place, **texts}
        case "started":
            return {**first, "kind": kind}
        case _:
            return {"kind": kind, **place}
