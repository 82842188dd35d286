"""The terms of a script as sentences, and what changed in them since they were signed."""

from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec import Struct

from guide.script.findings import quoted
from guide.script.languages import language_name
from guide.script.model import (
    CALLER_FIELDS,
    FIELD_LABELS,
    USUAL_FOLLOW_UPS,
    Script,
    StepRole,
    TargetKind,
)
from guide.script.signatures import Key
from guide.script.terms import Term, terms_of
from guide.text import capital

_SENTENCES = {
    "start": ("The call starts at {value:step}.", ""),
    "protocol": (
        "The hang-up protocol is that of the script {value:id}.",
        "The script has no hang-up protocol of another script any more.",
    ),
    "language": (
        "The lines of this script are in {value:language}.",
        "The script does not say any more which language its lines are in.",
    ),
    "approvers": (
        "{value:people} must approve this script.",
        "One person is enough to approve this script now.",
    ),
    "may_approve.*": (
        "{0} may approve this script.",
        "{0} may not approve this script any more.",
    ),
    "rules.*": ("“{0}” is a rule of the script.", "“{0}” is not a rule of the script any more."),
    "efforts.*": (
        "“{0}” is an effort to redirect the caller.",
        "“{0}” is not among the efforts to redirect the caller any more.",
    ),
    "field.*.cardless": (
        "Card numbers are not masked in {0:field}.",
        "Card numbers are masked in {0:field} again.",
    ),
    "field.*.label": (
        "What is asked for as {0:id} is called “{value}”.",
        "Nothing is asked for as {0:id} any more.",
    ),
    "field.*.kind": (
        "{0:field} takes an answer of this kind: {value}.",
        "{0:field} takes any text now.",
    ),
    "field.*.options.*": (
        "{0:field} can be “{1}”.",
        "{0:field} cannot be “{1}” any more.",
    ),
    "field.*.least": (
        "The answers to {0:field} go from {value} on.",
        "The answers to {0:field} have no beginning any more.",
    ),
    "field.*.most": (
        "The answers to {0:field} go up to {value}.",
        "The answers to {0:field} have no end any more.",
    ),
    "field.*.before_going_on": (
        "No choice leads on from where {0:field} is asked for, before it is answered,"
        " or left out with a reason.",
        "A choice may lead on from where {0:field} is asked for, before it is answered.",
    ),
    "field.*.required": (
        "{0:field} is required.",
        "{0:field} is not required any more.",
    ),
    "constants.*": (
        "Lines say “{value}” for {0:id}.",
        "Lines have no text for {0:id} any more.",
    ),
    "desk.name": ("Lines say “{value}” for the desk’s name.", "The desk has no name any more."),
    "desk.zone": (
        "The desk’s time zone is {value}.",
        "The desk has no time zone of its own any more.",
    ),
    "desk.opens": ("The desk opens at {value}.", ""),
    "desk.closes": ("The desk closes at {value}.", ""),
    "desk.morning_ends": ("The morning ends at {value}.", ""),
    "desk.day_ends": ("The day ends at {value}.", ""),
    "desk.working_days.*": (
        "The desk works on {0:day}.",
        "The desk does not work on {0:day} any more.",
    ),
    "desk.closed_days.*": (
        "The desk is closed on {0}.",
        "The desk is not closed on {0} any more.",
    ),
    "clock.seconds": ("A colleague’s answer is waited for {value} seconds.", ""),
    "clock.over": (
        "When a colleague’s answer was waited for too long: “{value}”",
        "Nothing is said any more of what to do when a colleague does not answer.",
    ),
    "report.*.label": (
        "A call can be reported to the supervisor for “{value}”.",
        "A call cannot be reported to the supervisor for “{value}” any more.",
    ),
    "report.*.threat": (
        "{0:report} is a threat that a supervisor must be told of.",
        "{0:report} is not a threat any more that a supervisor must be told of.",
    ),
    "follow_up.*.label": (
        "What is to do after a call can be: “{value}”.",
        "“{value}” has no rule of its own any more.",
    ),
    "follow_up.*.needs.*": (
        "{0:follow_up} needs this: {1:field}.",
        "{0:follow_up} does not need this any more: {1:field}.",
    ),
    "follow_up.*.audience": (
        "{0:follow_up} passes between colleagues alone: the caller is promised nothing.",
        "{0:follow_up} is promised to the caller now.",
    ),
    "follow_up.*.owner": (
        "Who is to do {0:follow_up} is named here: {value:field}.",
        "{0:follow_up} is the agent’s own to do now, whoever is named.",
    ),
    "follow_up.*.due.*.aim": (
        "{0:follow_up}, on a {1}: aim for “{value}”.",
        "{0:follow_up}, on a {1}: nothing is aimed for any more.",
    ),
    "follow_up.*.due.*.latest": (
        "{0:follow_up}, on a {1}: “{value}” at the latest.",
        "{0:follow_up}, on a {1}: it has no latest time any more.",
    ),
    "ending.*.label": (
        "A call can end as “{value}”.",
        "A call cannot end as “{value}” any more.",
    ),
    "ending.*.needs.*": (
        "{0:ending} requires this: {1:follow_up}."
        " It is told as missing where a call ends so without.",
        "{0:ending} does not require this any more: {1:follow_up}.",
    ),
    "ending.*.protocol": (
        "{0:ending} is the ending by the hang-up protocol, and has its warnings first.",
        "{0:ending} is not the ending by the hang-up protocol any more, and needs no warning.",
    ),
    "ground.*.label": (
        "“{value}” is a reason for the hang-up protocol.",
        "“{value}” is not a reason for the hang-up protocol any more.",
    ),
    "ground.*.warnings": (
        "Warnings needed for {0:ground} before the call may be ended: {value}.",
        "No warning is needed any more for {0:ground} before the call may be ended.",
    ),
    "ground.*.permission": (
        "A supervisor’s permission is needed for {0:ground} before the warning.",
        "No supervisor’s permission is needed any more for {0:ground}.",
    ),
    "ground.*.threat": (
        "{0:ground} is a threat that a supervisor must be told of{value:threat}.",
        "{0:ground} is not a threat any more that a supervisor must be told of.",
    ),
    "ground.*.warning": (
        "The warning for {0:ground} is the line {value:id}.",
        "There is no warning line any more for {0:ground}.",
    ),
    "ground.*.warning.*": (
        "Warning {1} for {0:ground} is the line {value:id}.",
        "Warning {1} for {0:ground} has no line of its own any more.",
    ),
    "ground.*.ending": (
        "The call is ended for {0:ground} with the line {value:id}.",
        "There is no line any more to end the call with for {0:ground}.",
    ),
    "line.*.gap": (
        "The line {0:id} has no words: agents read “{value}” in their place.",
        "The line {0:id} has words now.",
    ),
    "line.*.original": (
        "For the line {0:id} the document has “{value}”.",
        "Nothing is said any more of what the document has for the line {0:id}.",
    ),
    "line.*.must_say": (
        "The line {0:id} is required.",
        "The line {0:id} is not required any more.",
    ),
    "line.*.before_going_on": (
        "No choice leads on from where the line {0:id} stands, before it is said, adapted"
        " or left out with a reason.",
        "A choice may lead on from where the line {0:id} stands, before it is said.",
    ),
    "line.*.on": (
        "The line {0:id} is said on a {value} only.",
        "The line {0:id} is said on any day now.",
    ),
    "line.*.when": (
        "The line {0:id} is said only if this holds: {value}.",
        "The line {0:id} is said whatever was answered now.",
    ),
    "line.*.audience": (
        "The line {0:id} is said to a {value}.",
        "The line {0:id} is said to the caller now.",
    ),
    "line.*.read_back.*": (
        "With the line {0:id} this is read back: {1:field}.",
        "With the line {0:id} this is not read back any more: {1:field}.",
    ),
    "step.*.timer.seconds": (
        "The timer of {0:step} runs for {value:seconds}.",
        "{0:step} has no timer any more.",
    ),
    "step.*.timer.over": (
        "When the time is over at {0:step}: “{value}”",
        "Nothing is said any more of what to do when the time is over at {0:step}.",
    ),
    "step.*.role": (
        "{0:step} is where the hang-up protocol asks for {value:role}.",
        "{0:step} does not ask for anything of the hang-up protocol any more.",
    ),
    "step.*.owes.*": (
        "{0:step} requires this: {1:follow_up}.",
        "{0:step} does not require this any more: {1:follow_up}.",
    ),
    "step.*.capture.*": (
        "{0:step} asks for this: {1:field}.",
        "{0:step} does not ask for this any more: {1:field}.",
    ),
    "step.*.line.*": (
        "The line {1:id} is said at {0:step}.",
        "The line {1:id} is not said at {0:step} any more.",
    ),
    "step.*.choice.*.to": (
        "At {0:step}, “{1}” leads to {value:target}.",
        "At {0:step} there is no choice “{1}” any more.",
    ),
    "step.*.choice.*.when": (
        "At {0:step}, “{1}” is open only if this holds: {value}.",
        "At {0:step}, “{1}” is open whatever was answered now.",
    ),
    "step.*.choice.*.answers.*": (
        "At {0:step}, “{1}” answers {2:field}: “{value}”.",
        "At {0:step}, “{1}” does not answer {2:field} any more.",
    ),
    "step.*.choice.*.ground": (
        "At {0:step}, “{1}” gives the reason {value:ground}.",
        "At {0:step}, “{1}” gives no reason for the hang-up protocol any more.",
    ),
    "step.*.choice.*.calm": (
        "At {0:step}, “{1}” means that the caller has calmed down.",
        "At {0:step}, “{1}” does not mean any more that the caller has calmed down.",
    ),
}
"""By the shape of a term, with `*` for what names something: that it holds, and that it does no
more; empty if there always is one. Any other term is told as it is spelled."""

