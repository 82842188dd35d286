"""Two scripts with grounds of their own: a ground ends a call on its own script's terms alone."""

from kit import Desk
from small_libraries import DONE, PROTOCOL, ground, library_of

from guide.call import actions as act
from guide.call import events as ev
from guide.call.rules.endings import ending_that_may, endings, why_not
from guide.call.rules.standing import Need, next_need, standing
from guide.script.model import Choice, Script, Step, Target, TargetKind

END = Choice(1, "End", Target(TargetKind.END, ending="done"))


def to(script: str) -> Step:
    return Step("s", "s", choices=(END, Choice(2, "On", Target(TargetKind.SCRIPT, script=script))))


LIBRARY = library_of(
    Script(
        "mild",
        "Mild",
        "",
        (to("strict"),),
        endings=(DONE, PROTOCOL),
        grounds=(ground("hate", 0, permission=False), ground("abuse", 1, permission=False)),
    ),
    Script(
        "strict",
        "Strict",
        "",
        (to("mild"),),
        endings=(DONE, PROTOCOL),
        grounds=(ground("hate", 2, permission=True), ground("abuse", 1, permission=True)),
    ),
)


def by_protocol(desk: Desk) -> str | None:
    """Why the call may not be ended by the protocol in hand."""
    [ending] = (one for one in endings(desk.now) if one.protocol)
    return why_not(ending, desk.now)


def test_a_ground_that_needs_no_warning_ends_no_call_by_a_stricter_script() -> None:
    desk = Desk("mild", library=LIBRARY)
    desk.do(act.StateGround("hate"), act.QuoteCaller("…"))
    assert by_protocol(desk) is None
    desk.do(act.Choose(2))
    assert by_protocol(desk) == (
        "The reason is one of another script’s protocol: choose one of this one first."
    )
    assert "another script’s protocol" in desk.refused(act.End("protocol", "words"))
    assert next_need(desk.now) is Need.REASON
    assert standing(desk.now).words == "redirect first"
    assert ending_that_may(desk.now) == ""
    desk.do(act.Choose(2))
    assert by_protocol(desk) is None, "back in its own script it may"


def test_warnings_and_permissions_count_by_the_terms_of_their_own_script() -> None:
    desk = Desk("mild", library=LIBRARY)
    desk.do(act.MakeEffort("asked"), act.StateGround("abuse"))
    desk.do(act.Warn(), act.Persist("and on"))
    assert by_protocol(desk) is None
    desk.do(act.Choose(2), act.StateGround("abuse"))
    assert "1 warning is still to be given" in (by_protocol(desk) or "")
    assert next_need(desk.now) is Need.PERMISSION
    desk.do(act.Permit("Kim Lo"), act.Warn())
    assert next_need(desk.now) is Need.ANSWER
    desk.do(act.Persist("and on"))
    assert by_protocol(desk) is None


def test_the_record_says_whose_ground_it_was_and_older_ones_that_do_not_are_as_before() -> None:
    desk = Desk("mild", library=LIBRARY)
    (stated,) = desk.do(act.StateGround("hate"))
    assert isinstance(stated, ev.GroundStated)
    assert stated.script == "mild"
