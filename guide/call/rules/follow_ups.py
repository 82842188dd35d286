"""Follow-ups: what is owed after the call, what each must hold, and until when."""

from datetime import date, datetime

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.state import FollowUp
from guide.script.desk import agreed_days, day_end, due_at
from guide.script.model import CALLER_FIELDS, DueRule, FollowUpKind, FollowUpRule, Script
from guide.text import plain, plain_line

THREAT = "threat"
"""The reason of the report that a threat owes, where no reason of a script words it."""

THREAT_OWED = "The threat is on record: a supervisor is still to be told."


def rule_now(kind: FollowUpKind, context: Context) -> FollowUpRule:
    """The rule that holds at this place of the call; see `home`."""
    return home(kind, context).rule_for(kind)


def home(kind: FollowUpKind, context: Context) -> Script:
    """The script whose rule and desk hold for a kind of follow-up.

    The one in hand, or else the nearest on the way here that has a rule: a callback promised within
    the hang-up protocol is due as in the script that led there.
    """
    return next((script for script in _way(context) if script.follow_up(kind)), context.script)


def _way(context: Context) -> list[Script]:
    """The script in hand, the one it was opened from, and so on, to the one the call is in."""
    return [context.script, *(there.script for there in context.left)]


def known_fields(rule: FollowUpRule, context: Context) -> tuple[tuple[str, str], ...]:
    """What the call already knows of the fields that a follow-up must hold."""
    known = ((name, context.call.detail(name)) for name in rule.needs)
    return tuple((name, value) for name, value in known if value)


def due_rule(rule: FollowUpRule, fields: dict[str, str], context: Context) -> DueRule | None:
    """The due times that apply today; a threat is to be reported now, H11."""
    if rule.kind is FollowUpKind.REPORT and is_threat(_reason(fields), context):
        return DueRule("now", "now")
    return rule.due_on(context.day_of(home(rule.kind, context)))


def is_threat(reason: str, context: Context) -> bool:
    """Say whether a report's reason, an id or a label, is a threat."""
    scripts = (*_way(context), *((context.protocol,) if context.protocol else ()))
    found = (r for script in scripts for r in script.reports)
    return reason == THREAT or any(r.threat and reason in (r.id, r.label) for r in found)


def threats_owed(context: Context) -> tuple[FollowUp, ...]:
    """The reports of threats for which nobody who was told is named yet; H11."""
    owed = (f for f in context.call.owed if f.kind == FollowUpKind.REPORT)
    return tuple(f for f in owed if is_threat(f.field("reason"), context))


def add(action: act.AddFollowUp, context: Context) -> Decision:
    """Record something owed. What it lacks does not stop the agent; it is asked for at the end."""
    rule = rule_now(action.kind, context)
    fields = _held(dict(known_fields(rule, context)) | _clean(action.fields))
    if refused := _why_not_report(rule.kind, _reason(fields), action.done_by, context):
        return refused
    due = due_rule(rule, fields, context)
    script = home(action.kind, context)
    aim = due_at(due.aim, context.time, script.desk, context.zone_of(script)) if due else None
    latest = _latest(due, action.due, context.time, script, context)
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
    details = _details(fields, context)
    if action.done_by is None:
        return Allowed((*details, added))
    number = len(context.call.entries) + len(details) + 1
    by = plain_line(action.done_by) or context.call.started.agent
    return Allowed((*details, added, ev.FollowUpDone(number, by)))


def _details(fields: dict[str, str], context: Context) -> tuple[ev.Detailed, ...]:
    """What a follow-up tells of the caller that was not written down yet: it is a detail too."""
    told = ((name, plain_line(fields.get(name, ""))) for name in CALLER_FIELDS)
    return tuple(
        ev.Detailed(name, context.script.label(name), value)
        for name, value in told
        if value and not context.call.detail(name)
    )


