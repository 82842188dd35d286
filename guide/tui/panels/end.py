"""The end of a call: what is still missing, each a key press from being mended; the endings."""

from guide.call import actions as act
from guide.call.context import Allowed, Context
from guide.call.missing import Mend, Missing, missing
from guide.call.rules.endings import endings, why_not
from guide.script.model import Ending, FollowUpKind, Line
from guide.tui.panels.adapt import adapt_panel
from guide.tui.panels.ask import AskPanel
from guide.tui.panels.details import DetailsPanel
from guide.tui.panels.fields import Field, Fields
from guide.tui.panels.follow_up import add_follow_up, open_follow_up
from guide.tui.panels.manager import manager_panel
from guide.tui.panels.menu import Item, Menu
from guide.tui.panels.panel import Host, Panel
from guide.tui.rows import BLANK, Row, Span, Voice, row, wrapped

WORDS_PLACE = "protocol:words"
"""Where the draft of the caller's words is kept, whichever panel asks for them."""

_LETTERS = "abdfghijklmnop"


class EndPanel(Panel):
    """Missing things by letter, endings by digit; an ending is confirmed with Enter."""

    title = "End the call"

    def __init__(self, context: Context, ending: str = "", *, by_protocol: bool = False) -> None:
        self._endings = endings(context)
        chosen = next((e for e in self._endings if e.protocol), None) if by_protocol else None
        self._chosen = chosen or next((e for e in self._endings if e.id == ending), None)
        self._missing: tuple[Missing, ...] = ()
        self._menu = Menu([])
        self._refresh(context)
        if self._chosen:
            self._menu.at = len(self._menu.items) - len(self._endings) + self._index(self._chosen)

    def _index(self, ending: Ending) -> int:
        return [e.id for e in self._endings].index(ending.id)

    def _refresh(self, context: Context) -> None:
        at = self._menu.at
        self._missing = missing(context, self._chosen)
        gaps = [
            Item(f"?{i}", m.text, key=_LETTERS[i] if i < len(_LETTERS) else " ")
            for i, m in enumerate(self._missing)
        ]
        ways = [
            Item(e.id, e.label, why or "", key=str(i + 1), off=bool(why))
            for i, e in enumerate(self._endings)
            for why in [why_not(e, context)]
        ]
        self._menu = Menu([*gaps, *ways], digits=False)
        self._menu.at = min(at, len(self._menu.items) - 1)

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What the keys do now."""
        if self._chosen:
            return "Enter ends · letter mends · Esc"
        return "1-9 ending · letter mends · Esc"

    def line(self, context: Context) -> Line | None:
        """The ending line of the ground, when the call ends by the protocol; a line passed over."""
        marked = self._marked_missing()
        if marked and marked.mend is Mend.SAY and marked.script:
            script = context.library.get(marked.script)
            lines = script.lines if script else ()
            return next((line for line in lines if line.id == marked.what), None)
        stated = context.call.protocol.ground
        if self._chosen and self._chosen.protocol and stated and context.protocol:
            ground = context.protocol.ground(stated.ground)
            return ground.ending if ground else None
        return None

    def _marked_missing(self) -> Missing | None:
        item = self._menu.items[self._menu.at] if self._menu.items else None
        return self._missing[int(item.id[1:])] if item and item.id.startswith("?") else None

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """What is missing, then the endings; the chosen one asks to be confirmed."""
        self._refresh(context)
        confirm = self._confirm(context, width)
        gaps, ways = len(self._missing), self._menu.items[len(self._missing) :]
        head = f"Still missing: {gaps}" if gaps else "Nothing is missing."
        rows = [row(Span(head, Voice.AMBER_TEXT if gaps else Voice.DONE))]
        room = height - len(rows) - len(confirm) - 3
        lacking = self._lacking(width, room - len(ways) - 1)
        above, below = self._shares(len(lacking.rows(width)), len(ways), room)
        rows += lacking.rows(width, above)
        endings_rows = self._part(ways, gaps).shortened(width, below)
        return [*rows, BLANK, row(Span("How it ends", Voice.COACH)), *endings_rows, BLANK, *confirm]

    def _lacking(self, width: int, room: int) -> Menu:
        """What is missing; only the marked thing whole where there is no room for all of it."""
        items = self._menu.items[: len(self._missing)]
        whole = self._part(items, 0)
        return whole if len(whole.rows(width)) <= room else self._part(items, 0, compact=True)

    def _shares(self, above: int, ways: int, room: int) -> tuple[int, int]:
        """Rows for what is missing and for the endings: the part the mark is in goes first."""
        if above + ways <= room:
            return above, room - above
        if self._menu.at < len(self._missing):
            return min(above, room - 2), max(2, room - above)
        return max(2, room - ways - 1), min(ways + 1, room - 2)

    def _part(self, items: list[Item], first: int, *, compact: bool = False) -> Menu:
        """A part of the menu, from item number `first` on."""
        part = Menu(items, digits=False, compact=compact)
        at = self._menu.at - first
        part.at = at if 0 <= at < len(items) else -1
        return part

    def _confirm(self, context: Context, width: int) -> list[Row]:
        if self._chosen is None:
            return []
        why = why_not(self._chosen, context)
        text = why or f"Enter ends the call: “{self._chosen.label}”."
        voice = Voice.RED_TEXT if why else Voice.PICKED
        return [row(Span(piece, voice)) for piece in wrapped(text, width)]

    def key(self, key: str, character: str, host: Host) -> None:
        """Mend something, choose an ending, confirm it."""
        self._refresh(host.now())
        marked = self._marked_missing()
        if key == "x" and marked and marked.mend is Mend.SAY:
            self._leave_out(marked, host)
            return
        if key == "enter" and self._chosen and marked is None:
            at = self._menu.items[self._menu.at].id
            if at == self._chosen.id:
                self._end(host)
                return
        picked = self._menu.picked("enter" if key == "space" else key)
        if picked is None:
            return
        self._menu.at = self._menu.items.index(picked)
        if picked.id.startswith("?"):
            self._mend(self._missing[int(picked.id[1:])], host)
        else:
            self._chosen = next(e for e in self._endings if e.id == picked.id)
            self._at_chosen(host.now())

    def _at_chosen(self, context: Context) -> None:
        self._refresh(context)
        if self._chosen:
            self._menu.at = len(self._missing) + self._index(self._chosen)

    def _end(self, host: Host) -> None:
        if self._chosen is None:
            return
        if self._chosen.protocol and not host.now().call.protocol.quoted:
            if why_not(self._chosen, host.now(), "given"):
                host.tell(why_not(self._chosen, host.now(), "given") or "")
                return
            host.open(words_panel())
            return
        if isinstance(host.do(act.End(self._chosen.id)), Allowed):
            host.close_all()

    def _mend(self, gap: Missing, host: Host) -> None:
        context = host.now()
        match gap.mend:
            case Mend.SAY:
                script = gap.script if gap.script else ""
                host.do(act.Say(gap.what, script))
            case Mend.AMEND | Mend.TELL:
                held = next(f for f in context.call.follow_ups if f.n == int(gap.what))
                host.open(open_follow_up(held, context))
            case Mend.ADD:
                host.open(add_follow_up(FollowUpKind(gap.what), context))
            case Mend.DETAIL:
                host.open(DetailsPanel(context, gap.what))
            case Mend.WORDS:
                host.open(words_panel())
            case Mend.ANSWER:
                host.open(answer_panel())
            case Mend.NAME:
                host.open(manager_panel())
            case Mend.ENTER:
                host.enter_note()
            case Mend.KEEP:
                host.enter_draft(gap.what)

    def _leave_out(self, gap: Missing, host: Host) -> None:
        script = host.now().library.get(gap.script)
        line = next((one for one in script.lines if one.id == gap.what), None) if script else None
        if line is not None:
            host.open(adapt_panel(line, gap.script))


def answer_panel() -> AskPanel:
    """Ask for the caller's words after the warning; hang-up-protocol, H9."""

    def answer(fields: Fields, host: Host) -> bool:
        return isinstance(host.do(act.Persist(fields.value("words"))), Allowed)

    said = Field("words", "The caller said", place="protocol:answer")
    text = "It goes on: what the caller said after the warning."
    return AskPanel("It goes on", text, [said], answer)


def words_panel() -> AskPanel:
    """Ask for the caller's own words; hang-up-protocol, H6 and H12."""

    def answer(fields: Fields, host: Host) -> bool:
        return isinstance(host.do(act.QuoteCaller(fields.value("words"))), Allowed)

    said = Field("words", "The caller said", place=WORDS_PLACE)
    text = "The specific reason: what the caller said, to the letter."
    return AskPanel("The caller's words", text, [said], answer)
