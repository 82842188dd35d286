"""What went wrong in a play, decided by its events alone, beside those of the perfect play.

It knows nothing of the debrief: the rules are written down here once more, in another way, and the
two must agree on every play.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from msgspec import Struct
from mutations import NONSENSE
from plays import LIBRARY, Play

from guide.call import actions as act
from guide.call.events import Entry
from guide.script.model import CALLER_FIELDS, Line, Script
from guide.training.reference import reference

A_SECOND = 5
"""Words that nobody says, or hears, in less than a second."""

SLOW = 1.5
"""Words that everybody says in a second."""

JUST_NOW = 0.75

A_SLIP = 5
"""Seconds in which somebody mends a slip of the finger."""

A_MOMENT = 20
"""Seconds after its timer is up in which somebody comes back to the caller."""


RIGHT_AWAY = 60
"""Seconds after a threat in which somebody is told of it."""


class Heard(Struct, frozen=True):
    """Words of the caller, and what the scenario's file says of them."""

    n: int
    at: float
    words: str
    name: str
    abusive: bool
    reports: str
    asks: bool

    @property
    def out(self) -> float:
        return self.at + len(self.words.split()) / A_SECOND


class Story(Struct, frozen=True):
    """A play as its events tell it, without what was taken back."""

    play: Play
    entries: tuple[Entry, ...]
    heard: tuple[Heard, ...]

    def all(self, *kinds: str) -> list[Any]:
        return [entry for entry in self.entries if entry.event.kind in kinds]

    def last(self, *kinds: str) -> Any:
        found = self.all(*kinds)
        return found[-1] if found else None

    @property
    def over(self) -> float:
        return self.play.call.entries[-1].elapsed


def story_of(play: Play) -> Story:
    entries = play.call.entries
    undone: set[int] = {e.event.of for e in entries if e.event.kind == "corrected"}  # type: ignore[union-attr]
    counted = tuple(e for e in entries if e.n not in undone and e.event.kind != "corrected")
    return Story(play, counted, tuple(_heard(play, counted)))


def _heard(play: Play, entries: tuple[Entry, ...]) -> Iterator[Heard]:
    told: dict[str, Any] = {f"move {n}": move for n, move in enumerate(play.scenario.moves, 1)}
    told |= {reply.id: reply for reply in play.scenario.replies}
    for entry in entries:
        event: Any = entry.event
        if event.kind == "caller-spoke":
            of = told[event.move]
            when = getattr(of, "when", None)
            asks = bool(when and when.silence and not of.abusive and not of.reports)
            yield Heard(
                *(entry.n, entry.elapsed, event.words, event.move, of.abusive, of.reports, asks)
            )


def wrongs(play: Play, perfect: Play) -> set[str]:
    """Every kind of thing that went wrong in a play."""
    one, model = story_of(play), story_of(perfect)
    calm, over = _hung_up_on_calm(one, model), bool(one.last("ended"))
    found = {
        "hung-up": calm,
        "ending": not calm and _ended_otherwise(one, model),
        "line": any(_line_is_wrong(one, model)),
        "detail": any(_detail_is_wrong(one, model)),
        "follow-up": any(_follow_up_is_wrong(one, model))
        or any(_unasked(one))
        or any(_uncaused(one)),
        "report": any(_report_is_wrong(one)),
        "warning": any(_warning_is_wrong(one, model)) or _never_warned(one, model),
        "ground": _ground_is_wrong(one, model),
        "answer": any(_answer_is_wrong(one, model)) or any(_calm_is_wrong(one)),
        "words": any(_words_are_wrong(one)) or _reason_is_wrong(one) or (over and _unquoted(one)),
        "attempt": any(_attempted(one, model)),
        "choice": any(_choice_is_wrong(one, model)),
        "rushed": bool(_rushed(one)),
        "done": any(_done_too_soon(one)),
        "interrupted": bool(_interrupted(one)),
        "heard": _decided_unheard(one),
        "silence": any(_left_in_silence(one)),
        "acknowledge": any(_unacknowledged(one)),
        "anger": bool(model.all("staged")) and _stage_is_wrong(one),
        "clock": (over and _came_by(one, model, "clock-started") and not any(_waited(one)))
        or (_came_by(one, model, "clock-started") and any(_waited_on(one)))
        or _answered_falsely(one, model)
        or _answered_and_not(one, model),
        "nothing-said": any(e.event.what in NONSENSE for e in one.all("effort-made")),
        "manager": (over and _came_by(one, model, "manager-asked") and not _asked_for_one(one))
        or _joined_by_nobody(one, model),
    }
    return {kind for kind, wrong in found.items() if wrong}


# ---- how it ended --------------------------------------------------------------------------------


def _calmed(one: Story, model: Story, n: int, at: float) -> Heard | None:
    """The caller's last words by then, if they had calmed down."""
    said = [h for h in one.heard if h.n < n and h.at + JUST_NOW <= at and not h.asks]
    calming = _calming(model)
    for i in range(len(said) - 1, -1, -1):
        if said[i].abusive:
            return None
        if said[i].name in calming:
            return said[-1]
    return None


def _calming(model: Story) -> set[str]:
    """The words after which the perfect play puts down that the caller calmed."""
    calm = (e.n for e in model.all("calmed-down"))
    return {max((h for h in model.heard if h.n < n), key=lambda h: h.n).name for n in calm}


