"""A note that is typed where a name belongs is doubted; no name is, however it is written."""

import unicodedata

import pytest
from people_of_the_world import IN_PLACE_OF_A_NAME, NOTES, OF_THE_WORLD, THAT_ARE_WORDS, listed

from guide.call.rules.names import doubted_name, name_doubt, why_no_name
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
        assert doubted_name(typed) == doubted_name(typed, alone=True) == told
        assert why_no_name(typed, alone=True) is None
    long = doubted_name("title is wrong and " * 9)
    assert "…” right?" in long
    assert len(long) < 110, "what Enter does stays in sight"
    assert name_doubt("404-555-0143") == "It looks like a number."
    assert doubted_name("he is the one who said no", alone=True) == "", "it is refused"
