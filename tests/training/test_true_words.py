"""What is praised can have been heard, what is blamed is wrong, and words are cited as said."""

import pytest
from msgspec.structs import replace
from plays import Deed, Play, does, instead, place, plan_of, played, scenario_of, without

from guide.call import actions as act
from guide.training.comparison import reverses
from guide.training.finding import Finding, Sign, moment


def well(play: Play) -> list[str]:
    return [one.about for one in play.told.of(Sign.WELL)]


def found(play: Play, about: str) -> Finding:
    [finding] = [one for one in play.told.findings if one.about == about]
    return finding


def threatened(after: int) -> Play:
    """A threat that is put on record so many seconds after its first word, and told in time."""
    scenario = scenario_of("threat-at-once")
    plan = plan_of(scenario)
    hasty = [
        replace(one, once=True, at=0, hears=plan[1].hears if n == 0 else "", pause=after * (not n))
        for n, one in enumerate(plan[1:4])
    ]
    return played(scenario, (plan[0], *hasty, *plan[4:]))


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_threat_on_record_before_it_can_be_heard_is_no_praise(after: int) -> None:
    play = threatened(after)
    assert play.flaws() == {"rushed:heard": Sign.THINK}
    assert not {"report:threat", "ending"} & set(well(play)), "one act is not praised and blamed"


def test_a_threat_on_record_once_it_was_heard_is_praised() -> None:
    play = threatened(6)
    assert play.flaws() == {}
    assert {"report:threat", "ending"} <= set(well(play))


def test_nobody_is_blamed_for_not_warning_a_caller_who_was_abusive_once() -> None:
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    abused = place(plan, lambda one: one.hears == "move 5")
    calm = (replace(plan[abused], action=act.Choose(1)), *plan[-5:])
    play = played(scenario, (*plan[:abused], *calm))
    assert len([u for u in play.call.entries if "half-wit" in str(u.event)]) == 1
    assert "warning:missing" not in play.flaws()


def test_whoever_went_on_and_was_not_warned_is_told_of() -> None:
    scenario = scenario_of("warned-and-calm")
    play = played(scenario, without(plan_of(scenario), does(act.Warn)))
    assert "warning:missing" in play.flaws()


def test_what_is_cited_is_what_the_caller_said_last_and_how_they_stopped() -> None:
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    warns = place(plan, does(act.Warn))
    apology = Deed(None, hears=plan[warns + 1].hears, pause=60)
    hangs_up = (act.Persist("All right"), act.Choose(2), act.End("protocol"))
    play = played(scenario, (*plan[: warns + 1], apology, *(Deed(one) for one in hangs_up)))
    spoken = [e for e in play.call.entries if e.event.kind == "caller-spoke"]
    said = {e.event.words.split()[0]: moment(e.elapsed) for e in spoken}  # type: ignore[union-attr]
    gravest = found(play, "hung-up:calm").sentence
    assert f"had calmed down, at {said['All']}, “All right. All right." in gravest
    last = spoken[-1]
    assert last.event.move == "hello"  # type: ignore[union-attr]
    assert f", and had last said, at {moment(last.elapsed)}: “" in gravest
    stopped = found(play, "answer:calm").sentence
    assert stopped.startswith(f"The caller stopped, at {said['All']}, and was recorded as contin")


THREAT = "I will be waiting by your car tonight, and you won't drive home. I never joke."


@pytest.mark.parametrize(
    ("quoted", "turned"),
    [
        ("I will be waiting by your car tonight", False),
        ("you will not drive home", False),
        ("You won’t drive home!", False),
        ("I never joke", False),
        ("I will be waiting by your car, I never joke", False),
        ("I will not be waiting by your car tonight", True),
        ("I won't be waiting by your car tonight", True),
        ("you will drive home", True),
        ("I joke", True),
    ],
)
def test_a_quotation_with_a_not_too_many_or_too_few_is_the_opposite(
    quoted: str, turned: bool
) -> None:
    assert reverses(quoted, THREAT) is turned


def quoting(words: str) -> Play:
    scenario = scenario_of("threat-at-once")
    return played(
        scenario,
        instead(
            instead(plan_of(scenario), does(act.QuoteCaller), act.QuoteCaller(words)),
            does(act.End),
            act.End("protocol", words),
        ),
    )


@pytest.mark.parametrize(
    ("words", "flaws"),
    [
        ("I will be waiting by your car tonight", {}),
        ("I will be waiting by your car tonight, and you won't drive home", {}),
        ("I know when you lock up", {}),
        ("waiting by your car", {}),
        ("I will not be waiting by your car tonight", {"words": Sign.NEVER}),
        ("You will drive home", {"words": Sign.NEVER}),
        ("I", {"words:reason": Sign.THINK}),
        ("I will", {"words:reason": Sign.THINK}),
        ("Is this the place that towed my pickup?", {"words:reason": Sign.THINK}),
    ],
)
def test_the_words_for_which_a_call_is_ended_are_theirs_and_have_something_of_it(
    words: str, flaws: dict[str, Sign]
) -> None:
    play = quoting(words)
    assert play.flaws() == flaws
    assert ("ending" in well(play)) is (not flaws)
