"""A practised call beside its scenario's reference, and what a finding of a debrief holds."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import TypeVar, cast

from msgspec import Struct

from guide.call import events as ev
from guide.call.events import CallerSpoke, Recorded
from guide.call.fold import call_of
from guide.call.state import Call
from guide.call.wording import in_a_row
from guide.script.library import Library
from guide.script.model import Line, Script, Step, Topic
from guide.training.caller import Cue, cue_name, cues_of, talking
from guide.training.reference import Reference, reference
from guide.training.scenario import Scenario

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[\d\s()+./\-–]+")


_E = TypeVar("_E", bound=ev.Event)


class Sign(StrEnum):
    """What a finding says: well done, worth a thought, or must not happen."""

    WELL = "✓"
    THINK = "!"
    NEVER = "✗"

    @property
    def code(self) -> str:
        return self.name.lower()


class Finding(Struct, frozen=True):
    """One sentence of a debrief, and what it rests on.

    `about` is what it is about, the same in every debrief: `warning`, `line:summary`. `at` are the
    moments, in seconds into the call; `why` is the reason it matters; `source`, the document and
    the place in it that asks for it, where there is one.
    """

    sign: Sign
    about: str
    sentence: str
    at: tuple[float, ...] = ()
    why: str = ""
    source: str = ""


class Utterance(Struct, frozen=True):
    """What the caller said, when, and what the scenario knows of it. `n` is its entry."""

    n: int
    at: float
    words: str
    name: str
    abusive: bool
    reports: str
    caption: str

    @property
    def over(self) -> float:
        """When the caller has said it, in seconds into the call."""
        return self.at + talking(self.words)


class Comparison(Struct, frozen=True, dict=True):
    """What a trainee did with a scenario, and what its moves do with it."""

    call: Call
    scenario: Scenario
    library: Library

    @cached_property
    def reference(self) -> Reference:
        return reference(self.scenario, self.library)

    @property
    def model(self) -> Call:
        """The call that the moves make."""
        return self.reference.call

    @cached_property
    def script(self) -> Script:
        return self.library.script(self.scenario.script)

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """The caller's words in the moves."""
        return cues_of(self.reference)

    @cached_property
    def spoken(self) -> tuple[Utterance, ...]:
        moves = {cue_name(n): move for n, move in enumerate(self.scenario.moves, 1)}
        replies = {reply.id: reply for reply in self.scenario.replies}
        found: list[Utterance] = []
        for said in self.events(CallerSpoke):
            name = said.event.move
            move = moves.get(name)
            of = move or replies.get(name)
            abusive, reports = (of.abusive, of.reports) if of else (False, "")
            caption = move.caption if move else ""
            words = said.event.words
            found.append(Utterance(said.n, said.elapsed, words, name, abusive, reports, caption))
        return tuple(found)

    def events(self, *kinds: type[_E]) -> tuple[Recorded[_E], ...]:
        """The trainee's entries of these kinds that were not taken back."""
        counted = (e for e in self.call.entries if e.n not in self.call.retracted)
        return tuple(cast("Recorded[_E]", e) for e in counted if isinstance(e.event, kinds))

    def before(self, n: int) -> Call:
        """The call as it stood before entry number `n`."""
        return call_of(self.call.entries[: n - 1])

    def elapsed(self, n: int) -> float:
        return self.call.entry(n).elapsed

    def steps(self, call: Call) -> tuple[Step, ...]:
        scripts = ((self.library.get(script), step) for script, step in call.visited)
        found = (script.step(step) for script, step in scripts if script)
        return tuple(step for step in found if step)

    def line(self, script_id: str, line_id: str) -> tuple[Script, Line] | None:
        """A line and its script, if they are in the library."""
        script = self.library.get(script_id)
        line = next((x for x in script.lines if x.id == line_id), None) if script else None
        return (script, line) if script and line else None

    def abuse_before(self, n: int) -> tuple[Utterance, ...]:
        """The abusive words since the caller last calmed down, up to entry number `n`."""
        calmed = max((e.n for e in self.events(ev.CalmedDown) if e.n < n), default=0)
        return tuple(u for u in self.spoken if u.abusive and calmed < u.n < n)

    def source(self, topic: Topic) -> str:
        """Where a topic is asked for: in the script, in its protocol, or in any script there is."""
        protocol = self.library.protocol_of(self.script)
        own = (self.script, protocol) if protocol else (self.script,)
        for one in (*own, *self.library.scripts.values()):
            if place := dict(one.sources).get(topic):
                return source_in(one, place)
        return source_in(protocol or self.script, "")


def same(written: str, said: str) -> bool:
    """Say whether two values are the same to a listener.

    Case, accents, spaces and punctuation do not count, nor the order of words; numbers are compared
    by their digits. More than was said does no harm.
    """
    if _NUMBER.fullmatch(said):
        return _digits(said) in _digits(written)
    return set(_words(said)) <= set(_words(written))


def lacking(written: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the wanted words are not in what was written."""
    text = " ".join(_words(written))
    return tuple(one for one in wanted if " ".join(_words(one)) not in text)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _words(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(c for c in bare if not unicodedata.combining(c)).casefold())


def source_in(script: Script, place: str) -> str:
    """A place in a script's document; without one, the document that it names, or its title."""
    return f"{script.id}, {place}" if place else script.source or script.title


def together(sources: Iterable[str]) -> str:
    """Several sources as one: each document once, with its places."""
    places: dict[str, list[str]] = {}
    for source in dict.fromkeys(sources):
        document, _, place = source.partition(", ")
        places.setdefault(document, []).append(place)
    return "; ".join(", ".join(p for p in (doc, *found) if p) for doc, found in places.items())


def moment(seconds: float) -> str:
    """A moment of the call, as m:ss."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def moments(at: Iterable[float]) -> str:
    return in_a_row([moment(one) for one in at])


def lasted(seconds: float) -> str:
    """So many seconds, in words."""
    whole = round(seconds)
    return f"{whole} second{'' if whole == 1 else 's'}"
