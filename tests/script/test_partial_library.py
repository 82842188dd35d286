"""The library of a call that begins offers what the whole folder does, and reads less for it."""

import shutil
from pathlib import Path

import pytest
from any_toml import shipped, spoilt_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_library import library, script

from guide.errors import UnknownName
from guide.script.library import library_for, load_library, shipped_folder

SHIPPED = shipped_folder()


@pytest.fixture
def read_whole(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were read as a whole."""
    read: list[Path] = []

    def load(folder: Path) -> object:
        read.append(folder)
        return load_library(folder)

    monkeypatch.setattr("guide.script.library.load_library", load)
    return read


@pytest.mark.parametrize("name", sorted(load_library(SHIPPED).scripts))
def test_what_a_call_begins_with_is_as_the_whole_folder_has_it(name: str) -> None:
    whole, found = load_library(SHIPPED), library_for(name, SHIPPED)
    assert found.script(name) == whole.script(name)
    assert found.protocol_of(found.script(name)) == whole.protocol_of(whole.script(name))
    assert found.approvals == whole.approvals
    assert list(found.scripts) == list(whole.scripts)
    assert dict(found.scripts) == whole.scripts
    assert len(found.scripts) == len(whole.scripts)
    assert (found.problems, found.unsound) == (whole.problems, whole.unsound)


def test_no_script_is_read_that_no_choice_leads_to(read_whole: list[Path]) -> None:
    found = library_for("escalated-callers", SHIPPED)
    first = found.script("escalated-callers")
    assert found.protocol_of(first) is found.get("hang-up-protocol")
    assert read_whole == []
    assert found.get("taking-over-a-call") is not None
    assert found.get("escalated-callers") is first
    assert read_whole == [SHIPPED]
    found.complete()
    assert read_whole == [SHIPPED]


def test_a_name_that_is_not_there_is_told_with_the_nearest_that_is(read_whole: list[Path]) -> None:
    found = library_for("escalated-caller", SHIPPED)
    with pytest.raises(UnknownName, match="escalated-callers"):
        found.script("escalated-caller")
    assert read_whole == [SHIPPED]


@pytest.mark.parametrize("name", ["", ".", "../scripts/irate-customers", "a\0b", "x" * 5000])
def test_what_is_no_name_of_a_script_is_told(name: str) -> None:
    found = library_for(name, SHIPPED)
    with pytest.raises(UnknownName):
        found.script(name)


FOLDERS = {
    "another file is called so": {"b": script("a")},
    "another file says the same id": {"a": script("a"), "0": script("a")},
    "another file may say the same id": {
        "a": script("a"),
        "0": script("x").replace('id = "x"', 'id = "\\u0061"'),
    },
    "it has a mistake": {"a": script("a", "frist")},
    "what it leads to has a mistake": {"a": script("a", "b:first"), "b": script("b", "frist")},
    "it leads to a step that is not there": {"a": script("a", "b:frist"), "b": script("b")},
    "it leads to a script that is not there": {"a": script("a", "c:first"), "b": script("b")},
    "its protocol has no grounds": {"a": script("a", head='protocol = "b"'), "b": script("b")},
    "it is no TOML": {"a": script("a").replace('title = "Bare a"', "title = “Bare”")},
}


PROTOCOL = shipped()["hang-up-protocol.toml"]
BY_PROTOCOL = "Ended by the hang-up protocol"
LATER_NAMES = {
    "its ending is called as that by the protocol": {
        "a": script("a").replace('"Done"', f'"{BY_PROTOCOL}"'),
        "hang-up-protocol": PROTOCOL,
    },
    "its ending reads as that by the protocol": {
        "a": script("a").replace('"Done"', '"Ended through hang-up protocol"'),
        "hang-up-protocol": PROTOCOL,
    },
    "the protocol's ending is written with an escape": {
        "a": script("a").replace('"Done"', f'"{BY_PROTOCOL}"'),
        "hang-up-protocol": PROTOCOL.replace(
            f'"{BY_PROTOCOL}"', '"\\u0045nded by the hang-up protocol"'
        ),
    },
    "its title is that of another in other letters": {
        "a": script("a").replace('title = "Bare a"', 'title = "\u0421\u0410\u041c\u0415"'),
        "b": script("b").replace('title = "Bare b"', 'title = "CAME"'),
    },
}
FOLDERS |= LATER_NAMES


@pytest.mark.parametrize("files", LATER_NAMES.values(), ids=LATER_NAMES)
def test_what_only_the_names_in_other_files_keep_from_agents_begins_no_call(
    files: dict[str, str], tmp_path: Path
) -> None:
    whole = library(tmp_path, **files)
    assert whole.unsound == ("a",)
    with pytest.raises(UnknownName, match="guide check"):
        library_for("a", tmp_path).script("a")


def test_an_imitated_protocol_is_in_force_however_a_call_begins(tmp_path: Path) -> None:
    for file, text in shipped().items():
        (tmp_path / file).write_text(text, "utf-8")
    for name in ("Hang-up prot\u043ecol", "Hang-up protocol"):
        fake = script("a").replace('title = "Bare a"', f'title = "{name}"')
        fake = fake.replace('"Done"', '"Ended by the hang-up prot\u043ecol"')
        (tmp_path / "a.toml").write_text(fake, "utf-8")
        whole = load_library(tmp_path)
        assert whole.unsound == ("a",)
        first = whole.script("escalated-callers")
        assert whole.protocol_of(first) is not None
        found = library_for("escalated-callers", tmp_path)
        assert found.protocol_of(first) == whole.protocol_of(first)


@pytest.mark.parametrize("script_id", ["escalated-callers", "hang-up-protocol"])
def test_no_one_file_takes_a_script_away_that_was_there(script_id: str, tmp_path: Path) -> None:
    for file, text in shipped().items():
        (tmp_path / file).write_text(text, "utf-8")
    copied = f"{script_id}.toml"
    own = f'id = "{script_id}"'
    another = shipped()[copied].replace(own, 'id = "another"', 1)
    by_protocol = '[[ending]]\nid = "new"\nlabel = "Caller hung up"\nprotocol = true\n'
    newcomers = (
        shipped()[copied],
        another,
        another.replace("Caller hung up", "Ended by the hang-up protocol"),
        another.replace("Caller hung up", "Caller hung u\u0440"),
        another.replace("protocol", "prot\u043ecol"),
        f"{another}\n{by_protocol.replace('Caller hung up', 'Caller hung up!')}",
    )
    for newcomer in newcomers:
        for name in ("0", "zz"):
            added = tmp_path / f"{name}.toml"
            added.write_text(newcomer, "utf-8")
            whole = load_library(tmp_path)
            assert {*load_library(SHIPPED).scripts} <= {*whole.scripts}
            assert library_for(script_id, tmp_path).get(script_id) == whole.get(script_id)
            added.unlink()


def test_a_file_called_otherwise_takes_no_script_of_its_id_away(tmp_path: Path) -> None:
    fake = script("b").replace('title = "Bare b"', 'title = "Other"')
    found = library(tmp_path, **{"0": fake, "b": script("b")})
    assert found.script("b").title == "Bare b"
    [problem] = found.errors
    assert (Path(problem.file).name, problem.code) == ("0.toml", "duplicate-id")


@pytest.mark.parametrize("files", FOLDERS.values(), ids=FOLDERS)
def test_all_that_is_not_plain_and_sound_is_left_to_the_whole_folder(
    files: dict[str, str], tmp_path: Path, read_whole: list[Path]
) -> None:
    whole = library(tmp_path, **files)
    found = library_for("a", tmp_path)
    assert read_whole == [tmp_path]
    assert found.get("a") == whole.get("a")
    assert found.problems == whole.problems


def test_a_folder_with_more_than_is_read_of_it_is_left_to_the_whole_folder(
    tmp_path: Path, read_whole: list[Path]
) -> None:
    library(tmp_path, a=script("a"))
    (tmp_path / "z.toml").write_text("#\n" * 1_100_000)
    assert library_for("a", tmp_path).get("a") is not None
    assert read_whole == [tmp_path]


def test_scripts_that_lead_to_one_another_are_read_together(
    tmp_path: Path, read_whole: list[Path]
) -> None:
    whole = library(
        tmp_path, a=script("a", "b:first"), b=script("b", "c:"), c=script("c", "a:"), d=script("d")
    )
    found = library_for("a", tmp_path)
    assert [found.get(name) for name in "abc"] == [whole.get(name) for name in "abc"]
    assert read_whole == []
    assert found.get("d") == whole.get("d")
    assert read_whole == [tmp_path]


def test_a_folder_that_goes_away_leaves_what_the_call_began_with(tmp_path: Path) -> None:
    library(tmp_path, a=script("a"), b=script("b"))
    found = library_for("a", tmp_path)
    shutil.rmtree(tmp_path)
    assert found.get("b") is None
    assert list(found.scripts) == ["a"]
    assert found.problems == ()


def test_other_scripts_can_be_put_in(tmp_path: Path) -> None:
    library(tmp_path, a=script("a"), b=script("b"))
    found = library_for("a", tmp_path)
    other = found.with_scripts({"b": found.scripts["b"]})
    assert list(other.scripts) == ["b"]
    assert (other.folder, other.approvals) == (found.folder, found.approvals)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("late")


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=25, deadline=None)
@given(spoilt=spoilt_files, name=st.sampled_from(sorted(shipped())))
def test_a_folder_spoilt_at_random_offers_the_same_either_way(
    folder: Path, spoilt: tuple[str, str], name: str
) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    for file, text in {**shipped(), spoilt[0]: spoilt[1]}.items():
        (folder / file).write_bytes(text.encode("utf-8", "surrogatepass"))
    whole, script_id = load_library(folder), Path(name).stem
    found = library_for(script_id, folder)
    assert found.get(script_id) == whole.get(script_id)
    assert found.approvals == whole.approvals
