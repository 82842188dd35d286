"""What the caller settled, held against what is on record: a promise that is not theirs is none."""

from datetime import date

import pytest
from msgspec.structs import replace
from plays import Play, before, does, instead, place, plan_of, played, scenario_of

from guide.call import actions as act
from guide.script.model import FollowUpKind
from guide.training.finding import Finding, Sign


def found(play: Play, about: str) -> Finding:
    [finding] = [one for one in play.told.findings if one.about == about]
    return finding


def filed(name: str, kind: str, **other: object) -> Play:
    """A perfect play, but for one follow-up that holds something else."""
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    owed = plan[place(plan, does(act.AddFollowUp, kind=kind))].action
    assert isinstance(owed, act.AddFollowUp)
    fields = {**dict(owed.fields), **{k: v for k, v in other.items() if k != "due"}}
    changed = replace(owed, fields=tuple(fields.items()), due=other.get("due", owed.due))
    return played(scenario, instead(plan, does(act.AddFollowUp, kind=kind), changed))


@pytest.mark.parametrize("day", [19, 21])
def test_another_day_than_the_caller_agreed_to_must_not_happen(day: int) -> None:
    play = filed("agreed-by-friday", "agreed", due=date(2026, 11, day))
    assert play.flaws() == {"follow-up:agreed": Sign.NEVER}
    told = found(play, "follow-up:agreed")
    assert (
        "“Friday. Good. That I can live with.”, to what is due at the latest Fri" in told.sentence
    )
    assert "ending" not in [one.about for one in play.told.findings], "nothing rests on it"


def test_a_number_that_only_the_follow_up_has_wrong_must_not_happen() -> None:
    play = filed("friday-callback", "callback", number="555-0999")
    assert play.flaws() == {"follow-up:callback": Sign.NEVER}


def test_one_slip_is_not_graver_where_it_is_written_down_again() -> None:
    scenario = scenario_of("friday-callback")
    play = filed("friday-callback", "callback", number="555-0999")
    again = instead(
        plan_of(scenario),
        does(act.WriteDetail, field="number"),
        act.WriteDetail("number", "555-0999"),
    )
    callback = does(act.AddFollowUp, kind="callback")
    owed = again[place(again, callback)].action
    assert isinstance(owed, act.AddFollowUp)
    fields = tuple((k, "555-0999" if k == "number" else v) for k, v in owed.fields)
    play = played(scenario, instead(again, callback, replace(owed, fields=fields)))
    assert play.flaws() == {"detail:number": Sign.THINK, "follow-up:callback": Sign.THINK}


def test_a_follow_up_without_what_the_caller_wants_is_not_praised() -> None:
    play = filed("friday-callback", "callback", concern="Something")
    told = found(play, "follow-up:callback")
    assert told.sign is Sign.THINK
    assert "with Concern “Something”, without “title”" in told.sentence


def test_nobody_called_back_who_was_on_the_line() -> None:
    scenario = scenario_of("sunday-callback")
    plan = plan_of(scenario)
    kinds = [one.action.kind for one in plan if isinstance(one.action, act.AddFollowUp)]
    done = act.FinishFollowUp(kinds.index("callback") + 1, "J. Brandt, rang and settled it")
    play = played(scenario, before(plan, does(act.End), done))
    assert play.flaws() == {"follow-up:callback": Sign.NEVER}
    told = found(play, "follow-up:callback")
    assert "by J. Brandt, rang and settled it; the caller was on the line" in told.sentence


@pytest.mark.parametrize(
    ("name", "kind", "label"),
    [
        ("passed-on", FollowUpKind.COMPLAINT, "Complaint log entry"),
        ("agreed-by-friday", FollowUpKind.CALLBACK, "Callback"),
    ],
)
def test_what_nothing_in_the_call_asked_for_is_told(name: str, kind: str, label: str) -> None:
    scenario = scenario_of(name)
    held = (("for", "Somebody"), ("concern", "Something"), ("number", "555-0142"))
    filed = act.AddFollowUp(kind, held)
    play = played(scenario, before(plan_of(scenario), does(act.End), filed))
    assert play.flaws() == {"follow-up:unasked": Sign.THINK}
    told = found(play, "follow-up:unasked")
    assert told.sentence.startswith(f"On record, and nothing in this call asked for it: {label}")
    if kind == FollowUpKind.COMPLAINT:
        assert "without adding them to the complaint log because" in told.passages[0].words
