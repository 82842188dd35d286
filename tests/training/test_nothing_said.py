"""What is typed to be rid of a field: it is never praised, and told where it is no word."""

import pytest
from msgspec.structs import replace
from plays import Play, before, does, instead, place, plan_of, played, scenario_of

from guide.call import actions as act
from guide.script.model import FollowUpKind
from guide.training.debrief_nothing_said import says_nothing
from guide.training.finding import Finding, Sign

NONSENSE = [".", "???", "—", "x", "xx", "asdf", "asdfasdf", "qwertz", "jklasd", "aaaa", "bla bla"]
SOMETHING = [
    "BBB",
    "ASD",
    "were",
    "DMV",
    "no",
    "no no",
    "call 9",
    "7",
    "7 7",
    "n/a",
    "refund",
    "mgmt rang",
    "退款",
    "Öl",
    "test",
    "qwerty keyboard broken",
    "She wants a refund",
]


def found(play: Play, about: str) -> Finding:
    [finding] = [one for one in play.told.findings if one.about == about]
    return finding


@pytest.mark.parametrize("text", NONSENSE)
def test_what_is_surely_no_word_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_whatever_can_be_a_word_says_something(text: str) -> None:
    assert not says_nothing(text)


def test_the_name_of_a_field_says_nothing_in_it() -> None:
    assert says_nothing("solution", "The solution")
    assert not says_nothing("A solution by Friday", "The solution")


def written(name: str, **values: str) -> Play:
    scenario = scenario_of(name)
    plan = plan_of(scenario)
    for field, value in values.items():
        plan = instead(plan, does(act.WriteDetail, field=field), act.WriteDetail(field, value))
    return played(scenario, plan)


@pytest.mark.parametrize("field", ["problem_goal", "people_goal", "solution", "effect", "people"])
@pytest.mark.parametrize("text", [".", "x", "asdf", "bla bla bla"])
def test_a_detail_that_says_nothing_is_told(field: str, text: str) -> None:
    play = written("second-call", **{field: text})
    assert play.flaws() == {f"detail:{field}": Sign.THINK}
    assert f"as “{text}”" in found(play, f"detail:{field}").sentence


@pytest.mark.parametrize(
    ("name", "field", "text"),
    [
        ("second-call", "problem_goal", "Problem goal"),
        ("second-call", "solution", "the solution"),
        ("no-more-calls", "emotion", "Emotion"),
        ("warned-and-calm", "emotion", "???"),
        ("agreed-by-friday", "freebie", "x"),
        ("agreed-by-friday", "who", "asdf"),
        ("charged-twice", "people", "qwert"),
    ],
)
def test_what_a_field_is_called_or_no_word_at_all_is_no_answer(
    name: str, field: str, text: str
) -> None:
    assert written(name, **{field: text}).flaws() == {f"detail:{field}": Sign.THINK}


def test_a_word_of_the_caller_is_something_however_often() -> None:
    assert written("second-call", people_goal="Rent, rent, rent").flaws() == {}
    assert written("second-call", problem_goal="Refund").flaws() == {}


@pytest.mark.parametrize("text", ["x", "asdf", "...", "Message in the internal chat"])
def test_a_message_that_says_nothing_is_told(text: str) -> None:
    scenario = scenario_of("passed-on")
    plan = plan_of(scenario)
    sent = plan[place(plan, does(act.AddFollowUp))].action
    assert isinstance(sent, act.AddFollowUp)
    empty = replace(sent, fields=(("to", "P. Novak, service"), ("text", text)))
    play = played(scenario, instead(plan, does(act.AddFollowUp), empty))
    assert play.flaws() == {"follow-up:message": Sign.THINK}
    assert (
        f"with Message “{text}”, which says nothing." in found(play, "follow-up:message").sentence
    )


