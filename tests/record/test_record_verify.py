import shutil
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from earlier import encoded_by
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from kit import FRIDAY, shipped, warned
from msgspec import UNSET
from msgspec.structs import replace
from record_samples import CALL, STARTED, chain_of, entries_of

from guide.call import actions as act
from guide.call import events as ev
from guide.call.fold import call_of
from guide.record.codec import GENESIS, Chain, encoded
from guide.record.disk import Disk
from guide.record.finish import write_summary
from guide.record.journal import read_journal
from guide.record.ledger import enter, kept_line
from guide.record.places import Places
from guide.record.verify import Measure, Verdict, verify_call
from guide.record.writer import DirectWriter
from guide.script.approval import Approvals
from guide.script.signing import approval_of
from guide.session.callbook import CallBook
from guide.session.clock import SetClock

NONE = Approvals(())
SIGNED = shipped().approvals


@dataclass(frozen=True)
class Record:
    """A call that has ended, with all its files."""

    places: Places
    call: str

    @property
    def journal(self) -> Path:
        return self.places.calls / "done" / f"{self.call}.jsonl"

    @property
    def files(self) -> tuple[Path, Path, Path]:
        out = self.places.out
        return self.journal, out / f"{self.call}.md", out / f"{self.call}.toml"

    def verdict(self, named: str = "", approvals: Approvals = SIGNED) -> Verdict:
        return verify_call(Measure.of(self.places, approvals), named or self.call)


def recorded(folder: Path, opening: str = "hang-up-protocol") -> Record:
    places = Places(folder / "state", folder / "out")
    clock = SetClock(FRIDAY)
    book = CallBook(shipped(), places, clock=clock, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Robin", details=(("caller", "Dana"),))
    for n, action in enumerate(
        (
            act.Draft("waited"),
            act.Write("waited 3 weeks"),
            act.GoTo("escalated-callers", "connect"),
            act.Say(),
            *([act.GoTo(opening)] if opening else []),
            *warned(),
            act.End("hung-up"),
        )
    ):
        clock.set(n)
        session.do(action)
    book.finish(session)
    return Record(places, session.call.id)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return recorded(tmp_path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return recorded(tmp_path_factory.mktemp("kept"))


def test_a_record_that_nobody_touched_fits_however_it_is_named(record: Record) -> None:
    for named in ("", record.call[:10], *map(str, record.files[1:])):
        verdict = record.verdict(named)
        assert verdict.faults == ()
        assert verdict.files == record.files
        assert verdict.events == len(read_journal(record.journal).entries)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2), st.floats(0, 1, exclude_max=True), st.integers(1, 255))
@example(0, 0.0, 1)
@example(0, 0.9999999, 1)
@example(1, 0.9999999, 1)
def test_one_changed_byte_anywhere_is_found(
    kept: Record, which: int, where: float, change: int
) -> None:
    path = kept.files[which]
    before = path.read_bytes()
    at = int(where * len(before))
    try:
        path.write_bytes(before[:at] + bytes([before[at] ^ change]) + before[at + 1 :])
        assert kept.verdict().faults
        assert kept.verdict(str(kept.files[2])).faults
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_byte_more_or_less_at_the_end_is_found(record: Record, which: int) -> None:
    path = record.files[which]
    before = path.read_bytes()
    for after in (before[:-1], before + b"\n", before + b" "):
        path.write_bytes(after)
        assert record.verdict().faults


def test_a_journal_cut_on_a_line_boundary_is_found_by_count_and_last_hash(record: Record) -> None:
    lines = record.journal.read_bytes().splitlines(keepends=True)
    record.journal.write_bytes(b"".join(lines[:-1]))
    faults = "\n".join(record.verdict().faults)
    assert f"is of {len(lines)} events; the journal has {len(lines) - 1}." in faults


def test_a_journal_rewritten_with_a_whole_new_chain_is_found(record: Record) -> None:
    entries = read_journal(record.journal).entries
    later = [type(e)(e.n, e.at, e.elapsed + (e.n > 3) * 0.001, e.event) for e in entries]
    record.journal.write_bytes(encoded(later, GENESIS)[0])
    faults = "\n".join(record.verdict().faults)
    assert "does not end with the hash that the summary" in faults


def test_what_differs_is_told_with_its_line_and_both_wordings(record: Record) -> None:
    md = record.files[1]
    md.write_text(md.read_text().replace("Dana", "Dora"))
    (fault,) = record.verdict().faults
    assert f"{md} is not what the journal tells, from line" in fault
    assert "Dora" in fault
    assert "Dana" in fault


