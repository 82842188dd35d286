import pytest
from kit import Desk, of_kind

from guide.call import actions as act
from guide.call import events as ev
from guide.call.rules.follow_ups import (
    details_corrected,
    kinds_owed,
    offered_fields,
    reasons,
    report_for,
    rule_now,
)
from guide.call.rules.names import why_no_name
from guide.call.state import FollowUp
from guide.script.model import USUAL_FOLLOW_UPS, FollowUpKind

ESCALATED, IRATE, PROTOCOL = "escalated-callers", "irate-customers", "hang-up-protocol"
CALLBACK, REPORT = FollowUpKind.CALLBACK, FollowUpKind.REPORT

CALLER = (
    act.WriteDetail("caller", "Dana Whitlock"),
    act.WriteDetail("number", "555-0142"),
    act.WriteDetail("concern", "title not transferred"),
)
THREAT = act.AddFollowUp(REPORT, (("reason", "threat"),))


def last(desk: Desk) -> FollowUp:
    return desk.call.follow_ups[-1]


def threats(desk: Desk) -> list[FollowUp]:
    return [f for f in desk.call.follow_ups if f.field("reason") == "threat"]


def test_a_callback_holds_what_the_call_knows_already() -> None:
    desk = Desk(ESCALATED, *CALLER, act.AddFollowUp(CALLBACK))
    assert dict(last(desk).fields) == {
        "number": "555-0142",
        "caller": "Dana Whitlock",
        "concern": "title not transferred",
    }
    assert not last(desk).lacks


def test_what_the_agent_writes_into_it_goes_before_what_is_known() -> None:
    fields = (("number", "555-0199"), ("caller", ""))
    desk = Desk(ESCALATED, *CALLER, act.AddFollowUp(CALLBACK, fields))
    assert last(desk).field("number") == "555-0199"
    assert last(desk).lacks == ("caller",)


def test_what_it_lacks_stops_nobody() -> None:
    desk = Desk(ESCALATED, act.AddFollowUp(CALLBACK))
    assert last(desk).lacks == ("number", "caller", "concern")
    assert desk.call.owed == desk.call.follow_ups


@pytest.mark.parametrize("kind", FollowUpKind)
def test_every_kind_can_be_owed_in_every_script(kind: FollowUpKind) -> None:
    desk = Desk("taking-over-a-call", act.AddFollowUp(kind))
    usual = USUAL_FOLLOW_UPS[kind]
    assert (last(desk).label, last(desk).event.needs) == (usual.label, usual.needs)
    assert last(desk).due is None


def test_a_detail_written_later_is_filled_in() -> None:
    desk = Desk(ESCALATED, act.AddFollowUp(CALLBACK), *CALLER)
    assert not last(desk).lacks


def test_a_number_that_is_put_right_is_the_number_to_call() -> None:
    desk = Desk(ESCALATED, *CALLER, act.AddFollowUp(CALLBACK))
    desk.do(act.WriteDetail("number", "555-0143"))
    assert last(desk).field("number") == "555-0143"
    desk.do(act.Correct())
    assert last(desk).field("number") == "555-0142", "a correction takes that back too"


def test_another_number_written_into_it_is_not_touched_by_the_details() -> None:
    desk = Desk(ESCALATED, *CALLER, act.AddFollowUp(CALLBACK, (("number", "555-0199"),)))
    desk.do(act.WriteDetail("number", "555-0143"))
    assert last(desk).field("number") == "555-0199"


def test_a_detail_taken_out_stays_where_it_was_promised() -> None:
    desk = Desk(ESCALATED, *CALLER, act.AddFollowUp(CALLBACK), act.WriteDetail("number", ""))
    assert last(desk).field("number") == "555-0142"


def test_what_a_report_is_about_is_not_changed_by_the_details() -> None:
    desk = Desk(ESCALATED, act.WriteDetail("reason", "threat"), act.ReportThreat())
    desk.do(act.WriteDetail("reason", "asks for a refund"))
    assert last(desk).field("reason") == "threat"