@pytest.mark.parametrize("text", ["Bananas are yellow", "Nothing much"])
def test_a_message_without_anything_of_the_call_is_not_praised(text: str) -> None:
    scenario = scenario_of("no-more-calls")
    plan = plan_of(scenario)
    which = does(act.AddFollowUp, kind=FollowUpKind.MESSAGE)
    sent = plan[place(plan, which)].action
    assert isinstance(sent, act.AddFollowUp)
    assert played(scenario, plan).told.of(Sign.WELL)
    other = replace(sent, fields=(("to", "Tara Marsh, coach"), ("text", text)))
    play = played(scenario, instead(plan, which, replace(other), pause=10))
    assert play.flaws() == {}
    assert "follow-up:message" not in [one.about for one in play.told.of(Sign.WELL)]
    play = played(scenario, instead(plan, which, sent, pause=10))
    assert "follow-up:message" in [one.about for one in play.told.of(Sign.WELL)]


def test_one_message_more_that_says_nothing_is_told() -> None:
    scenario = scenario_of("passed-on")
    more = act.AddFollowUp(FollowUpKind.MESSAGE, (("to", "Somebody"), ("text", "asdf")))
    play = played(scenario, before(plan_of(scenario), does(act.End), more))
    assert play.flaws() == {"follow-up:message": Sign.THINK}


def test_an_effort_and_a_permission_that_say_nothing_are_no_praise_for_a_warning() -> None:
    scenario = scenario_of("warned-and-calm")
    plan = plan_of(scenario)
    for which, bad in (
        (does(act.MakeEffort), act.MakeEffort("asdf")),
        (does(act.Permit), act.Permit("xxx")),
    ):
        play = played(scenario, instead(plan, which, bad))
        assert play.flaws() == {"nothing-said": Sign.THINK}
        assert "warning" not in [one.about for one in play.told.of(Sign.WELL)]
        assert found(play, "nothing-said").passages


def test_other_words_that_are_none_are_not_said_in_other_words() -> None:
    scenario = scenario_of("no-more-calls")
    adapted = instead(plan_of(scenario), does(act.Adapt), act.Adapt("asdf", "No spiel is on file"))
    play = played(scenario, adapted)
    assert play.flaws() == {"nothing-said": Sign.THINK}
    assert "line:do-not-call-spiel" not in [one.about for one in play.told.of(Sign.WELL)]


def test_nobody_was_told_of_a_threat_by_the_name_of_nobody() -> None:
    scenario = scenario_of("threat-at-once")
    told = instead(plan_of(scenario), does(act.FinishFollowUp), act.FinishFollowUp(1, "asdf"))
    play = played(scenario, told)
    assert play.flaws() == {"nothing-said": Sign.THINK}
    assert "report:threat" not in [one.about for one in play.told.of(Sign.WELL)]


def test_what_says_nothing_acknowledges_nothing_and_is_blamed_once() -> None:
    play = written("no-more-calls", emotion="asdf")
    assert play.flaws() == {"detail:emotion": Sign.THINK}
    assert "acknowledge" not in [one.about for one in play.told.of(Sign.WELL)]
    assert "acknowledge" in [one.about for one in written("no-more-calls").told.of(Sign.WELL)]


