"""A promise closed and opened again on its call, in the register and at a board, in any order.

Each is heard of by the others when it is. All that was recorded is lawful for whoever judges it,
and in the end the call, the register and the desk have one truth.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Self

from hypothesis import example, given
from hypothesis import strategies as st
from kit import Desk

from guide import __version__
from guide.call import actions as act
from guide.call import events as ev
from guide.desk.deeds import DeedAtDesk
from guide.desk.heard import news_of
from guide.desk.promises import told_of_deed
from guide.record.archive import KeptScripts
from guide.record.lawful import unlawful_events
from guide.record.places import Places
from guide.register.after_call import CLOSING, AfterCall, Deed, Done, Reopened
from guide.register.followed import closed_at_desk
from guide.register.lawful import as_they_stand, unlawful_lines
from guide.register.owed_today import heard_of
from guide.register.promise import Promise, promises_of
from guide.register.rules import line_of
from guide.register.wrap_up import WrapUp

KIM, SAM = "kim", "sam"
"""The seat's login, and that of whoever is at the board."""


class AtDesk(DeedAtDesk, frozen=True):
    """A deed that nobody has changed."""

    @property
    def fits(self) -> bool:
        return True


class Team:
    """A seat with a call that promised a callback, and a desk with a board."""

    def __init__(self) -> None:
        self.seat = Desk("escalated-callers", program=__version__)
        self.seat.do(act.AddFollowUp("callback", (("number", "312 555 0134"),)))
        self.n = self.seat.call.follow_ups[0].n
        self.lines: list[AfterCall] = []
        self.at_desk: list[AtDesk] = []
        self.to_send: list[tuple[AfterCall, int, int]] = []
        """With the event of the call that it is, and what that opens again; 0 for none."""

    @property
    def promise(self) -> Promise:
        return as_they_stand(promises_of(self.seat.call), self.lines).promises[self.n]

    @property
    def closing(self) -> AtDesk | None:
        """What has it closed at the desk."""
        last = self.at_desk[-1] if self.at_desk else None
        return last if last and last.kind == "done" else None

    def call_does(self) -> None:
        self._on_call(act.FinishFollowUp(self.n, "Kim Lo"), Done("on the call"))

    def call_undoes(self) -> None:
        own = (
            one.n
            for one in self.seat.call.entries
            if isinstance(one.event, ev.FollowUpDone) and not one.event.heard
            if one.n not in self.seat.call.retracted
        )
        for n in own:
            self._on_call(act.Correct(n), Reopened("undone on the call"))

    def _on_call(self, action: act.Action, deed: Deed) -> None:
        decided = self.seat.ask(action)
        if getattr(decided, "events", ()):
            self._is_to_send(deed)

    def _is_to_send(self, deed: Deed, opens: int = 0) -> None:
        at, last = self.seat.now.time, self.seat.call.last
        line = AfterCall(at, KIM, self.seat.call.id, self.n, deed)
        self.to_send.append((line, last.n, opens))

    def register_opens(self) -> None:
        """The agent does; what a call that goes on owes is closed on it, and never here."""
        # What a board has closed is opened again there.
        if closed_at_desk(self.promise) is None:
            self._record(Reopened("not yet"), KIM)

    def _record(self, deed: Deed, by: str, heard: bool = False) -> None:
        line = line_of(self.promise, deed, by, self.seat.now.time, heard=heard)
        if isinstance(line, AfterCall):
            self.lines.append(line)
            if not heard:
                self.to_send.append((line, 0, 0))

    def board_closes(self) -> None:
        if not self.closing:
            self._at_desk(SAM, "done")

    def board_opens(self) -> None:
        if self.closing:
            self._at_desk(SAM, "reopened")

    def _at_desk(self, by: str, kind: str, note: str = "so", digest: str = "") -> None:
        at, call, number = self.seat.now.time, self.seat.call.id, len(self.at_desk) + 1
        parts = (by, at, kind, "", None, f"{note} {number}" if by == SAM else note, digest, "", "")
        self.at_desk.append(AtDesk(call, number, KIM, self.n, *parts))

    def sends(self) -> None:
        """What the seat has done comes to the desk, which does not take what was overtaken."""
        for line, event, opens in self.to_send:
            closed = self.closing
            own = closed is not None and closed.by == KIM and opens in (0, int(closed.hash, 16))
            if (not closed) if isinstance(line.what, CLOSING) else own:
                told = told_of_deed(line, f"{event:064x}")
                self._at_desk(KIM, told.kind, told.note, told.hash)
        self.to_send.clear()

    def comes(self) -> None:
        """What was done at the desk comes into the seat's register."""
        earliest = self.promise.closed_at or self.promise.made_at
        for by, deed, at in news_of(self.promise, self.at_desk):
            line = line_of(self.promise, deed, by, max(at, earliest), heard=True)
            assert isinstance(line, AfterCall), line
            self.lines.append(line)

    def hears(self) -> None:
        """The running call takes in what the register says."""
        for action in heard_of(self.promise):
            for event in self.seat.do(action):
                if isinstance(event, ev.Corrected):
                    done = self.seat.call.entry(event.of).event
                    if isinstance(done, ev.FollowUpDone) and not done.heard:
                        self._is_to_send(Reopened("owed again"), event.of)

    def goes(self, *steps: "Step") -> Self:
        for step in steps:
            step(self)
            self.seat.wait(1)
        return self


Step = Callable[[Team], None]
STEPS: tuple[Step, ...] = (
    Team.call_does,
    Team.call_undoes,
    Team.register_opens,
    Team.board_closes,
    Team.board_opens,
    Team.sends,
    Team.comes,
    Team.hears,
)


@example([Team.call_does, Team.sends, Team.board_opens, Team.comes, Team.hears])
@example([Team.call_does, Team.board_closes, Team.comes, Team.board_opens, Team.comes, Team.hears])
@example([Team.call_does, Team.register_opens, Team.call_undoes, Team.hears])
@example([Team.board_closes, Team.comes, Team.call_does, Team.register_opens])
@example([Team.call_does, Team.call_undoes, Team.board_closes, Team.comes, Team.board_opens])
@given(st.lists(st.sampled_from(STEPS), max_size=12))
def test_in_whatever_order_all_is_lawful_and_all_agree(steps: list[Step]) -> None:
    team = Team().goes(*steps)
    for _ in range(3):
        team.goes(Team.sends, Team.comes, Team.hears)
    team.seat.do(act.End("hung-up"))
    call = team.seat.call
    found = unlawful_lines(call, [*enumerate(team.lines)])
    assert [one for one in found if not one.outdone] == []
    wrap_up = WrapUp(call, KeptScripts(Places(Path("/none"), Path("/none"))), tuple(team.lines))
    assert wrap_up.of_no_program == ()
    kept = {one.sha256: one for one in team.seat.library.scripts.values()}
    assert [*unlawful_events(call, kept.get, kept.get)] == []
    [promise] = wrap_up.promises
    [held] = call.follow_ups
    assert (promise.closed, held.done) == (bool(team.closing), bool(team.closing))
