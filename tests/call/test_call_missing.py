from collections.abc import Callable
from dataclasses import dataclass

import pytest
from kit import Desk, warned, went_on
from msgspec.structs import replace

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.rules.endings import Missing, Remedy, missing
from guide.script.model import Ending, FollowUpKind

ESCALATED, IRATE, PROTOCOL = "escalated-callers", "irate-customers", "hang-up-protocol"
CALLBACK, REPORT = FollowUpKind.CALLBACK, FollowUpKind.REPORT


def found(desk: Desk, remedy: Remedy, ending: str = "") -> list[Missing]:
    return [item for item in missing(desk.now, _ending(desk, ending)) if item.remedy is remedy]


def _ending(desk: Desk, name: str) -> Ending | None:
    return desk.now.script.ending(name) if name else None


def at(script: str, step: str, *actions: Action) -> Desk:
    desk = Desk(script, *actions)
    desk.open(script, step)
    return desk


@dataclass(frozen=True)
class Gap:
    """Something missing on a call, as it is told, and what remedies it."""

    begin: Callable[[], Desk]
    remedy: Remedy
    text: str
    what: str
    mended_by: Action
    ending: str = ""


GAPS = {
    "a threat nobody was told of": Gap(
        lambda: Desk(ESCALATED, act.StateGround("threat")),
        Remedy.TELL,
        "A threat was made: no supervisor told yet.",
        "3",
        act.FinishFollowUp(3, "Kim Lo"),
    ),
    "a callback without a number": Gap(
        lambda: Desk(ESCALATED, act.AddFollowUp(CALLBACK, (("caller", "D"), ("concern", "x")))),
        Remedy.AMEND,
        "Callback: Number missing.",
        "4",
        act.AmendFollowUp(4, (("number", "555-0142"),)),
    ),
    "a callback without a number that is written down as a detail": Gap(
        lambda: Desk(ESCALATED, act.AddFollowUp(CALLBACK, (("caller", "D"), ("concern", "x")))),
        Remedy.AMEND,
        "Callback: Number missing.",
        "4",
        act.WriteDetail("number", "555-0142"),
    ),
    "a timer that still runs": Gap(
        lambda: Desk(ESCALATED, act.StartClock()),
        Remedy.STOP,
        "The timer is still running.",
        "",
        act.StopClock(answered=True),
    ),
    "a follow-up the step asks for": Gap(
        lambda: at(ESCALATED, "what-i-can-do"),
        Remedy.ADD,
        "Message in the internal chat not recorded: “What I can do” requires it.",
        "message",
        act.AddFollowUp(FollowUpKind.MESSAGE),
    ),
    "a follow-up the ending needs": Gap(
        lambda: Desk(ESCALATED),
        Remedy.ADD,
        "Voicemail for the proper party not recorded: “Put through to voicemail” requires it.",
        "voicemail",
        act.AddFollowUp(FollowUpKind.VOICEMAIL),
        ending="voicemail",
    ),
    "a line of the step in hand": Gap(
        lambda: at(ESCALATED, "connect"),
        Remedy.SAY,
        "Not said yet: “I appreciate your time please remain on the line as your co…”",
        "connecting",
        act.Say("connecting", ESCALATED),
    ),
    "a line left out for a reason": Gap(
        lambda: at(ESCALATED, "connect"),
        Remedy.SAY,
        "Not said yet: “I appreciate your time please remain on the line as your co…”",
        "connecting",
        act.LeaveOut("hung up", "connecting", ESCALATED),
    ),
    "the line that ends a call by the protocol": Gap(
        lambda: Desk(PROTOCOL, *went_on()),
        Remedy.SAY,
        "Not said yet: “As you’ve been warned, I am unable to continue this convers…”",
        "end-abuse",
        act.Say("end-abuse", PROTOCOL),
        ending="protocol",
    ),
    "what the caller did after the warning": Gap(
        lambda: Desk(PROTOCOL, *warned()),
        Remedy.ANSWER,
        "Not recorded: whether they stopped after the warning.",
        "",
        act.Persist("still a parrot"),
        ending="protocol",
    ),
    "the caller's words": Gap(
        lambda: Desk(ESCALATED, act.StateGround("hate")),
        Remedy.WORDS,
        "Caller’s exact words not recorded.",
        "",
        act.QuoteCaller("you parrot"),
    ),
    "a detail": Gap(
        lambda: at(IRATE, "why-supervisor"),
        Remedy.DETAIL,
        "Reason for a supervisor not recorded (required).",
        "supervisor_reason",
        act.WriteDetail("supervisor_reason", "the last one was kind"),
    ),
    "a manager's name": Gap(
        lambda: Desk(ESCALATED, act.GetManager()),
        Remedy.NAME,
        "Manager requested: who joined is not recorded.",
        "",
        act.NameManager("Sam Ode"),
    ),
    "a note": Gap(
        lambda: Desk(ESCALATED, act.Draft("waited 3 weeks")),
        Remedy.ENTER,
        "Note not saved: “waited 3 weeks”",
        "",
        act.Write("waited 3 weeks"),
    ),
    "what was typed into a form": Gap(
        lambda: Desk(ESCALATED, act.Draft("404 555", "follow-up:callback:number")),
        Remedy.KEEP,
        "Typed in “Number”, not saved: “404 555”",
        "follow-up:callback:number",
        act.Draft("", "follow-up:callback:number"),
    ),
}


