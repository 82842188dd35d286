"""The board's screen over a real desk: an ask comes up, is granted, and a call is followed."""

import asyncio
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from desk.boards import PATIENCE, ask
from desk.kept_calls import places_in
from desk.seats import ASK, UPSET
from desk.server import Connecting, Desk
from kit import shipped
from panes import joined
from textual.pilot import Pilot
from whole.terminal import Terminal

from guide.call import actions as act
from guide.desk.board import Board
from guide.desk.sending import Sender
from guide.record.writer import DirectWriter
from guide.session.callbook import CallBook
from guide.tui._textual_private import strips_of
from guide.tui.board import BoardApp


async def shows(pilot: Pilot[None], holds: Callable[[str], object]) -> str:
    """What the screen shows once this holds."""
    async with asyncio.timeout(PATIENCE):
        while True:
            text = "\n".join(strip.text.rstrip() for strip in strips_of(pilot.app.screen))
            if holds(joined(text)):
                return text
            await pilot.pause(0.05)


async def test_an_ask_is_granted_and_its_call_followed(
    tmp_path: Path, desk: Desk, as_login: Connecting
) -> None:
    kim, places = as_login("kim"), places_in(tmp_path)
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Kim Lee")
    sender = Sender(kim, places)
    for action in (*UPSET, ASK):
        session.do(action)
    sender.send()
    n = session.call.asks[-1].n
    [(line,)] = desk.rows("SELECT line FROM desk.event WHERE n = %s", n)
    board = Board(desk.named("sam"))
    app = BoardApp(board, shipped(), begin_reading=board.start)
    async with app.run_test(size=(120, 36)) as pilot:
        await shows(pilot, lambda text: "1 live call" in text)
        ask(kim, str(line), call=session.call.id, n=n)
        await shows(pilot, lambda text: "“useless parr" in text and "waits" in text)
        await pilot.press("down", "f")
        await shows(pilot, lambda text: "FOLLOWED · READ-ONLY" in text)
        session.do(act.Write("he is shouting now"))
        sender.send()
        await shows(pilot, lambda text: "he is shouting now" in text)
        await pilot.press("escape")
        await shows(pilot, lambda text: "g grant" in text)
        await pilot.press("g")
        await shows(pilot, lambda text: "Granted: kim (Kim" in text and "Nobody asks." in text)
    board.close()
    session.close()
    assert desk.rows('SELECT "by", state FROM desk.answer') == [("sam", "granted")]


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
def test_a_board_whose_terminal_is_closed_or_that_is_told_to_end_is_left(
    tmp_path: Path, desk: Desk
) -> None:
    here = "SELECT login FROM desk.presence"
    for end in (Terminal.hang_up, partial(Terminal.kill, how=signal.SIGTERM)):
        board = Terminal(tmp_path, "board", env={"GUIDE_DESK": desk.named("sam")})
        board.shows("Nobody asks.")
        assert desk.rows(here) == [("sam",)]
        end(board)
        assert desk.rows(here) == []
