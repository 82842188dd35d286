from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from on_screen import OPEN
from snapshot import Snapshot
from textual._compositor import Compositor
from textual.css import stylesheet
from textual.css.model import RuleSet
from textual.css.tokenizer import Token


def pytest_itemcollected(item: pytest.Item) -> None:
    if "snapshot" in getattr(item, "fixturenames", ()):
        item.add_marker("snapshot")


@pytest.fixture
def snapshot(request: pytest.FixtureRequest, tmp_path: Path) -> Snapshot:
    return Snapshot(request.config.getoption("--snapshot-update"), tmp_path)


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
