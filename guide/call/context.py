"""What a rule sees of a call, and the decision it answers with."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from guide.call.events import ClockStarted, Event, PassedOver
from guide.call.scripts_used import ScriptUsed
from guide.call.state import Call
from guide.call.zone import zone_called
from guide.script.answers import Answer, comparable, read_answer
from guide.script.approval import why_not_in
from guide.script.conditions import UNNAMED, CallFacts, Condition, holds
from guide.script.dates import full_day, typed_day
from guide.script.desk import DAYS
from guide.script.library import Library
from guide.script.model import (
    AGENT_PLACE,
    TODAY_PLACE,
    AnswerField,
    AnswerKind,
    Audience,
    DayKind,
    Ground,
    Line,
    Script,
    Status,
    Step,
    Wording,
    filled,
    places_in,
)
from guide.text import plain_line

_NEVER_ASKED = tuple(f"0.{n}.0" for n in range(1, 9))
"""The versions that did not ask whether somebody had approved the rules of a script."""

_WITHOUT_SIGNS = str.maketrans("‹›", "<>")


class Allowed(Struct, frozen=True):
    """The action may happen; these events are what happens. None means that nothing changes."""

    events: tuple[Event, ...] = ()


class Refused(Struct, frozen=True):
    """The action may not happen now. `reason` is a sentence in the agent's words.

    `action` is the id of what an agent does about it, such as `warn`, where there is one. Which key
    or word that takes, each shell knows: the reason names none.
    """

    reason: str
    action: str = ""


class Overtaken(Refused, frozen=True):
    """It could be done as it was seen: somebody was first, or did more about it since."""


Decision = Allowed | Refused


def zone_named(name: str) -> tzinfo:
    """The zone with this name or rule; UTC when this computer does not know it."""
    return zone_called(name) or UTC


class Context(Struct, frozen=True, dict=True):
    """A call at a moment (`time` is aware), with the library its scripts come from.

    `takes_any_phone`: any text is an answer to a field for a phone number. `misses_promised`: a
    detail that was taken out is missing though a promise holds it. `keeps_restored`: an answer that
    is undone comes back where going back on a choice had it again.
    """

    call: Call
    library: Library
    time: datetime
    takes_any_phone: bool = False
    misses_promised: bool = False
    keeps_restored: bool = False

    @property
    def script(self) -> Script:
        return self.library.script(self.call.here.script)

    @property
    def step(self) -> Step:
        step = self.script.step(self.call.here.step)
        return step or self.script.steps[0]

    @property
    def step_timer(self) -> ClockStarted | None:
        """The start of the timer of the step in hand, if it has one."""
        timer = self.step.timer
        return ClockStarted(timer.seconds, timer.over) if timer else None

    @property
    def left(self) -> tuple["Context", ...]:
        """How things stand at the steps one went away from and may return to, the last first."""
        call, visit = self.call, self.call.here
        found: list[Context] = []
        while visit.origin >= 0:
            path = call.path[: visit.origin + 1]
            visit = path[-1]
            found.append(replace(self, call=replace(call, path=path)))
        return tuple(found)

    @property
    def protocol(self) -> Script | None:
        """The script whose grounds apply: the one in hand names it, or else the call's first."""
        named = self.library.protocol_of(self.script)
        if named is None and (first := self.library.get(self.call.started.script)):
            return self.library.protocol_of(first)
        return named

    @property
    def unapproved(self) -> tuple[str, ...]:
        """In sentences, which rules nobody approved: of the call's scripts, and of its protocol."""
        told = [*self.call.unapproved]
        for script in (self.script, self.protocol):
            if script is not None and (rules := self.unapproved_of(script)):
                text = script.id, script.title, script.version, script.sha256
                told.append(ScriptUsed(*text, rules or ()).told)
        return tuple(dict.fromkeys(told))

    def unapproved_of(self, script: Script) -> tuple[str, ...] | UnsetType:
        """The rules of a script that nobody has approved as they are; unset where there are none.

        So it is of a script that is used already: the call goes on with it as it was then, whatever
        was approved since. Versions before 0.9 did not ask.
        """
        used = (script.id, script.sha256) in self.call.scripts
        if used and self.call.started.program not in _NEVER_ASKED:
            return UNSET
        return self.library.unapproved_rules(script) or UNSET

    @property
    def broken_protocol(self) -> str:
        """The id of the protocol that should apply, where mistakes keep it from agents."""
        if self.protocol is not None:
            return ""
        first = self.library.get(self.call.started.script)
        return self.script.protocol or (first.protocol if first else "")

    @property
    def ground(self) -> Ground | None:
        """The ground that stands, as the protocol's script words it."""
        stated, protocol = self.call.protocol.ground, self.protocol
        return (
            protocol.ground(stated.ground)
            if stated and protocol and not self.stands_elsewhere
            else None
        )

    @property
    def warning(self) -> Line | None:
        """The warning that is in hand on the ground that stands: its own line, where each has one.

        That is the one that was given, until what the caller did then is on record; else the next.
        """
        state, ground = self.call.protocol, self.ground
        if ground is None:
            return None
        given = state.given(ground.id)
        answered = given == 0 or state.went_on(ground.id)
        return ground.warning(given + 1 if answered else given)

    @property
    def _other_warnings(self) -> frozenset[str]:
        """The lines of the warnings on the ground that stands that are not the one in hand."""
        ground, in_hand = self.ground, self.warning
        if ground is None or in_hand is None:
            return frozenset()
        return frozenset(line.id for line in ground.warning_lines) - {in_hand.id}

    @property
    def stands_elsewhere(self) -> bool:
        """Whether the ground that stands is one of another protocol than the one in hand.

        It neither ends a call nor words anything on the terms of this one, whatever its id.
        """
        stated, protocol = self.call.protocol.ground, self.protocol
        if stated is None or stated.script is UNSET or protocol is None:
            return False
        return stated.script != protocol.id

    @property
    def zone(self) -> tzinfo:
        return self.zone_of(self.script)

    @property
    def day(self) -> DayKind:
        return self.day_of(self.script)

    def zone_of(self, script: Script) -> tzinfo:
        return zone_named(script.desk.zone or self.call.started.zone)

    def day_of(self, script: Script) -> DayKind:
        today = DAYS[self.time.astimezone(self.zone_of(script)).weekday()]
        return DayKind.WEEKDAY if today in script.desk.working_days else DayKind.WEEKEND

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the step in hand that are for this call as it stands."""
        return self.lines_of(self.step)

    def lines_of(self, step: Step) -> tuple[Line, ...]:
        """The lines of a step of the script in hand that are for this call as it stands.

        They are for today, for the ground that stands if one does, and their conditions hold. Of
        its warnings there is the one in hand alone.
        """
        stated, day = self.call.protocol.ground, self.day
        others = self._other_warnings
        return tuple(
            line
            for line in step.lines
            if line.on in (None, day)
            and (not line.grounds or stated is None or stated.ground in line.grounds)
            and line.id not in others
            and self.holds(line.when)
        )

    @property
    def coaching(self) -> tuple[str, ...]:
        """The coaching of the step in hand that is for this call as it stands."""
        return tuple(one.text for one in self.step.coaching if self.holds(one.when))

    @property
    def closed(self) -> frozenset[int]:
        """The keys of the choices of the step in hand that are not open now."""
        return frozenset(one.key for one in self.step.choices if not self.holds(one.when))

    def holds(self, condition: Condition | None, script: Script | None = None) -> bool:
        """Whether a condition of `script`, or of the one in hand, holds now; none always does."""
        if condition is None:
            return True
        here = script is None or script is self.script
        return holds(condition, self._facts_here if here else self._facts(script or self.script))

    @cached_property
    def _facts_here(self) -> CallFacts:
        """What conditions of the script in hand may ask: it has many lines to be asked of."""
        return self._facts(self.script)

    def _facts(self, script: Script) -> CallFacts:
        """What conditions of a script may ask of this call."""
        today = self.time.astimezone(self.zone_of(script)).date()
        kept = (
            (script.field(name) or self.field(name), self.call.detail(name))
            for name in self.call.details
        )
        values = ((field.id, comparable(field, value, today)) for field, value in kept)
        return CallFacts(
            {name: value for name, value in values if value is not None},
            self.day_of(script),
            today,
            language=self.call.language or script.language or UNNAMED,
            visited=frozenset(v.step for v in self.call.path[:-1] if v.script == script.id),
        )

    @property
    def language(self) -> str:
        """The language that the caller is spoken to in; empty if the script names none."""
        return self.call.language or self.script.language

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages to speak to the caller in: the script's own first, then translations.

        The own one is empty where the script does not name it.
        """
        own, protocol = self.script, self.protocol
        translated = (*own.languages, *(protocol.languages if protocol else ()))
        return tuple(dict.fromkeys((own.language, *translated, self.language)))

    def wording(self, line: Line, script: Script | None = None) -> Wording:
        """What is to be said of a line of `script`, or of the one in hand, in the call's language.

        Where no translation is approved, that is the line in the language of its script.
        """
        language = self._other_language(line, script or self.script)
        found = line.said_in(language) if language else line.spoken
        texts = self.changed_texts(found.text, script)
        if all(approved for _, approved, _ in texts):
            return found
        return Wording(found.text, Status.NEW, language=found.language)

    def changed_texts(
        self, text: str, script: Script | None = None
    ) -> tuple[tuple[str, str, str], ...]:
        """The script's own texts in this one that are not as they were approved.

        Of each its name, as approved (empty: nobody has approved any), and as the file has it.
        """
        of = script or self.script
        approved = dict(of.approved_texts)
        if not approved:
            return ()
        return tuple(
            (name, approved[name], of.own_texts[name])
            for name in places_in(text)
            if name in approved
        )

    def why_untranslated(self, line: Line, script: Script | None = None) -> str:
        """Why what is to be said of a line is not in the call's language; empty where it is."""
        language = self._other_language(line, script or self.script)
        return why_not_in(line, language) if language and line.spoken.text else ""

    def _other_language(self, line: Line, script: Script) -> str:
        """The language chosen for the caller, if it is another than the script's; else empty."""
        chosen = self.call.language or ""
        is_other = chosen != script.language and line.audience is Audience.CALLER
        return chosen if is_other else ""

    def words(self, line: Line, script: Script | None = None) -> str:
        """What is to be said of a line of `script`, or of the one in hand: the approved words.

        What the call knows stands in the places for it; where it does not, the field's name does.
        Either stands between signs that no value has, apart from the words that were approved, and
        so does the day. The script's own texts stand as they were approved with its rules.
        """
        of = script or self.script
        wording = self.wording(line, of)
        texts = self.changed_texts(wording.text, of)
        return self.known_in(wording.text, of, wording.language or of.language, texts)

    def known_in(
        self,
        text: str,
        of: Script,
        language: str = "",
        texts: Iterable[tuple[str, str, str]] = (),
    ) -> str:
        """The text of a script with what the call knows in its places, as `words` has it.

        `texts` are those of its own that are not as approved, as `changed_texts` has them.
        """
        own = {**of.own_texts, **{name: approved for name, approved, _ in texts if approved}}
        # In another language an English day would have to be translated as it is read out.
        is_english = language.partition("-")[0] in ("", "en")
        day = full_day(self.today) if is_english else self.today.isoformat()
        of_call = {AGENT_PLACE: self.call.started.agent, TODAY_PLACE: day}

        def value(name: str) -> str:
            if own.get(name):
                return plain_line(own[name])
            given = of_call.get(name, self.call.detail(name))
            if not is_english and self.field(name).kind is AnswerKind.DATE:
                on = typed_day(given, self.today)
                given = on.isoformat() if on else given
            known = plain_line(given).translate(_WITHOUT_SIGNS)
            return f"‹{known or f'{of.label(name).lower()}?'}›"

        return filled(text, value)

    @property
    def today(self) -> date:
        """The day at the desk of the script in hand."""
        return self.time.astimezone(self.zone).date()

    def field(self, name: str) -> AnswerField:
        """A field as the script in hand has it, or else another one of this call.

        What was taken over from a call by yet another script is called as it was there.
        """
        scripts = (self.script, *map(self.library.get, dict(self.call.scripts)))
        found = (script.field(name) for script in scripts if script is not None)
        recorded = self.call.details.get(name)
        label = recorded.event.label if recorded else self.script.label(name)
        return next((one for one in found if one is not None), AnswerField(name, label))

    def answer(self, name: str, typed: str) -> Answer:
        """What is kept of what was typed into a field; or why it is no answer to it."""
        field = self.field(name)
        if self.takes_any_phone and field.kind is AnswerKind.PHONE:
            field = replace(field, kind=AnswerKind.TEXT)
        return read_answer(field, typed, self.today)

    def settled(self, line: Line) -> bool:
        """Say whether a line of the script in hand was said, adapted or left out."""
        mark = self.call.mark(self.script.id, line.id)
        return mark is not None and not isinstance(mark.event, PassedOver)

    @property
    def next_line(self) -> Line | None:
        """The first line of the step that is not settled, or else its first."""
        lines = self.lines
        return next((line for line in lines if not self.settled(line)), lines[0] if lines else None)
