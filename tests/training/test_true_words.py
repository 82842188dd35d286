"""What is praised can have been heard, what is blamed is wrong, and words are cited as said."""

from datetime import date

import pytest
from msgspec.structs import replace
from plays import (
    Deed,
    Play,
    before,
    does,
    instead,
    place,
    plan_of,
    played,
    scenario_of,
    without,
)

from guide.call import actions as act
from guide.call.events import CallerSpoke, Stage
from guide.training.comparison import reverses
from guide.training.finding import Finding, Sign, moment, quotation
from guide.training.pace import RIGHT_AWAY
from guide.training.weekdays import weekdays_for, weekdays_in


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
    assert stopped.startswith(f"The caller stopped, at {said['All']}, “All right. All right.")


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
        ("Look it up", {"words:plain": Sign.THINK}),
        ("Same useless lot as last week", {"words:plain": Sign.THINK}),
        ("half-wit", {}),
        ("Are you even able to read", {}),
    ],
)
def test_what_a_caller_is_warned_for_has_something_of_their_abuse(
    words: str, flaws: dict[str, Sign]
) -> None:
    """“Look it up” was on record as the abuse that a warning was given for, and nothing told."""
    scenario = scenario_of("warned-and-calm")
    quoted = instead(plan_of(scenario), does(act.QuoteCaller), act.QuoteCaller(words))
    assert played(scenario, quoted).flaws() == flaws


def test_more_of_the_callers_words_beside_their_abuse_is_exact() -> None:
    scenario = scenario_of("warned-and-calm")
    more = before(plan_of(scenario), does(act.QuoteCaller), act.QuoteCaller("Look it up"))
    assert played(scenario, more).flaws() == {}


def test_a_threat_that_a_supervisor_hears_of_minutes_later_is_not_told_right_away() -> None:
    """It was praised by the seconds after which it went on record, whenever somebody was told."""
    scenario = scenario_of("threat-at-once")
    plan = plan_of(scenario)
    late = played(scenario, instead(plan, does(act.FinishFollowUp), pause=300))
    assert late.flaws() == {"silence": Sign.THINK, "report:threat": Sign.THINK}
    assert found(late, "report:threat").sentence.endswith(
        "on record 6 seconds after it was said, and a supervisor was told only 324 seconds after"
        " it, at 5:40, by the record: Helen Ortiz, by telephone at 18:45."
    )
    late = played(scenario, instead(plan, does(act.FinishFollowUp), pause=int(RIGHT_AWAY) - 20))
    assert late.flaws()["report:threat"] is Sign.THINK
    in_time = played(scenario, instead(plan, does(act.FinishFollowUp), pause=int(RIGHT_AWAY) - 30))
    assert "report:threat" in well(in_time)


def test_a_threat_that_went_on_record_a_minute_later_is_not_praised() -> None:
    """63 seconds were “well done”, beside a document that says “right away”."""
    scenario = scenario_of("threat-at-once")
    plan = plan_of(scenario)
    threat = place(plan, lambda one: bool(one.hears), 1)
    noted = tuple(
        Deed(act.Write(f"Still at it, {n}"), hears=plan[threat].hears, pause=19) for n in range(4)
    )
    play = played(scenario, (*plan[:threat], *noted, *plan[threat:]))
    assert play.flaws() == {"report:threat": Sign.THINK}
    told = found(play, "report:threat")
    assert " seconds after it was said, and a supervisor was told only " in told.sentence
    assert "notify a supervisor right away!" in quotation(told.passages)


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
        ("You towed my pickup! I am done asking nicely!", {"words:reason": Sign.THINK}),
    ],
)
def test_the_words_for_which_a_call_is_ended_are_theirs_and_have_something_of_it(
    words: str, flaws: dict[str, Sign]
) -> None:
    play = quoting(words)
    assert play.flaws() == flaws
    assert ("ending" in well(play)) is (not flaws)