def test_what_is_done_is_not_changed_by_the_details() -> None:
    desk = Desk(ESCALATED, *CALLER, act.AddFollowUp(CALLBACK, done_by="Kim"))
    desk.do(act.WriteDetail("number", "555-0143"))
    assert last(desk).field("number") == "555-0142"


def test_a_follow_up_can_be_changed_and_what_is_the_same_is_no_change() -> None:
    desk = Desk(ESCALATED, *CALLER, act.AddFollowUp(CALLBACK))
    of = last(desk).n
    assert desk.do(act.AmendFollowUp(of, (("number", "555-0142"),))) == ()
    due = last(desk).due
    desk.do(act.AmendFollowUp(of, (("number", "555-0143"), ("caller", " "))))
    assert last(desk).field("number") == "555-0143"
    assert last(desk).lacks == ("caller",)
    assert last(desk).due == due


def test_a_follow_up_that_is_done_is_owed_no_more() -> None:
    desk = Desk(ESCALATED, *CALLER, act.AddFollowUp(CALLBACK))
    desk.do(act.FinishFollowUp(last(desk).n))
    assert desk.call.owed == ()
    assert (last(desk).done_by, last(desk).done_at) == ("Robin", desk.call.last.at)
    assert desk.refused(act.FinishFollowUp(last(desk).n)) == "That is done already."


def test_what_was_done_during_the_call_is_added_as_done() -> None:
    added, done = Desk(ESCALATED).do(act.AddFollowUp(FollowUpKind.MESSAGE, done_by="Kim Lo"))
    assert isinstance(added, ev.FollowUpAdded)
    assert done == ev.FollowUpDone(2, "Kim Lo")
    desk = Desk(ESCALATED, act.AddFollowUp(FollowUpKind.MESSAGE, done_by=" "))
    assert last(desk).done_by == "Robin"


@pytest.mark.parametrize("action", [act.AmendFollowUp(99, ()), act.FinishFollowUp(99)])
def test_what_is_not_on_record_is_neither_changed_nor_done(action: act.Action) -> None:
    assert Desk().refused(action) == "That follow-up is not on record."


# -- reports -------------------------------------------------------------------------------


def test_a_report_is_done_only_when_somebody_is_named_who_was_told() -> None:
    desk = Desk(IRATE, act.AddFollowUp(REPORT, (("reason", "Considers legal action"),)))
    assert desk.refused(act.FinishFollowUp(last(desk).n)) == "Write down who was told."
    assert desk.refused(act.FinishFollowUp(last(desk).n, " \n")) == "Write down who was told."
    desk.do(act.FinishFollowUp(last(desk).n, "Kim Lo,\nby chat"))
    assert last(desk).done_by == "Kim Lo, by chat"


def test_a_report_is_not_added_as_done_without_a_name() -> None:
    desk = Desk(PROTOCOL)
    told = act.AddFollowUp(REPORT, (("reason", "threat"),), done_by="")
    assert desk.refused(told) == "Write down who was told."


def test_each_reason_is_a_report_of_its_own_and_none_is_owed_twice() -> None:
    legal = act.AddFollowUp(REPORT, (("reason", "Considers legal action"),))
    media = act.AddFollowUp(REPORT, (("reason", "Will contact the media"),))
    desk = Desk(IRATE, legal, media)
    assert len(desk.call.owed) == 2
    assert "is to be reported already" in desk.refused(legal)
    desk.do(act.FinishFollowUp(last(desk).n, "Kim Lo"), media)
    assert len(desk.call.owed) == 2


@pytest.mark.parametrize(("was", "becomes"), [("threat", "noise"), ("noise", "threat")])
def test_a_threat_stays_one_and_nothing_becomes_one(was: str, becomes: str) -> None:
    desk = Desk(IRATE, act.AddFollowUp(REPORT, (("reason", was),)))
    of = last(desk).n
    assert "A threat stays one" in desk.refused(act.AmendFollowUp(of, (("reason", becomes),)))
    desk.do(act.AmendFollowUp(of, (("where", "the counter"),)))
    assert last(desk).field("reason") == was


