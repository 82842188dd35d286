"""Times of day as people write them, and as they say them."""

from datetime import time

import pytest

from guide.training.time_of_day import agrees, hours_in, names_other_time, times_in


@pytest.mark.parametrize("text", ["3 pm", "at 3pm.", "15:00", "3:00 PM", "3.00 p.m.", "Fri 3 P.M."])
def test_a_time_is_known_however_it_is_written(text: str) -> None:
    assert times_in(text) == {time(15)}


@pytest.mark.parametrize(
    "text",
    ["555-0142", "$35.50", "three of them", "10 days", "25:00", "Order 48817", "RF-20931", "1:2:3"],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert times_in(text) == frozenset()


def test_a_caller_names_an_hour_in_words() -> None:
    assert hours_in("I am free from four.") == {4}
    assert hours_in("At about eleven, or by 3 pm") == {11, 3}
    assert hours_in("The ninth call, from one of you. I have two.") == {1}
    assert hours_in("They took from two hundred of us, and noon is past") == {12}


def test_other_times_are_those_without_one_in_common() -> None:
    assert names_other_time("rings at 9 am", "3 pm")
    assert not names_other_time("9 am or 15:00", "3 pm")
    assert not names_other_time("in the morning", "3 pm")


def test_from_four_leaves_room_for_what_is_later_and_by_four_for_what_is_earlier() -> None:
    assert agrees(time(17), time(16), "I am free from four")
    assert not agrees(time(9), time(16), "I am free from four")
    assert agrees(time(15), time(16), "By four, please")
    assert not agrees(time(17), time(16), "By four, please")
    assert agrees(time(4), time(16), "At four"), "nobody says which half of the day"
    assert not agrees(time(15), time(16), "At four")
