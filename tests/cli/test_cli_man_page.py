import os
import re
import subprocess
import sys
import tomllib
from shutil import which

import pytest
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


@pytest.mark.skipif(sys.platform != "linux" or not which("man"), reason="man-db is not here")
def test_the_man_page_fits_a_terminal_of_80_columns() -> None:
    page = subprocess.run(
        ["man", "-l", ROOT / PAGE],
        env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert [row for row in page.splitlines() if len(row) > 80] == []
    assert "GUIDE_SCRIPTS" in page


def test_the_man_page_obeys_nothing_that_stands_in_a_help() -> None:
    requests = {line.split()[0] for line in man_page().splitlines() if line[:1] in (".", "'")}
    assert requests <= {".TH", ".SH", ".SS", ".TP", ".IP", ".PP", ".B", ".RS", ".RE", ".nf", ".fi"}
