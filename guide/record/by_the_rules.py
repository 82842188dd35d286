"""A call gone through again by the rules, with the scripts as they were: what they do not bear out.

Each action is found again from the events that it left, asked of its rule on the call as it stood
then, and what the rule answers is compared. What an approval says of a line's words, which may have
been given since, is taken as it is on record: `guide.record.verify` asks for it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from itertools import takewhile
from pathlib import Path

from msgspec import UNSET, Struct
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Context, Refused
from guide.call.decide import decide
from guide.call.events import Entry, LineEvent
from guide.call.fold import begin, call_of, fold
from guide.call.rules.flow import beginning
from guide.call.rules.follow_ups import THREAT, find, kinds_here, rule_now, zone_of
from guide.call.scripts_used import script_used
from guide.call.state import NOTE, Call, correction_of
from guide.call.wording import words_of
from guide.record.versions import kept_restored, missed_promised, not_recorded_yet, took_any_phone
from guide.script.library import Library
from guide.script.model import TODAY_PLACE, FollowUpKind, Script, places_in
from guide.text import shortened

Why = tuple[int, str]
"""The number of an event, and why the program cannot have recorded it; how a sentence ends."""

_NOTES = (ev.Noted, ev.NoteCorrected, ev.Drafted)
"""Notes and what was typed on the way: no rule rests on them, and a call can have very many."""

_OUTSIDE = (ev.Resumed, ev.BranchKept, ev.Witnessed, ev.Rehearsed, ev.CallerSpoke, ev.ActionRefused)
"""What no action leaves on record."""

_FIRST_OF_MORE = (
    *(ev.PassedOver, ev.Detailed, ev.GroundStated, ev.CalmedDown, ev.FollowUpAdded),
    *(ev.ManagerAsked, ev.AskAnswered, ev.Witnessed),
)
"""What may stand before more that the same action left on record."""

_MOST = 200
"""So many events an action leaves at most; a step has not so many lines."""

_OF_REPORTS = (ev.GroundStated, ev.Asked, ev.AskAnswered, ev.Ended)
"""What depends on which reasons to report there are, beside follow-ups: those of a protocol that
was never used, and so is not kept, are not known."""

_OF_APPROVALS = frozenset({"unapproved", *ev.Worded.__struct_fields__, "text", "sha256", "status"})
"""Fields that are taken as they are on record."""

_NOWHERE = Path()


def not_by_the_rules(call: Call, scripts: Mapping[str, Script]) -> Iterator[Why]:
    """The events of a call that the rules do not bear out.

    By all its scripts, as they were and as they are approved, by their hashes.
    """
    again = _Again(call, scripts)
    yield from again.start()
    while again.at < len(call.entries) and again.is_at_known_script:
        yield from again.go_on()


class _Answer(Struct, frozen=True):
    """What a rule answers of an action, held against the record: so many events, what differs.

    `borne_out` are as the rule has them, the first ones.
    """

    size: int
    borne_out: int
    why: tuple[Why, ...] = ()


class _Again:
    """The call as it stood, and the entry that is looked at next."""

    def __init__(self, call: Call, scripts: Mapping[str, Script]) -> None:
        self.at = 1
        self._entries = call.entries
        self._state = begin(call.entries[0])
        self._folded = [call.entries[0]]
        self._drafts: dict[str, str] = {}
        self._scripts = scripts
        used = (script_used(entry.event) for entry in reversed(call.entries))
        by_id = {one.id: scripts[one.sha256] for one in used if one}
        self._library = Library(by_id, (), _NOWHERE)
        unknown = {script.protocol for script in scripts.values()} - {"", *by_id}
        self._reports_are_known = not unknown or not any(map(_is_report, call.entries))

    @property
    def is_at_known_script(self) -> bool:
        """Whether the script in hand is there; an event that led elsewhere was told."""
        return self._library.get(self._state.here.script) is not None

    def start(self) -> Iterator[Why]:
        """Whether the call began as its script has it."""
        event = self._state.started
        script = self._library.script(event.script)
        due = beginning(
            script,
            event.call,
            zone=event.zone,
            agent=event.agent,
            ref=event.ref,
            program=event.program,
            training=event.training,
        )
        yield from _differing(due, self._entries[0])

    def go_on(self) -> Iterator[Why]:
        """Look at what the next action left on record."""
        event = self._entries[self.at].event
        if isinstance(event, _NOTES):
            self._type(event)
            self.at += 1
            return
        if isinstance(event, _OUTSIDE):
            self._fold(1)
            if isinstance(event, ev.BranchKept):
                # What the other branch still owes is owed here, too, as it was promised there.
                self._fold(sum(1 for _ in takewhile(_is_added, self._run())))
            return
        run = self._run()
        context = self._context(run)
        answers = [_answer(action, place, run, context) for action, place in _deeds(run, context)]
        best = max(answers, key=_fit, default=None)
        if best is None:
            yield run[0].n, "it stands without what it comes with"
            self._fold(1)
            return
        kinds = kinds_here(context)
        for n, why in best.why:
            if self._reports_are_known or not self._depends_on_reports(n, kinds):
                yield n, why
        self._fold(run[best.size - 1].n - self.at)

    def _depends_on_reports(self, n: int, kinds: Sequence[str]) -> bool:
        """Whether an event depends on which reasons to report there are; of such follow-ups alone.

        `kinds` are those that there are, whatever there is to report.
        """
        event = self._entries[n - 1].event
        match event:
            case ev.FollowUpAdded(follow_up=kind):
                return kind in kinds and _is_report(self._entries[n - 1])
            case ev.FollowUpAmended(of=of) | ev.FollowUpDone(of=of):
                return 0 < of < n and self._depends_on_reports(of, kinds)
        return isinstance(event, _OF_REPORTS)

    def _run(self) -> list[Entry]:
        """What one action may have left on record, from here on."""
        following = self._entries[self.at : self.at + _MOST]
        moment = [(first.at, first.elapsed) for first in following[:1]]
        together = takewhile(
            lambda e: (e.at, e.elapsed) in moment and not isinstance(e.event, _NOTES), following
        )
        return [e for e in together if not isinstance(e.event, ev.Witnessed)]

    def _context(self, run: Sequence[Entry]) -> Context:
        """How things stood, with the text of a script that is used from here on."""
        for used in filter(None, (script_used(entry.event) for entry in run)):
            text = self._scripts.get(used.sha256)
            if text is not None and text.id == used.id:
                scripts = {**self._library.scripts, used.id: text}
                self._library = self._library.with_scripts(scripts)
        call = replace(self._state, entries=self._entries[: self.at], drafts=self._drafts)
        as_then = took_any_phone(call), missed_promised(call), kept_restored(call)
        return Context(call, self._library, run[0].at, *as_then)

    def _fold(self, count: int) -> None:
        for entry in self._entries[self.at : self.at + count]:
            self._folded.append(entry)
            if isinstance(entry.event, ev.Corrected):
                self._state = call_of(self._folded)
            else:
                self._state = fold(self._state, entry)
        self.at += count

    def _type(self, event: ev.Noted | ev.NoteCorrected | ev.Drafted) -> None:
        match event:
            case ev.Drafted(keep=keep, text=text, into=into):
                self._drafts[into] = self._drafts.pop(into, "")[:keep] + text
            case ev.Noted():
                self._drafts.pop(NOTE, None)
            case ev.NoteCorrected(of=of):
                self._drafts.pop(NOTE, None)
                self._drafts.pop(correction_of(of), None)


def _is_added(entry: Entry) -> bool:
    return isinstance(entry.event, ev.FollowUpAdded)


def _is_report(entry: Entry) -> bool:
    """Whether it is owed for a reason that a script words."""
    event = entry.event
    if not isinstance(event, ev.FollowUpAdded):
        return False
    return event.follow_up == FollowUpKind.REPORT or "reason" in dict(event.fields)


def _fit(answer: _Answer) -> tuple[bool, int, int]:
    """How well an answer fits the record: best without a difference, and then the longest."""
    return not answer.why, answer.borne_out, answer.size


def _answer(action: act.Action, place: int, run: Sequence[Entry], context: Context) -> _Answer:
    """What the rule answers of the action that the event at this place of a run tells."""
    told = run[place]
    try:
        decision = decide(action, context)
    except (OverflowError, ValueError):
        decision = Refused("That time is none to reckon with.")
    if isinstance(decision, Refused):
        why = f"on the call as it stood this was refused: {decision.reason.rstrip('.')}"
        return _Answer(place + 1, -place, ((told.n, why),))
    if not decision.events:
        return _Answer(place + 1, -place, ((told.n, "it changes nothing, and so is not recorded"),))
    whys: list[Why] = []
    borne_out = 0
    # What was missing tells of lines by their words, which may have been approved since.
    left = {*not_recorded_yet(context.call)}
    for n, due in enumerate(decision.events):
        if n >= len(run) or type(run[n].event) is not type(due):
            if n < len(run) and type(due) is type(told.event):
                whys.append((run[n].n, f"by the rules it does not come before event {told.n}"))
                return _Answer(max(n, 1), borne_out, tuple(whys))
            whys.append((told.n, f"by the rules there is with it: {_short(words_of(due))}"))
            return _Answer(max(n, place + 1), borne_out, tuple(whys))
        found = [*_differing(due, run[n], left), *_wording_differing(run[n], context)]
        whys += found
        borne_out += not found
        if isinstance(due, LineEvent) and due.text != run[n].event.text:  # type: ignore[union-attr]
            left |= {"missing", "required"}
    return _Answer(len(decision.events), borne_out, tuple(whys))


def _differing(due: ev.Event, entry: Entry, left: Collection[str] = ()) -> Iterator[Why]:
    """Where an event is another than it is by the rules."""
    for name in due.__struct_fields__:
        by_rule, found = getattr(due, name), getattr(entry.event, name)
        if by_rule == found or name in _OF_APPROVALS or name in left:
            continue
        what = name.replace("_", " ")
        yield entry.n, f"its {what} is {_shown(found)}, and by the rules {_shown(by_rule)}"


def _wording_differing(entry: Entry, context: Context) -> Iterator[Why]:
    """Where what was shown of a line does not come of its words and of what the call knew."""
    event = entry.event
    script = context.library.get(event.script) if isinstance(event, LineEvent) else None
    if not isinstance(event, LineEvent) or script is None:
        return
    texts = event.texts or ()
    shown = context.known_in(event.text, script, event.language or script.language, texts)
    due = shown if shown != event.text else ""
    # Before version 0.9 the day stood without signs, and in English.
    had_plain_day = f"{{{TODAY_PLACE}}}" in event.text
    if event.filled != due and not had_plain_day:
        yield entry.n, f"its words as they were shown are {_shown(event.filled)}, not {_shown(due)}"
    own = script.own_texts
    for name, _, in_file in texts:
        if name not in places_in(event.text) or own.get(name) != in_file:
            yield entry.n, f"the script has not {_shown(in_file)} for {{{name}}} in this line"
    chosen = context.call.language
    if chosen is None and event.language is not UNSET:
        yield entry.n, "it names a language, and none was chosen"
    elif chosen is not None and event.language not in (chosen, script.language):
        yield entry.n, "its language is neither the one chosen nor the script's"
    elif event.language and event.language != script.language:
        line = next((one for one in script.lines if one.id == event.line), None)
        translation = line.translation(event.language) if line else None
        if translation is None or translation.text != (event.in_file or event.text):
            yield entry.n, "its words are not in the language that it names"


def _shown(value: object) -> str:
    match value:
        case str():
            return f"“{_short(value)}”" if value else "empty"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case Enum():
            return f"“{value.value}”"
        case tuple():
            return _short("; ".join(map(_shown, value))) or "empty"
        case bool():
            return "yes" if value else "no"
        case None:
            return "none"
        case _:
            return "not there" if value is UNSET else str(value)


def _short(text: str) -> str:
    return shortened(text, 80)


def _deeds(run: Sequence[Entry], context: Context) -> Iterator[tuple[act.Action, int]]:
    """The actions that may have left this run, each with the place of the event that tells it."""
    places = {0}
    for place, entry in enumerate(run):
        if isinstance(entry.event, ev.FollowUpAdded):
            places.add(place)
        if not isinstance(entry.event, _FIRST_OF_MORE):
            places.add(place)
            break
        if len(places) > 2:
            break
    for place in sorted(places):
        for action in _told_by(run[place], run, context):
            yield action, place


def _told_by(entry: Entry, run: Sequence[Entry], context: Context) -> Iterator[act.Action]:
    """The actions that this event, the first of a run but for what came with it, may tell."""
    match entry.event:
        case ev.Chosen(key=key) | ev.Opened(key=key) | ev.Returned(key=key) if key:
            yield act.Choose(key)
        case ev.Opened(script=script, step=step):
            yield act.GoTo(script, step)
        case ev.Returned():
            yield act.Return()
        case ev.WentBack():
            yield act.Back()
        case ev.Said(script=script, line=line):
            yield act.Say(line, script)
        case ev.Adapted(script=script, line=line, words=words, reason=reason):
            yield act.Adapt(words, reason, line, script)
        case ev.LeftOut(script=script, line=line, reason=reason):
            yield act.LeaveOut(reason, line, script)
        case ev.LanguageChosen(language=language):
            yield act.SwitchLanguage(language)
        case ev.Detailed(field=field, left_out=str(reason)) if reason:
            yield act.LeaveAnswerOut(field, reason)
        case ev.Detailed(field=field, value=value, listed=listed):
            yield act.WriteDetail(field, value, listed is True)
        case ev.TookOver() as taken:
            yield _took_over(taken, run)
        case ev.Staged(stage=stage):
            yield act.SetStage(stage)
        case ev.ClockStarted():
            yield act.StartClock()
        case ev.ClockStopped(answered=answered, dropped=dropped):
            yield act.StopClock(answered, dropped is True)
        case ev.ManagerAsked():
            yield act.GetManager()
        case ev.ManagerCame(name=name):
            yield act.NameManager(name)
        case ev.Corrected(of=of, by=str(by), heard=datetime() as at):
            match context.call.entry(of).event:
                case ev.FollowUpDone(of=promise):
                    yield act.HearUndone(promise, by, at)
        case ev.Corrected(of=of):
            yield act.Correct(of)
        case ev.Ended(ending=ending, reason=reason):
            yield act.End(ending, reason)
        case event:
            yield from _of_protocol(event)
            yield from _of_promise(entry, run, context)


def _of_protocol(event: ev.Event) -> Iterator[act.Action]:
    """The same, of the hang-up protocol and of what is asked of the board."""
    match event:
        case ev.EffortMade(what=what):
            yield act.MakeEffort(what)
        case ev.GroundStated(ground=ground, threat=threat):
            yield act.StateGround(ground, threat)
        case ev.CallerSaid(words=words):
            yield act.QuoteCaller(words)
        case ev.PermissionGiven(ask=ask, by=by, answer=answer) if ask:
            yield act.TakeAnswer(ask, ev.AskAnswer.GRANTED, by, hash=answer)
        case ev.PermissionGiven(by=by, of=of):
            yield act.Permit(by, of)
        case ev.WarningGiven():
            yield act.Warn()
        case ev.Persisted(words=words):
            yield act.Persist(words)
        case ev.CalmedDown():
            yield act.Calm()
        case ev.Asked(about=about, to=to):
            yield act.AskBoard(about, to)
        case ev.AskAnswered(of=of, became=became, by=by, reason=reason, answer=answer):
            board = became.of_board
            yield act.TakeAnswer(of, became, by, reason, answer) if board else act.StopAsking(of)
        case ev.DenialHeard(warning=warning, named=named, by=by, reason=reason):
            yield act.HearDenial(warning, named, by, reason)


def _of_promise(entry: Entry, run: Sequence[Entry], context: Context) -> Iterator[act.Action]:
    """The same, of what is owed."""
    agent = context.call.started.agent
    match entry.event:
        case ev.FollowUpAdded(follow_up=kind) as added:
            threat = dict(added.fields).get("reason") == THREAT
            if kind == FollowUpKind.REPORT and threat:
                yield act.ReportThreat()
            done = (e.event for e in run if isinstance(e.event, ev.FollowUpDone))
            by = next((one.by for one in done if one.of == entry.n and not one.heard), None)
            if by == agent and kind != FollowUpKind.REPORT:
                # Whoever leaves it open who did it did it: any name of an agent will do then.
                by = ""
            fields, listed = _typed_anew(added, context), added.listed is True
            for day, at in _agreed(added.due, kind, context):
                yield act.AddFollowUp(kind, fields, day, by, listed, at)
        case ev.FollowUpAmended(of=of, fields=fields, due=due, listed=listed):
            owed = find(of, context)
            before = dict(owed.fields) if owed else {}
            emptied = ((name, "") for name in before if name not in dict(fields))
            changed = (*(one for one in fields if before.get(one[0]) != one[1]), *emptied)
            for day, at in _agreed(due, owed.kind, context) if owed else ((None, None),):
                yield act.AmendFollowUp(of, changed, day, at, listed is True)
        case ev.FollowUpDone(of=of, by=by, heard=datetime() as at, closed_as=closed_as):
            yield act.HearDone(of, by, at, closed_as or "")
        case ev.FollowUpDone(of=of, by=by):
            owed = find(of, context)
            own = by == agent and owed is not None and owed.kind != FollowUpKind.REPORT
            yield act.FinishFollowUp(of, "" if own else by)


def _typed_anew(added: ev.FollowUpAdded, context: Context) -> tuple[tuple[str, str], ...]:
    """What of a follow-up is not what the call knew anyway; what it knew and was emptied."""
    held, needs = dict(added.fields), rule_now(added.follow_up, context).needs
    known = {name: context.call.detail(name) for name in needs}
    typed = ((name, value) for name, value in added.fields if known.get(name) != value)
    return (*typed, *((name, "") for name in known if name not in held))


def _agreed(
    due: datetime | None, kind: str, context: Context
) -> Iterator[tuple[date | None, time | None]]:
    """What may have been agreed on: nothing, the day that something is due, or its hour, too."""
    yield None, None
    if due is not None:
        local = due.astimezone(zone_of(kind, context))
        yield local.date(), None
        yield local.date(), local.time()


def _took_over(taken: ev.TookOver, run: Sequence[Entry]) -> act.TakeOver:
    with_it = takewhile(
        lambda one: isinstance(one, ev.Detailed) and one.from_call == taken.from_call,
        (entry.event for entry in run[1:]),
    )
    details = [one for one in with_it if isinstance(one, ev.Detailed)]
    return act.TakeOver(
        taken.from_call,
        taken.from_agent,
        taken.summary,
        tuple((one.field, one.value) for one in details),
        tuple((one.field, one.label) for one in details),
        any(one.listed is True for one in details),
        # Other scripts may have been there than are kept; and before 0.14 nothing was judged.
        taken.refused or (),
    )
