"""The hang-up protocol: what it needs next, one part at a time, from the reason to the end.

Where it stands is read from the call, as the flow and the counter read it. Of its own the panel
knows only what the agent passed over for now, and the part that the agent went to.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from textwrap import shorten

from msgspec.structs import replace

from guide.call import actions as act
from guide.call.context import Allowed, Context
from guide.call.rules.follow_ups import threats_owed
from guide.call.rules.protocol import asks_for_threat, threat_told
from guide.call.rules.standing import (
    Need,
    goes_on_again,
    line_in_hand,
    next_need,
    still_to_come,
)
from guide.call.state import ProtocolState
from guide.script.model import Ground, Line
from guide.tui.keys import by_id
from guide.tui.panel import Field, Host, Item, Panel, Shape, Text, digit_key
from guide.tui.panels.follow_up import told_panel
from guide.tui.panels.forms import WORDS_PLACE
from guide.tui.rows import Voice


class Part(Enum):
    """A part of the protocol, and what the panel asks there."""

    GROUND = "Reason?"
    EFFORT = "What did you try?"
    OWN_EFFORT = "What did you try, in your words?"
    WORDS = "What did the caller say?"
    THREAT = "Was it a threat?"
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
    Need.PERMISSION: Part.PERMISSION,
    Need.WARNING: Part.WARNING,
    Need.ANSWER: Part.WAIT,
    Need.ENDING_LINE: Part.ENDING_LINE,
    Need.END: Part.END,
}

_OWN_PLACE = "protocol:effort"

_FIELDS = {
    Part.OWN_EFFORT: Field("what", "What you tried", place=_OWN_PLACE),
    Part.WORDS: Field(
        "words", "Caller’s exact words", "", WORDS_PLACE, hint="Enter to skip for now"
    ),
    Part.PERMISSION: Field("by", "Supervisor’s name", place="protocol:permission"),
    Part.ANSWER: Field("words", "Caller’s exact words", place="protocol:after-warning"),
}


class WarnPanel(Panel):
    """The part that is needed next; what is on record of the others; what is still to come.

    The digits are the answers of the part in hand. What can be done in several parts has a letter,
    and the same in each: it leads there, for letters may be what the agent types without looking. A
    threat is recorded by its letter, pressed twice. Enter picks nothing that was not gone to.
    Where one is asked what was tried there are only digits, and Enter leads to the agent's own
    words: whoever types them without looking records nothing else.
    `end` makes the panel that ends the call, with the protocol's ending named.
    """

    title = "Hang-up protocol"

    def __init__(
        self,
        end: Callable[[Context, str], Panel],
        gone_to: tuple[Part, ProtocolState] | None = None,
    ) -> None:
        """`gone_to`: the part to show for as long as the protocol stands so."""
        self._end = end
        self._gone = gone_to
        self._passed: set[tuple[Part, int]] = set()

    def part(self, context: Context) -> Part:
        """The part in hand: what is needed next, or where the agent went since the last event."""
        state = context.call.protocol
        if self._gone is not None and self._gone[1] == state:
            return self._gone[0]
        needed = _NEEDED[next_need(context)]
        if needed is Part.WAIT and goes_on_again(context):
            return Part.ANSWER
        if needed is Part.EFFORT and _in_own_words(context):
            return Part.OWN_EFFORT
        if needed in (Part.GROUND, Part.EFFORT, Part.WAIT):
            return needed
        if not state.quoted and (Part.WORDS, state.stated) not in self._passed:
            return Part.WORDS
        if asks_for_threat(context) and (Part.THREAT, state.stated) not in self._passed:
            return Part.THREAT
        return needed

    def shape(self, context: Context) -> Shape:
        """The question of the part in hand, its field, its answers; then the other parts."""
        if context.protocol is None:
            return Shape((Text("No hang-up protocol belongs to this script.", Voice.DIM),))
        part = self.part(context)
        answers = _answers(part, context)
        field = _FIELDS.get(part)
        return Shape(
            _question(part, context),
            (field,) if field else (),
            (*answers, *_elsewhere(part, context)),
            _to_come(part, context),
            hint="Tab: other parts · Esc" if field else "Esc closes",
            start=_OWN if part is Part.EFFORT else "",
            unmarked=part is not Part.EFFORT,
        )

    def line(self, context: Context) -> Line | None:
        """The warning, or the line that ends the call, from when it is its turn."""
        return line_in_hand(context)

    def said(self, context: Context) -> act.Action | None:
        """The line was said. A warning said once more is refused, with what to do first."""
        ground, protocol, need = context.ground, context.protocol, next_need(context)
        if need in (Need.WARNING, Need.ANSWER):
            return act.Warn()
        if ground is None or ground.ending is None or protocol is None:
            return None
        return act.Say(ground.ending.id, protocol.id)

    def entered(self, values: Mapping[str, str], host: Host) -> bool:
        """Have on record what was typed; no words yet means later."""
        match self.part(host.now()):
            case Part.OWN_EFFORT:
                action: act.Action = act.MakeEffort(values["what"])
            case Part.WORDS if not values["words"]:
                self._pass(Part.WORDS, host.now())
                return True
            case Part.WORDS:
                action = act.QuoteCaller(values["words"])
            case Part.PERMISSION:
                action = act.Permit(values["by"])
            case Part.ANSWER:
                action = act.Persist(values["words"])
            case _:
                return False
        return isinstance(host.do(action), Allowed)

    def picked(self, item: str, host: Host) -> None:
        """Record an answer, or go to a part."""
        kind, _, what = item.partition(":")
        match kind:
            case "effort":
                host.do(act.MakeEffort(what))
            case "reason":
                host.do(act.StateGround(what))
            case "by":
                host.do(act.Permit(what))
            case "undo":
                self._undo_warning(host)
            case "no-threat":
                self._pass(Part.THREAT, host.now())
            case "threat":
                self._gone = None
                self._report_threat(host)
            case "stopped":
                self._stopped(host)
            case "go":
                to, _, _ = what.partition(":")
                self._gone = (Part[to], host.now().call.protocol)
            case "end":
                host.open(self._end(host.now(), what))

    def _report_threat(self, host: Host) -> None:
        """Have the threat on record at once, and ask who was told of it."""
        if isinstance(host.do(act.ReportThreat()), Allowed):
            owed = threats_owed(host.now())
            if owed:
                host.open(told_panel(owed, host.now()))

    def _undo_warning(self, host: Host) -> None:
        last = host.now().call.protocol.warnings[-1]
        if isinstance(host.do(act.Correct(last.n)), Allowed):
            host.tell("Warning undone (stays in the log).")

    def _pass(self, part: Part, context: Context) -> None:
        self._gone = None
        self._passed.add((part, context.call.protocol.stated))

    def _stopped(self, host: Host) -> None:
        if isinstance(host.do(act.Calm()), Allowed):
            key = by_id(host.actions)["warn"].shown_key
            host.tell(f"Calm now. If it starts again, press {key}.")
            host.close()


def _in_own_words(context: Context) -> bool:
    """Whether what was tried is typed: there is nothing to pick, or one was typing it before."""
    listed = context.protocol.efforts if context.protocol else ()
    return not listed or bool(context.call.drafts.get(_OWN_PLACE))


_COACHED = (Part.PERMISSION, Part.WARNING, Part.ENDING_LINE, Part.END)
"""The parts where what the reason's coaching says is of use."""


