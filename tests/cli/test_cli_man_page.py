import re
import tomllib

from man_page import man_page
from prompt import ROOT, Prompt

PAGE = "guide/guide.1"


def test_the_man_page_says_what_the_commands_say() -> None:
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    assert page == man_page(), "from tests/: python -m man_page > ../guide/guide.1"


def test_the_wheel_has_the_man_page_where_man_looks_for_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {PAGE: "share/man/man1/guide.1"}


def test_the_man_page_has_every_command_with_every_option(guide: Prompt) -> None:
    page = man_page().replace("\\-", "-")
    help_page = guide("--help").out
    names = re.findall(r"^  (\w+) ", help_page.partition("\nCalls:\n")[2], re.MULTILINE)
    assert len(names) > 15
    for name in names:
        own = page.partition(f"\n.B guide {name}")[2].partition("\n.RE")[0]
        for option in set(re.findall(r"(?<=\s)--[a-z-]+", guide(name, "-h").out)) - {"--help"}:
            assert f"\n.B {option}" in own, (name, option)


def test_nothing_in_the_man_page_that_cannot_be_wrapped_is_wider_than_80_columns() -> None:
    """`man` indents twice at most, by seven columns each; it fills all but what stands as it is."""
    as_it_is, room = False, 80 - 2 * 7
    for row in man_page().splitlines():
        as_it_is = row == ".nf" or (as_it_is and row != ".fi")
        shown = row.replace("\\-", "-").removeprefix(".B ")
        for piece in [shown] if as_it_is else shown.split():
            assert len(piece) <= room, row


def test_the_man_page_obeys_nothing_that_stands_in_a_help() -> None:
    requests = {line.split()[0] for line in man_page().splitlines() if line[:1] in (".", "'")}
    assert requests <= {".TH", ".SH", ".SS", ".TP", ".IP", ".PP", ".B", ".RS", ".RE", ".nf", ".fi"}
