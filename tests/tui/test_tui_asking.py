"""What is doubted of an answer, and for how long."""

import pytest

from guide.tui.asking import of_first_once_sure


def doubts(said: str) -> str:
    return f"Is {said} right?" if said in ("no answer", "5") else ""


@pytest.mark.parametrize(("of_words", "asked"), [(True, "Is no answer right?"), (False, "")])
def test_what_is_typed_on_from_doubted_words_is_doubted_until_it_is_answered_again(
    of_words: bool, asked: str
) -> None:
    refuses = of_first_once_sure(lambda _: "", doubts, of_words=of_words)
    assert refuses(["no answer"]) == "Is no answer right?"
    assert refuses(["no answer Sam Poe"]) == asked
    assert refuses(["no answer Sam Poe"]) == ""


def test_another_answer_is_not_doubted_for_the_one_before() -> None:
    refuses = of_first_once_sure(lambda _: "", doubts, of_words=True)
    assert refuses(["no answer"])
    assert refuses(["spoke to Dana"]) == ""
    assert refuses(["no answer at first"]) == ""
    assert refuses(["no answer"]) == "Is no answer right?"
