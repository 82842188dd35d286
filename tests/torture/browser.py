"""A class in a real browser, and charts printed: `python -m torture.browser [--pictures FOLDER]`.

Needs Chromium (Debian: `apt-get install chromium`). It opens a classroom, three windows and the
trainer's page; gives names, watches, practices, reloads a window, pastes too much, takes a seat
over by another name, kills a seat's program, stops the whole browser for a minute, and closes the
class. It fails when something does not appear, when a page asks for anything from another host,
when a program is left behind, or when a chart does not print on one page. Look at the pictures it
writes.
"""

import argparse
import asyncio
import base64
import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
from classroom import Served, went

from guide.chart.paper import Paper

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-port=0",
    "--window-size=1280,800",
)
_KEYS = {"Enter": (13, "\r"), "Escape": (27, "")}
_AWAY = 60
"""Seconds for which the browser is away."""
_SCRIPTS = ("calming-a-caller", "escalated-callers", "hang-up-protocol", "irate-customers")
_PRINTERS = {Paper.LETTER: (8.5, 11.0), Paper.A4: (8.27, 11.69)}
_MARGIN = 0.4
"""Inches that a browser leaves at each edge unless it is told otherwise."""
_PAGES = re.compile(rb"/Type\s*/Page\b")


class Page:
    """A page of a browser, by its debugging protocol."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, pictures: Path) -> None:
        self._socket = socket
        self._pictures = pictures
        self._count = itertools.count(1)
        self.asked: list[str] = []

    async def do(self, method: str, **settings: object) -> dict[str, Any]:
        number = next(self._count)
        await self._socket.send_json({"id": number, "method": method, "params": settings})
        while True:
            told = json.loads((await self._socket.receive()).data)
            if told.get("method") == "Network.requestWillBeSent":
                self.asked.append(told["params"]["request"]["url"])
            if told.get("id") == number:
                assert "error" not in told, told
                return dict(told["result"])

    async def goes_to(self, url: str) -> None:
        await self.do("Network.enable")
        await self.do("Page.enable")
        await self.do("Page.navigate", url=url)

    async def types(self, text: str) -> None:
        for character in text:
            await self.do("Input.dispatchKeyEvent", type="char", text=character)

    async def presses(self, key: str) -> None:
        code, text = _KEYS[key]
        for kind in ("keyDown", "keyUp"):
            await self.do(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, text=text
            )

    async def pastes(self, characters: int) -> None:
        """Paste so many characters."""
        pasted = f"""
            const data = new DataTransfer();
            data.setData("text/plain", "x".repeat({characters}));
            const paste = new ClipboardEvent("paste", {{ clipboardData: data, bubbles: true }});
            document.querySelector(".xterm-helper-textarea").dispatchEvent(paste);
        """
        await self.do("Runtime.evaluate", expression=f"{{ {pasted} }}")

    async def opens(self) -> None:
        """Wait until the program behind the window has painted, and again for it to be heard."""
        async with asyncio.timeout(60):
            looks = "document.body.classList.contains('-first-byte')"
            while True:
                told = await self.do("Runtime.evaluate", expression=looks)
                if told["result"].get("value"):
                    break
                await asyncio.sleep(0.2)
        await asyncio.sleep(2)

    async def says(self, *words: str) -> None:
        """Wait until the page itself, and not the terminal in it, has these words."""
        async with asyncio.timeout(60):
            while True:
                told = await self.do("Runtime.evaluate", expression="document.body.innerText")
                if all(word in str(told["result"].get("value")) for word in words):
                    return
                await asyncio.sleep(0.2)

    async def picture(self, name: str) -> bytes:
        taken = await self.do("Page.captureScreenshot")
        data = base64.b64decode(str(taken["data"]))
        (self._pictures / f"{name}.png").write_bytes(data)
        return data

    async def settled(self, name: str, unlike: bytes = b"") -> bytes:
        """A picture that differs from the one before and stays as it is."""
        async with asyncio.timeout(60):
            before = unlike
            while True:
                await asyncio.sleep(0.5)
                now = await self.picture(name)
                if now == before and now != unlike:
                    return now
                before = now


class Browser:
    """Chromium without a window, in a group of processes of its own."""

    def __init__(self, process: asyncio.subprocess.Process, port: str, pictures: Path) -> None:
        self._process = process
        self._address = f"http://127.0.0.1:{port}"
        self._session = aiohttp.ClientSession()
        self._pictures = pictures

    @classmethod
    @contextlib.asynccontextmanager
    async def started(cls, pictures: Path, home: Path) -> "AsyncIterator[Browser]":
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        if chromium is None:
            sys.exit("Chromium is not here: apt-get install chromium, then again.")
        process = await asyncio.create_subprocess_exec(
            chromium,
            *_FLAGS,
            f"--user-data-dir={home / 'browser'}",
            "about:blank",
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stderr is not None
        async with asyncio.timeout(30):
            while b"DevTools listening on" not in (line := await process.stderr.readline()):
                pass
        port = line.decode().rpartition("127.0.0.1:")[2].partition("/")[0]
        browser = cls(process, port, pictures)
        try:
            yield browser
        finally:
            await browser._session.close()
            process.terminate()
            await process.wait()

    async def page(self) -> Page:
        """A new window."""
        async with self._session.put(f"{self._address}/json/new?about:blank") as answer:
            address = (await answer.json())["webSocketDebuggerUrl"]
        socket = await self._session.ws_connect(address, max_msg_size=0)
        return Page(socket, self._pictures)

    async def goes_away(self, seconds: float) -> None:
        """Stand still as a laptop does that is shut."""
        os.killpg(self._process.pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        os.killpg(self._process.pid, signal.SIGCONT)


async def visit(browser: Browser, home: Path) -> None:
    async with Served(home, "--seed", "7") as served:
        ann, bob, cid = [await browser.page() for _ in range(3)]
        trainer = await browser.page()
        await trainer.goes_to(served.trainer.partition("?")[0])
        await trainer.says("Its token was printed")
        await trainer.picture("01-trainer-without-token")
        await trainer.goes_to(served.trainer)
        await trainer.says("Nobody is here yet")
        await trainer.picture("02-trainer-empty")
        for page, name in ((ann, "Ann Lee"), (bob, "Bob"), (cid, "Cid Cruz")):
            await page.goes_to(served.address)
            await page.opens()
            shown = await page.settled(f"03-{name[:3]}-name")
            await page.types(name)
            await page.presses("Enter")
            await page.settled(f"04-{name[:3]}-menu", shown)
            await trainer.says(name)
        await _practice(ann, "Ann", "1")
        await _practice(bob, "Bob", "1")
        await _demo(cid, "3")
        await trainer.says("on a practice call", "watching a call", "3 here")
        await trainer.picture("05-trainer-live")
        third = max(served.seats())

        await ann.do("Page.reload")
        await asyncio.sleep(1)
        await ann.opens()
        await ann.settled("06-Ann-reloaded")
        await ann.types("1")
        await asyncio.sleep(2)
        await ann.picture("07-Ann-goes-on")
        for page, name in ((ann, "Ann"), (bob, "Bob")):
            await _end(page, name)
        await trainer.says("Ann Lee", "The call, move by move")
        await trainer.settled("08-trainer-debriefs")
        await trainer.do(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark"}],
        )
        await trainer.picture("09-trainer-dark")

        await bob.presses("Enter")
        await asyncio.sleep(1)
        await _practice(bob, "Bob", "4")
        await bob.pastes(5_000_000)
        await bob.says("Too much was pasted at once")
        await bob.picture("10-Bob-pasted")
        await bob.do("Page.reload")
        await asyncio.sleep(1)
        await bob.opens()
        shown = await bob.settled("10-Bob-reloaded")
        await bob.types("n")
        await asyncio.sleep(1)
        await bob.types("Eve")
        await bob.presses("Enter")
        await trainer.says("Eve", "choosing")
        await bob.settled("10-Bob-is-Eve", shown)
        await trainer.picture("10-trainer-Eve")

        os.kill(third, signal.SIGKILL)
        await cid.says("The program of this seat stopped.")
        await cid.picture("10-Cid-stopped")
        await trainer.says("program stopped")
        await trainer.picture("11-trainer-stopped")

        await ann.presses("Enter")
        await asyncio.sleep(1)
        await _practice(ann, "Ann", "4")
        before = served.seats()
        await browser.goes_away(_AWAY)
        async with asyncio.timeout(60):
            while served.seats() & before or len(served.seats()) < 2:
                await asyncio.sleep(0.2)
        await ann.opens()
        await ann.settled("12-Ann-came-back")
        await trainer.says("2 here")

        seats = served.seats()
        served.process.send_signal(signal.SIGINT)
        await served.process.wait()
        for seat in seats:
            await went(seat)
        await ann.says("The class is over.")
        await ann.picture("13-Ann-class-over")
        await trainer.says("does not answer")
        await trainer.picture("14-trainer-class-over")
        assert served.process.returncode == 0, served.process.returncode
        asked = [url for page in (ann, bob, cid, trainer) for url in page.asked]
        mine = (served.address, "data:", "ws://127.", "about:")
        outside = [url for url in asked if not url.startswith(mine)]
        assert not outside, outside
        print(f"{len(asked)} requests, none to another host; no program left behind.")


async def _practice(page: Page, name: str, caller: str) -> None:
    await page.types("2")
    await page.settled(f"04-{name}-callers")
    await page.types(caller)
    await asyncio.sleep(4)
    await page.types("1")
    await asyncio.sleep(2)
    await page.picture(f"05-{name}-practice-{caller}")


async def _demo(page: Page, demo: str) -> None:
    await page.types("1")
    await page.settled("04-Cid-demos")
    await page.types(demo)
    await asyncio.sleep(3)
    await page.picture("05-Cid-demo")


async def _end(page: Page, name: str) -> None:
    for key in "e1y":
        await page.types(key)
        await asyncio.sleep(1.5)
    await page.picture(f"08-{name}-debrief")


async def printing(browser: Browser, home: Path) -> None:
    """Print charts on paper of their own size, and on what is in the printer."""
    page = await browser.page()
    printed = 0
    for script, paper in itertools.product(_SCRIPTS, Paper):
        file = home / f"{script}-{paper}.svg"
        _draw(script, paper, file)
        await page.goes_to(file.as_uri())
        await asyncio.sleep(0.3)
        await _is_one_page(page, preferCSSPageSize=True)
        for width, height in _PRINTERS.values():
            edges = dict.fromkeys(
                ("marginTop", "marginBottom", "marginLeft", "marginRight"), _MARGIN
            )
            await _is_one_page(page, paperWidth=width, paperHeight=height, **edges)
            await _is_one_page(page, paperWidth=width, paperHeight=height)
        printed += 5
    print(f"{printed} charts printed, each on one page.")


def _draw(script: str, paper: Paper, file: Path) -> None:
    typed = ("chart", script, "--format", "svg", "--paper", paper, "--out", str(file))
    subprocess.run([sys.executable, "-m", "guide", *typed], check=True, capture_output=True)


async def _is_one_page(page: Page, **settings: object) -> None:
    made = await page.do("Page.printToPDF", printBackground=True, **settings)
    count = len(_PAGES.findall(base64.b64decode(str(made["data"]))))
    assert count == 1, (count, settings)


async def whole(pictures: Path, home: Path) -> None:
    async with Browser.started(pictures, home) as browser:
        await printing(browser, home)
        await visit(browser, home)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, default=Path(tempfile.mkdtemp()))
    pictures = parser.parse_args().pictures
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(whole(pictures, Path(home)))
    print(f"Look at the pictures in {pictures}.")


if __name__ == "__main__":
    main()
