import json
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from record_samples import ENDED, START, STARTED, FaultySystem, as_call, entries_of

from guide.call import events as ev
from guide.record import call_list, disk
from guide.record.call_list import kept_calls
from guide.record.calls import find_kept_call
from guide.record.codec import encoded
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.forget import erase_calls, older_than
from guide.record.places import DONE, Places, index_of

IDS = tuple(f"20261120-08000{n}-aaaa" for n in range(4))


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A desk with four calls done, where even one that was read is worth remembering."""
    monkeypatch.setattr(call_list, "_WORTH", 1)
    places = Places(tmp_path / "state", tmp_path / "out")
    done = places.calls / DONE
    done.mkdir(parents=True)
    for call in IDS:
        data, _ = encoded(as_call(entries_of(STARTED, ev.Noted("waited three weeks"), ENDED), call))
        (done / f"{call}.jsonl").write_bytes(data)
    return places


def _journals_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    read: list[str] = []
    real = disk.own_bytes

    def reading(path: Path) -> bytes:
        if path.suffix == ".jsonl":
            read.append(path.name.partition(".")[0])
        return real(path)

    monkeypatch.setattr(disk, "own_bytes", reading)
    return read


def test_a_second_list_says_the_same_and_reads_no_journal(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kept_calls(places.calls, Disk())
    read = _journals_read(monkeypatch)
    assert kept_calls(places.calls, Disk()) == first
    assert kept_calls(places.calls) == first
    assert read == []


def test_that_a_call_is_practice_is_remembered(places: Places) -> None:
    practice = replace(STARTED, training=True)
    data, _ = encoded(as_call(entries_of(practice, ENDED), IDS[0]))
    (places.calls / DONE / f"{IDS[0]}.jsonl").write_bytes(data)
    for _ in range(2):
        found = kept_calls(places.calls, Disk())
        assert [one.id for one in found if one.training] == [IDS[0]]


def test_only_journals_that_were_changed_are_read_again(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_calls(places.calls, Disk())
    path = places.calls / DONE / f"{IDS[1]}.jsonl"
    path.write_bytes(path.read_bytes()[:-3])
    read = _journals_read(monkeypatch)
    damaged = [info.id for info in kept_calls(places.calls) if info.damage]
    assert damaged == read == [IDS[1]]


def test_a_changed_byte_is_found_though_size_and_time_were_put_back(places: Places) -> None:
    kept_calls(places.calls, Disk())
    path = places.calls / DONE / f"{IDS[1]}.jsonl"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"three", b"seven"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert [info.id for info in kept_calls(places.calls) if info.damage] == [IDS[1]]


@pytest.mark.parametrize(
    "left",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"format":1,"calls":{}}',
        b'{"format":2,"calls":[]}',
        b'{"format":2,"calls":{"x":1}}',
        b'{"format":2,"calls":{"x":[1,1,1,3,"","a","b","c","d"]}}',
        b"\xff",
    ],
    ids=lambda left: left[:12].decode("latin-1"),
)
def test_a_file_that_is_no_index_changes_nothing(places: Places, left: bytes) -> None:
    first = kept_calls(places.calls)
    index_of(places.calls).write_bytes(left)
    assert kept_calls(places.calls, Disk()) == first


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(at=st.integers(0, 9), value=JSON)
def test_a_row_that_no_version_wrote_never_stops_a_list(
    places: Places, at: int, value: object
) -> None:
    first = kept_calls(places.calls, Disk())
    path = index_of(places.calls)
    whole = json.loads(path.read_bytes())
    whole["calls"][f"{IDS[0]}.jsonl"][at] = value
    path.write_text(json.dumps(whole))
    assert kept_calls(places.calls)[:-1] == first[:-1]
    path.unlink()


def test_a_time_without_a_zone_stops_no_list(places: Places) -> None:
    first = kept_calls(places.calls, Disk())
    path = index_of(places.calls)
    path.write_bytes(path.read_bytes().replace(b"+00:00", b""))
    assert [info.id for info in older_than(places.calls, 0, START + timedelta(days=2))] == [
        info.id for info in first
    ]


def test_few_calls_are_rather_read_again_than_remembered(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_list, "_WORTH", 5)
    kept_calls(places.calls, Disk())
    assert not index_of(places.calls).exists()


def test_what_is_remembered_is_for_its_owner_alone(places: Places) -> None:
    kept_calls(places.calls, Disk())
    assert stat.S_IMODE(index_of(places.calls).stat().st_mode) == 0o600


@pytest.mark.parametrize("only", ["open", "write", "sync", "rename", "sync_folder"])
def test_a_disk_that_refuses_to_remember_costs_no_list(places: Places, only: str) -> None:
    first = kept_calls(places.calls)
    assert kept_calls(places.calls, Disk(FaultySystem(1, only))) == first


def test_nothing_of_a_call_that_is_erased_is_remembered(places: Places) -> None:
    kept_calls(places.calls, Disk())
    path = find_kept_call(places, IDS[2], training=False)
    chosen = [(path, Tombstone(IDS[2], START, ""))]
    list(erase_calls(Disk(), places, chosen, training=False, also=places.out))
    assert not index_of(places.calls).exists()
    assert [info.id for info in kept_calls(places.calls, Disk())] == [IDS[3], IDS[1], IDS[0]]


def test_a_row_whose_journal_is_gone_is_forgotten_by_the_next_list(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_calls(places.calls, Disk())
    monkeypatch.setattr(call_list, "_WORTH", 100)
    (places.calls / DONE / f"{IDS[2]}.jsonl").unlink()
    kept_calls(places.calls, Disk())
    assert IDS[2] not in index_of(places.calls).read_text()