@pytest.mark.parametrize("name", GAPS)
def test_what_is_missing_is_told_until_it_is_mended(name: str) -> None:
    gap = GAPS[name]
    desk = gap.begin()
    (item,) = found(desk, gap.remedy, gap.ending)
    assert (item.text, item.what) == (gap.text, gap.what)
    desk.do(gap.mended_by)
    assert found(desk, gap.remedy, gap.ending) == []


def test_there_is_a_test_for_every_way_of_mending() -> None:
    # A permission that is denied: test_call_denials.
    assert {gap.remedy for gap in GAPS.values()} == {*Remedy} - {Remedy.PERMISSION}


def test_a_line_passed_over_is_missing_until_it_is_said_from_wherever_one_is() -> None:
    desk = Desk()
    desk.choose(2, 1, 1)
    over, _ = found(desk, Remedy.SAY)
    assert over.text == "Skipped: “Thank for explaining just to make sure I got everything rig…”"
    desk.do(act.Say(over.what, over.script))
    assert [item.what for item in found(desk, Remedy.SAY)] == ["within-role"]


@pytest.mark.parametrize("name", [name for name in GAPS if GAPS[name].remedy is not Remedy.ANSWER])
def test_nothing_that_is_missing_keeps_a_call_from_ending_and_it_goes_on_record(name: str) -> None:
    gap = GAPS[name]
    desk = gap.begin()
    desk.do(act.End(gap.ending or "hung-up"))
    assert desk.call.ended is not None
    assert gap.text in desk.call.ended.event.missing


def test_nothing_is_missing_on_a_call_that_asked_for_nothing() -> None:
    assert missing(Desk(ESCALATED).now) == ()


def test_a_threat_comes_first() -> None:
    desk = at(ESCALATED, "callback", act.Draft("a note"), act.GetManager())
    desk.do(act.AddFollowUp(CALLBACK), act.StateGround("threat"))
    remedies = [item.remedy for item in missing(desk.now)]
    assert remedies[0] is Remedy.TELL
    assert remedies[-1] is Remedy.ENTER


def test_only_a_report_of_a_threat_is_told_as_one() -> None:
    desk = Desk(PROTOCOL, act.AddFollowUp(REPORT, (("reason", "Considers legal action"),)))
    assert found(desk, Remedy.TELL) == []


@pytest.mark.parametrize("kind", list(FollowUpKind))
def test_whatever_a_step_asks_for_is_missing_once(kind: FollowUpKind) -> None:
    desk = at(ESCALATED, "push-back")
    desk.open(ESCALATED, "callback")
    asked = [item.what for item in found(desk, Remedy.ADD, "callback")]
    assert asked.count(kind) == (1 if kind is CALLBACK else 0)


def test_steps_of_other_scripts_that_were_seen_count_and_those_taken_back_do_not() -> None:
    desk = Desk(ESCALATED)
    desk.open(IRATE, "do-not-call")
    desk.do(act.Return())
    assert [item.script for item in found(desk, Remedy.ADD)] == [IRATE]
    desk.do(act.Correct(), act.Correct())
    assert found(desk, Remedy.ADD) == []


