"""Debrief: warnings, grounds, permission, and threats. Forceful is not abusive."""

from collections.abc import Iterator

from guide.call import events as ev
from guide.call.events import ActionRefused
from guide.call.rules.standing import waits_for_answer
from guide.call.state import FollowUp
from guide.script.model import FollowUpKind, Topic
from guide.training.comparison import Comparison, Finding, Sign, Utterance, lasted, moment, moments

_FORCEFUL = (
    "Loud, blunt and bitter is anger at the situation. Abuse is aimed at you: insults, slurs,"
    " threats. Forceful is not abusive, and a warning answers abuse alone."
)
_ASK_FIRST = (
    "A supervisor who was told before you warn can stand by it, and may take the call over."
)
_WARN_FIRST = "A caller who is told what will happen has the chance to stop."
_WAIT = "A warning means something only if the caller can heed it: wait, and listen."
_TELL = "Whoever is threatened can be protected only if somebody knows."


def protocol(of: Comparison) -> Iterator[Finding]:
    """What was done about abuse, and about its absence."""
    yield from _warnings(of)
    yield from _answers(of)
    yield from _attempts(of)
    yield from _reports(of)


def _warnings(of: Comparison) -> Iterator[Finding]:
    given, grounds = of.events(ev.WarningGiven), of.source(Topic.GROUNDS)
    unneeded = [e for e in given if not of.abuse_before(e.n)]
    stated = [e for e in of.events(ev.GroundStated) if not of.abuse_before(e.n)]
    if unneeded:
        at = tuple(e.elapsed for e in unneeded)
        sentence = f"A warning was given at {moments(at)}, and nothing abusive had been said."
        yield Finding(Sign.NEVER, "warning:unneeded", sentence, at, _FORCEFUL, grounds)
    elif stated:
        at = tuple(e.elapsed for e in stated)
        sentence = f"A reason was chosen at {moments(at)}, and nothing abusive had been said."
        yield Finding(Sign.THINK, "ground:unneeded", sentence, at, _FORCEFUL, grounds)
    permitted = {warned.n: warned.permission_by for warned in of.call.protocol.warnings}
    for entry in (e for e in given if e not in unneeded):
        # As it stands in the end: the name may have been corrected since.
        name = permitted.get(entry.n)
        by = f", with the permission of {name}" if name else ""
        sentence = f"Redirected first, then warned at {moment(entry.elapsed)}{by}."
        at = (entry.elapsed,)
        yield Finding(Sign.WELL, "warning", sentence, at, "", of.source(Topic.WARNING))
    abuse = [u for u in of.spoken if u.abusive]
    if not abuse and not given and not of.events(ev.GroundStated) and of.spoken:
        sentence = "Nothing the caller said was abusive, and no warning was given."
        yield Finding(Sign.WELL, "warning:none", sentence, (), _FORCEFUL, grounds)
    if abuse and of.model.protocol.warnings and not given:
        at = tuple(u.at for u in abuse)
        sentence = f"The caller was abusive at {moments(at)}, and was not warned."
        why = (
            "You need not put up with abuse: redirect, get permission where it is asked for, warn."
        )
        yield Finding(Sign.THINK, "warning:missing", sentence, at, why, of.source(Topic.WARNING))


def _answers(of: Comparison) -> Iterator[Finding]:
    """Whether the caller was waited for after each warning, and taken at their word."""
    source = of.source(Topic.WARNING)
    for entry in of.events(ev.Persisted):
        warned = of.before(entry.n).protocol.last_warning(entry.event.ground)
        heard = [u for u in of.spoken if warned < u.n < entry.n]
        at = (of.elapsed(warned), entry.elapsed)
        after = f"{lasted(at[1] - at[0])} after the warning"
        if not heard:
            sentence = (
                f"“They continued” was recorded {after}, and the caller had said nothing since."
            )
            yield Finding(Sign.NEVER, "answer:unheard", sentence, at, _WAIT, source)
        elif not any(u.abusive for u in heard):
            said = heard[-1]
            sentence = f"The caller stopped, at {moment(said.at)}, and was recorded as continuing."
            yield Finding(Sign.NEVER, "answer:calm", sentence, (said.at, at[1]), _WAIT, source)
        else:
            sentence = f"Waited for the caller after the warning; they continued, {after}."
            yield Finding(Sign.WELL, "answer", sentence, at, "", source)
    ended = of.call.ended
    state = of.call.protocol
    if ended and ended.event.protocol and state.ground and waits_for_answer(state, state.ground):
        at = (of.elapsed(state.last_warning(state.ground.ground)), ended.elapsed)
        sentence = "The call was ended without waiting for the caller after the warning."
        yield Finding(Sign.NEVER, "answer:missing", sentence, at, _WAIT, source)


