import json
from pathlib import Path

import pytest
from prompt import Prompt


@pytest.fixture
def summary(guide: Prompt) -> Path:
    """The summary of a call that was played."""
    return Path(guide("play", "friday-callback").out.strip())


def test_what_fits_is_said_to_fit(guide: Prompt, summary: Path) -> None:
    for named in (summary, summary.with_suffix(".toml"), summary.stem):
        answer = guide("verify", named, "--out", summary.parent)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out.startswith(f"{summary.stem}: all fits, ")


def test_what_does_not_fit_is_said_in_words_and_ends_with_1(guide: Prompt, summary: Path) -> None:
    summary.write_text(summary.read_text().replace("Callback", "Call back", 1))
    answer = guide("verify", summary)
    assert (answer.code, answer.out) == (1, "")
    assert "is not what the journal tells, from line" in answer.err


def test_verdicts_as_json(guide: Prompt, summary: Path) -> None:
    (told,) = json.loads(guide("verify", summary, "--json").out)
    assert (told["call"], told["fits"], told["faults"]) == (summary.stem, True, [])
    summary.unlink()
    answer = guide("verify", summary.with_suffix(".toml"), "--json")
    assert answer.code == 1
    assert json.loads(answer.out)[0]["fits"] is False


def test_several_are_verified_at_once(guide: Prompt, summary: Path) -> None:
    other = Path(guide("play", "no-more-calls").out.strip())
    other.write_text("")
    answer = guide("verify", summary, other)
    assert answer.code == 1
    assert answer.out.startswith(f"{summary.stem}: all fits")
    assert other.stem in answer.err


def test_a_summary_that_is_not_there_is_wrong_use(guide: Prompt) -> None:
    answer = guide("verify", "nothing.md")
    assert (answer.code, answer.out) == (2, "")
    assert "There is no summary nothing.md" in answer.err