_ROLES: dict[str, str] = {
    StepRole.EFFORT: "an effort to redirect the caller",
    StepRole.PERMISSION: "a supervisor’s permission",
    StepRole.WARNING: "the warning",
    StepRole.ENDING: "all that must be on record before the call is ended",
}

_LISTS = ("field", "step", "choice", "line", "report", "follow_up", "ending", "ground", "due")
_LISTS_OF_NAMES = (
    *(
        "may_approve",
        "rules",
        "efforts",
        *("options", "constants", "answers"),
        "working_days",
        "closed_days",
        "needs",
        "owes",
    ),
    *("capture", "read_back", "warning"),
)


_ANYBODY = "Anybody may approve this script now: it named those who may, {0} among them."


def _shape(path: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A term's path with `*` for each name that the script gives, and these names."""
    shape, names = list[str](), list[str]()
    is_name = False
    for part in path:
        shape.append("*" if is_name else part)
        if is_name:
            names.append(part)
        is_name = not is_name and part in (*_LISTS, *_LISTS_OF_NAMES)
    return ".".join(shape), tuple(names)


class _Words:
    """Names of a script's things as its readers know them; those that are gone as signed."""

    def __init__(self, script: Script, terms: Iterable[Term]) -> None:
        self._script = script
        self._labels = {("follow_up", str(k)): usual.label for k, usual in USUAL_FOLLOW_UPS.items()}
        for term in terms:
            if term.path[-1] == "label" and len(term.path) == 3:
                self._labels[term.path[:2]] = term.value
        self._fields = {**FIELD_LABELS, **{one.id: one.label for one in script.fields}}

    @property
    def anybody_approves(self) -> bool:
        """Whether the script names nobody who may approve it: then whoever comes may."""
        return not self._script.may_approve

    def _label(self, kind: str, name: str) -> str:
        label = self._labels.get((kind, name))
        return f"“{label}”" if label else quoted(name)

    def step(self, name: str) -> str:
        step = self._script.step(name)
        return f"“{step.title}”" if step else f"step {quoted(name)}"

    def ground(self, name: str) -> str:
        return self._label("ground", name)

    def at_once(self, path: tuple[str, ...]) -> str:
        """That a reason takes no warning, to be told with its name: no rule of its own says so."""
        named = path[1] if len(path) == 3 and path[::2] == ("ground", "label") else ""
        ground = self._script.ground(named) if named else None
        if ground is None or ground.warnings:
            return ""
        first = "no warning comes" if ground.permission else "no warning and no permission come"
        return f" For {self.ground(named)} the call may be ended at once: {first} first."

    def ending(self, name: str) -> str:
        return self._label("ending", name)

    def report(self, name: str) -> str:
        return self._label("report", name)

    def follow_up(self, name: str) -> str:
        return self._label("follow_up", name)

    def field(self, name: str) -> str:
        label = self._labels.get(("field", name)) or self._fields.get(name)
        return f"“{label}”" if label else quoted(name)

    def target(self, spelled: str) -> str:
        kind, colon, name = spelled.partition(":")
        if not colon:
            back = spelled == TargetKind.RETURN
            return "the step where the call came from" if back else self.step(spelled)
        if kind == TargetKind.END:
            return f"the ending {self.ending(name)}"
        return f"the script {quoted(kind)}" + (f", at its step {quoted(name)}" if name else "")

    def said(self, text: str, how: str) -> str:
        """A name or a value of a term, as its place in a sentence wants it."""
        plain: dict[str, Callable[[str], str]] = {
            "": str,
            "id": quoted,
            "day": str.capitalize,
            "language": language_name,
            "role": lambda role: _ROLES.get(role, role),
            "people": lambda value: "One person" if value == "1" else f"{value} people",
            "seconds": lambda value: "one second" if value == "1" else f"{value} seconds",
            "threat": lambda value: ", if the agent says that it is one" if value else "",
        }
        return plain[how](text) if how in plain else getattr(self, how)(text)


class _Part(Struct, frozen=True):
    """A part of a sentence's template, put into words as its format says."""

    words: _Words
    text: str

    def __format__(self, how: str) -> str:
        return self.words.said(self.text, how)


def _is_usual_again(path: tuple[str, ...]) -> bool:
    """Whether the name that is gone is one of the caller's details, asked for on every call."""
    return path[::2] == ("field", "label") and path[1] in CALLER_FIELDS


def _sentence(term: Term, words: _Words, *, gone: bool = False) -> str:
    if gone and _is_usual_again(term.path):
        term, gone = Term(term.path, CALLER_FIELDS[term.path[1]]), False
    shape, names = _shape(term.path)
    holds, no_more = _SENTENCES.get(shape, ("", ""))
    template = no_more if gone else holds
    if gone and shape == "may_approve.*" and words.anybody_approves:
        template = _ANYBODY
    if not template:
        is_out = " is not set any more." if gone else " is set."
        return f"{quoted(str(term))}{is_out}"
    parts = (_Part(words, name) for name in names)
    return capital(template.format(*parts, value=_Part(words, term.value)))


class TermChange(Struct, frozen=True):
    """A rule that is not as it was signed: as it was, and as it is; None where there is none."""

    path: tuple[str, ...]
    before: Term | None
    now: Term | None
    words: _Words

    @property
    def was(self) -> str:
        """The rule as it was signed, as a sentence; empty for one that is new."""
        return _sentence(self.before, self.words) if self.before else ""

    @property
    def sentence(self) -> str:
        """What holds now, or that the rule does not hold any more."""
        if self.now is not None:
            at_once = self.words.at_once(self.path) if self.before is None else ""
            return _sentence(self.now, self.words) + at_once
        return _sentence(self.before, self.words, gone=True) if self.before else ""

    @property
    def name(self) -> str:
        """The rule as approvals spell it, without what it is set to."""
        return Term(self.path).name

    @property
    def key(self) -> Key:
        """What it is signed as."""
        return "term", self.name

    @property
    def line(self) -> str:
        """The id of the line that this is a rule of; empty if it is one of no line."""
        match self.path:
            case ("line", name, *_) | ("step", _, "line", name):
                return name
            case _:
                return ""


def worth_telling(
    changes: Iterable[TermChange], gone_lines: Collection[str] = ()
) -> tuple[TermChange, ...]:
    """Without the rules that are gone because what they were rules of is gone, which is told.

    That is one of these lines, or whatever has a name by which it is told: a reason, an ending.
    """
    every = tuple(changes)
    gone = {
        one.path[:-1]
        for one in every
        if one.now is None
        and _shape(one.path)[0].endswith((".label", ".to"))
        and not _is_usual_again(one.path)
    }

    numbered = {one.path[:-1] for one in every if one.now and one.path[2:] == ("warning", "1")}

    def follows(one: TermChange) -> bool:
        if one.path in numbered:
            return True  # One warning line became several, and these are told.
        within = any(one.path[:n] in gone for n in range(2, len(one.path)))
        is_named = one.path[:-1] in gone and one.path[-1] in ("label", "to")
        return one.now is None and (one.line in gone_lines or (within and not is_named))

    return tuple(one for one in every if not follows(one))


def term_changes(script: Script, signed: Collection[Term]) -> tuple[TermChange, ...]:
    """What is not as in these signed terms, in the script's order; what is gone, where it was."""
    return tuple(_changes(script, signed))


def _changes(script: Script, signed: Collection[Term]) -> Iterator[TermChange]:
    now = terms_of(script)
    same = {*now} & {*signed}
    if len(same) == len(now) == len(signed):
        return
    words = _Words(script, (*signed, *now))
    before = {term.path: term for term in signed}
    paths = {term.path for term in now}
    gone, gone_before = list[Term](), dict[tuple[str, ...], list[Term]]()
    for term in signed:
        if term.path not in paths:
            gone.append(term)
        elif gone:
            gone_before[term.path], gone = gone, []
    for term in now:
        for one in gone_before.get(term.path, ()):
            yield TermChange(one.path, one, None, words)
        if term not in same:
            yield TermChange(term.path, before.get(term.path), term, words)
    for one in gone:
        yield TermChange(one.path, one, None, words)
