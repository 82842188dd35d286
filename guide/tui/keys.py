"""The table of actions: key bindings, footer, help, command palette and README all come from it."""

from collections.abc import Callable

from msgspec import Struct

from guide.call.situation import Situation
from guide.script.model import TargetKind

Why = Callable[[Situation], str | None]


def _always(now: Situation) -> str | None:
    return None


def _has_line(now: Situation) -> str | None:
    return None if now.lines else "This step has no line to say."


def _has_path(now: Situation) -> str | None:
    return None if len(now.call.path) > 1 else "This is the first step: nothing to go back to."


def _has_protocol(now: Situation) -> str | None:
    return None if now.protocol else "No hang-up protocol belongs to this script."


def _has_choice(now: Situation) -> str | None:
    return None if now.step.choices else "This step has no choices."


class KeyAction(Struct, frozen=True):
    """Something a key does. `typing` is the key that does it while typing, besides Alt and `key`.

    `why_not` answers why it is not to be had now, or None; `label` stands in the footer, `help` in
    the help, the palette and the README.
    """

    id: str
    key: str
    label: str
    help: str
    typing: str = ""
    why_not: Why = _always

    @property
    def shown_key(self) -> str:
        """The key as people write it."""
        return _SHOWN.get(self.key, self.key)

    @property
    def shown_typing(self) -> str:
        """What does it while typing, as people write it.

        A terminal tells Alt only with letters, digits and arrows: the rest is an Esc away.
        """
        if self.typing:
            return _SHOWN.get(self.typing, self.typing.upper())
        if len(self.key) == 1 or self.key == "up":
            return f"Alt+{self.shown_key}"
        return f"Esc, {self.shown_key}"


_SHOWN = {
    "1": "1 … 9",
    "alt+1": "Alt+1 … Alt+9",
    "escape": "Esc",
    "question_mark": "?",
    "slash": "/",
    "backspace": "Backspace",
    "space": "Space",
    "up": "↑ ↓",
    "ctrl+p": "Ctrl+P",
    "ctrl+q": "Ctrl+Q",
}

ACTIONS = (
    KeyAction("choose", "1", "choose", "take that choice", "alt+1", _has_choice),
    KeyAction("said", "space", "said", "the marked line was said", "", _has_line),
    KeyAction("mark", "up", "mark", "move the mark to another line", "", _has_line),
    KeyAction(
        "adapt", "x", "adapted", "the marked line was adapted or left out, and why", "", _has_line
    ),
    KeyAction("back", "backspace", "back", "back a step (recorded)", "", _has_path),
    KeyAction("notes", "n", "notes", "into the notes; Esc leads out of them", "f2"),
    KeyAction(
        "warn",
        "w",
        "warn",
        "warn: effort, ground, the caller's words, permission, wording, given",
        "f3",
        _has_protocol,
    ),
    KeyAction("follow-up", "f", "follow-up", "a follow-up: what is owed after the call", "f4"),
    KeyAction("manager", "m", "manager", "get a manager involved", "f5"),
    KeyAction("anger", "a", "anger", "the caller's anger: its stage, and how to talk", "f6"),
    KeyAction("clock", "t", "clock", "start the two-minute clock, or stop it", "f7"),
    KeyAction("details", "c", "details", "the caller's details", "f8"),
    KeyAction("go", "g", "go to", "go to another script, and back", "f9"),
    KeyAction("end", "e", "end", "end the call: what is missing, the ending, the summary", "f10"),
    KeyAction("chart", "v", "chart", "the whole chart of the script"),
    KeyAction("find", "slash", "find", "find wording in all scripts"),
    KeyAction("correct", "u", "correct", "correct the last thing, or one before it (recorded)"),
    KeyAction("not-a-card", "k", "not a card", "not a card: enter the last note as it was typed"),
    KeyAction("take-over", "o", "take over", "take over: fill in from an earlier call's record"),
    KeyAction("help", "question_mark", "help", "all keys", "f1"),
    KeyAction("palette", "ctrl+p", "palette", "every action by name, and the look", "ctrl+p"),
    KeyAction("quit", "ctrl+q", "quit", "quit; a running call is kept and offered again", "ctrl+q"),
)

BY_ID = {action.id: action for action in ACTIONS}
_BY_KEY = {action.key: action.id for action in ACTIONS}
_BY_TYPING = {action.typing: action.id for action in ACTIONS if action.typing}

FOOTER = ("choose", "said", "notes", "warn", "follow-up", "manager", "end", "help")
FOOTER_TYPING = ("choose", "warn", "follow-up", "manager", "end", "help")


def action_for(key: str, *, typing: bool) -> tuple[str, int]:
    """The id of the action a key stands for; with it the number of a choice, the mark's way.

    The F-keys, and Alt with a key, do the same whether one types or not. ("", 0): no action.
    """
    bare = key.removeprefix("alt+")
    if key in _BY_TYPING:
        return _BY_TYPING[key], _digit(bare)
    if typing and bare == key:
        return "", 0
    if _digit(bare):
        return "choose", _digit(bare)
    if bare in ("up", "down"):
        return "mark", 1 if bare == "down" else -1
    return _BY_KEY.get(bare, ""), 0


def _digit(key: str) -> int:
    return int(key) if len(key) == 1 and key in "123456789" else 0


def ends_call(now: Situation, key: int) -> str:
    """The ending that this choice leads to, or the empty string."""
    choice = now.step.choice(key)
    return choice.to.ending if choice and choice.to.kind is TargetKind.END else ""


def key_table() -> str:
    """The table of keys as Markdown, as it stands in the README."""
    head = ("| key | while typing | does |", "|---|---|---|")
    rows = (f"| {a.shown_key} | {a.shown_typing} | {a.help} |" for a in ACTIONS)
    return "\n".join((*head, *rows))
