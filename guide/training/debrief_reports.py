"""Debrief: what a supervisor must be told of, a threat before all."""

from collections.abc import Iterator

from guide.call.state import FollowUp
from guide.script.model import FollowUpKind, Topic
from guide.training.cause import cause_after, has_cause
from guide.training.comparison import Comparison, Utterance
from guide.training.debrief_follow_ups import no_cause
from guide.training.debrief_nothing_said import unproven
from guide.training.debrief_pace import undone
from guide.training.finding import Finding, Sign, lasted, moment
from guide.training.pace import RIGHT_AWAY

_TELL = "Whoever is threatened can be protected only if somebody knows."
_FIRST = "The supervisor has to know it from you before anybody else says it."
_TAKEN_FOR = "A threat is what is said against somebody, and not how loud it is said."

_NOT_SAID = "A supervisor acts on it, and by then the caller had not said that."

_THREAT = "threat"


def reports(of: Comparison) -> Iterator[Finding]:
    """What the caller said that must be told, against the reports on record."""
    made = [f for f in of.call.follow_ups if f.kind == FollowUpKind.REPORT]
    told: dict[str, Utterance] = {}
    instead: set[int] = set()
    for one in of.spoken:
        if one.reports:
            told.setdefault(one.reports, one)
    for reason, said in told.items():
        about_it = [f for f in made if _is_for(of, f, reason)]
        report = next((f for f in about_it if f.done), next(iter(about_it), None))
        others = [f for f in made if not any(_is_for(of, f, one) for one in told)]
        if report is None:
            instead |= {f.n for f in others}
            yield _unreported(of, reason, said, others)
        elif report.done and not has_cause(of, report):
            continue  # What came before it was said is told below.
        else:
            finding = _report(of, reason, said, report)
            if finding.sign is not Sign.WELL or _is_earned(of, report, said):
                yield finding
    yield from _unneeded(of, [f for f in made if f.n not in instead and not has_cause(of, f)])


def _unneeded(of: Comparison, made: list[FollowUp]) -> Iterator[Finding]:
    """What is on record as said by the caller, who did not say it, or not by then."""
    if not made:
        return
    labels = [_label(of, f.field("reason")) for f in made]
    at = tuple(of.elapsed(f.n) for f in made)
    sentence = " ".join(
        f"“{label}” was recorded at {moment(when)}, and the caller {no_cause(of, f)}"
        for label, when, f in zip(labels, at, made, strict=True)
    )
    never = [f for f in made if cause_after(of, f) is None]
    facts = tuple(
        f"“{label}” was reported, and the caller had not said it."
        if f in never
        else f"“{label}” was reported before the caller said it."
        for label, f in zip(labels, made, strict=True)
    )
    threat = any(_is_for(of, f, _THREAT) for f in never)
    passages = tuple(p for f in made for p in of.passage(_topic(_is_for(of, f, _THREAT))))
    why = _TAKEN_FOR if threat else _NOT_SAID
    yield Finding(Sign.NEVER, "report:unneeded", sentence, at, why, passages, facts)


def _is_earned(of: Comparison, report: FollowUp, said: Utterance) -> bool:
    """Whether it was put on record once it can have been heard, and told to somebody in time."""
    heard = of.elapsed(report.n) >= said.heard
    return heard and of.done_by(report) not in undone(of) | unproven(of)


def _is_for(of: Comparison, report: FollowUp, reason: str) -> bool:
    return report.field("reason") in (reason, _label(of, reason))


def _label(of: Comparison, reason: str) -> str:
    reports = (r for script in of.library.scripts.values() for r in script.reports)
    return next((r.label for r in reports if r.id == reason), reason)


def _unreported(of: Comparison, reason: str, said: Utterance, others: list[FollowUp]) -> Finding:
    """What was said and not told; it may have been told as something else."""
    label, why, topic = _asked(of, reason)
    at = (said.at, *(of.elapsed(f.n) for f in others))
    words = f"the caller said it at {moment(said.at)}: “{said.words}”"
    if others:
        filed = ", ".join(f"“{_label(of, f.field('reason'))}”" for f in others)
        fact = f"“{label}” was reported as something else."
        sentence = f"“{label}” was reported as {filed}; {words}"
    else:
        fact = f"“{label}” was not reported."
        sentence = f"“{label}” was not reported; {words}"
    passages = of.passage(topic)
    return Finding(Sign.NEVER, f"report:{reason}", sentence, at, why, passages, (fact,))


def _report(of: Comparison, reason: str, said: Utterance, report: FollowUp) -> Finding:
    about = f"report:{reason}"
    label, why, topic = _asked(of, reason)
    passages = of.passage(topic)
    after = max(0.0, of.elapsed(report.n) - said.over)
    at = (said.at, of.elapsed(report.n))
    if not report.done:
        fact = f"“{label}” went on record, and nobody is named who was told."
        sentence = f"“{label}” went on record at {moment(at[1])}, and nobody is named who was told."
        return Finding(Sign.NEVER, about, sentence, at, why, passages, (fact,))
    told = of.elapsed(of.done_by(report))
    on_record = f"“{label}” went on record {lasted(after)} after it was said"
    told_after = told - said.over
    if reason == _THREAT and told_after > RIGHT_AWAY:
        fact = f"Of “{label}”, nobody was told right away."
        sentence = (
            f"{on_record}, and a supervisor was told only {lasted(told_after)} after it, at"
            f" {moment(told)}, by the record: {report.done_by}."
        )
        return Finding(Sign.THINK, about, sentence, (*at, told), why, passages, (fact,))
    sentence = f"{on_record}; told at {moment(told)}, by the record: {report.done_by}."
    return Finding(Sign.WELL, about, sentence, at, "", passages)


def _asked(of: Comparison, reason: str) -> tuple[str, str, Topic]:
    """The label of what must be told, why it matters, and what the document calls it."""
    threat = reason == _THREAT
    return _label(of, reason), _TELL if threat else _FIRST, _topic(threat)


def _topic(threat: bool) -> Topic:
    return Topic.THREAT if threat else Topic.REPORTS
