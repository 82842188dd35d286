"""A practised call beside its scenario's reference."""

import re
import unicodedata
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TypeVar, cast

from msgspec import Struct

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import CallerSpoke, Entry, Recorded, Stage
from guide.call.fold import call_of
from guide.call.rules.corrections import came_with_its_step
from guide.call.state import Call, FollowUp
from guide.script.library import Library
from guide.script.model import Ending, FollowUpKind, Line, Script, Step, Topic
from guide.training.caller import Cue, cue_name, cues_of, talking
from guide.training.finding import Passage
from guide.training.pace import REACTION, least_time
from guide.training.reference import Reference, reference
from guide.training.scenario import Scenario
from guide.training.time_of_day import names_other_time, times_in
from guide.training.unspaced import UNSPACED, pairs
from guide.training.weekdays import days_of_month_in, names_other_day, weekdays_in

_WORD = re.compile(rf"(?:(?![{UNSPACED}])[^\W_])+|(?:(?=[^\W_])[{UNSPACED}])+")
_OF_UNSPACED = re.compile(rf"[{UNSPACED}]")
_NUMBER = re.compile(r"[\d\s()+./\-–]+")
_A_NUMBER = 4
"""Digits of what surely is one: a shorter one may be a day or an amount."""

_HANDS_OVER = re.compile(r"\b(?:hand|hands|handed)(?: \w+){0,2} over\b", re.IGNORECASE)
_TAKEN_OVER = re.compile(r"\b(?:takes?|took|taken) over\b", re.IGNORECASE)
"""How a choice, or an ending, says that somebody else has the call then."""

_STEM = 4
"""Letters that tell a word from others; shorter ones are in everything people write."""

_EVERYBODYS = frozenset(
    (
        *("abou", "afte", "agai", "alre", "also", "befo", "been", "call", "coul", "does", "done"),
        *("ever", "from", "have", "here", "hers", "into", "just", "know", "less", "like", "look"),
        *("made", "make", "many", "more", "most", "much", "need", "noth", "only", "othe", "over"),
        *("said", "says", "shou", "some", "such", "take", "tell", "than", "that", "thei", "them"),
        *("then", "ther", "they", "thin", "this", "time", "told", "very", "want", "well", "were"),
        *("what", "when", "wher", "whic", "will", "with", "woul", "your"),
        *("mond", "tues", "wedn", "thur", "frid", "satu", "sund"),
    )
)
"""What is left of words that are in everything people write, long as they are; and of days."""

YES = frozenset(
    (
        *("yes", "yeah", "yep", "yup", "agreed", "agrees", "accepted", "accepts"),
        *("ok", "okay", "sure", "fine"),
    )
)
THEY = frozenset({"she", "he", "they", "caller", "customer", "says", "said"})
_NO = frozenset({"no", "nope", "not", "never", "refused", "refuses", "declined", "declines"})

LETTER_BY_LETTER = ("caller", "number")
"""Details that are compared with the moves; all others are in the trainee's own words."""


_E = TypeVar("_E", bound=ev.Event)


class Utterance(Struct, frozen=True):
    """What the caller said, when, and what the scenario knows of it. `n` is its entry.

    `complains`: of silence, and of nothing else.
    """

    n: int
    at: float
    words: str
    name: str
    abusive: bool
    reports: str
    caption: str
    complains: bool = False

    @property
    def heard(self) -> float:
        """Before when nobody can have heard it out, in seconds into the call."""
        return self.at + least_time(self.words)

    @property
    def over(self) -> float:
        """When the caller has said it, in seconds into the call."""
        return self.at + talking(self.words)


