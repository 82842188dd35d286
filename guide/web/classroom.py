"""The classroom: a web server whose every window is a program of its own; the trainer's page."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from string import Template
from time import monotonic

from aiohttp import WSCloseCode, WSMsgType, web
from msgspec import Struct, to_builtins
from textual_serve.server import Server, to_int

from guide.errors import GuideError
from guide.training.seat_news import Doing, SeatNews
from guide.web.door import ANYWHERE, LOOPBACK, Door, long_token, spoken_token
from guide.web.pace import Pace
from guide.web.roll import MOST_SEATS, Place, Roll
from guide.web.seat import Seat

LARGEST = (500, 200)
"""Columns and rows of the largest window."""

LARGEST_MESSAGE = 64 * 1024
"""Bytes of the largest message that a window may send: a long text that is pasted."""

_A_SECOND, _BURST = 256.0, 512.0
"""How much a window may send: a message counts one, and one more for each 512 bytes of it."""
_RESIZING = 16.0
"""How much it counts that a window takes another size: all of it is painted anew."""

_HEARTBEAT = 6.0
"""Seconds between two looks whether a window is still there: while it is not, its caller waits."""

# A reason for closing is at most 123 bytes; below each the page has a button back to the seat.
_STOPPED = b"The program of this seat stopped. A practice call that was running is offered again."
_TOO_LARGE = (
    b"Too much was pasted at once: 64 KB is the most. Go back to your seat: a call that was running"
    b" is offered again."
)
_NOT_UNDERSTOOD = (
    b"This window sent what no seat understands. Go back to your seat: a call that was running is"
    b" offered again."
)
_NO_SEAT = b"This is no seat of the class. Open the address of the class in a new window."

_CLOSING = 2.0
"""Seconds that a browser has to answer when its window is closed."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "style-src 'self' 'unsafe-inline'; script-src 'self'; frame-ancestors 'none'; "
        "form-action 'self'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Addresses(Struct, frozen=True):
    """Where a class is. `token` is what its members type; empty where none is needed."""

    members: str
    trainer: str
    token: str


class _Socket(web.WebSocketResponse):
    """The line to a window, which is never closed for a message's size without the reason."""

    async def close(
        self, *, code: int = WSCloseCode.OK, message: bytes = b"", drain: bool = True
    ) -> bool:
        if code == WSCloseCode.MESSAGE_TOO_BIG and not message:
            message = _TOO_LARGE
        return await super().close(code=code, message=message, drain=drain)


