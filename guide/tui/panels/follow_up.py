"""Follow-ups: what is owed after the call. A kind, what it must hold, and until when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed, Context, Refused
from guide.call.events import AskKind
from guide.call.phone_number import normal_number, number_doubt
from guide.call.rules.follow_ups import (
    Due,
    add,
    amend,
    asks_day_beside,
    asks_for,
    day_agreed,
    details_corrected,
    due_now,
    find,
    kinds_here,
    kinds_owed,
    offered_fields,
    reason_label,
    reasons,
    report_for,
    rule_now,
    threats_owed,
    zone_of,
)
from guide.call.rules.names import meant_name, why_no_name
from guide.call.state import FollowUp
from guide.call.wording import closed_elsewhere, done_words
from guide.script.dates import coming_moment, day_example, far_ahead, shown_time
from guide.script.model import CALLER_FIELDS, AnswerKind, FollowUpKind
from guide.session.at_desk import AtDesk
from guide.tui.keys import by_id
from guide.tui.panel import (
    OUT_OF_FIELDS,
    Host,
    Item,
    Panel,
    Shape,
    Text,
    digit_key,
    done,
    letters_but,
)
from guide.tui.panels.board import AtBoard
from guide.tui.panels.forms import (
    AskPanel,
    answer_field,
    doubts,
    far_days,
    name_doubts,
    name_field,
    named_field,
    still_right,
    why_no_answer,
)
from guide.tui.rows import Voice

OPPOSITE = timedelta(seconds=0.8)
"""What was picked sooner than this after itself was meant once, and is not taken back."""

_LETTERS = letters_but("fwxy")
"""The keys of what is recorded. `f` opened the panel."""

_DONE = name_field("done", hint="blank if not", alone=False)


def follow_up_panel(context: Context) -> Panel:
    """What `f` opens: the list; over it the form of the one kind that is owed at this step."""
    every, owed = FollowUpPanel(), kinds_owed(context)
    return add_follow_up(owed[0], context, every) if len(owed) == 1 else every


class FollowUpPanel(Panel):
    """What this step requires, the other kinds, and what is recorded. A kind keeps its key."""

    title = "Follow-up"
    action = "follow-up"

    def shape(self, context: Context) -> Shape:
        owed = kinds_owed(context)
        others = [kind for kind in kinds_here(context) if kind not in owed]
        items = (
            *(_kind_item(kind, "Required at this step", context) for kind in owed),
            *(_kind_item(kind, "Add", context) for kind in others),
            *_held_items(context),
        )
        return Shape(items=items, start=items[0].id)

    def picked(self, item: Item, host: Host) -> None:
        """Open the form of a kind, or of one that is recorded."""
        context = host.now()
        if not item.id.startswith("#"):
            if item.id == FollowUpKind.REPORT:
                host.close()
            host.open(add_follow_up(item.id, context, self))
        elif held := find(int(item.id[1:]), context):
            host.open(open_follow_up(held, context, host.desk))


def _kind_item(kind: str, heading: str, context: Context) -> Item:
    rule = rule_now(kind, context)
    key = digit_key(kinds_here(context).index(kind) + 1)
    aside = rule.coach if kind in kinds_owed(context) else ""
    return Item(kind, rule.label, aside, key, heading=heading)


def _held_items(context: Context) -> Iterator[Item]:
    for number, held in enumerate(context.call.follow_ups):
        label = f"{'✓' if held.done else '!'} {brief(held, context)}"
        key = _LETTERS[number] if number < len(_LETTERS) else ""
        yield Item(f"#{held.n}", label, still_to_do(held, context), key, heading="Recorded")


def add_follow_up(kind: str, context: Context, kinds: FollowUpPanel | None = None) -> Panel:
    """The panel that adds one, opened from the list of `kinds`: reports are ticked in their own."""
    if kind == FollowUpKind.REPORT:
        return ReportPanel(context, kinds)
    form = FollowUpForm(context, kind)
    form.beneath = kinds
    return form


def open_follow_up(held: FollowUp, context: Context, desk: AtDesk | None = None) -> Panel:
    """The panel for one that is recorded."""
    if held.kind == FollowUpKind.REPORT and not held.done:
        return told_panel((held,), context, desk)
    return FollowUpForm(context, held.kind, held)


class FollowUpForm(Panel):
    """What one follow-up must hold; Enter in the last field records it."""

    def __init__(self, context: Context, kind: str, held: FollowUp | None = None) -> None:
        rule = rule_now(kind, context)
        self.title = held.label if held else rule.label
        self._kind, self._of = kind, held.n if held else 0
        self._lists = kind == FollowUpKind.DO_NOT_CALL
        known = dict(held.fields) if held else offered_fields(kind, context)
        self._offered = known
        # The number comes last: where all is known, it is what one looks at once more.
        names = sorted(dict.fromkeys((*rule.needs, *known)), key=lambda name: name == "number")
        self._names = tuple(names)
        kinds = {name: context.field(name).kind for name in names if name != "number"}
        self._phones = tuple(name for name, kind in kinds.items() if kind is AnswerKind.PHONE)
        self.number, self._caller = self._in_hand(known), known.get("caller", "")
        self.calls_back = rule.terms.calls_back or (rule.own and bool(self._phones))
        fields = [
            answer_field(context.field(name), known.get(name, ""), "", context) for name in names
        ]
        due = due_now(kind, known, context)
        promised = due.latest if isinstance(due, Due) else None
        self._latest = held.due if held else promised
        self._agreed = isinstance(due, Due) and asks_day_beside(kind, due.rule, context)
        self._day = ""
        self._answered: dict[str, str] = {}
        self._doubted, self._sure = "", False
        if self._agreed:
            timed = held is not None and not asks_for(AnswerKind.TIME, kind, context)
            latest = self._latest
            shown = day_agreed(latest, kind, context, timed=timed) if latest else ""
            fields.append(named_field("due", value=shown))
        if held is None or not held.done:
            fields.append(_DONE)
        self._values = {one.id: one.value for one in fields}
        place = f"follow-up:{held.n if held else kind}"
        self._fields = tuple(replace(one, place=f"{place}:{one.id}") for one in fields)

    def shape(self, context: Context) -> Shape:
        below = [*name_doubts(self._caller), *doubts(self.number, listed=self._lists)]
        if doubt := self._day_doubt(context):
            below.append(Text(doubt, Voice.AMBER_TEXT))
        elif far := self._far_day(context):
            below.append(Text(far, Voice.AMBER_TEXT))
        below += far_days(self._answered, context)
        if self._latest is not None and not self._agreed:
            due = moment_shown(self._latest, self._kind, context)
            below.append(Text(f"Due {due} at the latest"))
        if coach := rule_now(self._kind, context).coach:
            below.append(Text(coach, Voice.COACH))
        return Shape(
            fields=self._fields,
            items=self._ways_back(context),
            below=tuple(below),
            confirm=self._anyway(),
            hint=self._hint(),
            start=self._start(),
        )

    def _hint(self) -> str:
        if self._anyway():
            return "y records · Tab: correct"
        return "Tab: list below" if self._of else "Enter: next, records"

    def _anyway(self) -> Item | None:
        """The yes that a number takes which is doubted, and is to be kept from being called."""
        if not self._doubted or self._doubted != self.number:
            return None
        return Item("anyway", f"Record “{self._doubted}” as it is", key="y", enters=True)

    def _start(self) -> str:
        """The first thing to decide: what is not known; a number in doubt; or what comes last."""
        asked = [one for one in self._fields if one.id != "done"]
        unknown = [one.id for one in asked if not one.value]
        phones = (one for one in asked if one.id in ("number", *self._phones))
        doubted = [one.id for one in phones if number_doubt(one.value, listed=self._lists)]
        return next(iter((*unknown, *doubted)), asked[-1].id if asked else "done")

    def _day_doubt(self, context: Context) -> str:
        """Why the day that was last looked at is none to agree on; empty where it is one."""
        if not self._day:
            return ""
        today = _today(self._kind, context)
        typed = coming_moment(self._day, today)
        if typed is None:
            return f"Due: {day_example(today)}"
        return self._why_refused_by("due", self._day, context)

    def _far_day(self, context: Context) -> str:
        """What is asked of a day that is hardly the one that was meant; empty where it may be.

        The one that stood there is the script's.
        """
        if any(one.id == "due" and one.value == self._day for one in self._fields):
            return ""
        today = _today(self._kind, context)
        typed = coming_moment(self._day, today) if self._day else None
        far = far_ahead(typed[0], today) if typed else ""
        return f"Is that the day? It is {far}." if far else ""

    def _ways_back(self, context: Context) -> tuple[Item, ...]:
        """What can be undone of one that is recorded."""
        held, call = find(self._of, context), context.call
        if held is None:
            return ()
        words, action = "undone; stays in the log", act.Correct(held.n)
        known = closed_elsewhere(held)
        taken = Item("withdraw", "Not needed after all", words, action=action, warns=known)
        finished = (
            entry.n
            for entry in reversed(call.entries)
            if isinstance(entry.event, ev.FollowUpDone) and entry.event.of == held.n
            if entry.n not in call.retracted
        )
        of = next(finished, 0)
        if not of:
            return (taken,)
        words, action = "then it is to do again", act.Correct(of)
        return (Item("undone", "Not done after all", words, action=action), taken)

    def typed(self, values: Mapping[str, str], host: Host) -> None:
        """Look at the number as it is typed; a day is not looked at before one leaves it."""
        self._values = dict(values)
        self.number, self._caller = self._in_hand(values), values.get("caller", "")
        if values.get("due", "") != self._day:
            self._day = ""
        self._answered = {n: held for n, held in self._answered.items() if values.get(n) == held}

    def why_not(self, field: str, value: str, context: Context) -> str:
        if field == "due":
            self._day = value
            return self._day_doubt(context)
        if why := why_no_answer(field, value, context):
            return why
        return self._why_refused_by(field, value, context)

    def _why_refused_by(self, field: str, value: str, context: Context) -> str:
        """The same, where it is this value in one of the fields that is refused."""
        why = self._why_refused(self._values | {field: value}, context)
        return why if why != self._why_refused(self._values | {field: ""}, context) else ""

    def _why_refused(self, values: Mapping[str, str], context: Context) -> str:
        """Why nothing is on record that holds these values; empty where it would be."""
        fields = tuple((name, values.get(name, "")) for name in self._names)
        typed = coming_moment(values.get("due", ""), _today(self._kind, context))
        day, at = typed or (None, None)
        if self._of:
            decision = amend(act.AmendFollowUp(self._of, fields, day, at), context)
        else:
            decision = add(act.AddFollowUp(self._kind, fields, day, due_time=at), context)
        return decision.reason if isinstance(decision, Refused) else ""

    def left(self, field: str, value: str, host: Host) -> bool:
        """Look at a day once its field was left. Nothing is on record yet."""
        if field == "due":
            self._day = value
        elif value != self._offered.get(field, ""):
            self._answered[field] = value
        return False

    def picked(self, item: Item, host: Host) -> None:
        if item.id == "anyway":
            self._sure = True
        elif item.action is not None and done(host, item.action):
            self._close(host)

    def entered(self, values: Mapping[str, str], host: Host) -> bool:
        """Record it, or what has changed in it."""
        by = values.get("done", "")
        if why := why_no_name(by):
            host.tell(why)
            self.refused = "done"
            return False
        due: tuple[date, time | None] | None = None
        if self._agreed and values["due"]:
            today = _today(self._kind, host.now())
            self._day, due = values["due"], coming_moment(values["due"], today)
            if due is None:
                host.tell(f"Due: {day_example(today)}")
                self.refused = "due"
                return False
        if self._is_doubted(values.get("number", "")):
            host.tell("Not recorded yet: is the number right? Press y, or Tab to correct it.")
            self.refused = OUT_OF_FIELDS
            return False
        by = meant_name(by, host.now().call.started.agent)
        before = host.now().call.detail("number")
        if not self._record(values, due, by, host):
            self.refused = (
                "due" if self._day_doubt(host.now()) else self._refused_field(values, host)
            )
            if not normal_number(values.get("number", "1")):
                self.refused = "number"
            return False
        context = host.now()
        held = find(self._of, context) or context.call.follow_ups[-1]
        told = [f"Recorded: {held.label}, {still_to_do(held, context)}."]
        is_far = self._far_day(context) or far_days(self._answered, context)
        told += ["Is that the day?"] if is_far else []
        number = values.get("number", "")
        told += [doubt.text for doubt in doubts(number, listed=self._lists)]
        told += self._others_listed(values, host)
        told += self._of_caller(number, before, host)
        told += self._of_details(values, held.n, host)
        host.tell(" ".join(told))
        self._close(host)
        return True

    def _in_hand(self, values: Mapping[str, str]) -> str:
        """The number to look at: its own; where none is asked for, that of a field of that kind."""
        if "number" in self._names:
            return values.get("number", "")
        return next(filter(None, (values.get(name, "") for name in self._phones)), "")

    def _others_listed(self, values: Mapping[str, str], host: Host) -> list[str]:
        """Which numbers in other fields are not to be called, in sentences."""
        context = host.now()
        return [
            f"{context.field(name).label}: {values[name]} is on the do-not-call list."
            for name in self._phones
            if self.calls_back and host.is_listed(values[name])
        ]

    def _of_caller(self, number: str, before: str, host: Host) -> list[str]:
        """What became of the caller's number by what was typed here, in a sentence if there is."""
        now = host.now().call.detail("number")
        if now != before:
            return ["It is the caller’s number from now on, too."]
        offered = next((one.value for one in self._fields if one.id == "number"), number)
        if number not in ("", offered) and now and normal_number(now) != normal_number(number):
            key = by_id(host.actions)["details"].shown_typing
            return [f"The caller’s number stays {now}: {key} changes it."]
        return []

    def _of_details(self, values: Mapping[str, str], of: int, host: Host) -> list[str]:
        """What became of the answers on the call that were typed over here, in sentences."""
        context, told = host.now(), []
        for name, before in self._offered.items():
            typed, now = context.answer(name, values[name]).value, context.call.detail(name)
            if not (before and typed and now) or typed == before or name in CALLER_FIELDS:
                continue
            label = context.field(name).label
            if now != typed:
                key = by_id(host.actions)["details"].shown_typing
                told.append(f"“{label}” stays {now}: {key} changes it.")
                continue
            told.append(f"“{label}” is corrected, too.")
            if context.field(name).kind in (AnswerKind.DATE, AnswerKind.TIME):
                told += still_right(name, host, (of,))
        return told

    def _refused_field(self, values: Mapping[str, str], host: Host) -> str:
        """The field to mend: the first that is no answer, or is refused by a rule; or empty.

        Of a day and a time that are over together, it is the time.
        """
        self._values, context = dict(values), host.now()

        def order(name: str) -> tuple[bool, bool]:
            is_answer = not why_no_answer(name, values[name], context)
            return is_answer, context.field(name).kind is not AnswerKind.TIME

        names = (*self._names, "due") if self._agreed else self._names
        refused = [name for name in names if self.why_not(name, values[name], context)]
        return min(refused, key=order, default="")

    def _is_doubted(self, number: str) -> bool:
        """Whether a number is to be looked at again before nobody may call it any more."""
        doubted = self._lists and normal_number(number)
        if self._sure or not doubted or not number_doubt(number, listed=True):
            return False
        self._doubted = number
        return True

    def _record(
        self,
        values: Mapping[str, str],
        due: tuple[date, time | None] | None,
        by: str,
        host: Host,
    ) -> bool:
        fields = tuple((name, _as_answered(name, values[name], host.now())) for name in self._names)
        day, at = due or (None, None)
        number = values.get("number", "") or host.now().call.detail("number")
        listed = host.is_listed(number)
        if self._of:
            finish = [act.FinishFollowUp(self._of, by)] if by else []
            recorded = done(host, act.AmendFollowUp(self._of, fields, day, at, listed), *finish)
            if recorded:
                self._correct_details(values, host)
            return recorded
        promise = act.AddFollowUp(self._kind, fields, day, by or None, listed, at)
        # What is refused here corrects nothing.
        if isinstance(add(promise, host.now()), Allowed):
            self._correct_details(values, host)
        return done(host, promise)

    def _correct_details(self, values: Mapping[str, str], host: Host) -> None:
        for detail in details_corrected(self._offered, values, host.now(), self._of):
            host.do(detail)

    def _close(self, host: Host) -> None:
        """Back to where the agent was: on the call, but for the end of it."""
        opened_from_list = isinstance(self.beneath, FollowUpPanel)
        host.close()
        if opened_from_list:
            host.close()


