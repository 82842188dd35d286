"""The approved wording, as it stands in the five documents, against the scripts."""
# ruff: noqa: E501 - a line of wording stands here in one piece, to be compared with its document.

import re
from functools import cache
from pathlib import Path

import pytest

from guide.script.library import Library, load_library

ROOT = Path(__file__).parents[1]

# To the letter, slips included: what stands between the quotation marks of the documents.
APPROVED = {
    "escalated-callers": {
        "Hey, this person and me are clearly not connecting.",
        "I appreciate your time please remain on the line as your connected to a specialist.",
        "I would like to guide you towards a resolution today to clarify to whom do I have the pleasure of speaking with?",
        "Sorry to hear you have concerns let me help you get in touch with the right party. Can you give me a brief summary or highlight of your main concern.",
        "Thank for explaining just to make sure I got everything right...",
        "What I can do at this time is try to connect you to the proper party and offer their voicemail if they do not answer. I will also send them a personal message through our internal chat.",
        "I appreciate your time and do not want to be inconsiderate with it. I will be sending a personal callback and I can assure a member of management will be in touch with you.",
        "I have sent over your detailed information please allow them time to review details to ensure they assist you with a final resolution.",
        "If you do not hear from someone within the same business day a call will be received no later than the following morning to the date of submission.",
        "Please know as it is the weekend I will do my best to get you a callback within the same business day but the latest you can expect a call is Monday.",
    },
    "irate-customers": {
        "I apologize, I’m not able to transfer the call. Our procedure is to take note of the number and to make sure you get a callback within the day.",
    },
    "taking-over-a-call": {
        "I am anxious to help",
    },
    "calming-a-caller": {
        "We understand that you're angry. You're absolutely right, this shouldn't have happened.",
    },
    "hang-up-protocol": {
        "I’m unable to tolerate such language. I am happy to keep talking to you in order to assist, but I need to let you know that if you continue to speak in this manner, I may need to end the conversation.",
        "As you’ve been warned, I am unable to continue this conversation given the language that you are using. Thank you.",
        "I want to keep speaking with you to learn more about how I can best assist you. However, I’m unable to continue this conversation if you are going to continue to use the language that I’ve explicitly asked you not to.",
        "I unfortunately have to end our call now, as I’ve asked previously you not to use that language during the conversation.",
        "Such behavior/language will not be tolerated. I am ending this call.",
    },
}
EVERY = sorted({text for texts in APPROVED.values() for text in texts})


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT / "scripts")


@pytest.mark.parametrize("name", APPROVED)
def test_a_script_says_what_its_document_says_to_the_letter_and_nothing_else(
    library: Library, name: str
) -> None:
    lines = library.scripts[name].lines
    assert {line.text for line in lines if not line.gap and not line.adapted} == APPROVED[name]


@pytest.mark.parametrize("name", APPROVED)
def test_no_wording_stands_in_a_script_twice_but_by_its_id(library: Library, name: str) -> None:
    texts = [line.text for line in library.scripts[name].lines]
    assert len(texts) == len(set(texts))


def test_the_only_adapted_line_shows_the_words_of_the_document_and_the_reason(
    library: Library,
) -> None:
    adapted = [line for s in library.scripts.values() for line in s.lines if line.adapted]
    assert [(line.text, line.original) for line in adapted] == [
        ("I am positive I can sort this out", "I am positive I can kind this out")
    ]
    assert "garbled" in adapted[0].adapted


def test_the_only_gap_gives_its_reason_and_no_words(library: Library) -> None:
    gaps = [(s.id, line) for s in library.scripts.values() for line in s.lines if line.gap]
    assert [(name, line.text) for name, line in gaps] == [("irate-customers", "")]
    assert gaps[0][1].gap == "The document calls for the DNC spiel but does not contain it."


@cache
def program() -> dict[Path, str]:
    """The words of each file of the program, with a blank around each."""
    files = sorted((ROOT / "guide").rglob("*.py"))
    return {file: f" {' '.join(_words(file.read_text('utf-8')))} " for file in files}


@pytest.mark.parametrize("text", EVERY, ids=[text[:30] for text in EVERY])
def test_no_wording_stands_in_the_program(text: str) -> None:
    pieces = _pieces(text)
    for file, said in program().items():
        assert not [piece for piece in pieces if f" {piece} " in said], file


@pytest.mark.parametrize("name", APPROVED)
def test_guidance_cannot_be_taken_for_wording(library: Library, name: str) -> None:
    script = library.scripts[name]
    pieces = {piece for text in EVERY for piece in _pieces(text)}
    guidance = [*script.rules, script.clock.over]
    guidance += [words for _, signs in script.stages for words in (signs.signs, signs.talk)]
    guidance += [words for step in script.steps for words in step.coach]
    guidance += [f.coach for f in script.follow_ups] + [g.coach for g in script.grounds]
    for words in guidance:
        assert not re.search('["“”‘«»]', words), words
        assert not [piece for piece in pieces if piece in " ".join(_words(words))], words


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower().replace("’", "'"))


def _pieces(text: str) -> set[str]:
    """Every run of six words, enough to tell the wording; a shorter text as a whole."""
    words = _words(text)
    return {" ".join(words[n : n + 6]) for n in range(max(1, len(words) - 5))}


@pytest.mark.parametrize("name", APPROVED)
def test_everything_is_short_enough_to_be_read_during_a_call(library: Library, name: str) -> None:
    script = library.scripts[name]
    assert 5 <= len(script.steps) <= 10
    assert len(script.rules) <= 2
    assert [rule for rule in script.rules if len(rule) > 60] == []
    for step in script.steps:
        assert len(step.title) <= 22, step.title
        assert 1 <= len(step.coach) <= 4, step.id
        assert [words for words in step.coach if len(words) > 70] == []
        assert [c.label for c in step.choices if len(c.label) > 24] == []
    assert [g.coach for g in script.grounds if len(g.coach) > 70] == []
    assert [f.coach for f in script.follow_ups if len(f.coach) > 70] == []


@pytest.mark.parametrize("name", APPROVED)
def test_few_choices_are_asked_at_once_but_for_the_grounds(library: Library, name: str) -> None:
    for step in library.scripts[name].steps:
        stating = [choice for choice in step.choices if choice.ground]
        assert len(step.choices) <= (9 if stating else 4), step.id
        assert len(step.choices) >= 2, step.id