class Classroom(Server):
    """Shows a program to whoever opens the page, and to the trainer what goes on at each seat."""

    def __init__(
        self, command: Sequence[str], host: str, port: int, told: Callable[[Addresses], None]
    ) -> None:
        """`told` is called once the pages are there."""
        super().__init__(" ".join(command), host=host, port=port, title="Call Guide")
        self._words = tuple(command)
        self._told = told
        self._roll = Roll()
        self._seats: set[Seat] = set()
        self._closing = False
        self._token = "" if host in LOOPBACK else spoken_token()
        self._trainer_token = long_token()

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
        self._page = Template(_file("page.html"))
        asks = "Type the token of this class. Your trainer has it."
        self._class_door = Door("/", self._token, f"class-{self.port}", asks)
        asks = "This page is the trainer's. Its token was printed when guide serve was started."
        self._trainer_door = Door("/trainer", self._trainer_token, f"trainer-{self.port}", asks)
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/", self.handle_index),
                web.get("/ws/{seat}", self.handle_websocket),
                web.get("/trainer", self._trainer_page),
                web.get("/trainer/seats", self._trainer_seats),
                web.get("/trainer/debriefs/{call}", self._trainer_debrief),
                web.get("/{script:start.js|trainer.js}", self._script),
                web.static("/static", self.statics_path),
            ]
        )
        app.on_startup.append(self.on_startup)
        app.on_shutdown.append(self.on_shutdown)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Tell where the pages are."""
        anywhere = self.host in ANYWHERE
        members = f"http://{_in_address(socket.gethostname() if anywhere else self.host)}"
        trainer = f"http://{_in_address('127.0.0.1' if anywhere else self.host)}"
        self._told(
            Addresses(
                f"{members}:{self.port}/",
                f"{trainer}:{self.port}/trainer?token={self._trainer_token}",
                self._token,
            )
        )

    async def on_shutdown(self, app: web.Application) -> None:
        """Let no program outlive the classroom."""
        self._closing = True
        await asyncio.gather(*(seat.stop() for seat in tuple(self._seats)))

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
        if self._token and (instead := await self._class_door.entered(request)):
            return instead
        size = max(8, min(48, to_int(request.query.get("fontsize", "16"), 16)))
        page = self._page.substitute(title=self.title, font_size=size)
        return web.Response(text=page, content_type="text/html")

    async def _script(self, request: web.Request) -> web.Response:
        script = _file(request.match_info["script"])
        return web.Response(text=script, content_type="text/javascript")

    async def _trainer_page(self, request: web.Request) -> web.Response:
        if instead := await self._trainer_door.entered(request):
            return instead
        return web.Response(text=_file("trainer.html"), content_type="text/html")

    async def _trainer_seats(self, request: web.Request) -> web.Response:
        self._refuse_but_trainer(request)
        return web.json_response({"seats": self._roll.for_trainer()})

    async def _trainer_debrief(self, request: web.Request) -> web.Response:
        self._refuse_but_trainer(request)
        found = self._roll.debrief(request.match_info["call"])
        if found is None:
            raise web.HTTPNotFound(text="This debrief is not here any more.")
        return web.json_response(to_builtins(found))

    def _refuse_but_trainer(self, request: web.Request) -> None:
        if not self._trainer_door.knows(request):
            raise web.HTTPForbidden(text="This page is the trainer's.")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One window: a program of its own, from its opening to its closing."""
        if self._token and not self._class_door.knows(request):
            raise web.HTTPForbidden(text="No seat without the token of this class.")
        window = _Socket(heartbeat=_HEARTBEAT, timeout=_CLOSING, max_msg_size=LARGEST_MESSAGE)
        await window.prepare(request)
        place = self._roll.place(request.match_info["seat"])
        if place is None:
            await window.close(code=WSCloseCode.POLICY_VIOLATION, message=_NO_SEAT)
        elif place.window is None and self._roll.present() >= MOST_SEATS:
            await window.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"Every seat is taken.")
        else:
            await self._sit(window, place, *_size(request))
        return window

    async def _sit(
        self, window: web.WebSocketResponse, place: Place, width: int, height: int
    ) -> None:
        before, place.window = place.window, window
        try:
            if before is not None:
                await before.close(message=b"This seat was opened in another window.")
            async with place.in_use:
                if place.window is window and not window.closed:
                    await self._run(window, place, width, height)
        finally:
            if place.window is window:
                place.window = None
            await window.close()

    async def _run(
        self, window: web.WebSocketResponse, place: Place, width: int, height: int
    ) -> None:
        async def ended(code: int) -> None:
            place.stopped = code != 0 and not self._closing and not window.closed
            if self._closing:
                message = b"The class is over."
            elif place.stopped:
                message = _STOPPED
            else:
                message = b"You left the class."
            await window.close(message=message)

        place.stopped = False
        news = place.news
        place.told(SeatNews(Doing.ARRIVING, news.name, call=news.call))
        words = [*self._words, *place.options()]
        seat = Seat(words, window.send_bytes, window.send_str, place.told, ended)
        self._seats.add(seat)
        try:
            await seat.start(width, height)
            # One that was still starting when the class was closed has not been told to end.
            if not self._closing:
                await self._pass_on(window, seat)
        except ConnectionError:
            # The program could not be started, or the window has gone and is told nothing.
            await window.close(message=_STOPPED)
        except (TypeError, ValueError, RecursionError):
            # Not what the page sends.
            await window.close(code=WSCloseCode.POLICY_VIOLATION, message=_NOT_UNDERSTOOD)
        finally:
            place.left()
            self._seats.discard(seat)
            await seat.stop()

    async def _pass_on(self, window: web.WebSocketResponse, seat: Seat) -> None:
        """Pass on what a window sends, no faster than a person and their mouse are.

        Raises TypeError or ValueError for what no page sends.
        """
        pace = Pace(_A_SECOND, _BURST, monotonic())
        async for message in window:
            if message.type is not WSMsgType.TEXT:
                raise TypeError("A window sends text.")
            kind, *told = message.json()
            cost = _RESIZING if kind == "resize" else 1 + len(message.data) / 512
            await asyncio.sleep(pace.wait_for(cost, monotonic()))
            match kind, told:
                case "stdin", [str(keys)]:
                    await seat.send_bytes(keys.encode("utf-8", "replace"))
                case "resize", [{"width": int(width), "height": int(height)}]:
                    await seat.set_terminal_size(*_possible(width, height))
                case "ping", [str(sent)]:
                    await window.send_json(["pong", sent])
                case "blur", []:
                    await seat.blur()
                case "focus", []:
                    await seat.focus()
                case _:
                    raise TypeError("No page sends this.")


def _size(request: web.Request) -> tuple[int, int]:
    """The columns and rows that a window is opened with."""
    width = to_int(request.query.get("width", "80"), 80)
    return _possible(width, to_int(request.query.get("height", "24"), 24))


def _possible(width: int, height: int) -> tuple[int, int]:
    """Columns and rows as they are granted: however large a window says it is."""
    return max(1, min(LARGEST[0], width)), max(1, min(LARGEST[1], height))


def _file(name: str) -> str:
    return files("guide.web").joinpath(name).read_text("utf-8")


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
