"""What a trainee wrote or said in words of their own, each beside what it is to be read with.

Nobody but a reader can say whether it is right: it is neither praised nor blamed for its wording.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from guide.call import events as ev
from guide.script.model import FollowUpKind
from guide.text import capital
from guide.training.beyond import says_more
from guide.training.comparison import (
    LETTER_BY_LETTER,
    Comparison,
    telling_stems,
    words_in,
)
from guide.training.debrief_details import can_be_compared, more_than_told, teller_of
from guide.training.debrief_nothing_said import doubted, own_efforts
from guide.training.debrief_pace import scant, undone
from guide.training.debrief_protocol import unasked
from guide.training.finding import Finding, lasted, moment

_NAMES = (*LETTER_BY_LETTER, "to", "for", "reason")
"""What follow-ups hold that is no sentence."""


_NO_NAME = "Who was it? No name is on record."
_NOBODY_JOINS = "In the moves nobody joins: who does, you alone play."


class OwnWords(Struct, frozen=True):
    """Words of the trainee's, `at` so many seconds into the call.

    `what` they are of, as a sentence begins with it; `beside` is a sentence: what the caller had
    said of it, or what stands in the moves or the line.
    """

    at: float
    what: str
    words: str
    beside: str


def own_words(of: Comparison, found: Sequence[Finding]) -> tuple[OwnWords, ...]:
    """In the order of the call; without what a finding quotes, and what the moves have as well."""
    told = " ".join(finding.sentence for finding in found)
    every = (
        *_details(of),
        *_lines(of),
        *_efforts(of),
        *_callers_words(of),
        *_follow_ups(of),
        *_people(of),
    )
    fresh = (one for one in every if f"“{one.words}”" not in told)
    whole = (one if one.beside else replace(one, beside=_had_said(of, one)) for one in fresh)
    return tuple(sorted(whole, key=lambda one: one.at))


def _had_said(of: Comparison, one: OwnWords) -> str:
    """What the caller had said by then that has anything of it, or else what they had said last."""
    heard = [u for u in of.spoken if u.heard <= one.at]
    if not heard:
        return "The caller had said nothing by then."
    about = telling_stems(f"{one.what} {one.words}")
    like = [u for u in heard if about & telling_stems(u.words)]
    said, last = (like[-1], "") if like else (heard[-1], "last ")
    return f"The caller had {last}said, at {moment(said.at)}: “{said.words}”"


def _details(of: Comparison) -> Iterator[OwnWords]:
    wanted = {one.detail: one for one in of.scenario.expected if one.detail}
    for written in of.call.details.values():
        field, words = written.event.field, written.event.value
        model = of.model.detail(field)
        told = can_be_compared(of, written, wanted.get(field))
        if _alike(words, model) or (told and not more_than_told(of, written, wanted.get(field))):
            continue
        said = teller_of(of, written)
        beside = f"The caller had said, at {moment(said.at)}: “{said.words}”" if said else ""
        label = capital(of.script.label(field))
        yield OwnWords(of.elapsed(written.n), label, words, beside or _in_the_moves(model))


def _lines(of: Comparison) -> Iterator[OwnWords]:
    for adapted in of.events(ev.Adapted):
        event = adapted.event
        model = of.model.mark(event.script, event.line)
        own = model.event.words if model and isinstance(model.event, ev.Adapted) else ""
        if _alike(event.words, own or event.text):
            continue
        known = of.line(event.script, event.line)
        line = f"The line: “{event.text}”" if event.text else known[1].gap if known else ""
        beside = _in_the_moves(own) if own else line
        yield OwnWords(adapted.elapsed, "In place of a line", event.words, beside)


def _efforts(of: Comparison) -> Iterator[OwnWords]:
    model = [e.event.what for e in of.model.entries if isinstance(e.event, ev.EffortMade)]
    own = {made.n for made in own_efforts(of)}
    asked = {made.n: n for n, made in unasked(of).items()}
    for made in of.events(ev.EffortMade):
        beside = [_in_the_moves(model[0] if model else "")] if made.n in own else []
        beside += _had_no_time(of, made.n)
        if made.n in asked:
            beside.append(
                f"The warning at {moment(of.elapsed(asked[made.n]))} says that you had asked them"
                " to stop, and that is not on record."
            )
        if beside:
            told = " ".join(filter(None, beside))
            yield OwnWords(made.elapsed, "What you tried", made.event.what, told)


def _callers_words(of: Comparison) -> Iterator[OwnWords]:
    """The caller's words on record that are only a part of what they said in abuse.

    Whoever reads the record later has only these to judge by: hang-up-protocol, H6.
    """
    made = (entry.event for entry in of.model.entries)
    said = (one for one in made if isinstance(one, ev.CallerSaid | ev.Persisted))
    moves = {tuple(words_in(one.words)) for one in said}
    noted_ones = [(e.n, e.elapsed, e.event.words) for e in of.events(ev.CallerSaid)]
    noted_ones += [(e.n, e.elapsed, e.event.words) for e in of.events(ev.Persisted)]
    for n, at, noted in noted_ones:
        words = tuple(words_in(noted))
        before = of.abuse_before(n)
        if not words or words in moves or any(words == (*words_in(u.words),) for u in before):
            continue
        parts = [u for u in before if f" {' '.join(words)} " in f" {' '.join(words_in(u.words))} "]
        if parts:
            beside = f"The caller had said, at {moment(parts[-1].at)}: “{parts[-1].words}”"
            yield OwnWords(at, "The caller’s words", noted, beside)


def _had_no_time(of: Comparison, n: int) -> list[str]:
    """That there was hardly time for something: a reader judges, unless nobody can have done it."""
    found = scant(of).get(n)
    if found is None or n in undone(of) or not of.abuse or of.abuse[0].n > n:
        return []
    return [f"Recorded with {lasted(found.had)} for it, after what the caller had said."]


def _follow_ups(of: Comparison) -> Iterator[OwnWords]:
    for made in of.call.follow_ups:
        kind = next((one for one in of.model.follow_ups if one.kind == made.kind), None)
        for field, words in made.fields:
            model = kind.field(field) if kind else ""
            compared = field in LETTER_BY_LETTER and model
            more = compared and says_more(of, field, words, model)
            known = (field in _NAMES and not more) or made.kind == FollowUpKind.REPORT
            if known or not words or _alike(words, model) or words == of.call.detail(field):
                continue
            yield OwnWords(of.elapsed(made.n), made.label, words, _in_the_moves(model))


def _people(of: Comparison) -> Iterator[OwnWords]:
    named = {one.n: one for one in doubted(of)}
    for n, one in named.items():
        beside = [_NO_NAME] if one.nameless else []
        beside += _had_no_time(of, n)
        yield OwnWords(one.at, capital(one.what), one.text, " ".join(beside))
    for given in of.events(ev.PermissionGiven):
        for told in () if given.n in named else _had_no_time(of, given.n):
            yield OwnWords(given.elapsed, "Who permitted the warning", given.event.by, told)
    came = () if of.model.manager.name else of.events(ev.ManagerCame)
    for joined in (one for one in came if one.n not in named):
        yield OwnWords(joined.elapsed, "The manager who joined", joined.event.name, _NOBODY_JOINS)


def _in_the_moves(words: str) -> str:
    return f"In the moves: “{words}”" if words else ""


def _alike(words: str, others: str) -> bool:
    return words_in(words) == words_in(others)
