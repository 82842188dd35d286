"""The end of a call: what is still missing, each a key from being fixed; how the call can end."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from guide.call import actions as act
from guide.call.context import Allowed, Context
from guide.call.missing import Missing, Remedy, missing
from guide.call.rules.endings import ending_that_may, endings, why_not
from guide.script.model import Ending, FollowUpKind, Line
from guide.tui.panel import Host, Item, Panel, Shape, Text, digit_key
from guide.tui.panels.follow_up import add_follow_up, open_follow_up
from guide.tui.panels.forms import DetailsPanel, adapt_panel, manager_name_panel, words_panel
from guide.tui.panels.lists import ClockPanel
from guide.tui.panels.warn import WarnPanel
from guide.tui.rows import Voice

_BESIDE_CONFIRM = 3
"""How many things missing stand beside `y`: the list needs the rows too."""

_LETTERS = "abcdfghijklmnopqrstuvz"
"""The keys of what is missing. `e` opened the panel, `w` is the protocol, `x` and `y` are taken."""


class Gap(Struct, frozen=True):
    """Something that was missing while the panel is open; it keeps its letter.

    `ending` is the id of the ending named when it was first seen.
    """

    missing: Missing
    key: str
    ending: str

    @property
    def id(self) -> str:
        """Known by what is to be done, and to what; its sentence may change."""
        return _id_of(self.missing)


class EndPanel(Panel):
    """What is missing by letter, endings by digit. An ending is named first, and `y` ends.

    The most urgent of what is missing stands above the endings, and the rest beneath them: so both
    are in sight, however much is missing.
    """

    title = "End the call"

    def __init__(self, context: Context, ending: str = "") -> None:
        self._named = ending or ending_that_may(context)
        self._gaps: tuple[Gap, ...] = ()
        self._last = f"way:{self._named}" if self._named else ""

    def shape(self, context: Context) -> Shape:
        """What is missing, how the call can end, and what `y` would do."""
        named = self._ending(context)
        now = {_id_of(one): one for one in missing(context, named)}
        self._gaps = self._with_new(now.values())
        ways = endings(context)
        lacking, off, done = self._gaps_apart(now, context)
        urgent, others = lacking[:1], _headed(lacking[1:], "Also missing")
        others += [*_headed(off, "Not needed"), *_headed(done, "Done")]
        items = [_ending_item(n, e, named, context) for n, e in enumerate(ways, 1)]
        why = why_not(named, context) if named else None
        if context.protocol and any(e.protocol and why_not(e, context) for e in ways):
            items.append(Item("protocol", "Hang-up protocol: what it needs next", key="w"))
        return Shape(
            (_head(len(now)),),
            items=(*urgent, *items, *others),
            below=(Text(why, Voice.RED_TEXT),) if why else self._still_lacking(named, context),
            confirm=_confirm(named) if named and not why else None,
            hint="y ends · Esc closes"
            if named and not why
            else f"1-{len(ways)} outcome · Esc closes",
            start=self._last,
            told=tuple(item.id for item in items),
        )

    def line(self, context: Context) -> Line | None:
        """The ending line of the ground that stands, once the call may end by the protocol."""
        named, ground = self._ending(context), context.ground
        if named is None or not named.protocol or ground is None or why_not(named, context):
            return None
        return ground.ending

    def said(self, context: Context) -> act.Action | None:
        """The ending line was said."""
        line, protocol = self.line(context), context.protocol
        return act.Say(line.id, protocol.id) if line and protocol else None

    def picked(self, item: str, host: Host) -> None:
        """Name an ending, fix what is missing, or end the call as the prompt says."""
        self._last = item
        gap = next((one for one in self._gaps if one.id == item), None)
        if gap is not None:
            self._fix_once(gap, host)
        elif item == "protocol":
            host.open(WarnPanel(EndPanel))
        elif item.startswith("end:"):
            self._end(item.removeprefix("end:"), host)
        elif item.startswith("way:"):
            self._named = item.removeprefix("way:")

    def _ending(self, context: Context) -> Ending | None:
        return next((e for e in endings(context) if e.id == self._named), None)

    def _with_new(self, now: Iterable[Missing]) -> tuple[Gap, ...]:
        gaps = list(self._gaps)
        for one in now:
            at = next((n for n, gap in enumerate(gaps) if gap.id == _id_of(one)), None)
            if at is None:
                key = _LETTERS[len(gaps)] if len(gaps) < len(_LETTERS) else ""
                gaps.append(Gap(one, key, self._named))
            else:
                gaps[at] = Gap(one, gaps[at].key, gaps[at].ending)
        return tuple(gaps)

    def _still_lacking(self, named: Ending | None, context: Context) -> tuple[Text, ...]:
        """A threat not told of and what the named outcome lacks: in sight beside `y`."""
        if named is None:
            return ()
        anyhow = {_id_of(one) for one in missing(context) if one.remedy is not Remedy.TELL}
        urgent = {_id_of(one): one for one in missing(context, named)}
        lacking = [gap for gap in self._gaps if gap.id in urgent and gap.id not in anyhow]
        told = [Text("Missing:", Voice.AMBER_TEXT)] if lacking else []
        for gap in lacking[:_BESIDE_CONFIRM]:
            words, _, _ = urgent[gap.id].text.partition(": “" + named.label)
            told.append(Text(words, Voice.AMBER_TEXT, lead=f" {gap.key}  "))
        if further := len(lacking[_BESIDE_CONFIRM:]):
            told.append(Text(f"and {further} more in the list", Voice.AMBER_TEXT))
        return tuple(told)

    def _gaps_apart(
        self, now: dict[str, Missing], context: Context
    ) -> tuple[list[Item], list[Item], list[Item]]:
        """What is missing, what another ending needs, and what is done, each in its order."""
        lacking, off, done = list[Item](), list[Item](), list[Item]()
        for gap in self._gaps:
            if gap.id in now:
                lacking.append(Item(gap.id, gap.missing.text, key=gap.key))
                continue
            wanted_by = next((e for e in endings(context) if e.id == gap.ending), None)
            if gap.id in {_id_of(one) for one in missing(context, wanted_by)}:
                why = "Not needed for this outcome."
                off.append(Item(gap.id, gap.missing.text, key=gap.key, off=why))
            else:
                done.append(Item(gap.id, f"✓ {gap.missing.mended}", key=gap.key))
        return lacking, off, done

    def _end(self, ending: str, host: Host) -> None:
        if isinstance(host.do(act.End(ending)), Allowed):
            host.close_all()

    def _fix_once(self, gap: Gap, host: Host) -> None:
        context = host.now()
        if gap.id in map(_id_of, missing(context, self._ending(context))):
            self._fix(gap.missing, host)
        else:
            host.tell("That is done already.")

    def _fix(self, gap: Missing, host: Host) -> None:
        context = host.now()
        match gap.remedy:
            case Remedy.SAY:
                host.open(LinePanel(gap, len(context.call.entries)))
            case Remedy.AMEND | Remedy.TELL:
                held = next((f for f in context.call.follow_ups if f.n == int(gap.what)), None)
                if held is not None:
                    host.open(open_follow_up(held, context))
            case Remedy.ADD:
                host.open(add_follow_up(FollowUpKind(gap.what), context))
            case Remedy.DETAIL:
                host.open(DetailsPanel(context, gap.what))
            case Remedy.WORDS:
                host.open(words_panel())
            case Remedy.ANSWER:
                host.open(WarnPanel(EndPanel))
            case Remedy.NAME:
                host.open(manager_name_panel())
            case Remedy.STOP:
                host.open(ClockPanel())
            case Remedy.ENTER:
                host.enter_note()
            case Remedy.KEEP:
                host.enter_draft(gap.what)


class LinePanel(Panel):
    """A line that was skipped, or is not said yet: said after all, or not, and why."""

    title = "Line not said"

    def __init__(self, gap: Missing, since: int) -> None:
        """`since`: the last event before it opened."""
        self._gap = gap
        self._since = since

    def _settled(self, context: Context) -> bool:
        mark = context.call.mark(self._gap.script, self._gap.what)
        return mark is not None and mark.n > self._since

    def shape(self, context: Context) -> Shape:
        """The two answers; the line itself stands in the script panel."""
        if self._settled(context):
            return Shape((Text(f"✓ {self._gap.mended}", Voice.DONE),))
        items = (
            Item("said", "It was said, word for word", key="1"),
            Item("other", "Other words, or left out", "why?", key="2"),
        )
        text = Text("Space, or 1: the line was said.", Voice.COACH)
        return Shape((text,), items=items)

    def line(self, context: Context) -> Line | None:
        """The line."""
        script = context.library.get(self._gap.script)
        lines = script.lines if script else ()
        return next((line for line in lines if line.id == self._gap.what), None)

    def said(self, context: Context) -> act.Action | None:
        """It was said, unless that is on record."""
        if self._settled(context):
            return None
        return act.Say(self._gap.what, self._gap.script)

    def picked(self, item: str, host: Host) -> None:
        """Said; or ask for the words that were used, and why."""
        line = self.line(host.now())
        if item == "said":
            action = self.said(host.now())
            if action and isinstance(host.do(action), Allowed):
                host.close()
        elif line is not None:
            host.close()
            host.open(adapt_panel(line, self._gap.script))


def _id_of(gap: Missing) -> str:
    return f"{gap.remedy}:{gap.script}:{gap.what}"


def _headed(items: list[Item], heading: str) -> list[Item]:
    return [replace(items[0], heading=heading), *items[1:]] if items else []


def _ending_id(ending: Ending) -> str:
    return f"way:{ending.id}"


def _head(count: int) -> Text:
    if not count:
        return Text("Nothing is missing.", Voice.DONE)
    return Text(f"Missing: {count} · letter fixes it", Voice.AMBER_TEXT)


def _ending_item(number: int, ending: Ending, named: Ending | None, context: Context) -> Item:
    heading = "Call outcome" if number == 1 else ""
    label = f"● {ending.label}" if ending == named else ending.label
    off = why_not(ending, context) or ""
    key = digit_key(number)
    return Item(_ending_id(ending), label, key=key, off=off, heading=heading)


def _confirm(ending: Ending) -> Item:
    return Item(f"end:{ending.id}", f"End the call: “{ending.label}”", key="y")
