"""A class in a real browser: `python -m torture.browser [--pictures FOLDER]`.

Needs Chromium (Debian: `apt-get install chromium`). It opens the classroom, gives a name, watches a
demo, begins a practice, and leaves; it fails when something does not appear, when the page asks
for anything from another host, or when a program is left behind. Look at the pictures it writes.
"""

import argparse
import asyncio
import base64
import itertools
import json
import shutil
import sys
import tempfile
from pathlib import Path

import aiohttp

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
from classroom import Served, went

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-port=0",
    "--window-size=1280,800",
)
_KEYS = {"Enter": (13, "\r"), "Escape": (27, "")}


class Page:
    """A page of a browser, by its debugging protocol."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._count = itertools.count(1)
        self.asked: list[str] = []

    async def do(self, method: str, **settings: object) -> dict[str, object]:
        number = next(self._count)
        await self._socket.send_json({"id": number, "method": method, "params": settings})
        while True:
            told = json.loads((await self._socket.receive()).data)
            if told.get("method") == "Network.requestWillBeSent":
                self.asked.append(told["params"]["request"]["url"])
            if told.get("id") == number:
                assert "error" not in told, told
                return dict(told["result"])

    async def types(self, text: str) -> None:
        for character in text:
            await self.do("Input.dispatchKeyEvent", type="char", text=character)

    async def presses(self, key: str) -> None:
        code, text = _KEYS[key]
        for kind in ("keyDown", "keyUp"):
            await self.do(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, text=text
            )

    async def picture(self, file: Path) -> bytes:
        taken = await self.do("Page.captureScreenshot")
        data = base64.b64decode(str(taken["data"]))
        file.write_bytes(data)
        return data

    async def settled(self, file: Path, unlike: bytes) -> bytes:
        """A picture that differs from the one before and stays as it is."""
        async with asyncio.timeout(30):
            before = unlike
            while True:
                await asyncio.sleep(0.5)
                now = await self.picture(file)
                if now == before and now != unlike:
                    return now
                before = now


async def visit(pictures: Path, home: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not here: apt-get install chromium, then again.")
    async with Served(home, "--seed", "7") as served:
        browser = await asyncio.create_subprocess_exec(
            chromium,
            *_FLAGS,
            f"--user-data-dir={home / 'browser'}",
            "about:blank",
            stderr=asyncio.subprocess.PIPE,
        )
        session = aiohttp.ClientSession()
        try:
            page = Page(await _page(browser, session))
            await page.do("Network.enable")
            await page.do("Page.enable")
            await page.do("Page.navigate", url=served.address)
            await _class(page, pictures)
            (seat,) = served.seats()
        finally:
            await session.close()
            browser.terminate()
            await browser.wait()
        await went(seat)
        outside = [
            url for url in page.asked if not url.startswith((served.address, "data:", "ws://127."))
        ]
        assert not outside, outside
        print(f"{len(page.asked)} requests, none to another host; no program left behind.")


async def _class(page: Page, pictures: Path) -> None:
    shown = await page.settled(pictures / "1-name.png", b"")
    await page.types("Jo Trainee")
    await page.presses("Enter")
    shown = await page.settled(pictures / "2-menu.png", shown)
    await page.types("1")
    shown = await page.settled(pictures / "3-demos.png", shown)
    await page.types("3")
    await asyncio.sleep(3)
    await page.types(" ")
    shown = await page.settled(pictures / "4-demo.png", shown)
    await page.types("q")
    shown = await page.settled(pictures / "5-menu.png", shown)
    await page.types("2")
    shown = await page.settled(pictures / "6-callers.png", shown)
    await page.types("3")
    await asyncio.sleep(4)
    await page.picture(pictures / "7-practice.png")


async def _page(
    browser: asyncio.subprocess.Process, session: aiohttp.ClientSession
) -> aiohttp.ClientWebSocketResponse:
    """The debugging socket of the browser's first page."""
    assert browser.stderr is not None
    async with asyncio.timeout(30):
        while b"DevTools listening on" not in (line := await browser.stderr.readline()):
            pass
    port = line.decode().rpartition("127.0.0.1:")[2].partition("/")[0]
    async with session.get(f"http://127.0.0.1:{port}/json") as answer:
        pages = await answer.json()
    address = next(one["webSocketDebuggerUrl"] for one in pages if one["type"] == "page")
    return await session.ws_connect(address, max_msg_size=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, default=Path(tempfile.mkdtemp()))
    pictures = parser.parse_args().pictures
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(visit(pictures, Path(home)))
    print(f"Look at the pictures in {pictures}.")


if __name__ == "__main__":
    main()
