"""Debrief: talking into the caller's words, clicking faster than anybody talks, and silence."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from guide.call import events as ev
from guide.call.events import Entry, Recorded
from guide.call.rules.corrections import came_with_its_step
from guide.call.wording import in_a_row
from guide.script.model import Audience, FollowUpKind, StepRole, Topic
from guide.training.comparison import Comparison, Utterance, passages_of
from guide.training.finding import Finding, Passage, Sign, moment, moments
from guide.training.pace import (
    MOST_WORDS_A_SECOND,
    REACTION,
    TO_NOTICE,
    least_time,
    most_time,
    usual_time,
)

_LISTEN = "Nobody who feels unheard can listen: let them finish, then answer."
_SAID = (
    "What is on record as said is what the caller, and the desk, can rely on. Nobody says more than"
    f" {MOST_WORDS_A_SECOND:.0f} words in a second."
)
_DONE = (
    "What is on record as done is what the desk relies on. Nobody says more than"
    f" {MOST_WORDS_A_SECOND:.0f} words in a second."
)
_HEARD = (
    "What was decided before it could be heard does not rest on what the caller said. Nobody takes"
    f" in more than {MOST_WORDS_A_SECOND:.0f} words in a second."
)
_SILENT = (
    "Silence is the caller’s only picture of you: say what you are doing, and how long it takes."
)

_TERMS = (ev.GroundStated, ev.EffortMade, ev.PermissionGiven, ev.Persisted)
"""What has to be on record before a line of the protocol is there to be read."""

_CHOICES = (ev.Chosen, ev.Opened)
_ANSWERS = (*_CHOICES, ev.Returned, ev.CalmedDown, ev.CallerSaid, ev.Persisted, ev.Ended)
"""What rests on the caller's words."""


class Spoken(Struct, frozen=True):
    """Words that entry number `n` says were said; `seen` is since when they stood on the screen."""

    n: int
    at: float
    words: str
    seen: float
    to_caller: bool
    passages: tuple[Passage, ...]

    @property
    def begun(self) -> float:
        """When it was begun at the latest, if it was said at all."""
        return self.at - least_time(self.words)


class Hurried(Struct, frozen=True):
    """What went on record by entry number `n`, sooner than anybody can have done it.

    `had` is the seconds that there were for it.
    """

    n: int
    at: float
    what: str
    passages: tuple[Passage, ...]
    had: float = 0.0


def pace(of: Comparison) -> Iterator[Finding]:
    yield from _rushed(of)
    yield from _hurried(of)
    yield from _interrupted(of)
    yield from _unheard(of)
    yield from _silence(of)


def unsaid(of: Comparison) -> frozenset[int]:
    """The entries of lines that were not said as they are on record: no praise is due for them."""
    return rushed(of) | {one.n for one, _ in _talked_into(of)}


def rushed(of: Comparison) -> frozenset[int]:
    """Those of them that were marked as said sooner than anybody can say them."""
    return frozenset(one.n for one in _too_fast(of))


def undone(of: Comparison) -> frozenset[int]:
    """The entries of deeds that nobody can have done by then: no praise is due for them."""
    return frozenset(one.n for one in _too_soon(of))


def scant(of: Comparison) -> dict[int, Hurried]:
    """What was tried, and permitted, in so little time that nobody can tell whether it was done.

    By the numbers of its entries. A few words say it in less time than people take for what it is
    called; to hear somebody out, or to sum up, takes more. So no praise is due for it.
    """
    return {one.n: one for one in (*_efforts(of, usual_time), *_permissions(of, usual_time))}


def said_lines(of: Comparison) -> dict[int, "Spoken"]:
    """What is on record as said, by the numbers of its entries."""
    return {one.n: one for one in _spoken(of)}


def begun(of: Comparison, warning: Recorded[ev.WarningGiven]) -> float:
    """When a warning was begun at the latest, in seconds into the call, if it was said at all."""
    said = warning.elapsed - least_time(warning.event.text)
    return max(said, _seen(of, warning))


def _rushed(of: Comparison) -> Iterator[Finding]:
    found = _too_fast(of)
    if not found:
        return
    at = tuple(one.at for one in found)
    needed = in_a_row([f"{least_time(one.words):.1f}" for one in found])
    what = "A line was marked" if len(found) == 1 else f"{len(found)} lines were marked"
    sentence = (
        f"{what} as said at {moments(at)}, sooner than anybody can say that: it takes {needed}"
        " seconds at the least."
    )
    fact = "A line was marked as said sooner than anybody can say it."
    passages = tuple(passage for one in found for passage in one.passages)
    yield Finding(Sign.NEVER, "rushed:said", sentence, at, _SAID, passages, (fact,))


