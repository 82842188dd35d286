"""The hang-up protocol: what it needs next, one part at a time, from the reason to the end.

Where it stands is read from the call, as the flow and the counter read it. Of its own the panel
knows only what the agent passed over for now, and the part that the agent went to.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Context
from guide.call.events import AskKind, Recorded
from guide.call.rules.doubts import (
    READS_AS_STOPPED,
    effort_doubt,
    going_on_doubt,
    words_doubt,
)
from guide.call.rules.endings import ending_that_may
from guide.call.rules.follow_ups import threats_owed, threats_told
from guide.call.rules.protocol import why_no_protocol
from guide.call.rules.standing import (
    Need,
    goes_on_again,
    line_in_hand,
    line_to_say,
    next_asked,
    next_need,
    still_to_come,
    threat_told,
)
from guide.call.state import ProtocolState
from guide.call.wording import words_of
from guide.script.model import FollowUpKind, Ground, Line, Script
from guide.session.at_desk import AtDesk
from guide.text import shortened
from guide.tui.keys import by_id
from guide.tui.panel import Field, Host, Item, Panel, Shape, Text, digit_key, done
from guide.tui.panels.board import AtBoard
from guide.tui.panels.follow_up import add_follow_up, told_panel
from guide.tui.panels.forms import WORDS_PLACE, name_field, words_field
from guide.tui.rows import Voice


class Part(Enum):
    """A part of the protocol, and what the panel asks there; in the order they come in."""

    GROUND = "Reason?"
    EFFORT = "What did you try?"
    OWN_EFFORT = "What did you try, in your words?"
    WORDS = "What did the caller say?"
    THREAT = "Was it a threat?"
    BOARD = "Ask for permission to warn."
    PERMISSION = "Who permitted the warning?"
    WARNING = "Read the warning word for word, then Space."
    WAIT = "Wait for the caller. What do they do?"
    ANSWER = "What did they say after the warning?"
    ENDING_LINE = "The call may be ended. Read the ending line word for word, then Space."
    END = "The call may be ended."
    STOPPED = "Did they stop?"


_NEEDED = {
    Need.REASON: Part.GROUND,
    Need.EFFORT: Part.EFFORT,
    Need.WORDS: Part.WORDS,
    Need.THREAT: Part.THREAT,
    Need.PERMISSION: Part.PERMISSION,
    Need.WARNING: Part.WARNING,
    Need.ANSWER: Part.WAIT,
    Need.ENDING_LINE: Part.ENDING_LINE,
    Need.END: Part.END,
}

_OWN_PLACE = "protocol:effort"

_MEANWHILE = ("notes", "follow-up", "manager", "end", "help")
"""The actions one may turn to while a caller is being warned."""


class PartForm(Struct, frozen=True):
    """What is typed in a part, and what that is on the call."""

    field: Field
    action: Callable[[str], Action]


def _going_on_doubt(words: str) -> str:
    """Why the caller hardly went on with these words, and the keys to that they stopped."""
    doubt = going_on_doubt(words)
    return f"{doubt[:-1]}: Tab, s, 1." if doubt == READS_AS_STOPPED else doubt


_FORMS = {
    Part.OWN_EFFORT: PartForm(words_field("what", _OWN_PLACE, effort_doubt), act.MakeEffort),
    Part.WORDS: PartForm(
        replace(words_field("words", WORDS_PLACE, words_doubt), hint="Enter to skip for now"),
        act.QuoteCaller,
    ),
    Part.PERMISSION: PartForm(name_field("by", "protocol:permission"), act.Permit),
    Part.ANSWER: PartForm(
        words_field("words", "protocol:after-warning", _going_on_doubt), act.Persist
    ),
}


def _form(part: Part, context: Context) -> PartForm | None:
    """What is typed in a part; of a permission that is none to be asked for, the name is mended."""
    form = _FORMS.get(part)
    state = context.call.protocol
    if form is not None and part is Part.WORDS and not state.quoted and state.last_words:
        # What they said about another reason may be about this one: Enter says so.
        return replace(form, field=replace(form.field, value=state.last_words))
    given = _last_permission(context) if part is Part.PERMISSION else None
    if form is None or given is None or next_need(context) is Need.PERMISSION:
        return form
    field = replace(form.field, value=given.event.by, place=f"{form.field.place}:{given.n}")
    return PartForm(field, partial(act.Permit, of=given.n))


class WarnPanel(Panel):
    """The part that is needed next; what is on record of the others; what is still to come.

    The digits are the answers of the part in hand. What can be done in several parts has a letter,
    and the same in each: it leads there, for letters may be what the agent types without looking. A
    threat is recorded by its letter, pressed twice. Enter picks nothing that was not gone to.
    Where one is asked what was tried every letter is pressed twice, and Enter leads to the agent's
    own words: whoever types them without looking records nothing else.
    With a desk, permission is asked for at its board first; by voice it is written down as ever.
    `end` makes the panel that ends the call, with the protocol's ending named.
    """

    title = "Hang-up protocol"
    action = "warn"

    def __init__(
        self,
        end: Callable[[Context, str], Panel],
        gone_to: tuple[Part, ProtocolState] | None = None,
        desk: AtDesk | None = None,
    ) -> None:
        """`gone_to`: the part to show for as long as the protocol stands so."""
        self._end = end
        self._desk = desk
        self._at_board: list[str] = []
        self._gone = gone_to
        self._passed: set[tuple[Need, int]] = set()

    def part(self, context: Context) -> Part:
        """The part in hand: what is needed next, or where the agent went since the last event."""
        state = context.call.protocol
        if self._gone is not None and _as_the_agent_has_it(self._gone[1], state):
            return self._gone[0]
        passed = [need for need, stated in self._passed if stated == state.stated]
        needed = _NEEDED[next_asked(context, passed)]
        if needed is Part.WAIT and goes_on_again(context):
            return Part.ANSWER
        if needed is Part.EFFORT and _in_own_words(context):
            return Part.OWN_EFFORT
        return Part.BOARD if needed is Part.PERMISSION and self._desk else needed

    def shape(self, context: Context) -> Shape:
        """The question of the part in hand, its field, its answers; then the other parts."""
        protocol, part = context.protocol, self.part(context)
        if protocol is None:
            return Shape((Text(why_no_protocol(context) or "", Voice.DIM),))
        form = _form(part, context)
        return Shape(
            (
                *_question(part, context),
                *_void(part, context),
                *self._told_of_board(part, context),
            ),
            (form.field,) if form else (),
            (
                *self._over_desk(part, context),
                *_answers(part, protocol, context),
                *_elsewhere(part, protocol, context, self._denied(context)),
            ),
            _to_come(part, context),
            hint=_hint(part, typed=form is not None),
            start=_OWN if part is Part.EFFORT else "",
            told=(_stopped_from(part),) if part is Part.ANSWER else (),
            unmarked=part is not Part.EFFORT,
        )

    def _told_of_board(self, part: Part, context: Context) -> tuple[Text, ...]:
        if part is not Part.BOARD or self._desk is None:
            return ()
        return AtBoard(AskKind.PERMISSION, context, self._desk, self._at_board).told()

    def _over_desk(self, part: Part, context: Context) -> list[Item]:
        """Asking the board, and what else one may do about it; by voice, the way back to that."""
        if self._desk is None or next_need(context) is not Need.PERMISSION:
            return []
        if part is Part.PERMISSION:
            return [Item("go:BOARD:desk", "Ask over the desk instead", key="b")]
        if part is not Part.BOARD:
            return []
        asking = AtBoard(AskKind.PERMISSION, context, self._desk, self._at_board)
        voice = Item("go:PERMISSION", "Permitted by voice", key="v")
        callback = Item("callback", "Promise a callback", key="f")
        return [*asking.items(), voice, *((callback,) if asking.is_over else ())]

    def _denied(self, context: Context) -> str:
        """What a supervisor denies of permissions by voice on this call, in sentences."""
        return " ".join(self._desk.denied.get(context.call.id, ())) if self._desk else ""

    def line(self, context: Context) -> Line | None:
        """The warning, or the line that ends the call, from when it is its turn."""
        return line_in_hand(context)

    def said(self, context: Context) -> Action | None:
        """The line was said. A warning said once more is refused, with what to do first."""
        ground, protocol = context.ground, context.protocol
        if next_need(context) in (Need.WARNING, Need.ANSWER):
            return act.Warn()
        if ground is None or ground.ending is None or protocol is None:
            return None
        return act.Say(ground.ending.id, protocol.id)

    def instead_of(self, action: str, key: str, context: Context) -> str:
        """The keys of the part in hand, unless one leads to what a warning may need meanwhile."""
        if action in _MEANWHILE:
            return ""
        keys = [item.key for item in self.shape(context).items if item.key]
        line = self.line(context)
        ways = ["Space", *keys] if line is not None and line == line_to_say(context) else keys
        return f"Press {', '.join(ways)} or Esc." if ways else ""

    def entered(self, values: Mapping[str, str], host: Host) -> bool:
        """Have on record what was typed; no words yet means later."""
        part = self.part(host.now())
        form = _form(part, host.now())
        if form is None:
            return False
        typed = values[form.field.id]
        if part is Part.WORDS and not typed:
            self._pass(Need.WORDS, host.now())
            return True
        if not done(host, form.action(typed)):
            return False
        self._gone = None
        return True

    def picked(self, item: Item, host: Host) -> None:
        """Record an answer, or go to a part."""
        kind, _, what = item.id.partition(":")
        match kind:
            case "no-threat":
                self._pass(Need.THREAT, host.now())
            case "threat":
                self._gone = None
                if done(host, act.ReportThreat()) and (owed := threats_owed(host.now())):
                    host.open(told_panel(owed, host.now(), host.desk))
            case "tell":
                host.open(told_panel(threats_owed(host.now()), host.now(), host.desk))
            case "callback":
                host.open(add_follow_up(FollowUpKind.CALLBACK, host.now()))
            case "stopped":
                if done(host, act.Calm()):
                    key = by_id(host.actions)["warn"].shown_key
                    host.tell(f"Calm now. If it starts again, press {key}.")
                    host.close()
            case "go":
                to, _, _ = what.partition(":")
                self._gone = (Part[to], host.now().call.protocol)
            case "end":
                host.open(self._end(host.now(), what))
            case _:
                super().picked(item, host)

    def _pass(self, need: Need, context: Context) -> None:
        self._gone = None
        self._passed.add((need, context.call.protocol.stated))


def _as_the_agent_has_it(before: ProtocolState, now: ProtocolState) -> bool:
    """Whether nothing but what was denied at the board came since: that leads nobody away."""
    return replace(before, denials=()) == replace(now, denials=())


def _hint(part: Part, *, typed: bool) -> str:
    """What keys do beside the field; what leads away from words that say so is always to be had."""
    if part is Part.ANSWER:
        return "Tab, s: they stopped"
    return "Tab: other parts" if typed else ""


def _stopped_from(part: Part) -> str:
    """The id of the item that leads from a part to that they stopped."""
    return f"go:STOPPED:{part.name}"


def _in_own_words(context: Context) -> bool:
    """Whether what was tried is typed: there is nothing to pick, or one was typing it before."""
    listed = context.protocol.efforts if context.protocol else ()
    return not listed or bool(context.call.drafts.get(_OWN_PLACE))


def _question(part: Part, context: Context) -> tuple[Text, ...]:
    """What is asked; the reason's coaching where what it says is of use."""
    question, ground = Text(part.value, Voice.HERE), context.ground
    if ground is None or not ground.coach:
        return (question,)
    at_once = not ground.warnings and part in (Part.ENDING_LINE, Part.END)
    if at_once and ground.threat and not threats_owed(context):
        # Its coaching asks for what is done.
        return (question, Text("✓ A supervisor was told.", Voice.DONE))
    permitted = part is Part.WARNING and ground.permission
    if at_once or (part in (Part.PERMISSION, Part.WARNING) and not permitted):
        return (question, Text(ground.coach, Voice.COACH))
    return (question,)


