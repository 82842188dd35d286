from pathlib import Path

from kit import shipped
from record.record_samples import CALL
from record.test_record_growth import a_long_call, kept

from guide.call import events as ev
from guide.record.verify import Measure, verify_call


def test_a_note_that_reads_like_the_end_of_a_summary_is_no_fault(tmp_path: Path) -> None:
    note = ev.Noted(f"read to me: Journal: 7 events; format 1; last hash {'ab' * 32}")
    places = kept(tmp_path, a_long_call([note]))
    assert verify_call(Measure.of(places, shipped().approvals), CALL).faults == ()
