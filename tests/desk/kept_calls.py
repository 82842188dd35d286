"""Calls on a disk, as many as a test wants, and what a desk has of them."""

from pathlib import Path

from desk.server import Desk
from promised_calls import NOW, a_call

from guide.call import events as ev
from guide.call.events import Entry
from guide.record.codec import Chain, encoded
from guide.record.disk import Disk
from guide.record.ledger import enter, kept_line
from guide.record.places import DONE, OPEN, Places


def places_in(folder: Path) -> Places:
    places = Places(folder / "state", folder / "out")
    for one in places.private:
        Disk().private_folder(one)
    return places


def call_id(number: int) -> str:
    return f"20261120-{190000 + number // 60 * 100 + number % 60:06}-aaaa"


def keep_ended(places: Places, calls: range, notes: int = 8) -> int:
    """Keep calls that ended, entered in the ledger; how many events they have in all."""
    lines = []
    for number in calls:
        call = call_id(number)
        first = a_call(call=call).entries[0]
        said = [ev.Noted(f"note {n} of {call}") for n in range(notes)]
        events = [*said, ev.Ended("resolved", "Resolved")]
        entries = [
            first,
            *(Entry(n, first.at, float(n), event) for n, event in enumerate(events, 2)),
        ]
        data, last = encoded(entries)
        (places.calls / DONE / f"{call}.jsonl").write_bytes(data)
        lines.append(kept_line(call, Chain(len(entries), last), NOW))
    enter(Disk(), places.ledger, lines)
    return (notes + 2) * len(calls)


def on_disk(places: Places) -> dict[str, list[str]]:
    """By call, the lines of its journal."""
    files = [*(places.calls / DONE).glob("*.jsonl"), *(places.calls / OPEN).glob("*.jsonl")]
    return {path.stem: path.read_text("ascii").splitlines() for path in files}


def at_desk(desk: Desk, seat: str = "kim") -> dict[str, list[str]]:
    """By call, the lines that the desk received of a seat, in the order in which they came."""
    found: dict[str, list[str]] = {}
    rows = desk.rows(
        "SELECT journal, line FROM desk.event JOIN desk.witness USING (journal, seat, n, hash)"
        " WHERE seat = %s AND NOT starts_with(journal, 'register-') ORDER BY journal, at, n",
        seat,
    )
    for journal, line in rows:
        found.setdefault(str(journal), []).append(str(line))
    return found
