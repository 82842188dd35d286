"""The earlier calls from one number, to be read, and the way to what is owed there."""

from collections.abc import Callable, Sequence
from datetime import date, tzinfo

from guide.call.phone_number import normal_number
from guide.record.places import Places
from guide.register.index import Wanted
from guide.register.known_caller import EarlierCall, KnownCaller, earlier_calls
from guide.script.dates import shown_clock, shown_past_day
from guide.session.at_desk import AtDesk
from guide.session.clock import Clock
from guide.text import plain_line
from guide.tui.call_text import CallTextScreen
from guide.tui.key_press import KeyLaw
from guide.tui.owed import OwedScreen
from guide.tui.panel import Item
from guide.tui.pickers import PickerScreen
from guide.tui.rows import BLANK, Row, Span, Voice, paragraph, row


class SameNumberScreen(PickerScreen[None]):
    """Lists the calls of a number, the newest first. Esc leads back to the call that goes on."""

    footer = "1-9 shows a call   ↑ ↓ then Enter   r what is owed   Esc back to your call"

    def __init__(
        self,
        places: Places,
        number: str,
        look: Callable[[], KnownCaller],
        *,
        but: str,
        agent: str,
        clock: Clock,
        zone: tzinfo,
        desk: AtDesk | None = None,
    ) -> None:
        """`look` tells what is known of the number by now; `but` is the call that goes on."""
        super().__init__()
        self._desk = desk
        self._places = places
        self._number = number
        self._look, self._known = look, look()
        self._agent = agent
        self._clock = clock
        self._zone = zone
        self._law = KeyLaw(lambda: clock.now().ticks)
        self._but = but
        self._calls = self._earlier()

    def _earlier(self) -> Sequence[EarlierCall]:
        return earlier_calls(self._places, normal_number(self._number), self._but)

    def head(self, width: int) -> list[Row]:
        """The number, and what is known of it."""
        words = self._known.words(self._clock.now().at, self._zone)
        if self._known.calls - self._known.others > len(self._calls):
            words += f" · the newest {len(self._calls)} are listed"
        elif self._known.others:
            words += " · calls that other agents took are not listed here"
        title = row(Span(plain_line(self._number), Voice.TITLE))
        return [title, *paragraph(words, width - 2, Voice.COACH), BLANK]

    def offered(self) -> Sequence[Item]:
        """The calls."""
        today = self._clock.now().at.astimezone(self._zone).date()
        return [self._item(call, today) for call in self._calls]

    def _item(self, call: EarlierCall, today: date) -> Item:
        began = call.began.astimezone(self._zone)
        when = f"{shown_past_day(began.date(), today)}, {shown_clock(began)}"
        about = f"{call.agent} · {call.ended or 'not ended'}"
        return Item(call.id, plain_line(f"{when}  {call.title}"), plain_line(about))

    def pick(self, item: str) -> None:
        """Show what the call was."""
        self.app.push_screen(CallTextScreen(self._places, item, self._law))

    def other_deed(self, key: str) -> Callable[[], None] | None:
        """Go on to what is owed to this number."""
        return self._show_owed if key == "r" else None

    def _show_owed(self) -> None:
        wanted = Wanted(number=self._number, closed=True)
        screen = OwedScreen(
            self._places, self._agent, self._clock, wanted, on_call=self._but, desk=self._desk
        )
        self.app.push_screen(screen, self._look_again)

    def _look_again(self, _: object) -> None:
        """Show what is known by now: something may have been done about what is owed."""
        self._known, self._calls = self._look(), self._earlier()
        self._show()

    def know_anew(self) -> None:
        """Show what is known of the number by now; the calls stay where they are, others follow."""
        there = {one.id for one in self._calls}
        new = (one for one in self._earlier() if one.id not in there)
        self._known, self._calls = self._look(), (*self._calls, *new)
        self._show()

    def escape(self) -> None:
        """Go back to the call."""
        if not self._picked:
            self._picked = True
            self.dismiss(None)
