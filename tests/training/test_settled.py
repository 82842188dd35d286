"""What the caller settled, held against what is on record: a promise that is not theirs is none."""

from datetime import date, time

import pytest
from msgspec.structs import replace
from plays import LIBRARY, Deed, Play, before, does, instead, place, plan_of, played, scenario_of

from guide.call import actions as act
from guide.script.model import AnswerField, AnswerKind, FollowUpKind
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


def agreed_for(at: time | None, made_for: time | None) -> Play:
    """A play of a scenario whose caller agrees to Friday at a time, recorded for another."""
    scenario = scenario_of("agreed-by-friday")

    def timed(action: act.Action | None, when: time | None) -> act.Action | None:
        filed = isinstance(action, act.AddFollowUp)
        return replace(action, due_time=when) if filed else action

    moves = tuple(replace(one, action=timed(one.action, at)) for one in scenario.moves)
    scenario = replace(scenario, moves=moves)
    plan = plan_of(scenario)
    return played(scenario, tuple(replace(one, action=timed(one.action, made_for)) for one in plan))


def test_another_time_than_the_caller_agreed_to_must_not_happen() -> None:
    play = agreed_for(time(15), time(9))
    assert play.flaws() == {"follow-up:agreed": Sign.NEVER}
    told = found(play, "follow-up:agreed").sentence
    assert "due at the latest Fri, Nov 20, 2026, 9:00 AM; the caller agreed at " in told
    assert told.endswith("to what is due at the latest Fri, Nov 20, 2026, 3:00 PM.")


def test_a_time_that_was_agreed_on_and_is_not_on_record_is_told() -> None:
    play = agreed_for(time(15), None)
    assert play.flaws() == {"follow-up:agreed": Sign.THINK}
    assert ", without the time of day, " in found(play, "follow-up:agreed").sentence


def test_the_time_that_was_agreed_on_is_right_and_any_where_none_was() -> None:
    assert agreed_for(time(15), time(15)).flaws() == {}
    assert agreed_for(None, time(9)).flaws() == {}


@pytest.mark.parametrize(
    ("written", "flaws"),
    [
        ("Courier on Fri 20 Nov at 3 pm", {}),
        ("Courier, Friday 15:00", {}),
        ("Courier on Friday, 3:00 p.m.", {}),
        ("Courier on Friday at 9 am", {"detail:agreed": Sign.NEVER}),
        ("Courier on Friday", {"detail:agreed": Sign.THINK}),
    ],
)
def test_a_time_in_the_words_is_compared_however_it_is_written(
    written: str, flaws: dict[str, Sign]
) -> None:
    scenario = scenario_of("agreed-by-friday")
    expected = tuple(
        replace(one, contains=("3 pm",)) if one.detail == "agreed" else one
        for one in scenario.expected
    )
    scenario = replace(scenario, expected=expected)
    changed = act.WriteDetail("agreed", written)
    plan = instead(plan_of(scenario), does(act.WriteDetail, field="agreed"), changed)
    assert played(scenario, plan).flaws() == flaws


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("Free from 9:00. Wants the call all the same.", True),
        ("Free from 9 am", True),
        ("Free from 4 pm", False),
        ("Free from four", False),
        ("Call him at 5:30 pm", False),
        ("Free from 16:00, not before 3 pm", False),
        ("Wants the supervisor today", False),
    ],
)
def test_another_time_than_the_caller_has_just_named_is_told(note: str, told: bool) -> None:
    scenario = scenario_of("no-more-calls")
    written = does(act.Write, text=scenario.moves[17].action.text)  # type: ignore[union-attr]
    play = played(scenario, instead(plan_of(scenario), written, act.Write(note)))
    assert play.flaws() == ({"time:other": Sign.THINK} if told else {})
    if told:
        sentence = found(play, "time:other").sentence
        assert "9:00 AM. What the caller had said, at " in sentence
        assert sentence.endswith("“I am free from four.”")


def test_a_field_that_takes_a_time_is_compared() -> None:
    ours = LIBRARY.script("calming-a-caller")
    at = AnswerField("at", "At what time", AnswerKind.TIME)
    rules = tuple(
        replace(one, needs=(*one.needs, "at")) if one.kind == "agreed" else one
        for one in ours.follow_ups
    )
    ours = replace(ours, fields=(*ours.fields, at), follow_ups=rules)
    library = LIBRARY.with_scripts({**LIBRARY.scripts, ours.id: ours})
    scenario = scenario_of("agreed-by-friday")

    def at_a_time(action: act.Action | None, when: str) -> act.Action | None:
        if not isinstance(action, act.AddFollowUp):
            return action
        return replace(action, fields=(*action.fields, ("at", when)))

    moves = tuple(replace(one, action=at_a_time(one.action, "3 pm")) for one in scenario.moves)
    scenario = replace(scenario, moves=moves)
    for when, flaws in (("15:00", {}), ("9 am", {"follow-up:agreed": Sign.NEVER})):
        play = Play(scenario, library=library)
        for planned in plan_of(scenario_of("agreed-by-friday")):
            play.carry_out(replace(planned, action=at_a_time(planned.action, when)))
        assert play.flaws() == flaws


@pytest.mark.parametrize("name", ["agreed-by-friday", "push-back", "sunday-callback"])
def test_what_is_on_record_twice_is_told(name: str) -> None:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    which = does(act.AddFollowUp, kind="agreed" if name == "agreed-by-friday" else "callback")
    filed = plan[place(plan, which)].action
    assert isinstance(filed, act.AddFollowUp)
    play = played(scenario, instead(plan, which, filed, filed))
    assert play.flaws() == {"follow-up:twice": Sign.THINK}
    assert "as it was already: " in found(play, "follow-up:twice").sentence


def test_a_good_follow_up_counts_whatever_was_filed_before_the_caller_said_anything() -> None:
    scenario = scenario_of("agreed-by-friday")
    early = act.AddFollowUp("agreed", (("agreed", "Something, as soon as can be"),))
    play = played(scenario, (Deed(early, once=True), *plan_of(scenario)))
    assert play.flaws() == {"follow-up:uncaused": Sign.NEVER}
    assert found(play, "follow-up:agreed").sign is Sign.WELL
