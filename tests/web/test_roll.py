import asyncio

import pytest

from guide.training.seat_news import DebriefNews, Doing, SeatNews, decoded, encoded
from guide.web.roll import MOST_SEATS, Place, Roll

_OF_A_CALL = ("call", "elapsed")


def debrief(call: str, agent: str = "Ann") -> DebriefNews:
    return DebriefNews(call, agent, "push-back", "Pushing back", 7, "", {"never": 1}, ())


def key(n: int) -> str:
    return f"{n:032x}"


async def test_a_seat_is_known_by_its_key_and_what_is_no_key_has_none() -> None:
    roll = Roll()
    first = roll.place(key(1))
    assert first is not None
    assert roll.place(key(1)) is first
    other = roll.place(key(2))
    assert other is not None
    assert (first.number, other.number) == (1, 2)
    for strange in ("", "1", "../" + key(1)[3:], key(1) + "0", "A" * 32):
        assert roll.place(strange) is None


async def test_there_is_an_end_to_the_seats_that_are_remembered_and_one_in_use_is_kept() -> None:
    roll = Roll()
    used = roll.place(key(0))
    assert used is not None
    async with used.in_use:
        for n in range(20 * MOST_SEATS):
            roll.place(key(n))
        assert roll.place(key(0)) is used
    assert len(list(roll)) <= 4 * MOST_SEATS + 1


async def test_the_newest_debriefs_of_a_seat_are_kept() -> None:
    place = Place(1)
    for n in range(100):
        place.told(SeatNews(Doing.READING, "Ann", debrief=debrief(f"call-{n}")))
    assert place.debriefs[-1].call == "call-99"
    assert len(place.debriefs) < 50
    told = place.for_trainer(100)
    assert (told["name"], told["present"], told["practices"]) == ("Ann", False, 100)


async def test_a_debrief_is_of_whoever_took_the_call_and_not_of_who_sits_there_now() -> None:
    place = Place(1)
    place.told(SeatNews(Doing.READING, "Ann", debrief=debrief("c")))
    place.told(SeatNews(Doing.CHOOSING, "Eve"))
    told = place.for_trainer(1)
    [kept] = told["debriefs"]  # type: ignore[misc]
    assert (told["name"], kept["agent"]) == ("Eve", "Ann")


async def test_a_call_of_which_nobody_is_there_to_see_the_end_stands_still() -> None:
    place = Place(1)
    place.told(SeatNews(Doing.PRACTICING, "Ann", "Pushing back", "c", elapsed=12.0))
    await asyncio.sleep(0)
    told = place.for_trainer(0)
    assert (told["seconds"], told["cut_short"]) == (12, True)


def test_news_reads_back_and_what_is_none_is_none() -> None:
    news = SeatNews(Doing.READING, "Ann Ⓐ\n", debrief=debrief("c"))
    assert encoded(news).count(b"\n") == 1
    assert decoded(encoded(news)) == news
    for strange in (b"", b"{}\n", b'{"doing": "flying"}\n', b"\xff\n"):
        assert decoded(strange) is None


def test_there_is_an_end_to_the_seats() -> None:
    assert 20 <= MOST_SEATS <= 100


def unfinished(place: Place) -> dict[str, float]:
    """What a program of this seat is told: calls that were cut short, and for how long each ran."""
    told = [option.split("=", 1) for option in place.options()]
    calls, times = ([value for name, value in told if name == f"--{it}"] for it in _OF_A_CALL)
    return dict(zip(calls, map(float, times), strict=True))


def test_a_practice_whose_window_went_is_gone_on_with_at_the_time_that_it_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr("guide.web.roll.monotonic", lambda: now)
    place = Place(1)
    place.told(SeatNews(Doing.PRACTICING, "Ann", "Pushing back", "c", elapsed=8.0))
    now += 12
    place.left()
    now += 300
    # What the program had on its way to here by then.
    place.told(SeatNews(Doing.PRACTICING, "Ann", "Pushing back", "c", elapsed=19.5))
    place.told(SeatNews(Doing.ARRIVING, "Ann", call="c"))
    assert unfinished(place) == {"c": 20.0}
    # A demo is watched before it is gone on with.
    for doing in (Doing.CHOOSING, Doing.WATCHING, Doing.ARRIVING):
        place.told(SeatNews(doing, "Ann", call="c"))
        place.left()
        assert unfinished(place) == {"c": 20.0}
    place.told(SeatNews(Doing.PRACTICING, "Ann", "Pushing back", "c", elapsed=20.5))
    place.left()
    assert unfinished(place) == {"c": 20.5}
    place.told(SeatNews(Doing.READING, "Ann", debrief=debrief("c")))
    place.left()
    assert (unfinished(place), len(place.debriefs)) == ({}, 1)
    place.told(SeatNews(Doing.PRACTICING, "Ann", "Pushing back", "d", elapsed=1.0))
    assert unfinished(place) == {"d": 1.0}


def test_a_practice_waits_for_whoever_began_it() -> None:
    place = Place(2)
    place.told(SeatNews(Doing.PRACTICING, "Sam (2)", "Pushing back", "c", elapsed=8.0))
    place.told(SeatNews(Doing.CHOOSING, "Eve"))
    place.told(SeatNews(Doing.PRACTICING, "Eve", "Pushing back", "d", elapsed=3.0))
    place.told(SeatNews(Doing.READING, "Eve", debrief=debrief("d", "Eve")))
    assert place.options()[0] == "--name=Eve"
    assert unfinished(place).keys() == {"c"}
    place.told(SeatNews(Doing.READING, "sam (2)", debrief=debrief("c", "Sam (2)")))
    assert unfinished(place) == {}
    for n in range(200):
        place.told(SeatNews(Doing.CHOOSING, f"Name {n}", call=f"c{n}"))
    assert 10 < len(unfinished(place)) < 50


def test_practices_count_by_who_took_them_wherever_they_sit_now() -> None:
    roll = Roll()
    first, second = roll.place(key(1)), roll.place(key(2))
    assert first
    assert second
    for n in range(50):
        second.told(SeatNews(Doing.READING, "Sam", debrief=debrief(f"c{n}", "Sam")))
    second.told(SeatNews(Doing.CHOOSING, "Eve"))
    first.told(SeatNews(Doing.CHOOSING, "sam"))
    sam, eve = roll.for_trainer()
    assert (sam["name"], sam["practices"], sam["debriefs"]) == ("sam", 50, [])
    assert (eve["name"], eve["practices"]) == ("Eve", 0)
    assert isinstance(eve["debriefs"], list)
    assert {(one["agent"], one["person"]) for one in eve["debriefs"]} == {("Sam", "sam")}
