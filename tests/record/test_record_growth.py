"""What a long call costs grows with its length, not with the square: steps are counted."""

import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from kit import shipped
from record.record_samples import CALL, ENDED, STARTED, entries_of

from guide import __version__
from guide.call import events as ev
from guide.call import fold
from guide.call.events import Entry, Event
from guide.call.fold import call_of
from guide.record.codec import Chain, encoded
from guide.record.disk import Disk
from guide.record.finish import write_summary
from guide.record.places import DONE, Places
from guide.record.verify import Measure, verify_call

SCRIPT = shipped().script("escalated-callers")
LINE = next(line for line in SCRIPT.lines if line.text)


def said_and_noted(count: int) -> list[Event]:
    said = ev.Said(
        SCRIPT.id, SCRIPT.first, LINE.id, LINE.text, sha256(LINE.text.encode()).hexdigest(), "gap"
    )
    return [event for n in range(count // 2) for event in (said, ev.Noted(f"note {n}: waits"))]


def noted_and_corrected(count: int) -> list[Event]:
    """A note, and its correction."""
    return [
        event
        for n in range(count // 2)
        for event in (ev.Noted(f"note {n}"), ev.NoteCorrected(2 * n + 2, f"note {n}, put right"))
    ]


def steps(doing: Callable[[], object]) -> int:
    """How many functions are called, and generators gone on with, meanwhile."""
    count = 0

    def counts(frame: object, what: str, arg: object) -> None:
        nonlocal count
        count += what in ("call", "c_call")

    sys.setprofile(counts)
    try:
        doing()
    finally:
        sys.setprofile(None)
    return count


def a_long_call(events: list[Event]) -> tuple[Entry, ...]:
    started = msgspec.structs.replace(STARTED, sha256=SCRIPT.sha256, step=SCRIPT.first, program="")
    return entries_of(started, *events, ENDED)


def kept(folder: Path, entries: tuple[Entry, ...]) -> Places:
    """The call with its journal, summary and wording, as it lies after its end."""
    places = Places(folder / "state", folder / "out")
    disk = Disk()
    for made in (places.calls / DONE, places.wording):
        disk.private_folder(made)
    data, last_hash = encoded(entries)
    (places.calls / DONE / f"{CALL}.jsonl").write_bytes(data)
    (places.wording / f"{SCRIPT.sha256}.toml").write_text(SCRIPT.text, "utf-8")
    write_summary(disk, places.out, call_of(entries), Chain(len(entries), last_hash))
    return places


@pytest.mark.parametrize("of", [said_and_noted, noted_and_corrected])
def test_a_call_that_is_twice_as_long_takes_twice_as_much_to_verify(
    tmp_path: Path, of: Callable[[int], list[Event]]
) -> None:
    counts = []
    # The first has what every program reads once.
    for events in (100, 300, 600, 1_200):
        place = tmp_path / str(events)
        place.mkdir()
        measure = Measure.of(kept(place, a_long_call(of(events))), shipped().approvals)
        found = []
        counts.append(steps(lambda m=measure, f=found: f.append(verify_call(m, CALL))))
        assert found[0].faults == ()
    once, twice = counts[2] - counts[1], counts[3] - counts[2]
    assert twice < 2.2 * once


@pytest.mark.parametrize("of", [said_and_noted, noted_and_corrected])
def test_notes_are_not_copied_once_for_each_that_follows(
    monkeypatch: pytest.MonkeyPatch, of: Callable[[int], list[Event]]
) -> None:
    copied = 0
    before = fold.replace

    def counting(call: object, **changes: object) -> object:
        nonlocal copied
        copied += sum(len(value) for value in changes.values() if isinstance(value, tuple))
        return before(call, **changes)

    monkeypatch.setattr(fold, "replace", counting)
    entries = a_long_call(of(1_000))
    assert len(call_of(entries).notes) == 500
    assert copied < 3 * len(entries)


def numbers_noted(count: int) -> list[Event]:
    """Notes, each with a phone number and another one."""
    return [
        ev.Noted(f"note {n}: finance is at 312 555 {n % 10_000:04}, order {48_813 + 7 * n}")
        for n in range(count)
    ]


MOST_STEPS = {"verify": 300, "summary": 150}
"""For each note: with fewer, 200,000 take less than ten seconds."""


@pytest.mark.parametrize("command", MOST_STEPS)
def test_a_note_with_numbers_in_it_takes_few_steps(tmp_path: Path, command: str) -> None:
    counts = []
    for events in (300, 600):
        place = tmp_path / str(events)
        place.mkdir()
        first, *rest = a_long_call(numbers_noted(events))
        started = msgspec.structs.replace(STARTED, sha256=SCRIPT.sha256, program=__version__)
        entries = (msgspec.structs.replace(first, event=started), *rest)
        places = kept(place, entries)
        measure = Measure.of(places, shipped().approvals)
        chain = Chain(len(entries), encoded(entries)[1])
        doing: dict[str, Callable[[], object]] = {
            "verify": lambda m=measure: verify_call(m, CALL),
            "summary": lambda p=places, e=entries, c=chain: write_summary(
                Disk(), p.out, call_of(e), c
            ),
        }
        doing[command]()
        counts.append(steps(doing[command]))
    assert (counts[1] - counts[0]) / 300 < MOST_STEPS[command]
