from collections.abc import Callable
from pathlib import Path

import pytest
from prompt import Prompt

from guide.errors import RecordError
from guide.record import disk as private
from guide.record.disk import Disk, why_not_private


def linked(folder: Path) -> None:
    target = folder.with_name("elsewhere")
    target.mkdir(0o700, parents=True)
    folder.symlink_to(target)


def writable_by_all(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)


def sticky_as_tmp_is(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o1777)


def writable_by_the_group(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o770)


BAD = [linked, writable_by_all, sticky_as_tmp_is, writable_by_the_group]


@pytest.mark.parametrize("spoil", BAD)
def test_a_folder_that_others_can_change_is_refused_with_a_sentence(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    folder = tmp_path / "records"
    spoil(folder)
    with pytest.raises(RecordError) as refused:
        Disk().private_folder(folder)
    assert str(folder) in str(refused.value)
    assert "another place" in str(refused.value)
    assert list(folder.iterdir()) == []


def test_a_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private.os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    told = f"{tmp_path} belongs to somebody else. Name another place (GUIDE_STATE for calls, --out"
    assert why_not_private(tmp_path) == f"{told} for summaries)."


@pytest.mark.parametrize("mode", [0o700, 0o755, 0o750])
def test_a_folder_that_others_can_only_read_is_fine_whatever_holds_it(
    tmp_path: Path, mode: int
) -> None:
    above = tmp_path / "shared"
    sticky_as_tmp_is(above)
    folder = above / "mine"
    folder.mkdir()
    folder.chmod(mode)
    Disk().private_folder(folder)
    Disk().private_folder(above / "new")


@pytest.mark.parametrize("spoil", BAD)
@pytest.mark.parametrize("part", ["", "calls", "calls/open", "calls/done", "training", "wording"])
def test_records_are_not_kept_where_any_part_of_the_state_folder_is_not_private(
    guide: Prompt, part: str, spoil: Callable[[Path], None]
) -> None:
    folder = guide.state / part
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    spoil(folder)
    answer = guide("play", "friday-callback")
    assert (answer.code, answer.out) == (2, "")
    assert str(folder) in answer.err
    assert [path for path in guide.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("spoil", BAD)
def test_summaries_are_not_written_where_others_can_change_them(
    guide: Prompt, spoil: Callable[[Path], None]
) -> None:
    spoil(guide.out)
    for typed in (["play", "friday-callback"], ["call", "irate-customers"]):
        answer = guide(*typed)
        assert (answer.code, answer.out) == (2, "")
        assert str(guide.out) in answer.err
    assert list(guide.out.iterdir()) == []


@pytest.mark.parametrize("below", ["", "state/of/mine"])
@pytest.mark.parametrize(
    "typed",
    [
        ["calls"],
        ["owed", "--json"],
        ["dnc"],
        ["stats"],
        ["verify", "--all"],
        ["summary", "20261120-190300-k7wd"],
        ["forget", "20261120-190300-k7wd"],
        ["mark", "20261120-190300-k7wd", "done"],
        ["collect", "elsewhere", "--json"],
        ["call"],
        ["resume"],
        ["practice"],
        ["play", "friday-callback"],
    ],
)
def test_a_file_in_the_place_of_the_records_is_told_once(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, typed: list[str], below: str
) -> None:
    file = guide.folder / "file"
    file.write_text("")
    monkeypatch.setenv("GUIDE_STATE", str(file / below))
    answer = guide(*typed)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"guide: {file} is not a folder. Move that file away, or name")
    assert answer.err.count("\n") == 1


def test_the_doctor_tells_of_a_file_in_the_place_of_the_records_once(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = guide.folder / "file"
    file.write_text("")
    monkeypatch.setenv("GUIDE_STATE", str(file))
    answer = guide("doctor")
    assert answer.code == 1
    assert answer.out.count("/file is not a folder.") == 1
    assert "Could not close to others" not in answer.out