def writing(name: str, field: str, value: str) -> Play:
    """A perfect play, but for one detail that is written down otherwise."""
    scenario = scenario_of(name)
    written = does(act.WriteDetail, field=field)
    return played(scenario, instead(plan_of(scenario), written, act.WriteDetail(field, value)))


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("warned-and-calm", "concern", "Insurance documents sent in four weeks ago, no answer"),
        ("agreed-by-friday", "concern", "Wrong side pieces of the crib sent twice"),
        ("agreed-by-friday", "agreed", "Courier brings the right rails, 20 Nov"),
        ("agreed-by-friday", "agreed", "Delivered on 11/20, the old ones go back"),
        ("agreed-by-friday", "agreed", "The model B rails come Friday, no car until Monday"),
        # The promise is due that Friday.
        ("agreed-by-friday", "agreed", "Rails model B by courier"),
        ("friday-callback", "concern", "Title not transferred"),
        ("sunday-callback", "concern", "Payment debited two times on Friday"),
    ],
)
def test_other_words_for_what_was_told_are_right(name: str, field: str, value: str) -> None:
    assert writing(name, field, value).flaws() == {}


@pytest.mark.parametrize(
    ("value", "sign"),
    [
        ("No courier, she can go to hell; Friday", Sign.NEVER),
        ("Not by courier, Friday", Sign.NEVER),
        ("Courier on Thursday", Sign.NEVER),
        ("Courier, 19 Nov", Sign.NEVER),
        ("Pick up at the shop on Friday", Sign.THINK),
    ],
)
def test_what_was_agreed_on_is_what_the_caller_agreed_to(value: str, sign: Sign) -> None:
    play = writing("agreed-by-friday", "agreed", value)
    assert play.flaws() == {"detail:agreed": sign}


@pytest.mark.parametrize(
    "value", ["Rails model B by courier", "Rails model B by courier, Thursday"]
)
def test_one_wrong_day_is_told_once_with_the_promise(value: str) -> None:
    scenario = scenario_of("agreed-by-friday")
    plan = instead(
        plan_of(scenario), does(act.WriteDetail, field="agreed"), act.WriteDetail("agreed", value)
    )
    promise = does(act.AddFollowUp, kind="agreed")
    owed = plan[place(plan, promise)].action
    assert isinstance(owed, act.AddFollowUp)
    thursday = played(scenario, instead(plan, promise, replace(owed, due=date(2026, 11, 19))))
    assert thursday.flaws() == {"follow-up:agreed": Sign.NEVER}
    undated = played(scenario, instead(plan, promise, replace(owed, due=None)))
    assert "detail:agreed" in undated.flaws(), "the day is written down nowhere"


@pytest.mark.parametrize("value", ["Rails by courier Thursday; she wanted Friday but no", "Friday"])
def test_what_is_in_a_sentence_is_not_praised_as_told(value: str) -> None:
    play = writing("agreed-by-friday", "agreed", value)
    assert found(play, "details").sentence == "Written down as it was told: Caller, Number."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("charged-twice", "She was NOT charged twice, she is lying, $180 once"),
        ("warned-and-calm", "Insurance papers were never sent in, he lies"),
        ("push-back", "Papers of the {car} never showed four owners"),
    ],
)
def test_a_not_that_the_caller_had_not_said_is_told_beside_their_words(
    name: str, value: str
) -> None:
    play = writing(name, "concern", value.replace("{car}", "Pathfinder"))
    assert play.flaws() == {"detail:concern": Sign.THINK}
    assert "”; in the moves it is “" in found(play, "detail:concern").sentence


