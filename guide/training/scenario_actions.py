"""What an agent can do in a scenario: each word after `do`, its settings, and the action it is."""

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import TypeVar

from msgspec import Struct

from guide.call import actions as act
from guide.call.events import Stage
from guide.script.model import FollowUpKind
from guide.script.nearest import listed, quoted, suggestion
from guide.script.table import Table

_Kind = TypeVar("_Kind", bound=Enum)

_MOST_COUNT = 1_000
_ONE_OF_A_LINE = ("line", "script")


class Verb(Struct, frozen=True):
    """The settings that belong to a word after `do`, and the action they make."""

    settings: tuple[str, ...]
    action: Callable[[Table], act.Action]


def _text(move: Table, key: str) -> str:
    return move.wording(key, required=True)


def _one_of(move: Table, key: str, kinds: type[_Kind]) -> _Kind:
    usual, *_ = kinds
    if not move.has(key):
        move.missing(key, f'{key} = "{usual.value}"')
    return move.kind(key, kinds) or usual


def _fields(move: Table) -> tuple[tuple[str, str], ...]:
    value = move.value("fields")
    keys = tuple(value) if isinstance(value, dict) else ()
    table = move.table("fields", f"the fields of {move.name}", keys)
    return tuple((key, table.wording(key)) for key in keys) if table else ()


def _due(move: Table) -> date | None:
    value = move.value("due")
    if type(value) is date:
        return value
    if value is not None:
        move.wrong_type("due", "a date", "Write a day without quotation marks: due = 2026-11-20.")
    return None


def _count(move: Table, key: str) -> int:
    return move.whole(key, 1, _MOST_COUNT)


def _follow_up(move: Table) -> act.AddFollowUp:
    done_by = move.wording("done_by") if move.has("done_by") else None
    return act.AddFollowUp(_one_of(move, "kind", FollowUpKind), _fields(move), _due(move), done_by)


VERBS: dict[str, Verb] = {
    "choose": Verb(("key",), lambda m: act.Choose(m.whole("key", 1, 9))),
    "back": Verb((), lambda m: act.Back()),
    "go": Verb(("script", "step"), lambda m: act.GoTo(_text(m, "script"), m.wording("step"))),
    "return": Verb((), lambda m: act.Return()),
    "say": Verb(_ONE_OF_A_LINE, lambda m: act.Say(m.wording("line"), m.wording("script"))),
    "adapt": Verb(
        ("words", "reason", *_ONE_OF_A_LINE),
        lambda m: act.Adapt(
            _text(m, "words"), m.wording("reason"), m.wording("line"), m.wording("script")
        ),
    ),
    "leave-out": Verb(
        ("reason", *_ONE_OF_A_LINE),
        lambda m: act.LeaveOut(_text(m, "reason"), m.wording("line"), m.wording("script")),
    ),
    "note": Verb(("text",), lambda m: act.Write(_text(m, "text"))),
    "rewrite": Verb(("note", "text"), lambda m: act.Rewrite(_count(m, "note"), _text(m, "text"))),
    "draft": Verb(("text",), lambda m: act.Draft(_text(m, "text"))),
    "detail": Verb(
        ("field", "value"), lambda m: act.WriteDetail(_text(m, "field"), _text(m, "value"))
    ),
    "stage": Verb(("stage",), lambda m: act.SetStage(_one_of(m, "stage", Stage))),
    "start-clock": Verb((), lambda m: act.StartClock()),
    "stop-clock": Verb(("answered",), lambda m: act.StopClock(m.flag("answered"))),
    "manager": Verb((), lambda m: act.GetManager()),
    "manager-name": Verb(("name",), lambda m: act.NameManager(_text(m, "name"))),
    "effort": Verb(("what",), lambda m: act.MakeEffort(_text(m, "what"))),
    "ground": Verb(
        ("ground", "threat"), lambda m: act.StateGround(_text(m, "ground"), m.flag("threat"))
    ),
    "caller-said": Verb(("words",), lambda m: act.QuoteCaller(_text(m, "words"))),
    "permission": Verb(("by",), lambda m: act.Permit(_text(m, "by"))),
    "warn": Verb((), lambda m: act.Warn()),
    "calm": Verb((), lambda m: act.Calm()),
    "threat": Verb((), lambda m: act.ReportThreat()),
    "follow-up": Verb(("kind", "fields", "due", "done_by"), _follow_up),
    "amend": Verb(
        ("follow_up", "fields", "due"),
        lambda m: act.AmendFollowUp(_count(m, "follow_up"), _fields(m), _due(m)),
    ),
    "done": Verb(
        ("follow_up", "by"),
        lambda m: act.FinishFollowUp(_count(m, "follow_up"), m.wording("by")),
    ),
    "take-over": Verb(
        ("call", "agent", "summary", "fields"),
        lambda m: act.TakeOver(
            _text(m, "call"), _text(m, "agent"), m.wording("summary"), _fields(m)
        ),
    ),
    "correct": Verb((), lambda m: act.Correct()),
    "end": Verb(("ending", "reason"), lambda m: act.End(_text(m, "ending"), m.wording("reason"))),
}
"""Every word that `do` can have."""

SETTINGS = tuple(dict.fromkeys(key for verb in VERBS.values() for key in verb.settings))
"""Every setting that belongs to one of them."""


def action_of(move: Table) -> act.Action | None:
    """The action of a move; None for one that does nothing, or after noting what is wrong."""
    word = move.wording("do")
    verb = VERBS.get(word)
    if word.strip() and verb is None:
        near = move.findings.speller.nearest(word, VERBS)
        message = f"`do` in {move.name} cannot be {quoted(word)}."
        fix = suggestion(near, f"Write one of {listed(VERBS, len(VERBS))}.")
        move.wrong("do", "unknown-value", message, fix)
        return None
    _note_strays(move, word, verb)
    return verb.action(move) if verb else None


def _note_strays(move: Table, word: str, verb: Verb | None) -> None:
    """Note the settings that belong to some other word than the one that is there."""
    for key in SETTINGS:
        if move.has(key) and (verb is None or key not in verb.settings):
            does = f'`do = "{word}"`' if verb else "a move without `do`"
            message = f"{quoted(key)} in {move.name} does not belong to {does}."
            owners = [name for name, other in VERBS.items() if key in other.settings]
            fix = f"Take it out; it belongs to {listed(owners)}."
            move.wrong(key, "unknown-key", message, fix)
