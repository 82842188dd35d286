"""The board's answers on their way into a call: each is taken in once, and told in a sentence."""

from collections.abc import Sequence

from guide.call.actions import HearDenial, TakeAnswer
from guide.call.context import Allowed
from guide.call.events import AskAnswer, AskAnswered, AskKind, PermissionGiven
from guide.call.state import Ask
from guide.call.wording import granted_words
from guide.session.at_desk import AskState, AtDesk, others_at, unfit_words
from guide.session.session import Session, Shown

_ANSWERS = {
    AskState.GRANTED: AskAnswer.GRANTED,
    AskState.REFUSED: AskAnswer.REFUSED,
}


class Answers:
    """Has the desk follow what a call asks, from the first event on that is on disk."""

    def __init__(self, session: Session, desk: AtDesk) -> None:
        self._session = session
        self._desk = desk
        self._unfit: set[int] = set()
        self._denied: set[str] = set()
        self._heard: set[HearDenial] = set()
        session.watch(self._follow)
        self._follow(session.shown)

    def _follow(self, shown: Shown) -> None:
        if shown.call.asks:
            self._desk.follow(shown.call)

    def take_in(self) -> tuple[str, ...]:
        """Have on record what the board has answered since; what there is to tell of it."""
        denied = self._desk.denied.get(self._session.call.id, ())
        told = [one for one in denied if one not in self._denied]
        self._denied |= {*denied}
        for one in self._desk.denials.get(self._session.call.id, ()):
            if one not in self._heard:
                self._heard.add(one)
                self._session.do(one)
        for ask in self._session.shown.call.asks:
            heard = self._desk.heard(self._session.call.id, ask.n)
            if heard.state is AskState.UNFIT and ask.n not in self._unfit:
                self._unfit.add(ask.n)
                told.append(unfit_words(heard.by))
            became = _ANSWERS.get(heard.state)
            if became is None or (ask.became is not None and ask.became.of_board):
                continue
            decision = self._session.do(
                TakeAnswer(ask.n, became, heard.by, heard.reason, heard.hash)
            )
            if isinstance(decision, Allowed):
                others = others_at(self._desk.board or (), heard.by)
                told += [s for one in decision.events if (s := _sentence(one, ask, others))]
        return tuple(told)


_CAME_OF = {
    AskKind.PERMISSION: "permits the warning",
    AskKind.MANAGER: "joins the call",
    AskKind.THREAT: "has taken note of the threat",
    AskKind.HAND_OVER: "takes over the call",
}


def _sentence(event: object, ask: Ask, others: Sequence[str]) -> str:
    """What there is to tell of an event; `others` are those who are asked then."""
    match event:
        case PermissionGiven(by=by):
            return f"{by} permits the warning."
        case AskAnswered(became=AskAnswer.GRANTED, by=by, unused=unused) if unused:
            return f"{granted_words(by, ask.event.about)}, too late to be used: {unused}."
        case AskAnswered(became=AskAnswer.GRANTED, by=by):
            return f"{by} {_CAME_OF[ask.event.about]}."
        case AskAnswered(became=AskAnswer.REFUSED, by=by, reason=reason):
            then = ""
            if ask.event.to and ask.became is None:
                then = " All others are asked now." if others else " Nobody else is at the board."
            return f"{by} refused: {reason}{'' if reason.endswith('.') else '.'}{then}"
        case _:
            return ""