def test_a_step_that_was_left_by_going_back_asks_for_nothing() -> None:
    desk = Desk(ESCALATED)
    desk.open(ESCALATED, "callback")
    assert [item.what for item in found(desk, Remedy.ADD)] == [CALLBACK]
    desk.do(act.Back())
    assert found(desk, Remedy.ADD) == []
    assert found(desk, Remedy.DETAIL) == []
    desk.open(ESCALATED, "callback")
    desk.do(act.Return())
    assert [item.what for item in found(desk, Remedy.ADD)] == [CALLBACK], "that step stands"


def test_what_the_caller_did_is_missing_only_of_an_ending_by_the_protocol() -> None:
    desk = Desk(PROTOCOL, *warned())
    assert found(desk, Remedy.ANSWER) == found(desk, Remedy.ANSWER, "hung-up") == []
    desk.do(act.Calm())
    assert found(desk, Remedy.ANSWER, "protocol") == []


def test_words_after_a_warning_are_the_callers_own() -> None:
    said_none = [action for action in warned() if not isinstance(action, act.QuoteCaller)]
    desk = Desk(PROTOCOL, *said_none)
    assert len(found(desk, Remedy.WORDS)) == 1
    desk.do(act.Persist("still a parrot"))
    assert found(desk, Remedy.WORDS) == []


def test_a_follow_up_that_is_done_lacks_nothing() -> None:
    desk = Desk(ESCALATED, act.AddFollowUp(CALLBACK, done_by="Kim"))
    assert found(desk, Remedy.AMEND) == []


def test_several_things_that_lack_are_told_in_one_sentence() -> None:
    (item,) = found(Desk(ESCALATED, act.AddFollowUp(CALLBACK)), Remedy.AMEND)
    assert item.text == "Callback: Number, Caller and Concern missing."


def test_words_are_not_asked_for_where_no_ground_was_stated() -> None:
    assert found(Desk(PROTOCOL, act.MakeEffort("asked")), Remedy.WORDS) == []
    calmed = Desk(PROTOCOL, act.MakeEffort("a"), act.StateGround("slurs"), act.Warn(), act.Calm())
    assert len(found(calmed, Remedy.WORDS)) == 1, "the warning needs them all the same"


def test_a_manager_who_is_named_is_not_missing_however_often_one_was_asked_for() -> None:
    desk = Desk(ESCALATED, act.GetManager(), act.NameManager("Sam"), act.GetManager())
    assert found(desk, Remedy.NAME) == []


NUMBER = (("number", "312 555 0142"), ("caller", "Dana"), ("concern", "a title"))


def test_a_callback_to_what_is_no_number_is_missing_one() -> None:
    desk = Desk("escalated-callers", act.AddFollowUp(FollowUpKind.CALLBACK, NUMBER))
    n = desk.call.follow_ups[-1].n
    desk.do(act.AmendFollowUp(n, (("number", "no title"),)))
    told = "Callback: “no title” is no phone number."
    assert told in [one.text for one in missing(desk.now)]
    desk.do(act.FinishFollowUp(n, "Sam Lee"))
    assert told not in [one.text for one in missing(desk.now)]


def test_what_was_taken_out_and_stands_in_a_promise_is_not_missing() -> None:
    known = (("caller", "Dana"), ("number", "555-0142"), ("concern", "late"))
    desk = at(IRATE, "callback", *(act.WriteDetail(*one) for one in known))
    desk.do(act.AddFollowUp(CALLBACK), act.WriteDetail("number", ""))
    [promised] = desk.call.follow_ups
    assert promised.field("number") == "555-0142"
    assert found(desk, Remedy.DETAIL) == []
    as_before = replace(desk.now, misses_promised=True)
    told = "Number not recorded (required)."
    assert [one.text for one in missing(as_before) if one.remedy is Remedy.DETAIL] == [told]
    desk.do(act.HearDone(promised.n, "Kim Lo", desk.now.time, "void"))
    assert [one.text for one in found(desk, Remedy.DETAIL)] == [told]
