"""What no version of the program records, whoever's hand a journal is from."""

import math
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from guide.call import events as ev
from guide.call.events import Entry
from guide.call.scripts_used import script_used
from guide.script.languages import is_language
from guide.script.table import is_id

_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=2)
_LAST = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
"""Between these, a time can be told in any zone."""

_LONGEST = 366 * 24 * 3600 * 10_000
"""In seconds: no call is longer than there are years."""

_HASH = re.compile("[0-9a-f]{64}")
_MOST_WARNINGS = 99
_KEYS = range(10)
"""0 is no key."""


def impossible(entries: Iterable[Entry]) -> str:
    """The first thing that cannot be, such as “event 7 cannot be: …”; empty if all can be.

    What is looked at is what others rely on: where the call is, times, counts, what is referred to.
    """
    told = Possible()
    return next(filter(None, map(told.impossible, entries)), "")


class Possible:
    """Looks at the entries of a call one after the other, as they come."""

    def __init__(self) -> None:
        self._known: list[Entry] = []
        self._way = _Way()

    def impossible(self, entry: Entry) -> str:
        """Why this cannot come after what came before, as `impossible` says it; empty if it can."""
        why = next(_wrong(entry, self._known), "") or self._way.wrong(entry)
        if why:
            return f"event {entry.n} cannot be: {why}"
        self._known.append(entry)
        return ""


def _wrong(entry: Entry, before: list[Entry]) -> Iterator[str]:
    """Why this cannot come after what was before; nothing if it can."""
    event = entry.event
    if isinstance(event, ev.Started) == bool(before):
        yield "a call starts once, with its first event"
    for at in (entry.at, *_times(event)):
        if not _FIRST <= at <= _LAST:
            yield f"its time is {at.replace(tzinfo=None).isoformat()}"
    if not (math.isfinite(entry.elapsed) and 0 <= entry.elapsed <= _LONGEST):
        yield f"it is {entry.elapsed:g} seconds after the call began"
    if before and entry.elapsed < before[-1].elapsed:
        yield "it is earlier than the event before it"
    if isinstance(event, ev.Noted):
        # A call can have very many: they name, count and refer to nothing.
        return
    yield from _wrong_name(event)
    yield from _wrong_count(event)
    yield from _wrong_reference(event, before)


def _wrong_name(event: ev.Event) -> Iterator[str]:
    """What is no id or no hash, where others look for a file of that name, and no language."""
    if used := script_used(event):
        if not is_id(used.id):
            yield "it names a script by what is no id"
        if used.sha256 and not _HASH.fullmatch(used.sha256):
            yield "the hash of its script is none"
    if isinstance(event, ev.LanguageChosen) and not (
        event.language == "" or is_language(event.language)
    ):
        yield "it names what is no language"


def _times(event: ev.Event) -> Iterator[datetime]:
    match event:
        case ev.Worded(approved_at=at) if at:
            yield at
        case ev.FollowUpAdded(aim=aim, due=due):
            yield from (at for at in (aim, due) if at)
        case ev.FollowUpAmended(due=due) if due:
            yield due
        case ev.BranchKept(told=told):
            yield from (at for at, _ in told)
        case ev.Witnessed(received_at=at) | ev.FollowUpDone(heard=at) if at:
            yield at


def _wrong_count(event: ev.Event) -> Iterator[str]:
    match event:
        case ev.Chosen(key=key) | ev.Opened(key=key) | ev.Returned(key=key) if key not in _KEYS:
            yield f"there is no choice {_short(key)}"
        case ev.Drafted(keep=keep) if keep < 0:
            yield f"a draft cannot keep {_short(keep)} characters"
        case ev.Asked(seconds=seconds) if not 0 <= seconds <= _LONGEST:
            yield f"nobody waits for an answer for {_short(seconds)} seconds"
        case ev.ClockStarted(seconds=seconds) if not 0 <= seconds <= _LONGEST:
            yield f"a timer cannot run for {_short(seconds)} seconds"
        case ev.GroundStated(warnings=warnings) if not 0 <= warnings <= _MOST_WARNINGS:
            yield f"a reason cannot need {_short(warnings)} warnings"
        case ev.Witnessed(events=events) if events < 0:
            yield f"nobody receives {_short(events)} events"
        case ev.BranchKept(after=after, events=events) if not 0 <= after <= events:
            yield f"a branch after event {_short(after)} cannot have {_short(events)} events"


def _short(number: int) -> str:
    text = str(number)
    return text if len(text) < 20 else f"{text[:8]}… ({len(text)} digits)"


def _wrong_reference(event: ev.Event, before: list[Entry]) -> Iterator[str]:
    wanted: type[ev.EventBase] = ev.EventBase
    match event:
        case ev.NoteCorrected(of=of):
            wanted, what = ev.Noted, "note"
        case ev.FollowUpAmended(of=of) | ev.FollowUpDone(of=of):
            wanted, what = ev.FollowUpAdded, "follow-up"
        case ev.PermissionGiven(of=of) if of:
            wanted, what = ev.PermissionGiven, "permission"
        case ev.DenialHeard(of=of, warning=warning):
            if not (1 <= warning <= len(before)) or not isinstance(
                before[warning - 1].event, ev.WarningGiven
            ):
                yield f"number {_short(warning)} is no warning before it"
            wanted, what = ev.PermissionGiven, "permission"
        case ev.AskAnswered(of=of) | ev.PermissionGiven(ask=of) if of:
            wanted, what = ev.Asked, "ask"
        case ev.Corrected(of=of):
            what = "event"
        case _:
            return
    if not (1 <= of <= len(before) and isinstance(before[of - 1].event, wanted)):
        yield f"number {_short(of)} is no {what} before it"
    elif isinstance(before[of - 1].event, ev.Started):
        yield "the start of a call is not undone"


class _Way:
    """Where the call is, as `guide.call.fold` reckons with it.

    `_origins` are those of the steps on the path; see `guide.call.state.Visit`.
    """

    def __init__(self) -> None:
        self._moves: dict[int, ev.Event] = {}
        self._origins = [-1]

    def wrong(self, entry: Entry) -> str:
        """Go where the entry leads to; why there is no way there, if there is none."""
        match entry.event:
            case ev.Chosen() | ev.Opened() | ev.Returned() | ev.WentBack() as move:
                self._moves[entry.n] = move
                return self._wrong_move(move)
            case ev.Corrected(of=of) if self._moves.pop(of, None):
                self._origins = [-1]
                whys = [self._wrong_move(move) for move in self._moves.values()]
                return f"without event {of}, {''.join(whys)}" if any(whys) else ""
        return ""

    def _wrong_move(self, move: ev.Event) -> str:
        match move:
            case ev.Chosen():
                self._origins.append(self._origins[-1])
            case ev.Opened():
                self._origins.append(len(self._origins) - 1)
            case ev.Returned():
                if self._origins[-1] < 0:
                    return "it returns, and no other script was opened"
                self._origins.append(self._origins[self._origins[-1]])
            case ev.WentBack():
                if len(self._origins) == 1:
                    return "it goes back from the first step"
                self._origins.pop()
        return ""
