"""Debrief: warnings, reasons and permissions, against what the caller said and did.

Forceful is not abusive: shouting is no reason.
"""

import re
from collections.abc import Iterator

from guide.call import events as ev
from guide.call.events import ActionRefused, Recorded
from guide.script.model import StepRole, Topic
from guide.training.comparison import (
    Arrival,
    Comparison,
    Utterance,
    alike,
    parted_as,
    reverses,
    stems_in,
    words_in,
)
from guide.training.debrief_nothing_said import hollow, own_efforts, unproven
from guide.training.debrief_pace import begun, scant, undone, unsaid
from guide.training.finding import Finding, Passage, Sign, lasted, moment, moments
from guide.training.pace import REACTION, least_time

_FORCEFUL = (
    "A warning answers abuse alone, and abuse is aimed at you: insults, slurs, threats. Forceful is"
    " not abusive: whoever is loud, blunt or bitter is angry at the situation."
)
_ASK_FIRST = (
    "A supervisor who was told before you warn can stand by it, and may take the call over."
)
_WARN_FIRST = "A caller who is told what will happen has the chance to stop."
_WAIT = "A warning means something only if the caller can heed it: wait, and listen."
_EFFORTS = "Reasonable efforts come first: often they are enough."
_STOPPED = "A caller who has stopped needs no warning: whoever is warned then is punished for it."
_HEARD_ANEW = "After that, only what the caller says anew can be warned of."
_ENDURED = "You need not put up with abuse: redirect, get permission where it is asked for, warn."
_REASON = (
    "What is asked for before you may warn or hang up depends on the reason: it has to be the one"
    " that the caller gave."
)
_THEIR_WORDS = "Whoever reads this later has only these words to judge by, the caller’s lawyer too."

Warned = Recorded[ev.WarningGiven]
Quoted = Recorded[ev.CallerSaid] | Recorded[ev.Persisted]

_ALIKE = 2 / 3
"""How much of a quotation the caller must have said; the rest may be softened, or a slip.

A slur alone, in a sentence that is somebody else's, is less.
"""

_PLAINLY_ALIKE = 0.8
"""How much of it, if what they said was not abusive: small words are in everything people say."""

_ASKED = re.compile(r"\bask(?:ed)?\b", re.IGNORECASE)
"""How a warning says that the caller was asked to stop, and what was tried, that it was that."""


def protocol(of: Comparison) -> Iterator[Finding]:
    """What was done about abuse, and about its absence."""
    given = of.events(ev.WarningGiven)
    unneeded = [e for e in given if not _abused(of, e)]
    late = [e for e in given if e not in unneeded and (of.calm_words(e.n) or not _stands(of, e))]
    early = [e for e in given if e not in (*unneeded, *late) and not _went_on(of, e)]
    yield from _unneeded(of, unneeded)
    if not unneeded and not late:
        yield from _without_abuse(of)
    yield from _early(of, early)
    yield from _late(of, late)
    yield from _in_time(of, [e for e in given if e not in (*unneeded, *late, *early)])
    yield from _reasons(of)
    yield from _quoted(of)
    yield from _not_abuse(of)
    yield from _unquoted(of, [e for e in given if e not in unneeded])
    yield from _reason_told(of)
    yield from _unwarned(of)
    yield from _attempts(of)


def _unneeded(of: Comparison, given: list[Warned]) -> Iterator[Finding]:
    if not given:
        return
    at = tuple(e.elapsed for e in given)
    fact = "A warning was given, and nothing abusive had been said."
    sentence = f"A warning was given at {moments(at)}, and nothing abusive had been said."
    grounds = of.passage(Topic.GROUNDS)
    yield Finding(Sign.NEVER, "warning:unneeded", sentence, at, _FORCEFUL, grounds, (fact,))


