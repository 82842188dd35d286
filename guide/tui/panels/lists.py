"""Panels that are a list: anger, go to, undo, not a card, take over, timer, manager; texts."""

from collections.abc import Callable

from msgspec import UNSET
from msgspec.structs import replace

from guide.call import actions as act
from guide.call.context import Allowed, Context, Decision
from guide.call.events import (
    AskKind,
    CallerSpoke,
    Chosen,
    Detailed,
    Event,
    FollowUpAdded,
    FollowUpAmended,
    Opened,
    Returned,
    Stage,
)
from guide.call.rules.corrections import correctable
from guide.call.rules.follow_ups import find, moved_with
from guide.call.rules.notes import not_taken_over, stage_signs
from guide.call.wording import closed_elsewhere, in_a_row, language_told, shown_words
from guide.script.dates import shown_clock
from guide.script.model import Script, StageSigns
from guide.session.at_desk import AtDesk
from guide.session.redaction import Redaction
from guide.text import capital
from guide.training.finding import moment
from guide.tui.keys import Actions, KeyAction
from guide.tui.panel import EarlierCall, Host, Item, Panel, Shape, Text, done
from guide.tui.panels.board import AtBoard
from guide.tui.panels.forms import DetailsPanel, manager_name_panel
from guide.tui.rows import Voice, cut


class AngerPanel(Panel):
    """escalated-callers, E2: each stage, its signs, and what it means for how to talk."""

    title = "Anger"
    action = "anger"
    closes = True

    def shape(self, context: Context) -> Shape:
        signs = stage_signs(context)
        stages = sorted(Stage, key=lambda stage: stage.rank or len(Stage))
        items = tuple(_stage_item(stage, signs.get(stage.value)) for stage in stages)
        held = context.call.stage
        return Shape(
            items=items,
            start=held.value if held else "",
            hint="1-4 sets it · 0 calm",
            told=tuple(item.id for item in items),
        )


def _stage_item(stage: Stage, signs: StageSigns | None) -> Item:
    aside = f"{signs.signs}\n→ {signs.talk}" if signs else ""
    key, action = str(stage.rank), act.SetStage(stage)
    return Item(stage.value, stage.value.capitalize(), aside, key, action=action)


class GoPanel(Panel):
    """Go to another script: the way back first, when there is one, then the scripts.

    They have the order and the numbers that they have in the picker: so the one in hand is listed.
    """

    title = "Go to"
    action = "go"
    closes = True

    def __init__(self, context: Context, go: KeyAction) -> None:
        here = context.call.here
        self._items = [
            _script_item(script, here=script.id == here.script)
            for script in context.library.scripts.values()
        ]
        back = context.call.opened_from
        if back:
            home = context.library.get(back.script)
            where = f"{home.title if home else back.script}: {back.title}"
            there = Item("", f"↩ back to {where}", key=go.key, action=act.Return())
            self._items.insert(0, there)
        self._hint = f"{go.shown_key} goes back" if back else ""

    def shape(self, context: Context) -> Shape:
        start = next((item.id for item in self._items if not item.off), "")
        return Shape(items=tuple(self._items), hint=self._hint, start=start)


def _script_item(script: Script, *, here: bool) -> Item:
    if here:
        return Item(script.id, script.title, off="You are here.")
    return Item(script.id, script.title, script.use_when, action=act.GoTo(script.id))


class LanguagePanel(Panel):
    """The languages that the caller can be spoken to in; the labels and advice stay as they are."""

    title = "Language"
    action = "language"
    closes = True

    def shape(self, context: Context) -> Shape:
        items = tuple(_language_item(code, context) for code in context.languages)
        text = "Lines to the caller are shown in this language, where a translation is approved."
        return Shape((Text(text, Voice.COACH),), items=items, start=context.language)


def _language_item(code: str, context: Context) -> Item:
    script = context.script
    name, told = capital(language_told(code)), ""
    if code != script.language:
        said = [line for line in script.lines if line.said_in(code).language]
        told = f"{len(said)} of {len(script.lines)} lines of this script"
    action = act.SwitchLanguage(code)
    return Item(code, name, told, action=action, says=f"Language: {language_told(code)}.")


