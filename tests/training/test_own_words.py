"""What is in a trainee's own words is neither praised nor blamed, and stands beside its like."""

import pytest
from msgspec.structs import replace
from plays import NAMES, Deed, Play, does, instead, plan_of, played, scenario_of

from guide.call import actions as act
from guide.call.actions import Action
from guide.training.debrief_report import as_data, as_text, verdict
from guide.training.finding import Sign


def with_other(name: str, other: Action, **fields: object) -> Play:
    """The perfect play, but for this done instead of what has these fields."""
    scenario, kind = scenario_of(name), act.Say if isinstance(other, act.Adapt) else type(other)
    return played(scenario, instead(plan_of(scenario), does(kind, **fields), other))


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_in_the_moves_is_nobodys_own_words(name: str) -> None:
    scenario = scenario_of(name)
    assert played(scenario, plan_of(scenario)).told.own_words == ()


def test_a_goal_that_nobody_can_judge_stands_beside_that_of_the_moves() -> None:
    goal = act.WriteDetail("people_goal", "Purple elephants dance")
    told = with_other("second-call", goal, field="people_goal").told
    [own] = told.own_words
    assert (own.what, own.words) == ("How they should feel", "Purple elephants dance")
    assert own.beside.startswith("In the moves: “Believed and safe: ")
    assert own.at == 148
    assert "people_goal" not in " ".join(one.about for one in told.findings)
    assert verdict(told).startswith("Nothing to improve, but for what is in your own words")


def test_what_the_caller_told_stands_beside_what_is_written_down_of_it() -> None:
    concern = act.WriteDetail("concern", "Rails of the crib are fine, he is in a mood")
    [own] = with_other("agreed-by-friday", concern, field="concern").told.own_words
    assert own.beside.startswith("The caller had said, at 0:08: “The crib came with the wrong side")


WHOLE = (
    "'Understand'! You understand nothing, you miserable little so-and-so. Say it again, so-and-so!"
)


@pytest.mark.parametrize(("words", "is_part"), [("You understand nothing", True), (WHOLE, False)])
def test_a_part_of_the_callers_words_stands_beside_the_whole(words: str, is_part: bool) -> None:
    told = with_other("warned-and-ended", act.QuoteCaller(words)).told
    own = [(one.what, one.words) for one in told.own_words]
    assert own == [("The caller’s words", words)] * is_part
    assert all(one.beside.endswith(f": “{WHOLE}”") for one in told.own_words)
    assert ("in your own words" in verdict(told)) == is_part


@pytest.mark.parametrize(
    "words",
    [
        "You are a stupid man and it is your own fault.",
        "Whatever. Not my problem, calm down.",
        "I hear how upset you are with those rails, and you are right to be.",
    ],
)
def test_a_line_in_other_words_acknowledges_nothing_that_can_be_praised(words: str) -> None:
    told = with_other("agreed-by-friday", act.Adapt(words, "It seemed better")).told
    assert "acknowledge" not in [one.about for one in told.findings]
    quoted = [one for one in told.findings if f"“{words}”" in one.sentence]
    beside = [one.beside for one in told.own_words if one.words == words]
    assert beside == ([] if quoted else [f"The line: “{_line()}”"])
    assert all(one.sign is Sign.THINK for one in quoted)


def _line() -> str:
    script = scenario_of("agreed-by-friday").script
    assert script == "calming-a-caller"
    return "We understand that you're angry. You're absolutely right, this shouldn't have happened."


def test_what_was_tried_and_what_was_sent_are_sentences_too() -> None:
    tried = with_other("warned-and-ended", act.MakeEffort("Told them a joke")).told
    assert [(one.what, one.beside) for one in tried.own_words] == [
        ("What you tried", "In the moves: “Asked them to stop the language”")
    ]
    offered = with_other("warned-and-calm", act.MakeEffort("Heard them out and showed empathy"))
    assert offered.told.own_words == ()
    scenario = scenario_of("passed-on")
    plan = plan_of(scenario)
    sent = next(
        d.action
        for d in plan
        if isinstance(d.action, act.AddFollowUp) and d.action.kind == "message"
    )
    other = tuple((k, "Do ring Paula" if k == "text" else v) for k, v in sent.fields)
    told = with_other("passed-on", act.AddFollowUp("message", other), kind="message").told
    assert [one.words for one in told.own_words] == ["Do ring Paula"]


def offered(words: str, value: str) -> Play:
    """What was offered, of which the moves have nothing, written down after these words."""
    scenario = scenario_of("second-call")
    assert any(one.detail == "offered" and one.or_nothing for one in scenario.expected)
    first = replace(scenario.moves[0], caller=words)
    moves = tuple(
        one
        for one in (first, *scenario.moves[1:])
        if not (isinstance(one.action, act.WriteDetail) and one.action.field == "offered")
    )
    scenario = replace(scenario, moves=moves)
    plan = plan_of(scenario)
    return played(scenario, (plan[0], Deed(act.WriteDetail("offered", value)), *plan[1:]))


@pytest.mark.parametrize(
    ("words", "beside"),
    [
        ("Nobody has offered me a thing.", "The caller had said, at 0:"),
        ("I am beside myself.", "The caller had last said, at 0:"),
    ],
)
@pytest.mark.parametrize("value", ["nothing", "A voucher of 20 dollars"])
def test_what_the_moves_have_nothing_of_stands_beside_what_the_caller_had_said(
    words: str, beside: str, value: str
) -> None:
    own = next(one for one in offered(words, value).told.own_words if one.words == value)
    assert own.beside.startswith(beside)
    assert own.beside.endswith(f": “{words}”")


def test_what_a_finding_quotes_is_not_told_twice() -> None:
    told = with_other("agreed-by-friday", act.WriteDetail("concern", "Pavement"), field="concern")
    assert told.told.own_words == ()
    assert "“Pavement”" in next(f.sentence for f in told.told.findings if f.sign is Sign.THINK)


def test_own_words_are_in_the_report_and_in_the_data() -> None:
    goal = act.WriteDetail("people_goal", "Purple elephants dance")
    told = with_other("second-call", goal, field="people_goal").told
    text = as_text(told)
    assert "In your own words (1)\n" in text
    assert "  · How they should feel, at 2:28: “Purple elephants dance”\n" in text
    assert as_data(told)["own_words"] == [
        {
            "at": 148.0,
            "what": "How they should feel",
            "words": "Purple elephants dance",
            "beside": told.own_words[0].beside,
        }
    ]