def test_a_summary_that_is_gone_is_told(record: Record) -> None:
    record.files[2].unlink()
    (fault,) = record.verdict().faults
    assert "is not there: guide summary writes it again" in fault


def test_kept_wording_that_was_changed_or_is_gone_is_told(record: Record) -> None:
    kept_scripts = sorted(record.places.wording.iterdir())
    kept_scripts[0].write_text(kept_scripts[0].read_text() + "\n# a remark\n")
    kept_scripts[1].unlink()
    faults = "\n".join(record.verdict().faults)
    assert "has been changed" in faults
    assert "is not kept" in faults


def test_wording_that_is_not_what_its_hash_is_of_is_told_though_all_else_fits(
    record: Record,
) -> None:
    entries = [
        type(e)(e.n, e.at, e.elapsed, _reworded(e.event))
        for e in read_journal(record.journal).entries
    ]
    record.journal.write_bytes(encoded(entries, GENESIS)[0])
    reading = read_journal(record.journal)
    from guide.call.fold import call_of

    write_summary(Disk(), record.places.out, call_of(reading.entries), reading.chain)
    faults = "\n".join(record.verdict().faults)
    assert "is not the one its hash is of" in faults
    assert "is not in the kept script in these words" in faults
    assert "is not what the journal tells" not in faults


def _reworded(event: object) -> object:
    from msgspec.structs import replace

    from guide.call import events as ev

    return replace(event, text="You win a prize.") if isinstance(event, ev.Said) else event


def test_an_approval_that_is_not_on_file_is_told(tmp_path: Path) -> None:
    from msgspec.structs import replace

    from guide.call import events as ev
    from guide.call.fold import call_of

    record = recorded(tmp_path)
    at = datetime(2026, 1, 31, 9, tzinfo=UTC)
    entries = [
        type(e)(
            e.n,
            e.at,
            e.elapsed,
            replace(e.event, approved_by="Ann", approved_at=at)
            if isinstance(e.event, ev.Said)
            else replace(e.event, program="0.2.0")
            if isinstance(e.event, ev.Started)
            else e.event,
        )
        for e in read_journal(record.journal).entries
    ]
    record.journal.write_bytes(encoded_by("0.2.0", entries)[0])
    reading = read_journal(record.journal)
    write_summary(Disk(), record.places.out, call_of(reading.entries), reading.chain)
    record.places.ledger.unlink()
    script = shipped().script("escalated-callers")
    signed = SIGNED.with_more((approval_of(script, "Ann", at),))
    other = SIGNED.with_more((approval_of(script, "Bob", at),))
    assert record.verdict(approvals=signed).faults == ()
    (fault,) = record.verdict(approvals=other).faults
    assert "no approval of line" in fault
    assert "by Ann" in fault
    without = record.verdict(approvals=NONE).faults
    assert [fault.partition(" names an approval by ")[0] for fault in without] == [
        "1 line of the script “escalated-callers”",
        "1 line of the script “hang-up-protocol”",
    ]


def test_a_summary_that_was_renamed_is_still_verified(record: Record, tmp_path: Path) -> None:
    for path in record.files[1:]:
        shutil.copy(path, tmp_path / f"copy{path.suffix}")
    assert record.verdict(str(tmp_path / "copy.md")).faults == ()
    (tmp_path / "copy.md").write_text("nothing")
    assert record.verdict(str(tmp_path / "copy.toml")).faults


