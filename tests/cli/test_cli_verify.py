import json
from collections.abc import Callable
from pathlib import Path

import pytest
from promised_calls import CALLBACK, take
from prompt import Prompt

from guide.record.codec import GENESIS, seal
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


def swap_words(data: bytes) -> bytes:
    return data.replace(b"nobody there", b"nobody home!")


def write_anew(data: bytes) -> bytes:
    lines = swap_words(data).splitlines(keepends=True)
    record = json.loads(lines[0])
    del record["prev"], record["hash"]
    return b"".join([seal(json.dumps(record, separators=(",", ":")), GENESIS)[0], *lines[1:]])


def cut_short(data: bytes) -> bytes:
    return b"".join(data.splitlines(keepends=True)[:-1])


@pytest.mark.parametrize("change", [swap_words, write_anew, cut_short])
def test_a_call_does_not_fit_of_which_a_line_of_the_register_was_changed(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes]
) -> None:
    ben = guide.folder / "ben"
    places = Places(ben, ben / "summaries")
    call = take(places, "ben", CALLBACK)
    other = take(places, "ben", CALLBACK, minutes=5)
    summary = places.out / f"{call}.md"
    with monkeypatch.context() as patch:
        patch.setenv("GUIDE_STATE", str(ben))
        patch.setenv("GUIDE_AGENT", "ben")
        for _ in range(2):
            assert guide("mark", call, "tried", "--note", "nobody there").code == 0
    assert guide("verify", summary).code == 0
    assert json.loads(guide("collect", ben, "--show", call, "--json").out)["fits"]
    places.register.write_bytes(change(places.register.read_bytes()))
    for typed in (("verify", summary, "--json"), ("collect", ben, "--show", call, "--json")):
        answer = guide(*typed)
        told = json.loads(answer.out)
        (fits,) = {one["fits"] for one in (told if isinstance(told, list) else [told])}
        assert (answer.code, fits) == (1, False), answer
    assert f"the register {places.register}" in guide("verify", summary).err
    if change is swap_words:
        assert guide("verify", places.out / f"{other}.md").code == 0
