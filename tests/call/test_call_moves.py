import pytest
from kit import SCRIPTS, Desk, of_kind, shipped, warned, with_script

from guide.call import actions as act
from guide.call import events as ev
from guide.script.model import Choice, Script, Step, Target, TargetKind

PROTOCOL = "hang-up-protocol"


def chosen(desk: Desk, label: str) -> int:
    """The key of the choice with this label."""
    return next(c.key for c in desk.now.step.choices if c.label == label)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_call_begins_at_the_first_step_of_its_script(script: str) -> None:
    desk = Desk(script)
    assert desk.step == (script, shipped().script(script).first)
    assert desk.call.visited == {desk.step}


def test_a_choice_leads_on_and_says_which_it_was() -> None:
    desk = Desk()
    events = desk.choose(chosen(desk, "Calm enough to talk"))
    assert events == (
        ev.Chosen(2, "Calm enough to talk", "escalated-callers", "be-kind", "Be kind, take notes"),
    )
    assert desk.step == ("escalated-callers", "be-kind")
    assert (desk.call.here.key, desk.call.here.label) == (2, "Calm enough to talk")


def test_a_choice_that_is_not_there_is_refused_with_those_that_are() -> None:
    assert Desk().refused(act.Choose(9)) == ("This step has no choice 9; its choices are 1 to 3.")
    assert "no choice 0" in Desk().refused(act.Choose(0))


def test_a_choice_that_ends_the_call_leaves_that_to_the_end_of_the_call() -> None:
    desk = Desk()
    desk.open("escalated-callers", "connect")
    assert "ends the call" in desk.refused(act.Choose(1))


def test_back_leads_to_the_step_before_and_the_way_stays_on_record() -> None:
    desk = Desk()
    desk.choose(2, 1)
    assert desk.do(act.Back()) == (
        ev.WentBack("escalated-callers", "be-kind", "Be kind, take notes"),
    )
    assert desk.step == ("escalated-callers", "be-kind")
    assert ("escalated-callers", "summarise") in desk.call.visited
    desk.do(act.Back())
    assert desk.step == ("escalated-callers", "breathe")
    assert len(of_kind(ev.Chosen, desk.events)) == 2


def test_at_the_first_step_there_is_nothing_to_go_back_to() -> None:
    assert "nothing to go back to" in Desk().refused(act.Back())


def test_back_from_another_script_leads_to_the_step_it_was_opened_from() -> None:
    desk = Desk()
    desk.choose(3)
    assert desk.step == (PROTOCOL, "listen")
    desk.do(act.Back())
    assert desk.step == ("escalated-callers", "breathe")
    assert "came from no other script" in desk.refused(act.Return())


def test_who_goes_to_another_script_returns_to_where_they_were() -> None:
    desk = Desk()
    desk.choose(2)
    desk.do(act.GoTo("calming-a-caller", "options"))
    assert desk.step == ("calming-a-caller", "options")
    desk.choose(3)
    assert desk.do(act.Return()) == (
        ev.Returned("escalated-callers", "be-kind", "Be kind, take notes"),
    )
    assert desk.step == ("escalated-callers", "be-kind")


def test_a_script_opened_within_a_script_leads_back_one_by_one() -> None:
    desk = Desk()
    desk.choose(2)
    desk.open("irate-customers", "listen")
    desk.choose(chosen(desk, "Abusive"))
    assert desk.step == (PROTOCOL, "listen")
    desk.do(act.Return())
    assert desk.step == ("irate-customers", "listen")
    desk.do(act.Return())
    assert desk.step == ("escalated-callers", "be-kind")
    assert "nothing to return to" in desk.refused(act.Return())


def test_back_after_a_return_is_back_in_the_other_script_with_its_way_out() -> None:
    desk = Desk()
    desk.open("calming-a-caller")
    desk.do(act.Return(), act.Back())
    assert desk.step == ("calming-a-caller", "remain-calm")
    desk.do(act.Return())
    assert desk.step == ("escalated-callers", "breathe")


def test_the_choice_that_leads_back_returns_to_the_first_step_too() -> None:
    desk = Desk()
    desk.choose(3, 1, 1)
    assert desk.step == ("escalated-callers", "breathe")


def test_the_choice_that_leads_back_returns_to_the_step_one_came_from() -> None:
    desk = Desk()
    desk.choose(2)
    desk.choose(chosen(desk, "Abusive"), 1)
    assert desk.step == (PROTOCOL, "repeat")
    events = desk.choose(1)
    assert events == (
        ev.Returned("escalated-callers", "be-kind", "Be kind, take notes", 1, "Back to the script"),
    )


def test_the_choice_that_leads_back_begins_anew_where_one_came_from_nowhere() -> None:
    desk = Desk(PROTOCOL)
    desk.choose(1, 1)
    assert desk.step == (PROTOCOL, "listen")


