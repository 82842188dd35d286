import re
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from record_samples import CALL, ENDED, START, STARTED, FaultySystem, a_call, as_call, entries_of

from guide.call import events as ev
from guide.call.events import Entry
from guide.errors import UnknownName
from guide.record import disk
from guide.record.archive import last_scripts, remember_script
from guide.record.call_list import kept_calls, open_calls, recent_calls, unfinished_calls
from guide.record.calls import all_files, find_kept_call, new_call_id, open_files
from guide.record.codec import encoded
from guide.record.disk import Disk
from guide.record.places import Places

OLD, MIDDLE, NEW = "20261118-080000-aaaa", "20261119-080000-bbbb", "20261120-080000-bbcc"


def _keep(folder: Path, name: str, entries: tuple[Entry, ...] = (), cut: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.jsonl"
    data, _ = encoded(as_call(entries or a_call(), name))
    path.write_bytes(data[: len(data) - cut])
    return path


def _ended() -> tuple[Entry, ...]:
    return entries_of(STARTED, ev.Noted('"kind":"ended"'), ENDED)


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    _keep(folder / "done", MIDDLE, _ended())
    _keep(folder / "open", OLD)
    _keep(folder / "open", NEW)
    return folder


def _found(calls: Path, name: str) -> Path:
    return find_kept_call(Places(calls.parent, calls.parent / "out"), name, training=False)


def test_an_id_is_the_time_in_utc_and_four_characters_that_cannot_be_misread() -> None:
    now = START.astimezone(timezone(timedelta(hours=-5)))
    ids = {new_call_id(now) for _ in range(200)}
    assert all(re.fullmatch(r"20261120-190300-[a-km-np-z2-9]{4}", name) for name in ids)
    assert len(ids) > 150


def test_every_kept_call_is_listed_newest_first(calls: Path) -> None:
    infos = kept_calls(calls)
    assert [info.id for info in infos] == [NEW, MIDDLE, OLD]
    assert infos[1].ended == "Resolved"
    assert infos[1].entries == 3
    assert not infos[0].ended
    info = infos[0]
    assert (info.started_at, info.script, info.title, info.agent, info.damage) == (
        START,
        "escalated-callers",
        "Escalated callers",
        "Robin",
        "",
    )
    assert info.path == calls / "open" / f"{NEW}.jsonl"


def test_only_so_many_of_the_newest_calls_are_read_when_no_more_are_asked_for(calls: Path) -> None:
    assert [info.id for info in recent_calls(calls, 2)] == [NEW, MIDDLE]
    assert recent_calls(calls, 0) == []
    assert len(recent_calls(calls, 9)) == 3


def test_only_calls_that_have_not_ended_are_unfinished(calls: Path) -> None:
    _keep(calls / "open", "20261121-080000-dddd", _ended())
    assert [info.id for info in unfinished_calls(calls)] == [NEW, OLD]
    assert [info.id for info in open_calls(calls)] == ["20261121-080000-dddd", NEW, OLD]


def test_looking_for_unfinished_calls_reads_no_finished_one(
    calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    real = disk.own_bytes

    def reading(path: Path) -> bytes:
        read.append(path)
        return real(path)

    monkeypatch.setattr(disk, "own_bytes", reading)
    unfinished_calls(calls)
    assert {path.parent.name for path in read} == {"open"}


def test_a_call_whose_end_was_corrected_is_unfinished(tmp_path: Path) -> None:
    _keep(tmp_path / "open", OLD, entries_of(STARTED, ENDED, ev.Corrected(2, "ended")))
    assert [info.id for info in unfinished_calls(tmp_path)] == [OLD]


def test_a_call_with_a_torn_tail_is_offered_with_its_damage(tmp_path: Path) -> None:
    _keep(tmp_path / "open", OLD, cut=3)
    info = unfinished_calls(tmp_path)[0]
    assert (info.entries, info.damage) == (3, "line 4, the last, is cut off")


def test_a_call_of_which_nothing_can_be_read_is_listed_and_not_offered(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / f"{OLD}.jsonl").write_bytes(b"not a journal\n")
    _keep(tmp_path / "open", NEW, entries_of(ev.Noted("no start")))
    assert unfinished_calls(tmp_path) == []
    infos = kept_calls(tmp_path)
    assert [info.started_at for info in infos] == [None, None]
    assert infos[0].damage == "it does not begin with the start of a call"
    assert infos[1].damage.startswith("line 1 is not as it was written")


def test_an_unreadable_file_does_not_hide_the_other_calls(calls: Path) -> None:
    (calls / "open" / "20261122-080000-eeee.jsonl").mkdir()
    infos = kept_calls(calls)
    assert [info.id for info in infos][1:] == [NEW, MIDDLE, OLD]
    assert infos[0].damage.startswith("Could not read")


def test_a_journal_that_a_program_was_about_to_begin_is_no_call(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / f"{OLD}.jsonl").touch()
    assert kept_calls(tmp_path) == []


def test_no_calls_are_kept_where_there_is_no_folder(tmp_path: Path) -> None:
    assert kept_calls(tmp_path / "nowhere") == []
    assert unfinished_calls(tmp_path / "nowhere") == []


def test_a_call_is_found_by_its_id_or_the_beginning_of_it(calls: Path) -> None:
    assert _found(calls, MIDDLE) == calls / "done" / f"{MIDDLE}.jsonl"
    assert _found(calls, " 20261118 ") == calls / "open" / f"{OLD}.jsonl"
    assert _found(calls, NEW.upper()) == calls / "open" / f"{NEW}.jsonl"


def test_a_call_that_went_on_in_a_fresh_file_is_found_there(tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    _keep(folder / "open", OLD, a_call(2))
    fresh = _keep(folder / "open", f"{OLD}.2", a_call(3))
    assert _found(folder, OLD) == fresh
    assert [info.path for info in kept_calls(folder)] == [fresh]


def test_a_beginning_that_several_calls_share_is_not_guessed_at(calls: Path) -> None:
    with pytest.raises(UnknownName, match=f"3 calls begin with “2026”, such as .*{NEW}"):
        _found(calls, "2026")


def test_an_unknown_call_is_named_with_the_nearest(calls: Path) -> None:
    with pytest.raises(UnknownName, match=f"There is no call .*Did you mean `{MIDDLE}`"):
        _found(calls, "20261119-080000-bbxb")


def test_an_unknown_call_among_none_says_that_none_is_kept(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="none is kept yet"):
        _found(tmp_path / "calls", CALL)


def test_a_name_cannot_lead_out_of_the_folder(calls: Path) -> None:
    _keep(calls, "outside")
    with pytest.raises(UnknownName):
        _found(calls, "../outside")


def test_the_last_script_used_comes_first(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    assert last_scripts(places) == ()
    for name in ("calm", "irate", "calm", "taking-over"):
        remember_script(Disk(), places, name)
    assert last_scripts(places) == ("taking-over", "calm", "irate")


def test_a_disk_that_refuses_to_remember_a_script_does_not_stop_a_call(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "out")
    remember_script(Disk(FaultySystem(1, "write")), places, "calm")
    assert last_scripts(places) == ()


def test_a_broken_list_of_scripts_used_is_an_empty_one(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "out")
    places.scripts_used.write_bytes(b"\xff\xfe")
    assert last_scripts(places) == ()


@pytest.mark.parametrize("number", ["999999999", "9" * 40])
def test_a_number_that_no_failures_lead_to_is_not_counted_up_to(calls: Path, number: str) -> None:
    far = _keep(calls / "open", f"{NEW}.{number}")
    gone_on = _keep(calls / "done", f"{NEW}.7")
    first = calls / "open" / f"{NEW}.jsonl"
    assert {*open_files(calls)[NEW]} == {first, gone_on, far}
    assert {*all_files(Places(calls.parent, calls.parent / "out"), first)} == {first, gone_on, far}
