"""`guide import`: a flowchart in, a script out, of which only the wording is missing."""

from pathlib import Path

import pytest
from prompt import Prompt

from guide.chart.flowchart import MOST_BYTES

CHART = """\
flowchart TD
  A[Greet] -->|calm| B{Urgent?}
  A -->|angry| C[Listen first]
  C --> B
  B -->|yes| D([Passed on])
  B -->|no| E([Message taken])
"""


def chart(guide: Prompt, text: str = CHART, name: str = "desk_call.mmd") -> Path:
    file = guide.folder / name
    file.write_text(text, "utf-8")
    return file


def test_check_misses_nothing_but_the_wording(guide: Prompt) -> None:
    made = guide.folder / "new" / "desk-call.toml"
    made.parent.mkdir()
    answer = guide("import", chart(guide), "--out", made)
    assert (answer.code, answer.out) == (0, f"{made}\n")
    assert "3 steps, 5 choices. The wording is still to be written" in answer.err
    for asked in (made, made.parent):
        told = guide("check", asked)
        assert told.code == 0
        assert told.out.count("warning[") == told.out.count("warning[gap]") == 3
        for title in ("Greet", "Urgent?", "Listen first"):
            assert f"the wording of step “{title}” is still to be written." in told.out


def test_a_folder_that_is_not_there_is_told_before_anything_is_made(guide: Prompt) -> None:
    out = guide.folder / "nowhere" / "desk-call.toml"
    answer = guide("import", chart(guide), "--out", out)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        f"guide: Could not write {out}: there is no folder {out.parent}. Make it first, or name"
        " another file.\n"
    )


def test_without_a_file_to_write_the_script_is_put_out(guide: Prompt) -> None:
    answer = guide("import", chart(guide))
    assert answer.code == 0
    assert 'id = "desk-call"' in answer.out
    assert answer.out.count("[[step]]") == 3


def test_what_cannot_be_read_is_told_with_its_line_and_ends_with_1(guide: Prompt) -> None:
    file = chart(guide, f"{CHART}  B -->|call (back)| F[Call (back)]\n")
    answer = guide("import", file)
    assert answer.code == 1
    assert f"{file}:7: It cannot be read from `[Call (back)]` on." in answer.err
    assert answer.out.count("[[step]]") == 3


def test_what_is_passed_over_is_told_and_ends_with_0(guide: Prompt) -> None:
    answer = guide("import", chart(guide, f"{CHART}  style A fill:#f00\n"))
    assert answer.code == 0
    assert (
        "desk_call.mmd:7: `style` is about how boxes look, which a script does not say"
        in answer.err
    )
    assert "Nothing is to be done about it." in answer.err


@pytest.mark.parametrize("there", ["a file", "a folder", "a link that leads nowhere"])
def test_nothing_that_is_there_is_overwritten(guide: Prompt, there: str) -> None:
    made = guide.folder / "made.toml"
    if there == "a file":
        made.write_text("mine")
    elif there == "a folder":
        made.mkdir()
    else:
        made.symlink_to("elsewhere.toml")
    answer = guide("import", chart(guide), "--out", made)
    assert (answer.code, answer.out) == (2, "")
    assert "is there already, and stays as it is" in answer.err
    assert "--force" not in answer.err
    assert not (guide.folder / "elsewhere.toml").exists()
    assert not made.is_file() or made.read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sequenceDiagram\n", "no flowchart of Mermaid"),
        ("graph TD\n", "holds no box"),
        ("graph TD\nA[\n", "It cannot be read from `[` on."),
        ("graph TD\n" + "A\n" * (MOST_BYTES // 2), "larger than 1,048,576 bytes"),
    ],
)
def test_what_no_script_can_be_made_of_ends_with_2(guide: Prompt, text: str, told: str) -> None:
    answer = guide("import", chart(guide, text), "--out", guide.folder / "made.toml")
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert not (guide.folder / "made.toml").exists()


def test_what_is_no_file_of_text_ends_with_2(guide: Prompt) -> None:
    bad = guide.folder / "bad.mmd"
    bad.write_bytes(b"graph TD\nA[\xff]")
    for file, told in (
        (guide.folder, "not an ordinary file"),
        (guide.folder / "none.mmd", "cannot be read"),
        (bad, "not saved in UTF-8"),
    ):
        answer = guide("import", file)
        assert (answer.code, answer.out) == (2, "")
        assert told in answer.err


def test_a_shipped_chart_goes_out_and_comes_in(guide: Prompt) -> None:
    out = guide("chart", "irate-customers", "--format", "mermaid").out
    answer = guide("import", chart(guide, out, "irate.mmd"))
    assert answer.code == 0
    assert answer.out.count("[[step]]") == guide("show", "irate-customers", "--json").out.count(
        '"choices"'
    )
    assert "is taken for the script `hang-up-protocol`" in answer.err


def test_import_needs_no_screen_and_no_state(guide: Prompt) -> None:
    answer = guide.process("import", chart(guide))
    assert answer.code == 0
    assert not guide.state.exists()
    assert not guide.out.exists()


@pytest.mark.parametrize("options", [(), ("--language", "es", "--yes")])
def test_a_spreadsheet_is_to_be_saved_as_a_table_first(
    guide: Prompt, options: tuple[str, ...]
) -> None:
    sheet = guide.folder / "es.xlsx"
    sheet.write_bytes(b"PK")
    answer = guide("import", sheet, *options)
    told = f"guide: {sheet} is a spreadsheet: save it as CSV UTF-8, and import that.\n"
    assert (answer.code, answer.out, answer.err) == (2, "", told)
