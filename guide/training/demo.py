"""A scenario as a recording: its moves, made by the rules, and paced to be watched.

A demo is paced for whoever looks on: long enough to be read, and silences are cut short. The call's
own clock goes through the same time faster or slower meanwhile.

What stands open on the screen is told by a word for it, and after a colon what it is about:
`notes`, `anger`, `details:caller`, `warn:words`, `follow-up:message` (a kind) or `follow-up:16` (an
event), `report`, `report:reason`, `manager`, `manager:name`, `clock`, `adapt`, `go`, `take-over`,
`correct`, `end:callback`.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.state import Call
from guide.call.wording import shown_words
from guide.script.library import Library
from guide.script.model import FollowUpKind
from guide.text import shortened
from guide.training.recording import LEAST, Frame, Press, Recording, lead_up, speech
from guide.training.reference import Beat, reference, resolve_references
from guide.training.scenario import Scenario
from guide.training.scenario_actions import is_key, texts_of
from guide.training.unspaced import length

MOST_SILENCE = 4.0
"""A silence of a demo is no longer than this, in seconds."""

_BRIEF = 90
_READ_A_SECOND = 3.4
_KEYS_A_SECOND = 16.0
_A_MOVE = 1.2
_KEY, _LETTER = 10.0, 1.0
"""How much a key takes beside a letter of a text that is typed."""

_OPEN_A_LIST = {"e": "end", "f": "follow-up", "m": "manager", "w": "warn"}
"""Keys after which one picks something first; after any other the deed's own panel is open."""

_BENEATH = {"report": "follow-up", "manager:name": "manager"}
"""Where Esc leads to from a panel that was opened from another one."""


def demo_of(scenario: Scenario, library: Library) -> Recording:
    """The recording of a scenario; it ends with its last move, or with one that a rule refuses.

    Nothing is left on the disk. Raises `UnknownName` for a script that is not there.
    """
    played = reference(scenario, library)
    calls = [*(beat.before for beat in played.beats), played.call]
    frames = [Frame(calls[0], 0.0, calls[0].at, caption=scenario.about)]
    for beat, call in zip(played.beats, calls[1:], strict=True):
        frames += _frames(beat, call, frames[-1])
    return Recording(scenario.title, library, tuple(frames), demo=True)


def _frames(beat: Beat, call: Call, before: Frame) -> Iterator[Frame]:
    """What leads up to a move, and the frame after it, of the call as it is then."""
    move = beat.move
    action = resolve_references(move.action, beat.before) if move.action else None
    keys = move.keys
    if action and not keys and not before.panel:
        keys = plain_keys(action)
    pressed = tuple(_presses(keys, action, before.panel)) if action else ()
    new = call.entries[len(beat.before.entries) :]
    said, worked = speech(move.caller), _work(action)
    # The key of a line is pressed once it was said: whoever looks on learns when.
    read = max(said, _reading(before.caption), LEAST) + speech(_aloud(new))
    silence = max(0.0, move.at - before.at - read - worked)
    shown = min(silence, MOST_SILENCE)
    after = Frame(
        call,
        float(move.at),
        before.moment + timedelta(seconds=move.at - before.at),
        before.shows + shown + read + worked,
        caller=move.caller or before.caller,
        caption=move.caption or beat.reason or _did(new),
        action=action,
        refusal=beat.reason,
        panel=_left_open(keys, action, call, refused=bool(beat.reason)) if action else before.panel,
        keys=pressed[-1].keys if pressed else (),
        chapter=move.chapter,
    )
    yield from lead_up(before, after, silence - shown, said, worked, pressed)
    yield after


def _aloud(entries: Iterable[ev.Entry]) -> str:
    """The words that the agent said before these were recorded."""
    spoken = (one.event for one in entries)
    return " ".join(
        event.words if isinstance(event, ev.Adapted) else event.text
        for event in spoken
        if isinstance(event, ev.Said | ev.Adapted | ev.WarningGiven)
    )


def _reading(caption: str) -> float:
    """How many seconds it takes to read this."""
    return 1.0 + length(caption) / _READ_A_SECOND if caption else 0.0


def _work(action: Action | None) -> float:
    """How many seconds an agent's hands take for this."""
    if action is None:
        return 0.0
    return _A_MOVE + sum(map(len, texts_of(action).values())) / _KEYS_A_SECOND


def _did(entries: tuple[ev.Entry, ...]) -> str:
    """What a move did, in a few words, where the scenario has no caption for it."""
    events = [e.event for e in entries if not isinstance(e.event, ev.Drafted)]
    return shortened(shown_words(events[-1]), _BRIEF, " …") if events else ""


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


def _presses(keys: tuple[str, ...], action: act.Action, panel: str) -> Iterator[Press]:
    """The presses of these keys, one after the other; `panel` is open when they begin."""
    texts = texts_of(action)
    pressed: tuple[str, ...] = ()
    typed: dict[str, str] = {}
    for key in keys:
        if is_key(key):
            pressed = (*pressed, key)
            panel = _after(key, panel, pressed, action)
            yield Press(panel, tuple(typed.items()), pressed, _KEY)
            continue
        opened = _panel(action)
        panel = "report:reason" if opened == "report" else opened
        for n in range(1, len(texts[key]) + 1):
            typed[key] = texts[key][:n]
            yield Press(panel, tuple(typed.items()), pressed, _LETTER)


def _left_open(keys: tuple[str, ...], action: act.Action, call: Call, *, refused: bool) -> str:
    """What stays open after an action that was done with these keys, or was `refused`.

    A threat asks at once who was told of it.
    """
    if not keys or keys[-1] == "Esc":
        return ""
    opened = _panel(action)
    if refused:
        return opened
    if isinstance(action, act.ReportThreat):
        return f"follow-up:{call.follow_ups[-1].n}"
    stays = opened in ("notes", "report") or opened.startswith(("manager", "warn:"))
    if not stays or isinstance(action, act.Calm):
        return ""
    return opened.partition(":")[0]


def _after(key: str, panel: str, pressed: tuple[str, ...], action: act.Action) -> str:
    if key == "Esc":
        return _BENEATH.get(panel, "")
    opening = [one for one in pressed if one != "Esc"]
    return _OPEN_A_LIST.get(key, _panel(action)) if len(opening) == 1 else _panel(action)


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
    act.NameManager: "manager:name",
    act.StopClock: "clock",
    act.MakeEffort: "warn:own_effort",
    act.StateGround: "warn:ground",
    act.QuoteCaller: "warn:words",
    act.Permit: "warn:permission",
    act.Warn: "warn:warning",
    act.Persist: "warn:answer",
    act.Calm: "warn:warning",
    act.ReportThreat: "warn",
    act.Adapt: "adapt",
    act.LeaveOut: "adapt",
    act.GoTo: "go",
    act.Return: "go",
    act.SwitchLanguage: "language",
    act.TakeOver: "take-over",
    act.Correct: "correct",
}