def _hung_up_on_calm(one: Story, model: Story) -> bool:
    ended = one.last("ended")
    if ended is None or not ended.event.protocol:
        return False
    said = [h for h in one.heard if h.at + JUST_NOW <= ended.elapsed]
    never = not any(h.abusive for h in said)
    return never or _calmed(one, model, ended.n, ended.elapsed) is not None


def _ended_otherwise(one: Story, model: Story) -> bool:
    ended, wanted = one.last("ended"), model.last("ended")
    as_good = {name for expect in one.play.scenario.expected for name in expect.endings}
    joined = model.all("manager-came") and wanted.event.ending == "handed-over"
    if ended and joined and ended.event.ending == "handed-over" and not one.all("manager-asked"):
        return True
    if ended is None or ended.event.ending not in as_good | {wanted.event.ending}:
        return True
    waits = model.all("clock-started") and ended.event.ending != wanted.event.ending
    if waits and not any(_ran_out(one, started) for started in one.all("clock-started")):
        return True
    rests_on = {
        f"move {n}"
        for n, move in enumerate(one.play.scenario.moves, 1)
        if ended.event.ending in move.settles
    }
    said = {h.name for h in one.heard if h.n < ended.n and h.at + JUST_NOW <= ended.elapsed}
    if rests_on and not rests_on & said:
        return True
    script = _script(one.play.scenario.script)
    known = script.ending(ended.event.ending)
    if ended.event.protocol or joined or (known and known.needs):
        return False
    return _comes_to(model, ended.event.ending) and not _comes_to(one, ended.event.ending)


def _ran_out(one: Story, started: Any) -> bool:
    """Whether nobody stopped the timer, nor went on, before its time was over."""
    up = started.elapsed + started.event.seconds
    over = [e for e in one.all("clock-stopped", *_MOVES) if e.n > started.n]
    return (over[0].elapsed if over else one.over) >= up


def _comes_to(one: Story, ending: str) -> bool:
    """Whether it comes to a step that has this ending as a way out."""
    return any(choice.to.ending == ending for step in _steps(one) for choice in step.choices)


# ---- lines, details, follow-ups ------------------------------------------------------------------


def _script(name: str) -> Script:
    return LIBRARY.script(name)


def _line(script: str, line: str) -> Line:
    return next(one for one in _script(script).lines if one.id == line)


_MARKS = ("said", "adapted", "left-out", "passed-over")


def _marks(one: Story) -> dict[tuple[str, str], str]:
    return {(e.event.script, e.event.line): e.event.kind for e in one.all(*_MARKS)}


def _line_is_wrong(one: Story, model: Story) -> Iterator[bool]:
    mine, wanted = _marks(one), _marks(model)
    for name in {*mine, *wanted}:
        line = _line(*name)
        warns = any(line in ground.warning_lines for ground in _script(name[0]).grounds)
        left_out = name not in mine and (line.grounds or not one.last("ended"))
        if line.gap and wanted.get(name) == "adapted" and not left_out:
            place = next(
                (step for step in _script(name[0]).steps if line in step.lines),
                None,
            )
            came = any(p[1:] == (name[0], place.id) for p in _places(one) if place)
            yield mine.get(name) == "left-out" or (name not in mine and came)
        if not line.must_say or warns or left_out:
            continue
        if name not in mine and _went_as_well(one, model):
            last = _steps(model)[-1]
            if line in last.lines and last not in _steps(one):
                continue
        fine = {"said", wanted.get(name, "said")} | ({"adapted"} if line.gap else set())
        yield mine.get(name) not in fine
    for adapted in one.all("adapted"):
        said = [h.words for h in one.heard if h.n < adapted.n]
        own = [e.event.words for e in model.all("adapted") if e.event.line == adapted.event.line]
        known = _beginnings(" ".join([adapted.event.text, *said, *own]))
        yield not known & _beginnings(adapted.event.words) - {"what"}


def _went_as_well(one: Story, model: Story) -> bool:
    """Whether it ended otherwise than by the moves, in a way that the file has for as good."""
    ended, wanted = one.last("ended"), model.last("ended")
    good = [name for expect in one.play.scenario.expected for name in expect.endings]
    other = ended and wanted and ended.event.ending != wanted.event.ending
    return bool(other) and ended.event.ending in good  # type: ignore[union-attr]


def _detail_is_wrong(one: Story, model: Story) -> Iterator[bool]:
    mine = {e.event.field: e.event.value for e in one.all("detailed")}
    wanted = {e.event.field: e.event.value for e in model.all("detailed")}
    asked = {name for step in _steps(model) for name in step.capture}
    for field, value in wanted.items():
        if field in asked:
            yield field not in mine and (bool(one.last("ended")) or _heard_of(one, field))
            yield field in ("caller", "number") and not _told_alike(mine.get(field, value), value)
    yield any(value in NONSENSE for value in mine.values())
    for n, move in enumerate(one.play.scenario.moves, 1):
        if move.caller and isinstance(move.action, act.WriteDetail):
            field = move.action.field
            heard = [h for h in one.heard if h.name == f"move {n}"]
            if field in mine and field not in CALLER_FIELDS:
                yield not any(h.at + JUST_NOW <= one.over for h in heard)
            entry = next((e for e in one.all("detailed")[::-1] if e.event.field == field), None)
            if heard and entry and field not in ("caller", "number"):
                known = [h.words for h in one.heard if h.out <= entry.elapsed]
                yield not _beginnings(mine[field]) & _beginnings(" ".join([*known, wanted[field]]))
    for expect in one.play.scenario.expected:
        if expect.detail:
            text, told = mine.get(expect.detail, ""), wanted.get(expect.detail, "")
            elsewhere = {"Fri"} if text and _has_day(one) else set[str]()
            words = (word for word in expect.contains if word not in elsewhere)
            yield any(_misses(text, word, told) for word in words)


