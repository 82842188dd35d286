"""A detail that holds what was told, and more besides that nobody told, is not praised."""

import pytest
from plays import Play, before, does, instead, plan_of, played, scenario_of

from guide.call import actions as act
from guide.script.model import FollowUpKind
from guide.training.comparison import numbers_besides, words_besides
from guide.training.finding import Sign


def written(name: str, seed: int, **values: str) -> Play:
    """A perfect play, but for these details; a follow-up takes them over, as its form does."""
    scenario = scenario_of(name, seed)
    plan = plan_of(scenario)
    for field, value in values.items():
        plan = instead(plan, does(act.WriteDetail, field=field), act.WriteDetail(field, value))
    return played(scenario, plan, seed)


def praised(play: Play) -> str:
    return " ".join(one.sentence for one in play.told.of(Sign.WELL) if one.about == "details")


def own_words(play: Play) -> dict[str, str]:
    return {one.words: one.beside for one in play.told.own_words}


@pytest.mark.parametrize(
    ("name", "seed", "number", "told"),
    [
        ("push-back", 0, "555-0121 / 555-0199", "555-0121"),
        ("passed-on", 1, "555-0159 maybe 555-0195", "555-0159"),
        ("agreed-by-friday", 0, "555-0128 or 555-0191", "555-0128"),
        ("no-more-calls", 0, "312-555-0117, 312 555 0171", "312-555-0117"),
    ],
)
def test_another_number_beside_the_one_that_was_told_is_told(
    name: str, seed: int, number: str, told: str
) -> None:
    play = written(name, seed, number=number)
    assert {*play.flaws()} >= {"detail:number"}
    [finding] = [one for one in play.told.findings if one.about == "detail:number"]
    assert finding.sign is Sign.THINK
    assert finding.sentence.endswith(f"as “{number}”; it was “{told}”.")
    assert "Number" not in praised(play)


@pytest.mark.parametrize(
    ("name", "field", "value", "said"),
    [
        ("push-back", "caller", "Harriet Moss or her sister", "Harriet Moss"),
        ("agreed-by-friday", "caller", "Owen Prentiss, rude idiot", "Owen Prentiss"),
        ("agreed-by-friday", "number", "Owen Prentiss555-0128", "oh one two eight"),
        ("agreed-by-friday", "number", "Owen Prentiss 555-0128", "oh one two eight"),
        ("agreed-by-friday", "number", "312-555-0128", "oh one two eight"),
        ("agreed-by-friday", "number", "555-0128 ext 77", "oh one two eight"),
        ("agreed-by-friday", "number", "555-0128 / 0191", "oh one two eight"),
        ("agreed-by-friday", "number", "maybe 555-0128", "oh one two eight"),
    ],
)
def test_what_nobody_told_beside_it_is_no_praise_and_shown_beside_what_was_told(
    name: str, field: str, value: str, said: str
) -> None:
    play = written(name, 0, **{field: value})
    assert field.capitalize() not in praised(play).replace("Caller’s", "")
    assert said in own_words(play)[value]
    assert play.flaws() == {}, "whether it is right, only a reader can say"


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("agreed-by-friday", "caller", "Mr Owen Prentiss"),
        ("agreed-by-friday", "caller", "PRENTISS, Owen"),
        ("agreed-by-friday", "caller", "Owen Prentiss (on the books)"),
        ("agreed-by-friday", "number", "+1 (555) 0128"),
        ("agreed-by-friday", "number", "0044 555 0128"),
        ("agreed-by-friday", "number", "5550128"),
        ("agreed-by-friday", "number", "cell: 555 01 28"),
        ("agreed-by-friday", "number", "555-0128 (order 48817)"),
        ("no-more-calls", "number", "312-555-0117 (from 16:00)"),
        ("no-more-calls", "number", "1-312-555-0117, at work, at dinner"),
        ("agreed-by-friday", "number", "555-0128 / 555-0128"),
    ],
)
def test_what_was_told_in_another_way_is_praised_as_before(
    name: str, field: str, value: str
) -> None:
    play = written(name, 0, **{field: value})
    assert play.flaws() == {}
    assert field.capitalize() in praised(play)
    assert value not in own_words(play)


@pytest.mark.parametrize("name", ["second-call", "supervisor-takes-over"])
@pytest.mark.parametrize(
    ("answer", "is_praised"),
    [
        ("Yes: to a new car", False),
        ("Yes, and she is a rude idiot", False),
        ("Yes", True),
        ("she agrees", True),
        ("She said yes, with the letter", True),
    ],
)
def test_an_answer_with_more_than_they_said_is_no_praise(
    name: str, answer: str, *, is_praised: bool
) -> None:
    play = written(name, 0, agreement=answer)
    assert play.flaws() == {}
    assert ("Their answer" in praised(play)) is is_praised
    assert is_praised or "“Yes. " in own_words(play)[answer]


@pytest.mark.parametrize(
    ("field", "value"), [("number", "555-0142 maybe 0124"), ("caller", "Dana Whitlock or Dan")]
)
def test_a_follow_up_with_more_than_was_told_is_no_praise(field: str, value: str) -> None:
    scenario = scenario_of("friday-callback")
    plan = plan_of(scenario)
    filed = does(act.AddFollowUp, kind=FollowUpKind.CALLBACK)
    [action] = [one.action for one in plan if filed(one)]
    assert isinstance(action, act.AddFollowUp)
    fields = tuple((k, value if k == field else v) for k, v in action.fields)
    assert fields != action.fields
    other = act.AddFollowUp(action.kind, fields, action.due)
    play = played(scenario, instead(plan, filed, other))
    assert play.flaws() == {}
    assert "follow-up:callback" not in [one.about for one in play.told.of(Sign.WELL)]
    assert value in own_words(play)


def test_what_is_written_beside_a_value_is_known_by_its_words_and_digits() -> None:
    assert numbers_besides("+44 555 0128 or 555-0191", "555-0128") == {"5550191"}
    assert numbers_besides("1-555-0128", "555-0128") == frozenset()
    assert numbers_besides("312-555-0128", "555-0128") == {"312"}
    assert words_besides("Tel 5550128 x12", "555-0128") == ("tel", "x", "12")
    assert words_besides("Mary Mc Donald", "Mary McDonald") == ()
    assert words_besides("王小明先生", "王小明") == ("先生",)
    assert words_besides("", "Ann") == ()


def test_a_number_in_what_nobody_asked_for_is_told_with_that() -> None:
    scenario = scenario_of("passed-on")
    listed = act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "555-0199"),))
    play = played(scenario, before(plan_of(scenario), does(act.End), listed))
    assert play.flaws() == {"follow-up:uncaused": Sign.NEVER}
    assert "555-0199" not in own_words(play)
