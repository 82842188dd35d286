import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path
from time import monotonic

import aiohttp
import pytest
import pytest_asyncio
from classroom import Served, Window, gone, went

from guide.web.classroom import LARGEST, LARGEST_MESSAGE

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="tells its processes by /proc"),
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    home = tmp_path_factory.mktemp("class")
    (home / "re.py").write_text("raise SystemExit('taken from the current folder')")
    async with Served(home, "--seed", "7") as served:
        yield served


@pytest_asyncio.fixture(loop_scope="module")
async def room(opened: Served) -> AsyncIterator[Served]:
    """A class that has been opened for many tests: nobody sits there, and its trainer is away."""
    yield opened
    await opened.nobody_is_there()


async def at_the_menu(served: Served, name: str = "Jo Trainee", seat: str = "") -> Window:
    window = await served.window(seat)
    await window.shows("TRAINING · CLASS", "Who sits here?")
    await window.types(f"{name}\r")
    await window.shows("You are", name, "Watch a call", "Practice a call")
    return window


async def begun_and_at_the_second_step(window: Window) -> None:
    await window.types("2")
    await window.shows("Which caller do you want on the line?")
    await window.types("1")
    await window.shows("CALMING A CALLER", "step 1")
    await window.types("1")
    await window.shows("Let them rant", "step 2")


def most_memory(process: int) -> int:
    """The most kibibytes that a process ever had in memory."""
    status = Path(f"/proc/{process}/status").read_text()
    (most,) = (row for row in status.splitlines() if row.startswith("VmHWM:"))
    return int(most.split()[1])


async def test_a_window_shows_a_demo_and_leads_back_to_the_menu(room: Served) -> None:
    window = await at_the_menu(room)
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
    room: Served,
) -> None:
    state = room.home / "state"
    before = list((state / "training").rglob("*.jsonl"))
    window = await at_the_menu(room)
    (seat,) = room.seats()
    await window.types("2")
    await window.shows("Which caller do you want on the line?")
    await window.types("1")
    await window.shows("TRAINING", "PRACTICE", "seed 7", "CALMING A CALLER")
    await window.types("1")
    await window.shows("Let them rant")
    await window.close()
    await went(seat)
    assert len(list((state / "training").rglob("*.jsonl"))) == len(before) + 1
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


async def test_the_page_asks_for_nothing_from_elsewhere(room: Served) -> None:
    async with room.browser.get("/") as answer:
        page = await answer.text()
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "//" not in page.replace("<!DOCTYPE", "")
    for path in ("/static/js/textual.js", "/static/css/xterm.css", "/start.js"):
        assert path in page
        async with room.browser.get(path) as answer:
            assert answer.status == 200


async def test_another_site_gets_nowhere(room: Served) -> None:
    strange = ({"Origin": "http://elsewhere.example"}, {"Host": "elsewhere.example"})
    for path, headers in product(("/", "/ws/" + "0" * 32, "/trainer"), strange):
        async with room.browser.get(path, headers=headers) as answer:
            assert answer.status == 403
    assert room.seats() == set()


async def test_what_no_page_sends_closes_the_window(room: Served) -> None:
    strange_ones = (
        "not json",
        "{}",
        '["stdin"]',
        '["resize", 3]',
        '["resize", {}]',
        "[" * 9999,
    )

    async def sent(n: int, strange: str) -> None:
        socket = await room.browser.ws_connect(f"/ws/{n:032x}?width=x&height=-3")
        await socket.send_str(strange)
        assert "sent what no seat understands" in await Window(socket).closed()

    await asyncio.gather(*(sent(n, strange) for n, strange in enumerate(strange_ones)))
    nowhere = Window(await room.browser.ws_connect("/ws/nowhere"))
    assert "Open the address of the class" in await nowhere.closed()
    await at_the_menu(room)


async def test_no_module_is_taken_from_the_folder_that_the_class_is_opened_in(
    room: Served,
) -> None:
    assert "SystemExit" in (room.home / "re.py").read_text()
    await at_the_menu(room)