def _has_day(one: Story) -> bool:
    """Whether a promise has a day that was agreed on, which is right or told with the promise."""
    made = (f for f in one.play.call.follow_ups if "agreed" in f.event.rule and f.due)
    return not all(f.event.aim != f.event.due == f.due for f in made)


def _heard_of(one: Story, field: str) -> bool:
    """Whether the caller said what tells a detail."""
    for n, move in enumerate(one.play.scenario.moves, 1):
        told = isinstance(move.action, act.WriteDetail) and move.action.field == field
        if told and any(h.name == f"move {n}" for h in one.heard):
            return True
    return False


def _misses(text: str, word: str, told: str) -> bool:
    """Whether neither a wanted word is there nor, but for a day or a number, another of it."""
    if any(one.casefold() in text.casefold() for one in word.split("|")):
        return False
    return word == "Fri" or word.isdigit() or not _beginnings(text) & _beginnings(told)


def _beginnings(text: str) -> set[str]:
    return {word[:4] for word in _tokens(text) if len(word) > 3 or word.isdigit()}


def _told_alike(written: str, told: str) -> bool:
    digits = re.sub(r"\D", "", told)
    if digits:
        return digits in re.sub(r"\D", "", written)
    return set(told.casefold().split()) <= set(re.split(r"\W+", written.casefold()))


def _places(one: Story) -> list[tuple[float, str, str]]:
    kinds = ("started", "chosen", "opened", "returned", "went-back")
    return [(e.elapsed, e.event.script, e.event.step) for e in one.all(*kinds)]


def _steps(one: Story) -> list[Any]:
    return [_script(script).step(step) for _, script, step in _places(one)]


def _follow_up_is_wrong(one: Story, model: Story) -> Iterator[bool]:
    mine = [f for f in one.play.call.follow_ups if f.kind != "report"]
    for owed in model.play.call.follow_ups:
        if owed.kind == "report":
            continue
        found = next((f for f in mine if f.kind == owed.kind), None)
        if found is None:
            yield bool(one.last("ended"))
            continue
        mine.remove(found)
        fields, wanted = dict(found.fields), dict(owed.fields)
        yield any(not fields.get(name) for name in found.event.needs)
        yield any(fields.get(name) in NONSENSE for name in found.event.needs)
        yield owed.done and not found.done
        yield found.kind == "callback" and found.done and not owed.done
        if "agreed" in owed.event.rule and found.due:
            yield found.due.date() != owed.due.date()  # type: ignore[union-attr]
        for expect in one.play.scenario.expected:
            told, written = wanted.get(expect.detail, ""), fields.get(expect.detail, "")
            for word in expect.contains if told else ():
                there = any(one.casefold() in told.casefold() for one in word.split("|"))
                yield there and _misses(written, word, told)
        for name in ("caller", "number"):
            if name in found.event.needs and fields.get(name):
                yield not _told_alike(fields[name], wanted[name])
        yield "agreed" in found.event.rule and found.event.aim != found.event.due == found.due


def _unasked(one: Story) -> Iterator[bool]:
    """Follow-ups for the caller beyond those of the moves, which neither step nor ending has."""
    left = [f.kind for f in one.play.call.follow_ups]
    for owed in one.play.scenario.moves:
        if isinstance(owed.action, act.AddFollowUp) and owed.action.kind in left:
            left.remove(owed.action.kind)
    ended = one.last("ended")
    script = _script(one.play.scenario.script)
    known = script.ending(ended.event.ending) if ended else None
    asked = {*(known.needs if known else ()), *(k for step in _steps(one) for k in step.owes)}
    last = one.play.scenario.moves[-1].action
    if ended and isinstance(last, act.End) and last.ending != ended.event.ending:
        asked.add("complaint")  # Whether it is logged hangs on how the call ends.
    for kind in left:
        yield kind not in ("message", "report") and kind not in asked


def _words_for(one: Story, wanted: str) -> set[str]:
    """The caller's words, by name, that the scenario's file says are cause for it."""
    told: dict[str, Any] = {f"move {n}": m for n, m in enumerate(one.play.scenario.moves, 1)}
    told |= {reply.id: reply for reply in one.play.scenario.replies}
    return {name for name, of in told.items() if wanted in (*of.cause_for, of.reports)}


def _uncaused(one: Story) -> Iterator[bool]:
    """Whether each follow-up stands there before the words that ask for it, or without any."""
    for made in one.play.call.follow_ups:
        if made.kind not in ("message", "report"):
            words = _words_for(one, made.kind)
            yield not any(h.name in words for h in one.heard if h.n < made.n)


