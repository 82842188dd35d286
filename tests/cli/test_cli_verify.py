import json
from pathlib import Path

import pytest
from promised_calls import CALLBACK, take
from prompt import Prompt

from guide.record.places import Places


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


@pytest.mark.parametrize("state", [".", "state"])
def test_the_summary_of_somebody_else_is_verified_by_the_journal_beside_its_folder(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    ben = guide.folder / "ben"
    places = Places(ben / state, ben / "summaries")
    call = take(places, "ben", CALLBACK)
    summary = places.out / f"{call}.md"
    answer = guide("verify", summary)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"{call}: all fits, ")
    summary.write_text(summary.read_text().replace("ben", "kim", 1))
    assert "is not what the journal tells" in guide("verify", summary).err
    monkeypatch.setenv("GUIDE_STATE", str(ben / state))
    monkeypatch.setenv("GUIDE_AGENT", "ben")
    guide("mark", call, "done")
    assert "is not what the journal tells" in guide("verify", summary).err


def test_a_summary_without_its_journal_is_not_said_to_have_lost_it(guide: Prompt) -> None:
    places = Places(guide.folder / "ben", guide.folder / "ben" / "summaries")
    call = take(places, "ben", CALLBACK)
    summary = guide.folder / "sent" / f"{call}.md"
    summary.parent.mkdir()
    summary.write_bytes((places.out / summary.name).read_bytes())
    answer = guide("verify", summary)
    assert (answer.code, answer.out) == (1, "")
    assert f"{call}: Its journal is not among your own records" in answer.err
    assert "guide collect DIR verifies it" in answer.err