def _void(part: Part, context: Context) -> tuple[Text, ...]:
    """What was denied on this reason since its last warning, where permission is asked for anew."""
    state = context.call.protocol
    if part not in (Part.BOARD, Part.PERMISSION) or next_need(context) is not Need.PERMISSION:
        return ()
    assert state.ground is not None
    ground, since = state.ground.ground, state.last_warning(state.ground.ground)
    return tuple(
        Text(f"! {words_of(one.event)}", Voice.AMBER_TEXT)
        for one in state.denials
        if one.event.ground == ground and one.n > since
    )


_OWN = "go:OWN_EFFORT"
_TELL_OF_THREAT = "a supervisor must be told right away"
_STOPPED = Item("stopped", "They stopped", "the call goes on; warnings stay counted", key="1")


def _answers(part: Part, protocol: Script, context: Context) -> list[Item]:
    """What can be picked in a part, most of it by digit."""
    state = context.call.protocol
    match part:
        case Part.GROUND:
            return [_reason_item(n, ground) for n, ground in enumerate(protocol.grounds, 1)]
        case Part.EFFORT:
            listed = [
                Item(f"effort:{what}", what, key=digit_key(n), action=act.MakeEffort(what))
                for n, what in enumerate(protocol.efforts, 1)
            ]
            return [*listed, Item(_OWN, "In your words", "Enter", digit_key(len(listed) + 1))]
        case Part.THREAT:
            threat = Item("threat", "It was a threat", _TELL_OF_THREAT, key="2")
            return [Item("no-threat", "No threat", key="1"), threat]
        case Part.PERMISSION if next_need(context) is Need.PERMISSION and context.call.supervisor:
            last = context.call.supervisor
            return [Item("by", last, "the supervisor last named", "1", action=act.Permit(last))]
        case Part.WAIT:
            continued = Item("go:ANSWER", "They continued", "their words come next", "2")
            undo = Item(
                "undo",
                "Undo the warning",
                "it was not given; stays in the log",
                key="3",
                action=act.Correct(state.warnings[-1].n),
                says="Warning undone (stays in the log).",
            )
            return [_STOPPED, continued, undo]
        case Part.STOPPED:
            return [_STOPPED]
        case Part.ENDING_LINE | Part.END:
            ending = ending_that_may(context)
            warned = state.ground is not None and state.ground.warnings > 0
            label = "They continued – end call" if warned else "End the call"
            end = Item(f"end:{ending}", label, "confirm first", key="e")
            ground = context.ground
            if ground is not None and ground.threat and threats_owed(context):
                return [Item("tell", "Tell a supervisor", "at once", key="1"), end]
            return [end]
    return []