def _without_abuse(of: Comparison) -> Iterator[Finding]:
    """A reason that was chosen, or was not, while the caller was not abusive."""
    grounds = of.passage(Topic.GROUNDS)
    stated = [e for e in of.events(ev.GroundStated) if not of.abuse_before(e.n)]
    if stated:
        at = tuple(e.elapsed for e in stated)
        since = ""
        if any(u.n < stated[0].n for u in of.abuse):
            calm = of.calm_words(stated[0].n)
            since = f" since {'they calmed down' if calm else 'you put on record that they had'}"
        fact = "A reason was chosen, and nothing abusive had been said."
        sentence = (
            f"A reason was chosen at {moments(at)}, and nothing abusive had been said{since}."
        )
        yield Finding(Sign.THINK, "ground:unneeded", sentence, at, _FORCEFUL, grounds, (fact,))
    elif not of.abuse and any(u.heard <= of.call.last.elapsed for u in of.spoken):
        sentence = "Nothing the caller said was abusive, and no warning was given."
        yield Finding(Sign.WELL, "warning:none", sentence, (), _FORCEFUL, grounds)


def _in_time(of: Comparison, given: list[Warned]) -> Iterator[Finding]:
    warned = {one.n: one for one in of.call.protocol.warnings}
    in_doubt = frozenset(scant(of))
    not_said, not_done = unsaid(of) | unasked(of).keys(), undone(of) | unproven(of) | in_doubt
    unread = hollow(of) | {e.n for e in own_efforts(of)} | in_doubt
    for entry in given:
        tried = [e.n for e in of.events(ev.EffortMade) if e.n < entry.n]
        if (tried and unread.issuperset(tried)) or entry.event.untranslated:
            continue
        # As it stands in the end: the name may have been corrected since.
        one = warned.get(entry.n)
        if entry.n in not_said or (one and one.permission in not_done):
            continue
        by = (
            f", by the record with the permission of {one.permission_by}"
            if one and one.permission_by
            else ""
        )
        sentence = f"Redirected first, then warned at {moment(entry.elapsed)}{by}."
        passages = of.passage(Topic.WARNING)
        yield Finding(Sign.WELL, "warning", sentence, (entry.elapsed,), "", passages)


def unasked(of: Comparison) -> dict[int, Recorded[ev.EffortMade]]:
    """Warnings that say the caller was asked to stop, where what was tried was something else.

    By their entries, with what was tried last. It may have been asked all the same: nobody can say.
    Nor of what was tried in words of one's own, or of a line that was said to redirect them.
    """
    own, found = {e.n for e in own_efforts(of)}, dict[int, Recorded[ev.EffortMade]]()
    for warned in of.events(ev.WarningGiven):
        first = next((u.n for u in of.abuse if u.n < warned.n), warned.n)
        tried = [e for e in of.events(ev.EffortMade) if e.n < warned.n]
        lines = (e for e in of.events(ev.Said, ev.Adapted) if first < e.n < warned.n)
        asked = any(e.n in own or _ASKED.search(e.event.what) for e in tried)
        if tried and not asked and _ASKED.search(warned.event.text) and not any(lines):
            found[warned.n] = tried[-1]
    return found


def _early(of: Comparison, given: list[Warned]) -> Iterator[Finding]:
    if not given:
        return
    at = tuple(e.elapsed for e in given)
    fact, why_early = _why_early(of, given[0])
    sentence = f"A warning was given at {moments(at)}. {why_early}"
    passages = of.passage(Topic.EFFORT)
    yield Finding(Sign.NEVER, "warning:early", sentence, at, _EFFORTS, passages, (fact,))


def _why_early(of: Comparison, warning: Warned) -> tuple[str, str]:
    """What the warning came before, as a fact and as a sentence."""
    first, by = _abused(of, warning)[0], begun(of, warning)
    efforts = [e for e in of.events(ev.EffortMade) if first.n < e.n < warning.n]
    steps = [one for one in of.arrivals if first.n < one.n < warning.n and _is_for_effort(of, one)]
    if not efforts and not steps:
        return (
            "A warning was given, and nothing had been tried to redirect the caller.",
            f"Since the caller became abusive, at {moment(first.at)}, nothing had been tried to"
            " redirect them.",
        )
    if efforts and all(e.n in undone(of) for e in efforts):
        return (
            "A warning was given, and what was tried can not have been said by then.",
            f"What was tried to redirect the caller, at {moments(e.elapsed for e in efforts)}, was"
            " on record sooner than anybody can say it.",
        )
    fact = "A warning was given before the caller could take what was tried to redirect them."
    if again := next((u for u in of.abuse if by < u.at and u.n < warning.n), None):
        return fact, (
            f"It takes {lasted(least_time(warning.event.text))} or more to say, and the caller was"
            f" abusive again only at {moment(again.at)}: it was begun before that."
        )
    tried = moments(e.elapsed for e in efforts) if efforts else moment(steps[0].at)
    return fact, f"The caller was not abusive again after you tried to redirect them, at {tried}."


