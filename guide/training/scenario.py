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
    brief = "About a late title"     # what a trainee is told beforehand; else the title
    earlier = "charged-twice"        # another scenario, whose record this call goes on from

    [[move]]
    at = 24                          # whole seconds after the start, never before the last move's
    caller = "Dana Whitlock."        # what the caller says
    abusive = true                   # it is abuse, and not merely loud or blunt
    reports = "threat"               # a supervisor must be told of it: a reason of the script's
    caption = "What to notice."      # a word to whoever looks on
    chapter = "A name first"         # the title of a chapter that begins here, for a demo
    do = "detail"                    # what the agent does: a word of `guide.training.verbs`,
    field = "caller"                 # and the settings that belong to it
    value = "Dana Whitlock"
    keys = ["c", "value", "Esc"]     # how, for a demo: see `guide.training.demo_keys`

Of `caller`, `caption` and `do` a move has at least one. The moves are the reference: in practice
the caller says the same things at the same steps, and the debrief measures by them.

    [[reply]]                        # practice only: how the caller takes what the trainee does
    id = "wont-wait"
    when = { step = "reach", silence = 20 }     # see `guide.training.reply`
    caller = ["Hello?", "Are you still there?"] # one of them, picked by the seed
    again = true                     # each time it comes true, not only the first

    [[expect]]                       # what the moves do not tell: see `guide.training.expect`
    detail = "concern"
    contains = ["title", "Corolla"]

    [[variant]]                      # what goes into {places}; the seed picks one of these tables
    name = "Dana Whitlock"
"""

from datetime import datetime

from msgspec import Struct, field

from guide.call.actions import Action
from guide.training.expect import Expected
from guide.training.reply import Reply

Variant = tuple[tuple[str, str], ...]
"""What goes into the places of a scenario: pairs of a place's name and its text."""


class Move(Struct, frozen=True):
    """One moment of a scenario, `at` seconds after its start.

    An action that names an earlier follow-up or note by `of` counts them from 1, in the order of
    the call: the numbers of its events are known only when it is played.
    """

    at: int
    caller: str = ""
    caption: str = ""
    action: Action | None = None
    chapter: str = ""
    abusive: bool = False
    reports: str = ""
    keys: tuple[str, ...] = ()


class Scenario(Struct, frozen=True):
    """One scenario file, whole and sound.

    `starts` is aware. `refused`, where it is not empty, stands in the reason for which a rule is to
    refuse an action. `text` is the file to the letter, and `sha256` its hash.
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
    brief: str = ""
    earlier: str = ""
    replies: tuple[Reply, ...] = ()
    expected: Expected = field(default_factory=Expected)
    variants: tuple[Variant, ...] = ()
    text: str = ""
    sha256: str = ""