def _attempts(of: Comparison) -> Iterator[Finding]:
    """What the trainee was about to do against the protocol, and the program refused."""
    found: dict[str, list[float]] = {}
    for entry in of.events(ActionRefused):
        stated = of.before(entry.n).protocol.ground is not None
        for words, about in _REFUSALS:
            if stated and entry.event.reason.startswith(words):
                found.setdefault(about, []).append(entry.elapsed)
    for about, at in found.items():
        what, why, topic = _ATTEMPTS[about]
        sentence = f"{what} ({moments(at)}); it was refused."
        yield Finding(Sign.THINK, about, sentence, tuple(at), why, of.source(topic))


_ATTEMPTS = {
    "permission:missing": (
        "A warning was about to be given before a supervisor had permitted it",
        _ASK_FIRST,
        Topic.PERMISSION,
    ),
    "effort:missing": (
        "A warning was about to be given before anything was tried to redirect the caller",
        "Reasonable efforts come first: often they are enough.",
        Topic.EFFORT,
    ),
    "warning:skipped": (
        "The call was about to be ended by the protocol before the caller was warned",
        _WARN_FIRST,
        Topic.WARNING,
    ),
    "answer:early": (
        "The caller had been warned, and was about to be warned again or hung up on before they"
        " could answer",
        _WAIT,
        Topic.WARNING,
    ),
}


_REFUSALS = (
    ("Redirect the caller first", "effort:missing"),
    ("Ask a supervisor first", "permission:missing"),
    ("Not yet: ", "warning:skipped"),
    ("Wait for the caller", "answer:early"),
)
"""How the refusals of the protocol begin, in the journals of every version."""


def _reports(of: Comparison) -> Iterator[Finding]:
    made = [f for f in of.call.follow_ups if f.kind == FollowUpKind.REPORT]
    told: dict[str, Utterance] = {}
    for one in of.spoken:
        if one.reports:
            told.setdefault(one.reports, one)
    for reason, said in told.items():
        report = next((f for f in made if _is_for(of, f, reason)), None)
        yield _report(of, reason, said, report)
    if "threat" not in told:
        for idle in (f for f in made if _is_for(of, f, "threat")):
            at = (of.elapsed(idle.n),)
            sentence = f"A threat went on record at {moment(at[0])}; the caller had made none."
            yield Finding(
                Sign.THINK, "report:unneeded", sentence, at, _FORCEFUL, of.source(Topic.THREAT)
            )


def _is_for(of: Comparison, report: FollowUp, reason: str) -> bool:
    return report.field("reason") in (reason, _label(of, reason))


def _label(of: Comparison, reason: str) -> str:
    reports = (r for script in of.library.scripts.values() for r in script.reports)
    return next((r.label for r in reports if r.id == reason), reason)


def _report(of: Comparison, reason: str, said: Utterance, report: FollowUp | None) -> Finding:
    about, label = f"report:{reason}", _label(of, reason)
    threat = reason == "threat"
    source = of.source(Topic.THREAT if threat else Topic.REPORTS)
    why = _TELL if threat else "The supervisor has to know it from you before anybody else says it."
    if report is None:
        sentence = f"“{label}” was not reported; the caller said it at {moment(said.at)}."
        return Finding(Sign.NEVER, about, sentence, (said.at,), why, source)
    after = max(0.0, of.elapsed(report.n) - said.over)
    at = (said.at, of.elapsed(report.n))
    if not report.done:
        sentence = f"“{label}” went on record at {moment(at[1])}, and nobody is named who was told."
        return Finding(Sign.NEVER, about, sentence, at, why, source)
    sentence = (
        f"“{label}” went on record {lasted(after)} after it was said; told: {report.done_by}."
    )
    return Finding(Sign.WELL, about, sentence, at, "", source)