def _late(of: Comparison, given: list[Warned]) -> Iterator[Finding]:
    if not given:
        return
    at = tuple(e.elapsed for e in given)
    said = of.stopped(given[0].n)
    if said:
        fact, why = "A warning was given when the caller had stopped.", _STOPPED
        sentence = (
            f"A warning was given at {moments(at)}; the caller had stopped at {moment(said.at)}:"
            f" “{said.words}”"
        )
    else:
        fact, why = "A warning was given after the caller was put on record as calm.", _HEARD_ANEW
        sentence = (
            f"A warning was given at {moments(at)}. You had put on record that the caller calmed"
            " down, and nothing abusive was said after that."
        )
    passages = of.passage(Topic.PERSISTED)
    yield Finding(Sign.NEVER, "warning:late", sentence, at, why, passages, (fact,))


def _abused(of: Comparison, warning: Warned) -> tuple[Utterance, ...]:
    """The abuse that a warning can answer: not what came once it had begun to be said."""
    by = begun(of, warning)
    return tuple(u for u in of.abuse if u.n < warning.n and u.at <= by)


def _stands(of: Comparison, warning: Warned) -> tuple[Utterance, ...]:
    """That of it since the caller last calmed down."""
    since = of.abuse_before(warning.n)
    return tuple(u for u in _abused(of, warning) if u in since)


def _went_on(of: Comparison, warning: Warned) -> bool:
    """Whether the caller was abusive, was redirected, and was abusive again before the warning.

    To be at a step for redirecting is an effort, whenever it was put on record; but only if there
    was the time for it, as for all that is said.
    """
    first, not_done = _abused(of, warning)[0], undone(of)
    made = [e for e in of.events(ev.EffortMade) if e.n > first.n]
    came = [one for one in of.arrivals if one.n > first.n and _is_for_effort(of, one)]
    fewest = min((least_time(e.event.what) for e in of.events(ev.EffortMade)), default=REACTION)
    for again in _stands(of, warning):
        before = [e for e in made if e.n < again.n]
        if any(e.n not in not_done for e in before):
            return True
        there = any(one.n < again.n for one in came)
        if there and not before and of.silence(first.at, again.at) >= fewest:
            return True
    return False


def _is_for_effort(of: Comparison, there: Arrival) -> bool:
    found = of.step(there.script, there.step)
    return found is not None and found.role is StepRole.EFFORT


def _reasons(of: Comparison) -> Iterator[Finding]:
    """The reasons that a warning or the ending rests on, against those that the caller gave."""
    warned = (e for e in of.events(ev.WarningGiven) if _abused(of, e))
    used = [(e.elapsed, e.event.ground, e.event.label) for e in warned]
    ended = of.call.ended
    if ended and ended.event.protocol and of.abuse_before(ended.n):
        used.append((ended.elapsed, ended.event.ground, _label(of, ended.event.ground)))
    wrong = [one for one in used if not _is_a_reason(of, one[1], one[0])]
    if not wrong:
        return
    at = tuple(when for when, _, _ in wrong)
    labels = ", ".join(dict.fromkeys(f"“{label}”" for _, _, label in wrong))
    said = next(u for u in reversed(of.abuse) if u.at <= at[0])
    fact = f"The reason was {labels}, which the caller had not given."
    sentence = f"The reason at {moments(at)} was {labels}. What the caller had said: “{said.words}”"
    passages = of.passage(Topic.WORDS)
    yield Finding(Sign.NEVER, "ground:wrong", sentence, at, _REASON, passages, (fact,))


