"""Follow-ups: what is owed after the call. A kind, what it must hold, and until when."""

from datetime import date, datetime
from string import ascii_lowercase

from guide.call import actions as act
from guide.call.context import Allowed, Context
from guide.call.rules.follow_ups import THREAT, due_rule, known_fields, rule_now
from guide.call.state import FollowUp
from guide.script.dates import day_example, shown_day, typed_day
from guide.script.desk import agreed_days, due_at
from guide.script.model import USUAL_FOLLOW_UPS, FollowUpKind, Reason
from guide.tui.editor import Editor
from guide.tui.panels.ask import AskPanel
from guide.tui.panels.fields import Field, Fields
from guide.tui.panels.form import FormPanel
from guide.tui.panels.menu import Item, Menu
from guide.tui.panels.panel import Host, Panel
from guide.tui.rows import BLANK, Row, Span, Voice, row, wrapped


class FollowUpPanel(Panel):
    """Seven kinds, and what is on record already."""

    title = "Follow-up"
    hint = "1-7 adds · a-z opens · Esc"

    def __init__(self, context: Context) -> None:
        self._at = 0
        self._menu = self._items(context)

    def _items(self, context: Context) -> Menu:
        kinds = [
            Item(kind, rule_now(kind, context).label, rule_now(kind, context).coach)
            for kind in FollowUpKind
        ]
        held = [
            Item(
                f"#{f.n}",
                f"{'✓' if f.done else '!'} {_brief(f)}",
                _due_words(f, context),
                key=ascii_lowercase[i] if i < len(ascii_lowercase) else " ",
            )
            for i, f in enumerate(context.call.follow_ups)
        ]
        menu = Menu([*kinds, *held])
        menu.at = min(self._at, len(menu.items) - 1)
        return menu

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """The kinds, then what is recorded."""
        self._at = self._menu.at
        self._menu = self._items(context)
        return self._menu.shortened(width, height)

    def key(self, key: str, character: str, host: Host) -> None:
        """Open the form of a kind, or one that is recorded."""
        picked = self._menu.picked(key)
        if picked is None:
            return
        context = host.now()
        host.close()
        if picked.id.startswith("#"):
            held = next(f for f in context.call.follow_ups if f.n == int(picked.id[1:]))
            host.open(open_follow_up(held, context))
        else:
            host.open(add_follow_up(FollowUpKind(picked.id), context))


def add_follow_up(kind: FollowUpKind, context: Context) -> Panel:
    """The panel that adds one: reports are ticked from a list where the script has one."""
    if kind is FollowUpKind.REPORT:
        return ReportPanel(context)
    return FollowUpForm(context, kind)


def open_follow_up(held: FollowUp, context: Context) -> Panel:
    """The panel for one that is on record."""
    if held.kind == FollowUpKind.REPORT and not held.done:
        return told_panel(held)
    return FollowUpForm(context, FollowUpKind(held.kind), held)


def told_panel(held: FollowUp) -> AskPanel:
    """Ask who was told; hang-up-protocol, H11."""

    def answer(fields: Fields, host: Host) -> bool:
        return isinstance(host.do(act.FinishFollowUp(held.n, fields.value("by"))), Allowed)

    text = f"Owed: {_brief(held)}. It stays owed until somebody is named who was told."
    told = Field("by", "Who was told?", place=f"follow-up:{held.n}:by")
    return AskPanel("Report", text, [told], answer)


