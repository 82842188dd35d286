"""The hang-up protocol as a checklist: effort, ground, the caller's words, permission, warning.

It opens at what is missing first. The wording to say stands in the script panel meanwhile.
"""

from enum import IntEnum

from guide.call import actions as act
from guide.call.decision import Allowed
from guide.call.protocol import why_not_end, why_not_warn
from guide.call.situation import Situation
from guide.script.model import Ground, Line
from guide.tui.panels.end import EndPanel
from guide.tui.panels.fields import Field, Fields
from guide.tui.panels.menu import Item, Menu
from guide.tui.panels.panel import Host, Panel
from guide.tui.rows import Row, Span, Voice, cut, row


class Part(IntEnum):
    """The parts of the protocol, in their order."""

    EFFORT = 0
    GROUND = 1
    WORDS = 2
    PERMISSION = 3
    WARNING = 4


class WarnPanel(Panel):
    """What is on record, what is missing, and the part in hand."""

    title = "Hang-up protocol"

    def __init__(self, now: Situation, start: Part | None = None) -> None:
        self._skipped_words = False
        self._part = Part.EFFORT
        self._menu = Menu([])
        self._fields = Fields([Field("", "")])
        self._open(start if start is not None else self._first_missing(now), now)

    def _first_missing(self, now: Situation) -> Part:
        state = now.call.protocol
        stated = state.ground
        needs_effort = stated is None or stated.warnings > 0
        if not state.efforts and needs_effort:
            return Part.EFFORT
        if stated is None:
            return Part.GROUND
        if not state.quoted and not self._skipped_words:
            return Part.WORDS
        if stated.permission and state.permission(stated.ground) is None:
            return Part.PERMISSION
        return Part.WARNING

    def _open(self, part: Part, now: Situation) -> None:
        self._part = part
        script = now.protocol
        match part:
            case Part.EFFORT:
                efforts = script.efforts if script else ()
                self._menu = Menu([Item(what, what) for what in efforts])
                self._fields = Fields([Field("what", "or in your words")])
            case Part.GROUND:
                grounds = script.grounds if script else ()
                self._menu = Menu([Item(g.id, g.label, _terms(g)) for g in grounds])
            case Part.WORDS:
                self._fields = Fields([Field("words", "What the caller said, to the letter")])
            case Part.PERMISSION:
                self._fields = Fields([Field("by", "Who permitted the warning?")])
            case Part.WARNING:
                self._menu = Menu(_last_steps(now))

    @property
    def typing(self) -> bool:
        """Letters are typed in, where the part asks for words."""
        return self._part in (Part.WORDS, Part.PERMISSION) or bool(
            self._part is Part.EFFORT and self._fields.current.value
        )

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What the keys do in the part in hand."""
        match self._part:
            case Part.EFFORT | Part.GROUND:
                return "1-9 records · Tab next · Esc closes"
            case Part.WARNING:
                return "1-9 · Tab next · Esc closes"
            case _:
                return "Enter records · Tab next"

    def line(self, now: Situation) -> Line | None:
        """The warning to give; once the call may be ended, the line that ends it."""
        stated, script = now.call.protocol.ground, now.protocol
        ground = script.ground(stated.ground) if script and stated else None
        if ground is None or self._part is not Part.WARNING:
            return None
        return ground.ending if why_not_end(now.call.protocol) is None else ground.warning

    def rows(self, now: Situation, width: int, height: int) -> list[Row]:
        """The checklist, the part in hand unfolded."""
        head = [self._head(part, now, width) for part in Part]
        body = self._body(width, height - len(head))
        at = self._part + 1
        return [*head[:at], *body, *head[at:]]

    def _body(self, width: int, room: int) -> list[Row]:
        match self._part:
            case Part.EFFORT:
                fields = self._fields.rows(width)
                return [*self._menu.rows(width, room - len(fields)), *fields]
            case Part.GROUND | Part.WARNING:
                return self._menu.shortened(width, room)
            case _:
                return self._fields.rows(width, room)

    def _head(self, part: Part, now: Situation, width: int) -> Row:
        done, text = _on_record(part, now)
        here = part is self._part
        sign = "▸" if here else "✓" if done else " "
        name = part.name.lower().ljust(11)
        voice = Voice.HERE if here else Voice.DONE if done else Voice.TEXT
        return row(Span(f"{sign} {name}", voice), Span(cut(text, width - 13), Voice.TEXT))

    def key(self, key: str, character: str, host: Host) -> None:
        """Record the part in hand, and go on to what is missing next."""
        if key in ("tab", "shift+tab"):
            step = 1 if key == "tab" else -1
            self._open(Part((self._part + step) % len(Part)), host.now())
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
            case Part.PERMISSION:
                if key == "enter":
                    self._record(act.Permit(self._fields.value("by")), host)
                else:
                    self._fields.key(key, character)
            case Part.WARNING:
                picked = self._menu.picked("enter" if key == "space" else key)
                if picked:
                    self._last(picked, host)

    def _effort(self, key: str, character: str, host: Host) -> None:
        typed = self._fields.current
        if typed.value and key == "enter":
            self._record(act.MakeEffort(typed.value), host)
        elif typed.value or (character.isalpha()):
            self._fields.key(key, character)
        elif picked := self._menu.picked(key):
            self._record(act.MakeEffort(picked.id), host)

    def _words(self, key: str, character: str, host: Host) -> None:
        if key != "enter":
            self._fields.key(key, character)
        elif self._fields.value("words"):
            self._record(act.QuoteCaller(self._fields.value("words")), host)
        else:
            self._skipped_words = True
            self._open(self._first_missing(host.now()), host.now())

    def pasted(self, text: str, host: Host) -> None:
        """Paste into the field."""
        if self._part in (Part.EFFORT, Part.WORDS, Part.PERMISSION):
            self._fields.pasted(text)

    def _record(self, action: act.Action, host: Host) -> None:
        if isinstance(host.do(action), Allowed):
            self._open(self._first_missing(host.now()), host.now())

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
            case _:
                host.open(EndPanel(host.now(), by_protocol=True))


def _terms(ground: Ground) -> str:
    """A ground's terms in a few words."""
    count = {0: "no warning needed", 1: "one warning"}.get(
        ground.warnings, f"{ground.warnings} warnings"
    )
    words = [count]
    if ground.permission:
        words.append("a supervisor's permission first")
    if ground.threat:
        words.append("tell a supervisor right away")
    return " · ".join(words)


