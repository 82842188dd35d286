"""A seat: the process behind one browser window, which never outlives it."""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

PATIENCE = 2.0
"""Seconds that a program has to end by itself once its window is closed."""


class Seat(AppService):
    """One run of a program, shown in one browser window."""

    def __init__(
        self,
        command: Sequence[str],
        write_bytes: Callable[[bytes], Awaitable[None]],
        write_str: Callable[[str], Awaitable[None]],
        close: Callable[[], Awaitable[object]],
    ) -> None:
        async def closed() -> None:
            await close()

        super().__init__(
            " ".join(command),
            write_bytes=write_bytes,
            write_str=write_str,
            close=closed,
            download_manager=DownloadManager(),
        )
        self._words = tuple(command)

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Run the program without a shell, in a group of its own that can be ended whole."""
        process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=True,
        )
        if process.stdin is None:
            raise ConnectionError("the program has no input")
        self._process, self._stdin = process, process.stdin
        return process

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
