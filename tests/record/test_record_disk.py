import errno
import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from record_samples import FaultySystem

from guide.errors import CallBusy, RecordError
from guide.record.disk import Disk, holder_in, lock_holder, refused, temp_name
from guide.record.system import System


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777], ids=oct)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("_umask")
def test_folders_it_makes_are_for_the_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    Disk().private_folder(tmp_path / "a" / "b")
    assert [_mode(tmp_path / "a"), _mode(tmp_path / "a" / "b")] == [0o700, 0o700]


@pytest.mark.usefixtures("_umask")
def test_files_are_for_the_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    Disk().create(tmp_path / "journal").close()
    Disk().write_whole({tmp_path / "summary": b"x"})
    assert [_mode(tmp_path / "journal"), _mode(tmp_path / "summary")] == [0o600, 0o600]


def test_a_file_that_others_could_read_is_closed_to_them_when_it_is_reopened(
    tmp_path: Path,
) -> None:
    (tmp_path / "journal").touch(0o644)
    Disk().reopen(tmp_path / "journal").close()
    assert _mode(tmp_path / "journal") == 0o600


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(0o755)
    Disk().private_folder(tmp_path / "out")
    assert _mode(tmp_path / "out") == 0o755


def test_the_name_of_a_new_folder_is_on_the_disk_too(tmp_path: Path) -> None:
    system = FaultySystem()
    Disk(system).private_folder(tmp_path / "a")
    assert system.calls[-3:] == ["make_folder", "only_mine", "sync_folder"]


def test_an_empty_folder_may_be_one_whose_maker_was_killed_before_its_sync(
    tmp_path: Path,
) -> None:
    system = FaultySystem()
    (tmp_path / "a").mkdir()
    Disk(system).private_folder(tmp_path / "a")
    assert system.calls == ["sync_folder"]
    (tmp_path / "a" / "journal").touch()
    Disk(system).private_folder(tmp_path / "a")
    assert system.calls == ["sync_folder"]


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(RecordError, match=r"out is not a folder\. Move that file away"):
        Disk().private_folder(tmp_path / "out")
    with pytest.raises(RecordError, match="out is not a folder"):
        Disk().private_folder(tmp_path / "out" / "deeper")


def test_a_folder_that_cannot_be_written_in_is_refused(tmp_path: Path) -> None:
    class ReadOnly(System):
        def may_write(self, folder: Path) -> bool:
            return False

    with pytest.raises(RecordError, match=r"you have no permission\. Have it given to you"):
        Disk(ReadOnly()).private_folder(tmp_path)


def test_a_folder_on_a_disk_that_can_only_be_read_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = os.statvfs(tmp_path)
    told = os.statvfs_result((*found[:8], found.f_flag | os.ST_RDONLY, found.f_namemax))
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(os, "statvfs", lambda path: told)
    with pytest.raises(RecordError, match=r"the disk can only be read\. Make it writable"):
        Disk().private_folder(tmp_path)


@pytest.mark.parametrize("only", ["make_folder", "only_mine", "sync_folder"])
def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, only: str) -> None:
    disk = Disk(FaultySystem(1, only, errno.EROFS))
    with pytest.raises(RecordError, match=r"Could not make the folder .*a: the disk can only be"):
        disk.private_folder(tmp_path / "a")


def test_an_append_is_written_then_synced(tmp_path: Path) -> None:
    system = FaultySystem()
    file = Disk(system).create(tmp_path / "journal")
    before = len(system.calls)
    file.append(b"one\n")
    assert system.calls[before:] == ["write", "sync_data"]
    file.append(b"two\n")
    file.close()
    assert (tmp_path / "journal").read_bytes() == b"one\ntwo\n"


def test_the_name_of_a_new_journal_is_on_the_disk_before_its_first_line(tmp_path: Path) -> None:
    system = FaultySystem()
    Disk(system).create(tmp_path / "journal").close()
    assert system.calls == ["open", "only_mine", "sync_folder"]