async def test_a_window_that_says_it_is_huge_is_granted_no_more_than_the_largest(
    room: Served,
) -> None:
    window = await at_the_menu(room)
    (seat,) = room.seats()
    await window.sends("resize", {"width": 10_000, "height": 10_000})
    assert await window.painted() < 40 * LARGEST[0] * LARGEST[1]
    await window.sends("resize", {"width": 120, "height": 36})
    await window.types("1")
    await window.shows("Which call do you want to show?")
    assert most_memory(seat) < 200_000


async def test_a_message_that_is_too_large_closes_the_window(room: Served) -> None:
    window = await at_the_menu(room)
    (seat,) = room.seats()
    await window.types("x" * LARGEST_MESSAGE)
    told = await window.closed()
    assert "Too much was pasted at once: 64 KB is the most." in told
    assert "offered again" in told
    await went(seat)


async def test_a_window_that_floods_its_seat_is_heard_no_faster_than_a_person(room: Served) -> None:
    window = await at_the_menu(room)
    for _ in range(1_300):
        await window.sends("focus")
    began = monotonic()
    await window.sends("ping", "now")
    await window.answered()
    assert monotonic() - began > 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its limits")
async def test_a_seat_is_held_to_so_much_memory(room: Served) -> None:
    await at_the_menu(room)
    (seat,) = room.seats()
    limits = Path(f"/proc/{seat}/limits").read_text()
    (held,) = (row for row in limits.splitlines() if row.startswith("Max data size"))
    assert int(held.split()[3]) <= 1024**3


async def test_a_seat_lists_nobody_elses_practice(room: Served) -> None:
    ann = await at_the_menu(room, "Ann")
    await ann.types("2")
    await ann.shows("Which caller do you want on the line?")
    await ann.types("1")
    await ann.shows("CALMING A CALLER")
    await ann.types("1")
    await ann.shows("Let them rant")
    await ann.close()
    bob = await at_the_menu(room, "Bob")
    await bob.types("2")
    await bob.shows("Which caller do you want on the line?")
    await bob.types("9")
    await bob.shows("TAKING OVER A CALL")
    await bob.types("o")
    told = await bob.shows("Take over", "Solberg")
    assert "Ann" not in told


async def test_a_reload_offers_the_running_practice_again_where_it_was(tmp_path: Path) -> None:
    key = "a" * 32
    async with Served(tmp_path, "--seed", "7") as served:
        window = await at_the_menu(served, "Ann", key)
        await begun_and_at_the_second_step(window)
        (first,) = served.seats()
        # The new window comes while the old one is still there, as after a line went dead.
        again = await served.window(key)
        assert await window.closed() == "This seat was opened in another window."
        await went(first)
        await again.shows("You are", "Ann", "Go on with", "Watch a call")
        await again.types("1")
        await again.shows("PRACTICE", "seed 7", "Let them rant", "step 2")
        (seen,) = await served.shown_to_trainer()
        assert (seen["number"], seen["name"]) == (1, "Ann")
        other = await served.window()
        assert "Ann" not in await other.shows("Who sits here?")
    (journal,) = (tmp_path / "state" / "training").rglob("*.jsonl")
    assert journal.read_text("utf-8").count('"rehearsed"') == 1


async def test_a_note_in_the_place_of_a_name_is_asked_about_at_a_seat(room: Served) -> None:
    window = await room.window("")
    await window.shows("Who sits here?")
    await window.types("title is wrong\r")
    assert "You are" not in await window.shows("It reads like a note.")
    await window.types("\r")
    await window.shows("You are title is wrong", "Practice a call")


