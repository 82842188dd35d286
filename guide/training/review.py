"""A kept call as a recording, computed from its journal alone."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from guide.call import events as ev
from guide.call.events import ActionRefused, CallerSpoke, Entry, Rehearsed
from guide.call.fold import call_of, then
from guide.call.harmless import harmless
from guide.call.state import Call
from guide.call.wording import shown_on, words_of
from guide.errors import RecordError
from guide.record.journal import Reading
from guide.script.library import Library
from guide.training.recording import LEAST, Frame, Recording, lead_up, speech

MOST_WAIT = 6.0
"""Between two events of a call that is shown again no more time passes than this, in seconds."""

_UNTOLD = (ev.Drafted, CallerSpoke)


def review_of(reading: Reading, library: Library) -> Recording:
    """The recording of what a journal holds, `library` has its scripts as they read then.

    Of a damaged journal its sound beginning. Raises RecordError when it holds nothing at all, and
    UnknownName for a script that is gone.
    """
    if not reading.entries:
        raise RecordError("This record holds no whole event: there is nothing to show.")
    entries = tuple(map(harmless, reading.entries))
    whole = call_of(entries)
    remark = _changed(whole, library)
    first = entries[0]
    caption = f"{words_of(first.event)}. {remark}".strip()
    frames = [Frame(call_of((first,)), first.elapsed, first.at, caption=caption)]
    for _, group in groupby(entries[1:], key=lambda entry: (entry.at, entry.elapsed)):
        frames += _frames(tuple(group), frames[-1])
    return Recording(
        f"{whole.started.title} · {whole.started.agent} · {whole.id}",
        library,
        tuple(frames),
        demo=False,
        damage=reading.damage,
        remark=remark,
    )


def _changed(call: Call, library: Library) -> str:
    """Say which scripts are not there as they read then; raises UnknownName for one that is gone.

    What was said stands in the journal to the letter all the same.
    """
    changed = [
        library.script(name).title
        for name, sha in call.scripts
        if library.script(name).sha256 != sha
    ]
    if not changed:
        return ""
    named = ", ".join(f"“{title}”" for title in dict.fromkeys(changed))
    return f"The text of {named} as it was then is not kept: what is still to say is as it is now."


def _frames(entries: Sequence[Entry], before: Frame) -> Iterator[Frame]:
    """What leads up to what happened at one moment, and the frame after it."""
    call = before.call
    for entry in entries:
        call = then(call, entry)
    events = [entry.event for entry in entries]
    caller = " ".join(event.words for event in events if isinstance(event, CallerSpoke))
    refused = [event.reason for event in events if isinstance(event, ActionRefused)]
    told = [shown_on(call, event) for event in events if not isinstance(event, _UNTOLD)]
    at = max(before.at, entries[-1].elapsed)
    wait = max(LEAST, min(at - before.at, MOST_WAIT))
    after = Frame(
        call,
        at,
        entries[-1].at,
        before.shows + wait,
        caller=caller or before.caller,
        caption=" · ".join(told) if told else before.caption,
        refusal=refused[-1] if refused else "",
        minor=all(isinstance(event, ev.Drafted | Rehearsed) for event in events),
    )
    skipped = max(0.0, at - before.at - wait)
    yield from lead_up(before, after, skipped, min(speech(caller), wait))
    yield after
