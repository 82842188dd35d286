"""The end of a call: what is still missing, each a key from being fixed; how the call can end."""

from collections.abc import Container, Iterable

from msgspec import Struct
from msgspec.structs import replace

from guide.call import actions as act
from guide.call.context import Context
from guide.call.rules.endings import Missing, Remedy, ending_that_may, endings, missing, why_not
from guide.call.rules.follow_ups import find
from guide.call.rules.protocol import why_no_protocol
from guide.script.model import Ending, Line
from guide.tui.panel import Host, Item, Panel, Shape, Text, digit_key, digit_keys, done, letters_but
from guide.tui.panels.follow_up import add_follow_up, open_follow_up
from guide.tui.panels.forms import (
    DetailsPanel,
    adapt_panel,
    manager_name_panel,
    permission_name_panel,
    words_panel,
)
from guide.tui.panels.lists import ClockPanel
from guide.tui.panels.unsaved import form_of
from guide.tui.panels.warn import WarnPanel
from guide.tui.rows import Voice

_BESIDE_CONFIRM = 3
"""How many things missing stand beside `y`: the list, with all others, needs the rows too."""

_LETTERS = letters_but("ewxy")
"""The keys of what is missing. `e` opened the panel, `w` is the protocol, `x` and `y` are taken."""

_OUTCOME = "Call outcome"


class Gap(Struct, frozen=True):
    """Something that was missing while the panel is open; it keeps its letter.

    `ending` is the id of the ending named when it was first seen.
    """

    missing: Missing
    key: str
    ending: str


class EndPanel(Panel):
    """What is missing by letter, endings by digit. An ending is named first, and `y` ends.

    What the named ending lacks stands beside `y`. Of the rest the most urgent stands above the
    endings, and what is left beneath them: so all are in sight, however much is missing.
    """

    title = "End the call"
    action = "end"

    def __init__(self, context: Context, ending: str = "") -> None:
        self._named = ending or ending_that_may(context)
        self._gaps: dict[str, Gap] = {}
        self._last = f"way:{self._named}" if self._named else ""

    def shape(self, context: Context) -> Shape:
        named = self._ending(context)
        now = _by_id(missing(context, named))
        for id_, one in now.items():
            held = self._gaps.get(id_) or Gap(one, _letter(len(self._gaps)), self._named)
            self._gaps[id_] = replace(held, missing=one)
        why = why_not(named, context) if named else None
        beside = () if why else self._beside(named, context)
        known = {item.id for item in beside}
        gaps = [one for one in self._gap_items(now, context) if one.id not in known]
        ways = endings(context)
        outcomes = [_ending_item(n, e, named, context) for n, e in enumerate(ways, 1)]
        if context.protocol and any(e.protocol and why_not(e, context) for e in ways):
            label = "Hang-up protocol: what it needs next"
            outcomes.append(Item("protocol", label, key="w", heading=_OUTCOME))
        urgent = [replace(one, heading="") for one in gaps[:1] if one.id in now]
        items = (*urgent, *outcomes, *gaps[len(urgent) :])
        confirm = _confirm(named) if named and not why else None
        broken = why_no_protocol(context) if context.broken_protocol else None
        return Shape(
            (_head(len(now)), *((Text(broken, Voice.AMBER_TEXT),) if broken else ())),
            items=items,
            below=(Text(why, Voice.RED_TEXT),) if why else _told_of(beside),
            beside=beside,
            confirm=confirm,
            hint="y ends" if confirm else f"{digit_keys(len(ways))} outcome",
            start=self._last,
            told=tuple(item.id for item in outcomes),
        )

    def line(self, context: Context) -> Line | None:
        """The ending line of the ground that stands, once the call may end by the protocol."""
        named, ground = self._ending(context), context.ground
        if named is None or not named.protocol or ground is None or why_not(named, context):
            return None
        return ground.ending

    def said(self, context: Context) -> act.Action | None:
        line, protocol = self.line(context), context.protocol
        return act.Say(line.id, protocol.id) if line and protocol else None

    def instead_of(self, action: str, key: str, context: Context) -> str:
        named = self._ending(context)
        if key != "y":
            return ""
        return (why_not(named, context) if named else "") or "Choose the outcome first."

    def picked(self, item: Item, host: Host) -> None:
        """Name an ending, fix what is missing, or end the call as the prompt says."""
        self._last = item.id
        if gap := self._gaps.get(item.id):
            if item.id in _by_id(missing(host.now(), self._ending(host.now()))):
                _fix(gap.missing, host)
            else:
                host.tell("That is done already.")
        elif item.id == "protocol":
            host.open(WarnPanel(EndPanel, desk=host.desk))
        elif item.action is not None:
            if done(host, item.action):
                host.close_all()
        else:
            self._named = item.id.removeprefix("way:")

    def _ending(self, context: Context) -> Ending | None:
        return next((e for e in endings(context) if e.id == self._named), None)

    def _beside(self, named: Ending | None, context: Context) -> tuple[Item, ...]:
        """A threat not told of and what the named outcome lacks: in sight beside `y`.

        They stand there instead of in the list, where the others are.
        """
        if named is None:
            return ()
        anyhow = _by_id(one for one in missing(context) if one.remedy is not Remedy.TELL)
        urgent = _by_id(missing(context, named))
        lacking = [i for i in self._gaps if i in urgent and i not in anyhow and self._gaps[i].key]
        return tuple(
            Item(i, urgent[i].text.partition(": “" + named.label)[0], key=self._gaps[i].key)
            for i in lacking[:_BESIDE_CONFIRM]
        )

    def _gap_items(self, now: Container[str], context: Context) -> list[Item]:
        """What is missing, what another ending needs, and what is done, each in its order."""
        lacking, off, mended = list[Item](), list[Item](), list[Item]()
        by_ending = {e.id: e for e in endings(context)}
        for id_, gap in self._gaps.items():
            text = gap.missing.text
            if id_ in now:
                aside = _kept_as_note(gap.missing, context)
                lacking.append(Item(id_, text, aside, gap.key, heading="Also missing"))
            elif id_ in _by_id(missing(context, by_ending.get(gap.ending))):
                why = "Not needed for this outcome."
                off.append(Item(id_, text, key=gap.key, off=why, heading="Not needed"))
            else:
                mended.append(Item(id_, f"✓ {gap.missing.mended}", key=gap.key, heading="Done"))
        return [*lacking, *off, *mended]


