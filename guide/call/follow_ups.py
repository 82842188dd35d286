"""Follow-ups: what is owed after the call, what each must hold, and until when."""

from datetime import date, datetime

from guide.call import actions as act
from guide.call import events as ev
from guide.call.decision import Allowed, Decision, Refused
from guide.call.situation import Situation
from guide.call.state import FollowUp
from guide.plain import plain
from guide.script.desk import agreed_days, day_end, due_at
from guide.script.model import DueRule, FollowUpKind, FollowUpRule, Script

THREAT = "threat"

DEFAULTS = {
    FollowUpKind.CALLBACK: FollowUpRule(
        FollowUpKind.CALLBACK, "Callback", ("number", "caller", "concern")
    ),
    FollowUpKind.DO_NOT_CALL: FollowUpRule(
        FollowUpKind.DO_NOT_CALL, "Do-not-call list", ("number",)
    ),
    FollowUpKind.REPORT: FollowUpRule(FollowUpKind.REPORT, "Report to the supervisor", ("reason",)),
    FollowUpKind.COMPLAINT: FollowUpRule(FollowUpKind.COMPLAINT, "Complaint log", ("concern",)),
    FollowUpKind.MESSAGE: FollowUpRule(FollowUpKind.MESSAGE, "Message", ("to", "text")),
    FollowUpKind.VOICEMAIL: FollowUpRule(FollowUpKind.VOICEMAIL, "Voicemail", ("for",)),
    FollowUpKind.AGREED: FollowUpRule(FollowUpKind.AGREED, "What was agreed", ("agreed",)),
}
"""What each kind holds when a script says nothing of it."""


def rule_of(script: Script, kind: FollowUpKind) -> FollowUpRule:
    """The script's rule for a kind of follow-up, or the one that holds everywhere."""
    return script.follow_up(kind) or DEFAULTS[kind]


def known_fields(rule: FollowUpRule, now: Situation) -> tuple[tuple[str, str], ...]:
    """What the call already knows of the fields that a follow-up must hold."""
    return tuple((name, now.call.detail(name)) for name in rule.needs if now.call.detail(name))


def due_rule(rule: FollowUpRule, fields: dict[str, str], now: Situation) -> DueRule | None:
    """The due times that apply today; a threat is to be reported now, H11."""
    if rule.kind is FollowUpKind.REPORT and _is_threat(fields.get("reason", ""), now):
        return DueRule("now", "now")
    return rule.due_on(now.day)


def _is_threat(reason: str, now: Situation) -> bool:
    scripts = (now.script, now.protocol) if now.protocol else (now.script,)
    found = (r for script in scripts for r in script.reports)
    return reason == THREAT or any(r.threat and reason in (r.id, r.label) for r in found)


def add(action: act.AddFollowUp, now: Situation) -> Decision:
    """Record something owed. What it lacks does not stop the agent; it is asked for at the end."""
    rule = rule_of(now.script, action.kind)
    fields = dict(known_fields(rule, now)) | _clean(action.fields)
    due = due_rule(rule, fields, now)
    aim = due_at(due.aim, now.now, now.script.desk, now.zone) if due else None
    latest = _latest(due, action.due, now)
    if isinstance(latest, Refused):
        return latest
    added = ev.FollowUpAdded(
        action.kind,
        rule.label,
        tuple(fields.items()),
        rule.needs,
        min(aim, latest) if aim and latest else aim,
        latest,
        due.latest if due else "",
    )
    if action.done_by is None:
        return Allowed((added,))
    number = len(now.call.entries) + 1
    return Allowed((added, ev.FollowUpDone(number, plain(action.done_by).strip())))


def _clean(fields: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {name: plain(value).strip() for name, value in fields if value.strip()}


def _latest(rule: DueRule | None, day: date | None, now: Situation) -> datetime | Refused | None:
    """The latest moment: by the rule, or the end of the day agreed where that is earlier."""
    limit = due_at(rule.latest, now.now, now.script.desk, now.zone) if rule else None
    if day is None:
        return limit
    today = now.now.astimezone(now.zone).date()
    if day < today:
        return Refused(f"{_day(day)} is over: agree on today or a later day.")
    if limit is not None and day > limit.astimezone(now.zone).date():
        last = limit.astimezone(now.zone).date()
        within = agreed_days(rule.latest) if rule else None
        why = f"{within} days away at most" if within else "the script says so"
        return Refused(f"At the latest {_day(last)}: {why}.")
    end = day_end(day, now.script.desk, now.zone)
    return min(limit, end) if limit is not None else end


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def find(of: int, now: Situation) -> FollowUp | None:
    """The follow-up added as event number `of`."""
    return next((f for f in now.call.follow_ups if f.n == of), None)


def amend(action: act.AmendFollowUp, now: Situation) -> Decision:
    """Change what a follow-up holds, or its day within the rule."""
    follow_up = find(action.of, now)
    if follow_up is None:
        return Refused("That follow-up is not on record.")
    fields = dict(follow_up.fields) | {name: plain(value).strip() for name, value in action.fields}
    due = follow_up.due
    if action.due is not None:
        rule = due_rule(rule_of(now.script, FollowUpKind(follow_up.kind)), fields, now)
        latest = _latest(rule, action.due, now)
        if isinstance(latest, Refused):
            return latest
        due = latest
    held = tuple((name, value) for name, value in fields.items() if value)
    if held == follow_up.fields and due == follow_up.due:
        return Allowed()
    return Allowed((ev.FollowUpAmended(action.of, held, due),))


def finish(action: act.FinishFollowUp, now: Situation) -> Decision:
    """A follow-up is done; a report is done only when somebody is named who was told, H11."""
    follow_up = find(action.of, now)
    if follow_up is None:
        return Refused("That follow-up is not on record.")
    if follow_up.done:
        return Refused("That is done already.")
    by = plain(action.by).strip()
    if follow_up.kind == FollowUpKind.REPORT and not by:
        return Refused("Write down who was told.")
    return Allowed((ev.FollowUpDone(action.of, by or now.call.started.agent),))


def threat_report(now: Situation) -> tuple[ev.FollowUpAdded, ...]:
    """The report a threat owes; nothing when one is owed already."""
    if any(f.kind == FollowUpKind.REPORT and f.field("reason") == THREAT for f in now.call.owed):
        return ()
    label = rule_of(now.script, FollowUpKind.REPORT).label
    return (
        ev.FollowUpAdded(
            FollowUpKind.REPORT, label, (("reason", THREAT),), ("reason",), now.now, now.now, "now"
        ),
    )
