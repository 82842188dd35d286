from collections.abc import Callable

import pytest
from kit import Desk, of_kind, warned

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Stage
from guide.call.fold import call_of
from guide.call.rules.corrections import correctable
from guide.call.rules.notes import taking_over
from guide.script.model import FollowUpKind

ESCALATED, PROTOCOL = "escalated-callers", "hang-up-protocol"
CALLBACK = FollowUpKind.CALLBACK


def test_the_last_thing_is_taken_back_and_stays_on_record() -> None:
    desk = Desk(ESCALATED, act.SetStage(Stage.HOSTILE), act.MakeEffort("asked"))
    assert desk.do(act.Correct()) == (ev.Corrected(3, "What was tried: asked"),)
    assert desk.call.protocol.efforts == ()
    assert desk.call.stage is Stage.HOSTILE
    assert ev.EffortMade("asked") in desk.events


def test_one_thing_after_the_other_is_taken_back_until_nothing_is_left() -> None:
    desk = Desk(ESCALATED, act.SetStage(Stage.HOSTILE), act.Write("a note"), act.GetManager())
    desk.choose(2, 1)
    desk.do(*[act.Correct()] * 5)
    assert desk.step == (ESCALATED, "breathe")
    assert (desk.call.stage, desk.call.notes, desk.call.manager.asked) == (None, (), ())
    assert desk.refused(act.Correct()) == "Nothing to undo yet."


def test_something_earlier_can_be_taken_back_by_its_number() -> None:
    desk = Desk(ESCALATED, act.SetStage(Stage.HOSTILE), act.MakeEffort("asked"))
    desk.do(act.Correct(2))
    assert desk.call.stage is None
    assert len(desk.call.protocol.efforts) == 1


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        (1, "cannot be undone by itself"),
        (2, "undone already"),
        (3, "cannot be undone by itself"),
        (99, "not on record"),
        (-1, "not on record"),
    ],
)
def test_what_cannot_be_taken_back_is_told(of: int, reason: str) -> None:
    desk = Desk(ESCALATED, act.Write("a note"), act.Correct())
    assert reason in desk.refused(act.Correct(of))


def test_what_is_offered_for_correction_is_what_can_be_corrected_the_last_first() -> None:
    desk = Desk(PROTOCOL, *warned(), act.Write("a note"), act.Rewrite(7, "another"))
    desk.do(act.Draft("more"), act.AddFollowUp(CALLBACK), act.AmendFollowUp(10, (), None))
    desk.open(PROTOCOL, "ask-supervisor")
    desk.choose(4)
    offered = [entry.n for entry in correctable(desk.call)]
    assert offered == [13, 12, 10, 7, 6, 5, 4, 3, 2]


# -- moves ---------------------------------------------------------------------------------


def test_only_the_last_move_can_be_taken_back() -> None:
    desk = Desk()
    desk.choose(2, 1)
    assert desk.refused(act.Correct(2)) == "Only the last step can be undone."
    desk.do(act.Correct(3))
    assert desk.step == (ESCALATED, "be-kind")
    assert (ESCALATED, "summarise") not in desk.call.visited
    desk.do(act.Correct(2))
    assert desk.step == (ESCALATED, "breathe")


def test_lines_passed_over_vanish_with_their_move() -> None:
    desk = Desk()
    desk.choose(2, 1, 1)
    taken_back = of_kind(ev.Corrected, desk.do(act.Correct()))
    assert len(taken_back) == 2
    assert desk.step == (ESCALATED, "summarise")
    assert desk.call.marks == {}
    assert of_kind(ev.PassedOver, desk.choose(1)), "it is passed over anew"
    assert len(of_kind(ev.Corrected, desk.do(act.Correct()))) == 2


def test_a_line_passed_over_by_an_earlier_move_stays_so() -> None:
    desk = Desk()
    desk.choose(2, 1, 1, 1)
    desk.do(act.Correct())
    assert desk.call.mark(ESCALATED, "summary") is not None
    assert desk.call.mark(ESCALATED, "within-role") is None


def in_another_script(desk: Desk) -> None:
    desk.open("calming-a-caller")


def returned(desk: Desk) -> None:
    desk.open("calming-a-caller")
    desk.do(act.Return())


def returned_by_choice(desk: Desk) -> None:
    desk.choose(3, 1, 1)


def gone_back(desk: Desk) -> None:
    desk.choose(2, 1)
    desk.do(act.Back())


def gone_back_into_another_script(desk: Desk) -> None:
    returned(desk)
    desk.do(act.Back())