def test_other_words_that_have_nothing_of_the_line_or_the_caller_are_told_as_that() -> None:
    scenario = scenario_of("agreed-by-friday")
    for words, told in (
        ("Shut up, you idiot.", True),
        ("You again? What more have you done with your crying?", True),
        ("A crib with the wrong side rails, twice: that must not happen.", False),
    ):
        adapted = instead(plan_of(scenario), does(act.Say), act.Adapt(words, "In my own words"))
        play = played(scenario, adapted)
        assert play.flaws() == ({"line:acknowledge": Sign.THINK} if told else {})
        assert "acknowledge" not in [one.about for one in play.told.of(Sign.WELL)]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("The caller", Sign.NEVER),
        ("the customer", Sign.NEVER),
        ("no one yet", Sign.NEVER),
        ("Leonard Fisk", Sign.NEVER),
        ("I decided it", Sign.THINK),
        ("Helen Ortiz said no", Sign.THINK),
        ("Helen Ortiz wasn't there", Sign.THINK),
    ],
)
def test_nobody_permits_a_warning_who_did_not_or_is_the_caller(text: str, sign: Sign) -> None:
    scenario = scenario_of("warned-and-calm")
    play = played(scenario, instead(plan_of(scenario), does(act.Permit), act.Permit(text)))
    assert play.flaws() == {"nobody": sign}
    assert f"who permitted the warning, “{text}”, at" in found(play, "nobody").sentence
    assert "warning" not in [one.about for one in play.told.of(Sign.WELL)]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("the customer", Sign.NEVER),
        ("Helen Ortiz will be told tomorrow", Sign.THINK),
        ("H. Ortiz, not told yet", Sign.THINK),
    ],
)
def test_nobody_is_told_of_a_threat_who_will_be_or_is_the_caller(text: str, sign: Sign) -> None:
    scenario = scenario_of("threat-at-once")
    told = instead(plan_of(scenario), does(act.FinishFollowUp), act.FinishFollowUp(1, text))
    play = played(scenario, told)
    assert play.flaws() == {"nobody": sign}
    assert not {"report:threat", "ending"} & {one.about for one in play.told.of(Sign.WELL)}


@pytest.mark.parametrize("text", ["Helen Ortiz", "Noah Caller", "Kim, supervisor", "No, Mai Anh"])
def test_whoever_can_be_somebody_was_told(text: str) -> None:
    scenario = scenario_of("threat-at-once")
    told = instead(plan_of(scenario), does(act.FinishFollowUp), act.FinishFollowUp(1, text))
    play = played(scenario, told)
    assert play.flaws() == {}
    assert f"; told at 0:40, by the record: {text}." in found(play, "report:threat").sentence


NO_NAME = ("my supervisor", "the supervisor", "Security, by phone at 6:45", "manager on duty")


@pytest.mark.parametrize("text", NO_NAME)
def test_whoever_was_told_and_has_no_name_is_for_a_reader_to_judge(text: str) -> None:
    """“Told, by the record: my supervisor” was praised."""
    scenario = scenario_of("threat-at-once")
    told = instead(plan_of(scenario), does(act.FinishFollowUp), act.FinishFollowUp(1, text))
    play = played(scenario, told)
    assert play.flaws() == {}
    assert "report:threat" not in {one.about for one in play.told.of(Sign.WELL)}
    [own] = play.told.own_words
    assert (own.what, own.words) == ("Who was told", text)
    assert own.beside == "Who was it? No name is on record."


@pytest.mark.parametrize("text", NO_NAME[:2])
def test_whoever_permitted_or_joined_and_has_no_name_is_for_a_reader_too(text: str) -> None:
    for name, which, action in (
        ("warned-and-calm", act.Permit, act.Permit(text)),
        ("push-back", act.NameManager, act.NameManager(text)),
    ):
        scenario = scenario_of(name)
        play = played(scenario, instead(plan_of(scenario), does(which), action))
        assert play.flaws() == {}
        assert "warning" not in {one.about for one in play.told.of(Sign.WELL)}
        assert [(one.words, one.beside) for one in play.told.own_words] == [
            (text, "Who was it? No name is on record.")
        ]


def test_that_nobody_was_told_right_away_is_told_whoever_it_was() -> None:
    scenario = scenario_of("threat-at-once")
    plan = plan_of(scenario)
    n = place(plan, does(act.FinishFollowUp))
    late = replace(plan[n], action=act.FinishFollowUp(1, "my supervisor"), pause=130)
    assert "report:threat" in played(scenario, (*plan[:n], late, *plan[n + 1 :])).flaws()


