"""What is on record, and nothing that the caller said gives cause for: it must not happen."""

import pytest
from msgspec.structs import replace
from plays import (
    FILES,
    LIBRARY,
    NAMES,
    Deed,
    Play,
    before,
    does,
    instead,
    place,
    plan_of,
    played,
    scenario_of,
)

from guide.call import actions as act
from guide.script.model import FollowUpKind
from guide.training.finding import Finding, Sign
from guide.training.reference import reference

CAUSED = {"complaint-filed", "impossible", "bbb-ftc"}
"""What the irate caller of "no-more-calls" gives cause for, or can be taken to."""

NO_CALLS = "Do-not-call list"

REASONS = [r for r in LIBRARY.script("irate-customers").reports if r.id not in CAUSED]


def found(play: Play, about: str) -> Finding:
    [finding] = [one for one in play.told.findings if one.about == about]
    return finding


def besides(name: str, *actions: act.Action) -> Play:
    """A perfect play, with more put on record before its end."""
    scenario = scenario_of(name)
    return played(scenario, before(plan_of(scenario), does(act.End), *actions))


def report(reason: str) -> act.Action:
    return act.AddFollowUp(FollowUpKind.REPORT, (("reason", reason),))


@pytest.mark.parametrize("label", [reason.label for reason in REASONS])
def test_a_report_of_what_the_caller_never_said_must_not_happen(label: str) -> None:
    play = besides("no-more-calls", report(label))
    assert play.flaws() == {"report:unneeded": Sign.NEVER}
    told = found(play, "report:unneeded")
    assert told.sentence.startswith(f"“{label}” was recorded at 4:")
    assert told.sentence.endswith(", and the caller never gave a reason for it.")
    [passage] = told.passages
    assert passage.words.startswith("Report it to your supervisor if the customer requests")


@pytest.mark.parametrize("reason", sorted(CAUSED - {"bbb-ftc"}))
def test_what_the_caller_can_be_taken_to_have_said_is_not_blamed(reason: str) -> None:
    label = next(r.label for r in LIBRARY.script("irate-customers").reports if r.id == reason)
    assert besides("no-more-calls", report(label)).flaws() == {}


@pytest.mark.parametrize("name", [name for name in NAMES if "threat" not in name])
def test_a_threat_that_nobody_made_must_not_happen(name: str) -> None:
    play = besides(name, act.ReportThreat())
    assert play.flaws()["report:unneeded"] is Sign.NEVER
    told = found(play, "report:unneeded")
    assert "and the caller never gave a reason for it" in told.sentence
    if told.passages:
        assert "If any threats are ever made" in told.passages[0].words


@pytest.mark.parametrize("name", [name for name in NAMES if name != "no-more-calls"])
def test_nobody_is_put_on_the_do_not_call_list_who_never_asked(name: str) -> None:
    listed = act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "555-0142"),))
    play = besides(name, listed)
    assert play.flaws() == {"follow-up:uncaused": Sign.NEVER}
    told = found(play, "follow-up:uncaused")
    assert "was recorded at " in told.sentence
    assert "on the do-not-call list by mistake" in told.why
    assert told.facts == (f"On record, and the caller gave no cause for it: {NO_CALLS}",)


def test_a_step_that_asks_for_it_is_no_cause_where_the_scenario_says_what_is() -> None:
    scenario = scenario_of("warned-and-calm")
    filed = act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "555-0132"),))
    plan = plan_of(scenario)
    ended = replace(plan[-1], action=act.End("do-not-call"))
    play = played(scenario, (*plan[:-1], Deed(filed), ended))
    assert found(play, "follow-up:uncaused").sign is Sign.NEVER


def test_what_is_reported_before_it_is_said_is_not_well_done() -> None:
    scenario = scenario_of("no-more-calls")
    early = before(plan_of(scenario), does(act.Choose), report("Threatens to contact BBB or FTC"))
    early = instead(early, does(act.AddFollowUp, kind=FollowUpKind.DO_NOT_CALL), pause=0)
    second = place(early, does(act.AddFollowUp, kind=FollowUpKind.REPORT), 1)
    early = (*early[:second], replace(early[second], action=None), *early[second + 1 :])
    play = played(scenario, early)
    told = found(play, "report:unneeded")
    assert told.sign is Sign.NEVER
    assert ", and the caller gave a reason for it only at 1:38, “And if this" in told.sentence
    assert "report:bbb-ftc" not in [one.about for one in play.told.findings]
    assert told.why == "A supervisor acts on it, and by then the caller had not said that."
    assert told.facts == (
        "“Threatens to contact BBB or FTC” was reported before the caller said it.",
    )


