"""A scenario as a recording: played in memory, move by move, and paced to be watched.

A demo is paced for whoever looks on: long enough to be read, and silences are cut short. The call's
own clock goes through the same time faster or slower meanwhile.
"""

from collections.abc import Iterator
from datetime import timedelta
from textwrap import shorten

from guide.call import events as ev
from guide.call.actions import Action
from guide.call.situation import Refused
from guide.call.wording import words_of
from guide.script.library import Library
from guide.session.clock import SetClock
from guide.session.session import Session
from guide.training.demo_keys import left_open, plain_keys, steps, texts_of
from guide.training.meant import meant
from guide.training.recording import (
    LEAST,
    Frame,
    Recording,
    chapters_of,
    lead_up,
    marks_of,
    speech,
)
from guide.training.scenario import Move, Scenario
from guide.training.unkept import UnkeptBook

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
    clock = SetClock(scenario.starts)
    book = UnkeptBook(library, clock)
    session = book.start(scenario.script, agent=scenario.agent, zone=scenario.zone)
    frames = [Frame(session.call, 0.0, clock.now().at, caption=scenario.about)]
    for move in scenario.moves:
        clock.set(move.at)
        frames += _frames(move, session, frames[-1])
        if frames[-1].refusal:
            break
    every = tuple(frames)
    return Recording(scenario.title, library, every, chapters_of(every), marks_of(every), demo=True)


def _frames(move: Move, session: Session, before: Frame) -> Iterator[Frame]:
    """What leads up to a move, and the frame after it."""
    call, refusal = session.call, ""
    action = meant(move.action, call) if move.action else None
    if action is not None:
        decision = session.do(action)
        refusal = decision.reason if isinstance(decision, Refused) else ""
    keys = move.keys
    if action and not keys and not before.panel:
        keys = plain_keys(action)
    pressed = tuple(steps(keys, action, before.panel)) if action else ()
    said, worked = speech(move.caller), _work(action)
    read = max(said, _reading(before.caption), LEAST)
    silence = max(0.0, move.at - before.at - read - worked)
    shown = min(silence, MOST_SILENCE)
    after = Frame(
        session.call,
        float(move.at),
        before.moment + timedelta(seconds=move.at - before.at),
        before.shows + shown + read + worked,
        caller=move.caller or before.caller,
        caption=move.caption or refusal or _did(session.call.entries[len(call.entries) :]),
        action=action,
        refusal=refusal,
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