def test_the_reason_of_another_report_can_be_put_right() -> None:
    desk = Desk(IRATE, act.AddFollowUp(REPORT, (("reason", "nois"),)))
    desk.do(act.AmendFollowUp(last(desk).n, (("reason", "noise"),)))
    assert last(desk).field("reason") == "noise"


@pytest.mark.parametrize("script", [ESCALATED, IRATE, PROTOCOL])
@pytest.mark.parametrize("reason", ["threat", "Threat to the agent, staff or clients"])
def test_a_threat_is_to_be_told_at_once_whatever_script_is_in_hand(
    script: str, reason: str
) -> None:
    desk = Desk(script, act.AddFollowUp(REPORT, (("reason", reason),)))
    assert (last(desk).due, last(desk).event.rule) == (last(desk).at, "now")
    assert "a supervisor is still to be told" in desk.refused(act.ReportThreat())


@pytest.mark.parametrize("again", [act.ReportThreat(), THREAT])
def test_a_threat_that_is_owed_is_not_owed_twice(again: act.Action) -> None:
    desk = Desk(PROTOCOL, act.StateGround("threat"))
    assert "a supervisor is still to be told" in desk.refused(again)
    desk.do(act.StateGround("slurs", threat=True))
    assert len(threats(desk)) == 1


def test_a_further_threat_is_owed_once_the_first_was_told() -> None:
    desk = Desk(PROTOCOL, act.StateGround("slurs", threat=True))
    desk.do(act.FinishFollowUp(last(desk).n, "Kim Lo"), act.ReportThreat())
    assert [f.done for f in threats(desk)] == [True, False]


def test_stating_the_ground_that_stands_once_more_is_no_further_threat() -> None:
    desk = Desk(PROTOCOL, act.StateGround("threat"))
    desk.do(act.FinishFollowUp(last(desk).n, "Kim Lo"), act.StateGround("threat"))
    assert desk.call.owed == ()
    desk.do(act.Calm(), act.StateGround("threat"))
    assert len(desk.call.owed) == 1, "who calmed down and threatens again does so anew"


def test_only_the_agent_can_tell_whether_slurs_were_a_threat() -> None:
    assert not threats(Desk(PROTOCOL, act.StateGround("slurs")))
    assert threats(Desk(PROTOCOL, act.StateGround("slurs", threat=True)))
    assert not threats(Desk(PROTOCOL, act.StateGround("hate", threat=True)))


def test_the_rule_that_holds_is_that_of_the_nearest_script_that_has_one() -> None:
    desk = Desk(IRATE)
    desk.open(PROTOCOL)
    assert rule_now(CALLBACK, desk.now).label == "Callback by the supervisor"
    assert rule_now(REPORT, desk.now).label == "Tell a supervisor"
    assert rule_now(FollowUpKind.AGREED, desk.now).label == "Agreed solution"
    desk.do(act.Return())
    assert rule_now(REPORT, desk.now).label == "Report to the supervisor"


def test_what_is_owed_is_told_in_its_event_without_the_script() -> None:
    desk = Desk(ESCALATED, *CALLER)
    (added,) = of_kind(ev.FollowUpAdded, desk.do(act.AddFollowUp(CALLBACK)))
    assert (added.follow_up, added.label, added.rule) == (
        "callback",
        "Callback",
        "next day, morning",
    )
    assert added.needs == ("number", "caller", "concern")


