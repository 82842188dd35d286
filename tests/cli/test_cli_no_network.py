"""Nothing leaves the computer: a program that may open no socket does all its work."""

from pathlib import Path

from promised_calls import CALL, CALLBACK, DO_NOT_CALL, a_call, keep
from prompt import ROOT, Answer, Prompt

from guide.record.places import Places

NO_NETWORK = """
import sys

def _no_network(event, arguments):
    # A pair of sockets within the program is how an event loop wakes itself; it reaches nobody.
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname",
                 "socket.sendto", "socket.sendmsg", "urllib.Request", "http.client.connect"):
        raise SystemExit(f"network: {event} {arguments}")

sys.addaudithook(_no_network)
"""

PILOTED = """
import asyncio
from pathlib import Path
from piloted import piloted

async def take() -> None:
    async with piloted(Path("kept"), "calming-a-caller") as screen:
        await screen.press("n")
        await screen.type("waited 3 weeks", "enter", "escape")
        print(screen.call.notes[0].text)
        await screen.press("space", "e", "4", "y")
        await screen.until(lambda: bool(list(Path("kept/summaries").glob("*.md"))))

asyncio.run(take())
"""


def test_the_hook_that_forbids_the_network_is_one_that_works(guide: Prompt) -> None:
    code = f"{NO_NETWORK}\nimport socket\nsocket.create_connection(('127.0.0.1', 9))"
    answer = guide.python(code)
    assert answer.code == 1
    assert "network: socket." in answer.err


def test_commands_open_no_connection(guide: Prompt) -> None:
    _done(guide, ["play", "friday-callback"], ["check"], ["list"], ["show", "hang-up-protocol"])


def test_a_played_call_is_told_verified_and_erased_without_a_connection(guide: Prompt) -> None:
    summary = Path(_done(guide, ["play", "friday-callback"]).out.strip())
    _done(
        guide,
        ["verify", str(summary)],
        ["summary", summary.stem, "--practice", "--print"],
        ["forget", summary.stem, "--practice", "--yes"],
    )


def test_what_is_owed_is_told_and_done_without_a_connection(guide: Prompt) -> None:
    keep(Places(guide.state, guide.out), a_call(CALLBACK, DO_NOT_CALL))
    _done(
        guide,
        ["owed"],
        ["owed", "--json"],
        ["owed", "--csv"],
        ["owed", "--ics"],
        ["mark", f"{CALL}/5", "done", "--agent", "Kim Lo"],
        ["dnc"],
    )


def _done(guide: Prompt, *commands: list[str]) -> Answer:
    """Type commands in one process that may open no connection; each must end with 0."""
    answer = guide.in_a_row(*commands, before=NO_NETWORK, after="if code: sys.exit(str(typed))")
    assert (answer.code, "network" in answer.err) == (0, False), answer.err
    return answer


def test_a_call_on_the_screen_opens_no_connection(guide: Prompt) -> None:
    tests = ROOT / "tests"
    paths = f"import sys\nsys.path[:0] = [{str(tests)!r}, {str(tests / 'tui')!r}]"
    answer = guide.python(f"{NO_NETWORK}\n{paths}\n{PILOTED}")
    assert (answer.code, answer.out) == (0, "waited 3 weeks\n"), answer.err
