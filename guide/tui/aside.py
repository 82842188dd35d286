"""What opens over a call that goes on: the register, and the earlier calls of a number.

Esc leads back to where one was; what was being typed is kept.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import Screen

from guide.session.callbook import CallBook
from guide.session.session import Session
from guide.tui.call_view import CallResult, CallView

if TYPE_CHECKING:
    from guide.register.known_caller import KnownCaller

_IS_READ = "The register is being read: press again in a moment."

ASIDE = ("register", "same-number")
"""The actions that open something over the call."""


class Aside:
    """Opens it, once the register has been read; `keep_drafts` has on record what is typed."""

    def __init__(
        self,
        screen: Screen[CallResult],
        session: Session,
        book: CallBook,
        view: CallView,
        keep_drafts: Callable[[], None],
    ) -> None:
        self._screen = screen
        self._session = session
        self._book = book
        self._view = view
        self._keep_drafts = keep_drafts

    def open(self, name: str) -> None:
        """Do one of the actions of `ASIDE`, or say why not."""
        glance, number = self._view.glance, self._view.number
        if self._session.call.started.training:
            self._view.refuse("Practice owes nothing: this is for real calls.")
        elif glance is None or not glance.counted:
            self._view.refuse(_IS_READ)
        elif name == "register":
            self._show_register()
        elif not number:
            self._view.refuse("No number yet.")
        elif (changed := glance.count_if_changed()) and not glance.known_now(number):
            self._view.refuse(_IS_READ)
        elif changed or glance.known_now(number):
            self._show_same_number(number, partial(glance.known_anew, number))
        elif glance.awaits_desk(number):
            self._view.refuse(
                "Nothing is known of this number here. The desk has not answered yet."
            )
        else:
            self._view.refuse("Nothing is known of this number.")

    def _show_register(self) -> None:
        from guide.tui.owed import OwedScreen

        self._keep_drafts()
        call = self._session.call
        screen = OwedScreen(
            self._book.places,
            call.started.agent,
            self._session.clock,
            on_call=call.id,
            desk=self._book.desk,
        )
        self._screen.app.push_screen(screen, self._back)

    def was_counted(self) -> None:
        """Show what is known by now of the number whose calls are listed, if they are."""
        from guide.tui.same_number import SameNumberScreen

        if isinstance(shown := self._screen.app.screen, SameNumberScreen):
            shown.know_anew()

    def _show_same_number(self, number: str, look: Callable[[], "KnownCaller"]) -> None:
        from guide.tui.same_number import SameNumberScreen

        self._keep_drafts()
        call = self._session.call
        screen = SameNumberScreen(
            self._book.places,
            number,
            look,
            but=call.id,
            agent=call.started.agent,
            clock=self._session.clock,
            zone=self._view.now().zone,
            desk=self._book.desk,
        )
        self._screen.app.push_screen(screen, self._back)

    def _back(self, result: object) -> None:
        """Count anew: something may have been done about what is owed."""
        if self._view.glance:
            self._view.glance.count()
