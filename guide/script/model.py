"""A script: the approved way through one kind of call, as read from its TOML file."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from msgspec import Struct, field
from msgspec.structs import replace

from guide.script.conditions import Condition
from guide.script.desk import Desk

PLACE = re.compile(r"\{([a-z0-9_-]+(?:\.[a-z0-9_-]+)?)\}")

AGENT_PLACE, DESK_PLACE, TODAY_PLACE = "agent", "desk.name", "today"
OWN_PLACES = (AGENT_PLACE, DESK_PLACE, TODAY_PLACE)
"""Places in a line that the program fills of itself; no field or constant may be called so."""


class Status(StrEnum):
    """What the wording of a line is worth."""

    APPROVED = "approved"
    CHANGED = "changed"
    NEW = "new"
    ADAPTED = "adapted"
    GAP = "gap"
    STALE = "stale"
    """Only of a translation: the words that it was approved for have changed since."""


WITHDRAWN = "withdrawn"
"""What is said of words that are new because an approval of them was withdrawn."""


class Wording(Struct, frozen=True):
    """Words to be said and what they are worth; who approved them and when (UTC), if anybody.

    `language` is that of a translation; empty for words in the language of their script. `caveat`
    says what else there is to know of their approval: whose is without a seal, or was withdrawn.
    """

    text: str
    status: Status
    by: str = ""
    at: datetime | None = None
    language: str = ""
    caveat: str = ""

    @property
    def sha256(self) -> str:
        return hash_of(self.text)


def hash_of(text: str) -> str:
    """The SHA-256 of the exact UTF-8 text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def places_in(text: str) -> tuple[str, ...]:
    """The fields whose values belong into the text: `caller` where it has `{caller}`."""
    return tuple(dict.fromkeys(PLACE.findall(text)))


def filled(text: str, value: Callable[[str], str]) -> str:
    return PLACE.sub(lambda place: value(place[1]), text)


CALLERS_NUMBER = "number"
"""The field of the caller's number."""

CALLER_FIELDS = {"caller": "Caller", CALLERS_NUMBER: "Number", "concern": "Concern"}
"""What is asked about the caller on every call, in this order, with its label."""

FIELD_LABELS = {
    **CALLER_FIELDS,
    "to": "To",
    "text": "Message",
    "for": "For",
    "agreed": "What was agreed",
    "reason": "Reason",
    AGENT_PLACE: "Agent",
    DESK_PLACE: "Desk",
    TODAY_PLACE: "Today",
}
"""Labels of the fields that every follow-up has of itself, where a script gives them no other."""


def usual_label(field_id: str) -> str:
    """What a field is called where no script says it."""
    return FIELD_LABELS.get(field_id, field_id.replace("_", " "))


class AnswerKind(StrEnum):
    """What kind of answer a field takes."""

    TEXT = "text"
    YES_NO = "yes-no"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"


class AnswerField(Struct, frozen=True):
    """What an agent fills in at a step: its id, its label and the kind of answer it takes.

    `options` are those of a choice. `least` and `most` bound a number (`0`, `7.5`) or a date
    (`2026-11-27`, or `today`). `required`: whoever reads the script is told that it is.
    `before_going_on`: no choice leads on from a step that asks for it until it is answered, or left
    out with a reason.
    `cardless`: its number is never a card's.
    """

    id: str
    label: str
    kind: AnswerKind = AnswerKind.TEXT
    options: tuple[str, ...] = ()
    least: str = ""
    most: str = ""
    required: bool = False
    before_going_on: bool = False
    cardless: bool = False


class DayKind(StrEnum):
    """Which days a line or a due time is for."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"


class Audience(StrEnum):
    """To whom a line is said. A line to a colleague is never for the caller's ears."""

    CALLER = "caller"
    COLLEAGUE = "colleague"


class FollowUpKind(StrEnum):
    """The usual kinds of what may be owed after a call, in the order agents are shown them.

    A kind is an id: a script may have others of its own.
    """

    CALLBACK = "callback"
    DO_NOT_CALL = "do-not-call"
    REPORT = "report"
    COMPLAINT = "complaint"
    MESSAGE = "message"
    VOICEMAIL = "voicemail"
    AGREED = "agreed"