def _as_answered(name: str, typed: str, context: Context) -> str:
    """What is kept of an answer to a field with a kind, of whichever script."""
    if context.field(name).kind is AnswerKind.TEXT:
        return typed
    return context.answer(name, typed).value or typed


class ReportPanel(Panel):
    """Reasons to report the call, ticked and unticked; irate-customers, I10.

    It is a list as `kinds` is, which it takes the place of: Esc leads to the call from either.
    """

    def __init__(self, context: Context, kinds: FollowUpPanel | None = None) -> None:
        self.title = rule_now(FollowUpKind.REPORT, context).label
        self._kinds = kinds
        self._last: tuple[str, datetime] | None = None

    def shape(self, context: Context) -> Shape:
        """The reasons with their ticks, those of one's own, and who was told."""
        own = _ticked(context)
        items = []
        for reason in reasons(context):
            name, held = f"reason:{reason.id}", own.pop(reason.label, None)
            says = f"Recorded: {reason.label}"
            report = Item(name, reason.label, action=report_for(reason, context), says=says)
            items.append(_tick(name, held, context) if held else report)
        items.append(Item("other", "Another reason, in your words"))
        items += [_tick(f"own:{held.n}", held, context) for held in own.values()]
        if _untold(context):
            items.append(Item("told", "A supervisor was told", "who?", key="t"))
        if self._kinds is not None:
            items.append(Item("kinds", "Other follow-ups", key="f"))
        return Shape(items=tuple(items), hint="1-9 ticks, unticks")

    def picked(self, item: Item, host: Host) -> None:
        """Tick a reason, or take the tick back; ask for a reason, or for who was told."""
        if item.id == "kinds" and self._kinds is not None:
            host.close()
            host.open(self._kinds)
        elif item.id == "other":
            host.open(reason_panel())
        elif item.id == "told":
            host.open(told_panel(_untold(host.now()), host.now(), host.desk))
        elif self._just_picked(item, host.now().time):
            ticked = isinstance(item.action, act.Correct)
            now = "Recorded" if ticked else "Undone"
            host.tell(f"{now}. To change it, press again.")
        else:
            self._last = item.id, host.now().time
            super().picked(item, host)

    def _just_picked(self, item: Item, now: datetime) -> bool:
        """Whether this is one press too many: it would take back what the first one did."""
        last, at = self._last or ("", now)
        return item.id == last and now - at < OPPOSITE


