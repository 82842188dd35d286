import asyncio
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from on_screen import OPEN
from snapshot import Snapshot
from textual._compositor import Compositor
from textual.css import stylesheet
from textual.css.model import RuleSet
from textual.css.tokenizer import Token
from textual.pilot import Pilot
from unwaited import Unwaited

A_FRAME = 0.02
"""Within so many seconds what has changed is drawn."""


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], AbstractEventLoop]]:
    return {"unwaited": Unwaited}


def pytest_itemcollected(item: pytest.Item) -> None:
    if "snapshot" in getattr(item, "fixturenames", ()):
        item.add_marker("snapshot")


@pytest.fixture
def snapshot(request: pytest.FixtureRequest, tmp_path: Path) -> Snapshot:
    return Snapshot(request.config.getoption("--snapshot-update"), tmp_path)


@pytest.fixture
def eastern(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This computer's clock is that of New York."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(autouse=True)
def _drawn_when_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw a screen when a test reads it, and not for a terminal that is not there.

    That would take half the time of these tests. Those of what a terminal is sent, or of what is
    drawn anew, have this fixture do nothing; tests/whole has a real terminal.
    """

    def nothing(self: Compositor, *_: object, **__: object) -> None:
        self._dirty_regions.clear()

    monkeypatch.setattr(Compositor, "render_update", nothing)


@pytest.fixture(scope="session", autouse=True)
def _pauses_end_when_all_is_done() -> Iterator[None]:
    """Have a pause of the pilot's end when the event loop has nothing left to do.

    The pilot sends a message to every widget instead, and looks how busy the processor is. It does
    so here too, while somebody else is waited for.
    """
    pause = Pilot.pause

    async def until_all_is_done(self: Pilot[object], delay: float | None = None) -> None:
        loop = asyncio.get_running_loop()
        if not isinstance(loop, Unwaited) or loop.waits_for_others():
            await pause(self, delay)
            return
        await asyncio.sleep(delay or A_FRAME)
        self.app.screen._on_timer_update()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pilot, "pause", until_all_is_done)
        yield


@pytest.fixture(scope="session", autouse=True)
def _styles_are_parsed_once() -> Iterator[None]:
    """Keep what a style sheet says from one program to the next: it is the same for them all.

    Reading it anew would take a quarter of the time of these tests.
    """

    @cache
    def tokens_of(variables: frozenset[tuple[str, str]]) -> dict[str, list[Token]]:
        return tokenize_values(dict(variables))

    parsed: dict[object, list[RuleSet]] = {}

    def parse_once(
        *what: object, variable_tokens: dict[str, list[Token]], **how: object
    ) -> list[RuleSet]:
        # The tokens are kept by `tokens_of`, so they are the same object for the same variables.
        key = (what, id(variable_tokens), *sorted(how.items()))
        if key not in parsed:
            parsed[key] = [*parse(*what, variable_tokens=variable_tokens, **how)]
        return parsed[key]

    tokenize_values, parse = stylesheet.tokenize_values, stylesheet.parse
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            stylesheet, "tokenize_values", lambda variables: tokens_of(frozenset(variables.items()))
        )
        patch.setattr(stylesheet, "parse", parse_once)
        yield


@pytest.fixture(autouse=True)
def _screens_are_closed() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()
