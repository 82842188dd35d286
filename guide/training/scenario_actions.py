"""What an agent does in a scenario: each word after `do`, its settings, and the keys for it."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from enum import Enum
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import fields, replace

from guide.call import actions as act
from guide.call.events import Stage
from guide.script import setting
from guide.script.findings import listed, quoted
from guide.script.model import FollowUpKind
from guide.script.table import Table

_Kind = TypeVar("_Kind", bound=Enum)

_MOST_COUNT = 1_000

NAMED_KEYS = (
    *("Enter", "Esc", "Tab", "Space", "Backspace", "Delete"),
    *("Up", "Down", "Left", "Right", "Home", "End", "PageUp", "PageDown"),
)
"""The keys that have a name; all others are a letter, F and a number, or one with Ctrl or Alt."""

_OTHER_KEY = re.compile(r"\S|F\d{1,2}|(Ctrl|Alt)\+\S+")

_IDS = frozenset(
    {"script", "step", "line", "ground", "ending", "from_call", "kind", "field", "language"}
)
"""Settings of actions that nobody types."""


class Verb(Struct, frozen=True):
    """What a word after `do` stands for.

    The settings that it needs and those that it may have are, in this order, those of the action.
    """

    action: Callable[..., act.Action]
    needs: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()

    @property
    def settings(self) -> tuple[str, ...]:
        return (*self.needs, *self.may_have)


def _filed(
    kind: str,
    fields: tuple[tuple[str, str], ...],
    due: date | None,
    due_time: time | None,
    done_by: str | None,
) -> act.Action:
    return act.AddFollowUp(kind, fields, due, done_by, due_time=due_time)


VERBS: dict[str, Verb] = {
    "choose": Verb(act.Choose, ("key",)),
    "back": Verb(act.Back),
    "go": Verb(act.GoTo, ("script",), ("step",)),
    "return": Verb(act.Return),
    "language": Verb(act.SwitchLanguage, ("language",)),
    "say": Verb(act.Say, (), ("line", "script")),
    "adapt": Verb(act.Adapt, ("words",), ("reason", "line", "script")),
    "leave-out": Verb(act.LeaveOut, ("reason",), ("line", "script")),
    "note": Verb(act.Write, ("text",)),
    "rewrite": Verb(act.Rewrite, ("note", "text")),
    "draft": Verb(act.Draft, ("text",)),
    "detail": Verb(act.WriteDetail, ("field", "value")),
    "no-answer": Verb(act.LeaveAnswerOut, ("field", "reason")),
    "stage": Verb(act.SetStage, ("stage",)),
    "start-clock": Verb(act.StartClock),
    "stop-clock": Verb(act.StopClock, (), ("answered", "dropped")),
    "manager": Verb(act.GetManager),
    "manager-name": Verb(act.NameManager, ("name",)),
    "effort": Verb(act.MakeEffort, ("what",)),
    "ground": Verb(act.StateGround, ("ground",), ("threat",)),
    "caller-said": Verb(act.QuoteCaller, ("words",)),
    "permission": Verb(act.Permit, ("by",)),
    "warn": Verb(act.Warn),
    "persisted": Verb(act.Persist, ("words",)),
    "calm": Verb(act.Calm),
    "threat": Verb(act.ReportThreat),
    "follow-up": Verb(_filed, ("kind",), ("fields", "due", "due_time", "done_by")),
    "amend": Verb(act.AmendFollowUp, ("follow_up",), ("fields", "due", "due_time")),
    "done": Verb(act.FinishFollowUp, ("follow_up",), ("by",)),
    "take-over": Verb(act.TakeOver, ("call", "agent"), ("summary", "fields")),
    "correct": Verb(act.Correct),
    "end": Verb(act.End, ("ending",), ("reason",)),
}
"""Every word that `do` can have."""

_OTHER_THAN_TEXT = {
    "key": setting.whole("The number of the choice.", 1, 9),
    "note": setting.whole("The number of the note, from 1.", 1, _MOST_COUNT),
    "follow_up": setting.whole("The number of the follow-up, from 1.", 1, _MOST_COUNT),
    "answered": setting.flag("Whether the colleague answered."),
    "dropped": setting.flag("Whether the timer was started by mistake."),
    "threat": setting.flag("Whether it is a threat."),
    "kind": setting.identifier("Which follow-up: a usual one, or one of the script's own."),
    "stage": setting.one_of(Stage, "The stage of anger."),
    "fields": setting.named({"type": "string"}, "What the follow-up holds."),
    "due": setting.moment("The day that was agreed on, without quotation marks."),
    "due_time": setting.moment("The time of that day, if one was agreed on: due_time = 15:00:00."),
}


def _key_of(name: str) -> setting.Key:
    owners = listed([word for word, verb in VERBS.items() if name in verb.settings])
    told = f"Belongs to {owners}."
    known = _OTHER_THAN_TEXT.get(name)
    return replace(known, help=f"{known.help} {told}") if known else setting.any_text(told)


MOVE_SETTINGS = {name: _key_of(name) for verb in VERBS.values() for name in verb.settings}
"""Every setting that belongs to one of them."""


def action_of(move: Table) -> act.Action | None:
    """The action of a move; None for one that does nothing, or after noting what is wrong."""
    word = move.wording("do")
    verb = VERBS.get(word)
    if word.strip() and verb is None:
        message = f"`do` in {move.name} cannot be {quoted(word)}."
        fix = move.findings.did_you_mean(word, VERBS, f"Write one of {listed(VERBS, len(VERBS))}.")
        move.wrong("do", "unknown-value", message, fix)
        return None
    _note_strays(move, word, verb)
    if verb is None:
        return None
    return verb.action(*(_value(move, key, needed=key in verb.needs) for key in verb.settings))


def _note_strays(move: Table, word: str, verb: Verb | None) -> None:
    """Note the settings that belong to some other word than the one that is there."""
    for key in MOVE_SETTINGS:
        if move.has(key) and (verb is None or key not in verb.settings):
            does = f'`do = "{word}"`' if verb else "a move without `do`"
            message = f"{quoted(key)} in {move.name} does not belong to {does}."
            owners = [name for name, other in VERBS.items() if key in other.settings]
            fix = f"Take it out; it belongs to {listed(owners)}."
            move.wrong(key, "unknown-key", message, fix)


def _value(move: Table, key: str, *, needed: bool) -> object:
    """What a setting says: a setting is of one kind, whichever word it belongs to."""
    match key:
        case "key":
            return move.whole(key, 1, 9)
        case "note" | "follow_up":
            return move.whole(key, 1, _MOST_COUNT)
        case "answered" | "dropped" | "threat":
            return move.flag(key)
        case "kind":
            return _kind_of(move)
        case "stage":
            return _one_of(move, key, Stage)
        case "fields":
            return _fields(move)
        case "due":
            return _due(move)
        case "due_time":
            return _due_time(move)
        case "done_by" if not move.has(key):
            return None
        case _:
            return move.wording(key, required=needed)


def _one_of(move: Table, key: str, kinds: type[_Kind]) -> _Kind:
    usual, *_ = kinds
    if not move.has(key):
        move.missing(key, f'{key} = "{usual.value}"')
    return move.kind(key, kinds) or usual


def _kind_of(move: Table) -> str:
    """The kind of a follow-up; whether the scripts have it is checked with what else is named."""
    if not move.has("kind"):
        move.missing("kind", f'kind = "{FollowUpKind.CALLBACK}"')
    return move.identifier("kind") or FollowUpKind.CALLBACK


def _fields(move: Table) -> tuple[tuple[str, str], ...]:
    value = move.value("fields")
    keys = tuple(value) if isinstance(value, dict) else ()
    table = move.table("fields", f"the fields of {move.name}", keys)
    return tuple((key, table.wording(key)) for key in keys) if table else ()


def _due(move: Table) -> date | None:
    value = move.value("due")
    if type(value) is date:
        return value
    fix = "Write a day without quotation marks: due = 2026-11-20."
    if isinstance(value, datetime):
        fix = f"Write the time beside the day: due = {value.date()}, due_time = {value.time()}."
    if value is not None:
        move.wrong_type("due", "a date", fix)
    return None


def _due_time(move: Table) -> time | None:
    """The time of day that was agreed on: of a day, which has to be there."""
    value = move.value("due_time")
    if value is not None and not isinstance(value, time):
        fix = "Write a time without quotation marks: due_time = 15:00:00."
        move.wrong_type("due_time", "a time of day", fix)
        return None
    if value is not None and not move.has("due"):
        move.missing("due", "due = 2026-11-20")
    return value


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
            message = f"{quoted(key)} in `keys` of {move.name} is no key, and no text of it."
            known = f"a letter, {listed(NAMED_KEYS, len(NAMED_KEYS))}, Ctrl+U or F3"
            fix = f"Write a key ({known})" + (f", or {listed(texts, 20)}." if texts else ".")
            where = (*move.at("keys"), n)
            fix = move.findings.did_you_mean(key, (*NAMED_KEYS, *texts), fix)
            move.findings.error(where, "unknown-value", message, fix)
    return tuple(key for _, key in keys)


def is_key(word: str) -> bool:
    """Whether this is a key, as people write it."""
    return word in NAMED_KEYS or _OTHER_KEY.fullmatch(word) is not None


def texts_of(action: act.Action) -> dict[str, str]:
    """What can be typed for an action, by the name of the setting that holds it."""
    texts: dict[str, str] = {}
    for field in fields(action):
        value = getattr(action, field.name)
        if isinstance(value, tuple):
            texts |= dict(value)
        elif isinstance(value, str | date | time) and field.name not in _IDS:
            texts[field.name] = str(value)
    return texts
