"""The classroom: a web server whose every window is a program of its own."""

import json
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from string import Template

from aiohttp import web
from textual_serve.server import Server, to_int

from guide.errors import GuideError
from guide.web.seat import Seat

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_SEATS = 40
"""Windows at a time: each is a program of some 60 MB."""

LARGEST = (500, 200)
"""Columns and rows of the largest window."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_SAFE = {
    "Content-Security-Policy": (
        "default-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "style-src 'self' 'unsafe-inline'; script-src 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Classroom(Server):
    """Shows a program to whoever opens the page. `told` is called once the page is there."""

    def __init__(
        self, command: Sequence[str], host: str, port: int, told: Callable[[str], None]
    ) -> None:
        super().__init__(" ".join(command), host=host, port=port, title="Call Guide")
        self._words = tuple(command)
        self._told = told
        self._seats: set[Seat] = set()
        self._page = Template(files("guide.web").joinpath("page.html").read_text("utf-8"))

    def serve(self, debug: bool = False) -> None:
        """Keep the classroom open until it is interrupted or told to end.

        Raises GuideError where the address is not to be had.
        """
        # What is typed in a class is nobody's business but the class's.
        logging.basicConfig(level=logging.CRITICAL)
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            door = socket.create_server((self.host, self.port), family=family)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise GuideError(
                f"No classroom can be opened at {self.host}, port {self.port}: {reason}."
                " Name another with --port."
            ) from None
        self.port = door.getsockname()[1]
        web.run_app(self._make_app(), sock=door, print=None, access_log=None, shutdown_timeout=5)

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/", self.handle_index),
                web.get("/ws", self.handle_websocket),
                web.get("/start.js", self._script),
                web.static("/static", self.statics_path),
            ]
        )
        app.on_startup.append(self.on_startup)
        app.on_shutdown.append(self.on_shutdown)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Tell where the page is."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        self._told(f"http://{host}:{self.port}/")

    async def on_shutdown(self, app: web.Application) -> None:
        """Let no program outlive the classroom."""
        for seat in tuple(self._seats):
            await seat.stop()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer only this page: another one open in the same browser must not get in.

        On the loopback address the name asked for must be its own, or any site could point a name
        of its own at it (DNS rebinding).
        """
        host = request.url.host or ""
        if self.host in LOOPBACK and host not in LOOPBACK:
            raise web.HTTPForbidden(text="This classroom is open to this computer alone.")
        origin = request.headers.get("Origin")
        if origin is not None and origin.partition("://")[2] != request.host:
            raise web.HTTPForbidden(text="This page does not belong to this classroom.")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_SAFE)
        return response

    async def handle_index(self, request: web.Request) -> web.Response:
        size = max(8, min(48, to_int(request.query.get("fontsize", "16"), 16)))
        page = self._page.substitute(title=self.title, font_size=size)
        return web.Response(text=page, content_type="text/html")

    async def _script(self, request: web.Request) -> web.Response:
        script = files("guide.web").joinpath("start.js").read_text("utf-8")
        return web.Response(text=script, content_type="text/javascript")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One window: a program of its own, from its opening to its closing."""
        window = web.WebSocketResponse(heartbeat=15)
        await window.prepare(request)
        if len(self._seats) >= MOST_SEATS:
            await window.close(message=b"Every seat is taken.")
            return window
        seat = Seat(self._words, window.send_bytes, window.send_str, window.close)
        self._seats.add(seat)
        try:
            await seat.start(*_size(request))
            await self._process_messages(window, seat)
        except (ConnectionError, json.JSONDecodeError, AssertionError, LookupError, TypeError):
            # Not what the page sends: the window is closed.
            pass
        finally:
            self._seats.discard(seat)
            await seat.stop()
            await window.close()
        return window


def _size(request: web.Request) -> tuple[int, int]:
    width = to_int(request.query.get("width", "80"), 80)
    height = to_int(request.query.get("height", "24"), 24)
    return max(1, min(LARGEST[0], width)), max(1, min(LARGEST[1], height))