def _report_is_wrong(one: Story) -> Iterator[bool]:
    labels = {r.id: r.label for script in LIBRARY.scripts.values() for r in script.reports}
    reports = [f for f in one.play.call.follow_ups if f.kind == "report"]
    told = {f.field("reason") for f in reports if f.done}
    said = {h.reports for h in one.heard if h.reports}
    for reason in said:
        yield not {reason, labels[reason]} & told
    for made in reports:
        for reason, label in labels.items():
            if made.field("reason") in (reason, label):
                words = _words_for(one, reason)
                yield not any(h.name in words for h in one.heard if h.n < made.n)
                yield reason == "threat" and _told_late(one, made)


def _told_late(one: Story, report: Any) -> bool:
    """Whether whoever was told of a threat was told more than a minute after it was said."""
    said = next((h for h in one.heard if h.reports == "threat"), None)
    done = next((e for e in one.all("follow-up-done") if e.event.of == report.n), None)
    if said is None or done is None or report.n < said.n:
        return False
    over = said.at + round(len(said.words.split()) / 3, 1)
    return bool(done.elapsed - over > RIGHT_AWAY)


# ---- the protocol --------------------------------------------------------------------------------


def _quiet(one: Story, since: float, until: float, *, at_once: bool = False) -> float:
    """Seconds in which the caller says nothing that is to be heard out, however fast they talk."""
    heard = [h for h in one.heard if not (at_once and h.abusive)]
    loud = sum(max(0.0, min(h.out, until) - max(h.at, since)) for h in heard)
    return max(0.0, until - since - loud)


def _effort_too_soon(one: Story, effort: Any) -> bool:
    since = next((h.at for h in one.heard if h.abusive and h.n < effort.n), 0.0)
    return _quiet(one, since, effort.elapsed) < _words_in(effort.event.what) / A_SECOND


def _tried_before(one: Story, first: Heard, again: Heard) -> bool:
    """Whether the caller was redirected between their first abuse and this."""
    efforts = one.all("effort-made")
    between = [e for e in efforts if first.n < e.n < again.n]
    if between:
        return not all(_effort_too_soon(one, e) for e in between)
    shortest = min((_words_in(e.event.what) for e in efforts), default=JUST_NOW * A_SECOND)
    steps = (at for at, script, step in _places(one) if _role(script, step) == "effort")
    been = any(first.at <= at < again.at for at in steps)
    return been and _quiet(one, first.at, again.at) >= shortest / A_SECOND


def _done_too_soon(one: Story) -> Iterator[bool]:
    """Efforts, permissions and reports for which there were not the seconds that they take."""
    yield from (_effort_too_soon(one, effort) for effort in one.all("effort-made"))
    for given in one.all("permission-given"):
        reasons = [e for e in one.all("ground-stated") if e.n < given.n]
        reason = next(e for e in reversed(reasons) if e.event.ground == given.event.ground)
        abused = (h.out for h in one.heard if h.abusive and h.n < given.n)
        took = given.elapsed - next(abused, reason.elapsed)
        yield took < _words_in(reason.event.label) / A_SECOND
    labels = {r.id: r.label for script in LIBRARY.scripts.values() for r in script.reports}
    filed = {f.n: f.field("reason") for f in one.play.call.follow_ups if f.kind == "report"}
    for told in one.all("follow-up-done"):
        reason = filed.get(told.event.of)
        said = [h for h in one.heard if h.reports and reason in (h.reports, labels[h.reports])]
        if said:
            yield told.elapsed - said[0].out < _words_in(labels[said[0].reports]) / A_SECOND


def _role(script: str, step: str) -> str:
    found = _script(script).step(step)
    return str(found.role) if found and found.role else ""


def _words_in(text: str) -> int:
    return len(text.split())


_ON_RECORD = ("ground-stated", "effort-made", "permission-given", "persisted")


def _on_record(one: Story, n: int) -> float:
    return max((e.elapsed for e in one.all(*_ON_RECORD) if e.n < n), default=0.0)


def _warning_is_wrong(one: Story, model: Story) -> Iterator[bool]:
    for warning in one.all("warning-given"):
        at = warning.elapsed
        began = max(_on_record(one, warning.n), at - _words_in(warning.event.text) / A_SECOND)
        abuse = [h for h in one.heard if h.abusive and h.n < warning.n and h.at <= began]
        if not abuse:
            yield True
            continue
        calm = max((e.n for e in one.all("calmed-down") if e.n < warning.n), default=0)
        stands = [h for h in abuse if h.n > calm]
        yield not stands or _calmed(one, model, warning.n, at) is not None
        yield not any(_tried_before(one, abuse[0], h) for h in stands if h is not abuse[0])


def _never_warned(one: Story, model: Story) -> bool:
    warned = bool(one.all("warning-given"))
    ended = one.last("ended")
    if ended is None:
        return False
    by_protocol = ended.event.protocol
    abused = sum(h.abusive for h in one.heard) >= (1 if by_protocol else 2)
    threat = any(h.reports == "threat" for h in one.heard)
    at_once = by_protocol and ended.event.ground == "threat"
    return abused and not warned and bool(model.all("warning-given")) and not (threat and at_once)


