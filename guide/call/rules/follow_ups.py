"""Follow-ups: what is owed after the call, what each must hold, and until when."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, tzinfo

from msgspec import UNSET, Struct, UnsetType

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.phone_number import normal_number
from guide.call.rules.names import is_oneself, why_no_name
from guide.call.state import Call, FollowUp, number_of
from guide.call.wording import words_of
from guide.script.answers import looks_back
from guide.script.dates import (
    shown_day,
    shown_time,
    shown_time_of_day,
    typed_day,
    typed_time,
)
from guide.script.desk import agreed_days, due_at, moment_on
from guide.script.model import (
    CALLER_FIELDS,
    CALLERS_NUMBER,
    USUAL_FOLLOW_UPS,
    AnswerKind,
    DueRule,
    FollowUpKind,
    FollowUpRule,
    Reason,
    Script,
    usual_follow_up,
    usual_label,
)
from guide.text import counted, plain, plain_line, shortened

THREAT = "threat"
"""The reason of the report that a threat owes, where no reason of a script words it."""

TOLD_ONESELF = "A supervisor has to be told: that is yourself. Write down who was told."

THREAT_OWED = "The threat is on record: a supervisor is still to be told."


def rule_now(kind: str, context: Context) -> FollowUpRule:
    """The rule that holds at this place of the call; see `home`."""
    return home(kind, context).rule_for(kind)


def kinds_here(context: Context) -> list[str]:
    """Every kind of follow-up there is on this call: the usual ones, and its scripts' own.

    They stand in the order in which the call came to the scripts: going on renumbers none.
    """
    scripts = _scripts_of_call(context)
    own = (rule.kind for script in scripts for rule in script.follow_ups if rule.own)
    return list(dict.fromkeys((*FollowUpKind, *own)))


def home(kind: str, context: Context) -> Script:
    """The script whose rule and desk hold for a kind of follow-up.

    The one in hand, or else the nearest on the way here that has a rule: a callback promised within
    the hang-up protocol is due as in the script that led there. A kind of a script's own may come
    from any that the call came to.
    """
    scripts = _scripts_here(context)
    if kind not in USUAL_FOLLOW_UPS:
        scripts += _scripts_of_call(context)
    return next((script for script in scripts if script.follow_up(kind)), context.script)


def _scripts_here(context: Context) -> list[Script]:
    """The script in hand, the one it was opened from, and so on, to the one the call is in."""
    return [context.script, *(there.script for there in context.left)]


def _scripts_of_call(context: Context) -> list[Script]:
    """The scripts that the call came to, the one it began with first."""
    found = map(context.library.get, dict(context.call.scripts))
    return [script for script in found if script is not None]


def _known_fields(rule: FollowUpRule, context: Context) -> dict[str, str]:
    """What the call already knows of the fields that a follow-up must hold."""
    return _held({name: context.call.detail(name) for name in rule.needs})


def kinds_owed(context: Context) -> list[str]:
    """The kinds that the step in hand requires and that are not recorded."""
    recorded = {f.kind for f in context.call.follow_ups}
    return [kind for kind in context.step.owes if kind not in recorded]


def offered_fields(kind: str, context: Context) -> dict[str, str]:
    """What a further follow-up of a kind begins with, for the agent to look at.

    That is what the call knows; but a number that is not to be called is asked for where the
    caller's is on record as such already: it is another one.
    """
    known = _known_fields(rule_now(kind, context), context)
    again = [f.field(CALLERS_NUMBER) for f in context.call.follow_ups if f.kind == kind]
    if kind == FollowUpKind.DO_NOT_CALL and known.get(CALLERS_NUMBER) in again:
        del known[CALLERS_NUMBER]
    return known


def details_corrected(
    offered: Mapping[str, str], typed: Mapping[str, str], context: Context, of: int = 0
) -> tuple[act.WriteDetail, ...]:
    """The details that are corrected by typing over them in a follow-up, event `of` if recorded."""
    found = []
    for name, before in offered.items():
        now = context.answer(name, typed.get(name, "")).value
        is_detail = bool(before) and before == context.call.detail(name)
        if now and now != before and is_detail and not _has_its_own(name, before, context, of):
            found.append(act.WriteDetail(name, now))
    return tuple(found)


_OF_USUAL_KINDS = frozenset(name for one in USUAL_FOLLOW_UPS.values() for name in one.needs)


def _has_its_own(name: str, value: str, context: Context, of: int) -> bool:
    """Whether what is typed over this detail in a follow-up is that one's alone.

    The number that is to be called, or not to be, need not be the caller's, nor is what a complaint
    is about what they called about; what was agreed is worded there for whoever keeps it. And what
    another follow-up was promised with stays that one's: a second visit is on another day.
    """
    if name in _OF_USUAL_KINDS:
        return name != "caller"
    others = (one for one in context.call.follow_ups if one.n != of)
    is_phone = context.field(name).kind is AnswerKind.PHONE
    return is_phone or any(one.field(name) == value for one in others)


def report_for(reason: Reason, context: Context) -> act.Action:
    """What puts a reason to report on record: the script's first threat is reported as one, H11."""
    threat = next((one for one in reasons(context) if one.threat), None)
    if reason == threat:
        return act.ReportThreat()
    return act.AddFollowUp(FollowUpKind.REPORT, (("reason", reason.label),))


