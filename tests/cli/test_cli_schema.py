"""The schemas that editors go by are made of the tables that the files are read by."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from prompt import ROOT, SCRIPTS, Prompt

from guide.cli import settings as settings_module
from guide.cli.schema import schema
from guide.cli.scripts import FileKind
from guide.script import approval, parse, parse_steps, parse_terms
from guide.script.findings import Findings
from guide.script.library import parse_script
from guide.script.setting import Key
from guide.script.table import Table
from guide.script.toml_reader import document_of
from guide.training import scenario_actions, scenario_file

STARTER = ROOT / "guide" / "starter" / "first-call.toml"
WRITTEN = {
    FileKind.SCRIPT: [*sorted(SCRIPTS.glob("[!a]*.toml")), STARTER],
    FileKind.SCENARIO: [
        *sorted((SCRIPTS / "scenarios").glob("*.toml")),
        *sorted((ROOT / "tests").rglob("every-event.toml")),
    ],
    FileKind.APPROVALS: [SCRIPTS / "approvals.toml"],
}


def as_json(value: object) -> object:
    """What an editor of TOML makes of a file: dates and times are texts there."""
    if isinstance(value, dict):
        return {name: as_json(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date | time | datetime) else value


def wrong(kind: FileKind, text: str) -> list[str]:
    validator = Draft4Validator(schema(kind))
    return [error.message for error in validator.iter_errors(as_json(tomllib.loads(text)))]


@pytest.mark.parametrize("kind", list(FileKind))
def test_each_schema_is_one_of_draft_4_and_is_printed(guide: Prompt, kind: FileKind) -> None:
    Draft4Validator.check_schema(schema(kind))
    answer = guide("schema", kind)
    assert (answer.code, answer.err) == (0, "")
    assert json.loads(answer.out) == schema(kind)


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        pytest.param(kind, file, id=f"{kind}: {file.stem}")
        for kind, files in WRITTEN.items()
        for file in files
    ],
)
def test_every_file_that_comes_with_the_program_fits_its_schema(kind: FileKind, file: Path) -> None:
    assert wrong(kind, file.read_text("utf-8")) == []


def test_the_settings_file_of_the_readme_fits_its_schema() -> None:
    assert wrong(FileKind.SETTINGS, 'agent = "Kim"\ntheme = "dark"\n[keys]\nwarn = "q"\n') == []
    assert wrong(FileKind.SETTINGS, 'theme = "blue"\n') != []
    assert wrong(FileKind.SETTINGS, '[keys]\nwarm = "q"\n') != []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("use_when", "use_wen", "'use_wen' was unexpected"),
        ("must_say = true", 'must_say = "yes"', "'yes' is not of type 'boolean'"),
        ('end = "answered"', "", "not valid under any"),
        ('kind = "callback"', 'kind = "calback"', "'calback' is not one of"),
        ('id = "greet"', 'id = "Greet!"', "does not match"),
    ],
)
def test_an_editor_underlines_what_the_checker_calls_an_error(
    old: str, new: str, words: str
) -> None:
    text = STARTER.read_text("utf-8")
    assert old in text
    told = wrong(FileKind.SCRIPT, text.replace(old, new, 1))
    assert any(words in message for message in told), told
    assert parse_script(text.replace(old, new, 1), "f.toml")[0] is None


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ('kind = "choice"\noptions = ["a"]', "['a'] is too short"),
        ('kind = "date"\nleast = "tomorrow"', "'tomorrow' is not valid under any"),
        ('kind = "number"\nleast = "5"', "'5' is not valid under any"),
        ('kind = "date"\nmost = 2027-06-01T10:00:00', "is not valid under any"),
        ('[desk]\nclosed_days = ["25.12.2026"]', "'25.12.2026' does not match"),
    ],
)
def test_an_editor_underlines_what_is_no_answer_and_no_day(setting: str, words: str) -> None:
    text = STARTER.read_text("utf-8").replace("[desk]", "[dsk]").replace("[fields]", "[fld]")
    text = f'{text}\n[[field]]\nid = "x"\nlabel = "X"\n{setting}\n'
    told = wrong(FileKind.SCRIPT, text)
    assert any(words in message for message in told), told


def test_an_editor_underlines_a_key_of_several_letters() -> None:
    assert wrong(FileKind.SETTINGS, '[keys]\nwarn = "qq"\n') != []
    assert wrong(FileKind.SETTINGS, '[keys]\nwarn = "é"\n') == []


# One table for the reader and the schema


OF_KIND = {
    "wording": "string",
    "prose": "string",
    "identifier": "string",
    "flag": "boolean",
    "whole": "integer",
    "texts": "array",
    "proses": "array",
    "names": "array",
    "kinds": "array",
    "tables": "array",
    "table": "object",
}
MODULES = (parse, parse_steps, parse_terms, approval, scenario_file)
ELSEWHERE = {
    *("at", "starts", "closed_days", "due", "variant", "threat", "fields", "caller", "warning"),
}
"""Settings that may be of several kinds, or of one that has no reader of its own."""


def tables_of_settings() -> Iterator[tuple[str, dict[str, Key]]]:
    for module in MODULES:
        for name, value in vars(module).items():
            if (
                isinstance(value, dict)
                and value
                and all(isinstance(k, Key) for k in value.values())
            ):
                yield f"{module.__name__}.{name}", value


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> dict[int, dict[str, set[str]]]:
    """By its table of settings, each setting that was read, with the readers it was read by."""
    found: dict[int, dict[str, set[str]]] = {}

    def watched(name: str) -> None:
        original = getattr(Table, name)

        def reader(self: Table, key: str, *given: Any, **more: Any) -> Any:
            found.setdefault(id(self.keys), {}).setdefault(key, set()).add(name)
            return original(self, key, *given, **more)

        monkeypatch.setattr(Table, name, reader)

    for name in (*OF_KIND, "value", "kind"):
        watched(name)
    return found


def _read_everything() -> None:
    rules = ["warning", "ending"]
    for file in WRITTEN[FileKind.SCRIPT]:
        parse_script(file.read_text("utf-8"), "f.toml")
    full = "\n".join(f"[[ground]]\n[ground.{rule}]\ntext = 'x'" for rule in rules)
    more = '[clock]\nseconds = 1\n[fields]\nx = { label = "x", card = "never" }\n[sources]\n'
    more += "[[field]]\nid = 'y'\nkind = 'number'\nleast = 1\nmost = 2\n[constants]\nz = 'z'\n"
    more += "[[field]]\nid = 'w'\nkind = 'date'\nleast = '2026-11-27'\nmost = 'today'\n"
    more += "[[step]]\ncoach = [{ text = 'x', when = 'day = weekday' }]\n"
    more += "timer = { seconds = 9, over = 'x' }\n"
    more += "[[report]]\n[[accepted]]\n[[follow_up]]\nkind = 'callback'\ndue = { }\n"
    parse_script(f"{more}{full}", "f.toml")
    for file in WRITTEN[FileKind.SCENARIO]:
        scenario_file.read_scenario(file)
    done = '[scenario]\n[[move]]\ndo = "follow-up"\nkind = "callback"\ndone_by = "Kim"\n'
    scenario_file.parse_scenario(done, "f.toml")
    approval.load_approvals(SCRIPTS / "approvals.toml")


def test_every_setting_of_a_table_is_read_and_as_what_the_schema_says(
    read: dict[int, dict[str, set[str]]],
) -> None:
    _read_everything()
    for name, keys in tables_of_settings():
        if name.endswith((".MOVE_SETTINGS", "._SPOKEN", ".SOURCE_KEYS", "._OTHER_THAN_TEXT")):
            continue
        readers = read.get(id(keys), {})
        assert {*readers} >= {*keys}, f"{name}: {keys.keys() - readers.keys()} is never read"
        for key, by in readers.items():
            kinds = {OF_KIND[one] for one in by if one in OF_KIND}
            if key in keys and key not in ELSEWHERE and kinds:
                declared = keys[key].schema.get("type", "string")
                assert kinds <= {declared, "string"}, f"{name}: {key} is read as {kinds}"
                assert declared in kinds, f"{name}: {key} is read as {kinds}, said to be {declared}"


@pytest.mark.parametrize("kind", list(FileKind))
def test_what_the_reader_does_not_know_the_schema_does_not_either(kind: FileKind) -> None:
    def closed(part: object) -> Iterator[dict[str, Any]]:
        if isinstance(part, dict):
            if "properties" in part and part.get("type") == "object":
                yield part
            for one in part.values():
                yield from closed(one)
        elif isinstance(part, list):
            for one in part:
                yield from closed(one)

    found = [*closed(schema(kind))]
    assert found
    assert all(part["additionalProperties"] is False for part in found)


def test_the_settings_of_the_file_are_those_of_the_schema() -> None:
    known = {*settings_module.IN_FILE, *settings_module.file_keys()}
    assert schema(FileKind.SETTINGS)["properties"].keys() == known  # type: ignore[union-attr]


def test_the_words_after_do_have_their_settings_in_the_schema() -> None:
    moves = schema(FileKind.SCENARIO)["properties"]["move"]["items"]["properties"]  # type: ignore[index]
    for verb in scenario_actions.VERBS.values():
        assert {*verb.settings} <= moves.keys()
    assert moves["do"]["enum"] == [*scenario_actions.VERBS]


# A folder to begin with


def test_what_is_to_be_typed_for_a_new_folder_can_be_typed(guide: Prompt) -> None:
    folder = guide.folder / "my scripts"
    told = guide("new", folder).out
    assert f"guide check '{folder}'" in told
    assert f"--scripts '{folder}'" in told


def test_a_new_folder_has_a_script_that_passes_and_an_editor_can_check(guide: Prompt) -> None:
    folder = guide.folder / "mine" / "scripts"
    answer = guide("new", folder)
    assert (answer.code, answer.err) == (0, "")
    names = ["first-call.toml", "hang-up-protocol.toml", "script.schema.json"]
    assert sorted(path.name for path in folder.iterdir()) == names
    first, _ = (folder / "first-call.toml").read_text("utf-8").split("\n", 1)
    assert first == "#:schema script.schema.json"
    assert json.loads((folder / names[2]).read_text("utf-8")) == schema(FileKind.SCRIPT)
    checked = guide("check", folder)
    assert checked.code == 0
    assert checked.out.count("warning[") == checked.out.count("warning[unapproved-wording]") == 2
    assert guide("approve", "--by", "Kim Lee", "--yes", "--scripts", folder).code == 0
    assert "nothing is wrong." in guide("check", folder).err


def test_a_folder_that_is_not_empty_is_left_as_it_is(guide: Prompt) -> None:
    folder = guide.folder / "mine"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    answer = guide("new", folder)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == f"guide: There is something in {folder} already. Name a new folder.\n"
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_made_is_told(guide: Prompt) -> None:
    (guide.folder / "file").write_text("x")
    answer = guide("new", guide.folder / "file")
    assert answer.code == 2
    assert "cannot be written" in answer.err


def test_a_schema_that_there_is_none_of_ends_with_2(guide: Prompt) -> None:
    answer = guide("schema", "scrpt")
    assert answer.code == 2
    assert "'script', 'scenario', 'approvals', 'settings'" in answer.err


def test_the_schema_s_line_is_a_remark_to_the_reader() -> None:
    document = document_of(STARTER.read_text("utf-8"), Findings("f"))
    assert document is not None
    assert "script" in document
