"""What the journal costs: how long it blocks the screen's thread, and when an event is on disk.

Beside it stands the least that a program could do in the screen's own thread: write and fdatasync.
Both write the same bytes in turn, with a pause between, as an agent makes them.
"""

import asyncio
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.desk import Desk
from bench.result import Goal, Results, Row, Samples
from guide.call import events as ev
from guide.call.events import Entry
from guide.record.codec import encoded
from guide.record.disk import Disk
from guide.record.journal import Journal
from guide.record.writer import Saved, ThreadWriter
from guide.session.clock import SystemClock

PAUSE = 0.005


@dataclass(slots=True)
class Times:
    """In milliseconds: what blocked, what was acknowledged, and the same done inline."""

    blocked: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    synced: list[float] = field(default_factory=list)
    inline: list[float] = field(default_factory=list)


def measure(desk: Desk, results: Results, *, count: int) -> None:
    """Write so many events either way."""
    times = asyncio.run(_in_turn(desk.folder, count))
    inline, synced = Samples.of(times.inline), Samples.of(times.synced)
    results.rows += [
        Row(
            "journal: the screen is blocked",
            "an event",
            "ms",
            Samples.of(times.blocked),
            "inline fdatasync",
            synced,
            Goal(0.05),
        ),
        Row(
            "journal: acknowledged",
            "an event",
            "ms",
            Samples.of(times.acknowledged),
            "inline",
            inline,
            Goal(1.5),
        ),
    ]


async def _in_turn(folder: Path, count: int) -> Times:
    times = Times()
    loop = asyncio.get_running_loop()
    writer = ThreadWriter(Journal(Disk(), folder / "calls" / "call.jsonl"))
    plain = os.open(folder / "inline.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for entry in _entries(count):
        told: asyncio.Future[float] = loop.create_future()

        def then(saved: Saved, told: asyncio.Future[float] = told) -> None:
            assert saved.ok, saved.reason
            loop.call_soon_threadsafe(lambda: told.set_result(time.perf_counter()))

        begun = time.perf_counter()
        writer.submit((entry,), then)
        times.blocked.append((time.perf_counter() - begun) * 1000)
        times.acknowledged.append((await told - begun) * 1000)
        await asyncio.sleep(PAUSE)

        begun = time.perf_counter()
        os.write(plain, encoded([entry])[0])
        before = time.perf_counter()
        _sync(plain)
        after = time.perf_counter()
        times.synced.append((after - before) * 1000)
        times.inline.append((after - begun) * 1000)
        await asyncio.sleep(PAUSE)
    os.close(plain)
    writer.close()
    return times


_sync = getattr(os, "fdatasync", os.fsync)


def _entries(count: int) -> list[Entry]:
    at = SystemClock().now().at
    started = ev.Started("bench", "bench", "Bench", "1", "", "first", "First", "UTC", "Robin")
    notes = [ev.Noted(f"note {n}: waited for the title, spoke to finance") for n in range(count)]
    return [Entry(n, at, float(n), event) for n, event in enumerate([started, *notes], 1)]
