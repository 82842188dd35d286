"""Journals made by strangers: whatever they hold, there is an answer or a sentence."""

from pathlib import Path

import pytest
from durable.mutated import INFINITE, journal_of, mutated, records_in
from kit import shipped
from sweeps import crossed

from guide.call.fold import call_of
from guide.call.rules.notes import taking_over
from guide.errors import GuideError, RecordError
from guide.record.call_list import call_info
from guide.record.journal import Reading, read_journal
from guide.record.lawful import unlawful_events
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.record.summary.toml import toml_text
from guide.training.review import review_of

HERE = Path(__file__).parent
STORED = sorted(HERE.glob("format-*.jsonl"))
FIRST = HERE / "format-1.jsonl"

LIBRARY = shipped()
SCRIPTS = {script.sha256: script for script in LIBRARY.scripts.values()}


def _all_that_reads(path: Path) -> Reading:
    """Read a journal as whatever shows a call does."""
    reading = read_journal(path)
    if reading.entries:
        call = call_of(reading.entries)
        summary = summary_of(call, reading.chain)
        markdown(summary).encode()
        toml_text(summary).encode()
        taking_over(call)
        assert all(map(str, unlawful_events(call, SCRIPTS.get)))
        recording = review_of(reading, LIBRARY)
        assert recording.chapters
        assert recording.milestones is not None
    return reading


@pytest.mark.parametrize(("stored", "seed"), crossed(STORED, range(2)))
def test_a_value_that_cannot_be_is_a_sentence_and_never_a_fault(
    tmp_path: Path, stored: Path, seed: int
) -> None:
    path = tmp_path / "strange.jsonl"
    for told, data in mutated(stored, seed, 150):
        path.write_bytes(data)
        info = call_info(path)
        try:
            _all_that_reads(path)
        except GuideError as error:
            assert 20 < len(str(error)) < 600, told
        except Exception as error:
            raise AssertionError(told) from error
        assert info is None or info.id == "strange"


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.name)
def test_what_versions_wrote_can_all_be(stored: Path) -> None:
    assert _all_that_reads(stored).entries


@pytest.mark.parametrize(
    ("line", "values", "why"),
    [
        (1, {"kind": "went-back", "script": "x", "step": "x", "step_title": "X"}, "goes back"),
        (1, {"kind": "returned", "script": "x", "step": "x", "step_title": "X"}, "it returns"),
        (1, {"t": INFINITE}, "it is inf seconds after the call began"),
        (1, {"t": -1.0}, "it is -1 seconds after the call began"),
        (9, {"t": 0.0}, "it is earlier than the event before it"),
        (0, {"at": "9999-12-31T23:59:59Z"}, "its time is 9999-12-31T23:59:59"),
        (0, {"at": "0001-01-01T00:00:00Z"}, "its time is 0001-01-01T00:00:00"),
        (1, {"kind": "clock-started", "seconds": 10**400}, "a timer cannot run for 10000000… "),
        (1, {"kind": "drafted", "keep": -1, "text": "x"}, "a draft cannot keep -1 characters"),
        (1, {"kind": "corrected", "of": 7, "what": "x"}, "number 7 is no event before it"),
        (1, {"kind": "corrected", "of": 1, "what": "x"}, "the start of a call is not undone"),
        (1, {"kind": "language-chosen", "language": "x"}, "it names what is no language"),
        (1, {"kind": "note-corrected", "of": 1, "text": "x"}, "number 1 is no note before it"),
        (1, {"kind": "follow-up-done", "of": 0, "by": "x"}, "number 0 is no follow-up before it"),
    ],
)
def test_what_cannot_be_is_named_with_its_event(
    tmp_path: Path, line: int, values: dict[str, object], why: str
) -> None:
    records = records_in(FIRST)
    if "kind" in values:
        records[line] = {key: records[line][key] for key in ("n", "at", "t")}
    records[line] |= values
    path = tmp_path / "strange.jsonl"
    path.write_bytes(journal_of(records))
    with pytest.raises(RecordError, match=f"event {line + 1} cannot be: .*{why}") as caught:
        read_journal(path)
    assert "It was changed, or this program did not write it." in str(caught.value)


def test_a_start_in_the_middle_cannot_be(tmp_path: Path) -> None:
    records = records_in(FIRST)
    start = {**records[0], "n": 3}
    path = tmp_path / "strange.jsonl"
    path.write_bytes(journal_of([*records[:2], start]))
    with pytest.raises(RecordError, match="event 3 cannot be: a call starts once"):
        read_journal(path)