def test_an_unfinished_call_has_a_journal_to_verify_and_no_summary(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    book = CallBook(shipped(), places, clock=SetClock(FRIDAY), writer=DirectWriter)
    session = book.start("escalated-callers", agent="Robin")
    session.close()
    verdict = verify_call(Measure.of(places, SIGNED), session.call.id)
    assert verdict.faults == ()
    assert [path.suffix for path in verdict.files] == [".jsonl"]


def test_a_script_whose_warning_was_given_without_opening_it_is_named_and_verified(
    tmp_path: Path,
) -> None:
    record = recorded(tmp_path, opening="")
    assert record.verdict().faults == ()
    protocol = shipped().script("hang-up-protocol")
    _, md, toml = record.files
    assert f"| {protocol.title} | {protocol.id} | {protocol.version} | {protocol.sha256} |" in (
        md.read_text()
    )
    assert tomllib.loads(toml.read_text())["scripts"][1:] == [
        {
            "id": protocol.id,
            "title": protocol.title,
            "version": protocol.version,
            "sha256": protocol.sha256,
        }
    ]
    kept = record.places.wording / f"{protocol.sha256}.toml"
    kept.write_text(protocol.text.replace("tolerate", "accept"))
    (changed,) = record.verdict().faults
    assert "The script “hang-up-protocol” as it was kept" in changed
    assert "has been changed" in changed


def _before_texts_were_named(event: ev.Event) -> ev.Event:
    match event:
        case ev.GroundStated():
            return replace(event, title=UNSET, version=UNSET, sha256=UNSET)
        case ev.Started():
            return replace(event, program="0.2.0")
    return event


def test_words_of_a_script_that_an_older_journal_does_not_name_are_compared_with_it_as_well(
    tmp_path: Path,
) -> None:
    record = recorded(tmp_path, opening="")
    entries = [
        type(e)(e.n, e.at, e.elapsed, _before_texts_were_named(e.event))
        for e in read_journal(record.journal).entries
    ]
    record.journal.write_bytes(encoded_by("0.2.0", entries)[0])
    reading = read_journal(record.journal)
    write_summary(Disk(), record.places.out, call_of(reading.entries), reading.chain)
    record.places.ledger.unlink()
    assert record.verdict().faults == ()
    protocol = shipped().script("hang-up-protocol")
    assert protocol.sha256 not in record.files[1].read_text()
    kept = record.places.wording / f"{protocol.sha256}.toml"
    other = protocol.text.replace("tolerate", "accept")
    kept.unlink()
    (lacking,) = record.verdict().faults
    assert "the script “hang-up-protocol” as it was on the call is not kept" in lacking
    (record.places.wording / f"{sha256(other.encode()).hexdigest()}.toml").write_text(other)
    (changed,) = record.verdict().faults
    assert "is not in the kept script in these words" in changed


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ((), "It was ended by the hang-up protocol, and no reason for that stood."),
        (
            (ev.GroundStated("abuse", "Abuse", 1, False), ev.CallerSaid("parrot")),
            "It was ended by the hang-up protocol after 0 of 1 warning.",
        ),
        (
            (ev.GroundStated("hate", "Hate speech", 0, False),),
            "It was ended by the hang-up protocol without the caller’s words.",
        ),
    ],
)
def test_an_ending_that_no_rule_lets_be_does_not_fit(
    tmp_path: Path, before: tuple[ev.Event, ...], why: str
) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    ended = ev.Ended("protocol", "Ended by the hang-up protocol", protocol=True)
    entries = entries_of(STARTED, *before, ended)
    path = places.calls / "done" / f"{CALL}.jsonl"
    Disk().private_folder(path.parent)
    path.write_bytes(encoded(entries)[0])
    write_summary(Disk(), places.out, call_of(entries), chain_of(entries))
    faults = verify_call(Measure.of(places, SIGNED), CALL).faults
    assert why in faults


def moved_in_time(record: Record, by: timedelta) -> None:
    """Have every event by so much later, sealed anew; the ledger had it at its true end."""
    entries = [replace(one, at=one.at + by) for one in read_journal(record.journal).entries]
    data, last_hash = encoded(entries)
    record.journal.write_bytes(data)
    chain = Chain(len(entries), last_hash)
    write_summary(Disk(), record.places.out, call_of(entries), chain)
    if record.places.ledger.exists():
        record.places.ledger.unlink()
    at = call_of(entries).ended.at - by
    enter(Disk(), record.places.ledger, [kept_line(call_of(entries).id, chain, at)])


@pytest.mark.parametrize(
    "by", [timedelta(days=-18_000), timedelta(days=-1), timedelta(hours=1), timedelta(days=3_650)]
)
def test_a_call_that_was_moved_in_time_as_a_whole_does_not_fit(
    record: Record, by: timedelta
) -> None:
    assert record.verdict().faults == ()
    moved_in_time(record, by)
    assert [one for one in record.verdict().faults if "its times were changed" in one]


def test_a_call_that_is_entered_before_its_end_or_still_to_come_is_named(record: Record) -> None:
    moved_in_time(record, timedelta())
    assert record.verdict().remarks == ()
    moved_in_time(record, timedelta(days=36_500))
    told = " ".join(record.verdict().remarks)
    assert "which is still to come." in told
    assert "The ledger had its end at 2026-11-20" in told


def test_a_call_that_is_entered_long_after_its_end_is_nothing_odd(record: Record) -> None:
    moved_in_time(record, timedelta())
    entries = read_journal(record.journal).entries
    later = kept_line(record.call, chain_of(entries), entries[-1].at + timedelta(days=9))
    record.places.ledger.unlink()
    enter(Disk(), record.places.ledger, [later])
    assert (record.verdict().faults, record.verdict().remarks) == ((), ())