def test_what_is_opened_goes_on_record_with_its_version_and_hash() -> None:
    desk = Desk()
    script = shipped().script(PROTOCOL)
    (opened,) = of_kind(ev.Opened, desk.choose(3))
    assert (opened.version, opened.sha256, opened.key) == (script.version, script.sha256, 3)
    assert desk.call.scripts == (
        ("escalated-callers", shipped().script("escalated-callers").sha256),
        (PROTOCOL, script.sha256),
    )
    desk.do(act.Return())
    desk.choose(3)
    assert len(desk.call.scripts) == 2


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (("no-such-script", ""), "cannot be used: guide check says"),
        (("calming-a-caller", "no-such-step"), "has no step “no-such-step”"),
        (("escalated-callers", ""), "there already"),
        (("escalated-callers", "breathe"), "there already"),
    ],
)
def test_where_one_cannot_go_the_reason_is_told(place: tuple[str, str], reason: str) -> None:
    assert reason in Desk().refused(act.GoTo(*place))


def test_a_step_of_the_script_in_hand_can_be_gone_to_as_well() -> None:
    desk = Desk()
    desk.open("escalated-callers", "callback")
    assert desk.step == ("escalated-callers", "callback")
    desk.do(act.Return())
    assert desk.step == ("escalated-callers", "breathe")


# -- steps with a part in the protocol -----------------------------------------------------


def test_the_step_of_the_warning_asks_for_effort_ground_and_permission_in_turn() -> None:
    desk = Desk(PROTOCOL)
    to_warn = act.GoTo(PROTOCOL, "warn")
    assert "Choose a reason first" in desk.refused(to_warn)
    desk.do(act.StateGround("abuse"))
    assert "Redirect the caller first" in desk.refused(to_warn)
    desk.do(act.MakeEffort("asked"))
    assert "Ask a supervisor first" in desk.refused(to_warn)
    desk.do(act.Permit("Kim Lo"), to_warn)
    assert desk.step == (PROTOCOL, "warn")


def test_the_step_of_the_ending_asks_for_the_warnings_of_its_ground() -> None:
    desk = Desk(PROTOCOL, *warned()[:-1])
    to_end = act.GoTo(PROTOCOL, "end-call")
    assert desk.refused(to_end) == ("Not yet: 1 warning is still to be given. Next: the warning.")
    desk.do(act.Warn())
    assert desk.refused(to_end) == ("Wait for the caller: they stopped, or they continued.")
    desk.do(act.Persist("still a parrot"), to_end)


def test_the_step_of_the_warning_is_not_entered_again_before_the_caller_went_on() -> None:
    desk = Desk(PROTOCOL, act.MakeEffort("asked"), act.StateGround("slurs"), act.Warn())
    to_warn = act.GoTo(PROTOCOL, "warn")
    assert "Wait for the caller" in desk.refused(to_warn)
    desk.do(act.Persist("and on"), to_warn)


def test_a_choice_that_states_a_ground_moves_on_its_terms_at_once() -> None:
    desk = Desk(PROTOCOL)
    desk.open(PROTOCOL, "ground")
    assert "Redirect the caller first" in desk.refused(act.Choose(2))
    assert desk.call.protocol.ground is None, "what is refused states nothing"
    stated, moved = desk.choose(3)
    protocol = desk.now.library.script(PROTOCOL)
    text = protocol.id, protocol.title, protocol.version, protocol.sha256
    assert stated == ev.GroundStated("hate", "Hate speech", 0, False, False, *text)
    assert isinstance(moved, ev.Chosen)
    assert desk.step == (PROTOCOL, "end-call")


def test_a_choice_that_states_a_threat_owes_telling_a_supervisor() -> None:
    desk = Desk(PROTOCOL)
    desk.open(PROTOCOL, "ground")
    stated, owed, _ = desk.choose(4)
    assert isinstance(stated, ev.GroundStated)
    assert isinstance(owed, ev.FollowUpAdded)
    assert owed.fields == (("reason", "threat"),)


def test_a_choice_on_which_the_caller_calms_down_puts_the_ground_away() -> None:
    desk = Desk(PROTOCOL, *warned()[:-1])
    desk.open(PROTOCOL, "warn")
    calm, moved = desk.choose(chosen(desk, "Calms down"))
    assert (type(calm), type(moved)) == (ev.CalmedDown, ev.Chosen)
    assert desk.call.protocol.ground is None


def test_a_choice_on_which_the_caller_calms_down_is_open_where_no_ground_stands() -> None:
    desk = Desk(PROTOCOL)
    desk.open(PROTOCOL, "redirect")
    (moved,) = desk.choose(chosen(desk, "Calms down"))
    assert isinstance(moved, ev.Chosen)


def test_a_choice_into_a_script_that_cannot_be_used_is_refused() -> None:
    into = Choice(1, "Over", Target(TargetKind.SCRIPT, script="gone"))
    unknown = Choice(2, "On", Target(TargetKind.STEP, step="gone"))
    script = Script("small", "Small", "Now", (Step("one", "One", choices=(into, unknown)),))
    desk = Desk("small", library=with_script(script))
    assert "cannot be used" in desk.refused(act.Choose(1))
    assert "not in this script" in desk.refused(act.Choose(2))