def test_a_system_that_writes_a_byte_at_a_time_still_writes_all(tmp_path: Path) -> None:
    class Miser(System):
        def write(self, fd: int, data: memoryview) -> int:
            return super().write(fd, data[:1])

    file = Disk(Miser()).create(tmp_path / "journal")
    file.append(b"every byte")
    assert file.read() == b"every byte"
    file.close()
    Disk(Miser()).write_whole({tmp_path / "summary": b"every byte"})
    assert (tmp_path / "summary").read_bytes() == b"every byte"


def test_a_system_that_writes_nothing_is_a_fault_and_not_a_loop(tmp_path: Path) -> None:
    class Deaf(System):
        def write(self, fd: int, data: memoryview) -> int:
            return 0

    file = Disk(Deaf()).create(tmp_path / "journal")
    with pytest.raises(RecordError, match="the disk reported a fault"):
        file.append(b"x")
    file.close()


def test_a_file_is_cut_back_and_goes_on_from_there(tmp_path: Path) -> None:
    system = FaultySystem()
    file = Disk(system).create(tmp_path / "journal")
    file.append(b"whole\ntor")
    file.truncate_to(6)
    assert system.calls[-2:] == ["truncate", "sync"]
    file.append(b"next\n")
    assert file.read() == b"whole\nnext\n"
    file.close()


def test_a_new_journal_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "journal").write_bytes(b"precious")
    with pytest.raises(RecordError, match="something else has its name"):
        Disk().create(tmp_path / "journal")
    assert (tmp_path / "journal").read_bytes() == b"precious"


def test_a_journal_whose_name_is_not_on_the_disk_is_taken_away_again(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="Could not make"):
        Disk(FaultySystem(1, "sync_folder")).create(tmp_path / "journal")
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_place_of_a_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"x")
    (tmp_path / "journal").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RecordError, match="it is a link"):
        Disk().reopen(tmp_path / "journal")


def test_a_second_program_is_kept_out_until_the_first_lets_go(tmp_path: Path) -> None:
    first = Disk().create(tmp_path / "20261120-190300-k7wd.jsonl")
    second = Disk().reopen(tmp_path / "20261120-190300-k7wd.jsonl")
    first.lock()
    with pytest.raises(CallBusy, match="The call 20261120-190300-k7wd is held by another"):
        second.lock()
    first.close()
    second.lock()
    second.close()


# -- what a file system can never do -------------------------------------------------------

NEVER = [errno.ENOSYS, errno.EOPNOTSUPP]


@pytest.mark.parametrize("code", [errno.ENOLCK, *NEVER], ids=errno.errorcode.get)
def test_a_file_system_without_locks_is_told_once_and_does_without(
    tmp_path: Path, code: int
) -> None:
    disk = Disk(FaultySystem(1, "lock", code, for_good=True))
    for name in ("one", "two"):
        file = disk.create(tmp_path / name)
        assert not file.lock()
        file.append(b"x")
        file.close()
    [told] = disk.limits.untold()
    assert told.startswith(f"Files in {tmp_path} cannot be locked: see to it yourself that no two")
    assert "GUIDE_STATE" in told
    assert disk.limits.untold() == ()


def test_a_command_tells_at_once_what_can_never_be_done(tmp_path: Path) -> None:
    told: list[str] = []
    disk = Disk(FaultySystem(1, "sync_folder", errno.EINVAL, for_good=True), told.append)
    for name in ("one", "two"):
        disk.create(tmp_path / name).close()
    assert len(told) == 1
    assert disk.limits.untold() == ()


@pytest.mark.parametrize("code", [errno.EINVAL, *NEVER], ids=errno.errorcode.get)
def test_a_file_system_that_cannot_sync_a_folder_is_told_once_and_does_without(
    tmp_path: Path, code: int
) -> None:
    disk = Disk(FaultySystem(1, "sync_folder", code, for_good=True))
    folder = tmp_path / "calls"
    disk.private_folder(folder)
    disk.create(folder / "one").close()
    disk.write_whole({folder / "two": b"x"})
    disk.move({folder / "two": folder / "three"})
    disk.remove(folder / "three")
    file = disk.reopen(folder / "one")
    file.remove()
    file.close()
    assert list(folder.iterdir()) == []
    for told in disk.limits.untold():
        assert "does not say when it has the name of a new file" in told
        assert "GUIDE_STATE" in told
    assert disk.limits.untold() == ()