@pytest.mark.parametrize(
    "way",
    [in_another_script, returned, returned_by_choice, gone_back, gone_back_into_another_script],
)
def test_taking_the_last_move_back_is_as_if_it_had_not_been(way: Callable[[Desk], None]) -> None:
    desk = Desk()
    way(desk)
    before = call_of(desk.call.entries[:-1])
    desk.do(act.Correct())
    assert (desk.call.path, desk.call.visited) == (before.path, before.visited)


def test_every_move_of_a_long_way_can_be_taken_back_one_after_the_other() -> None:
    desk = Desk()
    desk.choose(2)
    desk.open("irate-customers", "listen")
    desk.choose(4)
    desk.do(act.Return(), act.Back(), act.Return(), act.Return())
    ways = []
    while len(desk.call.path) > 1 or desk.call.here.n > 1:
        ways.append(desk.step)
        desk.do(act.Correct())
    assert ways == [
        (ESCALATED, "be-kind"),
        ("irate-customers", "listen"),
        (PROTOCOL, "listen"),
        ("irate-customers", "listen"),
        (PROTOCOL, "listen"),
        ("irate-customers", "listen"),
        (ESCALATED, "be-kind"),
    ]


# -- what goes with what -------------------------------------------------------------------


def test_a_follow_up_goes_with_all_that_was_recorded_of_it() -> None:
    desk = Desk(ESCALATED, act.AddFollowUp(CALLBACK), act.AddFollowUp(FollowUpKind.VOICEMAIL))
    desk.do(act.AmendFollowUp(2, (("number", "555"),)), act.FinishFollowUp(2, "Kim"))
    desk.do(act.Correct(2))
    assert desk.call.retracted == {2, 5, 6}
    assert [f.kind for f in desk.call.follow_ups] == ["voicemail"]
    assert desk.call.detail("number") == "555", "that is still the caller's"


def test_a_note_goes_with_its_corrections() -> None:
    desk = Desk(ESCALATED, act.Write("one"), act.Rewrite(2, "two"), act.Correct())
    assert desk.call.retracted == {2, 3}
    assert desk.call.notes == ()


def test_a_call_taken_over_by_mistake_goes_with_all_that_came_from_it() -> None:
    earlier = Desk(ESCALATED, act.WriteDetail("caller", "Dana"), act.WriteDetail("number", "555"))
    desk = Desk("taking-over-a-call", taking_over(earlier.call))
    assert "It came with the call taken over" in desk.refused(act.Correct(3))
    desk.do(act.WriteDetail("people", "wants to be heard"), act.Correct(2))
    assert desk.call.taken_over is None
    assert list(desk.call.details) == ["people"]


def test_a_detail_taken_back_is_what_it_was_before() -> None:
    desk = Desk(ESCALATED, act.WriteDetail("caller", "Dana"), act.WriteDetail("caller", "Dan"))
    desk.do(act.Correct())
    assert desk.call.detail("caller") == "Dana"


def test_a_line_taken_back_is_open_again() -> None:
    desk = Desk()
    desk.choose(2, 1)
    desk.do(act.Say(), act.Correct())
    assert desk.call.marks == {}
    assert of_kind(ev.PassedOver, desk.choose(1))


def test_a_clock_that_was_stopped_by_mistake_runs_on() -> None:
    desk = Desk(ESCALATED, act.StartClock(), act.StopClock(), act.Correct())
    assert desk.call.clock is not None
    assert desk.call.clock.left(desk.session.elapsed) == 118


@pytest.mark.parametrize("known", [False, True])
def test_a_change_of_a_follow_up_is_undone_before_the_follow_up_itself(known: bool) -> None:
    number = (act.WriteDetail("number", "312 555 0155"),) if known else ()
    desk = Desk(ESCALATED, *number, act.AddFollowUp(CALLBACK, (("number", "312 555 0155"),)))
    before = desk.call
    of = before.follow_ups[0].n
    desk.wait(20)
    desk.do(act.AmendFollowUp(of, (("number", "312 555 0156"),)))
    desk.wait(20)
    desk.do(act.AmendFollowUp(of, (("concern", "a refund"),)))
    assert "changed again since" in desk.refused(act.Correct(desk.call.entries[-3].n))
    desk.do(act.Correct())
    assert desk.call.follow_ups[0].field("concern") == ""
    assert desk.call.follow_ups[0].field("number") == "312 555 0156"
    desk.do(act.Correct())
    assert desk.call.follow_ups == before.follow_ups
    assert desk.call.details == before.details
    assert correctable(desk.call) == correctable(before)
    desk.do(act.Correct())
    assert desk.call.follow_ups == ()
