"""The register during a call: `r`, how much is owed, and who calls from the number in hand."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from fake_desk import FakeDesk
from kit import FRIDAY, with_script
from msgspec.structs import replace
from on_screen import NARROW, WIDE, OnScreen
from panes import joined
from promised_calls import CALL, CALLBACK, DANA, DO_NOT_CALL, a_call, keep
from textual.widget import Widget

from guide.call import actions as act
from guide.record.codec import Chain
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.forget import erase_calls
from guide.record.places import Places
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.register.after_call import Done, Reopened, Told
from guide.register.index import Wanted, register
from guide.register.known_caller import KnownCaller
from guide.register.promise import Promise, promises_of
from guide.register.register import do
from guide.register.rules import number_corrected
from guide.script.library import parse_script, shipped_folder
from guide.session.clock import SystemClock
from guide.tui.glance import Glance
from guide.tui.owed import OwedScreen
from guide.tui.same_number import SameNumberScreen

EARLIER = "20261120-190300-dana"
LISTED = "20261120-190400-abcd"
TUESDAY = FRIDAY + timedelta(days=4)
NUMBER = act.WriteDetail("number", "312-555-0134")
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE])


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, a_call(*(act.WriteDetail(*one) for one in DANA), CALLBACK, call=EARLIER))
    keep(found, a_call(DO_NOT_CALL, call=LISTED))
    return found


def on_call(places: Places, *actions: act.Action, size: tuple[int, int] = WIDE) -> OnScreen:
    """A call that goes on beside what is kept, a moment after its first frame."""
    on = OnScreen("escalated-callers", *actions, size=size, at=TUESDAY, kept=places.state.parent)
    on.wait(1)
    on.show()
    return on


@SIZES
def test_r_opens_the_register_over_the_call_and_escape_leads_back_to_a_note_half_typed(
    places: Places, size: tuple[int, int]
) -> None:
    on = on_call(places, size=size)
    on.press("n")
    on.type("says that the tit")
    events = len(on.session.call.entries)
    on.press("alt+r")
    assert isinstance(on.app.screen, OwedScreen), on.text
    assert "Dana Whitlock" in on.text
    before, cursor = on.scene.elapsed, on.app.cursor_position
    on.press("2", "space", "e", "w", "f10")
    assert isinstance(on.app.screen, OwedScreen)
    on.wait(60)
    on.show()
    assert on.app.cursor_position == cursor
    on.press("escape")
    assert on.app.screen is on.screen
    assert on.app.cursor_position == on.screen._note.cursor_screen_offset
    assert on.scene.elapsed > before + 60
    on.type("le is hers")
    assert on.note == "says that the title is hers"
    kinds = {type(entry.event).__name__ for entry in on.session.call.entries[events:]}
    assert kinds <= {"Drafted"}


def test_the_number_of_the_call_that_goes_on_is_corrected_on_its_own_record(
    places: Places,
) -> None:
    on = on_call(places, CALLBACK)
    on.press("r")
    screen = on.app.screen
    assert isinstance(screen, OwedScreen)
    with register(places) as index:
        other = next(one for one in index.page() if one.call == EARLIER)
    assert screen.why_not("number", other) == ""
    mine = replace(other, call=on.session.call.id)
    assert "This call goes on" in screen.why_not("number", mine)
    assert "This call goes on" in screen.why_not("fill-in", mine)


def test_what_the_call_that_goes_on_owes_is_closed_on_its_own_record(places: Places) -> None:
    on = on_call(places, act.ReportThreat())
    keep(places, on.session.call, wrapped_up=False)
    on.press("r")
    screen = on.app.screen
    assert isinstance(screen, OwedScreen)
    with register(places) as index:
        other = next(one for one in index.page() if one.call == EARLIER)
        (report,) = index.page(Wanted(kind="report"))
    assert report.call == on.session.call.id
    on.press("home")
    while screen.marked != report:
        on.press("down")
    on.press("d")
    assert "This call goes on: Esc, then f, and who was told is recorded there." in joined(on.text)
    on.press("v")
    assert "This call goes on: Esc, then f: there it is not needed after all." in joined(on.text)
    assert screen.why_not("tried", report) == ""
    for name in ("done", "refused", "void"):
        assert screen.why_not(name, other) == ""
    mine = replace(report, kind="callback", call=LISTED)
    told = f"That call has not ended: guide resume {LISTED}, then f, and who has done it is"
    assert told in screen.why_not("done", mine)
    assert screen.why_not("done", replace(mine, agent="Kim Lo")) == ""


def test_r_leads_back_to_the_open_panel_and_to_what_was_typed_there(places: Places) -> None:
    on = on_call(places)
    on.press("c")
    on.type("Dana W")
    on.press("alt+r")
    assert isinstance(on.app.screen, OwedScreen)
    on.press("escape")
    assert (on.title, on.fields["caller"]) == ("Details", "Dana W")
    on.type("hitlock")
    assert on.fields["caller"] == "Dana Whitlock"


def test_what_one_goes_on_typing_after_r_does_nothing_in_the_register(places: Places) -> None:
    on = on_call(places)
    on.hit("r")
    on.burst(*"emind them")
    assert "What happened?" not in on.text
    on.press("t")
    assert "What happened?" in on.text


def test_done_during_the_call_counts_in_its_status_when_one_is_back(places: Places) -> None:
    on = on_call(places)
    assert "owed: 1 overdue" in on.text.splitlines()[0]
    on.press("r", "d", "enter", "escape")
    assert "overdue" not in on.text.splitlines()[0]


@SIZES
def test_the_status_says_how_much_is_owed_beside_all_that_it_says_else(
    places: Places, size: tuple[int, int]
) -> None:
    on = on_call(places, size=size)
    first, second, *_ = on.text.splitlines()
    assert "owed: 1 overdue   saved" in first
    assert "ESCALATED CALLERS  00:00:01  anger –" in first
    assert second.startswith(" WARNINGS 0 of 1")


def test_where_there_is_no_room_the_status_leaves_out_what_is_owed_and_nothing_else(
    places: Places,
) -> None:
    on = on_call(places, size=(60, 20))
    assert "owed" not in on.text.splitlines()[0]
    assert "ESCALATED CALLERS  00:00:01  anger –" in on.text.splitlines()[0]


def test_nothing_owed_today_is_not_spoken_of(tmp_path: Path) -> None:
    on = on_call(Places(tmp_path / "state", tmp_path / "out"))
    assert "owed" not in on.text.splitlines()[0]


@SIZES
def test_a_number_given_from_the_start_tells_who_calls(
    places: Places, size: tuple[int, int]
) -> None:
    on = on_call(places, NUMBER, size=size)
    told = "= 1 promise open · called once, Fri, Nov 20"
    assert told in joined(on.pane("Notes")), on.text
    assert on.status.startswith("WARNINGS 0 of 1")


@SIZES
def test_the_calls_of_others_are_told_once_the_desk_has_answered(
    places: Places, size: tuple[int, int]
) -> None:
    team = FakeDesk()
    on = OnScreen(
        "escalated-callers", NUMBER, size=size, at=TUESDAY, kept=places.state.parent, desk=team
    )
    on.wait(1)
    on.show()
    assert team.sought == ["+13125550134"]
    assert "called once, Fri, Nov 20" in joined(on.pane("Notes"))
    team.callers["+13125550134"] = KnownCaller(3, TUESDAY, 1, 2, do_not_call=True, others=3)
    team.changes()
    on._rest()
    told = "= On the do-not-call list · 2 warnings · 2 more owed"
    assert told in joined(on.pane("Notes")), on.text
    more = "· called 4 times, last Tue, Nov 24 (3 with other agents)"
    assert (more in joined(on.pane("Notes"))) is (size == WIDE)


def test_what_other_agents_calls_tell_stands_above_the_list_that_has_none_of_them(
    places: Places,
) -> None:
    team = FakeDesk()
    team.callers["+13125550177"] = KnownCaller(2, TUESDAY, 0, 1, others=2)
    number = act.WriteDetail("number", "312-555-0177")
    on = OnScreen("escalated-callers", number, at=TUESDAY, kept=places.state.parent, desk=team)
    on.wait(1)
    on.show()
    on.press("f12")
    assert isinstance(on.app.screen, SameNumberScreen)
    told = "1 warning · called 2 times, last Tue, Nov 24 (2 with other agents) · calls that other"
    assert told in joined(on.text), on.text
    assert "the newest" not in on.text


@SIZES
def test_a_number_that_is_typed_tells_who_calls_as_soon_as_it_is_whole(
    places: Places, size: tuple[int, int]
) -> None:
    on = on_call(places, size=size)
    on.press("c")
    on.press("tab")
    on.type("+1 312 555 013")
    assert "Called" not in on.text
    on.type("4")
    told = "F12 1 promise open · called once, Fri, Nov 20"
    assert told in joined(on.pane("Details")), on.text
    assert "Number" in on.pane("Details")


def test_a_number_in_a_follow_up_tells_who_calls(places: Places) -> None:
    on = on_call(places)
    on.press("f", "1")
    assert on.title == "Callback"
    on.screen.body.panel.go_to("number")
    on._rest()
    on.type("(312) 555-0134")
    assert "F12 1 promise open" in joined(on.pane("Callback"))


def test_the_calls_of_a_number_tell_what_is_owed_there_by_now(places: Places) -> None:
    on = on_call(places, NUMBER)
    on.press("f12")
    assert "1 promise open" in on.text
    on.press("r")
    assert isinstance(on.app.screen, OwedScreen)
    on.press("home", "d")
    on.type("spoke to her")
    on.press("enter")
    assert "done" in on.text, on.text
    on.press("escape")
    assert isinstance(on.app.screen, SameNumberScreen)
    assert "promise open" not in on.text
    assert "called once" in joined(on.text).lower()


@pytest.mark.parametrize("key", ["f12", "click"])
def test_the_line_leads_to_the_calls_and_to_what_is_owed_and_back(places: Places, key: str) -> None:
    on = on_call(places, NUMBER)
    if key == "click":
        on.click("1 promise open")
    else:
        on.press(key)
    assert isinstance(on.app.screen, SameNumberScreen)
    for part in ("312-555-0134", "Fri, Nov 20", "Escalated callers", "Robin · Resolved"):
        assert part in on.text, on.text
    on.press("down", "enter")
    assert EARLIER in on.text
    on.press("escape", "r")
    assert isinstance(on.app.screen, OwedScreen)
    assert "of 312-555-0134" in on.text
    assert "Callback" in on.text
    assert "Do-not-call" not in on.text
    on.press("escape", "escape")
    assert on.app.screen is on.screen


def test_what_is_said_above_the_calls_is_of_the_moment_at_which_they_are_listed(
    places: Places,
) -> None:
    on = on_call(places, NUMBER)
    assert "called once" in on.text
    another = a_call(*(act.WriteDetail(*one) for one in DANA), call="20261120-190500-dana")
    keep(places, another)
    with register(places):
        pass
    on.press("f12")
    assert "called 2 times" in joined(on.text)
    assert len(on.app.screen.items.items) == 2


def test_where_more_called_than_are_listed_that_is_said(places: Places) -> None:
    for minute in range(10, 31):
        call = a_call(act.WriteDetail(*DANA[1]), call=f"20261120-19{minute}00-dana")
        keep(places, call)
    on = on_call(places, NUMBER)
    on.press("f12")
    assert "called 22 times" in joined(on.text)
    assert "the newest 20 are listed" in joined(on.text)


def test_a_number_of_nobody_and_no_number_say_so(places: Places) -> None:
    on = on_call(places)
    on.press("equals_sign")
    assert "No number yet." in on.status
    on = on_call(places, act.WriteDetail("number", "404 555 0142"))
    on.press("equals_sign")
    assert "Nothing is known of this number." in on.status


def test_the_call_that_goes_on_is_no_earlier_one_of_its_caller(places: Places) -> None:
    number = act.WriteDetail("number", "404 555 0142")
    keep(places, a_call(number), wrapped_up=False)
    on = on_call(places, number)
    assert on.session.call.id == CALL
    assert "Called" not in on.text


@SIZES
def test_a_callback_to_a_do_not_call_number_says_so_beside_the_field_and_is_recorded_all_the_same(
    places: Places, size: tuple[int, int]
) -> None:
    on = on_call(places, size=size)
    on.press("f", "1")
    on.screen.body.panel.go_to("number")
    on._rest()
    on.type("312.555.0199")
    sentence = "This number is on the do-not-call list."
    assert sentence in joined(on.pane("Callback")), on.text
    on.press("tab")
    assert sentence in joined(on.pane("Callback"))
    on.screen.body.panel.go_to("done")
    on._rest()
    on.press("enter")
    [held] = on.session.call.follow_ups
    assert held.field("number") == "312.555.0199"
    page = " ".join(markdown(summary_of(on.session.call, Chain(1, ""))).split())
    assert "Do not call: the number is on the do-not-call list" in page


def test_a_listed_number_is_known_before_what_was_looked_up_as_one_typed_is_back(
    places: Places,
) -> None:
    with register(places):
        pass

    class NeverBack(Widget):
        def run_worker(self, *_: object, **__: object) -> None:  # type: ignore[override]
            """Nothing comes of it."""

    glance = Glance(NeverBack(), places, CALL, SystemClock())
    glance.counted = True
    glance.look_up("312 555 0199")
    assert glance.is_listed("312 555 0199")
    assert not glance.is_listed("312 555 01")
    assert not glance.is_listed("(312) 555-0134")


def test_the_key_shows_what_is_known_before_what_was_looked_up_is_back(places: Places) -> None:
    on = on_call(places, NUMBER)
    glance = on.screen.view.glance
    assert glance is not None
    glance.was_counted(Glance.Counted("", frozenset(), {}))
    on.press("equals_sign")
    assert isinstance(on.app.screen, SameNumberScreen), on.status
    assert "called once" in joined(on.text)


def test_the_key_says_that_the_desk_has_not_answered_yet(places: Places) -> None:
    number, team = act.WriteDetail("number", "404 555 0142"), FakeDesk()
    on = OnScreen("escalated-callers", number, at=TUESDAY, kept=places.state.parent, desk=team)
    on.wait(1)
    on.show()
    on.press("equals_sign")
    assert "Nothing is known of this number here." in on.status
    team.callers["+14045550142"] = KnownCaller()
    on.press("equals_sign")
    assert "Nothing is known of this number." in on.status


@pytest.mark.parametrize("held", ["", "404 555 0142"])
def test_a_listed_number_among_the_details_is_told_of_the_promise_that_stands_for_it(
    places: Places, held: str
) -> None:
    fields = (("caller", "Ann Lee"), ("number", held))
    details = (act.WriteDetail("number", held),) if held else ()
    on = on_call(places, *details, act.AddFollowUp("callback", fields))
    on.press("c")
    on.screen.body.panel.go_to("number")
    on._rest()
    on.press("ctrl+u")
    on.type("312.555.0199")
    on.press("enter", "escape")
    assert on.session.call.detail("number") == "312.555.0199"
    page = " ".join(markdown(summary_of(on.session.call, Chain(1, ""))).split())
    assert "Do not call: the number is on the do-not-call list" in page
    [promised] = promises_of(on.session.call)
    assert promised.listed


@pytest.mark.parametrize("needs", ['"caller", "safe"', '"number", "caller", "safe"'])
def test_a_number_in_a_field_of_a_callback_of_a_scripts_own_is_looked_up_too(
    places: Places, needs: str
) -> None:
    text = (shipped_folder() / "escalated-callers.toml").read_text("utf-8")
    text = text.replace('needs = ["number", "caller", "concern"]', f"needs = [{needs}]", 1)
    text += '\n[[field]]\nid = "safe"\nlabel = "Safe number"\nkind = "phone"\n'
    script, problems = parse_script(text, "escalated-callers.toml")
    assert script, problems
    on = OnScreen(
        "escalated-callers",
        act.WriteDetail("number", "404 555 0142"),
        size=WIDE,
        at=TUESDAY,
        kept=places.state.parent,
        library=with_script(script),
    )
    on.wait(1)
    on.press("f", "1")
    on.screen.body.panel.go_to("safe")
    on._rest()
    on.type("312.555.0199")
    if "number" not in needs:
        assert "This number is on the do-not-call list." in joined(on.pane("Callback"))
    on.screen.body.panel.go_to("caller")
    on._rest()
    on.type("Dana")
    on.press(*["enter"] * (needs.count(",") + 2))
    assert on.session.call.follow_ups[-1].field("safe") == "312.555.0199"
    assert "Safe number: 312.555.0199 is on the do-not-call list." in " ".join(on.text.split())


def test_a_number_that_the_caller_has_just_asked_not_to_call_is_told_too(places: Places) -> None:
    asked = act.AddFollowUp(DO_NOT_CALL.kind, (("number", "404 555 0142"),))
    on = on_call(places, asked)
    on.press("f", "1")
    assert on.fields["number"] == "404 555 0142"
    assert "This number is on the do-not-call list." in joined(on.pane("Callback"))
    on.press("escape", "escape", "c")
    assert "do-not-call" not in on.pane("Details")


def test_a_do_not_call_number_of_an_erased_call_is_known(places: Places) -> None:
    path = places.calls / "done" / f"{LISTED}.jsonl"
    [
        *erase_calls(
            Disk(),
            places,
            [(path, Tombstone(LISTED, FRIDAY, "old"))],
            training=False,
            also=places.out,
        )
    ]
    on = on_call(places, act.WriteDetail("number", "312 555 0199"))
    assert "On the do-not-call list" in joined(on.pane("Notes")), on.text


@pytest.mark.parametrize("state", ["none", "broken", "locked"])
def test_without_what_is_remembered_the_line_is_not_there_and_the_call_goes_on(
    places: Places, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    with register(places):
        pass
    on = on_call(places)
    holder = None
    if state == "none":
        places.register_index.unlink()
    elif state == "broken":
        places.register_index.write_bytes(b"no database at all" * 100)
    else:
        holder = sqlite3.connect(places.register_index, isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
    try:
        on.press("c", "tab")
        on.type("312 555 0134")
        assert "Called" not in on.text
        assert on.fields["number"] == "312 555 0134"
        assert on.status.startswith("WARNINGS")
    finally:
        if holder:
            holder.close()


def test_what_others_closed_at_the_desk_is_not_to_do_on_the_call_that_promised_it(
    places: Places,
) -> None:
    team = FakeDesk()
    kept = places.state.parent
    on = OnScreen("escalated-callers", CALLBACK, at=TUESDAY, kept=kept, desk=team)
    on.wait(1)
    on.show()
    assert "1 to do" in on.text
    keep(places, on.session.call)
    of = f"{on.session.call.id}/{on.session.call.follow_ups[0].n}"
    answer = do(Disk(), places, of, Done("At the desk"), "Kim Lo", TUESDAY, heard=TUESDAY)
    assert isinstance(answer, Promise), answer
    on.show()
    assert "1 to do" in on.text
    team.taken_in = 1
    team.changes()
    on.wait(1)
    on.show()
    assert "to do" not in on.text
    on.press("f")
    assert "✓ Callback" in on.pane("Follow-up")
    assert "done by Kim Lo" in joined(on.pane("Follow-up"))


def test_what_was_done_at_another_terminal_is_known_before_the_call_ends(places: Places) -> None:
    on = on_call(places, act.StateGround("threat"))
    keep(places, on.session.call)
    of = f"{on.session.call.id}/{on.session.call.follow_ups[0].n}"
    on.wait(5)
    now = on.session.clock.now().at
    assert isinstance(do(Disk(), places, of, Told("Kim Lo"), "Robin", now), Promise)
    on.press("e")
    on.wait(1)
    on.show()
    assert "no supervisor told yet" not in joined(on.pane("End the call"))
    assert [held.done_by for held in on.session.call.follow_ups] == ["Kim Lo"]


def test_a_threat_that_a_board_took_note_of_is_told_wherever_the_call_shows_it(
    places: Places,
) -> None:
    team = FakeDesk()
    kept = places.state.parent
    threat = act.StateGround("threat")
    on = OnScreen("escalated-callers", threat, at=TUESDAY, kept=kept, desk=team)
    on.wait(1)
    on.show()
    keep(places, on.session.call)
    of = f"{on.session.call.id}/{on.session.call.follow_ups[0].n}"
    for deed, done in ((Told("sam", "At the desk"), True), (Reopened("At the desk"), False)):
        on.wait(5)
        now = on.session.clock.now().at
        answer = do(Disk(), places, of, deed, "sam", now, heard=now)
        assert isinstance(answer, Promise), answer
        team.taken_in += 1
        team.changes()
        on.wait(1)
        on.show()
        assert [held.done for held in on.session.call.follow_ups] == [done]
        told = "sam was told" if done else "to do again"
        assert f"Report to the supervisor: {told}." in on.status
        assert ("to do" in on.text) is not done
        on.press("e")
        assert ("no supervisor told yet" in joined(on.pane("End the call"))) is not done
        on.press("escape", "f")
        assert ("sam was told" in joined(on.pane("Follow-up"))) is done
        on.press("escape")


def listed_elsewhere(places: Places, number: str) -> None:
    """Another program has a number on the do-not-call list instead of the one that was there."""
    with register(places) as index:
        [asked] = index.named(LISTED)
    deed = number_corrected(asked, number, "")
    assert isinstance(do(Disk(), places, asked.id, deed, "Kim Lo", TUESDAY), Promise)


def test_what_another_program_has_written_is_told_by_the_key_that_asks(places: Places) -> None:
    number = "404 555 0142"
    on = on_call(places, act.WriteDetail("number", number))
    on.press("equals_sign")
    assert "Nothing is known of this number." in on.status
    listed_elsewhere(places, number)
    on.press("equals_sign")
    assert "The register is being read: press again in a moment." in on.status
    on._rest()
    on.show()
    on.press("equals_sign")
    assert isinstance(on.app.screen, SameNumberScreen), on.status
    assert "On the do-not-call list" in joined(on.text)


def test_a_callback_opened_since_says_that_its_number_is_listed(places: Places) -> None:
    number = "404 555 0142"
    on = on_call(places, act.WriteDetail("number", number))
    listed_elsewhere(places, number)
    on.press("f", "1")
    on._rest()
    on.show()
    assert "This number is on the do-not-call list." in joined(on.text), on.text


def test_what_another_program_has_written_comes_in_above_the_calls_that_are_listed(
    places: Places,
) -> None:
    on = on_call(places, NUMBER)
    listed_elsewhere(places, "312 555 0134")
    on.press("equals_sign")
    assert isinstance(on.app.screen, SameNumberScreen), on.status
    on._rest()
    on.show()
    assert "On the do-not-call list · 1 more owed · called 2 times" in joined(on.text)
    assert "are listed" not in joined(on.text)


def test_who_undoes_what_somebody_else_has_done_reads_so_first(places: Places) -> None:
    on = on_call(places, DO_NOT_CALL)
    keep(places, on.session.call, wrapped_up=False)
    [asked] = on.session.call.follow_ups
    on.wait(5)
    now = on.session.clock.now().at
    of = f"{on.session.call.id}/{asked.n}"
    assert isinstance(do(Disk(), places, of, Done("in the dialer"), "Sam Poe", now), Promise)
    on.press("u")
    on._rest()
    on.show()
    assert "Done by Sam Poe: recorded again, it is to do again." in joined(on.pane("Undo"))
    on.press("u")
    assert not on.session.call.follow_ups


@pytest.mark.parametrize("supervisor", [False, True])
def test_what_a_board_closed_is_opened_again_at_a_seat_by_a_supervisor_alone(
    places: Places, supervisor: bool
) -> None:
    team = FakeDesk()
    team.supervisor = supervisor
    kept = places.state.parent
    on = OnScreen("escalated-callers", CALLBACK, at=TUESDAY, kept=kept, desk=team)
    keep(places, on.session.call)
    of = f"{on.session.call.id}/{on.session.call.follow_ups[0].n}"
    done = do(Disk(), places, of, Done("At the desk"), "sam", TUESDAY, heard=TUESDAY)
    assert isinstance(done, Promise), done
    on.wait(1)
    on.press("r", "c", "down", "u")
    refused = "sam closed that at the board: only a supervisor has it owed again, there with u."
    assert (refused in joined(on.text)) is not supervisor
    assert ("Owed again: Callback" in joined(on.text)) is supervisor
