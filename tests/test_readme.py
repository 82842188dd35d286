import re
from pathlib import Path

from guide.cli.settings import IN_FILE, SETTINGS
from guide.tui.keys import ACTIONS, FIXED

README = Path(__file__).parents[1] / "README.md"


def between(start: str, end: str) -> str:
    return README.read_text("utf-8").partition(start)[2].partition(end)[0].strip()


def test_the_readme_s_key_table_is_the_table_of_actions() -> None:
    head = ("| key | while typing | does |", "|---|---|---|")
    keyed = (action for action in ACTIONS if action.key)
    rows = (f"| {a.shown_key} | {a.shown_typing} | {a.help} |" for a in keyed)
    assert between("<!-- keys -->", "<!-- /keys -->") == "\n".join((*head, *rows))


def test_every_picture_in_the_readme_is_a_snapshot_that_is_there() -> None:
    pictures = [
        part.partition(")")[0]
        for part in README.read_text("utf-8").split("](")[1:]
        if part.partition(")")[0].endswith(".svg")
    ]
    assert pictures
    assert all((README.parent / name).is_file() for name in pictures)
    assert all(name.startswith("tests/snapshots/") for name in pictures)


def _in_file(name: str) -> str:
    return "[keys]" if name == "keys" else name


def test_the_readme_names_every_variable_and_every_key_that_can_be_changed() -> None:
    told = between("<!-- settings -->", "<!-- /settings -->")
    assert [row.replace("`", "") for row in told.strip().splitlines()[2:]] == [
        f"| {one.option}".rstrip()
        + f" | {one.variable}".rstrip()
        + f" | {_in_file(name) if name in IN_FILE else ''}".rstrip()
        + f" | {one.sets} |"
        for name, one in SETTINGS.items()
    ]
    names = between("The names under `[keys]` are", ". Digits")
    assert re.findall("`(.+?)`", names) == [one.id for one in ACTIONS if one.id not in FIXED]


def test_every_file_that_the_architecture_names_is_there() -> None:
    table = between("| you look for | it stands in |", "Beyond Textual")
    root, folder = README.parent, ""
    named = re.findall(r"`([\w/*]+(?:\.py|/))`", table)
    assert len(named) > 30
    for name in named:
        folder = name.rpartition("/")[0] if "/" in name else folder
        assert [*root.glob(name if "/" in name else f"{folder}/{name}")], name
