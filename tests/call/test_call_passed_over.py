import pytest
from kit import Desk, of_kind, warned, went_on

from guide.call import actions as act
from guide.call import events as ev
from guide.call.rules.endings import Remedy, missing

PROTOCOL = "hang-up-protocol"


def chosen(desk: Desk, label: str) -> int:
    """The key of the choice with this label."""
    return next(c.key for c in desk.now.step.choices if c.label == label)


def test_leaving_a_step_passes_over_its_must_say_lines_that_nobody_settled() -> None:
    desk = Desk()
    desk.choose(2, 1)
    over, moved = desk.choose(1)
    assert isinstance(over, ev.PassedOver)
    assert (over.script, over.step, over.line) == ("escalated-callers", "summarise", "summary")
    assert over.text == "Thank for explaining just to make sure I got everything right..."
    assert isinstance(moved, ev.Chosen)


def test_a_line_is_passed_over_once_however_often_its_step_is_left() -> None:
    desk = Desk()
    desk.choose(2, 1, 2, 1, 1)
    assert len(of_kind(ev.PassedOver, desk.events)) == 1


@pytest.mark.parametrize(
    "settled", [act.Say(), act.Adapt("In short…", "in a hurry"), act.LeaveOut("said before")]
)
def test_a_line_that_was_settled_is_not_passed_over(settled: act.Action) -> None:
    desk = Desk()
    desk.choose(2, 1)
    desk.do(settled)
    assert not of_kind(ev.PassedOver, desk.choose(1))


def test_lines_that_may_be_said_and_those_for_another_day_are_not_passed_over() -> None:
    desk = Desk()
    desk.choose(2)
    assert not of_kind(ev.PassedOver, desk.choose(1))
    desk.open("escalated-callers", "callback")
    over = of_kind(ev.PassedOver, desk.choose(chosen(desk, "Pushes back")))
    assert [event.line for event in over] == ["submitted", "by-morning"]


def test_going_elsewhere_and_back_passes_nothing_over() -> None:
    desk = Desk()
    desk.choose(2, 1)
    for action in (act.GoTo("calming-a-caller"), act.Return(), act.Back(), act.Back(), act.Back()):
        assert not of_kind(ev.PassedOver, desk.do(action))


def test_the_end_of_the_call_passes_over_the_lines_of_the_step_in_hand() -> None:
    desk = Desk()
    desk.choose(2, 1)
    over, ended = desk.do(act.End("resolved"))
    assert isinstance(over, ev.PassedOver)
    assert isinstance(ended, ev.Ended)
    assert ended.missing[0].startswith("Not said yet: “Thank for explaining")


def test_who_goes_elsewhere_and_ends_the_call_there_passes_over_what_was_left_to_say() -> None:
    desk = Desk()
    desk.choose(2, 1)
    desk.open("calming-a-caller", "rant")
    desk.open("escalated-callers", "summarise")
    desk.open(PROTOCOL)
    (over,) = of_kind(ev.PassedOver, desk.do(act.End("hung-up")))
    assert (over.script, over.step, over.line) == ("escalated-callers", "summarise", "summary")


def test_what_was_left_to_say_elsewhere_is_missing_and_can_be_said_from_there() -> None:
    desk = Desk()
    desk.choose(2, 1)
    desk.open("calming-a-caller", "rant")
    (item,) = [item for item in missing(desk.now) if item.remedy is Remedy.SAY]
    assert item.text.startswith("Not said yet: “Thank for explaining")
    desk.do(act.Say(item.what, item.script))
    assert not of_kind(ev.PassedOver, desk.do(act.End("hung-up")))


def test_no_warning_is_passed_over_by_a_caller_who_calms_down() -> None:
    desk = Desk(PROTOCOL, *warned()[:-1])
    desk.open(PROTOCOL, "warn")
    assert not of_kind(ev.PassedOver, desk.choose(chosen(desk, "Calms down")))
    desk.do(act.Back())
    assert desk.step == (PROTOCOL, "warn")
    assert not of_kind(ev.PassedOver, desk.choose(chosen(desk, "Calms down")))


def test_the_last_line_is_not_passed_over_where_the_call_ends_without_the_protocol() -> None:
    desk = Desk(PROTOCOL, *went_on())
    desk.open(PROTOCOL, "end-call")
    assert not of_kind(ev.PassedOver, desk.do(act.End("hung-up")))


@pytest.mark.parametrize("place", [("escalated-callers", "breathe"), (PROTOCOL, "end-call")])
def test_an_ending_by_the_protocol_passes_over_the_line_that_nobody_said(
    place: tuple[str, str],
) -> None:
    desk = Desk(*place[:1], *went_on())
    if desk.step != place:
        desk.open(*place)
    over, _ = desk.do(act.End("protocol"))
    assert isinstance(over, ev.PassedOver)
    assert (over.script, over.step, over.line) == (PROTOCOL, "end-call", "end-abuse")


@pytest.mark.parametrize("place", [("escalated-callers", "breathe"), (PROTOCOL, "end-call")])
def test_the_last_line_can_be_said_wherever_the_call_is(place: tuple[str, str]) -> None:
    desk = Desk(*place[:1], *went_on())
    if desk.step != place:
        desk.open(*place)
    (said,) = desk.do(act.Say("end-abuse", PROTOCOL))
    assert isinstance(said, ev.Said)
    assert (said.script, said.step) == (PROTOCOL, "end-call")
    assert not of_kind(ev.PassedOver, desk.do(act.End("protocol")))