class Arrival(Struct, frozen=True):
    """Coming to a step, by entry number `n`; `at` is in seconds into the call."""

    n: int
    at: float
    script: str
    step: str


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

    def telling(self, field: str) -> frozenset[str]:
        """The names of the caller's words that tell a detail: by the moves, or by its own words.

        A name or a number can be heard in words at which the moves do something else.
        """
        own = {cue.name for cue in self.cues if cue.field == field}
        value = self.model.detail(field)
        if value and (field in LETTER_BY_LETTER or is_number(value)):
            said = {cue.name: cue.words for cue in self.cues} | {
                u.name: u.words for u in self.spoken
            }
            own |= {name for name, words in said.items() if _is_in(value, words)}
        return frozenset(own)

    def tellers(self, field: str) -> frozenset[str]:
        """The names of the caller's words that tell a detail, or come last before it in the moves.

        None for a detail that the moves write down before anything is said.
        """
        own = self.telling(field)
        last = ""
        for beat in self.reference.beats:
            last = cue_name(beat.n) if beat.move.caller else last
            action = beat.move.action
            if isinstance(action, act.WriteDetail) and action.field == field and not own and last:
                return frozenset({last})
        return own

    def was_told(self, field: str, by: float) -> bool:
        """Whether the words that tell a detail can have been heard by then."""
        tell = self.tellers(field)
        return not tell or any(u.name in tell and u.heard <= by for u in self.spoken)

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
            reply = replies.get(name)
            complains = bool(reply and reply.when.silence) and not (abusive or reports)
            words = said.event.words
            known = abusive, reports, caption, complains
            found.append(Utterance(said.n, said.elapsed, words, name, *known))
        return tuple(found)

    @cached_property
    def counted(self) -> tuple[Entry, ...]:
        """What happened, without what was taken back."""
        return tuple(e for e in self.call.entries if e.n not in self.call.retracted)

    @cached_property
    def repeated(self) -> dict[int, int]:
        """Choices that were taken again right after a step back from them: of each, the first."""
        deeds = [e for e in self.counted if is_deed(e.event)]
        found: dict[int, int] = {}
        for first, back, again in zip(deeds, deeds[1:], deeds[2:], strict=False):
            chosen = isinstance(first.event, ev.Chosen | ev.Opened)
            if chosen and isinstance(back.event, ev.WentBack) and first.event == again.event:
                found[again.n] = found.get(first.n, first.n)
        return found

    def stepped_back(self, n: int) -> bool:
        """Whether the trainee went back from where choice number `n` led, and did nothing there."""
        after = next((e for e in self.counted if e.n > n and is_deed(e.event)), None)
        return after is not None and isinstance(after.event, ev.WentBack)

    @cached_property
    def arrivals(self) -> tuple[Arrival, ...]:
        return tuple(
            Arrival(entry.n, entry.elapsed, entry.event.script, entry.event.step)
            for entry in self.counted
            if isinstance(entry.event, ev.Started | ev.Move)
        )

    def events(self, *kinds: type[_E]) -> tuple[Recorded[_E], ...]:
        """The trainee's entries of these kinds that were not taken back."""
        return tuple(cast("Recorded[_E]", e) for e in self.counted if isinstance(e.event, kinds))

    def silence(self, since: float, until: float) -> float:
        """Seconds between two moments in which the caller need not have been talking."""
        talked = (min(u.heard, until) - max(u.at, since) for u in self.spoken)
        return max(0.0, until - since - sum(max(0.0, one) for one in talked))

    @cached_property
    def timers(self) -> tuple[Recorded[ev.ClockStarted], ...]:
        """The timers that were started for a colleague: none that came with its step."""
        started = self.events(ev.ClockStarted)
        return tuple(one for one in started if not came_with_its_step(one, self.call))

    def waited_until(self, started: Recorded[ev.ClockStarted]) -> float:
        """Until when a timer was waited by: stopped, its step left, or, once up, a line said."""
        up = started.elapsed + started.event.seconds
        ends = (
            e.elapsed
            for e in self.counted
            if e.n > started.n
            and (
                isinstance(e.event, ev.ClockStopped | ev.Move)
                or (isinstance(e.event, ev.Said | ev.Adapted) and e.elapsed > up)
            )
        )
        return next(ends, self.call.last.elapsed)

    def before(self, n: int) -> Call:
        """The call as it stood before entry number `n`."""
        return call_of(self.call.entries[: n - 1])

    def elapsed(self, n: int) -> float:
        return self.call.entry(n).elapsed

    def done_by(self, follow_up: FollowUp) -> int:
        """The number of the entry by which a follow-up was done; 0 where it is not."""
        return next((e.n for e in self.events(ev.FollowUpDone) if e.event.of == follow_up.n), 0)

    @cached_property
    def today(self) -> date:
        """The day on which the call is."""
        return self.scenario.starts.date()

    def lacking(self, written: str, wanted: tuple[str, ...], told: str) -> tuple[str, ...]:
        """Which of the wanted words are not in what was written, nor anything that stands for them.

        Of `a|b` one is enough; a day or a time may be written in any way. What else was `told` may
        stand for a word, but for no day, time or number: nobody writes as another would.
        """
        lacks = lacking(written, wanted, self.today)
        stand_for_it = (stems_in(written) & stems_in(told)) - denied_in(told) - _EVERYBODYS
        return tuple(one for one in lacks if not stand_for_it or self._is_fact(one))

    def _is_fact(self, word: str) -> bool:
        is_day = weekdays_in(word, self.today) or times_in(word)
        return bool(is_day) or any(letter.isdigit() for letter in word)

    def settled(self, field: str) -> bool:
        """Whether a field is of what was agreed on with the caller."""
        rules = (self.script.follow_up(kind) for kind in (FollowUpKind.AGREED,))
        return any(rule is not None and field in rule.needs for rule in rules)

    @cached_property
    def good_endings(self) -> frozenset[str]:
        """The ending of the moves, and those that the scenario has for as good."""
        wanted = self.model.ended
        others = (name for one in self.scenario.expected for name in one.endings)
        return frozenset((*([wanted.event.ending] if wanted else []), *others))

    @property
    def ended_otherwise(self) -> bool:
        """Whether the call ended, and not as the moves end it."""
        ended, wanted = self.call.ended, self.model.ended
        return bool(ended and wanted and ended.event.ending != wanted.event.ending)

    @property
    def went_as_well(self) -> bool:
        """Whether it ended otherwise, and as well."""
        ended = self.call.ended
        return bool(ended and self.ended_otherwise and ended.event.ending in self.good_endings)

    @cached_property
    def handed_over(self) -> bool:
        """Whether the agent gave the call to somebody else, as they may do with any.

        A manager joined, by the record, or a choice of the script offers that: who cannot go on
        need not be at its step. A choice that says that somebody takes over needs one who joined.
        """
        ended = self.call.ended
        ending = self.ending(ended.event.ending) if ended else None
        if ending is None or ending.needs or ending.protocol:
            return False
        script = self.library.get(self.call.here.script)
        steps = script.steps if script else ()
        leads = [c.label for step in steps for c in step.choices if c.to.ending == ending.id]
        offered = any(map(_HANDS_OVER.search, leads))
        return offered or (self.joined and is_taken_over(ending))

    @property
    def joined(self) -> bool:
        """Whether a manager who was asked for joined the call, by the record."""
        return bool(self.call.manager.asked and self.call.manager.name)

    @property
    def left_open(self) -> bool:
        """Whether what did not come up any more is not missing: somebody else goes on with it.

        Or nobody does: that a call was left before its end is told by itself.
        """
        return self.handed_over or self.call.ended is None

    def step(self, script_id: str, step_id: str) -> Step | None:
        script = self.library.get(script_id)
        return script.step(step_id) if script else None

    def ending(self, name: str) -> Ending | None:
        """An ending of the scenario's script, or of its protocol."""
        protocol = self.library.protocol_of(self.script)
        return self.script.ending(name) or (protocol.ending(name) if protocol else None)

    def steps(self, call: Call) -> tuple[Step, ...]:
        found = (self.step(script, step) for script, step in call.visited)
        return tuple(step for step in found if step)

    def line(self, script_id: str, line_id: str) -> tuple[Script, Line] | None:
        """A line and its script, if they are in the library."""
        script = self.library.get(script_id)
        line = next((x for x in script.lines if x.id == line_id), None) if script else None
        return (script, line) if script and line else None

    @cached_property
    def stages(self) -> dict[str, Stage]:
        """How angry the caller is by the moves, by the name of the words that show it."""
        found: dict[str, Stage] = {}
        last = ""
        for beat in self.reference.beats:
            last = cue_name(beat.n) if beat.move.caller else last
            if isinstance(beat.move.action, act.SetStage):
                found[last] = beat.move.action.stage
        return found

    def shown_stage(self, by: float) -> tuple[Utterance, Stage] | None:
        """The last words that can have been heard by then and show how angry the caller is."""
        heard = [u for u in self.spoken if u.name in self.stages and u.heard <= by]
        return (heard[-1], self.stages[heard[-1].name]) if heard else None

    @cached_property
    def abuse(self) -> tuple[Utterance, ...]:
        return tuple(u for u in self.spoken if u.abusive)

    def said_before(self, n: int) -> tuple[Utterance, ...]:
        """What the caller said before entry number `n`, but for what had only just begun then."""
        entry = self.call.entry(n)
        return tuple(u for u in self.spoken if u.n < n and u.at + REACTION <= entry.elapsed)

    def abuse_before(self, n: int) -> tuple[Utterance, ...]:
        """The abusive words since the caller last calmed down, up to entry number `n`."""
        calmed = max((e.n for e in self.events(ev.CalmedDown) if e.n < n), default=0)
        return tuple(u for u in self.abuse if calmed < u.n < n)

    @cached_property
    def calming(self) -> frozenset[str]:
        """The caller's words, by name, by which the moves have them calm down."""
        beats = self.reference.beats
        after = (*(beat.before for beat in beats[1:]), self.model)
        made = zip(beats, after, strict=True)
        return frozenset(
            cue_name(beat.n)
            for beat, call in made
            if call.protocol.calmed > beat.before.protocol.calmed
        )

    def calm_words(self, n: int) -> Utterance | None:
        """The last words of the caller before entry number `n`, if they calmed down by then.

        Whoever is loud, or asks whether anybody is there, is not for that calm, nor abusive.
        """
        said = [u for u in self.said_before(n) if not u.complains]
        abused = max((u.n for u in said if u.abusive), default=0)
        calmed = any(u.name in self.calming for u in said if u.n > abused)
        return said[-1] if calmed else None

    def stopped(self, n: int) -> Utterance | None:
        """The words by which the caller calmed down before entry number `n`, if they are calm."""
        if self.calm_words(n) is None:
            return None
        said = self.said_before(n)
        abused = max((u.n for u in said if u.abusive), default=0)
        return next((u for u in said if u.n > abused and u.name in self.calming), None)

    def passage(self, topic: Topic) -> tuple[Passage, ...]:
        """What the script's document says of a topic, or else that of its protocol.

        No other script's: it is another desk's policy. Where neither says, none.
        """
        protocol = self.library.protocol_of(self.script)
        for one in (self.script, protocol) if protocol else (self.script,):
            if words := dict(one.sources).get(topic):
                return (Passage(document_of(one), words),)
        return ()