@pytest.mark.parametrize(
    ("field", "text"), [("freebie", "nothing"), ("who", "nobody"), ("who", "No one"), ("who", "-")]
)
def test_a_promise_that_is_nobodys_or_nothing_is_told(field: str, text: str) -> None:
    play = written("agreed-by-friday", **{field: text})
    assert play.flaws() == {f"detail:{field}": Sign.THINK}
    assert f"as “{text}”, which says nothing." in found(play, f"detail:{field}").sentence


@pytest.mark.parametrize("text", ["Nothing", "None", "nothing", "Nobody"])
def test_that_nothing_was_offered_is_an_answer_where_the_scenario_takes_it(text: str) -> None:
    """Nobody tells whoever practices this what the first agent offered."""
    assert written("second-call", offered=text).flaws() == {}


def test_that_nothing_was_offered_is_none_where_the_caller_told_of_something() -> None:
    """It stood there as what says nothing."""
    scenario, offered = scenario_of("second-call"), does(act.WriteDetail, field="offered")
    moves = [replace(m, action=None) if offered(m) else m for m in scenario.moves]
    story = next(n for n, m in enumerate(moves) if m.caller.startswith("You took it twice"))
    voucher = act.WriteDetail("offered", "A voucher")
    moves[story] = replace(moves[story], caller="They offered me a voucher.", action=voucher)
    told = replace(scenario, moves=tuple(moves))
    play = played(told, instead(plan_of(told), offered, act.WriteDetail("offered", "None")))
    assert play.flaws() == {"detail:offered": Sign.THINK}
    assert found(play, "detail:offered").sentence.endswith("“They offered me a voucher.”")


def test_what_the_moves_know_beforehand_is_told_to_whoever_writes_that_there_is_none() -> None:
    play = written("second-call", effect="none")
    sentence = found(play, "detail:effect").sentence
    assert "as “none”; in the moves it is “Account overdrawn on 12 Nov" in sentence


NO_SUPERVISOR = (
    *("no one was free", "Nobody was there", "No supervisor was reachable", "skipped", "assumed"),
    *("all supervisors are out", "tried Helen, no answer", "waiting for Helen"),
    *("Helen would have", "Helen Ortiz, asked afterwards", "will tell Helen tomorrow"),
)


@pytest.mark.parametrize("text", NO_SUPERVISOR)
def test_nobody_permits_a_warning_or_is_told_where_nobody_was_reached(text: str) -> None:
    """Each was praised: “with the permission of no one was free”."""
    for name, which, deed in (
        ("warned-and-calm", does(act.Permit), act.Permit(text)),
        ("threat-at-once", does(act.FinishFollowUp), act.FinishFollowUp(1, text)),
    ):
        scenario = scenario_of(name)
        play = played(scenario, instead(plan_of(scenario), which, deed))
        assert play.flaws() == {"nobody": Sign.THINK}
        praised = {one.about for one in play.told.of(Sign.WELL)}
        assert not praised & {"warning", "report:threat"}


@pytest.mark.parametrize(
    "text",
    [
        *("Helen Ortiz, nobody else", "Helen Ortiz, to tell security", "Helen Will"),
        *("Helen Ortiz (Kim is out)", "Helen Ortiz, waiting for security", "All Smith"),
    ],
)
def test_whoever_is_named_with_more_beside_is_somebody(text: str) -> None:
    scenario = scenario_of("warned-and-calm")
    play = played(scenario, instead(plan_of(scenario), does(act.Permit), act.Permit(text)))
    assert play.flaws() == {}


def test_who_is_named_by_what_reads_like_a_note_is_for_a_reader_to_judge() -> None:
    """The screen asks about it: it is no praise, nor a mark."""
    scenario = scenario_of("warned-and-calm")
    told = act.Permit("Helen is on holiday")
    play = played(scenario, instead(plan_of(scenario), does(act.Permit), told))
    assert play.flaws() == {}
    assert "warning" not in [one.about for one in play.told.of(Sign.WELL)]
    assert ("Who permitted the warning", told.by) in [
        (one.what, one.words) for one in play.told.own_words
    ]