async def test_two_seats_of_one_name_go_by_two_and_their_practice_is_apart(room: Served) -> None:
    key = "c" * 32
    before = {*(room.home / "state" / "training").rglob("*.jsonl")}
    first, second = await at_the_menu(room, "Sam"), await room.window(key)
    await second.shows("Who sits here?")
    await second.types("sam\r")
    await second.shows("sam sits at another seat", "You are sam (2)", "Practice a call")
    for window in (first, second):
        await begun_and_at_the_second_step(window)
    again = await room.window(key)
    await again.shows("You are sam (2)", "Go on with")
    await room.seat_that(lambda one: one["name"] == "sam (2)")
    made = {*(room.home / "state" / "training").rglob("*.jsonl")} - before
    texts = [path.read_text("utf-8") for path in made]
    assert sorted(re.findall(r'"agent":"(.*?)"', "".join(texts))) == ["Sam", "sam (2)"]
    await again.types("n")
    await again.shows("Who sits here?")
    await again.types("Eve\r")
    await again.shows("You are Eve", "Practice a call")
    await again.types("1")
    # What sam (2) left unfinished is not hers: the first thing on offer is a demo.
    assert "Go on with" not in await again.shows("Which call do you want to show?")
    assert not (await room.seat_that(lambda one: one["name"] == "Eve"))["cut_short"]


async def test_who_takes_a_seat_over_is_offered_nothing_of_who_sat_there(room: Served) -> None:
    key = "d" * 32
    await begun_and_at_the_second_step(await at_the_menu(room, "Ivo", key))
    window = await room.window(key)
    await window.shows("You are Ivo", "Go on with")
    await window.types("n")
    await window.shows("Who sits here?")
    await window.types("Eve\r")
    assert "Go on with" not in await window.shows("You are Eve", "Practice a call")
    await begun_and_at_the_second_step(window)
    await window.types("e")
    await window.shows("Call outcome")
    await window.types("1")
    await window.shows("y ends")
    await window.types("y")
    await window.shows("DEBRIEF")
    again = await room.window(key)
    assert "Go on with" not in await again.shows("You are Eve", "Practice a call")
    await again.types("n")
    await again.shows("Who sits here?")
    await again.types("ivo\r")
    await again.shows("You are ivo", "Go on with")
    await again.types("1")
    await again.shows("PRACTICE", "Let them rant", "step 2")
    seen = await room.seat_that(lambda one: one["name"] == "ivo" and one["doing"] == "practicing")
    assert (seen["practices"], [one["agent"] for one in seen["debriefs"]]) == (0, ["Eve"])


async def test_a_seat_whose_program_is_killed_says_so_and_is_offered_again(
    tmp_path: Path,
) -> None:
    key = "b" * 32
    async with Served(tmp_path, "--seed", "7") as served:
        window = await at_the_menu(served, "Ann", key)
        await begun_and_at_the_second_step(window)
        (seat,) = served.seats()
        os.kill(seat, signal.SIGKILL)
        assert "program of this seat stopped" in await window.closed()
        seen = await served.seat_that(lambda one: bool(one["stopped"]))
        assert (seen["name"], seen["present"], seen["cut_short"]) == ("Ann", False, True)
        again = await served.window(key)
        await again.shows("You are", "Ann", "Go on with")
        assert not (await served.shown_to_trainer())[0]["stopped"]


async def test_a_class_that_is_opened_again_offers_what_was_cut_short_to_its_name(
    tmp_path: Path,
) -> None:
    """The server was killed, or its computer went down: nobody told the next one who sat where."""
    async with Served(tmp_path, "--seed", "7") as served:
        await begun_and_at_the_second_step(await at_the_menu(served, "Ann"))
        (seat,) = served.seats()
        served.process.kill()
        await went(seat)
    async with Served(tmp_path, "--seed", "8") as served:
        eve = await at_the_menu(served, "Eve")
        assert "Go on with" not in eve.text
        window = await at_the_menu(served, "ann")
        other = await served.window()
        await other.shows("Who sits here?")
        await other.types("Ann\r")
        assert "Go on with" not in await other.shows("You are Ann (2)", "Practice a call")
        # A namesake may have been the first to type it.
        await window.shows("ann was here before.", "take another name.", "Go on with")
        await window.types("1")
        await window.shows("PRACTICE", "seed 7", "Let them rant", "step 2")


async def test_who_leaves_the_class_in_a_practice_is_offered_it_again(room: Served) -> None:
    key = "e" * 32
    window = await at_the_menu(room, "Ada", key)
    await begun_and_at_the_second_step(window)
    await window.types("nhalf a note")
    await window.shows("half a note")
    await window.types("\x11")
    assert await window.closed() == "You left the class."
    seen = await room.seat_that(lambda one: one["name"] == "Ada" and not one["present"])
    assert seen["cut_short"]
    again = await room.window(key)
    await again.shows("You are", "Ada", "Go on with")
    await again.types("1")
    await again.shows("PRACTICE", "Let them rant", "step 2", "half a note")