def _ground_is_wrong(one: Story, model: Story) -> bool:
    """A reason without abuse, unless a warning tells of it already; or one that was not given."""
    calms = [e.n for e in one.all("calmed-down")]
    idle = False
    for stated in one.all("ground-stated"):
        calm = max((n for n in calms if n < stated.n), default=0)
        idle |= not any(h.abusive and calm < h.n < stated.n for h in one.heard)
    told = any(_for_nothing(one, model))
    right = {e.event.ground for e in model.all("ground-stated")}
    right |= {name for expect in one.play.scenario.expected for name in expect.grounds}
    used = [(e, e.event.ground) for e in one.all("warning-given")]
    used += [(e, e.event.ground) for e in one.all("ended") if e.event.protocol]
    abused = [(e, ground) for e, ground in used if any(h.abusive and h.n < e.n for h in one.heard)]
    threat = any(h.reports == "threat" for h in one.heard)
    wrong = any(g not in right and not (threat and g == "threat") for _, g in abused)
    return (idle and not told) or wrong


def _for_nothing(one: Story, model: Story) -> Iterator[bool]:
    """For each warning, whether no abuse stood when it was given."""
    for warning in one.all("warning-given"):
        calm = max((e.n for e in one.all("calmed-down") if e.n < warning.n), default=0)
        began = max(
            _on_record(one, warning.n),
            warning.elapsed - _words_in(warning.event.text) / A_SECOND,
        )
        abuse = [h for h in one.heard if h.abusive and calm < h.n < warning.n and h.at <= began]
        yield not abuse or _calmed(one, model, warning.n, warning.elapsed) is not None


def _answer_is_wrong(one: Story, model: Story) -> Iterator[bool]:
    for went_on in one.all("persisted"):
        warned = max(e.n for e in one.all("warning-given") if e.n < went_on.n)
        since = [h for h in one.heard if warned < h.n and h.at + JUST_NOW <= went_on.elapsed]
        calm = _calmed(one, model, went_on.n, went_on.elapsed) is not None
        yield calm or not any(h.abusive for h in since)


def _calm_is_wrong(one: Story) -> Iterator[bool]:
    for calmed in one.all("calmed-down"):
        by = calmed.elapsed - JUST_NOW
        said = [h for h in one.heard if h.n < calmed.n and h.at <= by and not h.asks]
        yield bool(said) and said[-1].abusive


def _words_are_wrong(one: Story) -> Iterator[bool]:
    for quoted in one.all("caller-said", "persisted"):
        words = re.findall(r"\w+", quoted.event.words.casefold())
        theirs, after = False, 0
        if quoted.event.kind == "persisted":
            after = max(e.n for e in one.all("warning-given") if e.n < quoted.n)
        for h in one.heard:
            if after < h.n < quoted.n:
                said = re.findall(r"\w+", h.words.casefold())
                share = sum(word in said for word in words) / len(words)
                text = f" {' '.join(said)} "
                around = zip(words, words[1:], words[2:], strict=False)
                added = "not" in words and "not" not in said
                added |= any(
                    f" {a} {b} " in text and f" {a} not {b} " not in text
                    for a, no, b in around
                    if no == "not"
                )
                theirs |= share >= (2 / 3 if h.abusive else 0.8) and not added
        yield not theirs


def _unquoted(one: Story) -> bool:
    """Whether somebody abusive was warned, and nothing that they said is on record."""
    abuse = [h.n for h in one.heard if h.abusive]
    warned = any(e.n > n for e in one.all("warning-given") for n in abuse)
    return warned and not one.all("caller-said", "persisted")


def _reason_is_wrong(one: Story) -> bool:
    """Hung up on abuse, for a reason in which no word is left that only the abuse has.

    A longer quotation may do without one.
    """
    ended = one.last("ended")
    abuse = [h.words for h in one.heard if h.abusive]
    if ended is None or not ended.event.protocol or not abuse:
        return False
    reason = ended.event.reason
    quoted = [e.event.words for e in one.all("caller-said", "persisted")]
    if reason in quoted and len(_beginnings(reason)) > 1:
        return False
    usual = [move.caller for move in one.play.scenario.moves if not move.abusive]
    script = _script(one.play.scenario.script)
    for name in (script.id, script.protocol):
        usual += [line.spoken.text for line in _script(name).lines] if name else []
    known = set(_tokens(" ".join(usual)))
    return not any(word in _tokens(" ".join(abuse)) for word in set(_tokens(reason)) - known)


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _attempted(one: Story, model: Story) -> Iterator[bool]:
    for refused in one.all("action-refused"):
        stated = [e for e in one.all("ground-stated", "calmed-down") if e.n < refused.n]
        if stated and stated[-1].event.kind == "ground-stated":
            word = refused.event.reason.split()[0]
            yield word in ("Ask", "Not")
            yield word == "Redirect" and not _was_at_redirecting(one, refused.n)
            yield word == "Wait" and not _had_gone_on(one, model, refused)


