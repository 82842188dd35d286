import json
from pathlib import Path

import pytest
from prompt import Prompt
from untouched import everything

from guide.call.context import Refused
from guide.cli.demo import recording_of_call, reviewing_of
from guide.cli.settings import settings
from guide.remarks.remark import Remark
from guide.remarks.reviewing import Reviewing
from guide.training.recording import Recording


def practised(guide: Prompt) -> tuple[str, Path]:
    """The id and the journal of a call that was played and kept."""
    call = json.loads(guide("play", "friday-callback", "--json").out)["call"]
    [journal] = guide.state.rglob(f"{call}.jsonl")
    return call, journal


def recording(name: str | Path, *, practice: bool = False) -> Recording:
    return recording_of_call(str(name), settings(), practice=practice)


def test_without_a_terminal_a_replay_says_so(guide: Prompt) -> None:
    call, _ = practised(guide)
    answer = guide("replay", call, "--practice")
    assert (answer.code, answer.out) == (2, "")
    assert "not a terminal" in answer.err


def test_a_call_is_found_by_the_start_of_its_id_or_by_its_file(guide: Prompt) -> None:
    call, journal = practised(guide)
    by_id = recording(call[:10], practice=True)
    by_file = recording(journal)
    assert by_id.frames == by_file.frames
    assert by_id.frames[-1].call.id == call


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("20200101", "There is no call “20200101”"),
        ("nowhere/none.jsonl", "Could not read"),
        ("none.jsonl", "Could not read"),
    ],
)
def test_a_call_that_is_not_there_is_told(guide: Prompt, name: str, words: str) -> None:
    answer = guide("replay", name)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.err


def test_practice_is_not_among_real_calls(guide: Prompt) -> None:
    call, _ = practised(guide)
    assert f"The call {call} is practice: add --practice." in guide("replay", call).err


@pytest.mark.parametrize("data", [b"", b"hello\n", b'{"format":1}\n', b"\x00" * 90])
def test_a_file_that_is_no_journal_is_told(guide: Prompt, data: bytes) -> None:
    path = guide.folder / "odd.jsonl"
    path.write_bytes(data)
    answer = guide("replay", path)
    assert (answer.code, answer.out) == (2, "")
    assert str(path) in answer.err


def test_of_a_damaged_journal_the_sound_beginning_is_shown(guide: Prompt) -> None:
    _, journal = practised(guide)
    data = journal.read_bytes()
    journal.write_bytes(data[: len(data) // 2])
    shown = recording(journal)
    assert "cut off" in shown.damage
    assert 1 < len(shown.frames[-1].call.entries) < 40


def test_remarks_are_noted_on_a_call_that_is_kept_here_and_not_on_a_file(guide: Prompt) -> None:
    call, journal = practised(guide)
    shown = recording(call, practice=True)
    reviewing = reviewing_of(call, shown, settings(agent="Kim Lo"))
    assert isinstance(reviewing, Reviewing)
    assert (reviewing.call, reviewing.training, reviewing.by) == (call, True, "Kim Lo")
    assert isinstance(reviewing.note(1.0, "Say it slower."), Remark)
    assert isinstance(reviewing_of(str(journal), shown, settings()), Refused)


def test_reading_a_call_changes_nothing_and_locks_nothing(guide: Prompt) -> None:
    call, journal = practised(guide)
    before = everything(guide.folder)
    recording(call, practice=True)
    recording(journal)
    assert everything(guide.folder) == before


def test_the_wording_of_then_is_shown_where_it_was_kept(guide: Prompt) -> None:
    _, journal = practised(guide)
    assert recording(journal).remark == ""
    mine = guide.folder / "mine"
    mine.mkdir()
    for script in (Path(__file__).parents[2] / "scripts").glob("*.toml"):
        (mine / script.name).write_bytes(script.read_bytes())
    changed = mine / "escalated-callers.toml"
    changed.write_text(changed.read_text() + "\n# changed since\n")
    then = recording_of_call(str(journal), settings(scripts=mine), practice=False)
    assert then.remark == ""
    for kept in (guide.state / "wording").iterdir():
        kept.unlink()
    now = recording_of_call(str(journal), settings(scripts=mine), practice=False)
    assert "is not kept" in now.remark