def test_nobody_hands_a_call_over_to_themselves() -> None:
    scenario = scenario_of("charged-twice")
    plan = plan_of(scenario)
    play = played(scenario, instead(plan, does(act.NameManager), act.NameManager("Robin")))
    assert play.flaws() == {"nobody": Sign.NEVER}
    assert "ending" not in [one.about for one in play.told.of(Sign.WELL)]


@pytest.mark.parametrize("what", ["nothing", "n/a", "Not tried"])
def test_to_have_tried_nothing_is_no_effort(what: str) -> None:
    """It was praised: “redirected first, then warned”."""
    scenario = scenario_of("warned-and-calm")
    play = played(scenario, instead(plan_of(scenario), does(act.MakeEffort), act.MakeEffort(what)))
    assert play.flaws() == {"nothing-said": Sign.THINK}
    assert "warning" not in [one.about for one in play.told.of(Sign.WELL)]


@pytest.mark.parametrize(
    ("what", "praised"),
    [
        ("Told him to shut up", False),
        ("Went back to his papers, and asked for calm", False),
        ("Asked them to stop the language", True),
        ("led them back to the concern", True),
    ],
)
def test_what_was_tried_in_ones_own_words_is_not_praised_unread(what: str, praised: bool) -> None:
    """An insult was praised: “redirected first, then warned”."""
    scenario = scenario_of("warned-and-calm")
    play = played(scenario, instead(plan_of(scenario), does(act.MakeEffort), act.MakeEffort(what)))
    assert play.flaws() == {}
    assert ("warning" in [one.about for one in play.told.of(Sign.WELL)]) is praised
    assert (what in [one.words for one in play.told.own_words]) is not praised


@pytest.mark.parametrize("by", ["not sent", "P. Novak did not answer", "nobody was free"])
def test_a_message_that_reads_as_not_sent_is_no_praise_for_it(by: str) -> None:
    scenario = scenario_of("no-more-calls")
    plan = plan_of(scenario)
    which = does(act.FinishFollowUp, of=4)
    assert "follow-up:message" in [one.about for one in played(scenario, plan).told.of(Sign.WELL)]
    play = played(scenario, instead(plan, which, act.FinishFollowUp(4, by)))
    assert play.flaws() == {}
    assert "follow-up:message" not in [one.about for one in play.told.of(Sign.WELL)]
    assert ("By whom it was done", by) in [(one.what, one.words) for one in play.told.own_words]


def messaged(name: str, to: str) -> Play:
    """The perfect play, with its message sent to this."""
    plan = plan_of(scenario_of(name))
    sent = plan[place(plan, does(act.AddFollowUp, kind="message"))].action
    assert isinstance(sent, act.AddFollowUp)
    fields = tuple((field, to if field == "to" else value) for field, value in sent.fields)
    message = replace(sent, fields=fields)
    return played(scenario_of(name), instead(plan, does(act.AddFollowUp, kind="message"), message))


@pytest.mark.parametrize("to", ["coach", "PA", "Tara", "supervisor"])
def test_a_message_may_go_to_whom_its_kind_is_called_for(to: str) -> None:
    play = messaged("no-more-calls", to)
    assert play.flaws() == {}
    assert "follow-up:message" in [one.about for one in play.told.of(Sign.WELL)]


@pytest.mark.parametrize("to", ["tbd", "will tell Dan"])
def test_a_message_that_names_nobody_for_sure_is_not_praised(to: str) -> None:
    play = messaged("push-back", to)
    assert "follow-up:message" not in [one.about for one in play.told.of(Sign.WELL)]


@pytest.mark.parametrize("to", ["me", "Robin", "nobody"])
def test_a_message_to_oneself_went_to_nobody(to: str) -> None:
    play = messaged("push-back", to)
    assert play.flaws() == {"nobody": Sign.NEVER}
    [told] = [one.sentence for one in play.told.findings if one.about == "nobody"]
    assert f"nobody else of the desk: to whom the message went, “{to}”" in told