async def test_who_leaves_the_class_is_told_so(room: Served) -> None:
    window = await at_the_menu(room)
    await window.types("\x11")
    assert await window.closed() == "You left the class."


async def test_the_trainer_sees_who_does_what_and_how_far_they_are(tmp_path: Path) -> None:
    async with Served(tmp_path, "--seed", "7") as served:
        ann, bob = await at_the_menu(served, "Ann"), await at_the_menu(served, "Bob")
        await begun_and_at_the_second_step(ann)
        await bob.types("1")
        await bob.shows("Which call do you want to show?")
        await bob.types("3")
        await bob.shows("DEMO")
        seen = await served.seat_that(lambda one: "Let them rant" in str(one["step"]))
        assert (seen["name"], seen["doing"], seen["title"]) == (
            "Ann",
            "practicing",
            "Calmed, and agreed for Friday",
        )
        assert seen["turns"] > 1
        seen = await served.seat_that(lambda one: one["doing"] == "watching")
        assert seen["name"] == "Bob"


async def test_the_trainer_has_the_debriefs_of_all(room: Served) -> None:
    for name in ("Cleo", "Dee"):
        window = await at_the_menu(room, name)
        await window.types("2")
        await window.shows("Which caller do you want on the line?")
        await window.types("1")
        await window.shows("CALMING A CALLER")
        await window.types("e")
        await window.shows("Call outcome")
        await window.types("1")
        await window.shows("y ends")
        await window.types("y")
        await window.shows("DEBRIEF")
        seen = await room.seat_that(lambda one, name=name: one["name"] == name)
        (brief,) = seen["debriefs"]
        assert brief["counts"].keys() == {"never", "think", "well"}
        async with room.browser.get(f"/trainer/debriefs/{brief['call']}") as answer:
            report = (await answer.json())["report"]
        assert any(part["kind"] == "heading" for part in report)
        assert any(name in part["text"] for part in report)


async def test_the_trainers_page_is_had_with_its_token_alone(room: Served) -> None:
    await at_the_menu(room, "Ann")
    for path in ("/trainer", "/trainer/seats", "/trainer/debriefs/x", "/trainer?token=guess"):
        async with room.browser.get(path) as answer:
            assert answer.status == 403
            assert "Ann" not in await answer.text()
    async with room.browser.get(room.trainer, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/trainer")
        assert "HttpOnly" in answer.headers["Set-Cookie"]
    async with room.browser.get("/trainer") as answer:
        assert answer.status == 200
        page = await answer.text()
    assert "//" not in page.replace("<!DOCTYPE", "")


async def test_a_class_for_others_says_what_is_open_to_whom_and_takes_a_token(
    tmp_path: Path,
) -> None:
    async with Served(tmp_path, "--host", "127.0.0.2") as served:
        told = await served.said("Ctrl+C closes the class.")
        assert "Whoever can reach 127.0.0.2 and has this token can watch demos and practice" in told
        assert "Calls and records of this computer are open to nobody." in told
        assert "not encrypted" in told
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await served.window()
        async with served.browser.get("/") as answer:
            assert answer.status == 403
            assert "Type the token of this class" in await answer.text()
        async with served.browser.get("/?token=wrong") as answer:
            assert "That is not the token." in await answer.text()
        assert served.seats() == set()
        token = told.partition("The token that the class types: ")[2].partition("\n")[0]
        async with served.browser.get(f"/?token={token.upper()}") as answer:
            assert answer.status == 200
        await at_the_menu(served)


async def test_a_class_on_this_computer_says_that_it_is_open_to_it_alone(room: Served) -> None:
    told = await room.said("Ctrl+C closes the class.")
    assert "Open to this computer alone" in told
    assert "token that the class types" not in told


async def test_a_port_that_is_taken_is_told_in_a_sentence(room: Served, tmp_path: Path) -> None:
    port = room.address.rstrip("/").rpartition(":")[2]
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
