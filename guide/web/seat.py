"""A seat: the process behind one browser window, which never outlives it."""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from guide.training.seat_news import SeatNews, decoded

PATIENCE = 2.0
"""Seconds that a program has to end by itself once its window is closed."""

_LONGEST_NEWS = 1 << 20


async def _nothing() -> None:
    """The window is closed when the process has ended, and not as it says that it will."""


class Seat(AppService):
    """One run of a program, shown in one browser window."""

    def __init__(
        self,
        command: Sequence[str],
        write_bytes: Callable[[bytes], Awaitable[None]],
        write_str: Callable[[str], Awaitable[None]],
        told: Callable[[SeatNews], None],
        ended: Callable[[int], Awaitable[None]],
    ) -> None:
        """`told` has what the program tells of itself, `ended` the exit code of one that ends."""
        super().__init__(
            " ".join(command),
            write_bytes=write_bytes,
            write_str=write_str,
            close=_nothing,
            download_manager=DownloadManager(),
        )
        self._words = tuple(command)
        self._told = told
        self._ended = ended
        self._listening: asyncio.Task[None] | None = None

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Run the program without a shell, in a group of its own that can be ended whole."""
        hears, tells = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *self._words,
                f"--tell={tells}",
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env=self._build_environment(width, height),
                start_new_session=True,
                pass_fds=(tells,),
            )
        except BaseException:
            os.close(hears)
            raise
        finally:
            os.close(tells)
        if process.stdin is None:
            raise ConnectionError("the program has no input")
        self._process, self._stdin = process, process.stdin
        self._listening = asyncio.create_task(self._listen(hears))
        return process

    async def _listen(self, hears: int) -> None:
        """Pass on what the program tells of itself, until it ends."""
        lines = asyncio.StreamReader(limit=_LONGEST_NEWS)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(hears, "rb")
        )
        try:
            while line := await lines.readline():
                if (news := decoded(line)) is not None:
                    self._told(news)
        except ValueError:
            # Longer than any news is: what comes after it cannot be told from it.
            pass
        finally:
            transport.close()

    async def run(self) -> None:
        """Show the program until it ends. Do not call this: `start` does."""
        await super().run()
        if self._process is not None:
            await self._ended(await self._process.wait())

    async def stop(self) -> None:
        """Ask the program to end; end it if it does not."""
        process, task, self._task = self._process, self._task, None
        if process is None or task is None:
            return
        await self.send_meta({"type": "quit"})
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), PATIENCE)
                break
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
        await task
        if self._listening is not None:
            await self._listening
