"""Who calls from a number, as the register's index remembers it."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from kit import ZONE, utc
from promised_calls import CALL, CALLBACK, DANA, DO_NOT_CALL, NOW, a_call, keep

from guide.call import actions as act
from guide.errors import TooManyUnread
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.forget import erase_calls
from guide.record.places import Places
from guide.register.after_call import Done, Voided
from guide.register.index import Wanted, only_a_few, register
from guide.register.known_caller import (
    NOBODY,
    KnownCaller,
    earlier_calls,
    erased_do_not_call,
    known_caller,
    number_to_look_up,
)
from guide.register.owed_today import owed_at_a_glance
from guide.register.register import do

OTHER = "20261120-190400-abcd"
NUMBER = "+13125550134"
NEW_YORK = ZoneInfo(ZONE)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "state", tmp_path / "out")


def read(places: Places) -> None:
    with register(places):
        pass


@pytest.mark.parametrize(
    "typed", ["(312) 555-0134", "312.555.0134", "+1 312 555 0134", "1-312-555-0134 ext. 12"]
)
def test_a_number_is_known_however_it_is_written(places: Places, typed: str) -> None:
    keep(places, a_call(act.WriteDetail("number", typed), CALLBACK))
    read(places)
    known = known_caller(places, number_to_look_up("312 555 0134"))
    assert known == KnownCaller(1, utc("2026-11-20 19:03"), owed=1)


def test_calls_warnings_promises_and_the_list_are_told_in_one_line(places: Places) -> None:
    number = act.WriteDetail("number", "312 555 0134")
    warned = (act.StateGround("abuse"), act.MakeEffort("listened"), act.QuoteCaller("you thieves"))
    keep(places, a_call(number, *warned, act.Permit("Kim Lo"), act.Warn()))
    keep(places, a_call(CALLBACK, call=OTHER))
    keep(places, a_call(number, DO_NOT_CALL, call="20261120-190500-abcd"))
    same = act.AddFollowUp(DO_NOT_CALL.kind, (("number", "312 555 0134"),))
    keep(places, a_call(same, call="20261120-190600-abcd"))
    read(places)
    known = known_caller(places, NUMBER)
    assert known.words(NOW, NEW_YORK) == (
        "On the do-not-call list · 1 warning · 1 more owed · called 4 times, last Fri, Nov 20"
    )


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (NOBODY, ""),
        (KnownCaller(1, NOW), "Called once, Fri, Nov 20"),
        (KnownCaller(2, utc("2025-12-31 23:00")), "Called 2 times, last Wed, Dec 31, 2025"),
        (KnownCaller(owed=2, warnings=3), "3 warnings · 2 promises open"),
        (KnownCaller(do_not_call=True), "On the do-not-call list"),
    ],
)
def test_what_there_is_not_is_not_spoken_of(known: KnownCaller, words: str) -> None:
    assert known.words(NOW, NEW_YORK) == words


def test_what_is_done_or_erased_counts_no_more(places: Places) -> None:
    path = keep(places, a_call(CALLBACK))
    read(places)
    assert known_caller(places, NUMBER).owed == 1
    do(Disk(), places, f"{CALL}/{_promised(places)}", Done(), "Kim Lo", NOW)
    read(places)
    assert known_caller(places, NUMBER) == KnownCaller(1, utc("2026-11-20 19:03"))
    stone = Tombstone(CALL, NOW, "old")
    [*erase_calls(Disk(), places, [(path, stone)], training=False, also=places.out)]
    read(places)
    assert known_caller(places, NUMBER) == NOBODY


def _promised(places: Places) -> int:
    with register(places) as index:
        return index.page()[0].n


def test_a_number_of_an_erased_call_stays_on_the_list(places: Places) -> None:
    path = keep(places, a_call(DO_NOT_CALL))
    stone = Tombstone(CALL, NOW, "old")
    [*erase_calls(Disk(), places, [(path, stone)], training=False, also=places.out)]
    erased = erased_do_not_call(places)
    assert known_caller(places, "+13125550199", erased=erased) == KnownCaller(do_not_call=True)


def test_a_number_that_may_be_called_again_is_said_to_be(places: Places) -> None:
    keep(places, a_call(DO_NOT_CALL))
    number = "+13125550199"
    read(places)
    assert known_caller(places, number).do_not_call
    do(Disk(), places, f"{CALL}/{_promised(places)}", Voided("a slip"), "Kim Lo", NOW)
    read(places)
    known = known_caller(places, number)
    released = "Not on the do-not-call list any more (void) · called once, Fri, Nov 20"
    assert known.words(NOW, NEW_YORK) == released
    assert known_caller(places, number, erased=[number]).do_not_call
    keep(places, a_call(DO_NOT_CALL, call=OTHER))
    read(places)
    assert known_caller(places, number).do_not_call
    assert "any more" not in known_caller(places, number).words(NOW, NEW_YORK)


def test_the_calls_are_listed_newest_first_without_the_one_that_goes_on(places: Places) -> None:
    number = act.WriteDetail("number", "312 555 0134")
    keep(places, a_call(*(act.WriteDetail(*one) for one in DANA)))
    keep(places, a_call(number, call=OTHER), wrapped_up=False)
    read(places)
    [call] = earlier_calls(places, NUMBER, but=OTHER)
    assert (call.id, call.title, call.agent, call.ended) == (
        CALL,
        "Escalated callers",
        "Robin",
        "Resolved",
    )
    assert call.began.astimezone(UTC) == utc("2026-11-20 19:03")


def test_calls_that_promised_something_to_a_number_are_listed_with_those_from_it(
    places: Places,
) -> None:
    elsewhere = act.AddFollowUp("callback", (("number", "312 555 0134"), ("caller", "Lee")))
    keep(places, a_call(act.WriteDetail("number", "773 555 0155"), elsewhere))
    keep(places, a_call(act.WriteDetail("number", "773 555 0166"), elsewhere, call=OTHER))
    read(places)
    assert {one.id for one in earlier_calls(places, NUMBER)} == {CALL, OTHER}
    assert [one.id for one in earlier_calls(places, "+17735550155")] == [CALL]
    known = known_caller(places, NUMBER)
    assert (known.calls, known.owed) == (0, 2)
    with register(places) as index:
        names = [one.id for one in index.page()]
    for name in names:
        do(Disk(), places, name, Done("spoke"), "Kim Lo", NOW)
    read(places)
    told = known_caller(places, NUMBER).words(NOW, NEW_YORK)
    assert told == "Something was promised to this number on 2 calls"
    assert known_caller(places, NUMBER, but=OTHER).words(NOW, NEW_YORK).endswith(" on 1 call")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", ""),
        ("312 55", ""),
        ("312 555 0134", NUMBER),
        ("555 0134", "+5550134"),
        ("+44 20 7946 0958", "+442079460958"),
        ("011 44 20 7946 0958", "+442079460958"),
        ("1" * 40, ""),
        ("nobody", ""),
    ],
)
def test_what_is_no_number_yet_is_not_looked_up(typed: str, number: str) -> None:
    assert number_to_look_up(typed) == number


def test_what_cannot_be_read_at_once_is_not_known_and_nothing_is_made(places: Places) -> None:
    assert known_caller(places, NUMBER) == NOBODY
    assert earlier_calls(places, NUMBER) == ()
    assert not places.register_index.exists()
    keep(places, a_call(CALLBACK))
    read(places)
    places.register_index.write_bytes(b"\0" * 5000)
    assert known_caller(places, NUMBER) == NOBODY


def test_an_index_of_before_is_made_anew(places: Places) -> None:
    import sqlite3

    keep(places, a_call(CALLBACK))
    read(places)
    base = sqlite3.connect(places.register_index)
    base.execute("PRAGMA user_version = 1")
    base.close()
    assert known_caller(places, NUMBER) == NOBODY
    read(places)
    assert known_caller(places, NUMBER).calls == 1


def test_on_a_call_many_calls_are_not_read_and_nothing_is_told(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guide.register.index._FEW", 1)
    monkeypatch.setattr("guide.register.index._SETTLES", -1)
    later = utc("2026-11-23 20:00")
    keep(places, a_call(CALLBACK))
    assert owed_at_a_glance(places, later, "") == "1 overdue"
    for second in ("05", "06"):
        keep(places, a_call(CALLBACK, call=f"20261120-1903{second}-abcd"))
    assert owed_at_a_glance(places, later, "") == ""
    with pytest.raises(TooManyUnread, match="guide owed"), register(places, only_a_few):
        pass
    read(places)
    assert owed_at_a_glance(places, later, "") == "3 overdue"


def test_a_promise_is_found_by_what_it_says_and_not_by_its_script(places: Places) -> None:
    keep(places, a_call(CALLBACK))
    with register(places) as index:
        assert len(index.page(Wanted(words=("whitlock", "callback")))) == 1
        assert index.page(Wanted(words=("late",))) == []


def test_what_the_call_itself_promised_is_not_counted_beside_it(places: Places) -> None:
    later = utc("2026-11-23 20:00")
    keep(places, a_call(CALLBACK))
    goes_on = a_call(CALLBACK, CALLBACK, call="20261120-190305-abcd")
    keep(places, goes_on, wrapped_up=False)
    read(places)
    assert owed_at_a_glance(places, later, "") == "3 overdue"
    assert owed_at_a_glance(places, later, goes_on.id) == "1 overdue"


@pytest.fixture(autouse=True)
def quiet(places: Places, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing of a number is in any log."""
    with caplog.at_level(0):
        yield
    assert not caplog.records
