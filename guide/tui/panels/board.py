"""What a panel shows and offers of the board: who is there, asking them, how far that has come."""

from msgspec.structs import replace

from guide.call import actions as act
from guide.call.context import Context
from guide.call.events import AskAnswer, AskKind
from guide.call.state import Ask
from guide.call.wording import granted_words
from guide.session.at_desk import AskState, AtDesk, goes_on_from, is_with, others_at, unfit_words
from guide.tui.panel import Item, Text, digit_key
from guide.tui.rows import Voice

_FEW = 5
"""So many people at the board have a key each; with more, all of them are asked."""


_IN_A_ROW = {
    AskKind.MANAGER: ("Ask the board for a manager", "Stop asking the board for a manager"),
    AskKind.HAND_OVER: ("Ask the board to take over", "Stop asking the board to take over"),
}
"""What asking, and taking that back, are called among other items."""


class AtBoard:
    """One kind of ask, as a panel of a call has it; of a permission, on the reason that stands."""

    def __init__(
        self, about: AskKind, context: Context, desk: AtDesk, known: list[str] | None = None
    ) -> None:
        """`known` are the people who were there since the panel opened: each keeps a key."""
        stated = context.call.protocol.ground
        ground = stated.ground if stated and about is AskKind.PERMISSION else ""
        self._about = about
        self._context = context
        self._desk = desk
        self._known = [] if known is None else known
        self._known += [one for one in desk.board or () if one not in self._known]
        self.asked: Ask | None = context.call.last_ask(about, ground)
        """What was last asked."""

    @property
    def waits(self) -> bool:
        """Whether an answer is waited for."""
        return self.asked is not None and self.asked.became is None

    @property
    def is_over(self) -> bool:
        """Whether so long was waited that a callback is to be advised; escalated-callers, E20."""
        return self.waits and self.asked is not None and self._context.time >= self.asked.until

    def told(self) -> tuple[Text, ...]:
        """What there is to know before one asks, while one waits, and once there is an answer."""
        asked = self.asked
        if asked is None:
            return (self.who_is_there(),)
        if asked.became is None:
            over = Text("Nobody has answered in time.", Voice.AMBER_TEXT)
            before = goes_on_from(self._context.call, asked)
            refused = _what_became(before) if before else ()
            return (*refused, self._how_far(asked), *((over,) if self.is_over else ()))
        return (*_what_became(asked), self.who_is_there())

    def who_is_there(self) -> Text:
        """Who is at the board, or what to do where nobody is."""
        board = self._desk.board
        if board is None:
            away = self._desk.words or "the desk is not reached yet"
            return Text(f"{away[:1].upper()}{away[1:]}: {self._by_voice}.", Voice.AMBER_TEXT)
        if not board:
            return Text(f"Nobody is at the board now: {self._by_voice}.", Voice.AMBER_TEXT)
        return Text(f"At the board: {', '.join(self._in_order(board))}")

    def _in_order(self, board: tuple[str, ...]) -> list[str]:
        """Those who are there as the keys have them: whoever came first stays first."""
        return sorted(board, key=self._known.index)

    @property
    def _by_voice(self) -> str:
        return "tell a supervisor by voice" if self._about is AskKind.THREAT else "ask by voice"

    def _how_far(self, asked: Ask) -> Text:
        """How far an ask has come that nobody has answered yet."""
        heard, board = self._desk.heard(self._context.call.id, asked.n), self._desk.board
        if heard.state is AskState.TAKEN:
            if board is None or heard.by in board:
                return Text(f"{heard.by} has taken it.", Voice.HERE)
            then = "others are asked again" if board else f"nobody is there now: {self._by_voice}"
            return Text(f"{heard.by} has gone; {then}.", Voice.AMBER_TEXT)
        if heard.state is AskState.UNFIT:
            return Text(unfit_words(heard.by), Voice.RED_TEXT)
        if heard.state is AskState.SEEN:
            return Text(f"{heard.by} has seen it.", Voice.HERE)
        if not board:
            return self.who_is_there()
        if heard.state is AskState.SENDING:
            return Text("On its way to the board.")
        since = (self._context.time - asked.at).total_seconds()
        first = self._desk.first_seconds
        if to := is_with(asked.event.to, since, first, board):
            return Text(f"Written to {to}; to all after {first - int(since)} s.")
        before = goes_on_from(self._context.call, asked)
        if not (others := others_at(board, before.by if before else "")):
            return Text(f"Nobody else is at the board now: {self._by_voice}.", Voice.AMBER_TEXT)
        return Text(f"Written to all at the board: {', '.join(self._in_order(others))}.")

    def items(self) -> list[Item]:
        """Asking, or taking that back; nothing that nobody would hear."""
        if self.waits:
            return [self._taken_back()]
        board = self._desk.board
        if self._about is AskKind.THREAT:
            rings = "it rings until somebody takes note"
            return [self._ask("", "Tell the board", rings, key="1")]
        if not board:
            return []
        # Who is there stands above: with more in a row, not all of the panel would fit.
        every = self._ask("", f"Ask {board[0] if len(board) == 1 else 'all at the board'}", key="1")
        few = self._in_order(board) if 1 < len(board) <= _FEW else ()
        return [every, *(self._ask(one, f"Ask {one} first", key=self._key(one)) for one in few)]

    def _key(self, login: str) -> str:
        return digit_key(self._known.index(login) + 2)

    def item(self) -> list[Item]:
        """The same as one item, with the next free key: asking all, or taking that back."""
        ask, stop = _IN_A_ROW[self._about]
        return [
            replace(one, label=stop if self.waits else ask, aside="", key="")
            for one in self.items()[:1]
        ]

    def _ask(self, to: str, label: str, aside: str = "", *, key: str) -> Item:
        action = act.AskBoard(self._about, to)
        return Item(f"board:{self._about.value}:{to}", label, aside, key, action=action)

    def _taken_back(self) -> Item:
        assert self.asked is not None
        label = "Nobody answered: stop asking" if self.is_over else "Take it back"
        says = "No longer asked (stays in the log)."
        action = act.StopAsking(self.asked.n)
        return Item(f"take-back:{self._about.value}", label, key="0", action=action, says=says)


def _what_became(asked: Ask) -> tuple[Text, ...]:
    """What became of what was asked last."""
    match asked.became:
        case AskAnswer.REFUSED:
            return (Text(f"✗ {asked.by} refused: {asked.reason}", Voice.AMBER_TEXT),)
        case AskAnswer.GRANTED if asked.unused:
            granted = granted_words(asked.by, asked.event.about)
            return (Text(f"{granted}. Not used: {asked.unused}.", Voice.AMBER_TEXT),)
        case AskAnswer.GRANTED if asked.event.about is AskKind.THREAT:
            return (Text(f"✓ {asked.by} took note.", Voice.DONE),)
        case AskAnswer.GRANTED if asked.event.about is not AskKind.PERMISSION:
            return (Text(f"✓ {asked.by} said yes.", Voice.DONE),)
        case AskAnswer.NOBODY:
            return (Text("Nobody at the board answered: advise a callback.", Voice.AMBER_TEXT),)
        case _:
            return ()
