"""A scenario: a call written down beforehand, what the caller says and what the agent does.

    [scenario]
    id = "friday-callback"
    title = "A callback, submitted on a Friday"
    script = "escalated-callers"
    starts = 2026-11-20T14:03:00-05:00
    zone = "America/New_York"        # the desk's, for a script that names none
    agent = "R. Alvarez"
    about = "One sentence for the trainer who picks it."
    refused = ""                     # words of the reason, if a rule is to refuse its last action

    [[move]]
    at = 24                          # whole seconds after the start, never before the last move's
    caller = "Dana Whitlock."        # what the caller says
    caption = "What to notice."      # a word to whoever looks on
    do = "detail"                    # what the agent does: a word of `guide.training.verbs`,
    field = "caller"                 # and the settings that belong to it
    value = "Dana Whitlock"

Of `caller`, `caption` and `do` a move has at least one.
"""

from dataclasses import dataclass
from datetime import datetime

from guide.call.actions import Action


@dataclass(frozen=True, slots=True)
class Move:
    """One moment of a scenario, `at` seconds after its start.

    An action that names an earlier follow-up or note by `of` counts them from 1, in the order of
    the call: the numbers of its events are known only when it is played.
    """

    at: int
    caller: str = ""
    caption: str = ""
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario file, whole and sound.

    `starts` is aware. `refused`, where it is not empty, stands in the reason for which a rule is to
    refuse an action.
    """

    id: str
    title: str
    script: str
    starts: datetime
    zone: str
    agent: str
    about: str
    refused: str
    moves: tuple[Move, ...]
