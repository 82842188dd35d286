"""The keys an agent presses, in words: `2 Abusive`, `w 3 Hate speech`, `e Resolved`."""

from collections.abc import Sequence

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.context import Context
from guide.call.rules.endings import endings
from guide.text import plain_line

_LONGEST = 40
_MOST = 24


def pressed(action: Action, context: Context) -> str:
    """What an agent presses for an action at this moment."""
    match action:
        case act.Choose(key=key):
            choice = context.step.choice(key)
            return f"{key} {_short(choice.label)}" if choice else f"{key}"
        case act.StateGround(ground=name):
            return f"w {_ground(name, context)}"
        case act.End(ending=name):
            label = next((e.label for e in endings(context) if e.id == name), name)
            return f"e {_short(label)}"
        case act.GoTo(script=name):
            return f"g {_short(context.library.script(name).title)}"
        case act.Say():
            return "Space"
        case _:
            return _IN_WORDS[type(action)]


_IN_WORDS: dict[type[Action], str] = {
    act.MakeEffort: "w redirected",
    act.QuoteCaller: "w the caller’s words",
    act.Permit: "w permission given",
    act.Warn: "w warning given",
    act.Calm: "w calms down",
}


def _ground(name: str, context: Context) -> str:
    grounds = context.protocol.grounds if context.protocol else ()
    for number, ground in enumerate(grounds, 1):
        if ground.id == name:
            return f"{number} {_short(ground.label)}" if number < 10 else _short(ground.label)
    return name


def _short(label: str) -> str:
    label = plain_line(label)
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1].rstrip() + "…"


def sequence(start: str, keys: Sequence[str], outcome: str) -> str:
    """The keys one after the other in a call begun with a script, and what comes of them."""
    shown = list(keys)
    if len(shown) > _MOST:
        left_out = f"… {len(shown) - _MOST:,} more …"
        shown = [*shown[: _MOST // 2], left_out, *shown[-_MOST // 2 :]]
    return f"{start}: {', '.join(shown)} → {outcome}" if shown else f"{start} → {outcome}"