def _was_at_redirecting(one: Story, n: int) -> bool:
    """Whether the caller was abusive, was where they are redirected, and was abusive again."""
    abuse = [h for h in one.heard if h.abusive and h.n < n]
    came = [e for e in one.all(*_MOVES) if abuse and abuse[0].n < e.n < n]
    there = [e for e in came if _role(e.event.script, e.event.step) == "effort"]
    return any(
        e.n < h.n and _quiet(one, abuse[0].at, h.at) >= JUST_NOW for e in there for h in abuse
    )


def _had_gone_on(one: Story, model: Story, refused: Any) -> bool:
    """Whether the caller was abusive after the last warning, and has not calmed down since."""
    given = [e for e in one.all("warning-given") if e.n < refused.n][-1]
    again = [h for h in one.heard if given.n < h.n < refused.n and h.abusive]
    said = any(given.elapsed + JUST_NOW <= h.at <= refused.elapsed - JUST_NOW for h in again)
    return said and _calmed(one, model, refused.n, refused.elapsed) is None


def _choice_is_wrong(one: Story, model: Story) -> Iterator[bool]:
    awaited, unprompted = _awaited(model), _unprompted(model)
    for chosen in one.all("chosen", "opened"):
        n, at = chosen.n, chosen.elapsed
        came = [e for e in one.all(*_MOVES) if e.n < n][-1]
        script, step = came.event.script, came.event.step
        heard = [h for h in one.heard if h.n < n and h.at + JUST_NOW <= at]
        choice = _script(script).step(step).choices[chosen.event.key - 1]  # type: ignore[union-attr]
        if _role(script, step) == "effort" and not choice.calm and choice.to.kind == "step":
            since = min(e.n for e in (came, *one.all("effort-made")) if e.n < n)
            yield not any(h.abusive and h.n > since for h in heard)
        lines, name = awaited.get((script, step, chosen.event.key), (set(), ""))
        said = [e for e in one.all("said", "adapted") if came.n < e.n < n]
        asked = any(e.event.line in lines for e in said)
        yield asked and name not in [h.name for h in heard]
        awaits = unprompted.get((script, step, chosen.event.key), {})
        here = [h for h in heard if h.n > came.n]
        acted = any(came.n < e.n < n for e in one.entries if e.event.kind not in _NO_DEEDS)
        quiet = not here and not {*awaits} & {h.name for h in heard}
        yield bool(awaits) and came.n > 1 and quiet and not (acted and any(awaits.values()))
        protocol = _script(one.play.scenario.script).protocol
        opens = choice.to.script == protocol != ""
        yield opens and not any(h.abusive for h in heard)
        yield opens and _calmed(one, model, n, at) is not None
        last = next((h.name for h in reversed(heard) if not h.asks), "")
        yield (script, step, last, chosen.event.key) in _lies(model)
        names = _misjudgments(model).get((script, step, chosen.event.key), set())
        yield not names.isdisjoint(h.name for h in heard)


def _lies(model: Story) -> set[tuple[str, str, str, int]]:
    """By a step and the words before it, the choices that the scenario's file calls contrary."""
    found: set[tuple[str, str, str, int]] = set()
    words = ""
    for beat in reference(model.play.scenario, LIBRARY).beats:
        words = f"move {beat.n}" if beat.move.caller else words
        here = beat.before.here
        found |= {(here.script, here.step, words, key) for key in beat.move.contrary}
    return found


def _misjudgments(model: Story) -> dict[tuple[str, str, int], set[str]]:
    """By a choice that is a wrong judgment of them, the words at that step in the moves."""
    words: dict[tuple[str, str], set[str]] = {}
    found: dict[tuple[str, str, int], set[str]] = {}
    for beat in reference(model.play.scenario, LIBRARY).beats:
        here = beat.before.here
        at = words.setdefault((here.script, here.step), set())
        if beat.move.caller:
            at.add(f"move {beat.n}")
        if beat.move.judged:
            found |= {(here.script, here.step, key): at for key in beat.move.contrary}
    return found


_NO_DEEDS = ("drafted", "passed-over", "rehearsed", "caller-spoke", "action-refused")


def _unprompted(model: Story) -> dict[tuple[str, str, int], dict[str, bool]]:
    """By a choice of the moves, the words that no line there asked for; whether a deed did."""
    found: dict[tuple[str, str, int], dict[str, bool]] = {}
    chosen = iter(model.all("chosen", "opened"))
    words: dict[str, bool] = {}
    since: list[act.Action] = []
    for n, move in enumerate(model.play.scenario.moves, 1):
        if move.caller:
            if not any(isinstance(one, act.Say | act.Adapt | act.Warn) for one in since):
                words[f"move {n}"] = bool(since)
            since = []
        if isinstance(move.action, act.Choose):
            entry = next(chosen, None)
            came = [e for e in model.all(*_MOVES) if entry and e.n < entry.n]
            if entry and came:
                place = came[-1].event.script, came[-1].event.step
                found[(*place, entry.event.key)] = words
            words, since = {}, []
        elif move.action:
            since.append(move.action)
    return found


_MOVES = ("started", "chosen", "opened", "returned", "went-back")