class FollowUpTerms(Struct, frozen=True):
    """What holds for a kind of follow-up where a script says nothing else.

    `needs` are the fields it must hold; nobody could do it without the first of them. `waited_for`:
    it is promised to the caller, so a script should say until when. `internal`: it passes between
    colleagues alone, and the caller is not offered it. `calls_back`: its number is to be called.
    `done` is the word for what is done about it.
    """

    label: str
    needs: tuple[str, ...]
    waited_for: bool = False
    internal: bool = False
    calls_back: bool = True
    done: str = "Done"


USUAL_FOLLOW_UPS: dict[str, FollowUpTerms] = {
    FollowUpKind.CALLBACK: FollowUpTerms(
        "Callback", (CALLERS_NUMBER, "caller", "concern"), waited_for=True
    ),
    FollowUpKind.DO_NOT_CALL: FollowUpTerms(
        "Do-not-call list", (CALLERS_NUMBER,), calls_back=False, done="Logged"
    ),
    FollowUpKind.REPORT: FollowUpTerms(
        "Report to the supervisor", ("reason",), internal=True, done="Told"
    ),
    FollowUpKind.COMPLAINT: FollowUpTerms(
        "Complaint log", ("concern",), internal=True, done="Logged"
    ),
    FollowUpKind.MESSAGE: FollowUpTerms("Message to a colleague", ("to", "text"), done="Sent"),
    FollowUpKind.VOICEMAIL: FollowUpTerms("Voicemail", ("for",)),
    FollowUpKind.AGREED: FollowUpTerms("Agreed solution", ("agreed",), waited_for=True),
}
"""The table of usual kinds: parsing, checks, rules and screens take theirs from here."""


def usual_follow_up(kind: str) -> FollowUpTerms:
    """What is usual for a kind as a record names it, which may be a script's own.

    >>> usual_follow_up("message").done
    'Sent'
    >>> usual_follow_up("carrier-pigeon").done
    'Done'
    """
    return USUAL_FOLLOW_UPS.get(kind, FollowUpTerms("", ()))


class StepRole(StrEnum):
    """The part a step plays in the hang-up protocol; entering it asks for what the part needs."""

    EFFORT = "effort"
    PERMISSION = "permission"
    WARNING = "warning"
    ENDING = "ending"


class Topic(StrEnum):
    """What a document asks of agents besides its lines and follow-ups, and a debrief measures."""

    ANGER = "anger"
    CLOCK = "clock"
    DETAILS = "details"
    EFFORT = "effort"
    ENDING = "ending"
    GROUNDS = "grounds"
    LISTENING = "listening"
    MANAGER = "manager"
    PERMISSION = "permission"
    PERSISTED = "persisted"
    REPORTS = "reports"
    SILENCE = "silence"
    THREAT = "threat"
    WARNING = "warning"
    WORDS = "words"


class Translation(Struct, frozen=True):
    """The words of a line in another language, as its file has them; empty if it has none any more.

    `approved` is what was approved for it, if anything was. Only if its status is approved or
    changed does that translate the words that are approved for the line now. `withdrawn` is as of a
    line.
    """

    language: str
    text: str
    status: Status = Status.NEW
    approved: Wording | None = None
    withdrawn: str = ""

    @property
    def state(self) -> str:
        """Its status, by its name, or that it is withdrawn."""
        return WITHDRAWN if self.withdrawn and self.status is Status.NEW else str(self.status)

    @property
    def sayable(self) -> Wording | None:
        """The approved words that may be said; None where they are stale, gone, or never were."""
        is_current = self.status in (Status.APPROVED, Status.CHANGED)
        return self.approved if is_current and self.text else None