def test_what_a_follow_up_tells_of_the_caller_is_a_detail_unless_one_is_written_down() -> None:
    desk = Desk(ESCALATED, act.WriteDetail("caller", "Dana"))
    told = (("caller", "Mrs Dana"), ("number", " 0142 "), ("concern", ""), ("person", "Lee"))
    desk.do(act.AddFollowUp(CALLBACK, told))
    assert {name: d.event.value for name, d in desk.call.details.items()} == {
        "caller": "Dana",
        "number": "0142",
    }
    assert desk.call.follow_ups[0].field("caller") == "Mrs Dana"
    desk.do(act.AmendFollowUp(desk.call.follow_ups[0].n, (("concern", "title"),)))
    assert desk.call.detail("concern") == "title"


def test_the_last_thing_to_correct_is_the_follow_up_and_not_the_detail_it_told() -> None:
    desk = Desk(ESCALATED, act.AddFollowUp(CALLBACK, (("number", "0142"),), done_by="Kim"))
    assert desk.call.follow_ups[0].done_by == "Kim"
    desk.do(act.Correct(), act.Correct())
    assert desk.call.follow_ups == ()
    assert desk.call.detail("number") == "0142"


@pytest.mark.parametrize(("script", "action"), [(PROTOCOL, act.ReportThreat()), (PROTOCOL, THREAT)])
def test_a_report_of_a_threat_has_the_reason_as_its_script_words_it(
    script: str, action: act.Action
) -> None:
    desk = Desk(script, act.StateGround("abuse"), action)
    (added,) = of_kind(ev.FollowUpAdded, desk.events)
    assert added.reason_label == "Threat to the agent, staff or clients"
    assert threats(desk)


def test_a_step_owes_what_it_requires_until_that_is_recorded() -> None:
    desk = Desk(ESCALATED, *map(act.Choose, (2, 3, 2)))
    assert kinds_owed(desk.now) == [CALLBACK]
    desk.do(act.AddFollowUp(CALLBACK))
    assert kinds_owed(desk.now) == []


def test_a_further_number_that_is_not_to_be_called_is_another_one() -> None:
    desk = Desk(IRATE, *CALLER)
    kind = FollowUpKind.DO_NOT_CALL
    assert offered_fields(kind, desk.now)["number"] == "555-0142"
    desk.do(act.AddFollowUp(kind))
    assert "number" not in offered_fields(kind, desk.now)
    assert offered_fields(CALLBACK, desk.now)["number"] == "555-0142"


def test_a_detail_typed_over_in_a_follow_up_is_corrected_but_for_a_number() -> None:
    known = (act.WriteDetail("number", "555-0142"), act.WriteDetail("caller", "Dan"))
    now = Desk(IRATE, *known).now
    offered = {"number": "555-0142", "caller": "Dan", "concern": "", "when": "today"}
    typed = {"number": "555-0199", "caller": "Dana", "concern": "a fee", "when": "tomorrow"}
    assert details_corrected(offered, typed, now) == (act.WriteDetail("caller", "Dana"),)
    assert details_corrected(offered, {"caller": ""}, now) == ()


def test_another_number_to_call_is_not_the_callers_unless_that_is_known_from_it_alone() -> None:
    desk = Desk(ESCALATED, *CALLER, act.AddFollowUp(CALLBACK, (("number", "555-0199"),)))
    assert desk.call.detail("number") == "555-0142"
    desk.do(act.AmendFollowUp(last(desk).n, (("number", "555-0142"),)))
    desk.do(act.AmendFollowUp(last(desk).n, (("number", "555-0188"),)))
    assert desk.call.detail("number") == "555-0142"
    desk = Desk(ESCALATED, act.AddFollowUp(CALLBACK, (("number", "555-0199"),)))
    assert desk.call.detail("number") == "555-0199"
    for right in ("555-0188", "555-0177"):
        desk.do(act.AmendFollowUp(last(desk).n, (("number", right),)))
        assert desk.call.detail("number") == right
    desk.do(act.WriteDetail("number", "555-0166"))
    desk.do(act.AmendFollowUp(last(desk).n, (("number", "555-0155"),)))
    assert desk.call.detail("number") == "555-0166"


