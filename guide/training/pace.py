"""How long things take to be watched: a caller's words, a move of the agent, a silence. In seconds.

A demo is paced for whoever looks on: long enough to be read, and silences are cut short. The
call's own clock goes through the same time faster or slower meanwhile.
"""

import msgspec

from guide.call.actions import Action

MOST_SILENCE = 4.0
"""A silence of a demo is no longer than this."""

MOST_WAIT = 6.0
"""Between two events of a replayed call no more time passes than this."""

LEAST = 0.2
"""Two frames are never closer than this."""

_WORDS_A_SECOND = 2.8
_READ_A_SECOND = 3.4
_KEYS_A_SECOND = 16.0
_A_MOVE = 1.2
_NAMES = frozenset({"script", "step", "line", "ground", "ending", "from_call", "kind", "field"})


def speech(words: str) -> float:
    """How long a caller takes to say this."""
    return 0.5 + len(words.split()) / _WORDS_A_SECOND if words else 0.0


def reading(caption: str) -> float:
    """How long it takes to read this."""
    return 1.0 + len(caption.split()) / _READ_A_SECOND if caption else 0.0


def work(action: Action | None) -> float:
    """How long an agent's hands take for this."""
    if action is None:
        return 0.0
    values = (
        getattr(action, f.name) for f in msgspec.structs.fields(action) if f.name not in _NAMES
    )
    return _A_MOVE + sum(map(_letters, values)) / _KEYS_A_SECOND


def _letters(value: object) -> int:
    if isinstance(value, tuple):
        return sum(map(_letters, value))
    return len(value) if isinstance(value, str) else 0