class Line(Struct, frozen=True):
    """A line as its file words it; or, where there is no wording, the gap and its reason.

    `source` is the words of the document that ask for it.
    `approved` is the wording that was approved for it, if any was: the very text of the line unless
    its `status` is changed. `grounds` are the grounds whose warning or ending this line is: it is
    shown only while one of them is the ground of the call, and saying it is the act it words. It is
    offered only while `when` holds, if it has one. `before_going_on`: no choice leads on from its
    step until it is said, adapted or left out with a reason. `withdrawn` is whose approval of the
    words that its file has was withdrawn, by whom and when; empty if none was.
    """

    id: str
    text: str
    must_say: bool = False
    on: DayKind | None = None
    audience: Audience = Audience.CALLER
    read_back: tuple[str, ...] = ()
    adapted: str = ""
    original: str = ""
    gap: str = ""
    source: str = ""
    grounds: tuple[str, ...] = ()
    status: Status = Status.NEW
    approved: Wording | None = None
    when: Condition | None = None
    before_going_on: bool = False
    translations: tuple[Translation, ...] = ()
    withdrawn: str = ""

    @property
    def state(self) -> str:
        """Its status, by its name, or that it is withdrawn."""
        return WITHDRAWN if self.withdrawn and self.status is Status.NEW else str(self.status)

    @property
    def sha256(self) -> str:
        """The hash of the exact UTF-8 text, in hexadecimal; of the empty text for a gap."""
        return hash_of(self.text)

    def translation(self, language: str) -> Translation | None:
        """The line in this language, approved or not."""
        return next((one for one in self.translations if one.language == language), None)

    def said_in(self, language: str) -> Wording:
        """What is to be said in this language: an approved translation of the approved words.

        Where there is none, they themselves: words that nobody approved, or that say what does not
        hold any more, are never the words to say.
        """
        found = self.translation(language)
        return (found.sayable if found else None) or self.spoken

    @property
    def spoken(self) -> Wording:
        """What is to be said: the approved wording where there is one, or what the file has."""
        return self.approved or Wording(self.text, self.status, caveat=self.withdrawn)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields whose values belong into the text as the file has it."""
        return places_in(self.text)


class TargetKind(StrEnum):
    STEP = "step"
    SCRIPT = "script"
    RETURN = "return"
    END = "end"


class Target(Struct, frozen=True):
    """Where a choice leads: to a step, another script, back to where one was, or an ending."""

    kind: TargetKind
    step: str = ""
    script: str = ""
    ending: str = ""

    def __str__(self) -> str:
        """The target as a script file spells it: `step`, `script:step`, `return`, `end:ending`."""
        match self.kind:
            case TargetKind.STEP:
                return self.step
            case TargetKind.SCRIPT:
                return f"{self.script}:{self.step}" if self.step else f"{self.script}:"
            case TargetKind.RETURN:
                return "return"
            case TargetKind.END:
                return f"end:{self.ending}"


class Choice(Struct, frozen=True):
    """A numbered way out of a step; it may state a ground, or that the caller calmed down.

    `answers` are what taking it answers, each by the id of its field. It is open only while `when`
    holds, if it has one; its key stays its own.
    """

    key: int
    label: str
    to: Target
    ground: str = ""
    calm: bool = False
    answers: tuple[tuple[str, str], ...] = ()
    when: Condition | None = None


class Coaching(Struct, frozen=True):
    """A piece of advice for the agent; given only while `when` holds, if it has one."""

    text: str
    when: Condition | None = None


class Timer(Struct, frozen=True):
    """How long something may take, and what to do when the time is over."""

    seconds: int = 120
    over: str = ""


class Step(Struct, frozen=True):
    """A box of the flowchart: a title, coaching, lines, captures and choices.

    `timer` starts as the step is come to, and ends as it is left.
    """

    id: str
    title: str
    coaching: tuple[Coaching, ...] = ()
    lines: tuple[Line, ...] = ()
    choices: tuple[Choice, ...] = ()
    capture: tuple[str, ...] = ()
    show: tuple[str, ...] = ()
    owes: tuple[str, ...] = ()
    role: StepRole | None = None
    timer: Timer | None = None

    @property
    def coach(self) -> tuple[str, ...]:
        """All its coaching, also what is not given on every call."""
        return tuple(one.text for one in self.coaching)

    def choice(self, key: int) -> Choice | None:
        return self.choices[key - 1] if 0 < key <= len(self.choices) else None


class Ground(Struct, frozen=True):
    """A reason for the hang-up protocol, with its own terms and its own lines.

    `warnings` is how many must be given before the call may be ended; `warning_lines` are their
    words, in order: one line serves for all of them. `permission` says whether a
    supervisor's comes before the first of them; `threat`, whether it is one that a supervisor must
    be told of (None: only the agent can tell, and is asked).
    """

    id: str
    label: str
    warnings: int
    permission: bool
    threat: bool | None
    warning_lines: tuple[Line, ...]
    ending: Line | None
    coach: str = ""

    @property
    def lines(self) -> tuple[tuple[str, Line], ...]:
        """The lines that there are, each with its name."""
        several = len(self.warning_lines) > 1
        warnings = [
            (_nth_warning(n) if several else "warning", line)
            for n, line in enumerate(self.warning_lines)
        ]
        ending = [("ending", self.ending)] if self.ending is not None else []
        return (*warnings, *ending)

    def warning(self, number: int) -> Line | None:
        """The line of the first, second … warning; the last line serves for all further ones."""
        of = self.warning_lines
        return of[min(number, len(of)) - 1] if of else None


_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
)


def _nth_warning(n: int) -> str:
    """What the warnings of a ground are called, counted from 0; no ground asks for ten."""
    return f"{_ORDINALS[n]} warning" if n < len(_ORDINALS) else f"warning {n + 1}"


class Ending(Struct, frozen=True):
    """How a call can end, and the follow-ups without which it would be an empty promise."""

    id: str
    label: str
    needs: tuple[str, ...] = ()
    protocol: bool = False


ENDED = Ending("ended", "Call ended")
"""How a call can be ended where a script has no ending but the protocol's: no call is held."""