class Due(Struct, frozen=True):
    """Until when something is owed, in UTC: what is aimed at, the latest; the rule's own words."""

    aim: datetime | None
    latest: datetime | None
    rule: str


class Agreed(Struct, frozen=True):
    """The day that was agreed on with the caller, and the time of it, each if there is one."""

    day: date | None = None
    at: time | None = None


NOTHING_AGREED = Agreed()


def agreed_in(fields: Mapping[str, str], script: Script, today: date) -> Agreed:
    """What the answers in a follow-up's fields say of a day and a time: the first of each kind.

    A day that is over was not agreed on, such as one of birth.
    """
    day, at = None, None
    for field in script.fields:
        text = fields.get(field.id, "")
        if field.kind is AnswerKind.DATE and day is None and not looks_back(field, today):
            told = typed_day(text, today)
            day = told if told is not None and told >= today else None
        elif field.kind is AnswerKind.TIME and at is None:
            at = typed_time(text)
    return Agreed(day, at)


def asks_for(kind: AnswerKind, follow_up: str, context: Context) -> bool:
    """Whether a follow-up needs a day that is ahead, or a time, as an answer to a field."""
    script, today = home(follow_up, context), context.time.date()
    return any(
        field.kind is kind and not looks_back(field, today)
        for field in map(script.field, script.rule_for(follow_up).needs)
        if field is not None
    )


def due_now(
    kind: str, fields: dict[str, str], context: Context, agreed: Agreed = NOTHING_AGREED
) -> Due | Refused:
    """Until when a follow-up with these fields is owed if it is promised now.

    What was `agreed` on is earlier; where the rule asks for an agreement, a day and a time among
    the fields are that, too. A threat is to be reported now, H11.
    """
    script = home(kind, context)
    rule = script.rule_for(kind).due_on(context.day_of(script))
    if kind == FollowUpKind.REPORT and is_threat(fields.get("reason", ""), context):
        rule = DueRule("now", "now")
    aim = due_at(rule.aim, context.time, script.desk, context.zone_of(script)) if rule else None
    if rule and agreed_days(rule.latest) is not None:
        agreed = _together(agreed, fields, script, context)
    latest = _latest(rule, agreed, context.time, script, context)
    if isinstance(latest, Refused):
        return latest
    # A day that was agreed on is what is aimed at: no earlier one is told.
    nearest = latest if agreed.day else min(aim, latest) if aim and latest else aim
    return Due(nearest, latest, rule.latest if rule else "")


def asks_day(kind: str, rule: str) -> bool:
    """Whether a day is agreed on with the caller: the rule says so, or it is what was agreed."""
    return kind == FollowUpKind.AGREED or agreed_days(rule) is not None


def asks_day_beside(kind: str, rule: str, context: Context) -> bool:
    """Whether the day is asked for beside the fields: an answer among them is the one agreed on."""
    return asks_day(kind, rule) and not asks_for(AnswerKind.DATE, kind, context)


def _together(
    agreed: Agreed, fields: Mapping[str, str], script: Script, context: Context
) -> Agreed:
    """What was agreed on, with what the fields say of it beside."""
    today = context.time.astimezone(context.zone_of(script)).date()
    told = agreed_in(fields, script, today)
    return Agreed(agreed.day or told.day, agreed.at or told.at)


def zone_of(kind: str, context: Context) -> tzinfo:
    """The zone in which a follow-up's due time is reckoned, and read."""
    return context.zone_of(home(kind, context))


