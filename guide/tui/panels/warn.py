"""The hang-up protocol as a checklist: effort, ground, the caller's words, permission, warning.

It opens at what is missing first. The wording to say stands in the script panel meanwhile.
"""

from guide.call import actions as act
from guide.call.context import Allowed, Context
from guide.call.rules.protocol import why_not_end, why_not_persist, why_not_warn
from guide.script.model import Line
from guide.tui.panels.end import WORDS_PLACE, EndPanel
from guide.tui.panels.fields import Field, Fields
from guide.tui.panels.menu import Item, Menu
from guide.tui.panels.panel import Host, Panel
from guide.tui.panels.warn_parts import (
    TYPED,
    Part,
    first_missing,
    last_steps,
    on_record,
    parts,
    terms,
    threat_answers,
)
from guide.tui.rows import Row, Span, Voice, cut, row


class WarnPanel(Panel):
    """What is on record, what is missing, and the part in hand."""

    title = "Hang-up protocol"

    def __init__(self, context: Context, start: Part | None = None) -> None:
        self._skipped: frozenset[Part] = frozenset()
        self._part = Part.EFFORT
        self._menu = Menu([])
        self._fields = Fields([Field("", "")])
        self._open(start if start is not None else first_missing(context, self._skipped), context)

    def _open(self, part: Part, context: Context) -> None:
        self._part = part
        script = context.protocol
        match part:
            case Part.EFFORT:
                efforts = script.efforts if script else ()
                self._menu = Menu([Item(what, what) for what in efforts])
                self._fields = Fields([Field("what", "or in your words", place="protocol:effort")])
            case Part.GROUND:
                grounds = script.grounds if script else ()
                self._menu = Menu([Item(g.id, g.label, terms(g)) for g in grounds])
            case Part.WORDS:
                label = "What the caller said, to the letter"
                self._fields = Fields([Field("words", label, place=WORDS_PLACE)])
            case Part.THREAT:
                self._menu = Menu(threat_answers(), digits=False)
            case Part.PERMISSION:
                ground = context.ground.id if context.ground else ""
                place = f"protocol:permission:{ground}"
                self._fields = Fields([Field("by", "Who permitted the warning?", place=place)])
            case Part.WARNING:
                self._menu = Menu(last_steps(context))
            case Part.ANSWER:
                label = "What the caller said after the warning"
                self._fields = Fields([Field("words", label, place="protocol:answer")])
        self._fields.take_up(context.call.drafts)

    @property
    def typing(self) -> bool:
        """Letters are typed in, where the part asks for words."""
        return self._part in (Part.WORDS, Part.PERMISSION, Part.ANSWER) or bool(
            self._part is Part.EFFORT and self._fields.current.value
        )

    @property
    def fields(self) -> Fields | None:
        """What is typed in the part in hand."""
        return self._fields if self._part in TYPED else None

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What the keys do in the part in hand."""
        match self._part:
            case Part.EFFORT | Part.GROUND:
                return "1-9 records · Tab next · Esc"
            case Part.THREAT:
                return "y · n · Tab next · Esc"
            case Part.WARNING:
                return "1-9 · Tab next · Esc"
            case _:
                return "Enter records · Tab next"

    def line(self, context: Context) -> Line | None:
        """The warning to give; once the call may be ended, the line that ends it."""
        ground, state = context.ground, context.call.protocol
        if ground is None or self._part not in (Part.THREAT, Part.WARNING, Part.ANSWER):
            return None
        if self._part is Part.THREAT and why_not_warn(state) and why_not_end(state):
            return None
        return ground.ending if why_not_end(state) is None else ground.warning

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """The checklist, the part in hand unfolded."""
        shown = parts(context)
        head = [self._head(part, context, width) for part in shown]
        body = self._body(width, height - len(head))
        at = sum(part <= self._part for part in shown)
        return [*head[:at], *body, *head[at:]]

    def _body(self, width: int, room: int) -> list[Row]:
        match self._part:
            case Part.EFFORT:
                fields = self._fields.rows(width)
                return [*self._menu.rows(width, room - len(fields)), *fields]
            case Part.THREAT:
                question = row(Span("  Was it a threat? y / n", Voice.TITLE))
                return [question, *self._menu.shortened(width, room - 1)]
            case Part.GROUND | Part.WARNING:
                return self._menu.shortened(width, room)
            case _:
                return self._fields.rows(width, room)

    def _head(self, part: Part, context: Context, width: int) -> Row:
        done, text = on_record(part, context)
        here = part is self._part
        sign = "▸" if here else "✓" if done else " "
        name = part.name.lower().ljust(11)
        voice = Voice.HERE if here else Voice.DONE if done else Voice.TEXT
        return row(Span(f"{sign} {name}", voice), Span(cut(text, width - 13), Voice.TEXT))

    def key(self, key: str, character: str, host: Host) -> None:
        """Record the part in hand, and go on to what is missing next."""
        if key in ("tab", "shift+tab"):
            self._step(1 if key == "tab" else -1, host.now())
            return
        match self._part:
            case Part.EFFORT:
                self._effort(key, character, host)
            case Part.GROUND:
                picked = self._menu.picked(key)
                if picked:
                    self._record(act.StateGround(picked.id), host)
            case Part.WORDS:
                self._words(key, character, host)
            case Part.THREAT:
                if picked := self._menu.picked(key):
                    self._threat(picked, host)
            case Part.PERMISSION:
                if key == "enter":
                    self._record(act.Permit(self._fields.value("by")), host, self._fields)
                else:
                    self._fields.key(key, character)
            case Part.ANSWER:
                if key == "enter":
                    self._record(act.Persist(self._fields.value("words")), host, self._fields)
                else:
                    self._fields.key(key, character)
            case Part.WARNING:
                picked = self._menu.picked("enter" if key == "space" else key)
                if picked:
                    self._last(picked, host)

    def _effort(self, key: str, character: str, host: Host) -> None:
        typed = self._fields.current
        if typed.value and key == "enter":
            self._record(act.MakeEffort(typed.value), host, self._fields)
        elif typed.value or (character.isalpha()):
            self._fields.key(key, character)
        elif picked := self._menu.picked(key):
            self._record(act.MakeEffort(picked.id), host)

    def _words(self, key: str, character: str, host: Host) -> None:
        if key != "enter":
            self._fields.key(key, character)
        elif self._fields.value("words"):
            self._record(act.QuoteCaller(self._fields.value("words")), host, self._fields)
        else:
            self._skip(Part.WORDS, host)

    def _threat(self, answer: Item, host: Host) -> None:
        if answer.id == "yes":
            self._record(act.ReportThreat(), host)
        else:
            self._skip(Part.THREAT, host)

    def _skip(self, part: Part, host: Host) -> None:
        self._skipped |= {part}
        self._go_on(host)

    def _step(self, step: int, context: Context) -> None:
        shown = parts(context)
        at = shown.index(self._part) if self._part in shown else 0
        self._open(shown[(at + step) % len(shown)], context)

    def pasted(self, text: str, host: Host) -> None:
        """Paste into the field."""
        if self._part in TYPED:
            self._fields.pasted(text)

    def _record(self, action: act.Action, host: Host, typed: Fields | None = None) -> None:
        if isinstance(host.do(action), Allowed):
            if typed:
                host.settled(typed)
            self._go_on(host)

    def _go_on(self, host: Host) -> None:
        self._open(first_missing(host.now(), self._skipped), host.now())

    def _ask_for_answer(self, host: Host) -> None:
        """Ask for the words after the warning; where there was none, the rule says so."""
        if why_not_persist(host.now().call.protocol):
            host.do(act.Persist(""))
        else:
            self._open(Part.ANSWER, host.now())

    def _last(self, picked: Item, host: Host) -> None:
        match picked.id:
            case "warn":
                self._record(act.Warn(), host)
            case "threat":
                self._record(act.ReportThreat(), host)
            case "calm":
                if isinstance(host.do(act.Calm()), Allowed):
                    host.tell("The caller calmed down: the call goes on.")
                    host.close()
            case "ground":
                self._open(Part.GROUND, host.now())
            case "on":
                self._ask_for_answer(host)
            case _:
                host.open(EndPanel(host.now(), by_protocol=True))