OWN_NO = [
    ("friday-callback", "No title for her car yet, bought 10/30"),
    ("friday-callback", "bought a car Oct 30, still no title"),
    ("friday-callback", "Car paid in full, not titled to her"),
    ("friday-callback", "no title after 3 weeks"),
    ("friday-callback", "didn't get title for Corolla"),
    ("no-more-calls", "Keeps being rung though he said no to a loan"),
    ("no-more-calls", "never wants a loan, 9 calls"),
    ("no-more-calls", "sales calls in spite of his no on 11/1"),
    ("agreed-by-friday", "no right side rails, 2nd time"),
    ("agreed-by-friday", "not the side rails he ordered"),
    ("charged-twice", "not charged once but twice"),
    ("passed-on", "no news on window motor"),
    ("sunday-callback", "no refund of the double debit, taken twice"),
    ("warned-and-calm", "no reply about insurance papers"),
]
"""What somebody writes who heard the caller say no to something themselves."""


@pytest.mark.parametrize(("name", "value"), OWN_NO)
def test_a_no_that_is_the_callers_own_is_not_blamed(name: str, value: str) -> None:
    assert writing(name, "concern", value).flaws() == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("friday-callback", "The title of the {car} has not been transferred"),
        ("warned-and-calm", "No answer about insurance papers, not for a month"),
        ("charged-twice", "Charged twice and has no idea why"),
    ],
)
def test_a_not_that_is_theirs_or_of_something_else_is_right(name: str, value: str) -> None:
    assert writing(name, "concern", value).flaws() == {}


def agreeing(text: str) -> Play:
    """A perfect play, but for the text of the promise, which is due on Friday."""
    scenario = scenario_of("agreed-by-friday")
    plan = plan_of(scenario)
    which = does(act.AddFollowUp)
    made = plan[place(plan, which)].action
    assert isinstance(made, act.AddFollowUp)
    other = replace(made, fields=(("agreed", text),))
    return played(scenario, instead(plan, which, other, pause=8))


@pytest.mark.parametrize(
    ("text", "flaws", "praised"),
    [
        ("Rails model B by courier", {}, True),
        ("Courier with the rails; there is no car until Monday", {}, True),
        ("Courier on Friday", {}, True),
        ("frying pan by courier", {}, False),
        ("Courier on Monday", {"follow-up:agreed": Sign.NEVER}, False),
        ("Pick up at shop himself on Monday", {"follow-up:agreed": Sign.NEVER}, False),
        ("Pick up at the shop", {"follow-up:agreed": Sign.THINK}, False),
        ("No courier, rails at the shop", {"follow-up:agreed": Sign.NEVER}, False),
    ],
)
def test_a_promise_is_of_what_the_caller_agreed_to(
    text: str, flaws: dict[str, Sign], praised: bool
) -> None:
    play = agreeing(text)
    assert play.flaws() == flaws
    assert ("follow-up:agreed" in well(play)) is praised


@pytest.mark.parametrize(
    ("text", "named", "for_it"),
    [
        ("Friday 20 November", {4}, {4}),
        ("by 20 Nov", {4}, {4}),
        ("Nov. 20th", {4}, {4}),
        ("11/20", {4}, {4}),
        ("2026-11-20", {4}, {4}),
        ("tomorrow, or Fri", {3, 4}, {3, 4}),
        ("no car until Monday", {0}, frozenset()),
        ("sunny, monthly, 48817, 11/48, 31 Feb", frozenset(), frozenset()),
        ("2 Jan", {5}, {5}),
        ("courier day after tomorrow", {4}, {4}),
        ("tomorrow, or the day after", {3}, {3}),
        ("in 2 days", {4}, {4}),
        ("in three days", {5}, {5}),
        ("within 2 days, waited for 3 days", frozenset(), frozenset()),
    ],
)
def test_a_day_of_the_week_is_known_by_its_name_or_its_date(
    text: str, named: set[int], for_it: set[int]
) -> None:
    wednesday = date(2026, 11, 18)
    assert weekdays_in(text, wednesday) == named
    assert weekdays_for(text, wednesday) == for_it


