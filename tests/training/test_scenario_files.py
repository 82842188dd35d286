from pathlib import Path

import pytest

from guide.errors import UnknownName
from guide.training.scenario_file import find_scenario, scenario_files


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    for name in ("second.toml", "first.toml", ".first.toml.swp", ".hidden.toml", "notes.txt"):
        (folder / name).write_text("")
    return tmp_path


def test_scenarios_are_found_by_name(scripts: Path) -> None:
    assert list(scenario_files(scripts)) == ["first", "second"]
    assert find_scenario("first", scripts) == scripts / "scenarios" / "first.toml"


def test_a_scenario_is_found_by_its_id_as_its_debriefs_name_it(scripts: Path) -> None:
    file = scripts / "scenarios" / "second.toml"
    for text in ('[scenario]\nid = "late-order"\n', '[scenario]\nid = "late-order"\ntitel = 3\n'):
        file.write_text(text)
        assert find_scenario("late-order", scripts) == file
    file.write_text('scenario = "late-order"\n')
    with pytest.raises(UnknownName):
        find_scenario("late-order", scripts)


@pytest.mark.parametrize("name", ["/tmp/a.toml", "a.toml", "folder/a"])
def test_what_looks_like_a_path_is_one(scripts: Path, name: str) -> None:
    assert find_scenario(name, scripts) == Path(name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("frst", "Did you mean `first`?"),
        ("xyzzy", "Those there are: `first`, `second`."),
        ("", "Name a scenario: `first`, `second`."),
    ],
)
def test_an_unknown_name_is_answered_with_those_there_are(
    scripts: Path, name: str, words: str
) -> None:
    with pytest.raises(UnknownName) as raised:
        find_scenario(name, scripts)
    assert words in str(raised.value)


def test_scripts_without_scenarios_are_said_to_have_none(tmp_path: Path) -> None:
    assert scenario_files(tmp_path) == {}
    with pytest.raises(UnknownName, match="There is no scenario in"):
        find_scenario("first", tmp_path)
