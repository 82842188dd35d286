"""Verifying records at the prompt: that all fits, or in words what does not."""

from collections.abc import Sequence
from pathlib import Path

from guide.cli.answer import FINE, WRONG, counted, data, json_data, words
from guide.cli.settings import settings
from guide.record.verify import Verdict, verify
from guide.script.approval import APPROVALS_FILE
from guide.script.approval_file import load_approvals


def verify_records(
    named: Sequence[str], scripts: Path | None, out: Path | None, *, as_json: bool
) -> int:
    """Verify calls, each named by its id or by a file of its summary; return the exit code."""
    chosen = settings(scripts=scripts, out=out)
    approvals, _ = load_approvals(chosen.scripts_folder / APPROVALS_FILE)
    where = chosen.private_places()
    verdicts = [verify(where, name, approvals) for name in named]
    if as_json:
        json_data([_fields(verdict) for verdict in verdicts])
    else:
        for verdict in verdicts:
            _tell(verdict)
    return WRONG if any(verdict.faults for verdict in verdicts) else FINE


def _fields(verdict: Verdict) -> dict[str, object]:
    return {
        "call": verdict.call,
        "events": verdict.events,
        "files": list(verdict.files),
        "fits": not verdict.faults,
        "faults": list(verdict.faults),
    }


def _tell(verdict: Verdict) -> None:
    if not verdict.faults:
        looked_at = f"{counted(verdict.events, 'event')} in {counted(len(verdict.files), 'file')}"
        data(f"{verdict.call}: all fits, {looked_at}.")
    for fault in verdict.faults:
        words(f"{verdict.call}: {fault}")
