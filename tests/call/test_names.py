"""A note that is typed where a name belongs is doubted; no name is, however it is written."""

import unicodedata

import pytest
from people_of_the_world import IN_PLACE_OF_A_NAME, NOTES, OF_THE_WORLD, THAT_ARE_WORDS, listed

from guide.call.rules.names import doubted_name, name_doubt, taken_name_doubt, why_no_name
from guide.call.rules.note_words import reads_like_note

NAMES = [*listed(THAT_ARE_WORDS), *listed(OF_THE_WORLD)]


def without_accents(name: str) -> str:
    apart = unicodedata.normalize("NFD", name)
    return "".join(one for one in apart if not unicodedata.combining(one))


def test_no_name_is_doubted_however_it_is_written() -> None:
    assert len(NAMES) > 500
    written = [
        way
        for name in (*NAMES, *listed(IN_PLACE_OF_A_NAME))
        for one in (name, without_accents(name), unicodedata.normalize("NFD", name))
        for way in (one, one.lower(), one.upper())
    ]
    assert [name for name in written if reads_like_note(name)] == []


def test_a_keys_name_or_an_initial_is_asked_about_and_no_name_is() -> None:
    for typed in ("f7", "F10", "x", "J.", "4b", "r2 d2"):
        told = f"Is “{typed}” right? It is no whole word. Enter again takes it."
        assert doubted_name(typed) == told
    names = [name for name in NAMES if len(name) > 1]
    for name in (*names, "J. Park", "Kim 3pm", "Seat 4", "Kim2 Lo"):
        assert "no whole word" not in name_doubt(name), name


def test_a_digit_that_was_pressed_in_the_field_before_the_name_is_asked_about() -> None:
    for typed in ("1Sam Ode", "2die Frau", "3kim"):
        assert doubted_name(typed), typed
    assert doubted_name("1Sam Ode") == (
        "Is “1Sam Ode” right? It begins with a digit. Enter again takes it."
    )
    for name in (*NAMES, "2nd shift", "1ST Sgt. Diaz", "24h desk", "Sam Ode 2"):
        assert "digit" not in name_doubt(name), name


def test_no_first_name_before_no_other_name_makes_a_note() -> None:
    single = [name for name in NAMES if " " not in name]
    pairs = [f"{one} {other}" for one in single[:80] for other in single[80:]]
    doubted = [pair for pair in pairs if reads_like_note(pair)]
    assert len(doubted) < len(pairs) / 1000, doubted


def test_what_agents_type_into_the_wrong_field_is_doubted() -> None:
    notes = listed(NOTES)
    assert len(notes) > 100
    for way in (str.lower, str.upper, str.capitalize):
        assert [note for note in notes if not reads_like_note(way(note))] == []


@pytest.mark.parametrize("typed", ["me", "", "404-555-0143", "friday", "no", "in an hour"])
def test_what_is_refused_or_is_fine_is_not_asked_about(typed: str) -> None:
    assert doubted_name(typed) == ""


def test_the_caller_is_not_who_permits_or_is_told() -> None:
    told = "Is “ms. Dana whitlock” right? It is the caller’s. Enter again takes it."
    assert doubted_name("ms. Dana whitlock", "Dana Whitlock") == told
    assert doubted_name("Dana Lee", "Dana Whitlock") == doubted_name("", "") == ""


def test_a_note_is_told_as_one_and_is_no_reason_to_refuse() -> None:
    for typed in ("title is wrong", "Joe at the pub"):
        told = f"Is “{typed}” right? It reads like a note. Enter again takes it."
        assert doubted_name(typed) == told
        assert taken_name_doubt(typed, alone=True)
        assert why_no_name(typed, alone=True) is None
    long = doubted_name("title is wrong and " * 9)
    assert "…” right?" in long
    assert len(long) < 110, "what Enter does stays in sight"
    assert name_doubt("404-555-0143") == "It looks like a number."
    assert taken_name_doubt("he is the one who said no", alone=True) == "", "it is refused"


@pytest.mark.parametrize(
    "name",
    [
        *("June Early", "April Early", "june day", "April Day", "Jan Noon", "Jan Morning"),
        *("June First", "Jan Next", "Dec Week", "Na", "NA"),
    ],
)
def test_what_may_be_a_name_as_well_as_a_day_is_asked_about_and_not_refused(name: str) -> None:
    for alone in (True, False):
        assert why_no_name(name, alone=alone) is None
        assert taken_name_doubt(name, alone=alone)


@pytest.mark.parametrize("typed", ["June 3", "in June", "friday night", "n/a", "may 3rd", "April"])
def test_a_day_that_is_no_name_is_refused_and_a_month_alone_is_a_name(typed: str) -> None:
    assert bool(why_no_name(typed, alone=True)) == (typed != "April")
    assert taken_name_doubt(typed, alone=True) == ""
