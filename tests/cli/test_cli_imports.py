"""What is not needed is not imported: with a caller on the line nobody waits for it."""

import pytest
from prompt import Prompt

from guide.script.library import shipped_folder

TELL = """
import atexit, sys
atexit.register(lambda: open("modules", "w").write(" ".join(sys.modules)))
"""
SCREEN = {"textual"}
AT_ONCE = {"textual", "typer", "click"}
NOT_FOR_A_CALL = (
    "typer",
    "click",
    "pydantic",
    "guide.script.reachability",
    "guide.training",
    "guide.chart.whole",
    "guide.tui.chart_view",
    "guide.script.checks_approval",
    "guide.script.documents",
    "phonenumbers",
    "guide.register",
    "guide.tui.owed",
    "icalendar",
    "sqlite3",
    "guide.desk",
    "guide.cli.desk",
    "psycopg",
)


def _imported(guide: Prompt) -> set[str]:
    return {*(guide.folder / "modules").read_text().split()}


def _of(names: tuple[str, ...] | set[str], imported: set[str]) -> set[str]:
    return {one for one in imported for name in names if one == name or one.startswith(f"{name}.")}


@pytest.mark.parametrize(
    "typed",
    [
        ("--version",),
        ("list",),
        ("check",),
        ("show", "hang-up-protocol"),
        ("show", "hang-up-protocol", "--format", "booklet"),
        ("play", "no-more-calls"),
    ],
)
def test_what_needs_no_screen_imports_none(guide: Prompt, typed: tuple[str, ...]) -> None:
    guide.process(*typed, before=TELL)
    imported = _imported(guide)
    assert "guide.cli.run" in imported
    assert not _of(SCREEN, imported)


@pytest.mark.parametrize("typed", ["--version", "list", "check"])
def test_what_is_asked_for_most_does_not_wait_for_what_reads_options(
    guide: Prompt, typed: str
) -> None:
    assert guide.process(typed, before=TELL).code == 0
    assert not _of(AT_ONCE, _imported(guide))


@pytest.mark.parametrize(
    "typed", [("list",), ("check",), ("play", "no-more-calls"), ("--version",)]
)
def test_the_register_is_loaded_by_what_needs_it_alone(
    guide: Prompt, typed: tuple[str, ...]
) -> None:
    guide.process(*typed, before=TELL)
    assert not _of({"guide.register", "guide.tui.owed", "sqlite3", "icalendar"}, _imported(guide))


@pytest.mark.parametrize(
    "typed", [("play", "no-more-calls"), ("verify", "--all"), ("doctor",), ("calls",), ("forget",)]
)
def test_nothing_of_a_desk_is_loaded_where_none_is_named(
    guide: Prompt, typed: tuple[str, ...]
) -> None:
    guide.process(*typed, before=TELL)
    assert not _of({"guide.desk", "guide.cli.desk", "psycopg"}, _imported(guide))


@pytest.mark.parametrize("typed", [("owed",), ("owed", "--csv"), ("dnc",), ("stats",)])
def test_no_calendar_is_loaded_but_for_one(guide: Prompt, typed: tuple[str, ...]) -> None:
    assert guide.process(*typed, before=TELL).code == 0
    assert not _of({"icalendar", "textual"}, _imported(guide))


def test_check_plays_scenarios_without_what_keeps_calls(guide: Prompt) -> None:
    assert guide.process("check", before=TELL).code == 0
    imported = _imported(guide)
    assert "guide.training.reference" in imported
    assert not _of({"guide.session", "guide.record.journal", "guide.record.writer"}, imported)


def test_a_call_begins_without_what_it_does_not_need_yet(guide: Prompt) -> None:
    code = f"""{TELL}
from guide.cli import take
from guide.cli.run import run
from guide.tui import call_screen
from guide.tui.app import GuideApp

# What is loaded once it is idle is not the question here.
call_screen.SETTLED_SECONDS = 999
take.require_terminal = lambda *_: None
shown, GuideApp.run = GuideApp.run, lambda app: shown(app, headless=True, auto_pilot=_end)

async def _end(pilot):
    await pilot.pause()
    assert pilot.app.screen.body.size
    pilot.app.exit()

run(["call", "escalated-callers"])
"""
    answer = guide.python(code)
    imported = _imported(guide)
    assert "guide.tui.call_screen" in imported, answer.err
    assert not _of(NOT_FOR_A_CALL, imported)


def test_the_library_of_phone_numbers_is_read_when_a_row_of_digits_asks_for_it(
    guide: Prompt,
) -> None:
    ask = "import sys; from guide.record.card_numbers import mask; mask({!r})"
    tell = "; print('phonenumbers' in sys.modules)"
    for text, read in (
        ("order 4455 of 3 weeks", False),
        ("312-555-0134 / 312-555-0146", False),
        ("4111 1111 1111 1111", False),
        ("+49 1512 3456787", True),
    ):
        assert guide.python(ask.format(text) + tell).out.strip() == str(read), text


def test_the_way_at_once_answers_as_the_way_by_options(guide: Prompt) -> None:
    folder = str(shipped_folder())
    assert guide("list") == guide("list", "--scripts", folder)
    assert guide("check") == guide("check", "--scripts", folder)