def _reason_item(number: int, ground: Ground) -> Item:
    key, action = digit_key(number), act.StateGround(ground.id)
    return Item(f"reason:{ground.id}", ground.label, _terms(ground), key, action=action)


def _terms(ground: Ground) -> str:
    """A ground's terms in a few words."""
    counts = {0: "no warning needed", 1: "one warning"}
    words = [counts.get(ground.warnings, f"{ground.warnings} warnings")]
    if ground.permission:
        words.append("permission first")
    if ground.threat:
        words.append("tell a supervisor")
    return " · ".join(words)


def _elsewhere(part: Part, protocol: Script, context: Context, denied: str) -> list[Item]:
    """The other parts that can be gone to, with what is on record of each, and what is `denied`."""
    state = context.call.protocol
    stated, ground = state.ground, context.ground
    items: list[Item] = []
    if stated is not None and part is not Part.GROUND:
        items.append(Item("go:GROUND", f"✓ Reason: {stated.label}", key="r"))
    if part is Part.OWN_EFFORT and protocol.efforts:
        items.append(Item("go:EFFORT", "What you tried, from the list", key="t"))
    if state.efforts and part not in (Part.EFFORT, Part.OWN_EFFORT):
        tried = state.efforts[-1].event.what
        items.append(Item("go:EFFORT", f"✓ What you tried: {tried}", key="t"))
    if stated is not None and part not in (Part.EFFORT, Part.WORDS, Part.WAIT, Part.ANSWER):
        words = shortened(state.quoted, 60)
        on_record = f"✓ Caller’s words: “{words}”" if words else "Caller’s words: not recorded"
        items.append(Item("go:WORDS", on_record, key="c"))
    given = _last_permission(context)
    if given is not None and part not in (Part.EFFORT, Part.PERMISSION, Part.BOARD):
        of_board = bool(given.event.ask)
        sign, aside = ("✓", "") if of_board or not denied else ("!", denied)
        off = "Permitted at the board: who did so cannot be changed here." if of_board else ""
        label = f"{sign} Permission: by {given.event.by}"
        items.append(Item("go:PERMISSION", label, aside, key="p", off=off))
    if ground is not None and not ground.threat and part is not Part.THREAT:
        items.append(_threat_item(context))
    if stated is not None and part not in (Part.WAIT, Part.STOPPED):
        items.append(Item("go:STOPPED", "They stopped", key="s"))
    # Each part has a list of its own: the mark of the one before is not taken on.
    items = [replace(one, id=f"{one.id}:{part.name}", heading="Other parts") for one in items]
    # What was tried may be typed without looking: no single letter leads away from it.
    return [replace(one, twice=True) for one in items] if part is Part.EFFORT else items


