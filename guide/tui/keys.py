"""The table of actions: key bindings, footer, help, command palette and README all come from it."""

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from guide.call.context import Context, Refused
from guide.call.rules.flow import why_not_back
from guide.call.rules.protocol import why_no_protocol, why_not_calm, why_not_persist

Why = Callable[[Context], str | None]


def _needs(what: Callable[[Context], object], otherwise: str) -> Why:
    """What an action needs, and why it is not to be had otherwise."""
    return lambda context: None if what(context) else otherwise


_NEEDS_LINE = _needs(lambda context: context.lines, "No script line for this step.")
_NEEDS_CHOICE = _needs(lambda context: context.step.choices, "This step has no choices.")
_NEEDS_LANGUAGES = _needs(
    lambda context: len(context.languages) > 1, "No line of this script has a translation."
)


def _always(context: Context) -> str | None:
    return None


def _needs_ground(context: Context) -> str | None:
    return why_not_calm(context.call.protocol)


def _needs_answer(context: Context) -> str | None:
    return why_not_persist(context.call.protocol)


class KeyAction(Struct, frozen=True):
    """Something a key does. `typing` is the key that does it while typing, besides Alt and `key`.

    One without a key is in the palette, and can be given one in the settings.
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
        return _SHOWN.get(self.key) or _SIGN_OF.get(self.key, self.key)

    @property
    def shown_typing(self) -> str:
        """What does it while typing, as people write it.

        A terminal tells Alt only with plain letters, digits and arrows: the rest is an Esc away.
        """
        if not self.key:
            return ""
        if self.typing:
            return _SHOWN.get(self.typing, self.typing.upper())
        if (len(self.key) == 1 and self.key.isascii()) or self.key == "up":
            return f"Alt+{self.shown_key}"
        return f"Esc, {self.shown_key}"


Actions = tuple[KeyAction, ...]

OF_THE_PROGRAM = ("ctrl+p", "ctrl+q", "ctrl+c", "super+c")
"""The keys that mean the same on every screen."""

_SHOWN = {
    "1": "1 … 9",
    "alt+1": "Alt+1 … Alt+9",
    "backspace": "Backspace",
    "space": "Space",
    "up": "↑ ↓",
    "ctrl+p": "Ctrl+P",
    "ctrl+q": "Ctrl+Q",
}

_SIGNS = {
    "?": "question_mark",
    "/": "slash",
    ",": "comma",
    ".": "full_stop",
    ";": "semicolon",
    "-": "minus",
    "=": "equals_sign",
    "'": "apostrophe",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
}
"""The signs that can be keys, and the names a key press of theirs has."""
_SIGN_OF = {name: sign for sign, name in _SIGNS.items()}

ACTIONS: Actions = (
    KeyAction("choose", "1", "choose", "take that choice", "alt+1", _NEEDS_CHOICE),
    KeyAction("said", "space", "said", "the marked line was said", "", _NEEDS_LINE),
    KeyAction("mark", "up", "mark", "move the mark to another line", "", _NEEDS_LINE),
    KeyAction(
        "adapt", "x", "adapted", "the marked line was adapted or left out, and why", "", _NEEDS_LINE
    ),
    KeyAction("back", "backspace", "back", "back one step (logged)", "", why_not_back),
    KeyAction("notes", "n", "notes", "into the notes; Esc keeps the note and goes back", "f2"),
    KeyAction(
        "warn", "w", "warn", "the hang-up protocol: what it needs next", "f3", why_no_protocol
    ),
    KeyAction(
        "stopped",
        "",
        "they stopped",
        "they stopped: the caller calmed down, and the call goes on",
        why_not=_needs_ground,
    ),
    KeyAction(
        "goes-on",
        "",
        "they continued",
        "they continued: the caller’s words after the warning",
        why_not=_needs_answer,
    ),
    KeyAction("follow-up", "f", "follow-up", "a follow-up: what is to do after the call", "f4"),
    KeyAction("manager", "m", "manager", "get a manager involved", "f5"),
    KeyAction("anger", "a", "anger", "the caller’s anger: its stage, and how to talk", "f6"),
    KeyAction("clock", "t", "timer", "start the two-minute timer, or say what became of it", "f7"),
    KeyAction("details", "c", "details", "the caller’s details", "f8"),
    KeyAction("go", "g", "go to", "go to another script, and back", "f9"),
    KeyAction(
        "language",
        "l",
        "language",
        "the language that the caller is spoken to in (logged)",
        "",
        _NEEDS_LANGUAGES,
    ),
    KeyAction("end", "e", "end", "end the call: what is missing, the ending, the summary", "f10"),
    KeyAction("chart", "v", "chart", "the whole chart of the script"),
    KeyAction("find", "slash", "find", "find wording in all scripts"),
    KeyAction("correct", "u", "undo", "undo the last thing, or one before it (stays in the log)"),
    KeyAction("copy", "y", "copy", "copy the line to say, or the caller’s number"),
    KeyAction("not-a-card", "k", "not a card", "not a card: correct what was masked"),
    KeyAction(
        "same-number",
        "equals_sign",
        "same number",
        "the same number: earlier calls from it, and what is owed there",
        "f12",
    ),
    KeyAction("register", "r", "register", "the register: what is owed; Esc goes back to the call"),
    KeyAction("take-over", "o", "take over", "take over: fill in from an earlier call's record"),
    KeyAction("help", "question_mark", "help", "all keys", "f1"),
    KeyAction("palette", "ctrl+p", "palette", "every action by name, and the look", "ctrl+p"),
    KeyAction("quit", "ctrl+q", "quit", "quit; a running call is kept and offered again", "ctrl+q"),
)

HEARD = KeyAction("heard", "h", "heard", "all that the caller said so far")
"""What is besides them on a practice call."""

FIXED = ("choose", "said", "mark", "palette", "quit")
"""The actions whose keys stay: the digits, Space, the arrows, and what the toolkit holds."""

FOOTER = ("choose", "said", "notes", "warn", "follow-up", "manager", "end", "help")
FOOTER_TYPING = ("choose", "warn", "follow-up", "manager", "end", "help")


def by_id(actions: Actions) -> dict[str, KeyAction]:
    return {action.id: action for action in actions}


BY_ID = by_id(ACTIONS)


def action_for(key: str, *, typing: bool, actions: Actions = ACTIONS) -> tuple[str, int]:
    """The id of the action a key stands for; with it the number of a choice, the mark's way.

    The F-keys, and Alt with a key, do the same whether one types or not. ("", 0): no action.
    """
    key = without_case(key)
    bare = key.removeprefix("alt+")
    for action in actions:
        if action.typing and action.typing == key:
            return action.id, _digit(bare)
    if typing and bare == key:
        return "", 0
    if _digit(bare):
        return "choose", _digit(bare)
    if bare in ("up", "down"):
        return "mark", 1 if bare == "down" else -1
    return next((action.id for action in actions if action.key == bare), ""), 0


def without_case(key: str) -> str:
    """The key of a command, for a key press: Caps Lock and Shift make no difference to letters.

    >>> without_case("W"), without_case("alt+shift+w"), without_case("shift+tab")
    ('w', 'alt+w', 'shift+tab')
    """
    held, _, letter = key.rpartition("+")
    if len(letter) != 1 or not letter.isalpha():
        return key
    held = "+".join(one for one in held.split("+") if one not in ("", "shift"))
    return f"{held}+{letter.lower()}" if held else letter.lower()


def is_typing_key(key: str, actions: Actions = ACTIONS) -> bool:
    """Say whether a key does its action while one types, too."""
    return key.startswith("alt+") or any(action.typing == key for action in actions)


def _digit(key: str) -> int:
    return int(key) if len(key) == 1 and key in "123456789" else 0


def spelled(refused: Refused, actions: Actions, *, typing: bool = False) -> str:
    """Why something is refused, and the key that leads to what is done about it.

    >>> spelled(Refused("Choose a reason first.", "warn"), rekeyed(ACTIONS, {"warn": "q"}))
    'Choose a reason first. Press q.'
    """
    if not refused.action:
        return refused.reason
    action = by_id(actions)[refused.action]
    return f"{refused.reason} Press {action.shown_typing if typing else action.shown_key}."


def rekeyed(actions: Actions, keys: Mapping[str, str]) -> Actions:
    """The actions with other keys: for ids of actions, keys as people write them."""
    names = {name: _SIGNS.get(key, key.lower()) for name, key in keys.items()}
    return tuple(replace(action, key=names.get(action.id, action.key)) for action in actions)


def with_heard(actions: Actions) -> Actions:
    """The actions of a practice call. A key that the settings gave to another is that one's."""
    taken = any(action.key == HEARD.key for action in actions)
    return (*actions, replace(HEARD, key="") if taken else HEARD)


def wrong_keys(actions: Actions, keys: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """By the id of an action of `actions`, why it cannot have the key asked for, and what can."""
    wrong: dict[str, tuple[str, str]] = {}
    asked = rekeyed(actions, keys)
    for before, now in zip(actions, asked, strict=True):
        if now.key == before.key:
            continue
        if before.id in FIXED:
            message = f"The key for `{before.id}` cannot be changed."
            wrong[before.id] = (message, "Remove this line.")
        elif not _can_be_key(now.key):
            message = f"“{keys[before.id]}” cannot be the key for `{before.id}`."
            wrong[before.id] = (message, f"Use one letter, or one of {' '.join(_SIGNS)} instead.")
        elif others := [one.id for one in asked if one.key == now.key and one is not now]:
            message = f"`{before.id}` and `{others[0]}` cannot both use the key “{now.shown_key}”."
            wrong[before.id] = (message, "Give one of them another key.")
    return wrong


def _can_be_key(name: str) -> bool:
    return name in _SIGN_OF or (len(name) == 1 and name.isalpha())