class CorrectPanel(Panel):
    """The last nine things that can be undone, the very last first. They stay in the log."""

    title = "Undo"
    closes = True

    def __init__(self, correct: KeyAction) -> None:
        self._again = correct

    def shape(self, context: Context) -> Shape:
        held = correctable(context.call)[:9]
        if not held:
            return Shape((Text("Nothing to undo yet.", Voice.DIM),))
        items = tuple(
            Item(
                str(entry.n),
                cut(_undone_words(entry.event, context), 200),
                shown_clock(entry.at.astimezone(context.zone), seconds=True),
                key="" if number else self._again.key,
                action=act.Correct(entry.n),
                says=f"Undone – {_undone_words(entry.event, context)}",
                warns=_closed_elsewhere(entry.n, context),
            )
            for number, entry in enumerate(held)
        )
        text = Text("Undo (stays in the log):", Voice.COACH)
        hint = f"{self._again.shown_key}: undo last"
        return Shape((text,), items=items, hint=hint)

    def picked(self, item: Item, host: Host) -> None:
        """Undo it; what is due by an answer that is undone is due by the one before it again."""
        undone = host.now().call.entry(int(item.id)).event
        super().picked(item, host)
        if isinstance(undone, Detailed):
            now = host.now()
            before = now.call.detail(undone.field)
            for moved in moved_with(undone.field, before, now, undone.value):
                host.do(moved)


def _closed_elsewhere(n: int, context: Context) -> str:
    """That somebody else closed what this event promised; empty where nobody did."""
    held = find(n, context)
    return closed_elsewhere(held) if held else ""


def _undone_words(event: Event, context: Context) -> str:
    """What happened, in a few words; a choice without its digit, which picks something here."""
    if isinstance(event, FollowUpAmended):
        added = context.call.entry(event.of).event
        assert isinstance(added, FollowUpAdded)
        held = ", ".join(value for _, value in added.spelled(event.fields))
        return f"{added.label} changed: {held}"
    words = shown_words(event)
    if isinstance(event, Chosen | Opened | Returned) and event.key:
        return words.removeprefix(f"{event.key} ")
    return words


class NotACardPanel(Panel):
    """The last nine things that were masked, the very last first. What was typed is not shown."""

    title = "Not a card"

    def __init__(
        self,
        masked: tuple[Redaction, ...],
        enter: Callable[[Redaction], Decision],
        not_a_card: KeyAction,
    ) -> None:
        self._masked = masked[:9]
        self._enter = enter
        self._again = not_a_card

    def shape(self, context: Context) -> Shape:
        items = tuple(
            Item(str(n), cut(masked.words, 200), key="" if n else self._again.key)
            for n, masked in enumerate(self._masked)
        )
        text = "Which is no card number? It is corrected to what you typed (logged)."
        hint = f"{self._again.shown_key}: the last"
        return Shape((Text(text, Voice.COACH),), items=items, hint=hint)

    def picked(self, item: Item, host: Host) -> None:
        if isinstance(self._enter(self._masked[int(item.id)]), Allowed):
            host.tell("Entered as it was typed.")
            host.close()


class TakeOverPanel(Panel):
    """The kept calls, the newest first: what they know is filled in; T3."""

    title = "Take over"
    action = "take-over"

    def __init__(
        self, calls: tuple[EarlierCall, ...], details: KeyAction, *, at_desk: bool = False
    ) -> None:
        """`at_desk`: calls may be handed over to this seat at a board, too."""
        self._calls = calls
        self._details = details.shown_key
        self._at_desk = at_desk

    def shape(self, context: Context) -> Shape:
        if not self._calls:
            text = f"No earlier call is kept here. {self._details} opens the caller’s details."
            if self._at_desk:
                text += (
                    " A call that you have just taken over at the board is here within seconds:"
                    " close this, and open it again."
                )
            return Shape((Text(text, Voice.DIM),))
        text = "What is written down already stays; the rest is filled in."
        items = tuple(Item(call.id, call.title, call.id) for call in self._calls)
        return Shape((Text(text, Voice.COACH),), items=items, hint="1-9 fills in")

    def picked(self, item: Item, host: Host) -> None:
        action = host.evidence(item.id)
        if isinstance(action, str):
            host.tell(action)
        elif done(host, action):
            host.close()
            context = host.now()
            taken, anew = context.call.taken_over, not_taken_over(context)
            refused = (taken.refused if taken else None) or ()
            labels = in_a_row([label for _, label, _ in refused]) if refused else ""
            but = f", but not {labels}: type anew what is asked for" if refused else ""
            host.tell(f"Filled in from call {item.id}{but}.")
            if anew:
                host.open(DetailsPanel(context, next(iter(anew))))


