"""The caller: says what a scenario has them say when the call has come that far. Pure."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from msgspec import Struct

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import CallerSpoke, Rehearsed
from guide.call.state import Call
from guide.script.library import Library
from guide.training.reference import Beat, Reference, reference, stays
from guide.training.scenario import Reply, Scenario, When
from guide.training.unspaced import length

PAUSE = 1.5
"""Seconds in which a caller takes breath before answering."""

_WORDS_A_SECOND = 3.0
"""How fast an upset caller talks."""

_LEAST_GAP, _MOST_GAP = 4, 15
_OF_THE_PROGRAM = (ev.Resumed, ev.BranchKept, ev.Witnessed)
"""What the program itself put on record: a caller notices nothing of it."""
_NO_DEEDS = (ev.Drafted, ev.PassedOver, CallerSpoke, Rehearsed, *_OF_THE_PROGRAM)
_UNANSWERED = 25
"""Seconds after which a caller tells a detail without having been asked to the letter."""


class Cue(Struct, frozen=True):
    """Words of the caller, said at the `stay`th stay at a step.

    `answers` are the lines, by script and id, that these words are an answer to; `gap` is how many
    seconds they come after what was before; `field` is the detail that they tell, if they tell one.
    `waiting`: the clock for a colleague's answer runs meanwhile. `after_deed`: the agent has done
    something at this step before. `effort` and `warning`: they answer an effort to redirect, or a
    warning, which can be made from any step. `insists`: abuse, or what must be reported, which the
    caller says even to whoever has left the step before they could.
    """

    name: str
    words: str
    script: str
    step: str
    stay: int
    answers: frozenset[tuple[str, str]]
    gap: int
    field: str
    waiting: bool
    after_deed: bool
    effort: bool
    warning: bool
    insists: bool


class Caller:
    """One caller: the words of a scenario's moves and replies, as a seed has them."""

    def __init__(self, scenario: Scenario, library: Library, seed: int) -> None:
        """The places of the scenario are filled.

        Raises `UnknownName` for a script that is not there.
        """
        self._seed = seed
        self._replies = scenario.replies
        self._is_called = scenario.calls_out
        self._cues = cues_of(reference(scenario, library))
        self._library = library

    @property
    def turns(self) -> frozenset[str]:
        """The names of what the scenario has the caller say, replies apart."""
        return frozenset(cue.name for cue in self._cues)

    def next(self, call: Call, elapsed: float) -> CallerSpoke | None:
        """What the caller says `elapsed` seconds into the call; None while they say nothing.

        It follows from the entries of the call alone, its earlier words among them.
        """
        if call.ended is not None:
            return None
        log = caller_log(call)
        there = bool(log.at) or not self._is_called
        due = self._reply(call, log, elapsed, there=there)
        if due is None:
            return self._cue(call, log, elapsed, there=there)
        reply, ready = due
        turn = f"{reply.id}:{len(log.at.get(reply.id, ()))}"
        words = one_of(reply.caller, self._seed, turn)
        return CallerSpoke(words, reply.id) if elapsed >= ready else None

    def _reply(
        self, call: Call, log: "CallerLog", elapsed: float, *, there: bool
    ) -> tuple[Reply, float] | None:
        """The first reply whose time has come, and the moment for it: a breath after that.

        Who is not `there`, on the line, hears no silence.
        """
        for reply in self._replies:
            since = holds_since(reply.when, call, log)
            if since is None or since > elapsed or (reply.when.silence and not there):
                continue
            before = log.at.get(reply.id, ())
            if not before or (reply.again and since > before[-1]):
                pause = 0.0 if reply.when.silence else PAUSE
                return reply, max(since, log.until) + pause
        return None

    def _cue(
        self, call: Call, log: "CallerLog", elapsed: float, *, there: bool
    ) -> CallerSpoke | None:
        """The words of the moves whose time has come; who is not `there` tells no detail yet."""
        here = call.here
        stay = stays(call, here.script, here.step)
        unsaid = [cue for cue in self._cues if cue.name not in log.at]
        own = (c for c in unsaid if (c.script, c.step) == (here.script, here.step))
        cue = next((c for c in own if c.stay <= stay and self._can_be_meant(c, log)), None)
        taken = None if cue else _taken_hard(self._cues, call, log)
        if taken is not None:
            cue, ready = taken[0], max(taken[1], log.until) + PAUSE
        elif cue is None:
            script = self._library.get(here.script)
            step = script.step(here.step) if script else None
            asked = step.capture if step and there else ()
            told = (c for c in unsaid if c.field in asked and not call.detail(c.field))
            cue = next(told, None) or _insisted_on(unsaid, call)
            ready = log.until + PAUSE + _LEAST_GAP
        else:
            ready = _ready(cue, call, log)
        return CallerSpoke(cue.words, cue.name) if cue and elapsed >= ready else None

    def _can_be_meant(self, cue: Cue, log: "CallerLog") -> bool:
        answers = cue.effort or cue.warning
        return not answers or _abusive_since(cue, self._cues, log) is not None


