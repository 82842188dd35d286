from pathlib import Path

import pytest

from guide.record.places import Places


def test_both_places_are_those_that_are_asked_for(tmp_path: Path) -> None:
    places = Places.of(tmp_path / "s", tmp_path / "o")
    assert (places.state, places.out) == (tmp_path / "s", tmp_path / "o")


def test_else_the_usual_places_of_the_system_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    places = Places.of()
    assert places.state.name == places.out.parent.name == "call-guide"
    assert places.out.name == "summaries"


def test_a_place_stays_where_it_was_when_the_program_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/robin")
    places = Places.of(Path("~/state"), Path("out"))
    assert (places.state, places.out) == (Path("/home/robin/state"), tmp_path / "out")


def test_practice_is_never_among_real_calls(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    assert places.calls_of(False) == places.calls
    assert places.calls_of(True) == places.training
    assert not places.training.is_relative_to(places.calls)
    assert not places.calls.is_relative_to(places.training)
    assert places.summaries_of(False) == places.out
    assert places.summaries_of(True) != places.out
    assert places.journal_path("x") == places.calls / "open" / "x.jsonl"
    assert places.journal_path("x", training=True) == places.training / "open" / "x.jsonl"


def test_each_state_has_a_fallback_of_its_own_in_another_folder(tmp_path: Path) -> None:
    one, other = (Places.of(tmp_path / name) for name in "ab")
    assert one.fallback_dir != other.fallback_dir
    assert one.fallback_dir is not None
    assert not one.fallback_dir.is_relative_to(one.state)
    assert one.fallback_dir == Places.of(tmp_path / "a").fallback_dir


def test_one_state_has_one_fallback_by_whatever_path_it_is_reached(tmp_path: Path) -> None:
    (tmp_path / "home" / "b").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "home")
    paths = ("home/state", "link/state", "home/b/../state", "link/b/../state")
    assert len({Places.of(tmp_path / path).fallback_dir for path in paths}) == 1
