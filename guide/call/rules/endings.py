"""Ending a call: by the protocol only by its rules, any other way always."""

from msgspec import UNSET

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.missing import NOT_SHOWN_OTHERWISE, missing
from guide.call.rules.flow import unsaid
from guide.call.rules.protocol import why_not_end_by_protocol
from guide.script.model import ENDED, Ending
from guide.text import plain_line


def endings(context: Context) -> tuple[Ending, ...]:
    """The endings open to the agent: the script's own, and the protocol's where grounds apply."""
    own = context.script.endings
    if all(e.protocol for e in own):
        own = (*own, ENDED)
    protocol = context.protocol
    others = protocol.endings if protocol and protocol is not context.script else ()
    return (*own, *(e for e in others if e.protocol and e.id not in {o.id for o in own}))


def why_not(ending: Ending, context: Context, reason: str = "") -> str | None:
    """Why the call may not be ended so; None when it may. Only the protocol's ending has rules."""
    return why_not_end_by_protocol(context.call.protocol, reason) if ending.protocol else None


def ending_that_may(context: Context) -> str:
    """The protocol's ending, by its id, while a reason stands and the call may be ended for it.

    The empty string otherwise: nothing else says by itself how a call ends.
    """
    if context.call.protocol.ground is None:
        return ""
    ways = (e for e in endings(context) if e.protocol and not why_not(e, context))
    return next((e.id for e in ways), "")


def end(action: act.End, context: Context) -> Decision:
    """End the call; what is missing then goes on record with it."""
    ending = next((e for e in endings(context) if e.id == action.ending), None)
    if ending is None:
        known = ", ".join(e.id for e in endings(context))
        return Refused(f"There is no ending “{action.ending}” here; there are: {known}.")
    reason = plain_line(action.reason)
    if why := why_not(ending, context, reason):
        return Refused(why, "warn")
    state = context.call.protocol
    stated = state.ground if ending.protocol else None
    lacking = missing(context, ending)
    required = tuple(item.text for item in lacking if item.remedy in NOT_SHOWN_OTHERWISE)
    ended = ev.Ended(
        ending.id,
        ending.label,
        ending.protocol,
        stated.ground if stated else "",
        reason or (state.quoted if ending.protocol else ""),
        tuple(item.text for item in lacking),
        required or UNSET,
    )
    return Allowed((*unsaid(context, ending), ended))