class CallerLog(Struct, frozen=True):
    """What the caller of a call said so far, and how long it took them.

    `at` and `ends` are by name, in seconds into the call. `until` is when they stopped talking, or
    when the trainee came to the step in hand, whichever was later; all entries after number `n` are
    what the trainee did since.
    """

    at: dict[str, tuple[float, ...]]
    ends: dict[str, float]
    until: float
    n: int


def caller_log(call: Call) -> CallerLog:
    at: dict[str, tuple[float, ...]] = {}
    ends: dict[str, float] = {}
    arrived = call.entry(call.here.n)
    until, n = arrived.elapsed, arrived.n
    for entry in call.entries:
        if isinstance(entry.event, CallerSpoke):
            name = entry.event.move
            at[name] = (*at.get(name, ()), entry.elapsed)
            ends[name] = entry.elapsed + talking(entry.event.words)
            until, n = max(until, ends[name]), max(n, entry.n)
    return CallerLog(at, ends, until, n)


def cues_of(reference: Reference) -> tuple[Cue, ...]:
    """The caller's words in the moves, each with the place in the call it belongs to."""
    return tuple(_cue(beat, reference) for beat in reference.beats if beat.move.caller)


def _cue(beat: Beat, reference: Reference) -> Cue:
    script, step, stay = beat.place
    earlier = reference.beats[: beat.n - 1]
    here = [one for one in earlier if one.place == beat.place]
    known = len(beat.before.entries)
    began = len(here[0].before.entries) if here else known
    last_words = max((len(one.before.entries) for one in here if one.move.caller), default=0)
    since = [entry.event for entry in beat.before.entries[max(last_words, began) :]]
    last = here[-1:] or earlier[-1:]
    action = beat.move.action
    return Cue(
        cue_name(beat.n),
        beat.move.caller,
        script,
        step,
        stay,
        answers=frozenset(
            (event.script, event.line)
            for event in since
            if isinstance(event, ev.Said | ev.Adapted | ev.WarningGiven)
        ),
        gap=beat.move.at - (last[0].move.at if last else 0),
        field=action.field if isinstance(action, act.WriteDetail) else "",
        waiting=beat.before.clock is not None and not beat.before.clock.of_step,
        after_deed=bool(since),
        effort=any(isinstance(event, ev.EffortMade) for event in since),
        warning=any(isinstance(event, ev.WarningGiven) for event in since),
        insists=beat.move.abusive or bool(beat.move.reports),
    )


def cue_name(n: int) -> str:
    """The name by which a journal knows the words of move number `n`; no reply can have it."""
    return f"move {n}"


def talking(words: str) -> float:
    """How many seconds it takes a caller to say this."""
    return round(length(words) / _WORDS_A_SECOND, 1)


def one_of(alternatives: tuple[str, ...], seed: int, name: str) -> str:
    """The alternative that a seed picks for the thing of this name: the same one always."""
    digest = sha256(f"{seed}:{name}".encode()).digest()
    return alternatives[int.from_bytes(digest[:4], "big") % len(alternatives)]


def holds_since(when: When, call: Call, log: CallerLog) -> float | None:
    """Since when all that a reply waits for holds, in seconds into the call; None while not all."""
    moments = list(_conditions(when, call, log))
    known = [moment for moment in moments if moment is not None]
    return max(known, default=0.0) if len(known) == len(moments) else None


