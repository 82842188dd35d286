import asyncio
import os
import sys
from itertools import product
from pathlib import Path

import aiohttp
import pytest
from classroom import Served, Window, gone, went

from guide.web.classroom import MOST_SEATS

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="tells its processes by /proc"
)


async def at_the_menu(served: Served) -> Window:
    window = await served.window()
    await window.shows("TRAINING · CLASS", "Who sits here?")
    await window.types("Jo Trainee\r")
    await window.shows("You are", "Jo Trainee", "Watch a call", "Practice a call")
    return window


async def test_a_window_shows_a_demo_and_leads_back_to_the_menu(tmp_path: Path) -> None:
    async with Served(tmp_path) as served:
        window = await at_the_menu(served)
        for key, words in (("2", "on the line?"), ("1", "Which call do you want to show?")):
            await window.types(key)
            await window.shows(words)
            await window.types("\x1b")
            await window.shows("You are", "Jo Trainee")
        await window.types("1")
        await window.shows("Which call do you want to show?")
        await window.types("3")
        await window.shows("TRAINING", "DEMO", "ESCALATED CALLERS", "WARNINGS 0 of 1")


async def test_a_window_practises_never_among_real_calls_and_leaves_no_program_behind(
    tmp_path: Path,
) -> None:
    async with Served(tmp_path, "--seed", "7") as served:
        window = await at_the_menu(served)
        (seat,) = served.seats()
        await window.types("2")
        await window.shows("Which caller do you want on the line?")
        await window.types("1")
        await window.shows("TRAINING", "PRACTICE", "seed 7", "CALMING A CALLER")
        await window.types("1")
        await window.shows("Let them rant")
        await window.close()
        await went(seat)
    state = tmp_path / "state"
    assert list((state / "training").rglob("*.jsonl"))
    assert not list((state / "calls").rglob("*.jsonl"))


async def test_a_classroom_that_is_closed_leaves_no_program_behind(tmp_path: Path) -> None:
    async with Served(tmp_path) as served:
        await at_the_menu(served)
        (seat,) = served.seats()
    assert served.process.returncode == 0
    assert gone(seat)


async def test_a_classroom_that_is_killed_leaves_no_program_behind(tmp_path: Path) -> None:
    async with Served(tmp_path) as served:
        await at_the_menu(served)
        (seat,) = served.seats()
        served.process.kill()
        await went(seat)


async def test_the_page_asks_for_nothing_from_elsewhere(tmp_path: Path) -> None:
    async with Served(tmp_path) as served:
        async with served.browser.get("/") as answer:
            page = await answer.text()
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "//" not in page.replace("<!DOCTYPE", "")
        for path in ("/static/js/textual.js", "/static/css/xterm.css", "/start.js"):
            assert path in page
            async with served.browser.get(path) as answer:
                assert answer.status == 200


async def test_another_site_gets_nowhere(tmp_path: Path) -> None:
    strange = ({"Origin": "http://elsewhere.example"}, {"Host": "elsewhere.example"})
    async with Served(tmp_path) as served:
        for path, headers in product(("/", "/ws"), strange):
            async with served.browser.get(path, headers=headers) as answer:
                assert answer.status == 403
        assert served.seats() == set()


async def test_what_no_page_sends_closes_the_window(tmp_path: Path) -> None:
    async with Served(tmp_path) as served:
        for strange in ("not json", "{}", '["stdin"]', '["resize", 3]'):
            socket = await served.browser.ws_connect("/ws?width=x&height=-3")
            await socket.send_str(strange)
            async with asyncio.timeout(30):
                while (await socket.receive()).type is aiohttp.WSMsgType.BINARY:
                    pass
            assert socket.closed
        await at_the_menu(served)


def test_there_is_an_end_to_the_seats() -> None:
    assert 20 <= MOST_SEATS <= 100


async def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    async with Served(tmp_path) as served:
        port = served.address.rstrip("/").rpartition(":")[2]
        told = await failed(tmp_path, "serve", "--port", port)
    assert "No classroom can be opened at 127.0.0.1" in told
    assert "Name another with --port." in told


async def test_a_seat_is_had_through_the_classroom_alone(tmp_path: Path) -> None:
    assert "guide serve opens one" in await failed(tmp_path, "seat")


async def failed(home: Path, *typed: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "guide", *typed),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "GUIDE_STATE": str(home / "state"), "GUIDE_OUT": str(home / "out")},
    )
    _, told = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    return told.decode()
