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
    calls_out = true                 # the agent calls them: nobody is on the line, and complains of
                                     # silence, before the first of the caller's words

    [[move]]
    at = 24                          # whole seconds after the start, never before the last move's
    caller = "Dana Whitlock."        # what the caller says
    abusive = true                   # it is abuse, and not merely loud or blunt
    reports = "threat"               # a supervisor must be told of it: a reason of the script's
    cause_for = ["callback"]         # kinds of follow-up and reasons to report that it asks for, or
                                     # bears out; `reports` is one. What has no cause is blamed
    settles = ["resolved"]           # endings that rest on this being said: whoever records one
                                     # before that is blamed; after it, from whatever step, it is so
    caption = "What to notice."      # a word to whoever looks on
    chapter = "A name first"         # the title of a chapter that begins here, for a demo
    do = "detail"                    # what the agent does: a word of `scenario_actions`,
    field = "caller"                 # and the settings that belong to it
    value = "Dana Whitlock"
    keys = ["c", "value", "Esc"]     # what is pressed for it, in a demo

    [[move]]
    at = 29
    do = "choose"
    key = 1
    contrary = [2]                   # choices of this step that what the caller said last gives the
                                     # lie to; whoever takes one then is told so
    judged = true                    # this choice is no answer of the caller's, but a judgment of
                                     # all that they said at this step: nobody waits for one more

Of `caller`, `caption` and `do` a move has at least one. The moves are the reference: in practice
the caller says the same things at the same steps, and the debrief measures by them. In `keys`, a
word that names a setting of the move stands for its text, letter by letter. Where nothing is open,
a choice is its digit, the marked line is Space and a step back is Backspace: those need no `keys`.

    [[reply]]                        # practice only: how the caller takes what the trainee does
    id = "wont-wait"
    when = { step = "reach", silence = 20 }     # all of it must hold: see `When`
    caller = ["Hello?", "Are you still there?"] # one of them, picked by the seed
    again = true                     # each time it comes true, not only the first

    [[expect]]                       # what a good handling has that the moves do not tell:
    detail = "concern"               # a detail that must be written down, as this `value`,
    contains = ["title", "papers|documents"]    # or with these words in it, of `a|b` one of them;
                                     # so in follow-ups that hold it
    or_nothing = true                # that there was nothing of it is an answer, where the caller
                                     # does not tell of any

    [[expect]]
    acknowledge = "summary"          # the line, or the step, by which the anger is acknowledged,
    within = 60                      # so many seconds after the caller has had their first say
    source = "Listen to understand"  # of a step: the words of the document that ask for that

    [[expect]]
    endings = ["voicemail"]          # endings as good as the one that the moves take

    [[expect]]
    grounds = ["slurs"]              # reasons for a warning as good as those that the moves take

    [[variant]]                      # what goes into {places}; the seed picks one of these tables
    name = "Dana Whitlock"
"""

from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from guide.call.actions import Action
from guide.call.events import Stage
from guide.script.model import filled

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
    cause_for: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    contrary: tuple[int, ...] = ()
    settles: tuple[str, ...] = ()
    judged: bool = False


class When(Struct, frozen=True):
    """When a reply comes: all that is named must hold. What is empty, false or 0 does not matter.

    The trainee is at a `step` (`step` or `script:step`); a line was `said`, `adapted`, `left_out`
    or `passed_over` (`line` or `script:line`); so many warnings were given (`warned`); this
    `ground` stands; an `effort`, a `permission` or a `follow_up` of this kind is on record; the
    caller's anger was judged to be at this `stage`, and not otherwise since; nothing happened for
    so many seconds (`silence`); the reply of this id was spoken (`after`).
    """

    step: str = ""
    said: str = ""
    adapted: str = ""
    left_out: str = ""
    passed_over: str = ""
    warned: int = 0
    ground: str = ""
    effort: bool = False
    permission: bool = False
    follow_up: str = ""
    stage: Stage | None = None
    silence: int = 0
    after: str = ""


class Reply(Struct, frozen=True):
    """What the caller says `when`; one of the alternatives, once unless `again`.

    Where several replies could come, the first of the file does.
    """

    id: str
    when: When
    caller: tuple[str, ...]
    again: bool = False
    abusive: bool = False
    reports: str = ""
    cause_for: tuple[str, ...] = ()


class Expect(Struct, frozen=True):
    """What is expected besides the moves, or is as good as what they do."""

    detail: str = ""
    value: str = ""
    contains: tuple[str, ...] = ()
    or_nothing: bool = False
    acknowledge: str = ""
    within: int = 0
    source: str = ""
    endings: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()


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
    calls_out: bool = False
    replies: tuple[Reply, ...] = ()
    expected: tuple[Expect, ...] = ()
    variants: tuple[Variant, ...] = ()
    text: str = ""
    sha256: str = ""


def cast_for(scenario: Scenario, seed: int) -> Scenario:
    """The scenario with its places filled, as this seed has it; 0 is the file's first variant.

    Who gives a class one seed gives all of it the same call; another seed is another caller.
    """
    if not scenario.variants:
        return scenario
    variant = dict(scenario.variants[seed % len(scenario.variants)])
    return replace(
        scenario,
        moves=_filled(scenario.moves, variant),
        replies=_filled(scenario.replies, variant),
        expected=_filled(scenario.expected, variant),
    )


def _filled(value: Any, variant: dict[str, str]) -> Any:
    """Part of a scenario with every place in it filled, however deep it lies."""
    if type(value) is str:
        return filled(value, lambda name: variant.get(name, "{" + name + "}"))
    if isinstance(value, tuple):
        return tuple(_filled(one, variant) for one in value)
    if isinstance(value, Struct):
        parts = {name: getattr(value, name) for name in value.__struct_fields__}
        return replace(value, **{name: _filled(part, variant) for name, part in parts.items()})
    return value
