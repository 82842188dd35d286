"""Follow-ups of a script's own kinds on the screen: their keys, their forms, what is shown."""

from kit import Desk, with_script
from on_screen import OnScreen
from outages import with_outages
from panes import joined
from script.outage_script import OUTAGES

from guide.call import actions as act
from guide.script.library import parse_script
from guide.tui.panels.follow_up import open_follow_up


def begun(*actions: act.Action) -> OnScreen:
    return OnScreen("outages", *actions, library=with_outages())


def test_they_have_the_keys_after_the_usual_ones_in_the_script_they_are_of() -> None:
    screen = begun()
    screen.press("f")
    shown = joined(screen.pane("Follow-up"))
    assert "8 Technician’s visit" in shown
    assert "9 Line check" in shown
    screen.press("8")
    assert screen.title == "Technician’s visit"


def test_the_step_says_that_it_is_required_and_f_opens_its_form() -> None:
    screen = begun(act.Choose(3))
    said = " ".join(joined(screen.pane("Say")).split())
    assert "Required at this step: Technician’s visit" in said
    screen.press("f")
    form = joined(screen.pane("Technician’s visit"))
    assert "Address" in form
    assert "Somebody of age must be at home." in form
    assert "Due Tue, Nov 24, 11:59 PM at the latest" in form
    screen.type("Dana", "enter")
    screen.type("5 Oak St", "enter")
    screen.type("312 555 0134", "enter")
    screen.press("delete", "enter")
    (added,) = screen.call.follow_ups
    assert (added.kind, added.lacks) == ("technician", ())
    assert "Recorded: Technician’s visit, due Tue, Nov 24, 11:59 PM." in screen.status
    assert "✓ Recorded: Technician’s visit" in joined(screen.pane("Say"))


def test_from_another_script_its_fields_have_their_own_names() -> None:
    screen = begun(act.GoTo("escalated-callers"))
    screen.press("f", "8")
    assert "Address" in joined(screen.pane("Technician’s visit"))


def test_one_that_is_recorded_opens_again_and_can_be_undone() -> None:
    screen = begun(act.AddFollowUp("line-check", (("address", "5 Oak St"),)))
    screen.press("f", "a")
    form = joined(screen.pane("Line check"))
    assert "5 Oak St" in form
    assert "Not needed after all" in form


def test_the_day_that_a_rule_has_is_not_asked_about_however_far_it_is() -> None:
    day = "agreed, within 90 days"
    rule = f'\n[[follow_up]]\nkind = "callback"\ndue = {{ aim = "{day}", latest = "{day}" }}\n'
    script, problems = parse_script(OUTAGES + rule, "outages.toml")
    assert script is not None, problems
    screen = OnScreen("outages", library=with_script(script))
    screen.press("f", "1")
    assert screen.fields["due"] == "Thu, Feb 18, 2027"
    screen.type("Dana", "enter")
    screen.type("a title", "enter")
    screen.type("312 555 0134", "enter", "enter", "enter")
    assert "Recorded: Callback, due Thu, Feb 18, 2027, 11:59 PM." in screen.status
    assert "Is that the day?" not in screen.status


def test_the_end_of_the_call_asks_for_it() -> None:
    screen = begun(act.Choose(3))
    screen.press("1")
    assert "Technician’s visit" in joined(screen.pane(screen.title))


def test_one_that_is_recorded_opens_on_the_number_that_is_in_doubt() -> None:
    text = OUTAGES.replace(
        'id = "address"\nlabel = "Address"',
        'id = "relative"\nlabel = "Relative"\nkind = "phone"\n\n[[field]]\nid = "address"\n'
        'label = "Address"',
        1,
    ).replace('needs = ["address"]', 'needs = ["relative", "address"]', 1)
    script, _ = parse_script(text, "outages.toml")
    assert script is not None
    for number, start in (("312 555", "relative"), ("312 555 0134", "address")):
        fields = (("relative", number), ("address", "5 Oak St"))
        added = act.AddFollowUp("line-check", fields)
        desk = Desk("outages", added, library=with_script(script))
        form = open_follow_up(desk.call.follow_ups[0], desk.now)
        assert form.shape(desk.now).start == start