def _ticked(context: Context) -> dict[str, FollowUp]:
    """The reports on record, by the label of their reason."""
    reports = (f for f in context.call.follow_ups if f.kind == FollowUpKind.REPORT)
    return {reason_label(f.field("reason"), context): f for f in reports}


def _untold(context: Context) -> tuple[FollowUp, ...]:
    return tuple(held for held in _ticked(context).values() if not held.done)


def _tick(item: str, held: FollowUp, context: Context) -> Item:
    reason, state = reason_label(held.field("reason"), context), still_to_do(held, context)
    return Item(
        item,
        f"✓ {reason}",
        state,
        action=act.Correct(held.n),
        says=f"Undone (stays in the log): {reason}",
        kept=f"Recorded: {reason} – {state}.",
        warns=closed_elsewhere(held),
    )


def reason_panel() -> AskPanel:
    """Ask for a reason to report that is not on the list."""

    def meaning(values: Mapping[str, str]) -> Sequence[Action]:
        fields = (("reason", values["why"]),)
        return [act.AddFollowUp(FollowUpKind.REPORT, fields)] if values["why"] else []

    why = named_field("why", "report:why")
    return AskPanel("Report", "Why must it be reported?", [why], meaning)


def told_panel(owed: tuple[FollowUp, ...], context: Context, desk: AtDesk | None = None) -> Panel:
    """Ask which supervisor was told of these reports; of a threat, tell the board; H11."""
    who = _who_was_told(owed, context)
    if desk is not None and any(held in threats_owed(context) for held in owed):
        return TellPanel(owed, who, desk)
    return who