def is_taken_over(ending: Ending) -> bool:
    """Whether an ending says that somebody else has the call then."""
    return bool(_TAKEN_OVER.search(ending.label) or _HANDS_OVER.search(ending.label))


def is_deed(event: ev.Event) -> bool:
    """Whether an event is something the trainee did, and not the typing for it, or the caller."""
    return not isinstance(
        event, ev.Drafted | ev.PassedOver | ev.Rehearsed | CallerSpoke | ev.ActionRefused
    )


def document_of(script: Script) -> str:
    """The document that a script was made from, by the name it gives it; else the script itself."""
    return script.source or script.title


def passages_of(script: Script, line: Line) -> tuple[Passage, ...]:
    """Where the document asks for a line, and what it has it say."""
    words = (line.source, line.original or line.spoken.text)
    return tuple(Passage(document_of(script), one) for one in words if one)


def same(written: str, said: str) -> bool:
    """Say whether two values are the same to a listener.

    Case, accents, spaces and punctuation do not count, nor the order of words; numbers are compared
    by their digits. More than was said does no harm, but where a name is parted otherwise (OBrien).
    """
    if _NUMBER.fullmatch(said):
        return _digits(said) in _digits(written)
    heard, words = words_in(said), words_in(written)
    return set(heard) <= set(words) or "".join(heard) == "".join(words)