def test_a_threat_that_is_reported_before_it_is_made_is_no_other_caller_s_loudness() -> None:
    scenario = scenario_of("threat-reported")
    told = found(
        played(scenario, (Deed(act.ReportThreat()), *plan_of(scenario))), "report:unneeded"
    )
    assert ", and the caller gave a reason for it only at " in told.sentence
    assert told.why == "A supervisor acts on it, and by then the caller had not said that."


def test_who_is_listed_before_they_ask_for_it_is_listed_for_no_reason() -> None:
    scenario = scenario_of("no-more-calls")
    plan = plan_of(scenario)
    filed = plan[place(plan, does(act.AddFollowUp, kind=FollowUpKind.DO_NOT_CALL))]
    rest = tuple(replace(one, action=None) if one is filed else one for one in plan)
    play = played(scenario, (replace(filed, at=0, hears=""), *rest))
    told = found(play, "follow-up:uncaused")
    assert told.sign is Sign.NEVER
    assert "and the caller gave a reason for it only at " in told.sentence
    assert "never" not in told.why, "they asked later: it is not told that they never did"
    assert "by mistake" not in told.why
    assert told.facts == (f"On record before the caller gave cause for it: {NO_CALLS}",)
    assert "follow-up:do-not-call" not in [f.about for f in play.told.of(Sign.WELL)]


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_scenario_states_the_cause_of_all_that_its_moves_put_on_record(name: str) -> None:
    scenario = scenario_of(name)
    call = reference(scenario, LIBRARY).call
    stated = {c for one in (*scenario.moves, *scenario.replies) for c in one.cause_for}
    said = {one.reports for one in (*scenario.moves, *scenario.replies)}
    assert stated, "so that what it does not state has no cause"
    kinds = {f.kind for f in call.follow_ups} - {FollowUpKind.MESSAGE, FollowUpKind.REPORT}
    assert kinds <= stated
    labels = {r.label: r.id for script in LIBRARY.scripts.values() for r in script.reports}
    reasons = (f.field("reason") for f in call.follow_ups if f.kind == FollowUpKind.REPORT)
    assert {labels.get(reason, reason) for reason in reasons} <= said


def test_what_an_ending_needs_that_is_as_good_has_a_cause() -> None:
    scenario = scenario_of("push-back")
    plan = plan_of(scenario)
    filed = act.AddFollowUp(FollowUpKind.VOICEMAIL, (("for", "D. Hanley"),))
    assert "follow-up:uncaused" in played(scenario, before(plan, does(act.End), filed)).flaws()
    as_good = tuple(
        replace(one, endings=("voicemail",)) if one.endings else one for one in scenario.expected
    )
    play = played(replace(scenario, expected=as_good), before(plan, does(act.End), filed))
    assert "follow-up:uncaused" not in play.flaws()


def test_where_a_scenario_states_no_cause_a_step_is_enough_but_for_what_only_callers_ask() -> None:
    scenario = scenario_of("passed-on")
    scenario = replace(
        scenario,
        moves=tuple(replace(one, cause_for=()) for one in scenario.moves),
        replies=tuple(replace(one, cause_for=()) for one in scenario.replies),
        expected=tuple(one for one in scenario.expected if not one.endings),
    )
    callback = act.AddFollowUp(
        FollowUpKind.CALLBACK, (("number", "555-0104"), ("caller", "P"), ("concern", "Motor"))
    )
    there = act.GoTo("escalated-callers", "callback")
    plan = plan_of(scenario)
    at_the_step = played(scenario, before(plan, does(act.End), there, callback))
    assert "follow-up:uncaused" not in at_the_step.flaws()
    out_of_nothing = played(scenario, before(plan, does(act.End), callback))
    assert found(out_of_nothing, "follow-up:uncaused").sign is Sign.NEVER
    listed = act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "555-0104"),))
    assert "follow-up:uncaused" in played(scenario, before(plan, does(act.End), listed)).flaws()