def _question(part: Part, context: Context) -> tuple[Text, ...]:
    question = Text(part.value, Voice.HERE)
    ground = context.ground
    if ground is None or not ground.coach or part not in _COACHED:
        return (question,)
    if ground.warnings and part in (Part.ENDING_LINE, Part.END):
        return (question,)
    return (question, Text(ground.coach, Voice.COACH))


_OWN = "go:OWN_EFFORT"

_CALL_GOES_ON = "the call goes on; warnings stay counted"


def _answers(part: Part, context: Context) -> tuple[Item, ...]:
    """What can be picked in a part, most of it by digit."""
    protocol, state = context.protocol, context.call.protocol
    match part:
        case Part.GROUND:
            grounds = protocol.grounds if protocol else ()
            return tuple(
                Item(f"reason:{g.id}", g.label, terms(g), key=digit_key(n))
                for n, g in enumerate(grounds, 1)
            )
        case Part.EFFORT:
            efforts = protocol.efforts if protocol else ()
            own = Item(_OWN, "In your words", "Enter", key=digit_key(len(efforts) + 1))
            listed = (
                Item(f"effort:{what}", what, key=digit_key(n)) for n, what in enumerate(efforts, 1)
            )
            return (*listed, own)
        case Part.THREAT:
            told = "a supervisor must be told right away"
            no = Item("no-threat", "No threat", key="1")
            return (no, Item("threat", "It was a threat", told, key="2"))
        case Part.PERMISSION:
            last = context.call.supervisor
            return (Item(f"by:{last}", last, "the supervisor last named", key="1"),) if last else ()
        case Part.WAIT:
            words = "their words come next"
            stopped = Item("stopped", "They stopped", _CALL_GOES_ON, key="1")
            goes_on = Item("go:ANSWER", "They continued", words, key="2")
            undo = Item("undo", "Undo the warning", "it was not given; stays in the log", key="3")
            return (stopped, goes_on, undo)
        case Part.STOPPED:
            return (Item("stopped", "They stopped", _CALL_GOES_ON, key="1"),)
        case Part.ENDING_LINE | Part.END:
            ending = next((e.id for e in protocol.endings if e.protocol), "") if protocol else ""
            warned = state.ground is not None and state.ground.warnings > 0
            label = "They continued – end call" if warned else "End the call"
            return (Item(f"end:{ending}", label, "confirm first", key="e"),)
        case _:
            return ()