NOT_ENDED = "Not ended"
"""What figures and lists call a call that has not ended: no ending has that label."""


class StageSigns(Struct, frozen=True):
    """How one stage of anger shows, and what it means for how to talk.

    `source` is the words of the document that tell of it.
    """

    signs: str
    talk: str
    source: str = ""


class DueRule(Struct, frozen=True):
    """When a follow-up is owed: what is aimed at, and the latest, as `guide.script.desk` has it."""

    aim: str
    latest: str


class FollowUpRule(Struct, frozen=True):
    """One kind of follow-up in one script: label, source, the fields it must hold, due times.

    `audience` is whom one of the script's own is told to: it is a promise to the caller, or passes
    between colleagues alone. `owner` is the field whose answer names who is to do it; without it,
    or an answer, that is the agent.
    """

    kind: str
    label: str
    needs: tuple[str, ...]
    due: tuple[tuple[DayKind, DueRule], ...] = ()
    coach: str = ""
    source: str = ""
    audience: Audience = Audience.CALLER
    owner: str = ""

    @property
    def own(self) -> bool:
        """Whether it is none of the usual kinds, but the script's own."""
        return self.kind not in USUAL_FOLLOW_UPS

    @property
    def terms(self) -> FollowUpTerms:
        """What holds for its kind: as the table has it, or as the script says of its own."""
        if not self.own:
            return USUAL_FOLLOW_UPS[self.kind]
        internal = self.audience is Audience.COLLEAGUE
        return FollowUpTerms(
            self.label,
            self.needs,
            waited_for=not internal,
            internal=internal,
            calls_back=CALLERS_NUMBER in self.needs,
        )

    def due_on(self, day: DayKind) -> DueRule | None:
        return dict(self.due).get(day)


class Reason(Struct, frozen=True):
    """A reason to report a call to the supervisor."""

    id: str
    label: str
    threat: bool = False


class Accepted(Struct, frozen=True):
    """A warning of `guide check` that the script's keeper has settled, and why."""

    finding: str
    where: str
    reason: str


