"""A classroom as a process of its own, and a window of it as a browser has one."""

import asyncio
import contextlib
import os
import secrets
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
import pyte

ROOT = Path(__file__).parents[2]
DEADLINE = 30.0


class Window:
    """A browser window: what is typed goes in, and the screen is what is painted."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._screen = pyte.Screen(120, 36)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    async def shows(self, *words: str) -> str:
        async with asyncio.timeout(DEADLINE):
            while not all(word in self.text for word in words):
                message = await self._socket.receive()
                assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), (
                    f"closed, showing:\n{self.text}"
                )
                if message.type is aiohttp.WSMsgType.BINARY:
                    self._stream.feed(message.data)
        return self.text

    async def types(self, keys: str) -> None:
        await self._socket.send_json(["stdin", keys])

    async def sends(self, *message: object) -> None:
        await self._socket.send_json(message)

    async def painted(self) -> int:
        """How many bytes are painted until nothing more is for two seconds."""
        count = 0
        with contextlib.suppress(TimeoutError):
            while True:
                async with asyncio.timeout(2):
                    count += len((await self._socket.receive()).data)
        return count

    async def answered(self) -> None:
        """Wait for the answer to a ping."""
        async with asyncio.timeout(DEADLINE):
            while (await self._socket.receive()).type is not aiohttp.WSMsgType.TEXT:
                pass

    async def closed(self) -> str:
        """Why the window was closed, once it is."""
        async with asyncio.timeout(DEADLINE):
            while (told := await self._socket.receive()).type is not aiohttp.WSMsgType.CLOSE:
                assert not self._socket.closed, "closed without a word"
        return str(told.extra)

    async def close(self) -> None:
        await self._socket.close()


class Served:
    """`guide serve` on a port of its own choice."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        self._options = options
        self._windows: list[Window] = []
        self.address = ""

    async def __aenter__(self) -> Self:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-P", "-m", "guide", "serve", "--port", "0", *self._options),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(self.home),
            cwd=self.home,
        )
        assert self.process.stdout is not None
        self.address = await self._line(self.process.stdout)
        self.trainer = await self._line(self.process.stdout)
        self.browser = aiohttp.ClientSession(
            self.address, cookie_jar=aiohttp.CookieJar(unsafe=True)
        )
        return self

    async def _line(self, stream: asyncio.StreamReader) -> str:
        line = await asyncio.wait_for(stream.readline(), DEADLINE)
        return line.decode().strip()

    async def said(self, *words: str) -> str:
        """What was said of the class on standard error, as far as these words."""
        assert self.process.stderr is not None
        told = ""
        while not all(word in told for word in words):
            told += f"{await self._line(self.process.stderr)}\n"
        return told

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.browser.close()
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self.process.communicate(), DEADLINE)

    async def window(self, seat: str = "") -> Window:
        """A window, of a seat of its own or of the one with this key."""
        key = seat or secrets.token_hex(16)
        window = Window(await self.browser.ws_connect(f"/ws/{key}?width=120&height=36"))
        self._windows.append(window)
        return window

    async def nobody_is_there(self) -> None:
        """Close every window, wait until their programs have gone, and forget the trainer."""
        while self._windows:
            await self._windows.pop().close()
        self.browser.cookie_jar.clear()
        for seat in self.seats():
            await went(seat)

    async def shown_to_trainer(self) -> list[dict[str, Any]]:
        """What the trainer's page shows of each seat."""
        async with self.browser.get(self.trainer) as answer:
            assert answer.status == 200
        async with self.browser.get("/trainer/seats") as answer:
            assert answer.status == 200
            return list((await answer.json())["seats"])

    async def seat_that(self, shows: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first seat on the trainer's page of which this holds, once it does of one."""
        async with asyncio.timeout(DEADLINE):
            while True:
                seats = await self.shown_to_trainer()
                if found := next(filter(shows, seats), None):
                    return found
                await asyncio.sleep(0.1)

    def seats(self) -> set[int]:
        """The processes that the classroom has running."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(number) for number in listed.read_text().split()}


def gone(process: int) -> bool:
    """Whether a process has ended. It may end at any time, while its state is read too."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


async def went(process: int) -> None:
    async with asyncio.timeout(DEADLINE):
        while not gone(process):
            await asyncio.sleep(0.05)


def _environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "GUIDE_STATE": str(home / "state"),
        "GUIDE_ELSEWHERE": str(home / "elsewhere"),
        "GUIDE_OUT": str(home / "summaries"),
    }