def _too_fast(of: Comparison) -> tuple[Spoken, ...]:
    """The lines that whoever began each as soon as it was there cannot have said by then."""
    free = 0.0
    found: list[Spoken] = []
    for one in _spoken(of):
        done = max(free, one.seen) + least_time(one.words)
        if done > one.at:
            found.append(one)
        free = min(done, one.at)
    return tuple(found)


def _spoken(of: Comparison) -> Iterator[Spoken]:
    for entry in of.counted:
        event = entry.event
        if not isinstance(event, ev.Said | ev.Adapted | ev.WarningGiven):
            continue
        known = of.line(event.script, event.line)
        if known is None:
            continue
        words = event.words if isinstance(event, ev.Adapted) else event.filled or event.text
        to_caller = known[1].audience is Audience.CALLER
        yield Spoken(
            entry.n, entry.elapsed, words, _seen(of, entry), to_caller, passages_of(*known)
        )


def _seen(of: Comparison, mark: Entry | Recorded[ev.WarningGiven]) -> float:
    """Since when a line stood on the screen: since its step was come to, or the protocol had it."""
    event = mark.event
    if not isinstance(event, ev.OfLine) or _is_of_protocol(of, event):
        return max((e.elapsed for e in of.events(*_TERMS) if e.n < mark.n), default=0.0)
    place = event.script, event.step
    came = (one.at for one in of.arrivals if (one.script, one.step) == place)
    return next(came, 0.0)


def _is_of_protocol(of: Comparison, event: ev.OfLine) -> bool:
    known = of.line(event.script, event.line)
    return known is not None and bool(known[1].grounds)


def _hurried(of: Comparison) -> Iterator[Finding]:
    found = _too_soon(of)
    if not found:
        return
    what = in_a_row([f"{one.what} at {moment(one.at)}" for one in found])
    sentence = f"On record sooner than anybody can have done it: {what}."
    fact = "Something went on record sooner than anybody can have done it."
    at = tuple(one.at for one in found)
    passages = tuple(passage for one in found for passage in one.passages)
    yield Finding(Sign.THINK, "rushed:done", sentence, at, _DONE, passages, (fact,))


def _too_soon(of: Comparison) -> tuple[Hurried, ...]:
    """What is said to others than by a line: to redirect the caller, to ask, or to tell of them.

    Since the caller gave the occasion for it, there was no time for the fewest words that it takes.
    """
    return tuple(sorted((*_efforts(of), *_permissions(of), *_tellings(of)), key=lambda one: one.n))


_Takes = Callable[[str], float]
"""The seconds that it takes to say these words."""


def _efforts(of: Comparison, takes: _Takes = least_time) -> Iterator[Hurried]:
    for made in of.events(ev.EffortMade):
        since = next((u.at for u in of.abuse if u.n < made.n), 0.0)
        had = of.silence(since, made.elapsed)
        if had < takes(made.event.what):
            what = f"“Tried: {made.event.what}”"
            yield Hurried(made.n, made.elapsed, what, of.passage(Topic.EFFORT), had)


def _permissions(of: Comparison, takes: _Takes = least_time) -> Iterator[Hurried]:
    stated = of.events(ev.GroundStated)
    for given in of.events(ev.PermissionGiven):
        if given.event.of or given.event.how is not ev.GrantedBy.VOICE:
            continue
        reasons = [e for e in stated if e.n < given.n and e.event.ground == given.event.ground]
        abuse = (u.heard for u in of.abuse if u.n < given.n)
        since = next(abuse, reasons[-1].elapsed if reasons else 0.0)
        asked = " ".join(e.event.label for e in reasons[-1:])
        had = given.elapsed - since
        if had < takes(asked):
            what = f"“Permission: {given.event.by}”"
            yield Hurried(given.n, given.elapsed, what, of.passage(Topic.PERMISSION), had)


def _tellings(of: Comparison) -> Iterator[Hurried]:
    reasons = {r.id: r for script in of.library.scripts.values() for r in script.reports}
    done = {e.event.of: e for e in of.events(ev.FollowUpDone)}
    for report in of.call.follow_ups:
        told = done.get(report.n)
        if report.kind != FollowUpKind.REPORT or told is None:
            continue
        reason = report.field("reason")
        for said in of.spoken:
            known = reasons.get(said.reports)
            if known is None or reason not in (known.id, known.label):
                continue
            if told.elapsed - said.heard < least_time(known.label):
                topic = Topic.THREAT if known.threat else Topic.REPORTS
                what = f"“Told: {report.done_by}”"
                yield Hurried(told.n, told.elapsed, what, of.passage(topic))
            break


