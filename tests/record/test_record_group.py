"""Folders that a group may look into. What needs other users is in `torture.people`."""

import grp
import os
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from promised_calls import CALLBACK, NOW, take

from guide.errors import RecordError
from guide.record import group as groups
from guide.record.disk import Disk
from guide.record.group import (
    group_named,
    is_of_group,
    name_of_group,
    why_not_for_group,
    why_out_of_reach,
)
from guide.record.opening import open_records
from guide.record.places import Places
from guide.register.after_call import Done
from guide.register.collected import collected
from guide.register.index import register

OURS = os.getegid()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def shared(tmp_path: Path) -> Places:
    return Places(tmp_path / "state", tmp_path / "out", None, OURS)


@pytest.fixture(params=[0o022, 0o077, 0o000])
def _umask(request: pytest.FixtureRequest) -> object:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_umask")
def test_summaries_are_the_group_s_to_read_and_journals_are_not(tmp_path: Path) -> None:
    places = shared(tmp_path)
    take(places, "Kim", CALLBACK)
    files = [path for path in places.out.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert mode(places.out) == 0o2750
    assert {mode(path) for path in files} == {0o640}
    assert {path.stat().st_gid for path in (places.out, *files)} == {OURS}
    for path in (places.state, *places.state.rglob("*")):
        assert mode(path) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.usefixtures("_umask")
def test_a_state_folder_that_was_prepared_for_the_group_is_read_by_it_whole(
    tmp_path: Path,
) -> None:
    places = shared(tmp_path)
    places.state.mkdir()
    places.state.chmod(0o2750)
    take(places, "Kim", CALLBACK)
    assert open_records(Disk(group=OURS), places) == ()
    assert (places.calls / "done").is_dir()
    with register(places):
        assert places.register_index.exists()
    for path in (places.state, *places.state.rglob("*")):
        assert mode(path) == (0o2750 if path.is_dir() else 0o640), path


def test_where_no_group_is_set_such_a_folder_is_closed_to_it_as_ever(tmp_path: Path) -> None:
    places = shared(tmp_path)
    places.state.mkdir()
    places.state.chmod(0o2750)
    take(places, "Kim", CALLBACK)
    alone = Places(places.state, places.out)
    assert open_records(Disk(), alone) == ()
    assert mode(places.calls) == mode(places.calls / "done") == 0o700
    take(alone, "Kim", CALLBACK, minutes=3)
    assert mode(places.ledger) == 0o600


def test_a_folder_that_is_ours_alone_is_given_to_the_group(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir(0o700)
    Disk(group=OURS).shared_folder(folder)
    assert is_of_group(folder, OURS)
    assert not is_of_group(folder, OURS + 1)
    assert not is_of_group(folder, None)


def of_everybody(folder: Path) -> str:
    folder.chmod(0o755)
    return "Everybody on this computer can look into"


def of_everybody_though_of_the_group(folder: Path) -> str:
    folder.chmod(0o2755)
    return "Everybody on this computer can look into"


def writable_by_the_group(folder: Path) -> str:
    folder.chmod(0o2770)
    return "Others can write in"


def a_link(folder: Path) -> str:
    folder.rename(folder.with_name("real"))
    folder.symlink_to(folder.with_name("real"))
    return "is a link"


@pytest.mark.parametrize(
    "spoil", [of_everybody, of_everybody_though_of_the_group, writable_by_the_group, a_link]
)
def test_a_folder_that_others_can_look_into_or_change_is_refused(
    tmp_path: Path, spoil: object
) -> None:
    folder = tmp_path / "out"
    folder.mkdir(0o700)
    why = spoil(folder)  # type: ignore[operator]
    before = mode(folder)
    with pytest.raises(RecordError, match=why):
        Disk(group=OURS).shared_folder(folder)
    assert mode(folder) == before


def test_a_folder_of_another_group_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    folder.chmod(0o2750)
    another = next(g.gr_gid for g in grp.getgrall() if g.gr_gid != folder.stat().st_gid)
    why = why_not_for_group(folder, another) or ""
    assert f"by the group {name_of_group(folder.stat().st_gid)}" in why
    assert f"chgrp {name_of_group(another)}" in why
    with pytest.raises(RecordError):
        Disk(group=another).shared_folder(folder)


def test_who_is_no_member_is_told_unless_the_folder_was_made_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = tmp_path / "prepared"
    prepared.mkdir()
    prepared.chmod(0o2750)
    monkeypatch.setattr(groups.os, "getegid", lambda: OURS + 1)
    monkeypatch.setattr(groups.os, "getgroups", list)
    owner = os.geteuid()
    monkeypatch.setattr(groups.os, "geteuid", lambda: owner or 1)
    why = why_not_for_group(tmp_path / "none", OURS) or ""
    assert f"You are not a member of the group {name_of_group(OURS)}" in why
    if owner:
        assert why_not_for_group(prepared, OURS) is None
        assert why_not_for_group(prepared / "summaries", OURS) is None


def test_copies_of_other_people_s_records_are_for_nobody_else(tmp_path: Path) -> None:
    theirs = Places(tmp_path / "kim", tmp_path / "out")
    call = take(theirs, "Kim", CALLBACK)
    own = shared(tmp_path)
    own.state.mkdir()
    own.state.chmod(0o2750)
    disk = Disk(group=OURS)
    with collected(disk, own, [theirs.state]) as collection:
        assert collection.told == ()
        collection.do(call, Done(), "Sam", NOW)
        copies = collection.places.state.parent
        for path in (copies, *copies.rglob("*")):
            allowed = 0o700 if path.is_dir() else 0o600
            assert mode(path) & ~allowed == 0, path
    assert {*own.state.iterdir()} == {own.collected, own.ledger}
    assert [mode(path) for path in (own.collected, own.ledger)] == [0o640, 0o640]


def test_a_group_is_known_by_its_name() -> None:
    assert group_named(name_of_group(OURS)) == OURS
    assert group_named("no such group") is None
    assert name_of_group(2**31 - 5) == str(2**31 - 5)


def test_a_folder_above_that_lets_only_its_owner_through_is_named() -> None:
    with TemporaryDirectory(dir="/var/tmp") as name:
        base = Path(name).resolve()
        base.chmod(0o755)
        home, out = base / "kim", base / "kim" / "share" / "out"
        home.mkdir()
        home.chmod(0o711)
        why = why_out_of_reach(out, OURS + 1)
        assert why is not None
        assert f"the folder {out.parent} above it lets nobody through but its owner" in why
        out.parent.mkdir()
        out.parent.chmod(0o755)
        assert why_out_of_reach(out, OURS + 1) is None
        home.chmod(0o700)
        assert f"the folder {home} above it" in str(why_out_of_reach(out, OURS + 1))
        # The group of a folder has the group's rights alone, whatever others may.
        home.chmod(0o701)
        assert f"the folder {home} above it" in str(why_out_of_reach(out, OURS))
        home.chmod(0o2750)
        assert why_out_of_reach(out, OURS) is None
        assert why_out_of_reach(home / "none" / "out", OURS) is None