def is_number(value: str) -> bool:
    """Whether a value is a number, however its digits are parted."""
    return _NUMBER.fullmatch(value) is not None and bool(_digits(value))


def _is_in(value: str, words: str) -> bool:
    """Whether a name, or a number, was said as it is written."""
    if is_number(value):
        return len(_digits(value)) >= _A_NUMBER and _digits(value) in _numbers_in(words)
    return f" {' '.join(words_in(value))} " in f" {' '.join(words_in(words))} "


def numbers_besides(written: str, number: str) -> frozenset[str]:
    """The digits that are written down beside those of a number; without a country's prefix."""
    value = _digits(number)
    found: set[str] = set()
    for run in _NUMBER.findall(written):
        before, there, after = _digits(run).partition(value)
        if not there:
            found.add(before)
        else:
            abroad = run.lstrip(" (").startswith(("+", "00")) and len(before.lstrip("0")) <= 3
            prefix = abroad or before in ("0", "1")
            found |= {after.replace(value, ""), "" if prefix else before}
    return frozenset(found - {""})


def words_besides(written: str, value: str) -> tuple[str, ...]:
    """The words, and the digits, that are written down beside a value."""
    if is_number(value):
        return (*words_in(_NUMBER.sub(" ", written)), *numbers_besides(written, value))
    rest = words_in(written.casefold().replace(value.casefold(), " ") if value else written)
    own = words_in(value)
    return () if "".join(rest) == "".join(own) else tuple(w for w in rest if w not in own)