class FollowUpForm(FormPanel):
    """What one follow-up must hold; Enter on the last field records it."""

    hint = "Enter next · Esc closes"

    def __init__(self, context: Context, kind: FollowUpKind, held: FollowUp | None = None) -> None:
        rule = rule_now(kind, context)
        self.title = rule.label
        self._kind, self._held = kind, held
        known = dict(held.fields) if held else dict(known_fields(rule, context))
        names = list(dict.fromkeys((*rule.needs, *known)))
        fields = [Field(n, context.script.label(n), Editor.of(known.get(n, ""))) for n in names]
        due = due_rule(rule, known, context)
        desk, zone = context.script.desk, context.zone
        latest = due_at(due.latest, context.time, desk, zone) if due else None
        self._within = agreed_days(due.latest) if due else None
        if self._within is not None and latest is not None:
            day = _default_day(held, latest, context)
            fields.append(Field("due", f"Until (day, or +0 to +{self._within})", Editor.of(day)))
        self._latest = None if held else latest
        if held is None or not held.done:
            done = "me" if USUAL_FOLLOW_UPS[kind].done_at_once and held is None else ""
            fields.append(Field("done", "Done already? By whom (empty: owed)", Editor.of(done)))
        for one in fields:
            one.place = f"follow-up:{held.n if held else kind}:{one.id}"
        first = next((i for i, f in enumerate(fields) if not f.value), len(fields) - 1)
        super().__init__(Fields(fields, first))

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """The fields and the due time that the script's rule gives."""
        due: list[Row] = []
        latest = self._held.due if self._held else self._latest
        if latest is not None and self._within is None:
            text = f"due {_when(latest, context)} at the latest"
            due = [BLANK, *(row(Span(p, Voice.TITLE)) for p in wrapped(text, width))]
        rows = [*self._fields.rows(width, height - len(due)), *due]
        coach = rule_now(self._kind, context).coach
        if coach and len(rows) + 2 < height:
            rows += [BLANK, *(row(Span(p, Voice.COACH)) for p in wrapped(coach, width))]
        return rows

    def key(self, key: str, character: str, host: Host) -> None:
        """Type; Enter on the last field records."""
        if key != "enter":
            self._fields.key(key, character)
        elif not self._fields.at_last:
            self._fields.key("tab", "")
        else:
            self._record(host)

    def _record(self, host: Host) -> None:
        due: date | None = None
        if self._within is not None and self._fields.value("due"):
            context = host.now()
            today = context.time.astimezone(context.zone).date()
            due = typed_day(self._fields.value("due"), today)
            if due is None:
                host.tell(day_example(today))
                return
        done = self._fields.value("done")
        values = tuple((f.id, f.value) for f in self._fields.fields if f.id not in ("due", "done"))
        by = host.now().call.started.agent if done == "me" else done
        if self._held is None:
            added = act.AddFollowUp(self._kind, values, due, by or None)
            if isinstance(host.do(added), Allowed):
                latest = _due_words(host.now().call.follow_ups[-1], host.now())
                host.settled(self._fields)
                host.close()
                host.tell(f"Recorded: {self.title}, {latest}.")
            return
        decision = host.do(act.AmendFollowUp(self._held.n, values, due))
        if isinstance(decision, Allowed) and by:
            decision = host.do(act.FinishFollowUp(self._held.n, by))
        if isinstance(decision, Allowed):
            host.settled(self._fields)
            host.close()


class ReportPanel(Panel):
    """Reasons to report the call, each ticked with one key; irate-customers, I10."""

    title = "Report to the supervisor"
    hint = "1-9 ticks · Esc closes"

    def __init__(self, context: Context) -> None:
        self._reasons = report_reasons(context)
        self._menu = Menu([])
        self._refresh(context)

    def _refresh(self, context: Context) -> None:
        at = self._menu.at
        reports = (f for f in context.call.follow_ups if f.kind == FollowUpKind.REPORT)
        ticked = {report.field("reason") for report in reports}
        items = [
            Item(r.id, f"{'✓ ' if r.id in ticked or r.label in ticked else ''}{r.label}")
            for r in self._reasons
        ]
        self._menu = Menu([*items, Item("", "Another reason, in your words")])
        self._menu.at = at

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """The reasons."""
        self._refresh(context)
        return self._menu.rows(width, height)

    def key(self, key: str, character: str, host: Host) -> None:
        """Tick a reason, or ask for one."""
        picked = self._menu.picked(key)
        if picked is None:
            return
        if picked.id:
            reason = next(r for r in self._reasons if r.id == picked.id)
            if picked.label.startswith("✓"):
                host.tell(f"On record already: {reason.label}.")
                return
            _report(THREAT if reason.threat else reason.label, host)
        else:
            host.open(reason_panel())


def reason_panel() -> AskPanel:
    """Ask for a reason to report that is not on the list."""

    def answer(fields: Fields, host: Host) -> bool:
        return _report(fields.value("why"), host)

    why = Field("why", "Reason", place="report:why")
    return AskPanel("Report", "Why is it to be reported?", [why], answer)


def _report(reason: str, host: Host) -> bool:
    action: act.Action = (
        act.ReportThreat()
        if reason == THREAT
        else act.AddFollowUp(FollowUpKind.REPORT, (("reason", reason),))
    )
    return isinstance(host.do(action), Allowed)


def report_reasons(context: Context) -> tuple[Reason, ...]:
    """The reasons of the script in hand, then those of the protocol."""
    protocol = context.protocol
    other = protocol.reports if protocol and protocol is not context.script else ()
    known = {r.id for r in context.script.reports}
    return (*context.script.reports, *(r for r in other if r.id not in known))


def _default_day(held: FollowUp | None, latest: datetime, context: Context) -> str:
    when = held.due if held and held.due else latest
    today = context.time.astimezone(context.zone).date()
    return shown_day(when.astimezone(context.zone).date(), today)


def _brief(held: FollowUp) -> str:
    first = next((v for _, v in held.fields if v), "")
    return f"{held.label}: {first}" if first else held.label


def _due_words(held: FollowUp, context: Context) -> str:
    if held.done:
        return f"done by {held.done_by}"
    due = f"owed, due {_when(held.due, context)}" if held.due else "owed"
    lacks = ", ".join(context.script.label(n).lower() for n in held.lacks)
    return f"{due} · lacks {lacks}" if lacks else due


def _when(at: datetime, context: Context) -> str:
    local = at.astimezone(context.zone)
    return f"{local:%a} {local.day} {local:%b %H:%M}"
