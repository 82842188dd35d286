"""Practice so far, of a trainee or a class: every kept call looked back on, and what recurs."""

from textwrap import wrap

from msgspec import Struct

from guide.call.fold import call_of
from guide.errors import RecordError, UnknownName
from guide.record.call_list import kept_calls
from guide.record.calls import find_kept_call, time_of, waiting_files
from guide.record.journal import read_journal
from guide.record.places import OPEN, Places
from guide.script.library import Library
from guide.session.callbook import library_then
from guide.text import shortened, unaccented
from guide.training.debrief import Debrief, debrief, rehearsal_of
from guide.training.finding import Sign
from guide.training.practice import kept_scenario

_NAMED = 16
"""How much of a name stands in the chart of a class."""


class Recurring(Struct, frozen=True):
    """A fact that is true of several calls: of how many, and whose."""

    sign: Sign
    fact: str
    calls: int
    agents: tuple[str, ...]


class History(Struct, frozen=True):
    """The debriefs of one trainee, or of a class, the oldest first.

    `running` are the ids of calls that neither ended nor were left.
    """

    debriefs: tuple[Debrief, ...]
    running: tuple[str, ...] = ()

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios that were practised, in the order of their first time."""
        return tuple(dict.fromkeys(one.scenario for one in self.debriefs))

    @property
    def agents(self) -> tuple[str, ...]:
        """Who practised, in the order of their first time."""
        return tuple(dict.fromkeys(one.agent for one in self.debriefs))

    def of(self, scenario: str) -> tuple[Debrief, ...]:
        return tuple(one for one in self.debriefs if one.scenario == scenario)

    @property
    def recurring(self) -> tuple[Recurring, ...]:
        """What must not happen, or was to think about, in more than one call.

        What must not happen comes first, and of each what came most often.
        One fact, one row: what is worded alike in two calls is the same, and nothing else is.
        """
        found: dict[tuple[Sign, str], list[str]] = {}
        for one in self.debriefs:
            facts = {(f.sign, fact): None for f in one.findings for fact in f.facts}
            for key in facts:
                found.setdefault(key, []).append(one.agent)
        rows = (
            Recurring(sign, fact, len(agents), tuple(dict.fromkeys(agents)))
            for (sign, fact), agents in found.items()
            if len(agents) > 1
        )
        return tuple(sorted(rows, key=lambda row: (row.sign is not Sign.NEVER, -row.calls)))


def debrief_of(name: str, library: Library, places: Places) -> Debrief:
    """The debrief of a kept practice call, by its id or the start of it.

    Raises `UnknownName` for a call that is not kept among those of practice, and `RecordError` for
    one that rehearsed no scenario or whose record cannot be read.
    """
    entries = read_journal(find_kept_call(places, name, training=True)).entries
    rehearsed = rehearsal_of(entries)
    if rehearsed is None:
        raise RecordError(
            f"The call {name} rehearsed no scenario, so there is nothing to measure it by:"
            f" guide summary {name} --practice tells it."
        )
    scenario = kept_scenario(places, rehearsed)
    if scenario is None:
        raise RecordError(
            f"The scenario “{rehearsed.title}” of call {name} is not kept any more, or not as it"
            f" was: guide summary {name} --practice tells the call."
        )
    return debrief(entries, scenario, library_then(library, places, call_of(entries)))


def history(library: Library, places: Places, agent: str = "") -> tuple[History, tuple[str, ...]]:
    """The practice of a trainee, or of all; and, in words, which calls cannot be looked back on.

    Calls that rehearsed no scenario, such as those of `guide play`, are none of it.
    """
    found: list[Debrief] = []
    running: list[str] = []
    problems: list[str] = []
    for info in reversed(kept_calls(places.training, None, waiting_files(places, training=True))):
        if agent and unaccented(info.agent) != unaccented(agent):
            continue
        try:
            path = info.path
            if not path.exists():
                # It ended, or was left, since the list was made.
                path = find_kept_call(places, info.id, training=True)
            if rehearsal_of(read_journal(path).entries) is None:
                continue
            if not info.ended and path.parent.name == OPEN:
                running.append(info.id)
            else:
                found.append(debrief_of(info.id, library, places))
        except (RecordError, UnknownName) as error:
            problems.append(str(error))
    return History(tuple(found), tuple(running)), tuple(problems)


def as_chart(told: History, width: int = 80) -> str:
    """The history as a small chart: for each call its counts, and a sign for each finding.

    That of a class names who it was. No row is longer than `width`; where the signs of one would
    be, those of all stand below their calls.
    """
    rows: list[str] = []
    longest = max((len(name) for name in told.agents), default=0)
    named = min(longest, _NAMED) if len(told.agents) > 1 else 0
    for scenario in told.scenarios:
        debriefs = told.of(scenario)
        rows += ["", *wrap(f"{debriefs[-1].title} ({scenario})", width)]
        heads = []
        for one in debriefs:
            at = time_of(one.call)
            when = f"{at.astimezone():%Y-%m-%d %H:%M}" if at else one.call[:16]
            who = f"{shortened(one.agent, named):<{named}}  " if named else ""
            counts = "  ".join(f"{len(one.of(sign))} {sign}" for sign in Sign)
            ended = "" if one.ended else "  left"
            heads.append((f"  {when}  {who}seed {one.seed:<4}  ", _bar(one), f"{counts}{ended}"))
        beside = [f"{head}{bar:<24}  {counts}" for head, bar, counts in heads]
        below = (
            line
            for head, bar, counts in heads
            for line in (f"{head}{counts}", *_indented(bar, width, "      "))
        )
        rows += beside if max(map(len, beside)) <= width else below
    if told.recurring:
        rows += ["", "What comes again"]
        rows += [line for one in told.recurring for line in _again(one, width)]
    if told.running:
        calls = "1 call is" if len(told.running) == 1 else f"{len(told.running)} calls are"
        rows += [
            "",
            *wrap(f"{calls} still open, and not counted: {', '.join(told.running)}", width),
        ]
    return "\n".join(rows[1:])


def _indented(text: str, width: int, lead: str) -> list[str]:
    return wrap(text, width, initial_indent=lead, subsequent_indent=lead)


def _again(one: Recurring, width: int) -> list[str]:
    people = len(one.agents)
    whose = f" of {people} people" if people > 1 else ""
    told = f"in {one.calls} calls{whose}: {one.fact}"
    return wrap(told, width, initial_indent=f"  {one.sign} ", subsequent_indent="    ")


def _bar(one: Debrief) -> str:
    """A sign for each finding: what went well first, so that the bars grow as a trainee does."""
    return " ".join(str(sign) * len(one.of(sign)) for sign in Sign if one.of(sign))