def _awaited(model: Story) -> dict[tuple[str, str, int], tuple[set[str], str]]:
    """By a choice of the moves, the lines that were said before it, and what answered them."""
    found: dict[tuple[str, str, int], tuple[set[str], str]] = {}
    said, chosen = iter(model.all("said", "adapted")), iter(model.all("chosen", "opened"))
    lines: set[str] = set()
    answered: tuple[set[str], str] = (set(), "")
    for n, move in enumerate(model.play.scenario.moves, 1):
        if move.caller and lines:
            answered = lines, f"move {n}"
        lines = set() if move.caller else lines
        match move.action:
            case act.Say() | act.Adapt():
                lines = lines | {next(said).event.line}
            case act.Choose():
                entry = next(chosen, None)
                came = [e for e in model.all(*_MOVES) if entry and e.n < entry.n]
                if entry and answered[1] and not move.judged:
                    place = came[-1].event.script, came[-1].event.step
                    found[(*place, entry.event.key)] = answered
                lines, answered = set(), (set(), "")
    return found


# ---- time ----------------------------------------------------------------------------------------


def _spoken(one: Story) -> Iterator[tuple[Any, float, int]]:
    """Each line that is on record as said, since when it could be read, and its words."""
    for entry in one.all("said", "adapted", "warning-given"):
        event = entry.event
        line = _line(event.script, event.line)
        words = event.words if event.kind == "adapted" else event.text
        if line.grounds:
            seen = _on_record(one, entry.n)
        else:
            place = (event.script, event.step)
            seen = next(at for at, *there in _places(one) if tuple(there) == place)
        yield entry, seen, _words_in(words)


def _rushed(one: Story) -> list[int]:
    mouth, found = 0.0, []
    for entry, seen, words in _spoken(one):
        ready = max(mouth, seen) + words / A_SECOND
        if ready > entry.elapsed:
            found.append(entry.n)
        mouth = min(ready, entry.elapsed)
    return found


def _amid(one: Story, at: float, *, at_once: bool = False) -> bool:
    return any(h.at + JUST_NOW <= at < h.out for h in one.heard if not (at_once and h.abusive))


def _ends_at_once(entry: Any) -> bool:
    """Whether a line ends the call for what nobody has to hear out: it needs no warning."""
    return entry.event.line == "end-now"


def _interrupted(one: Story) -> list[int]:
    vain = _rushed(one)
    return [
        entry.n
        for entry, quiet, words in _with_quiet(one)
        if (
            _amid(one, entry.elapsed, at_once=_ends_at_once(entry))
            or (entry.n not in vain and quiet + JUST_NOW < words / A_SECOND)
        )
        and _line(entry.event.script, entry.event.line).audience == "caller"
    ]


def _with_quiet(one: Story) -> Iterator[tuple[Any, float, int]]:
    """Each line, the seconds of silence in which it can have been said, and its words."""
    mouth = 0.0
    for entry, seen, words in _spoken(one):
        since = max(mouth, seen)
        mouth = min(since + words / A_SECOND, entry.elapsed)
        at_once = _ends_at_once(entry)
        yield entry, _quiet(one, since, entry.elapsed, at_once=at_once), words


def _decided_unheard(one: Story) -> bool:
    kinds = ("chosen", "opened", "returned", "calmed-down", "caller-said", "persisted", "ended")
    return any(_amid(one, entry.elapsed) for entry in one.all(*kinds))


def _left_in_silence(one: Story) -> Iterator[bool]:
    for asked in (h for h in one.heard if h.asks):
        clock = [e for e in one.all("clock-started", "clock-stopped") if e.n < asked.n]
        runs = bool(clock) and clock[-1].event.kind == "clock-started"
        runs = runs and asked.at <= clock[-1].elapsed + clock[-1].event.seconds + A_MOMENT
        _, script, step = [p for p in _places(one) if p[0] <= asked.at][-1]
        before = one.play.call.entries[asked.n - 2].elapsed
        says = next(((seen, n) for e, seen, n in _spoken(one) if e.n > asked.n), None)
        talks = says is not None and says[0] <= asked.at <= before + says[1] / SLOW
        yield not runs and not talks and _role(script, step) != "permission"


def _done_at(one: Story, step: str) -> Iterator[Any]:
    """What is written down at a step, or said: to pass through it is nothing that shows.

    What it alone asks for may be written down anywhere.
    """
    steps = _script(one.play.scenario.script).steps
    others = [field for x in steps if x.id != step for field in x.capture]
    asked = {field for x in steps if x.id == step for field in x.capture if field not in others}
    spoken = [e for e, _, _ in _spoken(one)]
    for entry in (*one.all("detailed", "noted"), *spoken):
        came = [e.event.step for e in one.all(*_MOVES) if e.n < entry.n]
        if came[-1] == step or getattr(entry.event, "field", "") in asked:
            yield entry


def _unacknowledged(one: Story) -> Iterator[bool]:
    for expect in one.play.scenario.expected:
        if not expect.acknowledge or not one.heard:
            continue
        first = one.heard[0]
        vented = first.at + round(len(first.words.split()) / 3, 1)
        hurried = {e.n for e in _done_at(one, expect.acknowledge)}
        hurried |= {e.n for e, *_ in _spoken(one) if e.event.line == expect.acknowledge}
        vain = {*_rushed(one), *_interrupted(one)}
        said = [
            e.elapsed
            for e, _, words in _spoken(one)
            if e.event.line == expect.acknowledge
            and e.n not in vain
            and e.elapsed - words / A_SECOND + JUST_NOW >= first.out
        ]
        there = [e.elapsed for e in _done_at(one, expect.acknowledge) if e.elapsed >= first.out]
        by = min((*said, *there), default=None)
        late = by is not None and by - vented > expect.within
        early = any(e.elapsed < first.out for e, *_ in _spoken(one) if e.n in hurried)
        told = early or hurried.isdisjoint(_rushed(one))
        yield late or (by is None and told and one.over >= vented + expect.within)


