"""A call on the screen with a desk: it connects after the first frame, and gets all of the call."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

from desk.kept_calls import at_desk, on_disk, places_in
from desk.seats import Board, until
from desk.server import Connecting, Desk

CODE = """
import sys
from guide.cli import take
from guide.cli.run import run
from guide.desk.outbox import Outbox
from guide.tui.app import GuideApp

take.require_terminal = lambda *_: None
shown, GuideApp.run = GuideApp.run, lambda app: shown(app, headless=True, auto_pilot=_call)
started, Outbox.start = Outbox.start, lambda outbox: _start(outbox)

def _start(outbox):
    print("loaded at the first frame:", "psycopg" in sys.modules)
    started(outbox)

CALL

sys.exit(run(["call", "escalated-callers"]))
"""

NOTE = """
async def _call(pilot):
    await pilot.pause()
    await pilot.press("space", "n")
    await pilot.press(*"waited", "enter")
    await pilot.pause()
    pilot.app.exit()
"""

ASK = """
import asyncio

async def _call(pilot):
    async def until(holds):
        while not holds():
            await asyncio.sleep(0.01)

    async def press(*keys):
        # As somebody who reads what a key does before pressing it.
        for key in keys:
            await asyncio.sleep(0.3)
            await pilot.press(key)

    view = pilot.app.screen.view
    await until(lambda: view.desk.board == ("sam",))
    await press("w", "1", "1")
    await pilot.press(*"parrot", "enter")
    await press("1")
    await until(lambda: view.session.shown.call.protocol.permissions)
    await press("space")
    await until(lambda: view.session.shown.call.protocol.warnings)
    pilot.app.exit()
"""


def take_a_call(folder: Path, desk: str, call: str = NOTE) -> subprocess.CompletedProcess[str]:
    places = places_in(folder)
    return subprocess.run(
        [sys.executable, "-c", CODE.replace("CALL", call)],
        capture_output=True,
        text=True,
        timeout=60,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "GUIDE_STATE": str(places.state),
            "GUIDE_OUT": str(places.out),
            "GUIDE_DESK": desk,
        },
        check=False,
    )


def test_the_desk_has_all_of_a_call_and_the_first_frame_did_not_wait(
    tmp_path: Path, desk: Desk
) -> None:
    done = take_a_call(tmp_path, desk.named("kim"))
    assert "loaded at the first frame: False\n" in done.stdout, done.stderr
    assert "Not everything" not in done.stderr
    received = at_desk(desk)
    assert received == on_disk(places_in(tmp_path))
    assert '"text":"waited"' in str(received)


def test_a_desk_that_is_away_is_told_when_the_program_ends(tmp_path: Path) -> None:
    done = take_a_call(tmp_path, "host=/nowhere")
    assert done.returncode == 0
    told = "guide: Not everything is at the desk yet: the next start sends it. The desk cannot be"
    assert told in done.stderr
    assert '"text":"waited"' in str(on_disk(places_in(tmp_path)))


def test_a_permission_is_asked_for_on_the_screen_granted_by_another_login_and_used(
    tmp_path: Path, desk: Desk, as_login: Connecting
) -> None:
    board = Board(desk, as_login)
    desk.rows("TRUNCATE desk.ask CASCADE")
    board.is_there("sam")

    def answer() -> None:
        until(lambda: board.asks("id"))
        board.says("sam", "granted")

    answering = Thread(target=answer)
    answering.start()
    done = take_a_call(tmp_path, desk.named("kim"), ASK)
    answering.join()
    assert "loaded at the first frame: False\n" in done.stdout, done.stderr
    received = at_desk(desk)
    assert received == on_disk(places_in(tmp_path))
    [lines] = received.values()
    told = "".join(lines)
    assert '"kind":"permission-given"' in told
    assert '"how":"board","script":"hang-up-protocol","ask":' in told
    assert told.index('"kind":"asked"') < told.index('"kind":"permission-given"')
    assert told.index('"kind":"permission-given"') < told.index('"kind":"warning-given"')
