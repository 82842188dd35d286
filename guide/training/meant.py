"""A scenario's action as one of the call it is played in."""

from msgspec.structs import replace

from guide.call import actions as act
from guide.call.state import Call, FollowUp, Note


def meant(action: act.Action, call: Call) -> act.Action:
    """The action as one of this call: what it counts, by the number of its event.

    One that is not there gets the number 0, which the rules refuse.
    """
    match action:
        case act.FinishFollowUp() | act.AmendFollowUp():
            return replace(action, of=_number(action.of, call.follow_ups))
        case act.Rewrite():
            return replace(action, of=_number(action.of, call.notes))
        case _:
            return action


def _number(count: int, things: tuple[FollowUp, ...] | tuple[Note, ...]) -> int:
    return things[count - 1].n if 0 < count <= len(things) else 0
