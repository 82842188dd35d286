import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from record_samples import FaultySystem

from guide.errors import RecordError
from guide.record.disk import Disk


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o002, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_a_new_shared_file_has_what_the_umask_leaves(tmp_path: Path, umask: int) -> None:
    Disk().write_shared(tmp_path / "shared", b"x")
    assert mode(tmp_path / "shared") == 0o666 & ~umask
    assert (tmp_path / "shared").read_bytes() == b"x"


@pytest.mark.parametrize("before", [0o600, 0o644, 0o664, 0o660])
def test_a_shared_file_keeps_the_mode_it_has(tmp_path: Path, umask: int, before: int) -> None:
    file = tmp_path / "shared"
    file.write_bytes(b"before")
    file.chmod(before)
    Disk().write_shared(file, b"after")
    assert (mode(file), file.read_bytes()) == (before, b"after")


def test_a_link_stays_one_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "real").write_bytes(b"before")
    (tmp_path / "shared").symlink_to(tmp_path / "kept" / "real")
    Disk().write_shared(tmp_path / "shared", b"after")
    assert (tmp_path / "shared").is_symlink()
    assert (tmp_path / "kept" / "real").read_bytes() == b"after"


@pytest.mark.parametrize("at", range(1, 6))
def test_a_shared_file_is_written_whole_or_is_as_it_was(tmp_path: Path, at: int) -> None:
    file = tmp_path / "shared"
    file.write_bytes(b"before")
    with pytest.raises(RecordError, match="name another folder of scripts with --scripts"):
        Disk(FaultySystem(at, code=errno.ENOSPC)).write_shared(file, b"after")
    assert file.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["shared"]


def test_what_is_written_is_on_the_disk_before_it_has_its_name(tmp_path: Path) -> None:
    system = FaultySystem()
    Disk(system).write_shared(tmp_path / "shared", b"x")
    assert system.calls == ["open", "write", "sync", "rename", "sync_folder"]
