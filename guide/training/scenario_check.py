"""Checking a scenario against the scripts: what it names must be there, and the moves must do."""

from collections.abc import Iterator
from pathlib import Path

from guide.call import actions as act
from guide.script.findings import Findings, Problem, listed, quoted
from guide.script.library import Library
from guide.script.locate import Where
from guide.script.model import CALLER_FIELDS, FollowUpKind, Step
from guide.script.toml_reader import file_name
from guide.training.reference import Reference, reference
from guide.training.scenario import Scenario
from guide.training.scenario_file import FOLDER, scenario_files

_REASON = "reason to report"
_CAUSED = "follow-up or reason to report"
_KINDS = {
    "step": "step",
    "said": "line",
    "adapted": "line",
    "left_out": "line",
    "passed_over": "line",
    "ground": "ground",
    "follow_up": "follow-up",
}
"""What the settings of `when` name."""


def findings_in(scenario: Scenario, file: Path) -> Findings:
    """Where mistakes of a scenario that was read from this file are noted."""
    findings = Findings(file_name(file))
    findings.look_in(scenario.text.removeprefix("\ufeff").replace("\r\n", "\n"))
    return findings


def check_scenario(scenario: Scenario, file: Path, library: Library) -> tuple[Problem, ...]:
    """What a scenario names that the scripts do not have; empty if all is well.

    A script that is not there at all is all that is told.
    """
    findings = findings_in(scenario, file)
    if library.get(scenario.script) is None:
        known = set(library.scripts)
        _unknown(findings, ("scenario", "script"), "script", scenario.script, "the scenario", known)
        return findings.problems
    there = _names_there(scenario, library)
    for where, kind, name, by in _names_in(scenario):
        if name and name not in there[kind]:
            _unknown(findings, where, kind, name, by, there[kind])
    earlier = scenario.earlier
    if earlier and not file.with_name(f"{earlier}.toml").is_file():
        folder = file.absolute().parent
        beside = set(scenario_files(folder.parent)) if folder.name == FOLDER else set()
        _unknown(findings, ("scenario", "earlier"), "scenario", earlier, "`earlier`", beside)
    return findings.problems


def _names_in(scenario: Scenario) -> Iterator[tuple[Where, str, str, str]]:
    """Every name in a scenario: where it stands, of what kind it is, and what names it."""
    for n, reply in enumerate(scenario.replies):
        by = f"reply {quoted(reply.id)}"
        for key, kind in _KINDS.items():
            yield ("reply", n, "when", key), kind, getattr(reply.when, key), by
        yield ("reply", n, "reports"), _REASON, reply.reports, by
        for i, name in enumerate(reply.cause_for):
            yield ("reply", n, "cause_for", i), _CAUSED, name, by
    for n, move in enumerate(scenario.moves):
        yield ("move", n, "reports"), _REASON, move.reports, f"move {n + 1}"
        for i, name in enumerate(move.cause_for):
            yield ("move", n, "cause_for", i), _CAUSED, name, f"move {n + 1}"
        for i, name in enumerate(move.settles):
            yield ("move", n, "settles", i), "ending", name, f"move {n + 1}"
        if isinstance(move.action, act.WriteDetail | act.LeaveAnswerOut):
            yield ("move", n, "field"), "detail", move.action.field, f"move {n + 1}"
        if isinstance(move.action, act.AddFollowUp):
            yield ("move", n, "kind"), "follow-up", move.action.kind, f"move {n + 1}"
    for n, expect in enumerate(scenario.expected):
        by = "an [[expect]]"
        yield ("expect", n, "acknowledge"), "line or step", expect.acknowledge, by
        yield ("expect", n, "detail"), "detail", expect.detail, by
        for i, ending in enumerate(expect.endings):
            yield ("expect", n, "endings", i), "ending", ending, by
        for i, ground in enumerate(expect.grounds):
            yield ("expect", n, "grounds", i), "ground", ground, by