def _elsewhere(part: Part, context: Context) -> tuple[Item, ...]:
    """The other parts that can be gone to, with what is on record of each."""
    state = context.call.protocol
    stated, ground = state.ground, context.ground
    items: list[Item] = []
    if stated is not None and part is not Part.GROUND:
        items.append(Item("go:GROUND", f"✓ Reason: {stated.label}", key="r"))
    if part is Part.OWN_EFFORT and context.protocol and context.protocol.efforts:
        items.append(Item("go:EFFORT", "What you tried, from the list", key="t"))
    if state.efforts and part not in (Part.EFFORT, Part.OWN_EFFORT):
        tried = state.efforts[-1].event.what
        items.append(Item("go:EFFORT", f"✓ What you tried: {tried}", key="t"))
    if stated is not None and part not in (Part.EFFORT, Part.WORDS, Part.WAIT, Part.ANSWER):
        words = shorten(state.quoted, 60, placeholder="…")
        on_record = f"✓ Caller’s words: “{words}”" if words else "Caller’s words: not recorded"
        items.append(Item("go:WORDS", on_record, key="c"))
    given = state.permission(stated.ground) if stated else None
    if given is not None and part not in (Part.EFFORT, Part.PERMISSION):
        items.append(Item("go:PERMISSION", f"✓ Permission: by {given.event.by}", key="p"))
    if ground is not None and not ground.threat and part is not Part.THREAT:
        told = threat_told(context)
        label, aside = "It was a threat", "a supervisor must be told right away"
        off = "Already recorded – u to undo" if told else ""
        words = f"✓ {label}" if told else label
        items.append(Item("threat", words, "" if told else aside, "h", off, twice=True))
    if stated is not None and part not in (Part.WAIT, Part.STOPPED):
        items.append(Item("go:STOPPED", "They stopped", key="s"))
    # Each part has a list of its own: the mark of the one before is not taken on.
    items = [replace(one, id=f"{one.id}:{part.name}") for one in items]
    if part is Part.EFFORT:
        before = len(_answers(part, context))
        items = [replace(one, key=digit_key(before + n)) for n, one in enumerate(items, 1)]
    return (replace(items[0], heading="Other parts"), *items[1:]) if items else ()


_TO_COME = {
    Need.EFFORT: (Part.EFFORT, "what you tried"),
    Need.WORDS: (Part.WORDS, "their words"),
    Need.PERMISSION: (Part.PERMISSION, "permission"),
    Need.WARNING: (Part.WARNING, "warning"),
    Need.ANSWER: (Part.WAIT, "wait for the caller"),
    Need.ENDING_LINE: (Part.ENDING_LINE, "ending line"),
}
"""The part of each need that may still come, and what it is called in a row of them."""
_IN_ORDER = [
    Part.GROUND,
    Part.EFFORT,
    Part.WORDS,
    Part.THREAT,
    Part.PERMISSION,
    Part.WARNING,
    Part.WAIT,
    Part.ENDING_LINE,
]


def _to_come(part: Part, context: Context) -> tuple[Text, ...]:
    """What is needed after the part in hand, in a row of words."""
    state, stated = context.call.protocol, context.call.protocol.ground
    if stated is None or part not in _IN_ORDER:
        return ()
    later = _IN_ORDER[_IN_ORDER.index(part) + 1 :]
    coming = [need for need in still_to_come(context) if _TO_COME[need][0] in later]
    words = {need: _TO_COME[need][1] for need in coming}
    if Need.WARNING in words:
        words[Need.WARNING] += f" {state.given(stated.ground) + 1} of {stated.warnings}"
    return (Text(" → ".join(words.values()), Voice.DIM, lead="Then: "),) if words else ()


def terms(ground: Ground) -> str:
    """A ground's terms in a few words."""
    count = {0: "no warning needed", 1: "one warning"}.get(
        ground.warnings, f"{ground.warnings} warnings"
    )
    words = [count]
    if ground.permission:
        words.append("permission first")
    if ground.threat:
        words.append("tell a supervisor")
    return " · ".join(words)