def is_threat(reason: str, context: Context) -> bool:
    """Say whether a report's reason, an id or a label, is a threat."""
    scripts = (*_scripts_here(context), *((context.protocol,) if context.protocol else ()))
    found = (r for script in scripts for r in script.reports)
    return reason == THREAT or any(r.threat and reason in (r.id, r.label) for r in found)


def reason_label(reason: str, context: Context) -> str:
    """A report's reason as its script words it; one that no script has, as it is."""
    every = reasons(context)
    found = next((r for r in every if reason in (r.id, r.label)), None)
    if found is None and reason == THREAT:
        found = next((r for r in every if r.threat), None)
    return found.label if found else reason


def _label_of_id(reason: str, context: Context) -> str | UnsetType:
    """The label of a reason that is told by its id."""
    label = reason_label(reason, context)
    return UNSET if label == reason else label


def reasons(context: Context) -> tuple[Reason, ...]:
    """The reasons to report a call: of the script in hand, and of the protocol."""
    protocol = context.protocol
    other = protocol.reports if protocol and protocol is not context.script else ()
    known = {r.id for r in context.script.reports}
    return (*context.script.reports, *(r for r in other if r.id not in known))


def threats_owed(context: Context) -> tuple[FollowUp, ...]:
    """The reports of threats for which nobody who was told is named yet; H11."""
    return tuple(f for f in _threats(context) if not f.done)


def threats_told(context: Context) -> tuple[FollowUp, ...]:
    """The reports of threats for which somebody who was told is named."""
    return tuple(f for f in _threats(context) if f.done and not f.closed_as)


def _threats(context: Context) -> Iterable[FollowUp]:
    reports = (f for f in context.call.follow_ups if f.kind == FollowUpKind.REPORT)
    return (f for f in reports if is_threat(f.field("reason"), context))


def add(action: act.AddFollowUp, context: Context) -> Decision:
    """Record something owed. What it lacks does not stop the agent; it is asked for at the end."""
    if action.kind not in kinds_here(context):
        return Refused(f"There is no follow-up “{action.kind}” here.")
    rule = rule_now(action.kind, context)
    typed = _answered(_clean(action.fields), context)
    if isinstance(typed, Refused):
        return typed
    fields = _held(_known_fields(rule, context) | typed)
    reason = fields.get("reason", "")
    if refused := _why_not_report(rule.kind, reason, action.done_by, context):
        return refused
    if no_number := _why_no_number(rule.kind, fields):
        return Refused(no_number)
    if why := _why_not_by(rule.kind, plain_line(action.done_by or ""), context):
        return Refused(why)
    due = due_now(action.kind, fields, context, Agreed(action.due, action.due_time))
    if isinstance(due, Refused):
        return due
    phone = _phone_in(rule, context)
    added = ev.FollowUpAdded(
        action.kind,
        rule.label,
        tuple(fields.items()),
        rule.needs,
        due.aim,
        due.latest,
        due.rule,
        _label_of_id(reason, context),
        _if_to_be_called(action, action.kind, fields, rule.needs, phone or CALLERS_NUMBER, context),
        _own_labels((*rule.needs, *fields), context) or UNSET,
        rule.terms.internal if rule.own else UNSET,
        rule.owner or UNSET,
        phone or UNSET,
    )
    details = _details(fields, context, {})
    if action.done_by is None:
        return Allowed((*details, added))
    number = len(context.call.entries) + len(details) + 1
    by = plain_line(action.done_by) or context.call.started.agent
    return Allowed((*details, added, ev.FollowUpDone(number, by)))


def _own_labels(names: Iterable[str], context: Context) -> tuple[tuple[str, str], ...]:
    """What the script calls those of these fields that it gives a label of its own."""
    labels = ((name, context.field(name).label) for name in dict.fromkeys(names))
    return tuple((name, label) for name, label in labels if label != usual_label(name))


def _phone_in(rule: FollowUpRule, context: Context) -> str:
    """The field with the number to call, where the script has an answer of that kind for it.

    That is none where `number` is asked for, or nobody is called.
    """
    if CALLERS_NUMBER in rule.needs or not (rule.own or rule.terms.calls_back):
        return ""
    asked = filter(None, map(home(rule.kind, context).field, rule.needs))
    return next((field.id for field in asked if field.kind is AnswerKind.PHONE), "")