def _kept_as_note(gap: Missing, context: Context) -> str:
    """What is told of a text that no field takes any more; empty of all else."""
    if gap.remedy is not Remedy.KEEP or form_of(gap.what, context, EndPanel):
        return ""
    return "becomes a note; nothing else changes"


def _fix(gap: Missing, host: Host) -> None:
    context = host.now()
    match gap.remedy:
        case Remedy.SAY:
            host.open(LinePanel(gap, len(context.call.entries)))
        case Remedy.AMEND | Remedy.TELL:
            if held := find(int(gap.what), context):
                host.open(open_follow_up(held, context, host.desk))
        case Remedy.ADD:
            host.open(add_follow_up(gap.what, context))
        case Remedy.DETAIL:
            host.open(DetailsPanel(context, gap.what))
        case Remedy.WORDS:
            host.open(words_panel())
        case Remedy.ANSWER:
            host.open(WarnPanel(EndPanel, desk=host.desk))
        case Remedy.NAME:
            host.open(manager_name_panel())
        case Remedy.PERMISSION:
            given = context.call.entry(int(gap.what)).event
            host.open(permission_name_panel(int(gap.what), getattr(given, "by", "")))
        case Remedy.STOP:
            host.open(ClockPanel())
        case Remedy.ENTER:
            host.enter_note()
        case Remedy.KEEP:
            if form := form_of(gap.what, context, EndPanel):
                host.open(form)
            else:
                host.enter_draft(gap.what)
                host.tell("Kept as a note. Nothing else on record has changed.")


class LinePanel(Panel):
    """A line that was skipped, or is not said yet: said after all, or not, and why."""

    title = "Line not said"
    closes = True

    def __init__(self, gap: Missing, since: int) -> None:
        """`since`: the last event before it opened."""
        self._gap = gap
        self._since = since
        self._say = act.Say(gap.what, gap.script)

    def _settled(self, context: Context) -> bool:
        mark = context.call.mark(self._gap.script, self._gap.what)
        return mark is not None and mark.n > self._since

    def shape(self, context: Context) -> Shape:
        """The two answers; the line itself stands in the script panel."""
        if self._settled(context):
            return Shape((Text(f"✓ {self._gap.mended}", Voice.DONE),))
        items = (
            Item("said", "It was said, word for word", key="1", action=self._say),
            Item("other", "Other words, or left out", "why?", key="2"),
        )
        text = Text("Space, or 1: the line was said.", Voice.COACH)
        return Shape((text,), items=items)

    def line(self, context: Context) -> Line | None:
        script = context.library.get(self._gap.script)
        lines = script.lines if script else ()
        return next((line for line in lines if line.id == self._gap.what), None)

    def said(self, context: Context) -> act.Action | None:
        return None if self._settled(context) else self._say

    def picked(self, item: Item, host: Host) -> None:
        line = self.line(host.now())
        if item.action is not None:
            super().picked(item, host)
        elif line is not None:
            host.close()
            host.open(adapt_panel(line, self._gap.script))


def _id_of(gap: Missing) -> str:
    """Known by what is to be done, and to what; its sentence may change."""
    return f"{gap.remedy}:{gap.script}:{gap.what}"


def _by_id(gaps: Iterable[Missing]) -> dict[str, Missing]:
    return {_id_of(one): one for one in gaps}


def _letter(number: int) -> str:
    return _LETTERS[number] if number < len(_LETTERS) else ""


def _head(count: int) -> Text:
    if not count:
        return Text("Nothing is missing.", Voice.DONE)
    return Text(f"Missing: {count} · letter fixes it", Voice.AMBER_TEXT)


def _told_of(beside: tuple[Item, ...]) -> tuple[Text, ...]:
    return (Text("Missing:", Voice.AMBER_TEXT),) if beside else ()


def _ending_item(number: int, ending: Ending, named: Ending | None, context: Context) -> Item:
    label = f"● {ending.label}" if ending == named else ending.label
    key, off = digit_key(number), why_not(ending, context) or ""
    return Item(f"way:{ending.id}", label, key=key, off=off, heading=_OUTCOME)


def _confirm(ending: Ending) -> Item:
    label = f"End the call: “{ending.label}”"
    return Item(f"end:{ending.id}", label, key="y", action=act.End(ending.id))
