"""What can be wrong with a script's follow-ups: a promise that nobody could keep."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from guide.script.draft import Draft
from guide.script.findings import Findings
from guide.script.follow_up import OWN_FIELDS, usual_rule
from guide.script.locate import Where
from guide.script.model import FollowUpKind, FollowUpRule, Script
from guide.script.nearest import quoted, suggestion

_ESSENTIAL = {
    FollowUpKind.CALLBACK: "number",
    FollowUpKind.DO_NOT_CALL: "number",
    FollowUpKind.REPORT: "reason",
    FollowUpKind.COMPLAINT: "concern",
    FollowUpKind.MESSAGE: "to",
    FollowUpKind.VOICEMAIL: "for",
    FollowUpKind.AGREED: "agreed",
}
"""The field without which nobody could do what is owed."""

_DATED = (FollowUpKind.CALLBACK, FollowUpKind.AGREED)
"""What is promised to the caller, who will wait for it."""


def check_follow_ups(draft: Draft, script: Script) -> None:
    """Note everything wrong with what is owed after the call."""
    findings, known = draft.findings, OWN_FIELDS | dict(script.fields).keys()
    _check_once(draft)
    for n, rule in draft.rules:
        if findings.is_hopeless:
            return
        if not _unknown_fields(n, rule, known, findings):
            _check_needs(n, rule, findings)
    for where, kind, whose in _promised(script):
        rule = script.follow_up(kind) or usual_rule(kind)
        if kind in _DATED and not rule.due:
            findings.warning(
                where,
                "no-due",
                f"{whose} promises {quoted(kind)}, and nothing says until when.",
                f'Add a [[follow_up]] with kind = "{kind}" and '
                'due = { aim = "same day", latest = "next day, morning" }.',
            )


def _check_once(draft: Draft) -> None:
    findings, first = draft.findings, dict[FollowUpKind, int]()
    for n, rule in draft.rules:
        if rule.kind in first:
            line = findings.place(("follow_up", first[rule.kind], "kind")).line
            findings.error(
                ("follow_up", n, "kind"),
                "duplicate-id",
                f"There are two follow-ups of kind {quoted(rule.kind)}, the first in line {line}.",
                "Put them together.",
            )
        first.setdefault(rule.kind, n)


def _unknown_fields(
    n: int, rule: FollowUpRule, known: AbstractSet[str], findings: Findings
) -> bool:
    """Note the fields needed that there are none of; say whether there are such."""
    unknown = [(item, name) for item, name in enumerate(rule.needs) if name not in known]
    for item, name in unknown:
        near = findings.speller.nearest(name, known)
        findings.warning(
            ("follow_up", n, "needs", item),
            "unknown-field",
            f"The follow-up {quoted(rule.kind)} needs {quoted(name)}, "
            "which is the name of no field.",
            suggestion(near, f'Define it under the heading [fields]: {name} = "…".'),
        )
    return bool(unknown)


def _check_needs(n: int, rule: FollowUpRule, findings: Findings) -> None:
    essential = _ESSENTIAL[rule.kind]
    if essential not in rule.needs:
        findings.warning(
            ("follow_up", n, "needs"),
            "empty-promise",
            f"The follow-up {quoted(rule.kind)} does not need {quoted(essential)}, without which "
            "nobody can do it.",
            f'Add "{essential}" to its `needs`.',
        )


def _promised(script: Script) -> Iterator[tuple[Where, FollowUpKind, str]]:
    """Where a follow-up is promised first, of each kind."""
    seen = set[FollowUpKind]()
    for n, step in enumerate(script.steps):
        for item, kind in enumerate(step.owes):
            if kind not in seen:
                seen.add(kind)
                yield ("step", n, "owes", item), kind, f"Step {quoted(step.id)}"
    for n, ending in enumerate(script.endings):
        for item, kind in enumerate(ending.needs):
            if kind not in seen:
                seen.add(kind)
                yield ("ending", n, "needs", item), kind, f"The ending {quoted(ending.id)}"