def _stage_is_wrong(one: Story) -> bool:
    """Never set by what the caller had said, or set two stages or more from it.

    But for a slip, which is mended at once. Or one too many right after one too few, or the other
    way about. Or never again, for 20 seconds and more, as the caller changed by two.
    """
    names: dict[str, str] = {}
    last = ""
    for n, move in enumerate(one.play.scenario.moves, 1):
        last = f"move {n}" if move.caller else last
        if isinstance(move.action, act.SetStage):
            names[last] = move.action.stage.value
    order = ["calm", "annoyed", "frustrated", "hostile", "enraged"]
    judged, last_off, every = False, 0, one.all("staged")
    for staged, after in zip_longest(every, every[1:]):
        if after and after.elapsed - staged.elapsed <= A_SLIP:
            continue
        shown = [names[h.name] for h in one.heard if h.name in names and h.out <= staged.elapsed]
        judged |= bool(shown)
        value = order.index(staged.event.stage.value)
        amid = [h for h in one.heard if h.name in names and h.at <= staged.elapsed < h.out]
        early = any(abs(value - order.index(names[h.name])) < 2 for h in amid)
        if shown and not early:
            off = value - order.index(shown[-1])
            if abs(off) >= 2 or {off, last_off} == {1, -1}:
                return True
            last_off = off
    for h in one.heard if judged else ():
        noticed = every[-1].elapsed < h.out <= one.over - 20
        if h.name in names and noticed:
            last_set = order.index(every[-1].event.stage.value)
            if abs(order.index(names[h.name]) - last_set) >= 2:
                return True
    return not judged


def _waited(one: Story) -> Iterator[bool]:
    """For each timer, whether a colleague can have read the message and answered."""
    for started in one.all("clock-started"):
        sent = [e for e in one.all("follow-up-added") if e.n < started.n]
        texts = [
            dict(e.event.fields).get("text", "") for e in sent if e.event.follow_up == "message"
        ]
        stops = [e for e in one.all("clock-stopped") if e.n > started.n]
        ran = (stops[0].elapsed if stops else one.over) - started.elapsed
        mistaken = bool(stops) and stops[0].event.dropped is True
        yield not mistaken and ran >= _words_in("".join(texts[-1:])) / A_SECOND + JUST_NOW


def _waited_on(one: Story) -> Iterator[bool]:
    """For each timer that a colleague was waited by, whether it had been up for 20 seconds."""
    timers = zip(one.all("clock-started"), _waited(one), strict=True)
    for started in (timer for timer, waited in timers if waited):
        up = started.elapsed + started.event.seconds
        stops = [e for e in one.all("clock-stopped", *_MOVES) if e.n > started.n]
        lines = [e for e, _, _ in _spoken(one) if e.elapsed > up]
        yield min((e.elapsed for e in (*stops, *lines)), default=one.over) > up + A_MOMENT


def _answered_falsely(one: Story, model: Story) -> bool:
    answers = [e.event.answered for e in model.all("clock-stopped")]
    claimed = any(e.event.answered for e in one.all("clock-stopped"))
    return bool(answers) and not any(answers) and claimed


def _answered_and_not(one: Story, model: Story) -> bool:
    """Whether a timer that nobody answered comes right before what the perfect play does then."""
    said = {e.event.label for e, before in _after_timers(model) if before.event.answered}
    told = [(e, b) for e, b in _after_timers(one) if b.event.dropped is not True]
    return any(e.event.label in said and not before.event.answered for e, before in told)


def _after_timers(one: Story) -> Iterator[tuple[Any, Any]]:
    """Each choice at a step at which a timer was stopped, and the last stop there."""
    stop = None
    for entry in one.all("clock-stopped", *_MOVES):
        if entry.event.kind == "clock-stopped":
            stop = entry
        elif stop is not None:
            if entry.event.kind == "chosen":
                yield entry, stop
            stop = None


def _asked_for_one(one: Story) -> bool:
    return any(one.heard and one.heard[0].out <= e.elapsed for e in one.all("manager-asked"))


def _joined_by_nobody(one: Story, model: Story) -> bool:
    """Whether a manager took over whose name is not on record."""
    ended, wanted = one.last("ended"), model.last("ended")
    as_wanted = bool(ended) and ended.event.ending == wanted.event.ending
    came = bool(model.all("manager-came")) and not one.all("manager-came")
    return as_wanted and came and bool(one.all("manager-asked"))


def _came_by(one: Story, model: Story, kind: str) -> bool:
    """Whether the play came to a step at which the perfect one does this."""
    been = {(script, step) for _, script, step in _places(one)}
    for entry in model.all(kind):
        here = [
            (e.event.script, e.event.step)
            for e in model.all("started", "chosen", "opened", "returned", "went-back")
            if e.n < entry.n
        ][-1]
        if here in been:
            return True
    return False