def _on_record(part: Part, now: Situation) -> tuple[bool, str]:
    """Whether a part is done, and what is on record of it."""
    state = now.call.protocol
    stated = state.ground
    match part:
        case Part.EFFORT:
            return bool(state.efforts), state.efforts[-1].what if state.efforts else "–"
        case Part.GROUND:
            return stated is not None, stated.label if stated else "–"
        case Part.WORDS:
            return bool(state.quoted), f"“{state.quoted}”" if state.quoted else "–"
        case Part.PERMISSION:
            if stated and not stated.permission:
                return True, "not needed"
            given = state.permission(stated.ground) if stated else None
            return given is not None, f"by {given.by}" if given else "–"
        case Part.WARNING:
            if stated is None:
                return False, "–"
            given_count = state.given(stated.ground)
            return given_count >= stated.warnings, f"{given_count} of {stated.warnings} given"


def _last_steps(now: Situation) -> list[Item]:
    """What can be done once the terms are on record. What cannot be undone never comes first."""
    state = now.call.protocol
    why_warn, why_end = why_not_warn(state), why_not_end(state)
    warn = Item("warn", "The warning was given", why_warn or "", off=why_warn is not None)
    again = Item("warn", "Warned once more", why_warn or "", off=why_warn is not None)
    calm = Item("calm", "The caller calms down", "the call goes on; warnings stay counted")
    end = Item(
        "end", "It goes on: end the call", why_end or "asks once more", off=why_end is not None
    )
    threat = Item("threat", "It was a threat", "then a supervisor is to be told right away")
    other = Item("ground", "Another ground")
    if state.ground is not None and state.ground.warnings == 0:
        return [calm, end, threat, other]
    if why_end is None:
        return [calm, end, again, threat, other]
    return [warn, calm, end, threat, other]