def number_to_call(
    kind: str,
    fields: Mapping[str, str],
    needs: Collection[str],
    of_caller: str,
    number_in: str = CALLERS_NUMBER,
) -> str:
    """The number that a follow-up is kept by calling; empty for one that is not.

    It is its own, in the field `number_in`; or, where the usual one belongs to it and it holds
    none, that of the caller.
    """
    usual = usual_follow_up(kind)
    if not usual.calls_back:
        return ""
    belongs = number_in == CALLERS_NUMBER and CALLERS_NUMBER in (*usual.needs, *needs)
    return fields.get(number_in, "") or (of_caller if belongs else "")


def _if_to_be_called(
    action: act.AddFollowUp | act.AmendFollowUp,
    kind: str,
    fields: Mapping[str, str],
    needs: Collection[str],
    number_in: str,
    context: Context,
) -> bool | UnsetType:
    """Whether it is recorded that the number is listed."""
    called = number_to_call(kind, fields, needs, context.call.detail(CALLERS_NUMBER), number_in)
    return True if action.listed and called else UNSET


def is_listed(follow_up: FollowUp, call: Call) -> bool:
    """Whether the number that a follow-up is to call was on the do-not-call list.

    As it was written down, or since that was asked for on this very call.
    """
    held, needs = dict(follow_up.fields), follow_up.event.needs
    of_caller = call.detail(CALLERS_NUMBER)
    called = number_to_call(follow_up.kind, held, needs, of_caller, follow_up.number_in)
    number = normal_number(called)
    if not number:
        return False
    asked = (f for f in call.follow_ups if f.kind == FollowUpKind.DO_NOT_CALL)
    now = any(normal_number(number_of(one, call)) == number for one in asked)
    return now or number in call.listed


def _details(
    fields: dict[str, str], context: Context, before: dict[str, str]
) -> tuple[ev.Detailed, ...]:
    """What a follow-up tells anew of what the script asks for: it is a detail too.

    That is what was not written down yet, and what corrects a detail that stood in it `before`.
    """
    captured = (name for step in context.script.steps for name in step.capture)
    found = []
    for name in dict.fromkeys((*CALLER_FIELDS, *captured)):
        value, now = plain_line(fields.get(name, "")), context.call.detail(name)
        if value and value != now and now in ("", before.get(name)):
            found.append(ev.Detailed(name, context.field(name).label, value))
    return tuple(found)


def _answered(typed: dict[str, str], context: Context) -> dict[str, str] | Refused:
    """What was typed into a form, each as its field takes it; or the first that is no answer."""
    found = {}
    for name, text in typed.items():
        field = context.script.field(name)
        if field is None or field.kind is AnswerKind.TEXT:
            found[name] = text
            continue
        answer = context.answer(name, text)
        if answer.why_not:
            return Refused(answer.why_not)
        found[name] = answer.value
    return found