class TellPanel(Panel):
    """A threat that somebody must be told of: the board, or somebody by voice."""

    def __init__(self, owed: tuple[FollowUp, ...], who: Panel, desk: AtDesk) -> None:
        self.title = owed[0].label
        self._owed = owed
        self._who = who
        self._desk = desk

    def shape(self, context: Context) -> Shape:
        stand = [find(held.n, context) or held for held in self._owed]
        if all(held.done for held in stand):
            by = stand[0].done_by
            return Shape((Text(f"✓ {by} was told.", Voice.DONE),))
        asking = AtBoard(AskKind.THREAT, context, self._desk)
        text = "A supervisor must be told right away."
        voice = Item("who", "A supervisor was told by voice", "who?", key="2")
        items = (*asking.items(), voice)
        return Shape((Text(text, Voice.COACH), *asking.told()), items=items, unmarked=True)

    def picked(self, item: Item, host: Host) -> None:
        if item.id == "who":
            host.close()
            host.open(self._who)
        else:
            super().picked(item, host)


def _who_was_told(owed: tuple[FollowUp, ...], context: Context) -> AskPanel:

    def meaning(values: Mapping[str, str]) -> Sequence[Action]:
        return [act.FinishFollowUp(held.n, values["by"]) for held in owed]

    what = "; ".join(reason_label(held.field("reason"), context) for held in owed)
    text = f"To report: {what}. It stays to do until you name who was told."
    place = f"follow-up:{owed[0].n}:by"
    by = name_field("by", place, context.call.supervisor, alone=False)
    return AskPanel(owed[0].label, text, [by], meaning)


def brief(held: FollowUp, context: Context) -> str:
    """A follow-up in a few words: its kind, and the first thing it holds."""
    first = next((value for _, value in held.fields if value), "")
    if held.kind == FollowUpKind.REPORT:
        first = reason_label(first, context)
    return f"{held.label}: {first}" if first else held.label


def still_to_do(held: FollowUp, context: Context) -> str:
    """What is still to be done about it, until when, and what it lacks."""
    if held.done:
        return done_words(held)
    due = f"due {moment_shown(held.due, held.kind, context)}" if held.due else "to do"
    lacks = ", ".join(context.field(name).label for name in held.lacks)
    return f"{due} · missing: {lacks}" if lacks else due


def moment_shown(at: datetime, kind: str, context: Context) -> str:
    """A due time as the desk reads it, in the zone it is reckoned in."""
    return shown_time(at.astimezone(zone_of(kind, context)), _today(kind, context))


def _today(kind: str, context: Context) -> date:
    return context.time.astimezone(zone_of(kind, context)).date()
