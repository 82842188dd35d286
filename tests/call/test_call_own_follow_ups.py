"""Follow-ups of a script's own kinds: owed, promised, due and ended with as the usual ones are."""

from datetime import timedelta

import pytest
from kit import Desk, of_kind, utc
from outages import with_outages

from guide.call import actions as act
from guide.call import events as ev
from guide.call.fold import call_of
from guide.call.rules.endings import missing
from guide.call.rules.follow_ups import kinds_here, kinds_owed
from guide.call.rules.notes import taking_over
from guide.call.state import FollowUp
from guide.record.codec import decoded, encoded
from guide.register.promise import promises_of
from guide.register.rules import may_be_refused
from guide.script.model import FollowUpKind

VISIT = act.AddFollowUp(
    "technician", (("number", "312 555 0134"), ("caller", "Dana"), ("address", "5 Oak St"))
)
CHECK = act.AddFollowUp("line-check", (("address", "5 Oak St"),))


def begun(*actions: act.Action) -> Desk:
    """A call on Friday 20 November at 1:03 PM in Chicago."""
    return Desk("outages", *actions, library=with_outages())


def last(desk: Desk) -> FollowUp:
    return desk.call.follow_ups[-1]


def test_a_step_requires_it_until_it_is_on_record() -> None:
    desk = begun(act.Choose(3))
    assert kinds_owed(desk.now) == ["technician"]
    desk.do(VISIT)
    assert kinds_owed(desk.now) == []
    assert (last(desk).label, last(desk).lacks) == ("Technician’s visit", ())


def test_its_times_are_reckoned_in_hours_and_in_days_on_which_the_desk_works() -> None:
    desk = begun(VISIT, CHECK)
    visit, check = desk.call.follow_ups
    assert visit.event.aim == utc("2026-11-20 23:03") + timedelta(seconds=1)
    # Monday and Tuesday: the desk does not work on Saturday and Sunday.
    assert visit.due == utc("2026-11-25 05:59")
    assert visit.event.rule == "within 2 business days"
    assert check.event.rule == "within 24 hours"
    assert check.due == utc("2026-11-21 19:03") + timedelta(seconds=2)


def test_an_ending_that_needs_it_is_an_empty_promise_without_it() -> None:
    desk = begun(act.Choose(3))
    ending = next(one for one in desk.now.script.endings if one.id == "visit")
    told = [one.text for one in missing(desk.now, ending)]
    assert any("Technician’s visit" in text for text in told)
    desk.do(VISIT)
    told = [one.text for one in missing(desk.now, ending)]
    assert not any("Technician’s visit" in text for text in told)


def test_the_usual_kinds_stay_first_and_others_follow_in_the_order_of_the_file() -> None:
    desk = begun()
    assert kinds_here(desk.now) == [*FollowUpKind, "technician", "line-check"]
    desk.do(act.GoTo("escalated-callers"))
    assert kinds_here(desk.now) == [*FollowUpKind, "technician", "line-check"]
    assert Desk("escalated-callers", library=with_outages()).refused(VISIT) == (
        "There is no follow-up “technician” here."
    )


def test_what_a_script_required_can_be_recorded_once_the_call_went_on_to_another() -> None:
    desk = Desk("escalated-callers", act.GoTo("outages", "visit"), library=with_outages())
    desk.do(act.Return())
    assert desk.call.opened_from is None
    told = [one.text for one in missing(desk.now, desk.now.script.endings[0])]
    assert "Technician’s visit not recorded: “Promise a technician” requires it." in told
    assert kinds_here(desk.now)[-2:] == ["technician", "line-check"]
    desk.do(VISIT)
    assert (last(desk).label, last(desk).lacks) == ("Technician’s visit", ())
    assert last(desk).due == utc("2026-11-25 05:59")
    desk.do(act.AmendFollowUp(last(desk).n, (("address", ""),)))
    told = [one.text for one in missing(desk.now, None)]
    assert "Technician’s visit: Address missing." in told


def test_a_promise_made_in_another_script_has_the_rule_and_the_days_of_its_own() -> None:
    desk = begun(act.GoTo("escalated-callers"), VISIT)
    assert last(desk).due == utc("2026-11-25 05:59")


@pytest.mark.parametrize(("action", "internal"), [(VISIT, False), (CHECK, True)])
def test_what_passes_between_colleagues_is_no_promise(action: act.Action, internal: bool) -> None:
    desk = begun(act.GoTo("outages", "visit"), act.Say(), action)
    assert last(desk).event.internal is internal
    (promise,) = promises_of(desk.call)
    assert (promise.internal, may_be_refused(promise)) == (internal, not internal)
    assert [one.text for one in promise.words] == (
        [] if internal else ["A technician comes to you within two business days."]
    )
    offered = dict(taking_over(desk.call).details).get("offered", "")
    assert ("Technician’s visit" in offered) is (not internal)


def test_what_tells_one_from_another_is_what_it_needs_first() -> None:
    assert [one.about for one in promises_of(begun(VISIT, CHECK).call)] == [
        "Technician’s visit",
        "Line check: 5 Oak St",
    ]


def test_it_comes_back_from_the_journal_and_usual_ones_are_written_as_ever() -> None:
    usual = act.AddFollowUp(FollowUpKind.COMPLAINT, (("concern", "slow"),))
    desk = begun(VISIT, CHECK, usual)
    lines = encoded(desk.call.entries)[0].splitlines(keepends=True)
    assert call_of(decoded(lines)).follow_ups == desk.call.follow_ups
    assert [b'"internal"' in line for line in lines if b"follow-up-added" in line] == [
        True,
        True,
        False,
    ]


def test_it_is_changed_and_done_as_any_other() -> None:
    desk = begun(VISIT)
    desk.do(act.AmendFollowUp(last(desk).n, (("address", "7 Oak St"),)))
    assert last(desk).field("address") == "7 Oak St"
    assert desk.call.detail("address") == "7 Oak St"
    desk.do(act.FinishFollowUp(last(desk).n, "Lee"))
    assert last(desk).done
    assert of_kind(ev.FollowUpDone, desk.events)[0].by == "Lee"