@pytest.mark.parametrize(
    "name", ["agreed-by-friday", "passed-on", "friday-callback", "no-more-calls", "push-back"]
)
def test_whoever_hands_a_call_over_to_a_manager_who_joins_did_nothing_wrong(name: str) -> None:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    heard = place(plan, lambda one: bool(one.hears), 2) + 1
    joined = (act.GetManager(), act.NameManager("Ruth Ansel"), act.End("handed-over"))
    play = played(scenario, (*plan[:heard], *(Deed(one, pause=9) for one in joined)))
    assert play.call.ended is not None
    assert not {*play.flaws()} - {"anger", "details:missed", "acknowledge"}, play.flaws()
    assert "ending:untrue" not in play.flaws()
    for one in play.told.findings:
        assert "never told" not in one.sentence, "that is the manager's now"


def test_what_a_step_asks_for_is_for_whoever_takes_the_call_over_there() -> None:
    """“To do, and never recorded: Agreed solution”, where nothing had been agreed on yet."""
    scenario = scenario_of("agreed-by-friday")
    plan = plan_of(scenario)
    options = place(plan, does(act.WriteDetail, field="agreed"))
    joined = (act.GetManager(), act.NameManager("Ruth Ansel"), act.End("handed-over"))
    play = played(scenario, (*plan[:options], *(Deed(one, once=True) for one in joined)))
    assert play.call.here.step == "options"
    assert play.flaws() == {}


@pytest.mark.parametrize("seed", [0, 1])
def test_whoever_is_abused_and_hands_the_call_over_by_the_script_did_nothing_wrong(
    seed: int,
) -> None:
    scenario = scenario_of("warned-and-ended", seed)
    plan = plan_of(scenario)
    abused = place(plan, lambda one: one.hears == "move 6")
    handed = Deed(act.End("handed-over"), hears="move 6", pause=9)
    play = played(scenario, (*plan[:abused], handed), seed)
    assert play.call.ended is not None
    assert play.flaws() == {}


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("name", ["agreed-by-friday", "warned-and-ended"])
def test_a_call_that_is_handed_over_to_nobody_with_no_ground_is_told_as_that(
    name: str, seed: int
) -> None:
    """It had nothing to improve, calm as the caller was; or after one word of theirs."""
    scenario = scenario_of(name, seed)
    plan = plan_of(scenario)
    heard = [n for n, one in enumerate(plan) if one.hears]
    abused = place(plan, does(act.Choose, key=4)) if name == "warned-and-ended" else len(plan)
    for n in (n for n in heard if n < abused):
        handed = Deed(act.End("handed-over"), hears=plan[n].hears, pause=2)
        play = played(scenario, (*plan[:n], handed), seed)
        told = found(play, "ending")
        assert told.sign is Sign.THINK
        assert " and by the record nobody had joined to take it." in told.sentence
        spoke = any(isinstance(one.action, act.Say) for one in plan[:n])
        assert (" No line had been said to the caller by then." in told.sentence) is not spoke
        last = [e.event.words for e in play.call.entries if isinstance(e.event, CallerSpoke)][-1]
        assert told.sentence.endswith(f"“{last}”")
        assert "hand the phone over to someone else" in quotation(told.passages)


def test_a_call_that_is_handed_over_before_a_word_was_said_is_told_as_that() -> None:
    play = Play(scenario_of("agreed-by-friday"))
    play.wait(4)
    play.do(act.End("handed-over"))
    [told] = [one for one in play.told.findings if one.about == "ending"]
    assert (told.sign, play.flaws()) == (Sign.THINK, {"ending": Sign.THINK})
    assert told.sentence == "The call was handed over before the caller had said a word, at 0:04."


def test_a_call_is_not_handed_over_by_saying_so() -> None:
    scenario = scenario_of("passed-on")
    plan = plan_of(scenario)
    play = played(scenario, (*plan[:-1], replace(plan[-1], action=act.End("handed-over"))))
    assert play.flaws() == {"ending": Sign.THINK}
    assert found(play, "ending").sentence.endswith(", and by the record nobody had joined.")


