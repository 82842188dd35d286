"""The door of the classroom: whose request is let in, and with which token."""

import asyncio
import hmac
import secrets
from importlib.resources import files
from string import Template

from aiohttp import web

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANYWHERE = ("", "0.0.0.0", "::")
"""What stands for every address of this computer."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that are not taken for one another when they are read off a board."""
_DOUBT = 1.0
"""Seconds that the answer to a wrong token takes, one at a time: none is found by trying."""


def spoken_token() -> str:
    """A token to be read off a board and typed: two groups of five letters and digits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2))
    return "-".join(groups)


def long_token() -> str:
    """A token that is copied and not typed."""
    return secrets.token_urlsafe(24)


class Door:
    """A page that is had with a token: typed once, and kept by the browser until it is closed."""

    def __init__(self, page: str, token: str, cookie: str, asks: str) -> None:
        """`page` is the path; `asks` tells whoever has no token where it is to be had."""
        self._page = page
        self._token = token
        self._cookie = cookie
        self._asks = asks
        self._doubting = asyncio.Lock()
        self._form = Template(files("guide.web").joinpath("token.html").read_text("utf-8"))

    def knows(self, request: web.Request) -> bool:
        """Whether the browser has shown the token before."""
        return self._is_right(request.cookies.get(self._cookie, ""))

    async def entered(self, request: web.Request) -> web.Response | None:
        """None for whoever may see the page; else what they are shown instead."""
        typed = request.query.get("token")
        if typed is None:
            return None if self.knows(request) else self._ask("")
        if not self._is_right(typed.strip().lower()) and not self._is_right(typed.strip()):
            async with self._doubting:
                await asyncio.sleep(_DOUBT)
            return self._ask("That is not the token.")
        # Without the token in its address, the page can be shown to a class or bookmarked.
        entered = web.Response(status=303, headers={"Location": self._page})
        entered.set_cookie(self._cookie, self._token, httponly=True, samesite="Lax")
        return entered

    def _is_right(self, token: str) -> bool:
        return hmac.compare_digest(token.encode("utf-8", "replace"), self._token.encode())

    def _ask(self, problem: str) -> web.Response:
        text = self._form.substitute(asks=self._asks, problem=problem, page=self._page)
        return web.Response(text=text, content_type="text/html", status=403)
