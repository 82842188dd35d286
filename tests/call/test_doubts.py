"""Words that say the opposite of what they would decide, or nothing, are doubted; others never."""

import pytest

from guide.call.rules.doubts import (
    done_doubt,
    doubted,
    effort_doubt,
    going_on_doubt,
    words_doubt,
)


@pytest.mark.parametrize("typed", [".", "-", "?", "n/a", "N/A", "na", "none", "see notes", "same"])
def test_what_holds_no_words_is_neither_an_effort_nor_what_a_caller_said(typed: str) -> None:
    assert effort_doubt(typed)
    assert words_doubt(typed)
    assert going_on_doubt(typed)


@pytest.mark.parametrize("typed", ["see note", "as above", "ditto", "-"])
def test_what_tells_of_no_effort_is_told_as_that(typed: str) -> None:
    assert effort_doubt(typed) == "It does not say what was tried."


@pytest.mark.parametrize("typed", ["nothing", "Nothing yet.", "no", "not yet", "didn’t try"])
def test_what_was_not_tried_is_no_effort(typed: str) -> None:
    assert effort_doubt(typed) == "It says that nothing was tried."


@pytest.mark.parametrize(
    "typed",
    [
        *("they stopped", "He stopped.", "stopped", "calmed down", "she is calm now", "silence"),
        *("the caller apologized", "said sorry", "nothing", "hung up", "caller hung up", "quiet"),
    ],
)
def test_who_stopped_did_not_go_on(typed: str) -> None:
    assert going_on_doubt(typed) == "It reads as if they stopped."


@pytest.mark.parametrize(
    "typed",
    [
        *("", "no", "No!", "I will not calm down", "stop it", "you stopped listening", "shut up"),
        *("he said “sorry, you parrot”", "nothing works with you", "same old story", "x"),
        *("calm down yourself", "none of you can read", "hang up then", "you are all the same"),
    ],
)
def test_what_a_caller_says_is_not_doubted(typed: str) -> None:
    assert words_doubt(typed) == ""
    assert going_on_doubt(typed) == ""


@pytest.mark.parametrize(
    "typed", ["", "x", "asked", "no shouting, please", "Nothing but patience", "heard them out"]
)
def test_an_effort_is_not_doubted(typed: str) -> None:
    assert effort_doubt(typed) == ""


@pytest.mark.parametrize(
    ("note", "is_doubted"),
    [
        *[(one, True) for one in ("no answer", "not reached", "nobody home", "Didn’t answer")],
        *[(one, True) for one in ("call again", "wrong number", "not yet sent", "line was busy")],
        *[(one, False) for one in ("", "spoke to Dana", "the answer was no", "not happy with it")],
        ("wrong number on file, corrected and spoke to her", False),
        ("call again in May if needed", False),
        ("no answer at first, then reached her", False),
        ("no answer, spoke to nobody", True),
        ("not yet corrected, call again", True),
        *[(one, False) for one in ("left a voicemail", "sent", "Dana called again", "title sent")],
    ],
)
def test_a_note_that_it_is_still_to_do_is_doubted_where_it_is_done(
    note: str, is_doubted: bool
) -> None:
    assert bool(done_doubt(note)) == is_doubted


def test_what_is_doubted_is_asked_and_what_enter_does_stays_in_sight() -> None:
    assert doubted("anything", "") == ""
    assert doubted("n/a", "Why.") == "Is “n/a” right? Why. Enter again takes it."
    assert len(doubted("word " * 50, "It reads as not done.")) <= 76
