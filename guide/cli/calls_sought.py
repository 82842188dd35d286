"""Which of the calls kept are asked for."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from msgspec import UNSET, Struct
from msgspec.structs import replace

from guide.call import events as ev
from guide.call.fold import call_of
from guide.call.phone_number import normal_number, number_within
from guide.call.state import Call
from guide.errors import GuideError, RecordError
from guide.record.call_list import CallInfo, call_info
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.sealed_file import read_sealed
from guide.register.after_call import PromiseAdded, after_call, words_of
from guide.register.corrected_numbers import had_number
from guide.register.figures import figure_name
from guide.register.index import RegisterIndex, Wanted
from guide.register.promise import Promise
from guide.register.register import NAME
from guide.script.dates import past_day
from guide.script.protocol_names import IN_NAME_ONLY, names_protocol
from guide.session.clock import SystemClock
from guide.text import unaccented

NOT_ENDED = "not ended"
"""How a call ended that has not."""


class Sought(Struct, frozen=True):
    """What is asked for. Each that is not empty must hold; texts are found anywhere, in any case.

    An ending that was corrected since is found by the one that it was, too; a call by the number
    and the name of whomever it promised something to, as by those of its caller.

    `since` and `until` are days, both of them included, by this computer's clock. `ground` is one
    that was stated to hang up on; `words` are found in what was written down: notes, what the
    caller said, details, what was promised, and who permitted a warning, was told, or came as
    manager; and in what was recorded after the call. `owed`: something that the call promised is
    still owed.
    """

    number: str = ""
    caller: str = ""
    agent: str = ""
    ending: str = ""
    since: date | None = None
    until: date | None = None
    ground: str = ""
    words: tuple[str, ...] = ()
    owed: bool = False

    def found(
        self,
        calls: Iterable[CallInfo],
        *,
        with_caller: bool = False,
        going: Callable[[Sequence[CallInfo]], Iterable[CallInfo]] = iter,
        owing: Collection[str] = (),
        promised: Collection[str] = (),
        after: Mapping[str, str] = MappingProxyType({}),
        corrected: Callable[[CallInfo], CallInfo] = lambda info: info,
    ) -> Iterator[CallInfo]:
        """The calls that are asked for; `owing` are the ids of those of which something is owed.

        `promised` are the ids of those that promised something to this number and person, or did
        before that number was corrected.

        `after` is by a call's id what was recorded after it; `corrected` gives a call the number
        that it came from as far as is known since. By the wrong one it is found, too.

        Who called, and what was said, is in the journals alone: they are read where that is asked
        for, or `with_caller`, as `going` goes through them.
        """
        near = (call for call in calls if self._near(call) and (call.id in owing or not self.owed))
        if not (with_caller or self.number or self.caller or self.ground or self.words):
            yield from near
            return
        for one in going([*near]):
            read = call_info(one.path)
            known = replace(one, caller=read.caller, number=read.number) if read else one
            known = corrected(known)
            asked = known.id in promised or self.of_caller(known)
            if asked and self._says(known, after.get(one.id, "")):
                yield known

    def _near(self, call: CallInfo) -> bool:
        day = call.started_at.astimezone().date() if call.started_at else None
        return (
            unaccented(self.agent) in unaccented(call.agent)
            and (self._ended_so(call) or self.found_by_wrong_ending(call))
            and (self.since is None or (day is not None and day >= self.since))
            and (self.until is None or (day is not None and day <= self.until))
        )

    def _ended_so(self, call: CallInfo) -> bool:
        sought, ended = unaccented(self.ending), unaccented(call.ended or NOT_ENDED)
        if names_protocol(sought) and ended.endswith(IN_NAME_ONLY):
            # Who asks for the protocol's calls is not told of one that it did not end.
            return IN_NAME_ONLY in sought and sought in ended
        return sought in ended

    def found_by_wrong_ending(self, call: CallInfo) -> bool:
        """Whether a call that was found is there for the ending that was chosen by mistake."""
        before = unaccented(call.ended_before)
        return bool(before) and unaccented(self.ending) in before and not self._ended_so(call)

    def of_caller(self, call: CallInfo) -> bool:
        """Whether a call came from this number and person."""
        numbers = map(normal_number, (call.number, call.number_before))
        same = not self.number or normal_number(self.number) in numbers
        return same and unaccented(self.caller) in unaccented(call.caller)

    def found_by_wrong_number(self, call: CallInfo) -> bool:
        """Whether a call that was found is there for the number that was wrong."""
        asked = normal_number(self.number)
        return bool(asked) and asked == normal_number(call.number_before)

    def _says(self, info: CallInfo, after: str) -> bool:
        """Whether the ground was stated and the words were written down; no, where none is read."""
        if not (self.ground or self.words):
            return True
        call = read_call(info)
        if call is None:
            return False
        # As guide stats names it: warnings/aggressive-offensive-or-abusive.
        ground = unaccented(self.ground).removeprefix("warnings/").removeprefix("hang-ups/")
        if ground and not any(ground in unaccented(one) for one in _grounds(call)):
            return False
        text = unaccented("\n".join((*_written(call), after)))
        return all(
            unaccented(word) in text
            or any(_is_of_number(word, one) for one in (info.number, info.number_before))
            for word in self.words
        )


def promised_to(index: RegisterIndex, sought: Sought) -> frozenset[str]:
    """The calls that promised something to the number and the person that are asked for."""
    if not (sought.number or sought.caller):
        return frozenset()
    person = unaccented(sought.caller)
    wanted = Wanted(number=sought.number, words=(person,) if person else (), closed=True)
    return frozenset(one.call for one in index.page(wanted) if person in unaccented(one.caller))


def promised_before(places: Places, index: RegisterIndex, sought: Sought) -> dict[str, Promise]:
    """By call, what it promised to this person, with this number, which was corrected since."""
    person = unaccented(sought.caller)
    had = had_number(places, index, sought.number)
    return {one.call: one for one in had if person in unaccented(one.caller)}


def written_after(places: Places) -> dict[str, str]:
    """By call, what was recorded after it: notes, reasons, whom it was passed on to or told.

    And what was promised on it, and is written down since. Whoever recorded it is no part of that.
    Nothing where the register cannot be read; `guide.register.missing` tells that.
    """
    found: dict[str, list[str]] = {}
    try:
        lines = read_sealed(places.register, NAME, after_call).lines
    except RecordError:
        return {}
    for line in lines:
        words = words_of(line.what, "{:%Y-%m-%d}".format)
        found.setdefault(line.call, []).append(words)
        if isinstance(line.what, PromiseAdded):
            promised = line.what.promised
            found[line.call] += [promised.label, *dict(promised.fields).values()]
            if promised.reason_label is not UNSET:
                found[line.call].append(promised.reason_label)
    return {call: "\n".join(texts) for call, texts in found.items()}


def _is_of_number(word: str, number: str) -> bool:
    """Whether a word is this number, or a part of it, however both are written."""
    digits = number_within(word)
    return bool(digits) and digits in normal_number(number)


def read_call(info: CallInfo) -> Call | None:
    """All of a call that is listed; None where its record cannot be read."""
    try:
        entries = read_journal(info.path).entries
    except RecordError:
        return None
    return call_of(entries) if entries else None


def _grounds(call: Call) -> Iterator[str]:
    """The labels, ids and names in figures of the grounds that were stated and not taken back."""
    for entry in call.entries:
        if isinstance(entry.event, ev.GroundStated) and entry.n not in call.retracted:
            label = entry.event.label
            yield f"{label}\n{entry.event.ground}\n{figure_name(label)}"


def _written(call: Call) -> Iterator[str]:
    """What was written down on a call and not taken back: texts, and names of who had a part."""
    yield from (note.text for note in call.notes)
    yield from (detail.event.value for detail in call.details.values())
    for promised in call.follow_ups:
        yield promised.label
        yield from (value for _, value in promised.spelled)
    for entry in call.entries:
        if entry.n in call.retracted:
            continue
        match entry.event:
            case (
                ev.CallerSaid(words=words) | ev.Persisted(words=words) | ev.CallerSpoke(words=words)
            ):
                yield words
            case ev.PermissionGiven(by=name) | ev.ManagerCame(name=name) | ev.FollowUpDone(by=name):
                yield name
            case ev.AskAnswered(by=name, reason=reason) | ev.DenialHeard(by=name, reason=reason):
                yield from filter(None, (name, reason))


def day_of(typed: str) -> date | None:
    """A day as who looks back types it; None for no text. Raises GuideError for what is none."""
    if not typed:
        return None
    day = past_day(typed, SystemClock().now().at.astimezone().date())
    if day is None:
        raise GuideError(f"“{typed}” is no day. Write fri, yesterday, 11/20 or 2026-11-20.")
    return day