def test_nobody_has_to_hear_a_threat_out() -> None:
    """It was told as an interruption: let them finish, then answer."""
    scenario = scenario_of("threat-at-once")
    plan = plan_of(scenario)
    line = place(plan, does(act.Say))
    hasty = tuple(
        replace(one, once=True, at=0, hears=one.hears if n == 1 else "", pause=0 if n > 1 else 1)
        if 1 <= n < line
        else replace(one, once=n == line, at=0, pause=3 if n == line else 0)
        for n, one in enumerate(plan)
    )
    play = played(scenario, hasty)
    assert "rushed:heard" in play.flaws()
    assert "interrupted" not in play.flaws()


@pytest.mark.parametrize("stage", [Stage.FRUSTRATED, Stage.HOSTILE, Stage.ENRAGED])
def test_the_stage_is_judged_by_words_that_show_it(stage: Stage) -> None:
    scenario = scenario_of("threat-at-once")
    plan = instead(plan_of(scenario), does(act.SetStage), act.SetStage(stage))
    assert "nicely!" in scenario.moves[0].caller
    assert played(scenario, plan).flaws() == {}


def adding(name: str, *actions: act.Action) -> Play:
    """A perfect play, but for what is done besides before it ends."""
    scenario = scenario_of(name)
    return played(scenario, before(plan_of(scenario), does(act.End), *actions))


@pytest.mark.parametrize(
    ("field", "value", "flaws"),
    [
        ("caller", "Adolf Smith", {"detail:caller": Sign.NEVER}),
        ("number", "555-9999", {"detail:number": Sign.NEVER}),
        ("caller", "did not give a name", {}),
        ("caller", "Unknown", {}),
        ("number", "withheld", {}),
        ("concern", "Pickup towed, wants it back", {}),
    ],
)
def test_a_name_or_a_number_that_the_caller_never_gave_must_not_happen(
    field: str, value: str, flaws: dict[str, Sign]
) -> None:
    play = adding("threat-at-once", act.WriteDetail(field, value))
    assert play.flaws() == flaws
    if flaws:
        assert found(play, f"detail:{field}").sentence.endswith("; the caller never said it.")
    assert "details" not in well(play)


def test_another_emotion_than_the_callers_acknowledges_nothing() -> None:
    play = writing("no-more-calls", "emotion", "happy")
    assert "acknowledge" not in well(play)
    assert "acknowledge" in well(played(play.scenario, plan_of(play.scenario)))


def test_other_words_where_some_are_right_are_not_praised_unread() -> None:
    scenario = scenario_of("push-back")
    within_role = place(plan_of(scenario), does(act.Say), -3)
    mine = act.Adapt("I will see who can help you with the car.", "shorter")
    moves = [*scenario.moves]
    moves[within_role] = replace(moves[within_role], action=mine)
    scenario = replace(scenario, moves=tuple(moves))
    plan = plan_of(scenario)
    assert "line:within-role" in well(played(scenario, plan))
    other = act.Adapt("Nobody will ever help you with that car.", "shorter")
    play = played(scenario, instead(plan, does(act.Adapt), other))
    assert "line:within-role" not in well(play)
    assert play.flaws() == {}


def test_a_promise_where_the_script_says_not_to_promise_must_not_happen() -> None:
    scenario = scenario_of("push-back")
    promised = act.Adapt("I promise you that Hanley calls you in ten minutes.", "shorter")
    play = played(scenario, instead(plan_of(scenario), does(act.Say), promised))
    [told] = [f for f in play.told.findings if f.about.startswith("line:") and f.sign is Sign.NEVER]
    assert "Do not promise anyone anything." in [one.words for one in told.passages]
    kind = act.Adapt("I cannot promise you that, but I will ask.", "shorter")
    play = played(scenario, instead(plan_of(scenario), does(act.Say), kind))
    assert Sign.NEVER not in play.flaws().values()


