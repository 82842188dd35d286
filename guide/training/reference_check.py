"""Checking a scenario's moves by playing them: they must go as the file says they do."""

from pathlib import Path

from guide.script.findings import Findings, Problem
from guide.script.library import Library
from guide.training.reference import Beat, Reference, reference
from guide.training.scenario import Scenario
from guide.training.scenario_check import findings_in


def check_reference(scenario: Scenario, file: Path, library: Library) -> tuple[Problem, ...]:
    """What a rule refuses of the moves, or does not although the file says so; nothing is kept.

    The places of the scenario are filled. Raises `UnknownName` for a script that is not there.
    """
    findings = findings_in(scenario, file)
    try:
        played = reference(scenario, library)
    except OverflowError:
        findings.error(
            ("scenario", "starts"),
            "bad-time",
            "`starts` in [scenario] is at the very end of the calendar.",
            "Write a day that a call can be on: starts = 2026-11-20T14:03:00-05:00.",
        )
    else:
        _note_refusal(scenario, played, findings)
    return findings.problems


def _note_refusal(scenario: Scenario, played: Reference, findings: Findings) -> None:
    beats = [beat for beat in played.beats if beat.move.action] or played.beats
    last = beats[-1]
    at_last = ("move", last.n - 1, "do")
    if scenario.refused and not played.refused:
        findings.error(
            ("scenario", "refused"),
            "not-refused",
            f"{_told(last)} is not refused, although `refused` in [scenario] says so:"
            f" “{scenario.refused}”.",
            "Take `refused` out, or let the moves lead to what a rule refuses.",
        )
    elif played.refused and not scenario.refused:
        findings.error(
            at_last,
            "refused-move",
            f"{_told(last)} is refused: {played.refused}",
            "Mend this move or one before it; if a rule is to refuse it, write words of its reason"
            ' under [scenario]: refused = "…".',
        )
    elif scenario.refused not in played.refused:
        findings.error(
            ("scenario", "refused"),
            "other-reason",
            f"{_told(last)} is refused for another reason than `refused` in [scenario] has:"
            f" {played.refused}",
            "Write words of that reason, or let the moves lead to the one that is meant.",
        )
    elif played.refused and (left := len(scenario.moves) - last.n):
        findings.warning(
            ("move", last.n),
            "never-made",
            f"{_told(last)} is refused, so that what comes after it ({left} more) is never made.",
            "Take it out: a scenario ends with what is refused.",
        )
    elif not played.refused and played.call.ended is None:
        findings.error(
            at_last,
            "no-ending",
            "The moves do not end the call.",
            'Add a last move with do = "end" and its `ending`.',
        )


def _told(beat: Beat) -> str:
    """Which move it is, counted from 1, and its time after the start."""
    minutes, seconds = divmod(beat.move.at, 60)
    return f"Move {beat.n} at {minutes}:{seconds:02}"