def lacking(written: str, wanted: tuple[str, ...], today: date) -> tuple[str, ...]:
    """Which of the wanted words are not in what was written; days and times in any way of writing.

    So are numbers: 77-121 is 77121.
    Where a wanted one has several, `a|b`, the first is named for all of them.
    """
    text, times = " ".join(words_in(written)), times_in(written)
    days = weekdays_in(written, today) | days_of_month_in(written, today)
    numbers = _numbers_in(written)

    def there(word: str) -> bool:
        its_times, its_days = times_in(word), weekdays_in(word, today)
        if len(_digits(word)) >= _A_NUMBER and _digits(word) in numbers:
            return True
        timed = bool(its_times) and its_times <= times
        on_it = bool(its_days) and its_days <= days
        return " ".join(words_in(word)) in text or timed or on_it

    every = (one.split("|") for one in wanted)
    return tuple(words[0] for words in every if not any(map(there, words)))


def _numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text by their digits, whatever stands between these."""
    return frozenset(map(_digits, _NUMBER.findall(text)))


def denied_in(text: str) -> frozenset[str]:
    """What is left of the words that a text says no to: “not the shop”, “no courier”."""
    words = [one for one in spelled_out(_RATHER.sub(" ", text)) if one not in _SMALL]
    return frozenset(
        word[:_STEM] for no, word in pairwise(words) if no in NEGATIONS and len(word) >= _STEM
    )


def doubted_in(text: str) -> frozenset[str]:
    """What is left of the words that stand in one clause of a text with a no to anything."""
    clauses = _CLAUSE.split(text)
    denied = (one for one in clauses if not _DENIES.isdisjoint(spelled_out(one)))
    return frozenset(stem for one in denied for stem in stems_in(one))


_SMALL = frozenset({"the", "a", "an", "any", "by", "at", "in", "to", "with", "your", "my"})


def contradicts(written: str, said: str) -> bool:
    """Whether one answer says yes and the other no."""
    return {says_yes(written), says_yes(said)} == {True, False}


def names_other(written: str, said: str, today: date) -> bool:
    """Whether both name days of the week, or times of day, and none in common."""
    return names_other_day(written, said, today) or names_other_time(written, said)


def is_mostly_of(written: str, told: str) -> bool:
    """Whether most of the words that say something were told, whatever their endings."""
    stems = stems_in(written)
    return 2 * len(stems & stems_in(told)) > len(stems)


def says_yes(answer: str) -> bool | None:
    """Whether an answer begins with a yes, or with a no; None where it is neither.

    That somebody gives it may come first: “she agrees”, “he said yes”.
    """
    first = next((word for word in words_in(answer) if word not in THEY), "")
    return True if first in YES else False if first in _NO else None


def stems_in(text: str) -> frozenset[str]:
    """What is left of a text's words, whatever their endings; without small words."""
    words = words_in(text)
    return frozenset(word[:_STEM] for word in words if _may_tell(word))


