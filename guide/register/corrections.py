"""How a call ended as far as is known now: an ending that was chosen by mistake is corrected.

A correction is a line of the register, and a line can be written by hand. Only one that the rules
and the call's record allow is followed; every other is told where the call is shown.
"""

import contextlib
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from guide.call import events as ev
from guide.call.fold import call_of
from guide.call.rules.endings import ended_by_protocol_without
from guide.call.state import Call
from guide.errors import GuideError, RecordError
from guide.record.archive import KeptScripts
from guide.record.call_list import CallInfo
from guide.record.calls import find_kept_call
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.sealed_file import sound_lines_with
from guide.register.after_call import AfterEnding, EndingCorrected, Line, after_call
from guide.register.lawful import why_unlawful_of_call
from guide.register.stored import LONGEST_LABEL
from guide.script.model import ENDED


class Correction(Struct, frozen=True):
    """Who corrected an ending, when and to what; in sentences, why it is not followed, if so."""

    line: AfterEnding
    what: EndingCorrected
    faults: tuple[str, ...] = ()


def corrections(call: Call, lines: Sequence[Line], scripts: KeptScripts) -> tuple[Correction, ...]:
    """Every correction of a call's ending, in its order."""
    found = list[Correction]()
    before = call.ended.event.ending if call.ended else ""
    for line in lines:
        if isinstance(line, AfterEnding) and isinstance(line.what, EndingCorrected):
            faults = tuple(_faults(line, line.what, before, call, scripts))
            found.append(Correction(line, line.what, faults))
            before = before if faults else line.what.ending
    return tuple(found)


def _faults(
    line: AfterEnding, what: EndingCorrected, before: str, call: Call, scripts: KeptScripts
) -> Iterator[str]:
    """Whether a correction is of the ending before it, and one that rules and record allow."""
    if why := why_unlawful_of_call(call, line):
        yield f"Its ending was corrected by a line that counts for nothing. {why}"
    if call.ended and line.at < call.ended.at:
        yield f"Its ending was corrected at {line.at:%Y-%m-%d %H:%M}, before the call ended."
    if what.before != before:
        yield f"An ending is corrected that was not on record: “{what.before_label}”."
    if what.ending == before:
        yield f"Its ending was corrected to the one on record: “{what.label}”."
    if not _is_an_ending(what, call, scripts):
        yield f"Its ending was corrected to what is no ending of its script: “{what.label}”."
    stated = ev.Ended(what.ending, what.label, what.protocol)
    by = "Its ending was corrected to the hang-up protocol’s"
    yield from ended_by_protocol_without(call, stated, by)


def _is_an_ending(what: EndingCorrected, call: Call, scripts: KeptScripts) -> bool:
    """Whether a script that the call was taken with has this ending, as far as they are kept.

    The hang-up protocol’s need not have been opened on the call: its ending is measured by what is
    on record.
    """
    kept = [scripts.script(sha) for _, sha in call.scripts]
    known = [ENDED, *(one for script in kept if script for one in script.endings)]
    told = (what.ending, what.label, what.protocol)
    if told in [(one.id, one.label[:LONGEST_LABEL], one.protocol) for one in known]:
        return True
    named = any(one.id == what.ending for one in known)
    return not all(kept) or (what.protocol and not named)


class CorrectedEndings:
    """Of many calls, how those ended whose ending was corrected.

    The register is read once, for nothing but corrections; a call's record only when it is asked
    for and was corrected.
    """

    def __init__(self, places: Places) -> None:
        self._places, self._scripts = places, KeptScripts(places)
        self._known: dict[str, EndingCorrected | None] = {}
        self._lines: dict[str, list[Line]] = {}
        # What cannot be read corrects nothing; `guide.register.missing` tells that it cannot.
        with contextlib.suppress(RecordError):
            for line in sound_lines_with(places.register, b'"kind":"ending-corrected"', after_call):
                self._lines.setdefault(line.call, []).append(line)

    def of(self, call: str) -> EndingCorrected | None:
        """What the ending of a call was corrected to, last; None where it stands as recorded.

        So it does once it was corrected back.
        """
        if call in self._lines and call not in self._known:
            lawful = [one.what for one in self._corrections(call) if not one.faults]
            back = lawful and lawful[-1].ending == lawful[0].before
            self._known[call] = lawful[-1] if lawful and not back else None
        return self._known.get(call)

    def _corrections(self, call: str) -> tuple[Correction, ...]:
        try:
            found = read_journal(find_kept_call(self._places, call, training=False))
        except (GuideError, OSError):
            return ()
        if not found.entries:
            return ()
        return corrections(call_of(found.entries), self._lines[call], self._scripts)

    def whole(self, call: Call) -> Call:
        """A call as it ended, where the ending that was recorded was corrected since."""
        what = self.of(call.id)
        if what is None or call.ended is None:
            return call
        event = replace(
            call.ended.event,
            ending=what.ending,
            label=what.label,
            protocol=what.protocol,
            ground=what.ground,
        )
        return replace(call, ended=replace(call.ended, event=event))

    def in_brief(self, info: CallInfo) -> CallInfo:
        """A call of a list with the ending that it was corrected to, if it was."""
        what = self.of(info.id) if info.ended else None
        return replace(info, ended=what.told, ended_before=info.ended) if what else info
