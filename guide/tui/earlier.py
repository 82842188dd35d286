"""The earlier calls that the one on the screen can be taken over from."""

from datetime import datetime, tzinfo

from guide.call.actions import Action
from guide.errors import GuideError
from guide.script.dates import shown_clock
from guide.session.callbook import CallBook
from guide.tui.panel import EarlierCall

_OFFERED = 9


def earlier_calls(book: CallBook, but: str, zone: tzinfo) -> tuple[EarlierCall, ...]:
    """The newest calls kept, without the one named; their times in this zone."""
    return tuple(
        EarlierCall(
            info.id,
            " · ".join(
                filter(
                    None,
                    (
                        f"{_began(info.started_at.astimezone(zone))} {info.title}, {info.agent}",
                        info.caller,
                        info.number,
                        info.ended or "not ended",
                    ),
                )
            ),
        )
        for info in book.recent(_OFFERED, but=but)
        if info.started_at is not None
    )


def _began(at: datetime) -> str:
    return f"{at:%a} {shown_clock(at)}"


def evidence(book: CallBook, call_id: str) -> Action | str:
    """The action that takes an earlier call over, or why it cannot be read."""
    try:
        return book.evidence(call_id)
    except GuideError as error:
        return str(error)