def _interrupted(of: Comparison) -> Iterator[Finding]:
    found = _talked_into(of)
    if not found:
        return
    at = tuple(one.at for one, _ in found)
    begun_at = dict.fromkeys(said.at for _, said in found)
    sentence = (
        f"The caller was interrupted at {moments(at)}; they had begun at {moments(begun_at)}."
    )
    fact = "The caller was interrupted."
    passages = of.passage(Topic.LISTENING)
    yield Finding(Sign.THINK, "interrupted", sentence, at, _LISTEN, passages, (fact,))


def _talked_into(of: Comparison) -> tuple[tuple[Spoken, Utterance], ...]:
    """Lines that were marked as said while the caller was talking, and the words talked into."""
    too_fast = rushed(of)
    free = 0.0
    found: list[tuple[Spoken, Utterance]] = []
    for one in _spoken(of):
        since = max(free, one.seen)
        free = min(since + least_time(one.words), one.at)
        if not one.to_caller:
            continue
        to_hear = [u for u in of.spoken if not _may_be_broken_off(of, one, u)]
        amid = [u for u in to_hear if _cut_in(one.at, u)]
        if not amid and one.n not in too_fast and _needs_their_time(of, one, since):
            amid = [u for u in to_hear if since < u.heard and u.at < one.at][-1:]
        found += ((one, u) for u in amid)
    return tuple(found)


def _may_be_broken_off(of: Comparison, one: Spoken, words: Utterance) -> bool:
    """Whether nobody has to hear these words out: the call may be ended at once for them.

    And it is, by the line of the protocol that says so.
    """
    event = of.call.entry(one.n).event
    protocol = of.library.protocol_of(of.script)
    if protocol is None or not isinstance(event, ev.OfLine) or not words.abusive:
        return False
    ends = {g.id for g in protocol.grounds if not g.warnings}
    known = of.line(event.script, event.line)
    return known is not None and not ends.isdisjoint(known[1].grounds)


def _needs_their_time(of: Comparison, one: Spoken, since: float) -> bool:
    """Whether a line can have been said since then only while the caller talked."""
    return of.silence(since, one.at) + REACTION < least_time(one.words)


def _cut_in(at: float, words: Utterance) -> bool:
    """Whether what was done at this moment came before these words of the caller can be heard."""
    return words.at + REACTION <= at < words.heard


def _unheard(of: Comparison) -> Iterator[Finding]:
    # A slip decides nothing, nor does what is taken once more after a step back.
    again = of.repeated
    slips = {e.n for e in of.events(*_CHOICES) if of.stepped_back(e.n)} - {*again.values()}
    decided = (e for e in of.events(*_ANSWERS) if e.n not in slips and e.n not in again)
    # One key may put several things on record at one moment.
    at = dict.fromkeys(entry.elapsed for entry in decided)
    found = tuple(one for one in at if any(_cut_in(one, words) for words in of.spoken))
    if found:
        when = moments(found)
        sentence = f"Decided at {when}, before what the caller was saying could be heard."
        fact = "Something was decided before the caller could be heard."
        passages = of.passage(Topic.LISTENING)
        yield Finding(Sign.THINK, "rushed:heard", sentence, found, _HEARD, passages, (fact,))


def _silence(of: Comparison) -> Iterator[Finding]:
    """Silence that the caller complained of; to wait for a colleague, or to talk, is none.

    But not to wait for one after the timer was up.
    """
    found = [
        u
        for u in of.spoken
        if u.complains and not _waits_for_colleague(of, u) and not _is_talking(of, u)
    ]
    if not found:
        return
    at = tuple(u.at for u in found)
    times = "" if len(at) == 1 else f" {len(at)} times"
    words = ", ".join(f"“{one}”" for one in dict.fromkeys(u.words for u in found))
    sentence = f"The caller was left in silence, and broke it{times}, at {moments(at)}: {words}"
    fact = "The caller was left in silence until they broke it."
    passages = of.passage(Topic.SILENCE)
    yield Finding(Sign.THINK, "silence", sentence, at, _SILENT, passages, (fact,))


def _is_talking(of: Comparison, complaint: Utterance) -> bool:
    """Whether a line was being said, slowly, all the time that the caller took for silence."""
    silent = complaint.at - of.elapsed(complaint.n - 1)
    line = next((one for one in _spoken(of) if one.n > complaint.n), None)
    return line is not None and line.seen <= complaint.at and silent <= most_time(line.words)


def _waits_for_colleague(of: Comparison, complaint: Utterance) -> bool:
    """Whether the timer ran then, and was not up, or a supervisor's permission was waited for.

    Not one that came with its step: nobody is waited for by that.
    """
    call = of.before(complaint.n)
    step = of.step(call.here.script, call.here.step)
    clock = call.clock
    by_the_timer = (
        clock is not None
        and not came_with_its_step(clock, call)
        and clock.left(complaint.at) >= -TO_NOTICE
    )
    return by_the_timer or (step is not None and step.role is StepRole.PERMISSION)
