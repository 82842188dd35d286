"""Translations at the prompt: to be approved, out to a translator and in again, and on a call."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hotline import GO_UP, changed, hotline, in_readme, line
from prompt import Prompt

from guide.cli.translations import COLUMNS
from guide.script.library import load_library

ROOF = ("Go to the highest floor now.", "Go up to the roof now.")


@pytest.fixture
def ours(guide: Prompt) -> Path:
    """A folder with the hotline, nothing of it approved."""
    folder = guide.folder / "ours"
    folder.mkdir()
    (folder / "flood-line.toml").write_text(in_readme(), "utf-8")
    return folder


def approve(guide: Prompt, ours: Path, *more: str, by: str = "Kim Lee") -> str:
    answer = guide("approve", "flood-line", "--by", by, "--yes", "--scripts", ours, *more)
    assert answer.code == 0, answer.err
    return answer.out + answer.err


def table(guide: Prompt, ours: Path, *more: str) -> list[dict[str, str]]:
    answer = guide("show", "flood-line", "--format", "csv", "--scripts", ours, *more)
    assert answer.code == 0, answer.err
    return [*csv.DictReader(io.StringIO(answer.out))]


def sheet(folder: Path, rows: list[dict[str, str]], delimiter: str = ",") -> Path:
    path = folder / "es.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_translations_are_approved_by_language_and_the_words_before_them(
    guide: Prompt, ours: Path
) -> None:
    early = guide("approve", "--by", "Ana", "--yes", "--scripts", ours, "--language", "es")
    assert early.code == 1
    assert early.err == (
        "guide: flood-line: 2 translations into Spanish cannot be approved before their lines are:"
        " guide approve flood-line --by NAME.\nguide: Nothing was written.\n"
    )
    told = approve(guide, ours)
    assert "flood-line: 2 translations into Spanish to approve, with --language es." in told
    told = approve(guide, ours, "--language", "es", by="Ana Ruiz")
    assert "new     go-up, Spanish\n    of: Go to the highest floor now." in told
    assert "Approved by Ana Ruiz: 2 translations of 1 script." in told
    assert guide("check", ours).code == 0
    script = load_library(ours).script("flood-line")
    assert line(script, "go-up").said_in("es").text == GO_UP


def test_one_translation_is_approved_and_withdrawn_alone(guide: Prompt, ours: Path) -> None:
    approve(guide, ours)
    approve(guide, ours, "--language", "es", "--line", "hello", by="Ana Ruiz")
    script = load_library(ours).script("flood-line")
    assert line(script, "hello").said_in("es").language == "es"
    assert line(script, "go-up").said_in("es").language == ""
    told = approve(guide, ours, "--language", "es", "--withdraw", "Ana Ruiz", by="Lou Roy")
    assert "1 translation of flood-line" in told


def test_lines_translations_and_rules_that_are_withdrawn_are_counted_in_one_sentence(
    guide: Prompt, ours: Path
) -> None:
    approve(guide, ours)
    approve(guide, ours, "--language", "es")
    told = approve(guide, ours, "--withdraw", "Kim Lee", by="Lou Roy")
    assert re.search("2 lines, 2 translations and [0-9]+ rules of flood-line", told)


def test_a_language_that_is_none_is_told(guide: Prompt, ours: Path) -> None:
    for command in (
        ("approve", "--by", "Kim", "--language", "Spanish"),
        ("call", "flood-line", "--language", "Spanish"),
        ("show", "flood-line", "--format", "csv", "--language", "Spanish"),
        ("import", "es.csv", "--language", "Spanish"),
    ):
        answer = guide(*command, "--scripts", ours)
        assert (answer.code, answer.err) == (
            2,
            "guide: “Spanish” is not the code of a language. Write es.\n",
        )


def test_a_call_in_a_language_that_no_script_has_is_not_begun(guide: Prompt, ours: Path) -> None:
    answer = guide("call", "flood-line", "--language", "fr", "--scripts", ours)
    assert answer.code == 2
    assert "No script has a translation into French. There are `en`, `es`." in answer.err


def test_show_tells_what_each_translation_is_worth(guide: Prompt, ours: Path) -> None:
    def told(form: str) -> str:
        shown = guide("show", "flood-line", "--scripts", ours, "--format", form).out
        return " ".join(shown.split()).replace("\\", "")

    for form in ("text", "markdown", "booklet"):
        assert f"Spanish (not approved): “{GO_UP}”" in told(form)
    approve(guide, ours)
    approve(guide, ours, "--language", "es", by="Ana Ruiz")
    assert "Spanish (approved by Ana Ruiz on 20" in told("text")
    (ours / "flood-line.toml").write_text(changed(ROOF), "utf-8")
    approve(guide, ours)
    assert "Spanish (stale: approved by Ana Ruiz" in told("text")
    found = json.loads(guide("show", "flood-line", "--scripts", ours, "--json").out)
    assert found["steps"][1]["lines"][0]["translations"][0]["status"] == "stale"


def test_a_script_without_translations_is_shown_as_it_always_was(guide: Prompt) -> None:
    assert "translations" not in guide("show", "escalated-callers", "--json").out
    answer = guide("show", "escalated-callers", "--format", "csv")
    assert answer.code == 2
    assert "Name the language: --language es." in answer.err
    answer = guide("show", "escalated-callers", "--language", "es")
    assert (answer.code, answer.err) == (2, "guide: --language goes with --format csv.\n")


def test_a_translator_s_table_has_words_hash_translation_and_state(
    guide: Prompt, ours: Path
) -> None:
    [hello, go_up] = table(guide, ours, "--language", "es")
    assert tuple(hello) == COLUMNS
    assert (go_up["line"], go_up["translation"], go_up["state"]) == ("go-up", GO_UP, "new")
    assert go_up["words_sha256"] == line(hotline(), "go-up").sha256
    assert [row["state"] for row in table(guide, ours, "--language", "ar")] == ["missing"] * 2
    assert {row["language"] for row in table(guide, ours)} == {"es"}


def test_a_translation_is_stale_in_the_table_beside_words_that_changed_since(
    guide: Prompt, ours: Path
) -> None:
    approve(guide, ours)
    approve(guide, ours, "--language", "es", by="Ana Ruiz")
    file = ours / "flood-line.toml"
    file.write_text(changed(ROOF), "utf-8")
    rows = {row["line"]: row for row in table(guide, ours)}
    assert rows["go-up"]["words"].startswith(ROOF[1])
    assert (rows["go-up"]["state"], rows["hello"]["state"]) == ("stale", "approved")
    file.write_text(changed(ROOF, (GO_UP, "Suba al tejado.")), "utf-8")
    rows = {row["line"]: row for row in table(guide, ours)}
    assert rows["go-up"]["state"] == "changed"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_comes_back_is_written_and_nothing_else_is_touched(
    guide: Prompt, ours: Path, delimiter: str
) -> None:
    rows = table(guide, ours, "--language", "es")
    rows[1]["translation"] = "'=Suba ya."
    path = sheet(ours, rows, delimiter)
    answer = guide("import", path, "--language", "es", "--scripts", ours, "--yes")
    assert answer.code == 0, answer.err
    assert "changed go-up" in answer.out
    assert "{+=Suba ya.+}" in answer.out
    after = (ours / "flood-line.toml").read_text("utf-8")
    assert after == in_readme().replace(GO_UP, "=Suba ya.")
    again = guide("import", path, "--language", "es", "--scripts", ours, "--yes")
    assert "There is nothing new in it." in again.err


def test_where_nothing_is_translated_there_is_nothing_to_approve(guide: Prompt, ours: Path) -> None:
    approve(guide, ours)
    answer = guide("approve", "--by", "Ana", "--yes", "--scripts", ours, "--language", "fr")
    assert answer.code == 1
    assert answer.err == (
        "guide: No line here is translated into French: nothing was there to approve.\n"
        "guide: Add translation.fr to the lines. Nothing was written.\n"
    )


@pytest.mark.parametrize(
    "asked", [("approve", "--by", "Ana", "--yes"), ("show", "flood-line", "--format", "csv")]
)
def test_the_language_of_the_lines_themselves_is_none_to_translate_into(
    guide: Prompt, ours: Path, asked: tuple[str, ...]
) -> None:
    answer = guide(*asked, "--scripts", ours, "--language", "en")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "guide: The lines of `flood-line` are in English, and no translations. Leave --language"
        " out, or name another one.\n"
    )


def test_a_table_goes_out_and_comes_in_as_it_was(guide: Prompt, ours: Path) -> None:
    text = changed((GO_UP, "-Suba ya\\nal tejado."))
    (ours / "flood-line.toml").write_text(text, "utf-8")
    path = ours / "es.csv"
    path.write_text(guide("show", "flood-line", "--format", "csv", "--scripts", ours).out, "utf-8")
    answer = guide("import", path, "--language", "es", "--scripts", ours, "--yes")
    assert (answer.code, answer.out) == (0, "")
    assert (ours / "flood-line.toml").read_text("utf-8") == text


def test_rows_whose_words_have_changed_are_refused_and_the_others_taken(
    guide: Prompt, ours: Path
) -> None:
    rows = table(guide, ours, "--language", "fr")
    rows[0]["translation"], rows[1]["translation"] = "Ici {agent}.", "Montez."
    rows += [
        rows[0] | {"line": "nothing"},
        rows[0] | {"script": "nowhere"},
        rows[0],
        rows[0] | {"language": "de", "translation": "Hier."},
    ]
    (ours / "flood-line.toml").write_text(changed(ROOF), "utf-8")
    path = sheet(ours, rows)
    answer = guide("import", path, "--language", "fr", "--scripts", ours, "--yes")
    assert answer.code == 1
    refused = [one for one in answer.err.splitlines() if "Not taken." in one]
    assert len(refused) == 5
    assert "es.csv: 1 row is in another language than French: German. Not taken." in answer.err
    assert "es.csv:3: The words of line `go-up` have changed since" in answer.err
    assert "has no line `nothing`" in answer.err
    assert "no script `nowhere`" in answer.err
    assert "Line `hello` stands twice in the table." in answer.err
    after = (ours / "flood-line.toml").read_text("utf-8")
    assert 'translation.fr = "Ici {agent}."' in after
    assert "Montez." not in after


def test_of_several_translations_of_a_line_none_is_taken(guide: Prompt, ours: Path) -> None:
    rows = table(guide, ours, "--language", "fr")
    rows[0]["translation"], rows[1]["translation"] = "Ici {agent}.", "Montez."
    path = sheet(ours, [*rows, rows[1] | {"translation": "Montez vite."}])
    answer = guide("import", path, "--language", "fr", "--scripts", ours, "--yes")
    assert answer.code == 1
    why = "Line `go-up` has several translations in the table, in its lines 3 and 4"
    for n in (3, 4):
        assert f"es.csv:{n}: {why}: keep the one that is meant. Not taken." in answer.err
    after = (ours / "flood-line.toml").read_text("utf-8")
    assert 'translation.fr = "Ici {agent}."' in after
    assert "Montez" not in after


def test_a_row_that_is_cut_short_is_refused(guide: Prompt, ours: Path) -> None:
    path = sheet(ours, table(guide, ours, "--language", "fr"))
    path.write_text(path.read_text("utf-8-sig").rpartition(",,")[0], "utf-8")
    answer = guide("import", path, "--language", "fr", "--scripts", ours, "--yes")
    assert answer.code == 1
    cut = "The row of line `go-up` is cut short: it has no `words_sha256`. Not taken."
    assert f"es.csv:3: {cut}" in answer.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Ici {agente}.", "has no {agent}"),
        ("Ici {agent} {caller}.", "has {caller}, which the line has not"),
        ("Ici {agent}. " * 320, "is longer than a line may be"),
        ("#NAME?", "is an error of the spreadsheet"),
        ("Ici\u202e {agent}.", "has an invisible control character"),
        ("Ici\u200b {agent}.", "has a letter to type anew: ZERO WIDTH SPACE (U+200B)"),
        ("Iсi {agent}.", "has a letter to type anew: CYRILLIC SMALL LETTER ES (U+0441)"),
    ],
)
def test_what_cannot_be_a_translation_is_refused(
    guide: Prompt, ours: Path, words: str, told: str
) -> None:
    [hello, _] = table(guide, ours, "--language", "fr")
    path = sheet(ours, [hello | {"translation": words}])
    answer = guide("import", path, "--language", "fr", "--scripts", ours, "--yes")
    assert (answer.code, answer.out) == (1, "")
    assert f"es.csv:2: The translation of line `hello` {told}. Not taken." in answer.err


def test_a_translation_is_not_refused_for_a_brace_that_is_missing_in_the_line(
    guide: Prompt, ours: Path
) -> None:
    file = ours / "flood-line.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("hotline, {agent} speak", "hotline, {agent speak"), "utf-8")
    [hello, _] = table(guide, ours, "--language", "fr")
    path = sheet(ours, [hello | {"translation": "Ici {agent}."}])
    answer = guide("import", path, "--language", "fr", "--scripts", ours, "--yes")
    told = "Line `hello` has a single { in the script: mend that first. Not taken."
    assert f"es.csv:2: {told}" in answer.err


WORDS = "Go to the highest floor now. Do not walk through moving water."
HELLO = "Flood hotline, {agent} speaking. Is anybody in danger right now?"
TOLD = {
    "its words were changed": (
        {"words": WORDS.replace("now.", "at once.")},
        "The words of line `go-up` were changed in the table: “Go to the highest floor [-now.-]"
        " {+at once.+} Do not walk through moving water.”. Put them back: the translation stands"
        " beside them. Not taken.",
    ),
    "it was emptied": (
        {"translation": ""},
        f"The translation of line `go-up` was emptied; the script’s stays: “{GO_UP}”. To have"
        " none, take translation.es out of the script. Not taken.",
    ),
    "the words were pasted": (
        {"translation": WORDS},
        "What stands as the translation of line `go-up` is its own words. If that is meant, write"
        " translation.es in the script. Not taken.",
    ),
    "another line was pasted": (
        {"translation": HELLO},
        "What stands as the translation of line `go-up` is the words of line `hello`.",
    ),
    "its hash was changed": (
        {"words_sha256": "0"},
        "The column `words_sha256` of line `go-up` was changed: leave it as it is. Not taken.",
    ),
}


@pytest.mark.parametrize("kind", TOLD)
def test_what_was_done_to_a_table_is_told_for_what_it_is(
    guide: Prompt, ours: Path, kind: str
) -> None:
    changed_cells, told = TOLD[kind]
    hello, go_up = table(guide, ours, "--language", "es")
    assert (hello["words"], go_up["words"]) == (HELLO, WORDS)
    path = sheet(ours, [hello, go_up | changed_cells])
    answer = guide("import", path, "--language", "es", "--scripts", ours, "--yes")
    assert (answer.code, answer.out) == (1, "")
    assert f"es.csv:3: {told}" in answer.err
    assert (ours / "flood-line.toml").read_text("utf-8") == in_readme()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "2 rows are in another language than Spanish: French. Not taken."),
        ("Spanish", "2 rows are in another language than Spanish: `Spanish`, which is none."),
    ],
)
def test_a_table_in_another_language_is_told_and_not_taken(
    guide: Prompt, ours: Path, language: str, told: str
) -> None:
    rows = table(guide, ours, "--language", "es")
    path = sheet(ours, [row | {"language": language, "translation": "x"} for row in rows])
    answer = guide("import", path, "--language", "es", "--scripts", ours, "--yes")
    assert (answer.code, answer.out) == (1, "")
    assert told in answer.err


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_line_that_names_the_separator_is_no_row(
    guide: Prompt, ours: Path, separator: str
) -> None:
    rows = table(guide, ours, "--language", "fr")
    rows[0]["translation"], rows[1]["translation"] = "Ici {agent}.", "#REF!"
    path = sheet(ours, rows, separator)
    path.write_text(f"sep={separator}\n{path.read_text('utf-8-sig')}", "utf-8-sig")
    answer = guide("import", path, "--language", "fr", "--scripts", ours, "--yes")
    assert "es.csv:4: The translation of line `go-up` is an error of the spreadsheet." in answer.err
    assert 'translation.fr = "Ici {agent}."' in (ours / "flood-line.toml").read_text("utf-8")


def test_a_table_without_the_words_is_taken_by_their_hash(guide: Prompt, ours: Path) -> None:
    _, go_up = table(guide, ours, "--language", "es")
    path = ours / "es.csv"
    cells = ("script", "line", "translation", "words_sha256")
    row = ",".join((go_up | {"translation": "Suba ya."})[cell] for cell in cells)
    path.write_text(f"{','.join(cells)}\n{row}\n", "utf-8")
    answer = guide("import", path, "--language", "es", "--scripts", ours, "--yes")
    assert answer.code == 0, answer.err
    assert 'translation.es = "Suba ya."' in (ours / "flood-line.toml").read_text("utf-8")


def test_it_can_be_printed_and_is_not_written_unasked(guide: Prompt, ours: Path) -> None:
    rows = table(guide, ours, "--language", "fr")
    rows[1]["translation"] = "Montez."
    path = sheet(ours, rows)
    shown = guide("import", path, "--language", "fr", "--scripts", ours, "--print")
    assert 'translation.fr = "Montez."' in shown.out
    asked = guide("import", path, "--language", "fr", "--scripts", ours)
    assert asked.code == 2
    assert "Use --yes" in asked.err
    assert (ours / "flood-line.toml").read_text("utf-8") == in_readme()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("es.csv", b"script,line\n", "has no column `translation`, `words_sha256`"),
        ("es.csv", b"\xff\xfe", "is not in UTF-8"),
        ("es.csv", b"PK\x03\x04\x14", "is a workbook of a spreadsheet: save it as CSV UTF-8"),
        ("es.csv", b"", "has no column"),
        ("es.txt", b"x", "go with a table of translations (.csv)"),
        ("no.csv", None, "cannot be read"),
    ],
)
def test_what_is_no_table_is_told(
    guide: Prompt, ours: Path, name: str, data: bytes | None, told: str
) -> None:
    path = ours / name
    if data is not None:
        path.write_bytes(data)
    answer = guide("import", path, "--language", "es", "--scripts", ours)
    assert answer.code == 2
    assert told in answer.err
    answer = guide("import", ours / "es.csv", "--scripts", ours)
    assert "--language es" in answer.err or name == "es.txt"


def test_the_settings_name_the_language_of_callers(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide.config.write_text('language = "spanish"\n', "utf-8")
    answer = guide("list")
    assert answer.code == 2
    assert "`spanish` in the settings file is not the code of a language. Write es." in answer.err
    guide.config.write_text('language = "es"\n', "utf-8")
    assert guide("list").code == 0
    monkeypatch.setenv("GUIDE_LANGUAGE", "sp")
    assert "GUIDE_LANGUAGE: `sp` is not the code of a language. Write es." in guide("list").err


def test_not_everything_taken_is_an_exit_code_of_1(guide: Prompt, ours: Path) -> None:
    rows = table(guide, ours, "--language", "es")
    other = rows[0] | {"language": "fr", "translation": "Ici {agent}."}
    path = sheet(ours, [rows[1] | {"translation": "Suba ya."}, other])
    answer = guide("import", path, "--language", "es", "--scripts", ours, "--yes")
    assert answer.code == 1
    assert "1 row is in another language than Spanish: French. Not taken." in answer.err
    assert 'translation.es = "Suba ya."' in (ours / "flood-line.toml").read_text("utf-8")