def _clean(fields: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {name: plain(value).strip() for name, value in fields}


def _held(fields: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def _why_not_report(
    kind: str, reason: str, done_by: str | None, context: Context
) -> Refused | None:
    """Why a report is not to be added: it is owed already, or nobody is named who was told."""
    if kind != FollowUpKind.REPORT:
        return None
    owed = (f.field("reason") for f in context.call.owed if f.kind == kind)
    label = reason_label(reason, context)
    if reason and any(reason_label(one, context) == label for one in owed):
        if is_threat(reason, context):
            return Refused(THREAT_OWED, "follow-up")
        return Refused(f"“{label}” is to be reported already.", "follow-up")
    if done_by is not None and not plain_line(done_by):
        return Refused("Write down who was told.")
    return None


def _why_no_number(kind: str, fields: Mapping[str, str]) -> str | None:
    """Why nobody can be kept from calling this number: a dialer's list holds numbers alone."""
    number = fields.get(CALLERS_NUMBER, "")
    if kind != FollowUpKind.DO_NOT_CALL or not number or normal_number(number):
        return None
    return f"“{shortened(number, 40)}” is no phone number: type its digits."


def _latest(
    rule: DueRule | None, agreed: Agreed, since: datetime, script: Script, context: Context
) -> datetime | Refused | None:
    """The latest moment: by the rule, from when it was promised; or an earlier one agreed on."""
    zone, day = context.zone_of(script), agreed.day
    limit = due_at(rule.latest, since, script.desk, zone) if rule else None
    if day is None:
        return limit
    today = context.time.astimezone(zone).date()
    if day < today:
        return Refused(f"{shown_day(day, today)} is over: agree on today or a later day.")
    if rule is not None and limit is not None and day > limit.astimezone(zone).date():
        within = agreed_days(rule.latest)
        why = f"{counted(within, 'day')} at most" if within else "by the script"
        last = shown_day(limit.astimezone(zone).date(), today)
        return Refused(f"{last} is the last day you can agree on ({why}).")
    end = moment_on(day, agreed.at, script.desk, zone)
    if agreed.at and end < context.time:
        return Refused(f"{shown_time_of_day(agreed.at)} is over: agree on a later time.")
    return min(limit, end) if limit is not None else end


def agreed_with(field: str, context: Context, but: Collection[int] = ()) -> FollowUp | None:
    """What is still to do by a day that was agreed on together with this detail.

    That is what holds it, or is due by another answer to the same question; `but` for these.
    """
    value = context.call.detail(field)
    for owed in context.call.owed if value else ():
        held = owed.field(field)
        if owed.n in but or not held or not _is_agreed(owed):
            continue
        if held == value or _told_by(owed, context) != _told_by(owed, context, {field: value}):
            return owed
    return None


def keeping(field: str, context: Context) -> tuple[FollowUp, ...]:
    """What holds a detail of the caller's or the call's, and goes on to if that is taken out.

    What a report is about is no such detail, even where a script has one so named.
    """
    return tuple(
        one
        for one in context.call.follow_ups
        if one.kind != FollowUpKind.REPORT and not one.closed_as
        if field in one.event.needs and one.field(field)
    )


def _is_agreed(owed: FollowUp) -> bool:
    return owed.due is not None and agreed_days(owed.event.rule) is not None


def _told_by(owed: FollowUp, context: Context, anew: Mapping[str, str] | None = None) -> Agreed:
    """What the answers that a follow-up holds, with those given `anew`, say was agreed on."""
    fields = dict(owed.fields) | dict(anew or {})
    return _together(NOTHING_AGREED, fields, home(owed.kind, context), context)


def moved_with(
    name: str, typed: str, context: Context, before: str = ""
) -> tuple[act.AmendFollowUp, ...]:
    """What moves each follow-up that is due by an answer, a day or a time, to what is typed now.

    They hold it as it was `before`: as it is on record, unless that is given.
    """
    before, answer = before or context.call.detail(name), context.answer(name, typed)
    if not before or not answer.value:
        return ()
    moved = []
    for owed in context.call.owed:
        if owed.field(name) != before or owed.due is None or not _is_agreed(owed):
            continue
        was, told = _told_by(owed, context), _told_by(owed, context, {name: answer.value})
        # A day that is over was not agreed on.
        if told not in (was, NOTHING_AGREED) and (told.day or was.day is None):
            day = told.day or owed.due.astimezone(zone_of(owed.kind, context)).date()
            moved.append(act.AmendFollowUp(owed.n, ((name, answer.value),), day, told.at))
    return tuple(moved)


def day_of(follow_up: FollowUp, context: Context) -> str:
    """The day on which it is due, with the time that was agreed on; empty where it has no time."""
    if follow_up.due is None:
        return ""
    return day_agreed(follow_up.due, follow_up.kind, context, timed=True)


def day_agreed(at: datetime, kind: str, context: Context, *, timed: bool) -> str:
    """A day that was agreed on as one may type it; if `timed`, with its time, if it has one."""
    zone = zone_of(kind, context)
    due, today = at.astimezone(zone), context.time.astimezone(zone).date()
    if timed and at != moment_on(due.date(), None, home(kind, context).desk, zone):
        return shown_time(due, today)
    return shown_day(due.date(), today)


def find(of: int, context: Context) -> FollowUp | None:
    """The follow-up added as event number `of`."""
    return next((f for f in context.call.follow_ups if f.n == of), None)


def amend(action: act.AmendFollowUp, context: Context) -> Decision:
    """Change what a follow-up holds, or its day within the rule."""
    follow_up = find(action.of, context)
    if follow_up is None:
        return Refused("That follow-up is not on record.")
    typed = _answered(_clean(action.fields), context)
    if isinstance(typed, Refused):
        return typed
    fields = _held(dict(follow_up.fields) | typed)
    kind = follow_up.kind
    before, after = follow_up.field("reason"), fields.get("reason", "")
    if kind == FollowUpKind.REPORT and is_threat(before, context) != is_threat(after, context):
        why = "A threat stays one, and nothing becomes one: undo it, then add it anew."
        return Refused(why, "correct")
    if no_number := _why_no_number(kind, fields):
        return Refused(no_number)
    due = follow_up.due
    agreed = _agreed_anew(action, fields, follow_up, context)
    if agreed.day is not None:
        rule = DueRule("", follow_up.event.rule) if follow_up.event.rule else None
        script = home(kind, context)
        latest = _latest(rule, agreed, follow_up.at, script, context)
        if isinstance(latest, Refused):
            return latest
        due = latest
    held = tuple(fields.items())
    if held == follow_up.fields and due == follow_up.due:
        return Allowed()
    stood = dict(follow_up.fields)
    if not _gave_number(follow_up, context.call):
        stood.pop(CALLERS_NUMBER, None)
    details = _details(fields, context, stood)
    needs, number_in = follow_up.event.needs, follow_up.number_in
    listed = _if_to_be_called(action, kind, fields, needs, number_in, context)
    return Allowed((*details, ev.FollowUpAmended(action.of, held, due, listed)))


def _agreed_anew(
    action: act.AmendFollowUp, fields: Mapping[str, str], follow_up: FollowUp, context: Context
) -> Agreed:
    """What is agreed on now; nothing where neither it nor what the fields say of it is new."""
    script, given = home(follow_up.kind, context), Agreed(action.due, action.due_time)
    if agreed_days(follow_up.event.rule) is None:
        return given
    now = _together(given, fields, script, context)
    before = _together(given, dict(follow_up.fields), script, context)
    if given == NOTHING_AGREED and now == before:
        return NOTHING_AGREED
    if now.day is None and follow_up.due is not None:
        return Agreed(follow_up.due.astimezone(context.zone_of(script)).date(), now.at)
    return now


def _gave_number(follow_up: FollowUp, call: Call) -> bool:
    """Whether the caller's number is known from this follow-up alone, and is corrected with it."""
    known = call.details.get(CALLERS_NUMBER)
    if known is None:
        return False
    later = (one for one in call.entries[known.n :] if not isinstance(one.event, ev.Detailed))
    entry = next(later, None)
    if entry is None or (entry.at, entry.elapsed) != (known.at, known.elapsed):
        return False
    match entry.event:
        case ev.FollowUpAdded():
            return entry.n == follow_up.n
        case ev.FollowUpAmended(of=of):
            return of == follow_up.n
        case _:
            return False


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
    if why := _why_not_by(follow_up.kind, by, context):
        return Refused(why)
    return Allowed((ev.FollowUpDone(action.of, by or context.call.started.agent),))


def hear_done(action: act.HearDone, context: Context) -> Decision:
    """What others did about a follow-up is on record, once; it was done since it was added."""
    follow_up, by = find(action.of, context), plain_line(action.by)
    if follow_up is None or not by or action.closed_as not in _CLOSED_AS:
        return Allowed()
    at = max(follow_up.at, min(action.at, context.time))
    done = ev.FollowUpDone(action.of, by, at, action.closed_as or UNSET)
    return Allowed((done,)) if follow_up.done_at is None else Allowed()


def hear_undone(action: act.HearUndone, context: Context) -> Decision:
    """A follow-up is to do again once others have opened it again after it was done."""
    follow_up, by = find(action.of, context), plain_line(action.by)
    if follow_up is None or not by or follow_up.done_at is None or follow_up.done_at > action.at:
        return Allowed()
    at = min(action.at, context.time)
    return Allowed(
        tuple(
            ev.Corrected(entry.n, words_of(entry.event), by, max(at, follow_up.done_at))
            for entry in context.call.entries
            if isinstance(entry.event, ev.FollowUpDone) and entry.event.of == action.of
            if entry.n not in context.call.retracted
        )
    )


_CLOSED_AS = ("", "refused", "void")


def _why_not_by(kind: str, by: str, context: Context) -> str | None:
    """Why a follow-up is not done by this name, or a report told to it; None where it may be."""
    if kind == FollowUpKind.REPORT and is_oneself(by, context.call.started.agent):
        return TOLD_ONESELF
    return why_no_name(by)


def threat_report(context: Context) -> tuple[ev.FollowUpAdded, ...]:
    """The report a threat owes; nothing when one is owed already."""
    if threats_owed(context):
        return ()
    label, at = rule_now(FollowUpKind.REPORT, context).label, context.time
    report = FollowUpKind.REPORT
    fields, worded = (("reason", THREAT),), _label_of_id(THREAT, context)
    return (ev.FollowUpAdded(report, label, fields, ("reason",), at, at, "now", worded),)
