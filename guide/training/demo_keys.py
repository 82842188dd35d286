"""What is pressed for a move of a demo, and what stands open on the screen meanwhile.

    keys = ["f", "5", "to", "Down", "text", "Enter"]

Keys are written as people write them. A word that names a setting of the move stands for its text,
letter by letter. Where nothing is open, a choice is its digit, the marked line is Space and a step
back is Backspace: those need no `keys`.

What stands open is told by a word for it, and after a colon what it is about: `notes`, `anger`,
`details:caller`, `warn:words`, `follow-up:message` (a kind) or `follow-up:16` (an event), `report`,
`report:reason`, `manager`, `adapt`, `go`, `take-over`, `correct`, `end:callback`.
"""

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import fields

from guide.call import actions as act
from guide.script.model import FollowUpKind
from guide.script.nearest import listed, quoted, suggestion
from guide.script.table import Table

NAMED = (
    *("Enter", "Esc", "Tab", "Space", "Backspace", "Delete"),
    *("Up", "Down", "Left", "Right", "Home", "End", "PageUp", "PageDown"),
)
"""The keys that have a name; all others are a letter, F and a number, or one with Ctrl or Alt."""

_OTHERS = re.compile(r"\S|F\d{1,2}|(Ctrl|Alt)\+\S+")
_OPEN_A_LIST = {"e": "end", "f": "follow-up", "w": "warn"}
"""Keys after which one picks something first; after any other the deed's own panel is open."""

_IDS = frozenset({"script", "step", "line", "ground", "ending", "from_call", "kind", "field"})
"""Settings of actions that nobody types."""

_KEY, _LETTER = 10.0, 1.0
"""How much a key takes beside a letter of a text that is typed."""


class Step(Struct, frozen=True):
    """What is on the screen after one more press, and how much of an effort that was.

    `keys` are all that were pressed so far, but for the letters of texts.
    """

    panel: str
    typed: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    effort: float


def keys_of(move: Table, action: act.Action | None) -> tuple[str, ...]:
    """The keys that a move is done with; what is none, and no setting, is noted."""
    if action is None:
        if move.has("keys") and not move.has("do"):
            message = (
                f"`keys` in {move.name} is what the agent presses, and the agent does nothing."
            )
            move.wrong("keys", "unknown-key", message, 'Take it out, or add do = "…".')
        return ()
    texts = tuple(texts_of(action))
    keys = move.texts("keys")
    for n, key in keys:
        if not is_key(key) and key not in texts:
            near = move.findings.speller.nearest(key, (*NAMED, *texts))
            message = f"{quoted(key)} in `keys` of {move.name} is no key, and no text of it."
            known = f"a letter, {listed(NAMED, len(NAMED))}, Ctrl+U or F3"
            fix = f"Write a key ({known})" + (f", or {listed(texts, 20)}." if texts else ".")
            move.findings.error(
                (*move.at("keys"), n), "unknown-value", message, suggestion(near, fix)
            )
    return tuple(key for _, key in keys)


def is_key(word: str) -> bool:
    """Whether this is a key, as people write it."""
    return word in NAMED or _OTHERS.fullmatch(word) is not None


def texts_of(action: act.Action) -> dict[str, str]:
    """What can be typed for an action, by the name of the setting that holds it."""
    texts: dict[str, str] = {}
    for field in fields(action):
        value = getattr(action, field.name)
        if isinstance(value, tuple):
            texts |= dict(value)
        elif isinstance(value, str | date) and field.name not in _IDS:
            texts[field.name] = str(value)
    return texts


def plain_keys(action: act.Action) -> tuple[str, ...]:
    """The key that does this where nothing is open; none where it takes more than that one."""
    match action:
        case act.Choose():
            return (str(action.key),)
        case act.Say(line=""):
            return ("Space",)
        case act.Back():
            return ("Backspace",)
        case _:
            return ()


def steps(keys: tuple[str, ...], action: act.Action, panel: str) -> Iterator[Step]:
    """The presses of these keys, one after the other; `panel` is open when they begin."""
    texts = texts_of(action)
    pressed: tuple[str, ...] = ()
    typed: dict[str, str] = {}
    for key in keys:
        if is_key(key):
            pressed = (*pressed, key)
            panel = _after(key, pressed, action)
            yield Step(panel, tuple(typed.items()), pressed, _KEY)
            continue
        panel = _typed_in(action)
        for n in range(1, len(texts[key]) + 1):
            typed[key] = texts[key][:n]
            yield Step(panel, tuple(typed.items()), pressed, _LETTER)


def left_open(keys: tuple[str, ...], action: act.Action) -> str:
    """What stays open after an action that was done with these keys."""
    if not keys or keys[-1] == "Esc":
        return ""
    opened = _panel(action)
    stays = opened in ("notes", "manager", "report") or opened.startswith("warn:")
    if not stays or isinstance(action, act.NameManager | act.Calm):
        return ""
    return opened.partition(":")[0]


def _after(key: str, pressed: tuple[str, ...], action: act.Action) -> str:
    if key == "Esc":
        return ""
    opening = [one for one in pressed if one != "Esc"]
    return _OPEN_A_LIST.get(key, _panel(action)) if len(opening) == 1 else _panel(action)


def _typed_in(action: act.Action) -> str:
    """What is open while a text is typed: of a report, the question for its reason."""
    opened = _panel(action)
    return "report:reason" if opened == "report" else opened


def _panel(action: act.Action) -> str:
    """What is open when an action is about to be done; empty where the call screen does it."""
    match action:
        case act.WriteDetail():
            return f"details:{action.field}"
        case act.AddFollowUp(kind=FollowUpKind.REPORT):
            return "report"
        case act.AddFollowUp():
            return f"follow-up:{action.kind}"
        case act.AmendFollowUp() | act.FinishFollowUp():
            return f"follow-up:{action.of}"
        case act.End():
            return f"end:{action.ending}"
        case _:
            return _PANELS.get(type(action), "")


_PANELS: dict[type[act.Action], str] = {
    act.Write: "notes",
    act.Rewrite: "notes",
    act.Draft: "notes",
    act.SetStage: "anger",
    act.GetManager: "manager",
    act.NameManager: "manager",
    act.MakeEffort: "warn:effort",
    act.StateGround: "warn:ground",
    act.QuoteCaller: "warn:words",
    act.Permit: "warn:permission",
    act.Warn: "warn:warning",
    act.Calm: "warn:warning",
    act.ReportThreat: "report",
    act.Adapt: "adapt",
    act.LeaveOut: "adapt",
    act.GoTo: "go",
    act.Return: "go",
    act.TakeOver: "take-over",
    act.Correct: "correct",
}
