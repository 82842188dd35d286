"""A scenario as a reel: played in memory, move by move, and paced to be watched."""

from datetime import timedelta
from textwrap import shorten

from msgspec.structs import replace

from guide.call import events as ev
from guide.call.situation import Refused
from guide.call.wording import words_of
from guide.script.library import Library
from guide.session.clock import SetClock
from guide.session.session import Session
from guide.training import pace
from guide.training.meant import meant
from guide.training.reel import Frame, Reel
from guide.training.scenario import Move, Scenario
from guide.training.timeline import chapters_of, marks_of
from guide.training.unkept import UnkeptBook

_BRIEF = 90


def demo_of(scenario: Scenario, library: Library) -> Reel:
    """The reel of a scenario; it ends with its last move, or with one that a rule refuses.

    Nothing is left on the disk. Raises `UnknownName` for a script that is not there.
    """
    clock = SetClock(scenario.starts)
    book = UnkeptBook(library, clock)
    session = book.start(scenario.script, agent=scenario.agent, zone=scenario.zone)
    frames = [Frame(session.call, 0.0, clock.now().at, caption=scenario.about)]
    for move in scenario.moves:
        clock.set(move.at)
        frames.append(_after(move, session, frames[-1]))
        if frames[-1].refusal:
            break
    every = tuple(frames)
    return Reel(scenario.title, library, every, chapters_of(every), marks_of(every), demo=True)


def _after(move: Move, session: Session, before: Frame) -> Frame:
    """The frame after one more move."""
    call, refusal = session.call, ""
    action = meant(move.action, call) if move.action else None
    if action is not None:
        decision = session.do(action)
        refusal = decision.reason if isinstance(decision, Refused) else ""
    frame = Frame(
        session.call,
        float(move.at),
        before.moment + timedelta(seconds=move.at - before.at),
        caller=move.caller,
        caption=move.caption or refusal or _did(session.call.entries[len(call.entries) :]),
        action=action,
        refusal=refusal,
        speech=pace.speech(move.caller),
        work=pace.work(action),
        chapter=move.chapter,
    )
    return _paced(frame, before)


def _paced(frame: Frame, before: Frame) -> Frame:
    """The frame in its place in the reel: what happens is read, and a silence is short."""
    read = max(frame.speech, pace.reading(before.caption), pace.LEAST)
    silence = max(0.0, frame.at - before.at - read - frame.work)
    shown = min(silence, pace.MOST_SILENCE)
    shows = before.shows + shown + read + frame.work
    return replace(frame, shows=shows, skipped=silence - shown)


def _did(entries: tuple[ev.Entry, ...]) -> str:
    """What a move did, in a few words, where the scenario has no caption for it."""
    events = [e.event for e in entries if not isinstance(e.event, ev.Drafted)]
    return shorten(words_of(events[-1]), _BRIEF, placeholder=" …") if events else ""
