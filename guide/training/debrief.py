"""The debrief of a practised call: what was done, move by move, and what is to be said of it.

It follows from the journal's entries, the scenario's text and the scripts alone.
"""

from collections.abc import Sequence

from msgspec import Struct

from guide.call import events as ev
from guide.call.events import CallerSpoke, Entry, Rehearsed
from guide.call.fold import call_of
from guide.call.wording import shown_on
from guide.script.library import Library
from guide.training.comparison import Comparison
from guide.training.debrief_attention import attention
from guide.training.debrief_details import details
from guide.training.debrief_follow_ups import follow_ups
from guide.training.debrief_hang_up import hang_up
from guide.training.debrief_lines import lines
from guide.training.debrief_nothing_said import nothing_said
from guide.training.debrief_pace import pace
from guide.training.debrief_protocol import protocol
from guide.training.debrief_reports import reports
from guide.training.debrief_times import times
from guide.training.debrief_untrue import untrue
from guide.training.finding import Finding, Sign
from guide.training.own_words import OwnWords, own_words
from guide.training.scenario import Scenario

_UNTOLD = (ev.Drafted, Rehearsed, CallerSpoke, ev.Resumed, ev.BranchKept, ev.Witnessed)
_SPOILS_THE_END = frozenset({"silence", "words", "words:plain", "words:reason", "nobody"})
_GRAVEST_FIRST = (Sign.NEVER, Sign.THINK, Sign.WELL)


class TimedDeed(Struct, frozen=True):
    """Something the trainee did, in words; `at` is in seconds into the call."""

    at: float
    words: str


class Exchange(Struct, frozen=True):
    """What the caller said, and what the trainee did until the caller spoke again.

    The first one may have no words: what was done before the caller said anything. `caption` is
    what the scenario has to say of this moment.
    """

    at: float
    words: str
    caption: str
    deeds: tuple[TimedDeed, ...]


class Debrief(Struct, frozen=True):
    """A call looked back on. `seed` says which caller it was, `lasted` is in seconds.

    The findings are in order: what must not happen first, and the gravest of it before all. Of
    `own_words` they say nothing.
    """

    call: str
    scenario: str
    title: str
    seed: int
    agent: str
    ended: str
    lasted: float
    findings: tuple[Finding, ...]
    exchanges: tuple[Exchange, ...]
    own_words: tuple[OwnWords, ...] = ()

    def of(self, sign: Sign) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.sign is sign)

    def moment_of(self, finding: Finding) -> float | None:
        """The moment that a finding is about, in seconds: of what was done, not of words it cites.

        None for one that is about no moment.
        """
        words = {one.at for one in self.exchanges if one.words}
        first = next(iter(finding.at), None)
        return next((at for at in finding.at if at not in words), first)


def debrief(entries: Sequence[Entry], scenario: Scenario, library: Library) -> Debrief:
    """Look back on a practised call.

    `scenario` has its places filled as the call's seed has it. Raises `UnknownName` for a script
    that is not in the library.
    """
    call = call_of(entries)
    of = Comparison(call, scenario, library)
    rehearsed = rehearsal_of(entries)
    found = _findings(of)
    return Debrief(
        call.id,
        scenario.id,
        scenario.title,
        rehearsed.seed if rehearsed else 0,
        call.started.agent,
        call.ended.event.told if call.ended else "",
        call.last.elapsed,
        found,
        _exchanges(of),
        own_words(of, found),
    )


def rehearsal_of(entries: Sequence[Entry]) -> Rehearsed | None:
    """Which scenario a call rehearses; None for a call that rehearses none."""
    return next((e.event for e in entries if isinstance(e.event, Rehearsed)), None)


def _findings(of: Comparison) -> tuple[Finding, ...]:
    found = (
        *hang_up(of),
        *protocol(of),
        *reports(of),
        *pace(of),
        *lines(of),
        *details(of),
        *follow_ups(of),
        *attention(of),
        *times(of),
        *untrue(of),
        *nothing_said(of),
    )
    earned = (one for one in found if not _is_no_praise(one, found, of))
    return tuple(sorted(earned, key=lambda finding: _GRAVEST_FIRST.index(finding.sign)))


def _is_no_praise(one: Finding, found: Sequence[Finding], of: Comparison) -> bool:
    """Whether this was well done by itself alone: by what else was found, it is none to praise.

    An ending is only as good as the way to it, and whoever is wronged is not wronged less by words
    that are read to the letter.
    """
    if one.sign is not Sign.WELL:
        return False
    about = {other.about for other in found}
    if one.about == "ending":
        ended, spoils = of.call.ended, _SPOILS_THE_END
        if ended and ended.event.protocol:
            spoils |= {"rushed:heard"}
        wrong = any(other.sign is Sign.NEVER for other in found) or about & spoils
        unheard = any(u.heard > at for at in one.at for u in of.spoken)
        return bool(wrong) or unheard or not of.events(ev.Said, ev.Adapted, ev.WarningGiven)
    of_grounds = {
        f"line:{line.id}"
        for script in of.library.scripts.values()
        for line in script.lines
        if line.grounds
    }
    return "hung-up:calm" in about and one.about in of_grounds


def _exchanges(of: Comparison) -> tuple[Exchange, ...]:
    bounds = [*(said.n for said in of.spoken), len(of.call.entries) + 1]
    first = _deeds(of, 1, bounds[0])
    exchanges = (
        Exchange(said.at, said.words, said.caption, _deeds(of, said.n, end))
        for said, end in zip(of.spoken, bounds[1:], strict=True)
    )
    return (*([Exchange(0.0, "", "", first)] if first else []), *exchanges)


def _deeds(of: Comparison, after: int, before: int) -> tuple[TimedDeed, ...]:
    return tuple(
        TimedDeed(entry.elapsed, shown_on(of.call, entry.event))
        for entry in of.call.entries[after : before - 1]
        if not isinstance(entry.event, _UNTOLD) and entry.n not in of.call.retracted
    )