@pytest.mark.parametrize("code", [errno.EPERM, *NEVER], ids=errno.errorcode.get)
def test_modes_that_can_never_be_set_are_told_only_where_others_can_read(
    tmp_path: Path, code: int
) -> None:
    disk = Disk(FaultySystem(1, "only_mine", code, for_good=True))
    disk.create(tmp_path / "private").close()
    assert disk.limits.untold() == ()
    (tmp_path / "read by others").touch(0o644)
    (tmp_path / "read by others").chmod(0o644)
    disk.reopen(tmp_path / "read by others").close()
    [told] = disk.limits.untold()
    assert told.startswith(f"Others may be able to read {tmp_path}: its disk does not let that")


@pytest.mark.parametrize(
    ("name", "code"),
    [("lock", errno.EIO), ("sync_folder", errno.EIO), ("only_mine", errno.EIO)],
)
def test_a_fault_that_may_pass_is_no_such_limit(tmp_path: Path, name: str, code: int) -> None:
    disk = Disk(FaultySystem(1, name, code, for_good=True))
    with pytest.raises(RecordError, match="the disk reported a fault"):
        disk.create(tmp_path / "journal").lock()
    assert disk.limits.untold() == ()


# -- the name and the file -----------------------------------------------------------------


def test_what_is_written_into_a_file_whose_name_is_gone_is_refused(tmp_path: Path) -> None:
    file = Disk().create(tmp_path / "journal")
    file.append(b"one")
    (tmp_path / "journal").unlink()
    with pytest.raises(RecordError, match="it is not there"):
        file.append(b"two")
    file.close()


def test_what_is_written_into_a_file_that_was_replaced_is_refused(tmp_path: Path) -> None:
    file = Disk().create(tmp_path / "journal")
    (tmp_path / "other").write_bytes(b"one")
    (tmp_path / "other").replace(tmp_path / "journal")
    with pytest.raises(RecordError, match="something else has its name"):
        file.append(b"two")
    assert (tmp_path / "journal").read_bytes() == b"one"
    file.close()


def test_a_link_to_the_file_in_its_place_is_no_name_of_it(tmp_path: Path) -> None:
    file = Disk().create(tmp_path / "journal")
    (tmp_path / "journal").rename(tmp_path / "moved")
    (tmp_path / "journal").symlink_to(tmp_path / "moved")
    with pytest.raises(RecordError, match="something else has its name"):
        file.append(b"one")
    file.close()