@pytest.mark.parametrize("text", ["555-0142", "+1 (404) 555 0142", "11/27"])
def test_a_number_or_a_date_is_nobodys_name(text: str) -> None:
    desk = Desk("irate-customers")
    assert f"Type a name instead of “{text}”" in desk.refused(
        act.AddFollowUp(CALLBACK, done_by=text)
    )
    desk.do(act.AddFollowUp(CALLBACK))
    assert text in desk.refused(act.FinishFollowUp(desk.call.follow_ups[0].n, text))


@pytest.mark.parametrize(
    "text", ["555", "“you parrot”", "I said no!", "you never listen.", "you are all the same here"]
)
def test_a_sentence_names_nobody(text: str) -> None:
    assert why_no_name(text, alone=True)


def test_who_permitted_a_warning_and_which_manager_came_are_told_by_a_name_alone() -> None:
    desk = Desk("escalated-callers")
    for text in ("you never listen.", "555"):
        assert desk.refused(act.NameManager(text)) == "Is that a name? Type the name alone."
    desk.do(act.NameManager("Sam Lee"))
    desk.do(act.MakeEffort("x"), act.StateGround("abuse"))
    assert desk.refused(act.Permit("“you parrot”")) == "Is that a name? Type the name alone."
    desk.do(act.Permit("Sam Lee"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "me",
        "June",
        "Joe Friday",
        "Kim, Friday",
        "April May",
        "J. Day",
        "Kim 2",
        "R. Lee",
        "Lee, Kim",
        "O’Brien Jr.",
        "Ana de la Cruz García",
    ],
)
def test_all_else_can_be_a_name(text: str) -> None:
    assert why_no_name(text) is None
    assert why_no_name(text, alone=True) is None


def test_a_threat_on_the_list_of_reasons_is_reported_as_a_threat() -> None:
    desk = Desk(IRATE)
    acts = {reason: report_for(reason, desk.now) for reason in reasons(desk.now)}
    threat = next(reason for reason in acts if reason.threat)
    assert acts[threat] == act.ReportThreat()
    others = {reason: one for reason, one in acts.items() if reason is not threat}
    assert others
    for reason, one in others.items():
        assert one == act.AddFollowUp(REPORT, (("reason", reason.label),))


def test_what_a_form_tells_of_what_a_step_asks_for_is_a_detail_too() -> None:
    desk = Desk("calming-a-caller")
    desk.do(act.AddFollowUp(FollowUpKind.AGREED, (("agreed", "a replacement by Friday"),)))
    assert desk.call.detail("agreed") == "a replacement by Friday"


def test_what_a_complaint_is_about_is_its_own_and_corrects_no_other_promise() -> None:
    offered = {"caller": "Dana", "number": "555 0142", "concern": "the title"}
    typed = {"caller": "Dana Fox", "number": "555 0199", "concern": "an agent was rude"}
    now = Desk(IRATE, *(act.WriteDetail(*one) for one in offered.items())).now
    assert details_corrected(offered, typed, now) == (act.WriteDetail("caller", "Dana Fox"),)
    assert details_corrected(offered, offered, now) == ()
    assert details_corrected({}, typed, now) == ()


@pytest.mark.parametrize("name", ["me", "I", "myself", "Robin", "robin."])
def test_a_supervisor_is_told_and_not_oneself(name: str) -> None:
    desk = Desk(ESCALATED, act.ReportThreat())
    [threat] = desk.call.follow_ups
    told = "A supervisor has to be told: that is yourself. Write down who was told."
    assert desk.refused(act.FinishFollowUp(threat.n, name)) == told
    rude = act.AddFollowUp(FollowUpKind.REPORT, (("reason", "rude"),), done_by=name)
    assert desk.refused(rude) == told
    desk.do(act.AddFollowUp(FollowUpKind.MESSAGE, (("number", "555-0142"),), done_by="Robin"))
    desk.do(act.FinishFollowUp(threat.n, "Kim Lo"))
