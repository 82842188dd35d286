"""`guide chart`: the chart of a script in a terminal, on paper, and for other programs."""

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from prompt import Prompt
from sweeps import swept

from guide.script.library import shipped_folder

NAMES = (
    "calming-a-caller",
    "escalated-callers",
    "hang-up-protocol",
    "irate-customers",
    "taking-over-a-call",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_chart_as_text_is_within_the_terminal_or_says_that_it_is_not(
    guide: Prompt, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for columns in (80, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        answer = guide("chart", name)
        assert answer.code == 0
        widest = max(map(len, answer.out.splitlines()))
        assert (widest > columns) == ("make the terminal wider" in answer.err)
        assert "\x1b" not in answer.out
        assert "╭" in answer.out
    assert answer.err == ""


def test_a_chart_is_drawn_as_wide_as_the_terminal_lets_it(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def widest(columns: int) -> int:
        monkeypatch.setenv("COLUMNS", str(columns))
        return max(map(len, guide("chart", "calming-a-caller").out.splitlines()))

    assert widest(75) <= 75 < widest(100) <= 100


def test_without_a_terminal_a_chart_may_take_120_columns(guide: Prompt) -> None:
    answer = guide.process("chart", "irate-customers", COLUMNS="")
    assert (answer.code, answer.err) == (0, "")
    assert 80 < max(map(len, answer.out.splitlines())) <= 120


def test_an_svg_says_how_it_is_to_be_printed(guide: Prompt) -> None:
    answer = guide("chart", "hang-up-protocol", "--format", "svg", "--paper", "a4")
    assert ElementTree.fromstring(answer.out).attrib["width"] == "210mm"
    assert answer.err.startswith("guide: A4 upright, letters of ")
    larger = guide("chart", "hang-up-protocol", "--format", "svg", "--paper", "a3")
    assert ElementTree.fromstring(larger.out).attrib["width"] == "297mm"
    assert larger.err.startswith("guide: A3 upright, letters of ")


@pytest.mark.parametrize(
    ("zone", "told"), [("America/Chicago", "Letter upright"), ("Europe/Berlin", "A4 upright")]
)
def test_without_a_size_the_paper_is_the_usual_one_of_the_desk(
    guide: Prompt, zone: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    assert guide("chart", "hang-up-protocol", "--format", "svg").err.startswith(f"guide: {told}, ")
    elsewhere = guide.folder / "scripts"
    shutil.copytree(shipped_folder(), elsewhere)
    script = elsewhere / "irate-customers.toml"
    text = script.read_text("utf-8")
    commented = '# zone = "America/New_York"'
    assert commented in text
    script.write_text(text.replace(commented, 'zone = "Asia/Tokyo"'), "utf-8")
    answer = guide("chart", "irate-customers", "--scripts", elsewhere, "--format", "svg")
    assert answer.err.startswith("guide: A4 upright, ")


@pytest.mark.parametrize(
    ("small", "large"), swept([("a4", "a3"), ("letter", "tabloid")], [("letter", "tabloid")])
)
def test_letters_too_small_for_a_page_in_the_hand_send_to_a_larger_one(
    guide: Prompt, small: str, large: str
) -> None:
    steps = "".join(
        f'[[step]]\nid = "s{n}"\ntitle = "Step {n}"\n'
        + "".join(
            f'[[step.choice]]\nlabel = "choice {to}"\nto = "s{to}"\n' for to in range(n + 1, n + 4)
        )
        for n in range(40)
    )
    ends = "".join(
        f'[[step]]\nid = "s{n}"\ntitle = "Last {n}"\n'
        '[[step.choice]]\nlabel = "over"\nend = "over"\n'
        for n in range(40, 43)
    )
    head = '[script]\nid = "long"\ntitle = "Long"\nuse_when = "Now."\nversion = "1"\n'
    head += '[[ending]]\nid = "over"\nlabel = "Over"\n'
    scripts = guide.folder / "scripts"
    scripts.mkdir()
    (scripts / "long.toml").write_text(head + steps + ends, "utf-8")
    asked = ("chart", "long", "--scripts", scripts, "--format", "svg", "--paper")
    answer = guide(*asked, small)
    assert answer.code == 0
    assert f"small to read: --paper {large} makes them larger." in answer.err
    assert "makes them larger" not in guide(*asked, large).err


@pytest.mark.parametrize(
    ("form", "beginning"),
    [("mermaid", "flowchart TD"), ("dot", "digraph"), ("svg", "<svg"), ("text", "")],
)
def test_the_same_is_written_to_a_file_as_is_put_out(
    guide: Prompt, form: str, beginning: str
) -> None:
    shown = guide("chart", "taking-over-a-call", "--format", form)
    path = guide.folder / "chart.out"
    written = guide("chart", "taking-over-a-call", "--format", form, "--out", path)
    assert (shown.code, written.code, written.out) == (0, 0, f"{path}\n")
    assert written.err == shown.err
    assert path.read_text("utf-8").rstrip("\n") == shown.out.rstrip("\n")
    assert shown.out.startswith(beginning)


def test_an_unknown_script_is_told_with_the_nearest_name(guide: Prompt) -> None:
    answer = guide("chart", "hang-up")
    assert (answer.code, answer.out) == (2, "")
    assert "Did you mean `hang-up-protocol`?" in guide("chart", "hangup-protocol").err


@pytest.mark.parametrize("place", ["no-such-folder/chart.svg", "."])
def test_a_file_that_cannot_be_written_is_told_in_a_sentence(guide: Prompt, place: str) -> None:
    path = guide.folder / place
    answer = guide("chart", "hang-up-protocol", "--out", path)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"guide: Could not write {path}: ")
    assert answer.err.endswith("ame another file.\n")
    assert answer.err.count("\n") == 1


def test_a_file_that_is_there_is_replaced_only_when_that_is_asked_for(guide: Prompt) -> None:
    path = guide.folder / "chart.svg"
    path.write_text("mine")
    answer = guide("chart", "hang-up-protocol", "--out", path)
    assert (answer.code, answer.out, path.read_text()) == (2, "", "mine")
    assert "is there already: --force replaces it" in answer.err
    assert guide("chart", "hang-up-protocol", "--out", path, "--force").code == 0
    assert path.read_text("utf-8").count("╭") > 1
    assert [*guide.folder.glob(".*.tmp")] == []


def test_charts_of_the_shipped_scripts_name_one_another(guide: Prompt) -> None:
    for form in ("text", "svg", "mermaid", "dot"):
        told = guide("chart", "escalated-callers", "--format", form).out
        assert "Hang-up protocol" in told or "hang-up-protocol" not in told


def test_a_chart_is_drawn_without_the_screen(guide: Prompt) -> None:
    code = (
        "import sys; from guide.cli.run import run;"
        "run(['chart', 'hang-up-protocol', '--format', 'svg']);"
        "print('textual' in sys.modules, file=sys.stderr)"
    )
    assert guide.python(code).err.endswith("False\n")


def test_the_help_names_formats_and_paper(guide: Prompt) -> None:
    told = guide("chart", "--help").out
    for word in ("text", "svg", "mermaid", "dot", "letter", "tabloid", "a4", "a3", "--out"):
        assert word in told


def test_no_file_is_made_of_an_unknown_script(guide: Prompt) -> None:
    path: Path = guide.folder / "chart.svg"
    assert guide("chart", "nothing", "--out", path).code == 2
    assert not path.exists()