class Script(Struct, frozen=True, dict=True):
    """One script file, whole and sound.

    `source` names the document that it was made from, `sources` where that asks for each rule.
    `clock` is the timer for a colleague's answer.
    `constants` are texts of the file that its lines have places for, by their names.
    `approved_texts` are, of them and of the desk's name (`desk.name`), those that the file has
    otherwise than they were approved, as they were; empty where nobody has approved any.
    `language` is that of its lines, where it says so. `approvers` is how many people must approve
    it (0: it does not say, and may be unapproved), `may_approve` who may, if not anybody.
    `sha256` is the hash of the file's bytes and `text` is the file to the letter, so that a call's
    record can say exactly which script it followed.
    """

    id: str
    title: str
    use_when: str
    steps: tuple[Step, ...]
    source: str = ""
    sources: tuple[tuple[Topic, str], ...] = ()
    version: str = ""
    language: str = ""
    rules: tuple[str, ...] = ()
    start: str = ""
    protocol: str = ""
    approvers: int = 0
    may_approve: tuple[str, ...] = ()
    desk: Desk = field(default_factory=Desk)
    clock: Timer = field(default_factory=Timer)
    fields: tuple[AnswerField, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    approved_texts: tuple[tuple[str, str], ...] = ()
    in_sight: tuple[str, ...] = ()
    efforts: tuple[str, ...] = ()
    stages: tuple[tuple[str, StageSigns], ...] = ()
    reports: tuple[Reason, ...] = ()
    follow_ups: tuple[FollowUpRule, ...] = ()
    endings: tuple[Ending, ...] = ()
    grounds: tuple[Ground, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    file: str = ""
    text: str = ""
    sha256: str = ""

    @cached_property
    def _by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def _fields_by_id(self) -> dict[str, AnswerField]:
        return {one.id: one for one in self.fields}

    @cached_property
    def _follow_ups_by_kind(self) -> dict[str, FollowUpRule]:
        """The rules by their kinds; of two for one kind, the first."""
        return {rule.kind: rule for rule in reversed(self.follow_ups)}

    @property
    def first(self) -> str:
        return self.start or self.steps[0].id

    @property
    def first_step(self) -> Step:
        return self.step(self.first) or self.steps[0]

    @property
    def own_texts(self) -> dict[str, str]:
        """What its lines have places for that the file itself has: constants, the desk's name."""
        return {**dict(self.constants), DESK_PLACE: self.desk.name}

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the script once, in the order of the file; lines of grounds come last."""
        every = [line for step in self.steps for line in step.lines]
        every += [line for ground in self.grounds for _, line in ground.lines]
        return tuple({line.id: line for line in reversed(every)}.values())[::-1]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that any of its lines is translated into, in the order of the file."""
        every = (one.language for line in self.lines for one in line.translations)
        return tuple(dict.fromkeys(every))

    def with_lines(self, changed: Callable[[Line], Line]) -> "Script":
        """The script with each line of its steps and grounds changed by this."""
        return replace(
            self,
            steps=tuple(replace(one, lines=tuple(map(changed, one.lines))) for one in self.steps),
            grounds=tuple(
                replace(
                    one,
                    warning_lines=tuple(map(changed, one.warning_lines)),
                    ending=changed(one.ending) if one.ending else None,
                )
                for one in self.grounds
            ),
        )

    def step(self, step_id: str) -> Step | None:
        return self._by_id.get(step_id)

    def ground(self, ground_id: str) -> Ground | None:
        return next((g for g in self.grounds if g.id == ground_id), None)

    def ending(self, ending_id: str) -> Ending | None:
        return next((e for e in self.endings if e.id == ending_id), None)

    def label(self, field_id: str) -> str:
        """What the screen calls a captured field."""
        found = self.field(field_id)
        return found.label if found else usual_label(field_id)

    def field(self, field_id: str) -> AnswerField | None:
        return self._fields_by_id.get(field_id)

    @property
    def cardless(self) -> tuple[str, ...]:
        """The fields whose numbers are never a card's."""
        return tuple(one.id for one in self.fields if one.cardless)

    def follow_up(self, kind: str) -> FollowUpRule | None:
        """The script's rule for this kind of follow-up, if it has one."""
        return self._follow_ups_by_kind.get(kind)

    def rule_for(self, kind: str) -> FollowUpRule:
        """The script's rule for a kind of follow-up; or else the usual one, without a due time."""
        usual = usual_follow_up(kind)
        return self.follow_up(kind) or FollowUpRule(kind, usual.label or kind, usual.needs)


def steps_from(starts: Iterable[str], ways: Mapping[str, Iterable[str]]) -> set[str]:
    """These steps and all that one comes to from them; `ways` has those that each leads to."""
    found, todo = set[str](), list(starts)
    while todo:
        step = todo.pop()
        if step not in found:
            found.add(step)
            todo += ways.get(step, ())
    return found
