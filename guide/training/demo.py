"""A scenario as a recording: its moves, made by the rules, and paced to be watched.

A demo is paced for whoever looks on: long enough to be read, and silences are cut short. The call's
own clock goes through the same time faster or slower meanwhile.
"""

from collections.abc import Iterator
from datetime import timedelta
from textwrap import shorten

from guide.call import events as ev
from guide.call.actions import Action
from guide.call.state import Call
from guide.call.wording import words_of
from guide.script.library import Library
from guide.training.demo_keys import left_open, plain_keys, steps, texts_of
from guide.training.recording import (
    LEAST,
    Frame,
    Recording,
    chapters_of,
    lead_up,
    milestones_of,
    speech,
)
from guide.training.reference import Beat, reference, resolve_references
from guide.training.scenario import Scenario

MOST_SILENCE = 4.0
"""A silence of a demo is no longer than this, in seconds."""

_BRIEF = 90
_READ_A_SECOND = 3.4
_KEYS_A_SECOND = 16.0
_A_MOVE = 1.2


def demo_of(scenario: Scenario, library: Library) -> Recording:
    """The recording of a scenario; it ends with its last move, or with one that a rule refuses.

    Nothing is left on the disk. Raises `UnknownName` for a script that is not there.
    """
    played = reference(scenario, library)
    calls = [*(beat.before for beat in played.beats), played.call]
    frames = [Frame(calls[0], 0.0, calls[0].at, caption=scenario.about)]
    for beat, call in zip(played.beats, calls[1:], strict=True):
        frames += _frames(beat, call, frames[-1])
    every = tuple(frames)
    return Recording(
        scenario.title, library, every, chapters_of(every), milestones_of(every), demo=True
    )


def _frames(beat: Beat, call: Call, before: Frame) -> Iterator[Frame]:
    """What leads up to a move, and the frame after it, of the call as it is then."""
    move = beat.move
    action = resolve_references(move.action, beat.before) if move.action else None
    keys = move.keys
    if action and not keys and not before.panel:
        keys = plain_keys(action)
    pressed = tuple(steps(keys, action, before.panel)) if action else ()
    said, worked = speech(move.caller), _work(action)
    read = max(said, _reading(before.caption), LEAST)
    silence = max(0.0, move.at - before.at - read - worked)
    shown = min(silence, MOST_SILENCE)
    after = Frame(
        call,
        float(move.at),
        before.moment + timedelta(seconds=move.at - before.at),
        before.shows + shown + read + worked,
        caller=move.caller or before.caller,
        caption=move.caption or beat.reason or _did(call.entries[len(beat.before.entries) :]),
        action=action,
        refusal=beat.reason,
        panel=left_open(keys, action) if action else before.panel,
        keys=pressed[-1].keys if pressed else (),
        chapter=move.chapter,
    )
    yield from lead_up(before, after, silence - shown, said, worked, pressed)
    yield after


def _reading(caption: str) -> float:
    """How many seconds it takes to read this."""
    return 1.0 + len(caption.split()) / _READ_A_SECOND if caption else 0.0


def _work(action: Action | None) -> float:
    """How many seconds an agent's hands take for this."""
    if action is None:
        return 0.0
    return _A_MOVE + sum(map(len, texts_of(action).values())) / _KEYS_A_SECOND


def _did(entries: tuple[ev.Entry, ...]) -> str:
    """What a move did, in a few words, where the scenario has no caption for it."""
    events = [e.event for e in entries if not isinstance(e.event, ev.Drafted)]
    return shorten(words_of(events[-1]), _BRIEF, placeholder=" …") if events else ""
