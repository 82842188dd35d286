"""A call at a seat of a desk, as a test sees it: who is at the board, and what they answer."""

from fake_desk import FakeDesk
from on_screen import OnScreen
from panes import joined

from guide.call import actions as act
from guide.session.at_desk import AskState

UPSET = (act.MakeEffort("asked"), act.StateGround("abuse"), act.QuoteCaller("parrot"))


class AtSeat(OnScreen):
    """A call on the screen with a `team`."""

    def __init__(self, *actions: act.Action, **more: object) -> None:
        self.team = FakeDesk()
        super().__init__("escalated-callers", *actions, desk=self.team, **more)  # type: ignore[arg-type]

    @property
    def shown(self) -> str:
        """What the open panel shows."""
        return joined(self.pane(self.title))

    def hears(self, state: AskState, by: str = "", reason: str = "") -> None:
        """Have the board say so of what was asked last, and the screen show it."""
        self.team.says(state, by, reason)
        self._rest()

    def hears_denial(self, by: str, reason: str) -> None:
        """Have somebody at the board deny that the last warning was permitted."""
        given = self.call.protocol.warnings[-1]
        denial = act.HearDenial(given.n, given.permission_by, by, reason)
        self.team.denials = {self.call.id: (denial,)}
        self.team.changes()
        self._rest()

    def board(self, *logins: str) -> None:
        """These are at the board from now on."""
        self.team.board = logins
        self.team.changes()
        self._rest()

    def away(self) -> None:
        """The desk is not reached any more."""
        self.team.board, self.team.words = None, "desk away since 10:12 AM"
        self.team.changes()
        self._rest()
