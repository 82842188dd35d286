"""From which number a call came, as far as is known now: one that was wrong is corrected since.

One that nobody wrote down on the call is that of what was promised there and is written down since:
so it would have been on the call. The register is read once, for nothing but these lines; a call's
record only when it is asked for and has one.
"""

import contextlib
from collections.abc import Iterator

from msgspec.structs import replace

from guide.call.fold import call_of
from guide.call.phone_number import normal_number
from guide.errors import GuideError, RecordError
from guide.record.call_list import CallInfo
from guide.record.calls import find_kept_call
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.sealed_file import sound_lines_with
from guide.register.after_call import after_call
from guide.register.index import RegisterIndex
from guide.register.promise import Promise
from guide.register.wrap_up import wrap_up_of
from guide.script.model import CALLERS_NUMBER


class CorrectedNumbers:
    """Of many calls, the numbers of those whose number was corrected, or is known since."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._known: dict[str, str] = {}
        self._calls: frozenset[str] = frozenset()
        # What cannot be read corrects nothing; `guide.register.missing` tells that it cannot.
        with contextlib.suppress(RecordError):
            lines = sound_lines_with(places.register, b'"kind":"number-corrected"', after_call)
            since = sound_lines_with(places.register, b'"kind":"promised"', after_call)
            self._calls = frozenset(line.call for line in (*lines, *since))

    def of(self, call: str, number: str) -> str:
        """The number of a call whose record has this one; the same where that stands."""
        if call not in self._calls:
            return number
        if call not in self._known:
            self._known[call] = self._read(call)
        return self._known[call] or number

    def _read(self, call: str) -> str:
        with contextlib.suppress(GuideError, OSError):
            path = find_kept_call(self._places, call, training=False)
            if entries := read_journal(path).entries:
                found = wrap_up_of(self._places, call_of(entries))
                added = (one.field(CALLERS_NUMBER) for one in found.promises if one.added)
                return found.number or next(filter(None, added), "")
        return ""

    def in_brief(self, info: CallInfo) -> CallInfo:
        """A call of a list with its number as it is right, and the one that was wrong."""
        number = self.of(info.id, info.number)
        if normal_number(number) == normal_number(info.number):
            return info
        return replace(info, number=number, number_before=info.number)


def had_number(places: Places, index: RegisterIndex, number: str) -> Iterator[Promise]:
    """The promises that had this number, which was wrong, and have another one since."""
    wanted = normal_number(number)
    if not wanted:
        return
    calls = dict[str, None]()
    # As above: what cannot be read corrects nothing.
    with contextlib.suppress(RecordError):
        lines = sound_lines_with(places.register, b'"kind":"number-corrected"', after_call)
        calls = dict.fromkeys(line.call for line in lines)
    for call in calls:
        for one in index.named(call):
            if wanted in map(normal_number, one.numbers_before) and (
                normal_number(one.number) != wanted
            ):
                yield one
