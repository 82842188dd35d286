"""What is not needed is not imported: with a caller on the line nobody waits for it."""

from prompt import Prompt

from guide.script.library import shipped_folder

TELL = "print('imported', code, *sys.modules)"
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


def _imported(guide: Prompt, *commands: list[str]) -> list[tuple[list[str], str, set[str]]]:
    """Each command, its exit code, and what it and those before it imported, in one process."""
    lines = guide.in_a_row(*commands, after=TELL).out.splitlines()
    told = [line.split() for line in lines if line.startswith("imported ")]
    found = [
        (typed, code, {*names}) for typed, (_, code, *names) in zip(commands, told, strict=True)
    ]
    assert all("guide.cli.run" in names for _, _, names in found)
    return found


def _of(names: tuple[str, ...] | set[str], imported: set[str]) -> set[str]:
    return {one for one in imported for name in names if one == name or one.startswith(f"{name}.")}


def test_what_is_asked_for_most_does_not_wait_for_what_reads_options(guide: Prompt) -> None:
    for typed, code, imported in _imported(guide, ["--version"], ["list"], ["check"]):
        assert (code, _of(AT_ONCE, imported)) == ("0", set()), typed
    # It plays scenarios without what keeps calls.
    assert "guide.training.reference" in imported
    assert not _of({"guide.session", "guide.record.journal", "guide.record.writer"}, imported)


def test_what_needs_no_screen_imports_none(guide: Prompt) -> None:
    for typed, _, imported in _imported(
        guide,
        ["--version"],
        ["--help"],
        ["list"],
        ["list", "--json"],
        ["check"],
        ["show", "hang-up-protocol"],
        ["show", "hang-up-protocol", "--format", "booklet"],
        ["play", "no-more-calls"],
        ["calls"],
    ):
        assert not _of(SCREEN, imported), typed


def test_a_call_begins_without_what_reads_options(guide: Prompt) -> None:
    for typed, _, imported in _imported(
        guide, [], ["call"], ["call", "irate-customers"], ["resume"]
    ):
        assert not _of({"typer", "click", "pydantic"}, imported), typed


def test_the_register_is_loaded_by_what_needs_it_alone(guide: Prompt) -> None:
    for typed, _, imported in _imported(
        guide, ["--version"], ["list"], ["check"], ["play", "no-more-calls"]
    ):
        not_needed = {"guide.register", "guide.tui.owed", "sqlite3", "icalendar"}
        assert not _of(not_needed, imported), typed


def test_nothing_of_a_desk_is_loaded_where_none_is_named(guide: Prompt) -> None:
    for typed, _, imported in _imported(
        guide, ["play", "no-more-calls"], ["verify", "--all"], ["doctor"], ["calls"], ["forget"]
    ):
        assert not _of({"guide.desk", "guide.cli.desk", "psycopg"}, imported), typed


def test_no_calendar_is_loaded_but_for_one(guide: Prompt) -> None:
    for typed, code, imported in _imported(guide, ["owed"], ["owed", "--csv"], ["dnc"], ["stats"]):
        assert (code, _of({"icalendar", "textual"}, imported)) == ("0", set()), typed


def test_a_call_begins_without_what_it_does_not_need_yet(guide: Prompt) -> None:
    code = """
import sys
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
print("imported", *sys.modules)
"""
    answer = guide.python(code)
    imported = {*answer.out.split()}
    assert "guide.tui.call_screen" in imported, answer.err
    assert not _of(NOT_FOR_A_CALL, imported)


def test_the_library_of_phone_numbers_is_read_when_a_row_of_digits_asks_for_it(
    guide: Prompt,
) -> None:
    ask = "import sys; from guide.record.card_numbers import mask"
    tell = "mask({!r}); print('phonenumbers' in sys.modules)"
    texts = (
        "order 4455 of 3 weeks",
        "312-555-0134 / 312-555-0146",
        "4111 1111 1111 1111",
        "+49 1512 3456787",
    )
    answer = guide.python("\n".join([ask, *map(tell.format, texts)]))
    assert answer.out.split() == ["False", "False", "False", "True"]


def test_the_way_at_once_answers_as_the_way_by_options(guide: Prompt) -> None:
    folder = str(shipped_folder())
    assert guide("list") == guide("list", "--scripts", folder)
    assert guide("check") == guide("check", "--scripts", folder)