def test_a_complaint_that_is_rightly_logged_quotes_nothing_of_those_that_are_not() -> None:
    told = [
        one
        for name in ("charged-twice", "push-back", "friday-callback", "sunday-callback")
        for one in played(scenario_of(name), plan_of(scenario_of(name))).told.of(Sign.WELL)
        if one.about == "follow-up:complaint"
    ]
    assert told
    assert not any(one.passages for one in told)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Shut up, you idiot.", True),
        ("Get lost!", True),
        ("A crib with the wrong side rails, twice: that must not happen.", False),
        ("I understand your anger.", False),
    ],
)
def test_words_that_are_not_approved_and_have_nothing_of_the_call_are_told_as_they_are(
    words: str, told: bool
) -> None:
    scenario = scenario_of("agreed-by-friday")
    adapted = act.Adapt(words, "In my own words")
    play = played(scenario, instead(plan_of(scenario), does(act.Say), adapted))
    assert play.flaws() == ({"line:acknowledge": Sign.THINK} if told else {})
    if told:
        assert found(play, "line:acknowledge").sentence.endswith(f"the caller had said: “{words}”")


def test_a_message_that_says_no_to_what_the_caller_said_is_not_praised() -> None:
    scenario = scenario_of("charged-twice")
    plan = plan_of(scenario)
    which = does(act.AddFollowUp, kind="message")
    sent = plan[place(plan, which)].action
    assert isinstance(sent, act.AddFollowUp)
    text = "Ignore Ingrid Solberg, she was not charged twice and asks for nobody"
    other = replace(sent, fields=(("to", "M. Castellanos, second line"), ("text", text)))
    assert "follow-up:message" in well(played(scenario, instead(plan, which, sent, pause=10)))
    play = played(scenario, instead(plan, which, other, pause=10))
    assert "follow-up:message" not in well(play)


@pytest.mark.parametrize(
    "agreed",
    [
        "Courier, day after tomorrow",
        "Courier in 2 days",
        "Courier in two days",
        "Delivered on the 20th",
    ],
)
def test_the_day_that_was_agreed_on_may_be_written_as_people_say_it(agreed: str) -> None:
    scenario = scenario_of("agreed-by-friday")
    plan = plan_of(scenario)
    rule = plan[place(plan, does(act.AddFollowUp))].action
    assert isinstance(rule, act.AddFollowUp)
    promised = replace(rule, fields=(("agreed", agreed),))
    plan = instead(plan, does(act.WriteDetail, field="agreed"), act.WriteDetail("agreed", agreed))
    assert played(scenario, instead(plan, does(act.AddFollowUp), promised)).flaws() == {}


@pytest.mark.parametrize("agreed", ["Courier tomorrow", "Courier on the 21st", "Courier in 3 days"])
def test_another_day_than_was_agreed_on_is_told_however_it_is_written(agreed: str) -> None:
    scenario, detail = scenario_of("agreed-by-friday"), act.WriteDetail("agreed", agreed)
    plan = instead(plan_of(scenario), does(act.WriteDetail, field="agreed"), detail)
    assert "detail:agreed" in played(scenario, plan).flaws()


@pytest.mark.parametrize("answer", ["yep", "She agrees", "Customer accepts", "they accepted it"])
def test_a_yes_may_be_written_in_any_way(answer: str) -> None:
    scenario, detail = scenario_of("second-call"), act.WriteDetail("agreement", answer)
    plan = instead(plan_of(scenario), does(act.WriteDetail, field="agreement"), detail)
    assert played(scenario, plan).flaws() == {}


def test_a_no_of_theirs_is_not_a_yes() -> None:
    scenario, detail = scenario_of("second-call"), act.WriteDetail("agreement", "They refused it")
    plan = instead(plan_of(scenario), does(act.WriteDetail, field="agreement"), detail)
    assert played(scenario, plan).flaws() == {"detail:agreement": Sign.NEVER}


@pytest.mark.parametrize("name", ["sunday-callback", "charged-twice"])
def test_a_double_charge_is_twice(name: str) -> None:
    concern = act.WriteDetail("concern", "double charge")
    plan = instead(plan_of(scenario_of(name)), does(act.WriteDetail, field="concern"), concern)
    assert "detail:concern" not in played(scenario_of(name), plan).flaws()