def _last_permission(context: Context) -> Recorded[ev.PermissionGiven] | None:
    """The permission on the reason that stands whose name can be corrected."""
    state = context.call.protocol
    return state.last_permission(state.ground.ground) if state.ground else None


def _threat_item(context: Context) -> Item:
    if threat_told(context):
        off = "Already recorded – u to undo"
        return Item("threat", "✓ It was a threat", key="h", off=off, twice=True)
    if told := threats_told(context):
        # It was told for another reason; there may be one more.
        label = f"✓ A threat: {told[-1].done_by} was told"
        return Item("threat", label, "press for a further threat", "h", twice=True)
    return Item("threat", "It was a threat", _TELL_OF_THREAT, "h", twice=True)


_TO_COME = {
    Need.EFFORT: "what you tried",
    Need.WORDS: "their words",
    Need.PERMISSION: "permission",
    Need.WARNING: "warning",
    Need.ANSWER: "wait for the caller",
    Need.ENDING_LINE: "ending line",
}
"""What each need that may still come is called in a row of them."""


def _to_come(part: Part, context: Context) -> tuple[Text, ...]:
    """What is needed after the part in hand, in a row of words."""
    state, stated = context.call.protocol, context.call.protocol.ground
    if stated is None or part in (Part.OWN_EFFORT, Part.ANSWER):
        return ()
    in_order = list(Part)
    later = in_order[in_order.index(part) + 1 :]
    coming = [need for need in still_to_come(context) if _NEEDED[need] in later]
    words = {need: _TO_COME[need] for need in coming}
    given, total = state.given(stated.ground), stated.warnings
    if Need.WARNING in words:
        words[Need.WARNING] += f" {given + 1} of {total}"
    # The one in hand, or the one whose answer is waited for, is not among the further ones.
    first = given + (part is not Part.WAIT) + 1
    told = [*words.values()]
    if told and first <= total:
        row = f"warnings {first} to {total}" if first < total else f"warning {first} of {total}"
        told[-1:-1] = [row, _TO_COME[Need.ANSWER]]
    return (Text(" → ".join(told), Voice.DIM, lead="Then: "),) if told else ()