def _names_there(scenario: Scenario, library: Library) -> dict[str, set[str]]:
    """The names that the scripts have, by kind; of steps and lines also `script:name`."""
    scripts = library.scripts.values()
    steps = {name for s in scripts for x in s.steps for name in (x.id, f"{s.id}:{x.id}")}
    lines = {name for s in scripts for x in s.lines for name in (x.id, f"{s.id}:{x.id}")}
    script = library.script(scenario.script)
    protocol = library.protocol_of(script)
    endings = (*script.endings, *(protocol.endings if protocol else ()))
    kinds = {*FollowUpKind, *(rule.kind for s in scripts for rule in s.follow_ups)}
    reasons = {reason.id for s in scripts for reason in s.reports}
    return {
        "step": steps,
        "line": lines,
        "line or step": lines | steps,
        "ground": {ground.id for s in scripts for ground in s.grounds},
        "detail": {
            *CALLER_FIELDS,
            *(name for s in scripts for step in s.steps for name in _answered_at(step)),
        },
        "ending": {ending.id for ending in endings},
        "follow-up": kinds,
        _REASON: reasons,
        _CAUSED: kinds | reasons,
    }


def _answered_at(step: Step) -> set[str]:
    """What a step asks for, or its choices answer."""
    return {*step.capture, *(name for choice in step.choices for name, _ in choice.answers)}


def _unknown(
    findings: Findings, where: Where, kind: str, name: str, by: str, there: set[str]
) -> None:
    names = sorted(there)
    otherwise = f"There are: {listed(names, 12)}." if names else "There is none."
    message = f"There is no {kind} {quoted(name)}, which {by} names."
    findings.error(where, "missing-target", message, findings.did_you_mean(name, names, otherwise))


def check_moves(scenario: Scenario, file: Path, library: Library) -> tuple[Problem, ...]:
    """What a rule refuses of the moves, or does not although the file says so; nothing is kept.

    The places of the scenario are filled. Raises `UnknownName` for a script that is not there.
    """
    findings = findings_in(scenario, file)
    try:
        played = reference(scenario, library)
    except OverflowError:
        message = "`starts` in [scenario] is at the very end of the calendar."
        fix = "Write a day that a call can be on: starts = 2026-11-20T14:03:00-05:00."
        findings.error(("scenario", "starts"), "bad-time", message, fix)
    else:
        _note_refusal(scenario, played, findings)
        _note_contrary(played, library, findings)
    return findings.problems


def _note_contrary(played: Reference, library: Library, findings: Findings) -> None:
    """What `contrary` of a move names that is none of the other choices there, or with no words."""
    spoken = False
    for beat in played.beats:
        spoken |= bool(beat.move.caller)
        action = beat.move.action
        if not isinstance(action, act.Choose) or not beat.move.contrary:
            continue
        script, name, _ = beat.place
        step = library.script(script).step(name)
        others = [one.key for one in step.choices if one.key != action.key] if step else []
        where = ("move", beat.n - 1, "contrary")
        if not spoken:
            message = f"`contrary` in move {beat.n} is of the caller's words, and there are none."
            findings.error(where, "unknown-key", message, "Take it out.")
        for n, key in enumerate(beat.move.contrary):
            if key not in others:
                message = (
                    f"Choice {key}, which `contrary` in move {beat.n} names, is none of the others"
                    f" at {quoted(name)}."
                )
                fix = f"The others are {', '.join(map(str, others))}."
                findings.error((*where, n), "missing-target", message, fix)


def _note_refusal(scenario: Scenario, played: Reference, findings: Findings) -> None:
    beats = [beat for beat in played.beats if beat.move.action] or played.beats
    last = beats[-1]
    move = last.name.capitalize()
    at_last, in_head = ("move", last.n - 1, "do"), ("scenario", "refused")
    wanted, reason = scenario.refused, played.refused
    if wanted and not reason:
        message = f"{move} is not refused, although `refused` in [scenario] says so: “{wanted}”."
        fix = "Take `refused` out, or let the moves lead to what a rule refuses."
        findings.error(in_head, "not-refused", message, fix)
    elif reason and not wanted:
        fix = (
            "Mend this move or one before it; if a rule is to refuse it, write words of its reason"
            ' under [scenario]: refused = "…".'
        )
        findings.error(at_last, "refused-move", f"{move} is refused: {reason}", fix)
    elif wanted not in reason:
        other = "is refused for another reason than `refused` in [scenario] has:"
        fix = "Write words of that reason, or let the moves lead to the one that is meant."
        findings.error(in_head, "other-reason", f"{move} {other} {reason}", fix)
    elif reason and (left := len(scenario.moves) - last.n):
        message = f"{move} is refused, so that what comes after it ({left} more) is never made."
        fix = "Take it out: a scenario ends with what is refused."
        findings.warning(("move", last.n), "never-made", message, fix)
    elif not reason and played.call.ended is None:
        fix = 'Add a last move with do = "end" and its `ending`.'
        findings.error(at_last, "no-ending", "The moves do not end the call.", fix)
