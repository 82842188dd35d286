"""A permission by voice that somebody at the board denies: on record, and void from then on.

What was denied stays so, whatever is undone or corrected since: it permits no further warning.
"""

from collections.abc import Iterator

from msgspec import Struct

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision
from guide.call.fold import call_of
from guide.call.state import Call
from guide.text import plain_line


class VoicePermission(Struct, frozen=True):
    """The permission by voice, event number `n`, that a warning rested on, by all its `names`."""

    n: int
    ground: str
    names: frozenset[str]


def voice_permission(call: Call, warning: int) -> VoicePermission | None:
    """What the warning that is this event rested on as it was given, also if it is undone since.

    None where there is no such warning, or nobody permitted it by voice.
    """
    if not 1 < warning <= len(call.entries):
        return None
    [*_, warned] = call_of(call.entries[:warning]).protocol.warnings or (None,)
    if warned is None or warned.n != warning or not warned.permission:
        return None
    given = call.entry(warned.permission).event
    if not isinstance(given, ev.PermissionGiven) or given.how is not ev.GrantedBy.VOICE:
        return None
    n = warned.permission
    every = (entry.event for entry in call.entries)
    corrected = (e.by for e in every if isinstance(e, ev.PermissionGiven) and e.of == n)
    return VoicePermission(n, given.ground, frozenset({given.by, *corrected}))


def hear_denial(action: act.HearDenial, context: Context) -> Decision:
    """Somebody at the board denies a permission by voice: on record, once for each name it had."""
    call = context.call
    named, by, reason = map(plain_line, (action.named, action.by, action.reason))
    denied = voice_permission(call, action.warning)
    if denied is None or named not in denied.names or not (by and reason):
        return Allowed()
    heard = (one.event for one in call.protocol.denials)
    if any((one.warning, one.named) == (action.warning, named) for one in heard):
        return Allowed()
    return Allowed((ev.DenialHeard(denied.n, action.warning, denied.ground, named, by, reason),))


def denied_still(call: Call) -> Iterator[ev.DenialHeard]:
    """What was denied of warnings that stand as permitted by that very name."""
    by = {warned.n: warned.permission_by for warned in call.protocol.warnings}
    for one in call.protocol.denials:
        if by.get(one.event.warning) == one.event.named:
            yield one.event