def _label(of: Comparison, ground: str) -> str:
    stated = (e.event for e in of.events(ev.GroundStated) if e.event.ground == ground)
    return next((event.label for event in stated), ground)


def _is_a_reason(of: Comparison, ground: str, at: float) -> bool:
    """Whether the caller gave this reason: the moves take it, the scenario says so, or a threat."""
    taken = {e.event.ground for e in of.model.entries if isinstance(e.event, ev.GroundStated)}
    as_good = {name for one in of.scenario.expected for name in one.grounds}
    script = of.library.protocol_of(of.script)
    known = script.ground(ground) if script else None
    threatened = any(u.reports == "threat" and u.at <= at for u in of.spoken)
    return ground in taken | as_good or bool(threatened and known and known.threat)


def _quoted(of: Comparison) -> Iterator[Finding]:
    """What is on record as the caller's words, against what they said.

    To be wrong about abusive words is a slip, where something of them is left; others accuse
    somebody of what they never did.
    """
    quoted: list[Quoted] = [*of.events(ev.CallerSaid), *of.events(ev.Persisted)]
    quoted.sort(key=lambda entry: entry.n)
    made_up = [(e, said) for e in quoted if not _is_theirs(e, said := _may_be_quoted(of, e))]
    if not made_up:
        return
    at = tuple(e.elapsed for e, _ in made_up)
    words = ", ".join(f"“{e.event.words}”" for e, _ in made_up)
    first, heard = made_up[0]
    since = " since the warning" if isinstance(first.event, ev.Persisted) else ""
    had_said = f"They had said nothing{since}."
    if heard:
        last = ([u for u in heard if u.abusive] or heard)[-1]
        had_said = f"What they had said{since}, at {moment(last.at)}: “{last.words}”"
    fact = "Words went on record as the caller’s that were not theirs."
    sentence = f"On record as the caller’s words, at {moments(at)}: {words}. {had_said}"
    slip = all(
        _holds_abuse(of, e.event.words, said) and not _turns_round(e, said) for e, said in made_up
    )
    sign = Sign.THINK if slip else Sign.NEVER
    yield Finding(sign, "words", sentence, at, _THEIR_WORDS, (), (fact,))


def _not_abuse(of: Comparison) -> Iterator[Finding]:
    """Words that are the caller's, and no abuse, where they were abusive and nothing of it is kept.

    To quote more beside it is to be exact. Who hung up has a reason on record, which is told.
    """
    if of.call.ended and of.call.ended.event.protocol:
        return
    quoted: list[Quoted] = [*of.events(ev.CallerSaid), *of.events(ev.Persisted)]
    theirs = [(e, said) for e in quoted if _is_theirs(e, said := _may_be_quoted(of, e))]
    answers = [(e, said) for e, said in theirs if any(u.abusive for u in said)]
    if not answers or any(_quotes_abuse(of, e, said) for e, said in theirs):
        return
    entry, said = answers[0]
    abuse = next(u for u in reversed(said) if u.abusive)
    fact = "Words went on record as the caller’s abuse that were none."
    sentence = (
        f"On record as what the caller is warned for, at {moment(entry.elapsed)}:"
        f" “{entry.event.words}”. They had said it, and it is no abuse; what was, at"
        f" {moment(abuse.at)}: “{abuse.words}”"
    )
    at = (abuse.at, entry.elapsed)
    yield Finding(Sign.THINK, "words:plain", sentence, at, _THEIR_WORDS, (), (fact,))


def _quotes_abuse(of: Comparison, entry: Quoted, said: list[Utterance]) -> bool:
    """Whether what is quoted is of an abusive utterance, or has a word of abuse."""
    whole = any(u.abusive and _is_like(entry, u) for u in said)
    return whole or _holds_abuse(of, entry.event.words, said)


def _unquoted(of: Comparison, given: list[Warned]) -> Iterator[Finding]:
    """A warning in a call that has nothing of what the caller had said."""
    if not given or of.call.ended is None or of.events(ev.CallerSaid, ev.Persisted):
        return
    at = tuple(e.elapsed for e in given)
    fact = "The caller was warned, and their words are not on record."
    sentence = f"The caller was warned at {moments(at)}, and their words are not on record."
    yield Finding(Sign.THINK, "words:missing", sentence, at, _THEIR_WORDS, (), (fact,))


