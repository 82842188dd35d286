"""A classroom as a process of its own, and a window of it as a browser has one."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

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

    async def close(self) -> None:
        await self._socket.close()


class Served:
    """`guide serve` on a port of its own choice."""

    def __init__(self, home: Path, *options: str) -> None:
        self._home = home
        self._options = options
        self.address = ""

    async def __aenter__(self) -> Self:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "guide", "serve", "--port", "0", *self._options),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(self._home),
            cwd=self._home,
        )
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), DEADLINE)
        self.address = line.decode().strip()
        self.browser = aiohttp.ClientSession(self.address)
        return self

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

    async def window(self) -> Window:
        return Window(await self.browser.ws_connect("/ws?width=120&height=36"))

    def seats(self) -> set[int]:
        """The processes that the classroom has running."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(number) for number in listed.read_text().split()}


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return "\nState:\tZ" in Path(f"/proc/{process}/status").read_text()


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