def test_only_the_very_file_that_is_open_is_removed(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        folder.mkdir()
        (folder / "journal").write_bytes(folder.name.encode())
    file = Disk().reopen(ours / "journal")
    # Another user, who may write in the folder above, is quick.
    ours.rename(tmp_path / "aside")
    ours.symlink_to(theirs)
    with pytest.raises(RecordError, match="Could not remove"):
        file.remove()
    ours.unlink()
    theirs.rename(ours)
    with pytest.raises(RecordError, match="something else has its name"):
        file.remove()
    assert (ours / "journal").read_bytes() == b"theirs"
    file.close()


def test_who_holds_a_lock_is_read_from_the_table_of_locks(tmp_path: Path) -> None:
    table = (
        "1: POSIX  ADVISORY  WRITE 11 fd:02:77 0 EOF\n"
        "2: FLOCK  ADVISORY  WRITE 22 fd:02:78 0 EOF\n"
        "3: FLOCK  ADVISORY  WRITE 33 fd:02:77 0 EOF\n"
        "4: FLOCK  ADVISORY  WRITE -1 fd:02:79 0 EOF\n"
    )
    assert holder_in(table, "fd:02:77") == 33
    assert holder_in(table, "fd:02:79") is None
    assert holder_in(table, "fd:02:80") is None
    with (tmp_path / "free").open("w") as file:
        assert lock_holder(file.fileno()) is None


def test_a_set_of_files_is_synced_then_named_then_the_names_are_synced(tmp_path: Path) -> None:
    system = FaultySystem()
    Disk(system).write_whole({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    each = ["open", "only_mine", "write", "sync"]
    assert system.calls == [*each, *each, "rename", "rename", "sync_folder"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def _operations(tmp_path: Path) -> int:
    system = FaultySystem()
    Disk(system).write_whole({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    return len(system.calls)


def test_a_fault_at_any_operation_leaves_none_of_the_set_and_nothing_half(tmp_path: Path) -> None:
    (tmp_path / "dry").mkdir()
    codes = (errno.EIO, errno.ENOSPC, errno.EDQUOT)
    for at, code in itertools.product(range(1, _operations(tmp_path / "dry") + 1), codes):
        out = tmp_path / f"{at}-{code}"
        out.mkdir()
        disk = Disk(FaultySystem(at, code=code))
        with pytest.raises(RecordError, match=f"Could not write {out}/[ab]"):
            disk.write_whole({out / "a": b"1", out / "b": b"2"})
        assert list(out.iterdir()) == []


def test_a_fault_at_any_operation_leaves_what_was_there_before_whole(tmp_path: Path) -> None:
    (tmp_path / "dry").mkdir()
    for at in range(1, _operations(tmp_path / "dry") + 1):
        out = tmp_path / str(at)
        out.mkdir()
        (out / "a").write_bytes(b"before")
        with pytest.raises(RecordError):
            Disk(FaultySystem(at)).write_whole({out / "a": b"after", out / "b": b"2"})
        assert [path.name for path in out.iterdir()] == ["a"]
        assert (out / "a").read_bytes() in (b"before", b"after")


def test_what_a_killed_program_left_of_a_file_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / f".a.{2**30}-1.tmp").write_bytes(b"hal")
    Disk().write_whole({tmp_path / "a": b"whole"})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_killed_program_that_had_this_one_s_number_is_in_nobody_s_way(tmp_path: Path) -> None:
    temp_name(tmp_path / "a").write_bytes(b"hal")
    Disk().write_whole({tmp_path / "a": b"whole"}, first=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_interruption_leaves_none_of_the_set_either(tmp_path: Path) -> None:
    class Interrupted(System):
        def rename(self, old: Path, new: Path) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Disk(Interrupted()).write_whole({tmp_path / "a": b"1"})
    assert list(tmp_path.iterdir()) == []


def test_removing_what_is_not_there_is_done_already(tmp_path: Path) -> None:
    Disk().remove(tmp_path / "a")
    (tmp_path / "a").touch()
    Disk().remove(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("only", ["remove", "sync_folder"])
def test_a_file_that_cannot_be_removed_is_named(tmp_path: Path, only: str) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(RecordError, match="Could not remove"):
        Disk(FaultySystem(1, only)).remove(tmp_path / "a")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (errno.ENOSPC, "the disk is full. Free some space"),
        (errno.EDQUOT, "your share of the disk is used up. Free"),
        (errno.EROFS, "the disk can only be read. Make it writable"),
        (errno.EACCES, "you have no permission. Have it given"),
        (errno.EIO, "the disk reported a fault. Have the disk looked at"),
        (errno.ENAMETOOLONG, "its name is too long. Name another place"),
        (errno.EMFILE, "too many open files. Name another place"),
    ],
)
def test_each_refusal_says_what_where_and_how_to_mend_it(code: int, why: str) -> None:
    words = str(refused("write", Path("/x/y"), OSError(code, os.strerror(code))))
    assert words.startswith(f"Could not write /x/y: {why}")
    assert words.endswith(".")


def test_a_folder_that_is_missing_where_nobody_may_make_it_is_named(tmp_path: Path) -> None:
    system = FaultySystem(1, "make_folder", errno.EACCES)
    with pytest.raises(RecordError) as refusal:
        Disk(system).private_folder(tmp_path / "home" / ".local" / "state")
    assert str(refusal.value) == (
        f"There is no folder {tmp_path / 'home'}, and you may not make it in {tmp_path}. Have it"
        " made for you, or name another place (GUIDE_STATE for calls, --out for summaries)."
    )


def test_a_folder_that_another_thread_makes_meanwhile_is_no_file_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, looked = tmp_path / "state", []
    is_dir = Path.is_dir

    def made_after_the_first_look(path: Path) -> bool:
        if path == folder and not looked:
            looked.append(path)
            folder.mkdir(0o700)
            return False
        return is_dir(path)

    monkeypatch.setattr(Path, "is_dir", made_after_the_first_look)
    Disk().private_folder(folder)
    assert looked
    assert is_dir(folder)