def _reason_told(of: Comparison) -> Iterator[Finding]:
    """The reason that was written down for hanging up on somebody who was abusive.

    Words of theirs are one, but not if they are only some that everybody says, or no abuse.
    """
    ended = of.call.ended
    if ended is None or not ended.event.protocol:
        return
    reason, said = ended.event.reason, [u for u in of.spoken if u.n < ended.n]
    abuse = [u for u in said if u.abusive]
    noted: list[Quoted] = [*of.events(ev.CallerSaid), *of.events(ev.Persisted)]
    made_up = {e.event.words for e in noted if not _is_theirs(e, _may_be_quoted(of, e))}
    if not abuse or reason in made_up or _holds_abuse(of, reason, said):
        return
    enough = len(stems_in(reason)) > 1
    if enough and any(alike(reason, u.words) >= _ALIKE for u in abuse):
        return
    fact = "The reason for hanging up has nothing of the caller’s abuse."
    sentence = (
        f"The reason for hanging up, at {moment(ended.elapsed)}, has nothing of the caller’s"
        f" abuse: “{reason}”. What they had said, at {moment(abuse[-1].at)}: “{abuse[-1].words}”"
    )
    at, passages = (abuse[-1].at, ended.elapsed), of.passage(Topic.WORDS)
    yield Finding(Sign.THINK, "words:reason", sentence, at, _THEIR_WORDS, passages, (fact,))


def _holds_abuse(of: Comparison, text: str, said: list[Utterance]) -> bool:
    """Whether a text has a word that is in the caller's abuse alone.

    What they say besides it, and what agents say to everybody, is anybody's.
    """
    scripts = (of.script, of.library.protocol_of(of.script))
    lines = (line.spoken.text for one in scripts if one for line in one.lines)
    plain = (move.caller for move in of.scenario.moves if not move.abusive)
    anybodys = {word for one in (*lines, *plain) for word in words_in(one)}
    abuse = [word for u in said if u.abusive for word in words_in(u.words)]
    return not ({*abuse} - anybodys).isdisjoint(parted_as(words_in(text), abuse))


def _may_be_quoted(of: Comparison, entry: Quoted) -> list[Utterance]:
    """What the caller had said by then; of what answered a warning, since that warning."""
    after = 0
    if isinstance(entry.event, ev.Persisted):
        after = max((e.n for e in of.events(ev.WarningGiven) if e.n < entry.n), default=0)
    return [u for u in of.spoken if after < u.n < entry.n]


def _is_theirs(entry: Quoted, said: list[Utterance]) -> bool:
    return any(_is_like(entry, u) and not reverses(entry.event.words, u.words) for u in said)


def _is_like(entry: Quoted, u: Utterance) -> bool:
    return alike(entry.event.words, u.words) >= (_ALIKE if u.abusive else _PLAINLY_ALIKE)


def _turns_round(entry: Quoted, said: list[Utterance]) -> bool:
    """Whether what is on record as theirs says the opposite of what they said."""
    return any(_is_like(entry, u) and reverses(entry.event.words, u.words) for u in said)


def _unwarned(of: Comparison) -> Iterator[Finding]:
    if not of.abuse or not of.model.protocol.warnings or of.events(ev.WarningGiven):
        return
    passages, ended = of.passage(Topic.WARNING), of.call.ended
    if ended and ended.event.protocol:
        if _needs_no_warning(of, ended):
            return
        at: tuple[float, ...] = (ended.elapsed,)
        fact = "Hung up on a caller who was not warned."
        sentence = f"Hung up at {moment(ended.elapsed)} on a caller who was not warned."
        yield Finding(Sign.NEVER, "warning:missing", sentence, at, _WARN_FIRST, passages, (fact,))
        return
    at = tuple(u.at for u in of.abuse)
    if len(at) == 1 or ended is None:
        return  # Nobody warns at the first word: to redirect comes first, and often it is enough.
    fact = "The caller went on being abusive, and was not warned."
    sentence = f"The caller was abusive at {moments(at)}, and was not warned."
    yield Finding(Sign.THINK, "warning:missing", sentence, at, _ENDURED, passages, (fact,))