class ClockPanel(Panel):
    """The timer that runs: answered, not answered, or a mistake. Three different things."""

    title = "Timer"
    action = "clock"
    closes = True

    def shape(self, context: Context) -> Shape:
        answered = Item(
            "answered",
            "They answered",
            "stops the timer",
            key="1",
            action=act.StopClock(answered=True),
            says="Timer stopped: answered.",
        )
        unanswered = Item(
            "unanswered",
            "Nobody answered",
            "stops the timer",
            key="2",
            action=act.StopClock(answered=False),
            says="Timer stopped: nobody answered.",
        )
        dropped = Item(
            "dropped",
            "Drop the timer",
            "it was started by mistake",
            key="3",
            action=act.StopClock(dropped=True),
            says="Timer dropped.",
        )
        clock = context.call.clock
        over = clock.event.over if clock else UNSET
        below = () if over is UNSET else (Text(f"When it runs out: {over}", Voice.COACH),)
        return Shape(items=(answered, unanswered, dropped), below=below, hint="1, 2 or 3")


_OF_MANAGER = {AskKind.MANAGER: "A manager: ", AskKind.HAND_OVER: "Taking over: "}
"""What of the board is asked where one gets a manager, and how it is told of."""


class ManagerPanel(Panel):
    """A manager is asked for when the agent says so, not when the panel opens."""

    title = "Manager"
    action = "manager"

    def __init__(self, desk: AtDesk | None = None) -> None:
        self._desk = desk

    def shape(self, context: Context) -> Shape:
        manager = context.call.manager
        asked = [shown_clock(at.astimezone(context.zone)) for at in manager.asked]
        told = f"Requested at {', '.join(asked)}." if asked else "Not requested yet."
        joined = f" {manager.name} joined." if manager.name else ""
        ask = Item(
            "ask",
            "Request again" if asked else "I asked for a manager",
            "logged with the time",
            action=act.GetManager(),
            says="Manager requested (logged).",
        )
        items = [ask, Item("name", "A manager joined", "who?")]
        text = [Text(told + joined)]
        if self._desk is not None:
            for about, lead in _OF_MANAGER.items():
                asking = AtBoard(about, context, self._desk)
                there = asking.who_is_there()
                text += [
                    replace(one, lead=lead if asking.asked and one != there else "")
                    for one in asking.told()
                ]
                items += asking.item()
        # Who is there is told once.
        text = list(dict.fromkeys(text))
        return Shape(tuple(text), items=tuple(items), unmarked=True)

    def picked(self, item: Item, host: Host) -> None:
        if item.id == "name":
            if not host.now().call.manager.asked:
                # Whoever joined was asked for. The question says that this is on record.
                host.do(act.GetManager())
            host.open(manager_name_panel())
        else:
            super().picked(item, host)


class CopyPanel(Panel):
    """The line to say, with the key that opened it; the caller's number."""

    title = "Copy"

    def __init__(self, copy: KeyAction, line: str) -> None:
        self._again = copy
        self._line = line

    def shape(self, context: Context) -> Shape:
        number = context.call.detail("number")
        items = []
        if self._line:
            items.append(Item("line", "The line to say", cut(self._line, 200), self._again.key))
        if number:
            items.append(Item("number", "The caller’s number", number, "n"))
        if not items:
            return Shape((Text("There is no line here, and no number yet.", Voice.DIM),))
        return Shape(items=tuple(items))

    def picked(self, item: Item, host: Host) -> None:
        if item.id == "line":
            host.copy(self._line, "The line")
        else:
            host.copy(host.now().call.detail("number"), "The number")
        host.close()


class HelpPanel(Panel):
    """Every key, from the table of actions; what is not to be had now says why."""

    title = "Keys"
    action = "help"

    def __init__(self, actions: Actions) -> None:
        self._actions = actions

    def shape(self, context: Context) -> Shape:
        text = [Text("The second key works while you type. Esc leaves a field.", Voice.COACH)]
        for action in self._actions:
            why = action.why_not(context)
            keys = f"{action.shown_key:<10}{action.shown_typing}"
            press = "" if action.id in ("choose", "mark") else action.key
            text.append(Text(keys, Voice.DIM if why else Voice.TITLE, key=press))
            text.append(Text(action.help, lead="  ", key=press))
            if why:
                text.append(Text(f"now: {why}", Voice.DIM, lead="  "))
        return Shape(tuple(text), hint="↑ ↓ scroll")


class HeardPanel(Panel):
    """In practice: all that the caller said, the newest first; the strip has room for the last."""

    title = "What the caller said"
    action = "heard"

    def shape(self, context: Context) -> Shape:
        said = tuple(
            Text(f"“{entry.event.words}”", lead=f"{moment(entry.elapsed):>5}  ")
            for entry in reversed(context.call.entries)
            if isinstance(entry.event, CallerSpoke)
        )
        nothing = (Text("The caller has said nothing yet.", Voice.DIM),)
        return Shape(said or nothing, hint="↑ ↓ scroll")