def _may_tell(word: str) -> bool:
    """Whether a word is long enough to tell something, a number, or two letters of Chinese."""
    return len(word) >= _STEM or word.isdigit() or bool(_OF_UNSPACED.match(word))


def telling_stems(text: str) -> frozenset[str]:
    """What is left of a text's words, without those that are in everything people write."""
    return stems_in(text) - _EVERYBODYS


def alike(quoted: str, said: str) -> float:
    """How much of a quotation was said, from 0 to 1; by words, in any order."""
    heard = words_in(said)
    words = parted_as(words_in(quoted), heard)
    return sum(word in heard for word in words) / len(words) if words else 0.0


def parted_as(words: list[str], heard: list[str]) -> list[str]:
    """The words, with each parted that was heard in two or three parts: half-wit for halfwit."""
    parts = [one for some in (2, 3) for one in zip(*(heard[n:] for n in range(some)), strict=False)]
    joined = {"".join(one): one for one in parts}
    return [
        part for word in words for part in ((word,) if word in heard else joined.get(word, (word,)))
    ]


def reverses(quoted: str, said: str) -> bool:
    """Whether a quotation has a “not” that was not said, or lacks one amid the words it has."""
    words, heard = spelled_out(quoted), spelled_out(said)
    if ({*words, *quoted} - {*heard, *said}) & NEGATIONS:
        return True
    return bool(_joined_over_not(heard) & _pairs(words) - _pairs(heard)) or bool(
        _joined_over_not(words) & _pairs(heard) - _joined_over_not(heard)
    )


def _pairs(words: list[str]) -> set[tuple[str, str]]:
    return {*pairwise(words)}


def _joined_over_not(words: list[str]) -> set[tuple[str, str]]:
    """The pairs that there were without a “not” between them."""
    around = zip(words, words[1:], words[2:], strict=False)
    return {(a, b) for a, no, b in around if no in NEGATIONS}


_CHINESE_NOT = frozenset("不没沒别別")
NEGATIONS = _CHINESE_NOT | {"not", "no", "never", "nobody", "nothing", "without"}

_DENIES = NEGATIONS | {"wrong"}
_RATHER = re.compile(r"\bnot (?:\w+ ){1,3}but\b", re.IGNORECASE)
"""What says no only to what comes instead: “not once but twice”."""
_CLAUSE = re.compile(r"[.,;:!?]+(?:\s|$)")

_SHORT = re.compile(r"(?:\b(ca|wo|sha)|(?<=\w))n[’']t\b", re.IGNORECASE)
_LONG = {"ca": "can", "wo": "will", "sha": "shall"}


def spelled_out(text: str) -> list[str]:
    """The words of a text, with “not” for what is short for it: will not for won’t."""
    whole = _SHORT.sub(lambda m: f"{_LONG.get((m[1] or '').lower(), '')} not", text)
    return words_in(re.sub(r"\bcannot\b", "can not", whole, flags=re.IGNORECASE))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def words_in(text: str) -> list[str]:
    """The words of a text as a listener knows them apart: without case, accents, punctuation.

    Where a language writes them without spaces, each two letters that are side by side.
    """
    bare = unicodedata.normalize("NFKD", text)
    runs = _WORD.findall("".join(c for c in bare if not unicodedata.combining(c)).casefold())
    return [word for run in runs for word in (pairs(run) if _OF_UNSPACED.match(run) else [run])]