def _clean(fields: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {name: plain(value).strip() for name, value in fields}


def _reason(fields: dict[str, str]) -> str:
    return fields.get("reason", "")


def _held(fields: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def _why_not_report(
    kind: FollowUpKind, reason: str, done_by: str | None, context: Context
) -> Refused | None:
    """Why a report is not to be added: it is owed already, or nobody is named who was told."""
    if kind is not FollowUpKind.REPORT:
        return None
    if is_threat(reason, context) and threats_owed(context):
        return Refused(THREAT_OWED, "follow-up")
    owed = (f for f in context.call.owed if f.kind == kind)
    if reason and any(f.field("reason") == reason for f in owed):
        return Refused(f"“{reason}” is to be reported already.", "follow-up")
    if done_by is not None and not plain_line(done_by):
        return Refused("Write down who was told.")
    return None


def _latest(
    rule: DueRule | None, day: date | None, since: datetime, script: Script, context: Context
) -> datetime | Refused | None:
    """The latest moment: by the rule, from when it was promised; or an earlier day agreed on."""
    zone = context.zone_of(script)
    limit = due_at(rule.latest, since, script.desk, zone) if rule else None
    if day is None:
        return limit
    if day < context.time.astimezone(zone).date():
        return Refused(f"{_day(day)} is over: agree on today or a later day.")
    if rule is not None and limit is not None and day > limit.astimezone(zone).date():
        within = agreed_days(rule.latest)
        why = f"{within} days away at most" if within else "the script says so"
        return Refused(f"At the latest {_day(limit.astimezone(zone).date())}: {why}.")
    end = day_end(day, script.desk, zone)
    return min(limit, end) if limit is not None else end


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def find(of: int, context: Context) -> FollowUp | None:
    """The follow-up added as event number `of`."""
    return next((f for f in context.call.follow_ups if f.n == of), None)


def amend(action: act.AmendFollowUp, context: Context) -> Decision:
    """Change what a follow-up holds, or its day within the rule."""
    follow_up = find(action.of, context)
    if follow_up is None:
        return Refused("That follow-up is not on record.")
    fields = _held(dict(follow_up.fields) | _clean(action.fields))
    kind = FollowUpKind(follow_up.kind)
    before, after = follow_up.field("reason"), _reason(fields)
    if kind is FollowUpKind.REPORT and is_threat(before, context) != is_threat(after, context):
        why = "A threat stays one, and nothing becomes one: undo it, then add it anew."
        return Refused(why, "correct")
    due = follow_up.due
    if action.due is not None:
        rule = DueRule("", follow_up.event.rule) if follow_up.event.rule else None
        script = home(kind, context)
        latest = _latest(rule, action.due, follow_up.at, script, context)
        if isinstance(latest, Refused):
            return latest
        due = latest
    held = tuple(fields.items())
    if held == follow_up.fields and due == follow_up.due:
        return Allowed()
    return Allowed((*_details(fields, context), ev.FollowUpAmended(action.of, held, due)))


def finish(action: act.FinishFollowUp, context: Context) -> Decision:
    """A follow-up is done; a report is done only when somebody is named who was told, H11."""
    follow_up = find(action.of, context)
    if follow_up is None:
        return Refused("That follow-up is not on record.")
    if follow_up.done:
        return Refused("That is done already.")
    by = plain_line(action.by)
    if follow_up.kind == FollowUpKind.REPORT and not by:
        return Refused("Write down who was told.")
    return Allowed((ev.FollowUpDone(action.of, by or context.call.started.agent),))


def threat_report(context: Context) -> tuple[ev.FollowUpAdded, ...]:
    """The report a threat owes; nothing when one is owed already."""
    if threats_owed(context):
        return ()
    label, at = rule_now(FollowUpKind.REPORT, context).label, context.time
    report = FollowUpKind.REPORT
    return (ev.FollowUpAdded(report, label, (("reason", THREAT),), ("reason",), at, at, "now"),)
