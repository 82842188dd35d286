"""What a page has seen of the register is there when it looks again, or it says what is not."""

from pathlib import Path

import pytest
from promised_calls import CALL, CALLBACK, NOW, a_call, keep, take

from guide.errors import RecordError
from guide.record.disk import Disk
from guide.record.erased import Tombstone, keep_tombstone
from guide.record.ledger import enter, erased_line
from guide.record.places import Places
from guide.register.after_call import Done, Tried
from guide.register.register import do, erase_lines, recording
from guide.register.seen import seen_of_register


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, a_call(CALLBACK))
    return found


def tried(places: Places, note: str) -> None:
    recording(places)(CALL, Tried(note), "Kim Lo", NOW)


def test_what_grows_is_all_there(places: Places) -> None:
    seen = seen_of_register(places)
    assert seen.look() == ""
    for note in ("once", "twice"):
        tried(places, note)
        assert seen.look() == ""


def test_an_older_copy_is_told_until_the_later_one_is_back_and_then_what_was_in_it(
    places: Places,
) -> None:
    seen = seen_of_register(places)
    tried(places, "once")
    older = places.register.read_bytes()
    tried(places, "twice")
    assert seen.look() == ""
    later = places.register.read_bytes()
    places.register.write_bytes(older)
    assert "1 thing that was on record is not in" in seen.look()
    tried(places, "there")
    told = seen.look()
    assert "“tried · twice”" in told
    assert "once" not in told
    assert seen.look() == told
    places.register.write_bytes(later)
    assert "“tried · there”" in seen.look()


def test_a_register_that_is_away_is_told_and_so_is_how_much(places: Places) -> None:
    seen = seen_of_register(places)
    for note in ("one", "two", "three"):
        tried(places, note)
    assert seen.look() == ""
    places.register.rename(places.register.with_name("away"))
    assert "3 things that were on record are not in" in (told := seen.look())
    assert "(…; “tried · two”; “tried · three”)" in told
    places.register.with_name("away").rename(places.register)
    assert seen.look() == ""


def test_what_is_erased_with_its_call_is_not_gone_and_what_follows_it_neither(
    places: Places,
) -> None:
    other = take(places, "Robin", CALLBACK)
    seen = seen_of_register(places)
    tried(places, "once")
    do(Disk(), places, other, Done("told her"), "Robin", NOW)
    assert seen.look() == ""
    before = places.register.read_bytes()
    keep_tombstone(Disk(), places.calls, Tombstone(CALL, NOW, ""))
    erase_lines(Disk(), places, [CALL], NOW)
    # What stays of an erased call may have been put in: the ledger tells.
    assert "1 thing that was on record is not in" in seen.look()
    places.register.write_bytes(before)
    assert seen.look() == ""
    enter(Disk(), places.ledger, [erased_line(CALL, NOW)])
    erase_lines(Disk(), places, [CALL], NOW)
    assert seen.look() == ""


def test_a_line_that_was_cut_off_was_never_acknowledged(places: Places) -> None:
    seen = seen_of_register(places)
    tried(places, "once")
    whole = places.register.read_bytes()
    places.register.write_bytes(whole + b'{"format":1,"at"')
    assert seen.look() == ""
    tried(places, "twice")
    assert seen.look() == ""


def test_another_disk_is_refused_unless_all_is_on_it(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = seen_of_register(places)
    tried(places, "once")
    assert seen.look() == ""
    monkeypatch.setattr("guide.register.seen.identity_of", lambda _: (-1, -1))
    with pytest.raises(RecordError, match="is not the folder that it was"):
        seen.refuse_elsewhere(at_home=False)
    there = places.register.read_bytes()
    places.register.unlink()
    with pytest.raises(RecordError, match="Mount that disk again"):
        seen.refuse_elsewhere()
    places.register.write_bytes(there)
    seen.refuse_elsewhere()