def _conditions(when: When, call: Call, log: CallerLog) -> Iterator[float | None]:
    """For each thing that must hold, since when it does."""
    state = call.protocol
    if when.step:
        here = call.here
        yield _at(here.n, call) if when.step in (here.step, f"{here.script}:{here.step}") else None
    for name, became in (
        (when.said, ev.Said | ev.WarningGiven),
        (when.adapted, ev.Adapted),
        (when.left_out, ev.LeftOut),
        (when.passed_over, ev.PassedOver),
    ):
        if name:
            marks = (
                m.n
                for (script, line), m in call.marks.items()
                if isinstance(m.event, became) and name in (line, f"{script}:{line}")
            )
            yield _at(max(marks, default=0), call)
    if when.warned:
        given = state.warnings[when.warned - 1 :]
        yield _at(given[0].n if given else 0, call)
    if when.ground:
        stands = state.ground is not None and state.ground.ground == when.ground
        yield _at(state.stated if stands else 0, call)
    if when.effort:
        yield _at(max((effort.n for effort in state.efforts), default=0), call)
    if when.permission:
        yield _at(max((given.n for given in state.permissions), default=0), call)
    if when.follow_up:
        kinds = (f.n for f in call.follow_ups if f.kind == when.follow_up)
        yield _at(max(kinds, default=0), call)
    if when.stage is not None:
        yield call.stages[-1].elapsed if call.stages and call.stage is when.stage else None
    if when.after:
        yield log.ends.get(when.after)
    if when.silence:
        yield max(_last_noticed(call), log.until) + when.silence


def _last_noticed(call: Call) -> float:
    """When something happened last of which the caller can have noticed anything."""
    noticed = (
        e.elapsed for e in reversed(call.entries) if not isinstance(e.event, _OF_THE_PROGRAM)
    )
    return next(noticed, 0.0)


def _at(n: int, call: Call) -> float | None:
    return call.entry(n).elapsed if n else None


def _ready(cue: Cue, call: Call, log: CallerLog) -> float:
    """When the caller will say this, as things stand; infinitely late if it waits for an answer."""
    gap = max(_LEAST_GAP, min(cue.gap, _MOST_GAP))
    if cue.warning and call.protocol.warnings:
        # Whichever reason it was given for: it is a warning that they answer, not its wording.
        return max(log.until, call.protocol.warnings[-1].elapsed) + PAUSE
    if cue.answers:
        marks = [call.mark(script, line) for script, line in cue.answers]
        heard = [m for m in marks if m and not isinstance(m.event, ev.PassedOver)]
        if len(heard) == len(marks):
            return max(log.until, *(call.entry(m.n).elapsed for m in heard)) + PAUSE
        return log.until + _UNANSWERED if cue.field else float("inf")
    if call.clock is not None and not call.clock.of_step:
        # Waiting for a colleague: the caller waits too, and for what comes after, to the end of it.
        return max(log.until, call.clock.elapsed + cue.gap) if cue.waiting else float("inf")
    acted = any(not isinstance(entry.event, _NO_DEEDS) for entry in call.entries[log.n :])
    return log.until + (PAUSE if acted or not cue.after_deed else gap)


def _taken_hard(cues: tuple[Cue, ...], call: Call, log: CallerLog) -> tuple[Cue, float] | None:
    """The first answer to an effort or a warning that was made at another step, and since when."""
    state = call.protocol
    for cue in cues:
        made = state.warnings if cue.warning else state.efforts if cue.effort else ()
        if made and cue.name not in log.at:
            at, since = call.entry(made[-1].n).elapsed, _abusive_since(cue, cues, log)
            if since is not None and since <= at:
                return cue, at
    return None


def _abusive_since(cue: Cue, cues: tuple[Cue, ...], log: CallerLog) -> float | None:
    """Since when the caller is abusive whose words these are; None while they are not yet.

    What answers an effort or a warning stands by the abuse that it was made for: it is none before
    the caller was abusive. 0 for words that come before all abuse.
    """
    earlier = cues[: cues.index(cue)]
    abuse = [one.name for one in earlier if one.insists and not (one.effort or one.warning)]
    said = [log.at[name][0] for name in abuse if name in log.at]
    return min(said, default=None if abuse else 0.0)


def _insisted_on(unsaid: Iterable[Cue], call: Call) -> Cue | None:
    """What the caller meant to say at a step that was left, and is not kept from saying."""
    return next(
        (
            cue
            for cue in unsaid
            if cue.insists
            and not (cue.effort or cue.warning)
            and stays(call, cue.script, cue.step) >= cue.stay
        ),
        None,
    )