def _needs_no_warning(of: Comparison, ended: Recorded[ev.Ended]) -> bool:
    """Whether the caller gave a reason for which a call may be ended at once."""
    script = of.library.protocol_of(of.script)
    ground = script.ground(ended.event.ground) if script else None
    at_once = ground is not None and not ground.warnings
    return at_once and _is_a_reason(of, ended.event.ground, ended.elapsed)


def _attempts(of: Comparison) -> Iterator[Finding]:
    """What the trainee was about to do against the protocol, and the program refused.

    The program goes by what is on record: the caller may have had their say by then.
    """
    found: dict[str, list[float]] = {}
    for entry in of.events(ActionRefused):
        if about := _attempted(of, entry):
            found.setdefault(about, []).append(entry.elapsed)
    for about, moments_of_it in found.items():
        at = tuple(dict.fromkeys(moments_of_it))
        what, why, topic = _ATTEMPTS[about]
        sentence = f"{what} ({moments(at)}); it was refused."
        passages: tuple[Passage, ...] = of.passage(topic)
        yield Finding(Sign.THINK, about, sentence, at, why, passages, (f"{what}.",))


def _attempted(of: Comparison, refused: Recorded[ActionRefused]) -> str:
    """What a refusal is to be told as; empty where only the record was not there yet."""
    reason, state = refused.event.reason, of.before(refused.n).protocol
    about = next((about for words, about in _REFUSALS if reason.startswith(words)), "")
    if state.ground is None or (about == "effort:missing" and _had_redirected(of, refused.n)):
        return ""
    if about != "answer:early":
        return about
    answers = answers_to(of, state.last_warning(state.ground.ground), refused.n)
    if answers and of.stopped(refused.n) is None and any(u.abusive for u in answers):
        return ""
    return "answer:harmless" if answers else about


def _had_redirected(of: Comparison, n: int) -> bool:
    """Whether the caller had been where callers are redirected by then, and went on after it."""
    abuse = [u for u in of.abuse if u.n < n]
    there = [one for one in of.arrivals if abuse and one.n > abuse[0].n and _is_for_effort(of, one)]
    return any(
        one.n < again.n and of.silence(abuse[0].at, again.at) >= REACTION
        for one in there
        for again in abuse
    )


def answers_to(of: Comparison, warned: int, n: int) -> list[Utterance]:
    """What the caller said to the warning of an entry before entry number `n`.

    What was said with the warning's last word was no answer to it.
    """
    since = of.elapsed(warned) + REACTION
    return [u for u in of.said_before(n) if warned < u.n and u.at >= since]


_ATTEMPTS = {
    "permission:missing": (
        "A warning was about to be given, and no supervisor’s permission was on record",
        _ASK_FIRST,
        Topic.PERMISSION,
    ),
    "effort:missing": (
        "A warning was about to be given, and nothing that was tried to redirect the caller was on"
        " record",
        _EFFORTS,
        Topic.EFFORT,
    ),
    "warning:skipped": (
        "The call was about to be ended by the protocol, and a warning that the reason asks for was"
        " not on record",
        _WARN_FIRST,
        Topic.WARNING,
    ),
    "answer:early": (
        "The caller had been warned, and was about to be warned again or hung up on before they"
        " could answer",
        _WAIT,
        Topic.WARNING,
    ),
    "answer:harmless": (
        "The caller had been warned, and was about to be warned again or hung up on; what they had"
        " answered was not abusive",
        _STOPPED,
        Topic.PERSISTED,
    ),
}


_REFUSALS = (
    ("Redirect the caller first", "effort:missing"),
    ("Ask a supervisor first", "permission:missing"),
    ("Not yet: ", "warning:skipped"),
    ("Wait for the caller", "answer:early"),
)
"""How the refusals of the protocol begin, in the journals of every version."""
